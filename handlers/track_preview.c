/* track_preview.c - previews: made on comments, given their files, shown and changed. */
#include "handlers/family.h"
#include "handlers/needs.h"
#include "handlers/rows.h"
#include "handlers/track_upload.h"
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/preview/annotate.h"
#include "model/preview/preview.h"
#include "model/preview/running.h"
#include "model/track/comment.h"
#include "model/track/entity.h"
#include "model/track/file.h"
#include "model/track/right.h"
#include "model/track/task.h"

extern const struct route_list track_preview_routes;

struct preview_in {
    struct row     row;
    struct uuid    task_id, comment_id, preview_file_id, instance_id;
    int64_t        revision, frame_number, position;
    struct upload *file;
    struct ids     task_ids;
    struct json    additions, updates, deletions;
    bool           normalize;
    struct uuid    cursor_preview_file_id;
    int64_t        limit;
};

// clang-format off
#define ROW struct preview_in
#define TASK FIELD(task_id, PATH, .doc = "The task.")
#define COMMENT TASK, FIELD(comment_id, PATH, .doc = "A comment of it.")
#define PREVIEW FIELD(preview_file_id, PATH, .doc = "The preview.")
static const struct field add_fields[] = { COMMENT,
    FIELD(revision, WRITE | NULLS, .min = 0, .max = INT32_MAX, .doc = "Revision; 0 or absent for the next.") };
static const struct field extra_fields[]  = { COMMENT, PREVIEW };
static const struct field upload_fields[] = { FIELD(instance_id, PATH, .doc = "The preview."),
    FIELD(file, WRITE | NEED, .ref = "max_upload_bytes", .doc = "The picture, the movie, or any other file."),
    FIELD(normalize, QUERY, .def = "true", .doc = "false: a movie keeps its size and its rate.") };
static const struct field main_fields[]   = { PREVIEW,
    FIELD(frame_number, WRITE | NULLS, .min = 0, .max = INT32_MAX, .doc = "Frame of a movie that is shown, from 0.") };
static const struct field place_fields[]  = { PREVIEW,
    FIELD(position, WRITE | NEED, .min = 1, .max = 10000, .doc = "Place in the revision, from 1.") };
#define DRAWN(name, text) FIELD(name, WRITE | NULLS, .max = 1 << 20, .doc = text)
static const struct field draw_fields[]   = { PREVIEW,
    DRAWN(additions, "Moments with objects that are new."),
    DRAWN(updates, "Moments with objects that take the place of those with their id."),
    DRAWN(deletions, "Moments with the ids of objects that go.") };
static const struct field at_fields[]     = { PREVIEW,
    FIELD(frame_number, PATH, .max = INT32_MAX, .doc = "Frame of the movie, from 0.") };
static const struct field cut_fields[]    = { FIELD(comment_id, PATH, .doc = "The comment."), PREVIEW };
static const struct field of_comment_fields[] = { FIELD(comment_id, PATH, .doc = "The comment."),
    FIELD(revision, WRITE | NULLS, .min = 0, .max = INT32_MAX, .doc = "Revision; 0 or absent for the next.") };
static const struct field running_fields[] = {
    FIELD(cursor_preview_file_id, QUERY | NULLS, .doc = "Only those made before that one."),
    FIELD(limit, QUERY, .min = 1, .max = 10000, .def = "10000", .doc = "Rows at most.") };
static const struct field task_fields[]   = { TASK };
static const struct field tasks_fields[]  = {
    FIELD(task_ids, WRITE | NEED, .max = 10000, .doc = "Tasks whose newest previews are shown.") };
#undef ROW
static const struct shape add_shape = SHAPE(struct preview_in, add_fields),
    extra_shape = SHAPE(struct preview_in, extra_fields),
    upload_shape = SHAPE(struct preview_in, upload_fields),
    main_shape = SHAPE(struct preview_in, main_fields),
    place_shape = SHAPE(struct preview_in, place_fields),
    draw_shape = SHAPE(struct preview_in, draw_fields),
    at_shape = SHAPE(struct preview_in, at_fields),
    cut_shape = SHAPE(struct preview_in, cut_fields),
    of_comment_shape = SHAPE(struct preview_in, of_comment_fields),
    running_shape = SHAPE(struct preview_in, running_fields),
    task_in_shape = SHAPE(struct preview_in, task_fields),
    tasks_shape = SHAPE(struct preview_in, tasks_fields);
// clang-format on

