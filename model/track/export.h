/*
 * export.h - rows of the tracker as tables of text, written as they are read.
 *
 * Stands on base, db, res.
 * Errors: those of db.h.
 * Memory: of one row.
 */
#ifndef TRACK_EXPORT_H
#define TRACK_EXPORT_H
#include "model/track/kind.h"

/* Of the whole studio. */
struct export_table;
extern const struct export_table export_persons, export_projects, export_tasks, export_time_spents,
    export_task_types;
int export_write(struct cx *cx, const struct export_table *t, struct out *o) MUST_USE;

struct export_ask {
    struct uuid project_id;
    struct uuid episode_id;  /* nil: any or none */
    struct uuid assigned_to; /* whose tasks they have; nil: anybody's, or none */
};
/* Assets, shots or edits, with columns of metadata and of the kinds of work that they have. */
int export_entities(struct cx *cx, const struct entity_kind *kind, const struct export_ask *ask,
                    struct out *o) MUST_USE;

enum export_cast { /* castings of what */
    EXPORT_ASSETS,   /* of series: those of episodes, then the main pack */
    EXPORT_MAIN,     /* assets of no episode */
    EXPORT_SHOTS,
    EXPORT_EPISODES,
};
int export_castings(struct cx *cx, enum export_cast what, const struct export_ask *ask,
                    struct out *o) MUST_USE;
/* What is played, with the last comment on each; of comments clients see theirs alone. */
int export_playlist(struct cx *cx, struct uuid playlist_id, bool for_client,
                    struct out *o) MUST_USE;
/* The name of the production, for names of files. */
int export_project_name(struct cx *cx, struct uuid project_id, const char **name) MUST_USE;
#endif
