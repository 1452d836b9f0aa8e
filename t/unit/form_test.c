/* form_test.c - query strings and form bodies, kind and hostile. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "fcgi/form.h"
#include "model/base/arena.h"

static struct want {
    const char      *what, *text;
    enum form_source source;
    const char      *want; /* name=value; of each pair, up to the refusal */
    enum reason      why;
} cases[] = {
    { "nothing", "", FORM_QUERY, "", 0 },
    { "separators only", "&&&", FORM_QUERY, "", 0 },
    { "a pair", "a=1", FORM_QUERY, "a=1;", 0 },
    { "pairs and empty pieces", "&a=1&&b=2&", FORM_BODY, "a=1;b=2;", 0 },
    { "a name alone", "a&b=", FORM_QUERY, "a=;b=;", 0 },
    { "a value alone", "=a", FORM_QUERY, "=a;", 0 },
    { "a name twice", "a=1&a=2", FORM_QUERY, "a=1;a=2;", 0 },
    { "an equals sign in a value", "a=b=c==", FORM_QUERY, "a=b=c==;", 0 },
    { "blanks", "a+b=c+d%20e%2B", FORM_QUERY, "a b=c d e+;", 0 },
    { "encoded separators", "a%26%3D=%26%3d%25", FORM_QUERY, "a&==&=%;", 0 },
    { "UTF-8", "n=Caf%C3%A9+\xc3\xa9+%f0%9f%8e%ac", FORM_BODY,
      "n=Caf\xc3\xa9 \xc3\xa9 \xf0\x9f\x8e\xac;", 0 },
    { "control characters", "a=1%0d%0a2", FORM_BODY, "a=1\r\n2;", 0 },
    { "a semicolon is no separator", "a=1;b=2", FORM_QUERY, "a=1;b=2;", 0 },
    { "brackets", "a[]=1&a%5B%5D=2", FORM_QUERY, "a[]=1;a[]=2;", 0 },
    { "pairs at the limit", "a&b&c&d&", FORM_QUERY, "a=;b=;c=;d=;", 0 },

    { "pairs over the limit", "a&b&c&d&e", FORM_QUERY, "a=;b=;c=;d=;", E_TOO_LARGE },
    { "one digit", "a=1&b=%4", FORM_QUERY, "a=1;", E_INVALID },
    { "a percent sign at the end", "b=%", FORM_BODY, "", E_BAD_BODY },
    { "an escape that the separator cuts", "b=%4&1=a", FORM_BODY, "", E_BAD_BODY },
    { "an escape in a name", "%g1=a", FORM_QUERY, "", E_INVALID },
    { "a sign for a digit", "a=%+1", FORM_QUERY, "", E_INVALID },
    { "the escape of Unicode", "a=%u00e4", FORM_QUERY, "", E_INVALID },
    { "NUL in a value", "a=b%00c", FORM_QUERY, "", E_INVALID },
    { "NUL in a name", "a%00=b", FORM_BODY, "", E_BAD_BODY },
    { "Latin-1", "a=%e4", FORM_QUERY, "", E_INVALID },
    { "a long form of a slash", "a=%c0%af", FORM_QUERY, "", E_INVALID },
    { "half of a pair of surrogates", "a=%ed%a0%80", FORM_BODY, "", E_BAD_BODY },
    { "a character that the separator cuts", "a=%c3&b=%a9", FORM_BODY, "", E_BAD_BODY },
};

static void reads(void **state)
{
    const struct want *w  = *state;
    struct cx          cx = { .arena = arena_new(1 << 20) };
    struct form        f  = form_begin(w->source, w->text, strlen(w->text), 4);
    struct form_pair   pair;
    char               got[256] = "";
    int                rc;
    while ((rc = form_next(&cx, &f, &pair)) > 0) {
        size_t at = strlen(got);
        assert_int_equal(strlen(pair.name), pair.name_len);
        assert_int_equal(strlen(pair.value), pair.value_len);
        (void)snprintf(got + at, sizeof got - at, "%s=%s;", pair.name, pair.value);
    }
    assert_string_equal(got, w->want);
    assert_int_equal(rc, -(int)w->why);
    assert_int_equal(cx.err.reason, w->why);
    arena_free(cx.arena);
}

static void reads_raw_nul_and_no_text(void **state)
{
    struct cx        cx = { .arena = arena_new(1 << 20) };
    struct form      f  = form_begin(FORM_QUERY, NULL, 0, 4);
    struct form_pair pair;
    (void)state;
    assert_int_equal(form_next(&cx, &f, &pair), 0);
    f = form_begin(FORM_BODY, "a=b\0c", 5, 4);
    assert_int_equal(form_next(&cx, &f, &pair), -E_BAD_BODY);
    arena_free(cx.arena);
}

static void decodes_a_path(void **state)
{
    struct cx   cx = { .arena = arena_new(1 << 20) };
    size_t      n  = 0;
    const char *text;
    (void)state;
    text = percent_decode(cx.arena, "a+b%2Fc%20", 10, &n);
    assert_string_equal(text, "a+b/c ");
    assert_int_equal(n, 6);
    assert_null(percent_decode(cx.arena, "a%00", 4, &n));
    assert_null(percent_decode(cx.arena, "%2Fx", 2, &n)); /* the length ends it */
    arena_free(cx.arena);
}

int main(void)
{
    struct CMUnitTest tests[COUNT(cases) + 2] = { cmocka_unit_test(reads_raw_nul_and_no_text),
                                                  cmocka_unit_test(decodes_a_path) };
    for (size_t i = 0; i < COUNT(cases); i++)
        tests[i + 2] = (struct CMUnitTest){ cases[i].what, reads, NULL, NULL, &cases[i] };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
