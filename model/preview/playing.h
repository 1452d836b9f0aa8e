/*
 * playing.h - what a player plays: the entities of a playlist, or those of some tasks, each with
 * the preview that is chosen and, for who may change the choice, all others.
 *
 * An entity is an object: id, entity_id, preview_file_id and what is known of that preview, with
 * the others of its revision in preview_file_previews; in preview_files all previews as
 * listing.h has them.
 *
 * Stands on base, db.
 * Errors: those of db.h.
 * Memory: that of one row.
 */
#ifndef PREVIEW_PLAYING_H
#define PREVIEW_PLAYING_H
#include "model/base/out.h"

struct playing {
    bool all;   /* all previews of each entity too */
    bool named; /* names and colours of what it is about, for who cannot look them up */
};
/* As arrays. */
int playing_of_playlist(struct cx *cx, struct uuid playlist_id, const struct playing *how,
                        struct out *o) MUST_USE;
/* Of each task its entity, by the newest preview of that kind of work, with all others and names.
 * sorted: by names, else as they are in the list. */
int playing_of_tasks(struct cx *cx, struct ids task_ids, bool sorted, struct out *o) MUST_USE;
#endif
