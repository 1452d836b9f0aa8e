/* track_templates.c - templates of productions: what they hold, made of one, given to another. */
#include "handlers/family.h"
#include "handlers/track_common.h"
#include "model/base/text.h"
#include "model/track/entity.h"
#include "model/track/file.h"
#include "model/track/task.h"
#include "model/track/template.h"

extern const struct route_list track_template_routes;

struct template_in {
    struct row  row;
    struct uuid project_template_id, project_id, asset_type_id, task_type_id, task_status_id,
        status_automation_id, preview_background_file_id, default_preview_background_file_id;
    int64_t     priority;
    struct json roles_for_board;
    struct ids  task_type_ids, task_status_ids;
    struct rows metadata_descriptors;
    const char *name, *description;
};

static int there_is(struct rq *rq, const struct resource *r, struct uuid id)
{
    struct actor    who = rows_actor(rq);
    struct standing is;
    return right_standing(&rq->cx, r, &who, id, &is);
}

static int answer(struct rq *rq, struct uuid id, int status)
{
    return res_show(&rq->cx, &project_template_res, id, true, reply(rq, status));
}

/* ---- one by one ---- */

static int list(struct rq *rq, const struct setting *s)
{
    const struct template_in *in = rq->args;
    TRY(track_role(rq, FOR_MANAGERS));
    TRY(there_is(rq, &project_template_res, in->project_template_id));
    return template_list(&rq->cx, s, in->project_template_id, reply(rq, 200));
}

/* The link, if it says something of its own, or else what is linked. */
static int add(struct rq *rq, const struct setting *s, struct uuid id)
{
    const struct template_in *in   = rq->args;
    const struct shape       *is   = rq->route->in;
    struct actor              who  = rows_actor(rq);
    struct template_link      link = { .id = id };
    if (s->has_priority && IS_SET(is, in, priority))
        link.priority = &in->priority;
    if (s->has_roles && IS_SET(is, in, roles_for_board)) {
        if (in->roles_for_board.text[0] != '[')
            return refuse_field(&rq->cx, E_INVALID, "roles_for_board", "roles_for_board: must be a list");
        link.roles = in->roles_for_board.text;
    }
    TRY(there_is(rq, &project_template_res, in->project_template_id));
    TRY(template_add(&rq->cx, &who, s, in->project_template_id, &link));
    return s->has_priority ? template_links(&rq->cx, s, in->project_template_id, &id, reply(rq, 201))
                           : res_show(&rq->cx, s->res, id, false, reply(rq, 201));
}

static int take(struct rq *rq, const struct setting *s, struct uuid id)
{
    const struct template_in *in  = rq->args;
    struct actor              who = rows_actor(rq);
    TRY(there_is(rq, &project_template_res, in->project_template_id));
    TRY(template_remove(&rq->cx, &who, s, in->project_template_id, id));
    reply_empty(rq, 204);
    return 0;
}

static int order(struct rq *rq, const struct setting *s, const struct ids *ids)
{
    const struct template_in *in  = rq->args;
    struct actor              who = rows_actor(rq);
    TRY(there_is(rq, &project_template_res, in->project_template_id));
    TRY(template_order(&rq->cx, &who, s, in->project_template_id, ids));
    return template_links(&rq->cx, s, in->project_template_id, NULL, reply(rq, 200));
}

#define SETTING(prefix, index, member)                                                             \
    static int prefix##_list(struct rq *rq) { return list(rq, &template_settings[index]); }        \
    static int prefix##_add(struct rq *rq)                                                         \
    {                                                                                              \
        const struct template_in *in = rq->args;                                                   \
        return add(rq, &template_settings[index], in->member);                                     \
    }                                                                                              \
    static int prefix##_take(struct rq *rq)                                                        \
    {                                                                                              \
        const struct template_in *in = rq->args;                                                   \
        return take(rq, &template_settings[index], in->member);                                    \
    }
