/* field_test.c - values into described structs, from text and from JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/base/json.h"
#include "model/base/out.h"
#include "model/base/text.h"

enum { CAP = 1 << 22 };
static const char *const colours[] = { "red", "dark green", NULL };

struct thing {
    struct row  row;
    bool        flag;
    int64_t     whole, any;
    double      number;
    const char *text, *name, *colour;
    struct uuid id;
    struct utc  at;
    struct date day;
    struct json data, maybe;
    struct ids  list;
    const char *read_only;
};
#define ROW struct thing
static const struct field thing_fields[] = {
    FIELD(flag, READ | WRITE | NULLS, .doc = "A flag."),
    FIELD(whole, READ | WRITE, .min = -5, .max = 100, .doc = "A whole number."),
    FIELD(any, READ | WRITE, .doc = "Any whole number."),
    FIELD(number, READ | WRITE, .min = 0, .max = 1, .doc = "A number."),
    FIELD(text, READ | WRITE, .max = 4, .doc = "A text."),
    FIELD(name, READ | WRITE | NAME, .min = 1, .max = 5, .doc = "A name."),
    FIELD(colour, READ | WRITE, .choices = colours, .doc = "A choice."),
    FIELD(id, READ | WRITE | NULLS, .doc = "An identifier."),
    FIELD(at, READ | WRITE, .doc = "A moment."),
    FIELD(day, READ | WRITE, .doc = "A day."),
    FIELD(data, READ | WRITE, .max = 40, .doc = "A value."),
    FIELD(maybe, READ | WRITE | NULLS, .doc = "A value or null."),
    FIELD(list, READ | WRITE, .max = 2, .doc = "Identifiers."),
    FIELD(read_only, READ, .doc = "Not for clients."),
};
#undef ROW
static const struct shape thing_shape = SHAPE(struct thing, thing_fields);
#define ONES "01010101-0101-0101-0101-010101010101"

// clang-format off
static struct value {
    const char *field, *text;
    size_t      len;
    const char *want; /* as JSON; NULL: refused */
} from_text[] = {
#define V(field, text, want) { field, text, sizeof(text) - 1, want }
    V("flag", "on", "true"),
    V("flag", "0", "false"),
    V("flag", "", NULL),
    V("flag", "maybe", NULL),
    V("whole", "-5", "-5"),
    V("whole", "100", "100"),
    V("whole", "-6", NULL),
    V("whole", "101", NULL),
    V("whole", "5.0", NULL),
    V("whole", "", NULL),
    V("any", "9223372036854775807", "9223372036854775807"),
    V("any", "-9223372036854775808", "-9223372036854775808"),
    V("any", "9223372036854775808", NULL),
    V("number", "0", "0.0"),
    V("number", "1e0", "1.0"),
    V("number", "1.0000001", NULL),
    V("number", "-0.1", NULL),
    V("number", "nan", NULL),
    V("text", "", "\"\""),
    V("text", " a b", "\" a b\""),
    V("text", "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4", "\"\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\""),
    V("text", "abcde", NULL),
    V("text", "a\0b", NULL),
    V("text", "a\xff", NULL),
    V("text", "a\n", "\"a\\n\""),
    V("name", "  ab\t", "\"ab\""),
    V("name", "   abcde   ", "\"abcde\""),
    V("name", "   ", NULL),
    V("name", "", NULL),
    V("name", "a\nb", NULL),
    V("name", "a\x7f", NULL),
    V("name", "a\xc2\x85" "b", NULL),
    V("name", "abcdef", NULL),
    V("colour", "red", "\"red\""),
    V("colour", "dark green", "\"dark green\""),
    V("colour", "Red", NULL),
    V("colour", "dark", NULL),
    V("colour", "", NULL),
    V("colour", "red\0", NULL),
    V("id", ONES, "\"" ONES "\""),
    V("id", "", NULL),
    V("id", "null", NULL),
    V("at", "2026-11-20T21:40:01.5+01:00", "\"2026-11-20T20:40:01.500Z\""),
    V("at", "now", NULL),
    V("at", "", NULL),
    V("day", "2024-02-29", "\"2024-02-29\""),
    V("day", "2023-02-29", NULL),
    V("data", "{\"a\":[1,2]}", "{\"a\":[1,2]}"),
    V("data", "7", "7"),
    V("data", "\"x\"", "\"x\""),
    V("data", "", NULL),
    V("data", "{", NULL),
    V("data", "{} {}", NULL),
    V("data", "{'a':1}", NULL),
    V("data", "[1,]", NULL),
    V("data", "NaN", NULL),
    V("data", "[1, -Infinity]", NULL),
    V("data", "[\"NaN Infinity\", \"\\\"NaN\"]", "[\"NaN Infinity\", \"\\\"NaN\"]"),
    V("data", "\"\xff\"", NULL),
    V("data", "{\"a\":1}\0", NULL),
    V("data", "[1111111111,1111111111,1111111111,1111111111]", NULL),
    V("list", "", "[]"),
    V("list", ONES "," ONES, "[\"" ONES "\",\"" ONES "\"]"),
    V("list", ONES "," ONES "," ONES, NULL),
    V("list", ONES ",", NULL),
    V("list", "," ONES, NULL),
    V("list", ONES " ," ONES, NULL),
}, from_json[] = {
    V("flag", "true", "true"),
    V("flag", "null", "null"),
    V("flag", "1", NULL),
    V("flag", "\"true\"", NULL),
    V("whole", "7", "7"),
    V("whole", "7.0", "7"),
    V("whole", "\"7\"", "7"),
    V("whole", "7.5", NULL),
    V("whole", "101", NULL),
    V("whole", "1e300", NULL),
    V("whole", "true", NULL),
    V("whole", "null", NULL),
    V("whole", "[7]", NULL),
    V("any", "9223372036854775807", "9223372036854775807"),
    V("any", "-9223372036854775807", "-9223372036854775807"),
    V("any", "9223372036854775808", NULL),
    V("any", "18446744073709551615", NULL),
    V("any", "99999999999999999999999", NULL),
    V("any", "-99999999999999999999999", NULL),
    V("any", "1e18", NULL), /* not exact as a double's text */
    V("any", "1e15", "1000000000000000"),
    V("number", "1", "1.0"),
    V("number", "0.5", "0.5"),
    V("number", "2", NULL),
    V("number", "\"0.5\"", "0.5"),
    V("number", "\"x\"", NULL),
    V("text", "\"ab\"", "\"ab\""),
    V("text", "\"\"", "\"\""),
    V("text", "5", NULL),
    V("text", "true", NULL),
    V("text", "{}", NULL),
    V("text", "\"a\\u0000\"", NULL),
    V("text", "\"abcde\"", NULL),
    V("name", "\" \\u00e4 \"", "\"\xc3\xa4\""),
    V("name", "\"\\ud83c\\udfac\"", "\"\xf0\x9f\x8e\xac\""),
    V("name", "\"a\\tb\"", NULL),
    V("name", "\"\"", NULL),
    V("name", "null", NULL),
    V("colour", "\"red\"", "\"red\""),
    V("colour", "\"blue\"", NULL),
    V("id", "\"" ONES "\"", "\"" ONES "\""),
    V("id", "null", "null"),
    V("id", "\"\"", NULL),
    V("id", "1", NULL),
    V("at", "\"2026-11-20\"", "\"2026-11-20T00:00:00.000Z\""),
    V("at", "1795210801", NULL),
    V("day", "\"2024-02-29\"", "\"2024-02-29\""),
    V("data", "{\"a\": [1, 2]}", "{\"a\":[1,2]}"),
    V("data", "\"a/b\"", "\"a/b\""),
    V("data", "[1111111111,1111111111,1111111111,1111111111]", NULL),
    V("data", "null", NULL),
    V("maybe", "null", "null"),
    V("maybe", "{}", "{}"),
    V("list", "[]", "[]"),
    V("list", "[\"" ONES "\"]", "[\"" ONES "\"]"),
    V("list", "[\"" ONES "\",\"" ONES "\",\"" ONES "\"]", NULL),
    V("list", "[1]", NULL),
    V("list", "[null]", NULL),
    V("list", "\"" ONES "\"", NULL),
    V("list", "null", NULL),
    V("list", "{}", NULL),
};
// clang-format on

