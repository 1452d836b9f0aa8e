/* design_task_test.c - wishes for base images that are told of once, archives from the queue to
 * rows by a program that does as it is told, and what is swept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/design/completion.h"
#include "model/design/design.h"
#include "model/design/media.h"
#include "model/design/task.h"
#include "model/job/job.h"
#include "model/job/runner.h"
#include "model/store/store.h"
#include "model/studio/gc.h"
#include "model/studio/kinds.h"
#include "t/db/own.h"

static struct cx     cx;
static struct uuid   user, subject, front, side;
static struct design design;

static struct uuid shot_of(const char *slug)
{
    struct uuid id = uuid_new();
    own_do(&cx, "INSERT INTO shot_type (id, name, slug, owner_id) VALUES (?, ?, ?, ?)",
           ARGS(ARG(id), ARG(slug), ARG(slug), ARG(user)));
    return id;
}

static struct design design_new(void)
{
    struct design d = { .id = uuid_new(), .name = "The set", .owner_id = user };
    assert_int_equal(design_create(&cx, &d), 0);
    return d;
}

static int begin(UNUSED void **state)
{
    cx   = own_open();
    user = own_person(&cx);
    own_do(&cx, "DELETE FROM set_design", NO_ARGS);
    own_do(&cx, "DELETE FROM shot_type", NO_ARGS);
    own_do(&cx, "DELETE FROM outbox", NO_ARGS);
    own_do(&cx, "DELETE FROM media_resource", NO_ARGS);
    subject = uuid_new();
    own_do(&cx, "INSERT INTO subject (id, name, owner_id) VALUES (?, 'Ada', ?)", ARGS(ARG(subject), ARG(user)));
    front  = shot_of("front");
    side   = shot_of("side");
    design = design_new();
    own_conf.net.webhook_url    = "http://127.0.0.1:9/";
    own_conf.net.smtp_url       = "smtp://127.0.0.1:9";
    own_conf.net.mail_from      = "post@example.com";
    own_conf.net.operators_mail = "operators@example.com";
    return 0;
}

static int end(UNUSED void **state)
{
    own_close(&cx);
    return 0;
}

static int64_t number(const char *sql) { return own_number(&cx, sql); }

/* ---- wishes ---- */

static int wish_in_tx(struct cx *c, void *u)
{
    bool told;
    return completion_request(c, u, &told);
}

static void wish(struct uuid *subjects, size_t s, struct uuid *shots, size_t t)
{
    struct completion c = { .id = uuid_new(), .owner_id = user, .design = &design, .subjects = { subjects, s }, .shot_types = { shots, t } };
    assert_int_equal(db_tx(&cx, TX_ONCE, wish_in_tx, &c), 0);
}

static int64_t messages(void) { return number("SELECT COUNT(*) FROM outbox"); }
static int64_t wishes(void) { return number("SELECT COUNT(*) FROM completion_request"); }

static void the_same_is_told_once_an_hour(UNUSED void **state)
{
    struct uuid some[] = { front, side }, turned[] = { side, front, side };
    const char *text;
    wish(&subject, 1, some, 2);
    assert_int_equal(messages(), 2); /* by webhook and by mail */
    text = own_text(&cx, "SELECT payload FROM outbox WHERE channel = 'webhook'");
    assert_non_null(strstr(text, "The set"));
    assert_non_null(strstr(text, "Ada: front"));
    assert_non_null(strstr(text, "Ada: side"));
    wish(&subject, 1, turned, 3);
    assert_int_equal(messages(), 2);
    assert_int_equal(wishes(), 2);
    assert_int_equal(number("SELECT COUNT(*) FROM completion_request WHERE notified"), 1);
    wish(&subject, 1, some, 1); /* fewer pairs are others */
    assert_int_equal(messages(), 4);
    wish(NULL, 0, some, 2);
    assert_int_equal(messages(), 6);
    cx.now.us += (COMPLETION_AGAIN_S - 60) * INT64_C(1000000);
    wish(&subject, 1, some, 2);
    assert_int_equal(messages(), 6);
    cx.now.us += 120 * INT64_C(1000000);
    wish(&subject, 1, some, 2);
    assert_int_equal(messages(), 8);
    assert_int_equal(wishes(), 6);
    design = design_new(); /* another design is another wish */
    wish(&subject, 1, some, 2);
    assert_int_equal(messages(), 10);
}

