/* stills_test.c - what dailies-stills finds in pictures that are known, and what it refuses. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <lcms2.h>
#include "t/media/pictures.h"

#define COUNT(a) ((int)(sizeof(a) / sizeof((a)[0])))

static const uint8_t blue[3] = { 30, 144, 255 };

static int begin(void **state)
{
    int rc = run_begin(state);
    pictures_begin();
    return rc;
}

/* ---- facts ---- */

static size_t read_whole(const char *name, uint8_t *to, size_t cap)
{
    FILE  *f = fopen(in_folder(name), "rb");
    size_t n;
    assert_non_null(f);
    n = fread(to, 1, cap, f);
    fclose(f);
    return n;
}

static VipsImage *with_alpha(VipsImage *from)
{
    VipsImage *to;
    assert_int_equal(vips_bandjoin_const1(from, &to, 200, NULL), 0);
    g_object_unref(from);
    return to;
}

static VipsImage *in_space(VipsImage *from, VipsInterpretation space)
{
    VipsImage *to;
    assert_int_equal(vips_colourspace(from, &to, space, NULL), 0);
    g_object_unref(from);
    return to;
}

static VipsImage *grey(VipsImage *from) { return in_space(from, VIPS_INTERPRETATION_B_W); }
static VipsImage *deep(VipsImage *from) { return in_space(from, VIPS_INTERPRETATION_RGB16); }
static VipsImage *inks(VipsImage *from)
{
    VipsImage *to = in_space(from, VIPS_INTERPRETATION_CMYK);
    vips_image_remove(to, VIPS_META_ICC_NAME);
    return to;
}

static const struct {
    const char *what, *name, *options;
    VipsImage *(*change)(VipsImage *);
    const char *extension, *type, *profile;
    int         off; /* the colour may be wrong by so much; -1: it is another one */
} kinds[] = {
    { "JPEG", "a.jpg", "", NULL, "jpg", "image/jpeg", "sRGB", 6 },
    { "progressive JPEG", "p.jpg", "[interlace]", NULL, "jpg", "image/jpeg", "sRGB", 6 },
    { "grey JPEG", "g.jpg", "", grey, "jpg", "image/jpeg", "sRGB", -1 },
    { "CMYK JPEG", "k.jpg", "", inks, "jpg", "image/jpeg", "CMYK", 60 },
    { "PNG", "a.png", "", NULL, "png", "image/png", "sRGB", 1 },
    { "interlaced PNG", "i.png", "[interlace]", NULL, "png", "image/png", "sRGB", 1 },
    { "PNG with alpha", "t.png", "", with_alpha, "png", "image/png", "sRGB", 2 },
    { "PNG of 16 bits", "d.png", "", deep, "png", "image/png", "sRGB", 2 },
    { "PNG of a palette", "q.png", "[palette]", NULL, "png", "image/png", "sRGB", 2 },
    { "grey PNG", "g.png", "", grey, "png", "image/png", "sRGB", -1 },
    { "WebP", "a.webp", "", NULL, "webp", "image/webp", "sRGB", 8 },
    { "lossless WebP with alpha", "t.webp", "[lossless]", with_alpha, "webp", "image/webp", "sRGB", 2 },
    { "GIF", "a.gif", "", NULL, "gif", "image/gif", "sRGB", 6 },
    { "TIFF", "a.tif", "", NULL, "tif", "image/tiff", "sRGB", 1 },
    { "TIFF of 16 bits", "d.tif", "[compression=deflate]", deep, "tif", "image/tiff", "sRGB", 2 },
    { "tiled BigTIFF", "b.tif", "[bigtiff,tile,compression=lzw]", NULL, "tif", "image/tiff", "sRGB", 1 },
    { "CMYK TIFF", "k.tif", "", inks, "tif", "image/tiff", "CMYK", 60 },
    { "AVIF", "a.avif", "[effort=0]", NULL, "avif", "image/avif", "sRGB", 8 },
    { "AVIF with alpha", "t.avif", "[effort=0]", with_alpha, "avif", "image/avif", "sRGB", 8 },
    { "HEIC", "a.heic", "[effort=0]", NULL, "heic", "image/heic", "sRGB", 8 },
};

