/* ladder_plan.c - see ladder_plan.h. */
#include "model/media/ladder_plan.h"
#include "model/media/convert.h"

static const struct step {
    int     side;
    int64_t most_bits;
} steps[] = { { 360, 800000 },  { 480, 1400000 },  { 720, 3000000 },
              { 1080, 5000000 }, { 1440, 9000000 }, { 2160, 16000000 } };
enum { STEPS = COUNT(steps), LEAST_BITS = 200000 };

/* Rates grow with the picture's area, but between two steps evenly. */
static int64_t bits_for(int side)
{
    size_t i = 0;
    while (i < STEPS && steps[i].side < side)
        i++;
    if (i == 0) {
        int64_t bits = steps[0].most_bits * side * side / (steps[0].side * steps[0].side);
        return bits < LEAST_BITS ? LEAST_BITS : bits;
    }
    if (i == STEPS)
        return steps[STEPS - 1].most_bits;
    return steps[i - 1].most_bits + (steps[i].most_bits - steps[i - 1].most_bits) *
                                        (side - steps[i - 1].side) /
                                        (steps[i].side - steps[i - 1].side);
}

static void rung_make(const struct input_facts *f, int side, struct rung *r)
{
    int s;
    convert_size(f, 0, side, &r->width, &r->height);
    s            = r->width < r->height ? r->width : r->height;
    r->most_bits = bits_for(s);
    snprintf(r->name, sizeof r->name, "%dp", s);
}

size_t ladder_plan(const struct input_facts *f, int64_t max_height, struct rung rungs[LADDER_RUNGS])
{
    int    own   = f->width < f->height ? f->width : f->height, below = 0;
    int    top   = max_height > 0 && max_height < own ? (int)max_height : own;
    int    sides[STEPS + 1];
    size_t n = 0, kept = 0;
    for (size_t i = STEPS; i-- > 0;)
        if (steps[i].side <= top)
            sides[n++] = steps[i].side;
    if (n)
        below = sides[0];
    if (!n || top * 5 >= below * 6) { /* what lies a fifth above a step is one of its own */
        memmove(sides + 1, sides, n * sizeof *sides);
        sides[0] = top;
        n++;
    }
    for (size_t i = 0; i < n; i++) {
        bool spare = n - i > 1 && n - (i - kept) > LADDER_RUNGS && sides[i] == 480;
        if (!spare && kept < LADDER_RUNGS)
            rung_make(f, sides[i], &rungs[kept++]);
    }
    return kept;
}
