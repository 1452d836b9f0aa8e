/*
 * element.h - what set designs are made of: subjects, shot types, background presets, and the
 * organizations that share them. One struct, one set of rules, a descriptor each.
 *
 * Whose it is may do everything with it, and so may administrators. Members of its organization
 * see and change it. Shot types are one vocabulary, which everybody sees.
 *
 * Stands on base, db, res.
 * Errors: those of res.h; E_FORBIDDEN "Not enough permissions"; E_CONFLICT for what is in use and
 *         for a slug that is taken.
 * Memory: the arena.
 */
#ifndef DESIGN_ELEMENT_H
#define DESIGN_ELEMENT_H
#include "model/res/res.h"

struct element {
    struct row  row;
    struct uuid id;
    struct utc  created_at, updated_at;
    const char *name;
    const char *slug; /* shot types */
    const char *description;
    struct uuid media_resource_id; /* background presets */
    struct uuid owner_id, organization_id;
};
/* A descriptor's shape is what its rows are; `fresh` and `edit` are what a client may send. */
struct element_kind {
    const struct resource *res;
    const struct shape    *fresh, *edit;
};
extern const struct element_kind subject_kind, shot_type_kind, background_preset_kind,
    organization_kind;
extern const struct shape subject_row_shape, subject_new_shape, subject_edit_shape,
    shot_type_row_shape, shot_type_new_shape, shot_type_edit_shape, background_preset_row_shape,
    background_preset_new_shape, background_preset_edit_shape, organization_row_shape,
    organization_new_shape, organization_edit_shape;

/* May the actor do it to what belongs to `owner_id` and, unless that is nil, to an organization?
 * RES_DELETE is for the owner and administrators. E_FORBIDDEN. */
int element_may(struct cx *cx, const struct actor *who, enum verb verb, struct uuid owner_id,
             struct uuid organization_id) MUST_USE;
/* Condition over `t` for what belongs to the actor or to an organization of hers; two ?. */
#define ELEMENT_MINE                                                                                  \
    "(t.owner_id = ? OR t.organization_id IN (SELECT m.organization_id"                            \
    " FROM design_organization_member m WHERE m.person_id = ?))"

/* A new one; what is not said has its default: the actor owns it.
 * in: read by kind->fresh. */
int element_create(struct cx *cx, const struct element_kind *kind, const struct actor *who,
                const struct element *in, struct uuid id) MUST_USE;
/* in: read by kind->edit; null where nothing can be: no change. */
int element_change(struct cx *cx, const struct element_kind *kind, const struct actor *who,
                struct uuid id, const struct element *in) MUST_USE;
int element_get(struct cx *cx, const struct element_kind *kind, const struct actor *who, struct uuid id,
             struct element *to) MUST_USE;
int element_remove(struct cx *cx, const struct element_kind *kind, const struct actor *who,
                struct uuid id) MUST_USE;

/* Those of `ids` that the actor sees, in no order. Not for organizations. */
int element_seen(struct cx *cx, const struct element_kind *kind, const struct actor *who,
              const struct ids *ids, struct ids *seen) MUST_USE;
/* Rows of a struct with nothing but an id. */
struct known {
    struct row  row;
    struct uuid id;
};
extern const struct shape known_shape;
struct ids known_ids(struct cx *cx, const struct known *rows, size_t n);
/* A JSON list, for JSON_TABLE. E_INVALID when there are too many. */
int ids_text(struct cx *cx, const struct ids *ids, const char **text) MUST_USE;
bool ids_have(const struct ids *ids, struct uuid id);

/* Rules over a change of owner and of organization; nil: none. E_FORBIDDEN, E_INVALID. */
int element_owner_rule(struct cx *cx, const struct actor *who, struct uuid is, struct uuid becomes) MUST_USE;
int element_group_rule(struct cx *cx, const struct actor *who, struct uuid owner_id, struct uuid is,
                    struct uuid becomes) MUST_USE;

/* ---- who is in an organization ---- */

struct member {
    struct row  row;
    struct uuid user_id;
    const char *email, *first_name, *last_name;
    struct utc  created_at; /* since when */
};
extern const struct shape member_shape;

int member_is(struct cx *cx, struct uuid organization_id, struct uuid person_id, bool *is) MUST_USE;
/* E_FORBIDDEN unless the actor is a member or an administrator. An administrator who names none
 * that exists: E_INVALID with `field`. */
int member_need(struct cx *cx, const struct actor *who, struct uuid organization_id,
                const char *field) MUST_USE;
int member_each(struct cx *cx, struct uuid organization_id, int64_t skip, int64_t limit,
                int (*fn)(void *u, const void *row), void *u) MUST_USE;
int member_count(struct cx *cx, struct uuid organization_id, int64_t *n) MUST_USE;
/* E_NOT_FOUND: no such person, no such member. Adding again does nothing. */
int member_add(struct cx *cx, struct uuid organization_id, struct uuid person_id,
               struct member *to) MUST_USE;
int member_remove(struct cx *cx, struct uuid organization_id, struct uuid person_id) MUST_USE;
#endif
