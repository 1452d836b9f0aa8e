/* convert.c - from facts of a video to filters. */
#include <libavutil/pixdesc.h>
#include <math.h>
#include "model/base/arena.h"
#include "model/media/colour.h"
#include "model/media/convert.h"

enum {
    TICKS       = 90000, /* of an encoder's clock in a second, at least */
    DEINT_LEAST = 4,     /* sides below which the filter does not work */
    HD_LINES    = 720    /* from here on, colours that nobody declared are BT.709 */
};

/* Brightness of what is tone-mapped, in units of 100 cd/m2: what most masters go up to. */
#define PEAK "10"

/* As H.273 numbers them. */
struct colours {
    int primaries, transfer, matrix;
};

static int even(double v)
{
    int n = (int)lrint(v / 2) * 2;
    return n < 2 ? 2 : n;
}

void convert_size(const struct input_facts *f, int long_side, int short_side, int *width,
                  int *height)
{
    int    longer  = f->width > f->height ? f->width : f->height;
    int    shorter = f->width > f->height ? f->height : f->width;
    double scale   = 1;
    if (long_side > 0 && longer > long_side)
        scale = (double)long_side / longer;
    if (short_side > 0 && shorter * scale > short_side)
        scale = (double)short_side / shorter;
    /* Halves would round up beyond the picture itself. */
    *width  = even(scale < 1 ? f->width * scale : f->width / 2 * 2);
    *height = even(scale < 1 ? f->height * scale : f->height / 2 * 2);
}

int convert_ticks(const struct input_facts *f)
{
    int rate = f->fps_num > 0 && f->fps_num < 1000000 ? f->fps_num : 25;
    return rate * ((TICKS + rate - 1) / rate);
}

bool convert_is_hdr(const struct input_facts *f)
{
    return f->transfer == AVCOL_TRC_SMPTE2084 || f->transfer == AVCOL_TRC_ARIB_STD_B67;
}

static bool is_wide(const struct input_facts *f)
{
    return convert_is_hdr(f) || f->primaries == AVCOL_PRI_BT2020 ||
           f->primaries == AVCOL_PRI_SMPTE431 || f->primaries == AVCOL_PRI_SMPTE432 ||
           f->matrix == AVCOL_SPC_BT2020_NCL || f->matrix == AVCOL_SPC_BT2020_CL;
}

static bool is_yuv(const struct input_facts *f)
{
    return f->pixel_format && colour_is_yuv(av_get_pix_fmt(f->pixel_format));
}

static bool is_among(int number, const int *numbers, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (numbers[i] == number)
            return true;
    return false;
}

/* Only what the filters convert in every combination; the rest is rare, and plays in colours that
 * are somewhat off. */
static struct colours wide_colours(struct colours c)
{
    static const int primaries[] = { AVCOL_PRI_BT709,  AVCOL_PRI_BT470BG,  AVCOL_PRI_SMPTE170M,
                                     AVCOL_PRI_BT2020, AVCOL_PRI_SMPTE431, AVCOL_PRI_SMPTE432 };
    static const int transfers[] = { AVCOL_TRC_BT709,        AVCOL_TRC_SMPTE170M,
                                     AVCOL_TRC_IEC61966_2_1, AVCOL_TRC_BT2020_10,
                                     AVCOL_TRC_BT2020_12,    AVCOL_TRC_SMPTE2084,
                                     AVCOL_TRC_ARIB_STD_B67 };
    static const int matrices[]  = { AVCOL_SPC_BT709, AVCOL_SPC_BT470BG, AVCOL_SPC_SMPTE170M,
                                     AVCOL_SPC_BT2020_NCL };
    if (!is_among(c.primaries, primaries, COUNT(primaries)))
        c.primaries = AVCOL_PRI_BT2020;
    if (!is_among(c.transfer, transfers, COUNT(transfers)))
        c.transfer = AVCOL_TRC_BT709;
    if (!is_among(c.matrix, matrices, COUNT(matrices)))
        c.matrix = AVCOL_SPC_BT2020_NCL;
    return c;
}

/* What the numbers mean, where the file does not say or says what nobody can mean. */
static struct colours colours_of(const struct input_facts *f)
{
    struct colours c      = { f->primaries, f->transfer, f->matrix };
    bool           is_pal = f->coded_height == 576 || f->coded_height == 288;
    bool           is_sd  = is_yuv(f) && f->coded_height < HD_LINES;
    if (is_wide(f))
        return wide_colours(c);
    if (c.matrix != AVCOL_SPC_BT709 && c.matrix != AVCOL_SPC_BT470BG &&
        c.matrix != AVCOL_SPC_SMPTE170M)
        c.matrix =
            is_sd && c.matrix == AVCOL_SPC_UNSPECIFIED ? AVCOL_SPC_SMPTE170M : AVCOL_SPC_BT709;
    is_sd = c.matrix != AVCOL_SPC_BT709;
    if (c.primaries == AVCOL_PRI_UNSPECIFIED)
        c.primaries = !is_sd ? AVCOL_PRI_BT709 : is_pal ? AVCOL_PRI_BT470BG : AVCOL_PRI_SMPTE170M;
    if (c.transfer == AVCOL_TRC_UNSPECIFIED)
        c.transfer = is_sd ? AVCOL_TRC_SMPTE170M : AVCOL_TRC_BT709;
    return c;
}

/* Scaled first, while samples are small: what follows computes with floating point. */
static const char *wide_filters(struct cx *cx, const struct input_facts *f, int width, int height)
{
    const struct colours c      = colours_of(f);
    const char          *matrix = is_yuv(f) ? "" : ":out_color_matrix=bt2020";
    const char          *from, *to;
    from = arena_printf(
        cx->arena,
        "scale=%d:%d:flags=bicubic%s:out_range=tv,setsar=1,format=yuv420p10le,"
        "setparams=range=limited:color_primaries=%d:color_trc=%d:colorspace=%d,zscale=",
        width, height, matrix, c.primaries, c.transfer, c.matrix);
    to = "primaries=709:transfer=709:matrix=709:range=limited,format=yuv420p";
    if (!convert_is_hdr(f))
        return arena_printf(cx->arena, "%s%s", from, to);
    return arena_printf(cx->arena,
                        "%stransfer=linear:npl=100,format=gbrpf32le,zscale=primaries=709,"
                        "tonemap=mobius:desat=0:peak=" PEAK ",zscale=%s",
                        from, to);
}

const char *convert_filters(struct cx *cx, const struct input_facts *f, int width, int height)
{
    struct colours c = colours_of(f);
    bool can_deint   = is_yuv(f) && f->coded_width >= DEINT_LEAST && f->coded_height >= DEINT_LEAST;
    const char *deint = can_deint ? "bwdif=mode=send_frame:deint=interlaced," : "";
    const char *rest;
    if (is_wide(f)) {
        rest = wide_filters(cx, f, width, height);
        c    = (struct colours){ AVCOL_PRI_BT709, AVCOL_TRC_BT709, AVCOL_SPC_BT709 };
    } else {
        bool keeps = is_yuv(f) && (f->matrix == c.matrix || f->matrix == AVCOL_SPC_UNSPECIFIED);
        rest       = arena_printf(cx->arena,
                                  "scale=%d:%d:flags=bicubic%s:out_range=tv,setsar=1,format=yuv420p",
                                  width, height, keeps ? "" : ":out_color_matrix=bt709");
    }
    return arena_printf(
        cx->arena, "%s%s,setparams=range=limited:color_primaries=%d:color_trc=%d:colorspace=%d",
        deint, rest, c.primaries, c.transfer, c.matrix);
}
