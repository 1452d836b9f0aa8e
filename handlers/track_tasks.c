/* track_tasks.c - tasks: made for many entities, given and taken, removed. */
#include <json-c/json.h>
#include "handlers/family.h"
#include "handlers/track_common.h"
#include "model/base/arena.h"
#include "model/base/json.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/comment.h"
#include "model/track/entity.h"
#include "model/track/tasks.h"

extern const struct route_list track_task_routes;

struct make_in {
    struct row  row;
    struct uuid project_id, task_type_id, entity_id;
    const char *entity_type;
    struct json ids;
};
struct give_in {
    struct row  row;
    struct uuid task_id, person_id;
    struct ids  task_ids;
    int64_t     priority;
    const char *comment;
    bool        force;
};
// clang-format off
#define ROW struct make_in
#define PROJECT FIELD(project_id, PATH, .doc = "The production.")
#define TASK_TYPE FIELD(task_type_id, PATH, .doc = "The kind of work.")
#define IDS(text) FIELD(ids, WRITE | NULLS, .doc = text)
static const struct field kind_fields[] = { PROJECT, TASK_TYPE, IDS("Array of entities; none: all of the kind.") };
static const struct field type_fields[] = { PROJECT, TASK_TYPE, FIELD(entity_type, PATH, .doc = "asset, shot, sequence, episode, edit or concept."), IDS("Array of entities; none: all of the kind.") };
static const struct field entity_fields[] = { FIELD(entity_id, PATH, .doc = "The entity."), IDS("Array of kinds of work; none: all that the production has for such entities.") };
static const struct field remove_fields[] = { PROJECT, IDS("Array of tasks.") };
static const struct field remove_type_fields[] = { PROJECT, TASK_TYPE };
#undef ROW
static const struct shape kind_shape = SHAPE(struct make_in, kind_fields);
static const struct shape type_shape = SHAPE(struct make_in, type_fields);
static const struct shape make_entity_shape = SHAPE(struct make_in, entity_fields);
static const struct shape remove_shape = SHAPE(struct make_in, remove_fields);
static const struct shape remove_type_shape = SHAPE(struct make_in, remove_type_fields);

#define ROW struct give_in
#define TASK FIELD(task_id, PATH, .doc = "The task.")
#define TASKS FIELD(task_ids, WRITE | NEED | LOOSE, .max = 10000, .doc = "The tasks.")
static const struct field one_fields[] = { TASK, FIELD(person_id, WRITE | NEED, .doc = "Who gets it.") };
static const struct field person_fields[] = { FIELD(person_id, PATH, .doc = "Who gets them."), TASKS };
static const struct field people_fields[] = { FIELD(person_id, WRITE | NEED, .doc = "Who gets them."), TASKS };
static const struct field batch_fields[] = { TASKS };
static const struct field clear_fields[] = { TASKS, FIELD(person_id, WRITE | LAX, .doc = "From whom; none: from everybody.") };
static const struct field priority_fields[] = { TASKS, FIELD(priority, WRITE | NEED | LAX, .min = 0, .max = 1000, .doc = "Their priority.") };
static const struct field review_fields[] = { TASK, FIELD(comment, WRITE | LAX, .doc = "What is said."), FIELD(person_id, WRITE | LAX, .doc = "Who says it; for managers.") };
static const struct field gone_fields[] = { { .name = "instance_id", .type = T_UUID, .flags = PATH, .off = offsetof(ROW, task_id), .doc = "The task." }, FIELD(force, QUERY | WRITE, .def = "false", .doc = "With all that hangs on it.") };
#undef ROW
static const struct shape one_shape = SHAPE(struct give_in, one_fields);
static const struct shape person_shape_in = SHAPE(struct give_in, person_fields);
static const struct shape people_shape_in = SHAPE(struct give_in, people_fields);
static const struct shape batch_shape = SHAPE(struct give_in, batch_fields);
static const struct shape clear_shape = SHAPE(struct give_in, clear_fields);
static const struct shape priority_shape = SHAPE(struct give_in, priority_fields);
static const struct shape review_shape = SHAPE(struct give_in, review_fields);
static const struct shape gone_shape = SHAPE(struct give_in, gone_fields);
// clang-format on

