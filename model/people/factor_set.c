/* factor_set.c - setting second factors up, and removing them. */
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/crypt.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/factor/otp.h"
#include "model/outbox/outbox.h"
#include "model/people/factor_parts.h"
#include "model/people/login.h"
#include "model/people/person.h"

enum { CODES_JSON_BYTES = 16 * 1024 };

static const struct method {
    const char *enable, *disable;
} methods[FACTOR_KINDS] = {
    [FACTOR_TOTP] = {
        "UPDATE person SET totp_enabled = TRUE, preferred_two_factor_authentication ="
        " COALESCE(preferred_two_factor_authentication, 'totp') WHERE id = ?",
        "UPDATE person SET totp_enabled = FALSE, totp_secret = NULL,"
        " preferred_two_factor_authentication ="
        " IF(preferred_two_factor_authentication <> 'totp', preferred_two_factor_authentication,"
        "  IF(fido_enabled, 'fido', IF(email_otp_enabled, 'email_otp', NULL))) WHERE id = ?" },
    [FACTOR_EMAIL] = {
        "UPDATE person SET email_otp_enabled = TRUE, preferred_two_factor_authentication ="
        " COALESCE(preferred_two_factor_authentication, 'email_otp') WHERE id = ?",
        "UPDATE person SET email_otp_enabled = FALSE, email_otp_secret = NULL,"
        " preferred_two_factor_authentication ="
        " IF(preferred_two_factor_authentication <> 'email_otp', preferred_two_factor_authentication,"
        "  IF(fido_enabled, 'fido', IF(totp_enabled, 'totp', NULL))) WHERE id = ?" },
    [FACTOR_KEY] = {
        "UPDATE person SET fido_enabled = TRUE, preferred_two_factor_authentication ="
        " COALESCE(preferred_two_factor_authentication, 'fido') WHERE id = ?",
        "UPDATE person SET fido_enabled = FALSE, fido_credentials = NULL,"
        " preferred_two_factor_authentication ="
        " IF(preferred_two_factor_authentication <> 'fido', preferred_two_factor_authentication,"
        "  IF(totp_enabled, 'totp', IF(email_otp_enabled, 'email_otp', NULL))) WHERE id = ?" },
};

/* ---- recovery codes ---- */

/* Fifty random bits each: nothing to try out, so a quick hash will do. */
static int codes_new(struct cx *cx, struct uuid person_id, struct factor_done *done)
{
    struct out  o = out_in_arena(cx->arena, CODES_JSON_BYTES);
    const char *text;
    out_array(&o);
    for (done->n = 0; done->n < RECOVERY_CODES; done->n++) {
        char       *code = arena_alloc(cx->arena, RECOVERY_CHARS + 1);
        const char *hash;
        code_letters(code, RECOVERY_CHARS);
        TRY(password_hash(cx, code, PASSWORD_COST_LEAST, &hash));
        out_str(&o, hash);
        done->codes[done->n] = code;
    }
    out_array_end(&o);
    text = out_done(&o);
    if (!text)
        return refuse(cx, E_INTERNAL, "The recovery codes are too long");
    return db_do(cx, "UPDATE person SET otp_recovery_codes = ? WHERE id = ?",
                 ARGS(ARG(text), ARG(person_id)), NULL);
}

/* ---- setting up ---- */

struct setting {
    struct uuid      person_id, mail_id;
    enum factor_kind kind;
    const char      *code, *name, *email;
    const char      *secret;
    struct json      answer;
    struct factor_done        *done;
    const struct factor_given *given;
};

static int enable(struct cx *cx, const struct held *h, enum factor_kind kind,
                  struct factor_done *done)
{
    done->outcome = FACTOR_OK;
    done->n       = 0;
    TRY(db_do(cx, methods[kind].enable, ARGS(ARG(h->id)), NULL));
    return h->has_codes ? 0 : codes_new(cx, h->id, done);
}

