/* captions_test.c - text tracks inside an upload become captions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "t/media/run.h"

#define COUNT(a) ((int)(sizeof(a) / sizeof((a)[0])))
#define TOOL ",\"ffmpeg\":\"/usr/bin/ffmpeg\""

static int begin(void **state)
{
    if (run_begin(state) < 0)
        return -1;
    make_clip("-f lavfi -i testsrc2=s=320x180:r=25:d=3 -c:v libx264 -preset ultrafast "
              "-pix_fmt yuv420p @/film.mp4");
    return 0;
}

static void make_subtitles(const char *name, const char *words)
{
    char body[200];
    int  n = snprintf(body, sizeof body, "1\n00:00:00,200 --> 00:00:01,000\n%s\n\n", words);
    make_file(name, body, (size_t)n);
}

static void read_out(const char *name, char *to, size_t cap)
{
    FILE *f = fopen(in_folder(name), "rb");
    assert_non_null(f);
    to[fread(to, 1, cap - 1, f)] = '\0';
    fclose(f);
}

static int captions_of(const struct heard *h, struct json_object **to, int most)
{
    int n = 0;
    for (int i = 0; i < h->lines_n && n < most; i++)
        if (strcmp(text(h->lines[i], "kind"), "caption") == 0)
            to[n++] = h->lines[i];
    return n;
}

static void takes_text_tracks(void **state)
{
    struct heard        h;
    struct json_object *c[8];
    char                words[1000];
    (void)state;
    make_subtitles("one.srt", "Hello there");
    make_subtitles("two.srt", "[door closes]");
    make_subtitles("three.srt", "Guten Tag");
    make_clip("-i @/film.mp4 -i @/one.srt -i @/two.srt -i @/three.srt -i @/one.srt -map 0 -map 1 -map 2 "
              "-map 3 -map 4 -c copy -c:s srt -c:s:2 ass -metadata:s:s:0 language=eng "
              "-metadata:s:s:1 language=eng -metadata:s:s:1 title=SDH -metadata:s:s:2 language=ger "
              "@/subs.mkv");
    media(&h, "watchable", "subs.mkv", TOOL);
    assert_int_equal(h.status, 0);
    assert_string_equal(text(line(&h, "video"), "mode"), "copy");
    assert_int_equal(captions_of(&h, c, COUNT(c)), 4);
    assert_string_equal(text(c[0], "lang"), "en");
    assert_string_equal(text(c[0], "label"), "English");
    assert_string_equal(text(c[1], "lang"), "en-x-2");
    assert_string_equal(text(c[1], "label"), "SDH");
    assert_string_equal(text(c[2], "lang"), "de");
    assert_string_equal(text(c[2], "label"), "German");
    assert_string_equal(text(c[3], "lang"), "und");
    read_out("out/captions/en.vtt", words, sizeof words);
    assert_int_equal(strncmp(words, "WEBVTT\n", 7), 0);
    assert_non_null(strstr(words, "00:00.200 --> 00:01.000\nHello there"));
    read_out("out/captions/de.vtt", words, sizeof words);
    assert_non_null(strstr(words, "Guten Tag"));
    heard_free(&h);
}

static void takes_text_tracks_of_phones(void **state)
{
    struct heard        h;
    struct json_object *c[8];
    (void)state;
    make_subtitles("one.srt", "Bonjour");
    make_clip("-i @/film.mp4 -i @/one.srt -c copy -c:s mov_text -metadata:s:s:0 language=fre @/subs.mp4");
    media(&h, "watchable", "subs.mp4", TOOL);
    assert_int_equal(h.status, 0);
    assert_int_equal(captions_of(&h, c, COUNT(c)), 1);
    assert_string_equal(text(c[0], "lang"), "fr");
    assert_int_equal(file_bytes("captions/fr.vtt") > 20, 1);
    heard_free(&h);
}

/* Subtitles that are pictures, as Blu-ray has them: one composition of nothing, and its end. */
static void leaves_subtitles_of_pictures(void **state)
{
    static const uint8_t sup[] = { 'P', 'G', 0, 0, 0x23, 0x28, 0, 0, 0, 0, 0x16, 0, 11, 1, 0x40, 0,
                                   180, 0x10, 0, 0, 0x80, 0, 0, 0, 'P', 'G', 0, 0, 0x23, 0x28, 0, 0,
                                   0, 0, 0x80, 0, 0 };
    struct heard         h;
    struct json_object  *c[8];
    (void)state;
    make_file("drawn.sup", sup, sizeof sup);
    make_clip("-i @/film.mp4 -f sup -i @/drawn.sup -i @/one.srt -map 0 -map 1 -map 2 -c copy "
              "-metadata:s:s:1 language=jpn @/drawn.mkv");
    media(&h, "watchable", "drawn.mkv", TOOL);
    assert_int_equal(h.status, 0);
    assert_int_equal(captions_of(&h, c, COUNT(c)), 1);
    assert_string_equal(text(c[0], "lang"), "ja");
    assert_non_null(strstr(text(line(&h, "warning"), "message"), "not of text"));
    heard_free(&h);
}

/* Beyond the 32nd they are left out. */
static void takes_only_so_many(void **state)
{
    struct heard        h;
    struct json_object *c[64];
    char                arguments[1000];
    (void)state;
    make_subtitles("one.srt", "Again");
    int n = snprintf(arguments, sizeof arguments, "-i @/film.mp4 -i @/one.srt -map 0");
    for (int i = 0; i < 34; i++)
        n += snprintf(arguments + n, sizeof arguments - (size_t)n, " -map 1");
    snprintf(arguments + n, sizeof arguments - (size_t)n, " -c copy @/many.mkv");
    make_clip(arguments);
    media(&h, "watchable", "many.mkv", TOOL);
    assert_int_equal(h.status, 0);
    assert_int_equal(captions_of(&h, c, COUNT(c)), 32);
    assert_string_equal(text(c[0], "lang"), "und");
    assert_string_equal(text(c[31], "lang"), "und-x-32");
    assert_non_null(strstr(text(line(&h, "warning"), "message"), "first 32"));
    heard_free(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_text_tracks),
        cmocka_unit_test(takes_text_tracks_of_phones),
        cmocka_unit_test(leaves_subtitles_of_pictures),
        cmocka_unit_test(takes_only_so_many),
    };
    return cmocka_run_group_tests(tests, begin, run_end);
}
