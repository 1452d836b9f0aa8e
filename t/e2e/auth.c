/* auth.c - signing in and out, tokens and what is said about bad ones, cookies, lockout. */
#include "t/e2e/http.h"
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "fcgi/jwt.h"
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/text.h"

#define CHROME                                                                                     \
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "          \
    "Chrome/120.0.0.0 Safari/537.36"

static const struct answer *login(const struct account *a, const char *password)
{
    return ASK("POST", "/auth/login",
               .json = text_format("{\"email\":\"%s\",\"password\":\"%s\"}", a->email, password));
}

/* ---- login ---- */

static void login_answers(void **state)
{
    struct account a = account_new("user");
    (void)state;
    story_set("email", a.email);
    story_set("password", a.password);
    story_set("desktop", text_unique());
    story_set("token", admin_token());
    static const struct step steps[] = {
        { "by JSON", NULL, "POST", "/auth/login",
          "{\"email\":\"{email}\",\"password\":\"{password}\"}", 200,
          .has  = { "login", "true", "user.email", "{email}", "user.type", "Person",
                    "user.departments.#", "0", "user.password", NULL, "organisation.name", "*" },
          .keep = { "access_token", "access", "refresh_token", "refresh" } },
        { "no chat secrets for others than administrators", "access", "GET", "/auth/authenticated",
          NULL, 200,
          .has = { "authenticated", "true", "organisation.type", "Organisation",
                   "organisation.chat_token_slack", NULL, "user.fido_devices.#", "0", "user.jti",
                   NULL } },
        { "chat secrets for administrators", "token", "GET", "/auth/authenticated", NULL, 200,
          .has = { "organisation.chat_token_slack", "" } },
        { "nulls are allowed", NULL, "POST", "/auth/login",
          "{\"email\":\"{email}\",\"password\":\"{password}\",\"totp\":null,\"recovery_code\":"
          "null}",
          200 },
        { "by a form", NULL, "POST", "/auth/login", "email={email}&password={password}", 200,
          .has = { "access_token", "*" } },
        { "by the query", NULL, "POST", "/auth/login?email={email}&password={password}", NULL,
          200 },
        { "under /api and with a slash", NULL, "POST", "/api/auth/login/",
          "{\"email\":\"{email}\",\"password\":\"{password}\"}", 200 },
        { "wrong password", NULL, "POST", "/auth/login",
          "{\"email\":\"{email}\",\"password\":\"no\"}", 400, .has = { "", "{\"login\":false}" } },
        { "no password", NULL, "POST", "/auth/login", "{\"email\":\"{email}\"}", 400,
          .has = { "", "{\"login\":false}" } },
        { "unknown address", NULL, "POST", "/auth/login",
          "{\"email\":\"nobody@example.com\",\"password\":\"no\"}", 400,
          .has = { "", "{\"login\":false}" } },
        { "empty address", NULL, "POST", "/auth/login", "{\"email\":\"\",\"password\":\"no\"}", 400,
          .has = { "error", "true", "data.errors.0.field", "email" } },
        { "no address", NULL, "POST", "/auth/login", "{}", 400,
          .has = { "data.errors.0.field", "email" } },
        { "another method", NULL, "GET", "/auth/login", NULL, 405,
          .has = { "error", "true", "header:Allow", "*" } },
        { "by workstation login", "token", "POST", "/data/persons",
          "{\"first_name\":\"D\",\"last_name\":\"L\",\"desktop_login\":\"{desktop}\",\"password\":"
          "\"{password}\"}",
          201 },
        { "... in any case", NULL, "POST", "/auth/login",
          "{\"email\":\"{desktop}\",\"password\":\"{password}\"}", 200 },
    };
    STORY(steps);
    WANT_STATUS(ASK("POST", "/auth/login",
                    .json = text_format("{\"email\":\"%c%s\",\"password\":\"%s\"}",
                                        a.email[0] >= 'a' ? a.email[0] - 32 : a.email[0],
                                        a.email + 1, a.password)),
                200);
}

