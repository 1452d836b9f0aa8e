/*
 * header.h - values of header fields that are a word and its parameters:
 * `form-data; name="video"; filename=a.mp4`, `text/plain; charset=utf-8`.
 *
 * Memory: the texts are made in the arena; the reader borrows the value.
 */
#ifndef HEADER_H
#define HEADER_H
#include "model/base/base.h"

struct header_params {
    const char *at, *end;
};
struct header_param {
    const char *name;  /* lower case */
    const char *value; /* unquoted */
    size_t      len;   /* of the value, which may hold any byte but CR, LF and NUL */
};

/* The leading word or type/subtype in lower case, NULL if there is none, and the reader of
 * the parameters that follow. */
const char *header_word(struct arena *a, const char *value, size_t len, struct header_params *ps);
/* 1: *p is the next parameter; 0: there is none; -1: the value cannot be read. */
int header_param_next(struct arena *a, struct header_params *ps, struct header_param *p) MUST_USE;
#endif
