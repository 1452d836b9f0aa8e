/* track_batch.c - many comments at once with what comes with them, and comments that go to another
 * task. */
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "t/e2e/footage.h"
#include "t/e2e/team.h"

#define BATCH "/actions/tasks/batch-comment"
#define OF_TASK "/actions/tasks/{anim}/batch-comment"
#define MANY "/actions/projects/{project}/tasks/comment-many"
#define ONE(task, status, text) "{\"task_id\":\"{" task "}\",\"task_status_id\":\"{" status "}\",\"text\":\"" text "\"}"

static void many_are_posted(void **state)
{
    (void)state;
    team_new();
    static const struct step steps[] = {
        { "of one task", "user", "POST", OF_TASK,
          "{\"comments\":[{\"task_status_id\":\"{wip}\",\"text\":\"one\"},{\"task_status_id\":\"{wfa}\",\"text\":\"two\",\"checklist\":[{\"text\":\"a\"}]}]}", 200,
          .has = { "#", "2", "0.text", "one", "0.object_id", "{anim}", "0.person_id", "{user_id}", "0.type", "Comment", "0.preview_files.#", "0",
                   "0.attachment_files.#", "0", "0.task_status.short_name", "wip", "1.text", "two", "1.checklist.0.text", "a", "1.person.full_name", "Ada {mark}" },
          .keep = { "1.id", "second" } },
        { "the last counts", "user", "GET", "/data/tasks/{anim}", NULL, 200, .has = { "task_status_id", "{wfa}", "real_start_date", "*", "end_date", "*" } },
        { "news", "admin", "GET", "/data/news?task_id={anim}", NULL, 200, .has = { "#", "2", "0.author_id", "{user_id}", "0.change", "true", "1.change", "true" } },
        { "events", "admin", "GET", "/data/events?name=comment:new&project_id={project}", NULL, 200, .has = { "#", "2", "0.user_id", "{user_id}" } },
        { "of status", "admin", "GET", "/data/events?name=task:status-changed&project_id={project}", NULL, 200, .has = { "#", "2" } },
        { "of several, on behalf of others", "manager", "POST", BATCH,
          "{\"comments\":[" ONE("anim", "retake", "@Grace {mark}") ",{\"task_id\":\"{comp}\",\"task_status_id\":\"{wip}\",\"text\":\"x\",\"person_id\":\"{user2_id}\",\"created_at\":\"2020-01-01T00:00:00\"}]}", 200,
          .has = { "#", "2", "0.object_id", "{anim}", "0.mentions.0", "{user2_id}", "1.object_id", "{comp}", "1.person_id", "{user2_id}", "1.created_at", "2020-01-01T00:00:00" },
          .keep = { "0.id", "c" } },
        { "told", "admin", "GET", "/data/notifications?comment_id={c}", NULL, 200, .has = { "#", "2" } },
        { "counted", "user", "GET", "/data/tasks/{anim}", NULL, 200, .has = { "retake_count", "1" } },
        { "the same of many", "manager", "POST", BATCH, "{\"task_ids\":[\"{anim}\",\"{comp}\"],\"task_status_id\":\"{done}\",\"comment\":\"all\"}", 200,
          .has = { "#", "2", "0.text", "all", "1.text", "all", "1.object_id", "{comp}" } },
        { "of a production", "manager", "POST", MANY, "[{\"object_id\":\"{anim}\",\"task_status_id\":\"{wip}\",\"comment\":\"m\"}," ONE("comp", "wip", "n") "]", 201,
          .has = { "#", "2", "0.text", "m", "1.text", "n" } },
        { "one's own", "user", "POST", MANY, "[" ONE("anim", "wip", "mine") "]", 201, .has = { "#", "1" } },
        { "none", "user", "POST", MANY, "[]", 201, .has = { "#", "0" } },
        { "all or none", "user", "POST", BATCH, "{\"comments\":[" ONE("anim", "done", "lost") "," ONE("comp", "done", "not mine") "]}", 403 },
        { "none", "user", "GET", "/data/tasks/{anim}", NULL, 200, .has = { "task_status_id", "{wip}" } },
        { "nor those", "manager", "POST", BATCH, "{\"comments\":[" ONE("anim", "done", "lost") ",{\"task_id\":\"" NOWHERE "\",\"task_status_id\":\"{wip}\"}]}", 404 },
        { "none", "user", "GET", "/data/tasks/{anim}", NULL, 200, .has = { "task_status_id", "{wip}" } },
        { "not by others", "outsider", "POST", OF_TASK, "{\"comments\":[]}", 403 },
        { "nor here", "outsider", "POST", MANY, "[]", 403 },
        { "nor there", "outsider", "POST", BATCH, "{\"comments\":[" ONE("anim", "wip", "x") "]}", 403 },
        { "nor by vendors without it", "vendor", "POST", BATCH, "{\"comments\":[" ONE("anim", "wip", "x") "]}", 403 },
        { "a client may", "client", "POST", BATCH, "{\"comments\":[" ONE("anim", "wip", "x") "]}", 200 },
        { "nobody", NULL, "POST", BATCH, "{}", 401 },
        { "nothing", "user", "POST", BATCH, "{}", 400 },
        { "no status", "user", "POST", OF_TASK, "{\"comments\":[{\"text\":\"x\"}]}", 400, .has = { "data.errors.0.field", "*" } },
        { "no task", "user", "POST", BATCH, "{\"comments\":[{\"task_status_id\":\"{wip}\"}]}", 400 },
        { "no list", "user", "POST", OF_TASK, "{\"comments\":{}}", 400 },
        { "no such task", "admin", "POST", "/actions/tasks/" NOWHERE "/batch-comment", "{\"comments\":[]}", 404 },
        { "no such production", "admin", "POST", "/actions/projects/" NOWHERE "/tasks/comment-many", "[]", 404 },
        { "another production", "admin", "POST", "/data/projects", "{\"name\":\"Other {mark}\",\"team\":[\"{manager_id}\"]}", 201, .keep = { "id", "other" } },
        { "not of this one", "admin", "POST", "/actions/projects/{other}/tasks/comment-many", "[" ONE("anim", "done", "x") "]", 403 },
        { "none", "user", "GET", "/data/tasks/{anim}", NULL, 200, .has = { "task_status_id", "{wip}" } },
        { "too long", "user", "POST", OF_TASK, "{\"comments\":[{\"task_status_id\":\"x\"}]}", 400 },
    };
    STORY(steps);
}

