/*
 * kind.h - what a kind of job adds to the runner: what to ask of the media
 * program, and what its answers mean for the database.
 *
 * The runner gets a NULL-ended table of kinds from its program, so that nothing
 * here knows of scenes or reviews.
 *
 * Stands on base, job.h, answer.h.
 */
#ifndef JOB_KIND_H
#define JOB_KIND_H
#include "model/job/answer.h"
#include "model/job/job.h"

/* The part of a media job that the kind decides; folders, programs and limits are added by
 * the runner. */
struct order {
    const char *op;    /* probe, parse, storyboard, analyse, render, watchable, ladder, review,
                          frame, join; of the program for stills: stills, zip, picture, avatar */
    const char *input; /* absolute path, see store_path; NULL: inputs  */
    bool        still; /* the input is a photo                         */
    bool        has_threshold, has_min_scene_len;
    double      threshold, min_scene_len; /* seconds */
    const char *method;                   /* NULL: the usual one       */
    int64_t     first_frame, frame_count, start_us, end_us;
    bool        has_anchor; /* a frame not behind first_frame whose time is certain */
    int64_t     anchor_frame, anchor_us;
    int64_t     max_height; /* ladder: short side of the largest rendition, pixels; 0: any */
    const char *preset;     /* watchable, ladder: of the encoder; NULL: the usual one */
    const char *const *inputs; /* stills, join: absolute paths */
    size_t             inputs_n;
    const char *const *slugs; /* zip: what entries may be named after */
    size_t             slugs_n;
    int64_t width, height;          /* review, join: box that it is to fit into, pixels; 0: any */
    int64_t rate_num, rate_den;     /* review, join: frames per second; 0: those of the input */
    int64_t bit_rate, low_bit_rate; /* review, join: most bits per second; 0: the usual */
    int64_t            entry_bytes; /* zip: an unpacked entry may have so many */
};

struct job_kind {
    const char *name;
    /* Fill the order. A refusal fails the job. */
    int (*prepare)(struct cx *cx, const struct job *job, struct order *to);
    /* Inside the transaction that ends the job, which may be run more than once; so only SQL,
     * and identifiers come from the answer. The files are in the store already.
     * result: small JSON for the job's row, may stay NULL. */
    int (*commit)(struct cx *cx, const struct job *job, const struct order *order,
                  const struct answer *answer, const char **result);
    /* The job failed, or was canceled (E_CANCELED): take back what was made for it. Inside the
     * transaction that ends it. May be NULL. */
    int (*abandon)(struct cx *cx, const struct job *job, enum reason why, const char *message);
};

/* NULL when there is none of that name. */
const struct job_kind *job_kind_find(const struct job_kind *const *kinds, const char *name);
#endif
