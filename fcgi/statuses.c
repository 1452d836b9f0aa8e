/* statuses.c - what a route may answer beside success, from its row and its family. */
#include "fcgi/components.h"
#include "fcgi/openapi.h"

/* Behind those of its status; once. */
static size_t add_status(const struct family *f, enum reason why, int status[], enum reason reason[],
                         size_t n)
{
    int    s  = f->status(why);
    size_t at = 0;
    for (size_t i = 0; i < n; i++)
        if (reason[i] == why)
            return n;
    while (at < n && status[at] <= s)
        at++;
    if (n == STATUSES_MOST)
        return n;
    memmove(status + at + 1, status + at, (n - at) * sizeof *status);
    memmove(reason + at + 1, reason + at, (n - at) * sizeof *reason);
    status[at] = s;
    reason[at] = why;
    return n + 1;
}

bool route_has_body(const struct route *r)
{
    if (r->method == GET || r->method == HEAD || !r->in || (r->flags & (BODYLESS | RAW)))
        return false;
    for (size_t i = 0; i < r->in->count; i++)
        if (r->in->fields[i].flags & WRITE)
            return true;
    return false;
}

bool route_is_keyed(const struct family *f, const struct route *r)
{
    return f->idempotency_key && r->method != GET && r->auth != PUBLIC;
}

size_t route_statuses(const struct family *f, const struct route *r, int status[STATUSES_MOST],
                      enum reason reason[STATUSES_MOST])
{
    size_t n = 0;
#define ADD(why) n = add_status(f, why, status, reason, n)
    if (r->auth != PUBLIC) { /* where none is needed a bad one is refused all the same */
        ADD(E_UNAUTHENTICATED);
        ADD(E_TOKEN_MALFORMED);
        ADD(E_INACTIVE);
    }
    if (r->auth == ADMIN || r->auth == PERSON || r->need.param)
        ADD(E_FORBIDDEN);
    if (r->need.param) {
        ADD(E_NOT_FOUND);
        ADD(E_INVALID);
    }
    if (r->in)
        ADD(E_INVALID);
    if (route_has_body(r)) {
        ADD(E_BAD_BODY);
        if (!f->body_first) /* there another type is a body that is no object */
            ADD(E_MEDIA_TYPE);
        ADD(E_TOO_LARGE);
    }
    if (route_is_keyed(f, r)) {
        ADD(E_KEY_BUSY);
        ADD(E_KEY_REUSED);
    }
    for (const enum reason *e = r->errors; e && *e != E_NONE; e++)
        ADD(*e);
    ADD(E_INTERNAL);
    ADD(E_RETRY);
#undef ADD
    return n;
}
