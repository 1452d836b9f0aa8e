/* tasks.c - tasks that are made, given, and taken away. */
#include "model/track/tasks.h"
#include "model/base/arena.h"
#include "model/base/out.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/entity.h"
#include "model/track/event.h"
#include "model/track/production.h"
#include "model/track/gone.h"
#include "model/track/thing.h"

enum { LIST_BYTES = 4 * 1024 * 1024 };

static int must_be(struct cx *cx, const struct resource *r, const char *sql, struct uuid id)
{
    struct id_set found = { 0 };
    TRY(id_set_read(cx, sql, ARGS(ARG(id)), &found));
    return found.n ? 0 : res_absent(cx, r);
}

/* ---- made ---- */

static int make(struct cx *cx, const struct actor *who, struct uuid project_id,
                const struct id_set *entities, struct uuid task_type_id, struct id_set *made)
{
    static const char sql[] =
        "INSERT INTO task (id, name, project_id, task_type_id, entity_id, assigner_id, task_status_id)"
        " SELECT j.id, 'main', e.project_id, ?, e.id, ?, (SELECT s.id FROM task_status s"
        "   WHERE s.is_default ORDER BY COALESCE(s.for_concept, FALSE) <>"
        "   (SELECT y.name = 'Concept' FROM entity_type y WHERE y.id = e.entity_type_id),"
        "   s.created_at, s.id LIMIT 1)"
        " FROM JSON_TABLE(?, '$[*]' COLUMNS(id VARCHAR(36) PATH '$.id',"
        "   entity_id VARCHAR(36) PATH '$.entity_id')) j JOIN entity e ON e.id = CAST(j.entity_id AS UUID)";
    struct out    o      = out_in_arena(cx->arena, LIST_BYTES);
    struct event *events = arena_alloc_array(cx->arena, entities->n + 1, sizeof *events);
    const char   *list;
    out_array(&o);
    for (size_t i = 0; i < entities->n; i++) {
        struct uuid id = uuid_new();
        out_object(&o);
        OUT_UUID(&o, "id", id);
        OUT_UUID(&o, "entity_id", entities->v[i]);
        out_object_end(&o);
        id_set_add(cx, made, id);
        events[i] = (struct event){ "task:new", project_id,
                                    event_ids(cx, (const struct event_id[]){
                                                      { "task_id", id },
                                                      { "project_id", project_id },
                                                      { NULL, id } }) };
    }
    out_array_end(&o);
    list = out_done(&o);
    if (!list)
        return refuse(cx, E_TOO_LARGE, "Too many tasks at once");
    if (entities->n == 0)
        return 0;
    TRY(db_do(cx, sql, ARGS(ARG(task_type_id), ARG(who->id), ARG(list)), NULL));
    return events_add(cx, who->id, events, entities->n);
}

int tasks_make(struct cx *cx, const struct actor *who, struct uuid project_id, struct uuid task_type_id,
              const char *kind, const struct id_set *entities, struct id_set *made)
{
    static const char sql[] =
        "SELECT e.id FROM entity e JOIN entity_type y ON y.id = e.entity_type_id"
        " WHERE e.project_id = ? AND (? OR y.name = ? OR (? AND y.name NOT IN " KINDS_IN_TIME "))"
        " AND (? IS NULL OR e.id IN (SELECT CAST(j.id AS UUID)"
        "  FROM JSON_TABLE(?, '$[*]' COLUMNS(id VARCHAR(36) PATH '$')) j))"
        " AND (? IS NOT NULL OR NOT COALESCE(e.canceled, FALSE))"
        " AND NOT EXISTS (SELECT 1 FROM task k WHERE k.entity_id = e.id AND k.task_type_id = ?)"
        " ORDER BY e.created_at, e.id";
    struct id_set lacking = { 0 };
    const char   *list    = entities ? id_set_json(cx, entities) : NULL;
    bool          assets  = kind && strcmp(kind, KIND_ASSET) == 0;
    TRY(must_be(cx, &task_type_res, "SELECT id FROM task_type WHERE id = ?", task_type_id));
    TRY(production_lock(cx, project_id));
    TRY(id_set_read(cx, sql,
               ARGS(ARG(project_id), arg_bool(!kind), ARG(kind), ARG(assets), ARG(list), ARG(list),
                    ARG(list), ARG(task_type_id)),
               &lacking));
    return make(cx, who, project_id, &lacking, task_type_id, made);
}

