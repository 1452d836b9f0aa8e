/* analyse_test.c - measures of pictures and motion whose values can be worked out by hand. */
#include <libavutil/frame.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/media/analyse_motion.h"
#include "model/media/analyse_palette.h"
#include "model/media/analyse_picture.h"

static struct cx cx;

static int begin(void **state)
{
    (void)state;
    cx = (struct cx){ .arena = arena_new(64 << 20) };
    return 0;
}
static int end(void **state)
{
    (void)state;
    arena_free(cx.arena);
    return 0;
}

static AVFrame *grey(int width, int height, uint8_t level)
{
    AVFrame *p = av_frame_alloc();
    p->format  = AV_PIX_FMT_YUVJ420P;
    p->width   = width;
    p->height  = height;
    assert_int_equal(av_frame_get_buffer(p, 0), 0);
    for (int k = 0; k < 3; k++)
        for (int j = 0; j < (k ? (height + 1) / 2 : height); j++)
            memset(p->data[k] + j * p->linesize[k], k ? 128 : level, (size_t)(k ? (width + 1) / 2 : width));
    return p;
}

static void paint(AVFrame *p, int x, int y, int width, int height, uint8_t level)
{
    for (int j = y; j < y + height; j++)
        memset(p->data[0] + j * p->linesize[0] + x, level, (size_t)width);
}

static struct picture_facts measure(AVFrame *p)
{
    struct picture_facts f;
    picture_measure(&cx, p, letterbox_of(p), &f);
    return f;
}

static bool near(double a, double b, double by) { return fabs(a - b) <= by; }

static void measures_a_plain_picture(void **state)
{
    AVFrame             *p = grey(101, 55, 128);
    struct picture_facts f = measure(p);
    (void)state;
    assert_true(f.mean_luma == 128 && f.contrast == 0 && f.entropy == 0);
    assert_true(f.sharpness == 0 && f.noise == 0 && f.saturation == 0);
    assert_true(near(f.colour_temperature_k, 6504, 20)); /* the white of sRGB */
    assert_int_equal(f.colours, 1);
    assert_string_equal(f.palette[0].hex, "#808080");
    assert_true(f.palette[0].share == 1);
    av_frame_free(&p);
}

static void measures_halves(void **state)
{
    AVFrame             *p = grey(100, 100, 50);
    struct picture_facts f;
    (void)state;
    paint(p, 50, 0, 50, 100, 150);
    f = measure(p);
    assert_true(f.mean_luma == 100 && f.contrast == 50 && f.entropy == 1);
    assert_int_equal(f.colours, 2);
    assert_true(f.palette[0].share == 0.5 && f.palette[1].share == 0.5);
    /* Two columns of 98 bend by 100, one up and one down. */
    assert_true(near(f.sharpness, 2 * 100 * 100 / 98.0, 1e-6));
    assert_true(f.noise == 0); /* a straight edge is no noise */
    av_frame_free(&p);
}

/* Uniform noise of 0..15 has a standard deviation of 4.6. */
static void measures_noise(void **state)
{
    AVFrame *p    = grey(200, 200, 0);
    uint32_t seed = 7;
    (void)state;
    for (int j = 0; j < 200; j++)
        for (int i = 0; i < 200; i++) {
            seed = seed * 1664525u + 1013904223u;
            p->data[0][j * p->linesize[0] + i] = (uint8_t)(100 + (seed >> 28));
        }
    assert_true(near(measure(p).noise, 4.6, 0.3));
    av_frame_free(&p);
}

static void finds_bars(void **state)
{
    AVFrame             *p = grey(160, 120, 4);
    struct letterbox     b;
    (void)state;
    b = letterbox_of(p); /* all black is a dark picture, no bar */
    assert_true(b.top == 0 && b.bottom == 0 && b.left == 0 && b.right == 0);
    paint(p, 10, 20, 130, 90, 140);
    b = letterbox_of(p);
    assert_true(b.top == 20 && b.bottom == 10 && b.left == 10 && b.right == 20);
    assert_true(measure(p).mean_luma == 140); /* what is inside */
    b = letterbox_common(b, (struct letterbox){ 30, 5, 0, 20 });
    assert_true(b.top == 20 && b.bottom == 5 && b.left == 0 && b.right == 20);
    av_frame_free(&p);
}

