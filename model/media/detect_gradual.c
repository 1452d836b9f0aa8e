/*
 * detect_gradual.c - dissolves and wipes.
 *
 * Windows of several lengths slide over what cuts and fades have left. In a
 * dissolve the frames between lie on the line that joins the window's ends; in
 * a wipe each cell of the picture switches once from one end to the other. Both
 * sides of a change are quieter than it, and nothing before it comes back after
 * it. Of candidates that overlap the best one stays.
 */
#include <math.h>
#include "model/media/detect_parts.h"

static const int lengths[] = { 5, 8, 12, 17, 24, 34, 48, 64 }; /* mixed frames of the windows */

enum {
    STEPS_PER_LENGTH = 6,  /* windows start at every sixth part of their length */
    SAMPLES_MAX      = 10, /* frames looked at within a window */
    SIDE             = 8,  /* frames beyond an end that show the contrast of its shot */
    OUTSIDE_MIN      = 3,  /* frames there must be between an end and the next cut */
    OUTSIDE_LOW      = 4,
    OUTSIDE_HIGH     = 12, /* bounds of how far outside quiet is tested */
    BACK_STEP        = 8,
    BACK_MAX         = 24, /* frames outside at which a return is looked for */
    APART            = 6,  /* frames between two changes at least */
    APART_MID        = 12, /*   and between their middles */
    MIDS_MIN         = 2,  /* samples that are neither one end nor the other */
};
static const float GATE_BASE = 1, GATE_SLOPE = .08f, GATE_MAX = 5; /* least plain difference */
static const float FLAT       = 1.8f; /* contrast of an end that shows nothing */
static const float FADE_RATIO = .25f; /* an end this much weaker and dark is half a fade */
static const int   FADE_MEAN  = 40;
static const float SIDE_RATIO = .35f; /* an end this much weaker than its own side is none */
static const float PART_LOW = .12f, PART_HIGH = .88f; /* of the way: neither end */
static const float RESIDUE_MAX  = .30f;               /* of a dissolve, off the line */
static const float BACKWARD_MAX = .08f;               /* sum of steps back on the way */
static const float START_MAX = .35f, END_MIN = .65f;  /* of the way at first and last sample */
static const float JUMP_MAX         = .55f;           /* largest step between samples */
static const float WIPE_RESIDUE_MAX = .20f;
static const float WIPE_PART_LOW = .08f, WIPE_PART_HIGH = .92f;
static const float WIPE_START_MAX = .4f, WIPE_END_MIN = .6f, WIPE_WAY_MIN = .45f;
static const float FLIPS_MAX      = .12f; /* cells that switch back, share of all */
static const float DISSOLVE_APART = .46f, DISSOLVE_CLEAR = .5f; /* contrast of the ends */
static const float WIPE_APART = .55f, WIPE_CLEAR = .55f;
static const float QUIET        = .68f; /* of the ends' dissimilarity: most of either side's */
static const float RETURN       = .7f;  /*   and least after a while */
static const float RETURN_ALIKE = .4f;  /* what is this alike has come back for sure */
static const float NOISE_WEIGHT = .3f;  /* of the sides' unrest in the score */

struct window {
    int64_t start, end; /* the pure frames on either side of the mixed ones */
    int64_t length;     /* mixed frames */
};

/* What the samples of a window tell. */
struct trace {
    int    n;
    double way[SAMPLES_MAX];   /* projection on the line from start to end, 0 to 1 */
    double cells[SAMPLES_MAX]; /* share of the cells that look like the end */
    double residue;            /* off the line, against the nearer end */
    double wipe_residue;       /* of the cells to the nearer end, against the farther */
    int    mids, wipe_mids;
    int    flips;
};

static int64_t length_of(const struct detector *d, size_t i)
{
    return lrintf((float)lengths[i] * d->pace);
}

