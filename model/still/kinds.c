/* kinds.c - jobs that measure: pictures, several at once; or one video. */
#include <fcntl.h>
#include <json-c/json.h>
#include <unistd.h>
#include "model/base/arena.h"
#include "model/base/out.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/job/job.h"
#include "model/still/still.h"
#include "model/store/store.h"

enum { HEAD_BYTES = 64, RESULT_BYTES = 256 * 1024 };

/* ---- what is asked for ---- */

static int hashes_read(struct cx *cx, const struct job *job, const char *const **to, size_t *n)
{
    struct json_object *v = json_tokener_parse(job->input.text), *list = NULL;
    const char        **hashes;
    int                 rc = 0;
    if (!json_object_object_get_ex(v, "hashes", &list) ||
        !json_object_is_type(list, json_type_array)) {
        json_object_put(v);
        return refuse(cx, E_INTERNAL, "The job names no pictures");
    }
    *n     = json_object_array_length(list);
    hashes = arena_alloc_array(cx->arena, *n + 1, sizeof *hashes);
    for (size_t i = 0; i < *n && rc == 0; i++) {
        hashes[i] = arena_text(cx->arena, json_object_get_string(json_object_array_get_idx(list, i)));
        if (!store_is_hash(hashes[i]))
            rc = refuse(cx, E_INTERNAL, "The job names something that is no picture");
    }
    json_object_put(v);
    *to = hashes;
    return rc;
}

static int blob_of(struct cx *cx, const char *hash, struct blob *to)
{
    int fd;
    snprintf(to->hash, sizeof to->hash, "%s", hash);
    TRY(store_open(cx, hash, &fd, &to->bytes));
    close(fd);
    return 0;
}

/* ---- rows ---- */

#define PUT_STILL                                                                                  \
    "INSERT INTO still (content_hash, bytes, resource_type, extension, type, width, height,"       \
    " duration_us, color_profile, dominant_color, kept_at)"                                        \
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NOW(6))"                                               \
    " ON DUPLICATE KEY UPDATE kept_at = VALUES(kept_at)"

static int thumbs_put(struct cx *cx, const struct blob *blob, const struct answer *a,
                      const struct answer_still *m)
{
    static const char sql[] =
        "INSERT INTO still_thumb (still_hash, width, height, content_hash, bytes, type)"
        " VALUES (?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE height = VALUES(height),"
        " content_hash = VALUES(content_hash), bytes = VALUES(bytes), type = VALUES(type)";
    const char *hash = blob->hash;
    for (size_t i = 0; i < m->thumbs_n; i++) {
        const struct answer_thumb *t    = &m->thumbs[i];
        const struct answer_file  *f    = &a->files[t->file];
        const char                *name = f->blob.hash;
        TRY(db_do(cx, sql,
                  ARGS(ARG(hash), ARG(t->width), ARG(t->height), ARG(name), ARG(f->blob.bytes),
                       ARG(f->type)),
                  NULL));
    }
    return 0;
}

int still_put(struct cx *cx, const struct blob *blob, const struct answer *a,
              const struct answer_still *m)
{
    const char *hash = blob->hash;
    TRY(db_do(cx, PUT_STILL,
              ARGS(ARG(hash), ARG(blob->bytes), ARG("image"), ARG(m->extension), ARG(m->type),
                   ARG(m->width), ARG(m->height), ARG_IF(m->duration_us > 0, m->duration_us),
                   ARG(m->color_profile), ARG(m->dominant_color)),
              NULL));
    return thumbs_put(cx, blob, a, m);
}

/* ---- pictures ---- */

static int measure_prepare(struct cx *cx, const struct job *job, struct order *to)
{
    const char *const *hashes;
    const char       **paths;
    size_t             n;
    TRY(hashes_read(cx, job, &hashes, &n));
    paths = arena_alloc_array(cx->arena, n + 1, sizeof *paths);
    for (size_t i = 0; i < n; i++)
        paths[i] = store_path(cx, hashes[i]);
    *to = (struct order){ .op = "stills", .inputs = paths, .inputs_n = n };
    return 0;
}

static void refusal_write(struct out *o, const char *hash, const struct answer_still *m)
{
    out_object(o);
    OUT_STR(o, "hash", hash);
    OUT_STR(o, "reason", reason_word(m->reason));
    OUT_STR(o, "message", m->refused);
    out_object_end(o);
}

static int measure_commit(struct cx *cx, const struct job *job, UNUSED const struct order *order,
                          const struct answer *a, const char **result)
{
    const char *const *hashes;
    struct out         o = out_in_arena(cx->arena, RESULT_BYTES);
    size_t             n;
    TRY(hashes_read(cx, job, &hashes, &n));
    if (n != a->stills_n)
        return refuse(cx, E_MEDIA_FAILED, "The answer is incomplete");
    out_object(&o);
    out_key(&o, "refused");
    out_array(&o);
    for (size_t i = 0; i < n; i++) {
        struct blob blob;
        if (a->stills[i].refused) {
            refusal_write(&o, hashes[i], &a->stills[i]);
            continue;
        }
        TRY(blob_of(cx, hashes[i], &blob));
        TRY(still_put(cx, &blob, a, &a->stills[i]));
    }
    out_array_end(&o);
    out_object_end(&o);
    *result = out_done(&o);
    return 0;
}

