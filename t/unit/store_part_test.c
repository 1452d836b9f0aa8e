/* store_part_test.c - uploads in pieces: what counts, who may write, how they become blobs. */
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/text.h"
#include "model/store/store.h"

/* SHA-256 of "hello" */
#define HELLO "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"

static char        folder[] = "/tmp/dailies-part.XXXXXX";
static struct conf conf     = { .state_dir = folder };
static struct cx   cx       = { .conf = &conf };

static struct utc later(int64_t seconds)
{
    return (struct utc){ utc_now().us + seconds * 1000000 };
}

static int begin(void **state)
{
    (void)state;
    cx.arena = arena_new(64 << 20);
    return mkdtemp(folder) ? 0 : -1;
}

static int gone(const char *path, UNUSED const struct stat *st, UNUSED int type,
                UNUSED struct FTW *at)
{
    return remove(path);
}

static int end(void **state)
{
    (void)state;
    arena_free(cx.arena);
    return nftw(folder, gone, 16, FTW_DEPTH | FTW_PHYS);
}

static const char *path_of(struct uuid id, const char *suffix)
{
    char text[UUID_TEXT];
    uuid_format(id, text);
    return arena_printf(cx.arena, "%s/store/part/%s%s", folder, text, suffix);
}

static struct uuid fresh(void)
{
    struct uuid id = uuid_new();
    assert_int_equal(store_part_create(&cx, id), 0);
    return id;
}

static struct store_part *opened(struct uuid id)
{
    struct store_part *p;
    assert_int_equal(store_part_open(&cx, id, 0, &p), 0);
    return p;
}

static void put(struct store_part *p, const char *text)
{
    assert_int_equal(store_part_write(&cx, p, text, strlen(text)), 0);
}

static int64_t size_of(struct uuid id)
{
    int64_t n = -1;
    assert_int_equal(store_part_size(&cx, id, &n), 0);
    return n;
}

/* In another process: lock it, do something, and die as by kill -9. */
static void killed_after(struct uuid id, void (*fn)(struct store_part *p))
{
    pid_t pid = fork();
    int   status;
    assert_true(pid >= 0);
    if (pid == 0) {
        struct store_part *p;
        if (store_part_open(&cx, id, 0, &p) == 0)
            fn(p);
        raise(SIGKILL);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status));
}

static void writes_some(struct store_part *p)
{
    if (store_part_write(&cx, p, "some", 4) < 0)
        _exit(1);
}

static void writes_guarded(struct store_part *p)
{
    if (store_part_guard(&cx, p, true) < 0 || store_part_write(&cx, p, "unsure", 6) < 0)
        _exit(1);
}

/* ---- what counts ---- */

static void what_is_written_counts(void **state)
{
    struct uuid        id = fresh();
    struct store_part *p;
    (void)state;
    assert_int_equal(store_part_create(&cx, id), -E_CONFLICT);
    err_clear(&cx);
    assert_int_equal(size_of(id), 0);
    killed_after(id, writes_some);
    assert_int_equal(size_of(id), 4);
    p = opened(id);
    assert_int_equal(store_part_bytes(p), 4);
    put(p, "thing");
    assert_int_equal(store_part_confirm(&cx, p), 0);
    assert_int_equal(store_part_bytes(p), 9);
    store_part_close(p);
}

static void guarded_bytes_count_once_confirmed(void **state)
{
    struct uuid        id = fresh();
    struct store_part *p;
    (void)state;
    killed_after(id, writes_some);
    killed_after(id, writes_guarded);
    assert_int_equal(size_of(id), 4);
    p = opened(id); /* what was not confirmed is gone */
    assert_int_equal(store_part_bytes(p), 4);
    assert_int_equal(store_part_guard(&cx, p, true), 0);
    put(p, "sure");
    assert_int_equal(size_of(id), 4);
    assert_int_equal(store_part_confirm(&cx, p), 0);
    assert_int_equal(size_of(id), 8);
    put(p, "wrong");
    assert_int_equal(store_part_cut(&cx, p, 8), 0);
    store_part_close(p);
    killed_after(id, writes_guarded);
    assert_int_equal(size_of(id), 8);
    p = opened(id);
    assert_int_equal(store_part_guard(&cx, p, false), 0);
    put(p, "+");
    store_part_close(p);
    assert_int_equal(size_of(id), 9);
    assert_int_equal(access(path_of(id, ".sure"), F_OK), -1);
}

