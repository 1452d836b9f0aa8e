/* designs_media.c - media resources: what is measured of uploads and of what was fetched, their
 * files and links, and what is no picture. */
#include "t/e2e/designs.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "model/base/crypt.h"
#include "model/base/text.h"

#define FILE_OF(id) MEDIA "/" id "/file"

static const char *ada; /* her token */

static int64_t count(const char *table)
{
    return sql_number(text_format("SELECT COUNT(*) FROM %s", table), NO_ARGS);
}

static const char *digest_of(const char *path)
{
    uint8_t sum[SHA256_BYTES];
    char    hex[SHA256_HEX_SIZE];
    size_t  n;
    char   *bytes = footage_read(path, &n);
    sha256_of(bytes, n, sum);
    free(bytes);
    hex_write(sum, sizeof sum, hex);
    return text_format("%s", hex);
}

static const struct answer *uploaded(const char *token, const char *path)
{
    return ASK("POST", MEDIA, .token = token, .field = "file", .file = path);
}

/* A path below the stack's address. */
static const char *path_in(const char *url)
{
    size_t n = strlen(env_need("DAILIES_TEST_URL"));
    assert_int_equal(strncmp(url, env_need("DAILIES_TEST_URL"), n), 0);
    return text_format("%s", url + n);
}

/* ---- uploads ---- */

// clang-format off
static const struct picture {
    const char *name, *width, *height, *aspect, *orientation, *extension, *type;
} pictures[] = {
    { "red-64x48.jpg", "64", "48", "1.3333", "landscape", "jpg", "image/jpeg" },
    { "blue-40x60.png", "40", "60", "0.6667", "portrait", "png", "image/png" },
    { "green-50x50.gif", "50", "50", "1.0", "square", "gif", "image/gif" },
    { "gray-70x20.webp", "70", "20", "3.5", "landscape", "webp", "image/webp" },
    { "navy-16x30.tif", "16", "30", "0.5333", "portrait", "tif", "image/tiff" },
};
// clang-format on

static void pictures_are_measured(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(pictures); i++) {
        const struct picture *p    = &pictures[i];
        const char           *path = picture_file(p->name);
        const struct answer  *a    = uploaded(ada, path);
        size_t                n;
        free(footage_read(path, &n));
        WANT_STATUS(a, 200);
        WANT_TEXT(a, "resource_type", "image");
        WANT_TEXT(a, "width", p->width);
        WANT_TEXT(a, "height", p->height);
        assert_float_equal(strtod(http_text(a, "aspect_ratio"), NULL), strtod(p->aspect, NULL), 1e-6);
        WANT_TEXT(a, "orientation", p->orientation);
        WANT_TEXT(a, "extension", p->extension);
        WANT_TEXT(a, "duration", "null");
        WANT_TEXT(a, "color_profile", "*");
        assert_int_equal(http_text(a, "dominant_color")[0], '#');
        assert_int_equal(strlen(http_text(a, "dominant_color")), 7);
        WANT_TEXT(a, "content_hash", digest_of(path));
        WANT_TEXT(a, "file_size", text_format("%zu", n));
        WANT_TEXT(a, "alt_text", "null");
        WANT_TEXT(a, "caption", "null");
        WANT_TEXT(a, "protected", "false");
        WANT_TEXT(a, "url", text_format("%s" MEDIA "/%s/file", env_need("DAILIES_TEST_URL"), http_text(a, "id")));
        assert_int_equal(json_object_object_length(a->json), 17);
        a = ASK("GET", text_format("%s", http_text(a, "url")));
        WANT_STATUS(a, 200);
        WANT_TEXT(a, "header:Content-Type", p->type);
        WANT_TEXT(a, "header:Cache-Control", "public, max-age=86400");
        WANT_TEXT(a, "header:X-Content-Type-Options", "nosniff");
        assert_int_equal(a->bytes, n);
    }
}

