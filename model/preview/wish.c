/* wish.c - see wish.h. */
#include "model/preview/wish.h"
#include "model/base/text.h"
#include "model/db/db.h"

enum { RATE_MOST = 240, MEGA = 1000000 };

struct wish {
    struct row  row;
    const char *fps, *resolution;
    int64_t     hd, ld; /* megabits per second */
    const char *own_fps, *own_resolution;
};
#define ROW struct wish
static const struct field wish_fields[] = {
    FIELD(fps, READ | NULLS, .doc = "Frames per second."),
    FIELD(resolution, READ | NULLS, .doc = "Width x height."),
    FIELD(hd, READ | NULLS, .doc = "Megabits per second."),
    FIELD(ld, READ | NULLS, .doc = "Megabits per second, of the smaller version."),
    FIELD(own_fps, READ | NULLS, .doc = "Of the entity."),
    FIELD(own_resolution, READ | NULLS, .doc = "Of the entity."),
};
#undef ROW
static const struct shape wish_shape = SHAPE(struct wish, wish_fields);

/* 25, 23.976, 29.97: what is meant by the last two has 1001 in it. */
static void rate_read(const char *text, struct order *to)
{
    double  rate;
    int64_t whole;
    if (!text || !f64_parse(text, strlen(text), &rate) || rate < 1 || rate > RATE_MOST)
        return;
    whole = (int64_t)(rate + 0.5);
    to->rate_num = (int64_t)(rate * 1000 + 0.5);
    to->rate_den = 1000;
    if (rate < (double)whole && (double)whole - rate < (double)whole * 0.0012)
        to->rate_num = whole * 1000, to->rate_den = 1001;
}

/* "1920x1080", "x1080". */
static void size_read(const char *text, struct order *to)
{
    const char *x = text ? strchr(text, 'x') : NULL;
    int64_t     width = 0, height = 0;
    if (!x || !i64_parse(x + 1, strlen(x + 1), &height) || height < 2 || height > 8192)
        return;
    to->height = height;
    to->width  = 0;
    if (x > text && i64_parse(text, (size_t)(x - text), &width) && width >= 2 && width <= 8192)
        to->width = width;
}

int wish_read(struct cx *cx, const char *sql, struct uuid id, struct order *to)
{
    struct wish wish = { 0 };
    bool        found;
    TRY(db_one(cx, sql, ARGS(ARG(id)), &wish_shape, &wish, &found));
    rate_read(wish.fps, to);
    rate_read(wish.own_fps, to);
    size_read(wish.resolution, to);
    size_read(wish.own_resolution, to);
    if (wish.hd > 0 && wish.hd <= 1000)
        to->bit_rate = wish.hd * MEGA;
    if (wish.ld > 0 && wish.ld <= 1000)
        to->low_bit_rate = wish.ld * MEGA;
    return 0;
}
