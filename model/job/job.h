/*
 * job.h - the queue of work for the runners: one row per job.
 *
 * A job is added in the transaction of the request that wants it; after the
 * commit the caller rings. Rings that get lost are harmless, for runners also
 * look at the queue every job_poll_ms.
 *
 * Stands on base, db, store.
 * Errors: those of db.h; E_NOT_FOUND.
 * Memory: the arena.
 */
#ifndef JOB_H
#define JOB_H
#include "model/base/field.h"

struct conf;
struct job_kind; /* kind.h */

enum { JOB_INTERACTIVE = 0, JOB_BATCH = 10 }; /* priorities: lower first */

struct job {
    struct row  row;
    struct uuid id;
    const char *kind;
    struct uuid owner_id, subject_id; /* nil: none */
    int64_t     priority;
    struct json input;
    const char *status, *stage;
    double      progress; /* 0..100 */
    int64_t     items, items_done, items_skipped; /* 0 until known; skipped: of those done */
    int64_t     attempts;
    struct uuid runner;
    struct utc  lease_until;
    bool        cancel; /* somebody asked for its end */
    const char *error_reason, *error_message; /* a reason word of base.h; NULL */
    struct json detail;                       /* list of warnings; text is NULL for none */
    struct json result;                       /* text is NULL until it succeeded */
    struct utc  created_at, started_at, completed_at;
};
extern const struct shape job_shape;

#define JOB_QUEUED    "queued"
#define JOB_RUNNING   "running"
#define JOB_SUCCEEDED "succeeded"
#define JOB_FAILED    "failed"
#define JOB_CANCELED  "canceled"

/* Has it ended, one way or another? */
bool job_ended(const struct job *job);

struct job_new {
    struct uuid id; /* made by the caller, before its transaction */
    const char *kind;
    struct uuid owner_id, subject_id; /* nil: none */
    int64_t     priority;
    const char *input; /* JSON; NULL: {} */
};
int job_add(struct cx *cx, const struct job_new *job) MUST_USE;
/* After the commit, of an addition or of a cancellation: wakes the runners of this machine. */
void job_ring(const struct conf *conf);

int job_get(struct cx *cx, struct uuid id, struct job *to) MUST_USE;
/* The newest job of a kind on a subject that has not ended. */
int job_find_open(struct cx *cx, const char *kind, struct uuid subject_id, struct job *to,
                  bool *found) MUST_USE;
/* Place in the queue from 1; 0 when it is not queued. */
int job_position(struct cx *cx, struct uuid id, int64_t *position) MUST_USE;
/* How many are being worked on. */
int job_running(struct cx *cx, int64_t *n) MUST_USE;
/* Queued: canceled at once, and the kind gives up what it had made for it. Running: its
 * runner is told and ends it soon. Ended: nothing happens. Runs in a transaction of its own
 * or in the caller's; ring after it.
 * kinds: NULL-ended.  after: the job as it is then. */
int job_cancel(struct cx *cx, const struct job_kind *const *kinds, struct uuid id,
               struct job *after) MUST_USE;
/* Wait until the job has ended, but at most wait_ms. A restart of the database meanwhile is
 * waited out. to: the job as it was last seen; job_ended() tells which way the wait went.
 * Errors: E_NOT_FOUND; E_RETRY if the database is away when the time is over. */
int job_wait(struct cx *cx, struct uuid id, int64_t wait_ms, struct job *to) MUST_USE;
#endif
