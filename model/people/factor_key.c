/* factor_key.c - security keys: the list of a person, challenges and their answers. */
#include <json-c/json.h>
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/crypt.h"
#include "model/base/json.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/people/factor_parts.h"
#include "model/people/person.h"

enum { MICRO = 1000000, MILLI = 1000, KEYS_MOST = 32, JSON_MAX_BYTES = 256 * 1024 };

/* ---- the list ---- */

struct key_row {
    struct row  row;
    const char *device_name, *aaguid, *credential_id, *public_key;
    int64_t     algorithm, sign_count;
};
#define ROW struct key_row
static const struct field key_fields[] = {
    FIELD(device_name, READ | NEED, .doc = "What the owner calls it."),
    FIELD(aaguid, READ, .doc = "Model."),
    FIELD(credential_id, READ | NEED, .doc = "Its identifier, base64url."),
    FIELD(public_key, READ | NEED, .doc = "Its public key, base64url."),
    FIELD(algorithm, READ | NEED, .doc = "Of the public key, a number of COSE."),
    FIELD(sign_count, READ, .doc = "How often it has signed."),
};
#undef ROW
static const struct shape key_shape = SHAPE(struct key_row, key_fields);

void devices_read(struct cx *cx, struct json keys, struct device **v, size_t *n)
{
    const char         *text = keys.text ? keys.text : "null";
    struct json_object *list = NULL;
    size_t              most;
    *n = 0;
    *v = NULL;
    if (!json_read(cx->arena, text, strlen(text), &list) ||
        !json_object_is_type(list, json_type_array))
        return;
    most = json_object_array_length(list);
    *v   = arena_alloc_array(cx->arena, most + 1, sizeof **v);
    for (size_t i = 0; i < most; i++) {
        struct key_row r = { 0 };
        if (row_from_json(cx, &key_shape, json_object_array_get_idx(list, i), READ, false, &r) < 0 ||
            row_defaults(cx, &key_shape, &r, true) < 0) {
            err_clear(cx);
            continue;
        }
        (*v)[(*n)++] = (struct device){
            { r.credential_id, r.public_key, r.aaguid ? r.aaguid : "", r.algorithm, r.sign_count },
            r.device_name,
        };
    }
}

int devices_store(struct cx *cx, struct uuid person_id, const struct device *v, size_t n)
{
    struct out  o = out_in_arena(cx->arena, JSON_MAX_BYTES);
    const char *text;
    out_array(&o);
    for (size_t i = 0; i < n; i++) {
        out_object(&o);
        OUT_STR(&o, "device_name", v[i].name);
        OUT_STR(&o, "aaguid", v[i].key.aaguid);
        OUT_STR(&o, "credential_id", v[i].key.id);
        OUT_STR(&o, "public_key", v[i].key.public_key);
        OUT_I64(&o, "algorithm", v[i].key.algorithm);
        OUT_I64(&o, "sign_count", v[i].key.count);
        out_object_end(&o);
    }
    out_array_end(&o);
    text = out_done(&o);
    if (!text || n > KEYS_MOST)
        return refuse(cx, E_CONFLICT, "These are too many security keys");
    return db_do(cx, "UPDATE person SET fido_credentials = ? WHERE id = ?",
                 ARGS(ARG(text), ARG(person_id)), NULL);
}

/* ---- challenges ---- */

static const char *challenge_hash(struct cx *cx, const char *challenge)
{
    uint8_t sum[SHA256_BYTES];
    char   *hex = arena_alloc(cx->arena, SHA256_HEX_SIZE);
    sha256_of(challenge, strlen(challenge), sum);
    hex_write(sum, sizeof sum, hex);
    return hex;
}

