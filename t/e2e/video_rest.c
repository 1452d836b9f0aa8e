/* video_rest.c - the documented routes of the video library: who sees what, and what is refused. */
#include "t/e2e/video.h"
#include <string.h>

#define NOBODY "00000000-0000-4000-8000-00000000dead"
static struct account ada, bob;
static const char    *draft, *listed, *hidden, *failed, *processing, *theirs;

/* What a path or a body says in braces. */
static const char *filled(const char *text)
{
    const struct {
        const char *name, *value;
    } words[] = { { "{ada}", ada.id },       { "{bob}", bob.id },       { "{draft}", draft },
                  { "{listed}", listed },    { "{hidden}", hidden },    { "{failed}", failed },
                  { "{theirs}", theirs },    { "{processing}", processing } };
    for (size_t i = 0; text && i < COUNT_OF(words); i++) {
        const char *at = strstr(text, words[i].name);
        if (at)
            return filled(text_format("%.*s%s%s", (int)(at - text), text, words[i].value,
                                      at + strlen(words[i].name)));
    }
    return text;
}

static const char *token_of(const char *who)
{
    return !who ? NULL : strcmp(who, "ada") == 0 ? ada.token : strcmp(who, "bob") == 0 ? bob.token : who;
}

#define MISSING(place, name) "{\"loc\":[\"" place "\",\"" name "\"],\"msg\":\"field required\",\"type\":\"value_error.missing\"}"
#define NO_UUID(place, name) "{\"loc\":[\"" place "\",\"" name "\"],\"msg\":\"value is not a valid uuid\",\"type\":\"type_error.uuid\"}"
#define DETAIL(...) "{\"detail\":[" __VA_ARGS__ "]}"
#define JSON_TYPE "application/json"

