/*
 * output.h - files that are handed on: of entities, and of copies of assets where they appear.
 *
 * Stands on base, db, res.
 * Errors: E_INVALID, E_CONFLICT for a revision that is there, E_NOT_FOUND; those of db.h.
 * Memory: of the arena; lists need the memory of one row.
 */
#ifndef TRACK_OUTPUT_H
#define TRACK_OUTPUT_H
#include "model/track/file.h"

enum outputs_of { OF_ENTITY, OF_INSTANCE, OF_PROJECT };
struct output_filter {
    enum outputs_of what;
    struct uuid     id;
    struct uuid     temporal_id; /* of an instance: where it appears; nil, as all below: any */
    struct uuid     task_type_id, output_type_id, file_status_id;
    const char     *name, *representation; /* NULL: any */
    bool            last; /* of each kind, name and representation the highest revision alone */
};
/* An array, highest revisions first. */
int outputs_write(struct cx *cx, const struct output_filter *f, struct out *o) MUST_USE;
/* The kinds that there are files of. */
int outputs_types_write(struct cx *cx, const struct output_filter *f, struct out *o) MUST_USE;

/* The next revision by kind of work, kind of output and name, from 1. row: entity_id, or
 * asset_instance_id and temporal_entity_id, task_type_id, output_type_id, name. */
int output_next(struct cx *cx, const struct output_file *row, int64_t *revision) MUST_USE;
/* In a transaction that holds the entity: what is set in `row`. revision 0: the next one; without
 * a status it has that of new files. */
int output_new(struct cx *cx, const struct actor *who, struct output_file *row, struct uuid *id) MUST_USE;
#endif
