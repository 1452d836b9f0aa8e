/* signin_passwords.c - passwords that were forgotten, invitations, changing one's own, links to
 * hand over: what is sent, what it is good for, and what ends with it. */
#include "t/e2e/http.h"
#include <string.h>
#include "t/e2e/mailbox.h"

enum { TOKEN_CHARS = 64 };
#define NOBODY "2d1f1d52-6a57-4a2e-8a8d-3d6a3d1b8f11"

static const struct answer *login(const char *email, const char *password)
{
    return ASK("POST", "/auth/login",
               .json = text_format("{\"email\":\"%s\",\"password\":\"%s\"}", email, password));
}

static const struct answer *forgotten(const char *email)
{
    return ASK("POST", "/auth/reset-password", .json = text_format("{\"email\":\"%s\"}", email));
}

static const struct answer *set(const char *email, const char *token, const char *password, const char *again)
{
    return ASK("PUT", "/auth/reset-password",
               .json = text_format("{\"email\":\"%s\",\"token\":\"%s\",\"password\":\"%s\",\"password2\":\"%s\"}",
                                   email, token, password, again));
}

/* The token in the last mail of that kind; the link is checked. */
static const char *token_in(const struct account *a, const char *link, bool invited)
{
    const char *token = link_value(link, "token");
    assert_non_null(link);
    assert_int_equal(strncmp(link, env_need("DAILIES_TEST_URL"), strlen(env_need("DAILIES_TEST_URL"))), 0);
    assert_non_null(strstr(link, "/reset-change-password?email="));
    assert_string_equal(link_value(link, "email"), a->email);
    if (invited)
        assert_string_equal(link_value(link, "type"), "new");
    else
        assert_null(link_value(link, "type"));
    assert_int_equal(strlen(token), TOKEN_CHARS);
    return token;
}

static void forgotten_passwords(void **state)
{
    struct account       a = account_new("user");
    const struct answer *known, *unknown, *before = login(a.email, a.password);
    const char          *link, *first, *token;
    (void)state;
    known   = forgotten(a.email);
    unknown = forgotten(text_format("%s@example.com", text_unique()));
    WANT_STATUS(known, 200);
    assert_string_equal(known->body, unknown->body);
    assert_true(json_object_is_type(http_at(known, "success"), json_type_string));
    WANT_TEXT(ASK("POST", "/auth/reset-password", .json = "{\"email\":\"\"}"), "data.errors.0.field", "email");
    WANT_STATUS(ASK("POST", "/auth/reset-password"), 400);
    link  = mailed(a.email, "password_reset", NULL);
    first = token_in(&a, link, false);
    WANT_STATUS(ASK("POST", "/auth/reset-password", .form = text_format("email=%s", a.email)), 200);
    token = token_in(&a, mailed(a.email, "password_reset", link), false);

    WANT_STATUS(set(a.email, first, "another-one", "another-one"), 400); /* replaced */
    WANT_STATUS(set("x@example.com", token, "another-one", "another-one"), 400);
    WANT_STATUS(set(a.email, "", "another-one", "another-one"), 400);
    WANT_STATUS(set(a.email, token, "short", "short"), 400);
    WANT_STATUS(set(a.email, token, "another-one", "another-two"), 400);
    WANT_TEXT(ASK("PUT", "/auth/reset-password", .json = "{}"), "data.errors.#", "4");
    WANT_STATUS(login(a.email, a.password), 200); /* none of these did anything */

    known = set(a.email, token, "another-one", "another-one");
    WANT_STATUS(known, 200);
    WANT_TEXT(known, "", "{\"success\":true}");
    WANT_STATUS(set(a.email, token, "another-two", "another-two"), 400); /* once */
    WANT_STATUS(login(a.email, a.password), 400);
    WANT_STATUS(login(a.email, "another-one"), 200);
    /* All sessions have ended. */
    WANT_STATUS(ASK("GET", "/auth/authenticated", .token = http_text(before, "access_token")), 401);
    WANT_STATUS(ASK("GET", "/auth/refresh-token", .token = http_text(before, "refresh_token")), 401);
}

static void nothing_is_asked_or_tried_without_end(void **state)
{
    const char          *email = text_format("%s@example.com", text_unique());
    const struct answer *last  = NULL;
    (void)state;
    for (int i = 0; i < 12 && (!last || last->status == 200); i++)
        last = forgotten(email);
    WANT_STATUS(last, 429);
    WANT_TEXT(last, "error", "true");
    WANT_TEXT(last, "header:Retry-After", "*");
    last = NULL;
    for (int i = 0; i < 21 && (!last || last->status == 400); i++)
        last = set(email, "guessed", "another-one", "another-one");
    WANT_STATUS(last, 429);
    WANT_TEXT(last, "header:Retry-After", "*");
}

