/* playlist_test.c - the master playlist: order, bandwidths, quoting, groups. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/video/playlist.h"

#define HEAD "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n"
#define SOUND                                                                                      \
    "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"sound\",NAME=\"Sound\",DEFAULT=YES,AUTOSELECT=YES,"        \
    "URI=\"audio.m3u8\"\n"
#define SUBTITLES "#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"captions\",NAME="
#define CHOICE ",DEFAULT=NO,AUTOSELECT=YES,FORCED=NO,URI=\"../captions/"

static struct cx cx;

static int begin(void **state)
{
    (void)state;
    cx.arena = arena_new(8 << 20);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_free(cx.arena);
    return 0;
}

static const struct rendition ladder[] = {
    { .name = "1080p", .width = 1920, .height = 1080, .bandwidth = 6000000,
      .average_bandwidth = 4800000, .codecs = "avc1.640028", .frame_rate = 23.976023976 },
    { .name = "720p", .width = 1280, .height = 720, .bandwidth = 3600000,
      .average_bandwidth = 1900000, .codecs = "avc1.64001f", .frame_rate = 23.976023976 },
    { .name = "360p", .width = 640, .height = 360, .bandwidth = 1000000,
      .average_bandwidth = 700000, .codecs = "avc1.64001e", .frame_rate = 23.976023976 },
    { .name = "audio", .is_audio = true, .bandwidth = 140000, .average_bandwidth = 128000,
      .codecs = "mp4a.40.2" },
};

static void whole(void **state)
{
    static const struct caption c[] = { { .lang = "de", .label = "Deutsch" },
                                        { .lang = "en", .label = "English" } };
    (void)state;
    assert_string_equal(
        playlist_master(&cx, ladder, 4, c, 2),
        HEAD SOUND
        SUBTITLES "\"Deutsch\",LANGUAGE=\"de\"" CHOICE "de.m3u8\"\n"
        SUBTITLES "\"English\",LANGUAGE=\"en\"" CHOICE "en.m3u8\"\n"
        "#EXT-X-STREAM-INF:BANDWIDTH=3740000,AVERAGE-BANDWIDTH=2028000,CODECS=\"avc1.64001f,"
        "mp4a.40.2\",RESOLUTION=1280x720,FRAME-RATE=23.976,AUDIO=\"sound\",SUBTITLES=\"captions\","
        "CLOSED-CAPTIONS=NONE\n720p.m3u8\n"
        "#EXT-X-STREAM-INF:BANDWIDTH=6140000,AVERAGE-BANDWIDTH=4928000,CODECS=\"avc1.640028,"
        "mp4a.40.2\",RESOLUTION=1920x1080,FRAME-RATE=23.976,AUDIO=\"sound\",SUBTITLES=\"captions\","
        "CLOSED-CAPTIONS=NONE\n1080p.m3u8\n"
        "#EXT-X-STREAM-INF:BANDWIDTH=1140000,AVERAGE-BANDWIDTH=828000,CODECS=\"avc1.64001e,"
        "mp4a.40.2\",RESOLUTION=640x360,FRAME-RATE=23.976,AUDIO=\"sound\",SUBTITLES=\"captions\","
        "CLOSED-CAPTIONS=NONE\n360p.m3u8\n");
}

static void silent(void **state)
{
    struct rendition r = ladder[2];
    (void)state;
    r.frame_rate = 0;
    assert_string_equal(playlist_master(&cx, &r, 1, NULL, 0),
                        HEAD "#EXT-X-STREAM-INF:BANDWIDTH=1000000,AVERAGE-BANDWIDTH=700000,"
                             "CODECS=\"avc1.64001e\",RESOLUTION=640x360,CLOSED-CAPTIONS=NONE\n"
                             "360p.m3u8\n");
}

/* Averages from high to low; which one comes first. */
static struct order {
    const char *what;
    int64_t     average[3];
    const char *first;
} orders[] = {
    { "the best that fits", { 5000000, 1900000, 700000 }, "b" },
    { "all fit", { 1500000, 900000, 300000 }, "a" },
    { "none fits", { 9000000, 5000000, 2500000 }, "c" },
    { "the largest, though it takes less", { 150000, 160000, 155000 }, "a" },
    { "only the least fits", { 9000000, 5000000, 2000000 }, "c" },
};

static void begins(void **state)
{
    const struct order *o = *state;
    struct rendition    r[3];
    const char         *names[] = { "a", "b", "c" }, *at;
    for (size_t i = 0; i < 3; i++) {
        r[i]                   = ladder[i]; /* from large to small */
        r[i].name              = names[i];
        r[i].average_bandwidth = o->average[i];
        r[i].bandwidth         = o->average[i] * 5 / 4;
    }
    at = strstr(playlist_master(&cx, r, 3, NULL, 0), "NONE\n");
    assert_non_null(at);
    assert_memory_equal(at + 5, o->first, 1);
}

static const char *named(const char *lang, const char *label, const char *label2)
{
    const struct caption c[] = { { .lang = lang, .label = label },
                                 { .lang = "fr", .label = label2 } };
    return playlist_master(&cx, ladder, 4, c, 2);
}

static void names(void **state)
{
    (void)state;
    assert_non_null(strstr(named("en", "a\"b\nc\td,=", "f"), "NAME=\"abcd,=\",LANGUAGE=\"en\""));
    assert_non_null(strstr(named("en", "Fran\xc3\xa7" "ais", "f"), "NAME=\"Fran\xc3\xa7" "ais\""));
    assert_non_null(strstr(named("zh-Hant-TW", "", "f"), "NAME=\"zh-Hant-TW\",LANGUAGE=\"zh-Hant-TW\""));
    assert_non_null(strstr(named("en", "Text", "Text"), "NAME=\"Text (en)\""));
    assert_non_null(strstr(named("en", "Text", "Text"), "NAME=\"Text (fr)\""));
}

static void segment(void **state)
{
    (void)state;
    assert_string_equal(playlist_captions(&cx, "en", 61),
                        "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-PLAYLIST-TYPE:VOD\n"
                        "#EXT-X-TARGETDURATION:61\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:61.000,\n"
                        "en.vtt\n#EXT-X-ENDLIST\n");
    assert_non_null(strstr(playlist_captions(&cx, "en", 0), "TARGETDURATION:1\n"));
}

int main(void)
{
    struct CMUnitTest tests[4 + COUNT(orders)] = {
        cmocka_unit_test(whole), cmocka_unit_test(silent), cmocka_unit_test(names),
        cmocka_unit_test(segment),
    };
    for (size_t i = 0; i < COUNT(orders); i++)
        tests[4 + i] = (struct CMUnitTest){ orders[i].what, begins, NULL, NULL, &orders[i] };
    return cmocka_run_group_tests(tests, begin, end);
}
