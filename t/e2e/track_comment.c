/* track_comment.c - tasks and what happens on them: comments and all that follows from one,
 * replies, who sees and may do what, and many at once. */
#include "t/e2e/http.h"
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOWHERE "2d1f1d52-6a57-4a2e-8a8d-3d6a3d1b8f11"

static const char *const roles[] = { "manager", "supervisor", "user", "client", "vendor" };

/* {project} with everybody but the outsider in its team; {shot} with tasks {anim} and {comp};
 * statuses by their short names; tokens and ids by role; {user2} is another artist. */
static void production_new(void)
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

#define COMMENT(task) "/actions/tasks/{" task "}/comment"
#define SAYS(status, text) "{\"task_status_id\":\"{" status "}\",\"comment\":\"" text "\"}"
#define SAYS_MORE(status, text, more)                                                              \
    "{\"task_status_id\":\"{" status "}\",\"comment\":\"" text "\"," more "}"

static void a_comment_moves_its_task(void **state)
{
    (void)state;
    production_new();
    static const struct step steps[] = {
        { "work begins", "user", "POST", COMMENT("anim"), SAYS("wip", "I begin"), 201,
          .has = { "text", "I begin", "type", "Comment", "object_id", "{anim}", "object_type", "Task",
                   "task_status_id", "{wip}", "person_id", "{user_id}", "person.full_name", "Ada {mark}",
                   "person.has_avatar", "false", "replies.#", "0", "checklist.#", "0", "links.#", "0",
                   "previews.#", "0", "mentions.#", "0" },
          .keep = { "id", "first", "created_at", "began" } },
        { "and its status is told", "user", "GET", "/data/tasks/{anim}/comments", NULL, 200,
          .has = { "#", "1", "0.id", "{first}", "0.task_status.short_name", "wip", "0.person.id", "{user_id}" } },
        { "the task", "user", "GET", "/data/tasks/{anim}", NULL, 200,
          .has = { "task_status_id", "{wip}", "real_start_date", "{began}", "last_comment_date", "{began}",
                   "retake_count", "0", "end_date", "null", "done_date", "null" } },
        { "events", "admin", "GET", "/data/events?name=comment:new&project_id={project}", NULL, 200,
          .has = { "#", "1", "0.data.comment_id", "{first}", "0.data.task_id", "{anim}",
                   "0.data.project_id", "{project}", "0.user_id", "{user_id}" } },
        { "events", "admin", "GET", "/data/events?name=task:status-changed&project_id={project}", NULL, 200,
          .has = { "#", "1", "0.data.task_id", "{anim}", "0.data.new_task_status_id", "{wip}",
                   "0.data.previous_task_status_id", "{todo}", "0.data.person_id", "{user_id}" } },
        { "events", "admin", "GET", "/data/events?name=news:new&project_id={project}", NULL, 200,
          .has = { "#", "1", "0.data.news_id", "*" } },
        { "news", "admin", "GET", "/data/news?task_id={anim}", NULL, 200,
          .has = { "#", "1", "0.change", "true", "0.author_id", "{user_id}", "0.comment_id", "{first}" } },
        { "nobody tells himself", "admin", "GET", "/data/notifications?task_id={anim}", NULL, 200,
          .has = { "#", "0" } },
        { "a look is asked for", "user", "POST", COMMENT("anim"), SAYS("wfa", "look"), 201,
          .keep = { "created_at", "asked" } },
        { "its event", "admin", "GET", "/data/events?name=task:to-review&project_id={project}", NULL, 200,
          .has = { "#", "1", "0.data.task_id", "{anim}" } },
        { "a retake", "manager", "POST", COMMENT("anim"),
          SAYS_MORE("retake", "again", "\"checklist\":[{\"text\":\"a\",\"checked\":false}],\"links\":[\"https://example.com\"],\"for_client\":true"),
          201, .has = { "checklist.0.text", "a", "links.0", "https://example.com", "for_client", "true" },
          .keep = { "id", "again" } },
        { "who works on it is told", "admin", "GET", "/data/notifications?task_id={anim}", NULL, 200,
          .has = { "#", "1", "0.person_id", "{user_id}", "0.author_id", "{manager_id}", "0.comment_id", "{again}",
                   "0.change", "true", "0.read", "false" } },
        { "counted", "user", "GET", "/data/tasks/{anim}", NULL, 200,
          .has = { "retake_count", "1", "end_date", "{asked}", "real_start_date", "{began}" } },
        { "the same status is no retake", "manager", "POST", COMMENT("anim"), SAYS("retake", "still"), 201 },
        { "counted once", "user", "GET", "/data/tasks/{anim}", NULL, 200, .has = { "retake_count", "1" } },
        { "no change", "admin", "GET", "/data/news?task_id={anim}&change=false", NULL, 200, .has = { "#", "1" } },
        { "done", "supervisor", "POST", COMMENT("anim"), SAYS("done", ""), 201, .keep = { "created_at", "ended" } },
        { "its date", "user", "GET", "/data/tasks/{anim}", NULL, 200, .has = { "done_date", "{ended}", "end_date", "{ended}" } },
        { "not any more", "manager", "POST", COMMENT("anim"), SAYS("wip", ""), 201, .keep = { "id", "last" } },
        { "no date", "user", "GET", "/data/tasks/{anim}", NULL, 200, .has = { "done_date", "null", "real_start_date", "{began}" } },
        { "the newest first", "user", "GET", "/data/tasks/{anim}/comments", NULL, 200,
          .has = { "#", "6", "0.id", "{last}", "5.id", "{first}" } },
        { "one goes", "manager", "DELETE", "/data/comments/{last}", NULL, 204 },
        { "as if it had not been", "user", "GET", "/data/tasks/{anim}", NULL, 200,
          .has = { "task_status_id", "{done}", "done_date", "{ended}", "retake_count", "1" } },
        { "its event", "admin", "GET", "/data/events?name=comment:delete&project_id={project}", NULL, 200,
          .has = { "#", "1", "0.data.comment_id", "{last}", "0.data.task_id", "{anim}" } },
        { "no news of it", "admin", "GET", "/data/news?comment_id={last}", NULL, 200, .has = { "#", "0" } },
    };
    STORY(steps);
}