static void inactive_is_told_with_the_right_password_only(void **state)
{
    const char *token;
    (void)state;
    story_set("admin", admin_token());
    story_set("gone", text_format("%s@example.com", text_unique()));
    static const struct step steps[] = {
        { "made inactive", "admin", "POST", "/data/persons",
          "{\"first_name\":\"I\",\"last_name\":\"A\",\"email\":\"{gone}\",\"password\":\"for-tests-"
          "only\",\"active\":false}",
          201 },
        { "right password", NULL, "POST", "/auth/login",
          "{\"email\":\"{gone}\",\"password\":\"for-tests-only\"}", 401,
          .has = { "error", "true", "login", "false", "unactive", "true", "message", "*" } },
        { "wrong password", NULL, "POST", "/auth/login",
          "{\"email\":\"{gone}\",\"password\":\"no\"}", 400, .has = { "", "{\"login\":false}" } },
    };
    STORY(steps);
    assert_int_equal(tool_run(NULL, (const char *[]){ "token", story_get("gone"), NULL }, &token),
                     0);
    story_set("gone-token", text_format("%.36s", token));
    static const struct step later[] = {
        { "token of the tracker", "gone-token", "GET", "/auth/authenticated", NULL, 401,
          .has = { "error", "true", "message", "*", "msg", NULL } },
        { "token of footage", "gone-token", "GET", "/projects", NULL, 401,
          .has = { "code", "1007" } },
    };
    STORY(later);
}

/* ---- lockout ---- */

static void five_failures_lock(void **state)
{
    struct account       a = account_new("user");
    const struct answer *last;
    (void)state;
    for (int i = 0; i < 4; i++)
        WANT_TEXT(login(&a, "wrong"), "", "{\"login\":false}");
    WANT_STATUS(login(&a, a.password), 200); /* forgets the failures */
    for (int i = 0; i < 5; i++)
        WANT_TEXT(login(&a, "wrong"), "", "{\"login\":false}");
    last = login(&a, a.password);
    WANT_STATUS(last, 400);
    WANT_TEXT(last, "", "{\"error\":true,\"login\":false,\"too_many_failed_login_attemps\":true}");
    WANT_STATUS(ASK("GET", "/auth/authenticated", .token = a.token), 200);
    assert_int_equal(
        tool_run("another-password\n",
                 (const char *[]){ "user", "passwd", a.email, "--password-stdin", NULL }, NULL),
        0);
    WANT_STATUS(login(&a, "another-password"), 200);
}

static void guesses_at_once_get_no_more_than_five_answers(void **state)
{
    enum { GUESSES = 16 };
    struct account a = account_new("user");
    pid_t          child[GUESSES];
    int            plain = 0, locked = 0;
    (void)state;
    for (int i = 0; i < GUESSES; i++) {
        child[i] = fork();
        if (child[i] == 0) {
            http_forked();
            const struct answer *said = login(&a, "wrong");
            _exit(said->status != 400                                        ? 3
                  : http_text(said, "too_many_failed_login_attemps") == NULL ? 1
                                                                             : 2);
        }
    }
    for (int i = 0; i < GUESSES; i++) {
        int status = 0;
        assert_int_equal(waitpid(child[i], &status, 0), child[i]);
        plain += WEXITSTATUS(status) == 1;
        locked += WEXITSTATUS(status) == 2;
    }
    assert_int_equal(plain, 5);
    assert_int_equal(locked, GUESSES - 5);
}

/* ---- tokens ---- */

static struct cx   cx;
static struct conf conf;

static const char *forged(const char *claims, const char *key)
{
    const char *token = NULL;
    assert_int_equal(jwt_sign(&cx, jwt_key(key ? key : conf.jwt_key), claims, &token), 0);
    return token;
}

