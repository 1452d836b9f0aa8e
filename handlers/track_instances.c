/* track_instances.c - copies of assets in scenes, shots and other assets. */
#include "handlers/family.h"
#include "handlers/track_common.h"
#include "model/track/entity.h"
#include "model/track/instance.h"

extern const struct route_list track_instance_routes;

struct instance_in {
    struct row  row;
    struct uuid asset_id, shot_id, scene_id, asset_instance_id, asset_to_instantiate_id;
    const char *description;
};

static int list(struct rq *rq, enum instances_of what, enum right_for right, const char *kind,
                struct uuid id)
{
    struct thing it = { 0 };
    TRY(track_thing(rq, right, kind, id, &it));
    return instances_write(&rq->cx, what, id, reply(rq, 200));
}
#define LIST_OF(fn, what, right, kind, member)                                                     \
    static int fn(struct rq *rq)                                                                   \
    {                                                                                              \
        return list(rq, what, right, kind, ((const struct instance_in *)rq->args)->member);        \
    }
LIST_OF(scene_get, IN_SCENE, FOR_ASSIGNED, KIND_SCENE, scene_id)
LIST_OF(scene_cameras_get, CAMERAS_IN_SCENE, FOR_ASSIGNED, KIND_SCENE, scene_id)
LIST_OF(shot_get, IN_SHOT, FOR_ASSIGNED, KIND_SHOT, shot_id)
LIST_OF(asset_shots_get, OF_ASSET_IN_SHOTS, FOR_TEAM, KIND_ASSET, asset_id)
LIST_OF(asset_scenes_get, OF_ASSET_IN_SCENES, FOR_TEAM, KIND_ASSET, asset_id)
LIST_OF(asset_assets_get, OF_ASSET_IN_ASSETS, FOR_TEAM, KIND_ASSET, asset_id)

static int place(struct rq *rq, const char *kind, struct uuid into_id, struct uuid asset_id)
{
    const struct instance_in *in   = rq->args;
    struct actor              who  = rows_actor(rq);
    struct thing              into = { 0 };
    struct uuid               id;
    TRY(track_thing(rq, FOR_TEAM_BUT_VENDORS, kind, into_id, &into));
    TRY(instance_new(&rq->cx, &who, &into, asset_id, in->description, &id));
    return res_show(&rq->cx, &asset_instance_res, id, false, reply(rq, 201));
}

static int scene_post(struct rq *rq)
{
    const struct instance_in *in = rq->args;
    return place(rq, KIND_SCENE, in->scene_id, in->asset_id);
}

static int asset_post(struct rq *rq)
{
    const struct instance_in *in = rq->args;
    return place(rq, KIND_ASSET, in->asset_id, in->asset_to_instantiate_id);
}

static int in_shot(struct rq *rq, bool placed)
{
    const struct instance_in *in   = rq->args;
    struct actor              who  = rows_actor(rq);
    struct thing              shot = { 0 };
    TRY(track_thing(rq, FOR_TEAM_BUT_VENDORS, KIND_SHOT, in->shot_id, &shot));
    return instance_in_shot(&rq->cx, &who, &shot, in->asset_instance_id, placed);
}

static int shot_post(struct rq *rq)
{
    struct resource shots = entity_res;
    shots.type            = KIND_SHOT;
    TRY(in_shot(rq, true));
    return res_show(&rq->cx, &shots, ((const struct instance_in *)rq->args)->shot_id, false,
                    reply(rq, 201));
}

static int shot_delete(struct rq *rq)
{
    TRY(in_shot(rq, false));
    reply_empty(rq, 204);
    return 0;
}

// clang-format off
#define ROW struct instance_in
#define SCENE FIELD(scene_id, PATH, .doc = "The scene.")
#define SHOT FIELD(shot_id, PATH, .doc = "The shot.")
#define ASSET FIELD(asset_id, PATH, .doc = "The asset.")
#define DESCRIPTION FIELD(description, WRITE | LOOSE | NULLS, .max = 200, .doc = "What it is there for.")
static const struct field scene_fields[]     = { SCENE };
static const struct field shot_fields[]      = { SHOT };
static const struct field asset_fields[]     = { ASSET };
static const struct field scene_new_fields[] = { SCENE, FIELD(asset_id, WRITE | NEED, .doc = "The asset to be placed."), DESCRIPTION };
static const struct field asset_new_fields[] = { ASSET, FIELD(asset_to_instantiate_id, WRITE | NEED, .doc = "The asset to be placed."), DESCRIPTION };
static const struct field shot_new_fields[]  = { SHOT, FIELD(asset_instance_id, WRITE | NEED, .doc = "The placed asset.") };
static const struct field shot_gone_fields[] = { SHOT, FIELD(asset_instance_id, PATH, .doc = "The placed asset.") };
#undef ROW
#define IN(name) static const struct shape name##_shape = SHAPE(struct instance_in, name##_fields)
IN(scene);
IN(shot);
IN(asset);
IN(scene_new);
IN(asset_new);
IN(shot_new);
IN(shot_gone);

#define READS(path, shape, fn, text) \
    { GET, path, LOGGED_IN, .in = &shape, .run = fn, .errors = track_errors, .doc = text }
static const struct route routes[] = {
    READS("/data/scenes/:scene_id/asset-instances", scene_shape, scene_get, "What is placed in a scene, by asset."),
    { POST, "/data/scenes/:scene_id/asset-instances", LOGGED_IN, .in = &scene_new_shape, .out = &asset_instance_shape,
      .run = scene_post, .status = 201, .flags = TX, .errors = track_errors, .doc = "Place an asset in a scene." },
    READS("/data/scenes/:scene_id/camera-instances", scene_shape, scene_cameras_get, "Cameras that are placed in a scene, by asset."),
    READS("/data/shots/:shot_id/asset-instances", shot_shape, shot_get, "What is placed in a shot, by asset."),
    { POST, "/data/shots/:shot_id/asset-instances", LOGGED_IN, .in = &shot_new_shape, .out = &entity_shape,
      .run = shot_post, .status = 201, .flags = TX, .errors = track_errors, .doc = "Have a placed asset in a shot." },
    { DELETE, "/data/shots/:shot_id/asset-instances/:asset_instance_id", LOGGED_IN, .in = &shot_gone_shape, .run = shot_delete,
      .status = 204, .flags = TX, .errors = track_errors, .doc = "Take a placed asset out of a shot." },
    READS("/data/assets/:asset_id/shot-asset-instances", asset_shape, asset_shots_get, "Copies of an asset, by shot."),
    READS("/data/assets/:asset_id/scene-asset-instances", asset_shape, asset_scenes_get, "Copies of an asset, by scene."),
    READS("/data/assets/:asset_id/asset-asset-instances", asset_shape, asset_assets_get, "What is placed in an asset, by asset."),
    { POST, "/data/assets/:asset_id/asset-asset-instances", LOGGED_IN, .in = &asset_new_shape, .out = &asset_instance_shape,
      .run = asset_post, .status = 201, .flags = TX, .errors = track_errors, .doc = "Place an asset in another." },
    { PUT, "/asset-instances/:instance_id", LOGGED_IN, .in = &asset_instance_shape, .out = &asset_instance_shape, .run = rows_put,
      .resource = &asset_instance_res, .flags = STRICT | TX | PARTIAL, .errors = rows_errors,
      .doc = "The same as under /data, where clients expect it." },
};
// clang-format on
const struct route_list track_instance_routes = ROUTES(tracker_family, routes);
