/* thumb_test.c - thumbnails against a slow and obvious reference. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <libavutil/frame.h>
#include <libavutil/pixdesc.h>
#include "model/base/arena.h"
#include "model/media/thumb.h"

enum { ARENA_BYTES = 16 << 20, SIZES = 8 };

struct kind {
    const char        *what;
    enum AVPixelFormat format;
    bool               is_exact; /* read in place; others go through the scaler */
};
static struct kind kinds[] = {
    { "8 bit 4:2:0", AV_PIX_FMT_YUV420P, true },
    { "8 bit 4:2:0, full range", AV_PIX_FMT_YUVJ420P, true },
    { "8 bit 4:2:2", AV_PIX_FMT_YUV422P, true },
    { "8 bit 4:4:4", AV_PIX_FMT_YUV444P, true },
    { "8 bit 4:1:1", AV_PIX_FMT_YUV411P, true },
    { "10 bit 4:2:0", AV_PIX_FMT_YUV420P10LE, true },
    { "10 bit 4:2:2", AV_PIX_FMT_YUV422P10LE, true },
    { "12 bit 4:4:4", AV_PIX_FMT_YUV444P12LE, true },
    { "16 bit 4:2:0", AV_PIX_FMT_YUV420P16LE, true },
    { "grey", AV_PIX_FMT_GRAY8, true },
    { "10 bit grey", AV_PIX_FMT_GRAY10LE, true },
    { "NV12", AV_PIX_FMT_NV12, true },
    { "NV21", AV_PIX_FMT_NV21, true },
    { "P010", AV_PIX_FMT_P010LE, true },
    { "packed 4:2:2", AV_PIX_FMT_YUYV422, true },
    { "with alpha", AV_PIX_FMT_YUVA420P, true },
    { "RGB", AV_PIX_FMT_RGB24, false },
    { "planar RGB", AV_PIX_FMT_GBRP, false },
    { "10 bit big endian", AV_PIX_FMT_YUV420P10BE, false },
    { "black and white", AV_PIX_FMT_MONOWHITE, false },
};

static const struct {
    int width, height;
} sizes[SIZES] = { { 1920, 1080 }, { 637, 359 }, { 64, 36 }, { 65, 37 },
                   { 33, 19 },     { 2, 2 },     { 1, 1 },   { 48, 10240 } };

static uint32_t noise(uint32_t *seed) { return *seed = *seed * 1664525 + 1013904223; }

static AVFrame *frame_new(enum AVPixelFormat format, int width, int height)
{
    AVFrame *f    = av_frame_alloc();
    uint32_t seed = (uint32_t)(width * 31 + height);
    assert_non_null(f);
    f->format = format;
    f->width  = width;
    f->height = height;
    assert_int_equal(av_frame_get_buffer(f, 0), 0);
    const AVPixFmtDescriptor *d = av_pix_fmt_desc_get(format);
    int high = d->comp[0].depth > 8 && d->comp[0].depth < 16 && d->comp[0].shift == 0 &&
               !(d->flags & AV_PIX_FMT_FLAG_BE);
    for (int p = 0; p < AV_NUM_DATA_POINTERS && f->buf[p]; p++)
        for (size_t i = 0; i < (size_t)f->buf[p]->size; i++) {
            bool    is_padding = d->comp[0].shift > 0 && i % 2 == 0;
            uint8_t v          = (uint8_t)(noise(&seed) >> 24) & (is_padding ? 0xc0 : 0xff);
            f->buf[p]->data[i] =
                (uint8_t)(high && i % 2 ? v & ((1 << (d->comp[0].depth - 8)) - 1) : v);
        }
    return f;
}

static uint32_t sample(const AVFrame *f, const AVComponentDescriptor *c, int x, int y)
{
    const uint8_t *at = f->data[c->plane] + (ptrdiff_t)y * f->linesize[c->plane] +
                        (ptrdiff_t)x * c->step + c->offset;
    return c->depth > 8 ? (uint32_t)(at[0] | at[1] << 8) >> c->shift : at[0];
}

/* One box, sample by sample. */
static uint8_t box(const AVFrame *f, const AVComponentDescriptor *c, const int *area)
{
    uint64_t sum = 0, n = (uint64_t)(area[1] - area[0]) * (uint64_t)(area[3] - area[2]);
    for (int y = area[2]; y < area[3]; y++)
        for (int x = area[0]; x < area[1]; x++)
            sum += (uint64_t)sample(f, c, x, y) << c->shift;
    uint64_t unit = n << (c->depth - 8 + c->shift), mean = (sum + unit / 2) / unit;
    return mean > 255 ? 255 : (uint8_t)mean;
}

