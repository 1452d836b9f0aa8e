/* analyse_motion.c - differences of neighbouring thumbnails, and the spans without any. */
#include <math.h>
#include "model/base/arena.h"
#include "model/media/analyse_motion.h"

static const double  STILL      = 0.3; /* mean difference from the first frame of a freeze */
static const double  BLACK      = 38;  /* brightest level of black; of 255 */
static const double  BLACK_PART = 0.98;
static const int64_t FREEZE_US = 500000, BLACK_US = 100000;

struct motion {
    struct motion_facts facts;
    struct thumb        last, anchor; /* anchor: the frame that a freeze began with */
    double              means[2];     /* brightness of the last two frames */
    int64_t             n, last_us;
    double              sum, flicker;
};

struct motion *motion_new(struct cx *cx) { return arena_alloc(cx->arena, sizeof(struct motion)); }

static double mean_of(const struct thumb *t)
{
    int sum = 0;
    for (size_t i = 0; i < THUMB_LUMA; i++)
        sum += t->y[i];
    return (double)sum / THUMB_LUMA;
}

/* Mean absolute difference after `shift` levels of brightness have been taken out. */
static double difference(const struct thumb *a, const struct thumb *b, double shift)
{
    double sum = 0;
    for (size_t i = 0; i < THUMB_LUMA; i++)
        sum += fabs(b->y[i] - a->y[i] - shift);
    return sum / THUMB_LUMA;
}

static void span_end(struct spans *s, int64_t end_us, int64_t least_us)
{
    if (s->is_open && end_us - s->since_us >= least_us && s->n < MOTION_RANGES)
        s->at[s->n++] = (struct span){ s->since_us, end_us };
    s->is_open = false;
}

static void span_begin(struct spans *s, int64_t at_us)
{
    if (!s->is_open)
        s->since_us = at_us;
    s->is_open = true;
}

static void add_black(struct motion *m, const struct thumb *t, double scale, double floor,
                      int64_t pts_us)
{
    int dark = 0;
    for (size_t i = 0; i < THUMB_LUMA; i++)
        dark += (t->y[i] - floor) * scale <= BLACK;
    if (dark >= BLACK_PART * THUMB_LUMA)
        span_begin(&m->facts.black, pts_us);
    else
        span_end(&m->facts.black, pts_us, BLACK_US);
}

static void add_freeze(struct motion *m, const struct thumb *t, int64_t pts_us)
{
    if (m->n > 0 && difference(&m->anchor, t, 0) <= STILL)
        return;
    span_end(&m->facts.freeze, pts_us, FREEZE_US);
    m->anchor = *t;
    span_begin(&m->facts.freeze, pts_us);
}

void motion_add(struct motion *m, const struct thumb *t, bool is_full, int64_t pts_us)
{
    double scale = is_full ? 1 : 255.0 / 219, floor = is_full ? 0 : 16;
    double mean = mean_of(t);
    add_black(m, t, scale, floor, pts_us);
    add_freeze(m, t, pts_us);
    if (m->n > 0) {
        double d = difference(&m->last, t, mean - m->means[0]) * scale / 255;
        m->sum += d;
        m->facts.peak = fmax(m->facts.peak, d);
    }
    if (m->n > 1) {
        double bend = (m->means[0] - (m->means[1] + mean) / 2) * scale;
        m->flicker += bend * bend;
    }
    m->means[1] = m->means[0];
    m->means[0] = mean;
    m->last     = *t;
    m->n++;
    m->last_us = pts_us;
}

void motion_finish(struct motion *m, int64_t end_us, struct motion_facts *facts)
{
    end_us = end_us > m->last_us ? end_us : m->last_us;
    span_end(&m->facts.freeze, end_us, FREEZE_US);
    span_end(&m->facts.black, end_us, BLACK_US);
    m->facts.mean    = m->n > 1 ? m->sum / (double)(m->n - 1) : 0;
    m->facts.flicker = m->n > 2 ? sqrt(m->flicker / (double)(m->n - 2)) : 0;
    *facts           = m->facts;
}
