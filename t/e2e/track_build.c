/* track_build.c - what is made of playlists: one movie of all, an archive. */
#include "t/e2e/footage.h"
#include "t/e2e/track_set.h"
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ONE "/data/playlists/{playlist}"
#define JOB ONE "/jobs/{job}"

static int begin(void **state)
{
    (void)state;
    production_new();
    story_set("movie", preview_new(footage_file(CLIP)));
    story_set("picture", preview_new(footage_file("photo.jpg")));
    static const struct step steps[] = {
        { "a playlist", "manager", "POST", "/data/playlists",
          "{\"name\":\"Dailies: Monday!\",\"project_id\":\"{project}\",\"shots\":["
          "{\"entity_id\":\"{asset}\",\"preview_file_id\":\"{movie}\"},"
          "{\"entity_id\":\"{asset}\",\"preview_file_id\":\"{picture}\"},"
          "{\"entity_id\":\"{asset}\",\"preview_file_id\":\"{movie}\"}]}",
          201, .keep = { "id", "playlist" } },
        { "of pictures", "manager", "POST", "/data/playlists",
          "{\"name\":\"Pictures\",\"project_id\":\"{project}\",\"shots\":["
          "{\"entity_id\":\"{asset}\",\"preview_file_id\":\"{picture}\"}]}",
          201, .keep = { "id", "pictures" } },
    };
    STORY(steps);
    return 0;
}

/* Of names in this run, as it stands in those of files. */
static const char *mark(void)
{
    char *t = strdup(story_get("mark"));
    for (char *c = t; *c; c++)
        *c = *c == '-' ? '_' : *c;
    return t;
}

/* Until it has ended; its status. */
static const char *awaited(const char *path)
{
    for (int i = 0; i < 300; i++) {
        const struct answer *a = ASK("GET", path, .token = story_get("manager"));
        WANT_STATUS(a, 200);
        if (strcmp(http_text(a, "status"), "running") != 0)
            return http_text(a, "status");
        nanosleep(&(struct timespec){ 0, 100000000 }, NULL);
    }
    fail_msg("the movie is not made");
    return NULL;
}

/* One movie, asked for by several at the same moment: how many were begun. */
static int many_at_once(void)
{
    enum { ASKERS = 6 };
    const char *path = text_format("/data/playlists/%s/build-movie", story_get("playlist"));
    const char *token = story_get("manager");
    pid_t       pid[ASKERS];
    int         begun = 0, status;
    for (int i = 0; i < ASKERS; i++) {
        pid[i] = fork();
        assert_true(pid[i] >= 0);
        if (pid[i] == 0) {
            http_forked();
            status = ASK("POST", path, .token = token, .json = "{}")->status;
            _exit(status == 200 ? 1 : status == 409 ? 0 : 100);
        }
    }
    for (int i = 0; i < ASKERS; i++) {
        assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
        assert_true(WIFEXITED(status));
        begun += WEXITSTATUS(status);
    }
    return begun;
}

