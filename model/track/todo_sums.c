/* todo_sums.c - sums and dates over tasks, and the task that a path names. See todo.h. */
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/track/right.h"
#include "model/track/task.h"
#include "model/track/thing.h"
#include "model/track/todo.h"

#define SEPARATORS "/\\_-. "

/* ---- sums ---- */

struct sum {
    struct row  row;
    struct uuid project_id, task_type_id, task_status_id;
    int64_t     amount, amount_done;
    double      total_duration, total_estimation;
};
#define ROW struct sum
static const struct field sum_fields[] = {
    FIELD(project_id, READ, .doc = "The production."),
    FIELD(task_type_id, READ, .doc = "The kind of work."),
    FIELD(task_status_id, READ, .doc = "The status."),
    FIELD(amount, READ, .doc = "Tasks."),
    FIELD(amount_done, READ, .doc = "Those that are done."),
    FIELD(total_duration, READ, .doc = "Minutes that they took."),
    FIELD(total_estimation, READ, .doc = "Minutes that they should take."),
};
#undef ROW
static const struct shape sum_shape = SHAPE(struct sum, sum_fields);

struct summing {
    struct out *o;
    struct sum  of; /* of the production that is being written; nil: none */
};

static void production_ends(struct summing *s)
{
    if (uuid_is_nil(s->of.project_id))
        return;
    out_array_end(s->o);
    OUT_I64(s->o, "amount", s->of.amount);
    OUT_I64(s->o, "amount_done", s->of.amount_done);
    out_key(s->o, "total_duration");
    out_f64(s->o, s->of.total_duration);
    out_key(s->o, "total_estimation");
    out_f64(s->o, s->of.total_estimation);
    out_object_end(s->o);
}

static int write_sum(void *u, const void *row)
{
    struct summing   *s   = u;
    const struct sum *one = row;
    char              id[UUID_TEXT];
    if (!uuid_equal(one->project_id, s->of.project_id)) {
        production_ends(s);
        s->of = (struct sum){ .project_id = one->project_id };
        uuid_format(one->project_id, id);
        out_key(s->o, id);
        out_object(s->o);
        out_key(s->o, "task_types");
        out_array(s->o);
    }
    out_row(s->o, &sum_shape, one);
    s->of.amount += one->amount;
    s->of.amount_done += one->amount_done;
    s->of.total_duration += one->total_duration;
    s->of.total_estimation += one->total_estimation;
    return s->o->failed ? -1 : 0;
}

#define OPEN_OF_MINE                                                                               \
    "p.project_status_id IN (SELECT id FROM project_status WHERE name = 'Open')"                   \
    " AND (? OR EXISTS (SELECT 1 FROM project_person_link l WHERE l.project_id = t.project_id"     \
    " AND l.person_id = ?))"

int todo_sums(struct cx *cx, const struct actor *who, struct out *o)
{
    static const char sql[] =
        "SELECT t.project_id, t.task_type_id, t.task_status_id, COUNT(*), COUNT(IF(s.is_done, 1, NULL)),"
        " COALESCE(SUM(t.duration), 0), COALESCE(SUM(t.estimation), 0)"
        " FROM task t JOIN project p ON p.id = t.project_id JOIN task_type y ON y.id = t.task_type_id"
        " JOIN task_status s ON s.id = t.task_status_id JOIN entity e ON e.id = t.entity_id"
        " WHERE COALESCE(y.for_entity, '') <> 'Concept' AND " OPEN_OF_MINE TODO_MINE_UNLESS
        " GROUP BY t.project_id, t.task_type_id, t.task_status_id"
        " ORDER BY t.project_id, t.task_type_id, t.task_status_id" LIST_ENDS;
    struct summing s = { .o = o };
    out_object(o);
    TRY(db_each(cx, sql,
                ARGS(ARG(who->is_admin), ARG(who->id), arg_bool(!right_is_role(who, "vendor")),
                     ARG(who->id)),
                &sum_shape, write_sum, &s));
    production_ends(&s);
    out_object_end(o);
    return 0;
}

