/* out.c - the streaming JSON writer. */
#include "model/base/out.h"
#include <math.h>
#include "model/base/arena.h"
#include "model/base/text.h"

static void let_go(void *kept) { free(*(char **)kept); }

struct out out_in_arena(struct arena *a, size_t max)
{
    char **kept = arena_alloc(a, sizeof *kept);
    arena_on_reset(a, let_go, kept);
    return (struct out){ .kept = kept, .max = max };
}

struct out out_on_heap(size_t max) { return (struct out){ .heap = true, .max = max }; }

struct out out_to_sink(char *buf, size_t cap, int (*sink)(void *, const char *, size_t), void *u)
{
    return (struct out){ .buf = buf, .cap = cap, .max = cap, .sink = sink, .u = u };
}

static bool make_room(struct out *o, size_t n)
{
    size_t want;
    char  *more;
    if (o->failed)
        return false;
    if (o->cap - o->len >= n)
        return true;
    if (o->sink) {
        o->failed = o->sink(o->u, o->buf, o->len) < 0;
        o->len = 0;
        return !o->failed && o->cap >= n;
    }
    want = o->cap ? o->cap * 2 : o->heap ? 4096 : 512;
    while (want < o->len + n)
        want *= 2;
    if (want > o->max)
        want = o->max;
    if (want < o->len + n) {
        o->failed = true;
        return false;
    }
    more = realloc(o->buf, want);
    if (!more)
        abort();
    if (o->kept)
        *o->kept = more;
    o->buf = more;
    o->cap = want;
    return true;
}

void out_bytes(struct out *o, const char *bytes, size_t n)
{
    while (o->sink && n > o->cap) { /* longer than the whole buffer: in pieces */
        if (!make_room(o, o->cap))
            return;
        memcpy(o->buf + o->len, bytes, o->cap);
        o->len += o->cap;
        bytes += o->cap;
        n -= o->cap;
    }
    if (!make_room(o, n))
        return;
    if (n)
        memcpy(o->buf + o->len, bytes, n);
    o->len += n;
}

/* Where the next `n` bytes are written in one piece; NULL when there is no room, because the text
 * is too long or a sink's buffer is smaller than that. */
static char *place(struct out *o, size_t n)
{
    return o->cap - o->len >= n || make_room(o, n) ? o->buf + o->len : NULL;
}

/* Most of what is written are single characters around names and values. */
static void out_char(struct out *o, char c)
{
    if (o->len == o->cap && !make_room(o, 1))
        return;
    o->buf[o->len++] = c;
}

void out_raw(struct out *o, const char *text) { out_bytes(o, text, strlen(text)); }

void out_format(struct out *o, const char *fmt, ...)
{
    char    small[512];
    va_list ap;
    int     n;
    va_start(ap, fmt);
    n = vsnprintf(small, sizeof small, fmt, ap);
    va_end(ap);
    if (n < 0 || (size_t)n >= sizeof small)
        o->failed = true;
    else
        out_bytes(o, small, (size_t)n);
}

const char *out_done(struct out *o)
{
    out_bytes(o, "", 1);
    if (o->failed)
        return NULL;
    o->len--;
    return o->buf;
}

static void before_value(struct out *o)
{
    if (o->comma)
        out_char(o, ',');
    o->comma = true;
}

static void open_with(struct out *o, char bracket)
{
    before_value(o);
    out_char(o, bracket);
    o->comma = false;
}

static void close_with(struct out *o, char bracket)
{
    out_char(o, bracket);
    o->comma = true;
}

void out_object(struct out *o) { open_with(o, '{'); }
void out_object_end(struct out *o) { close_with(o, '}'); }
void out_array(struct out *o) { open_with(o, '['); }
void out_array_end(struct out *o) { close_with(o, ']'); }

static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c != '"' && c != '\\' && c != 0x7f;
}

/* Whether none of eight bytes needs an escape. Per byte the highest bit is set by what is wanted:
 * a value below 0x20, or zero after the exclusive or with a character. A borrow can only add a
 * false alarm, which costs a closer look. */
