/* track_shots.c - scenes of the footage API become shots: by whom, twice, at once, with clips. */
#include "t/e2e/footage.h"
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "model/base/text.h"
#include "t/e2e/track.h"

#define IMPORT "/actions/projects/{project}/scenes/import-as-shots"
#define COUNT_OF_KIND(kind)                                                                        \
    "SELECT COUNT(*) FROM entity e JOIN entity_type y ON y.id = e.entity_type_id"                  \
    " WHERE y.name = '" kind "' AND e.project_id = ?"
/* Previews whose file of that name is the scene's of the other. */
#define SHOWN(name, of_scene)                                                                      \
    "SELECT COUNT(*) FROM scene s JOIN scene_shot k ON k.scene_id = s.id"                          \
    " JOIN scene_file y ON y.scene_id = s.id AND y.name = '" of_scene "'"                          \
    " JOIN stored_file c ON c.owner_id = k.preview_id AND c.name = '" name "'"                \
    " WHERE c.content_hash = y.content_hash AND s.project_id = ?"

static int64_t number(const char *sql)
{
    return sql_number(sql, ARGS(ARG(uuid_of(story_get("project")))));
}

/* A production with three scenes: {s0}, {s1}, {s2}. */
static void footage_new(void)
{
    static const char *const names[] = { "s0", "s1", "s2" };
    const char              *scene[CLIP_SCENES];
    production_new(",\"is_set_preview_automated\":false");
    parse_clip(story_get("manager"), story_get("project"), scene);
    for (int i = 0; i < CLIP_SCENES; i++)
        story_set(names[i], scene[i]);
}

static const struct answer *asked(const char *who, const char *body)
{
    return ASK("POST", story_text(IMPORT), .token = story_get(who), .json = story_text(body));
}

/* Until all previews of the production are ready. */
static void previews_awaited(int64_t n)
{
    static const char sql[] = "SELECT COUNT(*) FROM preview_file f JOIN task k ON k.id = f.task_id"
                              " WHERE k.project_id = ? AND f.status = 'ready'";
    static const char jobs[] = "SELECT COUNT(*) FROM job WHERE kind = 'preview_cover'"
                               " AND status NOT IN ('succeeded', 'failed', 'canceled') AND ? <> ''";
    for (int i = 0; i < 600; i++) {
        if (number(sql) == n && number(jobs) == 0)
            return;
        nanosleep(&(struct timespec){ 0, 200000000 }, NULL);
    }
    fail_msg("the previews are not ready");
}

