/* footage_projects.c - projects, credentials, lists, unknown paths and methods of the footage API.
 */
#include "t/e2e/footage.h"
#include <string.h>
#include <unistd.h>

static struct account ada, bob;
#define NOWHERE "00000000-0000-4000-8000-00000000dead"
#define X50 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define X250 X50 X50 X50 X50 X50

static int begin(void **state)
{
    (void)state;
    ada = account_new("user");
    bob = account_new("user");
    story_set("ada", ada.token);
    story_set("bob", bob.token);
    story_set("admin", admin_token());
    return 0;
}

/* ---- credentials ---- */

static const char *expired_token(void)
{
    const struct answer *a =
        ASK("POST", "/auth/tokens", .token = ada.token, .json = "{\"name\":\"old\"}");
    WANT_STATUS(a, 200);
    sql_do("UPDATE access_token SET expires_at = NOW(6) - INTERVAL 1 SECOND WHERE id = ?",
           ARGS(ARG(uuid_of(http_text(a, "id")))));
    return http_text(a, "token");
}

static const char *revoked_token(void)
{
    const struct answer *a =
        ASK("POST", "/auth/tokens", .token = ada.token, .json = "{\"name\":\"gone\"}");
    WANT_STATUS(a, 200);
    WANT_STATUS(
        ASK("DELETE", text_format("/auth/tokens/%s", http_text(a, "id")), .token = ada.token), 204);
    return http_text(a, "token");
}

static void credentials(void **state)
{
    const struct answer *a =
        ASK("POST", "/auth/login",
            .json = text_format("{\"email\":\"%s\",\"password\":\"%s\"}", ada.email, ada.password));
    (void)state;
    story_set("expired", expired_token());
    story_set("revoked", revoked_token());
    story_set("access", http_text(a, "access_token"));
    story_set("refresh", http_text(a, "refresh_token"));
    // clang-format off
    static const struct single asked[] = {
        { "Authorization", NULL, "GET", "/projects", NULL, 200, .headers = { "Authorization: Bearer {$ada}" } },
        { "any case of the scheme", NULL, "GET", "/projects", NULL, 200, .headers = { "Authorization: bearer {$ada}" } },
        { "token, bare", NULL, "GET", "/projects", NULL, 200, .headers = { "token: {$ada}" } },
        { "token, Bearer", NULL, "GET", "/projects", NULL, 200, .headers = { "token: Bearer {$ada}" } },
        { "an access JWT", NULL, "GET", "/projects", NULL, 200, .headers = { "Authorization: Bearer {$access}" } },
        { "an access JWT in token", NULL, "GET", "/projects", NULL, 200, .headers = { "token: {$access}" } },
        { "none", NULL, "GET", "/projects", NULL, 401, 1002 },
        { "empty", NULL, "GET", "/projects", NULL, 401, 1002, .headers = { "Authorization;" } },
        { "a scheme alone", NULL, "GET", "/projects", NULL, 401, 1002, .headers = { "Authorization: Bearer" } },
        { "Authorization without a scheme", NULL, "GET", "/projects", NULL, 401, 1002, .headers = { "Authorization: {$ada}" } },
        { "another scheme", NULL, "GET", "/projects", NULL, 401, 1002, .headers = { "Authorization: Basic YTpi" } },
        { "garbage", NULL, "GET", "/projects", NULL, 401, 0, .headers = { "Authorization: Bearer garbage" } },
        { "garbage in token", NULL, "GET", "/projects", NULL, 401, 0, .headers = { "token: garbage" } },
        { "Bearer alone in token", NULL, "GET", "/projects", NULL, 401, 1002, .headers = { "token: Bearer" } },
        { "an unknown UUID", NULL, "GET", "/projects", NULL, 401, 1004, .headers = { "Authorization: Bearer " NOWHERE } },
        { "an unknown UUID in token", NULL, "GET", "/projects", NULL, 401, 1004, .headers = { "token: Bearer " NOWHERE } },
        { "expired", NULL, "GET", "/projects", NULL, 401, 1003, .headers = { "Authorization: Bearer {$expired}" } },
        { "expired in token", NULL, "GET", "/projects", NULL, 401, 1003, .headers = { "token: {$expired}" } },
        { "revoked", NULL, "GET", "/projects", NULL, 401, 1004, .headers = { "Authorization: Bearer {$revoked}" } },
        { "revoked in token", NULL, "GET", "/projects", NULL, 401, 1004, .headers = { "token: Bearer {$revoked}" } },
        { "a JWT with a broken signature", NULL, "GET", "/projects", NULL, 401, 1005, .headers = { "Authorization: Bearer {$access}x" } },
        { "a refresh JWT", NULL, "GET", "/projects", NULL, 401, 1006, .headers = { "Authorization: Bearer {$refresh}" } },
        { "none to create", NULL, "POST", "/projects?name=x", NULL, 401, 1002 },
        { "none to parse", NULL, "POST", "/parse", NULL, 401, 1002 },
        { "none for scenes", NULL, "GET", "/scenes/", NULL, 401, 1002 },
        { "none for a scene", NULL, "GET", "/scenes/" NOWHERE, NULL, 401, 1002 },
        { "none for its files", NULL, "GET", "/sv/" NOWHERE "/thumb.jpg", NULL, 401, 1002 },
        { "none for a job", NULL, "GET", "/jobs/" NOWHERE, NULL, 401, 1002 },
    };
    // clang-format on
    SINGLES(asked);
    a = ASK("GET", "/projects");
    WANT_TEXT(a, "header:WWW-Authenticate", "Bearer");
}