// clang-format off
static const struct row_ {
    const char *what, *who, *method, *path, *type, *body;
    int         status;
    const char *answer; /* exactly; NULL: not looked at */
} rows[] = {
    /* nobody, and paths that are none */
    { "own videos of nobody", NULL, "GET", "/video/my/", NULL, NULL, 401, "{\"detail\":\"Unauthorized\"}" },
    { "... without the slash", NULL, "GET", "/video/my", NULL, NULL, 401, "{\"detail\":\"Unauthorized\"}" },
    { "a token that is none", "nonsense", "GET", "/video/my/", NULL, NULL, 401, "{\"detail\":\"Unauthorized\"}" },
    { "a token that is none where none is needed", "nonsense", "GET", "/video/explore/", NULL, NULL, 401, "{\"detail\":\"Unauthorized\"}" },
    { "instructions for nobody", NULL, "GET", "/video/upload/", NULL, NULL, 401, "{\"detail\":\"Unauthorized\"}" },
    { "settings for nobody", NULL, "GET", "/video/upload/config", NULL, NULL, 401, "{\"detail\":\"Unauthorized\"}" },
    { "a change by nobody, with a bad identifier", NULL, "PUT", "/video/my/x", JSON_TYPE, "{}", 401, "{\"detail\":\"Unauthorized\"}" },
    { "a change by nobody, with a broken body", NULL, "PUT", "/video/my/{listed}", JSON_TYPE, "{\"title\":", 422, NULL },
    { "deletion by nobody", NULL, "DELETE", "/video/my/{listed}", NULL, NULL, 401, "{\"detail\":\"Unauthorized\"}" },
    { "no path", "ada", "GET", "/video/nothing", NULL, NULL, 404, "{\"detail\":\"Not Found\"}" },
    { "a wrong method", "ada", "POST", "/video/explore/", NULL, NULL, 405, "{\"detail\":\"Method Not Allowed\"}" },
    { "HEAD is no GET here", "ada", "HEAD", "/video/explore/", NULL, NULL, 405, NULL },
    /* explore, user */
    { "explore for nobody", NULL, "GET", "/video/explore/", NULL, NULL, 200, NULL },
    { "explore without the slash", NULL, "GET", "/video/explore?include_my=YES", NULL, NULL, 200, NULL },
    { "no truth", NULL, "GET", "/video/explore/?include_my=maybe", NULL, NULL, 422,
      DETAIL("{\"loc\":[\"query\",\"include_my\"],\"msg\":\"value could not be parsed to a boolean\",\"type\":\"type_error.bool\"}") },
    { "a page that is none", NULL, "GET", "/video/explore/?next=xx", NULL, NULL, 400, "{\"error\":\"invalid next page\"}" },
    { "an empty page", NULL, "GET", "/video/explore/?next=", NULL, NULL, 400, "{\"error\":\"invalid next page\"}" },
    { "a page that is no object", NULL, "GET", "/video/explore/?next=WzFd", NULL, NULL, 400, "{\"error\":\"invalid next page\"}" },
    { "a page without an index", NULL, "GET", "/video/explore/?next=e30=", NULL, NULL, 400, "{\"error\":\"invalid next page\"}" },
    { "a page whose index is null", NULL, "GET", "/video/explore/?next=eyJtaW5pbXVtX3BhZ2luYXRpb25faW5kZXgiOiBudWxsfQ==", NULL, NULL, 400, "{\"error\":\"invalid next page\"}" },
    { "a page without its padding", NULL, "GET", "/video/explore/?next=eyJtaW5pbXVtX3BhZ2luYXRpb25faW5kZXgiOiAxfQ", NULL, NULL, 400, "{\"error\":\"invalid next page\"}" },
    { "a page behind all", NULL, "GET", "/video/explore/?next=eyJtaW5pbXVtX3BhZ2luYXRpb25faW5kZXgiOiAxfQ==", NULL, NULL, 200, "{\"videos\":[]}" },
    { "a page whose index is a text", NULL, "GET", "/video/explore/?next=eyJtaW5pbXVtX3BhZ2luYXRpb25faW5kZXgiOiAiMSIsICJ4IjogMX0=", NULL, NULL, 200, "{\"videos\":[]}" },
    { "a user that is none", NULL, "GET", "/video/user/" NOBODY, NULL, NULL, 404, "" },
    { "no identifier", NULL, "GET", "/video/user/x", NULL, NULL, 422, DETAIL(NO_UUID("path", "user_id")) },
    { "a bad page of a user", NULL, "GET", "/video/user/{ada}?next=xx", NULL, NULL, 400, "{\"error\":\"invalid next page\"}" },
    { "a user by a laxer name", NULL, "GET", "/video/user/urn:uuid:{ada}", NULL, NULL, 200, NULL },
    /* watch */
    { "watching nothing", NULL, "GET", "/video/watch/", NULL, NULL, 422, DETAIL(MISSING("query", "user_id") "," MISSING("query", "hash_id")) },
    { "watching nonsense", NULL, "GET", "/video/watch?user_id=x&hash_id=y", NULL, NULL, 422, DETAIL(NO_UUID("query", "user_id") "," NO_UUID("query", "hash_id")) },
    { "a listed one, by nobody", NULL, "GET", "/video/watch/?user_id={ada}&hash_id={listed}", NULL, NULL, 200, NULL },
    { "a listed one of another user's", NULL, "GET", "/video/watch/?user_id={bob}&hash_id={listed}", NULL, NULL, 404, "" },
    { "an unknown one", "ada", "GET", "/video/watch/?user_id={ada}&hash_id=" NOBODY, NULL, NULL, 404, "" },
    { "one's own draft", "ada", "GET", "/video/watch/?user_id={ada}&hash_id={draft}", NULL, NULL, 404, "" },
    { "one's own failed one", "ada", "GET", "/video/watch/?user_id={ada}&hash_id={failed}", NULL, NULL, 404, "" },
    { "one's own private one", "ada", "GET", "/video/watch/?user_id={ada}&hash_id={hidden}", NULL, NULL, 200, NULL },
    { "somebody else's private one", "bob", "GET", "/video/watch/?user_id={ada}&hash_id={hidden}", NULL, NULL, 403, "" },
    { "a private one, by nobody", NULL, "GET", "/video/watch/?user_id={ada}&hash_id={hidden}", NULL, NULL, 403, "" },
    /* upload */
    { "instructions for nothing", "ada", "GET", "/video/upload/", NULL, NULL, 422, DETAIL(MISSING("query", "file_content_type") "," MISSING("query", "file_name")) },
    { "a type that is not taken", "ada", "GET", "/video/upload?file_content_type=video/x-matroska&file_name=a.mkv", NULL, NULL, 400, NULL },
    { "a type in capitals", "ada", "GET", "/video/upload/?file_content_type=Video/mp4&file_name=a.mp4", NULL, NULL, 400, NULL },
    { "the type is judged first", "ada", "GET", "/video/upload/?file_content_type=x&file_name=a%20b", NULL, NULL, 400,
      "{\"error\":\"invalid file content type::x, supported types: {'video/mp4', 'video/webm', 'video/ogg', 'video/mpeg'}\"}" },
    { "a blank in a name", "ada", "GET", "/video/upload/?file_content_type=video/mp4&file_name=a%20b.mp4", NULL, NULL, 400, NULL },
    { "a star in a name", "ada", "GET", "/video/upload/?file_content_type=video/mp4&file_name=a*.mp4", NULL, NULL, 400, NULL },
    { "a path in a name", "ada", "GET", "/video/upload/?file_content_type=video/mp4&file_name=a/b.mp4", NULL, NULL, 400, NULL },
    { "no name", "ada", "GET", "/video/upload/?file_content_type=video/mp4&file_name=", NULL, NULL, 400, NULL },
    { "a hidden name", "ada", "GET", "/video/upload/?file_content_type=video/mp4&file_name=.mp4", NULL, NULL, 400, NULL },
    { "a dot at the end", "ada", "GET", "/video/upload/?file_content_type=video/mp4&file_name=a.", NULL, NULL, 400, NULL },
    { "a device", "ada", "GET", "/video/upload/?file_content_type=video/mp4&file_name=COM1", NULL, NULL, 400, NULL },
    { "a small device with an ending", "ada", "GET", "/video/upload/?file_content_type=video/mp4&file_name=con.mp4", NULL, NULL, 200, NULL },
    { "all marks of a name", "ada", "GET", "/video/upload/?file_content_type=video/ogg&file_name=A!@_.'()-9", NULL, NULL, 200, NULL },
    /* PUT */
    { "no identifier to change", "ada", "PUT", "/video/my/x", JSON_TYPE, "{}", 422, DETAIL(NO_UUID("path", "hash_id")) },
    { "all faults at once", "ada", "PUT", "/video/my/x", JSON_TYPE, "{\"is_private\":\"maybe\",\"user_id\":1}", 422, NULL },
    { "no body", "ada", "PUT", "/video/my/{listed}", JSON_TYPE, "", 422, DETAIL("{\"loc\":[\"body\"],\"msg\":\"field required\",\"type\":\"value_error.missing\"}") },
    { "a list", "ada", "PUT", "/video/my/{listed}", JSON_TYPE, "[1]", 422, DETAIL("{\"loc\":[\"body\"],\"msg\":\"value is not a valid dict\",\"type\":\"type_error.dict\"}") },
    { "a body of another type", "ada", "PUT", "/video/my/{listed}", "text/plain", "{\"title\":\"x\"}", 422, DETAIL("{\"loc\":[\"body\"],\"msg\":\"value is not a valid dict\",\"type\":\"type_error.dict\"}") },
    { "a broken body", "ada", "PUT", "/video/my/{listed}", JSON_TYPE, "{\"title\": }", 422,
      DETAIL("{\"loc\":[\"body\",10],\"msg\":\"Expecting value: line 1 column 11 (char 10)\",\"type\":\"value_error.jsondecode\","
             "\"ctx\":{\"msg\":\"Expecting value\",\"doc\":\"{\\\"title\\\": }\",\"pos\":10,\"lineno\":1,\"colno\":11}}") },
    { "a long title", "ada", "PUT", "/video/my/{listed}", JSON_TYPE,
      "{\"title\":\"12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901\"}", 422,
      DETAIL("{\"loc\":[\"body\",\"title\"],\"msg\":\"ensure this value has at most 128 characters\",\"type\":\"value_error.any_str.max_length\",\"ctx\":{\"limit_value\":128}}") },
    { "a title that is a list", "ada", "PUT", "/video/my/{listed}", JSON_TYPE, "{\"title\":[1]}", 422, DETAIL("{\"loc\":[\"body\",\"title\"],\"msg\":\"str type expected\",\"type\":\"type_error.str\"}") },
    { "a moment that is none", "ada", "PUT", "/video/my/{listed}", JSON_TYPE, "{\"listing_time\":\"soon\"}", 422, DETAIL("{\"loc\":[\"body\",\"listing_time\"],\"msg\":\"invalid datetime format\",\"type\":\"value_error.datetime\"}") },
    { "an address that is none", "ada", "PUT", "/video/my/{listed}", JSON_TYPE, "{\"thumbnail_url\":\"ftp\"}", 422, DETAIL("{\"loc\":[\"body\",\"thumbnail_url\"],\"msg\":\"invalid or missing URL scheme\",\"type\":\"value_error.url.scheme\"}") },
    { "somebody else's", "bob", "PUT", "/video/my/{listed}", JSON_TYPE, "{\"title\":\"mine\"}", 404, "" },
    { "one under way", "ada", "PUT", "/video/my/{processing}", JSON_TYPE, "{\"size_in_bytes\":1}", 404, "" },
    { "an unknown one", "ada", "PUT", "/video/my/" NOBODY, JSON_TYPE, "{}", 404, "" },
    { "what a draft does not let change", "ada", "PUT", "/video/my/{draft}", JSON_TYPE, "{\"title\":\"t\",\"user_id\":\"" NOBODY "\",\"video_type\":\"x\"}", 400,
      "{\"errors\":[\"unsupported field: user_id\",\"unsupported field: video_type\"]}" },
    { "a draft without its title", "ada", "PUT", "/video/my/{draft}", JSON_TYPE, "{\"description\":\"d\"}", 400, "{\"errors\":[\"missing required field: title\"]}" },
    { "a draft with nothing", "ada", "PUT", "/video/my/{draft}", JSON_TYPE, "{\"title\":null,\"extra\":1}", 400,
      "{\"errors\":[\"missing required field: title\",\"missing required field: description\"]}" },
    { "a listed one's time", "ada", "PUT", "/video/my/{listed}", JSON_TYPE, "{\"listing_time\":\"2022-11-28T20:18:37Z\"}", 400, "{\"errors\":[\"unsupported field: listing_time\"]}" },
    { "nothing of a listed one", "ada", "PUT", "/video/my/{listed}", JSON_TYPE, "{}", 204, "" },
    { "a number for a title", "ada", "PUT", "/video/my/{listed}", JSON_TYPE, "{\"title\":5}", 204, "" },
    /* DELETE */
    { "no identifier to delete", "ada", "DELETE", "/video/my/x", NULL, NULL, 422, DETAIL(NO_UUID("path", "hash_id")) },
    { "somebody else's", "bob", "DELETE", "/video/my/{listed}", NULL, NULL, 404, "" },
    { "one under way", "ada", "DELETE", "/video/my/{processing}", NULL, NULL, 425, "" },
    { "a failed one", "ada", "DELETE", "/video/my/{failed}", NULL, NULL, 204, "" },
    { "a failed one, again", "ada", "DELETE", "/video/my/{failed}", NULL, NULL, 404, "" },
};
// clang-format on

