/*
 * detect_gradual.c - dissolves, wipes and pushes.
 *
 * Windows of several lengths slide over what cuts and fades have left. The ends
 * of a window must show two different shots that stay what they are outside it;
 * what lies between is weighed as evidence of a gradual change. Of candidates
 * that overlap the best one stays.
 */
#include <math.h>
#include "model/media/detect_parts.h"

static const int lengths[] = { 5, 8, 12, 17, 24, 34, 48, 64 }; /* mixed frames of the windows */

enum {
    STEPS_PER_LENGTH = 6, /* windows start at every sixth part of their length */
    SIDE             = 8, /* frames beyond an end that show the contrast of its shot */
    OUTSIDE_MIN      = 3, /* frames there must be between an end and the next cut */
    OUTSIDE_LOW      = 4,
    OUTSIDE_HIGH     = 12, /* bounds of how far outside quiet is tested */
    BACK_STEP        = 8,
    BACK_MAX         = 24, /* frames outside at which a return is looked for */
    APART            = 6,  /* frames between two changes at least */
    APART_MID        = 12, /*   and between their middles */
    MIDS_MIN         = 2,  /* samples that are neither one end nor the other */
};
static const float  GATE_BASE = 1, GATE_SLOPE = .13f, GATE_MAX = 16; /* least plain difference */
static const float  LIVELY_MIN = .85f, LIVELY_BASE = .005f; /* change within, against outside */
static const float  FLAT         = 1.8f; /* contrast of an end that shows nothing */
static const float  FADE_RATIO   = .25f; /* an end this much weaker and dark is half a fade */
static const int    FADE_MEAN    = 40;
static const float  SIDE_RATIO   = .35f; /* an end this much weaker than its own side is none */
static const double BACKWARD_MAX = .10, JUMP_MAX = .6; /* on the way from start to end */
static const float  APART_MIN    = .36f;               /* dissimilarity of the ends */
static const float  QUIET        = .72f;               /*   of which the sides may show so much */
static const float  RETURN       = .7f;                /*   and what comes after a while not less */
static const float  RETURN_ALIKE = .4f; /* what is this alike has come back for sure */
static const double APART_SURE = .55, RESIDUE_CAP = .8, SWITCHED_MAX = .3, SLIDE_MAX = .5;
static const double RETURNED_CAP = .4; /* bends of the evidence's terms */
static const double SLIDE_SEEN = .05, PAN_SEEN = .3;
static const double LIVELY_CAP = 3;
static const double ODDS_MIN   = 1.4;       /* log of the odds from which a window is a candidate */
static const float  DIM = 22, LIFT_MAX = 4; /* contrast below which frames are lifted; how much */

