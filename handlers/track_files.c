/* track_files.c - working files and their contents; previews of entities as players list them. */
#include <json-c/json.h>
#include "handlers/family.h"
#include "handlers/rows.h"
#include "handlers/track_common.h"
#include "handlers/track_upload.h"
#include "model/base/arena.h"
#include "model/base/json.h"
#include "model/db/db.h"
#include "model/preview/avatar.h"
#include "model/preview/listing.h"
#include "model/track/entity.h"
#include "model/track/file.h"
#include "model/track/right.h"
#include "model/track/task.h"
#include "model/track/tree.h"

extern const struct route_list track_file_routes;

enum { LAST_BYTES = 4 << 20 };

struct file_in {
    struct row     row;
    struct uuid    working_file_id, entity_id, task_id, project_id;
    struct upload *file;
    const char    *comment, *name, *description, *mode, *sep;
    struct uuid    person_id, software_id;
    int64_t        revision, page, limit;
};
// clang-format off
#define ROW struct file_in
#define WORKING FIELD(working_file_id, PATH, .doc = "The working file.")
static const struct field one_fields[]     = { WORKING };
static const struct field store_fields[]   = { WORKING,
    FIELD(file, WRITE | NEED, .ref = "max_upload_bytes", .doc = "Its content.") };
static const struct field comment_fields[] = { WORKING, FIELD(comment, WRITE | NEED, .doc = "What is said of it.") };
static const struct field entity_fields[]  = { FIELD(entity_id, PATH, .doc = "The entity.") };
static const struct field made_fields[]    = { FIELD(entity_id, PATH, .doc = "The entity."),
    FIELD(task_id, QUERY | NULLS, .doc = "Of that task."), FIELD(name, QUERY | NULLS, .doc = "Of that name.") };
static const struct field project_fields[] = { FIELD(project_id, PATH, .doc = "The production."),
    FIELD(page, WRITE, .min = INT32_MIN, .max = INT32_MAX, .def = "0", .doc = "Page from 1, in an envelope with totals; below it all rows as an array."),
    FIELD(limit, WRITE, .min = 0, .max = INT32_MAX, .def = "0", .doc = "Rows of a page; 0 for 100.") };
static const struct field new_fields[] = { FIELD(task_id, PATH, .doc = "The task."),
    FIELD(name, WRITE, .max = 250, .def = "main", .doc = "Name."),
    FIELD(description, WRITE | NULLS, .max = 65536, .doc = "Description."),
    FIELD(comment, WRITE | NULLS, .max = 65536, .doc = "What is said of it."),
    FIELD(person_id, WRITE | NULLS, .doc = "Whose work it is; absent: the caller's."),
    FIELD(software_id, WRITE | NULLS, .doc = "With what it is made."),
    FIELD(mode, WRITE, .def = "working", .max = 80, .doc = "Which part of the production's tree."),
    FIELD(sep, WRITE, .min = 1, .max = 8, .def = "/", .doc = "What stands between folders."),
    FIELD(revision, WRITE, .min = 0, .max = INT32_MAX, .def = "0", .doc = "Revision; 0 for the next one of that name.") };
static const struct field task_fields[]    = { FIELD(task_id, PATH, .doc = "The task.") };
#undef ROW
static const struct shape one_shape = SHAPE(struct file_in, one_fields),
    store_shape = SHAPE(struct file_in, store_fields), say_shape = SHAPE(struct file_in, comment_fields),
    new_shape = SHAPE(struct file_in, new_fields), project_in_shape = SHAPE(struct file_in, project_fields), entity_in_shape = SHAPE(struct file_in, entity_fields), made_shape = SHAPE(struct file_in, made_fields), task_in_shape = SHAPE(struct file_in, task_fields);
// clang-format on

/* ---- contents of working files ---- */

static int content_get(struct rq *rq)
{
    const struct file_in *in  = rq->args;
    struct actor          who = rows_actor(rq);
    struct stored         f;
    bool                  found;
    TRY(right_of_row(&rq->cx, &working_file_res, &who, FOR_ASSIGNED, in->working_file_id, NULL));
    TRY(stored_get(&rq->cx, in->working_file_id, "source", &f, &found));
    if (!found)
        return refuse(&rq->cx, E_NOT_FOUND, "The working file has no content");
    f.type = "application/octet-stream";
    send_stored(rq, &f, CACHE_PUBLIC, NULL);
    return 0;
}

