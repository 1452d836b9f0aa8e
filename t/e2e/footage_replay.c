/* footage_replay.c - Idempotency-Key: an answer that was lost is given again, and nothing done
 * twice. */
#include "t/e2e/footage.h"
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "model/base/text.h"

static struct account ada, bob;
#define KEY(key) text_format("Idempotency-Key: %s", key)

static int begin(void **state)
{
    (void)state;
    ada = account_new("user");
    bob = account_new("user");
    story_set("ada", ada.token);
    story_set("bob", bob.token);
    return 0;
}

static int64_t projects_of(const struct account *who)
{
    return sql_number("SELECT COUNT(*) FROM project WHERE owner_id = ?",
                      ARGS(ARG(uuid_of(who->id))));
}

/* The same answer again, and said so. */
static void want_replay(const struct answer *first, const struct answer *again)
{
    WANT_STATUS(again, first->status);
    WANT_TEXT(again, "header:Idempotency-Replayed", "true");
    assert_null(http_header(first, "Idempotency-Replayed", 0));
    assert_int_equal(again->bytes, first->bytes);
    assert_memory_equal(again->body, first->body, first->bytes);
    WANT_TEXT(again, "header:Content-Type", http_header(first, "Content-Type", 0));
    WANT_TEXT(again, "header:Location", http_header(first, "Location", 0));
}

static void projects(void **state)
{
    const char          *key = text_unique(), *name = text_unique();
    int64_t              before = projects_of(&ada);
    struct call          c      = { .method  = "POST",
                                    .path    = text_format("/projects?name=%s", name),
                                    .token   = ada.token,
                                    .headers = { KEY(key) } };
    const struct answer *first  = http_ask(&c, __FILE__, __LINE__), *a;
    (void)state;
    WANT_STATUS(first, 200);
    for (int i = 0; i < 3; i++)
        want_replay(first, http_ask(&c, __FILE__, __LINE__));
    assert_int_equal(projects_of(&ada), before + 1);
    c.headers[0] = text_format("Idempotency-Key: \"%s\"", key); /* as the draft writes it */
    want_replay(first, http_ask(&c, __FILE__, __LINE__));
    c.headers[0] = KEY(key);
    c.path       = text_format("/projects?name=%sx", name); /* another query */
    a            = http_ask(&c, __FILE__, __LINE__);
    WANT_STATUS(a, 422);
    WANT_TEXT(a, "code", "1102");
    c.path = text_format("/projects?name=%s", name);
    c.json = "{}"; /* another body */
    WANT_TEXT(http_ask(&c, __FILE__, __LINE__), "code", "1102");
    c.json   = NULL;
    c.method = "PUT"; /* another method, and another path */
    c.path   = text_format("/projects/%s", http_text(first, "id"));
    WANT_TEXT(http_ask(&c, __FILE__, __LINE__), "code", "1102");
    a = ASK("POST", text_format("/projects?name=%s", name), .token = bob.token,
            .headers = { KEY(key) });
    WANT_STATUS(a, 200); /* another caller has keys of his own */
    assert_null(http_header(a, "Idempotency-Replayed", 0));
    WANT_STATUS(ASK("POST", text_format("/projects?name=%s", name), .headers = { KEY(key) }), 401);
    assert_int_equal(projects_of(&ada), before + 1);
}

static void changes_and_deletes(void **state)
{
    const char *id   = project_made(ada.token, text_unique()),
               *path = text_format("/projects/%s", id);
    struct call put  = { .method  = "PUT",
                         .path    = path,
                         .token   = ada.token,
                         .json    = "{\"name\":\"Replayed\"}",
                         .headers = { KEY(text_unique()) } };
    struct call del  = {
         .method = "DELETE", .path = path, .token = ada.token, .headers = { KEY(text_unique()) }
    };
    const struct answer *changed = http_ask(&put, __FILE__, __LINE__), *gone;
    (void)state;
    WANT_STATUS(changed, 200);
    WANT_STATUS(ASK("PUT", path, .token = ada.token, .json = "{\"name\":\"Later\"}"), 200);
    want_replay(changed, http_ask(&put, __FILE__, __LINE__));
    WANT_TEXT(ASK("PUT", path, .token = ada.token, .json = "{}"), "name",
              "Later"); /* not done again */
    gone = http_ask(&del, __FILE__, __LINE__);
    WANT_STATUS(gone, 200);
    want_replay(gone, http_ask(&del, __FILE__, __LINE__)); /* though the project is no more */
    WANT_STATUS(ASK("DELETE", path, .token = ada.token), 404);
    want_replay(changed, http_ask(&put, __FILE__, __LINE__));
}

