/* track_schedule.c - bars of a production's schedule, and schedules that are kept. */
#include "handlers/family.h"
#include "handlers/track_common.h"
#include "model/base/text.h"
#include "model/track/schedule.h"
#include "model/track/task.h"

extern const struct route_list track_schedule_routes;

struct schedule_in {
    struct row  row;
    struct uuid project_id, task_type_id, production_schedule_version_id;
    struct uuid other_id;
    const char *relations;
};

/* ---- bars ---- */

static int bars(struct rq *rq, enum schedule_of what)
{
    const struct schedule_in *in   = rq->args;
    struct actor              who  = rows_actor(rq);
    struct track_list         l    = { .shape = &schedule_bar_shape, .type = schedule_item_res.type };
    struct uuid               type = { { 0 } };
    TRY(track_project(rq, FOR_TEAM_BUT_VENDORS, in->project_id));
    if (what != BARS_OF_TASK_TYPES) {
        struct task_type is = { 0 };
        bool             found;
        type = in->task_type_id;
        TRY(res_load(&rq->cx, &task_type_res, type, &is, &found));
        if (!found)
            return res_absent(&rq->cx, &task_type_res);
    }
    TRY(schedule_complete(&rq->cx, &who, what, in->project_id, type));
    l.o = reply(rq, 200);
    out_array(l.o);
    TRY(schedule_each(&rq->cx, what, in->project_id, type, track_list_row, &l));
    out_array_end(l.o);
    return 0;
}

static int task_types_get(struct rq *rq) { return bars(rq, BARS_OF_TASK_TYPES); }
static int asset_types_get(struct rq *rq) { return bars(rq, BARS_OF_ASSET_TYPES); }
static int edits_get(struct rq *rq) { return bars(rq, BARS_OF_EDITS); }
static int episodes_get(struct rq *rq) { return bars(rq, BARS_OF_EPISODES); }
static int sequences_get(struct rq *rq) { return bars(rq, BARS_OF_SEQUENCES); }

/* ---- kept schedules ---- */

static int version(struct rq *rq, enum right_for right)
{
    const struct schedule_in *in  = rq->args;
    struct actor              who = rows_actor(rq);
    return right_of_row(&rq->cx, &production_schedule_version_res, &who, right,
                        in->production_schedule_version_id, NULL);
}

static int links_get(struct rq *rq)
{
    const struct schedule_in *in = rq->args;
    bool relations = in->relations && text_equal_fold(in->relations, strlen(in->relations), "true");
    TRY(version(rq, FOR_TEAM_INSIDE));
    return schedule_links(&rq->cx, in->production_schedule_version_id, in->task_type_id, relations,
                          reply(rq, 200));
}

static int answer(struct rq *rq, const char *key, int64_t n)
{
    struct out *o = reply(rq, 200);
    out_object(o);
    OUT_BOOL(o, "success", true);
    OUT_I64(o, key, n);
    out_object_end(o);
    return 0;
}

static int keep_post(struct rq *rq)
{
    const struct schedule_in *in = rq->args;
    int64_t                   n;
    TRY(version(rq, FOR_MANAGER));
    TRY(schedule_keep(&rq->cx, in->production_schedule_version_id, &n));
    return answer(rq, "task_link_count", n);
}

static int copy_post(struct rq *rq)
{
    const struct schedule_in *in  = rq->args;
    struct actor              who = rows_actor(rq);
    int64_t                   n;
    TRY(version(rq, FOR_MANAGER));
    TRY(schedule_copy(&rq->cx, &who, in->production_schedule_version_id, in->other_id, &n));
    return answer(rq, "task_link_count", n);
}

static int apply_post(struct rq *rq)
{
    const struct schedule_in *in  = rq->args;
    struct actor              who = rows_actor(rq);
    int64_t                   n;
    TRY(version(rq, FOR_MANAGER));
    TRY(schedule_apply(&rq->cx, &who, in->production_schedule_version_id, &n));
    return answer(rq, "task_count", n);
}

// clang-format off
#define ROW struct schedule_in
#define PROJECT FIELD(project_id, PATH, .doc = "The production.")
#define OF_VERSION FIELD(production_schedule_version_id, PATH, .doc = "The kept schedule.")
static const struct field project_fields[] = { PROJECT };
static const struct field type_fields[]    = { PROJECT, FIELD(task_type_id, PATH, .doc = "The kind of work.") };
static const struct field links_fields[]   = { OF_VERSION,
    FIELD(task_type_id, QUERY | NULLS, .doc = "Only tasks of this kind."),
    FIELD(relations, QUERY, .def = "false", .doc = "The word true adds the ids of assignees.") };
static const struct field version_fields[] = { OF_VERSION };
static const struct field copy_fields[]    = { OF_VERSION,
    { .name = "production_schedule_version_id", .type = T_UUID, .off = offsetof(struct schedule_in, other_id),
      .flags = WRITE | NEED, .doc = "The one that is copied." } };
#undef ROW
static const struct shape project_shape = SHAPE(struct schedule_in, project_fields),
                          type_shape    = SHAPE(struct schedule_in, type_fields),
                          links_shape   = SHAPE(struct schedule_in, links_fields),
                          version_shape = SHAPE(struct schedule_in, version_fields),
                          copy_shape    = SHAPE(struct schedule_in, copy_fields);

#define BARS(path, in_shape, fn, text)                                                             \
    { GET, "/data/projects/:project_id/schedule-items/" path, LOGGED_IN, .in = &(in_shape), .out = &schedule_bar_shape, .run = fn, .flags = LIST | TX, \
      .errors = track_errors, .doc = "The bars of " text "; those that were not there yet are made." }
#define ACTION "/actions/production-schedule-versions/:production_schedule_version_id/"
static const struct route routes[] = {
    BARS("task-types", project_shape, task_types_get, "task types"),
    BARS(":task_type_id/asset-types", type_shape, asset_types_get, "types of assets for a task type"),
    BARS(":task_type_id/edits", type_shape, edits_get, "edits for a task type"),
    BARS(":task_type_id/episodes", type_shape, episodes_get, "episodes for a task type"),
    BARS(":task_type_id/sequences", type_shape, sequences_get, "sequences for a task type"),
    { GET, "/data/production-schedule-versions/:production_schedule_version_id/task-links", LOGGED_IN, .in = &links_shape,
      .out = &production_schedule_version_task_link_shape, .run = links_get, .flags = LIST, .errors = track_errors, .doc = "What a kept schedule says of tasks." },
    { POST, ACTION "set-task-links-from-production", LOGGED_IN, .in = &version_shape, .run = keep_post, .flags = TX,
      .errors = track_errors, .doc = "Keep the tasks of the production as they are now." },
    { POST, ACTION "set-task-links-from-production-schedule-version", LOGGED_IN, .in = &copy_shape, .run = copy_post, .flags = TX,
      .errors = track_errors, .doc = "Keep what another kept schedule says." },
    { POST, ACTION "apply-to-production", LOGGED_IN, .in = &version_shape, .run = apply_post, .flags = TX,
      .errors = track_errors, .doc = "Make the tasks as they are kept, and lock the schedule." },
};
// clang-format on
const struct route_list track_schedule_routes = ROUTES(tracker_family, routes);
