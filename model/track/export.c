/* export.c - see export.h. */
#include "model/track/export.h"
#include <json-c/json.h>
#include "model/base/arena.h"
#include "model/base/json.h"
#include "model/base/text.h"
#include "model/db/query.h"
#include "model/track/csv.h"

/* ---- rows of cells ---- */

enum { CELLS = 16 };
struct cells {
    struct row  row;
    const char *cell[CELLS];
    const char *data, *tasks; /* of entities: JSON */
};
#define ROW struct cells
#define CELL(i) FIELD(cell[i], READ | NULLS, .doc = "A cell.")
static const struct field cell_fields[] = {
    CELL(0), CELL(1), CELL(2), CELL(3), CELL(4), CELL(5), CELL(6), CELL(7), CELL(8), CELL(9), CELL(10),
    CELL(11), CELL(12), CELL(13), CELL(14), CELL(15),
};
static const struct field entity_fields[] = {
    CELL(0), CELL(1), CELL(2), CELL(3), CELL(4), CELL(5), CELL(6), CELL(7), CELL(8), CELL(9), CELL(10),
    FIELD(data, READ | NULLS, .doc = "Metadata."),
    FIELD(tasks, READ | NULLS, .doc = "Tasks: kind, status, assignees."),
};
#undef ROW

static struct shape cells_shape(size_t n)
{
    return (struct shape){ .fields = cell_fields, .count = (uint16_t)n, .bytes = sizeof(struct cells) };
}

static void row_write(struct out *o, const char *const *cells, size_t n)
{
    for (size_t i = 0; i < n; i++)
        csv_cell_write(o, i == 0, cells[i]);
    csv_row_end(o);
}

struct writing {
    struct out *o;
    size_t      n;
};

static int cells_write(void *u, const void *row)
{
    const struct cells *c = row;
    struct writing     *w = u;
    row_write(w->o, c->cell, w->n);
    return w->o->failed ? -1 : 0;
}

/* ---- of the whole studio ---- */

struct export_table {
    const char *const *header;
    size_t             n;
    const char        *sql;
};
#define TABLE(names, statement) { (names), COUNT(names), (statement) }
#define FULL_NAME(p) "TRIM(CONCAT(" p ".first_name, ' ', " p ".last_name))"
#define DAY(column) "DATE_FORMAT(" column ", '%Y-%m-%d')"
#define OPEN_PROJECTS                                                                              \
    " JOIN project_status w ON w.id = p.project_status_id AND w.name = 'Open'"

static const char *const person_header[] = { "Last Name", "First Name", "Email", "Phone", "Role",
                                             "Active" };
const struct export_table export_persons =
    TABLE(person_header, "SELECT last_name, first_name, email, phone, role,"
                         " IF(COALESCE(active, FALSE), 'yes', 'no')"
                         " FROM person ORDER BY last_name, first_name, id");

static const char *const project_header[] = { "Name", "Status" };
const struct export_table export_projects =
    TABLE(project_header, "SELECT p.name, s.name FROM project p"
                          " JOIN project_status s ON s.id = p.project_status_id ORDER BY p.name, p.id");

static const char *const type_header[] = { "Department", "Name" };
const struct export_table export_task_types =
    TABLE(type_header, "SELECT d.name, y.name FROM task_type y"
                       " JOIN department d ON d.id = y.department_id ORDER BY d.name, y.name, y.id");

static const char *const task_header[] = {
    "Project", "Task Type", "Episode", "Sequence", "Entity Type", "Entity", "Assigner", "Assignees",
    "Duration", "Estimation", "Start date", "Due date", "WIP date", "Validation date", "Task Status",
};
const struct export_table export_tasks = TABLE(
    task_header,
    "SELECT p.name, y.name, g.name, q.name, t.name, e.name, " FULL_NAME("r") ","
    " (SELECT GROUP_CONCAT(" FULL_NAME("a") " ORDER BY a.first_name, a.last_name, a.id SEPARATOR ', ')"
    "  FROM task_person_link l JOIN person a ON a.id = l.person_id WHERE l.task_id = k.id),"
    " k.duration, k.estimation, " DAY("k.start_date") ", " DAY("k.due_date") ","
    " " DAY("k.real_start_date") ", " DAY("k.end_date") ", s.name"
    " FROM project p" OPEN_PROJECTS " JOIN task k ON k.project_id = p.id"
    " JOIN task_type y ON y.id = k.task_type_id JOIN task_status s ON s.id = k.task_status_id"
    " JOIN entity e ON e.id = k.entity_id JOIN entity_type t ON t.id = e.entity_type_id"
    " LEFT JOIN person r ON r.id = k.assigner_id LEFT JOIN entity q ON q.id = e.parent_id"
    " LEFT JOIN entity g ON g.id = q.parent_id"
    " ORDER BY p.name, y.name, g.name, q.name, t.name, e.name, k.id" LIST_ENDS);

