/* entries.c - see entries.h. */
#include "model/base/entries.h"
#include <stdlib.h>

struct entries entries_new(size_t max, int (*fn)(void *u, const char *text, size_t n), void *u)
{
    return (struct entries){ .entry = out_on_heap(max), .blank = true, .fn = fn, .u = u };
}

void entries_free(struct entries *e)
{
    free(e->entry.buf);
    e->entry.buf = NULL;
}

static int no_list(struct cx *cx) { return refuse(cx, E_BAD_BODY, "The body is not valid JSON"); }

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/* by: what it ends with. Nothing at all may only be in a list without entries. */
static int entry_ends(struct cx *cx, struct entries *e, char by)
{
    bool none = e->blank;
    if (none && !(by == ']' && e->place == ENTRIES_FIRST))
        return no_list(cx);
    e->place = by == ']' ? ENTRIES_AFTER : ENTRIES_IN;
    e->blank = true;
    if (!none) {
        if (!out_done(&e->entry))
            return refuse(cx, E_TOO_LARGE, "An entry is too long");
        TRY(e->fn(e->u, e->entry.buf, e->entry.len));
    }
    e->entry.len = 0;
    return 0;
}

static int take_inside(struct cx *cx, struct entries *e, char c)
{
    bool plain = !e->in_text;
    if (plain && !e->depth && (c == ',' || c == ']'))
        return entry_ends(cx, e, c);
    if (plain && (c == '[' || c == '{'))
        e->depth++;
    else if (plain && (c == ']' || c == '}'))
        e->depth -= e->depth > 0;
    else if (c == '"' && !e->escaped)
        e->in_text = !e->in_text;
    e->escaped = e->in_text && c == '\\' && !e->escaped;
    e->blank   = e->blank && is_blank(c);
    if (!e->blank)
        out_bytes(&e->entry, &c, 1);
    return e->entry.failed ? refuse(cx, E_TOO_LARGE, "An entry is too long") : 0;
}

static int take(struct cx *cx, struct entries *e, char c)
{
    if (e->place == ENTRIES_IN || e->place == ENTRIES_FIRST)
        return take_inside(cx, e, c);
    if (is_blank(c))
        return 0;
    if (e->place == ENTRIES_AFTER)
        return no_list(cx);
    if (c != '[')
        return refuse(cx, E_INVALID, "The body must be a list");
    e->place = ENTRIES_FIRST;
    return 0;
}

int entries_take(struct cx *cx, struct entries *e, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        TRY(take(cx, e, bytes[i]));
    return 0;
}

int entries_end(struct cx *cx, struct entries *e)
{
    return e->place == ENTRIES_AFTER ? 0 : no_list(cx);
}
