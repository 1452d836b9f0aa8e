/* right.c - see right.h. */
#include "model/track/right.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"

/* What of the actor and the row decides. */
#define ROW struct standing
static const struct field standing_fields[] = {
    FIELD(in_team, READ, .doc = "Is the actor in the team."),
    FIELD(role, READ | NULLS, .doc = "Role in the production."),
    FIELD(is_assigned, READ, .doc = "Is a task of it the actor's."),
    FIELD(is_department, READ, .doc = "Is the actor in the department, or in none."),
    FIELD(is_entity_mine, READ, .doc = "Did the actor make the entity."),
    FIELD(is_shown, READ, .doc = "Is it for clients."),
    FIELD(person_id, READ | NULLS, .doc = "Whom the row is about."),
    FIELD(project_id, READ | NULLS, .doc = "Its production."),
};
#undef ROW
static const struct shape standing_shape = SHAPE(struct standing, standing_fields);

int right_refuse(struct cx *cx)
{
    return refuse(cx, E_FORBIDDEN, "You do not have the right to do this");
}

bool right_is_role(const struct actor *who, const char *role)
{
    return who->role && strcmp(who->role, role) == 0;
}

/* ---- asking the database ---- */

struct question {
    struct out sql;
    struct arg args[16];
    size_t     n;
};

static void ask(struct question *q, const char *text, struct uuid me)
{
    out_raw(&q->sql, text);
    for (; *text; text++)
        if (*text == '?')
            q->args[q->n++] = arg_uuid(me);
}

static void ask_assigned(struct question *q, const struct right_rules *rules, struct uuid me)
{
    if (rules->task) {
        out_format(&q->sql, ", EXISTS (SELECT 1 FROM task_person_link a WHERE a.task_id = %s",
                   rules->task);
        ask(q, " AND a.person_id = ?)", me);
    } else if (rules->entity) {
        out_format(&q->sql, ", EXISTS (SELECT 1 FROM task k JOIN task_person_link a"
                            " ON a.task_id = k.id WHERE k.entity_id = %s", rules->entity);
        ask(q, " AND a.person_id = ?)", me);
    } else {
        out_raw(&q->sql, ", FALSE");
    }
}

/* A supervisor without a department is one of all. */
static void ask_department(struct question *q, const struct right_rules *rules, struct uuid me)
{
    if (!rules->task && !rules->task_type) {
        ask(q, ", NOT EXISTS (SELECT 1 FROM department_link d WHERE d.person_id = ?)", me);
        return;
    }
    ask(q, ", (NOT EXISTS (SELECT 1 FROM department_link d WHERE d.person_id = ?)", me);
    ask(q, " OR EXISTS (SELECT 1 FROM task_type y"
           " JOIN department_link d ON d.department_id = y.department_id AND d.person_id = ?", me);
    out_format(&q->sql, rules->task_type ? " WHERE y.id = %s))"
                                         : " JOIN task k ON k.task_type_id = y.id WHERE k.id = %s))",
               rules->task_type ? rules->task_type : rules->task);
}

static void ask_mine(struct question *q, const struct right_rules *rules, struct uuid me)
{
    if (rules->entity) {
        out_format(&q->sql, ", EXISTS (SELECT 1 FROM entity e WHERE e.id = %s", rules->entity);
        ask(q, " AND e.created_by = ?)", me);
    } else {
        out_raw(&q->sql, ", FALSE");
    }
}

/* Whom it is about, and whether it is for clients. */
static void ask_about(struct question *q, const struct right_rules *rules)
{
    out_format(&q->sql, ", %s", rules->shown ? rules->shown : "FALSE");
    if (rules->person)
        out_format(&q->sql, ", t.`%s`", rules->person);
    else
        out_raw(&q->sql, ", NULL");
}

static int standing_of_row(struct cx *cx, const struct resource *r, const struct actor *who,
                           struct uuid id, struct standing *to, bool *found)
{
    const struct right_rules *rules = r->rules;
    struct question           q     = { .sql = out_in_arena(cx->arena, 8192) };
    const char               *sql;
    out_raw(&q.sql, "SELECT l.person_id IS NOT NULL, l.role");
    ask_assigned(&q, rules, who->id);
    ask_department(&q, rules, who->id);
    ask_mine(&q, rules, who->id);
    ask_about(&q, rules);
    out_format(&q.sql, ", %s", rules->project ? rules->project : "NULL");
    out_format(&q.sql, " FROM `%s` t LEFT JOIN project_person_link l ON l.project_id = %s", r->table,
               rules->project ? rules->project : "NULL");
    ask(&q, " AND l.person_id = ?", who->id);
    out_raw(&q.sql, " WHERE t.id = ?");
    q.args[q.n++] = arg_uuid(id);
    sql           = out_done(&q.sql);
    if (!sql)
        return refuse(cx, E_INTERNAL, "A right is too long");
    return db_one(cx, sql, q.args, q.n, &standing_shape, to, found);
}

