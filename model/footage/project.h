/*
 * project.h - footage projects: the row that the tracker calls a production.
 *
 * Errors: E_CONFLICT for a name that the owner has already, those of db.h.
 */
#ifndef FOOTAGE_PROJECT_H
#define FOOTAGE_PROJECT_H
#include "model/base/field.h"

struct project {
    struct row  row;
    struct uuid id;
    const char *name;
    struct utc  created_at;
    struct uuid owner_id;
    bool        is_mine; /* owned by, or with, the person who asked */
};
extern const struct shape project_shape;

/* A place in a list that is ordered by (at, n, id). */
struct cursor_key {
    struct utc  at;
    int64_t     n;
    struct uuid id;
};

/* SQL: whether somebody owns project `p` or is in its team; takes the person twice. */
#define PROJECT_IS_MINE                                                                            \
    "(p.owner_id <=> ? OR EXISTS(SELECT 1 FROM project_person_link l"                              \
    " WHERE l.project_id = p.id AND l.person_id = ?))"

/* The project as `person_id` sees it. locked: keep it as it is until the transaction ends. */
int project_get(struct cx *cx, struct uuid id, struct uuid person_id, bool locked,
                struct project *to, bool *found) MUST_USE;
/* A new project, with its maker in the team. */
int project_create(struct cx *cx, struct uuid id, const char *name, struct uuid owner_id) MUST_USE;
int project_rename(struct cx *cx, struct uuid id, const char *name) MUST_USE;
/* Those that the person owns or works in, oldest first, behind `after`. */
int project_each(struct cx *cx, struct uuid person_id, const struct cursor_key *after,
                 int64_t limit, int (*fn)(void *u, const void *row), void *u) MUST_USE;
/* Its scenes stay, without a project. */
int project_delete(struct cx *cx, struct uuid id) MUST_USE;
/* Add scenes at the end, in the order given; those already there keep their place. The project
 * is locked by the caller. E_NOT_FOUND names the first unknown one; E_FORBIDDEN one of somebody
 * else, unless `any_owner`. */
int project_add_scenes(struct cx *cx, struct uuid id, const struct ids *scenes,
                       struct uuid person_id, bool any_owner) MUST_USE;
/* Identifiers of all its scenes, in order. */
int project_scene_ids(struct cx *cx, struct uuid id, struct ids *to) MUST_USE;
#endif
