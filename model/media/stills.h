/*
 * stills.h - the operations of dailies-stills, and how they tell what they found.
 *
 * Lines may come from several threads.
 * Errors: the reasons of still.h and zip.h.
 */
#ifndef MEDIA_STILLS_H
#define MEDIA_STILLS_H
#include <pthread.h>
#include "model/media/answer.h"
#include "model/media/job.h"
#include "model/media/still.h"

struct stills {
    struct cx              *cx;
    const struct media_job *job;
    const char *const      *inputs; /* of the job */
    size_t                  inputs_n;
    const char *const      *slugs; /* of the job */
    size_t                  slugs_n;
    int                     threads;
    struct still_gate      *gate;
    pthread_mutex_t         lock; /* of the answer and what follows */
    struct answer          *answer;
    size_t                  total, done;
};

/* "items": so many there are. */
void stills_items(struct stills *s, size_t total);
/* The picture of that index: "still" and its "thumb"s, and progress. */
void stills_measured(struct stills *s, size_t index, const struct still_facts *f);
/* ... or "refused", and progress. */
void stills_refused(struct stills *s, size_t index, enum reason why, const char *message);

/* Measures and says so. What is wrong with the picture is no failure; *good tells it.
 * Errors: E_MEDIA_FAILED. */
int stills_measure(struct stills *s, struct cx *cx, size_t index, const char *path,
                   struct still_facts *facts, bool *good) MUST_USE;

int stills_run(struct stills *s) MUST_USE; /* several pictures */
int zip_run(struct stills *s) MUST_USE;    /* the pictures of an archive */
int sizes_run(struct stills *s) MUST_USE;  /* the sizes in which a picture is reviewed */
int avatar_run(struct stills *s) MUST_USE; /* the square that stands for somebody */
#endif