SETTING(asset_type, TEMPLATE_ASSET_TYPE, asset_type_id)
SETTING(task_type, TEMPLATE_TASK_TYPE, task_type_id)
SETTING(task_status, TEMPLATE_TASK_STATUS, task_status_id)
SETTING(automation, TEMPLATE_AUTOMATION, status_automation_id)
SETTING(background, TEMPLATE_BACKGROUND, preview_background_file_id)

static int task_type_order(struct rq *rq)
{
    const struct template_in *in = rq->args;
    return order(rq, &template_settings[TEMPLATE_TASK_TYPE], &in->task_type_ids);
}

static int task_status_order(struct rq *rq)
{
    const struct template_in *in = rq->args;
    return order(rq, &template_settings[TEMPLATE_TASK_STATUS], &in->task_status_ids);
}

/* ---- others ---- */

static int background_default(struct rq *rq)
{
    const struct template_in *in  = rq->args;
    struct actor              who = rows_actor(rq);
    TRY(there_is(rq, &project_template_res, in->project_template_id));
    TRY(template_background(&rq->cx, &who, in->project_template_id,
                            in->default_preview_background_file_id));
    return answer(rq, in->project_template_id, 200);
}

static int columns_put(struct rq *rq)
{
    const struct template_in *in  = rq->args;
    struct actor              who = rows_actor(rq);
    TRY(there_is(rq, &project_template_res, in->project_template_id));
    TRY(template_columns(&rq->cx, &who, in->project_template_id, in->metadata_descriptors.v,
                         in->metadata_descriptors.n));
    return answer(rq, in->project_template_id, 200);
}

static int of_project_post(struct rq *rq)
{
    const struct template_in *in  = rq->args;
    struct actor              who = rows_actor(rq);
    struct uuid               id;
    TRY(there_is(rq, &production_res, in->project_id));
    TRY(template_of_project(&rq->cx, &who, in->project_id, in->name, in->description, &id));
    return answer(rq, id, 201);
}

static int apply_post(struct rq *rq)
{
    const struct template_in *in  = rq->args;
    struct actor              who = rows_actor(rq);
    TRY(there_is(rq, &production_res, in->project_id));
    TRY(template_apply(&rq->cx, &who, in->project_id, in->project_template_id, NULL));
    return res_show(&rq->cx, &production_res, in->project_id, false, reply(rq, 200));
}

// clang-format off
#define ROW struct template_in
#define TEMPLATE FIELD(project_template_id, PATH, .doc = "The template.")
#define PROJECT FIELD(project_id, PATH, .doc = "The production.")
#define PRIORITY FIELD(priority, WRITE | NULLS | LOOSE, .min = INT32_MIN, .max = INT32_MAX, .doc = "Its place among others.")
#define ONE(prefix, member, text, ...)                                                             \
    static const struct field prefix##_add_fields[]  = { TEMPLATE, FIELD(member, WRITE | NEED, .doc = text), ##__VA_ARGS__ }, \
                              prefix##_take_fields[] = { TEMPLATE, FIELD(member, PATH, .doc = text) };  \
    static const struct shape prefix##_add_shape  = SHAPE(struct template_in, prefix##_add_fields), \
                              prefix##_take_shape = SHAPE(struct template_in, prefix##_take_fields)
ONE(asset_type, asset_type_id, "The type of assets.");
ONE(task_type, task_type_id, "The kind of work.", PRIORITY);
ONE(task_status, task_status_id, "The status.", PRIORITY,
    FIELD(roles_for_board, WRITE | NULLS, .doc = "Who sees it on the board: a list of roles."));
ONE(automation, status_automation_id, "The automation.");
ONE(background, preview_background_file_id, "The background.");
#define IN(prefix, ...)                                                                            \
    static const struct field prefix##_fields[] = { __VA_ARGS__ };                                 \
    static const struct shape prefix##_shape    = SHAPE(struct template_in, prefix##_fields)
