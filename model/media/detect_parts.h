/*
 * detect_parts.h - what the parts of the detector share; for detect_*.c only.
 *
 * Frames flow through three stages, each of which looks a bounded way ahead
 * and reports how far its verdicts are final:
 *   cuts      detect_cut.c      sudden changes
 *   fades     detect_fade.c     valleys of contrast; they swallow cuts at their ends
 *   gradual   detect_gradual.c  dissolves and wipes in what the others left
 * detect.c keeps the ring of frames and the list of marks, and emits.
 *
 * Units: frames from 0; luma and chroma 0 to 255; dissimilarity 0 to 1.
 */
#ifndef MEDIA_DETECT_PARTS_H
#define MEDIA_DETECT_PARTS_H
#include "model/media/detect.h"

enum {
    BLOCK_W  = 8, /* of motion search, in thumbnail pixels */
    BLOCK_H  = 6,
    BLOCKS_X = THUMB_W / BLOCK_W,
    BLOCKS_Y = THUMB_H / BLOCK_H,
    BLOCKS   = BLOCKS_X * BLOCKS_Y,
    SPOTS_X  = THUMB_W - BLOCK_W + 1, /* where a block may lie */
    SPOTS_Y  = THUMB_H - BLOCK_H + 1,

    CELLS_X = 16, /* grid on which gradual changes are followed */
    CELLS_Y = 9,
    CELLS   = CELLS_X * CELLS_Y,

    LUMA_BINS   = 32,
    CHROMA_BINS = 256, /* 16 x 16 about grey */

    MARKS_MAX = 1024,
    CANDS_MAX = 1024,
};

/* A frame as the stages see it. */
struct shot_frame {
    struct thumb t;
    int16_t      half[THUMB_CHROMA]; /* luma at half size, sums of 4 */
    int16_t      cells[3 * CELLS];   /* luma, u, v: sums of 4 at a quarter of the thumbnail */
    int16_t      blurred[3 * CELLS]; /* the same, each the mean of itself and its neighbours */
    uint8_t      spots[SPOTS_Y * SPOTS_X]; /* luma means of a block at each place */
    uint16_t     luma_hist[LUMA_BINS];
    uint16_t     chroma_hist[CHROMA_BINS];
    int          mean;      /* of luma */
    float        deviation; /* of luma over the picture: its contrast */
    float        colour;    /* mean distance of chroma from grey */
    float        change;    /* dissimilarity to the frame before */
};

/* Verdict of a comparison of two frames. */
struct contrast {
    float dissimilarity; /* 0 to 1 */
    float clear;         /* share of the blocks that differ beyond doubt */
    float any;           /* share of the blocks that differ at all */
};

enum mark_kind { MARK_CUT, MARK_FADE, MARK_DISSOLVE };

/* A boundary that may still be withdrawn. */
struct mark {
    int64_t        frame, first, last; /* as in struct boundary */
    enum mark_kind kind;
    float          confidence;
};

struct cand { /* of a gradual change; competes with those that overlap it */
    struct mark mark;
    float       score;
};

/* The pure frames on either side of a change that may be gradual. */
struct window {
    int64_t start, end;
    int64_t length; /* mixed frames between them */
};

enum { SAMPLES_MAX = 10, MATCHES_MAX = 6 }; /* frames looked at within a window: cells; blocks */

/* What the frames within a window tell. */
struct trace {
    int    n;
    double way[SAMPLES_MAX]; /* projection on the line from start to end, 0 to 1 */
    double backward;         /* steps back on it, summed */
    double jump;             /* largest step on it */
    int    mids;             /* samples that are neither one end nor the other */
    double residue;          /* off the line, against the distance to the nearer end */
    double blurred_residue;  /* the same of the blurred cells: motion weighs less */
    double switched;         /* cells: distance to the nearer end, against the farther */
    double returned;         /* cells that look like the start again, share of all */
};

struct matches {     /* of a window's frames with both ends, block by block, motion allowed */
    double nearest;  /* mean cost to the better end */
    double neither;  /* share of blocks that neither end explains */
    double returned; /* share of blocks that look like the start again */
};

struct pan { /* share of the change that a shift of the whole picture explains */
    double within, outside;
};

/* Room for a picture brought to another contrast. */
struct regained {
    uint8_t  y[THUMB_LUMA];
    uint8_t  spots[SPOTS_Y * SPOTS_X];
    uint16_t hist[LUMA_BINS];
};

/* A dim frame, made brighter for comparisons; of it, only what they look at. */
struct lifted {
    int64_t           frame;
    float             gain;
    bool              is_whole; /* made, and with both its neighbours */
    struct shot_frame look;
};
enum { LIFTED = 61 };

