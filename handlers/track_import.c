/* track_import.c - tables of text that become edits. */
#include <unistd.h>
#include "handlers/family.h"
#include "handlers/track_common.h"
#include "model/base/arena.h"
#include "model/outbox/outbox.h"
#include "model/store/store.h"
#include "model/track/entity.h"
#include "model/track/import.h"

extern const struct route_list track_import_routes;

struct import_in {
    struct row     row;
    struct uuid    project_id;
    struct upload *file;
    bool           update;
};
// clang-format off
#define ROW struct import_in
static const struct field import_fields[] = {
    FIELD(project_id, PATH, .doc = "The production."),
    FIELD(file, WRITE, .ref = "max_body_bytes", .doc = "Text in UTF-8 with a header: Name, Episode, Description, columns of metadata, and of task types."),
    FIELD(update, QUERY, .def = "false", .doc = "Change what is there too."),
};
#undef ROW
// clang-format on
static const struct shape import_shape = SHAPE(struct import_in, import_fields);

static void fd_close(void *u) { close(*(int *)u); }

static int text_of(struct rq *rq, struct upload *file, const char **text, size_t *len)
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

static int edits_import(struct rq *rq)
{
    const struct import_in *in  = rq->args;
    struct actor            who = rows_actor(rq);
    struct import_ask       ask = { in->project_id, in->update };
    struct csv              table;
    struct uuid            *ids;
    const char             *text;
    struct out             *o;
    size_t                  len;
    bool                    mailed = false;
    TRY(track_project(rq, FOR_MANAGER, in->project_id));
    if (!in->file)
        return refuse_field(&rq->cx, E_INVALID, "file", "file: is required");
    TRY(text_of(rq, in->file, &text, &len));
    TRY(csv_read(&rq->cx, text, len, &table));
    TRY(import_run(&rq->cx, &who, &import_edits, &ask, &table, &ids, &mailed));
    o = reply(rq, 201);
    out_array(o);
    for (size_t i = 0; i < table.n; i++)
        TRY(res_show(&rq->cx, import_makes(&import_edits), ids[i], false, o));
    out_array_end(o);
    if (mailed)
        outbox_ring(rq->cx.conf);
    return 0;
}

static const enum reason errors[] = { E_FORBIDDEN, E_NOT_FOUND, E_TOO_LARGE, E_NONE };
// clang-format off
static const struct route routes[] = {
    { POST, "/import/csv/projects/:project_id/edits", LOGGED_IN, .in = &import_shape, .out = &entity_shape, .run = edits_import,
      .status = 201, .flags = TX | LIST | BULK, .errors = errors,
      .doc = "Make edits of a table: all of its rows, or none; the fault names the `line_number`." },
};
// clang-format on
const struct route_list track_import_routes = ROUTES(tracker_family, routes);
