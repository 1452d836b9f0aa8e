/* policy.c - see policy.h. */
#include "model/video/policy.h"
#include <json-c/json.h>
#include <strings.h>
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/crypt.h"
#include "model/base/json.h"
#include "model/base/out.h"
#include "model/base/text.h"

enum { POLICY_BYTES = 4096, CONDITIONS_MOST = 100 };

/* ---- signing ---- */

static void mac(const uint8_t *key, size_t n, const char *text, uint8_t out[SHA256_BYTES])
{
    hmac_sha256(key, n, text, strlen(text), out);
}

void policy_sign(const char *secret, const char *day, const char *region, const char *policy,
                 char signature[POLICY_SIGNATURE_SIZE])
{
    char    first[4 + 512 + 1];
    uint8_t a[SHA256_BYTES], b[SHA256_BYTES];
    snprintf(first, sizeof first, "AWS4%s", secret);
    mac((const uint8_t *)first, strlen(first), day, a);
    mac(a, sizeof a, region, b);
    mac(b, sizeof b, "s3", a);
    mac(a, sizeof a, "aws4_request", b);
    mac(b, sizeof b, policy, a);
    hex_write(a, sizeof a, signature);
    secret_wipe(first, sizeof first);
    secret_wipe(b, sizeof b);
}

void policy_sign_v2(const char *secret, const char *policy,
                    char signature[POLICY_SIGNATURE_V2_SIZE])
{
    uint8_t sum[SHA1_BYTES];
    hmac_sha1(secret, strlen(secret), policy, strlen(policy), sum);
    base64_write(sum, sizeof sum, signature);
}

/* A secret that nobody has to think of: made from the one that signs tokens, but of no use there. */
static const char *derived_secret(struct cx *cx)
{
    char   *text = arena_alloc(cx->arena, SHA256_HEX_SIZE);
    uint8_t sum[SHA256_BYTES];
    hmac_sha256(cx->conf->jwt_key, strlen(cx->conf->jwt_key), "upload forms", 12, sum);
    hex_write(sum, sizeof sum, text);
    return text;
}

struct policy_key policy_key_of(struct cx *cx)
{
    const struct conf *c = cx->conf;
    return (struct policy_key){ .id     = c->upload_key_id,
                                .secret = *c->upload_secret ? c->upload_secret : derived_secret(cx),
                                .region = c->upload_region,
                                .bucket = c->upload_bucket };
}

/* ---- making ---- */

/* "20261120T214001Z" */
static const char *basic_time(struct cx *cx, struct utc t)
{
    char  text[TIME_TEXT];
    char *to = arena_alloc(cx->arena, sizeof text), *at = to;
    utc_format(t, true, text);
    for (const char *c = text; *c; c++)
        if (*c != '-' && *c != ':')
            *at++ = *c;
    *at++ = 'Z';
    return to;
}

static void condition(struct out *o, const char *name, const char *value)
{
    out_object(o);
    OUT_STR(o, name, value);
    out_object_end(o);
}

static const char *policy_text(struct cx *cx, const struct policy_key *key,
                               const struct policy_ask *ask, const char *credential,
                               const char *date)
{
    struct out o = out_in_arena(cx->arena, POLICY_BYTES);
    char       expires[TIME_TEXT];
    utc_format((struct utc){ cx->now.us + ask->ttl_s * 1000000 }, true, expires);
    out_object(&o);
    OUT_STR(&o, "expiration", arena_printf(cx->arena, "%sZ", expires));
    out_key(&o, "conditions");
    out_array(&o);
    out_array(&o);
    out_str(&o, "starts-with");
    out_str(&o, "$Content-Type");
    out_str(&o, ask->content_type);
    out_array_end(&o);
    out_array(&o);
    out_str(&o, "content-length-range");
    out_i64(&o, ask->min_bytes);
    out_i64(&o, ask->max_bytes);
    out_array_end(&o);
    condition(&o, "bucket", key->bucket);
    condition(&o, "key", ask->key);
    condition(&o, "x-amz-algorithm", "AWS4-HMAC-SHA256");
    condition(&o, "x-amz-credential", credential);
    condition(&o, "x-amz-date", date);
    out_array_end(&o);
    out_object_end(&o);
    return out_done(&o);
}

