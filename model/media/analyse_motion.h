/*
 * analyse_motion.h - what changes from frame to frame in a scene, measured on
 * thumbnails as they go by.
 *
 * Units:  levels 0..255 in full range; microseconds from the start of the video.
 * Memory: the arena, bounded: at most MOTION_RANGES of each kind are kept.
 */
#ifndef MEDIA_ANALYSE_MOTION_H
#define MEDIA_ANALYSE_MOTION_H
#include "model/media/thumb.h"

enum { MOTION_RANGES = 100 };

struct span {
    int64_t start_us, end_us;
};
struct spans {
    struct span at[MOTION_RANGES];
    int         n;
    bool        is_open; /* one has begun */
    int64_t     since_us;
};

struct motion_facts {
    double       mean, peak; /* mean difference of neighbouring frames, without that of their
                                brightness: 0 still, 1 black against white */
    double       flicker;    /* brightness against the mean of both neighbours, root mean square, levels */
    struct spans freeze;     /* at least 0.5 s without change */
    struct spans black;      /* at least 0.1 s with 98 % of the picture black */
};

struct motion;

struct motion *motion_new(struct cx *cx) MUST_USE;
/* is_full: are the thumbnail's levels of full range? */
void motion_add(struct motion *m, const struct thumb *t, bool is_full, int64_t pts_us);
/* end_us: of the last frame. */
void motion_finish(struct motion *m, int64_t end_us, struct motion_facts *facts);
#endif
