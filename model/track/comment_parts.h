/*
 * comment_parts.h - what the files about comments share. Theirs alone.
 *
 * Stands on base, db, res.
 */
#ifndef TRACK_COMMENT_PARTS_H
#define TRACK_COMMENT_PARTS_H
#include "model/track/right.h"
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