static const char *const time_header[] = { "Project", "Person", "Entity Type Name", "Entity",
                                           "Task Type", "Date", "Time spent" };
const struct export_table export_time_spents = TABLE(
    time_header,
    "SELECT p.name, " FULL_NAME("a") ", t.name, IF(t.name = 'Shot', CONCAT_WS(' / ', g.name, q.name, e.name), e.name), y.name,"
    " " DAY("h.date") ", h.duration FROM project p" OPEN_PROJECTS
    " JOIN task k ON k.project_id = p.id JOIN time_spent h ON h.task_id = k.id"
    " JOIN task_type y ON y.id = k.task_type_id JOIN entity e ON e.id = k.entity_id"
    " JOIN entity_type t ON t.id = e.entity_type_id LEFT JOIN entity q ON q.id = e.parent_id"
    " LEFT JOIN entity g ON g.id = q.parent_id JOIN person a ON a.id = h.person_id"
    " ORDER BY h.date, a.last_name, p.name, t.name, e.name, h.id" LIST_ENDS);

int export_write(struct cx *cx, const struct export_table *t, struct out *o)
{
    struct shape   s = cells_shape(t->n);
    struct writing w = { o, t->n };
    row_write(o, t->header, t->n);
    return db_each(cx, t->sql, NO_ARGS, &s, cells_write, &w);
}

/* ---- entities ---- */

struct column { /* of a production's own: metadata, or a kind of work */
    struct row  row;
    const char *name, *key;
    bool        is_boolean;
};
#define ROW struct column
static const struct field column_fields[] = {
    FIELD(name, READ, .doc = "Its header."),
    FIELD(key, READ, .doc = "What its values are kept under."),
    FIELD(is_boolean, READ, .doc = "Is it yes or no."),
};
#undef ROW
static const struct shape column_shape = SHAPE(struct column, column_fields);

struct entities {
    struct cx     *cx;
    struct out    *o;
    size_t         ncells, ndata, nwork;
    struct column *data, *work;
};
struct layout { /* of a kind: what is in front of the production's own columns */
    const char        *kind;
    const char *const *header;
    size_t             n;
    const char        *cells; /* eleven, of which n count */
    const char        *episode; /* condition with one `?` */
    const char        *order;
};

static const char *const asset_cells[] = { "Project", "Type", "Name", "Description", "Time Spent" };
static const char *const edit_cells[]  = { "Project", "Episode", "Name", "Description", "Time Spent" };
static const char *const shot_cells[]  = { "Project", "Episode", "Sequence", "Name", "Description",
                                           "Time Spent", "Frames", "Frame In", "Frame Out", "FPS" };
#define SPENT                                                                                      \
    "CAST((SELECT COALESCE(SUM(d.duration), 0) / 480 FROM task d WHERE d.entity_id = t.id)"        \
    " AS DECIMAL(12, 2))"
#define META(name) "JSON_VALUE(t.data, '$." name "')"
static const struct layout layouts[] = {
    { KIND_ASSET, asset_cells, COUNT(asset_cells),
      "p.name, y.name, t.name, t.description, " SPENT ", NULL, NULL, NULL, NULL, NULL, NULL",
      " AND t.source_id = ?", "y.name, t.name, t.id" },
    { KIND_SHOT, shot_cells, COUNT(shot_cells),
      "p.name, g.name, q.name, t.name, t.description, " SPENT ", t.nb_frames, " META("frame_in") ", "
      META("frame_out") ", " META("fps") ", NULL",
      " AND q.parent_id = ?", "g.name, q.name, t.name, t.id" },
    { KIND_EDIT, edit_cells, COUNT(edit_cells),
      "p.name, q.name, t.name, t.description, " SPENT ", NULL, NULL, NULL, NULL, NULL, NULL",
      " AND t.parent_id = ?", "q.name, t.name, t.id" },
};

