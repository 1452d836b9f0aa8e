/*
 * attach.h - files that are attached to comments.
 *
 * Stands on base, db, store, res, track.
 * Errors: E_NOT_FOUND, E_FORBIDDEN, those of db.h.
 * Memory: the arena.
 */
#ifndef PREVIEW_ATTACH_H
#define PREVIEW_ATTACH_H
#include "model/preview/stored.h"
#include "model/res/res.h"

/* May the actor attach to the comment, or take away? Its author may, and who manages the
 * production. A comment of another task is not found. */
int attach_may(struct cx *cx, const struct actor *who, struct uuid task_id,
               struct uuid comment_id) MUST_USE;

struct attach_new {
    struct uuid id, job_id; /* made by the caller */
    struct uuid comment_id, person_id;
    struct uuid reply_id; /* nil: of the comment itself */
    const char *name, *extension, *type;
    struct blob blob;
};
/* In a transaction; of pictures a thumbnail is made later. */
int attach_add(struct cx *cx, const struct attach_new *a) MUST_USE;
/* From the comment. */
int attach_remove(struct cx *cx, struct uuid comment_id, struct uuid id) MUST_USE;
#endif
