/*
 * wish.h - what a production, or an entity for itself, wants of movies: size, rate, bits.
 *
 * Stands on base, db, job.
 * Errors: those of db.h.
 */
#ifndef PREVIEW_WISH_H
#define PREVIEW_WISH_H
#include "model/job/kind.h"

#define WISH_FIRST "p.fps, p.resolution, p.hd_bitrate_compression, p.ld_bitrate_compression, "
/* Of a project p. */
#define WISH_COLUMNS WISH_FIRST "CAST(NULL AS CHAR), CAST(NULL AS CHAR)"
/* Of a project p and an entity e, whose rate and size come first. */
#define WISH_OF_ENTITY WISH_FIRST "JSON_VALUE(e.data, '$.fps'), JSON_VALUE(e.data, '$.resolution')"
/* sql: these columns of the production that `id`, its one ?, leads to. What it does not say, or
 * says wrongly, stays as it is. */
int wish_read(struct cx *cx, const char *sql, struct uuid id, struct order *to) MUST_USE;
#endif
