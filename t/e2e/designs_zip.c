/* designs_zip.c - archives of base images: who may, what becomes of them, progress, two at once,
 * programs that are killed, and archives that mean harm. */
#include "t/e2e/designs.h"
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "t/media/archives.h"

enum { WAIT_MS = 60000, POLL_MS = 20, PACKED = 24, SLUGS = 3 };

static const char *const slugs[SLUGS] = { "front", "side", "back" };
static char             *jpeg;
static size_t            jpeg_n;

/* ---- uploads ---- */

#define UPLOAD(design, subject) DESIGNS "/" design "/base-images/upload?subject_id=" subject

static const char *archive_file(const struct archive *a)
{
    return footage_bytes("archive.zip", a->bytes ? a->bytes : (const uint8_t *)"", a->n);
}

static const struct answer *sent(const char *token, const char *design, const char *subject, const char *path)
{
    return ASK("POST", text_format(UPLOAD("%s", "%s"), design, subject), .token = token, .field = "file", .file = path);
}

static bool is_over(const struct answer *a)
{
    return strcmp(http_text(a, "status"), "COMPLETED") == 0 || strcmp(http_text(a, "status"), "FAILED") == 0;
}

static const struct answer *asked(const char *token, const char *task)
{
    const struct answer *a = ASK("GET", text_format(DESIGNS "/upload-tasks/%s", task), .token = token);
    WANT_STATUS(a, 200);
    return a;
}

static const struct answer *awaited(const char *token, const char *task)
{
    for (int waited = 0;; waited += POLL_MS) {
        const struct answer *a = asked(token, task);
        if (is_over(a))
            return a;
        if (waited > WAIT_MS)
            http_fail(a, __FILE__, __LINE__, "is not over");
        usleep(POLL_MS * 1000);
    }
}

static const struct answer *done(const char *token, const char *design, const char *subject, const char *path)
{
    const struct answer *a = sent(token, design, subject, path);
    WANT_STATUS(a, 200);
    return awaited(token, text_format("%s", http_text(a, "id")));
}

static const char *zip_of(const char *const *names, size_t n)
{
    struct archive a = { .n = 0 };
    const char    *path;
    for (size_t i = 0; i < n; i++)
        archive_add(&a, &(struct archive_entry){ .name = names[i], .bytes = jpeg, .n = jpeg_n });
    archive_end(&a, &(struct archive_end){ .disk = 0 });
    path = archive_file(&a);
    archive_free(&a);
    return path;
}
#define ZIP(...) zip_of((const char *const[]){ __VA_ARGS__ }, COUNT_OF(((const char *const[]){ __VA_ARGS__ })))

/* ---- a good one ---- */

