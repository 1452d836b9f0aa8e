/*
 * track_settings.c - what a production is set up with, its team, its milestones and schedule; a
 * person's departments.
 */
#include "handlers/family.h"
#include "handlers/track_common.h"
#include "model/base/text.h"
#include "model/people/person.h"
#include "model/track/file.h"
#include "model/track/production.h"
#include "model/track/setting.h"
#include "model/track/studio.h"
#include "model/track/task.h"
#include "model/track/entity.h"

extern const struct route_list track_setting_routes;

struct setting_in {
    struct row  row;
    struct uuid project_id, person_id, asset_type_id, task_type_id, task_status_id,
        status_automation_id, preview_background_file_id;
    const char *role, *department_id;
    int64_t     priority;
    struct ids  asset_type_ids, task_type_ids, task_status_ids;
};

static const struct setting setting_team = {
    .table = "project_person_link", .column = "person_id", .res = &person_res, .relations = true
};

/* ---- one by one ---- */

static int answer_project(struct rq *rq, struct uuid id, int status)
{
    return res_show(&rq->cx, &production_res, id, false, reply(rq, status));
}

static int add(struct rq *rq, const struct setting *s, struct uuid id)
{
    const struct setting_in *in  = rq->args;
    struct actor             who = rows_actor(rq);
    bool has = field_is_set(rq->route->in, in, offsetof(struct setting_in, priority));
    TRY(track_project(rq, FOR_MANAGER, in->project_id));
    TRY(setting_add(&rq->cx, &who, s, in->project_id, id, has ? &in->priority : NULL));
    return answer_project(rq, in->project_id, 201);
}

static int take(struct rq *rq, const struct setting *s, struct uuid id)
{
    const struct setting_in *in  = rq->args;
    struct actor             who = rows_actor(rq);
    TRY(track_project(rq, FOR_MANAGER, in->project_id));
    TRY(setting_remove(&rq->cx, &who, s, in->project_id, id));
    reply_empty(rq, 204);
    return 0;
}

static int list(struct rq *rq, const struct setting *s, enum right_for right)
{
    const struct setting_in *in = rq->args;
    TRY(track_project(rq, right, in->project_id));
    return setting_list(&rq->cx, s, in->project_id, reply(rq, 200));
}

#define SETTING(prefix, setting, member, right)                                                    \
    static int prefix##_list(struct rq *rq) { return list(rq, &setting, right); }                  \
    static int prefix##_add(struct rq *rq)                                                         \
    {                                                                                              \
        return add(rq, &setting, ((const struct setting_in *)rq->args)->member);                   \
    }                                                                                              \
    static int prefix##_take(struct rq *rq)                                                        \
    {                                                                                              \
        return take(rq, &setting, ((const struct setting_in *)rq->args)->member);                  \
    }
SETTING(asset_type, setting_asset_type, asset_type_id, FOR_TEAM)
SETTING(task_type, setting_task_type, task_type_id, FOR_TEAM)
SETTING(task_status, setting_task_status, task_status_id, FOR_TEAM)
SETTING(automation, setting_automation, status_automation_id, FOR_MANAGER)
SETTING(background, setting_background, preview_background_file_id, FOR_TEAM)
SETTING(team, setting_team, person_id, FOR_TEAM)

static int team_put(struct rq *rq)
{
    const struct setting_in *in  = rq->args;
    struct actor             who = rows_actor(rq);
    TRY(track_project(rq, FOR_MANAGER, in->project_id));
    TRY(team_role(&rq->cx, &who, in->project_id, in->person_id, in->role));
    return answer_project(rq, in->project_id, 200);
}

