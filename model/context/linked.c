/* linked.c - what entities are linked with, with tasks. See tasked.h. */
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/context/tasked.h"
#include "model/db/db.h"

/* An entity with one of its tasks. */
struct linked {
    struct row  row;
    bool        canceled;
    struct json data;
    const char *description;
    struct uuid entity_type_id;
    struct json fps, frame_in, frame_out;
    struct uuid id;
    const char *name;
    int64_t     nb_frames;
    struct uuid parent_id, preview_file_id, project_id;
    const char *project_name;
    struct uuid source_id;
    int64_t     nb_entities_out;
    bool        is_casting_standby;
    struct ids  entity_concept_links;
    const char *type;
    struct utc  created_at, updated_at;
    struct uuid created_by, task_id;
    double      duration;
    struct utc  due_date, end_date;
    struct uuid entity_id;
    double      estimation;
    struct utc  last_comment_date;
    int64_t     nb_assets_ready, priority;
    struct utc  real_start_date;
    int64_t     retake_count;
    struct utc  start_date;
    struct uuid task_status_id, task_type_id, assigner_id;
    struct ids  assignees;
};
#define ROW struct linked
#define SHOW(member) FIELD(member, READ | NULLS, .doc = "As in the row itself.")
static const struct field fields[] = {
    SHOW(canceled), SHOW(data), SHOW(description), SHOW(entity_type_id), SHOW(fps), SHOW(frame_in),
    SHOW(frame_out), SHOW(id), SHOW(name), SHOW(nb_frames), SHOW(parent_id), SHOW(preview_file_id),
    SHOW(project_id), SHOW(project_name), SHOW(source_id), SHOW(nb_entities_out),
    SHOW(is_casting_standby), SHOW(entity_concept_links), SHOW(type), SHOW(created_at),
    SHOW(updated_at), SHOW(created_by),
#define TASK_AT 22
    { .name = "id", .type = T_UUID, .flags = READ | NULLS, .off = offsetof(ROW, task_id), .doc = "The task." },
    SHOW(duration), SHOW(due_date), SHOW(end_date), SHOW(entity_id), SHOW(estimation),
    SHOW(last_comment_date), SHOW(nb_assets_ready), SHOW(priority), SHOW(real_start_date),
    SHOW(retake_count), SHOW(start_date), SHOW(task_status_id), SHOW(task_type_id),
    SHOW(assigner_id), SHOW(assignees),
};
#undef ROW
static const struct shape all_shape = SHAPE(struct linked, fields);
static const struct shape task_shape = { .fields = fields + TASK_AT, .count = COUNT(fields) - TASK_AT,
                                         .bytes = sizeof(struct linked) };
const struct shape linked_shape = { .fields = fields, .count = TASK_AT,
                                    .bytes = sizeof(struct linked), .name = "LinkedEntity" };

static const char sql[] =
    "SELECT COALESCE(e.canceled, FALSE), COALESCE(e.data, '{}'), e.description, e.entity_type_id,"
    " JSON_EXTRACT(e.data, '$.fps'), JSON_EXTRACT(e.data, '$.frame_in'),"
    " JSON_EXTRACT(e.data, '$.frame_out'), e.id, e.name, e.nb_frames, e.parent_id,"
    " e.preview_file_id, e.project_id, p.name, e.source_id, e.nb_entities_out,"
    " e.is_casting_standby, (SELECT GROUP_CONCAT(c.entity_out_id) FROM entity_concept_link c"
    "  WHERE c.entity_in_id = e.id), IF(y.name IN ('Shot', 'Sequence', 'Episode', 'Scene', 'Edit',"
    "  'Concept'), y.name, 'Asset'), e.created_at, e.updated_at, e.created_by,"
    " k.id, k.duration, k.due_date, k.end_date, k.entity_id, k.estimation, k.last_comment_date,"
    " k.nb_assets_ready, COALESCE(k.priority, 0), k.real_start_date, k.retake_count, k.start_date,"
    " k.task_status_id, k.task_type_id, k.assigner_id,"
    " (SELECT GROUP_CONCAT(a.person_id) FROM task_person_link a WHERE a.task_id = k.id)"
    " FROM entity_concept_link l JOIN entity e ON e.id = l.entity_in_id"
    " JOIN entity_type y ON y.id = e.entity_type_id JOIN project p ON p.id = e.project_id"
    " LEFT JOIN task k ON k.entity_id = e.id WHERE l.entity_out_id = ? ORDER BY e.name, e.id, k.id" LIST_ENDS;

struct writing {
    struct out *o;
    struct uuid id; /* of the entity whose tasks are being written */
    bool        open;
};

static void entity_ends(struct writing *w)
{
    if (!w->open)
        return;
    out_array_end(w->o);
    out_object_end(w->o);
}

static int write_row(void *u, const void *row)
{
    struct writing      *w    = u;
    const struct linked *l    = row;
    struct linked        task = *l;
    if (!w->open || !uuid_equal(w->id, l->id)) {
        entity_ends(w);
        out_object(w->o);
        out_members(w->o, &linked_shape, l);
        out_key(w->o, "tasks");
        out_array(w->o);
        w->id   = l->id;
        w->open = true;
    }
    task.row.set  = l->row.set >> TASK_AT;
    task.row.null = l->row.null >> TASK_AT;
    if (IS_SET(&task_shape, &task, task_id))
        out_row(w->o, &task_shape, &task);
    return w->o->failed ? -1 : 0;
}

int tasked_linked(struct cx *cx, struct uuid entity_id, struct out *o)
{
    struct writing w = { .o = o };
    out_array(o);
    TRY(db_each(cx, sql, ARGS(ARG(entity_id)), &all_shape, write_row, &w));
    entity_ends(&w);
    out_array_end(o);
    return 0;
}
