/* jwt.c - see jwt.h. */
#include <json-c/json.h>
#include "fcgi/jwt.h"
#include "model/base/arena.h"
#include "model/base/crypt.h"

enum { JWT_DEPTH = 4, MICROSECONDS = 1000000 };

static const char own_header[] = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"; /* alg HS256, typ JWT */

#define ROW struct claims
static const struct field claim_fields[] = {
    FIELD(sub, READ, .doc = "Whom it is for."),
    FIELD(jti, READ, .doc = "The token's own identifier."),
    FIELD(type, READ, .doc = "Access or refresh."),
    FIELD(identity_type, READ, .doc = "Person, bot or program."),
    FIELD(refresh_jti, READ, .doc = "The refresh token that came with it."),
    FIELD(iat, READ, .doc = "Made at, in seconds."),
    FIELD(nbf, READ, .doc = "Not valid before, in seconds."),
    FIELD(exp, READ, .doc = "Expires at, in seconds."),
    FIELD(epoch, READ, .doc = "Epoch of the account."),
    FIELD(requires_2fa_setup, READ, .doc = "Good only for setting up a second factor."),
};
static const struct shape claims_shape = SHAPE(ROW, claim_fields);
#undef ROW

struct head {
    struct row  row;
    const char *alg, *typ;
};
#define ROW struct head
static const char *const  algs[]        = { "HS256", NULL };
static const char *const  typs[]        = { "JWT", NULL };
static const struct field head_fields[] = {
    FIELD(alg, READ | NEED, .choices = algs, .doc = "The algorithm."),
    FIELD(typ, READ, .choices = typs, .doc = "The kind of token."),
};
static const struct shape head_shape = SHAPE(ROW, head_fields);
#undef ROW

struct jwt_key jwt_key(const char *text)
{
    return (struct jwt_key){ text, text ? strlen(text) : 0 };
}

int jwt_sign(struct cx *cx, struct jwt_key key, const char *claims, const char **token)
{
    size_t  len  = strlen(claims);
    size_t  cap  = sizeof own_header + BASE64URL_SIZE(len) + BASE64URL_SIZE(SHA256_BYTES);
    char   *text = arena_alloc(cx->arena, cap), *to;
    uint8_t signature[SHA256_BYTES];
    if (key.n == 0 || cap > JWT_MAX_BYTES)
        return refuse(cx, E_INTERNAL, "A token could not be made");
    memcpy(text, own_header, sizeof own_header - 1);
    to    = text + sizeof own_header - 1;
    *to++ = '.';
    to += base64url_write(claims, len, to);
    hmac_sha256(key.bytes, key.n, text, (size_t)(to - text), signature);
    *to++ = '.';
    base64url_write(signature, sizeof signature, to);
    *token = text;
    return 0;
}

static int malformed(struct cx *cx)
{
    err_clear(cx); /* what a reader said of a claim means nothing to the client */
    return refuse(cx, E_TOKEN_MALFORMED, "The token cannot be read or verified");
}

static bool signature_fits(const struct jwt_key *keys, size_t n, const char *text, size_t len,
                           const uint8_t signature[SHA256_BYTES])
{
    bool fits = false;
    for (size_t i = 0; i < n; i++) {
        uint8_t own[SHA256_BYTES];
        if (keys[i].n == 0)
            continue;
        hmac_sha256(keys[i].bytes, keys[i].n, text, len, own);
        fits |= secret_equal(own, sizeof own, signature, SHA256_BYTES);
        secret_wipe(own, sizeof own);
    }
    return fits;
}

static void json_release(struct json_object **v) { json_object_put(*v); }

/* The base64url text of a JSON object, into the described struct. */
static int part_read(struct cx *cx, const char *text, size_t len, const struct shape *shape,
                     bool strict, void *row)
{
    AUTO(json_release) struct json_object *v    = NULL;
    uint8_t                               *json = arena_alloc(cx->arena, len + 1);
    struct json_tokener                   *reader;
    size_t                                 n;
    bool                                   whole;
    if (!base64url_read(text, len, json, len, &n))
        return malformed(cx);
    reader = json_tokener_new_ex(JWT_DEPTH);
    if (!reader)
        return refuse(cx, E_INTERNAL, "Out of memory");
    json_tokener_set_flags(reader, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
    v     = json_tokener_parse_ex(reader, (const char *)json, (int)n);
    whole = json_tokener_get_error(reader) == json_tokener_success &&
            json_tokener_get_parse_end(reader) == n;
    json_tokener_free(reader);
    if (!whole)
        return malformed(cx);
    TRY(row_from_json(cx, shape, v, READ, strict, row));
    return row_defaults(cx, shape, row, true);
}

static int header_check(struct cx *cx, const char *text, size_t len)
{
    struct head head = { 0 };
    if (len == sizeof own_header - 1 && memcmp(text, own_header, len) == 0)
        return 0;
    return part_read(cx, text, len, &head_shape, true, &head);
}

static int claims_judge(struct cx *cx, const struct claims *c)
{
    int64_t now = cx->now.us / MICROSECONDS;
    if (c->nbf > now + JWT_LEEWAY_S)
        return malformed(cx);
    if (IS_SET(&claims_shape, c, exp) && c->exp <= now)
        return refuse(cx, E_TOKEN_EXPIRED, "The token has expired");
    return 0;
}

int jwt_verify(struct cx *cx, const struct jwt_key *keys, size_t n, const char *token,
               struct claims *claims)
{
    struct claims c   = { 0 };
    size_t        len = strnlen(token, JWT_MAX_BYTES + 1), bytes;
    const char   *dot = memchr(token, '.', len), *last;
    uint8_t       signature[SHA256_BYTES];
    if (len > JWT_MAX_BYTES || !dot)
        return malformed(cx);
    last = memrchr(token, '.', len);
    if (!base64url_read(last + 1, (size_t)(token + len - last - 1), signature, sizeof signature,
                        &bytes) ||
        bytes != sizeof signature ||
        !signature_fits(keys, n, token, (size_t)(last - token), signature))
        return malformed(cx);
    if (last == dot || header_check(cx, token, (size_t)(dot - token)) < 0 ||
        part_read(cx, dot + 1, (size_t)(last - dot - 1), &claims_shape, false, &c) < 0)
        return malformed(cx);
    TRY(claims_judge(cx, &c));
    *claims = c;
    return 0;
}
