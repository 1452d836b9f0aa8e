/* child.c - spawn, read, watch, kill, reap. */
#include "model/job/child.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>
#include "model/base/arena.h"
#include "model/job/queue.h"

enum { READ_BYTES = 64 * 1024, LINES_PER_TURN = 64 };

struct run {
    const struct child_spec *spec;
    struct child_end        *end;
    pid_t                    pid;
    int                      pidfd, out, err; /* out, err: -1 at their end */
    char                    *line;
    size_t                   line_n, total, tail_n;
    bool                     exited, stop;
};

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* Three pipes; ends [0] read, [1] write. */
static int pipes_make(struct cx *cx, int p[3][2])
{
    for (size_t i = 0; i < 3; i++)
        if (pipe2(p[i], O_CLOEXEC) < 0)
            return refuse(cx, E_INTERNAL, "pipe: %s", strerror(errno));
    fcntl(p[0][1], F_SETPIPE_SZ, CHILD_INPUT_BYTES);
    return 0;
}

/* The file actions run in the order given: dup2 clears O_CLOEXEC on 0 to 2, all above goes. */
static int spawn(struct cx *cx, const struct child_spec *spec, int p[3][2], pid_t *pid)
{
    char *const                argv[] = { arena_text(cx->arena, spec->program), NULL };
    char *const                envp[] = { NULL };
    posix_spawn_file_actions_t acts;
    posix_spawnattr_t          attr;
    sigset_t                   none, all;
    int                        rc;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&acts);
    posix_spawn_file_actions_adddup2(&acts, p[0][0], 0);
    posix_spawn_file_actions_adddup2(&acts, p[1][1], 1);
    posix_spawn_file_actions_adddup2(&acts, p[2][1], 2);
    posix_spawn_file_actions_addclosefrom_np(&acts, 3);
    posix_spawn_file_actions_addchdir_np(&acts, spec->folder ? spec->folder : "/");
    posix_spawnattr_init(&attr);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                                        POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setpgroup(&attr, 0);
    posix_spawnattr_setsigmask(&attr, &none);
    posix_spawnattr_setsigdefault(&attr, &all);
    rc = posix_spawn(pid, spec->program, &acts, &attr, argv, envp);
    posix_spawn_file_actions_destroy(&acts);
    posix_spawnattr_destroy(&attr);
    return rc;
}

static int start(struct cx *cx, const struct child_spec *spec, struct run *r)
{
    int p[3][2] = { { -1, -1 }, { -1, -1 }, { -1, -1 } };
    int rc      = pipes_make(cx, p);
    int code;
    if (rc == 0 && (code = spawn(cx, spec, p, &r->pid)) != 0)
        rc = refuse(cx, E_INTERNAL, "%s: %s", spec->program, strerror(code));
    close_fd(&p[0][0]);
    close_fd(&p[1][1]);
    close_fd(&p[2][1]);
    if (rc == 0) { /* fits the pipe, so it cannot block */
        ssize_t n = write(p[0][1], spec->input, strlen(spec->input));
        r->stop   = n != (ssize_t)strlen(spec->input);
        r->pidfd  = pidfd_open(r->pid, 0);
        r->stop   = r->stop || r->pidfd < 0;
    }
    close_fd(&p[0][1]);
    r->out = p[1][0];
    r->err = p[2][0];
    if (rc < 0) {
        close_fd(&r->out);
        close_fd(&r->err);
    }
    return rc;
}

static void finish(struct run *r, enum child_fate fate)
{
    r->stop      = true;
    r->end->fate = fate;
}

/* Hand on all whole lines of the buffer. */
static void split(struct run *r)
{
    size_t from = 0;
    char  *nl;
    while (!r->stop && (nl = memchr(r->line + from, '\n', r->line_n - from)) != NULL) {
        if (r->spec->line(r->spec->u, r->line + from, (size_t)(nl - r->line) - from) < 0)
            finish(r, CHILD_REFUSED);
        from = (size_t)(nl - r->line) + 1;
    }
    r->line_n -= from;
    memmove(r->line, r->line + from, r->line_n);
    if (!r->stop && r->line_n == CHILD_LINE_BYTES)
        finish(r, CHILD_BABBLED);
}

