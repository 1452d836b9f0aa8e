/* track_boot.c - what clients of the tracker ask first, before anybody has signed in: what server
 * this is, its settings, is it well. */
#include "handlers/family.h"
#include "model/base/conf.h"
#include "model/db/db.h"
#include "model/people/person.h"

extern const struct route_list track_boot_routes;

/* The dialect that clients test for, whatever our own version is. */
#define DIALECT "Zou"
#define DIALECT_VERSION "1.0.67"

struct index {
    struct row  row;
    const char *api, *version, *server, *server_version;
};
#define ROW struct index
static const struct field index_fields[] = {
    FIELD(api, READ, .doc = "Dialect of the tracker's API."),
    FIELD(version, READ, .doc = "Version of the dialect."),
    FIELD(server, READ, .doc = "The word Dailies."),
    FIELD(server_version, READ, .doc = "Version of the server."),
};
#undef ROW
static const struct shape index_shape = SHAPE(struct index, index_fields, .name = "Index");

static int index_get(struct rq *rq)
{
    struct index i = { .api            = DIALECT,
                       .version        = DIALECT_VERSION,
                       .server         = "Dailies",
                       .server_version = DAILIES_VERSION };
    out_row(reply(rq, 200), &index_shape, &i);
    return 0;
}

/* ---- settings ---- */

struct config {
    struct row  row;
    bool        is_self_hosted;
    const char *crisp_token;
    bool        dark_theme_by_default, indexer_configured, saml_enabled;
    const char *saml_idp_name;
    bool        oidc_enabled;
    const char *oidc_idp_name, *default_locale, *default_timezone;
    bool        enforce_2fa;
};
#define ROW struct config
static const struct field config_fields[] = {
    FIELD(is_self_hosted, READ, .doc = "Always true."),
    FIELD(crisp_token, READ, .doc = "Of a support chat; empty."),
    FIELD(dark_theme_by_default, READ, .doc = "Dark colours at first."),
    FIELD(indexer_configured, READ, .doc = "Is there a search engine of its own."),
    FIELD(saml_enabled, READ, .doc = "Can people sign in by SAML."),
    FIELD(saml_idp_name, READ, .doc = "Who vouches then."),
    FIELD(oidc_enabled, READ, .doc = "Can people sign in by OpenID Connect."),
    FIELD(oidc_idp_name, READ, .doc = "Who vouches then."),
    FIELD(default_locale, READ, .doc = "Language of new people."),
    FIELD(default_timezone, READ, .doc = "Time zone of new people."),
    FIELD(enforce_2fa, READ, .doc = "Does everybody need a second factor."),
};
#undef ROW
static const struct shape config_shape = SHAPE(struct config, config_fields, .name = "ClientConfig");

static int config_get(struct rq *rq)
{
    struct config c = { .is_self_hosted   = true,
                        .crisp_token      = "",
                        .saml_idp_name    = "",
                        .oidc_idp_name    = "",
                        .default_locale   = "en_US",
                        .default_timezone = "Europe/Paris",
                        .enforce_2fa      = rq->cx.conf->signin.enforce_2fa };
    TRY(organisation_is_dark(&rq->cx, &c.dark_theme_by_default));
    out_row(reply(rq, 200), &config_shape, &c);
    return 0;
}

/* ---- health ---- */

/* What keeps keys, events and jobs is the database. */
static bool is_up(struct rq *rq)
{
    bool up = db_ping(&rq->cx) == 0;
    err_clear(&rq->cx);
    return up;
}

static const char *const parts[] = { "database-up", "key-value-store-up", "event-stream-up",
                                     "job-queue-up", "indexer-up" };
enum { INDEXER = 4 };

static int status_get(struct rq *rq)
{
    bool        up = is_up(rq);
    struct out *o  = reply(rq, 200);
    out_object(o);
    OUT_STR(o, "name", DIALECT);
    OUT_STR(o, "version", DIALECT_VERSION);
    for (size_t i = 0; i < COUNT(parts); i++)
        OUT_BOOL(o, parts[i], up && i != INDEXER);
    out_object_end(o);
    return 0;
}

static int status_numbers(struct rq *rq)
{
    bool        up = is_up(rq);
    struct out *o  = reply(rq, 200);
    out_object(o);
    for (size_t i = 0; i < COUNT(parts); i++)
        OUT_I64(o, parts[i], up && i != INDEXER);
    out_object_end(o);
    return 0;
}

static int status_text(struct rq *rq)
{
    bool        up = is_up(rq);
    struct out *o  = reply_typed(rq, 200, "text/plain; charset=utf-8");
    out_raw(o, "name: " DIALECT "\nversion: " DIALECT_VERSION "\n");
    for (size_t i = 0; i < COUNT(parts); i++)
        out_format(o, "%s: %s\n", parts[i], up && i != INDEXER ? "up" : "down");
    return 0;
}

// clang-format off
static const struct route routes[] = {
    { GET, "/api", PUBLIC, .out = &index_shape, .run = index_get, .doc = "What server this is, and what dialect it speaks." },
    { GET, "/config", PUBLIC, .out = &config_shape, .run = config_get, .doc = "What a client has to know before anybody signs in." },
    { GET, "/status", PUBLIC, .run = status_get, .doc = "Is what the server stands on there." },
    { GET, "/status/influx", PUBLIC, .run = status_numbers, .doc = "The same as numbers." },
    { GET, "/status.txt", PUBLIC, .run = status_text, .gives = "text/plain", .doc = "The same as lines." },
};
// clang-format on
const struct route_list track_boot_routes = ROUTES(tracker_family, routes);
