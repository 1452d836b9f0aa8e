/* signin.h - the signed tokens and cookies of a session. */
#ifndef SIGNIN_H
#define SIGNIN_H
#include "fcgi/web.h"

struct signin {
    const char *access, *refresh;
};
/* A new pair of tokens for a person. */
int signin_pair(struct rq *rq, struct uuid person_id, struct signin *made) MUST_USE;
/* An access token more for the session of a refresh token. */
int signin_access(struct rq *rq, struct uuid person_id, const char *refresh_jti,
                  const char **token) MUST_USE;

/* A browser that people use: its tokens go into cookies too. */
bool signin_is_browser(struct rq *rq);
/* NULL removes the cookie. To be called after reply(). */
void signin_cookie_access(struct rq *rq, const char *token);
void signin_cookie_refresh(struct rq *rq, const char *token);
#endif
