/*
 * scene.h - scenes: the shots of a source, each with its folder of pictures.
 *
 * Units:  frames are counted in the source from 0; times are microseconds from
 *         the start of its video; positions are places in the project, from 0,
 *         without gaps.
 * Errors: those of db.h and what each function says.
 */
#ifndef SCENE_H
#define SCENE_H
#include "model/footage/project.h"

struct scene {
    struct row  row;
    struct uuid id, project_id, owner_id; /* project nil: none */
    const char *name;
    struct utc  created_at, updated_at;
    int64_t     position, frame_num, frame_count;
    int64_t     fps_num, fps_den;
    int64_t     start_us, end_us;
    int64_t     width, height;
    const char *transition;
    double      confidence;
    const char *status;
    int64_t     pictures;
    int64_t     phash;
    bool        has_clip;
    struct json analysis; /* text NULL: not yet */
    struct uuid shot_id; /* of the tracker; nil: none */
    struct uuid source_id;
    const char *file_name, *content_hash;
    int64_t     frames;  /* of the source */
    bool        is_mine; /* owned by the person who asked, or in a project of his */
};
extern const struct shape scene_shape;

struct scene_key {
    struct row  row;
    struct uuid id;
};
extern const struct shape scene_key_shape;

struct scene_file {
    struct row  row;
    const char *name, *content_hash, *type;
    int64_t     bytes;
    bool        is_mine;
};
extern const struct shape scene_file_shape;

struct similar {
    struct row  row;
    struct uuid id;
    int64_t     distance; /* differing bits of 64 */
};
extern const struct shape similar_shape;

/* The scene as `person_id` sees it. locked: with its row locked until the transaction ends. */
int scene_get(struct cx *cx, struct uuid id, struct uuid person_id, bool locked, struct scene *to,
              bool *found) MUST_USE;
/* Scenes of a source by their frames. */
int scene_each_of_source(struct cx *cx, struct uuid source_id,
                         int (*fn)(void *u, const void *row), void *u) MUST_USE;
/* Of a project by their place, from position `from`. E_NOT_FOUND without such a project;
 * E_FORBIDDEN when the person neither owns it nor is in its team, unless `any_owner`. */
int scene_each_of_project(struct cx *cx, struct uuid project_id, struct uuid person_id,
                          bool any_owner, int64_t from, int64_t limit,
                          int (*fn)(void *u, const void *row), void *u) MUST_USE;
/* All of an owner, behind `after` (created_at, frame_num, id). project_name, project_id: only
 * those in projects of that name, in that project; NULL: any. */
int scene_each_of_owner(struct cx *cx, struct uuid owner_id, const char *project_name,
                        const struct uuid *project_id, const struct cursor_key *after,
                        int64_t limit, int (*fn)(void *u, const void *row), void *u) MUST_USE;

int scene_rename(struct cx *cx, struct uuid id, const char *name) MUST_USE;
/* To the end of another project, or out of any (nil). */
int scene_move(struct cx *cx, const struct scene *s, struct uuid project_id) MUST_USE;
/* To another place in its project; past the end is the end. */
int scene_place(struct cx *cx, const struct scene *s, int64_t position) MUST_USE;
/* Move its first and last cut: from now on it has frames first ... first + count - 1, and its
 * neighbours in the source take or give the rest. Marks all that changed as "processing".
 * changed[0..*n): the scenes whose pictures must be made again, at most 3, itself included.
 * Errors: E_CONFLICT when that would cross another cut or leave the source. */
int scene_retime(struct cx *cx, const struct scene *s, int64_t first, int64_t count,
                 struct uuid changed[3], size_t *n) MUST_USE;
/* With its folder; the source goes with its last scene. */
int scene_delete(struct cx *cx, const struct scene *s) MUST_USE;

/* Files of its folder, by name; the one of a name, with the caller's right to it. */
int scene_files(struct cx *cx, struct uuid id, struct scene_file **rows, size_t *n) MUST_USE;
int scene_file_get(struct cx *cx, struct uuid id, const char *name, struct uuid person_id,
                   struct scene_file *to, bool *found) MUST_USE;

/* The person's scenes that look most like a picture with this hash, nearest first. */
int scene_similar(struct cx *cx, struct uuid owner_id, struct uuid but_id, int64_t phash,
                  struct similar **rows, size_t *n) MUST_USE;
#endif
