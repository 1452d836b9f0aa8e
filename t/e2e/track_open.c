/* track_open.c - what a client of the tracker opens with: what server this is, the context, open
 * productions, entities with their tasks; the order of task types; the latest events. */
#include "t/e2e/http.h"
#include <string.h>

static const struct {
    const char *variable, *id, *role;
} people[] = { { "manager", "manager_id", "manager" }, { "user", "user_id", "user" },
               { "client", "client_id", "client" },    { "vendor", "vendor_id", "vendor" },
               { "outside", "outside_id", "manager" } };

static int production_made(void **state)
{
    (void)state;
    story_set("admin", admin_token());
    story_set("mark", text_format("%.8s", text_unique()));
    for (size_t i = 0; i < COUNT_OF(people); i++) {
        struct account one = account_new(people[i].role);
        story_set(people[i].variable, one.token);
        story_set(people[i].id, one.id);
    }
    static const struct step steps[] = {
        { "a production", "admin", "POST", "/data/projects",
          "{\"name\":\"Open {mark}\",\"production_type\":\"tvshow\",\"team\":[\"{manager_id}\","
          "\"{user_id}\",\"{client_id}\",\"{vendor_id}\"]}", 201, .keep = { "id", "project" } },
        { "kinds", "admin", "GET", "/data/entity-types?name=Character", NULL, 200, .keep = { "0.id", "asset_type" } },
        { "work", "admin", "GET", "/data/task-types?name=Modeling", NULL, 200, .keep = { "0.id", "modeling" } },
        { "more work", "admin", "GET", "/data/task-types?name=Rigging", NULL, 200, .keep = { "0.id", "rigging" } },
        { "a status", "admin", "GET", "/data/task-status?short_name=todo", NULL, 200, .keep = { "0.id", "todo" } },
        { "an asset", "manager", "POST", "/data/entities",
          "{\"name\":\"Hero {mark}\",\"project_id\":\"{project}\",\"entity_type_id\":\"{asset_type}\","
          "\"data\":{\"height\":180}}", 201, .keep = { "id", "hero" } },
        { "another", "manager", "POST", "/data/entities",
          "{\"name\":\"Tree {mark}\",\"project_id\":\"{project}\",\"entity_type_id\":\"{asset_type}\"}", 201,
          .keep = { "id", "tree" } },
        { "a task", "admin", "POST", "/data/tasks",
          "{\"name\":\"main\",\"project_id\":\"{project}\",\"entity_id\":\"{hero}\",\"task_type_id\":\"{modeling}\","
          "\"task_status_id\":\"{todo}\",\"assignees\":[\"{user_id}\",\"{vendor_id}\"],\"estimation\":480}",
          201, .keep = { "id", "task" } },
        { "one more", "admin", "POST", "/data/tasks",
          "{\"name\":\"main\",\"project_id\":\"{project}\",\"entity_id\":\"{hero}\",\"task_type_id\":\"{rigging}\","
          "\"task_status_id\":\"{todo}\"}", 201 },
    };
    STORY(steps);
    return 0;
}

static void says_what_it_is(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "index", NULL, "GET", "/api", NULL, 200,
          .has = { "api", "Zou", "version", "1.0.67", "server", "Dailies", "server_version", "*" } },
        { "with a slash", NULL, "GET", "/api/", NULL, 200, .has = { "api", "Zou" } },
        { "no more than there is", NULL, "HEAD", "/api", NULL, 200 },
        { "settings", NULL, "GET", "/config", NULL, 200,
          .has = { "is_self_hosted", "true", "indexer_configured", "false", "enforce_2fa", "false",
                   "default_locale", "en_US", "default_timezone", "Europe/Paris" } },
        { "under the prefix", NULL, "GET", "/api/config", NULL, 200, .has = { "saml_enabled", "false" } },
        { "health", NULL, "GET", "/status", NULL, 200,
          .has = { "name", "Zou", "version", "1.0.67", "database-up", "true", "job-queue-up", "true" } },
        { "health as numbers", NULL, "GET", "/status/influx", NULL, 200, .has = { "database-up", "1" } },
        { "health as lines", NULL, "GET", "/status.txt", NULL, 200 },
    };
    STORY(steps);
}

