/*
 * entity_make.h - new entities of each kind, and what becomes of those that are not wanted.
 *
 * Stands on base, db, res.
 * Errors: E_NOT_FOUND, E_INVALID for a place that is of another kind or production; those of res.h.
 * Memory: of the arena.
 */
#ifndef TRACK_ENTITY_MAKE_H
#define TRACK_ENTITY_MAKE_H
#include "model/track/thing.h"

struct entity_make {
    const char *kind, *name, *description, *status; /* description, status: or NULL */
    struct uuid project_id;
    struct uuid entity_type_id;          /* of assets */
    struct uuid episode_id, sequence_id; /* nil: none */
    bool        has_frames, is_shared;
    int64_t     nb_frames;
    struct json data;       /* .text NULL: none */
    struct ids  concept_of; /* entities that it is a concept of */
};
/* What has that name in the same place already is given instead, unless it is an asset. Rights are
 * the caller's matter. In a transaction. */
int entity_make(struct cx *cx, const struct actor *who, const struct entity_make *m,
                struct uuid *id) MUST_USE;
/* What has tasks is canceled, unless `force`; else it is deleted with its links. In a
 * transaction, locked. */
int entity_remove(struct cx *cx, const struct actor *who, const struct thing *it,
                  bool force) MUST_USE;
/* E_NOT_FOUND when it is none. */
int kind_is_asset_type(struct cx *cx, struct uuid entity_type_id) MUST_USE;
#endif
