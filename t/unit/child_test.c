/* child_test.c - a child ends, whatever it does, and says no more than it may. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/job/child.h"
#include "model/job/queue.h"

static char      folder[] = "/tmp/dailies-child.XXXXXX";
static char      fake[4096], script[4096];
static struct cx cx;

struct heard {
    int  lines, ticks, refuse_at, stop_at;
    char last[64];
};

static int on_line(void *u, const char *line, size_t n)
{
    struct heard *h = u;
    snprintf(h->last, sizeof h->last, "%.*s", (int)n, line);
    h->lines++;
    return h->refuse_at && h->lines >= h->refuse_at ? -1 : 0;
}

static int on_tick(void *u)
{
    struct heard *h = u;
    h->ticks++;
    return h->stop_at && h->ticks >= h->stop_at;
}

static struct want {
    const char     *what, *script;
    enum child_fate fate;
    int             status, lines; /* lines: -1 for any */
    const char     *last, *tail;
    int             refuse_at, stop_at;
} cases[] = {
    { "says nothing", "", CHILD_EXITED, 0, 0, "", "", 0, 0 },
    { "says two lines", "say one\nsay two\n", CHILD_EXITED, 0, 2, "two", "", 0, 0 },
    { "ends with a status", "say x\nexit 7\n", CHILD_EXITED, 7, 1, "x", "", 0, 0 },
    { "has no environment and no descriptors", "clean\n", CHILD_EXITED, 0, 0, "", "", 0, 0 },
    { "complains", "tell oh no\nexit 1\n", CHILD_EXITED, 1, 0, "", "oh no\n", 0, 0 },
    { "is killed", "say x\nkill 9\n", CHILD_KILLED, SIGKILL, 1, "x", "", 0, 0 },
    { "crashes", "kill 11\n", CHILD_KILLED, SIGSEGV, 0, "", "", 0, 0 },
    { "sleeps past the deadline", "say x\nsleep 60000\n", CHILD_DEADLINE, 0, 1, "x", "", 0, 0 },
    { "is stopped", "sleep 60000\n", CHILD_STOPPED, 0, 0, "", "", 0, 3 },
    { "says what is refused", "say a\nsay b\nsleep 60000\n", CHILD_REFUSED, 0, 2, "b", "", 2, 0 },
    { "never ends a line", "long\n", CHILD_BABBLED, 0, 0, "", "", 0, 0 },
    { "leaves a grandchild with its pipes", "hold\nsay x\n", CHILD_EXITED, 0, 1, "x", "", 0, 0 },
};

static void write_script(const char *text)
{
    FILE *f = fopen(script, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static struct child_spec spec_for(struct heard *h)
{
    return (struct child_spec){
        .program     = fake,
        .input       = arena_printf(cx.arena, "{\"input\":\"%s\"}", script),
        .deadline_ms = 700,
        .tick_ms     = 50,
        .watch       = { -1, -1 },
        .line        = on_line,
        .tick        = on_tick,
        .u           = h,
    };
}

static void behaves(void **state)
{
    const struct want *w = *state;
    struct heard       h = { .refuse_at = w->refuse_at, .stop_at = w->stop_at };
    struct child_spec  s = spec_for(&h);
    struct child_end   end;
    int64_t            began = clock_ms();
    write_script(w->script);
    assert_int_equal(child_run(&cx, &s, &end), 0);
    assert_int_equal(end.fate, w->fate);
    assert_int_equal(end.status, w->status);
    assert_int_equal(h.lines, w->lines);
    assert_string_equal(h.last, w->last);
    assert_string_equal(end.tail, w->tail);
    assert_true(clock_ms() - began < 3000);
    arena_reset(cx.arena);
}

static void too_much_is_cut(void **state)
{
    struct heard      h = { 0 };
    struct child_spec s = spec_for(&h);
    struct child_end  end;
    (void)state;
    s.deadline_ms = 60000;
    write_script("babble\n");
    assert_int_equal(child_run(&cx, &s, &end), 0);
    assert_int_equal(end.fate, CHILD_BABBLED);
}

static void the_tail_is_the_end(void **state)
{
    struct heard      h = { 0 };
    struct child_spec s = spec_for(&h);
    struct child_end  end;
    char              text[16384] = "";
    (void)state;
    for (int i = 0; i < 200; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "tell number %d of many words\n", i);
    write_script(text);
    assert_int_equal(child_run(&cx, &s, &end), 0);
    assert_int_equal(strlen(end.tail), CHILD_TAIL_BYTES);
    assert_non_null(strstr(end.tail, "number 199 of many words\n"));
}

/* A watched descriptor ticks at once. */
static void watches(void **state)
{
    struct heard      h = { .stop_at = 1 };
    struct child_spec s = spec_for(&h);
    struct child_end  end;
    int64_t           began = clock_ms();
    (void)state;
    s.watch[1] = eventfd(1, EFD_CLOEXEC);
    s.tick_ms = s.deadline_ms = 5000;
    write_script("sleep 60000\n");
    assert_int_equal(child_run(&cx, &s, &end), 0);
    assert_int_equal(end.fate, CHILD_STOPPED);
    assert_true(clock_ms() - began < 2000);
    close(s.watch[1]);
}

static void needs_a_program(void **state)
{
    struct heard      h = { 0 };
    struct child_spec s = spec_for(&h);
    struct child_end  end;
    (void)state;
    s.program = "/nowhere/at/all";
    assert_int_equal(child_run(&cx, &s, &end), -E_INTERNAL);
    err_clear(&cx);
}

static int begin(void **state)
{
    ssize_t n = readlink("/proc/self/exe", fake, sizeof fake - 1);
    char   *slash;
    (void)state;
    cx.arena = arena_new(64 << 20);
    if (n < 0 || !mkdtemp(folder))
        return -1;
    fake[n] = 0;
    for (int i = 0; i < 2; i++)
        if ((slash = strrchr(fake, '/')) != NULL)
            *slash = 0;
    snprintf(fake + strlen(fake), sizeof fake - strlen(fake), "/fake/media");
    snprintf(script, sizeof script, "%s/script", folder);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_free(cx.arena);
    unlink(script);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(too_much_is_cut),
        cmocka_unit_test(the_tail_is_the_end),
        cmocka_unit_test(watches),
        cmocka_unit_test(needs_a_program),
    };
    struct CMUnitTest tests[COUNT(cases) + COUNT(others)];
    for (size_t i = 0; i < COUNT(cases); i++)
        tests[i] = (struct CMUnitTest){ cases[i].what, behaves, NULL, NULL, &cases[i] };
    memcpy(tests + COUNT(cases), others, sizeof others);
    return cmocka_run_group_tests(tests, begin, end);
}