static void an_inactive_account(void **state)
{
    struct account eve = account_new("user");
    (void)state;
    WANT_STATUS(ASK("GET", "/projects", .token = eve.token), 200);
    sql_do("UPDATE person SET active = FALSE WHERE id = ?", ARGS(ARG(uuid_of(eve.id))));
    WANT_STATUS(ASK("GET", "/projects", .token = eve.token), 401);
}

/* ---- a project's life ---- */

static void life_of_a_project(void **state)
{
    (void)state;
    // clang-format off
    static const struct step steps[] = {
        { "create by the query", "ada", "POST", "/projects?name=Film", NULL, 200,
          .has = { "id", "*", "created_at", "*", "name", NULL }, .keep = { "id", "film", "created_at", "made" } },
        { "list", "ada", "GET", "/projects", NULL, 200,
          .has = { "#", "1", "0.id", "{film}", "0.name", "Film", "0.created_at", "{made}" } },
        { "its scenes", "ada", "GET", "/projects/{film}", NULL, 200, .has = { "#", "0" } },
        { "a slash at the end", "ada", "GET", "/projects/{film}/", NULL, 200, .has = { "#", "0" } },
        { "under /api", "ada", "GET", "/api/projects/{film}", NULL, 200, .has = { "#", "0" } },
        { "rename", "ada", "PUT", "/projects/{film}", "{\"name\":\" New \"}", 200,
          .has = { "id", "{film}", "name", "New", "created_at", "{made}", "scenes.#", "0" } },
        { "nothing to change", "ada", "PUT", "/projects/{film}", "{}", 200, .has = { "name", "New" } },
        { "no body", "ada", "PUT", "/projects/{film}", NULL, 200, .has = { "name", "New" } },
        { "rename to itself in capitals", "ada", "PUT", "/projects/{film}", "{\"name\":\"NEW\"}", 200, .has = { "name", "NEW" } },
        { "no scenes", "ada", "PUT", "/projects/{film}", "{\"scenes\":[]}", 200, .has = { "name", "NEW", "scenes.#", "0" } },
        { "a stranger sees", "bob", "GET", "/projects/{film}", NULL, 403, .has = { "code", "1008" } },
        { "a stranger changes", "bob", "PUT", "/projects/{film}", "{\"name\":\"Mine\"}", 403, .has = { "code", "1008" } },
        { "a stranger deletes", "bob", "DELETE", "/projects/{film}", NULL, 403, .has = { "code", "1008" } },
        { "a stranger's list", "bob", "GET", "/projects", NULL, 200, .has = { "#", "0" } },
        { "the administrator sees", "admin", "GET", "/projects/{film}", NULL, 200, .has = { "#", "0" } },
        { "the administrator renames", "admin", "PUT", "/projects/{film}", "{\"name\":\"Checked\"}", 200, .has = { "name", "Checked" } },
        { "two of one name are another owner's right", "bob", "POST", "/projects", "{\"name\":\"checked\"}", 200, .keep = { "id", "other" } },
        { "delete", "ada", "DELETE", "/projects/{film}", NULL, 200, .has = { "id", "{film}", "created_at", "{made}", "name", NULL } },
        { "delete again", "ada", "DELETE", "/projects/{film}", NULL, 404, .has = { "code", "1009" } },
        { "gone", "ada", "GET", "/projects/{film}", NULL, 404 },
        { "gone from the list", "ada", "GET", "/projects", NULL, 200, .has = { "#", "0" } },
        { "the name is free again", "ada", "POST", "/projects?name=Checked", NULL, 200, .keep = { "id", "again" } },
        { "clean up", "ada", "DELETE", "/projects/{again}", NULL, 200 },
        { "clean up", "bob", "DELETE", "/projects/{other}", NULL, 200 },
    };
    // clang-format on
    STORY(steps);
}

