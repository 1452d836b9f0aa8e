/* schedule.c - see schedule.h. */
#include "model/track/schedule.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/query.h"
#include "model/track/event.h"
#include "model/track/thing.h"

enum { LIST_BYTES = 4 << 20 };

/* ---- bars ---- */

// clang-format off
#define ROW struct schedule_bar
static const struct field bar_fields[] = {
    FIELD(id, READ, .doc = "Stable identifier."),
    FIELD(start_date, READ | NULLS, .doc = "First day."),
    FIELD(end_date, READ | NULLS, .doc = "Last day."),
    FIELD(man_days, READ | NULLS, .doc = "Days of work."),
    FIELD(project_id, READ | NULLS, .doc = "The production."),
    FIELD(task_type_id, READ | NULLS, .doc = "The kind of work."),
    FIELD(object_id, READ | NULLS, .doc = "What it is of; null: the task type itself."),
    FIELD(name, READ, .doc = "The name of what it is of."),
};
#undef ROW
// clang-format on
const struct shape schedule_bar_shape = SHAPE(struct schedule_bar, bar_fields, .name = "ScheduleBar", .typed = true);

/* What has bars: id and name; the `?` is the production. */
#define ENTITIES(kind, more)                                                                       \
    "SELECT e.id, e.name FROM entity e JOIN entity_type y ON y.id = e.entity_type_id"              \
    " AND y.name = '" kind "' WHERE e.project_id = ?" more
static const char *const objects[] = {
    [BARS_OF_TASK_TYPES] =
        "SELECT y.id, y.name FROM project_task_type_link l JOIN task_type y ON y.id = l.task_type_id"
        " WHERE l.project_id = ? AND y.for_entity IN ('Asset', 'Shot', 'Sequence', 'Episode', 'Edit')",
    [BARS_OF_ASSET_TYPES] =
        "SELECT DISTINCT y.id, y.name FROM entity e JOIN entity_type y ON y.id = e.entity_type_id"
        " AND y.name NOT IN " KINDS_IN_TIME " WHERE e.project_id = ?",
    [BARS_OF_EDITS]     = ENTITIES(KIND_EDIT, " AND NOT COALESCE(e.canceled, FALSE)"),
    [BARS_OF_EPISODES]  = ENTITIES(KIND_EPISODE, ""),
    [BARS_OF_SEQUENCES] = ENTITIES(KIND_SEQUENCE, ""),
};
#define OF_TYPES  "t.task_type_id = o.id AND t.object_id IS NULL"
#define OF_OTHERS "t.object_id = o.id AND t.task_type_id = ?"

static const char *bars_json(struct cx *cx, const struct ids *of)
{
    struct out o = out_in_arena(cx->arena, LIST_BYTES);
    out_array(&o);
    for (size_t i = 0; i < of->n; i++) {
        out_object(&o);
        OUT_UUID(&o, "id", uuid_new());
        OUT_UUID(&o, "of", of->v[i]);
        out_object_end(&o);
    }
    out_array_end(&o);
    return out_done(&o);
}

/* Who reads the schedule at the same time waits, so that nothing gets two bars. */
static int lacking(struct cx *cx, enum schedule_of what, struct uuid project_id,
                   struct uuid task_type_id, struct ids *to)
{
    const char *sql = arena_printf(
        cx->arena,
        "SELECT o.id FROM (%s) o WHERE NOT EXISTS (SELECT 1 FROM schedule_item t"
        " WHERE t.project_id = ? AND %s) ORDER BY o.name, o.id" LIST_ENDS,
        objects[what], what == BARS_OF_TASK_TYPES ? OF_TYPES : OF_OTHERS);
    struct arg args[] = { ARG(project_id), ARG(project_id), ARG(task_type_id) };
    TRY(production_lock(cx, project_id));
    return db_ids(cx, sql, args, COUNT(args) - (what == BARS_OF_TASK_TYPES), to);
}

