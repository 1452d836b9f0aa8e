/* comment.c - a comment is posted, and what follows from it. */
#include "model/track/comment.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/comment_parts.h"
#include "model/track/tell.h"

enum {
    DEPTH_MOST = 8,  /* automations that set off automations */
    DATA_BYTES = 4096,
};
static const char automatic[] = "Change status automatically for status automation";

/* ---- what must be known before ---- */

struct context { /* of the task, the wanted status, and the actor as to both */
    struct row  row;
    struct uuid project_id, task_type_id, entity_id;
    bool        in_team;
    const char *role;
    bool        is_assigned, is_department, is_entity_mine;
    bool        is_done, is_retake, is_wip, is_feedback_request, is_artist_allowed,
        is_client_allowed;
    int64_t     max_retakes;
    struct json author, task_status;
    struct ids  assignees, followers, sequence_followers;
    const char *place;
};
#define ROW struct context
static const struct field context_fields[] = {
    FIELD(project_id, READ, .doc = "The production."),
    FIELD(task_type_id, READ | NULLS, .doc = "The kind of work."),
    FIELD(entity_id, READ | NULLS, .doc = "What is worked on."),
    FIELD(in_team, READ, .doc = "Is the actor in the team."),
    FIELD(role, READ | NULLS, .doc = "The actor's role in the production."),
    FIELD(is_assigned, READ, .doc = "Is the task the actor's."),
    FIELD(is_department, READ, .doc = "Is the actor in the department, or in none."),
    FIELD(is_entity_mine, READ, .doc = "Did the actor make the entity."),
    FIELD(is_done, READ | NULLS, .doc = "Does the status end the work."),
    FIELD(is_retake, READ | NULLS, .doc = "Does it ask for another take."),
    FIELD(is_wip, READ | NULLS, .doc = "Does it begin the work."),
    FIELD(is_feedback_request, READ | NULLS, .doc = "Does it ask for a look."),
    FIELD(is_artist_allowed, READ | NULLS, .doc = "May artists set it."),
    FIELD(is_client_allowed, READ | NULLS, .doc = "May clients set it."),
    FIELD(max_retakes, READ | NULLS, .doc = "Takes that may be asked for again; 0: any number."),
    FIELD(author, READ | NULLS, .doc = "Who is said to write."),
    FIELD(task_status, READ | NULLS, .doc = "The status."),
    FIELD(assignees, READ, .doc = "Who works on the task."),
    FIELD(followers, READ, .doc = "Who follows the task."),
    FIELD(sequence_followers, READ, .doc = "Who follows the sequence."),
    FIELD(place, READ | NULLS, .doc = "What the task is about, for people."),
};
#undef ROW
static const struct shape context_shape = SHAPE(struct context, context_fields);

static const char context_sql[] =
    "SELECT t.project_id, t.task_type_id, t.entity_id, l.person_id IS NOT NULL, l.role,"
    " EXISTS (SELECT 1 FROM task_person_link a WHERE a.task_id = t.id AND a.person_id = ?),"
    " (NOT EXISTS (SELECT 1 FROM department_link d WHERE d.person_id = ?) OR EXISTS"
    "  (SELECT 1 FROM department_link d WHERE d.person_id = ? AND d.department_id = y.department_id)),"
    " COALESCE(e.created_by = ?, FALSE),"
    " s.is_done, s.is_retake, s.is_wip, s.is_feedback_request, s.is_artist_allowed,"
    " s.is_client_allowed,"
    " COALESCE(CAST(JSON_VALUE(e.data, '$.max_retakes') AS SIGNED), p.max_retakes, 0),"
    " (SELECT " PERSON_JSON("q") " FROM person q WHERE q.id = ?),"
    " IF(s.id IS NULL, NULL, JSON_OBJECT('id', s.id, 'name', s.name, 'short_name', s.short_name,"
    "  'color', s.color, 'is_done', " TRUTH("s.is_done") ", 'is_retake', " TRUTH("s.is_retake")
    ", 'is_wip', " TRUTH("s.is_wip") ", 'is_feedback_request', " TRUTH("s.is_feedback_request")
    ", 'is_default', " TRUTH("s.is_default") ", 'is_artist_allowed', " TRUTH("s.is_artist_allowed")
    ", 'is_client_allowed', " TRUTH("s.is_client_allowed") ", 'type', 'TaskStatus')),"
    " (SELECT GROUP_CONCAT(a.person_id) FROM task_person_link a WHERE a.task_id = t.id),"
    " (SELECT GROUP_CONCAT(u.person_id) FROM subscription u WHERE u.task_id = t.id),"
    " (SELECT GROUP_CONCAT(u.person_id) FROM subscription u"
    "   WHERE u.entity_id = e.parent_id AND u.task_type_id = t.task_type_id),"
    " CONCAT_WS(' / ', p.name, (SELECT f.name FROM entity f WHERE f.id = e.parent_id), e.name, y.name)"
    " FROM task t JOIN project p ON p.id = t.project_id"
    " LEFT JOIN entity e ON e.id = t.entity_id LEFT JOIN task_type y ON y.id = t.task_type_id"
    " LEFT JOIN task_status s ON s.id = ?"
    " LEFT JOIN project_person_link l ON l.project_id = t.project_id AND l.person_id = ?"
    " WHERE t.id = ?";

