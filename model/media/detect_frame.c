/* detect_frame.c - what is computed once per frame. */
#include <math.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif
#include "model/media/detect_parts.h"

int bytes_differ(const uint8_t *a, const uint8_t *b, int n)
{
    int sum = 0, i = 0;
#ifdef __SSE2__
    __m128i total = _mm_setzero_si128();
    for (; i + 16 <= n; i += 16)
        total = _mm_add_epi64(
            total, _mm_sad_epu8(_mm_loadu_si128((const __m128i *)(const void *)(a + i)),
                                _mm_loadu_si128((const __m128i *)(const void *)(b + i))));
    sum = _mm_cvtsi128_si32(total) + _mm_cvtsi128_si32(_mm_srli_si128(total, 8));
#endif
    for (; i < n; i++)
        sum += abs(a[i] - b[i]);
    return sum;
}

/* Sliding sums: first down the columns, then along the row. */
void spots_make(const uint8_t *luma, uint8_t *spots)
{
    enum { N = BLOCK_W * BLOCK_H };
    uint16_t column[THUMB_W];
    for (int x = 0; x < THUMB_W; x++) {
        int sum = 0;
        for (int y = 0; y < BLOCK_H; y++)
            sum += luma[y * THUMB_W + x];
        column[x] = (uint16_t)sum;
    }
    for (int y = 0;; y++) {
        int sum = 0;
        for (int x = 0; x < BLOCK_W; x++)
            sum += column[x];
        for (int x = 0;; x++) {
            spots[y * SPOTS_X + x] = (uint8_t)((sum + N / 2) / N);
            if (x == SPOTS_X - 1)
                break;
            sum += column[x + BLOCK_W] - column[x];
        }
        if (y == SPOTS_Y - 1)
            break;
        for (int x = 0; x < THUMB_W; x++)
            column[x] =
                (uint16_t)(column[x] + luma[(y + BLOCK_H) * THUMB_W + x] - luma[y * THUMB_W + x]);
    }
}

void luma_hist_make(const uint8_t *luma, uint16_t *hist)
{
    memset(hist, 0, LUMA_BINS * sizeof *hist);
    for (int i = 0; i < THUMB_LUMA; i++)
        hist[luma[i] >> 3]++;
}

/* Bins of 8 levels about grey; what is more colourful falls in the outer ones. */
static int chroma_bin(int level)
{
    int bin = (level - 64) / 8;
    return level < 64 ? 0 : bin > 15 ? 15 : bin;
}

static void chroma_hist_make(const struct thumb *t, uint16_t *hist)
{
    memset(hist, 0, CHROMA_BINS * sizeof *hist);
    for (int i = 0; i < THUMB_CHROMA; i++)
        hist[chroma_bin(t->u[i]) * 16 + chroma_bin(t->v[i])]++;
}

static void grids_make(struct shot_frame *f)
{
    for (int y = 0; y < THUMB_CH; y++)
        for (int x = 0; x < THUMB_CW; x++) {
            const uint8_t *p          = f->t.y + 2 * y * THUMB_W + 2 * x;
            f->half[y * THUMB_CW + x] = (int16_t)(p[0] + p[1] + p[THUMB_W] + p[THUMB_W + 1]);
        }
    for (int y = 0; y < CELLS_Y; y++)
        for (int x = 0; x < CELLS_X; x++) {
            const int at[4] = { 2 * y * THUMB_CW + 2 * x, 2 * y * THUMB_CW + 2 * x + 1,
                                (2 * y + 1) * THUMB_CW + 2 * x,
                                (2 * y + 1) * THUMB_CW + 2 * x + 1 };
            int       luma = 0, u = 0, v = 0, cell = y * CELLS_X + x;
            for (int k = 0; k < 4; k++) {
                luma += f->half[at[k]];
                u += f->t.u[at[k]];
                v += f->t.v[at[k]];
            }
            f->cells[cell]             = (int16_t)(luma / 4);
            f->cells[CELLS + cell]     = (int16_t)u;
            f->cells[2 * CELLS + cell] = (int16_t)v;
        }
}

/* 3 x 3 means, fewer at the edges. */
static void cells_blur(const int16_t *from, int16_t *to)
{
    for (int y = 0; y < CELLS_Y; y++)
        for (int x = 0; x < CELLS_X; x++) {
            int sum = 0, n = 0;
            for (int j = y ? y - 1 : 0; j <= y + 1 && j < CELLS_Y; j++)
                for (int i = x ? x - 1 : 0; i <= x + 1 && i < CELLS_X; i++, n++)
                    sum += from[j * CELLS_X + i];
            to[y * CELLS_X + x] = (int16_t)(sum / n);
        }
}

static float colour_of(const struct thumb *t)
{
    int sum = 0;
    for (int i = 0; i < THUMB_CHROMA; i++)
        sum += abs(t->u[i] - 128) + abs(t->v[i] - 128);
    return (float)sum / (2 * THUMB_CHROMA);
}

void shot_frame_look(struct shot_frame *f, const struct thumb *t)
{
    int64_t sum = 0, squares = 0;
    f->t = *t;
    for (int i = 0; i < THUMB_LUMA; i++) {
        sum += t->y[i];
        squares += t->y[i] * t->y[i];
    }
    float mean     = (float)sum / THUMB_LUMA;
    float variance = (float)squares / THUMB_LUMA - mean * mean;
    f->mean        = (int)(sum / THUMB_LUMA);
    f->deviation   = sqrtf(fmaxf(0, variance));
    f->change      = 0;
    f->colour      = colour_of(t);
    spots_make(t->y, f->spots);
    luma_hist_make(t->y, f->luma_hist);
    chroma_hist_make(t, f->chroma_hist);
}

void shot_frame_make(struct shot_frame *f, const struct thumb *t)
{
    shot_frame_look(f, t);
    grids_make(f);
    for (int part = 0; part < 3; part++)
        cells_blur(f->cells + part * CELLS, f->blurred + part * CELLS);
}
