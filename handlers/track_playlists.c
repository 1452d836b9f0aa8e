/* track_playlists.c - playlists of a production, and what is added to them. */
#include "handlers/family.h"
#include "handlers/rows.h"
#include "handlers/track_common.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/playlist.h"
#include "model/track/review.h"

extern const struct route_list track_playlist_routes;

struct playlist_in {
    struct row  row;
    struct uuid project_id, playlist_id, entity_id, preview_file_id;
    const char *episode_id;
    struct rows entities;
};
// clang-format off
#define ROW struct playlist_in
#define PROJECT FIELD(project_id, PATH, .doc = "The production.")
#define PLAYLIST FIELD(playlist_id, PATH, .doc = "The playlist.")
static const struct field project_fields[] = { PROJECT };
static const struct field episode_fields[] = { PROJECT,
    FIELD(episode_id, PATH, .max = 40, .doc = "The episode; main for those of none, all for those for all.") };
static const struct field add_fields[]     = { PLAYLIST,
    FIELD(entity_id, WRITE | NEED, .doc = "What is played."),
    FIELD(preview_file_id, WRITE | NULLS, .doc = "By which preview; absent: the newest one.") };
static const struct field more_fields[]    = { PLAYLIST,
    FIELD(entities, WRITE | NEED, .max = 1000, .of = &playlist_entry_shape, .doc = "What is played.") };
#undef ROW
static const struct shape project_shape = SHAPE(struct playlist_in, project_fields),
    episode_shape = SHAPE(struct playlist_in, episode_fields), add_shape = SHAPE(struct playlist_in, add_fields),
    more_shape = SHAPE(struct playlist_in, more_fields);
// clang-format on

static int list(struct rq *rq, const struct playlist_ask *what)
{
    struct playlist_ask ask = *what;
    struct actor        who = rows_actor(rq);
    struct track_list   to  = { .shape = &playlist_light_shape, .type = "Playlist" };
    TRY(track_project(rq, FOR_TEAM_BUT_VENDORS, ask.project_id));
    ask.for_client = right_is_role(&who, "client");
    to.o           = reply(rq, 200);
    out_array(to.o);
    TRY(playlist_each(&rq->cx, &ask, track_list_row, &to));
    out_array_end(to.o);
    return 0;
}

static int of_project_get(struct rq *rq)
{
    const struct playlist_in *in = rq->args;
    return list(rq, &(struct playlist_ask){ .project_id = in->project_id });
}

static int of_episode_get(struct rq *rq)
{
    const struct playlist_in *in  = rq->args;
    struct playlist_ask       ask = { .project_id = in->project_id, .of = PLAYLISTS_OF_EPISODE };
    if (strcmp(in->episode_id, "main") == 0)
        ask.of = PLAYLISTS_OF_NONE;
    else if (strcmp(in->episode_id, "all") == 0)
        ask.of = PLAYLISTS_FOR_ALL;
    else if (!uuid_parse(in->episode_id, strlen(in->episode_id), &ask.episode_id))
        return refuse(&rq->cx, E_NOT_FOUND, "There is no such episode");
    return list(rq, &ask);
}

static int all_get(struct rq *rq)
{
    const struct playlist_in *in = rq->args;
    TRY(track_project(rq, FOR_ADMINS, in->project_id));
    return res_where(&rq->cx, &playlist_res,
                     &(struct res_where){ .sql       = "t.project_id = ?",
                                          .args      = (struct arg[]){ ARG(in->project_id) },
                                          .nargs     = 1,
                                          .relations = true },
                     reply(rq, 200));
}

static int append(struct rq *rq, const struct playlist_entry *entries, size_t n)
{
    const struct playlist_in *in  = rq->args;
    struct actor              who = rows_actor(rq);
    TRY(playlist_append(&rq->cx, &who, in->playlist_id, entries, n));
    return res_show(&rq->cx, &playlist_res, in->playlist_id, false, reply(rq, 200));
}

static int add_post(struct rq *rq)
{
    const struct playlist_in *in  = rq->args;
    struct playlist_entry     one = { .entity_id       = in->entity_id,
                                      .preview_file_id = in->preview_file_id };
    if (IS_SET(&add_shape, in, preview_file_id))
        SET(&playlist_entry_shape, &one, preview_file_id);
    return append(rq, &one, 1);
}

static int more_post(struct rq *rq)
{
    const struct playlist_in *in = rq->args;
    return append(rq, in->entities.v, in->entities.n);
}

static const enum reason add_errors[] = { E_INVALID, E_FORBIDDEN, E_NOT_FOUND, E_NONE };
// clang-format off
#define LIST_OF(path, shape, what, text) \
    { GET, path, LOGGED_IN, .in = &(shape), .out = &playlist_light_shape, .run = what, .flags = LIST, \
      .errors = track_errors, .doc = text }
static const struct route routes[] = {
    LIST_OF("/data/projects/:project_id/playlists", project_shape, of_project_get, "Playlists of a production, newest first."),
    LIST_OF("/data/projects/:project_id/episodes/:episode_id/playlists", episode_shape, of_episode_get, "Playlists of an episode, newest first."),
    { GET, "/data/projects/:project_id/playlists/all", LOGGED_IN, .in = &project_shape, .out = &playlist_shape,
      .run = all_get, .flags = LIST, .errors = track_errors, .doc = "Playlists of a production with all that is in them." },
    { POST, "/actions/playlists/:playlist_id/add-entity", LOGGED_IN, .in = &add_shape, .out = &playlist_shape,
      .run = add_post, .flags = TX, .errors = add_errors, .doc = "Add an entity to a playlist." },
    { POST, "/actions/playlists/:playlist_id/add-entities", LOGGED_IN, .in = &more_shape, .out = &playlist_shape,
      .run = more_post, .flags = TX, .errors = add_errors, .doc = "Add entities to a playlist." },
};
// clang-format on
const struct route_list track_playlist_routes = ROUTES(tracker_family, routes);
