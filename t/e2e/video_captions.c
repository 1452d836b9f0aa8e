/* video_captions.c - captions by their users: what is taken, where it is offered, who may. */
#include <string.h>
#include "t/e2e/video.h"

#define CUE "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n"
#define SRT "1\r\n00:00:01,000 --> 00:00:02,000\r\nHi &amp; <i>there</i>\r\n"
#define BAD(message) "{\"detail\":[{\"loc\":[\"body\"],\"msg\":\"" message "\",\"type\":\"value_error\"}]}"

static struct account ada, bob;
static const char    *draft, *processing;

static const char *path_of(const char *hash_id, const char *rest)
{
    return text_format("/video/my/%s/captions%s", hash_id, rest);
}

static const struct answer *put(const char *rest, const char *type, const char *text)
{
    return ASK("PUT", path_of(draft, rest), .token = ada.token, .type = type, .body = text,
               .bytes = strlen(text));
}

static const char *url_of(const char *lang)
{
    const struct answer *a = ASK("GET", path_of(draft, ""), .token = ada.token);
    WANT_STATUS(a, 200);
    for (int64_t i = 0; i < http_int(a, "captions.#"); i++)
        if (strcmp(http_text(a, text_format("captions.%lld.lang", (long long)i)), lang) == 0)
            return http_text(a, text_format("captions.%lld.url", (long long)i));
    return NULL;
}

// clang-format off
static const struct taking {
    const char *what, *rest, *type, *text;
    int         status;
    const char *answer; /* part of it; NULL: none */
} takings[] = {
    { "WebVTT", "/en?label=English", "text/vtt", CUE "Hi\n", 201, NULL },
    { "again", "/en", "text/vtt; charset=utf-8", CUE "Hello\n", 204, NULL },
    { "in other letters", "/EN", "text/vtt", CUE "Hello\n", 204, NULL },
    { "SubRip", "/pt-br", "application/x-subrip", SRT, 201, NULL },
    { "as plain text", "/de", "text/plain", SRT, 201, NULL },
    { "as bytes", "/zh-hant-tw/", "application/octet-stream", CUE "x\n", 201, NULL },
    { "without a type", "/fr?label=Fran%C3%A7ais", "", CUE "x\n", 201, NULL },
    { "SubRip that says it is WebVTT", "/es", "text/vtt", SRT, 422, BAD("line 1: WebVTT begins with a line WEBVTT") },
    { "WebVTT that says it is SubRip", "/es", "application/x-subrip", CUE "x", 422, BAD("line 1: this is neither WebVTT nor a cue of SubRip") },
    { "times that are none", "/es", "text/vtt", CUE "x\n\n1:2 --> 3:4\ny\n", 422, "\"line 6: times are written as" },
    { "an end before its beginning", "/es", "text/vtt", CUE "x\n\n00:02.000 --> 00:01.000\ny\n", 422, BAD("line 6: a cue must end after it has begun") },
    { "another text", "/es", "text/plain", "Hello", 422, "\"line 1: this is neither" },
    { "no UTF-8", "/es", "text/vtt", CUE "caf\xe9\n", 422, "\"line 4: this is not UTF-8" },
    { "nothing", "/es", "text/vtt", "", 422, "\"line 1: " },
    { "a form", "/es", "application/x-www-form-urlencoded", CUE "x\n", 415, "{\"error\":\"Captions are text/vtt" },
    { "JSON", "/es", "application/json", "{}", 415, "{\"error\":" },
    { "no language", "/e", "text/vtt", CUE "x\n", 422, "\"loc\":[\"path\",\"lang\"]" },
    { "a language with a dot", "/en.vtt", "text/vtt", CUE "x\n", 422, "\"loc\":[\"path\",\"lang\"],\"msg\":\"value is not a language tag of BCP 47\"" },
    { "a language that climbs", "/..%2Fen", "text/vtt", CUE "x\n", 404, "Not Found" },
    { "a long language", "/en-x-aaaaaaaa-bbbbbbbb-cccccccc-dddddddd", "text/vtt", CUE "x\n", 422, "\"limit_value\":35" },
    { "a long label", "/es?label=12345678901234567890123456789012345678901234567890123456789012345678901234567890x", "text/vtt", CUE "x\n", 422, "[\"query\",\"label\"]" },
    { "a label of two lines", "/es?label=a%0Ab", "text/vtt", CUE "x\n", 422, "[\"query\",\"label\"]" },
};
// clang-format on

