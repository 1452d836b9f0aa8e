/*
 * context.h - all that a web client needs when it starts, in one answer.
 *
 * Stands on base, db, res, people, track.
 * Errors: those of db.h.
 */
#ifndef CONTEXT_CONTEXT_H
#define CONTEXT_CONTEXT_H
#include "model/res/res.h"

/* As an object. */
int context_write(struct cx *cx, const struct actor *who, struct out *o) MUST_USE;
/* Open productions: of administrators all, else those with the actor in their team; with what a
 * client needs of each. name: NULL for all. As an array. */
int context_projects(struct cx *cx, const struct actor *who, const char *name,
                     struct out *o) MUST_USE;
/* The same whatever their state, whose name is given: plain rows. */
int context_projects_all(struct cx *cx, const struct actor *who, const char *name,
                         struct out *o) MUST_USE;
/* Kept searches and their sections, own ones and those shared in the actor's productions. As an
 * object: by list, then by production ("all" for none). */
int context_filters(struct cx *cx, const struct actor *who, struct out *o) MUST_USE;
int context_filter_groups(struct cx *cx, const struct actor *who, struct out *o) MUST_USE;
#endif
