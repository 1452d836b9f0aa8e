/* track_import.c - tables of text that become rows. */
#include "handlers/family.h"
#include "handlers/track_common.h"
#include "handlers/track_upload.h"
#include "model/base/text.h"
#include "model/people/import.h"
#include "model/people/person.h"
#include "model/track/entity.h"
#include "model/track/import.h"
#include "model/track/task.h"

extern const struct route_list track_import_routes;

struct import_in {
    struct row     row;
    struct uuid    project_id, task_type_id;
    const char    *episode_id;
    struct upload *file;
    bool           update;
};
// clang-format off
#define ROW struct import_in
#define PROJECT FIELD(project_id, PATH, .doc = "The production.")
#define FILE_OF(columns)                                                                           \
    FIELD(file, WRITE, .ref = "max_body_bytes", .doc = "Text in UTF-8 with a header: " columns "."), \
    FIELD(update, QUERY, .def = "false", .doc = "Change what is there too.")
#define ENTITIES "columns of metadata, and of task types with their comments"
static const struct field
    assets_fields[]      = { PROJECT, FILE_OF("Name, Type, Episode, Description, Ready for, " ENTITIES) },
    shots_fields[]       = { PROJECT, FILE_OF("Name, Sequence, Episode, Description, Nb Frames, Frame In, Frame Out, FPS, " ENTITIES) },
    edits_fields[]       = { PROJECT, FILE_OF("Name, Episode, Description, " ENTITIES) },
    castings_fields[]    = { PROJECT, FILE_OF("Episode, Parent, Name, Asset Type, Asset, Occurences, Label") },
    persons_fields[]     = { FILE_OF("First Name, Last Name, Email, Phone, Role, Contract Type, Position, Seniority, Country, Daily Salary, Studio, Departments, Active") };
#define ESTIMATED                                                                                  \
    PROJECT, FIELD(task_type_id, PATH, .doc = "The kind of work."),                                \
    FILE_OF("Parent, Entity, Estimation in days, Start date, Due date, Difficulty")
static const struct field
    estimations_fields[] = { ESTIMATED },
    episode_fields[]     = { ESTIMATED, FIELD(episode_id, PATH, .doc = "The episode that shots and assets are of, or `all`.") };
#undef ROW
// clang-format on
static const struct shape assets_shape      = SHAPE(struct import_in, assets_fields),
                          shots_shape       = SHAPE(struct import_in, shots_fields),
                          edits_shape       = SHAPE(struct import_in, edits_fields),
                          castings_shape    = SHAPE(struct import_in, castings_fields),
                          persons_shape     = SHAPE(struct import_in, persons_fields),
                          estimations_shape = SHAPE(struct import_in, estimations_fields),
                          episode_shape     = SHAPE(struct import_in, episode_fields);

static int import(struct rq *rq, const struct import_kind *kind, const struct import_ask *ask)
{
    const struct import_in *in  = rq->args;
    struct actor            who = rows_actor(rq);
    struct csv              table;
    struct uuid            *ids;
    const char             *text;
    struct out             *o;
    size_t                  len;
    bool                    mailed = false;
    if (!in->file)
        return refuse_field(&rq->cx, E_INVALID, "file", "file: is required");
    TRY(upload_text(rq, in->file, &text, &len));
    TRY(csv_read(&rq->cx, text, len, &table));
    TRY(import_run(&rq->cx, &who, kind, ask, &table, &ids, &mailed));
    o = reply(rq, 201);
    out_array(o);
    for (size_t i = 0; i < table.n; i++)
        TRY(res_written(&rq->cx, import_makes(kind), &who, ids[i], false, o));
    out_array_end(o);
    if (mailed)
        rq->later = track_mailed;
    return 0;
}

static int import_managed(struct rq *rq, const struct import_kind *kind)
{
    const struct import_in *in  = rq->args;
    struct import_ask       ask = { .project_id = in->project_id, .update = in->update };
    TRY(track_project(rq, FOR_MANAGER, in->project_id));
    return import(rq, kind, &ask);
}