static void check_thumbs(const struct heard *h, int64_t index, bool seen_through)
{
    static const int widths[] = { 160, 320 };
    for (int i = 0; i < COUNT(widths); i++) {
        struct json_object *t = thumb_at(h, index, widths[i]);
        char                name[40];
        VipsImage          *image;
        if (!t)
            fail_msg("%d has no thumbnail of %d", (int)index, widths[i]);
        assert_int_equal(number(t, "height"), widths[i] * 3 / 4);
        snprintf(name, sizeof name, "%d-%d.%s", (int)index, widths[i], seen_through ? "webp" : "jpg");
        assert_string_equal(text(t, "type"), seen_through ? "image/webp" : "image/jpeg");
        image = output_picture(name);
        assert_int_equal(image->Xsize, widths[i]);
        assert_int_equal(image->Ysize, widths[i] * 3 / 4);
        assert_int_equal(vips_image_get_typeof(image, VIPS_META_ICC_NAME), 0);
        g_object_unref(image);
    }
    assert_null(thumb_at(h, index, 640));
}

static void measures_each_kind(void **state)
{
    const char  *names[COUNT(kinds) + 1] = { NULL };
    struct heard h;
    (void)state;
    for (int i = 0; i < COUNT(kinds); i++) {
        char       name[80];
        VipsImage *image = known_picture(400, 300, blue);
        snprintf(name, sizeof name, "%s%s", kinds[i].name, kinds[i].options);
        keep_picture(kinds[i].change ? kinds[i].change(image) : image, name);
        names[i] = kinds[i].name;
    }
    measure(&h, names, "");
    assert_true(h.done && h.status == 0);
    for (int i = 0; i < COUNT(kinds); i++) {
        struct json_object *s = line_at(&h, "still", i);
        if (!s)
            fail_msg("%s was refused", kinds[i].what);
        assert_int_equal(number(s, "width"), 400);
        assert_int_equal(number(s, "height"), 300);
        assert_string_equal(text(s, "extension"), kinds[i].extension);
        assert_string_equal(text(s, "type"), kinds[i].type);
        assert_string_equal(text(s, "color_profile"), kinds[i].profile);
        assert_true(isnan(real(s, "duration_us")));
        if (kinds[i].off >= 0 && !is_near(text(s, "dominant_color"), blue, kinds[i].off))
            fail_msg("%s: the colour is %s", kinds[i].what, text(s, "dominant_color"));
        check_thumbs(&h, i, kinds[i].change == with_alpha || strcmp(kinds[i].extension, "gif") == 0);
    }
    heard_free(&h);
}

/* What was turned for the file is shown as it was before. */
static VipsImage *turned(VipsImage *from, int orientation)
{
    static const VipsAngle angles[] = { 0, 0, 0, 2, 2, 1, 3, 1, 1 };
    VipsImage             *turn, *flip;
    assert_int_equal(vips_rot(from, &turn, angles[orientation], NULL), 0);
    if (orientation == 2 || orientation == 4 || orientation == 5 || orientation == 7)
        assert_int_equal(vips_flip(turn, &flip,
                                   orientation == 7 ? VIPS_DIRECTION_VERTICAL
                                                    : VIPS_DIRECTION_HORIZONTAL,
                                   NULL),
                         0);
    else
        assert_int_equal(vips_copy(turn, &flip, NULL), 0);
    g_object_unref(turn);
    g_object_unref(from);
    vips_image_set_int(flip, VIPS_META_ORIENTATION, orientation);
    return flip;
}

