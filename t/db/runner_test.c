/* runner_test.c - jobs of the footage family from the queue to rows and files, with a media
 * program that does as it is told, and with runners that are killed. */
#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/studio/gc.h"
#include "model/footage/kinds.h"
#include "model/job/queue.h"
#include "model/job/runner.h"
#include "t/db/own.h"

static struct cx   cx;
static struct uuid person, project;
static char        outcome[32];

static const char *below(const char *name)
{
    return arena_printf(cx.arena, "%s/%s", own_conf.state_dir, name);
}

static void keep_outcome(const struct runner_end *end)
{
    snprintf(outcome, sizeof outcome, "%s", end->outcome);
}

/* All that is in the queue, in this process. */
static void run_all(void)
{
    struct cx     own = own_open();
    struct runner r   = { .kinds = footage_kinds, .once = true, .ended = keep_outcome };
    outcome[0]        = 0;
    assert_int_equal(runner_run(&own, &r), 0);
    own_close(&own);
}

/* A runner in a process of its own, to be killed. */
static pid_t runner_start(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        struct cx     own = own_open();
        struct runner r   = { .kinds = footage_kinds };
        int           rc  = runner_run(&own, &r);
        own_close(&own);
        _exit(rc < 0 ? 1 : 0);
    }
    assert_true(pid > 0);
    return pid;
}

static int runner_stop(pid_t pid, int sig)
{
    int status;
    kill(pid, sig);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

/* A source whose file is a script for the media program, and its parse. */
struct parse {
    struct uuid source, job;
};

static const char *keep(const char *script)
{
    struct store_writer *w;
    struct blob          b;
    assert_int_equal(store_create(&cx, &w), 0);
    assert_int_equal(store_write(&cx, w, script, strlen(script)), 0);
    assert_int_equal(store_keep(&cx, w, &b), 0);
    return arena_text(cx.arena, b.hash);
}

static struct parse parse_add(const char *script, const char *input)
{
    const char    *hash = keep(script);
    struct parse   p    = { uuid_new(), uuid_new() };
    struct job_new job  = { .id = p.job, .kind = "parse", .owner_id = person,
                            .subject_id = p.source, .input = input };
    own_do(&cx,
           "INSERT INTO source (id, owner_id, file_name, content_hash, bytes, job_id)"
           " VALUES (?, ?, 'a.mp4', ?, 1, ?)",
           ARGS(ARG(p.source), ARG(person), ARG(hash), ARG(p.job)));
    assert_int_equal(job_add(&cx, &job), 0);
    return p;
}

static struct uuid scene_job(const char *kind, const char *script, const char *input)
{
    struct parse   p   = parse_add("scenes 2 10\n", "{}");
    struct job_new job = { .id = uuid_new(), .kind = kind, .input = input };
    run_all();
    own_do(&cx, "UPDATE source SET content_hash = ? WHERE id = ?",
           ARGS(ARG(keep(script)), ARG(p.source)));
    assert_true(uuid_parse(own_text(&cx, "SELECT id FROM scene WHERE frame_num = 10"), 36,
                           &job.subject_id));
    assert_int_equal(job_add(&cx, &job), 0);
    run_all();
    return job.id;
}

static struct job get(struct uuid id)
{
    struct job job;
    assert_int_equal(job_get(&cx, id, &job), 0);
    return job;
}

static int count_in(const char *name)
{
    DIR           *dir = opendir(below(name));
    struct dirent *entry;
    int            n = 0;
    while (dir && (entry = readdir(dir)) != NULL)
        n += entry->d_name[0] != '.';
    if (dir)
        closedir(dir);
    return n;
}

static int on_blob(void *u, UNUSED const char *hash, UNUSED int64_t bytes)
{
    ++*(int *)u;
    return 0;
}

static int blobs(void)
{
    int n = 0;
    assert_int_equal(store_each(&cx, (struct utc){ INT64_MAX }, on_blob, &n), 0);
    return n;
}

static void collect(void)
{
    struct gc_report report;
    assert_int_equal(gc_run(&cx, -60, &report), 0);
}

/* Nothing stays behind that no row names, and no row without its file. */
static void is_tidy(void)
{
    collect();
    assert_int_equal(count_in("work"), 0);
    assert_int_equal(count_in("store/tmp"), 0);
    assert_int_equal(blobs(),
                     own_number(&cx, "SELECT COUNT(*) FROM (SELECT content_hash FROM source UNION"
                                     " SELECT content_hash FROM scene_file) AS named"));
}

static int fresh(void **state)
{
    static const char *const tables[] = { "DELETE FROM scene_file", "DELETE FROM scene",
                                          "DELETE FROM source", "DELETE FROM job",
                                          "DELETE FROM project" };
    (void)state;
    arena_reset(cx.arena);
    err_clear(&cx);
    for (size_t i = 0; i < COUNT(tables); i++)
        own_do(&cx, tables[i], NO_ARGS);
    collect();
    project                = own_project(&cx, person);
    own_conf.job_lease_s   = 15;
    own_conf.media_program = own_program("fake/media");
    return 0;
}

static const char *in_project(void)
{
    char id[UUID_TEXT];
    uuid_format(project, id);
    return arena_printf(cx.arena, "{\"project_id\":\"%s\",\"threshold\":2.5,\"method\":\"content\"}", id);
}

static void a_parse_makes_scenes(void **state)
{
    struct parse p = parse_add("scenes 3 10\n", in_project());
    struct job   job;
    (void)state;
    run_all();
    job = get(p.job);
    assert_string_equal(job.status, JOB_SUCCEEDED);
    assert_non_null(strstr(job.result.text, "\"scenes\":3"));
    assert_int_equal(own_number(&cx, "SELECT frames FROM source"), 30);
    assert_int_equal(own_number(&cx, "SELECT SUM(frame_count) FROM scene"), 30);
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM scene_file"), 12);
    assert_string_equal(own_text(&cx, "SELECT name FROM scene WHERE position = 2"), "Scene 3");
    assert_string_equal(own_text(&cx, "SELECT LOWER(HEX(phash)) FROM scene WHERE position = 1"),
                        "f0e1d2c3b4a59681");
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM scene_file WHERE type = 'image/jpeg'"), 12);
    is_tidy();
}

static void a_second_parse_comes_behind(void **state)
{
    (void)state;
    (void)parse_add("scenes 2 10\n", in_project());
    run_all();
    (void)parse_add("scenes 2 5\n", in_project());
    run_all();
    assert_int_equal(own_number(&cx, "SELECT MAX(position) FROM scene"), 3);
    assert_int_equal(own_number(&cx, "SELECT COUNT(DISTINCT position) FROM scene"), 4);
    is_tidy();
}

static void a_project_that_went_does_no_harm(void **state)
{
    struct parse p = parse_add("scenes 2 10\n", in_project());
    (void)state;
    own_do(&cx, "DELETE FROM project", NO_ARGS);
    run_all();
    assert_string_equal(get(p.job).status, JOB_SUCCEEDED);
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM scene WHERE project_id IS NULL"
                                     " AND position IS NULL"), 2);
}

