/* ladder_test.c - videos of many kinds get their renditions: each can be played from its first
 * frame to its last, all of them have their segments at the same places, and the seek bar its
 * pictures. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "t/media/run.h"

#define COUNT(a) ((int)(sizeof(a) / sizeof((a)[0])))
#define TOOL ",\"ffmpeg\":\"/usr/bin/ffmpeg\",\"preset\":\"ultrafast\",\"max_height\":1080"
#define SRC(size) "-f lavfi -i testsrc2=s=" size ":r=25:d=6 "
#define SINE "-f lavfi -i sine=d=6 "
#define X264 " -c:v libx264 -preset ultrafast -pix_fmt yuv420p "
enum { TEXT_BYTES = 65536 };

// clang-format off
static const struct kind {
    const char *what, *make, *name;
    const char *names; /* of the renditions, largest first */
    int         width, height; /* of the largest */
    int         frames;        /* of each; 0: not known */
    int         ms;            /* how long they last */
    bool        has_audio;
} kinds[] = {
    { "a wide one with sound", SRC("1280x720") SINE X264 "-c:a aac @/a.mp4", "a.mp4", "720p 480p 360p", 1280, 720, 150, 6000, true },
    { "turned by its phone", "-i @/a.mp4 -c copy -metadata:s:v rotate=90 @/b.mp4", "b.mp4", "720p 480p 360p", 720, 1280, 150, 6000, true },
    { "odd sides, no sound", "-f lavfi -i testsrc=s=353x289:r=25:d=3 -vf format=yuv444p -c:v ffv1 @/c.mkv", "c.mkv", "288p", 352, 288, 75, 3000, false },
    { "frames that come as they like", SRC("320x180") "-vf select='lt(mod(n,7),3)' -fps_mode vfr" X264 "@/d.mp4", "d.mp4", "180p", 320, 180, 0, 6000, false },
    { "interlaced", "-f lavfi -i testsrc2=s=720x576:r=25:d=3 -vf interlace,setsar=64/45 -flags +ildct+ilme -c:v mpeg2video -q:v 4 @/e.ts", "e.ts", "576p 480p 360p", 1024, 576, 0, 3000, false },
    { "ten bits, high dynamic range", "-f lavfi -i testsrc2=s=640x360:r=25:d=3 -c:v libx265 -preset ultrafast -x265-params log-level=none:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc -pix_fmt yuv420p10le -color_primaries bt2020 -color_trc smpte2084 -colorspace bt2020nc @/f.mp4", "f.mp4", "360p", 640, 360, 75, 3000, false },
    { "sound that ends early", SRC("320x180") "-f lavfi -i sine=d=2 " X264 "-c:a aac @/g.mp4", "g.mp4", "180p", 320, 180, 150, 6000, true },
    { "sound that begins late", SRC("320x180") "-itsoffset 2 -f lavfi -i sine=d=3 " X264 "-c:a aac @/h.mkv", "h.mkv", "180p", 320, 180, 150, 6000, true },
    { "a sound of six channels", SRC("320x180") "-f lavfi -i anullsrc=cl=5.1:d=6 -shortest" X264 "-c:a ac3 @/i.mkv", "i.mkv", "180p", 320, 180, 150, 6000, true },
    { "one frame", "-f lavfi -i testsrc2=s=64x64:r=25 -frames:v 1 -c:v ffv1 @/j.mkv", "j.mkv", "64p", 64, 64, 1, 40, false },
    { "forty frames a second and a third", "-f lavfi -i testsrc2=s=320x180:r=121/3:d=3 " X264 "@/k.mp4", "k.mp4", "180p", 320, 180, 121, 3000, false },
};
// clang-format on

static char *read_out(const char *name)
{
    FILE  *f    = fopen(in_folder(name), "rb");
    char  *text = calloc(1, TEXT_BYTES);
    size_t n;
    assert_non_null(f);
    assert_non_null(text);
    n       = fread(text, 1, TEXT_BYTES - 1, f);
    text[n] = 0;
    fclose(f);
    return text;
}

/* Only what says how long segments are. */
static char *lengths(const char *rendition)
{
    char  name[100];
    char *text, *to, *line;
    snprintf(name, sizeof name, "out/hls/%.40s.m3u8", rendition);
    text = read_out(name);
    to   = calloc(1, TEXT_BYTES);
    assert_non_null(to);
    for (line = strtok_r(text, "\n", &text); line; line = strtok_r(NULL, "\n", &text))
        if (strncmp(line, "#EXTINF:", 8) == 0) {
            strncat(to, line, TEXT_BYTES - strlen(to) - 2);
            strncat(to, "\n", TEXT_BYTES - strlen(to) - 1);
        }
    return to;
}

