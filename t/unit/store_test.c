/* store_test.c - nothing is visible before it is whole; nothing kept is lost. */
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/text.h"
#include "model/store/store.h"

/* SHA-256 of "hello" */
#define HELLO "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"

static char        folder[] = "/tmp/dailies-store.XXXXXX";
static struct conf conf     = { .state_dir = folder };
static struct cx   cx       = { .conf = &conf };

static struct utc later(int64_t seconds) { return (struct utc){ utc_now().us + seconds * 1000000 }; }

static const char *below(const char *name) { return arena_printf(cx.arena, "%s/%s", folder, name); }

static int count_in(const char *name)
{
    DIR           *dir = opendir(below(name));
    struct dirent *entry;
    int            n = 0;
    while (dir && (entry = readdir(dir)) != NULL)
        n += entry->d_name[0] != '.';
    if (dir)
        closedir(dir);
    return n;
}

static bool is_there(const char *hash) { return access(store_path(&cx, hash), R_OK) == 0; }

static struct store_writer *writer_of(const char *text)
{
    struct store_writer *w;
    assert_int_equal(store_create(&cx, &w), 0);
    assert_int_equal(store_write(&cx, w, text, strlen(text)), 0);
    return w;
}

static void put_file(const char *name, const char *text)
{
    FILE *f = fopen(below(name), "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static int each_fn(void *u, const char *hash, int64_t bytes)
{
    assert_true(store_is_hash(hash));
    assert_true(bytes >= 0);
    ++*(int *)u;
    return 0;
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

static void keeps(void **state)
{
    struct store_writer *w = writer_of("hel");
    struct blob          b, again;
    (void)state;
    assert_int_equal(store_write(&cx, w, "lo", 2), 0);
    assert_int_equal(store_seal(&cx, w, &b), 0);
    assert_string_equal(b.hash, HELLO);
    assert_int_equal(b.bytes, 5);
    assert_false(is_there(HELLO));
    assert_int_equal(store_keep(&cx, w, &again), 0);
    assert_int_equal(store_keep(&cx, w, &again), 0);
    assert_string_equal(again.hash, HELLO);
    assert_true(is_there(HELLO));
    assert_int_equal(count_in("store/tmp"), 0);
    arena_reset(cx.arena);
    assert_true(is_there(HELLO));
}

static void refuses_late_bytes(void **state)
{
    struct store_writer *w = writer_of("x");
    struct blob          b;
    (void)state;
    assert_int_equal(store_seal(&cx, w, &b), 0);
    assert_int_equal(store_write(&cx, w, "y", 1), -E_INTERNAL);
    err_clear(&cx);
    store_drop(w);
    assert_int_equal(store_keep(&cx, w, &b), -E_INTERNAL);
    err_clear(&cx);
}

static void forgets_what_is_not_kept(void **state)
{
    (void)state;
    (void)writer_of("left behind");
    assert_int_equal(count_in("store/tmp"), 1);
    arena_reset(cx.arena);
    assert_int_equal(count_in("store/tmp"), 0);
}

static void touches_what_is_there(void **state)
{
    struct timespec old[2] = { { 1000, 0 }, { 1000, 0 } };
    struct blob     b;
    bool            removed;
    int             n = 0;
    (void)state;
    assert_int_equal(store_keep(&cx, writer_of("hello"), &b), 0);
    assert_int_equal(utimensat(AT_FDCWD, store_path(&cx, HELLO), old, 0), 0);
    assert_int_equal(store_each(&cx, later(-3600), each_fn, &n), 0);
    assert_int_equal(n, 1);
    assert_int_equal(store_keep(&cx, writer_of("hello"), &b), 0);
    assert_int_equal(count_in("store/tmp"), 0);
    assert_int_equal(store_remove(&cx, HELLO, later(-3600), &removed), 0);
    assert_false(removed);
    assert_true(is_there(HELLO));
}

static void removes(void **state)
{
    struct blob b;
    bool        removed;
    int         fd;
    (void)state;
    assert_int_equal(store_keep(&cx, writer_of("to go"), &b), 0);
    assert_int_equal(store_open(&cx, b.hash, &fd, NULL), 0);
    close(fd);
    assert_int_equal(store_remove(&cx, b.hash, later(10), &removed), 0);
    assert_true(removed);
    assert_int_equal(store_remove(&cx, b.hash, later(10), &removed), 0);
    assert_false(removed);
    assert_int_equal(store_open(&cx, b.hash, &fd, NULL), -E_NOT_FOUND);
    err_clear(&cx);
    assert_int_equal(store_open(&cx, "../../etc/passwd", &fd, NULL), -E_NOT_FOUND);
    err_clear(&cx);
}

static void adopts_files(void **state)
{
    struct store_file files[] = { { .name = "0/a" }, { .name = "0/b" }, { .name = "0/c" } };
    int               fd;
    (void)state;
    mkdir(below("out"), 0750);
    mkdir(below("out/0"), 0750);
    put_file("out/0/a", "hello");
    put_file("out/0/b", "same");
    put_file("out/0/c", "same");
    fd = open(below("out"), O_RDONLY | O_DIRECTORY);
    assert_int_equal(store_put_files(&cx, fd, files, COUNT(files)), 0);
    close(fd);
    assert_string_equal(files[0].blob.hash, HELLO);
    assert_string_equal(files[1].blob.hash, files[2].blob.hash);
    assert_int_equal(files[2].blob.bytes, 4);
    assert_true(is_there(files[1].blob.hash));
}

static void adopts_nothing_else(void **state)
{
    static const char *const names[] = { "link", "sub",  "missing",       "fifo", "../secret",
                                         "/etc/passwd", "dirlink/secret", "" };
    int                      fd;
    (void)state;
    mkdir(below("bad"), 0750);
    mkdir(below("bad/sub"), 0750);
    put_file("secret", "secret");
    assert_int_equal(symlink(below("secret"), below("bad/link")), 0);
    assert_int_equal(symlink("..", below("bad/dirlink")), 0);
    assert_int_equal(mkfifo(below("bad/fifo"), 0600), 0);
    fd = open(below("bad"), O_RDONLY | O_DIRECTORY);
    for (size_t i = 0; i < COUNT(names); i++) {
        struct store_file file = { .name = names[i] };
        assert_int_equal(store_put_files(&cx, fd, &file, 1), -E_NOT_FOUND);
        err_clear(&cx);
    }
    close(fd);
    assert_int_equal(access(below("secret"), F_OK), 0);
}

static void sweeps_what_nobody_writes(void **state)
{
    struct store_writer *w = writer_of("busy");
    struct blob          b;
    int64_t              n;
    (void)state;
    put_file("store/tmp/orphan", "orphan");
    assert_int_equal(store_sweep(&cx, later(-60), &n), 0);
    assert_int_equal(n, 0);
    assert_int_equal(store_sweep(&cx, later(60), &n), 0);
    assert_int_equal(n, 1);
    assert_int_equal(store_keep(&cx, w, &b), 0);
    assert_true(is_there(b.hash));
}

static void puts_one_file(void **state)
{
    struct blob b;
    (void)state;
    put_file("one", "hello");
    assert_int_equal(store_put_file(&cx, below("one"), &b), 0);
    assert_string_equal(b.hash, HELLO);
    assert_string_equal(store_name(&cx, HELLO), "2c/" HELLO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps),
        cmocka_unit_test(refuses_late_bytes),
        cmocka_unit_test(forgets_what_is_not_kept),
        cmocka_unit_test(touches_what_is_there),
        cmocka_unit_test(removes),
        cmocka_unit_test(adopts_files),
        cmocka_unit_test(adopts_nothing_else),
        cmocka_unit_test(sweeps_what_nobody_writes),
        cmocka_unit_test(puts_one_file),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
