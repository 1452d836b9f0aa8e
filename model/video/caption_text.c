/* caption_text.c - see caption_text.h. */
#include "model/video/caption_text.h"
#include <stdlib.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/video/cue.h"

enum { ID_BYTES = 250, GROWTH = 4 /* "&" is written as "&amp;", hours are added */ };

struct line {
    const char *t; /* lines follow each other, with one byte between them */
    size_t      n;
};

struct cue {
    int64_t     start_ms, end_ms;
    struct line id;
    const char *settings;
    size_t      at, n; /* of its text in reading.text */
    size_t      order;
};

struct reading {
    struct cx      *cx;
    struct line    *lines;
    size_t          lines_n, at;
    struct cue     *cues;
    size_t          cues_n, cues_cap;
    struct out      text;
    enum cue_format format;
};

static int wrong(struct cx *cx, size_t line, const char *what)
{
    return refuse_fault(cx, FAULT_VALUE, 0, NULL, "line %zu: %s", line + 1, what);
}

/* ---- bytes become lines ---- */

/* Units of two bytes; what is half of a pair becomes what is no UTF-8. */
static void utf16_read(struct cx *cx, bool big, const char **t, size_t *n)
{
    const unsigned char *u  = (const unsigned char *)*t + 2;
    size_t               units = (*n - 2) / 2;
    char                *to = arena_alloc(cx->arena, units * 3 + 2), *at = to;
    for (size_t i = 0; i < units; i++) {
        uint32_t x = (uint32_t)(big ? u[2 * i] << 8 | u[2 * i + 1] : u[2 * i + 1] << 8 | u[2 * i]);
        if (x >= 0xd800 && x < 0xdc00 && i + 1 < units) {
            uint32_t low = (uint32_t)(big ? u[2 * i + 2] << 8 | u[2 * i + 3]
                                          : u[2 * i + 3] << 8 | u[2 * i + 2]);
            if (low >= 0xdc00 && low < 0xe000) {
                x = 0x10000 + ((x - 0xd800) << 10 | (low - 0xdc00));
                i++;
            }
        }
        at += utf8_put(x, at);
    }
    if (*n % 2)
        *at++ = '\xff';
    *t = to;
    *n = (size_t)(at - to);
}

static void decode(struct cx *cx, const char **t, size_t *n)
{
    if (*n >= 2 && (memcmp(*t, "\xfe\xff", 2) == 0 || memcmp(*t, "\xff\xfe", 2) == 0))
        utf16_read(cx, **t == '\xfe', t, n);
    if (*n >= 3 && memcmp(*t, "\xef\xbb\xbf", 3) == 0) {
        *t += 3;
        *n -= 3;
    }
}

/* One kind of line end, blanks for tabs. In place. */
static size_t simplify(char *t, size_t n)
{
    size_t to = 0;
    for (size_t i = 0; i < n; i++) {
        char c = t[i] == '\t' ? ' ' : t[i];
        if (c == '\r') {
            c = '\n';
            if (i + 1 < n && t[i + 1] == '\n')
                i++;
        }
        t[to++] = c;
    }
    return to;
}

static int line_check(struct cx *cx, const struct line *l, size_t number)
{
    size_t points;
    bool   control;
    if (!utf8_check(l->t, l->n, &points, &control))
        return wrong(cx, number, "this is not UTF-8; save the file as UTF-8");
    return control ? wrong(cx, number, "there is a control character") : 0;
}

static int lines_read(struct reading *r, const char *bytes, size_t n)
{
    char  *t;
    size_t count = 1;
    decode(r->cx, &bytes, &n);
    t = arena_copy(r->cx->arena, bytes, n);
    n = simplify(t, n);
    for (size_t i = 0; i < n; i++)
        count += t[i] == '\n';
    r->lines = arena_alloc_array(r->cx->arena, count, sizeof *r->lines);
    for (size_t at = 0; r->lines_n < count; r->lines_n++) {
        const char  *end = memchr(t + at, '\n', n - at);
        struct line *l   = &r->lines[r->lines_n];
        *l               = (struct line){ t + at, end ? (size_t)(end - t) - at : n - at };
        TRY(line_check(r->cx, l, r->lines_n));
        at += l->n + 1;
    }
    return 0;
}

