/*
 * cors.c - which web pages of other origins may use an API (the Fetch standard,
 * as Starlette's middleware answers it).
 */
#include "fcgi/web.h"
#include "model/base/conf.h"

static bool is_allowed(const char *list, const char *origin)
{
    size_t n = strlen(origin);
    while (*list) {
        size_t len;
        list += strspn(list, " ");
        len = strcspn(list, " ");
        if ((len == n && memcmp(list, origin, n) == 0) || (len == 1 && *list == '*'))
            return true;
        list += len;
    }
    return false;
}

static bool is_preflight(struct rq *rq)
{
    const char *origin = rq_header(rq, "origin");
    return rq->asks_options && origin && *origin && rq_header(rq, "access-control-request-method");
}

void cors_headers(struct rq *rq, struct cors *to)
{
    const char *origin = rq_header(rq, "origin");
    *to                = (struct cors){ .family_has = false };
    if (!rq->family || !rq->family->cors || !*rq->cx.conf->cors_origin)
        return;
    to->family_has = true;
    if (origin && *origin && is_allowed(rq->cx.conf->cors_origin, origin))
        to->origin = origin;
}

bool cors_preflight(struct rq *rq)
{
    struct cors c;
    const char *wanted = rq_header(rq, "access-control-request-headers");
    if (!is_preflight(rq))
        return false;
    if (!rq->family)
        rq->family = family_of(rq->site, rq->path);
    cors_headers(rq, &c);
    if (!c.family_has)
        return false;
    out_raw(reply_typed(rq, c.origin ? 200 : 400, "text/plain; charset=utf-8"),
            c.origin ? "OK" : "Disallowed CORS origin");
    reply_header(rq, "Access-Control-Allow-Methods", "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT");
    reply_header(rq, "Access-Control-Max-Age", "600");
    if (wanted && *wanted)
        reply_header(rq, "Access-Control-Allow-Headers", wanted);
    return true;
}