static void those_at_once_are_told_once(UNUSED void **state)
{
    enum { TIMES = 6 };
    pid_t pid[TIMES];
    for (int i = 0; i < TIMES; i++) {
        pid[i] = fork();
        assert_true(pid[i] >= 0);
        if (pid[i] == 0) {
            struct cx         mine = own_open();
            struct completion c = { .id = uuid_new(), .owner_id = user, .design = &design, .subjects = { &subject, 1 }, .shot_types = { &front, 1 } };
            _exit(db_tx(&mine, TX_ONCE, wish_in_tx, &c) == 0 ? 0 : 1);
        }
    }
    for (int i = 0; i < TIMES; i++) {
        int status;
        assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
        assert_int_equal(status, 0);
    }
    assert_int_equal(wishes(), TIMES);
    assert_int_equal(messages(), 2);
    assert_int_equal(number("SELECT COUNT(*) FROM completion_request WHERE notified"), 1);
}

static void without_a_channel_it_is_kept(UNUSED void **state)
{
    own_conf.net.webhook_url = own_conf.net.smtp_url = own_conf.net.operators_mail = "";
    wish(&subject, 1, &front, 1);
    wish(&subject, 1, &front, 1);
    assert_int_equal(messages(), 0);
    assert_int_equal(number("SELECT COUNT(*) FROM completion_request WHERE NOT notified"), 2);
    own_conf.net.webhook_url = "http://127.0.0.1:9/"; /* nobody was told so far */
    wish(&subject, 1, &front, 1);
    assert_int_equal(messages(), 1);
}

/* ---- archives ---- */

static void run_all(void)
{
    struct cx     own = own_open();
    struct runner r   = { .kinds = all_kinds, .once = true };
    assert_int_equal(runner_run(&own, &r), 0);
    own_close(&own);
}

static int begin_in_tx(struct cx *c, void *u) { return task_begin(c, u); }

/* An archive that is a script for the program, each time another one. */
static int upload(const char *script, struct task_new *t)
{
    static int           n;
    struct store_writer *w;
    struct blob          blob;
    const char          *all = arena_printf(cx.arena, "%stell script %d\n", script, n++);
    assert_int_equal(store_create(&cx, &w), 0);
    assert_int_equal(store_write(&cx, w, all, strlen(all)), 0);
    assert_int_equal(store_keep(&cx, w, &blob), 0);
    *t = (struct task_new){ .id = uuid_new(), .job_id = uuid_new(), .owner_id = user, .set_design_id = design.id,
                            .subject_id = subject, .archive_hash = arena_text(cx.arena, blob.hash) };
    return db_tx(&cx, TX_REPEATABLE, begin_in_tx, t);
}

#define DONE "say {\"kind\":\"done\"}\n"
#define GOOD "items 3\nentry d/front.jpg front\nentry notes.txt -\nentry side.jpg side\npicture 400 300\nrefuse not_found Names no shot type\npicture 90 90\n" DONE

static struct upload_task task_of(const struct task_new *t)
{
    struct upload_task task = { 0 };
    assert_int_equal(task_get(&cx, t->id, &task), 0);
    return task;
}

static bool is_stored(const char *hash)
{
    int fd, rc = store_open(&cx, hash, &fd, NULL);
    if (rc == 0)
        close(fd);
    err_clear(&cx);
    return rc == 0;
}

static void a_good_one(UNUSED void **state)
{
    struct task_new    t;
    struct upload_task task;
    assert_int_equal(upload(GOOD, &t), 0);
    task = task_of(&t);
    assert_string_equal(task.status, "PENDING");
    assert_int_equal(task.progress, 0);
    run_all();
    task = task_of(&t);
    assert_string_equal(task.status, "COMPLETED");
    assert_int_equal(task.progress, 100);
    assert_int_equal(task.total_items, 3);
    assert_int_equal(task.images_processed, 2);
    assert_int_equal(task.images_skipped, 1);
    assert_non_null(strstr(task.result_data.text, "\"notes.txt\""));
    assert_non_null(strstr(task.result_data.text, "Names no shot type"));
    assert_int_equal(number("SELECT COUNT(*) FROM set_image WHERE kind = 'base'"), 2);
    assert_int_equal(number("SELECT COUNT(*) FROM media_resource"), 2);
    assert_int_equal(upload(GOOD, &t), 0); /* the same pictures again */
    run_all();
    assert_int_equal(number("SELECT COUNT(*) FROM set_image WHERE kind = 'base'"), 2);
    assert_int_equal(number("SELECT COUNT(*) FROM media_resource"), 2);
    assert_int_equal(task_latest(&cx, design.id, subject, &task), 0);
    assert_true(uuid_equal(task.id, t.id));
}

static void one_is_open_at_a_time(UNUSED void **state)
{
    struct task_new t, second;
    assert_int_equal(upload(GOOD, &t), 0);
    assert_int_equal(upload(GOOD, &second), -E_CONFLICT);
    err_clear(&cx);
    run_all();
    assert_int_equal(upload(GOOD, &second), 0);
    run_all();
}

