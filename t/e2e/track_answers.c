/* track_answers.c - what holds for all answers of the tracker: the keys of what is published, no more and
 * no fewer; headers, prefixes, slashes, methods; bodies of every type. */
#include "t/e2e/documented.h"
#include <stdlib.h>
#include <string.h>

/* What the published endpoints show. */
static int shown(void **state)
{
    documented_new(state);
    static const struct step steps[] = {
        { "an answer", "user", "POST", "/data/tasks/{task}/comments/{comment}/reply", "{\"text\":\"yes\"}", 200 },
        { "what is in the shot", "manager", "PUT", "/data/projects/{project}/entities/{shot}/casting", "[{\"asset_id\":\"{hero}\",\"nb_occurences\":2}]", 200 },
        { "a playlist", "manager", "POST", "/data/playlists", "{\"name\":\"Week\",\"project_id\":\"{project}\"}", 201, .keep = { "id", "playlist" } },
        { "a milestone", "manager", "POST", "/data/milestones", "{\"name\":\"Preview\",\"project_id\":\"{project}\"}", 201, .keep = { "id", "milestone" } },
        { "salaries", "admin", "GET", "/data/salary-scales", NULL, 200, .keep = { "0.id", "salary" } },
        { "a budget", "manager", "POST", "/data/projects/{project}/budgets", "{\"name\":\"Offer\",\"currency\":\"EUR\"}", 200, .keep = { "id", "budget" } },
        { "how long", "admin", "PUT", "/data/tasks/{task}", "{\"end_date\":\"2026-06-10T10:00:00\"}", 200 },
        { "a file", "admin", "POST", "/data/working-files", "{\"name\":\"w\",\"task_id\":\"{task}\",\"entity_id\":\"{shot}\",\"revision\":1}", 201, .keep = { "id", "working" } },
    };
    STORY(steps);
    sent("user", "POST", "/data/working-files/{working}/file", "w.ma", "0123456789", 10, 201);
    return 0;
}

/* ---- keys ---- */

static bool is_named(const char *keys, const char *name)
{
    size_t n = strlen(name);
    for (const char *at = keys; (at = strstr(at, name)); at += n)
        if ((at == keys || at[-1] == ' ') && (!at[n] || at[n] == ' '))
            return true;
    return false;
}

static size_t words(const char *text)
{
    size_t n = *text != 0;
    for (; *text; text++)
        n += *text == ' ';
    return n;
}

#define PERSON_KEYS "id first_name last_name full_name has_avatar role"
#define LINK_KEYS "asset_id asset_name asset_type_name preview_file_id nb_occurences label is_shared project_id"
#define PREVIEW_KEYS "id revision original_name extension width height duration status annotations previews created_at task_id " \
                     "original_width original_height original_duration original_file_size"
#define ENTITY_KEYS "id name code description shotgun_id canceled nb_frames nb_entities_out is_casting_standby is_shared status " \
                    "project_id entity_type_id parent_id source_id preview_file_id data ready_for created_by created_at updated_at type"
#define DATED "id created_at updated_at type"

