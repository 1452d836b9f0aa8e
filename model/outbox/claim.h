/*
 * claim.h - the postman's side of the outbox: claim a message, say how its delivery ended.
 *
 * A claim is a lease: one that is killed while it delivers leaves the message to others when the
 * time is over. Every statement about a claimed message names its postman and attempt. Moments
 * are the database's, so several machines may share the outbox.
 *
 * Stands on base, db.
 * Errors: those of db.h; E_CONFLICT when the message is no longer ours.
 */
#ifndef OUTBOX_CLAIM_H
#define OUTBOX_CLAIM_H
#include "model/net/send.h"
#include "model/outbox/outbox.h"

struct letter { /* a claimed message */
    struct row  row;
    struct uuid id;
    const char *channel, *topic, *to; /* to: NULL of a webhook */
    struct json payload;
    int64_t     attempts; /* with this one */
    struct uuid postman;
};

/* The next message that is due, of the channel `first` if it has one. What has expired or was
 * begun too often is given up on the way. */
int letter_claim(struct cx *cx, struct uuid postman, const char *first, struct letter *to,
                 bool *found) MUST_USE;
/* *pause_s: seconds until the next try, 0 when there is none. */
int letter_end(struct cx *cx, const struct letter *letter, const struct send_end *end,
               int64_t *pause_s) MUST_USE;
/* Seconds between try n (from 1) and the next: twice as many each time up to an hour, a quarter
 * more or less at random, and no fewer than the other side asked for. */
int64_t letter_pause_s(const struct conf *conf, int64_t n, int64_t asked_s);
#endif
