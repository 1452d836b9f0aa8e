/* json_test.c - what is JSON and what is not, by RFC 8259. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <json-c/json.h>
#include "model/base/arena.h"
#include "model/base/json.h"

enum { CAP = 1 << 24 };

// clang-format off
static struct text {
    const char *text;
    size_t      len;
    bool        good;
} texts[] = {
#define G(t) { t, sizeof(t) - 1, true }
#define B(t) { t, sizeof(t) - 1, false }
    G("null"), G("true"), G("false"), G("0"), G("-0"), G("7"), G("-7.5e+10"), G("1E5"), G("1e-400"),
    G("\"\""), G("\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4\""), G("\"\xc3\xa4\xf0\x9f\x8e\xac\""), G("\"\x7f\""),
    G("[]"), G("{}"), G(" [ 1 , 2 ] "), G("\t{\"a\" : {\"b\":[null]} }\r\n"), G("[[],[],{}]"),
    G("{\"a\":1,\"a\":2}"), G("\"\\ud83c\\udfac\""), G("123456789012345678901234567890"), G("{\"\":0}"),

    B(""), B(" "), B("nul"), B("Null"), B("TRUE"), B("tru"), B("truex"), B("NaN"), B("Infinity"), B("-Infinity"),
    B("nan"), B("01"), B("-"), B("+1"), B(".5"), B("5."), B("1e"), B("1e+"), B("0x10"), B("1_0"), B("--1"),
    B("'a'"), B("\"a"), B("\""), B("\"\n\""), B("\"\t\""), B("\"\x01\""), B("\"\\x41\""), B("\"\\u12\""),
    B("\"\\u12g4\""), B("\"\\"), B("\"\\\""), B("\"\xff\""), B("\"\xed\xa0\x80\""), B("\"\xc3\""),
    B("["), B("]"), B("[1"), B("[1,"), B("[1,]"), B("[,1]"), B("[1 2]"), B("[1}"), B("{"), B("{\"a\"}"),
    B("{\"a\":}"), B("{\"a\":1,}"), B("{a:1}"), B("{'a':1}"), B("{1:1}"), B("{\"a\" 1}"), B("{\"a\":1]"),
    B("{} {}"), B("1 2"), B("{}x"), B("{}\0"), B("{}\0x"), B("\0"), B("[\0]"), B("\"a\0b\""),
    B("/* */ 1"), B("1 // x"), B("\xef\xbb\xbf{}"), B("\xc2\xa0" "1"), B("[NaN]"), B("{\"a\":Infinity}"),
};
// clang-format on

static void is_judged(void **state)
{
    const struct text  *c    = *state;
    struct arena       *a    = arena_new(CAP);
    struct json_object *v    = NULL;
    char               *copy = malloc(c->len + 1); /* ends where the text ends */
    char               *exact;
    memcpy(copy, c->text, c->len);
    exact = realloc(copy, c->len ? c->len : 1);
    assert_int_equal(json_check(exact, c->len), c->good);
    assert_int_equal(json_read(a, exact, c->len, &v), c->good);
    free(exact);
    arena_free(a);
}

static void depth_is_limited(void **state)
{
    static const char *const open[] = { "[", "{\"a\":" }, *const close[] = { "]", "}" };
    (void)state;
    for (int kind = 0; kind < 2; kind++)
        for (int depth = 1; depth < 70000; depth += depth < 40 ? 1 : 9999) {
            struct arena       *a = arena_new(CAP);
            struct json_object *v;
            size_t              n = strlen(open[kind]);
            char               *t = arena_alloc(a, (size_t)depth * (n + 1) + 2), *p = t;
            for (int i = 0; i < depth; i++, p += n)
                memcpy(p, open[kind], n);
            *p++ = '0';
            for (int i = 0; i < depth; i++)
                *p++ = *close[kind];
            assert_int_equal(json_read(a, t, strlen(t), &v), depth < JSON_DEPTH);
            arena_free(a);
        }
}

int main(void)
{
    static char       what[COUNT(texts)][80];
    struct CMUnitTest tests[COUNT(texts) + 1] = { cmocka_unit_test(depth_is_limited) };
    for (size_t i = 0; i < COUNT(texts); i++) {
        snprintf(what[i], sizeof what[i], "%s %.60s", texts[i].good ? "good" : "bad",
                 texts[i].text);
        tests[i + 1] = (struct CMUnitTest){ what[i], is_judged, NULL, NULL, &texts[i] };
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
