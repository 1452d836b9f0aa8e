/* err_test.c - the list of reasons, and messages that are cut to their buffer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model/base/text.h"

static void first_failure_wins(void **state)
{
    struct cx cx = { 0 };
    (void)state;
    assert_int_equal(refuse_field(&cx, E_CONFLICT, "name", "name: taken"), -E_CONFLICT);
    assert_int_equal(refuse(&cx, E_INTERNAL, "later"), -E_CONFLICT);
    assert_string_equal(cx.err.message, "name: taken");
    assert_string_equal(cx.err.field, "name");
    err_clear(&cx);
    assert_int_equal(cx.err.reason, E_NONE);
}

static void reasons_are_told_apart(void **state)
{
    (void)state;
    for (enum reason why = E_NONE + 1; why < E_COUNT; why++) {
        assert_int_equal(reason_by_word(reason_word(why)), why);
        assert_in_range(reason_status(why), 400, 599);
        for (enum reason other = why + 1; other < E_COUNT; other++)
            assert_int_not_equal(reason_number(why), reason_number(other));
    }
    assert_int_equal(reason_by_word("none of them"), E_INTERNAL);
    assert_int_equal(reason_by_word(NULL), E_INTERNAL);
    assert_int_equal(reason_status(E_NONE), 500);
}

static void long_messages_stay_utf8(void **state)
{
    (void)state;
    for (int before = 0; before < 5; before++) {
        struct cx cx = { 0 };
        char      text[600];
        size_t    at = 0, points;
        bool      control;
        for (int i = 0; i < before; i++)
            text[at++] = 'x';
        for (; at + 4 < sizeof text; at += 4)
            memcpy(text + at, "\xf0\x9f\x8e\xac", 5);
        assert_int_equal(refuse(&cx, E_INVALID, "%s", text), -E_INVALID);
        assert_true(utf8_check(cx.err.message, strlen(cx.err.message), &points, &control));
        assert_true(strlen(cx.err.message) >= sizeof cx.err.message - 4);
    }
}

/* base_images[2].name, and what is further inside than there is room for. */
static void places_are_told_from_the_outside(void **state)
{
    struct cx cx = { 0 };
    int       rc = refuse_fault(&cx, FAULT_UUID, 0, "name", "name: must be a UUID");
    (void)state;
    assert_int_equal(refuse_within(&cx, rc, "base_images", (struct into){ .index = 2 }), -E_INVALID);
    assert_string_equal(cx.err.field, "base_images");
    assert_int_equal(cx.err.steps, 2);
    assert_null(cx.err.step[0].name);
    assert_int_equal(cx.err.step[0].index, 2);
    assert_string_equal(cx.err.step[1].name, "name");
    for (int i = 0; i < ERR_STEPS; i++)
        assert_int_equal(refuse_within(&cx, rc, "outer", (struct into){ .index = i }), rc);
    assert_int_equal(cx.err.steps, ERR_STEPS);
    assert_int_equal(cx.err.step[0].index, ERR_STEPS - 1);
    assert_string_equal(cx.err.step[1].name, "outer");
    err_clear(&cx);
    assert_int_equal(cx.err.steps, 0);
}

static struct cut {
    const char *what, *text, *want;
} cuts[] = {
    { "nothing", "", "" },
    { "ASCII", "abc", "abc" },
    { "two bytes, whole", "a\xc3\xa4", "a\xc3\xa4" },
    { "two bytes, one there", "a\xc3", "a" },
    { "three bytes, whole", "\xe2\x82\xac", "\xe2\x82\xac" },
    { "three bytes, two there", "a\xe2\x82", "a" },
    { "four bytes, whole", "\xf0\x9f\x8e\xac", "\xf0\x9f\x8e\xac" },
    { "four bytes, three there", "\xc3\xa4\xf0\x9f\x8e", "\xc3\xa4" },
};

static void cut_ends_are_closed(void **state)
{
    const struct cut *c = *state;
    char              text[16];
    (void)snprintf(text, sizeof text, "%s", c->text);
    utf8_close(text);
    assert_string_equal(text, c->want);
}

int main(void)
{
    struct CMUnitTest tests[COUNT(cuts) + 4] = {
        cmocka_unit_test(first_failure_wins),
        cmocka_unit_test(reasons_are_told_apart),
        cmocka_unit_test(long_messages_stay_utf8),
        cmocka_unit_test(places_are_told_from_the_outside),
    };
    for (size_t i = 0; i < COUNT(cuts); i++)
        tests[i + 4] =
            (struct CMUnitTest){ cuts[i].what, cut_ends_are_closed, NULL, NULL, &cuts[i] };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
