/* login.c - passwords, the count of failures, the log of logins. */
#include "model/people/login.h"
#include "model/base/conf.h"
#include "model/base/crypt.h"
#include "model/base/text.h"
#include "model/db/db.h"

struct account {
    struct row  row;
    struct uuid id;
    const char *role, *password, *email;
    bool        active;
    int64_t     failures;
    struct utc  last_failure;
    int64_t     epoch;
    bool        totp, email_otp, fido, has_codes;
    const char *preferred;
};
#define ROW struct account
static const struct field account_fields[] = {
    FIELD(id, READ, .doc = "Person."),
    FIELD(role, READ, .doc = "Role."),
    FIELD(password, SECRET | NULLS, .doc = "Hash."),
    FIELD(email, READ | NULLS, .doc = "Address."),
    FIELD(active, READ, .doc = "May sign in."),
    FIELD(failures, READ, .doc = "Wrong passwords in a row."),
    FIELD(last_failure, READ | NULLS, .doc = "Moment of the last one."),
    FIELD(epoch, READ, .doc = "Epoch of the account."),
    FIELD(totp, READ, .doc = "Has codes by the clock."),
    FIELD(email_otp, READ, .doc = "Has codes by mail."),
    FIELD(fido, READ, .doc = "Has security keys."),
    FIELD(has_codes, READ, .doc = "Has recovery codes."),
    FIELD(preferred, READ | NULLS, .doc = "Second factor that is asked for first."),
};
#undef ROW
static const struct shape account_shape = SHAPE(struct account, account_fields);

#define ACCOUNT                                                                                    \
    "SELECT p.id, p.role, p.password, p.email, COALESCE(p.active, FALSE),"                         \
    " COALESCE(p.login_failed_attemps, 0), p.last_login_failed, COALESCE(e.epoch, 0),"             \
    FACTOR_COLUMNS "  FROM person p LEFT JOIN session_epoch e ON e.person_id = p.id"

static int account_find(struct cx *cx, const char *name, struct account *a, bool *found)
{
    return db_one(cx,
                  ACCOUNT " WHERE p.is_bot = FALSE AND (p.human_email = ? OR p.desktop_login = ?)"
                          " ORDER BY COALESCE(p.human_email = ?, FALSE) DESC, p.created_at, p.id"
                          " LIMIT 1",
                  ARGS(ARG(name), ARG(name), ARG(name)), &account_shape, a, found);
}

static int account_get(struct cx *cx, struct uuid id, struct account *a)
{
    bool found;
    TRY(db_one(cx, ACCOUNT " WHERE p.id = ?", ARGS(ARG(id)), &account_shape, a, &found));
    return found ? 0 : refuse(cx, E_NOT_FOUND, "There is no such person");
}

static struct utc lock_begin(const struct cx *cx)
{
    return (struct utc){ cx->now.us - cx->conf->login_lock_s * 1000000 };
}

static bool is_locked(const struct cx *cx, const struct account *a)
{
    return a->failures >= cx->conf->login_attempts && IS_SET(&account_shape, a, last_failure) &&
           a->last_failure.us > lock_begin(cx).us;
}

#define NOT_LOCKED                                                                                 \
    " NOT (COALESCE(login_failed_attemps, 0) >= ? AND COALESCE(last_login_failed > ?, FALSE))"

/* One failure more; after a lock that is over the count starts again. *counted: false when the
 * account was locked meanwhile. */
static int count_failure(struct cx *cx, struct uuid id, bool *counted)
{
    int64_t changed, most = cx->conf->login_attempts;
    TRY(db_do(cx,
              "UPDATE person SET updated_at = updated_at,"
              " login_failed_attemps = IF(COALESCE(login_failed_attemps, 0) >= ?, 1,"
              "  COALESCE(login_failed_attemps, 0) + 1), last_login_failed = ?"
              " WHERE id = ? AND" NOT_LOCKED,
              ARGS(ARG(most), ARG(cx->now), ARG(id), ARG(most), ARG(lock_begin(cx))), &changed));
    *counted = changed != 0;
    return 0;
}

struct success {
    struct uuid person_id, log_id;
    const char *address, *origin;
    bool        counted;
};

