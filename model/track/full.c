/* full.c - see full.h. */
#include "model/track/full.h"
#include <json-c/json.h>
#include "model/base/json.h"
#include "model/db/db.h"

// clang-format off
#define ROW struct full
static const struct field full_fields[] = {
    FIELD(id, READ, .doc = "Stable identifier."),
    FIELD(name, READ, .doc = "Name."),
    FIELD(code, READ | NULLS, .doc = "Short code."),
    FIELD(description, READ | NULLS, .doc = "Description."),
    FIELD(canceled, READ, .doc = "Is it canceled."),
    FIELD(nb_frames, READ | NULLS, .doc = "Number of frames."),
    FIELD(nb_entities_out, READ, .doc = "How much is cast in it."),
    FIELD(is_casting_standby, READ, .doc = "Is its casting not decided."),
    FIELD(is_shared, READ, .doc = "Do other productions use it."),
    FIELD(status, READ, .doc = "State."),
    FIELD(project_id, READ, .doc = "The production."),
    FIELD(project_name, READ, .doc = "The production's name."),
    FIELD(entity_type_id, READ, .doc = "The type."),
    FIELD(parent_id, READ | NULLS, .doc = "What it is in."),
    FIELD(source_id, READ | NULLS, .doc = "What it comes from."),
    FIELD(preview_file_id, READ | NULLS, .doc = "The preview."),
    FIELD(data, READ | NULLS, .doc = "Free metadata."),
    FIELD(ready_for, READ | NULLS, .doc = "Task type that it is ready for."),
    FIELD(created_by, READ | NULLS, .doc = "Who made it."),
    FIELD(created_at, READ, .doc = "When it was made."),
    FIELD(updated_at, READ, .doc = "When it was changed last."),
    FIELD(type_name, READ, .doc = "The type's name."),
    FIELD(sequence_id, READ | NULLS, .doc = "The sequence."),
    FIELD(sequence_name, READ | NULLS, .doc = "The sequence's name."),
    FIELD(episode_id, READ | NULLS, .doc = "The episode."),
    FIELD(episode_name, READ | NULLS, .doc = "The episode's name."),
};
#undef ROW
static const struct shape full_shape = SHAPE(struct full, full_fields);

#define ROW struct full_task
static const struct field full_task_fields[] = {
    FIELD(id, READ, .doc = "The task."),
    FIELD(duration, READ | NULLS, .doc = "Minutes spent."),
    FIELD(due_date, READ | NULLS, .doc = "When it is due."),
    FIELD(entity_id, READ, .doc = "What it is about."),
    FIELD(end_date, READ | NULLS, .doc = "When it was handed in."),
    FIELD(estimation, READ | NULLS, .doc = "Estimated minutes."),
    FIELD(last_comment_date, READ | NULLS, .doc = "When it was commented last."),
    FIELD(last_preview_file_id, READ | NULLS, .doc = "The newest preview."),
    FIELD(nb_assets_ready, READ | NULLS, .doc = "Assets that are ready for it."),
    FIELD(priority, READ, .doc = "Urgency, from 0."),
    FIELD(real_start_date, READ | NULLS, .doc = "When it was begun."),
    FIELD(retake_count, READ | NULLS, .doc = "How often it came back."),
    FIELD(start_date, READ | NULLS, .doc = "When it is to begin."),
    FIELD(task_status_id, READ | NULLS, .doc = "The status."),
    FIELD(task_type_id, READ | NULLS, .doc = "The kind of work."),
    FIELD(data, READ | NULLS, .doc = "Free metadata."),
    FIELD(is_subscribed, READ, .doc = "Always false here."),
    FIELD(assignees, READ, .max = 10000, .doc = "Who has it."),
};
#undef ROW
// clang-format on
const struct shape full_task_shape = SHAPE(struct full_task, full_task_fields, .name = "EntityTask");

static int full_get(struct cx *cx, struct uuid id, const char *kind, struct full *to)
{
    static const char sql[] =
        "SELECT e.id, e.name, e.code, e.description, COALESCE(e.canceled, FALSE), e.nb_frames,"
        " COALESCE(e.nb_entities_out, 0), COALESCE(e.is_casting_standby, FALSE), e.is_shared,"
        " e.status, e.project_id, p.name, e.entity_type_id, e.parent_id, e.source_id,"
        " e.preview_file_id, e.data, e.ready_for, e.created_by, e.created_at, e.updated_at, y.name,"
        " IF(y.name IN ('Shot', 'Scene'), a.id, NULL), IF(y.name IN ('Shot', 'Scene'), a.name, NULL),"
        " CASE WHEN y.name IN ('Shot', 'Scene') THEN b.id"
        " WHEN y.name IN ('Sequence', 'Edit') THEN a.id ELSE s.id END,"
        " CASE WHEN y.name IN ('Shot', 'Scene') THEN b.name"
        " WHEN y.name IN ('Sequence', 'Edit') THEN a.name ELSE s.name END"
        " FROM entity e JOIN entity_type y ON y.id = e.entity_type_id"
        " JOIN project p ON p.id = e.project_id LEFT JOIN entity a ON a.id = e.parent_id"
        " LEFT JOIN entity b ON b.id = a.parent_id"
        " LEFT JOIN entity s ON s.id = e.source_id WHERE e.id = ?";
    bool found;
    TRY(db_one(cx, sql, ARGS(ARG(id)), &full_shape, to, &found));
    return found && kind_is(to->type_name, kind)
               ? 0
               : refuse(cx, E_NOT_FOUND, "There is no such entity");
}

