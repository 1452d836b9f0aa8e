/* tasked.c - see tasked.h. */
#include "model/context/tasked.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/query.h"


/* A task with the entity that it belongs to; an entity without tasks has one such row. */
struct tasked {
    struct row  row;
    bool        canceled;
    struct json data;
    const char *description;
    struct uuid entity_type_id, episode_id;
    const char *episode_name;
    struct uuid id;
    const char *name;
    struct uuid parent_id, preview_file_id, project_id;
    const char *project_name;
    struct uuid source_id;
    int64_t     nb_entities_out;
    bool        is_casting_standby;
    const char *status;
    struct utc  created_at, updated_at;
    struct uuid sequence_id;
    const char *sequence_name;
    int64_t     nb_frames;
    struct json fps, frame_in, frame_out;
    struct uuid asset_type_id;
    const char *asset_type_name;
    bool        is_shared;
    struct uuid ready_for;
    struct ids  casting_episode_ids;
    struct json tasks;
    /* of the task */
    struct uuid task_id;
    double      duration;
    struct utc  due_date;
    struct uuid entity_id;
    struct utc  end_date;
    double      estimation;
    struct utc  last_comment_date;
    struct uuid last_preview_file_id;
    int64_t     nb_assets_ready, priority;
    struct utc  real_start_date;
    int64_t     retake_count;
    struct utc  start_date, done_date;
    int64_t     difficulty;
    struct uuid task_status_id, task_type_id;
    struct json task_data;
    bool        is_subscribed;
    struct ids  assignees;
};

/* Which kinds have a member. */
#define ALL      UINT16_C(0)
#define IN(kind) (UINT16_C(1) << (kind))
#define SHOTS    IN(TASKED_SHOTS)
#define IN_TIME  (SHOTS | IN(TASKED_SCENES))
#define ASSETS   IN(TASKED_ASSETS)

#define ROW struct tasked
#define SHOW(member) FIELD(member, READ | NULLS, .doc = "As in the entity itself.")
/* In the order of the columns below. */
static const struct field fields[] = {
    SHOW(canceled), SHOW(data), SHOW(description), SHOW(entity_type_id), SHOW(episode_id),
    SHOW(episode_name), SHOW(id), SHOW(name), SHOW(parent_id), SHOW(preview_file_id),
    SHOW(project_id), SHOW(project_name), SHOW(source_id), SHOW(nb_entities_out),
    SHOW(is_casting_standby), SHOW(status), SHOW(created_at), SHOW(updated_at),
    SHOW(sequence_id), SHOW(sequence_name), SHOW(nb_frames), SHOW(fps), SHOW(frame_in),
    SHOW(frame_out), SHOW(asset_type_id), SHOW(asset_type_name), SHOW(is_shared),
    SHOW(ready_for), SHOW(casting_episode_ids),
#define TASK_AT 29
    SHOW(task_id), SHOW(duration), SHOW(due_date), SHOW(entity_id), SHOW(end_date),
    SHOW(estimation), SHOW(last_comment_date), SHOW(last_preview_file_id), SHOW(nb_assets_ready),
    SHOW(priority), SHOW(real_start_date), SHOW(retake_count), SHOW(start_date), SHOW(done_date),
    SHOW(difficulty), SHOW(task_status_id), SHOW(task_type_id), SHOW(task_data),
    SHOW(is_subscribed), SHOW(assignees),
};
static const struct {
    const char *column; /* NULL: of the kind */
    uint16_t    kinds;
} columns[COUNT(fields)] = {
    { "COALESCE(e.canceled, FALSE)", ALL }, { "e.data", ALL }, { "e.description", ALL },
    { "e.entity_type_id", ALL }, { NULL, ALL }, { NULL, ALL }, { "e.id", ALL }, { "e.name", ALL },
    { "e.parent_id", ALL }, { "e.preview_file_id", ALL }, { "e.project_id", ALL }, { "p.name", ALL },
    { "e.source_id", ALL }, { "COALESCE(e.nb_entities_out, 0)", ALL },
    { "COALESCE(e.is_casting_standby, FALSE)", ALL }, { "e.status", ALL }, { "e.created_at", ALL },
    { "e.updated_at", ALL }, { "s.id", IN_TIME }, { "COALESCE(s.name, '')", IN_TIME },
    { "e.nb_frames", SHOTS }, { "JSON_EXTRACT(e.data, '$.fps')", SHOTS },
    { "JSON_EXTRACT(e.data, '$.frame_in')", SHOTS }, { "JSON_EXTRACT(e.data, '$.frame_out')", SHOTS },
    { "y.id", ASSETS }, { "y.name", ASSETS }, { "e.is_shared", ASSETS }, { "e.ready_for", ASSETS },
    { "(SELECT GROUP_CONCAT(DISTINCT l.entity_in_id) FROM entity_link l"
      " JOIN entity v ON v.id = l.entity_in_id JOIN entity_type w ON w.id = v.entity_type_id"
      " WHERE l.entity_out_id = e.id AND w.name = 'Episode')", ASSETS },
    { "k.id", ALL }, { "k.duration", ALL }, { "k.due_date", ALL }, { "k.entity_id", ALL },
    { "k.end_date", ALL }, { "k.estimation", ALL }, { "k.last_comment_date", ALL },
    { "k.last_preview_file_id", ALL }, { "k.nb_assets_ready", ALL }, { "COALESCE(k.priority, 0)", ALL },
    { "k.real_start_date", ALL }, { "k.retake_count", ALL }, { "k.start_date", ALL },
    { "k.done_date", ALL }, { "k.difficulty", ALL }, { "k.task_status_id", ALL },
    { "k.task_type_id", ALL }, { "k.data", ALL }, { "u.id IS NOT NULL", ALL },
    { "(SELECT GROUP_CONCAT(a.person_id) FROM task_person_link a WHERE a.task_id = k.id)", ALL },
};
static const struct field doc_fields[] = {
    SHOW(canceled), SHOW(data), SHOW(description), SHOW(entity_type_id), SHOW(episode_id),
    SHOW(episode_name), SHOW(id), SHOW(name), SHOW(parent_id), SHOW(preview_file_id),
    SHOW(project_id), SHOW(project_name), SHOW(source_id), SHOW(nb_entities_out),
    SHOW(is_casting_standby), SHOW(status), SHOW(created_at), SHOW(updated_at),
    FIELD(tasks, READ, .schema = "{\"type\":\"array\",\"items\":{\"type\":\"object\"}}", .doc = "Its tasks, each with the people that have it."),
};
#undef ROW
const struct shape tasked_shape = SHAPE(struct tasked, doc_fields, .name = "EntityWithTasks");

