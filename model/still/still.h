/*
 * still.h - what was measured of pictures and short videos, and their smaller
 * ones: one row per content, whoever owns it.
 *
 * A request that has new bytes in the store asks for them (still_ask, in a
 * transaction; job_ring after it), waits (job_wait), and looks again: what is
 * not known then was refused, for a reason that still_refusals tells. Rows that
 * nothing names go some time after they were last asked for, as blobs do.
 *
 * Stands on base, db, store, job.
 * Units:  pixels of the upright picture; microseconds; bytes.
 * Errors: those of db.h.
 * Memory: the arena.
 */
#ifndef STILL_STILL_H
#define STILL_STILL_H
#include "model/job/kind.h"

enum { STILL_ASK_MOST = 256 }; /* pictures of one job */

struct still {
    struct row  row;
    const char *content_hash;
    int64_t     bytes;
    const char *resource_type;  /* image, video */
    const char *extension;      /* by content: jpg png webp gif tif avif heic mp4 mov webm */
    const char *type;           /* MIME */
    int64_t     width, height;
    int64_t     duration_us;    /* null unless it moves */
    const char *color_profile;  /* what the ICC profile calls itself, or sRGB; NULL for videos */
    const char *dominant_color; /* #rrggbb; NULL for videos */
};
extern const struct shape still_shape;

struct still_thumb {
    struct row  row;
    int64_t     width, height;
    const char *content_hash; /* its name in the store */
    int64_t     bytes;
    const char *type;
};
extern const struct shape still_thumb_shape;

/* The widths that a thumbnail can have, ascending, and 0. Of a picture there are those that are
 * smaller than it. */
extern const int64_t still_widths[];

/* landscape, portrait or square. */
const char *still_orientation(int64_t width, int64_t height);

/* Begins the row's grace period anew. */
int still_known(struct cx *cx, const char *hash, struct still *to, bool *found) MUST_USE;

struct still_ask {
    struct uuid        job_id;   /* made by the caller */
    struct uuid        owner_id;
    const char *const *hashes;   /* kept in the store already; repetitions do no harm */
    size_t             n;        /* at most STILL_ASK_MOST */
    bool               videos;   /* a video may come as well: then n is 1 */
};
/* A job for those that are not known. *asked: false when all are, and there is no job.
 * Errors: E_INVALID when there are too many; E_NOT_FOUND of the store. */
int still_ask(struct cx *cx, const struct still_ask *ask, bool *asked) MUST_USE;

struct still_refusal {
    struct row  row;
    const char *hash;
    const char *reason;  /* word of base.h: not_media, truncated, media_limit, media_failed */
    const char *message; /* for people */
};
/* What a job that has ended says of those it refused. One that failed as a whole says the same
 * of all that it was asked for. */
int still_refusals(struct cx *cx, const struct job *job, struct still_refusal **to,
                   size_t *n) MUST_USE;

/* By width, ascending. */
int still_thumbs(struct cx *cx, const char *hash, struct still_thumb **to, size_t *n) MUST_USE;
/* The one of that width; not found: the picture is no larger, and stands in for it. */
int still_thumb_at(struct cx *cx, const char *hash, int64_t width, struct still_thumb *to,
                   bool *found) MUST_USE;

/* ---- for kinds of jobs whose answers have pictures ---- */

/* Rows of what an answer measured; they may be there already. Inside a transaction. */
int still_put(struct cx *cx, const struct blob *blob, const struct answer *a,
              const struct answer_still *measured) MUST_USE;

extern const struct job_kind still_measure, still_probe;
#endif
