/*
 * detect_trace.c - what the frames between two shots look like.
 *
 * Three models of a gradual change are held against a few frames of a window:
 * a mixture that moves on the line from one end to the other (dissolve), parts
 * that switch from one end to the other (wipe), and a straight edge with one
 * or both ends sliding (push, cover, uncover).
 */
#include <math.h>
#include "model/media/detect_parts.h"

static const double PART_LOW = .12, PART_HIGH = .88;     /* of the way: neither end */
static const double SWITCH_LOW = .08, SWITCH_HIGH = .92; /* share of cells: the edge is inside */
static const float  UNEXPLAINED = .3f; /* cost from which a block comes from elsewhere */
static const double CROSS_MIN   = .5;  /* of the picture: an edge must cross so much */

static int64_t sample_at(const struct window *w, int i, int n)
{
    return w->start + 1 + (2 * i + 1) * w->length / (2 * n);
}

/* Scalar product of the ways from a to f and from a to b, and the squares of both. */
struct product {
    double ab, ff, bb;
};

WIDE static struct product project(const int16_t *f, const int16_t *a, const int16_t *b)
{
    int64_t sum_ab = 0, sum_ff = 0, sum_bb = 0;
    for (int part = 0; part < 3; part++, f += CELLS, a += CELLS, b += CELLS) {
        int32_t ab = 0, ff = 0, bb = 0; /* 144 * 1020 * 1020 fits */
        for (int k = 0; k < CELLS; k++) {
            int x = f[k] - a[k], y = b[k] - a[k];
            ab += x * y;
            ff += x * x;
            bb += y * y;
        }
        sum_ab += ab;
        sum_ff += ff;
        sum_bb += bb;
    }
    return (struct product){ (double)sum_ab, (double)sum_ff, (double)sum_bb };
}

double window_way(const struct detector *d, const struct window *w, int64_t at)
{
    struct product p =
        project(frame_at(d, at)->cells, frame_at(d, w->start)->cells, frame_at(d, w->end)->cells);
    return p.ab / (p.bb + 1);
}

struct residue { /* summed over samples */
    double off, nearer, whole;
};

static double residue_add(struct residue *r, const int16_t *f, const int16_t *a, const int16_t *b)
{
    struct product p   = project(f, a, b);
    double         way = p.ab / (p.bb + 1);
    r->whole           = p.bb;
    r->off += fmax(0, p.ff - 2 * way * p.ab + way * way * p.bb);
    r->nearer += fmin(p.ff, p.ff - 2 * p.ab + p.bb);
    return way;
}

static double residue_share(const struct residue *r)
{
    return r->off / (r->nearer + r->whole * .01 + 1);
}

struct split { /* of a frame's cells between the two ends */
    int nearer, farther, ends, returned;
};

/* Distance of one cell: luma, and half of chroma. */
static inline int cell_apart(const int16_t *f, const int16_t *g, int k)
{
    int u = abs(f[CELLS + k] - g[CELLS + k]), v = abs(f[2 * CELLS + k] - g[2 * CELLS + k]);
    return abs(f[k] - g[k]) + (u + v) / 2;
}

WIDE static struct split cells_split(const int16_t *f, const int16_t *a, const int16_t *b,
                                     uint8_t *was_end)
{
    struct split s = { 0, 0, 0, 0 };
    for (int k = 0; k < CELLS; k++) {
        int  to_a = cell_apart(f, a, k), to_b = cell_apart(f, b, k);
        bool is_end = to_b < to_a;
        s.nearer += is_end ? to_b : to_a;
        s.farther += is_end ? to_a : to_b;
        s.ends += is_end;
        s.returned += !is_end && was_end[k];
        was_end[k] = is_end;
    }
    return s;
}