static void answers_have_these_keys_and_no_others(void **state)
{
    static const struct {
        const char *path, *at, *keys;
    } rows[] = {
        { "/data/projects/{project}/sequences/{sequence}/casting", "{shot}.0", LINK_KEYS " name sequence_name" },
        { "/data/entity-types/{character}", "", "name short_name description task_types archived " DATED },
        { "/data/comments/{comment}", "", "shotgun_id object_id object_type text data replies checklist pinned for_client links task_status_id "
          "person_id editor_id preview_file_id previews mentions department_mentions acknowledgements attachment_files person " DATED },
        { "/data/comments/{comment}", "person", PERSON_KEYS },
        { "/data/comments/{comment}", "replies.0", "id date text mentions person_id created_at department_mentions person" },
        { "/data/playlists/{playlist}", "", "name shots project_id episode_id task_type_id for_client for_entity is_for_all created_by build_jobs " DATED },
        { "/data/milestones/{milestone}", "", "date name project_id task_type_id " DATED },
        { "/data/salary-scales/{salary}", "", "department_id position seniority salary " DATED },
        { "/data/projects/{project}/budgets", "0", "id project_id revision name currency" },
        { "/data/projects/{project}/budgets/{budget}", "", "project_id revision name currency " DATED },
        { "/data/projects/{project}/settings/task-status", "0", "name archived short_name description color priority is_done is_artist_allowed "
          "is_client_allowed is_retake is_feedback_request is_default is_wip shotgun_id for_concept " DATED },
        { "/data/edits/{edit}", "", "canceled data description entity_type_id episode_id episode_name id name parent_id preview_file_id "
          "project_id project_name source_id nb_entities_out tasks type" },
        { "/data/edits/{edit}", "tasks.0", "id duration due_date entity_id end_date estimation last_comment_date last_preview_file_id "
          "nb_assets_ready priority real_start_date retake_count start_date task_status_id task_type_id data is_subscribed assignees" },
        { "/data/playlists/entities/{shot}/preview-files", "{animation}.0", PREVIEW_KEYS },
        { "/data/projects/{project}/news", "", "data total nb_pages limit offset page stats" },
        { "/data/projects/{project}/news?task_type_id={animation}", "data.0", "id type author_id comment_id task_id task_type_id task_status_id task_entity_id preview_file_id "
          "preview_file_extension preview_file_revision project_id project_name created_at change full_entity_name episode_id "
          "entity_preview_file_id person" },
        { "/data/projects/{project}/news", "data.0.person", PERSON_KEYS },
        { "/data/persons/{user_id}/quota-shots/day/2026/6/10?project_id={project}&task_type_id={animation}&count_mode=feedback", "0", ENTITY_KEYS " full_name weight" },
        { "/data/studios?page=1", "", "data total nb_pages limit offset page" },
        { "/config", "", "is_self_hosted crisp_token dark_theme_by_default indexer_configured saml_enabled saml_idp_name oidc_enabled "
          "oidc_idp_name default_locale default_timezone enforce_2fa" },
        { "/status", "", "name version database-up key-value-store-up event-stream-up job-queue-up indexer-up" },
        { "/data/user/context", "", "asset_types custom_actions status_automations departments studios project_status task_types task_status "
          "preview_background_files plugins notification_count persons projects project_roles search_filters search_filter_groups user_limit" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct answer *a = ASK("GET", story_text(rows[i].path), .token = story_get("admin"));
        struct json_object  *o;
        size_t               n = 0;
        WANT_STATUS(a, 200);
        o = *rows[i].at ? http_at(a, story_text(rows[i].at)) : a->json;
        if (!o || !json_object_is_type(o, json_type_object))
            http_fail(a, __FILE__, (int)i, "%s: is no object", rows[i].at);
        json_object_object_foreach(o, key, value)
        {
            (void)value;
            n++;
            if (!is_named(rows[i].keys, key))
                http_fail(a, __FILE__, (int)i, "%s: unknown", key);
        }
        if (n != words(rows[i].keys))
            http_fail(a, __FILE__, (int)i, "%zu keys of %zu: %s", n, words(rows[i].keys), rows[i].keys);
    }
}

/* ---- what holds for all ---- */

static void headers_are_there(const struct answer *a)
{
    static const char *const pairs[][2] = { { "X-Content-Type-Options", "nosniff" },
                                            { "X-Frame-Options", "SAMEORIGIN" },
                                            { "Content-Security-Policy", "frame-ancestors 'self'" },
                                            { "Referrer-Policy", "strict-origin-when-cross-origin" } };
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        WANT_TEXT(a, text_format("header:%s", pairs[i][0]), pairs[i][1]);
        assert_null(http_header(a, pairs[i][0], 1));
    }
}

static void every_answer_has_its_headers(void **state)
{
    static const struct {
        const char *method, *path, *who, *body;
        int         status;
    } rows[] = {
        { "GET", "/data/studios", "user", NULL, 200 },
        { "GET", "/data/studios/", "user", NULL, 200 },
        { "HEAD", "/data/studios", "user", NULL, 200 },
        { "HEAD", "/data/studios/", "user", NULL, 200 },
        { "OPTIONS", "/data/studios", NULL, NULL, 200 },
        { "GET", "/data/studios", NULL, NULL, 401 },
        { "GET", "/data/studios/x", "user", NULL, 400 },
        { "GET", "/data/chats", "user", NULL, 403 },
        { "GET", "/data/studios/" NOWHERE, "user", NULL, 404 },
        { "HEAD", "/data/studios/" NOWHERE, "user", NULL, 404 },
        { "GET", "/data/nothings", "user", NULL, 404 },
        { "PATCH", "/data/studios", "user", "{}", 405 },
        { "POST", "/data/studios", "admin", "name=x", 415 },
        { "DELETE", "/actions/persons/{user_id}/departments/{department}", "admin", NULL, 204 },
        { "GET", "/data/working-files/{working}/file", "user", NULL, 200 },
        { "GET", "/config", NULL, NULL, 200 },
        { "GET", "/status", NULL, NULL, 200 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows) * 2; i++) {
        const char          *path = text_format("%s%s", i % 2 ? "/api" : "", story_text(rows[i / 2].path));
        const char          *body = rows[i / 2].body;
        const struct answer *a    = ASK(rows[i / 2].method, path, .token = rows[i / 2].who ? story_get(rows[i / 2].who) : NULL,
                                        .json = body && *body == '{' ? body : NULL, .form = body && *body != '{' ? body : NULL);
        WANT_STATUS(a, rows[i / 2].status);
        headers_are_there(a);
        if (a->status == 405 || strcmp(rows[i / 2].method, "OPTIONS") == 0)
            WANT_TEXT(a, "header:Allow", "OPTIONS, GET, HEAD, POST");
        if (a->status >= 400 && strcmp(rows[i / 2].method, "HEAD") != 0 && a->status != 401)
            WANT_TEXT(a, "message", "*");
        if (a->status == 204)
            assert_int_equal(a->bytes, 0);
    }
}

