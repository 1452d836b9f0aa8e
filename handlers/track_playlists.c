/* track_playlists.c - playlists: made, opened, added to, and listed by production. */
#include "handlers/family.h"
#include "handlers/rows.h"
#include "handlers/track_common.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/preview/playing.h"
#include "model/track/playlist.h"
#include "model/track/production.h"
#include "model/track/review.h"

extern const struct route_list track_playlist_routes;

enum { TASKS_MOST = 2000, PAGE_ROWS = 20 };

struct playlist_in {
    struct row  row;
    struct uuid project_id, playlist_id, entity_id, preview_file_id;
    const char *episode_id, *sort_by;
    struct uuid task_type_id;
    int64_t     page;
    struct rows entities;
    struct ids  task_ids;
    bool        sort;
};
/* A new one: the episode may be a word. */
struct new_in {
    struct row  row;
    const char *name;
    struct json shots;
    struct uuid project_id;
    const char *episode_id;
    struct uuid task_type_id;
    bool        for_client;
    const char *for_entity;
    bool        is_for_all;
    struct uuid created_by, id; /* id and the moments: what was read may be sent; not looked at */
    struct utc  created_at, updated_at;
};
// clang-format off
#define ROW struct playlist_in
#define PROJECT FIELD(project_id, PATH, .doc = "The production.")
#define PLAYLIST FIELD(playlist_id, PATH, .doc = "The playlist.")
#define LISTED \
    FIELD(sort_by, WRITE | NULLS, .max = 40, .doc = "A column; any other word for the one changed last."), \
    FIELD(task_type_id, WRITE | LAX, .doc = "Of this kind of work alone.")
static const struct field all_fields[]     = { PROJECT,
    FIELD(page, WRITE, .min = INT32_MIN, .max = INT32_MAX, .def = "0", .doc = "Page of 100 from 1, in an envelope with totals; below it all rows as an array.") };
static const struct field list_fields[]    = { PROJECT, LISTED,
    FIELD(page, WRITE | LAX, .min = -1, .max = INT32_MAX / PAGE_ROWS, .def = "1", .doc = "Page of 20, from 1.") };
static const struct field episode_fields[] = { PROJECT, LISTED,
    FIELD(episode_id, PATH, .max = 40, .doc = "The episode; main for those of none, all for those for all.") };
static const struct field add_fields[]     = { PLAYLIST,
    FIELD(entity_id, WRITE | NEED, .doc = "What is played."),
    FIELD(preview_file_id, WRITE | NULLS, .doc = "By which preview; absent: the newest one.") };
static const struct field one_fields[]     = { PROJECT, PLAYLIST };
static const struct field alone_fields[]   = { PLAYLIST };
static const struct field temp_fields[]    = { PROJECT,
    FIELD(task_ids, WRITE | NEED, .max = TASKS_MOST, .doc = "Tasks whose entities are played."),
    FIELD(sort, WRITE | LAX, .def = "false", .doc = "By names, not in the order of the tasks.") };
static const struct field more_fields[]    = { PLAYLIST,
    FIELD(entities, WRITE | NEED, .max = 1000, .of = &playlist_entry_shape, .doc = "What is played.") };
#undef ROW
#define ROW struct new_in
#define SENT (READ | WRITE | LOOSE)
static const struct field new_fields[] = {
    FIELD(name, SENT | NEED, .max = 80, .doc = "Name."),
    FIELD(shots, SENT | NULLS, .doc = "What is played: a list of entity_id and preview_file_id."),
    FIELD(project_id, SENT | NEED, .doc = "The production."),
    FIELD(episode_id, SENT | NULLS, .max = 40, .doc = "The episode; all and main for none."),
    FIELD(task_type_id, SENT | NULLS, .doc = "The kind of work."),
    FIELD(for_client, SENT | NULLS, .doc = "Is it for the client."),
    FIELD(for_entity, SENT | NULLS, .max = 10, .doc = "For which kind of entity."),
    FIELD(is_for_all, SENT | NULLS, .doc = "Is it for all episodes."),
    FIELD(created_by, SENT | NULLS, .doc = "Who made it."),
    FIELD(id, SENT | NULLS, .doc = "Not looked at."),
    FIELD(created_at, SENT | NULLS, .doc = "Not looked at."),
    FIELD(updated_at, SENT | NULLS, .doc = "Not looked at."),
};
#undef ROW
static const struct shape new_shape = SHAPE(struct new_in, new_fields, .name = "PlaylistNew");
static const struct shape all_shape = SHAPE(struct playlist_in, all_fields), list_shape = SHAPE(struct playlist_in, list_fields),
    episode_shape = SHAPE(struct playlist_in, episode_fields), add_shape = SHAPE(struct playlist_in, add_fields),
    more_shape = SHAPE(struct playlist_in, more_fields), one_shape = SHAPE(struct playlist_in, one_fields),
    alone_shape = SHAPE(struct playlist_in, alone_fields), temp_shape = SHAPE(struct playlist_in, temp_fields);
