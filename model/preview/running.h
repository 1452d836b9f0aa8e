/*
 * running.h - previews that are not ready: being worked on, broken, or lost.
 *
 * Stands on base, db, res, track.
 * Errors: E_INVALID for a cursor that is none; those of db.h.
 * Memory: of the arena, some bytes for each of them.
 */
#ifndef PREVIEW_RUNNING_H
#define PREVIEW_RUNNING_H
#include "model/res/res.h"

/* Those of open productions as an array, newest first: rows with their production, kind of work
 * and what they show. cursor: only those made before that one; nil: all. limit: rows. */
int previews_running(struct cx *cx, struct uuid cursor, int64_t limit, struct out *o) MUST_USE;
#endif
