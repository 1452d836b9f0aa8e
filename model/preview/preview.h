/*
 * preview.h - previews: files of a task that are reviewed, by revisions and, in a revision, places.
 *
 * A preview is made on a comment, gets its file, is worked on by a job (kinds.h) and then ready
 * or broken. Everything here belongs into a transaction and adds its events.
 *
 * Stands on base, db, store, res, track.
 * Units:  pixels, seconds, bytes.
 * Errors: E_NOT_FOUND, E_INVALID, those of db.h.
 * Memory: the arena.
 */
#ifndef PREVIEW_PREVIEW_H
#define PREVIEW_PREVIEW_H
#include "model/res/res.h"
#include "model/store/store.h"

struct preview { /* what decides about one */
    struct row  row;
    struct uuid id, task_id, project_id, entity_id, task_type_id;
    const char *kind; /* name of the entity's type */
    int64_t     revision, position;
    const char *extension, *original_name, *status;
    bool        is_automated; /* the production shows the newest one by itself */
    struct json annotations;
};
int preview_get(struct cx *cx, struct uuid id, struct preview *to) MUST_USE;

struct preview_new {
    struct uuid id; /* made by the caller */
    struct uuid task_id, comment_id, person_id;
    int64_t     revision; /* 0: that of the comment's others, else the task's next */
};
/* On a comment of the task. */
int preview_add(struct cx *cx, const struct preview_new *p) MUST_USE;
/* It has bytes: from now on the row speaks of them. is_ready: nothing is to be done with them. */
struct preview_file_new {
    struct uuid        id, person_id;
    const char        *original_name, *extension;
    const struct blob *blob;
    bool               is_ready;
};
int preview_take(struct cx *cx, const struct preview_file_new *f) MUST_USE;

struct preview_done {
    struct uuid id, person_id;
    const char *extension;
    int64_t     width, height;
    double      duration;
    int64_t     file_size; /* 0: that of the upload */
    /* The upload, where the preview was made of it; 0: the row tells nothing of it. */
    int64_t original_width, original_height;
    double  original_duration;
};
int preview_ready(struct cx *cx, const struct preview_done *done) MUST_USE;
int preview_broken(struct cx *cx, struct uuid id, struct uuid person_id) MUST_USE;

/* The entity shows it. */
int preview_set_main(struct cx *cx, struct uuid person_id, const struct preview *p) MUST_USE;
/* The newest one of a task; E_NOT_FOUND when it has none. */
int preview_last(struct cx *cx, struct uuid task_id, struct preview *to) MUST_USE;
/* From the comment; the preview goes when no other comment has it. */
int preview_unlink(struct cx *cx, const struct actor *who, struct uuid task_id,
                   struct uuid comment_id, struct uuid id) MUST_USE;
/* Its place in its revision, from 1; the others move. */
int preview_move(struct cx *cx, const struct preview *p, int64_t position) MUST_USE;
#endif