struct storing {
    struct uuid id;
    struct blob blob;
};

static int store_in_tx(struct cx *cx, void *u)
{
    struct storing *s = u;
    return working_file_take(cx, s->id, &s->blob);
}

static int content_post(struct rq *rq)
{
    const struct file_in *in  = rq->args;
    struct actor          who = rows_actor(rq);
    struct storing        s   = { .id = in->working_file_id };
    TRY(right_of_row(&rq->cx, &working_file_res, &who, FOR_ASSIGNED, s.id, NULL));
    TRY(store_keep(&rq->cx, in->file->writer, &s.blob));
    TRY(db_tx(&rq->cx, TX_ONCE, store_in_tx, &s));
    return res_show(&rq->cx, &working_file_res, s.id, false, reply(rq, 201));
}

/* ---- new ones ---- */

/* Where the production's tree has it; nowhere without one. */
static int path_of(struct rq *rq, const struct working_file *row, const char **to)
{
    const struct file_in *in  = rq->args;
    struct tree_ask       ask = { .entity_id   = row->entity_id,
                                  .task_id     = in->task_id,
                                  .software_id = in->software_id,
                                  .mode        = in->mode,
                                  .name        = in->name,
                                  .sep         = in->sep,
                                  .revision    = row->revision };
    struct tree_path      path;
    TRY(tree_path(&rq->cx, &ask, &path));
    *to = path.folder ? arena_printf(rq->cx.arena, "%s%s%s", path.folder, in->sep, path.name) : NULL;
    return 0;
}

/* By whoever may work on the task. */
static int new_post(struct rq *rq)
{
    const struct file_in *in     = rq->args;
    struct actor          who    = rows_actor(rq);
    struct actor          server = { .id = who.id, .role = "admin", .is_admin = true };
    struct working_file   row    = { .name = in->name, .description = in->description,
                                     .comment = in->comment, .revision = in->revision,
                                     .task_id = in->task_id, .person_id = who.id,
                                     .software_id = in->software_id };
    struct task           task   = { .name = NULL };
    struct uuid           id;
    bool                  found;
    TRY(right_of_row(&rq->cx, &task_res, &who, FOR_ASSIGNED, in->task_id, NULL));
    TRY(res_load(&rq->cx, &task_res, in->task_id, &task, &found));
    if (!found)
        return res_absent(&rq->cx, &task_res);
    row.entity_id = task.entity_id;
    if (in->revision == 0)
        TRY(working_file_next(&rq->cx, in->task_id, in->name, &row.revision));
    if (IS_SET(&new_shape, in, person_id))
        row.person_id = in->person_id;
    TRY(path_of(rq, &row, &row.path));
    if (row.path)
        SET(&working_file_shape, &row, path);
    SET(&working_file_shape, &row, name);
    SET(&working_file_shape, &row, revision);
    SET(&working_file_shape, &row, task_id);
    SET(&working_file_shape, &row, entity_id);
    SET(&working_file_shape, &row, person_id);
    if (IS_SET(&new_shape, in, description))
        SET(&working_file_shape, &row, description);
    if (IS_SET(&new_shape, in, comment))
        SET(&working_file_shape, &row, comment);
    if (IS_SET(&new_shape, in, software_id))
        SET(&working_file_shape, &row, software_id);
    TRY(res_create(&rq->cx, &working_file_res, &server, &row, &id));
    return res_show(&rq->cx, &working_file_res, id, false, reply(rq, 201));
}

/* ---- what is said of them ---- */

static int change(struct rq *rq, struct working_file *row)
{
    const struct file_in *in  = rq->args;
    struct actor          who = rows_actor(rq);
    TRY(right_of_row(&rq->cx, &working_file_res, &who, FOR_ACTOR, in->working_file_id, NULL));
    TRY(res_update(&rq->cx, &working_file_res, &who, in->working_file_id, row));
    return res_show(&rq->cx, &working_file_res, in->working_file_id, false, reply(rq, 200));
}

static int comment_put(struct rq *rq)
{
    const struct file_in *in  = rq->args;
    struct working_file   row = { .comment = in->comment };
    SET(&working_file_shape, &row, comment);
    return change(rq, &row);
}

