/* news.c - see news.h. */
#include "model/track/news.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/query.h"
#include "model/track/comment_parts.h"
#include "model/track/thing.h"

struct item {
    struct row  row;
    struct uuid id;
    const char *type;
    struct uuid author_id, comment_id, task_id, task_type_id, task_status_id, task_entity_id,
        preview_file_id;
    const char *preview_file_extension;
    int64_t     preview_file_revision;
    struct uuid project_id;
    const char *project_name;
    struct utc  created_at;
    bool        change;
    const char *full_entity_name;
    struct uuid episode_id, entity_preview_file_id;
    struct json person, preview_files;
};
#define ROW struct item
static const struct field item_fields[] = {
    FIELD(id, READ, .doc = "Stable identifier."),
    FIELD(type, READ, .doc = "News."),
    FIELD(author_id, READ, .doc = "Who did it."),
    FIELD(comment_id, READ | NULLS, .doc = "The comment."),
    FIELD(task_id, READ, .doc = "The task."),
    FIELD(task_type_id, READ | NULLS, .doc = "The kind of work."),
    FIELD(task_status_id, READ | NULLS, .doc = "The comment's status."),
    FIELD(task_entity_id, READ | NULLS, .doc = "What is worked on."),
    FIELD(preview_file_id, READ | NULLS, .doc = "The preview."),
    FIELD(preview_file_extension, READ | NULLS, .doc = "Ending of its name."),
    FIELD(preview_file_revision, READ | NULLS, .doc = "Its revision."),
    FIELD(project_id, READ | NULLS, .doc = "The production."),
    FIELD(project_name, READ, .doc = "Its name."),
    FIELD(created_at, READ, .doc = "When."),
    FIELD(change, READ, .doc = "Did the status change."),
    FIELD(full_entity_name, READ | NULLS, .doc = "Where the entity is and what it is called."),
    FIELD(episode_id, READ | NULLS, .doc = "Its episode."),
    FIELD(entity_preview_file_id, READ | NULLS, .doc = "The entity's picture."),
    FIELD(person, READ | NULLS, .doc = "Who did it."),
    FIELD(preview_files, READ | NULLS, .doc = "Previews of the same revision."),
};
#undef ROW
static const struct shape full_shape = SHAPE(struct item, item_fields);
static const struct shape item_shape = { .fields = item_fields, .count = COUNT(item_fields) - 1, .bytes = sizeof(struct item) };

#define EPISODE                                                                                    \
    "CASE y.name WHEN 'Shot' THEN g.id WHEN 'Scene' THEN g.id WHEN 'Sequence' THEN q.id"           \
    " WHEN 'Edit' THEN q.id WHEN 'Episode' THEN e.id ELSE e.source_id END"

#define NEWS_FROM                                                                                  \
    " FROM news n JOIN task k ON k.id = n.task_id JOIN project p ON p.id = k.project_id"           \
    " LEFT JOIN entity e ON e.id = k.entity_id LEFT JOIN entity_type y ON y.id = e.entity_type_id" \
    " LEFT JOIN entity q ON q.id = e.parent_id LEFT JOIN entity g ON g.id = q.parent_id"           \
    " LEFT JOIN comment c ON c.id = n.comment_id"                                                  \
    " LEFT JOIN preview_file f ON f.id = n.preview_file_id"                                        \
    " LEFT JOIN person a ON a.id = n.author_id"

static const char select_sql[] =
    "SELECT n.id, 'News', n.author_id, n.comment_id, n.task_id, k.task_type_id, c.task_status_id,"
    " k.entity_id, n.preview_file_id, f.extension, f.revision, k.project_id, p.name, n.created_at,"
    " n.`change`, " THING_FULL_NAME("y") ", " EPISODE ", e.preview_file_id, "
    "IF(a.id IS NULL, NULL, " PERSON_JSON("a") ")";
static const char previews_sql[] =
    ", COALESCE((SELECT JSON_ARRAYAGG(JSON_OBJECT('id', v.id, 'name', v.name, 'extension',"
    " v.extension, 'revision', v.revision, 'position', v.position, 'status', v.status)"
    " ORDER BY v.position) FROM preview_file v"
    " WHERE v.task_id = n.task_id AND v.revision = f.revision), '[]')";

