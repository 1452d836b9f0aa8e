/* link.c - see link.h. */
#include "model/track/link.h"
#include "model/base/out.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/event.h"
#include "model/track/production.h"

enum { IDS_BYTES = 1 << 20 };

struct link_kind {
    const char            *there, *put, *order;
    const struct resource *res;
};

#define ORDERED " JOIN JSON_TABLE(?, '$[*]' COLUMNS (n FOR ORDINALITY, v CHAR(36) PATH '$')) j"
#define PUT(table, other, more, values, change)                                                    \
    "INSERT INTO " table " (id, project_id, " other ", priority" more ") VALUES (?, ?, ?, ?" values \
    ") ON DUPLICATE KEY UPDATE priority = VALUES(priority)" change

const struct link_kind link_task_type = {
    "SELECT l.id FROM task_type t LEFT JOIN project_task_type_link l"
    " ON l.task_type_id = t.id AND l.project_id = ? WHERE t.id = ?",
    PUT("project_task_type_link", "task_type_id", "", "", ""),
    "UPDATE project_task_type_link l" ORDERED
    " ON CAST(j.v AS UUID) = l.task_type_id SET l.priority = j.n WHERE l.project_id = ?",
    &project_task_type_link_res,
};
const struct link_kind link_task_status = {
    "SELECT l.id FROM task_status t LEFT JOIN project_task_status_link l"
    " ON l.task_status_id = t.id AND l.project_id = ? WHERE t.id = ?",
    PUT("project_task_status_link", "task_status_id", ", roles_for_board",
        ", COALESCE(?, DEFAULT(roles_for_board))", ", roles_for_board = COALESCE(?, roles_for_board)"),
    "UPDATE project_task_status_link l" ORDERED
    " ON CAST(j.v AS UUID) = l.task_status_id SET l.priority = j.n WHERE l.project_id = ?",
    &project_task_status_link_res,
};

const struct resource *link_resource(const struct link_kind *kind) { return kind->res; }

static int changed(struct cx *cx, const struct actor *who, struct uuid project_id)
{
    return event_row(cx, who, RES_UPDATE, "project", project_id, project_id);
}

int link_put(struct cx *cx, const struct link_kind *kind, const struct actor *who,
             const struct link_new *link, struct uuid *id)
{
    bool       found;
    struct arg args[6];
    size_t     n = 0;
    TRY(db_id(cx, kind->there, ARGS(ARG(link->project_id), ARG(link->other_id)), id, &found));
    if (!found)
        return refuse(cx, E_NOT_FOUND, "There is no such row to be linked with the project");
    if (uuid_is_nil(*id))
        *id = uuid_new();
    args[n++] = ARG(*id);
    args[n++] = ARG(link->project_id);
    args[n++] = ARG(link->other_id);
    args[n++] = ARG_IF(link->has_priority, link->priority);
    if (kind == &link_task_status) {
        args[n++] = ARG(link->roles_for_board);
        args[n++] = ARG(link->roles_for_board);
    }
    TRY(db_do(cx, kind->put, args, n, NULL));
    return changed(cx, who, link->project_id);
}

static int ids_text(struct cx *cx, const struct ids *ids, const char **text)
{
    struct out o = out_in_arena(cx->arena, IDS_BYTES);
    out_array(&o);
    for (size_t i = 0; i < ids->n; i++)
        out_uuid(&o, ids->v[i]);
    out_array_end(&o);
    *text = out_done(&o);
    return *text ? 0 : refuse(cx, E_TOO_LARGE, "The list is too long");
}

int link_order(struct cx *cx, const struct link_kind *kind, const struct actor *who,
               struct uuid project_id, const struct ids *ids)
{
    const char *text;
    TRY(ids_text(cx, ids, &text));
    TRY(db_do(cx, kind->order, ARGS(ARG(text), ARG(project_id)), NULL));
    return changed(cx, who, project_id);
}

int link_order_types(struct cx *cx, const struct ids *ids)
{
    const char *text;
    TRY(ids_text(cx, ids, &text));
    return db_do(cx,
                 "UPDATE task_type t" ORDERED " ON CAST(j.v AS UUID) = t.id SET t.priority = j.n",
                 ARGS(ARG(text)), NULL);
}
