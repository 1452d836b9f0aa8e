/* job_test.c - the queue: who gets which job, and who may still speak of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/job/queue.h"
#include "t/db/own.h"

static struct cx   cx, other;
static int         abandoned, committed;
static struct uuid me;

static int prepare(UNUSED struct cx *c, UNUSED const struct job *job, UNUSED struct order *to)
{
    return 0;
}

static int commit(UNUSED struct cx *c, UNUSED const struct job *job,
                  UNUSED const struct order *order, UNUSED const struct answer *answer,
                  const char **result)
{
    committed++;
    *result = "{\"n\":1}";
    return 0;
}

static int abandon(UNUSED struct cx *c, UNUSED const struct job *job, UNUSED enum reason why,
                   UNUSED const char *message)
{
    abandoned++;
    return 0;
}

static const struct queue_news      some_news = { 42.5, "detect", 12, 7, 3 };
static const struct job_kind        plain   = { "plain", prepare, commit, abandon };
static const struct job_kind *const kinds[] = { &plain, NULL };

static struct uuid add(int64_t priority)
{
    struct job_new job = { .id = uuid_new(), .kind = "plain", .priority = priority };
    assert_int_equal(job_add(&cx, &job), 0);
    return job.id;
}

static struct job get(struct uuid id)
{
    struct job job;
    assert_int_equal(job_get(&cx, id, &job), 0);
    return job;
}

static void is(struct uuid id, const char *status)
{
    assert_string_equal(get(id).status, status);
}

static struct job claim(struct cx *c, struct uuid runner)
{
    struct job job;
    bool       found;
    assert_int_equal(queue_claim(c, kinds, runner, JOB_BATCH, &job, &found), 0);
    if (!found)
        job.id = (struct uuid){ { 0 } };
    return job;
}

static void expire(struct uuid id)
{
    own_do(&cx, "UPDATE job SET lease_until = NOW(6) - INTERVAL 1 SECOND WHERE id = ?",
           ARGS(ARG(id)));
}

static struct job_end ending(const struct job *job, const char *status)
{
    return (struct job_end){ .kind = &plain, .job = job, .status = status,
                             .reason = E_MEDIA_FAILED, .message = "It broke" };
}

static int fresh(void **state)
{
    (void)state;
    own_do(&cx, "DELETE FROM job", NO_ARGS);
    abandoned = committed = 0;
    me                    = uuid_new();
    arena_reset(cx.arena);
    err_clear(&cx);
    err_clear(&other);
    return 0;
}

static void lower_priority_first_then_age(void **state)
{
    struct uuid batch = add(JOB_BATCH), first = add(0), second = add(0);
    int64_t     place;
    (void)state;
    assert_int_equal(job_position(&cx, batch, &place), 0);
    assert_int_equal(place, 3);
    assert_int_equal(job_position(&cx, first, &place), 0);
    assert_int_equal(place, 1);
    assert_true(uuid_equal(claim(&cx, me).id, first));
    assert_int_equal(job_position(&cx, first, &place), 0);
    assert_int_equal(place, 0);
    assert_true(uuid_equal(claim(&cx, uuid_new()).id, second));
    assert_true(uuid_equal(claim(&cx, uuid_new()).id, batch));
    assert_true(uuid_is_nil(claim(&cx, uuid_new()).id));
}

static void claimed_rows_are_as_stored(void **state)
{
    struct job job;
    (void)state;
    (void)add(0);
    job = claim(&cx, me);
    assert_string_equal(job.status, JOB_RUNNING);
    assert_int_equal(job.attempts, 1);
    assert_true(uuid_equal(job.runner, me));
    assert_string_equal(job.input.text, "{}");
    assert_false(job_ended(&job));
}

static int claim_second(struct cx *c, void *u)
{
    struct job first = claim(c, me);
    struct job second = claim(&other, uuid_new());
    (void)u;
    assert_false(uuid_is_nil(first.id));
    assert_false(uuid_is_nil(second.id));
    assert_false(uuid_equal(first.id, second.id));
    return 0;
}

static void locked_rows_are_skipped(void **state)
{
    (void)state;
    (void)add(0);
    (void)add(0);
    assert_int_equal(db_tx(&cx, TX_ONCE, claim_second, NULL), 0);
}

static void an_expired_lease_is_taken_over(void **state)
{
    struct uuid    id  = add(0);
    struct job     old = claim(&cx, me), now;
    struct job_end end = ending(&old, JOB_SUCCEEDED);
    bool           cancel;
    (void)state;
    assert_true(uuid_is_nil(claim(&cx, uuid_new()).id));
    expire(id);
    now = claim(&cx, uuid_new());
    assert_true(uuid_equal(now.id, id));
    assert_int_equal(now.attempts, 2);
    assert_int_equal(queue_beat(&cx, &old, &some_news, &cancel), -E_CONFLICT);
    err_clear(&cx);
    assert_int_equal(queue_end(&cx, &end), -E_CONFLICT);
    err_clear(&cx);
    assert_true(end.lost);
    assert_int_equal(committed, 0);
    assert_int_equal(queue_release(&cx, &old, false), 0);
    is(id, JOB_RUNNING);
    assert_int_equal(queue_beat(&cx, &now, &some_news, &cancel), 0);
    assert_false(cancel);
    assert_true(get(id).progress > 42 && get(id).progress < 43);
    assert_string_equal(get(id).stage, "detect");
    assert_int_equal(get(id).items, 12);
    assert_int_equal(get(id).items_done, 7);
    assert_int_equal(get(id).items_skipped, 3);
}

static void a_claim_that_nobody_heard_of_is_found_again(void **state)
{
    struct uuid id = add(0);
    (void)state;
    (void)claim(&cx, me);
    assert_true(uuid_equal(claim(&cx, me).id, id));
    assert_int_equal(get(id).attempts, 1);
}

static void ends_once(void **state)
{
    struct uuid    id  = add(0);
    struct job     job = claim(&cx, me);
    struct job_end end = ending(&job, JOB_SUCCEEDED);
    (void)state;
    end.detail = "[\"w\"]";
    assert_int_equal(queue_end(&cx, &end), 0);
    assert_int_equal(queue_end(&cx, &end), 0);
    assert_int_equal(committed, 1);
    is(id, JOB_SUCCEEDED);
    assert_string_equal(get(id).result.text, "{\"n\":1}");
    assert_string_equal(get(id).detail.text, "[\"w\"]");
    assert_true(get(id).progress > 99);
    assert_null(get(id).error_reason);
}

static void fails_with_a_reason(void **state)
{
    struct uuid    id  = add(0);
    struct job     job = claim(&cx, me);
    struct job_end end = ending(&job, JOB_FAILED);
    (void)state;
    end.message = "caf\xc3\xa9 \xf0\x9f";
    assert_int_equal(queue_end(&cx, &end), 0);
    is(id, JOB_FAILED);
    assert_string_equal(get(id).error_reason, "media_failed");
    assert_string_equal(get(id).error_message, "caf\xc3\xa9 ");
    assert_int_equal(abandoned, 1);
}

static void too_many_tries_end_it(void **state)
{
    struct uuid id = add(0);
    (void)state;
    for (int i = 0; i < own_conf.job_attempts; i++) {
        assert_int_equal(claim(&cx, uuid_new()).attempts, i + 1);
        expire(id);
    }
    assert_true(uuid_is_nil(claim(&cx, uuid_new()).id));
    is(id, JOB_FAILED);
    assert_string_equal(get(id).error_reason, "media_failed");
    assert_int_equal(abandoned, 1);
}

static void a_release_counts_or_not(void **state)
{
    struct uuid id  = add(0);
    struct job  job = claim(&cx, me);
    (void)state;
    assert_int_equal(queue_release(&cx, &job, false), 0);
    is(id, JOB_QUEUED);
    assert_int_equal(get(id).attempts, 0);
    job = claim(&cx, me);
    assert_int_equal(job.attempts, 1);
    assert_int_equal(queue_release(&cx, &job, true), 0);
    assert_int_equal(claim(&cx, me).attempts, 2);
}

static void a_queued_job_is_canceled_at_once(void **state)
{
    struct uuid id = add(0);
    struct job  after;
    (void)state;
    assert_int_equal(job_cancel(&cx, kinds, id, &after), 0);
    assert_string_equal(after.status, JOB_CANCELED);
    assert_int_equal(abandoned, 1);
    assert_int_equal(job_cancel(&cx, kinds, id, &after), 0);
    assert_int_equal(abandoned, 1);
    assert_true(uuid_is_nil(claim(&cx, me).id));
    assert_int_equal(job_cancel(&cx, kinds, uuid_new(), &after), -E_NOT_FOUND);
}

static void a_running_job_is_told(void **state)
{
    struct uuid    id  = add(0);
    struct job     job = claim(&cx, me), after;
    struct job_end end = ending(&job, JOB_SUCCEEDED);
    bool           cancel;
    (void)state;
    assert_int_equal(job_cancel(&cx, kinds, id, &after), 0);
    assert_string_equal(after.status, JOB_RUNNING);
    assert_int_equal(queue_beat(&cx, &job, &some_news, &cancel), 0);
    assert_true(cancel);
    assert_int_equal(queue_end(&cx, &end), -E_CANCELED);
    assert_int_equal(committed, 0);
    err_clear(&cx);
    end = ending(&job, JOB_CANCELED);
    assert_int_equal(queue_end(&cx, &end), 0);
    is(id, JOB_CANCELED);
    assert_int_equal(abandoned, 1);
}

static void a_canceled_job_of_a_dead_runner_ends(void **state)
{
    struct uuid id = add(0), second = add(0);
    struct job  after;
    (void)state;
    (void)claim(&cx, me);
    assert_int_equal(job_cancel(&cx, kinds, id, &after), 0);
    expire(id);
    assert_true(uuid_equal(claim(&cx, uuid_new()).id, second));
    is(id, JOB_CANCELED);
    expire(second);
    assert_int_equal(job_cancel(&cx, kinds, second, &after), 0);
    assert_string_equal(after.status, JOB_CANCELED);
    assert_int_equal(abandoned, 2);
}

static void an_unknown_kind_fails(void **state)
{
    struct job_new job = { .id = uuid_new(), .kind = "nobody knows" };
    (void)state;
    assert_int_equal(job_add(&cx, &job), 0);
    assert_true(uuid_is_nil(claim(&cx, me).id));
    is(job.id, JOB_FAILED);
}

static void waiting_has_an_end(void **state)
{
    struct uuid id    = add(0);
    int64_t     began = clock_ms();
    struct job  job;
    (void)state;
    assert_int_equal(job_wait(&cx, id, 120, &job), 0);
    assert_false(job_ended(&job));
    assert_in_range(clock_ms() - began, 110, 1000);
    own_do(&cx, "UPDATE job SET status = 'failed'", NO_ARGS);
    began = clock_ms();
    assert_int_equal(job_wait(&cx, id, 5000, &job), 0);
    assert_true(job_ended(&job));
    assert_in_range(clock_ms() - began, 0, 1000);
    assert_int_equal(job_wait(&cx, uuid_new(), 100, &job), -E_NOT_FOUND);
}

static void an_open_job_is_found(void **state)
{
    struct job_new job = { .id = uuid_new(), .kind = "plain", .subject_id = uuid_new() };
    struct job     open;
    bool           found;
    (void)state;
    assert_int_equal(job_add(&cx, &job), 0);
    assert_int_equal(job_find_open(&cx, "plain", job.subject_id, &open, &found), 0);
    assert_true(found);
    assert_int_equal(job_find_open(&cx, "other", job.subject_id, &open, &found), 0);
    assert_false(found);
}

static void tables_are_sound(void **state)
{
    (void)state;
    assert_null(shape_fault(&job_shape));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(lower_priority_first_then_age, fresh),
        cmocka_unit_test_setup(claimed_rows_are_as_stored, fresh),
        cmocka_unit_test_setup(locked_rows_are_skipped, fresh),
        cmocka_unit_test_setup(an_expired_lease_is_taken_over, fresh),
        cmocka_unit_test_setup(a_claim_that_nobody_heard_of_is_found_again, fresh),
        cmocka_unit_test_setup(ends_once, fresh),
        cmocka_unit_test_setup(fails_with_a_reason, fresh),
        cmocka_unit_test_setup(too_many_tries_end_it, fresh),
        cmocka_unit_test_setup(a_release_counts_or_not, fresh),
        cmocka_unit_test_setup(a_queued_job_is_canceled_at_once, fresh),
        cmocka_unit_test_setup(a_running_job_is_told, fresh),
        cmocka_unit_test_setup(a_canceled_job_of_a_dead_runner_ends, fresh),
        cmocka_unit_test_setup(an_unknown_kind_fails, fresh),
        cmocka_unit_test_setup(waiting_has_an_end, fresh),
        cmocka_unit_test_setup(an_open_job_is_found, fresh),
        cmocka_unit_test(tables_are_sound),
    };
    int failed;
    own_begin("job");
    cx     = own_open();
    other  = own_open();
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    own_close(&cx);
    own_close(&other);
    own_end();
    return failed;
}
