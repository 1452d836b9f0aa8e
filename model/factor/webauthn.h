/*
 * webauthn.h - security keys: what browsers send of them (Web Authentication, level 2), judged.
 *
 * A relying party that asks for no attestation: whatever a key says of its maker is not looked at.
 * Algorithms are ES256, RS256 and EdDSA. User presence is needed, user verification is not: the key
 * is the second factor.
 *
 * Stands on base and libfido2. Whether a challenge is ours, and is new, is for the caller to say.
 * Errors: E_INVALID for an answer that is not acceptable.
 * Memory: the arena. Bytes that are kept as text are base64url.
 */
#ifndef FACTOR_WEBAUTHN_H
#define FACTOR_WEBAUTHN_H
#include "model/base/base.h"

enum { CHALLENGE_BYTES = 32 };

struct webauthn_key {
    const char *id, *public_key;
    const char *aaguid; /* model of the key, as a UUID; zeros when it does not say */
    int64_t     algorithm; /* of COSE (RFC 9053) */
    int64_t     count;     /* of signatures; 0 when the key does not count */
};
struct webauthn_bytes {
    const uint8_t *v;
    size_t         n;
};
/* An answer, read but not believed. */
struct webauthn_answer {
    const char           *id;        /* of the key */
    const char           *challenge; /* that it says to answer */
    bool                  registers; /* a new key; otherwise a login */
    struct webauthn_bytes client_data, attestation, authenticator_data, signature;
};

/* Host of an address of ours: what keys are bound to. */
const char *webauthn_host(struct cx *cx, const char *url);
/* text: JSON as PublicKeyCredential.toJSON() gives it. The page that asked the key has to be of
 * this host, by TLS. */
int webauthn_read(struct cx *cx, const char *text, const char *host,
                  struct webauthn_answer *answer) MUST_USE;
/* The new key of an answer that registers one. */
int webauthn_register(struct cx *cx, const char *host, const struct webauthn_answer *answer,
                      struct webauthn_key *key) MUST_USE;
/* Was the answer signed by this key? *count: the key's new count. A count that does not grow is
 * refused: there may be a copy of the key. */
int webauthn_login(struct cx *cx, const char *host, const struct webauthn_answer *answer,
                   const struct webauthn_key *key, int64_t *count) MUST_USE;
#endif
