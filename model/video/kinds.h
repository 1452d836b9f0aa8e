/*
 * kinds.h - the jobs of the video library: an upload becomes a video that can be
 * watched, and a video gets its ladder.
 *
 * A job whose video was deleted, or has another job by now, ends without effect.
 * Stands on base, db, store, job.
 */
#ifndef VIDEO_KINDS_H
#define VIDEO_KINDS_H
#include "model/job/kind.h"

extern const struct job_kind video_process, video_ladder;

/* What users are told of a failure: one of four sentences. */
const char *video_failure_reason(enum reason why);
/* Videos in processing whose job has ended or is gone: they fail. *n: how many. */
int video_unstick(struct cx *cx, int64_t *n) MUST_USE;
#endif
