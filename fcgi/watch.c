/*
 * watch.c - gives a body up while its reader sleeps.
 *
 * libfcgi reads in blocking calls, and a client that is gone without a word keeps nginx waiting
 * for a minute. A timer asks four times a second; to end the body, the connection is shut for
 * reading, which wakes the call as if nginx had closed it. An answer can still be sent.
 */
#include "fcgi/edge.h"
#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>

enum { TICK_US = 250 * 1000 };

static struct {
    int fd;
    bool (*stop)(void *u);
    void *u;
} watched; /* one process, one request at a time */

static void on_tick(int sig)
{
    int saved = errno;
    (void)sig;
    if (watched.stop && watched.stop(watched.u))
        shutdown(watched.fd, SHUT_RD);
    errno = saved;
}

static void timer_set(suseconds_t us)
{
    struct itimerval every = { { 0, us }, { 0, us } };
    setitimer(ITIMER_REAL, &every, NULL);
}

void rq_watch(struct rq *rq, bool (*stop)(void *u), void *u)
{
    struct sigaction tick = { .sa_handler = on_tick, .sa_flags = SA_RESTART };
    sigemptyset(&tick.sa_mask);
    watched.fd   = rq->io->fcgi->ipcFd;
    watched.u    = u;
    watched.stop = stop;
    sigaction(SIGALRM, &tick, NULL);
    timer_set(TICK_US);
}

void rq_watch_end(void)
{
    timer_set(0);
    watched.stop = NULL;
}
