/* video_tus.c - uploads in pieces: the protocol, and who may. */
#include "t/e2e/tus.h"
#include <stdlib.h>
#include <string.h>

#define NOWHERE "00000000-0000-4000-8000-00000000dead"

static void options_tell(void **state)
{
    const struct answer *a = ASK("OPTIONS", TUS "/");
    (void)state;
    WANT_STATUS(a, 204);
    WANT_TEXT(a, "header:Tus-Version", "1.0.0");
    WANT_TEXT(a, "header:Tus-Resumable", "1.0.0");
    WANT_TEXT(a, "header:Tus-Checksum-Algorithm", "md5,sha1,sha256");
    WANT_TEXT(a, "header:Tus-Max-Size", "1000000000");
    WANT_TEXT(a, "header:Tus-Extension",
              "creation,creation-with-upload,creation-defer-length,expiration,termination,"
              "checksum");
    WANT_STATUS(ASK("OPTIONS", TUS "/" NOWHERE), 204);
}

// clang-format off
static struct refused {
    const char *what, *who, *method, *path, *headers[5], *type, *body;
    int         status;
    const char *says;
} refuseds[] = {
    { "anonymous", NULL, "POST", TUS, { V1, META, "Upload-Length: 5" }, .status = 401 },
    { "a token that is none", "x", "POST", TUS, { V1, META, "Upload-Length: 5" }, .status = 401 },
    { "no version", "ada", "POST", TUS, { META, "Upload-Length: 5" }, .status = 412 },
    { "another version", "ada", "POST", TUS, { "Tus-Resumable: 0.2.2", META, "Upload-Length: 5" }, .status = 412 },
    { "no length", "ada", "POST", TUS, { V1, META }, .status = 400, .says = "Upload-Length" },
    { "both lengths", "ada", "POST", TUS, { V1, META, "Upload-Length: 5", "Upload-Defer-Length: 1" }, .status = 400 },
    { "a length below nothing", "ada", "POST", TUS, { V1, META, "Upload-Length: -1" }, .status = 400, .says = "Upload-Length" },
    { "a length that is no number", "ada", "POST", TUS, { V1, META, "Upload-Length: 5x" }, .status = 400 },
    { "another deferral", "ada", "POST", TUS, { V1, META, "Upload-Defer-Length: 2" }, .status = 400 },
    { "longer than videos may be", "ada", "POST", TUS, { V1, META, "Upload-Length: 1000000001" }, .status = 413, .says = "1000000000" },
    { "no metadata", "ada", "POST", TUS, { V1, "Upload-Length: 5" }, .status = 400, .says = "filename" },
    { "no type", "ada", "POST", TUS, { V1, "Upload-Length: 5", "Upload-Metadata: filename ZmlsbS5tcDQ=" }, .status = 400 },
    { "no name", "ada", "POST", TUS, { V1, "Upload-Length: 5", "Upload-Metadata: filetype dmlkZW8vbXA0" }, .status = 400 },
    { "metadata that is not base64", "ada", "POST", TUS, { V1, "Upload-Length: 5", "Upload-Metadata: filename !!!,filetype dmlkZW8vbXA0" }, .status = 400, .says = "base64" },
    { "metadata twice", "ada", "POST", TUS, { V1, "Upload-Length: 5", META ",filename ZmlsbS5tcDQ=" }, .status = 400, .says = "twice" },
    { "a type that is not taken", "ada", "POST", TUS, { V1, "Upload-Length: 5", "Upload-Metadata: filename ZmlsbS5tcDQ=,filetype aW1hZ2UvcG5n" }, .status = 400, .says = "invalid file content type::image/png" },
    { "a name that is not taken", "ada", "POST", TUS, { V1, "Upload-Length: 5", "Upload-Metadata: filename bXkgdmlkZW8ubXA0,filetype dmlkZW8vbXA0" }, .status = 400, .says = "invalid file name::my video.mp4" },
    { "a name with a path", "ada", "POST", TUS, { V1, "Upload-Length: 5", "Upload-Metadata: filename Li4vYS5tcDQ=,filetype dmlkZW8vbXA0" }, .status = 400 },
    { "parts to be joined", "ada", "POST", TUS, { V1, META, "Upload-Length: 5", "Upload-Concat: partial" }, .status = 400 },
    { "a body of another type", "ada", "POST", TUS, { V1, META, "Upload-Length: 5" }, "video/mp4", "hello", 415 },
    { "a body that is too long", "ada", "POST", TUS, { V1, META, "Upload-Length: 4" }, PIECE, "hello", 413 },
    { "an unknown digest", "ada", "POST", TUS, { V1, META, "Upload-Length: 5", "Upload-Checksum: crc32 aaaa" }, PIECE, "hello", 400, "md5,sha1,sha256" },
    { "a wrong digest", "ada", "POST", TUS, { V1, META, "Upload-Length: 5", "Upload-Checksum: md5 AAAAAAAAAAAAAAAAAAAAAA==" }, PIECE, "hello", 460 },
    { "another method", "ada", "GET", TUS, { V1 }, .status = 405 },
    { "reading it", "ada", "GET", TUS "/" NOWHERE, { V1 }, .status = 405 },
    { "an unknown one", "ada", "HEAD", TUS "/" NOWHERE, { V1 }, .status = 404 },
    { "one that is no name", "ada", "HEAD", TUS "/x", { V1 }, .status = 404 },
    { "an unknown one is not written to", "ada", "PATCH", TUS "/" NOWHERE, { V1, "Upload-Offset: 0" }, PIECE, "hello", 404 },
    { "nor removed", "ada", "DELETE", TUS "/" NOWHERE, { V1 }, .status = 404 },
    { "anonymous on one", NULL, "HEAD", TUS "/{id}", { V1 }, .status = 401 },
    { "somebody else's", "bob", "HEAD", TUS "/{id}", { V1 }, .status = 404 },
    { "writing to somebody else's", "bob", "PATCH", TUS "/{id}", { V1, "Upload-Offset: 0" }, PIECE, "hello", 404 },
    { "removing somebody else's", "bob", "DELETE", TUS "/{id}", { V1 }, .status = 404 },
    { "another version on one", "ada", "HEAD", TUS "/{id}", { "Tus-Resumable: 2.0.0" }, .status = 412 },
    { "a piece of another type", "ada", "PATCH", TUS "/{id}", { V1, "Upload-Offset: 0" }, "video/mp4", "hello", 415 },
    { "a piece without an offset", "ada", "PATCH", TUS "/{id}", { V1 }, PIECE, "hello", 400, "Upload-Offset" },
    { "a piece elsewhere", "ada", "PATCH", TUS "/{id}", { V1, "Upload-Offset: 3" }, PIECE, "hello", 409, "0" },
    { "a piece below nothing", "ada", "PATCH", TUS "/{id}", { V1, "Upload-Offset: -3" }, PIECE, "hello", 400 },
    { "a piece that is too long", "ada", "PATCH", TUS "/{id}", { V1, "Upload-Offset: 0" }, PIECE, "hello, world", 413 },
    { "another length", "ada", "PATCH", TUS "/{id}", { V1, "Upload-Offset: 0", "Upload-Length: 9" }, PIECE, "hello", 400 },
    { "a piece with an unknown digest", "ada", "PATCH", TUS "/{id}", { V1, "Upload-Offset: 0", "Upload-Checksum: crc32 aaaa" }, PIECE, "hello", 400 },
    { "a piece with half a digest", "ada", "PATCH", TUS "/{id}", { V1, "Upload-Offset: 0", "Upload-Checksum: md5 AAAA" }, PIECE, "hello", 400 },
    { "a piece with a wrong digest", "ada", "PATCH", TUS "/{id}", { V1, "Upload-Offset: 0", "Upload-Checksum: md5 AAAAAAAAAAAAAAAAAAAAAA==" }, PIECE, "hello", 460 },
};
// clang-format on

