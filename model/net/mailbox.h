/*
 * mailbox.h - addresses of mails: ada@example.com, or Ada Lovelace <ada@example.com>.
 *
 * Stands on base.
 */
#ifndef NET_MAILBOX_H
#define NET_MAILBOX_H
#include "model/base/base.h"

enum { MAILBOX_MAX = 400, MAIL_ADDRESS_MAX = 254 };

struct mailbox {
    const char *name;    /* UTF-8 in one line, without quotes; "" for none */
    const char *address; /* ASCII: dots and atoms, @, a host name or an [address] */
};
/* False for what is none, and for letters beyond ASCII in the address. Memory: the arena. */
bool mailbox_read(struct arena *a, const char *text, struct mailbox *to) MUST_USE;
#endif
