/* faults_test.c - how the video library words what is wrong, and in which order it looks:
 * contract/video, section 2. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "handlers/family.h"
#include "model/base/conf.h"
#include "t/unit/exchange.h"

/* What a row of a table does not say is empty. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

struct thing {
    struct row  row;
    struct uuid id, mark, user_id;
    bool        flag;
    int64_t     whole;
    double      part;
    const char *text, *url, *word;
    struct utc  at;
    struct ids  list;
};
#define ROW struct thing
static const char *const  choices[]      = { "one", "two", NULL };
static const struct field thing_fields[] = {
    FIELD(id, PATH | LAX, .doc = "Of the path."),
    FIELD(mark, QUERY | NEED | LAX, .doc = "Of the query."),
    FIELD(user_id, WRITE | NEED | LAX, .doc = "Needed."),
    FIELD(flag, WRITE | LAX, .doc = "A flag."),
    FIELD(whole, WRITE | LAX, .min = 1, .max = 9, .doc = "A whole number."),
    FIELD(part, WRITE | LAX, .doc = "A number."),
    FIELD(text, WRITE | LAX, .min = 2, .max = 8, .doc = "A text."),
    FIELD(url, WRITE | LAX | URL, .doc = "An address."),
    FIELD(word, WRITE, .choices = choices, .doc = "A word."),
    FIELD(at, WRITE | LAX, .doc = "A moment."),
    FIELD(list, WRITE, .max = 2, .doc = "A list."),
};
#undef ROW
static const struct shape thing_shape = SHAPE(struct thing, thing_fields);

struct asking {
    struct row  row;
    struct uuid user_id, hash_id;
    bool        flag;
};
#define ROW struct asking
static const struct field asking_fields[] = {
    FIELD(user_id, WRITE | NEED | LAX, .doc = "First."),
    FIELD(hash_id, WRITE | NEED | LAX, .doc = "Second."),
    FIELD(flag, WRITE | LAX, .doc = "Third."),
};
#undef ROW
static const struct shape asking_shape = SHAPE(struct asking, asking_fields);

static int fine(struct rq *rq)
{
    out_raw(reply(rq, 200), "fine");
    return 0;
}

/* Fails for the reason that the path names. */
static int fails(struct rq *rq)
{
    char word[40];
    snprintf(word, sizeof word, "%.*s", (int)rq->capture[0].len, rq->capture[0].value);
    return refuse(&rq->cx, reason_by_word(word), "In our words");
}

static const struct route routes[] = {
    { PUT, "/video/things/:id", LOGGED_IN, .in = &thing_shape, .run = fine, .doc = "Takes a body." },
    { GET, "/video/things", OPTIONAL, .in = &asking_shape, .run = fine, .doc = "Takes a query." },
    { GET, "/video/fails/:why", OPTIONAL, .run = fails, .doc = "Fails." },
};
static const struct route_list        list    = ROUTES(video_family, routes);
static const struct route_list *const lists[] = { &list, NULL };
static const struct conf              conf    = { .max_body_bytes = 2000, .cors_origin = "" };

#define ID "0191d2c8-7f9e-4d1a-9b6e-0d7a3c5b2f10"
#define JSON "application/json"
#define NOBODY "{\"detail\":\"Unauthorized\"}"
#define FAULT(loc, msg, type) "{\"loc\":[" loc "],\"msg\":\"" msg "\",\"type\":\"" type "\"}"
#define LIMIT(loc, msg, type, n) "{\"loc\":[" loc "],\"msg\":\"" msg "\",\"type\":\"" type "\",\"ctx\":{\"limit_value\":" n "}}"
#define MISSING(loc) FAULT(loc, "field required", "value_error.missing")
#define NO_UUID(loc) FAULT(loc, "value is not a valid uuid", "type_error.uuid")
#define NO_BOOL(loc) FAULT(loc, "value could not be parsed to a boolean", "type_error.bool")
#define NO_DICT FAULT("\"body\"", "value is not a valid dict", "type_error.dict")
#define DETAIL(...) "{\"detail\":[" __VA_ARGS__ "]}"
#define IN(name) "\"body\",\"" name "\""
#define GOOD "\"user_id\":\"" ID "\""
#define THING "/video/things/" ID
#define MARK "mark=" ID

