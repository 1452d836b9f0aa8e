/* blurhash.c - a cosine transform of linear light, a few waves of it, as text. */
#include <math.h>
#include "model/media/blurhash.h"
#include "model/media/colour.h"

#define PI 3.14159265358979323846

struct wave {
    double c[3]; /* red, green, blue */
};

static char *digits(char *to, int value, int n)
{
    static const char base83[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                 "#$%*+,-.:;=?@[]^_{|}~";
    for (int i = n - 1; i >= 0; i--, value /= 83)
        to[i] = base83[value % 83];
    return to + n;
}

static int srgb(double v)
{
    v = fmin(fmax(v, 0), 1);
    return (int)((v <= 0.0031308 ? v * 12.92 : 1.055 * pow(v, 1 / 2.4) - 0.055) * 255 + 0.5);
}

/* One row's light in the i-th of the waves that run along it. */
static struct wave row_wave(const uint8_t *row, int width, int i, const double *light)
{
    struct wave s = { { 0, 0, 0 } };
    for (int x = 0; x < width; x++) {
        double c = cos(PI * i * x / width);
        for (int k = 0; k < 3; k++)
            s.c[k] += c * light[row[3 * x + k]];
    }
    return s;
}

static void waves_make(const uint8_t *rgb, int width, int height, ptrdiff_t line, int across,
                       int down, struct wave *waves)
{
    double light[256];
    for (int i = 0; i < 256; i++)
        light[i] = linear_of_srgb((uint8_t)i);
    for (int y = 0; y < height; y++) {
        const uint8_t *row = rgb + y * line;
        for (int i = 0; i < across; i++) {
            struct wave s = row_wave(row, width, i, light);
            for (int j = 0; j < down; j++)
                for (int k = 0; k < 3; k++)
                    waves[j * across + i].c[k] += s.c[k] * cos(PI * j * y / height);
        }
    }
    for (int n = 0; n < across * down; n++)
        for (int k = 0; k < 3; k++)
            waves[n].c[k] *= (n ? 2.0 : 1.0) / ((double)width * height);
}

/* 19 steps around nothing, finer where there is little. */
static int step_of(double value, double most)
{
    double v    = value / most;
    int    step = (int)floor(copysign(sqrt(fabs(v)), v) * 9 + 9.5);
    return step < 0 ? 0 : step > 18 ? 18 : step;
}

static double largest(const struct wave *waves, int n)
{
    double most = 0;
    for (int i = 1; i < n; i++)
        for (int k = 0; k < 3; k++)
            most = fmax(most, fabs(waves[i].c[k]));
    return most;
}

void blurhash_make(const uint8_t *rgb, int width, int height, ptrdiff_t line, int across, int down,
                   char to[BLURHASH_TEXT])
{
    struct wave waves[BLURHASH_WAVES * BLURHASH_WAVES] = { 0 };
    int         n = across * down, scale = 0;
    double      most = 1;
    waves_make(rgb, width, height, line, across, down, waves);
    if (n > 1) {
        scale = (int)floor(largest(waves, n) * 166 - 0.5);
        scale = scale < 0 ? 0 : scale > 82 ? 82 : scale;
        most  = (scale + 1) / 166.0;
    }
    to = digits(to, across - 1 + (down - 1) * 9, 1);
    to = digits(to, scale, 1);
    to = digits(to, srgb(waves[0].c[0]) << 16 | srgb(waves[0].c[1]) << 8 | srgb(waves[0].c[2]), 4);
    for (int i = 1; i < n; i++)
        to = digits(to,
                    step_of(waves[i].c[0], most) * 19 * 19 + step_of(waves[i].c[1], most) * 19 +
                        step_of(waves[i].c[2], most),
                    2);
    *to = '\0';
}
