/* track_playlist.c - playlists: made, changed, added to and listed by those who may. */
#include "t/e2e/track_set.h"

#define ADD "/actions/tasks/{task}/comments/{comment}/add-preview"
#define LISTS "/data/projects/{project}/playlists"
#define ONE "/data/playlists/{playlist}"

static void begin(void)
{
    production_new();
    static const struct step steps[] = {
        { "a preview", "user", "POST", ADD, "{}", 201, .keep = { "id", "preview" } },
        { "an episode", "admin", "POST", "/data/entities",
          "{\"name\":\"E01\",\"project_id\":\"{project}\",\"entity_type_id\":\"{type}\"}", 201,
          .keep = { "id", "episode" } },
    };
    STORY(steps);
}

static void playlists_are_made_and_changed(void **state)
{
    (void)state;
    begin();
    static const struct step steps[] = {
        { "made", "supervisor", "POST", "/data/playlists",
          "{\"name\":\"Monday\",\"project_id\":\"{project}\",\"shots\":[{\"id\":\"{asset}\",\"preview_file_id\":"
          "\"{preview}\",\"more\":1},{\"entity_id\":\"{asset}\"}],\"for_entity\":\"asset\"}",
          201,
          .has  = { "type", "Playlist", "shots.#", "1", "shots.0.entity_id", "{asset}",
                    "shots.0.preview_file_id", "{preview}", "shots.0.more", NULL,
                    "created_by", "{supervisor_id}" },
          .keep = { "id", "playlist" } },
        { "read", "user", "GET", ONE, NULL, 200,
          .has = { "build_jobs.#", "0", "for_client", "false", "for_entity", "asset", "episode_id", "null" } },
        { "changed", "manager", "PUT", ONE,
          "{\"shots\":[{\"entity_id\":\"{asset}\",\"preview_file_id\":\"{preview}\"},{\"entity_id\":\"{asset}\"}],"
          "\"name\":\"Tuesday\",\"for_client\":true}",
          200, .has = { "name", "Tuesday", "shots.#", "1", "for_client", "true", "build_jobs", NULL } },
        { "the event", "admin", "GET", "/data/events?name=playlist:update&project_id={project}", NULL, 200,
          .has = { "#", "1", "0.data.playlist_id", "{playlist}" } },
        { "no list", "manager", "PUT", ONE, "{\"shots\":null}", 400 },
        { "a text is no list", "manager", "PUT", ONE, "{\"shots\":\"x\"}", 200, .has = { "shots.#", "0" } },
        { "for something else", "manager", "PUT", ONE, "{\"for_entity\":\"scene\"}", 400, .has = { "message", "*" } },
        { "an episode that is none", "manager", "PUT", ONE, "{\"episode_id\":\"main\"}", 400 },
        { "by an artist", "user", "PUT", ONE, "{\"name\":\"x\"}", 403 },
        { "by the supervisor who made it", "supervisor", "PUT", ONE, "{\"name\":\"Monday\"}", 200 },
        { "it is the manager's now", "manager", "PUT", ONE, "{\"created_by\":\"{manager_id}\"}", 200 },
        { "and no more the supervisor's", "supervisor", "PUT", ONE, "{\"name\":\"y\"}", 403 },
        { "vendors read none", "vendor", "GET", ONE, NULL, 403 },
        { "nor do others", "outsider", "GET", ONE, NULL, 403 },
        { "clients do", "client", "GET", ONE, NULL, 200 },
        { "no such one", "manager", "PUT", "/data/playlists/" NOWHERE, "{}", 404 },
        { "a name once more", "manager", "POST", "/data/playlists",
          "{\"name\":\"E\",\"project_id\":\"{project}\",\"episode_id\":\"{episode}\"}", 201 },
        { "is taken", "manager", "POST", "/data/playlists",
          "{\"name\":\"E\",\"project_id\":\"{project}\",\"episode_id\":\"{episode}\"}", 400 },
        { "gone", "manager", "DELETE", ONE, NULL, 204 },
    };
    STORY(steps);
}

