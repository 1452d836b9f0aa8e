/* metadata.c - see metadata.h. */
#include "model/track/metadata.h"
#include <ctype.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/event.h"
#include "model/track/right.h"
#include "model/track/tell.h"
#include "model/track/thing.h"

const char *const metadata_types[] = { "string",  "number",    "list", "taglist",  "boolean",
                                       "checklist", "date", "url",  "textarea", "person", NULL };
const char *const metadata_kinds[] = { KIND_ASSET, KIND_SHOT, KIND_EDIT, KIND_EPISODE, KIND_SEQUENCE,
                                       "Project", NULL };

static struct resource descriptors(void)
{
    struct resource r = metadata_descriptor_res;
    r.may             = right_given;
    return r;
}

const char *field_word(struct cx *cx, const char *name)
{
    char *word = arena_text(cx->arena, name), *to = word;
    for (const char *c = name; *c; c++) {
        unsigned char u = (unsigned char)*c;
        if (isalnum(u) || u >= 0x80)
            *to++ = (char)(u < 0x80 ? tolower(u) : u);
        else if (to > word && to[-1] != '_')
            *to++ = '_';
    }
    while (to > word && to[-1] == '_')
        to--;
    *to = '\0';
    return word;
}

/* ---- rights ---- */

int metadata_may(struct cx *cx, const struct actor *who, struct uuid project_id,
                 const struct ids *departments)
{
    bool found;
    int  rc = right_of_project(cx, who, FOR_MANAGER, project_id);
    if (rc >= 0 || cx->err.reason != E_FORBIDDEN)
        return rc;
    err_clear(cx);
    TRY(right_of_project(cx, who, FOR_SUPERVISOR, project_id));
    if (!departments->n)
        return right_refuse(cx);
    for (size_t i = 0; i < departments->n; i++) {
        TRY(db_number(cx, "SELECT 1 FROM department_link WHERE person_id = ? AND department_id = ?",
                      ARGS(ARG(who->id), ARG(departments->v[i])), NULL, &found));
        if (!found)
            return right_refuse(cx);
    }
    return 0;
}

/* ---- reading ---- */

int metadata_get(struct cx *cx, struct uuid project_id, struct uuid id,
                 struct metadata_descriptor *to)
{
    bool found;
    TRY(res_load(cx, &metadata_descriptor_res, id, to, &found));
    return found && uuid_equal(to->project_id, project_id)
               ? 0
               : res_absent(cx, &metadata_descriptor_res);
}

int metadata_list(struct cx *cx, struct uuid project_id, bool for_client, struct out *o)
{
    struct arg       arg   = arg_uuid(project_id);
    struct res_where where = { .sql   = for_client ? "t.project_id = ? AND t.for_client"
                                                   : "t.project_id = ?",
                               .args  = &arg,
                               .nargs = 1,
                               .order = "t.entity_type, t.position IS NULL, t.position, t.name, t.id",
                               .relations = true };
    return res_where(cx, &metadata_descriptor_res, &where, o);
}

int metadata_show(struct cx *cx, struct uuid id, struct out *o)
{
    return res_show(cx, &metadata_descriptor_res, id, true, o);
}

/* ---- values ---- */

/* The rows that a descriptor speaks of, and where they keep its value. */
static const char *rows_of(const struct metadata_descriptor *d)
{
    if (IS_SET(&metadata_descriptor_shape, d, task_type_id))
        return "UPDATE task t SET t.data = %s WHERE t.project_id = ? AND JSON_EXISTS(t.data, ?)"
               " AND t.task_type_id = ?";
    if (strcmp(d->entity_type, "Project") == 0)
        return "UPDATE project t SET t.data = %s WHERE t.id = ? AND JSON_EXISTS(t.data, ?)"
               " AND ? IS NOT NULL";
    if (strcmp(d->entity_type, KIND_ASSET) == 0)
        return "UPDATE entity t SET t.data = %s WHERE t.project_id = ? AND JSON_EXISTS(t.data, ?)"
               " AND t.entity_type_id NOT IN (SELECT y.id FROM entity_type y"
               " WHERE y.name IN " KINDS_IN_TIME ") AND ? IS NOT NULL";
    return "UPDATE entity t SET t.data = %s WHERE t.project_id = ? AND JSON_EXISTS(t.data, ?)"
           " AND t.entity_type_id = (SELECT y.id FROM entity_type y WHERE y.name = ?)";
}

static struct arg row_kind(const struct metadata_descriptor *d)
{
    return IS_SET(&metadata_descriptor_shape, d, task_type_id) ? arg_uuid(d->task_type_id)
                                                               : arg_text(d->entity_type);
}

static const char *path_of(struct cx *cx, const char *field_name)
{
    return arena_printf(cx->arena, "$.\"%s\"", field_name);
}

