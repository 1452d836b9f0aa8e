/*
 * caption.h - caption tracks of a ready video, as its user changes them.
 *
 * A track is a row of video_caption and the files captions/<lang>.vtt and .m3u8. Tracks that
 * were in the upload and those that the user has sent are alike: one per language.
 *
 * Stands on base, db, store.
 * Errors: those of db.h; E_NOT_FOUND, E_BAD_REQUEST, E_DISK_FULL.
 * Memory: the arena.
 */
#ifndef VIDEO_CAPTION_H
#define VIDEO_CAPTION_H
#include "model/store/store.h"
#include "model/video/video.h"

enum { CAPTION_TRACKS = 50, CAPTION_LABEL = 80 /* characters */ };

struct caption_new {
    struct uuid user_id, hash_id; /* of the video */
    const char *lang;             /* as lang_format writes it */
    const char *label;            /* NULL: as it was; the language for a new one */
    struct blob blob;             /* clean WebVTT, kept in the store already */
    bool        is_new;           /* out */
};
/* These two in the caller's transaction; the video's folder is as its rows are when they return.
 * E_BAD_REQUEST for one track too many. */
int caption_put(struct cx *cx, struct caption_new *c) MUST_USE;
int caption_remove(struct cx *cx, struct uuid user_id, struct uuid hash_id,
                   const char *lang) MUST_USE;

struct caption_track {
    struct row  row;
    const char *lang, *label;
    bool        is_own;
    struct utc  created_at;
};
extern const struct shape caption_track_shape;
/* By their languages. */
int caption_list(struct cx *cx, struct uuid user_id, struct uuid hash_id, struct video *video,
                 struct caption_track **rows, size_t *n) MUST_USE;
#endif
