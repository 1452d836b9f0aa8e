/*
 * gc.h - housekeeping: what no row names, and rows whose time is over.
 *
 * Safe beside running requests and jobs: a blob is looked at again after it
 * was taken out of sight, and one that was kept since the grace period began
 * stays.
 *
 * Stands on all areas.
 * Errors: those of db.h and store.h; what was removed until then stays removed.
 */
#ifndef STUDIO_GC_H
#define STUDIO_GC_H
#include "model/base/field.h"

enum { GC_GRACE_S = 3600, GC_FORGET_S = 900 };

struct gc_report {
    struct row row;
    int64_t    blobs, blob_bytes, temp_files, work_folders, parts, views, views_made, stuck_videos,
        stuck_archives;
    int64_t    sources, stills, stored, jobs, idempotency, tokens, messages;
};
extern const struct shape gc_report_shape;

/* older_than_s: the grace period of blobs, temporary files and sources; 0 only when nothing
 * else is running. */
int gc_run(struct cx *cx, int64_t older_than_s, struct gc_report *report) MUST_USE;
/* These blobs at once, as far as no row names them; one that was kept in the last minutes is
 * left to gc_run, for its row may be on its way. */
int gc_forget(struct cx *cx, const char *const *hashes, size_t n) MUST_USE;
#endif
