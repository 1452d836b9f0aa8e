/* passwords.c - resetting and changing passwords, inviting people. */
#include "handlers/family.h"
#include "handlers/rows.h"
#include "handlers/signin.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/people/factor.h"
#include "model/people/person.h"
#include "model/people/reset.h"

extern const struct route_list password_routes;

/* ---- a forgotten one ---- */

struct forgotten_in {
    struct row  row;
    const char *email;
};
#define ROW struct forgotten_in
static const struct field forgotten_fields[] = {
    FIELD(email, WRITE | NEED, .min = 1, .max = 255, .doc = "Mail address, in any case."),
};
#undef ROW
static const struct shape forgotten_shape = SHAPE(struct forgotten_in, forgotten_fields);

static void forgotten_send(struct rq *rq)
{
    (void)!reset_request(&rq->cx, rq->later_args);
}

/* The same answer, at the same time, whoever that is. */
static int forgotten_post(struct rq *rq)
{
    const struct forgotten_in *in    = rq->args;
    char                      *email = arena_text(rq->cx.arena, in->email);
    struct out                *o;
    TRY(signin_ask(rq, email));
    rq->later_args = email;
    rq->later      = forgotten_send;
    o              = reply(rq, 200);
    out_object(o);
    OUT_STR(o, "success", "A link is on its way, if there is an account of that address");
    out_object_end(o);
    return 0;
}

struct reset_in {
    struct row  row;
    const char *email, *token, *password, *password2;
};
#define ROW struct reset_in
static const struct field reset_fields[] = {
    FIELD(email, WRITE | NEED, .min = 1, .max = 255, .doc = "Mail address, in any case."),
    FIELD(token, WRITE | NEED | SECRET, .min = 1, .max = 255, .doc = "Token of the link."),
    FIELD(password, WRITE | NEED | SECRET, .min = 1, .max = 511, .doc = "The new password."),
    FIELD(password2, WRITE | NEED | SECRET, .min = 1, .max = 511, .doc = "The same again."),
};
#undef ROW
static const struct shape reset_shape = SHAPE(struct reset_in, reset_fields);

/* A password that will not do is no guess of a token, but goes on counting: it is no hurry. */
static int reset_put(struct rq *rq)
{
    const struct reset_in *in = rq->args;
    TRY(signin_guess(rq, in->email));
    TRY(reset_use(&rq->cx, in->email, in->token, in->password, in->password2));
    TRY(signin_guessed_right(rq, in->email));
    return signin_success(rq);
}

/* ---- one's own ---- */

struct own_in {
    struct row  row;
    const char *old_password, *password, *password_2;
};
#define ROW struct own_in
static const struct field own_fields[] = {
    FIELD(old_password, WRITE | NEED | SECRET, .doc = "The password up to now."),
    FIELD(password, WRITE | NEED | SECRET, .doc = "The new password."),
    FIELD(password_2, WRITE | NEED | SECRET, .doc = "The same again."),
};
#undef ROW
static const struct shape own_shape = SHAPE(struct own_in, own_fields);

/* All sessions end but this one. */
static int own_post(struct rq *rq)
{
    const struct own_in *in = rq->args;
    bool                 is_right, locked;
    TRY(signin_session(rq));
    TRY(signin_guess(rq, signin_account(rq)));
    TRY(person_change_own_password(&rq->cx, rq->caller.id, in->old_password, in->password,
                                   in->password_2, signin_session_name(rq), &is_right, &locked));
    if (locked)
        return refuse(&rq->cx, E_CONFLICT, "Too many wrong tries: the account is locked for a moment");
    if (!is_right)
        return refuse(&rq->cx, E_CONFLICT, "The old password is wrong");
    TRY(signin_guessed_right(rq, signin_account(rq)));
    return signin_success(rq);
}

/* ---- somebody else's ---- */

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
static const struct field person_fields[] = {
    FIELD(person_id, PATH | NEED, .doc = "Who."),
};
#undef ROW
static const struct shape password_shape = SHAPE(struct password_in, password_fields);
static const struct shape person_shape_in = SHAPE(struct password_in, person_fields);