/* Scalar product of the ways from a to f and from a to b, and the squares of both. */
struct product {
    int64_t ab, ff, bb;
};
static struct product project(const struct shot_frame *f, const struct shot_frame *a,
                              const struct shot_frame *b)
{
    struct product p = { 0, 0, 0 };
    for (int part = 0; part < 3; part++) {
        const int16_t *pf = f->cells + part * CELLS, *pa = a->cells + part * CELLS,
                      *pb = b->cells + part * CELLS;
        int32_t ab = 0, ff = 0, bb = 0; /* 144 * 1020 * 1020 fits */
        for (int k = 0; k < CELLS; k++) {
            int x = pf[k] - pa[k], y = pb[k] - pa[k];
            ab += x * y;
            ff += x * x;
            bb += y * y;
        }
        p.ab += ab;
        p.ff += ff;
        p.bb += bb;
    }
    return p;
}

struct split { /* of a frame's cells between the two ends */
    int near, far, ends;
    int flips;
};

/* Distance of one cell: luma, and half of chroma. */
static int cell_apart(const struct shot_frame *f, const struct shot_frame *g, int k)
{
    return abs(f->cells[k] - g->cells[k]) +
           ((abs(f->cells[CELLS + k] - g->cells[CELLS + k]) +
             abs(f->cells[2 * CELLS + k] - g->cells[2 * CELLS + k])) >>
            1);
}

static struct split cells_split(const struct shot_frame *f, const struct shot_frame *a,
                                const struct shot_frame *b, uint8_t *was_end)
{
    struct split s = { 0, 0, 0, 0 };
    for (int k = 0; k < CELLS; k++) {
        int  to_a = cell_apart(f, a, k), to_b = cell_apart(f, b, k);
        bool is_end = to_b < to_a;
        s.near += is_end ? to_b : to_a;
        s.far += is_end ? to_a : to_b;
        s.ends += is_end;
        s.flips += !is_end && was_end[k];
        was_end[k] = is_end;
    }
    return s;
}

static void window_trace(const struct detector *d, const struct window *w, struct trace *t)
{
    const struct shot_frame *a = frame_at(d, w->start), *b = frame_at(d, w->end);
    uint8_t                  was_end[CELLS] = { 0 };
    double                   off = 0, off_max = 0, whole = 1, near = 0, far = 0;
    *t = (struct trace){ .n = w->length < SAMPLES_MAX ? (int)w->length : SAMPLES_MAX };
    for (int i = 0; i < t->n; i++) {
        int64_t                  at = w->start + 1 + (int64_t)((i + .5) * (double)w->length / t->n);
        const struct shot_frame *f  = frame_at(d, at);
        struct product           p  = project(f, a, b);
        double                   ab = (double)p.ab, ff = (double)p.ff;
        whole      = (double)p.bb;
        double way = ab / (whole + 1), rest = ff - 2 * way * ab + way * way * whole;
        off += rest > 0 ? rest : 0;
        off_max += fmin(ff, ff - 2 * ab + whole);
        t->way[i] = way;
        t->mids += way > PART_LOW && way < PART_HIGH;

        struct split s = cells_split(f, a, b, was_end);
        t->flips += s.flips;
        t->cells[i] = (double)s.ends / CELLS;
        if (t->cells[i] > WIPE_PART_LOW && t->cells[i] < WIPE_PART_HIGH) {
            near += s.near;
            far += s.far;
            t->wipe_mids++;
        }
    }
    t->residue      = off / (off_max + whole * .01 + 1);
    t->wipe_residue = near / (far + 1);
}

/* Sum of the steps back, and the largest one forward. */
static double backward(const double *v, int n, double *jump)
{
    double back = 0;
    *jump       = 0;
    for (int i = 1; i < n; i++) {
        back += fmax(0, v[i - 1] - v[i]);
        *jump = fmax(*jump, v[i] - v[i - 1]);
    }
    return back;
}

static bool trace_is_dissolve(const struct trace *t)
{
    double jump, back = backward(t->way, t->n, &jump);
    return t->residue < RESIDUE_MAX && back < BACKWARD_MAX && t->way[0] < START_MAX &&
           t->way[t->n - 1] > END_MIN && jump < JUMP_MAX;
}

static bool trace_is_wipe(const struct trace *t)
{
    double jump, back = backward(t->cells, t->n, &jump), first = t->cells[0],
                 last = t->cells[t->n - 1];
    return t->wipe_mids >= MIDS_MIN && t->wipe_residue < WIPE_RESIDUE_MAX && back < BACKWARD_MAX &&
           t->flips < CELLS * FLIPS_MAX && first < WIPE_START_MAX && last > WIPE_END_MIN &&
           last - first > WIPE_WAY_MIN;
}

