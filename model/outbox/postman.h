/*
 * postman.h - the loop of a delivering process: claim, deliver, say how it ended.
 *
 * Stands on base, db, job (ring), net.
 */
#ifndef OUTBOX_POSTMAN_H
#define OUTBOX_POSTMAN_H
#include "model/outbox/claim.h"

struct postman_end { /* of one delivery */
    const struct letter   *letter;
    const struct send_end *end;
    const char            *outcome; /* sent, later, dead, stopped, lost */
    int64_t                pause_s, ms;
};
struct postman {
    bool once; /* end when nothing is due */
    void (*ended)(const struct postman_end *end);
    void (*away)(const struct err *why); /* the database cannot be asked; once per absence */
};
/* Runs until SIGTERM or SIGINT, which a delivery in hand has some seconds to get through.
 * Errors: E_INTERNAL when the system refuses what it needs. */
int postman_run(struct cx *cx, const struct postman *p) MUST_USE;
#endif
