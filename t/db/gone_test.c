/* gone_test.c - what goes with entities and productions, and how many statements that takes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/track/entity_make.h"
#include "model/track/gone.h"
#include "model/track/seed.h"
#include "t/db/own.h"

static struct cx          cx;
static const struct actor nobody = { .role = "admin", .is_admin = true };

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

static struct uuid seeded(const char *name, int64_t shots)
{
    struct seed_made *made;
    struct uuid       id = { { 0 } };
    size_t            n;
    assert_int_equal(seed_make(&cx, &(struct seed){ name, shots, shots }, &id, &made, &n), 0);
    return id;
}

/* Rows that name what is not there, where no foreign key says so. */
static void no_orphans(void)
{
    static const char *const sql[] = {
        "SELECT COUNT(*) FROM comment c LEFT JOIN task k ON k.id = c.object_id WHERE k.id IS NULL",
        "SELECT COUNT(*) FROM chat c LEFT JOIN entity e ON e.id = c.object_id WHERE e.id IS NULL",
        "SELECT COUNT(*) FROM task WHERE entity_id IS NULL",
        "SELECT COUNT(*) FROM preview_file WHERE task_id IS NULL",
    };
    for (size_t i = 0; i < COUNT(sql); i++)
        assert_int_equal(own_number(&cx, sql[i]), 0);
}

/* ---- one thing with all that it holds ---- */

struct removal {
    struct uuid project_id;
    bool        done;
};

static int remove_sequence(struct cx *c, void *u)
{
    struct removal *r = u;
    struct thing    it;
    struct uuid     id;
    TRY(db_id(c,
              "SELECT e.id FROM entity e JOIN entity_type y ON y.id = e.entity_type_id"
              " WHERE y.name = 'Sequence' AND e.project_id = ? ORDER BY e.name LIMIT 1",
              ARGS(ARG(r->project_id)), &id, &r->done));
    TRY(thing_lock(c, id, KIND_SEQUENCE, &it));
    return entity_remove(c, &nobody, &it, true);
}

static int64_t statements_of(struct uuid project_id)
{
    struct removal r      = { .project_id = project_id };
    int64_t        before = own_executed(&cx);
    assert_int_equal(db_tx(&cx, TX_ONCE, remove_sequence, &r), 0);
    assert_true(r.done);
    return own_executed(&cx) - before;
}

static void more_takes_no_more_statements(UNUSED void **state)
{
    int64_t few  = statements_of(seeded("Few", 1));
    int64_t many = statements_of(seeded("Many", 40));
    print_message("%lld statements\n", (long long)many);
    assert_true(many <= few + 2); /* castings that are counted anew */
    no_orphans();
}

/* ---- productions ---- */

struct leaving {
    struct uuid id;
    bool        left;
};

static int leave(struct cx *c, void *u)
{
    struct leaving *l = u;
    return production_gone(c, &nobody, l->id, &l->left);
}

struct table {
    struct row  row;
    const char *name;
};
#define ROW struct table
static const struct field table_fields[] = { FIELD(name, READ, .doc = "Its name.") };
#undef ROW
static const struct shape table_shape = SHAPE(struct table, table_fields);

/* Every table that names a production, but for those that go with its row. */
static void nothing_names(struct uuid project_id)
{
    static const char sql[] =
        "SELECT c.TABLE_NAME FROM information_schema.COLUMNS c"
        " WHERE c.TABLE_SCHEMA = DATABASE() AND c.COLUMN_NAME = 'project_id' AND c.TABLE_NAME NOT IN"
        " (SELECT r.TABLE_NAME FROM information_schema.REFERENTIAL_CONSTRAINTS r"
        " WHERE r.CONSTRAINT_SCHEMA = DATABASE() AND r.REFERENCED_TABLE_NAME = 'project'"
        " AND r.DELETE_RULE = 'CASCADE')";
    struct table *t;
    size_t        n;
    assert_int_equal(db_all(&cx, sql, NO_ARGS, &table_shape, &t, &n), 0);
    assert_true(n > 10);
    for (size_t i = 0; i < n; i++) {
        int64_t rows = 1;
        assert_int_equal(db_number(&cx,
                                   arena_printf(cx.arena, "SELECT COUNT(*) FROM `%s` WHERE project_id = ?",
                                                t[i].name),
                                   ARGS(ARG(project_id)), &rows, NULL),
                         0);
        if (rows)
            print_error("%s: %lld rows\n", t[i].name, (long long)rows);
        assert_int_equal(rows, 0);
    }
}

static void productions_leave_nothing(UNUSED void **state)
{
    struct leaving l     = { .id = seeded("Leaving", 150), .left = true };
    struct uuid    stays = seeded("Staying", 5);
    int64_t        pieces;
    for (pieces = 0; l.left; pieces++)
        assert_int_equal(db_tx(&cx, TX_ONCE, leave, &l), 0);
    assert_true(pieces > 2);
    nothing_names(l.id);
    no_orphans();
    own_do(&cx, "DELETE FROM project WHERE id = ?", ARGS(ARG(l.id)));
    assert_true(own_number(&cx, "SELECT COUNT(*) FROM comment") > 0);
    l = (struct leaving){ .id = stays, .left = true };
    while (l.left)
        assert_int_equal(db_tx(&cx, TX_ONCE, leave, &l), 0);
    nothing_names(stays);
}

/* The list is read first: whatever the table's size, it is entered by an index. */
static void searches_use_the_index(UNUSED void **state)
{
    const char *plan;
    seeded("Found", 40);
    plan = own_text(&cx, "EXPLAIN FORMAT=JSON SELECT id FROM entity WHERE MATCH (search_name)"
                         " AGAINST ('sh0*' IN BOOLEAN MODE)");
    assert_non_null(plan);
    assert_non_null(strstr(plan, "entity_search"));
    assert_true(own_number(&cx, "SELECT COUNT(*) FROM entity WHERE MATCH (search_name)"
                                " AGAINST ('sh0*' IN BOOLEAN MODE)") >= 40);
}

int main(void)
{
    static const struct CMUnitTest tests[] = { cmocka_unit_test(more_takes_no_more_statements),
                                               cmocka_unit_test(productions_leave_nothing),
                                               cmocka_unit_test(searches_use_the_index) };
    int                            failed;
    own_begin("gone");
    failed = cmocka_run_group_tests(tests, begin, end);
    own_end();
    return failed;
}
