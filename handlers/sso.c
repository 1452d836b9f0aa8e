/*
 * sso.c - signing in at another place: where SAML and OpenID Connect come in.
 *
 * Neither is built in. Clients that ask are told so, in the words of the contract. A
 * provider would find its person by mail address, and go on as handlers/auth.c does after a right
 * password: signin_pair and cookies.
 */
#include "handlers/family.h"

extern const struct route_list sso_routes;

static int disabled(struct rq *rq, const char *what)
{
    struct out *o = reply(rq, 400);
    out_object(o);
    out_key(o, "error");
    out_str(o, what);
    out_object_end(o);
    return 0;
}

static int saml(struct rq *rq) { return disabled(rq, "SAML is not enabled"); }
static int oidc(struct rq *rq) { return disabled(rq, "OpenID Connect is not enabled"); }

static const enum reason sso_errors[] = { E_BAD_REQUEST, E_NONE };

// clang-format off
static const struct route routes[] = {
    { GET, "/auth/saml/login", PUBLIC, .run = saml, .errors = sso_errors, .doc = "Go to the SAML identity provider; not enabled." },
    { POST, "/auth/saml/sso", PUBLIC, .run = saml, .flags = BODYLESS, .errors = sso_errors, .doc = "What the SAML identity provider says; not enabled." },
    { GET, "/auth/oidc/login", PUBLIC, .run = oidc, .errors = sso_errors, .doc = "Go to the OpenID provider; not enabled." },
    { GET, "/auth/oidc/callback", PUBLIC, .run = oidc, .errors = sso_errors, .doc = "What the OpenID provider says; not enabled." },
};
// clang-format on
const struct route_list sso_routes = ROUTES(tracker_family, routes);
