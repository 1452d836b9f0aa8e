/* import_plan.c - what a production has for entities out of tables: metadata and work. See
 * import_parts.h. */
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/comment.h"
#include "model/track/import_parts.h"
#include "model/track/right.h"
#include "model/track/thing.h"

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

struct work { /* columns of a kind of work */
    struct uuid task_type_id;
    int         status, comment;
};
struct datum {
    const struct named *of;
    int                 column;
};
struct flow { /* a type of assets that has a kind of work; types without any have all */
    struct row  row;
    struct uuid asset_type_id, task_type_id;
};
#define ROW struct flow
static const struct field flow_fields[] = {
    FIELD(asset_type_id, READ, .doc = "The type of assets."),
    FIELD(task_type_id, READ, .doc = "The kind of work."),
};
#undef ROW
static const struct shape flow_shape = SHAPE(struct flow, flow_fields);

struct plan {
    bool          is_series, is_any_type;
    struct uuid   default_status;
    struct work  *work;
    struct datum *datum;
    struct flow  *flow;
    size_t        nwork, ndata, nflow;
};

bool import_is_of(const struct import *im, const char *kind)
{
    return strcmp(im->kind->of, kind) == 0;
}

static int plan_work(struct import *im, struct plan *p)
{
    static const char sql[] =
        "SELECT y.id, y.name, NULL, NULL FROM task_type y JOIN project_task_type_link l"
        " ON l.task_type_id = y.id WHERE l.project_id = ? AND y.for_entity = ?"
        " ORDER BY l.priority, y.name, y.id";
    struct named *type;
    TRY(db_all(im->cx, sql, ARGS(ARG(im->ask->project_id), ARG(im->kind->of)), &named_shape, &type,
               &p->nwork));
    p->work = arena_alloc_array(im->cx->arena, p->nwork + 1, sizeof *p->work);
    for (size_t i = 0; i < p->nwork; i++)
        p->work[i] = (struct work){
            type[i].id, csv_column(im->table, type[i].name),
            csv_column(im->table, arena_printf(im->cx->arena, "%s comment", type[i].name))
        };
    return 0;
}

static int plan_types(struct import *im, struct plan *p)
{
    struct uuid id;
    bool        some;
    TRY(db_id(im->cx, "SELECT asset_type_id FROM project_asset_type_link"
                       " WHERE project_id = ? LIMIT 1",
                   ARGS(ARG(im->ask->project_id)), &id, &some));
    p->is_any_type = !some;
    return db_all(im->cx, "SELECT asset_type_id, task_type_id FROM task_type_asset_type_link", NO_ARGS,
                  &flow_shape, &p->flow, &p->nflow);
}

/* Does a column of the kind say it already? */
static bool is_usual(const struct import *im, const char *field_name)
{
    for (size_t i = 0; i < im->kind->ncolumns; i++) {
        const char *data = im->kind->columns[i].data;
        if (data && import_has(im, i) && strcmp(data, field_name) == 0)
            return true;
    }
    return false;
}

static int plan_data(struct import *im, struct plan *p)
{
    static const char sql[] =
        "SELECT d.id, d.name, d.field_name, d.data_type FROM metadata_descriptor d"
        " WHERE d.project_id = ? AND d.entity_type = ? AND d.task_type_id IS NULL"
        " ORDER BY d.position, d.id";
    struct named *all;
    size_t        n;
    TRY(db_all(im->cx, sql, ARGS(ARG(im->ask->project_id), ARG(im->kind->of)), &named_shape, &all,
               &n));
    p->datum = arena_alloc_array(im->cx->arena, n + 1, sizeof *p->datum);
    for (size_t i = 0; i < n; i++) {
        int column = csv_column(im->table, all[i].name);
        if (column >= 0 && !is_usual(im, all[i].field_name))
            p->datum[p->ndata++] = (struct datum){ &all[i], column };
    }
    return 0;
}

int import_plan(struct import *im)
{
    struct plan *p = im->own = arena_alloc(im->cx->arena, sizeof *p);
    int64_t      series;
    bool         found;
    TRY(db_number(im->cx, "SELECT production_type = 'tvshow' FROM project WHERE id = ?",
                  ARGS(ARG(im->ask->project_id)), &series, NULL));
    p->is_series = series;
    TRY(db_id(im->cx, "SELECT id FROM task_status WHERE is_default OR short_name = 'todo'"
                       " ORDER BY is_default DESC, created_at, id LIMIT 1",
                   NO_ARGS, &p->default_status, &found));
    if (!found)
        return refuse(im->cx, E_INVALID, "There is no status for new tasks");
    TRY(plan_work(im, p));
    if (import_is_of(im, KIND_ASSET))
        TRY(plan_types(im, p));
    return plan_data(im, p);
}

/* ---- metadata ---- */

static int person_find(struct import *im, UNUSED struct uuid in, const char *name, struct uuid *id)
{
    static const char sql[] =
        "SELECT id FROM person WHERE CAST(id AS CHAR(36)) = ? OR email = ?"
        " OR CONCAT_WS(' ', first_name, last_name) = ? ORDER BY created_at, id LIMIT 1";
    bool found;
    TRY(db_id(im->cx, sql, ARGS(ARG(name), ARG(name), ARG(name)), id, &found));
    return found ? 0 : refuse(im->cx, E_INVALID, "There is no person %.100s", name);
}

