/*
 * seed.h - two months of a made-up production: for trials, and for measurements.
 *
 * Stands on base, db, res, and the tables of the tracker.
 * Errors: E_CONFLICT when there is a production of that name; those of db.h.
 * Memory: of the arena.
 */
#ifndef TRACK_SEED_H
#define TRACK_SEED_H
#include "model/base/base.h"

struct seed {
    const char *name;  /* of the production */
    int64_t     shots; /* 1 to SEED_SHOTS_MOST; there are two assets for five shots */
    int64_t     seed;  /* the same one makes the same production under a name, with the same ids */
};
enum { SEED_SHOTS_MOST = 100000, SEED_PEOPLE = 60 };

struct seed_made {
    const char *what; /* "comments" */
    int64_t     n;
};
/* All of it in one transaction, ending at cx->now. made: what there is of each kind. */
int seed_make(struct cx *cx, const struct seed *s, struct uuid *project_id, struct seed_made **made,
              size_t *n) MUST_USE;
#endif
