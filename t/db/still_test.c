/* still_test.c - pictures from the queue to rows and back to those who asked, with a program that
 * does as it is told; what nothing names goes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/text.h"
#include "model/job/job.h"
#include "model/job/runner.h"
#include "model/still/still.h"
#include "model/store/store.h"
#include "model/studio/gc.h"
#include "model/studio/kinds.h"
#include "t/db/own.h"

static struct cx   cx;
static struct uuid user;

static void run_all(void)
{
    struct cx     own = own_open();
    struct runner r   = { .kinds = all_kinds, .once = true };
    assert_int_equal(runner_run(&own, &r), 0);
    own_close(&own);
}

static struct blob kept(const char *bytes, size_t n)
{
    struct store_writer *w;
    struct blob          blob;
    assert_int_equal(store_create(&cx, &w), 0);
    assert_int_equal(store_write(&cx, w, bytes, n), 0);
    assert_int_equal(store_keep(&cx, w, &blob), 0);
    return blob;
}

/* Bytes that are a script for the program, each time others. */
static const char *script(const char *lines)
{
    static int  n;
    const char *all = arena_printf(cx.arena, "%stell script %d\n", lines, n++);
    return arena_text(cx.arena, kept(all, strlen(all)).hash);
}

static bool ask(const char *const *hashes, size_t n, bool videos, struct job *job)
{
    struct still_ask what = { .job_id = uuid_new(), .owner_id = user, .hashes = hashes, .n = n,
                              .videos = videos };
    bool             asked;
    assert_int_equal(still_ask(&cx, &what, &asked), 0);
    if (asked && job)
        assert_int_equal(job_get(&cx, what.job_id, job), 0);
    return asked;
}

static int begin(UNUSED void **state)
{
    cx   = own_open();
    user = own_person(&cx);
    return 0;
}

static int end(UNUSED void **state)
{
    own_close(&cx);
    return 0;
}

static void what_was_measured_is_known(UNUSED void **state)
{
    const char         *hashes[] = { script("picture 1000 500\n"), script("picture 90 120\n") };
    struct job          job;
    struct still        s;
    struct still_thumb *thumbs, one;
    struct still_refusal *refusals;
    bool                found;
    size_t              n;
    assert_true(ask(hashes, 2, false, &job));
    assert_string_equal(job.kind, "still");
    assert_int_equal(job.priority, JOB_INTERACTIVE);
    run_all();
    assert_int_equal(job_get(&cx, job.id, &job), 0);
    assert_string_equal(job.status, JOB_SUCCEEDED);
    assert_int_equal(still_refusals(&cx, &job, &refusals, &n), 0);
    assert_int_equal(n, 0);
    assert_int_equal(still_known(&cx, hashes[0], &s, &found), 0);
    assert_true(found && s.width == 1000 && s.height == 500 && s.bytes > 0);
    assert_true(IS_NULL(&still_shape, &s, duration_us));
    assert_string_equal(s.resource_type, "image");
    assert_string_equal(s.extension, "jpg");
    assert_string_equal(s.type, "image/jpeg");
    assert_string_equal(s.color_profile, "sRGB");
    assert_string_equal(s.dominant_color, "#1e90ff");
    assert_int_equal(still_thumbs(&cx, hashes[0], &thumbs, &n), 0);
    assert_int_equal(n, 3);
    assert_int_equal(thumbs[0].width, 160);
    assert_int_equal(thumbs[2].width, 640);
    assert_int_equal(thumbs[2].height, 320);
    assert_true(store_is_hash(thumbs[2].content_hash) && thumbs[2].bytes > 0);
    assert_int_equal(still_thumb_at(&cx, hashes[0], 320, &one, &found), 0);
    assert_true(found && one.height == 160);
    assert_int_equal(still_thumb_at(&cx, hashes[0], 1280, &one, &found), 0);
    assert_false(found);
    assert_int_equal(still_thumbs(&cx, hashes[1], &thumbs, &n), 0);
    assert_int_equal(n, 0);
}

static void what_is_known_is_not_asked_again(UNUSED void **state)
{
    const char *hashes[] = { script("picture 10 10\n"), NULL, NULL };
    struct job  job;
    hashes[1] = hashes[0];
    assert_true(ask(hashes, 2, false, &job));
    run_all();
    assert_false(ask(hashes, 2, false, NULL));
    hashes[2] = script("picture 20 20\n");
    assert_true(ask(hashes, 3, false, &job));
    assert_null(strstr(job.input.text, hashes[0]));
    assert_non_null(strstr(job.input.text, hashes[2]));
    run_all();
    assert_false(ask(hashes, 3, false, NULL));
}

