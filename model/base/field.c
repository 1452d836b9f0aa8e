/* field.c - reading values into described structs. */
#include "model/base/field.h"
#include <json-c/json.h>
#include <strings.h>
#include "model/base/arena.h"
#include "model/base/field_parts.h"
#include "model/base/json.h"
#include "model/base/text.h"

uint64_t field_bit(const struct shape *s, size_t off)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->fields[i].off == off)
            return UINT64_C(1) << i;
    return 0;
}

bool field_is_set(const struct shape *s, const void *row, size_t off)
{
    const struct row *head = row;
    return (head->set & ~head->null & field_bit(s, off)) != 0;
}

bool field_is_null(const struct shape *s, const void *row, size_t off)
{
    return (((const struct row *)row)->null & field_bit(s, off)) != 0;
}

void field_mark(const struct shape *s, void *row, size_t off, bool null)
{
    struct row *head = row;
    uint64_t    bit  = field_bit(s, off);
    head->set |= bit;
    head->null = null ? head->null | bit : head->null & ~bit;
}

void field_unmark(const struct shape *s, void *row, size_t off)
{
    struct row *head = row;
    head->set &= ~field_bit(s, off);
    head->null &= ~field_bit(s, off);
}

int field_index(const struct shape *s, const char *name, size_t len)
{
    for (size_t i = 0; i < s->count; i++)
        if (strlen(s->fields[i].name) == len && memcmp(s->fields[i].name, name, len) == 0)
            return (int)i;
    return -1;
}

int field_find(const struct shape *s, const char *name, size_t len, unsigned how)
{
    for (size_t i = 0; i < s->count; i++)
        if ((s->fields[i].flags & how) && strlen(s->fields[i].name) == len &&
            memcmp(s->fields[i].name, name, len) == 0)
            return (int)i;
    return -1;
}

static void given(void *row, size_t i)
{
    struct row *head = row;
    head->set |= UINT64_C(1) << i;
    head->null &= ~(UINT64_C(1) << i);
}

static int of_length(struct cx *cx, const struct field *f, enum fault_kind fault, int64_t limit)
{
    return refuse_fault(cx, fault, limit, f->name, "%s: must have %lld to %lld characters", f->name,
                        (long long)f->min, (long long)f->max);
}

/* A scheme, and something that can be a host. */
static int url_check(struct cx *cx, const struct field *f, const char *text, size_t len)
{
    size_t n = len >= 7 && strncasecmp(text, "http://", 7) == 0    ? 7
               : len >= 8 && strncasecmp(text, "https://", 8) == 0 ? 8
                                                                   : 0;
    if (n == 0)
        return refuse_fault(cx, FAULT_URL, 0, f->name, "%s: must be an address of http or https",
                            f->name);
    if (n == len || (unsigned char)text[n] <= ' ' || strchr("/?#:@", text[n]))
        return refuse_fault(cx, FAULT_HOST, 0, f->name, "%s: must be an address with a host",
                            f->name);
    return 0;
}

int field_text(struct cx *cx, const struct field *f, const char *text, size_t len, void *at)
{
    size_t points;
    bool   control;
    if (f->flags & NAME)
        text_trim(&text, &len);
    if (!utf8_check(text, len, &points, &control))
        return refuse_fault(cx, FAULT_TEXT, 0, f->name, "%s: must be UTF-8 text without NUL", f->name);
    if ((f->flags & NAME) && control)
        return refuse_field(cx, E_INVALID, f->name, "%s: must not hold control characters",
                            f->name);
    if (f->max && ((int64_t)points < f->min || (int64_t)points > f->max))
        return (int64_t)points < f->min ? of_length(cx, f, FAULT_SHORT, f->min)
                                        : of_length(cx, f, FAULT_LONG, f->max);
    if (f->flags & URL)
        TRY(url_check(cx, f, text, len));
    if (f->choices) {
        size_t k = 0;
        while (f->choices[k] &&
               (strlen(f->choices[k]) != len || memcmp(f->choices[k], text, len) != 0))
            k++;
        if (!f->choices[k])
            return refuse_fault(cx, f->pattern ? FAULT_PATTERN : FAULT_CHOICE, 0, f->name,
                                "%s: must be one of the documented values", f->name);
    }
    *(const char **)at = arena_copy(cx->arena, text, len);
    return 0;
}

