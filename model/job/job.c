/* job.c - the queue as its users see it. */
#include "model/job/job.h"
#include <stdlib.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/job/queue.h"

enum { WAIT_FIRST_MS = 15, WAIT_MOST_MS = 100, WAIT_AWAY_MS = 250 };

static const char *const statuses[] = { JOB_QUEUED, JOB_RUNNING,  JOB_SUCCEEDED,
                                        JOB_FAILED, JOB_CANCELED, NULL };

// clang-format off
#define ROW struct job
static const struct field job_fields[] = {
    FIELD(id,            KEY | READ, .doc = "Stable identifier."),
    FIELD(kind,          READ, .doc = "What is done: parse, storyboard, analyse, render."),
    FIELD(owner_id,      READ | NULLS, .doc = "Who asked for it."),
    FIELD(subject_id,    READ | NULLS, .doc = "What it works on: a source or a scene."),
    FIELD(priority,      READ, .doc = "Place among others: lower first."),
    FIELD(input,         SECRET, .doc = "Its options."),
    FIELD(status,        READ, .choices = statuses, .doc = "Where it stands."),
    FIELD(stage,         READ, .doc = "What it is doing just now."),
    FIELD(progress,      READ, .max = 100, .doc = "How much is done, in percent."),
    FIELD(items,         READ, .doc = "How many things it works on; 0 until that is known."),
    FIELD(items_done,    READ, .doc = "How many of them are done."),
    FIELD(items_skipped, READ, .doc = "How many of those done were skipped."),
    FIELD(attempts,      READ, .doc = "How often it was begun."),
    FIELD(runner,        SECRET | NULLS, .doc = "Who has it."),
    FIELD(lease_until,   SECRET | NULLS, .doc = "Until when it is the runner's without a heartbeat."),
    FIELD(cancel,        READ, .doc = "Whether its end was asked for."),
    FIELD(error_reason,  READ | NULLS, .doc = "Word for what went wrong."),
    FIELD(error_message, READ | NULLS, .doc = "What went wrong."),
    FIELD(detail,        READ | NULLS, .doc = "List of warnings."),
    FIELD(result,        READ | NULLS, .doc = "What came of it."),
    FIELD(created_at,    READ, .doc = "When it was asked for."),
    FIELD(started_at,    READ | NULLS, .doc = "When it was first begun."),
    FIELD(completed_at,  READ | NULLS, .doc = "When it ended."),
};
#undef ROW
// clang-format on
const struct shape job_shape = SHAPE(struct job, job_fields, .name = "Job");

#define JOB_COLUMNS                                                                                \
    "id, kind, owner_id, subject_id, priority, input, status, stage, progress, items, items_done, " \
    "items_skipped, attempts, runner, lease_until, cancel, error_reason, error_message, detail, "  \
    "result, created_at, started_at, completed_at"

bool job_ended(const struct job *job)
{
    return strcmp(job->status, JOB_QUEUED) != 0 && strcmp(job->status, JOB_RUNNING) != 0;
}

int job_add(struct cx *cx, const struct job_new *job)
{
    static const char sql[] = "INSERT INTO job (id, kind, owner_id, subject_id, priority, input)"
                              " VALUES (?, ?, ?, ?, ?, ?)";
    return db_do(cx, sql,
                 ARGS(ARG(job->id), ARG(job->kind),
                      ARG_IF(!uuid_is_nil(job->owner_id), job->owner_id),
                      ARG_IF(!uuid_is_nil(job->subject_id), job->subject_id), ARG(job->priority),
                      ARG(job->input ? job->input : "{}")),
                 NULL);
}

int job_get(struct cx *cx, struct uuid id, struct job *to)
{
    static const char sql[] = "SELECT " JOB_COLUMNS " FROM job WHERE id = ?";
    bool              found = false;
    TRY(db_one(cx, sql, ARGS(ARG(id)), &job_shape, to, &found));
    return found ? 0 : refuse(cx, E_NOT_FOUND, "Job not found");
}

