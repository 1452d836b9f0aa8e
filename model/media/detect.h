/*
 * detect.h - where one shot ends and the next begins, told from thumbnails.
 *
 * A detector is fed the thumbnails of all frames in presentation order and
 * reports boundaries in strictly rising order of their frame, each as soon as
 * nothing that is still to come can change it. It keeps a window of a few
 * hundred frames, whatever the length of the clip. The same thumbnails give the same
 * boundaries on every machine.
 *
 * Stands on base and thumb.h; no libav.
 * Units:  frames, counted from 0 in the order of detector_push.
 * Errors: E_INVALID (options out of range); what the callback returns.
 * Memory: everything in the arena, taken by detector_new; nothing to free.
 */
#ifndef MEDIA_DETECT_H
#define MEDIA_DETECT_H
#include "model/media/thumb.h"

enum detect_method {
    DETECT_ADAPTIVE, /* compares with the neighbourhood; cuts, fades, dissolves, wipes */
    DETECT_CONTENT,  /* a fixed threshold on the difference of neighbours; cuts only   */
};

enum boundary_kind {
    BOUNDARY_CUT,
    BOUNDARY_DISSOLVE, /* wipes, slides and pushes too */
    BOUNDARY_FADE,     /* through black, white or a plain colour */
};

/* Members left 0 take the default. */
struct detect_opts {
    enum detect_method method;
    double             threshold; /* adaptive: dissimilarity 0.01 to 1, default 0.12;
                                     content: mean difference 0.5 to 255, default 27 */
    int64_t min_scene_frames;     /* of boundaries closer than this the stronger stays */
    double  fps;                  /* nominal, default 25 */
};

struct boundary {
    int64_t frame;                              /* first of the new scene; of a gradual
                                                   change the frame in its middle */
    int64_t            first_mixed, last_mixed; /* of a cut: frame and frame - 1 */
    enum boundary_kind kind;
    double             confidence; /* 0 to 1 */
};

struct detector;

/* on_boundary returns 0 to go on; a negative value ends the push or finish
 * that called it, which returns the same value. */
int detector_new(struct cx *cx, const struct detect_opts                     *opts,
                 int (*on_boundary)(void *u, const struct boundary *b), void *u,
                 struct detector **out) MUST_USE;
int detector_push(struct detector *d, const struct thumb *t) MUST_USE;
/* After the last frame: reports what was held back. */
int detector_finish(struct detector *d) MUST_USE;
/* No frame below this one can become a boundary any more (none, once finished). */
int64_t detector_settled(const struct detector *d);
#endif
