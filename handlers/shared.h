/*
 * shared.h - what the routes of a shared playlist have in common: its link, its password, its
 * guests.
 *
 * Errors: E_NOT_FOUND for a link that is not good, or whose password is not said; E_TOO_MANY.
 */
#ifndef SHARED_H
#define SHARED_H
#include "handlers/track_upload.h"
#include "model/track/share.h"

#define SHARED_BY                                                                                  \
    FIELD(token, PATH, .max = 200, .doc = "The link."),                                            \
        FIELD(password, WRITE | LAX, .max = 200, .doc = "The link's password.")

struct shared {
    struct share share;
    bool         is_new; /* the password was said just now */
};
/* Not inside a transaction. password: NULL for none. */
int shared_open(struct rq *rq, const char *token, const char *password, struct shared *to) MUST_USE;
/* After reply(): who said the password need not say it again. */
void shared_remember(struct rq *rq, const struct shared *s);

/* Does the request prove to come from this guest? */
bool shared_is_guest(struct rq *rq, const struct shared *s, struct uuid id);
/* After reply(): so that it can. */
void shared_guest_remember(struct rq *rq, const struct shared *s, struct uuid id);
/* One more guest comes; not too many by one link, nor from one address. */
int shared_come(struct rq *rq, const struct shared *s) MUST_USE;

/* A preview as guests see it, as the answer. */
int shared_preview_write(struct rq *rq, struct uuid id) MUST_USE;
#endif
