/* still_look.c - profile by lcms2, colour by a histogram. */
#include "model/media/still_look.h"
#include <lcms2.h>
#include <wchar.h>
#include "model/base/text.h"

enum { PROFILE_BYTES = 4 * 1024 * 1024, NAME_CHARS = 256, OPAQUE = 128, BINS = 16 * 16 * 16 };

/* ---- profile ---- */

static bool profile_fits(cmsHPROFILE profile, const VipsImage *image)
{
    int colours = image->Bands >= 3 ? 3 : 1;
    switch (cmsGetColorSpace(profile)) {
    case cmsSigRgbData: return colours == 3 && image->Type != VIPS_INTERPRETATION_CMYK;
    case cmsSigGrayData: return colours == 1;
    case cmsSigCmykData: return image->Type == VIPS_INTERPRETATION_CMYK;
    case cmsSigLabData: return image->Type == VIPS_INTERPRETATION_LAB ||
                               image->Type == VIPS_INTERPRETATION_LABS;
    default: return false;
    }
}

/* Printable characters, as UTF-8, without blanks at the edges. */
static void name_write(const wchar_t *name, char to[STILL_PROFILE + 1])
{
    size_t used = 0;
    for (; *name && used + 4 <= STILL_PROFILE; name++) {
        uint32_t c = (uint32_t)*name;
        if (c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0xd800 && c < 0xe000) || c > 0x10ffff ||
            (c == ' ' && used == 0))
            continue;
        used += utf8_put(c, to + used);
    }
    while (used > 0 && to[used - 1] == ' ')
        used--;
    to[used] = '\0';
}

static bool profile_name(VipsImage *image, char to[STILL_PROFILE + 1])
{
    const void *bytes;
    size_t      n;
    wchar_t     name[NAME_CHARS] = { 0 };
    cmsHPROFILE profile;
    bool        fits;
    if (!vips_image_get_typeof(image, VIPS_META_ICC_NAME) ||
        vips_image_get_blob(image, VIPS_META_ICC_NAME, &bytes, &n) || n > PROFILE_BYTES)
        return false;
    profile = cmsOpenProfileFromMem(bytes, (cmsUInt32Number)n);
    if (!profile)
        return false;
    fits = profile_fits(profile, image);
    if (fits)
        cmsGetProfileInfo(profile, cmsInfoDescription, "en", "US", name, sizeof name);
    cmsCloseProfile(profile);
    name[NAME_CHARS - 1] = L'\0';
    name_write(name, to);
    if (fits && !to[0])
        snprintf(to, STILL_PROFILE + 1, "Unnamed ICC profile");
    return fits;
}

void still_profile(VipsImage *image, char to[STILL_PROFILE + 1])
{
    if (profile_name(image, to))
        return;
    vips_image_remove(image, VIPS_META_ICC_NAME);
    snprintf(to, STILL_PROFILE + 1, "%s",
             image->Type == VIPS_INTERPRETATION_CMYK ? "CMYK"
             : image->Type == VIPS_INTERPRETATION_LAB || image->Type == VIPS_INTERPRETATION_LABS
                 ? "CIELAB"
                 : "sRGB");
}

/* ---- colour ---- */

struct bin {
    uint64_t n, r, g, b;
};

void still_colour(VipsImage *image, char to[8])
{
    struct bin  bins[BINS] = { 0 };
    struct bin *most       = &bins[0];
    int64_t     pixels     = (int64_t)image->Xsize * image->Ysize;
    for (const uint8_t *p = image->data; pixels > 0; pixels--, p += image->Bands) {
        struct bin *one = &bins[(p[0] >> 4) << 8 | (p[1] >> 4) << 4 | p[2] >> 4];
        if (image->Bands == 4 && p[3] < OPAQUE)
            continue;
        one->n++;
        one->r += p[0];
        one->g += p[1];
        one->b += p[2];
        if (one->n > most->n)
            most = one;
    }
    if (most->n == 0)
        *most = (struct bin){ .n = 1 };
    snprintf(to, 8, "#%02x%02x%02x", (unsigned)((most->r + most->n / 2) / most->n),
             (unsigned)((most->g + most->n / 2) / most->n),
             (unsigned)((most->b + most->n / 2) / most->n));
}
