/* family_video.c - errors of the video library, as FastAPI with pydantic 1 words them:
 * contract/video, section 2. */
#include "handlers/family.h"
#include "handlers/video_page.h"
#include "model/base/arena.h"
#include "model/base/json.h"

// clang-format off
/* How pydantic 1 calls a fault. */
static const struct {
    const char *type, *message, *rest; /* rest: what stands behind the limit */
} pydantic1[] = {
    [FAULT_VALUE]   = { "value_error", "value is not valid", "" },
    [FAULT_MISSING] = { "value_error.missing", "field required", "" },
    [FAULT_NULL]    = { "type_error.none.not_allowed", "none is not an allowed value", "" },
    [FAULT_UNKNOWN] = { "value_error.extra", "extra fields not permitted", "" },
    [FAULT_BOOL]    = { "type_error.bool", "value could not be parsed to a boolean", "" },
    [FAULT_INTEGER] = { "type_error.integer", "value is not a valid integer", "" },
    [FAULT_NUMBER]  = { "type_error.float", "value is not a valid float", "" },
    [FAULT_TEXT]    = { "type_error.str", "str type expected", "" },
    [FAULT_UUID]    = { "type_error.uuid", "value is not a valid uuid", "" },
    [FAULT_TIME]    = { "value_error.datetime", "invalid datetime format", "" },
    [FAULT_DATE]    = { "value_error.date", "invalid date format", "" },
    [FAULT_JSON]    = { "value_error.json", "Invalid JSON", "" },
    [FAULT_LIST]    = { "type_error.list", "value is not a valid list", "" },
    [FAULT_OBJECT]  = { "type_error.dict", "value is not a valid dict", "" },
    [FAULT_FILE]    = { "value_error", "Expected UploadFile", "" },
    [FAULT_URL]     = { "value_error.url.scheme", "invalid or missing URL scheme", "" },
    [FAULT_HOST]    = { "value_error.url.host", "URL host invalid", "" },
    [FAULT_CHOICE]  = { "value_error.const", "unexpected value", "" },
    [FAULT_PATTERN] = { "value_error.str.regex", "string does not match regex", "" },
    [FAULT_SHORT]   = { "value_error.any_str.min_length", "ensure this value has at least ", " characters" },
    [FAULT_LONG]    = { "value_error.any_str.max_length", "ensure this value has at most ", " characters" },
    [FAULT_LOW]     = { "value_error.number.not_ge", "ensure this value is greater than or equal to ", "" },
    [FAULT_HIGH]    = { "value_error.number.not_le", "ensure this value is less than or equal to ", "" },
};
// clang-format on

static const char *place_word(enum place place)
{
    static const char *const words[] = { [IN_PATH] = "path", [IN_QUERY] = "query",
                                         [IN_HEADER] = "header", [IN_BODY] = "body" };
    return words[place];
}

/* A body that is no JSON: where and why, as Python's reader says it. */
static void broken_json(struct rq *rq, struct out *o)
{
    struct json_fault f = json_explain(rq->body_text, rq->body_len);
    out_key(o, "loc");
    out_array(o);
    out_str(o, "body");
    out_i64(o, (int64_t)f.at);
    out_array_end(o);
    OUT_STR(o, "msg", arena_printf(rq->cx.arena, "%s: line %zu column %zu (char %zu)", f.what,
                                   f.line, f.column, f.at));
    OUT_STR(o, "type", "value_error.jsondecode");
    out_key(o, "ctx");
    out_object(o);
    OUT_STR(o, "msg", f.what);
    out_key(o, "doc");
    out_strn(o, rq->body_text, rq->body_len);
    OUT_I64(o, "pos", (int64_t)f.at);
    OUT_I64(o, "lineno", (int64_t)f.line);
    OUT_I64(o, "colno", (int64_t)f.column);
    out_object_end(o);
}

/* What pydantic 1 has no words for is said in ours. */
static const char *fault_text(struct rq *rq, const struct fault *f)
{
    if (f->kind >= FAULT_SHORT)
        return arena_printf(rq->cx.arena, "%s%lld%s", pydantic1[f->kind].message,
                            (long long)f->limit, pydantic1[f->kind].rest);
    return f->kind == FAULT_VALUE && f->message ? f->message : pydantic1[f->kind].message;
}

