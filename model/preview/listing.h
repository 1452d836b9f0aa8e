/*
 * listing.h - previews as players list them: of an entity, by kinds of work and revisions.
 *
 * Stands on base, db.
 * Errors: those of db.h.
 * Memory: that of one row.
 */
#ifndef PREVIEW_LISTING_H
#define PREVIEW_LISTING_H
#include "model/base/out.h"

/* {task type: [previews, newest revision first, each with the others of its revision]}. */
int preview_list_of_entity(struct cx *cx, struct uuid entity_id, struct out *o) MUST_USE;
#endif
