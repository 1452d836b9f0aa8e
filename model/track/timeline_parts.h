/*
 * timeline_parts.h - what the readers of timelines share. Theirs alone.
 *
 * Stands on base.
 */
#ifndef TRACK_TIMELINE_PARTS_H
#define TRACK_TIMELINE_PARTS_H
#include "model/track/timeline.h"

struct instant { /* so many of so many a second */
    double value, rate;
};
struct span {
    struct instant start, duration;
};
struct instant instant_add(struct instant a, struct instant b);

struct timeline_track { /* while it is read */
    struct cx      *cx;
    struct timeline *to;
    size_t          room;
    bool            has_trim;
    struct span     trim;   /* what is played of it */
    bool            is_lost; /* something without a length was in it: nobody knows where the rest is */
    struct instant  at;     /* the end of what was read */
};
/* A clip behind what was read. own: what is played of its media; NULL: nobody knows. is_cut: does
 * it say so itself. */
int  track_clip(struct timeline_track *t, const char *name, const struct span *own,
                bool is_cut) MUST_USE;
void track_pass(struct timeline_track *t, const struct instant *duration); /* NULL: not known */
/* A file's name without its folders and its ending. */
const char *clip_stem(struct cx *cx, const char *name);
#endif
