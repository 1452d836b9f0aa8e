/* casting_write.c - castings as they are replaced. See casting.h. */
#include <json-c/json.h>
#include "model/base/arena.h"
#include "model/base/json.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/casting.h"
#include "model/track/entity.h"
#include "model/track/event.h"

enum { ENTRIES_MAX = 10000, LABEL_MAX = 80, LIST_BYTES = 4 << 20 };

struct change { /* from one casting to another */
    struct cast_entry *entry;
    size_t        n;
    int64_t       asked; /* entries as they came */
    struct uuid  *added, *removed;
    size_t        nadded, nremoved;
};

/* ---- what came ---- */

/* As a column of whole numbers takes it: 2, 2.4, "2". */
static bool count_read(struct json_object *v, int64_t *n)
{
    const char *text = json_object_get_string(v);
    double      d    = json_object_get_double(v);
    if (json_object_is_type(v, json_type_string))
        return i64_parse(text, strlen(text), n) && *n >= 0 && *n <= INT32_MAX;
    if (!json_object_is_type(v, json_type_int) && !json_object_is_type(v, json_type_double))
        return false;
    *n = d >= 0 && d <= INT32_MAX ? (int64_t)(d + 0.5) : -1;
    return *n >= 0;
}

static int entry_read(struct cx *cx, struct json_object *v, struct cast_entry *to, bool *whole)
{
    struct json_object *asset, *nb, *label;
    const char         *text;
    *whole = false;
    if (!json_object_is_type(v, json_type_object))
        return refuse(cx, E_INVALID, "An entry of a casting must be an object");
    if (!json_object_object_get_ex(v, "asset_id", &asset) || !asset ||
        !json_object_object_get_ex(v, "nb_occurences", &nb) || !nb)
        return 0;
    text = json_object_is_type(asset, json_type_string) ? json_object_get_string(asset) : "";
    if (!uuid_parse(text, strlen(text), &to->asset_id))
        return refuse_field(cx, E_INVALID, "asset_id", "asset_id: must be a UUID");
    if (!count_read(nb, &to->nb))
        return refuse_field(cx, E_INVALID, "nb_occurences", "nb_occurences: must be a whole number");
    to->label = json_object_object_get_ex(v, "label", &label) && label ? json_object_get_string(label) : "";
    {
        size_t points = 0;
        bool   control;
        if (!utf8_check(to->label, strlen(to->label), &points, &control) || points > LABEL_MAX)
            return refuse_field(cx, E_INVALID, "label", "label: at most %d characters", LABEL_MAX);
    }
    *whole = true;
    return 0;
}

static struct cast_entry *entry_of(struct change *c, struct uuid asset_id)
{
    for (size_t i = 0; i < c->n; i++)
        if (uuid_equal(c->entry[i].asset_id, asset_id))
            return &c->entry[i];
    return NULL;
}

/* What is said of an asset last counts. */
static int entries_read(struct cx *cx, struct json_object *list, struct change *c)
{
    size_t n = json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0;
    if (!json_object_is_type(list, json_type_array))
        return refuse(cx, E_INVALID, "A casting must be an array");
    if (n > ENTRIES_MAX)
        return refuse(cx, E_INVALID, "A casting has at most %d entries", ENTRIES_MAX);
    c->asked = (int64_t)n;
    c->entry = arena_alloc_array(cx->arena, n + 1, sizeof *c->entry);
    for (size_t i = 0; i < n; i++) {
        struct cast_entry  e;
        struct cast_entry *same;
        bool          whole;
        TRY(entry_read(cx, json_object_array_get_idx(list, i), &e, &whole));
        same = whole ? entry_of(c, e.asset_id) : NULL;
        if (same)
            *same = e;
        else if (whole)
            c->entry[c->n++] = e;
    }
    return 0;
}

/* ---- what it changes ---- */

static int by_id(const void *a, const void *b) { return memcmp(a, b, sizeof(struct uuid)); }

