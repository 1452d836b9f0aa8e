/* ladder_test.c - which renditions there are, what the tool's playlists say, and the seek bar. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/media/hls_read.h"
#include "model/media/ladder_plan.h"
#include "model/media/sprites.h"

// clang-format off
static const struct planned {
    const char *what;
    int         width, height, most;
    const char *names; /* and sizes, largest first */
} plans[] = {
    { "full HD", 1920, 1080, 1080, "1080p 1920x1080, 720p 1280x720, 480p 854x480, 360p 640x360" },
    { "a portrait has the same steps", 1080, 1920, 1080, "1080p 1080x1920, 720p 720x1280, 480p 480x854, 360p 360x640" },
    { "no more than is wanted", 3840, 2160, 1080, "1080p 1920x1080, 720p 1280x720, 480p 854x480, 360p 640x360" },
    { "of many one in between is left out", 3840, 2160, 0, "2160p 3840x2160, 1440p 2560x1440, 1080p 1920x1080, 720p 1280x720, 360p 640x360" },
    { "a small one as it is", 320, 180, 1080, "180p 320x180" },
    { "odd sides", 353, 289, 1080, "288p 352x288" },
    { "well between two steps", 1066, 600, 1080, "600p 1066x600, 480p 852x480, 360p 640x360" },
    { "hardly above a step", 960, 540, 1080, "480p 854x480, 360p 640x360" },
    { "a wide one", 2048, 858, 1080, "720p 1718x720, 480p 1146x480, 360p 860x360" },
    { "a dot", 1, 1, 1080, "2p 2x2" },
};
// clang-format on

static void is_planned(void **state)
{
    const struct planned *p = *state;
    struct input_facts    f = { .width = p->width, .height = p->height,
                                .coded_width = p->width, .coded_height = p->height,
                                .sar_num = 1, .sar_den = 1 };
    struct rung           rungs[LADDER_RUNGS];
    size_t                n = ladder_plan(&f, p->most, rungs);
    char                  text[400] = "";
    assert_in_range(n, 1, LADDER_RUNGS);
    for (size_t i = 0; i < n; i++) {
        size_t at = strlen(text);
        snprintf(text + at, sizeof text - at, "%s%s %dx%d", i ? ", " : "", rungs[i].name,
                 rungs[i].width, rungs[i].height);
        assert_true(rungs[i].most_bits >= 200000);
        if (i)
            assert_true(rungs[i].most_bits < rungs[i - 1].most_bits);
    }
    assert_string_equal(text, p->names);
}

#define HEAD "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:4\n#EXT-X-MEDIA-SEQUENCE:0\n"
#define MAP "#EXT-X-MAP:URI=\"360p.m4s\",BYTERANGE=\"848@0\"\n"
#define SEGMENTS "#EXTINF:4.000000,\n#EXT-X-BYTERANGE:1000@848\n360p.m4s\n#EXTINF:2.000000,\n#EXT-X-BYTERANGE:2000@1848\n360p.m4s\n"
#define END "#EXT-X-ENDLIST\n"

static void a_playlist_tells_its_rates(void **state)
{
    struct cx        cx = { .arena = arena_new(1 << 20) };
    struct hls_facts f;
    (void)state;
    assert_int_equal(hls_playlist_read(&cx, HEAD MAP SEGMENTS END, &f), 0);
    assert_int_equal(f.segments, 2);
    assert_int_equal(f.duration_us, 6000000);
    assert_int_equal(f.head_bytes, 848);
    assert_int_equal(f.end_bytes, 3848);
    assert_in_range(f.peak_bits, 8000, 8001);
    assert_in_range(f.average_bits, 4000, 4001);
    arena_free(cx.arena);
}

static void the_last_segment_is_as_long_as_is_left(void **state)
{
    struct cx   cx    = { .arena = arena_new(1 << 20) };
    const char *whole = HEAD MAP SEGMENTS END, *text;
    (void)state;
    text = hls_playlist_mend(&cx, whole, 7500000, 6500000);
    assert_non_null(strstr(text, "#EXTINF:3.500000,\n#EXT-X-BYTERANGE:2000@1848\n"));
    assert_non_null(strstr(text, "#EXTINF:4.000000,\n#EXT-X-BYTERANGE:1000@848\n"));
    assert_non_null(strstr(text, END));
    assert_ptr_equal(hls_playlist_mend(&cx, whole, 6000000, 6500000), whole);  /* right as it is */
    assert_ptr_equal(hls_playlist_mend(&cx, whole, 5000000, 6500000), whole);  /* never shorter */
    assert_ptr_equal(hls_playlist_mend(&cx, whole, 60000000, 6500000), whole); /* not believed */
    assert_ptr_equal(hls_playlist_mend(&cx, whole, 0, 6500000), whole);
    arena_free(cx.arena);
}

