/* reset.c - see reset.h. */
#include "model/people/reset.h"
#include <ctype.h>
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/crypt.h"
#include "model/base/out.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/factor/otp.h"
#include "model/outbox/outbox.h"
#include "model/people/mails.h"
#include "model/people/person.h"
#include "model/people/rate.h"

enum { MICRO = 1000000 };

struct owner {
    struct row  row;
    struct uuid id;
    const char *email, *first_name, *locale;
    bool        is_bot;
};
#define ROW struct owner
static const struct field owner_fields[] = {
    FIELD(id, READ, .doc = "Person."),
    FIELD(email, READ | NULLS, .doc = "Address."),
    FIELD(first_name, READ, .doc = "First name."),
    FIELD(locale, READ | NULLS, .doc = "Language."),
    FIELD(is_bot, READ, .doc = "Is a program."),
};
#undef ROW
static const struct shape owner_shape = SHAPE(struct owner, owner_fields);

static const char *hash_of(struct cx *cx, const char *token)
{
    uint8_t sum[SHA256_BYTES];
    char   *hex = arena_alloc(cx->arena, SHA256_HEX_SIZE);
    sha256_of(token, strlen(token), sum);
    hex_write(sum, sizeof sum, hex);
    return hex;
}

/* ---- making links ---- */

struct making {
    struct owner owner;
    const char  *kind, *token;
    int64_t      life_s;
    bool         replaces;          /* those of its kind before are void */
    bool         mails;
    enum account_mail mail;
    struct uuid  mail_id;
};

static void uri_text(struct out *o, const char *text)
{
    for (const char *c = text; *c; c++)
        if (isalnum((unsigned char)*c) || strchr("-._~@", *c))
            out_bytes(o, c, 1);
        else
            out_format(o, "%%%02X", (unsigned)(unsigned char)*c);
}

static const char *link_of(struct cx *cx, const struct making *m)
{
    struct out o = out_in_arena(cx->arena, 8192);
    out_raw(&o, cx->conf->public_url);
    out_raw(&o, "/reset-change-password?email=");
    uri_text(&o, m->owner.email ? m->owner.email : "");
    out_raw(&o, "&token=");
    out_raw(&o, m->token);
    if (strcmp(m->kind, "invite") == 0)
        out_raw(&o, "&type=new");
    return out_done(&o);
}

static int make(struct cx *cx, void *u)
{
    struct making *m     = u;
    struct utc     until = { cx->now.us + m->life_s * MICRO };
    struct mail_to to    = { m->owner.email, m->owner.first_name, m->owner.locale };
    struct mail_words words = { .life_s = m->life_s };
    if (m->replaces)
        TRY(db_do(cx, "DELETE FROM reset_token WHERE person_id = ? AND kind = ?",
                  ARGS(ARG(m->owner.id), ARG(m->kind)), NULL));
    TRY(db_do(cx,
              "INSERT INTO reset_token (token_sha256, person_id, kind, expires_at)"
              " VALUES (?, ?, ?, ?)",
              ARGS(ARG(hash_of(cx, m->token)), ARG(m->owner.id), ARG(m->kind), ARG(until)), NULL));
    if (!m->mails)
        return 0;
    words.link = link_of(cx, m);
    return account_mail_add(cx, m->mail, &to, &words, m->mail_id);
}

static int make_in_tx(struct cx *cx, struct making *m)
{
    char *token = arena_alloc(cx->arena, LINK_CHARS + 1);
    code_letters(token, LINK_CHARS);
    m->token   = token;
    m->mail_id = uuid_new();
    TRY(db_tx(cx, TX_ONCE, make, m));
    if (m->mails)
        outbox_ring(cx->conf);
    return 0;
}

