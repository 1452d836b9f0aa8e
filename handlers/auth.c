/* auth.c - /auth: signing in and out, refreshing, personal access tokens. */
#include "handlers/family.h"
#include "handlers/signin.h"
#include "model/base/text.h"
#include "model/people/login.h"
#include "model/people/person.h"
#include "model/people/reset.h"
#include "model/people/session.h"
#include "model/people/token.h"

extern const struct route_list auth_routes;

/* ---- login ---- */

struct login_in {
    struct row  row;
    const char *email, *password, *totp, *email_otp, *recovery_code;
    struct json fido_authentication_response;
};
#define ROW struct login_in
static const struct field login_fields[] = {
    FIELD(email, WRITE | NEED, .min = 1, .max = 255,
          .doc = "Mail address or workstation login, in any case."),
    FIELD(password, WRITE | NULLS, .doc = "Password."),
    FIELD(totp, WRITE | NULLS | LOOSE, .max = 64, .doc = "Second factor: a code by the clock."),
    FIELD(email_otp, WRITE | NULLS | LOOSE, .max = 64, .doc = "Second factor: a code by mail."),
    FIELD(recovery_code, WRITE | NULLS | LOOSE, .max = 64, .doc = "Second factor: a recovery code."),
    FIELD(fido_authentication_response, WRITE | NULLS, .max = 65536,
          .doc = "Second factor: what a security key answered."),
};
#undef ROW
static const struct shape login_shape = SHAPE(struct login_in, login_fields);

struct session_out {
    struct row  row;
    struct json user, organisation;
    bool        login, two_factor_authentication_required;
    const char *access_token, *refresh_token;
};
#define ROW struct session_out
static const struct field session_fields[] = {
    FIELD(user, READ, .schema = "{\"$ref\":\"#/components/schemas/Person\"}",
          .doc = "Who signed in."),
    FIELD(organisation, READ, .schema = "{\"type\":\"object\"}", .doc = "The studio."),
    FIELD(login, READ, .doc = "Always true."),
    FIELD(access_token, READ, .doc = "For requests, as Authorization: Bearer."),
    FIELD(refresh_token, READ, .doc = "For new access tokens."),
    FIELD(two_factor_authentication_required, READ,
          .doc = "Only when the tokens are good for setting up a second factor alone."),
};
#undef ROW
static const struct shape session_shape =
    SHAPE(struct session_out, session_fields, .name = "Session", .sparse = true);

static void write_factors(struct out *o, const struct factors *f)
{
    const struct {
        bool        has;
        const char *name;
    } all[] = { { f->has_codes, "recovery_code" }, { f->totp, "totp" },
                { f->email_otp, "email_otp" }, { f->fido, "fido" } };
    OUT_STR(o, "preferred_two_factor_authentication", f->preferred);
    out_key(o, "two_factor_authentication_enabled");
    out_array(o);
    for (size_t i = 0; i < COUNT(all); i++)
        if (all[i].has)
            out_str(o, all[i].name);
    out_array_end(o);
}

static int refused(struct rq *rq, const struct login *l)
{
    const char *token = NULL;
    struct out *o;
    if (l->outcome == LOGIN_DEFAULT)
        TRY(reset_after_default(&rq->cx, l->person_id, &token));
    o = reply(rq, l->outcome == LOGIN_INACTIVE ? 401 : 400);
    reply_header(rq, "Cache-Control", "no-store");
    out_object(o);
    if (l->outcome != LOGIN_WRONG && l->outcome != LOGIN_DEFAULT)
        OUT_BOOL(o, "error", true);
    OUT_BOOL(o, "login", false);
    if (l->outcome == LOGIN_DEFAULT) {
        OUT_BOOL(o, "default_password", true);
        OUT_STR(o, "token", token);
    }
    if (l->outcome == LOGIN_LOCKED)
        OUT_BOOL(o, "too_many_failed_login_attemps", true);
    if (l->outcome == LOGIN_WRONG_FACTOR)
        OUT_BOOL(o, "wrong_OTP", true);
    if (l->outcome == LOGIN_NO_FACTOR) {
        OUT_BOOL(o, "missing_OTP", true);
        write_factors(o, &l->factors);
    }
    if (l->outcome == LOGIN_INACTIVE) {
        OUT_BOOL(o, "unactive", true);
        OUT_STR(o, "message", "The account is not active");
    }
    out_object_end(o);
    return 0;
}

