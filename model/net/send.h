/*
 * send.h - how the sending of one message ended.
 */
#ifndef NET_SEND_H
#define NET_SEND_H
#include "model/base/base.h"

enum send_fate {
    SEND_DONE,    /* the other side has it                          */
    SEND_LATER,   /* not now: it was away, busy, or broke off       */
    SEND_NEVER,   /* it will never take this message                */
    SEND_STOPPED, /* we were asked to stop; it may have it, or not  */
};
struct send_end {
    enum send_fate fate;
    int64_t        after_s;  /* SEND_LATER: how long it wants to be left alone; 0: it did not say */
    char           why[400]; /* for the operators, when it was not sent */
};
/* Asked several times a second whether to stop; may be NULL. */
struct send_stop {
    bool (*asked)(void *u);
    void *u;
};
#endif