/* task_type_id: nil when it is about no kind of work. */
static int standing_in_project(struct cx *cx, const struct actor *who, struct uuid project_id,
                               struct uuid task_type_id, struct standing *to)
{
    static const char sql[] =
        "SELECT TRUE, l.role, FALSE, ? IS NOT NULL"
        " AND (NOT EXISTS (SELECT 1 FROM department_link d WHERE d.person_id = l.person_id)"
        " OR EXISTS (SELECT 1 FROM task_type y JOIN department_link d"
        " ON d.department_id = y.department_id AND d.person_id = l.person_id WHERE y.id = ?)),"
        " FALSE, FALSE, NULL, l.project_id"
        " FROM project_person_link l WHERE l.project_id = ? AND l.person_id = ?";
    const struct arg type = ARG_IF(!uuid_is_nil(task_type_id), task_type_id);
    bool             found;
    return db_one(cx, sql, ARGS(type, type, ARG(project_id), ARG(who->id)), &standing_shape, to,
                  &found);
}

/* ---- deciding ---- */

bool right_acts_as(const struct actor *who, const struct standing *s, const char *role)
{
    const char *is = s->role ? s->role : who->role;
    return is && strcmp(is, role) == 0;
}

bool right_grants(enum right_for right, const struct actor *who, const struct standing *s)
{
    if (who->is_admin)
        return true;
    bool manager    = s->in_team && right_acts_as(who, s, "manager");
    bool supervisor = s->in_team && right_acts_as(who, s, "supervisor");
    bool vendor     = right_acts_as(who, s, "vendor");
    bool self       = uuid_equal(s->person_id, who->id);
    bool client     = s->in_team && right_acts_as(who, s, "client");
    switch (right) {
    case FOR_NOBODY: return false;
    case FOR_ALL: return true;
    case FOR_ALL_BUT_VENDORS: return !right_is_role(who, "vendor");
    case FOR_MANAGERS: return right_is_role(who, "manager");
    case FOR_TEAM: return s->in_team;
    case FOR_TEAM_BUT_VENDORS: return s->in_team && !vendor;
    case FOR_TEAM_INSIDE: return s->in_team && !vendor && !client;
    case FOR_TEAM_SHOWN: return s->in_team && !vendor && (!client || s->is_shown);
    case FOR_ASSIGNED: return s->in_team && (!vendor || s->is_assigned);
    case FOR_MANAGER: return manager;
    case FOR_MANAGER_SHOWN: return manager || (client && s->is_shown);
    case FOR_SUPERVISOR: return manager || supervisor;
    case FOR_SUPERVISOR_SHOWN: return manager || supervisor || (client && s->is_shown);
    case FOR_DEPARTMENT: return manager || (supervisor && s->is_department);
    case FOR_ACTOR:
        return manager || (s->in_team && (client || s->is_assigned || s->is_entity_mine)) ||
               (supervisor && s->is_department);
    case FOR_WORKER: return manager || (s->in_team && s->is_assigned);
    case FOR_ENTITY: return manager || supervisor || (s->in_team && s->is_entity_mine);
    case FOR_SELF: return self;
    case FOR_SELF_OR_MANAGER: return self || manager;
    case FOR_CREATOR: return manager || (supervisor && (self || uuid_is_nil(s->person_id)));
    default: return false;
    }
}

/* Without a look at any row. */
static bool is_plain(enum right_for right)
{
    return right == FOR_ADMINS || right == FOR_ALL || right == FOR_ALL_BUT_VENDORS ||
           right == FOR_MANAGERS || right == FOR_NOBODY;
}

static enum right_for right_for(const struct right_rules *rules, enum verb verb)
{
    switch (verb) {
    case RES_LIST: return rules->list;
    case RES_GET: return rules->get;
    case RES_CREATE: return rules->create;
    case RES_UPDATE: return rules->update;
    default: return rules->remove;
    }
}

