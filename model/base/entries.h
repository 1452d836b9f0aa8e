/*
 * entries.h - a JSON list that comes in pieces, entry by entry: it may be longer than memory.
 *
 * An entry is cut out, not judged: json_read says whether it is JSON. What makes it one list is
 * judged here.
 *
 * Errors: E_BAD_BODY for what is no list, E_INVALID for what begins as another value, E_TOO_LARGE
 *         for an entry of more than `max` bytes; whatever fn says.
 * Memory: one entry, on the heap.
 */
#ifndef ENTRIES_H
#define ENTRIES_H
#include "model/base/out.h"

enum entries_place { ENTRIES_BEFORE, ENTRIES_FIRST, ENTRIES_IN, ENTRIES_AFTER };
struct entries {
    struct out         entry;
    enum entries_place place;
    size_t             depth;
    bool               in_text, escaped, blank; /* blank: nothing of the entry has come yet */
    int              (*fn)(void *u, const char *text, size_t n);
    void              *u;
};

struct entries entries_new(size_t max, int (*fn)(void *u, const char *text, size_t n), void *u);
/* The next bytes, however they are cut. */
int  entries_take(struct cx *cx, struct entries *e, const char *bytes, size_t n) MUST_USE;
int  entries_end(struct cx *cx, struct entries *e) MUST_USE; /* has the list come to its end? */
void entries_free(struct entries *e);
#endif
