/* ring.c - datagrams that wake processes of this machine. */
#include "model/job/ring.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/text.h"
#include "model/job/job.h"

enum { RUN_MODE = 0750 };

/* The folder's path may be longer than a socket address; by its descriptor it is short. */
static struct sockaddr_un address(int folder_fd, const char *name)
{
    struct sockaddr_un a = { .sun_family = AF_UNIX };
    snprintf(a.sun_path, sizeof a.sun_path, "/proc/self/fd/%d/%.70s", folder_fd, name);
    return a;
}

static bool is_ear(const char *name, const char *who)
{
    size_t n = strlen(name), m = strlen(who);
    return n > m + 6 && n < 70 && memcmp(name, who, m) == 0 && name[m] == '.' &&
           strcmp(name + n - 5, ".sock") == 0;
}

void job_ring(const struct conf *conf) { ring_all(conf, RING_JOBS); }

void ring_all(const struct conf *conf, const char *who)
{
    char           path[4096];
    DIR           *dir;
    struct dirent *entry;
    int            fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    snprintf(path, sizeof path, "%s/run", conf->state_dir);
    dir = opendir(path);
    while (fd >= 0 && dir && (entry = readdir(dir)) != NULL) {
        struct sockaddr_un to;
        if (!is_ear(entry->d_name, who))
            continue;
        to = address(dirfd(dir), entry->d_name);
        if (sendto(fd, "r", 1, MSG_NOSIGNAL, (struct sockaddr *)&to, sizeof to) < 0 &&
            errno == ECONNREFUSED)
            unlinkat(dirfd(dir), entry->d_name, 0); /* its process was killed */
    }
    if (dir)
        closedir(dir);
    if (fd >= 0)
        close(fd);
}

static int bind_in(int folder_fd, const char *name)
{
    int                fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    struct sockaddr_un at = address(folder_fd, name);
    if (fd >= 0 && bind(fd, (struct sockaddr *)&at, sizeof at) < 0) {
        close(fd);
        fd = -1;
    }
    if (fd >= 0)
        (void)!fchmodat(folder_fd, name, 0660, 0);
    return fd;
}

int ring_open(struct cx *cx, const char *who, struct uuid process, struct ring *to)
{
    const char *folder = arena_printf(cx->arena, "%s/run", cx->conf->state_dir);
    char        id[UUID_TEXT];
    const char *name;
    int         folder_fd;
    uuid_format(process, id);
    name = arena_printf(cx->arena, "%s.%s.sock", who, id);
    if (mkdir(folder, RUN_MODE) < 0 && errno != EEXIST)
        return refuse(cx, E_INTERNAL, "%s: %s", folder, strerror(errno));
    folder_fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (folder_fd < 0)
        return refuse(cx, E_INTERNAL, "%s: %s", folder, strerror(errno));
    to->fd = bind_in(folder_fd, name);
    close(folder_fd);
    if (to->fd < 0)
        return refuse(cx, E_INTERNAL, "A socket in %s: %s", folder, strerror(errno));
    to->path = arena_printf(cx->arena, "%s/%s", folder, name);
    return 0;
}

void ring_close(struct ring *r)
{
    unlink(r->path);
    close(r->fd);
    r->fd = -1;
}

void ring_clear(const struct ring *r)
{
    char bytes[16];
    while (recv(r->fd, bytes, sizeof bytes, 0) >= 0)
        continue;
}

int ring_signals(struct cx *cx)
{
    sigset_t ends;
    int      fd;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    sigprocmask(SIG_BLOCK, &ends, NULL);
    signal(SIGPIPE, SIG_IGN);
    fd = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
    return fd < 0 ? refuse(cx, E_INTERNAL, "signalfd failed") : fd;
}

void ring_rest(const struct ring *r, int signals, int64_t ms)
{
    struct pollfd p[] = { { signals, POLLIN, 0 }, { r->fd, POLLIN, 0 } };
    poll(p, COUNT(p), (int)ms);
    ring_clear(r);
}