/* Largest contrast of the frames beyond one end. */
static float side_contrast(const struct detector *d, int64_t end, int step)
{
    float most = 0;
    for (int64_t i = 1; i <= SIDE; i++) {
        int64_t at = end + i * step;
        if (at >= 0 && at < d->count)
            most = fmaxf(most, frame_at(d, at)->deviation);
    }
    return most;
}

/* Whether both ends show a picture of their own, neither being part of a fade. */
static bool ends_are_shots(const struct detector *d, const struct window *w)
{
    const struct shot_frame *a = frame_at(d, w->start), *b = frame_at(d, w->end);
    if (a->deviation < FLAT || b->deviation < FLAT)
        return false;
    if ((a->deviation < FADE_RATIO * b->deviation && a->mean < FADE_MEAN) ||
        (b->deviation < FADE_RATIO * a->deviation && b->mean < FADE_MEAN))
        return false;
    if (a->deviation < SIDE_RATIO * side_contrast(d, w->start, -1) &&
        !mark_between(d, w->start - SIDE, w->start))
        return false;
    return b->deviation >= SIDE_RATIO * side_contrast(d, w->end, 1) ||
           mark_between(d, w->end, w->end + SIDE);
}

static bool ends_differ(const struct detector *d, const struct window *w)
{
    const struct shot_frame *a = frame_at(d, w->start), *b = frame_at(d, w->end);
    float                    gate = GATE_BASE + GATE_SLOPE * (a->deviation + b->deviation);
    return plain_difference(a, b) >= fminf(gate, GATE_MAX);
}

/* The unrest of both sides: dissimilarity to frames outside; false if there are too few. */
static bool sides_measure(struct detector *d, const struct window *w, float *before, float *after)
{
    int64_t out = w->length / 2;
    out         = out < OUTSIDE_LOW ? OUTSIDE_LOW : out > OUTSIDE_HIGH ? OUTSIDE_HIGH : out;
    int64_t s = w->start - out, e = w->end + out;
    s = s < 0 ? 0 : s;
    e = e >= d->count ? d->count - 1 : e;
    while (s < w->start && mark_between(d, s, w->start))
        s++;
    while (e > w->end && mark_between(d, w->end, e))
        e--;
    if (w->start - s < OUTSIDE_MIN || e - w->end < OUTSIDE_MIN)
        return false;
    *before = contrast_of(d, s, w->start).dissimilarity;
    *after  = contrast_of(d, w->end, e).dissimilarity;
    return true;
}

/* Whether one end, or something like it, is seen again on the other side. */
static bool comes_back(struct detector *d, const struct window *w, float apart)
{
    float least = apart;
    for (int64_t z = BACK_STEP; z <= BACK_MAX && least > RETURN_ALIKE; z += BACK_STEP) {
        if (w->end + z < d->count && !mark_between(d, w->end, w->end + z))
            least = fminf(least, contrast_of(d, w->start, w->end + z).dissimilarity);
        if (w->start - z >= 0 && !mark_between(d, w->start - z, w->start))
            least = fminf(least, contrast_of(d, w->start - z, w->end).dissimilarity);
    }
    return least < RETURN * apart;
}

static int64_t middle(const struct detector *d, const struct window *w)
{
    const struct shot_frame *a = frame_at(d, w->start), *b = frame_at(d, w->end);
    for (int64_t i = w->start + 1; i < w->end; i++) {
        struct product p = project(frame_at(d, i), a, b);
        if ((double)p.ab / ((double)p.bb + 1) >= .5)
            return i;
    }
    return w->start + 1;
}

static void cand_add(struct detector *d, const struct window *w, bool is_dissolve, float score)
{
    if (d->cands_n >= CANDS_MAX)
        return;
    d->cands[d->cands_n++] = (struct cand){
        .mark  = { middle(d, w), w->start + 1, w->end - 1, is_dissolve ? MARK_DISSOLVE : MARK_WIPE,
                   fminf(1, fmaxf(0, score)) },
        .score = score,
    };
}