static void a_good_one_becomes_base_images(void **state)
{
    const char          *ada = story_get("ada"), *design = design_made(ada, "{\"name\":\"Z\"}"), *subject = story_get("subject");
    const struct answer *a = sent(ada, design, subject, ZIP("photos/", "photos/Front.JPG", "__MACOSX/photos/._Front.JPG", "a/b/SIDE.jpeg", "notes.txt", ".back.jpg", "other/front.png"));
    (void)state;
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "status", "PENDING");
    WANT_TEXT(a, "progress", "0");
    WANT_TEXT(a, "total_items", "0");
    WANT_TEXT(a, "processed_items", "0");
    WANT_TEXT(a, "images_processed", "0");
    WANT_TEXT(a, "images_skipped", "0");
    WANT_TEXT(a, "error_message", "null");
    WANT_TEXT(a, "started_at", "null");
    WANT_TEXT(a, "completed_at", "null");
    WANT_TEXT(a, "result_data", "null");
    WANT_TEXT(a, "owner_id", story_get("ada_id"));
    WANT_TEXT(a, "set_design_id", design);
    WANT_TEXT(a, "subject_id", subject);
    assert_int_equal(json_object_object_length(a->json), 15);
    story_set("z", design);
    story_set("task", http_text(a, "id"));
    awaited(ada, story_get("task"));
    // clang-format off
    STORY(((const struct step[]){
        { "it is over", "ada", "GET", DESIGNS "/upload-tasks/{task}/", NULL, 200,
          { "status", "COMPLETED", "progress", "100", "total_items", "4", "processed_items", "4", "images_processed", "2", "images_skipped", "2" } },
        { "with times", "ada", "GET", DESIGNS "/upload-tasks/{task}", NULL, 200, { "error_message", "null", "created_at", "*", "started_at", "*", "completed_at", "*" } },
        { "and what became of it", "ada", "GET", DESIGNS "/upload-tasks/{task}", NULL, 200,
          { "result_data.processed.#", "2", "result_data.processed.0.name", "photos/Front.JPG", "result_data.processed.0.shot_type_id", "{front}",
            "result_data.processed.1.name", "a/b/SIDE.jpeg", "result_data.processed.1.shot_type_id", "{side}" },
          { "result_data.processed.0.base_image_id", "base" } },
        { "and what did not", "ada", "GET", DESIGNS "/upload-tasks/{task}", NULL, 200,
          { "result_data.skipped.#", "2", "result_data.skipped.0.name", "notes.txt", "result_data.skipped.0.reason", "*", "result_data.skipped.1.name", "other/front.png", "result_data.skipped.1.reason", "*" } },
        { "base images", "ada", "GET", DESIGNS "/{z}", NULL, 200,
          { "base_images.#", "2", "base_images.0.id", "{base}", "base_images.0.subject_id", "{subject}", "base_images.0.shot_type_id", "{front}", "base_images.0.image_media.width", "64" } },
        { "one of them", "ada", "GET", DESIGNS "/{z}/base-image?subject_id={subject}&shot_type_id={side}", NULL, 200, { "image_media.resource_type", "image", "image_url", "*" },
          { "image_media.id", "media" } },
        { "is hers", "ada", "GET", MEDIA "/{media}", NULL, 200, { "extension", "jpg" } },
        { "the latest", "ada", "GET", DESIGNS "/{z}/base-images/upload-task?subject_id={subject}", NULL, 200, { "id", "{task}" } },
        { "of another subject", "ada", "GET", DESIGNS "/{z}/base-images/upload-task/?subject_id={subject2}", NULL, 404, { "detail", "Upload task not found" } },
        { "of others", "otto", "GET", DESIGNS "/upload-tasks/{task}", NULL, 403, { "detail", "Not enough permissions" } },
        { "nobody's", NULL, "GET", DESIGNS "/upload-tasks/{task}", NULL, 401 },
        { "an administrator's", "boss", "GET", DESIGNS "/upload-tasks/{task}", NULL, 200 },
    }));
    // clang-format on
    /* Another one replaces what it has, and leaves the rest. */
    jpeg = footage_read(picture_file("blue-80x60.jpg"), &jpeg_n);
    a    = done(ada, design, subject, ZIP("side.jpg", "back.jpg"));
    WANT_TEXT(a, "status", "COMPLETED");
    story_set("task2", http_text(a, "id"));
    // clang-format off
    STORY(((const struct step[]){
        { "three now", "ada", "GET", DESIGNS "/{z}", NULL, 200, { "base_images.#", "3", "base_images.0.id", "{base}", "base_images.0.image_media.width", "64", "base_images.1.image_media.width", "80", "base_images.2.image_media.width", "80" } },
        { "in their places", "ada", "GET", DESIGNS "/{z}", NULL, 200, { "base_images.1.shot_type_id", "{side}", "base_images.2.shot_type_id", "{back}" } },
        { "the latest", "ada", "GET", DESIGNS "/{z}/base-images/upload-task?subject_id={subject}", NULL, 200, { "id", "{task2}" } },
        { "the first stays", "ada", "GET", DESIGNS "/upload-tasks/{task}", NULL, 200, { "result_data.processed.#", "2" } },
        { "for another subject", "ada", "GET", DESIGNS "/{z}/base-image?subject_id={subject2}&shot_type_id={side}", NULL, 404 },
    }));
    // clang-format on
}

