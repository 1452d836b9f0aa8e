/*
 * pool.h - the same work on many things, by several threads.
 *
 * Stands on base, threads.
 */
#ifndef MEDIA_POOL_H
#define MEDIA_POOL_H
#include "model/base/base.h"

enum { POOL_THREADS = 16 };

/* wanted: 0 for one per processor that this process may use; at most POOL_THREADS. */
int pool_threads(int64_t wanted);

struct pool_work {
    size_t n;
    /* The i-th thing; what it takes of cx->arena is given back after it. A failure ends the whole,
     * after what is under way. Called by several threads at once. */
    int (*one)(struct cx *cx, void *u, size_t i);
    void (*thread_end)(void); /* of each thread; may be NULL */
    void *u;
};
/* Things are begun in order. The first failure is cx's. */
int pool_run(struct cx *cx, int threads, const struct pool_work *work) MUST_USE;
#endif
