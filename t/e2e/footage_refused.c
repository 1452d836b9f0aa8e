/* footage_refused.c - uploads that are no video, lie about it, are damaged, or are not wanted. */
#include "t/e2e/footage.h"
#include <dirent.h>
#include <string.h>
#include <unistd.h>

static struct account ada, bob;
#define NOWHERE "00000000-0000-4000-8000-00000000dead"

static int begin(void **state)
{
    (void)state;
    ada = account_new("user");
    bob = account_new("user");
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

static char  *content;
static size_t content_bytes;

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
    content = footage_read(footage_file("index-behind.mp4"), &content_bytes);
    a       = parse_file(ada.token, footage_bytes("cut.mp4", content, content_bytes / 2), NULL);
    WANT_STATUS(a, 422); /* its index was at the end */
    assert_true(http_int(a, "code") == 1203 || http_int(a, "code") == 1201);
    a = parse_file(ada.token, footage_bytes("head.mp4", content, 64), NULL);
    WANT_STATUS(a, 422);
    content = footage_read(footage_file(CLIP), &content_bytes);
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
    content = footage_read(footage_file("stream.ts"), &content_bytes);
    copy    = content;
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
        cmocka_unit_test(damaged_files),
        cmocka_unit_test(somebody_elses_project),
        cmocka_unit_test(too_large),
        cmocka_unit_test(early_answers_to_long_bodies),
    };
    struct CMUnitTest tests[COUNT_OF(fixed) + COUNT_OF(refuseds) + COUNT_OF(hostiles) + 1];
    size_t            n = COUNT_OF(fixed);
    memcpy(tests, fixed, sizeof fixed);
    for (size_t i = 0; i < COUNT_OF(refuseds); i++)
        tests[n++] = (struct CMUnitTest){ refuseds[i].what, is_refused, NULL, NULL, &refuseds[i] };
    for (size_t i = 0; i < COUNT_OF(hostiles); i++)
        tests[n++] = (struct CMUnitTest){ hostiles[i].what, hostile_files_are_no_media, NULL, NULL,
                                          &hostiles[i] };
    tests[n] = (struct CMUnitTest)cmocka_unit_test(no_temporary_files);
    return cmocka_run_group_tests(tests, begin, end);
}
