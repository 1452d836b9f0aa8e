/*
 * lookup.h - the addresses of a name, within a time.
 *
 * Stands on libc.
 */
#ifndef NET_LOOKUP_H
#define NET_LOOKUP_H
#include "model/base/base.h"

struct sockaddr;

/* Asks the system's resolver, at most wait_ms, and gives each address to found(). False when
 * there is none, or none in time. */
bool lookup_name(const char *host, int64_t wait_ms, void (*found)(void *u, const struct sockaddr *a),
                 void *u) MUST_USE;
#endif
