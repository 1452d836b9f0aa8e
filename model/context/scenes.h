/*
 * scenes.h - scenes of footage become shots of the tracker.
 *
 * A scene becomes one shot, however often it is imported: the shot is changed then. A new shot
 * gets a task whose first preview is the scene's clip, or its key frame where there is no clip.
 *
 * Stands on base, db, res, track, preview.
 * Errors: E_NOT_FOUND, E_INVALID (a pattern that gives two scenes one name), those of db.h.
 */
#ifndef CONTEXT_SCENES_H
#define CONTEXT_SCENES_H
#include "model/res/res.h"

struct scenes_ask {
    struct uuid project_id;
    const char *sequence_name; /* of new shots */
    const char *pattern;       /* {number}: 0010, 0020, ...; {index}: 1, 2, ...; {name}: the scene's */
    bool        has_task_type;
    struct uuid task_type_id; /* else the production's first for shots, else the studio's */
    struct ids  scene_ids;    /* n 0: all */
};
struct scenes_done {
    int64_t created, updated, previews;
};
/* In a transaction; what it says of the shots goes to `o`, as an array. */
int scenes_import(struct cx *cx, const struct actor *who, const struct scenes_ask *ask,
                  struct scenes_done *done, struct out *o) MUST_USE;
#endif
