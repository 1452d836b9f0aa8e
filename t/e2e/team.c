/* team.c - see team.h. */
#include "t/e2e/team.h"

static const char *const roles[] = { "manager", "supervisor", "user", "client", "vendor" };

void team_new(void)
{
    const char *team = "";
    story_set("admin", admin_token());
    story_set("mark", text_format("%.13s", text_unique()));
    for (size_t i = 0; i < COUNT_OF(roles); i++) {
        struct account one = account_new(roles[i]);
        story_set(roles[i], one.token);
        story_set(text_format("%s_id", roles[i]), one.id);
        team = text_format("%s%s\"%s\"", team, *team ? "," : "", one.id);
    }
    struct account two = account_new("user");
    story_set("user2", two.token);
    story_set("user2_id", two.id);
    team = text_format("%s,\"%s\"", team, two.id);
    story_set("outsider", account_new("manager").token);
    story_set("team", team);
    static const struct step steps[] = {
        { "a production", "admin", "POST", "/data/projects",
          "{\"name\":\"Comments {mark}\",\"team\":[{team}]}", 201, .keep = { "id", "project" } },
        { "a name", "admin", "PUT", "/data/persons/{user_id}",
          "{\"first_name\":\"Ada\",\"last_name\":\"{mark}\"}", 200 },
        { "another", "admin", "PUT", "/data/persons/{user2_id}",
          "{\"first_name\":\"Grace\",\"last_name\":\"{mark}\"}", 200 },
        { "a department", "admin", "POST", "/data/departments",
          "{\"name\":\"Craft {mark}\",\"color\":\"#123456\"}", 201, .keep = { "id", "craft" } },
        { "kinds of entities", "admin", "POST", "/data/entity-types", "{\"name\":\"Kind {mark}\"}",
          201, .keep = { "id", "kind" } },
        { "a shot", "manager", "POST", "/data/entities",
          "{\"name\":\"S1 {mark}\",\"project_id\":\"{project}\",\"entity_type_id\":\"{kind}\"}", 201,
          .keep = { "id", "shot" } },
        { "kinds of work", "admin", "POST", "/data/task-types",
          "{\"name\":\"Anim{mark}\",\"for_entity\":\"Shot\",\"department_id\":\"{craft}\"}", 201,
          .keep = { "id", "animation" } },
        { "another", "admin", "POST", "/data/task-types",
          "{\"name\":\"Comp{mark}\",\"for_entity\":\"Shot\"}", 201, .keep = { "id", "compositing" } },
        { "todo", "admin", "GET", "/data/task-status?short_name=todo", NULL, 200, .keep = { "0.id", "todo" } },
        { "wip", "admin", "GET", "/data/task-status?short_name=wip", NULL, 200, .keep = { "0.id", "wip" } },
        { "wfa", "admin", "GET", "/data/task-status?short_name=wfa", NULL, 200, .keep = { "0.id", "wfa" } },
        { "retake", "admin", "GET", "/data/task-status?short_name=retake", NULL, 200, .keep = { "0.id", "retake" } },
        { "done", "admin", "GET", "/data/task-status?short_name=done", NULL, 200, .keep = { "0.id", "done" } },
        { "a task", "manager", "POST", "/data/tasks",
          "{\"name\":\"main\",\"project_id\":\"{project}\",\"task_type_id\":\"{animation}\","
          "\"task_status_id\":\"{todo}\",\"entity_id\":\"{shot}\",\"assignees\":[\"{user_id}\"]}",
          201, .has = { "assignees.#", "1" }, .keep = { "id", "anim" } },
        { "another task", "manager", "POST", "/data/tasks",
          "{\"name\":\"main\",\"project_id\":\"{project}\",\"task_type_id\":\"{compositing}\","
          "\"task_status_id\":\"{todo}\",\"entity_id\":\"{shot}\"}",
          201, .keep = { "id", "comp" } },
    };
    STORY(steps);
}
