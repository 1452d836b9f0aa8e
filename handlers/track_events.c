/* track_events.c - the latest events and logins. */
#include "handlers/family.h"
#include "handlers/rows.h"
#include "model/track/log.h"
#include "model/track/review.h"
#include "model/track/right.h"
#include "model/track/studio.h"

extern const struct route_list track_event_routes;

struct last_in {
    struct row  row;
    struct utc  after, before;
    struct uuid cursor_event_id, cursor_login_log_id, project_id;
    const char *name;
    bool        only_files;
    int64_t     limit;
};
#define ROW struct last_in
// clang-format off
static const struct field event_fields[] = {
    FIELD(after, WRITE, .doc = "Only what happened later."),
    FIELD(before, WRITE, .doc = "Only what happened earlier."),
    FIELD(cursor_event_id, WRITE, .doc = "Go on behind this event."),
    FIELD(project_id, WRITE, .doc = "Only of this production."),
    FIELD(name, WRITE, .max = 80, .doc = "Only events of this name."),
    FIELD(only_files, WRITE, .def = "false", .doc = "Only those with which files came."),
    FIELD(limit, WRITE, .min = 1, .max = 10000, .def = "100", .doc = "Rows at most."),
};
static const struct field login_fields[] = {
    FIELD(after, WRITE, .doc = "Only what happened later."),
    FIELD(before, WRITE, .doc = "Only what happened earlier."),
    FIELD(cursor_login_log_id, WRITE, .doc = "Go on behind this login."),
    FIELD(limit, WRITE, .min = 1, .max = 10000, .def = "100", .doc = "Rows at most."),
};
// clang-format on
static const struct shape event_in_shape = SHAPE(struct last_in, event_fields),
                          login_in_shape = SHAPE(struct last_in, login_fields);
#undef ROW

static int is_manager(struct rq *rq)
{
    struct actor who = rows_actor(rq);
    return who.is_admin || right_is_role(&who, "manager")
               ? 0
               : refuse(&rq->cx, E_FORBIDDEN, "Only managers may do this");
}

static int events_last(struct rq *rq)
{
    const struct last_in *in  = rq->args;
    const struct shape   *s   = &event_in_shape;
    struct actor          who = rows_actor(rq);
    struct log_ask        ask = { IS_SET(s, in, after), IS_SET(s, in, before),
                                  IS_SET(s, in, cursor_event_id), IS_SET(s, in, project_id),
                                  in->after, in->before, in->cursor_event_id, in->project_id,
                                  in->name, in->only_files, in->limit };
    TRY(is_manager(rq));
    if (ask.has_project)
        TRY(right_of_project(&rq->cx, &who, FOR_TEAM, in->project_id));
    return log_events(&rq->cx, &who, &ask, reply(rq, 200));
}

static int logins_last(struct rq *rq)
{
    const struct last_in *in  = rq->args;
    const struct shape   *s   = &login_in_shape;
    struct log_ask        ask = { .has_after  = IS_SET(s, in, after),
                                  .has_before = IS_SET(s, in, before),
                                  .has_cursor = IS_SET(s, in, cursor_login_log_id),
                                  .after      = in->after,
                                  .before     = in->before,
                                  .cursor     = in->cursor_login_log_id,
                                  .limit      = in->limit };
    return log_logins(&rq->cx, &ask, reply(rq, 200));
}

static int event_names(struct rq *rq)
{
    TRY(is_manager(rq));
    return log_names(&rq->cx, reply(rq, 200));
}

static const enum reason errors[] = { E_FORBIDDEN, E_NOT_FOUND, E_NONE };
// clang-format off
static const struct route routes[] = {
    { GET, "/data/events/last", LOGGED_IN, .in = &event_in_shape, .out = &api_event_shape, .run = events_last, .flags = LIST,
      .errors = errors, .doc = "What happened, latest first; managers see what belongs to productions of theirs, and to none." },
    { GET, "/data/events/names", LOGGED_IN, .run = event_names, .errors = errors, .doc = "The names of all events that happened." },
    { GET, "/data/events/login-logs/last", ADMIN, .in = &login_in_shape, .out = &login_log_shape, .run = logins_last, .flags = LIST,
      .errors = errors, .doc = "Who signed in, latest first." },
};
// clang-format on
const struct route_list track_event_routes = ROUTES(tracker_family, routes);
