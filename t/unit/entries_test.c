/* entries_test.c - lists that come in pieces. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/base/entries.h"
#include "model/base/host.h"

static struct arena *arena;

struct want {
    const char *what, *text;
    enum reason why;     /* E_NONE: a list */
    const char *entries; /* with a | behind each */
};
static struct want cases[] = {
    { "nothing in it", "[]", E_NONE, "" },
    { "blanks", " \r\n[ \t] \n", E_NONE, "" },
    { "numbers", "[1, 2 ,3]", E_NONE, "1|2 |3|" },
    { "objects", "[{\"a\":[1,{}]},{\"b\":\"]\"}]", E_NONE, "{\"a\":[1,{}]}|{\"b\":\"]\"}|" },
    { "quotes and backslashes", "[\"a\\\",[\",\"\\\\\",1]", E_NONE, "\"a\\\",[\"|\"\\\\\"|1|" },
    { "nothing at all", "", E_BAD_BODY, "" },
    { "an object", "{}", E_INVALID, "" },
    { "a text", "\"[]\"", E_INVALID, "" },
    { "no end", "[1", E_BAD_BODY, "" },
    { "no end of a text", "[\"]", E_BAD_BODY, "" },
    { "no end of an object", "[{]", E_BAD_BODY, "" },
    { "two lists", "[1][2]", E_BAD_BODY, "1|" },
    { "an empty place", "[1,,2]", E_BAD_BODY, "1|" },
    { "nothing before the comma", "[,1]", E_BAD_BODY, "" },
    { "nothing behind the comma", "[1,]", E_BAD_BODY, "1|" },
    { "something behind the list", "[] x", E_BAD_BODY, "" },
    { "an entry of sixteen bytes", "[\"45678901234567\"]", E_NONE, "\"45678901234567\"|" },
    { "a longer one", "[\"456789012345678\"]", E_TOO_LARGE, "" },
};

static int collect(void *u, const char *text, size_t n)
{
    out_bytes(u, text, n);
    out_raw(u, "|");
    return 0;
}

/* However it is cut into two. */
static void comes_in_pieces(void **state)
{
    const struct want *w = *state;
    size_t             n = strlen(w->text);
    for (size_t at = 0; at <= n; at++) {
        struct cx      cx  = { .arena = arena };
        struct out     got = out_in_arena(arena, 4096);
        struct entries e   = entries_new(17, collect, &got);
        int            rc  = entries_take(&cx, &e, w->text, at);
        if (rc == 0)
            rc = entries_take(&cx, &e, w->text + at, n - at);
        if (rc == 0)
            rc = entries_end(&cx, &e);
        assert_int_equal(rc < 0 ? cx.err.reason : E_NONE, w->why);
        assert_string_equal(out_done(&got), w->entries);
        entries_free(&e);
    }
    arena_reset(arena);
}

static int stop(void *u, const char *text, size_t n)
{
    (void)text;
    (void)n;
    return refuse(u, E_CONFLICT, "No more");
}

static void a_refusal_ends_it(void **state)
{
    struct cx      cx = { .arena = arena };
    struct entries e  = entries_new(100, stop, &cx);
    (void)state;
    assert_true(entries_take(&cx, &e, "[1,2]", 5) < 0);
    assert_int_equal(cx.err.reason, E_CONFLICT);
    entries_free(&e);
}

static void the_machine_tells_of_itself(void **state)
{
    struct cx   cx = { .arena = arena };
    struct host h;
    (void)state;
    host_look(&cx, &h);
    assert_true(h.cores > 0 && h.total > 0 && h.available > 0 && h.available <= h.total);
    for (size_t i = 0; i < h.cores; i++)
        assert_true(h.busy[i] >= 0 && h.busy[i] <= 100);
    assert_true(h.load[0] >= 0);
}

int main(void)
{
    struct CMUnitTest tests[COUNT(cases) + 2];
    int               failed;
    for (size_t i = 0; i < COUNT(cases); i++)
        tests[i] = (struct CMUnitTest){ cases[i].what, comes_in_pieces, NULL, NULL, &cases[i] };
    tests[COUNT(cases)]     = (struct CMUnitTest)cmocka_unit_test(a_refusal_ends_it);
    tests[COUNT(cases) + 1] = (struct CMUnitTest)cmocka_unit_test(the_machine_tells_of_itself);
    arena                   = arena_new(1 << 24);
    failed                  = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(arena);
    return failed;
}
