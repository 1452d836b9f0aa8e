/*
 * host.h - how busy this machine is, as its kernel tells it.
 *
 * Units:  percent, bytes.
 * Memory: the arena.
 */
#ifndef HOST_H
#define HOST_H
#include "model/base/base.h"

struct host {
    double  load[3]; /* processes that want to run, on average over 1, 5 and 15 minutes */
    double *busy;    /* of each core, since the machine started */
    size_t  cores;
    int64_t total, available; /* memory; 0: not known */
};
void host_look(struct cx *cx, struct host *to);
#endif
