/* edge_test.c - what the edge does the same for every family: who comes in, methods of their own,
 * OPTIONS, bodies that handlers read, pages of other origins. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model/base/conf.h"
#include "t/unit/exchange.h"

/* What a row of a table does not say is empty. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

/* ---- three families: a plain one, and two below it that have ways of their own ---- */

static void plain_error(struct rq *rq)
{
    out_format(reply(rq, reason_status(rq->cx.err.reason)), "plain: %s",
               reason_word(rq->cx.err.reason));
}
static void own_error(struct rq *rq)
{
    out_format(reply_typed(rq, reason_status(rq->cx.err.reason), "text/plain"), "own: %s",
               reason_word(rq->cx.err.reason));
}
static void own_options(struct rq *rq, const char *allow)
{
    reply_empty(rq, 204);
    reply_header(rq, "Allow", allow);
    reply_header(rq, "X-Own", "yes");
}

static const char *const   plain_prefixes[] = { "/a", NULL };
static const char *const   own_prefixes[]   = { "/a/own", NULL };
static const char *const   deep_prefixes[]  = { "/a/own/deep", NULL };
static const struct family plain            = { .name = "plain", .prefixes = plain_prefixes,
                                                .error = plain_error, .status = reason_status,
                                                .token_header = true };
static const struct family own              = { .name = "own", .prefixes = own_prefixes,
                                                .error = own_error, .status = reason_status,
                                                .no_challenge = true, .cors = true,
                                                .head_apart = true, .method_override = true,
                                                .options = own_options };
static const struct family deep             = { .name = "deep", .prefixes = deep_prefixes,
                                                .error = plain_error, .status = reason_status,
                                                .cors = true };

static int who(struct rq *rq)
{
    out_raw(reply(rq, 200), rq->caller.kind == TOKEN_NONE ? "nobody"
                            : rq->caller.is_admin         ? "an administrator"
                                                          : "somebody");
    return 0;
}

static int which(struct rq *rq)
{
    out_raw(reply(rq, 200), method_name(rq->route->method));
    return 0;
}

static int headers_only(struct rq *rq)
{
    reply_empty(rq, 200);
    reply_header(rq, "X-Method", method_name(rq->route->method));
    return 0;
}

struct piece {
    struct row  row;
    int64_t     at, offset;
    const char *type;
};
#define ROW struct piece
static const struct field piece_fields[] = {
    FIELD(at, PATH, .min = 0, .max = 99, .doc = "Of the path."),
    { .name = "upload-offset", .type = T_I64, .off = offsetof(ROW, offset), .flags = HEADER | NEED, .doc = "Of a header." },
    FIELD(type, QUERY, .doc = "Of the query."),
};
#undef ROW
static const struct shape piece_shape = SHAPE(struct piece, piece_fields);

/* Reads its body in small pieces. */
static int raw(struct rq *rq)
{
    const struct piece *in = rq->args;
    struct out         *o  = reply(rq, 200);
    char                some[3];
    size_t              n = 1;
    out_format(o, "%lld %lld %s:", (long long)in->at, (long long)in->offset,
               in->type ? in->type : "-");
    while (n) {
        TRY(rq_read(rq, some, sizeof some, &n));
        out_bytes(o, some, n);
    }
    return 0;
}

