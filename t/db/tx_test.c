/* tx_test.c - connections that go away, transactions, deadlocks: all of it, or nothing. */
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

static int make_tables(void **state)
{
    struct cx cx = own_open();
    (void)state;
    own_do(
        &cx,
        "CREATE TABLE counter (id BIGINT PRIMARY KEY, n BIGINT NOT NULL, UNIQUE KEY counter_n (n))"
        " ENGINE=InnoDB",
        NO_ARGS);
    own_close(&cx);
    return 0;
}

static int64_t asked(struct cx *cx, int k)
{
    return own_number(cx, arena_printf(cx->arena, "SELECT %d", k));
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
        cmocka_unit_test(reading_survives_a_lost_connection),
        cmocka_unit_test(writing_is_never_done_twice),
        cmocka_unit_test(a_server_that_is_not_there),
        cmocka_unit_test(an_inner_transaction_is_part_of_the_outer),
        cmocka_unit_test(an_expected_failure_ends_nothing),
        cmocka_unit_test(deadlocks_are_run_again),
    };
    struct CMUnitTest tests[COUNT(fixed) + COUNT(losings)];
    int               failed;
    memcpy(tests, fixed, sizeof fixed);
    for (size_t i = 0; i < COUNT(losings); i++)
        tests[COUNT(fixed) + i] =
            (struct CMUnitTest){ losings[i].what, both_rows_or_none, NULL, NULL, &losings[i] };
    own_begin("tx");
    failed = cmocka_run_group_tests(tests, make_tables, NULL);
    own_end();
    return failed;
}
