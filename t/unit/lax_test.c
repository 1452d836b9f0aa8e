/* lax_test.c - values as servers in Python read them, what kind of fault the others are, and
 * where a text stops to be JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/base/json.h"
#include "model/base/out.h"
#include "model/base/text.h"

/* What a row of a table does not say is empty. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

struct thing {
    struct row  row;
    bool        flag;
    int64_t     whole;
    const char *text, *url;
    struct uuid id;
    struct utc  at;
};
#define ROW struct thing
static const struct field thing_fields[] = {
    FIELD(flag, READ | WRITE | LAX | NULLS, .doc = "A flag."),
    FIELD(whole, READ | WRITE | LAX | NULLS, .min = -100, .max = 100, .doc = "A whole number."),
    FIELD(text, READ | WRITE | LAX | NULLS, .max = 8, .doc = "A text."),
    FIELD(url, READ | WRITE | LAX | URL | NULLS, .doc = "An address."),
    FIELD(id, READ | WRITE | LAX | NULLS, .doc = "An identifier."),
    FIELD(at, READ | WRITE | LAX | NULLS, .doc = "A moment."),
};
#undef ROW
static const struct shape thing_shape = SHAPE(struct thing, thing_fields, .sparse = true);
#define ID "0191d2c8-7f9e-4d1a-9b6e-0d7a3c5b2f10"

// clang-format off
static const struct value {
    const char     *field, *json;
    const char     *want;  /* the whole thing as JSON; NULL: refused ... */
    enum fault_kind fault; /* ... as this */
    int64_t         limit;
} values[] = {
    { "flag", "true", "{\"flag\":true}" },
    { "flag", "\"off\"", "{\"flag\":false}" },
    { "flag", "\"YES\"", "{\"flag\":true}" },
    { "flag", "0", "{\"flag\":false}" },
    { "flag", "1.0", "{\"flag\":true}" },
    { "flag", "2", NULL, FAULT_BOOL },
    { "flag", "\"maybe\"", NULL, FAULT_BOOL },
    { "flag", "[]", NULL, FAULT_BOOL },
    { "flag", "\" true\"", NULL, FAULT_BOOL },
    { "flag", "\"\"", NULL, FAULT_BOOL },
    { "flag", "null", "{}" },
    { "whole", "5", "{\"whole\":5}" },
    { "whole", "\"7\"", "{\"whole\":7}" },
    { "whole", "5.9", "{\"whole\":5}" },
    { "whole", "\" 7 \"", "{\"whole\":7}" },
    { "whole", "true", "{\"whole\":1}" },
    { "whole", "\"5.0\"", NULL, FAULT_INTEGER },
    { "whole", "\"\"", NULL, FAULT_INTEGER },
    { "whole", "1e30", NULL, FAULT_HIGH, 100 },
    { "whole", "\"x\"", NULL, FAULT_INTEGER },
    { "whole", "{}", NULL, FAULT_INTEGER },
    { "whole", "101", NULL, FAULT_HIGH, 100 },
    { "whole", "-101", NULL, FAULT_LOW, -100 },
    { "text", "\"a\"", "{\"text\":\"a\"}" },
    { "text", "5", "{\"text\":\"5\"}" },
    { "text", "5.5", "{\"text\":\"5.5\"}" },
    { "text", "true", "{\"text\":\"True\"}" },
    { "text", "false", "{\"text\":\"False\"}" },
    { "text", "{}", NULL, FAULT_TEXT },
    { "text", "[1]", NULL, FAULT_TEXT },
    { "text", "\"123456789\"", NULL, FAULT_LONG, 8 },
    { "url", "\"https://a.example/x\"", "{\"url\":\"https://a.example/x\"}" },
    { "url", "\"ftp://a.example\"", NULL, FAULT_URL },
    { "url", "\"https://\"", NULL, FAULT_HOST },
    { "url", "\"http:///x\"", NULL, FAULT_HOST },
    { "url", "\"HTTP://A.example\"", "{\"url\":\"HTTP://A.example\"}" },
    { "url", "\"//x\"", NULL, FAULT_URL },
    { "url", "5", NULL, FAULT_URL },
    { "url", "\"x\"", NULL, FAULT_URL },
    { "id", "\"" ID "\"", "{\"id\":\"" ID "\"}" },
    { "id", "\"0191D2C8-7F9E-4D1A-9B6E-0D7A3C5B2F10\"", "{\"id\":\"" ID "\"}" },
    { "id", "\"0191d2c87f9e4d1a9b6e0d7a3c5b2f10\"", "{\"id\":\"" ID "\"}" },
    { "id", "\"{" ID "}\"", "{\"id\":\"" ID "\"}" },
    { "id", "\"urn:uuid:" ID "\"", "{\"id\":\"" ID "\"}" },
    { "id", "\"0191d2c87f9e4d1a9b6e0d7a3c5b2f1\"", NULL, FAULT_UUID },
    { "id", "\"0191d2c87f9e4d1a9b6e0d7a3c5b2f100\"", NULL, FAULT_UUID },
    { "id", "\"----\"", NULL, FAULT_UUID },
    { "id", "5", NULL, FAULT_UUID },
    { "at", "\"2022-11-28T20:18:37.406479+00:00\"", "{\"at\":\"2022-11-28T20:18:37.406Z\"}" },
    { "at", "1669666717", "{\"at\":\"2022-11-28T20:18:37.000Z\"}" },
    { "at", "1669666717406", "{\"at\":\"2022-11-28T20:18:37.406Z\"}" },
    { "at", "\"1669666717\"", "{\"at\":\"2022-11-28T20:18:37.000Z\"}" },
    { "at", "\" 1669666717 \"", "{\"at\":\"2022-11-28T20:18:37.000Z\"}" },
    { "at", "20000000000", "{\"at\":\"2603-10-11T11:33:20.000Z\"}" },
    { "at", "20000000001", "{\"at\":\"1970-08-20T11:33:20.001Z\"}" },
    { "at", "-0.001", "{\"at\":\"1969-12-31T23:59:59.999Z\"}" },
    { "at", "true", "{\"at\":\"1970-01-01T00:00:01.000Z\"}" },
    { "at", "\"2022-02-30T00:00\"", NULL, FAULT_TIME },
    { "at", "\"soon\"", NULL, FAULT_TIME },
    { "at", "[]", NULL, FAULT_TIME },
};
// clang-format on

