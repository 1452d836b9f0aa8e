/* dispatch.c - the way of a request. */
#include "fcgi/web.h"
#include "model/base/arena.h"
#include "model/base/log.h"
#include "model/base/text.h"

int admit_check(struct rq *rq)
{
    const struct need *need = &rq->route->need;
    struct uuid        id;
    if (!need->param)
        return 0;
    for (size_t i = 0; i < rq->captures; i++) {
        const struct capture *c = &rq->capture[i];
        size_t n = strcspn(c->name, "/");
        if (strlen(need->param) != n || memcmp(c->name, need->param, n) != 0)
            continue;
        if (!uuid_parse(c->value, c->len, &id)) {
            rq_fault(rq, IN_PATH, FAULT_UUID, need->param, WHOLE, "%s: must be a UUID", need->param);
            return rq_judge(rq);
        }
        return need->load(rq, id, need->right);
    }
    return refuse(&rq->cx, E_INTERNAL, "A route needs what its path does not name");
}

static int options(struct rq *rq)
{
    /* Any method will do to learn which ones there are. */
    int rc = route_find(rq);
    if (rc < 0 && rq->cx.err.reason != E_METHOD)
        return rc;
    err_clear(&rq->cx);
    {
        const char *allow = rq->response.headers ? rq->response.value[0] : "OPTIONS";
        if (rq->family->options) {
            rq->family->options(rq, allow);
            return 0;
        }
        reply_empty(rq, 200);
        reply_header(rq, "Allow", allow);
    }
    return 0;
}

/* For clients behind proxies that let only GET and POST through. */
static void method_override(struct rq *rq)
{
    const char *name = NULL;
    if (rq->method == POST && family_of(rq->site, rq->path)->method_override)
        name = rq_header(rq, "x-http-method-override");
    for (int m = M_UNSET + 1; name && m < METHODS; m++)
        if (strcmp(method_name((enum method)m), name) == 0)
            rq->method = (enum method)m;
}

static int read_params(struct rq *rq)
{
    int        rc  = params_read(rq);
    struct err why = rq->cx.err;
    if (rc >= 0 || !rq->wrongs || !rq->route->first)
        return rc;
    err_clear(&rq->cx);
    TRY(rq->route->first(rq));
    rq->cx.err = why;
    return rc;
}

static int answer(struct rq *rq)
{
    if (rq->asks_options)
        return options(rq);
    method_override(rq);
    TRY(route_find(rq));
    if (rq->family->body_first)
        TRY(params_body(rq));
    TRY(auth_check(rq));
    TRY(read_params(rq));
    TRY(rq->site->hooks->perform(rq));
    if (rq->response.out.failed)
        return refuse(&rq->cx, rq->response.started ? E_INTERNAL : E_TOO_LARGE,
                      "The answer could not be written");
    return 0;
}

static const char *seconds_text(struct rq *rq)
{
    return arena_printf(rq->cx.arena, "%lld", (long long)rq->retry_after_s);
}

static void send_error(struct rq *rq)
{
    const char *allow = NULL;
    enum reason why   = rq->cx.err.reason;
    if (why == E_METHOD && rq->response.headers)
        allow = rq->response.value[0];
    if (!rq->family)
        rq->family = family_of(rq->site, rq->path);
    rq->response.held = false;
    rq->family->error(rq);
    if (allow)
        reply_header(rq, "Allow", allow);
    if (why == E_RETRY || why == E_UNCERTAIN || why == E_DISK_FULL)
        reply_header(rq, "Retry-After", "1");
    else if (rq->retry_after_s)
        reply_header(rq, "Retry-After", seconds_text(rq));
    if (rq->family->status(why) == 401 && !rq->family->no_challenge)
        reply_header(rq, "WWW-Authenticate", "Bearer");
}

static void log_request(struct rq *rq, int64_t us)
{
    const struct err *e     = &rq->cx.err;
    bool              fault = e->reason == E_INTERNAL;
    struct out       *o     = log_begin(fault ? LOG_ERROR : LOG_DEBUG, "request");
    if (!o)
        return;
    OUT_STR(o, "request_id", rq->request_id);
    OUT_STR(o, "method", method_name(rq->method));
    OUT_STR(o, "route", rq->route ? rq->route->path : NULL);
    OUT_I64(o, "status", rq->response.status);
    OUT_I64(o, "us", us);
    if (e->reason != E_NONE) {
        OUT_STR(o, "reason", reason_word(e->reason));
        OUT_STR(o, "message", e->message);
        OUT_STR(o, "file", e->file);
        OUT_I64(o, "line", e->line);
    }
    log_end(o);
}

void dispatch(struct rq *rq)
{
    if (!cors_preflight(rq) && answer(rq) < 0 && !rq->response.started)
        send_error(rq);
    reply_send(rq);
    log_request(rq, utc_now().us - rq->cx.now.us);
}
