/* detect.c - the ring of frames, the list of marks, and the order of work. */
#include "model/media/detect_parts.h"
#include "model/base/arena.h"

enum {
    RING_BASE   = 80,  /* frames that the stages look back at most: fixed part, */
    MARK_MEMORY = 32,  /* frames that a window looks beyond its start */
    RING_PACE   = 330, /*   and per pace (slopes, hold and the longest window) */
};
static const double THRESHOLD_DEFAULT = .12, THRESHOLD_MIN = .01, THRESHOLD_MAX = 1;
static const double CONTENT_DEFAULT = 27, CONTENT_MIN = .5, CONTENT_MAX = 255;
static const double FPS_DEFAULT = 25;
static const double FPS_FAST    = 40;  /* from here on spans are stretched */
static const double PACE_MAX    = 4.8; /* 120 frames a second */

static int opts_check(struct cx *cx, struct detect_opts *o)
{
    bool   adaptive = o->method == DETECT_ADAPTIVE;
    double min      = adaptive ? THRESHOLD_MIN : CONTENT_MIN,
           max      = adaptive ? THRESHOLD_MAX : CONTENT_MAX;
    if (o->threshold == 0)
        o->threshold = adaptive ? THRESHOLD_DEFAULT : CONTENT_DEFAULT;
    if (!(o->threshold >= min && o->threshold <= max))
        return refuse_field(cx, E_INVALID, "threshold", "threshold must be from %g to %g", min,
                            max);
    if (o->min_scene_frames < 0)
        return refuse_field(cx, E_INVALID, "min_scene_len", "min_scene_len must not be negative");
    if (!(o->fps > 0 && o->fps < 1000))
        o->fps = FPS_DEFAULT;
    return 0;
}

static double pace_of(double fps)
{
    double pace = fps > FPS_FAST ? fps / FPS_DEFAULT : 1;
    return pace > PACE_MAX ? PACE_MAX : pace;
}

int detector_new(struct cx *cx, const struct detect_opts                     *opts,
                 int (*on_boundary)(void *u, const struct boundary *b), void *u,
                 struct detector **out)
{
    struct detect_opts o = *opts;
    TRY(opts_check(cx, &o));
    struct detector *d    = arena_alloc(cx->arena, sizeof *d);
    size_t           ring = 1;
    d->cx                 = cx;
    d->opts               = o;
    d->on_boundary        = on_boundary;
    d->u                  = u;
    d->pace               = (float)pace_of(o.fps);
    d->sensitivity = o.method == DETECT_ADAPTIVE ? (float)(o.threshold / THRESHOLD_DEFAULT) : 1;
    d->cut_recent  = -1;
    d->flat_since  = -1;
    while (ring < (size_t)(RING_BASE + RING_PACE * d->pace))
        ring *= 2;
    d->ring      = arena_alloc_array(cx->arena, ring, sizeof *d->ring);
    d->ring_mask = (int64_t)ring - 1;
    *out         = d;
    return 0;
}

void mark_add(struct detector *d, const struct mark *m)
{
    int at = d->marks_n;
    if (at == MARKS_MAX)
        return;
    for (; at > d->marks_sent && d->marks[at - 1].frame > m->frame; at--)
        d->marks[at] = d->marks[at - 1];
    d->marks[at] = *m;
    d->marks_n++;
}

bool mark_is_cut(const struct detector *d, int64_t at)
{
    for (int i = 0; i < d->marks_n && d->marks[i].frame <= at; i++)
        if (d->marks[i].frame == at && d->marks[i].kind == MARK_CUT)
            return true;
    return false;
}

void marks_drop_cuts(struct detector *d, int64_t after, int64_t upto)
{
    int kept = 0;
    for (int i = 0; i < d->marks_n; i++) {
        const struct mark *m = &d->marks[i];
        if (m->kind != MARK_CUT || m->frame <= after || m->frame > upto)
            d->marks[kept++] = *m;
    }
    d->marks_n = kept;
}

