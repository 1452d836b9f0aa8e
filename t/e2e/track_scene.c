/* track_scene.c - scenes with their shots, shots that are changed, and what goes with what. */
#include <sys/wait.h>
#include <unistd.h>
#include "t/e2e/http.h"
#include "t/e2e/track.h"

#define PROJECT "/data/projects/{project}"
#define NAMED(name, more) "{\"name\":\"" name "\"" more "}"

/* An episode, a sequence, two shots, a scene, two assets: one of them in the first shot; a task of
 * the user's on the first shot and one on the first asset, with a comment. */
static int things_new(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "an episode", "manager", "POST", PROJECT "/episodes", NAMED("E01", ""), 201, .keep = { "id", "episode" } },
        { "a sequence", "manager", "POST", PROJECT "/sequences", NAMED("SE01", ",\"episode_id\":\"{episode}\""), 201,
          .keep = { "id", "sequence" } },
        { "a shot", "manager", "POST", PROJECT "/shots",
          NAMED("SH01", ",\"sequence_id\":\"{sequence}\",\"nb_frames\":24,\"data\":{\"frame_in\":1}"), 201,
          .keep = { "id", "shot" } },
        { "another", "manager", "POST", PROJECT "/shots", NAMED("SH02", ",\"sequence_id\":\"{sequence}\""), 201,
          .keep = { "id", "second" } },
        { "a scene", "manager", "POST", PROJECT "/scenes", NAMED("SC01", ",\"sequence_id\":\"{sequence}\""), 201,
          .keep = { "id", "scene" } },
        { "an asset", "manager", "POST", PROJECT "/asset-types/{character}/assets/new",
          NAMED("Ada", ",\"episode_id\":\"{episode}\""), 201, .keep = { "id", "hero" } },
        { "another asset", "manager", "POST", PROJECT "/asset-types/{prop}/assets/new", NAMED("Cup", ""), 201,
          .keep = { "id", "cup" } },
        { "both are in the shot", "manager", "PUT", PROJECT "/entities/{shot}/casting",
          "[{\"asset_id\":\"{hero}\",\"nb_occurences\":1},{\"asset_id\":\"{cup}\",\"nb_occurences\":2}]", 200 },
        { "work", "admin", "POST", "/data/task-types", "{\"name\":\"W {shot}\",\"for_entity\":\"Shot\"}", 201,
          .keep = { "id", "work" } },
        { "a status", "admin", "GET", "/data/task-status?name=Todo", NULL, 200, .keep = { "0.id", "todo" } },
        { "a task", "admin", "POST", "/data/tasks",
          "{\"name\":\"main\",\"project_id\":\"{project}\",\"entity_id\":\"{shot}\",\"task_type_id\":\"{work}\","
          "\"task_status_id\":\"{todo}\",\"assignees\":[\"{user_id}\",\"{vendor_id}\"]}",
          201, .keep = { "id", "task" } },
        { "of the asset", "admin", "POST", "/data/tasks",
          "{\"name\":\"main\",\"project_id\":\"{project}\",\"entity_id\":\"{hero}\",\"task_type_id\":\"{work}\","
          "\"task_status_id\":\"{todo}\"}",
          201, .keep = { "id", "asset_task" } },
        { "a comment", "user", "POST", "/actions/tasks/{task}/comment", "{\"task_status_id\":\"{todo}\",\"comment\":\"x\"}",
          201, .keep = { "id", "comment" } },
        { "with a preview", "user", "POST", "/actions/tasks/{task}/comments/{comment}/add-preview", "{}", 201,
          .keep = { "id", "preview" } },
        { "time", "user", "POST", "/actions/tasks/{task}/time-spents/2026-01-05/persons/{user_id}", "{\"duration\":60}", 201 },
    };
    STORY(steps);
    return 0;
}

static int begin(void **state)
{
    (void)state;
    production_new("");
    return 0;
}

