/* chat.c - see chat.h. */
#include "model/track/chat.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/event.h"
#include "model/track/review.h"
#include "model/track/right.h"

static int room_find(struct cx *cx, struct uuid about, struct uuid *id, bool *found)
{
    static const char sql[] = "SELECT id FROM chat WHERE object_id = ? ORDER BY created_at, id LIMIT 1";
    return db_id(cx, sql, ARGS(ARG(about)), id, found);
}

int chat_of(struct cx *cx, const struct thing *about, struct uuid *id)
{
    struct thing locked = { 0 };
    bool         found;
    TRY(room_find(cx, about->id, id, &found));
    if (!found) { /* nobody else makes one meanwhile */
        TRY(thing_lock(cx, about->id, NULL, &locked));
        TRY(room_find(cx, about->id, id, &found));
    }
    if (!found)
        *id = uuid_new();
    return found ? 0
                 : db_do(cx, "INSERT INTO chat (id, object_id, object_type) VALUES (?, ?, 'entity')",
                         ARGS(ARG(*id), ARG(about->id)), NULL);
}

int chat_show(struct cx *cx, struct uuid id, struct out *o)
{
    return res_show(cx, &chat_res, id, true, o);
}

int chat_messages(struct cx *cx, struct uuid chat_id, struct out *o)
{
    struct arg       arg   = arg_uuid(chat_id);
    struct res_where where = { .sql = "t.chat_id = ?", .args = &arg, .nargs = 1, .relations = true };
    return res_where(cx, &chat_message_res, &where, o);
}

static int message_get(struct cx *cx, struct uuid chat_id, struct uuid id, struct chat_message *to)
{
    bool found;
    TRY(res_load(cx, &chat_message_res, id, to, &found));
    return found && uuid_equal(to->chat_id, chat_id) ? 0 : res_absent(cx, &chat_message_res);
}

int chat_message_show(struct cx *cx, struct uuid chat_id, struct uuid id, struct out *o)
{
    struct chat_message m = { 0 };
    TRY(message_get(cx, chat_id, id, &m));
    return res_show(cx, &chat_message_res, id, true, o);
}

static int tell(struct cx *cx, const struct actor *who, const char *name, const struct thing *about,
                struct uuid chat_id, const struct uuid *message_id)
{
    struct out o = out_in_arena(cx->arena, 512);
    out_object(&o);
    OUT_UUID(&o, "chat_id", chat_id);
    if (message_id)
        OUT_UUID(&o, "chat_message_id", *message_id);
    else
        OUT_UUID(&o, "person_id", who->id);
    OUT_UUID(&o, "entity_id", about->id);
    OUT_UUID(&o, "project_id", about->project_id);
    out_object_end(&o);
    return event_add(cx, name, who->id, about->project_id, out_done(&o));
}

int chat_say(struct cx *cx, const struct actor *who, const struct thing *about, struct uuid chat_id,
             const char *text, struct uuid *id)
{
    *id = uuid_new();
    TRY(db_do(cx, "INSERT INTO chat_message (id, chat_id, person_id, text) VALUES (?, ?, ?, ?)",
              ARGS(ARG(*id), ARG(chat_id), ARG(who->id), ARG(text)), NULL));
    TRY(db_do(cx, "UPDATE chat SET last_message = CURRENT_TIMESTAMP(6) WHERE id = ?",
              ARGS(ARG(chat_id)), NULL));
    TRY(db_do(cx, "INSERT IGNORE INTO chat_participant (chat_id, person_id) VALUES (?, ?)",
              ARGS(ARG(chat_id), ARG(who->id)), NULL));
    return tell(cx, who, "chat:new-message", about, chat_id, id);
}

int chat_unsay(struct cx *cx, const struct actor *who, const struct thing *about,
               struct uuid chat_id, struct uuid id)
{
    struct chat_message m = { 0 };
    TRY(message_get(cx, chat_id, id, &m));
    if (!who->is_admin && !uuid_equal(m.person_id, who->id))
        return right_refuse(cx);
    TRY(db_do(cx, "DELETE FROM chat_message WHERE id = ?", ARGS(ARG(id)), NULL));
    return tell(cx, who, "chat:deleted-message", about, chat_id, &id);
}

int chat_join(struct cx *cx, const struct actor *who, const struct thing *about, struct uuid chat_id,
              bool join)
{
    TRY(db_do(cx,
              join ? "INSERT IGNORE INTO chat_participant (chat_id, person_id) VALUES (?, ?)"
                   : "DELETE FROM chat_participant WHERE chat_id = ? AND person_id = ?",
              ARGS(ARG(chat_id), ARG(who->id)), NULL));
    return tell(cx, who, join ? "chat:joined" : "chat:left", about, chat_id, NULL);
}

int chat_mine(struct cx *cx, const struct actor *who, struct out *o)
{
    struct arg       arg   = arg_uuid(who->id);
    struct res_where where = {
        .sql  = "t.id IN (SELECT c.chat_id FROM chat_participant c WHERE c.person_id = ?)",
        .args = &arg, .nargs = 1, .order = "t.last_message DESC, t.id", .relations = true
    };
    return res_where(cx, &chat_res, &where, o);
}