static void members_upload_too(void **state)
{
    const char          *design = design_made(story_get("ada"), text_format("{\"name\":\"Z\",\"organization_id\":\"%s\"}", story_get("group")));
    const struct answer *a      = done(story_get("mia"), design, story_get("subject2"), ZIP("front.jpg"));
    (void)state;
    WANT_TEXT(a, "status", "COMPLETED");
    WANT_TEXT(a, "owner_id", story_get("mia_id"));
    story_set("z", design);
    story_set("task", http_text(a, "id"));
    STORY(((const struct step[]){
        { "the design's owner sees it", "ada", "GET", DESIGNS "/upload-tasks/{task}", NULL, 200 },
        { "others do not", "otto", "GET", DESIGNS "/upload-tasks/{task}", NULL, 403 },
        { "the picture is hers who uploaded", "mia", "GET", MEDIA "?limit=1", NULL, 200, { "count", "1" }, { "data.0.id", "media" } },
        { "and seen by the others", "ada", "GET", MEDIA "/{media}", NULL, 200 },
        { "it goes", "ada", "DELETE", DESIGNS "/{z}", NULL, 200 },
        { "with its tasks", "mia", "GET", DESIGNS "/upload-tasks/{task}", NULL, 404, { "detail", "Upload task not found" } },
    }));
}

/* ---- who may not, and what is no archive ---- */

static void requests_are_judged(void **state)
{
    const char *ada = story_get("ada"), *design = design_made(ada, "{\"name\":\"Z\"}"), *path = ZIP("front.jpg");
    const char *subject = story_get("subject");
    const struct answer *a;
    (void)state;
    WANT_STATUS(sent(NULL, design, subject, path), 401);
    WANT_STATUS(sent("x.y.z", design, subject, path), 403);
    WANT_STATUS(sent(story_get("otto"), design, subject, path), 403);
    a = sent(ada, NOWHERE, subject, path);
    WANT_STATUS(a, 404);
    WANT_TEXT(a, "detail", "Set design not found");
    a = sent(ada, design, NOWHERE, path);
    WANT_STATUS(a, 422);
    WANT_TEXT(a, "detail.0.loc", "[\"query\",\"subject_id\"]");
    WANT_TEXT(a, "detail.0.input", NOWHERE);
    a = sent(ada, design, story_get("theirs"), path);
    WANT_STATUS(a, 422);
    a = sent(ada, "x", "y", path);
    WANT_STATUS(a, 422);
    WANT_TEXT(a, "detail.#", "2");
    WANT_TEXT(a, "detail.0.loc", "[\"path\",\"set_design_id\"]");
    WANT_TEXT(a, "detail.1.loc", "[\"query\",\"subject_id\"]");
    a = ASK("POST", text_format(DESIGNS "/%s/base-images/upload", design), .token = ada, .field = "archive", .file = path);
    WANT_STATUS(a, 422);
    WANT_TEXT(a, "detail.#", "2");
    WANT_TEXT(a, "detail.0.loc", "[\"query\",\"subject_id\"]");
    WANT_TEXT(a, "detail.1.loc", "[\"body\",\"file\"]");
    WANT_TEXT(a, "detail.1.type", "missing");
    a = ASK("POST", text_format(UPLOAD("%s", "%s"), design, subject), .token = ada, .type = "application/zip", .body = "PK", .bytes = 2);
    WANT_STATUS(a, 415);
    a = ASK("POST", text_format(UPLOAD("%s", "%s") "&organization_id=%s", design, subject, story_get("others")), .token = ada, .field = "file", .file = path);
    WANT_STATUS(a, 403);
    a = ASK("POST", text_format(UPLOAD("%s", "%s") "&organization_id=%s", design, subject, story_get("group")), .token = ada, .field = "file", .file = path);
    WANT_STATUS(a, 404);
    a = ASK("POST", text_format(UPLOAD("%s", "%s"), design, subject), .token = ada, .type = "multipart/form-data; boundary=b", .body = "--b", .bytes = 3,
            .headers = { "Content-Length: 99000000000" });
    WANT_STATUS(a, 413);
    WANT_TEXT(a, "detail", "*");
    assert_int_equal(sql_number("SELECT COUNT(*) FROM design_upload_task WHERE set_design_id = ?", ARGS(ARG(uuid_of(design)))), 0);
    a = ASK("POST", text_format(DESIGNS "/%s/base-images/upload/?subject_id=%s", design, subject), .token = ada, .field = "file", .file = path);
    WANT_STATUS(a, 200);
    WANT_TEXT(awaited(ada, text_format("%s", http_text(a, "id"))), "status", "COMPLETED");
}

