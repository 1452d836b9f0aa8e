/*
 * convert.h - the filter text by which the ffmpeg program turns any decoded
 * video into what players show: whole frames, square pixels, even sides, 8-bit
 * 4:2:0 in limited range, at most BT.709's colours, and tags that say so.
 *
 * Interlaced frames (and only they) are joined; HDR (PQ, HLG) is tone-mapped and
 * wide gamuts are narrowed to BT.709; BT.601 and BT.709 stay what they are; frames
 * keep their times. The tool has turned the picture upright before.
 *
 * For several sizes of one video: convert_filters with the largest, then
 * "split=N", and "scale=W:H:flags=bicubic,setsar=1" for each of the smaller; nothing else
 * has to be done again.
 *
 * Units:  pixels.
 * Memory: the arena.
 */
#ifndef MEDIA_CONVERT_H
#define MEDIA_CONVERT_H
#include "model/media/input.h"

/* The largest even size of the picture's aspect, as displayed, within both limits (0: none)
 * and not above its own; at least 2 x 2. */
void convert_size(const struct input_facts *f, int long_side, int short_side, int *width,
                  int *height);
/* Ticks of a clock in which the nominal rate has whole ones, and which is fine enough for any
 * other time: for "-enc_time_base 1:ticks", with which frames keep their times. */
int convert_ticks(const struct input_facts *f);
/* Is its brightness coded for high dynamic range? */
bool convert_is_hdr(const struct input_facts *f);
/* For -vf, or a part of -filter_complex; width and height are even. */
const char *convert_filters(struct cx *cx, const struct input_facts *f, int width,
                            int height) MUST_USE;
#endif