int schedule_complete(struct cx *cx, const struct actor *who, enum schedule_of what,
                      struct uuid project_id, struct uuid task_type_id)
{
#define NEW_BARS                                                                                   \
    " FROM JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(36) PATH '$.id', o CHAR(36) PATH '$.of')) j"
    static const char add[] =
        "INSERT INTO schedule_item (id, project_id, task_type_id, object_id, start_date, end_date)"
        " SELECT CAST(j.id AS UUID), ?, IF(?, CAST(j.o AS UUID), ?), IF(?, NULL, CAST(j.o AS UUID)),"
        " UTC_DATE(), UTC_DATE() + INTERVAL 1 DAY" NEW_BARS;
    static const char tell[] =
        "INSERT INTO api_event (name, user_id, project_id, data)"
        " SELECT 'schedule-item:new', ?, ?, JSON_OBJECT('schedule_item_id', j.id, 'project_id', ?)"
        NEW_BARS;
    const bool  types = what == BARS_OF_TASK_TYPES;
    struct ids  of;
    const char *list;
    TRY(lacking(cx, what, project_id, task_type_id, &of));
    if (!of.n)
        return 0;
    list = bars_json(cx, &of);
    if (!list)
        return refuse(cx, E_TOO_LARGE, "The schedule is too long");
    TRY(db_do(cx, add,
              ARGS(ARG(project_id), arg_bool(types), ARG_IF(!types, task_type_id), arg_bool(types),
                   ARG(list)),
              NULL));
    return db_do(cx, tell, ARGS(ARG(who->id), ARG(project_id), ARG(project_id), ARG(list)), NULL);
}

int schedule_each(struct cx *cx, enum schedule_of what, struct uuid project_id,
                  struct uuid task_type_id, int (*fn)(void *u, const void *row), void *u)
{
    const bool  types = what == BARS_OF_TASK_TYPES;
    struct arg  args[] = { ARG(project_id), ARG(task_type_id), ARG(project_id) };
    const char *sql    = arena_printf(
        cx->arena,
        "SELECT t.id, t.start_date, t.end_date, t.man_days, t.project_id, t.task_type_id, t.object_id,"
        " o.name FROM (%s) o JOIN schedule_item t ON %s WHERE t.project_id = ? ORDER BY %s",
        objects[what], types ? OF_TYPES : OF_OTHERS,
        types ? "t.start_date, o.name, t.id" LIST_ENDS : "o.name, t.id" LIST_ENDS);
    if (types)
        args[1] = args[2];
    return db_each(cx, sql, args, COUNT(args) - types, &schedule_bar_shape, fn, u);
}

/* ---- kept schedules ---- */

#define KEPT   "production_schedule_version_task_link"
#define PEOPLE KEPT "_person_link"
#define KEEP                                                                                       \
    "INSERT INTO " KEPT " (production_schedule_version_id, task_id, start_date, due_date, estimation)"
#define KEEP_AGAIN                                                                                 \
    " ON DUPLICATE KEY UPDATE start_date = VALUES(start_date), due_date = VALUES(due_date),"       \
    " estimation = VALUES(estimation)"

int schedule_links(struct cx *cx, struct uuid version_id, struct uuid task_type_id, bool relations,
                   struct out *o)
{
    const bool       any    = uuid_is_nil(task_type_id);
    const struct arg args[] = { ARG(version_id), ARG(task_type_id) };
    struct res_where where  = { .args = args, .nargs = any ? 1 : 2, .relations = relations };
    where.sql = any ? "t.production_schedule_version_id = ?"
                    : "t.production_schedule_version_id = ?"
                      " AND t.task_id IN (SELECT k.id FROM task k WHERE k.task_type_id = ?)";
    return res_where(cx, &production_schedule_version_task_link_res, &where, o);
}

int schedule_keep(struct cx *cx, struct uuid version_id, int64_t *n)
{
    static const char keep[] =
        KEEP " SELECT v.id, k.id, k.start_date, k.due_date, k.estimation FROM task k"
             " JOIN production_schedule_version v ON v.project_id = k.project_id WHERE v.id = ?" KEEP_AGAIN;
    static const char forget[] = "DELETE p FROM " PEOPLE " p JOIN " KEPT " l"
                                 " ON l.id = p." KEPT "_id WHERE l.production_schedule_version_id = ?";
    static const char people[] = "INSERT IGNORE INTO " PEOPLE " (" KEPT "_id, person_id)"
                                 " SELECT l.id, a.person_id FROM " KEPT " l"
                                 " JOIN task_person_link a ON a.task_id = l.task_id"
                                 " WHERE l.production_schedule_version_id = ?";
    TRY(db_do(cx, keep, ARGS(ARG(version_id)), NULL));
    TRY(db_do(cx, forget, ARGS(ARG(version_id)), NULL));
    TRY(db_do(cx, people, ARGS(ARG(version_id)), NULL));
    return db_number(cx,
                     "SELECT COUNT(*) FROM task k JOIN production_schedule_version v"
                     " ON v.project_id = k.project_id WHERE v.id = ?",
                     ARGS(ARG(version_id)), n, NULL);
}

