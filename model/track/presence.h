/*
 * presence.h - when people were there: logins at workstations, days of work.
 *
 * Stands on base, db, res.
 * Errors: E_INVALID for a month that is in no calendar; those of db.h.
 * Memory: of the arena; lists need the memory of one row.
 */
#ifndef TRACK_PRESENCE_H
#define TRACK_PRESENCE_H
#include "model/res/res.h"

/* A login at a workstation. *id: its row. */
int presence_log(struct cx *cx, const struct actor *who, struct uuid person_id, struct utc at,
                 struct uuid *id) MUST_USE;
/* Those of a person, the last first. */
int presence_logs(struct cx *cx, struct uuid person_id, struct out *o) MUST_USE;
/* The person's last presence is the last day of these, and of work. */
int presence_tell(struct cx *cx, const struct actor *who, struct uuid person_id) MUST_USE;

/* "2026-11" as a table of text: a line for everybody who is active, a column for each day, an X
 * where they logged in. */
int presence_table(struct cx *cx, const char *month, struct out *o) MUST_USE;
#endif
