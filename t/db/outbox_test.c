/* outbox_test.c - messages are added with what they tell of, and each is told once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/outbox/claim.h"
#include "t/db/own.h"

static struct cx   cx, other;
static struct uuid me;

static const struct send_end done  = { .fate = SEND_DONE };
static const struct send_end later = { .fate = SEND_LATER, .why = "It is away" };
static const struct send_end never = { .fate = SEND_NEVER, .why = "It was refused" };

static struct outbox_new webhook(void)
{
    return (struct outbox_new){ .id = uuid_new(), .channel = OUTBOX_WEBHOOK, .topic = "test", .text = "Hello" };
}

static struct outbox_new mail(void)
{
    return (struct outbox_new){ .id = uuid_new(), .channel = OUTBOX_MAIL, .topic = "test", .to = "ada@example.com",
                                .subject = "A word", .text = "Hello", .html = "<p>Hello</p>" };
}

static bool add(const struct outbox_new *m)
{
    bool added = false;
    assert_int_equal(outbox_add(&cx, m, &added), 0);
    return added;
}

static void refused(const struct outbox_new *m)
{
    assert_int_equal(outbox_add(&cx, m, NULL), -E_INVALID);
    err_clear(&cx);
}

static int64_t rows(void) { return own_number(&cx, "SELECT COUNT(*) FROM outbox"); }

static bool claim_first(const char *first, struct letter *to)
{
    bool found;
    assert_int_equal(letter_claim(&cx, me, first, to, &found), 0);
    return found;
}

static bool claim(struct letter *to) { return claim_first(OUTBOX_MAIL, to); }

static int64_t end(const struct letter *l, const struct send_end *how)
{
    int64_t pause;
    assert_int_equal(letter_end(&cx, l, how, &pause), 0);
    return pause;
}

static void due(void) { own_do(&cx, "UPDATE outbox SET due_at = NOW(6) WHERE status IN ('waiting', 'sending')", NO_ARGS); }

static int fresh(void **state)
{
    (void)state;
    arena_reset(cx.arena);
    err_clear(&cx);
    own_do(&cx, "DELETE FROM outbox", NO_ARGS);
    own_conf.net.webhook_url     = "http://127.0.0.1:9/";
    own_conf.net.smtp_url        = "smtp://127.0.0.1:9";
    own_conf.net.mail_from       = "post@example.com";
    own_conf.net.operators_mail  = "";
    own_conf.net.outbox_attempts = 16;
    own_conf.net.outbox_retry_s  = 5;
    me = uuid_new();
    return 0;
}

static int add_and_fail(struct cx *c, void *u)
{
    const struct outbox_new *m = u;
    TRY(outbox_add(c, m, NULL));
    return refuse(c, E_FORBIDDEN, "no");
}

static void it_is_part_of_the_transaction(void **state)
{
    struct outbox_new m = webhook();
    struct letter     l;
    (void)state;
    assert_int_equal(db_tx(&cx, TX_ONCE, add_and_fail, &m), -E_FORBIDDEN);
    err_clear(&cx);
    assert_int_equal(rows(), 0);
    assert_true(add(&m));
    assert_true(claim(&l));
    assert_true(uuid_equal(l.id, m.id));
    assert_string_equal(l.payload.text, "{\"text\":\"Hello\"}");
    assert_null(l.to);
}

static void the_same_id_is_added_once(void **state)
{
    struct outbox_new m = mail();
    (void)state;
    assert_true(add(&m));
    assert_false(add(&m));
    assert_int_equal(rows(), 1);
    m.id = (struct uuid){ { 0 } };
    assert_true(add(&m));
    assert_true(add(&m));
    assert_int_equal(rows(), 3);
}

static void keys_keep_doubles_away(void **state)
{
    struct outbox_new first = webhook(), second = webhook(), to_ada = mail();
    struct letter     l;
    (void)state;
    first.dedup = second.dedup = to_ada.dedup = "design and pairs";
    first.dedup_s = second.dedup_s = to_ada.dedup_s = 3600;
    assert_true(add(&first));
    assert_false(add(&second));
    assert_true(add(&to_ada));
    to_ada.id = uuid_new();
    assert_false(add(&to_ada));
    to_ada.to = "bob@example.com";
    assert_true(add(&to_ada));
    second.dedup = "other pairs";
    assert_true(add(&second));
    /* sent or not, it holds until its time is over */
    while (claim(&l))
        assert_int_equal(end(&l, &done), 0);
    second = webhook();
    second.dedup   = first.dedup;
    second.dedup_s = 3600;
    assert_false(add(&second));
    own_do(&cx, "UPDATE outbox SET dedup_until = NOW(6)", NO_ARGS);
    assert_true(add(&second));
    assert_false(add(&second));
}