static int person_of(struct rq *rq, struct uuid *id)
{
    const struct password_in *in = rq->args;
    return uuid_parse(in->person_id, strlen(in->person_id), id)
               ? 0
               : refuse(&rq->cx, E_NOT_FOUND, "There is no such person");
}

static int other_post(struct rq *rq)
{
    const struct password_in *in  = rq->args;
    struct actor              who = rows_actor(rq);
    struct uuid               id;
    TRY(person_of(rq, &id));
    TRY(person_change_password(&rq->cx, &who, id, in->password, in->password_2,
                               signin_session_name(rq)));
    return signin_success(rq);
}

static int invite_get(struct rq *rq)
{
    struct uuid id;
    TRY(person_of(rq, &id));
    TRY(reset_invite(&rq->cx, id));
    return signin_success(rq);
}

struct link_out {
    struct row  row;
    const char *link;
};
#define ROW struct link_out
static const struct field link_fields[] = {
    FIELD(link, READ, .doc = "Address of the page where the password is set."),
};
#undef ROW
static const struct shape link_shape = SHAPE(struct link_out, link_fields, .name = "ResetLink");

/* Who has the link sets the password: as much as setting it. */
static int link_post(struct rq *rq)
{
    struct actor    who = rows_actor(rq);
    struct link_out out = { 0 };
    struct uuid     id;
    TRY(person_of(rq, &id));
    TRY(person_may_reset(&rq->cx, &who, id));
    TRY(reset_link(&rq->cx, id, &out.link));
    out_row(reply(rq, 200), &link_shape, &out);
    reply_header(rq, "Cache-Control", "no-store");
    return 0;
}

static int factors_delete(struct rq *rq)
{
    struct actor who = rows_actor(rq);
    struct uuid  id;
    TRY(person_of(rq, &id));
    TRY(person_may_reset(&rq->cx, &who, id));
    TRY(factor_clear(&rq->cx, id));
    return signin_success(rq);
}

static const enum reason forgotten_errors[] = { E_TOO_MANY, E_NONE };
static const enum reason reset_errors[]     = { E_CONFLICT, E_TOO_MANY, E_NONE };
static const enum reason other_errors[]     = { E_NOT_FOUND, E_CONFLICT, E_NONE };

// clang-format off
static const struct route routes[] = {
    { POST, "/auth/reset-password", PUBLIC, .in = &forgotten_shape, .run = forgotten_post, .errors = forgotten_errors,
      .doc = "Mail a link that sets a new password; the answer is the same for everybody." },
    { PUT, "/auth/reset-password", PUBLIC, .in = &reset_shape, .out = &signin_success_shape, .run = reset_put, .errors = reset_errors,
      .doc = "Set a new password with the token of such a link; all sessions end." },
    { POST, "/auth/change-password", PERSON, .in = &own_shape, .out = &signin_success_shape, .run = own_post, .errors = reset_errors,
      .doc = "Change one's own password; all other sessions end." },
    { POST, "/actions/persons/:person_id/change-password", ADMIN, .in = &password_shape, .out = &signin_success_shape,
      .run = other_post, .errors = other_errors, .doc = "Set somebody's password; not that of another administrator who has one." },
    { GET, "/actions/persons/:person_id/invite", ADMIN, .in = &person_shape_in, .out = &signin_success_shape,
      .run = invite_get, .errors = other_errors, .doc = "Mail somebody a link to set a first password." },
    { POST, "/actions/persons/:person_id/reset-password-link", ADMIN, .in = &person_shape_in, .out = &link_shape,
      .run = link_post, .flags = BODYLESS, .errors = other_errors, .doc = "Make a link that sets somebody's password, to hand over." },
    { DELETE, "/actions/persons/:person_id/disable-two-factor-authentication", ADMIN, .in = &person_shape_in, .out = &signin_success_shape,
      .run = factors_delete, .flags = BODYLESS, .errors = other_errors, .doc = "Remove all second factors of somebody who has lost them." },
    { DELETE, "/data/persons/:person_id/two-factor-authentication", ADMIN, .in = &person_shape_in, .out = &signin_success_shape,
      .run = factors_delete, .flags = BODYLESS, .errors = other_errors, .doc = "Remove all second factors of somebody who has lost them." },
};
// clang-format on
const struct route_list password_routes = ROUTES(tracker_family, routes);
