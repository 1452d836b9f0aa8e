/* track_import.c - rows out of tables of text: all of a table, or nothing of it. */
#include "t/e2e/http.h"
#include "t/e2e/track.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* query: or another path. */
static const struct answer *import(const char *who, const char *query, const char *text, size_t n)
{
    char                 name[] = "/tmp/table-XXXXXX";
    int                  fd     = mkstemp(name);
    const char          *path   = story_text(
        *query == '/' ? query : text_format("/import/csv/projects/{project}/edits%s", query));
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

/* ---- assets and shots ---- */

static void film_new(void)
{
    production_new("");
    static const struct step steps[] = {
        { "work on assets", "admin", "GET", "/data/task-types?name=Modeling&for_entity=Asset", NULL, 200,
          .keep = { "0.id", "modeling" } },
        { "more", "admin", "GET", "/data/task-types?name=Rigging&for_entity=Asset", NULL, 200,
          .keep = { "0.id", "rigging" } },
        { "on shots", "admin", "GET", "/data/task-types?name=Animation&for_entity=Shot", NULL, 200,
          .keep = { "0.id", "animation" } },
        { "of the production", "manager", "POST", "/data/projects/{project}/settings/task-types",
          "{\"task_type_id\":\"{modeling}\"}", 201 },
        { "both", "manager", "POST", "/data/projects/{project}/settings/task-types",
          "{\"task_type_id\":\"{rigging}\"}", 201 },
        { "and that", "manager", "POST", "/data/projects/{project}/settings/task-types",
          "{\"task_type_id\":\"{animation}\"}", 201 },
        { "wip", "admin", "GET", "/data/task-status?short_name=wip", NULL, 200, .keep = { "0.id", "wip" } },
    };
    STORY(steps);
}

#define ASSETS "/import/csv/projects/{project}/assets"
#define SHOTS  "/import/csv/projects/{project}/shots"

static void assets_are_imported(void **state)
{
    const struct answer *a;
    (void)state;
    film_new();
    story_set("short", text_format("%.8s", story_get("mark")));
    a = IMPORT("manager", ASSETS, story_text("Type;Name;Description;Ready for;Modeling\n"
                                             "Character;Ada;'=1+1;Animation;wip\n"
                                             "Kind {short};Cup;;;\n"));
    WANT_STATUS(a, 201);
    WANT_TEXT(a, "#", "2");
    WANT_TEXT(a, "0.description", "=1+1");
    WANT_TEXT(a, "0.ready_for", story_get("animation"));
    WANT_TEXT(a, "1.entity_type_id", "*");
    story_set("ada", http_text(a, "0.id"));
    story_set("cup", http_text(a, "1.id"));
    story_set("kind", http_text(a, "1.entity_type_id"));
    a = IMPORT("manager", ASSETS "?update=true", "Name,Type,Ready for\nAda,character,\n");
    WANT_STATUS(a, 201);
    WANT_TEXT(a, "0.id", story_get("ada"));
    WANT_TEXT(a, "0.ready_for", "null");
    static const struct step steps[] = {
        { "with work", "user", "GET", "/data/assets/{ada}/tasks", NULL, 200, .has = { "#", "2" } },
        { "all of them", "user", "GET", "/data/assets/{cup}/tasks", NULL, 200, .has = { "#", "2" } },
        { "a type of their own", "user", "GET", "/data/entity-types/{kind}", NULL, 200,
          .has = { "name", "Kind {short}" } },
        { "that has less work", "admin", "PUT", "/data/entity-types/{kind}",
          "{\"task_types\":[\"{rigging}\"]}", 200 },
        { "and is one of few", "manager", "POST", "/data/projects/{project}/settings/asset-types",
          "{\"asset_type_id\":\"{kind}\"}", 201 },
    };
    STORY(steps);
    a = IMPORT("manager", ASSETS, story_text("Name,Type\nPlate,Kind {short}\n"));
    WANT_STATUS(a, 201);
    story_set("plate", http_text(a, "0.id"));
    a = IMPORT("manager", ASSETS, "Name,Type\nGood,Prop\nBad,No such kind\n");
    WANT_STATUS(a, 400);
    WANT_TEXT(a, "line_number", "3");
    static const struct step last[] = {
        { "the work of its type", "user", "GET", "/data/assets/{plate}/tasks", NULL, 200,
          .has = { "#", "1", "0.task_type_id", "{rigging}" } },
        { "nothing more", "user", "GET", "/data/projects/{project}/assets", NULL, 200, .has = { "#", "3" } },
    };
    STORY(last);
    WANT_STATUS(IMPORT("user", ASSETS, "Name,Type\nGood,Prop\n"), 403);
    WANT_STATUS(IMPORT("manager", ASSETS, "Name,Type\nGood,\n"), 400);
    WANT_STATUS(IMPORT("manager", ASSETS, "Name,Kind\nGood,Prop\n"), 400);
}

static void shots_are_imported(void **state)
{
    const struct answer *a;
    (void)state;
    film_new();
    a = IMPORT("manager", SHOTS,
               "Episode;Sequence;Name;Frames;Frame In;Out;FPS;Animation\n;SQ1;SH1;24;1001;1024;25;wip\n"
               ";SQ1;SH2;;;;;\n");
    WANT_STATUS(a, 201);
    WANT_TEXT(a, "0.nb_frames", "24");
    WANT_TEXT(a, "0.data.frame_in", "1001");
    WANT_TEXT(a, "0.data.frame_out", "1024");
    WANT_TEXT(a, "0.data.fps", "25");
    WANT_TEXT(a, "1.data.fps", NULL);
    WANT_TEXT(a, "1.parent_id", http_text(a, "0.parent_id"));
    story_set("shot", http_text(a, "0.id"));
    a = IMPORT("manager", SHOTS "?update=true", "Sequence,Name,Nb Frames\nSQ1,SH1,30\n");
    WANT_STATUS(a, 201);
    WANT_TEXT(a, "0.id", story_get("shot"));
    WANT_TEXT(a, "0.nb_frames", "30");
    WANT_TEXT(a, "0.data.fps", "25");
    static const char *const bad[] = { "Name,FPS\nSH1,\n", "Sequence,Name\n,SH1\n",
                                       "Sequence,Name,Frames\nSQ1,SH9,many\n",
                                       "Sequence,Name,Episode\nSQ1,SH9,E01\n",
                                       "Sequence,Name,Animation\nSQ1,SH9,unheard\n" };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        a = IMPORT("manager", SHOTS, bad[i]);
        WANT_STATUS(a, 400);
        WANT_TEXT(a, "line_number", i ? "2" : "1");
    }
    static const struct step steps[] = {
        { "two", "user", "GET", "/data/projects/{project}/shots", NULL, 200, .has = { "#", "2" } },
        { "events", "admin", "GET", "/data/events?name=shot:new&project_id={project}", NULL, 200,
          .has = { "#", "2" } },
        { "its work", "user", "GET", "/data/shots/{shot}/tasks", NULL, 200,
          .has = { "#", "1", "0.task_status_id", "{wip}" } },
    };
    STORY(steps);
    production_new(",\"production_type\":\"tvshow\"");
    WANT_STATUS(IMPORT("manager", SHOTS, "Episode,Sequence,Name\nE09,SQ1,SH1\n"), 201);
    WANT_STATUS(IMPORT("manager", SHOTS, "Episode,Sequence,Name\n,SQ1,SH1\n"), 400);
}

