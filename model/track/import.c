/* import.c - see import.h. */
#include "model/track/import.h"
#include <json-c/json.h>
#include "model/base/arena.h"
#include "model/base/json.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/comment.h"
#include "model/track/entity.h"
#include "model/track/entity_make.h"
#include "model/track/production.h"
#include "model/track/task.h"

enum { DATA_BYTES = 1 << 20 };

/* ---- what the production has ---- */

struct named { /* a task type, or a metadata descriptor */
    struct row  row;
    struct uuid id;
    const char *name, *field_name, *data_type;
};
#define ROW struct named
static const struct field named_fields[] = {
    FIELD(id, READ, .doc = "The row."),
    FIELD(name, READ, .doc = "Its name."),
    FIELD(field_name, READ | NULLS, .doc = "Its name in metadata."),
    FIELD(data_type, READ | NULLS, .doc = "What it holds."),
};
#undef ROW
static const struct shape named_shape = SHAPE(struct named, named_fields);

struct known {
    struct row  row;
    struct uuid id;
    const char *text;
};
#define ROW struct known
static const struct field known_fields[] = {
    FIELD(id, READ | NULLS, .doc = "The row."),
    FIELD(text, READ | NULLS, .doc = "What is said of it."),
};
#undef ROW
static const struct shape known_shape = SHAPE(struct known, known_fields);

struct work { /* columns of a kind of work */
    struct uuid task_type_id;
    int         status, comment;
};
struct datum {
    const struct named *of;
    int                 column;
};
struct plan {
    struct cx           *cx;
    const struct actor  *who;
    const struct import *how;
    const struct csv    *table;
    int                  name, episode, description;
    bool                 is_series;
    struct uuid          default_status;
    struct work         *work;
    struct datum        *datum;
    size_t               nwork, ndata;
    bool                 mailed;
};

static int find(struct cx *cx, const char *sql, const struct arg *args, size_t n, struct uuid *id,
                bool *found)
{
    struct known one = { 0 };
    TRY(db_one(cx, sql, args, n, &known_shape, &one, found));
    *id = one.id;
    return 0;
}

static int plan_work(struct plan *p)
{
    static const char sql[] =
        "SELECT y.id, y.name, NULL, NULL FROM task_type y JOIN project_task_type_link l"
        " ON l.task_type_id = y.id WHERE l.project_id = ? AND y.for_entity = 'Edit'"
        " ORDER BY l.priority, y.name, y.id";
    struct named *type;
    TRY(db_all(p->cx, sql, ARGS(ARG(p->how->project_id)), &named_shape, &type, &p->nwork));
    p->work = arena_alloc_array(p->cx->arena, p->nwork + 1, sizeof *p->work);
    for (size_t i = 0; i < p->nwork; i++)
        p->work[i] = (struct work){
            type[i].id, csv_column(p->table, type[i].name),
            csv_column(p->table, arena_printf(p->cx->arena, "%s comment", type[i].name))
        };
    return 0;
}

static int plan_data(struct plan *p)
{
    static const char sql[] =
        "SELECT d.id, d.name, d.field_name, d.data_type FROM metadata_descriptor d"
        " WHERE d.project_id = ? AND d.entity_type = 'Edit' AND d.task_type_id IS NULL"
        " ORDER BY d.position, d.id";
    struct named *all;
    size_t        n;
    TRY(db_all(p->cx, sql, ARGS(ARG(p->how->project_id)), &named_shape, &all, &n));
    p->datum = arena_alloc_array(p->cx->arena, n + 1, sizeof *p->datum);
    for (size_t i = 0; i < n; i++) {
        int column = csv_column(p->table, all[i].name);
        if (column >= 0)
            p->datum[p->ndata++] = (struct datum){ &all[i], column };
    }
    return 0;
}

static int plan_make(struct plan *p)
{
    struct known project = { 0 };
    bool         found;
    p->name        = csv_column(p->table, "Name");
    p->episode     = csv_column(p->table, "Episode");
    p->description = csv_column(p->table, "Description");
    if (p->name < 0)
        return refuse(p->cx, E_INVALID, "The column Name is missing");
    TRY(db_one(p->cx, "SELECT id, production_type FROM project WHERE id = ?",
               ARGS(ARG(p->how->project_id)), &known_shape, &project, &found));
    p->is_series = found && project.text && strcmp(project.text, "tvshow") == 0;
    TRY(find(p->cx, "SELECT id, NULL FROM task_status WHERE is_default ORDER BY created_at, id LIMIT 1",
             NO_ARGS, &p->default_status, &found));
    if (!found)
        TRY(find(p->cx, "SELECT id, NULL FROM task_status WHERE short_name = 'todo'", NO_ARGS,
                 &p->default_status, &found));
    if (!found)
        return refuse(p->cx, E_INVALID, "There is no status for new tasks");
    TRY(plan_work(p));
    return plan_data(p);
}

