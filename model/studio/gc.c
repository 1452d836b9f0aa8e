/* gc.c - housekeeping of the store and of the tables that age. */
#include "model/studio/gc.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/design/task.h"
#include "model/job/work.h"
#include "model/outbox/outbox.h"
#include "model/people/session.h"
#include "model/preview/stored.h"
#include "model/store/store.h"
#include "model/video/kinds.h"
#include "model/video/part.h"
#include "model/video/watch.h"

enum { BATCH = 8, NAMERS = 8, JOB_KEEP_DAYS = 30 }; /* a statement has 64 arguments at most */
#define MICRO INT64_C(1000000)

#define ROW struct gc_report
static const struct field report_fields[] = {
    FIELD(blobs, READ, .doc = "Files of the store that no row named."),
    FIELD(blob_bytes, READ, .doc = "Their bytes."),
    FIELD(temp_files, READ, .doc = "Temporary files without a writer."),
    FIELD(work_folders, READ, .doc = "Folders of jobs that are not running."),
    FIELD(parts, READ, .doc = "Uploads in pieces that were never finished."),
    FIELD(views, READ, .doc = "Folders of links that belong to no video."),
    FIELD(views_made, READ, .doc = "Folders of links that were missing."),
    FIELD(stuck_videos, READ, .doc = "Videos whose job had ended without them."),
    FIELD(stuck_archives, READ, .doc = "Archives of base images whose job had ended without them."),
    FIELD(sources, READ, .doc = "Sources without scenes."),
    FIELD(stills, READ, .doc = "Measures of pictures that nobody has."),
    FIELD(stored, READ, .doc = "Files of rows of the tracker that are gone."),
    FIELD(jobs, READ, .doc = "Records of jobs that ended long ago."),
    FIELD(idempotency, READ, .doc = "Kept answers that expired."),
    FIELD(tokens, READ, .doc = "Revoked tokens that have ended by themselves."),
    FIELD(messages, READ, .doc = "Messages that were sent or given up long ago."),
};
#undef ROW
const struct shape gc_report_shape = SHAPE(struct gc_report, report_fields);

struct named {
    struct row  row;
    const char *hash;
};
#define ROW struct named
static const struct field named_fields[] = { FIELD(hash, READ, .doc = "A blob.") };
#undef ROW
static const struct shape named_shape = SHAPE(struct named, named_fields);

struct sweep {
    struct cx        *cx;
    struct gc_report *report;
    struct utc        not_after;
    struct blob       batch[BATCH];
    size_t            n;
};

/* Which of the batch are named: by a source, a video, a folder of either, a picture, an archive
 * or a job still to be done. */
static int named_get(struct cx *cx, const struct blob *batch, struct named **named, size_t *n)
{
#define FIVE "?, ?, ?, ?, ?"
#define EIGHT " IN (" FIVE ", ?, ?, ?)"
    static const char sql[] =
        "SELECT content_hash FROM source WHERE content_hash" EIGHT
        " UNION SELECT content_hash FROM scene_file WHERE content_hash" EIGHT
        " UNION SELECT content_hash FROM video WHERE content_hash" EIGHT
        " UNION SELECT content_hash FROM video_file WHERE content_hash" EIGHT
        " UNION SELECT content_hash FROM still WHERE content_hash" EIGHT
        " UNION SELECT content_hash FROM still_thumb WHERE content_hash" EIGHT
        " UNION SELECT content_hash FROM stored_file WHERE content_hash" EIGHT
        " UNION SELECT archive_hash FROM design_upload_task WHERE archive_hash" EIGHT
        " UNION SELECT JSON_VALUE(input, '$.photo') FROM job"
        " WHERE status IN ('queued', 'running') AND kind = 'analyse'"
        " AND JSON_VALUE(input, '$.photo') IS NOT NULL"
        " UNION SELECT CONVERT(asked.hash USING ascii) FROM job, JSON_TABLE(job.input, '$.hashes[*]'"
        " COLUMNS (hash CHAR(64) PATH '$')) AS asked"
        " WHERE job.status IN ('queued', 'running') AND (job.kind IN ('still', 'still_probe')"
        " OR job.kind LIKE 'preview%')";
    struct arg args[NAMERS * BATCH];
    for (size_t i = 0; i < COUNT(args); i++)
        args[i] = arg_text(batch[i % BATCH].hash);
    return db_all(cx, sql, args, COUNT(args), &named_shape, named, n);
}

static bool is_named(const struct named *named, size_t n, const char *hash)
{
    for (size_t i = 0; i < n; i++)
        if (named[i].hash && strcmp(named[i].hash, hash) == 0)
            return true;
    return false;
}