static void videos_may_come_too(void **state)
{
    const struct answer *a = uploaded(ada, footage_file(CLIP));
    (void)state;
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "resource_type", "video");
    WANT_TEXT(a, "width", "320");
    WANT_TEXT(a, "orientation", "landscape");
    WANT_TEXT(a, "extension", "mp4");
    assert_true(strtod(http_text(a, "duration"), NULL) > 5.9 && strtod(http_text(a, "duration"), NULL) < 6.2);
    a = ASK("GET", text_format("%s", http_text(a, "url")), .headers = { "Range: bytes=0-99" });
    WANT_STATUS(a, 206);
    assert_int_equal(a->bytes, 100);
    WANT_TEXT(a, "header:Content-Type", "video/mp4");
}

static void smaller_ones_are_kept(void **state)
{
    static const int     widths[] = { 160, 320, 640 };
    const char          *path     = picture_file("teal-800x600.jpg");
    const struct answer *a        = uploaded(ada, path);
    const char          *file     = text_format(FILE_OF("%s"), http_text(a, "id"));
    int64_t              width, height;
    size_t               n;
    (void)state;
    WANT_STATUS(a, 200);
    free(footage_read(path, &n));
    for (size_t i = 0; i < COUNT_OF(widths); i++) {
        a = ASK("GET", text_format("%s?w=%d", file, widths[i]));
        WANT_STATUS(a, 200);
        WANT_TEXT(a, "header:Content-Type", "image/jpeg");
        assert_true(jpeg_size(a->body, a->bytes, &width, &height));
        assert_int_equal(width, widths[i]);
        assert_int_equal(height, widths[i] * 3 / 4);
    }
    a = ASK("GET", text_format("%s?w=1280", file)); /* it is no larger */
    WANT_STATUS(a, 200);
    assert_int_equal(a->bytes, n);
    a = ASK("GET", text_format("%s?w=200", file));
    WANT_STATUS(a, 422);
    WANT_TEXT(a, "detail.0.loc", "[\"query\",\"w\"]");
    WANT_STATUS(ASK("GET", text_format("%s/", file)), 200);
}

static void the_same_bytes_are_stored_once(void **state)
{
    const char          *path = picture_file("olive-99x77.jpg");
    const struct answer *a = uploaded(ada, path), *b = uploaded(story_get("otto"), path);
    const char          *hash = digest_of(path);
    (void)state;
    WANT_STATUS(a, 200);
    WANT_STATUS(b, 200);
    WANT_TEXT(a, "content_hash", hash);
    WANT_TEXT(b, "content_hash", hash);
    assert_string_not_equal(http_text(a, "id"), http_text(b, "id"));
    assert_int_equal(sql_number("SELECT COUNT(*) FROM still WHERE content_hash = ?", ARGS(ARG(hash))), 1);
    WANT_STATUS(ASK("DELETE", text_format(MEDIA "/%s", http_text(a, "id")), .token = ada), 200);
    WANT_STATUS(ASK("GET", text_format(FILE_OF("%s"), http_text(a, "id"))), 404);
    WANT_STATUS(ASK("GET", text_format(FILE_OF("%s"), http_text(b, "id"))), 200);
}

/* ---- what is none ---- */

