/* track_project.c - productions: castings, budgets, settings, and who may do what with them. */
#include "t/e2e/http.h"
#include "t/e2e/track.h"
#include <sys/wait.h>
#include <unistd.h>

#define ENTITY(variable, name, type, more)                                                         \
    {                                                                                              \
        name, "manager", "POST", "/data/entities",                                                 \
            "{\"name\":\"" name "\",\"project_id\":\"{project}\",\"entity_type_id\":\"" type       \
            "\"" more "}",                                                                         \
            201, .keep = { "id", variable }                                                        \
    }
/* Of castings by entity: that there is one with that name in it first. */
static void grouped_want(const char *path, const char *in, const char *name)
{
    const struct answer *a = ASK("GET", path, .token = story_get("user"));
    WANT_STATUS(a, 200);
    WANT_TEXT(a, text_format("%s.0.name", story_get(in)), name);
}

#define CAST(id, nb, more) "{\"asset_id\":\"" id "\",\"nb_occurences\":" nb more "}"

static void castings_are_replaced(void **state)
{
    (void)state;
    production_new("");
    static const struct step steps[] = {
        ENTITY("set", "Kitchen", "{prop}", ""),
        ENTITY("hero", "Ada", "{character}", ""),
        ENTITY("cup", "Cup", "{prop}", ""),
        ENTITY("gone", "Gone", "{prop}", ",\"canceled\":true"),
        { "in one go", "manager", "PUT", "/data/assets/{set}/casting",
          "[" CAST("{hero}", "2", ",\"label\":\"animate\"") "," CAST("{cup}", "1", "") "," CAST(
              "{gone}", "1", "") "," CAST("" NOWHERE, "1", "") ",{\"asset_id\":\"{cup}\"}]",
          200, .has = { "#", "5", "0.asset_id", "{hero}", "0.label", "animate", "1.label", NULL } },
        { "by type and name, without what is canceled", "user", "GET",
          "/data/assets/{set}/casting", NULL, 200,
          .has = { "#", "2", "0.asset_id", "{hero}", "0.asset_name", "Ada", "0.asset_type_name",
                   "Character", "0.nb_occurences", "2", "0.label", "animate" } },
        { "all of a link", "client", "GET", "/api/data/assets/{set}/casting/", NULL, 200,
          .has = { "1.asset_id", "{cup}", "1.label", "", "1.is_shared", "false", "1.project_id",
                   "{project}", "1.preview_file_id", "null", "1.ready_for", "null" } },
        { "all that came is counted", "manager", "GET", "/data/entities/{set}", NULL, 200,
          .has = { "nb_entities_out", "5", "entities_out.#", "3" } },
        { "the event", "admin", "GET", "/data/events?name=asset:casting-update&project_id={project}",
          NULL, 200,
          .has = { "#", "1", "0.data.asset_id", "{set}", "0.data.nb_entities_out", "5",
                   "0.data.added_asset_ids.#", "4", "0.data.removed_asset_ids.#", "0" } },
        { "one for each link", "admin", "GET",
          "/data/events?name=entity-link:new&project_id={project}", NULL, 200,
          .has = { "#", "3", "0.data.entity_in_id", "{set}", "0.data.entity_link_id", "*" } },
        { "less", "admin", "PUT", "/data/assets/{set}/casting", "[" CAST("{cup}", "3", "") "]", 200 },
        { "is what is left", "supervisor", "GET", "/data/projects/{project}/entities/{set}/casting",
          NULL, 200, .has = { "#", "1", "0.asset_id", "{cup}", "0.nb_occurences", "3" } },
        { "where it is", "user", "GET", "/data/assets/{cup}/cast-in", NULL, 200,
          .has = { "#", "1", "0.asset_id", "{set}", "0.asset_name", "Kitchen", "0.nb_occurences",
                   "3", "0.shot_id", NULL } },
        { "an object is no list", "manager", "PUT", "/data/assets/{set}/casting",
          "{\"asset_id\":\"{cup}\"}", 400 },
        { "a broken body", "manager", "PUT", "/data/assets/{set}/casting", "[{", 400 },
        { "a form", "manager", "PUT", "/data/assets/{set}/casting", "asset_id=1", 415 },
        { "an id that is none", "manager", "PUT", "/data/assets/{set}/casting",
          "[" CAST("x", "1", "") "]", 400 },
        { "a supervisor may not", "supervisor", "PUT", "/data/assets/{set}/casting", "[]", 403 },
        { "an artist may not", "user", "PUT", "/data/assets/{set}/casting", "[]", 403 },
        { "a manager of something else neither", "outsider", "PUT", "/data/assets/{set}/casting",
          "[]", 403 },
        { "nor look", "outsider", "GET", "/data/assets/{set}/casting", NULL, 403 },
        { "nor a vendor without a task", "vendor", "GET", "/data/assets/{set}/casting", NULL, 403 },
        { "nobody", NULL, "GET", "/data/assets/{set}/casting", NULL, 401 },
        { "unknown", "manager", "PUT", "/data/assets/" NOWHERE "/casting", "[]", 404 },
        { "malformed", "manager", "GET", "/data/assets/x/casting", NULL, 404 },
        { "links are for managers", "user", "GET", "/data/projects/{project}/entity-links", NULL, 403 },
        { "as rows", "manager", "GET", "/data/projects/{project}/entity-links", NULL, 200,
          .has = { "#", "1", "0.entity_in_id", "{set}", "0.type", "EntityLink" },
          .keep = { "0.id", "link" } },
        { "none of these did anything", "user", "GET", "/data/assets/{set}/casting", NULL, 200,
          .has = { "#", "1", "0.nb_occurences", "3" } },
    };
    STORY(steps);
    static const struct step gone[] = {
        { "one less", "manager", "DELETE", "/data/projects/{project}/entity-links/{link}", NULL, 200,
          .has = { "id", "{link}" } },
        { "is gone", "manager", "DELETE", "/data/projects/{project}/entity-links/{link}", NULL, 404 },
    };
    grouped_want(text_format("/data/projects/%s/asset-types/%s/casting", story_get("project"),
                             story_get("prop")),
                 "set", "Cup");
    STORY(gone);
}