static int totp_begin(struct cx *cx, void *u)
{
    struct setting *s = u;
    struct held     h;
    TRY(factor_hold(cx, s->person_id, &h));
    if (h.totp)
        return refuse(cx, E_CONFLICT, "Codes by the clock are set up already");
    s->email = h.email ? h.email : h.first_name;
    /* What was used of another secret says nothing of this one. */
    TRY(db_do(cx, "UPDATE signin_factor SET totp_step = 0 WHERE person_id = ?", ARGS(ARG(h.id)),
              NULL));
    return db_do(cx, "UPDATE person SET totp_secret = ? WHERE id = ?",
                 ARGS(ARG(s->secret), ARG(h.id)), NULL);
}

int factor_totp_begin(struct cx *cx, struct uuid person_id, const char **uri, const char **secret)
{
    struct setting s = { .person_id = person_id };
    const char    *organisation;
    TRY(totp_secret(cx, &s.secret));
    TRY(db_tx(cx, TX_REPEATABLE, totp_begin, &s));
    TRY(organisation_name(cx, &organisation));
    *secret = s.secret;
    *uri    = totp_uri(cx, s.secret, organisation, s.email);
    return 0;
}

static int confirm(struct cx *cx, void *u)
{
    struct setting *s    = u;
    bool            good = false;
    struct held     h;
    TRY(factor_hold(cx, s->person_id, &h));
    if ((s->kind == FACTOR_TOTP && h.totp) || (s->kind == FACTOR_EMAIL && h.email_otp))
        return refuse(cx, E_CONFLICT, "This is set up already");
    if (s->kind == FACTOR_TOTP)
        TRY(factor_use_totp(cx, &h, s->code, &good));
    else if (s->kind == FACTOR_EMAIL)
        TRY(factor_use_mailed(cx, &h, s->code, &good));
    else
        TRY(devices_add(cx, &h, s->answer, s->name, &good));
    s->done->outcome = FACTOR_WRONG;
    return good ? enable(cx, &h, s->kind, s->done) : 0;
}

int factor_totp_confirm(struct cx *cx, struct uuid person_id, const char *code,
                        struct factor_done *done)
{
    struct setting s = { .person_id = person_id, .kind = FACTOR_TOTP, .code = code, .done = done };
    return db_tx(cx, TX_ONCE, confirm, &s);
}

int factor_email_confirm(struct cx *cx, struct uuid person_id, const char *code,
                         struct factor_done *done)
{
    struct setting s = { .person_id = person_id, .kind = FACTOR_EMAIL, .code = code, .done = done };
    return db_tx(cx, TX_ONCE, confirm, &s);
}

int factor_key_confirm(struct cx *cx, struct uuid person_id, struct json answer, const char *name,
                       struct factor_done *done)
{
    struct setting s = { .person_id = person_id, .kind = FACTOR_KEY, .answer = answer,
                         .name = name, .done = done };
    return db_tx(cx, TX_ONCE, confirm, &s);
}

static int email_begin(struct cx *cx, void *u)
{
    struct setting *s = u;
    struct held     h;
    TRY(factor_hold(cx, s->person_id, &h));
    if (h.email_otp)
        return refuse(cx, E_CONFLICT, "Codes by mail are set up already");
    if (!h.email || !outbox_can(cx->conf, OUTBOX_MAIL))
        return refuse(cx, E_CONFLICT, "There is no address that a code could be sent to, or no mail server");
    return factor_mail(cx, &h, s->mail_id);
}

int factor_email_begin(struct cx *cx, struct uuid person_id)
{
    struct setting s = { .person_id = person_id, .mail_id = uuid_new() };
    TRY(db_tx(cx, TX_REPEATABLE, email_begin, &s));
    outbox_ring(cx->conf);
    return 0;
}

/* ---- what needs a right factor ---- */

/* Runs `change`, which judges and acts in one transaction, unless the account is locked; a wrong
 * factor counts for the lock. */
static int guarded(struct cx *cx, int (*change)(struct cx *cx, void *u), struct setting *s)
{
    bool locked;
    TRY(login_locked(cx, s->person_id, &locked));
    if (locked) {
        s->done->outcome = FACTOR_LOCKED;
        return 0;
    }
    TRY(db_tx(cx, TX_ONCE, change, s));
    return s->done->outcome == FACTOR_WRONG ? login_failed(cx, s->person_id) : 0;
}