void policy_make(struct cx *cx, const struct policy_key *key, const struct policy_ask *ask,
                 struct policy_field fields[POLICY_FIELDS])
{
    const char *date       = basic_time(cx, cx->now);
    const char *day        = arena_copy(cx->arena, date, 8);
    const char *credential = arena_printf(cx->arena, "%s/%s/%s/s3/aws4_request", key->id, day,
                                          key->region);
    const char *text       = policy_text(cx, key, ask, credential, date);
    size_t      n          = strlen(text);
    char       *policy     = arena_alloc(cx->arena, BASE64_SIZE(n));
    char       *signature  = arena_alloc(cx->arena, POLICY_SIGNATURE_SIZE);
    base64_write(text, n, policy);
    policy_sign(key->secret, day, key->region, policy, signature);
    fields[0] = (struct policy_field){ "Content-Type", ask->content_type };
    fields[1] = (struct policy_field){ "key", ask->key };
    fields[2] = (struct policy_field){ "x-amz-algorithm", "AWS4-HMAC-SHA256" };
    fields[3] = (struct policy_field){ "x-amz-credential", credential };
    fields[4] = (struct policy_field){ "x-amz-date", date };
    fields[5] = (struct policy_field){ "policy", policy };
    fields[6] = (struct policy_field){ "x-amz-signature", signature };
}

/* ---- reading ---- */

static const char *text_of(struct json_object *v)
{
    return json_object_is_type(v, json_type_string) ? json_object_get_string(v) : NULL;
}

/* A number, or a text that is one. */
static bool number_of(struct json_object *v, int64_t *to)
{
    const char *text = text_of(v);
    if (text)
        return i64_parse(text, strlen(text), to) && *to >= 0;
    *to = json_object_get_int64(v);
    return json_object_is_type(v, json_type_int) && *to >= 0;
}

static const char *add(struct cx *cx, struct policy *p, bool starts_with, const char *field,
                       const char *value)
{
    if (!field || !value)
        return "Invalid Policy: Invalid Simple-Condition: value must be a string";
    p->conditions[p->n++] = (struct policy_condition){ starts_with, arena_text(cx->arena, field),
                                                       arena_text(cx->arena, value) };
    return NULL;
}

static const char *read_simple(struct cx *cx, struct json_object *v, struct policy *p)
{
    const char *wrong = "Invalid Policy: Invalid Simple-Condition: Simple-Conditions must have "
                        "exactly one property specified.";
    if (json_object_object_length(v) != 1)
        return wrong;
    json_object_object_foreach(v, name, value)
        wrong = add(cx, p, false, name, text_of(value));
    return wrong;
}

/* Of several ranges all have to hold. */
static const char *add_range(struct json_object *v, struct policy *p)
{
    int64_t least, most;
    if (!number_of(json_object_array_get_idx(v, 1), &least) ||
        !number_of(json_object_array_get_idx(v, 2), &most))
        return "Invalid Policy: Invalid content-length-range: not numbers.";
    if (!p->has_range || least > p->min_bytes)
        p->min_bytes = least;
    if (!p->has_range || most < p->max_bytes)
        p->max_bytes = most;
    p->has_range = true;
    return NULL;
}

static const char *read_operation(struct cx *cx, struct json_object *v, struct policy *p)
{
    const char *op = NULL, *field = NULL;
    if (json_object_array_length(v) != 3 || !(op = text_of(json_object_array_get_idx(v, 0))))
        return "Invalid Policy: Invalid Condition: wrong number of arguments or types.";
    if (strcasecmp(op, "content-length-range") == 0)
        return add_range(v, p);
    field = text_of(json_object_array_get_idx(v, 1));
    if (!field || field[0] != '$')
        return "Invalid Policy: Invalid Condition: the field must begin with $.";
    if (strcasecmp(op, "eq") != 0 && strcasecmp(op, "starts-with") != 0)
        return "Invalid Policy: Invalid Condition: unknown operation.";
    return add(cx, p, strcasecmp(op, "starts-with") == 0, field + 1,
               text_of(json_object_array_get_idx(v, 2)));
}

