/* track_documented.c - the published endpoints of the tracker: every status that each may answer with
 * has a step here, and what follows from them; an endpoint or a status without one fails. */
#include "t/e2e/documented.h"
#include <string.h>

/* One pixel. */
static const unsigned char png[] = {
    0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 'I', 'H', 'D', 'R', 0, 0, 0, 1, 0, 0, 0, 1,
    8, 6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 13, 'I', 'D', 'A', 'T', 0x78, 0x9c, 0x63, 0xf8, 0xcf,
    0xc0, 0xf0, 0x1f, 0, 5, 0, 1, 0xff, 0x89, 0x99, 0x3d, 0x1d, 0, 0, 0, 0, 'I', 'E', 'N', 'D', 0xae, 0x42,
    0x60, 0x82 };

/* ---- section 2 ---- */

static void passwords_are_reset(void **state)
{
    struct account   one = account_new("user"), gone = account_new("user");
    const char      *link;
    (void)state;
    story_set("mail", one.email);
    story_set("gone", gone.email);
    link = http_text(ASK("POST", text_format("/actions/persons/%s/reset-password-link", one.id), .token = story_get("admin")), "link");
    assert_non_null(link);
    story_set("token", text_format("%.64s", strstr(link, "token=") + 6));
    link = http_text(ASK("POST", text_format("/actions/persons/%s/reset-password-link", gone.id), .token = story_get("admin")), "link");
    assert_non_null(link);
    story_set("gone_token", text_format("%.64s", strstr(link, "token=") + 6));
    WANT_STATUS(ASK("DELETE", text_format("/data/persons/%s", gone.id), .token = story_get("admin")), 204);
    static const struct step steps[] = {
        { "a mail, in words", NULL, "POST", "/auth/reset-password", "{\"email\":\"{mail}\"}", 200, .has = { "success", "*" } },
        { "the same for nobody, out of a form", NULL, "POST", "/auth/reset-password", "email=nobody-{mark}@example.com", 200, .has = { "success", "*" } },
        { "and out of the query", NULL, "POST", "/auth/reset-password?email=nobody-{mark}@example.com", "{\"email\":", 200 },
        { "an address is needed", NULL, "POST", "/auth/reset-password", "{\"email\":\"\"}", 400,
          .has = { "error", "true", "data.errors.0.field", "email", "data.errors.0.message", "*" } },
        { "wrong tokens are told first", NULL, "PUT", "/auth/reset-password",
          "{\"email\":\"{mail}\",\"token\":\"x\",\"password\":\"a\",\"password2\":\"b\"}", 400, .has = { "error", "true", "data", "null" } },
        { "all of it is needed", NULL, "PUT", "/auth/reset-password", "{\"email\":\"{mail}\",\"token\":\"x\",\"password\":\"a\"}", 400,
          .has = { "data.errors.0.field", "password2" } },
        { "too short", NULL, "PUT", "/auth/reset-password",
          "{\"email\":\"{mail}\",\"token\":\"{token}\",\"password\":\"short\",\"password2\":\"short\"}", 400 },
        { "the token has outlived it", NULL, "PUT", "/auth/reset-password",
          "{\"email\":\"{mail}\",\"token\":\"{token}\",\"password\":\"long enough\",\"password2\":\"long enough\"}", 200, .has = { "success", "true" } },
        { "but not its use", NULL, "PUT", "/auth/reset-password",
          "{\"email\":\"{mail}\",\"token\":\"{token}\",\"password\":\"long enough\",\"password2\":\"long enough\"}", 400 },
        { "tokens go with their person", NULL, "PUT", "/auth/reset-password",
          "{\"email\":\"{gone}\",\"token\":\"{gone_token}\",\"password\":\"long enough\",\"password2\":\"long enough\"}", 400 },
        { "a code", NULL, "GET", "/auth/email-otp?email={mail}", NULL, 200, .has = { "success", "true" } },
        { "for nobody", NULL, "GET", "/auth/email-otp?email=nobody-{mark}@example.com", NULL, 200, .has = { "success", "true" } },
        { "for whom?", NULL, "GET", "/auth/email-otp", NULL, 400, .has = { "error", "true", "data", "null" } },
    };
    RUN(steps);
}

/* ---- section 3 ---- */

#define CASTING "/data/assets/{hero}/casting"
#define IN_SEQUENCE "/data/projects/{project}/sequences/{sequence}/casting"
#define IN_EPISODE "/data/projects/{project}/episodes/{episode}/sequences/all/casting"

