/* header.c - see header.h. */
#include "fcgi/header.h"
#include "model/base/arena.h"

static bool is_token(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (c && strchr("!#$%&'*+-.^_`|~", c));
}

static char *lower_copy(struct arena *a, const char *text, size_t len)
{
    char *t = arena_copy(a, text, len);
    for (size_t i = 0; i < len; i++)
        if (t[i] >= 'A' && t[i] <= 'Z')
            t[i] = (char)(t[i] | 0x20);
    return t;
}

static void skip_blanks(struct header_params *ps)
{
    while (ps->at < ps->end && (*ps->at == ' ' || *ps->at == '\t'))
        ps->at++;
}

static size_t token_len(const char *at, const char *end, const char *also)
{
    const char *p = at;
    while (p < end && *p && (is_token(*p) || strchr(also, *p)))
        p++;
    return (size_t)(p - at);
}

const char *header_word(struct arena *a, const char *value, size_t len, struct header_params *ps)
{
    size_t n;
    *ps = (struct header_params){ value, value + len };
    skip_blanks(ps);
    n = token_len(ps->at, ps->end, "/");
    if (n == 0)
        return NULL;
    ps->at += n;
    return lower_copy(a, ps->at - n, n);
}

/* The text after the opening quote. Only `\"` and `\\` are escapes: browsers send the
 * backslash of a file's name as it is. */
static bool quoted_read(struct arena *a, struct header_params *ps, struct header_param *p)
{
    char  *to = arena_alloc(a, (size_t)(ps->end - ps->at) + 1);
    size_t n  = 0;
    for (const char *c = ps->at; c < ps->end && *c != '\r' && *c != '\n' && *c != '\0'; c++) {
        if (*c == '"') {
            ps->at   = c + 1;
            p->value = to;
            p->len   = n;
            return true;
        }
        if (*c == '\\' && c + 1 < ps->end && (c[1] == '"' || c[1] == '\\'))
            c++;
        to[n++] = *c;
    }
    return false;
}

static bool value_read(struct arena *a, struct header_params *ps, struct header_param *p)
{
    if (ps->at < ps->end && *ps->at == '"') {
        ps->at++;
        return quoted_read(a, ps, p);
    }
    /* Clients that do not quote are not careful about the alphabet either. */
    for (p->len = 0; ps->at + p->len < ps->end; p->len++) {
        unsigned char c = (unsigned char)ps->at[p->len];
        if (c <= ' ' || c == ';' || c == '"' || c == 0x7f)
            break;
    }
    p->value = arena_copy(a, ps->at, p->len);
    ps->at += p->len;
    return p->len > 0;
}

int header_param_next(struct arena *a, struct header_params *ps, struct header_param *p)
{
    size_t n;
    skip_blanks(ps);
    if (ps->at == ps->end)
        return 0;
    if (*ps->at++ != ';')
        return -1;
    skip_blanks(ps);
    if (ps->at == ps->end) /* a semicolon after the last one */
        return 0;
    n = token_len(ps->at, ps->end, "");
    if (n == 0)
        return -1;
    p->name = lower_copy(a, ps->at, n);
    ps->at += n;
    skip_blanks(ps);
    if (ps->at == ps->end || *ps->at++ != '=')
        return -1;
    skip_blanks(ps);
    return value_read(a, ps, p) ? 1 : -1;
}
