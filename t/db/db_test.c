/* db_test.c - statements, rows and transactions on a real server, also one that goes away. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sys/wait.h>
#include <unistd.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "t/db/own.h"

/* ---- all types, there and back ---- */

struct typed {
    struct row  row;
    int64_t     id;
    bool        b;
    int64_t     i;
    double      f;
    const char *t;
    struct uuid u;
    struct utc  m;
    struct date d;
    struct json j;
};
#define ROW struct typed
static const struct field typed_fields[] = {
    FIELD(id, READ, .doc = "A key."),           FIELD(b, READ | NULLS, .doc = "A flag."),
    FIELD(i, READ | NULLS, .doc = "A number."), FIELD(f, READ | NULLS, .doc = "A number."),
    FIELD(t, READ | NULLS, .doc = "A text."),   FIELD(u, READ | NULLS, .doc = "An identifier."),
    FIELD(m, READ | NULLS, .doc = "A moment."), FIELD(d, READ | NULLS, .doc = "A day."),
    FIELD(j, READ | NULLS, .doc = "A value."),
};
#undef ROW
static const struct shape typed_shape = SHAPE(struct typed, typed_fields);
#define TYPED_SELECT "SELECT id, b, i, f, t, u, m, d, j FROM typed"

static int make_tables(void **state)
{
    struct cx cx = own_open();
    (void)state;
    own_do(&cx,
           "CREATE TABLE typed (id BIGINT PRIMARY KEY, b BOOLEAN, i BIGINT, f DOUBLE, t LONGTEXT,"
           " u UUID, m DATETIME(6), d DATE, j JSON) DEFAULT CHARSET=utf8mb4",
           NO_ARGS);
    own_do(
        &cx,
        "CREATE TABLE counter (id BIGINT PRIMARY KEY, n BIGINT NOT NULL, UNIQUE KEY counter_n (n))"
        " ENGINE=InnoDB",
        NO_ARGS);
    own_close(&cx);
    return 0;
}

// clang-format off
static struct trip {
    const char *what;
    bool        b;
    int64_t     i;
    double      f;
    const char *t;
    uint8_t     u;
    const char *m, *d, *j;
} trips[] = {
    { "plain values", true, 1, 1.5, "text", 1, "2026-11-20T21:40:01.123456Z", "2026-11-20", "{\"a\": [1]}" },
    { "the least", false, INT64_MIN, -1.7976931348623157e308, "", 0, "1000-01-01T00:00:00Z", "1000-01-01", "null" },
    { "the greatest", true, INT64_MAX, 1.7976931348623157e308, "\xf0\x9f\x8e\xac e\xcc\x81", 255, "9999-12-31T23:59:59.999999Z", "9999-12-31", "[]" },
    { "just before 1970", false, -1, 5e-324, "a\"b'c\\d%_\n", 2, "1969-12-31T23:59:59.999999Z", "1969-12-31", "\"x\"" },
    { "just behind 2038", false, 0, 0.1, " blanks ", 3, "2038-01-19T03:14:08.000001Z", "2038-01-20", "1" },
    { "a leap day", false, 0, 0.0, "x", 4, "2024-02-29T23:59:59.5Z", "2024-02-29", "{}" },
    { "in the hour that summer time leaves out elsewhere", false, 0, 1e22, "x", 5, "2026-03-29T02:30:00Z", "2026-03-29", "{}" },
};
// clang-format on

