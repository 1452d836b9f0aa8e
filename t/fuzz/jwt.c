/*
 * jwt.c - any text as a token must be refused; any header (up to the first LF) and payload
 * (the rest), signed with the right key, must be read without harm.
 */
#include "fcgi/jwt.h"
#include "model/base/arena.h"
#include "model/base/crypt.h"
#include "t/fuzz/fuzz.h"

static const char secret[] = "the key of the fuzzer, long enough";

static struct cx cx_new(void)
{
    return (struct cx){ .arena = arena_new(16 << 20), .now = { INT64_C(1700000000) * 1000000 } };
}

static void run_text(const uint8_t *bytes, size_t n)
{
    struct cx      cx    = cx_new();
    struct jwt_key key   = jwt_key(secret);
    char          *token = strndup((const char *)bytes, n);
    struct claims  c;
    must(token);
    must(jwt_verify(&cx, &key, 1, token, &c) == -E_TOKEN_MALFORMED);
    free(token);
    arena_free(cx.arena);
}

static void run_signed(const uint8_t *head, size_t head_len, const uint8_t *body, size_t body_len)
{
    struct cx      cx      = cx_new();
    struct jwt_key keys[2] = { jwt_key("another"), jwt_key(secret) };
    char          *token = arena_alloc(cx.arena, 2 * (head_len + body_len) + 128), *to = token;
    uint8_t        signature[SHA256_BYTES];
    struct claims  c = { 0 };
    int            rc;
    to += base64url_write(head, head_len, to);
    *to++ = '.';
    to += base64url_write(body, body_len, to);
    hmac_sha256(secret, strlen(secret), token, (size_t)(to - token), signature);
    *to++ = '.';
    base64url_write(signature, sizeof signature, to);
    rc = jwt_verify(&cx, keys, COUNT(keys), token, &c);
    must(rc == 0 || rc == -E_TOKEN_MALFORMED || rc == -E_TOKEN_EXPIRED);
    must(rc == -(int)cx.err.reason);
    if (rc == 0)
        must(c.nbf <= 1700000005 && (c.exp == 0 || c.exp > 1700000000));
    arena_free(cx.arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static const uint8_t plain[] = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
    const uint8_t       *line    = n ? memchr(bytes, '\n', n) : NULL;
    if (n == 0)
        return 0;
    run_text(bytes, n);
    run_signed(plain, sizeof plain - 1, bytes, n);
    if (line)
        run_signed(bytes, (size_t)(line - bytes), line + 1, n - (size_t)(line - bytes) - 1);
    return 0;
}
