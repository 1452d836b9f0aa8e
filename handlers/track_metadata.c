/* track_metadata.c - the columns that a production adds to its entities. */
#include "handlers/family.h"
#include "handlers/track_common.h"
#include "model/base/arena.h"
#include "model/track/metadata.h"

extern const struct route_list track_metadata_routes;

struct metadata_in {
    struct row  row;
    struct uuid project_id, metadata_descriptor_id, task_type_id;
    const char *entity_type, *name, *data_type, *field_name;
    struct json choices, field_order;
    bool        for_client;
    struct ids  departments, descriptor_ids;
};

static int list_get(struct rq *rq)
{
    const struct metadata_in *in  = rq->args;
    struct actor              who = rows_actor(rq);
    TRY(track_project(rq, FOR_TEAM, in->project_id));
    return metadata_list(&rq->cx, in->project_id, right_is_role(&who, "client"), reply(rq, 200));
}

static int one_get(struct rq *rq)
{
    const struct metadata_in  *in = rq->args;
    struct metadata_descriptor d  = { 0 };
    TRY(track_project(rq, FOR_TEAM, in->project_id));
    TRY(metadata_get(&rq->cx, in->project_id, in->metadata_descriptor_id, &d));
    return metadata_show(&rq->cx, d.id, reply(rq, 200));
}

