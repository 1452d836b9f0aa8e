/* track_export.c - rows of the tracker as tables, which can be read in again. */
#include "t/e2e/http.h"
#include "t/e2e/track.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct answer *import(const char *path, const char *text)
{
    char                 name[] = "/tmp/table-XXXXXX";
    int                  fd     = mkstemp(name);
    const struct answer *a;
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    a = ASK("POST", story_text(path), .token = story_get("manager"), .field = "file", .file = name);
    unlink(name);
    return a;
}

static const struct answer *table(const char *who, const char *path)
{
    const struct answer *a = ASK("GET", story_text(path), .token = story_get(who));
    WANT_STATUS(a, 200);
    assert_string_equal(http_header(a, "Content-Type", 0), "text/csv");
    assert_non_null(strstr(http_header(a, "Content-Disposition", 0), "attachment; filename=kitsu_"));
    return a;
}

static void table_is(const struct answer *a, const char *expected)
{
    if (strcmp(a->body, expected) != 0)
        http_fail(a, __FILE__, __LINE__, "expected %s", expected);
}

static void table_has(const struct answer *a, const char *line)
{
    if (!strstr(a->body, line))
        http_fail(a, __FILE__, __LINE__, "expected a line %s", line);
}

#define P "/export/csv/projects/{project}"
#define I "/import/csv/projects/{project}"

static void film_new(void)
{
    production_new("");
    static const struct step steps[] = {
        { "work on shots", "admin", "GET", "/data/task-types?name=Animation&for_entity=Shot", NULL, 200,
          .keep = { "0.id", "animation" } },
        { "of the production", "manager", "POST", "/data/projects/{project}/settings/task-types",
          "{\"task_type_id\":\"{animation}\"}", 201 },
        { "metadata", "manager", "POST", "/data/projects/{project}/metadata-descriptors",
          "{\"entity_type\":\"Shot\",\"name\":\"Is Wet\",\"data_type\":\"boolean\"}", 201 },
        { "more", "manager", "POST", "/data/projects/{project}/metadata-descriptors",
          "{\"entity_type\":\"Shot\",\"name\":\"Lens\"}", 201 },
    };
    STORY(steps);
}

static void shots_go_out_and_in(void **state)
{
    static const char first[] =
        "Sequence;Name;Description;Frames;Frame In;FPS;Is Wet;Lens;Animation\n"
        "SQ1;SH1;\"'=HYPERLINK(\"\"x\"\")\";24;1001;25;yes;35 mm;wip\n"
        "SQ1;SH2;\"two; \"\"lines\"\"\nhere\";;;;;-5;\n";
    const struct answer *a;
    const char          *once;
    (void)state;
    film_new();
    a = import(I "/shots", first);
    WANT_STATUS(a, 201);
    story_set("shot", http_text(a, "0.id"));
    WANT_TEXT(a, "0.description", "=HYPERLINK(\"x\")");
    static const struct step steps[] = {
        { "a task", "admin", "GET", "/data/tasks?entity_id={shot}", NULL, 200, .keep = { "0.id", "task" } },
        { "is somebody's", "manager", "PUT", "/actions/persons/{user_id}/assign",
          "{\"task_ids\":[\"{task}\"]}", 200 },
        { "her name", "admin", "GET", "/data/persons/{user_id}", NULL, 200, .keep = { "full_name", "user_name" } },
    };
    STORY(steps);
    a = table("user", P "/shots.csv");
    table_is(a, story_text("Project;Episode;Sequence;Name;Description;Time Spent;Frames;Frame In;"
                           "Frame Out;FPS;Is Wet;Lens;Animation;Assignations\r\n"
                           "Production {mark};;SQ1;SH1;\"'=HYPERLINK(\"\"x\"\")\";0.00;24;1001;;25;true;"
                           "35 mm;wip;{user_name}\r\n"
                           "Production {mark};;SQ1;SH2;\"two; \"\"lines\"\"\nhere\";0.00;;;;;false;-5;todo;\r\n"));
    once = a->body;
    WANT_STATUS(import(I "/shots?update=true", once), 201);
    table_is(table("client", P "/shots.csv"), once);
    a = table("manager", P "/shots.csv?assigned_to={user_id}");
    table_has(a, ";SH1;");
    assert_null(strstr(a->body, ";SH2;"));
    a = table("manager", P "/shots.csv?episode_id=" NOWHERE);
    assert_null(strstr(a->body, ";SH1;"));
}

