/*
 * wish.h - what a production wants of movies: size, rate, bits.
 *
 * Stands on base, db, job.
 * Errors: those of db.h.
 */
#ifndef PREVIEW_WISH_H
#define PREVIEW_WISH_H
#include "model/job/kind.h"

/* Of a project p. */
#define WISH_COLUMNS "p.fps, p.resolution, p.hd_bitrate_compression, p.ld_bitrate_compression"
/* sql: these columns of the production that `id`, its one ?, leads to. What it does not say, or
 * says wrongly, stays as it is. */
int wish_read(struct cx *cx, const char *sql, struct uuid id, struct order *to) MUST_USE;
#endif
