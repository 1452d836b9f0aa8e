/* designs_login.c - /api/v1/login: a password for a token, as OAuth 2 has it (RFC 6749, 4.3). */
#include "handlers/family.h"
#include "handlers/signin.h"
#include "model/people/login.h"

extern const struct route_list designs_login_routes;

struct password_form {
    struct row  row;
    const char *grant_type, *username, *password, *scope, *client_id, *client_secret;
};
#define ROW struct password_form
static const char *const  grants[]               = { "password", NULL };
static const struct field password_form_fields[] = {
    FIELD(grant_type, WRITE | NULLS, .choices = grants, .pattern = "^password$",
          .doc = "How the client asks; only by password here."),
    FIELD(username, WRITE | NEED, .doc = "Mail address or workstation login, in any case."),
    FIELD(password, WRITE | NEED, .doc = "Password."),
    FIELD(scope, WRITE, .def = "", .doc = "Ignored: every token is good for all."),
    FIELD(client_id, WRITE | NULLS, .doc = "Ignored."),
    FIELD(client_secret, WRITE | NULLS, .doc = "Ignored."),
};
#undef ROW
static const struct shape password_form_shape =
    SHAPE(struct password_form, password_form_fields, .name = "Body_login_access_token");

struct token_out {
    struct row  row;
    const char *access_token, *token_type;
};
#define ROW struct token_out
static const struct field token_out_fields[] = {
    FIELD(access_token, READ, .doc = "For requests, as Authorization: Bearer."),
    FIELD(token_type, READ, .def = "bearer", .doc = "Always bearer."),
};
#undef ROW
static const struct shape token_out_shape =
    SHAPE(struct token_out, token_out_fields, .name = "Token");

/* A locked account is not told from a wrong password: whoever guesses learns nothing. */
static int access_token_post(struct rq *rq)
{
    const struct password_form *in  = rq->args;
    struct token_out            out = { .token_type = "bearer" };
    struct login_try            t   = { in->username, in->password, rq_remote(rq),
                                        signin_is_browser(rq) ? "web" : "script", .factor = { 0 } };
    struct signin_as            who;
    struct login                l;
    TRY(signin_guess(rq, in->username));
    TRY(login_check(&rq->cx, &t, &l));
    if (l.outcome == LOGIN_OK || l.outcome == LOGIN_NO_FACTOR)
        TRY(signin_guessed_right(rq, in->username));
    if (l.outcome == LOGIN_NO_FACTOR || (l.outcome == LOGIN_OK && login_wants_setup(&rq->cx, l.email, &l.factors)))
        return refuse(&rq->cx, E_BAD_REQUEST, "A second factor is needed: sign in at /auth/login");
    if (l.outcome == LOGIN_INACTIVE)
        return refuse(&rq->cx, E_INACTIVE, "The account is not active");
    if (l.outcome != LOGIN_OK)
        return refuse(&rq->cx, E_BAD_REQUEST, "Incorrect email or password");
    who = (struct signin_as){ l.person_id, l.epoch, false };
    TRY(signin_access(rq, &who, NULL, &out.access_token));
    out_row(reply(rq, 200), &token_out_shape, &out);
    reply_header(rq, "Cache-Control", "no-store");
    return 0;
}

static const enum reason login_errors[] = { E_INACTIVE, E_TOO_MANY, E_NONE };

// clang-format off
static const struct route routes[] = {
    { POST, "/api/v1/login/access-token", PUBLIC, .in = &password_form_shape, .out = &token_out_shape,
      .run = access_token_post, .flags = FORM, .errors = login_errors,
      .id = "login_access_token",
      .doc = "A token for a name and a password." },
};
// clang-format on
const struct route_list designs_login_routes = ROUTES(designs_family, routes);