void window_trace(const struct detector *d, const struct window *w, struct trace *t)
{
    const struct shot_frame *a = frame_at(d, w->start), *b = frame_at(d, w->end);
    uint8_t                  was_end[CELLS] = { 0 };
    struct residue           fine = { 0, 0, 0 }, blurred = { 0, 0, 0 };
    int                      returned = 0;
    double                   nearer = 0, farther = 0;
    *t = (struct trace){ .n = w->length < SAMPLES_MAX ? (int)w->length : SAMPLES_MAX };
    for (int i = 0; i < t->n; i++) {
        const struct shot_frame *f = frame_at(d, sample_at(w, i, t->n));
        t->way[i]                  = residue_add(&fine, f->cells, a->cells, b->cells);
        t->mids += t->way[i] > PART_LOW && t->way[i] < PART_HIGH;
        if (i > 0) {
            t->backward += fmax(0, t->way[i - 1] - t->way[i]);
            t->jump = fmax(t->jump, t->way[i] - t->way[i - 1]);
        }
        residue_add(&blurred, f->blurred, a->blurred, b->blurred);
        struct split s = cells_split(f->cells, a->cells, b->cells, was_end);
        returned += s.returned;
        if (s.ends > SWITCH_LOW * CELLS && s.ends < SWITCH_HIGH * CELLS) {
            nearer += s.nearer;
            farther += s.farther;
        }
    }
    t->residue         = residue_share(&fine);
    t->blurred_residue = residue_share(&blurred);
    t->switched        = farther > 0 ? nearer / farther : 1;
    t->returned        = (double)returned / CELLS;
}

void window_match(const struct detector *d, const struct window *w, struct matches *m)
{
    int    n       = w->length < MATCHES_MAX ? (int)w->length : MATCHES_MAX;
    int    neither = 0, returned = 0;
    double nearest         = 0;
    bool   was_end[BLOCKS] = { false };
    float  to_a[BLOCKS], to_b[BLOCKS];
    for (int i = 0; i < n; i++) {
        const struct shot_frame *f = frame_at(d, sample_at(w, i, n));
        blocks_compare(frame_at(d, w->start), f, to_a);
        blocks_compare(frame_at(d, w->end), f, to_b);
        for (int k = 0; k < BLOCKS; k++) {
            bool is_end = to_b[k] < to_a[k];
            nearest += (double)fminf(to_a[k], to_b[k]);
            neither += to_a[k] > UNEXPLAINED && to_b[k] > UNEXPLAINED;
            returned += !is_end && was_end[k];
            was_end[k] = is_end;
        }
    }
    m->nearest  = nearest / (BLOCKS * n);
    m->neither  = (double)neither / (BLOCKS * n);
    m->returned = (double)returned / BLOCKS;
}

enum {
    PAN_MAX_X   = THUMB_CW / 2, /* shifts that are tried */
    PAN_MAX_Y   = THUMB_CH / 2,
    PAN_SPAN    = 4, /* frames between which a shift is sought */
    PAN_SAMPLES = 4,
};
static const double PAN_NOISE = 4; /* of the half size picture: one level of luma */

enum { LEFT, RIGHT, UP, DOWN, WAYS, KINDS = 4, LINES_MAX = THUMB_CW };

/* Sum of |f(x, y) - g(x + dx, y + dy)| where both exist. */
WIDE static int shifted_differ(const int16_t *f, const int16_t *g, int dx, int dy)
{
    int x0 = dx < 0 ? -dx : 0, x1 = dx > 0 ? THUMB_CW - dx : THUMB_CW;
    int y0 = dy < 0 ? -dy : 0, y1 = dy > 0 ? THUMB_CH - dy : THUMB_CH, sum = 0;
    for (int y = y0; y < y1; y++) {
        const int16_t *pf = f + y * THUMB_CW, *pg = g + (y + dy) * THUMB_CW + dx;
        for (int x = x0; x < x1; x++)
            sum += abs(pf[x] - pg[x]);
    }
    return sum;
}

/* Differences of f and g in place, summed along each line across the way of the edge. */
WIDE static void lines_differ(const int16_t *f, const int16_t *g, bool across, int *line)
{
    memset(line, 0, LINES_MAX * sizeof *line);
    for (int y = 0; y < THUMB_CH; y++)
        for (int x = 0; x < THUMB_CW; x++)
            line[across ? x : y] += abs(f[y * THUMB_CW + x] - g[y * THUMB_CW + x]);
}

struct edge_fit {
    int cost, at;
};

/* For each kind (bit 0: the start moves with the edge; bit 1: the end does) the edge that fits
 * best. The end has taken `at` of the lines, entering from the right, left, bottom or top. */
