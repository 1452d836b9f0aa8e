/* storyboard.c - which frames a picture is taken of, and which pictures stay. */
#include <libavutil/frame.h>
#include <math.h>
#include "model/base/arena.h"
#include "model/media/storyboard_write.h"

enum {
    RECENT       = 3,  /* whole frames kept, to reach back when the picture changes      */
    WAITING_MAX  = 72, /* pictures whose scene is not known yet                          */
    OPEN_MAX     = 24, /* pictures of the open scene                                     */
    STRIDE_FIRST = 6,  /* frames between the first pictures after a change; then longer  */
    EDGE_WEIGHT  = 8,  /* how much rather a picture beside a change is kept than others  */
};
static const double CHANGE_MIN   = 4; /* mean difference, in levels, of a sudden change ... */
static const double CHANGE_RATIO = 2; /* ... and against what was usual just before         */

struct recent {
    AVFrame     *frame;
    int64_t      index;
    struct thumb thumb;
};

struct storyboard {
    struct cx             *cx;
    struct picture_maker  *maker;
    struct storyboard_opts opts;
    struct recent          recent[RECENT]; /* frame i lies in i % RECENT */
    int64_t                frames;         /* the last index and one */
    int64_t                due, stride, stride_max;
    int64_t                last_taken, last_change;
    bool                   due_edge;
    double                 usual; /* running mean of the difference between frames */
    int64_t                settled;
    struct candidate      *list[WAITING_MAX + OPEN_MAX + 2]; /* by rising frame */
    size_t                 n;
    struct candidate      *spare;
};

static void storyboard_release(void *ptr)
{
    struct storyboard *s = ptr;
    for (size_t i = 0; i < RECENT; i++)
        av_frame_free(&s->recent[i].frame);
    for (size_t i = 0; i < s->n; i++)
        av_frame_free(&s->list[i]->picture);
}

int storyboard_new(struct cx *cx, struct picture_maker *maker, const struct storyboard_opts *opts,
                   struct storyboard **out)
{
    struct storyboard *s = arena_alloc(cx->arena, sizeof *s);
    s->cx                = cx;
    s->maker             = maker;
    s->opts              = *opts;
    s->stride            = STRIDE_FIRST;
    s->stride_max        = opts->fps > 16 ? (int64_t)(opts->fps / 2) : 8;
    s->stride_max        = s->stride_max > 60 ? 60 : s->stride_max;
    s->last_taken        = -1;
    arena_on_reset(cx->arena, storyboard_release, s);
    for (size_t i = 0; i < RECENT; i++)
        if (!(s->recent[i].frame = av_frame_alloc()))
            return refuse(cx, E_MEDIA_LIMIT, "No memory for frames");
    *out = s;
    return 0;
}

static int64_t plane_distance(const uint8_t *a, const uint8_t *b, size_t n)
{
    int sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] > b[i] ? a[i] - b[i] : b[i] - a[i];
    return sum;
}

double candidate_distance(const struct thumb *a, const struct thumb *b)
{
    int64_t y = plane_distance(a->y, b->y, THUMB_LUMA);
    int64_t c = plane_distance(a->u, b->u, THUMB_CHROMA) + plane_distance(a->v, b->v, THUMB_CHROMA);
    return (double)y / THUMB_LUMA + (double)c / (2.0 * THUMB_CHROMA);
}

/* ---- keeping ---- */

static void drop(struct storyboard *s, size_t i)
{
    struct candidate *c = s->list[i];
    av_frame_free(&c->picture);
    memmove(s->list + i, s->list + i + 1, (s->n - i - 1) * sizeof(struct candidate *));
    s->n--;
    c->next  = s->spare;
    s->spare = c;
}

/* Drops one of list[from .. to - 1] but the first and the last: the one that fills the smallest
 * gap, where time counts more the more the picture changes. */
static void thin(struct storyboard *s, size_t from, size_t to)
{
    double least = HUGE_VAL;
    size_t which = from + 1;
    for (size_t i = from + 1; i + 1 < to; i++) {
        const struct candidate *c = s->list[i], *before = s->list[i - 1], *after = s->list[i + 1];
        double                  cost = (double)(after->frame - before->frame) *
                      (4 + fmin(candidate_distance(&c->thumb, &before->thumb),
                                candidate_distance(&c->thumb, &after->thumb)));
        if (c->is_edge && c->frame >= s->settled)
            cost *= EDGE_WEIGHT;
        if (cost < least) {
            least = cost;
            which = i;
        }
    }
    drop(s, which);
}

static size_t open_count(const struct storyboard *s)
{
    size_t n = 0;
    while (n < s->n && s->list[n]->frame < s->settled)
        n++;
    return n;
}

