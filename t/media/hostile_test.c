/* hostile_test.c - what is no video is refused for the right reason, and nothing else is opened. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "t/media/run.h"

#define COUNT(a) ((int)(sizeof(a) / sizeof((a)[0])))

/* A good video that hostile files point at: were it opened, scenes would come out. */
#define BAIT "-f lavfi -i testsrc2=s=320x180:r=25:d=4 -c:v libx264 -pix_fmt yuv420p @/bait.mp4"

static const struct {
    const char *what, *name, *make; /* make: ffmpeg's arguments, or ... */
    const char *bytes;              /* ... the file itself, "@" the folder */
    const char *members, *reason;
} cases[] = {
    { "a playlist named mp4", "m3u8.mp4", NULL,
      "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nfile://@/bait.mp4\n#EXT-X-ENDLIST\n", "", "not_media" },
    { "a playlist of the network", "net.mp4", NULL,
      "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n", "", "not_media" },
    { "a concat list", "concat.mp4", NULL, "ffconcat version 1.0\nfile '@/bait.mp4'\n", "", "not_media" },
    { "a DASH manifest", "dash.mp4", NULL,
      "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\"><Period><AdaptationSet>"
      "<Representation id=\"1\" bandwidth=\"1\"><BaseURL>@/bait.mp4</BaseURL></Representation></AdaptationSet></Period></MPD>",
      "", "not_media" },
    { "a session description", "s.sdp", NULL, "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n", "", "not_media" },
    { "text", "text.mp4", NULL, "This is a letter, and no video.\n", "", "not_media" },
    { "nothing", "empty.mp4", NULL, "", "", "not_media" },
    { "a picture", "picture.png", "-f lavfi -i testsrc2=s=64x64 -frames:v 1 @/picture.png", NULL, "", "not_media" },
    { "sound only", "sound.m4a", "-f lavfi -i sine=440:d=1 -c:a aac @/sound.m4a", NULL, "", "no_video" },
    { "sound with a cover picture", "cover.mp3",
      "-f lavfi -i sine=440:d=1 -i @/picture.png -map 0 -map 1 -disposition:v attached_pic @/cover.mp3", NULL, "", "no_video" },
    { "sound with a cover picture in MP4", "cover.m4a",
      "-f lavfi -i sine=440:d=1 -i @/picture.png -map 0 -map 1 -c:v copy -disposition:v attached_pic @/cover.m4a", NULL, "", "no_video" },
    { "subtitles text", "words.srt", NULL, "1\n00:00:00,000 --> 00:00:01,000\nHello\n", "", "not_media" },
    { "subtitles only", "words.mkv", "-i @/words.srt @/words.mkv", NULL, "", "no_video" },
    { "a frame header and no frame", "header.y4m", NULL, "YUV4MPEG2 W64 H64 F25:1 Ip A1:1 C420jpeg\n", "", "no_frames" },
    { "an enormous frame", "large.y4m", NULL, "YUV4MPEG2 W16000 H16000 F25:1 Ip A1:1 C420jpeg\nFRAME\nxxxx", "", "media_limit" },
    { "more frames than allowed", "bait.mp4", NULL, NULL, ",\"max_frames\":30", "media_limit" },
    { "more pixels than allowed", "bait.mp4", NULL, NULL, ",\"max_pixels\":10000", "media_limit" },
    { "a missing file", "missing.mp4", NULL, NULL, "", "media_failed" },
    { "a video taken for a photo", "bait.mkv", "-i @/bait.mp4 -c copy @/bait.mkv", NULL, ",\"still\":true", "not_media" },
};

static void make_bytes(const char *name, const char *bytes)
{
    char   buf[4096];
    size_t n = 0;
    for (const char *c = bytes; *c; c++)
        n += (size_t)snprintf(buf + n, sizeof buf - n, *c == '@' ? "%s" : "%.1s",
                              *c == '@' ? in_folder("") : c);
    make_file(name, buf, n);
}

static void refuses(void **state)
{
    (void)state;
    make_clip(BAIT);
    for (int i = 0; i < COUNT(cases); i++) {
        static const char *const ops[] = { "parse", "probe" };
        if (cases[i].make)
            make_clip(cases[i].make);
        if (cases[i].bytes)
            make_bytes(cases[i].name, cases[i].bytes);
        for (int k = 0; k < COUNT(ops); k++) {
            bool         late = strcmp(cases[i].reason, "no_frames") == 0 || strstr(cases[i].members, "frames");
            struct heard h;
            if (k == 1 && late)
                continue; /* known only after decoding */
            media(&h, ops[k], cases[i].name, cases[i].members);
            if (h.status != 1 || h.done || h.scenes_n || strcmp(h.reason, cases[i].reason) != 0)
                fail_msg("%s (%s): status %d, %d scenes, reason \"%s\"", cases[i].what, ops[k],
                         h.status, h.scenes_n, h.reason);
            heard_free(&h);
        }
    }
}

/* ---- damage ---- */