static int change_find(struct cx *cx, struct uuid id, struct change *c)
{
    struct ids was;
    TRY(db_ids(cx, "SELECT entity_out_id FROM entity_link WHERE entity_in_id = ?", ARGS(ARG(id)), &was));
    c->added   = arena_alloc_array(cx->arena, c->n + 1, sizeof *c->added);
    c->removed = arena_alloc_array(cx->arena, was.n + 1, sizeof *c->removed);
    for (size_t i = 0; i < was.n; i++)
        if (!entry_of(c, was.v[i]))
            c->removed[c->nremoved++] = was.v[i];
    for (size_t i = 0; i < c->n; i++) {
        size_t k = 0;
        while (k < was.n && !uuid_equal(was.v[k], c->entry[i].asset_id))
            k++;
        if (k == was.n)
            c->added[c->nadded++] = c->entry[i].asset_id;
    }
    qsort(c->added, c->nadded, sizeof *c->added, by_id);
    qsort(c->removed, c->nremoved, sizeof *c->removed, by_id);
    return 0;
}

static const char *entries_json(struct cx *cx, const struct change *c)
{
    struct out o = out_in_arena(cx->arena, LIST_BYTES);
    out_array(&o);
    for (size_t i = 0; i < c->n; i++) {
        out_object(&o);
        OUT_UUID(&o, "id", uuid_new());
        OUT_UUID(&o, "asset", c->entry[i].asset_id);
        OUT_I64(&o, "nb", c->entry[i].nb);
        OUT_STR(&o, "label", c->entry[i].label);
        out_object_end(&o);
    }
    out_array_end(&o);
    return out_done(&o);
}

static void ids_write(struct out *o, const char *key, const struct uuid *ids, size_t n)
{
    out_key(o, key);
    out_array(o);
    for (size_t i = 0; i < n; i++)
        out_uuid(o, ids[i]);
    out_array_end(o);
}

static const char *ids_json(struct cx *cx, const struct uuid *ids, size_t n)
{
    struct out o = out_in_arena(cx->arena, LIST_BYTES);
    out_array(&o);
    for (size_t i = 0; i < n; i++)
        out_uuid(&o, ids[i]);
    out_array_end(&o);
    return out_done(&o);
}

/* ---- storing ---- */

#define LINKS_ADD                                                                                  \
    "INSERT INTO entity_link (id, entity_in_id, entity_out_id, nb_occurences, label)"              \
    " SELECT CAST(j.id AS UUID), ?, a.id, j.nb, j.label FROM JSON_TABLE(?, '$[*]' COLUMNS"         \
    " (id CHAR(36) PATH '$.id', asset CHAR(36) PATH '$.asset', nb INT PATH '$.nb',"                \
    " label VARCHAR(80) PATH '$.label')) j JOIN entity a ON a.id = CAST(j.asset AS UUID)"

static int links_store(struct cx *cx, const struct actor *who, const struct thing *to,
                       const struct change *c)
{
    static const char tell[] =
        "INSERT INTO api_event (name, user_id, project_id, data)"
        " SELECT 'entity-link:new', ?, ?, JSON_OBJECT('entity_link_id', l.id, 'entity_in_id',"
        " l.entity_in_id, 'entity_out_id', l.entity_out_id, 'nb_occurences', l.nb_occurences,"
        " 'project_id', ?) FROM entity_link l WHERE l.entity_in_id = ?";
    const char *list = entries_json(cx, c);
    if (!list)
        return refuse(cx, E_INVALID, "The casting is too long");
    TRY(db_do(cx, "DELETE FROM entity_link WHERE entity_in_id = ?", ARGS(ARG(to->id)), NULL));
    if (c->n) {
        TRY(db_do(cx, LINKS_ADD, ARGS(ARG(to->id), ARG(list)), NULL));
        TRY(db_do(cx, tell,
                  ARGS(ARG(who->id), ARG(to->project_id), ARG(to->project_id), ARG(to->id)), NULL));
    }
    return db_do(cx, "UPDATE entity SET nb_entities_out = ? WHERE id = ?",
                 ARGS(ARG(c->asked), ARG(to->id)), NULL);
}