/* ---- cues ---- */

static bool has_arrow(const struct reading *r, size_t i)
{
    return i < r->lines_n && memmem(r->lines[i].t, r->lines[i].n, "-->", 3);
}

static bool is_empty(const struct reading *r, size_t i)
{
    return i >= r->lines_n || r->lines[i].n == 0;
}

static struct cue *cue_new(struct reading *r)
{
    if (r->cues_n == r->cues_cap) {
        struct cue *more = arena_alloc_array(r->cx->arena, r->cues_cap * 2 + 64, sizeof *more);
        if (r->cues_n)
            memcpy(more, r->cues, r->cues_n * sizeof *more);
        r->cues     = more;
        r->cues_cap = r->cues_cap * 2 + 64;
    }
    return &r->cues[r->cues_n];
}

/* A cue whose times are in line `timing` and whose text is in the lines up to `end`. */
static int cue_add(struct reading *r, struct line id, size_t timing, size_t end)
{
    char        settings[CUE_SETTINGS_TEXT];
    struct line text = { "", 0 };
    struct cue *c    = cue_new(r);
    const char *bad;
    *c  = (struct cue){ .id = id, .order = r->cues_n, .at = r->text.len };
    bad = cue_timing_read(r->lines[timing].t, r->lines[timing].n, r->format, &c->start_ms,
                          &c->end_ms, settings);
    if (bad)
        return wrong(r->cx, timing, bad);
    if (end > timing + 1) {
        text.t = r->lines[timing + 1].t;
        text.n = (size_t)(r->lines[end - 1].t + r->lines[end - 1].n - text.t);
    }
    cue_text_write(&r->text, text.t, text.n, r->format);
    c->n        = r->text.len - c->at;
    c->settings = *settings ? arena_text(r->cx->arena, settings) : "";
    r->cues_n += c->n > 0;
    return 0;
}

/* ---- WebVTT ---- */

static bool is_signature(const struct line *l)
{
    return l->n >= 6 && memcmp(l->t, "WEBVTT", 6) == 0 && (l->n == 6 || l->t[6] == ' ');
}

/* "NOTE", "STYLE", "REGION" begin blocks that are left out. */
static bool is_left_out(const struct line *l)
{
    static const char *const words[] = { "NOTE", "STYLE", "REGION" };
    for (size_t i = 0; i < COUNT(words); i++) {
        size_t n = strlen(words[i]);
        if (l->n >= n && memcmp(l->t, words[i], n) == 0 && (l->n == n || l->t[n] == ' '))
            return true;
    }
    return false;
}

/* Players show none; one that looks like tags would only wait for somebody to be careless. */
static bool id_ok(const struct line *l)
{
    return l->n <= ID_BYTES && !memchr(l->t, '<', l->n) && !memchr(l->t, '>', l->n) &&
           !memchr(l->t, '&', l->n);
}

static int block_read(struct reading *r)
{
    bool        has_id = !has_arrow(r, r->at);
    size_t      timing = r->at + has_id, end = timing + 1;
    struct line id     = { NULL, 0 };
    if (!has_arrow(r, timing)) {
        if (!is_left_out(&r->lines[r->at]))
            return wrong(r->cx, r->at, "this is neither a cue nor a comment");
        end = r->at;
    } else if (has_id && id_ok(&r->lines[r->at])) {
        id = r->lines[r->at];
    }
    for (; !is_empty(r, end); end++)
        if (has_arrow(r, end))
            return wrong(r->cx, end, "there is no empty line in front of this cue");
    if (has_arrow(r, timing))
        TRY(cue_add(r, id, timing, end));
    r->at = end;
    return 0;
}