#define R(m, p, a, r) { .method = m, .path = p, .auth = a, .run = r, .doc = "A route." }
static const struct route plain_routes[] = {
    R(GET, "/a/public", PUBLIC, who),      R(GET, "/a/optional", OPTIONAL, who),
    R(GET, "/a/needed", LOGGED_IN, who),   R(GET, "/a/admin", ADMIN, who),
    R(POST, "/a/needed", LOGGED_IN, which), R(GET, "/a/own", PUBLIC, which),
};
static const struct route own_routes[] = {
    R(GET, "/a/own/thing", PUBLIC, which),    R(POST, "/a/own/thing", PUBLIC, which),
    R(PATCH, "/a/own/thing", PUBLIC, which),  R(DELETE, "/a/own/thing", OPTIONAL, which),
    R(HEAD, "/a/own/head", OPTIONAL, headers_only), R(POST, "/a/own/head", PUBLIC, which),
    { .method = PATCH, .path = "/a/own/raw/:at", .auth = OPTIONAL, .in = &piece_shape,
      .flags = RAW, .run = raw, .raw = "application/octet-stream", .doc = "Reads its body." },
};
static const struct route deep_routes[] = {
    R(GET, "/a/own/deep/thing", PUBLIC, which),
    R(GET, "/a/own/deep/both", PUBLIC, headers_only),
    R(HEAD, "/a/own/deep/both", PUBLIC, headers_only),
};
static const struct route_list        plain_list = ROUTES(plain, plain_routes);
static const struct route_list        own_list   = ROUTES(own, own_routes);
static const struct route_list        deep_list  = ROUTES(deep, deep_routes);
static const struct route_list *const lists[] = { &plain_list, &own_list, &deep_list, NULL };

#define UI "https://ui.example"
#define ORIGIN(o) "HTTP_ORIGIN=" o
#define WANTS(m) "HTTP_ACCESS_CONTROL_REQUEST_METHOD=" m
#define BEARER(t) "HTTP_AUTHORIZATION=Bearer " t
#define COOKIE(t) "HTTP_COOKIE=x=1; access_token_cookie=" t "; y=2"
#define OVERRIDE(m) "HTTP_X_HTTP_METHOD_OVERRIDE=" m
#define OFFSET(n) "HTTP_UPLOAD_OFFSET=" n
#define EVERY "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"

