/*
 * track_upload.h - what the tracker's routes about files have in common.
 *
 * Memory: the arena.
 */
#ifndef TRACK_UPLOAD_H
#define TRACK_UPLOAD_H
#include "fcgi/web.h"
#include "model/job/job.h"
#include "model/preview/kinds.h"
#include "model/preview/stored.h"

/* The ending of a file's name, small, without its dot; "" for none. A name without it. */
const char *upload_extension(struct rq *rq, const struct upload *file);
const char *upload_stem(struct rq *rq, const struct upload *file);
/* What the job made of the row's file, once it has ended: E_INVALID when it was refused. */
int upload_wait(struct rq *rq, struct uuid job_id, struct job *to) MUST_USE;

/* A file of the store as the answer. cache: of Cache-Control. name: that it is saved under; NULL:
 * it is shown. */
void send_stored(struct rq *rq, const struct stored *f, const char *cache, const char *name);
#define CACHE_PRIVATE "max-age=604800, private"
#define CACHE_PUBLIC "public, max-age=604800"

/* Of a path's last part: the identifier, and the ending behind its dot ("" for none).
 * E_NOT_FOUND when it has not that form. */
int name_read(struct rq *rq, const char *text, struct uuid *id, const char **extension) MUST_USE;
#endif