static int context_load(struct cx *cx, const struct actor *who, struct uuid author_id,
                        struct uuid task_id, struct uuid status_id, struct context *to)
{
    bool found;
    *to = (struct context){ 0 };
    TRY(db_one(cx, context_sql,
               ARGS(ARG(who->id), ARG(who->id), ARG(who->id), ARG(who->id), ARG(author_id),
                    ARG(status_id), ARG(who->id), ARG(task_id)),
               &context_shape, to, &found));
    return found ? 0 : res_absent(cx, &task_res);
}

static struct standing standing_of(const struct context *c)
{
    return (struct standing){ .in_team        = c->in_team,
                              .role           = c->role,
                              .is_assigned    = c->is_assigned,
                              .is_department  = c->is_department,
                              .is_entity_mine = c->is_entity_mine };
}

/* The task as it is now, locked until the transaction ends. */
struct locked {
    struct row  row;
    struct uuid task_status_id;
    int64_t     retake_count, automations;
};
#define ROW struct locked
static const struct field locked_fields[] = {
    FIELD(task_status_id, READ | NULLS, .doc = "The status."),
    FIELD(retake_count, READ | NULLS, .doc = "Takes that were asked for again."),
    FIELD(automations, READ, .doc = "How many things the wanted status sets off."),
};
#undef ROW
static const struct shape locked_shape = SHAPE(struct locked, locked_fields);

static int task_lock(struct cx *cx, struct uuid task_id, struct uuid status_id, struct locked *to)
{
    static const char sql[] =
        "SELECT t.task_status_id, t.retake_count,"
        " (SELECT COUNT(*) FROM status_automation a JOIN project_status_automation_link l"
        "   ON l.status_automation_id = a.id WHERE l.project_id = t.project_id"
        "   AND a.in_task_type_id = t.task_type_id AND a.in_task_status_id = ?"
        "   AND NOT COALESCE(a.archived, FALSE))"
        " FROM task t WHERE t.id = ? FOR UPDATE";
    bool found;
    *to = (struct locked){ 0 };
    TRY(db_one(cx, sql, ARGS(ARG(status_id), ARG(task_id)), &locked_shape, to, &found));
    return found ? 0 : res_absent(cx, &task_res);
}

/* ---- may it be posted ---- */

int comment_is_mentioned(struct cx *cx, const struct actor *who, struct uuid task_id, bool *is)
{
    static const char sql[] =
        "SELECT EXISTS (SELECT 1 FROM comment c JOIN comment_mentions m ON m.comment = c.id"
        "  WHERE c.object_id = ? AND m.person = ?)"
        " OR EXISTS (SELECT 1 FROM comment c JOIN comment_department_mentions m ON m.comment = c.id"
        "  JOIN department_link d ON d.department_id = m.department"
        "  WHERE c.object_id = ? AND d.person_id = ?)"
        " OR EXISTS (SELECT 1 FROM comment c WHERE c.object_id = ?"
        "  AND JSON_SEARCH(c.replies, 'one', ?, NULL, '$[*].mentions[*]') IS NOT NULL)"
        " OR EXISTS (SELECT 1 FROM comment c JOIN department_link d ON d.person_id = ?"
        "  WHERE c.object_id = ? AND JSON_SEARCH(c.replies, 'one', CAST(d.department_id AS CHAR),"
        "  NULL, '$[*].department_mentions[*]') IS NOT NULL)";
    struct comment_flag flag = { 0 };
    bool                found;
    char                me[UUID_TEXT];
    uuid_format(who->id, me);
    TRY(db_one(cx, sql,
               ARGS(ARG(task_id), ARG(who->id), ARG(task_id), ARG(who->id), ARG(task_id),
                    arg_text(me), ARG(who->id), ARG(task_id)),
               &comment_flag_shape, &flag, &found));
    *is = flag.is;
    return 0;
}

