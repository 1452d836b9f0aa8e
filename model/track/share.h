/*
 * share.h - playlists that are shown to people without an account: links, and the guests who come
 * by them.
 *
 * A link is known by a token that nobody guesses, opens one playlist until it is revoked or its
 * time is over, and may want a password too. A guest is a person who belongs to one link; who
 * somebody is, is judged by the caller.
 *
 * Stands on base, db, res, outbox.
 * Errors: E_NOT_FOUND, E_FORBIDDEN, E_INVALID; those of db.h.
 * Memory: the arena.
 */
#ifndef TRACK_SHARE_H
#define TRACK_SHARE_H
#include "model/base/out.h"

enum { SHARE_TOKEN_TEXT = 65 };

struct share {
    struct row  row;
    const char *token;
    struct uuid playlist_id, created_by;
    struct utc  expiration_date;
    bool        is_active, can_comment;
    struct uuid id;
    struct utc  created_at, updated_at;
    bool        has_password;
    const char *password; /* its hash, never shown; NULL: none is wanted */
};
extern const struct shape share_shape;

/* ---- for those who share ---- */
struct share_new {
    struct uuid id; /* made by the caller, and so is the token */
    const char *token;
    struct uuid playlist_id, person_id;
    struct utc  expiration_date; /* 0: never */
    bool        can_comment;
    const char *password; /* its hash; NULL: none */
};
int share_add(struct cx *cx, const struct share_new *s) MUST_USE;
/* Those that are active, oldest first. */
int share_each(struct cx *cx, struct uuid playlist_id, int (*fn)(void *u, const void *row),
               void *u) MUST_USE;
/* Of that playlist. */
int share_get(struct cx *cx, struct uuid playlist_id, const char *token,
              struct share *to) MUST_USE;
int share_revoke(struct cx *cx, const struct share *s) MUST_USE;
/* Its address is mailed to these addresses and persons. sent: to whom, each once; *mailed: ring
 * the outbox after the commit. E_INVALID when one of the addresses is none. */
struct share_invite {
    struct uuid        person_id; /* who invites */
    const char *const *emails;
    size_t             emails_n;
    struct ids         person_ids;
    const char        *message; /* NULL: none */
};
int share_mail(struct cx *cx, const struct share *s, const struct share_invite *invite,
               const char *const **sent, size_t *n, bool *mailed) MUST_USE;

/* ---- for those who come ---- */
/* One that is still good; its password is not looked at. */
int share_open(struct cx *cx, const char *token, struct share *to) MUST_USE;

struct guest {
    struct row  row;
    struct uuid id;
    const char *first_name, *last_name, *full_name, *role;
    bool        is_guest, has_avatar;
    struct utc  created_at;
};
extern const struct shape guest_shape;
/* id: made by the caller. In a transaction. */
int guest_add(struct cx *cx, const struct share *s, struct uuid id, const char *first_name,
              const char *last_name) MUST_USE;
/* Of that link. */
int guest_get(struct cx *cx, const struct share *s, struct uuid id, struct guest *to) MUST_USE;

/* What the link opens; else E_FORBIDDEN. */
int share_task(struct cx *cx, const struct share *s, struct uuid task_id) MUST_USE;
int share_preview(struct cx *cx, const struct share *s, struct uuid preview_file_id) MUST_USE;
/* A comment that the guest wrote on one of its tasks. E_NOT_FOUND, E_FORBIDDEN. */
int share_comment(struct cx *cx, const struct share *s, struct uuid guest_id,
                  struct uuid comment_id) MUST_USE;
/* A file of a comment that is shown. E_NOT_FOUND. */
int share_attachment(struct cx *cx, const struct share *s, struct uuid id) MUST_USE;
/* May guests set it? E_INVALID. */
int share_status(struct cx *cx, struct uuid task_status_id) MUST_USE;

/* What a page needs besides the playlist: the production, its kinds of work and statuses. */
int share_context(struct cx *cx, const struct share *s, struct out *o) MUST_USE;
/* Members of the playlist's object: the name and the rate of its production. */
int share_production(struct cx *cx, const struct share *s, struct out *o) MUST_USE;

/* ---- clients of the production ---- */
/* They are told that the playlist is ready. nil: of any studio, of any department. */
struct playlist_ready {
    struct uuid person_id, playlist_id, studio_id, department_id;
};
int playlist_tell_clients(struct cx *cx, const struct playlist_ready *r, bool *mailed) MUST_USE;
#endif
