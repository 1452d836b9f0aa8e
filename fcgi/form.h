/*
 * form.h - query strings and application/x-www-form-urlencoded bodies.
 *
 * Read as browsers write them: pairs between `&`, `+` is a blank, %XX a byte. An
 * empty piece is skipped, a name without `=` has an empty value, and names may
 * repeat. What a browser never sends is refused instead of guessed at: a percent
 * sign without two digits, NUL, text that is not UTF-8.
 *
 * Errors: E_BAD_BODY (body) or E_INVALID (query); E_TOO_LARGE when there are more
 *         pairs than the limit.
 * Memory: the texts live in cx->arena; the input is borrowed until the last pair.
 */
#ifndef FORM_H
#define FORM_H
#include "model/base/base.h"

enum form_source { FORM_QUERY, FORM_BODY };

struct form {
    const char      *at, *end;
    size_t           left; /* pairs that may still come */
    enum form_source source;
};
struct form_pair {
    const char *name, *value; /* NUL-terminated */
    size_t      name_len, value_len;
};

/* text: may be NULL when len is 0. */
struct form form_begin(enum form_source source, const char *text, size_t len, size_t max_pairs);
/* 1: *pair is the next one; 0: there is none; negative: a reason, after which the rest is
 * not to be read. */
int form_next(struct cx *cx, struct form *f, struct form_pair *pair) MUST_USE;

/* Percent-decoding alone, for the captures of a path; `+` stands for itself. NULL for what is
 * refused above. */
const char *percent_decode(struct arena *a, const char *text, size_t len, size_t *n) MUST_USE;
#endif