int comment_may_act(struct cx *cx, const struct actor *who, const struct standing *s,
                    struct uuid task_id)
{
    bool is = false;
    if (right_grants(FOR_ACTOR, who, s))
        return 0;
    if (s->in_team && !right_acts_as(who, s, "vendor"))
        TRY(comment_is_mentioned(cx, who, task_id, &is));
    return is ? 0 : right_refuse(cx);
}

static int status_may(struct cx *cx, const struct actor *who, const struct context *c)
{
    struct standing s = standing_of(c);
    if (who->is_admin)
        return 0;
    if ((right_acts_as(who, &s, "user") && !c->is_artist_allowed) ||
        (right_acts_as(who, &s, "client") && !c->is_client_allowed))
        return refuse(cx, E_FORBIDDEN, "This status is not for your role");
    return 0;
}

/* ---- one comment ---- */

struct posting {
    const struct actor       *who;
    const struct comment_new *new;
    struct comment_made      *made;
    struct context            context;
    struct locked             locked;
    struct uuid               id, author_id, news_id;
    struct utc                at;
    bool                      changed;
    int                       depth;
    struct comment_log       *log;
    struct names              names;
    struct id_set             followers, mentions, departments, mentioned;
};

static int post(struct cx *cx, struct posting *p);

static int insert_comment(struct cx *cx, const struct posting *p)
{
    static const char sql[] =
        "INSERT INTO comment (id, object_id, object_type, text, replies, checklist, for_client,"
        " links, task_status_id, person_id, created_at, updated_at)"
        " VALUES (?, ?, 'Task', ?, '[]', ?, ?, ?, ?, ?, ?, ?)";
    const struct comment *c = &p->made->comment;
    return db_do(cx, sql,
                 ARGS(ARG(c->id), ARG(c->object_id), ARG(c->text), ARG(c->checklist),
                      ARG(c->for_client), ARG(c->links), ARG(c->task_status_id),
                      ARG(c->person_id), ARG(c->created_at), ARG(c->updated_at)),
                 NULL);
}

int comment_mentions_store(struct cx *cx, struct uuid comment_id, const struct id_set *persons,
                           const struct id_set *departments)
{
    static const char person_sql[] =
        "INSERT INTO comment_mentions (comment, person) SELECT ?, j.id"
        " FROM JSON_TABLE(?, '$[*]' COLUMNS(id VARCHAR(36) PATH '$')) j";
    static const char department_sql[] =
        "INSERT INTO comment_department_mentions (comment, department) SELECT ?, j.id"
        " FROM JSON_TABLE(?, '$[*]' COLUMNS(id VARCHAR(36) PATH '$')) j";
    if (persons->n)
        TRY(db_do(cx, person_sql, ARGS(ARG(comment_id), ARG(id_set_json(cx, persons))), NULL));
    if (departments->n)
        TRY(db_do(cx, department_sql, ARGS(ARG(comment_id), ARG(id_set_json(cx, departments))),
                  NULL));
    return 0;
}

/* The status, and the dates and counts that hang on it. */
static int move_task(struct cx *cx, const struct posting *p)
{
    static const char sql[] =
        "UPDATE task SET task_status_id = ?,"
        " last_comment_date = GREATEST(COALESCE(last_comment_date, ?), ?),"
        " retake_count = COALESCE(retake_count, 0) + ?,"
        " real_start_date = IF(?, COALESCE(real_start_date, ?), real_start_date),"
        " end_date = IF(?, ?, end_date),"
        " done_date = IF(?, ?, IF(?, NULL, done_date)),"
        " updated_at = ? WHERE id = ?";
    const struct context *c = &p->context;
    return db_do(cx, sql,
                 ARGS(ARG(p->new->task_status_id), ARG(p->at), ARG(p->at),
                      arg_i64(p->changed && c->is_retake), arg_bool(p->changed && c->is_wip),
                      ARG(p->at),
                      arg_bool(p->changed && (c->is_done || c->is_feedback_request)), ARG(p->at),
                      arg_bool(p->changed && c->is_done), ARG(p->at), ARG(p->changed), ARG(cx->now),
                      ARG(p->new->task_id)),
                 NULL);
}

