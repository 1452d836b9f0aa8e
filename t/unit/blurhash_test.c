/* blurhash_test.c - texts of pictures, against what the format says and by reading them back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include "model/media/blurhash.h"
#include "model/media/colour.h"

enum { W = 64, H = 48 };
#define PI 3.14159265358979323846

static uint8_t picture[H][W][3];

static void paint(void (*colour)(int x, int y, uint8_t c[3]))
{
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++)
            colour(x, y, picture[y][x]);
}

static void make(int across, int down, char *to)
{
    blurhash_make(&picture[0][0][0], W, H, W * 3, across, down, to);
}

static int value(const char *text, int n)
{
    static const char base83[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                 "#$%*+,-.:;=?@[]^_{|}~";
    int v = 0;
    for (int i = 0; i < n; i++) {
        const char *at = strchr(base83, text[i]);
        assert_true(at && *at);
        v = v * 83 + (int)(at - base83);
    }
    return v;
}

static double wave_of(int step, double most)
{
    double v = (step - 9) / 9.0;
    return copysign(v * v, v) * most;
}

/* Linear light of the text's picture at one place. */
static void shown(const char *text, double x, double y, double light[3])
{
    int    size = value(text, 1), across = size % 9 + 1, down = size / 9 + 1;
    int    mean = value(text + 2, 4);
    double most = (value(text + 1, 1) + 1) / 166.0;
    light[0]    = linear_of_srgb((uint8_t)(mean >> 16));
    light[1]    = linear_of_srgb((uint8_t)(mean >> 8 & 255));
    light[2]    = linear_of_srgb((uint8_t)(mean & 255));
    for (int n = 1; n < across * down; n++) {
        int    v = value(text + 4 + 2 * n, 2);
        double c = cos(PI * (n % across) * x) * cos(PI * (n / across) * y);
        light[0] += c * wave_of(v / 361, most);
        light[1] += c * wave_of(v / 19 % 19, most);
        light[2] += c * wave_of(v % 19, most);
    }
}

static void white(int x, int y, uint8_t c[3]) { (void)x, (void)y, memset(c, 255, 3); }
static void black(int x, int y, uint8_t c[3]) { (void)x, (void)y, memset(c, 0, 3); }
static void red(int x, int y, uint8_t c[3])
{
    (void)x, (void)y;
    c[0] = 255, c[1] = 0, c[2] = 0;
}
static void sky(int x, int y, uint8_t c[3])
{
    c[0] = (uint8_t)(40 + y * 3), c[1] = (uint8_t)(60 + y * 2), c[2] = (uint8_t)(230 - x);
}

/* Nothing but the mean: all waves are the middle step, 9 of 19 thrice, which is "fQ". */
static void one_colour(void **state)
{
    char text[BLURHASH_TEXT];
    (void)state;
    paint(white);
    make(1, 1, text);
    assert_string_equal(text, "00TSUA");
    paint(black);
    make(1, 1, text);
    assert_string_equal(text, "000000");
    make(4, 3, text);
    assert_string_equal(text, "L00000fQfQfQfQfQfQfQfQfQfQfQ");
    paint(red);
    make(1, 1, text);
    assert_int_equal(value(text + 2, 4), 0xff0000);
}

static void has_its_length(void **state)
{
    char text[BLURHASH_TEXT];
    (void)state;
    paint(sky);
    for (int across = 1; across <= BLURHASH_WAVES; across++)
        for (int down = 1; down <= BLURHASH_WAVES; down++) {
            make(across, down, text);
            assert_int_equal(strlen(text), 4 + 2 * across * down);
            assert_int_equal(value(text, 1), across - 1 + (down - 1) * 9);
        }
}

/* What the text shows is near the picture. */
static void shows_the_picture(void **state)
{
    char text[BLURHASH_TEXT];
    (void)state;
    paint(sky);
    make(4, 3, text);
    for (int y = 0; y < H; y += 8)
        for (int x = 0; x < W; x += 8) {
            double light[3];
            shown(text, (double)x / W, (double)y / H, light);
            for (int k = 0; k < 3; k++) {
                double is = linear_of_srgb(picture[y][x][k]);
                if (fabs(light[k] - is) > 0.12)
                    fail_msg("%d %d: %f is shown as %f", x, y, is, light[k]);
            }
        }
}

/* A wave itself is kept: dark on the left, light on the right. */
static void tells_left_from_right(void **state)
{
    char   text[BLURHASH_TEXT];
    double left[3], right[3];
    (void)state;
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++)
            memset(picture[y][x], x < W / 2 ? 20 : 220, 3);
    make(4, 3, text);
    shown(text, 0.1, 0.5, left);
    shown(text, 0.9, 0.5, right);
    assert_true(right[1] - left[1] > 0.5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_colour),
        cmocka_unit_test(has_its_length),
        cmocka_unit_test(shows_the_picture),
        cmocka_unit_test(tells_left_from_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
