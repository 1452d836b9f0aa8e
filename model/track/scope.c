/* scope.c - what lists show to those who are no administrators. */
#include "model/track/rows.h"

#define OPEN_OF(column) column " IN " RIGHT_OPEN_PROJECTS
/* From productions to their rows: the database looks them up instead of trying each row. */
#define OPEN_TASKS "t.task_id IN (SELECT k.id FROM task k WHERE " OPEN_OF("k.project_id") ")"
#define TEAMS "(SELECT l.project_id FROM project_person_link l WHERE l.person_id = ?)"

const char *scope_open_projects(const struct actor *who)
{
    return who->is_admin ? NULL : OPEN_OF("t.project_id");
}

const char *scope_productions(const struct actor *who)
{
    return who->is_admin ? NULL : OPEN_OF("t.id");
}

const char *scope_entities(const struct actor *who)
{
    if (right_is_role(who, "vendor"))
        return OPEN_OF("t.project_id") " AND t.id IN " RIGHT_MY_ENTITIES;
    return scope_open_projects(who);
}

const char *scope_tasks(const struct actor *who)
{
    if (right_is_role(who, "vendor"))
        return OPEN_OF("t.project_id") " AND t.id IN " RIGHT_MY_TASKS;
    return scope_open_projects(who);
}

const char *scope_of_tasks(const struct actor *who)
{
    if (who->is_admin)
        return NULL;
    if (right_is_role(who, "vendor"))
        return OPEN_TASKS " AND t.task_id IN " RIGHT_MY_TASKS;
    return OPEN_TASKS;
}

const char *scope_teams(const struct actor *who)
{
    return who->is_admin ? NULL : "t.project_id IN " TEAMS;
}

const char *scope_playlists(const struct actor *who)
{
    if (right_is_role(who, "client"))
        return "t.for_client AND t.project_id IN " TEAMS;
    return scope_teams(who);
}

const char *scope_output_files(const struct actor *who)
{
    return who->is_admin ? NULL
                         : "t.entity_id IN (SELECT e.id FROM entity e WHERE " OPEN_OF("e.project_id") ")";
}

const char *scope_schedule_links(const struct actor *who)
{
    return who->is_admin ? NULL
                         : "t.production_schedule_version_id IN (SELECT v.id"
                           " FROM production_schedule_version v WHERE v.project_id IN " TEAMS ")";
}
