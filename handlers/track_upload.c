/* track_upload.c - see track_upload.h. */
#include "handlers/track_upload.h"
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/text.h"

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

int name_read(struct rq *rq, const char *text, struct uuid *id, const char **extension)
{
    const char *dot = strchr(text, '.');
    size_t      n   = dot ? (size_t)(dot - text) : strlen(text);
    *extension      = dot ? dot + 1 : "";
    if (!uuid_parse(text, n, id) || (dot && !dot[1]))
        return refuse(&rq->cx, E_NOT_FOUND, "There is no such file");
    return 0;
}
