/* video.c - see video.h. */
#include "model/video/video.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/job/job.h"
#include "model/video/kinds.h"
#include "model/video/watch.h"

// clang-format off
#define ROW struct video
static const struct field video_fields[] = {
    FIELD(id,               KEY, .doc = "The row."),
    FIELD(hash_id,          READ, .doc = "Identifier, unique for its user."),
    FIELD(user_id,          READ, .doc = "Whose it is."),
    FIELD(file_name,        READ, .doc = "Name of the file that was uploaded."),
    FIELD(upload_time,      READ, .doc = "When the upload was complete."),
    FIELD(title,            READ | NULLS, .doc = "Title."),
    FIELD(description,      READ | NULLS, .doc = "Description."),
    FIELD(size_in_bytes,    READ, .doc = "Size of the upload in bytes."),
    FIELD(duration_seconds, READ | NULLS, .doc = "Duration in seconds."),
    FIELD(width,            READ | NULLS, .doc = "Width of the picture in pixels, as displayed."),
    FIELD(height,           READ | NULLS, .doc = "Height of the picture in pixels, as displayed."),
    FIELD(video_type,       READ, .doc = "MIME type as uploaded."),
    FIELD(blurhash,         READ | NULLS, .doc = "The picture in a few characters, to be shown until it is there."),
    FIELD(is_private,       READ, .doc = "Whether its user alone sees it."),
    FIELD(listing_time,     READ | NULLS, .doc = "When it was first listed; absent for a draft."),
    FIELD(watch_key,        SECRET, .doc = "Part of all links to its files."),
};
#undef ROW
const struct shape video_shape = SHAPE(struct video, video_fields);

#define ROW struct video_unready
static const struct field unready_fields[] = {
    FIELD(hash_id,        READ, .doc = "Identifier, unique for its user."),
    FIELD(user_id,        READ, .doc = "Whose it is."),
    FIELD(file_name,      READ, .doc = "Name of the file that was uploaded."),
    FIELD(upload_time,    READ, .doc = "When the upload was complete."),
    FIELD(failure_reason, READ | NULLS, .doc = "Why it failed; absent while it is processed."),
    FIELD(stage,          READ | NULLS, .doc = "What is being done: queued, or a word of the processing."),
    FIELD(progress,       READ | NULLS, .doc = "Percent."),
    FIELD(queue_position, READ | NULLS, .doc = "Place in the queue, from 1, until it is worked on."),
    FIELD(eta_seconds,    READ | NULLS, .doc = "Seconds until it is ready, as far as can be told."),
};
#undef ROW
const struct shape video_unready_shape =
    SHAPE(struct video_unready, unready_fields, .name = "UnprocessedVideo", .sparse = true);

#define ROW struct video_watch
static const struct field watch_fields[] = {
    FIELD(has_hls,     READ, .doc = "Whether there is a ladder."),
    FIELD(has_sprites, READ, .doc = "Whether there are pictures for the seek bar."),
    FIELD(captions,    READ | NULLS, .doc = "Tracks."),
};
#undef ROW
static const struct shape watch_shape = SHAPE(struct video_watch, watch_fields);
// clang-format on

#define COLUMNS                                                                                    \
    "id, hash_id, user_id, file_name, upload_time, title, description, size_in_bytes,"             \
    " duration_seconds, width, height, video_type, blurhash, is_private, listing_time, watch_key"
/* Newest first, behind a cursor: takes listing_time twice and id once. */
#define BEHIND " listing_time <= ? AND (listing_time < ? OR id < ?)"
#define NEWEST " ORDER BY listing_time DESC, id DESC LIMIT ?"

const struct video_cursor video_first = {
    { UTC_LAST_US }, { { 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255 } }
};

bool video_is_listed(const struct video *v) { return IS_SET(&video_shape, v, listing_time); }

/* ---- lists ---- */

int video_explore(struct cx *cx, const struct video_page *p, bool with_own,
                  int (*fn)(void *u, const void *row), void *u)
{
    static const char others[] = "SELECT " COLUMNS " FROM video FORCE INDEX (video_listed)"
                                 " WHERE is_private = FALSE AND" BEHIND " AND user_id <> ?" NEWEST;
    static const char all[] =
        "(SELECT " COLUMNS " FROM video FORCE INDEX (video_listed)"
        " WHERE is_private = FALSE AND" BEHIND NEWEST ")"
        " UNION ALL"
        " (SELECT " COLUMNS " FROM video FORCE INDEX (video_user_listed)"
        " WHERE user_id = ? AND is_private = TRUE AND" BEHIND NEWEST ")" NEWEST;
    const struct arg t = ARG(p->from.listing_time), id = ARG(p->from.id), n = ARG(p->limit);
    if (with_own && !uuid_is_nil(p->viewer))
        return db_each(cx, all, ARGS(t, t, id, n, ARG(p->viewer), t, t, id, n, n), &video_shape, fn,
                       u);
    return db_each(cx, others, ARGS(t, t, id, ARG(p->viewer), n), &video_shape, fn, u);
}

