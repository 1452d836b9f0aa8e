/*
 * accept.h - a whole upload becomes a video: what is taken, whether there is room
 * for it, and the row and the job with which its life begins.
 *
 * Stands on base, db, store, job.
 * Units:  bytes.
 * Errors: those of db.h; E_BAD_REQUEST, E_DISK_FULL, E_CONFLICT, E_FORBIDDEN.
 */
#ifndef VIDEO_ACCEPT_H
#define VIDEO_ACCEPT_H
#include "model/store/store.h"

struct video_new {
    struct uuid id, hash_id, job_id, user_id; /* id and job_id: made by the caller */
    const char *file_name, *video_type;
    struct blob blob; /* kept in the store already */
};

/* The MIME types that are taken, NULL-ended. */
extern const char *const video_types[];
/* E_BAD_REQUEST, in the words of contract/video, unless it is one of them, as it is written. */
int video_type_known(struct cx *cx, const char *type) MUST_USE;
/* E_BAD_REQUEST unless the name has 1 to 255 of the characters that are taken, does not begin
 * with a dot nor end with one, and is not the name of a device. */
int video_name_ok(struct cx *cx, const char *name) MUST_USE;

/* Bytes that the user's videos take, and those announced for uploads under way. A video that
 * failed takes none: its upload is gone. */
int video_used_bytes(struct cx *cx, struct uuid user_id, int64_t *used) MUST_USE;
/* Is there room for so many bytes more? E_DISK_FULL if the user's share (max_bytes_per_user) or
 * the disk (disk_reserve_bytes) does not hold them. left (may be NULL): how much would fit. */
int video_room(struct cx *cx, struct uuid user_id, int64_t bytes, int64_t *left) MUST_USE;
/* The same for the bytes of that video: what was uploaded for it before gives way to them.
 * E_FORBIDDEN when there is no such active user. */
int video_room_for(struct cx *cx, struct uuid user_id, struct uuid hash_id, int64_t bytes,
                   int64_t *left) MUST_USE;
/* The disk alone: for bytes that count as the user's already. */
int video_disk_room(struct cx *cx, int64_t bytes) MUST_USE;

/* The row, in state processing, and its job, in the caller's transaction; ring after it. The
 * same bytes again for the same user and hash_id change nothing; others take the place of a
 * video that is not ready. Uploads under way of that user count as used, so a row of video_part
 * that this video was is to be removed before. Errors: E_CONFLICT when it is ready, E_DISK_FULL,
 * E_FORBIDDEN when there is no such active user. */
int video_accept(struct cx *cx, const struct video_new *v) MUST_USE;
#endif
