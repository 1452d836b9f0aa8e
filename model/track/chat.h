/*
 * chat.h - talk about an entity: a room that is made when it is asked for.
 *
 * Stands on base, db, res.
 * Errors: E_NOT_FOUND, E_FORBIDDEN; those of db.h.
 * Memory: of the arena; lists need the memory of one row.
 */
#ifndef TRACK_CHAT_H
#define TRACK_CHAT_H
#include "model/track/thing.h"

/* The room of an entity, made if need be. In a transaction. */
int chat_of(struct cx *cx, const struct thing *about, struct uuid *id) MUST_USE;
/* The rows are told whoever asks: routes have decided about the entity. */
int chat_show(struct cx *cx, struct uuid id, struct out *o) MUST_USE;
int chat_messages(struct cx *cx, struct uuid chat_id, struct out *o) MUST_USE;
int chat_message_show(struct cx *cx, struct uuid chat_id, struct uuid id, struct out *o) MUST_USE;
/* Who says something takes part. */
int chat_say(struct cx *cx, const struct actor *who, const struct thing *about, struct uuid chat_id,
             const char *text, struct uuid *id) MUST_USE;
/* One's own; administrators': anybody's. */
int chat_unsay(struct cx *cx, const struct actor *who, const struct thing *about,
               struct uuid chat_id, struct uuid id) MUST_USE;
int chat_join(struct cx *cx, const struct actor *who, const struct thing *about, struct uuid chat_id,
              bool join) MUST_USE;
/* Rooms that the actor takes part in, the liveliest first. */
int chat_mine(struct cx *cx, const struct actor *who, struct out *o) MUST_USE;
#endif
