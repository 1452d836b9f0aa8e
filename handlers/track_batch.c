/* track_batch.c - many comments at once, with files and previews; comments that go to another task. */
#include "handlers/family.h"
#include "handlers/track_common.h"
#include "handlers/track_upload.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/comment.h"
#include "model/track/file.h"
#include "model/track/task.h"

extern const struct route_list track_batch_routes;

enum { COMMENTS_MOST = 1000, COMMENT_BYTES = 1024 * 1024 };

struct said { /* one of many comments */
    struct row  row;
    struct uuid task_id, object_id, task_status_id, person_id;
    const char *text, *comment;
    struct utc  created_at;
    struct json checklist, links;
    bool        for_client;
};
struct batch_in {
    struct row     row;
    struct uuid    project_id, task_id, comment_id, target_task_id;
    struct ids     task_ids;
    struct rows    comments;
    struct said    all; /* said of each of task_ids */
    struct upload *attachment_file, *preview_file;
};
// clang-format off
#define SAID(task_status, at) \
    { .name = "text", .type = T_TEXT, .flags = WRITE | LAX, .max = 100000, .off = at(text), .doc = "Text, as that of a single comment." }, \
    { .name = "comment", .type = T_TEXT, .flags = WRITE | LAX, .max = 100000, .off = at(comment), .doc = "The same." }, \
    { .name = "task_status_id", .type = T_UUID, .flags = (task_status), .off = at(task_status_id), .doc = "Status that the task has from now on." }, \
    { .name = "person_id", .type = T_UUID, .flags = WRITE | LAX, .off = at(person_id), .doc = "Who wrote it; for managers." }, \
    { .name = "created_at", .type = T_TIME, .flags = WRITE | LAX, .off = at(created_at), .doc = "When it was written; for managers." }, \
    { .name = "checklist", .type = T_JSON, .flags = WRITE | NULLS, .off = at(checklist), .doc = "Array of things to do." }, \
    { .name = "links", .type = T_JSON, .flags = WRITE | NULLS, .off = at(links), .doc = "Array of addresses." }, \
    { .name = "for_client", .type = T_BOOL, .flags = WRITE | LAX, .off = at(for_client), .doc = "Is it for the client too; for managers." }
#define OF_ONE(m) offsetof(struct said, m)
#define OF_ALL(m) offsetof(struct batch_in, all.m)
#define ROW struct said
static const struct field said_fields[] = {
    FIELD(task_id, WRITE | LAX, .doc = "The task, unless the path names it."),
    FIELD(object_id, WRITE | LAX, .doc = "The same."),
    SAID(WRITE | NEED | LAX, OF_ONE),
};
#undef ROW
static const struct shape said_shape = SHAPE(struct said, said_fields, .name = "BatchComment");
#define ROW struct batch_in
#define COMMENTS(how) FIELD(comments, WRITE | (how), .max = COMMENTS_MOST, .of = &said_shape, .doc = "The comments.")
#define FILES \
    FIELD(attachment_file, WRITE | MANY, .ref = "max_upload_bytes", .doc = "Files to attach: attachment_file-<i>-<j> to comment i, from 0."), \
    FIELD(preview_file, WRITE | MANY, .ref = "max_upload_bytes", .doc = "Files to be reviewed: preview_file-<i>-<j> with comment i.")
static const struct field task_fields[] = { FIELD(task_id, PATH, .doc = "The task."), COMMENTS(NEED), FILES };
static const struct field tasks_fields[] = { COMMENTS(0),
    FIELD(task_ids, WRITE | LOOSE, .max = COMMENTS_MOST, .doc = "Instead of comments: tasks that get the same one."),
    SAID(WRITE | LAX, OF_ALL), FILES };
static const struct field project_fields[] = { COMMENTS(NEED), FIELD(project_id, PATH, .doc = "The production."), FILES };
static const struct field move_fields[] = { FIELD(task_id, PATH, .doc = "The task where it is."), FIELD(comment_id, PATH, .doc = "The comment."),
    FIELD(target_task_id, WRITE | NEED, .doc = "The task where it goes, of the same entity.") };
#undef ROW
static const struct shape task_in = SHAPE(struct batch_in, task_fields), tasks_in = SHAPE(struct batch_in, tasks_fields),
    project_in = SHAPE(struct batch_in, project_fields), move_in = SHAPE(struct batch_in, move_fields);
// clang-format on

/* ---- what is said ---- */

struct brought { /* files of one comment */
    struct uploads        attached, shown;
    struct upload_review *review; /* of those that are shown */
    struct json           attachments;
    const char           *previews; /* an array */
};
struct batch {
    struct rq           *rq;
    struct actor         who;
    struct uuid          project_id; /* nil: any */
    struct comment_new  *new;
    struct comment_made *made;
    struct brought      *brought;
    size_t               n;
};

