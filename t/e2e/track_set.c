/* track_set.c - see track_set.h. */
#include "t/e2e/track_set.h"
#include <string.h>
#include <time.h>

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


const char *preview_new(const char *file)
{
    const char          *user = story_get("user"), *id;
    const struct answer *a    = ASK("POST",
                                    text_format("/actions/tasks/%s/comments/%s/add-preview",
                                                story_get("task"), story_get("comment")),
                                    .token = user, .json = "{}");
    WANT_STATUS(a, 201);
    id = http_text(a, "id");
    WANT_STATUS(ASK("POST", text_format("/pictures/preview-files/%s", id), .token = user, .field = "file",
                    .file = file),
                201);
    for (int i = 0; i < 300; i++) {
        a = ASK("GET", text_format("/data/preview-files/%s", id), .token = user);
        WANT_STATUS(a, 200);
        if (strcmp(http_text(a, "status"), "ready") == 0)
            return id;
        nanosleep(&(struct timespec){ 0, 100000000 }, NULL);
    }
    fail_msg("the preview is not ready");
    return NULL;
}
