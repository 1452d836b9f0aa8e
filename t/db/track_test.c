/* track_test.c - the tracker's descriptors against the database and against the published data
 * model (models.tsv: table, column, type, length, may it be null); what every resource does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/people/person.h"
#include "model/track/all.h"
#include "model/track/entity.h"
#include "model/track/production.h"
#include "model/track/task.h"
#include "t/db/own.h"

static struct cx cx;
static int       bad;

#define CHECK(ok, ...)                                                                             \
    do {                                                                                           \
        if (!(ok)) {                                                                               \
            print_error(__VA_ARGS__);                                                              \
            bad++;                                                                                 \
        }                                                                                          \
    } while (0)

static int begin(UNUSED void **state)
{
    cx  = own_open();
    bad = 0;
    return 0;
}

static int end(UNUSED void **state)
{
    own_close(&cx);
    return 0;
}

/* ---- drift ---- */

struct column {
    char table[80], name[80], type[20];
    long length;
    bool null;
};

static FILE *models_open(void)
{
    const char *dir = getenv("DAILIES_TEST_SOURCE");
    FILE       *f   = fopen(arena_printf(cx.arena, "%s/t/db/models.tsv", dir ? dir : "."), "r");
    assert_non_null(f);
    return f;
}

static bool column_read(FILE *f, struct column *c)
{
    char  line[300], *at = line, *part[5];
    if (!fgets(line, sizeof line, f))
        return false;
    line[strcspn(line, "\n")] = 0;
    for (size_t i = 0; i < COUNT(part); i++)
        part[i] = strsep(&at, "\t");
    assert_non_null(part[4]);
    *c = (struct column){ .length = strtol(part[3], NULL, 10), .null = strcmp(part[4], "null") == 0 };
    snprintf(c->table, sizeof c->table, "%s", part[0]);
    snprintf(c->name, sizeof c->name, "%s", part[1]);
    snprintf(c->type, sizeof c->type, "%s", part[2]);
    return true;
}

static const struct resource *resource_of(const char *table)
{
    if (strcmp(table, "person") == 0)
        return &person_res;
    for (const struct resource *const *r = track_resources; *r; r++)
        if (strcmp((*r)->table, table) == 0)
            return *r;
    return NULL;
}

static enum type type_of(const char *word)
{
    static const struct {
        const char *word;
        enum type   type;
    } types[] = { { "varchar", T_TEXT }, { "text", T_TEXT }, { "enum", T_TEXT }, { "int", T_I64 },
                  { "bigint", T_I64 },   { "bool", T_BOOL }, { "double", T_F64 }, { "uuid", T_UUID },
                  { "datetime", T_TIME }, { "date", T_DATE }, { "json", T_JSON } };
    for (size_t i = 0; i < COUNT(types); i++)
        if (strcmp(types[i].word, word) == 0)
            return types[i].type;
    return T_NONE;
}

static void field_agrees(const struct column *c)
{
    const struct resource *r = resource_of(c->table);
    int                    i = r ? field_index(r->shape, c->name, strlen(c->name)) : -1;
    const struct field    *f = i < 0 ? NULL : &r->shape->fields[i];
    CHECK(f, "%s.%s: no field\n", c->table, c->name);
    if (!f || (f->flags & SECRET))
        return;
    CHECK(f->type == type_of(c->type), "%s.%s: is no %s\n", c->table, c->name, c->type);
    CHECK(c->length == 0 || f->type != T_TEXT || f->max == c->length || !(f->flags & WRITE),
          "%s.%s: has %lld characters, not %ld\n", c->table, c->name, (long long)f->max, c->length);
    CHECK(!c->null || (f->flags & NULLS) || r == &person_res, "%s.%s: may be null\n", c->table, c->name);
}

static void column_agrees(const struct column *c)
{
    const char *type = own_text(&cx, arena_printf(cx.arena,
        "SELECT CONCAT(DATA_TYPE, ' ', COALESCE(CHARACTER_MAXIMUM_LENGTH, 0), ' ', IS_NULLABLE)"
        " FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '%s'"
        " AND COLUMN_NAME = '%s'", c->table, c->name));
    CHECK(type, "%s.%s: no column\n", c->table, c->name);
    if (!type)
        return;
    if (c->length && strcmp(c->name, "password") != 0)
        CHECK(strncmp(type, "varchar ", 8) == 0 && strtol(type + 8, NULL, 10) >= c->length - 5,
              "%s.%s: is %s\n", c->table, c->name, type);
    CHECK(!c->null || strstr(type, " YES"), "%s.%s: may be null\n", c->table, c->name);
}

