/*
 * factor_parts.h - what the files of second factors share.
 */
#ifndef FACTOR_PARTS_H
#define FACTOR_PARTS_H
#include "model/factor/webauthn.h"
#include "model/people/factor.h"
#include "model/people/mails.h"

struct held { /* a person whose row is locked */
    struct row  row;
    struct uuid id;
    const char *email, *first_name, *last_name, *locale;
    bool        active, totp, email_otp, fido, has_codes;
    const char *preferred, *totp_secret;
    struct json keys, codes;
};
/* Belongs into a transaction. E_NOT_FOUND. */
int factor_hold(struct cx *cx, struct uuid person_id, struct held *h) MUST_USE;
/* Uses up what is right. */
int factor_judge(struct cx *cx, const struct held *h, const struct factor_given *given,
                 enum factor_outcome *outcome) MUST_USE;
/* The parts of it: *good and used up, or not. */
int factor_use_totp(struct cx *cx, const struct held *h, const char *code, bool *good) MUST_USE;
int factor_use_mailed(struct cx *cx, const struct held *h, const char *code, bool *good) MUST_USE;
/* A new code by mail; the ones before are void. mail_id: see outbox_new. */
int factor_mail(struct cx *cx, const struct held *h, struct uuid mail_id) MUST_USE;
struct mail_to factor_mail_to(const struct held *h);

/* ---- security keys: factor_key.c ---- */

struct device {
    struct webauthn_key key;
    const char         *name;
};
/* Those that can be read; an import may hold others. */
void devices_read(struct cx *cx, struct json keys, struct device **v, size_t *n);
int  devices_store(struct cx *cx, struct uuid person_id, const struct device *v,
                   size_t n) MUST_USE;
/* The key of an answer that registers one; E_CONFLICT when its name, or itself, is there. */
int devices_add(struct cx *cx, const struct held *h, struct json answer, const char *name,
                bool *good) MUST_USE;
/* Is it the right answer to a challenge of ours, by one of the keys? */
int factor_use_key(struct cx *cx, const struct held *h, struct json answer, bool *good) MUST_USE;
#endif