/* ---- productions and what they are set up with ---- */

static void productions_are_made(void **state)
{
    (void)state;
    production_new("");
    static const struct step steps[] = {
        { "a series", "admin", "POST", "/data/projects",
          "{\"name\":\"Series {mark}\",\"production_type\":\"tvshow\",\"fps\":24,\"resolution\":\"x1080\"}",
          201,
          .has  = { "fps", "24", "first_episode_id", "*", "team.#", "0", "resolution", "x1080",
                    "production_style", "2d3d", "type", "Project" },
          .keep = { "first_episode_id", "episode", "id", "series" } },
        { "its episode", "admin", "GET", "/data/episodes/{episode}", NULL, 200,
          .has = { "name", "E01", "project_id", "{series}" } },
        { "told", "admin", "GET", "/data/events?name=episode:new&project_id={series}", NULL, 200,
          .has = { "#", "1" } },
        { "what else it is", "admin", "GET", "/data/projects/{project}", NULL, 200,
          .has = { "first_episode_id", NULL, "production_type", "short", "fps", "25", "ratio", "16:9",
                   "homepage", "assets", "resolution", "1920x1080" } },
        { "the name is taken", "admin", "POST", "/data/projects", "{\"name\":\"Series {mark}\"}", 400 },
        { "no picture is of that size", "admin", "POST", "/data/projects",
          "{\"name\":\"x {mark}\",\"resolution\":\"large\"}", 400 },
        { "no such style", "admin", "POST", "/data/projects",
          "{\"name\":\"x {mark}\",\"production_style\":\"4d\"}", 400 },
        { "not for managers", "manager", "POST", "/data/projects", "{\"name\":\"x {mark}\"}", 403 },
        { "who may change it", "manager", "PUT", "/data/projects/{project}", "{\"resolution\":\"10\"}", 400 },
        { "well", "manager", "PUT", "/data/projects/{project}", "{\"code\":\"PR\"}", 200,
          .has = { "code", "PR", "team", NULL } },
    };
    STORY(steps);
}