static void model_is_kept(UNUSED void **state)
{
    FILE         *f = models_open();
    struct column c;
    size_t        n = 0;
    for (; column_read(f, &c); n++) {
        struct arena_mark mark = arena_mark(cx.arena);
        if (strcmp(c.table, "organisation") != 0 && strcmp(c.table, "login_log") != 0)
            field_agrees(&c);
        column_agrees(&c);
        arena_rewind(cx.arena, mark);
    }
    fclose(f);
    assert_true(n > 480);
    assert_int_equal(bad, 0);
}

static void descriptors_are_sound(UNUSED void **state)
{
    for (const struct resource *const *r = track_resources; *r; r++) {
        const char *fault = res_fault(*r);
        CHECK(!fault, "%s: %s\n", (*r)->name, fault);
    }
    assert_int_equal(bad, 0);
}

/* ---- what every resource does ---- */

/* Not in the arena, which lists rewind after each row. Good until the next call. */
static const char *list_text(const struct resource *r, const struct actor *who, struct res_ask ask)
{
    static struct out o;
    free(o.buf);
    o = out_on_heap(4 << 20);
    if (res_list(&cx, r, who, &ask, &o) < 0)
        return NULL;
    return out_done(&o);
}

static void every_list_can_be_read(UNUSED void **state)
{
    static const char *const roles[] = { "admin", "manager", "supervisor", "user", "client", "vendor" };
    for (const struct resource *const *r = track_resources; *r; r++)
        for (size_t i = 0; i < COUNT(roles) * 3; i++) {
            struct arena_mark mark = arena_mark(cx.arena);
            struct actor      who  = { uuid_new(), roles[i / 3], i / 3 == 0 };
            const char       *text = list_text(*r, &who, (struct res_ask){ .relations = i % 3 > 0,
                                                                           .paged = i % 3 == 2,
                                                                           .page = 1 });
            CHECK(text || cx.err.reason == E_FORBIDDEN, "%s as %s: %s\n", (*r)->name, roles[i / 3],
                  cx.err.message);
            CHECK(i >= 3 || text, "%s: administrators cannot read it\n", (*r)->name);
            err_clear(&cx);
            arena_rewind(cx.arena, mark);
        }
    assert_int_equal(bad, 0);
}

static void every_column_can_be_found_by(UNUSED void **state)
{
    static const char *const values[] = { [T_BOOL] = "true", [T_I64] = "5", [T_F64] = "1.5",
                                          [T_TEXT] = "x", [T_TIME] = "2026-01-02T03:04:05",
                                          [T_DATE] = "2026-01-02", [T_JSON] = "{}",
                                          [T_UUID] = "00000000-0000-4000-8000-000000000001",
                                          [T_IDS] = "00000000-0000-4000-8000-000000000001" };
    struct actor             who      = { uuid_new(), "admin", true };
    for (const struct resource *const *r = track_resources; *r; r++)
        for (size_t i = 0; i < (*r)->shape->count; i++) {
            const struct field *f    = &(*r)->shape->fields[i];
            struct arena_mark   mark = arena_mark(cx.arena);
            struct res_pair     pair = { f->name, values[f->type], strlen(values[f->type]) };
            if (f->flags & FIND)
                CHECK(list_text(*r, &who, (struct res_ask){ .pairs = &pair, .npairs = 1 }),
                      "%s by %s: %s\n", (*r)->name, f->name, cx.err.message);
            err_clear(&cx);
            arena_rewind(cx.arena, mark);
        }
    assert_int_equal(bad, 0);
}

/* Rights that need a look at the row have statements that the database understands. */
static void every_right_can_be_asked(UNUSED void **state)
{
    struct actor who = { own_person(&cx), "supervisor", false };
    for (const struct resource *const *r = track_resources; *r; r++)
        for (int verb = RES_GET; verb <= RES_DELETE; verb++) {
            struct arena_mark mark = arena_mark(cx.arena);
            const struct shape *s  = (*r)->shape;
            void *row = arena_alloc(cx.arena, s->bytes);
            int   key = field_index(s, "id", 2), rc;
            *(struct uuid *)(void *)((char *)row + s->fields[key].off) = uuid_new();
            field_mark(s, row, s->fields[key].off, false);
            rc = (*r)->may(&cx, *r, &who, (enum verb)verb, row);
            CHECK(rc == 0 || cx.err.reason == E_FORBIDDEN ||
                      (verb == RES_CREATE && cx.err.reason == E_INVALID),
                  "%s: %s\n", (*r)->name, cx.err.message);
            err_clear(&cx);
            arena_rewind(cx.arena, mark);
        }
    assert_int_equal(bad, 0);
}

/* ---- a production ---- */

static struct actor boss;

