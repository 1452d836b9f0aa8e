/* convention.c - see convention.h. */
#include "model/track/convention.h"
#include <ctype.h>
#include "model/base/arena.h"
#include "model/base/out.h"

enum { CONVENTION_MOST = 400, NAME_MOST = 1000 };

static const char *const part_names[PARTS] = { "project_name", "episode_name", "sequence_name",
                                               "shot_name" };

/* How long the placeholder is that the text begins with; 0: it is none. */
static size_t placeholder(const char *text, enum part *part)
{
    bool braces = text[0] == '$' && text[1] == '{';
    if (text[0] != '$')
        return 0;
    text += braces ? 2 : 1;
    for (size_t i = 0; i < PARTS; i++) {
        size_t n = strlen(part_names[i]);
        if (strncmp(text, part_names[i], n) == 0 && (!braces || text[n] == '}')) {
            *part = (enum part)i;
            return n + (braces ? 3 : 1);
        }
    }
    return 0;
}

int convention_read(struct cx *cx, const char *text, struct convention *to)
{
    bool   has[PARTS] = { false };
    size_t most       = strlen(text) + 1;
    if (most > CONVENTION_MOST)
        return refuse_field(cx, E_INVALID, "naming_convention", "naming_convention: is too long");
    *to = (struct convention){ arena_alloc_array(cx->arena, most, sizeof *to->piece), 0 };
    for (const char *at = text, *end; *at; at = end) {
        struct convention_piece *p = &to->piece[to->n++];
        size_t                   n = placeholder(at, &p->part);
        p->is_part                 = n > 0;
        end                        = at + n;
        if (!n) {
            enum part any;
            end = at + 1;
            while (*end && !placeholder(end, &any))
                end++;
            p->text = arena_copy(cx->arena, at, (size_t)(end - at));
        } else if (has[p->part]) {
            return refuse_field(cx, E_INVALID, "naming_convention", "naming_convention: %s comes twice",
                                part_names[p->part]);
        } else {
            has[p->part] = true;
        }
    }
    if (!has[PART_SEQUENCE] || !has[PART_SHOT])
        return refuse_field(cx, E_INVALID, "naming_convention",
                            "naming_convention: must have sequence_name and shot_name");
    return 0;
}

const char *convention_name(struct cx *cx, const struct convention *c, const char *const part[PARTS])
{
    struct out o = out_in_arena(cx->arena, 1 << 16);
    for (size_t i = 0; i < c->n; i++) {
        const char *text = c->piece[i].is_part ? part[c->piece[i].part] : c->piece[i].text;
        out_raw(&o, text ? text : "");
    }
    return out_done(&o);
}

static bool is_word(char c) { return isalnum((unsigned char)c) || c == '_' || (c & 0x80); }

struct matching {
    const struct convention *c;
    const char              *name;
    size_t                   len, end[CONVENTION_MOST]; /* of each piece */
    bool                    *fails;                     /* of a piece at a place: was tried */
};

static bool match_from(struct matching *m, size_t piece, size_t at)
{
    bool  *fails = &m->fails[piece * (m->len + 1) + at];
    size_t end   = at;
    if (piece == m->c->n)
        return true;
    if (*fails)
        return false;
    if (!m->c->piece[piece].is_part) {
        size_t n      = strlen(m->c->piece[piece].text);
        m->end[piece] = at + n;
        if (n <= m->len - at && memcmp(m->name + at, m->c->piece[piece].text, n) == 0 &&
            match_from(m, piece + 1, at + n))
            return true;
        *fails = true;
        return false;
    }
    while (end < m->len && is_word(m->name[end]))
        end++;
    for (size_t to = end + 1; to-- > at;) {
        m->end[piece] = to;
        if (match_from(m, piece + 1, to))
            return true;
    }
    *fails = true;
    return false;
}

bool convention_match(struct cx *cx, const struct convention *c, const char *name,
                      const char *part[PARTS])
{
    struct matching m = { .c = c, .name = name, .len = strlen(name) };
    for (size_t i = 0; i < PARTS; i++)
        part[i] = NULL;
    if (m.len > NAME_MOST)
        return false;
    m.fails = arena_alloc_array(cx->arena, (c->n + 1) * (m.len + 1), sizeof *m.fails);
    if (!match_from(&m, 0, 0))
        return false;
    for (size_t i = 0, at = 0; i < c->n; at = m.end[i++])
        if (c->piece[i].is_part)
            part[c->piece[i].part] = arena_copy(cx->arena, name + at, m.end[i] - at);
    return true;
}
