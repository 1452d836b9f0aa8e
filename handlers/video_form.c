/*
 * video_form.c - uploads by a signed form: POST as a browser sends it to Amazon S3.
 *
 * Everything in front of the file is judged before a byte of it is taken. The file goes
 * straight into the store, and is a video only when the whole form has come. What comes
 * after it is ignored.
 */
#include <strings.h>
#include "fcgi/multipart.h"
#include "handlers/family.h"
#include "handlers/form.h"
#include "handlers/needs.h"
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/crypt.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/job/job.h"

extern const struct route_list form_routes;

enum {
    TAIL_BYTES  = 4096, /* what may follow the file, where its size is guessed at */
    HEAD_TICKS  = 40,   /* of rq_watch: ten seconds */
    PIECE_BYTES = 64 * 1024,
    MD5_BYTES   = 16,
};

/* ---- the parts ---- */

static int before_ok(struct form *f, int64_t more)
{
    f->before += more;
    if (f->before <= FORM_BEFORE_BYTES)
        return 0;
    return refuse(&f->rq->cx, E_TOO_LARGE, "form: more than %d bytes in front of the file",
                  FORM_BEFORE_BYTES);
}

/* Before the file is read: it has at least as many bytes as the request still has, but for what
 * may follow it. */
static int room(struct form *f)
{
    int64_t least = f->rq->content_length - f->before - TAIL_BYTES;
    TRY(form_bytes_ok(f, least));
    return video_room_for(&f->rq->cx, f->video.user_id, f->video.hash_id, least > 0 ? least : 0,
                          &f->left);
}

static int file_begins(struct form *f, const char *file_name)
{
    f->has_file = f->in_file = true;
    TRY(form_judge(f, file_name));
    TRY(room(f));
    rq_watch_end();
    f->md5 = digest_begin(f->rq->cx.arena, "md5");
    return store_create(&f->rq->cx, &f->writer);
}

static int part_begins(void *u, const struct multipart_part *p)
{
    struct form *f = u;
    f->name        = NULL;
    if (f->has_file)
        return 0;
    TRY(before_ok(f, p->at - f->before));
    if (strcasecmp(p->name, "file") == 0)
        return file_begins(f, p->filename);
    f->name  = arena_text(f->rq->cx.arena, p->name);
    f->value = out_in_arena(f->rq->cx.arena, FORM_BEFORE_BYTES);
    return 0;
}

static int file_data(struct form *f, const char *bytes, size_t n)
{
    f->bytes += (int64_t)n;
    TRY(form_bytes_ok(f, f->bytes));
    if (f->bytes > f->left)
        return refuse(&f->rq->cx, E_DISK_FULL, "There is no room for a video of this size");
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
    TRY(before_ok(f, (int64_t)n));
    out_bytes(&f->value, bytes, n);
    return 0;
}

static int file_ends(struct form *f)
{
    f->in_file = false;
    if (!f->policy.has_range || f->bytes >= f->policy.min_bytes)
        return 0;
    return form_deny(f, (struct denial){
                            400, "EntityTooSmall",
                            "Your proposed upload is smaller than the minimum allowed size",
                            { { "ProposedSize",
                                arena_printf(f->rq->cx.arena, "%lld", (long long)f->bytes) },
                              { "MinSizeAllowed", arena_printf(f->rq->cx.arena, "%lld",
                                                               (long long)f->policy.min_bytes) } } });
}

static int field_ends(struct form *f)
{
    const char *value = out_done(&f->value);
    size_t      points;
    bool        control;
    if (!value || !utf8_check(value, f->value.len, &points, &control))
        return refuse(&f->rq->cx, E_BAD_BODY, "form: %s is not UTF-8", f->name);
    if (f->fields == FORM_FIELDS_MOST)
        return form_bad_argument(f, f->name, "There are too many fields in this form.");
    f->field[f->fields++] = (struct policy_field){ f->name, value };
    return 0;
}

