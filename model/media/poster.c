/* poster.c - looks for a frame worth showing, and writes it. */
#include <libavutil/frame.h>
#include <math.h>
#include "model/base/arena.h"
#include "model/media/colour.h"
#include "model/media/picture.h"
#include "model/media/poster.h"
#include "model/media/scene.h"

enum {
    WALK_FRAMES = 60, /* decoded at most behind a key frame to come nearer to a place */
    SECOND_US   = 1000000,
};
#define DARK 22.0 /* mean luma, 0 to 255, below which a frame is black */
#define PLAIN 5.0 /* deviation of luma below which it is of one colour */

struct search {
    struct cx            *cx;
    struct picture_maker *maker;
    int64_t               at_us; /* the place that is looked at */
    AVFrame              *best;  /* shown */
    double                best_spread;
    bool                  is_good;
};

struct luma {
    double mean, spread; /* standard deviation */
};

static struct luma luma_of(const AVFrame *p)
{
    double sum = 0, squares = 0, n = (double)p->width * p->height;
    for (int y = 0; y < p->height; y++) {
        const uint8_t *row = p->data[0] + (ptrdiff_t)y * p->linesize[0];
        int64_t        s = 0, q = 0;
        for (int x = 0; x < p->width; x++) {
            s += row[x];
            q += row[x] * row[x];
        }
        sum += (double)s;
        squares += (double)q;
    }
    double mean = sum / n;
    return (struct luma){ mean, sqrt(fmax(squares / n - mean * mean, 0)) };
}

static int judge(struct search *s, const AVFrame *frame)
{
    AVFrame *taken, *shown;
    TRY(picture_take(s->maker, frame, &taken));
    int rc = picture_show(s->maker, taken, &shown);
    av_frame_free(&taken);
    TRY(rc);
    struct luma l = luma_of(shown);
    s->is_good    = l.mean >= DARK && l.spread >= PLAIN;
    if (s->best && !s->is_good && l.spread <= s->best_spread) {
        av_frame_free(&shown);
        return 0;
    }
    av_frame_free(&s->best);
    s->best        = shown;
    s->best_spread = l.spread;
    return 0;
}

static int on_frame(void *u, const AVFrame *frame, int64_t index, int64_t pts_us)
{
    struct search *s = u;
    if (pts_us < s->at_us && index < WALK_FRAMES)
        return 0;
    TRY(judge(s, frame));
    return 1;
}

/* The last frame is shown before at_us when that lies near the end: then the key frame will do. */
static int on_first(void *u, const AVFrame *frame, UNUSED int64_t index, UNUSED int64_t pts_us)
{
    TRY(judge(u, frame));
    return 1;
}

static int look_at(struct search *s, struct input *in, const struct decode_opts *how)
{
    const AVFrame *before = s->best;
    int rc = input_decode_from(s->cx, in, how, s->at_us, &(struct frame_sink){ on_frame, s });
    if (rc == 0 && s->best == before && !s->is_good)
        rc = input_decode_from(s->cx, in, how, s->at_us, &(struct frame_sink){ on_first, s });
    if (rc == -E_NO_FRAMES) { /* there may be some elsewhere */
        err_clear(s->cx);
        rc = 0;
    }
    return rc;
}

static int search(struct search *s, struct input *in, const struct decode_opts *how)
{
    static const double places[] = { 1 / 3.0, 1 / 2.0, 2 / 3.0, 1 / 6.0, 5 / 6.0, 1 / 20.0, 0 };
    int64_t             length   = input_facts(in)->duration_us;
    for (size_t i = 0; i < COUNT(places) && !s->is_good; i++) {
        s->at_us = (int64_t)((double)length * places[i]);
        if (i == 0 && s->at_us >= SECOND_US)
            s->at_us -= s->at_us % SECOND_US;
        TRY(look_at(s, in, how));
    }
    if (!s->best)
        return refuse(s->cx, E_NO_FRAMES, "No frame of the video could be decoded");
    return 0;
}

static void blurhash_of(const AVFrame *p, struct cx *cx, char *to)
{
    uint8_t *rgb        = arena_alloc(cx->arena, (size_t)p->width * (size_t)p->height * 3);
    bool     is_upright = p->height > p->width;
    for (int y = 0; y < p->height; y++)
        for (int x = 0; x < p->width; x++) {
            const ptrdiff_t half = (ptrdiff_t)(y / 2) * p->linesize[1] + x / 2;
            struct rgb      c    = rgb_of_yuv(p->data[0][(ptrdiff_t)y * p->linesize[0] + x],
                                              p->data[1][half], p->data[2][half]);
            memcpy(rgb + 3 * ((ptrdiff_t)y * p->width + x), (uint8_t[]){ c.r, c.g, c.b }, 3);
        }
    blurhash_make(rgb, p->width, p->height, (ptrdiff_t)p->width * 3, is_upright ? 3 : 4,
                  is_upright ? 4 : 3, to);
}

static int pictures_write(struct search *s, const char *folder, struct poster *to)
{
    struct cx *cx    = s->cx;
    AVFrame   *small = NULL;
    int        w = s->best->width, h = s->best->height;
    double     scale = fmin((double)THUMB_WIDTH / w, (double)THUMB_HEIGHT / h);
    TRY(picture_write(s->maker, s->best, PICTURE_GOOD,
                      arena_printf(cx->arena, "%s/poster.jpg", folder), &to->poster_bytes));
    TRY(picture_shrink(s->maker, s->best, scale < 1 ? (int)((w > h ? w : h) * scale) : 0, &small));
    blurhash_of(small, cx, to->blurhash);
    int rc =
        picture_write(s->maker, small, PICTURE_SMALL,
                      arena_printf(cx->arena, "%s/thumbnail.jpg", folder), &to->thumbnail_bytes);
    av_frame_free(&small);
    return rc;
}

int poster_make(struct cx *cx, struct input *in, const struct decode_opts *how, const char *folder,
                struct poster *to)
{
    const struct picture_view view = scene_view(input_facts(in), POSTER_BOX);
    struct search             s    = { .cx = cx, .maker = picture_maker_new(cx, &view) };
    int                       rc   = search(&s, in, how);
    if (rc == 0)
        rc = pictures_write(&s, folder, to);
    av_frame_free(&s.best);
    return rc;
}