static const char *statement(struct cx *cx, const struct metadata_descriptor *d, const char *value)
{
    const char *rows = rows_of(d), *at = strstr(rows, "%s");
    return arena_printf(cx->arena, "%.*s%s%s", (int)(at - rows), rows, value, at + 2);
}

static int values_remove(struct cx *cx, const struct metadata_descriptor *d)
{
    const char *path = path_of(cx, d->field_name);
    return db_do(cx, statement(cx, d, "JSON_REMOVE(t.data, ?)"),
                 ARGS(ARG(path), ARG(d->project_id), ARG(path), row_kind(d)), NULL);
}

static int values_rename(struct cx *cx, const struct metadata_descriptor *d, const char *to)
{
    const char *from = path_of(cx, d->field_name);
    return db_do(cx,
                 statement(cx, d, "JSON_REMOVE(JSON_SET(t.data, ?, JSON_EXTRACT(t.data, ?)), ?)"),
                 ARGS(ARG(path_of(cx, to)), ARG(from), ARG(from), ARG(d->project_id), ARG(from),
                      row_kind(d)),
                 NULL);
}

/* ---- writing ---- */

static int name_it(struct cx *cx, struct metadata_descriptor *d)
{
    d->field_name = field_word(cx, d->name);
    if (!*d->field_name)
        return refuse_field(cx, E_INVALID, "name", "name: must have a letter or a digit");
    SET(&metadata_descriptor_shape, d, field_name);
    return 0;
}

int metadata_create(struct cx *cx, const struct actor *who, struct metadata_descriptor *d,
                    struct uuid *id)
{
    struct resource r = descriptors();
    int64_t         last;
    TRY(name_it(cx, d));
    TRY(db_number(cx,
                  "SELECT MAX(position) FROM metadata_descriptor"
                  " WHERE project_id = ? AND entity_type = ?",
                  ARGS(ARG(d->project_id), ARG(d->entity_type)), &last, NULL));
    d->position = last + 1;
    SET(&metadata_descriptor_shape, d, position);
    return res_create(cx, &r, who, d, id);
}

int metadata_update(struct cx *cx, const struct actor *who, const struct metadata_descriptor *was,
                    struct metadata_descriptor *to)
{
    struct resource r = descriptors();
    if (IS_SET(&metadata_descriptor_shape, to, name)) {
        TRY(name_it(cx, to));
        if (strcmp(to->field_name, was->field_name) != 0)
            TRY(values_rename(cx, was, to->field_name));
    }
    return res_update(cx, &r, who, was->id, to);
}

int metadata_delete(struct cx *cx, const struct actor *who, const struct metadata_descriptor *was)
{
    struct resource r = descriptors();
    TRY(values_remove(cx, was));
    return res_delete(cx, &r, who, was->id);
}

int metadata_order(struct cx *cx, const struct actor *who, struct uuid project_id,
                   const char *entity_type, const struct ids *ids)
{
    const char *list = ids_json(cx, *ids);
    if (!list)
        return refuse(cx, E_TOO_LARGE, "The list is too long");
    TRY(db_do(cx,
              "UPDATE metadata_descriptor t JOIN JSON_TABLE(?, '$[*]' COLUMNS"
              " (n FOR ORDINALITY, v CHAR(36) PATH '$')) j ON CAST(j.v AS UUID) = t.id"
              " SET t.position = j.n WHERE t.project_id = ? AND t.entity_type = ?",
              ARGS(ARG(list), ARG(project_id), ARG(entity_type)), NULL));
    return event_row(cx, who, RES_UPDATE, "project", project_id, project_id);
}

/* ---- of all productions ---- */


static int list_json(struct cx *cx, struct ids ids, const char **list)
{
    *list = ids_json(cx, ids);
    return *list ? 0 : refuse(cx, E_TOO_LARGE, "The list is too long");
}

/* Open ones that are the actor's to manage. */
static int productions_managed(struct cx *cx, const struct actor *who, struct ids *to)
{
    static const char sql[] =
        "SELECT p.id FROM project p JOIN project_status s ON s.id = p.project_status_id"
        " AND s.name = 'Open' WHERE ? OR EXISTS (SELECT 1 FROM project_person_link l"
        " WHERE l.project_id = p.id AND l.person_id = ?"
        " AND (l.role = 'manager' OR (l.role IS NULL AND ?))) ORDER BY p.name, p.id";
    return db_ids(cx, sql,
                  ARGS(arg_bool(who->is_admin), ARG(who->id), arg_bool(right_is_role(who, "manager"))),
                  to);
}

/* Their columns of that name. */
static int columns_named(struct cx *cx, const struct actor *who, const char *entity_type,
                         const char *field_name, struct ids *to)
{
    struct ids  projects;
    const char *list;
    TRY(productions_managed(cx, who, &projects));
    TRY(list_json(cx, projects, &list));
    return db_ids(cx,
                  "SELECT id FROM metadata_descriptor WHERE project_id IN " SQL_LIST_SET
                  " AND entity_type = ? AND field_name = ? AND task_type_id IS NULL ORDER BY id",
                  ARGS(ARG(list), ARG(entity_type), ARG(field_name)), to);
}

