/* video_kinds_test.c - jobs of the video library from the queue to rows, files and folders, with a
 * media program that does as it is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/job/runner.h"
#include "model/store/view.h"
#include "model/studio/gc.h"
#include "model/studio/kinds.h"
#include "model/video/accept.h"
#include "model/video/kinds.h"
#include "model/video/video.h"
#include "model/video/watch.h"
#include "t/db/own.h"

#define GOOD "for watchable watchable 6\nfor ladder ladder 360p audio\n"

static struct cx   cx;
static struct uuid user;

static void run_all(void)
{
    struct cx     own = own_open();
    struct runner r   = { .kinds = all_kinds, .once = true };
    assert_int_equal(runner_run(&own, &r), 0);
    own_close(&own);
}

static int in_tx(struct cx *c, void *u) { return video_accept(c, u); }

/* An upload whose content is a script for the media program. */
static struct video_new upload(const char *script)
{
    struct video_new v = { .id = uuid_new(), .hash_id = uuid_new(), .job_id = uuid_new(),
                           .user_id = user, .file_name = "film.mp4", .video_type = "video/mp4" };
    struct store_writer *w;
    assert_int_equal(store_create(&cx, &w), 0);
    assert_int_equal(store_write(&cx, w, script, strlen(script)), 0);
    assert_int_equal(store_keep(&cx, w, &v.blob), 0);
    assert_int_equal(db_tx(&cx, TX_REPEATABLE, in_tx, &v), 0);
    return v;
}

static const char *folder(void)
{
    return arena_printf(cx.arena, "%s/store/watch/%s", own_conf.state_dir,
                        own_text(&cx, "SELECT watch_key FROM video"));
}

static bool shows(const char *name)
{
    return access(arena_printf(cx.arena, "%s/%s", folder(), name), R_OK) == 0;
}

static int on_blob(void *u, UNUSED const char *hash, UNUSED int64_t bytes)
{
    ++*(int *)u;
    return 0;
}

static int on_view(void *u, UNUSED struct uuid key)
{
    ++*(int *)u;
    return 0;
}

/* Nothing stays behind that no row names, and no row without its file. */
static void is_tidy(void)
{
    struct gc_report report;
    int              blobs = 0, views = 0;
    assert_int_equal(gc_run(&cx, -60, &report), 0);
    assert_int_equal(store_each(&cx, (struct utc){ INT64_MAX }, on_blob, &blobs), 0);
    assert_int_equal(blobs, own_number(&cx, "SELECT COUNT(*) FROM (SELECT content_hash FROM video WHERE"
                                            " content_hash IS NOT NULL UNION SELECT content_hash"
                                            " FROM video_file) AS named"));
    assert_int_equal(view_each(&cx, (struct utc){ INT64_MAX }, on_view, &views), 0);
    assert_int_equal(views, own_number(&cx, "SELECT COUNT(*) FROM video WHERE state = 'ready'"));
}

static int fresh(void **state)
{
    (void)state;
    arena_reset(cx.arena);
    err_clear(&cx);
    cx.now = utc_now();
    own_do(&cx, "DELETE FROM video", NO_ARGS);
    own_do(&cx, "DELETE FROM job", NO_ARGS);
    own_conf.job_attempts  = 3;
    own_conf.media_program = own_program("fake/media");
    is_tidy();
    return 0;
}

