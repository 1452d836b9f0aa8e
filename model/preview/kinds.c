/* kinds.c - see kinds.h. */
#include "model/preview/kinds.h"
#include <json-c/json.h>
#include "model/base/arena.h"
#include "model/base/out.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/preview/preview.h"
#include "model/preview/stored.h"
#include "model/preview/wish.h"
#include "model/track/event.h"

enum { INPUT_BYTES = 512, US = 1000000 };
#define PREVIEW "preview_file"

/* ---- input ---- */

struct asked {
    const char *hash, *owner;
    int64_t     frame;
    bool        as_is;
};

int preview_job_add(struct cx *cx, const struct preview_job *job)
{
    struct out o = out_in_arena(cx->arena, INPUT_BYTES);
    out_object(&o);
    out_key(&o, "hashes");
    out_array(&o);
    out_str(&o, job->hash);
    out_array_end(&o);
    OUT_STR(&o, "owner", job->owner);
    OUT_I64(&o, "frame", job->frame);
    OUT_BOOL(&o, "as_is", job->as_is);
    out_object_end(&o);
    return job_add(cx, &(struct job_new){ .id         = job->id,
                                          .kind       = job->kind->name,
                                          .owner_id   = job->person_id,
                                          .subject_id = job->owner_id,
                                          .priority   = job->priority,
                                          .input      = out_done(&o) });
}

static const char *text_of(struct cx *cx, struct json_object *v)
{
    return arena_text(cx->arena, json_object_is_type(v, json_type_string) ? json_object_get_string(v)
                                                                         : "");
}

static int asked_read(struct cx *cx, const struct job *job, struct asked *to)
{
    struct json_object *v = json_tokener_parse(job->input.text), *list = NULL, *owner = NULL,
                       *frame = NULL, *as_is = NULL;
    json_object_object_get_ex(v, "hashes", &list);
    json_object_object_get_ex(v, "owner", &owner);
    json_object_object_get_ex(v, "frame", &frame);
    json_object_object_get_ex(v, "as_is", &as_is);
    *to = (struct asked){ .owner = text_of(cx, owner),
                          .frame = json_object_get_int64(frame),
                          .as_is = json_object_get_boolean(as_is) };
    if (json_object_is_type(list, json_type_array))
        to->hash = text_of(cx, json_object_array_get_idx(list, 0));
    json_object_put(v);
    if (!to->hash || !store_is_hash(to->hash))
        return refuse(cx, E_INTERNAL, "The job names no file");
    return 0;
}

static int order_simple(struct cx *cx, const struct job *job, const char *op, struct order *to)
{
    struct asked a;
    TRY(asked_read(cx, job, &a));
    *to = (struct order){ .op = op, .input = store_path(cx, a.hash), .first_frame = a.frame };
    return 0;
}

static int picture_prepare(struct cx *cx, const struct job *job, struct order *to)
{
    return order_simple(cx, job, "picture", to);
}

static int avatar_prepare(struct cx *cx, const struct job *job, struct order *to)
{
    return order_simple(cx, job, "avatar", to);
}

static int frame_prepare(struct cx *cx, const struct job *job, struct order *to)
{
    return order_simple(cx, job, "frame", to);
}

static int movie_prepare(struct cx *cx, const struct job *job, struct order *to)
{
    struct asked asked;
    TRY(order_simple(cx, job, "review", to));
    TRY(asked_read(cx, job, &asked));
    if (asked.as_is)
        return 0;
    return wish_read(cx,
                     "SELECT " WISH_OF_ENTITY " FROM preview_file f JOIN task k ON k.id = f.task_id"
                     " JOIN entity e ON e.id = k.entity_id JOIN project p ON p.id = k.project_id"
                     " WHERE f.id = ?",
                     job->subject_id, to);
}

/* ---- what came out ---- */

/* Under the names of the files, without their endings; all but one, which may be NULL. */
static int files_put(struct cx *cx, const char *owner, struct uuid id, const struct answer *a,
                     const char *but)
{
    for (size_t i = 0; i < a->files_n; i++) {
        const struct answer_file *f = &a->files[i];
        struct stored_new         s = { .owner = owner, .owner_id = id, .type = f->type,
                                        .blob = &f->blob };
        s.name = arena_copy(cx->arena, f->name, strcspn(f->name, "."));
        if (!but || strcmp(f->name, but) != 0)
            TRY(stored_put(cx, &s));
    }
    return 0;
}

static int64_t bytes_of(const struct answer *a, const char *name)
{
    for (size_t i = 0; i < a->files_n; i++)
        if (strcmp(a->files[i].name, name) == 0)
            return a->files[i].blob.bytes;
    return 0;
}

