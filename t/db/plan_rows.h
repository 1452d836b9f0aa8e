/* plan_rows.h - rows for plans of statements: so many in each table that the database has a choice. */
#ifndef T_DB_PLAN_ROWS_H
#define T_DB_PLAN_ROWS_H
#include "model/base/base.h"

/* Productions of `dailies seed`, and rows of all the tables that it leaves empty. *project_id: a
 * production that has episodes, scenes, edits and concepts too. */
void plan_rows(struct cx *cx, struct uuid *project_id);
#endif
