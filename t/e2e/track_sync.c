/* track_sync.c - rows of another instance are taken over. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include "t/e2e/http.h"
#include "t/e2e/track.h"

#define INTO "/import/kitsu/"
#define DATES "\"created_at\":\"2020-01-02T03:04:05\",\"updated_at\":\"2021-01-02T03:04:05\""

static int begin(void **state)
{
    static const char *const names[] = { "sequence", "shot", "asset", "task", "link", "comment", "preview", "playlist",
                                         "news", "milestone", "time", "descriptor", "schedule", "note", "following",
                                         "file", "build", "other", "nobody" };
    (void)state;
    production_new("");
    for (size_t i = 0; i < COUNT_OF(names); i++)
        story_set(names[i], text_unique());
    static const struct step steps[] = {
        { "shots", "admin", "GET", "/data/entity-types?name=Shot", NULL, 200, .keep = { "0.id", "shots" } },
        { "sequences", "admin", "GET", "/data/entity-types?name=Sequence", NULL, 200, .keep = { "0.id", "sequences" } },
        { "a status", "admin", "GET", "/data/task-status?name=Todo", NULL, 200, .keep = { "0.id", "todo" } },
        { "work", "admin", "POST", "/data/task-types", "{\"name\":\"Y {mark}\",\"for_entity\":\"Shot\"}", 201, .keep = { "id", "work" } },
    };
    STORY(steps);
    return 0;
}

#define SHOT_ROW(name)                                                                             \
    "{\"id\":\"{shot}\",\"type\":\"Shot\",\"name\":\"" name "\",\"project_id\":\"{project}\",\"entity_type_id\":\"{shots}\"," \
    "\"parent_id\":\"{sequence}\",\"source_id\":null,\"data\":{\"fps\":\"24\"},\"nb_frames\":12,\"created_by\":\"{nobody}\"," \
    "\"preview_file_id\":\"{nobody}\",\"entities_out\":[],\"project_name\":\"x\"," DATES "}"

static void entities_are_taken_over(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "two of them", "admin", "POST", INTO "entities",
          "[{\"id\":\"{sequence}\",\"type\":\"Sequence\",\"name\":\"S1\",\"project_id\":\"{project}\",\"entity_type_id\":\"{sequences}\"," DATES
          "},\n  " SHOT_ROW("A [1], \\\"x\\\"") "]",
          200, .has = { "#", "2" } },
        { "as they were", "user", "GET", "/data/shots/{shot}", NULL, 200,
          .has = { "name", "A [1], \"x\"", "created_at", "2020-01-02T03:04:05", "updated_at", "2021-01-02T03:04:05",
                   "sequence_id", "{sequence}", "data.fps", "24", "nb_frames", "12", "preview_file_id", "null" } },
        { "again", "admin", "POST", INTO "entities", "[" SHOT_ROW("B") "]", 200,
          .has = { "#", "1", "0.id", "{shot}", "0.name", "B", "0.created_at", "2020-01-02T03:04:05", "0.type", "Entity" } },
        { "was new once", "admin", "GET", "/data/events?name=shot:new&project_id={project}", NULL, 200,
          .has = { "#", "1", "0.data.shot_id", "{shot}", "0.data.project_id", "{project}" } },
        { "and changed once", "admin", "GET", "/data/events?name=shot:update&project_id={project}", NULL, 200, .has = { "#", "1" } },
        { "an asset", "admin", "POST", INTO "entities",
          "[{\"id\":\"{asset}\",\"name\":\"Ada\",\"project_id\":\"{project}\",\"entity_type_id\":\"{character}\"}]", 200, .has = { "#", "1" } },
        { "nothing", "admin", "POST", INTO "entities", "[ ] ", 200, .has = { "#", "0" } },
        { "not by managers", "manager", "POST", INTO "entities", "[]", 403 },
        { "nor artists", "user", "POST", INTO "tasks", "[]", 403 },
        { "nor clients", "client", "POST", INTO "comments", "[]", 403 },
        { "nor nobody", NULL, "POST", INTO "entities", "[]", 401 },
        { "no list", "admin", "POST", INTO "entities", "{}", 400 },
        { "no JSON", "admin", "POST", INTO "entities", "[{\"id\":}]", 400, .has = { "message", "*" } },
        { "half a list", "admin", "POST", INTO "entities", "[{\"name\":\"x\"}", 400 },
        { "more than a list", "admin", "POST", INTO "entities", "[]]", 400 },
        { "an empty place", "admin", "POST", INTO "entities", "[,]", 400 },
        { "no object", "admin", "POST", INTO "entities", "[1]", 400 },
        { "no id", "admin", "POST", INTO "entities", "[{\"name\":\"x\"}]", 400 },
        { "a malformed id", "admin", "POST", INTO "entities", "[{\"id\":\"x\"}]", 400 },
        { "no name", "admin", "POST", INTO "entities",
          "[{\"id\":\"{other}\",\"project_id\":\"{project}\",\"entity_type_id\":\"{shots}\"}]", 400 },
        { "in what is not there", "admin", "POST", INTO "entities",
          "[{\"id\":\"{other}\",\"name\":\"x\",\"project_id\":\"{project}\",\"entity_type_id\":\"{shots}\",\"parent_id\":\"{nobody}\"}]", 400 },
        { "of no production", "admin", "POST", INTO "entities",
          "[{\"id\":\"{other}\",\"name\":\"x\",\"project_id\":\"" NOWHERE "\",\"entity_type_id\":\"{shots}\"}]", 400 },
        { "is not made", "admin", "GET", "/data/entities/{other}", NULL, 404 },
        { "a form", "admin", "POST", INTO "entities", "a=b", 415 },
    };
    STORY(steps);
}

static void links_are_the_same_by_their_ends(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "one", "admin", "POST", INTO "entity-links",
          "[{\"id\":\"{link}\",\"type\":\"EntityLink\",\"entity_in_id\":\"{shot}\",\"entity_out_id\":\"{asset}\",\"nb_occurences\":2,\"label\":\"l\"}]",
          200, .has = { "#", "1", "0.id", "{link}", "0.nb_occurences", "2" } },
        { "by another id", "admin", "POST", INTO "entity-links",
          "[{\"id\":\"{other}\",\"entity_in_id\":\"{shot}\",\"entity_out_id\":\"{asset}\",\"nb_occurences\":3}]", 200,
          .has = { "#", "1", "0.id", "{link}", "0.nb_occurences", "3", "0.label", "l" } },
        { "is cast", "user", "GET", "/data/projects/{project}/entities/{shot}/casting", NULL, 200, .has = { "#", "1", "0.asset_id", "{asset}", "0.nb_occurences", "3" } },
        { "and counted", "user", "GET", "/data/entities/{shot}", NULL, 200, .has = { "nb_entities_out", "1" } },
        { "without an end", "admin", "POST", INTO "entity-links", "[{\"id\":\"{other}\",\"entity_in_id\":\"{shot}\"}]", 400 },
    };
    STORY(steps);
}

static void work_is_taken_over(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "a task", "admin", "POST", INTO "tasks",
          "[{\"id\":\"{task}\",\"type\":\"Task\",\"name\":\"main\",\"project_id\":\"{project}\",\"entity_id\":\"{shot}\",\"task_type_id\":\"{work}\","
          "\"task_status_id\":\"{todo}\",\"assigner_id\":\"{nobody}\",\"assignees\":[\"{user_id}\",\"{nobody}\"],\"duration\":480.0," DATES "}]",
          200, .has = { "#", "1", "0.id", "{task}", "0.duration", "480.0", "0.assigner_id", "null", "0.created_at", "2020-01-02T03:04:05" } },
        { "with who has it", "user", "GET", "/data/tasks/{task}", NULL, 200, .has = { "assignees.#", "1", "assignees.0", "{user_id}" } },
        { "a comment", "admin", "POST", INTO "comments",
          "[{\"id\":\"{comment}\",\"object_id\":\"{task}\",\"object_type\":\"Task\",\"person_id\":\"{user_id}\",\"text\":\"Hello\","
          "\"task_status_id\":\"{todo}\",\"mentions\":[\"{manager_id}\"],\"replies\":[]," DATES "}]",
          200, .has = { "#", "1", "0.text", "Hello", "0.created_at", "2020-01-02T03:04:05" } },
        { "is read", "user", "GET", "/data/tasks/{task}/comments", NULL, 200, .has = { "#", "1", "0.id", "{comment}", "0.mentions.0", "{manager_id}" } },
        { "told", "admin", "GET", "/data/events?name=comment:new&project_id={project}", NULL, 200, .has = { "#", "1", "0.data.comment_id", "{comment}" } },
        { "a preview", "admin", "POST", INTO "preview-files",
          "[{\"id\":\"{preview}\",\"name\":\"p\",\"task_id\":\"{task}\",\"person_id\":\"{user_id}\",\"revision\":1,\"extension\":\"mp4\",\"status\":\"ready\"}]",
          200, .has = { "#", "1", "0.extension", "mp4" } },
        { "news", "admin", "POST", INTO "news",
          "[{\"id\":\"{news}\",\"task_id\":\"{task}\",\"author_id\":\"{user_id}\",\"comment_id\":\"{comment}\",\"preview_file_id\":\"{preview}\",\"change\":true}]",
          200, .has = { "#", "1", "0.change", "true" } },
        { "time", "admin", "POST", INTO "time-spents",
          "[{\"id\":\"{time}\",\"duration\":60.0,\"date\":\"2026-01-05\",\"task_id\":\"{task}\",\"person_id\":\"{user_id}\"}]", 200,
          .has = { "#", "1", "0.duration", "60.0" } },
        { "the same day by another id", "admin", "POST", INTO "time-spents",
          "[{\"id\":\"{other}\",\"duration\":60.0,\"date\":\"2026-01-05\",\"task_id\":\"{task}\",\"person_id\":\"{user_id}\"}]", 400 },
        { "a subscription", "admin", "POST", INTO "subscriptions",
          "[{\"id\":\"{following}\",\"person_id\":\"{user_id}\",\"task_id\":\"{task}\"}]", 200, .has = { "#", "1" } },
        { "a notification", "admin", "POST", INTO "notifications",
          "[{\"id\":\"{note}\",\"person_id\":\"{user_id}\",\"author_id\":\"{manager_id}\",\"task_id\":\"{task}\",\"comment_id\":\"{comment}\",\"type\":\"comment\",\"read\":false}]",
          200, .has = { "#", "1" } },
        { "a file", "admin", "POST", INTO "attachment-files",
          "[{\"id\":\"{file}\",\"name\":\"f.txt\",\"extension\":\"txt\",\"size\":3,\"mimetype\":\"text/plain\",\"comment_id\":\"{comment}\"}]", 200, .has = { "#", "1" } },
    };
    STORY(steps);
}

static void productions_are_taken_over(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "one", "admin", "POST", INTO "projects",
          "[{\"id\":\"{other}\",\"type\":\"Project\",\"name\":\"Taken {mark}\",\"team\":[\"{user_id}\"],\"task_types\":[\"{work}\"]," DATES "}]", 200,
          .has = { "#", "1", "0.id", "{other}", "0.created_at", "2020-01-02T03:04:05", "0.project_status_id", "*" } },
        { "is open, with its team", "user", "GET", "/data/projects/{other}", NULL, 200, .has = { "team.0", "{user_id}", "task_types.0", "{work}" } },
        { "a playlist", "admin", "POST", INTO "playlists",
          "[{\"id\":\"{playlist}\",\"name\":\"P\",\"project_id\":\"{project}\",\"shots\":[{\"entity_id\":\"{shot}\",\"preview_file_id\":\"{preview}\"}],\"build_jobs\":[]}]",
          200, .has = { "#", "1", "0.shots.0.entity_id", "{shot}" } },
        { "a build", "admin", "POST", INTO "build-jobs", "[{\"id\":\"{build}\",\"status\":\"succeeded\",\"job_type\":\"movie\",\"playlist_id\":\"{playlist}\"}]", 200, .has = { "#", "1" } },
        { "a milestone", "admin", "POST", INTO "milestones", "[{\"id\":\"{milestone}\",\"name\":\"M\",\"project_id\":\"{project}\",\"date\":\"2026-02-03\"}]", 200,
          .has = { "0.date", "2026-02-03" } },
        { "a descriptor", "admin", "POST", INTO "metadata-descriptors",
          "[{\"id\":\"{descriptor}\",\"project_id\":\"{project}\",\"entity_type\":\"Shot\",\"name\":\"Size\",\"field_name\":\"size\",\"data_type\":\"string\",\"departments\":[]}]",
          200, .has = { "#", "1", "0.field_name", "size" } },
        { "a bar", "admin", "POST", INTO "schedule-items",
          "[{\"id\":\"{schedule}\",\"project_id\":\"{project}\",\"task_type_id\":\"{work}\",\"start_date\":\"2026-01-01\",\"end_date\":\"2026-01-09\"}]", 200, .has = { "#", "1" } },
        { "they go with it", "admin", "DELETE", "/data/projects/{project}?force=true", NULL, 204 },
        { "all of them", "admin", "GET", "/data/comments/{comment}", NULL, 404 },
        { "and the other", "admin", "DELETE", "/data/projects/{other}?force=true", NULL, 204 },
    };
    STORY(steps);
}

/* A list of new assets; the caller frees it. */
static char *assets_text(int rows, int words, size_t *bytes)
{
    size_t room = 512 + (size_t)words;
    char  *body = malloc((size_t)rows * room + 3), *at = body;
    assert_non_null(body);
    *at++ = '[';
    for (int i = 0; i < rows; i++)
        at += snprintf(at, room, "%s{\"id\":\"%s\",\"name\":\"A%04d\",\"project_id\":\"%s\",\"entity_type_id\":\"%s\",\"description\":\"%0*d\"}",
                       i ? "," : "", text_unique(), i, story_get("project"), story_get("prop"), words, 0);
    *at++  = ']';
    *at    = '\0';
    *bytes = (size_t)(at - body);
    return body;
}

