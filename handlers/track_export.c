/* track_export.c - rows of the tracker as tables of text. */
#include "handlers/family.h"
#include "handlers/track_common.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/preview/build.h"
#include "model/track/export.h"
#include "model/track/review.h"

extern const struct route_list track_export_routes;

struct export_in {
    struct row  row;
    struct uuid project_id, playlist_id, assigned_to;
    const char *episode_id;
    bool        is_shot_casting;
};
#define ROW struct export_in
#define PROJECT FIELD(project_id, PATH, .doc = "The production.")
static const struct field entities_fields[] = {
    PROJECT,
    FIELD(episode_id, QUERY | NULLS, .doc = "Only those of this episode."),
    FIELD(assigned_to, QUERY | NULLS, .doc = "Only those with a task of this person."),
};
static const struct field castings_fields[] = {
    PROJECT,
    FIELD(episode_id, QUERY | NULLS,
          .doc = "Only those of this episode; `main`: of none; `all`: of the episodes themselves."),
    FIELD(is_shot_casting, QUERY, .def = "false", .doc = "Of shots instead of assets."),
};
static const struct field playlist_fields[] = { FIELD(playlist_id, PATH, .doc = "The playlist.") };
#undef ROW
static const struct shape entities_shape = SHAPE(struct export_in, entities_fields),
                          castings_shape = SHAPE(struct export_in, castings_fields),
                          one_shape      = SHAPE(struct export_in, playlist_fields);

/* The answer, which is saved under that name. */
static struct out *table_reply(struct rq *rq, const char *name)
{
    struct out *o = reply_typed(rq, 200, "text/csv");
    reply_header(rq, "Content-Disposition",
                 arena_printf(rq->cx.arena, "attachment; filename=kitsu_%s.csv",
                              build_slug(&rq->cx, name)));
    return o;
}

static int id_read(struct rq *rq, const char *text, struct uuid *id)
{
    return !text || !*text || uuid_parse(text, strlen(text), id)
               ? 0
               : refuse_field(&rq->cx, E_INVALID, "episode_id", "episode_id: must be a UUID");
}

static int begin(struct rq *rq, const char *what, struct out **o)
{
    const struct export_in *in = rq->args;
    const char             *name;
    TRY(export_project_name(&rq->cx, in->project_id, &name));
    *o = table_reply(rq, arena_printf(rq->cx.arena, "%s %s", name, what));
    return 0;
}

static int entities(struct rq *rq, const struct entity_kind *kind, const char *what)
{
    const struct export_in *in  = rq->args;
    struct export_ask       ask = { .project_id = in->project_id, .assigned_to = in->assigned_to };
    struct out             *o;
    TRY(track_project(rq, FOR_TEAM_BUT_VENDORS, in->project_id));
    TRY(id_read(rq, in->episode_id, &ask.episode_id));
    TRY(begin(rq, what, &o));
    return export_entities(&rq->cx, kind, &ask, o);
}

static int assets_get(struct rq *rq) { return entities(rq, &kind_assets, "assets"); }
static int shots_get(struct rq *rq) { return entities(rq, &kind_shots, "shots"); }
static int edits_get(struct rq *rq) { return entities(rq, &kind_edits, "edits"); }

static int castings_get(struct rq *rq)
{
    const struct export_in *in   = rq->args;
    struct export_ask       ask  = { .project_id = in->project_id };
    const char             *of   = in->episode_id ? in->episode_id : "";
    enum export_cast        what = in->is_shot_casting ? EXPORT_SHOTS : EXPORT_ASSETS;
    struct out             *o;
    TRY(track_project(rq, FOR_TEAM_BUT_VENDORS, in->project_id));
    if (strcmp(of, "main") == 0)
        what = EXPORT_MAIN;
    else if (strcmp(of, "all") == 0)
        what = EXPORT_EPISODES;
    else
        TRY(id_read(rq, of, &ask.episode_id));
    TRY(begin(rq, "casting", &o));
    return export_castings(&rq->cx, what, &ask, o);
}

static int playlist_get(struct rq *rq)
{
    const struct export_in *in  = rq->args;
    struct actor            who = rows_actor(rq);
    struct standing         is;
    const char             *name;
    TRY(right_standing(&rq->cx, &playlist_res, &who, in->playlist_id, &is));
    if (!right_grants(FOR_SUPERVISOR_SHOWN, &who, &is))
        return right_refuse(&rq->cx);
    TRY(build_name(&rq->cx, in->playlist_id, &name));
    return export_playlist(&rq->cx, in->playlist_id,
                           !who.is_admin && right_acts_as(&who, &is, "client"), table_reply(rq, name));
}

/* ---- of the whole studio: for managers ---- */

static int whole(struct rq *rq, const struct export_table *t, const char *name)
{
    TRY(track_role(rq, FOR_MANAGERS));
    return export_write(&rq->cx, t, table_reply(rq, name));
}

static int persons_get(struct rq *rq) { return whole(rq, &export_persons, "people export"); }
static int projects_get(struct rq *rq) { return whole(rq, &export_projects, "export"); }
static int tasks_get(struct rq *rq) { return whole(rq, &export_tasks, "tasks export"); }
static int times_get(struct rq *rq) { return whole(rq, &export_time_spents, "time spents export"); }
static int types_get(struct rq *rq) { return whole(rq, &export_task_types, "task types export"); }

static const enum reason forbidden[] = { E_FORBIDDEN, E_NONE };
// clang-format off
#define EXPORT(path, fn, ...) { GET, "/export/csv" path, LOGGED_IN, .run = fn, .gives = "text/csv", __VA_ARGS__ }
static const struct route routes[] = {
    EXPORT("/projects/:project_id/assets.csv", assets_get, .in = &entities_shape, .errors = track_errors, .doc = "Assets as a table, with metadata and tasks."),
    EXPORT("/projects/:project_id/shots.csv", shots_get, .in = &entities_shape, .errors = track_errors, .doc = "Shots as a table, with metadata and tasks."),
    EXPORT("/projects/:project_id/edits.csv", edits_get, .in = &entities_shape, .errors = track_errors, .doc = "Edits as a table, with metadata and tasks."),
    EXPORT("/projects/:project_id/casting.csv", castings_get, .in = &castings_shape, .errors = track_errors, .doc = "What is cast in what, as a table."),
    EXPORT("/playlists/:playlist_id", playlist_get, .in = &one_shape, .errors = track_errors, .doc = "What a playlist plays, with the last comment on each, as a table."),
    EXPORT("/persons.csv", persons_get, .errors = forbidden, .doc = "People as a table."),
    EXPORT("/projects.csv", projects_get, .errors = forbidden, .doc = "Productions as a table."),
    EXPORT("/tasks.csv", tasks_get, .errors = forbidden, .doc = "Tasks of open productions as a table."),
    EXPORT("/time-spents.csv", times_get, .errors = forbidden, .doc = "Time spent in open productions, as a table."),
    EXPORT("/task-types.csv", types_get, .errors = forbidden, .doc = "Kinds of work of departments as a table."),
};
// clang-format on
const struct route_list track_export_routes = ROUTES(tracker_family, routes);