// clang-format off
static const struct none {
    const char *what, *bytes;
    size_t      n;
} nones[] = {
#define NONE(what, text) { what, text, sizeof(text) - 1 }
    NONE("nothing", ""),
    NONE("a letter", "This is a letter.\n"),
    NONE("a drawing", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><image href=\"file:///etc/passwd\"/></svg>"),
    NONE("a page", "<!doctype html><img src=x onerror=alert(1)>"),
    NONE("a document", "%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n"),
    NONE("an archive", "PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
    NONE("half a JPEG's head", "\xff\xd8\xff\xe0\0\x10JFIF"),
    NONE("a PNG of no chunks", "\x89PNG\r\n\x1a\n"),
    NONE("a GIF of 65000 x 65000", "GIF89a\xe8\xfd\xe8\xfd\x80\0\0\1\1\1\2\2\2,\0\0\0\0\xe8\xfd\xe8\xfd\0\2\2D\1\0;"),
    NONE("a raw picture's words", "P6\n2 2\n255\n123456789012"),
    NONE("a playlist", "#EXTM3U\n#EXTINF:5,\nfile:///etc/passwd\n"),
    NONE("an empty film", "\0\0\0\x18" "ftypisom\0\0\0\0isommp41\0\0\0\x08moov"),
};
// clang-format on

static void other_files_are_refused(void **state)
{
    int64_t media = count("media_resource"), stills = count("still");
    (void)state;
    for (size_t i = 0; i < COUNT_OF(nones); i++) {
        const struct answer *a = uploaded(ada, footage_bytes("none.jpg", nones[i].bytes, nones[i].n));
        print_message("%s\n", nones[i].what);
        WANT_STATUS(a, 422);
        WANT_TEXT(a, "detail.#", "1");
        WANT_TEXT(a, "detail.0.loc", "[\"body\",\"file\"]");
        WANT_TEXT(a, "detail.0.type", i == 0 ? http_text(a, "detail.0.type") : "value_error");
        assert_null(strstr(a->body, "/tmp/"));
    }
    assert_int_equal(count("media_resource"), media);
    assert_int_equal(count("still"), stills);
}

static void forms_are_judged(void **state)
{
    const struct answer *a = ASK("POST", MEDIA, .token = ada, .field = "picture", .file = picture_file("red-64x48.jpg"));
    (void)state;
    WANT_STATUS(a, 422);
    WANT_TEXT(a, "detail.#", "1");
    WANT_TEXT(a, "detail.0.loc", "[\"body\",\"file\"]");
    WANT_TEXT(a, "detail.0.type", "missing");
    a = ASK("POST", MEDIA "/", .token = ada, .field = "file", .file = picture_file("red-64x48.jpg"),
            .form_name = "protected", .form_value = "perhaps");
    WANT_STATUS(a, 422);
    WANT_TEXT(a, "detail.0.loc", "[\"body\",\"protected\"]");
    WANT_TEXT(a, "detail.0.type", "bool_parsing");
    a = ASK("POST", MEDIA, .token = ada, .json = "{}");
    WANT_STATUS(a, 415);
    WANT_TEXT(a, "detail", "*");
    a = ASK("POST", MEDIA, .token = ada, .type = "multipart/form-data; boundary=b", .body = "--c\r\n", .bytes = 5);
    WANT_STATUS(a, 400);
    WANT_STATUS(ASK("POST", MEDIA, .field = "file", .file = picture_file("red-64x48.jpg")), 401);
    WANT_STATUS(uploaded("x.y.z", picture_file("red-64x48.jpg")), 403);
    a = ASK("POST", MEDIA, .token = ada, .field = "file", .file = picture_file("red-64x48.jpg"),
            .form_name = "alt_text", .form_value = "Red");
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "alt_text", "Red");
}

static void large_files_are_refused(void **state)
{
    size_t               n     = (50 << 20) + 1000;
    char                *bytes = calloc(n, 1);
    const struct answer *a     = uploaded(ada, footage_bytes("large.jpg", bytes, n));
    (void)state;
    free(bytes);
    footage_bytes("large.jpg", "", 0);
    WANT_STATUS(a, 413);
    WANT_TEXT(a, "detail", "*");
}

/* ---- who may ---- */

