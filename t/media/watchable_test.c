/* watchable_test.c - uploads of many kinds become what a browser plays: what a viewer would notice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "t/media/run.h"

#define COUNT(a) ((int)(sizeof(a) / sizeof((a)[0])))
#define TOOL ",\"ffmpeg\":\"/usr/bin/ffmpeg\",\"preset\":\"ultrafast\""
#define SRC(size) "-f lavfi -i testsrc2=s=" size ":r=25:d=3 "
#define SINE "-f lavfi -i sine=d=3 "
#define X264 " -c:v libx264 -preset ultrafast -pix_fmt yuv420p "

// clang-format off
static const struct kind {
    const char *what, *make, *name, *mode;
    int         width, height; /* as shown */
    int         seconds;
    bool        has_audio;
} kinds[] = {
    { "H.264 and AAC, its index at the end", SRC("320x180") SINE X264 "-c:a aac @/a.mp4", "a.mp4", "copy", 320, 180, 3, true },
    { "no sound", SRC("320x180") X264 "@/b.mp4", "b.mp4", "copy", 320, 180, 3, false },
    { "H.264 in a transport stream", SRC("320x180") SINE X264 "-c:a aac @/c.ts", "c.ts", "copy", 320, 180, 3, true },
    { "a sound that browsers lack", SRC("320x180") SINE X264 "-c:a ac3 -ac 6 @/d.mkv", "d.mkv", "sound", 320, 180, 3, true },
    { "VP9 and Opus, odd sides", "-f lavfi -i testsrc=s=353x289:r=25:d=3 " SINE "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -pix_fmt yuv420p -c:a libopus @/e.webm", "e.webm", "copy", 353, 289, 3, true },
    { "VP8 and Vorbis", SRC("320x180") SINE "-c:v libvpx -deadline realtime -b:v 1M -c:a libvorbis @/f.webm", "f.webm", "encode", 320, 180, 3, true },
    { "interlaced MPEG-2", SRC("720x576") SINE "-vf interlace,setsar=64/45 -flags +ildct+ilme -c:v mpeg2video -q:v 4 -c:a mp2 @/g.ts", "g.ts", "encode", 1024, 576, 3, true },
    { "interlaced H.264", SRC("320x240") "-vf interlace -flags +ildct+ilme " X264 "@/h.mp4", "h.mp4", "encode", 320, 240, 3, false },
    { "Theora", SRC("320x180") SINE "-c:v libtheora -q:v 5 -c:a libvorbis @/i.ogv", "i.ogv", "encode", 320, 180, 3, true },
    { "H.264 of 10 bits", SRC("320x180") "-c:v libx264 -preset ultrafast -pix_fmt yuv420p10le @/j.mp4", "j.mp4", "encode", 320, 180, 3, false },
    { "H.264 of 4:2:2", SRC("320x180") "-c:v libx264 -preset ultrafast -pix_fmt yuv422p @/k.mp4", "k.mp4", "encode", 320, 180, 3, false },
    { "turned by its phone", "-i @/a.mp4 -c copy -metadata:s:v rotate=90 @/l.mp4", "l.mp4", "copy", 180, 320, 3, true },
    { "turned, and to be encoded", SRC("320x180") "-c:v mpeg4 @/m0.mp4", "m0.mp4", "encode", 320, 180, 3, false },
    { "turned, and encoded", "-i @/m0.mp4 -c copy -metadata:s:v rotate=90 @/m.mp4", "m.mp4", "encode", 180, 320, 3, false },
    { "odd sides", "-f lavfi -i testsrc=s=353x289:r=25:d=3 -vf format=yuv444p -c:v ffv1 @/n.mkv", "n.mkv", "encode", 352, 288, 3, false },
    { "larger than is encoded", "-f lavfi -i testsrc2=s=2200x1000:r=5:d=1 -c:v mpeg4 @/o.mp4", "o.mp4", "encode", 1920, 872, 1, false },
    { "AVI", SRC("320x180") SINE "-c:v mpeg4 -c:a libmp3lame @/p.avi", "p.avi", "encode", 320, 180, 3, true },
    { "H.264 in AVI", SRC("320x180") X264 "@/q.avi", "q.avi", "encode", 320, 180, 3, false },
    { "a GIF that moves", "-f lavfi -i testsrc2=s=100x60:r=10:d=2 @/r.gif", "r.gif", "encode", 100, 60, 2, false },
    { "RGB", SRC("160x120") "-c:v ffv1 -pix_fmt bgr0 @/s.mkv", "s.mkv", "encode", 160, 120, 3, false },
    { "one pixel", "-f lavfi -i testsrc2=s=64x64:d=1 -vf scale=1:1,format=gray -c:v ffv1 @/t.mkv", "t.mkv", "encode", 2, 2, 1, false },
    { "one frame", "-f lavfi -i testsrc2=s=64x64:r=25 -frames:v 1 -c:v ffv1 @/u.mkv", "u.mkv", "encode", 64, 64, 0, false },
    { "many key frames", SRC("320x180") SINE X264 "-g 25 -c:a aac @/v0.ts", "v0.ts", "copy", 320, 180, 3, true },
    { "no key frame at its start", "-i @/v0.ts -ss 0.5 -c copy -copyinkf @/v.ts", "v.ts", NULL, 320, 180, 2, true },
};
// clang-format on

