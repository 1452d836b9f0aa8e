/*
 * detect_fade.c - fades through black, white or a plain colour.
 *
 * A fade is a valley of the frames' contrast. The frames on its slopes look
 * like the shoulder they lead from or to, only weaker; a dip inside one shot
 * has two shoulders that look alike.
 */
#include <math.h>
#include "model/media/detect_parts.h"

enum {
    SLOPE_MAX   = 75,  /* frames of one slope */
    HOLD_MAX    = 100, /* plain frames between; more are a scene of their own */
    BOTTOM_MAX  = 12,  /* frames of the bottom of a valley that is not plain */
    LOOK        = 3,   /* frames ahead that may still climb */
    SLOPE_MIN   = 2,   /* frames with which a slope is seen */
    GOOD_PLAIN  = 3,
    GOOD_OTHER  = 6, /* frames on fitting slopes that prove a fade */
    HOLD_SEEN   = 5, /* plain frames that count as proof too */
    HOLD_SURE   = 3, /* plain frames with which one fitting slope is enough */
    HOLD_DARK   = 5, /* after this many, even the same picture is a new scene */
    HOLD_BRIGHT = 10,
    DARK        = 32,
    BRIGHT      = 170, /* luma of black and white */
};
static const float DROP = .4f, RISE = 2.5f; /* swings of contrast that make peak and valley */
static const float SWING_MIN  = 1.5f;       /*   of at least so many levels */
static const float BOTTOM     = .6f;        /* levels above the least that are the bottom still */
static const float CLIMB      = 1.012f;     /* less than this is not climbing any more */
static const float SHOULDER   = 2.2f;       /* contrast of a shoulder against the bottom's */
static const float PLAIN      = 2.2f;       /* contrast of a plain frame, */
static const float PLAIN_DARK = 4.6f;       /*   and of one darker than PLAIN_MEAN */
static const int   PLAIN_MEAN = 26;
static const float STEP_CLIMB = 1.15f; /* beyond a cut: more than this is still the slope */
static const float NEAR_TOP   = .7f;   /* of a shoulder's contrast: the picture is back */
static const float SHALLOW    = .4f;   /* of the lower shoulder: a bottom above it is no valley */
static const float LIKE = .75f, LIKE_NEXT = .9f;          /* correlations */
static const float FIT = .7f, FIT_NEXT = .8f;             /* share of a slope's frames */
static const float OTHER_PLAIN = .30f, OTHER_SHOT = .42f; /* dissimilarity of the shoulders */

struct slope {
    int64_t shoulder;
    bool    is_cut;     /* a cut, not a slope, leads to the bottom */
    bool    is_pending; /* more frames are needed to find the shoulder */
    int     n;          /* frames between that have some contrast */
    int     like;       /*   of which so many look like the shoulder */
    int     like_next;  /*   and so many like their neighbour towards it */
};

struct valley {
    int64_t      low, first, last; /* deepest frame; its bottom */
    bool         is_plain;
    struct slope left, right;
};

static float deviation(const struct detector *d, int64_t i) { return frame_at(d, i)->deviation; }

static bool is_plain(const struct shot_frame *f)
{
    return f->deviation < PLAIN || (f->deviation < PLAIN_DARK && f->mean < PLAIN_MEAN);
}

static int64_t paced(const struct detector *d, int frames)
{
    return (int64_t)((float)frames * d->pace);
}

/* Normalised correlation of two pictures; noise of two levels weakens it. */
static double likeness(const struct detector *d, int64_t i, int64_t j)
{
    const int16_t *a = frame_at(d, i)->half, *b = frame_at(d, j)->half;
    int64_t        sa = 0, sb = 0, aa = 0, bb = 0, ab = 0, n = THUMB_CHROMA;
    for (int k = 0; k < THUMB_CHROMA; k++) {
        sa += a[k];
        sb += b[k];
        aa += a[k] * a[k];
        bb += b[k] * b[k];
        ab += a[k] * b[k];
    }
    double va = (double)(aa * n - sa * sa + 4 * n * n), vb = (double)(bb * n - sb * sb + 4 * n * n);
    return (double)(ab * n - sa * sb) / (sqrt(va) * sqrt(vb));
}

