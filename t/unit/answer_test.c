/* answer_test.c - what the media program says is believed only as far as it makes sense. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/job/answer.h"

#define SOURCE FACTS("source")
#define MADE FACTS("made")
#define FACTS(kind)                                                                                \
    "{\"kind\":\"" kind "\",\"width\":640,\"height\":360,\"fps_num\":25,\"fps_den\":1,"              \
    "\"frames\":30,\"duration_us\":1200000,\"codec\":\"h264\",\"container\":\"mov,mp4\","          \
    "\"rotation\":0,\"has_audio\":true}\n"
#define SCENE(index, first, count, rest)                                                           \
    "{\"kind\":\"scene\",\"index\":" #index ",\"frame_num\":" #first ",\"frame_count\":" #count    \
    ",\"start_us\":0,\"end_us\":5,\"transition\":\"cut\",\"confidence\":0.5" rest "}\n"
#define PICS ",\"pictures\":2,\"phash\":\"00ff00ff00ff00ff\""
#define DONE "{\"kind\":\"done\"}\n"
#define VIDEO(mode, hash)                                                                          \
    "{\"kind\":\"video\",\"mode\":\"" mode "\",\"blurhash\":\"" hash "\"}\n"
#define HASH "L6PZfSi_.AyE_3t7t7R**0o#DgR4"
#define CAPTION(lang, label) "{\"kind\":\"caption\",\"lang\":\"" lang "\",\"label\":\"" label "\"}\n"
#define WATCHABLE SOURCE VIDEO("copy", HASH) FILE_LINE("video.mp4") FILE_LINE("thumbnail.jpg") FILE_LINE("poster.jpg")
#define RENDITION(name, is_audio, w, h, peak, codecs, rate)                                        \
    "{\"kind\":\"rendition\",\"name\":\"" name "\",\"is_audio\":" is_audio ",\"width\":" #w            \
    ",\"height\":" #h ",\"bandwidth\":" #peak ",\"average_bandwidth\":900,\"codecs\":\"" codecs           \
    "\",\"frame_rate\":" #rate "}\n"
#define P360 RENDITION("360p", "false", 640, 360, 1000, "avc1.64001e", 23.976)
#define SOUND RENDITION("audio", "true", 0, 0, 1000, "mp4a.40.2", 0)
#define FILES(name) FILE_LINE("hls/" name ".m3u8") FILE_LINE("hls/" name ".m4s")
#define FILE_LINE(name) "{\"kind\":\"file\",\"name\":\"" name "\",\"type\":\"text/html\",\"bytes\":3}\n"

#define FOUR FILE_LINE("original.png") FILE_LINE("preview.png") FILE_LINE("thumbnail.png") FILE_LINE("thumbnail-square.png")
#define MOVIES FILE_LINE("movie.mp4") FILE_LINE("lowdef.mp4") FILE_LINE("tiles.png")
#define ITEMS(n) "{\"kind\":\"items\",\"total\":" #n "}\n"
#define STILL_AS(i, w, h, ext, type, colour)                                                       \
    "{\"kind\":\"still\",\"index\":" #i ",\"width\":" #w ",\"height\":" #h                          \
    ",\"duration_us\":null,\"extension\":\"" ext "\",\"type\":\"" type                                  \
    "\",\"color_profile\":\"sRGB\",\"dominant_color\":\"" colour "\"}\n"
#define STILL(i, w, h) STILL_AS(i, w, h, "jpg", "image/jpeg", "#00ff7f")
#define THUMB(i, w, h, type)                                                                       \
    "{\"kind\":\"thumb\",\"index\":" #i ",\"width\":" #w ",\"height\":" #h ",\"type\":\"" type "\"}\n"
#define SMALL(i, w, h) THUMB(i, w, h, "image/jpeg")
#define REFUSED(i, why) "{\"kind\":\"refused\",\"index\":" #i ",\"reason\":\"" why "\",\"message\":\"x\"}\n"
#define ENTRY(i, name, slug)                                                                       \
    "{\"kind\":\"entry\",\"index\":" #i ",\"entry\":\"" name "\",\"slug\":" slug "}\n"

static struct want {
    const char *what, *op, *lines;
    enum reason why; /* of the lines or of the check */
} cases[] = {
    { "two scenes", "parse", SOURCE SCENE(0, 0, 10, PICS) SCENE(1, 10, 20, PICS) DONE, 0 },
    { "the source last", "parse", SCENE(0, 0, 30, PICS) SOURCE DONE, 0 },
    { "progress and warnings", "parse",
      "{\"kind\":\"progress\",\"progress\":50,\"stage\":\"detect\"}\n"
      "{\"kind\":\"warning\",\"message\":\"damaged\"}\n" SOURCE SCENE(0, 0, 30, PICS) DONE, 0 },
    { "members that are not known", "parse", SOURCE SCENE(0, 0, 30, PICS ",\"new\":[1]") DONE, 0 },
    { "no end", "parse", SOURCE SCENE(0, 0, 30, PICS), E_MEDIA_FAILED },
    { "nothing at all", "parse", "", E_MEDIA_FAILED },
    { "no source", "parse", SCENE(0, 0, 30, PICS) DONE, E_MEDIA_FAILED },
    { "no scenes", "parse", SOURCE DONE, E_MEDIA_FAILED },
    { "a gap", "parse", SOURCE SCENE(0, 0, 10, PICS) SCENE(1, 11, 19, PICS) DONE, E_MEDIA_FAILED },
    { "an overlap", "parse", SOURCE SCENE(0, 0, 10, PICS) SCENE(1, 9, 21, PICS) DONE, E_MEDIA_FAILED },
    { "frames that do not add up", "parse", SOURCE SCENE(0, 0, 29, PICS) DONE, E_MEDIA_FAILED },
    { "out of order", "parse", SOURCE SCENE(1, 0, 30, PICS) DONE, E_MEDIA_FAILED },
    { "no pictures", "parse", SOURCE SCENE(0, 0, 30, ",\"pictures\":0") DONE, E_MEDIA_FAILED },
    { "too many pictures", "parse", SOURCE SCENE(0, 0, 30, ",\"pictures\":10") DONE, E_MEDIA_FAILED },
    { "negative frames", "parse", SOURCE SCENE(0, -5, 35, PICS) DONE, E_MEDIA_FAILED },
    { "a huge number", "parse", SOURCE SCENE(0, 0, 99999999999999999999999, PICS) DONE, E_MEDIA_FAILED },
    { "a phash that is none", "parse", SOURCE SCENE(0, 0, 30, ",\"pictures\":2,\"phash\":\"00ff00ff00ff00fg\"") DONE, E_MEDIA_FAILED },
    { "a line after the end", "parse", SOURCE SCENE(0, 0, 30, PICS) DONE DONE, E_MEDIA_FAILED },
    { "no JSON", "parse", "hello\n", E_MEDIA_FAILED },
    { "half a line", "parse", "{\"kind\":\"pro\n", E_MEDIA_FAILED },
    { "two values", "parse", "{\"kind\":\"done\"}{}\n", E_MEDIA_FAILED },
    { "no object", "parse", "[1,2]\n", E_MEDIA_FAILED },
    { "no kind", "parse", "{}\n", E_MEDIA_FAILED },
    { "a kind that is no text", "parse", "{\"kind\":{}}\n", E_MEDIA_FAILED },
    { "an unknown kind", "parse", "{\"kind\":\"sql\"}\n", E_MEDIA_FAILED },
    { "no UTF-8", "parse", "{\"kind\":\"warning\",\"message\":\"\xff\xfe\"}\n", E_MEDIA_FAILED },
    { "progress of a text", "parse", "{\"kind\":\"progress\",\"progress\":\"all\"}\n", E_MEDIA_FAILED },
    { "a failure", "parse", "{\"kind\":\"failed\",\"reason\":\"no_video\",\"message\":\"none\"}\n", E_NO_VIDEO },
    { "a failure of ours", "parse", "{\"kind\":\"failed\",\"reason\":\"unauthenticated\"}\n", E_MEDIA_FAILED },
    { "a failure without a word of ours", "parse", "{\"kind\":\"failed\",\"reason\":\"x\",\"message\":\"\"}\n", E_MEDIA_FAILED },
    { "files of a render", "render", FILE_LINE("clip.mp4") FILE_LINE("hls/index.m3u8") FILE_LINE("hls/seg-001.m4s") DONE, 0 },
    { "files of a parse", "parse", SOURCE SCENE(0, 0, 30, PICS) FILE_LINE("clip.mp4") DONE, E_MEDIA_FAILED },
    { "scenes of a render", "render", SCENE(0, 0, 9, PICS) FILE_LINE("clip.mp4") DONE, E_MEDIA_FAILED },
    { "files of an analysis", "analyse", "{\"kind\":\"analysis\",\"analysis\":{}}\n" FILE_LINE("clip.mp4") DONE, E_MEDIA_FAILED },
    { "a path", "render", FILE_LINE("../clip.mp4") DONE, E_MEDIA_FAILED },
    { "an absolute path", "render", FILE_LINE("/etc/clip.mp4") DONE, E_MEDIA_FAILED },
    { "a deeper path", "render", FILE_LINE("hls/a/b.ts") DONE, E_MEDIA_FAILED },
    { "a path out of hls", "render", FILE_LINE("hls/../b.ts") DONE, E_MEDIA_FAILED },
    { "a hidden file", "render", FILE_LINE(".clip.mp4") DONE, E_MEDIA_FAILED },
    { "a page", "render", FILE_LINE("index.html") DONE, E_MEDIA_FAILED },
    { "only an ending", "render", FILE_LINE("hls/.ts") DONE, E_MEDIA_FAILED },
    { "a header in a name", "render", FILE_LINE("a\\r\\nb.ts") DONE, E_MEDIA_FAILED },
    { "an analysis", "analyse", "{\"kind\":\"analysis\",\"analysis\":{\"width\":1}}\n" DONE, 0 },
    { "an analysis that is none", "analyse", "{\"kind\":\"analysis\",\"analysis\":7}\n" DONE, E_MEDIA_FAILED },
    { "no analysis", "analyse", DONE, E_MEDIA_FAILED },
    { "a movie to be reviewed", "review", SOURCE MADE FOUR MOVIES DONE, 0 },
    { "a movie without tiles", "review", SOURCE MADE FOUR FILE_LINE("movie.mp4") FILE_LINE("lowdef.mp4") DONE, E_MEDIA_FAILED },
    { "a movie without facts", "review", MADE FOUR MOVIES DONE, E_MEDIA_FAILED },
    { "a movie that nothing was made of", "review", SOURCE FOUR MOVIES DONE, E_MEDIA_FAILED },
    { "a movie twice", "review", SOURCE MADE FOUR MOVIES FILE_LINE("movie.mp4") DONE, E_MEDIA_FAILED },
    { "a movie and more", "review", SOURCE MADE FOUR MOVIES FILE_LINE("more.png") DONE, E_MEDIA_FAILED },
    { "a frame", "frame", FOUR DONE, 0 },
    { "a frame in one size", "frame", FILE_LINE("original.png") DONE, E_MEDIA_FAILED },
    { "a frame that is a movie", "frame", FOUR FILE_LINE("movie.mp4") DONE, E_MEDIA_FAILED },
    { "a picture in four sizes", "picture", ITEMS(1) FOUR STILL(0, 200, 100) DONE, 0 },
    { "a picture that was not measured", "picture", ITEMS(1) FOUR DONE, E_MEDIA_FAILED },
    { "a picture that was refused", "picture", ITEMS(1) FOUR REFUSED(0, "not_media") DONE, E_MEDIA_FAILED },
    { "two pictures", "picture", ITEMS(2) FOUR STILL(0, 200, 100) STILL(1, 200, 100) DONE, E_MEDIA_FAILED },
    { "a picture without its sizes", "picture", ITEMS(1) STILL(0, 200, 100) DONE, E_MEDIA_FAILED },
    { "a joined movie", "join", SOURCE FILE_LINE("movie.mp4") DONE, 0 },
    { "of which nothing is said", "join", FILE_LINE("movie.mp4") DONE, E_MEDIA_FAILED },
    { "and more than a joined movie", "join", SOURCE FILE_LINE("movie.mp4") FILE_LINE("a.mp4") DONE, E_MEDIA_FAILED },
    { "an avatar", "avatar", ITEMS(1) FILE_LINE("avatar.png") STILL(0, 200, 100) DONE, 0 },
    { "an avatar and more", "avatar", ITEMS(1) FILE_LINE("avatar.png") FILE_LINE("a.png") STILL(0, 200, 100) DONE, E_MEDIA_FAILED },
    { "no avatar", "avatar", ITEMS(1) STILL(0, 200, 100) DONE, E_MEDIA_FAILED },
    { "a video", "watchable", WATCHABLE DONE, 0 },
    { "captions", "watchable", WATCHABLE CAPTION("en", "English") FILE_LINE("captions/en.vtt") CAPTION("en-x-2", "English") FILE_LINE("captions/en-x-2.vtt") DONE, 0 },
    { "a caption without its file", "watchable", WATCHABLE CAPTION("en", "English") DONE, E_MEDIA_FAILED },
    { "a caption's file alone", "watchable", WATCHABLE FILE_LINE("captions/en.vtt") DONE, E_MEDIA_FAILED },
    { "two captions of one language", "watchable", WATCHABLE CAPTION("en", "a") CAPTION("EN", "b") FILE_LINE("captions/en.vtt") FILE_LINE("captions/EN.vtt") DONE, E_MEDIA_FAILED },
    { "a caption that is a path", "watchable", WATCHABLE CAPTION("en/../x", "a") DONE, E_MEDIA_FAILED },
    { "a caption without a label", "watchable", WATCHABLE CAPTION("en", "") FILE_LINE("captions/en.vtt") DONE, E_MEDIA_FAILED },
    { "a label with a control", "watchable", WATCHABLE CAPTION("en", "a\\nb") FILE_LINE("captions/en.vtt") DONE, E_MEDIA_FAILED },
    { "a video without its poster", "watchable", SOURCE VIDEO("copy", HASH) FILE_LINE("video.mp4") FILE_LINE("thumbnail.jpg") DONE, E_MEDIA_FAILED },
    { "a video without facts", "watchable", SOURCE FILE_LINE("video.mp4") FILE_LINE("thumbnail.jpg") FILE_LINE("poster.jpg") DONE, E_MEDIA_FAILED },
    { "a file twice", "watchable", WATCHABLE FILE_LINE("video.mp4") DONE, E_MEDIA_FAILED },
    { "a file too many", "watchable", WATCHABLE FILE_LINE("hls/a.m4s") DONE, E_MEDIA_FAILED },
    { "a mode that is none", "watchable", WATCHABLE VIDEO("move", HASH) DONE, E_MEDIA_FAILED },
    { "a blurhash too short", "watchable", WATCHABLE VIDEO("copy", "L6PZfSi_.AyE_3t7t7R**0o#DgR") DONE, E_MEDIA_FAILED },
    { "a blurhash of other letters", "watchable", WATCHABLE VIDEO("copy", "L6PZfSi_.AyE_3t7t7R**0o#Dg<4") DONE, E_MEDIA_FAILED },
    { "a blurhash of one component", "watchable", WATCHABLE VIDEO("sound", "00TI:j") DONE, 0 },
    { "a ladder", "ladder", SOURCE P360 FILES("360p") SOUND FILES("audio") FILE_LINE("sprites-1.jpg") FILE_LINE("sprites-2.jpg") FILE_LINE("sprites.vtt") DONE, 0 },
    { "a ladder without sound and sprites", "ladder", SOURCE P360 FILES("360p") DONE, 0 },
    { "a ladder without steps", "ladder", SOURCE DONE, E_MEDIA_FAILED },
    { "a ladder of sound", "ladder", SOURCE SOUND FILES("audio") DONE, E_MEDIA_FAILED },
    { "a step without its media", "ladder", SOURCE P360 FILE_LINE("hls/360p.m3u8") DONE, E_MEDIA_FAILED },
    { "a step twice", "ladder", SOURCE P360 P360 FILES("360p") DONE, E_MEDIA_FAILED },
    { "a step called master", "ladder", SOURCE RENDITION("master", "false", 2, 2, 1000, "avc1", 25) FILES("master") DONE, E_MEDIA_FAILED },
    { "a master playlist", "ladder", SOURCE P360 FILES("360p") FILE_LINE("hls/master.m3u8") DONE, E_MEDIA_FAILED },
    { "a step with a path", "ladder", SOURCE RENDITION("../a", "false", 2, 2, 1000, "avc1", 25) DONE, E_MEDIA_FAILED },
    { "codecs that end a line", "ladder", SOURCE RENDITION("a", "false", 2, 2, 1000, "avc1\\n#EXT", 25) FILES("a") DONE, E_MEDIA_FAILED },
    { "codecs with a quote", "ladder", SOURCE RENDITION("a", "false", 2, 2, 1000, "avc1\\\"", 25) FILES("a") DONE, E_MEDIA_FAILED },
    { "a step without a picture", "ladder", SOURCE RENDITION("a", "false", 0, 0, 1000, "avc1", 25) FILES("a") DONE, E_MEDIA_FAILED },
    { "sound with a picture", "ladder", SOURCE P360 FILES("360p") RENDITION("audio", "true", 2, 2, 1000, "mp4a", 25) FILES("audio") DONE, E_MEDIA_FAILED },
    { "an average above the peak", "ladder", SOURCE RENDITION("a", "false", 2, 2, 800, "avc1", 25) FILES("a") DONE, E_MEDIA_FAILED },
    { "sprites with a gap", "ladder", SOURCE P360 FILES("360p") FILE_LINE("sprites-1.jpg") FILE_LINE("sprites-3.jpg") FILE_LINE("sprites.vtt") DONE, E_MEDIA_FAILED },
    { "sprites without a list", "ladder", SOURCE P360 FILES("360p") FILE_LINE("sprites-1.jpg") DONE, E_MEDIA_FAILED },
    { "a video of a ladder", "ladder", SOURCE VIDEO("copy", HASH) P360 FILES("360p") DONE, E_MEDIA_FAILED },
    { "a ladder of a video", "watchable", WATCHABLE P360 FILES("360p") DONE, E_MEDIA_FAILED },
    { "captions of a render", "render", FILE_LINE("captions/en.vtt") DONE, E_MEDIA_FAILED },
    { "a video of a parse", "parse", SOURCE SCENE(0, 0, 30, PICS) VIDEO("copy", HASH) DONE, E_MEDIA_FAILED },
    { "pictures", "stills", ITEMS(2) STILL(1, 400, 300) SMALL(1, 160, 120) THUMB(1, 320, 240, "image/webp") REFUSED(0, "truncated") DONE, 0 },
    { "no pictures at all", "stills", ITEMS(0) DONE, 0 },
    { "pictures without a number", "stills", DONE, E_MEDIA_FAILED },
    { "a number that comes late", "stills", STILL(0, 4, 3) ITEMS(1) DONE, E_MEDIA_FAILED },
    { "a number twice", "stills", ITEMS(1) ITEMS(1) STILL(0, 4, 3) DONE, E_MEDIA_FAILED },
    { "a huge number of pictures", "stills", ITEMS(1001) DONE, E_MEDIA_FAILED },
    { "a picture too few", "stills", ITEMS(2) STILL(0, 4, 3) DONE, E_MEDIA_FAILED },
    { "a picture too many", "stills", ITEMS(1) STILL(0, 4, 3) STILL(1, 4, 3) DONE, E_MEDIA_FAILED },
    { "a picture twice", "stills", ITEMS(1) STILL(0, 4, 3) REFUSED(0, "truncated") DONE, E_MEDIA_FAILED },
    { "a picture without pixels", "stills", ITEMS(1) STILL(0, 0, 3) DONE, E_MEDIA_FAILED },
    { "an extension of another type", "stills", ITEMS(1) STILL_AS(0, 4, 3, "png", "image/jpeg", "#000000") DONE, E_MEDIA_FAILED },
    { "an extension that is none", "stills", ITEMS(1) STILL_AS(0, 4, 3, "svg", "image/svg+xml", "#000000") DONE, E_MEDIA_FAILED },
    { "a colour that is none", "stills", ITEMS(1) STILL_AS(0, 4, 3, "jpg", "image/jpeg", "#00000\\\"") DONE, E_MEDIA_FAILED },
    { "a thumbnail of no width", "stills", ITEMS(1) STILL(0, 400, 300) SMALL(0, 200, 150) DONE, E_MEDIA_FAILED },
    { "a thumbnail as wide as its picture", "stills", ITEMS(1) STILL(0, 160, 120) SMALL(0, 160, 120) DONE, E_MEDIA_FAILED },
    { "a thumbnail of another shape", "stills", ITEMS(1) STILL(0, 400, 300) SMALL(0, 160, 160) DONE, E_MEDIA_FAILED },
    { "thumbnails out of order", "stills", ITEMS(1) STILL(0, 400, 300) SMALL(0, 320, 240) SMALL(0, 160, 120) DONE, E_MEDIA_FAILED },
    { "a thumbnail twice", "stills", ITEMS(1) STILL(0, 400, 300) SMALL(0, 160, 120) SMALL(0, 160, 120) DONE, E_MEDIA_FAILED },
    { "a thumbnail of what was refused", "stills", ITEMS(1) REFUSED(0, "truncated") SMALL(0, 160, 120) DONE, E_MEDIA_FAILED },
    { "a thumbnail of another type", "stills", ITEMS(1) STILL(0, 400, 300) THUMB(0, 160, 120, "text/html") DONE, E_MEDIA_FAILED },
    { "an entry of no archive", "stills", ITEMS(1) ENTRY(0, "a.jpg", "\"a\"") STILL(0, 4, 3) DONE, E_MEDIA_FAILED },
    { "pictures of a parse", "parse", SOURCE SCENE(0, 0, 30, PICS) ITEMS(1) STILL(0, 4, 3) DONE, E_MEDIA_FAILED },
    { "an archive", "zip", ITEMS(3) ENTRY(0, "d/A.jpg", "\"a\"") ENTRY(1, "b.txt", "null") ENTRY(2, "a.png", "\"a\"") REFUSED(1, "not_found") STILL(0, 400, 300) SMALL(0, 160, 120) REFUSED(2, "conflict") DONE, 0 },
    { "an archive that is none", "zip", "{\"kind\":\"failed\",\"reason\":\"bad_archive\",\"message\":\"It is none\"}\n", E_BAD_ARCHIVE },
    { "a picture that is no entry", "zip", ITEMS(1) STILL(0, 4, 3) DONE, E_MEDIA_FAILED },
    { "an entry without a name that is taken", "zip", ITEMS(1) ENTRY(0, "a.jpg", "null") STILL(0, 4, 3) DONE, E_MEDIA_FAILED },
    { "two entries of one name", "zip", ITEMS(2) ENTRY(0, "a.jpg", "\"a\"") ENTRY(1, "b/a.jpg", "\"a\"") STILL(0, 4, 3) STILL(1, 4, 3) DONE, E_MEDIA_FAILED },
    { "an entry twice", "zip", ITEMS(1) ENTRY(0, "a.jpg", "\"a\"") ENTRY(0, "b.jpg", "\"b\"") STILL(0, 4, 3) DONE, E_MEDIA_FAILED },
    { "an entry that is renamed", "zip", ITEMS(1) ENTRY(0, "a.jpg", "\"a\"") STILL(0, 4, 3) ENTRY(0, "b.jpg", "\"b\"") DONE, E_MEDIA_FAILED },
    { "a storyboard", "storyboard", SCENE(0, 40, 20, PICS) DONE, 0 },
    { "two storyboards", "storyboard", SCENE(0, 0, 9, PICS) SCENE(1, 9, 9, PICS) DONE, E_MEDIA_FAILED },
};

