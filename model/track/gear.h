/*
 * gear.h - software and hardware of departments.
 *
 * Stands on base, db, res.
 * Errors: E_NOT_FOUND for a department or a thing that is not there; those of db.h.
 * Memory: of the arena; lists need the memory of one row.
 */
#ifndef TRACK_GEAR_H
#define TRACK_GEAR_H
#include "model/res/res.h"

struct gear { /* a kind of it */
    const struct resource *res, *links;
    const char            *column; /* of the links */
};
extern const struct gear gear_software, gear_hardware;

/* All by department: an object of arrays. */
int gear_all(struct cx *cx, const struct gear *g, struct out *o) MUST_USE;
int gear_list(struct cx *cx, const struct gear *g, struct uuid department_id, struct out *o) MUST_USE;
/* Repeating it is harmless. o: the link. */
int gear_add(struct cx *cx, const struct gear *g, struct uuid department_id, struct uuid id,
             struct out *o) MUST_USE;
int gear_remove(struct cx *cx, const struct gear *g, struct uuid department_id,
                struct uuid id) MUST_USE;
#endif
