/* files.c - files of a request go straight into the store, under a name nobody sees yet. */
#include "handlers/hooks.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/store/store.h"

enum { FILE_NAME_POINTS = 255 };

/* The last part of what the client calls the file; it is shown, never used as a path. */
static const char *base_name(struct rq *rq, const char *name)
{
    size_t      n, points;
    bool        control;
    const char *at = name ? name : "";
    for (const char *p = at; *p; p++)
        if (*p == '/' || *p == '\\')
            at = p + 1;
    n = strlen(at);
    text_trim(&at, &n);
    if (n == 0 || !utf8_check(at, n, &points, &control) || control || points > FILE_NAME_POINTS)
        return "video";
    return arena_copy(rq->cx.arena, at, n);
}

int hook_file_begin(struct rq *rq, const char *part, const char *file_name, const char *type,
                    struct upload **to)
{
    struct upload *u = arena_alloc(rq->cx.arena, sizeof *u);
    u->next          = *to;
    u->field         = arena_text(rq->cx.arena, part);
    u->file_name     = base_name(rq, file_name);
    u->type          = arena_text(rq->cx.arena, type);
    TRY(store_create(&rq->cx, &u->writer));
    *to = u;
    return 0;
}

int hook_file_data(struct rq *rq, struct upload *file, const char *bytes, size_t n)
{
    return store_write(&rq->cx, file->writer, bytes, n);
}

int hook_file_end(struct rq *rq, struct upload *file, char sha256[65])
{
    TRY(store_seal(&rq->cx, file->writer, &file->blob));
    memcpy(sha256, file->blob.hash, BLOB_HASH_SIZE);
    return 0;
}
