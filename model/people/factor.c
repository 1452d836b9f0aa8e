/* factor.c - judging second factors. */
#include "model/people/factor.h"
#include <json-c/json.h>
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/crypt.h"
#include "model/base/json.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/factor/otp.h"
#include "model/outbox/outbox.h"
#include "model/people/factor_parts.h"
#include "model/people/rate.h"

enum { MICRO = 1000000, CODE_TRIES = 5 };

#define ROW struct held
static const struct field held_fields[] = {
    FIELD(id, READ, .doc = "Person."),
    FIELD(email, READ | NULLS, .doc = "Address."),
    FIELD(first_name, READ, .doc = "First name."),
    FIELD(last_name, READ, .doc = "Last name."),
    FIELD(locale, READ | NULLS, .doc = "Language."),
    FIELD(active, READ, .doc = "May sign in."),
    FIELD(totp, READ, .doc = "Has codes by the clock."),
    FIELD(email_otp, READ, .doc = "Has codes by mail."),
    FIELD(fido, READ, .doc = "Has security keys."),
    FIELD(has_codes, READ, .doc = "Has recovery codes."),
    FIELD(preferred, READ | NULLS, .doc = "Asked for first."),
    FIELD(totp_secret, SECRET | NULLS, .doc = "Of the codes by the clock."),
    FIELD(keys, SECRET | NULLS, .doc = "Security keys."),
    FIELD(codes, SECRET | NULLS, .doc = "Hashes of recovery codes."),
};
#undef ROW
static const struct shape held_shape = SHAPE(struct held, held_fields);

int factor_hold(struct cx *cx, struct uuid person_id, struct held *h)
{
    bool found;
    *h = (struct held){ 0 };
    TRY(db_one(cx,
               "SELECT p.id, p.email, p.first_name, p.last_name, p.locale,"
               " COALESCE(p.active, FALSE)," FACTOR_COLUMNS ", p.totp_secret,"
               " p.fido_credentials, p.otp_recovery_codes FROM person p"
               " WHERE p.id = ? AND p.is_bot = FALSE FOR UPDATE",
               ARGS(ARG(person_id)), &held_shape, h, &found));
    if (!found)
        return refuse(cx, E_NOT_FOUND, "There is no such person");
    return db_do(cx, "INSERT IGNORE INTO signin_factor (person_id) VALUES (?)",
                 ARGS(ARG(person_id)), NULL);
}

static bool is_sent(const char *text) { return text && *text; }

bool factor_is_given(const struct factor_given *g)
{
    return is_sent(g->totp) || is_sent(g->email_otp) || is_sent(g->recovery_code) ||
           is_sent(g->key.text);
}

bool address_in(const char *list, const char *email)
{
    while (*list) {
        size_t      n  = strcspn(list, ","), len = n;
        const char *at = list;
        text_trim(&at, &len);
        if (len == strlen(email) && text_equal_fold(at, len, email))
            return true;
        list += n + (list[n] == ',');
    }
    return false;
}

/* ---- codes by the clock ---- */

int factor_use_totp(struct cx *cx, const struct held *h, const char *code, bool *good)
{
    int64_t step = 0, changed = 0;
    *good = h->totp_secret && totp_check(h->totp_secret, cx->now, code, &step);
    if (!*good)
        return 0;
    TRY(db_do(cx, "UPDATE signin_factor SET totp_step = ? WHERE person_id = ? AND totp_step < ?",
              ARGS(ARG(step), ARG(h->id), ARG(step)), &changed));
    *good = changed != 0;
    return 0;
}

/* ---- codes by mail ---- */

/* Six digits are soon tried out by somebody who has a hash of them: it takes the key as well. */
static const char *code_mac(struct cx *cx, struct uuid person_id, const char *code)
{
    char        id[UUID_TEXT];
    uint8_t     mac[SHA256_BYTES];
    char       *hex = arena_alloc(cx->arena, SHA256_HEX_SIZE);
    const char *text;
    uuid_format(person_id, id);
    text = arena_printf(cx->arena, "email-otp\n%s\n%s", id, code);
    hmac_sha256(cx->conf->jwt_key, strlen(cx->conf->jwt_key), text, strlen(text), mac);
    hex_write(mac, sizeof mac, hex);
    return hex;
}

int factor_use_mailed(struct cx *cx, const struct held *h, const char *code, bool *good)
{
    int64_t changed;
    TRY(db_do(cx,
              "UPDATE signin_factor SET email_code = NULL WHERE person_id = ? AND email_code = ?"
              " AND email_code_until > ? AND email_code_tries < ?",
              ARGS(ARG(h->id), ARG(code_mac(cx, h->id, code)), ARG(cx->now),
                   ARG((int64_t)CODE_TRIES)),
              &changed));
    *good = changed != 0;
    if (*good)
        return 0;
    return db_do(cx,
                 "UPDATE signin_factor SET email_code_tries = email_code_tries + 1"
                 " WHERE person_id = ?",
                 ARGS(ARG(h->id)), NULL);
}

