/*
 * session.h - who is behind a credential, and the end of sessions.
 *
 * A person has an epoch; signed tokens of an older one are refused. A changed password begins a
 * new one, and so ends all sessions at once, but for the one in which it was changed: a session
 * is named by the jti of its refresh token, or of its only token.
 *
 * Nothing is remembered between requests: a token that was revoked, or whose person
 * was deactivated, is refused by the next request of any process. Each question is
 * one query.
 *
 * Errors: E_TOKEN_REVOKED (unknown or revoked), E_TOKEN_EXPIRED, E_INACTIVE.
 */
#ifndef SESSION_H
#define SESSION_H
#include "model/base/field.h"

struct identity {
    struct row  row;
    struct uuid id;
    const char *role, *email; /* email: NULL when there is none */
    bool        active, is_bot, is_revoked;
    struct utc  expires_at; /* unless null */
    int64_t     epoch;
    const char *kept_session; /* of an older epoch, but still good; or NULL */
};

/* Behind a personal access token. */
int session_by_token(struct cx *cx, struct uuid secret, struct identity *who) MUST_USE;
/* Behind a signed token, by its claims. refresh_jti: NULL for a refresh token. */
int session_by_claims(struct cx *cx, struct uuid person_id, const char *jti,
                      const char *refresh_jti, int64_t epoch, struct identity *who) MUST_USE;
/* Behind the token of a program, of which an account has one at most. */
int session_by_program(struct cx *cx, struct uuid person_id, const char *jti,
                       struct identity *who) MUST_USE;
/* A new epoch. kept: the session that goes on, or NULL. */
int session_end_all(struct cx *cx, struct uuid person_id, const char *kept) MUST_USE;
/* From now on neither the token nor the refresh token that it came with (nor any other access
 * token of that one) is good. exp: end of the token, in seconds since 1970. */
int session_revoke(struct cx *cx, const char *jti, int64_t exp, const char *refresh_jti) MUST_USE;

/* What signing in leaves behind and nobody needs: links, challenges and counts that are over. */
int session_gc(struct cx *cx) MUST_USE;

/* What is kept of a personal access token: the SHA-256 of its text, in hexadecimal. */
void token_hash(struct uuid secret, char hex[65]);
#endif