static void is_refused(void **state)
{
    static const char    *id;
    const struct refused *c     = *state;
    const struct account *who   = c->who && strcmp(c->who, "bob") == 0 ? &bob : &ada;
    const char           *brace = strchr(c->path, '{');
    int64_t               parts = sql_number("SELECT COUNT(*) FROM video_part", NO_ARGS);
    struct call           call  = { .method = c->method,
                                    .type   = c->type,
                                    .body   = c->body,
                                    .bytes  = c->body ? strlen(c->body) : 0 };
    const struct answer  *a;
    if (!id) {
        id = upload_new(&ada, 8);
        parts++;
    }
    call.token = !c->who ? NULL : strcmp(c->who, "x") == 0 ? NOWHERE : who->token;
    call.path  = brace ? text_format("%.*s%s", (int)(brace - c->path), c->path, id) : c->path;
    memcpy(call.headers, c->headers, sizeof c->headers);
    a = http_ask(&call, __FILE__, __LINE__);
    WANT_STATUS(a, c->status);
    WANT_TEXT(a, "header:Tus-Resumable", "1.0.0");
    WANT_TEXT(a, "header:Tus-Version", c->status == 412 ? "1.0.0" : NULL);
    if (c->says && !strstr(a->body, c->says))
        http_fail(a, __FILE__, __LINE__, "does not say \"%s\"", c->says);
    assert_int_equal(sql_number("SELECT COUNT(*) FROM video_part", NO_ARGS), parts);
    assert_int_equal(offset_of(&ada, id), 0);
}

