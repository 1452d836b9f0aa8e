/* queue.c - claim, heartbeat and end of a job. */
#include "model/job/queue.h"
#include <errno.h>
#include <time.h>
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/log.h"
#include "model/base/text.h"
#include "model/db/db.h"

enum { MESSAGE_BYTES = 399, STAGE_BYTES = 40 };

struct candidate {
    struct row  row;
    struct uuid id;
    const char *kind;
    int64_t     attempts;
    struct uuid runner;
    bool        cancel;
};
#define ROW struct candidate
static const struct field candidate_fields[] = {
    FIELD(id, KEY, .doc = "Identifier."),
    FIELD(kind, READ, .doc = "Kind of job."),
    FIELD(attempts, READ, .doc = "How often it was begun."),
    FIELD(runner, READ | NULLS, .doc = "Who had it last."),
    FIELD(cancel, READ, .doc = "Whether its end was asked for."),
};
#undef ROW
static const struct shape candidate_shape = SHAPE(struct candidate, candidate_fields);

int64_t clock_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void nap_ms(int64_t ms)
{
    struct timespec t = { ms / 1000, ms % 1000 * 1000000 };
    while (nanosleep(&t, &t) < 0 && errno == EINTR)
        continue;
}

const struct job_kind *job_kind_find(const struct job_kind *const *kinds, const char *name)
{
    while (*kinds && strcmp((*kinds)->name, name) != 0)
        kinds++;
    return *kinds;
}

/* A text for a bounded column. One that was cut within a character loses the rest of it; what
 * is no UTF-8 otherwise is not stored. */
static const char *fit(struct cx *cx, const char *text, size_t most)
{
    size_t n = text ? strnlen(text, most) : 0;
    size_t points;
    bool   control;
    if (!text)
        return NULL;
    for (int cut = 0; cut < 4 && n > 0; cut++, n--)
        if (utf8_check(text, n, &points, &control))
            return arena_copy(cx->arena, text, n);
    return "";
}

/* An own job that still runs is one whose claim was committed without our hearing of it. */
static int candidate_find(struct cx *cx, struct uuid runner, int64_t most, struct candidate *to,
                          bool *found)
{
    static const char expired[] =
        "SELECT id, kind, attempts, runner, cancel FROM job"
        " WHERE status = 'running' AND (lease_until < NOW(6) OR runner = ?) AND priority <= ?"
        " ORDER BY lease_until LIMIT 1 FOR UPDATE SKIP LOCKED";
    static const char queued[] =
        "SELECT id, kind, attempts, runner, cancel FROM job WHERE status = 'queued'"
        " AND priority <= ? ORDER BY priority, created_at, id LIMIT 1 FOR UPDATE SKIP LOCKED";
    TRY(db_one(cx, expired, ARGS(ARG(runner), ARG(most)), &candidate_shape, to, found));
    if (!*found)
        TRY(db_one(cx, queued, ARGS(ARG(most)), &candidate_shape, to, found));
    return 0;
}

struct claiming {
    const struct job_kind *const *kinds;
    struct uuid                   runner;
    int64_t                       most; /* priority */
    struct job                   *to;
    bool                          found, again;
};

static int give_up(struct cx *cx, const struct claiming *c, const struct candidate *k,
                   const char *status, const char *reason, const char *message)
{
    static const char sql[] =
        "UPDATE job SET status = ?, error_reason = ?, error_message = ?, completed_at = NOW(6),"
        " runner = NULL, lease_until = NULL WHERE id = ?";
    const struct job_kind *kind = job_kind_find(c->kinds, k->kind);
    TRY(job_get(cx, k->id, c->to));
    if (kind && kind->abandon)
        TRY(kind->abandon(cx, c->to, reason_by_word(reason), message));
    return db_do(cx, sql, ARGS(ARG(status), ARG(reason), ARG(message), ARG(k->id)), NULL);
}

static int claim_in_tx(struct cx *cx, void *u)
{
    static const char sql[] =
        "UPDATE job SET status = 'running', runner = ?, attempts = ?, stage = '', progress = 0,"
        " items = 0, items_done = 0, items_skipped = 0,"
        " lease_until = NOW(6) + INTERVAL ? SECOND, started_at = COALESCE(started_at, NOW(6))"
        " WHERE id = ?";
    struct claiming *c = u;
    struct candidate k;
    int64_t          attempts;
    c->found = c->again = false;
    TRY(candidate_find(cx, c->runner, c->most, &k, &c->again));
    if (!c->again)
        return 0;
    if (k.cancel)
        return give_up(cx, c, &k, JOB_CANCELED, "canceled", "The job was canceled");
    attempts = k.attempts + !uuid_equal(k.runner, c->runner);
    if (attempts > cx->conf->job_attempts)
        return give_up(cx, c, &k, JOB_FAILED, "media_failed",
                       arena_printf(cx->arena, "Processing was begun %lld times and never ended",
                                    (long long)k.attempts));
    if (!job_kind_find(c->kinds, k.kind))
        return give_up(cx, c, &k, JOB_FAILED, "internal", "No runner knows this kind of job");
    TRY(db_do(cx, sql,
              ARGS(ARG(c->runner), ARG(attempts), ARG(cx->conf->job_lease_s), ARG(k.id)), NULL));
    c->found = true;
    return job_get(cx, k.id, c->to);
}

