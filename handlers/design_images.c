/* design_images.c - see design_images.h. */
#include "handlers/design_images.h"
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/design/element.h"
#include "model/job/job.h"
#include "model/still/still.h"

enum { FETCH_TOGETHER_S = 120, MS = 1000 };

// clang-format off
#define ROW struct media_in
static const struct field media_in_fields[] = {
    FIELD(media_resource_id, WRITE | LAX | NULLS, .doc = "A media resource that is there already."),
    FIELD(url,               WRITE | LAX | NULLS, .doc = "Where the server gets the picture."),
    FIELD(alt_text,          WRITE | LAX | NULLS, .doc = "What it shows, for those who do not see it."),
    FIELD(caption,           WRITE | LAX | NULLS, .doc = "Caption."),
    FIELD(protected,         WRITE | LAX, .def = "false", .doc = "Serve it by links that expire, and by no other."),
    FIELD(width,             WRITE | LAX | NULLS, .doc = "Overruled by what is measured."),
    FIELD(height,            WRITE | LAX | NULLS, .doc = "Overruled by what is measured."),
    FIELD(duration,          WRITE | LAX | NULLS, .doc = "Overruled by what is measured."),
    FIELD(color_profile,     WRITE | LAX | NULLS, .doc = "Overruled by what is measured."),
    FIELD(dominant_color,    WRITE | LAX | NULLS, .doc = "Overruled by what is measured."),
};
#undef ROW
// clang-format on
const struct shape media_in_shape =
    SHAPE(struct media_in, media_in_fields, .name = "MediaInput");

static bool has_id(const struct media_in *in)
{
    return in && IS_SET(&media_in_shape, in, media_resource_id);
}

/* A fault at the image as a whole, or at a member of it. */
static void blame(struct rq *rq, const struct wanted *w, const char *member, const char *message)
{
    struct into step[] = { { .index = (int64_t)w->at }, { .name = "image" }, { .name = member } };
    rq_fault(rq, IN_BODY, FAULT_VALUE, w->list, step, member ? 3 : 2, "%s", message);
}

static void blame_url(struct rq *rq, const struct wanted *w, const char *message)
{
    blame(rq, w, w->image.row ? "url" : NULL, message);
}

/* ---- judging ---- */

static int ids_check(struct rq *rq, const struct actor *who, const struct wanted *w, size_t n)
{
    struct uuid *named = arena_alloc_array(rq->cx.arena, n + 1, sizeof *named);
    struct ids   ids = { named, 0 }, seen;
    for (size_t i = 0; i < n; i++)
        if (has_id(w[i].image.row))
            named[ids.n++] = w[i].media;
    if (ids.n == 0)
        return 0;
    TRY(media_seen(&rq->cx, who, &ids, &seen));
    for (size_t i = 0; i < n; i++)
        if (has_id(w[i].image.row) && !ids_have(&seen, w[i].media))
            blame(rq, &w[i], "media_resource_id", "there is no such media resource");
    return 0;
}

int images_check(struct rq *rq, const struct actor *who, struct wanted *w, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct media_in *in = w[i].image.row;
        w[i].url = in ? (IS_SET(&media_in_shape, in, url) ? in->url : NULL) : w[i].image.text;
        if (has_id(in)) { /* the address is that of the resource, as it was answered */
            w[i].media = in->media_resource_id;
            w[i].url   = NULL;
        } else if (in && !w[i].url) {
            blame(rq, &w[i], NULL, "either media_resource_id or url is required");
        }
    }
    return ids_check(rq, who, w, n);
}

/* ---- fetching ---- */

static int fetch_one(struct rq *rq, struct wanted *w, int64_t wait_ms)
{
    struct cx *cx = &rq->cx;
    int        rc = media_fetch(cx, w->url, wait_ms, &w->hash);
    if (rc != -E_INVALID)
        return rc;
    {
        const char *why = arena_text(cx->arena, cx->err.message);
        err_clear(cx);
        blame_url(rq, w, why);
    }
    return 0;
}

/* The same address again. */
static const struct wanted *twin_of(const struct wanted *w, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (w[k].url && strcmp(w[k].url, w[i].url) == 0)
            return &w[k];
    return NULL;
}

static int fetch_all(struct rq *rq, struct wanted *w, size_t n)
{
    int64_t until = utc_now().us / MS + FETCH_TOGETHER_S * MS, left;
    for (size_t i = 0; i < n; i++) {
        const struct wanted *twin = w[i].url ? twin_of(w, i) : NULL;
        int64_t              most = rq->cx.conf->net.fetch_wait_s * MS;
        left = until - utc_now().us / MS;
        if (!w[i].url)
            continue;
        if (twin && twin->hash)
            w[i].hash = twin->hash;
        else if (twin)
            blame_url(rq, &w[i], "the same address was refused before");
        else if (left <= 0)
            blame_url(rq, &w[i], "all addresses together took too long to fetch");
        else
            TRY(fetch_one(rq, &w[i], left < most ? left : most));
    }
    return rq_judge(rq);
}

