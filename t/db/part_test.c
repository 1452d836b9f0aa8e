/* part_test.c - uploads in pieces: their rows, their end, what is collected. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/video/part.h"
#include "t/db/own.h"

static struct cx   cx;
static struct uuid user;

static int begin(void **state)
{
    (void)state;
    cx   = own_open();
    user = own_person(&cx);
    return 0;
}

static int end(void **state)
{
    (void)state;
    own_close(&cx);
    return 0;
}

static struct utc later(int64_t seconds)
{
    return (struct utc){ utc_now().us + seconds * 1000000 };
}

static struct part made(int64_t bytes)
{
    struct part p = { .id         = uuid_new(),
                      .user_id    = user,
                      .file_name  = "film.mp4",
                      .video_type = "video/mp4",
                      .bytes      = bytes,
                      .metadata   = "filename ZmlsbS5tcDQ=" };
    assert_int_equal(part_create(&cx, &p), 0);
    return p;
}

static struct store_part *written(const struct part *p, const char *text)
{
    struct store_part *file;
    assert_int_equal(store_part_open(&cx, p->id, 0, &file), 0);
    assert_int_equal(store_part_write(&cx, file, text, strlen(text)), 0);
    assert_int_equal(store_part_confirm(&cx, file), 0);
    return file;
}

/* -1 when there is no file, -2 when there is no row either. */
static int64_t size_of(const struct part *p)
{
    struct part there;
    int64_t     n   = -1;
    int         row = part_get(&cx, p->id, p->user_id, &there);
    if (store_part_size(&cx, p->id, &n) < 0)
        n = row < 0 || there.is_video ? -2 : -1;
    err_clear(&cx);
    return n;
}

static bool is_video(const struct part *p)
{
    struct part there = { .is_video = false };
    int         rc    = part_get(&cx, p->id, p->user_id, &there);
    err_clear(&cx);
    return rc == 0 && there.is_video;
}

static void expire(const struct part *p)
{
    own_do(&cx, "UPDATE video_part SET expires_at = NOW(6) - INTERVAL 1 SECOND WHERE id = ?",
           ARGS(ARG(p->id)));
}

static int64_t collected(int64_t older_than_s)
{
    int64_t n = -1;
    assert_int_equal(part_gc(&cx, later(-older_than_s), &n), 0);
    return n;
}

/* ---- rows ---- */

static void is_its_users(void **state)
{
    struct part p = made(10), there;
    (void)state;
    assert_int_equal(part_get(&cx, p.id, user, &there), 0);
    assert_string_equal(there.file_name, "film.mp4");
    assert_string_equal(there.metadata, "filename ZmlsbS5tcDQ=");
    assert_int_equal(there.bytes, 10);
    assert_false(there.is_video);
    assert_true(there.expires_at.us - utc_now().us > own_conf.resume_ttl_s * 900000);
    assert_int_equal(part_get(&cx, p.id, own_person(&cx), &there), -E_NOT_FOUND);
    err_clear(&cx);
    assert_int_equal(part_get(&cx, uuid_new(), user, &there), -E_NOT_FOUND);
    err_clear(&cx);
}

static void learns_its_length_once(void **state)
{
    struct part p = made(-1), there;
    (void)state;
    assert_int_equal(part_get(&cx, p.id, user, &there), 0);
    assert_int_equal(there.bytes, -1);
    assert_int_equal(part_set_bytes(&cx, &p, 7), 0);
    assert_int_equal(part_set_bytes(&cx, &p, 8), -E_CONFLICT);
    err_clear(&cx);
    assert_int_equal(part_get(&cx, p.id, user, &there), 0);
    assert_int_equal(there.bytes, 7);
}

static void lives_on(void **state)
{
    struct part p     = made(10), there;
    struct utc  first = p.expires_at;
    (void)state;
    assert_int_equal(part_extend(&cx, &p), 0);
    assert_int_equal(p.expires_at.us, first.us); /* too small a step */
    expire(&p);
    assert_int_equal(part_get(&cx, p.id, user, &p), 0);
    assert_int_equal(part_extend(&cx, &p), 0);
    assert_int_equal(part_get(&cx, p.id, user, &there), 0);
    assert_int_equal(there.expires_at.us, p.expires_at.us);
    assert_true(there.expires_at.us > first.us);
}

