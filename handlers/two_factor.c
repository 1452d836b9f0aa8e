/* two_factor.c - /auth/totp, /auth/email-otp, /auth/fido, /auth/recovery-codes. */
#include "handlers/family.h"
#include "handlers/signin.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/people/factor.h"

extern const struct route_list two_factor_routes;

enum { OPTIONS_MAX_BYTES = 64 * 1024 };

/* ---- what comes ---- */

struct factor_in {
    struct row  row;
    const char *totp, *email_otp, *recovery_code, *device_name;
    struct json fido_authentication_response;
};
#define ROW struct factor_in
// clang-format off
#define FACTORS                                                                                 \
    FIELD(totp, WRITE | NULLS | LOOSE, .max = 64, .doc = "A code by the clock, or ..."),        \
    FIELD(email_otp, WRITE | NULLS | LOOSE, .max = 64, .doc = "... a code by mail, or ..."),    \
    FIELD(recovery_code, WRITE | NULLS | LOOSE, .max = 64, .doc = "... a recovery code, or ..."), \
    FIELD(fido_authentication_response, WRITE | NULLS, .max = 65536,                            \
          .doc = "... what a security key answered to the challenge of GET /auth/fido."),
// clang-format on
static const struct field factor_fields[] = { FACTORS };
static const struct field device_fields[] = {
    FIELD(device_name, WRITE | NEED | NAME, .min = 1, .max = 80, .doc = "Name of the key that goes."),
    FACTORS
};
#undef ROW
static const struct shape factor_shape = SHAPE(struct factor_in, factor_fields);
static const struct shape device_shape = SHAPE(struct factor_in, device_fields);

struct code_in {
    struct row  row;
    const char *totp, *email_otp;
};
#define ROW struct code_in
static const struct field totp_fields[] = {
    FIELD(totp, WRITE | NEED | LOOSE, .min = 1, .max = 64, .doc = "A code of the new secret."),
};
static const struct field email_fields[] = {
    FIELD(email_otp, WRITE | NEED | LOOSE, .min = 1, .max = 64, .doc = "The code that was mailed."),
};
#undef ROW
static const struct shape totp_shape  = SHAPE(struct code_in, totp_fields);
static const struct shape email_shape = SHAPE(struct code_in, email_fields);

struct key_in {
    struct row  row;
    struct json registration_response;
    const char *device_name;
};
#define ROW struct key_in
static const struct field key_fields[] = {
    FIELD(registration_response, WRITE | NEED, .max = 65536, .doc = "What the security key answered."),
    FIELD(device_name, WRITE | NEED | NAME, .min = 1, .max = 80, .doc = "What it shall be called."),
};
#undef ROW
static const struct shape key_shape = SHAPE(struct key_in, key_fields);

struct asked_in {
    struct row  row;
    const char *email;
};
#define ROW struct asked_in
static const struct field asked_fields[] = {
    FIELD(email, WRITE, .max = 255, .doc = "Mail address or workstation login, in any case."),
};
#undef ROW
static const struct shape asked_shape = SHAPE(struct asked_in, asked_fields);

/* ---- what is answered ---- */

/* *ended: the answer is written. */
static void judged(struct rq *rq, enum factor_outcome outcome, bool *ended)
{
    static const char *const words[] = {
        [FACTOR_MISSING] = "A second factor has to be given",
        [FACTOR_WRONG]   = "The code, or the answer of the security key, is not right",
        [FACTOR_LOCKED]  = "Too many wrong tries: the account is locked for a moment",
    };
    struct out *o;
    *ended = outcome != FACTOR_OK;
    if (!*ended)
        return;
    o = reply(rq, 400);
    out_object(o);
    OUT_BOOL(o, "error", true);
    OUT_STR(o, "message", words[outcome]);
    if (outcome == FACTOR_LOCKED)
        OUT_BOOL(o, "too_many_failed_login_attemps", true);
    else
        OUT_BOOL(o, outcome == FACTOR_WRONG ? "wrong_OTP" : "missing_OTP", true);
    out_object_end(o);
}

static void write_codes(struct out *o, const struct factor_done *done)
{
    out_key(o, "otp_recovery_codes");
    if (!done->n) {
        out_null(o);
        return;
    }
    out_array(o);
    for (size_t i = 0; i < done->n; i++)
        out_str(o, done->codes[i]);
    out_array_end(o);
}

