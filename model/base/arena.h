/*
 * arena.h - memory of one request: allocate, never free, reset as a whole.
 *
 * Memory: zeroed, aligned to 16 bytes. Passing the cap ends the process: with
 * one request per process, that ends only the request (nginx answers 502); the
 * limits on bodies, rows and text answer 413 long before.
 */
#ifndef ARENA_H
#define ARENA_H
#include <stdarg.h>
#include "model/base/base.h"

struct arena_mark {
    void       *block;
    size_t      used;
    const void *releases;
};

struct arena *arena_new(size_t cap_bytes);
void          arena_free(struct arena *a);
/* Never NULL, zeroed. */
void *arena_alloc(struct arena *a, size_t bytes) MUST_USE;
void *arena_alloc_array(struct arena *a, size_t n, size_t bytes) MUST_USE;
char *arena_copy(struct arena *a, const char *text, size_t len) MUST_USE; /* NUL added */
char *arena_text(struct arena *a, const char *text) MUST_USE;             /* NULL stays NULL */
char *arena_printf(struct arena *a, const char *fmt, ...) MUST_USE PRINTF(2, 3);
/* Give back what was allocated since the mark (long lists rewind per row), and run the releases
 * that were registered since. */
struct arena_mark arena_mark(struct arena *a);
void              arena_rewind(struct arena *a, struct arena_mark m);
/* Run releases in reverse order, then forget everything. */
void arena_reset(struct arena *a);
/* fn(ptr) is called at the next reset, or when it is rewound to before: descriptors, handles. */
void   arena_on_reset(struct arena *a, void (*fn)(void *), void *ptr);
size_t arena_used(const struct arena *a);
#endif