static int user_exists(struct cx *cx, struct uuid user_id)
{
    bool found;
    TRY(db_id(cx, "SELECT id FROM person WHERE id = ?", ARGS(ARG(user_id)), NULL, &found));
    return found ? 0 : refuse(cx, E_NOT_FOUND, "There is no such user");
}

int video_of_user(struct cx *cx, const struct video_page *p, struct uuid user_id,
                  int (*fn)(void *u, const void *row), void *u)
{
    static const char sql[] = "SELECT " COLUMNS " FROM video FORCE INDEX (video_user_listed)"
                              " WHERE user_id = ? AND" BEHIND " AND (is_private = FALSE OR ?)" NEWEST;
    const struct arg t = ARG(p->from.listing_time);
    TRY(user_exists(cx, user_id));
    return db_each(cx, sql,
                   ARGS(ARG(user_id), t, t, ARG(p->from.id), ARG(uuid_equal(user_id, p->viewer)),
                        ARG(p->limit)),
                   &video_shape, fn, u);
}

int video_each_ready(struct cx *cx, struct uuid user_id, int (*fn)(void *u, const void *row), void *u)
{
    static const char sql[] = "SELECT " COLUMNS " FROM video WHERE user_id = ? AND state = 'ready'"
                              " ORDER BY ready_at DESC, id DESC" LIST_ENDS;
    return db_each(cx, sql, ARGS(ARG(user_id)), &video_shape, fn, u);
}

/* A running job's rest goes on at the pace so far; a queued one waits for those in front of it,
 * each as long as the last ones took. */
int video_each_unready(struct cx *cx, struct uuid user_id, int (*fn)(void *u, const void *row),
                       void *u)
{
    static const char sql[] =
        "SELECT v.hash_id, v.user_id, v.file_name, v.upload_time, v.failure_reason,"
        " IF(v.state = 'failed', NULL, IF(j.status = 'running' AND j.stage <> '', j.stage, 'queued')),"
        " IF(v.state = 'failed', NULL, IF(j.status = 'running', j.progress, 0)),"
        " IF(v.state = 'failed' OR j.status <> 'queued', NULL, @place := 1 + (SELECT COUNT(*)"
        "    FROM job q WHERE q.status = 'queued' AND (q.priority < j.priority"
        "     OR (q.priority = j.priority AND (q.created_at < j.created_at"
        "     OR (q.created_at = j.created_at AND q.id < j.id)))))),"
        " CASE WHEN v.state = 'failed' THEN NULL"
        "  WHEN j.status = 'running' AND j.progress >= 3 THEN CAST(CEIL(TIMESTAMPDIFF(MICROSECOND,"
        "   j.started_at, NOW(6)) / 1e6 * (100 - j.progress) / j.progress) AS SIGNED)"
        "  WHEN j.status = 'queued' THEN CAST(CEIL(@place * (SELECT AVG(TIMESTAMPDIFF(MICROSECOND,"
        "   d.started_at, d.completed_at)) / 1e6 FROM (SELECT started_at, completed_at FROM job"
        "   WHERE status = 'succeeded' AND priority = 0 ORDER BY created_at DESC, id DESC"
        "   LIMIT 20) d)) AS SIGNED) END"
        "  FROM video v LEFT JOIN job j ON j.id = v.job_id"
        " WHERE v.user_id = ? AND v.state IN ('processing', 'failed')"
        " ORDER BY v.upload_time DESC, v.id DESC" LIST_ENDS;
    return db_each(cx, sql, ARGS(ARG(user_id)), &video_unready_shape, fn, u);
}

/* ---- watching ---- */

int video_watch_get(struct cx *cx, struct uuid user_id, struct uuid hash_id, struct video *to,
                    struct video_watch *watch)
{
    static const char one[] = "SELECT " COLUMNS " FROM video WHERE user_id = ? AND hash_id = ?"
                              " AND state = 'ready' AND listing_time IS NOT NULL";
    static const char more[] =
        "SELECT EXISTS(SELECT 1 FROM video_file WHERE video_id = ? AND name = 'hls/master.m3u8'),"
        " EXISTS(SELECT 1 FROM video_file WHERE video_id = ? AND name = 'sprites.vtt'),"
        " (SELECT JSON_ARRAYAGG(JSON_OBJECT('lang', lang, 'label', label)) FROM video_caption"
        "   WHERE video_id = ?)";
    bool found;
    TRY(db_one(cx, one, ARGS(ARG(user_id), ARG(hash_id)), &video_shape, to, &found));
    if (!found)
        return refuse(cx, E_NOT_FOUND, "There is no such video");
    TRY(db_one(cx, more, ARGS(ARG(to->id), ARG(to->id), ARG(to->id)), &watch_shape, watch, &found));
    return watch_ensure(cx, to->watch_key, to->id);
}

/* ---- changes ---- */

#define OWN "SELECT " COLUMNS " FROM video WHERE user_id = ? AND hash_id = ? AND state = 'ready'"

