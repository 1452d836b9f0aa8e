/* query.c - see query.h. */
#include "model/db/query.h"
#include "model/base/text.h"

enum { SQL_BYTES = 64 * 1024 };

struct query query_new(struct cx *cx, const char *sql)
{
    struct query q = { .sql = out_in_arena(cx->arena, SQL_BYTES) };
    out_raw(&q.sql, sql);
    return q;
}

void query_add(struct query *q, const char *sql) { out_raw(&q->sql, sql); }

void query_with(struct query *q, const char *sql, struct arg value)
{
    out_raw(&q->sql, sql);
    if (q->n < QUERY_ARGS)
        q->args[q->n++] = value;
    else
        q->failed = true;
}

void query_if(struct query *q, bool wanted, const char *sql, struct arg value)
{
    if (wanted)
        query_with(q, sql, value);
}

void query_if_id(struct query *q, struct uuid id, const char *sql)
{
    query_if(q, !uuid_is_nil(id), sql, arg_uuid(id));
}

static int done(struct cx *cx, struct query *q, const char **sql)
{
    *sql = q->failed ? NULL : out_done(&q->sql);
    return *sql ? 0 : refuse(cx, E_INTERNAL, "A statement is too long");
}

int query_each(struct cx *cx, struct query *q, const struct shape *shape,
               int (*fn)(void *u, const void *row), void *u)
{
    const char *sql;
    TRY(done(cx, q, &sql));
    return db_each(cx, sql, q->args, q->n, shape, fn, u);
}

int query_all(struct cx *cx, struct query *q, const struct shape *shape, void *rows, size_t *n)
{
    const char *sql;
    TRY(done(cx, q, &sql));
    return db_all(cx, sql, q->args, q->n, shape, rows, n);
}

int query_one(struct cx *cx, struct query *q, const struct shape *shape, void *row, bool *found)
{
    const char *sql;
    TRY(done(cx, q, &sql));
    return db_one(cx, sql, q->args, q->n, shape, row, found);
}