static int columns_read(struct entities *e, const struct entity_kind *kind,
                        const struct export_ask *ask)
{
    static const char data[] =
        "SELECT d.name, d.field_name, COALESCE(d.data_type = 'boolean', FALSE)"
        " FROM metadata_descriptor d WHERE d.project_id = ? AND d.entity_type = ?"
        " AND d.task_type_id IS NULL ORDER BY d.position IS NULL, d.position, d.name, d.id";
    const char *work = arena_printf(
        e->cx->arena,
        "SELECT y.name, CAST(y.id AS CHAR(36)), FALSE FROM task_type y WHERE y.id IN"
        " (SELECT k.task_type_id FROM entity t JOIN task k ON k.entity_id = t.id"
        " WHERE t.project_id = ? AND %s) ORDER BY y.priority, y.name, y.id" LIST_ENDS, kind->condition);
    TRY(db_all(e->cx, data, ARGS(ARG(ask->project_id), ARG(kind->kind)), &column_shape, &e->data,
               &e->ndata));
    return db_all(e->cx, work, ARGS(ARG(ask->project_id)), &column_shape, &e->work, &e->nwork);
}

static void header_write(const struct entities *e, const struct layout *l)
{
    for (size_t i = 0; i < l->n; i++)
        csv_cell_write(e->o, i == 0, l->header[i]);
    for (size_t i = 0; i < e->ndata; i++)
        csv_cell_write(e->o, false, e->data[i].name);
    for (size_t i = 0; i < e->nwork; i++) {
        csv_cell_write(e->o, false, e->work[i].name);
        csv_cell_write(e->o, false, "Assignations");
    }
    csv_row_end(e->o);
}

static const char *text_of(struct json_object *v)
{
    return !v ? NULL
           : json_object_is_type(v, json_type_string)
               ? json_object_get_string(v)
               : json_object_to_json_string_ext(v, JSON_C_TO_STRING_PLAIN |
                                                       JSON_C_TO_STRING_NOSLASHESCAPE);
}

static struct json_object *json_of(struct cx *cx, const char *text)
{
    struct json_object *v;
    return text && json_read(cx->arena, text, strlen(text), &v) ? v : NULL;
}

static void datum_write(const struct entities *e, const struct column *c, struct json_object *data)
{
    struct json_object *v = NULL;
    const char         *text;
    if (json_object_is_type(data, json_type_object))
        json_object_object_get_ex(data, c->key, &v);
    text = text_of(v);
    if (c->is_boolean)
        text = text && text_equal_fold(text, strlen(text), "true") ? "true" : "false";
    csv_cell_write(e->o, false, text);
}

static void work_write(const struct entities *e, const struct column *c, struct json_object *tasks)
{
    size_t              n = json_object_is_type(tasks, json_type_array) ? json_object_array_length(tasks) : 0;
    struct json_object *status = NULL, *people = NULL;
    for (size_t i = 0; i < n; i++) {
        struct json_object *task = json_object_array_get_idx(tasks, i);
        const char *type = text_of(json_object_object_get(task, "t"));
        if (!type || strcmp(type, c->key) != 0)
            continue;
        status = json_object_object_get(task, "s");
        people = json_object_object_get(task, "a");
    }
    csv_cell_write(e->o, false, text_of(status));
    csv_cell_write(e->o, false, text_of(people));
}

static int entity_write(void *u, const void *row)
{
    const struct cells  *c     = row;
    struct entities     *e     = u;
    struct json_object  *data  = json_of(e->cx, c->data), *tasks = json_of(e->cx, c->tasks);
    for (size_t i = 0; i < e->ncells; i++)
        csv_cell_write(e->o, i == 0, c->cell[i]);
    for (size_t i = 0; i < e->ndata; i++)
        datum_write(e, &e->data[i], data);
    for (size_t i = 0; i < e->nwork; i++)
        work_write(e, &e->work[i], tasks);
    csv_row_end(e->o);
    return e->o->failed ? -1 : 0;
}

