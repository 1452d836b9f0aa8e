/* track_attachments.c - files attached to comments. */
#include "handlers/family.h"
#include "handlers/rows.h"
#include "handlers/track_common.h"
#include "handlers/track_upload.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/preview/attach.h"
#include "model/track/comment.h"
#include "model/track/task.h"

extern const struct route_list track_attachment_routes;

enum { THUMBNAIL_WAIT_MS = 10000 };

struct attach_in {
    struct row     row;
    struct uuid    task_id, project_id, comment_id, attachment_file_id;
    const char    *file_name, *name;
    struct upload *file;
};
// clang-format off
#define ROW struct attach_in
#define COMMENT FIELD(task_id, PATH, .doc = "The task."), FIELD(comment_id, PATH, .doc = "A comment of it.")
static const struct field add_fields[] = { COMMENT,
    FIELD(file, WRITE | MANY, .ref = "max_upload_bytes", .doc = "Files: file, file-1, file-2.") };
static const struct field cut_fields[]  = { COMMENT, FIELD(attachment_file_id, PATH, .doc = "The file.") };
static const struct field drop_fields[] = { FIELD(comment_id, PATH, .doc = "The comment."), FIELD(attachment_file_id, PATH, .doc = "The file.") };
static const struct field read_fields[] = { FIELD(attachment_file_id, PATH, .doc = "The file."),
    FIELD(file_name, PATH, .max = 1000, .doc = "What it is to be called; not looked at.") };
static const struct field thumb_fields[]   = { FIELD(name, PATH, .max = 60, .doc = "Identifier and ending: <id>.png.") };
static const struct field task_fields[]    = { FIELD(task_id, PATH, .doc = "The task.") };
static const struct field project_fields[] = { FIELD(project_id, PATH, .doc = "The production.") };
#undef ROW
static const struct shape add_shape = SHAPE(struct attach_in, add_fields),
    cut_shape = SHAPE(struct attach_in, cut_fields), drop_shape = SHAPE(struct attach_in, drop_fields), read_shape = SHAPE(struct attach_in, read_fields),
    thumb_shape = SHAPE(struct attach_in, thumb_fields), task_in_shape = SHAPE(struct attach_in, task_fields),
    project_in_shape = SHAPE(struct attach_in, project_fields);
// clang-format on

struct adding {
    struct attach_new *v;
    size_t             n;
};

static int add_in_tx(struct cx *cx, void *u)
{
    struct adding *a = u;
    for (size_t i = 0; i < a->n; i++)
        TRY(attach_add(cx, &a->v[i]));
    return 0;
}

static int take(struct rq *rq, struct upload *file, struct attach_new *to)
{
    const struct attach_in *in = rq->args;
    *to = (struct attach_new){ .id = uuid_new(), .job_id = uuid_new(), .comment_id = in->comment_id,
                               .person_id = rq->caller.id, .name = file->file_name,
                               .extension = upload_extension(rq, file), .type = file->type };
    return store_keep(&rq->cx, file->writer, &to->blob);
}

static int add_post(struct rq *rq)
{
    const struct attach_in *in  = rq->args;
    struct actor            who = rows_actor(rq);
    struct uploads          all = uploads_of(rq, in->file);
    struct adding           a   = { arena_alloc_array(rq->cx.arena, all.n + 1, sizeof *a.v), all.n };
    struct out             *o;
    TRY(attach_may(&rq->cx, &who, in->task_id, in->comment_id));
    for (size_t i = 0; i < all.n; i++)
        TRY(take(rq, all.v[i], &a.v[i]));
    if (a.n == 0)
        return refuse(&rq->cx, E_INVALID, "There is no file in `file`");
    TRY(db_tx(&rq->cx, TX_ONCE, add_in_tx, &a));
    job_ring(rq->cx.conf);
    o = reply(rq, 201);
    out_array(o);
    for (size_t i = 0; i < a.n; i++)
        TRY(res_show(&rq->cx, &attachment_file_res, a.v[i].id, false, o));
    out_array_end(o);
    return 0;
}

static int cut_delete(struct rq *rq)
{
    const struct attach_in *in  = rq->args;
    struct actor            who = rows_actor(rq);
    TRY(attach_may(&rq->cx, &who, in->task_id, in->comment_id));
    TRY(attach_remove(&rq->cx, in->comment_id, in->attachment_file_id));
    reply_empty(rq, 204);
    return 0;
}

