/* follow.c - see follow.h. */
#include "model/track/follow.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/query.h"
#include "model/track/entity.h"
#include "model/track/event.h"
#include "model/track/right.h"
#include "model/track/task.h"
#include "model/track/thing.h"

/* ---- following ---- */

static int find(struct cx *cx, const struct actor *who, const struct followed *what,
                struct uuid *id, bool *found)
{
    static const char task_sql[] = "SELECT id FROM subscription WHERE person_id = ? AND task_id = ?";
    static const char sequence_sql[] = "SELECT id FROM subscription WHERE person_id = ?"
                                       " AND entity_id = ? AND task_type_id = ?";
    if (!uuid_is_nil(what->task_id))
        return db_id(cx, task_sql, ARGS(ARG(who->id), ARG(what->task_id)), id, found);
    return db_id(cx, sequence_sql, ARGS(ARG(who->id), ARG(what->entity_id), ARG(what->task_type_id)),
                 id, found);
}

static int may_see(struct cx *cx, const struct actor *who, const struct followed *what,
                   struct uuid *project_id)
{
    if (!uuid_is_nil(what->task_id))
        return right_of_row(cx, &task_res, who, FOR_ASSIGNED, what->task_id, project_id);
    return right_of_row(cx, &entity_res, who, FOR_ASSIGNED, what->entity_id, project_id);
}

int follow_is(struct cx *cx, const struct actor *who, const struct followed *what, bool *is)
{
    struct uuid id;
    return find(cx, who, what, &id, is);
}

int follow_add(struct cx *cx, const struct actor *who, const struct followed *what, struct uuid *id)
{
    static const char sql[] = "INSERT IGNORE INTO subscription (id, person_id, task_id, entity_id,"
                              " task_type_id) VALUES (?, ?, ?, ?, ?)";
    struct uuid project_id;
    int64_t     is_new;
    bool        found;
    TRY(may_see(cx, who, what, &project_id));
    TRY(find(cx, who, what, id, &found));
    if (found)
        return 0;
    TRY(db_do(cx, sql,
              ARGS(ARG(uuid_new()), ARG(who->id), ARG_IF(!uuid_is_nil(what->task_id), what->task_id),
                   ARG_IF(!uuid_is_nil(what->entity_id), what->entity_id),
                   ARG_IF(!uuid_is_nil(what->task_type_id), what->task_type_id)),
              &is_new));
    TRY(find(cx, who, what, id, &found));
    if (!found)
        return refuse(cx, E_INVALID, "There is no such kind of work");
    return is_new ? event_row(cx, who, RES_CREATE, "subscription", *id, project_id) : 0;
}

int follow_remove(struct cx *cx, const struct actor *who, const struct followed *what)
{
    struct uuid id, none = { { 0 } };
    bool        found;
    TRY(find(cx, who, what, &id, &found));
    if (!found)
        return 0;
    TRY(db_do(cx, "DELETE FROM subscription WHERE id = ?", ARGS(ARG(id)), NULL));
    return event_row(cx, who, RES_DELETE, "subscription", id, none);
}

int follow_sequences(struct cx *cx, const struct actor *who, struct uuid project_id,
                     struct uuid task_type_id, struct out *o)
{
    static const char sql[] =
        "SELECT u.entity_id FROM subscription u JOIN entity e ON e.id = u.entity_id"
        " WHERE u.person_id = ? AND u.task_type_id = ? AND e.project_id = ? ORDER BY e.name, e.id" LIST_ENDS;
    struct ids ids;
    TRY(db_ids(cx, sql, ARGS(ARG(who->id), ARG(task_type_id), ARG(project_id)), &ids));
    out_array(o);
    for (size_t i = 0; i < ids.n; i++)
        out_uuid(o, ids.v[i]);
    out_array_end(o);
    return 0;
}

/* ---- what one was told ---- */

struct told {
    struct row  row;
    struct uuid id;
    const char *type, *notification_type;
    struct uuid author_id, comment_id, task_id, task_type_id, task_status_id, playlist_id, reply_id;
    struct ids  mentions, department_mentions;
    struct uuid preview_file_id, project_id;
    const char *project_name, *comment_text, *reply_text;
    struct utc  created_at;
    bool        read, change;
    const char *full_entity_name;
    struct uuid episode_id, entity_preview_file_id, subscription_id;
};
#define ROW struct told
static const struct field told_fields[] = {
    FIELD(id, READ, .doc = "Stable identifier."),
    FIELD(type, READ, .doc = "Notification."),
    FIELD(notification_type, READ, .doc = "Why one is told."),
    FIELD(author_id, READ, .doc = "Who did it."),
    FIELD(comment_id, READ | NULLS, .doc = "The comment."),
    FIELD(task_id, READ | NULLS, .doc = "The task."),
    FIELD(task_type_id, READ | NULLS, .doc = "The kind of work."),
    FIELD(task_status_id, READ | NULLS, .doc = "The comment's status."),
    FIELD(playlist_id, READ | NULLS, .doc = "The playlist."),
    FIELD(reply_id, READ | NULLS, .doc = "The reply."),
    FIELD(mentions, READ, .doc = "Whom the comment names."),
    FIELD(department_mentions, READ, .doc = "Which departments it names."),
    FIELD(preview_file_id, READ | NULLS, .doc = "The comment's preview."),
    FIELD(project_id, READ | NULLS, .doc = "The production."),
    FIELD(project_name, READ | NULLS, .doc = "Its name."),
    FIELD(comment_text, READ | NULLS, .doc = "What the comment says."),
    FIELD(reply_text, READ | NULLS, .doc = "What the reply says."),
    FIELD(created_at, READ, .doc = "When."),
    FIELD(read, READ, .doc = "Was it read."),
    FIELD(change, READ, .doc = "Did the status change."),
    FIELD(full_entity_name, READ | NULLS, .doc = "Where the entity is and what it is called."),
    FIELD(episode_id, READ | NULLS, .doc = "Its episode."),
    FIELD(entity_preview_file_id, READ | NULLS, .doc = "Its picture."),
    FIELD(subscription_id, READ | NULLS, .doc = "By which the task is followed."),
};
#undef ROW
static const struct shape told_shape = SHAPE(struct told, told_fields);

