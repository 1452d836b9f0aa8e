/*
 * child.h - run a program that is not trusted: no shell, no environment, no
 * descriptors, its own process group, a deadline, and an end that is certain.
 *
 * Stands on base.
 * Units:  milliseconds of clock_ms().
 * Errors: E_INTERNAL when it cannot be started; how it ended is no error.
 */
#ifndef JOB_CHILD_H
#define JOB_CHILD_H
#include "model/base/base.h"

enum {
    CHILD_LINE_BYTES   = 256 * 1024,
    CHILD_OUTPUT_BYTES = 256 * 1024 * 1024, /* all lines together */
    CHILD_INPUT_BYTES  = 256 * 1024,
    CHILD_TAIL_BYTES   = 2048, /* kept of its standard error */
    CHILD_WATCHED      = 2,
};

struct child_spec {
    const char *program;           /* absolute path */
    const char *folder;            /* it works in; NULL: the root */
    const char *input;             /* its standard input, at most CHILD_INPUT_BYTES */
    int64_t     deadline_ms;       /* from the start */
    int64_t     tick_ms;           /* tick is called this often ... */
    int         watch[CHILD_WATCHED]; /* ... and when one of these is readable; -1: none */
    /* A line of its standard output, without the newline. Negative ends the child. */
    int (*line)(void *u, const char *line, size_t n);
    /* Nonzero ends the child. */
    int (*tick)(void *u);
    void *u;
};

enum child_fate {
    CHILD_EXITED,   /* status: its exit status                       */
    CHILD_KILLED,   /* status: the signal; by itself or from outside */
    CHILD_STOPPED,  /* by tick                                       */
    CHILD_REFUSED,  /* by line                                       */
    CHILD_BABBLED,  /* a line or all lines together too long         */
    CHILD_DEADLINE,
};
struct child_end {
    enum child_fate fate;
    int             status;
    char            tail[CHILD_TAIL_BYTES + 1]; /* end of its standard error */
};

/* Runs it to its end. No process of its group is left when this returns. */
int child_run(struct cx *cx, const struct child_spec *spec, struct child_end *end) MUST_USE;
#endif