static void scenes_become_shots(void **state)
{
    (void)state;
    footage_new();
    // clang-format off
    static const struct step steps[] = {
        { "all of them", "manager", "POST", IMPORT, "{\"sequence_name\":\"Opening\",\"naming\":\"SH{0010}\",\"step\":10}", 200,
          .has = { "#", "3", "0.name", "SH0010", "1.name", "SH0020", "2.name", "SH0030", "0.scene_id", "{s0}", "2.scene_id", "{s2}",
                   "0.is_new", "true", "0.preview_file_id", "*", "0.sequence_id", "*" },
          .keep = { "0.shot_id", "shot", "0.sequence_id", "sequence", "0.preview_file_id", "preview", "1.shot_id", "second" } },
        { "the shot", "user", "GET", "/data/shots/{shot}", NULL, 200,
          .has = { "name", "SH0010", "nb_frames", "50", "data.frame_in", "0", "data.frame_out", "49", "data.fps", "25",
                   "data.scene_id", "{s0}", "sequence_name", "Opening", "preview_file_id", "{preview}" } },
        { "the second one's frames", "user", "GET", "/data/shots/{second}", NULL, 200,
          .has = { "data.frame_in", "50", "data.frame_out", "99", "data.scene_id", "{s1}" } },
        { "the scene knows its shot", "manager", "GET", "/scenes/{s0}", NULL, 200, .has = { "shot_id", "{shot}" } },
        { "so does the list", "manager", "GET", "/projects/{project}", NULL, 200, .has = { "#", "3", "0.shot_id", "{shot}", "1.shot_id", "{second}" } },
        { "with a task and a preview", "manager", "GET", "/data/preview-files/{preview}", NULL, 200,
          .has = { "revision", "1", "position", "1", "comments.#", "1" }, .keep = { "task_id", "task" } },
        { "the task", "manager", "GET", "/data/tasks/{task}", NULL, 200, .keep = { "task_type_id", "task_type" } },
        { "its type", "manager", "GET", "/data/task-types/{task_type}", NULL, 200, .has = { "name", "Footage", "for_entity", "Shot" } },
        { "what was made by somebody stays", "manager", "PUT", "/data/entities/{second}", "{\"name\":\"Renamed\",\"data\":{\"lens\":\"35\",\"fps\":\"1\"}}", 200 },
        { "again", "admin", "POST", IMPORT, "{\"sequence_name\":\"Opening\"}", 200,
          .has = { "#", "3", "0.is_new", "false", "0.shot_id", "{shot}", "0.name", "SH0010", "1.name", "Renamed",
                   "1.shot_id", "{second}", "0.preview_file_id", "{preview}" } },
        { "what belongs to the scene is right again", "user", "GET", "/data/shots/{second}", NULL, 200,
          .has = { "name", "Renamed", "data.lens", "35", "data.fps", "25" } },
    };
    // clang-format on
    STORY(steps);
    assert_int_equal(number(COUNT_OF_KIND("Shot")), CLIP_SCENES);
    assert_int_equal(number(COUNT_OF_KIND("Sequence")), 1);
    assert_int_equal(number("SELECT COUNT(*) FROM task WHERE project_id = ?"), CLIP_SCENES);
    assert_int_equal(number("SELECT COUNT(*) FROM api_event WHERE name = 'shot:new' AND project_id = ?"),
                     CLIP_SCENES);
    assert_int_equal(
        number("SELECT COUNT(*) FROM api_event WHERE name = 'shot:update' AND project_id = ?"),
        CLIP_SCENES + 2); /* shown, renamed, mended */
}

static void clips_come(void **state)
{
    const struct answer *a;
    (void)state;
    previews_awaited(CLIP_SCENES);
    // clang-format off
    static const struct step steps[] = {
        { "the scene has its clip", "manager", "GET", "/scenes/{s0}", NULL, 200, .has = { "clip_url", "*" } },
        { "the preview", "manager", "GET", "/data/preview-files/{preview}", NULL, 200,
          .has = { "status", "ready", "extension", "mp4", "width", "320", "height", "180", "original_name", "three" } },
        { "nothing is to be done", "manager", "POST", IMPORT, "{}", 200, .has = { "0.shot_id", "{shot}", "0.preview_file_id", "{preview}" } },
        { "the preview stays", "manager", "GET", "/data/preview-files/{preview}", NULL, 200, .has = { "status", "ready" } },
    };
    // clang-format on
    STORY(steps);
    a = ASK("GET", story_text("/movies/originals/preview-files/{preview}.mp4"),
            .token = story_get("user"));
    WANT_STATUS(a, 200);
    assert_true(a->bytes > 1000);
    a = ASK("GET", story_text("/pictures/thumbnails/preview-files/{preview}.png"),
            .token = story_get("user"));
    WANT_STATUS(a, 200);
    assert_memory_equal(a->body, "\x89PNG", 4);
    assert_int_equal(number("SELECT COUNT(*) FROM preview_file f JOIN task k ON k.id = f.task_id"
                            " WHERE k.project_id = ?"),
                     CLIP_SCENES);
    assert_int_equal(number("SELECT COUNT(*) FROM job j JOIN scene s ON s.id = j.subject_id"
                            " WHERE j.kind = 'render' AND s.project_id = ?"),
                     CLIP_SCENES);
    /* key frames are what thumbnails were made of */
    assert_int_equal(number(SHOWN("cover", "keyframe.jpg")),
                     CLIP_SCENES);
}

