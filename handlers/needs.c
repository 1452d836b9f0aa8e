/* needs.c - rows that paths name. */
#include "handlers/needs.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/footage/scene.h"
#include "model/job/job.h"

int need_project(struct rq *rq, struct uuid id, enum right right)
{
    struct project *p = arena_alloc(rq->cx.arena, sizeof *p);
    bool            found;
    TRY(project_get(&rq->cx, id, rq->caller.id, right == CHANGES, p, &found));
    if (!found)
        return refuse(&rq->cx, E_NOT_FOUND, "Project not found");
    if (!p->is_mine && !rq->caller.is_admin)
        return refuse(&rq->cx, E_FORBIDDEN, "The project belongs to somebody else");
    rq->subject = p;
    return 0;
}

int need_scene(struct rq *rq, struct uuid id, enum right right)
{
    struct scene *s = arena_alloc(rq->cx.arena, sizeof *s);
    bool          found;
    TRY(scene_get(&rq->cx, id, rq->caller.id, right == CHANGES, s, &found));
    if (!found)
        return refuse(&rq->cx, E_NOT_FOUND, "Scene not found");
    if (!s->is_mine && !rq->caller.is_admin)
        return refuse(&rq->cx, E_FORBIDDEN, "The scene belongs to somebody else");
    rq->subject = s;
    return 0;
}

int need_job(struct rq *rq, struct uuid id, enum right right)
{
    struct job *job = arena_alloc(rq->cx.arena, sizeof *job);
    (void)right; /* who sees a job may end it */
    TRY(job_get(&rq->cx, id, job));
    if (!uuid_equal(job->owner_id, rq->caller.id) && !rq->caller.is_admin)
        return refuse(&rq->cx, E_FORBIDDEN, "The job belongs to somebody else");
    rq->subject = job;
    return 0;
}

struct uuid rq_uuid(struct rq *rq, size_t k)
{
    while (rq->fresh_ids <= k)
        rq->fresh_id[rq->fresh_ids++] = uuid_new();
    return rq->fresh_id[k];
}
