/* video_story.c - from an upload to its end: processed, published, watched by links that nginx
 * alone checks, hidden, deleted. */
#include "t/e2e/video.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/text.h"
#include "model/video/watch.h"

static struct account ada, bob;
static const char    *hash_id, *watch_path;

/* Where a link stands: its parts, for making others of them. */
struct link {
    const char *root, *token, *expires, *key; /* root: up to /video/file */
};

static struct link link_of(const char *url)
{
    struct link l;
    const char *at = strstr(url, "/video/file/");
    assert_non_null(at);
    l.root    = text_format("%.*s/video/file", (int)(at - url), url);
    at       += strlen("/video/file/");
    l.token   = text_format("%.22s", at);
    at       += 23;
    l.expires = text_format("%.*s", (int)strcspn(at, "/"), at);
    at       += strcspn(at, "/") + 1;
    l.key     = text_format("%.36s", at);
    return l;
}

static const char *link_text(const struct link *l, const char *name)
{
    return text_format("%s/%s/%s/%s/%s", l->root, l->token, l->expires, l->key, name);
}

static const struct answer *watched(const char *token)
{
    const struct answer *a = ASK("GET", watch_path, .token = token);
    WANT_STATUS(a, 200);
    return a;
}

static void an_upload_becomes_a_draft(void **state)
{
    const struct answer *a;
    const char          *at;
    (void)state;
    a = video_send(ada.token, footage_file(CLIP), "video/mp4", "three.mp4", &hash_id);
    WANT_STATUS(a, 204);
    WANT_TEXT(a, "header:ETag", "*");
    a = video_awaited(ada.token, hash_id, &at);
    assert_true(strncmp(at, "videos.", 7) == 0);
    WANT_TEXT(a, text_format("%s.title", at), "three.mp4");
    WANT_TEXT(a, text_format("%s.description", at), NULL);
    WANT_TEXT(a, text_format("%s.listing_time", at), NULL);
    WANT_TEXT(a, text_format("%s.duration_seconds", at), "6");
    WANT_TEXT(a, text_format("%s.width", at), "320");
    WANT_TEXT(a, text_format("%s.video_type", at), "video/mp4");
    WANT_TEXT(a, text_format("%s.is_private", at), "false");
    WANT_TEXT(a, text_format("%s.blurhash", at), "*");
    a = ASK("GET", http_text(a, text_format("%s.thumbnail_url", at)));
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "header:Content-Type", "image/jpeg");
    watch_path = text_format("/video/watch/?user_id=%s&hash_id=%s", ada.id, hash_id);
    WANT_STATUS(ASK("GET", watch_path, .token = ada.token), 404);
}

static void publishing_makes_it_watchable(void **state)
{
    const struct answer *a;
    const char          *url;
    (void)state;
    WANT_STATUS(ASK("PUT", text_format("/video/my/%s", hash_id), .token = ada.token,
                    .json = "{\"title\":\"Three\",\"description\":\"Shots\"}"), 204);
    a   = watched(NULL);
    url = http_text(a, "watchable_url");
    a   = ASK("GET", url);
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "header:Content-Type", "video/mp4");
    WANT_TEXT(a, "header:Accept-Ranges", "bytes");
    assert_true(a->bytes > 1000 && memcmp(a->body + 4, "ftyp", 4) == 0);
    assert_true(memmem(a->body, a->bytes, "moov", 4) < memmem(a->body, a->bytes, "mdat", 4));
    a = ASK("GET", url, .headers = { "Range: bytes=10-19" });
    WANT_STATUS(a, 206);
    assert_int_equal(a->bytes, 10);
    a = ASK("GET", url, .headers = { "Range: bytes=999999999-" });
    WANT_STATUS(a, 416);
    a = ASK("HEAD", url);
    WANT_STATUS(a, 200);
    assert_int_equal(a->bytes, 0);
    a = ASK("GET", url, .headers = { text_format("If-None-Match: %s", http_header(a, "ETag", 0)) });
    WANT_STATUS(a, 304);
    a = ASK("GET", url, .headers = { "Origin: https://elsewhere.example" });
    WANT_TEXT(a, "header:Access-Control-Allow-Origin", "*");
    a = ASK("OPTIONS", url, .headers = { "Origin: https://elsewhere.example", "Access-Control-Request-Method: GET",
                                         "Access-Control-Request-Headers: range" });
    WANT_STATUS(a, 204);
    WANT_STATUS(ASK("POST", url), 405);
}