static void malformed_keys(void **state)
{
    // clang-format off
    static const struct single asked[] = {
        { "no UUID", "ada", "POST", "/projects?name=malformed", NULL, 422, 1101, "Idempotency-Key", { "Idempotency-Key: 42" } },
        { "a UUID and more", "ada", "POST", "/projects?name=malformed", NULL, 422, 1101, NULL, { "Idempotency-Key: 00000000-0000-4000-8000-000000000000x" } },
        { "no hyphens", "ada", "POST", "/projects?name=malformed", NULL, 422, 1101, NULL, { "Idempotency-Key: 00000000000040008000000000000000" } },
        { "one quote", "ada", "POST", "/projects?name=malformed", NULL, 422, 1101, NULL, { "Idempotency-Key: \"00000000-0000-4000-8000-000000000000" } },
        { "on a change", "ada", "PUT", "/projects/00000000-0000-4000-8000-00000000dead", "{}", 422, 1101, NULL, { "Idempotency-Key: x" } },
        { "on a delete", "ada", "DELETE", "/projects/00000000-0000-4000-8000-00000000dead", NULL, 422, 1101, NULL, { "Idempotency-Key: x" } },
        { "on a read nobody minds", "ada", "GET", "/projects", NULL, 200, 0, NULL, { "Idempotency-Key: x" } },
        { "nor in another family", "ada", "POST", "/auth/tokens", "{\"name\":\"x\"}", 200, 0, NULL, { "Idempotency-Key: x" } },
    };
    // clang-format on
    int64_t before = projects_of(&ada);
    (void)state;
    SINGLES(asked);
    assert_int_equal(projects_of(&ada), before);
}

static void refusals_are_answers_too(void **state)
{
    const char          *name  = text_unique();
    struct call          c     = { .method  = "POST",
                                   .path    = text_format("/projects?name=%s", name),
                                   .token   = ada.token,
                                   .headers = { KEY(text_unique()) } };
    const char          *id    = project_made(ada.token, name);
    const struct answer *first = http_ask(&c, __FILE__, __LINE__);
    (void)state;
    WANT_STATUS(first, 409);
    WANT_STATUS(ASK("DELETE", text_format("/projects/%s", id), .token = ada.token), 200);
    want_replay(first, http_ask(&c, __FILE__, __LINE__));
    c.headers[0] = KEY(text_unique());
    WANT_STATUS(http_ask(&c, __FILE__, __LINE__), 200);
}

static void keys_are_forgotten(void **state)
{
    const char          *key   = text_unique();
    struct call          c     = { .method  = "POST",
                                   .path    = text_format("/projects?name=%s", text_unique()),
                                   .token   = ada.token,
                                   .headers = { KEY(key) } };
    const struct answer *first = http_ask(&c, __FILE__, __LINE__), *a;
    (void)state;
    WANT_STATUS(first, 200);
    assert_in_range(
        sql_number(
            "SELECT TIMESTAMPDIFF(SECOND, NOW(6), expires_at) FROM idempotency WHERE idem_key = ?",
            ARGS(ARG(uuid_of(key)))),
        86300, 86400);
    sql_do("UPDATE idempotency SET expires_at = NOW(6) - INTERVAL 1 SECOND WHERE idem_key = ?",
           ARGS(ARG(uuid_of(key))));
    a = http_ask(&c, __FILE__, __LINE__); /* runs again: the name is taken now */
    WANT_STATUS(a, 409);
    assert_null(http_header(a, "Idempotency-Replayed", 0));
}

/* ---- parse ---- */

static void parses(void **state)
{
    struct account       eve   = account_new("user");
    struct call          c     = { .method  = "POST",
                                   .path    = "/parse",
                                   .token   = eve.token,
                                   .field   = "video",
                                   .file    = footage_file(CLIP),
                                   .headers = { KEY(text_unique()) } };
    const struct answer *first = http_ask(&c, __FILE__, __LINE__), *a;
    (void)state;
    WANT_STATUS(first, 200);
    want_replay(first,
                http_ask(&c, __FILE__, __LINE__)); /* the form's boundary is another each time */
    WANT_STATUS(
        ASK("DELETE", text_format("/scenes/%s", http_text(first, "0.id")), .token = eve.token),
        200);
    want_replay(first, http_ask(&c, __FILE__, __LINE__)); /* what was answered, not what is now */
    assert_int_equal(
        sql_number("SELECT COUNT(*) FROM source WHERE owner_id = ?", ARGS(ARG(uuid_of(eve.id)))),
        1);
    c.form_name  = "min_scene_len";
    c.form_value = "0.1";
    a            = http_ask(&c, __FILE__, __LINE__);
    WANT_STATUS(a, 422);
    WANT_TEXT(a, "code", "1102");
    c.form_name = NULL;
    c.file      = footage_file("three.webm");
    WANT_TEXT(http_ask(&c, __FILE__, __LINE__), "code", "1102");
}

