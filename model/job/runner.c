/* runner.c - claim, child, store, commit. */
#include "model/job/runner.h"
#include <poll.h>
#include <signal.h>
#include <unistd.h>
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/out.h"
#include "model/base/text.h"
#include "model/job/batch.h"
#include "model/job/child.h"
#include "model/job/queue.h"
#include "model/job/ring.h"
#include "model/job/work.h"

enum {
    TICK_MS         = 500,
    BEAT_LEAST_MS   = 200,   /* between two looks at the row, however often it rings */
    PATIENCE_MS     = 60000, /* how long a finished job waits for the database at least */
    AWAY_NAP_MS     = 300,
    DEADLINE_MORE_S = 15, /* the child ends itself first, with a reason */
    FILES_AT_ONCE   = 500,
    KEEP_BYTES      = 64 * 1024,
};

struct live {
    struct cx           *cx;
    const struct runner *r;
    struct uuid          id;
    struct ring          ring;
    int                  signals;
    bool                 stop; /* asked to end */
    bool                 told; /* of the database's absence */
};

/* One attempt at one job. */
struct attempt {
    struct live           *live;
    struct job             job;
    const struct job_kind *kind;
    struct order           order;
    struct answer          answer;
    const char            *folder;
    int                    folder_fd;
    int64_t                began, beaten, heard; /* heard: last word from the database */
    double                 said;                 /* progress in the row */
    bool                   lost, cancel, refused;
    struct child_end       child;
    struct err             why; /* when it failed */
};

static bool is_away(int rc) { return rc == -E_RETRY || rc == -E_UNCERTAIN; }

static bool stop_asked(struct live *l)
{
    struct pollfd p = { l->signals, POLLIN, 0 };
    l->stop         = l->stop || poll(&p, 1, 0) > 0;
    return l->stop;
}

static void rest(struct live *l, int64_t ms)
{
    ring_rest(&l->ring, l->signals, ms);
    stop_asked(l);
}

/* Keep the lease. The database may be away; what must not be is another runner's job. */
static void beat(struct attempt *a)
{
    struct cx        *cx   = a->live->cx;
    struct arena_mark mark = arena_mark(cx->arena);
    double            sofar = a->answer.progress < 99 ? a->answer.progress : 99;
    int64_t           now   = clock_ms();
    struct queue_news news  = { sofar, a->answer.stage, a->answer.items, a->answer.items_done,
                                a->answer.items_skipped };
    int               rc    = queue_beat(cx, &a->job, &news, &a->cancel);
    a->beaten               = now;
    if (rc == 0) {
        a->heard = now;
        a->said  = sofar;
    } else {
        a->lost = a->lost || !is_away(rc);
        err_clear(cx);
    }
    arena_rewind(cx->arena, mark);
}

static int on_tick(void *u)
{
    struct attempt *a       = u;
    int64_t         lease   = a->live->cx->conf->job_lease_s * 1000;
    int64_t         since   = clock_ms() - a->beaten;
    bool            is_news = a->answer.progress - a->said >= 1;
    struct pollfd   p       = { a->live->ring.fd, POLLIN, 0 };
    bool            rang    = poll(&p, 1, 0) > 0;
    if (stop_asked(a->live))
        return 1;
    if (rang && since < BEAT_LEAST_MS)
        nap_ms(BEAT_LEAST_MS - since);
    ring_clear(&a->live->ring);
    if (rang || since >= lease / 4 || a->beaten != a->heard || (is_news && since >= 2 * TICK_MS))
        beat(a);
    return a->lost || a->cancel;
}

static int on_line(void *u, const char *line, size_t n)
{
    struct attempt *a = u;
    int             rc = answer_line(a->live->cx, line, n, &a->answer);
    a->refused         = rc < 0;
    return rc;
}

/* What dailies-stills does; it takes much less time than a film. */
static const struct {
    const char *op;
    int64_t     wall_s, cpu_s;
} of_stills[] = { { "stills", 300, 1200 },
                  { "zip", 1800, 7200 },
                  { "picture", 300, 1200 },
                  { "avatar", 300, 1200 } };

