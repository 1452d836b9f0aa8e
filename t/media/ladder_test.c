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
enum { TEXT_BYTES = 65536, FRAMES_MOST = 2000, SAMPLES_MOST = 20000 };

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
    { "sound that goes on", SRC("320x180") "-f lavfi -i sine=d=9 " X264 "-c:a aac @/l.mp4", "l.mp4", "180p", 320, 180, 150, 6000, true },
    { "sound without samples", SRC("320x180") SINE "-af atrim=end=0.0001" X264 "-c:a pcm_s16le @/m.mkv", "m.mkv", "180p", 320, 180, 150, 6000, false },
    { "sound that ends before the picture", "-itsoffset 3 " SRC("320x180") "-f lavfi -i sine=d=2" X264 "-c:a aac @/n.mkv", "n.mkv", "180p", 320, 180, 150, 6000, false },
    { "a long pause", "-f lavfi -i testsrc2=s=320x180:r=25:d=15 -vf select='eq(n,0)+gt(n,250)' -fps_mode vfr" X264 "@/o.mkv", "o.mkv", "180p", 320, 180, 125, 15000, false },
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

/* As its playlist tells to play it: of each frame its brightness, 0 to 255. Returns how many. */
static int shown(const char *rendition, unsigned char to[FRAMES_MOST])
{
    char  command[200];
    FILE *f;
    int   n;
    snprintf(command, sizeof command,
             "-v fatal -allowed_extensions ALL -i @/out/hls/%.40s.m3u8 -fps_mode passthrough -vf "
             "scale=1:1:flags=area,format=gray -f rawvideo @/shown",
             rendition);
    make_clip(command);
    f = fopen(in_folder("shown"), "rb");
    assert_non_null(f);
    n = (int)fread(to, 1, FRAMES_MOST, f);
    fclose(f);
    return n;
}

/* The sound as its playlist tells to play it, 1000 samples a second. Returns how many. */
static int heard_of(int16_t to[SAMPLES_MOST])
{
    FILE *f;
    int   n;
    make_clip("-v fatal -allowed_extensions ALL -i @/out/hls/audio.m3u8 -ac 1 -ar 1000 -f s16le @/heard");
    f = fopen(in_folder("heard"), "rb");
    assert_non_null(f);
    n = (int)fread(to, sizeof *to, SAMPLES_MOST, f);
    fclose(f);
    return n;
}

static void is_whole(const struct kind *k, const char *name, int width, int height, int frames)
{
    struct heard h;
    media(&h, "parse", name, "");
    assert_true(h.done);
    assert_string_equal(text(line(&h, "source"), "codec"), "h264");
    assert_int_equal(number(line(&h, "source"), "width"), width);
    assert_int_equal(number(line(&h, "source"), "height"), height);
    assert_int_equal(number(line(&h, "source"), "frames"), frames);
    if (k->frames)
        assert_int_equal(frames, k->frames);
    heard_free(&h);
}