/* ---- metadata ---- */

static int person_of(struct plan *p, const struct named *of, const char *cell, const char **value)
{
    static const char sql[] =
        "SELECT id, NULL FROM person WHERE CAST(id AS CHAR(36)) = ? OR email = ?"
        " OR CONCAT_WS(' ', first_name, last_name) = ? ORDER BY created_at, id LIMIT 1";
    char       *text = arena_alloc(p->cx->arena, UUID_TEXT);
    struct uuid id;
    bool        found;
    TRY(find(p->cx, sql, ARGS(ARG(cell), ARG(cell), ARG(cell)), &id, &found));
    if (!found)
        return refuse(p->cx, E_INVALID, "%s: there is no person %.100s", of->name, cell);
    uuid_format(id, text);
    *value = text;
    return 0;
}

static int value_of(struct plan *p, const struct named *of, const char *cell, const char **value)
{
    bool truth;
    *value = cell;
    if (!*cell || !of->data_type)
        return 0;
    if (strcmp(of->data_type, "person") == 0)
        return person_of(p, of, cell, value);
    if (strcmp(of->data_type, "boolean") == 0)
        *value = bool_parse(cell, strlen(cell), &truth) && truth ? "true" : "false";
    return 0;
}

static int data_of(struct plan *p, const struct csv_row *row, struct json *data)
{
    struct out o = out_in_arena(p->cx->arena, DATA_BYTES);
    out_object(&o);
    for (size_t i = 0; i < p->ndata; i++) {
        const char *value;
        TRY(value_of(p, p->datum[i].of, csv_cell(row, p->datum[i].column), &value));
        OUT_STR(&o, p->datum[i].of->field_name, value);
    }
    out_object_end(&o);
    data->text = out_done(&o);
    return data->text ? 0 : refuse(p->cx, E_INVALID, "The row is too long");
}

/* ---- tasks ---- */

static int allow(UNUSED struct cx *cx, UNUSED const struct resource *r,
                 UNUSED const struct actor *who, UNUSED enum verb verb, UNUSED const void *row)
{
    return 0;
}

static int task_of(struct plan *p, struct uuid edit_id, struct uuid task_type_id, struct uuid *id,
                   struct uuid *status_id)
{
    static const char sql[] = "SELECT id, task_status_id FROM task WHERE entity_id = ?"
                              " AND task_type_id = ? ORDER BY created_at, id LIMIT 1";
    struct resource   r     = task_res;
    struct task       t     = { .name = "main", .project_id = p->how->project_id,
                                .task_type_id = task_type_id, .task_status_id = p->default_status,
                                .entity_id = edit_id, .assigner_id = p->who->id };
    struct known      one   = { 0 };
    bool              found;
    TRY(db_one(p->cx, sql, ARGS(ARG(edit_id), ARG(task_type_id)), &known_shape, &one, &found));
    *id        = one.id;
    *status_id = p->default_status;
    if (found) {
        if (one.text && !uuid_parse(one.text, strlen(one.text), status_id))
            return refuse(p->cx, E_INTERNAL, "A task's status is none");
        return 0;
    }
    SET(&task_shape, &t, name);
    SET(&task_shape, &t, project_id);
    SET(&task_shape, &t, task_type_id);
    SET(&task_shape, &t, task_status_id);
    SET(&task_shape, &t, entity_id);
    SET(&task_shape, &t, assigner_id);
    r.may    = allow;
    r.before = NULL;
    return res_create(p->cx, &r, p->who, &t, id);
}

static int status_named(struct plan *p, const char *name, struct uuid *id)
{
    bool found;
    TRY(find(p->cx,
             "SELECT id, NULL FROM task_status WHERE name = ? COLLATE utf8mb4_uca1400_as_ci"
             " OR short_name = ? COLLATE utf8mb4_uca1400_as_ci ORDER BY created_at, id LIMIT 1",
             ARGS(ARG(name), ARG(name)), id, &found));
    return found ? 0 : refuse(p->cx, E_INVALID, "There is no status %.100s", name);
}

