/*
 * rows.h - what the descriptors of this folder have in common. Theirs alone.
 *
 * Stands on base, res.
 */
#ifndef TRACK_ROWS_H
#define TRACK_ROWS_H
#include "model/track/event.h"
#include "model/track/right.h"

#define COLUMN   (READ | WRITE | FIND | LOOSE)
#define ROW_ID   (READ | FIND | KEY | WRITE | IGNORED)
#define ROW_AT   (READ | FIND | WRITE | NULLS | IGNORED)
#define LINKED   (READ | WRITE | FIND | LOOSE)
#define CHILDREN (READ | FIND)

/* Rows that nobody but administrators gets at. */
#define RULES(...) .may = right_may, .after = event_after, .rules = &(const struct right_rules){ __VA_ARGS__ }
/* The same with an event of its own. */
#define RIGHTS(...) .may = right_may, .rules = &(const struct right_rules){ __VA_ARGS__ }
/* Vocabularies: everybody reads them. */
#define VOCABULARY RULES(.list = FOR_ALL, .get = FOR_ALL)

/* Whole lists of it are read by its indexes. */
#define GROWS(table_name) .by_order = table_name "_created_at", .by_page = table_name "_updated_at"

#define VIA_TASK "(SELECT k.project_id FROM task k WHERE k.id = t.task_id)"

/* Hooks of productions: production_rules.c. */
int production_before(struct cx *cx, const struct resource *r, const struct actor *who,
                      enum verb verb, const void *old, void *row) MUST_USE;
int production_after(struct cx *cx, const struct resource *r, const struct actor *who,
                     enum verb verb, const void *old, const void *row) MUST_USE;

/* Scopes. */
const char *scope_open_projects(const struct actor *who);  /* t.project_id */
const char *scope_entities(const struct actor *who);       /* open projects; vendors: assigned */
const char *scope_tasks(const struct actor *who);
const char *scope_of_tasks(const struct actor *who);       /* t.task_id */
const char *scope_productions(const struct actor *who);    /* t.id */
const char *scope_teams(const struct actor *who);          /* t.project_id, closed ones too */
const char *scope_playlists(const struct actor *who);
const char *scope_output_files(const struct actor *who);
const char *scope_schedule_links(const struct actor *who);
#endif
