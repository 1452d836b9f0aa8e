/*
 * pydantic2.c - see pydantic2.h.
 *
 * Of which type a fault is follows from what was wanted and from what came: a text that is no
 * number is told in other words than a list where a number should be.
 */
#include "handlers/pydantic2.h"
#include <json-c/json.h>
#include "model/base/arena.h"
#include "model/base/json.h"

enum { WORDS_BYTES = 8192 };

struct words {
    const char *type, *msg;
    const char *ctx; /* JSON, or NULL */
};

static const char *ctx_text(struct rq *rq, const char *name, const char *text)
{
    struct out o = out_in_arena(rq->cx.arena, WORDS_BYTES);
    out_object(&o);
    OUT_STR(&o, name, text);
    out_object_end(&o);
    return out_done(&o);
}

static const char *ctx_number(struct rq *rq, const char *name, int64_t number)
{
    return arena_printf(rq->cx.arena, "{\"%s\":%lld}", name, (long long)number);
}

/* What a reader says why it cannot go on stands in the sentence and beside it. */
static struct words because(struct rq *rq, const char *type, const char *msg, const char *why)
{
    return (struct words){ type, arena_printf(rq->cx.arena, "%s, %s", msg, why),
                           ctx_text(rq, "error", why) };
}

/* ---- identifiers ---- */