/* With tokens that are good for everything: a restricted one has done its work. */
static int confirmed(struct rq *rq, const struct factor_done *done)
{
    struct signin_as who = { rq->caller.id, rq->caller.epoch, false };
    struct signin    made;
    struct out      *o;
    bool             ended;
    judged(rq, done->outcome, &ended);
    if (ended)
        return 0;
    TRY(signin_pair(rq, &who, &made));
    o = reply(rq, 200);
    out_object(o);
    write_codes(o, done);
    signin_write(rq, &made, o);
    out_object_end(o);
    return 0;
}

static struct factor_given given(const struct factor_in *in)
{
    return (struct factor_given){ in->totp, in->email_otp, in->recovery_code,
                                  in->fido_authentication_response };
}

/* What was wrong counts; what was right, or missing, does not. */
static int counted(struct rq *rq, enum factor_outcome outcome)
{
    return outcome == FACTOR_OK || outcome == FACTOR_MISSING
               ? signin_guessed_right(rq, signin_account(rq))
               : 0;
}

static int removed(struct rq *rq, enum factor_kind kind)
{
    const struct factor_in *in  = rq->args;
    struct factor_given     g   = given(in);
    enum factor_outcome     outcome;
    bool                    ended;
    TRY(signin_session(rq));
    TRY(signin_guess(rq, signin_account(rq)));
    TRY(factor_remove(&rq->cx, rq->caller.id, kind, in->device_name, &g, &outcome));
    TRY(counted(rq, outcome));
    judged(rq, outcome, &ended);
    return ended ? 0 : signin_success(rq);
}

/* ---- codes by the clock ---- */

static int totp_put(struct rq *rq)
{
    const char *uri, *secret;
    struct out *o;
    TRY(signin_session(rq));
    TRY(factor_totp_begin(&rq->cx, rq->caller.id, &uri, &secret));
    o = reply(rq, 200);
    reply_header(rq, "Cache-Control", "no-store");
    out_object(o);
    OUT_STR(o, "totp_provisionning_uri", uri);
    OUT_STR(o, "otp_secret", secret);
    out_object_end(o);
    return 0;
}

static int totp_post(struct rq *rq)
{
    const struct code_in *in = rq->args;
    struct factor_done    done;
    TRY(signin_session(rq));
    TRY(factor_totp_confirm(&rq->cx, rq->caller.id, in->totp, &done));
    return confirmed(rq, &done);
}

static int totp_delete(struct rq *rq) { return removed(rq, FACTOR_TOTP); }

/* ---- codes by mail ---- */

static int email_put(struct rq *rq)
{
    TRY(signin_session(rq));
    TRY(signin_ask(rq, signin_account(rq)));
    TRY(factor_email_begin(&rq->cx, rq->caller.id));
    return signin_success(rq);
}

static int email_post(struct rq *rq)
{
    const struct code_in *in = rq->args;
    struct factor_done    done;
    TRY(signin_session(rq));
    TRY(factor_email_confirm(&rq->cx, rq->caller.id, in->email_otp, &done));
    return confirmed(rq, &done);
}

static int email_delete(struct rq *rq) { return removed(rq, FACTOR_EMAIL); }

static void email_send(struct rq *rq)
{
    (void)!factor_email_send(&rq->cx, rq->later_args);
}

static int name_asked(struct rq *rq, char **name)
{
    const struct asked_in *in = rq->args;
    if (!in->email || !*in->email)
        return refuse(&rq->cx, E_INVALID, "email: is required");
    *name = arena_text(rq->cx.arena, in->email);
    return signin_ask(rq, *name);
}

/* The same answer, at the same time, whoever that is. */
static int email_get(struct rq *rq)
{
    char *name;
    TRY(name_asked(rq, &name));
    rq->later_args = name;
    rq->later      = email_send;
    return signin_success(rq);
}

/* ---- security keys ---- */

static int answer_options(struct rq *rq, struct out *options)
{
    const char *text = out_done(options);
    struct out *o;
    if (!text)
        return refuse(&rq->cx, E_INTERNAL, "There are too many security keys");
    o = reply(rq, 200);
    reply_header(rq, "Cache-Control", "no-store");
    out_raw(o, text);
    return 0;
}

static int key_put(struct rq *rq)
{
    struct out o = out_in_arena(rq->cx.arena, OPTIONS_MAX_BYTES);
    TRY(signin_session(rq));
    TRY(signin_ask(rq, signin_account(rq)));
    TRY(factor_key_begin(&rq->cx, rq->caller.id, &o));
    return answer_options(rq, &o);
}

static int key_post(struct rq *rq)
{
    const struct key_in *in = rq->args;
    struct factor_done   done;
    TRY(signin_session(rq));
    TRY(factor_key_confirm(&rq->cx, rq->caller.id, in->registration_response, in->device_name,
                           &done));
    return confirmed(rq, &done);
}