static void castings(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "all is replaced", "manager", "PUT", CASTING, "[{\"asset_id\":\"{lamp}\",\"nb_occurences\":\"2\",\"label\":\"x\",\"more\":1}]", 200,
          .has = { "#", "1", "0.more", "1", "0.nb_occurences", "2" } },
        { "its event", "admin", "GET", "/data/events/last?limit=1", NULL, 200,
          .has = { "0.name", "asset:casting-update", "0.data.asset_id", "{hero}", "0.data.nb_entities_out", "1",
                   "0.data.added_asset_ids.0", "{lamp}", "0.data.removed_asset_ids.#", "0", "0.project_id", "{project}" } },
        { "what lacks something is counted", "manager", "PUT", CASTING,
          "[{\"asset_id\":\"{lamp}\"},{\"nb_occurences\":1},{\"asset_id\":\"{none}\",\"nb_occurences\":1}]", 200, .has = { "#", "3" } },
        { "but left out", "admin", "GET", "/data/entities/{hero}", NULL, 200, .has = { "nb_entities_out", "3", "entities_out.#", "0" } },
        { "no list", "manager", "PUT", CASTING, "{}", 400 },
        { "no JSON", "manager", "PUT", CASTING, "[", 400, .has = { "error", "true" } },
        { "a form", "manager", "PUT", CASTING, "x=1", 415, .has = { "error", "true" } },
        { "not by supervisors", "supervisor", "PUT", CASTING, "[]", 403 },
        { "no such asset", "manager", "PUT", "/data/assets/{none}/casting", "[]", 404 },
        { "no identifier", "user", "PUT", "/data/assets/x/casting", "[]", 404 },
        { "a shot is none", "user", "PUT", "/data/assets/{shot}/casting", "[]", 404 },
        { "of the shot", "manager", "PUT", "/data/projects/{project}/entities/{shot}/casting", "[{\"asset_id\":\"{hero}\",\"nb_occurences\":2}]", 200 },
        { "in its sequence", "client", "GET", IN_SEQUENCE, NULL, 200,
          .has = { "{shot}.#", "1", "{shot}.0.asset_id", "{hero}", "{shot}.0.name", "Hero", "{shot}.0.asset_name", "Hero",
                   "{shot}.0.asset_type_name", "Character", "{shot}.0.sequence_name", "SEQ1", "{shot}.0.nb_occurences", "2",
                   "{shot}.0.label", "", "{shot}.0.is_shared", "false", "{shot}.0.preview_file_id", "null" } },
        { "not for vendors", "vendor", "GET", IN_SEQUENCE, NULL, 403 },
        { "nor outside", "outsider", "GET", IN_SEQUENCE, NULL, 403 },
        { "of another production", "admin", "GET", "/data/projects/{others}/sequences/{sequence}/casting", NULL, 403 },
        { "no such sequence", "user", "GET", "/data/projects/{project}/sequences/{none}/casting", NULL, 404 },
        { "no identifier", "user", "GET", "/data/projects/x/sequences/{sequence}/casting", NULL, 404 },
        { "in its episode", "user", "GET", IN_EPISODE, NULL, 200, .has = { "{shot}.0.asset_id", "{hero}" } },
        { "not for vendors", "vendor", "GET", IN_EPISODE, NULL, 403 },
        { "the word main", "user", "GET", "/data/projects/{project}/episodes/main/sequences/all/casting", NULL, 200, .has = { "{shot}", NULL } },
        { "no such episode", "user", "GET", "/data/projects/{project}/episodes/{none}/sequences/all/casting", NULL, 200, .has = { "{shot}", NULL } },
        { "no identifier", "user", "GET", "/data/projects/{project}/episodes/x/sequences/all/casting", NULL, 404 },
        { "no such production", "user", "GET", "/data/projects/{none}/episodes/{episode}/sequences/all/casting", NULL, 404 },
        { "what is canceled", "admin", "PUT", "/data/entities/{hero}", "{\"canceled\":true}", 200 },
        { "is left out", "user", "GET", IN_SEQUENCE, NULL, 200, .has = { "{shot}", NULL } },
        { "until it is not", "admin", "PUT", "/data/entities/{hero}", "{\"canceled\":false}", 200 },
    };
    RUN(steps);
}

/* ---- section 4 ---- */

#define REPLY "/data/tasks/{task}/comments/{comment}/reply"

static void comments(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "an answer", "user", "POST", REPLY, "{\"text\":\"yes\"}", 200,
          .has = { "text", "yes", "id", "*", "person_id", "{user_id}", "mentions.#", "0", "department_mentions.#", "0",
                   "person.role", "user", "attachment_files", NULL, "date", "*" }, .keep = { "id", "reply" } },
        { "its event", "admin", "GET", "/data/events/last?limit=1", NULL, 200,
          .has = { "0.name", "comment:reply", "0.data.reply_id", "{reply}", "0.data.comment_id", "{comment}", "0.data.task_id", "{task}" } },
        { "of nothing", "manager", "POST", REPLY, "{}", 200, .has = { "text", "" } },
        { "null is no text", "user", "POST", REPLY, "{\"text\":null}", 400 },
        { "not by vendors", "vendor", "POST", REPLY, "{\"text\":\"x\"}", 403 },
        { "of another task", "admin", "POST", "/data/tasks/{none}/comments/{comment}/reply", "{\"text\":\"x\"}", 403 },
        { "no such comment", "admin", "POST", "/data/tasks/{task}/comments/{none}/reply", "{\"text\":\"x\"}", 404 },
        { "no identifier", "vendor", "POST", "/data/tasks/{task}/comments/x/reply", "{\"text\":\"x\"}", 404 },
        { "both are told", "supervisor", "GET", "/data/comments/{comment}", NULL, 200,
          .has = { "replies.#", "2", "replies.0.id", "{reply}", "replies.0.person.id", "{user_id}", "person.id", "{user_id}",
                   "object_id", "{task}", "pinned", "null", "type", "Comment", "previews.#", "0" } },
        { "without lists", "user", "GET", "/data/comments/{comment}?relations=false", NULL, 200,
          .has = { "previews", NULL, "mentions", NULL, "acknowledgements", NULL, "attachment_files", NULL, "replies.#", "2" } },
        { "not for clients", "client", "GET", "/data/comments/{comment}", NULL, 403 },
        { "no such comment", "vendor", "GET", "/data/comments/{none}", NULL, 404 },
        { "no identifier", "vendor", "GET", "/data/comments/x", NULL, 404 },
    };
    static const char form[] =
        "--end\r\nContent-Disposition: form-data; name=\"any\"; filename=\"a.txt\"\r\n\r\none\r\n"
        "--end\r\nContent-Disposition: form-data; name=\"any\"; filename=\"b.txt\"\r\n\r\ntwo\r\n--end--\r\n";
    const struct answer *a;
    RUN(steps);
    a = ASK("POST", story_text(REPLY), .token = story_get("user"), .type = "multipart/form-data; boundary=end",
            .body = form, .bytes = sizeof form - 1);
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "attachment_files.#", "2");
    WANT_TEXT(a, "attachment_files.1.name", "b.txt");
    WANT_TEXT(a, "attachment_files.0.size", "3");
    WANT_TEXT(a, "attachment_files.0.reply_id", http_text(a, "id"));
}

