/*
 * timeline.h - what an edit plays, one clip after the other: OpenTimelineIO's JSON, and edit
 * decision lists (CMX 3600).
 *
 * Stands on base.
 * Units:  frames, of the rate that a file itself has.
 * Errors: E_INVALID for what is no such file.
 * Memory: of the arena.
 */
#ifndef TRACK_TIMELINE_H
#define TRACK_TIMELINE_H
#include "model/base/base.h"

enum { TIMELINE_CLIPS_MAX = 20000 };
struct timeline_clip {
    const char *name; /* without the ending of a file */
    bool        has_frames, has_range;
    int64_t     nb_frames;           /* that are played */
    int64_t     frame_in, frame_out; /* the first and the last: in the edit, or else in the media */
};
struct timeline {
    struct timeline_clip *v;
    size_t                n;
};
/* Clips of the video tracks that are in no other composition. */
int timeline_read(struct cx *cx, const char *text, size_t len, struct timeline *to) MUST_USE;
/* fps: frames a second of its timecodes, which drop none. */
int timeline_read_edl(struct cx *cx, const char *text, size_t len, double fps,
                      struct timeline *to) MUST_USE;
#endif
