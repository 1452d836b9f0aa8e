/* track_shots.c - scenes of the footage API become shots of the production. */
#include "handlers/family.h"
#include "handlers/track_common.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/job/job.h"
#include "model/outbox/outbox.h"
#include "model/shots/import.h"

extern const struct route_list track_shot_routes;

struct import_in {
    struct row  row;
    struct uuid project_id;
    struct ids  scene_ids;
    const char *sequence_name, *naming;
    int64_t     step;
    struct uuid episode_id, task_type_id;
};
// clang-format off
#define ROW struct import_in
static const struct field import_fields[] = {
    FIELD(project_id, PATH, .doc = "The production, which is the scenes' project."),
    FIELD(scene_ids, WRITE | NULLS, .max = 10000, .doc = "Scenes of the project; without it, all of them."),
    FIELD(sequence_name, WRITE | NAME, .min = 1, .max = 160, .def = "SQ01", .doc = "The sequence that new shots are in; made if it is not there."),
    FIELD(naming, WRITE | NAME, .min = 1, .max = 160, .def = "SH{0010}", .doc = "Names of new shots: the braces hold the first number, with so many digits."),
    FIELD(step, WRITE, .min = 1, .max = 10000, .def = "10", .doc = "From one number to the next."),
    FIELD(episode_id, WRITE | NULLS, .doc = "The episode that the sequence is in."),
    FIELD(task_type_id, WRITE | NULLS, .doc = "The task type that shows the clips; without it, Footage."),
};
#undef ROW
// clang-format on
static const struct shape import_shape = SHAPE(struct import_in, import_fields);

struct run {
    struct rq        *rq;
    struct shots_ask  ask;
    struct shots_made made;
};

/* The lock comes first: what is read behind it is what the one before has left. */
static int import_in_tx(struct cx *cx, void *u)
{
    struct run  *r   = u;
    struct actor who = rows_actor(r->rq);
    TRY(shots_lock(cx, r->ask.project_id));
    TRY(track_project(r->rq, FOR_MANAGER, r->ask.project_id));
    return shots_import(cx, &who, &r->ask, &r->made);
}

static int import_post(struct rq *rq)
{
    const struct import_in *in = rq->args;
    struct run              r  = { .rq  = rq,
                                   .ask = { .project_id    = in->project_id,
                                            .sequence_name = in->sequence_name,
                                            .naming        = in->naming,
                                            .step          = in->step } };
    struct out *o;
    if (IS_SET(&import_shape, in, scene_ids))
        r.ask.scenes = &in->scene_ids;
    if (IS_SET(&import_shape, in, episode_id))
        r.ask.episode_id = in->episode_id;
    if (IS_SET(&import_shape, in, task_type_id))
        r.ask.task_type_id = in->task_type_id;
    TRY(db_tx(&rq->cx, TX_ONCE, import_in_tx, &r));
    if (r.made.jobs)
        job_ring(rq->cx.conf);
    if (r.made.mailed)
        outbox_ring(rq->cx.conf);
    o = reply(rq, 200);
    out_array(o);
    for (size_t i = 0; i < r.made.n; i++)
        out_row(o, &shot_made_shape, &r.made.v[i]);
    out_array_end(o);
    return 0;
}

static const enum reason errors[] = { E_INVALID, E_FORBIDDEN, E_NOT_FOUND, E_NONE };
// clang-format off
static const struct route routes[] = {
    { POST, "/actions/projects/:project_id/scenes/import-as-shots", LOGGED_IN, .in = &import_shape,
      .out = &shot_made_shape, .run = import_post, .flags = BULK | LIST, .errors = errors,
      .doc = "Scenes become shots, each with its clip as first preview; done again, it updates them." },
};
// clang-format on
const struct route_list track_shot_routes = ROUTES(tracker_family, routes);
