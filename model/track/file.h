/*
 * file.h - rows of the tracker: files: previews, working and output files.
 *
 * What may be sent and read, with its limits, is in the tables of file.c; rights and
 * rules of a resource are there too.
 *
 * Stands on base, db, res.
 * Memory: of the arena.
 */
#ifndef TRACK_FILE_H
#define TRACK_FILE_H
#include "model/res/res.h"

struct file_status {
    struct row  row;
    const char *name, *color;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    file_status_shape;
extern const struct resource file_status_res;

struct output_type {
    struct row  row;
    const char *name, *short_name;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    output_type_shape;
extern const struct resource output_type_res;

struct preview_file {
    struct row  row;
    const char *name, *original_name;
    int64_t     revision, position;
    const char *extension, *description, *path, *source;
    int64_t     file_size;
    const char *status, *validation_status;
    struct json annotations;
    int64_t     width, height;
    double      duration;
    struct json data;
    int64_t     token_in, token_out;
    struct uuid task_id, person_id, source_file_id;
    int64_t     shotgun_id;
    bool        is_movie;
    const char *url, *uploaded_movie_url, *uploaded_movie_name;
    struct ids  comments;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    preview_file_shape;
extern const struct resource preview_file_res;

struct preview_background_file {
    struct row  row;
    const char *name;
    bool        archived, is_default;
    const char *original_name, *extension;
    int64_t     file_size;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    preview_background_file_shape;
extern const struct resource preview_background_file_res;

struct working_file {
    struct row  row;
    int64_t     shotgun_id;
    const char *name, *description, *comment;
    int64_t     revision, size, checksum;
    const char *path;
    struct json data;
    struct uuid task_id, entity_id, person_id, software_id;
    struct ids  outputs;
    struct uuid id;
    struct utc  created_at, updated_at;
};
extern const struct shape    working_file_shape;
extern const struct resource working_file_res;

struct output_file {
    struct row  row;
    int64_t     shotgun_id;
    const char *name;
    bool        canceled;
    int64_t     size;
    const char *checksum, *description, *comment, *extension;
    int64_t     revision;
    const char *representation;
    int64_t     nb_elements;
    const char *source, *path;
    struct json data;
    struct uuid file_status_id, entity_id, asset_instance_id, output_type_id, task_type_id,
        person_id, source_file_id;
    struct json source_file;
    struct uuid temporal_entity_id, id;
    struct utc  created_at, updated_at;
};
extern const struct shape    output_file_shape;
extern const struct resource output_file_res;

#endif
