/*
 * ring.h - how one process of this machine wakes others: datagrams to sockets in STATE/run.
 *
 * A ring that gets lost is harmless, for who waits for one also looks from time to time.
 *
 * Stands on base.
 * Errors: E_INTERNAL when there can be no socket.
 */
#ifndef JOB_RING_H
#define JOB_RING_H
#include "model/base/base.h"

struct ring {
    int         fd; /* readable after a ring */
    const char *path;
};

#define RING_JOBS "jobs"
#define RING_POST "post"

/* who: RING_JOBS for a runner, RING_POST for a postman. id: the process. The file goes at
 * ring_close. */
int  ring_open(struct cx *cx, const char *who, struct uuid id, struct ring *to) MUST_USE;
void ring_close(struct ring *r);
/* Forget the rings so far. */
void ring_clear(const struct ring *r);
/* Wake all of them. */
void ring_all(const struct conf *conf, const char *who);

/* SIGTERM and SIGINT as a descriptor that becomes readable, instead of an end at once; SIGPIPE is
 * ignored. E_INTERNAL when there can be none. */
int ring_signals(struct cx *cx) MUST_USE;
/* Until a ring, one of the signals, or ms have passed. Forgets the rings. */
void ring_rest(const struct ring *r, int signals, int64_t ms);
#endif
