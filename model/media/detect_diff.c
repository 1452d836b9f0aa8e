/*
 * detect_diff.c - how unlike two frames are.
 *
 * For each block the best match in the other frame is sought, with its mean
 * removed, so that pans, shakes, zooms and flicker cost little. What remains
 * is set against the block's own activity. A histogram of luma, shifted to fit,
 * and one of chroma add what blocks cannot tell.
 */
#include <math.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif
#include "model/media/detect_parts.h"

enum {
    SAME_ACTIVITY = 144, /* added to a block's activity: 3 levels a pixel are noise */
    WEIGHT_BASE   = 48,  /* a flat block still weighs a little */
    LIGHT_PENALTY = 6,   /* per level that a block's mean leaves the global change */
    STOP_MIN      = 40,  /* sum of differences at which a match is always good enough */
    DARK_MEAN     = 24,  /* letterbox bars and black: below this mean */
    DARK_ACTIVITY = 60,  /*   and activity */
    BLOCKS_MIN    = 4,   /* that shares are taken of */
};
static const float STOP_SHARE   = .07f; /* of the activity: a match this good ends the search */
static const float CLEAR_COST   = .4f;  /* block cost from which a block has clearly changed */
static const float ANY_COST     = .15f; /*   and has changed at all */
static const float ONE_WAY_COST = .10f; /* below this the second direction would tell no more */
static const float STILL        = .35f; /* mean difference of levels below which nothing moved */
static const float STILL_FACTOR = .02f; /* and what remains of it */
static const float GAIN_LOW = .87f, GAIN_HIGH = 1.15f; /* contrasts this alike are left alone */
static const float GAIN_MIN      = .2f;
static const float FLAT          = 2; /* deviation below which there is no contrast to match */
static const float WEIGHT_BLOCKS = .35f, WEIGHT_LUMA = .15f, WEIGHT_CHROMA = .15f;
static const float LUMA_SCALE = 1.2f; /* brings the histogram difference to 0..1 in practice */

static const float COLOURLESS = 1.5f; /* below it chroma has no say; luma gets half of its weight */

/* Offsets of the search, nearest first. */
// clang-format off
static const int8_t search[][2] = {
    { 0, 0 },
    { 0, -2 }, { -2, 0 }, { 2, 0 }, { 0, 2 },
    { 0, -4 }, { -2, -2 }, { 2, -2 }, { -4, 0 }, { 4, 0 }, { -2, 2 }, { 2, 2 }, { 0, 4 },
    { -2, -4 }, { 2, -4 }, { -4, -2 }, { 4, -2 }, { -6, 0 }, { 6, 0 }, { -4, 2 }, { 4, 2 },
    { -2, 4 }, { 2, 4 },
    { -4, -4 }, { 4, -4 }, { -6, -2 }, { 6, -2 }, { -8, 0 }, { 8, 0 }, { -6, 2 }, { 6, 2 },
    { -4, 4 }, { 4, 4 },
    { -6, -4 }, { 6, -4 }, { -8, -2 }, { 8, -2 }, { -8, 2 }, { 8, 2 }, { -6, 4 }, { 6, 4 },
    { -8, -4 }, { 8, -4 }, { -8, 4 }, { 8, 4 },
};
// clang-format on

/* The wide versions of the callers take these in. */
#define INLINE inline __attribute__((always_inline))

/* Six rows of eight pixels, two rows to a register; and differences of them. */
#ifdef __SSE2__
struct block {
    __m128i rows[BLOCK_H / 2];
};

static INLINE __m128i two_rows(const uint8_t *p)
{
    const __m128i *upper = (const __m128i *)(const void *)p;
    const __m128i *lower = (const __m128i *)(const void *)(p + THUMB_W);
    return _mm_unpacklo_epi64(_mm_loadl_epi64(upper), _mm_loadl_epi64(lower));
}

static INLINE struct block block_load(const uint8_t *p)
{
    return (struct block){ { two_rows(p), two_rows(p + 2 * THUMB_W), two_rows(p + 4 * THUMB_W) } };
}

static INLINE int halves_sum(__m128i v) { return _mm_cvtsi128_si32(v) + _mm_extract_epi16(v, 4); }

/* Sum of absolute differences from one level. */
static INLINE int block_activity(const struct block *b, int level)
{
    const __m128i all = _mm_set1_epi8((char)level);
    return halves_sum(
        _mm_add_epi64(_mm_add_epi64(_mm_sad_epu8(b->rows[0], all), _mm_sad_epu8(b->rows[1], all)),
                      _mm_sad_epu8(b->rows[2], all)));
}