static void reads(void **state)
{
    const struct value *v  = *state;
    struct cx           cx = { .arena = arena_new(1 << 20) };
    struct thing        t  = { 0 };
    struct out          o  = out_in_arena(cx.arena, 1000);
    struct json_object *j;
    int                 rc;
    assert_true(json_read(cx.arena, v->json, strlen(v->json), &j));
    rc = field_from_json(&cx, &thing_shape, (size_t)field_index(&thing_shape, v->field, strlen(v->field)), j, &t);
    if (v->want) {
        assert_int_equal(rc, 0);
        out_row(&o, &thing_shape, &t);
        assert_string_equal(out_done(&o), v->want);
    } else {
        assert_int_equal(rc, -E_INVALID);
        assert_int_equal(cx.err.fault, v->fault);
        assert_int_equal(cx.err.limit, v->limit);
        assert_string_equal(cx.err.field, v->field);
    }
    arena_free(cx.arena);
}

// clang-format off
static const struct stop {
    const char *text, *what;
    size_t      at, line, column;
} stops[] = {
    { "", "Expecting value", 0, 1, 1 },
    { "{", "Expecting property name enclosed in double quotes", 1, 1, 2 },
    { "{\"a\"", "Expecting ':' delimiter", 4, 1, 5 },
    { "{\"a\": }", "Expecting value", 6, 1, 7 },
    { "{\"a\": 1", "Expecting ',' delimiter", 7, 1, 8 },
    { "{\"a\": 1,}", "Expecting property name enclosed in double quotes", 8, 1, 9 },
    { "{\n\"a\": tru\n}", "Expecting value", 7, 2, 6 },
    { "[1 2]", "Expecting ',' delimiter", 3, 1, 4 },
    { "5.", "Extra data", 1, 1, 2 },
    { "[1e+]", "Expecting ',' delimiter", 2, 1, 3 },
    { "[01]", "Expecting ',' delimiter", 2, 1, 3 },
    { "-x", "Expecting value", 0, 1, 1 },
    { " \n", "Expecting value", 2, 2, 1 },
    { "[1,", "Expecting value", 3, 1, 4 },
    { "{} x", "Extra data", 3, 1, 4 },
    { "\"abc", "Unterminated string starting at", 0, 1, 1 },
    { "[\"a\nb\"]", "Invalid control character at", 3, 1, 4 },
    { "[\"\\x\"]", "Invalid \\escape", 2, 1, 3 },
    { "\"\\u12ab", "Invalid \\uXXXX escape", 2, 1, 3 },
    { "[\"\\u12x4\"]", "Invalid \\uXXXX escape", 3, 1, 4 },
    { "[\"\xc3\xa9\", x]", "Expecting value", 6, 1, 7 }, /* in characters, not bytes */
};
// clang-format on

static void stops_there(void **state)
{
    const struct stop *s = *state;
    struct json_fault  f = json_explain(s->text, strlen(s->text));
    assert_false(json_check(s->text, strlen(s->text)));
    assert_string_equal(f.what, s->what);
    assert_int_equal(f.at, s->at);
    assert_int_equal(f.line, s->line);
    assert_int_equal(f.column, s->column);
}

static void moments_with_an_offset(void **state)
{
    char text[TIME_TEXT];
    (void)state;
    utc_format_offset((struct utc){ 1669666717406479 }, text);
    assert_string_equal(text, "2022-11-28T20:18:37.406479+00:00");
    utc_format_offset((struct utc){ -1 }, text);
    assert_string_equal(text, "1969-12-31T23:59:59.999999+00:00");
}

int main(void)
{
    static struct CMUnitTest tests[COUNT(values) + COUNT(stops) + 1];
    size_t                   n = 0;
    for (size_t i = 0; i < COUNT(values); i++)
        tests[n++] = (struct CMUnitTest){ values[i].json, reads, NULL, NULL, (void *)(uintptr_t)&values[i] };
    for (size_t i = 0; i < COUNT(stops); i++)
        tests[n++] = (struct CMUnitTest){ stops[i].what, stops_there, NULL, NULL, (void *)(uintptr_t)&stops[i] };
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(moments_with_an_offset);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