static void values_come_back(void **state)
{
    const struct trip *c   = *state;
    struct cx          cx  = own_open();
    int64_t            id  = c - trips;
    struct typed       got = { 0 };
    struct uuid        u;
    struct utc         m;
    struct date        d;
    bool               found;
    memset(&u, c->u, sizeof u);
    assert_true(utc_parse(c->m, strlen(c->m), &m) && date_parse(c->d, strlen(c->d), &d));
    own_do(&cx, "INSERT INTO typed VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
           ARGS(ARG(id), ARG(c->b), ARG(c->i), ARG(c->f), ARG(c->t), ARG(u), ARG(m), ARG(d),
                ARG(c->j)));
    assert_int_equal(
        db_one(&cx, TYPED_SELECT " WHERE id = ?", ARGS(ARG(id)), &typed_shape, &got, &found), 0);
    assert_true(found);
    assert_int_equal(got.row.set, 0x1ff);
    assert_int_equal(got.row.null, 0);
    assert_int_equal(got.b, c->b);
    assert_int_equal(got.i, c->i);
    assert_memory_equal(&got.f, &c->f, sizeof got.f);
    assert_string_equal(got.t, c->t);
    assert_true(uuid_equal(got.u, u));
    assert_int_equal(got.m.us, m.us);
    assert_int_equal(got.d.days, d.days);
    assert_string_equal(got.j.text, c->j);
    /* ... and the server agrees with what they mean. */
    assert_int_equal(
        db_one(&cx, TYPED_SELECT " WHERE id = ? AND m = ? AND d = ? AND u = ? AND i = ?",
               ARGS(ARG(id), ARG(m), ARG(d), ARG(u), ARG(c->i)), &typed_shape, &got, &found),
        0);
    assert_true(found);
    own_close(&cx);
}

static void null_is_null(void **state)
{
    struct cx    cx  = own_open();
    struct typed got = { .t = "before" };
    bool         found;
    (void)state;
    own_do(&cx, "INSERT INTO typed VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
           ARGS(ARG((int64_t)100), ARG_NULL, ARG_NULL, ARG_NULL, arg_text(NULL), ARG_NULL,
                ARG_IF(false, cx.now), ARG_NULL, ARG((struct json){ NULL })));
    assert_int_equal(
        db_one(&cx, TYPED_SELECT " WHERE id = 100", NO_ARGS, &typed_shape, &got, &found), 0);
    assert_true(found);
    assert_int_equal(got.row.null, 0x1fe);
    assert_null(got.t);
    assert_null(got.j.text);
    assert_false(IS_SET(&typed_shape, &got, m));
    assert_true(IS_NULL(&typed_shape, &got, m));
    assert_int_equal(
        db_one(&cx, TYPED_SELECT " WHERE id = -1", NO_ARGS, &typed_shape, &got, &found), 0);
    assert_false(found);
    own_close(&cx);
}

static void long_texts_are_whole(void **state)
{
    struct cx    cx   = own_open();
    size_t       n    = 5 << 20;
    char        *text = arena_alloc(cx.arena, n + 1);
    struct typed got;
    bool         found;
    (void)state;
    memset(text, 'x', n);
    own_do(&cx, "INSERT INTO typed (id, t) VALUES (101, ?)", ARGS(arg_text(text)));
    for (int again = 0; again < 2; again++) {
        assert_int_equal(
            db_one(&cx, TYPED_SELECT " WHERE id = 101", NO_ARGS, &typed_shape, &got, &found), 0);
        assert_int_equal(strlen(got.t), n);
    }
    own_close(&cx);
}

static void injected_text_is_text(void **state)
{
    struct cx    cx   = own_open();
    const char  *text = "'; DROP TABLE typed; -- ?";
    struct typed got;
    bool         found;
    (void)state;
    own_do(&cx, "INSERT INTO typed (id, t) VALUES (102, ?)", ARGS(ARG(text)));
    assert_int_equal(
        db_one(&cx, TYPED_SELECT " WHERE t = ?", ARGS(ARG(text)), &typed_shape, &got, &found), 0);
    assert_true(found);
    assert_string_equal(got.t, text);
    own_close(&cx);
}

/* ---- lists ---- */

struct number {
    struct row  row;
    int64_t     n;
    const char *t;
};
#define ROW struct number
static const struct field number_fields[] = { FIELD(n, READ, .doc = "A number."),
                                              FIELD(t, READ, .doc = "A text.") };
#undef ROW
static const struct shape number_shape = SHAPE(struct number, number_fields);