static void gets_a_ladder(void **state)
{
    const struct kind *k = *state;
    struct heard       h;
    char               names[200] = "", *first = NULL;
    struct {
        char name[40], kept[40];
        int  width, height, frames;
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
        for (at = strstr(same, "#EXTINF:"); at; at = strstr(at + 1, "#EXTINF:")) {
            double one = strtod(at + 8, NULL);
            assert_true(one > 1.5 || !strchr(at + 1, '#')); /* only the last one may be short */
            s += one;
        }
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
    for (int i = 0; i < n; i++) {
        unsigned char frames[FRAMES_MOST];
        seen[i].frames = shown(seen[i].name, frames);
        snprintf(seen[i].kept, sizeof seen[i].kept, "kept-%d.mp4", i);
        keep(seen[i].name, seen[i].kept);
    }
    for (int i = 0; i < n; i++)
        is_whole(k, seen[i].kept, seen[i].width, seen[i].height, seen[i].frames);
}

/* A second and a fifth of light, and of a tone of 200 Hz, from the 7th second on. */
#define FLASH                                                                                      \
    "-f lavfi -i color=black:s=320x180:r=25:d=10 -f lavfi -i sine=f=200:d=10 "                     \
    "-vf drawbox=c=white:t=fill:enable='between(t,7,8.2)' "                                        \
    "-af volume=enable='not(between(t,7,8.2))':volume=0"
enum { TS_PACKET = 188 };

/* The file without a sixth of it at its beginning. */
static void make_rest(const char *from, const char *to)
{
    FILE *f = fopen(in_folder(from), "rb");
    char *bytes;
    long  n, left_out;
    assert_non_null(f);
    assert_int_equal(fseek(f, 0, SEEK_END), 0);
    n        = ftell(f);
    left_out = n / TS_PACKET / 6 * TS_PACKET;
    bytes    = malloc((size_t)n);
    assert_non_null(bytes);
    rewind(f);
    assert_int_equal(fread(bytes, 1, (size_t)n, f), n);
    fclose(f);
    make_file(to, bytes + left_out, (size_t)(n - left_out));
    free(bytes);
}

/* Seconds from the beginning until something is seen, and heard. */
static void moments(double *seen, double *heard_at)
{
    static unsigned char frames[FRAMES_MOST];
    static int16_t       samples[SAMPLES_MOST];
    int                  n = shown("180p", frames), m = heard_of(samples), i = 0, k = 0;
    while (i < n && frames[i] < 128)
        i++;
    while (k < m && abs(samples[k]) < 1000)
        k++;
    assert_true(i < n && k < m);
    *seen     = i / 25.0;
    *heard_at = k / 1000.0;
}

static void picture_and_sound_stay_together(void **state)
{
    static const char *const names[] = { "whole.ts", "late.mkv", "rest.ts" };
    struct heard             h;
    double                   seen, heard_at;
    (void)state;
    make_clip(FLASH " -c:v libx264 -preset ultrafast -bf 2 -g 100 -pix_fmt yuv420p -c:a mp2 @/whole.ts");
    make_clip(FLASH ",atrim=start=3" X264 "-c:a aac @/late.mkv");
    make_rest("whole.ts", "rest.ts"); /* begins between two key frames */
    for (int i = 0; i < COUNT(names); i++) {
        media(&h, "ladder", names[i], TOOL);
        assert_true(h.done);
        moments(&seen, &heard_at);
        print_message("%s: seen at %.2f s, heard at %.2f s\n", names[i], seen, heard_at);
        if (i < 2)
            assert_true(seen > 6.9 && seen < 7.1);
        else
            assert_true(seen < 6.9);
        assert_true(heard_at - seen > -0.06 && heard_at - seen < 0.06);
        heard_free(&h);
    }
}

/* Larger pictures and more channels from the 6th second on, as in recordings of calls and of
 * broadcasts. */
static void a_recording_changes_on_its_way(void **state)
{
    static unsigned char frames[FRAMES_MOST];
    static int16_t       samples[SAMPLES_MOST];
    struct heard         h;
    int                  n, m, i = 0, k = 0;
    (void)state;
    make_clip("-f lavfi -i color=black:s=320x180:r=25:d=6 -f lavfi -i anullsrc=cl=stereo:d=6 "
              "-shortest -c:v mpeg2video -g 12 -c:a ac3 @/p.ts");
    make_clip("-f lavfi -i color=white:s=640x360:r=25:d=6 -f lavfi -i sine=f=200:d=6 -af "
              "pan=5.1|FL=c0|FR=c0|FC=c0|LFE=0*c0|BL=0*c0|BR=0*c0 -output_ts_offset 6 "
              "-c:v mpeg2video -g 12 -c:a ac3 @/q.ts");
    make_clip("-i concat:@/p.ts|@/q.ts -map 0 -c copy @/pq.ts");
    media(&h, "ladder", "pq.ts", TOOL);
    assert_true(h.done);
    n = shown("180p", frames);
    m = heard_of(samples);
    while (i < n && frames[i] < 128)
        i++;
    while (k < m && abs(samples[k]) < 1000)
        k++;
    assert_in_range(n, 295, 300); /* a decoder that begins anew may lose some */
    assert_in_range(i, 145, 151);
    assert_in_range(m, 11900, 12200);
    assert_in_range(k, 5900, 6100);
    heard_free(&h);
}

/* Slides of five seconds each, every one brighter than the last. */
static void seek_bar_shows_what_is_on_screen(void **state)
{
    enum { TILE_W = 160, TILE_H = 90, SLIDES = 8, STEP = 5, COLUMNS = 10 };
    static unsigned char sheet[TILE_W * COLUMNS * TILE_H * 4];
    struct heard         h;
    FILE                *f;
    (void)state;
    make_clip("-f lavfi -i color=black:s=320x180:r=1:d=40 -vf "
              "select='not(mod(n,5))',geq=lum='30+20*N':cb=128:cr=128 -fps_mode vfr" X264 "@/slides.mp4");
    media(&h, "ladder", "slides.mp4", TOOL);
    assert_true(h.done);
    heard_free(&h);
    make_clip("-i @/out/sprites-1.jpg -pix_fmt gray -f rawvideo @/sheet");
    f = fopen(in_folder("sheet"), "rb");
    assert_non_null(f);
    assert_int_equal(fread(sheet, 1, sizeof sheet, f), sizeof sheet);
    fclose(f);
    for (int i = 1; i < SLIDES * STEP; i++) {
        int before = i - 1;
        int is     = sheet[(i / COLUMNS * TILE_H + TILE_H / 2) * TILE_W * COLUMNS + i % COLUMNS * TILE_W + TILE_W / 2];
        int was    = sheet[(before / COLUMNS * TILE_H + TILE_H / 2) * TILE_W * COLUMNS + before % COLUMNS * TILE_W + TILE_W / 2];
        assert_true(i % STEP ? abs(is - was) < 8 : is - was > 12);
    }
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
    static struct CMUnitTest tests[COUNT(kinds) + 4];
    int                      n = 0;
    for (int i = 0; i < COUNT(kinds); i++)
        tests[n++] = (struct CMUnitTest){ kinds[i].what, gets_a_ladder, NULL, NULL, (void *)(uintptr_t)&kinds[i] };
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(picture_and_sound_stay_together);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(a_recording_changes_on_its_way);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(seek_bar_shows_what_is_on_screen);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(sound_alone_is_no_video);
    return cmocka_run_group_tests(tests, run_begin, run_end);
}