/* Of b from the block at p after `lift` is added to the latter, clamped to 0..255. */
static INLINE int block_differ(const struct block *b, const uint8_t *p, int lift)
{
    const __m128i up   = _mm_set1_epi8((char)(lift > 0 ? lift : 0));
    const __m128i down = _mm_set1_epi8((char)(lift < 0 ? -lift : 0));
    __m128i       sum  = _mm_setzero_si128();
    for (int i = 0; i < BLOCK_H / 2; i++) {
        __m128i rows = _mm_subs_epu8(_mm_adds_epu8(two_rows(p + 2 * i * THUMB_W), up), down);
        sum          = _mm_add_epi64(sum, _mm_sad_epu8(b->rows[i], rows));
    }
    return halves_sum(sum);
}
#else
struct block {
    uint8_t px[BLOCK_H][BLOCK_W];
};

static INLINE struct block block_load(const uint8_t *p)
{
    struct block b;
    for (int y = 0; y < BLOCK_H; y++)
        memcpy(b.px[y], p + y * THUMB_W, BLOCK_W);
    return b;
}

static INLINE int block_activity(const struct block *b, int level)
{
    int sum = 0;
    for (int i = 0; i < BLOCK_W * BLOCK_H; i++)
        sum += abs(b->px[i / BLOCK_W][i % BLOCK_W] - level);
    return sum;
}

static INLINE int block_differ(const struct block *b, const uint8_t *p, int lift)
{
    int sum = 0;
    for (int i = 0; i < BLOCK_W * BLOCK_H; i++) {
        int v = p[i / BLOCK_W * THUMB_W + i % BLOCK_W] + lift;
        v     = v < 0 ? 0 : v > UINT8_MAX ? UINT8_MAX : v;
        sum += abs(b->px[i / BLOCK_W][i % BLOCK_W] - v);
    }
    return sum;
}
#endif

struct picture { /* one side of a comparison */
    const uint8_t  *y;
    const uint8_t  *spots;
    const uint16_t *hist;
};

struct matched {
    int best, dx, dy;
};

struct search_from { /* of one block of b in a */
    struct block   block;
    const uint8_t *at;             /* the same place in a */
    const uint8_t *spots;          /* the same */
    int            mean;           /* of the block of b */
    int            light;          /* global change of light from a to b */
    int            x0, x1, y0, y1; /* offsets that stay in the picture */
};

static INLINE void try_offset(const struct search_from *s, int dx, int dy, struct matched *m)
{
    if (dx < s->x0 || dx > s->x1 || dy < s->y0 || dy > s->y1)
        return;
    int lift = s->mean - s->spots[dy * SPOTS_X + dx], cost = abs(lift - s->light) * LIGHT_PENALTY;
    if (cost >= m->best)
        return;
    cost += block_differ(&s->block, s->at + dy * THUMB_W + dx, lift);
    if (cost < m->best)
        *m = (struct matched){ cost, dx, dy };
}

/* Coarse steps of two pixels, then the eight neighbours of the best. */
static INLINE int block_search(const struct search_from *s, int stop)
{
    struct matched m = { INT32_MAX, 0, 0 };
    for (size_t k = 0; k < COUNT(search); k++) {
        try_offset(s, search[k][0], search[k][1], &m);
        if (m.best < stop)
            return m.best;
    }
    const int dx = m.dx, dy = m.dy;
    for (int y = -1; y <= 1; y++)
        for (int x = -1; x <= 1; x++)
            if (x || y)
                try_offset(s, dx + x, dy + y, &m);
    return m.best;
}

struct block_cost {
    float cost;     /* 0 to 1 */
    int   activity; /* the larger one of the two blocks in place */
};

/* The block of b at (bx, by), sought in a. */
static INLINE struct block_cost block_explain(const struct picture *a, const struct picture *b,
                                              int light, int bx, int by)
{
    int                      px = by * BLOCK_H * THUMB_W + bx * BLOCK_W;
    int                      at = by * BLOCK_H * SPOTS_X + bx * BLOCK_W;
    const struct search_from s  = {
         .block = block_load(b->y + px),
         .at    = a->y + px,
         .spots = a->spots + at,
         .mean  = b->spots[at],
         .light = light,
         .x0    = -bx * BLOCK_W,
         .x1    = THUMB_W - BLOCK_W - bx * BLOCK_W,
         .y0    = -by * BLOCK_H,
         .y1    = THUMB_H - BLOCK_H - by * BLOCK_H,
    };
    const struct block there = block_load(a->y + px);
    int                act_b = block_activity(&s.block, b->spots[at]);
    int                act_a = block_activity(&there, a->spots[at]);
    int                act   = act_a > act_b ? act_a : act_b;
    int                stop  = (int)(STOP_SHARE * (float)(act + SAME_ACTIVITY));
    int                best  = block_search(&s, stop < STOP_MIN ? STOP_MIN : stop);
    return (struct block_cost){ fminf(1, (float)best / (float)(act + SAME_ACTIVITY)), act };
}