static int webvtt_read(struct reading *r)
{
    if (!is_signature(&r->lines[0]))
        return wrong(r->cx, 0, "WebVTT begins with a line WEBVTT");
    for (r->at = 1; !is_empty(r, r->at) && !has_arrow(r, r->at);)
        r->at++;
    for (; r->at < r->lines_n; r->at++)
        if (!is_empty(r, r->at))
            TRY(block_read(r));
    return 0;
}

/* ---- SubRip ---- */

static bool is_blank(const struct line *l)
{
    const char *t = l->t;
    size_t      n = l->n;
    text_trim(&t, &n);
    return n == 0;
}

static bool is_counter(const struct line *l)
{
    const char *t = l->t;
    size_t      n = l->n;
    int64_t     v;
    text_trim(&t, &n);
    return i64_parse(t, n, &v) && v >= 0;
}

static size_t arrow_from(const struct reading *r, size_t i)
{
    while (i < r->lines_n && !has_arrow(r, i))
        i++;
    return i;
}

/* Empty lines do not count, for people forget them and use them in texts. */
static int subrip_read(struct reading *r)
{
    size_t timing = arrow_from(r, 0), next;
    bool   counted = timing > 0 && timing < r->lines_n && is_counter(&r->lines[timing - 1]);
    for (size_t i = 0; i + counted < timing; i++)
        if (!is_blank(&r->lines[i]))
            return wrong(r->cx, i, "this is neither WebVTT nor a cue of SubRip");
    for (; timing < r->lines_n; timing = next) {
        size_t end = next = arrow_from(r, timing + 1);
        if (counted && next < r->lines_n && end > timing + 1 && is_counter(&r->lines[end - 1]))
            end--;
        TRY(cue_add(r, (struct line){ NULL, 0 }, timing, end));
    }
    return 0;
}

/* ---- writing ---- */

static int by_start(const void *a, const void *b)
{
    const struct cue *x = a, *y = b;
    if (x->start_ms != y->start_ms)
        return x->start_ms < y->start_ms ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static void cue_write(struct out *o, const struct reading *r, const struct cue *c)
{
    char start[CUE_TIME_TEXT], end[CUE_TIME_TEXT];
    cue_time_write(c->start_ms, start);
    cue_time_write(c->end_ms, end);
    out_raw(o, "\n");
    if (c->id.n) {
        out_bytes(o, c->id.t, c->id.n);
        out_raw(o, "\n");
    }
    out_format(o, "%s --> %s%s\n", start, end, c->settings);
    out_bytes(o, r->text.buf + c->at, c->n);
}

static int cues_write(struct reading *r, const char **to, size_t *len)
{
    struct out o = out_in_arena(r->cx->arena, GROWTH * CAPTION_BYTES);
    qsort(r->cues, r->cues_n, sizeof *r->cues, by_start);
    out_raw(&o, "WEBVTT\n");
    for (size_t i = 0; i < r->cues_n; i++)
        cue_write(&o, r, &r->cues[i]);
    *to  = out_done(&o);
    *len = o.len;
    return *to ? 0 : refuse(r->cx, E_TOO_LARGE, "The captions are too long");
}

int caption_clean(struct cx *cx, const char *bytes, size_t n, enum caption_format format,
                  const char **to, size_t *len)
{
    struct reading r = { .cx = cx, .text = out_in_arena(cx->arena, GROWTH * CAPTION_BYTES) };
    if (n > CAPTION_BYTES)
        return refuse(cx, E_TOO_LARGE, "Captions may have %d bytes", CAPTION_BYTES);
    TRY(lines_read(&r, bytes, n));
    if (format == CAPTION_ANY)
        format = is_signature(&r.lines[0]) ? CAPTION_WEBVTT : CAPTION_SUBRIP;
    r.format = format == CAPTION_WEBVTT ? CUE_WEBVTT : CUE_SUBRIP;
    TRY(format == CAPTION_WEBVTT ? webvtt_read(&r) : subrip_read(&r));
    if (r.text.failed)
        return refuse(cx, E_TOO_LARGE, "The captions are too long");
    if (!r.cues_n)
        return wrong(cx, r.lines_n - 1, "the file ends without a cue that has text");
    return cues_write(&r, to, len);
}
