/* family.c - how each published API speaks of failures. */
#include "handlers/family.h"
#include "model/track/import.h"

/* ---- footage: contract/footage: {"code": int, "message": str} ---- */

static int footage_status(enum reason why)
{
    return why == E_BAD_BODY ? 422 : reason_status(why);
}

static void footage_error(struct rq *rq)
{
    const struct err *e = &rq->cx.err;
    struct out       *o = reply(rq, footage_status(e->reason));
    out_object(o);
    OUT_I64(o, "code", reason_number(e->reason));
    OUT_STR(o, "message", e->message);
    out_object_end(o);
}

static const char *const footage_prefixes[] = { "/projects", "/scenes", "/parse", "/jobs", "/sv",
                                                NULL };
const struct family footage_family = {
    .name = "footage",
    .doc = "Break footage down into scenes.",
    .prefixes = footage_prefixes,
    .error = footage_error,
    .status = footage_status,
    .error_schema = "{\"type\":\"object\",\"required\":[\"code\",\"message\"],\"properties\":{"
                    "\"code\":{\"$ref\":\"#/components/schemas/Code\"},"
                    "\"message\":{\"type\":\"string\"}}}",
    .time = TIME_RFC3339,
    .idempotency_key = true,
    .token_header = true,
};

/* ---- tracker: contract/tracker, sections 0.3 and auth 3 ---- */

static int tracker_status(enum reason why)
{
    switch (why) {
    case E_INVALID:
    case E_CONFLICT: return 400;
    case E_LOCKED: return 409;
    case E_TOKEN_MALFORMED:
    case E_TOKEN_KIND: return 422;
    default: return reason_status(why);
    }
}

/* The faults of a request that its table refused: field and message each. */
static void tracker_faults(struct rq *rq, struct out *o)
{
    out_key(o, "data");
    if (!rq->wrongs) {
        out_null(o);
        return;
    }
    out_object(o);
    out_key(o, "errors");
    out_array(o);
    for (size_t i = 0; i < rq->wrongs; i++) {
        out_object(o);
        OUT_STR(o, "field", rq->wrong[i].field ? rq->wrong[i].field : "");
        OUT_STR(o, "message", rq->wrong[i].fault.message);
        out_object_end(o);
    }
    out_array_end(o);
    out_object_end(o);
}

static void tracker_error(struct rq *rq)
{
    const struct err *e       = &rq->cx.err;
    struct out       *o       = reply(rq, tracker_status(e->reason));
    const char       *message = e->message;
    bool              generic = rq->route && ((rq->route->flags & STRICT) || rq->route->resource);
    out_object(o);
    switch (e->reason) {
    case E_UNAUTHENTICATED:
    case E_TOKEN_MALFORMED:
    case E_TOKEN_KIND: OUT_STR(o, "msg", message); break;
    case E_TOKEN_REVOKED: OUT_STR(o, "msg", "Token has been revoked"); break;
    case E_TOKEN_EXPIRED: /* clients compare this text */
        OUT_BOOL(o, "error", true);
        OUT_STR(o, "message", "Signature has expired");
        break;
    case E_SECOND_FACTOR:
        OUT_BOOL(o, "error", true);
        OUT_BOOL(o, "two_factor_authentication_required", true);
        OUT_STR(o, "message", message);
        break;
    case E_INVALID:
    case E_CONFLICT:
        if (generic) {
            OUT_STR(o, "message", message);
            break;
        }
        OUT_BOOL(o, "error", true);
        OUT_STR(o, "message", message);
        if (e->field && strcmp(e->field, IMPORT_LINE) == 0 && e->steps) {
            OUT_I64(o, "line_number", e->step[0].index);
            OUT_I64(o, "imported_rows", 0);
            break;
        }
        tracker_faults(rq, o);
        break;
    case E_NOT_FOUND:
        OUT_BOOL(o, "error", true);
        out_key(o, "message");
        {
            char text[sizeof e->message + 32];
            snprintf(text, sizeof text, "404 Not Found: %s", message);
            out_str(o, text);
        }
        break;
    default:
        OUT_BOOL(o, "error", true);
        OUT_STR(o, "message", message);
    }
    out_object_end(o);
}

static const char *const tracker_prefixes[] = { "/auth", "/data", "/actions", "/import", "/export",
                                                "/pictures", "/movies", "/shared", "/api", "/config",
                                                "/status", "/status.txt", "/stats",
                                                "/asset-instances", NULL };
const struct family tracker_family = {
    .name = "tracker",
    .doc = "Track the production.",
    .prefixes = tracker_prefixes,
    .error = tracker_error,
    .status = tracker_status,
    .error_schema = "{\"type\":\"object\",\"properties\":{\"error\":{\"type\":\"boolean\"},"
                    "\"message\":{\"type\":\"string\"},\"msg\":{\"type\":\"string\"},"
                    "\"data\":{\"type\":[\"object\",\"null\"]}}}",
    .time = TIME_NAIVE,
    .path_is_known = true,
    .lenient = true,
};