/* One direction: how badly the blocks of b are explained by a. */
WIDE static struct contrast explain(const struct picture *a, const struct picture *b, int light)
{
    float total = 0, weights = 0;
    int   clear = 0, any = 0, counted = 0;
    for (int by = 0; by < BLOCKS_Y; by++)
        for (int bx = 0; bx < BLOCKS_X; bx++) {
            int               at     = by * BLOCK_H * SPOTS_X + bx * BLOCK_W;
            struct block_cost c      = block_explain(a, b, light, bx, by);
            float             weight = (float)(c.activity + WEIGHT_BASE);
            total += weight * c.cost;
            weights += weight;
            if (b->spots[at] < DARK_MEAN && a->spots[at] < DARK_MEAN &&
                c.activity < DARK_ACTIVITY && c.cost < ANY_COST)
                continue;
            counted++;
            clear += c.cost > CLEAR_COST;
            any += c.cost > ANY_COST;
        }
    float n = (float)(counted < BLOCKS_MIN ? BLOCKS_MIN : counted);
    return (struct contrast){ total / weights, (float)clear / n, (float)any / n };
}

WIDE void blocks_compare(const struct shot_frame *a, const struct shot_frame *b, float *cost)
{
    const struct picture pa = { a->t.y, a->spots, a->luma_hist };
    const struct picture pb = { b->t.y, b->spots, b->luma_hist };
    for (int by = 0; by < BLOCKS_Y; by++)
        for (int bx = 0; bx < BLOCKS_X; bx++)
            *cost++ = block_explain(&pa, &pb, 0, bx, by).cost;
}

static void hist_blur(const int *in, float *out, int n)
{
    for (int k = 0; k < n; k++)
        out[k] = (float)in[k] * .5f + (float)in[k ? k - 1 : 0] * .25f +
                 (float)in[k < n - 1 ? k + 1 : n - 1] * .25f;
}

/* After a has been shifted by the global change of light. */
static float luma_differ(const uint16_t *a, const uint16_t *b, int light)
{
    int   shift              = light >= 0 ? (light + 4) / 8 : -((4 - light) / 8);
    int   shifted[LUMA_BINS] = { 0 }, plain[LUMA_BINS];
    float pa[LUMA_BINS], pb[LUMA_BINS], sum = 0;
    for (int k = 0; k < LUMA_BINS; k++) {
        int to = k + shift;
        shifted[to < 0 ? 0 : to >= LUMA_BINS ? LUMA_BINS - 1 : to] += a[k];
        plain[k] = b[k];
    }
    hist_blur(shifted, pa, LUMA_BINS);
    hist_blur(plain, pb, LUMA_BINS);
    for (int k = 0; k < LUMA_BINS; k++)
        sum += fabsf(pa[k] - pb[k]);
    return sum / (2 * THUMB_LUMA);
}

static float chroma_mean_differ(const struct shot_frame *a, const struct shot_frame *b)
{
    int sum =
        bytes_differ(a->t.u, b->t.u, THUMB_CHROMA) + bytes_differ(a->t.v, b->t.v, THUMB_CHROMA);
    return (float)sum / (2 * THUMB_CHROMA);
}

static float luma_mean_differ(const struct shot_frame *a, const struct shot_frame *b)
{
    return (float)bytes_differ(a->t.y, b->t.y, THUMB_LUMA) / THUMB_LUMA;
}

static float chroma_differ(const struct shot_frame *a, const struct shot_frame *b, float mean)
{
    int sum = 0;
    for (int k = 0; k < CHROMA_BINS; k++)
        sum += abs(a->chroma_hist[k] - b->chroma_hist[k]);
    return fmaxf(mean / 10, (float)sum / (2 * THUMB_CHROMA) * .5f);
}

/* The stronger frame f, brought to the contrast of a weaker one; its mean becomes 128. */
static struct picture regain(struct regained *room, const struct shot_frame *f, float gain)
{
    int q = (int)lrintf(fmaxf(gain, GAIN_MIN) * 256);
    for (int i = 0; i < THUMB_LUMA; i++)
        room->y[i] = (uint8_t)(((f->t.y[i] - f->mean) * q >> 8) + 128);
    spots_make(room->y, room->spots);
    luma_hist_make(room->y, room->hist);
    return (struct picture){ room->y, room->spots, room->hist };
}

