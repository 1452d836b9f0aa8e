/* footage_parse.c - a video becomes scenes: what is taken, what is refused, jobs, files. */
#include "t/e2e/footage.h"
#include <dirent.h>
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

static char       *content;
static size_t      content_bytes;
static const void *read_whole(const char *path)
{
    FILE *f = fopen(path, "re");
    assert_non_null(f);
    fseek(f, 0, SEEK_END);
    content_bytes = (size_t)ftell(f);
    rewind(f);
    content = malloc(content_bytes);
    assert_int_equal(fread(content, 1, content_bytes, f), content_bytes);
    fclose(f);
    return content;
}

static void raw_bytes(void **state)
{
    const char          *project = project_made(ada.token, text_unique());
    const struct answer *a;
    (void)state;
    read_whole(footage_file(CLIP));
    a = ASK("POST", text_format("/parse?project_id=%s", project), .token = ada.token,
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

/* ---- what is refused ---- */

// clang-format off
static struct refused {
    const char *what, *path, *field, *file, *type, *body;
    int         status, code;
    const char *says;
} refuseds[] = {
    { "no body", "/parse", NULL, NULL, NULL, NULL, 415, 1013, "multipart" },
    { "JSON", "/parse", NULL, NULL, "application/json", "{}", 415, 1013, NULL },
    { "a form without files", "/parse", NULL, NULL, "application/x-www-form-urlencoded", "video=x", 415, 1013, NULL },
    { "text", "/parse", NULL, NULL, "text/plain", "hello", 415, 1013, NULL },
    { "a picture's type", "/parse", NULL, NULL, "image/jpeg", "hello", 415, 1013, NULL },
    { "no bytes", "/parse", NULL, NULL, "video/mp4", "", 422, 1201, NULL },
    { "text that is called video", "/parse", NULL, NULL, "video/mp4", "hello, this is no video at all", 422, 1201, NULL },
    { "a field of another name", "/parse", "file", CLIP, NULL, NULL, 422, 1001, "video" },
    { "an unknown project", "/parse?project_id=" NOWHERE, "video", CLIP, NULL, NULL, 404, 1009, "Project" },
    { "a project that is no UUID", "/parse?project_id=x", "video", CLIP, NULL, NULL, 422, 1001, "project_id" },
    { "an empty project", "/parse?project_id=", "video", CLIP, NULL, NULL, 422, 1001, "project_id" },
    { "an unknown method", "/parse?method=guess", "video", CLIP, NULL, NULL, 422, 1001, "method" },
    { "a threshold that is no number", "/parse?threshold=high", "video", CLIP, NULL, NULL, 422, 1001, "threshold" },
    { "a threshold below", "/parse?threshold=-1", "video", CLIP, NULL, NULL, 422, 1001, "threshold" },
    { "a length that is none", "/parse?min_scene_len=nan", "video", CLIP, NULL, NULL, 422, 1001, "min_scene_len" },
    { "two faults at once", "/parse?min_scene_len=nan&method=x", "video", CLIP, NULL, NULL, 422, 1001, "method" },
    { "sound alone", "/parse", "video", "sound.m4a", NULL, NULL, 422, 1202, NULL },
    { "a form that breaks off", "/parse", NULL, NULL, "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"video\"; filename=\"a\"\r\n\r\nabc", 422, 1014, NULL },
    { "a form without a boundary", "/parse", NULL, NULL, "multipart/form-data", "--x", 422, 1014, NULL },
    { "more pixels than allowed", "/parse", "video", "huge.avi", NULL, NULL, 422, 1205, NULL },
};
// clang-format on

static void is_refused(void **state)
{
    const struct refused *c      = *state;
    int64_t               scenes = scenes_of(&ada), sources = sources_of(&ada);
    const struct answer  *a = ASK("POST", c->path, .token = ada.token, .field = c->field,
                                  .file = c->file ? footage_file(c->file) : NULL, .type = c->type,
                                  .body = c->body, .bytes = c->body ? strlen(c->body) : 0);
    for (int again = 0; again < 2; again++) { /* and nothing remembers it as good */
        WANT_STATUS(a, c->status);
        WANT_TEXT(a, "code", text_format("%d", c->code));
        WANT_TEXT(a, "message", "*");
        if (c->says && !strstr(a->body, c->says))
            http_fail(a, __FILE__, __LINE__, "does not say \"%s\"", c->says);
        assert_int_equal(scenes_of(&ada), scenes);
        assert_int_equal(sources_of(&ada), sources);
        a = http_ask(a->call, __FILE__, __LINE__);
    }
}

/* Files that lie about what they are, or lead to others. */
static struct hostile {
    const char *what, *name, *text;
    size_t      len;
} hostiles[] = {
#define H(what, name, text)                                                                        \
    {                                                                                              \
        what, name, text, sizeof(text) - 1                                                         \
    }
    H("a playlist", "list.m3u8",
      "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"),
    H("a playlist that is called mp4", "list.mp4",
      "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nhttp://127.0.0.1:1/x.ts\n#EXT-X-ENDLIST\n"),
    H("a list to concatenate", "list.txt",
      "ffconcat version 1.0\nfile /etc/passwd\nfile 'http://127.0.0.1:1/'\n"),
    H("a session description", "x.sdp",
      "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n"),
    H("a manifest", "x.mpd",
      "<?xml version=\"1.0\"?><MPD "
      "xmlns=\"urn:mpeg:dash:schema:mpd:2011\"><Period><AdaptationSet><Representation><BaseURL>/"
      "etc/passwd</BaseURL></Representation></AdaptationSet></Period></MPD>"),
    H("a drawing", "x.svg",
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"10\"><image "
      "href=\"file:///etc/passwd\"/></svg>"),
    H("a page", "x.html", "<html><video src=\"x\"></video></html>"),
    H("a script", "x.sh", "#!/bin/sh\nid\n"),
    H("an archive", "x.zip", "PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
    H("subtitles", "x.srt", "1\n00:00:01,000 --> 00:00:02,000\nHello\n"),
    H("boxes that are empty", "x.mp4",
      "\0\0\0\x18"
      "ftypisom\0\0\0\0isommp41\0\0\0\x08moov\0\0\0\x08mdat"),
    H("a box that is larger than the file", "y.mp4",
      "\0\0\0\x18"
      "ftypisom\0\0\0\0isommp41\x7f\xff\xff\xffmoov"),
    H("a box of no size in a loop", "z.mp4",
      "\0\0\0\x18"
      "ftypisom\0\0\0\0isommp41\0\0\0\x01moov\0\0\0\0\0\0\0\0"),
    H("a header alone", "x.mkv", "\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x1f\x42\x86\x81\x01"),
    H("another header alone", "x.avi",
      "RIFF\xff\xff\xff\xff"
      "AVI LIST"),
};

static void hostile_files_are_no_media(void **state)
{
    const struct hostile *c = *state;
    const struct answer  *a = parse_file(ada.token, footage_bytes(c->name, c->text, c->len), NULL);
    int64_t               code = http_int(a, "code");
    WANT_STATUS(a, 422);
    assert_true(code == 1201 || code == 1202 || code == 1203 || code == 1204);
    WANT_TEXT(a, "message", "*");
    assert_null(strstr(a->body, "/tmp/")); /* nothing of our own house */
    assert_null(strstr(a->body, "root:"));
}

static void damaged_files(void **state)
{
    const struct answer *a;
    char                *copy;
    (void)state;
    read_whole(footage_file("index-behind.mp4"));
    a = parse_file(ada.token, footage_bytes("cut.mp4", content, content_bytes / 2), NULL);
    WANT_STATUS(a, 422); /* its index was at the end */
    assert_true(http_int(a, "code") == 1203 || http_int(a, "code") == 1201);
    a = parse_file(ada.token, footage_bytes("head.mp4", content, 64), NULL);
    WANT_STATUS(a, 422);
    read_whole(footage_file(CLIP));
    a = parse_file(ada.token, footage_bytes("cut-behind-index.mp4", content, content_bytes * 3 / 4),
                   NULL);
    WANT_STATUS(a, 200); /* what is there is read */
    assert_true(http_int(a, "#") >= 1);
    a = ASK("POST", "/parse", .token = bob.token, .field = "video",
            .file    = footage_bytes("cut-behind-index.mp4", content, content_bytes * 3 / 4),
            .headers = { "Prefer: respond-async" });
    WANT_STATUS(a, 202);
    a = job_awaited(bob.token, http_header(a, "Location", 0));
    WANT_TEXT(a, "status", "succeeded");
    assert_true(http_int(a, "warnings.#") >= 1);
    read_whole(footage_file("stream.ts"));
    copy = content;
    for (size_t i = content_bytes / 3; i < content_bytes / 3 + 3000; i++)
        copy[i] = (char)(i * 7919);
    a = parse_file(ada.token, footage_bytes("damaged.ts", copy, content_bytes), NULL);
    WANT_STATUS(a, 200);
}

static void somebody_elses_project(void **state)
{
    const char          *project = project_made(bob.token, text_unique());
    const struct answer *a       = parse_file(ada.token, footage_file(CLIP), project);
    (void)state;
    WANT_STATUS(a, 403);
    WANT_TEXT(a, "code", "1008");
    WANT_STATUS(parse_file(admin_token(), footage_file(CLIP), project), 200);
}

static void too_large(void **state)
{
    const struct answer *a =
        ASK("POST", "/parse", .token = ada.token, .type = "video/mp4", .body = "x", .bytes = 1,
            .headers = { "Content-Length: 5000000000" }, .timeout_s = 20);
    (void)state;
    WANT_STATUS(a, 413);
    WANT_TEXT(a, "code", "1012");
}

/* The answer arrives although nobody reads the body. */
static void early_answers_to_long_bodies(void **state)
{
    size_t n    = 30 << 20;
    char  *body = calloc(1, n);
    (void)state;
    WANT_STATUS(ASK("POST", "/parse", .type = "video/mp4", .body = body, .bytes = n), 401);
    WANT_STATUS(
        ASK("POST", "/parse", .token = ada.token, .type = "text/plain", .body = body, .bytes = n),
        415);
    WANT_STATUS(ASK("POST", "/parse?method=x", .token = ada.token, .type = "video/mp4",
                    .body = body, .bytes = n),
                422);
    WANT_STATUS(
        ASK("PUT", "/parse", .token = ada.token, .type = "video/mp4", .body = body, .bytes = n),
        405);
    WANT_STATUS(ASK("POST", "/scenes/" NOWHERE "/run", .token = ada.token, .type = "video/mp4",
                    .body = body, .bytes = n),
                404);
    free(body);
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
    read_whole(footage_file(CLIP));
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

/* Nothing of all the refused uploads is left where they came in. */
static void no_temporary_files(void **state)
{
    static const char *const folders[] = { "store/tmp", "work" };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(folders); i++) {
        int left = 1;
        for (int wait = 0; wait < 30 && left; wait++, usleep(100000)) {
            DIR *d = opendir(text_format("%s/%s", env_need("DAILIES_TEST_STATE"), folders[i]));
            struct dirent *e;
            assert_non_null(d);
            for (left = 0; (e = readdir(d));)
                left += e->d_name[0] != '.';
            closedir(d);
            if (!left)
                break;
        }
        assert_int_equal(left, 0);
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
        cmocka_unit_test(damaged_files),
        cmocka_unit_test(somebody_elses_project),
        cmocka_unit_test(too_large),
        cmocka_unit_test(early_answers_to_long_bodies),
        cmocka_unit_test(later),
        cmocka_unit_test(a_failure_later),
        cmocka_unit_test(canceled),
        cmocka_unit_test(jobs_that_are_not_there),
        cmocka_unit_test(pictures),
        cmocka_unit_test(parts_and_conditions),
        cmocka_unit_test(names_of_files),
    };
    struct CMUnitTest
        tests[COUNT_OF(fixed) + COUNT_OF(containers) + COUNT_OF(refuseds) + COUNT_OF(hostiles) + 1];
    size_t n = COUNT_OF(fixed);
    memcpy(tests, fixed, sizeof fixed);
#define ALL(table, name, fn)                                                                       \
    for (size_t i = 0; i < COUNT_OF(table); i++)                                                   \
        tests[n++] = (struct CMUnitTest){ (table)[i].name, fn, NULL, NULL, &(table)[i] };
    ALL(containers, file, other_containers)
    ALL(refuseds, what, is_refused)
    ALL(hostiles, what, hostile_files_are_no_media)
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(no_temporary_files);
    return _cmocka_run_group_tests("footage_parse", tests, n, begin, end);
}
