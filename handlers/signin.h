/* signin.h - the signed tokens and cookies of a session. */
#ifndef SIGNIN_H
#define SIGNIN_H
#include "fcgi/web.h"
#include "model/people/rate.h"

struct signin {
    const char *access, *refresh;
};
struct signin_as {
    struct uuid person_id;
    int64_t     epoch;         /* of the account, when it was found out who it is */
    bool        is_restricted; /* good for setting up a second factor only        */
};
/* A new pair of tokens for a person. */
int signin_pair(struct rq *rq, const struct signin_as *who, struct signin *made) MUST_USE;
/* An access token more for the session of a refresh token. */
int signin_access(struct rq *rq, const struct signin_as *who, const char *refresh_jti,
                  const char **token) MUST_USE;
/* A new token of the account itself, for programs: the one before ends. */
int signin_program(struct rq *rq, struct uuid person_id, const char **token) MUST_USE;
/* The members access_token and refresh_token; cookies for browsers. Within an object that was
 * begun on `o`, the answer of reply(). */
void signin_write(struct rq *rq, const struct signin *made, struct out *o);

/* What is said about the caller's own account has to be said in a session, not by a program that
 * was given a token: E_FORBIDDEN. */
int signin_session(struct rq *rq) MUST_USE;
/* The caller's session, by the name that session.h gives it. */
const char *signin_session_name(const struct rq *rq);

/* {"success": true} */
extern const struct shape signin_success_shape;
int signin_success(struct rq *rq) MUST_USE;

/* ---- limits; E_TOO_MANY with Retry-After ---- */

/* A password or code that is about to be judged for that account; if it was right, it does not
 * count. Not inside a transaction. */
int signin_guess(struct rq *rq, const char *account) MUST_USE;
int signin_guessed_right(struct rq *rq, const char *account) MUST_USE;
/* A mail or a challenge that is asked for. */
int signin_ask(struct rq *rq, const char *account) MUST_USE;
/* Anything else that is not to be done too often. Not inside a transaction. */
int signin_rate(struct rq *rq, const struct rate *r) MUST_USE;
/* The caller as an account. */
const char *signin_account(struct rq *rq);

/* A browser that people use: its tokens go into cookies too. */
bool signin_is_browser(struct rq *rq);
/* NULL removes the cookie. To be called after reply(). */
void signin_cookie_access(struct rq *rq, const char *token);
void signin_cookie_refresh(struct rq *rq, const char *token);
#endif
