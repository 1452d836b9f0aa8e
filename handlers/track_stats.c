/* track_stats.c - how far productions are, what the studio has, how busy the machine is. */
#include "handlers/family.h"
#include "handlers/track_common.h"
#include "model/base/host.h"
#include "model/base/text.h"
#include "model/context/context.h"
#include "model/job/job.h"
#include "model/track/production.h"
#include "model/track/stats.h"

extern const struct route_list track_stats_routes;

struct stats_in {
    struct row  row;
    struct uuid project_id, task_type_id;
    const char *episode_id, *name;
};

static int by_episode(struct rq *rq, int (*write)(struct cx *, struct uuid, struct uuid, struct out *))
{
    const struct stats_in *in   = rq->args;
    struct actor           who  = rows_actor(rq);
    struct uuid            mine = { { 0 } };
    struct standing        is   = { 0 };
    TRY(track_project(rq, FOR_TEAM, in->project_id));
    if (!who.is_admin)
        TRY(right_standing(&rq->cx, &production_res, &who, in->project_id, &is));
    if (!who.is_admin && right_acts_as(&who, &is, "vendor"))
        mine = who.id;
    return write(&rq->cx, in->project_id, mine, reply(rq, 200));
}
static int episodes(struct rq *rq) { return by_episode(rq, stats_episodes); }
static int retakes(struct rq *rq) { return by_episode(rq, stats_retakes); }
static int studio(struct rq *rq) { return stats_studio(&rq->cx, reply(rq, 200)); }

static int frames(struct rq *rq)
{
    const struct stats_in *in      = rq->args;
    struct actor           who     = rows_actor(rq);
    struct uuid            episode = { { 0 } };
    const char            *word    = in->episode_id ? in->episode_id : "";
    TRY(track_project(rq, FOR_MANAGER, in->project_id));
    if (*word && strcmp(word, "all") != 0 && !uuid_parse(word, strlen(word), &episode))
        return refuse_field(&rq->cx, E_INVALID, "episode_id", "episode_id: must be a UUID");
    return frames_set(&rq->cx, &who, in->project_id, in->task_type_id, episode, reply(rq, 200));
}

static int projects_all(struct rq *rq)
{
    const struct stats_in *in  = rq->args;
    struct actor           who = rows_actor(rq);
    return context_projects_all(&rq->cx, &who, in->name, reply(rq, 200));
}

/* ---- the machine ---- */

static void cpu_write(struct out *o, const struct host *h)
{
    static const char *const names[] = { "last 1 min", "last 5 min", "last 10 min" };
    out_object(o);
    out_key(o, "percent");
    out_array(o);
    for (size_t i = 0; i < h->cores; i++)
        out_f64(o, h->busy[i]);
    out_array_end(o);
    out_key(o, "loadavg");
    out_object(o);
    for (size_t i = 0; i < COUNT(names); i++) {
        out_key(o, names[i]);
        out_f64(o, h->load[i]);
    }
    out_object_end(o);
    out_object_end(o);
}

static void memory_write(struct out *o, const struct host *h)
{
    int64_t used = h->total - h->available;
    out_object(o);
    OUT_I64(o, "total", h->total);
    OUT_I64(o, "used", used);
    OUT_I64(o, "available", h->available);
    out_key(o, "percent");
    out_f64(o, h->total ? 100.0 * (double)used / (double)h->total : 0);
    out_object_end(o);
}

static int resources(struct rq *rq)
{
    struct host h;
    struct out *o;
    int64_t     jobs = 0;
    TRY(job_running(&rq->cx, &jobs));
    host_look(&rq->cx, &h);
    o = reply(rq, 200);
    out_object(o);
    OUT_TIME(o, "date", rq->cx.now);
    out_key(o, "cpu");
    cpu_write(o, &h);
    out_key(o, "memory");
    memory_write(o, &h);
    out_key(o, "jobs");
    out_object(o);
    OUT_I64(o, "running_jobs", jobs);
    out_object_end(o);
    out_object_end(o);
    return 0;
}

// clang-format off
#define ROW struct stats_in
#define PROJECT FIELD(project_id, PATH, .doc = "The production.")
static const struct field project_fields[] = { PROJECT };
static const struct field frames_fields[]  = { PROJECT, FIELD(task_type_id, PATH, .doc = "The kind of work."),
    FIELD(episode_id, WRITE | NULLS, .max = 36, .doc = "Only shots of this episode; all of them without it.") };
static const struct field all_fields[]     = { FIELD(name, WRITE, .max = 80, .doc = "Only those of this name, with % and _ as wildcards.") };
#undef ROW
static const struct shape project_in_shape = SHAPE(struct stats_in, project_fields),
                          frames_in_shape  = SHAPE(struct stats_in, frames_fields),
                          all_in_shape     = SHAPE(struct stats_in, all_fields);

static const enum reason forbidden[] = { E_FORBIDDEN, E_NONE };
static const struct route routes[] = {
    { GET, "/data/projects/:project_id/episodes/stats", LOGGED_IN, .in = &project_in_shape, .run = episodes,
      .errors = track_errors, .doc = "Tasks of shots by episode, kind of work and status; vendors count their own." },
    { GET, "/data/projects/:project_id/episodes/retake-stats", LOGGED_IN, .in = &project_in_shape, .run = retakes,
      .errors = track_errors, .doc = "Tasks of shots by episode and kind of work: done, asked for again, or neither, take by take." },
    { POST, "/actions/projects/:project_id/task-types/:task_type_id/set-shot-nb-frames", LOGGED_IN, .in = &frames_in_shape,
      .run = frames, .flags = TX, .errors = track_errors, .doc = "Shots are as long as their newest moving preview of a kind of work." },
    { GET, "/data/projects/all", LOGGED_IN, .in = &all_in_shape, .out = &production_shape, .run = projects_all, .flags = LIST,
      .doc = "Productions whatever their state, with its name: one's own, of administrators all." },
    { GET, "/stats", ADMIN, .run = studio, .errors = forbidden, .doc = "Numbers of previews and comments." },
    { GET, "/status/resources", PUBLIC, .run = resources, .doc = "How busy the machine is; cores on average since it started." },
};
// clang-format on
const struct route_list track_stats_routes = ROUTES(tracker_family, routes);
