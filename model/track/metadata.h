/*
 * metadata.h - the columns that a production adds to its entities, with the values in them.
 *
 * Stands on base, db, res.
 * Errors: E_NOT_FOUND for those of another production, E_CONFLICT for a name that is taken.
 * Memory: of the arena.
 */
#ifndef TRACK_METADATA_H
#define TRACK_METADATA_H
#include "model/track/production.h"

/* What columns hold, and what has them; NULL-ended. */
extern const char *const metadata_types[], *const metadata_kinds[];
/* A name as a word: small letters, digits, and "_" for whatever else is between them. */
const char *field_word(struct cx *cx, const char *name);
/* Managers do as they like with them, supervisors with those of their departments alone. */
int metadata_may(struct cx *cx, const struct actor *who, struct uuid project_id,
                 const struct ids *departments) MUST_USE;
/* Of the production, with its departments. */
int metadata_get(struct cx *cx, struct uuid project_id, struct uuid id,
                 struct metadata_descriptor *to) MUST_USE;
int metadata_list(struct cx *cx, struct uuid project_id, bool for_client,
                  struct out *o) MUST_USE;
int metadata_show(struct cx *cx, struct uuid id, struct out *o) MUST_USE;
/* field_name follows name. In a transaction. */
int metadata_create(struct cx *cx, const struct actor *who, struct metadata_descriptor *d,
                    struct uuid *id) MUST_USE;
/* Values go with the name that they are kept under. */
int metadata_update(struct cx *cx, const struct actor *who, const struct metadata_descriptor *was,
                    struct metadata_descriptor *to) MUST_USE;
/* With its values. */
int metadata_delete(struct cx *cx, const struct actor *who,
                    const struct metadata_descriptor *was) MUST_USE;
/* Places from 1 in the order of the list; others of the kind keep theirs. */
int metadata_order(struct cx *cx, const struct actor *who, struct uuid project_id,
                   const char *entity_type, const struct ids *ids) MUST_USE;

/* ---- of all open productions that the actor manages; task types have none here ---- */
/* In those that have none of that name. */
int metadata_create_all(struct cx *cx, const struct actor *who, const struct metadata_descriptor *d,
                        struct ids *made) MUST_USE;
int metadata_update_all(struct cx *cx, const struct actor *who, const char *entity_type,
                        const char *field_name, const struct metadata_descriptor *to,
                        struct ids *changed) MUST_USE;
int metadata_delete_all(struct cx *cx, const struct actor *who, const char *entity_type,
                        const char *field_name, struct ids *gone) MUST_USE;
/* names: JSON, a list of field names. */
int metadata_order_all(struct cx *cx, const struct actor *who, const char *entity_type,
                       const char *names, struct ids *changed) MUST_USE;
int metadata_show_all(struct cx *cx, struct ids ids, struct out *o) MUST_USE;
#endif
