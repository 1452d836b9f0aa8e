/*
 * tree.h - where files are to be kept: paths made of the templates of a production.
 *
 * A tree has modes (working, output, preview), each with a mount point, a root and, by kinds of
 * entities, templates of a folder and of a file's name. <Shot>, <TaskType.short_name> and the like
 * in them stand for what a file belongs to, written with letters, digits and _ alone.
 *
 * Stands on base, db, res, json-c.
 * Errors: E_NOT_FOUND, E_INVALID for a tree that does not say what is asked for.
 * Memory: of the arena.
 */
#ifndef TRACK_TREE_H
#define TRACK_TREE_H
#include "model/res/res.h"

/* Those that any production may have ("simple", "default"), as JSON; NULL: none of that name. */
const char *tree_named(struct cx *cx, const char *name);
/* Small letters, digits, and _ for whatever stands between them; with ids, those stay as they are. */
const char *tree_slug(struct arena *a, const char *text, bool ids);

struct tree_ask {
    struct uuid entity_id;   /* with an instance: where it appears */
    struct uuid instance_id; /* of an asset; nil: none, as with the others */
    struct uuid task_id, task_type_id, output_type_id, software_id;
    const char *mode, *name, *representation, *sep;
    int64_t     revision, elements; /* elements: of a sequence of files */
};
struct tree_path {
    const char *folder, *name; /* NULL: the production has no tree */
};
int tree_path(struct cx *cx, const struct tree_ask *ask, struct tree_path *to) MUST_USE;
/* The same, refused where there is no tree. */
int tree_path_need(struct cx *cx, const struct tree_ask *ask, struct tree_path *to) MUST_USE;

/* What a path may be of, as an array of objects: the template's name, and by the templates' words
 * what was found by it, from left to right as far as something was. */
int tree_guess(struct cx *cx, struct uuid project_id, const char *path, const char *sep,
               struct out *o) MUST_USE;
#endif
