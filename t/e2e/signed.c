/* signed.c - what the tests of uploads by a signed form share. */
#include "t/e2e/signed.h"
#include <string.h>
#include <sys/stat.h>
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/crypt.h"
#include "model/base/digest.h"
#include "model/base/text.h"

enum { CONTENT_BYTES = 5000, BODY_MOST = 100000, MD5_BYTES = 16 };

struct account     ada;
static struct conf conf;
static struct cx   cx;

int signed_begin(void **state)
{
    (void)state;
    cx.arena = arena_new(64 << 20);
    cx.now   = utc_now();
    if (conf_load(&cx, env_need("DAILIES_TEST_CONF"), true, &conf) < 0)
        fail_msg("%s", cx.err.message);
    cx.conf = &conf;
    ada     = account_new("user");
    return 0;
}

/* ---- making ---- */

void form_content_new(struct form *f)
{
    char *content = arena_alloc(cx.arena, CONTENT_BYTES);
    random_bytes(content, CONTENT_BYTES);
    f->content = content;
    f->bytes   = CONTENT_BYTES;
}

struct form form_new(const struct account *who)
{
    struct policy_key key = policy_key_of(&cx);
    struct form       f   = { .who       = who,
                              .path      = FORM,
                              .hash_id   = text_unique(),
                              .n         = POLICY_FIELDS,
                              .file_name = "my film.mp4",
                              .name      = "film.mp4" };
    struct policy_ask ask = {
        text_format("uploaded-videos/%s/%s/%s", who->id, f.hash_id, f.name), "video/mp4", 1,
        conf.max_video_bytes, 60
    };
    cx.now = utc_now();
    policy_make(&cx, &key, &ask, f.field);
    form_content_new(&f);
    return f;
}

const char *form_value(const struct form *f, const char *name)
{
    const char *value = policy_field_get(f->field, f->n, name);
    return value ? value : "";
}

void form_set(struct form *f, const char *name, const char *value)
{
    for (size_t i = 0; i < f->n; i++)
        if (strcmp(f->field[i].name, name) == 0) {
            f->field[i].value = value;
            return;
        }
    assert_true(f->n < COUNT_OF(f->field));
    f->field[f->n++] = (struct policy_field){ name, value };
}

void form_drop(struct form *f, const char *name)
{
    for (size_t i = 0; i < f->n; i++)
        if (strcmp(f->field[i].name, name) == 0) {
            memmove(f->field + i, f->field + i + 1, (f->n - i - 1) * sizeof f->field[0]);
            f->n--;
            return;
        }
    fail_msg("the form has no %s", name);
}

/* Whole seconds: so many after the next one begins. */
static const char *after(int64_t seconds)
{
    char until[TIME_TEXT];
    utc_format((struct utc){ utc_now().us + (seconds + 1) * 1000000 }, true, until);
    return text_format("%sZ", until);
}

static const char *usual(const char *more, bool has_type, int64_t seconds)
{
    return text_format("{\"expiration\":\"%s\",\"conditions\":["
                       "[\"starts-with\",\"$key\",\"\"],[\"starts-with\",\"$x-amz-algorithm\",\"\"],"
                       "[\"starts-with\",\"$x-amz-credential\",\"\"],"
                       "[\"starts-with\",\"$x-amz-date\",\"\"]%s%s%s]}",
                       after(seconds), has_type ? ",[\"starts-with\",\"$Content-Type\",\"\"]" : "",
                       *more ? "," : "", more);
}

static void sign(struct form *f, const char *text)
{
    struct policy_key key    = policy_key_of(&cx);
    char             *policy = arena_alloc(cx.arena, BASE64_SIZE(strlen(text)));
    char             *sum    = arena_alloc(cx.arena, POLICY_SIGNATURE_SIZE);
    base64_write(text, strlen(text), policy);
    policy_sign(key.secret, text_format("%.8s", form_value(f, "x-amz-date")), key.region, policy,
                sum);
    form_set(f, "policy", policy);
    form_set(f, "x-amz-signature", sum);
}

