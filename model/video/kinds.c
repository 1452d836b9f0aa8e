/* kinds.c - see kinds.h; the states are those of contract/video, sections 1 and 4. */
#include "model/video/kinds.h"
#include "model/base/conf.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/video/playlist.h"
#include "model/video/watch.h"

struct subject { /* the video of a job */
    struct row  row;
    struct uuid id, user_id, job_id, watch_key;
    const char *content_hash;
};
#define ROW struct subject
static const struct field subject_fields[] = {
    FIELD(id, KEY, .doc = "The video."),
    FIELD(user_id, READ, .doc = "Whose it is."),
    FIELD(job_id, READ, .doc = "The job that works on it."),
    FIELD(watch_key, READ, .doc = "Name of its folder."),
    FIELD(content_hash, READ | NULLS, .doc = "The upload."),
};
#undef ROW
static const struct shape subject_shape = SHAPE(struct subject, subject_fields);

/* *ours: the video is there and the job is the one that it has. */
static int subject_find(struct cx *cx, const char *sql, const struct job *job, struct subject *to,
                        bool *ours)
{
    bool found;
    TRY(db_one(cx, sql, ARGS(ARG(job->subject_id)), &subject_shape, to, &found));
    *ours = found && uuid_equal(to->job_id, job->id) && to->content_hash;
    return 0;
}

static int subject_lock(struct cx *cx, const struct job *job, struct subject *to, bool *ours)
{
    static const char sql[] = "SELECT id, user_id, job_id, watch_key, content_hash FROM video"
                              " WHERE id = ? FOR UPDATE";
    return subject_find(cx, sql, job, to, ours);
}

static int prepare(struct cx *cx, const struct job *job, const char *op, struct order *to)
{
    static const char sql[] =
        "SELECT id, user_id, job_id, watch_key, content_hash FROM video WHERE id = ?";
    struct subject s;
    bool           ours;
    TRY(subject_find(cx, sql, job, &s, &ours));
    if (!ours)
        return refuse(cx, E_NOT_FOUND, "The video was deleted or replaced meanwhile");
    *to = (struct order){ .op         = op,
                          .input      = store_path(cx, s.content_hash),
                          .max_height = cx->conf->hls_max_height,
                          .preset     = cx->conf->hls_preset };
    return 0;
}

static int files_put(struct cx *cx, struct uuid video_id, const struct answer *a)
{
    static const char sql[] =
        "INSERT INTO video_file (video_id, name, content_hash, bytes, type) VALUES (?, ?, ?, ?, ?)"
        " ON DUPLICATE KEY UPDATE content_hash = VALUES(content_hash), bytes = VALUES(bytes),"
        " type = VALUES(type)";
    for (size_t i = 0; i < a->files_n; i++) {
        const struct answer_file *f    = &a->files[i];
        const char               *hash = f->blob.hash;
        TRY(db_do(cx, sql,
                  ARGS(ARG(video_id), ARG(f->name), ARG(hash), ARG(f->blob.bytes), ARG(f->type)),
                  NULL));
    }
    return 0;
}

/* ---- an upload becomes watchable ---- */

static int process_prepare(struct cx *cx, const struct job *job, struct order *to)
{
    return prepare(cx, job, "watchable", to);
}

static int captions_put(struct cx *cx, struct uuid video_id, const struct answer *a)
{
    static const char sql[] =
        "INSERT INTO video_caption (video_id, lang, label, is_own, created_at)"
        " VALUES (?, ?, LEFT(?, 80), FALSE, ?)";
    for (size_t i = 0; i < a->captions_n; i++)
        TRY(db_do(cx, sql,
                  ARGS(ARG(video_id), ARG(a->captions[i].lang), ARG(a->captions[i].label),
                       ARG(cx->now)),
                  NULL));
    return 0;
}

/* The ladder takes over as the video's job. */
static int ladder_add(struct cx *cx, const struct subject *s, struct uuid *id)
{
    *id = uuid_new();
    return job_add(cx, &(struct job_new){ .id         = *id,
                                          .kind       = "ladder",
                                          .owner_id   = s->user_id,
                                          .subject_id = s->id,
                                          .priority   = JOB_BATCH });
}