/* ---- many pictures ---- */

/* An archive that takes a while: a shot type and a large picture each. */
static const char *many_file(const char *prefix)
{
    struct archive a = { .n = 0 };
    size_t         n;
    char          *bytes = footage_read(picture_file("tan-3000x2000.jpg"), &n);
    const char    *path;
    for (int i = 0; i < PACKED; i++) {
        const char *slug = text_format("%s_%d", prefix, i);
        WANT_STATUS(ASK("POST", API "/shot-types", .token = story_get("ada"), .json = text_format("{\"name\":\"M\",\"slug\":\"%s\"}", slug)), 200);
        archive_add(&a, &(struct archive_entry){ .name = text_format("%s.jpg", slug), .bytes = bytes, .n = n });
    }
    archive_add(&a, &(struct archive_entry){ .name = "nothing.txt", .bytes = "x", .n = 1 });
    archive_end(&a, &(struct archive_end){ .disk = 0 });
    path = text_format("%s.zip", archive_file(&a));
    assert_int_equal(rename(archive_file(&a), path), 0);
    archive_free(&a);
    free(bytes);
    return path;
}

static void progress_is_told(void **state)
{
    const char          *ada = story_get("ada"), *design = design_made(ada, "{\"name\":\"Many\"}"), *task;
    const struct answer *a = sent(ada, design, story_get("subject"), many_file(text_format("p%.8s", text_unique())));
    int64_t              last = 0, seen = 0;
    (void)state;
    WANT_STATUS(a, 200);
    task = text_format("%s", http_text(a, "id"));
    do {
        usleep(POLL_MS * 1000);
        a = asked(ada, task);
        assert_true(http_int(a, "processed_items") >= last);
        assert_int_equal(http_int(a, "processed_items"), http_int(a, "images_processed") + http_int(a, "images_skipped"));
        assert_true(http_int(a, "progress") <= (is_over(a) ? 100 : 99));
        if (strcmp(http_text(a, "status"), "PENDING") == 0)
            WANT_TEXT(a, "started_at", "null");
        else
            WANT_TEXT(a, "started_at", "*");
        if (http_int(a, "processed_items") > last && !is_over(a)) {
            WANT_TEXT(a, "status", "PROCESSING");
            WANT_TEXT(a, "total_items", text_format("%d", PACKED + 1));
            WANT_TEXT(a, "result_data", "null");
            seen++;
            /* all appear together */
            WANT_TEXT(ASK("GET", text_format(DESIGNS "/%s", design), .token = ada), "base_images.#", "0");
        }
        last = http_int(a, "processed_items");
    } while (!is_over(a));
    WANT_TEXT(a, "status", "COMPLETED");
    WANT_TEXT(a, "images_processed", text_format("%d", PACKED));
    WANT_TEXT(a, "images_skipped", "1");
    WANT_TEXT(a, "progress", "100");
    assert_true(seen >= 1);
    WANT_TEXT(ASK("GET", text_format(DESIGNS "/%s", design), .token = ada), "base_images.#", text_format("%d", PACKED));
}

