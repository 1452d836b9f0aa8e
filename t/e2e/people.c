/* people.c - persons: lists with filters and pages, creation, passwords, and the tool's accounts.
 */
#include "t/e2e/http.h"
#include <stdlib.h>
#include <string.h>

#define BODY(more) "{\"first_name\":\"Ada\",\"last_name\":\"{mark}\"" more "}"

static void persons_are_made(void **state)
{
    (void)state;
    story_set("admin", admin_token());
    story_set("user", account_new("user").token);
    story_set("manager", account_new("manager").token);
    story_set("mark", text_unique());
    static const struct step steps[] = {
        { "made", "admin", "POST", "/data/persons",
          BODY(",\"email\":\" Ada+{mark}@Example.COM \",\"password\":\"long "
               "enough\",\"phone\":\"123\","
               "\"shotgun_id\":null,\"data\":{\"a\":[1,\"\\u00e4\"]},\"role\":\"supervisor\","
               "\"departments\":[]"),
          201,
          .has  = { "email", "ada+{mark}@example.com", "type", "Person", "full_name", "Ada {mark}",
                    "departments.#", "0", "role", "supervisor", "password", NULL },
          .keep = { "id", "id" } },
        { "with what the database fills in", "admin", "GET", "/data/persons?last_name={mark}", NULL,
          200,
          .has = { "#", "1", "0.id", "{id}", "0.active", "true", "0.contract_type", "open-ended",
                   "0.locale", "en_US", "0.data.a.1", "\xc3\xa4" } },
        { "the address is taken, in any case", "admin", "POST", "/data/persons",
          BODY(",\"email\":\"ADA+{mark}@example.com\""), 400,
          .has = { "message", "*", "error", NULL } },
        { "no address is no duplicate", "admin", "POST", "/data/persons", BODY(""), 201 },
        { "and again", "admin", "POST", "/data/persons",
          BODY(",\"email\":\"\",\"desktop_login\":\"\""), 201, .has = { "email", "null" } },
        { "needs an administrator", "user", "POST", "/data/persons", BODY(""), 403,
          .has = { "error", "true", "message", "*" } },
        { "a manager is none", "manager", "POST", "/data/persons", BODY(""), 403 },
        { "needs a credential", NULL, "POST", "/data/persons", BODY(""), 401,
          .has = { "msg", "*" } },
        { "needs a first name", "admin", "POST", "/data/persons", "{\"last_name\":\"x\"}", 400,
          .has = { "message", "*", "error", NULL } },
        { "what the server keeps is dropped", "admin", "POST", "/data/persons",
          BODY(",\"id\":\"{id}\",\"created_at\":\"2001-01-01T00:00:00\",\"updated_at\":\"2001-01-"
               "01\""),
          201, .keep = { "id", "copy", "created_at", "made" } },
        { "... and has a new value", "admin", "GET", "/data/persons?id={copy}", NULL, 200,
          .has = { "#", "1", "0.created_at", "{made}" } },
        { "values as lax clients write them", "admin", "POST", "/data/persons",
          BODY(",\"phone\":12,\"archived\":1,\"daily_salary\":5.7,\"shotgun_id\":null,"
               "\"departments\":null"),
          201,
          .has = { "phone", "12", "archived", "true", "daily_salary", "6", "departments.#", "0" } },
        { "a truth that is none", "admin", "POST", "/data/persons", BODY(",\"archived\":\"yes\""),
          400 },
        { "ids in objects, unknown ones dropped", "admin", "POST", "/data/persons",
          BODY(",\"departments\":[{\"id\":\"{id}\"},\"{id}\"]"), 201,
          .has = { "departments.#", "0" } },
        { "ids that are none", "admin", "POST", "/data/persons", BODY(",\"departments\":[5]"),
          400 },
        { "knows all keys", "admin", "POST", "/data/persons", BODY(",\"type\":\"Person\""), 400,
          .has = { "message", "*" } },
        { "takes no secrets", "admin", "POST", "/data/persons", BODY(",\"totp_secret\":\"x\""),
          400 },
        { "a short password", "admin", "POST", "/data/persons", BODY(",\"password\":\"short\""),
          400 },
        { "no mail address", "admin", "POST", "/data/persons", BODY(",\"email\":\"ada\""), 400 },
        { "no such role", "admin", "POST", "/data/persons", BODY(",\"role\":\"king\""), 400 },
        { "too long", "admin", "POST", "/data/persons", BODY(",\"country\":\"Germany\""), 400 },
        { "a bad identifier", "admin", "POST", "/data/persons", BODY(",\"studio_id\":\"x\""), 400 },
        { "a form will not do", "admin", "POST", "/data/persons", "first_name=a&last_name=b", 415,
          .has = { "error", "true" } },
        { "broken JSON", "admin", "POST", "/data/persons", "{\"first_name\":", 400,
          .has = { "error", "true", "message", "*" } },
    };
    STORY(steps);
}

