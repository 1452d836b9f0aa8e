/*
 * factor.h - second factors: codes by the clock, codes by mail, security keys, recovery codes.
 *
 * Whatever a person has set up, any one of them will do; a code, and the answer to a challenge,
 * is good for one time, also when it comes twice at once. All that is decided about a person is
 * decided while her row is locked.
 *
 * A method is set up in two steps: begin gives or mails what is needed, confirm shows that it
 * works. With the first method come recovery codes. The last one takes them away.
 *
 * Errors: those of db.h; E_CONFLICT for a method that is set up already, or is not;
 *         E_INVALID for what cannot be confirmed. A code that is wrong is an outcome.
 * Memory: the arena.
 */
#ifndef FACTOR_H
#define FACTOR_H
#include "model/base/out.h"

enum { RECOVERY_CODES = 16 };
enum factor_kind { FACTOR_TOTP, FACTOR_EMAIL, FACTOR_KEY, FACTOR_KINDS };
enum factor_outcome {
    FACTOR_OK,
    FACTOR_MISSING, /* none was given    */
    FACTOR_WRONG,
    FACTOR_LOCKED, /* too many wrong ones, even if this is right */
};
struct factor_given { /* what was sent; NULL or empty: not */
    const char *totp, *email_otp, *recovery_code;
    struct json key; /* the answer of a security key */
};
struct factors { /* what is set up */
    bool        totp, email_otp, fido, has_codes;
    const char *preferred; /* its name; NULL: none */
};
/* Columns of `person p` for a struct factors in a row of one's own. */
#define FACTOR_COLUMNS                                                                             \
    " COALESCE(p.totp_enabled, FALSE), COALESCE(p.email_otp_enabled, FALSE),"                      \
    " COALESCE(p.fido_enabled, FALSE), COALESCE(JSON_LENGTH(p.otp_recovery_codes), 0) > 0,"        \
    " p.preferred_two_factor_authentication"

static inline bool factors_any(const struct factors *f)
{
    return f->totp || f->email_otp || f->fido;
}
bool factor_is_given(const struct factor_given *g);
/* Is the address in a list with commas, in any case? */
bool address_in(const char *list, const char *email);

/* Judges the first that is given, in the order above. */
int factor_try(struct cx *cx, struct uuid person_id, const struct factor_given *given,
               enum factor_outcome *outcome) MUST_USE;

/* ---- setting up ---- */

struct factor_done {
    enum factor_outcome outcome;
    const char         *codes[RECOVERY_CODES]; /* recovery codes, shown this once ... */
    size_t              n;                     /* ... if the person had none; or 0 */
};
int factor_totp_begin(struct cx *cx, struct uuid person_id, const char **uri,
                      const char **secret) MUST_USE;
int factor_totp_confirm(struct cx *cx, struct uuid person_id, const char *code,
                        struct factor_done *done) MUST_USE;
int factor_email_begin(struct cx *cx, struct uuid person_id) MUST_USE;
int factor_email_confirm(struct cx *cx, struct uuid person_id, const char *code,
                         struct factor_done *done) MUST_USE;
/* Writes what a browser is asked to make a key of. */
int factor_key_begin(struct cx *cx, struct uuid person_id, struct out *o) MUST_USE;
int factor_key_confirm(struct cx *cx, struct uuid person_id, struct json answer, const char *name,
                       struct factor_done *done) MUST_USE;

/* A method goes, if `given` is right. name: of the security key, else NULL; when it was the last
 * one, the method goes. E_NOT_FOUND: there is no key of that name. */
int factor_remove(struct cx *cx, struct uuid person_id, enum factor_kind kind, const char *name,
                  const struct factor_given *given, enum factor_outcome *outcome) MUST_USE;
/* New recovery codes for the old ones. */
int factor_codes_renew(struct cx *cx, struct uuid person_id, const struct factor_given *given,
                       struct factor_done *done) MUST_USE;
/* All of it goes, and the person is told. E_CONFLICT: there is nothing. */
int factor_clear(struct cx *cx, struct uuid person_id) MUST_USE;

/* ---- signing in ---- */

/* Mails a code to the active person of that name who has codes by mail; otherwise does nothing. */
int factor_email_send(struct cx *cx, const char *name) MUST_USE;
/* Writes what a browser is asked to sign; *found: false when nobody of that name has keys. */
int factor_key_ask(struct cx *cx, const char *name, struct out *o, bool *found) MUST_USE;
#endif