/* What a client that reads the row would see of the field. */
static const char *shown(struct arena *a, const struct thing *t, size_t i)
{
    struct field f     = thing_fields[i];
    struct shape alone = { .fields = &f, .count = 1, .bytes = sizeof *t };
    struct thing copy  = *t;
    struct out   o     = out_in_arena(a, CAP / 4);
    const char  *text;
    copy.row.set  = t->row.set >> i & 1;
    copy.row.null = t->row.null >> i & 1;
    out_members(&o, &alone, &copy);
    text = out_done(&o);
    return text + strlen(f.name) + 3;
}

static struct json_object *parsed(struct cx *cx, const char *text)
{
    struct json_object *v;
    assert_true(json_read(cx->arena, text, strlen(text), &v));
    return v;
}

static void judge(struct cx *cx, const struct value *v, size_t i, int rc, const struct thing *t)
{
    static const struct thing untouched;
    if (v->want) {
        assert_int_equal(rc, 0);
        assert_int_equal(t->row.set, UINT64_C(1) << i);
        assert_string_equal(shown(cx->arena, t, i), v->want);
        return;
    }
    assert_int_equal(rc, -E_INVALID);
    assert_string_equal(cx->err.field, v->field); /* ... is named, and the message says it too */
    assert_memory_equal(cx->err.message, v->field, strlen(v->field));
    assert_memory_equal(t, &untouched, sizeof *t);
}

