/*
 * media.h - media resources: somebody's pictures and short videos, with what was measured of
 * them. The bytes and their measures are stored once per content (model/still).
 *
 * Owners and administrators change them; whoever sees what refers to one sees it too.
 *
 * Stands on base, db, net, store, res, still.
 * Units:  pixels of the upright picture; microseconds; bytes.
 * Errors: those of db.h; E_NOT_FOUND, E_FORBIDDEN, E_CONFLICT "Media resource is in use".
 * Memory: the arena.
 */
#ifndef DESIGN_MEDIA_H
#define DESIGN_MEDIA_H
#include "model/res/res.h"

struct media {
    struct row  row;
    struct uuid id;
    struct utc  created_at;
    struct uuid owner_id;
    const char *content_hash, *alt_text, *caption;
    bool        protected;
    int64_t     bytes;
    const char *resource_type, *extension, *type;
    int64_t     width, height, duration_us;
    const char *color_profile, *dominant_color;
};
/* The fields of the shape and the columns below are in the same order. */
extern const struct shape media_shape;
#define MEDIA_COLUMNS                                                                              \
    "m.id, m.created_at, m.owner_id, m.content_hash, m.alt_text, m.caption, m.protected, s.bytes," \
    " s.resource_type, s.extension, s.type, s.width, s.height, s.duration_us, s.color_profile,"    \
    " s.dominant_color"
/* The same fields for structs that hold the members of struct media beside others. */
#define MEDIA_FIELDS(null)                                                                         \
    FIELD(content_hash, READ | (null), .doc = "SHA-256 of the bytes."),                            \
        FIELD(alt_text, READ | NULLS, .doc = "What it shows, for those who do not see it."),       \
        FIELD(caption, READ | NULLS, .doc = "Caption."),                                           \
        FIELD(protected, READ | (null), .doc = "Served by links that expire, and by no other."),   \
        FIELD(bytes, READ | (null), .doc = "How many bytes it has."),                              \
        FIELD(resource_type, READ | (null), .doc = "image or video."),                             \
        FIELD(extension, READ | (null), .doc = "By content."),                                     \
        FIELD(type, READ | (null), .doc = "MIME type by content."),                                \
        FIELD(width, READ | (null), .doc = "Pixels."),                                             \
        FIELD(height, READ | (null), .doc = "Pixels."),                                            \
        FIELD(duration_us, READ | NULLS, .doc = "Microseconds."),                                  \
        FIELD(color_profile, READ | NULLS, .doc = "Name of its colour profile."),                  \
        FIELD(dominant_color, READ | NULLS, .doc = "#rrggbb.")

struct media_texts { /* what its owner says of it; NULL: nothing */
    const char *alt_text, *caption;
    bool        protected;
};

int media_get(struct cx *cx, struct uuid id, struct media *to) MUST_USE;
/* The actor's own, or all for an administrator; newest first. */
int media_each(struct cx *cx, const struct actor *who, int64_t skip, int64_t limit,
               int (*fn)(void *u, const void *row), void *u) MUST_USE;
int media_count(struct cx *cx, const struct actor *who, int64_t *n) MUST_USE;
/* Is there one of that id that the actor sees? */
int media_sees(struct cx *cx, const struct actor *who, struct uuid id, bool *sees) MUST_USE;
/* Those of `ids` that the actor sees. */
int media_seen(struct cx *cx, const struct actor *who, const struct ids *ids,
               struct ids *seen) MUST_USE;

int media_create(struct cx *cx, struct uuid id, struct uuid owner_id, const char *content_hash,
                 const struct media_texts *texts) MUST_USE;
/* One of that owner with the same bytes and texts, or a new one with `id`. *is: which. */
int media_take(struct cx *cx, struct uuid id, struct uuid owner_id, const char *content_hash,
               const struct media_texts *texts, struct uuid *is) MUST_USE;
int media_change(struct cx *cx, struct uuid id, const struct media_texts *texts) MUST_USE;
int media_delete(struct cx *cx, struct uuid id) MUST_USE;

/* The picture behind an address that a client names, into the store. *hash: its name there.
 * E_INVALID when the address is refused, or nothing comes from it. */
int media_fetch(struct cx *cx, const char *url, int64_t wait_ms, const char **hash) MUST_USE;

/* ---- links ---- */

/* Where the bytes are: plain, or signed and expiring for what is protected. */
const char *media_url(struct cx *cx, struct uuid id, bool protected) MUST_USE;
/* Is the signature that of a link to it which ends at `expires` (seconds since 1970), and is
 * that not over? */
bool media_link_ok(struct cx *cx, struct uuid id, const char *expires,
                   const char *signature) MUST_USE;
#endif