static void playlists_grow(void **state)
{
    (void)state;
    begin();
    static const struct step steps[] = {
        { "made", "manager", "POST", "/data/playlists", "{\"name\":\"A\",\"project_id\":\"{project}\"}", 201,
          .has = { "shots", "null" }, .keep = { "id", "playlist" } },
        { "one more", "manager", "POST", "/actions/playlists/{playlist}/add-entity",
          "{\"entity_id\":\"{asset}\"}", 200,
          .has = { "shots.#", "1", "shots.0.entity_id", "{asset}", "shots.0.preview_file_id", "{preview}" } },
        { "with a preview", "manager", "POST", "/actions/playlists/{playlist}/add-entity",
          "{\"entity_id\":\"{episode}\",\"preview_file_id\":\"{preview}\"}", 200, .has = { "shots.#", "2" } },
        { "several", "manager", "POST", "/actions/playlists/{playlist}/add-entities",
          "{\"entities\":[{\"entity_id\":\"{asset}\"},{\"entity_id\":\"{asset}\",\"preview_file_id\":\"{preview}\"}]}",
          200, .has = { "shots.#", "4", "shots.3.entity_id", "{asset}" } },
        { "nothing", "manager", "POST", "/actions/playlists/{playlist}/add-entity", "{}", 400,
          .has = { "data.errors.0.field", "entity_id" } },
        { "not by artists", "user", "POST", "/actions/playlists/{playlist}/add-entity",
          "{\"entity_id\":\"{asset}\"}", 403 },
        { "no such playlist", "manager", "POST", "/actions/playlists/" NOWHERE "/add-entity",
          "{\"entity_id\":\"{asset}\"}", 404 },
    };
    STORY(steps);
}

static void playlists_are_listed(void **state)
{
    (void)state;
    begin();
    static const struct step steps[] = {
        { "one", "manager", "POST", "/data/playlists",
          "{\"name\":\"A\",\"project_id\":\"{project}\",\"shots\":[{\"entity_id\":\"{asset}\",\"preview_file_id\":"
          "\"{preview}\"}]}", 201, .keep = { "id", "a" } },
        { "for the client", "manager", "POST", "/data/playlists",
          "{\"name\":\"B\",\"project_id\":\"{project}\",\"for_client\":true}", 201, .keep = { "id", "b" } },
        { "of an episode", "manager", "POST", "/data/playlists",
          "{\"name\":\"C\",\"project_id\":\"{project}\",\"episode_id\":\"{episode}\"}", 201, .keep = { "id", "c" } },
        { "for all", "manager", "POST", "/data/playlists",
          "{\"name\":\"D\",\"project_id\":\"{project}\",\"is_for_all\":true}", 201, .keep = { "id", "d" } },
        { "all, newest first", "user", "GET", LISTS, NULL, 200,
          .has = { "#", "4", "0.id", "{d}", "3.id", "{a}", "3.first_preview_file_id", "{preview}",
                   "3.type", "Playlist", "3.shots", NULL } },
        { "what clients see", "client", "GET", LISTS, NULL, 200, .has = { "#", "1", "0.id", "{b}" } },
        { "vendors see none", "vendor", "GET", LISTS, NULL, 403 },
        { "nor do others", "outsider", "GET", LISTS, NULL, 403 },
        { "no such production", "user", "GET", "/data/projects/" NOWHERE "/playlists", NULL, 404 },
        { "of the episode", "user", "GET", "/data/projects/{project}/episodes/{episode}/playlists", NULL, 200,
          .has = { "#", "1", "0.id", "{c}" } },
        { "of none", "user", "GET", "/data/projects/{project}/episodes/main/playlists", NULL, 200,
          .has = { "#", "2" } },
        { "of all", "user", "GET", "/data/projects/{project}/episodes/all/playlists", NULL, 200,
          .has = { "#", "1", "0.id", "{d}" } },
        { "whole", "admin", "GET", LISTS "/all", NULL, 200, .has = { "#", "4", "0.build_jobs.#", "0" } },
        { "for administrators", "manager", "GET", LISTS "/all", NULL, 403 },
    };
    STORY(steps);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(playlists_are_made_and_changed),
        cmocka_unit_test(playlists_grow),
        cmocka_unit_test(playlists_are_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