static void media_are_their_owners(void **state)
{
    (void)state;
    story_set("red", picture_id(ada, "red-64x48.jpg"));
    story_set("own", picture_id(ada, "purple-64x48.jpg"));
    // clang-format off
    STORY(((const struct step[]){
        { "anonymous", NULL, "GET", MEDIA "/{red}", NULL, 401, { "detail", "Not authenticated", "header:WWW-Authenticate", "Bearer" } },
        { "forged", "forged", "GET", MEDIA "/{red}", NULL, 403, { "detail", "Could not validate credentials" } },
        { "its owner", "ada", "GET", MEDIA "/{red}/", NULL, 200, { "id", "{red}" } },
        { "others", "otto", "GET", MEDIA "/{red}", NULL, 403, { "detail", "Not enough permissions" } },
        { "administrators", "boss", "GET", MEDIA "/{red}", NULL, 200 },
        { "not there", "ada", "GET", MEDIA "/{nowhere}", NULL, 404, { "detail", "Media resource not found" } },
        { "no identifier", "ada", "GET", MEDIA "/x", NULL, 422, { FAULT(0, "uuid_parsing", "[\"path\",\"id\"]") } },
        { "a list", "ada", "GET", MEDIA "?limit=2", NULL, 200, { "data.#", "2", "data.0.id", "{own}", "data.1.id", "{red}", "count", "*" } },
        { "the next", "ada", "GET", MEDIA "/?skip=1&limit=1", NULL, 200, { "data.#", "1", "data.0.id", "{red}" } },
        { "of others", "mia", "GET", MEDIA, NULL, 200, { "count", "0", "data.#", "0" } },
        { "of all", "boss", "GET", MEDIA "?limit=1", NULL, 200, { "data.0.id", "{own}" } },
        { "anonymous list", NULL, "GET", MEDIA, NULL, 401 },
        { "changed", "ada", "PUT", MEDIA "/{red}", "{\"alt_text\":\"Red\",\"caption\":\"C\"}", 200, { "alt_text", "Red", "caption", "C", "protected", "false" } },
        { "null takes away", "ada", "PUT", MEDIA "/{red}/", "{\"alt_text\":null,\"protected\":null}", 200, { "alt_text", "null", "caption", "C", "protected", "false" } },
        { "wrongly", "ada", "PUT", MEDIA "/{red}", "{\"alt_text\":1,\"protected\":\"perhaps\"}", 422, { "detail.#", "2", FAULT(0, "string_type", "[\"body\",\"alt_text\"]"), FAULT(1, "bool_parsing", "[\"body\",\"protected\"]") } },
        { "by others", "otto", "PUT", MEDIA "/{red}", "{}", 403 },
        { "by nobody", NULL, "PUT", MEDIA "/{red}", "{}", 401 },
        { "what is measured does not change", "ada", "PUT", MEDIA "/{red}", "{\"width\":1,\"url\":\"x\"}", 200, { "width", "64" } },
        { "shared by a design", "ada", "POST", DESIGNS, "{\"name\":\"D\",\"organization_id\":\"{group}\",\"subject_portraits\":[{\"subject_id\":\"{subject}\",\"image\":{\"media_resource_id\":\"{red}\"}}]}", 200, .keep = { "id", "d" } },
        { "it is seen by members", "mia", "GET", MEDIA "/{red}", NULL, 200 },
        { "not by others", "otto", "GET", MEDIA "/{red}", NULL, 403 },
        { "not changed by members", "mia", "PUT", MEDIA "/{red}", "{\"caption\":\"x\"}", 403 },
        { "but used", "mia", "POST", DESIGNS, "{\"name\":\"M\",\"reference_images\":[{\"shot_type_id\":\"{shot}\",\"image\":{\"media_resource_id\":\"{red}\"}}]}", 200, .keep = { "id", "m" } },
        { "without saying other things of it", "mia", "POST", DESIGNS, "{\"name\":\"M\",\"reference_images\":[{\"shot_type_id\":\"{shot}\",\"image\":{\"media_resource_id\":\"{red}\",\"caption\":\"mine\"}}]}", 403 },
        { "as its owner may", "ada", "PUT", DESIGNS "/{d}", "{\"subject_portraits\":[{\"subject_id\":\"{subject}\",\"image\":{\"media_resource_id\":\"{red}\",\"caption\":\"ours\"}}]}", 200, { "subject_portraits.0.image_media.caption", "ours" } },
        { "in use", "ada", "DELETE", MEDIA "/{red}", NULL, 409, { "detail", "Media resource is in use" } },
        { "the one design", "ada", "DELETE", DESIGNS "/{d}", NULL, 200 },
        { "the other", "mia", "DELETE", DESIGNS "/{m}", NULL, 200 },
        { "not removed by others", "otto", "DELETE", MEDIA "/{red}", NULL, 403 },
        { "removed", "ada", "DELETE", MEDIA "/{red}", NULL, 200, { "message", "Media resource deleted successfully" } },
        { "gone", "ada", "GET", MEDIA "/{red}", NULL, 404 },
        { "for ever", "ada", "DELETE", MEDIA "/{red}", NULL, 404 },
        { "with its file", NULL, "GET", FILE_OF("{red}"), NULL, 404, { "detail", "Media resource not found" } },
    }));
    // clang-format on
}

/* ---- links ---- */