static void video_fault(struct rq *rq, struct out *o, const struct wrong *w)
{
    const struct fault *f       = &w->fault;
    bool                limited = f->kind >= FAULT_SHORT;
    out_key(o, "loc");
    out_array(o);
    out_str(o, place_word(w->place));
    if (w->field)
        out_str(o, w->field);
    for (size_t i = 0; i < f->steps; i++)
        if (f->step[i].name)
            out_str(o, f->step[i].name);
        else
            out_i64(o, f->step[i].index);
    out_array_end(o);
    out_key(o, "msg");
    out_str(o, fault_text(rq, f));
    OUT_STR(o, "type", pydantic1[f->kind].type);
    if (limited) {
        out_key(o, "ctx");
        out_object(o);
        OUT_I64(o, "limit_value", f->limit);
        out_object_end(o);
    }
}

static void video_faults(struct rq *rq)
{
    struct out *o = reply(rq, 422);
    rq_blame(rq);
    out_object(o);
    out_key(o, "detail");
    out_array(o);
    for (size_t i = 0; i < rq->wrongs; i++) {
        const struct wrong *w = &rq->wrong[i];
        out_object(o);
        if (w->fault.kind == FAULT_JSON && !w->field && rq->body_text)
            broken_json(rq, o);
        else
            video_fault(rq, o, w);
        out_object_end(o);
    }
    out_array_end(o);
    out_object_end(o);
}

static int video_status(enum reason why)
{
    return why == E_TOKEN_MALFORMED || why == E_TOKEN_KIND ? 401 : reason_status(why);
}

static void video_text(struct rq *rq, const char *member, const char *text)
{
    struct out *o = reply(rq, video_status(rq->cx.err.reason));
    out_object(o);
    OUT_STR(o, member, text);
    out_object_end(o);
}

static void video_error(struct rq *rq)
{
    enum reason why    = rq->cx.err.reason;
    int         status = video_status(why);
    if (why == E_NOT_FOUND && !rq->route)
        video_text(rq, "detail", "Not Found");
    else if (status == 403 || status == 404 || status == 425)
        reply_empty(rq, status);
    else if (status == 401)
        video_text(rq, "detail", "Unauthorized");
    else if (status == 405)
        video_text(rq, "detail", "Method Not Allowed");
    else if (status == 422)
        video_faults(rq);
    else if (status == 500)
        video_text(rq, "message", "Internal Server Error");
    else
        video_text(rq, "error", rq->cx.err.message);
}

/* ---- for the document ---- */

static const char *video_error_name(int status)
{
    switch (status) {
    case 422: return "HTTPValidationError";
    case 403:
    case 404:
    case 425: return "";
    default: return NULL;
    }
}

const struct schema validation_schemas[] = {
    { "HTTPValidationError",
      "{\"type\":\"object\",\"properties\":{\"detail\":{\"type\":\"array\",\"items\":"
      "{\"$ref\":\"#/components/schemas/ValidationError\"}}}}" },
    { "ValidationError",
      "{\"type\":\"object\",\"required\":[\"loc\",\"msg\",\"type\"],\"properties\":{"
      "\"loc\":{\"type\":\"array\",\"items\":{\"anyOf\":[{\"type\":\"string\"},{\"type\":"
      "\"integer\"}]}},\"msg\":{\"type\":\"string\"},\"type\":{\"type\":\"string\"},"
      "\"input\":{},\"ctx\":{\"type\":\"object\"}}}" },
    { NULL, NULL },
};

static const char *const video_prefixes[] = { "/video", NULL };
const struct family video_family = {
    .name = "video",
    .doc = "Upload, publish and watch videos.",
    .prefixes = video_prefixes,
    .shapes = video_shapes,
    .error = video_error,
    .status = video_status,
    .error_name = video_error_name,
    .error_schema = "{\"type\":\"object\",\"properties\":{\"detail\":{\"type\":\"string\"},"
                    "\"error\":{\"type\":\"string\"},\"errors\":{\"type\":\"array\",\"items\":{"
                    "\"type\":\"string\"}},\"message\":{\"type\":\"string\"}}}",
    .schemas = validation_schemas,
    .time = TIME_OFFSET,
    .body_first = true,
    .head_apart = true,
    .no_challenge = true,
    .cors = true,
};