static void an_upload_becomes_watchable_and_gets_its_ladder(void **state)
{
    (void)state;
    upload(GOOD);
    run_all();
    assert_string_equal(own_text(&cx, "SELECT state FROM video"), "ready");
    assert_string_equal(own_text(&cx, "SELECT title FROM video"), "film.mp4");
    assert_int_equal(own_number(&cx, "SELECT duration_seconds FROM video"), 6);
    assert_int_equal(own_number(&cx, "SELECT width FROM video"), 1280);
    assert_string_equal(own_text(&cx, "SELECT blurhash FROM video"), "L6PZfSi_.AyE_3t7t7R**0o#DgR4");
    assert_int_equal(own_number(&cx, "SELECT listing_time IS NULL AND is_private = FALSE FROM video"), 1);
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM job WHERE status = 'succeeded'"), 2);
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM video_rendition"), 2);
    assert_string_equal(own_text(&cx, "SELECT label FROM video_caption WHERE is_own = FALSE"), "English");
    assert_true(shows("video.mp4") && shows("thumbnail.jpg") && shows("captions/en.vtt"));
    assert_true(shows("hls/master.m3u8") && shows("hls/360p.m4s") && shows("captions/en.m3u8"));
    assert_true(shows("sprites.vtt") && shows("sprites-1.jpg"));
    is_tidy();
}

static void without_a_ladder_it_is_watched_all_the_same(void **state)
{
    (void)state;
    upload("for watchable watchable 6\nfor ladder say {\"kind\":\"failed\",\"reason\":\"media_failed\"}\n");
    run_all();
    assert_string_equal(own_text(&cx, "SELECT state FROM video"), "ready");
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM job WHERE status = 'failed'"), 1);
    assert_true(shows("video.mp4"));
    assert_false(shows("hls/master.m3u8"));
    is_tidy();
}

#define FAILS(reason) "say {\"kind\":\"failed\",\"reason\":\"" reason "\",\"message\":\"x\"}\nexit 1\n"
static const struct failing {
    const char *what, *script, *reason;
} failings[] = {
    { "no media", FAILS("not_media"), "Corrupted/Invalid file" },
    { "cut off", FAILS("truncated"), "Corrupted/Invalid file" },
    { "nothing to see", FAILS("no_frames"), "Corrupted/Invalid file" },
    { "beyond the limits", FAILS("media_limit"), "Corrupted/Invalid file" },
    { "no picture", FAILS("no_video"), "Unsupported video type" },
    { "broken on our side", FAILS("media_failed"), "Internal error, please try again later" },
    { "a child that ends in silence", "exit 0\n", "Internal error, please try again later" },
    { "a child that crashes", "kill 11\n", "Internal error, please try again later" },
    { "a child that is killed each time", "kill 9\n", "Internal error, please try again later" },
    { "a child that claims files", "watchable 6\nsay {\"kind\":\"file\",\"name\":\"x.mp4\",\"bytes\":1}\n", "Internal error, please try again later" },
};

static void fails_for_one_of_four_reasons(void **state)
{
    const struct failing *f = *state;
    upload(f->script);
    run_all();
    assert_string_equal(own_text(&cx, "SELECT state FROM video"), "failed");
    assert_string_equal(own_text(&cx, "SELECT failure_reason FROM video"), f->reason);
    assert_null(own_text(&cx, "SELECT content_hash FROM video"));
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM video_file"), 0);
    is_tidy();
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM video"), 1);
}

static void one_that_was_deleted_ends_quietly(void **state)
{
    (void)state;
    upload(GOOD);
    own_do(&cx, "DELETE FROM video", NO_ARGS);
    run_all();
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM video_file"), 0);
    is_tidy();
}

/* Another upload has taken its place: what the first job finds says nothing about it. */
static void one_that_was_replaced_waits_for_its_own_job(void **state)
{
    struct video_new first = upload(FAILS("not_media")), second;
    (void)state;
    second         = first;
    second.id      = uuid_new();
    second.job_id  = uuid_new();
    {
        struct store_writer *w;
        assert_int_equal(store_create(&cx, &w), 0);
        assert_int_equal(store_write(&cx, w, GOOD, strlen(GOOD)), 0);
        assert_int_equal(store_keep(&cx, w, &second.blob), 0);
    }
    assert_int_equal(db_tx(&cx, TX_REPEATABLE, in_tx, &second), 0);
    run_all();
    assert_string_equal(own_text(&cx, "SELECT state FROM video"), "ready");
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM video"), 1);
    is_tidy();
}