static void a_movie_is_made(void **state)
{
    const struct answer *a;
    (void)state;
    static const struct step ask[] = {
        { "not by supervisors", "supervisor", "GET", ONE "/build/mp4", NULL, 403 },
        { "nor clients", "client", "POST", ONE "/build-movie", "{}", 403 },
        { "nor others", "outsider", "GET", ONE "/build/mp4", NULL, 403 },
        { "no such playlist", "manager", "GET", "/data/playlists/" NOWHERE "/build/mp4", NULL, 404 },
        { "nothing to be joined", "manager", "GET", "/data/playlists/{pictures}/build/mp4", NULL, 400,
          .has = { "message", "*" } },
        { "asked for", "manager", "GET", ONE "/build/mp4", NULL, 200,
          .has  = { "type", "BuildJob", "status", "running", "job_type", "movie", "ended_at", "null",
                    "playlist_id", "{playlist}" },
          .keep = { "id", "job" } },
        { "told", "admin", "GET", "/data/events?name=build-job:new&project_id={project}", NULL, 200,
          .has = { "#", "1", "0.data.build_job_id", "{job}", "0.data.playlist_id", "{playlist}" } },
    };
    STORY(ask);
    assert_string_equal(awaited(text_format("/data/playlists/%s/jobs/%s", story_get("playlist"),
                                            story_get("job"))),
                        "succeeded");
    static const struct step made[] = {
        { "made", "manager", "GET", JOB, NULL, 200, .has = { "status", "succeeded", "ended_at", "*" } },
        { "as gazu asks", "manager", "GET", "/data/playlists/build-jobs/{job}", NULL, 200, .has = { "id", "{job}" } },
        { "told when it was", "admin", "GET", "/data/events?name=build-job:update&project_id={project}", NULL, 200,
          .has = { "#", "1", "0.data.status", "succeeded" } },
        { "of that playlist", "manager", "GET", "/data/playlists/{pictures}/jobs/{job}", NULL, 404 },
        { "not for supervisors", "supervisor", "GET", JOB, NULL, 403 },
        { "nor clients yet", "client", "GET", JOB, NULL, 403 },
        { "nor is the movie", "client", "GET", JOB "/build/mp4", NULL, 403 },
        { "nor for artists", "user", "GET", JOB "/build/mp4", NULL, 403 },
        { "nor for vendors", "vendor", "GET", JOB "/build/mp4", NULL, 403 },
        { "shown to clients", "manager", "PUT", ONE, "{\"for_client\":true}", 200 },
        { "who see it", "client", "GET", JOB, NULL, 200 },
        { "and take it", "client", "GET", JOB "/build/mp4", NULL, 200, .has = { "header:Content-Type", "video/mp4" } },
        { "as do supervisors", "supervisor", "GET", ONE "/build-jobs/{job}/download", NULL, 200 },
        { "the playlist has it", "manager", "GET", "/data/projects/{project}/playlists/{playlist}", NULL, 200,
          .has = { "build_jobs.#", "1", "build_jobs.0.id", "{job}", "build_jobs.0.status", "succeeded" } },
        { "the production too", "admin", "GET", "/data/projects/{project}/build-jobs", NULL, 200, .has = { "#", "1" } },
        { "for administrators", "manager", "GET", "/data/projects/{project}/build-jobs", NULL, 403 },
    };
    static const struct step second[] = {
        { "another is made", "manager", "GET", "/data/projects/{project}/playlists/{playlist}", NULL, 200,
          .has = { "build_jobs.#", "2", "build_jobs.0.status", "running" }, .keep = { "build_jobs.0.id", "second" } },
        { "one more meanwhile", "manager", "GET", ONE "/build/mp4", NULL, 409, .has = { "message", "*" } },
        { "is not there yet", "manager", "GET", ONE "/jobs/{second}/build/mp4", NULL, 400 },
        { "given up", "manager", "DELETE", "/data/playlists/build-jobs/{second}", NULL, 204 },
        { "is gone", "manager", "GET", ONE "/jobs/{second}", NULL, 404 },
    };
    a = ASK("GET", text_format("/data/playlists/%s/jobs/%s/build/mp4", story_get("playlist"), story_get("job")),
            .token = story_get("manager"));
    WANT_STATUS(a, 200);
    assert_memory_equal(a->body + 4, "ftyp", 4);
    assert_non_null(strstr(http_header(a, "Content-Disposition", 0), "_dailies_monday.mp4"));
    STORY(made);
    assert_int_equal(many_at_once(), 1);
    STORY(second);
    static const struct step gone[] = {
        { "deleted", "manager", "DELETE", JOB, NULL, 204 },
        { "is gone", "manager", "GET", JOB "/build/mp4", NULL, 404 },
        { "told", "admin", "GET", "/data/events?name=build-job:delete&project_id={project}", NULL, 200,
          .has = { "#", "2" } },
        { "one more", "manager", "GET", ONE "/build/mp4", NULL, 200, .keep = { "id", "job" } },
        { "goes with the playlist", "manager", "DELETE", ONE, NULL, 204 },
        { "and is told", "admin", "GET", "/data/events?name=build-job:delete&project_id={project}", NULL, 200,
          .has = { "#", "3" } },
        { "is gone too", "manager", "GET", "/data/playlists/build-jobs/{job}", NULL, 404 },
    };
    STORY(gone);
}

static void an_archive_is_sent(void **state)
{
    const struct answer *a;
    const char          *folder = NULL, *zip;
    (void)state;
    static const struct step who[] = {
        { "not for artists", "user", "GET", ONE "/download/zip", NULL, 403 },
        { "nor vendors", "vendor", "GET", ONE "/download/zip", NULL, 403 },
        { "nor clients yet", "client", "GET", ONE "/download/zip", NULL, 403 },
        { "nor others", "outsider", "GET", ONE "/download/zip", NULL, 403 },
        { "nor nobody", NULL, "GET", ONE "/download/zip", NULL, 401 },
        { "no such one", "manager", "GET", "/data/playlists/" NOWHERE "/download/zip", NULL, 404 },
        { "for supervisors", "supervisor", "GET", ONE "/download/zip", NULL, 200,
          .has = { "header:Content-Type", "application/zip" } },
    };
    STORY(who);
    a = ASK("GET", text_format("/data/playlists/%s/download/zip", story_get("playlist")), .token = story_get("manager"));
    WANT_STATUS(a, 200);
    assert_non_null(strstr(http_header(a, "Content-Disposition", 0), "_dailies_monday.zip"));
    zip = footage_bytes("all.zip", a->body, a->bytes);
    folder = text_format("%s.d", zip);
    assert_int_equal(program_run((const char *const[]){ "python3", "-m", "zipfile", "-e", zip, folder, NULL }), 0);
    assert_int_equal(program_run((const char *const[]){
                         "ffmpeg", "-v", "error", "-i", text_format("%s/001_lamp_l_%s_v1.mp4", folder, mark()), "-i",
                         text_format("%s/002_lamp_l_%s_v1_2.png", folder, mark()), "-f", "null", "-", NULL }), 0);
    assert_int_equal(program_run((const char *const[]){ "rm", "-r", folder, NULL }), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_archive_is_sent),
        cmocka_unit_test(a_movie_is_made),
    };
    return cmocka_run_group_tests(tests, begin, NULL);
}
