/* track_builds.c - what is made of playlists, to be taken away: movies, archives. */
#include "handlers/family.h"
#include "handlers/needs.h"
#include "handlers/rows.h"
#include "handlers/track_common.h"
#include "handlers/track_upload.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/preview/build.h"
#include "model/preview/bundle.h"

extern const struct route_list track_build_routes;

struct build_in {
    struct row  row;
    struct uuid project_id, playlist_id, build_job_id;
};
// clang-format off
#define ROW struct build_in
#define PLAYLIST FIELD(playlist_id, PATH, .doc = "The playlist.")
#define BUILD FIELD(build_job_id, PATH, .doc = "The build.")
static const struct field project_fields[] = { FIELD(project_id, PATH, .doc = "The production.") };
static const struct field playlist_fields[] = { PLAYLIST };
static const struct field one_fields[]     = { PLAYLIST, BUILD };
static const struct field any_fields[]     = { BUILD };
#undef ROW
static const struct shape project_shape = SHAPE(struct build_in, project_fields),
    playlist_in_shape = SHAPE(struct build_in, playlist_fields),
    one_shape = SHAPE(struct build_in, one_fields), any_shape = SHAPE(struct build_in, any_fields);
// clang-format on

/* The build that the path names, by the right to its playlist. */
static int build(struct rq *rq, enum right_for right, struct build_job *to)
{
    const struct build_in *in  = rq->args;
    struct actor           who = rows_actor(rq);
    TRY(build_get(&rq->cx, in->playlist_id, in->build_job_id, to));
    return right_of_row(&rq->cx, &playlist_res, &who, right, to->playlist_id, NULL);
}

static int movie_start(struct rq *rq)
{
    const struct build_in *in  = rq->args;
    struct actor           who = rows_actor(rq);
    struct build_new       b   = { .id = rq_uuid(rq, 0), .job_id = rq_uuid(rq, 1),
                                   .person_id = who.id, .playlist_id = in->playlist_id };
    TRY(right_of_row(&rq->cx, &playlist_res, &who, FOR_MANAGER, b.playlist_id, &b.project_id));
    TRY(build_start(&rq->cx, &b));
    rq->later = upload_ring;
    return res_show(&rq->cx, &build_job_res, b.id, false, reply(rq, 200));
}

static int one_get(struct rq *rq)
{
    struct build_job b = { .status = NULL };
    TRY(build(rq, FOR_MANAGER_SHOWN, &b));
    return res_show(&rq->cx, &build_job_res, b.id, false, reply(rq, 200));
}

static int one_delete(struct rq *rq)
{
    struct build_job b = { .status = NULL };
    TRY(build(rq, FOR_MANAGER_SHOWN, &b));
    TRY(build_remove(&rq->cx, rq->caller.id, &b));
    reply_empty(rq, 204);
    return 0;
}

static int movie_get(struct rq *rq)
{
    struct build_job b = { .status = NULL };
    struct stored    f;
    const char      *name;
    char             day[TIME_TEXT];
    bool             found;
    TRY(build(rq, FOR_SUPERVISOR_SHOWN, &b));
    TRY(stored_get(&rq->cx, b.id, BUILD_MOVIE, &f, &found));
    if (!found)
        return refuse(&rq->cx, E_INVALID, "The movie is not finished");
    TRY(build_name(&rq->cx, b.playlist_id, &name));
    utc_format(b.created_at, true, day);
    send_stored(rq, &f, CACHE_PRIVATE,
                arena_printf(rq->cx.arena, "%s_%s.mp4", build_slug(&rq->cx, day), name));
    return 0;
}

static int zip_get(struct rq *rq)
{
    const struct build_in *in  = rq->args;
    struct actor           who = rows_actor(rq);
    struct bundle         *b;
    const char            *name;
    struct out            *o;
    TRY(right_of_row(&rq->cx, &playlist_res, &who, FOR_SUPERVISOR_SHOWN, in->playlist_id, NULL));
    TRY(build_name(&rq->cx, in->playlist_id, &name));
    TRY(bundle_begin(&rq->cx, in->playlist_id, &b));
    o = reply_typed(rq, 200, "application/zip");
    reply_header(rq, "Content-Disposition",
                 arena_printf(rq->cx.arena, "attachment; filename=\"%s.zip\"", name));
    return bundle_write(&rq->cx, b, o);
}

static int of_project_get(struct rq *rq)
{
    const struct build_in *in = rq->args;
    TRY(track_project(rq, FOR_ADMINS, in->project_id));
    return rows_where_id(rq, &build_job_res,
                         &(struct res_where){ .sql = "t.playlist_id IN (SELECT l.id FROM playlist l"
                                                     " WHERE l.project_id = ?)" },
                         in->project_id);
}

static const enum reason start_errors[] = { E_INVALID, E_FORBIDDEN, E_NOT_FOUND, E_LOCKED, E_NONE };
static const enum reason movie_errors[] = { E_INVALID, E_FORBIDDEN, E_NOT_FOUND, E_NONE };
// clang-format off
#define START(method, path) \
    { method, path, LOGGED_IN, .in = &playlist_in_shape, .out = &build_job_shape, .run = movie_start, \
      .flags = TX | BODYLESS, .errors = start_errors, .doc = "Make one movie of those of a playlist." }
#define ONE(path, shape) \
    { GET, path, LOGGED_IN, .in = &(shape), .out = &build_job_shape, .run = one_get, .errors = track_errors, \
      .doc = "How far it is with a movie that is made." }, \
    { DELETE, path, LOGGED_IN, .in = &(shape), .run = one_delete, .status = 204, .flags = TX, \
      .errors = track_errors, .doc = "Delete a movie that was made, or give it up." }
#define MOVIE(path) \
    { GET, path, LOGGED_IN, .in = &one_shape, .run = movie_get, .errors = movie_errors, .gives = "video/mp4", \
      .doc = "A movie that was made, to be saved." }
static const struct route routes[] = {
    START(GET, "/data/playlists/:playlist_id/build/mp4"),
    START(POST, "/data/playlists/:playlist_id/build-movie"),
    ONE("/data/playlists/:playlist_id/jobs/:build_job_id", one_shape),
    ONE("/data/playlists/build-jobs/:build_job_id", any_shape),
    MOVIE("/data/playlists/:playlist_id/jobs/:build_job_id/build/mp4"),
    MOVIE("/data/playlists/:playlist_id/build-jobs/:build_job_id/download"),
    { GET, "/data/playlists/:playlist_id/download/zip", LOGGED_IN, .in = &playlist_in_shape, .run = zip_get,
      .flags = BULK, .errors = track_errors, .gives = "application/zip",
      .doc = "What a playlist plays, with the others of each revision, as one archive." },
    { GET, "/data/projects/:project_id/build-jobs", LOGGED_IN, .in = &project_shape, .out = &build_job_shape,
      .run = of_project_get, .flags = LIST, .errors = track_errors, .doc = "What was made of playlists of a production." },
};
// clang-format on
const struct route_list track_build_routes = ROUTES(tracker_family, routes);