/* ---- files ---- */

struct body {
    char   text[256 * 1024];
    size_t n;
};

static void add_bytes(struct body *b, const void *bytes, size_t n)
{
    assert_true(b->n + n <= sizeof b->text);
    memcpy(b->text + b->n, bytes, n);
    b->n += n;
}

static void add_part(struct body *b, const char *name, const char *file, const void *bytes, size_t n)
{
    const char *head = file ? text_format("--edge\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\n\r\n", name, file)
                            : text_format("--edge\r\nContent-Disposition: form-data; name=\"%s\"\r\n"
                                          "Content-Type: application/json\r\n\r\n", name);
    add_bytes(b, head, strlen(head));
    add_bytes(b, bytes, n);
    add_bytes(b, "\r\n", 2);
}

static const struct answer *send_form(struct body *b, const char *who, const char *path)
{
    add_bytes(b, "--edge--\r\n", 10);
    return ASK("POST", story_text(path), .token = story_get(who), .type = "multipart/form-data; boundary=edge",
               .body = b->text, .bytes = b->n);
}

static void files_come_with_them(void **state)
{
    static struct body   b, wrong;
    const struct answer *a;
    const char          *comments = story_text("[" ONE("anim", "wip", "a") "," ONE("comp", "wfa", "b") "]");
    size_t               n;
    char                *photo = footage_read(footage_file("photo.jpg"), &n);
    (void)state;
    add_part(&b, "attachment_file-0-0", "a.txt", "aa", 2);
    add_part(&b, "attachment_file-1-0", "b.txt", "bbb", 3);
    add_part(&b, "attachment_file-1-1", "c.txt", "c", 1);
    add_part(&b, "preview_file-1-0", "photo.jpg", photo, n);
    add_part(&b, "preview_file-1-1", "notes.pdf", "%PDF", 4);
    add_part(&b, "comments", NULL, comments, strlen(comments)); /* the client sends them last */
    a = send_form(&b, "manager", BATCH);
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "#", "2");
    WANT_TEXT(a, "0.attachment_files.#", "1");
    WANT_TEXT(a, "0.attachment_files.0.name", "a.txt");
    WANT_TEXT(a, "0.preview_files.#", "0");
    WANT_TEXT(a, "1.attachment_files.#", "2");
    WANT_TEXT(a, "1.attachment_files.0.size", "3");
    WANT_TEXT(a, "1.attachment_files.1.name", "c.txt");
    WANT_TEXT(a, "1.preview_files.#", "2");
    WANT_TEXT(a, "1.preview_files.0.revision", "1");
    WANT_TEXT(a, "1.preview_files.0.position", "1");
    WANT_TEXT(a, "1.preview_files.1.position", "2");
    WANT_TEXT(a, "1.preview_files.1.extension", "pdf");
    story_set("with", http_text(a, "1.id"));
    story_set("preview", http_text(a, "1.preview_files.0.id"));
    for (int i = 0; i < 100; i++) { /* the picture is worked on later */
        a = ASK("GET", story_text("/data/preview-files/{preview}"), .token = story_get("manager"));
        if (strcmp(http_text(a, "status"), "processing") != 0)
            break;
        nanosleep(&(struct timespec){ 0, 100000000 }, NULL);
    }
    WANT_TEXT(a, "status", "ready");
    WANT_TEXT(a, "task_id", story_get("comp"));
    static const struct step steps[] = {
        { "of the comment", "manager", "GET", "/data/comments/{with}", NULL, 200, .has = { "attachment_files.#", "2", "previews.#", "2" } },
        { "of its news", "admin", "GET", "/data/news?comment_id={with}", NULL, 200, .has = { "#", "1", "0.preview_file_id", "*" } },
    };
    STORY(steps);
    add_part(&wrong, "attachment_file-2-0", "a.txt", "aa", 2);
    add_part(&wrong, "comments", NULL, comments, strlen(comments));
    WANT_STATUS(send_form(&wrong, "manager", BATCH), 400);
    wrong.n = 0;
    add_part(&wrong, "preview_file-0-0", "noending", "aa", 2);
    add_part(&wrong, "comments", NULL, comments, strlen(comments));
    WANT_STATUS(send_form(&wrong, "manager", BATCH), 400);
    wrong.n = 0;
    add_part(&wrong, "comments", NULL, "[", 1);
    WANT_STATUS(send_form(&wrong, "manager", BATCH), 400);
}