static int64_t length_of(const struct detector *d, size_t i)
{
    return lrintf((float)lengths[i] * d->pace);
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

/* Mean change of frames in [first, last], the largest left out: it may be a cut. */
static float mean_change(const struct detector *d, int64_t first, int64_t last)
{
    float   sum = 0, most = 0;
    int64_t n = 0;
    for (int64_t i = first < 1 ? 1 : first; i <= last && i < d->count; i++, n++) {
        sum += frame_at(d, i)->change;
        most = fmaxf(most, frame_at(d, i)->change);
    }
    return n > 1 ? (sum - most) / (float)(n - 1) : sum;
}

/* Change from frame to frame within, against that on the calmer side. */
static float liveliness(const struct detector *d, const struct window *w)
{
    float before = mean_change(d, w->start - SIDE + 1, w->start);
    float after  = mean_change(d, w->end + 1, w->end + SIDE);
    float within = mean_change(d, w->start + 1, w->end);
    return (within + LIVELY_BASE) / (fminf(before, after) + LIVELY_BASE);
}

static bool ends_differ(const struct detector *d, const struct window *w)
{
    const struct shot_frame *a = frame_at(d, w->start), *b = frame_at(d, w->end);
    float                    gate = GATE_BASE + GATE_SLOPE * (a->deviation + b->deviation);
    return plain_difference(a, b) >= fminf(gate, GATE_MAX);
}

static float apart(struct detector *d, const struct window *w, int64_t a, int64_t b)
{
    float most = fmaxf(frame_at(d, w->start)->deviation, frame_at(d, w->end)->deviation);
    if (most >= DIM)
        return contrast_of(d, a, b).dissimilarity;
    return contrast_of_dim(d, a, b, fminf(LIFT_MAX, DIM / most)).dissimilarity;
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
    *before = apart(d, w, s, w->start);
    *after  = apart(d, w, w->end, e);
    return true;
}

/* Whether one end, or something like it, is seen again on the other side. */
static bool comes_back(struct detector *d, const struct window *w, float whole)
{
    float least = whole;
    for (int64_t z = BACK_STEP; z <= BACK_MAX && least > RETURN_ALIKE; z += BACK_STEP) {
        if (w->end + z < d->count && !mark_between(d, w->end, w->end + z))
            least = fminf(least, apart(d, w, w->start, w->end + z));
        if (w->start - z >= 0 && !mark_between(d, w->start - z, w->start))
            least = fminf(least, apart(d, w, w->start - z, w->end));
    }
    return least < RETURN * whole;
}

static int64_t middle(const struct detector *d, const struct window *w)
{
    for (int64_t i = w->start + 1; i < w->end; i++)
        if (window_way(d, w, i) >= .5)
            return i;
    return w->start + 1;
}

static void cand_add(struct detector *d, const struct window *w, double score)
{
    if (d->cands_n >= CANDS_MAX)
        return;
    d->cands[d->cands_n++] = (struct cand){
        .mark  = { middle(d, w), w->start + 1, w->end - 1, MARK_DISSOLVE,
                   (float)(1 / (1 + exp(-score))) },
        .score = (float)score,
    };
}

/* What speaks for and against a gradual change. */
struct evidence {
    float          apart;  /* dissimilarity of the ends */
    float          unrest; /* of the livelier side, against that */
    float          lively; /* change within, against that on the calmer side */
    float          change; /* mean dissimilarity of neighbours within */
    struct trace   trace;
    struct matches matches;
    double         slide; /* see window_slide */
    struct pan     pan;
};

/* A logistic model: the log of the odds. Its weights were fitted to windows of clips with known
 * changes, half of them real films, and checked on clips left out. A dissolve shows by a small
 * residue, a wipe by cells that switch, a push by the sliding edge; pans and zooms by parts of
 * the picture that come back, and by blocks that one of the ends explains. */
static double evidence_weigh(const struct evidence *e)
{
    const double slide = fmax(0, SLIDE_MAX - e->slide);
    const struct {
        double weight, value;
    } terms[] = {
        { -6.61, 1 },
        { 2.08, (double)e->apart },
        { -15.72, fmax(0, APART_SURE - (double)e->apart) },
        { 2.20, (double)e->unrest },
        { -6.13, fmin(e->trace.residue, RESIDUE_CAP) },
        { 2.24, fmin(e->trace.blurred_residue, RESIDUE_CAP) },
        { 15.37, fmax(0, SWITCHED_MAX - e->trace.switched) },
        { 6.92, slide * (1 - e->pan.outside) },
        { -4.43, fmin(e->matches.returned, RETURNED_CAP) },
        { -7.78, fmin(e->trace.returned, RETURNED_CAP) },
        { 3.52, e->matches.neither },
        { -11.27, (double)e->change },
        { 16.83, e->matches.nearest },
        { 1.77, fmin((double)e->lively, LIVELY_CAP) },
        { -3.01, slide > SLIDE_SEEN ? 0 : fmax(0, e->pan.within - PAN_SEEN) },
        { 0.63, fmax(0, e->pan.outside - PAN_SEEN) },
    };
    double sum = 0;
    for (size_t i = 0; i < COUNT(terms); i++)
        sum += terms[i].weight * terms[i].value;
    return sum;
}

/* Whether the window is worth a closer look; fills in the first part of the evidence. */
static bool window_is_likely(struct detector *d, const struct window *w, struct evidence *e)
{
    float before, after;
    if (!ends_differ(d, w) || !ends_are_shots(d, w) || mark_between(d, w->start, w->end))
        return false;
    e->lively = liveliness(d, w);
    if (e->lively < LIVELY_MIN)
        return false;
    window_trace(d, w, &e->trace);
    if (e->trace.mids < MIDS_MIN || e->trace.backward > BACKWARD_MAX || e->trace.jump > JUMP_MAX)
        return false;
    e->apart = apart(d, w, w->start, w->end);
    if (e->apart < APART_MIN * d->sensitivity || !sides_measure(d, w, &before, &after))
        return false;
    e->unrest = fmaxf(before, after) / e->apart;
    return e->unrest <= QUIET && !comes_back(d, w, e->apart);
}

static void window_try(struct detector *d, const struct window *w)
{
    struct evidence e;
    if (!window_is_likely(d, w, &e))
        return;
    e.change = 0;
    for (int64_t i = w->start + 1; i <= w->end; i++)
        e.change += frame_at(d, i)->change;
    e.change /= (float)(w->length + 1);
    window_match(d, w, &e.matches);
    e.slide = window_slide(d, w);
    window_pan(d, w, &e.pan);
    double score = evidence_weigh(&e);
    if (score > ODDS_MIN * (double)d->sensitivity)
        cand_add(d, w, score);
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