#define SETTINGS "/data/projects/{project}/settings"

static void productions_are_set_up(void **state)
{
    (void)state;
    production_new("");
    static const struct step steps[] = {
        { "a status", "admin", "GET", "/data/task-status?short_name=wip", NULL, 200, .keep = { "0.id", "wip" } },
        { "a task type", "admin", "GET", "/data/task-types?name=Modeling", NULL, 200,
          .keep = { "0.id", "modeling" } },
        { "no statuses", "client", "GET", SETTINGS "/task-status", NULL, 200, .has = { "#", "0" } },
        { "one", "manager", "POST", SETTINGS "/task-status", "{\"task_status_id\":\"{wip}\"}", 201,
          .has = { "type", "Project", "id", "{project}" } },
        { "again", "manager", "POST", SETTINGS "/task-status", "task_status_id={wip}", 201 },
        { "is one", "vendor", "GET", SETTINGS "/task-status", NULL, 200,
          .has = { "#", "1", "0.id", "{wip}", "0.type", "TaskStatus", "0.short_name", "wip" } },
        { "that is none", "manager", "POST", SETTINGS "/task-status",
          "{\"task_status_id\":\"" NOWHERE "\"}", 404 },
        { "none is named", "manager", "POST", SETTINGS "/task-status", "{}", 400 },
        { "not for artists", "user", "POST", SETTINGS "/task-status", "{\"task_status_id\":\"{wip}\"}", 403 },
        { "outsiders", "outsider", "GET", SETTINGS "/task-status", NULL, 403 },
        { "malformed", "user", "GET", "/data/projects/x/settings/task-status", NULL, 404 },
        { "unknown", "user", "GET", "/data/projects/" NOWHERE "/settings/task-status", NULL, 404 },
        { "away", "manager", "DELETE", SETTINGS "/task-status/{wip}", NULL, 204 },
        { "none", "user", "GET", SETTINGS "/task-status", NULL, 200, .has = { "#", "0" } },
        { "a kind of work with a place", "manager", "POST", SETTINGS "/task-types",
          "{\"task_type_id\":\"{modeling}\",\"priority\":3}", 201 },
        { "is there", "user", "GET", "/data/projects/{project}/task-types", NULL, 200,
          .has = { "#", "1", "0.id", "{modeling}", "0.type", "TaskType" } },
        { "a type of assets", "manager", "POST", SETTINGS "/asset-types",
          "{\"asset_type_id\":\"{prop}\"}", 201 },
        { "all at once", "manager", "POST", SETTINGS "/batch",
          "{\"asset_type_ids\":[\"{character}\"],\"task_status_ids\":[\"{wip}\"]}", 200 },
        { "take the place of what was", "manager", "GET", "/data/projects/{project}", NULL, 200,
          .has = { "asset_types.#", "1", "asset_types.0", "{character}", "task_statuses.#", "1",
                   "task_types.#", "1" } },
        { "the team", "user", "GET", "/data/projects/{project}/team", NULL, 200,
          .has = { "#", "5", "0.type", "Person", "0.phone", NULL } },
        { "one less", "manager", "DELETE", "/data/projects/{project}/team/{client_id}", NULL, 204 },
        { "sees nothing", "client", "GET", "/data/projects/{project}/team", NULL, 403 },
        { "one more", "manager", "POST", "/data/projects/{project}/team",
          "{\"person_id\":\"{client_id}\"}", 201 },
        { "sees it", "client", "GET", "/data/projects/{project}/team", NULL, 200 },
        { "an artist is manager here", "manager", "PUT", "/data/projects/{project}/team/{user_id}",
          "{\"role\":\"manager\"}", 200 },
        { "and does what managers do", "user", "GET", "/data/projects/{project}/budgets", NULL, 200 },
        { "nobody is made administrator", "manager", "PUT", "/data/projects/{project}/team/{user_id}",
          "{\"role\":\"admin\"}", 400 },
        { "a milestone", "manager", "POST", "/data/milestones",
          "{\"name\":\"Alpha\",\"project_id\":\"{project}\",\"date\":\"2026-12-24\"}", 201,
          .keep = { "id", "milestone" } },
        { "of the project", "client", "GET", "/data/projects/{project}/milestones", NULL, 200,
          .has = { "#", "1", "0.id", "{milestone}", "0.date", "2026-12-24", "0.type", "Milestone" } },
        { "the schedule is not for vendors", "vendor", "GET", "/data/projects/{project}/schedule-items",
          NULL, 403 },
        { "but for clients", "client", "GET", "/data/projects/{project}/schedule-items", NULL, 200 },
    };
    STORY(steps);
}