static void context_is_whole(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "a descriptor for all", "admin", "POST", "/data/metadata-descriptors",
          "{\"name\":\"Height\",\"field_name\":\"height\",\"entity_type\":\"Asset\",\"project_id\":\"{project}\","
          "\"for_client\":true}", 201 },
        { "one not for clients", "admin", "POST", "/data/metadata-descriptors",
          "{\"name\":\"Cost\",\"field_name\":\"cost\",\"entity_type\":\"Asset\",\"project_id\":\"{project}\"}", 201 },
        { "a task type", "manager", "POST", "/data/task-type-links",
          "{\"project_id\":\"{project}\",\"task_type_id\":\"{modeling}\",\"priority\":4}", 201,
          .has = { "type", "ProjectTaskTypeLink", "priority", "4" } },
        { "a status", "manager", "POST", "/data/task-status-links",
          "{\"project_id\":\"{project}\",\"task_status_id\":\"{todo}\",\"roles_for_board\":[\"user\"]}", 201,
          .has = { "type", "ProjectTaskStatusLink", "roles_for_board.0", "user" } },
        { "a kept search", "admin", "POST", "/data/search-filters",
          "{\"list_type\":\"asset\",\"name\":\"Mine\",\"search_query\":\"hero\",\"person_id\":\"{user_id}\","
          "\"project_id\":\"{project}\"}", 201 },
        { "another of none", "admin", "POST", "/data/search-filters",
          "{\"list_type\":\"todo\",\"name\":\"All\",\"search_query\":\"x\",\"person_id\":\"{user_id}\"}", 201 },
        { "for an artist", "user", "GET", "/data/user/context", NULL, 200,
          .has = { "projects.#", "1", "projects.0.id", "{project}", "projects.0.team.#", "4",
                   "projects.0.descriptors.#", "2",
                   "projects.0.task_types_priority", "{\"{modeling}\":4}" } },
        { "... and more", "user", "GET", "/data/user/context", NULL, 200,
          .has = { "projects.0.task_statuses_link",
                   "{\"{todo}\":{\"priority\":null,\"roles_for_board\":[\"user\"]}}",
                   "search_filters.asset", "*",
                   "search_filters.todo.all.0.name", "All", "notification_count", "0",
                   "user_limit", NULL, "asset_types.0.type", "AssetType" } },
        { "... and what it has of people", "user", "GET", "/data/user/context", NULL, 200,
          .has = { "persons.0.phone", NULL, "persons.0.full_name", "*", "persons.0.departments", "*",
                   "task_status.0.short_name", "*", "departments.0.name", "*", "plugins", "*" } },
        { "a manager sees more of people", "manager", "GET", "/data/user/context", NULL, 200,
          .has = { "persons.0.contract_type", "*", "persons.0.password", NULL } },
        { "clients see what is for them", "client", "GET", "/data/user/context", NULL, 200,
          .has = { "projects.0.descriptors.#", "1", "projects.0.descriptors.0.field_name", "height" } },
        { "who is in no team", "outside", "GET", "/data/user/context", NULL, 200, .has = { "projects.#", "0" } },
        { "an administrator", "admin", "GET", "/data/user/context", NULL, 200, .has = { "user_limit", "100" } },
        { "needs somebody", NULL, "GET", "/data/user/context", NULL, 401 },
        { "open productions", "user", "GET", "/data/user/projects/open", NULL, 200,
          .has = { "#", "1", "0.name", "Open {mark}", "0.task_types.0", "{modeling}" } },
        { "by name", "admin", "GET", "/data/projects/open?name=open+{mark}", NULL, 200,
          .has = { "#", "1", "0.id", "{project}" } },
    };
    STORY(steps);
}

