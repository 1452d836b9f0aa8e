/* gone.c - see gone.h. */
#include "model/track/gone.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/casting.h"
#include "model/track/tasks.h"

/* The list is read first, so that each table is entered by an index. */
#define LIST      SQL_LIST " STRAIGHT_JOIN "
#define ID        SQL_LIST_ID
#define COMMENTS  LIST "comment c ON c.object_id = " ID " STRAIGHT_JOIN "
#define PREVIEWS  LIST "preview_file f ON f.task_id = " ID " STRAIGHT_JOIN "
#define WORKING   LIST "working_file w ON w.task_id = " ID " STRAIGHT_JOIN "
#define PLAYLISTS LIST "playlist p ON p.episode_id = " ID " STRAIGHT_JOIN "
#define CHATS     LIST "chat c ON c.object_id = " ID " STRAIGHT_JOIN "
#define MESSAGES  CHATS "chat_message m ON m.chat_id = c.id"

static int each_do(struct cx *cx, const char *const *sql, size_t n, struct arg arg)
{
    for (size_t i = 0; i < n; i++)
        TRY(db_do(cx, sql[i], &arg, 1, NULL));
    return 0;
}
#define EACH_DO(cx, sql, arg) each_do((cx), (sql), COUNT(sql), ARG(arg))

/* ---- tasks ---- */

int tasks_gone(struct cx *cx, const struct actor *who, const char *list, bool quiet)
{
    static const char tell[] =
        "INSERT INTO api_event (name, user_id, project_id, data)"
        " SELECT 'task:delete', ?, k.project_id, JSON_OBJECT('task_id', k.id, 'entity_id',"
        " k.entity_id, 'task_type_id', k.task_type_id, 'project_id', k.project_id)"
        " FROM " LIST "task k ON k.id = " ID;
    static const char *const sql[] = {
        "DELETE n FROM " LIST "notification n ON n.task_id = " ID,
        "DELETE n FROM " COMMENTS "notification n ON n.comment_id = c.id",
        "DELETE n FROM " LIST "news n ON n.task_id = " ID,
        "DELETE n FROM " COMMENTS "news n ON n.comment_id = c.id",
        "UPDATE " PREVIEWS "news n ON n.preview_file_id = f.id SET n.preview_file_id = NULL",
        "DELETE s FROM " LIST "subscription s ON s.task_id = " ID,
        "DELETE a FROM " COMMENTS "attachment_file a ON a.comment_id = c.id",
        "UPDATE " PREVIEWS "entity e ON e.preview_file_id = f.id SET e.preview_file_id = NULL",
        "UPDATE " PREVIEWS "comment c ON c.preview_file_id = f.id SET c.preview_file_id = NULL",
        "DELETE l FROM " PREVIEWS "comment_preview_link l ON l.preview_file = f.id",
        "DELETE c FROM " LIST "comment c ON c.object_id = " ID,
        "UPDATE " WORKING "output_file o ON o.source_file_id = w.id"
        " STRAIGHT_JOIN preview_file f ON f.source_file_id = o.id SET f.source_file_id = NULL",
        "DELETE o FROM " WORKING "output_file o ON o.source_file_id = w.id",
        "DELETE f FROM " LIST "preview_file f ON f.task_id = " ID,
        "DELETE w FROM " LIST "working_file w ON w.task_id = " ID,
        "DELETE t FROM " LIST "time_spent t ON t.task_id = " ID,
        "DELETE k FROM " LIST "task k ON k.id = " ID,
    };
    if (!quiet)
        TRY(db_do(cx, tell, ARGS(ARG_IF(!uuid_is_nil(who->id), who->id), ARG(list)), NULL));
    return EACH_DO(cx, sql, list);
}

/* ---- entities ---- */

/* Nothing is in them any more, and they are in nothing: this locks them, too. */
static const char *const unplaced[] = {
    "UPDATE " LIST "entity e ON e.id = " ID
    " SET e.parent_id = NULL, e.source_id = NULL, e.preview_file_id = NULL",
    "UPDATE " LIST "entity e ON e.parent_id = " ID " SET e.parent_id = NULL",
    "UPDATE " LIST "entity e ON e.source_id = " ID " SET e.source_id = NULL",
};
#define OUTPUTS(through)                                                                           \
    "UPDATE " LIST through                                                                         \
    " STRAIGHT_JOIN preview_file f ON f.source_file_id = o.id SET f.source_file_id = NULL",        \
        "DELETE o FROM " LIST through