int export_entities(struct cx *cx, const struct entity_kind *kind, const struct export_ask *ask,
                    struct out *o)
{
    static const char tasks[] =
        ", t.data, (SELECT JSON_ARRAYAGG(JSON_OBJECT('t', k.task_type_id, 's', s.short_name, 'a',"
        " (SELECT GROUP_CONCAT(" FULL_NAME("a") " ORDER BY a.first_name, a.last_name, a.id)"
        "  FROM task_person_link l JOIN person a ON a.id = l.person_id WHERE l.task_id = k.id)))"
        "  FROM task k LEFT JOIN task_status s ON s.id = k.task_status_id WHERE k.entity_id = t.id)"
        " FROM entity t JOIN project p ON p.id = t.project_id"
        " JOIN entity_type y ON y.id = t.entity_type_id"
        " LEFT JOIN entity q ON q.id = t.parent_id LEFT JOIN entity g ON g.id = q.parent_id WHERE ";
    static const struct shape shape = { .fields = entity_fields, .count = COUNT(entity_fields),
                                        .bytes = sizeof(struct cells) };
    struct entities      e = { .cx = cx, .o = o };
    struct query         q = query_new(cx, "SELECT ");
    const struct layout *l = layouts;
    while (strcmp(l->kind, kind->kind) != 0)
        l++;
    e.ncells = l->n;
    TRY(columns_read(&e, kind, ask));
    header_write(&e, l);
    query_add(&q, l->cells);
    query_add(&q, tasks);
    query_add(&q, kind->condition);
    query_with(&q, " AND t.project_id = ?", arg_uuid(ask->project_id));
    query_if_id(&q, ask->episode_id, l->episode);
    query_if_id(&q, ask->assigned_to,
                " AND t.id IN (SELECT k.entity_id FROM task k JOIN task_person_link l"
                " ON l.task_id = k.id WHERE l.person_id = ?)");
    query_add(&q, " ORDER BY ");
    query_add(&q, l->order);
    query_add(&q, LIST_ENDS);
    return query_each(cx, &q, &shape, entity_write, &e);
}

/* ---- castings ---- */

/* e: what it is cast in; a: the asset. */
#define CASTINGS                                                                                   \
    "IF(y.name = 'Shot', q.name, y.name), e.name, z.name, a.name, l.nb_occurences, l.label"        \
    " FROM entity e JOIN entity_type y ON y.id = e.entity_type_id"                                 \
    " JOIN entity_link l ON l.entity_in_id = e.id JOIN entity a ON a.id = l.entity_out_id"         \
    " JOIN entity_type z ON z.id = a.entity_type_id LEFT JOIN entity q ON q.id = e.parent_id"      \
    " LEFT JOIN entity g ON g.id = q.parent_id LEFT JOIN entity s ON s.id = e.source_id"

int export_castings(struct cx *cx, enum export_cast what, const struct export_ask *ask,
                    struct out *o)
{
    static const char *const header[] = { "Episode", "Parent", "Name", "Asset Type", "Asset",
                                          "Occurences", "Label" };
    static const char *const whose[]  = {
        [EXPORT_ASSETS]   = " AND y.name <> 'Shot'",
        [EXPORT_MAIN]     = " AND y.name NOT IN ('Shot', 'Episode') AND e.source_id IS NULL",
        [EXPORT_SHOTS]    = " AND y.name = 'Shot'",
        [EXPORT_EPISODES] = " AND y.name = 'Episode'",
    };
    struct query   q;
    struct shape   s;
    struct writing w = { .o = o };
    int64_t        series;
    TRY(db_number(cx, "SELECT production_type = 'tvshow' FROM project WHERE id = ?",
                  ARGS(ARG(ask->project_id)), &series, NULL));
    if (what == EXPORT_EPISODES)
        series = 0;
    w.n = COUNT(header) - !series;
    s   = cells_shape(w.n);
    row_write(o, header + !series, w.n);
    q = query_new(cx, "SELECT ");
    if (series)
        query_add(&q, "IF(y.name = 'Shot', g.name, COALESCE(s.name, 'MP')), ");
    query_add(&q, CASTINGS);
    query_with(&q, " WHERE e.project_id = ?", arg_uuid(ask->project_id));
    query_add(&q, whose[what]);
    if (series && what == EXPORT_ASSETS)
        query_add(&q, " AND y.name <> 'Episode'");
    query_if_id(&q, ask->episode_id,
                what == EXPORT_SHOTS ? " AND g.id = ?" : " AND (e.source_id IS NULL OR e.source_id = ?)");
    query_add(&q, " ORDER BY COALESCE(g.name, s.name) IS NULL, COALESCE(g.name, s.name),"
                  " IF(y.name = 'Shot', q.name, y.name), e.name, z.name, a.name, l.id" LIST_ENDS);
    return query_each(cx, &q, &s, cells_write, &w);
}

