/*
 * task.h - archives of base images: one picture per shot type, for one subject of a set design.
 *
 * A task is open from its upload until its job has ended; there is one open for a design and a
 * subject at most. What it makes appears together, or not at all.
 *
 * Stands on base, db, store, job, still.
 * Errors: those of db.h; E_NOT_FOUND "Upload task not found", E_CONFLICT when one is open.
 * Memory: the arena.
 */
#ifndef DESIGN_TASK_H
#define DESIGN_TASK_H
#include "model/job/kind.h"

struct upload_task {
    struct row  row;
    struct uuid id, owner_id, set_design_id, subject_id;
    const char *status; /* PENDING, PROCESSING, COMPLETED, FAILED */
    int64_t     progress, total_items, processed_items, images_processed, images_skipped;
    const char *error_message;
    struct utc  created_at, started_at, completed_at;
    struct json result_data; /* {"processed": [...], "skipped": [...]} */
};
extern const struct shape upload_task_shape;

struct task_new {
    struct uuid id, job_id, owner_id, set_design_id, subject_id;
    const char *archive_hash; /* in the store */
};
/* Inside a transaction; job_ring after it. */
int task_begin(struct cx *cx, const struct task_new *task) MUST_USE;
int task_get(struct cx *cx, struct uuid id, struct upload_task *to) MUST_USE;
/* The latest of a design and a subject. */
int task_latest(struct cx *cx, struct uuid set_design_id, struct uuid subject_id,
                struct upload_task *to) MUST_USE;

/* Tasks whose job has ended without them fail. *n: how many. */
int task_unstick(struct cx *cx, int64_t *n) MUST_USE;

extern const struct job_kind design_zip;
#endif