static void what_is_wrong_is_said(void **state)
{
    (void)state;
    production_new();
    static const struct step steps[] = {
        { "no status", "user", "POST", COMMENT("anim"), "{\"comment\":\"x\"}", 400,
          .has = { "error", "true", "message", "*", "data.errors.0.field", "task_status_id" } },
        { "none", "user", "POST", COMMENT("anim"), "{\"task_status_id\":null}", 400 },
        { "a malformed one", "user", "POST", COMMENT("anim"), "{\"task_status_id\":\"x\"}", 400 },
        { "one that is not there", "user", "POST", COMMENT("anim"), "{\"task_status_id\":\"" NOWHERE "\"}", 400 },
        { "no such task", "admin", "POST", "/actions/tasks/" NOWHERE "/comment", SAYS("wip", ""), 404,
          .has = { "error", "true" } },
        { "no task at all", "admin", "POST", "/actions/tasks/x/comment", SAYS("wip", ""), 404 },
        { "nobody", NULL, "POST", COMMENT("anim"), SAYS("wip", ""), 401 },
        { "somebody else", "outsider", "POST", COMMENT("anim"), SAYS("wip", ""), 403 },
        { "an artist without the task", "user2", "POST", COMMENT("anim"), SAYS("wip", ""), 403 },
        { "a vendor without it", "vendor", "POST", COMMENT("anim"), SAYS("wip", ""), 403 },
        { "a client may", "client", "POST", COMMENT("anim"), SAYS("wip", "c"), 201 },
        { "a supervisor of no department may", "supervisor", "POST", COMMENT("anim"), SAYS("wip", "s"), 201 },
        { "for himself alone", "user", "POST", COMMENT("anim"),
          SAYS_MORE("wip", "x", "\"person_id\":\"{manager_id}\",\"created_at\":\"2020-01-01T00:00:00\",\"for_client\":true"), 201,
          .has = { "person_id", "{user_id}", "person.id", "{user_id}", "for_client", "false" } },
        { "a manager for others", "manager", "POST", COMMENT("anim"),
          SAYS_MORE("wip", "x", "\"person_id\":\"{user_id}\",\"created_at\":\"2020-01-01T00:00:00\""), 201,
          .has = { "person_id", "{user_id}", "created_at", "2020-01-01T00:00:00" } },
        { "for somebody who is there", "manager", "POST", COMMENT("anim"),
          SAYS_MORE("wip", "x", "\"person_id\":\"" NOWHERE "\""), 400 },
        { "a form", "user", "POST", COMMENT("anim"), "task_status_id={wip}&comment=as+a+form", 201,
          .has = { "text", "as a form" } },
        { "a status not for artists", "admin", "POST", "/data/task-status",
          "{\"name\":\"N {mark}\",\"short_name\":\"{mark}\",\"color\":\"#000000\",\"is_artist_allowed\":false,\"is_client_allowed\":false}",
          400 },
        { "a shorter name", "admin", "POST", "/data/task-status",
          "{\"name\":\"N\",\"short_name\":\"{short}\",\"color\":\"#000000\",\"is_artist_allowed\":false,\"is_client_allowed\":false}",
          201, .keep = { "id", "closed" } },
        { "is refused", "user", "POST", COMMENT("anim"), SAYS("closed", ""), 403 },
        { "to clients", "client", "POST", COMMENT("anim"), SAYS("closed", ""), 403 },
        { "not to managers", "manager", "POST", COMMENT("anim"), SAYS("closed", ""), 201 },
        { "a limit of retakes", "manager", "PUT", "/data/entities/{shot}", "{\"data\":{\"max_retakes\":1}}", 200 },
        { "one", "manager", "POST", COMMENT("anim"), SAYS("retake", ""), 201 },
        { "back", "manager", "POST", COMMENT("anim"), SAYS("wip", ""), 201 },
        { "two", "manager", "POST", COMMENT("anim"), SAYS("retake", ""), 400 },
    };
    story_set("short", text_format("%.8s", text_unique()));
    STORY(steps);
}

