/*
 * otp.h - one-time codes: by the clock (RFC 6238), by mail, and for recovery.
 *
 * Stands on base and liboath. Nothing is remembered here: who calls sees to it that a code is
 * good for one time.
 */
#ifndef FACTOR_OTP_H
#define FACTOR_OTP_H
#include "model/base/base.h"

enum {
    TOTP_STEP_S = 30,
    TOTP_WINDOW = 1, /* steps before and after that are taken, for clocks that are wrong */
    CODE_DIGITS = 6,
    RECOVERY_CHARS = 10,
    LINK_CHARS = 64, /* of a link that resets a password */
};

/* A new secret: 32 characters of base32. */
int totp_secret(struct cx *cx, const char **secret) MUST_USE;
/* What programs for such codes read from a picture. */
const char *totp_uri(struct cx *cx, const char *secret, const char *issuer, const char *account);
/* Is it a code of now, or of a step beside it? Blanks in it do not matter.
 * *step: which one, in steps since 1970. A secret that is none has no codes. */
bool totp_check(const char *secret, struct utc now, const char *code, int64_t *step) MUST_USE;

/* n random characters, each of capitals and digits, or of digits alone; `to` has n + 1 bytes. */
void code_letters(char *to, size_t n);
void code_digits(char *to, size_t n);
#endif
