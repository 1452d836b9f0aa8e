/*
 * all.h - every resource of the tracker but persons and the organisation, for tests and documents.
 *
 * Stands on base, res.
 */
#ifndef TRACK_ALL_H
#define TRACK_ALL_H
#include "model/res/res.h"

extern const struct resource *const track_resources[]; /* NULL-ended */
#endif