static const struct broken {
    const char *what, *text;
} brokens[] = {
    { "cut off", HEAD MAP SEGMENTS },
    { "empty", "" },
    { "no playlist", "WEBVTT\n" },
    { "no head", HEAD SEGMENTS END },
    { "a head elsewhere", HEAD "#EXT-X-MAP:URI=\"x\",BYTERANGE=\"848@12\"\n" SEGMENTS END },
    { "no segments", HEAD MAP END },
    { "a segment that lasts no time", HEAD MAP "#EXTINF:0.0,\n#EXT-X-BYTERANGE:1000@848\nx\n" END },
    { "a segment without a place", HEAD MAP "#EXTINF:4.0,\n#EXT-X-BYTERANGE:1000\nx\n" END },
    { "a time that is none", HEAD MAP "#EXTINF:soon,\n#EXT-X-BYTERANGE:1000@848\nx\n" END },
};

static void is_broken(void **state)
{
    const struct broken *b  = *state;
    struct cx            cx = { .arena = arena_new(1 << 20) };
    struct hls_facts     f;
    assert_int_equal(hls_playlist_read(&cx, b->text, &f), -E_MEDIA_FAILED);
    arena_free(cx.arena);
}

static void the_codec_stands_in_the_head(void **state)
{
    static const uint8_t head[] = "....ftyp....moov....avcC\x01\x64\x00\x28\xff";
    struct cx            cx     = { .arena = arena_new(1 << 20) };
    const char          *codec  = NULL;
    (void)state;
    assert_int_equal(hls_codec_read(&cx, head, sizeof head - 1, &codec), 0);
    assert_string_equal(codec, "avc1.640028");
    assert_int_equal(hls_codec_read(&cx, head, 26, &codec), -E_MEDIA_FAILED);
    err_clear(&cx);
    assert_int_equal(hls_codec_read(&cx, head, 12, &codec), -E_MEDIA_FAILED);
    arena_free(cx.arena);
}

static struct input_facts wide(void)
{
    return (struct input_facts){ .width = 1920, .height = 1080, .coded_width = 1920,
                                 .coded_height = 1080, .sar_num = 1, .sar_den = 1 };
}

static void pictures_cover_the_whole_video(void **state)
{
    static const int64_t seconds[] = { 1, 9, 10, 11, 100, 101, 299, 300, 301, 3600, 36000 };
    struct cx            cx        = { .arena = arena_new(4 << 20) };
    struct input_facts   f         = wide();
    (void)state;
    for (size_t i = 0; i < COUNT(seconds); i++) {
        struct sprites s = sprites_plan(&f, seconds[i] * 1000000);
        assert_true(s.n >= 1 && s.n <= 300);
        assert_true(s.n * s.step_s >= seconds[i] && (s.n - 1) * s.step_s < seconds[i]);
        assert_true(s.sheets * s.columns * s.rows >= s.n);
        assert_true((s.sheets - 1) * s.columns * s.rows < s.n);
        assert_true(s.columns <= 10 && s.rows <= 10);
        assert_int_equal(s.width, 160);
        assert_int_equal(s.height, 90);
        assert_non_null(sprites_text(&cx, &s));
    }
    arena_free(cx.arena);
}

static void the_last_picture_ends_with_the_video(void **state)
{
    struct cx          cx = { .arena = arena_new(1 << 20) };
    struct input_facts f  = wide();
    struct sprites     s  = sprites_plan(&f, 11400000);
    const char        *text;
    (void)state;
    text = sprites_text(&cx, &s);
    assert_non_null(strstr(text, "00:00:11.000 --> 00:00:11.400\nsprites-1.jpg#xywh=160,90,160,90\n"));
    sprites_cut(&s, 2500000, 2500000, 1); /* the container had promised more */
    text = sprites_text(&cx, &s);
    assert_non_null(strstr(text, "00:00:02.000 --> 00:00:02.500\n"));
    assert_null(strstr(text, "00:00:03.000 -->"));
    sprites_cut(&s, 2500000, 2500000, 0);
    assert_int_equal(s.n, 0);
    arena_free(cx.arena);
}

int main(void)
{
    static struct CMUnitTest tests[COUNT(plans) + COUNT(brokens) + 5];
    size_t                   n = 0;
    for (size_t i = 0; i < COUNT(plans); i++)
        tests[n++] = (struct CMUnitTest){ plans[i].what, is_planned, NULL, NULL, (void *)(uintptr_t)&plans[i] };
    for (size_t i = 0; i < COUNT(brokens); i++)
        tests[n++] = (struct CMUnitTest){ brokens[i].what, is_broken, NULL, NULL, (void *)(uintptr_t)&brokens[i] };
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(a_playlist_tells_its_rates);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(the_last_segment_is_as_long_as_is_left);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(the_codec_stands_in_the_head);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(pictures_cover_the_whole_video);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(the_last_picture_ends_with_the_video);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
