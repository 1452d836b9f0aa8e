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
               " t.expires_at"
               "  FROM access_token t JOIN person p ON p.id = t.person_id"
               " WHERE t.token_sha256 = ?",
               ARGS(ARG((const char *)hex)), &identity_shape, who, &found));
    return judge(cx, found, who);
}

int session_by_claims(struct cx *cx, struct uuid person_id, const char *jti,
                      const char *refresh_jti, struct identity *who)
{
    bool found;
    TRY(db_one(cx,
               "SELECT SQL_CACHE p.id, p.role, p.email, COALESCE(p.active, FALSE), p.is_bot,"
               " EXISTS (SELECT 1 FROM revoked_token r WHERE r.jti IN (?, ?)), NULL"
               "  FROM person p WHERE p.id = ?",
               ARGS(ARG(jti), ARG(refresh_jti ? refresh_jti : jti), ARG(person_id)),
               &identity_shape, who, &found));
    return judge(cx, found, who);
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