static void in_pieces(void **state)
{
    const char          *id;
    const struct answer *a =
        ASK("POST", TUS, .token = ada.token, .headers = { V1, META, "Upload-Length: 3000000" });
    (void)state;
    WANT_STATUS(a, 201);
    WANT_TEXT(a, "header:Upload-Offset", "0");
    WANT_TEXT(a, "header:Upload-Expires", "*");
    id = id_of(a);
    WANT_TEXT(a, "header:Location", text_format("tus/%s", id)); /* beside the address asked */
    a = ASK("POST", TUS "/", .token = ada.token, .headers = { V1, META, "Upload-Length: 1" });
    WANT_TEXT(a, "header:Location", id_of(a)); /* below it */
    a = head(&ada, id);
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "header:Upload-Offset", "0");
    WANT_TEXT(a, "header:Upload-Length", "3000000");
    WANT_TEXT(a, "header:Upload-Defer-Length", NULL);
    WANT_TEXT(a, "header:Upload-Metadata", META + strlen("Upload-Metadata: "));
    WANT_TEXT(a, "header:Cache-Control", "no-store");
    assert_true(strlen(http_header(a, "Upload-Expires", 0)) == 29);
    patch_well(id, 0, 1);
    patch_well(id, 1, 1);
    patch_well(id, 1, HALF);
    assert_int_equal(offset_of(&ada, id), HALF);
    WANT_STATUS(patch(&ada, id, 0, 10, NULL), 409);
    patch_well(id, HALF, BYTES);
    is_video(&ada, id, BYTES);
    assert_int_equal(part_size(id), -1);
    /* Who has lost the answer asks again. */
    a = head(&ada, id);
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "header:Upload-Offset", "3000000");
    WANT_TEXT(a, "header:Upload-Length", "3000000");
    patch_well(id, BYTES, BYTES);
    WANT_STATUS(patch(&ada, id, HALF, BYTES, NULL), 409);
    WANT_STATUS(ASK("DELETE", text_format(TUS "/%s", id), .token = ada.token, .headers = { V1 }),
                403);
    WANT_STATUS(head(&bob, id), 404);
}

