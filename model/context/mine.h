/*
 * mine.h - what of productions is the actor's own work: that of which a task is his.
 *
 * Stands on base, db, res, track.
 * Errors: those of db.h.
 */
#ifndef CONTEXT_MINE_H
#define CONTEXT_MINE_H
#include "model/res/res.h"

enum mine { MINE_TASKS, MINE_TASK_TYPES, /* of the entity `of` */
            MINE_SHOTS, MINE_SCENES,     /* of the sequence `of` */
            MINE_ASSETS, MINE_SEQUENCES, MINE_EPISODES, MINE_ASSET_TYPES, /* of the production `of` */
            MINE_OF_TYPE,                /* assets of the production `of` and the type `also` */
            MINE_KINDS };
/* As an array. */
int mine_list(struct cx *cx, const struct actor *who, enum mine kind, struct uuid of,
              struct uuid also, struct out *o) MUST_USE;
#endif