static struct failing {
    const char *what, *script, *reason;
} failing[] = {
    { "a failure that the child reports",
      "say {\"kind\":\"failed\",\"reason\":\"no_video\",\"message\":\"No video\"}\nexit 1\n",
      "no_video" },
    { "a crash", "kill 11\n", "media_failed" },
    { "a status without a reason", "exit 9\n", "media_failed" },
    { "an answer that makes no sense", "say {\"kind\":\"scene\",\"index\":7}\nsleep 60000\n",
      "media_failed" },
    { "too little", "say {\"kind\":\"done\"}\n", "media_failed" },
    { "time", "sleep 60000\n", "media_limit" },
};

static void nothing_of_a_failed_parse_stays(void **state)
{
    const struct failing *f = *state;
    struct parse          p = parse_add(f->script, in_project());
    own_conf.media_wall_s   = strcmp(f->what, "time") == 0 ? -14 : 60; /* a second in all */
    run_all();
    own_conf.media_wall_s = 60;
    assert_string_equal(get(p.job).status, JOB_FAILED);
    assert_string_equal(get(p.job).error_reason, f->reason);
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM source"), 0);
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM scene"), 0);
    assert_int_equal(count_in("work"), 0);
    is_tidy();
    assert_int_equal(blobs(), 0);
}

static void a_link_is_no_result(void **state)
{
    struct uuid id = scene_job("render",
                               "link clip.mp4\nsay {\"kind\":\"file\",\"name\":\"clip.mp4\","
                               "\"type\":\"video/mp4\",\"bytes\":1}\nsay {\"kind\":\"done\"}\n",
                               "{}");
    (void)state;
    assert_string_equal(get(id).status, JOB_FAILED);
    is_tidy();
}