const struct job_kind still_measure = { .name    = "still",
                                        .prepare = measure_prepare,
                                        .commit  = measure_commit };

/* ---- a video ---- */

struct container {
    const char *extension, *type;
};

/* By the file's first bytes: films of QuickTime have a brand of their own, and WebM is Matroska
 * that says so. */
static int container_of(struct cx *cx, const char *hash, struct container *to)
{
    unsigned char head[HEAD_BYTES] = { 0 };
    int           fd;
    ssize_t       n;
    TRY(store_open(cx, hash, &fd, NULL));
    n = pread(fd, head, sizeof head, 0);
    close(fd);
    if (n > 12 && memcmp(head + 4, "ftypqt  ", 8) == 0)
        *to = (struct container){ "mov", "video/quicktime" };
    else if (n > 12 && memcmp(head + 4, "ftyp", 4) == 0)
        *to = (struct container){ "mp4", "video/mp4" };
    else if (n > 12 && memmem(head, (size_t)n, "\x42\x82\x84webm", 7))
        *to = (struct container){ "webm", "video/webm" };
    else
        return refuse(cx, E_NOT_MEDIA, "The file is no picture, and no video that browsers play");
    return 0;
}

static int probe_prepare(struct cx *cx, const struct job *job, struct order *to)
{
    const char *const *hashes;
    struct container   kind;
    size_t             n;
    TRY(hashes_read(cx, job, &hashes, &n));
    if (n != 1)
        return refuse(cx, E_INTERNAL, "The job names more than one video");
    TRY(container_of(cx, hashes[0], &kind));
    *to = (struct order){ .op = "probe", .input = store_path(cx, hashes[0]) };
    return 0;
}

static int probe_commit(struct cx *cx, const struct job *job, UNUSED const struct order *order,
                        const struct answer *a, UNUSED const char **result)
{
    const char *const *hashes;
    struct container   kind;
    struct blob        blob;
    size_t             n;
    const char        *hash = blob.hash;
    TRY(hashes_read(cx, job, &hashes, &n));
    TRY(container_of(cx, hashes[0], &kind));
    TRY(blob_of(cx, hashes[0], &blob));
    if (!a->has_source)
        return refuse(cx, E_MEDIA_FAILED, "The answer is incomplete");
    return db_do(cx, PUT_STILL,
                 ARGS(ARG(hash), ARG(blob.bytes), ARG("video"), ARG(kind.extension),
                      ARG(kind.type), ARG(a->source.width), ARG(a->source.height),
                      ARG_IF(a->source.duration_us > 0, a->source.duration_us), ARG_NULL, ARG_NULL),
                 NULL);
}

const struct job_kind still_probe = { .name    = "still_probe",
                                      .prepare = probe_prepare,
                                      .commit  = probe_commit };

/* ---- what was refused ---- */

#define ROW struct still_refusal
static const struct field refusal_fields[] = {
    FIELD(hash, READ | NEED, .doc = "SHA-256 of the bytes."),
    FIELD(reason, READ | NEED, .doc = "Reason word."),
    FIELD(message, READ | NEED, .doc = "What was wrong with them."),
};
#undef ROW
static const struct shape refusal_shape = SHAPE(struct still_refusal, refusal_fields);

static int refusals_read(struct cx *cx, const struct job *job, struct still_refusal **to, size_t *n)
{
    struct json_object *v = job->result.text ? json_tokener_parse(job->result.text) : NULL;
    struct json_object *list = NULL;
    int                 rc   = 0;
    if (v && json_object_object_get_ex(v, "refused", &list) &&
        json_object_is_type(list, json_type_array)) {
        *n  = json_object_array_length(list);
        *to = arena_alloc_array(cx->arena, *n + 1, sizeof **to);
        for (size_t i = 0; i < *n && rc == 0; i++)
            rc = row_from_json(cx, &refusal_shape, json_object_array_get_idx(list, i), READ, false,
                               &(*to)[i]);
    }
    json_object_put(v);
    return rc;
}

int still_refusals(struct cx *cx, const struct job *job, struct still_refusal **to, size_t *n)
{
    const char *const *hashes;
    *to = NULL;
    *n  = 0;
    if (!job_ended(job))
        return 0;
    if (strcmp(job->status, JOB_SUCCEEDED) == 0)
        return refusals_read(cx, job, to, n);
    TRY(hashes_read(cx, job, &hashes, n));
    *to = arena_alloc_array(cx->arena, *n + 1, sizeof **to);
    for (size_t i = 0; i < *n; i++)
        (*to)[i] = (struct still_refusal){ .hash    = hashes[i],
                                           .reason  = job->error_reason ? job->error_reason : "",
                                           .message = job->error_message ? job->error_message : "" };
    return 0;
}