static void scenes_have_shots(void **state)
{
    const struct answer *a;
    (void)state;
#define SHOTS "/data/scenes/{scene}/shots"
    ASK("POST", "/data/entity-types", .token = story_get("admin"), .json = "{\"name\":\"Camera\"}"); /* if it is not there */
    static const struct step steps[] = {
        { "none yet", "user", "GET", SHOTS, NULL, 200, .has = { "#", "0" } },
        { "one comes of it", "user", "POST", SHOTS, "{\"shot_id\":\"{shot}\"}", 201,
          .has = { "id", "{shot}", "type", "Shot", "source_id", "{scene}" } },
        { "again", "manager", "POST", SHOTS, "{\"shot_id\":\"{shot}\"}", 201 },
        { "is told", "client", "GET", SHOTS, NULL, 200, .has = { "#", "1", "0.id", "{shot}", "0.type", "Shot" } },
        { "nothing sent", "manager", "POST", SHOTS, "{}", 400, .has = { "data.errors.0.field", "shot_id" } },
        { "no shot", "manager", "POST", SHOTS, "{\"shot_id\":\"{hero}\"}", 404 },
        { "no scene", "manager", "POST", "/data/scenes/{shot}/shots", "{\"shot_id\":\"{shot}\"}", 404 },
        { "malformed", "manager", "GET", "/data/scenes/x/shots", NULL, 404 },
        { "vendors without work there", "vendor", "GET", SHOTS, NULL, 403 },
        { "vendors do not link", "vendor", "POST", SHOTS, "{\"shot_id\":\"{shot}\"}", 403 },
        { "outsiders", "outsider", "GET", SHOTS, NULL, 403 },
        { "outsiders do not link", "outsider", "POST", SHOTS, "{\"shot_id\":\"{shot}\"}", 403 },
        { "nobody", NULL, "GET", SHOTS, NULL, 401 },
        { "told to others", "admin", "GET", "/data/events?name=shot:add-to-scene&project_id={project}", NULL, 200,
          .has = { "#", "2", "0.data.scene_id", "{scene}", "0.data.shot_id", "{shot}" } },
        { "not any more", "user", "DELETE", SHOTS "/{shot}", NULL, 204 },
        { "none again", "user", "GET", SHOTS, NULL, 200, .has = { "#", "0" } },
        { "not by outsiders", "outsider", "DELETE", SHOTS "/{shot}", NULL, 403 },
        { "an asset that is no camera", "user", "POST", "/data/scenes/{scene}/asset-instances", "{\"asset_id\":\"{hero}\"}",
          201, .keep = { "id", "copy" } },
        { "a type", "admin", "GET", "/data/entity-types?name=Camera", NULL, 200, .keep = { "0.id", "camera_type" } },
        { "no cameras", "user", "GET", "/data/scenes/{scene}/camera-instances", NULL, 200, .has = { "", "{}" } },
        { "a camera", "manager", "POST", PROJECT "/asset-types/{camera_type}/assets/new", NAMED("Eye", ""), 201, .keep = { "id", "eye" } },
        { "placed", "user", "POST", "/data/scenes/{scene}/asset-instances", "{\"asset_id\":\"{eye}\"}", 201, .keep = { "id", "placed" } },
        { "not for vendors", "vendor", "GET", "/data/scenes/{scene}/camera-instances", NULL, 403 },
        { "of nothing", "user", "GET", "/data/scenes/" NOWHERE "/camera-instances", NULL, 404 },
        { "a copy by the short address", "user", "PUT", "/asset-instances/{copy}", "{\"active\":false}", 200,
          .has = { "active", "false", "type", "AssetInstance" } },
        { "and on again", "user", "PUT", "/data/asset-instances/{copy}", "{\"active\":true}", 200, .has = { "active", "true" } },
        { "not for outsiders", "outsider", "PUT", "/asset-instances/{copy}", "{\"active\":false}", 403 },
    };
    STORY(steps);
    a = ASK("GET", story_text("/data/scenes/{scene}/camera-instances"), .token = story_get("user"));
    WANT_STATUS(a, 200);
    WANT_TEXT(a, text_format("%s.#", story_get("eye")), "1");
    WANT_TEXT(a, text_format("%s.0.id", story_get("eye")), story_get("placed"));
}