static int in_range(struct cx *cx, const struct field *f, double v)
{
    if ((f->min || f->max) && (v < (double)f->min || v > (double)f->max))
        return refuse_fault(cx, v < (double)f->min ? FAULT_LOW : FAULT_HIGH,
                            v < (double)f->min ? f->min : f->max, f->name,
                            "%s: must be from %lld to %lld", f->name, (long long)f->min,
                            (long long)f->max);
    return 0;
}

int field_wrong(struct cx *cx, const struct field *f)
{
    static const char *const what[] = {
        [T_BOOL] = "true or false",       [T_I64] = "a whole number",
        [T_F64] = "a number",             [T_TEXT] = "a text",
        [T_UUID] = "a UUID",              [T_TIME] = "a moment like 2026-11-20T21:40:01Z",
        [T_DATE] = "a day like 2026-11-20", [T_JSON] = "a JSON value",
        [T_IDS] = "a list of UUIDs",      [T_FILE] = "a file",
        [T_ROWS] = "a list of objects",   [T_ROW] = "an object",
    };
    static const enum fault_kind fault[] = {
        [T_BOOL] = FAULT_BOOL, [T_I64] = FAULT_INTEGER, [T_F64] = FAULT_NUMBER,
        [T_TEXT] = FAULT_TEXT, [T_UUID] = FAULT_UUID,   [T_TIME] = FAULT_TIME,
        [T_DATE] = FAULT_DATE, [T_JSON] = FAULT_JSON,   [T_IDS] = FAULT_LIST,
        [T_FILE] = FAULT_FILE, [T_ROWS] = FAULT_LIST,   [T_ROW] = FAULT_OBJECT,
    };
    return refuse_fault(cx, fault[f->type], 0, f->name, "%s: must be %s", f->name, what[f->type]);
}

int field_entries(struct cx *cx, const struct field *f, size_t n)
{
    if (f->max && n > (size_t)f->max)
        return refuse_fault(cx, FAULT_LONG, f->max, f->name, "%s: must have at most %lld entries",
                            f->name, (long long)f->max);
    if (n < (size_t)f->min)
        return refuse_fault(cx, FAULT_SHORT, f->min, f->name, "%s: must have at least %lld entries",
                            f->name, (long long)f->min);
    return 0;
}

static int read_ids_text(struct cx *cx, const struct field *f, const char *text, size_t len,
                         struct ids *to)
{
    size_t       n = 1, k = 0;
    struct uuid *v;
    if (len == 0) {
        *to = (struct ids){ NULL, 0 };
        return 0;
    }
    for (size_t i = 0; i < len; i++)
        n += text[i] == ',';
    TRY(field_entries(cx, f, n));
    v = arena_alloc_array(cx->arena, n, sizeof *v);
    for (const char *p = text, *end = text + len; p <= end; k++) {
        const char *comma = memchr(p, ',', (size_t)(end - p));
        size_t      part  = (size_t)((comma ? comma : end) - p);
        if (!uuid_parse(p, part, &v[k]))
            return field_wrong(cx, f);
        p += part + 1;
    }
    *to = (struct ids){ v, k };
    return 0;
}

static int too_many_bytes(struct cx *cx, const struct field *f)
{
    return refuse_field(cx, E_INVALID, f->name, "%s: is larger than %lld bytes", f->name,
                        (long long)f->max);
}

static int read_json_text(struct cx *cx, const struct field *f, const char *text, size_t len,
                          struct json *to)
{
    if (f->max && len > (size_t)f->max)
        return too_many_bytes(cx, f);
    if (!json_check(text, len))
        return field_wrong(cx, f);
    to->text = arena_copy(cx->arena, text, len);
    return 0;
}

/* Whose rule it was that a value broke. */
static int by_rule(struct cx *cx, const struct field *f, int rc)
{
    if (rc < 0 && !cx->err.rule)
        cx->err.rule = f;
    return rc;
}

static bool read_uuid(const struct cx *cx, const struct field *f, const char *t, size_t n,
                      struct uuid *to)
{
    return (cx->lax2 ? uuid_parse_lax2 : f->flags & LAX ? uuid_parse_lax : uuid_parse)(t, n, to);
}

/* json-c, and we, put the nearest that there is in the place of a number that does not fit. */
static bool is_clamped(int64_t whole) { return whole == INT64_MIN || whole == INT64_MAX; }

