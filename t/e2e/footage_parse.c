/* footage_parse.c - a video becomes scenes: ways to send it, jobs, files. */
#include "t/e2e/footage.h"
#include <string.h>
#include <unistd.h>
#include "model/base/text.h"

static struct account ada, bob;
#define NOWHERE "00000000-0000-4000-8000-00000000dead"

static int begin(void **state)
{
    (void)state;
    ada = account_new("user");
    bob = account_new("user");
    story_set("ada", ada.token);
    story_set("bob", bob.token);
    return 0;
}

static int64_t scenes_of(const struct account *who)
{
    return sql_number("SELECT COUNT(*) FROM scene WHERE owner_id = ?", ARGS(ARG(uuid_of(who->id))));
}
static int64_t sources_of(const struct account *who)
{
    return sql_number("SELECT COUNT(*) FROM source WHERE owner_id = ?",
                      ARGS(ARG(uuid_of(who->id))));
}

/* ---- the way it is meant ---- */

/* Three scenes that cover the clip without gap or overlap. */
static void want_three(const struct answer *a, const char *project_id)
{
    int64_t frame = 0;
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "#", "3");
    for (int i = 0; i < CLIP_SCENES; i++) {
#define AT(name) text_format("%d." name, i)
        assert_int_equal(http_int(a, AT("frame_num")), frame);
        frame += http_int(a, AT("frame_count"));
        WANT_TEXT(a, AT("project_id"), project_id ? project_id : "null");
        WANT_TEXT(a, AT("position"), project_id ? "*" : "null");
        WANT_TEXT(a, AT("frame_count"), "50");
        WANT_TEXT(a, AT("duration"), "00:00:02.000");
        WANT_TEXT(a, AT("start_time"), text_format("00:00:%02d.000", i * 2));
        WANT_TEXT(a, AT("end_time"), text_format("00:00:%02d.000", i * 2 + 2));
        WANT_TEXT(a, AT("fps"), "25/1");
        WANT_TEXT(a, AT("width"), "320");
        WANT_TEXT(a, AT("height"), "180");
        WANT_TEXT(a, AT("transition"), i ? "cut" : "start");
        WANT_TEXT(a, AT("status"), "ready");
        WANT_TEXT(a, AT("clip_url"), "null");
        WANT_TEXT(a, AT("analysis"), "null");
        WANT_TEXT(a, AT("id"), "*");
        WANT_TEXT(a, AT("name"), "*");
        WANT_TEXT(a, AT("source.id"), http_text(a, "0.source.id"));
        WANT_TEXT(a, AT("storyboard_url"), text_format("/sv/%s/", http_text(a, AT("id"))));
        WANT_TEXT(a, AT("thumbnail_url"), text_format("/sv/%s/thumb.jpg", http_text(a, AT("id"))));
        assert_in_range(http_int(a, AT("storyboard.#")), 1, 9);
    }
    assert_int_equal(frame, CLIP_FRAMES);
}

static void a_form(void **state)
{
    const struct answer *a = parse_file(ada.token, footage_file(CLIP), NULL);
    (void)state;
    want_three(a, NULL);
    WANT_TEXT(a, "0.source.file_name", CLIP);
    assert_int_equal(strlen(http_text(a, "0.source.content_hash")), 64);
    for (int i = 0; i < CLIP_SCENES; i++) {
        const struct answer *one =
            ASK("GET", text_format("/scenes/%s", http_text(a, text_format("%d.id", i))),
                .token = ada.token);
        WANT_TEXT(one, "", http_text(a, text_format("%d", i)));
    }
}

static char  *content;
static size_t content_bytes;

static void raw_bytes(void **state)
{
    const char          *project = project_made(ada.token, text_unique());
    const struct answer *a;
    (void)state;
    content = footage_read(footage_file(CLIP), &content_bytes);
    a       = ASK("POST", text_format("/parse?project_id=%s", project), .token = ada.token,
                  .type = "video/mp4", .body = content, .bytes = content_bytes);
    want_three(a, project);
    a = ASK("POST", "/api/parse/", .token = bob.token, .type = "application/octet-stream",
            .body = content, .bytes = content_bytes);
    want_three(a, NULL);
    a = ASK("POST", "/parse", .token = bob.token, .type = "VIDEO/MP4; codecs=avc1", .body = content,
            .bytes = content_bytes);
    want_three(a, NULL);
    a = ASK("POST", "/parse",
            .headers = { text_format("token: %s", bob.token), "Transfer-Encoding: chunked" },
            .type = "video/mp4", .body = content, .bytes = content_bytes);
    want_three(a, NULL);
}

