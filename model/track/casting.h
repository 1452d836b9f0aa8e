/*
 * casting.h - what is in what: assets in shots, in other assets and in episodes.
 *
 * Stands on base, db, res.
 * Errors: E_INVALID for lists that cannot be read, those of db.h.
 * Memory: of the arena; lists need the memory of one row.
 */
#ifndef TRACK_CASTING_H
#define TRACK_CASTING_H
#include "model/track/thing.h"

struct cast { /* one link, with whom it is of */
    struct row  row;
    struct uuid asset_id;
    const char *asset_name, *name, *asset_type_name, *sequence_name;
    struct uuid preview_file_id;
    int64_t     nb_occurences;
    const char *label;
    bool        is_shared;
    struct uuid project_id, ready_for, episode_id, in_id;
};
/* As answers show it: by shot; by any entity. */
extern const struct shape cast_shot_shape, cast_asset_shape;

enum cast_of { /* whose castings are asked for */
    CAST_OF_ENTITY,
    CAST_OF_SEQUENCE,
    CAST_OF_EPISODE, /* of its shots */
    CAST_OF_SHOTS,   /* of a production */
    CAST_OF_EPISODES,
    CAST_OF_TYPE, /* of the production's assets of a type; id: the type */
};
/* In the order of what they are of (field in_id), type and name. Canceled assets are left out. */
int cast_each(struct cx *cx, enum cast_of what, struct uuid project_id, struct uuid id,
              int (*fn)(void *u, const void *row), void *u) MUST_USE;

/* Where an asset is used: shots, then assets. */
struct cast_in {
    struct row  row;
    struct uuid shot_id;
    const char *shot_name;
    struct uuid sequence_id;
    const char *sequence_name;
    struct uuid episode_id;
    const char *episode_name;
    struct uuid asset_id;
    const char *asset_name, *asset_type_name;
    struct uuid preview_file_id;
    int64_t     nb_occurences;
    const char *label;
};
extern const struct shape cast_in_shape;
int cast_in_each(struct cx *cx, struct uuid asset_id, int (*fn)(void *u, const void *row),
                 void *u) MUST_USE;

/* Replace the casting of `to` (which is locked). links: JSON, an array of {asset_id,
 * nb_occurences, label}; entries without the first two are skipped. With all that follows:
 * counters, the casting of the episode, events. */
int cast_replace(struct cx *cx, const struct actor *who, const struct thing *to,
                 struct json links) MUST_USE;
/* Of several, as JSON: an object of such arrays by the entities' ids; each must be of the
 * production. */
int cast_replace_many(struct cx *cx, const struct actor *who, struct uuid project_id,
                      struct json map) MUST_USE;
/* Add to the casting of `to` (which is locked), or change what is said of what is in it already,
 * with all that follows. entries: of one asset each. ids:
 * of the links, in their order. */
struct cast_entry {
    struct uuid asset_id;
    int64_t     nb;
    const char *label;
};
int cast_add(struct cx *cx, const struct actor *who, const struct thing *to,
             const struct cast_entry *entries, size_t n, struct uuid *ids) MUST_USE;
/* What is in each of them has changed: counters, also of their tasks. list: JSON, an array of ids. */
int cast_count(struct cx *cx, const struct actor *who, const char *list) MUST_USE;
/* Links of whatever is of a production, as rows. */
int cast_links(struct cx *cx, struct uuid project_id, struct out *o) MUST_USE;
/* One of them, as it was, and then it is gone. */
int cast_link_remove(struct cx *cx, const struct actor *who, struct uuid project_id, struct uuid id,
                     struct out *o) MUST_USE;
#endif
