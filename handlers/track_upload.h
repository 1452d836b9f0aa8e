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
#include "model/preview/preview.h"
#include "model/preview/stored.h"

/* The ending of a file's name, small, without its dot; "" for none. A name without it. */
const char *upload_extension(struct rq *rq, const struct upload *file);
const char *upload_stem(struct rq *rq, const struct upload *file);
/* The files of a field with MANY, as they came. */
struct uploads {
    struct upload **v;
    size_t          n;
};
struct uploads uploads_of(struct rq *rq, struct upload *last);

/* Attach files to a comment, or to a reply of it (nil: none), in a transaction; ring for jobs when it
 * is over. *list: they, for the answer; its text is NULL when there are none. */
int upload_attach(struct rq *rq, const struct uploads *files, struct uuid comment_id,
                  struct uuid reply_id, struct json *list) MUST_USE;

/* What is to be done with the file of a preview that is there already: begin with upload_review,
 * then, in a transaction and with the file kept in `blob`, upload_review_take. */
struct upload_review {
    struct blob             blob;
    struct preview_file_new file;
    struct preview_job      job; /* kind NULL: nothing */
};
/* E_INVALID for a file whose name does not tell its kind. */
int upload_review(struct rq *rq, const struct upload *file, struct uuid preview_id, struct uuid job_id,
                  struct upload_review *to) MUST_USE;
int upload_review_take(struct cx *cx, void *review) MUST_USE;

/* For rq->later: those who do jobs and send mails have something to do. */
void upload_ring(struct rq *rq);

/* What the job made of the row's file, once it has ended: E_INVALID when it was refused. */
int upload_wait(struct rq *rq, struct uuid job_id, struct job *to) MUST_USE;

/* All of a file, as text, with a NUL behind it. */
int upload_text(struct rq *rq, struct upload *file, const char **text, size_t *len) MUST_USE;

/* A file of the store as the answer. cache: of Cache-Control. name: that it is saved under; NULL:
 * it is shown. */
void send_stored(struct rq *rq, const struct stored *f, const char *cache, const char *name);
/* The file of that name of a row, to be kept by its caller alone; E_NOT_FOUND. save_as: NULL to be shown. */
int send_named(struct rq *rq, struct uuid id, const char *name, const char *save_as) MUST_USE;
#define CACHE_PRIVATE "max-age=604800, private"
#define CACHE_PUBLIC "public, max-age=604800"

/* What a file is saved as: no quotes, no control characters, nothing that is no ASCII. */
const char *save_name(struct rq *rq, const char *name);
/* A preview's, by the name of what was uploaded. */
const char *preview_save_name(struct rq *rq, const struct preview *p);
/* Of a path's last part: the identifier, and the ending behind its dot ("" for none).
 * E_NOT_FOUND when it has not that form. */
int name_read(struct rq *rq, const char *text, struct uuid *id, const char **extension) MUST_USE;
#endif
