/* media_test.c - what dailies-media finds, writes and measures in clips that are known. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "t/media/run.h"

#define COUNT(a) ((int)(sizeof(a) / sizeof((a)[0])))

/* Four shots of 50, 60, 40 and 50 frames: three cuts. */
#define SHOTS(size, rate)                                                                          \
    "-f lavfi -i testsrc2=s=" size ":r=" rate " -f lavfi -i mandelbrot=s=" size ":r=" rate         \
    " -f lavfi -i smptehdbars=s=" size ":r=" rate " -f lavfi -i rgbtestsrc=s=" size ":r=" rate     \
    " -filter_complex "                                                                            \
    "[0]trim=end_frame=50[a];[1]trim=end_frame=60[b];[2]trim=end_frame=40[c];"                     \
    "[3]trim=end_frame=50[d];[a][b][c][d]concat=n=4"
static const int64_t shots[] = { 0, 50, 110, 150, 200 };

/* Scenes cover the frames without gap or overlap, and so do their times. */
static void assert_cover(const struct heard *h)
{
    int64_t frame = 0, us = number(h->scenes[0], "start_us");
    for (int i = 0; i < h->scenes_n; i++) {
        assert_int_equal(number(h->scenes[i], "index"), i);
        assert_int_equal(number(h->scenes[i], "frame_num"), frame);
        assert_int_equal(number(h->scenes[i], "start_us"), us);
        assert_true(number(h->scenes[i], "end_us") > us);
        frame += number(h->scenes[i], "frame_count");
        us = number(h->scenes[i], "end_us");
    }
    assert_int_equal(frame, number(line(h, "source"), "frames"));
    assert_int_equal(us, number(line(h, "source"), "duration_us"));
}

static void assert_pictures(const struct heard *h, int width, int height)
{
    for (int i = 0; i < h->scenes_n; i++) {
        int  n = (int)number(h->scenes[i], "pictures"), w, ht;
        char name[64];
        assert_in_range(n, 1, 9);
        for (int k = 1; k <= n; k++) {
            snprintf(name, sizeof name, "%d/frame-%04d.jpg", i, k);
            jpeg_size(name, &w, &ht);
            assert_int_equal(w, width);
            assert_int_equal(ht, height);
        }
        snprintf(name, sizeof name, "%d/frame-%04d.jpg", i, n + 1);
        assert_int_equal(file_bytes(name), -1);
        snprintf(name, sizeof name, "%d/thumb.jpg", i);
        jpeg_size(name, &w, &ht);
        assert_in_range(w, 1, 320);
        assert_in_range(ht, 1, 320);
        snprintf(name, sizeof name, "%d/sheet.jpg", i);
        jpeg_size(name, &w, &ht);
        assert_true(w > 0);
        assert_int_equal(strlen(text(h->scenes[i], "phash")), 16);
    }
}

/* ---- parse ---- */

