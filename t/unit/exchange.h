/*
 * exchange.h - one request through the whole edge, without a web server: the environment that
 * nginx would send goes in, the text that nginx would read comes out.
 *
 * The site is the test's; its hooks may be these: a credential "good" is somebody, "admin" an
 * administrator, "old" has expired, every other one cannot be read; a route's handler runs
 * without a transaction.
 */
#ifndef EXCHANGE_H
#define EXCHANGE_H
#include "fcgi/web.h"

struct asked {
    const char *method, *path, *query, *type, *body; /* NULL: as if it were empty */
    size_t      bytes;      /* of the body; 0: up to its NUL */
    const char *header[8];  /* "HTTP_ORIGIN=https://a.example", as FastCGI names them */
    bool        is_chunked; /* no Content-Length */
    struct db          *db;    /* NULL: none, as for routes that need none */
    const struct hooks *hooks; /* NULL: exchange_hooks */
    struct tree        *tree;  /* NULL: made of the lists, for this request */
    bool        is_long; /* what is more than the answer's room is read and thrown away */
};
struct answered {
    int         status;
    const char *head, *body; /* of text */
    size_t      body_bytes;
    char        text[1 << 17];
};

extern const struct hooks exchange_hooks;

/* lists: NULL-ended, as of a site. conf: max_body_bytes and cors_origin are looked at. */
void exchange(const struct route_list *const *lists, const struct conf *conf,
              const struct asked *ask, struct answered *to);
/* Value of an answer's header, in a buffer of its own until the next call; NULL: it has none. */
const char *exchange_header(const struct answered *a, const char *name);
#endif
