/* bundle.c - see bundle.h. */
#include "model/preview/bundle.h"
#include <errno.h>
#include <unistd.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/preview/build.h"
#include "model/preview/pack.h"
#include "model/store/store.h"

enum { PIECE_BYTES = 128 * 1024 };

struct packed {
    struct row  row;
    const char *content_hash, *name, *extension;
    struct utc  created_at;
};
#define ROW struct packed
static const struct field packed_fields[] = {
    FIELD(content_hash, READ, .doc = "Its file."),
    FIELD(name, READ, .doc = "What it shows, what for, which revision and place in it."),
    FIELD(extension, READ, .doc = "Ending."),
    FIELD(created_at, READ, .doc = "When the preview was made."),
};
#undef ROW
static const struct shape packed_shape = SHAPE(struct packed, packed_fields);

struct bundle {
    struct packed *files;
    size_t         n;
};

int bundle_begin(struct cx *cx, struct uuid playlist_id, struct bundle **to)
{
    static const char sql[] =
        "SELECT sf.content_hash, CONCAT_WS(' ', up.name, e.name, y.name, CONCAT('v', f.revision),"
        " IF(f.position > 1, f.position, NULL)), COALESCE(f.extension, ''), f.created_at FROM"
        " " PLAYED_BY_PLAYLIST " JOIN entity e ON e.id = k.entity_id"
        " LEFT JOIN entity up ON up.id = e.parent_id JOIN task_type y ON y.id = k.task_type_id"
        " JOIN preview_file f ON f.task_id = c.task_id AND f.revision = c.revision"
        " JOIN stored_file sf ON sf.owner_id = f.id"
        " AND sf.name = IF(f.extension = 'mp4', 'movie', 'original') WHERE t.id = ?"
        " GROUP BY f.id ORDER BY MIN(j.n), f.position, f.created_at, f.id" LIST_ENDS;
    struct bundle *b = arena_alloc(cx->arena, sizeof *b);
    *to              = b;
    return db_all(cx, sql, ARGS(ARG(playlist_id)), &packed_shape, &b->files, &b->n);
}

/* ---- writing ---- */

/* "001_sq1_sh010_animation_v2.mp4" */
static const char *entry_name(struct cx *cx, const struct packed *f, size_t i)
{
    const char *ending = build_slug(cx, f->extension);
    return arena_printf(cx->arena, "%03zu_%s%s%s", i + 1, build_slug(cx, f->name), *ending ? "." : "",
                        ending);
}

static int entry_bytes(struct cx *cx, struct pack *p, int fd, char *piece)
{
    while (p->left > 0 && !p->o->failed) {
        ssize_t got = read(fd, piece, p->left < PIECE_BYTES ? (size_t)p->left : PIECE_BYTES);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return refuse(cx, E_INTERNAL, "A file of the store cannot be read");
        pack_bytes(p, piece, (size_t)got);
    }
    return 0;
}

/* What the store has lost is left out. */
static int entry_write(struct cx *cx, struct pack *p, const struct packed *f, size_t i, char *piece)
{
    int64_t bytes;
    int     fd, rc;
    if (store_open(cx, f->content_hash, &fd, &bytes) < 0) {
        err_clear(cx);
        return 0;
    }
    pack_entry(p, entry_name(cx, f, i), bytes, f->created_at);
    rc = entry_bytes(cx, p, fd, piece);
    close(fd);
    return rc;
}

int bundle_write(struct cx *cx, const struct bundle *b, struct out *o)
{
    struct pack p     = pack_begin(cx->arena, o);
    char       *piece = arena_alloc(cx->arena, PIECE_BYTES);
    db_rest(cx); /* who reads slowly holds no connection */
    for (size_t i = 0; i < b->n && !o->failed; i++)
        TRY(entry_write(cx, &p, &b->files[i], i, piece));
    if (!o->failed) /* somebody still reads */
        pack_end(&p);
    return 0;
}