static void lists_have_tasks(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "assets", "manager", "GET", "/data/assets/with-tasks?project_id={project}", NULL, 200, .has = { "#", "2" } },
        { "one of them", "manager", "GET", "/data/assets/with-tasks?project_id={project}&id={hero}", NULL, 200,
          .has = { "#", "1", "0.name", "Hero {mark}", "0.data.height", "180", "0.tasks.#", "2", "0.type", "Asset",
                   "0.project_name", "Open {mark}" } },
        { "and its work", "manager", "GET", "/data/assets/with-tasks?project_id={project}&id={tree}", NULL, 200,
          .has = { "0.tasks.#", "0", "0.asset_type_name", "Character" } },
        { "vendors see their own", "vendor", "GET", "/data/assets/with-tasks?project_id={project}", NULL, 200,
          .has = { "#", "1", "0.id", "{hero}", "0.tasks.#", "1", "0.tasks.0.id", "{task}", "0.tasks.0.estimation",
                   "480.0", "0.tasks.0.assignees.#", "2" } },
        { "of another type", "manager", "GET", "/data/assets/with-tasks?project_id={project}&entity_type_id={project}",
          NULL, 200, .has = { "#", "0" } },
        { "shots", "client", "GET", "/data/shots/with-tasks?project_id={project}", NULL, 200, .has = { "#", "0" } },
        { "who is outside", "outside", "GET", "/data/shots/with-tasks?project_id={project}", NULL, 403 },
        { "without a production", "manager", "GET", "/data/shots/with-tasks", NULL, 403 },
        { "no such production", "manager", "GET", "/data/shots/with-tasks?project_id={task}", NULL, 404 },
        { "no identifier", "manager", "GET", "/data/shots/with-tasks?project_id=x", NULL, 400 },
        { "scenes are not for vendors", "vendor", "GET", "/data/scenes/with-tasks?project_id={project}", NULL, 403 },
        { "nor concepts", "vendor", "GET", "/data/concepts/with-tasks?project_id={project}", NULL, 403 },
        { "and those not for clients", "client", "GET", "/data/concepts/with-tasks?project_id={project}", NULL, 403 },
        { "edits", "vendor", "GET", "/data/edits/with-tasks?project_id={project}", NULL, 200 },
        { "sequences", "vendor", "GET", "/data/sequences/with-tasks?project_id={project}", NULL, 200 },
        { "episodes", "user", "GET", "/data/episodes/with-tasks?project_id={project}", NULL, 200 },
    };
    STORY(steps);
}

static void task_types_have_an_order(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "one more", "manager", "POST", "/data/task-type-links",
          "{\"project_id\":\"{project}\",\"task_type_id\":\"{rigging}\"}", 201, .has = { "priority", "null" } },
        { "ordered", "manager", "POST", "/actions/projects/{project}/task-type-links/reorder",
          "[\"{rigging}\",\"{modeling}\"]", 200,
          .has = { "#", "2", "0.task_type_id", "{rigging}", "0.priority", "1", "1.priority", "2" } },
        { "in an object too", "manager", "POST", "/actions/projects/{project}/task-type-links/reorder",
          "{\"task_type_ids\":[{\"id\":\"{modeling}\"},\"{rigging}\"]}", 200,
          .has = { "0.task_type_id", "{modeling}" } },
        { "no list", "manager", "POST", "/actions/projects/{project}/task-type-links/reorder", "{}", 400 },
        { "no identifiers", "manager", "POST", "/actions/projects/{project}/task-type-links/reorder", "[5]", 400 },
        { "no JSON", "manager", "POST", "/actions/projects/{project}/task-type-links/reorder", "a=b", 415 },
        { "no such production", "manager", "POST", "/actions/projects/{task}/task-type-links/reorder", "[]", 404 },
        { "no such task type", "manager", "POST", "/data/task-type-links",
          "{\"project_id\":\"{project}\",\"task_type_id\":\"{project}\"}", 404 },
        { "statuses", "manager", "POST", "/actions/projects/{project}/task-status-links/reorder", "[\"{todo}\"]", 200,
          .has = { "0.priority", "1" } },
        { "it was told", "manager", "GET", "/data/events/last?project_id={project}&name=project:update&limit=2", NULL, 200,
          .has = { "#", "2", "0.data.project_id", "{project}", "0.type", "ApiEvent", "0.user_id", "{manager_id}" } },
    };
    STORY(steps);
}

static void events_are_told(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "the latest first", "manager", "GET", "/data/events/last?project_id={project}&name=asset:new", NULL, 200,
          .has  = { "#", "2", "0.data.asset_id", "{tree}", "1.data.asset_id", "{hero}", "1.data.project_id", "{project}" },
          .keep = { "0.id", "event", "1.created_at", "when" } },
        { "behind one", "manager", "GET", "/data/events/last?project_id={project}&name=asset:new&cursor_event_id={event}",
          NULL, 200, .has = { "#", "1", "0.data.asset_id", "{hero}" } },
        { "so many", "admin", "GET", "/data/events/last?limit=1", NULL, 200, .has = { "#", "1" } },
        { "before there was any", "admin", "GET", "/data/events/last?before=2001-01-01T00:00:00", NULL, 200, .has = { "#", "0" } },
        { "after all of them", "admin", "GET", "/data/events/last?after=2901-01-01", NULL, 200, .has = { "#", "0" } },
        { "files alone", "manager", "GET", "/data/events/last?project_id={project}&only_files=true", NULL, 200, .has = { "#", "0" } },
        { "another's production", "outside", "GET", "/data/events/last?project_id={project}", NULL, 403 },
        { "not for artists", "user", "GET", "/data/events/last", NULL, 403 },
        { "nothing of it is seen from outside", "outside", "GET", "/data/events/last?name=asset:new", NULL, 200, .has = { "#", "0" } },
        { "no number", "admin", "GET", "/data/events/last?limit=x", NULL, 400 },
        { "names", "manager", "GET", "/data/events/names", NULL, 200, .has = { "0", "*" } },
        { "names are not for artists", "user", "GET", "/data/events/names", NULL, 403 },
        { "logins", "admin", "GET", "/data/events/login-logs/last?limit=3", NULL, 200,
          .has = { "#", "3", "0.person_id", "*", "0.type", "LoginLog", "0.origin", "script" } },
        { "... are for administrators", "manager", "GET", "/data/events/login-logs/last", NULL, 403 },
    };
    STORY(steps);
}

