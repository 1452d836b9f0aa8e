/* hours.c - see hours.h. */
#include "model/track/hours.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/query.h"
#include "model/track/event.h"
#include "model/track/presence.h"
#include "model/track/right.h"
#include "model/track/task.h"
#include "model/track/tasks.h"

/* ---- one day's work ---- */

/* Managers for everybody; who has the task for themselves. */
static int may_write(struct cx *cx, const struct actor *who, struct uuid task_id,
                     struct uuid person_id, struct uuid *project_id)
{
    struct standing s;
    TRY(right_standing(cx, &task_res, who, task_id, &s));
    TRY(tasks_person(cx, person_id));
    *project_id = s.project_id;
    if (right_grants(FOR_MANAGER, who, &s) ||
        (s.in_team && s.is_assigned && uuid_equal(person_id, who->id)))
        return 0;
    return right_refuse(cx);
}

int hours_find(struct cx *cx, struct uuid task_id, struct uuid person_id, struct date date,
               struct uuid *id, bool *found)
{
    return db_id(cx, "SELECT id FROM time_spent WHERE person_id = ? AND task_id = ? AND date = ?",
                 ARGS(ARG(person_id), ARG(task_id), ARG(date)), id, found);
}

static int row_find(struct cx *cx, struct uuid task_id, struct uuid person_id, struct date date,
                    struct uuid *id, bool *found)
{
    /* The task's row first: work on a task is written by one after the other. */
    TRY(db_do(cx, "UPDATE task SET updated_at = ? WHERE id = ?", ARGS(ARG(cx->now), ARG(task_id)), NULL));
    return db_id(cx, "SELECT id FROM time_spent WHERE person_id = ? AND task_id = ? AND date = ? FOR UPDATE",
                 ARGS(ARG(person_id), ARG(task_id), ARG(date)), id, found);
}

static int add_up(struct cx *cx, const struct actor *who, struct uuid task_id, struct uuid project_id)
{
    TRY(db_do(cx, "UPDATE task SET duration = (SELECT COALESCE(SUM(x.duration), 0) FROM time_spent x"
                  " WHERE x.task_id = ?) WHERE id = ?", ARGS(ARG(task_id), ARG(task_id)), NULL));
    return event_row(cx, who, RES_UPDATE, "task", task_id, project_id);
}

int hours_set(struct cx *cx, const struct actor *who, struct uuid task_id, struct uuid person_id,
              struct date date, double minutes, bool add, struct uuid *id)
{
    struct uuid project_id;
    bool        found;
    TRY(may_write(cx, who, task_id, person_id, &project_id));
    if (!(minutes > 0) || minutes > 1e6)
        return refuse_field(cx, E_INVALID, "duration", "duration: must be more than 0 minutes");
    TRY(row_find(cx, task_id, person_id, date, id, &found));
    if (found) {
        TRY(db_do(cx, "UPDATE time_spent SET duration = IF(?, duration, 0) + ?, updated_at = ? WHERE id = ?",
                  ARGS(ARG(add), ARG(minutes), ARG(cx->now), ARG(*id)), NULL));
    } else {
        *id = uuid_new();
        TRY(db_do(cx, "INSERT INTO time_spent (id, duration, date, task_id, person_id) VALUES (?, ?, ?, ?, ?)",
                  ARGS(ARG(*id), ARG(minutes), ARG(date), ARG(task_id), ARG(person_id)), NULL));
    }
    TRY(event_row(cx, who, found ? RES_UPDATE : RES_CREATE, "time-spent", *id, project_id));
    TRY(presence_tell(cx, who, person_id));
    return add_up(cx, who, task_id, project_id);
}

int hours_remove(struct cx *cx, const struct actor *who, struct uuid task_id, struct uuid person_id,
                 struct date date)
{
    struct uuid project_id, id;
    bool        found;
    TRY(may_write(cx, who, task_id, person_id, &project_id));
    TRY(row_find(cx, task_id, person_id, date, &id, &found));
    if (!found)
        return res_absent(cx, &time_spent_res);
    TRY(db_do(cx, "DELETE FROM time_spent WHERE id = ?", ARGS(ARG(id)), NULL));
    TRY(event_row(cx, who, RES_DELETE, "time-spent", id, project_id));
    return add_up(cx, who, task_id, project_id);
}

/* ---- sums ---- */

