/*
 * work.h - the folder that one attempt at a job writes into:
 * STATE/work/<job id>.<attempt>, on the store's file system.
 *
 * Stands on base, db.
 * Errors: E_DISK_FULL, E_INTERNAL.
 */
#ifndef JOB_WORK_H
#define JOB_WORK_H
#include "model/job/job.h"

/* Made empty. The caller closes *fd. */
int work_make(struct cx *cx, const struct job *job, const char **path, int *fd) MUST_USE;
/* Gone with all that is in it; links are not followed. */
void work_remove(struct cx *cx, const struct job *job);
/* Remove the folders of attempts that are not under way. *n: how many. */
int work_sweep(struct cx *cx, int64_t *n) MUST_USE;
#endif