static void is_taken(void **state)
{
    const struct taking *t = *state;
    const struct answer *a = put(t->rest, t->type, t->text);
    WANT_STATUS(a, t->status);
    if (t->answer ? !strstr(a->body, t->answer) : a->bytes != 0)
        http_fail(a, __FILE__, __LINE__, "expected %s", t->answer ? t->answer : "nothing");
}

static void are_listed(void **state)
{
    static const char *const langs[] = { "de", "en", "fr", "pt-BR", "zh-Hant-TW" };
    const struct answer     *a;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(langs); i++)
        WANT_STATUS(put(text_format("/%s?label=L%zu", langs[i], i), "text/vtt", CUE "x\n"), 204);
    a = ASK("GET", path_of(draft, "/"), .token = ada.token);
    WANT_STATUS(a, 200);
    assert_int_equal(http_int(a, "captions.#"), COUNT_OF(langs));
    for (size_t i = 0; i < COUNT_OF(langs); i++) {
        WANT_TEXT(a, text_format("captions.%zu.lang", i), langs[i]);
        WANT_TEXT(a, text_format("captions.%zu.label", i), text_format("L%zu", i));
        WANT_TEXT(a, text_format("captions.%zu.is_own", i), "true");
    }
    WANT_TEXT(a, "expires_at", "*");
}

/* The same link shows what is there now. */
static void links_follow(void **state)
{
    const struct answer *a;
    const char          *url;
    (void)state;
    WANT_STATUS(put("/it", "text/plain", SRT), 201);
    url = url_of("it");
    a   = ASK("GET", url, .headers = { "Origin: https://player.example" });
    WANT_STATUS(a, 200);
    assert_string_equal(a->body, CUE "Hi &amp; <i>there</i>\n");
    WANT_TEXT(a, "header:Content-Type", "text/vtt; charset=utf-8");
    WANT_TEXT(a, "header:Access-Control-Allow-Origin", "*");
    WANT_TEXT(a, "header:X-Content-Type-Options", "nosniff");
    WANT_STATUS(put("/it", "text/vtt", CUE "<script>alert(1)</script>\n"), 204);
    a = ASK("GET", url);
    WANT_STATUS(a, 200);
    assert_string_equal(a->body, CUE "alert(1)\n");
    WANT_STATUS(ASK("DELETE", path_of(draft, "/IT"), .token = ada.token), 204);
    WANT_STATUS(ASK("GET", url), 404);
    assert_null(url_of("it"));
    WANT_STATUS(ASK("DELETE", path_of(draft, "/it"), .token = ada.token), 404);
    WANT_STATUS(ASK("DELETE", path_of(draft, "/no.tag"), .token = ada.token), 422);
}

static void large_ones(void **state)
{
    enum { MOST = 2 << 20 };
    static char text[MOST + 2];
    size_t      n = strlen(CUE);
    (void)state;
    memset(text, 'x', sizeof text);
    memcpy(text, CUE, n);
    WANT_STATUS(ASK("PUT", path_of(draft, "/nl"), .token = ada.token, .type = "text/vtt",
                    .body = text, .bytes = MOST), 201);
    WANT_STATUS(ASK("PUT", path_of(draft, "/nl"), .token = ada.token, .type = "text/vtt",
                    .body = text, .bytes = MOST + 1), 413);
    WANT_STATUS(ASK("DELETE", path_of(draft, "/nl"), .token = ada.token), 204);
}