static int challenge_new(struct cx *cx, struct uuid person_id, const char *purpose,
                         const char **challenge)
{
    uint8_t    bytes[CHALLENGE_BYTES];
    char      *text  = arena_alloc(cx->arena, BASE64URL_SIZE(CHALLENGE_BYTES));
    struct utc until = { cx->now.us + cx->conf->signin.code_ttl_s * MICRO };
    random_bytes(bytes, sizeof bytes);
    base64url_write(bytes, sizeof bytes, text);
    *challenge = text;
    return db_do(cx,
                 "INSERT INTO key_challenge (challenge_sha256, person_id, purpose, expires_at)"
                 " VALUES (?, ?, ?, ?)",
                 ARGS(ARG(challenge_hash(cx, text)), ARG(person_id), ARG(purpose), ARG(until)),
                 NULL);
}

static int challenge_use(struct cx *cx, struct uuid person_id, const char *purpose,
                         const char *challenge, bool *good)
{
    int64_t gone;
    TRY(db_do(cx,
              "DELETE FROM key_challenge WHERE challenge_sha256 = ? AND person_id = ?"
              " AND purpose = ? AND expires_at > ?",
              ARGS(ARG(challenge_hash(cx, challenge)), ARG(person_id), ARG(purpose), ARG(cx->now)),
              &gone));
    *good = gone != 0;
    return 0;
}

/* ---- what browsers are asked ---- */

static void write_keys(struct out *o, const char *name, const struct device *v, size_t n)
{
    out_key(o, name);
    out_array(o);
    for (size_t i = 0; i < n; i++) {
        out_object(o);
        OUT_STR(o, "type", "public-key");
        OUT_STR(o, "id", v[i].key.id);
        out_object_end(o);
    }
    out_array_end(o);
}

static void write_user(struct cx *cx, struct out *o, const struct held *h)
{
    char id[BASE64URL_SIZE(sizeof h->id.b)];
    base64url_write(h->id.b, sizeof h->id.b, id);
    out_key(o, "user");
    out_object(o);
    OUT_STR(o, "id", id);
    OUT_STR(o, "name", h->email ? h->email : h->first_name);
    OUT_STR(o, "displayName", arena_printf(cx->arena, "%s %s", h->first_name, h->last_name));
    out_object_end(o);
}

static void write_algorithms(struct out *o)
{
    static const int64_t algorithms[] = { -7, -8, -257 };
    out_key(o, "pubKeyCredParams");
    out_array(o);
    for (size_t i = 0; i < COUNT(algorithms); i++) {
        out_object(o);
        OUT_STR(o, "type", "public-key");
        OUT_I64(o, "alg", algorithms[i]);
        out_object_end(o);
    }
    out_array_end(o);
}

static int write_creation(struct cx *cx, struct out *o, const struct held *h,
                          const char *challenge)
{
    struct device *v;
    size_t         n;
    const char    *organisation;
    TRY(organisation_name(cx, &organisation));
    devices_read(cx, h->keys, &v, &n);
    out_object(o);
    out_key(o, "publicKey");
    out_object(o);
    out_key(o, "rp");
    out_object(o);
    OUT_STR(o, "id", webauthn_host(cx, cx->conf->public_url));
    OUT_STR(o, "name", organisation);
    out_object_end(o);
    write_user(cx, o, h);
    OUT_STR(o, "challenge", challenge);
    write_algorithms(o);
    OUT_I64(o, "timeout", cx->conf->signin.code_ttl_s * MILLI);
    write_keys(o, "excludeCredentials", v, n);
    out_key(o, "authenticatorSelection");
    out_object(o);
    OUT_STR(o, "residentKey", "discouraged");
    OUT_STR(o, "userVerification", "discouraged");
    out_object_end(o);
    OUT_STR(o, "attestation", "none");
    out_object_end(o);
    out_object_end(o);
    return 0;
}

struct beginning {
    struct uuid person_id;
    struct held held;
    const char *challenge;
};

static int begin(struct cx *cx, void *u)
{
    struct beginning *b = u;
    TRY(factor_hold(cx, b->person_id, &b->held));
    return challenge_new(cx, b->person_id, "register", &b->challenge);
}

int factor_key_begin(struct cx *cx, struct uuid person_id, struct out *o)
{
    struct beginning b = { .person_id = person_id };
    TRY(db_tx(cx, TX_ONCE, begin, &b));
    return write_creation(cx, o, &b.held, b.challenge);
}

