/* otp.c - see otp.h. */
#include "model/factor/otp.h"
#include <ctype.h>
#include <liboath/oath.h>
#include "model/base/arena.h"
#include "model/base/crypt.h"
#include "model/base/out.h"

enum { SECRET_BYTES = 20, MICRO = 1000000 };

static bool is_ready(void)
{
    static bool ready;
    ready = ready || oath_init() == OATH_OK;
    return ready;
}

int totp_secret(struct cx *cx, const char **secret)
{
    uint8_t bytes[SECRET_BYTES];
    char   *text = NULL;
    size_t  n    = 0;
    random_bytes(bytes, sizeof bytes);
    if (!is_ready() || oath_base32_encode((const char *)bytes, sizeof bytes, &text, &n) != OATH_OK)
        return refuse(cx, E_INTERNAL, "A secret could not be made");
    *secret = arena_copy(cx->arena, text, n);
    secret_wipe(text, n);
    secret_wipe(bytes, sizeof bytes);
    free(text);
    return 0;
}

/* Percent-encoded but for what RFC 3986 calls unreserved. */
static void uri_text(struct out *o, const char *text)
{
    for (const char *c = text; *c; c++)
        if (isalnum((unsigned char)*c) || strchr("-._~", *c))
            out_bytes(o, c, 1);
        else
            out_format(o, "%%%02X", (unsigned)(unsigned char)*c);
}

const char *totp_uri(struct cx *cx, const char *secret, const char *issuer, const char *account)
{
    struct out o = out_in_arena(cx->arena, 4096);
    out_raw(&o, "otpauth://totp/");
    uri_text(&o, issuer);
    out_raw(&o, ":");
    uri_text(&o, account);
    out_format(&o, "?secret=%s&issuer=", secret);
    uri_text(&o, issuer);
    return out_done(&o);
}

/* Without its blanks; false unless six digits are left. */
static bool code_read(const char *code, char to[CODE_DIGITS + 1])
{
    size_t n = 0;
    for (; *code; code++) {
        if (*code == ' ')
            continue;
        if (*code < '0' || *code > '9' || n == CODE_DIGITS)
            return false;
        to[n++] = *code;
    }
    to[n] = 0;
    return n == CODE_DIGITS;
}

bool totp_check(const char *secret, struct utc now, const char *code, int64_t *step)
{
    char     digits[CODE_DIGITS + 1], *bytes = NULL;
    size_t   n       = 0;
    uint64_t counter = 0;
    int      where   = 0;
    bool     is_right;
    if (!is_ready() || !code_read(code, digits) ||
        oath_base32_decode(secret, strlen(secret), &bytes, &n) != OATH_OK)
        return false;
    is_right = n > 0 && oath_totp_validate3(bytes, n, (time_t)(now.us / MICRO), TOTP_STEP_S, 0,
                                            TOTP_WINDOW, &where, &counter, digits) >= 0;
    secret_wipe(bytes, n);
    free(bytes);
    if (is_right)
        *step = (int64_t)counter;
    return is_right;
}

/* Bytes beyond the last whole multiple are thrown away, so that no character is likelier. */
static void letters(char *to, size_t n, const char *alphabet, unsigned count)
{
    unsigned usable = 256 / count * count;
    for (size_t i = 0; i < n;) {
        uint8_t byte;
        random_bytes(&byte, 1);
        if (byte < usable)
            to[i++] = alphabet[byte % count];
    }
    to[n] = 0;
}

void code_letters(char *to, size_t n)
{
    letters(to, n, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 36);
}

void code_digits(char *to, size_t n) { letters(to, n, "0123456789", 10); }
