/*
 * comment_parts.h - what the files about comments share. Theirs alone.
 *
 * Stands on base, db, res.
 */
#ifndef TRACK_COMMENT_PARTS_H
#define TRACK_COMMENT_PARTS_H
#include "model/track/event.h"
#include "model/track/right.h"
#include "model/track/task.h"
#include "model/track/tell.h"

/* A column that is yes or no as JSON. */
#define TRUTH(column) "JSON_EXTRACT(IF(" column ", 'true', 'false'), '$')"
/* A person as they stand beside what they wrote. */
#define PERSON_JSON(p)                                                                             \
    "JSON_OBJECT('id', " p ".id, 'first_name', " p ".first_name, 'last_name', " p ".last_name,"    \
    " 'full_name', TRIM(CONCAT(" p ".first_name, ' ', " p ".last_name)),"                          \
    " 'has_avatar', " TRUTH(p ".has_avatar") ", 'role', " p ".role)"

struct comment_flag {
    struct row row;
    bool       is;
};
extern const struct shape comment_flag_shape;

/* News and events of comments that are posted together: they are written together. And the names
 * that their texts may hold. */
struct comment_log {
    struct out    news;
    size_t        n_news;
    struct event *events;
    size_t        n_events, room;
    struct uuid   project_id; /* whose names are known; nil: none */
    struct names  names;
};
struct comment_log comment_log_begin(struct cx *cx);
void comment_log_news(struct comment_log *log, struct uuid id, struct uuid comment_id, bool change);
void comment_log_event(struct cx *cx, struct comment_log *log, struct event event);
int  comment_log_write(struct cx *cx, struct comment_log *log, struct uuid user_id) MUST_USE;

/* The task's status, dates and counts as its comments tell them, with its event. */
int comment_retell(struct cx *cx, const struct actor *who, struct uuid task_id,
                   struct uuid project_id) MUST_USE;
/* Tell people of a comment that is there, with its news and events, but change nothing. old: status
 * that its task had. */
int comment_announce(struct cx *cx, const struct actor *who, const struct comment *c, struct uuid old,
                     bool *mailed) MUST_USE;

/* Is the actor named in a comment or a reply of the task, alone or by a department? */
int comment_is_mentioned(struct cx *cx, const struct actor *who, struct uuid task_id,
                         bool *is) MUST_USE;
/* FOR_ACTOR, or mentioned in the team. */
int comment_may_act(struct cx *cx, const struct actor *who, const struct standing *s,
                    struct uuid task_id) MUST_USE;
int comment_mentions_store(struct cx *cx, struct uuid comment_id, const struct id_set *persons,
                           const struct id_set *departments) MUST_USE;
/* The text of a mail about what somebody wrote; person: PERSON_JSON. */
const char *comment_mail(struct cx *cx, const char *place, const struct json *person,
                         const char *text);
#endif
