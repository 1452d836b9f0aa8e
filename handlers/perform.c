/*
 * perform.c - runs a route's handler: the transaction around it, the
 * Idempotency-Key, and the wait for its job.
 *
 * With a key, the answer is held and stored in the transaction of the change. A
 * handler that adds a job answers once the job has ended (or 202 before that); its
 * key then remembers the job, so that an answer can be made even if the process
 * that waited was killed.
 */
#include <strings.h>
#include "handlers/hooks.h"
#include "handlers/jobs.h"
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/crypt.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/replay/replay.h"

struct run {
    struct rq        *rq;
    bool              keyed, replayed;
    struct replay_key key;
};

static const char *fingerprint_of(struct rq *rq)
{
    struct sha256 *h    = sha256_begin(rq->cx.arena);
    char          *text = arena_alloc(rq->cx.arena, SHA256_HEX_SIZE);
    const char    *part[] = { method_name(rq->method), rq->path, rq->query, rq->body_sha256 };
    uint8_t        sum[SHA256_BYTES];
    for (size_t i = 0; i < COUNT(part); i++)
        sha256_add(h, part[i], strlen(part[i]) + 1);
    sha256_end(h, sum);
    hex_write(sum, sizeof sum, text);
    return text;
}

static int read_key(struct run *r)
{
    struct rq  *rq   = r->rq;
    const char *text = rq->family->idempotency_key && rq->method != GET &&
                               rq->caller.kind != TOKEN_NONE
                           ? rq_header(rq, "idempotency-key")
                           : NULL;
    size_t      n    = text ? strlen(text) : 0;
    if (!text)
        return 0;
    if (n > 2 && text[0] == '"' && text[n - 1] == '"') { /* a structured field's string */
        text++;
        n -= 2;
    }
    if (!uuid_parse(text, n, &r->key.key))
        return refuse_field(&rq->cx, E_KEY_MALFORMED, "Idempotency-Key",
                            "Idempotency-Key: must be a UUID");
    r->key.person_id   = rq->caller.id;
    r->key.fingerprint = fingerprint_of(rq);
    r->keyed           = true;
    return 0;
}

/* ---- headers as kept text ---- */

static const char *headers_text(struct rq *rq)
{
    struct out o = out_in_arena(rq->cx.arena, 8192);
    for (size_t i = 0; i < rq->response.headers; i++) {
        out_raw(&o, rq->response.name[i]);
        out_raw(&o, ": ");
        out_raw(&o, rq->response.value[i]);
        out_raw(&o, "\n");
    }
    return out_done(&o);
}

static void replay_answer(struct rq *rq, const struct replay *kept)
{
    const char *at = kept->headers ? kept->headers : "";
    reply_empty(rq, (int)kept->status);
    while (*at) {
        size_t len   = strcspn(at, "\n");
        char  *line  = arena_copy(rq->cx.arena, at, len);
        char  *colon = strstr(line, ": ");
        if (colon) {
            *colon = 0;
            reply_header(rq, line, colon + 2);
        }
        at += len + (at[len] == '\n');
    }
    reply_header(rq, "Idempotency-Replayed", "true");
    rq->response.empty = !kept->body || !*kept->body;
    if (!rq->response.empty)
        out_raw(&rq->response.out, kept->body);
}

static int store_answer(struct run *r)
{
    const char *body = r->rq->response.empty ? "" : out_done(&r->rq->response.out);
    if (!body)
        return refuse(&r->rq->cx, E_TOO_LARGE, "The answer is too large to be kept");
    return replay_set_answer(&r->rq->cx, &r->key, r->rq->response.status, headers_text(r->rq),
                             body);
}

/* ---- the transaction ---- */

static int admit_and_run(struct rq *rq)
{
    TRY(admit_check(rq));
    return rq->route->run(rq);
}

static int in_tx(struct cx *cx, void *u)
{
    struct run   *r     = u;
    struct rq    *rq    = r->rq;
    bool          first = true;
    struct replay kept  = { 0 };
    rq->has_job         = false;
    rq->wrongs          = 0; /* of an attempt before this one */
    r->replayed         = false;
    if (r->keyed)
        TRY(replay_begin(cx, &r->key, cx->conf->idempotency_ttl_s, &first, &kept));
    if (!first && (kept.status || uuid_is_nil(kept.job_id))) {
        replay_answer(rq, &kept);
        r->replayed = true;
        return 0;
    }
    if (!first) { /* the answer is what became of its job */
        rq->job     = kept.job_id;
        rq->has_job = r->replayed = true;
        return 0;
    }
    TRY(admit_and_run(rq));
    if (!r->keyed)
        return 0;
    return rq->has_job ? replay_set_job(cx, &r->key, rq->job) : store_answer(r);
}