/* A batch that is not full repeats its first. */
static int batch_sweep(struct sweep *s)
{
    struct arena_mark mark = arena_mark(s->cx->arena);
    struct named     *named;
    size_t            n;
    if (s->n == 0)
        return 0;
    for (size_t i = s->n; i < BATCH; i++)
        s->batch[i] = s->batch[0];
    TRY(named_get(s->cx, s->batch, &named, &n));
    for (size_t i = 0; i < s->n; i++) {
        bool removed = false;
        if (!is_named(named, n, s->batch[i].hash))
            TRY(store_remove(s->cx, s->batch[i].hash, s->not_after, &removed));
        s->report->blobs += removed;
        s->report->blob_bytes += removed ? s->batch[i].bytes : 0;
    }
    s->n = 0;
    arena_rewind(s->cx->arena, mark);
    return 0;
}

static int on_blob(void *u, const char *hash, int64_t bytes)
{
    struct sweep *s = u;
    struct blob  *b = &s->batch[s->n++];
    snprintf(b->hash, sizeof b->hash, "%s", hash);
    b->bytes = bytes;
    return s->n == BATCH ? batch_sweep(s) : 0;
}

int gc_forget(struct cx *cx, const char *const *hashes, size_t n)
{
    struct gc_report report = { 0 };
    struct sweep     s      = { .cx = cx, .report = &report,
                                .not_after = { utc_now().us - GC_FORGET_S * MICRO } };
    for (size_t i = 0; i < n; i++)
        TRY(on_blob(&s, hashes[i], 0));
    return batch_sweep(&s);
}

static int blobs_sweep(struct cx *cx, struct utc not_after, struct gc_report *report)
{
    struct sweep s = { .cx = cx, .report = report, .not_after = not_after };
    TRY(store_each(cx, not_after, on_blob, &s));
    return batch_sweep(&s);
}

/* A parse that was never committed, or whose scenes were all deleted; its file goes after it. */
static int rows_sweep(struct cx *cx, struct utc not_after, struct gc_report *report)
{
    static const char sources[] =
        "DELETE FROM source WHERE created_at <= ?"
        " AND NOT EXISTS (SELECT 1 FROM scene WHERE source_id = source.id)"
        " AND NOT EXISTS (SELECT 1 FROM job WHERE job.id = source.job_id"
        " AND job.status IN ('queued', 'running'))";
    /* A parse answers for the same bytes as long as its source is whole. */
    static const char jobs[] = "DELETE FROM job WHERE status IN ('succeeded', 'failed', 'canceled')"
                               " AND completed_at < NOW(6) - INTERVAL ? DAY"
                               " AND NOT EXISTS (SELECT 1 FROM source WHERE source.job_id = job.id"
                               " AND source.parse_key IS NOT NULL)";
    /* What was measured of something that nobody has. */
    static const char stills[] = "DELETE FROM still WHERE kept_at <= ? AND NOT EXISTS (SELECT 1"
                                 " FROM media_resource m WHERE m.content_hash = still.content_hash)";
    static const char answers[] = "DELETE FROM idempotency WHERE expires_at < NOW(6)";
    static const char tokens[]  = "DELETE FROM revoked_token WHERE expires_at < NOW(6)";
    TRY(db_do(cx, sources, ARGS(ARG(not_after)), &report->sources));
    TRY(db_do(cx, jobs, ARGS(ARG((int64_t)JOB_KEEP_DAYS)), &report->jobs));
    TRY(db_do(cx, stills, ARGS(ARG(not_after)), &report->stills));
    TRY(stored_sweep(cx, not_after, &report->stored));
    TRY(db_do(cx, answers, NO_ARGS, &report->idempotency));
    TRY(db_do(cx, tokens, NO_ARGS, &report->tokens));
    return session_gc(cx);
}

int gc_run(struct cx *cx, int64_t older_than_s, struct gc_report *report)
{
    struct utc not_after = { utc_now().us - older_than_s * MICRO };
    *report              = (struct gc_report){ 0 };
    TRY(rows_sweep(cx, not_after, report));
    TRY(outbox_gc(cx, &report->messages));
    TRY(work_sweep(cx, &report->work_folders));
    TRY(part_gc(cx, not_after, &report->parts));
    TRY(video_unstick(cx, &report->stuck_videos));
    TRY(task_unstick(cx, &report->stuck_archives));
    TRY(watch_sweep(cx, not_after, &report->views, &report->views_made));
    TRY(store_sweep(cx, not_after, &report->temp_files));
    return blobs_sweep(cx, not_after, report);
}