static void shots_change(void **state)
{
    (void)state;
#define SHOT "/data/shots/{shot}"
    static const struct step steps[] = {
        { "a name and frames", "manager", "PUT", SHOT, "{\"name\":\"SH01b\",\"data\":{\"frame_out\":24}}", 200,
          .has = { "name", "SH01b", "type", "Shot", "data.frame_in", "1", "data.frame_out", "24" } },
        { "what it was", "user", "GET", SHOT "/versions", NULL, 200,
          .has = { "#", "1", "0.name", "SH01", "0.data.frame_in", "1", "0.data.frame_out", NULL, "0.type", "ShotVersion" } },
        { "what makes no version", "manager", "PUT", SHOT, "{\"nb_frames\":48,\"description\":\"d\"}", 200,
          .has = { "nb_frames", "48" } },
        { "makes none", "user", "GET", SHOT "/versions", NULL, 200, .has = { "#", "1" } },
        { "canceled", "manager", "DELETE", SHOT, NULL, 204 },
        { "with tasks it stays", "user", "GET", SHOT, NULL, 200, .has = { "canceled", "true" } },
        { "restored", "manager", "PUT", SHOT, "{\"canceled\":false}", 200, .has = { "canceled", "false" } },
        { "not by supervisors", "supervisor", "PUT", SHOT, "{\"canceled\":true}", 403 },
        { "nor artists", "user", "PUT", SHOT, "{\"canceled\":true}", 403 },
        { "nor vendors", "vendor", "PUT", SHOT, "{\"canceled\":true}", 403 },
        { "nor clients", "client", "PUT", SHOT, "{\"canceled\":true}", 403 },
        { "nor others' managers", "outsider", "PUT", SHOT, "{\"canceled\":true}", 403 },
        { "another kind", "manager", "PUT", "/data/shots/{hero}", "{\"canceled\":true}", 404 },
        { "none", "manager", "PUT", "/data/shots/" NOWHERE, "{}", 404 },
        { "malformed", "manager", "PUT", "/data/shots/x", "{}", 404 },
        { "no number", "manager", "PUT", SHOT, "{\"nb_frames\":\"many\"}", 400 },
        { "no production", "manager", "PUT", SHOT, "{\"project_id\":\"" NOWHERE "\"}", 200, .has = { "project_id", "{project}" } },
        { "no JSON", "manager", "PUT", SHOT, "a=b", 415 },
    };
    STORY(steps);
}

static void concepts_are_listed(void **state)
{
    (void)state;
#define LINKED "/data/entities/{cup}/entities-linked/with-tasks"
    static const struct step steps[] = {
        { "nothing", "user", "GET", LINKED, NULL, 200, .has = { "#", "0" } },
        { "a concept", "user", "POST", PROJECT "/concepts", NAMED("C1", ",\"entity_concept_links\":[\"{cup}\"]"), 201,
          .keep = { "id", "concept" } },
        { "its task", "admin", "POST", "/data/tasks",
          "{\"name\":\"main\",\"project_id\":\"{project}\",\"entity_id\":\"{concept}\",\"task_type_id\":\"{work}\","
          "\"task_status_id\":\"{todo}\",\"assignees\":[\"{user_id}\"]}",
          201, .keep = { "id", "concept_task" } },
        { "one", "user", "GET", LINKED, NULL, 200,
          .has = { "#", "1", "0.id", "{concept}", "0.type", "Concept", "0.name", "C1", "0.project_name", "*",
                   "0.entity_concept_links.0", "{cup}", "0.tasks.#", "1", "0.tasks.0.id", "{concept_task}",
                   "0.tasks.0.assignees.0", "{user_id}", "0.tasks.0.entity_id", "{concept}", "0.tasks.0.priority", "0" } },
        { "vendors", "vendor", "GET", LINKED, NULL, 403 },
        { "outsiders", "outsider", "GET", LINKED, NULL, 403 },
        { "of nothing", "user", "GET", "/data/entities/" NOWHERE "/entities-linked/with-tasks", NULL, 404 },
    };
    STORY(steps);
}

static void what_is_forced_goes_whole(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "not while it has tasks", "manager", "DELETE", "/data/entities/{shot}", NULL, 400 },
        { "not by artists", "user", "DELETE", "/data/entities/{shot}?force=true", NULL, 403 },
        { "no identifier", "manager", "DELETE", "/data/entities/x?force=true", NULL, 400 },
        { "none", "manager", "DELETE", "/data/entities/" NOWHERE "?force=true", NULL, 404 },
        { "an asset goes", "manager", "DELETE", "/data/assets/{hero}?force=True", NULL, 204 },
        { "with its task", "admin", "GET", "/data/tasks/{asset_task}", NULL, 404 },
        { "out of the casting", "user", "GET", PROJECT "/entities/{shot}/casting", NULL, 200, .has = { "#", "1", "0.asset_id", "{cup}" } },
        { "which is counted", "user", "GET", "/data/entities/{shot}", NULL, 200, .has = { "nb_entities_out", "1" } },
        { "is told", "admin", "GET", "/data/events?name=asset:delete&project_id={project}", NULL, 200,
          .has = { "#", "1", "0.data.asset_id", "{hero}" } },
        { "with the task", "admin", "GET", "/data/events?name=task:delete&project_id={project}", NULL, 200,
          .has = { "#", "1", "0.data.task_id", "{asset_task}", "0.data.entity_id", "{hero}" } },
        { "a shot with comments and time", "manager", "DELETE", "/data/entities/{shot}?force=true", NULL, 204 },
        { "gone", "manager", "GET", "/data/entities/{shot}", NULL, 404 },
        { "its comment", "admin", "GET", "/data/comments/{comment}", NULL, 404 },
        { "its preview", "admin", "GET", "/data/preview-files/{preview}", NULL, 404 },
        { "an episode that holds something stays", "manager", "DELETE", "/data/episodes/{episode}", NULL, 400 },
        { "not by artists", "user", "DELETE", "/data/episodes/{episode}?force=true", NULL, 403 },
        { "by force it goes", "manager", "DELETE", "/data/episodes/{episode}?force=true", NULL, 204 },
        { "with its sequence", "manager", "GET", "/data/sequences/{sequence}", NULL, 404 },
        { "its shots", "manager", "GET", "/data/shots/{second}", NULL, 404 },
        { "and scenes", "manager", "GET", "/data/scenes/{scene}", NULL, 404 },
        { "others stay", "manager", "GET", "/data/assets/{cup}", NULL, 200 },
    };
    STORY(steps);
}

