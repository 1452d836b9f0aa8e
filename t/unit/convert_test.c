/* convert_test.c - sizes of what is encoded, and which filters a video needs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/media/convert.h"

// clang-format off
static struct size {
    const char *what;
    int         width, height, long_side, short_side, to_width, to_height;
} sizes[] = {
    { "no limit", 1920, 1080, 0, 0, 1920, 1080 },
    { "odd sides", 353, 289, 1920, 0, 352, 288 },
    { "halved", 3840, 2160, 1920, 0, 1920, 1080 },
    { "portrait by its long side", 2160, 3840, 1920, 0, 1080, 1920 },
    { "by the short side", 1280, 720, 0, 480, 854, 480 },
    { "portrait by its short side", 720, 1280, 0, 480, 480, 854 },
    { "both limits", 4000, 1000, 1920, 720, 1920, 480 },
    { "never larger", 320, 180, 1920, 1080, 320, 180 },
    { "one pixel", 1, 1, 1920, 0, 2, 2 },
    { "a thread", 4000, 1, 1920, 0, 1920, 2 },
};

static struct chain {
    const char        *what;
    struct input_facts facts;
    const char        *has, *lacks;
} chains[] = {
    { "HD that says nothing", { .coded_width = 1280, .coded_height = 720, .pixel_format = "yuv420p", .primaries = 2, .transfer = 2, .matrix = 2 },
      "color_primaries=1:color_trc=1:colorspace=1", "zscale" },
    { "PAL that says nothing", { .coded_width = 720, .coded_height = 576, .pixel_format = "yuv420p", .primaries = 2, .transfer = 2, .matrix = 2 },
      "color_primaries=5:color_trc=6:colorspace=6", "zscale" },
    { "interlaced or not", { .coded_width = 720, .coded_height = 480, .pixel_format = "yuv422p", .primaries = 6, .transfer = 6, .matrix = 6 },
      "deint=interlaced", "out_color_matrix" },
    { "a small one", { .coded_width = 2, .coded_height = 2, .pixel_format = "yuv420p", .primaries = 2, .transfer = 2, .matrix = 2 },
      "scale=64:36", "bwdif" },
    { "RGB", { .coded_width = 640, .coded_height = 360, .pixel_format = "bgr0", .primaries = 2, .transfer = 2, .matrix = 0 },
      "out_color_matrix=bt709", "bwdif" },
    { "PQ", { .coded_width = 1920, .coded_height = 1080, .pixel_format = "yuv420p10le", .primaries = 9, .transfer = 16, .matrix = 9 },
      "tonemap=mobius", "out_color_matrix" },
    { "HLG that says only so", { .coded_width = 1920, .coded_height = 1080, .pixel_format = "yuv420p10le", .primaries = 2, .transfer = 18, .matrix = 2 },
      "color_primaries=9:color_trc=18:colorspace=9", "bt2020" },
    { "a wide gamut without HDR", { .coded_width = 1920, .coded_height = 1080, .pixel_format = "yuv420p10le", .primaries = 9, .transfer = 14, .matrix = 9 },
      "zscale", "tonemap" },
};
// clang-format on

static void size_fits(void **state)
{
    const struct size *s = *state;
    struct input_facts f = { .width = s->width, .height = s->height };
    int                w, h;
    convert_size(&f, s->long_side, s->short_side, &w, &h);
    assert_int_equal(w, s->to_width);
    assert_int_equal(h, s->to_height);
}

static void filters_fit(void **state)
{
    const struct chain *c    = *state;
    struct cx           cx   = { .arena = arena_new(1 << 20) };
    const char         *text = convert_filters(&cx, &c->facts, 64, 36);
    if (!strstr(text, c->has) || strstr(text, c->lacks))
        fail_msg("%s", text);
    arena_free(cx.arena);
}

int main(void)
{
    struct CMUnitTest tests[COUNT(sizes) + COUNT(chains)];
    for (size_t i = 0; i < COUNT(sizes); i++)
        tests[i] = (struct CMUnitTest){ sizes[i].what, size_fits, NULL, NULL, &sizes[i] };
    for (size_t i = 0; i < COUNT(chains); i++)
        tests[COUNT(sizes) + i] =
            (struct CMUnitTest){ chains[i].what, filters_fit, NULL, NULL, &chains[i] };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
