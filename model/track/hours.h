/*
 * hours.h - minutes of work by person, task and day, and their sums.
 *
 * Stands on base, db, res.
 * Units: minutes.
 * Errors: E_NOT_FOUND, E_FORBIDDEN, E_INVALID; those of db.h.
 * Memory: of the arena.
 */
#ifndef TRACK_HOURS_H
#define TRACK_HOURS_H
#include "model/res/res.h"
#include "model/track/period.h"

/* What a person worked on a task on a day; add: more than what is there. The task's duration is
 * the sum of all. *id: the row. */
int hours_set(struct cx *cx, const struct actor *who, struct uuid task_id, struct uuid person_id,
              struct date date, double minutes, bool add, struct uuid *id) MUST_USE;
/* The row of that day. */
int hours_find(struct cx *cx, struct uuid task_id, struct uuid person_id, struct date date,
               struct uuid *id, bool *found) MUST_USE;
int hours_remove(struct cx *cx, const struct actor *who, struct uuid task_id, struct uuid person_id,
                 struct date date) MUST_USE;

/* Sums by person: {"<key>": {"<person>": minutes}}. */
enum hours_by { BY_YEAR, BY_MONTH, BY_WEEK, BY_DAY };
struct hours_ask {
    enum hours_by        by;
    const struct period *period;                            /* NULL: all */
    struct uuid          project_id, department_id, studio_id; /* nil: any */
};
int hours_table(struct cx *cx, const struct actor *who, const struct hours_ask *ask,
                struct out *o) MUST_USE;

/* Of a person by task, as an array. Others than themselves and administrators see what was done in
 * productions of theirs. */
int hours_of_person(struct cx *cx, const struct actor *who, struct uuid person_id,
                    const struct period *period, struct out *o) MUST_USE;
/* Rows of a task by person: {"total": minutes, "<person>": [rows]}. date: NULL for all. */
int hours_of_task(struct cx *cx, struct uuid task_id, const struct date *date,
                  struct out *o) MUST_USE;
/* May the actor read what that person worked? all: of every production. */
int hours_may_read(struct cx *cx, const struct actor *who, struct uuid person_id, bool *all) MUST_USE;
#endif
