/* track_todo.c - lists of tasks: of a person, an entity, a production, and of what is open. */
#include "handlers/family.h"
#include "handlers/track_common.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/people/person.h"
#include "model/track/comment.h"
#include "model/track/entity.h"
#include "model/track/production.h"
#include "model/track/tasks.h"
#include "model/track/todo.h"

extern const struct route_list track_todo_routes;

struct todo_in {
    struct row  row;
    struct uuid person_id, project_id, task_id, task_type_id, entity_id, task_status_id;
    struct uuid asset_id, shot_id, sequence_id, episode_id, scene_id, edit_id, concept_id;
    int64_t     page, limit;
    const char *relations, *file_path, *type;
};
// clang-format off
#define ROW struct todo_in
#define ONE(name, text) FIELD(name, PATH, .doc = text)
#define PAGES \
    FIELD(page, WRITE, .min = INT32_MIN, .max = INT32_MAX, .def = "0", .doc = "Page from 1, in an envelope with totals; below it all rows as an array."), \
    FIELD(limit, WRITE, .min = 1, .max = 100000, .def = "100", .doc = "Rows of a page.")
static const struct field person_fields[]  = { ONE(person_id, "The person.") };
static const struct field related_fields[] = { ONE(person_id, "The person."), ONE(task_type_id, "The kind of work.") };
static const struct field pair_fields[]    = { ONE(entity_id, "The entity."), ONE(task_type_id, "The kind of work.") };
static const struct field project_fields[] = { ONE(project_id, "The production."), PAGES, FIELD(task_type_id, WRITE, .doc = "Of that kind of work."),
                                               FIELD(episode_id, WRITE, .doc = "Of that episode.") };
static const struct field dates_fields[]   = { FIELD(project_id, WRITE, .doc = "In that production; in open ones of the caller if it is not said.") };
static const struct field of_project_fields[] = { ONE(project_id, "The production.") };
static const struct field path_fields[]    = { FIELD(project_id, WRITE | NEED, .doc = "The production."),
    FIELD(file_path, WRITE | NEED, .min = 1, .max = 4096, .doc = "Path of a file, in which entity and kind of work are named."),
    FIELD(type, WRITE | NULLS, .max = 30, .doc = "Kind of the entity: shot, asset, scene, sequence, episode, edit.") };
static const struct field task_fields[]    = { ONE(task_id, "The task.") };
static const struct field asset_fields[]    = { ONE(asset_id, "The asset.") };
static const struct field shot_fields[]     = { ONE(shot_id, "The shot.") };
static const struct field sequence_fields[] = { ONE(sequence_id, "The sequence.") };
static const struct field episode_fields[]  = { ONE(episode_id, "The episode.") };
static const struct field scene_fields[]    = { ONE(scene_id, "The scene.") };
static const struct field edit_fields[]     = { ONE(edit_id, "The edit.") };
static const struct field concept_fields[]  = { ONE(concept_id, "The concept.") };
#define OPEN FIELD(project_id, WRITE, .doc = "Of that production."), FIELD(person_id, WRITE, .doc = "Of that person."), \
    FIELD(task_type_id, WRITE, .doc = "Of that kind of work."), FIELD(task_status_id, WRITE, .doc = "With that status.")
static const struct field open_all_fields[] = { OPEN };
static const struct field open_fields[] = { OPEN,
    FIELD(page, WRITE, .min = 1, .max = INT32_MAX, .def = "1", .doc = "Page from 1."),
    FIELD(limit, WRITE, .min = 1, .max = 100000, .def = "100", .doc = "Rows of a page."),
};
#undef ROW
#define IN(name, fields) static const struct shape name = SHAPE(struct todo_in, fields)
IN(person_in, person_fields);
IN(related_in, related_fields);
IN(pair_in, pair_fields);
IN(project_in, project_fields);
IN(dates_in, dates_fields);
IN(of_project_in, of_project_fields);
IN(path_in, path_fields);
IN(task_in, task_fields);
IN(asset_in, asset_fields);
IN(shot_in, shot_fields);
IN(sequence_in, sequence_fields);
IN(episode_in, episode_fields);
IN(scene_in, scene_fields);
IN(edit_in, edit_fields);
IN(concept_in, concept_fields);
IN(open_in, open_fields);
IN(open_all_in, open_all_fields);
// clang-format on

