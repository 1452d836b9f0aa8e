/* bundle.c - see bundle.h. */
#include "model/preview/bundle.h"
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <unistd.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/preview/build.h"
#include "model/preview/listing_parts.h"
#include "model/store/store.h"

enum { PIECE_BYTES = 128 * 1024, MICRO = 1000000 };

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
        " GROUP BY f.id ORDER BY MIN(j.n), f.position, f.created_at, f.id";
    struct bundle *b = arena_alloc(cx->arena, sizeof *b);
    *to              = b;
    return db_all(cx, sql, ARGS(ARG(playlist_id)), &packed_shape, &b->files, &b->n);
}

/* ---- writing ---- */

struct pack {
    struct cx      *cx;
    struct archive *archive;
    struct out     *o;
    char           *piece;
};

static la_ssize_t on_bytes(UNUSED struct archive *a, void *u, const void *bytes, size_t n)
{
    struct out *o = u;
    out_bytes(o, bytes, n);
    return o->failed ? -1 : (la_ssize_t)n;
}

static int failed(const struct pack *p)
{
    const char *why = archive_error_string(p->archive);
    return refuse(p->cx, E_INTERNAL, "The archive broke off: %s", why ? why : "unknown");
}

/* "001_sq1_sh010_animation_v2.mp4" */
static const char *entry_name(struct cx *cx, const struct packed *f, size_t i)
{
    const char *ending = build_slug(cx, f->extension);
    return arena_printf(cx->arena, "%03zu_%s%s%s", i + 1, build_slug(cx, f->name), *ending ? "." : "",
                        ending);
}

static int entry_head(const struct pack *p, const struct packed *f, size_t i, int64_t bytes)
{
    struct archive_entry *e = archive_entry_new();
    int                   rc;
    if (!e)
        abort();
    archive_entry_set_pathname(e, entry_name(p->cx, f, i));
    archive_entry_set_filetype(e, AE_IFREG);
    archive_entry_set_perm(e, 0644);
    archive_entry_set_size(e, bytes);
    archive_entry_set_mtime(e, f->created_at.us / MICRO, 0);
    rc = archive_write_header(p->archive, e);
    archive_entry_free(e);
    return rc == ARCHIVE_OK ? 0 : failed(p);
}

static int entry_bytes(const struct pack *p, int fd, int64_t bytes)
{
    while (bytes > 0) {
        ssize_t got = read(fd, p->piece, PIECE_BYTES);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return refuse(p->cx, E_INTERNAL, "A file of the store cannot be read");
        if (archive_write_data(p->archive, p->piece, (size_t)got) != got)
            return failed(p);
        bytes -= got;
    }
    return 0;
}

/* What the store has lost is left out. */
static int entry_write(const struct pack *p, const struct packed *f, size_t i)
{
    struct arena_mark mark = arena_mark(p->cx->arena);
    int64_t           bytes;
    int               fd, rc;
    if (store_open(p->cx, f->content_hash, &fd, &bytes) < 0) {
        err_clear(p->cx);
        return 0;
    }
    rc = entry_head(p, f, i, bytes);
    if (rc == 0)
        rc = entry_bytes(p, fd, bytes);
    close(fd);
    arena_rewind(p->cx->arena, mark);
    return rc;
}

static int all_write(const struct pack *p, const struct bundle *b)
{
    if (archive_write_set_format_zip(p->archive) != ARCHIVE_OK ||
        archive_write_zip_set_compression_store(p->archive) != ARCHIVE_OK ||
        archive_write_open(p->archive, p->o, NULL, on_bytes, NULL) != ARCHIVE_OK)
        return failed(p);
    for (size_t i = 0; i < b->n; i++)
        TRY(entry_write(p, &b->files[i], i));
    return archive_write_close(p->archive) == ARCHIVE_OK ? 0 : failed(p);
}

int bundle_write(struct cx *cx, const struct bundle *b, struct out *o)
{
    struct pack p = { cx, archive_write_new(), o, arena_alloc(cx->arena, PIECE_BYTES) };
    int         rc;
    if (!p.archive)
        abort();
    db_rest(cx); /* who reads slowly holds no connection */
    rc = all_write(&p, b);
    if (rc < 0)
        (void)archive_write_fail(p.archive); /* no end is written to what is not whole */
    archive_write_free(p.archive);
    return rc;
}
