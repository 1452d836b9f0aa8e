/*
 * deliver.h - sends one claimed message by its channel.
 *
 * Stands on net.
 */
#ifndef OUTBOX_DELIVER_H
#define OUTBOX_DELIVER_H
#include "model/outbox/claim.h"

void letter_deliver(struct cx *cx, const struct letter *letter, struct send_stop stop,
                    struct send_end *end);
/* The mail server of the settings. */
struct mail_server;
struct mail_server outbox_mail_server(struct cx *cx, struct send_stop stop);
#endif