static void names_are_found(void **state)
{
    (void)state;
#define FIND "/data/search"
    static const struct step steps[] = {
        { "a name of several words", "manager", "PUT", "/data/entities/{hero}", "{\"name\":\"Big_red-Zeppelin {mark}\"}", 200 },
        { "by the beginning of one", "user", "POST", FIND, "{\"query\":\"zepp\",\"project_id\":\"{project}\"}", 200,
          .has = { "assets.#", "1", "assets.0.id", "{hero}", "assets.0.type", "Asset", "assets.0.asset_type_name", "Character",
                   "assets.0.project_name", "Production {mark}", "assets.0.matched_terms.0", "name",
                   "assets.0.preview_file_extension", "null", "shots.#", "0", "persons.#", "0" } },
        { "by two", "client", "POST", FIND, "{\"query\":\"RED big\",\"project_id\":\"{project}\"}", 200, .has = { "assets.#", "1" } },
        { "of which one is not in it", "user", "POST", FIND, "{\"query\":\"red green\",\"project_id\":\"{project}\"}", 200,
          .has = { "assets.#", "0" } },
        { "too little", "user", "POST", FIND, "{\"query\":\"ro\"}", 200, .has = { "", "{}" } },
        { "nothing to look for", "user", "POST", FIND, "{\"query\":\"+-*\"}", 200, .has = { "", "{}" } },
        { "nothing sent", "user", "POST", FIND, "{}", 400, .has = { "data.errors.0.field", "query" } },
        { "signs", "user", "POST", FIND, "{\"query\":\"zepp%') --\\\" @(\",\"project_id\":\"{project}\"}", 200, .has = { "assets.#", "1" } },
        { "a shot", "user", "POST", FIND, "{\"query\":\"sh01\",\"project_id\":\"{project}\"}", 200,
          .has = { "shots.#", "1", "shots.0.id", "{shot}", "shots.0.type", "Shot", "shots.0.sequence_name", "SE01" } },
        { "by its sequence", "user", "POST", FIND, "{\"query\":\"se01\",\"project_id\":\"{project}\"}", 200, .has = { "shots.#", "2" } },
        { "by both", "user", "POST", FIND, "{\"query\":\"se01 sh02\",\"project_id\":\"{project}\"}", 200,
          .has = { "shots.#", "1", "shots.0.id", "{second}" } },
        { "one of them", "user", "POST", FIND, "{\"query\":\"se01\",\"project_id\":\"{project}\",\"limit\":1,\"offset\":1}", 200,
          .has = { "shots.#", "1", "shots.0.id", "{second}" } },
        { "of one kind", "user", "POST", FIND, "{\"query\":\"zeppelin\",\"index_names\":[\"assets\"]}", 200,
          .has = { "assets.0.id", "*", "shots", NULL, "persons", NULL } },
        { "vendors find what is theirs", "vendor", "POST", FIND, "{\"query\":\"sh01\",\"project_id\":\"{project}\"}", 200, .has = { "shots.#", "1" } },
        { "and nothing else", "vendor", "POST", FIND, "{\"query\":\"zeppelin\",\"project_id\":\"{project}\"}", 200, .has = { "assets.#", "0" } },
        { "others find nothing here", "outsider", "POST", FIND, "{\"query\":\"zeppelin\",\"project_id\":\"{project}\"}", 200, .has = { "assets.#", "0" } },
        { "administrators find all", "admin", "POST", FIND, "{\"query\":\"zeppelin {mark}\"}", 200, .has = { "assets.#", "1" } },
        { "a person", "admin", "PUT", "/data/persons/{user_id}", "{\"first_name\":\"Zenobia\",\"last_name\":\"Q{mark}\"}", 200 },
        { "by both names", "user", "POST", FIND, "{\"query\":\"q{mark} ZENO\"}", 200,
          .has = { "persons.#", "1", "persons.0.id", "{user_id}", "persons.0.full_name", "Zenobia Q{mark}", "persons.0.phone", NULL,
                   "persons.0.password", NULL, "persons.0.matched_terms.0", "name" } },
        { "nobody", NULL, "POST", FIND, "{\"query\":\"zeppelin\"}", 401 },
    };
    STORY(steps);
}