/* Kept under another name, for the next run clears the folder. A rendition's file is a whole MP4. */
static void keep(const char *rendition, const char *as)
{
    char from[100];
    snprintf(from, sizeof from, "out/hls/%.40s.m4s", rendition);
    make_part(from, 1, as);
}

static void plays(const struct kind *k, const char *name, int width, int height)
{
    struct heard h;
    media(&h, "parse", name, "");
    assert_true(h.done);
    assert_string_equal(text(line(&h, "source"), "codec"), "h264");
    assert_int_equal(number(line(&h, "source"), "width"), width);
    assert_int_equal(number(line(&h, "source"), "height"), height);
    if (k->frames)
        assert_int_equal(number(line(&h, "source"), "frames"), k->frames);
    heard_free(&h);
}

static void gets_a_ladder(void **state)
{
    const struct kind *k = *state;
    struct heard       h;
    char               names[200] = "", *first = NULL;
    struct {
        char name[40];
        int  width, height;
    } seen[8];
    int  n     = 0;
    bool sound = false;
    make_clip(k->make);
    media(&h, "ladder", k->name, TOOL);
    if (!h.done)
        print_error("%s\n", h.reason);
    assert_true(h.done);
    for (int i = 0; i < h.lines_n; i++) {
        struct json_object *r = h.lines[i];
        if (strcmp(text(r, "kind"), "rendition") != 0)
            continue;
        assert_true(number(r, "bandwidth") >= number(r, "average_bandwidth"));
        assert_true(number(r, "average_bandwidth") > 0);
        if (strcmp(text(r, "name"), "audio") == 0) {
            assert_string_equal(text(r, "codecs"), "mp4a.40.2");
            sound = true;
            continue;
        }
        assert_int_equal(strncmp(text(r, "codecs"), "avc1.", 5), 0);
        assert_true(real(r, "frame_rate") > 1 && real(r, "frame_rate") < 100);
        assert_true(n < COUNT(seen));
        snprintf(seen[n].name, sizeof seen[n].name, "%.39s", text(r, "name"));
        seen[n].width  = (int)number(r, "width");
        seen[n].height = (int)number(r, "height");
        snprintf(names + strlen(names), sizeof names - strlen(names), "%s%.40s", n ? " " : "", seen[n].name);
        n++;
    }
    heard_free(&h);
    assert_string_equal(names, k->names);
    assert_int_equal(seen[0].width, k->width);
    assert_int_equal(seen[0].height, k->height);
    assert_int_equal(sound, k->has_audio);
    for (int i = 0; i < n; i++) {
        char  *same = lengths(seen[i].name), *at;
        double s = 0;
        for (at = strstr(same, "#EXTINF:"); at; at = strstr(at + 1, "#EXTINF:"))
            s += strtod(at + 8, NULL);
        assert_true(s * 1000 > k->ms * 0.9 - 50 && s * 1000 < k->ms * 1.1 + 250);
        if (first)
            assert_string_equal(same, first);
        if (!first)
            first = same;
        else
            free(same);
    }
    free(first);
    {
        char *vtt = read_out("out/sprites.vtt");
        int   width, height;
        assert_int_equal(strncmp(vtt, "WEBVTT\n", 7), 0);
        assert_non_null(strstr(vtt, "sprites-1.jpg#xywh=0,0,"));
        free(vtt);
        jpeg_size("sprites-1.jpg", &width, &height);
        assert_true(width >= 2 && height >= 2);
    }
    keep(seen[0].name, "largest.mp4");
    keep(seen[n - 1].name, "smallest.mp4");
    plays(k, "largest.mp4", seen[0].width, seen[0].height);
    plays(k, "smallest.mp4", seen[n - 1].width, seen[n - 1].height);
}

static void sound_alone_is_no_video(void **state)
{
    struct heard h;
    (void)state;
    make_clip(SINE "-c:a aac @/sound.mp4");
    media(&h, "ladder", "sound.mp4", TOOL);
    assert_string_equal(h.reason, "no_video");
    heard_free(&h);
}

int main(void)
{
    static struct CMUnitTest tests[COUNT(kinds) + 1];
    int                      n = 0;
    for (int i = 0; i < COUNT(kinds); i++)
        tests[n++] = (struct CMUnitTest){ kinds[i].what, gets_a_ladder, NULL, NULL, (void *)(uintptr_t)&kinds[i] };
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(sound_alone_is_no_video);
    return cmocka_run_group_tests(tests, run_begin, run_end);
}