static void cuts_move(void **state)
{
    (void)state;
    // clang-format off
    static const struct step steps[] = {
        { "a cut moves", "manager", "PUT", "/scenes/{s0}", "{\"frame_count\":40}", 200, .has = { "frame_count", "40", "clip_url", "null", "shot_id", "{shot}" } },
        { "the shots follow", "manager", "POST", IMPORT, "{}", 200, .has = { "#", "3", "0.shot_id", "{shot}", "0.preview_file_id", "{preview}", "0.is_new", "false" } },
        { "the first", "manager", "GET", "/data/shots/{shot}", NULL, 200, .has = { "nb_frames", "40", "data.frame_out", "39" } },
        { "the second", "manager", "GET", "/data/shots/{second}", NULL, 200, .has = { "nb_frames", "60", "data.frame_in", "40", "data.lens", "35" } },
    };
    static const struct step after[] = {
        { "the preview is the same, with other bytes", "manager", "GET", "/data/preview-files/{preview}", NULL, 200, .has = { "status", "ready", "revision", "1" } },
        { "the scene has a clip again", "manager", "GET", "/scenes/{s0}", NULL, 200, .has = { "clip_url", "*" } },
    };
    // clang-format on
    STORY(steps);
    for (int i = 0; i < 600 && number("SELECT COUNT(*) FROM scene_file y JOIN scene s ON s.id = y.scene_id"
                                      " WHERE y.name = 'clip.mp4' AND s.project_id = ?") < CLIP_SCENES;
         i++)
        nanosleep(&(struct timespec){ 0, 200000000 }, NULL);
    previews_awaited(CLIP_SCENES);
    STORY(after);
    assert_int_equal(number(SHOWN("source", "clip.mp4")),
                     CLIP_SCENES);
}

static void scenes_go(void **state)
{
    (void)state;
    // clang-format off
    static const struct step steps[] = {
        { "a scene is deleted", "manager", "DELETE", "/scenes/{s0}", NULL, 200 },
        { "its shot stays", "manager", "GET", "/data/shots/{shot}", NULL, 200, .has = { "name", "SH0010", "data.frame_in", "0", "data.scene_id", NULL, "preview_file_id", "{preview}" } },
        { "with its preview", "user", "GET", "/movies/originals/preview-files/{preview}.mp4", NULL, 200 },
        { "what is left", "manager", "POST", IMPORT, "{\"sequence_name\":\"Opening\"}", 200, .has = { "#", "2", "0.shot_id", "{second}" }, .keep = { "0.preview_file_id", "gone" } },
        { "a preview is deleted", "admin", "DELETE", "/data/preview-files/{gone}", NULL, 204 },
        { "it is made again", "manager", "POST", IMPORT, "{}", 200, .has = { "0.shot_id", "{second}", "0.preview_file_id", "*" }, .keep = { "0.preview_file_id", "gone" } },
        { "whose task it is", "manager", "GET", "/data/preview-files/{gone}", NULL, 200, .has = { "status", "processing" }, .keep = { "task_id", "task", "comments.0", "comment" } },
        { "the shot is canceled", "manager", "DELETE", "/data/shots/{second}", NULL, 204 },
        { "only managers bring it back", "user", "PUT", "/data/shots/{second}", "{\"canceled\":false}", 403 },
        { "a sequence is no shot", "manager", "PUT", "/data/shots/{sequence}", "{\"canceled\":false}", 404 },
        { "it is back", "manager", "PUT", "/data/shots/{second}", "{\"canceled\":false}", 200, .has = { "type", "Shot", "canceled", "false" } },
        { "and canceled again", "manager", "DELETE", "/data/shots/{second}", NULL, 204 },
        { "and stays its shot", "manager", "POST", IMPORT, "{}", 200, .has = { "#", "2", "0.shot_id", "{second}", "0.is_new", "false" } },
    };
    static const struct step more[] = {
        { "its scene does not know it any more", "manager", "GET", "/scenes/{s1}", NULL, 200, .has = { "shot_id", "null" } },
        { "it is made again, past the names that are there", "manager", "POST", IMPORT, "{\"sequence_name\":\"Opening\"}", 200,
          .has = { "#", "2", "0.is_new", "true", "0.name", "SH0020", "0.scene_id", "{s1}", "1.is_new", "false" }, .keep = { "0.shot_id", "second" } },
        { "a scene leaves the production", "manager", "PUT", "/scenes/{s1}", "{\"project_id\":null}", 200, .has = { "shot_id", "{second}" } },
        { "a production with shots is not deleted as a project", "admin", "DELETE", "/projects/{project}", NULL, 409 },
        { "the scene that left is none of it", "manager", "POST", IMPORT, "{\"scene_ids\":[\"{s1}\"]}", 404 },
    };
    // clang-format on
    STORY(steps);
    previews_awaited(CLIP_SCENES);
    sql_do("DELETE FROM scene_shot WHERE shot_id = ?", ARGS(ARG(uuid_of(story_get("second")))));
    STORY(more);
}