static void one_at_a_time(void **state)
{
    enum { TIMES = 4 };
    const char *ada = story_get("ada"), *design = design_made(ada, "{\"name\":\"Twice\"}"), *subject = story_get("subject");
    const char *path = many_file(text_format("q%.8s", text_unique()));
    const struct answer *a;
    int                  status[TIMES], good = 0, taken = 0;
    (void)state;
    at_once(&(struct call){ .method = "POST", .path = text_format(UPLOAD("%s", "%s"), design, subject), .token = ada, .field = "file", .file = path }, TIMES, status);
    for (int i = 0; i < TIMES; i++) {
        good += status[i] == 200;
        taken += status[i] == 409;
    }
    assert_int_equal(good, 1);
    assert_int_equal(taken, TIMES - 1);
    a = sent(ada, design, subject, path);
    WANT_STATUS(a, 409);
    WANT_TEXT(a, "detail", "*");
    a = sent(ada, design, story_get("subject2"), ZIP("front.jpg")); /* another subject may */
    WANT_STATUS(a, 200);
    awaited(ada, text_format("%s", http_text(a, "id")));
    a = ASK("GET", text_format(DESIGNS "/%s/base-images/upload-task?subject_id=%s", design, subject), .token = ada);
    WANT_STATUS(a, 200);
    WANT_TEXT(awaited(ada, text_format("%s", http_text(a, "id"))), "status", "COMPLETED");
    WANT_STATUS(done(ada, design, subject, ZIP("front.jpg")), 200); /* and then again */
}

static void a_design_may_go_meanwhile(void **state)
{
    const char          *ada = story_get("ada"), *design = design_made(ada, "{\"name\":\"Gone\"}");
    const struct answer *a = sent(ada, design, story_get("subject"), many_file(text_format("r%.8s", text_unique())));
    (void)state;
    WANT_STATUS(a, 200);
    story_set("task", http_text(a, "id"));
    WANT_STATUS(ASK("DELETE", text_format(DESIGNS "/%s", design), .token = ada), 200);
    WANT_STATUS(ASK("GET", text_format(DESIGNS "/upload-tasks/%s", story_get("task")), .token = ada), 404);
    for (int waited = 0; sql_number("SELECT COUNT(*) FROM job WHERE kind = 'design_zip' AND status IN ('queued', 'running')", NO_ARGS) > 0; waited += POLL_MS) {
        assert_true(waited < WAIT_MS);
        usleep(POLL_MS * 1000);
    }
}

/* ---- programs that are killed ---- */

static const char *program_of(pid_t pid)
{
    char   line[4096] = "";
    FILE  *f          = fopen(text_format("/proc/%d/cmdline", pid), "re");
    size_t n          = f ? fread(line, 1, sizeof line - 1, f) : 0;
    if (f)
        fclose(f);
    return n ? text_format("%s", line) : "";
}

/* A number that /proc tells of it; 0 once it is gone. */
static long told_of(pid_t pid, const char *what)
{
    char  line[256], form[64];
    long  number = 0;
    FILE *f      = fopen(text_format("/proc/%d/status", pid), "re");
    snprintf(form, sizeof form, "%s:", what);
    while (f && fgets(line, sizeof line, f))
        if (strncmp(line, form, strlen(form)) == 0)
            number = strtol(line + strlen(form), NULL, 10);
    if (f)
        fclose(f);
    return number;
}

/* Whether it works in a folder of this stack. */
static bool is_ours(pid_t pid)
{
    const char *state        = env_need("DAILIES_TEST_STATE");
    char        folder[4096] = "";
    ssize_t     n            = readlink(text_format("/proc/%d/cwd", pid), folder, sizeof folder - 1);
    return n > 0 && strncmp(folder, state, strlen(state)) == 0 && folder[strlen(state)] == '/';
}