static void answers(void **state)
{
    const struct row_   *r = *state;
    const struct answer *a =
        ASK(r->method, filled(r->path), .token = token_of(r->who), .type = r->type,
            .body = r->body, .bytes = r->body ? strlen(r->body) : 0);
    WANT_STATUS(a, r->status);
    if (r->answer && strcmp(a->body, r->answer) != 0)
        http_fail(a, __FILE__, __LINE__, "expected %s", r->answer);
    if (r->status == 401)
        WANT_TEXT(a, "header:WWW-Authenticate", NULL);
    if (r->status == 405)
        WANT_TEXT(a, "header:Allow", "*");
}

/* ---- who sees what ---- */

static bool shows(const char *path, const char *token, const char *hash_id)
{
    const struct answer *a = ASK("GET", path, .token = token);
    WANT_STATUS(a, 200);
    return strstr(a->body, text_format("\"hash_id\":\"%s\"", hash_id)) != NULL;
}

static void lists_show_what_they_should(void **state)
{
    const char *own = text_format("/video/user/%s", ada.id);
    (void)state;
    assert_true(shows("/video/explore/", NULL, listed));
    assert_true(shows("/video/explore/", bob.token, listed));
    assert_false(shows("/video/explore/", ada.token, listed));
    assert_true(shows("/video/explore/?include_my=true", ada.token, listed));
    assert_true(shows("/video/explore/?include_my=1", ada.token, hidden));
    assert_false(shows("/video/explore/?include_my=1", bob.token, hidden));
    assert_false(shows("/video/explore/?include_my=1", NULL, hidden));
    assert_false(shows("/video/explore/?include_my=1", ada.token, draft));
    assert_true(shows(own, NULL, listed));
    assert_false(shows(own, bob.token, hidden));
    assert_true(shows(own, ada.token, hidden));
    assert_false(shows(own, ada.token, draft));
    assert_true(shows("/video/my/", ada.token, draft));
    assert_true(shows("/video/my/", ada.token, hidden));
    assert_true(shows("/video/my/", ada.token, processing));
    assert_false(shows("/video/my/", bob.token, listed));
}

