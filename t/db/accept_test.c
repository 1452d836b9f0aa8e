/* accept_test.c - uploads become rows and jobs, if there is room; several that end at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/base/crypt.h"
#include "model/base/text.h"
#include "model/video/accept.h"
#include "t/db/own.h"

enum { AT_ONCE = 6 };

static struct cx   cx;
static struct uuid user;

static int begin(void **state)
{
    (void)state;
    own_conf.max_bytes_per_user = 1000;
    own_conf.disk_reserve_bytes = 0;
    cx                          = own_open();
    user                        = own_person(&cx);
    return 0;
}

static int end(void **state)
{
    (void)state;
    own_close(&cx);
    return 0;
}

/* A hash is made of the text; bytes are as many as are said. */
static struct video_new made(const char *text, int64_t bytes)
{
    struct video_new v = { .id         = uuid_new(),
                           .hash_id    = uuid_new(),
                           .job_id     = uuid_new(),
                           .user_id    = user,
                           .file_name  = "film.mp4",
                           .video_type = "video/mp4",
                           .blob       = { .bytes = bytes } };
    uint8_t          sum[SHA256_BYTES];
    sha256_of(text, strlen(text), sum);
    hex_write(sum, sizeof sum, v.blob.hash);
    return v;
}

static int in_tx(struct cx *c, void *u) { return video_accept(c, u); }

static int accepted(struct video_new *v)
{
    int rc = db_tx(&cx, TX_REPEATABLE, in_tx, v);
    err_clear(&cx);
    return rc;
}

/* The same upload once more, as another request brings it. */
static struct video_new again(const struct video_new *v)
{
    struct video_new w = *v;
    w.id               = uuid_new();
    w.job_id           = uuid_new();
    return w;
}

static struct video_new other_bytes(const struct video_new *v, const char *text, int64_t bytes)
{
    struct video_new w = again(v);
    w.blob             = made(text, bytes).blob;
    return w;
}

static const char *of(const struct video_new *v, const char *what)
{
    char id[UUID_TEXT];
    uuid_format(v->hash_id, id);
    return own_text(&cx, arena_printf(cx.arena, "SELECT %s FROM video WHERE hash_id = '%s'", what, id));
}

static int64_t jobs_of(const struct video_new *v)
{
    char id[UUID_TEXT];
    uuid_format(v->hash_id, id);
    return own_number(&cx, arena_printf(cx.arena,
                                        "SELECT COUNT(*) FROM job JOIN video ON subject_id = video.id"
                                        " WHERE kind = 'video' AND hash_id = '%s'",
                                        id));
}

static void becomes(const struct video_new *v, const char *state)
{
    own_do(&cx,
           "UPDATE video SET state = ?, content_hash = IF(state = 'failed', NULL, content_hash)"
           " WHERE hash_id = ?",
           ARGS(ARG(state), ARG(v->hash_id)));
}

static int64_t used(void)
{
    int64_t n = -1;
    assert_int_equal(video_used_bytes(&cx, user, &n), 0);
    return n;
}

static int room_for(const struct video_new *v, int64_t bytes, int64_t *left)
{
    int rc = video_room_for(&cx, v->user_id, v->hash_id, bytes, left);
    err_clear(&cx);
    return rc;
}

/* ---- types and names ---- */

static void types_are_known(void **state)
{
    static const char *const not_taken[] = { "", "video/MP4", "video/mp4 ", "video/mp4;a=b",
                                             "video/x-matroska", "image/png" };
    (void)state;
    for (const char *const *t = video_types; *t; t++)
        assert_int_equal(video_type_known(&cx, *t), 0);
    for (size_t i = 0; i < COUNT(not_taken); i++) {
        assert_int_equal(video_type_known(&cx, not_taken[i]), -E_BAD_REQUEST);
        assert_int_equal(strncmp(cx.err.message, "invalid file content type::", 27), 0);
        assert_non_null(strstr(cx.err.message, ", supported types: {'video/mp4'"));
        err_clear(&cx);
    }
}

// clang-format off
static struct name {
    const char *name;
    bool        good;
} names[] = {
    { "a", true }, { "film.mp4", true }, { "A-Z_(0)!@'.x", true }, { "con.mp4", true }, { "con", true }, { "COM", true },
    { "COM0", true }, { "COM10", true }, { "a..b", true }, { "-", true },
    { "", false }, { ".", false }, { "..", false }, { ".film", false }, { "film.", false }, { "my film.mp4", false },
    { "film ", false }, { "a/b", false }, { "a\\b", false }, { "a*b", false }, { "a+b", false }, { "a&b", false },
    { "a~b", false }, { "\xc3\xa4.mp4", false }, { "a\tb", false }, { "a\x7f", false }, { "a%20b", false }, { "a\"b", false },
    { "a:b", false }, { "a,b", false }, { "CON", false }, { "PRN", false }, { "AUX", false }, { "NUL", false },
    { "COM1", false }, { "COM9", false }, { "LPT1", false }, { "LPT9", false },
};
// clang-format on