static void a_program_that_is_missing_fails_the_job(void **state)
{
    struct parse p = parse_add("scenes 1 1\n", "{}");
    (void)state;
    own_conf.media_program = "/nowhere/media";
    run_all();
    assert_string_equal(get(p.job).status, JOB_FAILED);
}

#define SCENE_LINE(count, n)                                                                       \
    "say {\"kind\":\"scene\",\"index\":0,\"frame_num\":10,\"frame_count\":" count                  \
    ",\"start_us\":0,\"end_us\":5,\"transition\":\"cut\",\"confidence\":1,\"pictures\":" n         \
    ",\"phash\":\"0000000000000007\"}\nsay {\"kind\":\"done\"}\n"

static void a_storyboard_replaces_pictures(void **state)
{
    struct uuid id = scene_job("storyboard",
                               "file 0/thumb.jpg\nfile 0/sheet.jpg\nfile 0/frame-0001.jpg\n"
                               SCENE_LINE("10", "1"), "{}");
    (void)state;
    assert_string_equal(get(id).status, JOB_SUCCEEDED);
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM scene_file f JOIN scene s ON s.id ="
                                     " f.scene_id WHERE frame_num = 10"), 3);
    assert_int_equal(own_number(&cx, "SELECT pictures FROM scene WHERE frame_num = 10"), 1);
    assert_int_equal(own_number(&cx, "SELECT phash FROM scene WHERE frame_num = 10"), 7);
    is_tidy();
}

static void an_analysis_is_kept(void **state)
{
    struct uuid id = scene_job("analyse",
                               "say {\"kind\":\"analysis\",\"analysis\":{\"width\":640}}\n"
                               "say {\"kind\":\"done\"}\n", "{}");
    (void)state;
    assert_string_equal(get(id).result.text, "{\"width\":640}");
    assert_string_equal(own_text(&cx, "SELECT analysis FROM scene WHERE frame_num = 10"),
                        "{\"width\":640}");
}

static void an_analysis_of_a_photo_is_not_kept(void **state)
{
    const char *photo = keep("say {\"kind\":\"analysis\",\"analysis\":{\"width\":3}}\n"
                             "say {\"kind\":\"done\"}\n");
    struct uuid id    = scene_job("analyse", "exit 1\n",
                                  arena_printf(cx.arena, "{\"photo\":\"%s\"}", photo));
    (void)state;
    assert_string_equal(get(id).result.text, "{\"width\":3}");
    assert_null(own_text(&cx, "SELECT analysis FROM scene WHERE frame_num = 10"));
}

#define FILE_LINE(name) "file " name "\nsay {\"kind\":\"file\",\"name\":\"" name "\",\"bytes\":1}\n"

static void a_render_adds_files(void **state)
{
    struct uuid id = scene_job("render",
                               FILE_LINE("clip.mp4") FILE_LINE("hls/index.m3u8")
                                   FILE_LINE("sheet.jpg")
                               "say {\"kind\":\"loudness\",\"integrated_lufs\":-23.0}\n"
                               "say {\"kind\":\"done\"}\n", "{}");
    (void)state;
    assert_string_equal(get(id).status, JOB_SUCCEEDED);
    assert_non_null(strstr(get(id).result.text, "\"loudness\":{\"integrated_lufs\":-23.0}"));
    assert_string_equal(own_text(&cx, "SELECT type FROM scene_file WHERE name = 'hls/index.m3u8'"),
                        "application/vnd.apple.mpegurl");
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM scene_file f JOIN scene s ON s.id ="
                                     " f.scene_id WHERE frame_num = 10"), 6);
    is_tidy();
}

