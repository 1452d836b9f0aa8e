/*
 * seed.h - a made-up production, to try things and to measure.
 *
 * Stands on base, db.
 * Errors: E_INVALID, those of db.h.
 */
#ifndef CONTEXT_SEED_H
#define CONTEXT_SEED_H
#include "model/base/base.h"

enum { SEED_SHOTS_MAX = 20000, SEED_PERSONS = 60 };

/* One production with so many shots in sequences of twenty, two assets for five shots, three
 * tasks for each of them, assignees, two comments with their news and a preview for each task,
 * castings, and a team of sixty who cannot sign in. *project_id: the production. In a
 * transaction. */
int seed_production(struct cx *cx, const char *name, int64_t shots, struct uuid *project_id) MUST_USE;
#endif
