/*
 * still_sizes.c - a picture in the sizes that the tracker keeps, all PNG: for review the picture
 * itself, one that is 1200 pixels wide, and two that fill a small box; for somebody's avatar one
 * that is fitted into a square, with nothing around it.
 */
#include <sys/stat.h>
#include <vips/vips.h>
#include "model/base/arena.h"
#include "model/media/still_pixels.h"
#include "model/media/stills.h"

enum { PNG_EFFORT = 4, AVATAR_SIDE = 400, SIDE_MOST = 65535 };

static const struct size {
    const char *name;
    int         width, height; /* height 0: as the picture's proportions make it */
} sizes[] = {
    { "preview.png", 1200, 0 },
    { "thumbnail.png", 150, 100 },
    { "thumbnail-square.png", 100, 100 },
};

static int broken(struct cx *cx)
{
    vips_error_clear();
    return refuse(cx, E_MEDIA_FAILED, "A smaller picture cannot be made");
}

static int write_png(struct stills *s, VipsImage *image, const char *name)
{
    const char *path = arena_printf(s->cx->arena, "%s/%s", s->job->output, name);
    struct stat st;
    if (vips_pngsave(image, path, "compression", PNG_EFFORT, "strip", TRUE, NULL) ||
        stat(path, &st) < 0)
        return broken(s->cx);
    answer_file(s->answer, name, "image/png", st.st_size);
    return 0;
}

/* The middle of the picture fills the box. */
static int write_size(struct stills *s, VipsImage *whole, const struct size *z)
{
    VipsImage *to   = NULL;
    int        rc;
    if (z->height > 0)
        rc = vips_thumbnail_image(whole, &to, z->width, "height", z->height, "size", VIPS_SIZE_BOTH,
                                  "crop", VIPS_INTERESTING_CENTRE, NULL);
    else
        rc = vips_thumbnail_image(whole, &to, z->width, "height", SIDE_MOST, "size", VIPS_SIZE_BOTH,
                                  NULL);
    if (rc)
        return broken(s->cx);
    still_hold(s->cx, to);
    return write_png(s, to, z->name);
}

static int open_whole(struct stills *s, struct still_facts *facts, VipsImage **whole)
{
    const struct still_task task = { .path       = s->job->input,
                                     .output     = s->job->output,
                                     .max_pixels = s->job->max_pixels };
    stills_items(s, 1);
    return still_whole(s->cx, &task, facts, whole);
}

int sizes_run(struct stills *s)
{
    struct still_facts facts;
    VipsImage         *whole;
    TRY(open_whole(s, &facts, &whole));
    TRY(write_png(s, whole, "original.png"));
    for (size_t i = 0; i < COUNT(sizes); i++)
        TRY(write_size(s, whole, &sizes[i]));
    stills_measured(s, 0, &facts);
    return 0;
}

/* In the middle of a square through which one can see. */
static VipsImage *in_square(struct cx *cx, VipsImage *small)
{
    VipsImage *alpha = NULL, *square = NULL;
    double     nothing[] = { 0, 0, 0, 0 };
    VipsArrayDouble *clear = vips_array_double_new(nothing, COUNT(nothing));
    int        rc    = 0;
    if (small->Bands == 3) {
        rc = vips_bandjoin_const1(small, &alpha, 255, NULL);
        if (rc == 0)
            still_hold(cx, alpha);
        small = alpha;
    }
    if (rc == 0)
        rc = vips_gravity(small, &square, VIPS_COMPASS_DIRECTION_CENTRE, AVATAR_SIDE, AVATAR_SIDE,
                          "extend", VIPS_EXTEND_BACKGROUND, "background", clear, NULL);
    vips_area_unref(VIPS_AREA(clear));
    if (rc)
        return NULL;
    still_hold(cx, square);
    return square;
}

int avatar_run(struct stills *s)
{
    struct still_facts facts;
    VipsImage         *whole, *small = NULL, *square;
    TRY(open_whole(s, &facts, &whole));
    if (vips_thumbnail_image(whole, &small, AVATAR_SIDE, "height", AVATAR_SIDE, "size",
                             VIPS_SIZE_BOTH, NULL))
        return broken(s->cx);
    still_hold(s->cx, small);
    square = in_square(s->cx, small);
    if (!square)
        return broken(s->cx);
    TRY(write_png(s, square, "avatar.png"));
    stills_measured(s, 0, &facts);
    return 0;
}