static void assets_are_shared(void **state)
{
    (void)state;
#define SHARE "/actions/projects/{project}/assets/share"
    static const struct step steps[] = {
        { "one", "manager", "POST", "/actions/assets/share", "{\"asset_ids\":[\"{hero}\"],\"is_shared\":true}", 200,
          .has = { "#", "1", "0.id", "{hero}", "0.is_shared", "true", "0.type", "Asset" } },
        { "not any more", "manager", "POST", "/actions/assets/share", "{\"asset_ids\":[\"{hero}\"],\"is_shared\":false}", 200,
          .has = { "0.is_shared", "false" } },
        { "what is no asset", "manager", "POST", "/actions/assets/share", "{\"asset_ids\":[\"{shot}\"]}", 404 },
        { "none", "manager", "POST", "/actions/assets/share", "{}", 200, .has = { "#", "0" } },
        { "malformed", "manager", "POST", "/actions/assets/share", "{\"asset_ids\":[\"x\"]}", 400 },
        { "artists", "user", "POST", "/actions/assets/share", "{\"asset_ids\":[\"{hero}\"]}", 403 },
        { "others' managers", "outsider", "POST", "/actions/assets/share", "{\"asset_ids\":[\"{hero}\"]}", 403 },
        { "of a type", "manager", "POST", "/actions/projects/{project}/asset-types/{prop}/assets/share", "{}", 200,
          .has = { "#", "1", "0.id", "{cup}", "0.is_shared", "true" } },
        { "of none", "manager", "POST", "/actions/projects/{project}/asset-types/" NOWHERE "/assets/share", "{}", 404 },
        { "supervisors do not", "supervisor", "POST", SHARE, "{}", 403 },
        { "some of a production", "manager", "POST", SHARE, "{\"asset_ids\":[\"{cup}\"]}", 200, .has = { "#", "1" } },
        { "all of it", "manager", "POST", SHARE, "{\"is_shared\":\"True\"}", 200 },
        { "is told", "admin", "GET", "/data/events?name=asset:update&project_id={project}&page=1&limit=1", NULL, 200,
          .has = { "data.0.data.asset_id", "*" } },
        { "one's own are not another's", "user", "GET", PROJECT "/assets/shared-used", NULL, 200, .has = { "#", "0" } },
        { "another production", "admin", "POST", "/data/projects", "{\"name\":\"Other {mark}\",\"team\":[\"{manager_id}\"]}", 201,
          .keep = { "id", "other" } },
        { "an episode", "manager", "POST", "/data/projects/{other}/episodes", NAMED("E01", ""), 201, .keep = { "id", "its_episode" } },
        { "a sequence", "manager", "POST", "/data/projects/{other}/sequences", NAMED("S", ",\"episode_id\":\"{its_episode}\""), 201,
          .keep = { "id", "its_sequence" } },
        { "a shot", "manager", "POST", "/data/projects/{other}/shots", NAMED("1", ",\"sequence_id\":\"{its_sequence}\""), 201,
          .keep = { "id", "its_shot" } },
        { "uses it", "manager", "PUT", "/data/projects/{other}/entities/{its_shot}/casting", "[{\"asset_id\":\"{cup}\",\"nb_occurences\":1}]", 200 },
        { "is used", "manager", "GET", "/data/projects/{other}/assets/shared-used", NULL, 200, .has = { "#", "1", "0.id", "{cup}", "0.type", "Asset" } },
        { "in the episode", "manager", "GET", "/data/projects/{other}/episodes/{its_episode}/assets/shared-used", NULL, 200, .has = { "#", "1" } },
        { "in all", "manager", "GET", "/data/projects/{other}/episodes/all/assets/shared-used", NULL, 200, .has = { "#", "1" } },
        { "in none", "manager", "GET", "/data/projects/{other}/episodes/" NOWHERE "/assets/shared-used", NULL, 404 },
        { "not for others", "user", "GET", "/data/projects/{other}/assets/shared-used", NULL, 403 },
        { "it goes", "admin", "DELETE", "/data/projects/{other}?force=true", NULL, 204 },
        { "the asset stays", "manager", "GET", "/data/assets/{cup}", NULL, 200 },
    };
    STORY(steps);
}