static void people_are_mentioned(void **state)
{
    (void)state;
    production_new();
    static const struct step steps[] = {
        { "by name and department", "manager", "POST", COMMENT("anim"),
          SAYS("wip", "@Grace {mark} and @Craft {mark}"), 201,
          .has = { "mentions.#", "1", "mentions.0", "{user2_id}", "department_mentions.0", "{craft}" },
          .keep = { "id", "c" } },
        { "a comment and a mention", "admin", "GET", "/data/notifications?comment_id={c}", NULL, 200,
          .has = { "#", "2" } },
        { "the mention", "admin", "GET", "/data/notifications?comment_id={c}&person_id={user2_id}", NULL, 200,
          .has = { "#", "1" } },
        { "as part of a word it is none", "manager", "POST", COMMENT("anim"), SAYS("wip", "@Grace {mark}x"), 201,
          .has = { "mentions.#", "0" } },
        { "who is mentioned may comment", "user2", "POST", COMMENT("anim"), SAYS("wip", "thanks"), 201 },
        { "and reply", "user2", "POST", "/data/tasks/{anim}/comments/{c}/reply", "{\"text\":\"hello @Ada {mark}\"}", 200,
          .has = { "text", "hello @Ada {mark}", "person_id", "{user2_id}", "mentions.0", "{user_id}", "id", "*",
                   "date", "*", "created_at", "*", "department_mentions.#", "0", "person.full_name", "Grace {mark}",
                   "attachment_files", NULL }, .keep = { "id", "r" } },
        { "is in the comment", "manager", "GET", "/data/comments/{c}", NULL, 200,
          .has = { "replies.#", "1", "replies.0.id", "{r}", "replies.0.person.id", "{user2_id}",
                   "replies.0.mentions.0", "{user_id}", "replies.0.text", "hello @Ada {mark}", "previews.#", "0",
                   "attachment_files.#", "0", "person.id", "{manager_id}" } },
        { "who is told: assignee twice, author", "admin", "GET", "/data/notifications?reply_id={r}", NULL, 200,
          .has = { "#", "3" } },
        { "event", "admin", "GET", "/data/events?name=comment:reply&project_id={project}", NULL, 200,
          .has = { "#", "1", "0.data.reply_id", "{r}", "0.data.comment_id", "{c}", "0.data.task_id", "{anim}" } },
        { "a null is no text", "user", "POST", "/data/tasks/{anim}/comments/{c}/reply", "{\"text\":null}", 400 },
        { "nothing is", "user", "POST", "/data/tasks/{anim}/comments/{c}/reply", "{}", 200, .has = { "text", "" } },
        { "not theirs", "vendor", "POST", "/data/tasks/{anim}/comments/{c}/reply", "{}", 403 },
        { "nor an outsider's", "outsider", "POST", "/data/tasks/{anim}/comments/{c}/reply", "{}", 403 },
        { "of another task", "manager", "POST", "/data/tasks/{comp}/comments/{c}/reply", "{}", 403 },
        { "no comment", "manager", "POST", "/data/tasks/{anim}/comments/" NOWHERE "/reply", "{}", 404 },
        { "a reply stays", "manager", "DELETE", "/data/tasks/{anim}/comments/{c}/reply/{r}", NULL, 403 },
        { "or goes", "admin", "DELETE", "/data/tasks/{anim}/comments/{c}/reply/{r}", NULL, 200 },
        { "once", "admin", "DELETE", "/data/tasks/{anim}/comments/{c}/reply/{r}", NULL, 404 },
        { "one is left", "manager", "GET", "/data/comments/{c}?relations=false", NULL, 200,
          .has = { "replies.#", "1", "previews", NULL, "mentions", NULL, "attachment_files", NULL } },
        { "seen", "user", "POST", "/data/tasks/{anim}/comments/{c}/ack", NULL, 200,
          .has = { "acknowledgements.0", "{user_id}" } },
        { "or not", "user", "POST", "/data/tasks/{anim}/comments/{c}/ack", NULL, 200, .has = { "acknowledgements.#", "0" } },
        { "not by vendors without the task", "vendor", "POST", "/data/tasks/{anim}/comments/{c}/ack", NULL, 403 },
        { "a copy by its tag", "manager", "POST", COMMENT("anim"), SAYS("wip", "see #Comp{mark}"), 201 },
        { "is there", "manager", "GET", "/data/tasks/{comp}/comments", NULL, 200,
          .has = { "#", "1", "0.text", "see #Comp{mark}", "0.task_status_id", "{todo}" } },
    };
    STORY(steps);
}

/* A client sees what clients wrote and what is for them; artists do not see clients. */
static void clients_are_apart(void **state)
{
    (void)state;
    production_new();
    static const struct step steps[] = {
        { "inside", "user", "POST", COMMENT("anim"), SAYS("wip", "inside"), 201, .keep = { "id", "inside" } },
        { "for them", "manager", "POST", COMMENT("anim"), SAYS_MORE("wip", "for you", "\"for_client\":true"), 201, .keep = { "id", "for" } },
        { "theirs", "client", "POST", COMMENT("anim"), SAYS("wip", "we"), 201, .keep = { "id", "we" } },
        { "two are for clients", "client", "GET", "/data/tasks/{anim}/comments", NULL, 200,
          .has = { "#", "2", "0.id", "{we}", "0.person.id", "{client_id}", "1.id", "{for}", "1.person", "null" } },
        { "two for artists", "user", "GET", "/data/tasks/{anim}/comments", NULL, 200,
          .has = { "#", "2", "0.id", "{for}", "1.id", "{inside}" } },
        { "all for supervisors", "supervisor", "GET", "/data/tasks/{anim}/comments", NULL, 200, .has = { "#", "3" } },
        { "none for vendors", "vendor", "GET", "/data/tasks/{anim}/comments", NULL, 403 },
        { "nor outsiders", "outsider", "GET", "/data/tasks/{anim}/comments", NULL, 403 },
        { "one by one", "client", "GET", "/data/comments/{inside}", NULL, 403 },
        { "or not", "client", "GET", "/data/comments/{for}", NULL, 200, .has = { "person", "null" } },
        { "an artist", "user", "GET", "/data/comments/{we}", NULL, 403 },
        { "by the task", "user", "GET", "/data/tasks/{anim}/comments/{for}", NULL, 200, .has = { "id", "{for}" } },
        { "unknown", "admin", "GET", "/data/comments/" NOWHERE, NULL, 404 },
        { "malformed", "admin", "GET", "/data/comments/x", NULL, 404 },
        { "isolated", "admin", "PUT", "/data/projects/{project}", "{\"is_clients_isolated\":true}", 200 },
        { "still theirs", "client", "GET", "/data/tasks/{anim}/comments", NULL, 200, .has = { "#", "2" } },
    };
    STORY(steps);
}

