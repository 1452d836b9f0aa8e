/* pool.c - see pool.h. */
#include "model/media/pool.h"
#include <pthread.h>
#include <sched.h>
#include "model/base/arena.h"

enum { ARENA_BYTES = 64 * 1024 * 1024, STACK_BYTES = 2 * 1024 * 1024 };

struct pool {
    const struct pool_work *work;
    struct cx              *cx; /* of the caller: gets the first failure */
    pthread_mutex_t         lock;
    size_t                  next;
    bool                    failed;
};

int pool_threads(int64_t wanted)
{
    cpu_set_t set;
    int       n = (int)(wanted < POOL_THREADS ? wanted : POOL_THREADS);
    if (wanted == 0)
        n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return n < 1 ? 1 : n > POOL_THREADS ? POOL_THREADS : n;
}

/* False when nothing is left to be begun. */
static bool take(struct pool *p, size_t *i)
{
    bool more;
    pthread_mutex_lock(&p->lock);
    more = !p->failed && p->next < p->work->n;
    *i   = p->next;
    p->next += more;
    pthread_mutex_unlock(&p->lock);
    return more;
}

static void fail(struct pool *p, const struct err *why)
{
    pthread_mutex_lock(&p->lock);
    if (!p->failed)
        p->cx->err = *why;
    p->failed = true;
    pthread_mutex_unlock(&p->lock);
}

static void *worker(void *u)
{
    struct pool *p  = u;
    struct cx    cx = { .arena = arena_new(ARENA_BYTES), .conf = p->cx->conf, .now = p->cx->now };
    size_t       i;
    while (take(p, &i)) {
        if (p->work->one(&cx, p->work->u, i) < 0)
            fail(p, &cx.err);
        arena_reset(cx.arena);
        err_clear(&cx);
    }
    if (p->work->thread_end)
        p->work->thread_end();
    arena_free(cx.arena);
    return NULL;
}

int pool_run(struct cx *cx, int threads, const struct pool_work *work)
{
    struct pool    p = { .work = work, .cx = cx, .lock = PTHREAD_MUTEX_INITIALIZER };
    pthread_t      t[POOL_THREADS];
    pthread_attr_t attr;
    int            n = 0, most = work->n < (size_t)threads ? (int)work->n : threads;
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, STACK_BYTES);
    while (n < most && pthread_create(&t[n], &attr, worker, &p) == 0)
        n++;
    pthread_attr_destroy(&attr);
    if (n == 0 && work->n > 0)
        return refuse(cx, E_MEDIA_FAILED, "No thread can be started");
    for (int i = 0; i < n; i++)
        pthread_join(t[i], NULL);
    return p.failed ? -(int)cx->err.reason : 0;
}