static const char told_sql[] =
    "SELECT n.id, 'Notification', n.type, n.author_id, n.comment_id, n.task_id, k.task_type_id,"
    " c.task_status_id, n.playlist_id, n.reply_id,"
    " (SELECT GROUP_CONCAT(m.person) FROM comment_mentions m WHERE m.comment = n.comment_id),"
    " (SELECT GROUP_CONCAT(m.department) FROM comment_department_mentions m WHERE m.comment = n.comment_id),"
    " (SELECT v.preview_file FROM comment_preview_link v WHERE v.comment = n.comment_id LIMIT 1),"
    " k.project_id, p.name, c.text,"
    " IF(n.reply_id IS NULL, NULL, (SELECT j.text FROM JSON_TABLE(c.replies, '$[*]' COLUMNS("
    "   id VARCHAR(36) PATH '$.id', text LONGTEXT PATH '$.text')) j WHERE CAST(j.id AS UUID) = n.reply_id LIMIT 1)),"
    " n.created_at, n.`read`, n.`change`,"
    " " THING_FULL_NAME("y") ","
    " CASE y.name WHEN 'Sequence' THEN q.id WHEN 'Edit' THEN q.id ELSE COALESCE(g.id, e.source_id) END,"
    " e.preview_file_id,"
    " (SELECT u.id FROM subscription u WHERE u.person_id = n.person_id AND u.task_id = n.task_id LIMIT 1)"
    " FROM notification n LEFT JOIN task k ON k.id = n.task_id LEFT JOIN project p ON p.id = k.project_id"
    " LEFT JOIN comment c ON c.id = n.comment_id LEFT JOIN entity e ON e.id = k.entity_id"
    " LEFT JOIN entity_type y ON y.id = e.entity_type_id LEFT JOIN entity q ON q.id = e.parent_id"
    " LEFT JOIN entity g ON g.id = q.parent_id";

struct writing {
    struct out *o;
    size_t      n;
};

static int write_told(void *u, const void *row)
{
    struct writing *w = u;
    w->n++;
    out_row(w->o, &told_shape, row);
    return w->o->failed ? -1 : 0;
}

static int told(struct cx *cx, const struct actor *who, const struct told_ask *ask, struct writing *w)
{
    struct query q = query_new(cx, told_sql);
    query_with(&q, " WHERE n.person_id = ?", arg_uuid(who->id));
    query_if_id(&q, ask->id, " AND n.id = ?");
    query_if_id(&q, ask->task_type_id, " AND k.task_type_id = ?");
    query_if_id(&q, ask->task_status_id, " AND c.task_status_id = ?");
    query_if(&q, ask->before.us != 0, " AND n.created_at < ?", arg_utc(ask->before));
    query_if(&q, ask->after.us != 0, " AND n.created_at > ?", arg_utc(ask->after));
    query_if(&q, ask->type, " AND n.type = ?", arg_text(ask->type));
    query_if(&q, ask->by_read, " AND n.`read` = ?", arg_bool(ask->read));
    query_with(&q, " ORDER BY n.created_at DESC, n.id LIMIT ?", arg_i64(ask->limit));
    return query_each(cx, &q, &told_shape, write_told, w);
}

int told_list(struct cx *cx, const struct actor *who, const struct told_ask *ask, struct out *o)
{
    struct writing w = { .o = o };
    out_array(o);
    TRY(told(cx, who, ask, &w));
    out_array_end(o);
    return 0;
}

int told_one(struct cx *cx, const struct actor *who, struct uuid id, struct out *o)
{
    struct told_ask ask = { .id = id, .limit = 1 };
    struct writing  w   = { .o = o };
    TRY(told(cx, who, &ask, &w));
    return w.n ? 0 : res_absent(cx, &notification_res);
}

int told_read(struct cx *cx, const struct actor *who, struct uuid id, bool read)
{
    int64_t changed;
    TRY(db_do(cx, "UPDATE notification SET `read` = ?, updated_at = ? WHERE id = ? AND person_id = ?",
              ARGS(ARG(read), ARG(cx->now), ARG(id), ARG(who->id)), &changed));
    return changed ? 0 : res_absent(cx, &notification_res);
}

int told_read_all(struct cx *cx, const struct actor *who)
{
    return db_do(cx, "UPDATE notification SET `read` = TRUE, updated_at = ? WHERE person_id = ? AND NOT `read`",
                 ARGS(ARG(cx->now), ARG(who->id)), NULL);
}
