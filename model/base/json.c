/* json.c - see json.h. */
#include "model/base/json.h"
#include <json-c/json.h>
#include <limits.h>
#include "model/base/arena.h"
#include "model/base/text.h"

struct scan {
    const char *at, *end;
    int         depth;
    const char *what, *where; /* the first fault */
};

static bool wrong(struct scan *s, const char *what, const char *where)
{
    if (!s->what) {
        s->what  = what;
        s->where = where;
    }
    return false;
}

static bool take(struct scan *s, char c)
{
    if (s->at == s->end || *s->at != c)
        return false;
    s->at++;
    return true;
}

static void skip_blanks(struct scan *s)
{
    while (s->at < s->end && *s->at && strchr(" \t\r\n", *s->at))
        s->at++;
}

static bool word(struct scan *s, const char *text)
{
    size_t n = strlen(text);
    if ((size_t)(s->end - s->at) < n || memcmp(s->at, text, n) != 0)
        return false;
    s->at += n;
    return true;
}

static bool digits(struct scan *s)
{
    const char *from = s->at;
    while (s->at < s->end && *s->at >= '0' && *s->at <= '9')
        s->at++;
    return s->at > from;
}

/* As much of it as is a number: what stands behind it is the fault, if it ends too early. */
static bool number(struct scan *s)
{
    const char *end;
    take(s, '-');
    if (!take(s, '0') && !digits(s))
        return false;
    end = s->at;
    if (take(s, '.') && !digits(s)) {
        s->at = end;
        return true;
    }
    end = s->at;
    if (take(s, 'e') || take(s, 'E')) {
        if (!take(s, '+'))
            take(s, '-');
        if (!digits(s))
            s->at = end;
    }
    return true;
}

static bool hex_digits(struct scan *s, int n)
{
    for (; n > 0; n--, s->at++)
        if (s->at == s->end || !*s->at || !strchr("0123456789abcdefABCDEF", *s->at))
            return false;
    return true;
}

static bool string(struct scan *s)
{
    const char *from = s->at;
    if (!take(s, '"'))
        return wrong(s, "Expecting property name enclosed in double quotes", from);
    while (s->at < s->end && (unsigned char)*s->at >= 0x20) {
        const char *at = s->at++;
        if (*at == '"')
            return true;
        if (*at != '\\')
            continue;
        if (s->at == s->end)
            break;
        if (take(s, 'u')) {
            if (!hex_digits(s, 4) || s->at == s->end)
                return wrong(s, "Invalid \\uXXXX escape", at + 1);
        } else if (!*s->at || !strchr("\"\\/bfnrt", *s->at++)) {
            return wrong(s, "Invalid \\escape", at);
        }
    }
    return s->at == s->end ? wrong(s, "Unterminated string starting at", from)
                           : wrong(s, "Invalid control character at", s->at);
}

static bool value(struct scan *s);

/* The members of an object or the entries of an array; the bracket has been taken. */
static bool members(struct scan *s, char close, bool named)
{
    skip_blanks(s);
    if (take(s, close))
        return true;
    do {
        skip_blanks(s);
        if (named) {
            if (!string(s))
                return false;
            skip_blanks(s);
            if (!take(s, ':'))
                return wrong(s, "Expecting ':' delimiter", s->at);
        }
        if (!value(s))
            return false;
    } while (take(s, ','));
    return take(s, close) || wrong(s, "Expecting ',' delimiter", s->at);
}

static bool value(struct scan *s)
{
    bool        good;
    const char *from;
    skip_blanks(s);
    from = s->at;
    if (s->at == s->end || s->depth == JSON_DEPTH)
        return wrong(s, "Expecting value", from);
    s->depth++;
    switch (*s->at) {
    case '{':
        s->at++;
        good = members(s, '}', true);
        break;
    case '[':
        s->at++;
        good = members(s, ']', false);
        break;
    case '"':
        good = string(s);
        break;
    case 't':
        good = word(s, "true");
        break;
    case 'f':
        good = word(s, "false");
        break;
    case 'n':
        good = word(s, "null");
        break;
    default:
        good = number(s);
    }
    s->depth--;
    skip_blanks(s);
    return good || wrong(s, "Expecting value", from);
}

bool json_check(const char *text, size_t n)
{
    struct scan s = { .at = text, .end = text + n };
    size_t      points;
    bool        control;
    return utf8_check(text, n, &points, &control) && value(&s) && s.at == s.end;
}

struct json_fault json_explain(const char *text, size_t n)
{
    struct scan       s     = { .at = text, .end = text + n };
    struct json_fault fault = { .line = 1, .column = 1 };
    if (value(&s))
        wrong(&s, "Extra data", s.at);
    fault.what = s.what;
    for (const char *p = text; p < s.where; p++) {
        if ((*p & 0xc0) == 0x80) /* the rest of a character */
            continue;
        fault.at++;
        fault.column = *p == '\n' ? 1 : fault.column + 1;
        fault.line += *p == '\n';
    }
    return fault;
}

static void put(void *v) { json_object_put(v); }

bool json_read(struct arena *a, const char *text, size_t n, struct json_object **v)
{
    struct json_tokener *tok;
    struct json_object  *got;
    bool                 whole;
    if (n >= INT_MAX || !json_check(text, n))
        return false;
    tok = json_tokener_new_ex(JSON_DEPTH + 1);
    if (!tok)
        abort();
    got = json_tokener_parse_ex(tok, text, (int)n);
    if (json_tokener_get_error(tok) == json_tokener_continue) /* a bare number at the end */
        got = json_tokener_parse_ex(tok, "", 1);
    whole = json_tokener_get_error(tok) == json_tokener_success;
    json_tokener_free(tok);
    if (!whole) {
        json_object_put(got);
        return false;
    }
    if (got)
        arena_on_reset(a, put, got);
    *v = got;
    return true;
}
