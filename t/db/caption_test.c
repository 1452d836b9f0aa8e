/* caption_test.c - tracks of a video: rows, files, playlists, the folder. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/video/caption.h"
#include "model/video/playlist.h"
#include "t/db/own.h"

static struct cx   cx;
static struct uuid user, hash_id, video_id;

static struct uuid video_made(const char *state)
{
    static const char sql[] =
        "INSERT INTO video (id, user_id, hash_id, state, file_name, video_type, content_hash,"
        " size_in_bytes, upload_time, job_id, duration_seconds, watch_key, ready_at)"
        " VALUES (?, ?, ?, ?, 'a.mp4', 'video/mp4', SHA2('x', 256), 1, NOW(6), ?, 61, ?, NOW(6))";
    hash_id  = uuid_new();
    video_id = uuid_new();
    own_do(&cx, sql, ARGS(ARG(video_id), ARG(user), ARG(hash_id), ARG(state), ARG(uuid_new()), ARG(uuid_new())));
    return video_id;
}

static int begin(void **state)
{
    (void)state;
    cx   = own_open();
    user = own_person(&cx);
    return 0;
}

static int end(void **state)
{
    (void)state;
    own_close(&cx);
    return 0;
}

static struct blob kept(const char *text)
{
    struct store_writer *w;
    struct blob          blob;
    assert_int_equal(store_create(&cx, &w), 0);
    assert_int_equal(store_write(&cx, w, text, strlen(text)), 0);
    assert_int_equal(store_keep(&cx, w, &blob), 0);
    return blob;
}

static int put_in_tx(struct cx *c, void *u) { return caption_put(c, u); }

static int put(const char *lang, const char *label, const char *text, bool *is_new)
{
    struct caption_new c  = { .user_id = user, .hash_id = hash_id, .lang = lang, .label = label,
                              .blob = kept(text) };
    int                rc = db_tx(&cx, TX_REPEATABLE, put_in_tx, &c);
    if (is_new)
        *is_new = c.is_new;
    err_clear(&cx);
    return rc;
}

static int remove_in_tx(struct cx *c, void *u) { return caption_remove(c, user, hash_id, u); }

static int removed(char *lang)
{
    int rc = db_tx(&cx, TX_ONCE, remove_in_tx, lang);
    err_clear(&cx);
    return rc;
}

static void rendition(const char *name, bool is_audio)
{
    static const char sql[] = "INSERT INTO video_rendition VALUES (?, ?, ?, 640, 360, 900000,"
                              " 700000, 'avc1.64001e', 25)";
    own_do(&cx, sql, ARGS(ARG(video_id), ARG(name), ARG(is_audio)));
}

/* What the video's folder holds under that name; NULL for nothing. */
static const char *file_of(const char *name)
{
    char  key[UUID_TEXT], *text = arena_alloc(cx.arena, 8192);
    FILE *f;
    struct video v;
    assert_int_equal(video_own(&cx, user, hash_id, &v), 0);
    uuid_format(v.watch_key, key);
    f = fopen(arena_printf(cx.arena, "%s/store/watch/%s/%s", own_conf.state_dir, key, name), "r");
    if (!f)
        return NULL;
    text[fread(text, 1, 8191, f)] = '\0';
    fclose(f);
    return text;
}

static bool offers(const char *what)
{
    const char *master = file_of("hls/master.m3u8");
    return master && strstr(master, what);
}

static void adds_and_replaces(void **state)
{
    bool is_new;
    (void)state;
    video_made("ready");
    assert_int_equal(put("en", NULL, "WEBVTT 1\n", &is_new), 0);
    assert_true(is_new);
    assert_string_equal(file_of("captions/en.vtt"), "WEBVTT 1\n");
    assert_non_null(strstr(file_of("captions/en.m3u8"), "TARGETDURATION:61\n"));
    assert_null(file_of("hls/master.m3u8"));
    rendition("360p", false);
    assert_int_equal(put("en", "English", "WEBVTT 2\n", &is_new), 0);
    assert_false(is_new);
    assert_string_equal(file_of("captions/en.vtt"), "WEBVTT 2\n");
    assert_true(offers("NAME=\"English\",LANGUAGE=\"en\""));
    assert_int_equal(put("en", NULL, "WEBVTT 3\n", NULL), 0);
    assert_true(offers("NAME=\"English\",LANGUAGE=\"en\""));
    assert_string_equal(file_of("captions/en.vtt"), "WEBVTT 3\n");
}