/* ---- playlists ---- */

static int playlist_head(struct cx *cx, struct uuid id, struct out *o)
{
    static const char sql[] =
        "SELECT 'Playlist', CONCAT(p.name, IF(g.id IS NULL, '', CONCAT(' - ', g.name)),"
        " IF(l.for_entity = 'shot', ' | for shots', ' | for assets')), l.name,"
        " DATE_FORMAT(l.created_at, '%Y-%m-%d %H:%i:%s'), '', '', ''"
        " FROM playlist l JOIN project p ON p.id = l.project_id"
        " LEFT JOIN entity g ON g.id = l.episode_id WHERE l.id = ?";
    static const char *const none[7] = { NULL };
    struct shape             s       = cells_shape(COUNT(none));
    struct writing           w       = { o, COUNT(none) };
    TRY(db_each(cx, sql, ARGS(ARG(id)), &s, cells_write, &w));
    row_write(o, none, COUNT(none));
    return 0;
}

int export_playlist(struct cx *cx, struct uuid playlist_id, bool for_client, struct out *o)
{
    static const char *const header[] = {
        "Entity name", "Nb Frames", "Task Type", "Retake count", "Revision", "Task Status",
        "Last comment author", "Last comment date", "Last comment",
    };
    static const char sql[] =
        "SELECT " THING_FULL_NAME("t") ", e.nb_frames, u.name, k.retake_count, f.revision, s.name,"
        " " FULL_NAME("r") ", DATE_FORMAT(c.created_at, '%Y-%m-%d %H:%i:%s'), c.text"
        " FROM playlist l JOIN JSON_TABLE(l.shots, '$[*]' COLUMNS (n FOR ORDINALITY,"
        "  entity CHAR(36) PATH '$.entity_id', preview CHAR(36) PATH '$.preview_file_id')) j"
        " JOIN entity e ON e.id = CAST(j.entity AS UUID) JOIN entity_type t ON t.id = e.entity_type_id"
        " LEFT JOIN entity q ON q.id = e.parent_id LEFT JOIN entity g ON g.id = q.parent_id"
        " LEFT JOIN preview_file f ON f.id = CAST(j.preview AS UUID)"
        " LEFT JOIN task k ON k.id = f.task_id LEFT JOIN task_type u ON u.id = k.task_type_id"
        " LEFT JOIN task_status s ON s.id = k.task_status_id"
        " LEFT JOIN comment c ON c.id = (SELECT d.id FROM comment d WHERE d.object_id = k.id"
        "  AND (NOT ? OR d.for_client OR EXISTS (SELECT 1 FROM person b LEFT JOIN project_person_link m"
        "   ON m.person_id = b.id AND m.project_id = l.project_id WHERE b.id = d.person_id"
        "   AND (m.role = 'client' OR (m.role IS NULL AND b.role = 'client'))))"
        "  ORDER BY d.created_at DESC, d.id LIMIT 1)"
        " LEFT JOIN person r ON r.id = c.person_id WHERE l.id = ? ORDER BY j.n" LIST_ENDS;
    struct shape   s = cells_shape(COUNT(header));
    struct writing w = { o, COUNT(header) };
    TRY(playlist_head(cx, playlist_id, o));
    row_write(o, header, COUNT(header));
    return db_each(cx, sql, ARGS(arg_bool(for_client), ARG(playlist_id)), &s, cells_write, &w);
}

int export_project_name(struct cx *cx, struct uuid project_id, const char **name)
{
    struct shape s    = cells_shape(1);
    struct cells text = { 0 };
    bool         found;
    TRY(db_one(cx, "SELECT name FROM project WHERE id = ?", ARGS(ARG(project_id)), &s, &text, &found));
    *name = found && text.cell[0] ? text.cell[0] : "";
    return 0;
}