static void failed_parses(void **state)
{
    struct call          c     = { .method  = "POST",
                                   .path    = "/parse",
                                   .token   = ada.token,
                                   .field   = "video",
                                   .file    = footage_file("sound.m4a"),
                                   .headers = { KEY(text_unique()) } };
    const struct answer *first = http_ask(&c, __FILE__, __LINE__);
    (void)state;
    WANT_STATUS(first, 422);
    WANT_TEXT(first, "code", "1202");
    want_replay(first, http_ask(&c, __FILE__, __LINE__));
}

static void parses_that_are_awaited(void **state)
{
    struct account       eve   = account_new("user");
    struct call          c     = { .method  = "POST",
                                   .path    = "/parse",
                                   .token   = eve.token,
                                   .field   = "video",
                                   .file    = footage_file("long.mp4"),
                                   .headers = { KEY(text_unique()), "Prefer: respond-async" } };
    const struct answer *first = http_ask(&c, __FILE__, __LINE__), *again;
    (void)state;
    WANT_STATUS(first, 202);
    again = http_ask(&c, __FILE__, __LINE__);
    want_replay(first, again);
    job_awaited(eve.token, http_header(first, "Location", 0));
    want_replay(first, http_ask(&c, __FILE__, __LINE__));
    assert_int_equal(
        sql_number("SELECT COUNT(*) FROM job WHERE owner_id = ?", ARGS(ARG(uuid_of(eve.id)))), 1);
}

/* The call made by a child process, so that this one can look at what goes on meanwhile. */
static pid_t ask_apart(const struct call *c)
{
    const char *const argv[] = { "curl",
                                 "-s",
                                 "-o",
                                 "/dev/null",
                                 "--noproxy",
                                 "*",
                                 "--cacert",
                                 env_need("DAILIES_TEST_CA"),
                                 "-H",
                                 text_format("Authorization: Bearer %s", c->token),
                                 "-H",
                                 c->headers[0],
                                 "-F",
                                 text_format("%s=@%s", c->field, c->file),
                                 text_format("%s%s", env_need("DAILIES_TEST_URL"), c->path),
                                 NULL };
    union { /* execvp asks for texts that it promises not to change */
        const char *const *given;
        char *const       *taken;
    } v         = { argv };
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        execvp(argv[0], v.taken);
        _exit(127);
    }
    return child;
}

static int64_t jobs_of(const struct account *who)
{
    return sql_number("SELECT COUNT(*) FROM job WHERE owner_id = ?", ARGS(ARG(uuid_of(who->id))));
}

static void wait_for_job(const struct account *who)
{
    for (int i = 0; i < 200 && jobs_of(who) == 0; i++)
        usleep(20000);
    assert_int_equal(jobs_of(who), 1);
}

static void the_first_is_still_running(void **state)
{
    struct account       eve   = account_new("user");
    struct call          c     = { .method  = "POST",
                                   .path    = "/parse",
                                   .token   = eve.token,
                                   .field   = "video",
                                   .file    = footage_file("long.mp4"),
                                   .headers = { KEY(text_unique()) } };
    pid_t                child = ask_apart(&c);
    const struct answer *a;
    int                  status;
    (void)state;
    wait_for_job(&eve);
    a = http_ask(&c, __FILE__, __LINE__);
    WANT_STATUS(a, 409);
    WANT_TEXT(a, "code", "1103");
    assert_true(a->seconds < 5);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    a = http_ask(&c, __FILE__, __LINE__);
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "header:Idempotency-Replayed", "true");
    assert_int_equal(jobs_of(&eve), 1);
}