static void productions_are_counted(void **state)
{
    const struct answer *a;
    (void)state;
#define STATS PROJECT "/episodes/stats"
#define RETAKES PROJECT "/episodes/retake-stats"
    static const struct step steps[] = {
        { "frames", "manager", "PUT", "/data/shots/{shot}", "{\"nb_frames\":24}", 200 },
        { "asked for again", "admin", "PUT", "/data/tasks/{task}", "{\"retake_count\":2}", 200 },
        { "another task", "admin", "POST", "/data/tasks",
          "{\"name\":\"main\",\"project_id\":\"{project}\",\"entity_id\":\"{second}\",\"task_type_id\":\"{work}\","
          "\"task_status_id\":\"{todo}\"}",
          201, .keep = { "id", "second_task" } },
        { "not for outsiders", "outsider", "GET", STATS, NULL, 403 },
        { "of nothing", "user", "GET", "/data/projects/" NOWHERE "/episodes/stats", NULL, 404 },
        { "nor are retakes", "outsider", "GET", RETAKES, NULL, 403 },
        { "length of a preview", "admin", "PUT", "/data/preview-files/{preview}", "{\"duration\":2.0}", 200 },
        { "is that of the shot", "manager", "POST", "/actions/projects/{project}/task-types/{work}/set-shot-nb-frames", "{}", 200,
          .has = { "#", "1", "0.id", "{shot}", "0.nb_frames", "50" } },
        { "is kept", "user", "GET", "/data/shots/{shot}", NULL, 200, .has = { "nb_frames", "50" } },
        { "of an episode", "manager", "POST", "/actions/projects/{project}/task-types/{work}/set-shot-nb-frames?episode_id={episode}",
          "{}", 200, .has = { "#", "1" } },
        { "of another", "manager", "POST", "/actions/projects/{project}/task-types/{work}/set-shot-nb-frames?episode_id=" NOWHERE,
          "{}", 200, .has = { "#", "0" } },
        { "malformed", "manager", "POST", "/actions/projects/{project}/task-types/{work}/set-shot-nb-frames?episode_id=x", "{}", 400 },
        { "not by artists", "user", "POST", "/actions/projects/{project}/task-types/{work}/set-shot-nb-frames", "{}", 403 },
        { "all productions", "user", "GET", "/data/projects/all", NULL, 200,
          .has = { "#", "1", "0.id", "{project}", "0.project_status_name", "Open", "0.type", "Project", "0.team", NULL } },
        { "by name", "admin", "GET", "/data/projects/all?name=Production%20{mark}", NULL, 200, .has = { "#", "1" } },
        { "of others", "outsider", "GET", "/data/projects/all", NULL, 200, .has = { "#", "0" } },
        { "nobody's", NULL, "GET", "/data/projects/all", NULL, 401 },
        { "the studio", "admin", "GET", "/stats", NULL, 200,
          .has = { "number_of_comments", "*", "number_of_video_previews", "*", "number_of_picture_previews", "*",
                   "number_of_model_previews", "*" } },
        { "is not for managers", "manager", "GET", "/stats", NULL, 403 },
        { "the machine", NULL, "GET", "/status/resources", NULL, 200,
          .has = { "cpu.loadavg.last 1 min", "*", "cpu.percent.0", "*", "memory.total", "*", "jobs.running_jobs", "*", "date", "*" } },
    };
    STORY(steps);
    a = ASK("GET", story_text(STATS), .token = story_get("client"));
    WANT_STATUS(a, 200);
    WANT_TEXT(a, story_text("{episode}.{work}.{todo}.count"), "2");
    WANT_TEXT(a, story_text("{episode}.all.{todo}.frames"), "50");
    WANT_TEXT(a, story_text("all.{work}.{todo}.count"), "2");
    WANT_TEXT(a, story_text("all.all.{todo}.name"), "todo");
    a = ASK("GET", story_text(STATS), .token = story_get("vendor"));
    WANT_TEXT(a, story_text("all.all.{todo}.count"), "1");
    a = ASK("GET", story_text(RETAKES), .token = story_get("user"));
    WANT_STATUS(a, 200);
    WANT_TEXT(a, story_text("{episode}.{work}.max_retake_count"), "2");
    WANT_TEXT(a, story_text("{episode}.{work}.evolution.2.retake.count"), "1");
    WANT_TEXT(a, story_text("{episode}.all.evolution.2.other.count"), "1");
    WANT_TEXT(a, story_text("{episode}.all.other.frames"), "50");
    WANT_TEXT(a, "all.all.evolution", "{}");
    WANT_TEXT(a, "all.all.other.count", "2");
}

