/* detect_test.c - scene detection on pictures made here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>
#include "model/base/arena.h"
#include "model/media/detect.h"

enum { ARENA_BYTES = 64 << 20, FOUND_MAX = 64 };
#ifdef __SANITIZE_ADDRESS__
enum { LONG_FRAMES = 40000 }; /* half an hour; it is slow there */
#else
enum { LONG_FRAMES = 200000 };
#endif

/* What a frame of a made clip shows: two shots mixed, on a plain level, with an offset. */
struct look { /* without gaps: they are compared as bytes */
    unsigned shot, other; /* seeds of their patterns */
    float    mix;         /* 0: shot; 1: other */
    float    gain;        /* 1: as it is; 0: plain */
    int      level;       /* of plain */
    float    x, y;        /* where the camera looks, in thumbnail pixels */
    int      edge;        /* columns from the left that show other; -1: mix applies */
};

struct clip {
    const char *what;
    int         frames;
    void (*look)(int t, struct look *l);
    struct detect_opts opts;
    int                n; /* boundaries expected: */
    struct {
        int                frame, slack;
        enum boundary_kind kind;
    } want[4];
};

struct found {
    int             n;
    struct boundary v[FOUND_MAX];
    int64_t         settled; /* as it was said before the current push */
    int64_t         last;
};

static uint32_t mixed(uint32_t v)
{
    v ^= v >> 16;
    v *= 0x7feb352d;
    v ^= v >> 15;
    v *= 0x846ca68b;
    return v ^ v >> 16;
}

/* Smooth noise over the plane, different for each seed, 0 to 255. */
static float octave(unsigned seed, float x, float y)
{
    int   ix = (int)floorf(x), iy = (int)floorf(y);
    float fx = x - (float)ix, fy = y - (float)iy, v[4];
    for (int k = 0; k < 4; k++) {
        uint32_t at = (uint32_t)(ix + (k & 1)) * 73856093u ^ (uint32_t)(iy + (k >> 1)) * 19349663u;
        v[k]        = (float)(mixed(at ^ mixed(seed)) & 255);
    }
    return (v[0] * (1 - fx) + v[1] * fx) * (1 - fy) + (v[2] * (1 - fx) + v[3] * fx) * fy;
}

/* Like pictures of the world: the coarser, the stronger. */
static float seen(unsigned shot, const struct look *l, float x, float y, float scale)
{
    float sum = 0;
    x += l->x;
    y += l->y;
    for (unsigned i = 0; i < 3; i++, scale /= 2)
        sum += (octave(shot * 4 + i, x / scale, y / scale) - 128) / (float)(1 << i);
    return 128 + sum;
}

static float shown(const struct look *l, float x, float y, unsigned salt, float scale)
{
    float a = seen(l->shot * 8 + salt, l, x, y, scale),
          b = seen(l->other * 8 + salt, l, x, y, scale);
    return l->edge >= 0 ? (x < (float)l->edge ? b : a) : a + (b - a) * l->mix;
}

static uint8_t byte(float v) { return (uint8_t)lrintf(fminf(255, fmaxf(0, v))); }

static void thumb_draw(const struct look *l, struct thumb *t)
{
    for (int y = 0; y < THUMB_H; y++)
        for (int x = 0; x < THUMB_W; x++) {
            float v               = shown(l, (float)x, (float)y, 0, 16);
            t->y[y * THUMB_W + x] = byte((float)l->level + (v - (float)l->level) * l->gain);
        }
    for (int y = 0; y < THUMB_CH; y++)
        for (int x = 0; x < THUMB_CW; x++)
            for (unsigned p = 0; p < 2; p++) {
                float v = (shown(l, 2 * (float)x, 2 * (float)y, p + 1, 20) - 128) * .4f;
                (p ? t->v : t->u)[y * THUMB_CW + x] = byte(128 + v * l->gain);
            }
}

static int on_boundary(void *u, const struct boundary *b)
{
    struct found *f = u;
    assert_true(f->n < FOUND_MAX);
    assert_true(b->frame > f->last);
    assert_true(b->frame >= f->settled);
    assert_true(b->confidence >= 0 && b->confidence <= 1);
    f->last      = b->frame;
    f->v[f->n++] = *b;
    return 0;
}

static void clip_run(const struct clip *c, struct found *f)
{
    struct cx        cx = { .arena = arena_new(ARENA_BYTES) };
    struct detector *d;
    struct look      drawn = { .gain = -1 };
    struct thumb     thumb;
    assert_int_equal(detector_new(&cx, &c->opts, on_boundary, f, &d), 0);
    for (int t = 0; t < c->frames; t++) {
        struct look l = { .shot = 1, .gain = 1, .edge = -1, .level = 128 };
        c->look(t, &l);
        if (memcmp(&l, &drawn, sizeof l) != 0)
            thumb_draw(&l, &thumb);
        drawn      = l;
        f->settled = detector_settled(d);
        assert_int_equal(detector_push(d, &thumb), 0);
        assert_true(detector_settled(d) >= f->settled);
    }
    assert_int_equal(detector_finish(d), 0);
    assert_int_equal(detector_settled(d), c->frames);
    arena_free(cx.arena);
}