int reset_request(struct cx *cx, const char *email)
{
    struct making m = { .kind = "reset", .life_s = cx->conf->signin.reset_ttl_s, .replaces = true,
                        .mails = true, .mail = MAIL_RESET };
    bool          found, may;
    TRY(db_one(cx,
               "SELECT id, email, first_name, locale, is_bot FROM person"
               " WHERE human_email = ? AND active = TRUE",
               ARGS(ARG(email)), &owner_shape, &m.owner, &found));
    if (!found || !outbox_address(m.owner.email))
        return 0;
    TRY(rate_person(cx, m.owner.id, &may));
    return may ? make_in_tx(cx, &m) : 0;
}

static int owner_get(struct cx *cx, struct uuid id, struct owner *o)
{
    bool found;
    TRY(db_one(cx, "SELECT id, email, first_name, locale, is_bot FROM person WHERE id = ?",
               ARGS(ARG(id)), &owner_shape, o, &found));
    if (!found)
        return refuse(cx, E_NOT_FOUND, "There is no such person");
    if (o->is_bot)
        return refuse(cx, E_FORBIDDEN, "This is for people, not for programs");
    if (!o->email || !outbox_address(o->email))
        return refuse(cx, E_CONFLICT, "The person has no mail address");
    return 0;
}

int reset_invite(struct cx *cx, struct uuid person_id)
{
    struct making m = { .kind = "invite", .life_s = cx->conf->signin.invite_ttl_s,
                        .replaces = true, .mails = true, .mail = MAIL_INVITE };
    TRY(owner_get(cx, person_id, &m.owner));
    return make_in_tx(cx, &m);
}

int reset_link(struct cx *cx, struct uuid person_id, const char **url)
{
    struct making m = { .kind = "link", .life_s = cx->conf->signin.reset_ttl_s };
    TRY(owner_get(cx, person_id, &m.owner));
    TRY(make_in_tx(cx, &m));
    *url = link_of(cx, &m);
    return 0;
}

int reset_after_default(struct cx *cx, struct uuid person_id, const char **token)
{
    struct making m = { .kind = "default", .life_s = cx->conf->signin.reset_ttl_s,
                        .replaces = true, .owner.id = person_id };
    TRY(make_in_tx(cx, &m));
    *token = m.token;
    return 0;
}

/* ---- using one ---- */

struct using {
    struct uuid person_id;
    const char *token_hash, *hash;
    struct uuid mail_id;
};

static int not_good(struct cx *cx)
{
    return refuse(cx, E_CONFLICT, "The token is wrong or has expired");
}

/* Of several at once one finds the token. */
static int use(struct cx *cx, void *u)
{
    struct using *w = u;
    int64_t       gone;
    TRY(db_do(cx, "DELETE FROM reset_token WHERE token_sha256 = ? AND expires_at > ?",
              ARGS(ARG(w->token_hash), ARG(cx->now)), &gone));
    if (!gone)
        return not_good(cx);
    return person_store_password(cx, w->person_id, w->hash, NULL, w->mail_id);
}

int reset_use(struct cx *cx, const char *email, const char *token, const char *password,
              const char *again)
{
    struct owner o = { 0 };
    struct using w = { .token_hash = hash_of(cx, token), .mail_id = uuid_new() };
    bool         found;
    TRY(db_one(cx,
               "SELECT p.id, p.email, p.first_name, p.locale, p.is_bot FROM reset_token r"
               "  JOIN person p ON p.id = r.person_id"
               " WHERE r.token_sha256 = ? AND r.expires_at > ? AND p.active = TRUE"
               " AND (p.human_email = ? OR p.desktop_login = ?)",
               ARGS(ARG(w.token_hash), ARG(cx->now), ARG(email), ARG(email)), &owner_shape, &o,
               &found));
    if (!found)
        return not_good(cx);
    w.person_id = o.id;
    TRY(person_new_password(cx, password, again, &w.hash));
    TRY(db_tx(cx, TX_ONCE, use, &w));
    outbox_ring(cx->conf);
    return 0;
}
