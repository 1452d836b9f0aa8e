/* still_pixels.c - one pass over the rows that the decoder gives; colours are made right on the few
 * pixels that are left. */
#include "model/media/still_pixels.h"
#include "model/base/arena.h"
#include "model/media/still_scale.h"

enum { STRIP = 16 }; /* rows asked of the decoder at once */

static void let_go(void *object) { g_object_unref(object); }
void still_hold(struct cx *cx, void *object) { arena_on_reset(cx->arena, let_go, object); }

/* What it made, kept; or NULL. */
static VipsImage *made(struct cx *cx, int rc, VipsImage *const *image)
{
    if (rc || !*image)
        return NULL;
    still_hold(cx, *image);
    return *image;
}

/* ---- before ---- */

struct layout {
    int  colours; /* bands that are colours */
    bool alpha;   /* one more, behind them */
};

static bool layout_of(const VipsImage *image, struct layout *to)
{
    switch (image->Type) {
    case VIPS_INTERPRETATION_B_W:
    case VIPS_INTERPRETATION_GREY16: *to = (struct layout){ 1, image->Bands == 2 }; return true;
    case VIPS_INTERPRETATION_sRGB:
    case VIPS_INTERPRETATION_RGB:
    case VIPS_INTERPRETATION_RGB16:
        *to = (struct layout){ 3, image->Bands == 4 };
        return image->Bands >= 3;
    case VIPS_INTERPRETATION_CMYK:
        *to = (struct layout){ 4, false };
        return image->Bands >= 4;
    default: return false;
    }
}

/* 8 bits of colours that are numbers of a device; others become sRGB first. */
static VipsImage *of_bytes(struct cx *cx, VipsImage *from, struct layout *layout)
{
    VipsImage *to    = NULL;
    int        bands;
    if (!layout_of(from, layout)) {
        from = made(cx, vips_colourspace(from, &to, VIPS_INTERPRETATION_sRGB, NULL), &to);
        if (!from || !layout_of(from, layout))
            return NULL;
        vips_image_remove(from, VIPS_META_ICC_NAME);
    }
    if (from->BandFmt != VIPS_FORMAT_UCHAR) {
        to   = NULL;
        from = made(cx, vips_cast(from, &to, VIPS_FORMAT_UCHAR, "shift",
                                  from->BandFmt == VIPS_FORMAT_USHORT, NULL), &to);
    }
    bands = layout->colours + layout->alpha;
    if (!from || from->Bands == bands)
        return from;
    to = NULL;
    return made(cx, vips_extract_band(from, &to, 0, "n", bands, NULL), &to);
}

/* ---- the pass ---- */

/* Row y of what was prepared. */
static const uint8_t *row_of(const VipsRegion *r, int y, int pixel)
{
    return r->data + (ptrdiff_t)(y - r->valid.top) * r->bpl - (ptrdiff_t)r->valid.left * pixel;
}

static bool rows_pass(VipsImage *from, struct scaler *s)
{
    VipsRegion *r    = vips_region_new(from);
    bool        good = r != NULL;
    for (int y = 0; good && y < from->Ysize; y += STRIP) {
        VipsRect strip = { 0, y, from->Xsize, VIPS_MIN(STRIP, from->Ysize - y) };
        good           = vips_region_prepare(r, &strip) == 0;
        for (int i = 0; good && i < strip.height; i++)
            scaler_row(s, row_of(r, y + i, from->Bands));
    }
    if (r)
        g_object_unref(r);
    return good;
}

static VipsInterpretation of_8_bits(VipsInterpretation type)
{
    return type == VIPS_INTERPRETATION_RGB16    ? VIPS_INTERPRETATION_sRGB
           : type == VIPS_INTERPRETATION_GREY16 ? VIPS_INTERPRETATION_B_W
                                                : type;
}

static VipsImage *scaled(struct cx *cx, VipsImage *from, struct scale_size size, bool alpha)
{
    struct scale_size whole = { from->Xsize, from->Ysize };
    size_t            n     = (size_t)size.width * (size_t)size.height * (size_t)from->Bands;
    uint8_t          *bytes = g_try_malloc(n);
    VipsImage        *to;
    if (!bytes)
        return NULL;
    arena_on_reset(cx->arena, g_free, bytes);
    if (!rows_pass(from, scaler_new(cx, whole, size, from->Bands, alpha, bytes)))
        return NULL;
    to = vips_image_new_from_memory(bytes, n, size.width, size.height, from->Bands,
                                    VIPS_FORMAT_UCHAR);
    if (!to)
        return NULL;
    still_hold(cx, to);
    to->Type = of_8_bits(from->Type);
    return to;
}

/* ---- behind ---- */

static void copy_profile(VipsImage *from, VipsImage *to)
{
    const void *bytes;
    size_t      n;
    if (vips_image_get_typeof(from, VIPS_META_ICC_NAME) &&
        vips_image_get_blob(from, VIPS_META_ICC_NAME, &bytes, &n) == 0)
        vips_image_set_blob_copy(to, VIPS_META_ICC_NAME, bytes, n);
}

static VipsImage *screen_colours(struct cx *cx, VipsImage *from)
{
    VipsImage *to = NULL;
    if (vips_image_get_typeof(from, VIPS_META_ICC_NAME))
        from = made(cx, vips_icc_transform(from, &to, "srgb", "embedded", TRUE, NULL), &to);
    to = NULL;
    if (from && from->Type != VIPS_INTERPRETATION_sRGB)
        from = made(cx, vips_colourspace(from, &to, VIPS_INTERPRETATION_sRGB, NULL), &to);
    return from;
}

static VipsImage *upright(struct cx *cx, VipsImage *from, int orientation)
{
    VipsImage *to = NULL;
    if (orientation <= 1)
        return from;
    vips_image_set_int(from, VIPS_META_ORIENTATION, orientation);
    return made(cx, vips_autorot(from, &to, NULL), &to);
}

/* The pixels alone: what else was written into the file is nobody's business. */
static VipsImage *bare(struct cx *cx, VipsImage *from)
{
    VipsImage *kept = from ? vips_image_copy_memory(from) : NULL, *to;
    if (!kept)
        return NULL;
    still_hold(cx, kept);
    if (kept->BandFmt != VIPS_FORMAT_UCHAR || kept->Bands < 3 || kept->Bands > 4)
        return NULL;
    to = vips_image_new_from_memory(kept->data, (size_t)kept->Xsize * (size_t)kept->Ysize *
                                                    (size_t)kept->Bands,
                                    kept->Xsize, kept->Ysize, kept->Bands, VIPS_FORMAT_UCHAR);
    if (!to)
        return NULL;
    still_hold(cx, to);
    to->Type = VIPS_INTERPRETATION_sRGB;
    return to;
}

VipsImage *still_shrunk(struct cx *cx, VipsImage *from, int width, int height)
{
    int               orientation = vips_image_get_orientation(from);
    bool              turned      = vips_image_get_orientation_swap(from);
    struct scale_size size        = { turned ? height : width, turned ? width : height };
    struct layout     layout;
    VipsImage        *bytes = of_bytes(cx, from, &layout), *small;
    if (!bytes)
        return NULL;
    size.width  = VIPS_MIN(size.width, bytes->Xsize); /* a decoder may have rounded down */
    size.height = VIPS_MIN(size.height, bytes->Ysize);
    small       = scaled(cx, bytes, size, layout.alpha);
    if (!small)
        return NULL;
    copy_profile(bytes, small);
    small = screen_colours(cx, small);
    return bare(cx, small ? upright(cx, small, orientation) : NULL);
}