static int assets_import(struct rq *rq) { return import_managed(rq, &import_assets); }
static int shots_import(struct rq *rq) { return import_managed(rq, &import_shots); }
static int edits_import(struct rq *rq) { return import_managed(rq, &import_edits); }
static int castings_import(struct rq *rq) { return import_managed(rq, &import_castings); }

static int persons_import(struct rq *rq)
{
    const struct import_in *in  = rq->args;
    struct import_ask       ask = { .update = in->update };
    return import(rq, &import_persons, &ask);
}

static int type_there(struct rq *rq)
{
    const struct import_in *in = rq->args;
    struct task_type        type = { 0 };
    bool                    found;
    TRY(res_load(&rq->cx, &task_type_res, in->task_type_id, &type, &found));
    return found ? 0 : res_absent(&rq->cx, &task_type_res);
}

static int estimations_import(struct rq *rq)
{
    const struct import_in *in  = rq->args;
    struct import_ask       ask = { .project_id = in->project_id, .task_type_id = in->task_type_id };
    struct actor            who = rows_actor(rq);
    TRY(right_of_work(&rq->cx, &who, FOR_DEPARTMENT, in->project_id, in->task_type_id));
    TRY(type_there(rq));
    return import(rq, &import_estimations, &ask);
}

static int episode_estimations_import(struct rq *rq)
{
    const struct import_in *in = rq->args;
    struct import_ask ask = { .project_id = in->project_id, .task_type_id = in->task_type_id };
    struct actor      who = rows_actor(rq);
    struct thing      episode = { 0 };
    TRY(right_of_work(&rq->cx, &who, FOR_DEPARTMENT, in->project_id, in->task_type_id));
    TRY(type_there(rq));
    if (strcmp(in->episode_id, "all") == 0)
        return import(rq, &import_estimations, &ask);
    if (!uuid_parse(in->episode_id, strlen(in->episode_id), &ask.episode_id))
        return refuse(&rq->cx, E_NOT_FOUND, "There is no such episode");
    TRY(thing_get(&rq->cx, ask.episode_id, KIND_EPISODE, &episode));
    if (!uuid_equal(episode.project_id, in->project_id))
        return refuse(&rq->cx, E_NOT_FOUND, "There is no such episode");
    return import(rq, &import_estimations, &ask);
}

static const enum reason errors[] = { E_FORBIDDEN, E_NOT_FOUND, E_TOO_LARGE, E_NONE };
// clang-format off
#define IMPORT(path, who, shape, out_shape, fn, text)                                              \
    { POST, path, who, .in = &(shape), .out = &(out_shape), .run = fn, .status = 201, .flags = TX | LIST | BULK, .errors = errors, \
      .doc = text " of a table: all of its rows, or none; the fault names the `line_number`." }
#define P "/import/csv/projects/:project_id"
static const struct route routes[] = {
    IMPORT(P "/assets", LOGGED_IN, assets_shape, entity_shape, assets_import, "Make assets"),
    IMPORT(P "/shots", LOGGED_IN, shots_shape, entity_shape, shots_import, "Make shots"),
    IMPORT(P "/edits", LOGGED_IN, edits_shape, entity_shape, edits_import, "Make edits"),
    IMPORT(P "/casting", LOGGED_IN, castings_shape, entity_link_shape, castings_import, "Cast assets by the lines"),
    IMPORT("/import/csv/persons", ADMIN, persons_shape, person_shape, persons_import, "Make persons"),
    IMPORT(P "/task-types/:task_type_id/estimations", LOGGED_IN, estimations_shape, task_shape, estimations_import, "Set times of tasks by the lines"),
    IMPORT(P "/episodes/:episode_id/task-types/:task_type_id/estimations", LOGGED_IN, episode_shape, task_shape, episode_estimations_import,
           "Set times of tasks of an episode by the lines"),
};
// clang-format on
const struct route_list track_import_routes = ROUTES(tracker_family, routes);
