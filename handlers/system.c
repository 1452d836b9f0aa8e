/* system.c - health, the API document and its readable page. */
#include "fcgi/openapi.h"
#include "handlers/family.h"
#include "model/db/db.h"

extern const struct route_list system_routes;

struct health {
    struct row  row;
    const char *message;
};
#define ROW struct health
static const struct field health_fields[] = { FIELD(message, READ, .doc = "The word ok.") };
#undef ROW
static const struct shape health_shape = SHAPE(struct health, health_fields, .name = "Health");

static int health_get(struct rq *rq)
{
    struct health h = { .message = "ok" };
    int           rc = db_ping(&rq->cx);
    if (rc < 0) {
        struct out *o;
        err_clear(&rq->cx);
        o = reply(rq, 503);
        reply_header(rq, "Retry-After", "1");
        out_object(o);
        OUT_I64(o, "code", reason_number(E_RETRY));
        OUT_STR(o, "message", "The database is away");
        OUT_STR(o, "part", "database");
        out_object_end(o);
        return 0;
    }
    out_row(reply(rq, 200), &health_shape, &h);
    return 0;
}

static int root_get(struct rq *rq)
{
    reply_empty(rq, 307);
    reply_header(rq, "Location", "/health_check");
    return 0;
}

static int openapi_get(struct rq *rq)
{
    openapi_write(reply(rq, 200), rq->site);
    return 0;
}

static int docs_get(struct rq *rq)
{
    struct out *o = reply_typed(rq, 200, "text/html; charset=utf-8");
    reply_header(rq, "Content-Security-Policy",
                 "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'");
    docs_write(o, rq->site);
    return 0;
}

// clang-format off
static const struct route routes[] = {
    { GET, "/", PUBLIC, .run = root_get, .status = 307, .doc = "Go to the health check." },
    { GET, "/health_check", PUBLIC, .out = &health_shape, .run = health_get,
      .doc = "Is the server well? 503 names the part that is not." },
    { GET, "/openapi.json", PUBLIC, .run = openapi_get, .flags = HIDDEN, .doc = "The API document." },
    { GET, "/docs", PUBLIC, .run = docs_get, .flags = HIDDEN, .doc = "The API document as a page." },
    { GET, "/redoc", PUBLIC, .run = docs_get, .flags = HIDDEN, .doc = "The same page, where clients of Python servers look for it." },
};
// clang-format on
const struct route_list system_routes = ROUTES(footage_family, routes);
