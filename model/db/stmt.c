/* stmt.c - the statement cache; binding of arguments and of rows to field tables. */
#include "model/db/conn.h"
#include <errmsg.h>
#include <mysqld_error.h>
#include "model/base/arena.h"
#include "model/base/text.h"

enum { ARGS_MAX = 64, COLS_MAX = 64 };

static uint64_t hash_of(const char *sql)
{
    uint64_t h = 14695981039346656037u, word = 0; /* FNV-1a's numbers, eight bytes at a time */
    size_t   n = strlen(sql), i = 0;
    for (; i + sizeof word <= n; i += sizeof word) {
        memcpy(&word, sql + i, sizeof word);
        h = (h ^ word) * 1099511628211u;
        h ^= h >> 29;
    }
    for (; i < n; i++)
        h = (h ^ (unsigned char)sql[i]) * 1099511628211u;
    return h;
}

static struct slot *slot_for(struct db *db, const char *sql, uint64_t hash)
{
    struct slot *oldest = &db->slot[0];
    for (size_t i = 0; i < STMT_SLOTS; i++) {
        struct slot *s = &db->slot[i];
        if (s->stmt && s->hash == hash && strcmp(s->sql, sql) == 0)
            return s;
        if (s->used < oldest->used)
            oldest = s;
    }
    return oldest;
}

static int prepared(struct cx *cx, const char *sql, MYSQL_STMT **out)
{
    struct db   *db   = cx->db;
    uint64_t     hash = hash_of(sql);
    struct slot *s;
    if (db->in_tx && db->lost) /* a new connection would not be in the transaction */
        return refuse(cx, E_RETRY, "The database is away");
    TRY(conn_need(cx));
    s = slot_for(db, sql, hash);
    if (!s->stmt || s->hash != hash || strcmp(s->sql, sql) != 0) {
        MYSQL_STMT *stmt = mysql_stmt_init(db->conn);
        if (!stmt)
            abort();
        if (mysql_stmt_prepare(stmt, sql, strlen(sql))) {
            unsigned code = mysql_stmt_errno(stmt);
            char     text[256];
            snprintf(text, sizeof text, "%s", mysql_stmt_error(stmt));
            mysql_stmt_close(stmt);
            return conn_failed(cx, code, text, false);
        }
        if (s->stmt)
            mysql_stmt_close(s->stmt);
        free(s->sql);
        *s = (struct slot){ strdup(sql), hash, 0, stmt };
        if (!s->sql)
            abort();
    }
    s->used = ++db->tick;
    *out    = s->stmt;
    return 0;
}

union cell {
    int64_t    i;
    double     f;
    char       text[UUID_TEXT];
    MYSQL_TIME when;
};

static void set_day(MYSQL_TIME *m, int64_t days)
{
    int64_t  y;
    unsigned mo, d;
    civil_from_days(days, &y, &mo, &d);
    m->year  = (unsigned)y;
    m->month = mo;
    m->day   = d;
}

static void time_to_mysql(struct utc t, MYSQL_TIME *m)
{
    int64_t  s = t.us / 1000000 - (t.us % 1000000 < 0), days = s / 86400 - (s % 86400 < 0);
    unsigned in_day = (unsigned)(s - days * 86400);
    *m              = (MYSQL_TIME){ .time_type = MYSQL_TIMESTAMP_DATETIME };
    set_day(m, days);
    m->hour        = in_day / 3600;
    m->minute      = in_day / 60 % 60;
    m->second      = in_day % 60;
    m->second_part = (unsigned long)(t.us - s * 1000000);
}

static struct utc time_from_mysql(const MYSQL_TIME *m)
{
    int64_t days = days_from_civil(m->year, m->month, m->day);
    return (struct utc){ ((days * 24 + m->hour) * 60 + m->minute) * INT64_C(60000000) +
                         m->second * INT64_C(1000000) + (int64_t)m->second_part };
}

