/* design_tasks.c - archives of base images, and wishes for those that are missing. */
#include "handlers/design_view.h"
#include "handlers/family.h"
#include "handlers/needs.h"
#include "handlers/rows.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/design/completion.h"
#include "model/design/element.h"
#include "model/design/task.h"
#include "model/job/job.h"
#include "model/outbox/outbox.h"
#include "model/store/store.h"

extern const struct route_list design_task_routes;

enum { IDS_MOST = 1000 };

struct upload_in {
    struct row     row;
    struct uuid    set_design_id, subject_id, organization_id;
    struct upload *file;
};
struct task_in {
    struct row  row;
    struct uuid task_id;
};
struct wish_in {
    struct row  row;
    struct uuid id, organization_id;
    struct ids  subject_ids, shot_type_ids;
};
struct skip_in {
    struct row row;
    int64_t    skip, limit;
};

// clang-format off
#define ROW struct upload_in
#define WHICH                                                                                   \
    FIELD(set_design_id, PATH | LAX, .doc = "The set design."),                                 \
    FIELD(subject_id, QUERY | NEED | LAX, .doc = "Who or what the images show."),               \
    FIELD(organization_id, QUERY | LAX | NULLS, .doc = "Narrows the request to this organization.")
static const struct field upload_fields[] = {
    WHICH, FIELD(file, WRITE | NEED, .ref = "max_archive_bytes", .doc = "ZIP of images that are named after shot types.")
};
static const struct field latest_fields[] = { WHICH };
static const struct shape upload_shape = SHAPE(ROW, upload_fields, .name = "Body_upload_set_design_base_images_zip"),
                          latest_shape = SHAPE(ROW, latest_fields);
#undef ROW
#define ROW struct task_in
static const struct field task_fields[] = { FIELD(task_id, PATH | LAX, .doc = "The task.") };
static const struct shape task_shape = SHAPE(ROW, task_fields);
#undef ROW
#define ROW struct wish_in
static const struct field wish_fields[] = {
    FIELD(id, PATH | LAX, .doc = "The set design."),
    FIELD(organization_id, QUERY | LAX | NULLS, .doc = "Narrows the request to this organization."),
    FIELD(subject_ids, WRITE | NEED | LAX, .max = IDS_MOST, .doc = "Subjects that are wanted."),
    FIELD(shot_type_ids, WRITE | NEED | LAX, .max = IDS_MOST, .doc = "Shot types that are wanted."),
};
static const struct shape wish_shape = SHAPE(ROW, wish_fields, .name = "SetDesignCompletionRequest");
#undef ROW
#define ROW struct skip_in
static const struct field skip_fields[] = { SKIP_FIELDS };
static const struct shape skip_shape = SHAPE(ROW, skip_fields);
#undef ROW
// clang-format on

/* The design, if the caller may see or change it; NULL: whatever its organization. */
static int design_need(struct rq *rq, const struct uuid *within, enum verb verb, struct uuid id,
                       struct design *d)
{
    struct design_ask ask = { .who = rows_actor(rq), .organization_id = within };
    if (within)
        TRY(member_need(&rq->cx, &ask.who, *within, "organization_id"));
    return design_get(&rq->cx, &ask, verb, id, d);
}

/* ---- archives ---- */

static int task_answer(struct rq *rq, const struct upload_task *task)
{
    out_row(reply(rq, 200), &upload_task_shape, task);
    return 0;
}

static int subject_need(struct rq *rq, struct uuid id)
{
    struct actor who = rows_actor(rq);
    struct ids   seen;
    TRY(element_seen(&rq->cx, &subject_kind, &who, &(struct ids){ &id, 1 }, &seen));
    if (!seen.n)
        rq_fault(rq, IN_QUERY, FAULT_VALUE, "subject_id", WHOLE, "there is no such subject");
    return rq_judge(rq);
}

struct beginning {
    struct rq              *rq;
    const struct upload_in *in;
    struct blob             blob;
};

static int begin_in_tx(struct cx *cx, void *u)
{
    struct beginning *b  = u;
    struct rq        *rq = b->rq;
    struct design     d  = { 0 };
    struct task_new   t  = { .id = rq_uuid(rq, 0), .job_id = rq_uuid(rq, 1),
                             .owner_id = rq->caller.id, .set_design_id = b->in->set_design_id,
                             .subject_id = b->in->subject_id, .archive_hash = b->blob.hash };
    TRY(design_need(rq, NULL, RES_UPDATE, b->in->set_design_id, &d));
    return task_begin(cx, &t);
}

static int upload_post(struct rq *rq)
{
    const struct upload_in *in     = rq->args;
    struct beginning        b      = { .rq = rq, .in = in };
    bool                    narrow = IS_SET(&upload_shape, in, organization_id);
    struct design           d      = { 0 };
    struct upload_task      task   = { 0 };
    TRY(design_need(rq, narrow ? &in->organization_id : NULL, RES_GET, in->set_design_id, &d));
    TRY(subject_need(rq, in->subject_id));
    TRY(store_keep(&rq->cx, in->file->writer, &b.blob));
    TRY(db_tx(&rq->cx, TX_ONCE, begin_in_tx, &b));
    TRY(task_get(&rq->cx, rq_uuid(rq, 0), &task));
    job_ring(rq->cx.conf);
    return task_answer(rq, &task);
}

static int latest_get(struct rq *rq)
{
    const struct upload_in *in     = rq->args;
    bool                    narrow = IS_SET(&latest_shape, in, organization_id);
    struct design           d      = { 0 };
    struct upload_task      task   = { 0 };
    TRY(design_need(rq, narrow ? &in->organization_id : NULL, RES_GET, in->set_design_id, &d));
    TRY(task_latest(&rq->cx, in->set_design_id, in->subject_id, &task));
    return task_answer(rq, &task);
}

