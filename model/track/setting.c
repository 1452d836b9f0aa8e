/* setting.c - see setting.h. */
#include "model/track/setting.h"
#include "model/base/arena.h"
#include "model/db/db.h"
#include "model/track/entity.h"
#include "model/track/event.h"
#include "model/track/file.h"
#include "model/track/production.h"
#include "model/track/task.h"
#include "model/track/tell.h"

// clang-format off
const struct setting
    setting_asset_type  = { .table = "project_asset_type_link", .column = "asset_type_id", .res = &entity_type_res },
    setting_task_type   = { .table = "project_task_type_link", .column = "task_type_id", .res = &task_type_res, .has_priority = true },
    setting_task_status = { .table = "project_task_status_link", .column = "task_status_id", .res = &task_status_res, .has_priority = true, .has_roles = true },
    setting_automation  = { .table = "project_status_automation_link", .column = "status_automation_id", .res = &status_automation_res },
    setting_background  = { .table = "project_preview_background_file_link", .column = "preview_background_file_id", .res = &preview_background_file_res };
#define TEMPLATE(name, ...) { .table = "project_template_" name "_link", .column = name "_id", .of_template = true, __VA_ARGS__ }
const struct setting template_settings[TEMPLATE_SETTINGS] = {
    [TEMPLATE_ASSET_TYPE]  = TEMPLATE("asset_type", .res = &entity_type_res),
    [TEMPLATE_TASK_TYPE]   = TEMPLATE("task_type", .res = &task_type_res, .has_priority = true),
    [TEMPLATE_TASK_STATUS] = TEMPLATE("task_status", .res = &task_status_res, .has_priority = true, .has_roles = true),
    [TEMPLATE_AUTOMATION]  = TEMPLATE("status_automation", .res = &status_automation_res),
    [TEMPLATE_BACKGROUND]  = TEMPLATE("preview_background_file", .res = &preview_background_file_res),
};
// clang-format on

static int there_is(struct cx *cx, const char *table, struct uuid id, bool *found)
{
    return db_id(cx, arena_printf(cx->arena, "SELECT id FROM `%s` WHERE id = ?", table), ARGS(ARG(id)),
                 NULL, found);
}

static int changed(struct cx *cx, const struct actor *who, struct uuid project_id)
{
    return event_row(cx, who, RES_UPDATE, "project", project_id, project_id);
}

const char *setting_owner(const struct setting *s)
{
    return s->of_template ? "project_template_id" : "project_id";
}

int setting_changed(struct cx *cx, const struct actor *who, const struct setting *s,
                    struct uuid owner_id)
{
    struct uuid none = { { 0 } };
    return s->of_template ? event_row(cx, who, RES_UPDATE, "project-template", owner_id, none)
                          : changed(cx, who, owner_id);
}

int setting_add(struct cx *cx, const struct actor *who, const struct setting *s,
                struct uuid owner_id, struct uuid id, const int64_t *priority)
{
    const char *owner = setting_owner(s);
    bool        found;
    TRY(there_is(cx, s->res->table, id, &found));
    if (!found)
        return res_absent(cx, s->res);
    TRY(db_do(cx,
              arena_printf(cx->arena, "INSERT IGNORE INTO `%s` (`%s`, `%s`) VALUES (?, ?)", s->table,
                           owner, s->column),
              ARGS(ARG(owner_id), ARG(id)), NULL));
    if (priority && s->has_priority)
        TRY(db_do(cx,
                  arena_printf(cx->arena, "UPDATE `%s` SET priority = ? WHERE `%s` = ? AND `%s` = ?",
                               s->table, owner, s->column),
                  ARGS(ARG(*priority), ARG(owner_id), ARG(id)), NULL));
    return setting_changed(cx, who, s, owner_id);
}

int setting_remove(struct cx *cx, const struct actor *who, const struct setting *s,
                   struct uuid owner_id, struct uuid id)
{
    const char *sql = arena_printf(cx->arena, "DELETE FROM `%s` WHERE `%s` = ? AND `%s` = ?", s->table,
                                   setting_owner(s), s->column);
    TRY(db_do(cx, sql, ARGS(ARG(owner_id), ARG(id)), NULL));
    return setting_changed(cx, who, s, owner_id);
}

