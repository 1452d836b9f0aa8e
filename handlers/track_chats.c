/* track_chats.c - talk about entities: for whoever may see them. */
#include "handlers/family.h"
#include "handlers/track_common.h"
#include "model/track/chat.h"
#include "model/track/review.h"

extern const struct route_list track_chat_routes;

struct chat_in {
    struct row  row;
    struct uuid entity_id, chat_id, chat_message_id;
    const char *message;
};

static int room(struct rq *rq, struct thing *about, struct uuid *chat_id)
{
    const struct chat_in *in = rq->args;
    TRY(track_thing(rq, FOR_ASSIGNED, NULL, in->entity_id, about));
    return chat_of(&rq->cx, about, chat_id);
}

static int room_get(struct rq *rq)
{
    struct thing about = { 0 };
    struct uuid  id;
    TRY(room(rq, &about, &id));
    return chat_show(&rq->cx, id, reply(rq, 200));
}

static int messages_get(struct rq *rq)
{
    struct thing about = { 0 };
    struct uuid  id;
    TRY(room(rq, &about, &id));
    return chat_messages(&rq->cx, id, reply(rq, 200));
}

static int message_get(struct rq *rq)
{
    struct thing about = { 0 };
    struct uuid  id;
    TRY(room(rq, &about, &id));
    return chat_message_show(&rq->cx, id, ((const struct chat_in *)rq->args)->chat_message_id,
                             reply(rq, 200));
}

static int message_post(struct rq *rq)
{
    const struct chat_in *in    = rq->args;
    struct actor          who   = rows_actor(rq);
    struct thing          about = { 0 };
    struct uuid           chat, id;
    TRY(room(rq, &about, &chat));
    TRY(chat_say(&rq->cx, &who, &about, chat, in->message, &id));
    return chat_message_show(&rq->cx, chat, id, reply(rq, 201));
}

static int message_delete(struct rq *rq)
{
    const struct chat_in *in    = rq->args;
    struct actor          who   = rows_actor(rq);
    struct thing          about = { 0 };
    struct uuid           chat;
    TRY(room(rq, &about, &chat));
    TRY(chat_unsay(&rq->cx, &who, &about, chat, in->chat_message_id));
    reply_empty(rq, 204);
    return 0;
}

static int take_part(struct rq *rq, bool join, struct uuid *chat)
{
    struct actor who   = rows_actor(rq);
    struct thing about = { 0 };
    TRY(room(rq, &about, chat));
    return chat_join(&rq->cx, &who, &about, *chat, join);
}

/* The entity is the chat's; an entity's own identifier will do as well. */
static int entity_find(struct rq *rq)
{
    struct chat_in *in   = rq->args;
    struct chat     chat = { .object_type = NULL };
    bool            found;
    TRY(res_load(&rq->cx, &chat_res, in->chat_id, &chat, &found));
    in->entity_id = found ? chat.object_id : in->chat_id;
    return 0;
}

static int join_post(struct rq *rq)
{
    struct uuid chat;
    TRY(take_part(rq, true, &chat));
    return chat_show(&rq->cx, chat, reply(rq, 200));
}

static int join_delete(struct rq *rq)
{
    struct uuid chat;
    TRY(take_part(rq, false, &chat));
    reply_empty(rq, 204);
    return 0;
}

static int chat_join_post(struct rq *rq)
{
    TRY(entity_find(rq));
    return join_post(rq);
}

static int chat_leave_delete(struct rq *rq)
{
    TRY(entity_find(rq));
    return join_delete(rq);
}

static int mine_get(struct rq *rq)
{
    struct actor who = rows_actor(rq);
    return chat_mine(&rq->cx, &who, reply(rq, 200));
}

// clang-format off
#define ROW struct chat_in
#define ENTITY FIELD(entity_id, PATH, .doc = "What is talked about.")
static const struct field room_fields[]    = { ENTITY };
static const struct field chat_fields[]    = { FIELD(chat_id, PATH, .doc = "The room, or what is talked about.") };
static const struct field message_fields[] = { ENTITY, FIELD(chat_message_id, PATH, .doc = "The message.") };
static const struct field say_fields[]     = { ENTITY, FIELD(message, WRITE | NEED | LOOSE, .min = 1, .max = 65536, .doc = "What is said.") };
#undef ROW
static const struct shape room_shape    = SHAPE(struct chat_in, room_fields),
                          one_room_shape = SHAPE(struct chat_in, chat_fields),
                          message_shape = SHAPE(struct chat_in, message_fields),
                          say_shape     = SHAPE(struct chat_in, say_fields);

#define CHAT "/data/entities/:entity_id/chat"
static const struct route routes[] = {
    { GET, CHAT, LOGGED_IN, .in = &room_shape, .out = &chat_shape, .run = room_get, .flags = TX, .errors = track_errors,
      .doc = "The room of an entity; it is made if there is none." },
    { GET, CHAT "/messages", LOGGED_IN, .in = &room_shape, .out = &chat_message_shape, .run = messages_get, .flags = TX | LIST,
      .errors = track_errors, .doc = "What was said." },
    { POST, CHAT "/messages", LOGGED_IN, .in = &say_shape, .out = &chat_message_shape, .run = message_post, .status = 201,
      .flags = TX, .errors = track_errors, .doc = "Say something." },
    { GET, CHAT "/messages/:chat_message_id", LOGGED_IN, .in = &message_shape, .out = &chat_message_shape, .run = message_get,
      .flags = TX, .errors = track_errors, .doc = "Read a message." },
    { DELETE, CHAT "/messages/:chat_message_id", LOGGED_IN, .in = &message_shape, .run = message_delete, .status = 204,
      .flags = TX, .errors = track_errors, .doc = "Take back what one has said." },
    { POST, "/actions/user/chats/:entity_id/join", PERSON, .in = &room_shape, .out = &chat_shape, .run = join_post,
      .flags = TX, .errors = track_errors, .doc = "Take part in the talk about an entity." },
    { DELETE, "/actions/user/chats/:entity_id/join", PERSON, .in = &room_shape, .run = join_delete, .status = 204,
      .flags = TX, .errors = track_errors, .doc = "Leave the talk about an entity." },
    { POST, "/data/user/chats/:chat_id/join", PERSON, .in = &one_room_shape, .out = &chat_shape, .run = chat_join_post,
      .flags = TX, .errors = track_errors, .doc = "Take part in a talk." },
    { DELETE, "/data/user/chats/:chat_id/leave", PERSON, .in = &one_room_shape, .run = chat_leave_delete, .status = 204,
      .flags = TX, .errors = track_errors, .doc = "Leave a talk." },
    { GET, "/data/user/chats", PERSON, .out = &chat_shape, .run = mine_get, .flags = LIST, .errors = track_errors,
      .doc = "Talks that the caller takes part in." },
};
// clang-format on
const struct route_list track_chat_routes = ROUTES(tracker_family, routes);