int tasks_make_all(struct cx *cx, const struct actor *who, struct uuid entity_id,
                  const struct id_set *task_types, struct id_set *made)
{
    static const char sql[] =
        "SELECT y.id FROM project_task_type_link l JOIN task_type y ON y.id = l.task_type_id"
        " JOIN entity e ON e.id = ? AND e.project_id = l.project_id"
        " JOIN entity_type t ON t.id = e.entity_type_id"
        " WHERE y.for_entity = IF(t.name IN " KINDS_IN_TIME ", t.name, 'Asset')"
        " AND NOT COALESCE(y.archived, FALSE) ORDER BY l.priority, y.id";
    struct id_set all = { 0 }, one = { 0 };
    struct thing  of  = { 0 };
    TRY(thing_get(cx, entity_id, NULL, &of));
    id_set_add(cx, &one, entity_id);
    if (task_types)
        all = *task_types;
    else
        TRY(id_set_read(cx, sql, ARGS(ARG(entity_id)), &all));
    for (size_t i = 0; i < all.n; i++)
        TRY(tasks_make(cx, who, of.project_id, all.v[i], NULL, &one, made));
    return 0;
}

/* ---- given and taken ---- */

struct person_facts {
    struct row row;
    bool       is_bot;
};
#define ROW struct person_facts
static const struct field person_facts_fields[] = { FIELD(is_bot, READ, .doc = "Is it a program.") };
#undef ROW
static const struct shape person_facts_shape = SHAPE(struct person_facts, person_facts_fields);

int tasks_person(struct cx *cx, struct uuid person_id)
{
    struct person_facts p = { 0 };
    bool                found;
    TRY(db_one(cx, "SELECT is_bot FROM person WHERE id = ?", ARGS(ARG(person_id)),
               &person_facts_shape, &p, &found));
    if (!found)
        return refuse(cx, E_NOT_FOUND, "There is no such person");
    return p.is_bot ? right_refuse(cx) : 0;
}

/* Managers, supervisors of the department, and who takes a task of an own department. */
static bool may_give(const struct actor *who, const struct standing *s, struct uuid person_id)
{
    return right_grants(FOR_DEPARTMENT, who, s) ||
           (s->in_team && s->is_department && uuid_equal(person_id, who->id) &&
            !right_acts_as(who, s, "client") && !right_acts_as(who, s, "vendor"));
}

static int tell_assigned(struct cx *cx, const struct actor *who, struct uuid person_id,
                         struct uuid task_id, bool *mailed)
{
    struct id_set told   = { 0 }, none = { 0 };
    struct names  names  = { 0 };
    struct notice notice = { .type      = "assignation",
                             .mention   = "assignation",
                             .author_id = who->id,
                             .task_id   = task_id,
                             .subject   = "A task was assigned to you",
                             .text      = "A task was assigned to you.\n" };
    id_set_add(cx, &told, person_id);
    TRY(names_of_mailed(cx, &told, &names));
    return notices_add(cx, &notice, &told, &none, &names, mailed);
}

static int task_events(struct cx *cx, const struct actor *who, const char *word, struct uuid task_id,
                       struct uuid person_id, struct uuid project_id)
{
    const char *ids = event_ids(cx, (const struct event_id[]){ { "task_id", task_id },
                                                               { "person_id", person_id },
                                                               { "project_id", project_id },
                                                               { NULL, task_id } });
    const char *task = event_ids(cx, (const struct event_id[]){ { "task_id", task_id },
                                                                { "project_id", project_id },
                                                                { NULL, task_id } });
    struct event events[] = { { word, project_id, ids }, { "task:update", project_id, task } };
    return events_add(cx, who->id, events, COUNT(events));
}

int tasks_assign(struct cx *cx, const struct actor *who, struct uuid person_id,
                const struct id_set *tasks, bool skip, struct id_set *done, bool *mailed)
{
    static const char sql[] = "INSERT IGNORE INTO task_person_link (task_id, person_id) VALUES (?, ?)";
    struct standing   s;
    int64_t           is_new;
    for (size_t i = 0; i < tasks->n; i++) {
        TRY(right_standing(cx, &task_res, who, tasks->v[i], &s));
        if (!may_give(who, &s, person_id)) {
            if (!skip)
                return right_refuse(cx);
            continue;
        }
        TRY(db_do(cx, sql, ARGS(ARG(tasks->v[i]), ARG(person_id)), &is_new));
        id_set_add(cx, done, tasks->v[i]);
        if (!is_new)
            continue;
        TRY(db_do(cx, "UPDATE task SET assigner_id = ?, updated_at = ? WHERE id = ?",
                  ARGS(ARG(who->id), ARG(cx->now), ARG(tasks->v[i])), NULL));
        TRY(tell_assigned(cx, who, person_id, tasks->v[i], mailed));
        TRY(task_events(cx, who, "task:assign", tasks->v[i], person_id, s.project_id));
    }
    return 0;
}