// clang-format on

static int list(struct rq *rq, const struct playlist_ask *what)
{
    const struct playlist_in *in  = rq->args;
    struct playlist_ask       ask = *what;
    struct actor        who = rows_actor(rq);
    struct track_list   to  = { .shape = &playlist_light_shape, .type = "Playlist" };
    TRY(track_project(rq, FOR_TEAM_BUT_VENDORS, ask.project_id));
    ask.for_client   = right_is_role(&who, "client");
    ask.task_type_id = in->task_type_id;
    ask.sort_by      = in->sort_by;
    to.o           = reply(rq, 200);
    out_array(to.o);
    TRY(playlist_each(&rq->cx, &ask, track_list_row, &to));
    out_array_end(to.o);
    return 0;
}

static int of_project_get(struct rq *rq)
{
    const struct playlist_in *in = rq->args;
    return list(rq, &(struct playlist_ask){ .project_id = in->project_id,
                                            .limit      = PAGE_ROWS,
                                            .skip       = in->page > 1 ? (in->page - 1) * PAGE_ROWS : 0 });
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
                                          .page      = in->page,
                                          .relations = true },
                     reply(rq, 200));
}

/* ---- new ones ---- */

#define TAKE(member)                                                                               \
    do {                                                                                           \
        if (IS_NULL(&new_shape, in, member))                                                       \
            SET_NULL(&playlist_shape, to, member);                                                 \
        else if (IS_SET(&new_shape, in, member))                                                   \
            to->member = in->member, SET(&playlist_shape, to, member);                             \
    } while (0)

static int new_take(struct rq *rq, struct playlist *to)
{
    const struct new_in *in      = rq->args;
    const char          *episode = in->episode_id;
    TAKE(name);
    TAKE(shots);
    TAKE(project_id);
    TAKE(task_type_id);
    TAKE(for_client);
    TAKE(for_entity);
    TAKE(is_for_all);
    TAKE(created_by);
    if (!IS_SET(&new_shape, in, episode_id) || strcmp(episode, "all") == 0 ||
        strcmp(episode, "main") == 0)
        return 0;
    if (!uuid_parse(episode, strlen(episode), &to->episode_id))
        return refuse_field(&rq->cx, E_INVALID, "episode_id", "episode_id: must be a UUID");
    SET(&playlist_shape, to, episode_id);
    return 0;
}

static int new_post(struct rq *rq)
{
    struct actor    who = rows_actor(rq);
    struct playlist row = { .name = NULL };
    struct uuid     id;
    TRY(new_take(rq, &row));
    TRY(res_create(&rq->cx, &playlist_res, &who, &row, &id));
    return res_written(&rq->cx, &playlist_res, &who, id, true, reply(rq, 201));
}

/* ---- to be played ---- */

static int jobs_write(struct rq *rq, struct uuid playlist_id, struct out *o)
{
    return res_where(&rq->cx, &build_job_res,
                     &(struct res_where){ .sql   = "t.playlist_id = ?",
                                          .args  = (struct arg[]){ ARG(playlist_id) },
                                          .nargs = 1,
                                          .order = "t.created_at DESC, t.id" },
                     o);
}

