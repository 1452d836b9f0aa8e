/* track_follow.c - what the caller was told of, and what they follow. */
#include "handlers/family.h"
#include "handlers/track_common.h"
#include "model/track/follow.h"
#include "model/track/task.h"

extern const struct route_list track_follow_routes;

struct told_in {
    struct row  row;
    struct uuid notification_id, task_type_id, task_status_id;
    struct utc  before, after;
    const char *type;
    bool        read;
};
struct follow_in {
    struct row  row;
    struct uuid task_id, sequence_id, task_type_id, project_id;
    struct ids  task_ids;
};
// clang-format off
static const char *const types[] = { "comment", "mention", "assignation", "reply", "reply-mention", "playlist-ready", NULL };
#define ROW struct told_in
static const struct field list_fields[] = {
    FIELD(before, WRITE, .doc = "In front of that moment."), FIELD(after, WRITE, .doc = "Behind that moment."),
    FIELD(task_type_id, WRITE, .doc = "Of that kind of work."), FIELD(task_status_id, WRITE, .doc = "Of comments with that status."),
    FIELD(type, WRITE, .choices = types, .doc = "Told for that reason."), FIELD(read, WRITE, .doc = "Those that were read, or were not."),
};
static const struct field one_fields[] = { FIELD(notification_id, PATH, .doc = "The notification.") };
static const struct field read_fields[] = { FIELD(notification_id, PATH, .doc = "The notification."), FIELD(read, WRITE | NEED | LAX, .doc = "Was it read.") };
#undef ROW
static const struct shape list_in = SHAPE(struct told_in, list_fields);
static const struct shape one_in = SHAPE(struct told_in, one_fields);
static const struct shape read_in = SHAPE(struct told_in, read_fields);
#define ROW struct follow_in
static const struct field task_fields[] = { FIELD(task_id, PATH, .doc = "The task.") };
static const struct field tasks_fields[] = { FIELD(task_ids, WRITE | NEED, .max = 10000, .doc = "The tasks.") };
static const struct field sequence_fields[] = { FIELD(sequence_id, PATH, .doc = "The sequence."), FIELD(task_type_id, PATH, .doc = "The kind of work.") };
static const struct field project_fields[] = { FIELD(project_id, PATH, .doc = "The production."), FIELD(task_type_id, PATH, .doc = "The kind of work.") };
#undef ROW
static const struct shape task_in = SHAPE(struct follow_in, task_fields);
static const struct shape tasks_in = SHAPE(struct follow_in, tasks_fields);
static const struct shape sequence_in = SHAPE(struct follow_in, sequence_fields);
static const struct shape project_in = SHAPE(struct follow_in, project_fields);
enum { LATEST = 100 };
// clang-format on

/* ---- told ---- */

static int list_run(struct rq *rq)
{
    const struct told_in *in  = rq->args;
    struct actor          who = rows_actor(rq);
    struct told_ask       ask = { .task_type_id = in->task_type_id, .task_status_id = in->task_status_id,
                                  .before = in->before, .after = in->after, .type = in->type,
                                  .by_read = IS_SET(&list_in, in, read), .read = in->read, .limit = LATEST };
    return told_list(&rq->cx, &who, &ask, reply(rq, 200));
}

static int one_run(struct rq *rq)
{
    struct actor who = rows_actor(rq);
    return told_one(&rq->cx, &who, ((const struct told_in *)rq->args)->notification_id, reply(rq, 200));
}

static int read_run(struct rq *rq)
{
    const struct told_in *in  = rq->args;
    struct actor          who = rows_actor(rq);
    TRY(told_read(&rq->cx, &who, in->notification_id, in->read));
    return told_one(&rq->cx, &who, in->notification_id, reply(rq, 200));
}

static int read_all_run(struct rq *rq)
{
    struct actor who = rows_actor(rq);
    TRY(told_read_all(&rq->cx, &who));
    out_json(reply(rq, 200), "{\"success\":true}");
    return 0;
}

/* ---- followed ---- */

static struct followed what(const struct rq *rq)
{
    const struct follow_in *in = rq->args;
    return (struct followed){ in->task_id, in->sequence_id, in->task_type_id };
}

static int is_run(struct rq *rq)
{
    struct actor    who = rows_actor(rq);
    struct followed f   = what(rq);
    bool            is;
    TRY(follow_is(&rq->cx, &who, &f, &is));
    out_bool(reply(rq, 200), is);
    return 0;
}

static int add_run(struct rq *rq)
{
    struct actor    who = rows_actor(rq);
    struct followed f   = what(rq);
    struct uuid     id;
    TRY(follow_add(&rq->cx, &who, &f, &id));
    return res_show(&rq->cx, &subscription_res, id, false, reply(rq, 201));
}