static void claims_are_those_of_the_contract(void **state)
{
    struct account       a      = account_new("user");
    const struct answer *got    = login(&a, a.password);
    struct jwt_key       key    = jwt_key(conf.jwt_key);
    struct claims        access = { 0 }, refresh = { 0 };
    (void)state;
    cx.now = utc_now();
    assert_int_equal(jwt_verify(&cx, &key, 1, http_text(got, "access_token"), &access), 0);
    assert_int_equal(jwt_verify(&cx, &key, 1, http_text(got, "refresh_token"), &refresh), 0);
    assert_string_equal(access.type, "access");
    assert_string_equal(access.identity_type, "person");
    assert_string_equal(access.sub, a.id);
    assert_string_equal(access.refresh_jti, refresh.jti);
    assert_int_equal(access.exp - access.iat, conf.access_ttl_s);
    assert_int_equal(access.nbf, access.iat);
    assert_string_equal(refresh.type, "refresh");
    assert_string_equal(refresh.identity_type, "person");
    assert_null(refresh.refresh_jti);
    assert_int_equal(refresh.exp - refresh.iat, conf.refresh_ttl_s);
}

#define CLAIMS(rest) "{\"sub\":\"{id}\",\"jti\":\"2d1f1d52-6a57-4a2e-8a8d-3d6a3d1b8f11\"," rest "}"
static const struct bad {
    const char *what, *claims, *key, *text; /* text: as it is, instead of claims */
    int         status;                     /* of the tracker; footage says 401  */
    const char *path, *value;               /* in the tracker's body             */
    const char *code;                       /* in that of footage                */
} bads[] = {
    { "garbage", NULL, NULL, "garbage", 422, "msg", "*", "1005" },
    { "a bad signature", CLAIMS("\"type\":\"access\",\"identity_type\":\"person\""),
      "another-key-of-at-least-32-letters", NULL, 422, "msg", "*", "1005" },
    { "expired", CLAIMS("\"type\":\"access\",\"identity_type\":\"person\",\"exp\":1600000000"),
      NULL, NULL, 401, "", "{\"error\":true,\"message\":\"Signature has expired\"}", "1003" },
    { "not valid yet",
      CLAIMS("\"type\":\"access\",\"identity_type\":\"person\",\"nbf\":4000000000"), NULL, NULL,
      422, "msg", "*", "1005" },
    { "a refresh token", CLAIMS("\"type\":\"refresh\",\"identity_type\":\"person\""), NULL, NULL,
      422, "msg", "*", "1006" },
    { "of no type", CLAIMS("\"identity_type\":\"person\""), NULL, NULL, 422, "msg", "*", "1006" },
    { "of an unknown identity", CLAIMS("\"type\":\"access\",\"identity_type\":\"robot\""), NULL,
      NULL, 401, "", "{\"msg\":\"Token has been revoked\"}", "1004" },
    { "of no identity", CLAIMS("\"type\":\"access\""), NULL, NULL, 401, "",
      "{\"msg\":\"Token has been revoked\"}", "1004" },
    { "of nobody",
      "{\"sub\":\"2d1f1d52-6a57-4a2e-8a8d-3d6a3d1b8f11\",\"jti\":\"x\",\"type\":\"access\","
      "\"identity_type\":\"person\"}",
      NULL, NULL, 401, "", "{\"msg\":\"Token has been revoked\"}", "1004" },
    { "an unknown UUID", NULL, NULL, "2d1f1d52-6a57-4a2e-8a8d-3d6a3d1b8f11", 401, "",
      "{\"msg\":\"Token has been revoked\"}", "1004" },
};

static void bad_tokens_are_refused(void **state)
{
    struct account a = account_new("user");
    (void)state;
    story_set("id", a.id);
    for (size_t i = 0; i < COUNT_OF(bads); i++) {
        const struct bad *b      = &bads[i];
        const char       *claims = b->claims;
        const char       *at     = claims ? strstr(claims, "{id}") : NULL;
        const char       *token;
        if (at)
            claims = text_format("%.*s%s%s", (int)(at - claims), claims, a.id, at + 4);
        token                  = b->text ? b->text : forged(claims, b->key);
        const struct answer *t = ASK("GET", "/auth/authenticated", .token = token);
        const struct answer *f = ASK("GET", "/projects", .token = token);
        print_message("  %s\n", b->what);
        WANT_STATUS(t, b->status);
        WANT_TEXT(t, b->path, b->value);
        WANT_STATUS(f, 401);
        WANT_TEXT(f, "code", b->code);
        WANT_TEXT(f, "header:WWW-Authenticate", "Bearer");
    }
}