// clang-format off
static const struct want {
    const char *method, *path, *query, *type, *body, *token;
    int         status;
    const char *answer;
    size_t      bytes; /* of the body, where it holds a NUL */
} wants[] = {
    /* what is there and what is not */
    { "GET", "/video/nothing", .status = 404, .answer = "{\"detail\":\"Not Found\"}" },
    { "GET", "/video/things/" ID, .status = 405, .answer = "{\"detail\":\"Method Not Allowed\"}" },
    { "HEAD", "/video/things", .status = 405, .answer = "" },
    /* credentials */
    { "GET", "/video/fails/conflict", .status = 409, .answer = "{\"error\":\"In our words\"}" },
    { "GET", "/video/fails/conflict", .token = "good", .status = 409, .answer = "{\"error\":\"In our words\"}" },
    { "GET", "/video/fails/conflict", .token = "bad", .status = 401, .answer = NOBODY },
    { "GET", "/video/fails/conflict", .token = "old", .status = 401, .answer = NOBODY },
    { "GET", "/video/fails/conflict", .token = "", .status = 409, .answer = "{\"error\":\"In our words\"}" },
    { "PUT", THING, MARK, JSON, "{" GOOD "}", .status = 401, .answer = NOBODY },
    { "PUT", THING, MARK, JSON, "{" GOOD "}", "old", 401, NOBODY },
    { "PUT", THING, MARK, JSON, "{" GOOD "}", "bad", 401, NOBODY },
    { "PUT", THING, MARK, JSON, "{" GOOD "}", "good", 200, "fine" },
    { "PUT", THING "/", MARK, JSON, "{" GOOD "}", "good", 200, "fine" },
    /* the body is read before credentials are, what it says is not */
    { "PUT", "/video/things/x", "", JSON, "{\"flag\":\"x\"}", NULL, 401, NOBODY },
    { "PUT", "/video/things/x", "", JSON, "[", NULL, 422,
      DETAIL("{\"loc\":[\"body\",1],\"msg\":\"Expecting value: line 1 column 2 (char 1)\",\"type\":\"value_error.jsondecode\","
             "\"ctx\":{\"msg\":\"Expecting value\",\"doc\":\"[\",\"pos\":1,\"lineno\":1,\"colno\":2}}") },
    { "PUT", "/video/things/x", "", JSON, "{\n\"\xc3\xa9\":\"\xc3\xa9\" \"}", "good", 422,
      DETAIL("{\"loc\":[\"body\",10],\"msg\":\"Expecting ',' delimiter: line 2 column 9 (char 10)\",\"type\":\"value_error.jsondecode\","
             "\"ctx\":{\"msg\":\"Expecting ',' delimiter\",\"doc\":\"{\\n\\\"\xc3\xa9\\\":\\\"\xc3\xa9\\\" \\\"}\",\"pos\":10,\"lineno\":2,\"colno\":9}}") },
    { "PUT", "/video/things/x", "", "text/plain", "[", NULL, 401, NOBODY },
    { "PUT", THING, MARK, JSON, "{\"text\":\"\xff\"}", "good", 400, "{\"error\":\"There was an error parsing the body\"}" },
    { "PUT", THING, MARK, JSON, "{}\0\xff", "good", 400, "{\"error\":\"There was an error parsing the body\"}", 4 },
    { "PUT", THING, MARK, JSON, "{}\0", "good", 422,
      DETAIL("{\"loc\":[\"body\",2],\"msg\":\"Extra data: line 1 column 3 (char 2)\",\"type\":\"value_error.jsondecode\","
             "\"ctx\":{\"msg\":\"Extra data\",\"doc\":\"{}\\u0000\",\"pos\":2,\"lineno\":1,\"colno\":3}}"), 3 },
    /* bodies that are none */
    { "PUT", THING, MARK, JSON, "", "good", 422, DETAIL(MISSING("\"body\"")) },
    { "PUT", THING, MARK, "text/plain", "", "good", 422, DETAIL(MISSING("\"body\"")) },
    { "PUT", THING, MARK, JSON, "null", "good", 422, DETAIL(MISSING("\"body\"")) },
    { "PUT", THING, MARK, JSON, "[1]", "good", 422, DETAIL(NO_DICT) },
    { "PUT", THING, MARK, JSON, "5", "good", 422, DETAIL(NO_DICT) },
    { "PUT", THING, MARK, "text/plain", "{" GOOD "}", "good", 422, DETAIL(NO_DICT) },
    { "PUT", THING, MARK, "application/x-www-form-urlencoded", "user_id=" ID, "good", 422, DETAIL(NO_DICT) },
    { "PUT", THING, MARK, NULL, "{" GOOD "}", "good", 200, "fine" },
    { "PUT", THING, MARK, "Application/JSON; charset=utf-8", "{" GOOD "}", "good", 200, "fine" },
    { "PUT", THING, MARK, "application/merge-patch+json", "{" GOOD "}", "good", 200, "fine" },
    /* all faults at once, by place and by table, whatever order they came in */
    { "PUT", "/video/things/x", "mark=y", JSON, "{\"at\":\"soon\",\"flag\":\"maybe\"}", "good", 422,
      DETAIL(NO_UUID("\"path\",\"id\"") "," NO_UUID("\"query\",\"mark\"") "," MISSING(IN("user_id")) ","
             NO_BOOL(IN("flag")) "," FAULT(IN("at"), "invalid datetime format", "value_error.datetime")) },
    { "PUT", "/video/things/x", "", JSON, "", "good", 422,
      DETAIL(NO_UUID("\"path\",\"id\"") "," MISSING("\"query\",\"mark\"") "," MISSING("\"body\"")) },
    { "GET", "/video/things", "hash_id=x", .status = 422, .answer = DETAIL(MISSING("\"query\",\"user_id\"") "," NO_UUID("\"query\",\"hash_id\"")) },
    { "GET", "/video/things", "flag=&hash_id=" ID "&user_id=" ID, .status = 422, .answer = DETAIL(NO_BOOL("\"query\",\"flag\"")) },
    /* the last of several counts */
    { "GET", "/video/things", "hash_id=x&hash_id=" ID "&user_id=" ID, .status = 200, .answer = "fine" },
    { "GET", "/video/things", "hash_id=" ID "&hash_id=x&hash_id=y&user_id=" ID, .status = 422, .answer = DETAIL(NO_UUID("\"query\",\"hash_id\"")) },
    /* what is in the body does not come from the query, nor the other way round */
    { "PUT", THING, MARK "&user_id=" ID, JSON, "{}", "good", 422, DETAIL(MISSING(IN("user_id"))) },
    { "PUT", THING, "", JSON, "{" GOOD ",\"mark\":\"" ID "\"}", "good", 422, DETAIL(MISSING("\"query\",\"mark\"")) },
    /* every kind */
#define KIND_OF(body, fault) { "PUT", THING, MARK, JSON, "{" GOOD "," body "}", "good", 422, DETAIL(fault) }
    { "PUT", THING, MARK, JSON, "{\"user_id\":null}", "good", 422, DETAIL(MISSING(IN("user_id"))) },
    KIND_OF("\"whole\":\"x\"", FAULT(IN("whole"), "value is not a valid integer", "type_error.integer")),
    KIND_OF("\"whole\":0", LIMIT(IN("whole"), "ensure this value is greater than or equal to 1", "value_error.number.not_ge", "1")),
    KIND_OF("\"whole\":10", LIMIT(IN("whole"), "ensure this value is less than or equal to 9", "value_error.number.not_le", "9")),
    KIND_OF("\"part\":\"x\"", FAULT(IN("part"), "value is not a valid float", "type_error.float")),
    KIND_OF("\"text\":[]", FAULT(IN("text"), "str type expected", "type_error.str")),
    KIND_OF("\"text\":\"1\"", LIMIT(IN("text"), "ensure this value has at least 2 characters", "value_error.any_str.min_length", "2")),
    KIND_OF("\"text\":\"123456789\"", LIMIT(IN("text"), "ensure this value has at most 8 characters", "value_error.any_str.max_length", "8")),
    KIND_OF("\"url\":\"x\"", FAULT(IN("url"), "invalid or missing URL scheme", "value_error.url.scheme")),
    KIND_OF("\"url\":\"https://\"", FAULT(IN("url"), "URL host invalid", "value_error.url.host")),
    KIND_OF("\"word\":\"three\"", FAULT(IN("word"), "unexpected value", "value_error.const")),
    KIND_OF("\"word\":null", FAULT(IN("word"), "none is not an allowed value", "type_error.none.not_allowed")),
    KIND_OF("\"list\":\"" ID "\"", FAULT(IN("list"), "value is not a valid list", "type_error.list")),
    KIND_OF("\"list\":[\"" ID "\",\"x\"]", NO_UUID(IN("list") ",1")),
    KIND_OF("\"list\":[5]", NO_UUID(IN("list") ",0")),
    { "PUT", THING, MARK, JSON, "{" GOOD ",\"extra\":1,\"text\":null}", "good", 200, "fine" },
    /* rules */
    { "GET", "/video/fails/forbidden", .status = 403, .answer = "" },
    { "GET", "/video/fails/not_found", .status = 404, .answer = "" },
    { "GET", "/video/fails/too_early", .status = 425, .answer = "" },
    { "GET", "/video/fails/bad_request", .status = 400, .answer = "{\"error\":\"In our words\"}" },
    { "GET", "/video/fails/too_large", .status = 413, .answer = "{\"error\":\"In our words\"}" },
    { "GET", "/video/fails/too_many", .status = 429, .answer = "{\"error\":\"In our words\"}" },
    { "GET", "/video/fails/retry", .status = 503, .answer = "{\"error\":\"In our words\"}" },
    { "GET", "/video/fails/disk_full", .status = 507, .answer = "{\"error\":\"In our words\"}" },
    { "GET", "/video/fails/internal", .status = 500, .answer = "{\"message\":\"Internal Server Error\"}" },
    { "GET", "/video/fails/token_kind", .status = 401, .answer = NOBODY },
    { "GET", "/video/fails/inactive", .status = 401, .answer = NOBODY },
    { "GET", "/video/fails/invalid", .status = 422, .answer = DETAIL(FAULT("\"body\"", "In our words", "value_error")) },
};
// clang-format on