static void who_may(void **state)
{
    (void)state;
    footage_new();
    // clang-format off
    static const struct step steps[] = {
        { "nobody", NULL, "POST", IMPORT, "{}", 401 },
        { "a supervisor", "supervisor", "POST", IMPORT, "{}", 403 },
        { "an artist", "user", "POST", IMPORT, "{}", 403 },
        { "a client", "client", "POST", IMPORT, "{}", 403 },
        { "a vendor", "vendor", "POST", IMPORT, "{}", 403 },
        { "a manager of something else", "outsider", "POST", IMPORT, "{}", 403 },
        { "no such production", "admin", "POST", "/actions/projects/" NOWHERE "/scenes/import-as-shots", "{}", 404 },
        { "an unknown scene", "manager", "POST", IMPORT, "{\"scene_ids\":[\"{s0}\",\"" NOWHERE "\"]}", 404, .has = { "message", "*" } },
        { "no list", "manager", "POST", IMPORT, "{\"scene_ids\":\"x\"}", 400 },
        { "no identifier", "manager", "POST", IMPORT, "{\"scene_ids\":[\"x\"]}", 400 },
        { "no braces", "manager", "POST", IMPORT, "{\"naming\":\"SH0010\"}", 400 },
        { "nothing in them", "manager", "POST", IMPORT, "{\"naming\":\"SH{}\"}", 400 },
        { "no number in them", "manager", "POST", IMPORT, "{\"naming\":\"SH{x}\"}", 400 },
        { "a sign in them", "manager", "POST", IMPORT, "{\"naming\":\"SH{-1}\"}", 400 },
        { "too many digits", "manager", "POST", IMPORT, "{\"naming\":\"SH{0000000001}\"}", 400 },
        { "two of them", "manager", "POST", IMPORT, "{\"naming\":\"{1}SH{1}\"}", 400 },
        { "only a beginning", "manager", "POST", IMPORT, "{\"naming\":\"SH{1\"}", 400 },
        { "only an end", "manager", "POST", IMPORT, "{\"naming\":\"}SH{1}\"}", 400 },
        { "one in another", "manager", "POST", IMPORT, "{\"naming\":\"SH{{1}}\"}", 400 },
        { "no pattern", "manager", "POST", IMPORT, "{\"naming\":\"\"}", 400 },
        { "no step", "manager", "POST", IMPORT, "{\"step\":0}", 400 },
        { "no name", "manager", "POST", IMPORT, "{\"sequence_name\":\" \"}", 400 },
        { "no such episode", "manager", "POST", IMPORT, "{\"episode_id\":\"" NOWHERE "\"}", 400 },
        { "no such task type", "manager", "POST", IMPORT, "{\"task_type_id\":\"" NOWHERE "\"}", 400 },
    };
    static const struct step kinder[] = {
        { "one of them, by the administrator", "admin", "POST", IMPORT, "{\"scene_ids\":[\"{s1}\"],\"naming\":\"{7}-a\",\"step\":1}", 200,
          .has = { "#", "1", "0.scene_id", "{s1}", "0.name", "7-a" }, .keep = { "0.sequence_id", "sequence" } },
        { "a shot of somebody", "manager", "POST", "/data/projects/{project}/shots", "{\"name\":\"8-a\",\"sequence_id\":\"{sequence}\"}", 201, .keep = { "id", "theirs" } },
        { "the rest, as a form, in their order", "manager", "POST", IMPORT, "naming={7}-a&step=1", 200,
          .has = { "#", "3", "0.name", "9-a", "1.name", "7-a", "2.name", "10-a", "1.is_new", "false" } },
        { "nobody's work was taken", "manager", "GET", "/data/shots/{theirs}", NULL, 200, .has = { "nb_frames", "null" } },
        { "no scene", "manager", "POST", IMPORT, "{\"scene_ids\":[]}", 200, .has = { "#", "0" } },
    };
    // clang-format on
    STORY(steps);
    assert_int_equal(number("SELECT COUNT(*) FROM entity WHERE project_id = ?"), 0);
    STORY(kinder);
}

