/*
 * relay.h - hands decoded frames from the thread that decodes to one that looks
 * at them, so that the decoder is never kept waiting.
 *
 * Stands on base, libavutil and POSIX threads. What the looking thread calls must not
 * share an arena with the decoding one.
 * Errors: what the looking function returned is returned by the next put, and by end;
 *         E_MEDIA_LIMIT (no memory, no thread).
 * Memory: at most RELAY_DEPTH frames are held.
 */
#ifndef MEDIA_RELAY_H
#define MEDIA_RELAY_H
#include "model/media/input.h"

enum { RELAY_DEPTH = 6 };

struct relay;

/* sink.on_frame is called in the new thread, for one frame after the other. */
int relay_start(struct cx *cx, const struct frame_sink *sink, struct relay **out) MUST_USE;
/* Fits struct frame_sink: u is the relay. */
int relay_put(void *u, const struct AVFrame *frame, int64_t index, int64_t pts_us);
/* Waits until all that was put has been looked at; what the looking function returned at last. */
int relay_end(struct relay *r) MUST_USE;
#endif