static int entered(struct rq *rq, const struct login *l)
{
    struct signin_as who = { l->person_id, l->epoch,
                             login_wants_setup(&rq->cx, l->email, &l->factors) };
    struct signin    made;
    struct out      *o;
    TRY(signin_pair(rq, &who, &made));
    o = reply(rq, 200);
    out_object(o);
    out_key(o, "user");
    TRY(person_write(&rq->cx, l->person_id, false, o));
    out_key(o, "organisation");
    TRY(organisation_write(&rq->cx, strcmp(l->role, "admin") == 0, o));
    OUT_BOOL(o, "login", true);
    signin_write(rq, &made, o);
    if (who.is_restricted)
        OUT_BOOL(o, "two_factor_authentication_required", true);
    out_object_end(o);
    return 0;
}

static int login_post(struct rq *rq)
{
    const struct login_in *in = rq->args;
    struct login_try       t  = {
                .name     = in->email,
                .password = in->password ? in->password : "default",
                .address  = rq_remote(rq),
                .origin   = signin_is_browser(rq) ? "web" : "script",
                .factor   = { in->totp, in->email_otp, in->recovery_code,
                              in->fido_authentication_response },
    };
    struct login l;
    TRY(signin_guess(rq, in->email));
    TRY(login_check(&rq->cx, &t, &l));
    if (l.outcome != LOGIN_WRONG && l.outcome != LOGIN_WRONG_FACTOR && l.outcome != LOGIN_LOCKED)
        TRY(signin_guessed_right(rq, in->email));
    return l.outcome == LOGIN_OK ? entered(rq, &l) : refused(rq, &l);
}

/* ---- the session ---- */

static int authenticated_get(struct rq *rq)
{
    struct out *o = reply(rq, 200);
    out_object(o);
    OUT_BOOL(o, "authenticated", true);
    out_key(o, "user");
    TRY(person_write(&rq->cx, rq->caller.id, true, o));
    out_key(o, "organisation");
    TRY(organisation_write(&rq->cx, rq->caller.is_admin, o));
    out_object_end(o);
    return 0;
}

static int logout_get(struct rq *rq)
{
    const struct caller *c = &rq->caller;
    struct out          *o;
    if (c->kind != TOKEN_ACCESS)
        return refuse(&rq->cx, E_FORBIDDEN,
                      "A personal access token is no session; DELETE /auth/tokens/{id} ends it");
    TRY(session_revoke(&rq->cx, c->jti, c->exp, c->refresh_jti));
    o = reply(rq, 200);
    if (signin_is_browser(rq)) {
        signin_cookie_access(rq, NULL);
        signin_cookie_refresh(rq, NULL);
    }
    out_object(o);
    OUT_BOOL(o, "logout", true);
    out_object_end(o);
    return 0;
}

/* Scripts get the token in the body; a browser as a cookie, which its scripts cannot read. */
static int refresh_get(struct rq *rq)
{
    const char      *token;
    struct out      *o;
    struct login     about;
    struct signin_as who = { rq->caller.id, rq->caller.epoch, false };
    TRY(login_about(&rq->cx, rq->caller.id, &about));
    who.is_restricted = login_wants_setup(&rq->cx, about.email, &about.factors);
    TRY(signin_access(rq, &who, rq->caller.jti, &token));
    o = reply(rq, 200);
    reply_header(rq, "Cache-Control", "no-store");
    out_object(o);
    if (signin_is_browser(rq)) {
        signin_cookie_access(rq, token);
        signin_cookie_refresh(rq, NULL);
        OUT_BOOL(o, "refresh", true);
    } else {
        OUT_STR(o, "access_token", token);
    }
    out_object_end(o);
    return 0;
}

/* ---- personal access tokens ---- */

struct token_in {
    struct row  row;
    const char *name;
    struct utc  expires_at;
};
#define ROW struct token_in
static const struct field token_in_fields[] = {
    FIELD(name, WRITE | NEED | NAME, .min = 1, .max = 255, .doc = "What the token is for."),
    FIELD(expires_at, WRITE | NULLS, .doc = "When it ends; null or absent for never."),
};
#undef ROW
static const struct shape token_in_shape = SHAPE(struct token_in, token_in_fields);

