/* authenticator.c - see authenticator.h. */
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include "t/unit/authenticator.h"
#include "model/base/crypt.h"

enum { DATA_MAX = 1024, TEXT_MAX = 8192, IS_PRESENT = 1, HAS_KEY = 0x40 };

struct bytes {
    uint8_t v[DATA_MAX];
    size_t  n;
};

static void add(struct bytes *b, const void *v, size_t n)
{
    if (b->n + n > sizeof b->v)
        abort();
    memcpy(b->v + b->n, v, n);
    b->n += n;
}

static void add_byte(struct bytes *b, unsigned v)
{
    uint8_t byte = (uint8_t)v;
    add(b, &byte, 1);
}

void authenticator_make(struct authenticator *a, enum key_kind kind)
{
    *a     = (struct authenticator){ .kind = kind, .count = 1 };
    a->key = kind == KEY_ES256 ? EVP_EC_gen("P-256")
             : kind == KEY_RS256 ? EVP_RSA_gen(2048)
                                 : EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    if (!a->key)
        abort();
    random_bytes(a->id, sizeof a->id);
}

void authenticator_free(struct authenticator *a) { EVP_PKEY_free(a->key); }

static void number(const struct authenticator *a, const char *name, uint8_t *to, int n)
{
    BIGNUM *v = NULL;
    if (!EVP_PKEY_get_bn_param(a->key, name, &v) || BN_bn2binpad(v, to, n) != n)
        abort();
    BN_free(v);
}

/* The public key as COSE has it. */
static void add_public(struct bytes *b, const struct authenticator *a)
{
    static const uint8_t es[] = { 0xa5, 1, 2, 3, 0x26, 0x20, 1 }, rs[] = { 0xa4, 1, 3, 3, 0x39, 1, 0 },
                         ed[] = { 0xa4, 1, 1, 3, 0x27, 0x20, 6 };
    uint8_t v[256];
    size_t  n = 32;
    switch (a->kind) {
    case KEY_ES256:
        add(b, es, sizeof es);
        number(a, OSSL_PKEY_PARAM_EC_PUB_X, v, 32);
        add(b, "\x21\x58\x20", 3);
        add(b, v, 32);
        number(a, OSSL_PKEY_PARAM_EC_PUB_Y, v, 32);
        add(b, "\x22\x58\x20", 3);
        add(b, v, 32);
        return;
    case KEY_RS256:
        add(b, rs, sizeof rs);
        number(a, OSSL_PKEY_PARAM_RSA_N, v, 256);
        add(b, "\x20\x59\x01\x00", 4);
        add(b, v, 256);
        add(b, "\x21\x43\x01\x00\x01", 5);
        return;
    default:
        add(b, ed, sizeof ed);
        if (!EVP_PKEY_get_raw_public_key(a->key, v, &n))
            abort();
        add(b, "\x21\x58\x20", 3);
        add(b, v, 32);
    }
}

static void add_head(struct bytes *b, const struct authenticator *a, const char *rp,
                     const struct deceit *d, unsigned flags)
{
    uint8_t hash[SHA256_BYTES];
    rp = d && d->rp ? d->rp : rp;
    sha256_of(rp, strlen(rp), hash);
    add(b, hash, sizeof hash);
    add_byte(b, flags | (d && d->untouched ? 0 : IS_PRESENT));
    for (int shift = 24; shift >= 0; shift -= 8)
        add_byte(b, a->count >> shift & 255);
}

static size_t client_data(char *to, size_t cap, const char *type, const char *rp,
                          const char *challenge, const struct deceit *d)
{
    char origin[200];
    snprintf(origin, sizeof origin, "https://%s", rp);
    return (size_t)snprintf(to, cap,
                            "{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"%s\",\"crossOrigin\":false}",
                            d && d->type ? d->type : type, challenge,
                            d && d->origin ? d->origin : origin);
}

const char *authenticator_register(struct authenticator *a, const char *rp, const char *challenge,
                                   const struct deceit *d)
{
    static char  text[TEXT_MAX];
    char         client[1024], client64[2048], object64[2 * DATA_MAX], id64[64];
    struct bytes data = { .n = 0 }, object = { .n = 0 };
    uint8_t      aaguid[16] = { 0xaa };
    size_t       n = client_data(client, sizeof client, "webauthn.create", rp, challenge, d);
    add_head(&data, a, rp, d, HAS_KEY);
    add(&data, aaguid, sizeof aaguid);
    add_byte(&data, 0);
    add_byte(&data, sizeof a->id);
    add(&data, a->id, sizeof a->id);
    add_public(&data, a);
    add(&object, "\xa3\x63" "fmt" "\x64" "none" "\x67" "attStmt" "\xa0\x68" "authData" "\x59", 29);
    add_byte(&object, (unsigned)(data.n >> 8));
    add_byte(&object, (unsigned)(data.n & 255));
    add(&object, data.v, data.n - (d && d->cut));
    base64url_write(client, n, client64);
    base64url_write(object.v, object.n, object64);
    base64url_write(a->id, sizeof a->id, id64);
    snprintf(text, sizeof text,
             "{\"id\":\"%s\",\"rawId\":\"%s\",\"type\":\"public-key\",\"response\":{"
             "\"clientDataJSON\":\"%s\",\"attestationObject\":\"%s\"},\"clientExtensionResults\":{}}",
             id64, id64, client64, object64);
    return text;
}

static size_t sign(const struct authenticator *a, const struct bytes *what, uint8_t *to, size_t cap)
{
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    size_t      n  = cap;
    if (!md ||
        !EVP_DigestSignInit(md, NULL, a->kind == KEY_EDDSA ? NULL : EVP_sha256(), NULL, a->key) ||
        !EVP_DigestSign(md, to, &n, what->v, what->n))
        abort();
    EVP_MD_CTX_free(md);
    return n;
}

const char *authenticator_sign(struct authenticator *a, const char *rp, const char *challenge,
                               const struct deceit *d)
{
    static char  text[TEXT_MAX];
    char         client[1024], client64[2048], data64[256], signature64[1024], id64[64];
    struct bytes data = { .n = 0 }, whole;
    uint8_t      hash[SHA256_BYTES], signature[512];
    size_t       n = client_data(client, sizeof client, "webauthn.get", rp, challenge, d), len;
    if (!(d && d->same_count))
        a->count++;
    add_head(&data, a, rp, d, 0);
    whole = data;
    sha256_of(client, n, hash);
    add(&whole, hash, sizeof hash);
    len = sign(a, &whole, signature, sizeof signature);
    if (d && d->bent)
        signature[len / 2] ^= 1;
    base64url_write(client, n, client64);
    base64url_write(data.v, data.n, data64);
    base64url_write(signature, len, signature64);
    base64url_write(a->id, sizeof a->id, id64);
    snprintf(text, sizeof text,
             "{\"id\":\"%s\",\"rawId\":\"%s\",\"type\":\"public-key\",\"response\":{"
             "\"clientDataJSON\":\"%s\",\"authenticatorData\":\"%s\",\"signature\":\"%s\","
             "\"userHandle\":null},\"clientExtensionResults\":{}}",
             id64, id64, client64, data64, signature64);
    return text;
}
