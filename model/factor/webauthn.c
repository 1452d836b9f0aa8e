/* webauthn.c - see webauthn.h. */
#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>
#include <json-c/json.h>
#include <strings.h>
#include "model/factor/webauthn.h"
#include "model/base/arena.h"
#include "model/base/crypt.h"
#include "model/base/json.h"
#include "model/factor/cbor.h"

enum {
    ANSWER_MAX_BYTES  = 64 * 1024,
    RP_HASH_BYTES     = 32,
    DATA_HEAD_BYTES   = 37, /* hash, flags, count */
    AAGUID_BYTES      = 16,
    KEY_ID_MAX_BYTES  = 1023,
    IS_PRESENT        = 1, /* flags of the authenticator's data: the user touched it, ... */
    HAS_CREDENTIAL    = 1 << 6, /* ... and a key is in it */
};

static const int algorithms[] = { COSE_ES256, COSE_RS256, COSE_EDDSA };

static int unreadable(struct cx *cx)
{
    return refuse(cx, E_INVALID, "The answer of the security key cannot be read");
}

static int unacceptable(struct cx *cx)
{
    return refuse(cx, E_INVALID, "The answer of the security key is not acceptable");
}

/* ---- reading ---- */

static const char *text_at(struct json_object *v, const char *name)
{
    struct json_object *m;
    return json_object_is_type(v, json_type_object) && json_object_object_get_ex(v, name, &m) &&
                   json_object_is_type(m, json_type_string)
               ? json_object_get_string(m)
               : NULL;
}

/* Browsers write without padding; some libraries add it. */
static bool bytes_of(struct cx *cx, const char *text, struct webauthn_bytes *to)
{
    size_t   n = text ? strlen(text) : 0;
    uint8_t *bytes;
    while (n && text[n - 1] == '=')
        n--;
    bytes = arena_alloc(cx->arena, n + 1);
    if (!n || n > ANSWER_MAX_BYTES || !base64url_read(text, n, bytes, n, &to->n))
        return false;
    to->v = bytes;
    return true;
}

static const char *text_of(struct cx *cx, const uint8_t *bytes, size_t n)
{
    char *text = arena_alloc(cx->arena, BASE64URL_SIZE(n));
    base64url_write(bytes, n, text);
    return text;
}

/* The host behind the scheme; NULL when there is none. */
static const char *host_in(const char *url, size_t *n)
{
    const char *at = strstr(url, "://");
    if (!at)
        return NULL;
    at += 3;
    *n = *at == '[' ? strcspn(at, "]") + 1 : strcspn(at, ":/?#");
    return at;
}

const char *webauthn_host(struct cx *cx, const char *url)
{
    size_t      n    = 0;
    const char *host = host_in(url, &n);
    return host ? arena_copy(cx->arena, host, n) : "localhost";
}

/* A page by TLS, or of this machine itself, which browsers trust as much. */
static bool is_ours(const char *origin, const char *host)
{
    size_t      n  = 0;
    const char *of = origin ? host_in(origin, &n) : NULL;
    bool        secure = origin && (strncmp(origin, "https://", 8) == 0 ||
                                    (strncmp(origin, "http://", 7) == 0 && strcmp(host, "localhost") == 0));
    return of && secure && n == strlen(host) && strncasecmp(of, host, n) == 0;
}

static int client_read(struct cx *cx, const char *host, struct webauthn_answer *a)
{
    struct json_object *v;
    const char         *type;
    if (!json_read(cx->arena, (const char *)a->client_data.v, a->client_data.n, &v))
        return unreadable(cx);
    type         = text_at(v, "type");
    a->challenge = text_at(v, "challenge");
    if (!type || !a->challenge)
        return unreadable(cx);
    if (strcmp(type, a->registers ? "webauthn.create" : "webauthn.get") != 0 ||
        !is_ours(text_at(v, "origin"), host))
        return unacceptable(cx);
    return 0;
}

int webauthn_read(struct cx *cx, const char *text, const char *host, struct webauthn_answer *a)
{
    struct json_object   *v, *response;
    struct webauthn_bytes id;
    *a = (struct webauthn_answer){ 0 };
    if (!text || !json_read(cx->arena, text, strlen(text), &v) ||
        !json_object_is_type(v, json_type_object) ||
        !json_object_object_get_ex(v, "response", &response))
        return unreadable(cx);
    a->registers = text_at(response, "attestationObject") != NULL;
    if (!bytes_of(cx, text_at(v, text_at(v, "rawId") ? "rawId" : "id"), &id) ||
        !bytes_of(cx, text_at(response, "clientDataJSON"), &a->client_data))
        return unreadable(cx);
    a->id = text_of(cx, id.v, id.n);
    if (a->registers ? !bytes_of(cx, text_at(response, "attestationObject"), &a->attestation)
                     : !bytes_of(cx, text_at(response, "authenticatorData"), &a->authenticator_data) ||
                           !bytes_of(cx, text_at(response, "signature"), &a->signature))
        return unreadable(cx);
    return client_read(cx, host, a);
}

/* ---- a new key ---- */

static void cred_release(fido_cred_t **c) { fido_cred_free(c); }
static void assert_release(fido_assert_t **a) { fido_assert_free(a); }

/* What stands behind the fixed parts of the authenticator's data is read by libraries that make
 * room before they look. */
static bool is_whole(const struct cbor_bytes *data)
{
    size_t at = DATA_HEAD_BYTES;
    if (data->n < at)
        return false;
    if (data->v[RP_HASH_BYTES] & HAS_CREDENTIAL) {
        size_t id = at + AAGUID_BYTES;
        if (data->n < id + 2)
            return false;
        at = id + 2 + ((size_t)data->v[id] << 8 | data->v[id + 1]);
    }
    return at <= data->n && cbor_is_whole((struct cbor_bytes){ data->v + at, data->n - at });
}

