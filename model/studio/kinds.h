/*
 * kinds.h - the kinds of jobs of all areas, for the runner and for whoever cancels one.
 *
 * Stands on the areas' kinds.
 */
#ifndef STUDIO_KINDS_H
#define STUDIO_KINDS_H
#include "model/job/kind.h"

extern const struct job_kind *const all_kinds[]; /* NULL-ended */
#endif
