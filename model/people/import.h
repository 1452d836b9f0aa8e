/*
 * import.h - people out of tables of text.
 *
 * Stands on base, db, res, track's import.
 */
#ifndef PEOPLE_IMPORT_H
#define PEOPLE_IMPORT_H
#include "model/track/import.h"

/* A row is a person with that address; who is there is changed when the import says so. */
extern const struct import_kind import_persons;
#endif