static void many_import_at_once(void **state)
{
    enum { CLIENTS = 4 };
    pid_t pid[CLIENTS];
    (void)state;
    film_new();
    for (size_t i = 0; i < CLIENTS; i++) {
        pid[i] = fork();
        assert_true(pid[i] >= 0);
        if (pid[i] == 0) {
            http_forked();
            _exit((i % 2 ? IMPORT("manager", ASSETS, "Name,Type\nAda,Character\nCup,Prop\n")
                         : IMPORT("manager", SHOTS, "Sequence,Name\nSQ1,SH1\nSQ1,SH2\n"))->status == 201
                      ? 0
                      : 1);
        }
    }
    for (size_t i = 0; i < CLIENTS; i++) {
        int status;
        assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
        assert_int_equal(status, 0);
    }
    static const struct step steps[] = {
        { "assets once", "user", "GET", "/data/projects/{project}/assets", NULL, 200, .has = { "#", "2" } },
        { "shots once", "user", "GET", "/data/projects/{project}/shots", NULL, 200, .has = { "#", "2" } },
        { "and their work", "user", "GET", "/data/projects/{project}/tasks", NULL, 200, .has = { "#", "6" } },
    };
    STORY(steps);
}

/* ---- about what is there ---- */

#define CASTING "/import/csv/projects/{project}/casting"

