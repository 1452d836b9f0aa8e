/* sync.c - see sync.h. */
#include "model/track/sync.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/casting.h"
#include "model/track/entity.h"
#include "model/track/file.h"
#include "model/track/production.h"
#include "model/track/review.h"
#include "model/track/right.h"
#include "model/track/task.h"

enum { LIST_BYTES = 1 << 20 };

/* ---- the kinds ---- */

const struct sync_kind
    sync_entities = { .resource = &entity_res },
    sync_tasks = { .resource = &task_res },
    sync_links = { .resource = &entity_link_res,
                   .same = "SELECT id FROM entity_link WHERE entity_in_id = ? AND entity_out_id = ?",
                   .a = "entity_in_id", .b = "entity_out_id", .counts = "entity_in_id" },
    sync_comments = { .resource = &comment_res },
    sync_projects = { .resource = &production_res,
                      .after = "UPDATE " SQL_LIST " STRAIGHT_JOIN project p ON p.id = " SQL_LIST_ID
                               " SET p.project_status_id ="
                               " (SELECT s.id FROM project_status s WHERE s.name = 'Open')"
                               " WHERE p.project_status_id IS NULL" },
    sync_attachments = { .resource = &attachment_file_res },
    sync_builds = { .resource = &build_job_res },
    sync_descriptors = { .resource = &metadata_descriptor_res },
    sync_milestones = { .resource = &milestone_res },
    sync_news = { .resource = &news_res },
    sync_notifications = { .resource = &notification_res },
    sync_playlists = { .resource = &playlist_res },
    sync_previews = { .resource = &preview_file_res },
    sync_schedule = { .resource = &schedule_item_res },
    sync_subscriptions = { .resource = &subscription_res },
    sync_times = { .resource = &time_spent_res };

static struct uuid *member(const struct resource *r, void *row, const char *name)
{
    int i = field_index(r->shape, name, strlen(name));
    return (struct uuid *)(void *)((char *)row + r->shape->fields[i].off);
}

static struct uuid id_of(const struct resource *r, void *row) { return *member(r, row, "id"); }

/* ---- which are there ---- */

/* A row that is the same has its id here. */
static int same_find(struct cx *cx, const struct sync_kind *k, void *row)
{
    struct uuid id;
    bool        found;
    TRY(db_id(cx, k->same,
              ARGS(ARG(*member(k->resource, row, k->a)), ARG(*member(k->resource, row, k->b))), &id,
              &found));
    if (found)
        *member(k->resource, row, "id") = id;
    return 0;
}

static int there_find(struct cx *cx, const struct sync_kind *k, void **rows, size_t n,
                      struct id_set *there)
{
    struct id_set ids = { 0 };
    for (size_t i = 0; i < n; i++) {
        if (k->same)
            TRY(same_find(cx, k, rows[i]));
        id_set_add(cx, &ids, id_of(k->resource, rows[i]));
    }
    return id_set_read(cx,
                       arena_printf(cx->arena,
                                    "SELECT t.id FROM " SQL_LIST " STRAIGHT_JOIN `%s` t"
                                    " ON t.id = " SQL_LIST_ID,
                                    k->resource->table),
                       ARGS(ARG(id_set_json(cx, &ids))), there);
}

/* ---- what is told ---- */

static const char *event_word(struct cx *cx, const struct resource *r)
{
    const struct right_rules *rules = r->rules;
    char                     *word;
    if (strcmp(r->table, "entity") == 0)
        return "(SELECT IF(y.name IN " KINDS_IN_TIME ", LOWER(y.name), 'asset')"
               " FROM entity_type y WHERE y.id = t.entity_type_id)";
    if (rules && rules->event)
        return arena_printf(cx->arena, "'%s'", rules->event);
    word = arena_printf(cx->arena, "'%s'", r->table);
    for (char *c = word; *c; c++)
        if (*c == '_')
            *c = '-';
    return word;
}

