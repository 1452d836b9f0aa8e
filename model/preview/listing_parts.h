/*
 * listing_parts.h - what lists of previews for players share: columns, and objects made of rows
 * as they come. For the files of this folder.
 *
 * Stands on base.
 * Units:  pixels, seconds, bytes.
 * Memory: that of one row.
 */
#ifndef PREVIEW_LISTING_PARTS_H
#define PREVIEW_LISTING_PARTS_H
#include "model/base/out.h"

struct listed {
    struct row  row;
    struct uuid task_type_id, id, task_id;
    int64_t     revision, position, width, height;
    const char *original_name, *extension, *status;
    double      duration;
    struct json annotations;
    struct utc  created_at;
    int64_t     original_width, original_height, original_file_size;
    double      original_duration;
    /* Of what is played; see playing.c. */
    int64_t     place, part;
    struct uuid entity_id, task_asked;
    const char *name, *parent_name, *type_name;
    struct uuid type_id, parent_id;
    const char *kind_name, *kind_color, *kind_for, *status_color;
};
// clang-format off
/* Of a preview f, its task k. The first fields of every table over the struct. */
#define LISTED_FIELDS                                                        \
    FIELD(task_type_id, READ | NULLS, .doc = "Kind of work."),               \
    FIELD(id, READ | NULLS, .doc = "The preview."),                          \
    FIELD(task_id, READ | NULLS, .doc = "Its task."),                        \
    FIELD(revision, READ | NULLS, .doc = "From 1."),                         \
    FIELD(position, READ | NULLS, .doc = "In the revision, from 1."),        \
    FIELD(width, READ | NULLS, .doc = "Pixels."),                            \
    FIELD(height, READ | NULLS, .doc = "Pixels."),                           \
    FIELD(original_name, READ | NULLS, .doc = "As it was uploaded."),        \
    FIELD(extension, READ | NULLS, .doc = "Ending."),                        \
    FIELD(status, READ | NULLS, .doc = "State."),                            \
    FIELD(duration, READ | NULLS, .doc = "Seconds."),                        \
    FIELD(annotations, READ | NULLS, .doc = "What was drawn on it."),        \
    FIELD(created_at, READ | NULLS, .doc = "When it was made."),             \
    FIELD(original_width, READ | NULLS, .doc = "Pixels of the upload."),     \
    FIELD(original_height, READ | NULLS, .doc = "Pixels of the upload."),    \
    FIELD(original_file_size, READ | NULLS, .doc = "Bytes of the upload."),  \
    FIELD(original_duration, READ | NULLS, .doc = "Seconds of the upload.")
// clang-format on
#define LISTED_COLUMNS                                                                             \
    "k.task_type_id, f.id, f.task_id, f.revision, f.position, f.width, f.height,"                  \
    " f.original_name, f.extension, f.status, COALESCE(f.duration, 0), f.annotations,"             \
    " f.created_at, CAST(JSON_VALUE(f.data, '$.original_width') AS SIGNED),"                       \
    " CAST(JSON_VALUE(f.data, '$.original_height') AS SIGNED),"                                    \
    " CAST(JSON_VALUE(f.data, '$.original_file_size') AS SIGNED),"                                 \
    " CAST(JSON_VALUE(f.data, '$.original_duration') AS DOUBLE)"
/* y: the kind of work. */
#define LISTED_ORDER                                                                               \
    "y.priority DESC, y.name, y.id, f.revision DESC, f.position, f.created_at, f.id"

/* Members of a preview's object: before and behind the others of its revision. */
void listed_head(struct out *o, const struct listed *l);
void listed_tail(struct out *o, const struct listed *l);
/* One of the others, whole. */
void listed_other(struct out *o, const struct listed *l);

/* {kind of work: [previews by revisions]}, of rows in LISTED_ORDER. */
struct listing {
    struct out   *o;
    struct listed first; /* of the revision that is being written; its texts are gone */
    bool          open;
};
void listing_begin(struct listing *s);
void listing_row(struct listing *s, const struct listed *l);
void listing_end(struct listing *s);
/* A member of the struct that may be null. */
void listed_whole(struct out *o, const char *key, const struct listed *l, const int64_t *member);
#endif
