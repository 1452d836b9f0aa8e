/*
 * lang.h - languages as media files name them, and as pages and people do.
 */
#ifndef MEDIA_LANG_H
#define MEDIA_LANG_H
#include "model/base/base.h"

enum { LANG_TAG = 36 };

struct lang {
    char        tag[LANG_TAG]; /* BCP 47; "und" where nothing sensible was said */
    const char *name;          /* in English; NULL where it is not known */
};

/* From ISO 639-2 (either kind), ISO 639-1 or a tag; NULL: nothing was said. */
struct lang lang_of(const char *said);
#endif
