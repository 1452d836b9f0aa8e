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

/* A condition more: all, or those of a person: arguments bool, uuid. */
#define TODO_MINE_UNLESS                                                                           \
    " AND (? OR EXISTS (SELECT 1 FROM task_person_link v WHERE v.task_id = t.id AND v.person_id = ?))"

/* Tasks of open productions of the actor, the last changed first, with sums over all pages. */
struct todo_ask {
    struct uuid project_id, person_id, task_type_id, task_status_id; /* nil: any */
    int64_t     page, limit;
};
int todo_open(struct cx *cx, const struct actor *who, const struct todo_ask *ask,
              struct out *o) MUST_USE;
/* All of them as an array. */
int todo_open_all(struct cx *cx, const struct actor *who, const struct todo_ask *ask,
                  struct out *o) MUST_USE;

/* How many tasks of open productions of the actor there are, with sums in minutes, by production
 * and in it by kind of work and status; without concepts. */
int todo_sums(struct cx *cx, const struct actor *who, struct out *o) MUST_USE;
/* First and last day of the tasks of everybody who is active: in that production; nil: in the open
 * ones of the actor. */
int todo_dates(struct cx *cx, const struct actor *who, struct uuid project_id,
               struct out *o) MUST_USE;
/* The task whose production, entity and kind of work are named in the path of a file. kind:
 * KIND_... of the entity; NULL: any. E_NOT_FOUND. */
int todo_by_path(struct cx *cx, struct uuid project_id, const char *kind, const char *path,
                 struct uuid *task_id) MUST_USE;

/* What a task belongs to; nil for nothing. */
struct task_place {
    struct row  row;
    struct uuid project_id, task_type_id, task_status_id, entity_id, entity_type_id, assigner_id;
};
int task_place_get(struct cx *cx, struct uuid task_id, struct task_place *to) MUST_USE;
#endif