static void edges_fit(const int16_t *f, const int16_t *a, const int16_t *b, int way,
                      struct edge_fit *fit)
{
    bool across = way == LEFT || way == RIGHT, from_high = way == LEFT || way == UP;
    int  n = across ? THUMB_CW : THUMB_CH, sign = from_high ? 1 : -1;
    int  still_a[LINES_MAX], still_b[LINES_MAX], rest_a = 0, rest_b = 0;
    lines_differ(f, a, across, still_a);
    lines_differ(f, b, across, still_b);
    for (int i = 0; i < n; i++)
        rest_a += still_a[i];
    for (int k = 0; k <= n; k++) {
        if (k > 0) {
            int line = from_high ? n - k : k - 1;
            rest_a -= still_a[line];
            rest_b += still_b[line];
        }
        int go_a = sign * k, go_b = -sign * (n - k);
        int move_a = shifted_differ(f, a, across ? go_a : 0, across ? 0 : go_a);
        int move_b = shifted_differ(f, b, across ? go_b : 0, across ? 0 : go_b);
        for (int kind = 0; kind < KINDS; kind++) {
            int cost = (kind & 1 ? move_a : rest_a) + (kind & 2 ? move_b : rest_b);
            if (k == 0 || cost < fit[kind].cost)
                fit[kind] = (struct edge_fit){ cost, k };
        }
    }
}

struct slide { /* one kind and way, over the samples */
    double cost, first, last, back;
};

static void slide_add(struct slide *s, const struct edge_fit *fit, double lines, bool is_first)
{
    double at = fit->at / lines;
    s->cost += fit->cost;
    s->first = is_first ? at : s->first;
    s->back += is_first ? 0 : fmax(0, s->last - at);
    s->last = at;
}

double window_slide(const struct detector *d, const struct window *w)
{
    const int16_t *a = frame_at(d, w->start)->half, *b = frame_at(d, w->end)->half;
    int            n                   = w->length < MATCHES_MAX ? (int)w->length : MATCHES_MAX;
    struct slide   slides[WAYS][KINDS] = { 0 };
    double         nearer = 1, best = 1;
    for (int i = 0; i < n; i++) {
        const int16_t *f    = frame_at(d, sample_at(w, i, n))->half;
        int            to_a = shifted_differ(f, a, 0, 0), to_b = shifted_differ(f, b, 0, 0);
        nearer += to_a < to_b ? to_a : to_b;
        for (int way = 0; way < WAYS; way++) {
            struct edge_fit fit[KINDS];
            edges_fit(f, a, b, way, fit);
            for (int kind = 0; kind < KINDS; kind++)
                slide_add(&slides[way][kind], &fit[kind],
                          way == LEFT || way == RIGHT ? THUMB_CW : THUMB_CH, i == 0);
        }
    }
    for (int way = 0; way < WAYS; way++)
        for (int kind = 0; kind < KINDS; kind++) {
            const struct slide *s = &slides[way][kind];
            if (s->last - s->first > CROSS_MIN)
                best = fmin(best, s->cost / nearer + s->back);
        }
    return best;
}

/* Mean difference after the shift, for the part of the picture that both frames hold. */
static double shifted_mean(const int16_t *f, const int16_t *g, int dx, int dy)
{
    int n = (THUMB_CW - abs(dx)) * (THUMB_CH - abs(dy));
    return (double)shifted_differ(f, g, dx, dy) / n;
}

/* Share of the difference of two frames that is taken away by one shift of the whole picture
 * along an axis, give or take a pixel across it. */
static double pan_share(const struct detector *d, int64_t from, int64_t to)
{
    const int16_t *f = frame_at(d, to)->half, *g = frame_at(d, from)->half;
    double         still = shifted_mean(f, g, 0, 0) + PAN_NOISE, best = still;
    for (int along = -PAN_MAX_X; along <= PAN_MAX_X; along++)
        for (int across = -1; across <= 1; across++) {
            best = fmin(best, shifted_mean(f, g, along, across) + PAN_NOISE);
            if (abs(along) <= PAN_MAX_Y)
                best = fmin(best, shifted_mean(f, g, across, along) + PAN_NOISE);
        }
    return 1 - best / still;
}

void window_pan(const struct detector *d, const struct window *w, struct pan *p)
{
    int     n      = w->length < PAN_SAMPLES ? (int)w->length : PAN_SAMPLES;
    int64_t before = w->start - PAN_SPAN, after = w->end + PAN_SPAN;
    p->within = 0;
    for (int i = 0; i < n; i++) {
        int64_t from = sample_at(w, i, n) - PAN_SPAN / 2, to = from + PAN_SPAN;
        from = from < w->start ? w->start : from;
        to   = to > w->end ? w->end : to;
        p->within += pan_share(d, from, to) / n;
    }
    double left  = before >= 0 ? pan_share(d, before, w->start) : 0;
    double right = after < d->count ? pan_share(d, w->end, after) : 0;
    p->outside   = fmax(left, right);
}
