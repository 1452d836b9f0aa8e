/*
 * client.h - requests to an HTTP server: JSON, and the upload of a file.
 *
 * Follows no redirect, so that a credential never goes to another server.
 * Stands on libcurl; the only folder that includes it.
 *
 * Units: bytes.
 * Errors: E_RETRY (no connection, or it broke off), E_INVALID (an address or file that
 *         cannot be used), E_TOO_LARGE (an answer over NET_ANSWER_MAX). A status of the
 *         server is not an error here.
 * Memory: answers in the arena; the handle is released with it.
 */
#ifndef NET_CLIENT_H
#define NET_CLIENT_H
#include "model/base/base.h"

enum { NET_ANSWER_MAX = 64 << 20 };

struct net_server {
    const char *url;      /* without a slash at the end                          */
    const char *token;    /* sent as Authorization: Bearer; NULL: none           */
    const char *ca_file;  /* certificates to trust instead of the system's; NULL */
    bool        insecure; /* believe any certificate                             */
};
struct net_answer {
    int         status;
    const char *body; /* NUL-terminated */
    size_t      bytes;
    const char *location; /* NULL: none */
};
struct net_file {
    const char *path, *field; /* the file, and the form's field that it goes into */
    const char *name, *value; /* one more field, or NULL                          */
    /* Called several times a second; may be NULL. */
    void (*progress)(void *u, int64_t sent, int64_t total);
    void *u;
};
struct net_client;

struct net_client *net_open(struct cx *cx, const struct net_server *server) MUST_USE;
int                net_get(struct cx *cx, struct net_client *c, const char *path,
                           struct net_answer *answer) MUST_USE;
/* POST of a form with a file, read as it is sent. headers: NULL-ended lines "Name: value". */
int net_post_file(struct cx *cx, struct net_client *c, const char *path, const char *const *headers,
                  const struct net_file *file, struct net_answer *answer) MUST_USE;
#endif