/* The process ended between the guard's making and its writing. */
static void an_empty_guard_guards_nothing(void **state)
{
    struct uuid        id = fresh();
    struct store_part *p;
    (void)state;
    killed_after(id, writes_some);
    close(open(path_of(id, ".sure"), O_CREAT | O_WRONLY, 0600));
    assert_int_equal(size_of(id), 4);
    p = opened(id);
    assert_int_equal(store_part_bytes(p), 4);
    store_part_remove(p);
    assert_int_equal(access(path_of(id, ".sure"), F_OK), -1);
}

/* ---- who may write ---- */

static void one_writer_at_a_time(void **state)
{
    struct uuid        id    = fresh();
    struct store_part *first = opened(id), *second;
    (void)state;
    assert_false(store_part_is_wanted(first));
    assert_int_equal(store_part_open(&cx, id, 50, &second), -E_LOCKED);
    err_clear(&cx);
    assert_true(store_part_is_wanted(first));
    put(first, "x");
    store_part_close(first);
    second = opened(id);
    assert_false(store_part_is_wanted(second));
    assert_int_equal(store_part_bytes(second), 1);
    arena_reset(cx.arena); /* lets go as well */
    store_part_remove(opened(id));
    assert_int_equal(store_part_open(&cx, id, 0, &second), -E_NOT_FOUND);
    err_clear(&cx);
}

static void the_second_waits(void **state)
{
    struct uuid        id  = fresh();
    struct store_part *p   = opened(id);
    pid_t              pid = fork();
    int                status;
    (void)state;
    assert_true(pid >= 0);
    if (pid == 0) { /* with a lock of its own, as the parent's is shared by fork */
        struct store_part *mine;
        store_part_close(p);
        _exit(store_part_open(&cx, id, 5000, &mine) == 0 && store_part_bytes(mine) == 3 ? 0 : 1);
    }
    for (int i = 0; i < 500 && !store_part_is_wanted(p); i++)
        usleep(10000);
    put(p, "abc");
    store_part_close(p);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

/* ---- the end ---- */

static bool is_there(const char *hash) { return access(store_path(&cx, hash), R_OK) == 0; }

static void becomes_a_blob(void **state)
{
    struct uuid        id = fresh();
    struct store_part *p  = opened(id);
    struct blob        b;
    (void)state;
    put(p, "hel");
    assert_int_equal(store_part_confirm(&cx, p), 0);
    put(p, "lo");
    for (int again = 0; again < 2; again++) {
        assert_int_equal(store_part_keep(&cx, p, &b), 0);
        assert_string_equal(b.hash, HELLO);
        assert_int_equal(b.bytes, 5);
        assert_true(is_there(HELLO));
        assert_int_equal(store_part_write(&cx, p, "!", 1), -E_INTERNAL);
        err_clear(&cx);
        store_part_close(p);
        p = opened(id); /* as if the process had been killed before the rows were written */
        assert_int_equal(store_part_bytes(p), 5);
        assert_int_equal(store_part_cut(&cx, p, 1), -E_INTERNAL);
        err_clear(&cx);
    }
    store_part_remove(p);
    assert_true(is_there(HELLO));
    assert_int_equal(store_part_size(&cx, id, &b.bytes), -E_NOT_FOUND);
    err_clear(&cx);
}

/* Its blob was collected meanwhile, for no row named it. */
static void is_kept_anew(void **state)
{
    struct uuid        id = fresh();
    struct store_part *p  = opened(id);
    struct blob        b;
    bool               removed;
    (void)state;
    put(p, "collected");
    assert_int_equal(store_part_keep(&cx, p, &b), 0);
    assert_int_equal(store_remove(&cx, b.hash, later(10), &removed), 0);
    assert_true(removed);
    assert_int_equal(store_part_keep(&cx, p, &b), 0);
    assert_true(is_there(b.hash));
    store_part_remove(p);
}

static int look(void *u, struct uuid id)
{
    struct uuid *want = u;
    if (uuid_equal(*want, id))
        *want = (struct uuid){ 0 };
    return 0;
}

static void lists_the_old_ones(void **state)
{
    struct uuid id = fresh(), asked = id;
    (void)state;
    close(open(path_of(uuid_new(), ".sure"), O_CREAT | O_WRONLY, 0600));
    assert_int_equal(store_part_each(&cx, later(-60), look, &asked), 0);
    assert_true(uuid_equal(asked, id));
    assert_int_equal(store_part_each(&cx, later(60), look, &asked), 0);
    assert_true(uuid_is_nil(asked));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_counts),
        cmocka_unit_test(guarded_bytes_count_once_confirmed),
        cmocka_unit_test(an_empty_guard_guards_nothing),
        cmocka_unit_test(one_writer_at_a_time),
        cmocka_unit_test(the_second_waits),
        cmocka_unit_test(becomes_a_blob),
        cmocka_unit_test(is_kept_anew),
        cmocka_unit_test(lists_the_old_ones),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