static int batch_post(struct rq *rq)
{
    const struct setting_in *in  = rq->args;
    const struct shape      *s   = rq->route->in;
    struct actor             who = rows_actor(rq);
    struct setting_batch     all = { 0 };
    if (field_is_set(s, in, offsetof(struct setting_in, asset_type_ids)))
        all.asset_types = &in->asset_type_ids;
    if (field_is_set(s, in, offsetof(struct setting_in, task_type_ids)))
        all.task_types = &in->task_type_ids;
    if (field_is_set(s, in, offsetof(struct setting_in, task_status_ids)))
        all.task_statuses = &in->task_status_ids;
    TRY(track_project(rq, FOR_MANAGER, in->project_id));
    TRY(setting_replace(&rq->cx, &who, in->project_id, &all));
    return answer_project(rq, in->project_id, 200);
}

/* ---- milestones and schedule ---- */

static int of_project(struct rq *rq, const struct resource *r, enum right_for right)
{
    const struct setting_in *in    = rq->args;
    struct res_where         where = { .sql = "t.project_id = ?" };
    TRY(track_project(rq, right, in->project_id));
    return rows_where_id(rq, r, &where, in->project_id);
}
static int milestones_get(struct rq *rq) { return of_project(rq, &milestone_res, FOR_TEAM); }
static int schedule_get(struct rq *rq)
{
    return of_project(rq, &schedule_item_res, FOR_TEAM_BUT_VENDORS);
}

/* ---- departments of a person ---- */

static int department(struct rq *rq, int (*change)(struct cx *cx, const struct actor *who,
                                                   struct uuid person_id, struct uuid department_id))
{
    const struct setting_in *in  = rq->args;
    struct actor             who = rows_actor(rq);
    struct uuid              id;
    if (!uuid_parse(in->department_id, strlen(in->department_id), &id))
        return refuse_field(&rq->cx, E_INVALID, "department_id", "There is no such department");
    return change(&rq->cx, &who, in->person_id, id);
}

static int departments_add(struct rq *rq)
{
    const struct setting_in *in = rq->args;
    TRY(department(rq, department_join));
    return res_show(&rq->cx, &person_res, in->person_id, true, reply(rq, 201));
}

static int departments_take(struct rq *rq)
{
    TRY(department(rq, department_leave));
    reply_empty(rq, 204);
    return 0;
}

// clang-format off
#define ROW struct setting_in
#define PROJECT FIELD(project_id, PATH, .doc = "The production.")
#define PRIORITY FIELD(priority, WRITE | LOOSE, .min = INT32_MIN, .max = INT32_MAX, .doc = "Its place among others.")
static const char *const roles[] = { "user", "supervisor", "manager", "client", "vendor", NULL };
#define ONE(prefix, member, text, ...)                                                             \
    static const struct field prefix##_add_fields[]  = { PROJECT, FIELD(member, WRITE | NEED, .doc = text), ##__VA_ARGS__ }, \
                              prefix##_take_fields[] = { PROJECT, FIELD(member, PATH, .doc = text) }
static const struct field project_fields[] = { PROJECT };
ONE(asset_type, asset_type_id, "The type of assets.");
ONE(task_type, task_type_id, "The kind of work.", PRIORITY);
ONE(task_status, task_status_id, "The status.", PRIORITY);
ONE(automation, status_automation_id, "The automation.");
ONE(background, preview_background_file_id, "The background.");
ONE(team, person_id, "The person.");
static const struct field role_fields[] = { PROJECT, FIELD(person_id, PATH, .doc = "The member."),
    FIELD(role, WRITE | NULLS, .choices = roles, .doc = "Role in this production; null for the global one.") };
static const struct field batch_fields[] = { PROJECT,
    FIELD(asset_type_ids, WRITE | LOOSE, .max = 10000, .doc = "Types of assets."),
    FIELD(task_type_ids, WRITE | LOOSE, .max = 10000, .doc = "Kinds of work."),
    FIELD(task_status_ids, WRITE | LOOSE, .max = 10000, .doc = "Statuses.") };
