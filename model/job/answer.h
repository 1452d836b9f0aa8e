/*
 * answer.h - what the media program said, as far as it can be believed.
 *
 * Its answers come from a process that a stranger's file may have taken over.
 * So each line passes a field table (types, ranges, choices), names are among
 * those that a job can make, and at the end the whole must fit together.
 *
 * Stands on base, store, json-c.
 * Units:  frames from 0; microseconds; bytes.
 * Errors: E_MEDIA_FAILED.
 * Memory: the arena.
 */
#ifndef JOB_ANSWER_H
#define JOB_ANSWER_H
#include "model/base/field.h"
#include "model/store/store.h"

enum {
    ANSWER_LINE_BYTES = 256 * 1024, /* longest line */
    ANSWER_SCENES     = 100000,
    ANSWER_FILES      = 20000, /* without the scenes' pictures */
    ANSWER_WARNINGS   = 50,
    ANSWER_PICTURES   = 9, /* frame-0001.jpg and so on, of a scene */
    ANSWER_CAPTIONS   = 32,
    ANSWER_RENDITIONS = 16,
    ANSWER_STILLS     = 1000, /* inputs of "stills", candidates of "zip" */
    ANSWER_THUMBS     = 4,    /* of one picture */
};

struct answer_source {
    struct row  row;
    int64_t     width, height; /* as displayed */
    int64_t     fps_num, fps_den, frames, duration_us, rotation;
    const char *codec, *container;
    bool        has_audio;
};

struct answer_scene {
    struct row  row;
    struct uuid id; /* made here, so that a transaction can be run again */
    int64_t     index, frame_num, frame_count, start_us, end_us, pictures;
    const char *transition;
    double      confidence;
    const char *phash; /* 16 hexadecimal digits, NULL for none */
};

/* How the upload became video.mp4. */
struct answer_video {
    struct row  row;
    const char *mode;     /* copy: nothing was encoded anew; sound: only the sound; encode */
    const char *blurhash; /* of the poster */
};

/* A text track of the file, captions/<lang>.vtt. */
struct answer_caption {
    struct row  row;
    const char *lang;  /* BCP 47; no two alike, whatever their case */
    const char *label; /* for people */
};

/* One stream of the ladder: hls/<name>.m3u8 and hls/<name>.m4s. */
struct answer_rendition {
    struct row  row;
    const char *name; /* small letters, digits, dash; never "master" */
    bool        is_audio;
    int64_t     width, height;                /* 0 for sound */
    int64_t     bandwidth, average_bandwidth; /* bits per second */
    const char *codecs;                       /* RFC 6381; no character that a playlist quotes */
    double      frame_rate;                   /* 0 for sound */
};

/* A smaller one of a picture. */
struct answer_thumb {
    struct row  row;
    int64_t     index, width, height; /* index: of the picture */
    const char *type;
    size_t      file; /* index into files */
};

/* One picture: an input of "stills", an entry of "zip". */
struct answer_still {
    struct row  row;
    int64_t     index;   /* of the order's inputs; of the archive's candidates */
    bool        told;    /* measured or refused */
    const char *entry;   /* zip: its path in the archive, for people; NULL otherwise */
    const char *slug;    /* zip: which of the order's slugs it names; NULL: none, so skipped */
    const char *refused; /* why, for people; NULL: it was measured, and what follows holds */
    enum reason reason;  /* when refused */
    int64_t     width, height;
    int64_t     duration_us; /* null unless it moves */
    const char *extension, *type, *color_profile, *dominant_color;
    bool        has_file;    /* zip: the unpacked picture is among the files ... */
    size_t      file;        /* ... as this one */
    struct answer_thumb thumbs[ANSWER_THUMBS]; /* by width, ascending */
    size_t              thumbs_n;
};

struct answer_file {
    int64_t     scene; /* index into scenes, -1: of the job itself */
    const char *name;  /* in the scene's folder: thumb.jpg, hls/index.m3u8, captions/en.vtt */
    const char *type;  /* by the name's ending, not by the child's word */
    struct blob blob;  /* known once the runner has stored it */
};

struct answer {
    const char           *op; /* of the order */
    bool                  done, failed;
    enum reason           reason; /* when failed */
    char                  message[400];
    double                progress; /* 0..100 */
    char                  stage[41];
    const char           *warnings[ANSWER_WARNINGS];
    size_t                warnings_n;
    bool                  has_source, has_made;
    struct answer_source  source, made; /* the input; what was made of it to be reviewed */
    struct answer_scene  *scenes;
    size_t                scenes_n, scenes_cap;
    struct answer_file   *files; /* those said; answer_files adds the scenes' pictures */
    size_t                files_n, files_cap;
    const char           *analysis, *loudness; /* JSON objects, NULL for none */
    bool                  has_video;
    struct answer_video   video;
    struct answer_caption   captions[ANSWER_CAPTIONS];
    size_t                  captions_n;
    struct answer_rendition renditions[ANSWER_RENDITIONS];
    size_t                  renditions_n;
    struct answer_still    *stills; /* by index, once the answer is whole */
    size_t                  stills_n;
    int64_t                 items, items_done, items_skipped; /* 0 until told */
};

void answer_start(struct answer *to, const char *op);
/* One line, without its newline. */
int answer_line(struct cx *cx, const char *line, size_t n, struct answer *to) MUST_USE;
/* The child has ended: is it a whole answer to the order? A failure that the child reported
 * becomes the refusal. After it, of
 *   watchable  there are source, video and the files video.mp4, thumbnail.jpg, poster.jpg and
 *              captions/<lang>.vtt of each caption, and no others;
 *   stills     each picture was measured or refused, and there are no files but thumbnails;
 *   zip        the same of each entry, which has its unpacked file if it was measured; those have
 *              a slug, and no two the same. Whether it is one of the order's is not looked at;
 *   review     there are source, made, and the files movie.mp4, lowdef.mp4, tiles.png and those of
 *   frame      original.png, preview.png, thumbnail.png, thumbnail-square.png, and no others;
 *   picture    the same four, and the picture was measured;
 *   avatar     there is avatar.png alone, and the picture was measured;
 *   ladder     there are source, a rendition with a picture, at most one of sound, the files
 *              of each, and no others but sprites.vtt with sprites-<n>.jpg. */
int answer_check(struct cx *cx, const struct answer *a) MUST_USE;
/* The files that the answer speaks of, as names below the child's folder, in the order of
 * answer->files, to which the pictures of the scenes are added first. */
int answer_files(struct cx *cx, struct answer *a, struct store_file **files) MUST_USE;
/* JSON list of the warnings; NULL for none. */
const char *answer_detail(struct cx *cx, const struct answer *a) MUST_USE;
/* The scene's phash as the database keeps it. */
int64_t answer_phash(const struct answer_scene *s);
#endif
