/*
 * rate.h - how often something may be done, counted in the database for all machines.
 *
 * A bucket per kind and subject that leaks: of `most` in a window, so many may come at once, and
 * then one after the other as the window passes. A bucket is a row with one number, and its
 * name a hash: the table says nothing of who tried what.
 *
 * Units: seconds.
 * Errors: those of db.h.
 */
#ifndef RATE_H
#define RATE_H
#include "model/base/base.h"

struct rate {
    const char *what; /* a word */
    const char *who;  /* an account's name as it was typed, or an address; case does not matter */
    int64_t     most, window_s;
};
/* Counts one more. *wait_s: 0, or how long until one more is allowed; then it did not count.
 * Not to be called inside a transaction that may fail: it would not have counted. */
int rate_take(struct cx *cx, const struct rate *r, int64_t *wait_s) MUST_USE;
/* Of what goes to a person, under whatever name it was asked for: *may is false when it is enough.
 * ask_account of the settings. */
int rate_person(struct cx *cx, struct uuid person_id, bool *may) MUST_USE;
/* What was taken turned out to be harmless. */
int rate_give_back(struct cx *cx, const struct rate *r) MUST_USE;
#endif
