/* comment_move.c - a comment goes to another task of its entity, as if it had been posted there. */
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/comment.h"
#include "model/track/comment_parts.h"
#include "model/track/event.h"

struct ends { /* of the way: the task where it is and the one where it goes */
    struct row  row;
    struct uuid project_id, entity_id, other_entity_id, task_status_id;
};
#define ROW struct ends
static const struct field ends_fields[] = {
    FIELD(project_id, READ, .doc = "The production."),
    FIELD(entity_id, READ | NULLS, .doc = "What is worked on."),
    FIELD(other_entity_id, READ | NULLS, .doc = "The same of the other task."),
    FIELD(task_status_id, READ | NULLS, .doc = "Status of the other task."),
};
#undef ROW
static const struct shape ends_shape = SHAPE(struct ends, ends_fields);

/* Both are locked, always in one order: comments of a task follow one another. */
static int ends_find(struct cx *cx, struct uuid from, struct uuid to, struct ends *ends)
{
    static const char lock[] = "SELECT id FROM task WHERE id IN (?, ?) ORDER BY id FOR UPDATE";
    static const char sql[] = "SELECT f.project_id, f.entity_id, t.entity_id, t.task_status_id"
                              " FROM task f JOIN task t ON t.id = ? WHERE f.id = ?";
    struct ids        ids;
    bool              found;
    TRY(db_ids(cx, lock, ARGS(ARG(from), ARG(to)), &ids));
    TRY(db_one(cx, sql, ARGS(ARG(to), ARG(from)), &ends_shape, ends, &found));
    if (!found)
        return res_absent(cx, &task_res);
    if (uuid_equal(from, to) || uuid_is_nil(ends->entity_id) ||
        !uuid_equal(ends->entity_id, ends->other_entity_id))
        return refuse_field(cx, E_INVALID, "target_task_id",
                            "target_task_id: must be another task of the same entity");
    return 0;
}

/* Previews of the comment alone go with it, as the next revision there. */
static int previews_move(struct cx *cx, struct uuid comment_id, struct uuid from, struct uuid to)
{
    static const char sql[] =
        "UPDATE preview_file f JOIN comment_preview_link l ON l.preview_file = f.id AND l.comment = ?"
        " SET f.task_id = ?, f.revision = ? WHERE f.task_id = ? AND NOT EXISTS"
        " (SELECT 1 FROM comment_preview_link o WHERE o.preview_file = f.id AND o.comment <> ?)";
    static const char last[] =
        "UPDATE task t SET last_preview_file_id = (SELECT f.id FROM preview_file f WHERE f.task_id = t.id"
        " ORDER BY f.revision DESC, f.position, f.created_at, f.id LIMIT 1) WHERE t.id IN (?, ?)";
    int64_t most, moved;
    TRY(db_number(cx, "SELECT COALESCE(MAX(revision), 0) FROM preview_file WHERE task_id = ?", ARGS(ARG(to)),
                  &most, NULL));
    TRY(db_do(cx, sql, ARGS(ARG(comment_id), ARG(to), arg_i64(most + 1), ARG(from), ARG(comment_id)), &moved));
    return moved ? db_do(cx, last, ARGS(ARG(from), ARG(to)), NULL) : 0;
}

static int gone_events(struct cx *cx, const struct actor *who, struct uuid comment_id, struct uuid task_id,
                       struct uuid project_id)
{
    const char *data = event_ids(cx, (const struct event_id[]){ { "comment_id", comment_id },
                                                                { "task_id", task_id },
                                                                { "project_id", project_id },
                                                                { NULL, task_id } });
    struct event events[] = { { "news:delete", project_id, data }, { "comment:delete", project_id, data } };
    return events_add(cx, who->id, events, COUNT(events));
}

int comment_move(struct cx *cx, const struct actor *who, struct uuid task_id, struct uuid comment_id,
                 struct uuid to, bool *mailed)
{
    struct comment c    = { .text = NULL };
    struct ends    ends = { 0 };
    bool           found;
    TRY(right_of_row(cx, &task_res, who, FOR_MANAGER, task_id, NULL));
    TRY(ends_find(cx, task_id, to, &ends));
    TRY(res_load(cx, &comment_res, comment_id, &c, &found));
    if (!found || !uuid_equal(c.object_id, task_id))
        return res_absent(cx, &comment_res);
    TRY(db_do(cx, "DELETE FROM notification WHERE comment_id = ?", ARGS(ARG(comment_id)), NULL));
    TRY(db_do(cx, "DELETE FROM news WHERE comment_id = ?", ARGS(ARG(comment_id)), NULL));
    TRY(db_do(cx, "UPDATE comment SET object_id = ?, updated_at = ? WHERE id = ?",
              ARGS(ARG(to), ARG(cx->now), ARG(comment_id)), NULL));
    TRY(previews_move(cx, comment_id, task_id, to));
    TRY(gone_events(cx, who, comment_id, task_id, ends.project_id));
    TRY(comment_retell(cx, who, task_id, ends.project_id));
    TRY(comment_retell(cx, who, to, ends.project_id));
    c.object_id = to;
    return comment_announce(cx, who, &c, ends.task_status_id, mailed);
}