/* ---- measuring ---- */

struct asking {
    struct still_ask ask;
    bool             asked;
};

static int ask_in_tx(struct cx *cx, void *u)
{
    struct asking *a = u;
    return still_ask(cx, &a->ask, &a->asked);
}

/* Which of these were refused; none when all are known then. */
static int measure(struct rq *rq, const char *const *hashes, size_t n, bool videos,
                   struct still_refusal **refused, size_t *refused_n)
{
    struct cx    *cx = &rq->cx;
    struct asking a  = { .ask = { .job_id = uuid_new(), .owner_id = rq->caller.id,
                                  .hashes = hashes, .n = n, .videos = videos } };
    struct job    job;
    *refused_n = 0;
    TRY(db_tx(cx, TX_ONCE, ask_in_tx, &a));
    if (!a.asked)
        return 0;
    job_ring(cx->conf);
    TRY(job_wait(cx, a.ask.job_id, cx->conf->parse_wait_s * MS, &job));
    if (!job_ended(&job))
        return refuse(cx, E_RETRY, "There is too much to do at the moment; try again shortly");
    if (strcmp(job.status, JOB_FAILED) == 0 && reason_by_word(job.error_reason) == E_INTERNAL)
        return refuse(cx, E_INTERNAL, "The pictures could not be measured: %s", job.error_message);
    return still_refusals(cx, &job, refused, refused_n);
}

static const char *refusal_of(const struct still_refusal *refused, size_t n, const char *hash)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(refused[i].hash, hash) == 0)
            return refused[i].message;
    return NULL;
}

static int measure_some(struct rq *rq, const struct wanted *w, size_t n)
{
    const char          **hashes = arena_alloc_array(rq->cx.arena, n + 1, sizeof *hashes);
    struct still_refusal *refused = NULL;
    size_t                count = 0, refused_n;
    for (size_t i = 0; i < n; i++)
        if (w[i].hash)
            hashes[count++] = w[i].hash;
    if (count == 0)
        return 0;
    TRY(measure(rq, hashes, count, false, &refused, &refused_n));
    for (size_t i = 0; i < n; i++) {
        const char *why = w[i].hash ? refusal_of(refused, refused_n, w[i].hash) : NULL;
        if (why)
            blame_url(rq, &w[i], why);
    }
    return 0;
}

int images_fetch(struct rq *rq, struct wanted *w, size_t n)
{
    TRY(fetch_all(rq, w, n));
    for (size_t at = 0; at < n; at += STILL_ASK_MOST)
        TRY(measure_some(rq, w + at, n - at < STILL_ASK_MOST ? n - at : STILL_ASK_MOST));
    return rq_judge(rq);
}

int upload_measure(struct rq *rq, const char *field, const char *hash)
{
    struct still_refusal *refused = NULL;
    size_t                n;
    TRY(measure(rq, &hash, 1, true, &refused, &n));
    if (n)
        rq_fault(rq, IN_BODY, FAULT_VALUE, field, WHOLE, "%s", refused[0].message);
    return rq_judge(rq);
}

/* ---- making ---- */

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* What is said of a resource that is there changes it, if the actor may. */
static int existing(struct rq *rq, const struct actor *who, const struct wanted *w)
{
    const struct media_in *in = w->image.row;
    struct media           m  = { 0 };
    struct media_texts     t;
    TRY(media_get(&rq->cx, w->media, &m));
    t = (struct media_texts){ m.alt_text, m.caption, m.protected };
    if (IS_SET(&media_in_shape, in, alt_text))
        t.alt_text = in->alt_text;
    if (IS_SET(&media_in_shape, in, caption))
        t.caption = in->caption;
    /* Set by its default too, which must not open what is protected. */
    if (in->protected)
        t.protected = true;
    if (same_text(t.alt_text, m.alt_text) && same_text(t.caption, m.caption) &&
        t.protected == m.protected)
        return 0;
    TRY(element_may(&rq->cx, who, RES_DELETE, m.owner_id, m.owner_id));
    return media_change(&rq->cx, m.id, &t);
}

int images_take(struct rq *rq, const struct actor *who, struct uuid owner, struct wanted *w,
                size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct media_in *in    = w[i].image.row;
        struct media_texts     texts = { 0 };
        if (in)
            texts = (struct media_texts){ in->alt_text, in->caption, in->protected };
        if (has_id(in))
            TRY(existing(rq, who, &w[i]));
        else if (w[i].hash)
            TRY(media_take(&rq->cx, uuid_new(), owner, w[i].hash, &texts, &w[i].media));
    }
    return 0;
}
