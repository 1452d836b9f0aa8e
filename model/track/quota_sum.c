/* quota_sum.c - what was done of shots, by days and longer. See quota.h. */
#include <stdlib.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/query.h"
#include "model/track/quota.h"

enum { SATURDAY = 5, DAYS_MOST = 3660, KEY_BYTES = 16 };

/* What was done from one day to another, both included, for one entry: a person or a kind of work. */
struct part {
    struct row  row;
    struct uuid entry;
    struct date from, to;
    int64_t     frames, drawings, count;
};
#define ROW struct part
static const struct field part_fields[] = {
    FIELD(entry, READ, .doc = "Whose, or of which kind of work."),
    FIELD(from, READ, .doc = "First day."),
    FIELD(to, READ, .doc = "Last day."),
    FIELD(frames, READ, .doc = "Frames."),
    FIELD(drawings, READ, .doc = "Drawings."),
    FIELD(count, READ, .doc = "Shots."),
};
#undef ROW
static const struct shape part_shape = SHAPE(struct part, part_fields);

struct cell { /* of one day */
    struct uuid entry;
    int64_t     day, key; /* key: of the day, week, month or year that is being written */
    int64_t     frames, drawings, count;
};
struct cells {
    struct cell *v;
    size_t       n;
};

/* ---- asking ---- */

#define SHOTS                                                                                      \
    " FROM task k JOIN entity e ON e.id = k.entity_id"                                             \
    " JOIN entity_type y ON y.id = e.entity_type_id AND y.name = 'Shot'"
#define FRAMES   "COALESCE(e.nb_frames, 0)"
#define DRAWINGS "COALESCE(k.nb_drawings, 0)"
#define LOGGED(v) "CAST(SUM(ROUND(" v " * x.duration / k.duration)) AS SIGNED)"

/* of: the alias of who did it. */
static struct query ask_begin(struct cx *cx, const struct quota_sum *ask, const char *of)
{
    struct query q = query_new(cx, "SELECT ");
    query_add(&q, uuid_is_nil(ask->person_id) ? of : "k");
    query_add(&q, uuid_is_nil(ask->person_id) ? ".person_id, " : ".task_type_id, ");
    return q;
}

static void ask_where(struct query *q, const struct quota_sum *ask, const char *of, const char *end)
{
    query_with(q, " WHERE k.project_id = ?", ARG(ask->project_id));
    query_if_id(q, ask->task_type_id, " AND k.task_type_id = ?");
    query_if_id(q, ask->person_id, strcmp(of, "a") == 0 ? " AND a.person_id = ?" : " AND x.person_id = ?");
    query_if_id(q, ask->studio_id,
                " AND EXISTS (SELECT 1 FROM task_person_link b JOIN person q ON q.id = b.person_id"
                " WHERE b.task_id = k.id AND q.studio_id = ?)");
    out_format(&q->sql, " AND k.%s IS NOT NULL", end);
}

/* Shots as a whole, on the day that they were over. */
static int whole_parts(struct cx *cx, const struct quota_sum *ask, const char *end, struct part **v, size_t *n)
{
    struct query q = ask_begin(cx, ask, "a");
    out_format(&q.sql, "DATE(k.%s), DATE(k.%s)", end, end);
    query_add(&q, ", SUM(" FRAMES "), SUM(" DRAWINGS "), COUNT(*)" SHOTS
                  " JOIN task_person_link a ON a.task_id = k.id");
    ask_where(&q, ask, "a", end);
    query_add(&q, " GROUP BY 1, 2" LIST_ENDS);
    return query_all(cx, &q, &part_shape, v, n);
}

/* By what was worked on which day. */
static int logged_parts(struct cx *cx, const struct quota_sum *ask, const char *end, struct part **v, size_t *n)
{
    struct query q = ask_begin(cx, ask, "x");
    query_add(&q, "x.date, x.date, " LOGGED(FRAMES) ", " LOGGED(DRAWINGS) ", COUNT(*)" SHOTS
                  " JOIN time_spent x ON x.task_id = k.id");
    ask_where(&q, ask, "x", end);
    query_add(&q, " AND k.duration > 0 GROUP BY 1, 2" LIST_ENDS);
    return query_all(cx, &q, &part_shape, v, n);
}

