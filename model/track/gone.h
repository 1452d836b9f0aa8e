/*
 * gone.h - tasks and entities go with all that hangs on them.
 *
 * A list is text: a JSON array of ids (id_set_json). It goes by a fixed number of statements,
 * however long it is. Files of what went are found by gc.
 *
 * Stands on base, db, res.
 * Errors: those of db.h; E_CONFLICT when something new refers to what is to go.
 * Memory: of the arena.
 */
#ifndef TRACK_GONE_H
#define TRACK_GONE_H
#include "model/track/tell.h"

/* Each belongs into a transaction. quiet: no event for each. */
int tasks_gone(struct cx *cx, const struct actor *who, const char *list, bool quiet) MUST_USE;
int entities_canceled(struct cx *cx, const struct actor *who, const char *list) MUST_USE;
/* What was in them stays, without a place; castings that they were in are counted anew. */
int entities_gone(struct cx *cx, const struct actor *who, const char *list, bool quiet) MUST_USE;

/* A piece of what a production holds; to be called, a transaction each, until nothing is *left,
 * which bears a stop at any time. The row itself stays, and may be deleted then. */
int production_gone(struct cx *cx, const struct actor *who, struct uuid project_id,
                    bool *left) MUST_USE;
/* The same of what the tracker knows of a person: comments with their previews, hours, what was told;
 * of the rest nobody is the author any more. Footage, videos and designs stay in the way. */
int person_gone(struct cx *cx, struct uuid person_id, bool *left) MUST_USE;
#endif