static const struct {
    const char *type, *where, *episode_id, *episode_name;
    const char *episode; /* condition for those of an episode */
} kinds[TASKED_KINDS] = {
    [TASKED_ASSETS] = { "Asset", "y.name NOT IN ('Shot', 'Sequence', 'Episode', 'Scene', 'Edit', 'Concept')",
                        "e.source_id", "COALESCE(x.name, '')", "e.source_id = ?" },
    [TASKED_SHOTS] = { "Shot", "y.name = 'Shot'", "s.parent_id", "COALESCE(x.name, '')", "s.parent_id = ?" },
    [TASKED_SEQUENCES] = { "Sequence", "y.name = 'Sequence'", "e.parent_id", "COALESCE(x.name, '')", "e.parent_id = ?" },
    [TASKED_EPISODES] = { "Episode", "y.name = 'Episode'", "e.id", "e.name", "e.id = ?" },
    [TASKED_SCENES] = { "Scene", "y.name = 'Scene'", "s.parent_id", "COALESCE(x.name, '')", "s.parent_id = ?" },
    [TASKED_EDITS] = { "Edit", "y.name = 'Edit'", "e.parent_id", "COALESCE(x.name, '')", "e.parent_id = ?" },
    [TASKED_CONCEPTS] = { "Concept", "y.name = 'Concept'", "NULL", "''", "FALSE AND ? IS NULL" },
};

/* ---- the statement ---- */

static bool has(const struct tasked_ask *ask, size_t i)
{
    return columns[i].kinds == ALL || columns[i].kinds >> ask->kind & 1;
}

/* An episode alone is looked up first, and what belongs to it behind it. */
static bool is_by_entity(const struct tasked_ask *ask)
{
    return !ask->has_episode || ask->has_project || ask->has_parent || ask->has_id;
}

static void write_columns(struct query *q, const struct tasked_ask *ask)
{
    for (size_t i = 0; i < COUNT(fields); i++) {
        const char *column = columns[i].column;
        if (!has(ask, i))
            continue;
        if (!column)
            column = strcmp(fields[i].name, "episode_id") == 0 ? kinds[ask->kind].episode_id
                                                               : kinds[ask->kind].episode_name;
        out_format(&q->sql, "%s%s", i ? ", " : "", column);
    }
}

/* The tables in the order in which they are to be read: entities by an index, so that the tasks of
 * each come together without being sorted. */
