/*
 * runner.h - takes jobs from the queue and does them, one at a time.
 *
 * Stands on base, db, store, kind.h.
 */
#ifndef JOB_RUNNER_H
#define JOB_RUNNER_H
#include "model/job/kind.h"

struct runner_end { /* for the log */
    const struct job *job;
    const char       *outcome; /* a status word, "released", "retried" or "lost" */
    enum reason       reason;  /* E_NONE unless it failed */
    const char       *message, *tail; /* tail: the end of the child's standard error */
    int64_t           ms;
};

struct runner {
    const struct job_kind *const *kinds; /* NULL-ended */
    bool                          once;  /* return when the queue is empty */
    /* Called when there is nothing to do, after every look at the queue. May be NULL. */
    void (*idle)(struct cx *cx);
    /* Called after every job. May be NULL. */
    void (*ended)(const struct runner_end *end);
    /* The queue could not be looked at; once per outage. May be NULL. */
    void (*away)(const struct err *why);
};

/* Until SIGTERM or SIGINT, which it blocks for the process. cx->arena is reset between jobs.
 * Errors: E_INTERNAL when it cannot even begin. */
int runner_run(struct cx *cx, const struct runner *r) MUST_USE;
#endif
