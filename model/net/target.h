/*
 * target.h - an address of the web that somebody gave us, judged by what it says.
 *
 * What it leads to is judged by address.h.
 *
 * Stands on libcurl, so that it means here what it means when it is fetched.
 * Errors: E_INVALID.
 * Memory: the arena.
 */
#ifndef NET_TARGET_H
#define NET_TARGET_H
#include "model/base/base.h"

struct target {
    const char *url;    /* in curl's normal form */
    const char *host;   /* name, IPv4 address, or IPv6 address without its brackets */
    bool        is_lone; /* a name without a dot: one of our own network, if any */
};
int target_read(struct cx *cx, const char *url, struct target *to) MUST_USE;
/* The target that a redirect from `from` leads to. */
int target_follow(struct cx *cx, const struct target *from, const char *location,
                  struct target *to) MUST_USE;
#endif
