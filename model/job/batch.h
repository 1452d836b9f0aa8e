/*
 * batch.h - how many runners of a machine may be at work that nobody waits for.
 *
 * Without a limit, long jobs would take all of them, and what somebody waits for would
 * wait for hours. A place is a lock on a file of the state folder, which ends with its
 * process.
 *
 * Stands on base.
 */
#ifndef JOB_BATCH_H
#define JOB_BATCH_H
#include "model/base/base.h"

/* A descriptor that holds one of job_batch_runners places until it is closed; -1 when all are
 * taken. */
int batch_place_take(struct cx *cx);
#endif