static int read_all(struct cx *cx, const char *lines, struct answer *a)
{
    while (*lines) {
        const char *end = strchr(lines, '\n');
        TRY(answer_line(cx, lines, (size_t)(end - lines), a));
        lines = end + 1;
    }
    return answer_check(cx, a);
}

static void believes(void **state)
{
    const struct want *w  = *state;
    struct cx          cx = { .arena = arena_new(16 << 20) };
    struct answer      a;
    answer_start(&a, w->op);
    assert_int_equal(read_all(&cx, w->lines, &a), -(int)w->why);
    assert_int_equal(cx.err.reason, w->why);
    arena_free(cx.arena);
}

static void lists_files(void **state)
{
    struct cx          cx = { .arena = arena_new(16 << 20) };
    struct answer      a;
    struct store_file *files;
    (void)state;
    answer_start(&a, "parse");
    assert_int_equal(read_all(&cx, SOURCE SCENE(0, 0, 10, PICS) SCENE(1, 10, 20, PICS) DONE, &a), 0);
    assert_int_equal(answer_files(&cx, &a, &files), 0);
    assert_int_equal(a.files_n, 8);
    assert_string_equal(files[0].name, "0/thumb.jpg");
    assert_string_equal(files[7].name, "1/frame-0002.jpg");
    assert_int_equal(a.files[7].scene, 1);
    assert_string_equal(a.files[7].name, "frame-0002.jpg");
    assert_int_equal(answer_phash(&a.scenes[0]), 0x00ff00ff00ff00ff);
    assert_null(answer_detail(&cx, &a));
    arena_free(cx.arena);
}

static void keeps_few_warnings(void **state)
{
    static const char line[] = "{\"kind\":\"warning\",\"message\":\"a \\\"b\\\"\"}";
    struct cx         cx     = { .arena = arena_new(16 << 20) };
    struct answer     a;
    (void)state;
    answer_start(&a, "parse");
    for (int i = 0; i < 1000; i++)
        assert_int_equal(answer_line(&cx, line, sizeof line - 1, &a), 0);
    assert_int_equal(a.warnings_n, ANSWER_WARNINGS);
    assert_int_equal(memcmp(answer_detail(&cx, &a), "[\"a \\\"b\\\"\",", 10), 0);
    arena_free(cx.arena);
}

int main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(lists_files),
        cmocka_unit_test(keeps_few_warnings),
    };
    struct CMUnitTest tests[COUNT(cases) + COUNT(others)];
    for (size_t i = 0; i < COUNT(cases); i++)
        tests[i] = (struct CMUnitTest){ cases[i].what, believes, NULL, NULL, &cases[i] };
    memcpy(tests + COUNT(cases), others, sizeof others);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
