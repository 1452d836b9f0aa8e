/*
 * clock_code.h - codes by the clock, as an app on a telephone makes them (RFC 6238).
 *
 * Stands on liboath.
 */
#ifndef T_CLOCK_CODE_H
#define T_CLOCK_CODE_H
#include <stdint.h>

/* secret: base32. step: number of the half minute. Static memory, until the next call. */
const char *clock_code(const char *secret, int64_t step);
#endif
