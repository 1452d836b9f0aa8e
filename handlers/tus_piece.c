/* tus_piece.c - see tus_piece.h. */
#include "handlers/tus_piece.h"
#include "model/base/conf.h"
#include "model/video/accept.h"

enum { PIECE_BYTES = 16 * 1024, IDLE_TICKS = 8 /* of rq_watch: two seconds */ };

static bool is_in_the_way(void *u) /* in a signal handler */
{
    struct tus_piece *p = u;
    p->idle_ticks       = p->idle_ticks + 1;
    if (p->idle_ticks < IDLE_TICKS || !store_part_is_wanted(p->file))
        return false;
    p->given_up = 1;
    return true;
}

static int piece_copy(struct tus_piece *p)
{
    static char bytes[PIECE_BYTES]; /* one process, one request at a time */
    struct cx  *cx   = &p->rq->cx;
    int64_t     came = 0;
    for (size_t n = 1; n;) {
        TRY(rq_read(p->rq, bytes, sizeof bytes, &n));
        p->idle_ticks = 0;
        came += (int64_t)n;
        if (came > p->limit)
            return refuse(cx, E_TOO_LARGE, "There is room for %lld bytes", (long long)p->limit);
        if (p->checked)
            digest_add(p->digest, bytes, n);
        TRY(store_part_write(cx, p->file, bytes, n));
    }
    /* Without a length, its end alone does not tell that it is whole. */
    return p->given_up && p->rq->content_length < 0 ? refuse(cx, E_BAD_BODY, "It was given up") : 0;
}

static bool piece_is_right(struct tus_piece *p)
{
    uint8_t sum[DIGEST_MAX_BYTES];
    if (!p->checked)
        return true;
    digest_end(p->digest, sum);
    return memcmp(sum, p->checksum.sum, digest_bytes(p->checksum.name)) == 0;
}

/* It did not come to its end: what came counts, unless it had to be checked or was too much. */
static int piece_broken(struct tus_piece *p, int why)
{
    struct cx *cx    = &p->rq->cx;
    struct err first = cx->err;
    int        rc;
    err_clear(cx);
    if (p->checked || why == -E_TOO_LARGE)
        rc = store_part_cut(cx, p->file, p->from);
    else
        rc = store_part_confirm(cx, p->file);
    if (rc >= 0)
        cx->err = first;
    if (rc >= 0 && p->given_up) {
        err_clear(cx);
        return refuse(cx, E_LOCKED, "Nothing came, and another request took over");
    }
    return rc < 0 ? rc : why;
}

int tus_piece_take(struct tus_piece *p, bool *right)
{
    struct cx *cx = &p->rq->cx;
    int        rc;
    p->from = store_part_bytes(p->file);
    if (p->checked)
        p->digest = digest_begin(cx->arena, p->checksum.name);
    TRY(store_part_guard(cx, p->file, p->checked));
    rq_watch(p->rq, is_in_the_way, p);
    rc = piece_copy(p);
    rq_watch_end();
    if (rc < 0)
        return piece_broken(p, rc);
    *right = piece_is_right(p);
    return *right ? store_part_confirm(cx, p->file) : store_part_cut(cx, p->file, p->from);
}

int tus_piece_check(struct tus_piece *p, const char *header)
{
    p->checked = header != NULL;
    return header ? tus_checksum_read(&p->rq->cx, header, &p->checksum) : 0;
}

int tus_fits(struct rq *rq, int64_t bytes)
{
    if (bytes > rq->cx.conf->max_video_bytes)
        return refuse(&rq->cx, E_TOO_LARGE, "A video may have %lld bytes",
                      (long long)rq->cx.conf->max_video_bytes);
    return 0;
}

int tus_piece_room(struct tus_piece *p, const struct part *part)
{
    struct rq *rq   = p->rq;
    int64_t    asks = rq->content_length > 0 ? rq->content_length : 0, left;
    int64_t    end  = part->bytes < 0 ? rq->cx.conf->max_video_bytes : part->bytes;
    p->limit        = end - store_part_bytes(p->file);
    if (asks > p->limit)
        return refuse(&rq->cx, E_TOO_LARGE, "The body has %lld bytes, the upload wants %lld",
                      (long long)asks, (long long)p->limit);
    if (part->bytes >= 0) /* its room was taken when it began; the disk may have filled since */
        return video_disk_room(&rq->cx, asks);
    TRY(video_room(&rq->cx, part->user_id, asks, &left));
    if (left < p->limit)
        p->limit = left;
    return 0;
}