// clang-format off
static struct container {
    const char *file;
    int64_t     frames;
} containers[] = { { "index-behind.mp4", 150 }, { "three.webm", 150 }, { "stream.ts", 150 } };
// clang-format on

static void other_containers(void **state)
{
    const struct container *c      = *state;
    const struct answer    *a      = parse_file(ada.token, footage_file(c->file), NULL);
    int64_t                 frames = 0;
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "#", "3");
    for (int64_t i = 0; i < http_int(a, "#"); i++) {
        assert_int_equal(http_int(a, text_format("%d.frame_num", (int)i)), frames);
        frames += http_int(a, text_format("%d.frame_count", (int)i));
    }
    assert_int_equal(frames, c->frames);
}

static void into_a_project(void **state)
{
    const char          *project = project_made(ada.token, text_unique()), *first[CLIP_SCENES];
    const struct answer *a;
    (void)state;
    want_three(parse_clip(ada.token, project, first), project);
    a = ASK("POST", text_format("/parse?project_id=%s&min_scene_len=0.1", project),
            .token = ada.token, .field = "video", .file = footage_file(CLIP));
    want_three(a, project); /* other options: another parse, behind the first */
    WANT_TEXT(a, "0.position", "3");
    assert_string_not_equal(http_text(a, "0.id"), first[0]);
    a = ASK("GET", text_format("/projects/%s", project), .token = ada.token);
    WANT_TEXT(a, "#", "6");
    for (int i = 0; i < 6; i++)
        WANT_TEXT(a, text_format("%d.position", i), text_format("%d", i));
    for (int i = 0; i < CLIP_SCENES; i++)
        WANT_TEXT(a, text_format("%d.id", i), first[i]);
}

static void the_same_bytes_are_decoded_once(void **state)
{
    struct account       eve = account_new("user");
    const char          *first[CLIP_SCENES], *again[CLIP_SCENES], *project;
    const struct answer *a;
    (void)state;
    parse_clip(eve.token, NULL, first);
    parse_clip(eve.token, NULL, again);
    for (int i = 0; i < CLIP_SCENES; i++)
        assert_string_equal(first[i], again[i]);
    assert_int_equal(sources_of(&eve), 1);
    assert_int_equal(
        sql_number("SELECT COUNT(*) FROM job WHERE owner_id = ?", ARGS(ARG(uuid_of(eve.id)))), 1);
    project = project_made(eve.token, "P");
    parse_clip(eve.token, project, again); /* into a project it is another */
    assert_string_not_equal(first[0], again[0]);
    a = ASK("POST", "/parse?method=content", .token = eve.token, .field = "video",
            .file = footage_file(CLIP));
    want_three(a, NULL); /* so it is with other options */
    assert_string_not_equal(first[0], http_text(a, "0.id"));
    assert_int_equal(sources_of(&eve), 3);
    WANT_STATUS(ASK("DELETE", text_format("/scenes/%s", first[1]), .token = eve.token), 200);
    want_three(parse_clip(eve.token, NULL, again), NULL); /* incomplete since: anew */
    assert_string_not_equal(first[0], again[0]);
    a = ASK("DELETE", text_format("/projects/%s", project), .token = eve.token);
    WANT_STATUS(a, 200);
}

/* Job records go after a while; a parse of the same bytes must not look for one that is gone. */
static void the_same_bytes_after_the_record_has_gone(void **state)
{
    struct account eve = account_new("user");
    const char    *first[CLIP_SCENES], *again[CLIP_SCENES], *out;
    (void)state;
    parse_clip(eve.token, NULL, first);
    sql_do("UPDATE job SET completed_at = completed_at - INTERVAL 100 DAY WHERE owner_id = ?",
           ARGS(ARG(uuid_of(eve.id))));
    assert_int_equal(tool_run(NULL, (const char *const[]){ "gc", NULL }, &out), 0);
    want_three(parse_clip(eve.token, NULL, again), NULL);
    assert_string_equal(first[0], again[0]);
}