static const char *const hanging[] = {
    "DELETE l FROM " LIST "entity_link l ON l.entity_in_id = " ID,
    "DELETE l FROM " LIST "entity_link l ON l.entity_out_id = " ID,
    "DELETE l FROM " LIST "entity_concept_link l ON l.entity_in_id = " ID,
    "DELETE l FROM " LIST "entity_concept_link l ON l.entity_out_id = " ID,
    "DELETE l FROM " LIST "asset_instance_link l ON l.entity_id = " ID,
    OUTPUTS("output_file o ON o.entity_id = " ID),
    OUTPUTS("output_file o ON o.temporal_entity_id = " ID),
    OUTPUTS("working_file w ON w.entity_id = " ID
            " STRAIGHT_JOIN output_file o ON o.source_file_id = w.id"),
    OUTPUTS("asset_instance i ON i.asset_id = " ID
            " STRAIGHT_JOIN output_file o ON o.asset_instance_id = i.id"),
    OUTPUTS("asset_instance i ON i.scene_id = " ID
            " STRAIGHT_JOIN output_file o ON o.asset_instance_id = i.id"),
    OUTPUTS("asset_instance i ON i.target_asset_id = " ID
            " STRAIGHT_JOIN output_file o ON o.asset_instance_id = i.id"),
    "DELETE w FROM " LIST "working_file w ON w.entity_id = " ID,
    "DELETE i FROM " LIST "asset_instance i ON i.asset_id = " ID,
    "DELETE i FROM " LIST "asset_instance i ON i.scene_id = " ID,
    "DELETE i FROM " LIST "asset_instance i ON i.target_asset_id = " ID,
    "UPDATE " LIST "asset_instance i ON i.entity_id = " ID " SET i.entity_id = NULL",
    "DELETE v FROM " LIST "entity_version v ON v.entity_id = " ID,
    "DELETE s FROM " LIST "subscription s ON s.entity_id = " ID,
    "DELETE s FROM " LIST "schedule_item s ON s.object_id = " ID,
    "DELETE n FROM " PLAYLISTS "notification n ON n.playlist_id = p.id",
    "DELETE b FROM " PLAYLISTS "build_job b ON b.playlist_id = p.id",
    "DELETE s FROM " PLAYLISTS "playlist_share_link s ON s.playlist_id = p.id",
    "DELETE p FROM " LIST "playlist p ON p.episode_id = " ID,
    "DELETE a FROM " MESSAGES " STRAIGHT_JOIN attachment_file a ON a.chat_message_id = m.id",
    "DELETE m FROM " MESSAGES,
    "DELETE c FROM " LIST "chat c ON c.object_id = " ID,
};

static int list_of(struct cx *cx, const char *sql, struct arg arg, const char **list, size_t *n)
{
    struct id_set ids = { 0 };
    TRY(id_set_read(cx, sql, &arg, 1, &ids));
    *list = id_set_json(cx, &ids);
    *n    = ids.n;
    return *list ? 0 : refuse(cx, E_TOO_LARGE, "That is too much at once");
}

/* Named after their kinds: shot:delete with shot_id. */
static int entities_tell(struct cx *cx, const struct actor *who, const char *what, const char *list)
{
    static const char sql[] =
        "INSERT INTO api_event (name, user_id, project_id, data)"
        " SELECT CONCAT(d.kind, ?), ?, d.project_id,"
        " JSON_OBJECT(CONCAT(d.kind, '_id'), d.id, 'project_id', d.project_id)"
        " FROM (SELECT e.id, e.project_id, IF(y.name IN " KINDS_IN_TIME ", LOWER(y.name), 'asset')"
        " AS kind FROM " LIST "entity e ON e.id = " ID
        " JOIN entity_type y ON y.id = e.entity_type_id) d";
    return db_do(cx, sql, ARGS(ARG(what), ARG_IF(!uuid_is_nil(who->id), who->id), ARG(list)), NULL);
}

/* What they are in. */
static int cast_in(struct cx *cx, const char *list, const char **in, size_t *n)
{
    return list_of(cx,
                   "SELECT DISTINCT l.entity_in_id FROM " LIST "entity_link l ON l.entity_out_id = " ID,
                   ARG(list), in, n);
}

