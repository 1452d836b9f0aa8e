/*
 * tasks.h - tasks: made for many entities at once, given to people and taken from them, gone with
 * all that hangs on them.
 *
 * Stands on base, db, res, outbox.
 * Errors: E_NOT_FOUND, E_FORBIDDEN, E_INVALID; those of db.h.
 * Memory: of the arena.
 */
#ifndef TRACK_TASKS_H
#define TRACK_TASKS_H
#include "model/track/right.h"
#include "model/track/task.h"
#include "model/track/tell.h"

/* One of that kind of work for each entity of the production that has none: those of the list, or
 * all of the kind (KIND_..., NULL: any) when there is no list. *made: the new ones. */
int tasks_make(struct cx *cx, const struct actor *who, struct uuid project_id, struct uuid task_type_id,
              const char *kind, const struct id_set *entities, struct id_set *made) MUST_USE;
/* For one entity, of each kind of work that its production has for such entities. */
int tasks_make_all(struct cx *cx, const struct actor *who, struct uuid entity_id,
                  const struct id_set *task_types, struct id_set *made) MUST_USE;

/* Give tasks to a person. skip: leave out those that the actor may not give, instead of
 * E_FORBIDDEN. *done: those that the person has now by it. */
int tasks_assign(struct cx *cx, const struct actor *who, struct uuid person_id,
                const struct id_set *tasks, bool skip, struct id_set *done, bool *mailed) MUST_USE;
/* Take them from that person, or from everybody when it is nil. */
int tasks_clear(struct cx *cx, const struct actor *who, struct uuid person_id,
               const struct id_set *tasks, struct id_set *done) MUST_USE;
int tasks_prioritise(struct cx *cx, const struct actor *who, int64_t priority,
                    const struct id_set *tasks, struct id_set *done) MUST_USE;

/* force: with its comments, previews, time and files; otherwise they keep it (E_CONFLICT). */
int tasks_remove(struct cx *cx, const struct actor *who, struct uuid task_id, bool force) MUST_USE;
/* Those of the list that are of the production; of a kind when it is not nil. Who may is the
 * caller's matter. */
int tasks_remove_many(struct cx *cx, const struct actor *who, struct uuid project_id,
                     struct uuid task_type_id, const struct id_set *tasks,
                     struct id_set *done) MUST_USE;

/* All of the list, of whatever productions the actor manages, or none. */
int tasks_remove_all(struct cx *cx, const struct actor *who, const struct id_set *tasks) MUST_USE;

/* The status that asks for a look. E_INVALID when there is none. */
int tasks_review_status(struct cx *cx, struct uuid *id) MUST_USE;

/* Is there a person of that id who is no bot? E_NOT_FOUND; E_FORBIDDEN for bots. */
int tasks_person(struct cx *cx, struct uuid person_id) MUST_USE;
#endif
