/* storyboard_write.c - choose among a scene's pictures, and write them. */
#include <errno.h>
#include <libavutil/frame.h>
#include <math.h>
#include <sys/stat.h>
#include "model/base/arena.h"
#include "model/media/phash.h"
#include "model/media/storyboard_write.h"

/* Below this distance from those already chosen a further picture shows nothing new. */
static const double NEWS_MIN = 8;

struct choice {
    size_t at[STORYBOARD_PICTURES]; /* places in the list, rising when done */
    size_t n, key;                  /* key: place in the list */
};

static void choose_one(struct choice *c, size_t at)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->at[i] == at)
            return;
    c->at[c->n++] = at;
}

static size_t nearest(struct candidate *const *list, size_t n, int64_t frame)
{
    size_t best = 0;
    for (size_t i = 1; i < n; i++)
        if (llabs(list[i]->frame - frame) < llabs(list[best]->frame - frame))
            best = i;
    return best;
}

static int by_place(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

/* First, middle, last; then again and again the one farthest from all chosen. */
static void choose(struct candidate *const *list, size_t n, const struct storyboard_scene *scene,
                   struct choice *c)
{
    c->n   = 0;
    c->key = nearest(list, n, scene->first_frame + (scene->end_frame - scene->first_frame) / 2);
    choose_one(c, 0);
    choose_one(c, c->key);
    choose_one(c, n - 1);
    while (c->n < COUNT(c->at)) {
        double farthest = 0;
        size_t which    = 0;
        for (size_t i = 0; i < n; i++) {
            double d = HUGE_VAL;
            for (size_t k = 0; k < c->n && d > farthest; k++)
                d = fmin(d, candidate_distance(&list[i]->thumb, &list[c->at[k]]->thumb));
            if (d > farthest) {
                farthest = d;
                which    = i;
            }
        }
        if (farthest < NEWS_MIN)
            break;
        choose_one(c, which);
    }
    qsort(c->at, c->n, sizeof *c->at, by_place);
}

struct writing {
    struct cx            *cx;
    struct picture_maker *maker;
    const char           *folder;
    AVFrame              *shown[STORYBOARD_PICTURES];
    size_t                n;
};

static int write_shrunk(struct writing *w, const AVFrame *shown, const char *name)
{
    AVFrame *small;
    TRY(picture_shrink(w->maker, shown, PICTURE_THUMB, &small));
    int rc = picture_write(w->maker, small, PICTURE_SMALL,
                           arena_printf(w->cx->arena, "%s/%s", w->folder, name), NULL);
    av_frame_free(&small);
    return rc;
}

static int write_sheet(struct writing *w)
{
    AVFrame *sheet;
    TRY(picture_sheet(w->maker, w->shown, w->n, &sheet));
    int rc = picture_write(w->maker, sheet, PICTURE_SMALL,
                           arena_printf(w->cx->arena, "%s/sheet.jpg", w->folder), NULL);
    av_frame_free(&sheet);
    return rc;
}

static int write_all(struct writing *w, struct candidate *const *list, const struct choice *c,
                     struct storyboard_result *result)
{
    for (size_t i = 0; i < c->n; i++) {
        TRY(picture_show(w->maker, list[c->at[i]]->picture, &w->shown[i]));
        w->n++;
        TRY(picture_write(w->maker, w->shown[i], PICTURE_GOOD,
                          arena_printf(w->cx->arena, "%s/frame-%04zu.jpg", w->folder, i + 1),
                          NULL));
        if (c->at[i] != c->key)
            continue;
        TRY(write_shrunk(w, w->shown[i], "thumb.jpg"));
        result->key_frame = list[c->key]->frame;
        result->phash = phash_of(w->shown[i]->data[0], w->shown[i]->linesize[0], w->shown[i]->width,
                                 w->shown[i]->height);
    }
    TRY(write_sheet(w));
    result->pictures = (int)c->n;
    return 0;
}

int storyboard_write(struct cx *cx, struct picture_maker *maker, const char *output,
                     const struct storyboard_scene *scene, struct candidate *const *list, size_t n,
                     struct storyboard_result *result)
{
    struct arena_mark mark = arena_mark(cx->arena);
    struct writing    w    = { .cx = cx, .maker = maker };
    struct choice     c;
    int               rc;
    choose(list, n, scene, &c);
    w.folder = arena_printf(cx->arena, "%s/%lld", output, (long long)scene->index);
    if (mkdir(w.folder, 0755) < 0 && errno != EEXIST)
        return refuse(cx, errno == ENOSPC ? E_DISK_FULL : E_MEDIA_FAILED,
                      "A storyboard folder cannot be made: %s", strerror(errno));
    rc = write_all(&w, list, &c, result);
    for (size_t i = 0; i < w.n; i++)
        av_frame_free(&w.shown[i]);
    arena_rewind(cx->arena, mark);
    return rc;
}
