/* admit.c - credentials to callers: personal access tokens (UUIDs) and signed tokens. */
#include "fcgi/jwt.h"
#include "handlers/hooks.h"
#include "model/base/conf.h"
#include "model/base/text.h"
#include "model/people/session.h"

static void take(struct rq *rq, const struct identity *who, enum token_kind kind)
{
    rq->caller = (struct caller){ .kind     = kind,
                                  .id       = who->id,
                                  .role     = who->role,
                                  .email    = who->email,
                                  .is_admin = strcmp(who->role, "admin") == 0,
                                  .is_bot   = who->is_bot,
                                  .epoch    = who->epoch };
}

static bool is(const char *text, const char *word) { return text && strcmp(text, word) == 0; }

/* Of a program: an account has one such token, and it is no session. */
static int by_program(struct rq *rq, const struct claims *c, struct uuid person_id, bool refresh)
{
    struct identity who = { 0 };
    if (refresh)
        return refuse(&rq->cx, E_TOKEN_KIND, "Only refresh tokens are accepted here");
    TRY(session_by_program(&rq->cx, person_id, c->jti, &who));
    take(rq, &who, TOKEN_PERSONAL);
    rq->caller.jti = c->jti;
    return 0;
}

static int by_claims(struct rq *rq, const struct claims *c, bool refresh)
{
    struct identity who = { 0 };
    struct uuid     person_id;
    struct cx      *cx = &rq->cx;
    if (!is(c->type, refresh ? "refresh" : "access"))
        return refuse(cx, E_TOKEN_KIND, "Only %s tokens are accepted here",
                      refresh ? "refresh" : "access");
    if (!c->jti || !c->sub || !uuid_parse(c->sub, strlen(c->sub), &person_id))
        return refuse(cx, E_TOKEN_REVOKED, "The token is of nobody");
    if (is(c->identity_type, "bot") || is(c->identity_type, "person_api"))
        return by_program(rq, c, person_id, refresh);
    if (!is(c->identity_type, "person"))
        return refuse(cx, E_TOKEN_REVOKED, "The token is of an unknown kind");
    TRY(session_by_claims(cx, person_id, c->jti, c->refresh_jti, c->epoch, &who));
    take(rq, &who, refresh ? TOKEN_REFRESH : TOKEN_ACCESS);
    rq->caller.is_restricted = c->requires_2fa_setup;
    rq->caller.jti         = c->jti;
    rq->caller.refresh_jti = c->refresh_jti;
    rq->caller.exp         = c->exp;
    return 0;
}

int hook_authenticate(struct rq *rq, const char *credential, bool refresh)
{
    const struct conf *conf   = rq->cx.conf;
    struct jwt_key     keys[] = { jwt_key(conf->jwt_key), jwt_key(conf->jwt_key_previous) };
    struct claims      claims = { 0 };
    struct identity    who    = { 0 };
    struct uuid        secret;
    if (!uuid_parse(credential, strlen(credential), &secret)) {
        TRY(jwt_verify(&rq->cx, keys, COUNT(keys), credential, &claims));
        return by_claims(rq, &claims, refresh);
    }
    if (refresh)
        return refuse(&rq->cx, E_TOKEN_KIND, "Only refresh tokens are accepted here");
    TRY(session_by_token(&rq->cx, secret, &who));
    take(rq, &who, TOKEN_PERSONAL);
    return 0;
}