static void lists_are_filtered(void **state)
{
    (void)state;
    story_set("admin", admin_token());
    story_set("mark", text_unique());
    static const struct step steps[] = {
        { "department", "admin", "GET", "/auth/authenticated", NULL, 200 },
        { "one", "admin", "POST", "/data/persons",
          BODY(",\"email\":\"one-{mark}@example.com\",\"active\":false"), 201,
          .keep = { "id", "one" } },
        { "two", "admin", "POST", "/data/persons",
          BODY(",\"email\":\"two-{mark}@example.com\",\"role\":\"client\""), 201,
          .keep = { "id", "two" } },
        { "all of a name", "admin", "GET", "/data/persons?last_name={mark}", NULL, 200,
          .has = { "#", "2", "0.id", "{one}", "1.id", "{two}", "0.departments", NULL } },
        { "two filters", "admin", "GET", "/data/persons?last_name={mark}&role=client", NULL, 200,
          .has = { "#", "1", "0.id", "{two}" } },
        { "yes or no", "admin", "GET", "/data/persons?last_name={mark}&active=no", NULL, 200,
          .has = { "#", "1", "0.id", "{one}" } },
        { "letters count", "admin", "GET", "/data/persons?last_name={mark}&first_name=ada", NULL,
          200, .has = { "#", "0" } },
        { "an identifier", "admin", "GET", "/data/persons?id={two}", NULL, 200,
          .has = { "#", "1", "0.full_name", "Ada {mark}" } },
        { "a list of identifiers", "admin", "GET", "/data/persons?id=%5B%22{two}%22,%22{one}%22%5D",
          NULL, 200, .has = { "#", "2" } },
        { "a list of texts", "admin", "GET",
          "/data/persons?last_name={mark}&role=%5B%22client%22,%22vendor%22%5D", NULL, 200,
          .has = { "#", "1" } },
        { "an empty list", "admin", "GET", "/data/persons?id=%5B%5D", NULL, 200,
          .has = { "#", "0" } },
        { "a broken list", "admin", "GET", "/data/persons?id=%5B%22", NULL, 400 },
        { "a repeated key counts once", "admin", "GET",
          "/data/persons?last_name={mark}&role=client&role=user", NULL, 200, .has = { "#", "1" } },
        { "unknown names are ignored", "admin", "GET",
          "/data/persons?last_name={mark}&sort_by=x&color=red", NULL, 200, .has = { "#", "2" } },
        { "the full name too", "admin", "GET", "/data/persons?full_name=Ada+{mark}", NULL, 200,
          .has = { "#", "2" } },
        { "secrets are no filter", "admin", "GET", "/data/persons?password=x", NULL, 400,
          .has = { "error", "true" } },
        { "a bad identifier", "admin", "GET", "/data/persons?id=x", NULL, 400 },
        { "an empty one", "admin", "GET", "/data/persons?id=", NULL, 400 },
        { "a bad yes or no", "admin", "GET", "/data/persons?active=perhaps", NULL, 400 },
        { "a bad number", "admin", "GET", "/data/persons?daily_salary=x", NULL, 400 },
        { "a bad member of a collection", "admin", "GET", "/data/persons?departments=x", NULL,
          400 },
        { "nobody in no department", "admin", "GET", "/data/persons?departments={one}", NULL, 200,
          .has = { "#", "0" } },
        { "some fields", "admin", "GET", "/data/persons?last_name={mark}&fields=email,nonsense",
          NULL, 200,
          .has = { "0.email", "one-{mark}@example.com", "0.id", "{one}", "0.type", "Person",
                   "0.first_name", NULL, "0.phone", NULL } },
        { "relations", "admin", "GET", "/data/persons?last_name={mark}&relations=TRUE", NULL, 200,
          .has = { "0.departments.#", "0" } },
        { "1 is not true", "admin", "GET", "/data/persons?last_name={mark}&relations=1", NULL, 200,
          .has = { "0.departments", NULL } },
        { "a page", "admin", "GET", "/data/persons?last_name={mark}&page=1&limit=1", NULL, 200,
          .has = { "total", "2", "nb_pages", "2", "limit", "1", "offset", "0", "page", "1",
                   "data.0.id", "{two}" } },
        { "the next", "admin", "GET", "/data/persons?last_name={mark}&page=2&limit=1", NULL, 200,
          .has = { "total", "2", "offset", "1", "data.#", "1", "data.0.id", "{one}" } },
        { "past the end", "admin", "GET", "/data/persons?last_name={mark}&page=3&limit=1", NULL,
          200, .has = { "total", "2", "data.#", "0" } },
        { "page 0", "admin", "GET", "/data/persons?last_name={mark}&page=0", NULL, 200,
          .has = { "data.#", "0", "total", "2", "limit", "100", "offset", "-100" } },
        { "page -1 is no page", "admin", "GET", "/data/persons?last_name={mark}&page=-1", NULL, 200,
          .has = { "#", "2" } },
        { "a page that is no number", "admin", "GET", "/data/persons?page=x", NULL, 400 },
        { "a negative limit", "admin", "GET", "/data/persons?page=1&limit=-5", NULL, 400 },
        { "HEAD", "admin", "HEAD", "/data/persons?last_name={mark}", NULL, 200 },
        { "under /api", "admin", "GET", "/api/data/persons/?last_name={mark}", NULL, 200,
          .has = { "#", "2" } },
    };
    STORY(steps);
}

