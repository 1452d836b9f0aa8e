/* todo.c - see todo.h. */
#include "model/track/todo.h"
#include "model/base/text.h"
#include "model/track/right.h"
#include "model/track/task.h"

enum { SQL_BYTES = 16 * 1024, FIELDS_MOST = 64 };

struct todo {
    struct task task; /* its marks are those of the fields of both */
    const char *type, *project_name;
    bool        project_has_avatar;
    const char *entity_name, *entity_description;
    struct json entity_data;
    const char *entity_preview_file_id, *entity_source_id, *entity_type_name;
    bool        entity_canceled;
    const char *sequence_name, *episode_id, *episode_name;
    double      task_estimation, task_duration;
    struct utc  task_start_date, task_due_date;
    const char *task_type_name, *task_type_for_entity, *task_status_name, *task_type_color,
        *task_status_color, *task_status_short_name;
    struct json last_comment;
};
#define ROW struct todo
static const struct field more_fields[] = {
    FIELD(type, READ, .column = "'Task'", .doc = "Task."),
    FIELD(project_name, READ, .column = "p.name", .doc = "Name of the production."),
    FIELD(project_has_avatar, READ | NULLS, .column = "p.has_avatar", .doc = "Has it a picture."),
    FIELD(entity_name, READ, .column = "e.name", .doc = "Name of the entity."),
    FIELD(entity_description, READ | NULLS, .column = "e.description", .doc = "Its description."),
    FIELD(entity_data, READ | NULLS, .column = "e.data", .doc = "Its metadata."),
    FIELD(entity_preview_file_id, READ, .column = "COALESCE(CAST(e.preview_file_id AS CHAR), '')", .doc = "Its picture."),
    FIELD(entity_source_id, READ, .column = "COALESCE(CAST(e.source_id AS CHAR), '')", .doc = "What it comes from."),
    FIELD(entity_type_name, READ, .column = "k.name", .doc = "Name of its type."),
    FIELD(entity_canceled, READ | NULLS, .column = "e.canceled", .doc = "Is it canceled."),
    FIELD(sequence_name, READ | NULLS, .column = "q.name", .doc = "Name of its sequence."),
    FIELD(episode_id, READ, .column =
        "COALESCE(CAST(CASE k.name WHEN 'Sequence' THEN q.id WHEN 'Edit' THEN q.id ELSE COALESCE(g.id, e.source_id) END AS CHAR), '')",
        .doc = "Its episode."),
    FIELD(episode_name, READ | NULLS, .column = "CASE k.name WHEN 'Sequence' THEN q.name WHEN 'Edit' THEN q.name ELSE g.name END", .doc = "Name of its episode."),
    FIELD(task_estimation, READ | NULLS, .column = "t.estimation", .doc = "Minutes it should take."),
    FIELD(task_duration, READ | NULLS, .column = "t.duration", .doc = "Minutes it took."),
    FIELD(task_start_date, READ | NULLS, .column = "t.start_date", .doc = "First day."),
    FIELD(task_due_date, READ | NULLS, .column = "t.due_date", .doc = "Last day."),
    FIELD(task_type_name, READ, .column = "y.name", .doc = "Name of the kind of work."),
    FIELD(task_type_for_entity, READ | NULLS, .column = "y.for_entity", .doc = "Kind of entities that it is for."),
    FIELD(task_status_name, READ | NULLS, .column = "s.name", .doc = "Name of the status."),
    FIELD(task_type_color, READ | NULLS, .column = "y.color", .doc = "Colour of the kind of work."),
    FIELD(task_status_color, READ | NULLS, .column = "s.color", .doc = "Colour of the status."),
    FIELD(task_status_short_name, READ | NULLS, .column = "s.short_name", .doc = "Short name of the status."),
    FIELD(last_comment, READ | NULLS, .column =
        "COALESCE((SELECT JSON_OBJECT('text', c.text, 'date', DATE_FORMAT(c.created_at, '%Y-%m-%dT%H:%i:%s'),"
        " 'person_id', c.person_id) FROM comment c WHERE c.object_id = t.id"
        " ORDER BY c.created_at DESC, c.id LIMIT 1), '{}')", .doc = "What was said last."),
};
#undef ROW

static struct field fields[FIELDS_MOST];

static const struct shape *todo_shape(void)
{
    static struct shape shape = { .fields = fields, .bytes = sizeof(struct todo) };
    if (!shape.count) {
        memcpy(fields, task_shape.fields, task_shape.count * sizeof *fields);
        memcpy(fields + task_shape.count, more_fields, sizeof more_fields);
        shape.count = (uint16_t)(task_shape.count + COUNT(more_fields));
    }
    return &shape;
}

static void write_select(struct out *sql, const struct shape *s)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct field *f = &s->fields[i];
        out_raw(sql, i ? ", " : "SELECT ");
        if (f->type == T_IDS)
            out_raw(sql, "(SELECT GROUP_CONCAT(a.person_id) FROM task_person_link a WHERE a.task_id = t.id)");
        else if (f->column)
            out_raw(sql, f->column);
        else
            out_format(sql, "t.`%s`", f->name);
    }
}

static int write_todo(void *u, const void *row)
{
    struct out *o = u;
    out_row(o, todo_shape(), row);
    return o->failed ? -1 : 0;
}