static int add_both(struct cx *c, void *u)
{
    struct outbox_new *m = u;
    bool               added;
    assert_int_equal(outbox_add(c, &m[0], &added), 0);
    assert_true(added);
    assert_int_equal(outbox_add(c, &m[1], &added), 0);
    assert_false(added);
    return 0;
}

static void keys_hold_within_a_transaction(void **state)
{
    struct outbox_new m[] = { webhook(), webhook() };
    (void)state;
    m[0].dedup = m[1].dedup = "key";
    m[0].dedup_s = m[1].dedup_s = 60;
    assert_int_equal(db_tx(&cx, TX_REPEATABLE, add_both, m), 0);
    assert_int_equal(rows(), 1);
}

static void what_cannot_be_sent_is_refused(void **state)
{
    struct outbox_new m = mail();
    (void)state;
    m.to = "nobody", refused(&m);
    m.to = NULL, refused(&m);
    m.to = "ada@example.com\nBcc: bob@example.com", refused(&m);
    m = mail(), m.subject = "A\nBcc: bob@example.com", refused(&m);
    m = mail(), m.subject = "A\rB", refused(&m);
    m = mail(), m.subject = "", refused(&m);
    m = mail(), m.text = "", refused(&m);
    m = mail(), m.html = "\xff", refused(&m);
    m = webhook(), m.text = "\xc3", refused(&m);
    assert_int_equal(rows(), 0);
}

/* Each has a row of her own; what is no address has none. */
static void one_mail_goes_to_several(void **state)
{
    const char *const to[] = { "ada@example.com", "nobody", "bob@example.com\nBcc: eve@example.com", "bob@example.com" };
    struct outbox_new m    = mail();
    struct letter     l;
    int64_t           n;
    (void)state;
    assert_int_equal(outbox_mail_each(&cx, &m, to, COUNT(to), &n), 0);
    assert_int_equal(n, 2);
    assert_string_equal(own_text(&cx, "SELECT GROUP_CONCAT(recipient ORDER BY recipient SEPARATOR '|') FROM outbox"),
                        "ada@example.com|bob@example.com");
    assert_true(claim(&l));
    assert_int_equal(outbox_mail_each(&cx, &m, to + 1, 2, &n), 0);
    assert_int_equal(n, 0);
    assert_int_equal(rows(), 2);
    m.subject = "A\nB";
    assert_int_equal(outbox_mail_each(&cx, &m, to, COUNT(to), &n), -E_INVALID);
    err_clear(&cx);
}

static void operators_are_told_by_all_ways(void **state)
{
    struct outbox_new m = webhook();
    int64_t           n;
    (void)state;
    m.subject      = "To all";
    m.dedup        = "key";
    m.dedup_s      = 3600;
    own_conf.net.operators_mail = "ada@example.com, Bob <bob@example.com>,nonsense,";
    assert_int_equal(outbox_tell(&cx, &m, &n), 0);
    assert_int_equal(n, 3);
    assert_string_equal(own_text(&cx, "SELECT GROUP_CONCAT(recipient ORDER BY recipient SEPARATOR '|') FROM outbox"),
                        " Bob <bob@example.com>|ada@example.com");
    assert_int_equal(outbox_tell(&cx, &m, &n), 0);
    assert_int_equal(n, 0);
    own_conf.net.webhook_url = own_conf.net.smtp_url = "";
    m.dedup = NULL;
    assert_int_equal(outbox_tell(&cx, &m, &n), 0);
    assert_int_equal(n, 0);
    assert_false(outbox_can(&own_conf, OUTBOX_MAIL));
    assert_false(outbox_can(&own_conf, OUTBOX_WEBHOOK));
}

static void what_was_sent_is_forgotten(void **state)
{
    struct outbox_new m = mail();
    struct letter     l;
    (void)state;
    add(&m);
    assert_true(claim(&l));
    assert_string_equal(l.payload.text, "{\"subject\":\"A word\",\"text\":\"Hello\",\"html\":\"<p>Hello</p>\"}");
    assert_int_equal(end(&l, &done), 0);
    assert_false(claim(&l));
    assert_int_equal(own_number(&cx, "SELECT status = 'sent' AND payload IS NULL AND ended_at IS NOT NULL FROM outbox"), 1);
}