static void *uncast(const void *p) { return (void *)(uintptr_t)p; } /* MYSQL_BIND knows no const */

static void bind_arg(const struct arg *a, MYSQL_BIND *b, union cell *c)
{
    *b = (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_NULL };
    switch (a->type) {
    case T_I64:
        b->buffer_type = MYSQL_TYPE_LONGLONG;
        b->buffer      = uncast(&a->i);
        break;
    case T_F64:
        b->buffer_type = MYSQL_TYPE_DOUBLE;
        b->buffer      = uncast(&a->f);
        break;
    case T_TEXT:
        b->buffer_type   = MYSQL_TYPE_STRING;
        b->buffer        = uncast(a->text);
        b->buffer_length = strlen(a->text);
        break;
    case T_UUID:
        uuid_format(a->uuid, c->text);
        b->buffer_type   = MYSQL_TYPE_STRING;
        b->buffer        = c->text;
        b->buffer_length = UUID_TEXT - 1;
        break;
    case T_TIME:
        time_to_mysql(a->utc, &c->when);
        b->buffer_type = MYSQL_TYPE_DATETIME;
        b->buffer      = &c->when;
        break;
    case T_DATE:
        c->when = (MYSQL_TIME){ .time_type = MYSQL_TIMESTAMP_DATE };
        set_day(&c->when, a->date.days);
        b->buffer_type = MYSQL_TYPE_DATE;
        b->buffer      = &c->when;
        break;
    default: break;
    }
}

/* SELECTs can be asked again on a new connection without harm. */
static bool only_reads(const char *sql)
{
    sql += *sql == '(';
    return strncmp(sql, "SELECT", 6) == 0 || strncmp(sql, "WITH", 4) == 0;
}

static int run_once(struct cx *cx, const char *sql, const struct arg *args, size_t nargs,
                    MYSQL_STMT **out)
{
    MYSQL_BIND  in[ARGS_MAX];
    union cell  c[ARGS_MAX];
    MYSQL_STMT *stmt = NULL;
    TRY(prepared(cx, sql, &stmt));
    if (mysql_stmt_param_count(stmt) != nargs || nargs > ARGS_MAX)
        return refuse(cx, E_INTERNAL, "A statement takes %lu arguments, not %zu",
                      mysql_stmt_param_count(stmt), nargs);
    for (size_t i = 0; i < nargs; i++)
        bind_arg(&args[i], &in[i], &c[i]);
    if ((nargs && mysql_stmt_bind_param(stmt, in)) || mysql_stmt_execute(stmt)) {
        unsigned code = mysql_stmt_errno(stmt);
        return conn_failed(cx, code, mysql_stmt_error(stmt),
                           code != CR_SERVER_GONE_ERROR && !only_reads(sql));
    }
    *out = stmt;
    return 0;
}

/* Outside a transaction, what had no effect is tried once more on a new connection: the old
 * one may have been closed by a restarted server long ago. */
static int run(struct cx *cx, const char *sql, const struct arg *args, size_t nargs,
               MYSQL_STMT **out)
{
    bool had = cx->db->conn != NULL;
    int  rc  = run_once(cx, sql, args, nargs, out);
    if (rc == -E_RETRY && had && !cx->db->conn && !cx->db->in_tx) {
        err_clear(cx);
        rc = run_once(cx, sql, args, nargs, out);
    }
    return rc;
}

struct cursor {
    MYSQL_STMT         *stmt;
    const struct shape *shape;
    MYSQL_BIND          col[COLS_MAX];
    union cell          cell[COLS_MAX];
    unsigned long       len[COLS_MAX];
    my_bool             null[COLS_MAX];
};

