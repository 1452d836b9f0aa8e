/* mine.c - see mine.h. */
#include "model/context/mine.h"
#include "model/db/db.h"
#include "model/track/entity.h"
#include "model/track/right.h"
#include "model/track/task.h"
#include "model/track/thing.h"

/* `column` of my tasks' entities, their parents and those of these. */
#define OF_MY_TASKS(column)                                                                        \
    "(SELECT " column " FROM task k JOIN task_person_link a ON a.task_id = k.id"                    \
    " JOIN entity e ON e.id = k.entity_id LEFT JOIN entity s ON s.id = e.parent_id"                \
    " WHERE a.person_id = ? AND " column " IS NOT NULL)"
#define IS(kind) " AND t.entity_type_id IN (SELECT y.id FROM entity_type y WHERE y.name = '" kind "')"
#define IS_ASSET " AND t.entity_type_id IN (SELECT y.id FROM entity_type y WHERE y.name NOT IN " KINDS_IN_TIME ")"

/* `of` comes first, then `also` where there is one, then the actor once or twice. */
static const struct {
    const struct resource *res;
    const char            *sql, *type;
    int                    actors;
    bool                   also;
} lists[MINE_KINDS] = {
    [MINE_TASKS] = { &task_res, "t.entity_id = ? AND t.id IN " RIGHT_MY_TASKS, NULL, 1, false },
    [MINE_TASK_TYPES] = { &task_type_res,
                          "t.id IN (SELECT k.task_type_id FROM task k JOIN task_person_link a"
                          " ON a.task_id = k.id WHERE k.entity_id = ? AND a.person_id = ?)", NULL, 1, false },
    [MINE_SHOTS] = { &entity_res, "t.parent_id = ?" IS("Shot") " AND t.id IN " RIGHT_MY_ENTITIES, "Shot", 1, false },
    [MINE_SCENES] = { &entity_res, "t.parent_id = ?" IS("Scene") " AND t.id IN " RIGHT_MY_ENTITIES, "Scene", 1, false },
    [MINE_ASSETS] = { &entity_res, "t.project_id = ?" IS_ASSET " AND t.id IN " RIGHT_MY_ENTITIES, "Asset", 1, false },
    [MINE_SEQUENCES] = { &entity_res, "t.project_id = ?" IS("Sequence")
                         " AND (t.id IN " RIGHT_MY_ENTITIES " OR t.id IN " OF_MY_TASKS("e.parent_id") ")",
                         "Sequence", 2, false },
    [MINE_EPISODES] = { &entity_res, "t.project_id = ?" IS("Episode")
                        " AND (t.id IN " OF_MY_TASKS("e.parent_id") " OR t.id IN " OF_MY_TASKS("s.parent_id") ")",
                        "Episode", 2, false },
    [MINE_ASSET_TYPES] = { &entity_type_res,
                           "t.name NOT IN " KINDS_IN_TIME " AND t.id IN (SELECT e.entity_type_id FROM entity e"
                           " WHERE e.project_id = ? AND e.id IN " RIGHT_MY_ENTITIES ")", "AssetType", 1, false },
    [MINE_OF_TYPE] = { &entity_res, "t.project_id = ? AND t.entity_type_id = ? AND t.id IN " RIGHT_MY_ENTITIES,
                       "Asset", 1, true },
};

int mine_list(struct cx *cx, const struct actor *who, enum mine kind, struct uuid of,
              struct uuid also, struct out *o)
{
    struct arg       args[4] = { ARG(of) };
    struct res_where where   = { .sql = lists[kind].sql, .args = args, .nargs = 1, .type = lists[kind].type,
                                 .relations = kind == MINE_TASKS };
    if (lists[kind].also)
        args[where.nargs++] = ARG(also);
    for (int i = 0; i < lists[kind].actors; i++)
        args[where.nargs++] = ARG(who->id);
    return res_where(cx, lists[kind].res, &where, o);
}
