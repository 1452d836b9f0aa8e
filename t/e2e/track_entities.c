/* track_entities.c - assets, shots, sequences, episodes, scenes, edits and concepts of a production. */
#include "t/e2e/http.h"
#include "t/e2e/track.h"

#define PROJECT "/data/projects/{project}"
#define NAMED(name, more) "{\"name\":\"" name "\"" more "}"

/* An episode with a sequence with two shots. */
static void shots_new(void)
{
    static const struct step steps[] = {
        { "an episode", "manager", "POST", PROJECT "/episodes", NAMED("E01", ""), 201,
          .has = { "type", "Episode", "status", "running", "project_id", "{project}" },
          .keep = { "id", "episode" } },
        { "a sequence in it", "manager", "POST", PROJECT "/sequences",
          NAMED("SE01", ",\"episode_id\":\"{episode}\""), 201,
          .has = { "type", "Sequence", "parent_id", "{episode}" }, .keep = { "id", "sequence" } },
        { "a shot in it", "manager", "POST", PROJECT "/shots",
          NAMED("SH01", ",\"sequence_id\":\"{sequence}\",\"nb_frames\":\"12\",\"data\":{\"frame_in\":1,"
                        "\"fps\":\"25\"}"),
          201,
          .has = { "type", "Shot", "parent_id", "{sequence}", "nb_frames", "12", "data.frame_in", "1" },
          .keep = { "id", "shot" } },
        { "another", "manager", "POST", PROJECT "/shots",
          NAMED("SH02", ",\"sequence_id\":\"{sequence}\""), 201, .keep = { "id", "second" } },
        { "an asset", "manager", "POST", PROJECT "/asset-types/{character}/assets/new",
          NAMED("Ada", ",\"description\":\"Hero\",\"episode_id\":\"{episode}\""), 201,
          .has = { "type", "Asset", "source_id", "{episode}", "parent_id", "null", "description",
                   "Hero", "entity_type_id", "{character}" },
          .keep = { "id", "hero" } },
        { "another asset", "admin", "POST", PROJECT "/asset-types/{prop}/assets/new", NAMED("Cup", ""),
          201, .keep = { "id", "cup" } },
    };
    STORY(steps);
}

