/*
 * thing.h - what an entity is and where it belongs: the facts that rules are about.
 *
 * Stands on base, db, res.
 * Errors: E_NOT_FOUND when there is none, or none of that kind; those of db.h.
 * Memory: of the arena.
 */
#ifndef TRACK_THING_H
#define TRACK_THING_H
#include "model/res/res.h"

/* Kinds by the names of their types; assets are of any other type. */
#define KIND_ASSET    "Asset"
#define KIND_SHOT     "Shot"
#define KIND_SEQUENCE "Sequence"
#define KIND_EPISODE  "Episode"
#define KIND_SCENE    "Scene"
#define KIND_EDIT     "Edit"
#define KIND_CONCEPT  "Concept"

struct thing {
    struct row  row;
    struct uuid id, project_id, entity_type_id, parent_id;
    const char *name, *type_name;
    struct uuid episode_id; /* of shots, scenes, sequences, edits; nil: none */
    bool        canceled;
};

/* Is a type with that name of the kind? */
bool kind_is(const char *type_name, const char *kind);
/* kind: NULL for any. */
int thing_get(struct cx *cx, struct uuid id, const char *kind, struct thing *to) MUST_USE;
/* The same; nobody else changes it until the transaction ends. */
int thing_lock(struct cx *cx, struct uuid id, const char *kind, struct thing *to) MUST_USE;
/* The type with that name, made if need be. */
int kind_id(struct cx *cx, const char *kind, struct uuid *id) MUST_USE;
/* What the types of assets are called is none of these: for conditions over names. */
#define KINDS_IN_TIME "('Shot', 'Sequence', 'Episode', 'Scene', 'Edit', 'Concept')"
/* The entity `e` by name behind what it is in (`q`, and that in `g`), or behind its type. */
#define THING_FULL_NAME(type)                                                                      \
    "IF(" type ".name IN " KINDS_IN_TIME ", CONCAT_WS(' / ', g.name, q.name, e.name),"             \
    " CONCAT(" type ".name, ' / ', e.name))"
#endif
