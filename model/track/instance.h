/*
 * instance.h - copies of assets that are placed in scenes, shots and other assets.
 *
 * Stands on base, db, res.
 * Errors: E_NOT_FOUND, E_INVALID; those of db.h.
 * Memory: of the arena; lists need the memory of one row.
 */
#ifndef TRACK_INSTANCE_H
#define TRACK_INSTANCE_H
#include "model/track/thing.h"

enum instances_of { /* what the id is; by what they are grouped */
    IN_SCENE,       /* by asset */
    IN_SHOT,        /* by asset */
    CAMERAS_IN_SCENE, /* copies of assets of the type Camera */
    OF_ASSET_IN_SHOTS,
    OF_ASSET_IN_SCENES,
    OF_ASSET_IN_ASSETS, /* placed in this asset, by asset */
};
/* An object of arrays. */
int instances_write(struct cx *cx, enum instances_of what, struct uuid id,
                    struct out *o) MUST_USE;
/* The next copy of an asset in a scene or in another asset, named after it. In a transaction. */
int instance_new(struct cx *cx, const struct actor *who, const struct thing *into,
                 struct uuid asset_id, const char *description, struct uuid *id) MUST_USE;
/* placed: false takes it away. */
int instance_in_shot(struct cx *cx, const struct actor *who, const struct thing *shot,
                     struct uuid id, bool placed) MUST_USE;
#endif
