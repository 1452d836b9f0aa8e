/* track_upload.c - see track_upload.h. */
#include "handlers/track_upload.h"
#include <unistd.h>
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/text.h"
#include "model/outbox/outbox.h"
#include "model/preview/attach.h"

enum { MS = 1000, EXTENSION_MOST = 6 };

static const char *dot_of(const struct upload *file)
{
    const char *dot = file->file_name ? strrchr(file->file_name, '.') : NULL;
    return dot && dot > file->file_name && strlen(dot + 1) <= EXTENSION_MOST ? dot : NULL;
}

const char *upload_extension(struct rq *rq, const struct upload *file)
{
    const char *dot  = dot_of(file);
    char       *text = arena_text(rq->cx.arena, dot ? dot + 1 : "");
    for (char *c = text; *c; c++) {
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
        if (!((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9')))
            return "";
    }
    return text;
}

const char *upload_stem(struct rq *rq, const struct upload *file)
{
    const char *dot = dot_of(file);
    return dot ? arena_copy(rq->cx.arena, file->file_name, (size_t)(dot - file->file_name))
               : file->file_name;
}

int upload_wait(struct rq *rq, struct uuid job_id, struct job *to)
{
    struct cx *cx = &rq->cx;
    job_ring(cx->conf);
    TRY(job_wait(cx, job_id, cx->conf->parse_wait_s * MS, to));
    if (!job_ended(to))
        return refuse(cx, E_RETRY, "There is too much to do at the moment; try again shortly");
    if (strcmp(to->status, JOB_SUCCEEDED) == 0)
        return 0;
    return refuse(cx, E_INVALID, "%s", to->error_message ? to->error_message : "The file cannot be read");
}

void send_stored(struct rq *rq, const struct stored *f, const char *cache, const char *name)
{
    const char *at = store_name(&rq->cx, f->content_hash);
    reply_file(rq, arena_printf(rq->cx.arena, "/_store/%s", at), f->type);
    reply_header(rq, "Cache-Control", cache);
    reply_header(rq, "Content-Disposition",
                 name ? arena_printf(rq->cx.arena, "attachment; filename=\"%s\"", name) : "inline");
}

int send_named(struct rq *rq, struct uuid id, const char *name, const char *save_as)
{
    struct stored f;
    bool          found;
    TRY(stored_get(&rq->cx, id, name, &f, &found));
    if (!found)
        return refuse(&rq->cx, E_NOT_FOUND, "There is no such file");
    send_stored(rq, &f, CACHE_PRIVATE, save_as);
    return 0;
}

const char *save_name(struct rq *rq, const char *name)
{
    char *text = arena_text(rq->cx.arena, name);
    for (char *c = text; *c; c++)
        if (*c < ' ' || *c > '~' || *c == '"' || *c == '\\')
            *c = '_';
    return text;
}

const char *preview_save_name(struct rq *rq, const struct preview *p)
{
    return save_name(rq, arena_printf(rq->cx.arena, "%s.%s",
                                      p->original_name && p->original_name[0] ? p->original_name : "preview",
                                      p->extension ? p->extension : "bin"));
}

int name_read(struct rq *rq, const char *text, struct uuid *id, const char **extension)
{
    const char *dot = strchr(text, '.');
    size_t      n   = dot ? (size_t)(dot - text) : strlen(text);
    *extension      = dot ? dot + 1 : "";
    if (!uuid_parse(text, n, id) || (dot && !dot[1]))
        return refuse(&rq->cx, E_NOT_FOUND, "There is no such file");
    return 0;
}

/* ---- many at once ---- */

struct uploads uploads_of(struct rq *rq, struct upload *last)
{
    struct uploads all = { 0 };
    for (struct upload *u = last; u; u = u->next)
        all.n++;
    all.v = arena_alloc_array(rq->cx.arena, all.n + 1, sizeof *all.v);
    for (size_t i = all.n; i-- > 0; last = last->next)
        all.v[i] = last;
    return all;
}

void upload_ring(struct rq *rq)
{
    job_ring(rq->cx.conf);
    outbox_ring(rq->cx.conf);
}

/* ---- of comments ---- */

int upload_attach(struct rq *rq, const struct uploads *files, struct uuid comment_id,
                  struct uuid reply_id, struct json *list)
{
    struct out o = out_in_arena(rq->cx.arena, 256 * 1024);
    out_array(&o);
    for (size_t i = 0; i < files->n; i++) {
        struct upload    *file = files->v[i];
        struct attach_new a    = { .id = uuid_new(), .job_id = uuid_new(), .comment_id = comment_id,
                                   .reply_id = reply_id, .person_id = rq->caller.id,
                                   .name = file->file_name, .extension = upload_extension(rq, file),
                                   .type = file->type };
        TRY(store_keep(&rq->cx, file->writer, &a.blob));
        TRY(attach_add(&rq->cx, &a));
        out_object(&o);
        OUT_UUID(&o, "id", a.id);
        OUT_STR(&o, "name", a.name);
        OUT_STR(&o, "extension", a.extension);
        OUT_I64(&o, "size", a.blob.bytes);
        out_key(&o, "reply_id");
        if (uuid_is_nil(reply_id))
            out_null(&o);
        else
            out_uuid(&o, reply_id);
        out_object_end(&o);
    }
    out_array_end(&o);
    list->text = files->n ? out_done(&o) : NULL;
    return 0;
}

/* ---- of previews ---- */

static const struct job_kind *kind_of(const char *extension)
{
    static const char *const pictures[] = { "png", "jpg", "jpeg", "webp", "tif", "tiff", "gif",
                                            "avif", "heic" };
    static const char *const movies[]   = { "mp4", "mov", "m4v", "mkv", "webm", "avi", "wmv", "mxf",
                                            "mpg", "mpeg", "ogv", "flv" };
    for (size_t i = 0; i < COUNT(pictures); i++)
        if (strcmp(pictures[i], extension) == 0)
            return &preview_picture;
    for (size_t i = 0; i < COUNT(movies); i++)
        if (strcmp(movies[i], extension) == 0)
            return &preview_movie;
    return NULL;
}

int upload_review(struct rq *rq, const struct upload *file, struct uuid preview_id, struct uuid job_id,
                  struct upload_review *to)
{
    const char *extension = upload_extension(rq, file);
    if (!extension[0])
        return refuse(&rq->cx, E_INVALID, "The file's name has no ending that tells its kind");
    *to = (struct upload_review){
        .file = { .id = preview_id, .person_id = rq->caller.id, .extension = extension,
                  .original_name = upload_stem(rq, file) },
        .job  = { .id = job_id, .kind = kind_of(extension), .owner_id = preview_id,
                  .person_id = rq->caller.id, .owner = "preview_file" },
    };
    to->file.is_ready = !to->job.kind;
    to->job.priority  = to->job.kind == &preview_movie ? JOB_BATCH : JOB_INTERACTIVE;
    return 0;
}

int upload_review_take(struct cx *cx, void *review)
{
    struct upload_review *r = review;
    r->file.blob            = &r->blob;
    r->job.hash             = r->blob.hash;
    TRY(preview_take(cx, &r->file));
    return r->job.kind ? preview_job_add(cx, &r->job) : 0;
}

static void fd_close(void *u) { close(*(int *)u); }

int upload_text(struct rq *rq, struct upload *file, const char **text, size_t *len)
{
    int    *fd = arena_alloc(rq->cx.arena, sizeof *fd);
    int64_t bytes;
    char   *to;
    ssize_t n = 1;
    TRY(store_keep(&rq->cx, file->writer, &file->blob));
    TRY(store_open(&rq->cx, file->blob.hash, fd, &bytes));
    arena_on_reset(rq->cx.arena, fd_close, fd);
    to   = arena_alloc(rq->cx.arena, (size_t)bytes + 1);
    *len = 0;
    while (n > 0 && *len < (size_t)bytes) {
        n = read(*fd, to + *len, (size_t)bytes - *len);
        if (n < 0)
            return refuse(&rq->cx, E_INTERNAL, "The file could not be read");
        *len += (size_t)n;
    }
    *text = to;
    return 0;
}