static bool climbs_left(const struct detector *d, int64_t a)
{
    float most = 0;
    for (int64_t i = a - 1; i >= a - LOOK && i >= d->fade_final; i--)
        most = fmaxf(most, deviation(d, i));
    return most > deviation(d, a) * CLIMB;
}

static bool climbs_right(const struct detector *d, int64_t b)
{
    float most = 0;
    for (int64_t i = b + 1; i <= b + LOOK && i < d->count; i++)
        most = fmaxf(most, deviation(d, i));
    return most > deviation(d, b) * CLIMB;
}

/* Whether contrast goes on rising beyond a cut: then the cut is but a step on the slope. */
static bool is_step(const struct detector *d, int64_t at, int step)
{
    float most = 0;
    for (int64_t k = 1; k <= LOOK; k++) {
        int64_t i = at + k * step;
        if (i >= d->fade_final && i < d->count)
            most = fmaxf(most, deviation(d, i));
    }
    return most > deviation(d, at) * STEP_CLIMB;
}

static bool is_shoulder(const struct detector *d, const struct valley *v, int64_t i)
{
    return deviation(d, i) > deviation(d, v->low) * SHOULDER + 1;
}

static void slope_count(const struct detector *d, struct slope *s, int64_t bottom)
{
    const int   step = bottom > s->shoulder ? 1 : -1;
    const float top  = deviation(d, s->shoulder);
    if (s->is_cut || s->shoulder == bottom)
        return;
    for (int64_t i = s->shoulder + step; i != bottom; i += step) {
        float v = deviation(d, i);
        if (v >= .9f * top || v <= fmaxf(1.5f, .1f * top))
            continue;
        s->n++;
        s->like += likeness(d, s->shoulder, i) > LIKE;
        s->like_next += likeness(d, i - step, i) > LIKE_NEXT;
    }
}

static void slope_left(const struct detector *d, struct valley *v)
{
    struct slope *s   = &v->left;
    int64_t       end = v->first - paced(d, SLOPE_MAX);
    if (end < d->fade_final)
        end = d->fade_final;
    *s = (struct slope){ .shoulder = v->first };
    while (s->shoulder > end) {
        if (mark_is_cut(d, s->shoulder) && !is_step(d, s->shoulder - 1, -1)) {
            s->shoulder--;
            s->is_cut = true;
            break;
        }
        if (!climbs_left(d, s->shoulder) && is_shoulder(d, v, s->shoulder))
            break;
        s->shoulder--;
    }
    slope_count(d, s, v->first);
}

/* Where the contrast falls again for good the slope ends at its highest frame. */
static void slope_right(const struct detector *d, struct valley *v)
{
    struct slope *s   = &v->right;
    int64_t       end = v->last + paced(d, SLOPE_MAX), peak = v->last;
    *s = (struct slope){ .shoulder = v->last };
    while (s->shoulder < end) {
        if (!d->is_finished && s->shoulder + LOOK >= d->cut_final - 1) {
            s->is_pending = true;
            return;
        }
        if (s->shoulder >= d->count - 1)
            break;
        if (mark_is_cut(d, s->shoulder + 1) && !is_step(d, s->shoulder + 1, 1)) {
            s->shoulder++;
            s->is_cut = true;
            break;
        }
        if (!climbs_right(d, s->shoulder) && is_shoulder(d, v, s->shoulder))
            break;
        s->shoulder++;
        if (deviation(d, s->shoulder) >= deviation(d, peak))
            peak = s->shoulder;
        else if (s->shoulder > d->fade_next &&
                 deviation(d, s->shoulder) < DROP * deviation(d, peak)) {
            s->shoulder = peak;
            break;
        }
    }
    slope_count(d, s, v->last);
}

