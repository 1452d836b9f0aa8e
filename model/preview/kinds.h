/*
 * kinds.h - jobs on files of the tracker: pictures and movies to be reviewed, single frames of
 * movies, avatars.
 *
 * A job's subject is the row that the files belong to; its input names the bytes:
 * {"hashes": ["..."], "owner": table, "frame": n}. When the row has other bytes meanwhile, what
 * came out of these is forgotten.
 */
#ifndef PREVIEW_KINDS_H
#define PREVIEW_KINDS_H
#include "model/job/kind.h"

/* The row gets its files and is ready; else it is broken. */
extern const struct job_kind preview_picture, preview_movie;
/* The preview's pictures become those of its file PREVIEW_COVER: a picture that stands for a movie.
 * A movie that has one when it is ready is followed by this job. */
#define PREVIEW_COVER "cover"
extern const struct job_kind preview_cover;
/* The preview's pictures become those of a frame. */
extern const struct job_kind preview_frame;
/* The row's "avatar" is set. */
extern const struct job_kind preview_avatar;
/* The row's "thumbnail" is set, if the file is a picture. */
extern const struct job_kind preview_small;
/* A frame's pictures for one answer: the job's result is {"hash": "..."}. */
extern const struct job_kind preview_look;

struct preview_job {
    struct uuid id; /* made by the caller, before its transaction */
    const struct job_kind *kind;
    struct uuid owner_id, person_id;
    const char *owner; /* table */
    const char *hash;
    int64_t     frame;
    bool        as_is; /* a movie that keeps its size and its rate, and if possible its bytes */
    int64_t     priority;
};
int preview_job_add(struct cx *cx, const struct preview_job *job) MUST_USE;
#endif
