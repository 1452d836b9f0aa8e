/* seed_test.c - made-up productions: what is made, twice, under a name that is taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/track/seed.h"
#include "t/db/own.h"

static struct cx cx;

static int begin(UNUSED void **state)
{
    cx     = own_open();
    cx.now = (struct utc){ INT64_C(1763719445000000) };
    return 0;
}

static int end(UNUSED void **state)
{
    own_close(&cx);
    return 0;
}

static int64_t made_of(const struct seed_made *made, size_t n, const char *what)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(made[i].what, what) == 0)
            return made[i].n;
    return -1;
}

static struct uuid seeded(const struct seed *s, struct seed_made **made, size_t *n)
{
    struct uuid id = { 0 };
    assert_int_equal(seed_make(&cx, s, &id, made, n), 0);
    return id;
}

static void makes_a_production(UNUSED void **state)
{
    static const struct {
        const char *what;
        int64_t     n;
    } wants[] = { { "persons", SEED_PEOPLE }, { "sequences", 2 },       { "shots", 30 },
                  { "assets", 12 },           { "castings", 120 },      { "tasks of shots", 90 },
                  { "tasks of assets", 36 } };
    static const char *const some[] = { "assignments", "hours", "comments", "previews", "news",
                                        "notifications", "events", "playlists" };
    struct seed_made *made;
    size_t            n;
    seeded(&(struct seed){ "First", 30, 1 }, &made, &n);
    for (size_t i = 0; i < COUNT(wants); i++)
        assert_int_equal(made_of(made, n, wants[i].what), wants[i].n);
    for (size_t i = 0; i < COUNT(some); i++)
        assert_true(made_of(made, n, some[i]) > 0);
}

/* What the tracker keeps true about comments and tasks is true of it too. */
static void is_consistent(UNUSED void **state)
{
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM task t WHERE t.last_comment_date IS NOT NULL AND"
                                     " t.task_status_id <> (SELECT c.task_status_id FROM comment c"
                                     " WHERE c.object_id = t.id ORDER BY c.created_at DESC LIMIT 1)"),
                     0);
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM task t JOIN task_status s ON s.id = t.task_status_id"
                                     " WHERE s.is_done <> (t.done_date IS NOT NULL)"),
                     0);
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM comment WHERE created_at > '2025-11-21 10:04:05'"), 0);
    assert_true(own_number(&cx, "SELECT COUNT(DISTINCT task_status_id) FROM task") >= 3);
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM person WHERE password IS NOT NULL"), 0);
}

static void refuses_a_name_that_is_taken(UNUSED void **state)
{
    struct seed_made *made;
    struct uuid       id;
    size_t            n;
    int64_t           before = own_number(&cx, "SELECT COUNT(*) FROM person");
    assert_true(seed_make(&cx, &(struct seed){ "First", 5, 2 }, &id, &made, &n) < 0);
    assert_int_equal(cx.err.reason, E_CONFLICT);
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM person"), before);
}

static void is_determined_by_name_and_seed(UNUSED void **state)
{
    struct seed_made *made;
    struct uuid       one, other, again;
    size_t            n;
    const char       *comment = "SELECT MD5(GROUP_CONCAT(id ORDER BY id)) FROM comment";
    const char       *first;
    own_do(&cx, "SET foreign_key_checks = 0", NO_ARGS);
    own_do(&cx, "SET group_concat_max_len = 1000000", NO_ARGS);
    own_do(&cx, "DELETE FROM comment", NO_ARGS);
    one   = seeded(&(struct seed){ "Second", 1, 7 }, &made, &n);
    first = own_text(&cx, comment);
    other = seeded(&(struct seed){ "Third", 1, 7 }, &made, &n);
    assert_false(uuid_equal(one, other));
    static const char *const tables[] = { "project", "person", "entity", "entity_link", "task", "time_spent",
        "comment", "preview_file", "comment_preview_link", "news", "notification", "api_event", "playlist",
        "metadata_descriptor", "task_person_link", "department_link", "project_person_link",
        "project_task_type_link", "project_task_status_link", "project_asset_type_link" };
    for (size_t i = 0; i < COUNT(tables); i++)
        own_do(&cx, arena_printf(cx.arena, "DELETE FROM %s", tables[i]), NO_ARGS);
    again = seeded(&(struct seed){ "Second", 1, 7 }, &made, &n);
    assert_true(uuid_equal(one, again));
    assert_string_equal(own_text(&cx, comment), first);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(makes_a_production, begin, end),
        cmocka_unit_test_setup_teardown(is_consistent, begin, end),
        cmocka_unit_test_setup_teardown(refuses_a_name_that_is_taken, begin, end),
        cmocka_unit_test_setup_teardown(is_determined_by_name_and_seed, begin, end),
    };
    int failed;
    own_begin("seed");
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    own_end();
    return failed;
}
