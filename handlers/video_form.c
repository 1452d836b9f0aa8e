/*
 * video_form.c - uploads by a signed form: POST as a browser sends it to Amazon S3.
 *
 * Everything in front of the file is judged before a byte of it is taken, in S3's
 * order: enclosure, required fields, signature, policy, its conditions. What comes
 * after the file is ignored.
 */
#include <strings.h>
#include "fcgi/multipart.h"
#include "handlers/family.h"
#include "handlers/form_answer.h"
#include "handlers/needs.h"
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/crypt.h"
#include "model/base/digest.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/job/job.h"
#include "model/video/accept.h"
#include "model/video/policy.h"

extern const struct route_list form_routes;

enum {
    FIELDS_MOST  = 100,
    BEFORE_BYTES = 20480, /* of everything in front of the file, as S3 has it */
    TAIL_BYTES   = 4096,  /* what may follow the file, where its size is guessed at */
    PIECE_BYTES  = 64 * 1024,
    MD5_BYTES    = 16,
};

struct form {
    struct rq          *rq;
    struct policy_key   sign;
    struct policy_field field[FIELDS_MOST];
    size_t              fields, before; /* before: bytes */
    const char         *name;           /* of the part that is being read; NULL: it is the file */
    struct out          value;
    bool                in_file, has_file, is_denied;
    struct denial       denial;
    struct policy       policy;
    struct video_new    video;
    struct store_writer *writer;
    struct digest      *md5;
    int64_t             bytes;
};

/* Stops the reading; S3's answer is written at the end. */
static int deny(struct form *f, struct denial d)
{
    f->denial    = d;
    f->is_denied = true;
    return refuse(&f->rq->cx, E_FORBIDDEN, "%s", d.message);
}

static const char *get(const struct form *f, const char *name)
{
    return policy_field_get(f->field, f->fields, name);
}

static const char *number(struct form *f, int64_t n)
{
    return arena_printf(f->rq->cx.arena, "%lld", (long long)n);
}

/* ---- what stands in front of the file ---- */

static int bad_argument(struct form *f, const char *name, const char *message)
{
    const char *value = get(f, name);
    return deny(f, (struct denial){ 400, "InvalidArgument", message,
                                    { { "ArgumentName", name },
                                      { "ArgumentValue", value ? value : "" } } });
}

static int needs(struct form *f, const char *name)
{
    if (get(f, name))
        return 0;
    return bad_argument(f, name,
                        arena_printf(f->rq->cx.arena,
                                     "Bucket POST must contain a field named '%s'.  If it is "
                                     "specified, please check the order of the fields.",
                                     name));
}

static int required(struct form *f)
{
    static const char *const names[] = { "policy", "x-amz-algorithm", "x-amz-credential",
                                         "x-amz-date", "x-amz-signature" };
    bool any = false;
    TRY(needs(f, "key"));
    for (size_t i = 0; i < COUNT(names); i++)
        any = any || get(f, names[i]);
    if (!any)
        return deny(f, (struct denial){ .status = 403, .code = "AccessDenied",
                                        .message = "Access Denied" });
    for (size_t i = 0; i < COUNT(names); i++)
        TRY(needs(f, names[i]));
    if (strcmp(get(f, "x-amz-algorithm"), "AWS4-HMAC-SHA256") != 0)
        return bad_argument(f, "x-amz-algorithm",
                            "x-amz-algorithm only supports \"AWS4-HMAC-SHA256\"");
    return 0;
}

/* Behind the key's identifier: "/20261120/us-east-1/s3/aws4_request", of this day and region. */
static bool scope_is(struct form *f, const char *scope, const char *day)
{
    return strcmp(scope, arena_printf(f->rq->cx.arena, "/%s/%s/s3/aws4_request", day,
                                      f->sign.region)) == 0;
}

/* "65 79 4a": a text as S3 shows what it has signed. */
static const char *spelled(struct form *f, const char *text)
{
    struct out o = out_in_arena(f->rq->cx.arena, 3 * strlen(text) + 1);
    for (const char *c = text; *c; c++)
        out_format(&o, "%s%02x", c == text ? "" : " ", (unsigned char)*c);
    return out_done(&o);
}