static void tells_truncated_from_damaged(void **state)
{
    struct heard h;
    (void)state;
    make_clip("-f lavfi -i testsrc2=s=320x180:r=25:d=10 -c:v libx264 -g 25 -pix_fmt yuv420p @/whole.mp4");
    make_part("whole.mp4", 0.6, "noindex.mp4");
    media(&h, "parse", "noindex.mp4", "");
    assert_int_equal(h.status, 1);
    assert_string_equal(h.reason, "truncated");
    heard_free(&h);
    make_clip("-i @/whole.mp4 -c copy -movflags +faststart @/fast.mp4");
    make_part("fast.mp4", 0.6, "half.mp4");
    media(&h, "parse", "half.mp4", "");
    assert_true(h.done);
    assert_non_null(line(&h, "warning"));
    assert_true(h.scenes_n >= 1 && number(line(&h, "source"), "frames") > 50);
    heard_free(&h);
    make_clip("-i @/whole.mp4 -c copy -bsf:v noise=amount=20000 @/noisy.mkv");
    media(&h, "parse", "noisy.mkv", "");
    assert_true(h.done || h.status == 1);
    heard_free(&h);
}

/* Any bytes changed anywhere: an answer or a refusal, never a crash. */
static void survives_changed_bytes(void **state)
{
    static const char *const files[] = { "bait.mp4", "bait.mkv" };
    uint32_t                 seed    = 12345;
    (void)state;
    for (int i = 0; i < 24; i++) {
        struct heard h;
        static char  bytes[1 << 20];
        FILE        *f = fopen(in_folder(files[i % 2]), "rb");
        size_t       n = fread(bytes, 1, sizeof bytes, f);
        fclose(f);
        for (int k = 0; k < 40; k++) {
            seed = seed * 1664525u + 1013904223u;
            /* Half of them near the ends, where headers are. */
            size_t at = k % 2 ? seed % n : k % 4 ? seed % 600 : n - 1 - seed % 600;
            bytes[at] = (char)(seed >> 24);
        }
        make_file("changed", bytes, n);
        media(&h, i % 4 < 2 ? "parse" : "watchable", "changed",
              ",\"wall_s\":20,\"max_pixels\":4000000,\"ffmpeg\":\"/usr/bin/ffmpeg\"");
        if (h.status != 0 && h.status != 1)
            fail_msg("round %d ended with %d", i, h.status);
        assert_true(h.done == (h.status == 0));
        heard_free(&h);
    }
}

/* ---- limits, and jobs that are none ---- */

static void keeps_its_limits(void **state)
{
    struct heard h;
    (void)state;
    make_clip("-f lavfi -i testsrc2=s=1280x720:r=30:d=4 -c:v libx264 -preset ultrafast -pix_fmt yuv420p @/short.mp4");
    make_clip("-stream_loop 59 -i @/short.mp4 -c copy @/long.mp4");
    media(&h, "parse", "long.mp4", ",\"wall_s\":1,\"threads\":1");
    assert_int_equal(h.status, 1);
    assert_string_equal(h.reason, "media_limit");
    assert_true(h.wall_s < 3);
    heard_free(&h);
    media(&h, "parse", "long.mp4", ",\"cpu_s\":1");
    assert_int_equal(h.status, 1);
    assert_string_equal(h.reason, "media_limit");
    heard_free(&h);
    media(&h, "parse", "bait.mp4", ",\"file_bytes\":1000");
    assert_int_equal(h.status, 1);
    assert_string_equal(h.reason, "media_failed");
    heard_free(&h);
    media(&h, "render", "long.mp4", ",\"wall_s\":2,\"threads\":1,\"first_frame\":0,\"frame_count\":600,"
                                    "\"start_us\":0,\"end_us\":20000000,\"ffmpeg\":\"/usr/bin/ffmpeg\"");
    assert_int_equal(h.status, 1);
    assert_string_equal(h.reason, "media_limit");
    assert_true(h.wall_s < 5);
    heard_free(&h);
}

static void refuses_jobs(void **state)
{
    static const char *const jobs[] = {
        "",
        "[]",
        "{",
        "{\"op\":\"parse\"}",
        "{\"op\":\"dance\",\"input\":\"/a\",\"output\":\"/b\"}",
        "{\"op\":\"parse\",\"input\":\"a\",\"output\":\"/b\"}",
        "{\"op\":\"parse\",\"input\":\"/a\",\"output\":\"b\"}",
        "{\"op\":\"parse\",\"input\":\"/a\"}",
        "{\"op\":\"parse\",\"input\":7,\"output\":\"/b\"}",
        "{\"op\":\"parse\",\"input\":\"/a\",\"output\":\"/b\",\"extra\":1}",
        "{\"op\":\"parse\",\"input\":\"/a\",\"output\":\"/b\",\"threads\":-1}",
        "{\"op\":\"parse\",\"input\":\"/a\",\"output\":\"/b\"} more",
        "{\"op\":\"storyboard\",\"input\":\"/a\",\"output\":\"/b\"}",
        "{\"op\":\"render\",\"input\":\"/a\",\"output\":\"/b\",\"frame_count\":1,\"end_us\":1}",
        "{\"op\":{\"op\":{\"op\":{\"op\":1}}}}",
    };
    (void)state;
    for (int i = 0; i < COUNT(jobs); i++) {
        struct heard h;
        media_raw(&h, jobs[i]);
        if (h.status != 64 || strcmp(h.reason, "media_failed") != 0)
            fail_msg("%s: status %d", jobs[i], h.status);
        heard_free(&h);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses),
        cmocka_unit_test(tells_truncated_from_damaged),
        cmocka_unit_test(survives_changed_bytes),
        cmocka_unit_test(keeps_its_limits),
        cmocka_unit_test(refuses_jobs),
    };
    return cmocka_run_group_tests(tests, run_begin, run_end);
}
