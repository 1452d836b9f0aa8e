/*
 * parse.h - what is asked of a video, and the jobs that do it.
 *
 * Each function runs inside the caller's transaction and gives the job to wait
 * for. Identifiers of new rows are made by the caller, so that the transaction
 * can be run again.
 */
#ifndef FOOTAGE_PARSE_H
#define FOOTAGE_PARSE_H
#include "model/footage/scene.h"
#include "model/store/store.h"

struct parse_options {
    const struct uuid *project_id;    /* NULL: none */
    const double      *threshold;     /* NULL: the usual sensitivity */
    const double      *min_scene_len; /* seconds; NULL: the usual */
    const char        *method;
};
/* Parse a sealed upload. The same bytes of the same person, into the same project with the
 * same options, are decoded once: *job is then that of the first time. */
int parse_begin(struct cx *cx, struct uuid source_id, struct uuid job_id, struct uuid owner_id,
                struct upload *video, const struct parse_options *options,
                struct uuid *job) MUST_USE;

/* Measure a scene, or (photo not NULL) a picture that came along. */
int analysis_begin(struct cx *cx, struct uuid job_id, const struct scene *s,
                   struct upload *photo) MUST_USE;
/* Clip, HLS and the rest. E_CONFLICT while that is under way already. */
int render_begin(struct cx *cx, struct uuid job_id, const struct scene *s) MUST_USE;
/* Make the pictures of a scene again. anchor: a scene whose start is known for certain and that
 * is not behind it, from which its frames are counted. */
int storyboard_begin(struct cx *cx, struct uuid job_id, struct uuid scene_id, struct uuid owner_id,
                     int64_t anchor_frame, int64_t anchor_us) MUST_USE;
#endif
