/* analyse_picture.c - letterbox, luma, detail, colour of one picture. */
#include <libavutil/frame.h>
#include <math.h>
#include "model/media/analyse_palette.h"
#include "model/media/analyse_picture.h"
#include "model/media/colour.h"
#include "model/media/phash.h"

enum { BAR_LEVEL = 26 }; /* a sample of a bar is at most this bright, compression included */
static const double BAR_OUTLIERS = 0.01; /* of a bar's samples may be brighter */
static const double BARS_MAX     = 0.8;  /* of a side; beyond, the picture itself is dark */

/* ---- letterbox ---- */

static bool is_bar(const uint8_t *first, ptrdiff_t step, int n)
{
    int allowed = (int)(n * BAR_OUTLIERS);
    for (int i = 0; i < n; i++)
        if (first[i * step] > BAR_LEVEL && --allowed < 0)
            return false;
    return true;
}

/* Lines that are bars from `first` on, in direction of `next`. */
static int bars_from(const uint8_t *first, ptrdiff_t next, int lines, ptrdiff_t step, int n)
{
    int count = 0;
    while (count < lines && is_bar(first + count * next, step, n))
        count++;
    return count;
}

static void bars_plausible(int *a, int *b, int side)
{
    if (*a + *b > side * BARS_MAX)
        *a = *b = 0;
}

struct letterbox letterbox_of(const AVFrame *p)
{
    const uint8_t   *y = p->data[0];
    const ptrdiff_t  l = p->linesize[0];
    int              w = p->width, h = p->height;
    struct letterbox b;
    b.top    = bars_from(y, l, h, 1, w);
    b.bottom = bars_from(y + (h - 1) * l, -l, h, 1, w);
    bars_plausible(&b.top, &b.bottom, h);
    /* Columns are looked at between the rows that hold a picture. */
    y += b.top * l;
    h -= b.top + b.bottom;
    b.left  = bars_from(y, 1, w, l, h);
    b.right = bars_from(y + w - 1, -1, w, l, h);
    bars_plausible(&b.left, &b.right, w);
    return b;
}

static int smaller(int a, int b) { return a < b ? a : b; }

struct letterbox letterbox_common(struct letterbox a, struct letterbox b)
{
    return (struct letterbox){ smaller(a.top, b.top), smaller(a.bottom, b.bottom),
                               smaller(a.left, b.left), smaller(a.right, b.right) };
}

/* ---- luma ---- */

struct window { /* the part inside the bars */
    const uint8_t *luma;
    ptrdiff_t      stride;
    int            x, y, width, height;
};

static void measure_luma(const struct window *w, struct picture_facts *f)
{
    int64_t histogram[256] = { 0 };
    double  n = (double)w->width * w->height, sum = 0, squares = 0;
    for (int j = 0; j < w->height; j++)
        for (int i = 0; i < w->width; i++)
            histogram[w->luma[j * w->stride + i]]++;
    f->entropy = 0;
    for (int v = 0; v < 256; v++) {
        double share = (double)histogram[v] / n;
        sum += share * v;
        squares += share * v * v;
        f->entropy -= share > 0 ? share * log2(share) : 0;
    }
    f->mean_luma = sum;
    f->contrast  = sqrt(fmax(0, squares - sum * sum));
}

/* Both want the eight neighbours: the Laplacian's variance, and the mean response to a mask
 * that is blind to edges and slopes. */
static void measure_detail(const struct window *w, struct picture_facts *f)
{
    int64_t sum = 0, squares = 0, noise = 0;
    double  n    = (double)(w->width - 2) * (w->height - 2);
    f->sharpness = f->noise = NAN;
    if (w->width < 3 || w->height < 3)
        return;
    for (int j = 1; j < w->height - 1; j++) {
        const uint8_t *above = w->luma + (j - 1) * w->stride, *here = above + w->stride;
        const uint8_t *below = here + w->stride;
        for (int i = 1; i < w->width - 1; i++) {
            int cross  = above[i] + below[i] + here[i - 1] + here[i + 1];
            int corner = above[i - 1] + above[i + 1] + below[i - 1] + below[i + 1];
            int bend   = cross - 4 * here[i];
            sum += bend;
            squares += bend * bend;
            noise += abs(corner - 2 * cross + 4 * here[i]);
        }
    }
    f->sharpness = (double)squares / n - ((double)sum / n) * ((double)sum / n);
    f->noise     = sqrt(acos(-1) / 2) / 6 * (double)noise / n;
}

/* ---- colour ---- */

static double saturation_of(struct rgb c)
{
    int most = c.r > c.g ? c.r : c.g, least = c.r < c.g ? c.r : c.g;
    most  = most > c.b ? most : c.b;
    least = least < c.b ? least : c.b;
    return most > 0 ? (double)(most - least) / most : 0;
}

/* McCamy's formula holds near the curve of black bodies, between candle light and blue sky. */
static double temperature_of(double r, double g, double b)
{
    double x = 0.4124 * r + 0.3576 * g + 0.1805 * b;
    double y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
    double z = 0.0193 * r + 0.1192 * g + 0.9505 * b;
    double s = x + y + z;
    if (y < 0.0005 || s <= 0)
        return NAN;
    double n = (x / s - 0.3320) / (0.1858 - y / s);
    double k = ((449 * n + 3525) * n + 6823.3) * n + 5520.33;
    return k >= 1500 && k <= 25000 ? k : NAN;
}

static void measure_colour(struct cx *cx, const AVFrame *p, const struct window *w,
                           struct picture_facts *f)
{
    struct palette *palette = palette_new(cx);
    double          r = 0, g = 0, b = 0, saturation = 0, n = 0;
    /* A grid of some ten thousand points says as much as all of them. */
    int step_x = w->width / 128 + 1, step_y = w->height / 128 + 1;
    for (int j = step_y / 2; j < w->height; j += step_y)
        for (int i = step_x / 2; i < w->width; i += step_x) {
            ptrdiff_t  half = (ptrdiff_t)((w->y + j) / 2);
            int        u    = p->data[1][half * p->linesize[1] + (w->x + i) / 2];
            int        v    = p->data[2][half * p->linesize[2] + (w->x + i) / 2];
            struct rgb c    = rgb_of_yuv(w->luma[j * w->stride + i], u, v);
            palette_add(palette, c);
            saturation += saturation_of(c);
            r += linear_of_srgb(c.r);
            g += linear_of_srgb(c.g);
            b += linear_of_srgb(c.b);
            n++;
        }
    f->saturation           = n > 0 ? saturation / n : NAN;
    f->colour_temperature_k = n > 0 ? temperature_of(r / n, g / n, b / n) : NAN;
    f->colours              = palette_find(palette, f->palette);
}

void picture_measure(struct cx *cx, const AVFrame *p, struct letterbox bars,
                     struct picture_facts *f)
{
    const struct window w = {
        .luma   = p->data[0] + (ptrdiff_t)bars.top * p->linesize[0] + bars.left,
        .stride = p->linesize[0],
        .x      = bars.left,
        .y      = bars.top,
        .width  = p->width - bars.left - bars.right,
        .height = p->height - bars.top - bars.bottom,
    };
    f->width     = p->width;
    f->height    = p->height;
    f->letterbox = bars;
    measure_luma(&w, f);
    measure_detail(&w, f);
    measure_colour(cx, p, &w, f);
    f->phash = phash_of(p->data[0], p->linesize[0], p->width, p->height);
}