/* ---- section 5 ---- */

#define BUDGETS "/data/projects/{project}/budgets"

static void productions(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "a production", "admin", "POST", "/data/projects", "{\"name\":\"New {mark}\",\"fps\":24,\"production_style\":null,\"preview_background_file_id\":null}", 201,
          .has = { "fps", "24", "ratio", "16:9", "resolution", "1920x1080", "production_type", "short", "production_style", "2d3d",
                   "homepage", "assets", "hd_bitrate_compression", "28", "ld_bitrate_compression", "6", "revision_padding", "0",
                   "team.#", "0", "asset_types.#", "0", "first_episode_id", NULL, "type", "Project", "project_status_id", "*" },
          .keep = { "id", "fresh" } },
        { "its event", "admin", "GET", "/data/events/last?limit=1", NULL, 200, .has = { "0.name", "project:new", "0.data.project_id", "{fresh}" } },
        { "a series", "admin", "POST", "/data/projects", "{\"name\":\"Series {mark}\",\"production_type\":\"tvshow\"}", 201,
          .has = { "first_episode_id", "*" }, .keep = { "first_episode_id", "first" } },
        { "has an episode", "admin", "GET", "/data/entities/{first}", NULL, 200, .has = { "name", "E01", "created_by", "*" } },
        { "a name twice", "admin", "POST", "/data/projects", "{\"name\":\"New {mark}\"}", 400, .has = { "error", NULL, "message", "*" } },
        { "a style that there is not", "admin", "POST", "/data/projects", "{\"name\":\"x {mark}\",\"production_style\":\"cubism\"}", 400 },
        { "no resolution", "admin", "POST", "/data/projects", "{\"name\":\"x {mark}\",\"resolution\":\"1920\"}", 400 },
        { "no column", "admin", "POST", "/data/projects", "{\"name\":\"x {mark}\",\"preview_background_file_id\":\"{none}\"}", 400 },
        { "surroundings that there are not", "admin", "POST", "/data/projects", "{\"name\":\"x {mark}\",\"default_preview_background_file_id\":\"{none}\"}", 404 },
        { "a form", "admin", "POST", "/data/projects", "name=x", 415 },
        { "not by managers", "manager", "POST", "/data/projects", "{\"nonsense\":1}", 403 },
        { "its statuses", "vendor", "GET", "/data/projects/{project}/settings/task-status", NULL, 200,
          .has = { "#", "1", "0.id", "{wip}", "0.type", "TaskStatus", "0.short_name", "wip" } },
        { "outside", "outsider", "GET", "/data/projects/{project}/settings/task-status", NULL, 403 },
        { "nowhere", "outsider", "GET", "/data/projects/{none}/settings/task-status", NULL, 404 },
        { "no identifier", "outsider", "GET", "/data/projects/x/settings/task-status", NULL, 404 },
        { "no budgets", "manager", "GET", BUDGETS, NULL, 200, .has = { "#", "0" } },
        { "the first", "manager", "POST", BUDGETS, "{\"name\":\"Offer\",\"currency\":\"EUR\"}", 200, .has = { "revision", "1", "type", "Budget" }, .keep = { "id", "budget" } },
        { "the second", "manager", "POST", BUDGETS, "{\"name\":\"Offer\",\"currency\":\"EUR\"}", 200, .has = { "revision", "2" } },
        { "both", "admin", "GET", BUDGETS, NULL, 200, .has = { "#", "2", "0.id", "{budget}", "0.revision", "1" } },
        { "not for supervisors", "supervisor", "GET", BUDGETS, NULL, 403 },
        { "no identifier", "admin", "GET", "/data/projects/x/budgets", NULL, 400 },
        { "no identifier, for others", "manager", "GET", "/data/projects/x/budgets", NULL, 404 },
        { "nowhere", "admin", "GET", "/data/projects/{none}/budgets", NULL, 200, .has = { "#", "0" } },
        { "nowhere, for others", "manager", "GET", "/data/projects/{none}/budgets", NULL, 404 },
        { "one", "manager", "GET", BUDGETS "/{budget}", NULL, 200, .has = { "revision", "1", "currency", "EUR", "type", "Budget" } },
        { "no identifier, before the right", "user", "GET", BUDGETS "/x", NULL, 400 },
        { "not for supervisors", "supervisor", "GET", BUDGETS "/{budget}", NULL, 403 },
        { "no such budget", "manager", "GET", BUDGETS "/{none}", NULL, 404 },
        { "of another production", "admin", "GET", "/data/projects/{others}/budgets/{budget}", NULL, 404 },
    };
    RUN(steps);
}

/* ---- section 6 ---- */