// clang-format off
static const struct want {
    const char  *what;
    struct asked ask;
    int          status;
    const char  *body;
    const char  *header[6]; /* "Name: value", or "!Name" for one that is not there */
} wants[] = {
    /* who comes in */
    { "nobody where all may", { "GET", "/a/public" }, 200, "nobody" },
    { "... and nobody asks who", { "GET", "/a/public", .header = { BEARER("bad") } }, 200, "nobody" },
    { "nobody where it does not matter", { "GET", "/a/optional" }, 200, "nobody" },
    { "somebody where it does not matter", { "GET", "/a/optional", .header = { BEARER("good") } }, 200, "somebody" },
    { "a cookie", { "GET", "/a/optional", .header = { COOKIE("good") } }, 200, "somebody" },
    { "a header says more than a cookie", { "GET", "/a/optional", .header = { COOKIE("good"), BEARER("admin") } }, 200, "an administrator" },
    { "a bad header is refused all the same", { "GET", "/a/optional", .header = { BEARER("bad") } }, 401, "plain: token_malformed", { "WWW-Authenticate: Bearer" } },
    { "... and is not saved by a cookie", { "GET", "/a/optional", .header = { COOKIE("good"), BEARER("old") } }, 401, "plain: token_expired" },
    { "... nor by its scheme", { "GET", "/a/optional", .header = { "HTTP_AUTHORIZATION=Basic eDp5" } }, 401, "plain: unauthenticated" },
    { "a bad header token", { "GET", "/a/optional", .header = { "HTTP_TOKEN=bad" } }, 401, "plain: token_malformed" },
    { "a stale cookie is nobody", { "GET", "/a/optional", .header = { COOKIE("old") } }, 200, "nobody" },
    { "a bad cookie is nobody", { "GET", "/a/optional", .header = { COOKIE("bad") } }, 200, "nobody" },
    { "an empty header is none", { "GET", "/a/optional", .header = { "HTTP_AUTHORIZATION=" } }, 200, "nobody" },
    { "an empty token", { "GET", "/a/optional", .header = { "HTTP_AUTHORIZATION=Bearer " } }, 401, "plain: unauthenticated" },
    { "an empty token in the header for tokens is none", { "GET", "/a/optional", .header = { "HTTP_TOKEN=" } }, 200, "nobody" },
    { "a stale cookie where one is needed", { "GET", "/a/needed", .header = { COOKIE("old") } }, 401, "plain: token_expired" },
    { "none where one is needed", { "GET", "/a/needed" }, 401, "plain: unauthenticated", { "WWW-Authenticate: Bearer" } },
    { "somebody where an administrator is needed", { "GET", "/a/admin", .header = { BEARER("good") } }, 403, "plain: forbidden", { "!WWW-Authenticate" } },
    { "a family without challenges", { "DELETE", "/a/own/thing", .header = { BEARER("bad") } }, 401, "own: token_malformed", { "!WWW-Authenticate" } },
    /* families: the longest prefix, or the route's own */
    { "unknown in the first", { "GET", "/a/x" }, 404, "plain: not_found" },
    { "unknown in the second", { "GET", "/a/own/x" }, 404, "own: not_found" },
    { "unknown in the third", { "GET", "/a/own/deep/x" }, 404, "plain: not_found" },
    { "only the beginning of a prefix", { "GET", "/a/owner" }, 404, "plain: not_found" },
    { "a route below another's prefix", { "GET", "/a/own", .header = { ORIGIN(UI) } }, 200, "GET", { "!Access-Control-Allow-Origin" } },
    /* HEAD */
    { "HEAD is GET without its body", { "HEAD", "/a/public" }, 200, "", { "Content-Length: 6" } },
    { "... of an error too", { "HEAD", "/a/needed" }, 401, "" },
    { "... not where HEAD is apart", { "HEAD", "/a/own/thing" }, 405, "", { "Allow: OPTIONS, GET, POST, PATCH, DELETE" } },
    { "a HEAD of its own", { "HEAD", "/a/own/head" }, 200, "", { "X-Method: HEAD" } },
    { "... is no GET", { "GET", "/a/own/head" }, 405, "own: method", { "Allow: OPTIONS, HEAD, POST" } },
    { "... and is looked at like others", { "HEAD", "/a/own/head", .header = { BEARER("bad") } }, 401, "" },
    { "both, HEAD", { "HEAD", "/a/own/deep/both" }, 200, "", { "X-Method: HEAD" } },
    { "both, GET", { "GET", "/a/own/deep/both" }, 200, "", { "X-Method: GET" } },
    /* OPTIONS */
    { "OPTIONS", { "OPTIONS", "/a/needed" }, 200, "", { "Allow: OPTIONS, GET, HEAD, POST", "!X-Own" } },
    { "... without the credential that is needed", { "OPTIONS", "/a/admin" }, 200, "", { "Allow: OPTIONS, GET, HEAD" } },
    { "... of what is not there", { "OPTIONS", "/a/x" }, 404, "plain: not_found" },
    { "... of both", { "OPTIONS", "/a/own/deep/both" }, 200, "", { "Allow: OPTIONS, GET, HEAD" } },
    { "... of a family that answers itself", { "OPTIONS", "/a/own/thing" }, 204, "", { "Allow: OPTIONS, GET, POST, PATCH, DELETE", "X-Own: yes" } },
    { "... of its paths only", { "OPTIONS", "/a/own/x" }, 404, "own: not_found" },
    /* X-HTTP-Method-Override */
    { "another method", { "POST", "/a/own/thing", .header = { OVERRIDE("PATCH") } }, 200, "PATCH" },
    { "... DELETE", { "POST", "/a/own/thing", .header = { OVERRIDE("DELETE") } }, 200, "DELETE" },
    { "... that is none", { "POST", "/a/own/thing", .header = { OVERRIDE("BREW") } }, 200, "POST" },
    { "... in small letters", { "POST", "/a/own/thing", .header = { OVERRIDE("patch") } }, 200, "POST" },
    { "... that the path does not take", { "POST", "/a/own/thing", .header = { OVERRIDE("PUT") } }, 405, "own: method" },
    { "... of what is no POST", { "GET", "/a/own/thing", .header = { OVERRIDE("DELETE") } }, 200, "GET" },
    { "... elsewhere", { "POST", "/a/needed", .header = { OVERRIDE("DELETE"), BEARER("good") } }, 200, "POST" },
    /* bodies that handlers read */
    { "a body as it comes", { "PATCH", "/a/own/raw/7", "type=x", "application/json", "{broken", .header = { OFFSET("5") } }, 200, "7 5 x:{broken" },
    { "... of unknown length", { "PATCH", "/a/own/raw/7", .body = "abcdefgh", .is_chunked = true, .header = { OFFSET("5") } }, 200, "7 5 -:abcdefgh" },
    { "... of none", { "PATCH", "/a/own/raw/7", .header = { OFFSET("5") } }, 200, "7 5 -:" },
    { "... behind a bad path", { "PATCH", "/a/own/raw/x", .body = "abc", .header = { OFFSET("5") } }, 422, "own: invalid" },
    { "... without its header", { "PATCH", "/a/own/raw/7", .body = "abc" }, 422, "own: invalid" },
    { "... by a bad credential", { "PATCH", "/a/own/raw/7", .body = "abc", .header = { OFFSET("5"), BEARER("bad") } }, 401, "own: token_malformed" },
    { "... larger than others may be", { "PATCH", "/a/own/raw/7", .body = "12345678901234567890", .header = { OFFSET("5") } }, 200, "7 5 -:12345678901234567890" },
    /* pages of other origins */
    { "no page", { "GET", "/a/own/thing" }, 200, "GET", { "!Access-Control-Allow-Origin", "Vary: Origin" } },
    { "the page", { "GET", "/a/own/thing", .header = { ORIGIN(UI) } }, 200, "GET", { "Access-Control-Allow-Origin: " UI, "Vary: Origin", "!Access-Control-Allow-Credentials" } },
    { "the second page", { "GET", "/a/own/thing", .header = { ORIGIN("http://localhost:3000") } }, 200, "GET", { "Access-Control-Allow-Origin: http://localhost:3000" } },
    { "another page", { "GET", "/a/own/thing", .header = { ORIGIN("https://other.example") } }, 200, "GET", { "!Access-Control-Allow-Origin", "Vary: Origin" } },
    { "a page that begins alike", { "GET", "/a/own/thing", .header = { ORIGIN(UI ".evil.example") } }, 200, "GET", { "!Access-Control-Allow-Origin" } },
    { "the beginning of the page", { "GET", "/a/own/thing", .header = { ORIGIN("https://ui") } }, 200, "GET", { "!Access-Control-Allow-Origin" } },
    { "a page without an origin", { "GET", "/a/own/thing", .header = { ORIGIN("null") } }, 200, "GET", { "!Access-Control-Allow-Origin" } },
    { "an error, for the page", { "GET", "/a/own/x", .header = { ORIGIN(UI) } }, 404, "own: not_found", { "Access-Control-Allow-Origin: " UI } },
    { "a wrong method, for the page", { "PUT", "/a/own/thing", .header = { ORIGIN(UI) } }, 405, "own: method", { "Access-Control-Allow-Origin: " UI } },
    { "a family without pages", { "GET", "/a/public", .header = { ORIGIN(UI) } }, 200, "nobody", { "!Access-Control-Allow-Origin", "!Vary" } },
    { "what a page wants to do", { "OPTIONS", "/a/own/thing", .header = { ORIGIN(UI), WANTS("PATCH"), "HTTP_ACCESS_CONTROL_REQUEST_HEADERS=authorization,x-any" } }, 200, "OK",
      { "Content-Type: text/plain; charset=utf-8", "Access-Control-Allow-Origin: " UI, "Access-Control-Allow-Methods: " EVERY, "Access-Control-Allow-Headers: authorization,x-any", "Access-Control-Max-Age: 600", "Vary: Origin" } },
    { "... without headers", { "OPTIONS", "/a/own/thing", .header = { ORIGIN(UI), WANTS("GET") } }, 200, "OK", { "!Access-Control-Allow-Headers", "!X-Own" } },
    { "... where nothing is", { "OPTIONS", "/a/own/x", .header = { ORIGIN(UI), WANTS("GET") } }, 200, "OK" },
    { "... of another page", { "OPTIONS", "/a/own/thing", .header = { ORIGIN("https://other.example"), WANTS("GET") } }, 400, "Disallowed CORS origin", { "!Access-Control-Allow-Origin", "Vary: Origin" } },
    { "... of a family without pages", { "OPTIONS", "/a/public", .header = { ORIGIN(UI), WANTS("GET") } }, 200, "", { "Allow: OPTIONS, GET, HEAD", "!Access-Control-Allow-Origin" } },
    { "... of no page", { "OPTIONS", "/a/own/thing", .header = { WANTS("GET") } }, 204, "", { "X-Own: yes" } },
    { "OPTIONS of a page that wants nothing", { "OPTIONS", "/a/own/thing", .header = { ORIGIN(UI) } }, 204, "", { "X-Own: yes", "Access-Control-Allow-Origin: " UI } },
};
// clang-format on

