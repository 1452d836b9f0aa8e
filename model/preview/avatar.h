/*
 * avatar.h - pictures of persons, productions and the organisation, surroundings of previews,
 * and what working files hold.
 *
 * Stands on base, db, store, track.
 * Errors: those of db.h.
 * Memory: the arena.
 */
#ifndef PREVIEW_AVATAR_H
#define PREVIEW_AVATAR_H
#include "model/preview/stored.h"
#include "model/res/res.h"

/* owner: person, project, organisation. Not found: nor is the row, or it has no picture. */
int avatar_get(struct cx *cx, const char *owner, struct uuid id, struct stored *to,
               bool *found) MUST_USE;
/* Is the row there? The organisation is only one, and *id becomes its. */
int avatar_owner(struct cx *cx, const char *owner, struct uuid *id, bool *found) MUST_USE;

/* In a transaction: the person has no picture any more. E_NOT_FOUND. */
int avatar_clear(struct cx *cx, const struct actor *who, struct uuid person_id) MUST_USE;

/* In a transaction: the surroundings have this file. */
int background_take(struct cx *cx, struct uuid person_id, struct uuid id, const char *name,
                    const char *extension, const struct blob *blob) MUST_USE;
/* The next revision of a working file among those of the task with that name, from 1; locks the
 * task. */
int working_file_next(struct cx *cx, struct uuid task_id, const char *name,
                      int64_t *revision) MUST_USE;
/* In a transaction: it holds these bytes. */
int working_file_take(struct cx *cx, struct uuid id, const struct blob *blob) MUST_USE;
#endif