static void rows_that_anybody_reads(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "a type", "vendor", "GET", "/data/entity-types/{character}", NULL, 200, .has = { "name", "Character", "task_types", "*", "type", "EntityType" } },
        { "nothing", "user", "GET", "/data/entity-types/{none}", NULL, 404 },
        { "no identifier", "user", "GET", "/data/entity-types/x", NULL, 400, .has = { "error", NULL } },
        { "studios", "vendor", "GET", "/data/studios", NULL, 200 },
        { "no page", "vendor", "GET", "/data/studios?page=x", NULL, 400 },
        { "surroundings", "vendor", "GET", "/data/preview-background-files", NULL, 200 },
        { "no truth", "vendor", "GET", "/data/preview-background-files?archived=maybe", NULL, 400 },
        { "talk", "admin", "GET", "/data/chats/", NULL, 200 },
        { "for administrators", "manager", "GET", "/data/chats?page=x", NULL, 403 },
        { "no list", "admin", "GET", "/data/chats?object_id=%5B", NULL, 400 },
        { "salaries", "admin", "GET", "/data/salary-scales?page=1", NULL, 200, .keep = { "0.id", "salary" } },
        { "one", "admin", "GET", "/data/salary-scales/{salary}", NULL, 200, .has = { "type", "SalaryScale" } },
        { "for administrators", "manager", "GET", "/data/salary-scales/{salary}", NULL, 403 },
        { "nothing", "manager", "GET", "/data/salary-scales/{none}", NULL, 404 },
        { "no identifier", "manager", "GET", "/data/salary-scales/x", NULL, 400 },
    };
    RUN(steps);
}

#define ROW_GONE(path, id)                                                                          \
    { "for administrators", "manager", "DELETE", path "/{" id "}", NULL, 403 },                     \
    { "no identifier", "manager", "DELETE", path "/x", NULL, 400 },                                 \
    { "nothing", "manager", "DELETE", path "/{none}", NULL, 404 },                                  \
    { "gone", "admin", "DELETE", path "/{" id "}", NULL, 204 },                                     \
    { "not twice", "admin", "DELETE", path "/{" id "}", NULL, 404 }
#define ROW_PUT(path, id, who, stranger)                                                            \
    { "nothing changes", who, "PUT", path "/{" id "}", "{}", 200 },                                 \
    { "what is kept is dropped unread", who, "PUT", path "/{" id "}",                               \
      "{\"id\":\"x\",\"type\":1,\"project_id\":\"x\",\"created_at\":\"\",\"more\":1}", 200 },       \
    { "not for all", stranger, "PUT", path "/{" id "}", "{\"name\":[]}", 403 },                     \
    { "nothing", stranger, "PUT", path "/{none}", "{\"name\":[]}", 404 },                           \
    { "no identifier", who, "PUT", path "/x", "{}", 400 },                                          \
    { "no object", who, "PUT", path "/{" id "}", "[]", 400 },                                       \
    { "a form", who, "PUT", path "/{" id "}", "name=x", 415, .has = { "error", "true" } }

static void rows_that_go(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "a copy", "admin", "POST", "/data/asset-instances", "{\"asset_id\":\"{lamp}\",\"name\":\"L1\",\"number\":1}", 201, .keep = { "id", "copy" } },
        { "a status of files", "admin", "POST", "/data/file-status", "{\"name\":\"S {mark}\",\"color\":\"#000000\"}", 201, .keep = { "id", "file_status" } },
        { "what came of it", "admin", "POST", "/data/output-files",
          "{\"name\":\"o\",\"revision\":1,\"file_status_id\":\"{file_status}\",\"asset_instance_id\":\"{copy}\"}", 201, .keep = { "id", "output" } },
        { "keeps it", "admin", "DELETE", "/data/asset-instances/{copy}", NULL, 400, .has = { "message", "*" } },
        { "and goes", "admin", "DELETE", "/data/output-files/{output}", NULL, 204 },
        ROW_GONE("/data/asset-instances", "copy"),
        { "its event", "admin", "GET", "/data/events/last?limit=1", NULL, 200, .has = { "0.name", "asset-instance:delete", "0.data.asset_instance_id", "{copy}" } },
        { "a notification", "admin", "POST", "/data/notifications", "{\"type\":\"comment\",\"person_id\":\"{manager_id}\",\"author_id\":\"{user_id}\"}", 201,
          .has = { "type", "Notification", "notification_type", "comment" }, .keep = { "id", "notification" } },
        ROW_GONE("/data/notifications", "notification"),
        { "its event", "admin", "GET", "/data/events/last?limit=1", NULL, 200, .has = { "0.name", "notification:delete" } },
        { "a descriptor", "admin", "POST", "/data/metadata-descriptors",
          "{\"name\":\"Mood\",\"field_name\":\"mood\",\"entity_type\":\"Asset\",\"project_id\":\"{project}\"}", 201, .keep = { "id", "descriptor" } },
        { "in use", "admin", "PUT", "/data/entities/{lamp}", "{\"data\":{\"mood\":\"sad\"}}", 200 },
        ROW_GONE("/data/metadata-descriptors", "descriptor"),
        { "its event", "admin", "GET", "/data/events/last?limit=1", NULL, 200, .has = { "0.name", "metadata-descriptor:delete", "0.project_id", "{project}" } },
        { "values stay", "admin", "GET", "/data/entities/{lamp}", NULL, 200, .has = { "data.mood", "sad" } },
        { "surroundings", "admin", "POST", "/data/preview-background-files", "{\"name\":\"Sky\"}", 201, .keep = { "id", "sky" } },
        { "of a production", "admin", "PUT", "/data/projects/{project}", "{\"default_preview_background_file_id\":\"{sky}\"}", 200 },
        { "which keeps them", "admin", "DELETE", "/data/preview-background-files/{sky}", NULL, 400 },
        { "no more", "admin", "PUT", "/data/projects/{project}", "{\"default_preview_background_file_id\":null}", 200 },
        ROW_GONE("/data/preview-background-files", "sky"),
    };
    RUN(steps);
}