static int from_text(struct cx *cx, const struct shape *s, size_t i, const char *text, size_t len,
                     void *row)
{
    const struct field *f  = &s->fields[i];
    void               *at = (char *)row + f->off;
    int64_t             whole;
    double              number;
    struct json_object *list;
    bool                ok = false, lax = (f->flags & LAX) || cx->lax2;
    if (lax && (f->type == T_I64 || f->type == T_F64 || f->type == T_TIME))
        text_trim(&text, &len);
    switch (f->type) {
    case T_BOOL: ok = bool_parse(text, len, at); break;
    case T_UUID: ok = read_uuid(cx, f, text, len, at); break;
    case T_TIME: ok = (lax ? utc_parse_lax : utc_parse)(text, len, at); break;
    case T_DATE: ok = date_parse(text, len, at); break;
    case T_I64:
        ok = (cx->lax2 ? i64_parse_lax2 : i64_parse)(text, len, &whole);
        if (ok) {
            TRY(in_range(cx, f, (double)whole));
            ok             = !cx->lax2 || !is_clamped(whole);
            *(int64_t *)at = whole;
        }
        break;
    case T_F64:
        ok = (cx->lax2 ? f64_parse_lax2 : f64_parse)(text, len, &number);
        if (ok) {
            TRY(in_range(cx, f, number));
            *(double *)at = number;
        }
        break;
    case T_TEXT:
        TRY(field_text(cx, f, text, len, at));
        ok = true;
        break;
    case T_IDS:
        TRY(read_ids_text(cx, f, text, len, at));
        ok = true;
        break;
    case T_JSON:
        TRY(read_json_text(cx, f, text, len, at));
        ok = true;
        break;
    case T_ROWS:
        if (json_read(cx->arena, text, len, &list))
            return field_from_value(cx, s, i, list, row);
        break;
    default: break;
    }
    if (!ok)
        return field_wrong(cx, f);
    given(row, i);
    return 0;
}

int field_from_text(struct cx *cx, const struct shape *s, size_t i, const char *text, size_t len,
                    void *row)
{
    return by_rule(cx, &s->fields[i], from_text(cx, s, i, text, len, row));
}

static int read_ids(struct cx *cx, const struct field *f, struct json_object *v, struct ids *to)
{
    size_t       n, start = cx->found.n;
    struct uuid *list;
    if (!json_object_is_type(v, json_type_array))
        return field_wrong(cx, f);
    n = json_object_array_length(v);
    TRY(field_entries(cx, f, n));
    list = arena_alloc_array(cx->arena, n, sizeof *list);
    for (size_t i = 0; i < n; i++) {
        struct json_object *x    = json_object_array_get_idx(v, i);
        size_t              from = cx->found.n;
        if ((f->flags & LOOSE) && json_object_is_type(x, json_type_object))
            (void)!json_object_object_get_ex(x, "id", &x);
        if (!json_object_is_type(x, json_type_string) ||
            !read_uuid(cx, f, json_object_get_string(x), (size_t)json_object_get_string_len(x),
                       &list[i]))
            TRY(fault_keep(cx, refuse_fault(cx, FAULT_UUID, 0, NULL, "must be a UUID"), from, x));
        faults_within(cx, from, (struct into){ .index = (int64_t)i });
    }
    TRY(field_found(cx, f, start));
    *to = (struct ids){ list, n };
    return 0;
}

static bool is_too_large(struct json_object *v)
{
    int64_t whole = json_object_get_int64(v);
    return json_object_is_type(v, json_type_int) && is_clamped(whole) &&
           (whole < 0 || json_object_get_uint64(v) > INT64_MAX);
}

/* A whole number may be written 5.0 but not 5.5. */
static int read_number(struct cx *cx, const struct field *f, struct json_object *v, void *at)
{
    double number = json_object_get_double(v);
    bool   whole  = json_object_is_type(v, json_type_int) ||
                    (number >= -9e15 && number <= 9e15 && (double)(int64_t)number == number);
    if (cx->lax2 && f->type == T_I64 && !whole)
        return field_wrong(cx, f);
    TRY(in_range(cx, f, number));
    if (f->type == T_I64 && is_too_large(v))
        return field_wrong(cx, f);
    if (f->type == T_F64) {
        if (number - number != 0)
            return field_wrong(cx, f);
        *(double *)at = number;
        return 0;
    }
    if (!whole)
        return field_wrong(cx, f);
    *(int64_t *)at = json_object_is_type(v, json_type_double) ? (int64_t)number
                                                              : json_object_get_int64(v);
    return 0;
}

static void put_object(void *p) { json_object_put(p); }