static void the_ladder_follows(void **state)
{
    const struct answer *a = ladder_awaited(ada.token, ada.id, hash_id), *list;
    struct link          l = link_of(http_text(a, "hls_url"));
    const char          *sprites = http_text(a, "sprites_url");
    (void)state;
    list = ASK("GET", http_text(a, "hls_url"));
    WANT_STATUS(list, 200);
    WANT_TEXT(list, "header:Content-Type", "application/vnd.apple.mpegurl");
    WANT_TEXT(list, "header:Cache-Control", "private, no-cache");
    WANT_STATUS(ASK("GET", http_text(a, "hls_url"),
                    .headers = { text_format("If-None-Match: %s", http_header(list, "ETag", 0)) }), 304);
    assert_non_null(strstr(list->body, "#EXT-X-STREAM-INF:"));
    assert_non_null(strstr(list->body, "RESOLUTION=320x180"));
    assert_non_null(strstr(list->body, "FRAME-RATE=25.000"));
    assert_non_null(strstr(list->body, "180p.m3u8"));
    list = ASK("GET", link_text(&l, "hls/180p.m3u8"));
    WANT_STATUS(list, 200);
    assert_non_null(strstr(list->body, "#EXT-X-ENDLIST"));
    WANT_STATUS(ASK("GET", link_text(&l, "hls/180p.m4s"), .headers = { "Range: bytes=0-99" }), 206);
    WANT_STATUS(ASK("GET", link_text(&l, "hls/audio.m3u8")), 200);
    list = ASK("GET", sprites);
    WANT_STATUS(list, 200);
    assert_true(strncmp(list->body, "WEBVTT", 6) == 0);
    WANT_STATUS(ASK("GET", link_text(&l, "sprites-1.jpg")), 200);
    WANT_STATUS(ASK("GET", link_text(&l, "poster.jpg")), 200);
}

static void links_cannot_be_made_up(void **state)
{
    struct link  good = link_of(http_text(watched(NULL), "watchable_url")), l = good;
    struct cx    cx   = { .arena = arena_new(1 << 20) };
    struct conf  conf;
    struct uuid  key = uuid_of(good.key);
    static const char *const names[] = { "..%2f..%2fblob", "../../../etc/passwd", "%2e%2e/%2e%2e/x",
                                         "hls/../../x", ".hidden", "", "hls/", "hls" };
    (void)state;
    WANT_STATUS(ASK("GET", link_text(&good, "video.mp4")), 200);
    l.token = "AAAAAAAAAAAAAAAAAAAAAA";
    WANT_STATUS(ASK("GET", link_text(&l, "video.mp4")), 403);
    l         = good;
    l.expires = text_format("9%s", good.expires);
    WANT_STATUS(ASK("GET", link_text(&l, "video.mp4")), 403);
    l     = good;
    l.key = "00000000-0000-4000-8000-00000000dead";
    WANT_STATUS(ASK("GET", link_text(&l, "video.mp4")), 403);
    WANT_STATUS(ASK("GET", text_format("%s/x", good.root)), 403);
    assert_int_equal(conf_load(&cx, env_need("DAILIES_TEST_CONF"), true, &conf), 0);
    l         = good;
    l.expires = "1000000000";
    l.token   = watch_token(cx.arena, conf.link_key, key, 1000000000);
    WANT_STATUS(ASK("GET", link_text(&l, "video.mp4")), 410);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const struct answer *a = ASK("GET", link_text(&good, names[i]));
        assert_in_range(a->status, 400, 404);
    }
    arena_free(cx.arena);
}

static void the_log_keeps_no_token(void **state)
{
    struct link l    = link_of(http_text(watched(NULL), "watchable_url"));
    size_t      n;
    char       *text;
    (void)state;
    WANT_STATUS(ASK("GET", link_text(&l, "video.mp4")), 200);
    usleep(200000);
    text = footage_read(text_format("%s/log/nginx-access.log", env_need("DAILIES_TEST_STATE")), &n);
    assert_null(memmem(text, n, l.token, strlen(l.token)));
    assert_non_null(memmem(text, n, "/video/file/-/-/", 16));
    free(text);
}

/* nginx answers by itself: no program is named in its log for these. */
static void no_program_is_asked_for_files(void **state)
{
    struct link          l  = link_of(http_text(watched(NULL), "watchable_url"));
    const char          *id = text_unique();
    size_t               n;
    char                *text, *line, *end;
    (void)state;
    WANT_STATUS(ASK("GET", link_text(&l, "poster.jpg"), .headers = { text_format("X-Request-ID: %s", id) }), 200);
    usleep(200000);
    text = footage_read(text_format("%s/log/nginx-access.log", env_need("DAILIES_TEST_STATE")), &n);
    line = memmem(text, n, id, strlen(id));
    assert_non_null(line);
    end = memchr(line, '\n', n - (size_t)(line - text));
    *end = 0;
    assert_non_null(strstr(line, "\"upstream_status\":\"\""));
    free(text);
}