static int own_find(struct cx *cx, const char *sql, struct uuid user_id, struct uuid hash_id,
                    struct video *to)
{
    bool found;
    TRY(db_one(cx, sql, ARGS(ARG(user_id), ARG(hash_id)), &video_shape, to, &found));
    return found ? 0 : refuse(cx, E_NOT_FOUND, "There is no such video");
}

int video_own(struct cx *cx, struct uuid user_id, struct uuid hash_id, struct video *to)
{
    return own_find(cx, OWN, user_id, hash_id, to);
}

int video_lock(struct cx *cx, struct uuid user_id, struct uuid hash_id, struct video *to)
{
    return own_find(cx, OWN " FOR UPDATE", user_id, hash_id, to);
}

/* Links that were given to others end; the user gets new ones. */
static int links_end(struct cx *cx, const struct video *v)
{
    struct uuid fresh = uuid_new();
    TRY(db_do(cx, "UPDATE video SET watch_key = ? WHERE id = ?", ARGS(ARG(fresh), ARG(v->id)),
              NULL));
    TRY(watch_folder_make(cx, fresh, v->id));
    return watch_folder_remove(cx, v->watch_key);
}

int video_change(struct cx *cx, const struct video *v, const struct video_edit *edit)
{
    static const char sql[] =
        "UPDATE video SET title = COALESCE(?, title), description = COALESCE(?, description),"
        " is_private = COALESCE(?, is_private), listing_time = COALESCE(listing_time, ?)"
        " WHERE id = ?";
    bool hide = edit->is_private && *edit->is_private && !v->is_private;
    TRY(db_do(cx, sql,
              ARGS(ARG(edit->title), ARG(edit->description),
                   edit->is_private ? ARG(*edit->is_private) : ARG_NULL, ARG(cx->now), ARG(v->id)),
              NULL));
    return hide ? links_end(cx, v) : 0;
}

struct doomed {
    struct row  row;
    struct uuid id, job_id, watch_key;
    const char *state;
};
#define ROW struct doomed
static const struct field doomed_fields[] = {
    FIELD(id, KEY, .doc = "The row."),
    FIELD(job_id, READ, .doc = "Its job."),
    FIELD(watch_key, READ, .doc = "Its folder."),
    FIELD(state, READ, .doc = "How far it is."),
};
#undef ROW
static const struct shape doomed_shape = SHAPE(struct doomed, doomed_fields);

struct deletion {
    struct uuid  user_id, hash_id;
    const char **files;
    size_t       n;
};

struct blob_row {
    struct row  row;
    const char *content_hash;
};
#define ROW struct blob_row
static const struct field blob_fields[] = { FIELD(content_hash, READ, .doc = "A blob.") };
#undef ROW
static const struct shape blob_shape = SHAPE(struct blob_row, blob_fields);

static int files_of(struct cx *cx, struct uuid id, struct deletion *to)
{
    static const char sql[] = "SELECT content_hash FROM video_file WHERE video_id = ?"
                              " UNION SELECT content_hash FROM video WHERE id = ?"
                              " AND content_hash IS NOT NULL";
    struct blob_row  *rows;
    TRY(db_all(cx, sql, ARGS(ARG(id), ARG(id)), &blob_shape, &rows, &to->n));
    to->files = arena_alloc_array(cx->arena, to->n + 1, sizeof *to->files);
    for (size_t i = 0; i < to->n; i++)
        to->files[i] = rows[i].content_hash;
    return 0;
}

/* Its ladder may be under way. */
static int job_end(struct cx *cx, struct uuid id)
{
    static const struct job_kind *const kinds[] = { &video_process, &video_ladder, NULL };
    struct job                          after;
    int                                 rc = job_cancel(cx, kinds, id, &after);
    if (rc != -E_NOT_FOUND)
        return rc;
    err_clear(cx);
    return 0;
}

static int delete_in_tx(struct cx *cx, void *u)
{
    static const char      sql[] = "SELECT id, job_id, watch_key, state FROM video"
                                   " WHERE user_id = ? AND hash_id = ? FOR UPDATE";
    struct deletion       *d     = u;
    struct doomed          v;
    bool                   found;
    TRY(db_one(cx, sql, ARGS(ARG(d->user_id), ARG(d->hash_id)), &doomed_shape, &v, &found));
    if (!found)
        return refuse(cx, E_NOT_FOUND, "There is no such video");
    if (strcmp(v.state, "processing") == 0)
        return refuse(cx, E_TOO_EARLY, "The video is still being processed");
    TRY(job_end(cx, v.job_id));
    TRY(files_of(cx, v.id, d));
    TRY(db_do(cx, "DELETE FROM video WHERE id = ?", ARGS(ARG(v.id)), NULL));
    return watch_folder_remove(cx, v.watch_key);
}

int video_delete(struct cx *cx, struct uuid user_id, struct uuid hash_id, const char ***files,
                 size_t *n)
{
    struct deletion d = { .user_id = user_id, .hash_id = hash_id };
    TRY(db_tx(cx, TX_ONCE, delete_in_tx, &d));
    job_ring(cx->conf);
    *files = d.files;
    *n     = d.n;
    return 0;
}