static bool are_plain(const char *text)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
    uint64_t       w, quote, slash, del;
    memcpy(&w, text, sizeof w);
    quote = w ^ ones * '"';
    slash = w ^ ones * '\\';
    del   = w ^ ones * 0x7f;
    w = ((w - ones * 0x20) & ~w) | ((quote - ones) & ~quote) | ((slash - ones) & ~slash) |
        ((del - ones) & ~del);
    return (w & high) == 0;
}

static bool is_all_plain(const char *text, size_t n)
{
    size_t i = 0;
    for (; n - i >= 8; i += 8)
        if (!are_plain(text + i))
            return false;
    while (i < n)
        if (!is_plain((unsigned char)text[i++]))
            return false;
    return true;
}

/* Between quotation marks as it is. False: nothing is written yet. */
static bool quoted_plain(struct out *o, const char *text, size_t n)
{
    char *to = place(o, n + 2);
    if (!to)
        return false;
    *to++ = '"';
    if (n)
        memcpy(to, text, n);
    to[n] = '"';
    o->len += n + 2;
    return true;
}

static void quoted(struct out *o, const char *text, size_t n)
{
    static const char hex[] = "0123456789abcdef";
    size_t            from = 0;
    if (is_all_plain(text, n) && quoted_plain(o, text, n))
        return;
    out_char(o, '"');
    for (size_t i = 0; i < n; i++) {
        unsigned char c;
        while (n - i >= 8 && are_plain(text + i))
            i += 8;
        if (i == n)
            break;
        c = (unsigned char)text[i];
        if (is_plain(c))
            continue;
        char   esc[6] = { '\\', (char)c, '0', '0', hex[c >> 4], hex[c & 15] };
        size_t len    = 2;
        out_bytes(o, text + from, i - from);
        from = i + 1;
        switch (c) {
        case '"':
        case '\\': break;
        case '\n': esc[1] = 'n'; break;
        case '\r': esc[1] = 'r'; break;
        case '\t': esc[1] = 't'; break;
        default:
            esc[1] = 'u';
            len    = 6;
        }
        out_bytes(o, esc, len);
    }
    out_bytes(o, text + from, n - from);
    out_char(o, '"');
}

void out_key(struct out *o, const char *name)
{
    before_value(o);
    quoted(o, name, strlen(name));
    out_char(o, ':');
    o->comma = false;
}

void out_json(struct out *o, const char *text)
{
    before_value(o);
    out_raw(o, text ? text : "null");
}

void out_json_members(struct out *o, const char *text)
{
    size_t n = strlen(text);
    if (n <= 2)
        return;
    before_value(o);
    out_bytes(o, text + 1, n - 2);
}

static void word(struct out *o, const char *text, size_t n)
{
    before_value(o);
    out_bytes(o, text, n);
}

void out_null(struct out *o) { word(o, "null", 4); }
void out_bool(struct out *o, bool v) { word(o, v ? "true" : "false", v ? 4 : 5); }

void out_i64(struct out *o, int64_t v)
{
    char     t[24], *at = t + sizeof t;
    uint64_t left = v < 0 ? -(uint64_t)v : (uint64_t)v;
    do
        *--at = (char)('0' + left % 10);
    while ((left /= 10) != 0);
    if (v < 0)
        *--at = '-';
    before_value(o);
    out_bytes(o, at, (size_t)(t + sizeof t - at));
}

/* Most numbers are counts, rates and shares of few digits. Two doubles that are exact (the
 * digits and the power of ten) have the very quotient that reading the text back gives. */
static bool few_decimals(double v, char *t)
{
    double   scale = 1, size = fabs(v);
    uint64_t whole;
    size_t   decimals = 0;
    if (size >= 1e6)
        return false;
    while (rint(size * scale) / scale != size) {
        if (++decimals > 6)
            return false;
        scale *= 10;
    }
    whole = (uint64_t)rint(size * scale);
    if (!decimals) {
        decimals = 1;
        whole *= 10;
        scale = 10;
    }
    if (signbit(v))
        *t++ = '-';
    {
        uint64_t before = whole / (uint64_t)scale;
        size_t   n      = 1;
        for (uint64_t rest = before; rest >= 10; rest /= 10)
            n++;
        t    = digits_write(t, before, n);
        *t++ = '.';
        t    = digits_write(t, whole, decimals);
        *t   = 0;
    }
    return true;
}