/* ---- elsewhere ---- */

#define MOVE "/actions/tasks/{comp}/comments/{with}/move"
#define TO(task) "{\"target_task_id\":\"{" task "}\"}"

static void a_comment_moves(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "where it goes", "manager", "POST", COMMENT("anim"), SAYS("todo", ""), 201 },
        { "another entity", "manager", "POST", "/data/entities", "{\"name\":\"S3 {mark}\",\"project_id\":\"{project}\",\"entity_type_id\":\"{kind}\"}", 201, .keep = { "id", "shot3" } },
        { "its task", "manager", "POST", "/data/tasks", "{\"name\":\"main\",\"project_id\":\"{project}\",\"task_type_id\":\"{animation}\",\"task_status_id\":\"{todo}\",\"entity_id\":\"{shot3}\"}", 201, .keep = { "id", "far" } },
        { "not by artists", "user", "POST", MOVE, TO("anim"), 403 },
        { "nor by supervisors", "supervisor", "POST", MOVE, TO("anim"), 403 },
        { "nor by outsiders", "outsider", "POST", MOVE, TO("anim"), 403 },
        { "not so far", "manager", "POST", MOVE, TO("far"), 400 },
        { "nor nowhere", "manager", "POST", MOVE, "{\"target_task_id\":\"" NOWHERE "\"}", 404 },
        { "nor where it is", "manager", "POST", MOVE, TO("comp"), 400 },
        { "where", "manager", "POST", MOVE, "{}", 400, .has = { "data.errors.0.field", "target_task_id" } },
        { "not from there", "manager", "POST", "/actions/tasks/{anim}/comments/{with}/move", TO("comp"), 404 },
        { "moved", "manager", "POST", MOVE, TO("anim"), 200,
          .has = { "id", "{with}", "object_id", "{anim}", "task_status_id", "{wfa}", "text", "b", "attachment_files.#", "2", "previews.#", "2" } },
        { "gone from there", "manager", "GET", "/data/tasks/{comp}/comments/{with}", NULL, 404 },
        { "is here", "manager", "GET", "/data/tasks/{anim}/comments/{with}", NULL, 200 },
        { "its preview too", "manager", "GET", "/data/preview-files/{preview}", NULL, 200, .has = { "task_id", "{anim}", "revision", "1" } },
        { "shown last", "manager", "GET", "/data/tasks/{anim}", NULL, 200, .has = { "last_preview_file_id", "{preview}" } },
        { "not there", "manager", "GET", "/data/tasks/{comp}", NULL, 200, .has = { "last_preview_file_id", "null" } },
        { "news of it", "admin", "GET", "/data/news?comment_id={with}", NULL, 200, .has = { "#", "1", "0.task_id", "{anim}", "0.author_id", "{manager_id}" } },
        { "who works here is told", "admin", "GET", "/data/notifications?comment_id={with}", NULL, 200, .has = { "#", "1", "0.person_id", "{user_id}", "0.task_id", "{anim}" } },
        { "events", "admin", "GET", "/data/events?name=comment:delete&project_id={project}", NULL, 200, .has = { "#", "1", "0.data.comment_id", "{with}", "0.data.task_id", "{comp}" } },
        { "back", "admin", "POST", "/actions/tasks/{anim}/comments/{with}/move", TO("comp"), 200, .has = { "object_id", "{comp}" } },
    };
    STORY(steps);
}