static void turns_upright(void **state)
{
    static const char *const endings[] = { "jpg", "webp", "tif" };
    (void)state;
    for (int k = 0; k < COUNT(endings); k++)
        for (int orientation = 1; orientation <= 8; orientation++) {
            char         name[40];
            struct heard h;
            double       corner[3], end[3];
            VipsImage   *image;
            snprintf(name, sizeof name, "turned-%d.%s", orientation, endings[k]);
            keep_picture(turned(known_picture(400, 300, blue), orientation), name);
            measure_one(&h, name, "");
            if (!line_at(&h, "still", 0) || number(line_at(&h, "still", 0), "width") != 400 ||
                number(line_at(&h, "still", 0), "height") != 300)
                fail_msg("%s does not stand upright", name);
            image = output_picture("0-160.jpg");
            pixel_of(image, 0.1, 0.1, corner);
            pixel_of(image, 0.9, 0.9, end);
            if (corner[0] < 200 || corner[1] > 60 || end[0] > 60 || end[2] > 60)
                fail_msg("%s: the corners are elsewhere", name);
            g_object_unref(image);
            heard_free(&h);
        }
}

static void tells_nothing_else(void **state)
{
    static const char *const files[] = { "secret.jpg", "secret.webp", "secret.tif" };
    (void)state;
    for (int i = 0; i < COUNT(files); i++) {
        VipsImage     *image = known_picture(400, 300, blue);
        struct heard   h;
        static uint8_t bytes[1 << 20];
        char           name[40];
        size_t         n;
        vips_image_set_string(image, "exif-ifd0-Artist", "Whose-It-Is (Whose-It-Is, ASCII, 12 components, 12 bytes)");
        vips_image_set_blob_copy(image, VIPS_META_XMP_NAME, "<x>Whose-It-Is</x>", 18);
        keep_picture(i == 1 ? with_alpha(image) : image, files[i]);
        n = read_whole(files[i], bytes, sizeof bytes);
        assert_non_null(memmem(bytes, n, "Whose-It-Is", 11));
        measure_one(&h, files[i], "");
        assert_non_null(line_at(&h, "still", 0));
        snprintf(name, sizeof name, "out/0-160.%s", i == 1 ? "webp" : "jpg");
        n = read_whole(name, bytes, sizeof bytes);
        assert_null(memmem(bytes, n, "Whose-It-Is", 11));
        heard_free(&h);
    }
}

/* ---- profiles ---- */

static cmsHPROFILE profile_make(const char *name, cmsCIExyYTRIPLE primaries, double gamma)
{
    cmsCIExyY     white = { 0.3127, 0.3290, 1 };
    cmsToneCurve *curve = cmsBuildGamma(NULL, gamma), *curves[3] = { curve, curve, curve };
    cmsHPROFILE   p     = cmsCreateRGBProfile(&white, &primaries, curves);
    cmsMLU       *said  = cmsMLUalloc(NULL, 1);
    cmsMLUsetASCII(said, "en", "US", name);
    cmsWriteTag(p, cmsSigProfileDescriptionTag, said);
    cmsMLUfree(said);
    cmsFreeToneCurve(curve);
    return p;
}

/* The same numbers, which mean another colour with the profile. */
static void attach(VipsImage *image, cmsHPROFILE profile, uint8_t expected[3])
{
    cmsUInt32Number n = 0;
    cmsHPROFILE     screen = cmsCreate_sRGBProfile();
    cmsHTRANSFORM   way    = cmsCreateTransform(profile, TYPE_RGB_8, screen, TYPE_RGB_8,
                                                INTENT_RELATIVE_COLORIMETRIC, 0);
    void           *bytes;
    cmsDoTransform(way, blue, expected, 1);
    cmsDeleteTransform(way);
    cmsCloseProfile(screen);
    cmsSaveProfileToMem(profile, NULL, &n);
    bytes = malloc(n);
    cmsSaveProfileToMem(profile, bytes, &n);
    vips_image_set_blob_copy(image, VIPS_META_ICC_NAME, bytes, n);
    free(bytes);
}

