/* login.c - passwords, the count of failures, the log of logins. */
#include "model/people/login.h"
#include "model/base/conf.h"
#include "model/base/crypt.h"
#include "model/base/text.h"
#include "model/db/db.h"

struct account {
    struct row  row;
    struct uuid id;
    const char *role, *password;
    bool        active;
    int64_t     failures;
    struct utc  last_failure;
};
#define ROW struct account
static const struct field account_fields[] = {
    FIELD(id, READ, .doc = "Person."),
    FIELD(role, READ, .doc = "Role."),
    FIELD(password, SECRET | NULLS, .doc = "Hash."),
    FIELD(active, READ, .doc = "May sign in."),
    FIELD(failures, READ, .doc = "Wrong passwords in a row."),
    FIELD(last_failure, READ | NULLS, .doc = "Moment of the last one."),
};
#undef ROW
static const struct shape account_shape = SHAPE(struct account, account_fields);

static int account_find(struct cx *cx, const char *name, struct account *a, bool *found)
{
    return db_one(cx,
                  "SELECT id, role, password, COALESCE(active, FALSE),"
                  " COALESCE(login_failed_attemps, 0), last_login_failed"
                  "  FROM person WHERE is_bot = FALSE AND (human_email = ? OR desktop_login = ?)"
                  " ORDER BY COALESCE(human_email = ?, FALSE) DESC, created_at, id LIMIT 1",
                  ARGS(ARG(name), ARG(name), ARG(name)), &account_shape, a, found);
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

static int wrong(struct cx *cx, struct uuid id, struct login *out)
{
    bool counted;
    TRY(count_failure(cx, id, &counted));
    out->outcome = counted ? LOGIN_WRONG : LOGIN_LOCKED;
    return 0;
}

static int right(struct cx *cx, const struct account *a, const char *password, const char *address,
                 const char *origin, struct login *out)
{
    struct success s = { a->id, uuid_new(), address, origin, false };
    if (!a->active) {
        out->outcome = LOGIN_INACTIVE;
        return 0;
    }
    if (strcmp(password, "default") == 0) {
        out->outcome = LOGIN_DEFAULT;
        return 0;
    }
    TRY(db_tx(cx, TX_REPEATABLE, note_success, &s));
    out->outcome = s.counted ? LOGIN_OK : LOGIN_LOCKED;
    return 0;
}

int login_check(struct cx *cx, const char *name, const char *password, const char *address,
                const char *origin, struct login *out)
{
    struct account a = { 0 };
    bool           found;
    int            cost = (int)cx->conf->password_cost;
    *out                = (struct login){ .outcome = LOGIN_WRONG };
    TRY(account_find(cx, name, &a, &found));
    if (!found) {
        (void)!password_verify(password, NULL, cost);
        return 0;
    }
    out->person_id = a.id;
    out->role      = a.role;
    if (is_locked(cx, &a)) {
        out->outcome = LOGIN_LOCKED;
        return 0;
    }
    if (!password_verify(password, a.password, cost))
        return wrong(cx, a.id, out);
    return right(cx, &a, password, address, origin, out);
}
