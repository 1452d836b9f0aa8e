/* part.c - see part.h. */
#include "model/video/part.h"
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/job/job.h"
#include "model/video/accept.h"

enum { PARTS_MAX = 200, BATCH = 100, STEPS = 64 };
#define MICRO INT64_C(1000000)

#define ROW struct part
static const struct field part_fields[] = {
    FIELD(id, READ, .doc = "Identifier of the upload, and of its video."),
    FIELD(user_id, READ, .doc = "Whose it is."),
    FIELD(file_name, READ, .doc = "Name of the file."),
    FIELD(video_type, READ, .doc = "MIME type as the client says."),
    FIELD(bytes, READ, .doc = "Length of the whole."),
    FIELD(metadata, READ, .doc = "Metadata as sent."),
    FIELD(expires_at, READ, .doc = "When it is given up."),
    FIELD(is_video, READ, .doc = "Is it whole."),
};
#undef ROW
static const struct shape part_shape = SHAPE(struct part, part_fields);

static int64_t ttl_us(const struct cx *cx) { return cx->conf->resume_ttl_s * MICRO; }

int part_create(struct cx *cx, struct part *p)
{
    int64_t n;
    TRY(db_number(cx, "SELECT COUNT(*) FROM video_part WHERE user_id = ?", ARGS(ARG(p->user_id)), &n, NULL));
    if (n >= PARTS_MAX)
        return refuse(cx, E_TOO_MANY, "There are %d unfinished uploads; end some of them first",
                      PARTS_MAX);
    p->expires_at = (struct utc){ cx->now.us + ttl_us(cx) };
    TRY(store_part_create(cx, p->id));
    return db_do(cx,
                 "INSERT INTO video_part (id, user_id, file_name, video_type, bytes, metadata,"
                 " created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                 ARGS(ARG(p->id), ARG(p->user_id), ARG(p->file_name), ARG(p->video_type),
                      ARG_IF(p->bytes >= 0, p->bytes), ARG(p->metadata), ARG(cx->now),
                      ARG(p->expires_at)),
                 NULL);
}

int part_get(struct cx *cx, struct uuid id, struct uuid user_id, struct part *to)
{
    bool found;
    TRY(db_one(cx,
               "SELECT id, user_id, file_name, video_type, COALESCE(bytes, -1), metadata,"
               " expires_at, FALSE"
               "  FROM video_part WHERE id = ? AND user_id = ?",
               ARGS(ARG(id), ARG(user_id)), &part_shape, to, &found));
    if (!found)
        TRY(db_one(cx,
                   "SELECT hash_id, user_id, file_name, video_type, size_in_bytes, '',"
                   " upload_time, TRUE"
                   "  FROM video WHERE user_id = ? AND hash_id = ?",
                   ARGS(ARG(user_id), ARG(id)), &part_shape, to, &found));
    return found ? 0 : refuse(cx, E_NOT_FOUND, "There is no such upload");
}

int part_set_bytes(struct cx *cx, struct part *p, int64_t bytes)
{
    int64_t changed;
    TRY(db_do(cx, "UPDATE video_part SET bytes = ? WHERE id = ? AND bytes IS NULL",
              ARGS(ARG(bytes), ARG(p->id)), &changed));
    if (!changed)
        return refuse(cx, E_CONFLICT, "Upload-Length: it is known already");
    p->bytes = bytes;
    return 0;
}

int part_extend(struct cx *cx, struct part *p)
{
    struct utc until = { utc_now().us + ttl_us(cx) };
    if (until.us - p->expires_at.us < ttl_us(cx) / STEPS)
        return 0;
    TRY(db_do(cx, "UPDATE video_part SET expires_at = ? WHERE id = ?",
              ARGS(ARG(until), ARG(p->id)), NULL));
    p->expires_at = until;
    return 0;
}

/* ---- the end ---- */

static int row_remove(struct cx *cx, struct uuid id)
{
    return db_do(cx, "DELETE FROM video_part WHERE id = ?", ARGS(ARG(id)), NULL);
}

/* The row goes first: what it had declared is no longer counted beside the real bytes. */
static int finish_tx(struct cx *cx, void *u)
{
    const struct video_new *v = u;
    TRY(row_remove(cx, v->hash_id));
    return video_accept(cx, v);
}

