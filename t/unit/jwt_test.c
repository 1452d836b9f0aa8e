/* jwt_test.c - the token of RFC 7515 A.1, our own, and forged ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "fcgi/jwt.h"
#include "model/base/arena.h"
#include "model/base/crypt.h"

#define NOW 1700000000
static const char key_text[]   = "a key of the tests, long enough";
static const char other_text[] = "another key of the tests, as long";

static struct cx cx_at(int64_t seconds)
{
    return (struct cx){ .arena = arena_new(1 << 20), .now = { seconds * 1000000 } };
}

/* A token with any header and payload, signed with the key. */
static const char *forge(struct cx *cx, const char *header, const char *payload, size_t n)
{
    char   *text = arena_alloc(cx->arena, 2 * (strlen(header) + n) + 128), *to = text;
    uint8_t signature[SHA256_BYTES];
    to += base64url_write(header, strlen(header), to);
    *to++ = '.';
    to += base64url_write(payload, n, to);
    hmac_sha256(key_text, strlen(key_text), text, (size_t)(to - text), signature);
    *to++ = '.';
    base64url_write(signature, sizeof signature, to);
    return text;
}

#define HS256 "{\"alg\":\"HS256\",\"typ\":\"JWT\"}"
static struct want {
    const char *what, *header, *payload;
    enum reason why;
} forged[] = {
    { "the plain header", HS256, "{\"sub\":\"a\"}", 0 },
    { "a header without typ", "{\"alg\":\"HS256\"}", "{\"sub\":\"a\"}", 0 },
    { "a header in another order", "{\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}", "{}", 0 },
    { "alg none", "{\"alg\":\"none\"}", "{}", E_TOKEN_MALFORMED },
    { "alg in small letters", "{\"alg\":\"hs256\"}", "{}", E_TOKEN_MALFORMED },
    { "alg RS256", "{\"alg\":\"RS256\"}", "{}", E_TOKEN_MALFORMED },
    { "alg HS512", "{\"alg\":\"HS512\"}", "{}", E_TOKEN_MALFORMED },
    { "alg null", "{\"alg\":null}", "{}", E_TOKEN_MALFORMED },
    { "alg a list", "{\"alg\":[\"HS256\"]}", "{}", E_TOKEN_MALFORMED },
    { "no alg", "{\"typ\":\"JWT\"}", "{}", E_TOKEN_MALFORMED },
    { "another typ", "{\"alg\":\"HS256\",\"typ\":\"JWE\"}", "{}", E_TOKEN_MALFORMED },
    { "a critical extension", "{\"alg\":\"HS256\",\"crit\":[\"b64\"]}", "{}", E_TOKEN_MALFORMED },
    { "a key's name", "{\"alg\":\"HS256\",\"kid\":\"../x\"}", "{}", E_TOKEN_MALFORMED },
    { "an empty header", "", "{}", E_TOKEN_MALFORMED },
    { "a header that is a text", "\"HS256\"", "{}", E_TOKEN_MALFORMED },
    { "a header with more behind it", "{\"alg\":\"HS256\"}x", "{}", E_TOKEN_MALFORMED },

    { "an empty payload", HS256, "", E_TOKEN_MALFORMED },
    { "a payload that is a list", HS256, "[]", E_TOKEN_MALFORMED },
    { "a payload that is null", HS256, "null", E_TOKEN_MALFORMED },
    { "a payload cut off", HS256, "{\"sub\":\"a\"", E_TOKEN_MALFORMED },
    { "a payload with more behind it", HS256, "{}{}", E_TOKEN_MALFORMED },
    { "a payload that is not UTF-8", HS256, "{\"sub\":\"\xe4\"}", E_TOKEN_MALFORMED },
    { "three levels", HS256, "{\"x\":[[1]]}", 0 },
    { "too many levels", HS256, "{\"x\":[[[[1]]]]}", E_TOKEN_MALFORMED },
    { "a subject that is a number", HS256, "{\"sub\":1}", E_TOKEN_MALFORMED },
    { "a flag that is a text", HS256, "{\"requires_2fa_setup\":\"true\"}", E_TOKEN_MALFORMED },
    { "a moment that is a list", HS256, "{\"exp\":[]}", E_TOKEN_MALFORMED },
    { "a moment out of range", HS256, "{\"exp\":1e300}", E_TOKEN_MALFORMED },

    { "expires in a second", HS256, "{\"exp\":1700000001}", 0 },
    { "expires now", HS256, "{\"exp\":1700000000}", E_TOKEN_EXPIRED },
    { "expired in 1970", HS256, "{\"exp\":0}", E_TOKEN_EXPIRED },
    { "expired before 1970", HS256, "{\"exp\":-1}", E_TOKEN_EXPIRED },
    { "valid in 5 s, as clocks differ", HS256, "{\"nbf\":1700000005}", 0 },
    { "valid in 6 s", HS256, "{\"nbf\":1700000006}", E_TOKEN_MALFORMED },
};