static int signature(struct form *f)
{
    const char *credential = get(f, "x-amz-credential"), *date = get(f, "x-amz-date");
    const char *given = get(f, "x-amz-signature"), *policy = get(f, "policy");
    const char *id  = arena_copy(f->rq->cx.arena, credential, strcspn(credential, "/"));
    const char *day = arena_copy(f->rq->cx.arena, date, strnlen(date, 8));
    char        right[POLICY_SIGNATURE_SIZE];
    if (strcmp(id, f->sign.id) != 0)
        return deny(f, (struct denial){
                           403, "InvalidAccessKeyId",
                           "The AWS Access Key Id you provided does not exist in our records.",
                           { { "AWSAccessKeyId", id } } });
    if (!scope_is(f, credential + strlen(id), day))
        return bad_argument(f, "x-amz-credential",
                            "The credential must be <key>/<date>/<region>/s3/aws4_request of the "
                            "form's date and of this bucket's region.");
    policy_sign(f->sign.secret, day, f->sign.region, policy, right);
    if (secret_equal(given, strlen(given), right, strlen(right)))
        return 0;
    return deny(f, (struct denial){
                       403, "SignatureDoesNotMatch",
                       "The request signature we calculated does not match the signature you "
                       "provided. Check your key and signing method.",
                       { { "AWSAccessKeyId", id },
                         { "StringToSign", policy },
                         { "SignatureProvided", given },
                         { "StringToSignBytes", spelled(f, policy) } } });
}

static int policy(struct form *f)
{
    struct cx  *cx   = &f->rq->cx;
    const char *text = get(f, "policy"), *wrong;
    size_t      len  = strlen(text), n;
    uint8_t    *json = arena_alloc(cx->arena, len + 1);
    wrong = base64_read(text, len, json, len, &n) ? policy_read(cx, (char *)json, n, &f->policy)
                                                  : "Invalid Policy: Invalid base64.";
    if (wrong)
        return deny(f, (struct denial){ 400, "InvalidPolicyDocument", wrong, { { NULL, NULL } } });
    wrong = policy_check(cx, &f->policy, f->field, f->fields, f->sign.bucket);
    if (wrong)
        return deny(f, (struct denial){ 403, "AccessDenied", wrong, { { NULL, NULL } } });
    return 0;
}

/* ${filename} in any field stands for the base name of the file as the client calls it. */
static void name_in_fields(struct form *f, const char *file_name)
{
    static const char mark[] = "${filename}";
    const char       *base   = file_name ? file_name : "";
    for (const char *c = base; *c; c++)
        if (*c == '/' || *c == '\\')
            base = c + 1;
    for (size_t i = 0; i < f->fields; i++) {
        const char *at = strstr(f->field[i].value, mark);
        if (at && strcasecmp(f->field[i].name, "policy") != 0)
            f->field[i].value = arena_printf(f->rq->cx.arena, "%.*s%s%s",
                                             (int)(at - f->field[i].value), f->field[i].value,
                                             base, at + strlen(mark));
    }
}

/* The key says whose video it is: uploaded-videos/<user>/<hash_id>/<name>. */
static int key_read(struct form *f)
{
    static const char before[] = "uploaded-videos/";
    enum { ID = 36 };
    const char *key = get(f, "key"), *at = key + strlen(before);
    if (strncmp(key, before, strlen(before)) == 0 && strlen(at) > 2 * ID + 2 && at[ID] == '/' &&
        at[2 * ID + 1] == '/' && uuid_parse(at, ID, &f->video.user_id) &&
        uuid_parse(at + ID + 1, ID, &f->video.hash_id) &&
        video_name_ok(&f->rq->cx, at + 2 * ID + 2) == 0) {
        f->video.file_name = at + 2 * ID + 2;
        return 0;
    }
    err_clear(&f->rq->cx);
    return deny(f, (struct denial){ .status = 403, .code = "AccessDenied",
                                    .message = "The key is not one of a video's upload" });
}

static int type_read(struct form *f)
{
    const char *type = get(f, "Content-Type");
    if (type && video_type_known(&f->rq->cx, type) == 0) {
        f->video.video_type = type;
        return 0;
    }
    err_clear(&f->rq->cx);
    return bad_argument(f, "Content-Type", "The content type is not one of a video that is taken");
}

static int too_large(struct form *f, int64_t bytes, int64_t most)
{
    return deny(f, (struct denial){ 400, "EntityTooLarge",
                                    "Your proposed upload exceeds the maximum allowed size",
                                    { { "ProposedSize", number(f, bytes) },
                                      { "MaxSizeAllowed", number(f, most) } } });
}

static int64_t most_bytes(const struct form *f)
{
    int64_t most = f->rq->cx.conf->max_video_bytes;
    return f->policy.has_range && f->policy.max_bytes < most ? f->policy.max_bytes : most;
}

