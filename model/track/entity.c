/* entity.c - descriptors: assets, shots and their like: kinds, casting, versions. */
#include "model/track/entity.h"
#include "model/track/rows.h"

#include <json-c/json.h>
#include "model/base/arena.h"
#include "model/base/json.h"
#include "model/base/text.h"
#include "model/db/db.h"

static int entity_before(struct cx *cx, const struct resource *r, const struct actor *who,
                         enum verb verb, const void *old, void *row);
static int entity_after(struct cx *cx, const struct resource *r, const struct actor *who,
                        enum verb verb, const void *old, const void *row);

// clang-format off
#define ROW struct entity_type
static const struct field entity_type_fields[] = {
    FIELD(name, COLUMN | NEED, .max = 30, .doc = "Name."),
    FIELD(short_name, COLUMN | NULLS, .max = 20, .doc = "Short name."),
    FIELD(description, COLUMN | NULLS, .doc = "Description."),
    FIELD(archived, COLUMN | NULLS, .doc = "Is it out of use."),
    FIELD(task_types, LINKED, .max = 10000, .doc = "Task types."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape entity_type_shape = SHAPE(struct entity_type, entity_type_fields, .name = "EntityType", .typed = true);
static const struct link entity_type_links[] = {
    { "task_types", "task_type_asset_type_link", "asset_type_id", "task_type_id", "task_type", false },
};
const struct resource entity_type_res = {
    .name = "entity_type", .plural = "entity-types", .table = "entity_type", .type = "EntityType", .shape = &entity_type_shape, .order = "t.created_at, t.id",
    .links = entity_type_links, .nlinks = COUNT(entity_type_links),
    RULES(.list = FOR_ALL, .get = FOR_ALL, .event = "asset-type"),
    .doc = "Kinds of assets, and Shot, Sequence, Episode, Scene, Edit, Concept.",
};

static const char *const entity_status[] = { "standby", "running", "complete", "canceled", NULL };
#define ROW struct entity
static const struct field entity_fields[] = {
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(name, COLUMN | NEED, .max = 160, .doc = "Name."),
    FIELD(code, COLUMN | NULLS, .max = 160, .doc = "Short code."),
    FIELD(description, COLUMN | NULLS, .doc = "Description."),
    FIELD(shotgun_id, COLUMN | NULLS | ONCE, .min = INT32_MIN, .max = INT32_MAX, .doc = "Number in another tracker."),
    FIELD(canceled, COLUMN | NULLS, .doc = "Canceled."),
    FIELD(nb_frames, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Number of frames."),
    FIELD(nb_entities_out, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Number of entities out."),
    FIELD(is_casting_standby, COLUMN | NULLS, .doc = "Is it casting standby."),
    FIELD(is_shared, COLUMN, .doc = "Is it shared."),
    FIELD(status, COLUMN, .choices = entity_status, .doc = "State."),
    FIELD(project_id, COLUMN | NEED | ONCE, .ref = "project", .doc = "The production."),
    FIELD(entity_type_id, COLUMN | NEED, .ref = "entity_type", .doc = "The kind of entity."),
    FIELD(parent_id, COLUMN | NULLS, .ref = "entity", .doc = "The parent."),
    FIELD(source_id, COLUMN | NULLS, .ref = "entity", .doc = "The source."),
    FIELD(preview_file_id, COLUMN | NULLS, .ref = "preview_file", .doc = "The preview."),
    FIELD(data, COLUMN | NULLS, .doc = "Free metadata."),
    FIELD(ready_for, COLUMN | NULLS, .ref = "task_type", .doc = "Ready for."),
    FIELD(created_by, COLUMN | NULLS | ONCE, .ref = "person", .doc = "Created by."),
    FIELD(entities_out, CHILDREN, .max = 10000, .doc = "Entities out."),
    FIELD(entity_concept_links, CHILDREN, .max = 10000, .doc = "Entity concept links."),
    FIELD(instance_casting, CHILDREN, .max = 10000, .doc = "Instance casting."),
    FIELD(entities_in, CHILDREN, .max = 10000, .doc = "Entities in."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape entity_shape = SHAPE(struct entity, entity_fields, .name = "Entity", .typed = true);
static const struct link entity_links[] = {
    { "entities_out", "entity_link", "entity_in_id", "entity_out_id", "entity", true },
    { "entity_concept_links", "entity_concept_link", "entity_in_id", "entity_out_id", "entity", true },
    { "instance_casting", "asset_instance_link", "entity_id", "asset_instance_id", "asset_instance", true },
    { "entities_in", "entity_link", "entity_out_id", "entity_in_id", "entity", true },
};
const struct resource entity_res = {
    .name = "entity", .plural = "entities", .table = "entity", .type = "Entity", .shape = &entity_shape, .order = "t.created_at, t.id", GROWS("entity"),
    .links = entity_links, .nlinks = COUNT(entity_links),
    RIGHTS(.list = FOR_ALL, .get = FOR_ASSIGNED, .create = FOR_MANAGER, .update = FOR_ENTITY, .remove = FOR_MANAGER, .project = "t.project_id", .entity = "t.id"),
    .scope = scope_entities,
    .before = entity_before, .after = entity_after,
    .doc = "Assets, shots, sequences, episodes, scenes, edits and concepts of productions.",
};

#define ROW struct entity_link
static const struct field entity_link_fields[] = {
    FIELD(entity_in_id, COLUMN | NEED, .ref = "entity", .doc = "The entity in."),
    FIELD(entity_out_id, COLUMN | NEED, .ref = "entity", .doc = "The entity out."),
    FIELD(data, COLUMN | NULLS, .doc = "Free metadata."),
    FIELD(nb_occurences, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Number of occurences."),
    FIELD(label, COLUMN | NULLS, .max = 80, .doc = "Label."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape entity_link_shape = SHAPE(struct entity_link, entity_link_fields, .name = "EntityLink", .typed = true);
const struct resource entity_link_res = {
    .name = "entity_link", .plural = "entity-links", .table = "entity_link", .type = "EntityLink", .shape = &entity_link_shape, .order = "t.created_at, t.id", GROWS("entity_link"),
    RULES(.list = FOR_ADMINS),
    .doc = "Casting: what is in what.",
};

#define ROW struct entity_concept_link
static const struct field entity_concept_link_fields[] = {
    FIELD(entity_in_id, COLUMN | NEED, .ref = "entity", .doc = "The entity in."),
    FIELD(entity_out_id, COLUMN | NEED, .ref = "entity", .doc = "The entity out."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape entity_concept_link_shape = SHAPE(struct entity_concept_link, entity_concept_link_fields, .name = "EntityConceptLink", .typed = true);
const struct resource entity_concept_link_res = {
    .name = "entity_concept_link", .plural = "entity-concept-links", .table = "entity_concept_link", .type = "EntityConceptLink", .shape = &entity_concept_link_shape, .order = "t.created_at, t.id",
    RULES(.list = FOR_ADMINS),
    .doc = "Which concepts belong to which entities.",
};

#define ROW struct entity_version
static const struct field entity_version_fields[] = {
    FIELD(name, COLUMN | NEED, .max = 160, .doc = "Name."),
    FIELD(data, COLUMN | NULLS, .doc = "Free metadata."),
    FIELD(entity_id, COLUMN | NULLS, .ref = "entity", .doc = "The entity."),
    FIELD(person_id, COLUMN | NULLS, .ref = "person", .doc = "The person."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape entity_version_shape = SHAPE(struct entity_version, entity_version_fields, .name = "EntityVersion", .typed = true);
const struct resource entity_version_res = {
    .name = "entity_version", .plural = "entity-versions", .table = "entity_version", .type = "EntityVersion", .shape = &entity_version_shape, .order = "t.created_at, t.id",
    RULES(.list = FOR_ADMINS),
    .doc = "Earlier metadata of shots and edits.",
};

#define ROW struct asset_instance
static const struct field asset_instance_fields[] = {
    FIELD(asset_id, COLUMN | NEED, .ref = "entity", .doc = "The asset."),
    FIELD(name, COLUMN | NULLS, .max = 80, .doc = "Name."),
    FIELD(number, COLUMN | NULLS | ONCE, .min = INT32_MIN, .max = INT32_MAX, .doc = "Number."),
    FIELD(description, COLUMN | NULLS, .max = 200, .doc = "Description."),
    FIELD(active, COLUMN | NULLS, .doc = "Active."),
    FIELD(data, COLUMN | NULLS, .doc = "Free metadata."),
    FIELD(scene_id, COLUMN | NULLS, .ref = "entity", .doc = "The scene."),
    FIELD(target_asset_id, COLUMN | NULLS, .ref = "entity", .doc = "The target asset."),
    FIELD(entity_id, COLUMN | NULLS, .ref = "entity", .doc = "The entity."),
    FIELD(entity_type_id, COLUMN | NULLS, .ref = "entity_type", .doc = "The kind of entity."),
    FIELD(shots, LINKED, .max = 10000, .doc = "Shots."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape asset_instance_shape = SHAPE(struct asset_instance, asset_instance_fields, .name = "AssetInstance", .typed = true);
static const struct link asset_instance_links[] = {
    { "shots", "asset_instance_link", "asset_instance_id", "entity_id", "entity", false },
};
const struct resource asset_instance_res = {
    .name = "asset_instance", .plural = "asset-instances", .table = "asset_instance", .type = "AssetInstance", .shape = &asset_instance_shape, .order = "t.created_at, t.id", GROWS("asset_instance"),
    .links = asset_instance_links, .nlinks = COUNT(asset_instance_links),
    RULES(.get = FOR_ASSIGNED, .update = FOR_ASSIGNED, .project = "(SELECT e.project_id FROM entity e WHERE e.id = t.asset_id)", .entity = "t.asset_id"),
    .doc = "A copy of an asset in a scene, or in another asset.",
};

// clang-format on

/* ---- entities ---- */


/* Free metadata is added to, member by member; nothing that others wrote is lost. */
static int data_merge(struct cx *cx, const char *old, struct json *to)
{
    struct json_object *was, *is;
    if (!old || !json_read(cx->arena, old, strlen(old), &was) ||
        !json_read(cx->arena, to->text, strlen(to->text), &is) ||
        !json_object_is_type(was, json_type_object) || !json_object_is_type(is, json_type_object))
        return 0;
    json_object_object_foreach(is, key, value)
        if (json_object_object_add(was, key, json_object_get(value)) < 0)
            return refuse(cx, E_INTERNAL, "Metadata could not be added");
    to->text = arena_text(cx->arena, json_object_to_json_string_ext(was, JSON_C_TO_STRING_PLAIN |
                                                                  JSON_C_TO_STRING_NOSLASHESCAPE));
    return 0;
}

/* Supervisors who did not make it change the metadata alone. */
static int data_alone(struct cx *cx, const struct actor *who, const struct entity *was,
                      const struct entity *is)
{
    int at = field_index(&entity_shape, "data", 4);
    if (who->is_admin || !(is->row.set & ~(UINT64_C(1) << at)) ||
        (IS_SET(&entity_shape, was, created_by) && uuid_equal(was->created_by, who->id)))
        return 0;
    return right_of_project(cx, who, FOR_MANAGER, was->project_id);
}

static int entity_before(struct cx *cx, UNUSED const struct resource *r, const struct actor *who,
                         enum verb verb, const void *old, void *row)
{
    const struct entity *was = old;
    struct entity       *e   = row;
    if (verb == RES_UPDATE)
        TRY(data_alone(cx, who, was, e));
    if (verb == RES_CREATE && !uuid_is_nil(who->id)) {
        e->created_by = who->id;
        SET(&entity_shape, e, created_by);
    }
    if (verb == RES_DELETE) /* what it was before is nobody else's */
        return db_do(cx, "DELETE FROM entity_version WHERE entity_id = ?", ARGS(ARG(was->id)), NULL);
    if (verb == RES_UPDATE && IS_SET(&entity_shape, e, data))
        return data_merge(cx, IS_SET(&entity_shape, was, data) ? was->data.text : NULL, &e->data);
    return 0;
}

struct kind {
    struct row  row;
    const char *name;
};
#define ROW struct kind
static const struct field kind_fields[] = { FIELD(name, READ, .doc = "Kind of entity.") };
#undef ROW
static const struct shape kind_shape = SHAPE(struct kind, kind_fields);

const char *entity_event(const char *type_name)
{
    static const char *const kinds[] = { "Shot", "shot", "Sequence", "sequence", "Episode", "episode",
                                         "Edit", "edit", "Scene", "scene", "Concept", "concept" };
    for (size_t i = 0; i < COUNT(kinds); i += 2)
        if (strcmp(kinds[i], type_name) == 0)
            return kinds[i + 1];
    return "asset";
}

static bool differs(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) != 0 : a != b;
}

/* What a shot was is kept when its name or its metadata change. */
static int version_keep(struct cx *cx, const struct actor *who, const struct entity *was,
                        const struct entity *is)
{
    const char *data = IS_SET(&entity_shape, was, data) ? was->data.text : NULL;
    if (!(IS_SET(&entity_shape, is, name) && differs(was->name, is->name)) &&
        !(IS_SET(&entity_shape, is, data) && differs(data, is->data.text)))
        return 0;
    return db_do(cx,
                 "INSERT INTO entity_version (id, name, data, entity_id, person_id)"
                 " VALUES (?, ?, ?, ?, ?)",
                 ARGS(ARG(uuid_new()), ARG(was->name), ARG(data), ARG(was->id),
                      ARG_IF(!uuid_is_nil(who->id), who->id)),
                 NULL);
}

/* Edits are told with their episode. e: what it is or was; is: what it becomes. */
static int edit_event(struct cx *cx, const struct actor *who, enum verb verb, const struct entity *e,
                      const struct entity *is)
{
    const struct entity  *from  = IS_SET(&entity_shape, is, parent_id) ? is : e;
    const struct event_id ids[] = { { "edit_id", e->id },
                                    { "episode_id", from->parent_id },
                                    { "project_id", e->project_id },
                                    { NULL, { { 0 } } } };
    return event_add(cx, verb == RES_CREATE ? "edit:new" : "edit:update", who->id, e->project_id,
                     event_ids(cx, ids));
}

/* Named after its kind: shot:new with shot_id. */
static int entity_after(struct cx *cx, UNUSED const struct resource *r, const struct actor *who,
                        enum verb verb, const void *old, const void *row)
{
    const struct entity *e    = verb == RES_CREATE ? row : old;
    struct kind          kind = { 0 };
    bool                 found;
    TRY(db_one(cx, "SELECT name FROM entity_type WHERE id = ?", ARGS(ARG(e->entity_type_id)),
               &kind_shape, &kind, &found));
    if (verb == RES_UPDATE && found && strcmp(kind.name, "Shot") == 0)
        TRY(version_keep(cx, who, old, row));
    if (verb != RES_DELETE && found && strcmp(kind.name, "Edit") == 0)
        return edit_event(cx, who, verb, e, row);
    return event_row(cx, who, verb, entity_event(found ? kind.name : ""), e->id, e->project_id);
}
