/* track_comment.c - comments on tasks: posting, replies, reading, acknowledging. */
#include "handlers/family.h"
#include "handlers/needs.h"
#include "handlers/track_common.h"
#include "handlers/track_upload.h"
#include "model/base/text.h"
#include "model/track/comment.h"

extern const struct route_list track_comment_routes;

struct post_in {
    struct row  row;
    struct uuid task_id;
    const char *comment;
    struct uuid task_status_id, person_id;
    struct utc  created_at;
    struct json checklist, links;
    bool        for_client;
    struct upload *file;
};
struct reply_in {
    struct row  row;
    struct uuid task_id, comment_id, reply_id;
    const char *text;
    struct upload *file;
};
struct show_in {
    struct row  row;
    struct uuid task_id, comment_id, instance_id;
    const char *relations, *with_previews;
};
// clang-format off
#define FILES FIELD(file, WRITE | MANY, .ref = "max_upload_bytes", .doc = "Files: file, file-1, file-2.")
#define ROW struct post_in
static const struct field post_fields[] = {
    FIELD(task_id, PATH, .doc = "The task."),
    FIELD(comment, WRITE | LAX, .max = 100000, .doc = "Text; @Full Name and @Department tell people, #Task Type copies it."),
    FIELD(task_status_id, WRITE | NEED | LAX, .doc = "Status that the task has from now on."),
    FIELD(person_id, WRITE | LAX, .doc = "Who wrote it; for managers."),
    FIELD(created_at, WRITE | LAX, .doc = "When it was written; for managers."),
    FIELD(checklist, WRITE | NULLS, .doc = "Array of things to do."),
    FIELD(links, WRITE | NULLS, .doc = "Array of addresses."),
    FIELD(for_client, WRITE | LAX, .doc = "Is it for the client too; for managers."),
    FILES,
};
#undef ROW
static const struct shape post_shape = SHAPE(struct post_in, post_fields);

#define ROW struct reply_in
static const struct field reply_fields[] = {
    FIELD(task_id, PATH, .doc = "The task."),
    FIELD(comment_id, PATH, .doc = "The comment."),
    FIELD(text, WRITE, .def = "", .max = 100000, .doc = "Text; @Full Name and @Department tell people."),
    FILES,
};
static const struct field answer_fields[] = {
    FIELD(comment_id, PATH, .doc = "The comment."),
    FIELD(text, WRITE, .def = "", .max = 100000, .doc = "Text; @Full Name and @Department tell people."),
    FILES,
};
static const struct field answer_one_fields[] = {
    FIELD(comment_id, PATH, .doc = "The comment."),
    FIELD(reply_id, PATH, .doc = "The reply."),
};
static const struct field reply_one_fields[] = {
    FIELD(task_id, PATH, .doc = "The task."),
    FIELD(comment_id, PATH, .doc = "The comment."),
    FIELD(reply_id, PATH, .doc = "The reply."),
};
#undef ROW
static const struct shape reply_shape = SHAPE(struct reply_in, reply_fields);
static const struct shape answer_shape = SHAPE(struct reply_in, answer_fields);
static const struct shape answer_one_shape = SHAPE(struct reply_in, answer_one_fields);
static const struct shape reply_one_shape = SHAPE(struct reply_in, reply_one_fields);

#define ROW struct show_in
static const struct field list_fields[] = { FIELD(task_id, PATH, .doc = "The task.") };
static const struct field one_fields[] = {
    FIELD(task_id, PATH, .doc = "The task."),
    FIELD(comment_id, PATH, .doc = "The comment."),
    FIELD(relations, WRITE, .def = "true", .doc = "The word false leaves out the lists."),
    FIELD(with_previews, WRITE, .def = "false", .doc = "The word true gives previews as objects."),
};
static const struct field plain_fields[] = {
    FIELD(instance_id, PATH, .doc = "The comment."),
    FIELD(relations, WRITE, .def = "true", .doc = "The word false leaves out the lists."),
    FIELD(with_previews, WRITE, .def = "false", .doc = "The word true gives previews as objects."),
};
#undef ROW
static const struct shape list_shape = SHAPE(struct show_in, list_fields);
static const struct shape one_shape = SHAPE(struct show_in, one_fields);
static const struct shape plain_shape = SHAPE(struct show_in, plain_fields);
// clang-format on

/* ---- posting ---- */

static bool is_array(struct json v) { return !v.text || v.text[0] == '[' || strcmp(v.text, "null") == 0; }

static struct json array_or_none(struct json v)
{
    return v.text && v.text[0] == '[' ? v : (struct json){ NULL };
}

static int comment_post_run(struct rq *rq)
{
    const struct post_in *in  = rq->args;
    struct actor          who = rows_actor(rq);
    struct uploads        files = uploads_of(rq, in->file);
    struct comment_made   made;
    struct comment_new    new = { .id             = rq_uuid(rq, 0),
                                  .task_id        = in->task_id,
                                  .task_status_id = in->task_status_id,
                                  .person_id      = in->person_id,
                                  .created_at     = in->created_at,
                                  .text           = in->comment,
                                  .checklist      = array_or_none(in->checklist),
                                  .links          = array_or_none(in->links),
                                  .for_client     = in->for_client };
    if (!is_array(in->checklist) || !is_array(in->links))
        return refuse_field(&rq->cx, E_INVALID, "checklist", "checklist, links: must be arrays");
    TRY(comment_post(&rq->cx, &who, &new, &made));
    TRY(upload_attach(rq, &files, new.id, (struct uuid){ { 0 } }, &made.attachments));
    comment_made_write(reply(rq, 201), &made);
    rq->later = upload_ring;
    return 0;
}

