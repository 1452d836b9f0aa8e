/* shared.c - see shared.h. */
#include "model/track/shared.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/kind.h"

#define ASSETS                                                                                     \
    SQL_LIST " STRAIGHT_JOIN entity e ON e.id = " SQL_LIST_ID " STRAIGHT_JOIN entity_type y"       \
             " ON y.id = e.entity_type_id AND y.name NOT IN " KINDS_IN_TIME

static int too_many(struct cx *cx) { return refuse(cx, E_TOO_LARGE, "There are too many assets"); }

int assets_projects(struct cx *cx, const struct id_set *assets, struct id_set *projects)
{
    const char *list = id_set_json(cx, assets);
    int64_t     n;
    if (!list)
        return too_many(cx);
    TRY(db_number(cx, "SELECT COUNT(*) FROM " ASSETS, ARGS(ARG(list)), &n, NULL));
    if (n != (int64_t)assets->n)
        return refuse(cx, E_NOT_FOUND, "There is no such asset");
    return id_set_read(cx, "SELECT DISTINCT e.project_id FROM " ASSETS, ARGS(ARG(list)), projects);
}

/* Which ones. */
static int chosen(struct cx *cx, const struct share_ask *ask, const char **list)
{
    static const char of_list[]    = "SELECT e.id FROM " ASSETS " WHERE ? OR e.project_id = ?";
    static const char of_project[] =
        "SELECT e.id FROM entity e JOIN entity_type y ON y.id = e.entity_type_id"
        " WHERE e.project_id = ? AND y.name NOT IN " KINDS_IN_TIME " AND (? OR e.entity_type_id = ?)";
    struct id_set all = { 0 };
    *list             = ask->assets ? id_set_json(cx, ask->assets) : NULL;
    if (ask->assets && !*list)
        return too_many(cx);
    if (ask->assets)
        TRY(id_set_read(cx, of_list,
                        ARGS(ARG(*list), arg_bool(uuid_is_nil(ask->project_id)), ARG(ask->project_id)),
                        &all));
    else
        TRY(id_set_read(cx, of_project,
                        ARGS(ARG(ask->project_id), arg_bool(uuid_is_nil(ask->asset_type_id)),
                             ARG(ask->asset_type_id)),
                        &all));
    *list = id_set_json(cx, &all);
    return *list ? 0 : too_many(cx);
}

int assets_share(struct cx *cx, const struct actor *who, const struct share_ask *ask, struct out *o)
{
    static const char tell[] =
        "INSERT INTO api_event (name, user_id, project_id, data)"
        " SELECT 'asset:update', ?, e.project_id, JSON_OBJECT('asset_id', e.id, 'project_id',"
        " e.project_id) FROM " ASSETS;
    struct resource  r = kind_rows(&kind_assets);
    const char      *list;
    struct arg       arg;
    struct res_where where = { .sql   = "t.id IN " SQL_LIST_SET,
                               .nargs = 1,
                               .order = "t.name, t.id" };
    TRY(chosen(cx, ask, &list));
    TRY(db_do(cx, "UPDATE " ASSETS " SET e.is_shared = ?", ARGS(ARG(list), ARG(ask->shared)), NULL));
    TRY(db_do(cx, tell, ARGS(ARG_IF(!uuid_is_nil(who->id), who->id), ARG(list)), NULL));
    arg        = arg_text(list);
    where.args = &arg;
    return res_where(cx, &r, &where, o);
}

int shared_used(struct cx *cx, struct uuid project_id, struct uuid episode_id, struct out *o)
{
    struct resource  r      = kind_rows(&kind_assets);
    const struct arg args[] = { arg_uuid(project_id), arg_uuid(project_id),
                                arg_bool(uuid_is_nil(episode_id)), arg_uuid(episode_id) };
    struct res_where where  = {
         .sql = "t.is_shared AND NOT COALESCE(t.canceled, FALSE) AND t.project_id <> ? AND t.id IN"
                " (SELECT l.entity_out_id FROM entity s JOIN entity q ON q.id = s.parent_id"
                " JOIN entity_link l ON l.entity_in_id = s.id"
                " WHERE s.project_id = ? AND (? OR q.parent_id = ?))",
         .args = args, .nargs = COUNT(args), .order = "t.name, t.id",
    };
    return res_where(cx, &r, &where, o);
}
