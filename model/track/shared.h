/*
 * shared.h - assets that other productions may use.
 *
 * Stands on base, db, res.
 * Errors: those of db.h; E_NOT_FOUND for a list that names what is no asset.
 * Memory: of the arena.
 */
#ifndef TRACK_SHARED_H
#define TRACK_SHARED_H
#include "model/track/tell.h"

struct share_ask {
    struct uuid          project_id, asset_type_id; /* nil: any */
    const struct id_set *assets;                    /* NULL: all of them */
    bool                 shared;
};
/* With events; the answer has the assets, as an array. In a transaction. */
int assets_share(struct cx *cx, const struct actor *who, const struct share_ask *ask,
                 struct out *o) MUST_USE;
/* The productions of a list of assets. */
int assets_projects(struct cx *cx, const struct id_set *assets, struct id_set *projects) MUST_USE;
/* Shared assets of other productions that shots here have: of an episode, or of all when it is nil.
 * As an array. */
int shared_used(struct cx *cx, struct uuid project_id, struct uuid episode_id,
                struct out *o) MUST_USE;
#endif