/* Others than administrators see the short profile and the address. */
static void others_see_less(void **state)
{
    static const char *const roles[] = { "user", "client", "vendor", "supervisor", "manager" };
    (void)state;
    story_set("admin", admin_token());
    story_set("mark", text_unique());
    static const struct step made[] = {
        { "made", "admin", "POST", "/data/persons", BODY(",\"phone\":\"123\",\"daily_salary\":5"),
          201 },
    };
    static const struct step steps[] = {
        { "a short profile", "other", "GET", "/data/persons?last_name={mark}", NULL, 200,
          .has = { "0.first_name", "Ada", "0.email", "null", "0.departments.#", "0", "0.role",
                   "user", "0.phone", NULL, "0.daily_salary", NULL } },
        { "... of all its fields", "other", "GET", "/data/persons?last_name={mark}", NULL, 200,
          .has = { "0.has_avatar", "false", "0.active", "true", "0.studio_id", "null",
                   "0.desktop_login", "null", "0.is_bot", "false", "0.created_at", NULL } },
        { "cannot find by what is hidden", "other", "GET", "/data/persons?phone=123", NULL, 400 },
        { "cannot ask for it", "other", "GET", "/data/persons?last_name={mark}&fields=phone,email",
          NULL, 200, .has = { "0.phone", NULL, "0.email", "null" } },
        { "the address is shown", "other", "GET", "/data/persons?email=nobody@example.com", NULL,
          200, .has = { "#", "0" } },
    };
    STORY(made);
    for (size_t i = 0; i < COUNT_OF(roles); i++) {
        story_set("other", account_new(roles[i]).token);
        STORY(steps);
    }
}