static void forged_are_judged(void **state)
{
    const struct want *w      = *state;
    struct cx          cx     = cx_at(NOW);
    struct claims      claims = { .sub = "untouched" };
    struct jwt_key     key    = jwt_key(key_text);
    const char        *token  = forge(&cx, w->header, w->payload, strlen(w->payload));
    assert_int_equal(jwt_verify(&cx, &key, 1, token, &claims), -(int)w->why);
    assert_int_equal(cx.err.reason, w->why);
    if (w->why)
        assert_string_equal(claims.sub, "untouched");
    arena_free(cx.arena);
}

/* Texts that never carried a signature of ours. */
static struct want texts[] = {
    { "nothing", NULL, "", E_TOKEN_MALFORMED },
    { "a word", NULL, "garbage", E_TOKEN_MALFORMED },
    { "dots", NULL, "..", E_TOKEN_MALFORMED },
    { "two parts", NULL, "eyJhbGciOiJIUzI1NiJ9.e30", E_TOKEN_MALFORMED },
    { "no signature", NULL, "eyJhbGciOiJIUzI1NiJ9.e30.", E_TOKEN_MALFORMED },
    { "alg none without a signature", NULL, "eyJhbGciOiJub25lIn0.e30.", E_TOKEN_MALFORMED },
    { "another's signature", NULL,
      "eyJhbGciOiJIUzI1NiJ9.e30.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", E_TOKEN_MALFORMED },
    { "a short signature", NULL, "eyJhbGciOiJIUzI1NiJ9.e30.dBjftJeZ4CVP", E_TOKEN_MALFORMED },
    { "a UUID", NULL, "0b2c8a52-13d5-4c57-9f24-5f2ef3c1a9f0", E_TOKEN_MALFORMED },
};

static void texts_are_refused(void **state)
{
    const struct want *w   = *state;
    struct cx          cx  = cx_at(NOW);
    struct jwt_key     key = jwt_key(key_text);
    struct claims      claims;
    assert_int_equal(jwt_verify(&cx, &key, 1, w->payload, &claims), -E_TOKEN_MALFORMED);
    arena_free(cx.arena);
}

static void rfc7515_is_verified(void **state)
{
    static const char token[] =
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0"
        "cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    static const char jwk[] =
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
    uint8_t        bytes[64];
    struct jwt_key key    = { bytes, 0 };
    struct cx      cx     = cx_at(1300819379);
    struct claims  claims = { 0 };
    (void)state;
    assert_true(base64url_read(jwk, strlen(jwk), bytes, sizeof bytes, &key.n));
    assert_int_equal(key.n, 64);
    assert_int_equal(jwt_verify(&cx, &key, 1, token, &claims), 0);
    assert_int_equal(claims.exp, 1300819380);
    assert_null(claims.sub);
    cx.now.us += 1000000;
    assert_int_equal(jwt_verify(&cx, &key, 1, token, &claims), -E_TOKEN_EXPIRED);
    arena_free(cx.arena);
}

