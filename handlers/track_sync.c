/* track_sync.c - rows of another instance are taken over. One engine; a kind is a line of the table. */
#include <stdlib.h>
#include "handlers/body.h"
#include "handlers/family.h"
#include "handlers/track_common.h"
#include "model/base/arena.h"
#include "model/base/json.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/entity.h"
#include "model/track/file.h"
#include "model/track/production.h"
#include "model/track/review.h"
#include "model/track/sync.h"
#include "model/track/task.h"

extern const struct route_list track_sync_routes;

enum { PIECE_ROWS = 200, ROWS_MAX = 100000, ENTRY_BYTES = 1 << 20, IDS_BYTES = 4 << 20 };

/* Rows gather to a piece, which is a transaction; then their memory is given back. */
struct sync {
    struct rq              *rq;
    const struct sync_kind *kind;
    struct actor            who;
    struct arena_mark       mark;
    void                   *row[PIECE_ROWS];
    size_t                  n, done, at;
    struct out              ids; /* of all rows, as they are here */
};

static void sync_free(void *p) { free(((struct sync *)p)->ids.buf); }

/* Which row it was; a fault of ours is told as it is. */
static int refuse_row(struct sync *s, size_t i)
{
    struct cx  *cx   = &s->rq->cx;
    enum reason why  = cx->err.reason;
    const char *text = arena_text(cx->arena, cx->err.message);
    if (why != E_INVALID && why != E_CONFLICT)
        return -(int)why;
    err_clear(cx);
    return refuse(cx, why, "Row %zu: %s", s->done + i + 1, text);
}

static int store(struct cx *cx, void *u)
{
    struct sync *s = u;
    return sync_store(cx, &s->who, s->kind, s->row, s->n, &s->at);
}

static int piece_ends(struct sync *s)
{
    struct cx             *cx = &s->rq->cx;
    const struct resource *r  = s->kind->resource;
    size_t                 key = r->shape->fields[field_index(r->shape, "id", 2)].off;
    if (!s->n)
        return 0;
    if (db_tx(cx, TX_REPEATABLE, store, s) < 0)
        return refuse_row(s, s->at);
    for (size_t i = 0; i < s->n; i++)
        out_uuid(&s->ids, *(struct uuid *)(void *)((char *)s->row[i] + key));
    s->done += s->n;
    s->n = 0;
    arena_rewind(cx->arena, s->mark);
    return s->ids.failed ? refuse(cx, E_TOO_LARGE, "There are too many rows") : 0;
}

static int take(struct sync *s, const char *text, size_t n)
{
    struct cx             *cx  = &s->rq->cx;
    const struct resource *r   = s->kind->resource;
    void                  *row = arena_alloc(cx->arena, r->shape->bytes);
    struct json_object    *v;
    int                    key = field_index(r->shape, "id", 2);
    if (!json_read(cx->arena, text, n, &v))
        return refuse(cx, E_BAD_BODY, "The body is not valid JSON");
    TRY(row_from_json(cx, r->shape, v, WRITE, false, row));
    if (!(((struct row *)row)->set >> key & 1))
        return refuse_field(cx, E_INVALID, "id", "id: must be given");
    s->row[s->n++] = row;
    return 0;
}

static int entry(void *u, const char *text, size_t n)
{
    struct sync *s = u;
    if (s->done + s->n == ROWS_MAX)
        return refuse(&s->rq->cx, E_TOO_LARGE, "At most %d rows are taken at once", ROWS_MAX);
    if (!s->n)
        s->mark = arena_mark(s->rq->cx.arena);
    if (take(s, text, n) < 0)
        return refuse_row(s, s->n);
    return s->n == PIECE_ROWS ? piece_ends(s) : 0;
}

static int sync(struct rq *rq, const struct sync_kind *kind)
{
    struct sync *s = arena_alloc(rq->cx.arena, sizeof *s);
    *s = (struct sync){ .rq = rq, .kind = kind, .who = rows_actor(rq), .ids = out_on_heap(IDS_BYTES) };
    arena_on_reset(rq->cx.arena, sync_free, s);
    out_array(&s->ids);
    TRY(body_each(rq, ENTRY_BYTES, entry, s));
    TRY(piece_ends(s));
    out_array_end(&s->ids);
    return sync_show(&rq->cx, kind, out_done(&s->ids), reply(rq, 200));
}

#define SYNC_OF(name)                                                                              \
    static int name##_sync(struct rq *rq) { return sync(rq, &sync_##name); }
SYNC_OF(entities)
SYNC_OF(tasks)
SYNC_OF(links)
SYNC_OF(comments)
SYNC_OF(projects)
SYNC_OF(attachments)
SYNC_OF(builds)
SYNC_OF(descriptors)
SYNC_OF(milestones)
SYNC_OF(news)
SYNC_OF(notifications)
SYNC_OF(playlists)
SYNC_OF(previews)
SYNC_OF(schedule)
SYNC_OF(subscriptions)
SYNC_OF(times)

static const enum reason errors[] = { E_FORBIDDEN, E_INVALID, E_CONFLICT, E_MEDIA_TYPE, E_BAD_BODY,
                                      E_TOO_LARGE, E_NONE };
// clang-format off
#define SYNC(word, fn, shape) \
    { POST, "/import/kitsu/" word, ADMIN, .out = &shape, .run = fn, .flags = BULK | RAW | LIST, .raw = "application/json", .errors = errors, \
      .doc = "Rows of another instance, with their ids and dates: a list, taken in pieces of 200; again is harmless. References that lead nowhere are left out where they may be null." }
static const struct route routes[] = {
    SYNC("entities", entities_sync, entity_shape),
    SYNC("tasks", tasks_sync, task_shape),
    SYNC("entity-links", links_sync, entity_link_shape),
    SYNC("comments", comments_sync, comment_shape),
    SYNC("projects", projects_sync, production_shape),
    SYNC("attachment-files", attachments_sync, attachment_file_shape),
    SYNC("build-jobs", builds_sync, build_job_shape),
    SYNC("metadata-descriptors", descriptors_sync, metadata_descriptor_shape),
    SYNC("milestones", milestones_sync, milestone_shape),
    SYNC("news", news_sync, news_shape),
    SYNC("notifications", notifications_sync, notification_shape),
    SYNC("playlists", playlists_sync, playlist_shape),
    SYNC("preview-files", previews_sync, preview_file_shape),
    SYNC("schedule-items", schedule_sync, schedule_item_shape),
    SYNC("subscriptions", subscriptions_sync, subscription_shape),
    SYNC("time-spents", times_sync, time_spent_shape),
};
// clang-format on
const struct route_list track_sync_routes = ROUTES(tracker_family, routes);