#define EACH_OF SQL_LIST " STRAIGHT_JOIN "

/* list: JSON array of ids. */
static int count_again(struct cx *cx, const char *list)
{
    return db_do(cx,
                 "UPDATE " EACH_OF "entity e ON e.id = " SQL_LIST_ID " SET e.nb_entities_out ="
                 " (SELECT COUNT(*) FROM entity_link l WHERE l.entity_in_id = e.id)",
                 ARGS(ARG(list)), NULL);
}

/* The episode has what its shots have, and loses what its last shot loses. */
static int episode_follows(struct cx *cx, const struct thing *shot, const struct change *c)
{
    static const char add[] =
        "INSERT IGNORE INTO entity_link (entity_in_id, entity_out_id, nb_occurences, label)"
        " SELECT ?, a.id, 1, '' FROM entity a WHERE a.id IN " SQL_LIST_SET;
    static const char take[] =
        "DELETE FROM entity_link WHERE entity_in_id = ? AND entity_out_id IN " SQL_LIST_SET
        " AND entity_out_id NOT IN (SELECT s.entity_out_id FROM entity_link s"
        " JOIN entity e ON e.id = s.entity_in_id JOIN entity q ON q.id = e.parent_id"
        " WHERE q.parent_id = ?)";
    if (uuid_is_nil(shot->episode_id) || !(c->nadded + c->nremoved))
        return 0;
    if (c->nadded)
        TRY(db_do(cx, add, ARGS(ARG(shot->episode_id), ARG(ids_json(cx, c->added, c->nadded))),
                  NULL));
    if (c->nremoved)
        TRY(db_do(cx, take,
                  ARGS(ARG(shot->episode_id), ARG(ids_json(cx, c->removed, c->nremoved)),
                       ARG(shot->episode_id)),
                  NULL));
    return count_again(cx, ids_json(cx, &shot->episode_id, 1));
}

static int shots_follow(struct cx *cx, const struct thing *episode, const struct change *c)
{
    static const char take[] =
        "DELETE FROM entity_link WHERE entity_out_id IN " SQL_LIST_SET
        " AND entity_in_id IN (SELECT e.id FROM entity e JOIN entity q ON q.id = e.parent_id"
        " WHERE q.parent_id = ?)";
    return c->nremoved ? db_do(cx, take,
                               ARGS(ARG(ids_json(cx, c->removed, c->nremoved)), ARG(episode->id)),
                               NULL)
                       : 0;
}

struct ready {
    struct row  row;
    struct uuid id;
    int64_t     nb;
};
#define ROW struct ready
static const struct field ready_fields[] = {
    FIELD(id, READ, .doc = "The task."),
    FIELD(nb, READ, .doc = "How many assets are ready for it."),
};
#undef ROW
static const struct shape ready_shape = SHAPE(struct ready, ready_fields);

static const char *ready_json(struct cx *cx, const struct ready *task, size_t n)
{
    struct out o = out_in_arena(cx->arena, LIST_BYTES);
    out_array(&o);
    for (size_t i = 0; i < n; i++) {
        out_object(&o);
        OUT_UUID(&o, "id", task[i].id);
        OUT_I64(&o, "nb", task[i].nb);
        out_object_end(&o);
    }
    out_array_end(&o);
    return out_done(&o);
}

/* An asset is ready for a task when the task type that it is ready for comes as late or later.
 * list: JSON array of the ids of what has castings. */