struct counting {
    struct cx *cx;
    int64_t    rows, sum, stop_at;
    size_t     most;
};
static int count_row(void *u, const void *row)
{
    struct counting     *c = u;
    const struct number *r = row;
    assert_int_equal(strlen(r->t), 200);
    c->rows++;
    c->sum += r->n;
    if (arena_used(c->cx->arena) > c->most)
        c->most = arena_used(c->cx->arena);
    return c->rows == c->stop_at ? refuse(c->cx, E_FORBIDDEN, "enough") : 0;
}

static void long_lists_stream(void **state)
{
    static const char sql[] = "SELECT seq, REPEAT('x', 200) FROM seq_1_to_50000 ORDER BY seq";
    struct cx         cx    = own_open();
    struct counting   c     = { .cx = &cx };
    (void)state;
    assert_int_equal(db_each(&cx, sql, NO_ARGS, &number_shape, count_row, &c), 0);
    assert_int_equal(c.rows, 50000);
    assert_int_equal(c.sum, INT64_C(50000) * 50001 / 2);
    assert_true(c.most < 100000); /* far less than the ten million bytes that came by */
    c = (struct counting){ .cx = &cx, .stop_at = 3 };
    assert_int_equal(db_each(&cx, sql, NO_ARGS, &number_shape, count_row, &c), -E_FORBIDDEN);
    assert_int_equal(c.rows, 3);
    err_clear(&cx);
    assert_int_equal(own_number(&cx, "SELECT 7"), 7); /* the rest of the rows is not in the way */
    own_close(&cx);
}

static void all_rows_at_once(void **state)
{
    struct cx      cx = own_open();
    struct number *rows;
    size_t         n;
    (void)state;
    assert_int_equal(db_all(&cx, "SELECT seq, 'x' FROM seq_1_to_1000 ORDER BY seq", NO_ARGS,
                            &number_shape, &rows, &n),
                     0);
    assert_int_equal(n, 1000);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(rows[i].n, i + 1);
        assert_string_equal(rows[i].t, "x");
    }
    assert_int_equal(
        db_all(&cx, "SELECT 1, 'x' FROM DUAL WHERE FALSE", NO_ARGS, &number_shape, &rows, &n), 0);
    assert_int_equal(n, 0);
    own_close(&cx);
}

/* ---- what is wrong ---- */

// clang-format off
static struct wrong {
    const char *what, *sql;
    int         rc;
} wrongs[] = {
    { "a unique value twice", "INSERT INTO counter VALUES (50, 50), (51, 50)", -E_CONFLICT },
    { "a key twice", "INSERT INTO counter VALUES (50, 50), (50, 51)", -E_CONFLICT },
    { "nothing where something must be", "INSERT INTO counter VALUES (50, NULL)", -E_INVALID },
    { "a number too large", "INSERT INTO counter VALUES (50, 99999999999999999999)", -E_INVALID },
    { "a reference to nowhere", "INSERT INTO project (id, name, owner_id) VALUES (UUID(), 'x', UUID())", -E_INVALID },
    { "what a constraint forbids", "INSERT INTO job (id, kind, input, status) VALUES (UUID(), 'x', '{}', 'lost')", -E_INVALID },
    { "a text that is too long", "INSERT INTO job (id, kind, input, stage) VALUES (UUID(), 'x', '{}', REPEAT('x', 41))", -E_INVALID },
    { "a division by nothing", "INSERT INTO counter VALUES (50, 1 / 0)", -E_INTERNAL },
    { "no SQL", "SELEC 1", -E_INTERNAL },
    { "no such table", "DELETE FROM no_such_table", -E_INTERNAL },
    { "too few arguments", "UPDATE counter SET n = n WHERE id = ?", -E_INTERNAL },
};
// clang-format on

static void failure_has_its_reason(void **state)
{
    const struct wrong *c  = *state;
    struct cx           cx = own_open();
    assert_int_equal(db_do(&cx, c->sql, NO_ARGS, NULL), c->rc);
    assert_null(strstr(cx.err.message, "counter")); /* clients learn nothing about tables */
    err_clear(&cx);
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM counter WHERE id >= 50"), 0);
    own_close(&cx);
}

