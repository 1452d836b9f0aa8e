/* field_lax.c - values as servers in Python read them: field.h, LAX and lax2. */
#include <json-c/json.h>
#include <strings.h>
#include "model/base/arena.h"
#include "model/base/field_parts.h"
#include "model/base/text.h"

/* ---- as pydantic 1 ---- */

/* As Python's uuid.UUID takes it: urn:uuid: in front, braces around, hyphens anywhere. */
bool uuid_parse_lax(const char *t, size_t n, struct uuid *v)
{
    char   digits[37];
    size_t k = 0;
    if (n > 9 && strncasecmp(t, "urn:uuid:", 9) == 0)
        t += 9, n -= 9;
    while (n && strchr("{}", *t))
        t++, n--;
    while (n && strchr("{}", t[n - 1]))
        n--;
    for (size_t i = 0; i < n; i++) {
        if (t[i] == '-')
            continue;
        if (k == 36)
            return false;
        if (k == 8 || k == 13 || k == 18 || k == 23)
            digits[k++] = '-';
        digits[k++] = t[i];
    }
    return uuid_parse(digits, k, v);
}

/* A number is seconds since 1970, or milliseconds where seconds would be too many. */
bool utc_parse_lax(const char *t, size_t n, struct utc *v)
{
    double number;
    if (!f64_parse(t, n, &number))
        return utc_parse(t, n, v);
    while (number > 2e10 || number < -2e10)
        number /= 1000;
    v->us = (int64_t)(number * 1e6 + (number < 0 ? -0.5 : 0.5));
    return v->us >= UTC_FIRST_US && v->us <= UTC_LAST_US;
}

/* The text that a LAX field reads in the place of a value; NULL: it reads the value itself. */
static const char *text_for(struct cx *cx, const struct field *f, struct json_object *v)
{
    enum json_type kind   = json_object_get_type(v);
    double         number = json_object_get_double(v);
    const char    *text   = json_object_get_string(v);
    bool is_flag = kind == json_type_boolean, is_number = is_flag || kind == json_type_int ||
                                                          kind == json_type_double;
    switch (f->type) {
    case T_TEXT: return is_flag ? (number != 0 ? "True" : "False") : is_number ? text : NULL;
    case T_TIME: return is_flag ? (number != 0 ? "1" : "0") : is_number ? text : NULL;
    case T_BOOL:
        if (kind == json_type_double)
            return number == 0 ? "0" : number == 1 ? "1" : text;
        return is_number || kind == json_type_string ? text : NULL;
    case T_I64:
        if (is_flag)
            return number != 0 ? "1" : "0";
        if (kind == json_type_double && number > -9e15 && number < 9e15)
            return arena_printf(cx->arena, "%lld", (long long)number);
        return NULL;
    case T_F64: return is_flag ? (number != 0 ? "1" : "0") : NULL;
    default: return NULL;
    }
}

int field_from_lax(struct cx *cx, const struct shape *s, size_t i, struct json_object *v,
                   void *row)
{
    const char *text = text_for(cx, &s->fields[i], v);
    if (json_object_is_type(v, json_type_null))
        return 0;
    return text ? field_from_text(cx, s, i, text, strlen(text), row)
                : field_from_value(cx, s, i, v, row);
}

/* ---- as pydantic 2 ---- */

bool uuid_parse_lax2(const char *t, size_t n, struct uuid *v)
{
    char digits[36];
    if (n == 45 && memcmp(t, "urn:uuid:", 9) == 0)
        return uuid_parse(t + 9, 36, v);
    if (n == 38 && t[0] == '{' && t[37] == '}')
        return uuid_parse(t + 1, 36, v);
    if (n != 32)
        return uuid_parse(t, n, v);
    for (size_t i = 0, k = 0; i < 32; i++) {
        if (i == 8 || i == 12 || i == 16 || i == 20)
            digits[k++] = '-';
        digits[k++] = t[i];
    }
    return uuid_parse(digits, sizeof digits, v);
}

/* Takes the plus sign, and each `_` between two digits, out of a number. */
static bool plain_number(const char *t, size_t n, char *to, size_t cap, size_t *len)
{
    size_t k = 0;
    if (n > 1 && t[0] == '+' && t[1] != '-')
        t++, n--;
    for (size_t i = 0; i < n; i++) {
        bool between = i > 0 && i + 1 < n && t[i - 1] >= '0' && t[i - 1] <= '9' &&
                       t[i + 1] >= '0' && t[i + 1] <= '9';
        if (t[i] == '_' && between)
            continue;
        if (k == cap)
            return false;
        to[k++] = t[i];
    }
    *len = k;
    return true;
}

bool i64_parse_lax2(const char *t, size_t n, int64_t *v)
{
    char        digits[320];
    const char *point;
    size_t      i;
    if (!plain_number(t, n, digits, sizeof digits, &n))
        return false;
    point = memchr(digits, '.', n);
    if (point) {
        size_t zeros = (size_t)(point - digits) + 1;
        if (zeros == n)
            return false;
        for (; zeros < n; zeros++)
            if (digits[zeros] != '0')
                return false;
        n = (size_t)(point - digits);
    }
    if (i64_parse(digits, n, v))
        return true;
    for (i = n > 0 && digits[0] == '-'; i < n && digits[i] >= '0' && digits[i] <= '9'; i++)
        ;
    *v = digits[0] == '-' ? INT64_MIN : INT64_MAX;
    return i == n && n > 18;
}

bool f64_parse_lax2(const char *t, size_t n, double *v)
{
    char digits[400];
    return plain_number(t, n, digits, sizeof digits, &n) && f64_parse(digits, n, v);
}

/* The text that is read in the place of a value; NULL: the value itself is. */
static const char *text_for2(const struct field *f, struct json_object *v)
{
    enum json_type kind  = json_object_get_type(v);
    double         value = json_object_get_double(v);
    bool           flag  = kind == json_type_boolean, number = kind == json_type_int ||
                                                               kind == json_type_double;
    switch (f->type) {
    case T_BOOL:
        if (kind == json_type_string)
            return json_object_get_string(v);
        return number && value == 0 ? "0" : number && value == 1 ? "1" : NULL;
    case T_I64:
    case T_F64: return !flag ? NULL : value != 0 ? "1" : "0";
    case T_TIME: return number ? json_object_get_string(v) : NULL;
    default: return NULL;
    }
}

int field_from_lax2(struct cx *cx, const struct shape *s, size_t i, struct json_object *v,
                    void *row)
{
    const struct field *f    = &s->fields[i];
    const char         *text = text_for2(f, v);
    if (text)
        return field_from_text(cx, s, i, text,
                               json_object_is_type(v, json_type_string)
                                   ? (size_t)json_object_get_string_len(v)
                                   : strlen(text), row);
    if (v || (f->flags & NULLS))
        return field_from_value(cx, s, i, v, row);
    if (f->type == T_ROW)
        return field_one(cx, f, v, (struct one *)(void *)((char *)row + f->off));
    return field_wrong(cx, f);
}