static int tasks_follow(struct cx *cx, const struct actor *who, const char *list)
{
    static const char sql[] =
        "SELECT d.id, d.nb FROM (SELECT k.id, k.nb_assets_ready AS was, (SELECT COUNT(*)"
        " FROM entity_link l JOIN entity a ON a.id = l.entity_out_id"
        " LEFT JOIN project_task_type_link p"
        " ON p.project_id = k.project_id AND p.task_type_id = a.ready_for"
        " LEFT JOIN project_task_type_link q"
        " ON q.project_id = k.project_id AND q.task_type_id = k.task_type_id"
        " WHERE l.entity_in_id = k.entity_id AND a.ready_for IS NOT NULL"
        " AND NOT COALESCE(a.canceled, FALSE) AND COALESCE(q.priority, 0) <="
        " IF(p.task_type_id IS NULL, -1, COALESCE(p.priority, 0))) AS nb"
        " FROM " EACH_OF "task k ON k.entity_id = " SQL_LIST_ID ") d WHERE NOT d.nb <=> d.was";
#define NUMBERS                                                                                    \
    "JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(36) PATH '$.id', nb INT PATH '$.nb')) j"                \
    " STRAIGHT_JOIN task k ON k.id = CAST(j.id AS UUID)"
    static const char set[]     = "UPDATE " NUMBERS " SET k.nb_assets_ready = j.nb";
    static const char changed[] = "INSERT INTO api_event (name, user_id, project_id, data)"
                                  " SELECT 'task:update-casting-stats', ?, k.project_id,"
                                  " JSON_OBJECT('task_id', k.id, 'nb_assets_ready', j.nb,"
                                  " 'project_id', k.project_id) FROM " NUMBERS;
    struct ready *task;
    const char   *numbers;
    size_t        n;
    TRY(db_all(cx, sql, ARGS(ARG(list)), &ready_shape, &task, &n));
    if (!n)
        return 0;
    numbers = ready_json(cx, task, n);
    if (!numbers)
        return refuse(cx, E_INVALID, "There are too many tasks");
    TRY(db_do(cx, set, ARGS(ARG(numbers)), NULL));
    return db_do(cx, changed, ARGS(ARG_IF(!uuid_is_nil(who->id), who->id), ARG(numbers)), NULL);
}

int cast_count(struct cx *cx, const struct actor *who, const char *list)
{
    TRY(count_again(cx, list));
    return tasks_follow(cx, who, list);
}

static int tell(struct cx *cx, const struct actor *who, const struct thing *to,
                const struct change *c)
{
    struct out  o    = out_in_arena(cx->arena, LIST_BYTES);
    const char *kind = entity_event(to->type_name), *data;
    out_object(&o);
    OUT_UUID(&o, arena_printf(cx->arena, "%s_id", kind), to->id);
    OUT_I64(&o, "nb_entities_out", c->asked);
    ids_write(&o, "added_asset_ids", c->added, c->nadded);
    ids_write(&o, "removed_asset_ids", c->removed, c->nremoved);
    OUT_UUID(&o, "project_id", to->project_id);
    out_object_end(&o);
    data = out_done(&o);
    if (!data)
        return refuse(cx, E_INVALID, "The casting is too long");
    return event_add(cx, arena_printf(cx->arena, "%s:casting-update", kind), who->id,
                     to->project_id, data);
}

static int replace(struct cx *cx, const struct actor *who, const struct thing *to,
                   struct json_object *list)
{
    struct change c = { 0 };
    TRY(entries_read(cx, list, &c));
    TRY(change_find(cx, to->id, &c));
    TRY(links_store(cx, who, to, &c));
    if (kind_is(to->type_name, KIND_SHOT)) {
        TRY(episode_follows(cx, to, &c));
        TRY(tasks_follow(cx, who, ids_json(cx, &to->id, 1)));
    } else if (kind_is(to->type_name, KIND_EPISODE)) {
        TRY(shots_follow(cx, to, &c));
    }
    return tell(cx, who, to, &c);
}

/* ---- adding ---- */

struct link_of {
    struct row  row;
    struct uuid id, asset_id;
};
#define ROW struct link_of
static const struct field link_of_fields[] = {
    FIELD(id, READ, .doc = "The link."),
    FIELD(asset_id, READ, .doc = "The asset."),
};
#undef ROW
static const struct shape link_of_shape = SHAPE(struct link_of, link_of_fields);

static int links_of(struct cx *cx, struct uuid id, struct link_of **links, size_t *n)
{
    return db_all(cx, "SELECT id, entity_out_id FROM entity_link WHERE entity_in_id = ?",
                  ARGS(ARG(id)), &link_of_shape, links, n);
}