/* Named after the table, or the kind of an entity: shot:new with shot_id. told: {id, new}. */
static int tell(struct cx *cx, const struct actor *who, const struct resource *r, const char *told)
{
    const struct right_rules *rules = r->rules;
    const char *sql = arena_printf(
        cx->arena,
        "INSERT INTO api_event (name, user_id, project_id, data)"
        " SELECT CONCAT(d.word, IF(d.fresh, ':new', ':update')), ?, d.project_id,"
        " IF(d.project_id IS NULL, JSON_OBJECT(d.name, d.id),"
        " JSON_OBJECT(d.name, d.id, 'project_id', d.project_id))"
        " FROM (SELECT w.*, CONCAT(REPLACE(w.word, '-', '_'), '_id') AS name"
        " FROM (SELECT t.id, %s AS word, %s AS project_id, j.fresh"
        " FROM JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(36) PATH '$.id', fresh INT PATH '$.new')) j"
        " STRAIGHT_JOIN `%s` t ON t.id = CAST(j.id AS UUID)) w) d",
        event_word(cx, r), rules && rules->project ? rules->project : "NULL", r->table);
    return db_do(cx, sql, ARGS(ARG_IF(!uuid_is_nil(who->id), who->id), ARG(told)), NULL);
}

static const char *told_of(struct cx *cx, const struct resource *r, void **rows, size_t n,
                           const struct id_set *there)
{
    struct out o = out_in_arena(cx->arena, LIST_BYTES);
    out_array(&o);
    for (size_t i = 0; i < n; i++) {
        out_object(&o);
        OUT_UUID(&o, "id", id_of(r, rows[i]));
        OUT_I64(&o, "new", !id_set_has(there, id_of(r, rows[i])));
        out_object_end(&o);
    }
    out_array_end(&o);
    return out_done(&o);
}

/* ---- storing ---- */

static int follow(struct cx *cx, const struct actor *who, const struct sync_kind *k, void **rows,
                  size_t n)
{
    struct id_set ids = { 0 };
    if (!k->after && !k->counts)
        return 0;
    for (size_t i = 0; i < n; i++)
        id_set_add(cx, &ids, *member(k->resource, rows[i], k->counts ? k->counts : "id"));
    return k->counts ? cast_count(cx, who, id_set_json(cx, &ids))
                     : db_do(cx, k->after, ARGS(ARG(id_set_json(cx, &ids))), NULL);
}

int sync_store(struct cx *cx, const struct actor *who, const struct sync_kind *k, void **rows,
               size_t n, size_t *at)
{
    struct id_set there = { 0 }, stored = { 0 };
    const char   *told;
    *at = 0;
    /* Pieces follow one another, so that nobody else makes what is not there yet. */
    TRY(db_id(cx, "SELECT id FROM organisation ORDER BY id LIMIT 1 FOR UPDATE", NO_ARGS, NULL, NULL));
    TRY(there_find(cx, k, rows, n, &there));
    told = told_of(cx, k->resource, rows, n, &there);
    for (; *at < n; ++*at) {
        struct uuid id       = id_of(k->resource, rows[*at]);
        bool        is_there = id_set_has(&there, id) || id_set_has(&stored, id);
        if (!is_there)
            TRY(row_defaults(cx, k->resource->shape, rows[*at], true));
        TRY(res_store(cx, k->resource, rows[*at], is_there));
        id_set_add(cx, &stored, id);
    }
    TRY(tell(cx, who, k->resource, told));
    return follow(cx, who, k, rows, n);
}

int sync_show(struct cx *cx, const struct sync_kind *k, const char *ids, struct out *o)
{
    struct arg       arg   = arg_text(ids);
    struct res_where where = { .sql   = "t.id IN " SQL_LIST_SET,
                               .args  = &arg,
                               .nargs = 1,
                               .staff = true };
    return res_where(cx, k->resource, &where, o);
}