static void castings_and_assets_go_out(void **state)
{
    (void)state;
    film_new();
    WANT_STATUS(import(I "/shots", "Sequence,Name\nSQ1,SH1\n"), 201);
    WANT_STATUS(import(I "/assets", "Name,Type,Description\nAda,Character,\nCup,Prop,@home\n"), 201);
    WANT_STATUS(import(I "/edits", "Name,Description\nCut,x\n"), 201);
    WANT_STATUS(import(I "/casting", "Parent,Name,Asset Type,Asset,Occurences,Label\n"
                                     "SQ1,SH1,Prop,Cup,2,\nCharacter,Ada,Prop,Cup,1,fixed\n"), 201);
    table_is(table("user", P "/assets.csv"),
             story_text("Project;Type;Name;Description;Time Spent\r\n"
                        "Production {mark};Character;Ada;;0.00\r\n"
                        "Production {mark};Prop;Cup;'@home;0.00\r\n"));
    table_is(table("user", P "/edits.csv"),
             story_text("Project;Episode;Name;Description;Time Spent\r\n"
                        "Production {mark};;Cut;x;0.00\r\n"));
#define CAST "Parent;Name;Asset Type;Asset;Occurences;Label\r\n"
    table_is(table("user", P "/casting.csv?is_shot_casting=true"), CAST "SQ1;SH1;Prop;Cup;2;\r\n");
    table_is(table("user", P "/casting.csv"), CAST "Character;Ada;Prop;Cup;1;fixed\r\n");
    table_is(table("user", P "/casting.csv?episode_id=main"), CAST "Character;Ada;Prop;Cup;1;fixed\r\n");
    table_is(table("user", P "/casting.csv?episode_id=all"), CAST);
    WANT_STATUS(import(I "/casting", table("user", P "/casting.csv?is_shot_casting=true")->body), 201);
    static const struct step steps[] = {
        { "no episode", "user", "GET", P "/casting.csv?episode_id=x", NULL, 400 },
        { "vendors", "vendor", "GET", P "/casting.csv", NULL, 403 },
        { "outsiders", "outsider", "GET", P "/assets.csv", NULL, 403 },
        { "vendors again", "vendor", "GET", P "/shots.csv", NULL, 403 },
        { "nobody", NULL, "GET", P "/edits.csv", NULL, 401 },
        { "of nothing", "admin", "GET", "/export/csv/projects/" NOWHERE "/shots.csv", NULL, 404 },
        { "malformed", "admin", "GET", "/export/csv/projects/x/shots.csv", NULL, 404 },
    };
    STORY(steps);
}

static void series_name_their_episodes(void **state)
{
    (void)state;
    production_new(",\"production_type\":\"tvshow\"");
    WANT_STATUS(import(I "/shots", "Episode,Sequence,Name\nE01,SQ1,SH1\nE02,SQ1,SH1\n"), 201);
    WANT_STATUS(import(I "/assets", "Name,Type,Episode\nAda,Character,E02\nBob,Character,MP\nCup,Prop,MP\n"), 201);
    WANT_STATUS(import(I "/casting", "Episode,Parent,Name,Asset Type,Asset,Occurences\n"
                                     "E02,SQ1,SH1,Prop,Cup,2\n,Character,Ada,Prop,Cup,1\n"
                                     "MP,Character,Bob,Prop,Cup,1\n"), 201);
#undef CAST
#define CAST "Episode;Parent;Name;Asset Type;Asset;Occurences;Label\r\n"
    table_is(table("user", P "/casting.csv?is_shot_casting=true"), CAST "E02;SQ1;SH1;Prop;Cup;2;\r\n");
    table_is(table("user", P "/casting.csv"),
             CAST "E02;Character;Ada;Prop;Cup;1;\r\nMP;Character;Bob;Prop;Cup;1;\r\n");
    table_is(table("user", P "/casting.csv?episode_id=main"), CAST "MP;Character;Bob;Prop;Cup;1;\r\n");
    table_is(table("user", P "/casting.csv?episode_id=all"),
             "Parent;Name;Asset Type;Asset;Occurences;Label\r\nEpisode;E02;Prop;Cup;1;\r\n");
    table_has(table("user", P "/shots.csv"), ";E02;SQ1;SH1;");
}