static void nothing_is_stuck(void **state)
{
    struct gc_report report;
    (void)state;
    upload(GOOD);
    own_do(&cx, "DELETE FROM job", NO_ARGS);
    assert_int_equal(gc_run(&cx, -60, &report), 0);
    assert_int_equal(report.stuck_videos, 1);
    assert_string_equal(own_text(&cx, "SELECT failure_reason FROM video"),
                        "Internal error, please try again later");
    is_tidy();
}

static void a_lost_folder_is_made_again(void **state)
{
    struct gc_report report;
    struct video_new v = upload(GOOD);
    struct uuid      key;
    (void)state;
    run_all();
    assert_true(uuid_parse(own_text(&cx, "SELECT watch_key FROM video"), 36, &key));
    assert_int_equal(watch_folder_remove(&cx, key), 0);
    assert_false(shows("video.mp4"));
    assert_int_equal(watch_ensure(&cx, key, v.id), 0);
    assert_true(shows("hls/360p.m3u8"));
    assert_int_equal(watch_folder_remove(&cx, key), 0);
    assert_int_equal(gc_run(&cx, -60, &report), 0);
    assert_int_equal(report.views_made, 1);
    assert_true(shows("video.mp4"));
    is_tidy();
}

static int change_in_tx(struct cx *c, void *u)
{
    static const bool hide = true;
    struct video_new *n    = u;
    struct video      v;
    TRY(video_lock(c, n->user_id, n->hash_id, &v));
    return video_change(c, &v, &(struct video_edit){ "T", "D", &hide });
}

static void hiding_and_deleting_end_old_folders(void **state)
{
    struct video_new v = upload(GOOD);
    const char      *before, **files;
    size_t           n;
    (void)state;
    run_all();
    before = folder();
    assert_int_equal(db_tx(&cx, TX_REPEATABLE, change_in_tx, &v), 0);
    assert_int_equal(access(before, F_OK), -1);
    assert_true(shows("video.mp4") && shows("hls/master.m3u8"));
    before = folder();
    assert_int_equal(video_delete(&cx, v.user_id, v.hash_id, &files, &n), 0);
    assert_int_equal(access(before, F_OK), -1);
    assert_true(n >= 8);
    assert_int_equal(gc_forget(&cx, files, n), 0); /* all of them are younger than it takes */
    for (size_t i = 0; i < n; i++)
        assert_int_equal(access(store_path(&cx, files[i]), F_OK), 0);
    is_tidy();
}

/* A runner of its own, once a ladder is being made. */
static pid_t runner_with_a_ladder(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        struct cx     own = own_open();
        struct runner r   = { .kinds = all_kinds, .once = true };
        int           rc  = runner_run(&own, &r);
        own_close(&own);
        _exit(rc < 0);
    }
    for (int i = 0; i < 1000 && own_number(&cx, "SELECT COUNT(*) FROM job WHERE kind = 'ladder' AND"
                                                " status = 'running'") == 0; i++)
        usleep(10000);
    return pid;
}

/* Who uploads does not wait for the ladders of others. */
static void a_long_ladder_keeps_nobody_waiting(void **state)
{
    const char *go  = arena_printf(cx.arena, "%s/go", own_conf.state_dir);
    pid_t       pid;
    int         status;
    FILE       *f;
    (void)state;
    upload(arena_printf(cx.arena, "for watchable watchable 6\nfor ladder wait %s\nfor ladder ladder 360p\n", go));
    pid = runner_with_a_ladder();
    upload(GOOD);
    run_all();
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM video WHERE state = 'ready'"), 2);
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM job WHERE kind = 'ladder' AND status = 'running'"), 1);
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM job WHERE kind = 'ladder' AND status = 'queued'"), 1);
    f = fopen(go, "we");
    assert_non_null(f);
    fclose(f);
    assert_int_equal(waitpid(pid, &status, 0), pid); /* it has made the other one as well */
    assert_int_equal(status, 0);
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM video_file WHERE name = 'hls/master.m3u8'"), 2);
    is_tidy();
}

