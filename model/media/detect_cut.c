/*
 * detect_cut.c - sudden changes.
 *
 * A frame that differs from the one before it by much more than its neighbours
 * from theirs may be a cut. It is one if nothing after it looks like anything
 * before it: flashes, strobes and passing objects come back, cuts do not.
 */
#include <math.h>
#include "model/media/detect_parts.h"

enum {
    NEAR     = 5,  /* frames on either side that make the local noise */
    FAR      = 14, /*   and those whose peaks must be surpassed too */
    BEFORE   = 5,  /* frames before and after, of which no pair may be alike */
    AFTER    = 5,
    SHOT_MIN = 5, /* of cuts closer than this the stronger stays */
};
static const float BASE        = .12f;  /* dissimilarity from which a cut is suspected */
static const float NEAR_FACTOR = 1.4f;  /* of the second largest change near by */
static const float FAR_FACTOR  = 1.6f;  /*   and further off */
static const float FAR_CAP     = .4f;   /* most that the far neighbourhood can ask for */
static const float BAR_CAP     = .5f;   /* most that is ever asked for */
static const float STILL_NOISE = .006f; /* below this the picture stands still: animatics */
static const float STILL_BASE  = .06f;  /*   and less is asked for, */
static const float STILL_CLEAR = .02f;  /*   if this share of blocks has clearly changed */
static const float MOVING_ANY  = .72f;  /* share of blocks that a cut changes; overlays less */

/* Second largest change of frames in [first, last]: one outlier is no noise. */
static float second_change(const struct detector *d, int64_t first, int64_t last)
{
    float largest = 0, second = 0;
    for (int64_t i = first < 1 ? 1 : first; i <= last && i < d->count; i++) {
        float v = frame_at(d, i)->change;
        if (v > largest) {
            second  = largest;
            largest = v;
        } else if (v > second) {
            second = v;
        }
    }
    return second;
}

static float local_noise(const struct detector *d, int64_t t, int reach)
{
    return fmaxf(second_change(d, t - reach, t - 1), second_change(d, t + 1, t + reach));
}

/* Smallest dissimilarity of a frame before and one after; stops below the bar. */
static float across(struct detector *d, int64_t t, float bar)
{
    float least = 1;
    for (int before = 1; before <= BEFORE; before++)
        for (int after = 0; after < AFTER; after++) {
            if (t - before < 0 || t + after >= d->count)
                continue;
            least = fminf(least, contrast_of(d, t - before, t + after).dissimilarity);
            if (least <= bar)
                return least;
        }
    return least;
}

static void cut_accept(struct detector *d, int64_t t, float strength, float bar)
{
    struct mark m = { t, t, t - 1, MARK_CUT, 1 - .5f * bar / strength };
    if (d->cut_recent >= 0 && t - d->cut_recent < SHOT_MIN) {
        if (strength <= d->cut_last)
            return;
        marks_drop_cuts(d, d->cut_recent - 1, d->cut_recent);
    }
    d->cut_recent = t;
    d->cut_last   = strength;
    mark_add(d, &m);
}

static void cut_judge(struct detector *d, int64_t t)
{
    float change = frame_at(d, t)->change, near = local_noise(d, t, NEAR);
    bool  is_still = near < STILL_NOISE;
    float bar      = (is_still ? STILL_BASE : BASE) * d->sensitivity;
    if (!is_still)
        bar += NEAR_FACTOR * near;
    bar = fmaxf(bar, fminf(FAR_FACTOR * local_noise(d, t, FAR), FAR_CAP));
    bar = fminf(bar, BAR_CAP * fmaxf(1, d->sensitivity));
    if (change <= bar)
        return;
    struct contrast c = contrast_of(d, t - 1, t);
    if (is_still ? c.clear < STILL_CLEAR : c.any < MOVING_ANY)
        return;
    float strength = across(d, t, bar);
    if (strength > bar)
        cut_accept(d, t, strength, bar);
}

void cuts_advance(struct detector *d)
{
    while (d->cut_next < d->count && (d->is_finished || d->cut_next + FAR < d->count))
        cut_judge(d, d->cut_next++);
    d->cut_final = d->is_finished ? d->count : d->cut_next - SHOT_MIN + 1;
}