// clang-format off
static void only_their_users(void **state)
{
    (void)state;
    WANT_STATUS(ASK("PUT", path_of(draft, "/en"), .type = "text/vtt", .body = "x", .bytes = 1), 401);
    WANT_STATUS(ASK("GET", path_of(draft, "")), 401);
    WANT_STATUS(ASK("DELETE", path_of(draft, "/en")), 401);
    WANT_STATUS(ASK("PUT", path_of(draft, "/en"), .token = bob.token, .type = "text/vtt", .body = CUE "x", .bytes = strlen(CUE "x")), 404);
    WANT_STATUS(ASK("GET", path_of(draft, ""), .token = bob.token), 404);
    WANT_STATUS(ASK("DELETE", path_of(draft, "/en"), .token = bob.token), 404);
    WANT_STATUS(ASK("PUT", path_of(processing, "/en"), .token = ada.token, .type = "text/vtt", .body = CUE "x", .bytes = strlen(CUE "x")), 404);
    WANT_STATUS(ASK("GET", path_of(processing, ""), .token = ada.token), 404);
    WANT_STATUS(ASK("GET", path_of("x", ""), .token = ada.token), 422);
    WANT_STATUS(ASK("POST", path_of(draft, "/en"), .token = ada.token, .json = "{}"), 405);
}
// clang-format on

/* Of a real video: the upload's own tracks and those that came later are in the master playlist. */
static void players_see_them(void **state)
{
    const char          *hash_id, *at, *hls;
    const struct answer *a;
    (void)state;
    WANT_STATUS(video_send(ada.token, env_need("DAILIES_TEST_SAMPLE"), "video/mp4", "a.mp4",
                           &hash_id), 204);
    video_awaited(ada.token, hash_id, &at);
    assert_true(strncmp(at, "videos.", 7) == 0);
    WANT_STATUS(ASK("PUT", text_format("/video/my/%s", hash_id), .token = ada.token,
                    .json = "{\"title\":\"a\",\"description\":\"\"}"), 204);
    a   = ladder_awaited(ada.token, ada.id, hash_id);
    hls = http_text(a, "hls_url");
    WANT_TEXT(a, "captions", NULL);
    assert_null(strstr(ASK("GET", hls)->body, "SUBTITLES"));
    WANT_STATUS(ASK("PUT", path_of(hash_id, "/en?label=English"), .token = ada.token,
                    .type = "text/vtt", .body = CUE "Hi\n", .bytes = strlen(CUE "Hi\n")), 201);
    a = ASK("GET", hls);
    WANT_STATUS(a, 200);
    assert_non_null(strstr(a->body, "TYPE=SUBTITLES,GROUP-ID=\"captions\",NAME=\"English\",LANGUAGE=\"en\""));
    assert_non_null(strstr(a->body, "URI=\"../captions/en.m3u8\""));
    a = ASK("GET", text_format("%.*s../captions/en.m3u8", (int)(strlen(hls) - strlen("master.m3u8")), hls));
    WANT_STATUS(a, 200);
    assert_non_null(strstr(a->body, "\nen.vtt\n"));
    a = ASK("GET", text_format("/video/watch/?user_id=%s&hash_id=%s", ada.id, hash_id));
    WANT_TEXT(a, "captions.0.lang", "en");
    a = ASK("GET", http_text(a, "captions.0.url"));
    assert_string_equal(a->body, CUE "Hi\n");
    WANT_STATUS(ASK("DELETE", path_of(hash_id, "/en"), .token = ada.token), 204);
    assert_null(strstr(ASK("GET", hls)->body, "SUBTITLES"));
}

static int begin(void **state)
{
    (void)state;
    ada        = account_new("user");
    bob        = account_new("user");
    draft      = video_seed(&ada, "draft", "d", 10);
    processing = video_seed(&ada, "processing", NULL, 5);
    return 0;
}

int main(void)
{
    enum { FIXED = 5 };
    struct CMUnitTest tests[COUNT_OF(takings) + FIXED];
    size_t            n = 0;
    for (; n < COUNT_OF(takings); n++)
        tests[n] = (struct CMUnitTest){ takings[n].what, is_taken, NULL, NULL, (void *)(uintptr_t)&takings[n] };
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(are_listed);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(links_follow);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(large_ones);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(only_their_users);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(players_see_them);
    return _cmocka_run_group_tests("video_captions", tests, n, begin, NULL);
}
