/* jobs.c - jobs of the footage API. */
#include "handlers/jobs.h"
#include "handlers/family.h"
#include "handlers/needs.h"
#include "handlers/scene_view.h"
#include "model/base/arena.h"
#include "model/studio/kinds.h"

extern const struct route_list job_routes;

struct job_view {
    struct row  row;
    struct uuid id;
    const char *kind, *status, *stage;
    double      progress;
    int64_t     queue_position;
    struct utc  created_at, started_at, completed_at;
    struct json error, warnings, result;
};
static const char *const statuses[] = { JOB_QUEUED, JOB_RUNNING, JOB_SUCCEEDED, JOB_FAILED,
                                        JOB_CANCELED, NULL };
#define ROW struct job_view
// clang-format off
static const struct field job_view_fields[] = {
    FIELD(id,             READ, .doc = "Stable identifier."),
    FIELD(kind,           READ, .doc = "What is done."),
    FIELD(status,         READ, .choices = statuses, .doc = "How far it is."),
    FIELD(stage,          READ, .doc = "What it is doing."),
    FIELD(progress,       READ, .doc = "Percent, from 0 to 100."),
    FIELD(queue_position, READ | NULLS, .doc = "Place in the queue from 1, while it is queued."),
    FIELD(created_at,     READ, .doc = "When it was asked for."),
    FIELD(started_at,     READ | NULLS, .doc = "When it was begun."),
    FIELD(completed_at,   READ | NULLS, .doc = "When it ended."),
    FIELD(error,          READ | NULLS, .schema = "{\"$ref\":\"#/components/schemas/footageError\"}", .doc = "Why it failed."),
    FIELD(warnings,       READ | NULLS, .schema = "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}", .doc = "What was wrong with the file and got by."),
    FIELD(result,         READ | NULLS, .doc = "What came of it: the scenes of a parse, otherwise an object."),
};
// clang-format on
#undef ROW
const struct shape job_view_shape = SHAPE(struct job_view, job_view_fields, .name = "Job");

static struct json error_json(struct rq *rq, const struct job *job)
{
    struct out  o   = out_in_arena(rq->cx.arena, 4096);
    enum reason why = job->error_reason ? reason_by_word(job->error_reason) : E_CANCELED;
    out_object(&o);
    OUT_I64(&o, "code", reason_number(why));
    OUT_STR(&o, "message", job->error_message ? job->error_message : reason_meaning(why));
    out_object_end(&o);
    return (struct json){ out_done(&o) };
}

struct scene_list {
    struct rq *rq;
    struct out o;
};

static int add_scene(void *u, const void *row)
{
    struct scene_list *l = u;
    scene_write(l->rq, &l->o, row);
    return 0;
}

static void free_list(void *u) { free(((struct scene_list *)u)->o.buf); }

/* A parse's result is its scenes, as they are now. */
static int result_json(struct rq *rq, const struct job *job, struct json *to)
{
    struct scene_list *l;
    *to = job->result;
    if (strcmp(job->kind, "parse") != 0)
        return 0;
    l  = arena_alloc(rq->cx.arena, sizeof *l);
    *l = (struct scene_list){ rq, out_on_heap(64 << 20) };
    l->o.time = rq->response.out.time;
    arena_on_reset(rq->cx.arena, free_list, l);
    out_array(&l->o);
    TRY(scene_each_of_source(&rq->cx, job->subject_id, add_scene, l));
    out_array_end(&l->o);
    to->text = out_done(&l->o);
    return 0;
}

int job_write(struct rq *rq, struct out *o, const struct job *job, bool with_result)
{
    struct job_view v = { .id = job->id, .kind = job->kind, .status = job->status,
                          .stage = job->stage, .progress = job->progress,
                          .created_at = job->created_at };
    bool succeeded = strcmp(job->status, JOB_SUCCEEDED) == 0;
    if (strcmp(job->status, JOB_QUEUED) == 0) {
        TRY(job_position(&rq->cx, job->id, &v.queue_position));
        if (v.queue_position)
            SET(&job_view_shape, &v, queue_position);
    }
    if (IS_SET(&job_shape, job, started_at)) {
        v.started_at = job->started_at;
        SET(&job_view_shape, &v, started_at);
    }
    if (IS_SET(&job_shape, job, completed_at)) {
        v.completed_at = job->completed_at;
        SET(&job_view_shape, &v, completed_at);
    }
    if (job_ended(job) && !succeeded) {
        v.error = error_json(rq, job);
        SET(&job_view_shape, &v, error);
    }
    if (job->detail.text) {
        v.warnings = job->detail;
        SET(&job_view_shape, &v, warnings);
    }
    if (succeeded && with_result) {
        TRY(result_json(rq, job, &v.result));
        SET(&job_view_shape, &v, result);
    }
    out_row(o, &job_view_shape, &v);
    return 0;
}

static int job_one(struct rq *rq)
{
    return job_write(rq, reply(rq, 200), rq->subject, true);
}

static int job_del(struct rq *rq)
{
    const struct job *job = rq->subject;
    struct job        after;
    TRY(job_cancel(&rq->cx, all_kinds, job->id, &after));
    job_ring(rq->cx.conf);
    return job_write(rq, reply(rq, 200), &after, true);
}

// clang-format off
static const struct route routes[] = {
    { GET, "/jobs/:job_id", LOGGED_IN, .need = { "job_id", need_job, SEES },
      .out = &job_view_shape, .run = job_one, .doc = "Get a job: how far it is, and what came of it." },
    { DELETE, "/jobs/:job_id", LOGGED_IN, .need = { "job_id", need_job, CHANGES },
      .out = &job_view_shape, .run = job_del, .doc = "Cancel a job." },
};
// clang-format on
const struct route_list job_routes = ROUTES(footage_family, routes);
