/* naming_test.c - names of shots in a row. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/shots/naming.h"

static struct cx cx;

static int begin(UNUSED void **state)
{
    cx = (struct cx){ .arena = arena_new(1 << 20) };
    return 0;
}

static int end(UNUSED void **state)
{
    arena_free(cx.arena);
    return 0;
}

static const struct row_of_names {
    const char *pattern;
    int64_t     step;
    const char *names[3];
} rows[] = {
    { "SH{0010}", 10, { "SH0010", "SH0020", "SH0030" } },
    { "{1}", 1, { "1", "2", "3" } },
    { "a{0}b", 5, { "a0b", "a5b", "a10b" } },
    { "{98} of %d", 1, { "98 of %d", "99 of %d", "100 of %d" } },
    { "\xc3\xa9{007}", 1000, { "\xc3\xa9" "007", "\xc3\xa9" "1007", "\xc3\xa9" "2007" } },
    { "{999999999}", 10000, { "999999999", "1000009999", "1000019999" } },
};

static void names_in_a_row(UNUSED void **state)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct naming n;
        assert_int_equal(naming_read(&cx, rows[i].pattern, rows[i].step, &n), 0);
        for (size_t k = 0; k < COUNT(rows[i].names); k++) {
            const char *name;
            assert_int_equal(naming_next(&cx, &n, &name), 0);
            assert_string_equal(name, rows[i].names[k]);
        }
    }
}

static void faults(UNUSED void **state)
{
    static const char *const patterns[] = {
        "",       "SH0010",  "SH{}",    "SH{x}",   "SH{1x}",         "SH{ 1}", "SH{+1}", "SH{-1}",
        "SH{1",   "SH1}",    "}SH{1}",  "SH{1}}",  "SH{{1}}",        "{1}{2}", "{1}{",   "SH{1.5}",
        "{}{1}",  "SH{1}{}", "SH}{1}{", "SH{0x1}", "SH{0000000001}",
    };
    for (size_t i = 0; i < COUNT(patterns); i++) {
        struct naming n;
        err_clear(&cx);
        if (naming_read(&cx, patterns[i], 1, &n) != -E_INVALID)
            fail_msg("%s is taken", patterns[i]);
        assert_string_equal(cx.err.field, "naming");
    }
}

/* What fits in 160 characters with three digits does not with four. */
static void names_end(UNUSED void **state)
{
    char          pattern[NAMING_NAME_MAX + 3] = { 0 };
    struct naming n;
    const char   *name;
    err_clear(&cx);
    memset(pattern, 'x', NAMING_NAME_MAX - 3);
    memcpy(pattern + NAMING_NAME_MAX - 3, "{999}", 5);
    assert_int_equal(naming_read(&cx, pattern, 1, &n), 0);
    assert_int_equal(naming_next(&cx, &n, &name), 0);
    assert_int_equal(strlen(name), NAMING_NAME_MAX);
    assert_int_equal(naming_next(&cx, &n, &name), -E_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_in_a_row),
        cmocka_unit_test(faults),
        cmocka_unit_test(names_end),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