static void a_scene_that_moved_keeps_its_files(void **state)
{
    struct uuid id = scene_job("render", "sleep 1\n", "{}");
    (void)state;
    own_do(&cx, "UPDATE job SET status = 'queued', attempts = 0", NO_ARGS);
    own_do(&cx, "DELETE FROM job WHERE kind = 'parse'", NO_ARGS);
    own_do(&cx, "UPDATE source SET content_hash = ?",
           ARGS(ARG(keep(arena_printf(cx.arena, "count %s\nwait %s\n" FILE_LINE("clip.mp4")
                                      "say {\"kind\":\"done\"}\n", below("begun"), below("go"))))));
    pid_t pid = runner_start();
    while (access(below("begun"), F_OK) < 0)
        nap_ms(5);
    own_do(&cx, "UPDATE scene SET frame_count = 9 WHERE frame_num = 10", NO_ARGS);
    fclose(fopen(below("go"), "w"));
    struct job job;
    assert_int_equal(job_wait(&cx, id, 5000, &job), 0);
    runner_stop(pid, SIGTERM);
    assert_string_equal(job.status, JOB_SUCCEEDED);
    assert_non_null(strstr(job.result.text, "stale"));
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM scene_file WHERE name = 'clip.mp4'"), 0);
    unlink(below("begun"));
    unlink(below("go"));
}

static void cancel_ends_the_child_soon(void **state)
{
    struct parse p = parse_add(arena_printf(cx.arena, "count %s\nhold\nsleep 60000\n", below("begun")),
                               in_project());
    pid_t        pid = runner_start();
    struct job   job;
    int64_t      began;
    (void)state;
    while (access(below("begun"), F_OK) < 0)
        nap_ms(5);
    unlink(below("begun"));
    began = clock_ms();
    assert_int_equal(job_cancel(&cx, footage_kinds, p.job, &job), 0);
    job_ring(&own_conf);
    assert_int_equal(job_wait(&cx, p.job, 10000, &job), 0);
    assert_in_range(clock_ms() - began, 0, 2000);
    assert_string_equal(job.status, JOB_CANCELED);
    runner_stop(pid, SIGTERM);
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM source"), 0);
    is_tidy();
}

static void a_killed_runner_loses_nothing(void **state)
{
    const char  *begun = below("begun");
    struct parse p     = parse_add(arena_printf(cx.arena, "count %s\nsleep 300\nscenes 2 10\n", begun),
                                   in_project());
    pid_t        pid;
    struct stat  st;
    (void)state;
    own_conf.job_lease_s = 2;
    pid                  = runner_start();
    while (access(begun, F_OK) < 0)
        nap_ms(5);
    runner_stop(pid, SIGKILL);
    assert_string_equal(get(p.job).status, JOB_RUNNING);
    pid = runner_start();
    struct job job;
    assert_int_equal(job_wait(&cx, p.job, 10000, &job), 0);
    runner_stop(pid, SIGTERM);
    assert_string_equal(job.status, JOB_SUCCEEDED);
    assert_int_equal(job.attempts, 2);
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM scene"), 2);
    assert_int_equal(stat(begun, &st), 0);
    assert_int_equal(st.st_size, 2);
    unlink(begun);
    is_tidy();
}

static void a_stopped_runner_gives_its_job_back(void **state)
{
    const char  *begun = below("begun");
    struct parse p     = parse_add(arena_printf(cx.arena, "count %s\nsleep 60000\n", begun), "{}");
    pid_t        pid   = runner_start();
    int64_t      began;
    int          status;
    (void)state;
    job_ring(&own_conf); /* takes the ears of killed runners away */
    while (access(begun, F_OK) < 0)
        nap_ms(5);
    began  = clock_ms();
    status = runner_stop(pid, SIGTERM);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_in_range(clock_ms() - began, 0, 2000);
    assert_string_equal(get(p.job).status, JOB_QUEUED);
    assert_int_equal(get(p.job).attempts, 0);
    assert_int_equal(count_in("work"), 0);
    assert_int_equal(count_in("run"), 0);
    unlink(begun);
}

static void a_killed_child_is_tried_again(void **state)
{
    const char  *begun = below("begun");
    struct parse p     = parse_add(arena_printf(cx.arena, "count %s\nkill 9\n", begun), "{}");
    struct stat  st;
    (void)state;
    run_all();
    assert_string_equal(outcome, "retried");
    assert_string_equal(get(p.job).status, JOB_FAILED);
    assert_int_equal(stat(begun, &st), 0);
    assert_int_equal(st.st_size, own_conf.job_attempts);
    unlink(begun);
    is_tidy();
}

