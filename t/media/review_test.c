/* review_test.c - what pictures and movies are reviewed by, and avatars. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "t/media/run.h"

#define FILES_OF "\"ffmpeg\":\"/usr/bin/ffmpeg\""

static int begin(void **state)
{
    int rc = run_begin(state);
    make_clip("-f lavfi -i testsrc2=s=1600x900:r=24:d=2 -f lavfi -i sine=d=2 -c:v mpeg4 -q:v 4"
              " -c:a pcm_s16le -shortest @/movie.mov");
    make_clip("-f lavfi -i testsrc2=s=64x200:r=24:d=1 -c:v ffv1 @/tall.mkv");
    make_clip("-f lavfi -i testsrc2=s=640x360:r=1:d=1 -frames:v 1 @/wide.jpg");
    make_clip("-f lavfi -i color=0xff000080:s=40x90,format=rgba -frames:v 1 @/clear.png");
    make_file("text.png", "no picture at all", 17);
    return rc;
}

static unsigned word(const unsigned char *b)
{
    return (unsigned)b[0] << 24 | (unsigned)b[1] << 16 | (unsigned)b[2] << 8 | b[3];
}

/* Size and colour type (2: RGB, 6: with alpha) of a PNG in the output folder. */
static void want_png(const char *name, unsigned width, unsigned height, int colour)
{
    unsigned char head[26] = { 0 };
    char          path[200];
    FILE         *f;
    snprintf(path, sizeof path, "out/%s", name);
    f = fopen(in_folder(path), "rb");
    if (!f || fread(head, 1, sizeof head, f) != sizeof head || memcmp(head + 1, "PNG", 3) != 0)
        fail_msg("%s is no PNG", name);
    fclose(f);
    if (word(head + 16) != width || word(head + 20) != height || (colour && head[25] != colour))
        fail_msg("%s is %u x %u, type %d", name, word(head + 16), word(head + 20), head[25]);
}

static void is_done(const struct heard *h)
{
    if (!h->done)
        fail_msg("%s: %s", h->reason, line(h, "failed") ? text(line(h, "failed"), "message") : "");
}

static void pictures_have_four_sizes(void **state)
{
    struct heard h;
    (void)state;
    run_program("dailies-stills");
    fresh_output();
    media(&h, "picture", "wide.jpg", "");
    is_done(&h);
    assert_int_equal(number(line(&h, "still"), "width"), 640);
    assert_string_equal(text(line(&h, "still"), "extension"), "jpg");
    want_png("original.png", 640, 360, 2);
    want_png("preview.png", 1200, 675, 2);
    want_png("thumbnail.png", 150, 100, 2);
    want_png("thumbnail-square.png", 100, 100, 2);
    heard_free(&h);
    fresh_output();
    media(&h, "picture", "clear.png", "");
    is_done(&h);
    want_png("original.png", 40, 90, 6);
    want_png("preview.png", 1200, 2700, 6);
    want_png("thumbnail.png", 150, 100, 6);
    heard_free(&h);
}

static void avatars_are_fitted(void **state)
{
    struct heard h;
    (void)state;
    run_program("dailies-stills");
    fresh_output();
    media(&h, "avatar", "wide.jpg", "");
    is_done(&h);
    want_png("avatar.png", 400, 400, 6);
    heard_free(&h);
    fresh_output();
    media(&h, "avatar", "clear.png", "");
    is_done(&h);
    want_png("avatar.png", 400, 400, 6);
    heard_free(&h);
}

static void what_is_no_picture_is_refused(void **state)
{
    struct heard h;
    (void)state;
    run_program("dailies-stills");
    fresh_output();
    media(&h, "picture", "text.png", "");
    assert_string_equal(h.reason, "not_media");
    heard_free(&h);
    media(&h, "avatar", "movie.mov", "");
    assert_string_equal(h.reason, "not_media");
    heard_free(&h);
}

