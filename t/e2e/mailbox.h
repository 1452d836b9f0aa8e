/*
 * mailbox.h - what was mailed to whom: the mail server beside the stack under test keeps all in a
 * Maildir; the outbox knows which mail is about what.
 *
 * Errors: whatever goes wrong fails the running test. Memory: of the program's end.
 */
#ifndef E2E_MAILBOX_H
#define E2E_MAILBOX_H
#include <stdbool.h>

/* The line of the last mail to an address, by topic, that is its code or link; "" when it has
 * none. Waits for a mail, and for one that does not say `but` (NULL: for any); NULL when none
 * comes. */
const char *mailed(const char *address, const char *topic, const char *but);
/* Is there none? */
bool unmailed(const char *address, const char *topic);
/* A parameter of a link, decoded. */
const char *link_value(const char *link, const char *name);
#endif