static void columns_fit_their_table(void **state)
{
    struct cx     cx = own_open();
    struct number row;
    bool          found;
    (void)state;
    assert_int_equal(db_one(&cx, "SELECT 1", NO_ARGS, &number_shape, &row, &found), -E_INTERNAL);
    err_clear(&cx);
    assert_int_equal(db_one(&cx, "SELECT 1, 'x', 2", NO_ARGS, &number_shape, &row, &found),
                     -E_INTERNAL);
    err_clear(&cx);
    assert_int_equal(own_number(&cx, "SELECT 7"), 7);
    own_close(&cx);
}

static void rows_found_count_as_changed(void **state)
{
    struct cx cx = own_open();
    int64_t   n  = -1;
    (void)state;
    own_do(&cx, "REPLACE INTO counter VALUES (60, 60)", NO_ARGS);
    assert_int_equal(db_do(&cx, "UPDATE counter SET n = 60 WHERE id = 60", NO_ARGS, &n), 0);
    assert_int_equal(n, 1);
    assert_int_equal(db_do(&cx, "UPDATE counter SET n = 60 WHERE id = 61", NO_ARGS, &n), 0);
    assert_int_equal(n, 0);
    own_do(&cx, "DELETE FROM counter WHERE id = 60", NO_ARGS);
    own_close(&cx);
}

static void the_session_is_strict_and_utc(void **state)
{
    struct cx cx = own_open();
    (void)state;
    assert_string_equal(own_text(&cx, "SELECT @@time_zone"), "+00:00");
    assert_non_null(strstr(own_text(&cx, "SELECT @@sql_mode"), "STRICT_ALL_TABLES"));
    assert_string_equal(own_text(&cx, "SELECT @@character_set_client"), "utf8mb4");
    assert_string_equal(own_text(&cx, "SELECT @@tx_isolation"), "READ-COMMITTED");
    assert_true(llabs(own_number(&cx, "SELECT TIMESTAMPDIFF(SECOND, '1970-01-01', NOW())") -
                      utc_now().us / 1000000) < 5);
    own_close(&cx);
}

/* ---- the cache of statements ---- */

static int64_t session(struct cx *cx, const char *name)
{
    return own_number(
        cx,
        arena_printf(cx->arena,
                     "SELECT CAST(VARIABLE_VALUE AS SIGNED) FROM information_schema.SESSION_STATUS"
                     " WHERE VARIABLE_NAME = '%s'",
                     name));
}

static int64_t asked(struct cx *cx, int k)
{
    return own_number(cx, arena_printf(cx->arena, "SELECT %d", k));
}

static void statements_are_prepared_once(void **state)
{
    struct cx cx = own_open();
    int64_t   before;
    (void)state;
    assert_int_equal(asked(&cx, 1), 1);
    (void)session(&cx, "COM_STMT_PREPARE");
    before = session(&cx, "COM_STMT_PREPARE");
    for (int i = 0; i < 50; i++)
        assert_int_equal(asked(&cx, 1), 1);
    assert_int_equal(session(&cx, "COM_STMT_PREPARE"), before);
    own_close(&cx);
}

static void the_oldest_statements_go(void **state)
{
    struct cx cx = own_open();
    int64_t   before;
    (void)state;
    for (int i = 0; i < 600; i++) {
        assert_int_equal(asked(&cx, i), i);
        assert_int_equal(asked(&cx, 0), 0); /* used again and again: stays */
    }
    before = session(&cx, "COM_STMT_PREPARE");
    assert_true(session(&cx, "COM_STMT_CLOSE") >= 600 - 256);
    assert_true(before - session(&cx, "COM_STMT_CLOSE") <= 256);
    before = session(&cx, "COM_STMT_PREPARE");
    assert_int_equal(asked(&cx, 0), 0);
    assert_int_equal(asked(&cx, 599), 599);
    assert_int_equal(session(&cx, "COM_STMT_PREPARE"), before);
    assert_int_equal(asked(&cx, 1), 1); /* long gone */
    assert_int_equal(session(&cx, "COM_STMT_PREPARE"), before + 1);
    own_close(&cx);
}

