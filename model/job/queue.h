/*
 * queue.h - the runner's side of the job table: claim, heartbeat, end.
 *
 * Every statement about a claimed job names its runner and attempt, so one that
 * lost its lease changes nothing any more. Moments of leases are the database's,
 * so several machines may share the queue.
 *
 * Stands on base, db, kind.h.
 * Errors: those of db.h; E_CONFLICT when the job is no longer ours.
 */
#ifndef JOB_QUEUE_H
#define JOB_QUEUE_H
#include "model/job/kind.h"

/* Take the next job: expired leases first, then the queue by priority and age. What was
 * canceled or tried too often meanwhile is ended on the way. most: jobs whose priority is a larger
 * number are left to others. */
int queue_claim(struct cx *cx, const struct job_kind *const *kinds, struct uuid runner,
                int64_t most, struct job *to, bool *found) MUST_USE;
struct queue_news {
    double      progress; /* percent */
    const char *stage;
    int64_t     items, items_done, items_skipped; /* see struct job */
};
/* Extend the lease and store the news. *cancel: somebody asked for the job's end. */
int queue_beat(struct cx *cx, const struct job *job, const struct queue_news *news,
               bool *cancel) MUST_USE;
/* Back into the queue. counted: as an attempt; otherwise as if it had never been claimed. */
int queue_release(struct cx *cx, const struct job *job, bool counted) MUST_USE;

struct job_end {
    const struct job_kind *kind;
    const struct job      *job;
    const char            *status;  /* JOB_SUCCEEDED, JOB_FAILED, JOB_CANCELED   */
    const struct order    *order;   /* when it succeeded: what was asked for ... */
    const struct answer   *answer;  /* ... and the answer                        */
    enum reason            reason;  /* otherwise                                 */
    const char            *message; /* otherwise                                 */
    const char            *detail;  /* JSON list of warnings, or NULL            */
    bool                   lost;    /* out: the job belongs to another runner    */
};
/* End the job and commit or abandon its work, in one transaction. Calling it again after
 * E_UNCERTAIN or E_RETRY is safe. Errors: E_CANCELED when it succeeded but was to be ended. */
int queue_end(struct cx *cx, struct job_end *end) MUST_USE;

/* Milliseconds of a clock that only goes forward. */
int64_t clock_ms(void);
void    nap_ms(int64_t ms);
#endif
