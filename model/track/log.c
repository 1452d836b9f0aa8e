/* log.c - see log.h. */
#include "model/track/log.h"
#include "model/base/arena.h"
#include "model/db/query.h"
#include "model/track/review.h"
#include "model/track/studio.h"

struct moment {
    struct row row;
    struct utc created_at;
};
#define ROW struct moment
static const struct field moment_fields[] = { FIELD(created_at, READ, .doc = "When.") };
#undef ROW
static const struct shape moment_shape = SHAPE(struct moment, moment_fields);

static int times(struct cx *cx, struct query *q, const char *cursor_sql, const struct log_ask *ask)
{
    struct moment at = { 0 };
    bool          found;
    if (ask->has_after)
        query_with(q, " AND t.created_at > ?", ARG(ask->after));
    if (ask->has_before)
        query_with(q, " AND t.created_at < ?", ARG(ask->before));
    if (!ask->has_cursor)
        return 0;
    TRY(db_one(cx, cursor_sql, ARGS(ARG(ask->cursor)), &moment_shape, &at, &found));
    if (!found)
        return refuse(cx, E_NOT_FOUND, "There is no such row to go on behind");
    query_with(q, " AND t.created_at <= ?", ARG(at.created_at)); /* for the index */
    query_with(q, " AND (t.created_at < ?", ARG(at.created_at));
    query_with(q, " OR t.id < ?)", ARG(ask->cursor));
    return 0;
}

/* index: see res_where. */
static int answer(struct cx *cx, const struct resource *r, struct query *q, const char *index,
                  int64_t limit, struct out *o)
{
    struct res_where where = { .order = "t.created_at DESC, t.id DESC", .end = " LIMIT ?" };
    q->args[q->n++]        = ARG(limit);
    where.sql              = out_done(&q->sql);
    where.args             = q->args;
    where.nargs            = q->n;
    where.index            = index;
    return res_where(cx, r, &where, o);
}

int log_events(struct cx *cx, const struct actor *who, const struct log_ask *ask, struct out *o)
{
    struct query q = query_new(cx, "TRUE");
    TRY(times(cx, &q, "SELECT created_at FROM api_event WHERE id = ?", ask));
    if (ask->has_project)
        query_with(&q, " AND t.project_id = ?", ARG(ask->project_id));
    if (ask->name)
        query_with(&q, " AND t.name = ?", ARG(ask->name));
    if (ask->only_files)
        query_add(&q, " AND t.name IN ('preview-file:add-file', 'organisation:set-thumbnail',"
                        " 'person:set-thumbnail', 'project:set-thumbnail')");
    if (!who->is_admin)
        query_with(&q, " AND (t.project_id IS NULL OR t.project_id IN (SELECT l.project_id"
                " FROM project_person_link l WHERE l.person_id = ?))", ARG(who->id));
    /* Few of all rows have an index of their own. */
    return answer(cx, &api_event_res, &q,
                  ask->has_project || ask->name || ask->only_files ? NULL : api_event_res.by_order,
                  ask->limit, o);
}

int log_logins(struct cx *cx, const struct log_ask *ask, struct out *o)
{
    struct query q = query_new(cx, "TRUE");
    TRY(times(cx, &q, "SELECT created_at FROM login_log WHERE id = ?", ask));
    return answer(cx, &login_log_res, &q, login_log_res.by_order, ask->limit, o);
}

struct name_row {
    struct row  row;
    const char *name;
};
#define ROW struct name_row
static const struct field name_fields[] = { FIELD(name, READ, .doc = "Name of an event.") };
#undef ROW
static const struct shape name_shape = SHAPE(struct name_row, name_fields);

static int write_name(void *u, const void *row)
{
    const struct name_row *r = row;
    out_str(u, r->name);
    return 0;
}

int log_names(struct cx *cx, struct out *o)
{
    out_array(o);
    TRY(db_each(cx, "SELECT DISTINCT name FROM api_event ORDER BY name" LIST_ENDS, NO_ARGS, &name_shape,
                write_name, o));
    out_array_end(o);
    return 0;
}