static void refusals(void **state)
{
    (void)state;
    story_set("mine", project_made(ada.token, "Mine"));
    story_set("second", project_made(ada.token, "Second \xc3\x84"));
    story_set("n255", text_format("%s%s", X250, "yyyyy"));
    story_set("n256", text_format("%s%s", X250, "yyyyyy"));
    // clang-format off
    static const struct single asked[] = {
        { "unknown", "ada", "GET", "/projects/" NOWHERE, NULL, 404, 1009 },
        { "unknown to change", "ada", "PUT", "/projects/" NOWHERE, "{}", 404, 1009 },
        { "unknown to delete", "ada", "DELETE", "/projects/" NOWHERE, NULL, 404, 1009 },
        { "no UUID", "ada", "GET", "/projects/42", NULL, 422, 1001, "project_id" },
        { "no UUID to change", "ada", "PUT", "/projects/42", "{}", 422, 1001, "project_id" },
        { "no UUID to delete", "ada", "DELETE", "/projects/x", NULL, 422, 1001, "project_id" },
        { "a UUID in braces", "ada", "GET", "/projects/%7B" NOWHERE "%7D", NULL, 422, 1001 },
        { "no name", "ada", "POST", "/projects", NULL, 422, 1001, "name" },
        { "an empty name", "ada", "POST", "/projects?name=", NULL, 422, 1001, "name" },
        { "a blank name", "ada", "POST", "/projects?name=%20%09+", NULL, 422, 1001, "name" },
        { "a name of wide spaces", "ada", "POST", "/projects?name=%E2%80%83%E3%80%80", NULL, 422, 1001, "name" },
        { "256 characters", "ada", "POST", "/projects", "{\"name\":\"{$n256}\"}", 422, 1001, "255" },
        { "a line break", "ada", "POST", "/projects", "{\"name\":\"a\\nb\"}", 422, 1001, "control" },
        { "NUL", "ada", "POST", "/projects", "{\"name\":\"a\\u0000b\"}", 422, 1001, "name" },
        { "DEL", "ada", "POST", "/projects?name=a%7Fb", NULL, 422, 1001, "control" },
        { "C1", "ada", "POST", "/projects?name=a%C2%85b", NULL, 422, 1001, "control" },
        { "Latin-1", "ada", "POST", "/projects?name=caf%E9", NULL, 422, 1001 },
        { "half an escape", "ada", "POST", "/projects?name=a%2", NULL, 422, 1001 },
        { "NUL in the query", "ada", "POST", "/projects?name=a%00b", NULL, 422, 1001 },
        { "a number", "ada", "POST", "/projects", "{\"name\":5}", 422, 1001, "name" },
        { "null", "ada", "POST", "/projects", "{\"name\":null}", 422, 1001, "name" },
        { "a list", "ada", "POST", "/projects", "{\"name\":[\"a\"]}", 422, 1001, "name" },
        { "no object", "ada", "POST", "/projects", "[\"name\"]", 422, 0 },
        { "no JSON", "ada", "POST", "/projects", "{\"name\":\"a\"", 422, 1014 },
        { "what only looks like JSON", "ada", "POST", "/projects", "{'name':'a'}", 422, 1014 },
        { "taken", "ada", "POST", "/projects?name=Mine", NULL, 409, 1011, "name" },
        { "taken in other capitals", "ada", "POST", "/projects?name=mINE", NULL, 409, 1011 },
        { "taken with blanks around", "ada", "POST", "/projects?name=+Mine+", NULL, 409, 1011 },
        { "taken in other capitals beyond ASCII", "ada", "POST", "/projects?name=second+%C3%A4", NULL, 409, 1011 },
        { "taken by rename", "ada", "PUT", "/projects/{$second}", "{\"name\":\"mine\"}", 409, 1011 },
        { "a bad name by rename", "ada", "PUT", "/projects/{$second}", "{\"name\":\" \"}", 422, 1001 },
        { "null by rename", "ada", "PUT", "/projects/{$second}", "{\"name\":null}", 422, 1001 },
        { "scenes that are no list", "ada", "PUT", "/projects/{$second}", "{\"scenes\":5}", 422, 1001, "scenes" },
        { "scenes that are null", "ada", "PUT", "/projects/{$second}", "{\"scenes\":null}", 422, 1001, "scenes" },
        { "scenes that are no UUIDs", "ada", "PUT", "/projects/{$second}", "{\"scenes\":[\"x\"]}", 422, 1001, "scenes" },
        { "an unknown scene", "ada", "PUT", "/projects/{$second}", "{\"name\":\"Changed\",\"scenes\":[\"" NOWHERE "\"]}", 404, 1009, "Scene not found: " NOWHERE },
        { "a body of another kind", "ada", "POST", "/projects", "name", 422, 0 },
        { "limit 0", "ada", "GET", "/projects?limit=0", NULL, 422, 1001, "limit" },
        { "limit 1001", "ada", "GET", "/projects?limit=1001", NULL, 422, 1001, "limit" },
        { "limit that is no number", "ada", "GET", "/projects?limit=ten", NULL, 422, 1001, "limit" },
        { "limit that is empty", "ada", "GET", "/projects?limit=", NULL, 422, 1001, "limit" },
        { "a cursor of one's own", "ada", "GET", "/projects?cursor=abc", NULL, 422, 1001, "cursor" },
        { "a cursor of the right size", "ada", "GET", "/projects?cursor=________________________________________38", NULL, 422, 1001, "cursor" },
        { "another one", "ada", "GET", "/projects?cursor=f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f38", NULL, 422, 1001, "cursor" },
        { "an empty cursor", "ada", "GET", "/projects?cursor=", NULL, 422, 1001, "cursor" },
    };
    // clang-format on
    SINGLES(asked);
    { /* A refused change has changed nothing. */
        const struct answer *a = ASK("PUT", text_format("/projects/%s", story_get("second")),
                                     .token = ada.token, .json = "{}");
        WANT_TEXT(a, "name", "Second \xc3\x84");
    }
}