/* More than a piece of them, and more than fits into a request of the other pool. */
static void many_come_at_once(void **state)
{
    size_t               bytes;
    char                *body;
    const struct answer *a;
    (void)state;
    production_new("");
    body = assets_text(1001, 1500, &bytes);
    a = ASK("POST", INTO "entities", .token = story_get("admin"), .type = "application/json", .body = body, .bytes = bytes);
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "#", "1001");
    free(body);
}

static int sends(const char *body)
{
    http_forked();
    return ASK("POST", INTO "entities", .token = story_get("admin"), .json = body)->status == 200 ? 0 : 1;
}

/* The same rows by several: each is there once, all are told so. */
static void the_same_come_from_several(void **state)
{
    enum { CLIENTS = 6 };
    size_t bytes;
    char  *body = assets_text(300, 1, &bytes);
    int    status;
    (void)state;
    for (int i = 0; i < CLIENTS; i++) {
        pid_t pid = fork();
        assert_true(pid >= 0);
        if (pid == 0)
            _exit(sends(body));
    }
    for (int i = 0; i < CLIENTS; i++) {
        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    free(body);
    static const struct step steps[] = {
        { "all of them, once", "user", "GET", "/data/projects/{project}/assets", NULL, 200, .has = { "#", "1301" } },
        { "gone", "admin", "DELETE", "/data/projects/{project}?force=true", NULL, 204 },
    };
    STORY(steps);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entities_are_taken_over),
        cmocka_unit_test(links_are_the_same_by_their_ends),
        cmocka_unit_test(work_is_taken_over),
        cmocka_unit_test(productions_are_taken_over),
        cmocka_unit_test(many_come_at_once),
        cmocka_unit_test(the_same_come_from_several),
    };
    return cmocka_run_group_tests(tests, begin, NULL);
}