static void names_are_judged(void **state)
{
    char text[258];
    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        int rc = video_name_ok(&cx, names[i].name);
        if (rc != (names[i].good ? 0 : -E_BAD_REQUEST))
            fail_msg("\"%s\"", names[i].name);
        if (rc < 0)
            assert_int_equal(strncmp(cx.err.message, "invalid file name::", 19), 0);
        err_clear(&cx);
    }
    memset(text, 'x', sizeof text);
    text[255] = 0;
    assert_int_equal(video_name_ok(&cx, text), 0);
    text[255] = 'x';
    text[256] = 0;
    assert_int_equal(video_name_ok(&cx, text), -E_BAD_REQUEST);
    err_clear(&cx);
}

/* ---- accepting ---- */

static void becomes_a_row_and_a_job(void **state)
{
    struct video_new v = made("a", 100);
    (void)state;
    assert_int_equal(accepted(&v), 0);
    assert_string_equal(of(&v, "state"), "processing");
    assert_string_equal(of(&v, "content_hash"), v.blob.hash);
    assert_string_equal(of(&v, "file_name"), "film.mp4");
    assert_string_equal(of(&v, "video_type"), "video/mp4");
    assert_string_equal(of(&v, "CAST(size_in_bytes AS CHAR)"), "100");
    assert_string_equal(of(&v, "CAST(ABS(TIMESTAMPDIFF(SECOND, upload_time, UTC_TIMESTAMP)) < 60"
                               " AS CHAR)"),
                        "1");
    assert_null(of(&v, "title"));
    assert_null(of(&v, "CAST(listing_time AS CHAR)"));
    assert_int_equal(jobs_of(&v), 1);
    assert_string_equal(
        of(&v, "(SELECT CAST(owner_id AS CHAR) FROM job WHERE id = job_id)"),
        of(&v, "CAST(user_id AS CHAR)"));
    assert_int_equal(used(), 100);
}

static void comes_again(void **state)
{
    struct video_new v = made("a", 900), w;
    (void)state;
    assert_int_equal(accepted(&v), 0);
    w = again(&v);
    assert_int_equal(accepted(&w), 0);
    assert_int_equal(jobs_of(&v), 1);
    assert_int_equal(used(), 900);
    becomes(&v, "ready");
    assert_int_equal(accepted(&w), 0);
    assert_string_equal(of(&v, "state"), "ready");
    assert_int_equal(jobs_of(&v), 1);
}

static void takes_the_place_of_another(void **state)
{
    struct video_new v = made("a", 900), w = other_bytes(&v, "b", 950);
    const char      *id, *watch_key;
    (void)state;
    assert_int_equal(accepted(&v), 0);
    id          = of(&v, "CAST(id AS CHAR)");
    watch_key   = of(&v, "CAST(watch_key AS CHAR)");
    w.file_name = "other.mp4";
    assert_int_equal(accepted(&w), 0);
    assert_string_equal(of(&v, "CAST(id AS CHAR)"), id);
    assert_string_equal(of(&v, "CAST(watch_key AS CHAR)"), watch_key);
    assert_string_equal(of(&v, "content_hash"), w.blob.hash);
    assert_string_equal(of(&v, "file_name"), "other.mp4");
    assert_int_equal(jobs_of(&v), 2);
    assert_int_equal(used(), 950);
    /* One that failed takes no room, and may be tried again with the same bytes. */
    becomes(&v, "failed");
    assert_int_equal(used(), 0);
    w = again(&w);
    assert_int_equal(accepted(&w), 0);
    assert_string_equal(of(&v, "state"), "processing");
    assert_null(of(&v, "failure_reason"));
    assert_int_equal(jobs_of(&v), 3);
    /* One that is ready stays. */
    becomes(&v, "ready");
    w = other_bytes(&v, "c", 10);
    assert_int_equal(accepted(&w), -E_CONFLICT);
    assert_string_equal(of(&v, "state"), "ready");
    assert_int_equal(jobs_of(&v), 3);
}

static void belongs_to_its_user(void **state)
{
    struct video_new v = made("a", 10), w = again(&v);
    struct uuid      other = own_person(&cx);
    (void)state;
    assert_int_equal(accepted(&v), 0);
    w.user_id = other;
    assert_int_equal(accepted(&w), 0);
    assert_int_equal(used(), 10);
    own_do(&cx, "UPDATE person SET active = FALSE WHERE id = ?", ARGS(ARG(other)));
    w = made("b", 10);
    w.user_id = other;
    assert_int_equal(accepted(&w), -E_FORBIDDEN);
    assert_int_equal(room_for(&w, 10, NULL), -E_FORBIDDEN);
    w.user_id = uuid_new();
    assert_int_equal(accepted(&w), -E_FORBIDDEN);
    assert_int_equal(room_for(&w, 10, NULL), -E_FORBIDDEN);
    assert_null(of(&w, "state"));
}

/* ---- room ---- */

