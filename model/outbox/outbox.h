/*
 * outbox.h - messages to the world outside: webhooks and mails.
 *
 * A message is a row that is added in the transaction of what it tells of, and so is sent if and
 * only if that came to be. dailies-post delivers it afterwards, at least once, and tries again
 * with growing pauses when it fails; in the end it is given up and kept as a dead letter, which
 * `dailies outbox` shows. What a message said is forgotten once it was sent: it may hold a code.
 *
 *     in the transaction:  outbox_add(cx, &(struct outbox_new){ .channel = OUTBOX_MAIL,
 *                              .topic = "password_reset", .to = email, .subject = "...",
 *                              .text = "...", .html = "...", .expires_s = 900 }, NULL)
 *     after the commit:    outbox_ring(cx->conf)
 *
 * Stands on base, db, job (ring).
 * Units: seconds.
 * Errors: those of db.h; E_INVALID for an address, a subject or a text that cannot be sent.
 * Memory: the arena.
 */
#ifndef OUTBOX_H
#define OUTBOX_H
#include "model/base/conf.h"

#define OUTBOX_WEBHOOK "webhook" /* to webhook_url of the settings: {"text": ...} */
#define OUTBOX_MAIL    "mail"

#define OUTBOX_WAITING "waiting"
#define OUTBOX_SENDING "sending"
#define OUTBOX_SENT    "sent"
#define OUTBOX_DEAD    "dead"

struct outbox_new {
    struct uuid id;      /* nil: one is made. A caller whose transaction may be run again after a
                            lost commit makes it before: the same id is not added twice */
    const char *channel;
    const char *topic;   /* a word that says what it is about, for lists and logs */
    const char *dedup;   /* while one to the same recipient with this key that is not older than
                            dedup_s is there, this one is not added; NULL: it always is */
    int64_t     dedup_s;
    int64_t     expires_s; /* it is not sent any more after as long; 0: always */
    const char *to;        /* mail: address, or Name <address>; otherwise NULL */
    const char *subject;   /* mail: one line */
    const char *text;      /* plain text, its lines ended by \n; a webhook's whole content */
    const char *html;      /* mail: the same as a page of HTML; NULL: none */
};

/* Do the settings say how to send on this channel? A message may be added all the same; it waits
 * and is given up like others that fail. */
bool outbox_can(const struct conf *conf, const char *channel) MUST_USE;
/* Is it an address that a mail can be sent to, alone or as Name <address>? */
bool outbox_address(const char *to) MUST_USE;
/* *added (may be NULL): false when one with its dedup key was there. */
int outbox_add(struct cx *cx, const struct outbox_new *m, bool *added) MUST_USE;
/* The same mail to each of several, by one statement; those that are no address are left out. Of
 * `m`, channel, to, id and dedup are not looked at. *added (may be NULL): how many. */
int outbox_mail_each(struct cx *cx, const struct outbox_new *m, const char *const *to, size_t n,
                     int64_t *added) MUST_USE;
/* To the operators, by each way that the settings name: the webhook, and a mail to each of
 * operators_mail. Of `m`, channel, to and id are not looked at; dedup holds for each way.
 * *added (may be NULL): how many; 0 when no way is named, or they were told before. */
int outbox_tell(struct cx *cx, const struct outbox_new *m, int64_t *added) MUST_USE;
/* After the commit: wakes the postmen of this machine. One that gets lost is harmless. */
void outbox_ring(const struct conf *conf);

/* ---- for administrators ---- */

struct outbox {
    struct row  row;
    struct uuid id;
    const char *channel, *topic, *to, *status;
    int64_t     attempts;
    const char *error; /* of the last try; NULL */
    struct utc  created_at, due_at, expires_at, ended_at;
};
extern const struct shape outbox_shape;

/* What is not sent yet, and dead letters; all: what was sent too. Newest first. */
int outbox_list(struct cx *cx, bool all, int64_t limit, struct outbox **rows, size_t *n) MUST_USE;
/* Try it again at once, as if for the first time. E_NOT_FOUND; E_CONFLICT when it was sent, or
 * expired. */
int outbox_retry(struct cx *cx, struct uuid id) MUST_USE;
/* Remove it, sent or not. E_NOT_FOUND. */
int outbox_drop(struct cx *cx, struct uuid id) MUST_USE;
struct outbox_counts {
    struct row row;
    int64_t    waiting, late, dead; /* late: waiting though it was due minutes ago */
};
int outbox_count(struct cx *cx, struct outbox_counts *to) MUST_USE;
/* Housekeeping: sent ones after a month, dead letters after three. */
int outbox_gc(struct cx *cx, int64_t *removed) MUST_USE;
#endif