/* Where nobody said how long it took: spread over the days from begin to end. */
static int spread_parts(struct cx *cx, const struct quota_sum *ask, const char *end, struct part **v, size_t *n)
{
    struct query q = ask_begin(cx, ask, "a");
    out_format(&q.sql, "DATE(k.real_start_date), DATE(k.%s)", end);
    query_add(&q, ", " FRAMES ", " DRAWINGS ", 1" SHOTS " JOIN task_person_link a ON a.task_id = k.id");
    ask_where(&q, ask, "a", end);
    query_add(&q, " AND k.real_start_date IS NOT NULL"
                  " AND NOT EXISTS (SELECT 1 FROM time_spent x WHERE x.task_id = k.id)");
    return query_all(cx, &q, &part_shape, v, n);
}

/* ---- days ---- */

/* Mondays to Fridays; 1970 began on a Thursday. */
static bool is_business_day(int64_t day) { return ((day + 3) % 7 + 7) % 7 < SATURDAY; }

static size_t days_of(const struct part *p)
{
    int64_t days = p->to.days - p->from.days + 1;
    return days < 0 ? 0 : days > DAYS_MOST ? DAYS_MOST : (size_t)days;
}

static void add_cell(struct cells *to, const struct part *p, int64_t day, int64_t frames)
{
    to->v[to->n++] = (struct cell){ .entry = p->entry, .day = day, .frames = frames,
                                    .drawings = p->drawings, .count = p->count };
}

static void spread(struct cells *to, const struct part *p)
{
    int64_t all = period_business_days(p->from, p->to);
    for (size_t i = 0; all > 0 && i < days_of(p); i++) {
        int64_t day = p->from.days + (int64_t)i;
        if (is_business_day(day))
            add_cell(to, p, day, (p->frames * 2 + all) / (all * 2));
    }
}

static int cells_read(struct cx *cx, const struct quota_sum *ask, struct cells *to)
{
    bool         whole = strcmp(ask->mode, "feedback") == 0 || strcmp(ask->mode, "done") == 0;
    const char  *end   = strstr(ask->mode, "done") ? "done_date" : "end_date";
    struct part *days, *spans = NULL;
    size_t       n, k = 0, room;
    TRY((whole ? whole_parts : logged_parts)(cx, ask, end, &days, &n));
    if (!whole)
        TRY(spread_parts(cx, ask, end, &spans, &k));
    room = n;
    for (size_t i = 0; i < k; i++)
        room += days_of(&spans[i]);
    to->v = arena_alloc_array(cx->arena, room + 1, sizeof *to->v);
    for (size_t i = 0; i < n; i++)
        add_cell(to, &days[i], days[i].from.days, days[i].frames);
    for (size_t i = 0; i < k; i++)
        spread(to, &spans[i]);
    return 0;
}

/* ---- writing ---- */

enum by { BY_DAY, BY_WEEK, BY_MONTH, BY_YEAR };

static int64_t key_of(enum by by, int64_t day)
{
    int64_t  year;
    unsigned month, date;
    civil_from_days(day, &year, &month, &date);
    switch (by) {
    case BY_DAY: return (year * 100 + month) * 100 + date;
    case BY_WEEK: return year * 100 + period_week((struct date){ day });
    case BY_MONTH: return year * 100 + month;
    default: return year;
    }
}

static void key_text(enum by by, int64_t key, char text[KEY_BYTES])
{
    int v = (int)key;
    switch (by) {
    case BY_DAY: snprintf(text, KEY_BYTES, "%04d-%02d-%02d", v / 10000, v / 100 % 100, v % 100); break;
    case BY_WEEK: snprintf(text, KEY_BYTES, "%d-%d", v / 100, v % 100); break;
    case BY_MONTH: snprintf(text, KEY_BYTES, "%04d-%02d", v / 100, v % 100); break;
    default: snprintf(text, KEY_BYTES, "%d", v); break;
    }
}

