/*
 * track_entities.c - assets, shots, sequences, episodes, scenes, edits and concepts: each kind has
 * lists, new ones of a production, and one with its tasks. A kind is a line of the tables.
 */
#include "handlers/family.h"
#include "handlers/track_common.h"
#include "model/track/entity.h"
#include "model/track/entity_make.h"
#include "model/track/full.h"
#include "model/track/kind.h"

extern const struct route_list track_entity_routes;

/* ---- what comes in ---- */

struct new_in {
    struct row  row;
    struct uuid project_id, asset_type_id;
    const char *name, *description, *status;
    struct uuid episode_id, sequence_id;
    int64_t     nb_frames;
    struct json data;
    bool        is_shared;
    struct ids  entity_concept_links;
    /* what the path has, for the document */
    struct uuid asset_id, shot_id, edit_id, scene_id, concept_id;
    bool        force;
};

/* ---- lists ---- */

static int list(struct rq *rq, const struct entity_kind *k)
{
    struct resource r = kind_rows(k);
    struct uuid     project_id;
    bool            found;
    TRY(rows_filter_id(rq, "project_id", &project_id, &found));
    if (found)
        TRY(track_project(rq, k->find, project_id));
    return rows_list(rq, &r, false);
}

/* Vendors see what is assigned to them. */
static int list_by(struct rq *rq, const struct entity_kind *k, enum kind_by by, struct uuid id,
                   struct uuid type_id, bool choose)
{
    struct actor who = rows_actor(rq);
    return kind_list(&rq->cx, &who, k, by, id, type_id, choose && right_is_role(&who, "vendor"),
                     reply(rq, 200));
}

static int list_of_project(struct rq *rq, const struct entity_kind *k)
{
    struct uuid id;
    TRY(rq_id(rq, "project_id", &id));
    TRY(track_project(rq, k->see, id));
    return list_by(rq, k, BY_PROJECT, id, id, true);
}

/* ---- one ---- */

static enum right_for right_to_one(const struct entity_kind *k)
{
    return k->see == FOR_TEAM_INSIDE ? FOR_TEAM_INSIDE : FOR_ASSIGNED;
}

static int kind_one(struct rq *rq, const struct entity_kind *k)
{
    struct thing it = { 0 };
    struct uuid  id;
    TRY(rq_id(rq, k->param, &id));
    TRY(track_thing(rq, right_to_one(k), k->kind, id, &it));
    return full_write(&rq->cx, id, k->kind, reply(rq, 200));
}

static int kind_remove(struct rq *rq, const struct entity_kind *k)
{
    const struct new_in *in  = rq->args;
    struct actor         who = rows_actor(rq);
    struct thing         it  = { 0 };
    struct uuid          id;
    TRY(rq_id(rq, k->param, &id));
    TRY(track_thing_locked(rq, FOR_MANAGER, k->kind, id, &it));
    TRY(entity_remove(&rq->cx, &who, &it, in->force));
    reply_empty(rq, 204);
    return 0;
}

/* ---- new ones ---- */


static int kind_new(struct rq *rq, const struct entity_kind *k)
{
    const struct shape  *s   = rq->route->in;
    const struct new_in *in  = rq->args;
    struct actor         who = rows_actor(rq);
    struct resource      r   = kind_rows(k);
    struct entity_make   m   = { .kind = k->kind, .project_id = in->project_id, .name = in->name,
                                 .description = in->description, .status = in->status,
                                 .data = in->data, .is_shared = in->is_shared };
    struct uuid          id;
    TRY(track_project(rq, k->see == FOR_TEAM_INSIDE ? FOR_TEAM_INSIDE : FOR_MANAGER, in->project_id));
    if (field_is_set(s, in, offsetof(struct new_in, episode_id)))
        m.episode_id = in->episode_id;
    if (field_is_set(s, in, offsetof(struct new_in, sequence_id)))
        m.sequence_id = in->sequence_id;
    if (field_is_set(s, in, offsetof(struct new_in, asset_type_id)))
        m.entity_type_id = in->asset_type_id;
    m.has_frames = field_is_set(s, in, offsetof(struct new_in, nb_frames));
    m.nb_frames  = in->nb_frames;
    m.concept_of = in->entity_concept_links;
    TRY(entity_make(&rq->cx, &who, &m, &id));
    return res_show(&rq->cx, &r, id, false, reply(rq, 201));
}

