/* track_scenes.c - scenes of footage become shots: once each, with what is known of them, a task
 * and a preview of their own; run again it changes them. */
#include "t/e2e/footage.h"
#include <string.h>

static const char *scene[CLIP_SCENES];

static int footage_parsed(void **state)
{
    struct account manager = account_new("manager"), other = account_new("manager"), artist = account_new("user");
    (void)state;
    story_set("admin", admin_token());
    story_set("manager", manager.token);
    story_set("other", other.token);
    story_set("artist", artist.token);
    story_set("artist_id", artist.id);
    story_set("project", project_made(manager.token, text_format("Footage %.8s", text_unique())));
    WANT_STATUS(parse_clip(manager.token, story_get("project"), scene), 200);
    story_set("scene", scene[1]);
    return 0;
}

#define IMPORT "/actions/projects/{project}/scenes/import-as-shots"

static void scenes_become_shots(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "imported", "manager", "POST", IMPORT, "{\"sequence_name\":\"SQ07\"}", 200,
          .has = { "created", "3", "updated", "0", "previews", "3", "shots.#", "3", "shots.1.scene_id", "{scene}",
                   "shots.1.created", "true" },
          .keep = { "shots.1.shot_id", "shot" } },
        { "the shot", "manager", "GET", "/data/entities/{shot}", NULL, 200,
          .has  = { "name", "SH0020", "nb_frames", "50", "data.frame_in", "50", "data.frame_out", "99",
                    "data.scene_id", "{scene}" },
          .keep = { "preview_file_id", "preview", "parent_id", "sequence" } },
        { "its rate", "manager", "GET", "/data/entities/{shot}", NULL, 200, .has = { "data.fps", "25.0" } },
        { "its sequence", "manager", "GET", "/data/entities/{sequence}", NULL, 200, .has = { "name", "SQ07" } },
        { "its preview", "manager", "GET", "/data/preview-files/{preview}", NULL, 200,
          .has = { "revision", "1" }, .keep = { "task_id", "task" } },
        { "all with tasks", "manager", "GET", "/data/shots/with-tasks?project_id={project}", NULL, 200,
          .has = { "#", "3", "0.tasks.#", "1", "0.sequence_name", "SQ07", "1.preview_file_id", "*" } },
        { "again", "manager", "POST", IMPORT, "{}", 200,
          .has = { "created", "0", "updated", "3", "previews", "0", "shots.1.shot_id", "{shot}" } },
        { "there are no more", "manager", "GET", "/data/shots/with-tasks?project_id={project}", NULL, 200,
          .has = { "#", "3" } },
        { "what others wrote stays", "manager", "PUT", "/data/entities/{shot}",
          "{\"name\":\"Renamed\",\"data\":{\"mood\":\"dark\"}}", 200 },
        { "one of them", "manager", "POST", IMPORT, "{\"scene_ids\":[\"{scene}\"]}", 200,
          .has = { "created", "0", "updated", "1", "shots.0.shot_id", "{shot}" } },
        { "it did", "manager", "GET", "/data/entities/{shot}", NULL, 200,
          .has = { "name", "Renamed", "data.mood", "dark", "data.frame_in", "50" } },
        { "two scenes of one name", "manager", "DELETE", "/data/entities/{sequence}", NULL, 400 },
        { "not for another manager", "other", "POST", IMPORT, "{}", 403 },
        { "nor for an artist", "artist", "POST", IMPORT, "{}", 403 },
        { "nor for nobody", NULL, "POST", IMPORT, "{}", 401 },
        { "no such production", "manager", "POST", "/actions/projects/{shot}/scenes/import-as-shots", "{}", 404 },
        { "no such kind of task", "manager", "POST", IMPORT, "{\"task_type_id\":\"{shot}\"}", 404 },
    };
    STORY(steps);
}

/* A name that another scene's shot has is refused, and nothing is left of the import. */
static void names_are_not_shared(void **state)
{
    const char *more[CLIP_SCENES];
    (void)state;
    story_set("project", project_made(story_get("manager"), text_format("Footage %.8s", text_unique())));
    WANT_STATUS(parse_clip(story_get("manager"), story_get("project"), more), 200);
    static const struct step steps[] = {
        { "one name for all", "manager", "POST", IMPORT, "{\"pattern\":\"SH\"}", 400,
          .has = { "error", "true", "message", "*" } },
        { "nothing was made", "manager", "GET", "/data/shots/with-tasks?project_id={project}", NULL, 200, .has = { "#", "0" } },
        { "by place", "manager", "POST", IMPORT, "{\"pattern\":\"x{index}\"}", 200, .has = { "created", "3" },
          .keep = { "shots.2.shot_id", "last" } },
        { "its name", "manager", "GET", "/data/entities/{last}", NULL, 200, .has = { "name", "x3" } },
    };
    STORY(steps);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(scenes_become_shots), cmocka_unit_test(names_are_not_shared) };
    int                     failed  = cmocka_run_group_tests(tests, footage_parsed, NULL);
    footage_end();
    return failed;
}