struct mail_to factor_mail_to(const struct held *h)
{
    return (struct mail_to){ h->email, h->first_name, h->locale };
}

int factor_mail(struct cx *cx, const struct held *h, struct uuid mail_id)
{
    char              code[CODE_DIGITS + 1];
    int64_t           life  = cx->conf->signin.code_ttl_s;
    struct utc        until = { cx->now.us + life * MICRO };
    struct mail_to    to    = factor_mail_to(h);
    struct mail_words words = { .code = code, .life_s = life };
    code_digits(code, CODE_DIGITS);
    TRY(db_do(cx,
              "UPDATE signin_factor SET email_code = ?, email_code_until = ?, email_code_tries = 0"
              " WHERE person_id = ?",
              ARGS(ARG(code_mac(cx, h->id, code)), ARG(until), ARG(h->id)), NULL));
    return account_mail_add(cx, MAIL_CODE, &to, &words, mail_id);
}

/* ---- recovery codes ---- */

/* The list of hashes without the i-th. */
static const char *without(struct cx *cx, struct json_object *list, size_t i)
{
    struct out o = out_in_arena(cx->arena, 64 * 1024);
    out_array(&o);
    for (size_t k = 0; k < json_object_array_length(list); k++)
        if (k != i)
            out_str(&o, json_object_get_string(json_object_array_get_idx(list, k)));
    out_array_end(&o);
    return out_done(&o);
}

static int use_recovery(struct cx *cx, const struct held *h, const char *code, bool *good)
{
    struct json_object *list = NULL;
    const char         *text = h->codes.text ? h->codes.text : "null", *rest = NULL;
    *good = false;
    if (strlen(code) > PASSWORD_MAX_BYTES || !json_read(cx->arena, text, strlen(text), &list) ||
        !json_object_is_type(list, json_type_array))
        return 0;
    for (size_t i = 0; !rest && i < json_object_array_length(list); i++) {
        const char *hash = json_object_get_string(json_object_array_get_idx(list, i));
        if (hash && password_verify(code, hash, PASSWORD_COST_LEAST))
            rest = without(cx, list, i);
    }
    *good = rest != NULL;
    return *good ? db_do(cx, "UPDATE person SET otp_recovery_codes = ? WHERE id = ?",
                         ARGS(ARG(rest), ARG(h->id)), NULL)
                 : 0;
}

/* ---- any of them ---- */

int factor_judge(struct cx *cx, const struct held *h, const struct factor_given *g,
                 enum factor_outcome *outcome)
{
    bool good = false;
    *outcome  = FACTOR_MISSING;
    if (!factor_is_given(g))
        return 0;
    if (is_sent(g->totp)) {
        if (h->totp)
            TRY(factor_use_totp(cx, h, g->totp, &good));
    } else if (is_sent(g->email_otp)) {
        if (h->email_otp)
            TRY(factor_use_mailed(cx, h, g->email_otp, &good));
    } else if (is_sent(g->key.text)) {
        if (h->fido)
            TRY(factor_use_key(cx, h, g->key, &good));
    } else {
        TRY(use_recovery(cx, h, g->recovery_code, &good));
    }
    *outcome = good ? FACTOR_OK : FACTOR_WRONG;
    return 0;
}

struct trial {
    struct uuid                person_id;
    const struct factor_given *given;
    enum factor_outcome        outcome;
};

static int trial_run(struct cx *cx, void *u)
{
    struct trial *t = u;
    struct held   h;
    TRY(factor_hold(cx, t->person_id, &h));
    return factor_judge(cx, &h, t->given, &t->outcome);
}

int factor_try(struct cx *cx, struct uuid person_id, const struct factor_given *given,
               enum factor_outcome *outcome)
{
    struct trial t = { person_id, given, FACTOR_MISSING };
    if (factor_is_given(given))
        TRY(db_tx(cx, TX_ONCE, trial_run, &t));
    *outcome = t.outcome;
    return 0;
}

/* ---- asking for a code ---- */

struct sending {
    struct uuid person_id, mail_id;
};

static int send(struct cx *cx, void *u)
{
    struct sending *s = u;
    struct held     h;
    TRY(factor_hold(cx, s->person_id, &h));
    return h.active && h.email_otp && h.email ? factor_mail(cx, &h, s->mail_id) : 0;
}

int factor_email_send(struct cx *cx, const char *name)
{
    struct sending s = { .mail_id = uuid_new() };
    bool           found, may;
    TRY(db_id(cx,
               "SELECT id FROM person WHERE is_bot = FALSE AND active = TRUE"
               " AND email_otp_enabled = TRUE AND (human_email = ? OR desktop_login = ?)"
               " ORDER BY COALESCE(human_email = ?, FALSE) DESC, created_at, id LIMIT 1",
               ARGS(ARG(name), ARG(name), ARG(name)), &s.person_id, &found));
    if (!found)
        return 0;
    TRY(rate_person(cx, s.person_id, &may));
    if (!may)
        return 0;
    TRY(db_tx(cx, TX_REPEATABLE, send, &s));
    outbox_ring(cx->conf);
    return 0;
}
