/*
 * playlist.h - playlists: what may be in one, and lists of them.
 *
 * Stands on base, db, res.
 * Errors: E_INVALID, E_NOT_FOUND, those of db.h.
 * Memory: of the arena.
 */
#ifndef TRACK_PLAYLIST_H
#define TRACK_PLAYLIST_H
#include "model/res/res.h"

/* Hook of the resource: what is played is entity_id and preview_file_id, nothing else. */
int playlist_before(struct cx *cx, const struct resource *r, const struct actor *who, enum verb verb,
                    const void *old, void *row) MUST_USE;

/* More to be played, behind what is there; locks the row. Entities that have no preview yet, or
 * none is named for, are shown by their newest one; those without any come too. */
struct playlist_entry {
    struct row  row;
    struct uuid entity_id, preview_file_id;
};
extern const struct shape playlist_entry_shape;
int playlist_append(struct cx *cx, const struct actor *who, struct uuid id,
                    const struct playlist_entry *entries, size_t n) MUST_USE;

/* A playlist without what is played; E_NOT_FOUND when it is none of the production. A nil
 * project_id: of any. */
extern const struct shape playlist_head_shape; /* of a struct playlist, see review.h */
struct playlist;
int playlist_head(struct cx *cx, struct uuid project_id, struct uuid id,
                  struct playlist *to) MUST_USE;

/* How many of the tasks there are in the production, and how many of these are the actor's. */
struct playlist_tasks {
    struct row row;
    int64_t    asked, found, mine;
};
int playlist_tasks(struct cx *cx, const struct actor *who, struct uuid project_id,
                   struct ids task_ids, struct playlist_tasks *to) MUST_USE;

/* What a playlist t plays: j.n, the place from 1; c, the preview; k, its task. What somebody put in
 * that is not of its production, or shows something else, is not played. */
#define PLAYED_BY_PLAYLIST                                                                         \
    "playlist t JOIN JSON_TABLE(t.shots, '$[*]' COLUMNS (n FOR ORDINALITY,"                        \
    " e CHAR(36) PATH '$.entity_id', p CHAR(36) PATH '$.preview_file_id')) j"                      \
    " JOIN preview_file c ON c.id = CAST(j.p AS UUID) JOIN task k ON k.id = c.task_id"             \
    " AND k.entity_id = CAST(j.e AS UUID) AND k.project_id = t.project_id"

/* Of a production, without what is played: newest first. */
struct playlist_light {
    struct row  row;
    struct uuid id;
    const char *name;
    struct uuid project_id, episode_id, task_type_id;
    bool        for_client, is_for_all;
    const char *for_entity;
    struct uuid first_preview_file_id;
    struct utc  created_at, updated_at;
};
extern const struct shape playlist_light_shape;
enum playlist_of { PLAYLISTS_ALL, PLAYLISTS_OF_EPISODE, PLAYLISTS_OF_NONE, PLAYLISTS_FOR_ALL };
struct playlist_ask {
    struct uuid      project_id, episode_id, task_type_id; /* task_type_id: nil for any */
    enum playlist_of of;
    bool             for_client; /* these alone */
    const char      *sort_by;    /* a column; NULL or another word: updated_at. Moments fall */
    int64_t          limit, skip; /* limit 0: all */
};
int playlist_each(struct cx *cx, const struct playlist_ask *ask, int (*fn)(void *u, const void *row),
                  void *u) MUST_USE;
#endif