static struct answered got;

static void ask(const struct want *w)
{
    char         authorization[80];
    struct asked a = { .method = w->method, .path = w->path, .query = w->query, .type = w->type,
                       .body = w->body, .bytes = w->bytes };
    if (w->token) {
        snprintf(authorization, sizeof authorization, "HTTP_AUTHORIZATION=%s%s",
                 *w->token ? "Bearer " : "", w->token);
        a.header[0] = authorization;
    }
    exchange(lists, &conf, &a, &got);
}

static void is_worded(void **state)
{
    const struct want *w = *state;
    bool               empty = w->status == 403 || w->status == 404 || w->status == 425;
    ask(w);
    assert_string_equal(got.body, w->answer);
    assert_int_equal(got.status, w->status);
    assert_null(exchange_header(&got, "WWW-Authenticate"));
    assert_true((exchange_header(&got, "Allow") != NULL) == (w->status == 405));
    if (empty && !*w->answer)
        assert_string_equal(exchange_header(&got, "Content-Length"), "0");
    else
        assert_string_equal(exchange_header(&got, "Content-Type"), "application/json");
}

/* Neither by what it says of its length, nor by what comes. */
static void large_bodies_are_not_read(void **state)
{
    static char  body[2100];
    struct asked a = { .method = "PUT", .path = THING, .type = JSON, .body = body, .bytes = sizeof body };
    (void)state;
    memset(body, ' ', sizeof body);
    for (int i = 0; i < 2; i++) {
        a.is_chunked = i;
        exchange(lists, &conf, &a, &got);
        assert_int_equal(got.status, 413);
        assert_string_equal(got.body, "{\"error\":\"The body is larger than 2000 bytes\"}");
    }
}

int main(void)
{
    static struct CMUnitTest tests[COUNT(wants) + 1];
    static char              what[COUNT(wants)][120];
    for (size_t i = 0; i < COUNT(wants); i++) {
        snprintf(what[i], sizeof what[i], "%s %s?%s %.60s", wants[i].method, wants[i].path,
                 wants[i].query ? wants[i].query : "", wants[i].body ? wants[i].body : "");
        tests[i] = (struct CMUnitTest){ what[i], is_worded, NULL, NULL, (void *)(uintptr_t)&wants[i] };
    }
    tests[COUNT(wants)] = (struct CMUnitTest)cmocka_unit_test(large_bodies_are_not_read);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
