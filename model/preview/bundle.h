/*
 * bundle.h - what a playlist plays as one ZIP archive, written while the files are read: it is
 * never whole, neither in memory nor on disk.
 *
 * Of each preview its movie, picture or file, with the others of its revision, once, in the order
 * of the playlist; names begin with the place. Nothing is packed: what is in it is packed already.
 *
 * Stands on base, db, store.
 * Errors: those of db.h before the first byte; later E_INTERNAL.
 * Memory: that of the names.
 */
#ifndef PREVIEW_BUNDLE_H
#define PREVIEW_BUNDLE_H
#include "model/base/out.h"

struct bundle;
/* What is to be in it. */
int bundle_begin(struct cx *cx, struct uuid playlist_id, struct bundle **to) MUST_USE;
int bundle_write(struct cx *cx, const struct bundle *b, struct out *o) MUST_USE;
#endif