static const char *read_conditions(struct cx *cx, struct json_object *v, struct policy *p)
{
    size_t n = json_object_is_type(v, json_type_array) ? json_object_array_length(v) : 0;
    if (!json_object_is_type(v, json_type_array))
        return "Invalid Policy: Policy missing conditions.";
    if (n > CONDITIONS_MOST)
        return "Invalid Policy: Too many conditions.";
    p->conditions = arena_alloc_array(cx->arena, n + 1, sizeof *p->conditions);
    for (size_t i = 0; i < n; i++) {
        struct json_object *c     = json_object_array_get_idx(v, i);
        const char         *wrong = json_object_is_type(c, json_type_object)  ? read_simple(cx, c, p)
                                    : json_object_is_type(c, json_type_array) ? read_operation(cx, c, p)
                                    : "Invalid Policy: Invalid JSON: a condition is no object or array.";
        if (wrong)
            return wrong;
    }
    return NULL;
}

const char *policy_read(struct cx *cx, const char *text, size_t len, struct policy *to)
{
    struct json_object *v, *expires, *conditions;
    const char         *when;
    *to = (struct policy){ .n = 0 };
    if (!json_read(cx->arena, text, len, &v) || !json_object_is_type(v, json_type_object))
        return "Invalid Policy: Invalid JSON.";
    if (!json_object_object_get_ex(v, "expiration", &expires))
        return "Invalid Policy: Policy missing expiration.";
    when = text_of(expires);
    if (!when || !strchr(when, 'T') || when[strlen(when) - 1] != 'Z' ||
        !utc_parse(when, strlen(when), &to->expires))
        return "Invalid Policy: Invalid 'expiration' value.";
    if (!json_object_object_get_ex(v, "conditions", &conditions))
        return "Invalid Policy: Policy missing conditions.";
    return read_conditions(cx, conditions, to);
}

/* ---- checking ---- */

const char *policy_field_get(const struct policy_field *fields, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcasecmp(fields[i].name, name) == 0)
            return fields[i].value;
    return NULL;
}

static bool matches(const struct policy_condition *c, const char *value, size_t len)
{
    size_t want = strlen(c->value);
    return c->starts_with ? len >= want && memcmp(value, c->value, want) == 0
                          : len == want && memcmp(value, c->value, len) == 0;
}

/* Of a list of content types every one has to match. */
static bool holds(const struct policy_condition *c, const char *value)
{
    if (!value)
        return false;
    if (!c->starts_with || strcasecmp(c->field, "content-type") != 0)
        return matches(c, value, strlen(value));
    while (1) {
        size_t len = strcspn(value, ",");
        if (!matches(c, value, len))
            return false;
        if (!value[len])
            return true;
        value += len + 1;
        value += strspn(value, " ");
    }
}

static const char *failed(struct cx *cx, const struct policy_condition *c)
{
    struct out o = out_in_arena(cx->arena, POLICY_BYTES * 2);
    out_raw(&o, "Invalid according to Policy: Policy Condition failed: [");
    out_str(&o, c->starts_with ? "starts-with" : "eq");
    o.comma = false;
    out_raw(&o, ", ");
    out_str(&o, arena_printf(cx->arena, "$%s", c->field));
    o.comma = false;
    out_raw(&o, ", ");
    out_str(&o, c->value);
    out_raw(&o, "]");
    return out_done(&o);
}

static bool needs_condition(const char *name)
{
    static const char *const free_of_it[] = { "policy", "x-amz-signature", "signature",
                                              "awsaccesskeyid", "file" };
    for (size_t i = 0; i < COUNT(free_of_it); i++)
        if (strcasecmp(name, free_of_it[i]) == 0)
            return false;
    return strncasecmp(name, "x-ignore-", 9) != 0;
}

static bool is_covered(const struct policy *p, const char *name)
{
    for (size_t i = 0; i < p->n; i++)
        if (strcasecmp(p->conditions[i].field, name) == 0)
            return true;
    return false;
}

const char *policy_check(struct cx *cx, const struct policy *p, const struct policy_field *fields,
                         size_t n, const char *bucket)
{
    if (cx->now.us > p->expires.us)
        return "Invalid according to Policy: Policy expired.";
    for (size_t i = 0; i < p->n; i++) {
        const struct policy_condition *c = &p->conditions[i];
        const char *value = strcasecmp(c->field, "bucket") == 0 ? bucket
                                                            : policy_field_get(fields, n, c->field);
        if (!holds(c, value))
            return failed(cx, c);
    }
    for (size_t i = 0; i < n; i++)
        if (needs_condition(fields[i].name) && !is_covered(p, fields[i].name))
            return arena_printf(cx->arena, "Invalid according to Policy: Extra input fields: %s",
                                fields[i].name);
    return NULL;
}
