/* serve.c - a server for tests. */
#include "t/unit/serve.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static char   text[SERVE_LOG_BYTES]; /* of the connection in hand */
static size_t have, used;

static void must(bool good, const char *what)
{
    if (good)
        return;
    perror(what);
    abort();
}

int serve_listen(const char *address, int *port)
{
    bool                six = strchr(address, ':') != NULL;
    struct sockaddr_in  in  = { .sin_family = AF_INET, .sin_port = htons((uint16_t)*port) };
    struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)*port) };
    struct sockaddr    *a   = six ? (struct sockaddr *)&in6 : (struct sockaddr *)&in;
    socklen_t           n   = six ? sizeof in6 : sizeof in;
    int                 fd  = socket(a->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
    if (six && fd < 0)
        return -1;
    must(fd >= 0, "socket");
    must(inet_pton(a->sa_family, address, six ? (void *)&in6.sin6_addr : (void *)&in.sin_addr) == 1,
         address);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, a, n) < 0) {
        must(six, "bind"); /* a machine without IPv6 */
        close(fd);
        return -1;
    }
    must(listen(fd, 64) == 0, "listen");
    must(getsockname(fd, a, &n) == 0, "getsockname");
    *port = ntohs(six ? in6.sin6_port : in.sin_port);
    return fd;
}

bool serve_was_called(int fd)
{
    struct pollfd p = { fd, POLLIN, 0 };
    return fd >= 0 && poll(&p, 1, 0) > 0;
}

static void serve(int fd, void (*answer)(int, int, struct serve_log *), struct serve_log *log)
{
    for (;;) {
        int one = accept(fd, NULL, NULL);
        if (one < 0)
            continue;
        have = used = 0;
        answer(one, atomic_fetch_add(&log->connections, 1) + 1, log);
        close(one);
    }
}

struct serve serve_start(const char *address, void (*answer)(int fd, int number, struct serve_log *log))
{
    struct serve s  = { 0 };
    int          fd = serve_listen(address, &s.port);
    s.log = mmap(NULL, sizeof *s.log, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    must(s.log != MAP_FAILED, "mmap");
    s.pid = fork();
    must(s.pid >= 0, "fork");
    if (s.pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        signal(SIGPIPE, SIG_IGN);
        serve(fd, answer, s.log);
    }
    close(fd);
    return s;
}

void serve_stop(struct serve *s)
{
    kill(s->pid, SIGKILL);
    waitpid(s->pid, NULL, 0);
    munmap(s->log, sizeof *s->log);
    s->log = NULL;
}

void serve_forget(struct serve *s)
{
    s->log->connections = 0;
    s->log->n           = 0;
    s->log->text[0]     = 0;
}

static void note(struct serve_log *log, const char *bytes, size_t n)
{
    size_t at = log->n;
    if (at + n + 1 > sizeof log->text)
        return;
    memcpy(log->text + at, bytes, n);
    log->text[at + n] = 0;
    log->n            = at + n;
}

/* One more piece of what the client says. */
static bool more(int fd, struct serve_log *log)
{
    ssize_t n;
    if (have + 1 >= sizeof text)
        return false;
    do
        n = read(fd, text + have, sizeof text - 1 - have);
    while (n < 0 && errno == EINTR);
    if (n <= 0)
        return false;
    note(log, text + have, (size_t)n);
    have += (size_t)n;
    text[have] = 0;
    return true;
}

/* What was handed out before makes room. */
static void forget_used(void)
{
    memmove(text, text + used, have - used);
    have -= used;
    used       = 0;
    text[have] = 0;
}

/* The first n bytes, as a text of their own. */
static const char *hand_out(size_t n)
{
    static char copy[SERVE_LOG_BYTES];
    memcpy(copy, text, n);
    copy[n] = 0;
    used    = n;
    return copy;
}

const char *serve_read(int fd, struct serve_log *log, const char *end)
{
    const char *found;
    forget_used();
    while ((found = strstr(text, end)) == NULL)
        if (!more(fd, log))
            return NULL;
    return hand_out((size_t)(found - text) + strlen(end));
}

const char *serve_read_bytes(int fd, struct serve_log *log, size_t n)
{
    forget_used();
    while (have < n)
        if (!more(fd, log))
            return NULL;
    return hand_out(n);
}

bool serve_bytes(int fd, const void *bytes, size_t n)
{
    const char *at = bytes;
    while (n > 0) {
        ssize_t m = write(fd, at, n);
        if (m < 0 && errno == EINTR)
            continue;
        if (m <= 0)
            return false;
        at += m;
        n -= (size_t)m;
    }
    return true;
}

bool serve_say(int fd, const char *line) { return serve_bytes(fd, line, strlen(line)); }
