/* people.c - persons, and the tokens of programs. */
#include "handlers/family.h"
#include "handlers/rows.h"
#include "handlers/signin.h"
#include "model/base/text.h"
#include "model/people/person.h"

extern const struct route_list people_routes;

/* The short profile, which is all that others see, has the departments in any case. */
static int persons_get(struct rq *rq) { return rows_list(rq, &person_res, !rq->caller.is_admin); }

enum { PERSON_MAX_BYTES = 1 << 20 };

/* The object that was written, and the account's own token as one member more. */
static void with_token(struct rq *rq, int status, const char *object, const char *token)
{
    struct out *o = reply(rq, status);
    reply_header(rq, "Cache-Control", "no-store");
    out_bytes(o, object, strlen(object) - 1);
    out_raw(o, ",\"access_token\":");
    o->comma = false;
    out_str(o, token);
    out_raw(o, "}");
}

/* Oneself, and others for managers and administrators, as a whole; otherwise the short profile. */
static const struct resource *seen_as(const struct rq *rq, struct uuid id)
{
    return rq->caller.is_admin || strcmp(rq->caller.role, "manager") == 0 ||
                   uuid_equal(id, rq->caller.id)
               ? &person_whole_res
               : &person_res;
}

/* The person, with a new token of the account. */
static int answer_with_token(struct rq *rq, int status, struct uuid id, bool relations)
{
    struct actor who = rows_actor(rq);
    struct out   o   = out_in_arena(rq->cx.arena, PERSON_MAX_BYTES);
    const char  *token, *text;
    TRY(signin_program(rq, id, &token));
    o.time = TIME_NAIVE;
    TRY(res_get(&rq->cx, seen_as(rq, id), &who, id, relations, &o));
    text = out_done(&o);
    if (!text)
        return refuse(&rq->cx, E_INTERNAL, "A person is too long");
    with_token(rq, status, text, token);
    return 0;
}

static int persons_post(struct rq *rq)
{
    const struct person *p = rq->args;
    struct uuid          id;
    if (!IS_SET(&person_shape, p, is_bot) || !p->is_bot)
        return rows_create(rq, &person_res);
    TRY(rows_create_only(rq, &person_res, &id));
    return answer_with_token(rq, 201, id, true);
}

/* A row that was read and is sent back is no wish for a new token. */
static int is_new_end(struct rq *rq, struct uuid id, const struct person *sent, bool *is_new)
{
    struct person old = { 0 };
    bool          found;
    *is_new = false;
    if (!IS_SET(&person_shape, sent, expiration_date) &&
        !IS_NULL(&person_shape, sent, expiration_date))
        return 0;
    TRY(res_load(&rq->cx, &person_res, id, &old, &found));
    *is_new = IS_SET(&person_shape, sent, expiration_date) !=
                  IS_SET(&person_shape, &old, expiration_date) ||
              sent->expiration_date.days != old.expiration_date.days;
    return 0;
}

static int person_id(struct rq *rq, struct uuid *id)
{
    const struct capture *c = &rq->capture[0];
    return uuid_parse(c->value, c->len, id)
               ? 0
               : refuse_field(&rq->cx, E_INVALID, "instance_id", "instance_id: must be a UUID");
}

static int person_get(struct rq *rq)
{
    const struct rows_one *in  = rq->args;
    struct actor           who = rows_actor(rq);
    bool all = text_equal_fold(in->relations, strlen(in->relations), "true");
    struct uuid id;
    TRY(person_id(rq, &id));
    return res_get(&rq->cx, seen_as(rq, id), &who, id, all, reply(rq, 200));
}

/* With another expiration_date comes a new token, which ends the one before. A program cannot
 * make its own life longer. */
static int persons_put(struct rq *rq)
{
    struct actor who = rows_actor(rq);
    struct uuid  id;
    bool         is_new;
    TRY(person_id(rq, &id));
    TRY(is_new_end(rq, id, rq->args, &is_new));
    if (is_new && !rq->caller.is_admin)
        TRY(signin_session(rq));
    TRY(rows_change(rq, &person_res, &id));
    return is_new ? answer_with_token(rq, 200, id, false)
                  : res_get(&rq->cx, seen_as(rq, id), &who, id, false, reply(rq, 200));
}

// clang-format off
static const struct route routes[] = {
    { GET, "/data/persons", LOGGED_IN, .in = &rows_in_shape, .out = &person_shape, .run = persons_get, .flags = LIST,
      .doc = "People; any column may be given as a filter. Others than administrators see a short profile." },
    { POST, "/data/persons", LOGGED_IN, .in = &person_shape, .out = &person_shape, .run = persons_post, .first = rows_first,
      .resource = &person_res, .status = 201, .flags = STRICT | TX, .errors = rows_errors, .doc = "Make an account; of a program (`is_bot`) with its token, as `access_token`." },
    { GET, "/data/persons/:instance_id", LOGGED_IN, .in = &rows_one_shape, .out = &person_shape, .run = person_get,
      .resource = &person_res, .errors = rows_errors, .doc = "Read a person: a short profile, unless it is oneself, or one is a manager or an administrator." },
    { PUT, "/data/persons/:instance_id", LOGGED_IN, .in = &person_shape, .out = &person_shape, .run = persons_put, .first = rows_first,
      .resource = &person_res, .flags = STRICT | TX | PARTIAL, .errors = rows_errors,
      .doc = "Change a person: everything for administrators, oneself but for role, departments and the like. With another `expiration_date` comes a new token of the account, as `access_token`." },
};
// clang-format on
const struct route_list people_routes = ROUTES(tracker_family, routes);
