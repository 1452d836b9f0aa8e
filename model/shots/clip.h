/*
 * clip.h - the clip of a scene as the preview of its shot.
 *
 * A scene's clip and key frame are made by a job; when they are there, its commit gives them to
 * the preview that waits for them.
 *
 * Stands on base, db, store, job, footage, preview, track.
 * Errors: those of db.h.
 * Memory: of the arena.
 */
#ifndef SHOTS_CLIP_H
#define SHOTS_CLIP_H
#include "model/job/kind.h"
#include "model/res/res.h"

/* Takes the place of the footage area's job that makes a scene's clip: same name, same work. */
extern const struct job_kind shots_render;

enum clip_state {
    CLIP_NOWHERE, /* no preview asks for it */
    CLIP_MISSING, /* the scene has none */
    CLIP_SHOWN,   /* the preview has it already */
    CLIP_GIVEN,   /* it has it from now on: ring for jobs after the commit */
};
int clip_give(struct cx *cx, struct uuid scene_id, struct uuid person_id,
              enum clip_state *state) MUST_USE;
/* It will not come: a preview that has nothing else is broken. */
int clip_lost(struct cx *cx, struct uuid scene_id, struct uuid person_id) MUST_USE;

/* The scene is about to go, or belongs elsewhere: its shot stays, without it. */
int shots_forget(struct cx *cx, const struct actor *who, struct uuid scene_id) MUST_USE;
#endif