static void fill(const struct shape *s, const struct metadata_in *in, struct metadata_descriptor *d)
{
#define MOVE(m)                                                                                    \
    if (field_index(s, #m, sizeof #m - 1) >= 0 && IS_SET(s, in, m)) {                              \
        d->m = in->m;                                                                              \
        SET(&metadata_descriptor_shape, d, m);                                                     \
    }
    MOVE(task_type_id)
    MOVE(entity_type)
    MOVE(name)
    MOVE(data_type)
    MOVE(choices)
    MOVE(for_client)
    MOVE(departments)
#undef MOVE
}

static int one_post(struct rq *rq)
{
    const struct metadata_in  *in  = rq->args;
    struct actor               who = rows_actor(rq);
    struct metadata_descriptor d   = { .project_id = in->project_id };
    struct uuid                id;
    TRY(metadata_may(&rq->cx, &who, in->project_id, &in->departments));
    SET(&metadata_descriptor_shape, &d, project_id);
    fill(rq->route->in, in, &d);
    TRY(metadata_create(&rq->cx, &who, &d, &id));
    return metadata_show(&rq->cx, id, reply(rq, 201));
}

static int admitted(struct rq *rq, struct metadata_descriptor *was)
{
    const struct metadata_in *in  = rq->args;
    struct actor              who = rows_actor(rq);
    TRY(track_project(rq, FOR_SUPERVISOR, in->project_id));
    TRY(metadata_get(&rq->cx, in->project_id, in->metadata_descriptor_id, was));
    return metadata_may(&rq->cx, &who, in->project_id, &was->departments);
}

static int one_put(struct rq *rq)
{
    struct actor               who = rows_actor(rq);
    struct metadata_descriptor was = { 0 }, to = { 0 };
    TRY(admitted(rq, &was));
    fill(rq->route->in, rq->args, &to);
    TRY(metadata_update(&rq->cx, &who, &was, &to));
    return metadata_show(&rq->cx, was.id, reply(rq, 200));
}

static int one_delete(struct rq *rq)
{
    struct actor               who = rows_actor(rq);
    struct metadata_descriptor was = { 0 };
    TRY(admitted(rq, &was));
    TRY(metadata_delete(&rq->cx, &who, &was));
    reply_empty(rq, 204);
    return 0;
}

static int order_post(struct rq *rq)
{
    const struct metadata_in *in  = rq->args;
    struct actor              who = rows_actor(rq);
    TRY(track_project(rq, FOR_MANAGER, in->project_id));
    TRY(metadata_order(&rq->cx, &who, in->project_id, in->entity_type, &in->descriptor_ids));
    return metadata_list(&rq->cx, in->project_id, false, reply(rq, 200));
}

/* ---- of all productions ---- */

static int all_post(struct rq *rq)
{
    struct actor               who = rows_actor(rq);
    struct metadata_descriptor d   = { 0 };
    struct ids                 made;
    TRY(track_role(rq, FOR_MANAGERS));
    fill(rq->route->in, rq->args, &d);
    TRY(metadata_create_all(&rq->cx, &who, &d, &made));
    return metadata_show_all(&rq->cx, made, reply(rq, 201));
}

static int all_put(struct rq *rq)
{
    const struct metadata_in  *in  = rq->args;
    struct actor               who = rows_actor(rq);
    struct metadata_descriptor to  = { 0 };
    struct ids                 changed;
    TRY(track_role(rq, FOR_MANAGERS));
    fill(rq->route->in, in, &to);
    field_unmark(&metadata_descriptor_shape, &to, offsetof(struct metadata_descriptor, entity_type));
    TRY(metadata_update_all(&rq->cx, &who, in->entity_type, in->field_name, &to, &changed));
    return metadata_show_all(&rq->cx, changed, reply(rq, 200));
}

static int all_delete(struct rq *rq)
{
    const struct metadata_in *in  = rq->args;
    struct actor              who = rows_actor(rq);
    struct ids                gone;
    struct out               *o;
    TRY(track_role(rq, FOR_MANAGERS));
    TRY(metadata_delete_all(&rq->cx, &who, in->entity_type, in->field_name, &gone));
    o = reply(rq, 200);
    out_array(o);
    for (size_t i = 0; i < gone.n; i++)
        out_uuid(o, gone.v[i]);
    out_array_end(o);
    return 0;
}

static int all_order(struct rq *rq)
{
    const struct metadata_in *in  = rq->args;
    struct actor              who = rows_actor(rq);
    struct ids                changed;
    TRY(track_role(rq, FOR_MANAGERS));
    if (in->field_order.text[0] != '[')
        return refuse_field(&rq->cx, E_INVALID, "field_order", "field_order: must be a list");
    TRY(metadata_order_all(&rq->cx, &who, in->entity_type, in->field_order.text, &changed));
    return metadata_show_all(&rq->cx, changed, reply(rq, 200));
}

// clang-format off
#define ROW struct metadata_in
#define PROJECT FIELD(project_id, PATH, .doc = "The production.")
#define WHICH FIELD(metadata_descriptor_id, PATH, .doc = "The column.")
#define REST                                                                                       \
    FIELD(choices, WRITE, .doc = "Possible values of a list."),                                    \
    FIELD(for_client, WRITE | LOOSE, .doc = "Do clients see it."),                                 \
    FIELD(departments, WRITE | LOOSE, .max = 1000, .doc = "Whose it is.")
static const struct field project_fields[] = { PROJECT };
static const struct field one_fields[]     = { PROJECT, WHICH };
static const struct field new_fields[]     = { PROJECT,
    FIELD(name, WRITE | NEED | NAME | LOOSE, .min = 1, .max = 120, .doc = "Name; field_name is made of it."),
    FIELD(entity_type, WRITE, .min = 1, .max = 60, .def = "Asset", .doc = "What has it: Asset, Shot, Edit, Episode, Sequence, Project."),
    FIELD(data_type, WRITE, .def = "string", .choices = metadata_types, .doc = "What it holds."),
    FIELD(task_type_id, WRITE | NULLS, .doc = "The kind of work whose tasks have it."), REST };
static const struct field change_fields[]  = { PROJECT, WHICH,
    FIELD(name, WRITE | NAME | LOOSE, .min = 1, .max = 120, .doc = "Name; values go with it."),
    FIELD(data_type, WRITE, .choices = metadata_types, .doc = "What it holds."), REST };
static const struct field order_fields[]   = { PROJECT,
    FIELD(entity_type, WRITE | NEED, .min = 1, .max = 60, .doc = "Whose columns."),
    FIELD(descriptor_ids, WRITE | NEED | LOOSE, .max = 10000, .doc = "Columns in their order.") };
#define FIELD_NAME FIELD(field_name, PATH, .doc = "The column's name as a word.")
#define KIND_OF(how) FIELD(entity_type, how, .choices = metadata_kinds, .doc = "What has it.")
static const struct field all_new_fields[] = {
    FIELD(name, WRITE | NEED | NAME | LOOSE, .min = 1, .max = 120, .doc = "Name; field_name is made of it."),
    FIELD(entity_type, WRITE, .choices = metadata_kinds, .def = "Asset", .doc = "What has it."),
    FIELD(data_type, WRITE, .def = "string", .choices = metadata_types, .doc = "What it holds."), REST };
static const struct field all_change_fields[] = { FIELD_NAME, KIND_OF(WRITE | NEED),
    FIELD(name, WRITE | NAME | LOOSE, .min = 1, .max = 120, .doc = "Name; values go with it."),
    FIELD(data_type, WRITE, .choices = metadata_types, .doc = "What it holds."), REST };
static const struct field all_gone_fields[]  = { FIELD_NAME, KIND_OF(QUERY | NEED) };
static const struct field all_order_fields[] = { KIND_OF(WRITE | NEED),
    FIELD(field_order, WRITE | NEED, .doc = "Names of columns, as words, in their order.") };
#undef ROW
static const struct shape project_shape = SHAPE(struct metadata_in, project_fields),
                          one_shape     = SHAPE(struct metadata_in, one_fields),
                          new_shape     = SHAPE(struct metadata_in, new_fields),
                          change_shape  = SHAPE(struct metadata_in, change_fields),
                          order_shape   = SHAPE(struct metadata_in, order_fields),
                          all_new_shape    = SHAPE(struct metadata_in, all_new_fields),
                          all_change_shape = SHAPE(struct metadata_in, all_change_fields),
                          all_gone_shape   = SHAPE(struct metadata_in, all_gone_fields),
                          all_order_shape  = SHAPE(struct metadata_in, all_order_fields);

static const enum reason all_errors[] = { E_FORBIDDEN, E_CONFLICT, E_NONE };
#define P "/data/projects/:project_id/metadata-descriptors"
#define ALL "/data/metadata-descriptors/all-projects"
static const struct route routes[] = {
    { GET, P, LOGGED_IN, .in = &project_shape, .out = &metadata_descriptor_shape, .run = list_get, .flags = LIST,
      .errors = track_errors, .doc = "Columns of a production." },
    { POST, P, LOGGED_IN, .in = &new_shape, .out = &metadata_descriptor_shape, .run = one_post, .status = 201, .flags = TX,
      .errors = track_errors, .doc = "Add a column." },
    { POST, P "/reorder", LOGGED_IN, .in = &order_shape, .out = &metadata_descriptor_shape, .run = order_post, .flags = TX | LIST,
      .errors = track_errors, .doc = "Set the order of columns." },
    { GET, P "/:metadata_descriptor_id", LOGGED_IN, .in = &one_shape, .out = &metadata_descriptor_shape, .run = one_get,
      .errors = track_errors, .doc = "Read a column." },
    { PUT, P "/:metadata_descriptor_id", LOGGED_IN, .in = &change_shape, .out = &metadata_descriptor_shape, .run = one_put,
      .flags = TX, .errors = track_errors, .doc = "Change a column." },
    { DELETE, P "/:metadata_descriptor_id", LOGGED_IN, .in = &one_shape, .run = one_delete, .status = 204, .flags = TX,
      .errors = track_errors, .doc = "Take a column away, with its values." },
    { POST, ALL, LOGGED_IN, .in = &all_new_shape, .out = &metadata_descriptor_shape, .run = all_post, .status = 201, .flags = TX | LIST,
      .errors = all_errors, .doc = "Add a column to all open productions of a manager that have none of that name." },
    { PUT, ALL "/:field_name", LOGGED_IN, .in = &all_change_shape, .out = &metadata_descriptor_shape, .run = all_put, .flags = TX | LIST,
      .errors = all_errors, .doc = "Change a column of all open productions of a manager." },
    { DELETE, ALL "/:field_name", LOGGED_IN, .in = &all_gone_shape, .run = all_delete, .flags = TX,
      .errors = all_errors, .doc = "Take a column away from all open productions of a manager, with its values; the answer is a list of ids." },
    { POST, "/actions/metadata-descriptors/all-projects/reorder", LOGGED_IN, .in = &all_order_shape, .out = &metadata_descriptor_shape, .run = all_order,
      .flags = TX | LIST, .errors = all_errors, .doc = "Set the order of columns in all open productions of a manager." },
};
// clang-format on
const struct route_list track_metadata_routes = ROUTES(tracker_family, routes);