int metadata_create_all(struct cx *cx, const struct actor *who, const struct metadata_descriptor *d,
                        struct ids *made)
{
    static const char sql[] =
        "SELECT p.id FROM project p WHERE p.id IN " SQL_LIST_SET " AND NOT EXISTS"
        " (SELECT 1 FROM metadata_descriptor m WHERE m.project_id = p.id AND m.entity_type = ?"
        " AND m.field_name = ? AND m.task_type_id IS NULL) ORDER BY p.name, p.id";
    struct uuid *ids;
    struct ids   projects;
    const char  *list;
    TRY(productions_managed(cx, who, &projects));
    TRY(list_json(cx, projects, &list));
    TRY(db_ids(cx, sql, ARGS(ARG(list), ARG(d->entity_type), ARG(field_word(cx, d->name))), &projects));
    ids = arena_alloc_array(cx->arena, projects.n + 1, sizeof *ids);
    for (size_t i = 0; i < projects.n; i++) {
        struct metadata_descriptor one = *d;
        one.project_id                 = projects.v[i];
        SET(&metadata_descriptor_shape, &one, project_id);
        TRY(metadata_create(cx, who, &one, &ids[i]));
    }
    *made = (struct ids){ ids, projects.n };
    return 0;
}

int metadata_update_all(struct cx *cx, const struct actor *who, const char *entity_type,
                        const char *field_name, const struct metadata_descriptor *to,
                        struct ids *changed)
{
    TRY(columns_named(cx, who, entity_type, field_name, changed));
    for (size_t i = 0; i < changed->n; i++) {
        struct metadata_descriptor was = { 0 }, one = *to;
        bool                       found;
        TRY(res_load(cx, &metadata_descriptor_res, changed->v[i], &was, &found));
        TRY(metadata_update(cx, who, &was, &one));
    }
    return 0;
}

int metadata_delete_all(struct cx *cx, const struct actor *who, const char *entity_type,
                        const char *field_name, struct ids *gone)
{
    TRY(columns_named(cx, who, entity_type, field_name, gone));
    for (size_t i = 0; i < gone->n; i++) {
        struct metadata_descriptor was = { 0 };
        bool                       found;
        TRY(res_load(cx, &metadata_descriptor_res, gone->v[i], &was, &found));
        TRY(metadata_delete(cx, who, &was));
    }
    return 0;
}

/* t: columns, w: names in their order. */
#define NAMED                                                                                      \
    "metadata_descriptor t JOIN JSON_TABLE(?, '$[*]' COLUMNS"                                      \
    " (n FOR ORDINALITY, v VARCHAR(120) PATH '$')) w"                                              \
    " ON w.v COLLATE utf8mb4_uca1400_nopad_as_cs = t.field_name"
#define OF_KIND                                                                                    \
    " WHERE t.project_id IN " SQL_LIST_SET " AND t.entity_type = ? AND t.task_type_id IS NULL"

int metadata_order_all(struct cx *cx, const struct actor *who, const char *entity_type,
                       const char *names, struct ids *changed)
{
    static const char order[] = "UPDATE " NAMED " SET t.position = w.n" OF_KIND;
    static const char which[] = "SELECT t.id FROM " NAMED OF_KIND;
    static const char tell[] =
        "INSERT INTO api_event (name, user_id, project_id, data)"
        " SELECT 'project:update', ?, p.id, JSON_OBJECT('project_id', p.id) FROM project p"
        " WHERE p.id IN (SELECT t.project_id FROM metadata_descriptor t WHERE t.id IN " SQL_LIST_SET ")";
    struct ids  projects;
    const char *list;
    TRY(productions_managed(cx, who, &projects));
    TRY(list_json(cx, projects, &list));
    TRY(db_do(cx, order, ARGS(ARG(names), ARG(list), ARG(entity_type)), NULL));
    TRY(db_ids(cx, which, ARGS(ARG(names), ARG(list), ARG(entity_type)), changed));
    TRY(list_json(cx, *changed, &list));
    return db_do(cx, tell, ARGS(ARG(who->id), ARG(list)), NULL);
}

int metadata_show_all(struct cx *cx, struct ids ids, struct out *o)
{
    const char *list;
    TRY(list_json(cx, ids, &list));
    return res_where(cx, &metadata_descriptor_res,
                     &(struct res_where){ .sql       = "t.id IN " SQL_LIST_SET,
                                          .args      = (const struct arg[]){ ARG(list) },
                                          .nargs     = 1,
                                          .order     = "t.project_id, t.position, t.id",
                                          .relations = true },
                     o);
}