static void with_its_creation(void **state)
{
    const struct answer *a;
    (void)state;
    content_new();
    a = ASK("POST", TUS, .token = ada.token, .type = PIECE, .body = content, .bytes = BYTES,
            .headers = { V1, META, "Upload-Length: 3000000" });
    WANT_STATUS(a, 201);
    WANT_TEXT(a, "header:Upload-Offset", "3000000");
    is_video(&ada, id_of(a), BYTES);
    content_new();
    a = ASK("POST", TUS, .token = ada.token, .type = PIECE, .body = content, .bytes = HALF,
            .headers = { V1, META, "Upload-Length: 3000000" });
    WANT_STATUS(a, 201);
    WANT_TEXT(a, "header:Upload-Offset", "1500000");
    patch_well(id_of(a), HALF, BYTES);
    is_video(&ada, id_of(a), BYTES);
    a = ASK("POST", TUS, .token = ada.token,
            .headers = { V1, "Upload-Length: 0",
                         "Upload-Metadata: name ZmlsbS5tcDQ=,type dmlkZW8vbXA0,more" });
    WANT_STATUS(a, 201);
    is_video(&ada, id_of(a), 0);
}

static void of_a_length_that_comes_late(void **state)
{
    const char          *id;
    const struct answer *a =
        ASK("POST", TUS, .token = ada.token, .headers = { V1, META, "Upload-Defer-Length: 1" });
    (void)state;
    WANT_STATUS(a, 201);
    content_new();
    id = id_of(a);
    patch_well(id, 0, HALF);
    a = head(&ada, id);
    WANT_TEXT(a, "header:Upload-Defer-Length", "1");
    WANT_TEXT(a, "header:Upload-Length", NULL);
    WANT_STATUS(patch(&ada, id, HALF, HALF, "Upload-Length: 5"), 400);
    WANT_STATUS(patch(&ada, id, HALF, HALF, "Upload-Length: 1000000001"), 413);
    WANT_STATUS(patch(&ada, id, HALF, BYTES, "Upload-Length: 3000000"), 204);
    is_video(&ada, id, BYTES);
}

/* openssl's digests of "hello" */
static const char *const right_sums[] = {
    "Upload-Checksum: md5 XUFAKrxLKna5cZ2REBfFkg==",
    "Upload-Checksum: sha1 qvTGHdzF6KLavt4PO0gs2a6pQ00=",
    "Upload-Checksum: sha256 LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=",
};

static void checked(void **state)
{
    const char *id = upload_new(&ada, 100);
    (void)state;
    for (size_t i = 0; i < COUNT_OF(right_sums); i++) {
        const char *offset = text_format("Upload-Offset: %zu", 5 * i);
        const char *path   = text_format(TUS "/%s", id);
        WANT_STATUS(ASK("PATCH", path, .token = ada.token, .type = PIECE, .body = "jello",
                        .bytes = 5, .headers = { V1, offset, right_sums[i] }),
                    460);
        assert_int_equal(offset_of(&ada, id), 5 * i);
        WANT_STATUS(ASK("PATCH", path, .token = ada.token, .type = PIECE, .body = "hello",
                        .bytes = 5, .headers = { V1, offset, right_sums[i] }),
                    204);
        assert_int_equal(offset_of(&ada, id), 5 * (i + 1));
    }
}

static void by_another_method(void **state)
{
    const char          *id = upload_new(&ada, 100), *path = text_format(TUS "/%s", id);
    const struct answer *a =
        ASK("POST", path, .token = ada.token, .type = PIECE, .body = "hello", .bytes = 5,
            .headers = { V1, "X-HTTP-Method-Override: PATCH", "Upload-Offset: 0" });
    (void)state;
    WANT_STATUS(a, 204);
    WANT_TEXT(a, "header:Upload-Offset", "5");
    a = ASK("POST", path, .token = ada.token, .headers = { V1, "X-HTTP-Method-Override: DELETE" });
    WANT_STATUS(a, 204);
    WANT_STATUS(head(&ada, id), 404);
}