static void detects(void **state)
{
    const struct clip *c = *state;
    struct found       f = { .last = 0 };
    clip_run(c, &f);
    assert_int_equal(f.n, c->n);
    for (int i = 0; i < c->n; i++) {
        assert_in_range(f.v[i].frame, c->want[i].frame - c->want[i].slack,
                        c->want[i].frame + c->want[i].slack);
        assert_int_equal(f.v[i].kind, c->want[i].kind);
    }
}

/* From 0 before `from` to 1 at `to` and after it. */
static float ramp(int t, int from, int to)
{
    return fminf(1, fmaxf(0, (float)(t - from) / (float)(to - from)));
}

static void look_still(int t, struct look *l) { (void)t, (void)l; }
static void look_cut(int t, struct look *l) { l->shot = t < 50 ? 1 : t < 90 ? 2 : 3; }
static void look_short(int t, struct look *l) { l->shot = t < 50 ? 1 : t < 57 ? 2 : 3; }
static void look_flash(int t, struct look *l)
{
    if (t >= 50 && t < 53) {
        l->gain  = .1f;
        l->level = 240;
    }
}
static void look_intruder(int t, struct look *l) { l->shot = t >= 50 && t < 53 ? 2 : 1; }
static void look_pan(int t, struct look *l) { l->x = .4f * (float)t; }
static void look_fast_pan(int t, struct look *l) { l->x = 1.5f * (float)t; }
static void look_shake(int t, struct look *l)
{
    l->x = 3 * sinf((float)t * 1.7f);
    l->y = 2 * cosf((float)t * 2.3f);
}
static void look_dissolve(int t, struct look *l)
{
    l->other = 2;
    l->mix   = ramp(t, 50, 70);
}
static void look_eased(int t, struct look *l)
{
    look_dissolve(t, l);
    l->mix = l->mix * l->mix * (3 - 2 * l->mix);
}
static void look_dim(int t, struct look *l)
{
    look_dissolve(t, l);
    l->gain  = .3f;
    l->level = 20;
}
static void look_black(int t, struct look *l)
{
    l->shot  = t < 70 ? 1 : 2;
    l->level = 16;
    l->gain  = fmaxf(1 - ramp(t, 50, 66), ramp(t, 74, 90));
}
static void look_white(int t, struct look *l)
{
    look_black(t, l);
    l->level = 235;
}
static void look_dip(int t, struct look *l)
{
    l->level = 16;
    l->gain  = fmaxf(.3f, fmaxf(1 - ramp(t, 50, 66), ramp(t, 68, 84)));
}
/* Ten minutes of black between two shots: a scene of its own. */
static void look_long_black(int t, struct look *l)
{
    l->shot  = t < 5000 ? 1 : 2;
    l->level = 16;
    l->gain  = fmaxf(1 - ramp(t, 50, 66), ramp(t, 15000, 15016));
}
static void look_wipe(int t, struct look *l)
{
    l->other = 2;
    l->edge  = (int)(ramp(t, 50, 70) * THUMB_W);
}

#define ADAPTIVE .opts = { .fps = 25 }
// clang-format off
static struct clip clips[] = {
    { "a still picture",            120, look_still,    ADAPTIVE, 0, { { 0 } } },
    { "two cuts",                   150, look_cut,      ADAPTIVE, 2,
      { { 50, 0, BOUNDARY_CUT }, { 90, 0, BOUNDARY_CUT } } },
    { "a shot of seven frames",     120, look_short,    ADAPTIVE, 2,
      { { 50, 0, BOUNDARY_CUT }, { 57, 0, BOUNDARY_CUT } } },
    { "a flash is no cut",          120, look_flash,    ADAPTIVE, 0, { { 0 } } },
    { "what comes back is no cut",  120, look_intruder, ADAPTIVE, 0, { { 0 } } },
    { "a pan is no change",         150, look_pan,      ADAPTIVE, 0, { { 0 } } },
    { "nor is a fast one",          150, look_fast_pan, ADAPTIVE, 0, { { 0 } } },
    { "shaking is no change",       150, look_shake,    ADAPTIVE, 0, { { 0 } } },
    { "a dissolve",                 150, look_dissolve, ADAPTIVE, 1, { { 60, 3, BOUNDARY_DISSOLVE } } },
    { "an eased dissolve",          150, look_eased,    ADAPTIVE, 1, { { 60, 3, BOUNDARY_DISSOLVE } } },
    { "a dissolve in the dark",     150, look_dim,      ADAPTIVE, 1, { { 60, 4, BOUNDARY_DISSOLVE } } },
    { "a wipe",                     150, look_wipe,     ADAPTIVE, 1, { { 60, 4, BOUNDARY_DISSOLVE } } },
    { "a fade through black",       150, look_black,    ADAPTIVE, 1, { { 75, 3, BOUNDARY_FADE } } },
    { "a fade through white",       150, look_white,    ADAPTIVE, 1, { { 75, 3, BOUNDARY_FADE } } },
    { "a dip is no fade",           150, look_dip,      ADAPTIVE, 0, { { 0 } } },
    { "a long black",             15100, look_long_black, ADAPTIVE, 2,
      { { 66, 4, BOUNDARY_FADE }, { 15001, 4, BOUNDARY_FADE } } },
    { "60 frames a second",         200, look_cut, .opts = { .fps = 60 }, 2,
      { { 50, 0, BOUNDARY_CUT }, { 90, 0, BOUNDARY_CUT } } },
    { "plain method: two cuts",     150, look_cut, .opts = { .method = DETECT_CONTENT }, 2,
      { { 50, 0, BOUNDARY_CUT }, { 90, 0, BOUNDARY_CUT } } },
    { "plain method: a flash cuts", 120, look_flash,
      .opts = { .method = DETECT_CONTENT, .threshold = 20 }, 2,
      { { 50, 0, BOUNDARY_CUT }, { 53, 0, BOUNDARY_CUT } } },
    { "too short for a scene",      120, look_short, .opts = { .fps = 25, .min_scene_frames = 10 }, 1,
      { { 54, 4, BOUNDARY_CUT } } },
    { "nothing near the ends",      95, look_cut, .opts = { .fps = 25, .min_scene_frames = 40 }, 1,
      { { 50, 0, BOUNDARY_CUT } } },
    { "no frames",                  0, look_still, ADAPTIVE, 0, { { 0 } } },
    { "one frame",                  1, look_still, ADAPTIVE, 0, { { 0 } } },
};
// clang-format on