static void statuses_set_off_others(void **state)
{
    (void)state;
    production_new();
    static const struct step steps[] = {
        { "a rule", "admin", "POST", "/data/status-automations",
          "{\"entity_type\":\"shot\",\"in_task_type_id\":\"{animation}\",\"in_task_status_id\":\"{done}\","
          "\"out_field_type\":\"status\",\"out_task_type_id\":\"{compositing}\",\"out_task_status_id\":\"{wip}\"}",
          201, .keep = { "id", "rule" } },
        { "another", "admin", "POST", "/data/status-automations",
          "{\"entity_type\":\"shot\",\"in_task_type_id\":\"{animation}\",\"in_task_status_id\":\"{done}\","
          "\"out_field_type\":\"ready_for\",\"out_task_type_id\":\"{compositing}\"}",
          201, .keep = { "id", "rule2" } },
        { "of the production", "admin", "PUT", "/data/projects/{project}",
          "{\"status_automations\":[\"{rule}\",\"{rule2}\"]}", 200 },
        { "done", "user", "POST", COMMENT("anim"), SAYS("done", ""), 201 },
        { "the other begins", "manager", "GET", "/data/tasks/{comp}", NULL, 200,
          .has = { "task_status_id", "{wip}", "real_start_date", "*" } },
        { "with a comment", "manager", "GET", "/data/tasks/{comp}/comments", NULL, 200, .has = { "#", "1" } },
        { "and the entity is ready", "manager", "GET", "/data/entities/{shot}", NULL, 200,
          .has = { "ready_for", "{compositing}" } },
    };
    STORY(steps);
}

/* Tasks for entities that have none, given and taken, removed. */
static void tasks_are_made_and_given(void **state)
{
    (void)state;
    production_new();
#define MAKE "/actions/projects/{project}/task-types/{modeling}/"
    static const struct step steps[] = {
        { "kind of work", "admin", "POST", "/data/task-types", "{\"name\":\"Mod{mark}\",\"for_entity\":\"Asset\"}", 201, .keep = { "id", "modeling" } },
        { "an entity more", "manager", "POST", "/data/entities",
          "{\"name\":\"S2 {mark}\",\"project_id\":\"{project}\",\"entity_type_id\":\"{kind}\"}", 201, .keep = { "id", "shot2" } },
        { "not by artists", "user", "POST", MAKE "assets/create-tasks", "[]", 403 },
        { "no such project", "manager", "POST", "/actions/projects/" NOWHERE "/task-types/{modeling}/assets/create-tasks", "[]", 404 },
        { "no such kind", "manager", "POST", "/actions/projects/{project}/task-types/" NOWHERE "/assets/create-tasks", "[]", 404 },
        { "none of shots", "manager", "POST", MAKE "shots/create-tasks", NULL, 201, .has = { "#", "0" } },
        { "one of two", "manager", "POST", MAKE "assets/create-tasks", "[\"{shot}\"]", 201,
          .has = { "#", "1", "0.entity_id", "{shot}", "0.task_type_id", "{modeling}", "0.name", "main", "0.type", "Task",
                   "0.task_status_id", "{todo}", "0.project_id", "{project}", "0.assignees.#", "0" }, .keep = { "0.id", "a" } },
        { "the rest", "manager", "POST", MAKE "create-tasks/asset", NULL, 201, .has = { "#", "1", "0.entity_id", "{shot2}" }, .keep = { "0.id", "b" } },
        { "no more", "manager", "POST", MAKE "create-tasks/asset", NULL, 201, .has = { "#", "0" } },
        { "no such kind", "manager", "POST", MAKE "create-tasks/thing", NULL, 400 },
        { "events", "admin", "GET", "/data/events?name=task:new&project_id={project}", NULL, 200, .has = { "#", "4" } },
        { "given", "manager", "PUT", "/actions/tasks/{a}/assign", "{\"person_id\":\"{user_id}\"}", 200,
          .has = { "assignees.0", "{user_id}", "assigner_id", "{manager_id}" } },
        { "told", "admin", "GET", "/data/notifications?task_id={a}", NULL, 200, .has = { "#", "1", "0.person_id", "{user_id}" } },
        { "again", "manager", "PUT", "/actions/tasks/{a}/assign", "{\"person_id\":\"{user_id}\"}", 200, .has = { "assignees.#", "1" } },
        { "told once", "admin", "GET", "/data/notifications?task_id={a}", NULL, 200, .has = { "#", "1" } },
        { "to nobody", "manager", "PUT", "/actions/tasks/{a}/assign", "{\"person_id\":\"" NOWHERE "\"}", 400 },
        { "not by clients", "client", "PUT", "/actions/tasks/{a}/assign", "{\"person_id\":\"{user_id}\"}", 403 },
        { "no such task", "manager", "PUT", "/actions/tasks/" NOWHERE "/assign", "{\"person_id\":\"{user_id}\"}", 404 },
        { "several", "supervisor", "PUT", "/actions/persons/{user2_id}/assign", "{\"task_ids\":[\"{a}\",\"{b}\"]}", 200,
          .has = { "#", "2", "0.assignees.#", "*" } },
        { "what may not is left out", "client", "PUT", "/actions/persons/{client_id}/assign", "{\"task_ids\":[\"{a}\"]}", 200, .has = { "#", "0" } },
        { "to somebody who is not there", "manager", "PUT", "/actions/persons/" NOWHERE "/assign", "{\"task_ids\":[]}", 404 },
        { "work of a person", "user2", "GET", "/data/persons/{user2_id}/tasks", NULL, 200,
          .has = { "#", "2", "0.project_name", "Comments {mark}", "0.entity_type_name", "Kind {mark}", "0.task_type_name", "Mod{mark}",
                   "0.task_status_short_name", "todo", "0.assignees.#", "*", "0.last_comment", "*" } },
        { "none is done", "user2", "GET", "/data/persons/{user2_id}/done-tasks", NULL, 200, .has = { "#", "0" } },
        { "of an entity", "user", "GET", "/data/assets/{shot}/tasks", NULL, 200, .has = { "#", "3" } },
        { "the kinds", "user", "GET", "/data/assets/{shot}/task-types", NULL, 200, .has = { "#", "3" } },
        { "an outsider sees none", "outsider", "GET", "/data/assets/{shot}/tasks", NULL, 403 },
        { "it is no shot", "user", "GET", "/data/shots/{shot}/tasks", NULL, 404 },
        { "of a kind", "user", "GET", "/data/entities/{shot}/task-types/{modeling}/tasks", NULL, 200, .has = { "#", "1", "0.id", "{a}" } },
        { "of the project", "user", "GET", "/data/projects/{project}/tasks", NULL, 200, .has = { "#", "4" } },
        { "by pages", "user", "GET", "/data/projects/{project}/tasks?page=2&limit=3", NULL, 200, .has = { "data.#", "1", "total", "4" } },
        { "whole", "user", "GET", "/data/tasks/{a}/full", NULL, 200,
          .has = { "id", "{a}", "project.id", "{project}", "entity.id", "{shot}", "task_type.id", "{modeling}", "task_status.id", "{todo}",
                   "persons.#", "2", "assigner.id", "*", "entity_type.name", "Kind {mark}" } },
        { "open ones", "user2", "GET", "/data/tasks/open-tasks?person_id={user2_id}", NULL, 200, .has = { "data.#", "2" } },
        { "taken from one", "manager", "PUT", "/actions/tasks/clear-assignation", "{\"task_ids\":[\"{a}\"],\"person_id\":\"{user_id}\"}", 200,
          .has = { "#", "1", "0", "{a}" } },
        { "one is left", "manager", "GET", "/data/tasks/{a}", NULL, 200, .has = { "assignees.#", "1" } },
        { "taken from all", "manager", "PUT", "/actions/tasks/clear-assignation", "{\"task_ids\":[\"{a}\",\"{b}\"]}", 200, .has = { "#", "2" } },
        { "none is left", "manager", "GET", "/data/tasks/{b}", NULL, 200, .has = { "assignees.#", "0" } },
        { "priority", "manager", "PUT", "/actions/tasks/set-priority", "{\"task_ids\":[\"{a}\"],\"priority\":2}", 200, .has = { "0.priority", "2" } },
        { "not by artists", "user", "PUT", "/actions/tasks/set-priority", "{\"task_ids\":[\"{a}\"],\"priority\":2}", 403 },
        { "a look", "manager", "PUT", "/actions/tasks/{a}/to-review", "{\"comment\":\"see\"}", 200, .has = { "task_status_id", "{wfa}" } },
        { "has comments", "manager", "DELETE", "/data/tasks/{a}", NULL, 400 },
        { "goes with them", "manager", "DELETE", "/data/tasks/{a}?force=true", NULL, 204 },
        { "is gone", "manager", "GET", "/data/tasks/{a}", NULL, 404 },
        { "several go", "manager", "POST", "/actions/projects/{project}/delete-tasks", "[\"{b}\"]", 200, .has = { "#", "1" } },
        { "all of a kind go", "admin", "DELETE", "/actions/projects/{project}/task-types/{compositing}/delete-tasks", NULL, 204 },
        { "one is left", "user", "GET", "/data/projects/{project}/tasks", NULL, 200, .has = { "#", "1", "0.id", "{anim}" } },
    };
    STORY(steps);
#undef MAKE
}