static void many_go_at_once(void **state)
{
    (void)state;
#define GONE "/actions/projects/{project}/delete-entities"
    things_new(NULL);
    static const struct step steps[] = {
        { "an asset of one's own", "admin", "PUT", "/data/projects/{project}/team/{user_id}", "{\"role\":\"manager\"}", 200 },
        { "made", "user", "POST", PROJECT "/asset-types/{prop}/assets/new", NAMED("Mine", ""), 201, .keep = { "id", "mine" } },
        { "an artist again", "admin", "PUT", "/data/projects/{project}/team/{user_id}", "{\"role\":\"user\"}", 200 },
        { "not others'", "user", "POST", GONE, "[\"{mine}\",\"{cup}\"]", 403 },
        { "one's own", "user", "POST", GONE, "[\"{mine}\"]", 200, .has = { "#", "1", "0", "{mine}" } },
        { "gone", "manager", "GET", "/data/assets/{mine}", NULL, 404 },
        { "again", "user", "POST", GONE, "[\"{mine}\"]", 200, .has = { "#", "0" } },
        { "what is none", "manager", "POST", GONE, "[\"x\"]", 400 },
        { "no list", "manager", "POST", GONE, "{\"a\":1}", 400 },
        { "of no production", "manager", "POST", "/actions/projects/" NOWHERE "/delete-entities", "[]", 404 },
        { "outsiders", "outsider", "POST", GONE, "[\"{cup}\"]", 403 },
        { "some", "manager", "POST", GONE, "[\"{shot}\",\"{second}\",\"{hero}\",\"{sequence}\",\"" NOWHERE "\"]", 200,
          .has = { "#", "3" } },
        { "what has tasks is canceled", "manager", "GET", "/data/shots/{shot}", NULL, 200, .has = { "canceled", "true" } },
        { "what has none is gone", "manager", "GET", "/data/shots/{second}", NULL, 404 },
        { "sequences stay", "manager", "GET", "/data/sequences/{sequence}", NULL, 200 },
        { "the canceled go", "manager", "POST", GONE, "[\"{shot}\"]", 200, .has = { "#", "1" } },
        { "for good", "manager", "GET", "/data/shots/{shot}", NULL, 404 },
        { "by force at once", "manager", "POST", GONE "?force=true", "[\"{hero}\"]", 200, .has = { "#", "1" } },
        { "gone", "manager", "GET", "/data/assets/{hero}", NULL, 404 },
    };
    STORY(steps);
}

static void people_go_whole(void **state)
{
    (void)state;
    production_new("");
    things_new(NULL);
#define PERSON "/data/persons/{user_id}"
    static const struct step steps[] = {
        { "who said something stays", "admin", "DELETE", PERSON, NULL, 400 },
        { "not by managers", "manager", "DELETE", PERSON "?force=true", NULL, 403 },
        { "nor by oneself", "user", "DELETE", PERSON "?force=true", NULL, 403 },
        { "none", "admin", "DELETE", "/data/persons/" NOWHERE "?force=true", NULL, 404 },
        { "malformed", "admin", "DELETE", "/data/persons/x?force=true", NULL, 400 },
        { "by force", "admin", "DELETE", PERSON "?force=true", NULL, 204 },
        { "gone", "admin", "GET", PERSON, NULL, 404 },
        { "with what was said", "admin", "GET", "/data/comments/{comment}", NULL, 404 },
        { "and shown", "admin", "GET", "/data/preview-files/{preview}", NULL, 404 },
        { "the task stays", "admin", "GET", "/data/tasks/{task}", NULL, 200,
          .has = { "assignees.#", "1", "assignees.0", "{vendor_id}", "last_preview_file_id", "null" } },
        { "out of the team", "manager", "GET", PROJECT "/team", NULL, 200, .has = { "#", "4" } },
        { "is told", "admin", "GET", "/data/events?name=person:delete&page=1&limit=1", NULL, 200,
          .has = { "data.0.data.person_id", "{user_id}" } },
        { "the token is nobody's", "user", "GET", PROJECT, NULL, 401 },
        { "the production goes", "admin", "DELETE", PROJECT "?force=true", NULL, 204 },
    };
    STORY(steps);
}

