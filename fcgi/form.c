/* form.c - see form.h. */
#include "fcgi/form.h"
#include "model/base/arena.h"
#include "model/base/crypt.h"
#include "model/base/text.h"

static const char *decode(struct arena *a, const char *text, size_t len, bool plus, size_t *n)
{
    char  *to   = arena_alloc(a, len + 1);
    size_t used = 0, points;
    bool   control;
    for (size_t i = 0; i < len; i++) {
        uint8_t byte = (uint8_t)text[i];
        if (byte == '%') {
            if (len - i < 3 || !hex_read(text + i + 1, 2, &byte, 1))
                return NULL;
            i += 2;
        } else if (plus && byte == '+') {
            byte = ' ';
        }
        to[used++] = (char)byte;
    }
    if (!utf8_check(to, used, &points, &control)) /* NUL is none either */
        return NULL;
    *n = used;
    return to;
}

const char *percent_decode(struct arena *a, const char *text, size_t len, size_t *n)
{
    return decode(a, text, len, false, n);
}

struct form form_begin(enum form_source source, const char *text, size_t len, size_t max_pairs)
{
    if (!text)
        text = "";
    return (struct form){ .at = text, .end = text + len, .left = max_pairs, .source = source };
}

static int unreadable(struct cx *cx, const struct form *f, const char *what)
{
    bool body = f->source == FORM_BODY;
    return refuse(cx, body ? E_BAD_BODY : E_INVALID,
                  "The %s has %s that is not percent-encoded UTF-8", body ? "form" : "query", what);
}

int form_next(struct cx *cx, struct form *f, struct form_pair *pair)
{
    const char      *stop, *equals;
    struct form_pair p = { .value = "" };
    while (f->at < f->end && *f->at == '&')
        f->at++;
    if (f->at == f->end)
        return 0;
    if (f->left == 0)
        return refuse(cx, E_TOO_LARGE, "The %s has too many parameters",
                      f->source == FORM_BODY ? "form" : "query");
    stop   = memchr(f->at, '&', (size_t)(f->end - f->at));
    stop   = stop ? stop : f->end;
    equals = memchr(f->at, '=', (size_t)(stop - f->at));
    p.name =
        decode(cx->arena, f->at, (size_t)((equals ? equals : stop) - f->at), true, &p.name_len);
    if (!p.name)
        return unreadable(cx, f, "a name");
    if (equals)
        p.value = decode(cx->arena, equals + 1, (size_t)(stop - equals - 1), true, &p.value_len);
    if (!p.value)
        return unreadable(cx, f, "a value");
    f->left--;
    f->at = stop;
    *pair = p;
    return 1;
}
