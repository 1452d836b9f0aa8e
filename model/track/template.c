/* template.c - see template.h. */
#include "model/track/template.h"
#include <json-c/json.h>
#include "model/base/arena.h"
#include "model/base/json.h"
#include "model/base/text.h"
#include "model/db/query.h"
#include "model/track/event.h"
#include "model/track/linked.h"
#include "model/track/metadata.h"
#include "model/track/tell.h"

enum { LIST_BYTES = 1 << 20 };

static int changed(struct cx *cx, const struct actor *who, struct uuid template_id)
{
    return setting_changed(cx, who, &template_settings[0], template_id);
}

/* ---- one by one ---- */

struct writing {
    const struct linked *l;
    struct out          *o;
};

static int write_row(void *u, const void *row)
{
    struct writing *w = u;
    linked_write(w->l, row, w->o);
    return w->o->failed ? -1 : 0;
}

static int priority_list(struct cx *cx, const struct setting *s, struct uuid template_id,
                         struct out *o)
{
    static const struct field roles = { .name = "roles_for_board", .type = T_JSON,
                                        .flags = READ | NULLS };
    struct linked  l = linked_new(cx, s->res, s->table, s->column, "priority",
                                  s->has_roles ? &roles : NULL);
    struct writing w = { &l, o };
    query_with(&l.q, " WHERE l.project_template_id = ?", arg_uuid(template_id));
    query_add(&l.q, " ORDER BY COALESCE(l.priority, 0), t.name, t.id");
    out_array(o);
    TRY(query_each(cx, &l.q, &l.shape, write_row, &w));
    out_array_end(o);
    return 0;
}

int template_list(struct cx *cx, const struct setting *s, struct uuid template_id, struct out *o)
{
    return s->has_priority ? priority_list(cx, s, template_id, o)
                           : setting_list(cx, s, template_id, o);
}

int template_add(struct cx *cx, const struct actor *who, const struct setting *s,
                 struct uuid template_id, const struct template_link *link)
{
    int rc = setting_add(cx, who, s, template_id, link->id, link->priority);
    if (rc < 0 && cx->err.reason == E_NOT_FOUND) {
        err_clear(cx);
        return refuse_field(cx, E_INVALID, s->column, "%s: there is none of that id", s->column);
    }
    TRY(rc);
    if (!link->roles || !s->has_roles)
        return 0;
    return db_do(cx,
                 arena_printf(cx->arena, "UPDATE `%s` SET roles_for_board = ?"
                                         " WHERE project_template_id = ? AND `%s` = ?",
                              s->table, s->column),
                 ARGS(ARG(link->roles), ARG(template_id), ARG(link->id)), NULL);
}

int template_remove(struct cx *cx, const struct actor *who, const struct setting *s,
                    struct uuid template_id, struct uuid id)
{
    if (s == &template_settings[TEMPLATE_BACKGROUND])
        TRY(db_do(cx,
                  "UPDATE project_template SET default_preview_background_file_id = NULL"
                  " WHERE id = ? AND default_preview_background_file_id = ?",
                  ARGS(ARG(template_id), ARG(id)), NULL));
    return setting_remove(cx, who, s, template_id, id);
}

#define LISTED                                                                                     \
    "JSON_TABLE(?, '$[*]' COLUMNS (n FOR ORDINALITY, v CHAR(36) PATH '$')) j"

int template_order(struct cx *cx, const struct actor *who, const struct setting *s,
                   struct uuid template_id, const struct ids *ids)
{
    const char *list = ids_json(cx, *ids);
    int64_t     absent;
    if (!list)
        return refuse(cx, E_TOO_LARGE, "The list is too long");
    TRY(db_number(cx,
                  arena_printf(cx->arena, "SELECT COUNT(*) FROM " LISTED " LEFT JOIN `%s` t"
                                          " ON t.id = CAST(j.v AS UUID) WHERE t.id IS NULL",
                               s->res->table),
                  ARGS(ARG(list)), &absent, NULL));
    if (absent)
        return refuse_field(cx, E_INVALID, s->column, "%ss: not all of them exist", s->column);
    TRY(db_do(cx,
              arena_printf(cx->arena,
                           "INSERT INTO `%s` (project_template_id, `%s`, priority)"
                           " SELECT ?, CAST(j.v AS UUID), j.n FROM " LISTED
                           " ON DUPLICATE KEY UPDATE priority = VALUES(priority)",
                           s->table, s->column),
              ARGS(ARG(template_id), ARG(list)), NULL));
    return changed(cx, who, template_id);
}

