/*
 * part.h - uploads that come in pieces: rows of video_part, each with a partial file of the
 * store that has the same name.
 *
 * The file is made before its row and goes after it, so a file without a row belongs to
 * nobody. How much has come is the file's business, see store.h; who holds its lock may change
 * the row. A whole upload becomes a video of the same id; until that is committed both the row
 * and the file stay, so that whoever comes next can finish it.
 *
 * Stands on base, db, store, job.
 * Errors: those of db.h and store.h.
 */
#ifndef VIDEO_PART_H
#define VIDEO_PART_H
#include "model/base/field.h"
#include "model/store/store.h"

struct part {
    struct row  row;
    struct uuid id, user_id;
    const char *file_name, *video_type;
    int64_t     bytes;    /* length of the whole; -1 while it is not known */
    const char *metadata; /* as the client wrote it */
    struct utc  expires_at;
    bool        is_video; /* it is one by now: whole, without a file */
};

/* Both the file and the row; expires_at is set. E_TOO_MANY if the user has too many of them. */
int part_create(struct cx *cx, struct part *p) MUST_USE;
/* One of that user, expired or not. E_NOT_FOUND. */
int part_get(struct cx *cx, struct uuid id, struct uuid user_id, struct part *to) MUST_USE;
/* The length, once. E_CONFLICT if it is known. */
int part_set_bytes(struct cx *cx, struct part *p, int64_t bytes) MUST_USE;
/* Somebody works on it: it lives on from now. Small steps are not written down. */
int part_extend(struct cx *cx, struct part *p) MUST_USE;
/* All of it is there. It becomes a video, and the runners are told. The file is closed. Errors:
 * those of video_accept; then all stays as it is. */
int part_finish(struct cx *cx, struct part *p, struct store_part *file) MUST_USE;
/* It is given up; the file is closed. */
int part_remove(struct cx *cx, const struct part *p, struct store_part *file) MUST_USE;

/* Uploads that have expired, and files last written before `not_after` that have no row. Whole
 * ones become videos instead, if there is room. Nothing that is being written to is touched.
 * *n: how many were removed. */
int part_gc(struct cx *cx, struct utc not_after, int64_t *n) MUST_USE;
#endif
