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
        { "by name", "user", "GET", LISTS "?sort_by=name&page=1", NULL, 200, .has = { "#", "4", "0.id", "{a}", "3.id", "{d}" } },
        { "the next page", "user", "GET", LISTS "?page=2", NULL, 200, .has = { "#", "0" } },
        { "of a kind of work", "user", "GET", LISTS "?task_type_id={task_type}", NULL, 200, .has = { "#", "0" } },
        { "no page", "user", "GET", LISTS "?page=x", NULL, 400 },
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

static void playlists_are_opened(void **state)
{
    (void)state;
    begin();
    static const struct step steps[] = {
        { "of no episode", "manager", "POST", "/data/playlists",
          "{\"name\":\"P\",\"project_id\":\"{project}\",\"episode_id\":\"main\",\"shots\":[{\"entity_id\":\"{asset}\","
          "\"preview_file_id\":\"{preview}\"},{\"entity_id\":\"{episode}\",\"preview_file_id\":\"{preview}\"}]}",
          201, .has = { "episode_id", "null", "shots.#", "2" }, .keep = { "id", "playlist" } },
        { "of all of them", "manager", "POST", "/data/playlists",
          "{\"name\":\"Q\",\"project_id\":\"{project}\",\"episode_id\":\"all\",\"id\":\"{asset}\","
          "\"created_at\":\"2020-01-01T00:00:00\"}", 201,
          .has = { "episode_id", "null", "is_for_all", "false" }, .keep = { "id", "empty" } },
        { "of no such word", "manager", "POST", "/data/playlists",
          "{\"name\":\"R\",\"project_id\":\"{project}\",\"episode_id\":\"none\"}", 400, .has = { "message", "*" } },
        { "a key that there is not", "manager", "POST", "/data/playlists",
          "{\"name\":\"R\",\"project_id\":\"{project}\",\"type\":\"Playlist\"}", 400 },
        { "no name", "manager", "POST", "/data/playlists", "{\"project_id\":\"{project}\"}", 400 },
        { "one more of the revision", "user", "POST",
          "/actions/tasks/{task}/comments/{comment}/preview-files/{preview}", "{}", 201, .keep = { "id", "beside" } },
        { "the next revision", "user", "POST", ADD, "{\"revision\":2}", 201, .keep = { "id", "second" } },
        { "opened", "user", "GET", LISTS "/{playlist}", NULL, 200,
          .has = { "type", "Playlist", "name", "P", "build_jobs.#", "0", "shots.#", "2", "shots.0.id", "{asset}",
                   "shots.0.entity_id", "{asset}", "shots.0.preview_file_id", "{preview}",
                   "shots.0.preview_file_revision", "1", "shots.0.preview_file_task_id", "{task}",
                   "shots.0.preview_file_previews.#", "1", "shots.0.preview_file_previews.0.id", "{beside}",
                   "shots.0.preview_files.{task_type}.#", "2", "shots.0.preview_files.{task_type}.0.id", "{second}",
                   "shots.0.preview_files.{task_type}.1.previews.0.id", "{beside}",
                   "shots.0.preview_file_annotations", "null", "shots.0.name", NULL } },
        { "what is another's preview is not shown", "user", "GET", LISTS "/{playlist}", NULL, 200,
          .has = { "shots.1.id", "{episode}", "shots.1.preview_file_id", NULL, "shots.1.preview_files", "{}" } },
        { "nothing in it", "user", "GET", LISTS "/{empty}", NULL, 200, .has = { "shots.#", "0" } },
        { "not for the client", "client", "GET", LISTS "/{playlist}", NULL, 403 },
        { "nor for vendors", "vendor", "GET", LISTS "/{playlist}", NULL, 403 },
        { "nor for others", "outsider", "GET", LISTS "/{playlist}", NULL, 403 },
        { "shown to the client", "manager", "PUT", ONE, "{\"for_client\":true}", 200 },
        { "who opens it", "client", "GET", LISTS "/{playlist}", NULL, 200, .has = { "for_client", "true" } },
        { "as gazu asks for it", "client", "GET", ONE "/entity-previews", NULL, 200,
          .has = { "#", "2", "0.entity_id", "{asset}", "0.preview_files.{task_type}.#", "2" } },
        { "not for vendors", "vendor", "GET", ONE "/entity-previews", NULL, 403 },
        { "no such one", "user", "GET", LISTS "/" NOWHERE, NULL, 404 },
        { "no identifier", "user", "GET", LISTS "/x", NULL, 404 },
        { "another production", "admin", "POST", "/data/projects", "{\"name\":\"Other {mark}\"}", 201,
          .keep = { "id", "other" } },
        { "has it not", "admin", "GET", "/data/projects/{other}/playlists/{playlist}", NULL, 404 },
        { "a playlist there of what is here", "admin", "POST", "/data/playlists",
          "{\"name\":\"S\",\"project_id\":\"{other}\",\"shots\":[{\"entity_id\":\"{asset}\",\"preview_file_id\":\"{preview}\"}]}",
          201, .keep = { "id", "borrowed" } },
        { "shows nothing of it", "admin", "GET", "/data/projects/{other}/playlists/{borrowed}", NULL, 200,
          .has = { "shots.#", "1", "shots.0.preview_file_id", NULL, "shots.0.preview_files", "{}" } },
        { "nor does a movie", "admin", "GET", "/data/playlists/{borrowed}/build/mp4", NULL, 400 },
    };
    STORY(steps);
}