int setting_list(struct cx *cx, const struct setting *s, struct uuid owner_id, struct out *o)
{
    struct arg       arg   = arg_uuid(owner_id);
    struct res_where where = { .args = &arg, .nargs = 1, .relations = s->relations };
    where.sql = arena_printf(cx->arena, "t.id IN (SELECT l.`%s` FROM `%s` l WHERE l.`%s` = ?)",
                             s->column, s->table, setting_owner(s));
    return res_where(cx, s->res, &where, o);
}

int team_role(struct cx *cx, const struct actor *who, struct uuid project_id, struct uuid person_id,
              const char *role)
{
    int64_t n;
    TRY(db_do(cx, "UPDATE project_person_link SET role = ? WHERE project_id = ? AND person_id = ?",
              ARGS(ARG(role), ARG(project_id), ARG(person_id)), &n));
    if (!n)
        return refuse(cx, E_NOT_FOUND, "The person is not in the team");
    return changed(cx, who, project_id);
}

/* What is not in the list goes, what is new comes; what stays keeps its place. */
static int replace(struct cx *cx, const struct setting *s, struct uuid project_id,
                   const struct ids *ids)
{
    const char *list = ids_json(cx, *ids);
    if (!list)
        return refuse(cx, E_TOO_LARGE, "The list is too long");
#define LISTED                                                                                     \
    "(SELECT CAST(j.v AS UUID) FROM JSON_TABLE(?, '$[*]' COLUMNS (v CHAR(36) PATH '$')) j)"
    TRY(db_do(cx,
              arena_printf(cx->arena, "DELETE FROM `%s` WHERE project_id = ? AND `%s` NOT IN " LISTED,
                           s->table, s->column),
              ARGS(ARG(project_id), ARG(list)), NULL));
    return db_do(cx,
                 arena_printf(cx->arena,
                              "INSERT IGNORE INTO `%s` (project_id, `%s`) SELECT ?, o.id FROM `%s` o"
                              " WHERE o.id IN " LISTED,
                              s->table, s->column, s->res->table),
                 ARGS(ARG(project_id), ARG(list)), NULL);
#undef LISTED
}

int setting_replace(struct cx *cx, const struct actor *who, struct uuid project_id,
                    const struct setting_batch *all)
{
    if (all->asset_types)
        TRY(replace(cx, &setting_asset_type, project_id, all->asset_types));
    if (all->task_types)
        TRY(replace(cx, &setting_task_type, project_id, all->task_types));
    if (all->task_statuses)
        TRY(replace(cx, &setting_task_status, project_id, all->task_statuses));
    return changed(cx, who, project_id);
}

/* ---- departments of persons ---- */

static int department_change(struct cx *cx, const struct actor *who, const char *sql,
                             struct uuid person_id, struct uuid department_id)
{
    struct uuid none = { { 0 } };
    bool        found;
    TRY(there_is(cx, "person", person_id, &found));
    if (!found)
        return refuse(cx, E_NOT_FOUND, "There is no such person");
    TRY(there_is(cx, "department", department_id, &found));
    if (!found)
        return refuse_field(cx, E_INVALID, "department_id", "There is no such department");
    TRY(db_do(cx, sql, ARGS(ARG(person_id), ARG(department_id)), NULL));
    return event_row(cx, who, RES_UPDATE, "person", person_id, none);
}

int department_join(struct cx *cx, const struct actor *who, struct uuid person_id,
                    struct uuid department_id)
{
    return department_change(
        cx, who, "INSERT IGNORE INTO department_link (person_id, department_id) VALUES (?, ?)",
        person_id, department_id);
}

int department_leave(struct cx *cx, const struct actor *who, struct uuid person_id,
                     struct uuid department_id)
{
    return department_change(cx, who,
                             "DELETE FROM department_link WHERE person_id = ? AND department_id = ?",
                             person_id, department_id);
}