/* A boundary at every 40th frame, for hours: nothing may grow and nothing be lost. */
struct endless {
    int64_t n, last, settled;
};
static int on_endless(void *u, const struct boundary *b)
{
    struct endless *e = u;
    assert_true(b->frame > e->last);
    assert_int_equal(b->frame % 40, 0);
    e->last = b->frame;
    e->n++;
    return 0;
}

static void endless(void **state)
{
    struct cx          cx   = { .arena = arena_new(ARENA_BYTES) };
    struct detect_opts opts = { .fps = 25 };
    struct endless     e    = { 0 };
    struct detector   *d;
    struct thumb       shots[2];
    (void)state;
    for (unsigned i = 0; i < 2; i++)
        thumb_draw(&(struct look){ .shot = i + 1, .gain = 1, .edge = -1 }, &shots[i]);
    assert_int_equal(detector_new(&cx, &opts, on_endless, &e, &d), 0);
    size_t used = arena_used(cx.arena);
    for (int64_t t = 0; t < LONG_FRAMES; t++) {
        assert_int_equal(detector_push(d, &shots[t / 40 % 2]), 0);
        assert_true(t - detector_settled(d) < 1000);
    }
    assert_int_equal(arena_used(cx.arena), used);
    assert_int_equal(detector_finish(d), 0);
    assert_int_equal(e.n, LONG_FRAMES / 40 - 1);
    arena_free(cx.arena);
}

static int on_stop(void *u, const struct boundary *b)
{
    (void)u, (void)b;
    return -E_CANCELED;
}

static void stops(void **state)
{
    struct cx          cx   = { .arena = arena_new(ARENA_BYTES) };
    struct detect_opts opts = { .method = DETECT_CONTENT };
    struct detector   *d;
    struct thumb       a, b;
    (void)state;
    thumb_draw(&(struct look){ .shot = 1, .gain = 1, .edge = -1 }, &a);
    thumb_draw(&(struct look){ .shot = 2, .gain = 1, .edge = -1 }, &b);
    assert_int_equal(detector_new(&cx, &opts, on_stop, NULL, &d), 0);
    assert_int_equal(detector_push(d, &a), 0);
    assert_int_equal(detector_push(d, &b), -E_CANCELED);
    arena_free(cx.arena);
}

static void checks(void **state)
{
    static const struct detect_opts bad[] = {
        { .threshold = -1 },        { .threshold = 1.5 },
        { .threshold = NAN },       { .method = DETECT_CONTENT, .threshold = 300 },
        { .min_scene_frames = -1 },
    };
    struct detector *d;
    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct cx cx = { .arena = arena_new(ARENA_BYTES) };
        assert_int_equal(detector_new(&cx, &bad[i], on_stop, NULL, &d), -E_INVALID);
        arena_free(cx.arena);
    }
}

int main(void)
{
    struct CMUnitTest tests[COUNT(clips) + 3];
    size_t            n = COUNT(clips);
    for (size_t i = 0; i < n; i++)
        tests[i] = (struct CMUnitTest){ clips[i].what, detects, NULL, NULL, &clips[i] };
    tests[n]     = (struct CMUnitTest){ "hours without growing", endless, NULL, NULL, NULL };
    tests[n + 1] = (struct CMUnitTest){ "a failing callback stops it", stops, NULL, NULL, NULL };
    tests[n + 2] = (struct CMUnitTest){ "options out of range", checks, NULL, NULL, NULL };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
