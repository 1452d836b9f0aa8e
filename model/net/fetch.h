/*
 * fetch.h - the bytes behind an address that somebody gave us.
 *
 * What a client names must not reach what only this machine can reach. So: http and https
 * alone, without credentials, on ports 80, 443 and from 1024 up; every address that the name
 * stands for has to be public, or of a network in `allow`; the address of each connection is
 * judged once more when it is made, whatever the name stands for by then; and all of this again
 * for each redirect. No proxy, no cookies, no referrer, nothing compressed.
 *
 * Stands on libcurl.
 * Units: bytes, milliseconds.
 * Errors: E_INVALID for an address that is refused and for what could not be fetched; the
 *         message is for whoever named it, and the same for all that is not public.
 * Memory: constant; what is fetched goes to `data` as it arrives.
 */
#ifndef NET_FETCH_H
#define NET_FETCH_H
#include "model/base/base.h"

struct sockaddr;

struct fetch_limits {
    int64_t     bytes;     /* of the body, at most                                   */
    int64_t     wait_ms;   /* for everything together, redirects included            */
    int64_t     redirects; /* that are followed                                      */
    const char *allow;     /* networks besides the public ones: "10.1.0.0/16, ::1/128" */
    /* For tests: what a name stands for when it is judged before the connection, in the place of
     * the system's resolver. Gives the addresses to found(); false: it has none. */
    bool (*lookup)(const char *host, void (*found)(void *u, const struct sockaddr *a), void *u);
};

/* data: gets the body in pieces, none of them empty; a negative result of it (it has refused) ends
 * the fetching and is returned. When fetching fails, some may have been handed over already. */
int fetch_url(struct cx *cx, const char *url, const struct fetch_limits *limits,
              int (*data)(void *u, const void *bytes, size_t n), void *u) MUST_USE;
#endif
