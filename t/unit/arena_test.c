/* arena_test.c - memory of a request: zeroed, aligned, given back, capped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sys/wait.h>
#include <unistd.h>
#include "model/base/arena.h"

enum { CAP = 1 << 20 };

static bool all_zero(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p[i])
            return false;
    return true;
}

static void pieces_are_zeroed_and_aligned(void **state)
{
    struct arena *a = arena_new(CAP);
    (void)state;
    for (int round = 0; round < 3; round++) { /* memory that was used before is zeroed again */
        for (size_t n = 0; n < 300; n += 7) {
            char *p = arena_alloc(a, n);
            assert_non_null(p);
            assert_int_equal((uintptr_t)p % 16, 0);
            assert_true(all_zero(p, n));
            memset(p, 0xff, n);
        }
        arena_reset(a);
    }
    arena_free(a);
}

static void large_pieces_have_room(void **state)
{
    struct arena *a = arena_new(CAP);
    char         *p = arena_alloc(a, 100000), *q;
    (void)state;
    memset(p, 1, 100000);
    q = arena_alloc_array(a, 1000, 300);
    assert_true(all_zero(q, 300000));
    memset(q, 2, 300000);
    assert_int_equal(p[99999], 1);
    arena_free(a);
}

static void texts_are_copied(void **state)
{
    struct arena *a = arena_new(CAP);
    (void)state;
    assert_null(arena_text(a, NULL));
    assert_string_equal(arena_text(a, ""), "");
    assert_string_equal(arena_text(a, "abc"), "abc");
    assert_string_equal(arena_copy(a, "abcdef", 3), "abc");
    assert_memory_equal(arena_copy(a, "a\0b", 3), "a\0b\0", 4);
    assert_string_equal(arena_printf(a, "%d-%s", 42, "x"), "42-x");
    assert_int_equal(strlen(arena_printf(a, "%*d", 70000, 1)), 70000);
    arena_free(a);
}

static void rewinding_gives_back(void **state)
{
    struct arena     *a     = arena_new(CAP);
    struct arena_mark empty = arena_mark(a), mark;
    char             *kept  = arena_text(a, "kept");
    size_t            used;
    (void)state;
    mark = arena_mark(a);
    used = arena_used(a);
    for (int i = 0; i < 1000; i++) { /* far more than the cap, if it were not given back */
        (void)!arena_alloc(a, 50000);
        arena_rewind(a, mark);
    }
    assert_int_equal(arena_used(a), used);
    assert_string_equal(kept, "kept");
    assert_string_equal(arena_text(a, "next"), "next");
    assert_string_equal(kept, "kept");
    arena_rewind(a, empty);
    assert_true(all_zero(arena_alloc(a, 64), 64));
    arena_free(a);
}

static char order[8];
static void note(void *p)
{
    size_t n = strlen(order);
    order[n] = *(const char *)p;
}

static void releases_run_in_reverse(void **state)
{
    struct arena *a         = arena_new(CAP);
    char          letters[] = "abc";
    (void)state;
    memset(order, 0, sizeof order);
    for (int i = 0; i < 3; i++)
        arena_on_reset(a, note, &letters[i]);
    arena_reset(a);
    assert_string_equal(order, "cba");
    arena_reset(a); /* once only */
    assert_string_equal(order, "cba");
    arena_on_reset(a, note, &letters[0]);
    arena_free(a);
    assert_string_equal(order, "cbaa");
}

/* What is registered between mark and rewind lives in memory that the rewind gives back. */
static void rewinding_runs_what_was_registered_since(void **state)
{
    struct arena     *a         = arena_new(CAP);
    char              letters[] = "abc";
    struct arena_mark mark;
    (void)state;
    memset(order, 0, sizeof order);
    arena_on_reset(a, note, &letters[0]);
    mark = arena_mark(a);
    arena_on_reset(a, note, &letters[1]);
    (void)!arena_alloc(a, 60000);
    arena_on_reset(a, note, &letters[2]);
    arena_rewind(a, mark);
    assert_string_equal(order, "cb");
    memset(arena_alloc(a, 60000), 0xff, 60000);
    memset(arena_alloc(a, 64), 0xff, 64);
    arena_reset(a);
    assert_string_equal(order, "cba");
    arena_free(a);
}

/* ---- the cap ---- */

// clang-format off
static struct passing {
    const char *what;
    size_t      first, n, bytes;
    bool        ends;
} passings[] = {
    { "within the cap", 0, 1, CAP / 2, false },
    { "twice half of it and more", CAP / 2, 1, CAP / 2 + 64, true },
    { "one byte more than the cap at once", 0, 1, CAP + 1, true },
    { "as much as there is", 0, 1, SIZE_MAX, true },
    { "a size that wraps when it is rounded", 0, 1, SIZE_MAX - 3, true },
    { "a product that wraps", 0, SIZE_MAX / 2, 4, true },
    { "a product that wraps to little", 0, SIZE_MAX / 16 + 2, 16, true },
};
// clang-format on

static void the_cap_ends_the_process(void **state)
{
    const struct passing *p = *state;
    int                   status;
    pid_t                 child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct arena *a = arena_new(CAP);
        (void)!freopen("/dev/null", "w", stderr);
        (void)!signal(SIGABRT, SIG_DFL);
        if (p->first)
            (void)!arena_alloc(a, p->first);
        (void)!arena_alloc_array(a, p->n, p->bytes);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(WIFSIGNALED(status), p->ends);
    if (!p->ends)
        assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
    enum { FIXED = 6 };
    struct CMUnitTest tests[COUNT(passings) + FIXED] = {
        cmocka_unit_test(pieces_are_zeroed_and_aligned),
        cmocka_unit_test(large_pieces_have_room),
        cmocka_unit_test(texts_are_copied),
        cmocka_unit_test(rewinding_gives_back),
        cmocka_unit_test(releases_run_in_reverse),
        cmocka_unit_test(rewinding_runs_what_was_registered_since),
    };
    for (size_t i = 0; i < COUNT(passings); i++)
        tests[FIXED + i] = (struct CMUnitTest){ passings[i].what, the_cap_ends_the_process, NULL,
                                                NULL, &passings[i] };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
