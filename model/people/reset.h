/*
 * reset.h - passwords without the old one: links by mail, and what they are good for.
 *
 * A link holds a token of 64 characters, which is kept as a hash. It is good once, and for its
 * time; with a new password all links of the person, and all sessions, end.
 *
 * Errors: those of db.h; E_CONFLICT for a token that is not good; E_INVALID for a password that
 *         is not acceptable, or was not repeated; then the token stays.
 */
#ifndef RESET_H
#define RESET_H
#include "model/base/field.h"

/* Mails a link to the active person of that address; otherwise, or when
 * that was done too often, does nothing. The links that were
 * mailed for the same reason before are void. */
int reset_request(struct cx *cx, const char *email) MUST_USE;
/* For an administrator: mails an invitation, or makes a link to hand over. E_NOT_FOUND;
 * E_FORBIDDEN for a program; E_CONFLICT for somebody without an address. */
int reset_invite(struct cx *cx, struct uuid person_id) MUST_USE;
int reset_link(struct cx *cx, struct uuid person_id, const char **url) MUST_USE;
/* For one who has just signed in with the password of fresh imports. */
int reset_after_default(struct cx *cx, struct uuid person_id, const char **token) MUST_USE;
/* Sets the password. email: in any case. */
int reset_use(struct cx *cx, const char *email, const char *token, const char *password,
              const char *again) MUST_USE;
#endif