static void rows_that_change(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "an event", "admin", "GET", "/data/events?page=1&limit=1", NULL, 200, .keep = { "data.0.id", "event" } },
        ROW_PUT("/data/events", "event", "admin", "manager"),
        { "a name", "admin", "PUT", "/data/events/{event}", "{\"name\":\"mark:{short}\",\"data\":{\"a\":1}}", 200, .has = { "type", "ApiEvent", "data.a", "1" } },
        { "history of history", "admin", "GET", "/data/events/last?limit=1", NULL, 200, .has = { "0.name", "api-event:update", "0.data.api_event_id", "{event}" } },
        { "news", "admin", "GET", "/data/news?task_id={task}", NULL, 200, .keep = { "0.id", "news" } },
        ROW_PUT("/data/news", "news", "admin", "manager"),
        { "a truth", "admin", "PUT", "/data/news/{news}", "{\"change\":null}", 400, .has = { "error", NULL } },
        { "its event", "admin", "GET", "/data/events/last?limit=1", NULL, 200, .has = { "0.name", "news:update", "0.data.news_id", "{news}", "0.project_id", "null" } },
        { "a milestone", "manager", "POST", "/data/milestones", "{\"name\":\"Preview\",\"project_id\":\"{project}\",\"date\":\"2030-01-02\"}", 201, .keep = { "id", "milestone" } },
        ROW_PUT("/data/milestones", "milestone", "manager", "supervisor"),
        { "its event", "admin", "GET", "/data/events/last?limit=1", NULL, 200, .has = { "0.name", "milestone:update", "0.project_id", "{project}" } },
        { "another day", "manager", "PUT", "/data/milestones/{milestone}", "{\"date\":\"2030-01-03T10:00:00Z\"}", 200, .has = { "date", "2030-01-03", "type", "Milestone" } },
        { "read", "client", "GET", "/data/milestones/{milestone}", NULL, 200, .has = { "name", "Preview" } },
        { "not by vendors", "vendor", "GET", "/data/milestones/{milestone}", NULL, 403 },
        { "nothing", "vendor", "GET", "/data/milestones/{none}", NULL, 404 },
        { "no identifier", "vendor", "GET", "/data/milestones/x", NULL, 400 },
        { "a link", "admin", "GET", "/data/entity-links?entity_in_id={shot}", NULL, 200, .has = { "#", "1" }, .keep = { "0.id", "link" } },
        ROW_PUT("/data/entity-links", "link", "admin", "manager"),
        { "oftener", "admin", "PUT", "/data/entity-links/{link}", "{\"nb_occurences\":5,\"label\":\"fix\",\"data\":[1]}", 200,
          .has = { "nb_occurences", "5", "label", "fix", "data.0", "1", "type", "EntityLink" } },
        { "its event", "admin", "GET", "/data/events/last?limit=1", NULL, 200, .has = { "0.name", "entity-link:update", "0.data.entity_link_id", "{link}" } },
    };
    RUN(steps);
}

static void playlists(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "a playlist", "supervisor", "POST", "/data/playlists", "{\"name\":\"Week\",\"project_id\":\"{project}\",\"shots\":[]}", 201,
          .has = { "for_entity", "shot", "for_client", "false", "is_for_all", "false", "created_by", "{supervisor_id}", "build_jobs.#", "0" }, .keep = { "id", "playlist" } },
        { "of a manager", "manager", "POST", "/data/playlists", "{\"name\":\"Other\",\"project_id\":\"{project}\",\"for_client\":true,\"episode_id\":\"{episode}\"}", 201, .keep = { "id", "managers" } },
        { "all", "user", "GET", "/data/playlists/?project_id={project}", NULL, 200, .has = { "#", "2", "0.build_jobs", NULL } },
        { "those for clients", "client", "GET", "/data/playlists?project_id={project}", NULL, 200, .has = { "#", "1", "0.id", "{managers}" } },
        { "none of others", "outsider", "GET", "/data/playlists?project_id={project}", NULL, 200, .has = { "#", "0" } },
        { "not for vendors", "vendor", "GET", "/data/playlists", NULL, 403 },
        { "no identifier", "user", "GET", "/data/playlists?project_id=x", NULL, 400 },
        { "one", "client", "GET", "/data/playlists/{playlist}", NULL, 200, .has = { "build_jobs.#", "0", "type", "Playlist" } },
        { "outside", "outsider", "GET", "/data/playlists/{playlist}", NULL, 403 },
        { "nothing", "vendor", "GET", "/data/playlists/{none}", NULL, 404 },
        { "no identifier", "vendor", "GET", "/data/playlists/x", NULL, 400 },
        ROW_PUT("/data/playlists", "playlist", "supervisor", "user"),
        { "others' are not his", "supervisor", "PUT", "/data/playlists/{managers}", "{}", 403 },
        { "what is played", "manager", "PUT", "/data/playlists/{playlist}",
          "{\"shots\":[{\"id\":\"{shot}\",\"preview_file_id\":\"{preview}\",\"more\":1},{\"entity_id\":\"{shot}\"}]}", 200,
          .has = { "shots.#", "1", "shots.0.entity_id", "{shot}", "shots.0.preview_file_id", "{preview}", "shots.0.more", NULL, "build_jobs", NULL } },
        { "its event", "admin", "GET", "/data/events/last?limit=1", NULL, 200, .has = { "0.name", "playlist:update", "0.data.playlist_id", "{playlist}", "0.project_id", "{project}" } },
        { "a word is nothing", "manager", "PUT", "/data/playlists/{playlist}", "{\"shots\":\"abc\"}", 200, .has = { "shots.#", "0" } },
        { "null is not", "manager", "PUT", "/data/playlists/{playlist}", "{\"shots\":null}", 400 },
        { "of what?", "manager", "PUT", "/data/playlists/{playlist}", "{\"for_entity\":\"scene\"}", 400 },
        { "words are for new ones", "manager", "PUT", "/data/playlists/{playlist}", "{\"episode_id\":\"all\"}", 400 },
        { "a name twice", "manager", "PUT", "/data/playlists/{playlist}", "{\"name\":\"Other\",\"episode_id\":\"{episode}\"}", 400 },
    };
    RUN(steps);
}