static void passwords_are_set_by_administrators(void **state)
{
    struct account one = account_new("user"), boss = account_new("admin");
    (void)state;
    story_set("admin", admin_token());
    story_set("user", one.token);
    story_set("id", one.id);
    story_set("boss", boss.id);
    story_set("email", one.email);
    static const struct step steps[] = {
        { "differing", "admin", "POST", "/actions/persons/{id}/change-password",
          "{\"password\":\"the new one\",\"password_2\":\"another one\"}", 400,
          .has = { "error", "true" } },
        { "short", "admin", "POST", "/actions/persons/{id}/change-password",
          "{\"password\":\"short\",\"password_2\":\"short\"}", 400 },
        { "missing", "admin", "POST", "/actions/persons/{id}/change-password", "{}", 400,
          .has = { "data.errors.#", "2" } },
        { "by others", "user", "POST", "/actions/persons/{id}/change-password",
          "{\"password\":\"the new one\",\"password_2\":\"the new one\"}", 403 },
        { "of another administrator", "admin", "POST", "/actions/persons/{boss}/change-password",
          "{\"password\":\"the new one\",\"password_2\":\"the new one\"}", 403 },
        { "of nobody", "admin", "POST",
          "/actions/persons/2d1f1d52-6a57-4a2e-8a8d-3d6a3d1b8f11/change-password",
          "{\"password\":\"the new one\",\"password_2\":\"the new one\"}", 404 },
        { "of a malformed identifier", "admin", "POST", "/actions/persons/x/change-password",
          "{\"password\":\"the new one\",\"password_2\":\"the new one\"}", 404 },
        { "none of these did anything", NULL, "POST", "/auth/login",
          "{\"email\":\"{email}\",\"password\":\"for-tests-only\"}", 200 },
        { "set, by a form", "admin", "POST", "/actions/persons/{id}/change-password",
          "password=the+new+one&password_2=the+new+one", 200, .has = { "", "{\"success\":true}" } },
        { "the old one is wrong", NULL, "POST", "/auth/login",
          "{\"email\":\"{email}\",\"password\":\"for-tests-only\"}", 400 },
        { "the new one is right", NULL, "POST", "/auth/login",
          "{\"email\":\"{email}\",\"password\":\"the new one\"}", 200 },
    };
    STORY(steps);
}

/* ---- the administration tool ---- */

static void the_tool_makes_accounts(void **state)
{
    const char *email = text_format("%s@example.com", text_unique());
    const char *out, *password;
    (void)state;
    assert_int_equal(
        tool_run(NULL, (const char *[]){ "user", "add", email, "--first-name", "Ada", NULL }, &out),
        0);
    password = strstr(out, "password: ");
    assert_non_null(password);
    story_set("email", email);
    story_set("password", text_format("%.*s", (int)strcspn(password + 10, "\n"), password + 10));
    assert_int_equal(tool_run(NULL, (const char *[]){ "user", "add", email, NULL }, NULL), 65);
    assert_int_equal(tool_run("short\n",
                              (const char *[]){ "user", "add", "x@y.z", "--password-stdin", NULL },
                              NULL),
                     65);
    assert_int_equal(
        tool_run(NULL, (const char *[]){ "user", "add", "x@y.z", "--role", "king", NULL }, NULL),
        64);
    assert_int_equal(tool_run(NULL, (const char *[]){ "user", "add", NULL }, NULL), 64);
    assert_int_equal(
        tool_run(NULL, (const char *[]){ "user", "passwd", "nobody@example.com", NULL }, NULL), 67);
    assert_int_equal(tool_run(NULL, (const char *[]){ "user", "list", NULL }, &out), 0);
    assert_non_null(strstr(out, email));
    assert_int_equal(
        tool_run(NULL, (const char *[]){ "token", email, "--name", "farm", NULL }, &out), 0);
    story_set("token", text_format("%.36s", out));
    static const struct step steps[] = {
        { "the password works", NULL, "POST", "/auth/login",
          "{\"email\":\"{email}\",\"password\":\"{password}\"}", 200,
          .has = { "user.role", "user", "user.first_name", "Ada" } },
        { "the token works", "token", "GET", "/auth/tokens", NULL, 200,
          .has = { "0.name", "farm" } },
    };
    STORY(steps);
}

