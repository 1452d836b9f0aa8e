/* form.c - see form.h; S3's API reference, "POST object", and what it was seen to answer. */
#include "handlers/form.h"
#include <strings.h>
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/crypt.h"
#include "model/base/text.h"

const char *form_get(const struct form *f, const char *name)
{
    return policy_field_get(f->field, f->fields, name);
}

int form_deny(struct form *f, struct denial d)
{
    struct denial *kept = arena_alloc(f->rq->cx.arena, sizeof *kept);
    *kept               = d;
    f->rq->subject      = kept;
    return refuse(&f->rq->cx, E_FORBIDDEN, "%s: %s", d.code, d.message);
}

static int deny(struct form *f, int status, const char *code, const char *message)
{
    return form_deny(f, (struct denial){ .status = status, .code = code, .message = message });
}

int form_bad_argument(struct form *f, const char *name, const char *message)
{
    const char *value = form_get(f, name);
    return form_deny(f, (struct denial){ 400, "InvalidArgument", message,
                                         { { "ArgumentName", name },
                                           { "ArgumentValue", value ? value : "" } } });
}

/* ---- required fields ---- */

static int needs(struct form *f, const char *name)
{
    if (form_get(f, name))
        return 0;
    return form_bad_argument(f, name,
                             arena_printf(f->rq->cx.arena,
                                          "Bucket POST must contain a field named '%s'.  If it is "
                                          "specified, please check the order of the fields.",
                                          name));
}

static const char *const fields_v4[] = { "policy", "x-amz-algorithm", "x-amz-credential",
                                         "x-amz-date", "x-amz-signature", NULL };
static const char *const fields_v2[] = { "policy", "AWSAccessKeyId", "signature", NULL };

static bool has_one_of(const struct form *f, const char *const *names)
{
    for (; *names; names++)
        if (form_get(f, *names))
            return true;
    return false;
}

/* Version 2 is what has its fields and none of version 4's own. */
static bool is_v2(const struct form *f)
{
    return has_one_of(f, fields_v2 + 1) && !has_one_of(f, fields_v4 + 1);
}

int form_required(struct form *f)
{
    const char *const *names = is_v2(f) ? fields_v2 : fields_v4;
    TRY(needs(f, "key"));
    if (!has_one_of(f, names))
        return deny(f, 403, "AccessDenied", "Access Denied");
    for (; *names; names++)
        TRY(needs(f, *names));
    if (!is_v2(f) && strcmp(form_get(f, "x-amz-algorithm"), "AWS4-HMAC-SHA256") != 0)
        return form_bad_argument(f, "x-amz-algorithm",
                                 "x-amz-algorithm only supports \"AWS4-HMAC-SHA256\"");
    return 0;
}

/* ---- the signature ---- */

static int key_id_is(struct form *f, const char *id)
{
    if (strcmp(id, f->sign.id) == 0)
        return 0;
    return form_deny(f, (struct denial){
                            403, "InvalidAccessKeyId",
                            "The AWS Access Key Id you provided does not exist in our records.",
                            { { "AWSAccessKeyId", id } } });
}

/* "65 79 4a": a text as S3 shows what it has signed. */
static const char *spelled(struct form *f, const char *text)
{
    struct out o = out_in_arena(f->rq->cx.arena, 3 * strlen(text) + 1);
    for (const char *c = text; *c; c++)
        out_format(&o, "%s%02x", c == text ? "" : " ", (unsigned char)*c);
    return out_done(&o);
}

static int signature_is(struct form *f, const char *given, const char *right)
{
    const char *policy = form_get(f, "policy");
    if (secret_equal(given, strlen(given), right, strlen(right)))
        return 0;
    return form_deny(f, (struct denial){
                            403, "SignatureDoesNotMatch",
                            "The request signature we calculated does not match the signature you "
                            "provided. Check your key and signing method.",
                            { { "AWSAccessKeyId", f->sign.id },
                              { "StringToSign", policy },
                              { "SignatureProvided", given },
                              { "StringToSignBytes", spelled(f, policy) } } });
}

/* Behind the key's identifier: "/20261120/us-east-1/s3/aws4_request", of this day and region. */
static bool scope_is(struct form *f, const char *scope, const char *day)
{
    return strcmp(scope, arena_printf(f->rq->cx.arena, "/%s/%s/s3/aws4_request", day,
                                      f->sign.region)) == 0;
}

static int signed_v4(struct form *f)
{
    const char *credential = form_get(f, "x-amz-credential"), *date = form_get(f, "x-amz-date");
    const char *id  = arena_copy(f->rq->cx.arena, credential, strcspn(credential, "/"));
    const char *day = arena_copy(f->rq->cx.arena, date, strnlen(date, 8));
    char        right[POLICY_SIGNATURE_SIZE];
    TRY(key_id_is(f, id));
    if (!scope_is(f, credential + strlen(id), day))
        return form_bad_argument(f, "x-amz-credential",
                                 "The credential must be <key>/<date>/<region>/s3/aws4_request of "
                                 "the form's date and of this bucket's region.");
    policy_sign(f->sign.secret, day, f->sign.region, form_get(f, "policy"), right);
    return signature_is(f, form_get(f, "x-amz-signature"), right);
}