/* Minutes of work by task, person and day, and their sums; quotas and days off. */
static void time_is_counted(void **state)
{
    (void)state;
    production_new();
#define SPENT "/actions/tasks/{anim}/time-spents/"
#define ADA "/persons/{user_id}"
#define TABLES "/data/persons/time-spents/"
#define QUOTA "/data/persons/{user_id}/quota-shots/"
    static const struct step steps[] = {
        { "set", "user", "POST", SPENT "2026-01-01" ADA, "{\"duration\":480}", 201,
          .has = { "duration", "480.0", "date", "2026-01-01", "task_id", "{anim}", "person_id", "{user_id}", "type", "TimeSpent" }, .keep = { "id", "t" } },
        { "set anew", "manager", "POST", SPENT "2026-01-01" ADA, "{\"duration\":\"240\"}", 201, .has = { "id", "{t}", "duration", "240.0" } },
        { "more", "user", "POST", SPENT "2026-01-01" ADA "/add", "{\"duration\":60.5}", 201, .has = { "id", "{t}", "duration", "300.5" } },
        { "another day", "user", "POST", SPENT "2026-02-10" ADA "/add", "{\"duration\":100}", 201 },
        { "the task's", "user", "GET", "/data/tasks/{anim}", NULL, 200, .has = { "duration", "400.5" } },
        { "not for others", "user", "POST", SPENT "2026-01-01/persons/{user2_id}", "{\"duration\":1}", 403 },
        { "not without the task", "user2", "POST", SPENT "2026-01-01/persons/{user2_id}", "{\"duration\":1}", 403 },
        { "not by outsiders", "outsider", "POST", SPENT "2026-01-01" ADA, "{\"duration\":1}", 403 },
        { "no day", "user", "POST", SPENT "2026-02-30" ADA, "{\"duration\":1}", 400 },
        { "no time", "user", "POST", SPENT "2026-01-01" ADA, "{\"duration\":0}", 400 },
        { "less than none", "user", "POST", SPENT "2026-01-01" ADA, "{\"duration\":-5}", 400 },
        { "nothing", "user", "POST", SPENT "2026-01-01" ADA, "{}", 400 },
        { "nobody", "manager", "POST", SPENT "2026-01-01/persons/" NOWHERE, "{\"duration\":1}", 404 },
        { "of the task", "user", "GET", "/actions/tasks/{anim}/time-spents", NULL, 200, .has = { "total", "400.5" } },
        { "on a day", "user", "GET", SPENT "2026-02-10", NULL, 200, .has = { "total", "100.0" } },
        { "of the entity", "user", "GET", "/data/entities/{shot}/time-spents", NULL, 200, .has = { "#", "2", "0.duration", "300.5" } },
        { "of the project", "manager", "GET", "/data/projects/{project}/time-spents", NULL, 200, .has = { "#", "2" } },
        { "of the person", "user", "GET", "/data/persons/{user_id}/time-spents?start_date=2026-02-01", NULL, 200, .has = { "#", "1" } },
        { "that day", "user", "GET", "/data/persons/{user_id}/time-spents/2026-01-01", NULL, 200, .has = { "#", "1", "0.duration", "300.5" } },
        { "by task", "manager", "GET", "/data/persons/{user_id}/time-spents/year/2026", NULL, 200,
          .has = { "#", "1", "0.duration", "400.5", "0.task_id", "{anim}", "0.project_id", "{project}" } },
        { "in a month", "user", "GET", "/data/persons/{user_id}/time-spents/month/2026/02", NULL, 200, .has = { "#", "1", "0.duration", "100.0" } },
        { "in a week", "user", "GET", "/data/persons/{user_id}/time-spents/week/2026/1", NULL, 200, .has = { "#", "1", "0.duration", "300.5" } },
        { "on a day", "user", "GET", "/data/persons/{user_id}/time-spents/day/2026/2/10", NULL, 200, .has = { "#", "1" } },
        { "rows of a month", "user", "GET", "/data/persons/{user_id}/time-spents/month/all/2026/1", NULL, 200, .has = { "#", "1", "0.type", "TimeSpent" } },
        { "not others'", "user2", "GET", "/data/persons/{user_id}/time-spents/year/2026", NULL, 403 },
        { "one's own", "user", "GET", "/data/user/time-spents/2026-01-01", NULL, 200, .has = { "#", "1" } },
        { "on a task", "user", "GET", "/data/user/tasks/{anim}/time-spents/2026-01-01", NULL, 200, .has = { "#", "1" } },
        { "weeks", "manager", "GET", TABLES "week-table/2026?project_id={project}", NULL, 200, .has = { "1", "*", "7", "*", "8", NULL } },
        { "months", "supervisor", "GET", TABLES "month-table/2026?project_id={project}", NULL, 200, .has = { "1", "*", "2", "*", "3", NULL } },
        { "days", "user", "GET", TABLES "day-table/2026/2?project_id={project}", NULL, 200, .has = { "10", "*", "1", NULL } },
        { "years", "admin", "GET", TABLES "year-table?project_id={project}", NULL, 200, .has = { "2026", "*" } },
        { "others have none", "user2", "GET", TABLES "week-table/2026?project_id={project}", NULL, 200, .has = { "1", NULL } },
        { "a manager of others", "outsider", "GET", TABLES "week-table/2026?project_id={project}", NULL, 403 },
        { "sees nothing", "outsider", "GET", TABLES "week-table/2026", NULL, 200, .has = { "1", NULL } },
        { "no department of his", "supervisor", "GET", TABLES "week-table/2026?department_id={craft}", NULL, 200 },
        { "no year", "admin", "GET", TABLES "week-table/x", NULL, 400 },
        { "year 0", "admin", "GET", TABLES "week-table/0", NULL, 400 },
        { "no id", "admin", "GET", TABLES "week-table/2026?project_id=x", NULL, 400 },
        { "nobody", NULL, "GET", TABLES "week-table/2026", NULL, 401 },
        { "taken back", "user", "DELETE", SPENT "2026-02-10" ADA, NULL, 201 },
        { "once", "user", "DELETE", SPENT "2026-02-10" ADA, NULL, 404 },
        { "less", "user", "GET", "/data/tasks/{anim}", NULL, 200, .has = { "duration", "300.5" } },
        { "events", "admin", "GET", "/data/events?name=time-spent:new&project_id={project}", NULL, 200, .has = { "#", "2", "0.data.time_spent_id", "*" } },
        { "a quota without a production", "user", "GET", QUOTA "day/2026/1/1", NULL, 200, .has = { "#", "0" } },
        { "an impossible day", "user", "GET", QUOTA "day/2026/2/30", NULL, 400 },
        { "an unknown way", "user", "GET", QUOTA "day/2026/1/1?count_mode=x", NULL, 400 },
        { "a manager needs the production", "manager", "GET", QUOTA "day/2026/1/1", NULL, 403 },
        { "with it", "manager", "GET", QUOTA "day/2026/1/1?project_id={project}&task_type_id={animation}", NULL, 200 },
        { "not of others", "user2", "GET", QUOTA "day/2026/1/1", NULL, 403 },
        { "nor by supervisors", "supervisor", "GET", QUOTA "day/2026/1/1?project_id={project}", NULL, 403 },
        { "nobody's", "admin", "GET", "/data/persons/" NOWHERE "/quota-shots/day/2026/1/1", NULL, 404 },
        { "of no project", "admin", "GET", QUOTA "day/2026/1/1?project_id=" NOWHERE, NULL, 404 },
        { "off", "user", "POST", "/data/day-offs", "{\"person_id\":\"{user_id}\",\"date\":\"2026-03-02\",\"end_date\":\"2026-03-04\"}", 201, .keep = { "id", "off" } },
        { "covers", "user", "GET", "/data/user/day-offs/2026-03-03", NULL, 200, .has = { "id", "{off}" } },
        { "or not", "user", "GET", "/data/persons/{user_id}/day-offs/2026-03-05", NULL, 200, .has = { "id", NULL } },
        { "in a week", "user", "GET", "/data/persons/{user_id}/day-offs/week/2026/10", NULL, 200, .has = { "#", "1" } },
        { "in a month", "admin", "GET", "/data/persons/{user_id}/day-offs/month/2026/4", NULL, 200, .has = { "#", "0" } },
        { "in a year", "user", "GET", "/data/persons/{user_id}/day-offs/year/2026", NULL, 200, .has = { "#", "1" } },
        { "all", "user", "GET", "/data/persons/{user_id}/day-offs", NULL, 200, .has = { "#", "1" } },
        { "not others'", "user2", "GET", "/data/persons/{user_id}/day-offs", NULL, 403 },
        { "of a month", "user", "GET", "/data/persons/day-offs/2026/3", NULL, 200, .has = { "#", "1" } },
        { "of a team", "manager", "GET", "/data/projects/{project}/day-offs", NULL, 200, .has = { "#", "1" } },
    };
    STORY(steps);
#undef SPENT
#undef ADA
#undef TABLES
#undef QUOTA
}