static void one_postman_at_a_time(void **state)
{
    struct outbox_new m = mail();
    struct letter     mine, theirs;
    int64_t           pause;
    bool              found;
    (void)state;
    add(&m);
    assert_true(claim(&mine));
    assert_int_equal(letter_claim(&other, uuid_new(), OUTBOX_MAIL, &theirs, &found), 0);
    assert_false(found);
    due(); /* the lease is over: its postman was killed, or so it seems */
    assert_int_equal(letter_claim(&other, uuid_new(), OUTBOX_MAIL, &theirs, &found), 0);
    assert_true(found);
    assert_int_equal(theirs.attempts, 2);
    assert_int_equal(letter_end(&cx, &mine, &done, &pause), -E_CONFLICT);
    err_clear(&cx);
    assert_string_equal(own_text(&cx, "SELECT status FROM outbox"), "sending");
    assert_int_equal(letter_end(&other, &theirs, &done, &pause), 0);
    assert_string_equal(own_text(&cx, "SELECT status FROM outbox"), "sent");
}

static void channels_take_turns(void **state)
{
    struct outbox_new m[] = { webhook(), webhook(), mail() };
    struct letter     l;
    (void)state;
    for (size_t i = 0; i < COUNT(m); i++)
        add(&m[i]);
    assert_true(claim_first(OUTBOX_MAIL, &l));
    assert_true(uuid_equal(l.id, m[2].id));
    assert_true(claim_first(OUTBOX_WEBHOOK, &l));
    assert_true(uuid_equal(l.id, m[0].id));
    assert_true(claim_first(OUTBOX_MAIL, &l));
    assert_true(uuid_equal(l.id, m[1].id));
}

static void pauses_grow_and_end(void **state)
{
    struct outbox_new m = webhook();
    struct letter     l;
    int64_t           least = 5, n;
    (void)state;
    own_conf.net.outbox_attempts = 4;
    add(&m);
    for (n = 1; n <= 4; n++, least *= 2) {
        int64_t pause;
        assert_true(claim(&l));
        assert_int_equal(l.attempts, n);
        pause = end(&l, &later);
        if (n < 4)
            assert_in_range(pause, least * 3 / 4, least * 5 / 4);
        else
            assert_int_equal(pause, 0);
        assert_false(claim(&l));
        due();
    }
    assert_string_equal(own_text(&cx, "SELECT status FROM outbox"), "dead");
    assert_string_equal(own_text(&cx, "SELECT error FROM outbox"), "It is away");
    assert_non_null(own_text(&cx, "SELECT payload FROM outbox"));
}

static void pauses_differ_and_have_a_limit(void **state)
{
    int64_t first = letter_pause_s(&own_conf, 8, 0);
    bool    differs = false;
    (void)state;
    for (int i = 0; i < 50; i++) {
        int64_t pause = letter_pause_s(&own_conf, 8, 0);
        assert_in_range(pause, 480, 800);
        differs = differs || pause != first;
        assert_in_range(letter_pause_s(&own_conf, 900, 0), 2700, 4500);
    }
    assert_true(differs);
    assert_int_equal(letter_pause_s(&own_conf, 1, 120), 120);
    assert_int_equal(letter_pause_s(&own_conf, 1, INT64_MAX), 86400);
}

static void the_last_try_may_be_ones_death(void **state)
{
    struct outbox_new m = webhook();
    struct letter     l;
    (void)state;
    own_conf.net.outbox_attempts = 2;
    add(&m);
    assert_true(claim(&l));
    due();
    assert_true(claim(&l));
    due();
    assert_false(claim(&l));
    assert_string_equal(own_text(&cx, "SELECT error FROM outbox"), "Its delivery was begun too often and never ended");
}

static void some_are_not_sent_late(void **state)
{
    struct outbox_new m = mail();
    struct letter     l;
    (void)state;
    m.expires_s = 900;
    add(&m);
    assert_true(claim(&l));
    end(&l, &later);
    due();
    own_do(&cx, "UPDATE outbox SET expires_at = NOW(6)", NO_ARGS);
    assert_false(claim(&l));
    assert_int_equal(own_number(&cx, "SELECT status = 'dead' AND payload IS NULL FROM outbox"), 1);
    assert_int_equal(outbox_retry(&cx, m.id), -E_CONFLICT);
    assert_string_equal(cx.err.message, "The message has expired");
    err_clear(&cx);
}