static void names_and_where_they_come_from(void **state)
{
    (void)state;
    story_set("n255", text_format("%s%s", X250, "yyyyy"));
    // clang-format off
    static const struct step steps[] = {
        { "JSON", "bob", "POST", "/projects", "{\"name\":\"by JSON\",\"other\":1}", 200 },
        { "a form", "bob", "POST", "/projects", "name=by+form", 200 },
        { "the body wins", "bob", "POST", "/projects?name=by+query", "{\"name\":\"by body\"}", 200 },
        { "the form wins", "bob", "POST", "/projects?name=by+query", "name=by+form+2", 200 },
        { "a wrong query is a fault even beside a good body", "bob", "POST", "/projects?name=", "{\"name\":\"x\"}", 422 },
        { "trimmed", "bob", "POST", "/projects", "{\"name\":\"\\u00a0 trimmed\\t\"}", 200 },
        { "255 characters", "bob", "POST", "/projects", "{\"name\":\"{n255}\"}", 200 },
        { "beyond ASCII", "bob", "POST", "/projects", "{\"name\":\"\\u0424\\u0438\\u043b\\u044c\\u043c \xf0\x9f\x8e\xac\"}", 200 },
        { "accents make another name", "bob", "POST", "/projects?name=cafe", NULL, 200 },
        { "accents make another name", "bob", "POST", "/projects?name=caf%C3%A9", NULL, 200 },
        { "signs of SQL and HTML", "bob", "POST", "/projects", "{\"name\":\"'; DROP TABLE project; -- <b>%_\\\\\"}", 200 },
        { "all of them", "bob", "GET", "/projects", NULL, 200,
          .has = { "0.name", "by JSON", "1.name", "by form", "2.name", "by body", "3.name", "by form 2", "4.name", "trimmed" } },
        { "the rest of them", "bob", "GET", "/projects", NULL, 200,
          .has = { "5.name", "{n255}", "6.name", "\xd0\xa4\xd0\xb8\xd0\xbb\xd1\x8c\xd0\xbc \xf0\x9f\x8e\xac", "7.name", "cafe", "8.name", "caf\xc3\xa9", "9.name", "'; DROP TABLE project; -- <b>%_\\" } },
    };
    // clang-format on
    STORY(steps);
    { /* 255 characters of four bytes each */
        char name[255 * 4 + 1];
        for (size_t i = 0; i < 255; i++)
            memcpy(name + i * 4, "\xf0\x9f\x8e\xac", 5);
        WANT_STATUS(ASK("POST", "/projects", .token = ada.token,
                        .json = text_format("{\"name\":\"%s\"}", name)),
                    200);
        WANT_STATUS(ASK("POST", "/projects", .token = ada.token,
                        .json = text_format("{\"name\":\"%sx\"}", name)),
                    422);
    }
    WANT_STATUS(ASK("POST", "/projects", .token = ada.token, .type = "text/plain", .body = "name=x",
                    .bytes = 6),
                415);
    WANT_STATUS(ASK("POST", "/projects", .token = ada.token, .type = "application/octet-stream",
                    .body = "{\"name\":\"said wrongly\"}", .bytes = 23),
                200);
}