static void obeys_profiles(void **state)
{
    static const struct {
        const char     *name;
        cmsCIExyYTRIPLE primaries;
        double          gamma;
    } profiles[] = {
        { "Display P3", { { 0.680, 0.320, 1 }, { 0.265, 0.690, 1 }, { 0.150, 0.060, 1 } }, 2.2 },
        { "Adobe RGB (1998)", { { 0.64, 0.33, 1 }, { 0.21, 0.71, 1 }, { 0.15, 0.06, 1 } }, 2.2 },
        { "Half as bright", { { 0.64, 0.33, 1 }, { 0.30, 0.60, 1 }, { 0.15, 0.06, 1 } }, 3.2 },
    };
    static const char *const files[] = { "profile.jpg", "profile.png", "profile.webp", "profile.tif",
                                         "profile.avif" };
    (void)state;
    for (int i = 0; i < COUNT(profiles); i++)
        for (int k = 0; k < COUNT(files); k++) {
            struct heard h;
            uint8_t      expected[3];
            VipsImage   *image   = known_picture(400, 300, blue);
            cmsHPROFILE  profile = profile_make(profiles[i].name, profiles[i].primaries, profiles[i].gamma);
            attach(image, profile, expected);
            cmsCloseProfile(profile);
            keep_picture(image, files[k]);
            measure_one(&h, files[k], "");
            assert_non_null(line_at(&h, "still", 0));
            assert_string_equal(text(line_at(&h, "still", 0), "color_profile"), profiles[i].name);
            if (!is_near(text(line_at(&h, "still", 0), "dominant_color"), expected, 9))
                fail_msg("%s in %s: %s is not #%02x%02x%02x", profiles[i].name, files[k],
                         text(line_at(&h, "still", 0), "dominant_color"), expected[0], expected[1],
                         expected[2]);
            heard_free(&h);
        }
}

static void passes_over_profiles_that_are_none(void **state)
{
    struct heard h;
    VipsImage   *image = known_picture(400, 300, blue);
    (void)state;
    vips_image_set_blob_copy(image, VIPS_META_ICC_NAME, "this is no profile at all", 25);
    keep_picture(image, "noprofile.jpg");
    measure_one(&h, "noprofile.jpg", "");
    assert_non_null(line_at(&h, "still", 0));
    assert_string_equal(text(line_at(&h, "still", 0), "color_profile"), "sRGB");
    assert_true(is_near(text(line_at(&h, "still", 0), "dominant_color"), blue, 6));
    heard_free(&h);
}

/* ---- what moves ---- */

static void knows_how_long_it_moves(void **state)
{
    static const char *const files[] = { "moves.gif", "moves.webp" };
    int                      delays[] = { 100, 200, 50, 150 };
    (void)state;
    for (int i = 0; i < COUNT(files); i++) {
        struct heard h;
        VipsImage   *frames[4], *all;
        for (int k = 0; k < 4; k++)
            frames[k] = known_picture(200, 150, (const uint8_t[]){ 30, 144, (uint8_t)(255 - 20 * k) });
        assert_int_equal(vips_arrayjoin(frames, &all, 4, "across", 1, NULL), 0);
        for (int k = 0; k < 4; k++)
            g_object_unref(frames[k]);
        vips_image_set_int(all, VIPS_META_PAGE_HEIGHT, 150);
        vips_image_set_array_int(all, "delay", delays, 4);
        keep_picture(all, files[i]);
        measure_one(&h, files[i], "");
        assert_non_null(line_at(&h, "still", 0));
        assert_int_equal(number(line_at(&h, "still", 0), "height"), 150);
        assert_int_equal(number(line_at(&h, "still", 0), "duration_us"), 500000);
        assert_true(is_near(text(line_at(&h, "still", 0), "dominant_color"), blue, 8));
        heard_free(&h);
    }
}

/* ---- sizes ---- */