/* Index into of_stills; its length for what dailies-media does. */
static size_t stills_op(const char *op)
{
    size_t i = 0;
    while (i < COUNT(of_stills) && strcmp(of_stills[i].op, op) != 0)
        i++;
    return i;
}

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

static int64_t wall_s(const struct conf *c, const char *op)
{
    size_t i = stills_op(op);
    return i < COUNT(of_stills) ? least(of_stills[i].wall_s, c->media_wall_s) : c->media_wall_s;
}

static int64_t cpu_s(const struct conf *c, const char *op)
{
    size_t i = stills_op(op);
    return i < COUNT(of_stills) ? least(of_stills[i].cpu_s, c->media_cpu_s) : c->media_cpu_s;
}

static void list_write(struct out *o, const char *name, const char *const *texts, size_t n)
{
    out_key(o, name);
    out_array(o);
    for (size_t i = 0; i < n; i++)
        out_str(o, texts[i]);
    out_array_end(o);
}

static void stills_write(struct out *o, const struct order *k)
{
    if (k->inputs)
        list_write(o, "inputs", k->inputs, k->inputs_n);
    if (k->slugs)
        list_write(o, "slugs", k->slugs, k->slugs_n);
    if (k->entry_bytes > 0)
        OUT_I64(o, "entry_bytes", k->entry_bytes);
}

static void review_write(struct out *o, const struct order *k)
{
    if (strcmp(k->op, "review") != 0 && strcmp(k->op, "join") != 0)
        return;
    OUT_I64(o, "width", k->width);
    OUT_I64(o, "height", k->height);
    OUT_I64(o, "rate_num", k->rate_num);
    OUT_I64(o, "rate_den", k->rate_den > 0 ? k->rate_den : 1);
    OUT_I64(o, "bit_rate", k->bit_rate);
    OUT_I64(o, "low_bit_rate", k->low_bit_rate);
}

static const char *request_text(struct attempt *a)
{
    const struct conf  *c = a->live->cx->conf;
    const struct order *k = &a->order;
    struct out          o = out_in_arena(a->live->cx->arena, CHILD_INPUT_BYTES);
    out_object(&o);
    OUT_STR(&o, "op", k->op);
    if (k->input)
        OUT_STR(&o, "input", k->input);
    stills_write(&o, k);
    OUT_STR(&o, "output", a->folder);
    OUT_STR(&o, "ffmpeg", c->ffmpeg_program);
    OUT_BOOL(&o, "still", k->still);
    if (k->has_threshold)
        out_key(&o, "threshold"), out_f64(&o, k->threshold);
    if (k->has_min_scene_len)
        out_key(&o, "min_scene_len"), out_f64(&o, k->min_scene_len);
    if (k->method)
        OUT_STR(&o, "method", k->method);
    OUT_I64(&o, "first_frame", k->first_frame);
    OUT_I64(&o, "frame_count", k->frame_count);
    OUT_I64(&o, "start_us", k->start_us);
    OUT_I64(&o, "end_us", k->end_us);
    if (k->has_anchor) {
        OUT_I64(&o, "anchor_frame", k->anchor_frame);
        OUT_I64(&o, "anchor_us", k->anchor_us);
    }
    if (k->max_height > 0)
        OUT_I64(&o, "max_height", k->max_height);
    if (k->preset)
        OUT_STR(&o, "preset", k->preset);
    review_write(&o, k);
    OUT_I64(&o, "max_frames", c->max_frames);
    OUT_I64(&o, "max_pixels", c->max_pixels);
    OUT_I64(&o, "threads", c->media_threads);
    OUT_I64(&o, "cpu_s", cpu_s(c, k->op));
    OUT_I64(&o, "wall_s", wall_s(c, k->op));
    OUT_I64(&o, "memory_bytes", c->media_memory_bytes);
    OUT_I64(&o, "file_bytes", c->media_file_bytes);
    out_object_end(&o);
    return out_done(&o);
}