/* *more: something was read, so there may be more. */
static void read_out(struct run *r, bool *more)
{
    size_t  room = CHILD_LINE_BYTES - r->line_n;
    ssize_t n    = read(r->out, r->line + r->line_n, room < READ_BYTES ? room : READ_BYTES);
    *more        = n > 0;
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (n <= 0) {
        close_fd(&r->out);
        return;
    }
    r->line_n += (size_t)n;
    r->total += (size_t)n;
    if (r->total > CHILD_OUTPUT_BYTES)
        finish(r, CHILD_BABBLED);
    else
        split(r);
}

static void read_err(struct run *r)
{
    char    piece[1024];
    ssize_t n    = read(r->err, piece, sizeof piece);
    char   *tail = r->end->tail;
    if (n <= 0) {
        if (n == 0 || (errno != EINTR && errno != EAGAIN))
            close_fd(&r->err);
        return;
    }
    if (r->tail_n + (size_t)n > CHILD_TAIL_BYTES) {
        size_t away = r->tail_n + (size_t)n - CHILD_TAIL_BYTES;
        memmove(tail, tail + away, r->tail_n - away);
        r->tail_n -= away;
    }
    memcpy(tail + r->tail_n, piece, (size_t)n);
    r->tail_n += (size_t)n;
}

static int until(int64_t a, int64_t b, int64_t now)
{
    int64_t left = (a < b ? a : b) - now;
    return left < 0 ? 0 : left > 60000 ? 60000 : (int)left;
}

/* One wait and what came of it. */
static void turn(struct run *r, int64_t deadline, int64_t *next_tick)
{
    const struct child_spec *spec = r->spec;
    struct pollfd            p[]  = {
        { r->out, POLLIN, 0 },           { r->err, POLLIN, 0 },
        { r->pidfd, POLLIN, 0 },         { spec->watch[0], POLLIN, 0 },
        { spec->watch[1], POLLIN, 0 },
    };
    int64_t now = clock_ms();
    bool    more;
    if (poll(p, COUNT(p), until(*next_tick, deadline, now)) < 0)
        return;
    if (p[0].revents)
        read_out(r, &more);
    if (p[1].revents)
        read_err(r);
    r->exited = p[2].revents != 0;
    now       = clock_ms();
    if (r->stop || r->exited)
        return;
    if (now >= deadline)
        finish(r, CHILD_DEADLINE);
    else if (now >= *next_tick || p[3].revents || p[4].revents) {
        if (spec->tick(spec->u))
            finish(r, CHILD_STOPPED);
        *next_tick = clock_ms() + spec->tick_ms;
    }
}

/* What is still in the pipes; a grandchild that holds them open is dead by now. */
static void drain(struct run *r)
{
    bool more = true;
    if (r->out >= 0)
        fcntl(r->out, F_SETFL, O_NONBLOCK);
    if (r->err >= 0)
        fcntl(r->err, F_SETFL, O_NONBLOCK);
    while (more && r->out >= 0 && !r->stop)
        read_out(r, &more);
    for (int i = 0; i < LINES_PER_TURN && r->err >= 0; i++)
        read_err(r);
    if (!r->stop && r->line_n > 0)
        finish(r, CHILD_REFUSED); /* a line without its end */
}

/* The leader is not reaped yet, so its group cannot be anybody else's. */
static void reap(struct run *r)
{
    int  status;
    bool by_itself = r->exited && !r->stop;
    kill(-r->pid, SIGKILL);
    while (waitpid(r->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    drain(r);
    if (by_itself && !r->stop) {
        r->end->fate   = WIFEXITED(status) ? CHILD_EXITED : CHILD_KILLED;
        r->end->status = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
    }
    close_fd(&r->out);
    close_fd(&r->err);
    close_fd(&r->pidfd);
}

int child_run(struct cx *cx, const struct child_spec *spec, struct child_end *end)
{
    struct run r = { .spec = spec, .end = end, .pidfd = -1, .out = -1, .err = -1 };
    int64_t    deadline, next_tick;
    *end = (struct child_end){ .fate = CHILD_KILLED };
    if (strlen(spec->input) > CHILD_INPUT_BYTES)
        return refuse(cx, E_INTERNAL, "The job's text is too long");
    r.line = arena_alloc(cx->arena, CHILD_LINE_BYTES);
    TRY(start(cx, spec, &r));
    deadline  = clock_ms() + spec->deadline_ms;
    next_tick = clock_ms() + spec->tick_ms;
    while (!r.stop && !r.exited)
        turn(&r, deadline, &next_tick);
    reap(&r);
    return 0;
}
