/* family_designs.c - errors of the set designs, as FastAPI with pydantic 2 words them:
 * contract/set-designs. */
#include "handlers/family.h"
#include "handlers/pydantic2.h"

static int designs_status(enum reason why)
{
    switch (why) {
    case E_TOKEN_EXPIRED:
    case E_TOKEN_REVOKED:
    case E_TOKEN_MALFORMED:
    case E_TOKEN_KIND: return 403;
    case E_INACTIVE: return 400;
    default: return reason_status(why);
    }
}

static const char *detail_of(const struct rq *rq)
{
    switch (rq->cx.err.reason) {
    case E_UNAUTHENTICATED: return "Not authenticated";
    case E_TOKEN_EXPIRED:
    case E_TOKEN_REVOKED:
    case E_TOKEN_MALFORMED:
    case E_TOKEN_KIND: return "Could not validate credentials";
    case E_INACTIVE: return "Inactive user";
    case E_FORBIDDEN: return "Not enough permissions";
    case E_NOT_FOUND: return rq->route ? rq->cx.err.message : "Not Found";
    case E_METHOD: return "Method Not Allowed";
    case E_INTERNAL: return "Internal Server Error";
    default: return rq->cx.err.message;
    }
}

static void designs_error(struct rq *rq)
{
    int         status = designs_status(rq->cx.err.reason);
    struct out *o      = reply(rq, status);
    out_object(o);
    if (status == 422) {
        rq_blame(rq);
        out_key(o, "detail");
        out_array(o);
        for (size_t i = 0; i < rq->wrongs; i++)
            pydantic2_write(rq, o, &rq->wrong[i]);
        out_array_end(o);
    } else {
        OUT_STR(o, "detail", detail_of(rq));
    }
    out_object_end(o);
}

static const char *designs_error_name(int status)
{
    return status == 422 ? "HTTPValidationError" : NULL;
}

static const struct schema password_flow = {
    "OAuth2PasswordBearer",
    "{\"type\":\"oauth2\",\"flows\":{\"password\":{\"scopes\":{},"
    "\"tokenUrl\":\"/api/v1/login/access-token\"}}}"
};

static const char *const designs_prefixes[] = { "/api/v1", NULL };
const struct family designs_family = {
    .name = "designs",
    .tag_of_path = true,
    .doc = "Design sets: images by subject and kind of shot.",
    .prefixes = designs_prefixes,
    .error = designs_error,
    .status = designs_status,
    .error_name = designs_error_name,
    .error_schema = "{\"type\":\"object\",\"required\":[\"detail\"],\"properties\":{"
                    "\"detail\":{\"type\":\"string\"}}}",
    .schemas = validation_schemas,
    .security = &password_flow,
    .time = TIME_RFC3339,
    .body_first = true,
    .lax2 = true,
    .head_apart = true,
    .cors = true,
};