static void two_at_the_same_time(void **state)
{
    struct account       eve = account_new("user");
    const struct answer *one, *two;
    const char          *asynchronous = "Prefer: respond-async";
    (void)state;
    one = ASK("POST", "/parse", .token = eve.token, .field = "video", .file = footage_file(CLIP),
              .headers = { asynchronous });
    two = ASK("POST", "/parse", .token = eve.token, .field = "video", .file = footage_file(CLIP),
              .headers = { asynchronous });
    WANT_STATUS(one, 202);
    WANT_STATUS(two, 202);
    WANT_TEXT(two, "id", http_text(one, "id"));
    job_awaited(eve.token, http_header(one, "Location", 0));
    assert_int_equal(scenes_of(&eve), 3);
}
/* ---- jobs ---- */

static void later(void **state)
{
    struct account       eve = account_new("user");
    const struct answer *a =
        ASK("POST", "/parse", .token = eve.token, .field = "video", .file = footage_file(CLIP),
            .headers = { "Prefer: wait=5, Respond-Async" });
    const char *job = http_header(a, "Location", 0);
    (void)state;
    WANT_STATUS(a, 202);
    WANT_TEXT(a, "header:Preference-Applied", "respond-async");
    WANT_TEXT(a, "kind", "parse");
    WANT_TEXT(a, "result", "null");
    WANT_TEXT(a, "header:Location", text_format("/jobs/%s", http_text(a, "id")));
    a = job_awaited(eve.token, job);
    WANT_TEXT(a, "status", "succeeded");
    WANT_TEXT(a, "progress", "100.0");
    WANT_TEXT(a, "error", "null");
    WANT_TEXT(a, "started_at", "*");
    WANT_TEXT(a, "completed_at", "*");
    WANT_TEXT(a, "result.#", "3");
    WANT_TEXT(a, "result.2.frame_num", "100");
    WANT_STATUS(ASK("GET", job, .token = bob.token), 403);
    WANT_STATUS(ASK("DELETE", job, .token = bob.token), 403);
    WANT_STATUS(ASK("GET", job, .token = admin_token()), 200);
    a = ASK("DELETE", job, .token = eve.token); /* too late, and harmless */
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "status", "succeeded");
    assert_int_equal(scenes_of(&eve), 3);
}

static void a_failure_later(void **state)
{
    const struct answer *a =
        ASK("POST", "/parse", .token = ada.token, .field = "video",
            .file = footage_file("sound.m4a"), .headers = { "Prefer: respond-async" });
    (void)state;
    WANT_STATUS(a, 202);
    a = job_awaited(ada.token, http_header(a, "Location", 0));
    WANT_TEXT(a, "status", "failed");
    WANT_TEXT(a, "error.code", "1202");
    WANT_TEXT(a, "error.message", "*");
    WANT_TEXT(a, "result", "null");
}

static void canceled(void **state)
{
    struct account       eve = account_new("user");
    const struct answer *a =
        ASK("POST", "/parse", .token = eve.token, .field = "video",
            .file = footage_file("long.mp4"), .headers = { "Prefer: respond-async" });
    const char *job = http_header(a, "Location", 0);
    (void)state;
    WANT_STATUS(a, 202);
    a = ASK("DELETE", job, .token = eve.token);
    WANT_STATUS(a, 200);
    a = job_awaited(eve.token, job);
    WANT_TEXT(a, "status", "canceled");
    WANT_TEXT(a, "error.code", "1301");
    for (int i = 0; i < 50 && sources_of(&eve); i++) /* its runner cleans up behind it */
        usleep(100000);
    assert_int_equal(scenes_of(&eve), 0);
    assert_int_equal(sources_of(&eve), 0);
    WANT_STATUS(ASK("DELETE", job, .token = eve.token), 200);
    a = parse_file(eve.token, footage_file("long.mp4"), NULL); /* may be asked for again */
    WANT_STATUS(a, 200);
}

static void jobs_that_are_not_there(void **state)
{
    (void)state;
    // clang-format off
    static const struct single asked[] = {
        { "unknown", "ada", "GET", "/jobs/" NOWHERE, NULL, 404, 1009 },
        { "unknown to cancel", "ada", "DELETE", "/jobs/" NOWHERE, NULL, 404, 1009 },
        { "no UUID", "ada", "GET", "/jobs/1", NULL, 422, 1001, "job_id" },
        { "no UUID to cancel", "ada", "DELETE", "/jobs/1", NULL, 422, 1001, "job_id" },
    };
    // clang-format on
    SINGLES(asked);
}

