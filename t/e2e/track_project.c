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
        { "none of these did anything", "user", "GET", "/data/assets/{set}/casting", NULL, 200,
          .has = { "#", "1", "0.nb_occurences", "3" } },
    };
    STORY(steps);
    grouped_want(text_format("/data/projects/%s/asset-types/%s/casting", story_get("project"),
                             story_get("prop")),
                 "set", "Cup");
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(castings_are_replaced),
        cmocka_unit_test(budgets_are_revisions),
        cmocka_unit_test(budgets_that_come_at_once_do_not_share_a_revision),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