static int show_preview(struct rq *rq, int status, struct uuid id)
{
    return res_show(&rq->cx, &preview_file_res, id, false, reply(rq, status));
}

/* ---- on comments ---- */

static int add(struct rq *rq, const struct preview_in *in, int64_t revision)
{
    struct actor       who = rows_actor(rq);
    struct preview_new p   = { .id = rq_uuid(rq, 0), .task_id = in->task_id,
                               .comment_id = in->comment_id, .person_id = who.id,
                               .revision = revision };
    TRY(right_of_row(&rq->cx, &task_res, &who, FOR_ACTOR, in->task_id, NULL));
    TRY(preview_add(&rq->cx, &p));
    return show_preview(rq, 201, p.id);
}

static int of_comment_post(struct rq *rq)
{
    struct preview_in *in = rq->args;
    TRY(comment_task(&rq->cx, in->comment_id, &in->task_id));
    return add(rq, in, IS_SET(&of_comment_shape, in, revision) ? in->revision : 0);
}

static int add_post(struct rq *rq)
{
    const struct preview_in *in = rq->args;
    return add(rq, in, IS_SET(&add_shape, in, revision) ? in->revision : 0);
}

/* Beside another one, in its revision. */
static int extra_post(struct rq *rq)
{
    const struct preview_in *in = rq->args;
    struct preview           p  = { 0 };
    TRY(preview_get(&rq->cx, in->preview_file_id, &p));
    if (!uuid_equal(p.task_id, in->task_id))
        return refuse(&rq->cx, E_NOT_FOUND, "There is no such preview file of the task");
    return add(rq, in, p.revision);
}

static int taken_away(struct rq *rq, const struct preview_in *in)
{
    struct actor who = rows_actor(rq);
    TRY(right_of_row(&rq->cx, &task_res, &who, FOR_ASSIGNED, in->task_id, NULL));
    TRY(preview_unlink(&rq->cx, &who, in->task_id, in->comment_id, in->preview_file_id));
    reply_empty(rq, 204);
    return 0;
}

static int extra_delete(struct rq *rq) { return taken_away(rq, rq->args); }

static int of_comment_delete(struct rq *rq)
{
    struct preview_in *in = rq->args;
    TRY(comment_task(&rq->cx, in->comment_id, &in->task_id));
    return taken_away(rq, in);
}

/* ---- files ---- */

/* Pictures are there with the answer; movies come later. */
static int upload_post(struct rq *rq)
{
    const struct preview_in *in  = rq->args;
    struct actor             who = rows_actor(rq);
    struct job               job;
    struct upload_review     r;
    TRY(right_of_row(&rq->cx, &preview_file_res, &who, FOR_ACTOR, in->instance_id, NULL));
    TRY(upload_review(rq, in->file, in->instance_id, rq_uuid(rq, 0), &r));
    r.job.as_is = !in->normalize;
    TRY(store_keep(&rq->cx, in->file->writer, &r.blob));
    TRY(db_tx(&rq->cx, TX_ONCE, upload_review_take, &r));
    if (r.job.kind == &preview_picture)
        TRY(upload_wait(rq, r.job.id, &job));
    else
        job_ring(rq->cx.conf);
    return show_preview(rq, 201, in->instance_id);
}

/* ---- what entities show ---- */

struct showing {
    struct uuid    person_id;
    struct preview preview;
    struct preview_job job;
};

static int main_in_tx(struct cx *cx, void *u)
{
    struct showing *s = u;
    return preview_set_main(cx, s->person_id, &s->preview);
}

static int frame_in_tx(struct cx *cx, void *u)
{
    struct showing *s = u;
    return preview_job_add(cx, &s->job);
}

/* The job for a frame of the preview's movie. */
static int frame_ask(struct rq *rq, const struct preview *p, const struct job_kind *kind, int64_t frame,
                     struct job *job)
{
    struct showing s = { .person_id = rq->caller.id };
    struct stored  movie;
    bool           found;
    if (!p->extension || strcmp(p->extension, "mp4") != 0)
        return refuse(&rq->cx, E_INVALID, "frame_number: only movies have frames");
    TRY(stored_get(&rq->cx, p->id, "movie", &movie, &found));
    if (!found)
        return refuse(&rq->cx, E_NOT_FOUND, "The movie is not there yet");
    s.job = (struct preview_job){ .id = rq_uuid(rq, 0), .kind = kind, .owner_id = p->id,
                                  .person_id = rq->caller.id, .owner = "preview_file",
                                  .hash = movie.content_hash, .frame = frame };
    TRY(db_tx(&rq->cx, TX_ONCE, frame_in_tx, &s));
    return upload_wait(rq, s.job.id, job);
}