int entities_canceled(struct cx *cx, const struct actor *who, const char *list)
{
    const char *cast;
    size_t      n;
    TRY(db_do(cx, "UPDATE " LIST "entity e ON e.id = " ID " SET e.canceled = TRUE", ARGS(ARG(list)),
              NULL));
    TRY(entities_tell(cx, who, ":update", list));
    TRY(cast_in(cx, list, &cast, &n));
    return n ? cast_count(cx, who, cast) : 0;
}

int entities_gone(struct cx *cx, const struct actor *who, const char *list, bool quiet)
{
    const char *tasks, *cast;
    size_t      n, ncast;
    TRY(EACH_DO(cx, unplaced, list));
    TRY(list_of(cx, "SELECT k.id FROM " LIST "task k ON k.entity_id = " ID, ARG(list), &tasks, &n));
    if (n)
        TRY(tasks_gone(cx, who, tasks, quiet));
    TRY(cast_in(cx, list, &cast, &ncast));
    TRY(EACH_DO(cx, hanging, list));
    if (!quiet)
        TRY(entities_tell(cx, who, ":delete", list));
    TRY(db_do(cx, "DELETE e FROM " LIST "entity e ON e.id = " ID, ARGS(ARG(list)), NULL));
    return ncast ? cast_count(cx, who, cast) : 0;
}

/* ---- productions ---- */

static int rest_gone(struct cx *cx, struct uuid project_id)
{
#define OF_PLAYLISTS " JOIN playlist p ON p.id = t.playlist_id WHERE p.project_id = ?"
    static const char *const sql[] = {
        "DELETE t FROM budget_entry t JOIN budget b ON b.id = t.budget_id WHERE b.project_id = ?",
        "DELETE FROM budget WHERE project_id = ?",
        "DELETE t FROM notification t" OF_PLAYLISTS,
        "DELETE t FROM build_job t" OF_PLAYLISTS,
        "DELETE t FROM playlist_share_link t" OF_PLAYLISTS,
        "DELETE FROM playlist WHERE project_id = ?",
        "DELETE FROM metadata_descriptor WHERE project_id = ?",
        "DELETE FROM milestone WHERE project_id = ?",
        "DELETE FROM schedule_item WHERE project_id = ?",
        "UPDATE project p JOIN production_schedule_version v ON v.id = p.from_schedule_version_id"
        " SET p.from_schedule_version_id = NULL WHERE v.project_id = ?",
        "UPDATE production_schedule_version t JOIN production_schedule_version v"
        " ON v.id = t.production_schedule_from SET t.production_schedule_from = NULL"
        " WHERE v.project_id = ?",
        "DELETE FROM production_schedule_version WHERE project_id = ?",
        "UPDATE search_filter t JOIN search_filter_group g ON g.id = t.search_filter_group_id"
        " SET t.search_filter_group_id = NULL WHERE g.project_id = ?",
        "DELETE FROM search_filter WHERE project_id = ?",
        "DELETE FROM search_filter_group WHERE project_id = ?",
        "DELETE FROM project_status_automation_link WHERE project_id = ?",
    };
    return EACH_DO(cx, sql, project_id);
}

int production_gone(struct cx *cx, const struct actor *who, struct uuid project_id, bool *left)
{
    const char *list;
    size_t      n;
    int64_t     events;
    *left = true;
    TRY(list_of(cx, "SELECT id FROM entity WHERE project_id = ? LIMIT 200", ARG(project_id), &list,
                &n));
    if (n)
        return entities_gone(cx, who, list, true);
    TRY(list_of(cx, "SELECT id FROM task WHERE project_id = ? LIMIT 200", ARG(project_id), &list,
                &n));
    if (n)
        return tasks_gone(cx, who, list, true);
    TRY(db_do(cx, "DELETE FROM api_event WHERE project_id = ? LIMIT 5000", ARGS(ARG(project_id)),
              &events));
    if (events)
        return 0;
    *left = false;
    return rest_gone(cx, project_id);
}

/* ---- people ---- */