struct token_out {
    struct row  row;
    struct uuid id, token;
    const char *name;
    struct utc  created_at, expires_at;
};
#define ROW struct token_out
static const struct field token_out_fields[] = {
    FIELD(id, READ, .doc = "Identifier, by which it is deleted."),
    FIELD(token, READ, .doc = "The token itself; it is not shown again."),
    FIELD(name, READ, .doc = "What it is for."),
    FIELD(created_at, READ, .doc = "When it was made."),
    FIELD(expires_at, READ | NULLS, .doc = "When it ends; null for never."),
};
#undef ROW
static const struct shape token_out_shape =
    SHAPE(struct token_out, token_out_fields, .name = "NewAccessToken");

static int token_post(struct rq *rq)
{
    const struct token_in *in  = rq->args;
    bool                   end = IS_SET(&token_in_shape, in, expires_at);
    struct token           made;
    struct token_out       out = { 0 };
    if (rq->caller.kind == TOKEN_PERSONAL && rq->caller.jti) /* which ends: nothing may outlive it */
        return refuse(&rq->cx, E_FORBIDDEN, "The account's own token makes no others");
    if (end && in->expires_at.us <= rq->cx.now.us)
        return refuse_field(&rq->cx, E_INVALID, "expires_at", "expires_at: must be in the future");
    TRY(token_create(&rq->cx, rq->caller.id, in->name, end ? &in->expires_at : NULL, &made,
                     &out.token));
    out.id         = made.id;
    out.name       = made.name;
    out.created_at = made.created_at;
    if (end) {
        out.expires_at = made.expires_at;
        SET(&token_out_shape, &out, expires_at);
    }
    out_row(reply(rq, 200), &token_out_shape, &out);
    reply_header(rq, "Cache-Control", "no-store");
    return 0;
}

static int token_list_get(struct rq *rq)
{
    struct token *tokens;
    size_t        n;
    struct out   *o;
    TRY(token_list(&rq->cx, rq->caller.id, &tokens, &n));
    o = reply(rq, 200);
    out_array(o);
    for (size_t i = 0; i < n; i++)
        out_row(o, &token_shape, &tokens[i]);
    out_array_end(o);
    return 0;
}

struct token_id_in {
    struct row  row;
    const char *token_id;
};
#define ROW struct token_id_in
static const struct field token_id_fields[] = {
    FIELD(token_id, PATH | NEED, .doc = "Identifier of the token."),
};
#undef ROW
static const struct shape token_id_shape = SHAPE(struct token_id_in, token_id_fields);

static int token_delete_one(struct rq *rq)
{
    const struct token_id_in *in = rq->args;
    struct uuid               id;
    if (!uuid_parse(in->token_id, strlen(in->token_id), &id))
        return refuse(&rq->cx, E_NOT_FOUND, "There is no such token");
    TRY(token_delete(&rq->cx, rq->caller.id, id));
    reply_empty(rq, 204);
    return 0;
}

static const enum reason login_errors[]  = { E_INACTIVE, E_TOO_MANY, E_NONE };
static const enum reason logout_errors[] = { E_FORBIDDEN, E_NONE };
static const enum reason token_errors[]  = { E_NOT_FOUND, E_NONE };

// clang-format off
static const struct route routes[] = {
    { POST, "/auth/login", PUBLIC, .in = &login_shape, .out = &session_shape, .run = login_post, .errors = login_errors,
      .doc = "Sign in with a password and, where one is set up, a second factor. A refusal is 400 with `login: false`; five in a row lock the account for a minute." },
    { GET, "/auth/authenticated", LOGGED_IN, .run = authenticated_get, .flags = SETUP,
      .doc = "Who the credential belongs to." },
    { GET, "/auth/logout", LOGGED_IN, .run = logout_get, .flags = TX | SETUP, .errors = logout_errors,
      .doc = "End the session: its access and refresh tokens are refused from now on." },
    { GET, "/auth/refresh-token", REFRESH, .run = refresh_get, .flags = SETUP,
      .doc = "A new access token for a refresh token." },
    { POST, "/auth/tokens", PERSON, .in = &token_in_shape, .out = &token_out_shape, .run = token_post,
      .doc = "Make a personal access token, which is shown this once." },
    { GET, "/auth/tokens", LOGGED_IN, .out = &token_shape, .run = token_list_get, .flags = LIST,
      .doc = "The caller's personal access tokens, oldest first." },
    { DELETE, "/auth/tokens/:token_id", LOGGED_IN, .in = &token_id_shape, .run = token_delete_one,
      .status = 204, .flags = BODYLESS, .errors = token_errors, .doc = "Delete a personal access token of the caller." },
};
// clang-format on
const struct route_list auth_routes = ROUTES(tracker_family, routes);
