/* signin.c - signs tokens, writes cookies, counts what is tried. */
#include "handlers/signin.h"
#include "fcgi/jwt.h"
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/text.h"
#include "model/people/person.h"
#include "model/people/rate.h"

enum { CLAIMS_MAX = 1024, MICRO = 1000000, DAY_S = 86400 };

struct token {
    const char *type, *identity, *jti, *refresh_jti; /* refresh_jti: NULL for none */
    int64_t     exp;                                 /* 0: never */
};

static int sign(struct rq *rq, const struct signin_as *who, const struct token *t,
                const char **token)
{
    struct out  o   = out_in_arena(rq->cx.arena, CLAIMS_MAX);
    int64_t     now = rq->cx.now.us / MICRO;
    const char *text;
    out_object(&o);
    OUT_BOOL(&o, "fresh", false);
    OUT_I64(&o, "iat", now);
    OUT_STR(&o, "jti", t->jti);
    OUT_STR(&o, "type", t->type);
    OUT_UUID(&o, "sub", who->person_id);
    OUT_I64(&o, "nbf", now);
    if (t->exp)
        OUT_I64(&o, "exp", t->exp);
    OUT_STR(&o, "identity_type", t->identity);
    if (t->refresh_jti)
        OUT_STR(&o, "refresh_jti", t->refresh_jti);
    if (who->epoch)
        OUT_I64(&o, "epoch", who->epoch);
    if (who->is_restricted)
        OUT_BOOL(&o, "requires_2fa_setup", true);
    out_object_end(&o);
    text = out_done(&o);
    if (!text)
        return refuse(&rq->cx, E_INTERNAL, "The claims of a token are too long");
    return jwt_sign(&rq->cx, jwt_key(rq->cx.conf->jwt_key), text, token);
}

static const char *jti_new(struct rq *rq)
{
    char *jti = arena_alloc(rq->cx.arena, UUID_TEXT);
    uuid_format(uuid_new(), jti);
    return jti;
}

static int64_t end_of(struct rq *rq, int64_t life_s) { return rq->cx.now.us / MICRO + life_s; }

int signin_access(struct rq *rq, const struct signin_as *who, const char *refresh_jti,
                  const char **token)
{
    struct token t = { "access", "person", jti_new(rq), refresh_jti,
                       end_of(rq, rq->cx.conf->access_ttl_s) };
    return sign(rq, who, &t, token);
}

int signin_pair(struct rq *rq, const struct signin_as *who, struct signin *made)
{
    struct token t = { "refresh", "person", jti_new(rq), NULL,
                       end_of(rq, rq->cx.conf->refresh_ttl_s) };
    TRY(sign(rq, who, &t, &made->refresh));
    return signin_access(rq, who, t.jti, &made->access);
}

/* Its last day is good as a whole. */
int signin_program(struct rq *rq, struct uuid person_id, const char **token)
{
    struct token         t   = { .type = "access", .jti = jti_new(rq) };
    struct signin_as     who = { .person_id = person_id };
    struct program_token p;
    TRY(person_new_program_token(&rq->cx, person_id, t.jti, &p));
    t.identity = p.is_bot ? "bot" : "person_api";
    if (IS_SET(&program_token_shape, &p, expiration_date))
        t.exp = (p.expiration_date.days + 1) * DAY_S - 1;
    return sign(rq, &who, &t, token);
}

void signin_write(struct rq *rq, const struct signin *made, struct out *o)
{
    if (signin_is_browser(rq)) {
        signin_cookie_access(rq, made->access);
        signin_cookie_refresh(rq, made->refresh);
    }
    reply_header(rq, "Cache-Control", "no-store");
    OUT_STR(o, "access_token", made->access);
    OUT_STR(o, "refresh_token", made->refresh);
}

int signin_session(struct rq *rq)
{
    if (rq->caller.kind == TOKEN_ACCESS)
        return 0;
    return refuse(&rq->cx, E_FORBIDDEN, "Sign in for it: a token for programs will not do");
}

const char *signin_session_name(const struct rq *rq)
{
    if (rq->caller.kind != TOKEN_ACCESS)
        return NULL;
    return rq->caller.refresh_jti ? rq->caller.refresh_jti : rq->caller.jti;
}