/* ---- looking at what was made ---- */

static uint8_t *made;
static size_t   made_n;

static void read_made(void)
{
    FILE *f = fopen(in_folder("out/video.mp4"), "rb");
    assert_non_null(f);
    free(made);
    made   = malloc((size_t)file_bytes("video.mp4") + 1);
    made_n = fread(made, 1, (size_t)file_bytes("video.mp4"), f);
    fclose(f);
}

static bool made_has(const void *bytes, size_t n)
{
    read_made();
    return memmem(made, made_n, bytes, n) != NULL;
}

/* The index comes before the media, so that playing starts at once. */
static void assert_faststart(void)
{
    bool has_index = false;
    read_made();
    for (size_t at = 0; at + 8 <= made_n;) {
        size_t n = (size_t)made[at] << 24 | (size_t)made[at + 1] << 16 | (size_t)made[at + 2] << 8 |
                   made[at + 3];
        if (memcmp(made + at + 4, "moov", 4) == 0)
            has_index = true;
        if (memcmp(made + at + 4, "mdat", 4) == 0) {
            assert_true(has_index);
            return;
        }
        assert_true(n >= 8);
        at += n;
    }
    fail();
}

/* How our own reader sees it. */
static void probe_made(struct heard *h)
{
    char job[1024];
    snprintf(job, sizeof job, "{\"op\":\"probe\",\"input\":\"%s\"}", in_folder("out/video.mp4"));
    media_raw(h, job);
    assert_int_equal(h->status, 0);
}

static void assert_pictures(int width, int height)
{
    int    w, h, longest = width > height ? width : height;
    double scale = longest > 1280 ? 1280.0 / longest : 1;
    jpeg_size("poster.jpg", &w, &h);
    assert_int_equal(w, (int)(width * scale + 0.5));
    assert_int_equal(h, (int)(height * scale + 0.5));
    jpeg_size("thumbnail.jpg", &w, &h);
    assert_in_range(w, 1, 360);
    assert_in_range(h, 1, 200);
    if (width >= 360 && height >= 200)
        assert_true(w >= 358 || h >= 198);
}

static void assert_watchable(const struct kind *k, const struct heard *h)
{
    struct heard  seen;
    const int64_t us = (int64_t)k->seconds * 1000000;
    if (h->status != 0 || !h->done)
        fail_msg("%s: status %d, %s", k->what, h->status, h->reason);
    if (k->mode && strcmp(text(line(h, "video"), "mode"), k->mode) != 0)
        fail_msg("%s: mode %s", k->what, text(line(h, "video"), "mode"));
    assert_int_equal(strlen(text(line(h, "video"), "blurhash")), 28);
    assert_faststart();
    probe_made(&seen);
    struct json_object *s = line(&seen, "source");
    if (number(s, "width") != k->width || number(s, "height") != k->height)
        fail_msg("%s: %d x %d", k->what, (int)number(s, "width"), (int)number(s, "height"));
    assert_int_equal(json_object_get_boolean(part(s, "has_audio")), k->has_audio);
    if (llabs(number(s, "duration_us") - us) > 150000)
        fail_msg("%s: %d us", k->what, (int)number(s, "duration_us"));
    assert_in_range(number(line(h, "source"), "duration_us"), number(s, "duration_us"),
                    number(s, "duration_us") + (k->mode ? 100000 : 700000));
    if (k->mode && strcmp(k->mode, "encode") == 0)
        assert_string_equal(text(s, "codec"), "h264");
    heard_free(&seen);
    make_clip("-xerror -i @/out/video.mp4 -f null -");
    assert_pictures(k->width, k->height);
}

