/*
 * plan.h - how the database runs what a program asks it: each SELECT that passes db_all, db_each or
 * db_one is explained with its values, once, and its plan is judged.
 *
 * A table grows unless it is one of the small ones, which people fill by hand. No statement may read
 * a table that grows from end to end, nor sort rows of it without a limit. Read whole is what is
 * listed or counted without a condition; and then by an index in its order.
 *
 * The program is linked with --wrap for the three functions.
 */
#ifndef T_DB_PLAN_H
#define T_DB_PLAN_H
#include "model/base/base.h"

/* Which tables there are, and how many rows of what they have. */
void plan_begin(struct cx *cx);
void plan_end(void);
/* From now on statements are of this request; NULL: they do not count. unindexed: it filters by a
 * column that has no index, so that rows have to be looked at. */
void plan_of(const char *request, bool unindexed);
/* How many were judged, and how many of them have a fault, which was printed. */
size_t plan_judged(void);
size_t plan_faults(void);
#endif