/* ---- connections that go away ---- */

static int64_t connection(struct cx *cx) { return own_number(cx, "SELECT CONNECTION_ID()"); }

/* End the connection of cx from another one, and wait until it has gone. */
static void cut(struct cx *cx, int64_t id)
{
    struct cx other = own_open();
    own_do(&other, arena_printf(cx->arena, "KILL CONNECTION %lld", (long long)id), NO_ARGS);
    for (int i = 0;
         i < 500 &&
         own_number(
             &other,
             arena_printf(cx->arena,
                          "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE ID = %lld",
                          (long long)id));
         i++)
        usleep(10000);
    own_close(&other);
}

static void reading_survives_a_lost_connection(void **state)
{
    struct cx cx = own_open();
    int64_t   id = connection(&cx);
    (void)state;
    assert_int_equal(asked(&cx, 5), 5);
    cut(&cx, id);
    assert_int_equal(asked(&cx, 5), 5); /* prepared anew on the new connection */
    assert_int_not_equal(connection(&cx), id);
    cut(&cx, connection(&cx));
    assert_int_equal(db_ping(&cx), 0);
    db_rest(&cx);
    assert_int_equal(asked(&cx, 5), 5);
    own_close(&cx);
}

/* A write outside a transaction happens once, or nobody says that it has happened. */
static void writing_is_never_done_twice(void **state)
{
    struct cx cx = own_open();
    int       rc;
    (void)state;
    own_do(&cx, "REPLACE INTO counter VALUES (70, 7000)", NO_ARGS);
    cut(&cx, connection(&cx));
    rc = db_do(&cx, "UPDATE counter SET n = n + 1 WHERE id = 70", NO_ARGS, NULL);
    assert_true(rc == 0 || rc == -E_UNCERTAIN || rc == -E_RETRY);
    err_clear(&cx);
    assert_in_range(own_number(&cx, "SELECT n FROM counter WHERE id = 70"), rc == 0 ? 7001 : 7000,
                    7001);
    own_do(&cx, "DELETE FROM counter WHERE id = 70", NO_ARGS);
    own_close(&cx);
}

static void a_server_that_is_not_there(void **state)
{
    struct conf nowhere = own_conf;
    struct cx   cx      = own_open();
    (void)state;
    db_free(cx.db);
    nowhere.db_socket = "/nonexistent/mariadb.sock";
    cx.db             = db_new(&nowhere);
    assert_int_equal(db_ping(&cx), -E_RETRY);
    err_clear(&cx);
    assert_int_equal(db_do(&cx, "DELETE FROM counter", NO_ARGS, NULL), -E_RETRY);
    err_clear(&cx);
    assert_int_equal(db_tx(&cx, TX_REPEATABLE, NULL, NULL), -E_RETRY); /* fn is not even called */
    own_close(&cx);
}

/* ---- transactions ---- */

struct story {
    struct cx *cx;
    int        runs, cut_at; /* cut the connection in this run ... */
    int        step;         /* ... after so many statements       */
    int        rc;           /* what the last run ends with         */
    bool       goes_on;      /* takes no notice of failures        */
};

static int step_done(struct story *s, int step)
{
    if (s->runs == s->cut_at && step == s->step)
        cut(s->cx, connection(s->cx));
    return 0;
}

static int two_rows(struct cx *cx, void *u)
{
    struct story *s = u;
    s->runs++;
    for (int i = 0; i < 2; i++) {
        int rc;
        TRY(step_done(s, i));
        rc = db_do(cx, "INSERT INTO counter VALUES (?, ?)",
                   ARGS(ARG((int64_t)(80 + i)), ARG((int64_t)(80 + i))), NULL);
        if (rc < 0 && s->goes_on)
            db_expected(cx);
        else
            TRY(rc);
    }
    TRY(step_done(s, 2));
    return s->rc < 0 ? refuse(cx, (enum reason) - s->rc, "as told") : 0;
}

