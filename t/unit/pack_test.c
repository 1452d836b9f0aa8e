/* pack_test.c - archives that libzip reads: plain ones, and those beyond 4 GiB and 65,535 entries. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include <zip.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/preview/pack.h"

#define FIVE_GIB (INT64_C(5) << 30)

struct made {
    struct arena *arena;
    FILE         *file;
    char          path[64], buf[512];
    struct out    o;
    struct pack   pack;
};

static int to_file(void *u, const char *bytes, size_t n)
{
    return fwrite(bytes, 1, n, u) == n ? 0 : -1;
}

static void begin(struct made *m)
{
    int fd;
    memset(m, 0, sizeof *m);
    snprintf(m->path, sizeof m->path, "/tmp/dailies-pack-XXXXXX");
    fd = mkstemp(m->path);
    assert_true(fd >= 0);
    m->file  = fdopen(fd, "w");
    m->arena = arena_new(64 << 20);
    m->o     = out_to_sink(m->buf, sizeof m->buf, to_file, m->file);
    m->pack  = pack_begin(m->arena, &m->o);
}

static void entry(struct made *m, const char *name, const char *bytes)
{
    struct utc when;
    assert_true(utc_parse("2026-11-20T21:40:02", 19, &when));
    pack_entry(&m->pack, name, (int64_t)strlen(bytes), when);
    pack_bytes(&m->pack, bytes, strlen(bytes));
}

/* A hole in the file, which the archive counts. */
static void hole(struct made *m, int64_t bytes)
{
    to_file(m->file, m->o.buf, m->o.len);
    m->o.len = 0;
    assert_int_equal(fseeko(m->file, bytes, SEEK_CUR), 0);
    m->pack.at += bytes;
}

static zip_t *opened(struct made *m)
{
    zip_t *z;
    pack_end(&m->pack);
    assert_false(m->o.failed);
    to_file(m->file, m->o.buf, m->o.len);
    fclose(m->file);
    z = zip_open(m->path, ZIP_RDONLY, NULL);
    assert_non_null(z);
    return z;
}

static void done(struct made *m, zip_t *z)
{
    zip_discard(z);
    unlink(m->path);
    arena_free(m->arena);
}

static void want_entry(zip_t *z, zip_uint64_t i, const char *name, const char *bytes)
{
    char        got[64] = "";
    zip_file_t *f       = zip_fopen_index(z, i, 0);
    assert_string_equal(zip_get_name(z, i, 0), name);
    assert_non_null(f);
    assert_int_equal(zip_fread(f, got, sizeof got), strlen(bytes));
    assert_int_equal(zip_fclose(f), 0); /* the checksum holds */
    assert_string_equal(got, bytes);
}

static void files_come_back(void **state)
{
    struct made m;
    zip_t      *z;
    zip_stat_t  s;
    (void)state;
    begin(&m);
    entry(&m, "001_a.mp4", "moving");
    entry(&m, "002_b.png", "");
    entry(&m, "003_c", "still");
    z = opened(&m);
    assert_int_equal(zip_get_num_entries(z, 0), 3);
    want_entry(z, 0, "001_a.mp4", "moving");
    want_entry(z, 1, "002_b.png", "");
    want_entry(z, 2, "003_c", "still");
    assert_int_equal(zip_stat_index(z, 0, 0, &s), 0);
    assert_int_equal(s.comp_method, ZIP_CM_STORE);
    assert_int_equal(s.mtime % 60, 2);
    done(&m, z);
}

static void nothing_is_an_archive_too(void **state)
{
    struct made m;
    zip_t      *z;
    (void)state;
    begin(&m);
    z = opened(&m);
    assert_int_equal(zip_get_num_entries(z, 0), 0);
    done(&m, z);
}

static void large_ones_and_what_is_behind_them(void **state)
{
    struct made m;
    zip_t      *z;
    zip_stat_t  s;
    (void)state;
    begin(&m);
    pack_entry(&m.pack, "large.mp4", FIVE_GIB, (struct utc){ 0 });
    m.pack.left = 0;
    hole(&m, FIVE_GIB);
    entry(&m, "behind.png", "behind");
    z = opened(&m);
    assert_int_equal(zip_get_num_entries(z, 0), 2);
    assert_int_equal(zip_stat_index(z, 0, 0, &s), 0);
    assert_true((int64_t)s.size == FIVE_GIB && (int64_t)s.comp_size == FIVE_GIB);
    want_entry(z, 1, "behind.png", "behind");
    done(&m, z);
}

static void many(void **state)
{
    struct made m;
    zip_t      *z;
    (void)state;
    begin(&m);
    for (int i = 0; i < 65600; i++)
        entry(&m, "same", "x");
    z = opened(&m);
    assert_int_equal(zip_get_num_entries(z, 0), 65600);
    want_entry(z, 65599, "same", "x");
    done(&m, z);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_come_back),
        cmocka_unit_test(nothing_is_an_archive_too),
        cmocka_unit_test(large_ones_and_what_is_behind_them),
        cmocka_unit_test(many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
