/*
 * salary.h - what the studio pays: a row for every department, position and seniority.
 *
 * Stands on base, db.
 * Errors: those of db.h.
 */
#ifndef TRACK_SALARY_H
#define TRACK_SALARY_H
#include "model/base/base.h"

/* Make the rows that are not there yet. Belongs into a transaction. */
int salaries_complete(struct cx *cx) MUST_USE;
#endif