static void conditions(struct query *q, const struct actor *who, const struct news_ask *ask)
{
    query_add(q, NEWS_FROM " WHERE TRUE");
    if (!uuid_is_nil(ask->project_id)) {
        query_if_id(q, ask->project_id, " AND k.project_id = ?");
    } else {
        query_add(q, " AND p.project_status_id IN (SELECT id FROM project_status WHERE name = 'Open')");
        query_if(q, !who->is_admin,
                 " AND k.project_id IN (SELECT l.project_id FROM project_person_link l"
                 " WHERE l.person_id = ?)",
                 arg_uuid(who->id));
    }
    query_if_id(q, ask->id, " AND n.id = ?");
    query_if_id(q, ask->entity_id, " AND k.entity_id = ?");
    query_if_id(q, ask->task_type_id, " AND k.task_type_id = ?");
    query_if_id(q, ask->task_status_id, " AND c.task_status_id = ?");
    query_if_id(q, ask->episode_id, " AND g.id = ?");
    query_if_id(q, ask->person_id, " AND n.author_id = ?");
    if (ask->only_preview)
        query_add(q, " AND n.preview_file_id IS NOT NULL");
    query_if(q, ask->after.us != 0, " AND n.created_at > ?", arg_utc(ask->after));
    query_if(q, ask->before.us != 0, " AND n.created_at < ?", arg_utc(ask->before));
}

struct writing {
    struct out         *o;
    const struct shape *shape;
    size_t              n;
};

static int write_item(void *u, const void *row)
{
    struct writing *w = u;
    w->n++;
    out_row(w->o, w->shape, row);
    return w->o->failed ? -1 : 0;
}

/* limit: 0 for all. */
static int items(struct cx *cx, const struct actor *who, const struct news_ask *ask,
                 struct writing *w)
{
    struct query q = query_new(cx, select_sql);
    w->shape       = ask->only_preview ? &full_shape : &item_shape;
    if (ask->only_preview)
        query_add(&q, previews_sql);
    conditions(&q, who, ask);
    query_add(&q, " ORDER BY n.created_at DESC, n.id");
    if (ask->limit > 0) {
        query_with(&q, " LIMIT ?", arg_i64(ask->limit));
        query_with(&q, " OFFSET ?", arg_i64((ask->page - 1) * ask->limit));
    } else {
        query_add(&q, LIST_ENDS);
    }
    return query_each(cx, &q, w->shape, write_item, w);
}

/* ---- counts ---- */

struct stat {
    struct row  row;
    struct uuid task_status_id;
    int64_t     total, changes;
};
#define ROW struct stat
static const struct field stat_fields[] = {
    FIELD(task_status_id, READ | NULLS, .doc = "The status."),
    FIELD(total, READ, .doc = "News with it."),
    FIELD(changes, READ, .doc = "Those with which a task came to it."),
};
#undef ROW
static const struct shape stat_shape = SHAPE(struct stat, stat_fields);

static int count(struct cx *cx, const struct actor *who, const struct news_ask *ask,
                 struct stat **stats, size_t *n)
{
    struct query q =
        query_new(cx, "SELECT c.task_status_id, COUNT(*), CAST(SUM(n.`change`) AS SIGNED)");
    conditions(&q, who, ask);
    query_add(&q, " GROUP BY c.task_status_id" LIST_ENDS);
    return query_all(cx, &q, &stat_shape, stats, n);
}

static void write_stats(struct out *o, const struct stat *stats, size_t n)
{
    char id[UUID_TEXT];
    out_key(o, "stats");
    out_object(o);
    for (size_t i = 0; i < n; i++)
        if (stats[i].changes && !uuid_is_nil(stats[i].task_status_id)) {
            uuid_format(stats[i].task_status_id, id);
            OUT_I64(o, id, stats[i].changes);
        }
    out_object_end(o);
}

int news_page(struct cx *cx, const struct actor *who, const struct news_ask *ask, struct out *o)
{
    struct writing w     = { .o = o };
    int64_t        total = 0;
    struct stat   *stats;
    size_t         n;
    TRY(count(cx, who, ask, &stats, &n));
    for (size_t i = 0; i < n; i++)
        total += stats[i].total;
    out_object(o);
    out_key(o, "data");
    out_array(o);
    TRY(items(cx, who, ask, &w));
    out_array_end(o);
    OUT_I64(o, "total", total);
    OUT_I64(o, "nb_pages", (total + ask->limit - 1) / ask->limit);
    OUT_I64(o, "limit", ask->limit);
    OUT_I64(o, "offset", (ask->page - 1) * ask->limit);
    OUT_I64(o, "page", ask->page);
    write_stats(o, stats, n);
    out_object_end(o);
    return 0;
}

int news_all(struct cx *cx, const struct actor *who, const struct news_ask *ask, struct out *o)
{
    struct writing w = { .o = o };
    out_array(o);
    TRY(items(cx, who, ask, &w));
    out_array_end(o);
    return 0;
}

int news_one(struct cx *cx, const struct actor *who, const struct news_ask *ask, struct out *o)
{
    struct writing w = { .o = o };
    TRY(items(cx, who, ask, &w));
    return w.n ? 0 : refuse(cx, E_NOT_FOUND, "There is no such news");
}
