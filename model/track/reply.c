/* reply.c - answers to comments, which are kept in the comment's row. */
#include "model/base/arena.h"
#include "model/base/out.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/comment.h"
#include "model/track/comment_parts.h"
#include "model/track/event.h"

enum { REPLY_BYTES = 1024 * 1024 };

struct talk { /* the comment that is answered, with the people around it */
    struct row  row;
    struct uuid author_id, author_studio_id, my_studio_id;
    const char *author_role, *place;
    struct json me;
    struct ids  assignees, followers, sequence_followers, answerers;
};
#define ROW struct talk
static const struct field talk_fields[] = {
    FIELD(author_id, READ, .doc = "Who wrote it."),
    FIELD(author_studio_id, READ | NULLS, .doc = "Of which studio."),
    FIELD(my_studio_id, READ | NULLS, .doc = "Studio of who answers."),
    FIELD(author_role, READ, .doc = "Role in the production."),
    FIELD(place, READ | NULLS, .doc = "What the task is about, for people."),
    FIELD(me, READ, .doc = "Who answers."),
    FIELD(assignees, READ, .doc = "Who works on the task."),
    FIELD(followers, READ, .doc = "Who follows the task."),
    FIELD(sequence_followers, READ, .doc = "Who follows the sequence."),
    FIELD(answerers, READ, .doc = "Who answered before."),
};
#undef ROW
static const struct shape talk_shape = SHAPE(struct talk, talk_fields);

static int talk_load(struct cx *cx, const struct actor *who, struct uuid task_id,
                     struct uuid comment_id, struct talk *to)
{
    static const char sql[] =
        "SELECT a.id, a.studio_id, q.studio_id, COALESCE(l.role COLLATE utf8mb4_bin, a.role),"
        " CONCAT_WS(' / ', p.name, (SELECT f.name FROM entity f WHERE f.id = e.parent_id), e.name,"
        "  y.name), " PERSON_JSON("q") ","
        " (SELECT GROUP_CONCAT(x.person_id) FROM task_person_link x WHERE x.task_id = k.id),"
        " (SELECT GROUP_CONCAT(u.person_id) FROM subscription u WHERE u.task_id = k.id),"
        " (SELECT GROUP_CONCAT(u.person_id) FROM subscription u"
        "   WHERE u.entity_id = e.parent_id AND u.task_type_id = k.task_type_id),"
        " (SELECT GROUP_CONCAT(DISTINCT j.id) FROM JSON_TABLE(COALESCE(c.replies, '[]'), '$[*]'"
        "   COLUMNS(id VARCHAR(36) PATH '$.person_id')) j)"
        " FROM comment c JOIN task k ON k.id = c.object_id JOIN project p ON p.id = k.project_id"
        " JOIN person a ON a.id = c.person_id JOIN person q ON q.id = ?"
        " LEFT JOIN entity e ON e.id = k.entity_id LEFT JOIN task_type y ON y.id = k.task_type_id"
        " LEFT JOIN project_person_link l ON l.project_id = k.project_id AND l.person_id = a.id"
        " WHERE c.id = ? AND k.id = ?";
    bool found;
    *to = (struct talk){ 0 };
    TRY(db_one(cx, sql, ARGS(ARG(who->id), ARG(comment_id), ARG(task_id)), &talk_shape, to, &found));
    return found ? 0 : right_refuse(cx);
}

/* The author; who may act on the task; who is mentioned. No client answers another studio's. */
static int may_reply(struct cx *cx, const struct actor *who, struct uuid task_id,
                     const struct standing *s, const struct talk *t)
{
    if (right_acts_as(who, s, "client") && !who->is_admin &&
        strcmp(t->author_role, "client") == 0 && !uuid_equal(t->author_id, who->id) &&
        !uuid_equal(t->author_studio_id, t->my_studio_id))
        return right_refuse(cx);
    if (uuid_equal(t->author_id, who->id))
        return 0;
    return comment_may_act(cx, who, s, task_id);
}

static void write_ids(struct out *o, const char *name, struct ids v)
{
    out_key(o, name);
    out_array(o);
    for (size_t i = 0; i < v.n; i++)
        out_uuid(o, v.v[i]);
    out_array_end(o);
}

void reply_members(struct out *o, const struct reply_made *r, struct uuid person_id)
{
    OUT_UUID(o, "id", r->id);
    OUT_TIME(o, "date", r->created_at);
    OUT_UUID(o, "person_id", person_id);
    OUT_STR(o, "text", r->text);
    write_ids(o, "mentions", r->mentions);
    write_ids(o, "department_mentions", r->department_mentions);
    OUT_TIME(o, "created_at", r->created_at);
}

