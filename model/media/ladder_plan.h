/*
 * ladder_plan.h - which renditions a video gets.
 *
 * Steps go by the short side, so that portraits get the same ones; none is larger
 * than the video.
 * Units:  pixels; bits per second.
 */
#ifndef MEDIA_LADDER_PLAN_H
#define MEDIA_LADDER_PLAN_H
#include "model/media/input.h"

enum { LADDER_RUNGS = 5 };
struct rung {
    char    name[16]; /* "720p" */
    int     width, height;
    int64_t most_bits; /* per second, for stretches that are hard to encode */
};
/* Largest first; at least one. max_height: short side of the largest; 0: any. Returns how many. */
size_t ladder_plan(const struct input_facts *f, int64_t max_height, struct rung rungs[LADDER_RUNGS]);
#endif