static int note_success(struct cx *cx, void *u)
{
    struct success *s = u;
    int64_t         changed, most = cx->conf->login_attempts;
    TRY(db_do(cx,
              "UPDATE person SET updated_at = updated_at, login_failed_attemps = 0,"
              " last_login_failed = NULL WHERE id = ? AND" NOT_LOCKED,
              ARGS(ARG(s->person_id), ARG(most), ARG(lock_begin(cx))), &changed));
    s->counted = changed != 0;
    if (!s->counted)
        return 0;
    return db_do(cx,
                 "INSERT IGNORE INTO login_log (id, person_id, ip_address, origin)"
                 " VALUES (?, ?, ?, ?)",
                 ARGS(ARG(s->log_id), ARG(s->person_id), ARG(s->address), ARG(s->origin)), NULL);
}

static int wrong(struct cx *cx, struct uuid id, enum login_outcome why, struct login *out)
{
    bool counted;
    TRY(count_failure(cx, id, &counted));
    out->outcome = counted ? why : LOGIN_LOCKED;
    return 0;
}

static int second_factor(struct cx *cx, const struct login_try *t, struct login *out)
{
    enum factor_outcome outcome;
    out->outcome = LOGIN_OK;
    if (!factors_any(&out->factors))
        return 0;
    TRY(factor_try(cx, out->person_id, &t->factor, &outcome));
    if (outcome == FACTOR_WRONG)
        return wrong(cx, out->person_id, LOGIN_WRONG_FACTOR, out);
    if (outcome == FACTOR_MISSING)
        out->outcome = LOGIN_NO_FACTOR;
    return 0;
}

static int right(struct cx *cx, const struct account *a, const struct login_try *t,
                 struct login *out)
{
    struct success s = { a->id, uuid_new(), t->address, t->origin, false };
    if (!a->active) {
        out->outcome = LOGIN_INACTIVE;
        return 0;
    }
    if (strcmp(t->password, "default") == 0) {
        out->outcome = LOGIN_DEFAULT;
        return 0;
    }
    TRY(second_factor(cx, t, out));
    if (out->outcome != LOGIN_OK)
        return 0;
    TRY(db_tx(cx, TX_REPEATABLE, note_success, &s));
    out->outcome = s.counted ? LOGIN_OK : LOGIN_LOCKED;
    return 0;
}

static void tell(const struct account *a, struct login *out)
{
    *out = (struct login){
        .outcome   = LOGIN_WRONG,
        .person_id = a->id,
        .role      = a->role,
        .email     = a->email,
        .epoch     = a->epoch,
        .factors   = { a->totp, a->email_otp, a->fido, a->has_codes, a->preferred },
    };
}

int login_check(struct cx *cx, const struct login_try *t, struct login *out)
{
    struct account a = { 0 };
    bool           found;
    int            cost = (int)cx->conf->password_cost;
    *out                = (struct login){ .outcome = LOGIN_WRONG };
    TRY(account_find(cx, t->name, &a, &found));
    if (!found) {
        (void)!password_verify(t->password, NULL, cost);
        return 0;
    }
    tell(&a, out);
    if (is_locked(cx, &a)) {
        out->outcome = LOGIN_LOCKED;
        return 0;
    }
    if (!password_verify(t->password, a.password, cost))
        return wrong(cx, a.id, LOGIN_WRONG, out);
    return right(cx, &a, t, out);
}

/* ---- those who are signed in ---- */

int login_about(struct cx *cx, struct uuid person_id, struct login *out)
{
    struct account a = { 0 };
    TRY(account_get(cx, person_id, &a));
    tell(&a, out);
    return 0;
}

int login_locked(struct cx *cx, struct uuid person_id, bool *locked)
{
    struct account a = { 0 };
    TRY(account_get(cx, person_id, &a));
    *locked = is_locked(cx, &a);
    return 0;
}

int login_failed(struct cx *cx, struct uuid person_id)
{
    bool counted;
    return count_failure(cx, person_id, &counted);
}

int login_password(struct cx *cx, struct uuid person_id, const char *password, bool *is_right)
{
    struct account a = { 0 };
    TRY(account_get(cx, person_id, &a));
    *is_right = password_verify(password, a.password, (int)cx->conf->password_cost);
    return 0;
}

bool login_wants_setup(const struct cx *cx, const char *email, const struct factors *factors)
{
    const struct conf_signin *c = &cx->conf->signin;
    return c->enforce_2fa && !factors_any(factors) && !(email && address_in(c->exempt_2fa, email));
}