static int key_delete(struct rq *rq) { return removed(rq, FACTOR_KEY); }

static int key_get(struct rq *rq)
{
    struct out o = out_in_arena(rq->cx.arena, OPTIONS_MAX_BYTES);
    char      *name;
    bool       found;
    TRY(name_asked(rq, &name));
    TRY(factor_key_ask(&rq->cx, name, &o, &found));
    if (!found)
        return refuse(&rq->cx, E_CONFLICT, "Nobody of that name has a security key");
    return answer_options(rq, &o);
}

/* ---- recovery codes ---- */

static int codes_put(struct rq *rq)
{
    struct factor_given g = given(rq->args);
    struct factor_done  done;
    struct out         *o;
    bool                ended;
    TRY(signin_session(rq));
    TRY(signin_guess(rq, signin_account(rq)));
    TRY(factor_codes_renew(&rq->cx, rq->caller.id, &g, &done));
    TRY(counted(rq, done.outcome));
    judged(rq, done.outcome, &ended);
    if (ended)
        return 0;
    o = reply(rq, 200);
    reply_header(rq, "Cache-Control", "no-store");
    out_object(o);
    write_codes(o, &done);
    out_object_end(o);
    return 0;
}

static const enum reason begin_errors[]   = { E_CONFLICT, E_TOO_MANY, E_NONE };
static const enum reason confirm_errors[] = { E_CONFLICT, E_NONE };
static const enum reason remove_errors[]  = { E_CONFLICT, E_NOT_FOUND, E_TOO_MANY, E_NONE };
static const enum reason ask_errors[]     = { E_CONFLICT, E_TOO_MANY, E_NONE };

// clang-format off
static const struct route routes[] = {
    { PUT, "/auth/totp", PERSON, .run = totp_put, .flags = SETUP, .errors = begin_errors,
      .doc = "Begin with codes by the clock: their secret, and a link for programs that make them." },
    { POST, "/auth/totp", PERSON, .in = &totp_shape, .run = totp_post, .flags = SETUP, .errors = confirm_errors,
      .doc = "Confirm codes by the clock with one of them: recovery codes, if there were none, and new tokens." },
    { DELETE, "/auth/totp", PERSON, .in = &factor_shape, .out = &signin_success_shape, .run = totp_delete, .flags = SETUP, .errors = remove_errors,
      .doc = "No more codes by the clock; any second factor has to be given." },
    { GET, "/auth/email-otp", PUBLIC, .in = &asked_shape, .out = &signin_success_shape, .run = email_get, .errors = ask_errors,
      .doc = "Mail a code for signing in to who has set that up; the answer is the same for everybody." },
    { PUT, "/auth/email-otp", PERSON, .out = &signin_success_shape, .run = email_put, .flags = SETUP, .errors = begin_errors,
      .doc = "Begin with codes by mail: sends one." },
    { POST, "/auth/email-otp", PERSON, .in = &email_shape, .run = email_post, .flags = SETUP, .errors = confirm_errors,
      .doc = "Confirm codes by mail with the one that was sent: recovery codes, if there were none, and new tokens." },
    { DELETE, "/auth/email-otp", PERSON, .in = &factor_shape, .out = &signin_success_shape, .run = email_delete, .flags = SETUP, .errors = remove_errors,
      .doc = "No more codes by mail; any second factor has to be given." },
    { GET, "/auth/fido", PUBLIC, .in = &asked_shape, .run = key_get, .errors = ask_errors,
      .doc = "A challenge for the security keys of somebody." },
    { PUT, "/auth/fido", PERSON, .run = key_put, .flags = SETUP, .errors = begin_errors,
      .doc = "Begin with a security key: what a browser has to ask it." },
    { POST, "/auth/fido", PERSON, .in = &key_shape, .run = key_post, .flags = SETUP, .errors = confirm_errors,
      .doc = "Register a security key with its answer: recovery codes, if there were none, and new tokens." },
    { DELETE, "/auth/fido", PERSON, .in = &device_shape, .out = &signin_success_shape, .run = key_delete, .flags = SETUP, .errors = remove_errors,
      .doc = "Forget a security key; any second factor has to be given." },
    { PUT, "/auth/recovery-codes", PERSON, .in = &factor_shape, .run = codes_put, .flags = SETUP, .errors = remove_errors,
      .doc = "New recovery codes instead of the old ones; any second factor has to be given." },
};
// clang-format on
const struct route_list two_factor_routes = ROUTES(tracker_family, routes);