static void given_up(void **state)
{
    const char *id = upload_new(&ada, 100);
    (void)state;
    patch_well(id, 0, 50);
    WANT_STATUS(ASK("DELETE", text_format(TUS "/%s", id), .token = ada.token, .headers = { V1 }),
                204);
    WANT_STATUS(head(&ada, id), 404);
    WANT_STATUS(patch(&ada, id, 50, 60, NULL), 404);
    assert_int_equal(part_size(id), -1);
}

static void out_of_time(void **state)
{
    const char *id = upload_new(&ada, 100);
    (void)state;
    /* A piece makes it live on. */
    sql_do("UPDATE video_part SET expires_at = NOW(6) + INTERVAL 1 HOUR WHERE id = ?",
           ARGS(ARG(uuid_of(id))));
    patch_well(id, 0, 10);
    assert_int_equal(sql_number("SELECT expires_at > NOW(6) + INTERVAL 20 HOUR FROM video_part"
                                " WHERE id = ?",
                                ARGS(ARG(uuid_of(id)))),
                     1);
    sql_do("UPDATE video_part SET expires_at = NOW(6) - INTERVAL 1 SECOND WHERE id = ?",
           ARGS(ARG(uuid_of(id))));
    WANT_STATUS(head(&ada, id), 410);
    WANT_STATUS(patch(&ada, id, 10, 20, NULL), 410);
    WANT_STATUS(head(&bob, id), 404);
}

static void no_room(void **state)
{
    const struct answer *a;
    struct account       eve = account_new("user");
    const char          *id  = upload_new(&eve, 100);
    (void)state;
    sql_do("INSERT INTO video_part (id, user_id, file_name, video_type, bytes, expires_at)"
           " VALUES (UUID(), ?, 'x.mp4', 'video/mp4', 107374180000, NOW(6) + INTERVAL 1 HOUR)",
           ARGS(ARG(uuid_of(eve.id))));
    a = ASK("POST", TUS, .token = eve.token, .headers = { V1, META, "Upload-Length: 3000000" });
    WANT_STATUS(a, 507);
    assert_true(strlen(a->body) > 20);
    WANT_STATUS(patch(&eve, id, 0, 100, NULL), 204); /* its room was taken before */
    /* The room goes while it comes; once there is some again, the end is made. */
    id = upload_new(&eve, 1000);
    sql_do("UPDATE video_part SET bytes = 107374182400 WHERE user_id = ? AND file_name = 'x.mp4'",
           ARGS(ARG(uuid_of(eve.id))));
    WANT_STATUS(patch(&eve, id, 0, 1000, NULL), 507);
    WANT_STATUS(head(&eve, id), 507); /* whole it is not */
    sql_do("DELETE FROM video_part WHERE user_id = ? AND file_name = 'x.mp4'",
           ARGS(ARG(uuid_of(eve.id))));
    WANT_STATUS(patch(&eve, id, 1000, 1000, NULL), 204);
    is_video(&eve, id, 1000);
}

int main(void)
{
    static const struct CMUnitTest rest[] = {
        cmocka_unit_test(options_tell),      cmocka_unit_test(in_pieces),
        cmocka_unit_test(with_its_creation), cmocka_unit_test(of_a_length_that_comes_late),
        cmocka_unit_test(checked),           cmocka_unit_test(by_another_method),
        cmocka_unit_test(given_up),          cmocka_unit_test(out_of_time),
        cmocka_unit_test(no_room),
    };
    struct CMUnitTest tests[COUNT_OF(refuseds) + COUNT_OF(rest)];
    memcpy(tests, rest, sizeof rest);
    for (size_t i = 0; i < COUNT_OF(refuseds); i++)
        tests[COUNT_OF(rest) + i] =
            (struct CMUnitTest){ refuseds[i].what, is_refused, NULL, NULL, &refuseds[i] };
    return cmocka_run_group_tests(tests, tus_begin, NULL);
}
