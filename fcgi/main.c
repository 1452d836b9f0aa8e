/*
 * main.c - dailies-web: one FastCGI process, one request at a time.
 *
 * Takes the listening socket on descriptor 0 (spawn-fcgi) and never forks;
 * multiwatch keeps several of it alive.
 */
#include <signal.h>
#include <sysexits.h>
#include "fcgi/edge.h"
#include "fcgi/service.h"
#include "handlers/table.h"
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/log.h"
#include "model/base/text.h"
#include "model/db/db.h"

enum { ARENA_CAP_BYTES = 256 << 20 };

static const char usage[] =
    "dailies-web - the web server's side of Dailies\n"
    "\n"
    "Usage: dailies-web [-c FILE]\n"
    "\n"
    "Answers FastCGI requests, one at a time, on the listening socket that it finds\n"
    "on descriptor 0. Meant to be started several times by spawn-fcgi and multiwatch:\n"
    "\n"
    "  spawn-fcgi -n -s /run/dailies/api.sock -- multiwatch -f 4 -- dailies-web\n"
    "\n"
    "Options:\n"
    "  -c, --conf FILE  settings (default: $DAILIES_CONF, or " DAILIES_CONF ")\n"
    "  -h, --help       this text\n"
    "  -V, --version    the version\n"
    "\n"
    "Exit status: 0 after SIGTERM, 64 wrong usage, 78 wrong settings.\n";

static volatile sig_atomic_t stop;

static void on_stop(int sig)
{
    (void)sig;
    stop = 1;
    FCGX_ShutdownPending();
}

/* Its failure can only be logged: the client has its answer. */
static void run_later(struct rq *rq)
{
    struct out *o;
    if (!rq->later)
        return;
    err_clear(&rq->cx);
    rq->later(rq);
    o = rq->cx.err.reason == E_NONE ? NULL : log_begin(LOG_ERROR, "later_failed");
    if (!o)
        return;
    OUT_STR(o, "route", rq->route->path);
    OUT_STR(o, "message", rq->cx.err.message);
    OUT_STR(o, "file", rq->cx.err.file);
    OUT_I64(o, "line", rq->cx.err.line);
    log_end(o);
}

static void serve(const struct site *site)
{
    struct arena *arena = arena_new(ARENA_CAP_BYTES);
    struct db    *db    = db_new(site->conf);
    FCGX_Request  fcgi;
    if (FCGX_Init() != 0 || FCGX_InitRequest(&fcgi, 0, FCGI_FAIL_ACCEPT_ON_INTR) != 0)
        abort();
    while (!stop && FCGX_Accept_r(&fcgi) >= 0) {
        struct io io = { .fcgi = &fcgi };
        struct rq rq = { .cx = { arena, db, site->conf, utc_now(), { 0 } }, .site = site, .io = &io };
        if (request_read(&rq) < 0)
            rq.method = rq.method ? rq.method : GET;
        dispatch(&rq);
        FCGX_Finish_r(&fcgi);
        run_later(&rq);
        arena_reset(arena);
    }
    FCGX_Free(&fcgi, 1);
    db_free(db);
    arena_free(arena);
}

int main(int argc, char **argv)
{
    static const struct service service = { "dailies-web", usage, .can_once = false };
    struct service_start        start;
    struct site                 site = { .lists = all_routes, .hooks = &all_hooks };
    struct sigaction            sa   = { .sa_handler = on_stop };
    if (!service_begin(&service, argc, argv, &start))
        return start.status;
    site.conf = &start.conf;
    site.tree = tree_build(all_routes);
    sigaction(SIGTERM, &sa, NULL);
    sigaction(SIGINT, &sa, NULL);
    signal(SIGPIPE, SIG_IGN);
    serve(&site);
    tree_free(site.tree);
    arena_free(start.cx.arena);
    return EX_OK;
}
