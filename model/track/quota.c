/* quota.c - see quota.h. */
#include "model/track/quota.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/entity.h"

enum { SQL_BYTES = 8192, FIELDS_MOST = 64 };

struct counted {
    struct entity entity; /* its marks are those of the fields of both */
    const char   *full_name;
    double        logged;
    struct utc    started, ended;
};
#define ROW struct counted
static const struct field more_fields[] = {
    FIELD(full_name, READ, .doc = "Where it is and what it is called."),
    FIELD(logged, READ | NULLS, .doc = "Its part by what was worked."),
    FIELD(started, READ | NULLS, .doc = "When its task was begun."),
    FIELD(ended, READ | NULLS, .doc = "When it was ended."),
};
#undef ROW
enum { MORE = COUNT(more_fields) };

static struct field fields[FIELDS_MOST];
static struct shape shape = { .fields = fields, .bytes = sizeof(struct counted) };

static const struct shape *counted_shape(void)
{
    if (shape.count)
        return &shape;
    for (size_t i = 0; i < entity_shape.count; i++)
        if (entity_shape.fields[i].type != T_IDS)
            fields[shape.count++] = entity_shape.fields[i];
    memcpy(fields + shape.count, more_fields, sizeof more_fields);
    shape.count = (uint16_t)(shape.count + MORE);
    return &shape;
}

struct writing {
    struct out             *o;
    const struct quota_ask *ask;
    bool                    whole; /* every shot counts as one */
};

static struct date day_of(struct utc t)
{
    const int64_t day = INT64_C(86400000000);
    return (struct date){ (t.us >= 0 ? t.us : t.us - day + 1) / day };
}

/* Of what was worked, its part; of what was not, the part of its business days in the period. */
static double weight_of(const struct writing *w, const struct counted *c, bool by_days)
{
    struct date from = day_of(c->started), to = day_of(c->ended);
    int64_t     all = period_business_days(from, to), here;
    if (w->whole)
        return 1;
    if (!by_days)
        return c->logged;
    if (from.days < w->ask->period->from.days)
        from = w->ask->period->from;
    if (to.days > w->ask->period->to.days)
        to = w->ask->period->to;
    here = period_business_days(from, to);
    return all > 0 ? (double)((here * 200 + all) / (all * 2)) / 100 : 0;
}

static int write_counted(void *u, const void *row)
{
    struct writing       *w    = u;
    const struct counted *c    = row;
    struct shape          some = *counted_shape();
    bool                  by_days = field_is_null(&shape, c, offsetof(struct counted, logged));
    some.count = (uint16_t)(some.count - MORE);
    out_object(w->o);
    out_members(w->o, &some, row);
    OUT_STR(w->o, "type", "Entity");
    OUT_STR(w->o, "full_name", c->full_name);
    out_key(w->o, "weight");
    out_f64(w->o, weight_of(w, c, by_days));
    out_object_end(w->o);
    return w->o->failed ? -1 : 0;
}

#define FULL "CONCAT_WS(' / ', g.name, q.name, t.name)"
#define FROM                                                                                       \
    " FROM entity t JOIN entity_type y ON y.id = t.entity_type_id AND y.name = 'Shot'"             \
    " JOIN task k ON k.entity_id = t.id LEFT JOIN entity q ON q.id = t.parent_id"                  \
    " LEFT JOIN entity g ON g.id = q.parent_id"
#define ASSIGNED                                                                                   \
    " EXISTS (SELECT 1 FROM task_person_link a WHERE a.task_id = k.id AND a.person_id = ?)"        \
    " AND k.project_id = ? AND k.task_type_id = ?"

static void columns(struct out *sql)
{
    const struct shape *s = counted_shape();
    out_raw(sql, "SELECT ");
    for (size_t i = 0; i + MORE < s->count; i++)
        out_format(sql, "t.`%s`, ", s->fields[i].name);
    out_raw(sql, FULL);
}

/* end: the column that says when a task is over. */
static int whole_shots(struct cx *cx, const struct quota_ask *ask, const char *end, struct writing *w)
{
    struct out sql = out_in_arena(cx->arena, SQL_BYTES);
    columns(&sql);
    out_raw(&sql, ", NULL, NULL, NULL" FROM " WHERE" ASSIGNED);
    out_format(&sql, " AND k.%s >= ? AND k.%s < ? + INTERVAL 1 DAY", end, end);
    out_raw(&sql, " ORDER BY " FULL ", t.id" LIST_ENDS);
    w->whole = true;
    return db_each(cx, out_done(&sql),
                   ARGS(ARG(ask->person_id), ARG(ask->project_id), ARG(ask->task_type_id),
                        ARG(ask->period->from), ARG(ask->period->to)),
                   counted_shape(), write_counted, w);
}

#define LOGGED                                                                                     \
    "(SELECT SUM(ROUND(x.duration / NULLIF(k.duration, 0), 2)) FROM time_spent x"                  \
    " WHERE x.task_id = k.id AND x.person_id = ? AND x.date BETWEEN ? AND ?)"

static int weighted_shots(struct cx *cx, const struct quota_ask *ask, const char *end,
                          struct writing *w)
{
    struct out sql = out_in_arena(cx->arena, SQL_BYTES);
    columns(&sql);
    out_raw(&sql, ", " LOGGED);
    out_format(&sql, ", k.real_start_date, k.%s", end);
    out_raw(&sql, FROM " WHERE k.project_id = ? AND k.task_type_id = ? AND (" LOGGED
                  " IS NOT NULL OR (" ASSIGNED
                  " AND NOT EXISTS (SELECT 1 FROM time_spent x WHERE x.task_id = k.id)"
                  " AND k.real_start_date < ? + INTERVAL 1 DAY");
    out_format(&sql, " AND k.%s >= ?))", end);
    out_raw(&sql, " ORDER BY " FULL ", t.id" LIST_ENDS);
    return db_each(cx, out_done(&sql),
                   ARGS(ARG(ask->person_id), ARG(ask->period->from), ARG(ask->period->to),
                        ARG(ask->project_id), ARG(ask->task_type_id), ARG(ask->person_id),
                        ARG(ask->period->from), ARG(ask->period->to), ARG(ask->person_id),
                        ARG(ask->project_id), ARG(ask->task_type_id), ARG(ask->period->to),
                        ARG(ask->period->from)),
                   counted_shape(), write_counted, w);
}

int quota_shots(struct cx *cx, const struct quota_ask *ask, struct out *o)
{
    struct writing w     = { .o = o, .ask = ask };
    bool           whole = strcmp(ask->mode, "feedback") == 0 || strcmp(ask->mode, "done") == 0;
    const char    *end   = strstr(ask->mode, "done") ? "done_date" : "end_date";
    out_array(o);
    TRY(whole ? whole_shots(cx, ask, end, &w) : weighted_shots(cx, ask, end, &w));
    out_array_end(o);
    return 0;
}

int quota_day_off(struct cx *cx, struct uuid person_id, struct date day, struct uuid *id, bool *found)
{
    return db_id(cx, "SELECT id FROM day_off WHERE person_id = ? AND date <= ? AND end_date >= ?"
                     " ORDER BY date LIMIT 1",
                 ARGS(ARG(person_id), ARG(day), ARG(day)), id, found);
}