static void null_members_are_left_out(void **state)
{
    const struct answer *a = ASK("GET", "/video/my/", .token = ada.token);
    (void)state;
    WANT_STATUS(a, 200);
    assert_null(strstr(a->body, "null"));
    WANT_TEXT(a, "unprocessed_videos.0.hash_id", processing);
    WANT_TEXT(a, "unprocessed_videos.0.failure_reason", NULL);
    WANT_TEXT(a, "unprocessed_videos.0.stage", "*");
}

/* ---- publishing ---- */

static void a_draft_is_published_once(void **state)
{
    const char          *path = text_format("/video/my/%s", draft);
    const char          *watch = text_format("/video/watch/?user_id=%s&hash_id=%s", ada.id, draft);
    const struct answer *a;
    (void)state;
    WANT_STATUS(ASK("PUT", path, .token = ada.token,
                    .json = "{\"title\":\"\",\"description\":\"\",\"is_private\":\"off\","
                            "\"listing_time\":\"2001-01-01T00:00:00+01:00\"}"), 204);
    a = ASK("GET", watch);
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "video.title", "");
    WANT_TEXT(a, "video.is_private", "false");
    assert_true(strncmp(http_text(a, "video.listing_time"), "20", 2) == 0);
    assert_true(strncmp(http_text(a, "video.listing_time"), "2001", 4) != 0);
    assert_string_equal(strrchr(http_text(a, "video.listing_time"), '+'), "+00:00");
    assert_true(shows("/video/explore/", NULL, draft));
    WANT_STATUS(ASK("PUT", path, .token = ada.token, .json = "{\"is_private\":true}"), 204);
    WANT_STATUS(ASK("GET", watch), 403);
    assert_false(shows("/video/explore/", NULL, draft));
    WANT_STATUS(ASK("PUT", path, .token = ada.token, .json = "{\"is_private\":\"no\"}"), 204);
    WANT_STATUS(ASK("GET", watch), 200);
    WANT_STATUS(ASK("DELETE", path, .token = ada.token), 204);
    WANT_STATUS(ASK("GET", watch), 404);
    WANT_STATUS(ASK("DELETE", path, .token = ada.token), 404);
}

