/*
 * link.h - which task types and task statuses a production has, and in what order.
 *
 * Stands on base, db, res.
 * Errors: E_NOT_FOUND, those of db.h.
 */
#ifndef TRACK_LINK_H
#define TRACK_LINK_H
#include "model/res/res.h"

struct link_kind;
extern const struct link_kind link_task_type, link_task_status;

/* Add it to the production, or change its place. *id: of the link. */
struct link_new {
    struct uuid project_id, other_id;
    bool        has_priority;
    int64_t     priority;
    const char *roles_for_board; /* of a status: JSON; NULL: as it is */
};
int link_put(struct cx *cx, const struct link_kind *kind, const struct actor *who,
             const struct link_new *link, struct uuid *id) MUST_USE;
/* In the order of the ids, from 1; those that the production does not have are ignored. */
int link_order(struct cx *cx, const struct link_kind *kind, const struct actor *who,
               struct uuid project_id, const struct ids *ids) MUST_USE;
/* The same for task types wherever a production has no order of its own. */
int link_order_types(struct cx *cx, const struct ids *ids) MUST_USE;
const struct resource *link_resource(const struct link_kind *kind);
#endif