/* The keys but the one of that name. */
static int key_remove(struct cx *cx, const struct held *h, const char *name, bool *was_last)
{
    struct device *v;
    size_t         n, kept = 0;
    devices_read(cx, h->keys, &v, &n);
    for (size_t i = 0; i < n; i++)
        if (strcmp(v[i].name, name) != 0)
            v[kept++] = v[i];
    if (kept == n)
        return refuse(cx, E_NOT_FOUND, "There is no security key of that name");
    *was_last = kept == 0;
    return devices_store(cx, h->id, v, kept);
}

static bool is_set_up(const struct held *h, enum factor_kind kind)
{
    return kind == FACTOR_TOTP ? h->totp : kind == FACTOR_EMAIL ? h->email_otp : h->fido;
}

/* The codes go with the last method. */
static int disable(struct cx *cx, struct uuid person_id, enum factor_kind kind)
{
    TRY(db_do(cx, methods[kind].disable, ARGS(ARG(person_id)), NULL));
    return db_do(cx,
                 "UPDATE person SET otp_recovery_codes = NULL WHERE id = ?"
                 " AND NOT COALESCE(totp_enabled, FALSE) AND NOT COALESCE(email_otp_enabled, FALSE)"
                 " AND NOT COALESCE(fido_enabled, FALSE)",
                 ARGS(ARG(person_id)), NULL);
}

static int remove_one(struct cx *cx, void *u)
{
    struct setting *s        = u;
    bool            was_last = true;
    struct held     h;
    TRY(factor_hold(cx, s->person_id, &h));
    if (!is_set_up(&h, s->kind))
        return refuse(cx, E_CONFLICT, "This is not set up");
    TRY(factor_judge(cx, &h, s->given, &s->done->outcome));
    if (s->done->outcome != FACTOR_OK)
        return 0;
    if (s->kind == FACTOR_KEY) {
        TRY(factor_hold(cx, s->person_id, &h)); /* the key's count may have grown */
        TRY(key_remove(cx, &h, s->name, &was_last));
    }
    return was_last ? disable(cx, s->person_id, s->kind) : 0;
}

int factor_remove(struct cx *cx, struct uuid person_id, enum factor_kind kind, const char *name,
                  const struct factor_given *given, enum factor_outcome *outcome)
{
    struct factor_done done = { 0 };
    struct setting     s    = { .person_id = person_id, .kind = kind, .name = name,
                                .given = given, .done = &done };
    TRY(guarded(cx, remove_one, &s));
    *outcome = done.outcome;
    return 0;
}

static int renew(struct cx *cx, void *u)
{
    struct setting *s = u;
    struct held     h;
    TRY(factor_hold(cx, s->person_id, &h));
    if (!h.totp && !h.email_otp && !h.fido)
        return refuse(cx, E_CONFLICT, "There is no second factor to recover");
    TRY(factor_judge(cx, &h, s->given, &s->done->outcome));
    return s->done->outcome == FACTOR_OK ? codes_new(cx, h.id, s->done) : 0;
}

int factor_codes_renew(struct cx *cx, struct uuid person_id, const struct factor_given *given,
                       struct factor_done *done)
{
    struct setting s = { .person_id = person_id, .given = given, .done = done };
    *done            = (struct factor_done){ 0 };
    return guarded(cx, renew, &s);
}

static int clear(struct cx *cx, void *u)
{
    struct setting   *s     = u;
    struct mail_words words = { 0 };
    struct mail_to    to;
    struct held       h;
    TRY(factor_hold(cx, s->person_id, &h));
    if (!h.totp && !h.email_otp && !h.fido)
        return refuse(cx, E_CONFLICT, "There is no second factor");
    for (int kind = 0; kind < FACTOR_KINDS; kind++)
        TRY(disable(cx, h.id, (enum factor_kind)kind));
    to = factor_mail_to(&h);
    return h.email && outbox_address(h.email)
               ? account_mail_add(cx, MAIL_FACTORS, &to, &words, s->mail_id)
               : 0;
}

int factor_clear(struct cx *cx, struct uuid person_id)
{
    struct setting s = { .person_id = person_id, .mail_id = uuid_new() };
    TRY(db_tx(cx, TX_ONCE, clear, &s));
    outbox_ring(cx->conf);
    return 0;
}