static int process_commit(struct cx *cx, const struct job *job, UNUSED const struct order *order,
                          const struct answer *a, UNUSED const char **result)
{
    static const char files[]    = "DELETE FROM video_file WHERE video_id = ?";
    static const char captions[] = "DELETE FROM video_caption WHERE video_id = ?";
    static const char update[]   =
        "UPDATE video SET state = 'ready', failure_reason = NULL, title = LEFT(file_name, 128),"
        " duration_seconds = ?, width = ?, height = ?, blurhash = ?, ready_at = ?, job_id = ?"
        " WHERE id = ?";
    struct subject s;
    struct uuid    ladder;
    bool           ours;
    TRY(subject_lock(cx, job, &s, &ours));
    if (!ours)
        return 0;
    TRY(db_do(cx, files, ARGS(ARG(s.id)), NULL));
    TRY(db_do(cx, captions, ARGS(ARG(s.id)), NULL));
    TRY(files_put(cx, s.id, a));
    TRY(captions_put(cx, s.id, a));
    TRY(ladder_add(cx, &s, &ladder));
    TRY(db_do(cx, update,
              ARGS(ARG((a->source.duration_us + 500000) / 1000000), ARG(a->source.width),
                   ARG(a->source.height), ARG(a->video.blurhash), ARG(cx->now), ARG(ladder),
                   ARG(s.id)),
              NULL));
    return watch_folder_make(cx, s.watch_key, s.id);
}

const char *video_failure_reason(enum reason why)
{
    switch (why) {
    case E_NO_VIDEO: return "Unsupported video type";
    case E_NOT_MEDIA:
    case E_TRUNCATED:
    case E_NO_FRAMES:
    case E_MEDIA_LIMIT: return "Corrupted/Invalid file";
    case E_TOO_LARGE: return "Maximum file size exceeded";
    default: return "Internal error, please try again later";
    }
}

/* The row stays until its user deletes it; the upload does not. */
static int process_abandon(struct cx *cx, const struct job *job, enum reason why,
                           UNUSED const char *message)
{
    static const char sql[] =
        "UPDATE video SET state = 'failed', failure_reason = ?, content_hash = NULL"
        " WHERE id = ? AND job_id = ? AND state = 'processing'";
    return db_do(cx, sql, ARGS(ARG(video_failure_reason(why)), ARG(job->subject_id), ARG(job->id)),
                 NULL);
}

int video_unstick(struct cx *cx, int64_t *n)
{
    static const char sql[] =
        "UPDATE video SET state = 'failed', failure_reason = ?, content_hash = NULL"
        " WHERE state = 'processing' AND NOT EXISTS (SELECT 1 FROM job WHERE job.id = video.job_id"
        " AND job.status IN ('queued', 'running'))";
    return db_do(cx, sql, ARGS(ARG(video_failure_reason(E_INTERNAL))), n);
}

/* ---- the ladder ---- */

static int ladder_prepare(struct cx *cx, const struct job *job, struct order *to)
{
    return prepare(cx, job, "ladder", to);
}

static int renditions_put(struct cx *cx, struct uuid video_id, const struct answer *a)
{
    static const char sql[] =
        "INSERT INTO video_rendition (video_id, name, is_audio, width, height, bandwidth,"
        " average_bandwidth, codecs, frame_rate) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    for (size_t i = 0; i < a->renditions_n; i++) {
        const struct answer_rendition *r = &a->renditions[i];
        TRY(db_do(cx, sql,
                  ARGS(ARG(video_id), ARG(r->name), ARG(r->is_audio), ARG(r->width),
                       ARG(r->height), ARG(r->bandwidth), ARG(r->average_bandwidth),
                       ARG(r->codecs), ARG(r->frame_rate)),
                  NULL));
    }
    return 0;
}

static int ladder_commit(struct cx *cx, const struct job *job, UNUSED const struct order *order,
                         const struct answer *a, UNUSED const char **result)
{
    static const char files[] =
        "DELETE FROM video_file WHERE video_id = ? AND (name LIKE 'hls/%' OR name LIKE 'sprites%')";
    static const char renditions[] = "DELETE FROM video_rendition WHERE video_id = ?";
    struct subject    s;
    bool              ours;
    TRY(subject_lock(cx, job, &s, &ours));
    if (!ours)
        return 0;
    TRY(db_do(cx, files, ARGS(ARG(s.id)), NULL));
    TRY(db_do(cx, renditions, ARGS(ARG(s.id)), NULL));
    TRY(files_put(cx, s.id, a));
    TRY(renditions_put(cx, s.id, a));
    TRY(playlist_store(cx, s.id));
    return watch_folder_make(cx, s.watch_key, s.id);
}

const struct job_kind video_process = { .name    = "video",
                                        .prepare = process_prepare,
                                        .commit  = process_commit,
                                        .abandon = process_abandon };
const struct job_kind video_ladder  = { .name    = "ladder",
                                        .prepare = ladder_prepare,
                                        .commit  = ladder_commit };