static int remove_run(struct rq *rq)
{
    struct actor    who = rows_actor(rq);
    struct followed f   = what(rq);
    TRY(follow_remove(&rq->cx, &who, &f));
    reply_empty(rq, 204);
    return 0;
}

static int add_many_run(struct rq *rq)
{
    const struct follow_in *in  = rq->args;
    struct actor            who = rows_actor(rq);
    struct out             *o;
    struct uuid             id;
    for (size_t i = 0; i < in->task_ids.n; i++)
        TRY(follow_add(&rq->cx, &who, &(struct followed){ .task_id = in->task_ids.v[i] }, &id));
    o = reply(rq, 201);
    out_array(o);
    for (size_t i = 0; i < in->task_ids.n; i++)
        out_uuid(o, in->task_ids.v[i]);
    out_array_end(o);
    return 0;
}

static int remove_many_run(struct rq *rq)
{
    const struct follow_in *in  = rq->args;
    struct actor            who = rows_actor(rq);
    for (size_t i = 0; i < in->task_ids.n; i++)
        TRY(follow_remove(&rq->cx, &who, &(struct followed){ .task_id = in->task_ids.v[i] }));
    out_json(reply(rq, 200), "{\"success\":true}");
    return 0;
}

static int sequences_run(struct rq *rq)
{
    const struct follow_in *in  = rq->args;
    struct actor            who = rows_actor(rq);
    return follow_sequences(&rq->cx, &who, in->project_id, in->task_type_id, reply(rq, 200));
}

// clang-format off
#define READS(path, shape, fn, text) { GET, path, PERSON, .in = &shape, .run = fn, .errors = track_errors, .doc = text }
#define ADDS(path, shape, fn, text) { POST, path, PERSON, .in = &shape, .run = fn, .status = 201, .flags = TX, .errors = track_errors, .doc = text }
#define DROPS(path, shape, fn, text) { DELETE, path, PERSON, .in = &shape, .run = fn, .status = 204, .flags = TX, .errors = track_errors, .doc = text }
#define SEQUENCE "sequences/:sequence_id/task-types/:task_type_id/"
static const struct route routes[] = {
    READS("/data/user/notifications", list_in, list_run, "The latest notifications of the caller."),
    READS("/data/user/notifications/:notification_id", one_in, one_run, "One of them."),
    { PUT, "/data/user/notifications/:notification_id", PERSON, .in = &read_in, .run = read_run, .flags = TX, .errors = track_errors,
      .doc = "It was read, or was not." },
    { POST, "/actions/user/notifications/mark-all-as-read", PERSON, .run = read_all_run, .flags = TX, .errors = track_errors,
      .doc = "All were read." },
    { POST, "/data/user/notifications/read-all", PERSON, .run = read_all_run, .flags = TX, .errors = track_errors,
      .doc = "All were read." },
    READS("/data/user/tasks/:task_id/subscribed", task_in, is_run, "Does the caller follow a task."),
    READS("/data/user/tasks/:task_id/subscription", task_in, is_run, "Does the caller follow a task."),
    ADDS("/actions/user/tasks/:task_id/subscribe", task_in, add_run, "Follow a task."),
    ADDS("/data/user/tasks/:task_id/subscribe", task_in, add_run, "Follow a task."),
    DROPS("/actions/user/tasks/:task_id/unsubscribe", task_in, remove_run, "Do not follow a task."),
    DROPS("/data/user/tasks/:task_id/unsubscribe", task_in, remove_run, "Do not follow a task."),
    ADDS("/actions/user/tasks/subscribe", tasks_in, add_many_run, "Follow tasks."),
    { POST, "/actions/user/tasks/unsubscribe", PERSON, .in = &tasks_in, .run = remove_many_run, .flags = TX, .errors = track_errors,
      .doc = "Do not follow tasks." },
    READS("/data/user/" SEQUENCE "subscribed", sequence_in, is_run, "Does the caller follow a sequence."),
    READS("/data/user/entities/:sequence_id/task-types/:task_type_id/subscribed", sequence_in, is_run, "Does the caller follow a sequence."),
    ADDS("/actions/user/" SEQUENCE "subscribe", sequence_in, add_run, "Follow a sequence."),
    DROPS("/actions/user/" SEQUENCE "unsubscribe", sequence_in, remove_run, "Do not follow a sequence."),
    READS("/data/user/projects/:project_id/task-types/:task_type_id/sequence-subscriptions", project_in, sequences_run, "Sequences that the caller follows."),
};
// clang-format on
const struct route_list track_follow_routes = ROUTES(tracker_family, routes);
