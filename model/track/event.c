/* event.c - see event.h. */
#include "model/track/event.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/right.h"

enum { DATA_BYTES = 1024, EVENTS_BYTES = 1024 * 1024 };

int event_add(struct cx *cx, const char *name, struct uuid user_id, struct uuid project_id,
              const char *data)
{
    static const char sql[] = "INSERT INTO api_event (id, name, user_id, project_id, data)"
                              " VALUES (?, ?, ?, ?, ?)";
    return db_do(cx, sql,
                 ARGS(ARG(uuid_new()), ARG(name), ARG_IF(!uuid_is_nil(user_id), user_id),
                      ARG_IF(!uuid_is_nil(project_id), project_id), ARG(data)),
                 NULL);
}

int events_add(struct cx *cx, struct uuid user_id, const struct event *events, size_t n)
{
    static const char sql[] =
        "INSERT INTO api_event (id, name, user_id, project_id, data, created_at)"
        " SELECT j.id, j.name, ?, j.project_id, j.data, NOW(6) + INTERVAL j.n MICROSECOND"
        "   FROM JSON_TABLE(?, '$[*]' COLUMNS(n FOR ORDINALITY, id VARCHAR(36) PATH '$.id', name VARCHAR(80) PATH '$.name',"
        "        project_id VARCHAR(36) PATH '$.project_id', data JSON PATH '$.data')) j";
    struct out  o = out_in_arena(cx->arena, EVENTS_BYTES);
    const char *text;
    out_array(&o);
    for (size_t i = 0; i < n; i++) {
        out_object(&o);
        OUT_UUID(&o, "id", uuid_new());
        OUT_STR(&o, "name", events[i].name);
        if (!uuid_is_nil(events[i].project_id))
            OUT_UUID(&o, "project_id", events[i].project_id);
        out_key(&o, "data");
        out_json(&o, events[i].data);
        out_object_end(&o);
    }
    out_array_end(&o);
    text = out_done(&o);
    if (!text)
        return refuse(cx, E_TOO_LARGE, "Too much happened at once");
    return n ? db_do(cx, sql, ARGS(ARG_IF(!uuid_is_nil(user_id), user_id), ARG(text)), NULL) : 0;
}

const char *event_ids(struct cx *cx, const struct event_id *ids)
{
    struct out o = out_in_arena(cx->arena, DATA_BYTES);
    out_object(&o);
    for (; ids->key; ids++)
        if (!uuid_is_nil(ids->id))
            OUT_UUID(&o, ids->key, ids->id);
    out_object_end(&o);
    return out_done(&o);
}

static const char *dashed(struct cx *cx, const char *table)
{
    char *text = arena_text(cx->arena, table);
    for (char *c = text; *c; c++)
        if (*c == '_')
            *c = '-';
    return text;
}

static struct uuid member(const struct resource *r, const void *row, const char *name)
{
    int                i    = field_index(r->shape, name, strlen(name));
    const struct row  *head = row;
    struct uuid        none = { { 0 } };
    if (!row || i < 0 || r->shape->fields[i].type != T_UUID || !(head->set >> i & 1) ||
        (head->null >> i & 1))
        return none;
    return *(const struct uuid *)(const void *)((const char *)row + r->shape->fields[i].off);
}

int event_row(struct cx *cx, const struct actor *who, enum verb verb, const char *event,
              struct uuid id, struct uuid project_id)
{
    static const char *const done[] = { [RES_CREATE] = "new", [RES_UPDATE] = "update",
                                        [RES_DELETE] = "delete" };
    struct out  o   = out_in_arena(cx->arena, DATA_BYTES);
    char       *key = arena_printf(cx->arena, "%s_id", event);
    const char *data;
    for (char *c = key; *c; c++)
        if (*c == '-')
            *c = '_';
    out_object(&o);
    OUT_UUID(&o, key, id);
    if (!uuid_is_nil(project_id))
        OUT_UUID(&o, "project_id", project_id);
    out_object_end(&o);
    data = out_done(&o);
    return event_add(cx, arena_printf(cx->arena, "%s:%s", event, done[verb]), who->id, project_id,
                     data);
}

int event_after(struct cx *cx, const struct resource *r, const struct actor *who, enum verb verb,
                const void *old, const void *row)
{
    const struct right_rules *rules   = r->rules;
    const void               *is      = verb == RES_CREATE ? row : old;
    struct uuid               id      = member(r, is, "id");
    struct uuid               project = member(r, is, "project_id");
    bool                      found;
    if (strcmp(r->table, "project") == 0 && verb != RES_DELETE)
        project = id;
    if (rules && rules->tells_project && verb != RES_DELETE)
        TRY(db_id(cx, arena_printf(cx->arena, "SELECT %s FROM `%s` t WHERE t.id = ?", rules->project, r->table),
                  ARGS(ARG(id)), &project, &found));
    return event_row(cx, who, verb, rules && rules->event ? rules->event : dashed(cx, r->table), id,
                     project);
}