static bool is_list(struct json v) { return !v.text || v.text[0] == '[' || strcmp(v.text, "null") == 0; }

static struct json list_or_none(struct json v)
{
    return v.text && v.text[0] == '[' ? v : (struct json){ NULL };
}

static int say(struct batch *b, const struct said *s, struct uuid task_id)
{
    size_t i = b->n++;
    if (uuid_is_nil(task_id))
        task_id = uuid_is_nil(s->task_id) ? s->object_id : s->task_id;
    if (uuid_is_nil(task_id))
        return refuse_field(&b->rq->cx, E_INVALID, "comments", "comments: %zu: task_id: is required", i);
    if (uuid_is_nil(s->task_status_id))
        return refuse_field(&b->rq->cx, E_INVALID, "task_status_id", "task_status_id: is required");
    if (!is_list(s->checklist) || !is_list(s->links))
        return refuse_field(&b->rq->cx, E_INVALID, "comments",
                            "comments: %zu: checklist, links: must be arrays", i);
    b->new[i] = (struct comment_new){ .id = uuid_new(), .task_id = task_id, .task_status_id = s->task_status_id,
                                      .person_id = s->person_id, .created_at = s->created_at,
                                      .text = s->text ? s->text : s->comment,
                                      .checklist = list_or_none(s->checklist),
                                      .links = list_or_none(s->links), .for_client = s->for_client };
    return 0;
}

static int batch_begin(struct rq *rq, struct batch *b)
{
    const struct batch_in *in    = rq->args;
    const struct said     *said  = in->comments.v;
    bool                   apart = in->task_ids.n > 0;
    size_t                 n     = apart ? in->task_ids.n : in->comments.n;
    *b         = (struct batch){ .rq = rq, .who = rows_actor(rq), .project_id = in->project_id };
    b->new     = arena_alloc_array(rq->cx.arena, n + 1, sizeof *b->new);
    b->made    = arena_alloc_array(rq->cx.arena, n + 1, sizeof *b->made);
    b->brought = arena_alloc_array(rq->cx.arena, n + 1, sizeof *b->brought);
    for (size_t i = 0; i < n; i++)
        TRY(say(b, apart ? &in->all : &said[i], apart ? in->task_ids.v[i] : in->task_id));
    return 0;
}

/* ---- files ---- */

/* "preview_file-<i>-<j>": the comment that it is of. */
static int comment_of_file(struct batch *b, const struct upload *file, size_t *i)
{
    const char *dash = strchr(file->field, '-');
    size_t      n    = dash ? strcspn(dash + 1, "-") : 0;
    int64_t     at;
    if (!n || !i64_parse(dash + 1, n, &at) || at < 0 || (size_t)at >= b->n)
        return refuse_field(&b->rq->cx, E_INVALID, file->field, "%.80s: there is no such comment", file->field);
    *i = (size_t)at;
    return 0;
}

static int deal(struct batch *b, struct upload *last, bool shown)
{
    struct uploads all = uploads_of(b->rq, last);
    for (size_t k = 0, i; k < all.n; k++) {
        struct uploads *to;
        TRY(comment_of_file(b, all.v[k], &i));
        to = shown ? &b->brought[i].shown : &b->brought[i].attached;
        if (!to->v)
            to->v = arena_alloc_array(b->rq->cx.arena, all.n - k, sizeof *to->v);
        to->v[to->n++] = all.v[k];
    }
    return 0;
}

static int reviews_begin(struct batch *b)
{
    for (size_t i = 0; i < b->n; i++) {
        struct brought *f = &b->brought[i];
        f->review         = arena_alloc_array(b->rq->cx.arena, f->shown.n + 1, sizeof *f->review);
        for (size_t k = 0; k < f->shown.n; k++)
            TRY(upload_review(b->rq, f->shown.v[k], uuid_new(), uuid_new(), &f->review[k]));
    }
    return 0;
}

static int show_files(struct batch *b, size_t i)
{
    struct cx      *cx = &b->rq->cx;
    struct brought *f  = &b->brought[i];
    struct out      o  = out_in_arena(cx->arena, COMMENT_BYTES);
    o.time             = TIME_NAIVE;
    out_array(&o);
    if (f->shown.n)
        TRY(right_of_row(cx, &task_res, &b->who, FOR_ACTOR, b->new[i].task_id, NULL));
    for (size_t k = 0; k < f->shown.n; k++) {
        struct preview_new p = { .id = f->review[k].file.id, .task_id = b->new[i].task_id,
                                 .comment_id = b->new[i].id, .person_id = b->made[i].comment.person_id };
        TRY(store_keep(cx, f->shown.v[k]->writer, &f->review[k].blob));
        TRY(preview_add(cx, &p));
        TRY(upload_review_take(cx, &f->review[k]));
        TRY(res_show(cx, &preview_file_res, p.id, false, &o));
    }
    out_array_end(&o);
    f->previews = out_done(&o);
    return 0;
}