// clang-format off
static struct losing {
    const char  *what;
    struct story story;
    int          flags, rc, runs, rows;
} losings[] = {
    { "nothing happens", { 0 }, TX_ONCE, 0, 1, 2 },
    { "the function refuses", { .rc = -E_FORBIDDEN }, TX_ONCE, -E_FORBIDDEN, 1, 0 },
    { "lost before the first statement", { .cut_at = 1, .step = 0 }, TX_ONCE, 0, 2, 2 },
    { "lost between two statements", { .cut_at = 1, .step = 1 }, TX_ONCE, 0, 2, 2 },
    { "lost between, by one who goes on", { .cut_at = 1, .step = 1, .goes_on = true }, TX_ONCE, 0, 2, 2 },
    { "lost before, by one who goes on", { .cut_at = 1, .step = 0, .goes_on = true }, TX_ONCE, 0, 2, 2 },
    { "lost, and then the function refuses", { .cut_at = 1, .step = 0, .goes_on = true, .rc = -E_FORBIDDEN }, TX_ONCE, -E_FORBIDDEN, 2, 0 },
    { "lost at the end", { .cut_at = 1, .step = 2 }, TX_ONCE, -E_UNCERTAIN, 1, 0 },
    { "lost at the end, repeatable", { .cut_at = 1, .step = 2 }, TX_REPEATABLE, 0, 2, 2 },
};
// clang-format on

static void both_rows_or_none(void **state)
{
    const struct losing *c  = *state;
    struct story         s  = c->story;
    struct cx            cx = own_open();
    s.cx                    = &cx;
    assert_int_equal(db_tx(&cx, c->flags, two_rows, &s), c->rc);
    err_clear(&cx);
    assert_false(db_in_tx(&cx));
    assert_int_equal(s.runs, c->runs);
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM counter WHERE id IN (80, 81)"), c->rows);
    own_do(&cx, "DELETE FROM counter WHERE id IN (80, 81)", NO_ARGS);
    own_close(&cx);
}

static int nested(struct cx *cx, void *u)
{
    struct story *s = u;
    assert_true(db_in_tx(cx));
    if (s->runs == 0)
        TRY(db_tx(cx, TX_ONCE, two_rows, s));
    return refuse(cx, E_FORBIDDEN, "as told");
}

static void an_inner_transaction_is_part_of_the_outer(void **state)
{
    struct cx    cx = own_open();
    struct story s  = { .cx = &cx };
    (void)state;
    assert_int_equal(db_tx(&cx, TX_ONCE, nested, &s), -E_FORBIDDEN);
    err_clear(&cx);
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM counter WHERE id IN (80, 81)"), 0);
    own_close(&cx);
}

static int expects(struct cx *cx, void *u)
{
    int *runs = u;
    ++*runs;
    TRY(db_do(cx, "INSERT INTO counter VALUES (90, 90)", NO_ARGS, NULL));
    assert_int_equal(db_do(cx, "INSERT INTO counter VALUES (90, 91)", NO_ARGS, NULL), -E_CONFLICT);
    db_expected(cx);
    return db_do(cx, "INSERT INTO counter VALUES (92, 92)", NO_ARGS, NULL);
}

static void an_expected_failure_ends_nothing(void **state)
{
    struct cx cx   = own_open();
    int       runs = 0;
    (void)state;
    assert_int_equal(db_tx(&cx, TX_ONCE, expects, &runs), 0);
    assert_int_equal(runs, 1);
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM counter WHERE id >= 90"), 2);
    own_do(&cx, "DELETE FROM counter WHERE id >= 90", NO_ARGS);
    own_close(&cx);
}

/* ---- deadlock: two processes take two rows in opposite order ---- */

struct crossing {
    int64_t first, second;
    int     runs, tell, hear;
};