static void takes_any_proportions(void **state)
{
    static const struct {
        int width, height, thumbs;
    } sizes[] = { { 1, 1, 0 }, { 1, 5000, 0 }, { 20000, 2, 4 }, { 160, 90, 0 }, { 161, 90, 1 },
                  { 1280, 720, 3 }, { 1281, 720, 4 }, { 700, 40000, 1 }, { 9000, 6000, 4 } };
    (void)state;
    for (int i = 0; i < COUNT(sizes); i++)
        for (int k = 0; k < 2; k++) {
            struct heard h;
            const char  *name   = k ? "size.png" : "size.jpg";
            int          thumbs = 0;
            keep_picture(known_picture(sizes[i].width, sizes[i].height, blue), name);
            measure_one(&h, name, "");
            assert_non_null(line_at(&h, "still", 0));
            assert_int_equal(number(line_at(&h, "still", 0), "width"), sizes[i].width);
            assert_int_equal(number(line_at(&h, "still", 0), "height"), sizes[i].height);
            for (int w = 160; w <= 1280; w *= 2)
                thumbs += thumb_at(&h, 0, w) != NULL;
            if (thumbs != sizes[i].thumbs)
                fail_msg("%d x %d: %d thumbnails", sizes[i].width, sizes[i].height, thumbs);
            heard_free(&h);
        }
}

/* ---- refusals ---- */

static void put_u32(uint8_t *to, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        to[i] = (uint8_t)(v >> (24 - 8 * i));
}

