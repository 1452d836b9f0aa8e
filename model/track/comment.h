/*
 * comment.h - comments on tasks: posting one with all that follows from it, replies, who sees
 * which, and taking one away (contract/tracker, sections 4 and 10).
 *
 * What follows from a comment: the task's status with its dates and count of retakes, mentions,
 * notifications and mails, news, events, automations of the production, copies on the tasks whose
 * kind is named behind a `#`. All of it is in the caller's transaction, which holds the task's row
 * from the first statement to the last, so that comments on a task follow one another.
 *
 * Stands on base, db, res, outbox.
 * Errors: E_NOT_FOUND, E_FORBIDDEN, E_INVALID; those of db.h.
 * Memory: of the arena.
 */
#ifndef TRACK_COMMENT_H
#define TRACK_COMMENT_H
#include "model/track/right.h"
#include "model/track/task.h"

struct comment_new {
    struct uuid id; /* nil: one is made */
    struct uuid task_id, task_status_id;
    struct uuid person_id;    /* nil: the actor; another one is honoured for managers alone */
    struct utc  created_at;   /* 0: now; the same */
    const char *text;         /* NULL: none */
    struct json checklist, links; /* NULL text: none */
    bool        for_client;   /* honoured for managers alone */
    bool        alone;        /* no copies on other tasks */
};
struct comment_made {
    struct comment comment;     /* with its mentions */
    struct json    person, task_status; /* whole objects for the answer */
    struct json    attachments;         /* an array; NULL text: none */
    struct uuid    project_id;
    bool           mailed; /* ring the outbox after the commit */
};
int comment_post(struct cx *cx, const struct actor *who, const struct comment_new *new,
                 struct comment_made *made) MUST_USE;
/* Several, one after the other, all or none: made[i] is of new[i]. News and events are written by
 * one statement for all of them. */
int comments_post(struct cx *cx, const struct actor *who, const struct comment_new *new, size_t n,
                  struct comment_made *made) MUST_USE;

/* The answer about it, as an object. */
void comment_made_write(struct out *o, const struct comment_made *made);

/* To another task of its entity, with its date, files, mentions and previews; who follows that task
 * is told. For managers of the production. E_INVALID for any other task. mailed: as above. */
int comment_move(struct cx *cx, const struct actor *who, struct uuid task_id, struct uuid comment_id,
                 struct uuid to, bool *mailed) MUST_USE;

/* ---- replies ---- */
struct reply_made {
    struct uuid id;
    const char *text;
    struct utc  created_at;
    struct ids  mentions, department_mentions;
    struct json person;
    bool        mailed;
};
int reply_post(struct cx *cx, const struct actor *who, struct uuid task_id, struct uuid comment_id,
               struct uuid id, const char *text, struct reply_made *made) MUST_USE;
/* Members of the answer about it, as they are kept too. */
void reply_members(struct out *o, const struct reply_made *r, struct uuid person_id);
/* For those who may; E_NOT_FOUND when the comment has no such reply. */
int reply_delete(struct cx *cx, const struct actor *who, struct uuid task_id,
                 struct uuid comment_id, struct uuid reply_id) MUST_USE;

/* ---- reading ---- */
/* Comments as their readers see them, newest first, as an array. */
int comments_of_task(struct cx *cx, const struct actor *who, struct uuid task_id,
                     struct out *o) MUST_USE;
/* What is for clients on the tasks of which a playlist shows something, newest first, as an array;
 * without the names of those who work on it. */
int comments_of_playlist(struct cx *cx, struct uuid playlist_id, struct out *o) MUST_USE;
/* One, as an object. E_FORBIDDEN for whom it is not meant. */
struct comment_ask {
    bool relations, with_previews;
};
int comment_show(struct cx *cx, const struct actor *who, struct uuid id,
                 const struct comment_ask *ask, struct out *o) MUST_USE;
/* All of a production, for those who see all: a page in an envelope; all rows when page is below 1. */
int comments_of_project(struct cx *cx, const struct actor *who, struct uuid project_id,
                        int64_t page, int64_t limit, struct out *o) MUST_USE;
/* Is the comment one of the task? E_NOT_FOUND. */
int comment_of_task(struct cx *cx, struct uuid task_id, struct uuid comment_id) MUST_USE;

/* The task that it is about. E_NOT_FOUND. */
int comment_task(struct cx *cx, struct uuid comment_id, struct uuid *task_id) MUST_USE;

/* ---- acknowledging ---- */
/* It has seen it, or has not if it had. */
int comment_acknowledge(struct cx *cx, const struct actor *who, struct uuid task_id,
                        struct uuid comment_id) MUST_USE;

/* Hook of comments: what refers to one goes with it, and its task is as if it had not been. */
int comment_before(struct cx *cx, const struct resource *r, const struct actor *who, enum verb verb,
                   const void *old, void *row) MUST_USE;
int comment_after(struct cx *cx, const struct resource *r, const struct actor *who, enum verb verb,
                  const void *old, const void *row) MUST_USE;
#endif