/* Why the child's end is a failure, or 0. */
static int child_verdict(struct attempt *a)
{
    struct cx              *cx = a->live->cx;
    const struct child_end *e  = &a->child;
    switch (e->fate) {
    case CHILD_EXITED:
        if (a->answer.failed || e->status == 0)
            return answer_check(cx, &a->answer);
        return refuse(cx, E_MEDIA_FAILED, "Processing ended with status %d", e->status);
    case CHILD_KILLED:
        if (a->answer.failed)
            return answer_check(cx, &a->answer);
        return refuse(cx, E_MEDIA_FAILED, "Processing was ended by signal %d", e->status);
    case CHILD_DEADLINE: return refuse(cx, E_MEDIA_LIMIT, "Processing took longer than allowed");
    case CHILD_BABBLED: return refuse(cx, E_MEDIA_FAILED, "Processing gave too long an answer");
    default: return refuse(cx, E_MEDIA_FAILED, "Processing gave an answer that makes no sense");
    }
}

static int child_ask(struct attempt *a)
{
    struct cx        *cx   = a->live->cx;
    struct child_spec spec = {
        .program     = stills_op(a->order.op) < COUNT(of_stills) ? cx->conf->stills_program
                                                                 : cx->conf->media_program,
        .folder      = a->folder,
        .input       = request_text(a),
        .deadline_ms = (wall_s(cx->conf, a->order.op) + DEADLINE_MORE_S) * 1000,
        .tick_ms     = TICK_MS,
        .watch       = { a->live->signals, a->live->ring.fd },
        .line        = on_line,
        .tick        = on_tick,
        .u           = a,
    };
    if (!spec.input)
        return refuse(cx, E_INTERNAL, "The job's text is too long");
    return child_run(cx, &spec, &a->child);
}

/* In pieces, so that many files do not cost the lease. */
static int files_store(struct attempt *a)
{
    struct cx         *cx = a->live->cx;
    struct store_file *files;
    TRY(answer_files(cx, &a->answer, &files));
    snprintf(a->answer.stage, sizeof a->answer.stage, "store");
    for (size_t at = 0; at < a->answer.files_n; at += FILES_AT_ONCE) {
        size_t left = a->answer.files_n - at;
        size_t n    = left < FILES_AT_ONCE ? left : FILES_AT_ONCE;
        beat(a);
        if (a->lost || a->cancel)
            return 0;
        TRY(store_put_files(cx, a->folder_fd, files + at, n));
    }
    for (size_t i = 0; i < a->answer.files_n; i++)
        a->answer.files[i].blob = files[i].blob;
    return 0;
}

static int attempt_work(struct attempt *a)
{
    struct cx *cx = a->live->cx;
    TRY(work_make(cx, &a->job, &a->folder, &a->folder_fd));
    TRY(a->kind->prepare(cx, &a->job, &a->order));
    answer_start(&a->answer, a->order.op);
    TRY(child_ask(a));
    if (a->live->stop || a->lost || a->cancel)
        return 0;
    if (a->refused)
        return -(int)cx->err.reason;
    TRY(child_verdict(a));
    return files_store(a);
}

/* End the job in the database, waiting for it if it is away. */
static int attempt_end(struct attempt *a, struct job_end *end)
{
    struct cx *cx       = a->live->cx;
    int64_t    patience = cx->conf->job_lease_s * 4000;
    int64_t    until    = clock_ms() + (patience > PATIENCE_MS ? patience : PATIENCE_MS);
    int        rc;
    cx->now = utc_now();
    while (is_away(rc = queue_end(cx, end)) && clock_ms() < until && !stop_asked(a->live)) {
        err_clear(cx);
        rest(a->live, AWAY_NAP_MS);
    }
    return rc;
}

static const char *end_as(struct attempt *a, const char *status, enum reason reason,
                          const char *message)
{
    struct cx     *cx  = a->live->cx;
    struct job_end end = { .kind = a->kind, .job = &a->job, .status = status,
                           .order = &a->order, .answer = &a->answer, .reason = reason,
                           .message = message, .detail = answer_detail(cx, &a->answer) };
    int            rc  = attempt_end(a, &end);
    if (rc == 0)
        return status;
    a->why = cx->err;
    err_clear(cx);
    if (end.lost || is_away(rc))
        return "lost";
    if (rc == -E_CANCELED)
        return end_as(a, JOB_CANCELED, E_CANCELED, "The job was canceled");
    if (strcmp(status, JOB_SUCCEEDED) != 0)
        return "lost";
    return end_as(a, JOB_FAILED, a->why.reason, a->why.message);
}