static void a_missing_folder_is_made_again(void **state)
{
    struct link l = link_of(http_text(watched(NULL), "watchable_url"));
    const char *folder = text_format("%s/store/watch/%s", env_need("DAILIES_TEST_STATE"), l.key);
    const char *argv[] = { "rm", "-r", folder, NULL };
    (void)state;
    assert_int_equal(program_run(argv), 0);
    WANT_STATUS(ASK("GET", link_text(&l, "video.mp4")), 404);
    watched(bob.token);
    WANT_STATUS(ASK("GET", link_text(&l, "video.mp4")), 200);
    WANT_STATUS(ASK("GET", link_text(&l, "hls/master.m3u8")), 200);
}

static void hiding_ends_the_old_links(void **state)
{
    struct link          l    = link_of(http_text(watched(NULL), "watchable_url")), mine;
    const char          *path = text_format("/video/my/%s", hash_id);
    const struct answer *a;
    (void)state;
    WANT_STATUS(ASK("PUT", path, .token = ada.token, .json = "{\"is_private\":true}"), 204);
    WANT_STATUS(ASK("GET", link_text(&l, "video.mp4")), 404);
    WANT_STATUS(ASK("GET", link_text(&l, "hls/master.m3u8")), 404);
    WANT_STATUS(ASK("GET", link_text(&l, "thumbnail.jpg")), 404);
    WANT_STATUS(ASK("GET", watch_path, .token = bob.token), 403);
    a    = watched(ada.token);
    mine = link_of(http_text(a, "watchable_url"));
    WANT_STATUS(ASK("GET", link_text(&mine, "video.mp4")), 200);
    WANT_STATUS(ASK("GET", link_text(&mine, "hls/180p.m3u8")), 200);
    WANT_STATUS(ASK("PUT", path, .token = ada.token, .json = "{\"is_private\":false}"), 204);
    WANT_STATUS(ASK("GET", link_text(&mine, "video.mp4")), 200);
    WANT_STATUS(ASK("GET", link_text(&l, "video.mp4")), 404);
}

static void deleting_ends_everything(void **state)
{
    struct link l    = link_of(http_text(watched(NULL), "watchable_url"));
    const char *path = text_format("/video/my/%s", hash_id);
    (void)state;
    WANT_STATUS(ASK("DELETE", path, .token = bob.token), 404);
    WANT_STATUS(ASK("DELETE", path, .token = ada.token), 204);
    WANT_STATUS(ASK("GET", link_text(&l, "video.mp4")), 404);
    WANT_STATUS(ASK("GET", watch_path), 404);
    assert_int_equal(sql_number("SELECT COUNT(*) FROM video WHERE hash_id = ?",
                                ARGS(ARG(uuid_of(hash_id)))), 0);
    assert_int_equal(access(text_format("%s/store/watch/%s", env_need("DAILIES_TEST_STATE"), l.key),
                            F_OK), -1);
}

/* What is no video fails, with one of the four reasons, and can be removed. */
static void what_is_no_video_fails(void **state)
{
    const char          *id, *at;
    const struct answer *a = video_send(ada.token, footage_bytes("text.mp4", "this is no video at all", 23),
                                        "video/mp4", "text.mp4", &id);
    (void)state;
    WANT_STATUS(a, 204);
    a = video_awaited(ada.token, id, &at);
    WANT_TEXT(a, text_format("%s.failure_reason", at), "Corrupted/Invalid file");
    WANT_TEXT(a, text_format("%s.stage", at), NULL);
    WANT_STATUS(ASK("DELETE", text_format("/video/my/%s", id), .token = ada.token), 204);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_upload_becomes_a_draft),    cmocka_unit_test(publishing_makes_it_watchable),
        cmocka_unit_test(the_ladder_follows),           cmocka_unit_test(links_cannot_be_made_up),
        cmocka_unit_test(the_log_keeps_no_token),       cmocka_unit_test(no_program_is_asked_for_files),
        cmocka_unit_test(a_missing_folder_is_made_again), cmocka_unit_test(hiding_ends_the_old_links),
        cmocka_unit_test(deleting_ends_everything),     cmocka_unit_test(what_is_no_video_fails),
    };
    int rc;
    ada = account_new("user");
    bob = account_new("user");
    rc  = cmocka_run_group_tests(tests, NULL, NULL);
    footage_end();
    return rc;
}
