/* stills.c - several pictures at once, and the lines of both operations. */
#include "model/media/stills.h"
#include "model/media/pool.h"

void stills_items(struct stills *s, size_t total)
{
    struct out *o;
    pthread_mutex_lock(&s->lock);
    s->total = total;
    o        = answer_begin(s->answer, "items");
    OUT_I64(o, "total", (int64_t)total);
    answer_end(s->answer);
    pthread_mutex_unlock(&s->lock);
}

/* Under the lock. */
static void one_more(struct stills *s)
{
    s->done++;
    if (s->done < s->total)
        answer_progress(s->answer, 100.0 * (double)s->done / (double)s->total, "pictures");
}

static void say_still(struct answer *a, size_t index, const struct still_facts *f)
{
    struct out *o = answer_begin(a, "still");
    OUT_I64(o, "index", (int64_t)index);
    OUT_I64(o, "width", f->width);
    OUT_I64(o, "height", f->height);
    out_key(o, "duration_us");
    if (f->duration_us > 0)
        out_i64(o, f->duration_us);
    else
        out_null(o);
    OUT_STR(o, "extension", still_extension(f->kind));
    OUT_STR(o, "type", still_type(f->kind));
    OUT_STR(o, "color_profile", f->profile);
    OUT_STR(o, "dominant_color", f->colour);
    answer_end(a);
}

static void say_thumb(struct answer *a, size_t index, const struct still_thumb *t)
{
    struct out *o = answer_begin(a, "thumb");
    OUT_I64(o, "index", (int64_t)index);
    OUT_I64(o, "width", t->width);
    OUT_I64(o, "height", t->height);
    OUT_STR(o, "type", t->type);
    answer_end(a);
}

void stills_measured(struct stills *s, size_t index, const struct still_facts *f)
{
    pthread_mutex_lock(&s->lock);
    say_still(s->answer, index, f);
    for (size_t i = 0; i < f->thumbs_n; i++)
        say_thumb(s->answer, index, &f->thumbs[i]);
    one_more(s);
    pthread_mutex_unlock(&s->lock);
}

void stills_refused(struct stills *s, size_t index, enum reason why, const char *message)
{
    struct out *o;
    pthread_mutex_lock(&s->lock);
    o = answer_begin(s->answer, "refused");
    OUT_I64(o, "index", (int64_t)index);
    OUT_STR(o, "reason", reason_word(why));
    OUT_STR(o, "message", message);
    answer_end(s->answer);
    one_more(s);
    pthread_mutex_unlock(&s->lock);
}

int stills_measure(struct stills *s, struct cx *cx, size_t index, const char *path,
                   struct still_facts *facts, bool *good)
{
    const struct still_task task = { .path       = path,
                                     .output     = s->job->output,
                                     .index      = (int64_t)index,
                                     .max_pixels = s->job->max_pixels,
                                     .gate       = s->gate };
    int                     rc = still_measure(cx, &task, facts);
    *good                      = rc == 0;
    if (rc == 0)
        stills_measured(s, index, facts);
    else if (cx->err.reason == E_MEDIA_FAILED)
        return rc;
    else
        stills_refused(s, index, cx->err.reason, cx->err.message);
    err_clear(cx);
    return 0;
}

static int one(struct cx *cx, void *u, size_t i)
{
    struct stills     *s = u;
    struct still_facts facts;
    bool               good;
    return stills_measure(s, cx, i, s->inputs[i], &facts, &good);
}

int stills_run(struct stills *s)
{
    const struct pool_work work = { s->inputs_n, one, still_thread_end, s };
    stills_items(s, s->inputs_n);
    return pool_run(s->cx, s->threads, &work);
}