static void the_tool_looks_after_the_server(void **state)
{
    const char *out;
    (void)state;
    assert_int_equal(tool_run(NULL, (const char *[]){ "doctor", NULL }, &out), 0);
    assert_null(strstr(out, "problem"));
    assert_non_null(strstr(out, "schema version"));
    assert_int_equal(tool_run(NULL, (const char *[]){ "routes", NULL }, &out), 0);
    assert_non_null(strstr(out, "optional   video"));
    assert_non_null(strstr(out, "/auth/login"));
    assert_int_equal(tool_run(NULL, (const char *[]){ "openapi", NULL }, &out), 0);
    assert_int_equal(out[0], '{');
    assert_int_equal(tool_run(NULL, (const char *[]){ "gc", "--older-than", "86400", NULL }, &out),
                     0);
    assert_non_null(strstr(out, "blobs"));
    assert_int_equal(tool_run(NULL, (const char *[]){ "gc", "--older-than", "soon", NULL }, NULL),
                     64);
    assert_int_equal(tool_run(NULL, (const char *[]){ "frobnicate", NULL }, NULL), 64);
    for (size_t i = 0; i < 8; i++) {
        static const char *const commands[][3] = {
            { "user", "add", "--help" }, { "user", "passwd", "--help" },
            { "token", "--help" },       { "migrate", "--help" },
            { "gc", "--help" },          { "parse", "--help" },
            { "doctor", "--help" },      { "openapi", "--help" },
        };
        assert_int_equal(
            tool_run(NULL, (const char *[]){ commands[i][0], commands[i][1], commands[i][2], NULL },
                     &out),
            0);
        assert_non_null(strstr(out, "Usage: dailies [-c FILE] "));
    }
}

static void the_tool_uploads(void **state)
{
    const char *sample = getenv("DAILIES_TEST_SAMPLE"), *out;
    const char *url = env_need("DAILIES_TEST_URL"), *ca = env_need("DAILIES_TEST_CA");
    (void)state;
    if (!sample)
        skip();
    assert_int_equal(
        tool_run(NULL,
                 (const char *[]){ "parse", sample, "--url", url, "--cacert", ca, "--token",
                                   account_new("user").token, "--json", NULL },
                 &out),
        0);
    assert_int_equal(out[0], '[');
    assert_non_null(strstr(out, "\"frame_num\""));
    assert_int_equal(tool_run(NULL,
                              (const char *[]){ "parse", sample, "--url", url, "--cacert", ca,
                                                "--token", "wrong", NULL },
                              NULL),
                     77);
    assert_int_equal(tool_run(NULL,
                              (const char *[]){ "parse", ca, "--url", url, "--cacert", ca,
                                                "--token", admin_token(), NULL },
                              NULL),
                     65);
    assert_int_equal(tool_run(NULL,
                              (const char *[]){ "parse", sample, "--url", "https://localhost:1",
                                                "--token", "x", NULL },
                              NULL),
                     69);
    assert_int_equal(tool_run(NULL, (const char *[]){ "parse", NULL }, NULL), 64);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(persons_are_made),
        cmocka_unit_test(lists_are_filtered),
        cmocka_unit_test(others_see_less),
        cmocka_unit_test(passwords_are_set_by_administrators),
        cmocka_unit_test(the_tool_makes_accounts),
        cmocka_unit_test(the_tool_looks_after_the_server),
        cmocka_unit_test(the_tool_uploads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