static void plays(void **state)
{
    const struct kind *k = *state;
    struct heard       h;
    make_clip(k->make);
    media(&h, "watchable", k->name, TOOL);
    assert_watchable(k, &h);
    heard_free(&h);
}

/* ---- what is kept, and what is not ---- */

static void leaves_private_data_behind(void **state)
{
    struct heard h;
    (void)state;
    make_clip("-f lavfi -i testsrc2=s=320x180:r=25:d=1" X264
              "-metadata title=Holidays -metadata location=+48.1375+011.5755/ "
              "-metadata:s:v handler_name=CameraOfAda -timecode 01:00:00:00 @/private.mov");
    media(&h, "watchable", "private.mov", TOOL);
    assert_int_equal(h.status, 0);
    assert_string_equal(text(line(&h, "video"), "mode"), "copy");
    assert_false(made_has("+48.1375", 8));
    assert_false(made_has("Holidays", 8));
    assert_false(made_has("CameraOfAda", 11));
    assert_false(made_has("tmcd", 4));
    heard_free(&h);
}

/* The sound that plays is the one that the file calls its default. */
static void takes_the_default_sound(void **state)
{
    struct heard h;
    (void)state;
    make_clip("-f lavfi -i testsrc2=s=320x180:r=25:d=1 -f lavfi -i sine=d=1 -f lavfi -i sine=d=1 "
              "-map 0 -map 1 -map 2" X264 "-c:a:0 ac3 -c:a:1 aac -disposition:a:0 0 "
              "-disposition:a:1 default @/two.mkv");
    media(&h, "watchable", "two.mkv", TOOL);
    assert_string_equal(text(line(&h, "video"), "mode"), "copy");
    heard_free(&h);
}

/* The second half runs at 10 frames a second: each frame keeps its time. */
static void keeps_variable_rates(void **state)
{
    struct heard h;
    char         job[2048];
    (void)state;
    make_clip("-f lavfi -i testsrc2=s=320x180:r=25 -f lavfi -i mandelbrot=s=320x180:r=25 -filter_complex "
              "[0]trim=end_frame=50[a];[1]trim=end_frame=60,format=yuv420p[b];[a][b]concat=n=2,"
              "setpts='if(lt(N,50),N/25,2+(N-50)/10)/TB' -fps_mode passthrough -enc_time_base 1:1000 "
              "-c:v ffv1 @/vfr.mkv");
    media(&h, "watchable", "vfr.mkv", TOOL);
    assert_int_equal(h.status, 0);
    heard_free(&h);
    assert_int_equal(rename(in_folder("out/video.mp4"), in_folder("vfr.mp4")), 0);
    snprintf(job, sizeof job, "{\"op\":\"parse\",\"input\":\"%s\",\"output\":\"%s\"}",
             in_folder("vfr.mp4"), in_folder("out"));
    media_raw(&h, job);
    assert_int_equal(h.scenes_n, 2);
    assert_int_equal(number(line(&h, "source"), "frames"), 110);
    assert_int_equal(number(h.scenes[1], "frame_num"), 50);
    assert_in_range(number(h.scenes[1], "start_us"), 1999900, 2000100);
    assert_in_range(number(h.scenes[1], "end_us"), 7900000, 8100000);
    heard_free(&h);
}

static size_t read_file(const char *name, uint8_t *to, size_t cap)
{
    FILE *f = fopen(in_folder(name), "rb");
    assert_non_null(f);
    size_t n = fread(to, 1, cap, f);
    fclose(f);
    return n;
}

/* Two recordings of other sizes in one file: a copy would be longer than its parts. */
static void encodes_what_cannot_be_copied(void **state)
{
    static uint8_t bytes[4 << 20];
    struct heard   h, seen;
    (void)state;
    make_clip(SRC("352x288") SINE X264 "-g 25 -c:a aac @/w.ts");
    size_t n = read_file("w.ts", bytes, sizeof bytes);
    n += read_file("v0.ts", bytes + n, sizeof bytes - n);
    make_file("joined.ts", bytes, n);
    media(&h, "watchable", "joined.ts", TOOL);
    assert_int_equal(h.status, 0);
    assert_string_equal(text(line(&h, "video"), "mode"), "encode");
    assert_non_null(strstr(text(line(&h, "warning"), "message"), "were encoded"));
    probe_made(&seen);
    assert_in_range(number(line(&seen, "source"), "duration_us"), 5900000, 6200000);
    heard_free(&seen);
    heard_free(&h);
}