static int tell(struct cx *cx, struct posting *p)
{
    struct notice notice = { .type       = "comment",
                             .mention    = "mention",
                             .change     = p->changed,
                             .author_id  = p->author_id,
                             .comment_id = p->id,
                             .task_id    = p->new->task_id,
                             .project_id = p->context.project_id };
    notice.subject = arena_printf(cx->arena, "%.150s", p->context.place ? p->context.place : "Task");
    notice.text    = comment_mail(cx, notice.subject, &p->made->person, p->new->text);
    return notices_add(cx, &notice, &p->followers, &p->mentioned, &p->names, &p->made->mailed);
}

/* ---- events ---- */

static void log_all(struct cx *cx, const struct posting *p)
{
    struct uuid task = p->new->task_id, project = p->context.project_id;
#define EVENT(word, ...)                                                                           \
    comment_log_event(cx, p->log, (struct event){ word, project, event_ids(cx, (const struct event_id[]){ \
                                      __VA_ARGS__, { "project_id", project }, { NULL, task } }) })
    EVENT("comment:new", { "comment_id", p->id }, { "task_id", task },
          { "task_status_id", p->new->task_status_id });
    EVENT("task:update", { "task_id", task });
    if (p->changed)
        EVENT("task:status-changed", { "task_id", task },
              { "new_task_status_id", p->new->task_status_id },
              { "previous_task_status_id", p->locked.task_status_id },
              { "person_id", p->author_id });
    if (p->changed && p->context.is_feedback_request)
        EVENT("task:to-review", { "task_id", task }, { "comment_id", p->id },
              { "person_id", p->author_id });
    EVENT("news:new", { "news_id", p->news_id });
#undef EVENT
    comment_log_news(p->log, p->news_id, p->id, p->changed);
}

/* ---- what a status sets off ---- */

struct automation {
    struct row  row;
    const char *out_field_type;
    struct uuid out_task_type_id, out_task_status_id, task_id;
};
#define ROW struct automation
static const struct field automation_fields[] = {
    FIELD(out_field_type, READ, .doc = "What is set."),
    FIELD(out_task_type_id, READ | NULLS, .doc = "Of which kind of task."),
    FIELD(out_task_status_id, READ | NULLS, .doc = "To which status."),
    FIELD(task_id, READ | NULLS, .doc = "Of which task."),
};
#undef ROW
static const struct shape automation_shape = SHAPE(struct automation, automation_fields);

static int post_there(struct cx *cx, const struct posting *p, struct uuid task_id,
                      struct uuid status_id, const char *text)
{
    struct comment_new  new  = *p->new;
    struct comment_made made = { 0 };
    struct posting      q    = { .who = p->who, .new = &new, .made = &made, .depth = p->depth + 1,
                                 .log = p->log };
    new.id             = uuid_new();
    new.task_id        = task_id;
    new.task_status_id = status_id;
    new.text           = text;
    TRY(context_load(cx, p->who, p->author_id, task_id, status_id, &q.context));
    q.author_id = p->author_id;
    q.at        = p->at;
    TRY(post(cx, &q));
    p->made->mailed = p->made->mailed || made.mailed;
    return 0;
}

static int set_ready(struct cx *cx, const struct posting *p, const struct automation *a)
{
    TRY(db_do(cx, "UPDATE entity SET ready_for = ? WHERE id = ?",
              ARGS(ARG(a->out_task_type_id), ARG(p->context.entity_id)), NULL));
    comment_log_event(cx, p->log,
                      (struct event){ "asset:update", p->context.project_id,
                                      event_ids(cx, (const struct event_id[]){
                                                        { "asset_id", p->context.entity_id },
                                                        { "project_id", p->context.project_id },
                                                        { NULL, p->context.entity_id } }) });
    return 0;
}

