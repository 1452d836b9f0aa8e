/* track_shared.c - assets that other productions may use. */
#include "handlers/family.h"
#include "handlers/track_common.h"
#include "model/base/text.h"
#include "model/track/entity.h"
#include "model/track/entity_make.h"
#include "model/track/shared.h"

extern const struct route_list track_shared_routes;

struct share_in {
    struct row  row;
    struct uuid project_id, asset_type_id;
    const char *episode_id;
    struct ids  asset_ids;
    bool        is_shared;
};
// clang-format off
#define ROW struct share_in
#define PROJECT FIELD(project_id, PATH, .doc = "The production.")
#define ASSETS(text) FIELD(asset_ids, WRITE | LOOSE | NULLS, .max = 10000, .doc = text)
#define SHARED FIELD(is_shared, WRITE | LAX, .def = "true", .doc = "False takes it back.")
static const struct field list_fields[]    = { ASSETS("The assets."), SHARED };
static const struct field project_fields[] = { PROJECT, ASSETS("The assets; none: all of the production."), SHARED };
static const struct field type_fields[]    = { PROJECT, FIELD(asset_type_id, PATH, .doc = "The type."), SHARED };
static const struct field used_fields[]    = { PROJECT };
static const struct field episode_fields[] = { PROJECT, FIELD(episode_id, PATH, .doc = "The episode; main and all are every one.") };
#undef ROW
#define IN(name) static const struct shape name##_shape = SHAPE(struct share_in, name##_fields)
IN(list);
IN(project);
IN(type);
IN(used);
IN(episode);
// clang-format on

static int share_list(struct rq *rq)
{
    const struct share_in *in     = rq->args;
    struct actor           who    = rows_actor(rq);
    struct id_set          assets = { 0 }, projects = { 0 };
    struct share_ask       ask    = { .assets = &assets, .shared = in->is_shared };
    id_set_join(&rq->cx, &assets, in->asset_ids);
    TRY(assets_projects(&rq->cx, &assets, &projects));
    for (size_t i = 0; i < projects.n; i++)
        TRY(track_project(rq, FOR_MANAGER, projects.v[i]));
    return assets_share(&rq->cx, &who, &ask, reply(rq, 200));
}

static int share_project(struct rq *rq)
{
    const struct share_in *in     = rq->args;
    struct actor           who    = rows_actor(rq);
    struct id_set          assets = { 0 };
    struct share_ask       ask    = { .project_id = in->project_id, .shared = in->is_shared };
    TRY(track_project(rq, FOR_MANAGER, in->project_id));
    id_set_join(&rq->cx, &assets, in->asset_ids);
    if (assets.n)
        ask.assets = &assets;
    return assets_share(&rq->cx, &who, &ask, reply(rq, 200));
}

static int share_type(struct rq *rq)
{
    const struct share_in *in  = rq->args;
    struct actor           who = rows_actor(rq);
    TRY(track_project(rq, FOR_MANAGER, in->project_id));
    TRY(kind_is_asset_type(&rq->cx, in->asset_type_id));
    return assets_share(&rq->cx, &who,
                        &(struct share_ask){ .project_id    = in->project_id,
                                             .asset_type_id = in->asset_type_id,
                                             .shared        = in->is_shared },
                        reply(rq, 200));
}

static int used(struct rq *rq)
{
    const struct share_in *in = rq->args;
    TRY(track_project(rq, FOR_TEAM, in->project_id));
    return shared_used(&rq->cx, in->project_id, (struct uuid){ { 0 } }, reply(rq, 200));
}

static int used_in_episode(struct rq *rq)
{
    const struct share_in *in      = rq->args;
    struct uuid            episode = { { 0 } };
    struct thing           it      = { 0 };
    TRY(track_project(rq, FOR_TEAM, in->project_id));
    if (strcmp(in->episode_id, "main") != 0 && strcmp(in->episode_id, "all") != 0) {
        TRY(rq_id(rq, "episode_id", &episode));
        TRY(track_thing_of(rq, FOR_TEAM, KIND_EPISODE, in->project_id, episode, &it));
    }
    return shared_used(&rq->cx, in->project_id, episode, reply(rq, 200));
}

// clang-format off
#define SHARES(path, shape, fn, text) \
    { POST, path, LOGGED_IN, .in = &shape, .out = &entity_shape, .run = fn, .flags = TX | LIST, .errors = track_errors, .doc = text }
#define USED(path, shape, fn, text) \
    { GET, path, LOGGED_IN, .in = &shape, .out = &entity_shape, .run = fn, .flags = LIST, .errors = track_errors, .doc = text }
static const struct route routes[] = {
    SHARES("/actions/assets/share", list_shape, share_list, "Other productions may use these assets."),
    SHARES("/actions/projects/:project_id/assets/share", project_shape, share_project, "Other productions may use assets of this one."),
    SHARES("/actions/projects/:project_id/asset-types/:asset_type_id/assets/share", type_shape, share_type,
           "Other productions may use assets of a type of this one."),
    USED("/data/projects/:project_id/assets/shared-used", used_shape, used, "Assets of other productions in shots of this one."),
    USED("/data/projects/:project_id/episodes/:episode_id/assets/shared-used", episode_shape, used_in_episode,
         "Assets of other productions in shots of an episode."),
};
// clang-format on
const struct route_list track_shared_routes = ROUTES(tracker_family, routes);