/* Those of this stack; other stacks may run the same programs. */
static size_t processes(const char *program, pid_t *to, size_t most)
{
    DIR           *d = opendir("/proc");
    struct dirent *e;
    size_t         n = 0;
    assert_non_null(d);
    while (n < most && (e = readdir(d)) != NULL) {
        pid_t       pid  = (pid_t)strtol(e->d_name, NULL, 10);
        const char *name = pid > 0 ? strrchr(program_of(pid), '/') : NULL;
        if (name && strcmp(name + 1, program) == 0 && is_ours(pid))
            to[n++] = pid;
    }
    closedir(d);
    return n;
}

/* Once it works on the archive. */
static pid_t child_awaited(void)
{
    pid_t pid;
    for (int waited = 0; processes("dailies-stills", &pid, 1) == 0; waited += 2) {
        assert_true(waited < WAIT_MS);
        usleep(2000);
    }
    return pid;
}

static void is_killed(bool runner)
{
    const char          *ada = story_get("ada"), *design = design_made(ada, "{\"name\":\"Killed\"}");
    const char          *path = many_file(text_format("k%.8s", text_unique()));
    const struct answer *a;
    const char          *task;
    pid_t                child;
    int64_t              media = sql_number("SELECT COUNT(*) FROM media_resource WHERE owner_id = ?", ARGS(ARG(uuid_of(story_get("ada_id")))));
    a = sent(ada, design, story_get("subject"), path);
    WANT_STATUS(a, 200);
    task  = text_format("%s", http_text(a, "id"));
    child = child_awaited();
    while (http_int(asked(ada, task), "processed_items") < 2)
        usleep(2000);
    kill(runner ? (pid_t)told_of(child, "PPid") : child, SIGKILL);
    a = awaited(ada, task);
    WANT_TEXT(a, "status", "COMPLETED");
    WANT_TEXT(a, "images_processed", text_format("%d", PACKED));
    WANT_TEXT(a, "total_items", text_format("%d", PACKED + 1));
    WANT_TEXT(ASK("GET", text_format(DESIGNS "/%s", design), .token = ada), "base_images.#", text_format("%d", PACKED));
    assert_int_equal(sql_number("SELECT COUNT(*) FROM set_image WHERE set_design_id = ?", ARGS(ARG(uuid_of(design)))), PACKED);
    /* the bytes of all are the same, and there before */
    assert_true(sql_number("SELECT COUNT(*) FROM media_resource WHERE owner_id = ?", ARGS(ARG(uuid_of(story_get("ada_id"))))) <= media + 1);
    assert_true(sql_number("SELECT attempts FROM job WHERE id = (SELECT job_id FROM design_upload_task WHERE id = ?)", ARGS(ARG(uuid_of(task)))) >= 2);
}

static void the_child_is_killed(void **state)
{
    (void)state;
    is_killed(false);
}

static void the_runner_is_killed(void **state)
{
    (void)state;
    is_killed(true);
}

/* ---- those that mean harm ---- */

/* Kilobytes that any of them had at most. */
static int64_t peak_of(const char *program)
{
    pid_t  pid[32];
    size_t n    = processes(program, pid, COUNT_OF(pid));
    long   most = 0;
    for (size_t i = 0; i < n; i++)
        most = told_of(pid[i], "VmHWM") > most ? told_of(pid[i], "VmHWM") : most;
    assert_true(n > 0);
    return most;
}

static const char *reason_of(const struct answer *a)
{
    return http_at(a, "result_data.skipped.0.reason") ? http_text(a, "result_data.skipped.0.reason") : "";
}