static void persons_leave_departments(void **state)
{
    (void)state;
    production_new("");
#define OF "/actions/persons/{user_id}/departments/"
    static const struct step steps[] = {
        { "a department", "admin", "POST", "/data/departments",
          "{\"name\":\"Dep {mark}\",\"color\":\"#000000\"}", 201, .keep = { "id", "department" } },
        { "joined", "admin", "POST", OF "add", "{\"department_id\":\"{department}\"}", 201,
          .has = { "departments.#", "1", "id", "{user_id}" } },
        { "not by managers", "manager", "DELETE", OF "{department}", NULL, 403 },
        { "nobody", NULL, "DELETE", OF "{department}", NULL, 401 },
        { "an unknown department", "admin", "DELETE", OF NOWHERE, NULL, 400 },
        { "a malformed one", "admin", "DELETE", OF "x", NULL, 400 },
        { "an unknown person", "admin", "DELETE",
          "/actions/persons/" NOWHERE "/departments/{department}", NULL, 404 },
        { "a malformed one", "admin", "DELETE", "/actions/persons/x/departments/{department}", NULL, 404 },
        { "left", "admin", "DELETE", OF "{department}", NULL, 204 },
        { "again", "admin", "DELETE", OF "{department}", NULL, 204 },
        { "is in none", "admin", "GET", "/data/persons?id={user_id}&relations=true", NULL, 200,
          .has = { "0.departments.#", "0" } },
    };
    STORY(steps);
}

#define METADATA "/data/projects/{project}/metadata-descriptors"