static void movies_are_normalised(void **state)
{
    struct heard h;
    (void)state;
    run_program("dailies-media");
    fresh_output();
    media(&h, "review", "movie.mov",
          "," FILES_OF ",\"width\":1280,\"height\":720,\"rate_num\":25,\"rate_den\":1");
    is_done(&h);
    assert_int_equal(number(line(&h, "source"), "width"), 1600);
    assert_int_equal(number(line(&h, "made"), "width"), 1280);
    assert_int_equal(number(line(&h, "made"), "height"), 720);
    assert_int_equal(number(line(&h, "made"), "frames"), 50);
    assert_string_equal(text(line(&h, "made"), "codec"), "h264");
    assert_true(number(line(&h, "made"), "duration_us") == 2000000);
    assert_true(file_bytes("lowdef.mp4") > 0);
    want_png("tiles.png", 8 * 178, 7 * 100, 2);
    want_png("original.png", 1280, 720, 2);
    want_png("preview.png", 1200, 675, 2);
    want_png("thumbnail.png", 150, 100, 2);
    want_png("thumbnail-square.png", 100, 100, 2);
    heard_free(&h);
}

static void frames_have_pictures(void **state)
{
    struct heard h;
    (void)state;
    run_program("dailies-media");
    fresh_output();
    make_clip("-f lavfi -i testsrc2=s=640x360:r=25:d=2 -c:v libx264 -g 8 @/made.mp4");
    media(&h, "frame", "made.mp4", "," FILES_OF ",\"first_frame\":30");
    is_done(&h);
    want_png("original.png", 640, 360, 2);
    heard_free(&h);
    media(&h, "frame", "made.mp4", "," FILES_OF ",\"first_frame\":49");
    is_done(&h);
    heard_free(&h);
    media(&h, "frame", "made.mp4", "," FILES_OF ",\"first_frame\":50");
    assert_string_equal(h.reason, "no_frames");
    heard_free(&h);
}

static void small_and_tall_ones_too(void **state)
{
    struct heard h;
    (void)state;
    run_program("dailies-media");
    fresh_output();
    media(&h, "review", "tall.mkv", "," FILES_OF);
    is_done(&h);
    assert_int_equal(number(line(&h, "made"), "width"), 64);
    assert_int_equal(number(line(&h, "made"), "frames"), 24);
    want_png("tiles.png", 8 * 32, 3 * 100, 2);
    want_png("thumbnail.png", 150, 100, 2);
    heard_free(&h);
}

/* What ffprobe says of a stream of the joined movie. */
static void want_probed(const char *stream, const char *what, const char *expected)
{
    char  command[400], got[80] = "";
    FILE *p;
    snprintf(command, sizeof command,
             "ffprobe -v error -select_streams %s -count_packets -show_entries stream=%s -of csv=p=0 %s", stream,
             what, in_folder("out/movie.mp4"));
    p = popen(command, "r");
    assert_non_null(p);
    if (fgets(got, sizeof got, p))
        got[strcspn(got, "\n")] = 0;
    pclose(p);
    if (strcmp(got, expected) != 0)
        fail_msg("%s %s: %s, expected %s", stream, what, got, expected);
}

/* Of the pictures alone. */
static int64_t probed_bytes(const char *name)
{
    char  command[400];
    long  all = 0, one;
    FILE *p;
    snprintf(command, sizeof command,
             "ffprobe -v error -select_streams v:0 -show_entries packet=size -of csv=p=0 %s", in_folder(name));
    p = popen(command, "r");
    assert_non_null(p);
    while (fscanf(p, "%ld%*[^0-9]", &one) == 1)
        all += one;
    pclose(p);
    return all;
}

static void join(struct heard *h, const char *first, const char *second, const char *more)
{
    char job[1000], a[200];
    snprintf(a, sizeof a, "%s", in_folder(first));
    snprintf(job, sizeof job, "{\"op\":\"join\",\"inputs\":[\"%s\",\"%s\"],\"output\":\"%s\"," FILES_OF "%s}", a,
             in_folder(second), in_folder("out"), more);
    fresh_output();
    media_raw(h, job);
}