/* What went away meanwhile is no harm. */
static void things_go_meanwhile(UNUSED void **state)
{
    struct task_new    t;
    struct upload_task task;
    assert_int_equal(upload(GOOD, &t), 0);
    own_do(&cx, "DELETE FROM shot_type WHERE slug = 'side'", NO_ARGS);
    run_all();
    task = task_of(&t);
    assert_string_equal(task.status, "COMPLETED");
    assert_int_equal(task.images_processed, 1);
    assert_int_equal(task.images_skipped, 2);
    assert_non_null(strstr(task.result_data.text, "no such shot type any more"));
    assert_int_equal(upload(GOOD, &t), 0);
    own_do(&cx, "DELETE FROM set_design", NO_ARGS);
    run_all();
    assert_int_equal(task_get(&cx, t.id, &task), -E_NOT_FOUND);
    err_clear(&cx);
    assert_int_equal(number("SELECT COUNT(*) FROM set_image"), 0);
    assert_int_equal(number("SELECT COUNT(*) FROM job WHERE kind = 'design_zip' AND status IN ('queued', 'running')"), 0);
}

static void failures_are_told(UNUSED void **state)
{
    struct task_new    t;
    struct upload_task task;
    assert_int_equal(upload("say {\"kind\":\"failed\",\"reason\":\"bad_archive\",\"message\":\"The file is no ZIP archive\"}\nexit 1\n", &t), 0);
    run_all();
    task = task_of(&t);
    assert_string_equal(task.status, "FAILED");
    assert_string_equal(task.error_message, "The file is no ZIP archive");
    assert_true(IS_NULL(&upload_task_shape, &task, result_data));
    assert_true(task.completed_at.us > 0);
    assert_int_equal(upload(GOOD, &t), 0); /* and another may be sent */
    own_do(&cx, "UPDATE job SET kind = 'unheard_of' WHERE id = ?", ARGS(ARG(t.job_id)));
    run_all();
    assert_string_equal(task_of(&t).status, "PENDING"); /* nobody knew what it was for */
}

static void gc_ends_what_is_stuck(UNUSED void **state)
{
    struct task_new    t, open;
    struct upload_task task;
    struct gc_report   report;
    assert_int_equal(upload(GOOD, &t), 0);
    run_all();
    assert_int_equal(upload(GOOD, &open), 0);
    assert_true(is_stored(t.archive_hash) && is_stored(open.archive_hash));
    assert_int_equal(gc_run(&cx, -60, &report), 0);
    assert_int_equal(report.stuck_archives, 0);
    assert_false(is_stored(t.archive_hash)); /* over */
    assert_true(is_stored(open.archive_hash));
    own_do(&cx, "DELETE FROM job WHERE id = ?", ARGS(ARG(open.job_id)));
    assert_int_equal(gc_run(&cx, -60, &report), 0);
    assert_int_equal(report.stuck_archives, 1);
    assert_false(is_stored(open.archive_hash));
    task = task_of(&open);
    assert_string_equal(task.status, "FAILED");
    assert_string_equal(task.error_message, "Internal error, please try again later");
    /* The pictures of the first are used, until the design and its owner's resources go. */
    assert_int_equal(number("SELECT COUNT(*) FROM still"), 2);
    own_do(&cx, "DELETE FROM set_design", NO_ARGS);
    assert_int_equal(gc_run(&cx, -60, &report), 0);
    assert_int_equal(number("SELECT COUNT(*) FROM still"), 2);
    own_do(&cx, "DELETE FROM media_resource", NO_ARGS);
    assert_int_equal(gc_run(&cx, -60, &report), 0);
    assert_int_equal(report.stills, 2);
    assert_true(report.blobs >= 2);
    assert_int_equal(number("SELECT COUNT(*) FROM still_thumb"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_same_is_told_once_an_hour, begin, end),
        cmocka_unit_test_setup_teardown(those_at_once_are_told_once, begin, end),
        cmocka_unit_test_setup_teardown(without_a_channel_it_is_kept, begin, end),
        cmocka_unit_test_setup_teardown(a_good_one, begin, end),
        cmocka_unit_test_setup_teardown(one_is_open_at_a_time, begin, end),
        cmocka_unit_test_setup_teardown(things_go_meanwhile, begin, end),
        cmocka_unit_test_setup_teardown(failures_are_told, begin, end),
        cmocka_unit_test_setup_teardown(gc_ends_what_is_stuck, begin, end),
    };
    int rc;
    own_begin("design_task");
    rc = cmocka_run_group_tests(tests, NULL, NULL);
    own_end();
    return rc;
}
