/* analyse_palette.c - k-means with a start that is not random. */
#include <math.h>
#include "model/base/arena.h"
#include "model/media/analyse_palette.h"

enum { ROUNDS = 16 };
static const double SAME2 = 0.0004; /* squared distance below which colours look alike */

struct palette {
    int          n;
    struct oklab points[PALETTE_POINTS];
};
struct centre {
    struct oklab at, sum;
    int          n;
};

struct palette *palette_new(struct cx *cx)
{
    return arena_alloc(cx->arena, sizeof(struct palette));
}

void palette_add(struct palette *p, struct rgb c)
{
    if (p->n < PALETTE_POINTS)
        p->points[p->n++] = oklab_of_rgb(c);
}

static int nearest(const struct centre *c, int k, struct oklab at, double *distance2)
{
    int best   = 0;
    *distance2 = HUGE_VAL;
    for (int i = 0; i < k; i++) {
        double d = oklab_distance2(c[i].at, at);
        if (d < *distance2) {
            *distance2 = d;
            best       = i;
        }
    }
    return best;
}

/* Every point to its nearest centre, every centre to the middle of its points. */
static void settle(const struct palette *p, struct centre *c, int k)
{
    double d;
    for (int i = 0; i < k; i++)
        c[i] = (struct centre){ .at = c[i].at };
    for (int i = 0; i < p->n; i++) {
        struct centre *one = &c[nearest(c, k, p->points[i], &d)];
        one->sum.l += p->points[i].l;
        one->sum.a += p->points[i].a;
        one->sum.b += p->points[i].b;
        one->n++;
    }
    for (int i = 0; i < k; i++)
        if (c[i].n > 0)
            c[i].at =
                (struct oklab){ c[i].sum.l / c[i].n, c[i].sum.a / c[i].n, c[i].sum.b / c[i].n };
}

/* A new centre at the point worst served by those there are; single outliers are avoided by
 * letting the centres settle in between. */
static int start(const struct palette *p, struct centre *c)
{
    int k = 1;
    settle(p, c, k);
    while (k < PALETTE) {
        double worst = 0, d;
        int    which = 0;
        for (int i = 0; i < p->n; i++) {
            nearest(c, k, p->points[i], &d);
            if (d > worst) {
                worst = d;
                which = i;
            }
        }
        if (worst < SAME2)
            break;
        c[k++].at = p->points[which];
        settle(p, c, k);
    }
    return k;
}

static int by_size(const void *a, const void *b)
{
    const struct centre *x = a, *y = b;
    return (y->n > x->n) - (y->n < x->n);
}

int palette_find(const struct palette *p, struct colour_share out[PALETTE])
{
    struct centre c[PALETTE] = { { .n = 0 } };
    int           k, used = 0;
    if (p->n == 0)
        return 0;
    k = start(p, c);
    for (int i = 0; i < ROUNDS; i++)
        settle(p, c, k);
    qsort(c, (size_t)k, sizeof *c, by_size);
    for (; used < k && c[used].n > 0; used++) {
        struct rgb rgb = rgb_of_oklab(c[used].at);
        snprintf(out[used].hex, sizeof out[used].hex, "#%02x%02x%02x", rgb.r, rgb.g, rgb.b);
        out[used].share = (double)c[used].n / p->n;
    }
    return used;
}