/* ---- replies ---- */

static int reply_post_run(struct rq *rq)
{
    const struct reply_in *in  = rq->args;
    struct actor           who = rows_actor(rq);
    struct reply_made      made;
    struct uploads         files = uploads_of(rq, in->file);
    struct json            list;
    struct out            *o;
    TRY(reply_post(&rq->cx, &who, in->task_id, in->comment_id, rq_uuid(rq, 0), in->text, &made));
    TRY(upload_attach(rq, &files, in->comment_id, made.id, &list));
    o = reply(rq, 200);
    out_object(o);
    reply_members(o, &made, who.id);
    if (list.text) {
        out_key(o, "attachment_files");
        out_json(o, list.text);
    }
    out_key(o, "person");
    out_json(o, made.person.text);
    out_object_end(o);
    rq->later = upload_ring;
    return 0;
}

static int reply_delete_run(struct rq *rq)
{
    const struct reply_in *in  = rq->args;
    struct actor           who = rows_actor(rq);
    TRY(reply_delete(&rq->cx, &who, in->task_id, in->comment_id, in->reply_id));
    out_str(reply(rq, 200), "");
    return 0;
}

/* The same, where the path does not name the task. */
static int answer_post_run(struct rq *rq)
{
    struct reply_in *in = rq->args;
    TRY(comment_task(&rq->cx, in->comment_id, &in->task_id));
    return reply_post_run(rq);
}

static int answer_delete_run(struct rq *rq)
{
    struct reply_in *in = rq->args;
    TRY(comment_task(&rq->cx, in->comment_id, &in->task_id));
    return reply_delete_run(rq);
}

/* ---- reading ---- */

static int list_run(struct rq *rq)
{
    const struct show_in *in  = rq->args;
    struct actor          who = rows_actor(rq);
    return comments_of_task(&rq->cx, &who, in->task_id, reply(rq, 200));
}

static int show(struct rq *rq, struct uuid id)
{
    const struct show_in *in  = rq->args;
    struct actor          who = rows_actor(rq);
    struct comment_ask    ask = { strcmp(in->relations, "false") != 0,
                                  strcmp(in->with_previews, "true") == 0 };
    return comment_show(&rq->cx, &who, id, &ask, reply(rq, 200));
}

static int one_run(struct rq *rq)
{
    const struct show_in *in = rq->args;
    TRY(comment_of_task(&rq->cx, in->task_id, in->comment_id));
    return show(rq, in->comment_id);
}

static int plain_run(struct rq *rq)
{
    return show(rq, ((const struct show_in *)rq->args)->instance_id);
}

static int delete_run(struct rq *rq)
{
    const struct show_in *in  = rq->args;
    struct actor          who = rows_actor(rq);
    TRY(comment_of_task(&rq->cx, in->task_id, in->comment_id));
    TRY(res_delete(&rq->cx, &comment_res, &who, in->comment_id));
    reply_empty(rq, 204);
    return 0;
}

static int ack_run(struct rq *rq)
{
    const struct show_in *in  = rq->args;
    struct actor          who = rows_actor(rq);
    struct comment_ask    ask = { true, false };
    TRY(comment_acknowledge(&rq->cx, &who, in->task_id, in->comment_id));
    return comment_show(&rq->cx, &who, in->comment_id, &ask, reply(rq, 200));
}

// clang-format off
static const struct route routes[] = {
    { POST, "/actions/tasks/:task_id/comment", LOGGED_IN, .in = &post_shape, .run = comment_post_run, .status = 201,
      .flags = TX | BULK, .errors = track_errors, .doc = "Comment a task and set its status." },
    { GET, "/data/tasks/:task_id/comments", LOGGED_IN, .in = &list_shape, .run = list_run,
      .errors = track_errors, .doc = "Comments of a task, the newest first." },
    { GET, "/data/tasks/:task_id/comments/:comment_id", LOGGED_IN, .in = &one_shape, .run = one_run,
      .errors = track_errors, .doc = "A comment of a task." },
    { DELETE, "/data/tasks/:task_id/comments/:comment_id", LOGGED_IN, .in = &one_shape, .run = delete_run, .status = 204,
      .flags = TX, .errors = track_errors, .doc = "Take a comment away." },
    { POST, "/data/tasks/:task_id/comments/:comment_id/ack", LOGGED_IN, .in = &one_shape, .run = ack_run,
      .flags = TX | BODYLESS, .errors = track_errors, .doc = "Say that a comment was seen, or not." },
    { POST, "/data/tasks/:task_id/comments/:comment_id/reply", LOGGED_IN, .in = &reply_shape, .run = reply_post_run,
      .flags = TX | BULK, .errors = track_errors, .doc = "Answer a comment." },
    { DELETE, "/data/tasks/:task_id/comments/:comment_id/reply/:reply_id", LOGGED_IN, .in = &reply_one_shape,
      .run = reply_delete_run, .flags = TX, .errors = track_errors, .doc = "Take a reply away." },
    { POST, "/data/comments/:comment_id/replies", LOGGED_IN, .in = &answer_shape, .run = answer_post_run,
      .flags = TX | BULK, .errors = track_errors, .doc = "Answer a comment." },
    { DELETE, "/data/comments/:comment_id/replies/:reply_id", LOGGED_IN, .in = &answer_one_shape,
      .run = answer_delete_run, .flags = TX, .errors = track_errors, .doc = "Take a reply away." },
    { GET, "/data/comments/:instance_id", LOGGED_IN, .in = &plain_shape, .run = plain_run,
      .errors = track_errors, .doc = "A comment." },
};
// clang-format on
const struct route_list track_comment_routes = ROUTES(tracker_family, routes);
