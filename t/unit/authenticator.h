/*
 * authenticator.h - a security key made of software: what a browser would send of it.
 *
 * Stands on OpenSSL. Memory: static buffers until the next call, and the process.
 */
#ifndef T_AUTHENTICATOR_H
#define T_AUTHENTICATOR_H
#include <stdbool.h>
#include <stdint.h>

enum key_kind { KEY_ES256, KEY_RS256, KEY_EDDSA, KEY_KINDS };
struct authenticator {
    enum key_kind kind;
    void         *key; /* EVP_PKEY */
    uint8_t       id[32];
    uint32_t      count;
};
/* What a dishonest or broken one does otherwise; zeros: nothing. */
struct deceit {
    const char *rp, *origin, *type; /* instead of the right ones          */
    bool        untouched;          /* nobody was there                   */
    bool        same_count;         /* it does not count on               */
    bool        cut;                /* the attestation lacks its end      */
    bool        bent;               /* the signature is another's         */
};

void authenticator_make(struct authenticator *a, enum key_kind kind);
void authenticator_free(struct authenticator *a);
/* JSON of a PublicKeyCredential. rp: host; the origin is https://<rp>. */
const char *authenticator_register(struct authenticator *a, const char *rp, const char *challenge,
                                   const struct deceit *d);
const char *authenticator_sign(struct authenticator *a, const char *rp, const char *challenge,
                               const struct deceit *d);
#endif