static int by_key(const void *a, const void *b)
{
    const struct cell *x = a, *y = b;
    return (x->key > y->key) - (x->key < y->key);
}

static int by_entry(const void *a, const void *b)
{
    return memcmp(&((const struct cell *)a)->entry, &((const struct cell *)b)->entry, sizeof(struct uuid));
}

/* One figure of each key; at: its offset in a cell. per_second: 0 unless it is told in seconds. */
static void write_figure(struct out *o, const char *name, enum by by, struct cells c, size_t at, double per_second)
{
    char text[KEY_BYTES];
    out_key(o, name);
    out_object(o);
    for (size_t i = 0; i < c.n;) {
        int64_t key = c.v[i].key, sum = 0;
        for (; i < c.n && c.v[i].key == key; i++)
            sum += *(const int64_t *)(const void *)((const char *)&c.v[i] + at);
        key_text(by, key, text);
        out_key(o, text);
        if (per_second > 0)
            out_f64(o, (double)sum / per_second);
        else
            out_i64(o, sum);
    }
    out_object_end(o);
}

/* How many keys there are in each longer one: days of months, weeks and months of years. */
static void write_entries(struct out *o, enum by by, struct cells c)
{
    char text[KEY_BYTES];
    out_key(o, "entries");
    out_object(o);
    for (size_t i = 0; i < c.n;) {
        int64_t longer = c.v[i].key / 100, n = 0;
        for (int64_t last = -1; i < c.n && c.v[i].key / 100 == longer; i++) {
            n += c.v[i].key != last;
            last = c.v[i].key;
        }
        key_text(by == BY_DAY ? BY_MONTH : BY_YEAR, longer, text);
        out_key(o, text);
        out_i64(o, n);
    }
    out_object_end(o);
}

static void write_entry(struct out *o, const char *name, struct cells c, double fps)
{
    static const char *const names[] = { "day", "week", "month", "year" };
    out_key(o, name);
    out_object(o);
    for (enum by by = BY_DAY; by <= BY_YEAR; by++) {
        for (size_t i = 0; i < c.n; i++)
            c.v[i].key = key_of(by, c.v[i].day);
        qsort(c.v, c.n, sizeof *c.v, by_key);
        out_key(o, names[by]);
        out_object(o);
        write_figure(o, "frames", by, c, offsetof(struct cell, frames), 0);
        write_figure(o, "seconds", by, c, offsetof(struct cell, frames), fps);
        write_figure(o, "count", by, c, offsetof(struct cell, count), 0);
        if (by != BY_YEAR)
            write_entries(o, by, c);
        write_figure(o, "drawings", by, c, offsetof(struct cell, drawings), 0);
        out_object_end(o);
    }
    out_object_end(o);
}

struct rate {
    struct row row;
    double     fps;
};
#define ROW struct rate
static const struct field rate_fields[] = { FIELD(fps, READ, .doc = "Frames per second.") };
#undef ROW
static const struct shape rate_shape = SHAPE(struct rate, rate_fields);

int quota_sums(struct cx *cx, const struct quota_sum *ask, struct out *o)
{
    static const char sql[] =
        "SELECT COALESCE(NULLIF(CAST(fps AS DOUBLE), 0), 25) FROM project WHERE id = ?";
    struct cells c    = { 0 };
    struct rate  rate = { .fps = 25 };
    char         text[UUID_TEXT];
    bool         found;
    TRY(db_one(cx, sql, ARGS(ARG(ask->project_id)), &rate_shape, &rate, &found));
    TRY(cells_read(cx, ask, &c));
    qsort(c.v, c.n, sizeof *c.v, by_entry);
    out_object(o);
    for (size_t i = 0, n; i < c.n; i += n) {
        for (n = 1; i + n < c.n && by_entry(&c.v[i], &c.v[i + n]) == 0; n++)
            ;
        uuid_format(c.v[i].entry, text);
        write_entry(o, text, (struct cells){ c.v + i, n }, rate.fps);
    }
    if (c.n)
        write_entry(o, "total", c, rate.fps);
    out_object_end(o);
    return 0;
}