int job_find_open(struct cx *cx, const char *kind, struct uuid subject_id, struct job *to,
                  bool *found)
{
    static const char sql[] = "SELECT " JOB_COLUMNS " FROM job WHERE subject_id = ? AND kind = ?"
                              " AND status IN ('queued', 'running')"
                              " ORDER BY created_at DESC, id LIMIT 1";
    return db_one(cx, sql, ARGS(ARG(subject_id), ARG(kind)), &job_shape, to, found);
}

int job_running(struct cx *cx, int64_t *n)
{
    return db_number(cx, "SELECT COUNT(*) FROM job WHERE status = 'running'", NO_ARGS, n, NULL);
}

int job_position(struct cx *cx, struct uuid id, int64_t *position)
{
    static const char sql[] =
        "SELECT COUNT(*) FROM job q JOIN job me ON me.id = ? AND me.status = 'queued'"
        " WHERE q.status = 'queued' AND (q.priority < me.priority OR (q.priority = me.priority"
        " AND (q.created_at < me.created_at OR (q.created_at = me.created_at AND q.id <= me.id))))";
    return db_number(cx, sql, ARGS(ARG(id)), position, NULL);
}

struct canceling {
    const struct job_kind *const *kinds;
    struct uuid                   id;
    struct job                   *after;
};

/* A lease that has run out belongs to nobody: its job is ended like a queued one. */
static int cancel_in_tx(struct cx *cx, void *u)
{
    static const char at_once[] =
        "UPDATE job SET status = 'canceled', cancel = TRUE, error_reason = 'canceled',"
        " error_message = 'The job was canceled', completed_at = NOW(6), runner = NULL,"
        " lease_until = NULL"
        " WHERE id = ? AND (status = 'queued' OR (status = 'running' AND lease_until < NOW(6)))";
    static const char tell[] =
        "UPDATE job SET cancel = TRUE WHERE id = ? AND status = 'running'";
    static const char       lock[] = "SELECT " JOB_COLUMNS " FROM job WHERE id = ? FOR UPDATE";
    const struct canceling *c      = u;
    const struct job_kind  *kind;
    int64_t                 ended;
    bool                    found;
    TRY(db_one(cx, lock, ARGS(ARG(c->id)), &job_shape, c->after, &found));
    if (!found)
        return refuse(cx, E_NOT_FOUND, "Job not found");
    kind = job_kind_find(c->kinds, c->after->kind);
    TRY(db_do(cx, at_once, ARGS(ARG(c->id)), &ended));
    if (ended && kind && kind->abandon)
        TRY(kind->abandon(cx, c->after, E_CANCELED, "The job was canceled"));
    if (!ended)
        TRY(db_do(cx, tell, ARGS(ARG(c->id)), NULL));
    return job_get(cx, c->id, c->after);
}

int job_cancel(struct cx *cx, const struct job_kind *const *kinds, struct uuid id,
               struct job *after)
{
    struct canceling c = { kinds, id, after };
    return db_tx(cx, TX_REPEATABLE, cancel_in_tx, &c);
}

/* One look. *away: the database could not be asked, which a restart of it excuses. */
static int look(struct cx *cx, struct uuid id, struct job *to, bool *away)
{
    int rc = job_get(cx, id, to);
    *away  = rc == -E_RETRY || rc == -E_UNCERTAIN;
    if (!*away)
        return rc;
    err_clear(cx);
    return 0;
}

/* Looking once more costs at most a twentieth of the time waited so far. */
static int64_t pause_after(int64_t waited)
{
    int64_t pause = waited / 20;
    return pause < WAIT_FIRST_MS ? WAIT_FIRST_MS : pause > WAIT_MOST_MS ? WAIT_MOST_MS : pause;
}

int job_wait(struct cx *cx, struct uuid id, int64_t wait_ms, struct job *to)
{
    int64_t           began = clock_ms();
    struct arena_mark mark  = arena_mark(cx->arena);
    bool              away;
    for (;;) {
        int64_t waited, pause;
        arena_rewind(cx->arena, mark);
        TRY(look(cx, id, to, &away));
        waited = clock_ms() - began;
        if ((!away && job_ended(to)) || waited >= wait_ms)
            break;
        pause = away ? WAIT_AWAY_MS : pause_after(waited);
        nap_ms(pause < wait_ms - waited ? pause : wait_ms - waited);
    }
    return away ? refuse(cx, E_RETRY, "The database is away") : 0;
}
