/* track_output.c - files that are handed on and their revisions; where trees have files. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
#include "t/e2e/http.h"
#include "t/e2e/track.h"

#define ENTITY "/data/entities/{lamp}"
#define COPY "/data/asset-instances/{copy}/entities/{shot}"
#define KIND "\"output_type_id\":\"{kind}\",\"task_type_id\":\"{work}\""

static int begin(void **state)
{
    char slug[80];
    (void)state;
    production_new("");
    story_set("tag", text_format("%.8s", story_get("mark")));
    snprintf(slug, sizeof slug, "%s", story_get("mark"));
    for (char *c = slug; *c; c++)
        if (*c == '-')
            *c = '_';
    story_set("slug", slug);
    static const struct step steps[] = {
        { "an asset", "manager", "POST", "/data/projects/{project}/asset-types/{prop}/assets/new",
          "{\"name\":\"L\xc3\xa4mp #2\"}", 201, .keep = { "id", "lamp" } },
        { "a sequence", "manager", "POST", "/data/projects/{project}/sequences", "{\"name\":\"SQ01\"}", 201,
          .keep = { "id", "sequence" } },
        { "a shot", "manager", "POST", "/data/projects/{project}/shots",
          "{\"name\":\"SH01\",\"sequence_id\":\"{sequence}\"}", 201, .keep = { "id", "shot" } },
        { "a scene", "manager", "POST", "/data/projects/{project}/scenes",
          "{\"name\":\"SC01\",\"sequence_id\":\"{sequence}\"}", 201, .keep = { "id", "scene" } },
        { "a copy of the asset", "manager", "POST", "/data/scenes/{scene}/asset-instances",
          "{\"asset_id\":\"{lamp}\"}", 201, .keep = { "id", "copy" } },
        { "work", "admin", "POST", "/data/task-types", "{\"name\":\"Model {tag}\",\"short_name\":\"mdl\"}", 201,
          .keep = { "id", "work" } },
        { "a kind of output", "admin", "POST", "/data/output-types", "{\"name\":\"Cache {tag}\",\"short_name\":\"cch\"}",
          201, .keep = { "id", "kind" } },
        { "a status", "admin", "GET", "/data/task-status?name=Todo", NULL, 200, .keep = { "0.id", "todo" } },
        { "a task", "admin", "POST", "/data/tasks",
          "{\"name\":\"main\",\"project_id\":\"{project}\",\"entity_id\":\"{lamp}\",\"task_type_id\":\"{work}\","
          "\"task_status_id\":\"{todo}\",\"assignees\":[\"{user_id}\"]}",
          201, .keep = { "id", "task" } },
    };
    STORY(steps);
    return 0;
}

static void outputs_have_revisions(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "there are none", "user", "GET", ENTITY "/output-files", NULL, 200, .has = { "#", "0" } },
        { "the first", "user", "POST", ENTITY "/output-files/new", "{" KIND ",\"comment\":\"x\"}", 201,
          .has = { "type", "OutputFile", "revision", "1", "name", "main", "person_id", "{user_id}", "path", "null",
                   "folder_path", "null", "nb_elements", "1" },
          .keep = { "id", "first" } },
        { "the next", "supervisor", "POST", ENTITY "/output-files/new",
          "{" KIND ",\"revision\":0,\"name\":\"main\",\"person_id\":\"{user_id}\"}", 201,
          .has = { "revision", "2", "person_id", "{user_id}" }, .keep = { "id", "second" } },
        { "a revision that is there", "user", "POST", ENTITY "/output-files/new", "{" KIND ",\"revision\":2}", 400 },
        { "one far away", "user", "POST", ENTITY "/output-files/new", "{" KIND ",\"revision\":\"9\",\"name\":\"far\"}", 201,
          .has = { "revision", "9" }, .keep = { "id", "far" } },
        { "numbers go on", "user", "POST", ENTITY "/output-files/next-revision", "{" KIND "}", 200,
          .has = { "next_revision", "3" } },
        { "by name", "client", "POST", ENTITY "/output-files/next-revision", "{" KIND ",\"name\":\"far\"}", 200,
          .has = { "next_revision", "10" } },
        { "no kind", "user", "POST", ENTITY "/output-files/next-revision", "{\"task_type_id\":\"{work}\"}", 400,
          .has = { "data.errors.0.field", "output_type_id" } },
        { "a kind that is none", "user", "POST", ENTITY "/output-files/new",
          "{\"output_type_id\":\"" NOWHERE "\",\"task_type_id\":\"{work}\"}", 400 },
        { "not by strangers", "outsider", "POST", ENTITY "/output-files/new", "{" KIND "}", 403 },
        { "nobody", NULL, "POST", ENTITY "/output-files/new", "{" KIND "}", 401 },
        { "of nothing", "user", "POST", "/data/entities/" NOWHERE "/output-files/new", "{" KIND "}", 404 },
        { "highest first", "user", "GET", ENTITY "/output-files?output_type_id={kind}", NULL, 200,
          .has = { "#", "3", "0.id", "{far}", "1.id", "{second}", "2.id", "{first}" } },
        { "of another kind", "user", "GET", ENTITY "/output-files?task_type_id=" NOWHERE, NULL, 200, .has = { "#", "0" } },
        { "of that one", "user", "GET", ENTITY "/output-types/{kind}/output-files", NULL, 200, .has = { "#", "3" } },
        { "a filter that is none", "user", "GET", ENTITY "/output-files?task_type_id=x", NULL, 400 },
        { "the newest by name", "user", "GET", ENTITY "/output-files/last-revisions", NULL, 200,
          .has = { "#", "2", "0.id", "{far}", "1.id", "{second}" } },
        { "kinds", "user", "GET", ENTITY "/output-types", NULL, 200,
          .has = { "#", "1", "0.id", "{kind}", "0.type", "OutputType" } },
        { "all are for managers", "user", "GET", "/data/projects/{project}/output-files", NULL, 403 },
        { "of the production", "manager", "GET", "/data/projects/{project}/output-files?name=far", NULL, 200,
          .has = { "#", "1", "0.id", "{far}" } },
        { "not for strangers", "outsider", "GET", ENTITY "/output-files", NULL, 403 },
        { "by its identifier", "user", "GET", "/data/files/{second}", NULL, 200,
          .has = { "type", "OutputFile", "revision", "2" } },
        { "not by strangers either", "outsider", "GET", "/data/files/{second}", NULL, 403 },
        { "no such file", "user", "GET", "/data/files/" NOWHERE, NULL, 404 },
        { "events", "admin", "GET", "/data/events?name=output-file:new&project_id={project}", NULL, 200,
          .has = { "#", "3", "0.data.output_file_id", "*" } },
    };
    STORY(steps);
}

static void copies_have_outputs_of_their_own(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "the first", "user", "POST", COPY "/output-files/new", "{" KIND ",\"representation\":\"abc\"}", 201,
          .has = { "revision", "1", "asset_instance_id", "{copy}", "temporal_entity_id", "{shot}", "entity_id", "{lamp}" },
          .keep = { "id", "placed" } },
        { "the next", "user", "POST", COPY "/output-files/next-revision", "{" KIND "}", 200, .has = { "next_revision", "2" } },
        { "it is no one of the asset", "user", "GET", ENTITY "/output-files?representation=abc", NULL, 200, .has = { "#", "0" } },
        { "but of the copy", "user", "GET", "/data/asset-instances/{copy}/output-files?temporal_entity_id={shot}", NULL, 200,
          .has = { "#", "1", "0.id", "{placed}" } },
        { "elsewhere", "user", "GET", "/data/asset-instances/{copy}/output-files?temporal_entity_id={scene}", NULL, 200,
          .has = { "#", "0" } },
        { "the newest", "user", "GET", COPY "/output-files/last-revisions", NULL, 200, .has = { "#", "1" } },
        { "kinds", "user", "GET", COPY "/output-types", NULL, 200, .has = { "#", "1", "0.id", "{kind}" } },
        { "of that one", "user", "GET", COPY "/output-types/{kind}/output-files?representation=abc", NULL, 200, .has = { "#", "1" } },
        { "not for strangers", "outsider", "GET", COPY "/output-types", NULL, 403 },
        { "no such copy", "user", "GET", "/data/asset-instances/" NOWHERE "/output-files", NULL, 404 },
        { "no such shot", "user", "POST", "/data/asset-instances/{copy}/entities/" NOWHERE "/output-files/new", "{" KIND "}", 404 },
    };
    STORY(steps);
}

#define WORKING "/data/tasks/{task}/working-file-path"
#define TREE(more)                                                                                 \
    "{\"file_tree\":{\"working\":{\"mountpoint\":\"/m\",\"root\":\"\",\"folder_path\":{\"asset\":\"" more  \
    "\",\"style\":\"uppercase\"},\"file_name\":{\"asset\":\"<Asset>_<Project>_<Asset.id>\"}}}}"
#define GUESS(path) "{\"project_id\":\"{project}\",\"file_path\":\"" path "\"}"

static void trees_tell_where_files_are(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "there is none", "user", "POST", WORKING, "{}", 400 },
        { "and so no path", "user", "POST", "/data/tasks/{task}/working-files/new", "{}", 201,
          .has = { "revision", "1", "path", "null" } },
        { "it is for managers", "supervisor", "POST", "/actions/projects/{project}/set-file-tree", "{\"tree_name\":\"simple\"}", 403 },
        { "one that is not known", "manager", "POST", "/actions/projects/{project}/set-file-tree", "{\"tree_name\":\"../x\"}", 400 },
        { "a known one", "manager", "POST", "/actions/projects/{project}/set-file-tree", "{\"tree_name\":\"default\"}", 200,
          .has = { "id", "{project}", "file_tree.output.root", "productions/export" } },
        { "another", "manager", "POST", "/actions/projects/{project}/set-file-tree", "{\"tree_name\":\"simple\"}", 200,
          .has = { "file_tree.working.folder_path.style", "lowercase" } },
        { "a working file", "user", "POST", WORKING, "{\"name\":\"Main Thing\"}", 200,
          .has = { "path", "/simple/productions/production_{slug}/assets/prop/lamp_2/model_{tag}/3ds_max",
                   "name", "production_{slug}_prop_lamp_2_model_{tag}_main_thing_v001" } },
        { "has its path", "user", "POST", "/data/tasks/{task}/working-files/new", "{\"sep\":\"\\\\\",\"revision\":12}", 201,
          .has = { "path", "/simple\\productions\\production_{slug}\\assets\\prop\\lamp_2\\model_{tag}\\3ds_max\\"
                           "production_{slug}_prop_lamp_2_model_{tag}_main_v012" } },
        { "the newest of each name", "user", "GET", "/data/tasks/{task}/working-files/last-revisions", NULL, 200,
          .has = { "main.revision", "12", "main.type", "WorkingFile" } },
        { "not for strangers", "outsider", "GET", "/data/tasks/{task}/working-files/last-revisions", NULL, 403 },
        { "an output file", "user", "POST", ENTITY "/output-file-path", "{" KIND ",\"nb_elements\":24}", 200,
          .has = { "folder_path", "/simple/productions/export/production_{slug}/assets/prop/lamp_2/model_{tag}/cache_{tag}",
                   "file_name", "production_{slug}_prop_lamp_2_model_{tag}_cache_{tag}_main_v003_[1-24]" } },
        { "of a copy", "user", "POST", COPY "/output-file-path", "{" KIND ",\"representation\":\"abc\"}", 200,
          .has = { "folder_path", "/simple/productions/export/production_{slug}/shot/sq01/sh01/model_{tag}/cache_{tag}/prop/lamp_2/instance_0001/abc" } },
        { "another part of the tree", "user", "POST", ENTITY "/output-file-path", "{" KIND ",\"mode\":\"none\"}", 400 },
        { "what it is of", "user", "POST", "/data/entities/guess-from-path",
          GUESS("/simple/productions/Production {mark}/assets/Prop/l\xc3\xa4mp #2/Model {tag}"), 200,
          .has = { "0.Template", "asset", "0.Project", "{project}", "0.Asset", "{lamp}", "0.TaskType", "{work}" } },
        { "as far as it is known", "user", "POST", "/data/entities/guess_from_path",
          GUESS("/simple/productions/Production {mark}/shots/SQ01/SH99/x"), 200,
          .has = { "#", "1", "0.Template", "shot", "0.Sequence", "{sequence}", "0.Shot", NULL } },
        { "of nothing", "user", "POST", "/data/entities/guess_from_path", GUESS("/elsewhere/x"), 200, .has = { "#", "0" } },
        { "not by strangers", "outsider", "POST", "/data/entities/guess-from-path", GUESS("/x"), 403 },
        { "no path", "user", "POST", "/data/entities/guess-from-path", "{\"project_id\":\"{project}\"}", 400,
          .has = { "data.errors.0.field", "file_path" } },
        { "a tree of one's own", "manager", "PUT", "/data/projects/{project}", TREE("<AssetType>/<TaskType.short_name>/<Asset.id>"), 200 },
        { "identifiers stay", "user", "POST", WORKING, "{}", 200,
          .has = { "path", "*", "name", "lamp_2_production_{slug}_{lamp}" } },
        { "words that nobody knows", "manager", "PUT", "/data/projects/{project}", TREE("<Weather>"), 200 },
        { "are told", "user", "POST", WORKING, "{}", 400 },
        { "a tree that is none", "manager", "PUT", "/data/projects/{project}", "{\"file_tree\":[1]}", 200 },
        { "tells nothing", "user", "POST", WORKING, "{}", 400 },
        { "nor guesses", "user", "POST", "/data/entities/guess-from-path", GUESS("/simple/x"), 200, .has = { "#", "0" } },
        { "a known one again", "manager", "POST", "/actions/projects/{project}/set-file-tree", "{\"tree_name\":\"simple\"}", 200 },
    };
    STORY(steps);
}

enum { CLIENTS = 12 };

static int posts_output(void)
{
    const struct answer *a;
    http_forked();
    a = ASK("POST", text_format("/data/entities/%s/output-files/new", story_get("lamp")),
            .token = story_get("user"),
            .json  = text_format("{\"name\":\"many\",\"output_type_id\":\"%s\",\"task_type_id\":\"%s\"}",
                                 story_get("kind"), story_get("work")));
    return a->status == 201 ? 0 : 1;
}

/* Each gets a number of its own. */
static void outputs_that_come_at_once_do_not_share_a_revision(void **state)
{
    const struct answer *a;
    int                  status;
    (void)state;
    for (int i = 0; i < CLIENTS; i++) {
        pid_t pid = fork();
        assert_true(pid >= 0);
        if (pid == 0)
            _exit(posts_output());
    }
    for (int i = 0; i < CLIENTS; i++) {
        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    a = ASK("GET", text_format("/data/entities/%s/output-files?name=many", story_get("lamp")),
            .token = story_get("user"));
    for (int i = 0; i < CLIENTS; i++)
        WANT_TEXT(a, text_format("%d.revision", i), text_format("%d", CLIENTS - i));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(outputs_have_revisions),
        cmocka_unit_test(copies_have_outputs_of_their_own),
        cmocka_unit_test(trees_tell_where_files_are),
        cmocka_unit_test(outputs_that_come_at_once_do_not_share_a_revision),
    };
    return cmocka_run_group_tests(tests, begin, NULL);
}