static int modified_put(struct rq *rq)
{
    struct working_file row = { .name = NULL };
    return change(rq, &row);
}

/* ---- lists ---- */

static int of_entity_get(struct rq *rq)
{
    const struct file_in *in = rq->args;
    struct thing          thing;
    struct arg            task = ARG_NULL;
    if (IS_SET(&made_shape, in, task_id))
        task = ARG(in->task_id);
    TRY(track_thing(rq, FOR_TEAM, NULL, in->entity_id, &thing));
    return res_where(&rq->cx, &working_file_res,
                     &(struct res_where){ .sql   = "t.entity_id = ? AND (? IS NULL OR t.task_id = ?)"
                                                   " AND (? IS NULL OR t.name = ?)",
                                          .args  = (struct arg[]){ ARG(in->entity_id), task, task,
                                                                   ARG(in->name), ARG(in->name) },
                                          .nargs = 5,
                                          .order = "t.revision DESC, t.id",
                                          .relations = true },
                     reply(rq, 200));
}

static int of_task_get(struct rq *rq)
{
    const struct file_in *in  = rq->args;
    struct actor          who = rows_actor(rq);
    TRY(right_of_row(&rq->cx, &task_res, &who, FOR_ASSIGNED, in->task_id, NULL));
    return res_where(&rq->cx, &working_file_res,
                     &(struct res_where){ .sql   = "t.task_id = ?",
                                          .args  = (struct arg[]){ ARG(in->task_id) },
                                          .nargs = 1,
                                          .order = "t.revision DESC, t.id",
                                          .relations = true },
                     reply(rq, 200));
}

