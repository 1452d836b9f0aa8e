/* task.c - upload tasks, and the job that does them. */
#include "model/design/task.h"
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/out.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/design/design.h"
#include "model/design/media.h"
#include "model/design/element.h"
#include "model/still/still.h"

enum { RESULT_BYTES = 1 << 20 };

static const char *const statuses[] = { "PENDING", "PROCESSING", "COMPLETED", "FAILED", NULL };

/* Of result_data. */
#define TEXT_MEMBER "{\"type\":\"string\"}"
#define ID_MEMBER   "{\"type\":\"string\",\"format\":\"uuid\"}"
#define RESULT_SCHEMA                                                                              \
    "{\"type\":\"object\",\"additionalProperties\":true,\"required\":[\"processed\",\"skipped\"],"       \
    "\"properties\":{"                                                                             \
    "\"processed\":{\"type\":\"array\",\"items\":{\"type\":\"object\","                              \
    "\"required\":[\"name\",\"shot_type_id\",\"base_image_id\"],\"properties\":{"                      \
    "\"name\":" TEXT_MEMBER ",\"shot_type_id\":" ID_MEMBER ",\"base_image_id\":" ID_MEMBER "}}},"    \
    "\"skipped\":{\"type\":\"array\",\"items\":{\"type\":\"object\","                                \
    "\"required\":[\"name\",\"reason\"],\"properties\":{"                                            \
    "\"name\":" TEXT_MEMBER ",\"reason\":" TEXT_MEMBER "}}}}}"

// clang-format off
#define ROW struct upload_task
static const struct field task_fields[] = {
    FIELD(id,               READ | KEY, .doc = "Stable identifier."),
    FIELD(owner_id,         READ, .doc = "Who uploaded."),
    FIELD(set_design_id,    READ, .doc = "The design that gets the images."),
    FIELD(subject_id,       READ, .doc = "Who or what they show."),
    FIELD(status,           READ, .choices = statuses, .schema = "TaskStatus-Output", .doc = "How far it is."),
    FIELD(progress,         READ, .doc = "Percent."),
    FIELD(total_items,      READ, .doc = "Entries of the archive that may be images."),
    FIELD(processed_items,  READ, .doc = "How many of them are done."),
    FIELD(images_processed, READ, .doc = "How many of those became base images."),
    FIELD(images_skipped,   READ, .doc = "How many of those did not."),
    FIELD(error_message,    READ | NULLS, .doc = "Why it failed."),
    FIELD(created_at,       READ, .doc = "When the archive had come."),
    FIELD(started_at,       READ | NULLS, .doc = "When work on it began."),
    FIELD(completed_at,     READ | NULLS, .doc = "When it was over."),
    FIELD(result_data,      READ | NULLS, .schema = RESULT_SCHEMA, .doc = "What became of each entry."),
};
#undef ROW
// clang-format on
const struct shape upload_task_shape =
    SHAPE(struct upload_task, task_fields, .name = "SetDesignBaseImagesUploadTaskPublic");

/* While it is open, the job knows. */
#define TASK_SELECT                                                                                \
    "SELECT k.id, k.owner_id, k.set_design_id, k.subject_id,"                                      \
    " IF(k.open, IF(j.status = 'running', 'PROCESSING', 'PENDING'), k.status),"                    \
    " CASE WHEN k.status = 'COMPLETED' THEN 100"                                                   \
    "      WHEN k.open AND j.items > 0 THEN LEAST(99, FLOOR(100 * j.items_done / j.items))"        \
    "      WHEN k.open OR k.total_items = 0 THEN 0"                                                \
    "      ELSE FLOOR(100 * (k.images_processed + k.images_skipped) / k.total_items) END,"         \
    " IF(k.open, j.items, k.total_items),"                                                         \
    " IF(k.open, j.items_done, k.images_processed + k.images_skipped),"                            \
    " IF(k.open, j.items_done - j.items_skipped, k.images_processed),"                             \
    " IF(k.open, j.items_skipped, k.images_skipped), k.error_message, k.created_at,"               \
    " IF(k.open, j.started_at, k.started_at), k.completed_at, k.result_data"                       \
    " FROM design_upload_task k LEFT JOIN job j ON j.id = k.job_id"

static int one_task(struct cx *cx, const char *sql, const struct arg *args, size_t nargs,
                    struct upload_task *to)
{
    bool found;
    TRY(db_one(cx, sql, args, nargs, &upload_task_shape, to, &found));
    return found ? 0 : refuse(cx, E_NOT_FOUND, "Upload task not found");
}

int task_get(struct cx *cx, struct uuid id, struct upload_task *to)
{
    return one_task(cx, TASK_SELECT " WHERE k.id = ?", ARGS(ARG(id)), to);
}