/* ---- the job ---- */

static bool wants_async(struct rq *rq)
{
    const char *prefer = rq_header(rq, "prefer"); /* RFC 7240 */
    while (prefer && *prefer) {
        size_t len;
        prefer += strspn(prefer, " ,\t");
        len = strcspn(prefer, " ,;\t");
        if (text_equal_fold(prefer, len, "respond-async"))
            return true;
        prefer += strcspn(prefer, ",");
    }
    return false;
}

static int accepted(struct run *r, const struct job *job, bool asked)
{
    struct rq  *rq = r->rq;
    char        id[UUID_TEXT];
    struct out *o = reply(rq, 202);
    uuid_format(rq->job, id);
    reply_header(rq, "Location", arena_printf(rq->cx.arena, "/jobs/%s", id));
    if (asked)
        reply_header(rq, "Preference-Applied", "respond-async");
    return job_write(rq, o, job, false);
}

static int finish(struct run *r, const struct job *job)
{
    struct rq *rq = r->rq;
    if (strcmp(job->status, JOB_SUCCEEDED) != 0)
        return refuse(&rq->cx,
                      strcmp(job->status, JOB_CANCELED) == 0 ? E_CANCELED
                                                             : reason_by_word(job->error_reason),
                      "%s", job->error_message ? job->error_message : "The job was canceled");
    TRY(rq->route->finish(rq, job));
    if (r->keyed && rq->response.out.failed) { /* too large to keep: make it again, unheld */
        rq->response.held = r->keyed = false;
        return rq->route->finish(rq, job);
    }
    return 0;
}

static int after_job(struct run *r)
{
    struct rq *rq    = r->rq;
    bool       async = wants_async(rq);
    struct job job;
    if (!r->replayed)
        job_ring(rq->cx.conf);
    TRY(job_wait(&rq->cx, rq->job, async || r->replayed ? 0 : rq->cx.conf->parse_wait_s * 1000,
                 &job));
    if (!job_ended(&job) && r->replayed)
        return refuse(&rq->cx, E_KEY_BUSY,
                      "Idempotency-Key: the first request with this key is still running");
    if (async || !job_ended(&job))
        TRY(accepted(r, &job, async));
    else
        TRY(finish(r, &job));
    if (r->replayed)
        reply_header(rq, "Idempotency-Replayed", "true");
    return r->keyed ? store_answer(r) : 0;
}

/* ---- failures with a key ---- */

struct failure {
    struct run *run;
    int64_t     status;
    const char *body;
};

static int store_failure(struct cx *cx, void *u)
{
    struct failure *f = u;
    struct replay   kept;
    bool            first;
    TRY(replay_begin(cx, &f->run->key, cx->conf->idempotency_ttl_s, &first, &kept));
    return first || !uuid_is_nil(kept.job_id)
               ? replay_set_answer(cx, &f->run->key, f->status, "Content-Type: application/json\n",
                                   f->body)
               : 0;
}

/* The client's own fault is the answer to this request for good; what was ours, or passes by
 * itself, may be tried again. */
static void keep_failure(struct run *r)
{
    struct rq     *rq  = r->rq;
    struct err     why = rq->cx.err;
    struct failure f   = { .run = r, .status = rq->family->status(why.reason) };
    if (!r->keyed || r->replayed || f.status >= 500 || why.reason == E_KEY_BUSY ||
        why.reason == E_KEY_REUSED || why.reason == E_TOO_LARGE)
        return;
    rq->family->error(rq);
    f.body = out_done(&rq->response.out);
    err_clear(&rq->cx);
    if (f.body && db_tx(&rq->cx, TX_REPEATABLE, store_failure, &f) < 0)
        err_clear(&rq->cx); /* then a repetition just runs again */
    rq->cx.err = why;
}

int hook_perform(struct rq *rq)
{
    struct run r = { .rq = rq };
    int        rc;
    TRY(read_key(&r));
    if (r.keyed)
        reply_hold(rq);
    if (!r.keyed && !(rq->route->flags & TX))
        rc = admit_and_run(rq);
    else
        rc = db_tx(&rq->cx, r.keyed ? TX_REPEATABLE : TX_ONCE, in_tx, &r);
    if (rc >= 0 && rq->has_job)
        rc = after_job(&r);
    if (rc < 0)
        keep_failure(&r);
    return rc;
}