static int append(struct cx *cx, struct uuid comment_id, const struct reply_made *r,
                  struct uuid person_id)
{
    static const char sql[] =
        "UPDATE comment SET replies = JSON_ARRAY_APPEND(COALESCE(replies, '[]'), '$',"
        " JSON_EXTRACT(?, '$')), updated_at = ? WHERE id = ?";
    struct out  o = out_in_arena(cx->arena, REPLY_BYTES);
    const char *text;
    o.time = TIME_NAIVE;
    out_object(&o);
    reply_members(&o, r, person_id);
    out_object_end(&o);
    text = out_done(&o);
    if (!text)
        return refuse(cx, E_TOO_LARGE, "The reply is too long");
    return db_do(cx, sql, ARGS(ARG(text), ARG(cx->now), ARG(comment_id)), NULL);
}

static int tell(struct cx *cx, const struct actor *who, const struct talk *t, struct notice *notice,
                const struct names *names, const struct id_set *told, bool *mailed)
{
    struct id_set followers = { 0 };
    struct names  some      = *names;
    id_set_join(cx, &followers, t->assignees);
    id_set_join(cx, &followers, t->followers);
    id_set_join(cx, &followers, t->sequence_followers);
    id_set_join(cx, &followers, t->answerers);
    id_set_add(cx, &followers, t->author_id);
    notice->type      = "reply";
    notice->mention   = "reply-mention";
    notice->author_id = who->id;
    if (!some.n)
        TRY(names_of_mailed(cx, &followers, &some));
    return notices_add(cx, notice, &followers, told, &some, mailed);
}

int reply_post(struct cx *cx, const struct actor *who, struct uuid task_id, struct uuid comment_id,
               struct uuid id, const char *text, struct reply_made *made)
{
    struct standing s;
    struct talk     t;
    struct names    names   = { 0 };
    struct id_set   persons = { 0 }, departments = { 0 }, told = { 0 };
    struct notice   notice  = { .comment_id = comment_id, .task_id = task_id, .reply_id = id };
    *made = (struct reply_made){ .id = id, .text = text, .created_at = cx->now };
    TRY(right_standing(cx, &comment_res, who, comment_id, &s));
    TRY(talk_load(cx, who, task_id, comment_id, &t));
    TRY(may_reply(cx, who, task_id, &s, &t));
    if (strchr(text, '@')) {
        TRY(names_of_project(cx, s.project_id, &names));
        mentions_find(cx, &names, text, &persons, &departments, &told);
    }
    made->mentions            = id_set_list(&persons);
    made->department_mentions = id_set_list(&departments);
    made->person              = t.me;
    TRY(append(cx, comment_id, made, who->id));
    notice.subject = arena_printf(cx->arena, "%.150s", t.place ? t.place : "Task");
    notice.text    = comment_mail(cx, notice.subject, &t.me, text);
    TRY(tell(cx, who, &t, &notice, &names, &told, &made->mailed));
    return event_add(cx, "comment:reply", who->id, s.project_id,
                     event_ids(cx, (const struct event_id[]){ { "task_id", task_id },
                                                              { "comment_id", comment_id },
                                                              { "reply_id", id },
                                                              { "project_id", s.project_id },
                                                              { NULL, id } }));
}

int reply_delete(struct cx *cx, const struct actor *who, struct uuid task_id,
                 struct uuid comment_id, struct uuid reply_id)
{
    static const char sql[] =
        "UPDATE comment SET replies = COALESCE((SELECT JSON_ARRAYAGG(JSON_EXTRACT(j.reply, '$')"
        " ORDER BY j.n) FROM JSON_TABLE(replies, '$[*]' COLUMNS(n FOR ORDINALITY,"
        " reply JSON PATH '$', id VARCHAR(36) PATH '$.id')) j WHERE j.id <> ?), '[]'),"
        " updated_at = ? WHERE id = ? AND JSON_SEARCH(replies, 'one', ?, NULL, '$[*].id') IS NOT NULL";
    struct standing s;
    char            text[UUID_TEXT];
    int64_t         changed;
    uuid_format(reply_id, text);
    TRY(right_standing(cx, &comment_res, who, comment_id, &s));
    if (!who->is_admin)
        return right_refuse(cx);
    TRY(comment_of_task(cx, task_id, comment_id));
    TRY(db_do(cx, sql, ARGS(arg_text(text), ARG(cx->now), ARG(comment_id), arg_text(text)), &changed));
    if (!changed)
        return refuse(cx, E_NOT_FOUND, "There is no such reply");
    TRY(db_do(cx, "DELETE FROM notification WHERE reply_id = ?", ARGS(ARG(reply_id)), NULL));
    TRY(db_do(cx, "DELETE FROM attachment_file WHERE reply_id = ?", ARGS(ARG(reply_id)), NULL));
    return event_add(cx, "comment:delete-reply", who->id, s.project_id,
                     event_ids(cx, (const struct event_id[]){ { "task_id", task_id },
                                                              { "comment_id", comment_id },
                                                              { "reply_id", reply_id },
                                                              { "project_id", s.project_id },
                                                              { NULL, reply_id } }));
}