struct detector {
    struct cx         *cx;
    struct detect_opts opts;
    int (*on_boundary)(void *u, const struct boundary *b);
    void *u;

    struct shot_frame *ring;
    int64_t            ring_mask;
    int64_t            count;       /* frames pushed */
    bool               is_finished; /* no more will come */
    float              pace;        /* stretch of all spans at high frame rates */
    float              sensitivity; /* bars are multiplied by it; 1 by default */
    struct regained    regained;
    struct lifted      lifted[LIFTED + 1]; /* by frame; the last is for what would displace */

    struct mark marks[MARKS_MAX]; /* in order of their frame */
    int         marks_n;
    int         marks_sent; /* so many of them have been reported, and are kept for what follows */

    /* cuts */
    int64_t cut_next;   /* first frame that is not judged yet */
    int64_t cut_final;  /* cuts before this frame stay, if no fade swallows them */
    int64_t cut_recent; /* the last one, -1 if none */
    float   cut_last;   /* its strength */

    /* fades: a zig-zag over the frames' contrast */
    int64_t fade_next;    /* first frame the zig-zag has not seen */
    int64_t fade_final;   /* no fade begins before this frame */
    int64_t fade_extreme; /* current peak or valley */
    int64_t flat_since;   /* all frames from here on are plain; -1: the last one is not */
    bool    fade_is_down; /* the extreme is a valley */
    bool    flat_is_long; /* the way into the plain stretch has been settled */

    /* dissolves and wipes */
    int64_t     gradual_next;  /* first window start that was not tried */
    int64_t     gradual_final; /* no mark at all will be set before this frame */
    struct cand cands[CANDS_MAX];
    int         cands_n;

    /* output */
    bool            has_held;
    struct boundary held;      /* waits for min_scene_frames */
    int64_t         last_sent; /* frame of the last one reported, 0 if none */
};

/* The frame must still be in the ring. */
static inline const struct shot_frame *frame_at(const struct detector *d, int64_t i)
{
    return &d->ring[i & d->ring_mask];
}

/* detect_frame.c */
void shot_frame_make(struct shot_frame *f, const struct thumb *t);
/* Only what frames_compare looks at: no grids. */
void shot_frame_look(struct shot_frame *f, const struct thumb *t);
/* Means of a block of luma at each place. */
void spots_make(const uint8_t *luma, uint8_t *spots);
void luma_hist_make(const uint8_t *luma, uint16_t *hist);
/* Sum of absolute differences. */
int bytes_differ(const uint8_t *a, const uint8_t *b, int n);

/* detect_diff.c: motion compensated, blind to a global change of gain and offset. */
struct contrast frames_compare(struct regained *room, const struct shot_frame *a,
                               const struct shot_frame *b);
/* The same of two frames in the ring. */
struct contrast contrast_of(struct detector *d, int64_t a, int64_t b);
/* The same of dim frames after their noise is averaged out and their contrast raised. */
struct contrast contrast_of_dim(struct detector *d, int64_t a, int64_t b, float gain);
/* Mean difference of luma plus that of chroma. */
float plain_difference(const struct shot_frame *a, const struct shot_frame *b);

/* Cost of each block of b, 0 to 1, when sought in a. */
void blocks_compare(const struct shot_frame *a, const struct shot_frame *b, float *cost);

/* detect_trace.c: what happens between the ends of a window. */
void window_trace(const struct detector *d, const struct window *w, struct trace *t);
/* How far a frame is on the way from start to end, 0 to 1. */
double window_way(const struct detector *d, const struct window *w, int64_t at);
void   window_match(const struct detector *d, const struct window *w, struct matches *m);
/* How well the frames are made of the two ends joined at a straight edge that crosses the
 * picture, each end standing still or moving with the edge: distance against that to the
 * nearer end. 1 when the edge does not cross. */
double window_slide(const struct detector *d, const struct window *w);
void   window_pan(const struct detector *d, const struct window *w, struct pan *p);

/* Stages: each does what the frames so far allow. */
void cuts_advance(struct detector *d);
void fades_advance(struct detector *d);
void gradual_advance(struct detector *d);

/* detect.c: the list of marks. */
void mark_add(struct detector *d, const struct mark *m);
/* Whether frame `at` is the first after a cut. */
bool mark_is_cut(const struct detector *d, int64_t at);
/* Removes the cuts whose frame lies in (after, upto]: a fade covers them. */
void marks_drop_cuts(struct detector *d, int64_t after, int64_t upto);
/* Whether a cut lies in (first, last], or a fade overlaps [first, last]. */
bool mark_between(const struct detector *d, int64_t first, int64_t last);
#endif
