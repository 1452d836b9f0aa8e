/* import_entity.c - tables of edits, each with the tasks of its production. See import.h. */
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/comment.h"
#include "model/track/entity.h"
#include "model/track/entity_make.h"
#include "model/track/import_parts.h"
#include "model/track/task.h"

enum { DATA_BYTES = 1 << 20 };

/* Columns, whichever of them a kind has. */
enum { COL_NAME, COL_EPISODE, COL_DESCRIPTION };

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
struct plan {
    bool          is_series;
    struct uuid   default_status;
    struct work  *work;
    struct datum *datum;
    size_t        nwork, ndata;
};

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
        if (column >= 0)
            p->datum[p->ndata++] = (struct datum){ &all[i], column };
    }
    return 0;
}

static int plan_make(struct import *im)
{
    struct plan *p = im->own = arena_alloc(im->cx->arena, sizeof *p);
    struct uuid  project;
    const char  *type = NULL;
    bool         found;
    TRY(import_one(im, "SELECT id, production_type FROM project WHERE id = ?",
                   ARGS(ARG(im->ask->project_id)), &project, &type, &found));
    p->is_series = found && type && strcmp(type, "tvshow") == 0;
    TRY(import_one(im, "SELECT id, NULL FROM task_status WHERE is_default OR short_name = 'todo'"
                       " ORDER BY is_default DESC, created_at, id LIMIT 1",
                   NO_ARGS, &p->default_status, NULL, &found));
    if (!found)
        return refuse(im->cx, E_INVALID, "There is no status for new tasks");
    TRY(plan_work(im, p));
    return plan_data(im, p);
}

/* ---- metadata ---- */

static int person_find(struct import *im, UNUSED struct uuid in, const char *name, struct uuid *id)
{
    static const char sql[] =
        "SELECT id, NULL FROM person WHERE CAST(id AS CHAR(36)) = ? OR email = ?"
        " OR CONCAT_WS(' ', first_name, last_name) = ? ORDER BY created_at, id LIMIT 1";
    bool found;
    TRY(import_one(im, sql, ARGS(ARG(name), ARG(name), ARG(name)), id, NULL, &found));
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

static int data_of(struct import *im, const struct csv_row *row, struct json *data)
{
    const struct plan *p = im->own;
    struct out         o = out_in_arena(im->cx->arena, DATA_BYTES);
    out_object(&o);
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
    const char        *status = NULL;
    bool               found;
    TRY(import_one(im, sql, ARGS(ARG(entity_id), ARG(task_type_id)), id, &status, &found));
    *status_id = p->default_status;
    if (found) {
        if (status && !uuid_parse(status, strlen(status), status_id))
            return refuse(im->cx, E_INTERNAL, "A task's status is none");
        return 0;
    }
    SET(&task_shape, &t, name);
    SET(&task_shape, &t, project_id);
    SET(&task_shape, &t, task_type_id);
    SET(&task_shape, &t, task_status_id);
    SET(&task_shape, &t, entity_id);
    SET(&task_shape, &t, assigner_id);
    r.may    = import_allow;
    r.before = NULL;
    return res_create(im->cx, &r, im->who, &t, id);
}

static int status_find(struct import *im, UNUSED struct uuid in, const char *name, struct uuid *id)
{
    bool found;
    TRY(import_one(im,
                   "SELECT id, NULL FROM task_status WHERE name = ? COLLATE utf8mb4_uca1400_as_ci"
                   " OR short_name = ? COLLATE utf8mb4_uca1400_as_ci ORDER BY created_at, id LIMIT 1",
                   ARGS(ARG(name), ARG(name)), id, NULL, &found));
    return found ? 0 : refuse(im->cx, E_INVALID, "There is no status %.100s", name);
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

/* ---- rows ---- */

static int episode_find(struct import *im, UNUSED struct uuid in, const char *name, struct uuid *id)
{
    struct entity_make m = { .kind = KIND_EPISODE, .name = name,
                             .project_id = im->ask->project_id };
    return entity_make(im->cx, im->who, &m, id);
}

static int episode_of(struct import *im, const struct csv_row *row, struct uuid *id)
{
    const struct plan *p    = im->own;
    const char        *name = import_cell(im, row, COL_EPISODE);
    struct uuid        none = { { 0 } };
    *id                     = none;
    if (!*name)
        return 0;
    if (!p->is_series)
        return refuse(im->cx, E_INVALID, "Only series have episodes");
    return import_named(im, episode_find, none, name, id);
}

static int entity_find(struct import *im, const struct entity_make *m, struct uuid *id, bool *found)
{
    return import_one(im,
                      "SELECT e.id, NULL FROM entity e JOIN entity_type y ON y.id = e.entity_type_id"
                      " AND y.name = ? WHERE e.project_id = ? AND e.name = ? AND e.parent_id <=> ?"
                      " ORDER BY e.created_at, e.id LIMIT 1",
                      ARGS(ARG(m->kind), ARG(m->project_id), ARG(m->name),
                           ARG_IF(!uuid_is_nil(m->episode_id), m->episode_id)),
                      id, NULL, found);
}

static int entity_change(struct import *im, const struct csv_row *row, struct uuid id)
{
    const struct plan *p = im->own;
    struct resource    r = entity_res;
    struct entity      e = { 0 };
    r.may                = import_allow;
    if (import_has(im, COL_DESCRIPTION)) {
        e.description = import_cell(im, row, COL_DESCRIPTION);
        SET(&entity_shape, &e, description);
    }
    if (p->ndata) {
        TRY(data_of(im, row, &e.data));
        SET(&entity_shape, &e, data);
    }
    return res_update(im->cx, &r, im->who, id, &e);
}

static int row_do(struct import *im, const struct csv_row *row, struct uuid *id)
{
    const struct plan *p = im->own;
    struct entity_make m = { .kind = im->kind->of, .name = import_cell(im, row, COL_NAME),
                             .project_id = im->ask->project_id };
    bool               found;
    if (import_has(im, COL_DESCRIPTION))
        m.description = import_cell(im, row, COL_DESCRIPTION);
    TRY(episode_of(im, row, &m.episode_id));
    TRY(entity_find(im, &m, id, &found));
    if (found && !im->ask->update)
        return 0;
    if (found) {
        TRY(entity_change(im, row, *id));
    } else {
        TRY(data_of(im, row, &m.data));
        TRY(entity_make(im->cx, im->who, &m, id));
    }
    for (size_t i = 0; i < p->nwork; i++)
        TRY(work_do(im, &p->work[i], row, *id, !found));
    return 0;
}

static const struct import_column edit_columns[] = {
    [COL_NAME]        = { .name = "Name", .needed = true },
    [COL_EPISODE]     = { .name = "Episode" },
    [COL_DESCRIPTION] = { .name = "Description" },
};
const struct import_kind import_edits = { edit_columns, COUNT(edit_columns), &entity_res, KIND_EDIT,
                                          plan_make, row_do };