static void bottom_find(const struct detector *d, struct valley *v)
{
    float level = deviation(d, v->low) + BOTTOM;
    v->is_plain = is_plain(frame_at(d, v->low));
    int64_t max = paced(d, v->is_plain ? HOLD_MAX : BOTTOM_MAX);
    v->first = v->last = v->low;
    while (v->first > d->fade_final && v->low - v->first < max &&
           deviation(d, v->first - 1) <= level)
        v->first--;
    while (v->last + 1 < d->count && v->last - v->low < max && deviation(d, v->last + 1) <= level)
        v->last++;
}

static bool slope_fits(const struct slope *s, bool is_black_or_white)
{
    return s->is_cut || s->n == 0 || (float)s->like >= FIT * (float)s->n ||
           (is_black_or_white && (float)s->like_next >= FIT_NEXT * (float)s->n);
}

static bool valley_is_fade(const struct detector *d, const struct valley *v, float apart)
{
    const struct slope *l = &v->left, *r = &v->right;
    int64_t             hold  = v->last - v->first + 1;
    int                 level = frame_at(d, v->low)->mean;
    bool                ends  = v->is_plain && (level < DARK || level > BRIGHT);
    bool                fit_l = slope_fits(l, ends), fit_r = slope_fits(r, ends);
    int                 good  = (fit_l ? l->n : 0) + (fit_r ? r->n : 0);
    float               lower = fminf(deviation(d, l->shoulder), deviation(d, r->shoulder));
    if (deviation(d, v->low) > SHALLOW * lower)
        return false;
    if (!v->is_plain && (l->is_cut || r->is_cut))
        return false; /* a cut into a flat shot */
    if (v->is_plain && l->n < SLOPE_MIN && r->n < SLOPE_MIN && hold < HOLD_SEEN)
        return false; /* a blink */
    if (good < (v->is_plain ? GOOD_PLAIN : GOOD_OTHER) && hold < HOLD_SEEN)
        return false;
    if (!(fit_l && fit_r) && !(v->is_plain && hold >= HOLD_SURE && (fit_l || fit_r)))
        return false;
    if (v->is_plain && hold >= (level < DARK ? HOLD_DARK : HOLD_BRIGHT))
        return true;
    return apart >= (v->is_plain ? OTHER_PLAIN : OTHER_SHOT) * d->sensitivity;
}

/* The frame nearest to the bottom that has most of its shoulder's contrast. */
static int64_t nearest_top(const struct detector *d, int64_t bottom, int64_t shoulder)
{
    const int64_t step = shoulder > bottom ? 1 : -1;
    int64_t       i    = bottom;
    while (i != shoulder && deviation(d, i) < NEAR_TOP * deviation(d, shoulder))
        i += step;
    return i;
}

/* Dissimilarity of the two sides: of the shoulders, or of nearer frames if those are alike. */
static float sides_apart(struct detector *d, const struct valley *v)
{
    int64_t left  = nearest_top(d, v->first, v->left.shoulder);
    int64_t right = nearest_top(d, v->last, v->right.shoulder);
    float   far   = contrast_of(d, v->left.shoulder, v->right.shoulder).dissimilarity;
    return fminf(far, contrast_of(d, left, right).dissimilarity);
}

static void fade_mark(struct detector *d, int64_t frame, int64_t first, int64_t last, float apart)
{
    struct mark m = { frame, first, last, MARK_FADE, fminf(1, .5f + .5f * apart) };
    marks_drop_cuts(d, first - 1, last + 1);
    mark_add(d, &m);
}