static int main_put(struct rq *rq)
{
    const struct preview_in *in  = rq->args;
    struct actor             who = rows_actor(rq);
    struct showing           s   = { .person_id = who.id };
    struct standing          is  = { 0 };
    struct job               job;
    TRY(preview_get(&rq->cx, in->preview_file_id, &s.preview));
    TRY(right_standing(&rq->cx, &preview_file_res, &who, in->preview_file_id, &is));
    if (!right_grants(FOR_ASSIGNED, &who, &is) || (!who.is_admin && right_acts_as(&who, &is, "client")))
        return right_refuse(&rq->cx);
    if (IS_SET(&main_shape, in, frame_number))
        TRY(frame_ask(rq, &s.preview, &preview_frame, in->frame_number, &job));
    TRY(db_tx(&rq->cx, TX_ONCE, main_in_tx, &s));
    return res_show(&rq->cx, &entity_res, s.preview.entity_id, false, reply(rq, 200));
}

static int may_show(struct rq *rq, const struct actor *who, struct uuid task_id)
{
    struct standing is = { 0 };
    TRY(right_standing(&rq->cx, &task_res, who, task_id, &is));
    if (!right_grants(FOR_ASSIGNED, who, &is) || (!who->is_admin && right_acts_as(who, &is, "client")))
        return right_refuse(&rq->cx);
    return 0;
}

static int task_main_put(struct rq *rq)
{
    const struct preview_in *in  = rq->args;
    struct actor             who = rows_actor(rq);
    struct preview           p   = { 0 };
    TRY(may_show(rq, &who, in->task_id));
    TRY(preview_last(&rq->cx, in->task_id, &p));
    TRY(preview_set_main(&rq->cx, who.id, &p));
    return res_show(&rq->cx, &entity_res, p.entity_id, false, reply(rq, 200));
}

/* Tasks without a preview are passed over. */
static int tasks_main_put(struct rq *rq)
{
    const struct preview_in *in    = rq->args;
    struct actor             who   = rows_actor(rq);
    struct uuid             *shown = arena_alloc_array(rq->cx.arena, in->task_ids.n + 1, sizeof *shown);
    size_t                   n     = 0;
    struct out              *o;
    for (size_t i = 0; i < in->task_ids.n; i++) {
        struct preview p  = { 0 };
        int            rc = may_show(rq, &who, in->task_ids.v[i]);
        if (rc == 0)
            rc = preview_last(&rq->cx, in->task_ids.v[i], &p);
        if (rc == -E_NOT_FOUND) {
            err_clear(&rq->cx);
            continue;
        }
        TRY(rc);
        TRY(preview_set_main(&rq->cx, who.id, &p));
        shown[n++] = p.entity_id;
    }
    o = reply(rq, 200);
    out_array(o);
    for (size_t i = 0; i < n; i++)
        TRY(res_show(&rq->cx, &entity_res, shown[i], false, o));
    out_array_end(o);
    return 0;
}

/* ---- frames ---- */

static int frame_send(struct rq *rq, int64_t frame)
{
    const struct preview_in *in  = rq->args;
    struct actor             who = rows_actor(rq);
    struct preview           p   = { 0 };
    struct stored            picture = { .type = "image/png" };
    struct job               job;
    const char              *at;
    TRY(preview_get(&rq->cx, in->preview_file_id, &p));
    TRY(right_of_row(&rq->cx, &preview_file_res, &who, FOR_MANAGER, in->preview_file_id, NULL));
    TRY(frame_ask(rq, &p, &preview_look, frame, &job));
    at = job.result.text ? strstr(job.result.text, "\"hash\":\"") : NULL;
    if (!at || strlen(at) < 8 + BLOB_HASH_SIZE)
        return refuse(&rq->cx, E_INTERNAL, "The frame was not kept");
    picture.content_hash = arena_copy(rq->cx.arena, at + 8, BLOB_HASH_SIZE - 1);
    if (!store_is_hash(picture.content_hash))
        return refuse(&rq->cx, E_INTERNAL, "The frame was not kept");
    send_stored(rq, &picture, CACHE_PRIVATE, NULL);
    return 0;
}

static int extract_get(struct rq *rq)
{
    const struct preview_in *in = rq->args;
    return frame_send(rq, IS_SET(&main_shape, in, frame_number) ? in->frame_number : 0);
}