/* ---- at once ---- */

enum { CLIENTS = 8, TIMES = 4 };

static void post_often(bool other_way)
{
    const char *one = story_text(ONE("anim", "wip", "1")), *two = story_text(ONE("comp", "wip", "2"));
    const char *path = story_text(BATCH), *token = story_get("manager");
    http_forked();
    for (int i = 0; i < TIMES; i++)
        if (ASK("POST", path, .token = token,
                .json = text_format("{\"comments\":[%s,%s]}", other_way ? two : one, other_way ? one : two))->status != 200)
            _exit(1);
    _exit(0);
}

/* Tasks are commented in one order and in the other. */
static void many_at_once(void **state)
{
    struct uuid task = uuid_of(story_get("anim"));
    int64_t     before = sql_number("SELECT COUNT(*) FROM comment WHERE object_id = ?", ARGS(ARG(task)));
    int         status, failed = 0;
    (void)state;
    for (int i = 0; i < CLIENTS; i++) {
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0)
            post_often(i % 2);
    }
    while (wait(&status) > 0)
        failed += !WIFEXITED(status) || WEXITSTATUS(status) != 0;
    assert_int_equal(failed, 0);
    assert_int_equal(sql_number("SELECT COUNT(*) FROM comment WHERE object_id = ?", ARGS(ARG(task))) - before,
                     CLIENTS * TIMES);
    assert_int_equal(sql_number("SELECT COUNT(*) FROM comment c LEFT JOIN news n ON n.comment_id = c.id"
                                " WHERE c.object_id = ? AND n.id IS NULL", ARGS(ARG(task))), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_are_posted), /* the others go on with its production */
        cmocka_unit_test(files_come_with_them),
        cmocka_unit_test(a_comment_moves),
        cmocka_unit_test(many_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