static int todo_some(struct cx *cx, const char *condition, const char *limit,
                     const struct arg *args, size_t nargs, struct out *o)
{
    const struct shape *s   = todo_shape();
    struct out          sql = out_in_arena(cx->arena, SQL_BYTES);
    write_select(&sql, s);
    out_raw(&sql, " FROM task t JOIN project p ON p.id = t.project_id"
                  " JOIN task_type y ON y.id = t.task_type_id"
                  " LEFT JOIN task_status s ON s.id = t.task_status_id"
                  " JOIN entity e ON e.id = t.entity_id JOIN entity_type k ON k.id = e.entity_type_id"
                  " LEFT JOIN entity q ON q.id = e.parent_id LEFT JOIN entity g ON g.id = q.parent_id"
                  " WHERE ");
    out_raw(&sql, condition);
    out_raw(&sql, limit);
    if (!out_done(&sql))
        return refuse(cx, E_INTERNAL, "A question is too long");
    out_array(o);
    TRY(db_each(cx, out_done(&sql), args, nargs, s, write_todo, o));
    out_array_end(o);
    return 0;
}

int todo_each(struct cx *cx, const char *condition, const struct arg *args, size_t nargs,
              struct out *o)
{
    return todo_some(cx, condition, LIST_ENDS, args, nargs, o);
}

/* ---- what a task belongs to ---- */

#define ROW struct task_place
static const struct field place_fields[] = {
    FIELD(project_id, READ | NULLS, .doc = "The production."),
    FIELD(task_type_id, READ | NULLS, .doc = "The kind of work."),
    FIELD(task_status_id, READ | NULLS, .doc = "The status."),
    FIELD(entity_id, READ | NULLS, .doc = "The entity."),
    FIELD(entity_type_id, READ | NULLS, .doc = "Its type."),
    FIELD(assigner_id, READ | NULLS, .doc = "Who gave it."),
};
#undef ROW
static const struct shape place_shape = SHAPE(struct task_place, place_fields);

int task_place_get(struct cx *cx, struct uuid task_id, struct task_place *to)
{
    static const char sql[] = "SELECT t.project_id, t.task_type_id, t.task_status_id, t.entity_id,"
                              " e.entity_type_id, t.assigner_id"
                              " FROM task t LEFT JOIN entity e ON e.id = t.entity_id WHERE t.id = ?";
    bool found;
    *to = (struct task_place){ 0 };
    TRY(db_one(cx, sql, ARGS(ARG(task_id)), &place_shape, to, &found));
    return found ? 0 : res_absent(cx, &task_res);
}

/* ---- all that is open ---- */

struct totals {
    struct row row;
    int64_t    total;
    double     duration, estimation;
};
#define ROW struct totals
static const struct field totals_fields[] = {
    FIELD(total, READ, .doc = "Tasks."),
    FIELD(duration, READ | NULLS, .doc = "Minutes that they took."),
    FIELD(estimation, READ | NULLS, .doc = "Minutes that they should take."),
};
#undef ROW
static const struct shape totals_shape = SHAPE(struct totals, totals_fields);

#define OPEN                                                                                       \
    "p.project_status_id IN (SELECT id FROM project_status WHERE name = 'Open')"                   \
    " AND (? OR EXISTS (SELECT 1 FROM project_person_link l WHERE l.project_id = t.project_id"     \
    " AND l.person_id = ?)) AND (? OR t.project_id = ?) AND (? OR t.task_type_id = ?)"             \
    " AND (? OR t.task_status_id = ?) AND (? OR EXISTS (SELECT 1 FROM task_person_link w"          \
    " WHERE w.task_id = t.id AND w.person_id = ?))" TODO_MINE_UNLESS
#define OPEN_ARGS(who, in)                                                                         \
    ARG((who)->is_admin), ARG((who)->id), arg_bool(uuid_is_nil((in)->project_id)), ARG((in)->project_id), \
        arg_bool(uuid_is_nil((in)->task_type_id)), ARG((in)->task_type_id),                        \
        arg_bool(uuid_is_nil((in)->task_status_id)), ARG((in)->task_status_id),                    \
        arg_bool(uuid_is_nil((in)->person_id)), ARG((in)->person_id), arg_bool(!right_is_role((who), "vendor")),  \
        ARG((who)->id)

int todo_open(struct cx *cx, const struct actor *who, const struct todo_ask *ask, struct out *o)
{
    static const char sql[] =
        "SELECT COUNT(*), SUM(t.duration), SUM(t.estimation) FROM task t"
        " JOIN project p ON p.id = t.project_id WHERE " OPEN;
    struct totals sum = { 0 };
    bool          found;
    TRY(db_one(cx, sql, ARGS(OPEN_ARGS(who, ask)), &totals_shape, &sum, &found));
    out_object(o);
    out_key(o, "data");
    TRY(todo_some(cx, OPEN " ORDER BY t.updated_at DESC, t.id", " LIMIT ? OFFSET ?",
                  ARGS(OPEN_ARGS(who, ask), ARG(ask->limit), arg_i64((ask->page - 1) * ask->limit)), o));
    out_key(o, "stats");
    out_object(o);
    OUT_I64(o, "total", sum.total);
    out_key(o, "total_duration");
    out_f64(o, sum.duration);
    out_key(o, "total_estimation");
    out_f64(o, sum.estimation);
    out_object_end(o);
    OUT_I64(o, "limit", ask->limit);
    OUT_I64(o, "page", ask->page);
    OUT_BOOL(o, "is_more", ask->page * ask->limit < sum.total);
    out_object_end(o);
    return 0;
}

int todo_open_all(struct cx *cx, const struct actor *who, const struct todo_ask *ask, struct out *o)
{
    return todo_each(cx, OPEN " ORDER BY t.updated_at DESC, t.id", ARGS(OPEN_ARGS(who, ask)), o);
}
