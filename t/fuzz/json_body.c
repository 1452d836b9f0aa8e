/*
 * json_body.c - any JSON text through the field table of a request: every kind of field,
 * ranges, choices, nulls, defaults. What was accepted is written out again and must be JSON
 * that the same table accepts.
 */
#include <json-c/json.h>
#include "model/base/arena.h"
#include "model/base/json.h"
#include "model/base/out.h"
#include "t/fuzz/fuzz.h"

struct body {
    struct row  row;
    const char *name, *kind, *text;
    bool        still;
    int64_t     frame_num, any;
    double      threshold;
    struct uuid project_id;
    struct utc  at;
    struct date day;
    struct json data;
    struct ids  scenes;
};
#define ROW struct body
static const char *const  kinds[]  = { "cut", "dissolve", "fade", NULL };
static const struct field fields[] = {
    FIELD(name, READ | WRITE | NEED | NAME, .min = 1, .max = 255, .doc = "A name."),
    FIELD(kind, READ | WRITE, .choices = kinds, .def = "cut", .doc = "One of a few words."),
    FIELD(text, READ | WRITE | NULLS, .doc = "Any text."),
    FIELD(still, READ | WRITE, .def = "false", .doc = "Yes or no."),
    FIELD(frame_num, READ | WRITE, .min = 0, .max = 2000000, .doc = "A number with a range."),
    FIELD(any, READ | WRITE, .doc = "Any whole number."),
    FIELD(threshold, READ | WRITE | NULLS, .doc = "A measure."),
    FIELD(project_id, READ | WRITE | NULLS, .doc = "An identifier."),
    FIELD(at, READ | WRITE, .def = "now", .doc = "A moment."),
    FIELD(day, READ | WRITE, .doc = "A day."),
    FIELD(data, READ | WRITE | NULLS, .max = 4096, .doc = "Any JSON."),
    FIELD(scenes, READ | WRITE, .doc = "Identifiers."),
};
static const struct shape body_shape = SHAPE(ROW, fields);
#undef ROW

/* The same as servers in Python take them; what was taken is taken again by the strict ones. */
struct loose {
    struct row  row;
    bool        flag;
    int64_t     whole;
    double      part;
    const char *text, *url;
    struct uuid id;
    struct utc  at;
};
#define ROW struct loose
static const struct field loose_fields[] = {
    FIELD(flag, READ | WRITE | LAX | NULLS, .doc = "Yes or no."),
    FIELD(whole, READ | WRITE | LAX | NULLS, .doc = "A whole number."),
    FIELD(part, READ | WRITE | LAX | NULLS, .doc = "A number."),
    FIELD(text, READ | WRITE | LAX | NULLS, .max = 255, .doc = "A text."),
    FIELD(url, READ | WRITE | LAX | URL | NULLS, .doc = "An address."),
    FIELD(id, READ | WRITE | LAX | NULLS, .doc = "An identifier."),
    FIELD(at, READ | WRITE | LAX | NULLS, .doc = "A moment."),
};
static const struct shape loose_shape = SHAPE(ROW, loose_fields, .sparse = true);
#undef ROW
// clang-format off
static const struct field strict_fields[] = {
#define STRICT_OF(i, kind) { .name = #i, .type = kind, .off = offsetof(struct loose, i), .flags = READ, .doc = "It." }
    STRICT_OF(flag, T_BOOL), STRICT_OF(whole, T_I64), STRICT_OF(part, T_F64),
    STRICT_OF(text, T_TEXT), STRICT_OF(url, T_TEXT),
    STRICT_OF(id, T_UUID), STRICT_OF(at, T_TIME),
};
// clang-format on
static const struct shape strict_shape = SHAPE(struct loose, strict_fields);