/* Shots of a quota, in each way of counting. */
static void quotas_are_counted(void **state)
{
    (void)state;
    production_new();
    (void)ASK("POST", "/data/entity-types", .token = admin_token(), .json = "{\"name\":\"Shot\"}"); /* may be there */
#define DAY "/data/persons/{user_id}/quota-shots/day/"
#define OF "?project_id={project}&task_type_id={animation}&count_mode="
    static const struct step steps[] = {
        { "the kind", "admin", "GET", "/data/entity-types?name=Shot", NULL, 200, .keep = { "0.id", "shots" } },
        { "a shot", "manager", "POST", "/data/entities",
          "{\"name\":\"Q1\",\"project_id\":\"{project}\",\"entity_type_id\":\"{shots}\"}", 201, .keep = { "id", "q1" } },
        { "another", "manager", "POST", "/data/entities",
          "{\"name\":\"Q2\",\"project_id\":\"{project}\",\"entity_type_id\":\"{shots}\"}", 201, .keep = { "id", "q2" } },
        { "work", "manager", "POST", "/data/tasks",
          "{\"name\":\"main\",\"project_id\":\"{project}\",\"task_type_id\":\"{animation}\",\"entity_id\":\"{q1}\",\"task_status_id\":\"{todo}\","
          "\"assignees\":[\"{user_id}\"],\"end_date\":\"2026-01-08T10:00:00\",\"done_date\":\"2026-01-09T10:00:00\"}", 201, .keep = { "id", "w1" } },
        { "without time", "manager", "POST", "/data/tasks",
          "{\"name\":\"main\",\"project_id\":\"{project}\",\"task_type_id\":\"{animation}\",\"entity_id\":\"{q2}\",\"task_status_id\":\"{todo}\","
          "\"assignees\":[\"{user_id}\"],\"real_start_date\":\"2026-01-05T10:00:00\",\"end_date\":\"2026-01-08T10:00:00\"}", 201 },
        { "time", "user", "POST", "/actions/tasks/{w1}/time-spents/2026-01-07/persons/{user_id}", "{\"duration\":100}", 201 },
        { "more", "user", "POST", "/actions/tasks/{w1}/time-spents/2026-01-08/persons/{user_id}", "{\"duration\":300}", 201 },
        { "by what was worked and by days", "user", "GET", DAY "2026/1/7" OF "weighted", NULL, 200,
          .has = { "#", "2", "0.id", "{q1}", "0.type", "Entity", "0.full_name", "Q1", "0.weight", "0.25", "1.id", "{q2}", "1.weight", "0.25" } },
        { "the week", "user", "GET", "/data/persons/{user_id}/quota-shots/week/2026/2" OF "weighted", NULL, 200,
          .has = { "#", "2", "0.weight", "1.0", "1.weight", "1.0" } },
        { "whole ones", "user", "GET", DAY "2026/1/8" OF "feedback", NULL, 200, .has = { "#", "2", "0.weight", "1.0" } },
        { "done ones", "user", "GET", DAY "2026/1/9" OF "done", NULL, 200, .has = { "#", "1", "0.id", "{q1}" } },
        { "none that day", "user", "GET", DAY "2026/1/10" OF "done", NULL, 200, .has = { "#", "0" } },
        { "the month", "admin", "GET", "/data/persons/{user_id}/quota-shots/month/2026/1" OF "done", NULL, 200, .has = { "#", "1" } },
    };
    STORY(steps);
#undef DAY
#undef OF
}