struct sum {
    struct row  row;
    int64_t     key;
    struct uuid person_id;
    double      minutes;
};
#define ROW struct sum
static const struct field sum_fields[] = {
    FIELD(key, READ, .doc = "Number of the day, week, month or year."),
    FIELD(person_id, READ, .doc = "Who worked."),
    FIELD(minutes, READ, .doc = "How long."),
};
#undef ROW
static const struct shape sum_shape = SHAPE(struct sum, sum_fields);

/* Managers and supervisors see their productions; supervisors of departments those departments;
 * everybody else themselves. */
static int narrow(struct cx *cx, const struct actor *who, const struct hours_ask *ask, struct query *q)
{
    bool manager = right_is_role(who, "manager"), supervisor = right_is_role(who, "supervisor");
    if (who->is_admin)
        return 0;
    if (!manager && !supervisor) {
        query_with(q, " AND x.person_id = ?", arg_uuid(who->id));
        return 0;
    }
    query_with(q, " AND k.project_id IN (SELECT l.project_id FROM project_person_link l"
                  " WHERE l.person_id = ?)", arg_uuid(who->id));
    if (!uuid_is_nil(ask->project_id)) {
        bool in_team;
        TRY(db_id(cx, "SELECT project_id FROM project_person_link WHERE project_id = ? AND person_id = ?",
                  ARGS(ARG(ask->project_id), ARG(who->id)), NULL, &in_team));
        if (!in_team) /* one that is not there is none of his either */
            return right_refuse(cx);
    }
    if (supervisor) {
        bool found, mine;
        TRY(db_id(cx, "SELECT department_id FROM department_link WHERE person_id = ? LIMIT 1",
                  ARGS(ARG(who->id)), NULL, &found));
        TRY(db_id(cx, "SELECT department_id FROM department_link WHERE person_id = ? AND department_id = ?",
                  ARGS(ARG(who->id), ARG(ask->department_id)), NULL, &mine));
        if (found && !mine && !uuid_is_nil(ask->department_id))
            return refuse_field(cx, E_INVALID, "department_id", "department_id: is none of yours");
        query_if(q, found, " AND x.person_id IN (SELECT d.person_id FROM department_link d JOIN"
                           " department_link e ON e.department_id = d.department_id WHERE e.person_id = ?)",
                 arg_uuid(who->id));
    }
    return 0;
}

static void key_text(int64_t key, char text[24]) { snprintf(text, 24, "%lld", (long long)key); }

static void write_sums(struct out *o, const struct sum *rows, size_t n)
{
    char key[24], id[UUID_TEXT];
    out_object(o);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || rows[i].key != rows[i - 1].key) {
            key_text(rows[i].key, key);
            out_key(o, key);
            out_object(o);
        }
        uuid_format(rows[i].person_id, id);
        out_key(o, id);
        out_f64(o, rows[i].minutes);
        if (i + 1 == n || rows[i + 1].key != rows[i].key)
            out_object_end(o);
    }
    out_object_end(o);
}

int hours_table(struct cx *cx, const struct actor *who, const struct hours_ask *ask, struct out *o)
{
    static const char *const keys[] = { [BY_YEAR]  = "SELECT YEAR(x.date)",
                                        [BY_MONTH] = "SELECT MONTH(x.date)",
                                        [BY_WEEK]  = "SELECT WEEK(x.date, 3)",
                                        [BY_DAY]   = "SELECT DAY(x.date)" };
    struct query q = query_new(cx, keys[ask->by]);
    struct sum  *rows;
    size_t       n;
    query_add(&q, ", x.person_id, SUM(x.duration) FROM time_spent x JOIN task k ON k.id = x.task_id WHERE TRUE");
    if (ask->period) {
        query_with(&q, " AND x.date >= ?", arg_date(ask->period->from));
        query_with(&q, " AND x.date <= ?", arg_date(ask->period->to));
    }
    query_if_id(&q, ask->project_id, " AND k.project_id = ?");
    query_if_id(&q, ask->department_id,
                " AND x.person_id IN (SELECT d.person_id FROM department_link d WHERE d.department_id = ?)");
    query_if_id(&q, ask->studio_id, " AND x.person_id IN (SELECT p.id FROM person p WHERE p.studio_id = ?)");
    TRY(narrow(cx, who, ask, &q));
    query_add(&q, " GROUP BY 1, 2 ORDER BY 1, 2" LIST_ENDS);
    TRY(query_all(cx, &q, &sum_shape, &rows, &n));
    write_sums(o, rows, n);
    return 0;
}

/* ---- of a person ---- */