static void own_are_verified(void **state)
{
    struct cx      cx     = cx_at(NOW);
    struct claims  c      = { 0 };
    const char    *token  = NULL;
    struct jwt_key keys[] = { jwt_key(other_text), jwt_key(NULL), jwt_key(key_text) };
    (void)state;
    assert_int_equal(
        jwt_sign(&cx, jwt_key(key_text),
                 "{\"fresh\":false,\"iat\":1699999990,\"jti\":\"j\",\"type\":\"access\","
                 "\"sub\":\"s\",\"nbf\":1699999990,\"exp\":1700604790,"
                 "\"identity_type\":\"person\",\"refresh_jti\":\"r\","
                 "\"requires_2fa_setup\":true}",
                 &token),
        0);
    assert_int_equal(jwt_verify(&cx, keys, 1, token, &c), -E_TOKEN_MALFORMED);
    err_clear(&cx);
    assert_int_equal(jwt_verify(&cx, keys, 0, token, &c), -E_TOKEN_MALFORMED);
    err_clear(&cx);
    assert_int_equal(jwt_verify(&cx, keys, 3, token, &c), 0);
    assert_string_equal(c.sub, "s");
    assert_string_equal(c.jti, "j");
    assert_string_equal(c.type, "access");
    assert_string_equal(c.identity_type, "person");
    assert_string_equal(c.refresh_jti, "r");
    assert_int_equal(c.iat, 1699999990);
    assert_int_equal(c.nbf, 1699999990);
    assert_int_equal(c.exp, 1700604790);
    assert_true(c.requires_2fa_setup);
    arena_free(cx.arena);
}

/* No character of a token can be changed, taken away or added. */
static void every_character_counts(void **state)
{
    struct cx      cx    = cx_at(NOW);
    struct jwt_key key   = jwt_key(key_text);
    const char    *token = NULL;
    struct claims  c;
    (void)state;
    assert_int_equal(jwt_sign(&cx, key, "{\"sub\":\"s\"}", &token), 0);
    for (size_t i = 0, len = strlen(token); i <= len; i++) {
        char *other = arena_copy(cx.arena, token, len + 1);
        other[i]    = other[i] == 'A' ? 'B' : 'A';
        assert_int_equal(jwt_verify(&cx, &key, 1, other, &c), -E_TOKEN_MALFORMED);
        err_clear(&cx);
        if (i < len) {
            other[i] = '\0';
            assert_int_equal(jwt_verify(&cx, &key, 1, other, &c), -E_TOKEN_MALFORMED);
            err_clear(&cx);
        }
    }
    assert_int_equal(jwt_verify(&cx, &key, 1, token, &c), 0);
    arena_free(cx.arena);
}

static void size_is_limited(void **state)
{
    struct cx      cx    = cx_at(NOW);
    struct jwt_key key   = jwt_key(key_text);
    const char    *token = NULL;
    char           claims[3200];
    struct claims  c;
    (void)state;
    memset(claims, ' ', sizeof claims);
    claims[0]                 = '{';
    claims[sizeof claims - 1] = '\0';
    claims[sizeof claims - 2] = '}';
    assert_int_equal(jwt_sign(&cx, key, claims, &token), -E_INTERNAL);
    err_clear(&cx);
    assert_int_equal(jwt_verify(&cx, &key, 1, forge(&cx, HS256, claims, sizeof claims - 1), &c),
                     -E_TOKEN_MALFORMED);
    err_clear(&cx);
    memmove(claims + 1, claims + 401, sizeof claims - 401);
    assert_int_equal(jwt_sign(&cx, key, claims, &token), 0);
    assert_int_equal(jwt_verify(&cx, &key, 1, token, &c), 0);
    assert_int_equal(jwt_sign(&cx, jwt_key(""), "{}", &token), -E_INTERNAL);
    err_clear(&cx);
    assert_int_equal(jwt_verify(&cx, &key, 1, forge(&cx, HS256, "{}\0", 3), &c),
                     -E_TOKEN_MALFORMED);
    arena_free(cx.arena);
}

int main(void)
{
    struct CMUnitTest tests[COUNT(forged) + COUNT(texts) + 4] = {
        cmocka_unit_test(rfc7515_is_verified),
        cmocka_unit_test(own_are_verified),
        cmocka_unit_test(every_character_counts),
        cmocka_unit_test(size_is_limited),
    };
    size_t n = 4;
    for (size_t i = 0; i < COUNT(forged); i++)
        tests[n++] =
            (struct CMUnitTest){ forged[i].what, forged_are_judged, NULL, NULL, &forged[i] };
    for (size_t i = 0; i < COUNT(texts); i++)
        tests[n++] = (struct CMUnitTest){ texts[i].what, texts_are_refused, NULL, NULL, &texts[i] };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