/* The value that a LOOSE field takes this one for. */
static struct json_object *loosened(struct cx *cx, const struct field *f, struct json_object *v)
{
    enum json_type      kind   = json_object_get_type(v);
    bool                number = kind == json_type_int || kind == json_type_double;
    double              value  = number ? json_object_get_double(v) : 0;
    struct json_object *other  = NULL;
    if (f->type == T_BOOL && kind == json_type_int && (value == 0 || value == 1))
        other = json_object_new_boolean(value != 0);
    else if (f->type == T_TEXT && number)
        other = json_object_new_string(json_object_get_string(v));
    else if (f->type == T_I64 && kind == json_type_double && value > -9e15 && value < 9e15)
        other = json_object_new_int64((int64_t)(value < 0 ? value - 0.5 : value + 0.5));
    else if (f->type == T_IDS && (kind == json_type_null || kind == json_type_string))
        other = json_object_new_array();
    if (other && kind == json_type_string)
        json_object_array_add(other, json_object_get(v));
    if (!other)
        return v;
    arena_on_reset(cx->arena, put_object, other);
    return other;
}

int field_from_value(struct cx *cx, const struct shape *s, size_t i, struct json_object *v,
                     void *row)
{
    const struct field *f  = &s->fields[i];
    void               *at = (char *)row + f->off;
    enum json_type      kind;
    if (f->flags & LOOSE)
        v = loosened(cx, f, v);
    kind = json_object_get_type(v);
    if (kind == json_type_null) {
        if (!(f->flags & NULLS))
            return refuse_fault(cx, FAULT_NULL, 0, f->name, "%s: must not be null", f->name);
        given(row, i);
        ((struct row *)row)->null |= UINT64_C(1) << i;
        return 0;
    }
    if (f->type == T_JSON) {
        const char *text = json_object_to_json_string_ext(v, JSON_C_TO_STRING_PLAIN |
                                                                 JSON_C_TO_STRING_NOSLASHESCAPE);
        if (f->max && strlen(text) > (size_t)f->max)
            return too_many_bytes(cx, f);
        ((struct json *)at)->text = arena_text(cx->arena, text);
    } else if (f->type == T_IDS) {
        TRY(read_ids(cx, f, v, at));
    } else if (f->type == T_ROWS) {
        TRY(field_rows(cx, f, v, at));
    } else if (f->type == T_ROW) {
        TRY(field_one(cx, f, v, at));
    } else if (f->type == T_BOOL && kind == json_type_boolean) {
        *(bool *)at = json_object_get_boolean(v);
    } else if ((f->type == T_I64 || f->type == T_F64) &&
               (kind == json_type_int || kind == json_type_double)) {
        TRY(read_number(cx, f, v, at));
    } else if (f->type != T_BOOL && kind == json_type_string) {
        return field_from_text(cx, s, i, json_object_get_string(v),
                               (size_t)json_object_get_string_len(v), row);
    } else {
        return field_wrong(cx, f);
    }
    given(row, i);
    return 0;
}

int field_from_json(struct cx *cx, const struct shape *s, size_t i, struct json_object *v,
                    void *row)
{
    const struct field *f = &s->fields[i];
    return by_rule(cx, f,
                   (cx->lax2         ? field_from_lax2
                    : f->flags & LAX ? field_from_lax
                                     : field_from_value)(cx, s, i, v, row));
}

int row_from_json(struct cx *cx, const struct shape *s, struct json_object *v, unsigned how,
                  bool strict, void *row)
{
    if (!json_object_is_type(v, json_type_object))
        return refuse_fault(cx, FAULT_OBJECT, 0, NULL, "The body must be a JSON object");
    json_object_object_foreach(v, key, value)
    {
        int i = field_index(s, key, strlen(key));
        if (i >= 0 && (s->fields[i].flags & how))
            TRY(field_from_json(cx, s, (size_t)i, value, row));
        else if (strict)
            return refuse_fault(cx, FAULT_UNKNOWN, 0, NULL, "%.80s: is not known here", key);
    }
    return 0;
}

int row_defaults(struct cx *cx, const struct shape *s, void *row, bool need)
{
    const struct row *head = row;
    for (size_t i = 0; i < s->count; i++) {
        const struct field *f = &s->fields[i];
        if (head->set >> i & 1)
            continue;
        if (f->def && strcmp(f->def, "now") == 0 && f->type == T_TIME) {
            *(struct utc *)(void *)((char *)row + f->off) = cx->now;
            given(row, i);
        } else if (f->def) {
            TRY(field_from_text(cx, s, i, f->def, strlen(f->def), row));
        } else if (need && (f->flags & NEED)) {
            return refuse_fault(cx, FAULT_MISSING, 0, f->name, "%s: is required", f->name);
        }
    }
    return 0;
}