static void castings_are_imported(void **state)
{
    const struct answer *a;
    (void)state;
    film_new();
    a = IMPORT("manager", SHOTS, "Sequence,Name\nSQ1,SH1\nSQ2,SH1\n");
    WANT_STATUS(a, 201);
    story_set("shot", http_text(a, "0.id"));
    a = IMPORT("manager", ASSETS, "Name,Type\nAda,Character\nCup,Prop\n");
    WANT_STATUS(a, 201);
    story_set("ada", http_text(a, "0.id"));
    story_set("cup", http_text(a, "1.id"));
    a = IMPORT("manager", CASTING,
               "Parent;Name;Asset Type;Asset;Occurences;Label\nSQ1;SH1;Character;Ada;2;animate\n"
               "Character;Ada;Prop;Cup;;\nsq1;sh1;prop;cup;1;\nSQ1;SH1;Character;Ada;3;\n");
    WANT_STATUS(a, 201);
    WANT_TEXT(a, "#", "4");
    WANT_TEXT(a, "0.entity_in_id", story_get("shot"));
    WANT_TEXT(a, "0.entity_out_id", story_get("ada"));
    WANT_TEXT(a, "0.nb_occurences", "3");
    WANT_TEXT(a, "3.id", http_text(a, "0.id"));
    WANT_TEXT(a, "1.entity_in_id", story_get("ada"));
    WANT_TEXT(a, "2.entity_out_id", story_get("cup"));
    WANT_TEXT(a, "2.type", "EntityLink");
    a = IMPORT("manager", CASTING, "Parent,Name,Asset Type,Asset,Occurences\nSQ1,SH1,Prop,Cup,7\n");
    WANT_STATUS(a, 201);
    WANT_TEXT(a, "0.nb_occurences", "7");
    static const char *const bad[] = { "SQ1,SH1,Prop,Cup,1\nSQ3,SH1,Prop,Cup,1\n",
                                       "SQ1,SH1,Prop,Cup,1\nSQ1,SH1,Prop,Ada,1\n",
                                       "SQ1,SH1,Prop,Cup,1\nSQ1,SH1,Prop,Cup,-1\n" };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        a = IMPORT("manager", CASTING,
                   text_format("Parent,Name,Asset Type,Asset,Occurences\n%s", bad[i]));
        WANT_STATUS(a, 400);
        WANT_TEXT(a, "line_number", "3");
    }
    static const struct step steps[] = {
        { "what is in it", "user", "GET", "/data/projects/{project}/entities/{shot}/casting", NULL, 200,
          .has = { "#", "2", "0.asset_id", "{ada}", "0.nb_occurences", "3", "1.nb_occurences", "7" } },
        { "new links", "admin", "GET", "/data/events?name=entity-link:new&project_id={project}", NULL,
          200, .has = { "#", "3" } },
        { "shots that changed", "admin", "GET",
          "/data/events?name=shot:casting-update&project_id={project}", NULL, 200, .has = { "#", "2" } },
        { "is counted", "user", "GET", "/data/entities/{shot}", NULL, 200, .has = { "nb_entities_out", "2" } },
    };
    STORY(steps);
    WANT_STATUS(IMPORT("supervisor", CASTING, "Parent,Name,Asset Type,Asset\n"), 403);
}

#define ESTIMATIONS(type) "/import/csv/projects/{project}/task-types/" type "/estimations"

static void times_are_imported(void **state)
{
    const struct answer *a;
    (void)state;
    film_new();
    WANT_STATUS(IMPORT("manager", SHOTS, "Sequence,Name\nSQ1,SH1\n"), 201);
    WANT_STATUS(IMPORT("manager", ASSETS, "Name,Type\nAda,Character\n"), 201);
    a = IMPORT("supervisor", ESTIMATIONS("{animation}"),
               "Parent,Entity,Estimation,Start date,Difficulty\nSQ1,SH1,3.5,2026-11-19,4\n");
    WANT_STATUS(a, 201);
    WANT_TEXT(a, "0.estimation", "1680.0");
    WANT_TEXT(a, "0.start_date", "2026-11-19T00:00:00");
    WANT_TEXT(a, "0.due_date", "2026-11-24T00:00:00");
    WANT_TEXT(a, "0.difficulty", "4");
    a = IMPORT("manager", "/import/csv/projects/{project}/episodes/all/task-types/{rigging}/estimations",
               "Parent,Entity,Due date\nCharacter,Ada,2026-12-01\n");
    WANT_STATUS(a, 201);
    WANT_TEXT(a, "0.due_date", "2026-12-01T00:00:00");
    WANT_TEXT(a, "0.start_date", "null");
    static const char *const bad[] = { "SQ1,SH2,1,", "SQ1,SH1,soon,", "SQ1,SH1,,yesterday",
                                       "Character,Ada,1," };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        a = IMPORT("manager", ESTIMATIONS("{animation}"),
                   text_format("Parent,Entity,Estimation,Due date\n%s\n", bad[i]));
        WANT_STATUS(a, 400);
        WANT_TEXT(a, "line_number", "2");
    }
