/* avatar.c - see avatar.h. */
#include "model/preview/avatar.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/event.h"

struct found {
    struct row  row;
    struct uuid id;
    bool        has_avatar;
};
#define ROW struct found
static const struct field found_fields[] = {
    FIELD(id, READ, .doc = "The row."),
    FIELD(has_avatar, READ, .doc = "Has it a picture."),
};
#undef ROW
static const struct shape found_shape = SHAPE(struct found, found_fields);

static const struct {
    const char *owner, *sql;
} owners[] = {
    { "person", "SELECT id, COALESCE(has_avatar, FALSE) FROM person WHERE id = ?" },
    { "project", "SELECT id, COALESCE(has_avatar, FALSE) FROM project WHERE id = ?" },
    { "organisation", "SELECT id, COALESCE(has_avatar, FALSE) FROM organisation"
                      " WHERE id = ? OR TRUE ORDER BY created_at, id LIMIT 1" },
};

static int owner_find(struct cx *cx, const char *owner, struct uuid id, struct found *to, bool *found)
{
    size_t i = 0;
    while (i < COUNT(owners) && strcmp(owners[i].owner, owner) != 0)
        i++;
    if (i == COUNT(owners))
        return refuse(cx, E_INTERNAL, "Nothing else has avatars");
    return db_one(cx, owners[i].sql, ARGS(ARG(id)), &found_shape, to, found);
}

int avatar_owner(struct cx *cx, const char *owner, struct uuid *id, bool *found)
{
    struct found f = { 0 };
    TRY(owner_find(cx, owner, *id, &f, found));
    if (*found)
        *id = f.id;
    return 0;
}

int avatar_get(struct cx *cx, const char *owner, struct uuid id, struct stored *to, bool *found)
{
    struct found f = { 0 };
    TRY(owner_find(cx, owner, id, &f, found));
    if (!*found)
        return 0;
    *found = f.has_avatar;
    return *found ? stored_get(cx, id, "avatar", to, found) : 0;
}

int avatar_clear(struct cx *cx, const struct actor *who, struct uuid person_id)
{
    struct uuid none = { { 0 } };
    int64_t     n;
    TRY(db_do(cx, "UPDATE person SET has_avatar = FALSE WHERE id = ?", ARGS(ARG(person_id)), &n));
    if (n == 0)
        return refuse(cx, E_NOT_FOUND, "There is no such person");
    TRY(stored_drop(cx, person_id));
    return event_row(cx, who, RES_UPDATE, "person", person_id, none);
}

int background_take(struct cx *cx, struct uuid person_id, struct uuid id, const char *name,
                    const char *extension, const struct blob *blob)
{
    static const char sql[] = "UPDATE preview_background_file SET original_name = ?, extension = ?,"
                              " file_size = ? WHERE id = ?";
    struct uuid       none  = { { 0 } };
    struct stored_new s     = { .owner = "preview_background_file", .owner_id = id, .name = "source",
                                .type = stored_type(extension), .blob = blob };
    char              text[UUID_TEXT];
    struct event      events[2];
    const char       *data;
    uuid_format(id, text);
    data = arena_printf(cx->arena, "{\"preview_background_file_id\":\"%s\"}", text);
    TRY(stored_drop(cx, id));
    TRY(stored_put(cx, &s));
    TRY(db_do(cx, sql, ARGS(ARG(name), ARG(extension), ARG(blob->bytes), ARG(id)), NULL));
    events[0] = (struct event){ "preview-background-file:update", none, data };
    events[1] = (struct event){ "preview-background-file:add-file", none, data };
    return events_add(cx, person_id, events, COUNT(events));
}

int working_file_take(struct cx *cx, struct uuid id, const struct blob *blob)
{
    static const char sql[] = "UPDATE working_file SET updated_at = NOW(6) WHERE id = ?";
    struct stored_new f     = { .owner = "working_file", .owner_id = id, .name = "source",
                                .type = "application/octet-stream", .blob = blob };
    TRY(stored_put(cx, &f));
    return db_do(cx, sql, ARGS(ARG(id)), NULL);
}

int working_file_next(struct cx *cx, struct uuid task_id, const char *name, int64_t *revision)
{
    static const char lock[] = "SELECT 1 FROM task WHERE id = ? FOR UPDATE";
    static const char sql[]  = "SELECT COALESCE(MAX(revision), 0) + 1 FROM working_file"
                               " WHERE task_id = ? AND name = ? FOR UPDATE";
    TRY(db_number(cx, lock, ARGS(ARG(task_id)), NULL, NULL));
    return db_number(cx, sql, ARGS(ARG(task_id), ARG(name)), revision, NULL);
}