/* ---- section 7 ---- */

static const char *imported(const char *who, const char *project, const char *table, int status)
{
    const struct answer *a = sent(who, "POST", text_format("/import/csv/projects/{%s}/edits", project), "e.csv", table,
                                  strlen(table), status);
    return status == 201 ? http_text(a, "#") : http_text(a, "line_number");
}

static void edits(void **state)
{
    (void)state;
    static const struct step told[] = {
        { "with its episode", "admin", "GET", "/data/events?name=edit:new&project_id={project}&page=1&limit=2", NULL, 200,
          .has = { "data.1.data.edit_id", "*", "data.1.data.episode_id", "{episode}", "data.1.project_id", "{project}" } },
    };
    static const struct step steps[] = {
        { "one", "client", "GET", "/data/edits/{edit}", NULL, 200,
          .has = { "name", "Cut", "episode_id", "{episode}", "episode_name", "E01", "project_name", "Production {mark}", "type", "Edit",
                   "tasks.#", "1", "tasks.0.is_subscribed", "false", "tasks.0.assignees.#", "0", "tasks.0.priority", "0", "created_at", NULL } },
        { "not assigned", "vendor", "GET", "/data/edits/{edit}", NULL, 403 },
        { "nothing", "vendor", "GET", "/data/edits/{none}", NULL, 404 },
        { "a shot is none", "user", "GET", "/data/edits/{shot}", NULL, 404 },
        { "no identifier", "user", "GET", "/data/edits/x", NULL, 404 },
        { "its history", "client", "GET", "/data/edits/{edit}/versions", NULL, 200, .has = { "#", "0" } },
        { "not assigned", "vendor", "GET", "/data/edits/{edit}/versions", NULL, 403 },
        { "nothing", "vendor", "GET", "/data/edits/{none}/versions", NULL, 404 },
        { "no identifier", "user", "GET", "/data/edits/x/versions", NULL, 404 },
    };
    RUN(steps);
    assert_string_equal(imported("manager", "project", "Name,Episode,Edit\nA,E01,wip\nB,E02,\n", 201), "2");
    RUN(told);
    assert_string_equal(imported("manager", "project", "Name,Episode,Edit\nC,E01,wip\nD,E01,nonsense\n", 400), "3");
    assert_null(imported("manager", "project", "Name\n", 400));
    assert_null(imported("manager", "project", "\xff\xfe\n", 400));
    sent("manager", "POST", "/import/csv/projects/{project}/edits", NULL, NULL, 0, 400);
    imported("supervisor", "project", "Name,Episode\nA,E01\n", 403);
    imported("manager", "none", "Name,Episode\nA,E01\n", 404);
}

/* ---- section 8 ---- */