static size_t character_bytes(char first)
{
    unsigned char c = (unsigned char)first;
    return c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

static const char *wrong_groups(struct arena *a, const size_t hyphen[4], size_t last)
{
    static const size_t expected[] = { 8, 4, 4, 4, 12 };
    size_t              start      = 0, i;
    for (i = 0; i < 4 && hyphen[i] == start + expected[i]; i++)
        start += expected[i] + 1;
    return arena_printf(a, "invalid group length in group %zu: expected %zu, found %zu", i,
                        expected[i], i < 4 ? hyphen[i] - start : last);
}

/* Why it is no UUID, as the reader that pydantic uses explains it. */
static const char *uuid_fault(struct arena *a, const char *text, size_t len)
{
    const char *t      = text;
    size_t      n      = len, hyphen[4], hyphens = 0;
    bool        braced = n > 1 && t[0] == '{' && t[n - 1] == '}', bare = true;
    if (braced || (n >= 9 && memcmp(t, "urn:uuid:", 9) == 0)) {
        t += braced ? 1 : 9;
        n -= braced ? 2 : 9;
        bare = false;
    }
    for (size_t i = 0; i < n; i++) {
        if (t[i] == '-' && ++hyphens <= 4)
            hyphen[hyphens - 1] = i;
        else if (t[i] != '-' && !is_hex(t[i]))
            return arena_printf(a, "invalid character: found `%.*s` at %zu",
                                (int)character_bytes(t[i]), t + i, (size_t)(t - text) + i + 1);
    }
    if (!hyphens && bare)
        return arena_printf(a, "invalid length: expected length 32 for simple format, found %zu",
                            len);
    if (hyphens != 4)
        return arena_printf(a, "invalid group count: expected 5, found %zu", hyphens + 1);
    return wrong_groups(a, hyphen, len - 24); /* it counts what is around it too */
}

/* ---- kinds ---- */

static bool is_text(const struct fault *f) { return json_object_is_type(f->input, json_type_string); }

static bool is_number(const struct fault *f)
{
    return json_object_is_type(f->input, json_type_int) ||
           json_object_is_type(f->input, json_type_double);
}

static bool is_fraction(const struct fault *f)
{
    double v = json_object_get_double(f->input);
    return is_number(f) && (v < -9e15 || v > 9e15 || (double)(int64_t)v != v);
}

static struct words no_integer(const struct fault *f)
{
    if (is_text(f))
        return (struct words){ "int_parsing", "Input should be a valid integer, unable to parse "
                                              "string as an integer", NULL };
    if (!is_number(f))
        return (struct words){ "int_type", "Input should be a valid integer", NULL };
    if (is_fraction(f) && json_object_get_double(f->input) < 9e15 &&
        json_object_get_double(f->input) > -9e15)
        return (struct words){ "int_from_float", "Input should be a valid integer, got a number "
                                                 "with a fractional part", NULL };
    return (struct words){ "int_parsing_size", "Unable to parse input string as an integer, "
                                               "exceeded maximum size", NULL };
}

static struct words no_number(const struct fault *f)
{
    if (is_text(f))
        return (struct words){ "float_parsing", "Input should be a valid number, unable to parse "
                                                "string as a number", NULL };
    return (struct words){ "float_type", "Input should be a valid number", NULL };
}

static struct words no_bool(const struct fault *f)
{
    if (is_text(f) || (is_number(f) && !is_fraction(f)))
        return (struct words){ "bool_parsing", "Input should be a valid boolean, unable to "
                                               "interpret input", NULL };
    return (struct words){ "bool_type", "Input should be a valid boolean", NULL };
}

/* 'a', 'b' or 'c' */
static struct words no_choice(struct rq *rq, const struct fault *f)
{
    const char *const *c = f->rule->choices;
    struct out         o = out_in_arena(rq->cx.arena, WORDS_BYTES);
    const char        *all;
    for (size_t i = 0; c[i]; i++)
        out_format(&o, "%s'%s'", i == 0 ? "" : c[i + 1] ? ", " : " or ", c[i]);
    all = out_done(&o);
    return (struct words){ "enum", arena_printf(rq->cx.arena, "Input should be %s", all),
                           ctx_text(rq, "expected", all) };
}

static struct words no_text(struct rq *rq, const struct fault *f)
{
    if (f->rule && f->rule->choices && !f->rule->pattern)
        return no_choice(rq, f);
    if (is_text(f))
        return (struct words){ "string_unicode", "Input should be a valid string, unable to parse "
                                                 "raw data as a unicode string", NULL };
    return (struct words){ "string_type", "Input should be a valid string", NULL };
}

static struct words no_uuid(struct rq *rq, const struct fault *f)
{
    if (!is_text(f))
        return (struct words){ "uuid_type", "UUID input should be a string, bytes or UUID object",
                               NULL };
    return because(rq, "uuid_parsing", "Input should be a valid UUID",
                   uuid_fault(rq->cx.arena, json_object_get_string(f->input),
                              (size_t)json_object_get_string_len(f->input)));
}

static struct words no_moment(struct rq *rq, const struct fault *f)
{
    bool is_short = json_object_get_string_len(f->input) < 10, day = f->kind == FAULT_DATE;
    if (!is_text(f))
        return day ? (struct words){ "date_type", "Input should be a valid date", NULL }
                   : (struct words){ "datetime_type", "Input should be a valid datetime", NULL };
    return because(rq, day ? "date_from_datetime_parsing" : "datetime_from_date_parsing",
                   day ? "Input should be a valid date or datetime"
                       : "Input should be a valid datetime or date",
                   is_short ? "input is too short"
                            : "unexpected extra characters at the end of the input");
}

static struct words no_address(struct rq *rq, const struct fault *f)
{
    if (f->kind == FAULT_HOST)
        return because(rq, "url_parsing", "Input should be a valid URL", "empty host");
    if (!strstr(json_object_get_string(f->input), "://"))
        return because(rq, "url_parsing", "Input should be a valid URL",
                       "relative URL without a base");
    return (struct words){ "url_scheme", "URL scheme should be 'http' or 'https'",
                           ctx_text(rq, "expected_schemes", "'http' or 'https'") };
}

/* ---- limits ---- */

static struct words of_length(struct rq *rq, const struct fault *f)
{
    bool        is_long = f->kind == FAULT_LONG;
    const char *most    = is_long ? "most" : "least";
    const char *name    = is_long ? "max_length" : "min_length";
    long long   limit   = f->limit;
    const char *s       = limit == 1 ? "" : "s";
    size_t      n;
    if (!json_object_is_type(f->input, json_type_array))
        return (struct words){
            is_long ? "string_too_long" : "string_too_short",
            arena_printf(rq->cx.arena, "String should have at %s %lld character%s", most, limit, s),
            ctx_number(rq, name, limit)
        };
    n = json_object_array_length(f->input);
    return (struct words){
        is_long ? "too_long" : "too_short",
        arena_printf(rq->cx.arena, "List should have at %s %lld item%s after validation, not %zu",
                     most, limit, s, n),
        arena_printf(rq->cx.arena, "{\"field_type\":\"List\",\"%s\":%lld,\"actual_length\":%zu}",
                     name, limit, n)
    };
}

static struct words of_size(struct rq *rq, const struct fault *f)
{
    bool low = f->kind == FAULT_LOW;
    return (struct words){
        low ? "greater_than_equal" : "less_than_equal",
        arena_printf(rq->cx.arena, "Input should be %s than or equal to %lld",
                     low ? "greater" : "less", (long long)f->limit),
        ctx_number(rq, low ? "ge" : "le", f->limit)
    };
}

/* A rule of ours, in our words. */
static struct words of_value(struct rq *rq, const char *message)
{
    return (struct words){ "value_error", arena_printf(rq->cx.arena, "Value error, %s", message),
                           "{\"error\":{}}" };
}

static struct words words_for(struct rq *rq, const struct fault *f)
{
    switch (f->kind) {
    case FAULT_MISSING: return (struct words){ "missing", "Field required", NULL };
    case FAULT_UNKNOWN:
        return (struct words){ "extra_forbidden", "Extra inputs are not permitted", NULL };
    case FAULT_BOOL: return no_bool(f);
    case FAULT_INTEGER: return no_integer(f);
    case FAULT_NUMBER: return no_number(f);
    case FAULT_TEXT: return no_text(rq, f);
    case FAULT_UUID: return no_uuid(rq, f);
    case FAULT_TIME:
    case FAULT_DATE: return no_moment(rq, f);
    case FAULT_JSON: return (struct words){ "dict_type", "Input should be a valid dictionary", NULL };
    case FAULT_LIST: return (struct words){ "list_type", "Input should be a valid list", NULL };
    case FAULT_OBJECT:
        return (struct words){ "model_attributes_type", "Input should be a valid dictionary or "
                                                        "object to extract fields from", NULL };
    case FAULT_FILE: return of_value(rq, "Expected UploadFile, received: <class 'str'>");
    case FAULT_URL:
    case FAULT_HOST: return no_address(rq, f);
    case FAULT_CHOICE: return no_choice(rq, f);
    case FAULT_PATTERN:
        return (struct words){
            "string_pattern_mismatch",
            arena_printf(rq->cx.arena, "String should match pattern '%s'", f->rule->pattern),
            ctx_text(rq, "pattern", f->rule->pattern)
        };
    case FAULT_SHORT:
    case FAULT_LONG: return of_length(rq, f);
    case FAULT_LOW:
    case FAULT_HIGH: return of_size(rq, f);
    default: return of_value(rq, f->message);
    }
}

/* ---- one entry ---- */

static void write_loc(struct out *o, const struct wrong *w, int64_t at)
{
    static const char *const places[] = { [IN_PATH] = "path", [IN_QUERY] = "query",
                                          [IN_HEADER] = "header", [IN_BODY] = "body" };
    out_key(o, "loc");
    out_array(o);
    out_str(o, places[w->place]);
    if (w->field)
        out_str(o, w->field);
    for (size_t i = 0; i < w->fault.steps; i++)
        if (w->fault.step[i].name)
            out_str(o, w->fault.step[i].name);
        else
            out_i64(o, w->fault.step[i].index);
    if (at >= 0)
        out_i64(o, at);
    out_array_end(o);
}

/* A body that is no JSON: where and why. */
static void broken_json(struct rq *rq, struct out *o, const struct wrong *w)
{
    struct json_fault f = json_explain(rq->body_text, rq->body_len);
    OUT_STR(o, "type", "json_invalid");
    write_loc(o, w, (int64_t)f.at);
    OUT_STR(o, "msg", "JSON decode error");
    out_key(o, "input");
    out_json(o, "{}");
    out_key(o, "ctx");
    out_json(o, ctx_text(rq, "error", f.what));
}

void pydantic2_write(struct rq *rq, struct out *o, const struct wrong *w)
{
    struct words words;
    out_object(o);
    if (w->fault.kind == FAULT_JSON && !w->field && rq->body_text) {
        broken_json(rq, o, w);
    } else {
        words = words_for(rq, &w->fault);
        OUT_STR(o, "type", words.type);
        write_loc(o, w, -1);
        OUT_STR(o, "msg", words.msg);
        out_key(o, "input");
        out_json(o, json_object_to_json_string_ext(w->fault.input, JSON_C_TO_STRING_PLAIN |
                                                                      JSON_C_TO_STRING_NOSLASHESCAPE));
        if (words.ctx) {
            out_key(o, "ctx");
            out_json(o, words.ctx);
        }
    }
    out_object_end(o);
}