static void a_bad_one_does_not_stop_the_others(UNUSED void **state)
{
    const char *hashes[] = { script("picture 10 10\n"), script("refuse not_media It is none.\n"),
                             script("refuse internal Says who?\n"), script("picture 20 20\n") };
    struct job            job;
    struct still          s;
    struct still_refusal *refusals;
    bool                  found;
    size_t                n;
    assert_true(ask(hashes, 4, false, &job));
    run_all();
    assert_int_equal(job_get(&cx, job.id, &job), 0);
    assert_string_equal(job.status, JOB_SUCCEEDED);
    assert_int_equal(still_refusals(&cx, &job, &refusals, &n), 0);
    assert_int_equal(n, 2);
    assert_string_equal(refusals[0].hash, hashes[1]);
    assert_string_equal(refusals[0].reason, "not_media");
    assert_string_equal(refusals[0].message, "It is none.");
    assert_string_equal(refusals[1].reason, "media_failed");
    for (int i = 0; i < 4; i++) {
        assert_int_equal(still_known(&cx, hashes[i], &s, &found), 0);
        assert_int_equal(found, i == 0 || i == 3);
    }
}

static void a_job_that_fails_refuses_all(UNUSED void **state)
{
    const char *hashes[] = { script("picture 10 10\n"),
                             script("say {\"kind\":\"failed\",\"reason\":\"media_limit\",\"message\":\"Too long\"}\nexit 1\n") };
    struct job            job;
    struct still          s;
    struct still_refusal *refusals;
    bool                  found;
    size_t                n;
    assert_true(ask(hashes, 2, false, &job));
    run_all();
    assert_int_equal(job_get(&cx, job.id, &job), 0);
    assert_string_equal(job.status, JOB_FAILED);
    assert_int_equal(still_refusals(&cx, &job, &refusals, &n), 0);
    assert_int_equal(n, 2);
    assert_string_equal(refusals[0].hash, hashes[0]);
    assert_string_equal(refusals[1].reason, "media_limit");
    assert_int_equal(still_known(&cx, hashes[0], &s, &found), 0);
    assert_false(found);
}

static void nothing_of_the_program_is_believed(UNUSED void **state)
{
    static const char *const lies[] = {
        "picture 10 10\npicture 10 10\n", /* one more than there are */
        "",                               /* nothing is said of it   */
        "picture 0 10\n",
        "say {\"kind\":\"still\",\"index\":0,\"width\":9,\"height\":9,\"extension\":\"exe\",\"type\":\"image/jpeg\",\"color_profile\":\"sRGB\",\"dominant_color\":\"#000000\"}\n",
        "say {\"kind\":\"still\",\"index\":0,\"width\":9,\"height\":9,\"extension\":\"jpg\",\"type\":\"image/jpeg\",\"color_profile\":\"sRGB\",\"dominant_color\":\"#00000x\"}\n",
        "picture 400 300\nsay {\"kind\":\"thumb\",\"index\":0,\"width\":640,\"height\":480,\"type\":\"image/jpeg\"}\n",
        "picture 10 10\nsay {\"kind\":\"file\",\"name\":\"more.jpg\",\"bytes\":3}\n",
        "say {\"kind\":\"entry\",\"index\":0,\"entry\":\"a.jpg\",\"slug\":\"a\"}\npicture 10 10\n",
    };
    for (size_t i = 0; i < COUNT(lies); i++) {
        const char  *hash = script(lies[i]);
        struct job   job;
        struct still s;
        bool         found;
        assert_true(ask(&hash, 1, false, &job));
        run_all();
        assert_int_equal(job_get(&cx, job.id, &job), 0);
        if (strcmp(job.status, JOB_FAILED) != 0)
            fail_msg("believed: %s", lies[i]);
        assert_string_equal(job.error_reason, "media_failed");
        assert_int_equal(still_known(&cx, hash, &s, &found), 0);
        assert_false(found);
    }
}

static void a_video_is_told_by_its_first_bytes(UNUSED void **state)
{
    static const char *const heads[] = {
        "\x01\x01\x01\x18" "ftypisom",
        "\x01\x01\x01\x14" "ftypqt  ",
        "\x1a\x45\xdf\xa3\x01\x42\x82\x84webm",
    };
    for (size_t i = 0; i < COUNT(heads); i++) {
        struct blob blob = kept(heads[i], strlen(heads[i]));
        const char *hash = blob.hash;
        struct job  job;
        assert_true(ask(&hash, 1, true, &job));
        assert_string_equal(job.kind, "still_probe");
        assert_true(ask(&hash, 1, false, &job));
        assert_string_equal(job.kind, "still");
        own_do(&cx, "DELETE FROM job", NO_ARGS);
    }
    for (size_t i = 0; i < 2; i++) {
        const char *head = i ? "\x01\x01\x01\x18" "ftypavif" : "\xff\xd8\xff\xe0 a picture";
        struct blob blob = kept(head, strlen(head));
        const char *hash = blob.hash;
        struct job  job;
        assert_true(ask(&hash, 1, true, &job));
        assert_string_equal(job.kind, "still");
        own_do(&cx, "DELETE FROM job", NO_ARGS);
    }
}