#define HANDLERS(kind, prefix)                                                                     \
    static int prefix##_list(struct rq *rq) { return list(rq, &kind); }                       \
    static int prefix##_of_project(struct rq *rq) { return list_of_project(rq, &kind); }              \
    static int prefix##_one(struct rq *rq) { return kind_one(rq, &kind); }                         \
    static int prefix##_remove(struct rq *rq) { return kind_remove(rq, &kind); }                   \
    static int prefix##_new(struct rq *rq) { return kind_new(rq, &kind); }
HANDLERS(kind_assets, asset)
HANDLERS(kind_shots, shot)
HANDLERS(kind_sequences, sequence)
HANDLERS(kind_episodes, episode)
HANDLERS(kind_scenes, scene)
HANDLERS(kind_edits, edit)
HANDLERS(kind_concepts, concept)

/* ---- what is in one ---- */

static int within(struct rq *rq, const struct entity_kind *of, enum right_for right,
                  const struct entity_kind *what, enum kind_by by)
{
    struct thing it = { 0 };
    struct uuid  id;
    TRY(rq_id(rq, of->param, &id));
    TRY(track_thing(rq, right, of->kind, id, &it));
    return list_by(rq, what, by, id, id, right == FOR_TEAM);
}
#define WITHIN_ONE(fn, of, right, what, by)                                                        \
    static int fn(struct rq *rq) { return within(rq, &kind_##of, right, &kind_##what, by); }
WITHIN_ONE(sequence_shots, sequences, FOR_TEAM, shots, BY_PARENT)
WITHIN_ONE(sequence_scenes, sequences, FOR_ASSIGNED, scenes, BY_PARENT)
WITHIN_ONE(episode_sequences, episodes, FOR_TEAM, sequences, BY_PARENT)
WITHIN_ONE(episode_shots, episodes, FOR_ASSIGNED, shots, BY_GRANDPARENT)
WITHIN_ONE(episode_edits, episodes, FOR_ASSIGNED, edits, BY_PARENT)
WITHIN_ONE(shot_assets, shots, FOR_ASSIGNED, assets, BY_CASTING)
WITHIN_ONE(asset_assets, assets, FOR_ASSIGNED, assets, BY_CASTING)

static int assets_of_type(struct rq *rq)
{
    const struct new_in *in = rq->args;
    TRY(track_project(rq, FOR_TEAM, in->project_id));
    TRY(kind_is_asset_type(&rq->cx, in->asset_type_id));
    return list_by(rq, &kind_assets, BY_BOTH, in->project_id, in->asset_type_id, true);
}

static int versions(struct rq *rq, const struct entity_kind *k, const char *type)
{
    struct thing it = { 0 };
    struct uuid  id;
    TRY(rq_id(rq, k->param, &id));
    TRY(track_thing(rq, FOR_ASSIGNED, k->kind, id, &it));
    return versions_list(&rq->cx, id, type, reply(rq, 200));
}
static int edit_versions(struct rq *rq) { return versions(rq, &kind_edits, "EditVersion"); }
static int shot_versions(struct rq *rq) { return versions(rq, &kind_shots, "ShotVersion"); }

/* ---- types of assets ---- */

static int types_list(struct rq *rq)
{
    return asset_types_list(&rq->cx, TYPES_ALL, rq->caller.id, reply(rq, 200));
}

static int types_of_project(struct rq *rq)
{
    const struct new_in *in = rq->args;
    TRY(track_project(rq, FOR_TEAM, in->project_id));
    return asset_types_list(&rq->cx, TYPES_OF_PROJECT, in->project_id, reply(rq, 200));
}

static int types_of_shot(struct rq *rq)
{
    const struct new_in *in = rq->args;
    struct thing         it = { 0 };
    TRY(track_thing(rq, FOR_TEAM, KIND_SHOT, in->shot_id, &it));
    return asset_types_list(&rq->cx, TYPES_OF_SHOT, in->shot_id, reply(rq, 200));
}

static int type_one(struct rq *rq)
{
    return asset_type_show(&rq->cx, ((const struct new_in *)rq->args)->asset_type_id,
                           reply(rq, 200));
}

/* ---- the tables ---- */

// clang-format off
#define ROW struct new_in
#define PROJECT FIELD(project_id, PATH, .doc = "The production.")
#define NAMED FIELD(name, WRITE | NEED | LOOSE | NAME, .min = 1, .max = 160, .doc = "Name; if there is one of that name in the same place, it is the answer."), \
    FIELD(description, WRITE | LOOSE | NULLS, .doc = "Description.")
#define DATA FIELD(data, WRITE | NULLS, .doc = "Free metadata.")
#define EPISODE FIELD(episode_id, WRITE | NULLS, .doc = "The episode that it is in.")
#define SEQUENCE FIELD(sequence_id, WRITE | NULLS, .doc = "The sequence that it is in.")
static const char *const states[] = { "standby", "running", "complete", "canceled", NULL };
static const struct field project_fields[]  = { PROJECT };
static const struct field type_fields[]     = { FIELD(asset_type_id, PATH, .doc = "The type.") };
static const struct field of_type_fields[]  = { PROJECT, FIELD(asset_type_id, PATH, .doc = "The type.") };
static const struct field asset_new_fields[] = { PROJECT, FIELD(asset_type_id, PATH, .doc = "The type."), NAMED, DATA, EPISODE,
    FIELD(is_shared, WRITE | LOOSE, .doc = "Do other productions use it.") };
static const struct field shot_new_fields[] = { PROJECT, NAMED, DATA, SEQUENCE,
    FIELD(nb_frames, WRITE | LOOSE | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Number of frames.") };
static const struct field scene_new_fields[]    = { PROJECT, NAMED, DATA, SEQUENCE };
static const struct field sequence_new_fields[] = { PROJECT, NAMED, DATA, EPISODE };
static const struct field edit_new_fields[]     = { PROJECT, NAMED, DATA, EPISODE };
static const struct field episode_new_fields[]  = { PROJECT, NAMED, DATA, FIELD(status, WRITE, .def = "running", .choices = states, .doc = "State.") };
static const struct field concept_new_fields[]  = { PROJECT, NAMED, DATA,
    FIELD(entity_concept_links, WRITE | LOOSE, .max = 10000, .doc = "Entities that it is a concept of.") };
#undef ROW
#define IN(name, fields) static const struct shape name = SHAPE(struct new_in, fields)
IN(project_shape, project_fields);
IN(type_shape, type_fields);
IN(of_type_shape, of_type_fields);
IN(asset_new_shape, asset_new_fields);
IN(shot_new_shape, shot_new_fields);
IN(scene_new_shape, scene_new_fields);
IN(sequence_new_shape, sequence_new_fields);
IN(edit_new_shape, edit_new_fields);
IN(episode_new_shape, episode_new_fields);
IN(concept_new_shape, concept_new_fields);
#define ONE_OF(prefix)                                                                             \
    static const struct field prefix##_one_fields[] = { FIELD(prefix##_id, PATH, .doc = "Which one.") }; \
    static const struct field prefix##_remove_fields[] = {                                         \
        FIELD(prefix##_id, PATH, .doc = "Which one."),                                             \
        FIELD(force, WRITE, .def = "false", .doc = "Delete it with its tasks, instead of canceling."), \
    }
#define ROW struct new_in
ONE_OF(asset);
ONE_OF(shot);
ONE_OF(sequence);
ONE_OF(episode);
ONE_OF(scene);
ONE_OF(edit);
ONE_OF(concept);
#undef ROW
#define SHAPE_OF(prefix)                                                                           \
    static const struct shape prefix##_one_shape = SHAPE(struct new_in, prefix##_one_fields),      \
                              prefix##_remove_shape = SHAPE(struct new_in, prefix##_remove_fields)
SHAPE_OF(asset);
SHAPE_OF(shot);
SHAPE_OF(sequence);
SHAPE_OF(episode);
SHAPE_OF(scene);
SHAPE_OF(edit);
SHAPE_OF(concept);

#define LIST_OF(path, shape, fn, text) \
    { GET, path, LOGGED_IN, .in = &shape, .out = &entity_shape, .run = fn, .flags = LIST, .errors = track_errors, .doc = text }
#define MANY(prefix, words)                                                                        \
    LIST_OF("/data/projects/:project_id/" words, project_shape, prefix##_of_project, "Those of a production."), \
    { GET, "/data/" words "/:" #prefix "_id", LOGGED_IN, .in = &prefix##_one_shape, .run = prefix##_one, \
      .errors = track_errors, .doc = "Read one, with names and tasks." },                          \
    { DELETE, "/data/" words "/:" #prefix "_id", LOGGED_IN, .in = &prefix##_remove_shape, .run = prefix##_remove, \
      .status = 204, .flags = TX, .errors = track_errors, .doc = "Cancel it if it has tasks, else delete it." }
#define NEW(prefix, words)                                                                         \
    { POST, "/data/projects/:project_id/" words, LOGGED_IN, .in = &prefix##_new_shape, .out = &entity_shape, \
      .run = prefix##_new, .status = 201, .flags = TX, .errors = track_errors, .doc = "Make one." }
static const struct route routes[] = {
    LIST_OF("/data/assets", rows_in_shape, asset_list, "Assets; any column may be given as a filter."),
    LIST_OF("/data/assets/all", rows_in_shape, asset_list, "Assets; any column may be given as a filter."),
    LIST_OF("/data/shots", rows_in_shape, shot_list, "Shots; any column may be given as a filter."),
    LIST_OF("/data/shots/all", rows_in_shape, shot_list, "Shots; any column may be given as a filter."),
    LIST_OF("/data/sequences", rows_in_shape, sequence_list, "Sequences; any column may be given as a filter."),
    LIST_OF("/data/episodes", rows_in_shape, episode_list, "Episodes; any column may be given as a filter."),
    LIST_OF("/data/scenes", rows_in_shape, scene_list, "Scenes; any column may be given as a filter."),
    LIST_OF("/data/scenes/all", rows_in_shape, scene_list, "Scenes; any column may be given as a filter."),
    LIST_OF("/data/edits", rows_in_shape, edit_list, "Edits; any column may be given as a filter."),
    LIST_OF("/data/edits/all", rows_in_shape, edit_list, "Edits; any column may be given as a filter."),
    LIST_OF("/data/concepts", rows_in_shape, concept_list, "Concepts; any column may be given as a filter."),
    MANY(asset, "assets"),
    MANY(shot, "shots"),
    MANY(sequence, "sequences"),
    MANY(episode, "episodes"),
    MANY(scene, "scenes"),
    MANY(edit, "edits"),
    MANY(concept, "concepts"),
    NEW(shot, "shots"),
    NEW(sequence, "sequences"),
    NEW(episode, "episodes"),
    NEW(scene, "scenes"),
    NEW(edit, "edits"),
    NEW(concept, "concepts"),
    { POST, "/data/projects/:project_id/asset-types/:asset_type_id/assets/new", LOGGED_IN, .in = &asset_new_shape,
      .out = &entity_shape, .run = asset_new, .status = 201, .flags = TX, .errors = track_errors, .doc = "Make an asset." },
    LIST_OF("/data/projects/:project_id/asset-types/:asset_type_id/assets", of_type_shape, assets_of_type, "Assets of a type."),
    LIST_OF("/data/sequences/:sequence_id/shots", sequence_one_shape, sequence_shots, "Shots of a sequence."),
    LIST_OF("/data/sequences/:sequence_id/scenes", sequence_one_shape, sequence_scenes, "Scenes of a sequence."),
    LIST_OF("/data/episodes/:episode_id/sequences", episode_one_shape, episode_sequences, "Sequences of an episode."),
    LIST_OF("/data/episodes/:episode_id/shots", episode_one_shape, episode_shots, "Shots of an episode."),
    LIST_OF("/data/episodes/:episode_id/edits", episode_one_shape, episode_edits, "Edits of an episode."),
    LIST_OF("/data/shots/:shot_id/assets", shot_one_shape, shot_assets, "Assets in a shot."),
    LIST_OF("/data/assets/:asset_id/assets", asset_one_shape, asset_assets, "Assets in an asset."),
    { GET, "/data/edits/:edit_id/versions", LOGGED_IN, .in = &edit_one_shape, .out = &entity_version_shape, .run = edit_versions,
      .flags = LIST, .errors = track_errors, .doc = "Earlier metadata of an edit, newest first." },
    { GET, "/data/shots/:shot_id/versions", LOGGED_IN, .in = &shot_one_shape, .out = &entity_version_shape, .run = shot_versions,
      .flags = LIST, .errors = track_errors, .doc = "Earlier metadata of a shot, newest first." },
    { GET, "/data/asset-types", LOGGED_IN, .out = &entity_type_shape, .run = types_list, .flags = LIST, .doc = "Types of assets." },
    { GET, "/data/asset-types/:asset_type_id", LOGGED_IN, .in = &type_shape, .out = &entity_type_shape, .run = type_one,
      .errors = track_errors, .doc = "A type of assets." },
    { GET, "/data/projects/:project_id/asset-types", LOGGED_IN, .in = &project_shape, .out = &entity_type_shape,
      .run = types_of_project, .flags = LIST, .errors = track_errors, .doc = "Types that a production has assets of." },
    { GET, "/data/shots/:shot_id/asset-types", LOGGED_IN, .in = &shot_one_shape, .out = &entity_type_shape,
      .run = types_of_shot, .flags = LIST, .errors = track_errors, .doc = "Types of what is in a shot." },
};
// clang-format on
const struct route_list track_entity_routes = ROUTES(tracker_family, routes);