static void a_deletion_while_its_ladder_is_made(void **state)
{
    struct video_new v    = upload("for watchable watchable 6\nfor ladder sleep 60000\n");
    pid_t            pid  = runner_with_a_ladder();
    const char     **files;
    size_t           n;
    int              status;
    (void)state;
    assert_int_equal(video_delete(&cx, v.user_id, v.hash_id, &files, &n), 0);
    assert_int_equal(waitpid(pid, &status, 0), pid); /* it does not sleep on */
    assert_int_equal(status, 0);
    assert_string_equal(own_text(&cx, "SELECT status FROM job WHERE kind = 'ladder'"), "canceled");
    is_tidy();
}

static void one_under_way_is_not_deleted(void **state)
{
    struct video_new v = upload(GOOD);
    const char     **files;
    size_t           n;
    (void)state;
    assert_int_equal(video_delete(&cx, v.user_id, v.hash_id, &files, &n), -E_TOO_EARLY);
    err_clear(&cx);
    run_all();
    assert_int_equal(video_delete(&cx, v.user_id, v.hash_id, &files, &n), 0);
    is_tidy();
}

/* Links of an hour are the same, and live at least half of their time. */
static void links_are_stable(void **state)
{
    struct watch_link a, b;
    struct uuid       key = uuid_new();
    (void)state;
    cx.now.us = INT64_C(1795838400) * 1000000 + 5000000;
    watch_link_make(&cx, key, &a);
    cx.now.us += 60000000;
    watch_link_make(&cx, key, &b);
    assert_string_equal(a.base, b.base);
    assert_true(a.expires_at.us - cx.now.us > own_conf.watch_ttl_s * 500000);
    assert_true(a.expires_at.us - cx.now.us <= own_conf.watch_ttl_s * 1000000);
    watch_link_make(&cx, uuid_new(), &b);
    assert_string_not_equal(a.base, b.base);
    cx.now = utc_now();
}

int main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test_setup(an_upload_becomes_watchable_and_gets_its_ladder, fresh),
        cmocka_unit_test_setup(without_a_ladder_it_is_watched_all_the_same, fresh),
        cmocka_unit_test_setup(one_that_was_deleted_ends_quietly, fresh),
        cmocka_unit_test_setup(one_that_was_replaced_waits_for_its_own_job, fresh),
        cmocka_unit_test_setup(nothing_is_stuck, fresh),
        cmocka_unit_test_setup(a_lost_folder_is_made_again, fresh),
        cmocka_unit_test_setup(hiding_and_deleting_end_old_folders, fresh),
        cmocka_unit_test_setup(a_long_ladder_keeps_nobody_waiting, fresh),
        cmocka_unit_test_setup(a_deletion_while_its_ladder_is_made, fresh),
        cmocka_unit_test_setup(one_under_way_is_not_deleted, fresh),
        cmocka_unit_test_setup(links_are_stable, fresh),
    };
    struct CMUnitTest tests[COUNT(failings) + COUNT(others)];
    int               failed;
    for (size_t i = 0; i < COUNT(failings); i++)
        tests[i] = (struct CMUnitTest){ failings[i].what, fails_for_one_of_four_reasons, fresh, NULL,
                                        (void *)(uintptr_t)&failings[i] };
    memcpy(tests + COUNT(failings), others, sizeof others);
    own_begin("video_kinds");
    own_conf.link_key = "0123456789abcdef0123456789abcdef";
    cx                = own_open();
    user              = own_person(&cx);
    failed            = cmocka_run_group_tests(tests, NULL, NULL);
    own_close(&cx);
    own_end();
    return failed;
}