int task_latest(struct cx *cx, struct uuid set_design_id, struct uuid subject_id,
                struct upload_task *to)
{
    return one_task(cx,
                    TASK_SELECT " WHERE k.set_design_id = ? AND k.subject_id = ?"
                                " ORDER BY k.created_at DESC, k.id DESC LIMIT 1",
                    ARGS(ARG(set_design_id), ARG(subject_id)), to);
}

int task_begin(struct cx *cx, const struct task_new *task)
{
    static const char sql[] =
        "INSERT INTO design_upload_task (id, created_at, owner_id, set_design_id, subject_id,"
        " job_id, archive_hash) VALUES (?, NOW(6), ?, ?, ?, ?, ?)";
    struct job_new job = { .id = task->job_id, .kind = design_zip.name, .owner_id = task->owner_id,
                           .subject_id = task->id, .priority = JOB_INTERACTIVE };
    int            rc  = db_do(cx, sql,
                               ARGS(ARG(task->id), ARG(task->owner_id), ARG(task->set_design_id),
                                    ARG(task->subject_id), ARG(task->job_id), ARG(task->archive_hash)),
                               NULL);
    if (rc == -E_CONFLICT) {
        err_clear(cx);
        return refuse(cx, E_CONFLICT,
                      "An upload for this set design and subject is being processed already");
    }
    TRY(rc);
    return job_add(cx, &job);
}

/* ---- the job ---- */

struct work {
    struct row  row;
    struct uuid id, owner_id, set_design_id, subject_id;
    const char *archive_hash;
};
#define ROW struct work
static const struct field work_fields[] = {
    FIELD(id, KEY, .doc = "The task."),
    FIELD(owner_id, READ, .doc = "Who uploaded."),
    FIELD(set_design_id, READ, .doc = "The design."),
    FIELD(subject_id, READ, .doc = "The subject."),
    FIELD(archive_hash, READ, .doc = "The archive."),
};
#undef ROW
static const struct shape work_shape = SHAPE(struct work, work_fields);

struct shot {
    struct row  row;
    struct uuid id;
    const char *slug;
};
#define ROW struct shot
static const struct field shot_fields[] = {
    FIELD(id, KEY, .doc = "The shot type."),
    FIELD(slug, READ, .doc = "Its name for files."),
};
#undef ROW
static const struct shape shot_shape = SHAPE(struct shot, shot_fields);

static int shots_all(struct cx *cx, struct shot **shots, size_t *n)
{
    return db_all(cx, "SELECT id, slug FROM shot_type", NO_ARGS, &shot_shape, shots, n);
}

static int work_find(struct cx *cx, const struct job *job, bool locked, struct work *to)
{
#define WORK_SELECT                                                                                \
    "SELECT id, owner_id, set_design_id, subject_id, archive_hash FROM design_upload_task"         \
    " WHERE id = ? AND job_id = ? AND open"
    bool found;
    TRY(db_one(cx, locked ? WORK_SELECT " FOR UPDATE" : WORK_SELECT,
               ARGS(ARG(job->subject_id), ARG(job->id)), &work_shape, to, &found));
    return found ? 0 : refuse(cx, E_CANCELED, "The set design was deleted");
}

static int zip_prepare(struct cx *cx, const struct job *job, struct order *to)
{
    struct work  w;
    struct shot *shots;
    const char **slugs;
    size_t       n;
    TRY(work_find(cx, job, false, &w));
    TRY(shots_all(cx, &shots, &n));
    slugs = arena_alloc_array(cx->arena, n + 1, sizeof *slugs);
    for (size_t i = 0; i < n; i++)
        slugs[i] = shots[i].slug;
    *to = (struct order){ .op = "zip", .input = store_path(cx, w.archive_hash), .slugs = slugs,
                          .slugs_n = n, .entry_bytes = cx->conf->max_image_bytes };
    return 0;
}

/* What is told of the entries. */
struct telling {
    struct out processed, skipped;
    int64_t    processed_n, skipped_n;
};

static void tell_skipped(struct telling *t, const struct answer_still *s, const char *why)
{
    out_object(&t->skipped);
    OUT_STR(&t->skipped, "name", s->entry);
    OUT_STR(&t->skipped, "reason", why);
    out_object_end(&t->skipped);
    t->skipped_n++;
}

static const struct shot *shot_find(const struct shot *shots, size_t n, const char *slug)
{
    for (size_t i = 0; i < n; i++)
        if (slug && strcmp(shots[i].slug, slug) == 0)
            return &shots[i];
    return NULL;
}