/* Before the file is read: it has at least as many bytes as the body still has. */
static int room(struct form *f)
{
    int64_t least = f->rq->content_length - f->rq->body_read - TAIL_BYTES;
    if (least > most_bytes(f))
        return too_large(f, least, most_bytes(f));
    return video_room(&f->rq->cx, f->video.user_id, least > 0 ? least : 0, NULL);
}

static int file_begins(struct form *f, const char *file_name)
{
    f->has_file = f->in_file = true;
    TRY(required(f));
    TRY(signature(f));
    name_in_fields(f, file_name);
    TRY(policy(f));
    TRY(key_read(f));
    TRY(type_read(f));
    TRY(room(f));
    f->md5 = digest_begin(f->rq->cx.arena, "md5");
    return store_create(&f->rq->cx, &f->writer);
}

/* ---- the parts ---- */

static int part_begins(void *u, const struct multipart_part *p)
{
    struct form *f = u;
    f->name        = NULL;
    if (f->has_file)
        return 0;
    if (strcasecmp(p->name, "file") == 0)
        return file_begins(f, p->filename);
    f->name  = arena_text(f->rq->cx.arena, p->name);
    f->value = out_in_arena(f->rq->cx.arena, BEFORE_BYTES + 1);
    f->before += strlen(p->name);
    return 0;
}

static int file_data(struct form *f, const char *bytes, size_t n)
{
    f->bytes += (int64_t)n;
    if (f->bytes > most_bytes(f))
        return too_large(f, f->bytes, most_bytes(f));
    digest_add(f->md5, bytes, n);
    return store_write(&f->rq->cx, f->writer, bytes, n);
}

static int part_data(void *u, const char *bytes, size_t n)
{
    struct form *f = u;
    if (f->in_file)
        return file_data(f, bytes, n);
    if (!f->name)
        return 0;
    f->before += n;
    if (f->before > BEFORE_BYTES)
        return deny(f, (struct denial){
                           400, "MaxPostPreDataLengthExceeded",
                           "Your POST request fields preceding the upload file were too large.",
                           { { "MaxPostPreDataLengthBytes", "20480" } } });
    out_bytes(&f->value, bytes, n);
    return 0;
}

static int file_ends(struct form *f)
{
    f->in_file = false;
    if (!f->policy.has_range || f->bytes >= f->policy.min_bytes)
        return 0;
    return deny(f, (struct denial){ 400, "EntityTooSmall",
                                    "Your proposed upload is smaller than the minimum allowed size",
                                    { { "ProposedSize", number(f, f->bytes) },
                                      { "MinSizeAllowed", number(f, f->policy.min_bytes) } } });
}

static int part_ends(void *u)
{
    struct form *f = u;
    if (f->in_file)
        return file_ends(f);
    if (!f->name)
        return 0;
    if (f->fields == FIELDS_MOST)
        return bad_argument(f, f->name, "There are too many fields in this form.");
    f->field[f->fields++] = (struct policy_field){ f->name, out_done(&f->value) };
    return 0;
}

/* ---- the request ---- */

static int read_form(struct form *f)
{
    static const struct multipart_limits limits = { 8192, FIELDS_MOST + 8, 1024 };
    static const struct multipart_events events = { part_begins, part_data, part_ends };
    static char                          piece[PIECE_BYTES]; /* one request at a time */
    struct rq                           *rq = f->rq;
    struct multipart                    *mp;
    size_t                               n = 1;
    TRY(multipart_begin(&rq->cx, rq->content_type, &limits, &events, f, &mp));
    while (n) {
        TRY(rq_read(rq, piece, sizeof piece, &n));
        if (n)
            TRY(multipart_push(mp, piece, n));
    }
    TRY(multipart_finish(mp));
    if (f->has_file)
        return 0;
    TRY(required(f));
    return deny(f, (struct denial){ 400, "InvalidArgument",
                                    "POST requires exactly one file upload per request.",
                                    { { "ArgumentName", "file" }, { "ArgumentValue", "0" } } });
}

static int in_tx(struct cx *cx, void *u) { return video_accept(cx, u); }

static int take(struct form *f)
{
    struct cx *cx = &f->rq->cx;
    TRY(store_keep(cx, f->writer, &f->video.blob));
    f->video.id     = rq_uuid(f->rq, 0);
    f->video.job_id = rq_uuid(f->rq, 1);
    TRY(db_tx(cx, TX_REPEATABLE, in_tx, &f->video));
    job_ring(cx->conf);
    return 0;
}

