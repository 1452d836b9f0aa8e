/* track_comment.c - comments and all that follows from one, replies, who sees and may do what, and
 * many at once. */
#include "t/e2e/team.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static void a_comment_moves_its_task(void **state)
{
    (void)state;
    team_new();
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
    team_new();
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
    team_new();
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

/* Files that come with a comment or a reply. */
static void files_come_along(void **state)
{
    const struct answer *a;
    char                 path[] = "/tmp/dailies-note-XXXXXX";
    int                  fd     = mkstemp(path);
    (void)state;
    assert_true(fd >= 0 && write(fd, "hello", 5) == 5 && close(fd) == 0);
    team_new();
    a = ASK("POST", text_format("/actions/tasks/%s/comment", story_get("anim")), .token = story_get("user"),
            .field = "file", .file = path, .form_name = "task_status_id", .form_value = story_get("wip"));
    WANT_STATUS(a, 201);
    WANT_TEXT(a, "attachment_files.#", "1");
    WANT_TEXT(a, "attachment_files.0.size", "5");
    story_set("c", http_text(a, "id"));
    a = ASK("POST", text_format("/data/tasks/%s/comments/%s/reply", story_get("anim"), story_get("c")),
            .token = story_get("user"), .field = "file-1", .file = path, .form_name = "text", .form_value = "see");
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "text", "see");
    WANT_TEXT(a, "attachment_files.#", "1");
    WANT_TEXT(a, "attachment_files.0.reply_id", http_text(a, "id"));
    a = ASK("GET", text_format("/data/comments/%s", story_get("c")), .token = story_get("user"));
    WANT_TEXT(a, "attachment_files.#", "2");
    assert_int_equal(unlink(path), 0);
}

/* A client sees what clients wrote and what is for them; artists do not see clients. */
static void clients_are_apart(void **state)
{
    (void)state;
    team_new();
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
    team_new();
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
    team_new();
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
        cmocka_unit_test(a_comment_moves_its_task),
        cmocka_unit_test(what_is_wrong_is_said),
        cmocka_unit_test(people_are_mentioned),
        cmocka_unit_test(files_come_along),
        cmocka_unit_test(clients_are_apart),
        cmocka_unit_test(statuses_set_off_others),
        cmocka_unit_test(many_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
