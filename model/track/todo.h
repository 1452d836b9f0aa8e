/*
 * todo.h - tasks with the names of all that they belong to, as lists of work show them.
 *
 * Stands on base, db, res.
 * Errors: those of db.h.
 * Memory: of the arena; that of one row.
 */
#ifndef TRACK_TODO_H
#define TRACK_TODO_H
#include "model/db/db.h"
#include "model/res/res.h"

/* Of these the condition may speak: t task, p project, y task_type, s task_status, e entity,
 * k its type, q and g what it is in. */
int todo_each(struct cx *cx, const char *condition, const struct arg *args, size_t nargs,
              struct out *o) MUST_USE;
#endif
