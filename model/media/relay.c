/* relay.c - a ring of frames between two threads. */
#include <libavutil/frame.h>
#include <pthread.h>
#include "model/base/arena.h"
#include "model/media/relay.h"

struct slot {
    AVFrame *frame;
    int64_t  index, pts_us;
};

struct relay {
    struct cx        *cx;
    struct frame_sink sink;
    struct slot       ring[RELAY_DEPTH];
    size_t            put, taken; /* so far; put - taken wait */
    bool              is_ended;
    int               rc; /* of the sink; not 0: no more is wanted */
    pthread_t         thread;
    pthread_mutex_t   lock;
    pthread_cond_t    moved;
};

static void relay_release(void *ptr)
{
    struct relay *r = ptr;
    for (size_t i = 0; i < RELAY_DEPTH; i++)
        av_frame_free(&r->ring[i].frame);
}

/* The next slot to look at, or NULL at the end. */
static struct slot *next(struct relay *r)
{
    struct slot *s = NULL;
    pthread_mutex_lock(&r->lock);
    while (r->put == r->taken && !r->is_ended)
        pthread_cond_wait(&r->moved, &r->lock);
    if (r->put != r->taken)
        s = &r->ring[r->taken % RELAY_DEPTH];
    pthread_mutex_unlock(&r->lock);
    return s;
}

static void *look(void *u)
{
    struct relay *r = u;
    struct slot  *s;
    while ((s = next(r))) {
        int rc = r->rc ? r->rc : r->sink.on_frame(r->sink.u, s->frame, s->index, s->pts_us);
        av_frame_unref(s->frame);
        pthread_mutex_lock(&r->lock);
        r->taken++;
        r->rc = rc;
        pthread_cond_signal(&r->moved);
        pthread_mutex_unlock(&r->lock);
    }
    return NULL;
}

int relay_start(struct cx *cx, const struct frame_sink *sink, struct relay **out)
{
    struct relay *r = arena_alloc(cx->arena, sizeof *r);
    r->cx           = cx;
    r->sink         = *sink;
    arena_on_reset(cx->arena, relay_release, r);
    for (size_t i = 0; i < RELAY_DEPTH; i++)
        if (!(r->ring[i].frame = av_frame_alloc()))
            return refuse(cx, E_MEDIA_LIMIT, "No memory for frames");
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->moved, NULL);
    if (pthread_create(&r->thread, NULL, look, r) != 0)
        return refuse(cx, E_MEDIA_LIMIT, "No thread can be started");
    *out = r;
    return 0;
}

int relay_put(void *u, const AVFrame *frame, int64_t index, int64_t pts_us)
{
    struct relay *r = u;
    pthread_mutex_lock(&r->lock);
    while (r->put - r->taken == RELAY_DEPTH)
        pthread_cond_wait(&r->moved, &r->lock);
    int rc = r->rc;
    pthread_mutex_unlock(&r->lock);
    if (rc)
        return rc;
    /* A free slot is this thread's alone until it is counted. */
    struct slot *s = &r->ring[r->put % RELAY_DEPTH];
    if (av_frame_ref(s->frame, frame) < 0)
        return refuse(r->cx, E_MEDIA_LIMIT, "No memory for a frame");
    s->index  = index;
    s->pts_us = pts_us;
    pthread_mutex_lock(&r->lock);
    r->put++;
    pthread_cond_signal(&r->moved);
    pthread_mutex_unlock(&r->lock);
    return 0;
}

int relay_end(struct relay *r)
{
    pthread_mutex_lock(&r->lock);
    r->is_ended = true;
    pthread_cond_signal(&r->moved);
    pthread_mutex_unlock(&r->lock);
    pthread_join(r->thread, NULL);
    return r->rc;
}
