/*
 * still.h - one picture: what it is, what it looks like, and smaller ones of it.
 *
 * The picture is decoded once, as far as the largest of the smaller ones needs
 * it, and whole: one that is cut off is refused. All come from that one decoding.
 * Safe in several threads at once, each with its own cx.
 *
 * Stands on base, libvips, lcms2.
 * Units:  pixels of the upright picture; microseconds.
 * Errors: of the picture E_NOT_MEDIA, E_MEDIA_LIMIT, E_TRUNCATED; of ours E_MEDIA_FAILED.
 */
#ifndef MEDIA_STILL_H
#define MEDIA_STILL_H
#include "model/media/still_kind.h"

enum { STILL_THUMBS = 4, STILL_PROFILE = 100 /* bytes of its name */ };

struct still_thumb {
    int64_t     width, height;
    const char *extension; /* jpg; webp of what is transparent */
    const char *type;
};
struct still_facts {
    enum still_kind    kind;
    int64_t            width, height;
    int64_t            duration_us;                /* 0: it does not move */
    char               profile[STILL_PROFILE + 1]; /* what the ICC profile calls itself, or sRGB */
    char               colour[8];                  /* #rrggbb, the most frequent one */
    struct still_thumb thumbs[STILL_THUMBS];       /* those smaller than it, ascending */
    size_t             thumbs_n;
};

struct still_gate; /* how much memory all pictures under way may take together */

struct still_task {
    const char        *path;   /* of the picture */
    const char        *output; /* folder; gets <index>-<width>.<extension> */
    int64_t            index;
    int64_t            max_pixels;
    struct still_gate *gate;
};

/* Once, before the process is locked in: what libvips needs from the system is loaded. threads:
 * of one picture's decoding. */
int still_begin(struct cx *cx, int threads) MUST_USE;
/* At the end of a thread that has measured. */
void still_thread_end(void);

struct still_gate *still_gate_new(struct cx *cx, int64_t memory_bytes) MUST_USE;

int still_measure(struct cx *cx, const struct still_task *task, struct still_facts *to) MUST_USE;
/* Facts without thumbnails, and the picture itself, upright, sRGB of 8 bits with 3 bands or 4, until
 * the arena's reset. One at a time: the gate is not asked. */
struct _VipsImage;
int still_whole(struct cx *cx, const struct still_task *task, struct still_facts *to,
                struct _VipsImage **image) MUST_USE;
#endif