bool mark_between(const struct detector *d, int64_t first, int64_t last)
{
    for (int i = 0; i < d->marks_n; i++) {
        const struct mark *m = &d->marks[i];
        if (m->kind == MARK_CUT && m->frame > first && m->frame <= last)
            return true;
        if (m->kind == MARK_FADE && m->first <= last && m->last >= first)
            return true;
    }
    return false;
}

static int send(struct detector *d, const struct boundary *b)
{
    if (b->frame <= d->last_sent || b->frame >= d->count)
        return 0;
    d->last_sent = b->frame;
    return d->on_boundary(d->u, b);
}

/* Holds a boundary back until nothing within min_scene_frames can be stronger. */
static int hold(struct detector *d, const struct mark *m)
{
    static const enum boundary_kind kinds[] = {
        [MARK_CUT]      = BOUNDARY_CUT,
        [MARK_FADE]     = BOUNDARY_FADE,
        [MARK_DISSOLVE] = BOUNDARY_DISSOLVE,
    };
    struct boundary b = { m->frame, m->first, m->last, kinds[m->kind], (double)m->confidence };
    if (b.frame < d->opts.min_scene_frames)
        return 0;
    if (d->has_held && b.frame - d->held.frame < d->opts.min_scene_frames) {
        if (b.confidence > d->held.confidence)
            d->held = b;
        return 0;
    }
    int rc      = d->has_held ? send(d, &d->held) : 0;
    d->held     = b;
    d->has_held = true;
    return rc;
}

/* Reported marks are forgotten when no window looks back at them any more. */
static void marks_forget(struct detector *d)
{
    int n = 0;
    while (n < d->marks_sent && d->marks[n].last < d->gradual_next - MARK_MEMORY &&
           d->marks[n].frame < d->gradual_next - MARK_MEMORY)
        n++;
    if (n == 0)
        return;
    memmove(d->marks, d->marks + n, (size_t)(d->marks_n - n) * sizeof *d->marks);
    d->marks_n -= n;
    d->marks_sent -= n;
}

static int marks_emit(struct detector *d)
{
    while (d->marks_sent < d->marks_n && d->marks[d->marks_sent].frame < d->gradual_final)
        TRY(hold(d, &d->marks[d->marks_sent++]));
    marks_forget(d);
    if (!d->has_held ||
        (!d->is_finished && d->gradual_final < d->held.frame + d->opts.min_scene_frames))
        return 0;
    d->has_held = false;
    if (d->is_finished && d->count - d->held.frame < d->opts.min_scene_frames)
        return 0;
    return send(d, &d->held);
}

/* The well-known plain way: a cut wherever neighbours differ by more than the threshold. */
static void content_advance(struct detector *d)
{
    for (; d->cut_next < d->count; d->cut_next++) {
        if (d->cut_next == 0)
            continue;
        float change = plain_difference(frame_at(d, d->cut_next - 1), frame_at(d, d->cut_next)) / 2;
        float bar    = (float)d->opts.threshold;
        if (change >= bar) {
            struct mark m = { d->cut_next, d->cut_next, d->cut_next - 1, MARK_CUT,
                              1 - .5f * bar / change };
            mark_add(d, &m);
        }
    }
    d->gradual_next  = d->count;
    d->gradual_final = d->count;
}

static int advance(struct detector *d)
{
    if (d->opts.method == DETECT_CONTENT) {
        content_advance(d);
    } else {
        cuts_advance(d);
        fades_advance(d);
        gradual_advance(d);
    }
    return marks_emit(d);
}

int detector_push(struct detector *d, const struct thumb *t)
{
    struct shot_frame *f = &d->ring[d->count & d->ring_mask];
    shot_frame_make(f, t);
    if (d->count > 0 && d->opts.method == DETECT_ADAPTIVE)
        f->change = frames_compare(&d->regained, frame_at(d, d->count - 1), f).dissimilarity;
    d->count++;
    return advance(d);
}

int detector_finish(struct detector *d)
{
    d->is_finished = true;
    return advance(d);
}

int64_t detector_settled(const struct detector *d)
{
    if (d->is_finished)
        return d->count;
    return d->has_held ? d->held.frame : d->gradual_final;
}