static void the_index_is_under_the_prefix(void **state)
{
    static const char *const paths[] = { "/api", "/api/" };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        const struct answer *a = ASK("GET", paths[i]);
        WANT_STATUS(a, 200);
        WANT_TEXT(a, "api", "Zou");
        WANT_TEXT(a, "version", "1.0.67");
        WANT_TEXT(a, "server", "Dailies");
        WANT_TEXT(a, "server_version", "*");
        headers_are_there(a);
        WANT_STATUS(ASK("HEAD", paths[i]), 200);
    }
    WANT_STATUS(ASK("GET", "/"), 307);
}

/* Pages of what is of a production: past the last one there is nothing, below the first all of it. */
static void pages_of_a_production_end(void **state)
{
    static const char *const lists[] = { "tasks", "comments", "notifications", "preview-files", "playlists/all" };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        const char          *path = story_text(text_format("/data/projects/{project}/%s", lists[i]));
        const struct answer *a    = ASK("GET", text_format("%s?page=1", path), .token = story_get("admin"));
        WANT_STATUS(a, 200);
        WANT_TEXT(a, "limit", "100");
        WANT_TEXT(a, "offset", "0");
        WANT_TEXT(a, "data.#", http_text(a, "total"));
        a = ASK("GET", text_format("%s?page=9", path), .token = story_get("admin"));
        WANT_STATUS(a, 200);
        WANT_TEXT(a, "total", "0");
        WANT_TEXT(a, "data.#", "0");
        WANT_TEXT(a, "offset", "800");
        a = ASK("GET", text_format("%s?page=0", path), .token = story_get("admin"));
        WANT_STATUS(a, 200);
        WANT_TEXT(a, "#", "*");
        WANT_STATUS(ASK("GET", text_format("%s?page=x", path), .token = story_get("admin")), 400);
    }
}

static void bodies_are_read_by_their_type(void **state)
{
    static const struct {
        const char *method, *path, *type, *body;
        int         status;
    } rows[] = {
        { "POST", "/data/studios", "application/json", "null", 400 },
        { "POST", "/data/studios", "application/json", "", 400 },
        { "POST", "/data/studios", "application/json", "\"x\"", 400 },
        { "POST", "/data/studios", "text/plain", "{}", 415 },
        { "PUT", "/data/milestones/{milestone}", "application/json", "null", 400 },
        { "PUT", "/data/milestones/{milestone}", "application/json; charset=utf-8", "{}", 200 },
        { "PUT", "/data/milestones/{milestone}", "text/plain", "{}", 415 },
        { "PUT", "/actions/preview-files/{preview}/set-main-preview", "text/plain", "nonsense", 200 },
        { "PUT", "/actions/preview-files/{preview}/set-main-preview", "application/json", "{", 200 },
        { "PUT", "/actions/preview-files/{preview}/set-main-preview?frame_number=x", "application/json", "[]", 400 },
        { "GET", "/auth/email-otp", "application/x-www-form-urlencoded", "email=nobody-{mark}@example.com", 200 },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct answer *a = ASK(rows[i].method, story_text(rows[i].path), .token = story_get("admin"), .type = rows[i].type,
                                     .body = story_text(rows[i].body), .bytes = strlen(story_text(rows[i].body)));
        WANT_STATUS(a, rows[i].status);
    }
    {
        size_t n    = 2 << 20;
        char  *long_ = malloc(n);
        assert_non_null(long_);
        memset(long_, ' ', n);
        WANT_STATUS(ASK("POST", "/data/studios", .token = story_get("admin"), .type = "application/json", .body = long_, .bytes = n), 413);
        free(long_);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_have_these_keys_and_no_others),
        cmocka_unit_test(every_answer_has_its_headers),
        cmocka_unit_test(the_index_is_under_the_prefix),
        cmocka_unit_test(pages_of_a_production_end),
        cmocka_unit_test(bodies_are_read_by_their_type),
    };
    return cmocka_run_group_tests(tests, shown, NULL);
}