static void bind_col(struct cursor *k, size_t i, enum type type)
{
    MYSQL_BIND *b = &k->col[i];
    *b            = (MYSQL_BIND){ .length = &k->len[i], .is_null = &k->null[i],
                                  .buffer = &k->cell[i], .buffer_type = MYSQL_TYPE_STRING };
    switch (type) {
    case T_TIME:
    case T_DATE: b->buffer_type = MYSQL_TYPE_DATETIME; break;
    case T_BOOL:
    case T_I64: b->buffer_type = MYSQL_TYPE_LONGLONG; break;
    case T_F64: b->buffer_type = MYSQL_TYPE_DOUBLE; break;
    default: b->buffer_length = sizeof k->cell[i].text; /* longer ones are fetched with their length */
    }
}

static int open_cursor(struct cx *cx, const char *sql, const struct arg *args, size_t nargs,
                       const struct shape *shape, struct cursor *k)
{
    size_t at = 0;
    k->shape  = shape;
    TRY(run(cx, sql, args, nargs, &k->stmt));
    for (size_t i = 0; i < shape->count; i++)
        if (!(shape->fields[i].flags & CALC))
            bind_col(k, at++, shape->fields[i].type);
    if (mysql_stmt_field_count(k->stmt) != at) {
        mysql_stmt_free_result(k->stmt);
        return refuse(cx, E_INTERNAL, "A statement has %u columns, its table %zu",
                      mysql_stmt_field_count(k->stmt), at);
    }
    if (mysql_stmt_bind_result(k->stmt, k->col))
        return conn_failed(cx, mysql_stmt_errno(k->stmt), mysql_stmt_error(k->stmt), false);
    return 0;
}

static const char *fetch_text(struct cx *cx, struct cursor *k, size_t at)
{
    char      *t   = arena_alloc(cx->arena, k->len[at] + 1);
    MYSQL_BIND one = { .buffer_type = MYSQL_TYPE_STRING, .buffer = t,
                       .buffer_length = k->len[at] + 1 };
    if (k->len[at] <= sizeof k->cell[at].text)
        memcpy(t, k->cell[at].text, k->len[at]);
    else
        mysql_stmt_fetch_column(k->stmt, &one, (unsigned)at, 0);
    return t;
}

/* "uuid,uuid", as GROUP_CONCAT writes them. */
static struct ids fetch_ids(struct cx *cx, struct cursor *k, size_t at)
{
    const char  *text = fetch_text(cx, k, at);
    size_t       n    = (k->len[at] + 1) / UUID_TEXT, good = 0;
    struct uuid *v    = arena_alloc_array(cx->arena, n, sizeof *v);
    for (size_t i = 0; i < n; i++)
        good += uuid_parse(text + i * UUID_TEXT, UUID_TEXT - 1, &v[good]);
    return (struct ids){ v, good };
}

static void store(struct cx *cx, struct cursor *k, size_t at, const struct field *f, void *to)
{
    const union cell *c = &k->cell[at];
    switch (f->type) {
    case T_BOOL: *(bool *)to = c->i != 0; break;
    case T_I64: *(int64_t *)to = c->i; break;
    case T_F64: *(double *)to = c->f; break;
    case T_TIME: *(struct utc *)to = time_from_mysql(&c->when); break;
    case T_DATE:
        ((struct date *)to)->days = days_from_civil(c->when.year, c->when.month, c->when.day);
        break;
    case T_UUID: (void)uuid_parse(c->text, k->len[at], to); break;
    case T_JSON: ((struct json *)to)->text = fetch_text(cx, k, at); break;
    case T_IDS: *(struct ids *)to = fetch_ids(cx, k, at); break;
    default: *(const char **)to = fetch_text(cx, k, at);
    }
}

/* What ends a result early is told to the connection, not to the statement. */
static int fetch_failed(struct cx *cx, const struct cursor *k)
{
    MYSQL *conn = cx->db->conn;
    bool   own  = mysql_stmt_errno(k->stmt) != 0;
    return conn_failed(cx, own ? mysql_stmt_errno(k->stmt) : mysql_errno(conn),
                       own ? mysql_stmt_error(k->stmt) : mysql_error(conn), true);
}