static void movies_become_one(void **state)
{
    struct heard h;
    (void)state;
    run_program("dailies-media");
    make_clip("-f lavfi -i testsrc2=s=320x240:r=30:d=1 -c:v libx264 @/silent.mp4");
    make_clip("-f lavfi -i testsrc2=s=200x100:r=24:d=1.5 -f lavfi -i sine=d=1.5 -c:v libx264 -c:a aac -shortest"
              " @/loud.mp4");
    join(&h, "silent.mp4", "loud.mp4", ",\"width\":320,\"height\":180,\"rate_num\":25,\"rate_den\":1");
    is_done(&h);
    assert_int_equal(number(line(&h, "source"), "width"), 320);
    assert_int_equal(number(line(&h, "source"), "height"), 180);
    assert_int_equal(number(line(&h, "source"), "frames"), 63);
    assert_in_range(number(line(&h, "source"), "duration_us"), 2520000, 2560000);
    assert_true(file_bytes("part.h264") < 0 && file_bytes("all.pcm") < 0);
    want_probed("v:0", "codec_name,width,height,pix_fmt,r_frame_rate,nb_read_packets",
                "h264,320,180,yuv420p,25/1,63");
    want_probed("v:0", "duration", "2.520000");
    want_probed("a:0", "codec_name,sample_rate,channels", "aac,48000,2");
    want_probed("a:0", "duration", "2.520000");
    heard_free(&h);
}

/* What was made for review is put together without being encoded again: it is there bit by bit. */
static void what_fits_is_not_encoded_again(void **state)
{
    struct heard h;
    int64_t      once, joined;
    (void)state;
    run_program("dailies-media");
    fresh_output();
    media(&h, "review", "movie.mov",
          "," FILES_OF ",\"width\":640,\"height\":360,\"rate_num\":25,\"rate_den\":1");
    is_done(&h);
    heard_free(&h);
    make_clip("-i @/out/movie.mp4 -c copy @/reviewed.mp4");
    once = probed_bytes("reviewed.mp4");
    join(&h, "reviewed.mp4", "reviewed.mp4", ",\"width\":640,\"height\":360,\"rate_num\":25,\"rate_den\":1");
    is_done(&h);
    assert_int_equal(number(line(&h, "source"), "frames"), 100);
    want_probed("v:0", "codec_name,width,height,pix_fmt,r_frame_rate,nb_read_packets", "h264,640,360,yuv420p,25/1,100");
    want_probed("v:0", "duration", "4.000000");
    want_probed("a:0", "duration", "4.000000");
    joined = probed_bytes("out/movie.mp4");
    assert_in_range(joined, 2 * once, 2 * once + 100 * 80);
    make_clip("-v error -xerror -err_detect explode -i @/out/movie.mp4 -f null -");
    heard_free(&h);
}

static void what_is_silent_stays_silent(void **state)
{
    struct heard h;
    (void)state;
    run_program("dailies-media");
    join(&h, "silent.mp4", "silent.mp4", "");
    is_done(&h);
    assert_int_equal(number(line(&h, "source"), "height"), 240);
    assert_int_equal(number(line(&h, "source"), "frames"), 60);
    want_probed("v:0", "r_frame_rate", "30/1");
    want_probed("a:0", "codec_name", "");
    heard_free(&h);
    join(&h, "silent.mp4", "text.png", "");
    assert_string_equal(h.reason, "not_media");
    heard_free(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pictures_have_four_sizes),
        cmocka_unit_test(avatars_are_fitted),
        cmocka_unit_test(what_is_no_picture_is_refused),
        cmocka_unit_test(movies_are_normalised),
        cmocka_unit_test(frames_have_pictures),
        cmocka_unit_test(small_and_tall_ones_too),
        cmocka_unit_test(movies_become_one),
        cmocka_unit_test(what_fits_is_not_encoded_again),
        cmocka_unit_test(what_is_silent_stays_silent),
    };
    return cmocka_run_group_tests(tests, begin, run_end);
}
