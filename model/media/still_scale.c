/* still_scale.c - first along each row, then down: a row that came in is added to the few rows of
 * the result that it reaches. */
#include "model/media/still_scale.h"
#include <math.h>
#include "model/base/arena.h"

enum { LOBES = 3, LINE = 64 };

/* The bands of a pixel side by side. */
typedef float   pixel __attribute__((vector_size(16)));
typedef int32_t whole __attribute__((vector_size(16)));

struct taps { /* what one pixel of the result is made of */
    int    first, n;
    float *weight;
};

struct scaler {
    struct scale_size  from, size;
    int                bands;
    bool               alpha;
    uint8_t           *to;
    struct taps       *across, *down;
    int                rows_kept; /* as many of the result as one row can reach */
    pixel             *in, *narrow, **kept;
    int                y, done;   /* rows that came in, rows that are whole */
};

/* Rows begin at addresses that suit the processor. */
static void *aligned(struct cx *cx, size_t n, size_t bytes)
{
    uintptr_t at = (uintptr_t)arena_alloc(cx->arena, n * bytes + LINE);
    return (void *)((at + LINE - 1) / LINE * LINE);
}

static double lanczos(double x)
{
    const double pi = 3.14159265358979323846;
    if (x < 0)
        x = -x;
    if (x < 1e-9)
        return 1;
    return x < LOBES ? LOBES * sin(pi * x) * sin(pi * x / LOBES) / (pi * pi * x * x) : 0;
}

static struct taps *taps_make(struct cx *cx, int from, int to)
{
    double       ratio = (double)from / to, reach = LOBES * ratio;
    struct taps *all   = arena_alloc_array(cx->arena, (size_t)to, sizeof *all);
    for (int i = 0; i < to; i++) {
        double middle = (i + 0.5) * ratio, sum = 0;
        int    first = (int)floor(middle - reach), last = (int)ceil(middle + reach);
        first         = first < 0 ? 0 : first;
        last          = last > from ? from : last;
        all[i].first  = first;
        all[i].n      = last - first;
        all[i].weight = arena_alloc_array(cx->arena, (size_t)(last - first), sizeof(float));
        for (int k = first; k < last; k++)
            sum += lanczos((k + 0.5 - middle) / ratio);
        for (int k = first; k < last; k++)
            all[i].weight[k - first] = (float)(lanczos((k + 0.5 - middle) / ratio) / sum);
    }
    return all;
}

struct scaler *scaler_new(struct cx *cx, struct scale_size from, struct scale_size size, int bands,
                          bool alpha, uint8_t *to)
{
    struct scaler *s = arena_alloc(cx->arena, sizeof *s);
    *s = (struct scaler){ .from = from, .size = size, .bands = bands, .alpha = alpha, .to = to };
    s->across    = taps_make(cx, from.width, size.width);
    s->down      = taps_make(cx, from.height, size.height);
    s->rows_kept = 2 * LOBES + 3;
    s->in        = aligned(cx, (size_t)from.width, sizeof *s->in);
    s->narrow    = aligned(cx, (size_t)size.width, sizeof *s->narrow);
    s->kept      = arena_alloc_array(cx->arena, (size_t)s->rows_kept, sizeof *s->kept);
    for (int i = 0; i < s->rows_kept; i++)
        s->kept[i] = aligned(cx, (size_t)size.width, sizeof **s->kept);
    return s;
}

/* ---- in ---- */

/* The functions of the innermost loops are compiled for each number of bands. */
#define INNER static inline __attribute__((always_inline))

INNER void widen_bands(pixel *to, const uint8_t *from, int n, const int bands)
{
    for (int i = 0; i < n; i++, from += bands) {
        whole v = { from[0], bands > 1 ? from[1] : 0, bands > 2 ? from[2] : 0,
                    bands > 3 ? from[3] : 0 };
        to[i]   = __builtin_convertvector(v, pixel);
    }
}

