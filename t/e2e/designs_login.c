/* designs_login.c - the set designs' sign-in by a form, its tokens elsewhere and others' tokens
 * here, and what nginx says itself at addresses of that family. */
#include "t/e2e/http.h"
#include <string.h>

#define LOGIN "/api/v1/login/access-token"
#define FORM "application/x-www-form-urlencoded"

static struct account ada;

#define MISSING(name) "{\"type\":\"missing\",\"loc\":[\"body\",\"" name "\"],\"msg\":\"Field required\",\"input\":null}"
#define LIST(entries) "{\"detail\":[" entries "]}"
#define NEITHER LIST(MISSING("username") "," MISSING("password"))
#define INCORRECT "{\"detail\":\"Incorrect email or password\"}"

// clang-format off
static const struct refused {
    const char *what, *path, *type, *body;
    int         status;
    const char *answer;
} refusals[] = {
    { "nothing", LOGIN, NULL, NULL, 422, NEITHER },
    { "an empty form", LOGIN, FORM, "", 422, NEITHER },
    { "with a slash behind", LOGIN "/", FORM, "", 422, NEITHER },
    { "under /api once more", "/api" LOGIN, FORM, "", 422, NEITHER },
    { "JSON", LOGIN, "application/json", "{\"username\":\"a\",\"password\":\"b\"}", 422, NEITHER },
    { "JSON that is none", LOGIN, "application/json", "{", 422, NEITHER },
    { "in the query", LOGIN "?username=a&password=b", NULL, NULL, 422, NEITHER },
    { "an empty name", LOGIN, FORM, "username=&password=b", 422, LIST(MISSING("username")) },
    { "another grant", LOGIN, FORM, "grant_type=client_credentials&username=a&password=b", 422,
      LIST("{\"type\":\"string_pattern_mismatch\",\"loc\":[\"body\",\"grant_type\"],\"msg\":\"String should match pattern '^password$'\","
           "\"input\":\"client_credentials\",\"ctx\":{\"pattern\":\"^password$\"}}") },
    { "another grant and nothing else", LOGIN, FORM, "grant_type=Password", 422,
      LIST("{\"type\":\"string_pattern_mismatch\",\"loc\":[\"body\",\"grant_type\"],\"msg\":\"String should match pattern '^password$'\","
           "\"input\":\"Password\",\"ctx\":{\"pattern\":\"^password$\"}}," MISSING("username") "," MISSING("password")) },
    { "nobody of that name", LOGIN, FORM, "username=nobody%40example.com&password=b", 400, INCORRECT },
    { "a form that is none", LOGIN, FORM, "username=%zz&password=b", 400, NULL },
    { "parts that are none", LOGIN, "multipart/form-data; boundary=b", "--c\r\n", 400, NULL },
};
// clang-format on

static void refusals_are_worded(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(refusals); i++) {
        const struct refused *r = &refusals[i];
        const struct answer  *a = ASK("POST", r->path, .type = r->type, .body = r->body,
                                      .bytes = r->body ? strlen(r->body) : 0);
        print_message("%s\n", r->what);
        WANT_STATUS(a, r->status);
        if (r->answer)
            WANT_TEXT(a, "", r->answer);
        else
            WANT_TEXT(a, "detail", "*");
    }
}

static const struct answer *sign_in(const char *name, const char *password)
{
    return ASK("POST", LOGIN,
               .form = text_format("grant_type=password&username=%s&password=%s&scope=", name, password));
}

static void a_password_becomes_a_token(void **state)
{
    const struct answer *a = sign_in(ada.email, ada.password);
    const char          *token, *other;
    (void)state;
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "token_type", "bearer");
    assert_int_equal(json_object_object_length(a->json), 2);
    assert_string_equal(http_header(a, "Cache-Control", 0), "no-store");
    assert_null(http_header(a, "Set-Cookie", 0));
    token = text_format("%s", http_text(a, "access_token"));
    /* it is good for the other families */
    a = ASK("GET", "/auth/authenticated", .token = token);
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "user.email", ada.email);
    WANT_STATUS(ASK("GET", "/projects", .token = token), 200);
    WANT_STATUS(ASK("GET", "/video/my/", .token = token), 200);
    /* signing out ends it, and no other */
    a     = sign_in(ada.email, ada.password);
    other = text_format("%s", http_text(a, "access_token"));
    WANT_STATUS(ASK("GET", "/auth/logout", .token = token), 200);
    WANT_STATUS(ASK("GET", "/auth/authenticated", .token = token), 401);
    WANT_STATUS(ASK("GET", "/auth/authenticated", .token = other), 200);
}