static struct uuid made(const struct resource *r, void *row)
{
    struct uuid id;
    if (res_create(&cx, r, &boss, row, &id) < 0)
        fail_msg("%s: %s", r->name, cx.err.message);
    return id;
}

static void production_and_its_entities(UNUSED void **state)
{
    struct production p = { .name = "Film" };
    struct entity     e = { .name = "SH010" };
    struct entity     again = { 0 };
    struct entity_type type = { .name = "Shot" };
    bool              found;
    boss = (struct actor){ own_person(&cx), "admin", true };
    SET(&production_shape, &p, name);
    e.project_id = made(&production_res, &p);
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM project WHERE name = 'Film'"), 1);
    SET(&entity_type_shape, &type, name);
    e.entity_type_id = made(&entity_type_res, &type);
    e.data.text = "{\"fps\":25,\"keep\":[1]}";
    SET(&entity_shape, &e, name);
    SET(&entity_shape, &e, project_id);
    SET(&entity_shape, &e, entity_type_id);
    SET(&entity_shape, &e, data);
    e.id = made(&entity_res, &e);
    again.data.text = "{\"fps\":24,\"take\":\"2\"}";
    SET(&entity_shape, &again, data);
    assert_int_equal(res_update(&cx, &entity_res, &boss, e.id, &again), 0);
    memset(&again, 0, sizeof again);
    assert_int_equal(res_load(&cx, &entity_res, e.id, &again, &found), 0);
    assert_string_equal(again.data.text, "{\"fps\":24,\"keep\":[1],\"take\":\"2\"}");
    assert_true(uuid_equal(again.created_by, boss.id));
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM api_event WHERE name IN ('shot:new', 'shot:update', 'project:new')"), 3);
    assert_int_equal(res_delete(&cx, &entity_res, &boss, e.id), 0);
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM api_event WHERE name = 'shot:delete'"
                                     " AND project_id IS NOT NULL AND JSON_VALUE(data, '$.shot_id') IS NOT NULL"), 1);
}

static void fresh_data_is_there(UNUSED void **state)
{
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM task_type"), 13);
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM task_status WHERE is_artist_allowed AND is_client_allowed"), 5);
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM entity_type WHERE name IN ('Character', 'Prop', 'Environment', 'FX')"), 4);
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM project_status"), 2);
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM department"), 6);
}

/* Of rows that the database makes, too. */
static void identifiers_are_random(UNUSED void **state)
{
    static const char *const tables[] = { "department", "entity_type", "task_type", "task_status", "project_status" };
    for (size_t i = 0; i < COUNT(tables); i++)
        CHECK(own_number(&cx, arena_printf(cx.arena, "SELECT COUNT(*) FROM %s WHERE SUBSTR(id, 15, 1) <> '4'"
                                                     " OR SUBSTR(id, 20, 1) NOT IN ('8', '9', 'a', 'b')", tables[i])) == 0,
              "%s: identifiers that tell when they were made\n", tables[i]);
    CHECK(own_number(&cx, "SELECT COUNT(*) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()"
                          " AND COLUMN_NAME = 'id' AND LOWER(COLUMN_DEFAULT) LIKE '%uuid()%'") == 0,
          "a table makes other identifiers\n");
    assert_int_equal(bad, 0);
}

/* As after a restart of the database, when defaults are read from the tables' definitions. */
static void identifiers_are_made_per_row(UNUSED void **state)
{
    own_do(&cx, "FLUSH TABLES", NO_ARGS);
    own_do(&cx, "INSERT INTO department (name, color) SELECT CONCAT('Many ', seq), '#000000' FROM seq_1_to_50", NO_ARGS);
    own_do(&cx, "INSERT INTO department (name, color) VALUES ('One more', '#000000')", NO_ARGS);
    assert_int_equal(own_number(&cx, "SELECT COUNT(DISTINCT LEFT(id, 8)) FROM department WHERE color = '#000000'"), 51);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(descriptors_are_sound, begin, end),
        cmocka_unit_test_setup_teardown(model_is_kept, begin, end),
        cmocka_unit_test_setup_teardown(fresh_data_is_there, begin, end),
        cmocka_unit_test_setup_teardown(identifiers_are_random, begin, end),
        cmocka_unit_test_setup_teardown(identifiers_are_made_per_row, begin, end),
        cmocka_unit_test_setup_teardown(every_list_can_be_read, begin, end),
        cmocka_unit_test_setup_teardown(every_column_can_be_found_by, begin, end),
        cmocka_unit_test_setup_teardown(every_right_can_be_asked, begin, end),
        cmocka_unit_test_setup_teardown(production_and_its_entities, begin, end),
    };
    int failed;
    own_begin("track_test");
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    own_end();
    return failed;
}
