/*
 * import.h - rows of the tracker out of tables of text: all of a table, or nothing of it.
 *
 * What a table may be about is one of the kinds below: its columns, and what is done with a row.
 *
 * Stands on base, db, res.
 * Errors: E_INVALID; for a row its field is IMPORT_LINE and its first step the line, the header
 *         being line 1. Those of db.h.
 * Memory: of the arena; what a row needs in it is given back behind the row.
 */
#ifndef TRACK_IMPORT_H
#define TRACK_IMPORT_H
#include "model/track/csv.h"
#include "model/res/res.h"

#define IMPORT_LINE "line_number"

struct import_ask {
    struct uuid project_id;
    struct uuid task_type_id; /* of estimations */
    struct uuid episode_id;   /* that estimations are of; nil: of any or none */
    bool        update; /* what is there is changed too */
};
struct import_kind;
extern const struct import_kind import_assets, import_shots, import_edits, import_castings,
    import_estimations;

/* What rows become. */
const struct resource *import_makes(const struct import_kind *kind);
/* ids: of what each line is about. *mailed: ring the outbox after the commit. In a transaction;
 * rights are the caller's matter. */
int import_run(struct cx *cx, const struct actor *who, const struct import_kind *kind,
               const struct import_ask *ask, const struct csv *table, struct uuid **ids,
               bool *mailed) MUST_USE;
#endif