struct worked {
    struct row  row;
    double      duration;
    struct uuid project_id;
    const char *project_name;
    struct uuid entity_id;
    const char *entity_name, *entity_type_name;
    struct uuid entity_preview_file_id, task_id, task_type_id;
    const char *task_type_name, *task_type_color;
};
#define ROW struct worked
static const struct field worked_fields[] = {
    FIELD(duration, READ, .doc = "Minutes."),
    FIELD(project_id, READ | NULLS, .doc = "The production."),
    FIELD(project_name, READ, .doc = "Its name."),
    FIELD(entity_id, READ | NULLS, .doc = "The entity."),
    FIELD(entity_name, READ | NULLS, .doc = "Its name."),
    FIELD(entity_type_name, READ | NULLS, .doc = "Name of its type."),
    FIELD(entity_preview_file_id, READ | NULLS, .doc = "Its picture."),
    FIELD(task_id, READ, .doc = "The task."),
    FIELD(task_type_id, READ | NULLS, .doc = "The kind of work."),
    FIELD(task_type_name, READ | NULLS, .doc = "Its name."),
    FIELD(task_type_color, READ | NULLS, .doc = "Its colour."),
};
#undef ROW
static const struct shape worked_shape = SHAPE(struct worked, worked_fields);

static int write_worked(void *u, const void *row)
{
    struct out *o = u;
    out_row(o, &worked_shape, row);
    return o->failed ? -1 : 0;
}

int hours_may_read(struct cx *cx, const struct actor *who, struct uuid person_id, bool *all)
{
    TRY(tasks_person(cx, person_id));
    *all = who->is_admin || uuid_equal(person_id, who->id);
    if (*all || right_is_role(who, "manager") || right_is_role(who, "supervisor"))
        return 0;
    return right_refuse(cx);
}

int hours_of_person(struct cx *cx, const struct actor *who, struct uuid person_id,
                    const struct period *period, struct out *o)
{
    static const char sql[] =
        "SELECT SUM(x.duration), k.project_id, p.name, k.entity_id, e.name, t.name, e.preview_file_id,"
        " k.id, k.task_type_id, y.name, y.color FROM time_spent x JOIN task k ON k.id = x.task_id"
        " JOIN project p ON p.id = k.project_id LEFT JOIN entity e ON e.id = k.entity_id"
        " LEFT JOIN entity_type t ON t.id = e.entity_type_id LEFT JOIN task_type y ON y.id = k.task_type_id"
        " WHERE x.person_id = ? AND x.date BETWEEN ? AND ? AND (? OR k.project_id IN"
        "  (SELECT l.project_id FROM project_person_link l WHERE l.person_id = ?))"
        " GROUP BY k.id ORDER BY p.name, e.name, y.name, k.id" LIST_ENDS;
    bool all;
    TRY(hours_may_read(cx, who, person_id, &all));
    out_array(o);
    TRY(db_each(cx, sql,
                ARGS(ARG(person_id), ARG(period->from), ARG(period->to), ARG(all), ARG(who->id)),
                &worked_shape, write_worked, o));
    out_array_end(o);
    return 0;
}

/* ---- of a task ---- */

int hours_of_task(struct cx *cx, struct uuid task_id, const struct date *date, struct out *o)
{
    static const char sql[] =
        "SELECT duration, date, task_id, person_id, id, created_at, updated_at FROM time_spent"
        " WHERE task_id = ? AND (? OR date = ?) ORDER BY person_id, date" LIST_ENDS;
    struct time_spent *rows;
    struct date        day   = date ? *date : (struct date){ 0 };
    double             total = 0;
    size_t             n;
    char               id[UUID_TEXT];
    TRY(db_all(cx, sql, ARGS(ARG(task_id), arg_bool(!date), ARG(day)), &time_spent_shape, &rows, &n));
    out_object(o);
    for (size_t i = 0; i < n; i++) {
        bool first = i == 0 || !uuid_equal(rows[i].person_id, rows[i - 1].person_id);
        bool last  = i + 1 == n || !uuid_equal(rows[i].person_id, rows[i + 1].person_id);
        total += rows[i].duration;
        if (first) {
            uuid_format(rows[i].person_id, id);
            out_key(o, id);
            out_array(o);
        }
        out_object(o);
        out_members(o, &time_spent_shape, &rows[i]);
        OUT_STR(o, "type", "TimeSpent");
        out_object_end(o);
        if (last)
            out_array_end(o);
    }
    out_key(o, "total");
    out_f64(o, total);
    out_object_end(o);
    return 0;
}
