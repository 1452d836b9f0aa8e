/* phash.c - average, transform, compare with the median. */
#include <math.h>
#include "model/media/phash.h"

enum { SIDE = 32, KEPT = 8 };

/* Mean of the samples of each box; a box holds at least one sample. */
static void average(const uint8_t *luma, ptrdiff_t stride, int width, int height,
                    double out[SIDE][SIDE])
{
    for (int j = 0; j < SIDE; j++) {
        int64_t y0 = (int64_t)j * height / SIDE, y1 = (int64_t)(j + 1) * height / SIDE;
        for (int i = 0; i < SIDE; i++) {
            int64_t x0 = (int64_t)i * width / SIDE, x1 = (int64_t)(i + 1) * width / SIDE;
            int64_t sum = 0, n = 0;
            for (int64_t y = y0; y < (y1 > y0 ? y1 : y0 + 1); y++)
                for (int64_t x = x0; x < (x1 > x0 ? x1 : x0 + 1); x++, n++)
                    sum += luma[y * stride + x];
            out[j][i] = (double)sum / (double)n;
        }
    }
}

static void transform(const double in[SIDE][SIDE], double out[KEPT * KEPT])
{
    static const double pi = 3.14159265358979323846;
    double              wave[KEPT][SIDE], rows[SIDE][KEPT];
    for (int k = 0; k < KEPT; k++)
        for (int i = 0; i < SIDE; i++)
            wave[k][i] = cos(pi * k * (2 * i + 1) / (2 * SIDE));
    for (int j = 0; j < SIDE; j++)
        for (int k = 0; k < KEPT; k++) {
            rows[j][k] = 0;
            for (int i = 0; i < SIDE; i++)
                rows[j][k] += in[j][i] * wave[k][i];
        }
    for (int l = 0; l < KEPT; l++)
        for (int k = 0; k < KEPT; k++) {
            double sum = 0;
            for (int j = 0; j < SIDE; j++)
                sum += rows[j][k] * wave[l][j];
            /* Rounding errors of a plain picture must not look like a pattern. */
            out[l * KEPT + k] = rint(sum * 16) / 16;
        }
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

uint64_t phash_of(const uint8_t *luma, ptrdiff_t stride, int width, int height)
{
    double   box[SIDE][SIDE], wave[KEPT * KEPT], sorted[KEPT * KEPT], median;
    uint64_t hash = 0;
    average(luma, stride, width, height, box);
    transform((const double(*)[SIDE])box, wave);
    memcpy(sorted, wave, sizeof sorted);
    qsort(sorted, COUNT(sorted), sizeof *sorted, by_value);
    median = (sorted[COUNT(sorted) / 2 - 1] + sorted[COUNT(sorted) / 2]) / 2;
    for (size_t i = 0; i < COUNT(wave); i++)
        hash = hash << 1 | (wave[i] > median);
    return hash;
}

int phash_distance(uint64_t a, uint64_t b) { return __builtin_popcountll(a ^ b); }

void phash_format(uint64_t hash, char text[PHASH_TEXT])
{
    snprintf(text, PHASH_TEXT, "%016llx", (unsigned long long)hash);
}
