/* naming.c - see naming.h. */
#include "model/shots/naming.h"
#include "model/base/arena.h"
#include "model/base/text.h"

enum { DIGITS_MOST = 9 };

int naming_read(struct cx *cx, const char *pattern, int64_t step, struct naming *to)
{
    const char *open = strchr(pattern, '{'), *close = open ? strchr(open, '}') : NULL;
    size_t      digits = close ? (size_t)(close - open) - 1 : 0;
    int64_t     first;
    if (!close || strcspn(pattern, "{}") != (size_t)(open - pattern) || strpbrk(close + 1, "{}"))
        return refuse_field(cx, E_INVALID, "naming",
                            "naming: needs one number in braces, as in SH{0010}");
    if (!digits || digits > DIGITS_MOST || strspn(open + 1, "0123456789") != digits ||
        !i64_parse(open + 1, digits, &first))
        return refuse_field(cx, E_INVALID, "naming",
                            "naming: the braces hold the first number, of 1 to %d digits",
                            DIGITS_MOST);
    *to = (struct naming){ .before = pattern, .before_len = (size_t)(open - pattern),
                           .after = close + 1, .digits = digits, .next = first, .step = step };
    return 0;
}

int naming_next(struct cx *cx, struct naming *n, const char **name)
{
    size_t points = 0;
    bool   control;
    *name = arena_printf(cx->arena, "%.*s%0*lld%s", (int)n->before_len, n->before, (int)n->digits,
                         (long long)n->next, n->after);
    if (!utf8_check(*name, strlen(*name), &points, &control) || points > NAMING_NAME_MAX)
        return refuse_field(cx, E_INVALID, "naming", "naming: names may have %d characters",
                            NAMING_NAME_MAX);
    n->next += n->step;
    return 0;
}
