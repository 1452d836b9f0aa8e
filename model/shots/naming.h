/*
 * naming.h - names in a row: SH{0010} with a step of 10 is SH0010, SH0020, ...
 *
 * Stands on base.
 * Errors: E_INVALID, naming the field `naming`.
 * Memory: of the arena; what is read borrows from the pattern.
 */
#ifndef SHOTS_NAMING_H
#define SHOTS_NAMING_H
#include "model/base/base.h"

enum { NAMING_NAME_MAX = 160 }; /* characters of a name */

struct naming {
    const char *before, *after;
    size_t      before_len, digits; /* digits: at least so many are written */
    int64_t     next, step;
};
/* step: from 1. */
int naming_read(struct cx *cx, const char *pattern, int64_t step, struct naming *to) MUST_USE;
/* The next name. E_INVALID when it would be too long. */
int naming_next(struct cx *cx, struct naming *n, const char **name) MUST_USE;
#endif
