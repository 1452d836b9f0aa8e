/*
 * media.h - what the operations of dailies-media share, and their names.
 *
 * Every operation answers its facts by itself; the caller says "done" or "failed".
 * One more operation is: its function here, its name among the ops of job.c (and in job_check
 * what it needs), its row in the table of main.c, its line in the usage there; on the runner's
 * side a row in the ops of model/job/answer.c.
 * Errors: the reasons of input.h, picture.h.
 */
#ifndef MEDIA_MEDIA_H
#define MEDIA_MEDIA_H
#include "model/media/answer.h"
#include "model/media/input.h"
#include "model/media/job.h"

struct media {
    struct cx              *cx;
    const struct media_job *job;
    struct answer          *answer;
    struct input           *input; /* NULL for render of what only the tool reads, and for join */
};

/* Path of a file in the output folder. */
const char *media_path(const struct media *m, const char *name) MUST_USE;
/* A folder in it, which may be there already. */
int media_folder(const struct media *m, const char *name) MUST_USE;
/* Tells that a file in it is whole; one that is not there or empty is E_MEDIA_FAILED. */
int media_file_done(const struct media *m, const char *name, const char *type) MUST_USE;

/* The "source" line. frames and duration as measured; 0 and the container's word before decoding. */
void source_answer(const struct media *m, int64_t frames, int64_t duration_us);
/* The same of another `kind` of line. */
void facts_answer(const struct media *m, const char *kind, int64_t frames, int64_t duration_us);

int parse_run(struct media *m) MUST_USE;      /* find the scenes, make their storyboards */
int storyboard_run(struct media *m) MUST_USE; /* the storyboard of one given scene */
int analyse_run(struct media *m) MUST_USE;    /* measure a scene or a photo */
int render_run(struct media *m) MUST_USE;     /* clip, HLS, key frame, sheet, waveform, loudness */
int watchable_run(struct media *m) MUST_USE;  /* what browsers play; thumbnail, poster, captions */
int ladder_run(struct media *m) MUST_USE;     /* HLS renditions and sprites */
int review_run(struct media *m) MUST_USE;     /* what a movie is reviewed by: normalised, low, tiles, pictures */
int frame_run(struct media *m) MUST_USE;      /* the pictures of one frame */
int join_run(struct media *m) MUST_USE;       /* several movies as one */
#endif