/* An object: by names of working files the newest one of each. */
static int last_get(struct rq *rq)
{
    const struct file_in *in   = rq->args;
    struct actor          who  = rows_actor(rq);
    struct out            rows = out_in_arena(rq->cx.arena, LAST_BYTES);
    struct json_object   *list = NULL;
    const char           *text;
    struct out           *o;
    TRY(right_of_row(&rq->cx, &task_res, &who, FOR_ASSIGNED, in->task_id, NULL));
    rows.time = TIME_NAIVE;
    TRY(res_where(&rq->cx, &working_file_res,
                  &(struct res_where){ .sql = "t.task_id = ? AND NOT EXISTS (SELECT 1 FROM working_file n WHERE"
                                              " n.task_id = t.task_id AND n.name = t.name AND n.revision > t.revision)",
                                       .args  = (struct arg[]){ ARG(in->task_id) },
                                       .nargs = 1,
                                       .order = "t.name, t.id" },
                  &rows));
    text = out_done(&rows);
    if (!text || !json_read(rq->cx.arena, text, strlen(text), &list))
        return refuse(&rq->cx, E_INTERNAL, "There are too many working files");
    o = reply(rq, 200);
    out_object(o);
    for (size_t i = 0; i < json_object_array_length(list); i++) {
        struct json_object *row = json_object_array_get_idx(list, i);
        out_key(o, json_object_get_string(json_object_object_get(row, "name")));
        out_json(o, json_object_to_json_string_ext(row, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
    }
    out_object_end(o);
    return 0;
}

static int previews(struct rq *rq, const char *kind)
{
    const struct file_in *in = rq->args;
    struct thing          thing;
    TRY(track_thing(rq, FOR_ASSIGNED, kind, in->entity_id, &thing));
    return preview_list_of_entity(&rq->cx, in->entity_id, reply(rq, 200));
}

static int previews_get(struct rq *rq) { return previews(rq, NULL); }
static int of_shot_get(struct rq *rq) { return previews(rq, KIND_SHOT); }
static int of_edit_get(struct rq *rq) { return previews(rq, KIND_EDIT); }

/* What is only thought of is not for clients. */
static int of_concept_get(struct rq *rq)
{
    const struct file_in *in  = rq->args;
    struct actor          who = rows_actor(rq);
    struct standing       is  = { 0 };
    struct thing          thing;
    TRY(track_thing(rq, FOR_ASSIGNED, KIND_CONCEPT, in->entity_id, &thing));
    TRY(right_standing(&rq->cx, &entity_res, &who, in->entity_id, &is));
    if (!who.is_admin && right_acts_as(&who, &is, "client"))
        return right_refuse(&rq->cx);
    return preview_list_of_entity(&rq->cx, in->entity_id, reply(rq, 200));
}

static int of_project_get(struct rq *rq)
{
    const struct file_in *in = rq->args;
    TRY(track_project(rq, FOR_ADMINS, in->project_id));
    return res_where(&rq->cx, &preview_file_res,
                     &(struct res_where){ .sql   = "t.task_id IN (SELECT k.id FROM task k WHERE k.project_id = ?)",
                                          .args  = (struct arg[]){ ARG(in->project_id) },
                                          .nargs = 1,
                                          .page  = in->page,
                                          .limit = in->limit },
                     reply(rq, 200));
}

static const enum reason new_errors[]   = { E_INVALID, E_CONFLICT, E_FORBIDDEN, E_NOT_FOUND, E_NONE };
static const enum reason store_errors[] = { E_FORBIDDEN, E_NOT_FOUND, E_TOO_LARGE, E_DISK_FULL, E_NONE };
// clang-format off
static const struct route routes[] = {
    { GET, "/data/working-files/:working_file_id/file", LOGGED_IN, .in = &one_shape, .run = content_get,
      .errors = track_errors, .gives = "application/octet-stream", .doc = "What a working file holds." },
    { POST, "/data/working-files/:working_file_id/file", LOGGED_IN, .in = &store_shape, .out = &working_file_shape,
      .run = content_post, .status = 201, .flags = BULK, .errors = store_errors, .doc = "Store what a working file holds." },
    { PUT, "/actions/working-files/:working_file_id/comment", LOGGED_IN, .in = &say_shape,
      .out = &working_file_shape, .run = comment_put, .flags = TX, .errors = track_errors,
      .doc = "Say something of a working file." },
    { PUT, "/actions/working-files/:working_file_id/modified", LOGGED_IN, .in = &one_shape,
      .out = &working_file_shape, .run = modified_put, .flags = TX, .errors = track_errors,
      .doc = "A working file was changed just now." },
    { POST, "/data/tasks/:task_id/working-files/new", LOGGED_IN, .in = &new_shape, .out = &working_file_shape,
      .run = new_post, .status = 201, .flags = TX, .errors = new_errors, .doc = "Make a working file of a task." },
    { GET, "/data/tasks/:task_id/working-files", LOGGED_IN, .in = &task_in_shape, .out = &working_file_shape,
      .run = of_task_get, .flags = LIST, .errors = track_errors, .doc = "Working files of a task." },
    { GET, "/data/tasks/:task_id/working-files/last-revisions", LOGGED_IN, .in = &task_in_shape, .run = last_get,
      .errors = track_errors, .doc = "The newest working file of each name." },
    { GET, "/data/entities/:entity_id/working-files", LOGGED_IN, .in = &made_shape, .out = &working_file_shape,
      .run = of_entity_get, .flags = LIST, .errors = track_errors, .doc = "Working files of an entity." },
    { GET, "/data/playlists/entities/:entity_id/preview-files", LOGGED_IN, .in = &entity_in_shape,
      .run = previews_get, .errors = track_errors, .doc = "Previews of an entity by kinds of work, newest first." },
    { GET, "/data/shots/:entity_id/preview-files", LOGGED_IN, .in = &entity_in_shape, .run = of_shot_get,
      .errors = track_errors, .doc = "Previews of a shot by kinds of work, newest first." },
    { GET, "/data/edits/:entity_id/preview-files", LOGGED_IN, .in = &entity_in_shape, .run = of_edit_get,
      .errors = track_errors, .doc = "Previews of an edit by kinds of work, newest first." },
    { GET, "/data/concepts/:entity_id/preview-files", LOGGED_IN, .in = &entity_in_shape, .run = of_concept_get,
      .errors = track_errors, .doc = "Previews of a concept by kinds of work, newest first." },
    { GET, "/data/projects/:project_id/preview-files", LOGGED_IN, .in = &project_in_shape, .out = &preview_file_shape,
      .run = of_project_get, .flags = LIST, .errors = track_errors, .doc = "Previews of a production." },
    { GET, "/data/entities/:entity_id/preview-files", LOGGED_IN, .in = &entity_in_shape,
      .run = previews_get, .errors = track_errors, .doc = "Previews of an entity by kinds of work, newest first." },
};
// clang-format on
const struct route_list track_file_routes = ROUTES(tracker_family, routes);