static void entities_are_made(void **state)
{
    (void)state;
    production_new("");
    shots_new();
    static const struct step steps[] = {
        { "the same again is the same", "manager", "POST", PROJECT "/shots",
          NAMED("SH01", ",\"sequence_id\":\"{sequence}\""), 201, .has = { "id", "{shot}" } },
        { "by a form", "manager", "POST", PROJECT "/episodes", "name=E02&description=Two", 201,
          .has = { "name", "E02", "description", "Two" } },
        { "without a name", "manager", "POST", PROJECT "/shots", "{}", 400,
          .has = { "data.errors.0.field", "name" } },
        { "in no sequence", "manager", "POST", PROJECT "/shots",
          NAMED("SH03", ",\"sequence_id\":\"{episode}\""), 400 },
        { "of a type that is none", "manager", "POST", PROJECT "/asset-types/{shot}/assets/new",
          NAMED("x", ""), 404 },
        { "not for artists", "user", "POST", PROJECT "/shots", NAMED("SH09", ""), 403 },
        { "nor supervisors", "supervisor", "POST", PROJECT "/sequences", NAMED("SE09", ""), 403 },
        { "nor others' managers", "outsider", "POST", PROJECT "/edits", NAMED("x", ""), 403 },
        { "concepts are", "user", "POST", PROJECT "/concepts",
          NAMED("C1", ",\"entity_concept_links\":[\"{hero}\"]"), 201, .has = { "type", "Concept" },
          .keep = { "id", "concept" } },
        { "but not for clients", "client", "POST", PROJECT "/concepts", NAMED("C2", ""), 403 },
        { "nor vendors", "vendor", "POST", PROJECT "/concepts", NAMED("C2", ""), 403 },
        { "of no production", "admin", "POST", "/data/projects/" NOWHERE "/shots", NAMED("x", ""), 404 },
        { "its link", "user", "GET", "/data/entities/{concept}", NULL, 200,
          .has = { "entity_concept_links.0", "{hero}" } },
        { "events", "admin", "GET", "/data/events?name=shot:new&project_id={project}", NULL, 200,
          .has = { "#", "2", "0.data.shot_id", "*" } },
        { "shots", "user", "GET", PROJECT "/shots", NULL, 200,
          .has = { "#", "2", "0.name", "SH01", "0.type", "Shot", "1.name", "SH02" } },
        { "of the sequence", "client", "GET", "/data/sequences/{sequence}/shots", NULL, 200,
          .has = { "#", "2" } },
        { "of the episode", "user", "GET", "/data/episodes/{episode}/shots", NULL, 200,
          .has = { "#", "2" } },
        { "its sequences", "user", "GET", "/data/episodes/{episode}/sequences", NULL, 200,
          .has = { "#", "1", "0.type", "Sequence" } },
        { "assets", "user", "GET", PROJECT "/assets", NULL, 200,
          .has = { "#", "2", "0.name", "Ada", "0.type", "Asset" } },
        { "of a type", "user", "GET", PROJECT "/asset-types/{prop}/assets", NULL, 200,
          .has = { "#", "1", "0.name", "Cup" } },
        { "types in use", "user", "GET", PROJECT "/asset-types", NULL, 200,
          .has = { "#", "2", "0.type", "AssetType", "0.name", "Character" } },
        { "by name", "user", "GET", "/data/shots/all?project_id={project}&name=sh02", NULL, 200,
          .has = { "#", "1", "0.id", "{second}" } },
        { "of another production", "outsider", "GET", "/data/shots?project_id={project}", NULL, 403 },
        { "vendors see what is theirs", "vendor", "GET", PROJECT "/shots", NULL, 200,
          .has = { "#", "0" } },
        { "clients no concepts", "client", "GET", PROJECT "/concepts", NULL, 403 },
        { "nor one", "client", "GET", "/data/concepts/{concept}", NULL, 403 },
        { "nor its tasks", "client", "GET", "/data/concepts/{concept}/tasks", NULL, 403 },
        { "nor their kinds", "client", "GET", "/data/concepts/{concept}/task-types", NULL, 403 },
        { "artists do", "user", "GET", "/data/concepts/{concept}/tasks", NULL, 200 },
        { "vendors list no scenes", "vendor", "GET", "/data/scenes/all?project_id={project}", NULL, 403 },
        { "outsiders nothing", "outsider", "GET", PROJECT "/shots", NULL, 403 },
    };
    STORY(steps);
}

