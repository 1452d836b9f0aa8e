/*
 * files.h - rows that give a scene's folder its files.
 *
 * Stands on base, db, store, job.
 * Errors: those of db.h.
 */
#ifndef FOOTAGE_FILES_H
#define FOOTAGE_FILES_H
#include "model/db/db.h"
#include "model/job/answer.h"

/* A row for each file of the answer; names that are there already get the new file.
 * one: the scene that all of them belong to, or NULL: each belongs to its scene's own id. */
int scene_files_put(struct cx *cx, const struct answer *answer, const struct uuid *one) MUST_USE;
#endif
