/*
 * keep.h - searches that people keep for themselves, or share with a production, and the sections
 * in which they are.
 *
 * Who made a row has it, and administrators. It is shared by those who lead its production; what
 * others ask to be shared is kept for themselves. A search is shared if its section is.
 *
 * Stands on base, db, res.
 * Errors: E_NOT_FOUND for what is nobody's or somebody else's; E_INVALID; those of db.h.
 * Memory: of the arena.
 */
#ifndef TRACK_KEEP_H
#define TRACK_KEEP_H
#include "model/res/res.h"
#include "model/track/review.h"

/* In transactions; they add the events of the rows. *id: the new one. */
int keep_search(struct cx *cx, const struct actor *who, struct search_filter *row,
                struct uuid *id) MUST_USE;
int keep_search_change(struct cx *cx, const struct actor *who, struct uuid id,
                       struct search_filter *row) MUST_USE;
int keep_search_drop(struct cx *cx, const struct actor *who, struct uuid id) MUST_USE;

int keep_section(struct cx *cx, const struct actor *who, struct search_filter_group *row,
                 struct uuid *id) MUST_USE;
/* Its searches are shared with it, or not any more. */
int keep_section_change(struct cx *cx, const struct actor *who, struct uuid id,
                        struct search_filter_group *row) MUST_USE;
/* With its searches. */
int keep_section_drop(struct cx *cx, const struct actor *who, struct uuid id) MUST_USE;
/* Is it there for the actor? */
int keep_section_is(struct cx *cx, const struct actor *who, struct uuid id) MUST_USE;
#endif
