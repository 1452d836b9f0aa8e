/* colour.c - conversions between colour spaces. */
#include <libavutil/frame.h>
#include <libavutil/pixdesc.h>
#include <math.h>
#include "model/media/colour.h"

static const struct colour_luma bt601 = { 0.299, 0.114 };

static struct colour_luma luma_of(enum AVColorSpace space)
{
    switch (space) {
    case AVCOL_SPC_BT709:
        return (struct colour_luma){ 0.2126, 0.0722 };
    case AVCOL_SPC_BT2020_NCL:
    case AVCOL_SPC_BT2020_CL:
        return (struct colour_luma){ 0.2627, 0.0593 };
    case AVCOL_SPC_SMPTE240M:
        return (struct colour_luma){ 0.212, 0.087 };
    case AVCOL_SPC_FCC:
        return (struct colour_luma){ 0.30, 0.11 };
    default:
        return bt601;
    }
}

bool colour_is_yuv(int format)
{
    const AVPixFmtDescriptor *d = av_pix_fmt_desc_get((enum AVPixelFormat)format);
    return d && d->nb_components >= 3 && !(d->flags & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL));
}

/* More light or more colour than a JPEG can say? */
static bool is_wide(const struct AVFrame *p)
{
    return p->color_trc == AVCOL_TRC_SMPTE2084 || p->color_trc == AVCOL_TRC_ARIB_STD_B67 ||
           p->color_primaries == AVCOL_PRI_BT2020 || p->color_primaries == AVCOL_PRI_SMPTE431 ||
           p->color_primaries == AVCOL_PRI_SMPTE432;
}

void colour_note(struct AVFrame *picture, const struct AVFrame *frame)
{
    picture->colorspace = frame->colorspace;
    /* The scaler makes BT.601 of what is not YUV. */
    if (!colour_is_yuv(frame->format))
        picture->colorspace = AVCOL_SPC_SMPTE170M;
    else if (frame->colorspace == AVCOL_SPC_UNSPECIFIED || frame->colorspace == AVCOL_SPC_RGB)
        picture->colorspace = is_wide(frame)         ? AVCOL_SPC_BT2020_NCL
                              : frame->height >= 720 ? AVCOL_SPC_BT709
                                                     : AVCOL_SPC_SMPTE170M;
    picture->color_trc       = frame->color_trc;
    picture->color_primaries = frame->color_primaries;
}

static uint8_t clip8(int v) { return (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v); }

/* From one luma and its two colour differences to another: luma keeps its own weight
 * and takes a share of both differences, which mix only among themselves. 16 bits of fraction. */
struct turn {
    int yu, yv, uu, uv, vu, vv;
};

static int fixed(double v) { return (int)lrint(v * 65536); }

static struct turn turn_to_jpeg(struct colour_luma from)
{
    double g  = 1 - from.r - from.b;
    double rv = 2 * (1 - from.r), bu = 2 * (1 - from.b); /* R = Y + rv V, B = Y + bu U */
    double gu = -from.b * bu / g, gv = -from.r * rv / g;
    double yu = (1 - bt601.r - bt601.b) * gu + bt601.b * bu;
    double yv = (1 - bt601.r - bt601.b) * gv + bt601.r * rv;
    double du = 2 * (1 - bt601.b), dv = 2 * (1 - bt601.r);
    return (struct turn){ fixed(yu),       fixed(yv),       fixed((bu - yu) / du),
                          fixed(-yv / du), fixed(-yu / dv), fixed((rv - yv) / dv) };
}

static int rounded(int v) { return (v + (1 << 15)) >> 16; }

/* Two rows of luma share one of colour differences, and two samples of each row one of those. */
static void turn_luma(const struct turn *t, uint8_t *y, int width, const uint8_t *u,
                      const uint8_t *v)
{
    for (int i = 0; i < width / 2; i++) {
        int shift    = rounded(t->yu * (u[i] - 128) + t->yv * (v[i] - 128));
        y[2 * i]     = clip8(y[2 * i] + shift);
        y[2 * i + 1] = clip8(y[2 * i + 1] + shift);
    }
    if (width % 2) {
        int i        = width / 2;
        y[width - 1] = clip8(y[width - 1] + rounded(t->yu * (u[i] - 128) + t->yv * (v[i] - 128)));
    }
}

void colour_to_jpeg(struct AVFrame *p)
{
    struct turn t  = turn_to_jpeg(luma_of(p->colorspace));
    int         cw = (p->width + 1) / 2, ch = (p->height + 1) / 2;
    if (is_wide(p)) {
        colour_tone_to_jpeg(p, luma_of(p->colorspace));
        p->colorspace      = AVCOL_SPC_SMPTE170M;
        p->color_trc       = AVCOL_TRC_UNSPECIFIED;
        p->color_primaries = AVCOL_PRI_UNSPECIFIED;
        return;
    }
    if (t.yu == 0 && t.yv == 0)
        return;
    for (int j = 0; j < ch; j++) {
        uint8_t *u = p->data[1] + (ptrdiff_t)j * p->linesize[1];
        uint8_t *v = p->data[2] + (ptrdiff_t)j * p->linesize[2];
        for (int k = 2 * j; k < 2 * j + 2 && k < p->height; k++)
            turn_luma(&t, p->data[0] + (ptrdiff_t)k * p->linesize[0], p->width, u, v);
        for (int i = 0; i < cw; i++) {
            int a = u[i] - 128, b = v[i] - 128;
            u[i] = clip8(128 + rounded(t.uu * a + t.uv * b));
            v[i] = clip8(128 + rounded(t.vu * a + t.vv * b));
        }
    }
    p->colorspace = AVCOL_SPC_SMPTE170M;
}

struct rgb rgb_of_yuv(int y, int u, int v)
{
    u -= 128;
    v -= 128;
    return (struct rgb){ clip8(y + rounded(fixed(1.402) * v)),
                         clip8(y - rounded(fixed(0.344136) * u + fixed(0.714136) * v)),
                         clip8(y + rounded(fixed(1.772) * u)) };
}

double linear_of_srgb(uint8_t value)
{
    double v = value / 255.0;
    return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static uint8_t srgb_of_linear(double v)
{
    v = v <= 0.0031308 ? v * 12.92 : 1.055 * pow(v, 1 / 2.4) - 0.055;
    return clip8((int)lrint(v * 255));
}

struct oklab oklab_of_rgb(struct rgb c)
{
    double r = linear_of_srgb(c.r), g = linear_of_srgb(c.g), b = linear_of_srgb(c.b);
    double l = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    double m = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    double s = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    return (struct oklab){ 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
                           1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
                           0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s };
}

struct rgb rgb_of_oklab(struct oklab c)
{
    double l = c.l + 0.3963377774 * c.a + 0.2158037573 * c.b;
    double m = c.l - 0.1055613458 * c.a - 0.0638541728 * c.b;
    double s = c.l - 0.0894841775 * c.a - 1.2914855480 * c.b;
    l        = l * l * l;
    m        = m * m * m;
    s        = s * s * s;
    return (struct rgb){ srgb_of_linear(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
                         srgb_of_linear(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
                         srgb_of_linear(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s) };
}

double oklab_distance2(struct oklab a, struct oklab b)
{
    double l = a.l - b.l, x = a.a - b.a, y = a.b - b.b;
    return l * l + x * x + y * y;
}
