/* comment_gone.c - a comment is changed or taken away: what hangs on it follows. */
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/comment.h"
#include "model/track/comment_parts.h"
#include "model/track/event.h"

/* ---- the task as its comments tell it ---- */

struct step {
    struct row  row;
    struct uuid task_status_id;
    struct utc  at;
    bool        is_done, is_retake, is_wip, is_feedback_request;
};
#define ROW struct step
static const struct field step_fields[] = {
    FIELD(task_status_id, READ | NULLS, .doc = "The status."),
    FIELD(at, READ, .doc = "Since when."),
    FIELD(is_done, READ | NULLS, .doc = "Does it end the work."),
    FIELD(is_retake, READ | NULLS, .doc = "Does it ask for another take."),
    FIELD(is_wip, READ | NULLS, .doc = "Does it begin the work."),
    FIELD(is_feedback_request, READ | NULLS, .doc = "Does it ask for a look."),
};
#undef ROW
static const struct shape step_shape = SHAPE(struct step, step_fields);

struct history {
    struct uuid status_id;
    int64_t     retakes;
    struct utc  last, started, ended, done; /* 0: never */
};

static int add_step(void *u, const void *row)
{
    struct history    *h       = u;
    const struct step *s       = row;
    bool               changed = !uuid_equal(h->status_id, s->task_status_id);
    h->last                    = s->at;
    if (!changed || uuid_is_nil(s->task_status_id))
        return 0;
    h->status_id = s->task_status_id;
    h->retakes += s->is_retake;
    if (s->is_wip && !h->started.us)
        h->started = s->at;
    if (s->is_done || s->is_feedback_request)
        h->ended = s->at;
    h->done = s->is_done ? s->at : (struct utc){ 0 };
    return 0;
}

int comment_retell(struct cx *cx, const struct actor *who, struct uuid task_id,
                   struct uuid project_id)
{
    static const char steps_sql[] =
        "SELECT c.task_status_id, c.created_at, s.is_done, s.is_retake, s.is_wip,"
        " s.is_feedback_request FROM comment c LEFT JOIN task_status s ON s.id = c.task_status_id"
        " WHERE c.object_id = ? ORDER BY c.created_at, c.id";
    static const char update_sql[] =
        "UPDATE task SET task_status_id = COALESCE(?, (SELECT id FROM task_status WHERE is_default"
        "  ORDER BY created_at, id LIMIT 1), task_status_id),"
        " retake_count = ?, last_comment_date = ?, real_start_date = ?, end_date = ?, done_date = ?,"
        " updated_at = ? WHERE id = ?";
    struct history h = { 0 };
    TRY(db_each(cx, steps_sql, ARGS(ARG(task_id)), &step_shape, add_step, &h));
    TRY(db_do(cx, update_sql,
              ARGS(ARG_IF(!uuid_is_nil(h.status_id), h.status_id), ARG(h.retakes),
                   ARG_IF(h.last.us != 0, h.last), ARG_IF(h.started.us != 0, h.started),
                   ARG_IF(h.ended.us != 0, h.ended), ARG_IF(h.done.us != 0, h.done), ARG(cx->now),
                   ARG(task_id)),
              NULL));
    return event_row(cx, who, RES_UPDATE, "task", task_id, project_id);
}

/* ---- hooks ---- */

static int forget(struct cx *cx, struct uuid comment_id)
{
    static const char *const sql[] = {
        "DELETE FROM notification WHERE comment_id = ?",
        "DELETE FROM news WHERE comment_id = ?",
        "DELETE FROM attachment_file WHERE comment_id = ?",
    };
    for (size_t i = 0; i < COUNT(sql); i++)
        TRY(db_do(cx, sql[i], ARGS(ARG(comment_id)), NULL));
    return 0;
}

int comment_before(struct cx *cx, UNUSED const struct resource *r, const struct actor *who,
                   enum verb verb, const void *old, void *row)
{
    const struct comment *was = old;
    struct comment       *is  = row;
    if (verb == RES_DELETE) {
        TRY(db_do(cx, "UPDATE task SET updated_at = updated_at WHERE id = ?",
                  ARGS(ARG(was->object_id)), NULL)); /* comments of a task follow one another */
        return forget(cx, was->id);
    }
    if (verb == RES_UPDATE && !uuid_is_nil(who->id)) {
        is->editor_id = who->id;
        SET(&comment_shape, is, editor_id);
    }
    return 0;
}

static int mentions_anew(struct cx *cx, struct uuid comment_id, struct uuid project_id,
                         const char *text)
{
    struct names  names   = { 0 };
    struct id_set persons = { 0 }, departments = { 0 }, told = { 0 };
    TRY(db_do(cx, "DELETE FROM comment_mentions WHERE comment = ?", ARGS(ARG(comment_id)), NULL));
    TRY(db_do(cx, "DELETE FROM comment_department_mentions WHERE comment = ?", ARGS(ARG(comment_id)),
              NULL));
    if (!text || !strchr(text, '@'))
        return 0;
    TRY(names_of_project(cx, project_id, &names));
    mentions_find(cx, &names, text, &persons, &departments, &told);
    return comment_mentions_store(cx, comment_id, &persons, &departments);
}

int comment_after(struct cx *cx, UNUSED const struct resource *r, const struct actor *who,
                  enum verb verb, const void *old, const void *row)
{
    static const char *const words[] = { [RES_CREATE] = "comment:new", [RES_UPDATE] = "comment:update",
                                         [RES_DELETE] = "comment:delete" };
    const struct comment *c     = old ? old : row;
    const struct comment *is    = row;
    struct uuid           project_id;
    bool                  found;
    TRY(db_id(cx, "SELECT project_id FROM task WHERE id = ?", ARGS(ARG(c->object_id)), &project_id,
              &found));
    if (verb == RES_UPDATE && IS_SET(&comment_shape, is, text))
        TRY(mentions_anew(cx, c->id, project_id, is->text));
    if (found && (verb == RES_DELETE ||
                  (verb == RES_UPDATE && IS_SET(&comment_shape, is, task_status_id))))
        TRY(comment_retell(cx, who, c->object_id, project_id));
    return event_add(cx, words[verb], who->id, project_id,
                     event_ids(cx, (const struct event_id[]){ { "comment_id", c->id },
                                                              { "task_id", c->object_id },
                                                              { "project_id", project_id },
                                                              { NULL, c->id } }));
}