/* ---- colours ---- */

/* Mean luma of a picture, 16 to 235. */
static double mean_luma(const char *input)
{
    char   arguments[512], text_[256] = "";
    double mean = 0;
    FILE  *f;
    snprintf(arguments, sizeof arguments,
             "-i @/%s -frames:v 1 -vf scale=out_range=tv:out_color_matrix=bt709,format=yuv420p,"
             "signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=@/luma.txt -f null -",
             input);
    make_clip(arguments);
    f = fopen(in_folder("luma.txt"), "r");
    assert_non_null(f);
    while (fgets(text_, sizeof text_, f))
        if (strchr(text_, '='))
            mean = strtod(strchr(text_, '=') + 1, NULL);
    fclose(f);
    return mean;
}

/* White is at 203 cd/m2, as HDR has it: what is shown is about as bright as it was without HDR. */
static void tones_hdr_down(void **state)
{
    static const uint8_t bt709[] = { 'c', 'o', 'l', 'r', 'n', 'c', 'l', 'x', 0, 1, 0, 1, 0, 1 };
    struct heard         h;
    (void)state;
    make_clip("-f lavfi -i testsrc2=s=320x180:r=25:d=1 -vf format=yuv420p,setparams=color_primaries=1:"
              "color_trc=1:colorspace=1:range=limited,zscale=t=linear:npl=203,format=gbrpf32le,"
              "zscale=p=2020:t=smpte2084:m=2020_ncl:r=limited,format=yuv420p10le "
              "-c:v libx265 -preset ultrafast -x265-params log-level=none @/hdr.mp4");
    make_clip("-f lavfi -i testsrc2=s=320x180:r=25:d=1" X264 "@/sdr.mp4");
    media(&h, "watchable", "hdr.mp4", TOOL);
    assert_int_equal(h.status, 0);
    assert_string_equal(text(line(&h, "video"), "mode"), "encode");
    assert_true(made_has(bt709, sizeof bt709));
    double wanted = mean_luma("sdr.mp4"), video = mean_luma("out/video.mp4");
    double poster = mean_luma("out/poster.jpg");
    if (video < wanted * 0.75 || video > wanted * 1.15)
        fail_msg("mean luma %f, without HDR %f", video, wanted);
    if (poster < video - 8 || poster > video + 8)
        fail_msg("mean luma of the poster %f, of the video %f", poster, video);
    heard_free(&h);
    /* The same without a video between: the storyboard's pictures. */
    media(&h, "parse", "hdr.mp4", "");
    assert_int_equal(h.status, 0);
    double frame = mean_luma("out/0/frame-0001.jpg");
    if (frame < video - 8 || frame > video + 8)
        fail_msg("mean luma of a picture %f, of the video %f", frame, video);
    heard_free(&h);
    media(&h, "render", "hdr.mp4", TOOL ",\"frame_count\":25,\"end_us\":1000000");
    assert_int_equal(h.status, 0);
    double clip = mean_luma("out/clip.mp4");
    if (clip < video - 8 || clip > video + 8)
        fail_msg("mean luma of a clip %f, of the video %f", clip, video);
    heard_free(&h);
}

static void tones_hlg_down(void **state)
{
    struct heard h;
    (void)state;
    make_clip("-f lavfi -i testsrc2=s=320x180:r=25:d=1 -vf format=yuv420p10le,setparams="
              "color_primaries=9:color_trc=18:colorspace=9:range=limited -c:v libx265 -preset ultrafast "
              "-x265-params log-level=none @/hlg.mp4");
    media(&h, "watchable", "hlg.mp4", TOOL);
    assert_int_equal(h.status, 0);
    assert_true(mean_luma("out/video.mp4") > 50);
    heard_free(&h);
}