static int image_put(struct cx *cx, const struct work *w, const struct answer *a,
                     const struct answer_still *s, const struct shot *shot, struct telling *t)
{
    const struct blob *blob  = &a->files[s->file].blob;
    struct media_texts texts = { 0 };
    struct uuid        media, image;
    TRY(still_put(cx, blob, a, s));
    TRY(media_take(cx, uuid_new(), w->owner_id, blob->hash, &texts, &media));
    TRY(design_base_put(cx, w->set_design_id, uuid_new(), w->subject_id, shot->id, media, &image));
    out_object(&t->processed);
    OUT_STR(&t->processed, "name", s->entry);
    OUT_UUID(&t->processed, "shot_type_id", shot->id);
    OUT_UUID(&t->processed, "base_image_id", image);
    out_object_end(&t->processed);
    t->processed_n++;
    return 0;
}

static int entries_put(struct cx *cx, const struct work *w, const struct answer *a,
                       struct telling *t)
{
    struct shot *shots;
    size_t       n;
    TRY(shots_all(cx, &shots, &n));
    for (size_t i = 0; i < a->stills_n; i++) {
        const struct answer_still *s    = &a->stills[i];
        const struct shot         *shot = shot_find(shots, n, s->slug);
        if (s->refused)
            tell_skipped(t, s, s->refused);
        else if (!shot) /* it was there when the job began */
            tell_skipped(t, s, "There is no such shot type any more");
        else
            TRY(image_put(cx, w, a, s, shot, t));
    }
    return 0;
}

static const char *result_text(struct cx *cx, struct telling *t)
{
    struct out  o         = out_in_arena(cx->arena, 2 * RESULT_BYTES);
    const char *processed = out_done(&t->processed), *skipped = out_done(&t->skipped);
    if (!processed || !skipped)
        return NULL;
    out_object(&o);
    out_key(&o, "processed");
    out_json(&o, processed);
    out_key(&o, "skipped");
    out_json(&o, skipped);
    out_object_end(&o);
    return out_done(&o);
}

static int zip_commit(struct cx *cx, const struct job *job, UNUSED const struct order *order,
                      const struct answer *a, UNUSED const char **result)
{
    static const char done[] =
        "UPDATE design_upload_task SET open = NULL, status = 'COMPLETED', archive_hash = NULL,"
        " started_at = ?, completed_at = NOW(6), total_items = ?, images_processed = ?,"
        " images_skipped = ?, result_data = ? WHERE id = ?";
    static const char touch[] = "UPDATE set_design SET updated_at = NOW(6) WHERE id = ?";
    struct telling t = { .processed = out_in_arena(cx->arena, RESULT_BYTES),
                         .skipped   = out_in_arena(cx->arena, RESULT_BYTES) };
    struct work    w;
    const char    *text;
    TRY(work_find(cx, job, true, &w));
    TRY(db_do(cx, touch, ARGS(ARG(w.set_design_id)), NULL)); /* and locks it */
    out_array(&t.processed);
    out_array(&t.skipped);
    TRY(entries_put(cx, &w, a, &t));
    out_array_end(&t.processed);
    out_array_end(&t.skipped);
    text = result_text(cx, &t);
    if (!text)
        return refuse(cx, E_MEDIA_LIMIT, "The names of the entries are too long");
    return db_do(cx, done,
                 ARGS(ARG(job->started_at), ARG(t.processed_n + t.skipped_n), ARG(t.processed_n),
                      ARG(t.skipped_n), ARG(text), ARG(w.id)),
                 NULL);
}

#define OUR_FAULT "Internal error, please try again later"

static int zip_abandon(struct cx *cx, const struct job *job, enum reason why,
                       const char *message)
{
    const char *told = why == E_INTERNAL ? OUR_FAULT : message ? message : reason_meaning(why);
    static const char sql[] =
        "UPDATE design_upload_task SET open = NULL, status = 'FAILED', archive_hash = NULL,"
        " error_message = ?, started_at = ?, completed_at = NOW(6) WHERE id = ? AND open";
    return db_do(cx, sql,
                 ARGS(ARG(told), ARG_IF(job->started_at.us != 0, job->started_at), ARG(job->subject_id)),
                 NULL);
}

int task_unstick(struct cx *cx, int64_t *n)
{
    static const char sql[] =
        "UPDATE design_upload_task SET open = NULL, status = 'FAILED', archive_hash = NULL,"
        " error_message = ?, completed_at = NOW(6) WHERE open AND NOT EXISTS (SELECT 1 FROM job"
        " WHERE job.id = design_upload_task.job_id AND job.status IN ('queued', 'running'))";
    return db_do(cx, sql, ARGS(ARG(OUR_FAULT)), n);
}

const struct job_kind design_zip = { .name    = "design_zip",
                                     .prepare = zip_prepare,
                                     .commit  = zip_commit,
                                     .abandon = zip_abandon };