static void metadata_goes_with_its_values(void **state)
{
    (void)state;
    production_new("");
    static const struct step steps[] = {
        { "a column", "manager", "POST", METADATA,
          "{\"name\":\"Due  Date!\",\"entity_type\":\"Asset\",\"data_type\":\"date\",\"choices\":[]}", 201,
          .has  = { "field_name", "due_date", "type", "MetadataDescriptor", "departments.#", "0",
                    "position", "1", "for_client", "false", "task_type_id", "null" },
          .keep = { "id", "due" } },
        { "the name is taken", "manager", "POST", METADATA, "{\"name\":\"due date\"}", 400 },
        { "another", "manager", "POST", METADATA, "{\"name\":\"Note\",\"for_client\":true}", 201,
          .has = { "data_type", "string", "position", "2" }, .keep = { "id", "note" } },
        { "no such kind", "manager", "POST", METADATA, "{\"name\":\"x\",\"data_type\":\"colour\"}", 400 },
        { "nameless", "manager", "POST", METADATA, "{\"name\":\"--\"}", 400 },
        { "all", "user", "GET", METADATA, NULL, 200, .has = { "#", "2", "0.id", "{due}" } },
        { "clients see theirs", "client", "GET", METADATA, NULL, 200, .has = { "#", "1", "0.id", "{note}" } },
        { "one", "user", "GET", METADATA "/{due}", NULL, 200, .has = { "name", "Due  Date!" } },
        { "artists add none", "user", "POST", METADATA, "{\"name\":\"x\"}", 403 },
        { "nor supervisors of nothing", "supervisor", "POST", METADATA, "{\"name\":\"x\"}", 403 },
        { "a department", "admin", "POST", "/data/departments",
          "{\"name\":\"Dep {mark}\",\"color\":\"#000000\"}", 201, .keep = { "id", "department" } },
        { "its supervisor", "admin", "POST", "/actions/persons/{supervisor_id}/departments/add",
          "{\"department_id\":\"{department}\"}", 201 },
        { "adds its columns", "supervisor", "POST", METADATA,
          "{\"name\":\"Mine\",\"departments\":[\"{department}\"]}", 201,
          .has = { "departments.0", "{department}" }, .keep = { "id", "mine" } },
        { "and takes them away", "supervisor", "DELETE", METADATA "/{mine}", NULL, 204 },
        { "others not", "supervisor", "DELETE", METADATA "/{due}", NULL, 403 },
        { "a value", "manager", "POST", "/data/entities",
          "{\"name\":\"Cup\",\"project_id\":\"{project}\",\"entity_type_id\":\"{prop}\","
          "\"data\":{\"due_date\":\"2026-12-24\",\"note\":\"n\"}}",
          201, .keep = { "id", "cup" } },
        { "another name", "manager", "PUT", METADATA "/{due}", "{\"name\":\"Deadline\"}", 200,
          .has = { "field_name", "deadline" } },
        { "has the value", "manager", "GET", "/data/entities/{cup}", NULL, 200,
          .has = { "data.deadline", "2026-12-24", "data.due_date", NULL, "data.note", "n" } },
        { "in another order", "manager", "POST", METADATA "/reorder",
          "{\"entity_type\":\"Asset\",\"descriptor_ids\":[\"{note}\",\"{due}\"]}", 200,
          .has = { "0.id", "{note}", "0.position", "1", "1.position", "2" } },
        { "away", "manager", "DELETE", METADATA "/{due}", NULL, 204 },
        { "with its values", "manager", "GET", "/data/entities/{cup}", NULL, 200,
          .has = { "data.deadline", NULL, "data.note", "n" } },
        { "gone", "user", "GET", METADATA "/{due}", NULL, 404 },
        { "of another production", "admin", "GET", METADATA "/" NOWHERE, NULL, 404 },
        { "events", "admin", "GET", "/data/events?name=metadata-descriptor:delete&project_id={project}",
          NULL, 200, .has = { "#", "2" } },
        { "outsiders", "outsider", "GET", METADATA, NULL, 403 },
    };
    STORY(steps);
}

/* ---- budgets ---- */

#define BUDGETS "/data/projects/{project}/budgets"