static int frame_get(struct rq *rq)
{
    const struct preview_in *in = rq->args;
    return frame_send(rq, in->frame_number);
}

static int tile_get(struct rq *rq)
{
    const struct preview_in *in  = rq->args;
    struct actor             who = rows_actor(rq);
    struct preview           p   = { 0 };
    struct stored            tile;
    bool                     found;
    TRY(preview_get(&rq->cx, in->preview_file_id, &p));
    TRY(right_of_row(&rq->cx, &preview_file_res, &who, FOR_ASSIGNED, in->preview_file_id, NULL));
    if (!p.extension || strcmp(p.extension, "mp4") != 0)
        return refuse(&rq->cx, E_INVALID, "Only movies have tiles");
    TRY(stored_get(&rq->cx, p.id, "tiles", &tile, &found));
    if (!found)
        return refuse(&rq->cx, E_NOT_FOUND, "The movie is not there yet");
    send_stored(rq, &tile, CACHE_PRIVATE, NULL);
    return 0;
}

/* ---- what is drawn ---- */

static int draw_put(struct rq *rq)
{
    const struct preview_in *in  = rq->args;
    struct actor             who = rows_actor(rq);
    struct annotate          a   = { in->additions, in->updates, in->deletions };
    struct preview           p   = { 0 };
    TRY(preview_get(&rq->cx, in->preview_file_id, &p));
    TRY(right_of_row(&rq->cx, &preview_file_res, &who, FOR_ASSIGNED, in->preview_file_id, NULL));
    TRY(preview_annotate(&rq->cx, who.id, &p, &a));
    return show_preview(rq, 200, in->preview_file_id);
}

/* ---- order and lists ---- */

static int place_put(struct rq *rq)
{
    const struct preview_in *in  = rq->args;
    struct actor             who = rows_actor(rq);
    struct preview           p   = { 0 };
    struct uuid              same;
    TRY(preview_get(&rq->cx, in->preview_file_id, &p));
    TRY(right_of_row(&rq->cx, &preview_file_res, &who, FOR_ACTOR, in->preview_file_id, &same));
    TRY(preview_move(&rq->cx, &p, in->position));
    return res_where(&rq->cx, &preview_file_res,
                     &(struct res_where){ .sql   = "t.task_id = ? AND t.revision = ?",
                                          .args  = (struct arg[]){ ARG(p.task_id), ARG(p.revision) },
                                          .nargs = 2,
                                          .order = "t.position, t.id" },
                     reply(rq, 200));
}

static int running_get(struct rq *rq)
{
    const struct preview_in *in = rq->args;
    return previews_running(&rq->cx, in->cursor_preview_file_id, in->limit, reply(rq, 200));
}

static int of_task_get(struct rq *rq)
{
    const struct preview_in *in  = rq->args;
    struct actor             who = rows_actor(rq);
    TRY(right_of_row(&rq->cx, &task_res, &who, FOR_ASSIGNED, in->task_id, NULL));
    return res_where(&rq->cx, &preview_file_res,
                     &(struct res_where){ .sql   = "t.task_id = ?",
                                          .args  = (struct arg[]){ ARG(in->task_id) },
                                          .nargs = 1,
                                          .order = "t.revision DESC, t.position, t.id" },
                     reply(rq, 200));
}

static const enum reason errors[]        = { E_INVALID, E_FORBIDDEN, E_NOT_FOUND, E_NONE };
static const enum reason upload_errors[] = { E_FORBIDDEN, E_NOT_FOUND, E_TOO_LARGE, E_DISK_FULL, E_RETRY,
                                             E_NONE };
