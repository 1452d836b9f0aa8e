/* track.c - see track.h. */
#include "t/e2e/track.h"
#include "t/e2e/http.h"

static const char *const roles[] = { "manager", "supervisor", "user", "client", "vendor" };

void production_new(const char *more)
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