void out_f64(struct out *o, double v)
{
    char t[40];
    if (!isfinite(v)) {
        out_null(o);
        return;
    }
    if (few_decimals(v, t)) {
        out_json(o, t);
        return;
    }
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(t, sizeof t, "%.*g", digits, v);
        if (strtod(t, NULL) == v)
            break;
    }
    if (!strpbrk(t, ".e"))
        snprintf(t + strlen(t), sizeof t - strlen(t), ".0");
    out_json(o, t);
}

void out_strn(struct out *o, const char *text, size_t n)
{
    before_value(o);
    quoted(o, text, n);
}

void out_str(struct out *o, const char *text)
{
    if (text)
        out_strn(o, text, strlen(text));
    else
        out_null(o);
}

/* What is known to need no escapes. */
static void out_plain(struct out *o, const char *text, size_t n)
{
    before_value(o);
    if (!quoted_plain(o, text, n))
        quoted(o, text, n);
}

void out_uuid(struct out *o, struct uuid v)
{
    char t[UUID_TEXT];
    uuid_format(v, t);
    out_plain(o, t, UUID_TEXT - 1);
}

void out_time(struct out *o, struct utc v)
{
    char t[TIME_TEXT];
    if (o->time == TIME_OFFSET)
        utc_format_offset(v, t);
    else
        utc_format(v, o->time == TIME_NAIVE, t);
    out_plain(o, t, strlen(t));
}

void out_date(struct out *o, struct date v)
{
    char t[TIME_TEXT];
    date_format(v, t);
    out_plain(o, t, strlen(t));
}

static void rows(struct out *o, const struct shape *of, const struct rows *rows)
{
    out_array(o);
    for (size_t i = 0; i < rows->n; i++)
        out_row(o, of, (const char *)rows->v + i * of->bytes);
    out_array_end(o);
}

static void one(struct out *o, const struct shape *of, const struct one *one)
{
    if (one->row)
        out_row(o, of, one->row);
    else
        out_str(o, one->text);
}

static void member(struct out *o, const struct field *f, const void *at)
{
    switch (f->type) {
    case T_BOOL: out_bool(o, *(const bool *)at); break;
    case T_I64: out_i64(o, *(const int64_t *)at); break;
    case T_F64: out_f64(o, *(const double *)at); break;
    case T_TEXT: out_str(o, *(const char *const *)at); break;
    case T_UUID: out_uuid(o, *(const struct uuid *)at); break;
    case T_TIME: out_time(o, *(const struct utc *)at); break;
    case T_DATE: out_date(o, *(const struct date *)at); break;
    case T_JSON: out_json(o, ((const struct json *)at)->text); break;
    case T_IDS:
        out_array(o);
        for (size_t k = 0; k < ((const struct ids *)at)->n; k++)
            out_uuid(o, ((const struct ids *)at)->v[k]);
        out_array_end(o);
        break;
    case T_ROWS: rows(o, f->of, at); break;
    case T_ROW: one(o, f->of, at); break;
    default: out_null(o);
    }
}

/* Names in tables need no escapes: see shape_fault. */
static void member_name(struct out *o, const char *name)
{
    size_t n  = strlen(name);
    char  *to = place(o, n + 4);
    if (!to) {
        out_key(o, name);
        return;
    }
    if (o->comma)
        *to++ = ',';
    *to++ = '"';
    memcpy(to, name, n);
    to[n]     = '"';
    to[n + 1] = ':';
    o->len    = (size_t)(to + n + 2 - o->buf);
    o->comma  = false;
}

void out_members(struct out *o, const struct shape *s, const void *row)
{
    const struct row *head = row;
    for (size_t i = 0; i < s->count; i++) {
        const struct field *f = &s->fields[i];
        bool                null = (head->null >> i & 1) || (!(head->set >> i & 1) && (f->flags & NULLS));
        if (!(f->flags & READ) || (f->flags & SECRET) || (null && s->sparse))
            continue;
        member_name(o, f->name);
        if (null)
            out_null(o);
        else
            member(o, f, (const char *)row + f->off);
    }
}

void out_row(struct out *o, const struct shape *s, const void *row)
{
    out_object(o);
    out_members(o, s, row);
    out_object_end(o);
}