static void entities_are_read_with_names(void **state)
{
    (void)state;
    production_new("");
    shots_new();
    static const struct step steps[] = {
        { "a shot", "user", "GET", "/data/shots/{shot}", NULL, 200,
          .has = { "sequence_name", "SE01", "episode_name", "E01", "project_name", "Production {mark}",
                   "frame_in", "1", "fps", "25", "type", "Shot" } },
        { "has no versions", "user", "GET", "/data/shots/{shot}/versions", NULL, 200, .has = { "#", "0" } },
        { "is changed", "manager", "PUT", "/data/entities/{shot}", "{\"data\":{\"frame_out\":9}}", 200,
          .has = { "data.frame_in", "1", "data.frame_out", "9" } },
        { "and as it was before", "user", "GET", "/data/shots/{shot}/versions", NULL, 200,
          .has = { "#", "1", "0.data.frame_out", NULL, "0.data.frame_in", "1", "0.type", "ShotVersion",
                   "0.person_id", "{manager_id}" } },
        { "an asset", "client", "GET", "/data/assets/{hero}", NULL, 200,
          .has = { "asset_type_name", "Character", "asset_type_id", "{character}", "episode_name",
                   "E01", "tasks.#", "0", "type", "Asset" } },
        { "a sequence", "user", "GET", "/data/sequences/{sequence}", NULL, 200,
          .has = { "episode_name", "E01", "type", "Sequence" } },
        { "an episode", "user", "GET", "/data/episodes/{episode}", NULL, 200,
          .has = { "project_name", "Production {mark}", "type", "Episode" } },
        { "is no shot", "user", "GET", "/data/shots/{episode}", NULL, 404 },
        { "an edit", "manager", "POST", PROJECT "/edits",
          NAMED("Cut", ",\"episode_id\":\"{episode}\",\"description\":\"d\""), 201,
          .has = { "type", "Edit", "parent_id", "{episode}" }, .keep = { "id", "edit" } },
        { "read", "user", "GET", "/data/edits/{edit}", NULL, 200,
          .has = { "name", "Cut", "episode_id", "{episode}", "episode_name", "E01", "canceled",
                   "false", "nb_entities_out", "0", "created_at", NULL } },
        { "all of it", "user", "GET", "/data/edits/{edit}", NULL, 200,
          .has = { "source_id", "null", "parent_id", "{episode}", "tasks.#", "0", "type", "Edit",
                   "status", NULL, "project_name", "Production {mark}" } },
        { "its versions", "user", "GET", "/data/edits/{edit}/versions", NULL, 200, .has = { "#", "0" } },
        { "of the episode", "user", "GET", "/data/episodes/{episode}/edits", NULL, 200,
          .has = { "#", "1", "0.id", "{edit}" } },
        { "outsiders", "outsider", "GET", "/data/edits/{edit}", NULL, 403 },
        { "vendors", "vendor", "GET", "/data/edits/{edit}", NULL, 403 },
        { "an unknown edit", "user", "GET", "/data/edits/" NOWHERE, NULL, 404 },
        { "a malformed one", "user", "GET", "/data/edits/x", NULL, 404 },
        { "a shot is none", "user", "GET", "/data/edits/{shot}/versions", NULL, 404 },
        { "deleting is not for artists", "user", "DELETE", "/data/edits/{edit}", NULL, 403 },
        { "but for managers", "manager", "DELETE", "/data/edits/{edit}", NULL, 204 },
        { "gone", "manager", "GET", "/data/edits/{edit}", NULL, 404 },
        { "a sequence with shots stays", "manager", "DELETE", "/data/sequences/{sequence}", NULL, 400 },
        { "asset types", "vendor", "GET", "/data/asset-types/{character}", NULL, 200,
          .has = { "type", "AssetType", "task_types.#", "0" } },
        { "a shot's type is none", "user", "GET", "/data/asset-types/" NOWHERE, NULL, 404 },
    };
    STORY(steps);
}

#define CAST(id) "{\"asset_id\":\"" id "\",\"nb_occurences\":1}"