static void files(void **state)
{
    const struct answer *a;
    (void)state;
    static const struct step before[] = {
        { "a file", "admin", "POST", "/data/working-files", "{\"name\":\"w\",\"task_id\":\"{task}\",\"entity_id\":\"{shot}\",\"revision\":1}", 201, .keep = { "id", "working" } },
        { "with nothing in it", "user", "GET", "/data/working-files/{working}/file", NULL, 404 },
        { "no picture", "user", "GET", "/pictures/thumbnails/persons/{user_id}", NULL, 404 },
        { "nor of the production", "user", "GET", "/pictures/thumbnails/projects/{project}.png", NULL, 404 },
        { "... not even outside", "user", "GET", "/pictures/thumbnails/projects/{others}.png", NULL, 403 },
    };
    static const struct step steps[] = {
        { "its bytes", "client", "GET", "/data/working-files/{working}/file", NULL, 200,
          .has = { "header:Content-Type", "application/octet-stream", "header:Cache-Control", "public, max-age=604800",
                   "header:ETag", "*", "header:Last-Modified", "*", "header:Accept-Ranges", "bytes" } },
        { "not for vendors", "vendor", "GET", "/data/working-files/{working}/file", NULL, 403 },
        { "nothing", "vendor", "GET", "/data/working-files/{none}/file", NULL, 404 },
        { "a face", "outsider", "GET", "/pictures/thumbnails/persons/{user_id}", NULL, 200,
          .has = { "header:Content-Type", "image/png", "header:Cache-Control", "max-age=604800, private", "header:ETag", "*" } },
        { "by its name", "outsider", "GET", "/pictures/thumbnails/persons/{user_id}.png", NULL, 200 },
        { "nobody's", "outsider", "GET", "/pictures/thumbnails/persons/{none}", NULL, 404 },
        { "told", "admin", "GET", "/data/persons/{user_id}", NULL, 200, .has = { "has_avatar", "true" } },
        { "of the production", "vendor", "GET", "/pictures/thumbnails/projects/{project}.png", NULL, 200 },
        { "for managers outside", "outsider", "GET", "/pictures/thumbnails/projects/{project}.png", NULL, 200 },
        { "nowhere", "user", "GET", "/pictures/thumbnails/projects/{none}.png", NULL, 404 },
        { "the main preview", "user", "PUT", "/actions/preview-files/{preview}/set-main-preview", NULL, 200,
          .has = { "type", "Entity", "id", "{shot}", "preview_file_id", "{preview}", "entities_out", NULL } },
        { "its events", "admin", "GET", "/data/events/last?limit=2", NULL, 200,
          .has = { "0.name", "shot:update", "0.data.shot_id", "{shot}", "1.name", "preview-file:set-main", "1.data.entity_id", "{shot}",
                   "1.data.preview_file_id", "{preview}" } },
        { "pictures have no frames", "user", "PUT", "/actions/preview-files/{preview}/set-main-preview", "{\"frame_number\":1}", 400 },
        { "no number", "user", "PUT", "/actions/preview-files/{preview}/set-main-preview", "frame_number=x", 400, .has = { "data.errors.0.field", "frame_number" } },
        { "not by clients", "client", "PUT", "/actions/preview-files/{preview}/set-main-preview", "{}", 403 },
        { "nothing", "client", "PUT", "/actions/preview-files/{none}/set-main-preview", "{}", 404 },
        { "previews of the shot", "client", "GET", "/data/playlists/entities/{shot}/preview-files", NULL, 200,
          .has = { "{animation}.#", "1", "{animation}.0.id", "{preview}", "{animation}.0.previews.#", "0", "{animation}.0.original_width", "null" } },
        { "none", "user", "GET", "/data/playlists/entities/{hero}/preview-files", NULL, 200, .has = { "{animation}", NULL } },
        { "not assigned", "vendor", "GET", "/data/playlists/entities/{shot}/preview-files", NULL, 403 },
        { "nothing", "vendor", "GET", "/data/playlists/entities/{none}/preview-files", NULL, 404 },
    };
    RUN(before);
    a = sent("user", "POST", "/data/working-files/{working}/file", "w.ma", "0123456789", 10, 201);
    WANT_TEXT(a, "type", "WorkingFile");
    WANT_TEXT(sent("user", "POST", "/pictures/thumbnails/persons/{user_id}", "a.png", png, sizeof png, 201), "thumbnail_path",
              story_text("pictures/thumbnails/persons/{user_id}.png"));
    sent("user", "POST", "/pictures/thumbnails/persons/{user_id}", "a.png", "nothing", 7, 400);
    sent("user", "POST", "/pictures/thumbnails/persons/{user_id}", NULL, NULL, 0, 400);
    sent("supervisor", "POST", "/pictures/thumbnails/persons/{user_id}", "a.png", png, sizeof png, 403);
    sent("manager", "POST", "/pictures/thumbnails/projects/{project}", "a.png", png, sizeof png, 201);
    sent("manager", "POST", "/pictures/thumbnails/projects/{project}.png", "a.png", png, sizeof png, 403);
    RUN(steps);
    a = ASK("GET", story_text("/data/working-files/{working}/file"), .token = story_get("user"), .headers = { "Range: bytes=2-4" });
    WANT_STATUS(a, 206);
    assert_string_equal(a->body, "234");
    a = ASK("GET", story_text("/data/working-files/{working}/file"), .token = story_get("user"),
            .headers = { text_format("If-None-Match: %s", http_header(a, "ETag", 0)) });
    WANT_STATUS(a, 304);
}

/* ---- section 9 ---- */

#define NEWS "/data/projects/{project}/news"
#define QUOTA "/data/persons/{user_id}/quota-shots/day/2026/6/10"
#define OF_WORK "?project_id={project}&task_type_id={animation}"
#define WEEKS "/data/persons/time-spents/week-table/"
#define DEPARTED "/actions/persons/{user_id}/departments/"

