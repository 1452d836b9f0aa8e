/*
 * kind.h - the kinds of entities: what their clients call them, and lists of them.
 *
 * Stands on base, db, res.
 * Errors: those of res.h.
 * Memory: of the arena; lists need the memory of one row.
 */
#ifndef TRACK_KIND_H
#define TRACK_KIND_H
#include "model/track/right.h"
#include "model/track/thing.h"

struct entity_kind {
    const char *kind;      /* and the member "type" of its rows */
    const char *param;     /* of paths: "shot_id" */
    const char *condition; /* over `t` */
    const char *(*scope)(const struct actor *who);
    enum right_for see; /* who reads lists of a production ... */
    enum right_for find; /* ... and finds rows of it by filters */
};
extern const struct entity_kind kind_assets, kind_shots, kind_sequences, kind_episodes, kind_scenes,
    kind_edits, kind_concepts;

/* The entities of the kind as a resource. */
struct resource kind_rows(const struct entity_kind *k);

enum kind_by { /* what the id of a list is */
    BY_PROJECT,
    BY_PARENT,
    BY_GRANDPARENT,
    BY_CASTING, /* what they are cast in */
    BY_BOTH,    /* production and type of assets */
    BY_SOURCE,  /* what they come of */
};
/* Those of the kind, by name. mine: only what is assigned to the actor. type_id: for BY_BOTH. */
int kind_list(struct cx *cx, const struct actor *who, const struct entity_kind *k, enum kind_by by,
              struct uuid id, struct uuid type_id, bool mine, struct out *o) MUST_USE;
/* Types of assets: all; of a production's assets; of what is cast in a shot. */
enum types_of { TYPES_ALL, TYPES_OF_PROJECT, TYPES_OF_SHOT };
int asset_types_list(struct cx *cx, enum types_of what, struct uuid id, struct out *o) MUST_USE;
int asset_type_show(struct cx *cx, struct uuid id, struct out *o) MUST_USE;
/* Earlier metadata, newest first; type: "ShotVersion". */
int versions_list(struct cx *cx, struct uuid entity_id, const char *type, struct out *o) MUST_USE;
#endif
