/*
 * video.h - videos as the library shows them: lists, pages, what their users may do.
 *
 * States (contract/video, section 1): processing, failed, ready; a ready one without
 * listing_time is a draft, which nobody can watch. A private one is its user's alone.
 *
 * Stands on base, db, store, job.
 * Errors: those of db.h; E_NOT_FOUND, E_TOO_EARLY.
 * Memory: the arena.
 */
#ifndef VIDEO_VIDEO_H
#define VIDEO_VIDEO_H
#include "model/base/field.h"

struct video {
    struct row  row;
    struct uuid id, hash_id, user_id;
    const char *file_name;
    struct utc  upload_time;
    const char *title, *description; /* NULL: none */
    int64_t     size_in_bytes, duration_seconds, width, height;
    const char *video_type, *blurhash;
    bool        is_private;
    struct utc  listing_time; /* null for a draft */
    struct uuid watch_key;
};
extern const struct shape video_shape;
/* Is it on the lists, or still a draft? */
bool video_is_listed(const struct video *v);

/* Behind which a page begins: newest first, by listing_time and id. */
struct video_cursor {
    struct utc  listing_time;
    struct uuid id;
};
extern const struct video_cursor video_first; /* of the first page */

/* Who looks; nobody: the nil identifier. */
struct video_page {
    struct uuid         viewer;
    struct video_cursor from;
    int64_t             limit;
};
/* What everybody has listed but the viewer; with_own: the viewer too, private ones included. */
int video_explore(struct cx *cx, const struct video_page *p, bool with_own,
                  int (*fn)(void *u, const void *row), void *u) MUST_USE;
/* What one user has listed. E_NOT_FOUND when there is no such user. */
int video_of_user(struct cx *cx, const struct video_page *p, struct uuid user_id,
                  int (*fn)(void *u, const void *row), void *u) MUST_USE;
/* All of a user that are ready, the last one to become so first. */
int video_each_ready(struct cx *cx, struct uuid user_id, int (*fn)(void *u, const void *row),
                     void *u) MUST_USE;

struct video_unready { /* under way, or failed */
    struct row  row;
    struct uuid hash_id, user_id;
    const char *file_name;
    struct utc  upload_time;
    const char *failure_reason; /* NULL: under way */
    const char *stage;          /* these are null for a failed one */
    double      progress;       /* percent */
    int64_t     queue_position; /* from 1; null when it is being worked on */
    int64_t     eta_seconds;    /* null when nothing is known */
};
extern const struct shape video_unready_shape;
int video_each_unready(struct cx *cx, struct uuid user_id, int (*fn)(void *u, const void *row),
                       void *u) MUST_USE;

struct video_watch { /* what a player needs to know besides */
    struct row  row;
    bool        has_hls, has_sprites;
    struct json captions; /* list of {"lang","label"}; NULL text: none */
};
/* A ready video and its players' facts. E_NOT_FOUND unless there is one of that user that has
 * been listed. Makes its folder if it is missing. */
int video_watch_get(struct cx *cx, struct uuid user_id, struct uuid hash_id, struct video *to,
                    struct video_watch *watch) MUST_USE;

/* The user's own ready one, drafts included; the second under a lock. E_NOT_FOUND. */
int video_own(struct cx *cx, struct uuid user_id, struct uuid hash_id, struct video *to) MUST_USE;
int video_lock(struct cx *cx, struct uuid user_id, struct uuid hash_id, struct video *to) MUST_USE;
struct video_edit { /* NULL: as it is */
    const char *title, *description;
    const bool *is_private;
};
/* In the transaction that has locked it. A draft is listed from cx->now on. Made private, its
 * old links end. */
int video_change(struct cx *cx, const struct video *v, const struct video_edit *edit) MUST_USE;
/* Row, folder and links go. A transaction of its own. *files: the blobs that it named, which
 * nobody may name any more; how many is *n. E_TOO_EARLY while it is processed. */
int video_delete(struct cx *cx, struct uuid user_id, struct uuid hash_id, const char ***files,
                 size_t *n) MUST_USE;
#endif
