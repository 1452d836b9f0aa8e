/* scale_test.c - pictures made smaller keep their brightness, their order, and what is seen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/media/still_scale.h"

enum { BYTES = 1 << 20 };

static struct cx cx;
static uint8_t   from[BYTES], to[BYTES];

static int begin(void **state)
{
    (void)state;
    cx.arena = arena_new(64 << 20);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_free(cx.arena);
    return 0;
}

static void scale(int w, int h, int to_w, int to_h, int bands, bool alpha)
{
    struct scaler *s = scaler_new(&cx, (struct scale_size){ w, h }, (struct scale_size){ to_w, to_h },
                                  bands, alpha, to);
    for (int y = 0; y < h; y++)
        scaler_row(s, from + (size_t)y * (size_t)w * (size_t)bands);
    arena_reset(cx.arena);
}

static void one_colour_stays(void **state)
{
    static const int sizes[][4] = { { 1, 1, 1, 1 },       { 9, 7, 9, 7 },     { 9, 7, 1, 1 },
                                    { 400, 300, 160, 120 }, { 161, 90, 160, 89 }, { 1000, 3, 160, 1 },
                                    { 3, 1000, 1, 160 },   { 500, 400, 3, 399 }, { 65535, 1, 7, 1 } };
    (void)state;
    for (size_t i = 0; i < COUNT(sizes); i++)
        for (int bands = 1; bands <= 4; bands++)
            for (int alpha = 0; alpha < 2; alpha++) {
                size_t n = (size_t)sizes[i][2] * (size_t)sizes[i][3];
                for (size_t k = 0; k < BYTES; k++)
                    from[k] = (uint8_t)(17 + 60 * (k % (size_t)bands));
                memset(to, 0xee, sizeof to);
                scale(sizes[i][0], sizes[i][1], sizes[i][2], sizes[i][3], bands, alpha && bands % 2 == 0);
                for (size_t k = 0; k < n * (size_t)bands; k++)
                    if (to[k] != 17 + 60 * (k % (size_t)bands))
                        fail_msg("%d x %d to %d x %d, %d bands: %d", sizes[i][0], sizes[i][1],
                                 sizes[i][2], sizes[i][3], bands, to[k]);
                assert_int_equal(to[n * (size_t)bands], 0xee);
            }
}

static void the_same_size_is_the_same_picture(void **state)
{
    uint32_t seed = 7;
    (void)state;
    for (size_t k = 0; k < 40 * 30 * 3; k++)
        from[k] = (uint8_t)((seed = seed * 1664525u + 1013904223u) >> 24);
    scale(40, 30, 40, 30, 3, false);
    assert_memory_equal(from, to, 40 * 30 * 3);
}

/* Half of it black, half white, as finely as can be: grey. */
static void fine_patterns_become_grey(void **state)
{
    (void)state;
    for (int y = 0; y < 300; y++)
        for (int x = 0; x < 400; x++)
            from[y * 400 + x] = (x + y) % 2 ? 255 : 0;
    scale(400, 300, 100, 75, 1, false);
    for (int i = 0; i < 100 * 75; i++)
        assert_in_range(to[i], 120, 135);
}

static void slopes_stay_slopes(void **state)
{
    (void)state;
    for (int y = 0; y < 100; y++)
        for (int x = 0; x < 512; x++)
            from[y * 512 + x] = (uint8_t)(x / 2);
    scale(512, 100, 150, 30, 1, false);
    for (int y = 0; y < 30; y++)
        for (int x = 1; x < 150; x++) {
            int wanted = (int)((x + 0.5) * 512 / 150 / 2);
            assert_true(to[y * 150 + x] >= to[y * 150 + x - 1]);
            assert_true(abs(to[y * 150 + x] - wanted) <= (x < 4 || x > 145 ? 4 : 1));
        }
}

static void left_and_right_are_treated_alike(void **state)
{
    static uint8_t other[200 * 20];
    uint32_t       seed = 3;
    (void)state;
    for (size_t k = 0; k < 200 * 20; k++)
        other[k] = (uint8_t)((seed = seed * 1664525u + 1013904223u) >> 24);
    memcpy(from, other, sizeof other);
    scale(200, 20, 77, 9, 1, false);
    memcpy(other, to, 77 * 9);
    seed = 3;
    for (int k = 0; k < 200 * 20; k++)
        from[k / 200 * 200 + 199 - k % 200] = (uint8_t)((seed = seed * 1664525u + 1013904223u) >> 24);
    scale(200, 20, 77, 9, 1, false);
    for (int k = 0; k < 77 * 9; k++)
        assert_true(abs(to[k / 77 * 77 + 76 - k % 77] - other[k]) <= 1);
}

/* Red that cannot be seen leaves no red beside blue that can. */
static void what_is_not_seen_does_not_colour(void **state)
{
    (void)state;
    for (int i = 0; i < 64 * 64; i++) {
        bool seen = i % 64 >= 31;
        memcpy(from + i * 4, seen ? "\0\0\xff\xff" : "\xff\0\0\0", 4);
    }
    scale(64, 64, 16, 16, 4, true);
    for (int i = 0; i < 16 * 16; i++)
        assert_true(to[i * 4 + 3] < 3 || to[i * 4] == 0);
    assert_int_equal(to[3], 0);
    assert_int_equal(to[15 * 4 + 2], 255);
    assert_int_equal(to[15 * 4 + 3], 255);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_colour_stays),
        cmocka_unit_test(the_same_size_is_the_same_picture),
        cmocka_unit_test(fine_patterns_become_grey),
        cmocka_unit_test(slopes_stay_slopes),
        cmocka_unit_test(left_and_right_are_treated_alike),
        cmocka_unit_test(what_is_not_seen_does_not_colour),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