static const struct field join_fields[]  = { FIELD(person_id, PATH, .doc = "The person."), FIELD(department_id, WRITE | NEED, .doc = "The department.") };
static const struct field leave_fields[] = { FIELD(person_id, PATH, .doc = "The person."), FIELD(department_id, PATH, .doc = "The department.") };
#undef ROW
#define IN(name) static const struct shape name##_shape = SHAPE(struct setting_in, name##_fields)
IN(project);
IN(asset_type_add);
IN(asset_type_take);
IN(task_type_add);
IN(task_type_take);
IN(task_status_add);
IN(task_status_take);
IN(automation_add);
IN(automation_take);
IN(background_add);
IN(background_take);
IN(team_add);
IN(team_take);
IN(role);
IN(batch);
IN(join);
IN(leave);

#define P "/data/projects/:project_id"
#define LISTED(path, prefix, row, text) \
    { GET, P path, LOGGED_IN, .in = &project_shape, .out = &row, .run = prefix##_list, .flags = LIST, .errors = track_errors, .doc = text }
#define CHANGED(path, prefix, member)                                                              \
    { POST, P path, LOGGED_IN, .in = &prefix##_add_shape, .out = &production_shape, .run = prefix##_add, .status = 201, \
      .flags = TX, .errors = track_errors, .doc = "Add one; repeating it is harmless." },          \
    { DELETE, P path "/:" member, LOGGED_IN, .in = &prefix##_take_shape, .run = prefix##_take, .status = 204, \
      .flags = TX, .errors = track_errors, .doc = "Take one away." }
static const struct route routes[] = {
    LISTED("/settings/asset-types", asset_type, entity_type_shape, "Types of assets that a production is set up with."),
    CHANGED("/settings/asset-types", asset_type, "asset_type_id"),
    LISTED("/settings/task-types", task_type, task_type_shape, "Kinds of work of a production."),
    LISTED("/task-types", task_type, task_type_shape, "Kinds of work of a production."),
    CHANGED("/settings/task-types", task_type, "task_type_id"),
    LISTED("/settings/task-status", task_status, task_status_shape, "Statuses of a production."),
    CHANGED("/settings/task-status", task_status, "task_status_id"),
    LISTED("/settings/status-automations", automation, status_automation_shape, "Automations of a production."),
    CHANGED("/settings/status-automations", automation, "status_automation_id"),
    LISTED("/settings/preview-background-files", background, preview_background_file_shape, "Backgrounds of a production."),
    CHANGED("/settings/preview-background-files", background, "preview_background_file_id"),
    { POST, P "/settings/batch", LOGGED_IN, .in = &batch_shape, .out = &production_shape, .run = batch_post, .flags = TX,
      .errors = track_errors, .doc = "Set types and statuses at once." },
    LISTED("/team", team, person_shape, "Who works on a production."),
    CHANGED("/team", team, "person_id"),
    { PUT, P "/team/:person_id", LOGGED_IN, .in = &role_shape, .out = &production_shape, .run = team_put, .flags = TX,
      .errors = track_errors, .doc = "Set a member's role in the production." },
    { GET, P "/milestones", LOGGED_IN, .in = &project_shape, .out = &milestone_shape, .run = milestones_get, .flags = LIST,
      .errors = track_errors, .doc = "Milestones of a production." },
    { GET, P "/schedule-items", LOGGED_IN, .in = &project_shape, .out = &schedule_item_shape, .run = schedule_get, .flags = LIST,
      .errors = track_errors, .doc = "Schedule of a production." },
    { POST, "/actions/persons/:person_id/departments/add", ADMIN, .in = &join_shape, .out = &person_shape, .run = departments_add,
      .status = 201, .flags = TX, .errors = track_errors, .doc = "Put a person into a department." },
    { DELETE, "/actions/persons/:person_id/departments/:department_id", ADMIN, .in = &leave_shape, .run = departments_take,
      .status = 204, .flags = TX, .errors = track_errors, .doc = "Take a person out of a department." },
};
// clang-format on
const struct route_list track_setting_routes = ROUTES(tracker_family, routes);