/* A PNG of that size with one line of pixels at most, if any. */
static void make_png_header(const char *name, uint32_t width, uint32_t height)
{
    uint8_t png[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R',
                      0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0, 0, 0, 0, 0,
                      0, 0, 0, 4, 'I', 'D', 'A', 'T', 0x78, 0x9c, 3, 0, 0, 0, 0, 0 };
    uint32_t crc  = 0xffffffff;
    put_u32(png + 16, width);
    put_u32(png + 20, height);
    for (int i = 12; i < 29; i++) {
        crc ^= png[i];
        for (int k = 0; k < 8; k++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
    put_u32(png + 29, ~crc);
    make_file(name, png, sizeof png);
}

/* A good JPEG whose frame header says another size. */
static void make_jpeg_header(const char *name, uint8_t high)
{
    static uint8_t bytes[1 << 20];
    size_t         n;
    keep_picture(known_picture(64, 64, blue), "small.jpg");
    n = read_whole("small.jpg", bytes, sizeof bytes);
    for (size_t i = 2; i + 9 < n; i++)
        if (bytes[i] == 0xff && bytes[i + 1] == 0xc0) {
            bytes[i + 5] = bytes[i + 7] = high;
            break;
        }
    make_file(name, bytes, n);
}

static const struct {
    const char *name, *bytes, *reason;
} refused[] = {
    { "empty.jpg", "", "not_media" },
    { "text.jpg", "This is a letter, and no picture.\n", "not_media" },
    { "picture.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><rect/></svg>", "not_media" },
    { "svg.png", "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>", "not_media" },
    { "page.pdf", "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n", "not_media" },
    { "script.eps", "%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n", "not_media" },
    { "page.html", "<!doctype html><img src=x onerror=alert(1)>", "not_media" },
    { "vector.mvg", "push graphic-context\nimage over 0,0 0,0 'https://example.com/'\n", "not_media" },
    { "raw.ppm", "P6 2 2 255\nabcdefghijkl", "not_media" },
    { "bitmap.bmp", "BM\x3a", "not_media" },
    { "film.mp4", "\x01\x01\x01\x18" "ftypisom....isommp42", "not_media" },
    { "gif.gif", "GIF89a", "not_media" },
    { "jpeg.jpg", "\xff\xd8\xff\xe0 this is no JPEG behind its first bytes", "not_media" },
    { "riff.webp", "RIFF\x24...WEBPVP8 nothing", "not_media" },
    { "tiff.tif", "II*.nothing here", "not_media" },
    { "brand.avif", "\x01\x01\x01\x18" "ftypavif....mif1avif nothing behind it", "not_media" },
    { "brand.heic", "\x01\x01\x01\x18" "ftypheic....mif1heic nothing behind it", "not_media" },
};

static void refuses_what_is_no_picture(void **state)
{
    const char  *names[COUNT(refused) + 2] = { "good.png" };
    struct heard h;
    (void)state;
    keep_picture(known_picture(40, 30, blue), "good.png");
    for (int i = 0; i < COUNT(refused); i++) {
        make_file(refused[i].name, refused[i].bytes, strlen(refused[i].bytes));
        names[i + 1] = refused[i].name;
    }
    measure(&h, names, "");
    assert_true(h.done);
    assert_non_null(line_at(&h, "still", 0));
    for (int i = 0; i < COUNT(refused); i++) {
        struct json_object *r = line_at(&h, "refused", i + 1);
        if (!r || strcmp(text(r, "reason"), refused[i].reason) != 0)
            fail_msg("%s: %s", refused[i].name, r ? text(r, "reason") : "taken");
        assert_null(line_at(&h, "still", i + 1));
    }
    heard_free(&h);
}

static void refuses_what_is_too_large(void **state)
{
    static const char *const names[] = { "large.png", "large.gif", "large.jpg", "bomb.png", NULL };
    struct heard             h;
    (void)state;
    make_png_header("large.png", 65000, 65000);
    make_jpeg_header("large.jpg", 0xfd);
    make_file("large.gif", "GIF89a\xe8\xfd\xe8\xfd\x80\0\0\1\1\1\2\2\2,\0\0\0\0\xe8\xfd\xe8\xfd\0\2\2D\1\0;", 34);
    keep_picture(known_picture(12000, 9000, blue), "bomb.png[compression=9]");
    measure(&h, names, "");
    assert_true(h.done);
    for (int i = 0; names[i]; i++) {
        struct json_object *r = line_at(&h, "refused", i);
        if (!r || strcmp(text(r, "reason"), "media_limit") != 0)
            fail_msg("%s: %s", names[i], r ? text(r, "reason") : "taken");
    }
    assert_true(h.wall_s < 5);
    heard_free(&h);
}

/* As large as can be, of each kind, all at once: none is given more memory than there is. */
static void stays_within_its_memory(void **state)
{
    static const char *const names[] = { "whole.png", "whole.png", "whole.webp", "whole.tif",
                                         "whole.png", "whole.webp", NULL };
    struct heard             h;
    (void)state;
    keep_picture(known_picture(8000, 8000, blue), "whole.png[interlace]");
    keep_picture(known_picture(8000, 8000, blue), "whole.webp[effort=0]");
    keep_picture(known_picture(8000, 8000, blue), "whole.tif[tile,compression=deflate]");
    measure(&h, names, ",\"threads\":6,\"memory_bytes\":2147483648");
    assert_true(h.done);
    for (int i = 0; names[i]; i++)
        if (!line_at(&h, "still", i))
            fail_msg("%s was refused", names[i]);
    heard_free(&h);
}

static void refuses_what_is_cut_off(void **state)
{
    static const struct {
        const char *whole, *part;
    } files[] = { { "w.jpg", "part.jpg" }, { "w.png", "part.png" },   { "w.webp", "part.webp" },
                  { "w.tif", "part.tif" }, { "w.avif", "part.avif" }, { "w.heic", "part.heic" } };
    (void)state;
    for (int i = 0; i < COUNT(files); i++) {
        static const double shares[] = { 0.1, 0.5, 0.8 };
        VipsImage          *image;
        char                name[40];
        assert_int_equal(vips_gaussnoise(&image, 500, 400, "mean", 128.0, "sigma", 40.0, NULL), 0);
        VipsImage *bytes;
        assert_int_equal(vips_cast(image, &bytes, VIPS_FORMAT_UCHAR, NULL), 0);
        g_object_unref(image);
        snprintf(name, sizeof name, "%s%s", files[i].whole, i > 3 ? "[effort=0]" : "");
        keep_picture(bytes, name);
        for (int k = 0; k < COUNT(shares); k++) {
            struct heard h;
            make_part(files[i].whole, shares[k], files[i].part);
            measure_one(&h, files[i].part, "");
            assert_true(h.done);
            if (!line_at(&h, "refused", 0))
                fail_msg("%.0f %% of %s were taken for the whole", shares[k] * 100, files[i].whole);
            assert_true(strcmp(text(line_at(&h, "refused", 0), "reason"), "truncated") == 0 ||
                        strcmp(text(line_at(&h, "refused", 0), "reason"), "not_media") == 0);
            heard_free(&h);
        }
    }
}

/* Any bytes changed anywhere: facts or a refusal, never a crash. */
static void survives_changed_bytes(void **state)
{
    static const char *const files[] = { "a.jpg", "p.jpg", "k.jpg", "i.png", "d.png", "q.png", "t.webp",
                                         "a.webp", "a.gif", "moves.gif", "moves.webp", "b.tif",
                                         "d.tif", "a.avif", "t.avif", "a.heic" };
    static uint8_t           bytes[1 << 21];
    uint32_t                 seed = 4711;
    (void)state;
    for (int round = 0; round < 6; round++) {
        const char  *names[COUNT(files) + 1] = { NULL };
        char         changed[COUNT(files)][40];
        struct heard h;
        for (int i = 0; i < COUNT(files); i++) {
            size_t n = read_whole(files[i], bytes, sizeof bytes);
            for (int k = 0; k < 12; k++) {
                seed = seed * 1664525u + 1013904223u;
                size_t at = k % 2 ? (seed >> 8) % n : (seed >> 8) % (n < 400 ? n : 400);
                if (at >= 12)
                    bytes[at] = (uint8_t)seed;
            }
            snprintf(changed[i], sizeof changed[i], "changed-%s", files[i]);
            make_file(changed[i], bytes, n);
            names[i] = changed[i];
        }
        measure(&h, names, ",\"wall_s\":60");
        if (h.status != 0 || !h.done)
            fail_msg("round %d ended with %d, %s", round, h.status, h.reason);
        for (int i = 0; i < COUNT(files); i++)
            assert_true((line_at(&h, "still", i) != NULL) != (line_at(&h, "refused", i) != NULL));
        heard_free(&h);
    }
}

static void keeps_its_limits(void **state)
{
    struct heard h;
    (void)state;
    keep_picture(known_picture(8000, 8000, blue), "long.avif[effort=0]");
    measure_one(&h, "long.avif", ",\"cpu_s\":1,\"threads\":1");
    assert_int_equal(h.status, 1);
    assert_string_equal(h.reason, "media_limit");
    heard_free(&h);
    measure_one(&h, "missing.png", "");
    assert_int_equal(h.status, 1);
    heard_free(&h);
    media_raw(&h, "{\"op\":\"stills\",\"output\":\"/tmp\"}");
    assert_int_equal(h.status, 64);
    heard_free(&h);
    media_raw(&h, "{\"op\":\"parse\",\"input\":\"/dev/null\",\"output\":\"/tmp\"}");
    assert_int_equal(h.status, 1);
    heard_free(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(measures_each_kind),
        cmocka_unit_test(turns_upright),
        cmocka_unit_test(tells_nothing_else),
        cmocka_unit_test(obeys_profiles),
        cmocka_unit_test(passes_over_profiles_that_are_none),
        cmocka_unit_test(knows_how_long_it_moves),
        cmocka_unit_test(takes_any_proportions),
        cmocka_unit_test(refuses_what_is_no_picture),
        cmocka_unit_test(refuses_what_is_too_large),
        cmocka_unit_test(stays_within_its_memory),
        cmocka_unit_test(refuses_what_is_cut_off),
        cmocka_unit_test(survives_changed_bytes),
        cmocka_unit_test(keeps_its_limits),
    };
    return cmocka_run_group_tests(tests, begin, run_end);
}