static const char *form_url(struct rq *rq)
{
    return arena_printf(rq->cx.arena, "%s/video/upload/form/", rq->cx.conf->public_url);
}

static void succeed(struct form *f)
{
    struct rq *rq = f->rq;
    uint8_t    sum[DIGEST_MAX_BYTES];
    char       md5[HEX_SIZE(MD5_BYTES)];
    digest_end(f->md5, sum);
    hex_write(sum, MD5_BYTES, md5);
    form_success_write(rq, &(struct form_success){
                               .location = arena_printf(rq->cx.arena, "%s%s", form_url(rq),
                                                        percent_encode(rq, get(f, "key"))),
                               .bucket   = f->sign.bucket,
                               .key      = get(f, "key"),
                               .etag     = arena_printf(rq->cx.arena, "\"%s\"", md5),
                               .status   = get(f, "success_action_status"),
                               .redirect = get(f, "success_action_redirect") });
}

static int form_post(struct rq *rq)
{
    struct form *f = arena_alloc(rq->cx.arena, sizeof *f);
    int          rc;
    f->rq   = rq;
    f->sign = policy_key_of(&rq->cx);
    rc      = read_form(f);
    if (rc >= 0)
        rc = take(f);
    if (rc >= 0) {
        succeed(f);
        return 0;
    }
    if (!f->is_denied)
        return rc;
    err_clear(&rq->cx);
    denial_write(rq, &f->denial);
    return 0;
}

/* ---- the family ---- */

static int form_status(enum reason why)
{
    switch (why) {
    case E_MEDIA_TYPE: return 412;
    case E_BAD_BODY:
    case E_INVALID:
    case E_TOO_LARGE: return 400;
    default: return reason_status(why);
    }
}

static void form_error(struct rq *rq)
{
    const char   *text = rq->cx.err.message;
    struct denial d    = { form_status(rq->cx.err.reason), "InternalError",
                           "We encountered an internal error. Please try again.", { { 0 } } };
    switch (rq->cx.err.reason) {
    case E_MEDIA_TYPE:
        d.code     = "PreconditionFailed";
        d.message  = "At least one of the pre-conditions you specified did not hold";
        d.extra[0].name  = "Condition";
        d.extra[0].value = "Bucket POST must be of the enclosure-type multipart/form-data";
        break;
    case E_BAD_BODY:
    case E_INVALID:
        d.code    = "MalformedPOSTRequest";
        d.message = "The body of your POST request is not well-formed multipart/form-data.";
        break;
    case E_TOO_LARGE: d.code = "MaxPostPreDataLengthExceeded", d.message = text; break;
    case E_FORBIDDEN: d.code = "AccessDenied", d.message = "Access Denied"; break;
    case E_CONFLICT: d.code = "OperationAborted", d.message = text; break;
    case E_DISK_FULL: d.code = "InsufficientStorage", d.message = text; break;
    case E_METHOD:
        d.code    = "MethodNotAllowed";
        d.message = "The specified method is not allowed against this resource.";
        break;
    case E_NOT_FOUND: d.code = "NoSuchKey", d.message = "The specified key does not exist."; break;
    case E_RETRY:
    case E_UNCERTAIN: d.code = "SlowDown", d.message = "Please reduce your request rate."; break;
    default: break;
    }
    denial_write(rq, &d);
}

static const char *const form_prefixes[] = { "/video/upload/form", NULL };
const struct family form_family = {
    .name         = "form",
    .doc          = "Upload a video by a signed form, as to Amazon S3.",
    .prefixes     = form_prefixes,
    .error        = form_error,
    .status       = form_status,
    .error_schema = "{\"type\":\"string\",\"description\":\"S3's Error element.\"}",
    .error_type   = "application/xml",
    .head_apart   = true,
    .cors         = true,
};

static const enum reason form_errors[] = { E_BAD_BODY,  E_FORBIDDEN, E_MEDIA_TYPE, E_CONFLICT,
                                           E_DISK_FULL, E_NONE };
static const struct route routes[] = {
    { POST, "/video/upload/form", PUBLIC, .run = form_post, .flags = RAW | BULK, .status = 204,
      .errors = form_errors, .raw = "multipart/form-data",
      .doc = "Send a video as multipart/form-data with the fields that GET /video/upload gives." },
};
const struct route_list form_routes = ROUTES(form_family, routes);