/* ---- answers ---- */

static int tasks_answer(struct rq *rq, int status, const struct id_set *ids)
{
    const char             *list  = id_set_json(&rq->cx, ids);
    const struct arg        arg   = arg_text(list);
    const struct res_where where = {
        .sql = "t.id IN (SELECT CAST(j.id AS UUID) FROM JSON_TABLE(?, '$[*]'"
               " COLUMNS(id VARCHAR(36) PATH '$')) j)",
        .args = &arg, .nargs = 1, .relations = true
    };
    return res_where(&rq->cx, &task_res, &where, reply(rq, status));
}

static int ids_answer(struct rq *rq, const struct id_set *ids)
{
    out_json(reply(rq, 200), id_set_json(&rq->cx, ids));
    return 0;
}

/* ---- made ---- */

/* An array of ids, or of objects with one; as the body or its `task_type_ids`. *given: whether there
 * was one. */
static int ids_given(struct rq *rq, struct json v, struct id_set *to, bool *given)
{
    struct json_object *list = NULL, *id;
    struct uuid         one;
    if (v.text && json_read(rq->cx.arena, v.text, strlen(v.text), &list) &&
        json_object_is_type(list, json_type_object))
        list = json_object_object_get(list, "task_type_ids");
    *given = json_object_is_type(list, json_type_array);
    for (size_t i = 0; *given && i < json_object_array_length(list); i++) {
        id = json_object_array_get_idx(list, i);
        if (json_object_is_type(id, json_type_object))
            id = json_object_object_get(id, "id");
        if (!json_object_is_type(id, json_type_string) ||
            !uuid_parse(json_object_get_string(id), strlen(json_object_get_string(id)), &one))
            return refuse_field(&rq->cx, E_INVALID, "ids", "ids: must be UUIDs");
        id_set_add(&rq->cx, to, one);
    }
    return 0;
}

static int make(struct rq *rq, const char *kind, enum right_for right)
{
    const struct make_in *in  = rq->args;
    struct actor          who = rows_actor(rq);
    struct id_set         ids = { 0 }, made = { 0 };
    bool                  given;
    TRY(ids_given(rq, in->ids, &ids, &given));
    TRY(track_project(rq, right, in->project_id));
    TRY(tasks_make(&rq->cx, &who, in->project_id, in->task_type_id, kind, given ? &ids : NULL, &made));
    return tasks_answer(rq, 201, &made);
}

static int make_shots(struct rq *rq) { return make(rq, KIND_SHOT, FOR_MANAGER); }
static int make_assets(struct rq *rq) { return make(rq, KIND_ASSET, FOR_MANAGER); }
static int make_edits(struct rq *rq) { return make(rq, KIND_EDIT, FOR_MANAGER); }
static int make_concepts(struct rq *rq) { return make(rq, KIND_CONCEPT, FOR_TEAM_INSIDE); }

static int make_type(struct rq *rq)
{
    static const char *const kinds[] = { KIND_ASSET, KIND_SHOT, KIND_SEQUENCE, KIND_EPISODE,
                                         KIND_SCENE, KIND_EDIT, KIND_CONCEPT };
    const struct make_in *in = rq->args;
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (text_equal_fold(in->entity_type, strlen(in->entity_type), kinds[i]))
            return make(rq, kinds[i], FOR_MANAGER);
    return refuse(&rq->cx, E_INVALID, "entity_type: there is no such kind of entities");
}

static int make_entity(struct rq *rq)
{
    const struct make_in *in  = rq->args;
    struct actor          who = rows_actor(rq);
    struct id_set         ids = { 0 }, made = { 0 };
    bool                  given;
    TRY(ids_given(rq, in->ids, &ids, &given));
    TRY(right_of_row(&rq->cx, &entity_res, &who, FOR_TEAM_INSIDE, in->entity_id, NULL));
    TRY(tasks_make_all(&rq->cx, &who, in->entity_id, given ? &ids : NULL, &made));
    return tasks_answer(rq, 201, &made);
}

/* ---- given and taken ---- */

