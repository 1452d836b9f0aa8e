/*
 * view.h - blobs under names that people know: folders of links, for nginx to serve.
 *
 * A view is STATE/store/watch/<key>/ with a symbolic link per file; it appears and
 * changes as a whole. It holds nothing that is not in the database too, and can be
 * made again from there at any time; so nothing here waits for the disk.
 *
 * Stands on base.
 * Errors: E_DISK_FULL, E_INTERNAL.
 */
#ifndef STORE_VIEW_H
#define STORE_VIEW_H
#include "model/store/store.h"

struct view_file {
    const char *name; /* below the view; with one slash at most, no dots in front */
    const char *hash;
};
/* Make it, or put it in the place of the one that is there. */
int  view_make(struct cx *cx, struct uuid key, const struct view_file *files, size_t n) MUST_USE;
bool view_exists(struct cx *cx, struct uuid key);
/* Gone for everybody who asks from now on. Harmless if there is none. */
int view_remove(struct cx *cx, struct uuid key) MUST_USE;
/* All that were changed last before `not_after`, in no order; leftovers of makers that were
 * killed are removed on the way. A negative fn ends it. */
int view_each(struct cx *cx, struct utc not_after, int (*fn)(void *u, struct uuid key),
              void *u) MUST_USE;
#endif
