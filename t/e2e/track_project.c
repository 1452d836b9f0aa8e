/* track_project.c - productions: castings, budgets, settings, and who may do what with them. */
#include "t/e2e/http.h"

static const char *const roles[] = { "manager", "supervisor", "user", "client", "vendor" };

/* A production with everybody in its team but the outsider: {project}, and tokens and ids by role. */
static void production_new(const char *more)
{
    const char *team = "";
    story_set("admin", admin_token());
    story_set("mark", text_unique());
    for (size_t i = 0; i < COUNT_OF(roles); i++) {
        struct account one = account_new(roles[i]);
        story_set(roles[i], one.token);
        story_set(text_format("%s_id", roles[i]), one.id);
        team = text_format("%s%s\"%s\"", team, *team ? "," : "", one.id);
    }
    story_set("outsider", account_new("manager").token);
    story_set("team", team);
    story_set("more", more);
    static const struct step steps[] = {
        { "a production", "admin", "POST", "/data/projects",
          "{\"name\":\"Production {mark}\",\"team\":[{team}]{more}}", 201,
          .has = { "team.#", "5", "type", "Project" }, .keep = { "id", "project" } },
        { "a type of assets", "admin", "GET", "/data/entity-types?name=Character", NULL, 200,
          .has = { "#", "1" }, .keep = { "0.id", "character" } },
        { "another", "admin", "GET", "/data/entity-types?name=Prop", NULL, 200,
          .has = { "#", "1" }, .keep = { "0.id", "prop" } },
    };
    STORY(steps);
}

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
#define NOWHERE "2d1f1d52-6a57-4a2e-8a8d-3d6a3d1b8f11"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(castings_are_replaced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