/* The stack's own key. */
static const char *link_key(void)
{
    size_t n;
    char  *conf = footage_read(env_need("DAILIES_TEST_CONF"), &n), *at;
    conf[n - 1] = 0;
    at = strstr(conf, "link_key = ");
    assert_non_null(at);
    at += strlen("link_key = ");
    return text_format("%.*s", (int)strcspn(at, "\n"), at);
}

static const char *link_of(const char *id, int64_t expires)
{
    const char *key = link_key(), *text = text_format("media-resource/%s/%lld", id, (long long)expires);
    uint8_t     sum[SHA256_BYTES];
    char        signature[BASE64URL_SIZE(SHA256_BYTES)];
    hmac_sha256(key, strlen(key), text, strlen(text), sum);
    base64url_write(sum, 18, signature);
    return text_format(FILE_OF("%s") "/%lld/%s", id, (long long)expires, signature);
}

static void the_protected_are_served_by_links(void **state)
{
    const struct answer *a = ASK("POST", MEDIA, .token = ada, .field = "file", .form_name = "protected", .form_value = "true",
                                 .file = picture_file("coral-400x300.jpg"));
    const char *id, *url, *other = picture_id(ada, "coral-200x100.jpg");
    int64_t     now = (int64_t)time(NULL), expires;
    (void)state;
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "protected", "true");
    id      = text_format("%s", http_text(a, "id"));
    url     = path_in(http_text(a, "url"));
    expires = strtoll(url + strlen(text_format(FILE_OF("%s") "/", id)), NULL, 10);
    assert_true(expires > now && expires < now + 604800 + 60);
    a = ASK("GET", url);
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "header:Content-Type", "image/jpeg");
    assert_int_equal(strncmp(http_header(a, "Cache-Control", 0), "private, max-age=", 17), 0);
    WANT_STATUS(ASK("GET", text_format("%s?w=160", url)), 200);
    assert_string_equal(url, link_of(id, expires)); /* so that the next ones are wrong for one reason */
    WANT_STATUS(ASK("GET", link_of(id, now + 30)), 200);
    WANT_STATUS(ASK("GET", link_of(id, now - 30)), 403);
    WANT_STATUS(ASK("GET", link_of(id, -1)), 403);
    story_set("p", id);
    story_set("good", url);
    story_set("other", other);
    story_set("later", text_format("%lld/%s", (long long)expires + 1, strrchr(url, '/') + 1));
    story_set("of_another", text_format("%s", link_of(other, expires) + strlen(text_format(FILE_OF("%s") "/", other))));
    story_set("cut", text_format("%.*s", (int)strlen(url) - 1, url));
    story_set("changed", text_format("%.*s%c", (int)strlen(url) - 2, url, url[strlen(url) - 2] == 'A' ? 'B' : 'A'));
    // clang-format off
    STORY(((const struct step[]){
        { "plainly", NULL, "GET", FILE_OF("{p}"), NULL, 403, { "detail", "Not enough permissions" } },
        { "plainly by its owner", "ada", "GET", FILE_OF("{p}"), NULL, 403 },
        { "a smaller one", NULL, "GET", FILE_OF("{p}") "?w=160", NULL, 403 },
        { "a later end", NULL, "GET", FILE_OF("{p}") "/{later}", NULL, 403 },
        { "another's", NULL, "GET", FILE_OF("{p}") "/{of_another}", NULL, 403 },
        { "cut", NULL, "GET", "{cut}", NULL, 403 },
        { "changed", NULL, "GET", "{changed}", NULL, 403 },
        { "no end", NULL, "GET", FILE_OF("{p}") "/x/y", NULL, 403 },
        { "no signature", NULL, "GET", FILE_OF("{p}") "/9999999999", NULL, 404 },
        { "another path", NULL, "GET", FILE_OF("{p}") "/9999999999/%00", NULL, 400 },
        { "of nothing", NULL, "GET", FILE_OF("{nowhere}") "/1/x", NULL, 403 },
        { "opened", "ada", "PUT", MEDIA "/{p}", "{\"protected\":false}", 200, { "protected", "false" }, { "url", "plain" } },
        { "plainly", NULL, "GET", FILE_OF("{p}"), NULL, 200 },
        { "closed", "ada", "PUT", MEDIA "/{p}", "{\"protected\":\"yes\"}", 200, { "protected", "true" } },
        { "plainly", NULL, "GET", "{plain}", NULL, 403 },
        { "by the link", NULL, "GET", "{good}", NULL, 200 },
        { "a design does not open it", "ada", "POST", DESIGNS, "{\"name\":\"D\",\"reference_images\":[{\"shot_type_id\":\"{shot}\",\"image\":{\"media_resource_id\":\"{p}\",\"protected\":false}}]}", 200,
          { "reference_images.0.image_media.protected", "true", "reference_images.0.image_url", "*" } },
        { "but closes", "ada", "POST", DESIGNS, "{\"name\":\"D\",\"reference_images\":[{\"shot_type_id\":\"{shot}\",\"image\":{\"media_resource_id\":\"{other}\",\"protected\":true}}]}", 200,
          { "reference_images.0.image_media.protected", "true" } },
        { "really", NULL, "GET", FILE_OF("{other}"), NULL, 403 },
    }));
    // clang-format on
}