static void write_tables(struct query *q, const struct actor *who, const struct tasked_ask *ask)
{
    query_add(q, " FROM entity e");
    if (ask->has_project && !ask->has_id)
        query_add(q, " FORCE INDEX (entity_project_type)");
    query_add(q, " JOIN entity_type y ON y.id = e.entity_type_id"
                     " JOIN project p ON p.id = e.project_id"
                     " LEFT JOIN entity s ON s.id = e.parent_id");
    out_format(&q->sql, " LEFT JOIN entity x ON x.id = %s", kinds[ask->kind].episode_id);
    query_if(q, ask->mine, " JOIN (task k JOIN task_person_link m ON m.task_id = k.id AND m.person_id = ?)"
                       " ON k.entity_id = e.id", arg_uuid(who->id));
    if (!ask->mine)
        query_add(q, " LEFT JOIN task k ON k.entity_id = e.id");
    query_with(q, " LEFT JOIN subscription u ON u.task_id = k.id AND u.person_id = ?", arg_uuid(who->id));
}

static void write_conditions(struct query *q, const struct tasked_ask *ask)
{
    out_format(&q->sql, " WHERE %s", kinds[ask->kind].where);
    query_if(q, ask->has_project, " AND e.project_id = ?", arg_uuid(ask->project_id));
    query_if(q, ask->has_type, " AND e.entity_type_id = ?", arg_uuid(ask->entity_type_id));
    query_if(q, ask->has_parent, " AND e.parent_id = ?", arg_uuid(ask->parent_id));
    query_if(q, ask->has_id, " AND e.id = ?", arg_uuid(ask->id));
    if (ask->has_episode) {
        query_add(q, " AND ");
        query_with(q, kinds[ask->kind].episode, arg_uuid(ask->episode_id));
    }
    query_add(q, " ORDER BY e.entity_type_id, e.id" LIST_ENDS);
}

/* ---- the answer ---- */

struct writing {
    struct out  *o;
    struct shape all, entity, task;
    const char  *type;
    struct uuid  id; /* of the entity whose tasks are being written */
    bool         open;
};

static struct shape chosen(struct cx *cx, const struct tasked_ask *ask, size_t from, size_t to)
{
    struct field *f = arena_alloc_array(cx->arena, to - from, sizeof *f);
    struct shape  s = { .fields = f, .bytes = sizeof(struct tasked) };
    for (size_t i = from; i < to; i++)
        if (has(ask, i)) {
            f[s.count] = fields[i];
            if (strcmp(f[s.count].name, "task_id") == 0)
                f[s.count].name = "id";
            else if (strcmp(f[s.count].name, "task_data") == 0)
                f[s.count].name = "data";
            s.count++;
        }
    return s;
}

static void entity_ends(struct writing *w)
{
    if (!w->open)
        return;
    out_array_end(w->o);
    OUT_STR(w->o, "type", w->type);
    out_object_end(w->o);
    w->open = false;
}

static void entity_begins(struct writing *w, const struct tasked *t)
{
    entity_ends(w);
    out_object(w->o);
    out_members(w->o, &w->entity, t);
    out_key(w->o, "tasks");
    out_array(w->o);
    w->id   = t->id;
    w->open = true;
}

static int write_row(void *u, const void *row)
{
    struct writing      *w = u;
    const struct tasked *t = row;
    struct tasked        task;
    if (!w->open || !uuid_equal(w->id, t->id))
        entity_begins(w, t);
    task          = *t;
    task.row.set  = t->row.set >> w->entity.count;
    task.row.null = t->row.null >> w->entity.count;
    if (task.row.set & ~task.row.null & 1) /* its id */
        out_row(w->o, &w->task, &task);
    return w->o->failed ? -1 : 0;
}

int tasked_list(struct cx *cx, const struct actor *who, const struct tasked_ask *ask, struct out *o)
{
    struct query   q = query_new(cx, is_by_entity(ask) ? "SELECT STRAIGHT_JOIN " : "SELECT ");
    struct writing w = { .o = o, .type = kinds[ask->kind].type };
    write_columns(&q, ask);
    write_tables(&q, who, ask);
    write_conditions(&q, ask);
    w.all    = chosen(cx, ask, 0, COUNT(fields));
    w.entity = chosen(cx, ask, 0, TASK_AT);
    w.task   = chosen(cx, ask, TASK_AT, COUNT(fields));
    out_array(o);
    TRY(query_each(cx, &q, &w.all, write_row, &w));
    entity_ends(&w);
    out_array_end(o);
    return 0;
}
