/*
 * post.c - dailies-post: delivers the webhooks and mails of the outbox; multiwatch keeps
 * several of it alive.
 */
#include <sysexits.h>
#include "fcgi/service.h"
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/log.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/outbox/postman.h"

#define ARENA_CAP_BYTES (UINT64_C(256) << 20)

static const char usage[] =
    "dailies-post - delivers the webhooks and mails of Dailies\n"
    "\n"
    "Usage: dailies-post [-c FILE] [--once]\n"
    "\n"
    "Takes messages from the outbox in the database and sends them, each at least once.\n"
    "What fails is tried again with growing pauses, and given up in the end: see\n"
    "`dailies outbox`. Any number may run; one that is killed loses nothing.\n"
    "\n"
    "Options:\n"
    "  -c, --conf FILE  settings (default: $DAILIES_CONF, or " DAILIES_CONF ")\n"
    "      --once       end when nothing is due\n"
    "  -h, --help       this text\n"
    "  -V, --version    the version\n"
    "\n"
    "SIGTERM and SIGINT end it; the delivery in hand has some seconds to get through.\n"
    "\n"
    "Exit status: 0 after a signal or --once, 64 wrong usage, 71 the system refuses what\n"
    "it needs, 78 wrong settings.\n";

/* Recipients are not logged: who has an account is nobody's business. */
static void on_ended(const struct postman_end *e)
{
    bool        dead = strcmp(e->outcome, "dead") == 0;
    struct out *o    = log_begin(dead ? LOG_WARNING : LOG_INFO, "delivery");
    if (!o)
        return;
    OUT_UUID(o, "message", e->letter->id);
    OUT_STR(o, "channel", e->letter->channel);
    OUT_STR(o, "topic", e->letter->topic);
    OUT_I64(o, "attempt", e->letter->attempts);
    OUT_STR(o, "outcome", e->outcome);
    OUT_I64(o, "ms", e->ms);
    if (e->end->why[0])
        OUT_STR(o, "why", e->end->why);
    if (e->pause_s)
        OUT_I64(o, "again_in_s", e->pause_s);
    log_end(o);
}

static void on_away(const struct err *why) { log_text(LOG_WARNING, "outbox", "%s", why->message); }

static int run(const struct conf *conf, bool once)
{
    struct arena  *arena = arena_new(ARENA_CAP_BYTES);
    struct db     *db    = db_new(conf);
    struct cx      cx    = { .arena = arena, .db = db, .conf = conf, .now = utc_now() };
    struct postman p     = { .once = once, .ended = on_ended, .away = on_away };
    int            rc    = postman_run(&cx, &p);
    if (rc < 0)
        fprintf(stderr, "dailies-post: %s\n", cx.err.message);
    db_free(db);
    arena_free(arena);
    return rc < 0 ? EX_OSERR : EX_OK;
}

int main(int argc, char **argv)
{
    static const struct service service = { "dailies-post", usage, .can_once = true };
    struct service_start        start;
    int                         rc;
    if (!service_begin(&service, argc, argv, &start))
        return start.status;
    if (start.conf.state_dir[0] != '/') {
        fputs("dailies-post: state_dir must be an absolute path\n", stderr);
        return EX_CONFIG;
    }
    rc = run(&start.conf, start.once);
    arena_free(start.cx.arena);
    return rc;
}