static void castings_of_shots_reach_their_episode(void **state)
{
    (void)state;
    production_new("");
    shots_new();
    static const struct step steps[] = {
        { "in a shot", "manager", "PUT", PROJECT "/entities/{shot}/casting",
          "[" CAST("{hero}") "," CAST("{cup}") "]", 200, .has = { "#", "2" } },
        { "and another", "manager", "PUT", PROJECT "/entities/casting",
          "{\"{second}\":[" CAST("{hero}") "]}", 200 },
        { "is in the episode", "user", "GET", PROJECT "/entities/{episode}/casting", NULL, 200,
          .has = { "#", "2", "0.asset_name", "Ada", "1.asset_name", "Cup" } },
        { "in shots", "user", "GET", "/data/assets/{hero}/cast-in", NULL, 200,
          .has = { "#", "2", "0.shot_name", "SH01", "0.sequence_name", "SE01", "0.episode_name", "E01",
                   "0.asset_id", NULL } },
        { "assets of a shot", "user", "GET", "/data/shots/{shot}/assets", NULL, 200,
          .has = { "#", "2", "0.type", "Asset" } },
        { "their types", "user", "GET", "/data/shots/{shot}/asset-types", NULL, 200,
          .has = { "#", "2" } },
        { "the last shot loses it", "manager", "PUT", PROJECT "/entities/{shot}/casting",
          "[" CAST("{hero}") "]", 200 },
        { "the episode too", "user", "GET", PROJECT "/entities/{episode}/casting", NULL, 200,
          .has = { "#", "1", "0.asset_id", "{hero}" } },
        { "the episode loses it", "manager", "PUT", PROJECT "/entities/{episode}/casting", "[]", 200 },
        { "its shots too", "user", "GET", PROJECT "/entities/{second}/casting", NULL, 200,
          .has = { "#", "0" } },
        { "one is not of the project, and nothing is done", "admin", "PUT", PROJECT "/entities/casting",
          "{\"{shot}\":[" CAST("{cup}") "],\"" NOWHERE "\":[]}", 404 },
        { "nothing", "user", "GET", PROJECT "/entities/{shot}/casting", NULL, 200, .has = { "#", "0" } },
        { "again", "manager", "PUT", PROJECT "/entities/{shot}/casting",
          "[" CAST("{hero}") "," CAST("{cup}") "]", 200 },
        { "not for vendors", "vendor", "GET", PROJECT "/sequences/{sequence}/casting", NULL, 403 },
        { "nor outsiders", "outsider", "GET", PROJECT "/sequences/{sequence}/casting", NULL, 403 },
        { "an episode is no sequence", "user", "GET", PROJECT "/sequences/{episode}/casting", NULL, 404 },
        { "malformed", "user", "GET", PROJECT "/sequences/x/casting", NULL, 404 },
        { "main", "user", "GET", PROJECT "/episodes/main/sequences/all/casting", NULL, 200,
          .has = { "", "{}" } },
        { "an unknown episode", "user", "GET", PROJECT "/episodes/" NOWHERE "/sequences/all/casting",
          NULL, 200, .has = { "", "{}" } },
        { "a malformed one", "user", "GET", PROJECT "/episodes/x/sequences/all/casting", NULL, 404 },
    };
    STORY(steps);
    static const char *const paths[] = { "sequences/{sequence}/casting", "sequences/{sequence}/shots/casting",
                                         "episodes/{episode}/sequences/all/casting",
                                         "episodes/{episode}/shots/casting", "sequences/all/casting",
                                         "shots/casting" };
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        const struct answer *a =
            ASK("GET", story_text(text_format(PROJECT "/%s", paths[i])), .token = story_get("user"));
        WANT_STATUS(a, 200);
        WANT_TEXT(a, text_format("%s.#", story_get("shot")), "2");
        WANT_TEXT(a, text_format("%s.0.name", story_get("shot")), "Ada");
        WANT_TEXT(a, text_format("%s.0.sequence_name", story_get("shot")), "SE01");
        WANT_TEXT(a, story_get("second"), NULL);
    }
}

static void assets_are_placed(void **state)
{
    const struct answer *a;
    (void)state;
    production_new("");
    shots_new();
    static const struct step steps[] = {
        { "a scene", "manager", "POST", PROJECT "/scenes", NAMED("SC01", ",\"sequence_id\":\"{sequence}\""),
          201, .has = { "type", "Scene" }, .keep = { "id", "scene" } },
        { "an asset in it", "user", "POST", "/data/scenes/{scene}/asset-instances",
          "{\"asset_id\":\"{hero}\",\"description\":\"left\"}", 201,
          .has  = { "name", "Ada_0001", "number", "1", "scene_id", "{scene}", "type", "AssetInstance",
                    "description", "left" },
          .keep = { "id", "copy" } },
        { "once more", "user", "POST", "/data/scenes/{scene}/asset-instances",
          "{\"asset_id\":\"{hero}\"}", 201, .has = { "number", "2" } },
        { "in another asset", "manager", "POST", "/data/assets/{cup}/asset-asset-instances",
          "{\"asset_to_instantiate_id\":\"{hero}\"}", 201,
          .has = { "number", "1", "target_asset_id", "{cup}", "scene_id", "null" } },
        { "no asset", "user", "POST", "/data/scenes/{scene}/asset-instances",
          "{\"asset_id\":\"{shot}\"}", 404 },
        { "not by outsiders", "outsider", "POST", "/data/scenes/{scene}/asset-instances",
          "{\"asset_id\":\"{hero}\"}", 403 },
        { "in a shot", "user", "POST", "/data/shots/{shot}/asset-instances",
          "{\"asset_instance_id\":\"{copy}\"}", 201, .has = { "id", "{shot}", "type", "Shot" } },
        { "is of the shot", "admin", "GET", "/data/asset-instances/{copy}", NULL, 200,
          .has = { "shots.0", "{shot}" } },
    };
    STORY(steps);
    static const char *const lists[][3] = {
        { "/data/scenes/{scene}/asset-instances", "hero", "2" },
        { "/data/shots/{shot}/asset-instances", "hero", "1" },
        { "/data/assets/{hero}/shot-asset-instances", "shot", "1" },
        { "/data/assets/{hero}/scene-asset-instances", "scene", "2" },
        { "/data/assets/{cup}/asset-asset-instances", "hero", "1" },
    };
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        a = ASK("GET", story_text(lists[i][0]), .token = story_get("user"));
        WANT_STATUS(a, 200);
        WANT_TEXT(a, text_format("%s.#", story_get(lists[i][1])), lists[i][2]);
    }
    static const struct step gone[] = {
        { "out of the shot", "user", "DELETE", "/data/shots/{shot}/asset-instances/{copy}", NULL, 204 },
        { "nothing is in it", "user", "GET", "/data/shots/{shot}/asset-instances", NULL, 200,
          .has = { "", "{}" } },
        { "deleting is for administrators", "manager", "DELETE", "/data/asset-instances/{copy}", NULL, 403 },
        { "once in a shot again", "user", "POST", "/data/shots/{shot}/asset-instances",
          "{\"asset_instance_id\":\"{copy}\"}", 201 },
        { "its places go with it", "admin", "DELETE", "/data/asset-instances/{copy}", NULL, 204 },
        { "nowhere", "user", "GET", "/data/shots/{shot}/asset-instances", NULL, 200, .has = { "", "{}" } },
        { "told", "admin", "GET", "/data/events?name=asset-instance:delete&page=1&limit=1", NULL, 200,
          .has = { "data.0.data.asset_instance_id", "{copy}" } },
    };
    STORY(gone);
}