static void reads_text(void **state)
{
    const struct value *v  = *state;
    struct cx           cx = { .arena = arena_new(CAP) };
    struct thing        t;
    size_t              i    = (size_t)field_index(&thing_shape, v->field, strlen(v->field));
    char               *text = malloc(v->len + 1); /* ends where the value ends */
    int                 rc;
    memset(&t, 0, sizeof t);
    memcpy(text, v->text, v->len);
    rc = field_from_text(&cx, &thing_shape, i, text, v->len, &t);
    free(text);
    judge(&cx, v, i, rc, &t);
    arena_free(cx.arena);
}

static void reads_json(void **state)
{
    const struct value *v    = *state;
    struct cx           cx   = { .arena = arena_new(CAP) };
    struct json_object *json = parsed(&cx, v->text);
    struct thing        t;
    size_t              i = (size_t)field_index(&thing_shape, v->field, strlen(v->field));
    int                 rc;
    memset(&t, 0, sizeof t);
    rc = field_from_json(&cx, &thing_shape, i, json, &t);
    judge(&cx, v, i, rc, &t);
    arena_free(cx.arena);
}

static void a_value_takes_the_place_of_null(void **state)
{
    struct cx    cx = { .arena = arena_new(CAP) };
    struct thing t  = { .row = { 0, 0 } };
    size_t       i  = (size_t)field_index(&thing_shape, "id", 2);
    (void)state;
    SET_NULL(&thing_shape, &t, id);
    assert_true(IS_NULL(&thing_shape, &t, id));
    assert_false(IS_SET(&thing_shape, &t, id));
    assert_int_equal(field_from_text(&cx, &thing_shape, i, ONES, 36, &t), 0);
    assert_false(IS_NULL(&thing_shape, &t, id));
    assert_true(IS_SET(&thing_shape, &t, id));
    arena_free(cx.arena);
}

/* ---- whole rows ---- */

// clang-format off
static struct whole {
    const char *what, *text;
    unsigned    how;
    bool        strict;
    int         rc;
} rows[] = {
    { "known names", "{\"whole\":1,\"text\":\"a\"}", WRITE, true, 0 },
    { "nothing", "{}", WRITE, true, 0 },
    { "unknown names", "{\"whole\":1,\"other\":2}", WRITE, false, 0 },
    { "unknown names, strictly", "{\"whole\":1,\"other\":2}", WRITE, true, -E_INVALID },
    { "a name that may not be written", "{\"read_only\":\"x\"}", WRITE, false, 0 },
    { "a name that may not be written, strictly", "{\"read_only\":\"x\"}", WRITE, true, -E_INVALID },
    { "a wrong value", "{\"whole\":\"x\"}", WRITE, false, -E_INVALID },
    { "an array", "[]", WRITE, false, -E_INVALID },
    { "null", "null", WRITE, false, -E_INVALID },
    { "a text", "\"x\"", WRITE, false, -E_INVALID },
};
// clang-format on

static void reads_rows(void **state)
{
    const struct whole *c    = *state;
    struct cx           cx   = { .arena = arena_new(CAP) };
    struct json_object *json = parsed(&cx, c->text);
    struct thing        t    = { .row = { 0, 0 } };
    assert_int_equal(row_from_json(&cx, &thing_shape, json, c->how, c->strict, &t), c->rc);
    assert_false(IS_SET(&thing_shape, &t, read_only));
    arena_free(cx.arena);
}

struct with_defaults {
    struct row  row;
    struct utc  at;
    int64_t     limit;
    const char *kind, *needed;
};
#define ROW struct with_defaults
static const struct field default_fields[] = {
    FIELD(at, WRITE, .def = "now", .doc = "A moment."),
    FIELD(limit, WRITE, .def = "100", .min = 1, .max = 1000, .doc = "A number."),
    FIELD(kind, WRITE, .def = "red", .choices = colours, .doc = "A choice."),
    FIELD(needed, WRITE | NEED, .doc = "A text."),
};
#undef ROW
static const struct shape default_shape = SHAPE(struct with_defaults, default_fields);

static void defaults_fill_what_is_not_set(void **state)
{
    struct cx            cx = { .arena = arena_new(CAP), .now = { 77 } };
    struct with_defaults r  = { .limit = 5 };
    (void)state;
    SET(&default_shape, &r, limit);
    assert_int_equal(row_defaults(&cx, &default_shape, &r, false), 0);
    assert_int_equal(r.at.us, 77);
    assert_int_equal(r.limit, 5);
    assert_string_equal(r.kind, "red");
    assert_false(IS_SET(&default_shape, &r, needed));
    assert_int_equal(row_defaults(&cx, &default_shape, &r, true), -E_INVALID);
    assert_string_equal(cx.err.field, "needed");
    arena_free(cx.arena);
}

