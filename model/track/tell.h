/*
 * tell.h - who is told of what happens to a task: mentions in a text, notifications, mails.
 *
 * Stands on base, db, outbox.
 * Errors: those of db.h.
 * Memory: of the arena.
 */
#ifndef TRACK_TELL_H
#define TRACK_TELL_H
#include "model/res/res.h"

/* A list of ids that grows in the arena. */
struct id_set {
    struct uuid *v;
    size_t       n, room;
};
bool       id_set_has(const struct id_set *s, struct uuid id);
void       id_set_add(struct cx *cx, struct id_set *s, struct uuid id); /* once */
void       id_set_join(struct cx *cx, struct id_set *s, struct ids more);
struct ids id_set_list(const struct id_set *s);
/* ["...", ...]; NULL when that is longer than a statement takes. */
const char *ids_json(struct cx *cx, struct ids ids);
const char *id_set_json(struct cx *cx, const struct id_set *s);
/* Those that a statement of ours gives. */
int id_set_read(struct cx *cx, const char *sql, const struct arg *args, size_t nargs,
                struct id_set *to) MUST_USE;

/* One person who may be told, or a department whose name a text may hold. */
struct known_name {
    struct row  row;
    struct uuid id;
    const char *name;
    bool        is_department;
    const char *email;       /* NULL: no mails */
    struct ids  departments; /* of a person */
};
struct names {
    struct known_name *v;
    size_t             n;
};
/* The team of a production and all departments. */
int names_of_project(struct cx *cx, struct uuid project_id, struct names *to) MUST_USE;
/* Those of the list that want mails. */
int names_of_mailed(struct cx *cx, const struct id_set *persons, struct names *to) MUST_USE;

/* @Full Name and @Department, each before a blank or the end of the text. *told: the people who
 * are meant: named themselves, or of a department that is. */
void mentions_find(struct cx *cx, const struct names *names, const char *text,
                   struct id_set *persons, struct id_set *departments, struct id_set *told);

struct notice {
    const char *type; /* of those who are told because of their work ... */
    const char *mention; /* ... and of those who are mentioned */
    bool        change;
    struct uuid author_id, comment_id, task_id, reply_id, project_id, playlist_id; /* nil: none */
    const char *subject, *text;                                       /* of the mails */
};
/* One notification for each but the author, with the mails for those of `names` who want them.
 * *mailed is set when there were any: ring the outbox after the commit. */
int notices_add(struct cx *cx, const struct notice *notice, const struct id_set *followers,
                const struct id_set *mentioned, const struct names *names, bool *mailed) MUST_USE;
#endif