static const struct {
    const char *what, *make, *name;
    int         scenes;             /* that are known */
    int         width, height;      /* of the source as displayed */
    int         p_width, p_height;  /* of its pictures */
} kinds[] = {
    { "H.264 in MP4", SHOTS("640x360", "25") " -c:v libx264 -pix_fmt yuv420p @/a.mp4", "a.mp4", 4, 640, 360, 640, 360 },
    { "a larger picture", SHOTS("1280x720", "30") " -c:v libx264 -preset ultrafast -pix_fmt yuv420p @/b.mkv", "b.mkv", 4, 1280, 720, 640, 360 },
    { "MPEG-2 in a transport stream", SHOTS("320x240", "25") " -c:v mpeg2video -q:v 4 -bf 2 @/c.ts", "c.ts", 4, 320, 240, 320, 240 },
    { "odd sides, 10 bits", SHOTS("322x182", "24000/1001") ",format=yuv420p10le,crop=321:181:0:0:exact=1 -c:v ffv1 @/d.mkv", "d.mkv", 4, 321, 181, 321, 181 },
    { "RGB", SHOTS("160x120", "10") " -c:v ffv1 -pix_fmt bgr0 @/e.mkv", "e.mkv", 4, 160, 120, 160, 120 },
    { "VP8 in WebM", SHOTS("320x180", "25") " -c:v libvpx -deadline realtime -b:v 2M @/f.webm", "f.webm", 4, 320, 180, 320, 180 },
    { "pixels that are not square", SHOTS("360x288", "25") ",setsar=2 -c:v libx264 -pix_fmt yuv420p @/g.mp4", "g.mp4", 4, 720, 288, 640, 256 },
    { "upright video", "-i @/a.mp4 -c copy -metadata:s:v rotate=90 @/h.mp4", "h.mp4", 4, 360, 640, 360, 640 },
    { "one frame", "-f lavfi -i testsrc2=s=64x64 -frames:v 1 -c:v ffv1 @/i.mkv", "i.mkv", 1, 64, 64, 64, 64 },
    { "one pixel", "-f lavfi -i testsrc2=s=64x64:d=1 -vf scale=1:1,format=gray -c:v ffv1 @/j.mkv", "j.mkv", 1, 1, 1, 1, 1 },
    { "two frames in a GIF", "-f lavfi -i testsrc2=s=50x30 -frames:v 2 @/k.gif", "k.gif", 1, 50, 30, 50, 30 },
};

static void parses(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT(kinds); i++) {
        struct heard h;
        make_clip(kinds[i].make);
        media(&h, "parse", kinds[i].name, "");
        if (h.status != 0 || h.scenes_n != kinds[i].scenes)
            fail_msg("%s: status %d, %d scenes, %s", kinds[i].what, h.status, h.scenes_n, h.reason);
        assert_true(h.done);
        assert_null(line(&h, "warning"));
        assert_int_equal(number(line(&h, "source"), "width"), kinds[i].width);
        assert_int_equal(number(line(&h, "source"), "height"), kinds[i].height);
        for (int k = 0; h.scenes_n > 1 && k < h.scenes_n; k++)
            assert_int_equal(number(h.scenes[k], "frame_num"), shots[k]);
        assert_cover(&h);
        assert_pictures(&h, kinds[i].p_width, kinds[i].p_height);
        heard_free(&h);
    }
}

static void tells_transitions(void **state)
{
    struct heard h;
    (void)state;
    make_clip("-f lavfi -i testsrc2=s=320x180:r=25:d=4 -f lavfi -i mandelbrot=s=320x180:r=25 "
              "-filter_complex [1]trim=end_frame=100,format=yuv420p[b];[0]format=yuv420p[a];"
              "[a][b]xfade=transition=fade:duration=1:offset=3 -c:v libx264 @/x.mp4");
    media(&h, "parse", "x.mp4", "");
    assert_int_equal(h.scenes_n, 2);
    assert_string_equal(text(h.scenes[0], "transition"), "start");
    assert_string_equal(text(h.scenes[1], "transition"), "dissolve");
    assert_in_range(number(h.scenes[1], "frame_num"), 78, 97);
    assert_cover(&h);
    heard_free(&h);
}

/* The second shot runs at 10 frames a second: times come from the frames. */
static void takes_times_of_frames(void **state)
{
    struct heard h;
    (void)state;
    make_clip(SHOTS("320x180", "25") ",setpts='if(lt(N,50),N/25,2+(N-50)/10)/TB' -fps_mode passthrough "
                                     "-enc_time_base 1:1000 -c:v libx264 -pix_fmt yuv420p @/v.mkv");
    media(&h, "parse", "v.mkv", "");
    assert_int_equal(h.scenes_n, 4);
    assert_int_equal(number(h.scenes[1], "frame_num"), 50);
    assert_int_equal(number(h.scenes[1], "start_us"), 2000000);
    assert_int_equal(number(h.scenes[1], "end_us"), 8000000);
    assert_cover(&h);
    heard_free(&h);
}