static bool is_bound_to(const struct cbor_bytes *data, const char *host)
{
    uint8_t own[SHA256_BYTES];
    sha256_of(host, strlen(host), own);
    return data->n > RP_HASH_BYTES && memcmp(data->v, own, sizeof own) == 0;
}

static const char *aaguid_text(struct cx *cx, const uint8_t *b)
{
    char hex[HEX_SIZE(AAGUID_BYTES)];
    hex_write(b, AAGUID_BYTES, hex);
    return arena_printf(cx->arena, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16,
                        hex + 20);
}

/* The library wants to be told the algorithm that it is to find. */
static bool key_read(struct cx *cx, const struct cbor_bytes *data, int algorithm,
                     struct webauthn_key *key)
{
    AUTO(cred_release) fido_cred_t *c = fido_cred_new();
    if (!c || fido_cred_set_type(c, algorithm) != FIDO_OK ||
        fido_cred_set_authdata_raw(c, data->v, data->n) != FIDO_OK)
        return false;
    if (!(fido_cred_flags(c) & IS_PRESENT) || !(fido_cred_flags(c) & HAS_CREDENTIAL) ||
        !fido_cred_id_len(c) || fido_cred_id_len(c) > KEY_ID_MAX_BYTES ||
        fido_cred_aaguid_len(c) != AAGUID_BYTES)
        return false;
    *key = (struct webauthn_key){
        .id         = text_of(cx, fido_cred_id_ptr(c), fido_cred_id_len(c)),
        .public_key = text_of(cx, fido_cred_pubkey_ptr(c), fido_cred_pubkey_len(c)),
        .aaguid     = aaguid_text(cx, fido_cred_aaguid_ptr(c)),
        .algorithm  = algorithm,
        .count      = fido_cred_sigcount(c),
    };
    return true;
}

int webauthn_register(struct cx *cx, const char *host, const struct webauthn_answer *a,
                      struct webauthn_key *key)
{
    struct cbor_bytes whole = { a->attestation.v, a->attestation.n }, data;
    if (!a->registers || !cbor_map_bytes(whole, "authData", &data))
        return unreadable(cx);
    if (!is_whole(&data))
        return unreadable(cx);
    if (!is_bound_to(&data, host))
        return unacceptable(cx);
    for (size_t i = 0; i < COUNT(algorithms); i++)
        if (key_read(cx, &data, algorithms[i], key))
            return strcmp(key->id, a->id) == 0 ? 0 : unacceptable(cx);
    return unacceptable(cx);
}

/* ---- a login ---- */

/* The public key in the library's form; NULL when it is none. */
static void *public_key(struct cx *cx, const struct webauthn_key *key)
{
    struct webauthn_bytes b;
    if (!bytes_of(cx, key->public_key, &b))
        return NULL;
    switch (key->algorithm) {
    case COSE_ES256: {
        es256_pk_t *pk = es256_pk_new();
        if (pk && es256_pk_from_ptr(pk, b.v, b.n) != FIDO_OK)
            es256_pk_free(&pk);
        return pk;
    }
    case COSE_RS256: {
        rs256_pk_t *pk = rs256_pk_new();
        if (pk && rs256_pk_from_ptr(pk, b.v, b.n) != FIDO_OK)
            rs256_pk_free(&pk);
        return pk;
    }
    case COSE_EDDSA: {
        eddsa_pk_t *pk = eddsa_pk_new();
        if (pk && eddsa_pk_from_ptr(pk, b.v, b.n) != FIDO_OK)
            eddsa_pk_free(&pk);
        return pk;
    }
    default: return NULL;
    }
}

static void public_key_free(int64_t algorithm, void *key)
{
    es256_pk_t *es = key;
    rs256_pk_t *rs = key;
    eddsa_pk_t *ed = key;
    if (algorithm == COSE_ES256)
        es256_pk_free(&es);
    else if (algorithm == COSE_RS256)
        rs256_pk_free(&rs);
    else
        eddsa_pk_free(&ed);
}

static bool is_signed(fido_assert_t *f, const char *host, const struct webauthn_answer *a,
                      const struct webauthn_key *key, const void *pk)
{
    const struct webauthn_bytes *data = &a->authenticator_data;
    return fido_assert_set_clientdata(f, a->client_data.v, a->client_data.n) == FIDO_OK &&
           fido_assert_set_rp(f, host) == FIDO_OK && fido_assert_set_count(f, 1) == FIDO_OK &&
           fido_assert_set_authdata_raw(f, 0, data->v, data->n) == FIDO_OK &&
           fido_assert_set_sig(f, 0, a->signature.v, a->signature.n) == FIDO_OK &&
           fido_assert_set_up(f, FIDO_OPT_TRUE) == FIDO_OK &&
           fido_assert_verify(f, 0, (int)key->algorithm, pk) == FIDO_OK;
}

int webauthn_login(struct cx *cx, const char *host, const struct webauthn_answer *a,
                   const struct webauthn_key *key, int64_t *count)
{
    AUTO(assert_release) fido_assert_t *f    = fido_assert_new();
    struct cbor_bytes                   data = { a->authenticator_data.v, a->authenticator_data.n };
    void *pk = a->registers || !is_whole(&data) ? NULL : public_key(cx, key);
    int64_t                             now;
    bool                                good;
    if (!f || !pk)
        return unacceptable(cx);
    good = is_signed(f, host, a, key, pk);
    now  = good ? (int64_t)fido_assert_sigcount(f, 0) : 0;
    public_key_free(key->algorithm, pk);
    if (!good || ((now || key->count) && now <= key->count))
        return unacceptable(cx);
    *count = now; /* which may be the key's own */
    return 0;
}
