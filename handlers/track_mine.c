/* track_mine.c - /data/user: what of productions is the caller's own work. */
#include "handlers/family.h"
#include "handlers/rows.h"
#include "model/base/text.h"
#include "model/context/mine.h"
#include "model/track/entity.h"
#include "model/track/right.h"
#include "model/track/task.h"
#include "model/track/thing.h"

extern const struct route_list track_mine_routes;

static int absent(struct rq *rq) { return refuse(&rq->cx, E_NOT_FOUND, "There is no such row"); }

struct of_in { /* of what, by the path */
    struct row  row;
    const char *asset_id, *shot_id, *scene_id, *sequence_id, *project_id, *asset_type_id;
};
#define ROW struct of_in
#define IN(kind, ...)                                                                              \
    static const struct field kind##_fields[] = { __VA_ARGS__ };                                   \
    static const struct shape kind##_shape    = SHAPE(struct of_in, kind##_fields)
IN(asset, FIELD(asset_id, PATH | NEED, .doc = "The asset."));
IN(shot, FIELD(shot_id, PATH | NEED, .doc = "The shot."));
IN(scene, FIELD(scene_id, PATH | NEED, .doc = "The scene."));
IN(sequence, FIELD(sequence_id, PATH | NEED, .doc = "The sequence."));
IN(project, FIELD(project_id, PATH | NEED, .doc = "The production."));
IN(typed, FIELD(project_id, PATH | NEED, .doc = "The production."),
   FIELD(asset_type_id, PATH | NEED, .doc = "The type of assets."));
#undef ROW

static int identifier(struct rq *rq, const char *text, struct uuid *id)
{
    return text && uuid_parse(text, strlen(text), id) ? 0 : absent(rq);
}

static int begin(struct rq *rq, struct uuid *id)
{
    const struct of_in *in     = rq->args;
    const char *const   text[] = { in->asset_id, in->shot_id, in->scene_id, in->sequence_id, in->project_id };
    size_t              i      = 0;
    while (i + 1 < COUNT(text) && !text[i])
        i++;
    return identifier(rq, text[i], id);
}

static int of_entity(struct rq *rq, enum mine what, const char *kind)
{
    struct actor who = rows_actor(rq);
    struct thing it;
    struct uuid  id;
    TRY(begin(rq, &id));
    TRY(thing_get(&rq->cx, id, kind, &it));
    return mine_list(&rq->cx, &who, what, id, id, reply(rq, 200));
}

static int of_project(struct rq *rq, enum mine what)
{
    struct actor who = rows_actor(rq);
    struct uuid  id, also = { { 0 } };
    TRY(begin(rq, &id));
    if (what == MINE_OF_TYPE)
        TRY(identifier(rq, ((const struct of_in *)rq->args)->asset_type_id, &also));
    TRY(right_of_project(&rq->cx, &who, FOR_ALL, id));
    return mine_list(&rq->cx, &who, what, id, also, reply(rq, 200));
}

#define OF(kind, KIND)                                                                             \
    static int kind##_tasks(struct rq *rq) { return of_entity(rq, MINE_TASKS, KIND); }             \
    static int kind##_kinds(struct rq *rq) { return of_entity(rq, MINE_TASK_TYPES, KIND); }
OF(asset, KIND_ASSET)
OF(shot, KIND_SHOT)
OF(scene, KIND_SCENE)
OF(sequence, KIND_SEQUENCE)
static int sequence_shots(struct rq *rq) { return of_entity(rq, MINE_SHOTS, KIND_SEQUENCE); }
static int sequence_scenes(struct rq *rq) { return of_entity(rq, MINE_SCENES, KIND_SEQUENCE); }
static int assets(struct rq *rq) { return of_project(rq, MINE_ASSETS); }
static int sequences(struct rq *rq) { return of_project(rq, MINE_SEQUENCES); }
static int episodes(struct rq *rq) { return of_project(rq, MINE_EPISODES); }
static int asset_types(struct rq *rq) { return of_project(rq, MINE_ASSET_TYPES); }
static int assets_of_type(struct rq *rq) { return of_project(rq, MINE_OF_TYPE); }

static const enum reason errors[] = { E_FORBIDDEN, E_NOT_FOUND, E_NONE };
#define MINE(path, from, shape, how, does)                                                               \
    { GET, "/data/user/" path, PERSON, .in = &from##_shape, .out = &(shape), .run = (how), .flags = LIST, .errors = errors, .doc = (does) }
#define WORK(kind, words)                                                                          \
    MINE(words "/:" #kind "_id/tasks", kind, task_shape, kind##_tasks, "The caller's tasks of it."),      \
    MINE(words "/:" #kind "_id/task-types", kind, task_type_shape, kind##_kinds, "Kinds of the caller's tasks of it.")
// clang-format off
static const struct route routes[] = {
    WORK(asset, "assets"),
    WORK(shot, "shots"),
    WORK(scene, "scenes"),
    WORK(sequence, "sequences"),
    MINE("sequences/:sequence_id/shots", sequence, entity_shape, sequence_shots, "Shots of it that the caller works on."),
    MINE("sequences/:sequence_id/scenes", sequence, entity_shape, sequence_scenes, "Scenes of it that the caller works on."),
    MINE("projects/:project_id/assets", project, entity_shape, assets, "Assets that the caller works on."),
    MINE("projects/:project_id/sequences", project, entity_shape, sequences, "Sequences that the caller works on, or in."),
    MINE("projects/:project_id/episodes", project, entity_shape, episodes, "Episodes that the caller works in."),
    MINE("projects/:project_id/asset-types", project, entity_type_shape, asset_types, "Types of the assets that the caller works on."),
    MINE("projects/:project_id/asset-types/:asset_type_id/assets", typed, entity_shape, assets_of_type, "Assets of a type that the caller works on."),
};
// clang-format on
const struct route_list track_mine_routes = ROUTES(tracker_family, routes);
