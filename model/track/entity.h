/*
 * entity.h - rows of the tracker: assets, shots and their like: kinds, casting, versions.
 *
 * What may be sent and read, with its limits, is in the tables of entity.c; rights and
 * rules of a resource are there too.
 *
 * Stands on base, db, res.
 * Memory: of the arena.
 */
#ifndef TRACK_ENTITY_H
#define TRACK_ENTITY_H
#include "model/res/res.h"

struct entity_type {
    struct row  row;
    const char *name, *short_name, *description;
    bool        archived;
    struct ids  task_types;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    entity_type_shape;
extern const struct resource entity_type_res;

struct entity {
    struct row  row;
    struct uuid id;
    const char *name, *code, *description;
    int64_t     shotgun_id;
    bool        canceled;
    int64_t     nb_frames, nb_entities_out;
    bool        is_casting_standby, is_shared;
    const char *status;
    struct uuid project_id, entity_type_id, parent_id, source_id, preview_file_id;
    struct json data;
    struct uuid ready_for, created_by;
    struct ids  entities_out, entity_concept_links, instance_casting, entities_in;
    struct utc  created_at, updated_at;
};
extern const struct shape    entity_shape;
extern const struct resource entity_res;

struct entity_link {
    struct row  row;
    struct uuid entity_in_id, entity_out_id;
    struct json data;
    int64_t     nb_occurences;
    const char *label;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    entity_link_shape;
extern const struct resource entity_link_res;

struct entity_concept_link {
    struct row  row;
    struct uuid entity_in_id, entity_out_id, id;
    struct utc  created_at, updated_at;
};
extern const struct shape    entity_concept_link_shape;
extern const struct resource entity_concept_link_res;

struct entity_version {
    struct row  row;
    const char *name;
    struct json data;
    struct uuid entity_id, person_id, id;
    struct utc  created_at, updated_at;
};
extern const struct shape    entity_version_shape;
extern const struct resource entity_version_res;

struct asset_instance {
    struct row  row;
    struct uuid asset_id;
    const char *name;
    int64_t     number;
    const char *description;
    bool        active;
    struct json data;
    struct uuid scene_id, target_asset_id, entity_id, entity_type_id;
    struct ids  shots;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    asset_instance_shape;
extern const struct resource asset_instance_res;

/* The word that events of an entity of that kind begin with: shot, sequence, ..., asset. */
const char *entity_event(const char *type_name);
#endif