static void news_and_time(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "news", "vendor", "GET", NEWS "?task_type_id={animation}&page=1&limit=1&after=2020-01-01&before=2100-01-01T00:00:00&only_preview=0", NULL, 200,
          .has = { "data.#", "1", "total", "1", "nb_pages", "1", "limit", "1", "offset", "0", "page", "1", "stats.{wip}", "1",
                   "data.0.full_entity_name", "E01 / SEQ1 / SH1", "data.0.person.id", "{user_id}", "data.0.episode_id", "{episode}", "data.0.preview_files", NULL } },
        { "of the episode", "user", "GET", NEWS "?episode_id={episode}&person_id={user_id}&task_status_id={wip}", NULL, 200, .has = { "data.#", "1", "limit", "50" } },
        { "no page", "user", "GET", NEWS "?page=0", NULL, 400 },
        { "no limit", "user", "GET", NEWS "?limit=0", NULL, 400 },
        { "no moment", "user", "GET", NEWS "?after=soon", NULL, 400 },
        { "no truth", "user", "GET", NEWS "?only_preview=x", NULL, 400 },
        { "no identifier", "user", "GET", NEWS "?person_id=x", NULL, 400 },
        { "outside", "outsider", "GET", NEWS, NULL, 403 },
        { "nowhere", "outsider", "GET", "/data/projects/{none}/news", NULL, 404 },
        { "no identifier", "outsider", "GET", "/data/projects/x/news", NULL, 404 },
        { "worked", "user", "POST", "/actions/tasks/{task}/time-spents/2026-01-01/persons/{user_id}", "{\"duration\":60}", 201 },
        { "worked", "user", "POST", "/actions/tasks/{task}/time-spents/2026-06-10/persons/{user_id}", "{\"duration\":120}", 201 },
        { "worked", "user", "POST", "/actions/tasks/{task}/time-spents/2026-12-31/persons/{user_id}", "{\"duration\":90}", 201 },
        { "by week", "user", "GET", WEEKS "2026", NULL, 200, .has = { "1.{user_id}", "60.0", "24.{user_id}", "120.0", "53.{user_id}", "90.0" } },
        { "of the team", "manager", "GET", WEEKS "2026?project_id={project}", NULL, 200, .has = { "24.{user_id}", "120.0" } },
        { "one's own alone", "client", "GET", WEEKS "2026", NULL, 200, .has = { "24", NULL } },
        { "not of others", "manager", "GET", WEEKS "2026?project_id={others}", NULL, 403 },
        { "nor of nobody", "manager", "GET", WEEKS "2026?project_id={none}", NULL, 403 },
        { "no year", "user", "GET", WEEKS "0", NULL, 400 },
        { "no identifier", "user", "GET", WEEKS "2026?studio_id=x", NULL, 400 },
        { "how long", "admin", "PUT", "/data/tasks/{task}", "{\"duration\":480,\"end_date\":\"2026-06-10T10:00:00\"}", 200 },
        { "shares", "user", "GET", QUOTA OF_WORK, NULL, 200, .has = { "#", "1", "0.id", "{shot}", "0.weight", "0.25", "0.full_name", "E01 / SEQ1 / SH1", "0.type", "Entity" } },
        { "as they are", "manager", "GET", QUOTA OF_WORK "&count_mode=feedback", NULL, 200, .has = { "#", "1", "0.weight", "1.0" } },
        { "of nothing", "user", "GET", QUOTA, NULL, 200, .has = { "#", "0" } },
        { "of which production?", "manager", "GET", QUOTA, NULL, 403 },
        { "not of others", "supervisor", "GET", QUOTA OF_WORK, NULL, 403 },
        { "how?", "user", "GET", QUOTA OF_WORK "&count_mode=x", NULL, 400 },
        { "no day", "user", "GET", "/data/persons/{user_id}/quota-shots/day/2026/2/30" OF_WORK, NULL, 400 },
        { "nobody", "admin", "GET", "/data/persons/{none}/quota-shots/day/2026/6/10" OF_WORK, NULL, 404 },
        { "no identifier", "admin", "GET", "/data/persons/x/quota-shots/day/2026/6/10" OF_WORK, NULL, 404 },
        { "into a department", "admin", "POST", "/actions/persons/{user_id}/departments/add", "{\"department_id\":\"{department}\"}", 201 },
        { "for administrators", "manager", "DELETE", DEPARTED "{department}", NULL, 403 },
        { "out of it", "admin", "DELETE", DEPARTED "{department}", NULL, 204 },
        { "its event", "admin", "GET", "/data/events/last?limit=1", NULL, 200, .has = { "0.name", "person:update", "0.data.person_id", "{user_id}" } },
        { "and again", "admin", "DELETE", DEPARTED "{department}", NULL, 204 },
        { "no department", "admin", "DELETE", DEPARTED "{none}", NULL, 400 },
        { "no identifier", "admin", "DELETE", DEPARTED "x", NULL, 400 },
        { "nobody", "admin", "DELETE", "/actions/persons/{none}/departments/{department}", NULL, 404 },
    };
    RUN(steps);
}

/* ---- nobody, and nonsense for a token ---- */

static void nobody_comes_in(void **state)
{
    (void)state;
    for (size_t i = 0; i < endpoints_count; i++) {
        const char          *path = filled(endpoints[i].path);
        const struct answer *a;
        if (strncmp(path, "/auth/", 6) == 0)
            continue;
        a = ASK(endpoints[i].method, path);
        WANT_STATUS(a, 401);
        WANT_TEXT(a, "msg", "*");
        saw(endpoints[i].method, path, 401);
        a = ASK(endpoints[i].method, path, .token = "nonsense");
        WANT_STATUS(a, 422);
        WANT_TEXT(a, "msg", "*");
        saw(endpoints[i].method, path, 422);
    }
}

static void nothing_is_left_out(void **state)
{
    int missing = 0;
    (void)state;
    assert_int_equal(endpoints_count, 41);
    for (size_t i = 0; i < endpoints_count; i++)
        for (size_t k = 0; k < STATUSES_MAX && endpoints[i].status[k]; k++)
            if (!endpoints[i].seen[k]) {
                print_error("%s %s: no step has %d\n", endpoints[i].method, endpoints[i].path, endpoints[i].status[k]);
                missing++;
            }
    assert_int_equal(missing, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passwords_are_reset),
        cmocka_unit_test(castings),
        cmocka_unit_test(comments),
        cmocka_unit_test(productions),
        cmocka_unit_test(rows_that_anybody_reads),
        cmocka_unit_test(rows_that_go),
        cmocka_unit_test(rows_that_change),
        cmocka_unit_test(playlists),
        cmocka_unit_test(edits),
        cmocka_unit_test(files),
        cmocka_unit_test(news_and_time),
        cmocka_unit_test(nobody_comes_in),
        cmocka_unit_test(nothing_is_left_out),
    };
    return cmocka_run_group_tests(tests, documented_new, NULL);
}