/* ---- limits ---- */

int signin_rate(struct rq *rq, const struct rate *r)
{
    int64_t wait_s;
    TRY(rate_take(&rq->cx, r, &wait_s));
    if (!wait_s)
        return 0;
    rq->retry_after_s = wait_s;
    return refuse(&rq->cx, E_TOO_MANY, "Too many tries; try again in %lld seconds",
                  (long long)wait_s);
}

struct limits {
    struct rate address, account;
};

static struct limits guesses(struct rq *rq, const char *account)
{
    const struct conf_signin *c = &rq->cx.conf->signin;
    return (struct limits){ { "guess address", rq_remote(rq), c->guess_address, c->guess_window_s },
                            { "guess account", account, c->guess_account, c->guess_window_s } };
}

int signin_guess(struct rq *rq, const char *account)
{
    struct limits l = guesses(rq, account);
    TRY(signin_rate(rq, &l.address));
    return signin_rate(rq, &l.account);
}

int signin_guessed_right(struct rq *rq, const char *account)
{
    struct limits l = guesses(rq, account);
    TRY(rate_give_back(&rq->cx, &l.address));
    return rate_give_back(&rq->cx, &l.account);
}

int signin_ask(struct rq *rq, const char *account)
{
    const struct conf_signin *c = &rq->cx.conf->signin;
    struct rate address = { "ask address", rq_remote(rq), c->ask_address, c->guess_window_s };
    struct rate of      = { "ask account", account, c->ask_account, c->guess_window_s };
    TRY(signin_rate(rq, &address));
    return signin_rate(rq, &of);
}

const char *signin_account(struct rq *rq)
{
    char *id = arena_alloc(rq->cx.arena, UUID_TEXT);
    uuid_format(rq->caller.id, id);
    return id;
}

/* Does a product of that name, at the beginning of a word, stand in the text? */
static bool names(const char *agent, const char *product)
{
    for (const char *at = agent; (at = strstr(at, product)) != NULL; at++)
        if (at == agent || at[-1] == ' ')
            return true;
    return false;
}

bool signin_is_browser(struct rq *rq)
{
    static const char *const products[] = { "Chrome/", "CriOS/", "Firefox/", "FxiOS/",
                                            "Edg/",    "EdgA/",  "EdgiOS/",  "OPR/",
                                            "OPT/",    "OPiOS/", "Brave/",   "Vivaldi/" };
    const char              *agent      = rq_header(rq, "user-agent");
    if (!agent || strncmp(agent, "Mozilla/5.0 (", 13) != 0)
        return false;
    for (size_t i = 0; i < COUNT(products); i++)
        if (names(agent, products[i]))
            return true;
    /* Others name Safari for the sake of old sites; only Safari itself gives its version so. */
    return names(agent, "Version/") && names(agent, "Safari/");
}

static void cookie(struct rq *rq, const char *name, const char *path, const char *value,
                   int64_t life_s)
{
    const char *text =
        arena_printf(rq->cx.arena, "%s=%s; Path=%s; Max-Age=%lld; Secure; HttpOnly; SameSite=Lax",
                     name, value ? value : "", path, (long long)(value ? life_s : 0));
    reply_header(rq, "Set-Cookie", text);
}

void signin_cookie_access(struct rq *rq, const char *token)
{
    cookie(rq, "access_token_cookie", "/", token, rq->cx.conf->access_ttl_s);
}

/* The route is reached by two paths; neither cookie goes to any other. */
void signin_cookie_refresh(struct rq *rq, const char *token)
{
    int64_t life = rq->cx.conf->refresh_ttl_s;
    cookie(rq, "refresh_token_cookie", "/auth/refresh-token", token, life);
    cookie(rq, "refresh_token_cookie", "/api/auth/refresh-token", token, life);
}

struct success {
    struct row row;
    bool       success;
};
#define ROW struct success
static const struct field success_fields[] = { FIELD(success, READ, .doc = "Always true.") };
#undef ROW
const struct shape signin_success_shape = SHAPE(struct success, success_fields, .name = "Success");

int signin_success(struct rq *rq)
{
    struct success done = { .success = true };
    out_row(reply(rq, 200), &signin_success_shape, &done);
    return 0;
}
