/* track_links.c - task types and statuses of a production, and their order. */
#include "handlers/body.h"
#include "handlers/family.h"
#include "handlers/rows.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/link.h"
#include "model/track/production.h"
#include "model/track/right.h"
#include "model/track/task.h"

extern const struct route_list track_link_routes;

/* ---- one more ---- */

struct link_in {
    struct row  row;
    struct uuid project_id, task_type_id, task_status_id;
    int64_t     priority;
    struct json roles_for_board;
};
#define ROW struct link_in
// clang-format off
static const struct field type_fields[] = {
    FIELD(project_id, WRITE | NEED, .doc = "The production."),
    FIELD(task_type_id, WRITE | NEED, .doc = "The kind of work."),
    FIELD(priority, WRITE | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Order among others."),
};
static const struct field status_fields[] = {
    FIELD(project_id, WRITE | NEED, .doc = "The production."),
    FIELD(task_status_id, WRITE | NEED, .doc = "The status."),
    FIELD(priority, WRITE | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Order among others."),
    FIELD(roles_for_board, WRITE | NULLS, .schema = "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}", .doc = "Roles that see it on their boards."),
};
// clang-format on
static const struct shape type_shape   = SHAPE(struct link_in, type_fields),
                          status_shape = SHAPE(struct link_in, status_fields);
#undef ROW

static int put(struct rq *rq, const struct link_kind *kind, const struct link_new *link)
{
    struct actor who = rows_actor(rq);
    struct uuid  id;
    TRY(right_of_project(&rq->cx, &who, FOR_MANAGER, link->project_id));
    TRY(link_put(&rq->cx, kind, &who, link, &id));
    return res_show(&rq->cx, link_resource(kind), id, false, reply(rq, 201));
}

static int type_put(struct rq *rq)
{
    const struct link_in *in = rq->args;
    return put(rq, &link_task_type,
               &(struct link_new){ in->project_id, in->task_type_id,
                                   IS_SET(&type_shape, in, priority), in->priority, NULL });
}

static int status_put(struct rq *rq)
{
    const struct link_in *in = rq->args;
    return put(rq, &link_task_status,
               &(struct link_new){ in->project_id, in->task_status_id,
                                   IS_SET(&status_shape, in, priority), in->priority,
                                   in->roles_for_board.text });
}

/* ---- order ---- */

struct order_in {
    struct row  row;
    const char *project_id;
};
#define ROW struct order_in
static const struct field order_fields[] = { FIELD(project_id, PATH | NEED, .doc = "The production.") };
#undef ROW
static const struct shape order_shape = SHAPE(struct order_in, order_fields);

static int order(struct rq *rq, const struct link_kind *kind)
{
    const struct order_in *in  = rq->args;
    struct actor           who = rows_actor(rq);
    struct uuid            id;
    struct ids             ids;
    struct res_where       all = { .sql = "t.project_id = ?", .order = "t.priority, t.id" };
    if (!uuid_parse(in->project_id, strlen(in->project_id), &id))
        return refuse(&rq->cx, E_NOT_FOUND, "There is no such project");
    TRY(right_of_project(&rq->cx, &who, FOR_MANAGER, id));
    TRY(body_ids(rq, &ids));
    TRY(link_order(&rq->cx, kind, &who, id, &ids));
    all.args  = &(const struct arg){ T_UUID, { .uuid = id } };
    all.nargs = 1;
    return res_where(&rq->cx, link_resource(kind), &all, reply(rq, 200));
}

static int types_order(struct rq *rq) { return order(rq, &link_task_type); }
static int statuses_order(struct rq *rq) { return order(rq, &link_task_status); }

static int all_types_order(struct rq *rq)
{
    struct res_where all = { .sql = "TRUE", .order = "t.priority, t.id" };
    struct ids       ids;
    TRY(body_ids(rq, &ids));
    TRY(link_order_types(&rq->cx, &ids));
    return res_where(&rq->cx, &task_type_res, &all, reply(rq, 200));
}

static const enum reason errors[] = { E_FORBIDDEN, E_NOT_FOUND, E_NONE };
static const enum reason order_errors[] = { E_FORBIDDEN, E_NOT_FOUND, E_BAD_BODY, E_MEDIA_TYPE,
                                            E_TOO_LARGE, E_INVALID, E_NONE };
#define ORDER .flags = RAW | TX | LIST, .raw = "application/json", .errors = order_errors
// clang-format off
static const struct route routes[] = {
    { POST, "/data/task-type-links", LOGGED_IN, .in = &type_shape, .out = &project_task_type_link_shape, .run = type_put,
      .status = 201, .flags = TX, .errors = errors, .doc = "Add a task type to a production, or change its place." },
    { POST, "/data/task-status-links", LOGGED_IN, .in = &status_shape, .out = &project_task_status_link_shape, .run = status_put,
      .status = 201, .flags = TX, .errors = errors, .doc = "Add a status to a production, or change its place and its boards." },
    { POST, "/actions/task-types/reorder", ADMIN, .out = &task_type_shape, .run = all_types_order, ORDER,
      .doc = "Priorities of task types: the list of their identifiers in order." },
    { POST, "/actions/projects/:project_id/task-type-links/reorder", LOGGED_IN, .in = &order_shape, .out = &project_task_type_link_shape,
      .run = types_order, ORDER, .doc = "Order of a production's task types: the list of their identifiers." },
    { POST, "/actions/projects/:project_id/task-status-links/reorder", LOGGED_IN, .in = &order_shape, .out = &project_task_status_link_shape,
      .run = statuses_order, ORDER, .doc = "Order of a production's statuses: the list of their identifiers." },
};
// clang-format on
const struct route_list track_link_routes = ROUTES(tracker_family, routes);