static void playlists_go_out(void **state)
{
    const struct answer *a;
    (void)state;
    film_new();
    a = import(I "/shots", "Sequence,Name,Frames,Animation,Animation comment\nSQ1,SH1,24,wip,look here\n");
    WANT_STATUS(a, 201);
    story_set("shot", http_text(a, "0.id"));
    static const struct step steps[] = {
        { "its task", "admin", "GET", "/data/tasks?entity_id={shot}", NULL, 200, .keep = { "0.id", "task" } },
        { "a preview", "admin", "POST", "/data/preview-files",
          "{\"name\":\"p {mark}\",\"task_id\":\"{task}\",\"revision\":3,\"extension\":\"png\"}", 201,
          .keep = { "id", "preview" } },
        { "a playlist", "manager", "POST", "/data/playlists",
          "{\"name\":\"For =you\",\"project_id\":\"{project}\",\"shots\":[{\"entity_id\":\"{shot}\","
          "\"preview_file_id\":\"{preview}\"}]}", 201, .keep = { "id", "playlist" } },
    };
    STORY(steps);
    a = table("manager", "/export/csv/playlists/{playlist}");
    table_has(a, story_text("Playlist;\"Production {mark} | for shots\";For =you;20"));
    table_has(a, "\r\n;;;;;;\r\nEntity name;Nb Frames;Task Type;Retake count;Revision;Task Status;"
                 "Last comment author;Last comment date;Last comment\r\n"
                 "SQ1 / SH1;24;Animation;0;3;Work In Progress;");
    table_has(a, ";look here\r\n");
    static const struct step not_yet[] = {
        { "not for clients", "client", "GET", "/export/csv/playlists/{playlist}", NULL, 403 },
        { "nor artists", "user", "GET", "/export/csv/playlists/{playlist}", NULL, 403 },
        { "nor vendors", "vendor", "GET", "/export/csv/playlists/{playlist}", NULL, 403 },
        { "nor outsiders", "outsider", "GET", "/export/csv/playlists/{playlist}", NULL, 403 },
        { "none", "manager", "GET", "/export/csv/playlists/" NOWHERE, NULL, 404 },
        { "now it is", "manager", "PUT", "/data/playlists/{playlist}", "{\"for_client\":true}", 200 },
    };
    STORY(not_yet);
    a = table("client", "/export/csv/playlists/{playlist}");
    table_has(a, "SQ1 / SH1;24;Animation;0;3;Work In Progress;;;\r\n");
}

static void the_studio_goes_out(void **state)
{
    (void)state;
    film_new();
    WANT_STATUS(import(I "/shots", "Sequence,Name\nSQ1,SH1\n"), 201);
    static const struct step steps[] = {
        { "a task", "admin", "GET", "/data/tasks?project_id={project}", NULL, 200, .keep = { "0.id", "task" } },
        { "time on it", "manager", "POST", "/actions/tasks/{task}/time-spents/2026-11-20/persons/{user_id}",
          "{\"duration\":120}", 201 },
        { "who", "admin", "GET", "/data/persons/{user_id}", NULL, 200, .keep = { "email", "user_email" } },
    };
    STORY(steps);
    table_has(table("outsider", "/export/csv/persons.csv"), "Last Name;First Name;Email;Phone;Role;Active\r\n");
    table_has(table("manager", "/export/csv/persons.csv"), story_text(";{user_email};;user;yes\r\n"));
    table_has(table("manager", "/export/csv/projects.csv"), story_text("\r\nProduction {mark};Open\r\n"));
    table_has(table("admin", "/export/csv/task-types.csv"), "Department;Name\r\n");
    table_has(table("admin", "/export/csv/tasks.csv"),
              story_text("\r\nProduction {mark};Animation;;SQ1;Shot;SH1;"));
    table_has(table("admin", "/export/csv/time-spents.csv"), ";Shot;SQ1 / SH1;Animation;2026-11-20;120");
    static const char *const names[]  = { "persons", "projects", "tasks", "time-spents", "task-types" };
    static const char *const others[] = { "supervisor", "user", "client", "vendor" };
    for (size_t i = 0; i < COUNT_OF(others); i++)
        WANT_STATUS(ASK("GET", text_format("/export/csv/%s.csv", names[i]), .token = story_get(others[i])), 403);
    WANT_STATUS(ASK("GET", "/export/csv/task-types.csv"), 401);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shots_go_out_and_in),
        cmocka_unit_test(castings_and_assets_go_out),
        cmocka_unit_test(series_name_their_episodes),
        cmocka_unit_test(playlists_go_out),
        cmocka_unit_test(the_studio_goes_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