/* ---- pages ---- */

static void pages_follow_one_another(void **state)
{
    struct account       eve  = account_new("user");
    const char          *path = text_format("/video/user/%s", eve.id), *next;
    const struct answer *a;
    int64_t              seen = 0;
    (void)state;
    for (int i = 0; i < 65; i++)
        video_seed(&eve, "listed", text_format("%d", i), 1000 - i / 2); /* some at the same time */
    a = ASK("GET", path);
    while (1) {
        WANT_STATUS(a, 200);
        for (int64_t i = 0; i < http_int(a, "videos.#"); i++, seen++)
            if (i && strcmp(http_text(a, text_format("videos.%lld.listing_time", (long long)i)),
                            http_text(a, text_format("videos.%lld.listing_time", (long long)i - 1))) > 0)
                http_fail(a, __FILE__, __LINE__, "an older one comes first");
        next = http_text(a, "next");
        if (!next)
            break;
        assert_int_equal(http_int(a, "videos.#"), 30);
        a = ASK("GET", text_format("%s?next=%s", path, next));
    }
    assert_int_equal(seen, 65);
}

static void config_tells_the_limits(void **state)
{
    const struct answer *a = ASK("GET", "/video/upload/config/", .token = ada.token);
    (void)state;
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "max_size_in_bytes", "1000000000");
    WANT_TEXT(a, "valid_file_types.#", "4");
    WANT_TEXT(a, "max_bytes_per_user", "*");
    assert_true(http_int(a, "used_bytes") > 0);
}

