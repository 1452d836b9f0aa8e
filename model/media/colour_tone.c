/* colour_tone.c - pictures of high dynamic range or wide gamut become what a JPEG can say. */
#include <libavutil/frame.h>
#include <math.h>
#include <pthread.h>
#include "model/media/colour.h"

enum { STEPS = 4096 }; /* of linear light, when it is coded again */

#define PEAK 10.0 /* brightest light that is told apart, in units of 100 cd/m2 */
#define KNEE 0.3  /* up to here light stays as it is */

struct light {
    float r, g, b;
};
struct decoder {
    float to_light[256]; /* of R', G' or B' */
    float gamut[9];      /* to BT.709's primaries */
    float rv, gu, gv, bu;
    bool  is_hdr, is_hlg;
};

/* SMPTE ST 2084: what 1 means is 10,000 cd/m2. */
static double light_of_pq(double v)
{
    double p = pow(v, 1 / 78.84375);
    return 100 * pow(fmax(p - 0.8359375, 0) / (18.8515625 - 18.6875 * p), 1 / 0.1593017578125);
}

/* ITU-R BT.2100, back to the light of the scene, 0 to 1. */
static double light_of_hlg(double v)
{
    return v <= 0.5 ? v * v / 3 : (exp((v - 0.55991073) / 0.17883277) + 0.28466892) / 12;
}

static void decoder_make(struct decoder *d, const struct AVFrame *p, struct colour_luma l)
{
    /* Of BT.2020 and of P3 (D65); rows sum to one, so that white stays white. */
    static const float of_2020[9] = { 1.6605F,  -0.5876F, -0.0728F, -0.1246F, 1.1329F,
                                      -0.0083F, -0.0182F, -0.1006F, 1.1187F };
    static const float of_p3[9]   = { 1.2249F, -0.2247F, -0.0002F, -0.0420F, 1.0419F,
                                      0.0001F, -0.0197F, -0.0786F, 1.0983F };
    bool               is_p3 =
        p->color_primaries == AVCOL_PRI_SMPTE431 || p->color_primaries == AVCOL_PRI_SMPTE432;
    double g  = 1 - l.r - l.b;
    d->is_hlg = p->color_trc == AVCOL_TRC_ARIB_STD_B67;
    d->is_hdr = d->is_hlg || p->color_trc == AVCOL_TRC_SMPTE2084;
    d->rv     = (float)(2 * (1 - l.r));
    d->bu     = (float)(2 * (1 - l.b));
    d->gu     = (float)(-l.b * 2 * (1 - l.b) / g);
    d->gv     = (float)(-l.r * 2 * (1 - l.r) / g);
    memcpy(d->gamut, is_p3 ? of_p3 : of_2020, sizeof d->gamut);
    for (int i = 0; i < 256; i++)
        d->to_light[i] = (float)(d->is_hlg   ? light_of_hlg(i / 255.0)
                                 : d->is_hdr ? light_of_pq(i / 255.0)
                                             : linear_of_srgb((uint8_t)i));
}

static uint8_t        coded[STEPS + 1]; /* sRGB of linear light */
static pthread_once_t coded_once = PTHREAD_ONCE_INIT;

static void coded_make(void)
{
    for (int i = 0; i <= STEPS; i++) {
        double v = (double)i / STEPS;
        coded[i] =
            (uint8_t)lrint(255 * (v <= 0.0031308 ? v * 12.92 : 1.055 * pow(v, 1 / 2.4) - 0.055));
    }
}

static uint8_t code_of(float light)
{
    return coded[(int)(fminf(fmaxf(light, 0), 1) * STEPS + 0.5F)];
}

static float at(const struct decoder *d, float v)
{
    return d->to_light[(int)(fminf(fmaxf(v, 0), 255) + 0.5F)];
}

/* Below the knee as it is, above it compressed so that the peak becomes 1 (Moebius). */
static float tone(float v)
{
    const float a = (float)(-KNEE * KNEE * (PEAK - 1) / (KNEE * KNEE - 2 * KNEE + PEAK));
    const float b = (float)((KNEE * KNEE - 2 * KNEE * PEAK + PEAK) / (PEAK - 1));
    const float k = (b * b + 2 * b * (float)KNEE + (float)(KNEE * KNEE)) / (b - a);
    return v <= (float)KNEE ? v : k * (v + a) / (v + b);
}

static struct rgb seen(const struct decoder *d, float y, float u, float v)
{
    const float *m = d->gamut;
    struct light c = { at(d, y + d->rv * v), at(d, y + d->gu * u + d->gv * v),
                       at(d, y + d->bu * u) };
    if (d->is_hlg) { /* what a display of 1,000 cd/m2 makes of the scene's light */
        float gain = (float)PEAK * powf(0.2627F * c.r + 0.6780F * c.g + 0.0593F * c.b, 0.2F);
        c          = (struct light){ gain * c.r, gain * c.g, gain * c.b };
    }
    c = (struct light){ m[0] * c.r + m[1] * c.g + m[2] * c.b, m[3] * c.r + m[4] * c.g + m[5] * c.b,
                        m[6] * c.r + m[7] * c.g + m[8] * c.b };
    if (d->is_hdr) {
        float top  = fmaxf(fmaxf(c.r, c.g), c.b);
        float keep = top > 0 ? tone(top) / top : 0;
        c          = (struct light){ keep * c.r, keep * c.g, keep * c.b };
    }
    return (struct rgb){ code_of(c.r), code_of(c.g), code_of(c.b) };
}

static uint8_t byte_of(double v) { return (uint8_t)lrint(fmin(fmax(v, 0), 255)); }

/* Two by two pixels, of which those behind the picture's edge are left out. */
static void block(const struct decoder *d, struct AVFrame *p, int i, int j)
{
    uint8_t *u  = p->data[1] + (ptrdiff_t)j * p->linesize[1] + i;
    uint8_t *v  = p->data[2] + (ptrdiff_t)j * p->linesize[2] + i;
    float    fu = (float)*u - 128, fv = (float)*v - 128;
    double   su = 0, sv = 0;
    int      n = 0;
    for (int y = 2 * j; y < 2 * j + 2 && y < p->height; y++)
        for (int x = 2 * i; x < 2 * i + 2 && x < p->width; x++, n++) {
            uint8_t   *luma = p->data[0] + (ptrdiff_t)y * p->linesize[0] + x;
            struct rgb c    = seen(d, *luma, fu, fv);
            double     l    = 0.299 * c.r + 0.587 * c.g + 0.114 * c.b;
            *luma           = byte_of(l);
            su += (c.b - l) / 1.772;
            sv += (c.r - l) / 1.402;
        }
    *u = byte_of(128 + su / n);
    *v = byte_of(128 + sv / n);
}

void colour_tone_to_jpeg(struct AVFrame *p, struct colour_luma luma)
{
    struct decoder d;
    decoder_make(&d, p, luma);
    pthread_once(&coded_once, coded_make);
    for (int j = 0; j < (p->height + 1) / 2; j++)
        for (int i = 0; i < (p->width + 1) / 2; i++)
            block(&d, p, i, j);
}
