/* comment_test.c - how many statements a comment takes, with all that follows from it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/track/comment.h"
#include "model/track/seed.h"
#include "t/db/own.h"

/* Of those that are allowed, one is the check of the caller's token. */
enum { STATEMENTS_MOST = 12 - 1 };

static struct cx cx;

static int begin(UNUSED void **state)
{
    struct seed_made *made;
    struct uuid       id;
    size_t            n;
    cx     = own_open();
    cx.now = utc_now();
    return seed_make(&cx, &(struct seed){ "Talk", 10, 1 }, &id, &made, &n);
}

static int end(UNUSED void **state)
{
    own_close(&cx);
    return 0;
}

static struct uuid id_of(const char *sql)
{
    const char *text = own_text(&cx, sql);
    struct uuid id;
    assert_non_null(text);
    assert_true(uuid_parse(text, strlen(text), &id));
    return id;
}

struct posting {
    struct actor        who;
    struct comment_new  new;
    struct comment_made made;
};

static int post(struct cx *c, void *u)
{
    struct posting *p = u;
    return comment_post(c, &p->who, &p->new, &p->made);
}

/* It moves the task, names persons and a department, is told to many by mail, is news. */
static void takes_few_statements(UNUSED void **state)
{
    struct posting p = {
        .who = { .id = id_of("SELECT id FROM person WHERE role = 'manager' ORDER BY id LIMIT 1"), .role = "manager" },
        .new = { .task_id = id_of("SELECT t.id FROM task t JOIN task_status s ON s.id = t.task_status_id"
                                  " WHERE NOT s.is_retake ORDER BY t.id LIMIT 1"),
                 .task_status_id = id_of("SELECT id FROM task_status WHERE is_retake"),
                 .text = "@Bo Berg @Chidi Costa @Animation please hold it longer" },
    };
    int64_t before;
    own_do(&cx, "UPDATE person SET notifications_enabled = TRUE", NO_ARGS);
    before = own_executed(&cx);
    assert_int_equal(db_tx(&cx, TX_ONCE, post, &p), 0);
    /* The second question is one of them. */
    assert_true(own_executed(&cx) - before - 1 <= STATEMENTS_MOST);
    assert_true(own_number(&cx, "SELECT COUNT(*) FROM outbox") > 3);
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM comment_mentions"), 2);
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM comment_department_mentions"), 1);
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM api_event WHERE name = 'task:status-changed'"), 1);
}

struct many {
    struct actor        who;
    struct comment_new  new[10];
    struct comment_made made[10];
};

static int post_many(struct cx *c, void *u)
{
    struct many *m = u;
    return comments_post(c, &m->who, m->new, COUNT(m->new), m->made);
}

/* News and events are written once, whatever many there are. */
static void many_take_fewer(UNUSED void **state)
{
    static struct many m;
    struct uuid        retake = id_of("SELECT id FROM task_status WHERE is_retake");
    struct ids         tasks;
    int64_t            before, took;
    m.who = (struct actor){ .id = id_of("SELECT id FROM person WHERE role = 'manager' ORDER BY id LIMIT 1"), .role = "manager" };
    assert_int_equal(db_ids(&cx, "SELECT id FROM task ORDER BY id LIMIT 10", NO_ARGS, &tasks), 0);
    for (size_t i = 0; i < COUNT(m.new); i++)
        m.new[i] = (struct comment_new){ .task_id = tasks.v[i], .task_status_id = retake, .text = "once more" };
    before = own_executed(&cx);
    assert_int_equal(db_tx(&cx, TX_ONCE, post_many, &m), 0);
    took = own_executed(&cx) - before - 1;
    print_message("%lld statements for %zu comments\n", (long long)took, COUNT(m.new));
    assert_true(took <= 8 * (int64_t)COUNT(m.new) + 2);
}

int main(void)
{
    static const struct CMUnitTest tests[] = { cmocka_unit_test(takes_few_statements),
                                               cmocka_unit_test(many_take_fewer) };
    int                            failed;
    own_begin("comment");
    failed = cmocka_run_group_tests(tests, begin, end);
    own_end();
    return failed;
}
