/* import.c - see import.h. */
#include "model/track/import_parts.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/track/production.h"
#include "model/db/db.h"

enum { KEEP_BYTES = 64 << 20 };

/* ---- what the kinds share ---- */

const char *import_cell(const struct import *im, const struct csv_row *row, size_t column)
{
    return csv_cell(row, im->column[column]);
}

bool import_has(const struct import *im, size_t column) { return im->column[column] >= 0; }

struct import_memo {
    struct import_memo *next;
    int (*find)(struct import *im, struct uuid in, const char *name, struct uuid *id);
    struct uuid in, id;
    const char *name;
};

int import_named(struct import *im,
                 int (*find)(struct import *im, struct uuid in, const char *name, struct uuid *id),
                 struct uuid in, const char *name, struct uuid *id)
{
    struct import_memo *m = im->memo;
    while (m && (m->find != find || !uuid_equal(m->in, in) || strcmp(m->name, name) != 0))
        m = m->next;
    if (!m) {
        TRY(find(im, in, name, id));
        m  = arena_alloc(im->keep, sizeof *m);
        *m = (struct import_memo){ im->memo, find, in, *id, arena_text(im->keep, name) };
        im->memo = m;
    }
    *id = m->id;
    return 0;
}

/* ---- the table ---- */

static int columns_find(struct import *im)
{
    for (size_t i = 0; i < im->kind->ncolumns; i++) {
        const struct import_column *c = &im->kind->columns[i];
        im->column[i]                 = c->name ? csv_column(im->table, c->name) : -1;
        if (im->column[i] < 0 && c->other)
            im->column[i] = csv_column(im->table, c->other);
        if (im->column[i] < 0 && c->needed)
            return refuse(im->cx, E_INVALID, "The column %s is missing", c->name);
    }
    return 0;
}

/* What a row cannot be is told with its line; what is ours stays as it is. */
static int row_fault(struct cx *cx, int rc, size_t line)
{
    struct err was = cx->err;
    switch (was.reason) {
    case E_INVALID:
    case E_CONFLICT:
    case E_NOT_FOUND:
    case E_FORBIDDEN:
        err_clear(cx);
        rc                    = refuse_field(cx, E_INVALID, IMPORT_LINE, "%s", was.message);
        cx->err.steps         = 1;
        cx->err.step[0].name  = NULL;
        cx->err.step[0].index = (int64_t)line;
        return rc;
    default: return rc;
    }
}

static int rows_do(struct import *im, struct uuid *ids)
{
    for (size_t i = 0; i < im->table->n; i++) {
        struct arena_mark mark = arena_mark(im->cx->arena);
        int               rc   = im->kind->row(im, &im->table->row[i], &ids[i]);
        if (rc < 0)
            return row_fault(im->cx, rc, i + 2);
        arena_rewind(im->cx->arena, mark);
    }
    return 0;
}

static void keep_free(void *u) { arena_free(u); }

const struct resource *import_makes(const struct import_kind *kind) { return kind->makes; }

int import_run(struct cx *cx, const struct actor *who, const struct import_kind *kind,
               const struct import_ask *ask, const struct csv *table, struct uuid **ids,
               bool *mailed)
{
    struct import im = { .cx = cx, .who = who, .kind = kind, .ask = ask, .table = table };
    int           rc = columns_find(&im);
    im.keep          = arena_new(KEEP_BYTES);
    arena_on_reset(cx->arena, keep_free, im.keep);
    if (rc >= 0 && !uuid_is_nil(ask->project_id))
        TRY(production_lock(cx, ask->project_id));
    if (rc >= 0 && kind->prepare)
        rc = kind->prepare(&im);
    if (rc < 0)
        return row_fault(cx, rc, 1);
    *ids = arena_alloc_array(cx->arena, table->n + 1, sizeof **ids);
    TRY(rows_do(&im, *ids));
    if (kind->finish)
        TRY(kind->finish(&im, *ids));
    *mailed = im.mailed;
    return 0;
}
