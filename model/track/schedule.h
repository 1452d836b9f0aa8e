/*
 * schedule.h - bars of a production's schedule, and schedules that are kept.
 *
 * Stands on base, db, res.
 * Errors: E_NOT_FOUND, E_INVALID; those of db.h.
 * Memory: of the arena; lists need the memory of one row.
 */
#ifndef TRACK_SCHEDULE_H
#define TRACK_SCHEDULE_H
#include "model/track/production.h"

/* ---- bars ---- */
struct schedule_bar {
    struct row  row;
    struct uuid id;
    struct date start_date, end_date;
    int64_t     man_days;
    struct uuid project_id, task_type_id, object_id; /* nil: the bar is of the task type itself */
    const char *name;                                /* of what it is of */
};
extern const struct shape schedule_bar_shape;

enum schedule_of {
    BARS_OF_TASK_TYPES,
    /* Within a task type: */
    BARS_OF_ASSET_TYPES, BARS_OF_EDITS, BARS_OF_EPISODES, BARS_OF_SEQUENCES,
};
/* What has no bar yet gets one from today to tomorrow. task_type_id: nil for bars of task types.
 * In a transaction. */
int schedule_complete(struct cx *cx, const struct actor *who, enum schedule_of what,
                      struct uuid project_id, struct uuid task_type_id) MUST_USE;
/* By name; of task types by their first day. */
int schedule_each(struct cx *cx, enum schedule_of what, struct uuid project_id,
                  struct uuid task_type_id, int (*fn)(void *u, const void *row), void *u) MUST_USE;

/* ---- kept schedules: of their tasks dates, estimations and assignees; in a transaction ---- */
/* What one says, as rows. task_type_id: nil for tasks of any kind. relations: with assignees. */
int schedule_links(struct cx *cx, struct uuid version_id, struct uuid task_type_id, bool relations,
                   struct out *o) MUST_USE;
/* *n: how many tasks it was. */
int schedule_keep(struct cx *cx, struct uuid version_id, int64_t *n) MUST_USE;
/* What another one of the production says; other tasks keep what they have. */
int schedule_copy(struct cx *cx, const struct actor *who, struct uuid version_id,
                  struct uuid other_id, int64_t *n) MUST_USE;
/* The tasks become as they are kept, and the schedule is locked. */
int schedule_apply(struct cx *cx, const struct actor *who, struct uuid version_id,
                   int64_t *n) MUST_USE;
#endif
