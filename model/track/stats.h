/*
 * stats.h - how far episodes are, what shots measure, what a studio has.
 *
 * Units:  frames; counts of tasks.
 * Stands on base, db, res.
 * Errors: those of db.h.
 * Memory: of the arena.
 */
#ifndef TRACK_STATS_H
#define TRACK_STATS_H
#include "model/res/res.h"

/* Tasks of shots by episode, kind of work and status, with sums under "all": an object of objects.
 * mine: a person whose tasks alone count, or nil. */
int stats_episodes(struct cx *cx, struct uuid project_id, struct uuid mine, struct out *o) MUST_USE;
/* The same by what becomes of them, take by take. */
int stats_retakes(struct cx *cx, struct uuid project_id, struct uuid mine, struct out *o) MUST_USE;
/* Numbers of previews and comments, as an object. */
int stats_studio(struct cx *cx, struct out *o) MUST_USE;

/* Shots are as long as the newest moving preview of that kind of work: those of an episode, or of
 * all when it is nil. As an array of {id, nb_frames}. In a transaction. */
int frames_set(struct cx *cx, const struct actor *who, struct uuid project_id,
               struct uuid task_type_id, struct uuid episode_id, struct out *o) MUST_USE;
#endif