static struct json_object *parse(const char *text, size_t n)
{
    struct json_tokener *reader = json_tokener_new_ex(32);
    struct json_object  *v;
    must(reader);
    json_tokener_set_flags(reader, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
    v = json_tokener_parse_ex(reader, text, (int)n);
    if (json_tokener_get_error(reader) != json_tokener_success) {
        json_object_put(v);
        v = NULL;
    }
    json_tokener_free(reader);
    return v;
}

static int read_body(struct cx *cx, struct json_object *v, bool strict, struct body *to)
{
    TRY(row_from_json(cx, &body_shape, v, WRITE, strict, to));
    return row_defaults(cx, &body_shape, to, true);
}

static bool same_text(const char *a, const char *b) { return a && b ? strcmp(a, b) == 0 : a == b; }

static void reads_again(struct cx *cx, const struct body *body)
{
    struct out          o     = out_in_arena(cx->arena, 8 << 20);
    struct body         again = { 0 };
    const char         *text;
    struct json_object *v;
    out_row(&o, &body_shape, body);
    text = out_done(&o);
    must(text != NULL);
    v = parse(text, strlen(text));
    must(v != NULL);
    must(row_from_json(cx, &body_shape, v, READ, true, &again) == 0);
    must(strcmp(body->name, again.name) == 0 && strcmp(body->kind, again.kind) == 0);
    must(same_text(body->text, again.text));
    must(body->still == again.still && body->frame_num == again.frame_num);
    must(body->any == again.any && !(body->threshold < again.threshold) &&
         !(body->threshold > again.threshold));
    must(memcmp(&body->project_id, &again.project_id, sizeof again.project_id) == 0);
    must(body->at.us / 1000 == again.at.us / 1000 && body->day.days == again.day.days);
    must(same_text(body->data.text, again.data.text) || !body->data.text);
    must(body->scenes.n == again.scenes.n);
    json_object_put(v);
}

static void reads_loosely(struct json_object *v)
{
    struct cx    cx    = { .arena = arena_new(64 << 20) };
    struct loose loose = { 0 }, again = { 0 };
    struct out   o     = out_in_arena(cx.arena, 8 << 20);
    int          rc    = row_from_json(&cx, &loose_shape, v, WRITE, false, &loose);
    must(rc == -(int)cx.err.reason && (rc == 0 || rc == -E_INVALID));
    if (rc == 0) {
        out_row(&o, &loose_shape, &loose);
        v = parse(out_done(&o), strlen(out_done(&o)));
        must(v && row_from_json(&cx, &strict_shape, v, READ, true, &again) == 0);
        must(again.row.set == loose.row.set && again.whole == loose.whole);
        must(same_text(again.text, loose.text) && same_text(again.url, loose.url));
        must(memcmp(&again.id, &loose.id, sizeof again.id) == 0);
        json_object_put(v);
    }
    arena_free(cx.arena);
}

/* What is no JSON is so at a place within it, and for a reason. */
static void is_explained(const char *text, size_t n)
{
    struct json_fault f;
    if (json_check(text, n))
        return;
    f = json_explain(text, n);
    must(f.what && f.at <= n && f.line >= 1 && f.line <= n + 1 && f.column >= 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct json_object *v = n && n < 1 << 20 ? parse((const char *)bytes, n) : NULL;
    for (int strict = 0; v && strict < 2; strict++) {
        struct cx   cx   = { .arena = arena_new(64 << 20), .now = { INT64_C(1700000000123456) } };
        struct body body = { 0 };
        int         rc   = read_body(&cx, v, strict != 0, &body);
        must(rc == -(int)cx.err.reason);
        must(rc == 0 || rc == -E_INVALID);
        if (rc == 0) {
            must(strlen(body.name) >= 1 && body.frame_num >= 0 && body.frame_num <= 2000000);
            reads_again(&cx, &body);
        }
        arena_free(cx.arena);
    }
    if (v)
        reads_loosely(v);
    is_explained((const char *)bytes, n);
    json_object_put(v);
    return 0;
}