static void judge(const struct archive_case *c, const struct answer *a, const char *before, const struct answer *design)
{
    if (c->refused) {
        WANT_TEXT(a, "status", "FAILED");
        if (!strstr(http_text(a, "error_message"), c->refused))
            http_fail(a, c->what, 0, "expected: %s", c->refused);
        WANT_TEXT(a, "result_data", "null");
        WANT_TEXT(a, "completed_at", "*");
        assert_string_equal(design->body, before); /* nothing changed */
        return;
    }
    if (strcmp(http_text(a, "status"), "COMPLETED") != 0 || http_int(a, "images_processed") != c->pictures || http_int(a, "images_skipped") != c->skipped)
        http_fail(a, c->what, 0, "expected %d pictures, %d skipped", c->pictures, c->skipped);
    WANT_TEXT(a, "result_data.processed.#", text_format("%d", c->pictures));
    WANT_TEXT(a, "result_data.skipped.#", text_format("%d", c->skipped));
    if (c->reason && !strstr(reason_of(a), c->reason))
        http_fail(a, c->what, 0, "expected: %s", c->reason);
}

static void those_that_mean_harm_do_none(void **state)
{
    static const char *const programs[] = { "dailies-web", "dailies-jobs" };
    const char *ada = story_get("ada"), *design = design_made(ada, "{\"name\":\"Harm\",\"base_images\":[]}");
    const char *one = text_format(DESIGNS "/%s", design), *subject = story_get("subject");
    int64_t     peak[COUNT_OF(programs)];
    (void)state;
    jpeg = footage_read(footage_file("photo.jpg"), &jpeg_n);
    archives_begin(jpeg, jpeg_n);
    WANT_TEXT(done(ada, design, subject, ZIP("front.jpg", "side.jpg", "back.jpg")), "images_processed", "3");
    for (size_t i = 0; i < COUNT_OF(programs); i++)
        peak[i] = peak_of(programs[i]);
    assert_true(archive_cases_n >= 40);
    for (int i = 0; i < archive_cases_n; i++) {
        struct archive a      = { .n = 0 };
        const char    *before = ASK("GET", one, .token = ada)->body;
        archive_cases[i].make(&a);
        judge(&archive_cases[i], done(ada, design, subject, archive_file(&a)), before, ASK("GET", one, .token = ada));
        WANT_TEXT(ASK("GET", one, .token = ada), "base_images.#", "3");
        archive_free(&a);
    }
    for (size_t i = 0; i < COUNT_OF(programs); i++) {
        print_message("%s: %lld KiB, then %lld KiB\n", programs[i], (long long)peak[i], (long long)peak_of(programs[i]));
        if (!strstr(env_need("DAILIES_TEST_BIN"), "-asan")) /* which keeps what is freed for a while */
            assert_true(peak_of(programs[i]) < peak[i] + 16 * 1024);
    }
}

/* ---- the whole ---- */

/* Shot types are one vocabulary: these may be there from before. */
static void shot_types_find(void)
{
    for (int i = 0; i < SLUGS; i++) {
        const struct answer *a = ASK("POST", API "/shot-types", .token = story_get("boss"), .json = text_format("{\"name\":\"%s\"}", slugs[i]));
        if (a->status == 200) {
            story_set(slugs[i], http_text(a, "id"));
            continue;
        }
        WANT_STATUS(a, 409);
        a = ASK("GET", API "/shot-types?limit=1000", .token = story_get("boss"));
        for (int64_t k = 0; k < (int64_t)json_object_array_length(http_at(a, "data")); k++)
            if (strcmp(http_text(a, text_format("data.%d.slug", (int)k)), slugs[i]) == 0)
                story_set(slugs[i], http_text(a, text_format("data.%d.id", (int)k)));
    }
}

static int begin(void **state)
{
    (void)state;
    designs_begin();
    shot_types_find();
    jpeg = footage_read(picture_file("red-64x48.jpg"), &jpeg_n);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_one_becomes_base_images),
        cmocka_unit_test(members_upload_too),
        cmocka_unit_test(requests_are_judged),
        cmocka_unit_test(progress_is_told),
        cmocka_unit_test(one_at_a_time),
        cmocka_unit_test(a_design_may_go_meanwhile),
        cmocka_unit_test(those_that_mean_harm_do_none),
        cmocka_unit_test(the_child_is_killed),
        cmocka_unit_test(the_runner_is_killed),
    };
    return cmocka_run_group_tests(tests, begin, NULL);
}
