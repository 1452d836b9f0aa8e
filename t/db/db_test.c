/* db_test.c - statements, rows and what fails, on a real server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
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
    };
    struct CMUnitTest tests[COUNT(fixed) + COUNT(trips) + COUNT(wrongs)];
    size_t            n = COUNT(fixed);
    int               failed;
    memcpy(tests, fixed, sizeof fixed);
#define ALL(table, fn)                                                                             \
    for (size_t i = 0; i < COUNT(table); i++)                                                      \
        tests[n++] = (struct CMUnitTest){ (table)[i].what, fn, NULL, NULL, &(table)[i] };
    ALL(trips, values_come_back)
    ALL(wrongs, failure_has_its_reason)
    own_begin("db");
    failed = _cmocka_run_group_tests("db", tests, n, make_tables, NULL);
    own_end();
    return failed;
}