static void invitations(void **state)
{
    const char          *admin = admin_token();
    struct account       a     = { .email = text_format("%s@example.com", text_unique()) };
    const struct answer *said;
    const char          *path, *token;
    (void)state;
    said = ASK("POST", "/data/persons", .token = admin,
               .json = text_format("{\"first_name\":\"I\",\"last_name\":\"N\",\"email\":\"%s\"}", a.email));
    WANT_STATUS(said, 201);
    path = text_format("/actions/persons/%s/invite", http_text(said, "id"));
    WANT_STATUS(ASK("GET", path), 401);
    WANT_STATUS(ASK("GET", path, .token = account_new("manager").token), 403);
    WANT_STATUS(ASK("GET", "/actions/persons/" NOBODY "/invite", .token = admin), 404);
    WANT_STATUS(ASK("GET", "/actions/persons/x/invite", .token = admin), 404);
    assert_true(unmailed(a.email, "invitation"));
    said = ASK("GET", path, .token = admin);
    WANT_STATUS(said, 200);
    WANT_TEXT(said, "success", "true");
    token = token_in(&a, mailed(a.email, "invitation", NULL), true);
    WANT_STATUS(set(a.email, token, "a-first-one", "a-first-one"), 200);
    WANT_STATUS(login(a.email, "a-first-one"), 200);
}

static void links_to_hand_over(void **state)
{
    struct account       a = account_new("user"), boss = account_new("admin");
    const char          *path = text_format("/actions/persons/%s/reset-password-link", a.id);
    const struct answer *said;
    (void)state;
    WANT_STATUS(ASK("POST", path, .token = a.token), 403);
    WANT_STATUS(ASK("POST", text_format("/actions/persons/%s/reset-password-link", boss.id), .token = admin_token()), 403);
    WANT_STATUS(ASK("POST", "/actions/persons/" NOBODY "/reset-password-link", .token = boss.token), 404);
    said = ASK("POST", path, .token = boss.token);
    WANT_STATUS(said, 200);
    WANT_TEXT(said, "header:Cache-Control", "no-store");
    WANT_STATUS(set(a.email, token_in(&a, http_text(said, "link"), false), "handed-over", "handed-over"), 200);
    WANT_STATUS(login(a.email, "handed-over"), 200);
    assert_true(unmailed(a.email, "password_reset"));
}

static void ones_own(void **state)
{
    struct account a = account_new("user");
    (void)state;
    story_set("email", a.email);
    story_set("personal", a.token);
    static const struct step steps[] = {
        { "here", NULL, "POST", "/auth/login", "{\"email\":\"{email}\",\"password\":\"for-tests-only\"}", 200,
          .keep = { "access_token", "here", "refresh_token", "refresh" } },
        { "elsewhere", NULL, "POST", "/auth/login", "{\"email\":\"{email}\",\"password\":\"for-tests-only\"}", 200,
          .keep = { "access_token", "elsewhere" } },
        { "not signed in", NULL, "POST", "/auth/change-password", "{}", 401 },
        { "by a program", "personal", "POST", "/auth/change-password",
          "{\"old_password\":\"for-tests-only\",\"password\":\"a new one\",\"password_2\":\"a new one\"}", 403 },
        { "nothing said", "here", "POST", "/auth/change-password", "{}", 400, .has = { "data.errors.#", "3" } },
        { "wrong old one", "here", "POST", "/auth/change-password",
          "{\"old_password\":\"wrong\",\"password\":\"a new one\",\"password_2\":\"a new one\"}", 400,
          .has = { "error", "true", "message", "*" } },
        { "too short", "here", "POST", "/auth/change-password",
          "{\"old_password\":\"for-tests-only\",\"password\":\"a\",\"password_2\":\"a\"}", 400 },
        { "not repeated", "here", "POST", "/auth/change-password",
          "{\"old_password\":\"for-tests-only\",\"password\":\"a new one\",\"password_2\":\"another\"}", 400 },
        { "none of these did anything", "elsewhere", "GET", "/auth/authenticated", NULL, 200 },
        { "changed", "here", "POST", "/auth/change-password",
          "{\"old_password\":\"for-tests-only\",\"password\":\"a new one\",\"password_2\":\"a new one\"}", 200,
          .has = { "", "{\"success\":true}" } },
        { "this session goes on", "here", "GET", "/auth/authenticated", NULL, 200 },
        { "and can be refreshed", "refresh", "GET", "/auth/refresh-token", NULL, 200 },
        { "the others have ended", "elsewhere", "GET", "/auth/authenticated", NULL, 401,
          .has = { "msg", "Token has been revoked" } },
        { "the old one is wrong", NULL, "POST", "/auth/login",
          "{\"email\":\"{email}\",\"password\":\"for-tests-only\"}", 400 },
        { "the new one is right", NULL, "POST", "/auth/login", "{\"email\":\"{email}\",\"password\":\"a new one\"}", 200 },
    };
    STORY(steps);
    assert_string_equal(mailed(a.email, "password_changed", NULL), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forgotten_passwords),
        cmocka_unit_test(nothing_is_asked_or_tried_without_end),
        cmocka_unit_test(invitations),
        cmocka_unit_test(links_to_hand_over),
        cmocka_unit_test(ones_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