static int task_read(struct rq *rq)
{
    const struct task_in *in   = rq->args;
    struct upload_task    task = { 0 };
    struct design         d    = { 0 };
    TRY(task_get(&rq->cx, in->task_id, &task));
    if (!uuid_equal(task.owner_id, rq->caller.id))
        TRY(design_need(rq, NULL, RES_GET, task.set_design_id, &d));
    return task_answer(rq, &task);
}

/* ---- wishes ---- */

static int ids_check(struct rq *rq, const struct element_kind *kind, const char *field,
                     const struct ids *ids, const char *what)
{
    struct actor who = rows_actor(rq);
    struct ids   seen;
    TRY(element_seen(&rq->cx, kind, &who, ids, &seen));
    for (size_t i = 0; i < ids->n; i++)
        if (!ids_have(&seen, ids->v[i]))
            rq_fault(rq, IN_BODY, FAULT_VALUE, field, WITHIN(ENTRY(i)), "there is no such %s", what);
    return 0;
}

struct wishing {
    struct completion c;
    bool              told;
};

static int wish_in_tx(struct cx *cx, void *u)
{
    struct wishing *w = u;
    return completion_request(cx, &w->c, &w->told);
}

static int wish_post(struct rq *rq)
{
    const struct wish_in *in     = rq->args;
    bool                  narrow = IS_SET(&wish_shape, in, organization_id);
    struct design         d      = { 0 };
    struct wishing        w      = { .c = { .id = rq_uuid(rq, 0),
                                            .owner_id = rq->caller.id, .design = &d,
                                            .subjects = in->subject_ids,
                                            .shot_types = in->shot_type_ids } };
    TRY(design_need(rq, narrow ? &in->organization_id : NULL, RES_GET, in->id, &d));
    TRY(ids_check(rq, &subject_kind, "subject_ids", &in->subject_ids, "subject"));
    TRY(ids_check(rq, &shot_type_kind, "shot_type_ids", &in->shot_type_ids, "shot type"));
    if (in->subject_ids.n + in->shot_type_ids.n == 0)
        rq_fault(rq, IN_BODY, FAULT_VALUE, NULL, WHOLE,
                 "at least one subject or shot type is required");
    TRY(rq_judge(rq));
    TRY(db_tx(&rq->cx, TX_ONCE, wish_in_tx, &w));
    if (w.told)
        outbox_ring(rq->cx.conf);
    message_write(rq, w.c.missing ? "Completion requested" : "Nothing to complete");
    return 0;
}

static int write_wish(void *u, const void *row)
{
    struct out *o = u;
    out_row(o, &completion_row_shape, row);
    return o->failed ? -1 : 0;
}

static int wishes_get(struct rq *rq)
{
    const struct skip_in *in = rq->args;
    struct out           *o;
    int64_t               n;
    TRY(completion_count(&rq->cx, &n));
    o = reply(rq, 200);
    out_object(o);
    out_key(o, "data");
    out_array(o);
    TRY(completion_each(&rq->cx, in->skip, in->limit, write_wish, o));
    out_array_end(o);
    OUT_I64(o, "count", n);
    out_object_end(o);
    return 0;
}

struct wishes {
    struct row  row;
    struct rows data;
    int64_t     count;
};
#define ROW struct wishes
static const struct field wishes_fields[] = {
    FIELD(data, READ, .of = &completion_row_shape, .doc = "Newest first."),
    FIELD(count, READ, .doc = "How many there are in all."),
};
#undef ROW
static const struct shape wishes_shape =
    SHAPE(struct wishes, wishes_fields, .name = "CompletionRequestsPublic");

static const enum reason errors[]        = { E_FORBIDDEN, E_NOT_FOUND, E_NONE };
static const enum reason upload_errors[] = { E_FORBIDDEN, E_NOT_FOUND, E_CONFLICT, E_TOO_LARGE,
                                             E_MEDIA_TYPE, E_DISK_FULL, E_NONE };
// clang-format off
static const struct route routes[] = {
    { POST, "/api/v1/set-designs/:set_design_id/base-images/upload", LOGGED_IN, .in = &upload_shape,
      .out = &upload_task_shape, .run = upload_post, .flags = BULK, .errors = upload_errors,
      .id = "upload_set_design_base_images_zip", .doc = "Upload a ZIP with base images for a set design and a subject." },
    { GET, "/api/v1/set-designs/:set_design_id/base-images/upload-task", LOGGED_IN, .in = &latest_shape,
      .out = &upload_task_shape, .run = latest_get, .errors = errors,
      .id = "get_set_design_base_images_upload_task_by_set_design",
      .doc = "Get the latest base images upload task for a set design and a subject." },
    { GET, "/api/v1/set-designs/upload-tasks/:task_id", LOGGED_IN, .in = &task_shape, .out = &upload_task_shape,
      .run = task_read, .errors = errors, .id = "get_set_design_base_images_upload_task",
      .doc = "Poll a base images upload task." },
    { POST, "/api/v1/set-designs/:id/request-completion", LOGGED_IN, .in = &wish_shape, .out = &message_shape,
      .run = wish_post, .errors = errors, .id = "request_set_design_completion",
      .doc = "Request completion of a set design for subjects and shot types." },
    { GET, "/api/v1/completion-requests", ADMIN, .in = &skip_shape, .out = &wishes_shape, .run = wishes_get,
      .flags = SLASH, .id = "read_completion_requests", .doc = "Read what was requested." },
};
// clang-format on
const struct route_list design_task_routes = ROUTES(designs_family, routes);
