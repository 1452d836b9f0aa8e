/*
 * jwt.h - JSON Web Tokens with one algorithm, HS256 (RFC 7515, RFC 7519).
 *
 * There is no choice of algorithm to be tricked: the signature is always checked as
 * HMAC-SHA-256, before anything in the token is read.
 *
 * Units: seconds since 1970, UTC.
 * Errors: E_TOKEN_MALFORMED (unreadable, over JWT_MAX_BYTES, another algorithm, a bad
 *         signature, not valid yet), E_TOKEN_EXPIRED (only of a token that we signed).
 */
#ifndef JWT_H
#define JWT_H
#include "model/base/field.h"

enum { JWT_MAX_BYTES = 4096, JWT_LEEWAY_S = 5 };

struct jwt_key {
    const void *bytes;
    size_t      n; /* 0: there is no such key */
};

/* What is missing in the token is NULL, 0 or false; nothing but `nbf` and `exp` is judged here. */
struct claims {
    struct row  row;
    const char *sub, *jti, *type, *identity_type, *refresh_jti;
    int64_t     iat, nbf, exp; /* exp 0: never expires */
    int64_t     epoch;         /* of the account, when the token was made */
    bool        requires_2fa_setup;
};

/* Key of a setting; NULL or empty is no key. The text is borrowed. */
struct jwt_key jwt_key(const char *text);
/* claims: JSON text of an object. Errors: E_INTERNAL when the token would be too long. */
int jwt_sign(struct cx *cx, struct jwt_key key, const char *claims, const char **token) MUST_USE;
/* Any of the keys will do: the current one and, while keys rotate, the one before.
 * The moment that counts is cx->now. */
int jwt_verify(struct cx *cx, const struct jwt_key *keys, size_t n, const char *token,
               struct claims *claims) MUST_USE;
#endif
