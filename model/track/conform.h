/*
 * conform.h - sequences and shots of an edit: what a timeline plays is there, as long as it is
 * played.
 *
 * Stands on base, db, res.
 * Errors: E_INVALID; E_NOT_FOUND for an episode of another production; those of res.h.
 * Memory: of the arena.
 */
#ifndef TRACK_CONFORM_H
#define TRACK_CONFORM_H
#include "model/res/res.h"
#include "model/track/timeline.h"

struct conform_ask {
    struct uuid project_id;
    struct uuid episode_id; /* nil: of a production that is no series */
    const char *convention; /* see convention.h */
    bool        match_case; /* of names that shots have already */
};
struct conformed {
    struct ids created, updated;
};
/* Frames a second of the production. */
int conform_fps(struct cx *cx, struct uuid project_id, double *fps) MUST_USE;
/* All clips, or nothing. In a transaction; rights are the caller's matter. */
int conform(struct cx *cx, const struct actor *who, const struct conform_ask *ask,
            const struct timeline *timeline, struct conformed *to) MUST_USE;
/* {"updated_shots": [...], "created_shots": [...]} */
int conform_write(struct cx *cx, const struct conformed *done, struct out *o) MUST_USE;
#endif