void storyboard_settled(struct storyboard *s, int64_t frame)
{
    s->settled = frame;
    for (size_t open = open_count(s); open > OPEN_MAX; open--)
        thin(s, 0, open);
}

static int take(struct storyboard *s, const struct recent *r, bool is_edge)
{
    AVFrame *picture;
    TRY(picture_take(s->maker, r->frame, &picture));
    struct candidate *c = s->spare ? s->spare : arena_alloc(s->cx->arena, sizeof *c);
    if (s->spare)
        s->spare = c->next;
    *c              = (struct candidate){ NULL, r->index, is_edge, picture, r->thumb };
    s->list[s->n++] = c;
    s->last_taken   = r->index;
    if (s->n > COUNT(s->list) - 1)
        thin(s, open_count(s), s->n);
    return 0;
}

/* ---- taking ---- */

static bool is_rough(const struct storyboard *s, const AVFrame *frame)
{
    return s->opts.b_is_rough && frame->pict_type == AV_PICTURE_TYPE_B;
}

/* The best frame of the shot that ends here: the last that is not rough, else the last. */
static int take_last(struct storyboard *s, int64_t end)
{
    int64_t low = end - RECENT > s->last_change ? end - RECENT : s->last_change;
    int64_t at  = end - 1;
    while (at > low && is_rough(s, s->recent[at % RECENT].frame))
        at--;
    if (at < low || is_rough(s, s->recent[at % RECENT].frame))
        at = end - 1;
    if (at <= s->last_taken)
        return 0;
    return take(s, &s->recent[at % RECENT], true);
}

/* When a picture is due, a frame that is not rough is waited for, but not for long. */
static int take_due(struct storyboard *s, int64_t index)
{
    bool                 is_fine = !is_rough(s, s->recent[index % RECENT].frame);
    const struct recent *r       = &s->recent[(is_fine ? index : s->due) % RECENT];
    if (index < s->due || (!is_fine && index < s->due + RECENT - 1))
        return 0;
    TRY(take(s, r, s->due_edge));
    s->due      = r->index + s->stride;
    s->due      = s->due > index ? s->due : index + 1;
    s->due_edge = false;
    s->stride   = s->stride * 3 / 2 < s->stride_max ? s->stride * 3 / 2 : s->stride_max;
    return 0;
}

int storyboard_frame(struct storyboard *s, const AVFrame *frame, int64_t index,
                     const struct thumb *thumb)
{
    struct recent *now      = &s->recent[index % RECENT];
    double         diff     = 0;
    bool           is_first = s->frames == 0, is_change;
    if (!is_first)
        diff = candidate_distance(thumb, &s->recent[(index - 1) % RECENT].thumb);
    is_change = is_first || (diff > CHANGE_MIN && diff > CHANGE_RATIO * s->usual);
    s->usual += (diff - s->usual) / 8;
    if (is_change && !is_first)
        TRY(take_last(s, index));
    av_frame_unref(now->frame);
    if (av_frame_ref(now->frame, frame) < 0)
        return refuse(s->cx, E_MEDIA_LIMIT, "No memory for a frame");
    now->index = index;
    now->thumb = *thumb;
    s->frames  = index + 1;
    if (is_change) {
        s->last_change = s->due = index;
        s->due_edge             = true;
        s->stride               = STRIDE_FIRST;
    }
    return take_due(s, index);
}

int storyboard_finish(struct storyboard *s)
{
    s->settled = s->frames;
    return s->frames > 0 ? take_last(s, s->frames) : 0;
}

int storyboard_close(struct storyboard *s, const struct storyboard_scene *scene,
                     struct storyboard_result *result)
{
    size_t from = 0, to = 0, clear_from, clear_to;
    int    rc = 0;
    while (from < s->n && s->list[from]->frame < scene->first_frame)
        from++;
    while (to < s->n && s->list[to]->frame < scene->end_frame)
        to++;
    clear_from = from;
    clear_to   = to;
    while (clear_from < clear_to && s->list[clear_from]->frame < scene->clear_first)
        clear_from++;
    while (clear_to > clear_from && s->list[clear_to - 1]->frame >= scene->clear_end)
        clear_to--;
    if (clear_from < clear_to) {
        from = clear_from;
        to   = clear_to;
    } /* else the scene is all change: better such pictures than none */
    *result = (struct storyboard_result){ .pictures = 0 };
    if (from < to)
        rc = storyboard_write(s->cx, s->maker, s->opts.output, scene, s->list + from, to - from,
                              result);
    while (s->n > 0 && s->list[0]->frame < scene->end_frame)
        drop(s, 0);
    return rc;
}
