/* people.c - persons: list, create, passwords set by administrators. */
#include "handlers/family.h"
#include "handlers/rows.h"
#include "model/base/text.h"
#include "model/people/person.h"

extern const struct route_list people_routes;

/* The short profile, which is all that others see, has the departments in any case. */
static int persons_get(struct rq *rq) { return rows_list(rq, &person_res, !rq->caller.is_admin); }
static int persons_post(struct rq *rq) { return rows_create(rq, &person_res); }

struct password_in {
    struct row  row;
    const char *person_id, *password, *password_2;
};
#define ROW struct password_in
static const struct field password_fields[] = {
    FIELD(person_id, PATH | NEED, .doc = "Whose password."),
    FIELD(password, WRITE | NEED | SECRET, .doc = "The new password."),
    FIELD(password_2, WRITE | NEED | SECRET, .doc = "The same again."),
};
#undef ROW
static const struct shape password_shape = SHAPE(struct password_in, password_fields);

struct success {
    struct row row;
    bool       success;
};
#define ROW struct success
static const struct field success_fields[] = { FIELD(success, READ, .doc = "Always true.") };
#undef ROW
static const struct shape success_shape = SHAPE(struct success, success_fields, .name = "Success");

static int change_password(struct rq *rq)
{
    const struct password_in *in   = rq->args;
    struct actor              who  = rows_actor(rq);
    struct success            done = { .success = true };
    struct uuid               id;
    if (!uuid_parse(in->person_id, strlen(in->person_id), &id))
        return refuse(&rq->cx, E_NOT_FOUND, "There is no such person");
    TRY(person_change_password(&rq->cx, &who, id, in->password, in->password_2));
    out_row(reply(rq, 200), &success_shape, &done);
    return 0;
}

static const enum reason password_errors[] = { E_NOT_FOUND, E_NONE };

// clang-format off
static const struct route routes[] = {
    { GET, "/data/persons", LOGGED_IN, .in = &rows_in_shape, .out = &person_shape, .run = persons_get, .flags = LIST,
      .doc = "People; any column may be given as a filter. Others than administrators see a short profile." },
    { POST, "/data/persons", ADMIN, .in = &person_shape, .out = &person_shape, .run = persons_post,
      .status = 201, .flags = STRICT | TX, .doc = "Make an account." },
    { POST, "/actions/persons/:person_id/change-password", ADMIN, .in = &password_shape, .out = &success_shape,
      .run = change_password, .flags = TX, .errors = password_errors, .doc = "Set somebody's password; not that of another administrator who has one." },
};
// clang-format on
const struct route_list people_routes = ROUTES(tracker_family, routes);