/* A clip that cannot be made breaks its preview; asked again, it is made. */
static void clips_fail(void **state)
{
    static const char    sql[] = "SELECT COUNT(*) FROM preview_file f JOIN task k ON k.id = f.task_id"
                                 " WHERE k.project_id = ? AND f.status = 'broken'";
    const struct answer *a;
    const char          *hash, *path, *aside;
    (void)state;
    footage_new();
    a = ASK("GET", story_text("/scenes/{s0}"), .token = story_get("manager"));
    WANT_STATUS(a, 200);
    hash  = http_text(a, "source.content_hash");
    path  = text_format("%s/store/blob/%.2s/%s", env_need("DAILIES_TEST_STATE"), hash, hash);
    aside = text_format("%s.aside", path);
    assert_int_equal(rename(path, aside), 0);
    a = asked("manager", "{}");
    for (int i = 0; i < 300 && number(sql) < CLIP_SCENES; i++)
        nanosleep(&(struct timespec){ 0, 200000000 }, NULL);
    assert_int_equal(rename(aside, path), 0);
    WANT_STATUS(a, 200);
    assert_int_equal(number(sql), CLIP_SCENES);
    WANT_STATUS(asked("manager", "{}"), 200);
    previews_awaited(CLIP_SCENES);
    assert_int_equal(number("SELECT COUNT(*) FROM preview_file f JOIN task k ON k.id = f.task_id"
                            " WHERE k.project_id = ?"),
                     CLIP_SCENES);
}

enum { AT_ONCE = 4 };

static void at_once(void **state)
{
    pid_t pid[AT_ONCE];
    (void)state;
    footage_new();
    for (int i = 0; i < AT_ONCE; i++) {
        pid[i] = fork();
        assert_true(pid[i] >= 0);
        if (pid[i] == 0) {
            http_forked();
            _exit(asked("manager", "{}")->status == 200 ? 0 : 1);
        }
    }
    for (int i = 0; i < AT_ONCE; i++) {
        int status;
        assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    assert_int_equal(number(COUNT_OF_KIND("Shot")), CLIP_SCENES);
    assert_int_equal(number(COUNT_OF_KIND("Sequence")), 1);
    assert_int_equal(number("SELECT COUNT(*) FROM task WHERE project_id = ?"), CLIP_SCENES);
    assert_int_equal(number("SELECT COUNT(*) FROM job j JOIN scene s ON s.id = j.subject_id"
                            " WHERE j.kind = 'render' AND s.project_id = ?"),
                     CLIP_SCENES);
    previews_awaited(CLIP_SCENES);
    assert_int_equal(sql_number("SELECT COUNT(*) FROM task_type WHERE name = 'Footage'", NULL, 0), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_may),
        cmocka_unit_test(scenes_become_shots),
        cmocka_unit_test(clips_come),
        cmocka_unit_test(cuts_move),
        cmocka_unit_test(scenes_go),
        cmocka_unit_test(clips_fail),
        cmocka_unit_test(at_once),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    footage_end();
    return failed;
}