static int run_automations(struct cx *cx, const struct posting *p)
{
    static const char sql[] =
        "SELECT a.out_field_type, a.out_task_type_id, a.out_task_status_id,"
        " (SELECT k.id FROM task k WHERE k.entity_id = ? AND k.task_type_id = a.out_task_type_id"
        "  AND k.id <> ? ORDER BY k.created_at, k.id LIMIT 1)"
        " FROM status_automation a JOIN project_status_automation_link l"
        "   ON l.status_automation_id = a.id"
        " WHERE l.project_id = ? AND a.in_task_type_id = ? AND a.in_task_status_id = ?"
        "   AND NOT COALESCE(a.archived, FALSE) ORDER BY a.created_at, a.id";
    struct automation *rows;
    size_t             n;
    if (!p->changed || p->locked.automations == 0 || p->depth >= DEPTH_MOST)
        return 0;
    TRY(db_all(cx, sql,
               ARGS(ARG(p->context.entity_id), ARG(p->new->task_id), ARG(p->context.project_id),
                    ARG(p->context.task_type_id), ARG(p->new->task_status_id)),
               &automation_shape, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        if (strcmp(rows[i].out_field_type, "ready_for") == 0)
            TRY(set_ready(cx, p, &rows[i]));
        else if (!uuid_is_nil(rows[i].task_id) && !uuid_is_nil(rows[i].out_task_status_id))
            TRY(post_there(cx, p, rows[i].task_id, rows[i].out_task_status_id, automatic));
    }
    return 0;
}

/* ---- copies on tasks whose kind is named ---- */

struct sibling {
    struct row  row;
    struct uuid id, task_status_id;
    const char *name;
};
#define ROW struct sibling
static const struct field sibling_fields[] = {
    FIELD(id, READ, .doc = "The task."),
    FIELD(task_status_id, READ | NULLS, .doc = "Its status."),
    FIELD(name, READ | NULLS, .doc = "Its kind."),
};
#undef ROW
static const struct shape sibling_shape = SHAPE(struct sibling, sibling_fields);

static bool has_tag(const char *text, const char *name)
{
    size_t n = name ? strlen(name) : 0;
    for (const char *at = strchr(text, '#'); n && at; at = strchr(at + 1, '#'))
        if (text_equal_fold(at + 1, strnlen(at + 1, n), name) &&
            (!at[1 + n] || strchr(" \t\r\n.,;:!?)", at[1 + n])))
            return true;
    return false;
}

static int copy_by_tags(struct cx *cx, const struct posting *p)
{
    static const char sql[] =
        "SELECT k.id, k.task_status_id, y.name FROM task k JOIN task_type y ON y.id = k.task_type_id"
        " WHERE k.entity_id = ? AND k.id <> ? ORDER BY k.id";
    struct sibling *rows;
    size_t          n;
    if (p->depth > 0 || p->new->alone || !p->new->text || !strchr(p->new->text, '#') ||
        uuid_is_nil(p->context.entity_id))
        return 0;
    TRY(db_all(cx, sql, ARGS(ARG(p->context.entity_id), ARG(p->new->task_id)), &sibling_shape, &rows,
               &n));
    for (size_t i = 0; i < n; i++)
        if (has_tag(p->new->text, rows[i].name) && !uuid_is_nil(rows[i].task_status_id))
            TRY(post_there(cx, p, rows[i].id, rows[i].task_status_id, p->new->text));
    return 0;
}

/* ---- the whole ---- */

static int count_retakes(struct cx *cx, const struct posting *p)
{
    const struct context *c = &p->context;
    if (p->changed && c->is_retake && c->max_retakes > 0 && p->locked.retake_count >= c->max_retakes)
        return refuse_field(cx, E_INVALID, "task_status_id", "No more than %lld retakes are allowed",
                            (long long)c->max_retakes);
    return 0;
}

static void fill(struct posting *p)
{
    struct comment *c = &p->made->comment;
    *c = (struct comment){ .id             = p->id,
                           .object_id      = p->new->task_id,
                           .object_type    = "Task",
                           .text           = p->new->text ? p->new->text : "",
                           .replies        = { "[]" },
                           .checklist      = { p->new->checklist.text ? p->new->checklist.text : "[]" },
                           .links          = { p->new->links.text ? p->new->links.text : "[]" },
                           .for_client     = p->new->for_client,
                           .task_status_id = p->new->task_status_id,
                           .person_id      = p->author_id,
                           .created_at     = p->at,
                           .updated_at     = p->at };
    p->made->person      = p->context.author;
    p->made->task_status = p->context.task_status;
    p->made->project_id  = p->context.project_id;
}

static int find_people(struct cx *cx, struct posting *p)
{
    id_set_join(cx, &p->followers, p->context.assignees);
    id_set_join(cx, &p->followers, p->context.followers);
    id_set_join(cx, &p->followers, p->context.sequence_followers);
    if (!p->new->text || !strchr(p->new->text, '@'))
        return names_of_mailed(cx, &p->followers, &p->names);
    if (!uuid_equal(p->log->project_id, p->context.project_id))
        TRY(names_of_project(cx, p->context.project_id, &p->log->names));
    p->log->project_id = p->context.project_id;
    p->names           = p->log->names;
    mentions_find(cx, &p->names, p->new->text, &p->mentions, &p->departments, &p->mentioned);
    p->made->comment.mentions            = id_set_list(&p->mentions);
    p->made->comment.department_mentions = id_set_list(&p->departments);
    return 0;
}

static int post(struct cx *cx, struct posting *p)
{
    p->id      = p->new->id;
    p->news_id = uuid_new();
    TRY(task_lock(cx, p->new->task_id, p->new->task_status_id, &p->locked));
    p->changed = !uuid_equal(p->locked.task_status_id, p->new->task_status_id);
    TRY(count_retakes(cx, p));
    fill(p);
    TRY(find_people(cx, p));
    TRY(insert_comment(cx, p));
    TRY(comment_mentions_store(cx, p->id, &p->mentions, &p->departments));
    TRY(move_task(cx, p));
    TRY(tell(cx, p));
    log_all(cx, p);
    TRY(run_automations(cx, p));
    return copy_by_tags(cx, p);
}

static int post_one(struct cx *cx, const struct actor *who, const struct comment_new *asked,
                    struct comment_log *log, struct comment_made *made)
{
    struct comment_new new = *asked;
    struct posting     p   = { .who = who, .new = &new, .made = made, .log = log };
    struct standing    s;
    bool               manager;
    *made       = (struct comment_made){ 0 };
    p.author_id = uuid_is_nil(new.person_id) ? who->id : new.person_id;
    TRY(context_load(cx, who, p.author_id, new.task_id, new.task_status_id, &p.context));
    s       = standing_of(&p.context);
    manager = right_grants(FOR_MANAGER, who, &s);
    TRY(comment_may_act(cx, who, &s, new.task_id));
    if (!p.context.task_status.text)
        return refuse_field(cx, E_INVALID, "task_status_id", "task_status_id: there is no such status");
    TRY(status_may(cx, who, &p.context));
    if (!manager && !uuid_equal(p.author_id, who->id)) {
        p.author_id = who->id;
        TRY(context_load(cx, who, who->id, new.task_id, new.task_status_id, &p.context));
    }
    if (!p.context.author.text)
        return refuse_field(cx, E_INVALID, "person_id", "person_id: there is no such person");
    p.at = manager && new.created_at.us ? new.created_at : cx->now;
    new.for_client = manager && new.for_client;
    if (uuid_is_nil(new.id))
        new.id = uuid_new();
    return post(cx, &p);
}

int comments_post(struct cx *cx, const struct actor *who, const struct comment_new *new, size_t n,
                  struct comment_made *made)
{
    struct comment_log log = comment_log_begin(cx);
    for (size_t i = 0; i < n; i++)
        TRY(post_one(cx, who, &new[i], &log, &made[i]));
    return comment_log_write(cx, &log, who->id);
}

int comment_post(struct cx *cx, const struct actor *who, const struct comment_new *new,
                 struct comment_made *made)
{
    return comments_post(cx, who, new, 1, made);
}

int comment_announce(struct cx *cx, const struct actor *who, const struct comment *c, struct uuid old,
                     bool *mailed)
{
    struct comment_log  log  = comment_log_begin(cx);
    struct comment_made made = { .comment = *c };
    struct comment_new  new  = { .id = c->id, .task_id = c->object_id, .text = c->text,
                                 .task_status_id = c->task_status_id };
    struct posting      p    = { .who = who, .new = &new, .made = &made, .log = &log, .id = c->id,
                                 .author_id = c->person_id, .news_id = uuid_new(), .at = c->created_at,
                                 .changed = !uuid_equal(old, c->task_status_id),
                                 .locked = { .task_status_id = old } };
    TRY(context_load(cx, who, p.author_id, new.task_id, new.task_status_id, &p.context));
    made.person = p.context.author;
    TRY(find_people(cx, &p));
    TRY(tell(cx, &p));
    log_all(cx, &p);
    *mailed = made.mailed;
    return comment_log_write(cx, &log, who->id);
}