static int value_of(struct import *im, const struct named *of, const char *cell, const char **value)
{
    struct uuid none = { { 0 } }, id;
    bool        truth;
    char       *text;
    *value = cell;
    if (!*cell || !of->data_type)
        return 0;
    if (strcmp(of->data_type, "person") == 0) {
        TRY(import_named(im, person_find, none, cell, &id));
        text = arena_alloc(im->cx->arena, UUID_TEXT);
        uuid_format(id, text);
        *value = text;
    } else if (strcmp(of->data_type, "boolean") == 0) {
        *value = bool_parse(cell, strlen(cell), &truth) && truth ? "true" : "false";
    }
    return 0;
}

int import_data(struct import *im, const struct csv_row *row, struct json *data)
{
    const struct plan *p = im->own;
    struct out         o = out_in_arena(im->cx->arena, DATA_BYTES);
    out_object(&o);
    for (size_t i = 0; i < im->kind->ncolumns; i++)
        if (im->kind->columns[i].data && *import_cell(im, row, i))
            OUT_STR(&o, im->kind->columns[i].data, import_cell(im, row, i));
    for (size_t i = 0; i < p->ndata; i++) {
        const char *value;
        TRY(value_of(im, p->datum[i].of, csv_cell(row, p->datum[i].column), &value));
        OUT_STR(&o, p->datum[i].of->field_name, value);
    }
    out_object_end(&o);
    data->text = out_done(&o);
    return data->text ? 0 : refuse(im->cx, E_INVALID, "The row is too long");
}

/* ---- tasks ---- */

struct state { /* of a task */
    struct row  row;
    struct uuid id, task_status_id;
};
#define ROW struct state
static const struct field state_fields[] = {
    FIELD(id, READ, .doc = "The task."),
    FIELD(task_status_id, READ | NULLS, .doc = "Its status."),
};
#undef ROW
static const struct shape state_shape = SHAPE(struct state, state_fields);

static int task_of(struct import *im, struct uuid entity_id, struct uuid task_type_id,
                   struct uuid *id, struct uuid *status_id)
{
    static const char  sql[]  = "SELECT id, task_status_id FROM task WHERE entity_id = ?"
                                " AND task_type_id = ? ORDER BY created_at, id LIMIT 1";
    const struct plan *p      = im->own;
    struct resource    r      = task_res;
    struct task        t      = { .name = "main", .project_id = im->ask->project_id,
                                  .task_type_id = task_type_id, .task_status_id = p->default_status,
                                  .entity_id = entity_id, .assigner_id = im->who->id };
    struct state       was    = { 0 };
    bool               found;
    TRY(db_one(im->cx, sql, ARGS(ARG(entity_id), ARG(task_type_id)), &state_shape, &was, &found));
    *id        = was.id;
    *status_id = found && IS_SET(&state_shape, &was, task_status_id) ? was.task_status_id
                                                                     : p->default_status;
    if (found)
        return 0;
    SET(&task_shape, &t, name);
    SET(&task_shape, &t, project_id);
    SET(&task_shape, &t, task_type_id);
    SET(&task_shape, &t, task_status_id);
    SET(&task_shape, &t, entity_id);
    SET(&task_shape, &t, assigner_id);
    r.may    = right_given;
    r.before = NULL;
    return res_create(im->cx, &r, im->who, &t, id);
}

static int status_find(struct import *im, UNUSED struct uuid in, const char *name, struct uuid *id)
{
    bool found;
    TRY(db_id(im->cx,
                   "SELECT id FROM task_status WHERE name = ? COLLATE utf8mb4_uca1400_as_ci"
                   " OR short_name = ? COLLATE utf8mb4_uca1400_as_ci ORDER BY created_at, id LIMIT 1",
                   ARGS(ARG(name), ARG(name)), id, &found));
    return found ? 0 : refuse(im->cx, E_INVALID, "There is no status %.100s", name);
}

/* Is it work that such assets have by themselves? */
static bool is_in_flow(const struct plan *p, struct uuid asset_type_id, struct uuid task_type_id)
{
    bool limited = false;
    for (size_t i = 0; i < p->nflow; i++)
        if (uuid_equal(p->flow[i].asset_type_id, asset_type_id)) {
            if (uuid_equal(p->flow[i].task_type_id, task_type_id))
                return true;
            limited = true;
        }
    return !limited;
}

static int work_do(struct import *im, const struct work *w, const struct csv_row *row,
                   struct uuid entity_id, bool fresh)
{
    const char         *status = csv_cell(row, w->status), *text = csv_cell(row, w->comment);
    struct comment_new  new    = { .text = text };
    struct comment_made made;
    struct uuid         was, none = { { 0 } };
    if (!fresh && !*status && !*text)
        return 0;
    TRY(task_of(im, entity_id, w->task_type_id, &new.task_id, &was));
    new.task_status_id = was;
    if (*status)
        TRY(import_named(im, status_find, none, status, &new.task_status_id));
    if (fresh ? !*status && !*text : uuid_equal(was, new.task_status_id) && !*text)
        return 0;
    TRY(comment_post(im->cx, im->who, &new, &made));
    im->mailed = im->mailed || made.mailed;
    return 0;
}

int import_works(struct import *im, const struct csv_row *row, struct uuid entity_id,
                 struct uuid asset_type_id, bool fresh)
{
    const struct plan *p = im->own;
    for (size_t i = 0; i < p->nwork; i++) {
        const struct work *w    = &p->work[i];
        bool               said = *csv_cell(row, w->status) || *csv_cell(row, w->comment);
        if (said || is_in_flow(p, asset_type_id, w->task_type_id))
            TRY(work_do(im, w, row, entity_id, fresh));
    }
    return 0;
}

bool import_is_series(const struct import *im) { return ((const struct plan *)im->own)->is_series; }
bool import_is_any_type(const struct import *im)
{
    return ((const struct plan *)im->own)->is_any_type;
}
