/*
 * template.h - settings for new productions: made of one, given to another.
 *
 * Stands on base, db, res.
 * Errors: E_NOT_FOUND, E_INVALID, E_CONFLICT for a name that is taken; those of db.h.
 * Memory: of the arena; lists need the memory of one row.
 */
#ifndef TRACK_TEMPLATE_H
#define TRACK_TEMPLATE_H
#include "model/track/production.h"
#include "model/track/setting.h"

/* ---- one by one: rows of setting.h ---- */
/* What is linked, with the place and the roles that the links give it. */
int template_list(struct cx *cx, const struct setting *s, struct uuid template_id,
                  struct out *o) MUST_USE;
/* Repeating it is harmless. roles: of those whose links have them, a JSON list, or NULL. E_INVALID
 * when there is no such thing. */
struct template_link {
    struct uuid    id;
    const int64_t *priority; /* or NULL */
    const char    *roles;
};
int template_add(struct cx *cx, const struct actor *who, const struct setting *s,
                 struct uuid template_id, const struct template_link *link) MUST_USE;
/* A default that is taken away is none any more. */
int template_remove(struct cx *cx, const struct actor *who, const struct setting *s,
                    struct uuid template_id, struct uuid id) MUST_USE;
/* Places from 1 in the order of the list; what is not there yet is added. E_INVALID when something
 * of it does not exist. */
int template_order(struct cx *cx, const struct actor *who, const struct setting *s,
                   struct uuid template_id, const struct ids *ids) MUST_USE;
/* The links, or the one to `id` as an object, as rows. */
int template_links(struct cx *cx, const struct setting *s, struct uuid template_id,
                   const struct uuid *id, struct out *o) MUST_USE;

/* ---- others ---- */
/* nil: none. E_INVALID for one that the template has not. */
int template_background(struct cx *cx, const struct actor *who, struct uuid template_id,
                        struct uuid background_id) MUST_USE;
struct template_column { /* of metadata */
    struct row  row;
    const char *name, *field_name, *entity_type, *data_type;
    struct json choices;
    bool        for_client;
    struct ids  departments;
    int64_t     position;
};
extern const struct shape template_column_shape;
/* They take the place of what was. */
int template_columns(struct cx *cx, const struct actor *who, struct uuid template_id,
                     const struct template_column *columns, size_t n) MUST_USE;

/* ---- productions ---- */
int template_of_project(struct cx *cx, const struct actor *who, struct uuid project_id,
                        const char *name, const char *description, struct uuid *id) MUST_USE;
/* What the production has already stays. except: a new production whose members that are set count
 * more than the template's, or NULL. */
int template_apply(struct cx *cx, const struct actor *who, struct uuid project_id,
                   struct uuid template_id, const struct production *except) MUST_USE;
#endif
