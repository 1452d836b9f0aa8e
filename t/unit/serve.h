/*
 * serve.h - a server of a test's own on a loopback address: a child process that answers one
 * connection after the other as the test's function says.
 *
 * Errors: what cannot fail ends the test program.
 */
#ifndef SERVE_H
#define SERVE_H
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { SERVE_LOG_BYTES = 256 * 1024 };

struct serve_log { /* shared by the test and its server */
    atomic_int    connections;
    atomic_int    marks[8]; /* the test's own */
    atomic_size_t n;
    char          text[SERVE_LOG_BYTES]; /* what clients sent; NUL-terminated */
};
struct serve {
    pid_t             pid;
    int               port;
    struct serve_log *log;
};

/* A socket that listens and that nobody answers. address: IPv4 or IPv6. *port: 0 for a free one. */
int serve_listen(const char *address, int *port);
/* Has anybody tried to connect? */
bool serve_was_called(int fd);

/* answer: gets each connection (its number from 1), and closes it by returning. */
struct serve serve_start(const char *address, void (*answer)(int fd, int number, struct serve_log *log));
void         serve_stop(struct serve *s);
/* Forget what was seen. */
void serve_forget(struct serve *s);

/* For answer(): reads up to the end of a request's head, or of a line; adds it to the log. NULL
 * when the client went away. The text is valid until the next call. */
const char *serve_read(int fd, struct serve_log *log, const char *end);
/* n bytes more, behind a head that was read. */
const char *serve_read_bytes(int fd, struct serve_log *log, size_t n);
/* False when the client went away. */
bool serve_say(int fd, const char *text);
bool serve_bytes(int fd, const void *bytes, size_t n);
#endif