static int cross(struct cx *cx, void *u)
{
    struct crossing *c    = u;
    char             byte = 1;
    TRY(db_do(cx, "UPDATE counter SET n = n + 10 WHERE id = ?", ARGS(ARG(c->first)), NULL));
    if (c->runs++ == 0 && (write(c->tell, &byte, 1) != 1 || read(c->hear, &byte, 1) != 1))
        return refuse(cx, E_INTERNAL, "the other one has gone");
    return db_do(cx, "UPDATE counter SET n = n + 10 WHERE id = ?", ARGS(ARG(c->second)), NULL);
}

static int cross_once(struct crossing c, int64_t *repeats)
{
    struct cx cx = own_open();
    int       rc = db_tx(&cx, TX_ONCE, cross, &c);
    *repeats     = db_tx_repeats(cx.db);
    own_close(&cx);
    return rc;
}

static void deadlocks_are_run_again(void **state)
{
    struct cx cx = own_open();
    int       there[2], back[2], status;
    int64_t   repeats = 0;
    pid_t     child;
    (void)state;
    own_do(&cx, "REPLACE INTO counter VALUES (1, 1), (2, 2)", NO_ARGS);
    own_close(&cx);
    assert_int_equal(pipe(there), 0);
    assert_int_equal(pipe(back), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(cross_once((struct crossing){ 2, 1, 0, there[1], back[0] }, &repeats) < 0
                  ? 99
                  : (int)repeats);
    assert_int_equal(cross_once((struct crossing){ 1, 2, 0, back[1], there[0] }, &repeats), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_not_equal(WEXITSTATUS(status), 99);
    assert_true(WEXITSTATUS(status) + repeats >= 1); /* one of them was the victim ... */
    cx = own_open();
    assert_int_equal(own_number(&cx, "SELECT n FROM counter WHERE id = 1"),
                     21); /* ... and nothing is lost or double */
    assert_int_equal(own_number(&cx, "SELECT n FROM counter WHERE id = 2"), 22);
    own_do(&cx, "DELETE FROM counter WHERE id <= 2", NO_ARGS);
    own_close(&cx);
    close(there[0]), close(there[1]), close(back[0]), close(back[1]);
}

int main(void)
{
    const struct CMUnitTest fixed[] = {
        cmocka_unit_test(null_is_null),
        cmocka_unit_test(long_texts_are_whole),
        cmocka_unit_test(injected_text_is_text),
        cmocka_unit_test(long_lists_stream),
        cmocka_unit_test(all_rows_at_once),
        cmocka_unit_test(columns_fit_their_table),
        cmocka_unit_test(rows_found_count_as_changed),
        cmocka_unit_test(the_session_is_strict_and_utc),
        cmocka_unit_test(statements_are_prepared_once),
        cmocka_unit_test(the_oldest_statements_go),
        cmocka_unit_test(reading_survives_a_lost_connection),
        cmocka_unit_test(writing_is_never_done_twice),
        cmocka_unit_test(a_server_that_is_not_there),
        cmocka_unit_test(an_inner_transaction_is_part_of_the_outer),
        cmocka_unit_test(an_expected_failure_ends_nothing),
        cmocka_unit_test(deadlocks_are_run_again),
    };
    struct CMUnitTest tests[COUNT(fixed) + COUNT(trips) + COUNT(wrongs) + COUNT(losings)];
    size_t            n = COUNT(fixed);
    int               failed;
    memcpy(tests, fixed, sizeof fixed);
#define ALL(table, fn)                                                                             \
    for (size_t i = 0; i < COUNT(table); i++)                                                      \
        tests[n++] = (struct CMUnitTest){ (table)[i].what, fn, NULL, NULL, &(table)[i] };
    ALL(trips, values_come_back)
    ALL(wrongs, failure_has_its_reason)
    ALL(losings, both_rows_or_none)
    own_begin("db");
    failed = _cmocka_run_group_tests("db", tests, n, make_tables, NULL);
    own_end();
    return failed;
}
