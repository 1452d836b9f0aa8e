/* auth.c - which credential a request carries, and whether the route takes it. */
#include <strings.h>
#include "fcgi/web.h"

/* The credential behind "Bearer"; the scheme may be missing where `bare` allows it. */
static const char *bearer(const char *value, bool bare)
{
    size_t n = strlen("Bearer");
    if (strncasecmp(value, "Bearer", n) == 0 && (value[n] == ' ' || value[n] == 0)) {
        value += n;
        return value + strspn(value, " ");
    }
    return bare ? value : NULL;
}

/* Header before cookie: an old cookie must not shadow a good header. */
static int credential(struct rq *rq, const char **out)
{
    const char *value = rq_header(rq, "authorization");
    *out              = NULL;
    if (value && *value) {
        *out = bearer(value, false);
        if (!*out)
            return refuse(&rq->cx, E_UNAUTHENTICATED, "Authorization: must be `Bearer <token>`");
        return 0;
    }
    value = rq->family->token_header ? rq_header(rq, "token") : NULL;
    *out  = value ? bearer(value, true) : NULL;
    if (!*out)
        *out = rq_cookie(rq, rq->route->auth == REFRESH ? "refresh_token_cookie"
                                                        : "access_token_cookie");
    return 0;
}

/* Was the credential sent on purpose? A browser sends cookies whether they are good or not. */
static bool is_cookie(struct rq *rq)
{
    const char *header = rq_header(rq, "authorization");
    const char *token  = rq->family->token_header ? rq_header(rq, "token") : NULL;
    return !(header && *header) && !(token && *token);
}

static bool is_credential_at_fault(enum reason why)
{
    return why >= E_UNAUTHENTICATED && why <= E_INACTIVE;
}

int auth_check(struct rq *rq)
{
    const char *text;
    bool        optional = rq->route->auth == OPTIONAL;
    int         rc;
    if (rq->route->auth == PUBLIC)
        return 0;
    TRY(credential(rq, &text));
    if (!text || !*text) {
        if (optional && is_cookie(rq))
            return 0;
        return refuse(&rq->cx, E_UNAUTHENTICATED, "A token is needed: Authorization: Bearer <token>");
    }
    rc = rq->site->hooks->authenticate(rq, text, rq->route->auth == REFRESH);
    if (rc < 0 && optional && is_cookie(rq) && is_credential_at_fault(rq->cx.err.reason)) {
        err_clear(&rq->cx);
        rq->caller = (struct caller){ .kind = TOKEN_NONE };
        return 0;
    }
    TRY(rc);
    if (rq->caller.is_restricted && !(rq->route->flags & SETUP))
        return refuse(&rq->cx, E_SECOND_FACTOR, "A second factor has to be set up first");
    if (rq->route->auth == PERSON && rq->caller.is_bot)
        return refuse(&rq->cx, E_FORBIDDEN, "This is for people, not for programs");
    if (rq->route->auth == ADMIN && !rq->caller.is_admin)
        return refuse(&rq->cx, E_FORBIDDEN, "Only an administrator may do this");
    return 0;
}