static int one_get(struct rq *rq)
{
    const struct playlist_in *in  = rq->args;
    struct actor              who = rows_actor(rq);
    struct playlist           p   = { .name = NULL };
    struct out               *o;
    TRY(track_project(rq, FOR_TEAM_BUT_VENDORS, in->project_id));
    TRY(playlist_head(&rq->cx, in->project_id, in->playlist_id, &p));
    TRY(right_of_row(&rq->cx, &playlist_res, &who, FOR_TEAM_SHOWN, p.id, NULL));
    o = reply(rq, 200);
    out_object(o);
    out_members(o, &playlist_head_shape, &p);
    OUT_STR(o, "type", "Playlist");
    out_key(o, "build_jobs");
    TRY(jobs_write(rq, p.id, o));
    out_key(o, "shots");
    TRY(playing_of_playlist(&rq->cx, p.id, &(struct playing){ .all = true }, o));
    out_object_end(o);
    return 0;
}

static int previews_get(struct rq *rq)
{
    const struct playlist_in *in  = rq->args;
    struct actor              who = rows_actor(rq);
    TRY(right_of_row(&rq->cx, &playlist_res, &who, FOR_TEAM_SHOWN, in->playlist_id, NULL));
    return playing_of_playlist(&rq->cx, in->playlist_id, &(struct playing){ .all = true },
                               reply(rq, 200));
}

static int temp_post(struct rq *rq)
{
    const struct playlist_in *in    = rq->args;
    struct actor              who   = rows_actor(rq);
    struct playlist_tasks     tasks = { .asked = 0 };
    struct standing           s     = { 0 };
    TRY(track_project(rq, FOR_TEAM, in->project_id));
    TRY(right_standing(&rq->cx, &production_res, &who, in->project_id, &s));
    TRY(playlist_tasks(&rq->cx, &who, in->project_id, in->task_ids, &tasks));
    if (tasks.found < tasks.asked)
        return refuse(&rq->cx, E_NOT_FOUND, "There is no such task in the production");
    if (!who.is_admin && right_acts_as(&who, &s, "vendor") && tasks.mine < tasks.asked)
        return right_refuse(&rq->cx);
    return playing_of_tasks(&rq->cx, in->task_ids, in->sort, reply(rq, 200));
}

/* ---- more of it ---- */

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
    LIST_OF("/data/projects/:project_id/playlists", list_shape, of_project_get, "Playlists of a production, newest first, by pages."),
    LIST_OF("/data/projects/:project_id/episodes/:episode_id/playlists", episode_shape, of_episode_get, "Playlists of an episode, newest first."),
    { GET, "/data/projects/:project_id/playlists/all", LOGGED_IN, .in = &all_shape, .out = &playlist_shape,
      .run = all_get, .flags = LIST, .errors = track_errors, .doc = "Playlists of a production with all that is in them." },
    { GET, "/data/projects/:project_id/playlists/:playlist_id", LOGGED_IN, .in = &one_shape, .out = &playlist_shape,
      .run = one_get, .errors = track_errors, .doc = "A playlist with what is played and all previews of it, by kinds of work." },
    { GET, "/data/playlists/:playlist_id/entity-previews", LOGGED_IN, .in = &alone_shape, .run = previews_get,
      .errors = track_errors, .doc = "What is played in a playlist, with all previews of it, by kinds of work." },
    { POST, "/data/projects/:project_id/playlists/temp", LOGGED_IN, .in = &temp_shape, .run = temp_post,
      .errors = add_errors, .doc = "What a playlist of the entities of tasks would play; nothing is kept." },
    { POST, "/data/playlists", LOGGED_IN, .in = &new_shape, .out = &playlist_shape, .run = new_post,
      .resource = &playlist_res, .status = 201, .flags = STRICT | TX, .errors = rows_errors, .doc = "Make a row." },
    { POST, "/actions/playlists/:playlist_id/add-entity", LOGGED_IN, .in = &add_shape, .out = &playlist_shape,
      .run = add_post, .flags = TX, .errors = add_errors, .doc = "Add an entity to a playlist." },
    { POST, "/actions/playlists/:playlist_id/add-entities", LOGGED_IN, .in = &more_shape, .out = &playlist_shape,
      .run = more_post, .flags = TX, .errors = add_errors, .doc = "Add entities to a playlist." },
};
// clang-format on
const struct route_list track_playlist_routes = ROUTES(tracker_family, routes);