/* ---- by address ---- */

#define BASE(image) "{\"subject_id\":\"{subject}\",\"shot_type_id\":\"{shot}\",\"image\":" image "}"
#define REFERENCE(image) "{\"shot_type_id\":\"{shot}\",\"image\":" image "}"
#define PORTRAIT(image) "{\"subject_id\":\"{subject}\",\"image\":" image "}"
#define IMAGE(list, i, rest) "[\"body\",\"" list "\"," #i ",\"image\"" rest "]"

static void addresses_are_fetched(void **state)
{
    (void)state;
    serve_forget(&web);
    story_set("url", web_url("/lime-120x80.jpg"));
    story_set("redirected", web_url("/to-to-to-lime-120x84.png"));
    story_set("hash", digest_of(picture_file("lime-120x80.jpg")));
    // clang-format off
    STORY(((const struct step[]){
        { "in all lists", "ada", "POST", DESIGNS, "{\"name\":\"U\",\"base_images\":[" BASE("\"{url}\"") "],\"reference_images\":[" REFERENCE("{\"url\":\"{url}\"}") "],\"subject_portraits\":[" PORTRAIT("\"{url}\"") "]}", 200,
          { "base_images.0.image_media.width", "120", "base_images.0.image_media.height", "80", "base_images.0.image_media.content_hash", "{hash}",
            "base_images.0.image_media.resource_type", "image", "base_images.0.image_media.extension", "jpg" },
          { "id", "u", "base_images.0.image_media.id", "media", "base_images.0.image_media.url", "media_url" } },
        { "once", "ada", "GET", DESIGNS "/{u}", NULL, 200,
          { "base_images.0.image_url", "{media_url}", "reference_images.0.image_media.id", "{media}", "reference_images.0.image_url", "{media_url}", "subject_portraits.0.image_media.id", "{media}" } },
        { "it is hers", "ada", "GET", MEDIA "?limit=1", NULL, 200, { "data.0.id", "{media}" } },
        { "found as base image", "ada", "GET", DESIGNS "/{u}/base-image?subject_id={subject}&shot_type_id={shot}", NULL, 200, { "image_url", "{media_url}", "image_media.content_hash", "{hash}" } },
        { "again elsewhere", "ada", "POST", DESIGNS, "{\"name\":\"V\",\"base_images\":[" BASE("\"{url}\"") "]}", 200, { "base_images.0.image_media.id", "{media}" } },
        { "behind redirects", "ada", "PUT", DESIGNS "/{u}", "{\"base_images\":[" BASE("\"{redirected}\"") "]}", 200,
          { "base_images.0.image_media.height", "84", "base_images.0.image_media.extension", "png", "reference_images.0.image_media.id", "{media}" } },
        { "with more about it", "ada", "PUT", DESIGNS "/{u}", "{\"reference_images\":[" REFERENCE("{\"url\":\"{url}\",\"alt_text\":\"A\",\"caption\":\"C\",\"width\":1,\"height\":2,\"duration\":3.5,\"color_profile\":\"mine\",\"dominant_color\":\"red\"}") "]}", 200,
          { "reference_images.0.image_media.width", "120", "reference_images.0.image_media.height", "80", "reference_images.0.image_media.duration", "null",
            "reference_images.0.image_media.alt_text", "A", "reference_images.0.image_media.caption", "C" }, { "reference_images.0.image_media.color_profile", "profile", "reference_images.0.image_media.dominant_color", "colour" } },
        { "protected", "ada", "POST", DESIGNS, "{\"name\":\"P\",\"subject_portraits\":[" PORTRAIT("{\"url\":\"{url}\",\"protected\":true}") "]}", 200, { "subject_portraits.0.image_media.protected", "true" },
          { "subject_portraits.0.image_media.id", "secret", "subject_portraits.0.image_media.url", "secret_url" } },
        { "plainly", NULL, "GET", FILE_OF("{secret}"), NULL, 403 },
    }));
    // clang-format on
    assert_string_not_equal(story_get("profile"), "mine");
    assert_int_equal(story_get("colour")[0], '#');
    assert_string_not_equal(story_get("secret"), story_get("media"));
    WANT_STATUS(ASK("GET", text_format("%s", story_get("secret_url"))), 200);
    assert_int_equal(sql_number("SELECT COUNT(*) FROM still WHERE content_hash = ?", ARGS(ARG(story_get("hash")))), 1);
    assert_int_equal(web.log->connections, 1 + 1 + 4 + 1 + 1); /* each address of a request is fetched once */
}