/* ---- all of them, or none ---- */

static int batch_in_tx(struct cx *cx, void *u)
{
    struct batch *b = u;
    TRY(comments_post(cx, &b->who, b->new, b->n, b->made));
    for (size_t i = 0; i < b->n; i++) {
        if (!uuid_is_nil(b->project_id) && !uuid_equal(b->made[i].project_id, b->project_id))
            return refuse(cx, E_FORBIDDEN, "That is not of this project");
        TRY(upload_attach(b->rq, &b->brought[i].attached, b->new[i].id, (struct uuid){ { 0 } },
                          &b->made[i].attachments));
        TRY(show_files(b, i));
    }
    return 0;
}

static int batch_write(struct batch *b, struct out *o)
{
    out_array(o);
    for (size_t i = 0; i < b->n; i++) {
        struct out  one = out_in_arena(b->rq->cx.arena, COMMENT_BYTES);
        const char *text;
        one.time = TIME_NAIVE;
        comment_made_write(&one, &b->made[i]);
        text = out_done(&one);
        if (!text || !b->brought[i].previews)
            return refuse(&b->rq->cx, E_TOO_LARGE, "A comment is too long");
        out_object(o);
        out_json_members(o, text);
        out_key(o, "preview_files");
        out_json(o, b->brought[i].previews);
        out_object_end(o);
    }
    out_array_end(o);
    return 0;
}

static int batch(struct rq *rq, int status)
{
    const struct batch_in *in = rq->args;
    struct batch           b;
    TRY(batch_begin(rq, &b));
    TRY(deal(&b, in->attachment_file, false));
    TRY(deal(&b, in->preview_file, true));
    TRY(reviews_begin(&b));
    TRY(db_tx(&rq->cx, TX_ONCE, batch_in_tx, &b));
    rq->later = upload_ring;
    return batch_write(&b, reply(rq, status));
}

static int batch_post(struct rq *rq)
{
    const struct batch_in *in = rq->args;
    if (!IS_SET(&tasks_in, in, comments) && !IS_SET(&tasks_in, in, task_ids))
        return refuse_field(&rq->cx, E_INVALID, "comments", "comments: is required");
    return batch(rq, 200);
}

static int task_post(struct rq *rq)
{
    struct actor who = rows_actor(rq);
    TRY(right_of_row(&rq->cx, &task_res, &who, FOR_TEAM, ((const struct batch_in *)rq->args)->task_id, NULL));
    return batch(rq, 200);
}

static int project_post(struct rq *rq)
{
    TRY(track_project(rq, FOR_TEAM, ((const struct batch_in *)rq->args)->project_id));
    return batch(rq, 201);
}

/* ---- elsewhere ---- */

static int move_post(struct rq *rq)
{
    const struct batch_in *in     = rq->args;
    struct actor           who    = rows_actor(rq);
    struct comment_ask     ask    = { true, false };
    bool                   mailed = false;
    TRY(comment_move(&rq->cx, &who, in->task_id, in->comment_id, in->target_task_id, &mailed));
    rq->later = upload_ring;
    return comment_show(&rq->cx, &who, in->comment_id, &ask, reply(rq, 200));
}

// clang-format off
static const struct route routes[] = {
    { POST, "/actions/tasks/:task_id/batch-comment", LOGGED_IN, .in = &task_in, .run = task_post, .flags = BULK, .errors = track_errors,
      .doc = "Several comments on a task, with files and previews; all or none." },
    { POST, "/actions/tasks/batch-comment", LOGGED_IN, .in = &tasks_in, .run = batch_post, .flags = BULK, .errors = track_errors,
      .doc = "Several comments on tasks, with files and previews; all or none." },
    { POST, "/actions/projects/:project_id/tasks/comment-many", LOGGED_IN, .in = &project_in, .run = project_post, .status = 201,
      .flags = BULK | ALONE, .errors = track_errors,
      .doc = "Several comments on tasks of a production, with files and previews; all or none." },
    { POST, "/actions/tasks/:task_id/comments/:comment_id/move", LOGGED_IN, .in = &move_in, .run = move_post, .flags = TX,
      .errors = track_errors, .doc = "Let a comment be one of another task of the entity." },
};
// clang-format on
const struct route_list track_batch_routes = ROUTES(tracker_family, routes);