/* Vendors see what is theirs alone. */
static bool sees_all(const struct actor *who) { return !right_is_role(who, "vendor"); }

/* ---- of a person ---- */

#define OF_PERSON                                                                                  \
    "EXISTS (SELECT 1 FROM task_person_link w WHERE w.task_id = t.id AND w.person_id = ?)"         \
    " AND p.project_status_id IN (SELECT id FROM project_status WHERE name = 'Open')"              \
    " AND (? OR EXISTS (SELECT 1 FROM project_person_link l WHERE l.project_id = t.project_id"     \
    " AND l.person_id = ?))"

/* Vendors read their own alone; everybody else what is of his productions. */
static int may_read(struct rq *rq, const struct actor *who, struct uuid person_id)
{
    TRY(tasks_person(&rq->cx, person_id));
    if (right_is_role(who, "vendor") && !uuid_equal(person_id, who->id))
        return right_refuse(&rq->cx);
    return 0;
}

static int of_person(struct rq *rq, struct uuid person_id, bool done)
{
    struct actor who = rows_actor(rq);
    TRY(may_read(rq, &who, person_id));
    return todo_each(&rq->cx, OF_PERSON " AND COALESCE(s.is_done, FALSE) = ? ORDER BY t.created_at, t.id",
                     ARGS(ARG(person_id), ARG(who.is_admin), ARG(who.id), ARG(done)), reply(rq, 200));
}

static int person_run(struct rq *rq)
{
    return of_person(rq, ((const struct todo_in *)rq->args)->person_id, false);
}

static int person_done_run(struct rq *rq)
{
    return of_person(rq, ((const struct todo_in *)rq->args)->person_id, true);
}

static int mine_run(struct rq *rq) { return of_person(rq, rq->caller.id, false); }
static int mine_done_run(struct rq *rq) { return of_person(rq, rq->caller.id, true); }

static int related_run(struct rq *rq)
{
    const struct todo_in *in  = rq->args;
    struct actor          who = rows_actor(rq);
    const struct arg      args[] = { ARG(in->task_type_id), ARG(in->person_id), ARG(who.is_admin), ARG(who.id) };
    const struct res_where where = {
        .sql = "t.task_type_id = ? AND t.entity_id IN (SELECT k.entity_id FROM task k"
               " JOIN task_person_link a ON a.task_id = k.id WHERE a.person_id = ?)"
               " AND (? OR t.project_id IN (SELECT l.project_id FROM project_person_link l"
               " WHERE l.person_id = ?))",
        .args = args, .nargs = COUNT(args), .relations = true
    };
    TRY(may_read(rq, &who, in->person_id));
    return res_where(&rq->cx, &task_res, &where, reply(rq, 200));
}

/* What waits for a look in the caller's productions and departments. */
static int check_run(struct rq *rq)
{
    struct actor who = rows_actor(rq);
    if (!who.is_admin && !right_is_role(&who, "manager") && !right_is_role(&who, "supervisor")) {
        out_json(reply(rq, 200), "[]");
        return 0;
    }
    return todo_each(&rq->cx,
                     "s.is_feedback_request"
                     " AND p.project_status_id IN (SELECT id FROM project_status WHERE name = 'Open')"
                     " AND EXISTS (SELECT 1 FROM project_person_link l WHERE l.project_id = t.project_id"
                     " AND l.person_id = ?) AND (NOT EXISTS (SELECT 1 FROM department_link d"
                     " WHERE d.person_id = ?) OR y.department_id IN (SELECT d.department_id"
                     " FROM department_link d WHERE d.person_id = ?)) ORDER BY t.updated_at, t.id",
                     ARGS(ARG(who.id), ARG(who.id), ARG(who.id)), reply(rq, 200));
}

/* ---- of an entity ---- */

static int entity_seen(struct rq *rq, const char *kind, struct uuid id, struct thing *of)
{
    bool concept = strcmp(kind, KIND_CONCEPT) == 0;
    return track_thing(rq, concept ? FOR_TEAM_INSIDE : FOR_ASSIGNED, kind, id, of);
}