int part_finish(struct cx *cx, struct part *p, struct store_part *file)
{
    struct video_new v = { .id = uuid_new(), .job_id = uuid_new(), .hash_id = p->id,
                           .user_id = p->user_id, .file_name = p->file_name,
                           .video_type = p->video_type };
    TRY(store_part_keep(cx, file, &v.blob));
    TRY(db_tx(cx, TX_REPEATABLE, finish_tx, &v));
    store_part_remove(file);
    p->is_video = true;
    job_ring(cx->conf);
    return 0;
}

int part_remove(struct cx *cx, const struct part *p, struct store_part *file)
{
    TRY(row_remove(cx, p->id));
    store_part_remove(file);
    return 0;
}

/* ---- housekeeping ---- */

static bool is_whole(const struct part *p, const struct store_part *file)
{
    return p->bytes >= 0 && store_part_bytes(file) == p->bytes;
}

/* Under the lock, so that nobody begins to write meanwhile; it may have been extended since it
 * was found. */
static int expired_end(struct cx *cx, struct part *p, struct store_part *file, int64_t *n)
{
    struct part now;
    TRY(part_get(cx, p->id, p->user_id, &now));
    if (now.is_video || now.expires_at.us > utc_now().us)
        return 0;
    if (is_whole(&now, file)) {
        int rc = part_finish(cx, &now, file);
        if (rc != -E_DISK_FULL)
            return rc;
        err_clear(cx);
    }
    ++*n;
    return part_remove(cx, &now, file);
}

static int expired_try(struct cx *cx, struct part *p, int64_t *n)
{
    struct store_part *file;
    int                rc = store_part_open(cx, p->id, 0, &file);
    if (rc == -E_NOT_FOUND) {
        err_clear(cx);
        ++*n;
        return row_remove(cx, p->id);
    }
    if (rc >= 0)
        rc = expired_end(cx, p, file, n);
    if (rc == -E_LOCKED || rc == -E_NOT_FOUND) { /* in use, or ended by somebody else */
        err_clear(cx);
        return 0;
    }
    return rc;
}

static int expired_sweep(struct cx *cx, int64_t *n)
{
    struct uuid  after = { 0 };
    size_t       got   = BATCH;
    struct part *rows;
    while (got == BATCH) {
        struct arena_mark mark = arena_mark(cx->arena);
        TRY(db_all(cx,
                   "SELECT id, user_id, file_name, video_type, COALESCE(bytes, -1), metadata,"
                   " expires_at, FALSE"
                   "  FROM video_part WHERE expires_at <= ? AND id > ? ORDER BY id LIMIT 100",
                   ARGS(ARG(utc_now()), ARG(after)), &part_shape, &rows, &got));
        for (size_t i = 0; i < got; i++)
            TRY(expired_try(cx, &rows[i], n));
        after = got ? rows[got - 1].id : after;
        arena_rewind(cx->arena, mark);
    }
    return 0;
}

struct sweep {
    struct cx *cx;
    int64_t   *n;
};

static int orphan_try(struct cx *cx, struct uuid id, int64_t *n)
{
    struct store_part *file;
    int64_t            rows = 0;
    TRY(db_number(cx, "SELECT COUNT(*) FROM video_part WHERE id = ?", ARGS(ARG(id)), &rows, NULL));
    if (rows)
        return 0;
    TRY(store_part_open(cx, id, 0, &file));
    store_part_remove(file);
    ++*n;
    return 0;
}

static int orphan_end(void *u, struct uuid id)
{
    struct sweep     *s    = u;
    struct arena_mark mark = arena_mark(s->cx->arena);
    int               rc   = orphan_try(s->cx, id, s->n);
    arena_rewind(s->cx->arena, mark);
    if (rc == -E_LOCKED || rc == -E_NOT_FOUND) {
        err_clear(s->cx);
        return 0;
    }
    return rc;
}

int part_gc(struct cx *cx, struct utc not_after, int64_t *n)
{
    struct sweep s = { cx, n };
    *n             = 0;
    TRY(expired_sweep(cx, n));
    return store_part_each(cx, not_after, orphan_end, &s);
}