static void no_token_or_another_scheme(void **state)
{
    const struct answer *a = ASK("GET", "/auth/authenticated");
    (void)state;
    WANT_STATUS(a, 401);
    WANT_TEXT(a, "msg", "*");
    a = ASK("GET", "/auth/authenticated", .headers = { "Authorization: Basic YTpi" });
    WANT_STATUS(a, 401);
    WANT_TEXT(a, "msg", "*");
    a = ASK("GET", "/projects");
    WANT_STATUS(a, 401);
    WANT_TEXT(a, "code", "1002");
    /* The header `token` is footage's alone. */
    const char *line = text_format("token: %s", admin_token());
    WANT_STATUS(ASK("GET", "/projects", .headers = { line }), 200);
    WANT_STATUS(ASK("GET", "/auth/authenticated", .headers = { line }), 401);
}

static void sessions_end(void **state)
{
    struct account a = account_new("user");
    (void)state;
    story_set("email", a.email);
    story_set("personal", a.token);
    static const struct step steps[] = {
        { "sign in", NULL, "POST", "/auth/login",
          "{\"email\":\"{email}\",\"password\":\"for-tests-only\"}", 200,
          .keep = { "access_token", "access", "refresh_token", "refresh" } },
        { "another session", NULL, "POST", "/auth/login",
          "{\"email\":\"{email}\",\"password\":\"for-tests-only\"}", 200,
          .keep = { "access_token", "other" } },
        { "refresh", "refresh", "GET", "/auth/refresh-token", NULL, 200,
          .has = { "access_token", "*", "refresh", NULL }, .keep = { "access_token", "second" } },
        { "refresh again: it is not used up", "refresh", "GET", "/api/auth/refresh-token", NULL,
          200 },
        { "an access token does not refresh", "access", "GET", "/auth/refresh-token", NULL, 422,
          .has = { "msg", "*" } },
        { "a personal one neither", "personal", "GET", "/auth/refresh-token", NULL, 422 },
        { "a refresh token opens nothing else", "refresh", "GET", "/auth/authenticated", NULL,
          422 },
        { "the new token works", "second", "GET", "/auth/authenticated", NULL, 200,
          .has = { "user.email", "{email}" } },
        { "a personal token does not log out", "personal", "GET", "/auth/logout", NULL, 403 },
        { "log out", "access", "GET", "/auth/logout", NULL, 200,
          .has = { "", "{\"logout\":true}" } },
        { "the token is dead", "access", "GET", "/auth/authenticated", NULL, 401,
          .has = { "", "{\"msg\":\"Token has been revoked\"}" } },
        { "and for footage", "access", "GET", "/projects", NULL, 401, .has = { "code", "1004" } },
        { "its sister too", "second", "GET", "/auth/authenticated", NULL, 401 },
        { "and the refresh token", "refresh", "GET", "/auth/refresh-token", NULL, 401 },
        { "twice is once", "access", "GET", "/auth/logout", NULL, 401 },
        { "another session goes on", "other", "GET", "/auth/authenticated", NULL, 200 },
        { "the personal token too", "personal", "GET", "/auth/authenticated", NULL, 200 },
    };
    STORY(steps);
}

/* ---- cookies ---- */

static const char *cookie_of(const struct answer *a, const char *name, int nth)
{
    size_t n = strlen(name);
    for (int i = 0;; i++) {
        const char *line = http_header(a, "Set-Cookie", i);
        if (!line || (strncmp(line, name, n) == 0 && line[n] == '=' && nth-- == 0))
            return line;
    }
}