/* ---- files ---- */

static void pictures(void **state)
{
    const char          *scene[CLIP_SCENES];
    const struct answer *list = parse_clip(ada.token, NULL, scene), *a;
    int64_t              width, height, n = http_int(list, "0.storyboard.#");
    (void)state;
    for (int64_t i = 0; i < n; i++) {
        a = ASK("GET", http_text(list, text_format("0.storyboard.%d", (int)i)), .token = ada.token);
        WANT_STATUS(a, 200);
        WANT_TEXT(a, "header:Content-Type", "image/jpeg");
        assert_true(jpeg_size(a->body, a->bytes, &width, &height));
        assert_int_equal(width, 320); /* never larger than the video */
        assert_int_equal(height, 180);
    }
    a = ASK("GET", http_text(list, "0.thumbnail_url"), .token = ada.token);
    assert_true(jpeg_size(a->body, a->bytes, &width, &height));
    assert_true(width <= 320 && height <= 320);
    assert_int_equal(program_run((const char *const[]){
                         "ffmpeg", "-nostdin", "-v", "error", "-xerror", "-f", "mjpeg", "-i",
                         footage_bytes("thumb.jpg", a->body, a->bytes), "-f", "null", "-", NULL }),
                     0);
    a = ASK("GET", text_format("/sv/%s/sheet.jpg", scene[0]), .token = ada.token);
    assert_true(jpeg_size(a->body, a->bytes, &width, &height));
    a = ASK("GET", text_format("/sv/%s/", scene[0]), .token = ada.token);
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "id", scene[0]);
    assert_int_equal(http_int(a, "files.#"), n + 2);
    for (int64_t i = 0; i < http_int(a, "files.#"); i++) {
        const struct answer *f =
            ASK("GET", http_text(a, text_format("files.%d.url", (int)i)), .token = ada.token);
        WANT_STATUS(f, 200);
        assert_int_equal(f->bytes, http_int(a, text_format("files.%d.bytes", (int)i)));
        WANT_TEXT(f, "header:Content-Type", http_text(a, text_format("files.%d.type", (int)i)));
    }
}

static void parts_and_conditions(void **state)
{
    const char          *scene[CLIP_SCENES], *path, *tag;
    const struct answer *whole, *a;
    (void)state;
    parse_clip(ada.token, NULL, scene);
    path  = text_format("/sv/%s/thumb.jpg", scene[0]);
    whole = ASK("GET", path, .token = ada.token);
    tag   = http_header(whole, "ETag", 0);
    assert_non_null(tag);
    WANT_TEXT(whole, "header:Accept-Ranges", "bytes");
    assert_non_null(strstr(http_header(whole, "Cache-Control", 0), "private"));
    assert_null(http_header(whole, "X-Accel-Redirect", 0));
    a = ASK("GET", path, .token = ada.token, .headers = { "Range: bytes=2-5" });
    WANT_STATUS(a, 206);
    assert_int_equal(a->bytes, 4);
    assert_memory_equal(a->body, whole->body + 2, 4);
    WANT_TEXT(a, "header:Content-Range", text_format("bytes 2-5/%zu", whole->bytes));
    a = ASK("GET", path, .token = ada.token, .headers = { "Range: bytes=-3" });
    WANT_STATUS(a, 206);
    assert_memory_equal(a->body, whole->body + whole->bytes - 3, 3);
    WANT_STATUS(ASK("GET", path, .token = ada.token, .headers = { "Range: bytes=99999999-" }), 416);
    a = ASK("GET", path, .token = ada.token, .headers = { text_format("If-None-Match: %s", tag) });
    WANT_STATUS(a, 304);
    assert_int_equal(a->bytes, 0);
    WANT_STATUS(
        ASK("GET", path, .token = bob.token, .headers = { text_format("If-None-Match: %s", tag) }),
        403);
    a = ASK("HEAD", path, .token = ada.token);
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "header:Content-Length", text_format("%zu", whole->bytes));
    story_set("scene", scene[0]);
    // clang-format off
    static const struct single asked[] = {
        { "nobody", NULL, "GET", "/sv/{$scene}/thumb.jpg", NULL, 401, 1002 },
        { "a stranger", "bob", "GET", "/sv/{$scene}/thumb.jpg", NULL, 403, 1008 },
        { "a stranger's listing", "bob", "GET", "/sv/{$scene}/", NULL, 403, 1008 },
        { "an unknown file", "ada", "GET", "/sv/{$scene}/frame-9999.jpg", NULL, 404, 1009 },
        { "an unknown file, to a stranger", "bob", "GET", "/sv/{$scene}/frame-9999.jpg", NULL, 404, 1009 },
        { "an unknown scene", "ada", "GET", "/sv/" NOWHERE "/thumb.jpg", NULL, 404, 1009 },
        { "no UUID", "ada", "GET", "/sv/x/thumb.jpg", NULL, 422, 1001, "scene_id" },
        { "other capitals", "ada", "GET", "/sv/{$scene}/THUMB.JPG", NULL, 404, 1009 },
        { "a way up", "ada", "GET", "/sv/{$scene}/..%2f..%2fetc%2fpasswd", NULL, 404, 0 },
        { "no clip yet", "ada", "GET", "/sv/{$scene}/clip.mp4", NULL, 404, 1009 },
        { "no rendition yet", "ada", "GET", "/sv/{$scene}/hls/index.m3u8", NULL, 404, 1009 },
    };
    // clang-format on
    SINGLES(asked);
}