static void a_ring_wakes_an_idle_runner(void **state)
{
    int64_t began;
    pid_t   pid;
    (void)state;
    own_conf.job_poll_ms = 30000;
    pid                  = runner_start();
    while (count_in("run") == 0)
        nap_ms(5);
    nap_ms(200);
    struct parse p = parse_add("scenes 1 1\n", "{}");
    struct job   job;
    began = clock_ms();
    job_ring(&own_conf);
    assert_int_equal(job_wait(&cx, p.job, 10000, &job), 0);
    assert_in_range(clock_ms() - began, 0, 3000);
    runner_stop(pid, SIGKILL);
    own_conf.job_poll_ms = 20;
    job_ring(&own_conf); /* its ear is taken away with the next ring */
    assert_int_equal(count_in("run"), 0);
}

static void many_scenes_take_little_time(void **state)
{
    struct parse p = parse_add("scenes 200 10\n", in_project());
    int64_t      began;
    (void)state;
    began = clock_ms();
    run_all();
    print_message("200 scenes with 800 files: %lld ms\n", (long long)(clock_ms() - began));
    assert_string_equal(get(p.job).status, JOB_SUCCEEDED);
    assert_int_equal(own_number(&cx, "SELECT COUNT(*) FROM scene_file"), 800);
    is_tidy();
}

static void gc_takes_what_nobody_names(void **state)
{
    struct gc_report report;
    struct parse     p;
    (void)state;
    (void)keep("nobody's");
    p = parse_add("scenes 2 10\n", in_project());
    run_all();
    mkdir(below("work/left"), 0750);
    assert_int_equal(gc_run(&cx, 3600, &report), 0);
    assert_int_equal(report.blobs, 0);
    assert_int_equal(report.work_folders, 1);
    assert_int_equal(gc_run(&cx, -60, &report), 0);
    assert_int_equal(report.blobs, 1);
    assert_int_equal(report.blob_bytes, 8);
    own_do(&cx, "DELETE FROM scene", NO_ARGS);
    assert_int_equal(gc_run(&cx, -60, &report), 0);
    assert_int_equal(report.sources, 1);
    assert_int_equal(blobs(), 0);
    own_do(&cx, "UPDATE job SET completed_at = NOW(6) - INTERVAL 31 DAY", NO_ARGS);
    assert_int_equal(gc_run(&cx, -60, &report), 0);
    assert_int_equal(report.jobs, 1);
    struct job job;
    assert_int_equal(job_get(&cx, p.job, &job), -E_NOT_FOUND);
    assert_null(shape_fault(&gc_report_shape));
}

int main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test_setup(a_parse_makes_scenes, fresh),
        cmocka_unit_test_setup(a_second_parse_comes_behind, fresh),
        cmocka_unit_test_setup(a_project_that_went_does_no_harm, fresh),
        cmocka_unit_test_setup(a_link_is_no_result, fresh),
        cmocka_unit_test_setup(a_program_that_is_missing_fails_the_job, fresh),
        cmocka_unit_test_setup(a_storyboard_replaces_pictures, fresh),
        cmocka_unit_test_setup(an_analysis_is_kept, fresh),
        cmocka_unit_test_setup(an_analysis_of_a_photo_is_not_kept, fresh),
        cmocka_unit_test_setup(a_render_adds_files, fresh),
        cmocka_unit_test_setup(a_scene_that_moved_keeps_its_files, fresh),
        cmocka_unit_test_setup(cancel_ends_the_child_soon, fresh),
        cmocka_unit_test_setup(a_killed_runner_loses_nothing, fresh),
        cmocka_unit_test_setup(a_stopped_runner_gives_its_job_back, fresh),
        cmocka_unit_test_setup(a_killed_child_is_tried_again, fresh),
        cmocka_unit_test_setup(a_ring_wakes_an_idle_runner, fresh),
        cmocka_unit_test_setup(many_scenes_take_little_time, fresh),
        cmocka_unit_test_setup(gc_takes_what_nobody_names, fresh),
    };
    struct CMUnitTest tests[COUNT(failing) + COUNT(others)];
    int               failed;
    for (size_t i = 0; i < COUNT(failing); i++)
        tests[i] = (struct CMUnitTest){ failing[i].what, nothing_of_a_failed_parse_stays, fresh,
                                        NULL, &failing[i] };
    memcpy(tests + COUNT(failing), others, sizeof others);
    own_begin("runner");
    own_conf.media_wall_s = 60;
    cx                    = own_open();
    person                = own_person(&cx);
    failed                = cmocka_run_group_tests(tests, NULL, NULL);
    own_close(&cx);
    own_end();
    return failed;
}