static int assign(struct rq *rq, struct uuid person_id, const struct id_set *tasks, bool skip,
                  struct id_set *done)
{
    struct actor who    = rows_actor(rq);
    bool         mailed = false;
    TRY(tasks_assign(&rq->cx, &who, person_id, tasks, skip, done, &mailed));
    if (mailed)
        rq->later = track_mailed;
    return 0;
}

static int assign_one(struct rq *rq)
{
    const struct give_in *in    = rq->args;
    struct id_set         tasks = { 0 }, done = { 0 };
    id_set_add(&rq->cx, &tasks, in->task_id);
    if (tasks_person(&rq->cx, in->person_id) < 0) {
        if (rq->cx.err.reason != E_NOT_FOUND)
            return -(int)rq->cx.err.reason;
        err_clear(&rq->cx);
        return refuse_field(&rq->cx, E_INVALID, "person_id", "person_id: there is no such person");
    }
    TRY(assign(rq, in->person_id, &tasks, false, &done));
    return res_show(&rq->cx, &task_res, in->task_id, true, reply(rq, 200));
}

static void tasks_in(struct rq *rq, struct id_set *to)
{
    const struct give_in *in = rq->args;
    id_set_join(&rq->cx, to, in->task_ids);
}

static int assign_many(struct rq *rq)
{
    const struct give_in *in    = rq->args;
    struct id_set         tasks = { 0 }, done = { 0 };
    tasks_in(rq, &tasks);
    TRY(tasks_person(&rq->cx, in->person_id));
    TRY(assign(rq, in->person_id, &tasks, true, &done));
    return tasks_answer(rq, 200, &done);
}

static int clear(struct rq *rq)
{
    const struct give_in *in    = rq->args;
    struct actor          who   = rows_actor(rq);
    struct id_set         tasks = { 0 }, done = { 0 };
    tasks_in(rq, &tasks);
    TRY(tasks_clear(&rq->cx, &who, in->person_id, &tasks, &done));
    return ids_answer(rq, &done);
}

static int prioritise(struct rq *rq)
{
    const struct give_in *in    = rq->args;
    struct actor          who   = rows_actor(rq);
    struct id_set         tasks = { 0 }, done = { 0 };
    tasks_in(rq, &tasks);
    TRY(tasks_prioritise(&rq->cx, &who, in->priority, &tasks, &done));
    return tasks_answer(rq, 200, &done);
}

/* ---- asked for a look ---- */

static int review(struct rq *rq)
{
    const struct give_in *in     = rq->args;
    struct actor          who = rows_actor(rq);
    struct comment_made   made;
    struct comment_new    new = { .task_id = in->task_id, .text = in->comment, .person_id = in->person_id };
    TRY(tasks_review_status(&rq->cx, &new.task_status_id));
    TRY(comment_post(&rq->cx, &who, &new, &made));
    return res_show(&rq->cx, &task_res, in->task_id, true, reply(rq, 200));
}

/* ---- gone ---- */

static int remove_one(struct rq *rq)
{
    const struct give_in *in  = rq->args;
    struct actor          who = rows_actor(rq);
    TRY(tasks_remove(&rq->cx, &who, in->task_id, in->force));
    reply_empty(rq, 204);
    return 0;
}

static int remove_many(struct rq *rq)
{
    const struct make_in *in  = rq->args;
    struct actor          who = rows_actor(rq);
    struct uuid           any = { { 0 } };
    struct id_set         ids = { 0 }, done = { 0 };
    bool                  given;
    TRY(ids_given(rq, in->ids, &ids, &given));
    TRY(track_project(rq, FOR_MANAGER, in->project_id));
    TRY(tasks_remove_many(&rq->cx, &who, in->project_id, any, &ids, &done));
    return ids_answer(rq, &done);
}

/* Of any production; all that the caller may remove, or none. */
static int remove_batch(struct rq *rq)
{
    struct actor  who   = rows_actor(rq);
    struct id_set tasks = { 0 };
    tasks_in(rq, &tasks);
    TRY(tasks_remove_all(&rq->cx, &who, &tasks));
    return ids_answer(rq, &tasks);
}