static void measures_tiny_pictures(void **state)
{
    (void)state;
    for (int w = 1; w <= 4; w++)
        for (int h = 1; h <= 4; h++) {
            AVFrame             *p = grey(w, h, 200);
            struct picture_facts f = measure(p);
            assert_true(f.mean_luma == 200);
            assert_true(isnan(f.sharpness) == (w < 3 || h < 3));
            av_frame_free(&p);
        }
}

/* ---- palette ---- */

static void finds_the_colours(void **state)
{
    static const struct rgb in[] = { { 255, 0, 0 }, { 0, 0, 255 }, { 20, 20, 20 } };
    static const int        n[]  = { 500, 300, 200 };
    struct palette         *p    = palette_new(&cx);
    struct colour_share     out[PALETTE];
    (void)state;
    for (size_t k = 0; k < COUNT(in); k++)
        for (int i = 0; i < n[k]; i++)
            palette_add(p, in[k]);
    assert_int_equal(palette_find(p, out), 3);
    assert_string_equal(out[0].hex, "#ff0000");
    assert_string_equal(out[1].hex, "#0000ff");
    assert_string_equal(out[2].hex, "#141414");
    assert_true(near(out[0].share, 0.5, 1e-9) && near(out[2].share, 0.2, 1e-9));
}

static void keeps_colours_through_oklab(void **state)
{
    (void)state;
    for (int r = 0; r < 256; r += 17)
        for (int g = 0; g < 256; g += 51)
            for (int b = 0; b < 256; b += 51) {
                struct rgb in  = { (uint8_t)r, (uint8_t)g, (uint8_t)b };
                struct rgb out = rgb_of_oklab(oklab_of_rgb(in));
                assert_memory_equal(&in, &out, sizeof in);
            }
    assert_true(near(oklab_of_rgb((struct rgb){ 255, 255, 255 }).l, 1, 1e-4));
}

/* ---- motion ---- */

static struct thumb level(uint8_t y)
{
    struct thumb t;
    memset(t.y, y, sizeof t.y);
    memset(t.u, 128, sizeof t.u);
    memset(t.v, 128, sizeof t.v);
    return t;
}

static void measures_stillness(void **state)
{
    struct motion      *m = motion_new(&cx);
    struct motion_facts f;
    (void)state;
    for (int i = 0; i < 50; i++) {
        struct thumb t = level(i < 25 ? 100 : 16);
        motion_add(m, &t, false, i * 40000);
    }
    motion_finish(m, 2000000, &f);
    assert_true(f.mean == 0 && f.peak == 0); /* brightness alone is no motion */
    assert_int_equal(f.freeze.n, 2);
    assert_int_equal(f.freeze.at[0].end_us, 1000000);
    assert_int_equal(f.black.n, 1);
    assert_int_equal(f.black.at[0].start_us, 1000000);
    assert_int_equal(f.black.at[0].end_us, 2000000);
}

static void measures_flicker(void **state)
{
    struct motion      *m = motion_new(&cx);
    struct motion_facts f;
    (void)state;
    for (int i = 0; i < 40; i++) {
        struct thumb t = level(i % 2 ? 110 : 100);
        motion_add(m, &t, true, i * 40000);
    }
    motion_finish(m, 1600000, &f);
    assert_true(near(f.flicker, 10, 1e-9));
    assert_int_equal(f.freeze.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(measures_a_plain_picture),
        cmocka_unit_test(measures_halves),
        cmocka_unit_test(measures_noise),
        cmocka_unit_test(finds_bars),
        cmocka_unit_test(measures_tiny_pictures),
        cmocka_unit_test(finds_the_colours),
        cmocka_unit_test(keeps_colours_through_oklab),
        cmocka_unit_test(measures_stillness),
        cmocka_unit_test(measures_flicker),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