static void window_try(struct detector *d, const struct window *w)
{
    struct trace t;
    float        before, after;
    if (!ends_differ(d, w) || !ends_are_shots(d, w))
        return;
    window_trace(d, w, &t);
    if (t.mids < MIDS_MIN)
        return;
    bool dissolve = trace_is_dissolve(&t), wipe = trace_is_wipe(&t);
    if ((!dissolve && !wipe) || mark_between(d, w->start, w->end))
        return;
    struct contrast c = contrast_of(d, w->start, w->end);
    dissolve =
        dissolve && c.dissimilarity > DISSOLVE_APART * d->sensitivity && c.clear > DISSOLVE_CLEAR;
    wipe = wipe && c.dissimilarity > WIPE_APART * d->sensitivity && c.clear > WIPE_CLEAR;
    if (!dissolve && !wipe)
        return;
    if (!sides_measure(d, w, &before, &after) || before > QUIET * c.dissimilarity ||
        after > QUIET * c.dissimilarity || comes_back(d, w, c.dissimilarity))
        return;
    double residue = dissolve ? t.residue : t.wipe_residue;
    cand_add(d, w, dissolve,
             c.dissimilarity * (float)(1 - residue) * (1 - NOISE_WEIGHT * (before + after)));
}

static void windows_from(struct detector *d, int64_t start)
{
    for (size_t i = 0; i < COUNT(lengths); i++) {
        int64_t length = length_of(d, i), step = length / STEPS_PER_LENGTH;
        if (step > 1 && start % step != 0)
            continue;
        struct window w = { start, start + length + 1, length };
        if (w.end < d->count)
            window_try(d, &w);
    }
}

static bool cands_compete(const struct cand *a, const struct cand *b)
{
    int64_t end   = a->mark.last < b->mark.last ? a->mark.last : b->mark.last;
    int64_t start = a->mark.first > b->mark.first ? a->mark.first : b->mark.first;
    int64_t mids  = a->mark.frame - b->mark.frame;
    return end - start >= -APART || (mids < APART_MID && mids > -APART_MID);
}

/* Of equal ones the earlier stays: candidates are kept in the order they were found. */
static bool cand_is_best(const struct detector *d, int i)
{
    for (int k = 0; k < d->cands_n; k++)
        if (k != i && cands_compete(&d->cands[i], &d->cands[k]) &&
            (d->cands[k].score > d->cands[i].score ||
             (k < i && d->cands[k].score >= d->cands[i].score)))
            return false;
    return true;
}

static void cand_accept(struct detector *d, int i)
{
    const struct cand won  = d->cands[i];
    int               kept = 0;
    for (int k = 0; k < d->cands_n; k++)
        if (!cands_compete(&won, &d->cands[k]))
            d->cands[kept++] = d->cands[k];
    d->cands_n = kept;
    mark_add(d, &won.mark);
}

/* Accepts what no candidate still to come can compete with. */
static void cands_settle(struct detector *d, bool all)
{
    for (int i = 0; i < d->cands_n;) {
        const struct mark *m = &d->cands[i].mark;
        bool               ripe =
            all || (d->gradual_next > m->last + APART && d->gradual_next > m->frame + APART_MID);
        if (ripe && cand_is_best(d, i)) {
            cand_accept(d, i);
            i = 0;
        } else {
            i++;
        }
    }
}

void gradual_advance(struct detector *d)
{
    int64_t ahead = length_of(d, COUNT(lengths) - 1) + 1 + BACK_MAX;
    int64_t known = d->cut_final < d->fade_final ? d->cut_final : d->fade_final;
    while (d->is_finished ? d->gradual_next < d->count : d->gradual_next + ahead < known) {
        windows_from(d, d->gradual_next++);
        if (d->cands_n >= CANDS_MAX)
            cands_settle(d, true);
    }
    cands_settle(d, d->is_finished);
    int64_t final = d->is_finished ? d->count : d->gradual_next + 1;
    for (int i = 0; i < d->cands_n; i++)
        if (d->cands[i].mark.frame < final)
            final = d->cands[i].mark.frame;
    if (final > d->gradual_final)
        d->gradual_final = final;
}