struct keys_row {
    struct row  row;
    struct uuid id;
    struct json keys;
};
#define ROW struct keys_row
static const struct field keys_fields[] = {
    FIELD(id, READ, .doc = "Person."),
    FIELD(keys, SECRET | NULLS, .doc = "Security keys."),
};
#undef ROW
static const struct shape keys_shape = SHAPE(struct keys_row, keys_fields);

int factor_key_ask(struct cx *cx, const char *name, struct out *o, bool *found)
{
    struct keys_row r = { 0 };
    struct device  *v;
    size_t          n;
    const char     *challenge;
    TRY(db_one(cx,
               "SELECT id, fido_credentials FROM person WHERE is_bot = FALSE AND active = TRUE"
               " AND fido_enabled = TRUE AND (human_email = ? OR desktop_login = ?)"
               " ORDER BY COALESCE(human_email = ?, FALSE) DESC, created_at, id LIMIT 1",
               ARGS(ARG(name), ARG(name), ARG(name)), &keys_shape, &r, found));
    if (!*found)
        return 0;
    devices_read(cx, r.keys, &v, &n);
    TRY(challenge_new(cx, r.id, "login", &challenge));
    out_object(o);
    out_key(o, "publicKey");
    out_object(o);
    OUT_STR(o, "challenge", challenge);
    OUT_I64(o, "timeout", cx->conf->signin.code_ttl_s * MILLI);
    OUT_STR(o, "rpId", webauthn_host(cx, cx->conf->public_url));
    write_keys(o, "allowCredentials", v, n);
    OUT_STR(o, "userVerification", "discouraged");
    out_object_end(o);
    out_object_end(o);
    return 0;
}

/* ---- what they answer ---- */

/* Whatever is wrong with an answer is one thing: it is not right. */
static int forgive(struct cx *cx, int rc, bool *good)
{
    *good = rc >= 0;
    if (rc >= 0 || cx->err.reason != E_INVALID)
        return rc < 0 ? rc : 0;
    err_clear(cx);
    return 0;
}

int factor_use_key(struct cx *cx, const struct held *h, struct json answer, bool *good)
{
    const char            *host = webauthn_host(cx, cx->conf->public_url);
    struct webauthn_answer a;
    struct device         *v;
    size_t                 n, i = 0;
    TRY(forgive(cx, webauthn_read(cx, answer.text, host, &a), good));
    if (*good)
        TRY(challenge_use(cx, h->id, "login", a.challenge, good));
    if (!*good)
        return 0;
    devices_read(cx, h->keys, &v, &n);
    while (i < n && strcmp(v[i].key.id, a.id) != 0)
        i++;
    *good = i < n;
    if (*good)
        TRY(forgive(cx, webauthn_login(cx, host, &a, &v[i].key, &v[i].key.count), good));
    return *good ? devices_store(cx, h->id, v, n) : 0;
}

int devices_add(struct cx *cx, const struct held *h, struct json answer, const char *name,
                bool *good)
{
    const char            *host = webauthn_host(cx, cx->conf->public_url);
    struct webauthn_answer a;
    struct device         *v, *all;
    struct device          fresh = { .name = name };
    size_t                 n;
    TRY(forgive(cx, webauthn_read(cx, answer.text, host, &a), good));
    if (*good)
        TRY(challenge_use(cx, h->id, "register", a.challenge, good));
    if (*good)
        TRY(forgive(cx, webauthn_register(cx, host, &a, &fresh.key), good));
    if (!*good)
        return 0;
    devices_read(cx, h->keys, &v, &n);
    all = arena_alloc_array(cx->arena, n + 1, sizeof *all);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(v[i].name, name) == 0 || strcmp(v[i].key.id, fresh.key.id) == 0)
            return refuse(cx, E_CONFLICT, "There is a security key of that name, or this one is there");
        all[i] = v[i];
    }
    all[n] = fresh;
    return devices_store(cx, h->id, all, n + 1);
}