static int remove_type(struct rq *rq)
{
    const struct make_in *in   = rq->args;
    struct actor          who  = rows_actor(rq);
    struct id_set         done = { 0 };
    TRY(track_project(rq, FOR_ADMINS, in->project_id));
    TRY(tasks_remove_many(&rq->cx, &who, in->project_id, in->task_type_id, NULL, &done));
    reply_empty(rq, 204);
    return 0;
}

// clang-format off
#define TYPE "/actions/projects/:project_id/task-types/:task_type_id"
#define MAKES(path, shape, fn, text) \
    { POST, path, LOGGED_IN, .in = &shape, .out = &task_shape, .run = fn, .status = 201, .flags = ALONE | TX | LIST, .errors = track_errors, .doc = text }
static const struct route routes[] = {
    MAKES(TYPE "/shots/create-tasks", kind_shape, make_shots, "Tasks for shots that have none of the kind."),
    MAKES(TYPE "/assets/create-tasks", kind_shape, make_assets, "Tasks for assets that have none of the kind."),
    MAKES(TYPE "/edits/create-tasks", kind_shape, make_edits, "Tasks for edits that have none of the kind."),
    MAKES(TYPE "/concepts/create-tasks", kind_shape, make_concepts, "Tasks for concepts that have none of the kind."),
    MAKES(TYPE "/create-tasks/:entity_type", type_shape, make_type, "Tasks for entities that have none of the kind."),
    MAKES("/data/entities/:entity_id/tasks", make_entity_shape, make_entity, "The tasks that an entity lacks."),
    { PUT, "/actions/tasks/:task_id/assign", LOGGED_IN, .in = &one_shape, .out = &task_shape, .run = assign_one, .flags = TX,
      .errors = track_errors, .doc = "Give a task to a person." },
    { PUT, "/actions/persons/:person_id/assign", LOGGED_IN, .in = &person_shape_in, .out = &task_shape, .run = assign_many, .flags = TX | LIST,
      .errors = track_errors, .doc = "Give tasks to a person; those that the caller may not give are left out." },
    { PUT, "/actions/tasks/clear-assignation", LOGGED_IN, .in = &clear_shape, .run = clear, .flags = TX,
      .errors = track_errors, .doc = "Take tasks from a person, or from everybody." },
    { PUT, "/actions/tasks/set-priority", LOGGED_IN, .in = &priority_shape, .out = &task_shape, .run = prioritise, .flags = TX | LIST,
      .errors = track_errors, .doc = "Priority of tasks." },
    { PUT, "/actions/tasks/:task_id/to-review", LOGGED_IN, .in = &review_shape, .out = &task_shape, .run = review, .flags = TX,
      .errors = track_errors, .doc = "Ask for a look at a task." },
    { DELETE, "/data/tasks/:instance_id", LOGGED_IN, .in = &gone_shape, .run = remove_one, .status = 204, .flags = TX,
      .errors = track_errors, .doc = "Remove a task." },
    { POST, "/actions/projects/:project_id/delete-tasks", LOGGED_IN, .in = &remove_shape, .run = remove_many, .flags = ALONE | TX,
      .errors = track_errors, .doc = "Remove tasks with all that hangs on them." },
    { POST, "/data/tasks/delete-batch", LOGGED_IN, .in = &batch_shape, .run = remove_batch, .flags = TX, .errors = track_errors,
      .doc = "Remove tasks with all that hangs on them." },
    { PUT, "/data/tasks/assign", LOGGED_IN, .in = &people_shape_in, .out = &task_shape, .run = assign_many, .flags = TX | LIST,
      .errors = track_errors, .doc = "Give tasks to a person; those that the caller may not give are left out." },
    { DELETE, "/data/projects/:project_id/task-types/:task_type_id/tasks", LOGGED_IN, .in = &remove_type_shape, .run = remove_type,
      .status = 204, .flags = TX, .errors = track_errors, .doc = "Remove all tasks of a kind." },
    { DELETE, TYPE "/delete-tasks", LOGGED_IN, .in = &remove_type_shape, .run = remove_type, .status = 204, .flags = TX,
      .errors = track_errors, .doc = "Remove all tasks of a kind." },
};
// clang-format on
const struct route_list track_task_routes = ROUTES(tracker_family, routes);