static void only_so_many(void **state)
{
    struct uuid before = user;
    struct part p      = { .file_name = "x.mp4", .video_type = "video/mp4", .metadata = "" };
    (void)state;
    user = own_person(&cx);
    for (int i = 0; i < 200; i++)
        made(0);
    p.id      = uuid_new();
    p.user_id = user;
    assert_int_equal(part_create(&cx, &p), -E_TOO_MANY);
    err_clear(&cx);
    user = before;
}

/* ---- the end ---- */

static void becomes_a_video(void **state)
{
    struct part        p    = made(5);
    struct store_part *file = written(&p, "hello");
    int64_t            jobs = own_number(&cx, "SELECT COUNT(*) FROM job WHERE kind = 'video'");
    (void)state;
    assert_int_equal(part_finish(&cx, &p, file), 0);
    assert_true(p.is_video);
    assert_true(is_video(&p));
    assert_int_equal(size_of(&p), -2);
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM job WHERE kind = 'video'"), jobs + 1);
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM video_part WHERE bytes = 5"), 0);
}

static void stays_without_room(void **state)
{
    struct part p    = made(6);
    int64_t     room = own_conf.max_bytes_per_user;
    (void)state;
    own_conf.max_bytes_per_user = 3;
    assert_int_equal(part_finish(&cx, &p, written(&p, "no fit")), -E_DISK_FULL);
    err_clear(&cx);
    arena_reset(cx.arena); /* the request is over */
    assert_int_equal(size_of(&p), 6);
    assert_false(is_video(&p));
    own_conf.max_bytes_per_user = room;
    assert_int_equal(part_finish(&cx, &p, written(&p, "")), 0);
    assert_true(is_video(&p));
}

/* What it had announced does not count beside what it is. */
static void its_own_room_is_enough(void **state)
{
    struct uuid before = user;
    int64_t     room   = own_conf.max_bytes_per_user;
    struct part p;
    (void)state;
    user                        = own_person(&cx);
    p                           = made(7);
    own_conf.max_bytes_per_user = 7;
    assert_int_equal(part_finish(&cx, &p, written(&p, "seven..")), 0);
    own_conf.max_bytes_per_user = room;
    user                        = before;
}

static void is_given_up(void **state)
{
    struct part p = made(5);
    (void)state;
    assert_int_equal(part_remove(&cx, &p, written(&p, "ab")), 0);
    assert_int_equal(size_of(&p), -2);
}

/* ---- housekeeping ---- */

static void collects_what_expired(void **state)
{
    struct part old = made(5), young = made(5), whole = made(5), busy = made(5), lost = made(5);
    struct store_part *file;
    (void)state;
    arena_reset(cx.arena);
    store_part_close(written(&old, "abc"));
    store_part_close(written(&young, "abc"));
    store_part_close(written(&whole, "whole"));
    assert_int_equal(store_part_open(&cx, lost.id, 0, &file), 0);
    store_part_remove(file);
    file = written(&busy, "abc");
    expire(&old);
    expire(&whole);
    expire(&busy);
    expire(&lost);
    assert_int_equal(collected(3600), 2);
    assert_int_equal(size_of(&old), -2);
    assert_int_equal(size_of(&lost), -2);
    assert_int_equal(size_of(&young), 3);
    assert_int_equal(size_of(&busy), 3);
    assert_true(is_video(&whole)); /* its last step was cut off */
    store_part_close(file);
    assert_int_equal(collected(3600), 1);
    assert_int_equal(size_of(&busy), -2);
}

static void collects_files_without_rows(void **state)
{
    struct uuid id = uuid_new();
    struct part p  = made(5);
    int64_t     n;
    (void)state;
    assert_int_equal(store_part_create(&cx, id), 0);
    assert_int_equal(collected(3600), 0); /* its row may be on its way */
    assert_int_equal(store_part_size(&cx, id, &n), 0);
    assert_int_equal(collected(-60), 1);
    assert_int_equal(store_part_size(&cx, id, &n), -E_NOT_FOUND);
    err_clear(&cx);
    assert_int_equal(size_of(&p), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_its_users),
        cmocka_unit_test(learns_its_length_once),
        cmocka_unit_test(lives_on),
        cmocka_unit_test(only_so_many),
        cmocka_unit_test(becomes_a_video),
        cmocka_unit_test(stays_without_room),
        cmocka_unit_test(its_own_room_is_enough),
        cmocka_unit_test(is_given_up),
        cmocka_unit_test(collects_what_expired),
        cmocka_unit_test(collects_files_without_rows),
    };
    int failed;
    own_begin("part");
    failed = cmocka_run_group_tests(tests, begin, end);
    own_end();
    return failed;
}
