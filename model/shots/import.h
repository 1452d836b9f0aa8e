/*
 * import.h - the scenes of a production become its shots.
 *
 * Each scene is linked with one shot; asking again changes what is linked already. A shot gets its
 * scene's clip as a preview of a task of its own; a clip that is not there yet is made by a job,
 * and comes to the preview then.
 *
 * Stands on base, db, res, job, footage, preview, track.
 * Units:  frames of the source, from 0.
 * Errors: E_NOT_FOUND, E_INVALID naming the field; those of db.h and res.h.
 * Memory: of the arena.
 */
#ifndef SHOTS_IMPORT_H
#define SHOTS_IMPORT_H
#include "model/res/res.h"

struct shots_ask {
    struct uuid       project_id;
    const struct ids *scenes; /* NULL: all of the production */
    const char       *sequence_name, *naming;
    int64_t           step;
    struct uuid       episode_id;   /* of the sequence; nil: none */
    struct uuid       task_type_id; /* of the clips; nil: the usual one */
};
struct shot_made {
    struct row  row;
    struct uuid scene_id, shot_id;
    const char *name;
    struct uuid sequence_id; /* nil: somebody has taken it out */
    struct uuid preview_file_id;
    bool        is_new;
};
extern const struct shape shot_made_shape;

struct shots_made {
    struct shot_made *v; /* in the order of the scenes */
    size_t            n;
    bool              jobs, mailed; /* ring for them after the commit */
};
/* Nobody else makes shots of the production's scenes until the transaction ends. E_NOT_FOUND. */
int shots_lock(struct cx *cx, struct uuid project_id) MUST_USE;
/* In that transaction; rights are the caller's matter. */
int shots_import(struct cx *cx, const struct actor *who, const struct shots_ask *ask,
                 struct shots_made *made) MUST_USE;
#endif