/* Those of a list that no comment has any more. */
static int previews_gone(struct cx *cx, const char *list)
{
    static const char unlinked[] =
        "SELECT f.id FROM " LIST "preview_file f ON f.id = " ID " WHERE NOT EXISTS"
        " (SELECT 1 FROM comment_preview_link l WHERE l.preview_file = f.id)";
    static const char *const sql[] = {
        "UPDATE " LIST "news n ON n.preview_file_id = " ID " SET n.preview_file_id = NULL",
        "UPDATE " LIST "entity e ON e.preview_file_id = " ID " SET e.preview_file_id = NULL",
        "UPDATE " LIST "comment c ON c.preview_file_id = " ID " SET c.preview_file_id = NULL",
        "DELETE f FROM " LIST "preview_file f ON f.id = " ID,
    };
    static const char newest[] =
        "UPDATE " LIST "task k ON k.id = " ID " SET k.last_preview_file_id = (SELECT f.id"
        " FROM preview_file f WHERE f.task_id = k.id ORDER BY f.created_at DESC, f.id LIMIT 1)";
    const char *gone, *tasks;
    size_t      n, ntasks;
    TRY(list_of(cx, unlinked, ARG(list), &gone, &n));
    TRY(list_of(cx, "SELECT DISTINCT f.task_id FROM " LIST "preview_file f ON f.id = " ID, ARG(gone),
                &tasks, &ntasks));
    TRY(EACH_DO(cx, sql, gone));
    return db_do(cx, newest, ARGS(ARG(tasks)), NULL);
}

static int comments_gone(struct cx *cx, const char *list)
{
    static const char *const sql[] = {
        "DELETE n FROM " LIST "notification n ON n.comment_id = " ID,
        "DELETE n FROM " LIST "news n ON n.comment_id = " ID,
        "DELETE a FROM " LIST "attachment_file a ON a.comment_id = " ID,
        "DELETE c FROM " LIST "comment c ON c.id = " ID,
    };
    const char *previews;
    size_t      n;
    TRY(list_of(cx, "SELECT DISTINCT l.preview_file FROM " LIST "comment_preview_link l ON l.comment = " ID,
                ARG(list), &previews, &n));
    TRY(EACH_DO(cx, sql, list));
    return n ? previews_gone(cx, previews) : 0;
}

int person_gone(struct cx *cx, struct uuid person_id, bool *left)
{
    static const char *const sql[] = {
        "DELETE FROM notification WHERE person_id = ?",
        "DELETE FROM notification WHERE author_id = ?",
        "DELETE FROM news WHERE author_id = ?",
        "DELETE FROM comment_acknoledgments WHERE person = ?",
        "DELETE FROM comment_mentions WHERE person = ?",
        "DELETE FROM subscription WHERE person_id = ?",
        "DELETE FROM time_spent WHERE person_id = ?",
        "DELETE FROM day_off WHERE person_id = ?",
        "DELETE FROM desktop_login_log WHERE person_id = ?",
        "DELETE FROM task_person_link WHERE person_id = ?",
        "DELETE FROM production_schedule_version_task_link_person_link WHERE person_id = ?",
        "DELETE FROM project_person_link WHERE person_id = ?",
        "DELETE a FROM chat_message m JOIN attachment_file a ON a.chat_message_id = m.id"
        " WHERE m.person_id = ?",
        "DELETE FROM chat_message WHERE person_id = ?",
        "DELETE FROM chat_participant WHERE person_id = ?",
        "UPDATE search_filter t JOIN search_filter_group g ON g.id = t.search_filter_group_id"
        " SET t.search_filter_group_id = NULL WHERE g.person_id = ?",
        "DELETE FROM search_filter WHERE person_id = ?",
        "DELETE FROM search_filter_group WHERE person_id = ?",
        "UPDATE comment SET editor_id = NULL WHERE editor_id = ?",
        "UPDATE task SET assigner_id = NULL WHERE assigner_id = ?",
        "UPDATE entity SET created_by = NULL WHERE created_by = ?",
        "UPDATE entity_version SET person_id = NULL WHERE person_id = ?",
        "UPDATE playlist SET created_by = NULL WHERE created_by = ?",
        "UPDATE playlist_share_link SET created_by = NULL WHERE created_by = ?",
        "UPDATE budget_entry SET person_id = NULL WHERE person_id = ?",
        "UPDATE preview_file SET person_id = NULL WHERE person_id = ?",
        "UPDATE working_file SET person_id = NULL WHERE person_id = ?",
        "UPDATE output_file SET person_id = NULL WHERE person_id = ?",
    };
    const char *list;
    size_t      n;
    *left = true;
    TRY(list_of(cx, "SELECT id FROM comment WHERE person_id = ? LIMIT 500", ARG(person_id), &list, &n));
    if (n)
        return comments_gone(cx, list);
    *left = false;
    return EACH_DO(cx, sql, person_id);
}