int template_links(struct cx *cx, const struct setting *s, struct uuid template_id,
                   const struct uuid *id, struct out *o)
{
    const struct resource *links = s->has_roles ? &project_template_task_status_link_res
                                                : &project_template_task_type_link_res;
    struct res_where       where = { .args = ARGS(ARG(template_id)), .order = "t.priority, t.id" };
    struct uuid            one;
    bool                   found;
    where.sql = "t.project_template_id = ?";
    if (!id)
        return res_where(cx, links, &where, o);
    TRY(db_id(cx,
              arena_printf(cx->arena, "SELECT id FROM `%s` WHERE project_template_id = ? AND `%s` = ?",
                           s->table, s->column),
              ARGS(ARG(template_id), ARG(*id)), &one, &found));
    return found ? res_show(cx, links, one, false, o) : res_absent(cx, links);
}

/* ---- others ---- */

int template_background(struct cx *cx, const struct actor *who, struct uuid template_id,
                        struct uuid background_id)
{
    bool none = uuid_is_nil(background_id), found;
    TRY(db_id(cx,
              "SELECT project_template_id FROM project_template_preview_background_file_link"
              " WHERE project_template_id = ? AND preview_background_file_id = ?",
              ARGS(ARG(template_id), ARG(background_id)), NULL, &found));
    if (!none && !found)
        return refuse_field(cx, E_INVALID, "default_preview_background_file_id",
                            "The template does not have that background");
    TRY(db_do(cx, "UPDATE project_template SET default_preview_background_file_id = ? WHERE id = ?",
              ARGS(ARG_IF(!none, background_id), ARG(template_id)), NULL));
    return changed(cx, who, template_id);
}

