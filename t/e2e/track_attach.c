/* track_attach.c - files of comments, and revisions that several ask for at once. */
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "t/e2e/footage.h"
#include "t/e2e/track_set.h"

#define ATTACH "/actions/tasks/%s/comments/%s/add-attachment"

static const struct answer *attached(const char *who, const char *field, const char *file)
{
    return ASK("POST", text_format(ATTACH, story_get("task"), story_get("comment")),
               .token = story_get(who), .field = field, .file = file);
}

static void comments_have_files(void **state)
{
    const struct answer *a;
    const char          *path;
    (void)state;
    production_new();
    WANT_STATUS(attached("client", "file", footage_file("photo.jpg")), 403);
    WANT_STATUS(attached("outsider", "file", footage_file("photo.jpg")), 403);
    WANT_STATUS(ASK("POST", text_format(ATTACH, story_get("task"), story_get("comment")),
                    .token = story_get("user"), .json = "{}"), 400);
    a = attached("user", "file", footage_file("photo.jpg"));
    WANT_STATUS(a, 201);
    WANT_TEXT(a, "#", "1");
    WANT_TEXT(a, "0.name", "photo.jpg");
    WANT_TEXT(a, "0.extension", "jpg");
    WANT_TEXT(a, "0.type", "AttachmentFile");
    story_set("file", http_text(a, "0.id"));
    a = attached("manager", "any-name", footage_bytes("page.html", "<b>", 3));
    WANT_STATUS(a, 201);
    story_set("page", http_text(a, "0.id"));
    a = ASK("GET", text_format("/data/attachment-files/%s/file/any%%20name.html", story_get("page")),
            .token = story_get("user"));
    WANT_STATUS(a, 200);
    assert_string_equal(http_header(a, "Content-Type", 0), "application/octet-stream");
    path = text_format("/pictures/thumbnails/attachment-files/%s.png", story_get("file"));
    for (int i = 0; i < 100; i++) { /* it is made later */
        a = ASK("GET", path, .token = story_get("user"));
        if (a->status == 200)
            break;
        nanosleep(&(struct timespec){ 0, 100000000 }, NULL);
    }
    WANT_STATUS(a, 200);
    assert_string_equal(http_header(a, "Content-Type", 0), "image/png");
    static const struct step steps[] = {
        { "the comment names them", "user", "GET", "/data/comments/{comment}", NULL, 200,
          .has = { "attachment_files.#", "2" } },
        { "vendors without the task do not read them", "vendor", "GET",
          "/data/attachment-files/{file}/file/photo.jpg", NULL, 403 },
        { "of the task", "admin", "GET", "/data/tasks/{task}/attachment-files", NULL, 200, .has = { "#", "2" } },
        { "for administrators", "manager", "GET", "/data/tasks/{task}/attachment-files", NULL, 403 },
        { "of the production", "admin", "GET", "/data/projects/{project}/attachment-files", NULL, 200,
          .has = { "#", "2" } },
        { "not by others", "client", "DELETE", "/data/tasks/{task}/comments/{comment}/attachments/{file}", NULL, 403 },
        { "gone", "user", "DELETE", "/data/tasks/{task}/comments/{comment}/attachments/{file}", NULL, 204 },
        { "for good", "user", "GET", "/data/attachment-files/{file}/file/photo.jpg", NULL, 404 },
        { "and only once", "user", "DELETE", "/data/tasks/{task}/comments/{comment}/attachments/{file}", NULL, 404 },
        { "no such comment", "admin", "DELETE", "/data/tasks/{task}/comments/" NOWHERE "/attachments/{page}", NULL, 404 },
    };
    STORY(steps);
}

#define NEW "/data/tasks/{task}/working-files/new"

static void working_files_are_numbered(void **state)
{
    (void)state;
    production_new();
    static const struct step steps[] = {
        { "the first", "user", "POST", NEW, "{\"name\":\"scene\",\"comment\":\"rough\"}", 201,
          .has = { "revision", "1", "name", "scene", "comment", "rough", "task_id", "{task}",
                   "entity_id", "{asset}", "person_id", "{user_id}" } },
        { "the next", "client", "POST", NEW, "{\"name\":\"scene\"}", 201, .has = { "revision", "2" } },
        { "of another name", "user", "POST", NEW, "{}", 201, .has = { "revision", "1", "name", "main" } },
        { "one of one's choice", "user", "POST", NEW, "{\"revision\":7}", 201, .has = { "revision", "7" } },
        { "but only once", "user", "POST", NEW, "{\"revision\":7}", 400 },
        { "not by vendors without the task", "vendor", "POST", NEW, "{}", 403 },
        { "nor by others", "outsider", "POST", NEW, "{}", 403 },
        { "no such task", "user", "POST", "/data/tasks/" NOWHERE "/working-files/new", "{}", 404 },
        { "events", "admin", "GET", "/data/events?name=working-file:new&limit=1&page=1", NULL, 200,
          .has = { "data.#", "1" } },
    };
    STORY(steps);
}

enum { CLIENTS = 8, TIMES = 4 };

static void ask_often(const char *path, const char *token)
{
    http_forked();
    for (int i = 0; i < TIMES; i++)
        if (ASK("POST", path, .token = token, .json = "{}")->status != 201)
            _exit(1);
    _exit(0);
}

/* Each has a place of its own. */
static void many_at_once(void **state)
{
    const char *path, *token;
    int         status, failed = 0;
    (void)state;
    production_new();
    path  = text_format("/actions/tasks/%s/comments/%s/add-preview", story_get("task"), story_get("comment"));
    token = story_get("user");
    for (int i = 0; i < CLIENTS; i++) {
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0)
            ask_often(path, token);
    }
    while (wait(&status) > 0)
        failed += !WIFEXITED(status) || WEXITSTATUS(status) != 0;
    assert_int_equal(failed, 0);
    struct uuid task = uuid_of(story_get("task"));
    assert_int_equal(sql_number("SELECT COUNT(DISTINCT revision, position) FROM preview_file WHERE task_id = ?",
                                ARGS(ARG(task))), CLIENTS * TIMES);
    assert_int_equal(sql_number("SELECT MAX(position) FROM preview_file WHERE task_id = ?", ARGS(ARG(task))),
                     CLIENTS * TIMES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comments_have_files),
        cmocka_unit_test(working_files_are_numbered),
        cmocka_unit_test(many_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
