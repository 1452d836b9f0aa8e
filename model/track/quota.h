/*
 * quota.h - shots that count in the quota of a person.
 *
 * Stands on base, db, res.
 * Errors: those of db.h.
 * Memory: of the arena.
 */
#ifndef TRACK_QUOTA_H
#define TRACK_QUOTA_H
#include "model/res/res.h"
#include "model/track/period.h"

struct quota_ask {
    struct uuid          person_id, project_id, task_type_id; /* nil: nothing matches */
    const struct period *period;                              /* days of UTC */
    const char          *mode; /* weighted, weighteddone, feedback, done */
};
/* Entities with full_name and weight, by full_name. */
int quota_shots(struct cx *cx, const struct quota_ask *ask, struct out *o) MUST_USE;
/* Frames, seconds, drawings and shots that were done, by day, week, month and year: of everybody
 * and of each, or of one person by kind of work. */
struct quota_sum {
    struct uuid project_id, task_type_id, person_id, studio_id; /* nil: any, of the last three */
    const char *mode;
};
int quota_sums(struct cx *cx, const struct quota_sum *ask, struct out *o) MUST_USE;
/* The row of days off that covers a day. */
int quota_day_off(struct cx *cx, struct uuid person_id, struct date day, struct uuid *id,
                  bool *found) MUST_USE;
#endif