static void widen(pixel *to, const uint8_t *from, int n, int bands)
{
    switch (bands) {
    case 1: widen_bands(to, from, n, 1); break;
    case 2: widen_bands(to, from, n, 2); break;
    case 3: widen_bands(to, from, n, 3); break;
    default: widen_bands(to, from, n, 4);
    }
}

/* What cannot be seen does not colour what can. */
static void weigh(pixel *row, int n, int last)
{
    for (int i = 0; i < n; i++) {
        float a = row[i][last];
        row[i] *= a / 255;
        row[i][last] = a;
    }
}

/* Four sums at once, which do not wait for each other. */
INNER pixel weighted(const pixel *in, const float *w, int n)
{
    pixel a = { 0 }, b = { 0 }, c = { 0 }, d = { 0 };
    int   k = 0;
    for (; k + 4 <= n; k += 4) {
        a += in[k] * w[k];
        b += in[k + 1] * w[k + 1];
        c += in[k + 2] * w[k + 2];
        d += in[k + 3] * w[k + 3];
    }
    for (; k < n; k++)
        a += in[k] * w[k];
    return (a + b) + (c + d);
}

static void narrow(const struct scaler *s)
{
    for (int i = 0; i < s->size.width; i++) {
        const struct taps *t = &s->across[i];
        s->narrow[i]         = weighted(s->in + t->first, t->weight, t->n);
    }
}

/* ---- out ---- */

/* Between 0 and 255. */
static whole rounded(pixel p)
{
    const pixel most = { 255, 255, 255, 255 }, half = { 0.5F, 0.5F, 0.5F, 0.5F };
    whole       high = p > most;
    p                = (pixel)((whole)p & (p > 0));
    p                = (pixel)(((whole)p & ~high) | ((whole)most & high));
    return __builtin_convertvector(p + half, whole);
}

static void unweigh(pixel *p, int last)
{
    float a = (*p)[last];
    *p      = a > 0 ? *p * (255 / a) : (pixel){ 0, 0, 0, 0 };
    (*p)[last] = a;
}

INNER void bytes_out(uint8_t *to, const pixel *row, int n, const int bands)
{
    for (int i = 0; i < n; i++, to += bands) {
        whole v = rounded(row[i]);
        for (int k = 0; k < bands; k++)
            to[k] = (uint8_t)v[k];
    }
}

static void row_out(const struct scaler *s, pixel *row, int y)
{
    int      n  = s->size.width;
    uint8_t *to = s->to + (size_t)y * (size_t)n * (size_t)s->bands;
    for (int i = 0; s->alpha && i < n; i++)
        unweigh(&row[i], s->bands - 1);
    switch (s->bands) {
    case 1: bytes_out(to, row, n, 1); break;
    case 2: bytes_out(to, row, n, 2); break;
    case 3: bytes_out(to, row, n, 3); break;
    default: bytes_out(to, row, n, 4);
    }
}

/* Adds the row to those that it reaches; the first of them may be whole by it. */
static void spread(struct scaler *s)
{
    for (int j = s->done; j < s->size.height && s->down[j].first <= s->y; j++) {
        const struct taps *t   = &s->down[j];
        pixel             *row = s->kept[j % s->rows_kept];
        float              w;
        if (s->y >= t->first + t->n)
            continue;
        w = t->weight[s->y - t->first];
        if (s->y == t->first)
            for (int i = 0; i < s->size.width; i++)
                row[i] = s->narrow[i] * w;
        else
            for (int i = 0; i < s->size.width; i++)
                row[i] += s->narrow[i] * w;
    }
    while (s->done < s->size.height && s->down[s->done].first + s->down[s->done].n <= s->y + 1) {
        row_out(s, s->kept[s->done % s->rows_kept], s->done);
        s->done++;
    }
}

void scaler_row(struct scaler *s, const uint8_t *row)
{
    widen(s->in, row, s->from.width, s->bands);
    if (s->alpha)
        weigh(s->in, s->from.width, s->bands - 1);
    narrow(s);
    spread(s);
    s->y++;
}
