/* comment_log.c - news and events of comments, by one statement each. See comment_parts.h. */
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/comment_parts.h"

enum { NEWS_BYTES = 1024 * 1024, EVENTS_AT_ONCE = 100 };

struct comment_log comment_log_begin(struct cx *cx)
{
    struct comment_log log = { .news = out_in_arena(cx->arena, NEWS_BYTES) };
    out_array(&log.news);
    return log;
}

void comment_log_news(struct comment_log *log, struct uuid id, struct uuid comment_id, bool change)
{
    out_object(&log->news);
    OUT_UUID(&log->news, "id", id);
    OUT_UUID(&log->news, "comment_id", comment_id);
    OUT_I64(&log->news, "change", change);
    out_object_end(&log->news);
    log->n_news++;
}

void comment_log_event(struct cx *cx, struct comment_log *log, struct event event)
{
    if (log->n_events == log->room) {
        struct event *more;
        log->room = log->room ? log->room * 2 : 8;
        more      = arena_alloc_array(cx->arena, log->room, sizeof *more);
        if (log->n_events)
            memcpy(more, log->events, log->n_events * sizeof *more);
        log->events = more;
    }
    log->events[log->n_events++] = event;
}

int comment_log_write(struct cx *cx, struct comment_log *log, struct uuid user_id)
{
    static const char sql[] =
        "INSERT INTO news (id, `change`, author_id, comment_id, task_id, created_at, updated_at)"
        " SELECT j.id, j.is_change, c.person_id, c.id, c.object_id, c.created_at, c.created_at"
        "   FROM JSON_TABLE(?, '$[*]' COLUMNS(id VARCHAR(36) PATH '$.id',"
        "        comment_id VARCHAR(36) PATH '$.comment_id', is_change INT PATH '$.change')) j"
        "   JOIN comment c ON c.id = CAST(j.comment_id AS UUID)";
    const char *news;
    out_array_end(&log->news);
    news = out_done(&log->news);
    if (!news)
        return refuse(cx, E_TOO_LARGE, "Too many comments at once");
    if (log->n_news)
        TRY(db_do(cx, sql, ARGS(ARG(news)), NULL));
    for (size_t i = 0; i < log->n_events; i += EVENTS_AT_ONCE) {
        size_t n = log->n_events - i < EVENTS_AT_ONCE ? log->n_events - i : EVENTS_AT_ONCE;
        TRY(events_add(cx, user_id, log->events + i, n));
    }
    return 0;
}