static int work_do(struct plan *p, const struct work *w, const struct csv_row *row,
                   struct uuid edit_id, bool fresh)
{
    const char         *status = csv_cell(row, w->status), *text = csv_cell(row, w->comment);
    struct comment_new  new    = { .text = text };
    struct comment_made made;
    struct uuid         was;
    if (!fresh && !*status && !*text)
        return 0;
    TRY(task_of(p, edit_id, w->task_type_id, &new.task_id, &was));
    new.task_status_id = was;
    if (*status)
        TRY(status_named(p, status, &new.task_status_id));
    if (fresh ? !*status && !*text : uuid_equal(was, new.task_status_id) && !*text)
        return 0;
    TRY(comment_post(p->cx, p->who, &new, &made));
    p->mailed = p->mailed || made.mailed;
    return 0;
}

/* ---- rows ---- */

static int episode_named(struct plan *p, const char *name, struct uuid *id)
{
    struct entity_make m = { .kind = KIND_EPISODE, .name = name, .project_id = p->how->project_id };
    if (!*name)
        return 0;
    if (!p->is_series)
        return refuse(p->cx, E_INVALID, "Only series have episodes");
    return entity_make(p->cx, p->who, &m, id);
}

static int edit_find(struct plan *p, const char *name, struct uuid episode_id, struct uuid *id,
                     bool *found)
{
    return find(p->cx,
                "SELECT e.id, NULL FROM entity e JOIN entity_type y ON y.id = e.entity_type_id"
                " AND y.name = 'Edit' WHERE e.project_id = ? AND e.name = ? AND e.parent_id <=> ?"
                " ORDER BY e.created_at, e.id LIMIT 1",
                ARGS(ARG(p->how->project_id), ARG(name),
                     ARG_IF(!uuid_is_nil(episode_id), episode_id)),
                id, found);
}

static int edit_update(struct plan *p, const struct csv_row *row, struct uuid id)
{
    struct resource r = entity_res;
    struct entity   e = { 0 };
    r.may             = allow;
    if (p->description >= 0) {
        e.description = csv_cell(row, p->description);
        SET(&entity_shape, &e, description);
    }
    if (p->ndata) {
        TRY(data_of(p, row, &e.data));
        SET(&entity_shape, &e, data);
    }
    return res_update(p->cx, &r, p->who, id, &e);
}

static int row_do(struct plan *p, const struct csv_row *row, struct uuid *id)
{
    struct entity_make m = { .kind = KIND_EDIT, .name = csv_cell(row, p->name),
                             .project_id = p->how->project_id };
    bool               found;
    if (p->description >= 0)
        m.description = csv_cell(row, p->description);
    TRY(episode_named(p, csv_cell(row, p->episode), &m.episode_id));
    TRY(edit_find(p, m.name, m.episode_id, id, &found));
    if (found && !p->how->update)
        return 0;
    if (found) {
        TRY(edit_update(p, row, *id));
    } else {
        TRY(data_of(p, row, &m.data));
        TRY(entity_make(p->cx, p->who, &m, id));
    }
    for (size_t i = 0; i < p->nwork; i++)
        TRY(work_do(p, &p->work[i], row, *id, !found));
    return 0;
}

/* What a row cannot be is told with its line; what is ours stays as it is. */
static int row_fault(struct cx *cx, int rc, size_t line)
{
    struct err was = cx->err;
    switch (was.reason) {
    case E_INVALID:
    case E_CONFLICT:
    case E_NOT_FOUND:
    case E_FORBIDDEN:
        err_clear(cx);
        rc                    = refuse_field(cx, E_INVALID, IMPORT_LINE, "%s", was.message);
        cx->err.steps         = 1;
        cx->err.step[0].name  = NULL;
        cx->err.step[0].index = (int64_t)line;
        return rc;
    default: return rc;
    }
}

int import_edits(struct cx *cx, const struct actor *who, const struct import *how,
                 const struct csv *table, struct uuid **ids, bool *mailed)
{
    struct plan p = { .cx = cx, .who = who, .how = how, .table = table };
    int         rc = plan_make(&p);
    if (rc < 0)
        return row_fault(cx, rc, 1);
    *ids = arena_alloc_array(cx->arena, table->n + 1, sizeof **ids);
    for (size_t i = 0; i < table->n; i++) {
        rc = row_do(&p, &table->row[i], &(*ids)[i]);
        if (rc < 0)
            return row_fault(cx, rc, i + 2);
    }
    *mailed = p.mailed;
    return 0;
}