static int is_named(struct cx *cx, const struct job *job, const char *name, const struct asked *a,
                    bool *named)
{
    struct stored file;
    bool          found;
    TRY(stored_get(cx, job->subject_id, name, &file, &found));
    *named = found && strcmp(file.content_hash, a->hash) == 0;
    return 0;
}

/* Has the preview still the bytes that the job was about? */
static int is_ours(struct cx *cx, const struct job *job, const struct asked *a, bool *ours)
{
    return is_named(cx, job, "source", a, ours);
}

static int is_movie_of(struct cx *cx, const struct job *job, const struct asked *a, bool *ours)
{
    return is_named(cx, job, "movie", a, ours);
}

/* A PNG is its own original, and so is a GIF, which may move. */
static int original_keep(struct cx *cx, const struct job *job, const struct answer *a)
{
    static const char sql[] =
        "UPDATE stored_file o JOIN stored_file s ON s.owner_id = o.owner_id AND s.name = 'source'"
        " SET o.content_hash = s.content_hash, o.bytes = s.bytes, o.type = ?"
        " WHERE o.owner_id = ? AND o.name = 'original'";
    const char *extension = a->stills[0].extension;
    if (strcmp(extension, "png") != 0 && strcmp(extension, "gif") != 0)
        return 0;
    return db_do(cx, sql, ARGS(ARG(stored_type(extension)), ARG(job->subject_id)), NULL);
}

static int picture_commit(struct cx *cx, const struct job *job, UNUSED const struct order *order,
                          const struct answer *a, UNUSED const char **result)
{
    struct asked        asked;
    struct preview_done done = { .id = job->subject_id, .person_id = job->owner_id };
    bool                ours;
    TRY(asked_read(cx, job, &asked));
    TRY(is_ours(cx, job, &asked, &ours));
    if (!ours)
        return 0;
    TRY(files_put(cx, PREVIEW, job->subject_id, a, NULL));
    TRY(original_keep(cx, job, a));
    done.extension = strcmp(a->stills[0].extension, "gif") == 0 ? "gif" : "png";
    done.width     = a->stills[0].width;
    done.height    = a->stills[0].height;
    return preview_ready(cx, &done);
}

static int cover_ask(struct cx *cx, const struct job *job)
{
    struct stored cover;
    bool          found;
    TRY(stored_get(cx, job->subject_id, PREVIEW_COVER, &cover, &found));
    if (!found)
        return 0;
    return preview_job_add(cx, &(struct preview_job){ .id        = uuid_new(),
                                                      .kind      = &preview_cover,
                                                      .owner_id  = job->subject_id,
                                                      .person_id = job->owner_id,
                                                      .owner     = PREVIEW,
                                                      .hash      = cover.content_hash,
                                                      .priority  = JOB_INTERACTIVE });
}

/* Of an upload that browsers may play it is itself the movie. */
static int movie_keep(struct cx *cx, const struct job *job, struct preview_done *done)
{
    static const char sql[] =
        "UPDATE stored_file o JOIN stored_file s ON s.owner_id = o.owner_id AND s.name = 'source'"
        " SET o.content_hash = s.content_hash, o.bytes = s.bytes"
        " WHERE o.owner_id = ? AND o.name = 'movie' AND s.type = 'video/mp4'";
    int64_t n;
    TRY(db_do(cx, sql, ARGS(ARG(job->subject_id)), &n));
    if (n > 0)
        done->file_size = 0;
    return 0;
}

static int movie_commit(struct cx *cx, const struct job *job, UNUSED const struct order *order,
                        const struct answer *a, UNUSED const char **result)
{
    struct asked        asked;
    struct preview_done done = { .id        = job->subject_id,
                                 .person_id = job->owner_id,
                                 .extension = "mp4",
                                 .width     = a->made.width,
                                 .height    = a->made.height,
                                 .duration  = (double)a->made.duration_us / US,
                                 .original_width    = a->source.width,
                                 .original_height   = a->source.height,
                                 .original_duration = (double)a->source.duration_us / US };
    bool                ours;
    TRY(asked_read(cx, job, &asked));
    TRY(is_ours(cx, job, &asked, &ours));
    if (!ours)
        return 0;
    TRY(files_put(cx, PREVIEW, job->subject_id, a, NULL));
    done.file_size = bytes_of(a, "movie.mp4");
    if (asked.as_is)
        TRY(movie_keep(cx, job, &done));
    TRY(preview_ready(cx, &done));
    return cover_ask(cx, job);
}

static int preview_abandon(struct cx *cx, const struct job *job, UNUSED enum reason why,
                           UNUSED const char *message)
{
    struct asked asked;
    bool         ours;
    TRY(asked_read(cx, job, &asked));
    TRY(is_ours(cx, job, &asked, &ours));
    return ours ? preview_broken(cx, job->subject_id, job->owner_id) : 0;
}