#define NOTHING "Parent,Entity,Estimation\n"
    WANT_STATUS(IMPORT("user", ESTIMATIONS("{animation}"), NOTHING), 403);
    WANT_STATUS(IMPORT("manager", ESTIMATIONS(NOWHERE), NOTHING), 404);
    WANT_STATUS(IMPORT("manager", "/import/csv/projects/{project}/episodes/" NOWHERE
                                  "/task-types/{animation}/estimations", NOTHING), 404);
    static const struct step steps[] = {
        { "a department", "admin", "GET", "/data/departments?name=Modeling", NULL, 200,
          .keep = { "0.id", "department" } },
        { "other than the work's", "admin", "POST", "/actions/persons/{supervisor_id}/departments/add",
          "{\"department_id\":\"{department}\"}", 201 },
    };
    STORY(steps);
    WANT_STATUS(IMPORT("supervisor", ESTIMATIONS("{animation}"), NOTHING), 403);
}

static void persons_are_imported(void **state)
{
    const struct answer *a;
    (void)state;
    story_set("admin", admin_token());
    story_set("mark", text_unique());
    a = IMPORT("admin", "/import/csv/persons",
               story_text("First Name,Last Name,Email,Phone,Role,Departments,Active,Contract Type\n"
                          "Ada,Byron,{mark}@x.example,+33 1,Production Manager,\"Modeling, FX\",yes,Freelance\n"
                          "Bob,Roe,b{mark}@x.example,,,,,\n"));
    WANT_STATUS(a, 201);
    WANT_TEXT(a, "0.role", "manager");
    WANT_TEXT(a, "0.contract_type", "freelance");
    WANT_TEXT(a, "0.phone", "+33 1");
    WANT_TEXT(a, "0.password", NULL);
    WANT_TEXT(a, "1.role", "user");
    story_set("ada", http_text(a, "0.id"));
    a = IMPORT("admin", "/import/csv/persons", story_text("First Name,Last Name,Email\nEva,X,{mark}@X.example\n"));
    WANT_STATUS(a, 201);
    WANT_TEXT(a, "0.first_name", "Ada");
    a = IMPORT("admin", "/import/csv/persons?update=true",
               story_text("First Name,Last Name,Email,Active\nEva,X,{mark}@x.example,no\n"));
    WANT_STATUS(a, 201);
    WANT_TEXT(a, "0.id", story_get("ada"));
    WANT_TEXT(a, "0.first_name", "Eva");
    WANT_TEXT(a, "0.active", "false");
    static const char *const bad[] = { "A,B,,", "A,B,no address,", "A,B,c{mark}@x.example,wizard" };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        a = IMPORT("admin", "/import/csv/persons",
                   story_text(text_format("First Name,Last Name,Email,Role\n%s\n", bad[i])));
        WANT_STATUS(a, 400);
        WANT_TEXT(a, "line_number", "2");
    }
    static const struct step steps[] = {
        { "departments", "admin", "GET", "/data/persons/{ada}", NULL, 200, .has = { "departments.#", "2" } },
    };
    STORY(steps);
    story_set("manager", account_new("manager").token);
    WANT_STATUS(IMPORT("manager", "/import/csv/persons", "First Name,Last Name,Email\n"), 403);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edits_are_imported),
        cmocka_unit_test(bad_tables_do_nothing),
        cmocka_unit_test(only_series_have_episodes),
        cmocka_unit_test(assets_are_imported),
        cmocka_unit_test(shots_are_imported),
        cmocka_unit_test(many_import_at_once),
        cmocka_unit_test(castings_are_imported),
        cmocka_unit_test(times_are_imported),
        cmocka_unit_test(persons_are_imported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