// clang-format off
#define ROW struct template_column
static const struct field column_fields[] = {
    FIELD(name, READ | WRITE | NEED | NAME, .min = 1, .max = 120, .doc = "Its name."),
    FIELD(field_name, READ | WRITE | NULLS, .max = 120, .doc = "The name as a word; made of it when it is not said."),
    FIELD(entity_type, READ | WRITE | NEED, .choices = metadata_kinds, .doc = "What has it."),
    FIELD(data_type, READ | WRITE | NULLS, .choices = metadata_types, .doc = "What it holds."),
    FIELD(choices, READ | WRITE | NULLS, .doc = "Possible values of a list."),
    FIELD(for_client, READ | WRITE | NULLS, .doc = "Do clients see it."),
    FIELD(departments, READ | WRITE | LOOSE, .max = 1000, .doc = "Whose it is."),
    FIELD(position, READ | WRITE | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Its place."),
};
#undef ROW
// clang-format on
const struct shape template_column_shape =
    SHAPE(struct template_column, column_fields, .name = "TemplateColumn");

static void column_write(struct cx *cx, struct out *o, const struct template_column *c)
{
    const struct shape *s = &template_column_shape;
    out_object(o);
    OUT_STR(o, "name", c->name);
    OUT_STR(o, "field_name",
            IS_SET(s, c, field_name) && *c->field_name ? c->field_name : field_word(cx, c->name));
    OUT_STR(o, "entity_type", c->entity_type);
    OUT_STR(o, "data_type", IS_SET(s, c, data_type) ? c->data_type : NULL);
    out_key(o, "choices");
    out_json(o, IS_SET(s, c, choices) ? c->choices.text : "[]");
    OUT_BOOL(o, "for_client", c->for_client);
    out_key(o, "departments");
    out_array(o);
    for (size_t i = 0; i < c->departments.n; i++)
        out_uuid(o, c->departments.v[i]);
    out_array_end(o);
    out_key(o, "position");
    if (IS_SET(s, c, position))
        out_i64(o, c->position);
    else
        out_null(o);
    out_object_end(o);
}

int template_columns(struct cx *cx, const struct actor *who, struct uuid template_id,
                     const struct template_column *columns, size_t n)
{
    struct out  o = out_in_arena(cx->arena, LIST_BYTES);
    const char *text;
    out_array(&o);
    for (size_t i = 0; i < n; i++)
        column_write(cx, &o, &columns[i]);
    out_array_end(&o);
    text = out_done(&o);
    if (!text)
        return refuse(cx, E_TOO_LARGE, "The columns are too many");
    TRY(db_do(cx, "UPDATE project_template SET metadata_descriptors = ? WHERE id = ?",
              ARGS(ARG(text), ARG(template_id)), NULL));
    return changed(cx, who, template_id);
}

/* ---- productions ---- */

/* Columns that both have. */
static const char *const shared[] = {
    "fps", "ratio", "resolution", "production_type", "production_style", "max_retakes",
    "is_clients_isolated", "is_preview_download_allowed", "is_set_preview_automated",
    "is_publish_default_for_artists", "is_single_preview_per_revision", "is_frame_in_numbering",
    "revision_padding", "homepage", "hd_bitrate_compression", "ld_bitrate_compression", "file_tree",
    "data",
};
static const struct setting *const of_projects[TEMPLATE_SETTINGS] = {
    [TEMPLATE_ASSET_TYPE]  = &setting_asset_type,
    [TEMPLATE_TASK_TYPE]   = &setting_task_type,
    [TEMPLATE_TASK_STATUS] = &setting_task_status,
    [TEMPLATE_AUTOMATION]  = &setting_automation,
    [TEMPLATE_BACKGROUND]  = &setting_background,
};

static int links_copy(struct cx *cx, const struct setting *from, struct uuid from_id,
                      const struct setting *to, struct uuid to_id)
{
    const char *more = to->has_roles ? ", priority, roles_for_board" : to->has_priority ? ", priority" : "";
    return db_do(cx,
                 arena_printf(cx->arena,
                              "INSERT IGNORE INTO `%s` (`%s`, `%s`%s) SELECT ?, `%s`%s FROM `%s`"
                              " WHERE `%s` = ?",
                              to->table, setting_owner(to), to->column, more, from->column, more,
                              from->table, setting_owner(from)),
                 ARGS(ARG(to_id), ARG(from_id)), NULL);
}

static int template_fill(struct cx *cx, struct uuid id, struct uuid project_id)
{
    static const char columns[] =
        "SELECT COALESCE(JSON_ARRAYAGG(JSON_OBJECT('name', d.name, 'field_name', d.field_name,"
        " 'entity_type', d.entity_type, 'data_type', d.data_type, 'choices',"
        " JSON_EXTRACT(COALESCE(d.choices, '[]'), '$'), 'for_client',"
        " JSON_EXTRACT(IF(d.for_client, 'true', 'false'), '$'), 'departments', JSON_EXTRACT("
        "  (SELECT COALESCE(JSON_ARRAYAGG(l.department_id), '[]')"
        "   FROM department_metadata_descriptor_link l WHERE l.metadata_descriptor_id = d.id), '$'),"
        " 'position', d.position) ORDER BY d.entity_type, d.position, d.name), '[]')"
        " FROM metadata_descriptor d WHERE d.project_id = p.id AND d.task_type_id IS NULL";
    struct query q = query_new(cx, "UPDATE project_template t JOIN project p SET"
                                   " t.default_preview_background_file_id ="
                                   " p.default_preview_background_file_id");
    const char  *sql;
    for (size_t i = 0; i < COUNT(shared); i++)
        out_format(&q.sql, ", t.`%s` = p.`%s`", shared[i], shared[i]);
    query_add(&q, ", t.metadata_descriptors = (");
    query_add(&q, columns);
    query_add(&q, ") WHERE t.id = ? AND p.id = ?");
    sql = out_done(&q.sql);
    if (!sql)
        return refuse(cx, E_INTERNAL, "A statement is too long");
    TRY(db_do(cx, sql, ARGS(ARG(id), ARG(project_id)), NULL));
    for (size_t i = 0; i < TEMPLATE_SETTINGS; i++)
        TRY(links_copy(cx, of_projects[i], project_id, &template_settings[i], id));
    return 0;
}

int template_of_project(struct cx *cx, const struct actor *who, struct uuid project_id,
                        const char *name, const char *description, struct uuid *id)
{
    struct project_template t = { .name = name, .description = description };
    SET(&project_template_shape, &t, name);
    if (description)
        SET(&project_template_shape, &t, description);
    TRY(res_create(cx, &project_template_res, who, &t, id));
    return template_fill(cx, *id, project_id);
}

static int settings_apply(struct cx *cx, struct uuid project_id, struct uuid template_id,
                          const struct production *except)
{
    struct query q = query_new(cx, "UPDATE project p JOIN project_template t"
                                   " SET p.updated_at = CURRENT_TIMESTAMP(6)");
    const char  *sql;
    for (size_t i = 0; i < COUNT(shared); i++) {
        int at = field_index(&production_shape, shared[i], strlen(shared[i]));
        if (!except || !field_is_set(&production_shape, except, production_shape.fields[at].off))
            out_format(&q.sql, ", p.`%s` = COALESCE(t.`%s`, p.`%s`)", shared[i], shared[i], shared[i]);
    }
    out_format(&q.sql, ", p.default_preview_background_file_id ="
                       " COALESCE(p.default_preview_background_file_id,"
                       " t.default_preview_background_file_id) WHERE p.id = ? AND t.id = ?");
    sql = out_done(&q.sql);
    return sql ? db_do(cx, sql, ARGS(ARG(project_id), ARG(template_id)), NULL)
               : refuse(cx, E_INTERNAL, "A statement is too long");
}

static int column_apply(struct cx *cx, const struct actor *who, struct uuid project_id,
                        const struct template_column *c)
{
    struct metadata_descriptor d = { .project_id = project_id };
    struct uuid                id;
    bool                       there;
    TRY(db_id(cx,
              "SELECT id FROM metadata_descriptor WHERE project_id = ? AND entity_type = ?"
              " AND task_type_id IS NULL AND (name = ? OR field_name = ?) LIMIT 1",
              ARGS(ARG(project_id), ARG(c->entity_type), ARG(c->name), ARG(field_word(cx, c->name))),
              NULL, &there));
    if (there)
        return 0;
    SET(&metadata_descriptor_shape, &d, project_id);
#define MOVE(m)                                                                                    \
    if (IS_SET(&template_column_shape, c, m)) {                                                    \
        d.m = c->m;                                                                                \
        SET(&metadata_descriptor_shape, &d, m);                                                    \
    }
    MOVE(name)
    MOVE(entity_type)
    MOVE(data_type)
    MOVE(choices)
    MOVE(for_client)
    MOVE(departments)
#undef MOVE
    return metadata_create(cx, who, &d, &id);
}

/* What cannot be a column any more is left out. */
static int columns_apply(struct cx *cx, const struct actor *who, struct uuid project_id,
                         const char *columns)
{
    struct json_object *list;
    size_t              n;
    if (!columns || !json_read(cx->arena, columns, strlen(columns), &list) ||
        !json_object_is_type(list, json_type_array))
        return 0;
    n = json_object_array_length(list);
    for (size_t i = 0; i < n; i++) {
        struct json_object    *v = json_object_array_get_idx(list, i);
        struct template_column c = { 0 };
        if (!json_object_is_type(v, json_type_object))
            continue;
        if (row_from_json(cx, &template_column_shape, v, WRITE, false, &c) < 0 ||
            row_defaults(cx, &template_column_shape, &c, true) < 0)
            err_clear(cx);
        else
            TRY(column_apply(cx, who, project_id, &c));
    }
    return 0;
}

int template_apply(struct cx *cx, const struct actor *who, struct uuid project_id,
                   struct uuid template_id, const struct production *except)
{
    struct project_template t = { 0 };
    int64_t                 series;
    bool                    found;
    TRY(res_load(cx, &project_template_res, template_id, &t, &found));
    if (!found)
        return res_absent(cx, &project_template_res);
    TRY(settings_apply(cx, project_id, template_id, except));
    TRY(db_number(cx, "SELECT production_type = 'tvshow' FROM project WHERE id = ?",
                  ARGS(ARG(project_id)), &series, NULL));
    if (series)
        TRY(production_series(cx, who, project_id));
    for (size_t i = 0; i < TEMPLATE_SETTINGS; i++)
        TRY(links_copy(cx, &template_settings[i], template_id, of_projects[i], project_id));
    TRY(columns_apply(cx, who, project_id, t.metadata_descriptors.text));
    return event_row(cx, who, RES_UPDATE, "project", project_id, project_id);
}