/* Names are for people: they are shown, and nothing else. */
static void names_of_files(void **state)
{
    // clang-format off
    static const struct { const char *sent, *shown; } names[] = {
        { "C:\\\\clips\\\\a b.mp4", "a b.mp4" },
        { "../../etc/passwd", "passwd" },
        { "\xd0\xba\xd0\xbb\xd0\xb8\xd0\xbf.mp4", "\xd0\xba\xd0\xbb\xd0\xb8\xd0\xbf.mp4" },
        { "", "video" },
        { "caf\xe9.mp4", "caf\xef\xbf\xbd.mp4" },
    };
    // clang-format on
    (void)state;
    content = footage_read(footage_file(CLIP), &content_bytes);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct account eve = account_new("user");
        const char *head   = text_format("--xYz\r\nContent-Disposition: form-data; name=\"video\"; "
                                           "filename=\"%s\"\r\nContent-Type: video/mp4\r\n\r\n",
                                         names[i].sent);
        const char *tail   = "\r\n--xYz--\r\n";
        size_t      n      = strlen(head) + content_bytes + strlen(tail);
        char       *body   = malloc(n);
        const struct answer *a;
        memcpy(body, head, strlen(head));
        memcpy(body + strlen(head), content, content_bytes);
        memcpy(body + strlen(head) + content_bytes, tail, strlen(tail));
        a = ASK("POST", "/parse", .token = eve.token, .type = "multipart/form-data; boundary=xYz",
                .body = body, .bytes = n);
        WANT_STATUS(a, 200);
        WANT_TEXT(a, "0.source.file_name", names[i].shown);
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
    const struct CMUnitTest fixed[] = {
        cmocka_unit_test(a_form),
        cmocka_unit_test(raw_bytes),
        cmocka_unit_test(into_a_project),
        cmocka_unit_test(the_same_bytes_are_decoded_once),
        cmocka_unit_test(the_same_bytes_after_the_record_has_gone),
        cmocka_unit_test(two_at_the_same_time),
        cmocka_unit_test(later),
        cmocka_unit_test(a_failure_later),
        cmocka_unit_test(canceled),
        cmocka_unit_test(jobs_that_are_not_there),
        cmocka_unit_test(pictures),
        cmocka_unit_test(parts_and_conditions),
        cmocka_unit_test(names_of_files),
    };
    struct CMUnitTest tests[COUNT_OF(fixed) + COUNT_OF(containers)];
    memcpy(tests, fixed, sizeof fixed);
    for (size_t i = 0; i < COUNT_OF(containers); i++)
        tests[COUNT_OF(fixed) + i] =
            (struct CMUnitTest){ containers[i].file, other_containers, NULL, NULL, &containers[i] };
    return cmocka_run_group_tests(tests, begin, end);
}