static void a_form_of_parts_will_do(void **state)
{
    const char *body = text_format(
        "--b\r\nContent-Disposition: form-data; name=\"username\"\r\n\r\n%s\r\n"
        "--b\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\n%s\r\n--b--\r\n",
        ada.email, ada.password);
    (void)state;
    WANT_STATUS(ASK("POST", LOGIN, .type = "multipart/form-data; boundary=b", .body = body,
                    .bytes = strlen(body)), 200);
    WANT_STATUS(ASK("POST", LOGIN, .form = text_format("grant_type=&username=%s&password=x&password=%s",
                                                       ada.email, ada.password)), 200);
}

/* It is told nobody that the account is locked, and the lock is the same as elsewhere. */
static void five_failures_lock(void **state)
{
    struct account       bob = account_new("user");
    const struct answer *a;
    (void)state;
    for (int i = 0; i < 5; i++) {
        a = sign_in(bob.email, "no");
        WANT_STATUS(a, 400);
        WANT_TEXT(a, "", INCORRECT);
    }
    a = sign_in(bob.email, bob.password);
    WANT_STATUS(a, 400);
    WANT_TEXT(a, "", INCORRECT);
    a = ASK("POST", "/auth/login", .json = text_format("{\"email\":\"%s\",\"password\":\"%s\"}",
                                                       bob.email, bob.password));
    WANT_TEXT(a, "too_many_failed_login_attemps", "true");
}

static void inactive_accounts_are_told(void **state)
{
    const char          *email = text_format("gone-%s@example.com", text_unique());
    const struct answer *a;
    (void)state;
    WANT_STATUS(ASK("POST", "/data/persons", .token = admin_token(),
                    .json = text_format("{\"first_name\":\"A\",\"last_name\":\"B\",\"email\":\"%s\","
                                        "\"password\":\"right-and-only\",\"active\":false}", email)), 201);
    a = sign_in(email, "right-and-only");
    WANT_STATUS(a, 400);
    WANT_TEXT(a, "", "{\"detail\":\"Inactive user\"}");
    WANT_TEXT(sign_in(email, "no"), "", INCORRECT);
}

static void addresses_and_methods(void **state)
{
    const struct answer *a = ASK("GET", "/api/v1/nothing");
    (void)state;
    WANT_STATUS(a, 404);
    WANT_TEXT(a, "", "{\"detail\":\"Not Found\"}");
    a = ASK("GET", LOGIN);
    WANT_STATUS(a, 405);
    WANT_TEXT(a, "", "{\"detail\":\"Method Not Allowed\"}");
    assert_string_equal(http_header(a, "Allow", 0), "OPTIONS, POST");
    a = ASK("TRACE", LOGIN); /* which nginx takes for nothing */
    WANT_STATUS(a, 405);
    WANT_TEXT(a, "", "{\"detail\":\"Method Not Allowed\"}");
}

static void large_bodies_are_refused(void **state)
{
    static char          body[2 << 20];
    const struct answer *a;
    (void)state;
    memset(body, 'a', sizeof body);
    a = ASK("POST", LOGIN, .type = FORM, .body = body, .bytes = sizeof body);
    WANT_STATUS(a, 413);
    WANT_TEXT(a, "detail", "*");
    a = ASK("POST", LOGIN, .type = FORM, .body = body, .bytes = sizeof body,
            .headers = { "Transfer-Encoding: chunked" });
    WANT_STATUS(a, 413);
    WANT_TEXT(a, "detail", "*");
}

static int begin(void **state)
{
    (void)state;
    ada = account_new("user");
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refusals_are_worded),
        cmocka_unit_test(a_password_becomes_a_token),
        cmocka_unit_test(a_form_of_parts_will_do),
        cmocka_unit_test(five_failures_lock),
        cmocka_unit_test(inactive_accounts_are_told),
        cmocka_unit_test(addresses_and_methods),
        cmocka_unit_test(large_bodies_are_refused),
    };
    return cmocka_run_group_tests(tests, begin, NULL);
}