static int write_task(void *u, const void *row)
{
    struct out *o = u;
    out_row(o, &full_task_shape, row);
    return o->failed ? -1 : 0;
}

static int tasks_write(struct cx *cx, struct uuid id, struct out *o)
{
    static const char sql[] =
        "SELECT k.id, k.duration, k.due_date, k.entity_id, k.end_date, k.estimation,"
        " k.last_comment_date, k.last_preview_file_id, k.nb_assets_ready, COALESCE(k.priority, 0),"
        " k.real_start_date, k.retake_count, k.start_date, k.task_status_id, k.task_type_id, k.data,"
        " FALSE, (SELECT GROUP_CONCAT(l.person_id ORDER BY l.person_id) FROM task_person_link l"
        " WHERE l.task_id = k.id) FROM task k WHERE k.entity_id = ? ORDER BY k.created_at, k.id" LIST_ENDS;
    out_key(o, "tasks");
    out_array(o);
    TRY(db_each(cx, sql, ARGS(ARG(id)), &full_task_shape, write_task, o));
    out_array_end(o);
    return 0;
}

/* ---- writing ---- */

static void id_or_null(struct out *o, const char *key, struct uuid id, bool given)
{
    out_key(o, key);
    if (given)
        out_uuid(o, id);
    else
        out_null(o);
}
#define ID(m) id_or_null(o, #m, e->m, IS_SET(&full_shape, e, m))

/* A member of the metadata that clients also know as a member of the entity. */
static void write_of_data(struct cx *cx, struct out *o, const struct full *e, const char *name)
{
    struct json_object *all = NULL, *v = NULL;
    out_key(o, name);
    if (IS_SET(&full_shape, e, data) &&
        json_read(cx->arena, e->data.text, strlen(e->data.text), &all) &&
        json_object_is_type(all, json_type_object) && json_object_object_get_ex(all, name, &v) && v)
        out_json(o, json_object_to_json_string_ext(v, JSON_C_TO_STRING_PLAIN));
    else
        out_null(o);
}

static void write_names(struct cx *cx, struct out *o, const struct full *e, const char *kind)
{
    bool in_sequence = kind_is(e->type_name, KIND_SHOT) || kind_is(e->type_name, KIND_SCENE);
    OUT_STR(o, "project_name", e->project_name);
    if (kind_is(e->type_name, KIND_ASSET)) {
        OUT_UUID(o, "asset_type_id", e->entity_type_id);
        OUT_STR(o, "asset_type_name", e->type_name);
        ID(ready_for);
        OUT_BOOL(o, "is_shared", e->is_shared);
    }
    if (in_sequence) {
        ID(sequence_id);
        OUT_STR(o, "sequence_name", e->sequence_name ? e->sequence_name : "");
    }
    if (strcmp(kind, KIND_EPISODE) != 0 && strcmp(kind, KIND_CONCEPT) != 0) {
        ID(episode_id);
        OUT_STR(o, "episode_name", e->episode_name ? e->episode_name : "");
    }
    if (kind_is(e->type_name, KIND_SHOT)) {
        out_key(o, "nb_frames");
        if (IS_SET(&full_shape, e, nb_frames))
            out_i64(o, e->nb_frames);
        else
            out_null(o);
        write_of_data(cx, o, e, "fps");
        write_of_data(cx, o, e, "frame_in");
        write_of_data(cx, o, e, "frame_out");
        OUT_BOOL(o, "is_casting_standby", e->is_casting_standby);
    }
}

int full_write(struct cx *cx, struct uuid id, const char *kind, struct out *o)
{
    struct full        row = { 0 };
    const struct full *e   = &row;
    TRY(full_get(cx, id, kind, &row));
    out_object(o);
    OUT_BOOL(o, "canceled", e->canceled);
    out_key(o, "data");
    out_json(o, IS_SET(&full_shape, e, data) ? e->data.text : "{}");
    OUT_STR(o, "description", e->description);
    OUT_UUID(o, "entity_type_id", e->entity_type_id);
    OUT_UUID(o, "id", e->id);
    OUT_STR(o, "name", e->name);
    ID(parent_id);
    ID(preview_file_id);
    OUT_UUID(o, "project_id", e->project_id);
    ID(source_id);
    OUT_I64(o, "nb_entities_out", e->nb_entities_out);
    write_names(cx, o, e, kind);
    if (strcmp(kind, KIND_EDIT) != 0) {
        OUT_STR(o, "code", e->code);
        OUT_STR(o, "status", e->status);
        ID(created_by);
        OUT_TIME(o, "created_at", e->created_at);
        OUT_TIME(o, "updated_at", e->updated_at);
    }
    TRY(tasks_write(cx, e->id, o));
    OUT_STR(o, "type", kind);
    out_object_end(o);
    return 0;
}