static const struct link_of *link_to(const struct link_of *links, size_t n, struct uuid asset_id)
{
    for (size_t i = 0; i < n; i++)
        if (uuid_equal(links[i].asset_id, asset_id))
            return &links[i];
    return NULL;
}

static int link_told(struct cx *cx, const struct actor *who, const struct thing *to,
                     const struct link_of *link, const struct cast_entry *e)
{
    struct out o = out_in_arena(cx->arena, 512);
    out_object(&o);
    OUT_UUID(&o, "entity_link_id", link->id);
    OUT_UUID(&o, "entity_in_id", to->id);
    OUT_UUID(&o, "entity_out_id", e->asset_id);
    OUT_I64(&o, "nb_occurences", e->nb);
    OUT_UUID(&o, "project_id", to->project_id);
    out_object_end(&o);
    return event_add(cx, "entity-link:new", who->id, to->project_id, out_done(&o));
}

int cast_add(struct cx *cx, const struct actor *who, const struct thing *to,
             const struct cast_entry *entries, size_t n, struct uuid *ids)
{
    struct change   c = { .entry = arena_alloc_array(cx->arena, n + 1, sizeof *c.entry), .n = n,
                          .added = arena_alloc_array(cx->arena, n + 1, sizeof *c.added) };
    struct link_of *was, *is;
    size_t          nwas, nis;
    const char     *list;
    if (n)
        memcpy(c.entry, entries, n * sizeof *entries);
    list = entries_json(cx, &c);
    if (!list)
        return refuse(cx, E_INVALID, "The casting is too long");
    TRY(links_of(cx, to->id, &was, &nwas));
    TRY(db_do(cx,
              LINKS_ADD " ON DUPLICATE KEY UPDATE nb_occurences = VALUES(nb_occurences),"
                        " label = VALUES(label)",
              ARGS(ARG(to->id), ARG(list)), NULL));
    TRY(links_of(cx, to->id, &is, &nis));
    c.asked = (int64_t)nis;
    for (size_t i = 0; i < n; i++) {
        const struct link_of *link = link_to(is, nis, entries[i].asset_id);
        if (!link)
            return refuse(cx, E_INTERNAL, "A link is missing");
        ids[i] = link->id;
        if (link_to(was, nwas, entries[i].asset_id))
            continue;
        c.added[c.nadded++] = entries[i].asset_id;
        TRY(link_told(cx, who, to, link, &entries[i]));
    }
    qsort(c.added, c.nadded, sizeof *c.added, by_id);
    TRY(count_again(cx, ids_json(cx, &to->id, 1)));
    if (kind_is(to->type_name, KIND_SHOT)) {
        TRY(episode_follows(cx, to, &c));
        TRY(tasks_follow(cx, who, ids_json(cx, &to->id, 1)));
    }
    return tell(cx, who, to, &c);
}

static int read_text(struct cx *cx, struct json from, struct json_object **to)
{
    return json_read(cx->arena, from.text, strlen(from.text), to)
               ? 0
               : refuse(cx, E_INVALID, "A casting must be JSON");
}

int cast_replace(struct cx *cx, const struct actor *who, const struct thing *to, struct json links)
{
    struct json_object *list;
    TRY(read_text(cx, links, &list));
    return replace(cx, who, to, list);
}

int cast_replace_many(struct cx *cx, const struct actor *who, struct uuid project_id,
                      struct json map)
{
    struct json_object *all;
    TRY(read_text(cx, map, &all));
    if (!json_object_is_type(all, json_type_object))
        return refuse(cx, E_INVALID, "Castings must be an object of arrays");
    json_object_object_foreach(all, key, list)
    {
        struct thing to = { 0 };
        struct uuid  id;
        if (!uuid_parse(key, strlen(key), &id))
            return refuse(cx, E_INVALID, "%.60s: must be a UUID", key);
        TRY(thing_lock(cx, id, NULL, &to));
        if (!uuid_equal(to.project_id, project_id))
            return refuse(cx, E_NOT_FOUND, "The entity is not of this project");
        TRY(replace(cx, who, &to, list));
    }
    return 0;
}