/* *more: whether a row was read into `row`. */
static int fetch(struct cx *cx, struct cursor *k, void *row, bool *more)
{
    struct row *head = row;
    int         rc   = mysql_stmt_fetch(k->stmt);
    size_t      at   = 0;
    *more            = rc == 0 || rc == MYSQL_DATA_TRUNCATED;
    if (rc == MYSQL_NO_DATA)
        return 0;
    if (!*more)
        return fetch_failed(cx, k);
    memset(row, 0, k->shape->bytes);
    for (size_t i = 0; i < k->shape->count; i++) {
        const struct field *f = &k->shape->fields[i];
        if (f->flags & CALC)
            continue;
        head->set |= UINT64_C(1) << i;
        if (k->null[at]) /* a list without members is empty, not null */
            head->null |= (uint64_t)(f->type != T_IDS) << i;
        else
            store(cx, k, at, f, (char *)row + f->off);
        at++;
    }
    return 0;
}

/* Releases the rest of a result; the connection may have been dropped meanwhile. */
static void close_cursor(struct cx *cx, struct cursor *k)
{
    if (cx->db->conn)
        mysql_stmt_free_result(k->stmt);
}

int db_each(struct cx *cx, const char *sql, const struct arg *args, size_t nargs,
            const struct shape *shape, int (*fn)(void *u, const void *row), void *u)
{
    struct cursor     k;
    void             *row = arena_alloc(cx->arena, shape->bytes);
    struct arena_mark mark;
    bool              more = true;
    int               rc;
    TRY(open_cursor(cx, sql, args, nargs, shape, &k));
    mark = arena_mark(cx->arena);
    while ((rc = fetch(cx, &k, row, &more)) >= 0 && more) {
        rc = fn(u, row);
        arena_rewind(cx->arena, mark);
        if (rc < 0)
            break;
    }
    close_cursor(cx, &k);
    if (rc < 0 && cx->err.reason == E_NONE)
        return refuse(cx, E_INTERNAL, "The rows could not be written");
    return rc < 0 ? rc : 0;
}

int db_all(struct cx *cx, const char *sql, const struct arg *args, size_t nargs,
           const struct shape *shape, void *rows_out, size_t *n_out)
{
    struct cursor k;
    char         *rows = NULL;
    size_t        n = 0, cap = 0;
    bool          more = true;
    int           rc   = 0;
    TRY(open_cursor(cx, sql, args, nargs, shape, &k));
    while (rc >= 0 && more) {
        if (n == cap) {
            char *bigger = arena_alloc_array(cx->arena, cap ? cap * 2 : 8, shape->bytes);
            if (n)
                memcpy(bigger, rows, n * shape->bytes);
            rows = bigger;
            cap  = cap ? cap * 2 : 8;
        }
        rc = fetch(cx, &k, rows + n * shape->bytes, &more);
        n += rc >= 0 && more;
    }
    close_cursor(cx, &k);
    if (rc < 0)
        return rc;
    memcpy(rows_out, &rows, sizeof rows);
    *n_out = n;
    return 0;
}

int db_one(struct cx *cx, const char *sql, const struct arg *args, size_t nargs,
           const struct shape *shape, void *row, bool *found)
{
    struct cursor k;
    int           rc;
    TRY(open_cursor(cx, sql, args, nargs, shape, &k));
    rc = fetch(cx, &k, row, found);
    close_cursor(cx, &k);
    return rc;
}

int db_do(struct cx *cx, const char *sql, const struct arg *args, size_t nargs, int64_t *changed)
{
    MYSQL_STMT *stmt = NULL;
    TRY(run(cx, sql, args, nargs, &stmt));
    if (changed)
        *changed = (int64_t)mysql_stmt_affected_rows(stmt);
    return 0;
}