static void cookies_are_for_browsers(void **state)
{
    struct account a = account_new("user");
    const char *body = text_format("{\"email\":\"%s\",\"password\":\"%s\"}", a.email, a.password);
    const struct answer *in, *out;
    const char          *access, *value;
    (void)state;
    in =
        ASK("POST", "/auth/login", .json = body, .headers = { "User-Agent: python-requests/2.31" });
    assert_null(http_header(in, "Set-Cookie", 0));
    in = ASK("POST", "/auth/login", .json = body, .headers = { CHROME });
    WANT_TEXT(in, "access_token", "*"); /* in the body in any case */
    access = cookie_of(in, "access_token_cookie", 0);
    assert_non_null(access);
    assert_non_null(
        strstr(access, text_format("; Path=/; Max-Age=%lld; Secure; HttpOnly; SameSite=Lax",
                                   (long long)conf.access_ttl_s)));
    assert_non_null(
        strstr(cookie_of(in, "refresh_token_cookie", 0), "; Path=/auth/refresh-token;"));
    assert_non_null(
        strstr(cookie_of(in, "refresh_token_cookie", 1), "; Path=/api/auth/refresh-token;"));

    value = text_format("Cookie: other=1; access_token_cookie=%s", http_text(in, "access_token"));
    WANT_STATUS(ASK("GET", "/auth/authenticated", .headers = { value }), 200);
    WANT_STATUS(ASK("GET", "/projects", .headers = { value }), 200);
    /* An old cookie does not shadow a good header. */
    WANT_STATUS(ASK("GET", "/auth/authenticated", .token = a.token,
                    .headers = { "Cookie: access_token_cookie=stale" }),
                200);

    out = ASK("GET", "/auth/refresh-token",
              .headers = { CHROME, text_format("Cookie: refresh_token_cookie=%s",
                                               http_text(in, "refresh_token")) });
    WANT_STATUS(out, 200);
    WANT_TEXT(out, "", "{\"refresh\":true}");
    assert_non_null(cookie_of(out, "access_token_cookie", 0));
    assert_non_null(strstr(cookie_of(out, "refresh_token_cookie", 0),
                           "=; Path=/auth/refresh-token; Max-Age=0"));

    out = ASK("GET", "/auth/logout", .headers = { CHROME, value });
    WANT_TEXT(out, "", "{\"logout\":true}");
    assert_non_null(strstr(cookie_of(out, "access_token_cookie", 0), "=; Path=/; Max-Age=0"));
    WANT_STATUS(ASK("GET", "/auth/authenticated", .headers = { value }), 401);
}

static const struct {
    const char *agent;
    bool        browser;
} agents[] = {
    { "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:121.0) Gecko/20100101 Firefox/121.0", true },
    { "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_2) AppleWebKit/605.1.15 (KHTML, like Gecko)"
      " Version/17.2 Safari/605.1.15",
      true },
    { "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
      " Gecko) CriOS/120.0.6099.50 Mobile/15E148 Safari/604.1",
      true },
    { "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0"
      " Safari/537.36 OPR/106.0.0.0",
      true },
    { "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
      " HeadlessChrome/120.0.0.0 Safari/537.36",
      false },
    { "curl/8.5.0", false },
    { "python-requests/2.31.0", false },
    { "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", false },
    { "Chrome/120.0.0.0", false },
    { "", false },
};

static void browsers_are_recognised(void **state)
{
    struct account a = account_new("user");
    const char *body = text_format("{\"email\":\"%s\",\"password\":\"%s\"}", a.email, a.password);
    (void)state;
    for (size_t i = 0; i < COUNT_OF(agents); i++) {
        const struct answer *in =
            ASK("POST", "/auth/login", .json = body,
                .headers = { text_format("User-Agent: %s", agents[i].agent) });
        WANT_STATUS(in, 200);
        if ((http_header(in, "Set-Cookie", 0) != NULL) != agents[i].browser)
            http_fail(in, __FILE__, __LINE__, "cookies for %s", agents[i].agent);
    }
}