static void budgets_are_revisions(void **state)
{
    (void)state;
    production_new("");
    static const struct step steps[] = {
        { "none", "manager", "GET", BUDGETS, NULL, 200, .has = { "#", "0" } },
        { "the first", "manager", "POST", BUDGETS, "{\"name\":\"Bid\",\"currency\":\"EUR\"}", 200,
          .has = { "revision", "1", "name", "Bid", "currency", "EUR", "project_id", "{project}",
                   "type", "Budget" },
          .keep = { "id", "one" } },
        { "the second, by a form", "admin", "POST", BUDGETS, "name=Second&currency=USD", 200,
          .has = { "revision", "2" }, .keep = { "id", "two" } },
        { "the list says less", "manager", "GET", BUDGETS, NULL, 200,
          .has = { "#", "2", "0.id", "{one}", "1.revision", "2", "0.type", NULL, "0.created_at",
                   NULL, "0.currency", "EUR" } },
        { "than one", "manager", "GET", BUDGETS "/{one}", NULL, 200,
          .has = { "type", "Budget", "created_at", "*", "updated_at", "*", "revision", "1" } },
        { "another name", "manager", "PUT", BUDGETS "/{one}", "{\"name\":\"Better\"}", 200,
          .has = { "name", "Better", "currency", "EUR", "revision", "1" } },
        { "without a name", "manager", "POST", BUDGETS, "{\"currency\":\"EUR\"}", 400,
          .has = { "data.errors.0.field", "name" } },
        { "not for supervisors", "supervisor", "GET", BUDGETS, NULL, 403 },
        { "nor artists", "user", "POST", BUDGETS, "{\"name\":\"x\",\"currency\":\"EUR\"}", 403 },
        { "nor managers of others", "outsider", "GET", BUDGETS "/{one}", NULL, 403 },
        { "nor clients", "client", "DELETE", BUDGETS "/{one}", NULL, 403 },
        { "nobody", NULL, "GET", BUDGETS, NULL, 401 },
        { "malformed, an administrator", "admin", "GET", "/data/projects/x/budgets", NULL, 400 },
        { "malformed, another", "manager", "GET", "/data/projects/x/budgets", NULL, 404 },
        { "unknown, an administrator", "admin", "GET", "/data/projects/" NOWHERE "/budgets", NULL,
          200, .has = { "#", "0" } },
        { "unknown, another", "manager", "GET", "/data/projects/" NOWHERE "/budgets", NULL, 404 },
        { "a malformed budget", "user", "GET", BUDGETS "/x", NULL, 400 },
        { "an unknown one", "manager", "GET", BUDGETS "/" NOWHERE, NULL, 404 },
        { "gone", "manager", "DELETE", BUDGETS "/{two}", NULL, 204 },
        { "is gone", "manager", "GET", BUDGETS "/{two}", NULL, 404 },
        { "events", "admin", "GET", "/data/events?name=budget:create&project_id={project}", NULL,
          200, .has = { "#", "2", "0.data.project_id", "{project}", "0.data.budget_id", "*" } },
        { "a department", "admin", "POST", "/data/departments",
          "{\"name\":\"Dep {mark}\",\"color\":\"#000000\"}", 201, .keep = { "id", "department" } },
        { "an entry", "manager", "POST", BUDGETS "/{one}/entries",
          "{\"department_id\":\"{department}\",\"start_date\":\"2026-11-01\",\"months_duration\":3,"
          "\"daily_salary\":200,\"position\":\"lead\",\"seniority\":\"senior\"}",
          200,
          .has = { "budget_id", "{one}", "position", "lead", "daily_salary", "200.0", "person_id",
                   "null", "start_date", "2026-11-01" },
          .keep = { "id", "entry" } },
        { "changed", "manager", "PUT", BUDGETS "/{one}/entries/{entry}",
          "{\"person_id\":\"{user_id}\",\"exceptions\":{\"2026-11\":5}}", 200,
          .has = { "person_id", "{user_id}", "exceptions.2026-11", "5", "months_duration", "3" } },
        { "listed", "manager", "GET", BUDGETS "/{one}/entries", NULL, 200,
          .has = { "#", "1", "0.id", "{entry}", "0.type", NULL, "0.seniority", "senior" } },
        { "read", "manager", "GET", BUDGETS "/{one}/entries/{entry}", NULL, 200 },
        { "of no department", "manager", "POST", BUDGETS "/{one}/entries",
          "{\"department_id\":\"" NOWHERE "\",\"start_date\":\"2026-11-01\",\"months_duration\":3,"
          "\"daily_salary\":200}",
          400 },
        { "not for artists", "user", "GET", BUDGETS "/{one}/entries", NULL, 403 },
        { "deleted", "manager", "DELETE", BUDGETS "/{one}/entries/{entry}", NULL, 204 },
        { "no more", "manager", "GET", BUDGETS "/{one}/entries/{entry}", NULL, 404 },
    };
    STORY(steps);
}

enum { CLIENTS = 16 };

static int posts_budget(const char *path, const char *token)
{
    const struct answer *a;
    http_forked();
    a = ASK("POST", path, .token = token, .json = "{\"name\":\"Bid\",\"currency\":\"EUR\"}");
    return a->status == 200 ? 0 : 1;
}

