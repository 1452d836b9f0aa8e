/* track_scenes.c - shots of scenes, shots that are changed, concepts of an entity. */
#include "handlers/family.h"
#include "handlers/track_common.h"
#include "model/base/text.h"
#include "model/context/tasked.h"
#include "model/track/entity.h"
#include "model/track/entity_make.h"
#include "model/track/kind.h"

extern const struct route_list track_scene_routes;

struct scene_in {
    struct row  row;
    struct uuid scene_id, shot_id, entity_id;
};

/* ---- shots of a scene ---- */

static int shots_get(struct rq *rq)
{
    const struct scene_in *in    = rq->args;
    struct actor           who   = rows_actor(rq);
    struct thing           scene = { 0 };
    TRY(track_thing(rq, FOR_ASSIGNED, KIND_SCENE, in->scene_id, &scene));
    return kind_list(&rq->cx, &who, &kind_shots, BY_SOURCE, in->scene_id, in->scene_id, false,
                     reply(rq, 200));
}

static int link_shot(struct rq *rq, bool linked)
{
    const struct scene_in *in    = rq->args;
    struct actor           who   = rows_actor(rq);
    struct thing           scene = { 0 }, shot = { 0 };
    TRY(track_thing(rq, FOR_TEAM_BUT_VENDORS, KIND_SCENE, in->scene_id, &scene));
    TRY(track_thing_locked(rq, FOR_TEAM_BUT_VENDORS, KIND_SHOT, in->shot_id, &shot));
    return scene_link(&rq->cx, &who, &scene, &shot, linked);
}

static int shot_show(struct rq *rq, struct uuid id, int status)
{
    struct resource r = kind_rows(&kind_shots);
    return res_show(&rq->cx, &r, id, false, reply(rq, status));
}

static int shot_post(struct rq *rq)
{
    TRY(link_shot(rq, true));
    return shot_show(rq, ((const struct scene_in *)rq->args)->shot_id, 201);
}

static int shot_delete(struct rq *rq)
{
    TRY(link_shot(rq, false));
    reply_empty(rq, 204);
    return 0;
}

/* ---- a shot is changed ---- */

static int shot_put(struct rq *rq)
{
    struct thing shot = { 0 };
    struct uuid  id;
    TRY(rq_id(rq, "instance_id", &id));
    TRY(track_thing_locked(rq, FOR_MANAGER, KIND_SHOT, id, &shot));
    TRY(rows_change(rq, &entity_res, &id));
    return shot_show(rq, id, 200);
}

/* ---- concepts ---- */

static int linked_get(struct rq *rq)
{
    const struct scene_in *in = rq->args;
    struct thing           it = { 0 };
    TRY(track_thing(rq, FOR_ASSIGNED, NULL, in->entity_id, &it));
    return tasked_linked(&rq->cx, in->entity_id, reply(rq, 200));
}

// clang-format off
#define ROW struct scene_in
#define SCENE FIELD(scene_id, PATH, .doc = "The scene.")
static const struct field scene_fields[]     = { SCENE };
static const struct field shot_new_fields[]  = { SCENE, FIELD(shot_id, WRITE | NEED, .doc = "The shot.") };
static const struct field shot_gone_fields[] = { SCENE, FIELD(shot_id, PATH, .doc = "The shot.") };
static const struct field entity_fields[]    = { FIELD(entity_id, PATH, .doc = "The entity.") };
#undef ROW
#define IN(name) static const struct shape name##_shape_in = SHAPE(struct scene_in, name##_fields)
IN(scene);
IN(shot_new);
IN(shot_gone);
IN(entity);

static const struct route routes[] = {
    { GET, "/data/scenes/:scene_id/shots", LOGGED_IN, .in = &scene_shape_in, .out = &entity_shape, .run = shots_get,
      .flags = LIST, .errors = track_errors, .doc = "Shots that come of a scene." },
    { POST, "/data/scenes/:scene_id/shots", LOGGED_IN, .in = &shot_new_shape_in, .out = &entity_shape, .run = shot_post,
      .status = 201, .flags = TX, .errors = track_errors, .doc = "A shot comes of a scene." },
    { DELETE, "/data/scenes/:scene_id/shots/:shot_id", LOGGED_IN, .in = &shot_gone_shape_in, .run = shot_delete,
      .status = 204, .flags = TX, .errors = track_errors, .doc = "A shot does not come of a scene any more." },
    { PUT, "/data/shots/:instance_id", LOGGED_IN, .in = &entity_shape, .out = &entity_shape, .run = shot_put, .resource = &entity_res,
      .flags = STRICT | TX | PARTIAL, .errors = track_errors, .doc = "Change a shot; what its name and metadata were is kept as a version." },
    { GET, "/data/entities/:entity_id/entities-linked/with-tasks", LOGGED_IN, .in = &entity_shape_in, .out = &linked_shape,
      .run = linked_get, .flags = LIST, .errors = track_errors, .doc = "Concepts of an entity, each with its `tasks`." },
};
// clang-format on
const struct route_list track_scene_routes = ROUTES(tracker_family, routes);