static void tasks_make_a_playlist(void **state)
{
    (void)state;
    begin();
    static const struct step steps[] = {
        { "a sequence", "manager", "POST", "/data/projects/{project}/sequences", "{\"name\":\"SQ1\"}", 201,
          .keep = { "id", "sequence" } },
        { "a shot", "manager", "POST", "/data/projects/{project}/shots",
          "{\"name\":\"SH1\",\"sequence_id\":\"{sequence}\"}", 201, .keep = { "id", "shot" } },
        { "work on it", "admin", "POST", "/data/tasks",
          "{\"name\":\"main\",\"project_id\":\"{project}\",\"entity_id\":\"{shot}\",\"task_type_id\":"
          "\"{task_type}\",\"task_status_id\":\"{status}\",\"assignees\":[\"{vendor_id}\"]}",
          201, .keep = { "id", "its" } },
        { "as they are asked for", "user", "POST", LISTS "/temp", "{\"task_ids\":[\"{task}\",\"{its}\",\"{task}\"]}", 200,
          .has = { "#", "2", "0.id", "{asset}", "0.name", "Lamp", "0.asset_type_name", "Prop", "0.parent_name", "Prop",
                   "0.preview_file_id", "{preview}", "0.preview_file_task_id", "{task}",
                   "0.preview_files.{task_type}.0.id", "{preview}", "1.id", "{shot}", "1.sequence_id", "{sequence}",
                   "1.sequence_name", "SQ1", "1.parent_name", "SQ1", "1.preview_file_id", NULL,
                   "1.preview_file_task_id", "{its}", "1.preview_files", "{}" } },
        { "by names", "user", "POST", LISTS "/temp?sort=true", "{\"task_ids\":[\"{its}\",\"{task}\"]}", 200,
          .has = { "#", "2", "0.id", "{asset}", "1.id", "{shot}" } },
        { "none", "user", "POST", LISTS "/temp", "{\"task_ids\":[]}", 200, .has = { "#", "0" } },
        { "what is the vendor's", "vendor", "POST", LISTS "/temp", "{\"task_ids\":[\"{its}\"]}", 200, .has = { "#", "1" } },
        { "and what is not", "vendor", "POST", LISTS "/temp", "{\"task_ids\":[\"{its}\",\"{task}\"]}", 403 },
        { "others see none", "outsider", "POST", LISTS "/temp", "{\"task_ids\":[\"{task}\"]}", 403 },
        { "no such task", "user", "POST", LISTS "/temp", "{\"task_ids\":[\"" NOWHERE "\"]}", 404 },
        { "no identifier", "user", "POST", LISTS "/temp", "{\"task_ids\":[\"x\"]}", 400,
          .has = { "data.errors.0.field", "*" } },
        { "nothing", "user", "POST", LISTS "/temp", "{}", 400 },
    };
    STORY(steps);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(playlists_are_made_and_changed),
        cmocka_unit_test(playlists_grow),
        cmocka_unit_test(playlists_are_listed),
        cmocka_unit_test(playlists_are_opened),
        cmocka_unit_test(tasks_make_a_playlist),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