static void heeds_options(void **state)
{
    struct heard h;
    (void)state;
    media(&h, "parse", "a.mp4", ",\"min_scene_len\":3");
    assert_true(h.done && h.scenes_n < 4);
    assert_cover(&h);
    heard_free(&h);
    media(&h, "parse", "a.mp4", ",\"method\":\"content\",\"threshold\":255");
    assert_true(h.done);
    assert_int_equal(h.scenes_n, 1);
    assert_cover(&h);
    heard_free(&h);
}

static void probes(void **state)
{
    struct heard h;
    (void)state;
    media(&h, "probe", "h.mp4", "");
    assert_true(h.done);
    assert_int_equal(number(line(&h, "source"), "rotation"), 270);
    assert_string_equal(text(line(&h, "source"), "codec"), "h264");
    assert_int_equal(number(line(&h, "source"), "duration_us"), 8000000);
    heard_free(&h);
}

static void remakes_a_storyboard(void **state)
{
    struct heard h;
    (void)state;
    media(&h, "storyboard", "a.mp4", ",\"first_frame\":60,\"frame_count\":50,\"start_us\":2400000,\"end_us\":4400000");
    assert_true(h.done);
    assert_int_equal(h.scenes_n, 1);
    assert_int_equal(number(h.scenes[0], "frame_num"), 60);
    assert_int_equal(number(h.scenes[0], "frame_count"), 50);
    assert_pictures(&h, 640, 360);
    heard_free(&h);
    media(&h, "storyboard", "a.mp4", ",\"first_frame\":500,\"frame_count\":5,\"start_us\":20000000,\"end_us\":20200000");
    assert_int_equal(h.status, 1);
    assert_string_equal(h.reason, "no_frames");
    heard_free(&h);
}

/* ---- analyse ---- */

static const struct {
    const char *make, *name;
    unsigned    rgb;
    double      luma;
} photos[] = {
    { "-f lavfi -i color=c=0xff0000:s=200x100,format=rgb24 -frames:v 1 @/red.png", "red.png", 0xff0000, 76 },
    { "-f lavfi -i color=c=0x00c040:s=201x101,format=rgb24 -frames:v 1 @/green.bmp", "green.bmp", 0x00c040, 120 },
    { "-f lavfi -i color=c=0xffffff:s=64x64,format=rgb24 -frames:v 1 @/white.png", "white.png", 0xffffff, 255 },
    { "-f lavfi -i color=c=0x808080:s=320x200 -frames:v 1 @/grey.webp", "grey.webp", 0x808080, 128 },
    { "-f lavfi -i color=c=0x3060c0:s=320x200 -frames:v 1 -q:v 2 @/blue.jpg", "blue.jpg", 0x3060c0, 93 },
};

static void measures_photos(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT(photos); i++) {
        struct heard h;
        make_clip(photos[i].make);
        media(&h, "analyse", photos[i].name, ",\"still\":true");
        if (!h.done)
            fail_msg("%s: %s", photos[i].name, h.reason);
        struct json_object *a = part(line(&h, "analysis"), "analysis");
        struct json_object *c = json_object_array_get_idx(part(a, "dominant_colors"), 0);
        if (fabs(real(a, "mean_luma") - photos[i].luma) >= 3)
            fail_msg("%s: luma %f", photos[i].name, real(a, "mean_luma"));
        assert_true(real(c, "share") == 1);
        unsigned rgb = 0;
        assert_int_equal(sscanf(text(c, "hex"), "#%x", &rgb), 1);
        for (int k = 0; k < 24; k += 8)
            assert_true(abs((int)(rgb >> k & 255) - (int)(photos[i].rgb >> k & 255)) <= 3);
        assert_true(real(a, "contrast") < 1);
        assert_false(json_object_object_get_ex(a, "motion", NULL));
        heard_free(&h);
    }
}