/* ---- faults of tables ---- */

static const struct field good_field = {
    .name = "a", .type = T_I64, .off = 16, .doc = "A number."
};
// clang-format off
static struct faulty {
    const char  *what;
    struct field f[2];
    uint16_t     count;
    bool         fault;
} faulties[] = {
    { "a good table", { { .name = "a", .type = T_I64, .off = 16, .doc = "A number." } }, 1, false },
    { "no name", { { .type = T_I64, .off = 16, .doc = "A number." } }, 1, true },
    { "a name that needs escapes", { { .name = "a\"", .type = T_I64, .off = 16, .doc = "A number." } }, 1, true },
    { "no type", { { .name = "a", .off = 16, .doc = "A number." } }, 1, true },
    { "no doc", { { .name = "a", .type = T_I64, .off = 16 } }, 1, true },
    { "an empty doc", { { .name = "a", .type = T_I64, .off = 16, .doc = "" } }, 1, true },
    { "a doc without a full stop", { { .name = "a", .type = T_I64, .off = 16, .doc = "A" } }, 1, true },
    { "FIND without READ",
      { { .name = "a", .type = T_I64, .off = 16, .flags = FIND, .doc = "A number." } }, 1, true },
    { "a default that is no choice",
      { { .name = "a", .type = T_TEXT, .off = 16, .choices = colours, .def = "blue", .doc = "A." } },
      1, true },
    { "a member outside", { { .name = "a", .type = T_I64, .off = 24, .doc = "A number." } }, 1, true },
    { "a member half outside", { { .name = "a", .type = T_UUID, .off = 16, .doc = "An id." } }, 1, true },
    { "a name twice",
      { { .name = "a", .type = T_BOOL, .off = 16, .doc = "A." },
        { .name = "a", .type = T_BOOL, .off = 17, .doc = "A." } }, 2, true },
    { "a member twice",
      { { .name = "a", .type = T_I64, .off = 16, .doc = "A." },
        { .name = "b", .type = T_I64, .off = 16, .doc = "B." } }, 2, true },
    { "a range upside down",
      { { .name = "a", .type = T_I64, .off = 16, .min = 5, .max = 4, .doc = "A." } }, 1, true },
    { "a text with a minimum alone, which nobody would check",
      { { .name = "a", .type = T_TEXT, .off = 16, .min = 1, .doc = "A." } }, 1, true },
    { "a member over the bits of the row", { { .name = "a", .type = T_I64, .off = 8, .doc = "A." } }, 1, true },
};
// clang-format on

static void table_is_judged(void **state)
{
    const struct faulty *c = *state;
    struct shape         s = { .fields = c->f, .count = c->count, .bytes = 24 };
    assert_int_equal(shape_fault(&s) != NULL, c->fault);
}

static void more_fields_than_bits(void **state)
{
    static struct field f[65];
    static char         name[65][8];
    struct shape        s = { .fields = f, .count = 64, .bytes = 16 + 65 * 8 };
    (void)state;
    for (size_t i = 0; i < 65; i++) {
        snprintf(name[i], sizeof name[i], "f%zu", i);
        f[i]      = good_field;
        f[i].name = name[i];
        f[i].off  = (uint16_t)(16 + i * 8);
    }
    assert_null(shape_fault(&s));
    s.count = 65;
    assert_non_null(shape_fault(&s));
}

int main(void)
{
    enum { FIXED = 3, MOST = 300 };
    static char       what[MOST][160];
    struct CMUnitTest tests[MOST] = {
        cmocka_unit_test(a_value_takes_the_place_of_null),
        cmocka_unit_test(defaults_fill_what_is_not_set),
        cmocka_unit_test(more_fields_than_bits),
    };
    size_t n = FIXED;
    assert_null(shape_fault(&thing_shape));
    assert_null(shape_fault(&default_shape));
#define ALL(table, fn, ...)                                                                        \
    for (size_t i = 0; i < COUNT(table); i++, n++) {                                               \
        snprintf(what[n], sizeof what[n], #table ": " __VA_ARGS__);                                \
        tests[n] = (struct CMUnitTest){ what[n], fn, NULL, NULL, &(table)[i] };                    \
    }
    ALL(from_text, reads_text, "%s %.60s", from_text[i].field, from_text[i].text)
    ALL(from_json, reads_json, "%s %.60s", from_json[i].field, from_json[i].text)
    ALL(rows, reads_rows, "%s", rows[i].what)
    ALL(faulties, table_is_judged, "%s", faulties[i].what)
    assert_true(n <= MOST);
    return _cmocka_run_group_tests("field", tests, n, NULL, NULL);
}
