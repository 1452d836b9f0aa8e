/* password.c - new passwords, and who may set them; tokens of programs. */
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/crypt.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/outbox/outbox.h"
#include "model/people/login.h"
#include "model/people/mails.h"
#include "model/people/person.h"
#include "model/people/session.h"

int person_hash_password(struct cx *cx, const char *password, const char **hash)
{
    size_t points = 0;
    bool   control;
    if (!utf8_check(password, strlen(password), &points, &control) ||
        (int64_t)points < cx->conf->min_password_length)
        return refuse_field(cx, E_INVALID, "password",
                            "password: must have %lld characters or more",
                            (long long)cx->conf->min_password_length);
    return password_hash(cx, password, (int)cx->conf->password_cost, hash);
}

int person_new_password(struct cx *cx, const char *password, const char *again, const char **hash)
{
    if (strcmp(password, again) != 0)
        return refuse_field(cx, E_INVALID, "password_2", "password_2: differs from password");
    return person_hash_password(cx, password, hash);
}

struct address_row {
    struct row  row;
    const char *email, *first_name, *locale;
    bool        is_bot;
};
#define ROW struct address_row
static const struct field address_fields[] = {
    FIELD(email, READ | NULLS, .doc = "Address."),
    FIELD(first_name, READ, .doc = "First name."),
    FIELD(locale, READ | NULLS, .doc = "Language."),
    FIELD(is_bot, READ, .doc = "Is a program."),
};
#undef ROW
static const struct shape address_shape = SHAPE(struct address_row, address_fields);

static int tell(struct cx *cx, struct uuid id, struct uuid mail_id)
{
    struct address_row a     = { 0 };
    struct mail_words  words = { 0 };
    bool               found;
    TRY(db_one(cx, "SELECT email, first_name, locale, is_bot FROM person WHERE id = ?",
               ARGS(ARG(id)), &address_shape, &a, &found));
    if (!found || a.is_bot || !a.email || !outbox_address(a.email) ||
        !outbox_can(cx->conf, OUTBOX_MAIL))
        return 0;
    return account_mail_add(cx, MAIL_CHANGED,
                            &(struct mail_to){ a.email, a.first_name, a.locale }, &words, mail_id);
}

int person_store_password(struct cx *cx, struct uuid id, const char *hash, const char *kept,
                          struct uuid mail_id)
{
    int64_t changed;
    TRY(db_do(cx,
              "UPDATE person SET password = ?, login_failed_attemps = 0, last_login_failed = NULL"
              " WHERE id = ?",
              ARGS(ARG(hash), ARG(id)), &changed));
    if (!changed)
        return refuse(cx, E_NOT_FOUND, "There is no such person");
    TRY(session_end_all(cx, id, kept));
    TRY(db_do(cx, "DELETE FROM reset_token WHERE person_id = ?", ARGS(ARG(id)), NULL));
    return tell(cx, id, mail_id);
}

struct storing {
    struct uuid id, mail_id;
    const char *hash, *kept;
};

static int store(struct cx *cx, void *u)
{
    struct storing *s = u;
    return person_store_password(cx, s->id, s->hash, s->kept, s->mail_id);
}

static int store_in_tx(struct cx *cx, struct uuid id, const char *hash, const char *kept)
{
    struct storing s = { id, uuid_new(), hash, kept };
    TRY(db_tx(cx, TX_ONCE, store, &s));
    outbox_ring(cx->conf);
    return 0;
}

int person_set_password(struct cx *cx, struct uuid id, const char *password)
{
    const char *hash;
    TRY(person_hash_password(cx, password, &hash));
    return store_in_tx(cx, id, hash, NULL);
}

/* ---- somebody else's ---- */

struct protected_row {
    struct row  row;
    const char *role, *email;
    bool        has_password, is_bot;
};
#define ROW struct protected_row
static const struct field protected_fields[] = {
    FIELD(role, READ, .doc = "Role."),
    FIELD(email, READ | NULLS, .doc = "Address."),
    FIELD(has_password, READ, .doc = "Can sign in with a password."),
    FIELD(is_bot, READ, .doc = "Is a program."),
};
#undef ROW
static const struct shape protected_shape = SHAPE(struct protected_row, protected_fields);

int person_may_reset(struct cx *cx, const struct actor *who, struct uuid id)
{
    struct protected_row p = { 0 };
    bool                 found;
    TRY(db_one(cx, "SELECT role, email, password IS NOT NULL, is_bot FROM person WHERE id = ?",
               ARGS(ARG(id)), &protected_shape, &p, &found));
    if (!found)
        return refuse(cx, E_NOT_FOUND, "There is no such person");
    if (!who->is_admin || p.is_bot)
        return refuse(cx, E_FORBIDDEN, "Only an administrator may do this, and only for people");
    if (uuid_equal(id, who->id))
        return 0;
    if (strcmp(p.role, "admin") == 0 && p.has_password)
        return refuse(cx, E_FORBIDDEN, "How another administrator signs in cannot be set");
    if (p.email && address_in(cx->conf->signin.protected_accounts, p.email))
        return refuse(cx, E_FORBIDDEN, "The account is protected");
    return 0;
}

int person_change_password(struct cx *cx, const struct actor *who, struct uuid id,
                           const char *password, const char *again, const char *kept)
{
    const char *hash;
    TRY(person_may_reset(cx, who, id));
    TRY(person_new_password(cx, password, again, &hash));
    return store_in_tx(cx, id, hash, uuid_equal(id, who->id) ? kept : NULL);
}

/* ---- one's own ---- */

int person_change_own_password(struct cx *cx, struct uuid id, const char *old,
                               const char *password, const char *again, const char *kept,
                               bool *is_right, bool *locked)
{
    const char *hash;
    *is_right = false;
    TRY(login_locked(cx, id, locked));
    if (*locked)
        return 0;
    TRY(login_password(cx, id, old, is_right));
    if (!*is_right)
        return login_failed(cx, id);
    TRY(person_new_password(cx, password, again, &hash));
    return store_in_tx(cx, id, hash, kept);
}

/* ---- programs ---- */

#define ROW struct program_token
static const struct field program_token_fields[] = {
    FIELD(is_bot, READ, .doc = "Is the account a program's."),
    FIELD(expiration_date, READ | NULLS, .doc = "Last day of the token."),
};
#undef ROW
const struct shape program_token_shape = SHAPE(struct program_token, program_token_fields);

int person_new_program_token(struct cx *cx, struct uuid id, const char *jti,
                             struct program_token *token)
{
    int64_t changed;
    bool    found;
    *token = (struct program_token){ 0 };
    TRY(db_do(cx, "UPDATE person SET jti = ? WHERE id = ?", ARGS(ARG(jti), ARG(id)), &changed));
    TRY(db_one(cx, "SELECT is_bot, expiration_date FROM person WHERE id = ?", ARGS(ARG(id)),
               &program_token_shape, token, &found));
    return found ? 0 : refuse(cx, E_NOT_FOUND, "There is no such person");
}