/* Numbers that do not go together, or mean nothing, are no reason to refuse. */
static void plays_odd_colours(void **state)
{
    static const int odd[][3] = { { 3, 16, 9 }, { 12, 1, 1 }, { 9, 17, 9 },   { 9, 12, 9 },  { 9, 8, 10 },
                                  { 11, 16, 14 }, { 1, 9, 1 },  { 9, 18, 0 }, { 22, 4, 4 } };
    (void)state;
    for (int i = 0; i < COUNT(odd); i++) {
        struct heard h;
        char         arguments[500];
        snprintf(arguments, sizeof arguments,
                 "-f lavfi -i testsrc2=s=160x90:r=25 -vf format=yuv420p10le,setparams=color_primaries=%d:"
                 "color_trc=%d:colorspace=%d:range=limited -frames:v 5 -c:v ffv1 @/odd.mkv",
                 odd[i][0], odd[i][1], odd[i][2]);
        make_clip(arguments);
        media(&h, "watchable", "odd.mkv", TOOL);
        if (h.status != 0)
            fail_msg("%d %d %d: %s", odd[i][0], odd[i][1], odd[i][2], h.reason);
        heard_free(&h);
    }
}

/* ---- pictures ---- */

static void avoids_black_frames(void **state)
{
    struct heard h;
    (void)state;
    make_clip("-f lavfi -i color=black:s=320x180:r=25:d=4 -f lavfi -i testsrc2=s=320x180:r=25:d=2 "
              "-filter_complex concat" X264 "-g 25 @/black.mp4");
    media(&h, "watchable", "black.mp4", TOOL);
    assert_int_equal(h.status, 0);
    assert_true(mean_luma("out/thumbnail.jpg") > 60);
    assert_true(mean_luma("out/poster.jpg") > 60);
    heard_free(&h);
}

static void shows_black_when_all_is_black(void **state)
{
    struct heard h;
    (void)state;
    make_clip("-f lavfi -i color=black:s=320x180:r=25:d=2" X264 "@/night.mp4");
    media(&h, "watchable", "night.mp4", TOOL);
    assert_int_equal(h.status, 0);
    assert_string_equal(text(line(&h, "video"), "blurhash"), "L00000fQfQfQfQfQfQfQfQfQfQfQ");
    heard_free(&h);
}

static void stands_upright(void **state)
{
    struct heard h;
    (void)state;
    make_clip("-f lavfi -i testsrc2=s=180x320:r=25:d=1" X264 "@/portrait.mp4");
    media(&h, "watchable", "portrait.mp4", TOOL);
    assert_int_equal(text(line(&h, "video"), "blurhash")[0], 'T'); /* 3 waves across, 4 down */
    heard_free(&h);
}

/* ---- what cannot be watched ---- */

static void refused(const char *name, const char *reason, const char *or_reason)
{
    struct heard h;
    media(&h, "watchable", name, TOOL);
    assert_int_equal(h.status, 1);
    if (strcmp(h.reason, reason) != 0 && strcmp(h.reason, or_reason) != 0)
        fail_msg("%s: %s", name, h.reason);
    heard_free(&h);
}

static void refuses_what_is_no_video(void **state)
{
    static const char list[] = "#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\na.ts\n#EXT-X-ENDLIST\n";
    (void)state;
    make_clip("-f lavfi -i sine=d=1 -c:a aac @/sound.mp4");
    refused("sound.mp4", "no_video", "");
    make_clip("-f lavfi -i testsrc2=s=64x64 -frames:v 1 @/cover.png");
    make_clip("-f lavfi -i sine=d=1 -i @/cover.png -map 0 -map 1 -c:a libmp3lame -c:v copy "
              "-disposition:v attached_pic @/cover.mp3");
    refused("cover.mp3", "no_video", "");
    assert_int_equal(rename(in_folder("cover.png"), in_folder("still.mp4")), 0);
    refused("still.mp4", "not_media", "no_video");
    make_clip("-f lavfi -i testsrc2=s=64x64 -frames:v 1 -f mjpeg @/photo.mp4");
    refused("photo.mp4", "not_media", "no_video");
    make_clip("-f lavfi -i testsrc2=s=64x64 -frames:v 1 @/one.gif");
    refused("one.gif", "no_video", "");
    make_clip("-f lavfi -i testsrc2=s=64x64 -frames:v 1 -c:v libaom-av1 -cpu-used 8 @/one.avif");
    refused("one.avif", "no_video", "");
    make_file("list.mp4", list, sizeof list - 1);
    refused("list.mp4", "not_media", "");
    make_file("empty.mp4", "", 0);
    refused("empty.mp4", "not_media", "truncated");
}

