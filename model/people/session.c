/* session.c - credentials to people. */
#include "model/people/session.h"
#include "model/base/conf.h"
#include "model/db/db.h"

#define ROW struct identity
static const struct field identity_fields[] = {
    FIELD(id, READ, .doc = "Person."),
    FIELD(role, READ, .doc = "Role."),
    FIELD(email, READ | NULLS, .doc = "Address."),
    FIELD(active, READ, .doc = "May sign in."),
    FIELD(is_bot, READ, .doc = "Is a program."),
    FIELD(is_revoked, READ, .doc = "Was the token revoked."),
    FIELD(expires_at, READ | NULLS, .doc = "End of the token."),
    FIELD(epoch, READ, .doc = "Epoch of the account."),
    FIELD(kept_session, READ | NULLS, .doc = "Session of an older epoch that goes on."),
};
#undef ROW
static const struct shape identity_shape = SHAPE(struct identity, identity_fields);

static int judge(struct cx *cx, bool found, const struct identity *who)
{
    if (!found || who->is_revoked)
        return refuse(cx, E_TOKEN_REVOKED, "The token is unknown or was revoked");
    if (IS_SET(&identity_shape, who, expires_at) && who->expires_at.us <= cx->now.us)
        return refuse(cx, E_TOKEN_EXPIRED, "The token has expired");
    if (!who->active)
        return refuse(cx, E_INACTIVE, "The account is not active");
    return 0;
}

int session_by_token(struct cx *cx, struct uuid secret, struct identity *who)
{
    char hex[65];
    bool found;
    token_hash(secret, hex);
    TRY(db_one(cx,
               "SELECT SQL_CACHE p.id, p.role, p.email, COALESCE(p.active, FALSE), p.is_bot, FALSE,"
               " t.expires_at, 0, NULL"
               "  FROM access_token t JOIN person p ON p.id = t.person_id"
               " WHERE t.token_sha256 = ?",
               ARGS(ARG((const char *)hex)), &identity_shape, who, &found));
    return judge(cx, found, who);
}

int session_by_claims(struct cx *cx, struct uuid person_id, const char *jti,
                      const char *refresh_jti, int64_t epoch, struct identity *who)
{
    const char *session = refresh_jti ? refresh_jti : jti;
    bool        found;
    TRY(db_one(cx,
               "SELECT SQL_CACHE p.id, p.role, p.email, COALESCE(p.active, FALSE), p.is_bot,"
               " EXISTS (SELECT 1 FROM revoked_token r WHERE r.jti IN (?, ?)), NULL,"
               " COALESCE(e.epoch, 0), e.kept_session"
               "  FROM person p LEFT JOIN session_epoch e ON e.person_id = p.id WHERE p.id = ?",
               ARGS(ARG(jti), ARG(session), ARG(person_id)), &identity_shape, who, &found));
    if (found && who->epoch != epoch &&
        !(who->kept_session && strcmp(who->kept_session, session) == 0))
        who->is_revoked = true;
    return judge(cx, found, who);
}

int session_by_program(struct cx *cx, struct uuid person_id, const char *jti, struct identity *who)
{
    bool found;
    TRY(db_one(cx,
               "SELECT SQL_CACHE p.id, p.role, p.email, COALESCE(p.active, FALSE), p.is_bot,"
               " FALSE, NULL, 0, NULL FROM person p WHERE p.id = ? AND p.jti = ?",
               ARGS(ARG(person_id), ARG(jti)), &identity_shape, who, &found));
    return judge(cx, found, who);
}

int session_end_all(struct cx *cx, struct uuid person_id, const char *kept)
{
    return db_do(cx,
                 "INSERT INTO session_epoch (person_id, epoch, kept_session) VALUES (?, 1, ?)"
                 " ON DUPLICATE KEY UPDATE epoch = epoch + 1, kept_session = VALUES(kept_session)",
                 ARGS(ARG(person_id), ARG(kept)), NULL);
}

static int revoke_one(struct cx *cx, const char *jti, struct utc until)
{
    return db_do(cx,
                 "INSERT INTO revoked_token (jti, expires_at) VALUES (?, ?)"
                 " ON DUPLICATE KEY UPDATE expires_at = GREATEST(expires_at, VALUES(expires_at))",
                 ARGS(ARG(jti), ARG(until)), NULL);
}

int session_revoke(struct cx *cx, const char *jti, int64_t exp, const char *refresh_jti)
{
    int64_t    access = cx->conf->access_ttl_s, refresh = cx->conf->refresh_ttl_s;
    struct utc last = { cx->now.us + (access > refresh ? access : refresh) * 1000000 };
    struct utc end  = { exp * 1000000 };
    TRY(revoke_one(cx, jti, exp ? end : last));
    /* The refresh token's own end is not known here; an access token that was made of it just
     * now lives as long as any. */
    return refresh_jti ? revoke_one(cx, refresh_jti, last) : 0;
}

int session_gc(struct cx *cx)
{
    TRY(db_do(cx, "DELETE FROM reset_token WHERE expires_at < NOW(6)", NO_ARGS, NULL));
    TRY(db_do(cx, "DELETE FROM key_challenge WHERE expires_at < NOW(6)", NO_ARGS, NULL));
    return db_do(cx, "DELETE FROM signin_rate WHERE due_us < ?", ARGS(ARG(cx->now.us)), NULL);
}