/* ---- pages ---- */

static const char *next_page(const struct answer *a)
{
    const char *link = http_header(a, "Link", 0);
    if (!link)
        return NULL;
    assert_int_equal(link[0], '<');
    assert_non_null(strstr(link, ">; rel=\"next\""));
    return text_format("%.*s", (int)strcspn(link + 1, ">"), link + 1);
}

static void pages(void **state)
{
    struct account       eve = account_new("user");
    const char          *path;
    const struct answer *a;
    char                 seen[8] = "";
    int                  asked   = 0;
    (void)state;
    for (int i = 0; i < 7; i++)
        project_made(eve.token, text_format("%d", i));
    /* Moments that are the same do not lose or repeat a row. */
    sql_do("UPDATE project SET created_at = '2026-01-01 00:00:00' WHERE owner_id = ? AND name IN "
           "('2', '3', '4')",
           ARGS(ARG(uuid_of(eve.id))));
    for (path = "/projects?limit=2&unused=%3C%3E%22"; path; path = next_page(a)) {
        a = ASK("GET", path, .token = eve.token);
        WANT_STATUS(a, 200);
        assert_true(++asked < 8);
        for (int64_t i = 0; i < http_int(a, "#"); i++)
            snprintf(seen + strlen(seen), sizeof seen - strlen(seen), "%s",
                     http_text(a, text_format("%d.name", (int)i)));
    }
    assert_int_equal(asked, 4);
    assert_int_equal(strlen(seen), 7);
    assert_string_equal(seen + 3, "0156");
    for (const char *c = "234"; *c; c++)
        assert_non_null(strchr(seen, *c));
    a = ASK("GET", "/projects?limit=7", .token = eve.token);
    WANT_TEXT(a, "#", "7");
    WANT_TEXT(a, "header:Link", NULL);
    a = ASK("GET", "/projects?limit=6", .token = eve.token);
    assert_non_null(next_page(a));
    a = ASK("GET", next_page(a), .token = bob.token); /* somebody else's cursor shows one's own */
    WANT_STATUS(a, 200);
    for (int64_t i = 0; i < http_int(a, "#"); i++)
        assert_true(strlen(http_text(a, text_format("%d.name", (int)i))) > 1);
}

static void a_thousand_by_default_a_hundred(void **state)
{
    struct account eve = account_new("user");
    (void)state;
    sql_do("INSERT INTO project (id, name, owner_id) SELECT UUID(), seq, ? FROM seq_1_to_1001",
           ARGS(ARG(uuid_of(eve.id))));
    WANT_TEXT(ASK("GET", "/projects", .token = eve.token), "#", "100");
    WANT_TEXT(ASK("GET", "/projects?limit=1000", .token = eve.token), "#", "1000");
}

/* ---- teams ---- */