/* The folder goes first: once released, another runner may make it anew. */
static const char *give_back(struct attempt *a, bool counted)
{
    struct cx *cx = a->live->cx;
    int        rc;
    work_remove(cx, &a->job);
    rc = queue_release(cx, &a->job, counted);
    err_clear(cx);
    return rc < 0 ? "lost" : counted ? "retried" : "released";
}

/* Killed from outside, by hand or for want of memory: that says nothing about the file. */
static bool was_killed(const struct attempt *a)
{
    return a->child.fate == CHILD_KILLED && a->child.status == SIGKILL && !a->answer.failed;
}

static const char *attempt_outcome(struct attempt *a)
{
    struct cx *cx = a->live->cx;
    int        rc = attempt_work(a);
    a->why        = cx->err;
    err_clear(cx);
    if (a->lost)
        return "lost";
    if (a->cancel)
        return end_as(a, JOB_CANCELED, E_CANCELED, "The job was canceled");
    if (a->live->stop)
        return give_back(a, false);
    if (rc == 0)
        return end_as(a, JOB_SUCCEEDED, E_NONE, NULL);
    if (is_away(rc) || was_killed(a))
        return give_back(a, !is_away(rc));
    return end_as(a, JOB_FAILED, a->why.reason, a->why.message);
}

static void attempt_run(struct live *l, const struct job *job)
{
    struct attempt a = { .live = l, .job = *job, .folder_fd = -1, .began = clock_ms() };
    const char    *outcome;
    a.kind   = job_kind_find(l->r->kinds, job->kind);
    a.beaten = a.heard = a.began;
    outcome  = attempt_outcome(&a);
    if (a.folder_fd >= 0)
        close(a.folder_fd);
    if (strcmp(outcome, "released") != 0 && strcmp(outcome, "retried") != 0)
        work_remove(l->cx, &a.job);
    if (l->r->ended)
        l->r->ended(&(struct runner_end){ &a.job, outcome, a.why.reason, a.why.message,
                                          a.child.tail, clock_ms() - a.began });
}

static void place_leave(int *place)
{
    if (*place >= 0)
        close(*place);
    *place = -1;
}

/* One look at the queue. */
static void look(struct live *l, bool *idle)
{
    struct cx *cx = l->cx;
    struct job job;
    bool       found = false;
    int        place;
    arena_reset(cx->arena);
    err_clear(cx);
    cx->now = utc_now();
    *idle   = false;
    place   = batch_place_take(cx);
    if (queue_claim(cx, l->r->kinds, l->id, place >= 0 ? JOB_BATCH : JOB_BATCH - 1, &job, &found) < 0) {
        place_leave(&place);
        if (!l->told && l->r->away)
            l->r->away(&cx->err);
        l->told = true;
        err_clear(cx);
        rest(l, cx->conf->job_poll_ms);
        return;
    }
    l->told = false;
    if (!found || job.priority < JOB_BATCH)
        place_leave(&place);
    if (found)
        attempt_run(l, &job);
    place_leave(&place);
    *idle = !found;
}

int runner_run(struct cx *cx, const struct runner *r)
{
    struct arena *keep = arena_new(KEEP_BYTES);
    struct cx     life = { .arena = keep, .conf = cx->conf };
    struct live   l    = { .cx = cx, .r = r, .id = uuid_new() };
    int           rc   = ring_open(&life, RING_JOBS, l.id, &l.ring);
    if (rc < 0) {
        arena_free(keep);
        return refuse(cx, life.err.reason, "%s", life.err.message);
    }
    l.signals = ring_signals(cx);
    while (l.signals >= 0 && !stop_asked(&l)) {
        bool idle;
        look(&l, &idle);
        if (idle && r->once)
            break;
        if (idle && r->idle)
            r->idle(cx);
        if (idle)
            rest(&l, cx->conf->job_poll_ms);
    }
    ring_close(&l.ring);
    arena_free(keep);
    if (l.signals >= 0)
        close(l.signals);
    return l.signals < 0 ? l.signals : 0;
}
