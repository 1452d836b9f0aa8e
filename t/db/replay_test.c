/* replay_test.c - the row behind an Idempotency-Key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/replay/replay.h"
#include "t/db/own.h"

#define PRINT_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define PRINT_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

struct turn {
    struct replay_key key;
    int64_t           ttl_s;
    const char       *answer; /* stored when it is the first; NULL: none */
    bool              fails;  /* ... and then everything is taken back */
    struct uuid       job;
    bool              has_job;
    int (*inside)(struct turn *t); /* while the key is claimed */
    bool          first;
    struct replay kept;
};

static int turn_tx(struct cx *cx, void *u)
{
    struct turn *t = u;
    TRY(replay_begin(cx, &t->key, t->ttl_s ? t->ttl_s : 60, &t->first, &t->kept));
    if (!t->first)
        return 0;
    if (t->inside)
        TRY(t->inside(t));
    if (t->has_job)
        TRY(replay_set_job(cx, &t->key, t->job));
    if (t->answer)
        TRY(replay_set_answer(cx, &t->key, 201, "A: b\n", t->answer));
    return t->fails ? refuse(cx, E_FORBIDDEN, "as told") : 0;
}

/* The answer is looked at after its arena is gone; the table keeps all of them within reach. */
static const char *outlive(const char *text)
{
    static char  *texts[64];
    static size_t n;
    assert_true(n < COUNT(texts));
    return texts[n++] = strdup(text);
}

/* On a connection of its own, as another process would. */
static int take_turn(struct turn *t)
{
    struct cx cx = own_open();
    int       rc = db_tx(&cx, TX_REPEATABLE, turn_tx, t);
    if (t->kept.body)
        t->kept.body = outlive(t->kept.body);
    own_close(&cx);
    return rc;
}

static struct turn fresh(const char *fingerprint)
{
    struct cx   cx = own_open();
    struct turn t  = { .key = { own_person(&cx), uuid_new(), fingerprint }, .answer = "{\"n\":1}" };
    own_close(&cx);
    return t;
}

static void first_and_again(void **state)
{
    struct turn t = fresh(PRINT_A), again = t;
    (void)state;
    again.answer = "{\"n\":2}";
    assert_int_equal(take_turn(&t), 0);
    assert_true(t.first);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(take_turn(&again), 0);
        assert_false(again.first);
        assert_int_equal(again.kept.status, 201);
        assert_string_equal(again.kept.body, "{\"n\":1}");
    }
}

static void another_request_or_caller(void **state)
{
    struct turn t = fresh(PRINT_A), other = t, stranger = t;
    struct cx   cx = own_open();
    (void)state;
    assert_int_equal(take_turn(&t), 0);
    other.key.fingerprint = PRINT_B;
    assert_int_equal(take_turn(&other), -E_KEY_REUSED);
    stranger.key.person_id = own_person(&cx);
    assert_int_equal(take_turn(&stranger), 0); /* keys belong to callers */
    assert_true(stranger.first);
    own_close(&cx);
}

static void what_was_taken_back_is_run_again(void **state)
{
    struct turn t = fresh(PRINT_A), again = t;
    (void)state;
    t.fails = true;
    assert_int_equal(take_turn(&t), -E_FORBIDDEN);
    assert_int_equal(take_turn(&again), 0);
    assert_true(again.first);
}

static struct turn second;
static int64_t     second_us;
static int         second_rc;
static int         ask_meanwhile(struct turn *t)
{
    struct utc from = utc_now();
    second          = (struct turn){ .key = t->key, .answer = "{\"n\":2}" };
    second_rc       = take_turn(&second);
    second_us       = utc_now().us - from.us;
    return 0;
}

static void the_second_is_told_at_once(void **state)
{
    struct turn t = fresh(PRINT_A);
    (void)state;
    t.inside = ask_meanwhile;
    assert_int_equal(take_turn(&t), 0);
    assert_true(t.first);
    assert_int_equal(second_rc, -E_KEY_BUSY);
    assert_true(second_us < 1000000); /* not after a time-out for locks */
    assert_int_equal(take_turn(&second), 0);
    assert_false(second.first);
    assert_string_equal(second.kept.body, "{\"n\":1}");
}

static void the_answer_comes_from_a_job(void **state)
{
    struct turn t = fresh(PRINT_A), again;
    (void)state;
    t.answer  = NULL;
    t.job     = uuid_new();
    t.has_job = true;
    again     = t;
    assert_int_equal(take_turn(&t), 0);
    assert_int_equal(take_turn(&again), 0);
    assert_false(again.first);
    assert_int_equal(again.kept.status, 0);
    assert_true(uuid_equal(again.kept.job_id, t.job));
}

static void keys_expire(void **state)
{
    struct turn t = fresh(PRINT_A), again = t;
    struct cx   cx = own_open();
    (void)state;
    assert_int_equal(take_turn(&t), 0);
    own_do(&cx, "UPDATE idempotency SET expires_at = NOW(6) - INTERVAL 1 SECOND WHERE idem_key = ?",
           ARGS(ARG(t.key.key)));
    again.key.fingerprint = PRINT_B; /* even for another request */
    assert_int_equal(take_turn(&again), 0);
    assert_true(again.first);
    again.key.fingerprint = PRINT_A;
    assert_int_equal(take_turn(&again), -E_KEY_REUSED);
    own_close(&cx);
}

static void they_live_as_long_as_told(void **state)
{
    struct turn t = fresh(PRINT_A), again = t;
    (void)state;
    t.ttl_s = 86400;
    assert_int_equal(take_turn(&t), 0);
    assert_int_equal(take_turn(&again), 0);
    assert_true(llabs(again.kept.expires_at.us - utc_now().us - INT64_C(86400000000)) < 60000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_and_again),
        cmocka_unit_test(another_request_or_caller),
        cmocka_unit_test(what_was_taken_back_is_run_again),
        cmocka_unit_test(the_second_is_told_at_once),
        cmocka_unit_test(the_answer_comes_from_a_job),
        cmocka_unit_test(keys_expire),
        cmocka_unit_test(they_live_as_long_as_told),
    };
    int failed;
    own_begin("replay");
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    own_end();
    return failed;
}
