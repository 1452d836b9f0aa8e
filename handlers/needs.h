/*
 * needs.h - loading of the row that a path names, with the caller's right to it.
 *
 * Footage family: what does not exist is 404, what belongs to somebody else 403,
 * unless the caller is in its team or an administrator.
 */
#ifndef NEEDS_H
#define NEEDS_H
#include "fcgi/web.h"

/* rq->subject becomes a struct project, scene, job. CHANGES locks the row. */
int need_project(struct rq *rq, struct uuid id, enum right right) MUST_USE;
int need_scene(struct rq *rq, struct uuid id, enum right right) MUST_USE;
int need_job(struct rq *rq, struct uuid id, enum right right) MUST_USE;
/* The k-th identifier for new rows of this request: the same when a transaction is repeated. */
struct uuid rq_uuid(struct rq *rq, size_t k);
#endif
