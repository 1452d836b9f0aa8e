/* stored.c - see stored.h. */
#include "model/preview/stored.h"
#include "model/base/text.h"
#include "model/db/db.h"

#define ROW struct stored
static const struct field stored_fields[] = {
    FIELD(content_hash, READ, .doc = "Name in the store."),
    FIELD(bytes, READ, .doc = "Size."),
    FIELD(type, READ, .doc = "MIME type."),
};
#undef ROW
static const struct shape stored_shape = SHAPE(struct stored, stored_fields);

int stored_put(struct cx *cx, const struct stored_new *f)
{
    static const char sql[] =
        "INSERT INTO stored_file (owner_id, name, owner, content_hash, bytes, type)"
        " VALUES (?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE content_hash = VALUES(content_hash),"
        " bytes = VALUES(bytes), type = VALUES(type), created_at = NOW(6)";
    const char *hash = f->blob->hash;
    return db_do(cx, sql,
                 ARGS(ARG(f->owner_id), ARG(f->name), ARG(f->owner), ARG(hash), ARG(f->blob->bytes),
                      ARG(f->type)),
                 NULL);
}

int stored_get(struct cx *cx, struct uuid owner_id, const char *name, struct stored *to, bool *found)
{
    static const char sql[] =
        "SELECT content_hash, bytes, type FROM stored_file WHERE owner_id = ? AND name = ?";
    return db_one(cx, sql, ARGS(ARG(owner_id), ARG(name)), &stored_shape, to, found);
}

int stored_drop(struct cx *cx, struct uuid owner_id)
{
    return db_do(cx, "DELETE FROM stored_file WHERE owner_id = ?", ARGS(ARG(owner_id)), NULL);
}

int stored_sweep(struct cx *cx, struct utc not_after, int64_t *n)
{
#define GONE(table)                                                                                \
    " WHEN '" table "' THEN NOT EXISTS (SELECT 1 FROM " table " r WHERE r.id = stored_file.owner_id)"
    static const char sql[] =
        "DELETE FROM stored_file WHERE created_at <= ? AND CASE owner" GONE("preview_file")
        GONE("preview_background_file") GONE("working_file") GONE("attachment_file") GONE("person")
        GONE("project") GONE("organisation") GONE("build_job") " ELSE FALSE END";
    return db_do(cx, sql, ARGS(ARG(not_after)), n);
}

const char *stored_type(const char *extension)
{
    static const char *const types[][2] = {
        { "png", "image/png" },        { "jpg", "image/jpeg" },       { "jpeg", "image/jpeg" },
        { "gif", "image/gif" },        { "webp", "image/webp" },      { "tif", "image/tiff" },
        { "tiff", "image/tiff" },      { "avif", "image/avif" },      { "heic", "image/heic" },
        { "mp4", "video/mp4" },        { "mov", "video/quicktime" },  { "webm", "video/webm" },
        { "mkv", "video/x-matroska" }, { "avi", "video/x-msvideo" },  { "m4v", "video/mp4" },
        { "wmv", "video/x-ms-wmv" },   { "mp3", "audio/mpeg" },       { "wav", "audio/wav" },
        { "pdf", "application/pdf" },  { "zip", "application/zip" },  { "glb", "model/gltf-binary" },
        { "gltf", "model/gltf+json" }, { "txt", "text/plain" },       { "obj", "model/obj" },
    };
    for (size_t i = 0; extension && i < COUNT(types); i++)
        if (strcmp(types[i][0], extension) == 0)
            return types[i][1];
    return "application/octet-stream";
}