/* The script's first line is the head of an MP4, which the program that stands in skips. */
static void a_video_is_probed(UNUSED void **state)
{
    const char  *text = "for ftypisom nothing\n"
                       "for probe say {\"kind\":\"source\",\"width\":1280,\"height\":720,\"fps_num\":25,"
                       "\"fps_den\":1,\"frames\":0,\"duration_us\":3000000,\"codec\":\"h264\","
                       "\"container\":\"mov,mp4\",\"rotation\":0,\"has_audio\":true}\n"
                       "for probe say {\"kind\":\"done\"}\n";
    struct blob  blob = kept(text, strlen(text));
    const char  *hash = blob.hash;
    struct job   job;
    struct still s;
    bool         found;
    assert_true(ask(&hash, 1, true, &job));
    assert_string_equal(job.kind, "still_probe");
    run_all();
    assert_int_equal(still_known(&cx, hash, &s, &found), 0);
    assert_true(found && s.width == 1280 && s.height == 720 && s.duration_us == 3000000);
    assert_string_equal(s.resource_type, "video");
    assert_string_equal(s.extension, "mp4");
    assert_null(s.color_profile);
}

static void too_many_are_not_asked(UNUSED void **state)
{
    const char      *hashes[STILL_ASK_MOST + 1];
    const char      *hash = script("picture 10 10\n");
    struct still_ask what = { .job_id = uuid_new(), .owner_id = user, .hashes = hashes,
                              .n = COUNT(hashes) };
    bool             asked;
    for (size_t i = 0; i < COUNT(hashes); i++)
        hashes[i] = hash;
    assert_int_equal(still_ask(&cx, &what, &asked), -E_INVALID);
    err_clear(&cx);
    what.n--;
    assert_int_equal(still_ask(&cx, &what, &asked), 0);
    own_do(&cx, "DELETE FROM job", NO_ARGS);
}

/* Many real paths fit into one order. */
static void many_are_asked_at_once(UNUSED void **state)
{
    const char *hashes[STILL_ASK_MOST];
    struct job  job;
    for (size_t i = 0; i < COUNT(hashes); i++)
        hashes[i] = script("picture 200 100\n");
    assert_true(ask(hashes, COUNT(hashes), false, &job));
    run_all();
    assert_int_equal(job_get(&cx, job.id, &job), 0);
    assert_string_equal(job.status, JOB_SUCCEEDED);
    assert_false(ask(hashes, COUNT(hashes), false, NULL));
}

static bool is_stored(const char *hash)
{
    int fd, rc = store_open(&cx, hash, &fd, NULL);
    if (rc == 0)
        close(fd);
    err_clear(&cx);
    return rc == 0;
}

static void gc_keeps_what_is_used_or_asked_for(UNUSED void **state)
{
    const char *hashes[] = { script("picture 401 300\n"), script("picture 402 300\n") };
    const char *asked = script("picture 10 10\n"), *lost = script("picture 20 20\n");
    struct still_thumb *thumbs;
    struct still        s;
    struct gc_report    report;
    bool                found;
    size_t              n;
    assert_true(ask(hashes, 2, false, NULL));
    run_all();
    own_do(&cx, "INSERT INTO media_resource (id, owner_id, content_hash) VALUES (?, ?, ?)",
           ARGS(ARG(uuid_new()), ARG(user), ARG(hashes[0])));
    assert_true(ask(&asked, 1, false, NULL));
    assert_int_equal(still_thumbs(&cx, hashes[0], &thumbs, &n), 0);
    assert_int_equal(n, 2);
    /* Within the grace period nothing goes. */
    assert_int_equal(gc_run(&cx, 3600, &report), 0);
    assert_true(is_stored(hashes[1]) && is_stored(lost));
    assert_int_equal(gc_run(&cx, -60, &report), 0);
    assert_true(is_stored(hashes[0]) && is_stored(asked));
    assert_true(is_stored(thumbs[0].content_hash) && is_stored(thumbs[1].content_hash));
    assert_false(is_stored(lost) || is_stored(hashes[1]));
    assert_int_equal(still_known(&cx, hashes[1], &s, &found), 0);
    assert_false(found);
    run_all();
    assert_false(ask(&asked, 1, false, NULL));
    own_do(&cx, "DELETE FROM media_resource", NO_ARGS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_was_measured_is_known, begin, end),
        cmocka_unit_test_setup_teardown(what_is_known_is_not_asked_again, begin, end),
        cmocka_unit_test_setup_teardown(a_bad_one_does_not_stop_the_others, begin, end),
        cmocka_unit_test_setup_teardown(a_job_that_fails_refuses_all, begin, end),
        cmocka_unit_test_setup_teardown(nothing_of_the_program_is_believed, begin, end),
        cmocka_unit_test_setup_teardown(a_video_is_told_by_its_first_bytes, begin, end),
        cmocka_unit_test_setup_teardown(a_video_is_probed, begin, end),
        cmocka_unit_test_setup_teardown(too_many_are_not_asked, begin, end),
        cmocka_unit_test_setup_teardown(many_are_asked_at_once, begin, end),
        cmocka_unit_test_setup_teardown(gc_keeps_what_is_used_or_asked_for, begin, end),
    };
    int rc;
    own_begin("still_test");
    rc = cmocka_run_group_tests(tests, NULL, NULL);
    own_end();
    return rc;
}
