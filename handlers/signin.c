/* signin.c - signs tokens, writes cookies. */
#include "handlers/signin.h"
#include "fcgi/jwt.h"
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/text.h"

enum { CLAIMS_MAX = 1024 };

static int sign(struct rq *rq, const char *type, struct uuid person_id, const char *jti,
                const char *refresh_jti, int64_t life_s, const char **token)
{
    struct out  o   = out_in_arena(rq->cx.arena, CLAIMS_MAX);
    int64_t     now = rq->cx.now.us / 1000000;
    const char *text;
    out_object(&o);
    OUT_BOOL(&o, "fresh", false);
    OUT_I64(&o, "iat", now);
    OUT_STR(&o, "jti", jti);
    OUT_STR(&o, "type", type);
    OUT_UUID(&o, "sub", person_id);
    OUT_I64(&o, "nbf", now);
    OUT_I64(&o, "exp", now + life_s);
    OUT_STR(&o, "identity_type", "person");
    if (refresh_jti)
        OUT_STR(&o, "refresh_jti", refresh_jti);
    out_object_end(&o);
    text = out_done(&o);
    if (!text)
        return refuse(&rq->cx, E_INTERNAL, "The claims of a token are too long");
    return jwt_sign(&rq->cx, jwt_key(rq->cx.conf->jwt_key), text, token);
}

int signin_access(struct rq *rq, struct uuid person_id, const char *refresh_jti, const char **token)
{
    char jti[UUID_TEXT];
    uuid_format(uuid_new(), jti);
    return sign(rq, "access", person_id, jti, refresh_jti, rq->cx.conf->access_ttl_s, token);
}

int signin_pair(struct rq *rq, struct uuid person_id, struct signin *made)
{
    char jti[UUID_TEXT];
    uuid_format(uuid_new(), jti);
    TRY(sign(rq, "refresh", person_id, jti, NULL, rq->cx.conf->refresh_ttl_s, &made->refresh));
    return signin_access(rq, person_id, jti, &made->access);
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