static int part_ends(void *u)
{
    struct form *f = u;
    if (f->in_file)
        return file_ends(f);
    return f->name ? field_ends(f) : 0;
}

/* ---- the request ---- */

static int read_body(struct form *f, struct multipart *mp)
{
    static char piece[PIECE_BYTES]; /* one request at a time */
    size_t      n = 1;
    while (n) {
        TRY(rq_read(f->rq, piece, sizeof piece, &n));
        if (n)
            TRY(multipart_push(mp, piece, n));
    }
    return multipart_finish(mp);
}

/* Nobody is known before the signature was seen: until then nobody may hold a process for long. */
static bool is_late(void *u)
{
    struct form *f = u;
    f->ticks       = f->ticks + 1;
    return f->ticks > HEAD_TICKS;
}

static int read_form(struct form *f)
{
    static const struct multipart_limits limits = { 8192, FORM_FIELDS_MOST + 8, 1024 };
    static const struct multipart_events events = { part_begins, part_data, part_ends };
    struct multipart                    *mp;
    int                                  rc;
    TRY(multipart_begin(&f->rq->cx, f->rq->content_type, &limits, &events, f, &mp));
    rq_watch(f->rq, is_late, f);
    rc = read_body(f, mp);
    rq_watch_end();
    if (rc < 0 && f->ticks > HEAD_TICKS && !f->has_file)
        return form_deny(f, (struct denial){ .status  = 400,
                                             .code    = "RequestTimeout",
                                             .message = "The fields in front of the file did not "
                                                        "come within the timeout period." });
    TRY(rc);
    if (f->has_file)
        return 0;
    TRY(form_required(f));
    return form_deny(f, (struct denial){ 400, "InvalidArgument",
                                         "POST requires exactly one file upload per request.",
                                         { { "ArgumentName", "file" }, { "ArgumentValue", "0" } } });
}

static int in_tx(struct cx *cx, void *u) { return video_accept(cx, u); }

static int take(struct form *f)
{
    struct cx *cx    = &f->rq->cx;
    struct utc began = cx->now;
    int        rc;
    TRY(store_keep(cx, f->writer, &f->video.blob));
    f->video.id     = rq_uuid(f->rq, 0);
    f->video.job_id = rq_uuid(f->rq, 1);
    cx->now         = utc_now(); /* a request can be hours long: it is uploaded now */
    rc              = db_tx(cx, TX_REPEATABLE, in_tx, &f->video);
    cx->now         = began;
    if (rc == 0)
        job_ring(cx->conf);
    return rc;
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
                                                        percent_encode(rq, form_get(f, "key"))),
                               .bucket   = f->sign.bucket,
                               .key      = form_get(f, "key"),
                               .etag     = arena_printf(rq->cx.arena, "\"%s\"", md5),
                               .status   = form_get(f, "success_action_status"),
                               .redirect = form_get(f, "success_action_redirect") });
}

static int form_post(struct rq *rq)
{
    struct form *f = arena_alloc(rq->cx.arena, sizeof *f);
    f->rq          = rq;
    f->sign        = policy_key_of(&rq->cx);
    TRY(read_form(f));
    TRY(take(f));
    succeed(f);
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
    const char   *text   = rq->cx.err.message;
    struct denial *judged = rq->subject, d    = { form_status(rq->cx.err.reason), "InternalError",
                           "We encountered an internal error. Please try again.", { { 0 } } };
    if (judged) {
        denial_write(rq, judged);
        return;
    }
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
    case E_TOO_LARGE:
        d.code    = "MaxPostPreDataLengthExceeded";
        d.message = "Your POST request fields preceding the upload file were too large.";
        d.extra[0].name  = "MaxPostPreDataLengthBytes";
        d.extra[0].value = arena_printf(rq->cx.arena, "%d", FORM_BEFORE_BYTES);
        break;
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