static void entities_are_talked_about(void **state)
{
    (void)state;
    production_new("");
    shots_new();
#define CHAT "/data/entities/{shot}/chat"
    static const struct step steps[] = {
        { "a room", "user", "GET", CHAT, NULL, 200,
          .has  = { "object_id", "{shot}", "object_type", "entity", "type", "Chat", "participants.#", "0" },
          .keep = { "id", "chat" } },
        { "the same", "client", "GET", CHAT, NULL, 200, .has = { "id", "{chat}" } },
        { "something is said", "user", "POST", CHAT "/messages", "{\"message\":\"Hello\"}", 201,
          .has  = { "text", "Hello", "person_id", "{user_id}", "chat_id", "{chat}", "type", "ChatMessage" },
          .keep = { "id", "said" } },
        { "nothing", "user", "POST", CHAT "/messages", "{}", 400 },
        { "heard", "manager", "GET", CHAT "/messages", NULL, 200, .has = { "#", "1", "0.id", "{said}" } },
        { "one", "manager", "GET", CHAT "/messages/{said}", NULL, 200, .has = { "text", "Hello" } },
        { "takes part", "user", "GET", "/data/user/chats", NULL, 200, .has = { "#", "1", "0.id", "{chat}" } },
        { "joins", "manager", "POST", "/actions/user/chats/{shot}/join", NULL, 200,
          .has = { "participants.#", "2" } },
        { "leaves", "manager", "DELETE", "/actions/user/chats/{shot}/join", NULL, 204 },
        { "is in none", "manager", "GET", "/data/user/chats", NULL, 200, .has = { "#", "0" } },
        { "others' words stay", "manager", "DELETE", CHAT "/messages/{said}", NULL, 403 },
        { "outsiders", "outsider", "GET", CHAT, NULL, 403 },
        { "vendors", "vendor", "GET", CHAT "/messages", NULL, 403 },
        { "of nothing", "user", "GET", "/data/entities/" NOWHERE "/chat", NULL, 404 },
        { "taken back", "user", "DELETE", CHAT "/messages/{said}", NULL, 204 },
        { "silence", "user", "GET", CHAT "/messages", NULL, 200, .has = { "#", "0" } },
        { "the list is for administrators", "manager", "GET", "/data/chats/", NULL, 403 },
        { "with the time of what was said last", "admin", "GET", "/data/chats/?object_id={shot}", NULL, 200,
          .has = { "#", "1", "0.last_message", "*", "0.participants", NULL } },
    };
    STORY(steps);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entities_are_made),
        cmocka_unit_test(entities_are_read_with_names),
        cmocka_unit_test(castings_of_shots_reach_their_episode),
        cmocka_unit_test(assets_are_placed),
        cmocka_unit_test(entities_are_talked_about),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
