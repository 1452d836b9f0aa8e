/*
 * jobs.c - dailies-jobs: takes jobs from the queue and runs dailies-media for
 * them, one at a time; multiwatch keeps several of it alive.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>
#include "fcgi/service.h"
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/log.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/job/runner.h"
#include "model/studio/gc.h"
#include "model/studio/kinds.h"

enum { HOUSEKEEPING_S = 3600, LOOK_S = 60 };
#define ARENA_CAP_BYTES (UINT64_C(1) << 30)

static const char usage[] =
    "dailies-jobs - the job runner of Dailies\n"
    "\n"
    "Usage: dailies-jobs [-c FILE] [--once]\n"
    "\n"
    "Takes jobs from the queue in the database, one at a time, and runs the sandboxed\n"
    "program dailies-media for each. Any number may run, on any number of machines\n"
    "that share the state folder. A runner that is killed loses nothing: its job is\n"
    "taken up again by another. Once an hour, one that is idle tidies the store up.\n"
    "\n"
    "Options:\n"
    "  -c, --conf FILE  settings (default: $DAILIES_CONF, or " DAILIES_CONF ")\n"
    "      --once       end when the queue is empty\n"
    "  -h, --help       this text\n"
    "  -V, --version    the version\n"
    "\n"
    "SIGTERM and SIGINT end it at once; the job in hand goes back to the queue.\n"
    "\n"
    "Exit status: 0 after a signal or --once, 64 wrong usage, 71 the system refuses what\n"
    "it needs, 78 wrong settings.\n";

/* Is it time, and is nobody else at it? The file's age tells when it was done last; one without
 * text has never been through. */
static bool is_due(int fd)
{
    struct stat st;
    return flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &st) == 0 &&
           (st.st_size == 0 || utc_now().us / 1000000 - st.st_mtim.tv_sec >= HOUSEKEEPING_S);
}

static void tidy(struct cx *cx, int fd)
{
    struct gc_report report;
    int              rc = gc_run(cx, GC_GRACE_S, &report);
    struct out      *o  = log_begin(rc < 0 ? LOG_WARNING : LOG_INFO, "gc");
    if (pwrite(fd, "done\n", 5, 0) != 5)
        futimens(fd, NULL);
    if (!o)
        return;
    if (rc < 0)
        OUT_STR(o, "message", cx->err.message);
    else
        out_members(o, &gc_report_shape, &report);
    log_end(o);
}

static void on_idle(struct cx *cx)
{
    static int64_t next;
    int64_t        now = utc_now().us / 1000000;
    int            fd;
    if (now < next)
        return;
    next = now + LOOK_S;
    fd   = open(arena_printf(cx->arena, "%s/run/gc.lock", cx->conf->state_dir),
                O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (fd < 0)
        return;
    if (is_due(fd))
        tidy(cx, fd);
    close(fd);
    err_clear(cx);
}

static void on_ended(const struct runner_end *end)
{
    bool        failed = end->reason != E_NONE;
    struct out *o      = log_begin(LOG_INFO, "job");
    if (!o)
        return;
    OUT_UUID(o, "job", end->job->id);
    OUT_STR(o, "kind", end->job->kind);
    OUT_I64(o, "attempt", end->job->attempts);
    OUT_STR(o, "outcome", end->outcome);
    OUT_I64(o, "ms", end->ms);
    if (failed) {
        OUT_STR(o, "reason", reason_word(end->reason));
        OUT_STR(o, "message", end->message);
    }
    if (end->tail && *end->tail)
        OUT_STR(o, "stderr", end->tail);
    log_end(o);
}

static void on_away(const struct err *why) { log_text(LOG_WARNING, "queue", "%s", why->message); }

static int run(const struct conf *conf, bool once)
{
    struct arena *arena  = arena_new(ARENA_CAP_BYTES);
    struct db    *db     = db_new(conf);
    struct cx     cx     = { .arena = arena, .db = db, .conf = conf, .now = utc_now() };
    struct runner runner = { .kinds = all_kinds,
                             .once  = once,
                             .idle  = on_idle,
                             .ended = on_ended,
                             .away  = on_away };
    int           rc     = runner_run(&cx, &runner);
    if (rc < 0)
        fprintf(stderr, "dailies-jobs: %s\n", cx.err.message);
    db_free(db);
    arena_free(arena);
    return rc < 0 ? EX_OSERR : EX_OK;
}

/* Pipes of the child must not land on the standard descriptors. */
static void descriptors_fill(void)
{
    int fd;
    do
        fd = open("/dev/null", O_RDWR);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0)
        close(fd);
}

int main(int argc, char **argv)
{
    static const struct service service = { "dailies-jobs", usage, .can_once = true };
    struct service_start        start;
    int                         rc;
    descriptors_fill();
    if (!service_begin(&service, argc, argv, &start))
        return start.status;
    if (start.conf.state_dir[0] != '/' || start.conf.media_program[0] != '/' ||
        start.conf.stills_program[0] != '/') {
        fputs("dailies-jobs: state_dir, media_program and stills_program must be absolute paths\n",
              stderr);
        return EX_CONFIG;
    }
    umask(027);
    rc = run(&start.conf, start.once);
    arena_free(start.cx.arena);
    return rc;
}