static void ones_own_work_is_listed(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "tasks", "user", "GET", "/data/user/assets/{hero}/tasks", NULL, 200, .has = { "#", "1", "0.id", "{task}", "0.assignees.#", "2" } },
        { "kinds of them", "vendor", "GET", "/data/user/assets/{hero}/task-types", NULL, 200, .has = { "#", "1", "0.id", "{modeling}" } },
        { "none of another's", "manager", "GET", "/data/user/assets/{hero}/tasks", NULL, 200, .has = { "#", "0" } },
        { "no shot", "user", "GET", "/data/user/shots/{hero}/tasks", NULL, 404 },
        { "no identifier", "user", "GET", "/data/user/assets/x/tasks", NULL, 404 },
        { "types", "user", "GET", "/data/user/projects/{project}/asset-types", NULL, 200, .has = { "#", "1", "0.id", "{asset_type}", "0.type", "AssetType" } },
        { "assets of one", "user", "GET", "/data/user/projects/{project}/asset-types/{asset_type}/assets", NULL, 200,
          .has = { "#", "1", "0.id", "{hero}", "0.type", "Asset" } },
        { "all assets", "user", "GET", "/data/user/projects/{project}/assets", NULL, 200, .has = { "#", "1" } },
        { "sequences", "user", "GET", "/data/user/projects/{project}/sequences", NULL, 200, .has = { "#", "0" } },
        { "episodes", "user", "GET", "/data/user/projects/{project}/episodes", NULL, 200, .has = { "#", "0" } },
        { "no production", "user", "GET", "/data/user/projects/{hero}/episodes", NULL, 404 },
    };
    STORY(steps);
}

/* A made-up production has what its help says, and its name is not given twice. */
static void productions_are_made_up(void **state)
{
    const char *name = text_format("Seeded %s", story_get("mark")), *out;
    const char *const arguments[] = { "seed", "--shots", "40", "--name", name, NULL };
    const char *const none[]      = { "seed", "--shots", "0", NULL };
    (void)state;
    assert_int_equal(tool_run(NULL, arguments, &out), 0);
    story_set("seeded", text_format("%.36s", out + strlen("project: ")));
    static const struct step steps[] = {
        { "shots", "admin", "GET", "/data/shots/with-tasks?project_id={seeded}", NULL, 200,
          .has = { "#", "40", "0.tasks.#", "3", "39.tasks.2.assignees.0", "*", "7.sequence_name", "*" } },
        { "assets", "admin", "GET", "/data/assets/with-tasks?project_id={seeded}", NULL, 200,
          .has = { "#", "16", "0.tasks.#", "3" } },
        { "its team", "admin", "GET", "/data/projects/{seeded}", NULL, 200, .has = { "team.#", "60" } },
        { "by production", "admin", "GET", "/data/tasks?project_id={seeded}&page=1&limit=10", NULL, 200,
          .has = { "total", "168", "nb_pages", "17", "data.#", "10" } },
    };
    STORY(steps);
    assert_int_equal(tool_run(NULL, arguments, &out), 65);
    assert_int_equal(tool_run(NULL, none, &out), 64);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_it_is),          cmocka_unit_test(events_are_told),
        cmocka_unit_test(context_is_whole),         cmocka_unit_test(lists_have_tasks),
        cmocka_unit_test(task_types_have_an_order), cmocka_unit_test(ones_own_work_is_listed), cmocka_unit_test(productions_are_made_up),
    };
    return cmocka_run_group_tests(tests, production_made, NULL);
}
