/* jobs.h - a job as its owner sees it. */
#ifndef HANDLERS_JOBS_H
#define HANDLERS_JOBS_H
#include "fcgi/web.h"
#include "model/job/job.h"

extern const struct shape job_view_shape;
/* The job as a JSON object. with_result: also what came of it (scenes of a parse). */
int job_write(struct rq *rq, struct out *o, const struct job *job, bool with_result) MUST_USE;
#endif
