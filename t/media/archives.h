/*
 * archives.h - archives that mean harm, or are only odd, and what has to become of each.
 *
 * The shot types that they are for are called front, side and back.
 */
#ifndef T_MEDIA_ARCHIVES_H
#define T_MEDIA_ARCHIVES_H
#include "t/media/archive.h"

struct archive_case {
    const char *what;
    void (*make)(struct archive *to); /* the whole file */
    const char *refused;  /* part of the sentence; NULL: it is taken, and ... */
    int         pictures, skipped;
    const char *reason;   /* ... part of why the first that was skipped was; may be NULL */
};
extern const struct archive_case archive_cases[];
extern const int                 archive_cases_n;

/* A good JPEG, borrowed; before anything is made. */
void archives_begin(const void *jpeg, size_t n);
#endif