static void what_is_fetched_must_be_a_picture(void **state)
{
    int64_t designs = count("set_design"), media = count("media_resource");
    (void)state;
    story_set("url", web_url("/lime-120x80.jpg"));
    story_set("none", web_url("/"));
    story_set("far", web_url("/to-to-to-to-lime-120x80.jpg"));
    story_set("letter", web_url("/letter"));
    story_set("large", web_url("/flood-said"));
    story_set("larger", web_url("/flood"));
    story_set("dead", text_format("http://" WEB ":%d/", web.port - 1));
    // clang-format off
    STORY(((const struct step[]){
        { "not there", "ada", "POST", DESIGNS, "{\"name\":\"N\",\"base_images\":[" BASE("\"{none}\"") "]}", 422, { "detail.#", "1", FAULT(0, "value_error", IMAGE("base_images", 0, "")), "detail.0.input", "{none}" } },
        { "with more about it", "ada", "POST", DESIGNS, "{\"name\":\"N\",\"base_images\":[" BASE("{\"url\":\"{none}\"}") "]}", 422, { "detail.#", "1", FAULT(0, "value_error", IMAGE("base_images", 0, ",\"url\"")), "detail.0.input", "{none}" } },
        { "behind four redirects", "ada", "POST", DESIGNS, "{\"name\":\"N\",\"base_images\":[" BASE("\"{far}\"") "]}", 422, { FAULT(0, "value_error", IMAGE("base_images", 0, "")) } },
        { "nobody there", "ada", "POST", DESIGNS, "{\"name\":\"N\",\"base_images\":[" BASE("\"{dead}\"") "]}", 422, { FAULT(0, "value_error", IMAGE("base_images", 0, "")) } },
        { "too large as it says", "ada", "POST", DESIGNS, "{\"name\":\"N\",\"base_images\":[" BASE("\"{large}\"") "]}", 422, { FAULT(0, "value_error", IMAGE("base_images", 0, "")) } },
        { "too large", "ada", "POST", DESIGNS, "{\"name\":\"N\",\"base_images\":[" BASE("\"{larger}\"") "]}", 422, { FAULT(0, "value_error", IMAGE("base_images", 0, "")) } },
        { "no picture", "ada", "POST", DESIGNS, "{\"name\":\"N\",\"base_images\":[" BASE("\"{letter}\"") "]}", 422, { FAULT(0, "value_error", IMAGE("base_images", 0, "")) } },
        { "one of several", "ada", "POST", DESIGNS, "{\"name\":\"N\",\"base_images\":[" BASE("\"{url}\"") "],\"reference_images\":[" REFERENCE("\"{url}\"") "," REFERENCE("\"{letter}\"") "]}", 422,
          { "detail.#", "1", FAULT(0, "value_error", IMAGE("reference_images", 1, "")) } },
        { "all of several", "ada", "POST", DESIGNS, "{\"name\":\"N\",\"base_images\":[" BASE("\"{none}\"") "],\"reference_images\":[" REFERENCE("\"{none}\"") "],\"subject_portraits\":[" PORTRAIT("{\"url\":\"ftp://x/\"}") "]}", 422,
          { "detail.#", "3", FAULT(0, "value_error", IMAGE("base_images", 0, "")), FAULT(2, "value_error", IMAGE("subject_portraits", 0, ",\"url\"")) } },
        { "two letters", "ada", "POST", DESIGNS, "{\"name\":\"N\",\"base_images\":[" BASE("\"{letter}\"") "],\"subject_portraits\":[" PORTRAIT("{\"url\":\"{letter}\"}") "]}", 422,
          { "detail.#", "2", FAULT(0, "value_error", IMAGE("base_images", 0, "")), FAULT(1, "value_error", IMAGE("subject_portraits", 0, ",\"url\"")) } },
        { "no text", "ada", "POST", DESIGNS, "{\"name\":\"N\",\"base_images\":[" BASE("\"\"") "]}", 422, { FAULT(0, "value_error", IMAGE("base_images", 0, "")) } },
    }));
    assert_int_equal(count("set_design"), designs);
    STORY(((const struct step[]){
        { "a design", "ada", "POST", DESIGNS, "{\"name\":\"Before\",\"base_images\":[" BASE("\"{url}\"") "]}", 200, .keep = { "id", "b", "base_images.0.id", "was" } },
        { "changed by none", "ada", "PUT", DESIGNS "/{b}", "{\"name\":\"After\",\"base_images\":[" BASE("\"{letter}\"") "]}", 422 },
        { "is as it was", "ada", "GET", DESIGNS "/{b}", NULL, 200, { "name", "Before", "base_images.0.id", "{was}" } },
    }));
    // clang-format on
    assert_int_equal(count("media_resource"), media);
}