static void news_are_told(void **state)
{
    (void)state;
    production_new();
#define NEWS "/data/projects/{project}/news"
    static const struct step steps[] = {
        { "one", "user", "POST", COMMENT("anim"), SAYS("wip", "1"), 201, .keep = { "id", "c1" } },
        { "two", "manager", "POST", COMMENT("comp"), SAYS("wip", "2"), 201, .keep = { "id", "c2" } },
        { "three", "manager", "POST", COMMENT("comp"), SAYS("wip", "3"), 201, .keep = { "id", "c3" } },
        { "all, the newest first", "vendor", "GET", NEWS, NULL, 200,
          .has = { "total", "3", "nb_pages", "1", "limit", "50", "offset", "0", "page", "1", "data.#", "3", "data.0.comment_id", "{c3}",
                   "data.0.change", "false", "data.2.comment_id", "{c1}", "data.2.type", "News", "data.2.author_id", "{user_id}",
                   "data.2.task_id", "{anim}", "data.2.task_type_id", "{animation}", "data.2.task_status_id", "{wip}" }, .keep = { "data.0.id", "n" } },
        { "more of it", "client", "GET", NEWS, NULL, 200,
          .has = { "data.2.task_entity_id", "{shot}", "data.2.project_name", "Comments {mark}", "data.2.full_entity_name", "Kind {mark} / S1 {mark}",
                   "data.2.person.full_name", "Ada {mark}", "data.2.preview_file_id", "null", "stats", "*" } },
        { "by person", "user", "GET", NEWS "?person_id={user_id}", NULL, 200, .has = { "total", "1" } },
        { "by kind", "user", "GET", NEWS "?task_type_id={compositing}", NULL, 200, .has = { "total", "2" } },
        { "by status", "user", "GET", NEWS "?task_status_id={done}", NULL, 200, .has = { "total", "0", "stats", "{}" } },
        { "by episode", "user", "GET", NEWS "?episode_id={shot}", NULL, 200, .has = { "total", "0" } },
        { "with previews", "user", "GET", NEWS "?only_preview=true", NULL, 200, .has = { "total", "0" } },
        { "a page", "user", "GET", NEWS "?page=2&limit=2", NULL, 200, .has = { "total", "3", "nb_pages", "2", "offset", "2", "data.#", "1", "data.0.comment_id", "{c1}" } },
        { "after", "user", "GET", NEWS "?after=2020-01-01", NULL, 200, .has = { "total", "3" } },
        { "before", "user", "GET", NEWS "?before=2020-01-01T00:00:00", NULL, 200, .has = { "total", "0" } },
        { "no page", "user", "GET", NEWS "?page=0", NULL, 400 },
        { "no limit", "user", "GET", NEWS "?limit=0", NULL, 400 },
        { "no yes", "user", "GET", NEWS "?only_preview=perhaps", NULL, 400 },
        { "no moment", "user", "GET", NEWS "?after=x", NULL, 400 },
        { "no id", "user", "GET", NEWS "?person_id=x", NULL, 400 },
        { "not the outsider's", "outsider", "GET", NEWS, NULL, 403 },
        { "nobody's", NULL, "GET", NEWS, NULL, 401 },
        { "of nothing", "admin", "GET", "/data/projects/" NOWHERE "/news", NULL, 404 },
        { "of no project", "user", "GET", "/data/projects/x/news", NULL, 404 },
        { "one", "user", "GET", NEWS "/{n}", NULL, 200, .has = { "comment_id", "{c3}" } },
        { "none", "user", "GET", NEWS "/" NOWHERE, NULL, 404 },
        { "of an entity", "user", "GET", "/data/entities/{shot}/news", NULL, 200, .has = { "#", "3" } },
        { "of all", "user", "GET", "/data/projects/news?person_id={user_id}", NULL, 200, .has = { "total", "1" } },
    };
    STORY(steps);
    assert_int_equal(http_int(ASK("GET", text_format("/data/projects/%s/news?limit=1", story_get("project")),
                                  .token = story_get("user")),
                              text_format("stats.%s", story_get("wip"))), 2);
#undef NEWS
}

