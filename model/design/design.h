/*
 * design.h - set designs: which subject is pictured how, in three lists of images.
 *
 * Seen and changed by its owner, the members of its organization and administrators; removed
 * by its owner and administrators. A request may be narrowed to one organization: what is not
 * of it is not there then.
 *
 * Stands on base, db, res, still.
 * Errors: those of db.h; E_NOT_FOUND "Set design not found", E_FORBIDDEN.
 * Memory: the arena.
 */
#ifndef DESIGN_DESIGN_H
#define DESIGN_DESIGN_H
#include "model/res/res.h"

enum image_kind { IMAGE_BASE, IMAGE_REFERENCE, IMAGE_PORTRAIT, IMAGE_KINDS };

struct design {
    struct row  row;
    struct uuid id;
    struct utc  created_at, updated_at;
    const char *name, *description;
    struct uuid owner_id, organization_id, background_preset_id; /* nil: none */
};
extern const struct shape design_shape;

/* A design with one of its images, or none: lists of designs are streams of these, ordered by
 * design, kind and position. The first members are those of struct design. */
struct design_line {
    struct row  row;
    struct uuid id;
    struct utc  created_at, updated_at;
    const char *name, *description;
    struct uuid owner_id, organization_id, background_preset_id;
    bool        is_member; /* the actor is in its organization */
    struct uuid image_id;  /* nil: it has no images */
    struct utc  image_created_at, image_updated_at;
    const char *kind;
    struct uuid subject_id, shot_type_id;
    const char *label;
    struct uuid media_id; /* nil: none */
    struct utc  media_created_at;
    struct uuid media_owner_id;
    const char *content_hash, *alt_text, *caption;
    bool        protected;
    int64_t     bytes;
    const char *resource_type, *extension, *type;
    int64_t     width, height, duration_us;
    const char *color_profile, *dominant_color;
};
extern const struct shape design_line_shape;
/* Of a line that has an image. */
enum image_kind design_line_kind(const struct design_line *line);

struct design_ask {
    struct actor       who;
    const struct uuid *organization_id, *owner_id; /* NULL: any */
    int64_t            skip, limit;
};
/* What the actor sees of it, newest first. */
int design_each(struct cx *cx, const struct design_ask *ask,
                int (*fn)(void *u, const void *line), void *u) MUST_USE;
int design_count(struct cx *cx, const struct design_ask *ask, int64_t *n) MUST_USE;
/* Lines of one design. */
int design_read(struct cx *cx, const struct design_ask *ask, struct uuid id,
                int (*fn)(void *u, const void *line), void *u) MUST_USE;
/* The line of its base image of a pair. E_NOT_FOUND "Base image not found". */
int design_base_image(struct cx *cx, const struct design_ask *ask, struct uuid id,
                      struct uuid subject_id, struct uuid shot_type_id,
                      struct design_line *to) MUST_USE;

/* The row, for `verb`; locked until the end of the transaction unless that is RES_GET. */
int design_get(struct cx *cx, const struct design_ask *ask, enum verb verb, struct uuid id,
               struct design *to) MUST_USE;
int design_create(struct cx *cx, const struct design *d) MUST_USE;
/* Stores name, description, owner, organization and background as they are in `d`. */
int design_change(struct cx *cx, const struct design *d) MUST_USE;
int design_delete(struct cx *cx, struct uuid id) MUST_USE;

struct image_new {
    struct uuid id, subject_id, shot_type_id; /* nil where the kind has none */
    const char *label;
    struct uuid media_resource_id; /* nil: none */
};
/* The whole list of a kind. */
int design_images(struct cx *cx, struct uuid design_id, enum image_kind kind,
                  const struct image_new *images, size_t n) MUST_USE;
/* The base image of a pair: makes it, at the end of the list, or puts the picture in the place
 * of the one that it has. *id: of the image, `fresh` when it was made. */
int design_base_put(struct cx *cx, struct uuid design_id, struct uuid fresh, struct uuid subject_id,
                    struct uuid shot_type_id, struct uuid media_resource_id,
                    struct uuid *id) MUST_USE;
#endif