static int of_entity(struct rq *rq, const char *kind, struct uuid id)
{
    struct actor who = rows_actor(rq);
    struct thing of;
    TRY(entity_seen(rq, kind, id, &of));
    return todo_each(&rq->cx, "t.entity_id = ?" TODO_MINE_UNLESS " ORDER BY y.priority, y.name, t.id",
                     ARGS(ARG(id), arg_bool(sees_all(&who)), ARG(who.id)), reply(rq, 200));
}

static int types_of_entity(struct rq *rq, const char *kind, struct uuid id)
{
    const struct arg       args[] = { ARG(id) };
    const struct res_where where  = {
         .sql   = "t.id IN (SELECT k.task_type_id FROM task k WHERE k.entity_id = ?)",
         .args  = args,
         .nargs = 1,
         .order = "t.priority, t.name, t.id"
    };
    struct thing of;
    TRY(entity_seen(rq, kind, id, &of));
    return res_where(&rq->cx, &task_type_res, &where, reply(rq, 200));
}

#define OF_KIND(name, kind)                                                                        \
    static int name##_run(struct rq *rq)                                                           \
    {                                                                                              \
        return of_entity(rq, kind, ((const struct todo_in *)rq->args)->name##_id);                 \
    }                                                                                              \
    static int name##_types_run(struct rq *rq)                                                     \
    {                                                                                              \
        return types_of_entity(rq, kind, ((const struct todo_in *)rq->args)->name##_id);           \
    }
OF_KIND(asset, KIND_ASSET)
OF_KIND(shot, KIND_SHOT)
OF_KIND(sequence, KIND_SEQUENCE)
OF_KIND(episode, KIND_EPISODE)
OF_KIND(scene, KIND_SCENE)
OF_KIND(edit, KIND_EDIT)
OF_KIND(concept, KIND_CONCEPT)

static int pair_run(struct rq *rq)
{
    const struct todo_in  *in     = rq->args;
    struct actor           who    = rows_actor(rq);
    const struct arg       args[] = { ARG(in->entity_id), ARG(in->task_type_id) };
    const struct res_where where  = { .sql   = "t.entity_id = ? AND t.task_type_id = ?",
                                      .args  = args,
                                      .nargs = COUNT(args),
                                      .order = "t.name, t.id" };
    TRY(right_of_row(&rq->cx, &entity_res, &who, FOR_TEAM, in->entity_id, NULL));
    return res_where(&rq->cx, &task_res, &where, reply(rq, 200));
}

/* Of what is in a sequence or an episode. */
static int inside(struct rq *rq, const char *kind, struct uuid id, const char *condition)
{
    struct actor who = rows_actor(rq);
    struct thing of;
    TRY(track_thing(rq, FOR_ASSIGNED, kind, id, &of));
    return todo_each(&rq->cx, condition, ARGS(ARG(id), arg_bool(sees_all(&who)), ARG(who.id)), reply(rq, 200));
}

static int sequence_shots_run(struct rq *rq)
{
    return inside(rq, KIND_SEQUENCE, ((const struct todo_in *)rq->args)->sequence_id,
                  "e.parent_id = ? AND k.name = 'Shot'" TODO_MINE_UNLESS " ORDER BY e.name, y.priority, t.id");
}

static int episode_shots_run(struct rq *rq)
{
    return inside(rq, KIND_EPISODE, ((const struct todo_in *)rq->args)->episode_id,
                  "q.parent_id = ? AND k.name = 'Shot'" TODO_MINE_UNLESS " ORDER BY e.name, y.priority, t.id");
}

static int episode_assets_run(struct rq *rq)
{
    return inside(rq, KIND_EPISODE, ((const struct todo_in *)rq->args)->episode_id,
                  "e.source_id = ? AND k.name NOT IN " KINDS_IN_TIME TODO_MINE_UNLESS
                  " ORDER BY e.name, y.priority, t.id");
}

static int episode_edits_run(struct rq *rq)
{
    return inside(rq, KIND_EPISODE, ((const struct todo_in *)rq->args)->episode_id,
                  "e.parent_id = ? AND k.name = 'Edit'" TODO_MINE_UNLESS " ORDER BY e.name, y.priority, t.id");
}

/* ---- of a production ---- */

/* The right was judged: the list is that of an administrator, so that closed ones are seen too. */
static int listed(struct rq *rq, const struct resource *r, const struct res_pair *pairs, size_t n)
{
    const struct todo_in *in  = rq->args;
    struct actor          all = { rq->caller.id, rq->caller.role, true };
    struct res_ask        ask = { .pairs = pairs, .npairs = n, .relations = true, .paged = in->page > 0,
                                  .page = in->page, .limit = in->limit, .ends = true };
    return res_list(&rq->cx, r, &all, &ask, reply(rq, 200));
}

static int project_tasks_run(struct rq *rq)
{
    const struct todo_in *in = rq->args;
    struct actor          who = rows_actor(rq);
    char                  id[UUID_TEXT], type[UUID_TEXT], me[UUID_TEXT];
    struct res_pair       pairs[3] = { { "project_id", id, UUID_TEXT - 1 } };
    size_t                n        = 1;
    TRY(track_project(rq, FOR_TEAM, in->project_id));
    uuid_format(in->project_id, id);
    uuid_format(in->task_type_id, type);
    uuid_format(who.id, me);
    if (IS_SET(&project_in, in, task_type_id))
        pairs[n++] = (struct res_pair){ "task_type_id", type, UUID_TEXT - 1 };
    if (!sees_all(&who))
        pairs[n++] = (struct res_pair){ "assignees", me, UUID_TEXT - 1 };
    return listed(rq, &task_res, pairs, n);
}

static int project_comments_run(struct rq *rq)
{
    const struct todo_in *in  = rq->args;
    struct actor          who = rows_actor(rq);
    TRY(track_project(rq, FOR_TEAM_INSIDE, in->project_id));
    return comments_of_project(&rq->cx, &who, in->project_id, in->page, in->limit, reply(rq, 200));
}

static int of_project(struct rq *rq, const struct resource *r)
{
    const struct todo_in  *in    = rq->args;
    const struct arg       arg   = ARG(in->project_id);
    const struct res_where where = {
         .sql  = "t.task_id IN (SELECT k.id FROM task k WHERE k.project_id = ?)",
         .args = &arg, .nargs = 1, .order = "t.created_at DESC, t.id",
         .page = in->page, .limit = in->limit
    };
    TRY(track_project(rq, FOR_ADMINS, in->project_id));
    return res_where(&rq->cx, r, &where, reply(rq, 200));
}

static int project_notices_run(struct rq *rq) { return of_project(rq, &notification_res); }
static int project_followers_run(struct rq *rq) { return of_project(rq, &subscription_res); }

/* ---- a task with all that it belongs to ---- */

#define SHORT_PERSON                                                                               \
    "first_name,last_name,full_name,has_avatar,active,departments,studio_id,role,desktop_login,is_bot"

static int put_row(struct rq *rq, struct out *o, const char *name, const struct resource *r,
                   struct uuid id, bool relations)
{
    if (uuid_is_nil(id))
        return 0;
    out_key(o, name);
    return res_show(&rq->cx, r, id, relations, o);
}

static int put_person(struct rq *rq, struct out *o, struct uuid id)
{
    struct out       one   = out_in_arena(rq->cx.arena, 64 * 1024);
    const struct arg arg   = ARG(id);
    const char      *text;
    size_t           n;
    if (uuid_is_nil(id))
        return 0;
    TRY(res_where(&rq->cx, &person_res,
                  &(struct res_where){ .sql = "t.id = ?", .args = &arg, .nargs = 1, .fields = SHORT_PERSON,
                                       .relations = true },
                  &one));
    text = out_done(&one);
    n    = text ? strlen(text) : 0;
    if (n > 2) {
        out_key(o, "assigner");
        out_json(o, arena_copy(rq->cx.arena, text + 1, n - 2)); /* the one in the array */
    }
    return 0;
}

static int full_run(struct rq *rq)
{
    const struct todo_in *in   = rq->args;
    struct actor          who  = rows_actor(rq);
    struct out            task = out_in_arena(rq->cx.arena, 4 * 1024 * 1024);
    const struct arg      arg  = ARG(in->task_id);
    struct task_place     f    = { 0 };
    struct out           *o;
    TRY(right_of_row(&rq->cx, &task_res, &who, FOR_ASSIGNED, in->task_id, NULL));
    TRY(task_place_get(&rq->cx, in->task_id, &f));
    task.time = TIME_NAIVE;
    TRY(res_show(&rq->cx, &task_res, in->task_id, true, &task));
    o = reply(rq, 200);
    out_object(o);
    out_json_members(o, out_done(&task));
    TRY(put_row(rq, o, "task_status", &task_status_res, f.task_status_id, false));
    TRY(put_row(rq, o, "task_type", &task_type_res, f.task_type_id, false));
    TRY(put_row(rq, o, "entity", &entity_res, f.entity_id, false));
    TRY(put_row(rq, o, "entity_type", &entity_type_res, f.entity_type_id, false));
    TRY(put_row(rq, o, "project", &production_res, f.project_id, false));
    TRY(put_person(rq, o, f.assigner_id));
    out_key(o, "persons");
    TRY(res_where(&rq->cx, &person_res,
                  &(struct res_where){ .sql = "t.id IN (SELECT a.person_id FROM task_person_link a"
                                              " WHERE a.task_id = ?)",
                                       .args = &arg, .nargs = 1, .fields = SHORT_PERSON, .relations = true },
                  o));
    out_object_end(o);
    return 0;
}

static struct todo_ask open_ask(const struct rq *rq)
{
    const struct todo_in *in = rq->args;
    return (struct todo_ask){ in->project_id, in->person_id, in->task_type_id, in->task_status_id,
                              in->page, in->limit };
}

static int open_run(struct rq *rq)
{
    struct actor    who = rows_actor(rq);
    struct todo_ask ask = open_ask(rq);
    return todo_open(&rq->cx, &who, &ask, reply(rq, 200));
}

static int open_all_run(struct rq *rq)
{
    struct actor    who = rows_actor(rq);
    struct todo_ask ask = open_ask(rq);
    return todo_open_all(&rq->cx, &who, &ask, reply(rq, 200));
}

static int sums_run(struct rq *rq)
{
    struct actor who = rows_actor(rq);
    return todo_sums(&rq->cx, &who, reply(rq, 200));
}

static int dates_run(struct rq *rq)
{
    const struct todo_in *in  = rq->args;
    struct actor          who = rows_actor(rq);
    if (!uuid_is_nil(in->project_id))
        TRY(track_project(rq, FOR_SUPERVISOR, in->project_id));
    else if (!who.is_admin && !right_is_role(&who, "manager") && !right_is_role(&who, "supervisor"))
        return right_refuse(&rq->cx);
    return todo_dates(&rq->cx, &who, in->project_id, reply(rq, 200));
}

static int path_run(struct rq *rq)
{
    static const char *const kinds[] = { KIND_ASSET, KIND_SHOT, KIND_SEQUENCE, KIND_EPISODE, KIND_SCENE, KIND_EDIT };
    const struct todo_in    *in      = rq->args;
    struct actor             who     = rows_actor(rq);
    const char              *kind    = NULL;
    struct uuid              id;
    TRY(track_project(rq, FOR_TEAM, in->project_id));
    for (size_t i = 0; in->type && i < COUNT(kinds); i++)
        if (text_equal_fold(in->type, strlen(in->type), kinds[i]))
            kind = kinds[i];
    if (in->type && !kind)
        return refuse_field(&rq->cx, E_INVALID, "type", "type: there is no such kind of entities");
    TRY(todo_by_path(&rq->cx, in->project_id, kind, in->file_path, &id));
    TRY(right_of_row(&rq->cx, &task_res, &who, FOR_ASSIGNED, id, NULL));
    return res_show(&rq->cx, &task_res, id, true, reply(rq, 200));
}

// clang-format off
#define READS(path, shape, fn, text) { GET, path, LOGGED_IN, .in = &shape, .run = fn, .errors = track_errors, .doc = text }
#define KIND_ROUTES(word, name) \
    READS("/data/" word "/:" #name "_id/tasks", name##_in, name##_run, "Its tasks."), \
    READS("/data/" word "/:" #name "_id/task-types", name##_in, name##_types_run, "Kinds of its tasks.")
static const struct route routes[] = {
    READS("/data/persons/:person_id/tasks", person_in, person_run, "Work that a person has to do."),
    READS("/data/persons/:person_id/tasks/open", person_in, person_run, "Work that a person has to do."),
    READS("/data/persons/:person_id/done-tasks", person_in, person_done_run, "Work that a person has done."),
    READS("/data/persons/:person_id/related-tasks/:task_type_id", related_in, related_run, "Work of a kind on what a person works on."),
    READS("/data/persons/:person_id/task-types/:task_type_id/tasks", related_in, related_run, "Work of a kind on what a person works on."),
    { GET, "/data/user/tasks", PERSON, .run = mine_run, .errors = track_errors, .doc = "Work that the caller has to do." },
    { GET, "/data/user/done-tasks", PERSON, .run = mine_done_run, .errors = track_errors, .doc = "Work that the caller has done." },
    { GET, "/data/user/tasks-to-check", PERSON, .run = check_run, .errors = track_errors, .doc = "What waits for the caller's look." },
    { GET, "/data/user/tasks-requiring-feedback", PERSON, .run = check_run, .errors = track_errors, .doc = "What waits for the caller's look." },
    KIND_ROUTES("assets", asset), KIND_ROUTES("shots", shot), KIND_ROUTES("sequences", sequence),
    KIND_ROUTES("episodes", episode), KIND_ROUTES("scenes", scene), KIND_ROUTES("edits", edit),
    KIND_ROUTES("concepts", concept),
    READS("/data/sequences/:sequence_id/shot-tasks", sequence_in, sequence_shots_run, "Tasks of its shots."),
    READS("/data/episodes/:episode_id/shot-tasks", episode_in, episode_shots_run, "Tasks of its shots."),
    READS("/data/episodes/:episode_id/asset-tasks", episode_in, episode_assets_run, "Tasks of its assets."),
    READS("/data/episodes/:episode_id/edit-tasks", episode_in, episode_edits_run, "Tasks of its edits."),
    READS("/data/entities/:entity_id/task-types/:task_type_id/tasks", pair_in, pair_run, "Tasks of a kind of an entity."),
    READS("/data/projects/:project_id/tasks", project_in, project_tasks_run, "Tasks of a production."),
    READS("/data/projects/:project_id/comments", project_in, project_comments_run, "Comments of a production."),
    READS("/data/projects/:project_id/notifications", project_in, project_notices_run, "Notifications about a production."),
    READS("/data/projects/:project_id/subscriptions", project_in, project_followers_run, "Who follows tasks of a production."),
    READS("/data/tasks/:task_id/full", task_in, full_run, "A task with all that it belongs to."),
    READS("/data/tasks/open-tasks", open_in, open_run, "Tasks of open productions, by pages."),
    READS("/data/tasks/open", open_all_in, open_all_run, "Tasks of open productions."),
    { GET, "/data/tasks/open-tasks/stats", LOGGED_IN, .run = sums_run, .errors = track_errors, .doc = "Sums over the tasks of open productions." },
    { GET, "/data/tasks/open/stats", LOGGED_IN, .run = sums_run, .errors = track_errors, .doc = "Sums over the tasks of open productions." },
    READS("/data/persons/task-dates", dates_in, dates_run, "First and last day of everybody's tasks."),
    READS("/data/projects/:project_id/persons/tasks/dates", of_project_in, dates_run, "First and last day of everybody's tasks in a production."),
    { POST, "/data/tasks/from-path", LOGGED_IN, .in = &path_in, .out = &task_shape, .run = path_run, .errors = track_errors,
      .doc = "The task whose entity and kind of work a path names." },
};
// clang-format on
const struct route_list track_todo_routes = ROUTES(tracker_family, routes);