/* The original stays what it was. */
static int frame_commit(struct cx *cx, const struct job *job, UNUSED const struct order *order,
                        const struct answer *a, UNUSED const char **result)
{
    struct asked asked;
    bool         ours;
    TRY(asked_read(cx, job, &asked));
    TRY(is_movie_of(cx, job, &asked, &ours));
    return ours ? files_put(cx, PREVIEW, job->subject_id, a, "original.png") : 0;
}

/* The original stays a frame of the movie. */
static int cover_commit(struct cx *cx, const struct job *job, UNUSED const struct order *order,
                        const struct answer *a, UNUSED const char **result)
{
    struct asked asked;
    bool         ours;
    TRY(asked_read(cx, job, &asked));
    TRY(is_named(cx, job, PREVIEW_COVER, &asked, &ours));
    return ours ? files_put(cx, PREVIEW, job->subject_id, a, "original.png") : 0;
}

/* Nothing names the picture; it goes as others do that nothing names. */
static int look_commit(struct cx *cx, UNUSED const struct job *job, UNUSED const struct order *order,
                       const struct answer *a, const char **result)
{
    for (size_t i = 0; i < a->files_n; i++)
        if (strcmp(a->files[i].name, "original.png") == 0)
            *result = arena_printf(cx->arena, "{\"hash\":\"%s\"}", a->files[i].blob.hash);
    return 0;
}

static int small_commit(struct cx *cx, const struct job *job, UNUSED const struct order *order,
                        const struct answer *a, UNUSED const char **result)
{
    struct asked asked;
    TRY(asked_read(cx, job, &asked));
    for (size_t i = 0; i < a->files_n; i++) {
        const struct answer_file *f = &a->files[i];
        if (strcmp(f->name, "thumbnail.png") == 0)
            return stored_put(cx, &(struct stored_new){ .owner    = asked.owner,
                                                        .owner_id = job->subject_id,
                                                        .name     = "thumbnail",
                                                        .type     = f->type,
                                                        .blob     = &f->blob });
    }
    return 0;
}

/* Tells that the row has a picture now; only what stands below can have one. */
static int avatar_told(struct cx *cx, const struct job *job, const char *owner)
{
    static const char *const owners[] = { "person", "project", "organisation" };
    struct uuid              none     = { { 0 } };
    bool                     project  = strcmp(owner, "project") == 0;
    char                     id[UUID_TEXT];
    size_t                   i = 0;
    while (i < COUNT(owners) && strcmp(owners[i], owner) != 0)
        i++;
    if (i == COUNT(owners))
        return refuse(cx, E_INTERNAL, "The job names a table without avatars");
    uuid_format(job->subject_id, id);
    TRY(db_do(cx, arena_printf(cx->arena, "UPDATE %s SET has_avatar = TRUE WHERE id = ?", owners[i]),
              ARGS(ARG(job->subject_id)), NULL));
    return event_add(cx, arena_printf(cx->arena, "%s:set-thumbnail", owner), job->owner_id,
                     project ? job->subject_id : none,
                     arena_printf(cx->arena, "{\"%s_id\":\"%s\"}", owner, id));
}

static int avatar_commit(struct cx *cx, const struct job *job, UNUSED const struct order *order,
                         const struct answer *a, UNUSED const char **result)
{
    struct asked asked;
    TRY(asked_read(cx, job, &asked));
    TRY(files_put(cx, asked.owner, job->subject_id, a, NULL));
    return avatar_told(cx, job, asked.owner);
}

const struct job_kind preview_picture = { .name    = "preview_picture",
                                          .prepare = picture_prepare,
                                          .commit  = picture_commit,
                                          .abandon = preview_abandon };
const struct job_kind preview_movie   = { .name    = "preview_movie",
                                          .prepare = movie_prepare,
                                          .commit  = movie_commit,
                                          .abandon = preview_abandon };
const struct job_kind preview_frame   = { .name    = "preview_frame",
                                          .prepare = frame_prepare,
                                          .commit  = frame_commit };
const struct job_kind preview_cover   = { .name    = "preview_cover",
                                          .prepare = picture_prepare,
                                          .commit  = cover_commit };
const struct job_kind preview_look    = { .name    = "preview_look",
                                          .prepare = frame_prepare,
                                          .commit  = look_commit };
const struct job_kind preview_small   = { .name    = "preview_small",
                                          .prepare = picture_prepare,
                                          .commit  = small_commit };
const struct job_kind preview_avatar  = { .name    = "preview_avatar",
                                          .prepare = avatar_prepare,
                                          .commit  = avatar_commit };