int tasks_clear(struct cx *cx, const struct actor *who, struct uuid person_id,
               const struct id_set *tasks, struct id_set *done)
{
    static const char who_sql[] = "SELECT person_id FROM task_person_link WHERE task_id = ?"
                                  " AND (? OR person_id = ?)";
    for (size_t i = 0; i < tasks->n; i++) {
        struct id_set   had = { 0 };
        struct standing s;
        TRY(right_standing(cx, &task_res, who, tasks->v[i], &s));
        TRY(id_set_read(cx, who_sql,
                   ARGS(ARG(tasks->v[i]), arg_bool(uuid_is_nil(person_id)), ARG(person_id)), &had));
        for (size_t k = 0; k < had.n; k++) {
            if (!right_grants(FOR_DEPARTMENT, who, &s) &&
                !(s.in_team && uuid_equal(had.v[k], who->id)))
                continue;
            TRY(db_do(cx, "DELETE FROM task_person_link WHERE task_id = ? AND person_id = ?",
                      ARGS(ARG(tasks->v[i]), ARG(had.v[k])), NULL));
            TRY(task_events(cx, who, "task:unassign", tasks->v[i], had.v[k], s.project_id));
        }
        id_set_add(cx, done, tasks->v[i]);
    }
    return 0;
}

int tasks_prioritise(struct cx *cx, const struct actor *who, int64_t priority,
                    const struct id_set *tasks, struct id_set *done)
{
    for (size_t i = 0; i < tasks->n; i++) {
        struct uuid project_id;
        TRY(right_of_row(cx, &task_res, who, FOR_DEPARTMENT, tasks->v[i], &project_id));
        TRY(db_do(cx, "UPDATE task SET priority = ?, updated_at = ? WHERE id = ?",
                  ARGS(ARG(priority), ARG(cx->now), ARG(tasks->v[i])), NULL));
        TRY(event_row(cx, who, RES_UPDATE, "task", tasks->v[i], project_id));
        id_set_add(cx, done, tasks->v[i]);
    }
    return 0;
}

/* ---- gone ---- */

int tasks_remove(struct cx *cx, const struct actor *who, struct uuid task_id, bool force)
{
    static const char *const sql[] = {
        "DELETE FROM subscription WHERE task_id = ?",
        "DELETE FROM notification WHERE task_id = ? AND comment_id IS NULL",
    };
    struct id_set one = { 0 };
    TRY(right_of_row(cx, &task_res, who, FOR_MANAGER, task_id, NULL));
    if (force) {
        id_set_add(cx, &one, task_id);
        return tasks_gone(cx, who, id_set_json(cx, &one), false);
    }
    for (size_t i = 0; i < COUNT(sql); i++)
        TRY(db_do(cx, sql[i], ARGS(ARG(task_id)), NULL));
    return res_delete(cx, &task_res, who, task_id);
}

int tasks_remove_many(struct cx *cx, const struct actor *who, struct uuid project_id,
                     struct uuid task_type_id, const struct id_set *tasks, struct id_set *done)
{
    static const char sql[] =
        "SELECT id FROM task WHERE project_id = ? AND (? OR task_type_id = ?) AND (? IS NULL OR id IN"
        " (SELECT CAST(j.id AS UUID) FROM JSON_TABLE(?, '$[*]' COLUMNS(id VARCHAR(36) PATH '$')) j))";
    const char *list = tasks ? id_set_json(cx, tasks) : NULL;
    TRY(id_set_read(cx, sql,
               ARGS(ARG(project_id), arg_bool(uuid_is_nil(task_type_id)), ARG(task_type_id), ARG(list),
                    ARG(list)),
               done));
    list = done->n ? id_set_json(cx, done) : "";
    if (!list)
        return refuse(cx, E_TOO_LARGE, "There are too many tasks");
    return done->n ? tasks_gone(cx, who, list, false) : 0;
}

int tasks_remove_all(struct cx *cx, const struct actor *who, const struct id_set *tasks)
{
#define OF_LIST                                                                                    \
    " FROM JSON_TABLE(?, '$[*]' COLUMNS(id VARCHAR(36) PATH '$')) j"                               \
    " JOIN task t ON t.id = CAST(j.id AS UUID)"
    const char *list = id_set_json(cx, tasks);
    struct ids  projects;
    int64_t     n;
    if (!list)
        return refuse(cx, E_TOO_LARGE, "There are too many tasks");
    TRY(db_number(cx, "SELECT COUNT(*)" OF_LIST, ARGS(ARG(list)), &n, NULL));
    if ((size_t)n != tasks->n)
        return res_absent(cx, &task_res);
    TRY(db_ids(cx, "SELECT DISTINCT t.project_id" OF_LIST, ARGS(ARG(list)), &projects));
    for (size_t i = 0; i < projects.n; i++)
        TRY(right_of_project(cx, who, FOR_MANAGER, projects.v[i]));
    return tasks->n ? tasks_gone(cx, who, list, false) : 0;
#undef OF_LIST
}

int tasks_review_status(struct cx *cx, struct uuid *id)
{
    struct id_set found = { 0 };
    TRY(id_set_read(cx, "SELECT id FROM task_status WHERE is_feedback_request"
                   " AND NOT COALESCE(archived, FALSE) ORDER BY priority, created_at, id LIMIT 1",
               NO_ARGS, &found));
    if (!found.n)
        return refuse(cx, E_INVALID, "No status asks for a look");
    *id = found.v[0];
    return 0;
}