static void sign_v2(struct form *f)
{
    struct policy_key key = policy_key_of(&cx);
    char             *sum = arena_alloc(cx.arena, POLICY_SIGNATURE_V2_SIZE);
    sign(f, text_format("{\"expiration\":\"%s\",\"conditions\":[{\"key\":\"%s\"},"
                        "[\"starts-with\",\"$Content-Type\",\"video/mp4\"],{\"bucket\":\"%s\"}]}",
                        after(60), form_value(f, "key"), key.bucket));
    policy_sign_v2(key.secret, form_value(f, "policy"), sum);
    form_drop(f, "x-amz-algorithm");
    form_drop(f, "x-amz-credential");
    form_drop(f, "x-amz-date");
    form_drop(f, "x-amz-signature");
    form_set(f, "AWSAccessKeyId", key.id);
    form_set(f, "signature", sum);
}

void form_policy(struct form *f, const char *text)
{
    if (*text == '=')
        sign(f, text + 1);
    else if (strcmp(text, "2") == 0)
        sign_v2(f);
    else if (strcmp(text, "-type") == 0)
        sign(f, usual("", false, 60));
    else if (strcmp(text, "1s") == 0)
        sign(f, usual("", true, 0));
    else
        sign(f, usual(text, true, 60));
}

/* ---- texts ---- */

static const char *replaced(const char *text, const char *mark, const char *value)
{
    const char *at = strstr(text, mark);
    return at ? text_format("%.*s%s%s", (int)(at - text), text, value, at + strlen(mark)) : text;
}

const char *form_placed(const struct form *f, const char *text)
{
    const char *key = form_value(f, "key"), *slash = strrchr(key, '/');
    for (size_t i = 0; i < f->n; i++)
        text = replaced(text, text_format("{%s}", f->field[i].name), f->field[i].value);
    return slash ? replaced(text, "{folder}", text_format("%.*s/", (int)(slash - key), key)) : text;
}

static const char *percented(const char *text)
{
    const char *to = "";
    for (; *text; text++)
        to = strchr("/\"", *text) ? text_format("%s%%%02X", to, (unsigned)*text)
                                  : text_format("%s%c", to, *text);
    return to;
}

const char *form_expected(const struct form *f, const char *text, const char *location,
                          bool for_address)
{
    const char *key = replaced(form_value(f, "key"), "${filename}", f->name), *etag = form_etag(f);
    text            = replaced(text, "{key}", for_address ? percented(key) : key);
    text            = replaced(text, "{etag}",
                               for_address ? percented(etag)
                                           : text_format("&quot;%.32s&quot;", etag + 1));
    return replaced(text, "{location}", location);
}

/* ---- sending ---- */

static void add(char *to, size_t *n, const void *bytes, size_t len)
{
    assert_true(*n + len <= BODY_MOST);
    memcpy(to + *n, bytes, len);
    *n += len;
}

static void add_text(char *to, size_t *n, const char *text) { add(to, n, text, strlen(text)); }

#define BOUNDARY "----the--boundary--"

static void add_field(char *to, size_t *n, const char *name, const char *value)
{
    add_text(to, n,
             text_format("%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n", BOUNDARY,
                         name));
    add_text(to, n, value);
    add_text(to, n, "\r\n");
}

const char *form_body(const struct form *f, size_t *n, size_t *file)
{
    char *to = arena_alloc(cx.arena, BODY_MOST);
    *n       = 0;
    for (size_t i = 0; i < f->n; i++)
        add_field(to, n, f->field[i].name, f->field[i].value);
    if (!f->no_file) {
        add_text(to, n,
                 text_format("%s\r\nContent-Disposition: form-data; name=\"file\"; "
                             "filename=\"%s\"\r\nContent-Type: text/plain\r\n\r\n",
                             BOUNDARY, f->file_name));
        *file = *n;
        add(to, n, f->content, f->bytes);
        add_text(to, n, "\r\n");
    }
    if (f->after_name)
        add_field(to, n, f->after_name, f->after_value ? f->after_value : "");
    add_text(to, n, BOUNDARY "--\r\n");
    return to;
}

