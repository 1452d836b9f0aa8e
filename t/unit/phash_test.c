/* phash_test.c - the same picture, otherwise said, keeps its hash; another one does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model/media/phash.h"

enum { SIDE = 256, ALIKE = 6, OTHER = 16 };

/* Some smooth pattern; `kind` says which, `size` how many samples each way. */
static void draw(uint8_t *to, int size, int kind)
{
    for (int y = 0; y < size; y++)
        for (int x = 0; x < size; x++) {
            int u = x * 256 / size, v = y * 256 / size;
            int d = (u - 90) * (u - 90) + (v - 120) * (v - 120);
            int w = kind == 0 ? (d < 4000 ? 220 : 60 + v / 4)
                              : kind == 1 ? ((u / 37 + v / 53) % 2 ? 200 : 50 + u / 8) : u * v / 300 + (u > v ? 90 : (u - 200) * (u - 200) / 400);
            to[y * size + x] = (uint8_t)(w > 255 ? 255 : w);
        }
}

static uint64_t hash(int size, int kind, int change)
{
    static uint8_t y[SIDE * SIDE];
    uint32_t       seed = 1;
    draw(y, size, kind);
    for (int i = 0; i < size * size; i++) {
        seed  = seed * 1664525u + 1013904223u;
        int v = y[i];
        v     = change == 1 ? v * 3 / 4 + 20 : change == 2 ? v + (int)(seed >> 28) - 8 : v;
        y[i]  = (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
    }
    return phash_of(y, size, size, size);
}

static void keeps_what_looks_alike(void **state)
{
    (void)state;
    for (int kind = 0; kind < 3; kind++) {
        uint64_t h = hash(SIDE, kind, 0);
        assert_in_range(phash_distance(h, hash(SIDE / 2, kind, 0)), 0, ALIKE); /* scaled */
        assert_in_range(phash_distance(h, hash(SIDE, kind, 1)), 0, ALIKE);     /* flatter, brighter */
        assert_in_range(phash_distance(h, hash(SIDE, kind, 2)), 0, ALIKE);     /* noisy */
    }
}

static void tells_others_apart(void **state)
{
    (void)state;
    for (int a = 0; a < 3; a++)
        for (int b = a + 1; b < 3; b++)
            assert_in_range(phash_distance(hash(SIDE, a, 0), hash(SIDE, b, 0)), OTHER, 64);
}

static void takes_any_size(void **state)
{
    uint8_t one = 77, line[3] = { 0, 128, 255 };
    char    text[PHASH_TEXT];
    (void)state;
    assert_true(phash_of(&one, 1, 1, 1) == 1ULL << 63); /* plain: only the constant part */
    (void)phash_of(line, 3, 3, 1);
    (void)phash_of(line, 1, 1, 3);
    phash_format(0x0123456789abcdefULL, text);
    assert_string_equal(text, "0123456789abcdef");
    assert_int_equal(phash_distance(0, ~0ULL), 64);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_what_looks_alike),
        cmocka_unit_test(tells_others_apart),
        cmocka_unit_test(takes_any_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