// clang-format off
static const struct route routes[] = {
    { POST, "/actions/tasks/:task_id/comments/:comment_id/add-preview", LOGGED_IN, .in = &add_shape,
      .out = &preview_file_shape, .run = add_post, .status = 201, .flags = TX, .errors = errors,
      .doc = "Make a preview on a comment; its file is uploaded apart." },
    { POST, "/actions/tasks/:task_id/comments/:comment_id/preview-files/:preview_file_id", LOGGED_IN,
      .in = &extra_shape, .out = &preview_file_shape, .run = extra_post, .status = 201, .flags = TX,
      .errors = errors, .doc = "Make a preview in the revision of another." },
    { DELETE, "/actions/tasks/:task_id/comments/:comment_id/preview-files/:preview_file_id", LOGGED_IN,
      .in = &extra_shape, .run = extra_delete, .status = 204, .flags = TX, .errors = errors,
      .doc = "Take a preview from a comment; it is deleted when no other has it." },
    { POST, "/pictures/preview-files/:instance_id", LOGGED_IN, .in = &upload_shape,
      .out = &preview_file_shape, .run = upload_post, .status = 201, .flags = BULK,
      .errors = upload_errors, .doc = "Upload a preview's file. Pictures are ready with the answer, movies later." },
    { PUT, "/actions/preview-files/:preview_file_id/set-main-preview", LOGGED_IN, .in = &main_shape,
      .out = &entity_shape, .run = main_put, .flags = BULK, .errors = errors,
      .doc = "Let the entity show this preview; of a movie, a frame of it." },
    { PUT, "/actions/tasks/:task_id/set-main-preview", LOGGED_IN, .in = &task_in_shape, .out = &entity_shape,
      .run = task_main_put, .flags = TX, .errors = errors, .doc = "Let the entity show the task's newest preview." },
    { PUT, "/actions/tasks/set-main-preview", LOGGED_IN, .in = &tasks_shape, .out = &entity_shape,
      .run = tasks_main_put, .flags = TX | LIST, .errors = errors,
      .doc = "Let entities show the newest previews of these tasks." },
    { GET, "/actions/preview-files/:preview_file_id/extract-frame", LOGGED_IN, .in = &main_shape,
      .run = extract_get, .flags = BULK, .errors = errors, .gives = "image/png", .doc = "One frame of a movie." },
    { GET, "/actions/preview-files/:preview_file_id/extract-tile", LOGGED_IN, .in = &main_shape,
      .run = tile_get, .errors = errors, .gives = "image/png", .doc = "All frames of a movie on a sheet." },
    { PUT, "/actions/preview-files/:preview_file_id/update-position", LOGGED_IN, .in = &place_shape,
      .out = &preview_file_shape, .run = place_put, .flags = TX | LIST, .errors = errors,
      .doc = "Move a preview within its revision." },
    { PUT, "/data/preview-files/:preview_file_id/position", LOGGED_IN, .in = &place_shape,
      .out = &preview_file_shape, .run = place_put, .flags = TX | LIST, .errors = errors,
      .doc = "Move a preview within its revision." },
    { PUT, "/actions/preview-files/:preview_file_id/update-annotations", LOGGED_IN, .in = &draw_shape,
      .out = &preview_file_shape, .run = draw_put, .flags = TX, .errors = errors,
      .doc = "Draw on a preview; what others drew meanwhile stays." },
    { GET, "/pictures/preview-files/:preview_file_id/extract-frame/:frame_number", LOGGED_IN, .in = &at_shape,
      .run = frame_get, .flags = BULK, .errors = errors, .gives = "image/png", .doc = "One frame of a movie." },
    { GET, "/pictures/preview-files/:preview_file_id/extract-tile", LOGGED_IN, .in = &main_shape,
      .run = tile_get, .errors = errors, .gives = "image/png", .doc = "All frames of a movie on a sheet." },
    { POST, "/data/comments/:comment_id/preview-files", LOGGED_IN, .in = &of_comment_shape,
      .out = &preview_file_shape, .run = of_comment_post, .status = 201, .flags = TX, .errors = errors,
      .doc = "Make a preview on a comment; its file is uploaded apart." },
    { DELETE, "/data/comments/:comment_id/preview-files/:preview_file_id", LOGGED_IN, .in = &cut_shape,
      .run = of_comment_delete, .status = 204, .flags = TX, .errors = errors,
      .doc = "Take a preview from a comment; it is deleted when no other has it." },
    { GET, "/data/preview-files/running", ADMIN, .in = &running_shape, .out = &preview_file_shape,
      .run = running_get, .flags = LIST, .doc = "Previews of open productions that are worked on, broken or lost." },
    { GET, "/data/playlists/preview-files/running", ADMIN, .in = &running_shape, .out = &preview_file_shape,
      .run = running_get, .flags = LIST, .doc = "Previews of open productions that are worked on, broken or lost." },
    { GET, "/data/tasks/:task_id/previews", LOGGED_IN, .in = &task_in_shape, .out = &preview_file_shape,
      .run = of_task_get, .flags = LIST, .errors = errors, .doc = "Previews of a task, newest revisions first." },
};
// clang-format on
const struct route_list track_preview_routes = ROUTES(tracker_family, routes);