static void finds_letterbox(void **state)
{
    struct heard h;
    (void)state;
    make_clip("-f lavfi -i testsrc2=s=640x292:r=25:d=2 -vf pad=640:360:0:44 -c:v libx264 -pix_fmt yuv420p @/box.mp4");
    media(&h, "analyse", "box.mp4", ",\"first_frame\":0,\"frame_count\":50,\"start_us\":0,\"end_us\":2000000");
    struct json_object *b = part(part(line(&h, "analysis"), "analysis"), "letterbox");
    assert_in_range(number(b, "top"), 43, 45);
    assert_in_range(number(b, "bottom"), 23, 25);
    assert_int_equal(number(b, "left"), 0);
    heard_free(&h);
    make_clip("-i @/box.mp4 -c copy -metadata:s:v rotate=90 @/turned.mp4");
    media(&h, "analyse", "turned.mp4", ",\"first_frame\":0,\"frame_count\":50,\"start_us\":0,\"end_us\":2000000");
    b = part(part(line(&h, "analysis"), "analysis"), "letterbox");
    assert_in_range(number(b, "left"), 43, 45);
    assert_in_range(number(b, "right"), 23, 25);
    assert_int_equal(number(b, "top"), 0);
    heard_free(&h);
}

static void assert_span(struct json_object *spans, double from_s, double to_s)
{
    assert_int_equal(json_object_array_length(spans), 1);
    struct json_object *s = json_object_array_get_idx(spans, 0);
    assert_true(fabs((double)number(s, "start_us") / 1e6 - from_s) < 0.13);
    assert_true(fabs((double)number(s, "end_us") / 1e6 - to_s) < 0.13);
}

/* Moving, black, moving; with a tone that pauses from 1 to 2 s. */
static void measures_scenes(void **state)
{
    struct heard h;
    (void)state;
    make_clip("-f lavfi -i testsrc2=s=320x180:r=25:d=5 -f lavfi -i sine=1000:d=5 -vf "
              "drawbox=x=0:y=0:w=320:h=180:color=black:t=fill:enable='between(t,2,3.99)' -af "
              "volume='if(between(t,1,2),0,1)':eval=frame -c:v libx264 -pix_fmt yuv420p -c:a aac @/s.mp4");
    media(&h, "analyse", "s.mp4", ",\"first_frame\":0,\"frame_count\":125,\"start_us\":0,\"end_us\":5000000");
    assert_true(h.done);
    struct json_object *a = part(line(&h, "analysis"), "analysis");
    assert_span(part(a, "black"), 2, 4);
    assert_span(part(a, "freeze"), 2, 4);
    assert_span(part(part(a, "audio"), "silence"), 1, 2);
    assert_true(fabs(real(part(a, "audio"), "integrated_lufs") + 21.4) < 1.5);
    assert_true(real(part(a, "motion"), "peak") > real(part(a, "motion"), "mean"));
    heard_free(&h);
    media(&h, "analyse", "a.mp4", ",\"first_frame\":110,\"frame_count\":40,\"start_us\":4400000,\"end_us\":6000000");
    a = part(line(&h, "analysis"), "analysis");
    assert_null(part(a, "audio"));
    assert_true(real(part(a, "motion"), "mean") < 0.001);
    assert_true(real(a, "entropy") > 0 && real(a, "sharpness") > 0);
    heard_free(&h);
}

/* ---- render ---- */

#define FFMPEG ",\"ffmpeg\":\"/usr/bin/ffmpeg\""

static bool has_file(const struct heard *h, const char *name, const char *type)
{
    for (int i = 0; i < h->lines_n; i++)
        if (strcmp(text(h->lines[i], "kind"), "file") == 0 &&
            strcmp(text(h->lines[i], "name"), name) == 0)
            return strcmp(text(h->lines[i], "type"), type) == 0 &&
                   number(h->lines[i], "bytes") == file_bytes(name);
    return false;
}

