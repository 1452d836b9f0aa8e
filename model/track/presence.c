/* presence.c - see presence.h. */
#include "model/track/presence.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/csv.h"
#include "model/track/event.h"
#include "model/track/period.h"
#include "model/track/studio.h"

/* ---- logins ---- */

int presence_tell(struct cx *cx, const struct actor *who, struct uuid person_id)
{
    static const char sql[] =
        "UPDATE person SET last_presence = (SELECT MAX(d.day) FROM"
        " (SELECT MAX(DATE(l.date)) day FROM desktop_login_log l WHERE l.person_id = ?"
        "  UNION ALL SELECT MAX(s.date) FROM time_spent s WHERE s.person_id = ?) d) WHERE id = ?";
    TRY(db_do(cx, sql, ARGS(ARG(person_id), ARG(person_id), ARG(person_id)), NULL));
    return event_row(cx, who, RES_UPDATE, "person", person_id, (struct uuid){ { 0 } });
}

int presence_log(struct cx *cx, const struct actor *who, struct uuid person_id, struct utc at,
                 struct uuid *id)
{
    *id = uuid_new();
    TRY(db_do(cx, "INSERT INTO desktop_login_log (id, person_id, date) VALUES (?, ?, ?)",
              ARGS(ARG(*id), ARG(person_id), ARG(at)), NULL));
    return presence_tell(cx, who, person_id);
}

int presence_logs(struct cx *cx, struct uuid person_id, struct out *o)
{
    const struct arg       arg   = ARG(person_id);
    const struct res_where where = {
        .sql = "t.person_id = ?", .args = &arg, .nargs = 1, .order = "t.date DESC, t.id"
    };
    return res_where(cx, &desktop_login_log_res, &where, o);
}

/* ---- a month ---- */

struct month_row {
    struct row  row;
    const char *name;
    int64_t     days; /* bit n: there on day n */
};
#define ROW struct month_row
static const struct field month_fields[] = {
    FIELD(name, READ, .doc = "Full name."),
    FIELD(days, READ, .doc = "Days of logins."),
};
#undef ROW
static const struct shape month_shape = SHAPE(struct month_row, month_fields);

struct table {
    struct out *o;
    int64_t     days;
};

static int write_line(void *u, const void *row)
{
    const struct table     *t = u;
    const struct month_row *m = row;
    csv_cell_write(t->o, true, m->name);
    for (int64_t day = 1; day <= t->days; day++)
        csv_cell_write(t->o, false, m->days >> day & 1 ? "X" : NULL);
    csv_row_end(t->o);
    return t->o->failed ? -1 : 0;
}

static int month_read(struct cx *cx, const char *text, struct period *to)
{
    char year[5] = "", month[3] = "";
    if (strlen(text) != 7 || text[4] != '-')
        return refuse(cx, E_INVALID, "%.20s is no month", text);
    memcpy(year, text, 4);
    memcpy(month, text + 5, 2);
    return period_read(cx, year, month, NULL, NULL, to);
}

int presence_table(struct cx *cx, const char *month, struct out *o)
{
    static const char sql[] =
        "SELECT TRIM(CONCAT(p.first_name, ' ', p.last_name)),"
        " CAST(BIT_OR(IF(l.id IS NULL, 0, 1 << DAY(l.date))) AS SIGNED)"
        " FROM person p LEFT JOIN desktop_login_log l"
        "  ON l.person_id = p.id AND l.date >= ? AND l.date < ? + INTERVAL 1 DAY"
        " WHERE p.active GROUP BY p.id ORDER BY 1, p.id LIMIT 100000";
    struct period p;
    struct table  t = { .o = o };
    TRY(month_read(cx, month, &p));
    t.days = p.to.days - p.from.days + 1;
    csv_cell_write(o, true, arena_copy(cx->arena, month, 4));
    for (int64_t day = 1; day <= t.days; day++)
        csv_cell_write(o, false, arena_printf(cx->arena, "%d", (int)day));
    csv_row_end(o);
    return db_each(cx, sql, ARGS(ARG(p.from), ARG(p.to)), &month_shape, write_line, &t);
}