int queue_claim(struct cx *cx, const struct job_kind *const *kinds, struct uuid runner,
                int64_t most, struct job *to, bool *found)
{
    struct claiming c = { .kinds = kinds, .runner = runner, .most = most, .to = to };
    do
        TRY(db_tx(cx, TX_REPEATABLE, claim_in_tx, &c));
    while (c.again && !c.found);
    *found = c.found;
    return 0;
}

#define OURS " WHERE id = ? AND runner = ? AND attempts = ? AND status = 'running'"

int queue_beat(struct cx *cx, const struct job *job, const struct queue_news *news, bool *cancel)
{
    static const char sql[] = "UPDATE job SET progress = ?, stage = ?, items = ?, items_done = ?,"
                              " items_skipped = ?,"
                              " lease_until = NOW(6) + INTERVAL ? SECOND" OURS;
    static const char ask[] = "SELECT id, kind, attempts, runner, cancel FROM job" OURS;
    struct candidate  now;
    int64_t           changed;
    bool              found;
    TRY(db_do(cx, sql,
              ARGS(ARG(news->progress), ARG(fit(cx, news->stage, STAGE_BYTES)), ARG(news->items),
                   ARG(news->items_done), ARG(news->items_skipped), ARG(cx->conf->job_lease_s),
                   ARG(job->id), ARG(job->runner), ARG(job->attempts)),
              &changed));
    if (!changed)
        return refuse(cx, E_CONFLICT, "The job belongs to another runner");
    TRY(db_one(cx, ask, ARGS(ARG(job->id), ARG(job->runner), ARG(job->attempts)),
               &candidate_shape, &now, &found));
    if (!found)
        return refuse(cx, E_CONFLICT, "The job belongs to another runner");
    *cancel = now.cancel;
    return 0;
}

int queue_release(struct cx *cx, const struct job *job, bool counted)
{
    static const char sql[] =
        "UPDATE job SET status = 'queued', attempts = attempts - ?, runner = NULL, progress = 0,"
        " items = 0, items_done = 0, items_skipped = 0, lease_until = NULL, stage = ''" OURS;
    return db_do(cx, sql,
                 ARGS(ARG((int64_t)!counted), ARG(job->id), ARG(job->runner), ARG(job->attempts)),
                 NULL);
}

/* *done: an earlier try got through although nobody heard of it. */
static int end_lock(struct cx *cx, struct job_end *end, struct job *now, bool *done)
{
    static const char  sql[] = "SELECT id, kind, attempts, runner, cancel FROM job"
                               " WHERE id = ? AND runner = ? AND attempts = ? FOR UPDATE";
    struct candidate   mine;
    const struct job  *job = end->job;
    bool               found;
    *done = false;
    TRY(db_one(cx, sql, ARGS(ARG(job->id), ARG(job->runner), ARG(job->attempts)),
               &candidate_shape, &mine, &found));
    if (found)
        TRY(job_get(cx, job->id, now));
    *done = found && strcmp(now->status, end->status) == 0;
    if (*done)
        return 0;
    end->lost = !found || strcmp(now->status, JOB_RUNNING) != 0;
    if (end->lost)
        return refuse(cx, E_CONFLICT, "The job belongs to another runner");
    if (now->cancel && strcmp(end->status, JOB_SUCCEEDED) == 0)
        return refuse(cx, E_CANCELED, "The job was canceled");
    return 0;
}

static int end_in_tx(struct cx *cx, void *u)
{
    static const char sql[] =
        "UPDATE job SET status = ?, progress = IF(status = 'succeeded', 100, progress),"
        " error_reason = ?, error_message = ?, detail = ?, result = ?, completed_at = NOW(6),"
        " lease_until = NULL" OURS;
    struct job_end   *end    = u;
    const struct job *job    = end->job;
    bool              well   = strcmp(end->status, JOB_SUCCEEDED) == 0;
    const char       *result = NULL;
    struct job        now;
    bool              done;
    TRY(end_lock(cx, end, &now, &done));
    if (done)
        return 0;
    if (well)
        TRY(end->kind->commit(cx, job, end->order, end->answer, &result));
    else if (end->kind->abandon)
        TRY(end->kind->abandon(cx, job, end->reason, end->message));
    return db_do(cx, sql,
                 ARGS(ARG(end->status), ARG(well ? NULL : reason_word(end->reason)),
                      ARG(well ? NULL : fit(cx, end->message, MESSAGE_BYTES)), ARG(end->detail),
                      ARG(result), ARG(job->id), ARG(job->runner), ARG(job->attempts)),
                 NULL);
}

int queue_end(struct cx *cx, struct job_end *end)
{
    return db_tx(cx, TX_REPEATABLE, end_in_tx, end);
}