static void renders(void **state)
{
    struct heard h;
    int          w, ht;
    (void)state;
    media(&h, "render", "s.mp4", ",\"first_frame\":30,\"frame_count\":53,\"start_us\":1200000,\"end_us\":3320000" FFMPEG);
    if (!h.done)
        fail_msg("render: %s", h.reason);
    assert_true(has_file(&h, "clip.mp4", "video/mp4"));
    assert_true(has_file(&h, "hls/index.m3u8", "application/vnd.apple.mpegurl"));
    assert_true(has_file(&h, "hls/media.m4s", "video/mp4"));
    assert_true(has_file(&h, "keyframe.jpg", "image/jpeg"));
    assert_true(has_file(&h, "sheet.jpg", "image/jpeg"));
    assert_true(has_file(&h, "waveform.png", "image/png"));
    assert_non_null(line(&h, "loudness"));
    jpeg_size("keyframe.jpg", &w, &ht);
    assert_int_equal(w, 320);
    assert_int_equal(ht, 180);
    heard_free(&h);
    make_clip("-i @/out/clip.mp4 -map 0:v -c copy @/clip.mkv");
    media(&h, "parse", "clip.mkv", ",\"method\":\"content\",\"threshold\":255");
    assert_int_equal(number(line(&h, "source"), "frames"), 53);
    assert_int_equal(number(line(&h, "source"), "duration_us"), 2120000);
    heard_free(&h);
}

/* Which frames: of a ramp of brightness the clip must begin at that of its first. */
static void renders_the_right_frames(void **state)
{
    static const char *const files[] = { "ramp.mp4", "ramp.ts", "ramp.mkv" };
    (void)state;
    make_clip("-f lavfi -i color=black:s=64x64:r=25:d=8,format=yuv420p,geq=lum=16+N:cb=128:cr=128 "
              "-c:v libx264 -crf 1 @/ramp.mp4");
    make_clip("-i @/ramp.mp4 -c copy @/ramp.ts");
    make_clip("-i @/ramp.mp4 -c copy @/ramp.mkv");
    for (int i = 0; i < COUNT(files); i++) {
        struct heard h;
        double       luma[2];
        for (int k = 0; k < 2; k++) { /* of frame 90 in the file, of frame 0 in the clip */
            if (k == 1) {
                media(&h, "render", files[i], ",\"first_frame\":90,\"frame_count\":60,\"start_us\":3600000,\"end_us\":6000000" FFMPEG);
                assert_true(h.done);
                assert_null(line(&h, "loudness"));
                heard_free(&h);
                make_clip("-i @/out/clip.mp4 -c copy @/first.mp4");
            }
            media(&h, "analyse", k ? "first.mp4" : files[i],
                  k ? ",\"first_frame\":0,\"frame_count\":1,\"start_us\":0,\"end_us\":40000"
                    : ",\"first_frame\":90,\"frame_count\":1,\"start_us\":3600000,\"end_us\":3640000");
            assert_true(h.done);
            luma[k] = real(part(line(&h, "analysis"), "analysis"), "mean_luma");
            heard_free(&h);
        }
        assert_true(fabs(luma[0] - luma[1]) < 0.6); /* a frame is 1.16 levels */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parses),
        cmocka_unit_test(tells_transitions),
        cmocka_unit_test(takes_times_of_frames),
        cmocka_unit_test(heeds_options),
        cmocka_unit_test(probes),
        cmocka_unit_test(remakes_a_storyboard),
        cmocka_unit_test(measures_photos),
        cmocka_unit_test(finds_letterbox),
        cmocka_unit_test(measures_scenes),
        cmocka_unit_test(renders),
        cmocka_unit_test(renders_the_right_frames),
    };
    return cmocka_run_group_tests(tests, run_begin, run_end);
}