static void productions_go_whole(void **state)
{
    (void)state;
    things_new(NULL);
    static const struct step steps[] = {
        { "a playlist", "manager", "POST", "/data/playlists", "{\"name\":\"P\",\"project_id\":\"{project}\",\"episode_id\":\"{episode}\"}", 201 },
        { "a budget", "manager", "POST", PROJECT "/budgets", "{\"name\":\"B\",\"currency\":\"EUR\"}", 200 },
        { "a milestone", "manager", "POST", "/data/milestones", "{\"name\":\"M\",\"project_id\":\"{project}\"}", 201 },
        { "a descriptor", "manager", "POST", PROJECT "/metadata-descriptors", "{\"name\":\"Size\",\"entity_type\":\"Asset\",\"data_type\":\"string\",\"departments\":[]}", 201 },
        { "a filter", "admin", "POST", "/data/search-filters", "{\"name\":\"f\",\"search_query\":\"q\",\"list_type\":\"asset\",\"project_id\":\"{project}\"}", 201 },
        { "not by managers", "manager", "DELETE", PROJECT "?force=true", NULL, 403 },
        { "not with all that", "admin", "DELETE", PROJECT, NULL, 400 },
        { "none", "admin", "DELETE", "/data/projects/" NOWHERE "?force=true", NULL, 404 },
        { "malformed", "admin", "DELETE", "/data/projects/x?force=true", NULL, 400 },
        { "by force", "admin", "DELETE", PROJECT "?force=true", NULL, 204 },
        { "gone", "admin", "GET", PROJECT, NULL, 404 },
        { "with its shots", "admin", "GET", "/data/shots/{shot}", NULL, 404 },
        { "tasks", "admin", "GET", "/data/tasks/{task}", NULL, 404 },
        { "people stay", "admin", "GET", "/data/persons/{user_id}", NULL, 200 },
        { "is told", "admin", "GET", "/data/events?name=project:delete&page=1&limit=1", NULL, 200,
          .has = { "data.0.data.project_id", "{project}" } },
        { "twice", "admin", "DELETE", PROJECT "?force=true", NULL, 404 },
    };
    STORY(steps);
}

/* ---- at once ---- */

enum { CLIENTS = 12 };

static int one_of_many(int i)
{
    const struct answer *a;
    http_forked();
    if (i % 4 == 0)
        a = ASK("DELETE", story_text("/data/episodes/{episode}?force=true"), .token = story_get("manager"));
    else if (i % 4 == 1)
        a = ASK("POST", story_text("/actions/tasks/{task}/comment"), .token = story_get("user"),
                .json = story_text("{\"task_status_id\":\"{todo}\",\"comment\":\"x\"}"));
    else if (i % 4 == 2)
        a = ASK("POST", story_text(PROJECT "/shots"), .token = story_get("manager"),
                .json = story_text(text_format("{\"name\":\"N%d\",\"sequence_id\":\"{sequence}\"}", i)));
    else
        a = ASK("PUT", story_text(PROJECT "/entities/{shot}/casting"), .token = story_get("manager"),
                .json = story_text("[{\"asset_id\":\"{cup}\",\"nb_occurences\":1}]"));
    return a->status < 500 ? 0 : 1;
}

/* While others work on what it holds, an episode goes: nothing of it stays, nobody breaks. */
static void goes_while_others_work(void **state)
{
    int status;
    (void)state;
    production_new("");
    things_new(NULL);
    for (int i = 0; i < CLIENTS; i++) {
        pid_t pid = fork();
        assert_true(pid >= 0);
        if (pid == 0)
            _exit(one_of_many(i));
    }
    for (int i = 0; i < CLIENTS; i++) {
        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    static const struct step steps[] = {
        { "once more", "manager", "DELETE", "/data/episodes/{episode}?force=true", NULL, 404 },
        { "no shots", "manager", "GET", PROJECT "/shots", NULL, 200, .has = { "#", "0" } },
        { "no tasks", "manager", "GET", PROJECT "/tasks", NULL, 200, .has = { "#", "0" } },
        { "one was told", "admin", "GET", "/data/events?name=episode:delete&project_id={project}", NULL, 200, .has = { "#", "1" } },
        { "nothing is left", "admin", "DELETE", "/data/projects/{project}?force=true", NULL, 204 },
    };
    STORY(steps);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(scenes_have_shots, things_new),
        cmocka_unit_test(shots_change),
        cmocka_unit_test(concepts_are_listed),
        cmocka_unit_test(names_are_found),
        cmocka_unit_test(assets_are_shared),
        cmocka_unit_test(productions_are_counted),
        cmocka_unit_test(what_is_forced_goes_whole),
        cmocka_unit_test(many_go_at_once),
        cmocka_unit_test(productions_go_whole),
        cmocka_unit_test(goes_while_others_work),
        cmocka_unit_test(people_go_whole),
    };
    return cmocka_run_group_tests(tests, begin, NULL);
}