static void refuses_what_is_broken(void **state)
{
    (void)state;
    make_part("a.mp4", 0.5, "half.mp4");
    refused("half.mp4", "truncated", "not_media");
    make_clip("-f lavfi -i testsrc2=s=64x64 -t 0" X264 "@/none.mp4");
    refused("none.mp4", "no_frames", "truncated");
}

/* The index is there, half of the media is not: what there is can be watched. */
static void plays_what_arrived(void **state)
{
    struct heard h;
    (void)state;
    make_clip("-f lavfi -i testsrc2=s=320x180:r=25:d=8" X264 "-g 25 -movflags +faststart @/front.mp4");
    make_part("front.mp4", 0.6, "front-half.mp4");
    media(&h, "watchable", "front-half.mp4", TOOL);
    assert_int_equal(h.status, 0);
    assert_in_range(number(line(&h, "source"), "duration_us"), 3000000, 8100000);
    make_clip("-v quiet -i @/out/video.mp4 -f null -");
    heard_free(&h);
}

/* Players seek to key frames. */
static void can_be_sought(void **state)
{
    struct heard h;
    (void)state;
    make_clip("-f lavfi -i testsrc2=s=160x90:r=25:d=9 -c:v mpeg4 -g 250 @/g.mp4");
    media(&h, "watchable", "g.mp4", TOOL);
    assert_int_equal(h.status, 0);
    make_clip("-skip_frame nokey -i @/out/video.mp4 -fps_mode passthrough @/key-%d.png");
    make_clip("-i @/key-5.png -f null -"); /* 0, 2, 4, 6 and 8 seconds */
    heard_free(&h);
}

static void keeps_its_limits(void **state)
{
    static const char *const less[] = { "\"max_frames\":50", "\"max_pixels\":10000" };
    static const char *const of[]   = { "a.mp4", "f.webm" };
    (void)state;
    for (int i = 0; i < 4; i++) {
        struct heard h;
        char         members[200];
        snprintf(members, sizeof members, "%s,%s", TOOL, less[i % 2]);
        media(&h, "watchable", of[i / 2], members);
        assert_int_equal(h.status, 1);
        assert_string_equal(h.reason, "media_limit");
        heard_free(&h);
    }
}

static void wants_its_members(void **state)
{
    struct heard h;
    (void)state;
    media(&h, "watchable", "a.mp4", "");
    assert_int_equal(h.status, 64);
    heard_free(&h);
    media(&h, "watchable", "a.mp4", ",\"ffmpeg\":\"/usr/bin/ffmpeg\",\"preset\":\"placebo\"");
    assert_int_equal(h.status, 64);
    heard_free(&h);
    media(&h, "watchable", "a.mp4", ",\"ffmpeg\":\"/usr/bin/ffmpeg\",\"still\":true");
    assert_int_equal(h.status, 64);
    heard_free(&h);
}

static int end(void **state)
{
    free(made);
    return run_end(state);
}

int main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(leaves_private_data_behind),
        cmocka_unit_test(takes_the_default_sound),
        cmocka_unit_test(keeps_variable_rates),
        cmocka_unit_test(encodes_what_cannot_be_copied),
        cmocka_unit_test(tones_hdr_down),
        cmocka_unit_test(tones_hlg_down),
        cmocka_unit_test(plays_odd_colours),
        cmocka_unit_test(avoids_black_frames),
        cmocka_unit_test(shows_black_when_all_is_black),
        cmocka_unit_test(stands_upright),
        cmocka_unit_test(refuses_what_is_no_video),
        cmocka_unit_test(refuses_what_is_broken),
        cmocka_unit_test(plays_what_arrived),
        cmocka_unit_test(can_be_sought),
        cmocka_unit_test(keeps_its_limits),
        cmocka_unit_test(wants_its_members),
    };
    struct CMUnitTest tests[COUNT(kinds) + COUNT(others)];
    for (int i = 0; i < COUNT(kinds); i++)
        tests[i] = (struct CMUnitTest){ kinds[i].what, plays, NULL, NULL, (void *)(uintptr_t)&kinds[i] };
    memcpy(tests + COUNT(kinds), others, sizeof others);
    return cmocka_run_group_tests(tests, run_begin, end);
}