static void teams(void **state)
{
    struct account mia = account_new("user");
    (void)state;
    story_set("mia", mia.token);
    story_set("shared", project_made(ada.token, "Shared"));
    sql_do("INSERT INTO project_person_link (project_id, person_id) VALUES (?, ?)",
           ARGS(ARG(uuid_of(story_get("shared"))), ARG(uuid_of(mia.id))));
    story_set("tracker", text_unique());
    sql_do("INSERT INTO project (id, name) VALUES (?, ?)",
           ARGS(ARG(uuid_of(story_get("tracker"))), ARG(story_get("tracker"))));
    // clang-format off
    static const struct step steps[] = {
        { "in a member's list, once", "mia", "GET", "/projects", NULL, 200, .has = { "#", "1", "0.id", "{shared}", "0.name", "Shared" } },
        { "a member sees", "mia", "GET", "/projects/{shared}", NULL, 200 },
        { "a member renames", "mia", "PUT", "/projects/{shared}", "{\"name\":\"Ours\"}", 200 },
        { "a name of the owner's is taken", "mia", "PUT", "/projects/{shared}", "{\"name\":\"Mine\"}", 409 },
        { "the tracker's productions are nobody's", "mia", "GET", "/projects/{tracker}", NULL, 403 },
        { "the administrator sees them", "admin", "GET", "/projects/{tracker}", NULL, 200 },
    };
    // clang-format on
    STORY(steps);
    sql_do("INSERT INTO project_person_link (project_id, person_id) VALUES (?, ?)",
           ARGS(ARG(uuid_of(story_get("tracker"))), ARG(uuid_of(mia.id))));
    // clang-format off
    static const struct step later[] = {
        { "their teams see them", "mia", "GET", "/projects/{tracker}", NULL, 200 },
        { "in the order they were made", "mia", "GET", "/projects", NULL, 200, .has = { "#", "2", "0.id", "{shared}", "1.id", "{tracker}" } },
        { "a member deletes", "mia", "DELETE", "/projects/{shared}", NULL, 200 },
        { "gone for the owner", "ada", "GET", "/projects/{shared}", NULL, 404 },
    };
    // clang-format on
    STORY(later);
}

/* ---- what every path has ---- */

static void methods_and_paths(void **state)
{
    (void)state;
    // clang-format off
    static const struct single asked[] = {
        { "another method", "ada", "PATCH", "/projects", NULL, 405, 1010, "OPTIONS, GET, HEAD, POST" },
        { "another method, nobody", NULL, "DELETE", "/projects", NULL, 405, 1010 },
        { "another method of a scene", "ada", "POST", "/scenes/" NOWHERE, NULL, 405, 1010 },
        { "another method of parse", "ada", "GET", "/parse", NULL, 405, 1010 },
        { "another method of a job", "ada", "PUT", "/jobs/" NOWHERE, NULL, 405, 1010 },
        { "a method that nobody knows", "ada", "BREW", "/projects", NULL, 405, 1010 },
        { "unknown below projects", "ada", "GET", "/projects/" NOWHERE "/more", NULL, 404, 1009 },
        { "unknown below scenes", NULL, "GET", "/scenes/" NOWHERE "/more", NULL, 404, 1009 },
        { "unknown below parse", "ada", "POST", "/parse/more", NULL, 404, 1009 },
        { "unknown below jobs", "ada", "GET", "/jobs", NULL, 404, 1009 },
        { "unknown below sv", "ada", "GET", "/sv", NULL, 404, 1009 },
        { "under /api", "ada", "GET", "/api/projects/" NOWHERE "/more", NULL, 404, 1009 },
        { "two slashes", "ada", "GET", "//projects", NULL, 404, 0 },
        { "two slashes at the end", "ada", "GET", "/projects//", NULL, 404, 0 },
        { "an encoded slash", "ada", "GET", "/projects%2F" NOWHERE, NULL, 404, 0 },
        { "a way up", "ada", "GET", "/sv/%2e%2e/%2e%2e/etc/passwd", NULL, 400, 0 },
        { "NUL in the path", "ada", "GET", "/projects/%00", NULL, 400, 0 },
        { "no UTF-8 in the path", "ada", "GET", "/projects/%FF", NULL, 404, 0 },
        { "a control character in the path", "ada", "GET", "/projects/a%0Ab", NULL, 404, 0 },
        { "the store is not for clients", "ada", "GET", "/_store/ab/abcd", NULL, 404, 0 },
        { "a body that is too large", "ada", "POST", "/projects", "{\"name\":\"{$large}\"}", 413, 1012 },
    };
    // clang-format on
    char *large = text_unique() ? calloc(1, 1200001) : NULL;
    assert_non_null(large);
    memset(large, 'x', 1200000);
    story_set("large", large);
    SINGLES(asked);
    WANT_TEXT(ASK("PATCH", "/projects", .token = ada.token), "header:Allow",
              "OPTIONS, GET, HEAD, POST");
    // clang-format off
    static const struct step tracker[] = {
        { "unknown in the tracker's shape", NULL, "GET", "/data/nothing", NULL, 404, .has = { "error", "true", "message", "*", "code", NULL } },
        { "unknown in auth's shape", NULL, "GET", "/auth/nothing", NULL, 404, .has = { "error", "true", "message", "*", "code", NULL } },
        { "another method in the tracker's shape", NULL, "PUT", "/data/persons", NULL, 405, .has = { "error", "true", "header:Allow", "OPTIONS, GET, HEAD, POST" } },
    };
    // clang-format on
    STORY(tracker);
}

