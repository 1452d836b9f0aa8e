/* clock_code.c - see clock_code.h. */
#include "t/unit/clock_code.h"
#include <stdlib.h>
#include <string.h>
#include <liboath/oath.h>

enum { DIGITS = 6 };

const char *clock_code(const char *secret, int64_t step)
{
    static char code[DIGITS + 1];
    char       *bytes;
    size_t      n;
    if (oath_init() != OATH_OK || oath_base32_decode(secret, strlen(secret), &bytes, &n) != OATH_OK)
        abort();
    if (oath_hotp_generate(bytes, n, (uint64_t)step, DIGITS, false, OATH_HOTP_DYNAMIC_TRUNCATION,
                           code) != OATH_OK)
        abort();
    free(bytes);
    return code;
}
