/*
 * tasked.h - entities of a kind with their tasks: what the lists of a client's screens show.
 *
 * One statement, written as its rows come: memory does not depend on how many there are.
 * Stands on base, db, res, track.
 * Errors: those of db.h.
 */
#ifndef CONTEXT_TASKED_H
#define CONTEXT_TASKED_H
#include "model/res/res.h"

enum tasked_kind { TASKED_ASSETS, TASKED_SHOTS, TASKED_SEQUENCES, TASKED_EPISODES, TASKED_SCENES,
                   TASKED_EDITS, TASKED_CONCEPTS, TASKED_KINDS };

struct tasked_ask {
    enum tasked_kind kind;
    bool             mine; /* only the tasks that are the actor's, and their entities */
    bool             has_project, has_parent, has_episode, has_type, has_id;
    struct uuid      project_id, parent_id, episode_id, entity_type_id, id;
};
/* As an array. */
int tasked_list(struct cx *cx, const struct actor *who, const struct tasked_ask *ask,
                struct out *o) MUST_USE;
extern const struct shape tasked_shape; /* of an entity, for the API document */
/* The concepts of an entity, with their tasks, as an array. */
int tasked_linked(struct cx *cx, struct uuid entity_id, struct out *o) MUST_USE;
extern const struct shape linked_shape; /* of one of them, but for its tasks */
#endif