const struct answer *form_send(const struct form *f)
{
    size_t      n, file;
    const char *body = form_body(f, &n, &file);
    return ASK("POST", f->path, .type = FORM_TYPE, .body = body, .bytes = n);
}

/* ---- what became of it ---- */

const char *form_sha256(const struct form *f)
{
    char   *hex = arena_alloc(cx.arena, SHA256_HEX_SIZE);
    uint8_t sum[SHA256_BYTES];
    sha256_of(f->content, f->bytes, sum);
    hex_write(sum, sizeof sum, hex);
    return hex;
}

const char *form_etag(const struct form *f)
{
    struct digest *d = digest_begin(cx.arena, "md5");
    uint8_t        sum[DIGEST_MAX_BYTES];
    char           hex[HEX_SIZE(MD5_BYTES)];
    digest_add(d, f->content, f->bytes);
    digest_end(d, sum);
    hex_write(sum, MD5_BYTES, hex);
    return text_format("\"%s\"", hex);
}

static bool is_stored(const struct form *f)
{
    struct stat st;
    const char *hash = form_sha256(f);
    return stat(text_format("%s/store/blob/%.2s/%s", env_need("DAILIES_TEST_STATE"), hash, hash),
                &st) == 0 &&
           (size_t)st.st_size == f->bytes;
}

void form_hold(const struct form *f, const char *state)
{
    const char *hash = form_sha256(f);
    sql_do("UPDATE video SET state = ?, content_hash = IF(state = 'failed', NULL, ?),"
           " failure_reason = NULL, job_id = UUID() WHERE hash_id = ?",
           ARGS(ARG(state), ARG(hash), ARG(uuid_of(f->hash_id))));
}

void form_is_video(const struct form *f, int64_t jobs)
{
    struct uuid id = uuid_of(f->hash_id), user = uuid_of(f->who->id);
    assert_true(is_stored(f));
    assert_int_equal(sql_number("SELECT COUNT(*) FROM video WHERE user_id = ? AND hash_id = ?"
                                " AND size_in_bytes = ? AND file_name = ?"
                                " AND video_type = 'video/mp4'",
                                ARGS(ARG(user), ARG(id), ARG((int64_t)f->bytes), ARG(f->name))),
                     1);
    assert_int_equal(sql_number("SELECT COUNT(*) FROM job JOIN video ON video.id = subject_id"
                                " WHERE kind = 'video' AND hash_id = ?",
                                ARGS(ARG(id))),
                     jobs);
}

void form_left_nothing(const struct form *f)
{
    assert_int_equal(
        sql_number("SELECT COUNT(*) FROM video WHERE hash_id = ?", ARGS(ARG(uuid_of(f->hash_id)))),
        0);
    if (f->bytes) /* an empty file can be another test's */
        assert_false(is_stored(f));
}

void want_in_at(const struct answer *a, const char *text, const char *file, int line)
{
    if (!strstr(a->body, text))
        http_fail(a, file, line, "has no %s", text);
}

void want_error_at(const struct answer *a, int status, const char *code, const char *file, int line)
{
    static const char head[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>";
    http_want_status(a, status, file, line);
    http_want_text(a, "header:Content-Type", "application/xml", file, line);
    if (strncmp(a->body, head, strlen(head)) != 0)
        http_fail(a, file, line, "is no error of S3");
    want_in_at(a, text_format("<Code>%s</Code><Message>", code), file, line);
    want_in_at(a, text_format("<RequestId>%s</RequestId>", http_header(a, "X-Request-ID", 0)), file,
               line);
}