IN(template, TEMPLATE);
IN(task_type_order, TEMPLATE, FIELD(task_type_ids, WRITE | NEED | LOOSE, .max = 10000, .doc = "Kinds of work in their order."));
IN(task_status_order, TEMPLATE, FIELD(task_status_ids, WRITE | NEED | LOOSE, .max = 10000, .doc = "Statuses in their order."));
IN(default_background, TEMPLATE, FIELD(default_preview_background_file_id, WRITE | NULLS, .doc = "One of the template's, or null."));
IN(columns, TEMPLATE, FIELD(metadata_descriptors, WRITE | NEED, .max = 500, .of = &template_column_shape, .doc = "Columns of metadata that productions get."));
IN(of_project, PROJECT,
   FIELD(name, WRITE | NEED | NAME | LOOSE, .min = 1, .max = 80, .doc = "The template's name."),
   FIELD(description, WRITE | NULLS, .max = 65536, .doc = "What it is for."));
IN(apply, PROJECT, TEMPLATE);
#undef ROW

static const enum reason add_errors[] = { E_FORBIDDEN, E_NOT_FOUND, E_CONFLICT, E_NONE };
#define P "/data/project-templates"
#define T P "/:project_template_id"
#define ACTION "/actions/project-templates/:project_template_id"
#define EACH(path, prefix, member, rows, added, text)                                              \
    { GET, T path, LOGGED_IN, .in = &template_shape, .out = &(rows), .run = prefix##_list, .flags = LIST, .errors = track_errors, .doc = "The " text " of a template." }, \
    { POST, T path, ADMIN, .in = &prefix##_add_shape, .out = &(added), .run = prefix##_add, .status = 201, .flags = TX, .errors = add_errors, .doc = "Add to the " text " of a template." }, \
    { DELETE, T path "/:" member, ADMIN, .in = &prefix##_take_shape, .run = prefix##_take, .status = 204, .flags = TX, .errors = track_errors, .doc = "Take from the " text " of a template." }
static const struct route routes[] = {
    EACH("/task-types", task_type, "task_type_id", task_type_shape, project_template_task_type_link_shape, "task types"),
    EACH("/task-statuses", task_status, "task_status_id", task_status_shape, project_template_task_status_link_shape, "task statuses"),
    EACH("/asset-types", asset_type, "asset_type_id", entity_type_shape, entity_type_shape, "asset types"),
    EACH("/status-automations", automation, "status_automation_id", status_automation_shape, status_automation_shape, "status automations"),
    EACH("/preview-background-files", background, "preview_background_file_id", preview_background_file_shape, preview_background_file_shape, "backgrounds"),
    { POST, ACTION "/task-types/reorder", ADMIN, .in = &task_type_order_shape, .out = &project_template_task_type_link_shape, .run = task_type_order,
      .flags = TX | LIST, .errors = track_errors, .doc = "Set the order of a template's task types." },
    { POST, ACTION "/task-statuses/reorder", ADMIN, .in = &task_status_order_shape, .out = &project_template_task_status_link_shape, .run = task_status_order,
      .flags = TX | LIST, .errors = track_errors, .doc = "Set the order of a template's task statuses." },
    { PUT, T "/default-preview-background-file", ADMIN, .in = &default_background_shape, .out = &project_template_shape, .run = background_default,
      .flags = TX, .errors = track_errors, .doc = "Which of its backgrounds a template begins with." },
    { PUT, T "/metadata-descriptors", ADMIN, .in = &columns_shape, .out = &project_template_shape, .run = columns_put,
      .flags = TX, .errors = track_errors, .doc = "Replace a template's columns of metadata." },
    { POST, P "/from-project/:project_id", ADMIN, .in = &of_project_shape, .out = &project_template_shape, .run = of_project_post,
      .status = 201, .flags = TX, .errors = add_errors, .doc = "Make a template of how a production is set up." },
    { POST, "/data/projects/:project_id/apply-template/:project_template_id", ADMIN, .in = &apply_shape, .out = &production_shape, .run = apply_post,
      .flags = TX, .errors = track_errors, .doc = "Set a production up as a template says; what it has already stays." },
};
// clang-format on
const struct route_list track_template_routes = ROUTES(tracker_family, routes);
