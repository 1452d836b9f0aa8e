/*
 * service.h - how a service begins: its command line, its settings, its log.
 */
#ifndef SERVICE_H
#define SERVICE_H
#include "model/base/base.h"
#include "model/base/conf.h"

struct service {
    const char *name, *usage;
    bool        can_once; /* takes --once */
};
struct service_start {
    struct cx   cx; /* its arena holds the settings: arena_free it in the end */
    struct conf conf;
    bool        once;
    int         status; /* if there is nothing to run: what to exit with (sysexits.h) */
};

/* Reads options and settings, opens the log. False: end with to->status, all is said. */
bool service_begin(const struct service *s, int argc, char **argv, struct service_start *to);
#endif