/* Everybody gets a revision of his own. */
static void budgets_that_come_at_once_do_not_share_a_revision(void **state)
{
    const char          *path;
    const struct answer *a;
    int                  status;
    (void)state;
    production_new("");
    path = text_format("/data/projects/%s/budgets", story_get("project"));
    for (int i = 0; i < CLIENTS; i++) {
        pid_t pid = fork();
        assert_true(pid >= 0);
        if (pid == 0)
            _exit(posts_budget(path, story_get("manager")));
    }
    for (int i = 0; i < CLIENTS; i++) {
        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    a = ASK("GET", path, .token = story_get("manager"));
    for (int i = 0; i < CLIENTS; i++)
        WANT_TEXT(a, text_format("%d.revision", i), text_format("%d", i + 1));
}

static int puts_casting(const char *path, const char *token, const char *json)
{
    const struct answer *a;
    http_forked();
    a = ASK("PUT", path, .token = token, .json = json);
    return a->status == 200 ? 0 : 1;
}

/* The casting is what one of them said, whole. */
static void castings_that_come_at_once_do_not_mix(void **state)
{
    const char          *path, *json;
    const struct answer *a;
    int                  status;
    (void)state;
    production_new("");
    static const struct step steps[] = {
        ENTITY("set", "Kitchen", "{prop}", ""),
        ENTITY("hero", "Ada", "{character}", ""),
        ENTITY("cup", "Cup", "{prop}", ""),
    };
    STORY(steps);
    path = story_text("/data/assets/{set}/casting");
    for (int i = 0; i < CLIENTS; i++) {
        pid_t pid;
        story_set("n", text_format("%d", i + 1));
        json = story_text("[" CAST("{hero}", "{n}", "") "," CAST("{cup}", "{n}", "") "]");
        pid  = fork();
        assert_true(pid >= 0);
        if (pid == 0)
            _exit(puts_casting(path, story_get("manager"), json));
    }
    for (int i = 0; i < CLIENTS; i++) {
        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    a = ASK("GET", path, .token = story_get("user"));
    WANT_TEXT(a, "#", "2");
    WANT_TEXT(a, "1.nb_occurences", http_text(a, "0.nb_occurences"));
    a = ASK("GET", story_text("/data/events?name=asset:casting-update&project_id={project}"),
            .token = admin_token());
    WANT_TEXT(a, "#", "16");
}

/* ---- columns of all productions ---- */

#define ALL "/data/metadata-descriptors/all-projects"

static void columns_are_everywhere(void **state)
{
    (void)state;
    production_new("");
    static const struct step steps[] = {
        { "another production", "admin", "POST", "/data/projects",
          "{\"name\":\"Other {mark}\",\"team\":[\"{manager_id}\",\"{user_id}\"]}", 201, .keep = { "id", "other" } },
        { "one where a manager is none", "admin", "POST", "/data/projects",
          "{\"name\":\"Third {mark}\",\"team\":[\"{manager_id}\"]}", 201, .keep = { "id", "third" } },
        { "but an artist", "admin", "PUT", "/data/projects/{third}/team/{manager_id}", "{\"role\":\"user\"}", 200 },
        { "has it already", "admin", "POST", "/data/projects/{other}/metadata-descriptors",
          "{\"entity_type\":\"Shot\",\"name\":\"Lens Size\",\"data_type\":\"number\"}", 201 },
        { "everywhere else", "manager", "POST", ALL,
          "{\"name\":\"Lens size\",\"entity_type\":\"Shot\",\"data_type\":\"list\",\"choices\":[\"35\"]}", 201,
          .has = { "#", "1", "0.project_id", "{project}", "0.field_name", "lens_size", "0.choices.0", "35",
                   "0.type", "MetadataDescriptor", "0.departments.#", "0" } },
        { "more", "manager", "POST", ALL, "{\"name\":\"Wet\",\"entity_type\":\"Shot\"}", 201, .has = { "#", "2" } },
        { "an asset with a value", "manager", "POST", "/data/projects/{project}/sequences", "{\"name\":\"SQ1\"}",
          201, .keep = { "id", "sequence" } },
        { "a shot", "manager", "POST", "/data/projects/{project}/shots",
          "{\"name\":\"SH1\",\"sequence_id\":\"{sequence}\",\"data\":{\"lens_size\":\"35\"}}", 201,
          .keep = { "id", "shot" } },
        { "called otherwise", "manager", "PUT", ALL "/lens_size",
          "{\"entity_type\":\"Shot\",\"name\":\"Lens\",\"for_client\":true}", 200,
          .has = { "#", "2", "0.field_name", "lens", "1.field_name", "lens", "0.for_client", "true" } },
        { "the value goes with it", "user", "GET", "/data/entities/{shot}", NULL, 200,
          .has = { "data.lens", "35", "data.lens_size", NULL } },
        { "in order", "manager", "POST", "/actions/metadata-descriptors/all-projects/reorder",
          "{\"entity_type\":\"Shot\",\"field_order\":[\"wet\",\"lens\",\"none\"]}", 200, .has = { "#", "4" } },
        { "is the order", "user", "GET", "/data/projects/{other}/metadata-descriptors", NULL, 200,
          .has = { "#", "2", "0.field_name", "wet", "0.position", "1", "1.field_name", "lens", "1.position", "2" } },
        { "nothing for others", "outsider", "DELETE", ALL "/lens?entity_type=Shot", NULL, 200, .has = { "#", "0" } },
        { "of another kind", "manager", "DELETE", ALL "/lens?entity_type=Asset", NULL, 200, .has = { "#", "0" } },
        { "gone", "manager", "DELETE", ALL "/lens?entity_type=Shot", NULL, 200, .has = { "#", "2" } },
        { "with its values", "user", "GET", "/data/entities/{shot}", NULL, 200, .has = { "data.lens", NULL } },
        { "events", "admin", "GET", "/data/events?name=metadata-descriptor:delete&project_id={other}", NULL, 200,
          .has = { "#", "1" } },
        { "not where the manager is an artist", "admin", "GET", "/data/projects/{third}/metadata-descriptors", NULL,
          200, .has = { "#", "0" } },
        { "no name", "manager", "POST", ALL, "{\"entity_type\":\"Shot\"}", 400 },
        { "no such kind", "manager", "POST", ALL, "{\"name\":\"x\",\"entity_type\":\"Moon\"}", 400 },
        { "no such type", "manager", "PUT", ALL "/wet", "{\"entity_type\":\"Shot\",\"data_type\":\"x\"}", 400 },
        { "no kind", "manager", "DELETE", ALL "/wet", NULL, 400 },
        { "no list", "manager", "POST", "/actions/metadata-descriptors/all-projects/reorder",
          "{\"entity_type\":\"Shot\",\"field_order\":\"wet\"}", 400 },
        { "not for supervisors", "supervisor", "POST", ALL, "{\"name\":\"x\",\"entity_type\":\"Shot\"}", 403 },
        { "nor artists", "user", "DELETE", ALL "/wet?entity_type=Shot", NULL, 403 },
        { "nobody", NULL, "PUT", ALL "/wet", "{\"entity_type\":\"Shot\"}", 401 },
    };
    STORY(steps);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(castings_are_replaced),
        cmocka_unit_test(productions_are_made),
        cmocka_unit_test(productions_are_set_up),
        cmocka_unit_test(persons_leave_departments),
        cmocka_unit_test(metadata_goes_with_its_values),
        cmocka_unit_test(budgets_are_revisions),
        cmocka_unit_test(budgets_that_come_at_once_do_not_share_a_revision),
        cmocka_unit_test(castings_that_come_at_once_do_not_mix),
        cmocka_unit_test(columns_are_everywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