/* Judges the valley at the current extreme. False: frames are lacking. */
static bool valley_judge(struct detector *d)
{
    struct valley v = { .low = d->fade_extreme };
    bottom_find(d, &v);
    slope_right(d, &v);
    if (v.right.is_pending)
        return false;
    slope_left(d, &v);
    float apart = sides_apart(d, &v);
    if (d->flat_is_long) {
        /* The way into the plain stretch was settled before; only its end counts. */
        if (!v.right.is_cut && v.right.n >= GOOD_PLAIN && slope_fits(&v.right, false))
            fade_mark(d, v.last + 1, v.last + 1, v.right.shoulder - 1, apart);
    } else if (valley_is_fade(d, &v, apart)) {
        fade_mark(d, v.last + 1, v.left.shoulder + 1, v.right.shoulder - 1, apart);
    }
    return true;
}

/* A plain stretch has become a scene of its own: what led into it is settled. */
static void flat_settle(struct detector *d, int64_t t)
{
    struct valley v = { .low = d->flat_since, .first = d->flat_since, .is_plain = true };
    slope_left(d, &v);
    if (!v.left.is_cut && v.left.n >= GOOD_PLAIN && slope_fits(&v.left, false))
        fade_mark(d, v.first, v.left.shoulder + 1, v.first, 1);
    d->flat_is_long = true;
    d->fade_extreme = t;
    d->fade_is_down = true;
}

/* A valley that was not left in time is given up for the deepest frame behind it. */
static void valley_expire(struct detector *d, int64_t t)
{
    struct valley v = { .low = d->fade_extreme };
    bottom_find(d, &v);
    if (t - v.last <= paced(d, SLOPE_MAX))
        return;
    d->fade_extreme = v.last + 1;
    for (int64_t i = v.last + 2; i <= t; i++)
        if (deviation(d, i) <= deviation(d, d->fade_extreme))
            d->fade_extreme = i;
}

/* One step of the zig-zag. False: it must be repeated with more frames. */
static bool zigzag(struct detector *d, int64_t t)
{
    float now = deviation(d, t), extreme = deviation(d, d->fade_extreme);
    if (!d->fade_is_down) {
        if (now >= extreme) {
            d->fade_extreme = t;
        } else if (now < extreme * DROP && extreme - now > SWING_MIN) {
            d->fade_is_down = true;
            d->fade_extreme = t;
        }
        return true;
    }
    if (now <= extreme) {
        d->fade_extreme = t;
    } else if (now > extreme * RISE && now - extreme > SWING_MIN) {
        if (!valley_judge(d))
            return false;
        d->fade_is_down = false;
        d->fade_extreme = t;
        d->flat_is_long = false;
    } else {
        valley_expire(d, t);
    }
    return true;
}

static void flat_follow(struct detector *d, int64_t t)
{
    if (!is_plain(frame_at(d, t))) {
        d->flat_since = -1;
        return;
    }
    if (d->flat_since < 0)
        d->flat_since = t;
    if (t - d->flat_since == paced(d, HOLD_MAX))
        flat_settle(d, t);
}

/* How far back a fade that is still to be found can reach. */
static void final_move(struct detector *d)
{
    int64_t reach = d->fade_next - paced(d, SLOPE_MAX) - LOOK;
    if (d->fade_is_down) {
        struct valley v = { .low = d->fade_extreme };
        bottom_find(d, &v);
        int64_t left = v.first - paced(d, SLOPE_MAX);
        reach        = left < reach ? left : reach;
    } else if (d->fade_extreme > reach) {
        reach = d->fade_extreme;
    }
    if (reach > d->cut_final)
        reach = d->cut_final;
    if (reach > d->fade_final)
        d->fade_final = reach;
}

void fades_advance(struct detector *d)
{
    while (d->fade_next < d->count && (d->is_finished || d->fade_next < d->cut_final)) {
        if (!zigzag(d, d->fade_next))
            break;
        flat_follow(d, d->fade_next++);
    }
    final_move(d);
    if (d->is_finished)
        d->fade_final = d->count;
}
