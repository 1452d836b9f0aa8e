/* track_import.c - edits out of tables of text: all of a table, or nothing of it. */
#include "t/e2e/http.h"
#include "t/e2e/track.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct answer *import(const char *who, const char *query, const char *text, size_t n)
{
    char                 name[] = "/tmp/edits-XXXXXX";
    int                  fd     = mkstemp(name);
    const char          *path   = story_text(text_format("/import/csv/projects/{project}/edits%s", query));
    const struct answer *a;
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, n), (ssize_t)n);
    close(fd);
    a = ASK("POST", path, .token = story_get(who), .field = "file", .file = name);
    unlink(name);
    return a;
}
#define IMPORT(who, query, text) import((who), (query), (text), strlen(text))

static void series_new(void)
{
    production_new(",\"production_type\":\"tvshow\"");
    static const struct step steps[] = {
        { "work on edits", "admin", "GET", "/data/task-types?name=Edit&for_entity=Edit", NULL, 200,
          .keep = { "0.id", "edit_work" } },
        { "of the production", "manager", "POST", "/data/projects/{project}/settings/task-types",
          "{\"task_type_id\":\"{edit_work}\"}", 201 },
        { "wip", "admin", "GET", "/data/task-status?short_name=wip", NULL, 200, .keep = { "0.id", "wip" } },
        { "metadata", "admin", "POST", "/data/metadata-descriptors",
          "{\"project_id\":\"{project}\",\"entity_type\":\"Edit\",\"name\":\"Is Final\","
          "\"field_name\":\"is_final\",\"data_type\":\"boolean\"}",
          201 },
        { "of persons", "admin", "POST", "/data/metadata-descriptors",
          "{\"project_id\":\"{project}\",\"entity_type\":\"Edit\",\"name\":\"Editor\","
          "\"field_name\":\"editor\",\"data_type\":\"person\"}",
          201 },
    };
    STORY(steps);
}

static void edits_are_imported(void **state)
{
    const struct answer *a;
    (void)state;
    series_new();
    a = IMPORT("manager", "",
               "\xef\xbb\xbfName;Episode;Description;Is Final;Edit;Edit comment;Else\r\n"
               "Cut 1;E01;\"First; with \"\"quotes\"\"\nand lines\";yes;WIP;go;x\r\n"
               "Cut 2;E02;;;;;\r\n"
               "Cut 3;;d;no\r\n");
    WANT_STATUS(a, 201);
    WANT_TEXT(a, "#", "3");
    WANT_TEXT(a, "0.name", "Cut 1");
    WANT_TEXT(a, "0.type", "Entity");
    WANT_TEXT(a, "0.description", "First; with \"quotes\"\nand lines");
    WANT_TEXT(a, "0.data.is_final", "true");
    WANT_TEXT(a, "0.entities_out", NULL);
    WANT_TEXT(a, "1.parent_id", "*");
    WANT_TEXT(a, "2.parent_id", "null");
    WANT_TEXT(a, "2.data.is_final", "false");
    story_set("cut", http_text(a, "0.id"));
    story_set("other", http_text(a, "2.id"));
    static const struct step steps[] = {
        { "an episode more", "user", "GET", "/data/projects/{project}/episodes", NULL, 200,
          .has = { "#", "2", "1.name", "E02" } },
        { "tasks", "user", "GET", "/data/edits/{cut}", NULL, 200,
          .has = { "tasks.#", "1", "tasks.0.task_status_id", "{wip}", "tasks.0.task_type_id",
                   "{edit_work}", "tasks.0.is_subscribed", "false", "tasks.0.assignees.#", "0",
                   "tasks.0.priority", "0" } },
        { "for all", "user", "GET", "/data/edits/{other}", NULL, 200, .has = { "tasks.#", "1" } },
        { "a comment", "admin", "GET", "/data/events?name=comment:new&project_id={project}", NULL, 200,
          .has = { "#", "1" } },
        { "edits", "admin", "GET", "/data/events?name=edit:new&project_id={project}", NULL, 200,
          .has = { "#", "3", "0.data.edit_id", "*" } },
        { "tasks of them", "admin", "GET", "/data/events?name=task:new&project_id={project}", NULL, 200,
          .has = { "#", "3" } },
    };
    STORY(steps);
    a = IMPORT("manager", "", "Name,Episode,Description\nCut 1,E01,other\n");
    WANT_STATUS(a, 201);
    WANT_TEXT(a, "0.id", story_get("cut"));
    WANT_TEXT(a, "0.description", "First; with \"quotes\"\nand lines");
    a = IMPORT("admin", "?update=true",
               story_text("Name\tEpisode\tDescription\tEditor\nCut 1\tE01\tother\t{user_id}\n"));
    WANT_STATUS(a, 201);
    WANT_TEXT(a, "0.description", "other");
    WANT_TEXT(a, "0.data.editor", story_get("user_id"));
    WANT_TEXT(a, "0.data.is_final", "true");
}

static void bad_tables_do_nothing(void **state)
{
    static const struct {
        const char *text;
        const char *line; /* NULL: none is named */
    } bad[] = {
        { "Name,Edit\nGood,\nBad,No such status\n", "3" },
        { "Name,Editor\nGood,\nMore,\nBad,Nobody At All\n", "4" },
        { "Episode,Edit\nE01,\n", "1" },
        { "Name\nGood\n", NULL },
        { "", NULL },
        { "Name,Edit\nGood,\"wip\nBad", NULL },
        { "Name,Edit\nGo\xff" "od,\n", NULL },
    };
    const struct answer *a;
    (void)state;
    series_new();
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        a = IMPORT("manager", "", bad[i].text);
        WANT_STATUS(a, 400);
        WANT_TEXT(a, "error", "true");
        WANT_TEXT(a, "message", "*");
        WANT_TEXT(a, "line_number", bad[i].line);
        WANT_TEXT(a, "imported_rows", bad[i].line ? "0" : NULL);
    }
    static const struct step steps[] = {
        { "nothing is there", "user", "GET", "/data/projects/{project}/edits", NULL, 200, .has = { "#", "0" } },
        { "no file", "manager", "POST", "/import/csv/projects/{project}/edits", NULL, 400 },
        { "of nothing", "manager", "POST", "/import/csv/projects/" NOWHERE "/edits", NULL, 404 },
        { "nobody", NULL, "POST", "/import/csv/projects/{project}/edits", NULL, 401 },
    };
    STORY(steps);
    static const char *const others[] = { "supervisor", "user", "client", "vendor", "outsider" };
    for (size_t i = 0; i < COUNT_OF(others); i++)
        WANT_STATUS(IMPORT(others[i], "", "Name,Edit\nGood,\n"), 403);
}

static void only_series_have_episodes(void **state)
{
    const struct answer *a;
    (void)state;
    production_new("");
    a = IMPORT("manager", "", "Name,Episode\nGood,\nBad,E01\n");
    WANT_STATUS(a, 400);
    WANT_TEXT(a, "line_number", "3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edits_are_imported),
        cmocka_unit_test(bad_tables_do_nothing),
        cmocka_unit_test(only_series_have_episodes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