static void has_its_share(void **state)
{
    struct video_new v = made("a", 600), w = made("b", 401);
    int64_t          left = -1;
    (void)state;
    assert_int_equal(video_room(&cx, user, 1000, &left), 0);
    assert_int_equal(left, 1000);
    assert_int_equal(video_room(&cx, user, 1001, &left), -E_DISK_FULL);
    assert_non_null(strstr(cx.err.message, "0 of 1000 bytes"));
    err_clear(&cx);
    assert_int_equal(accepted(&v), 0);
    assert_int_equal(accepted(&w), -E_DISK_FULL);
    assert_null(of(&w, "state"));
    w.blob.bytes = 400;
    assert_int_equal(accepted(&w), 0);
    assert_int_equal(video_room(&cx, user, 0, &left), 0);
    assert_int_equal(left, 0);
    /* What it takes the place of is room. */
    assert_int_equal(room_for(&v, 600, &left), 0);
    assert_int_equal(left, 600);
    assert_int_equal(room_for(&v, 601, &left), -E_DISK_FULL);
    w = other_bytes(&v, "c", 601);
    assert_int_equal(accepted(&w), -E_DISK_FULL);
    w = other_bytes(&v, "c", 600);
    assert_int_equal(accepted(&w), 0);
    assert_int_equal(used(), 1000);
}

static void uploads_under_way_count(void **state)
{
    static const char sql[] =
        "INSERT INTO video_part (id, user_id, file_name, video_type, bytes, expires_at)"
        " VALUES (UUID(), ?, 'x.mp4', 'video/mp4', ?, NOW(6) + INTERVAL ? SECOND)";
    struct video_new v     = made("a", 101);
    int64_t          bytes = 900, live = 3600, dead = -1;
    (void)state;
    own_do(&cx, sql, ARGS(ARG(user), ARG(bytes), ARG(live)));
    own_do(&cx, sql, ARGS(ARG(user), ARG(bytes), ARG(dead)));
    assert_int_equal(used(), 900);
    assert_int_equal(accepted(&v), -E_DISK_FULL);
    v.blob.bytes = 100;
    assert_int_equal(accepted(&v), 0);
}

static void the_disk_is_kept_from_filling(void **state)
{
    struct video_new v = made("a", 100);
    (void)state;
    own_conf.disk_reserve_bytes = INT64_MAX / 2;
    assert_int_equal(video_room(&cx, user, 1, NULL), -E_DISK_FULL);
    err_clear(&cx);
    assert_int_equal(video_disk_room(&cx, 1), -E_DISK_FULL);
    err_clear(&cx);
    /* Its bytes are there already. */
    assert_int_equal(accepted(&v), 0);
}

/* ---- at once ---- */

/* Each child is a client of its own; the sum of what went well, by a bit for each. */
static int at_once(struct video_new v[AT_ONCE])
{
    pid_t child[AT_ONCE];
    int   good = 0;
    for (int i = 0; i < AT_ONCE; i++) {
        child[i] = fork();
        assert_true(child[i] >= 0);
        if (child[i] == 0) {
            struct cx own = own_open();
            _exit(db_tx(&own, TX_REPEATABLE, in_tx, &v[i]) == 0 ? 0 : 1);
        }
    }
    for (int i = 0; i < AT_ONCE; i++) {
        int status = -1;
        assert_int_equal(waitpid(child[i], &status, 0), child[i]);
        assert_true(WIFEXITED(status));
        good += WEXITSTATUS(status) == 0;
    }
    return good;
}

static void one_upload_many_times(void **state)
{
    struct video_new v[AT_ONCE] = { made("a", 900) };
    (void)state;
    for (int i = 1; i < AT_ONCE; i++)
        v[i] = again(&v[0]);
    assert_int_equal(at_once(v), AT_ONCE);
    assert_int_equal(jobs_of(&v[0]), 1);
    assert_int_equal(used(), 900);
}

static void other_bytes_at_one_place(void **state)
{
    struct video_new v[AT_ONCE] = { made("a", 900) };
    (void)state;
    for (int i = 1; i < AT_ONCE; i++)
        v[i] = other_bytes(&v[0], arena_printf(cx.arena, "%d", i), 900);
    assert_int_equal(at_once(v), AT_ONCE);
    assert_int_equal(jobs_of(&v[0]), AT_ONCE);
    assert_int_equal(used(), 900);
}

static void no_more_than_the_share(void **state)
{
    struct video_new v[AT_ONCE];
    (void)state;
    for (int i = 0; i < AT_ONCE; i++)
        v[i] = made(arena_printf(cx.arena, "%d", i), 400);
    assert_int_equal(at_once(v), 2);
    assert_int_equal(used(), 800);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        CASE(types_are_known),
        CASE(names_are_judged),
        CASE(becomes_a_row_and_a_job),
        CASE(comes_again),
        CASE(takes_the_place_of_another),
        CASE(belongs_to_its_user),
        CASE(has_its_share),
        CASE(uploads_under_way_count),
        CASE(the_disk_is_kept_from_filling),
        CASE(one_upload_many_times),
        CASE(other_bytes_at_one_place),
        CASE(no_more_than_the_share),
    };
    int rc;
    own_begin("accept");
    rc = cmocka_run_group_tests(tests, NULL, NULL);
    own_end();
    return rc;
}
