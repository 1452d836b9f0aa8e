/* response.c - status, headers and body towards FastCGI. */
#include "fcgi/edge.h"
#include "model/base/arena.h"

enum { BUFFER_BYTES = 32 * 1024, HELD_MAX_BYTES = 12 << 20 };
static char buffer[BUFFER_BYTES]; /* one process, one request at a time */

/* Headers of answers that pages of another origin may read. */
static const char exposed[] =
    "ETag, Location, Link, Retry-After, X-Request-ID, Upload-Offset, Upload-Length, "
    "Upload-Defer-Length, Upload-Metadata, Upload-Expires, Tus-Version, Tus-Resumable, "
    "Tus-Max-Size, Tus-Extension, Tus-Checksum-Algorithm";

static void send_head(struct rq *rq, int64_t length)
{
    struct response *r   = &rq->response;
    FCGX_Stream     *out = rq->io->fcgi->out;
    struct cors      cors;
    FCGX_FPrintF(out, "Status: %d\r\n", r->status);
    for (size_t i = 0; i < r->headers; i++)
        FCGX_FPrintF(out, "%s: %s\r\n", r->name[i], r->value[i]);
    cors_headers(rq, &cors);
    if (cors.origin)
        FCGX_FPrintF(out, "Access-Control-Allow-Origin: %s\r\n"
                          "Access-Control-Expose-Headers: %s\r\n", cors.origin, exposed);
    if (cors.family_has)
        FCGX_PutS("Vary: Origin\r\n", out);
    if (length >= 0 && r->status != 204 && r->status != 304)
        FCGX_FPrintF(out, "Content-Length: %lld\r\n", (long long)length);
    FCGX_PutS("\r\n", out);
    r->started = true;
}

static int send_body(void *u, const char *bytes, size_t n)
{
    struct rq *rq = u;
    if (!rq->response.started)
        send_head(rq, -1);
    if (rq->io->head || n == 0)
        return 0;
    return FCGX_PutStr(bytes, (int)n, rq->io->fcgi->out) == (int)n ? 0 : -1;
}

void reply_header(struct rq *rq, const char *name, const char *value)
{
    struct response *r = &rq->response;
    if (r->headers == HEADERS)
        abort(); /* a fault of ours, not of a client */
    r->name[r->headers]    = name;
    r->value[r->headers++] = arena_text(rq->cx.arena, value);
}

static void forget_held(void *u)
{
    struct response *r = u;
    if (r->out.heap)
        free(r->out.buf);
    r->out = (struct out){ 0 };
}

static void begin(struct rq *rq, int status)
{
    struct response *r = &rq->response;
    forget_held(r);
    r->status  = status;
    r->headers = 0;
    r->empty   = false;
    /* Not in the arena: lists rewind it after each row. */
    r->out = r->held ? out_on_heap(HELD_MAX_BYTES)
                     : out_to_sink(buffer, sizeof buffer, send_body, rq);
    r->out.time = rq->family ? rq->family->time : TIME_RFC3339;
}

struct out *reply_typed(struct rq *rq, int status, const char *type)
{
    begin(rq, status);
    reply_header(rq, "Content-Type", type);
    return &rq->response.out;
}

struct out *reply(struct rq *rq, int status)
{
    return reply_typed(rq, status, "application/json");
}

void reply_empty(struct rq *rq, int status)
{
    begin(rq, status);
    rq->response.empty = true;
}

void reply_file(struct rq *rq, const char *internal_path, const char *type)
{
    reply_typed(rq, 200, type);
    reply_header(rq, "X-Accel-Redirect", internal_path);
    rq->response.empty = true;
}

void reply_hold(struct rq *rq)
{
    if (!rq->response.held)
        arena_on_reset(rq->cx.arena, forget_held, &rq->response);
    rq->response.held = true;
}

void reply_send(struct rq *rq)
{
    struct response *r = &rq->response;
    if (!r->started)
        send_head(rq, r->empty ? (r->status == 200 ? -1 : 0) : (int64_t)r->out.len);
    if (!r->empty)
        r->out.failed |= send_body(rq, r->out.buf, r->out.len) < 0;
}
