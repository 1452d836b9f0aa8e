/*
 * query.c - query strings, form bodies and captures of a path. What is given out is UTF-8
 * without NUL, and what is written again from it reads as the same.
 */
#include "fcgi/form.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "t/fuzz/fuzz.h"

enum { PAIRS = 64 };

static bool is_text(const char *text, size_t n)
{
    size_t points;
    bool   control;
    return utf8_check(text, n, &points, &control) && text[n] == '\0';
}

static size_t encode(const char *text, size_t n, char *to)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        *to++           = '%';
        *to++           = digits[c >> 4];
        *to++           = digits[c & 15];
    }
    return 3 * n;
}

static void reads_again(struct cx *cx, const struct form_pair *pair)
{
    char            *text = arena_alloc(cx->arena, 3 * (pair->name_len + pair->value_len) + 1);
    size_t           n    = encode(pair->name, pair->name_len, text);
    struct form      f;
    struct form_pair again;
    text[n++] = '=';
    n += encode(pair->value, pair->value_len, text + n);
    f = form_begin(FORM_QUERY, text, n, 1);
    must(form_next(cx, &f, &again) == 1);
    must(again.name_len == pair->name_len && strcmp(again.name, pair->name) == 0);
    must(again.value_len == pair->value_len && strcmp(again.value, pair->value) == 0);
    must(form_next(cx, &f, &again) == 0);
}

static void run(enum form_source source, const char *text, size_t n)
{
    struct cx        cx    = { .arena = arena_new(64 << 20) };
    struct form      f     = form_begin(source, text, n, PAIRS);
    size_t           pairs = 0;
    struct form_pair pair;
    int              rc;
    while ((rc = form_next(&cx, &f, &pair)) > 0) {
        must(is_text(pair.name, pair.name_len) && is_text(pair.value, pair.value_len));
        reads_again(&cx, &pair);
        pairs++;
    }
    must(pairs <= PAIRS && rc == -(int)cx.err.reason);
    arena_free(cx.arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct arena *a    = arena_new(16 << 20);
    char         *copy = malloc(n ? n : 1); /* without the NUL that could hide an overrun */
    size_t        len  = 0;
    const char   *path;
    must(copy);
    if (n)
        memcpy(copy, bytes, n);
    run(FORM_QUERY, copy, n);
    run(FORM_BODY, copy, n);
    path = percent_decode(a, copy, n, &len);
    must(!path || is_text(path, len));
    free(copy);
    arena_free(a);
    return 0;
}
