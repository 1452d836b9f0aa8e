/*
 * entity_make.h - new entities of each kind, and what becomes of those that are not wanted.
 *
 * Stands on base, db, res.
 * Errors: E_NOT_FOUND, E_INVALID for a place that is of another kind or production; those of res.h.
 * Memory: of the arena.
 */
#ifndef TRACK_ENTITY_MAKE_H
#define TRACK_ENTITY_MAKE_H
#include "model/track/tell.h"
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
/* What has tasks is canceled, unless `force`; else it is deleted with all that hangs on it. A
 * sequence or an episode goes with what it holds by `force`, else not at all (E_CONFLICT). In a
 * transaction, locked. */
int entity_remove(struct cx *cx, const struct actor *who, const struct thing *it,
                  bool force) MUST_USE;
/* Those of the list that are assets, shots, edits or concepts of the production; canceled ones and
 * concepts for good. *done: them. */
int entities_remove(struct cx *cx, const struct actor *who, struct uuid project_id,
                    const struct id_set *entities, bool force, struct id_set *done) MUST_USE;
/* Did the actor make all that are of the production? */
int entities_creator(struct cx *cx, const struct actor *who, struct uuid project_id,
                     const struct id_set *entities, bool *all) MUST_USE;
/* The shot comes of the scene (its source), or does not any more. In a transaction. */
int scene_link(struct cx *cx, const struct actor *who, const struct thing *scene,
               const struct thing *shot, bool linked) MUST_USE;
/* E_NOT_FOUND when it is none. */
int kind_is_asset_type(struct cx *cx, struct uuid entity_type_id) MUST_USE;
#endif