/* ---- dates ---- */

struct dates {
    struct row  row;
    struct uuid person_id;
    struct utc  min_date, max_date;
};
#define ROW struct dates
static const struct field dates_fields[] = {
    FIELD(person_id, READ, .doc = "Who has the tasks."),
    FIELD(min_date, READ | NULLS, .doc = "When the first begins."),
    FIELD(max_date, READ | NULLS, .doc = "When the last is due."),
};
#undef ROW
static const struct shape dates_shape = SHAPE(struct dates, dates_fields);

static int write_dates(void *u, const void *row)
{
    struct out *o = u;
    out_row(o, &dates_shape, row);
    return o->failed ? -1 : 0;
}

int todo_dates(struct cx *cx, const struct actor *who, struct uuid project_id, struct out *o)
{
#define DATES                                                                                      \
    "SELECT a.person_id, MIN(t.start_date), MAX(t.due_date) FROM task t"                           \
    " JOIN task_person_link a ON a.task_id = t.id JOIN person q ON q.id = a.person_id AND q.active" \
    " JOIN project p ON p.id = t.project_id WHERE "
#define BY_PERSON " GROUP BY a.person_id ORDER BY a.person_id" LIST_ENDS
    out_array(o);
    if (uuid_is_nil(project_id))
        TRY(db_each(cx, DATES OPEN_OF_MINE BY_PERSON, ARGS(ARG(who->is_admin), ARG(who->id)),
                    &dates_shape, write_dates, o));
    else
        TRY(db_each(cx, DATES "t.project_id = ?" BY_PERSON, ARGS(ARG(project_id)), &dates_shape,
                    write_dates, o));
    out_array_end(o);
    return 0;
#undef DATES
#undef BY_PERSON
}

/* ---- by path ---- */

/* "/prod/sq_01/Sh010.v2" as "/prod/sq/01/Sh010/v2/": its words, and all that stands between two. */
static const char *words_of(struct cx *cx, const char *path)
{
    char  *words = arena_alloc(cx->arena, strlen(path) + 3);
    size_t n     = 0;
    words[n++]   = '/';
    for (; *path; path++) {
        char c = strchr(SEPARATORS, *path) ? '/' : *path;
        if (c != '/' || words[n - 1] != '/')
            words[n++] = c;
    }
    if (words[n - 1] != '/')
        words[n++] = '/';
    return words;
}

int todo_by_path(struct cx *cx, struct uuid project_id, const char *kind, const char *path,
                 struct uuid *task_id)
{
#define NAMED(column)                                                                              \
    "LOCATE(CONCAT('/', REGEXP_REPLACE(LOWER(" column "), '[_. /\\\\\\\\-]+', '/'), '/')"              \
    " COLLATE utf8mb4_bin, LOWER(?)) > 0"
    static const char sql[] =
        "SELECT t.id FROM task t JOIN entity e ON e.id = t.entity_id"
        " JOIN entity_type k ON k.id = e.entity_type_id JOIN task_type y ON y.id = t.task_type_id"
        " LEFT JOIN entity q ON q.id = e.parent_id"
        " WHERE t.project_id = ? AND (? IS NULL OR IF(? = '" KIND_ASSET "', k.name NOT IN " KINDS_IN_TIME
        ", k.name = ?)) AND " NAMED("e.name") " AND (" NAMED("y.name") " OR " NAMED("y.short_name") ")"
        " ORDER BY (" NAMED("COALESCE(q.name, '')") ") DESC, CHAR_LENGTH(e.name) DESC, (" NAMED("t.name")
        ") DESC, t.created_at, t.id LIMIT 1";
#undef NAMED
    const char *words = words_of(cx, path);
    bool        found;
    TRY(db_id(cx, sql,
              ARGS(ARG(project_id), ARG(kind), ARG(kind), ARG(kind), ARG(words), ARG(words), ARG(words),
                   ARG(words), ARG(words)),
              task_id, &found));
    return found ? 0 : refuse(cx, E_NOT_FOUND, "No task is named there");
}