static int signed_v2(struct form *f)
{
    char right[POLICY_SIGNATURE_V2_SIZE];
    TRY(key_id_is(f, form_get(f, "AWSAccessKeyId")));
    policy_sign_v2(f->sign.secret, form_get(f, "policy"), right);
    return signature_is(f, form_get(f, "signature"), right);
}

/* ---- the policy ---- */

static const char *base_name(const char *path)
{
    const char *base = path ? path : "";
    for (const char *c = base; *c; c++)
        if (*c == '/' || *c == '\\')
            base = c + 1;
    return base;
}

/* ${filename}, wherever it stands, is the name of the file. */
static const char *with_name(struct form *f, const char *text, const char *name)
{
    static const char mark[] = "${filename}";
    struct out        o      = out_in_arena(f->rq->cx.arena, FORM_BEFORE_BYTES);
    const char       *at;
    if (!strstr(text, mark))
        return text;
    for (; (at = strstr(text, mark)) != NULL; text = at + strlen(mark)) {
        out_bytes(&o, text, (size_t)(at - text));
        out_raw(&o, name);
    }
    out_raw(&o, text);
    return out_done(&o);
}

static int name_in_fields(struct form *f, const char *file_name)
{
    const char *name = base_name(file_name);
    for (size_t i = 0; i < f->fields; i++) {
        struct policy_field *p = &f->field[i];
        if (strcasecmp(p->name, "policy") == 0)
            continue;
        p->value = with_name(f, p->value, name);
        if (!p->value)
            return refuse(&f->rq->cx, E_TOO_LARGE, "form: a field grows too long by ${filename}");
    }
    return 0;
}

static int policy_kept(struct form *f)
{
    struct cx  *cx   = &f->rq->cx;
    const char *text = form_get(f, "policy"), *wrong;
    size_t      len  = strlen(text), n;
    uint8_t    *json = arena_alloc(cx->arena, len + 1);
    wrong = base64_read(text, len, json, len, &n) ? policy_read(cx, (char *)json, n, &f->policy)
                                                  : "Invalid Policy: Invalid base64.";
    if (wrong)
        return deny(f, 400, "InvalidPolicyDocument", wrong);
    wrong = policy_check(cx, &f->policy, f->field, f->fields, f->sign.bucket);
    return wrong ? deny(f, 403, "AccessDenied", wrong) : 0;
}

/* ---- what it is ---- */

/* The key says whose video it is: uploaded-videos/<user>/<hash_id>/<name>. */
static int key_read(struct form *f)
{
    static const char before[] = "uploaded-videos/";
    enum { ID = 36 };
    const char *key = form_get(f, "key"), *at = key + strlen(before);
    if (strncmp(key, before, strlen(before)) == 0 && strlen(at) > 2 * ID + 2 && at[ID] == '/' &&
        at[2 * ID + 1] == '/' && uuid_parse(at, ID, &f->video.user_id) &&
        uuid_parse(at + ID + 1, ID, &f->video.hash_id) &&
        video_name_ok(&f->rq->cx, at + 2 * ID + 2) == 0) {
        f->video.file_name = at + 2 * ID + 2;
        return 0;
    }
    err_clear(&f->rq->cx);
    return deny(f, 403, "AccessDenied", "The key is not one of a video's upload");
}

static int type_read(struct form *f)
{
    const char *type = form_get(f, "Content-Type");
    if (type && video_type_known(&f->rq->cx, type) == 0) {
        f->video.video_type = type;
        return 0;
    }
    err_clear(&f->rq->cx);
    return form_bad_argument(f, "Content-Type",
                             "The content type is not one of a video that is taken");
}

int form_bytes_ok(struct form *f, int64_t bytes)
{
    int64_t most = f->rq->cx.conf->max_video_bytes;
    if (f->policy.has_range && f->policy.max_bytes < most)
        most = f->policy.max_bytes;
    if (bytes <= most)
        return 0;
    return form_deny(f, (struct denial){
                            400, "EntityTooLarge",
                            "Your proposed upload exceeds the maximum allowed size",
                            { { "ProposedSize",
                                arena_printf(f->rq->cx.arena, "%lld", (long long)bytes) },
                              { "MaxSizeAllowed",
                                arena_printf(f->rq->cx.arena, "%lld", (long long)most) } } });
}

int form_judge(struct form *f, const char *file_name)
{
    TRY(form_required(f));
    TRY(is_v2(f) ? signed_v2(f) : signed_v4(f));
    TRY(name_in_fields(f, file_name));
    TRY(policy_kept(f));
    TRY(key_read(f));
    return type_read(f);
}