/* End every web process of the stack, as a crash would; multiwatch starts new ones. */
static int kill_web_processes(void)
{
    DIR           *d = opendir("/proc");
    struct dirent *e;
    const char    *mine = text_format("%s/run/", env_need("DAILIES_TEST_STATE"));
    int            n    = 0;
    assert_non_null(d);
    while ((e = readdir(d))) {
        char    exe[4096], cwd[4096];
        ssize_t a = readlink(text_format("/proc/%s/exe", e->d_name), exe, sizeof exe - 1);
        ssize_t b = readlink(text_format("/proc/%s/cwd", e->d_name), cwd, sizeof cwd - 1);
        if (a < 12 || b < 1)
            continue;
        exe[a] = cwd[b] = 0;
        if (strstr(exe, "/dailies-web") && strncmp(cwd, mine, strlen(mine)) == 0)
            n += kill((pid_t)strtol(e->d_name, NULL, 10), SIGKILL) == 0;
    }
    closedir(d);
    return n;
}

static void health_awaited(void)
{
    for (int i = 0; i < 100; i++) {
        if (ASK("GET", "/health_check")->status == 200)
            return;
        usleep(100000);
    }
    fail_msg("no web process comes back");
}

/* The process that waited for the parse is gone; so is its answer; the work is not. */
static void the_process_was_killed(void **state)
{
    struct account       eve   = account_new("user");
    struct call          c     = { .method    = "POST",
                                   .path      = "/parse",
                                   .token     = eve.token,
                                   .field     = "video",
                                   .file      = footage_file("long.mp4"),
                                   .headers   = { KEY(text_unique()) },
                                   .timeout_s = 120 };
    pid_t                child = ask_apart(&c);
    const struct answer *a     = NULL;
    int                  status;
    (void)state;
    wait_for_job(&eve);
    assert_true(kill_web_processes() > 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    health_awaited();
    for (int i = 0; i < 600; i++) { /* until then 409, as the parse is still running */
        a = http_ask(&c, __FILE__, __LINE__);
        if (a->status != 409 && a->status != 503)
            break;
        usleep(100000);
    }
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "header:Idempotency-Replayed", "true");
    assert_true(http_int(a, "#") >= 1);
    assert_int_equal(jobs_of(&eve), 1);
    assert_int_equal(
        sql_number("SELECT COUNT(*) FROM source WHERE owner_id = ?", ARGS(ARG(uuid_of(eve.id)))),
        1);
    {
        const struct answer *again = http_ask(&c, __FILE__, __LINE__);
        WANT_STATUS(again, 200);
        assert_string_equal(again->body, a->body);
    }
}

static void of_scenes(void **state)
{
    struct account eve = account_new("user");
    const char    *scene[CLIP_SCENES];
    struct call    put = { .method  = "PUT",
                           .token   = eve.token,
                           .json    = "{\"frame_count\":40}",
                           .headers = { KEY(text_unique()) } };
    struct call    run = {
           .method = "POST", .token = eve.token, .headers = { KEY(text_unique()) }, .timeout_s = 120
    };
    struct call photo = { .method  = "POST",
                          .token   = eve.token,
                          .field   = "photo",
                          .file    = footage_file("photo.png"),
                          .headers = { KEY(text_unique()) } };
    struct call del = { .method = "DELETE", .token = eve.token, .headers = { KEY(text_unique()) } };
    struct call *const   all[] = { &put, &run, &photo, &del };
    const struct answer *first;
    (void)state;
    parse_clip(eve.token, NULL, scene);
    put.path = del.path = text_format("/scenes/%s", scene[1]);
    run.path            = text_format("/scenes/%s/run", scene[1]);
    photo.path          = text_format("/scenes/%s/analysis", scene[1]);
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        int64_t jobs;
        first = http_ask(all[i], __FILE__, __LINE__);
        WANT_STATUS(first, 200);
        jobs = jobs_of(&eve);
        want_replay(first, http_ask(all[i], __FILE__, __LINE__));
        assert_int_equal(jobs_of(&eve), jobs);
    }
}

static int end(void **state)
{
    (void)state;
    footage_end();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(projects),
        cmocka_unit_test(changes_and_deletes),
        cmocka_unit_test(malformed_keys),
        cmocka_unit_test(refusals_are_answers_too),
        cmocka_unit_test(keys_are_forgotten),
        cmocka_unit_test(parses),
        cmocka_unit_test(failed_parses),
        cmocka_unit_test(parses_that_are_awaited),
        cmocka_unit_test(the_first_is_still_running),
        cmocka_unit_test(of_scenes),
        cmocka_unit_test(the_process_was_killed),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
