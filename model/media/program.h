/*
 * program.h - what the sandboxed programs have in common: one job on standard
 * input, lines of answers on standard output, "done" or "failed" at the end.
 *
 * Stands on base, job.h, answer.h.
 */
#ifndef MEDIA_PROGRAM_H
#define MEDIA_PROGRAM_H
#include "model/media/answer.h"
#include "model/media/job.h"

struct program {
    const char *name, *usage;
    /* Lock in, do it, answer the facts. E_INVALID for an operation of another program. */
    int (*run)(struct cx *cx, const struct media_job *job, struct answer *answer);
};

/* main(): the exit status. */
int program_main(const struct program *p, int argc, char **argv);
#endif