static const struct uuid *uuid_in(const struct resource *r, const void *row, const char *name)
{
    int                 i    = name ? field_index(r->shape, name, strlen(name)) : -1;
    const struct field *f    = i < 0 ? NULL : &r->shape->fields[i];
    const struct row   *head = row;
    if (!f || f->type != T_UUID || !(head->set >> i & 1) || (head->null >> i & 1))
        return NULL;
    return (const struct uuid *)(const void *)((const char *)row + f->off);
}

/* The production of a row that is not there yet. */
static int project_of_new(struct cx *cx, const struct resource *r, const void *row, struct uuid *to)
{
    const struct right_rules *rules = r->rules;
    const struct uuid        *id    = uuid_in(r, row, "project_id");
    const struct uuid        *via   = uuid_in(r, row, rules->via);
    bool                      found;
    if (id) {
        *to = *id;
        return 0;
    }
    if (!via)
        return refuse_field(cx, E_INVALID, rules->via ? rules->via : "project_id", "'%s'",
                            rules->via ? rules->via : "project_id");
    TRY(db_id(cx, rules->project_of, ARGS(ARG(*via)), to, &found));
    return found ? 0
                 : refuse_field(cx, E_INVALID, rules->via, "%s: there is no such row", rules->via);
}

static int may_create(struct cx *cx, const struct resource *r, const struct actor *who,
                      enum right_for right, const void *row)
{
    const struct right_rules *rules = r->rules;
    const struct uuid        *person;
    struct standing           s    = { 0 };
    struct uuid               none = { { 0 } }, project_id;
    if (right == FOR_SELF) {
        person = uuid_in(r, row, rules->person);
        return person && uuid_equal(*person, who->id) ? 0 : right_refuse(cx);
    }
    TRY(project_of_new(cx, r, row, &project_id));
    TRY(standing_in_project(cx, who, project_id, none, &s));
    return right_grants(right, who, &s) ? 0 : right_refuse(cx);
}

int right_may(struct cx *cx, const struct resource *r, const struct actor *who, enum verb verb,
              const void *row)
{
    enum right_for     right = right_for(r->rules, verb);
    const struct uuid *id;
    struct standing    s = { 0 };
    bool               found;
    if (right == FOR_NOBODY)
        return who->is_admin ? refuse(cx, E_INVALID, "This cannot be done with a %s", r->name)
                             : right_refuse(cx);
    if (who->is_admin)
        return 0;
    if (is_plain(right))
        return right_grants(right, who, &s) ? 0 : right_refuse(cx);
    if (verb == RES_LIST)
        return 0; /* the scope shows what there is to be seen */
    if (verb == RES_CREATE)
        return may_create(cx, r, who, right, row);
    id = uuid_in(r, row, "id");
    if (!id)
        return refuse(cx, E_INTERNAL, "A right is asked for without a row");
    TRY(standing_of_row(cx, r, who, *id, &s, &found));
    return found && right_grants(right, who, &s) ? 0 : right_refuse(cx);
}

int right_given(UNUSED struct cx *cx, UNUSED const struct resource *r,
                UNUSED const struct actor *who, UNUSED enum verb verb, UNUSED const void *row)
{
    return 0;
}

int right_of_project(struct cx *cx, const struct actor *who, enum right_for right,
                     struct uuid project_id)
{
    struct uuid none = { { 0 } };
    return right_of_work(cx, who, right, project_id, none);
}

int right_of_work(struct cx *cx, const struct actor *who, enum right_for right,
                  struct uuid project_id, struct uuid task_type_id)
{
    struct standing s   = { 0 };
    bool            found;
    TRY(db_id(cx, "SELECT id FROM project WHERE id = ?", ARGS(ARG(project_id)), NULL, &found));
    if (!found)
        return refuse(cx, E_NOT_FOUND, "There is no such project");
    if (who->is_admin)
        return 0;
    TRY(standing_in_project(cx, who, project_id, task_type_id, &s));
    return right_grants(right, who, &s) ? 0 : right_refuse(cx);
}

int right_standing(struct cx *cx, const struct resource *r, const struct actor *who, struct uuid id,
                   struct standing *to)
{
    bool found;
    *to = (struct standing){ 0 };
    TRY(standing_of_row(cx, r, who, id, to, &found));
    return found ? 0 : res_absent(cx, r);
}

int right_of_row(struct cx *cx, const struct resource *r, const struct actor *who,
                 enum right_for right, struct uuid id, struct uuid *project_id)
{
    struct standing s;
    TRY(right_standing(cx, r, who, id, &s));
    if (project_id)
        *project_id = s.project_id;
    return right_grants(right, who, &s) ? 0 : right_refuse(cx);
}