/* ---- personal access tokens ---- */

static void personal_tokens(void **state)
{
    struct account one = account_new("user"), two = account_new("user");
    (void)state;
    story_set("one", one.token);
    story_set("two", two.token);
    struct cx soon = { .now = utc_now() };
    char      when[TIME_TEXT];
    soon.now.us += 1500000;
    utc_format(soon.now, false, when);
    story_set("soon", when);
    static const struct step steps[] = {
        { "made", "one", "POST", "/auth/tokens", "{\"name\":\" farm \"}", 200,
          .has  = { "name", "farm", "expires_at", "null", "created_at", "*" },
          .keep = { "id", "id", "token", "made", "created_at", "at" } },
        { "listed, without the token itself", "one", "GET", "/auth/tokens", NULL, 200,
          .has = { "#", "2", "0.name", "tests", "1.name", "farm", "1.id", "{id}", "1.created_at",
                   "{at}", "1.token", NULL } },
        { "works for the tracker", "made", "GET", "/auth/authenticated", NULL, 200 },
        { "works for footage", "made", "GET", "/projects", NULL, 200 },
        { "another cannot delete it", "two", "DELETE", "/auth/tokens/{id}", NULL, 404,
          .has = { "error", "true" } },
        { "malformed is unknown", "two", "DELETE", "/auth/tokens/zero", NULL, 404 },
        { "deleted", "one", "DELETE", "/auth/tokens/{id}", NULL, 204 },
        { "works no more", "made", "GET", "/projects", NULL, 401, .has = { "code", "1004" } },
        { "deleted twice", "one", "DELETE", "/auth/tokens/{id}", NULL, 404 },
        { "needs a name", "one", "POST", "/auth/tokens", "{}", 400,
          .has = { "data.errors.0.field", "name" } },
        { "a blank one will not do", "one", "POST", "/auth/tokens", "{\"name\":\"  \"}", 400 },
        { "an end that is past", "one", "POST", "/auth/tokens",
          "{\"name\":\"n\",\"expires_at\":\"2001-01-01\"}", 400 },
        { "an end that is none", "one", "POST", "/auth/tokens",
          "{\"name\":\"n\",\"expires_at\":\"tomorrow\"}", 400 },
        { "one that ends", "one", "POST", "/auth/tokens",
          "{\"name\":\"n\",\"expires_at\":\"{soon}\"}", 200, .has = { "expires_at", "*" },
          .keep = { "token", "short" } },
        { "works at first", "short", "GET", "/projects", NULL, 200 },
        { "needs a credential", NULL, "POST", "/auth/tokens", "{\"name\":\"n\"}", 401 },
    };
    STORY(steps);
    sleep(2);
    static const struct step later[] = {
        { "and ends", "short", "GET", "/projects", NULL, 401, .has = { "code", "1003" } },
        { "for the tracker too", "short", "GET", "/auth/authenticated", NULL, 401,
          .has = { "message", "Signature has expired" } },
    };
    STORY(later);
}

static int set_up(void **state)
{
    (void)state;
    cx = (struct cx){ .arena = arena_new(64 << 20), .now = utc_now(), .conf = &conf };
    return conf_load(&cx, env_need("DAILIES_TEST_CONF"), true, &conf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(login_answers),
        cmocka_unit_test(inactive_is_told_with_the_right_password_only),
        cmocka_unit_test(five_failures_lock),
        cmocka_unit_test(guesses_at_once_get_no_more_than_five_answers),
        cmocka_unit_test(claims_are_those_of_the_contract),
        cmocka_unit_test(bad_tokens_are_refused),
        cmocka_unit_test(no_token_or_another_scheme),
        cmocka_unit_test(sessions_end),
        cmocka_unit_test(cookies_are_for_browsers),
        cmocka_unit_test(browsers_are_recognised),
        cmocka_unit_test(personal_tokens),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