static void edges(int i, int boxes, int samples, int *from, int *to)
{
    *from = (int)((int64_t)i * samples / boxes);
    *to   = (int)((int64_t)(i + 1) * samples / boxes);
    if (*to <= *from)
        *to = *from + 1;
}

static void plane_check(const AVFrame *f, int component, const uint8_t *got, int width, int height)
{
    const AVPixFmtDescriptor *d = av_pix_fmt_desc_get((enum AVPixelFormat)f->format);
    int                       w = component ? AV_CEIL_RSHIFT(f->width, d->log2_chroma_w) : f->width;
    int h = component ? AV_CEIL_RSHIFT(f->height, d->log2_chroma_h) : f->height;
    for (int j = 0; j < height; j++)
        for (int i = 0; i < width; i++) {
            int area[4];
            edges(i, width, w, &area[0], &area[1]);
            edges(j, height, h, &area[2], &area[3]);
            assert_int_equal(got[j * width + i], box(f, &d->comp[component], area));
        }
}

static void averages(void **state)
{
    const struct kind *k     = *state;
    struct cx          cx    = { .arena = arena_new(ARENA_BYTES) };
    struct thumber    *maker = thumber_new(&cx);
    for (int i = 0; i < SIZES; i++) {
        struct thumb t;
        AVFrame     *f = frame_new(k->format, sizes[i].width, sizes[i].height);
        assert_int_equal(thumb_make(maker, f, &t), 0);
        const AVPixFmtDescriptor *d = av_pix_fmt_desc_get(k->format);
        if (k->is_exact) {
            plane_check(f, 0, t.y, THUMB_W, THUMB_H);
            if (d->nb_components >= 3) {
                plane_check(f, 1, t.u, THUMB_CW, THUMB_CH);
                plane_check(f, 2, t.v, THUMB_CW, THUMB_CH);
            } else {
                assert_int_equal(t.u[0], 128);
                assert_int_equal(t.v[THUMB_CHROMA - 1], 128);
            }
        }
        av_frame_free(&f);
    }
    arena_reset(cx.arena);
    arena_free(cx.arena);
}

/* White stays white at every depth: rounding must not run over. */
static void white(void **state)
{
    struct cx       cx    = { .arena = arena_new(ARENA_BYTES) };
    struct thumber *maker = thumber_new(&cx);
    struct thumb    t;
    (void)state;
    AVFrame *f = frame_new(AV_PIX_FMT_YUV420P10LE, 100, 50);
    for (int p = 0; p < AV_NUM_DATA_POINTERS && f->buf[p]; p++)
        for (size_t i = 0; i + 1 < (size_t)f->buf[p]->size; i += 2) {
            f->buf[p]->data[i]     = 0xff;
            f->buf[p]->data[i + 1] = 3;
        }
    assert_int_equal(thumb_make(maker, f, &t), 0);
    assert_int_equal(t.y[0], 255);
    assert_int_equal(t.v[5], 255);
    av_frame_free(&f);
    arena_reset(cx.arena);
    arena_free(cx.arena);
}

static void refuses(void **state)
{
    struct cx       cx    = { .arena = arena_new(ARENA_BYTES) };
    struct thumber *maker = thumber_new(&cx);
    struct thumb    t;
    AVFrame        *f = av_frame_alloc();
    (void)state;
    f->format = -1;
    f->width  = 8;
    f->height = 8;
    assert_int_equal(thumb_make(maker, f, &t), -E_MEDIA_FAILED);
    err_clear(&cx);
    f->format = AV_PIX_FMT_YUV420P;
    f->width  = THUMB_MAX_SIDE + 1;
    assert_int_equal(thumb_make(maker, f, &t), -E_MEDIA_LIMIT);
    av_frame_free(&f);
    arena_reset(cx.arena);
    arena_free(cx.arena);
}

int main(void)
{
    struct CMUnitTest tests[COUNT(kinds) + 2];
    for (size_t i = 0; i < COUNT(kinds); i++)
        tests[i] = (struct CMUnitTest){ kinds[i].what, averages, NULL, NULL, &kinds[i] };
    tests[COUNT(kinds)] = (struct CMUnitTest){ "white stays white", white, NULL, NULL, NULL };
    tests[COUNT(kinds) + 1] =
        (struct CMUnitTest){ "refuses what it must", refuses, NULL, NULL, NULL };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
