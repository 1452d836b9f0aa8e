/* track_set.c - see track_set.h. */
#include "t/e2e/track_set.h"

static const char *const roles[] = { "manager", "supervisor", "user", "client", "vendor" };

void production_new(void)
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
    story_set("stranger", account_new("user").token);
    story_set("team", team);
    static const struct step steps[] = {
        { "a production", "admin", "POST", "/data/projects",
          "{\"name\":\"Previews {mark}\",\"team\":[{team}],\"resolution\":\"160x90\",\"fps\":\"24\"}",
          201, .keep = { "id", "project" } },
        { "a type of assets", "admin", "GET", "/data/entity-types?name=Prop", NULL, 200,
          .has = { "#", "1" }, .keep = { "0.id", "type" } },
        { "an asset", "admin", "POST", "/data/entities",
          "{\"name\":\"Lamp\",\"project_id\":\"{project}\",\"entity_type_id\":\"{type}\"}", 201,
          .keep = { "id", "asset" } },
        { "work", "admin", "POST", "/data/task-types", "{\"name\":\"L {mark}\",\"priority\":2}",
          201, .keep = { "id", "task_type" } },
        { "a status", "admin", "GET", "/data/task-status?name=Todo", NULL, 200, .has = { "#", "1" },
          .keep = { "0.id", "status" } },
        { "a task", "admin", "POST", "/data/tasks",
          "{\"name\":\"main\",\"project_id\":\"{project}\",\"entity_id\":\"{asset}\",\"task_type_id\":"
          "\"{task_type}\",\"task_status_id\":\"{status}\",\"assignees\":[\"{user_id}\"]}",
          201, .keep = { "id", "task" } },
        { "a comment", "admin", "POST", "/data/comments",
          "{\"object_id\":\"{task}\",\"object_type\":\"Task\",\"person_id\":\"{user_id}\",\"text\":"
          "\"x\",\"task_status_id\":\"{status}\"}",
          201, .keep = { "id", "comment" } },
    };
    STORY(steps);
}