static void options_and_head(void **state)
{
    const struct answer *a = ASK("OPTIONS", "/projects");
    const struct answer *get;
    (void)state;
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "header:Allow", "OPTIONS, GET, HEAD, POST");
    assert_int_equal(a->bytes, 0);
    WANT_STATUS(ASK("OPTIONS", "/projects/" NOWHERE "/more"), 404);
    WANT_TEXT(ASK("OPTIONS", "/parse"), "header:Allow", "OPTIONS, POST");
    a   = ASK("HEAD", "/projects", .token = bob.token);
    get = ASK("GET", "/projects", .token = bob.token);
    WANT_STATUS(a, 200);
    assert_int_equal(a->bytes, 0);
    WANT_TEXT(a, "header:Content-Type", http_header(get, "Content-Type", 0));
    WANT_STATUS(ASK("HEAD", "/projects"), 401);
    WANT_STATUS(ASK("HEAD", "/projects/" NOWHERE, .token = bob.token), 404);
    WANT_STATUS(ASK("HEAD", "/parse", .token = bob.token), 405);
}

static void system_routes(void **state)
{
    const struct answer *a;
    (void)state;
    // clang-format off
    static const struct step steps[] = {
        { "health", NULL, "GET", "/health_check", NULL, 200, .has = { "message", "ok", "header:Content-Type", "application/json" } },
        { "health with a slash", NULL, "GET", "/health_check/", NULL, 200, .has = { "message", "ok" } },
        { "health under /api", NULL, "GET", "/api/health_check", NULL, 200, .has = { "message", "ok" } },
        { "the root", NULL, "GET", "/", NULL, 307, .has = { "header:Location", "/health_check" } },
        { "the document", NULL, "GET", "/openapi.json", NULL, 200, .has = { "openapi", "3.1.0", "paths./projects.post.responses.409.description", "*",
                                                                            "paths./parse.post.responses.415.description", "*" } },
        { "its own id is kept", NULL, "GET", "/health_check", NULL, 200, .has = { "header:X-Request-ID", "*" } },
    };
    // clang-format on
    STORY(steps);
    WANT_STATUS(ASK("GET", "/redoc"), 200);
    a = ASK("GET", "/docs");
    WANT_STATUS(a, 200);
    assert_non_null(strstr(http_header(a, "Content-Type", 0), "text/html"));
    assert_non_null(strstr(a->body, "/scenes/"));
    assert_null(strstr(a->body, "<script"));
    a = ASK("GET", "/health_check", .headers = { "X-Request-ID: mine-42" });
    WANT_TEXT(a, "header:X-Request-ID", "mine-42");
    a = ASK("GET", text_format("%s/projects", env_need("DAILIES_TEST_HTTP_URL")));
    WANT_STATUS(a, 308);
}

static int end(void **state)
{
    (void)state;
    footage_end();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(credentials),
        cmocka_unit_test(an_inactive_account),
        cmocka_unit_test(life_of_a_project),
        cmocka_unit_test(refusals),
        cmocka_unit_test(names_and_where_they_come_from),
        cmocka_unit_test(pages),
        cmocka_unit_test(a_thousand_by_default_a_hundred),
        cmocka_unit_test(teams),
        cmocka_unit_test(methods_and_paths),
        cmocka_unit_test(options_and_head),
        cmocka_unit_test(system_routes),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