/* Tracks of uploads may be written otherwise. */
static void finds_it_in_any_case(void **state)
{
    (void)state;
    video_made("ready");
    rendition("360p", false);
    own_do(&cx, "INSERT INTO video_caption VALUES (?, 'PT-br', 'Old', FALSE, NOW(6))", ARGS(ARG(video_id)));
    own_do(&cx, "INSERT INTO video_file VALUES (?, 'captions/PT-br.vtt', SHA2('x', 256), 1, 'text/vtt')",
           ARGS(ARG(video_id)));
    assert_int_equal(playlist_store(&cx, video_id), 0);
    assert_int_equal(put("pt-BR", NULL, "WEBVTT\n", NULL), 0);
    assert_true(offers("NAME=\"Old\",LANGUAGE=\"pt-BR\""));
    assert_false(offers("PT-br"));
    assert_null(file_of("captions/PT-br.m3u8"));
    assert_non_null(file_of("captions/pt-BR.m3u8"));
    assert_int_equal(removed((char[]){ "PT-BR" }), 0);
    assert_false(offers("SUBTITLES"));
    assert_null(file_of("captions/pt-BR.vtt"));
    assert_int_equal(removed((char[]){ "pt-BR" }), -E_NOT_FOUND);
}

static void lists_them(void **state)
{
    struct caption_track *rows;
    struct video          v;
    size_t                n;
    (void)state;
    video_made("ready");
    assert_int_equal(put("fr", "Fran\xc3\xa7" "ais", "WEBVTT\n", NULL), 0);
    assert_int_equal(put("de", NULL, "WEBVTT\n", NULL), 0);
    assert_int_equal(caption_list(&cx, user, hash_id, &v, &rows, &n), 0);
    assert_int_equal(n, 2);
    assert_string_equal(rows[0].lang, "de");
    assert_string_equal(rows[0].label, "de");
    assert_string_equal(rows[1].label, "Fran\xc3\xa7" "ais");
    assert_true(rows[1].is_own);
    assert_int_equal(caption_list(&cx, own_person(&cx), hash_id, &v, &rows, &n), -E_NOT_FOUND);
    err_clear(&cx);
}

static void only_so_many(void **state)
{
    (void)state;
    video_made("ready");
    rendition("360p", false);
    for (int i = 0; i < CAPTION_TRACKS; i++)
        assert_int_equal(put(arena_printf(cx.arena, "en-x-%d", i), NULL, "WEBVTT\n", NULL), 0);
    assert_int_equal(put("de", NULL, "WEBVTT\n", NULL), -E_BAD_REQUEST);
    assert_int_equal(put("en-x-7", "Seven", "WEBVTT\n", NULL), 0);
    assert_true(offers("NAME=\"Seven\""));
}

static void only_ready_videos_of_ones_own(void **state)
{
    struct uuid me = user;
    (void)state;
    video_made("processing");
    assert_int_equal(put("en", NULL, "WEBVTT\n", NULL), -E_NOT_FOUND);
    video_made("ready");
    user = own_person(&cx);
    assert_int_equal(put("en", NULL, "WEBVTT\n", NULL), -E_NOT_FOUND);
    assert_int_equal(removed((char[]){ "en" }), -E_NOT_FOUND);
    user = me;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adds_and_replaces),
        cmocka_unit_test(finds_it_in_any_case),
        cmocka_unit_test(lists_them),
        cmocka_unit_test(only_so_many),
        cmocka_unit_test(only_ready_videos_of_ones_own),
    };
    int failed;
    own_begin("caption");
    failed = cmocka_run_group_tests(tests, begin, end);
    own_end();
    return failed;
}