/* A change of the version, with its event, which is spelled in a way of its own. */
static int version_change(struct cx *cx, const struct actor *who, const char *sql,
                          struct arg value, struct uuid version_id, struct uuid *project_id)
{
    struct event_id ids[] = { { "production_schedule_version_id", version_id }, { NULL, version_id } };
    TRY(db_do(cx, sql, ARGS(value, ARG(version_id)), NULL));
    TRY(db_id(cx, "SELECT project_id FROM production_schedule_version WHERE id = ?",
              ARGS(ARG(version_id)), project_id, NULL));
    return event_add(cx, "production_schedule_version:update", who->id, *project_id,
                     event_ids(cx, ids));
}

static int other_is_usable(struct cx *cx, struct uuid version_id, struct uuid other_id)
{
    int64_t same;
    bool    found;
    if (uuid_equal(version_id, other_id))
        return refuse(cx, E_INVALID, "A schedule is not copied onto itself");
    TRY(db_number(cx,
                  "SELECT o.project_id = v.project_id FROM production_schedule_version o"
                  " JOIN production_schedule_version v ON v.id = ? WHERE o.id = ?",
                  ARGS(ARG(version_id), ARG(other_id)), &same, &found));
    if (!found)
        return res_absent(cx, &production_schedule_version_res);
    return same ? 0 : refuse(cx, E_INVALID, "That schedule is of another project");
}

int schedule_copy(struct cx *cx, const struct actor *who, struct uuid version_id,
                  struct uuid other_id, int64_t *n)
{
    static const char keep[] = KEEP " SELECT ?, o.task_id, o.start_date, o.due_date, o.estimation FROM " KEPT
                                    " o WHERE o.production_schedule_version_id = ?" KEEP_AGAIN;
    static const char forget[] =
        "DELETE p FROM " PEOPLE " p JOIN " KEPT " l ON l.id = p." KEPT "_id JOIN " KEPT " o"
        " ON o.task_id = l.task_id AND o.production_schedule_version_id = ?"
        " WHERE l.production_schedule_version_id = ?";
    static const char people[] =
        "INSERT IGNORE INTO " PEOPLE " (" KEPT "_id, person_id) SELECT l.id, p.person_id FROM " KEPT " o"
        " JOIN " KEPT " l ON l.task_id = o.task_id AND l.production_schedule_version_id = ?"
        " JOIN " PEOPLE " p ON p." KEPT "_id = o.id WHERE o.production_schedule_version_id = ?";
    struct uuid project_id;
    TRY(other_is_usable(cx, version_id, other_id));
    TRY(db_do(cx, keep, ARGS(ARG(version_id), ARG(other_id)), NULL));
    TRY(db_do(cx, forget, ARGS(ARG(other_id), ARG(version_id)), NULL));
    TRY(db_do(cx, people, ARGS(ARG(version_id), ARG(other_id)), NULL));
    TRY(version_change(cx, who,
                       "UPDATE production_schedule_version SET production_schedule_from = ? WHERE id = ?",
                       ARG(other_id), version_id, &project_id));
    return db_number(cx, "SELECT COUNT(*) FROM " KEPT " WHERE production_schedule_version_id = ?",
                     ARGS(ARG(other_id)), n, NULL);
}

int schedule_apply(struct cx *cx, const struct actor *who, struct uuid version_id, int64_t *n)
{
    static const char apply[] =
        "UPDATE task k JOIN " KEPT " l ON l.task_id = k.id SET k.start_date = l.start_date,"
        " k.due_date = l.due_date, k.estimation = COALESCE(l.estimation, 0)"
        " WHERE l.production_schedule_version_id = ?";
    static const char tell[] =
        "INSERT INTO api_event (name, user_id, project_id, data) SELECT 'task:update', ?, k.project_id,"
        " JSON_OBJECT('task_id', k.id, 'project_id', k.project_id) FROM " KEPT " l"
        " JOIN task k ON k.id = l.task_id WHERE l.production_schedule_version_id = ?";
    struct uuid project_id;
    TRY(db_do(cx, apply, ARGS(ARG(version_id)), NULL));
    TRY(db_do(cx, tell, ARGS(ARG(who->id), ARG(version_id)), n));
    TRY(version_change(cx, who, "UPDATE production_schedule_version SET locked = ? WHERE id = ?",
                       arg_bool(true), version_id, &project_id));
    TRY(db_do(cx, "UPDATE project SET from_schedule_version_id = ? WHERE id = ?",
              ARGS(ARG(version_id), ARG(project_id)), NULL));
    return event_row(cx, who, RES_UPDATE, "project", project_id, project_id);
}