struct contrast frames_compare(struct regained *room, const struct shot_frame *a,
                               const struct shot_frame *b)
{
    float luma = luma_mean_differ(a, b), chroma = chroma_mean_differ(a, b);
    if (luma < STILL && chroma < STILL)
        return (struct contrast){ luma * STILL_FACTOR, 0, 0 };
    int            light = b->mean - a->mean;
    struct picture pa = { a->t.y, a->spots, a->luma_hist }, pb = { b->t.y, b->spots, b->luma_hist };
    float gain = a->deviation > FLAT && b->deviation > FLAT ? b->deviation / a->deviation : 1;
    if (gain < GAIN_LOW) {
        pa    = regain(room, a, gain);
        light = b->mean - 128;
    } else if (gain > GAIN_HIGH) {
        pb    = regain(room, b, 1 / gain);
        light = 128 - a->mean;
    }
    struct contrast there = explain(&pa, &pb, light), back = there;
    if (there.dissimilarity > ONE_WAY_COST)
        back = explain(&pb, &pa, -light);
    float blocks = there.dissimilarity + back.dissimilarity;
    float hist   = luma_differ(pa.hist, pb.hist, light);
    float sum    = WEIGHT_BLOCKS * blocks + WEIGHT_LUMA * fminf(1, hist * LUMA_SCALE);
    if (a->colour < COLOURLESS && b->colour < COLOURLESS)
        sum /= 1 - .5f * WEIGHT_CHROMA;
    else
        sum += WEIGHT_CHROMA * fminf(1, chroma_differ(a, b, chroma));
    return (struct contrast){ sum, .5f * (there.clear + back.clear), .5f * (there.any + back.any) };
}

struct contrast contrast_of(struct detector *d, int64_t a, int64_t b)
{
    return frames_compare(&d->regained, frame_at(d, a), frame_at(d, b));
}

/* The mean of a frame and its neighbours, spread about its own mean and about grey. */
static void lift_plane(const uint8_t *const *from, uint8_t *to, int n, int mean, float gain)
{
    enum { SUMS = 3 * 255 + 1 };
    const float third = 1.f / 3;
    uint8_t     of[SUMS];
    for (int sum = 0; sum < SUMS; sum++) {
        float v = ((float)sum * third - (float)mean) * gain + 128;
        of[sum] = v < 0 ? 0 : v > 255 ? 255 : (uint8_t)lrintf(v);
    }
    for (int i = 0; i < n; i++)
        to[i] = of[from[0][i] + from[1][i] + from[2][i]];
}

static void frame_lift(const struct detector *d, int64_t i, float gain, struct shot_frame *out)
{
    struct thumb             t;
    int64_t                  last = d->count - 1;
    const struct shot_frame *f[3] = { frame_at(d, i > 0 ? i - 1 : i), frame_at(d, i),
                                      frame_at(d, i < last ? i + 1 : i) };
    lift_plane((const uint8_t *const[]){ f[0]->t.y, f[1]->t.y, f[2]->t.y }, t.y, THUMB_LUMA,
               f[1]->mean, gain);
    lift_plane((const uint8_t *const[]){ f[0]->t.u, f[1]->t.u, f[2]->t.u }, t.u, THUMB_CHROMA, 128,
               gain);
    lift_plane((const uint8_t *const[]){ f[0]->t.v, f[1]->t.v, f[2]->t.v }, t.v, THUMB_CHROMA, 128,
               gain);
    shot_frame_look(out, &t);
}

/* Those of a window are asked for several times. `but`: a frame whose look is in use, or -1. */
static const struct shot_frame *lifted(struct detector *d, int64_t i, float gain, int64_t but)
{
    struct lifted *l = &d->lifted[i % LIFTED];
    if (but >= 0 && but % LIFTED == i % LIFTED)
        l = &d->lifted[LIFTED];
    if (!l->is_whole || l->frame != i || l->gain != gain)
        frame_lift(d, i, gain, &l->look);
    l->frame    = i;
    l->gain     = gain;
    l->is_whole = i + 1 < d->count;
    return &l->look;
}

struct contrast contrast_of_dim(struct detector *d, int64_t a, int64_t b, float gain)
{
    const struct shot_frame *fa = lifted(d, a, gain, -1);
    return frames_compare(&d->regained, fa, lifted(d, b, gain, a));
}

float plain_difference(const struct shot_frame *a, const struct shot_frame *b)
{
    return luma_mean_differ(a, b) + chroma_mean_differ(a, b);
}