/* Whoever may not, does not make the server fetch. */
static void nothing_is_fetched_for_strangers(void **state)
{
    (void)state;
    serve_forget(&web);
    story_set("url", web_url("/lime-120x80.jpg"));
    // clang-format off
    STORY(((const struct step[]){
        { "hers", "ada", "POST", DESIGNS, "{\"name\":\"D\"}", 200, .keep = { "id", "d" } },
        { "another's design", "otto", "PUT", DESIGNS "/{d}", "{\"reference_images\":[" REFERENCE("\"{url}\"") "]}", 403 },
        { "another's organization", "ada", "POST", DESIGNS, "{\"name\":\"D\",\"organization_id\":\"{others}\",\"reference_images\":[" REFERENCE("\"{url}\"") "]}", 403 },
        { "another owner", "ada", "POST", DESIGNS, "{\"name\":\"D\",\"owner_id\":\"{otto_id}\",\"reference_images\":[" REFERENCE("\"{url}\"") "]}", 403 },
        { "nobody", NULL, "POST", DESIGNS, "{\"name\":\"D\",\"reference_images\":[" REFERENCE("\"{url}\"") "]}", 401 },
        { "a fault beside", "ada", "POST", DESIGNS, "{\"name\":\"D\",\"reference_images\":[" REFERENCE("\"{url}\"") ",{\"shot_type_id\":\"{nowhere}\"}]}", 422, { "detail.#", "1" } },
    }));
    // clang-format on
    assert_int_equal(web.log->connections, 0);
}

static int begin(void **state)
{
    (void)state;
    designs_begin();
    ada = story_get("ada");
    web_begin();
    return 0;
}

static int end(void **state)
{
    (void)state;
    web_end();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pictures_are_measured),
        cmocka_unit_test(videos_may_come_too),
        cmocka_unit_test(smaller_ones_are_kept),
        cmocka_unit_test(the_same_bytes_are_stored_once),
        cmocka_unit_test(other_files_are_refused),
        cmocka_unit_test(forms_are_judged),
        cmocka_unit_test(large_files_are_refused),
        cmocka_unit_test(media_are_their_owners),
        cmocka_unit_test(the_protected_are_served_by_links),
        cmocka_unit_test(addresses_are_fetched),
        cmocka_unit_test(what_is_fetched_must_be_a_picture),
        cmocka_unit_test(nothing_is_fetched_for_strangers),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