enum { MANY = 16 };

/* Each ends with what it was answered. */
static void at_once(int *status)
{
    int  *shared = mmap(NULL, MANY * sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t pid[MANY];
    int   go[2];
    char  byte;
    assert_true(shared != MAP_FAILED);
    assert_int_equal(pipe(go), 0);
    for (size_t i = 0; i < MANY; i++) {
        pid[i] = fork();
        assert_true(pid[i] >= 0);
        if (pid[i] == 0) {
            http_forked();
            close(go[1]);
            if (read(go[0], &byte, 1) == 0)
                shared[i] = ASK("POST", text_format("/actions/tasks/%s/comment", story_get("anim")),
                                .token = story_get("manager"),
                                .json  = text_format("{\"task_status_id\":\"%s\",\"comment\":\"no %zu @Grace %s\"}",
                                                     story_get(i % 2 ? "retake" : "wip"), i, story_get("mark")))->status;
            _exit(0);
        }
    }
    close(go[0]);
    close(go[1]);
    for (size_t i = 0; i < MANY; i++)
        assert_int_equal(waitpid(pid[i], NULL, 0), pid[i]);
    memcpy(status, shared, MANY * sizeof *status);
    munmap(shared, MANY * sizeof *shared);
}

/* What the comments say, one after the other, is what the task says. */
static void many_at_once(void **state)
{
    int                  status[MANY];
    const struct answer *a;
    int64_t              retakes = 0;
    const char          *was;
    (void)state;
    production_new();
    at_once(status);
    for (size_t i = 0; i < MANY; i++)
        assert_int_equal(status[i], 201);
    a = ASK("GET", text_format("/data/tasks/%s/comments", story_get("anim")), .token = story_get("manager"));
    assert_int_equal(http_int(a, "#"), MANY);
    a   = ASK("GET", text_format("/data/events?name=task:status-changed&project_id=%s", story_get("project")),
              .token = admin_token());
    was = story_get("todo");
    for (int64_t i = 0; i < http_int(a, "#"); i++) {
        WANT_TEXT(a, text_format("%lld.data.previous_task_status_id", (long long)i), was);
        was = http_text(a, text_format("%lld.data.new_task_status_id", (long long)i));
        retakes += strcmp(was, story_get("retake")) == 0;
    }
    a = ASK("GET", text_format("/data/tasks/%s", story_get("anim")), .token = story_get("manager"));
    assert_int_equal(http_int(a, "retake_count"), retakes);
    WANT_TEXT(a, "task_status_id", was);
    a = ASK("GET", text_format("/data/notifications?task_id=%s", story_get("anim")), .token = admin_token());
    assert_int_equal(http_int(a, "#"), 2 * MANY);
    a = ASK("GET", text_format("/data/news?task_id=%s", story_get("anim")), .token = admin_token());
    assert_int_equal(http_int(a, "#"), MANY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_comment_moves_its_task), cmocka_unit_test(what_is_wrong_is_said),
        cmocka_unit_test(people_are_mentioned),     cmocka_unit_test(clients_are_apart),
        cmocka_unit_test(statuses_set_off_others),  cmocka_unit_test(many_at_once),
        cmocka_unit_test(tasks_are_made_and_given), cmocka_unit_test(news_are_told),
        cmocka_unit_test(time_is_counted),          cmocka_unit_test(quotas_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