static int drop_delete(struct rq *rq)
{
    struct attach_in *in = rq->args;
    TRY(comment_task(&rq->cx, in->comment_id, &in->task_id));
    return cut_delete(rq);
}

static int send_one(struct rq *rq, struct uuid id, const char *name)
{
    struct actor who = rows_actor(rq);
    TRY(right_of_row(&rq->cx, &attachment_file_res, &who, FOR_ASSIGNED, id, NULL));
    return send_named(rq, id, name, NULL);
}

static int read_get(struct rq *rq)
{
    const struct attach_in *in = rq->args;
    return send_one(rq, in->attachment_file_id, "source");
}

/* A page asks for it as soon as it knows of the file. */
static int thumb_get(struct rq *rq)
{
    const struct attach_in *in = rq->args;
    const char             *ending;
    struct uuid             id;
    struct job              job;
    bool                    open;
    TRY(name_read(rq, in->name, &id, &ending));
    TRY(job_find_open(&rq->cx, preview_small.name, id, &job, &open));
    if (open)
        TRY(job_wait(&rq->cx, job.id, THUMBNAIL_WAIT_MS, &job));
    return send_one(rq, id, "thumbnail");
}

static int of_task_get(struct rq *rq)
{
    const struct attach_in *in  = rq->args;
    struct actor            who = rows_actor(rq);
    TRY(right_of_row(&rq->cx, &task_res, &who, FOR_ADMINS, in->task_id, NULL));
    return rows_where_id(rq, &attachment_file_res,
                         &(struct res_where){ .sql = "t.comment_id IN (SELECT c.id FROM comment c"
                                                     " WHERE c.object_id = ?)" },
                         in->task_id);
}

static int of_project_get(struct rq *rq)
{
    const struct attach_in *in = rq->args;
    TRY(track_project(rq, FOR_ADMINS, in->project_id));
    return rows_where_id(rq, &attachment_file_res,
                         &(struct res_where){ .sql = "t.comment_id IN (SELECT c.id FROM comment c JOIN"
                                                     " task k ON k.id = c.object_id WHERE k.project_id = ?)" },
                         in->project_id);
}

static const enum reason add_errors[] = { E_INVALID, E_FORBIDDEN, E_NOT_FOUND, E_TOO_LARGE, E_DISK_FULL, E_NONE };
// clang-format off
static const struct route routes[] = {
    { POST, "/actions/tasks/:task_id/comments/:comment_id/add-attachment", LOGGED_IN, .in = &add_shape,
      .out = &attachment_file_shape, .run = add_post, .status = 201, .flags = BULK | LIST, .errors = add_errors,
      .doc = "Attach files to a comment." },
    { DELETE, "/data/tasks/:task_id/comments/:comment_id/attachments/:attachment_file_id", LOGGED_IN,
      .in = &cut_shape, .run = cut_delete, .status = 204, .flags = TX, .errors = track_errors,
      .doc = "Delete a file of a comment." },
    { DELETE, "/data/comments/:comment_id/attachment-files/:attachment_file_id", LOGGED_IN,
      .in = &drop_shape, .run = drop_delete, .status = 204, .flags = TX, .errors = track_errors,
      .doc = "Delete a file of a comment." },
    { GET, "/data/attachment-files/:attachment_file_id/file/:file_name", LOGGED_IN, .in = &read_shape,
      .run = read_get, .errors = track_errors, .gives = "*/*", .doc = "A file of a comment." },
    { GET, "/pictures/thumbnails/attachment-files/:name", LOGGED_IN, .in = &thumb_shape, .run = thumb_get,
      .flags = BULK, .errors = track_errors, .gives = "image/png", .doc = "Thumbnail of a picture that is attached, 150 x 100." },
    { GET, "/data/tasks/:task_id/attachment-files", LOGGED_IN, .in = &task_in_shape, .out = &attachment_file_shape,
      .run = of_task_get, .flags = LIST, .errors = track_errors, .doc = "Files of the comments of a task." },
    { GET, "/data/projects/:project_id/attachment-files", LOGGED_IN, .in = &project_in_shape,
      .out = &attachment_file_shape, .run = of_project_get, .flags = LIST, .errors = track_errors,
      .doc = "Files of the comments of a production." },
};
// clang-format on
const struct route_list track_attachment_routes = ROUTES(tracker_family, routes);