static void a_stopped_try_does_not_count(void **state)
{
    struct outbox_new m = mail();
    struct letter     l;
    (void)state;
    add(&m);
    assert_true(claim(&l));
    end(&l, &(struct send_end){ .fate = SEND_STOPPED });
    assert_true(claim(&l));
    assert_int_equal(l.attempts, 1);
}

static void administrators_see_and_repeat(void **state)
{
    struct outbox_new    m[] = { mail(), webhook(), webhook() };
    struct outbox       *rows_of;
    struct outbox_counts counts;
    struct letter        l;
    size_t               n;
    (void)state;
    for (size_t i = 0; i < COUNT(m); i++)
        add(&m[i]);
    assert_true(claim(&l));
    end(&l, &never);
    assert_true(claim(&l));
    end(&l, &done);
    assert_int_equal(outbox_list(&cx, false, 10, &rows_of, &n), 0);
    assert_int_equal(n, 2);
    assert_int_equal(outbox_list(&cx, true, 10, &rows_of, &n), 0);
    assert_int_equal(n, 3);
    assert_int_equal(outbox_count(&cx, &counts), 0);
    assert_int_equal(counts.waiting, 1);
    assert_int_equal(counts.dead, 1);
    assert_int_equal(counts.late, 0);
    own_do(&cx, "UPDATE outbox SET due_at = NOW(6) - INTERVAL 10 MINUTE WHERE status = 'waiting'", NO_ARGS);
    assert_int_equal(outbox_count(&cx, &counts), 0);
    assert_int_equal(counts.late, 1);
    assert_int_equal(outbox_retry(&cx, m[1].id), -E_CONFLICT);
    assert_string_equal(cx.err.message, "The message was sent");
    err_clear(&cx);
    assert_int_equal(outbox_retry(&cx, m[0].id), 0);
    assert_true(claim(&l));
    assert_true(uuid_equal(l.id, m[0].id));
    assert_int_equal(l.attempts, 1);
    assert_int_equal(outbox_retry(&cx, m[0].id), -E_CONFLICT);
    err_clear(&cx);
    assert_int_equal(outbox_drop(&cx, m[0].id), 0);
    assert_int_equal(outbox_drop(&cx, m[0].id), -E_NOT_FOUND);
    err_clear(&cx);
    assert_int_equal(outbox_retry(&cx, m[0].id), -E_NOT_FOUND);
    err_clear(&cx);
}

static void old_ones_go(void **state)
{
    struct outbox_new m[] = { mail(), mail(), mail() };
    struct letter     l;
    int64_t           n;
    (void)state;
    for (size_t i = 0; i < COUNT(m); i++)
        add(&m[i]);
    assert_true(claim(&l));
    end(&l, &done);
    assert_true(claim(&l));
    end(&l, &never);
    assert_int_equal(outbox_gc(&cx, &n), 0);
    assert_int_equal(n, 0);
    own_do(&cx, "UPDATE outbox SET ended_at = ended_at - INTERVAL 31 DAY, created_at = created_at - INTERVAL 1 YEAR", NO_ARGS);
    assert_int_equal(outbox_gc(&cx, &n), 0);
    assert_int_equal(n, 1);
    own_do(&cx, "UPDATE outbox SET ended_at = ended_at - INTERVAL 61 DAY", NO_ARGS);
    assert_int_equal(outbox_gc(&cx, &n), 0);
    assert_int_equal(n, 1);
    assert_int_equal(rows(), 1);
}

int main(void)
{
    // clang-format off
#define T(f) cmocka_unit_test_setup(f, fresh)
    const struct CMUnitTest tests[] = {
        T(it_is_part_of_the_transaction), T(the_same_id_is_added_once), T(keys_keep_doubles_away),
        T(keys_hold_within_a_transaction), T(what_cannot_be_sent_is_refused),
        T(one_mail_goes_to_several), T(operators_are_told_by_all_ways),
        T(what_was_sent_is_forgotten), T(one_postman_at_a_time), T(channels_take_turns), T(pauses_grow_and_end),
        T(pauses_differ_and_have_a_limit), T(the_last_try_may_be_ones_death), T(some_are_not_sent_late),
        T(a_stopped_try_does_not_count), T(administrators_see_and_repeat), T(old_ones_go),
    };
    // clang-format on
    int failed;
    own_begin("outbox");
    cx     = own_open();
    other  = own_open();
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    own_close(&cx);
    own_close(&other);
    own_end();
    return failed;
}