static void links_are_whole(void **state)
{
    const struct answer *a = ASK("GET", text_format("/video/watch?user_id=%s&hash_id=%s", ada.id, listed));
    (void)state;
    WANT_STATUS(a, 200);
    assert_true(strncmp(http_text(a, "watchable_url"), "https://", 8) == 0);
    assert_non_null(strstr(http_text(a, "watchable_url"), "/video.mp4"));
    assert_non_null(strstr(http_text(a, "video.thumbnail_url"), "/thumbnail.jpg"));
    WANT_TEXT(a, "expires_at", "*");
    WANT_TEXT(a, "hls_url", NULL);
}

/* ---- pages of other origins ---- */

#define STUDIO "Origin: https://studio.example"
#define STRANGER "Origin: https://stranger.example"

static void pages_of_known_origins_may_use_it(void **state)
{
    static const char *const paths[] = { "/video/explore/", "/video/my", "/video/upload/tus/", "/video/upload/form/" };
    const struct answer     *a;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        a = ASK("OPTIONS", paths[i], .headers = { STUDIO, "Access-Control-Request-Method: PATCH", "Access-Control-Request-Headers: tus-resumable, x-own" });
        WANT_STATUS(a, 200);
        assert_string_equal(a->body, "OK");
        WANT_TEXT(a, "header:Access-Control-Allow-Origin", "https://studio.example");
        WANT_TEXT(a, "header:Access-Control-Allow-Headers", "tus-resumable, x-own");
        assert_non_null(strstr(http_header(a, "Access-Control-Allow-Methods", 0), "PATCH"));
        WANT_TEXT(a, "header:Access-Control-Allow-Credentials", NULL);
        WANT_TEXT(a, "header:Vary", "Origin");
        a = ASK("OPTIONS", paths[i], .headers = { STRANGER, "Access-Control-Request-Method: PATCH" });
        WANT_STATUS(a, 400);
        assert_string_equal(a->body, "Disallowed CORS origin");
        WANT_TEXT(a, "header:Access-Control-Allow-Origin", NULL);
    }
    a = ASK("GET", "/video/explore/", .headers = { "Origin: https://other.example" });
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "header:Access-Control-Allow-Origin", "https://other.example");
    a = ASK("GET", "/video/my/", .headers = { STUDIO }); /* errors can be read, too */
    WANT_STATUS(a, 401);
    WANT_TEXT(a, "header:Access-Control-Allow-Origin", "https://studio.example");
    a = ASK("GET", "/video/explore/", .headers = { STRANGER });
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "header:Access-Control-Allow-Origin", NULL);
    a = ASK("GET", "/health_check", .headers = { STUDIO }); /* another family */
    WANT_TEXT(a, "header:Access-Control-Allow-Origin", NULL);
}

int main(void)
{
    static struct CMUnitTest tests[COUNT_OF(rows) + 7];
    const struct CMUnitTest  stories[] = {
        cmocka_unit_test(lists_show_what_they_should), cmocka_unit_test(null_members_are_left_out),
        cmocka_unit_test(links_are_whole),             cmocka_unit_test(config_tells_the_limits),
        cmocka_unit_test(pages_follow_one_another),    cmocka_unit_test(a_draft_is_published_once),
        cmocka_unit_test(pages_of_known_origins_may_use_it),
    };
    size_t n = 0;
    ada        = account_new("user");
    bob        = account_new("user");
    failed     = video_seed(&ada, "failed", NULL, 60);
    processing = video_seed(&ada, "processing", NULL, 30);
    draft      = video_seed(&ada, "draft", "film.mp4", 20);
    listed     = video_seed(&ada, "listed", "A film", 10);
    hidden     = video_seed(&ada, "private", "A diary", 5);
    theirs     = video_seed(&bob, "listed", "Another film", 4);
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        tests[n++] = (struct CMUnitTest){ rows[i].what, answers, NULL, NULL, (void *)(uintptr_t)&rows[i] };
    for (size_t i = 0; i < COUNT_OF(stories); i++)
        tests[n++] = stories[i];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
