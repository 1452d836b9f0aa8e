/* track_scenes.c - scenes of footage become shots. */
#include "handlers/family.h"
#include "handlers/rows.h"
#include "handlers/track_common.h"
#include "model/base/text.h"
#include "model/context/scenes.h"
#include "model/db/db.h"
#include "model/job/job.h"

extern const struct route_list track_scene_routes;

enum { ANSWER_BYTES = 4 << 20 };

struct import_in {
    struct row  row;
    const char *project_id, *sequence_name, *pattern;
    struct uuid task_type_id;
    struct ids  scene_ids;
};
#define ROW struct import_in
static const struct field import_fields[] = {
    FIELD(project_id, PATH | NEED, .doc = "The production."),
    FIELD(sequence_name, WRITE, .min = 1, .max = 160, .def = "SQ01", .doc = "Sequence of new shots; made if need be."),
    FIELD(pattern, WRITE, .min = 1, .max = 80, .def = "SH{number}",
          .doc = "Name of new shots: {number} is 0010, 0020 and so on, {index} 1, 2, {name} the scene's."),
    FIELD(task_type_id, WRITE, .doc = "Kind of the tasks that the clips belong to; else the first one for shots."),
    FIELD(scene_ids, WRITE, .max = 5000, .doc = "Only these scenes."),
};
#undef ROW
static const struct shape import_shape = SHAPE(struct import_in, import_fields);

struct imported {
    struct row  row;
    int64_t     created, updated, previews;
    struct json shots;
};
#define ROW struct imported
static const struct field imported_fields[] = {
    FIELD(created, READ, .doc = "New shots."),
    FIELD(updated, READ, .doc = "Shots that had been there."),
    FIELD(previews, READ, .doc = "Previews that are being made."),
    FIELD(shots, READ, .schema = "{\"type\":\"array\",\"items\":{\"type\":\"object\"}}",
          .doc = "scene_id and shot_id of each, and whether it was created."),
};
#undef ROW
static const struct shape imported_shape = SHAPE(struct imported, imported_fields, .name = "ImportedScenes");

struct importing {
    struct actor       who;
    struct scenes_ask  ask;
    struct scenes_done done;
    const char        *shots;
};

static int in_tx(struct cx *cx, void *u)
{
    struct importing *m = u;
    struct out        o = out_in_arena(cx->arena, ANSWER_BYTES);
    TRY(scenes_import(cx, &m->who, &m->ask, &m->done, &o));
    m->shots = out_done(&o);
    return m->shots ? 0 : refuse(cx, E_TOO_LARGE, "Too many scenes at once");
}

static int import_post(struct rq *rq)
{
    const struct import_in *in = rq->args;
    struct importing        m  = {
                .who = rows_actor(rq),
                .ask = { .sequence_name = in->sequence_name,
                         .pattern       = in->pattern,
                         .has_task_type = IS_SET(&import_shape, in, task_type_id),
                         .task_type_id  = in->task_type_id,
                         .scene_ids     = in->scene_ids },
    };
    struct imported done = { 0 };
    if (!uuid_parse(in->project_id, strlen(in->project_id), &m.ask.project_id))
        return refuse(&rq->cx, E_NOT_FOUND, "There is no such project");
    TRY(track_project(rq, FOR_MANAGER, m.ask.project_id));
    TRY(db_tx(&rq->cx, TX_REPEATABLE, in_tx, &m));
    job_ring(rq->cx.conf);
    done = (struct imported){ .created = m.done.created, .updated = m.done.updated,
                              .previews = m.done.previews, .shots = { m.shots } };
    out_row(reply(rq, 200), &imported_shape, &done);
    return 0;
}

// clang-format off
static const struct route routes[] = {
    { POST, "/actions/projects/:project_id/scenes/import-as-shots", LOGGED_IN, .in = &import_shape, .out = &imported_shape,
      .run = import_post, .errors = track_errors,
      .doc = "Scenes of the production's footage become shots; those that are already are changed." },
};
// clang-format on
const struct route_list track_scene_routes = ROUTES(tracker_family, routes);