static struct answered got;

static void is_answered(void **state)
{
    const struct want       *w    = *state;
    static const struct conf conf = { .max_body_bytes = 10, .cors_origin = UI " http://localhost:3000" };
    exchange(lists, &conf, &w->ask, &got);
    assert_string_equal(got.body, w->body);
    assert_int_equal(got.status, w->status);
    for (size_t i = 0; i < COUNT(w->header) && w->header[i]; i++) {
        const char *want = w->header[i], *colon = strchr(want, ':');
        char        name[80];
        if (*want == '!') {
            assert_null(exchange_header(&got, want + 1));
            continue;
        }
        snprintf(name, sizeof name, "%.*s", (int)(colon - want), want);
        assert_non_null(exchange_header(&got, name));
        assert_string_equal(exchange_header(&got, name), colon + 2);
    }
}

static const char *origin_with(const char *allowed, const char *header)
{
    const struct conf conf = { .cors_origin = allowed };
    exchange(lists, &conf, &(struct asked){ "GET", "/a/own/thing", .header = { header } }, &got);
    return exchange_header(&got, "Access-Control-Allow-Origin");
}

static void pages_are_those_of_the_settings(void **state)
{
    (void)state;
    assert_null(origin_with("", ORIGIN(UI)));
    assert_null(origin_with(" ", ORIGIN(UI)));
    assert_string_equal(origin_with("  " UI "  ", ORIGIN(UI)), UI);
    assert_string_equal(origin_with("*", ORIGIN(UI)), UI);
    assert_null(origin_with(UI "/", ORIGIN(UI)));
}

static void pages_may_read_what_uploads_need(void **state)
{
    static const char *const names[] = { "Location", "ETag", "Link", "Upload-Offset", "Upload-Length",
                                         "Upload-Expires", "Tus-Resumable", "Tus-Max-Size" };
    const char              *exposed;
    (void)state;
    (void)origin_with(UI, ORIGIN(UI));
    exposed = exchange_header(&got, "Access-Control-Expose-Headers");
    assert_non_null(exposed);
    for (size_t i = 0; i < COUNT(names); i++)
        assert_non_null(strstr(exposed, names[i]));
}

int main(void)
{
    static struct CMUnitTest tests[COUNT(wants) + 2];
    size_t                   n = 0;
    for (; n < COUNT(wants); n++)
        tests[n] = (struct CMUnitTest){ wants[n].what, is_answered, NULL, NULL, (void *)(uintptr_t)&wants[n] };
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(pages_are_those_of_the_settings);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(pages_may_read_what_uploads_need);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
