/* track_pictures.c - files of previews, by kind and size: pictures, movies, what was uploaded. */
#include "handlers/family.h"
#include "handlers/rows.h"
#include "handlers/track_upload.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/preview/preview.h"
#include "model/track/file.h"
#include "model/track/right.h"

extern const struct route_list track_picture_routes;

struct file_in {
    struct row  row;
    const char *file;
    struct uuid instance_id;
};
// clang-format off
#define ROW struct file_in
static const struct field file_fields[] = { FIELD(file, PATH, .max = 60, .doc = "Identifier and ending: <id>.png.") };
static const struct field id_fields[] = { FIELD(instance_id, PATH, .doc = "The preview.") };
#undef ROW
// clang-format on
static const struct shape file_shape = SHAPE(struct file_in, file_fields),
                          id_shape   = SHAPE(struct file_in, id_fields);

static int absent(struct rq *rq) { return refuse(&rq->cx, E_NOT_FOUND, "There is no such file"); }

static int sees(struct rq *rq, struct uuid id, struct preview *p)
{
    struct actor who = rows_actor(rq);
    TRY(preview_get(&rq->cx, id, p));
    return right_of_row(&rq->cx, &preview_file_res, &who, FOR_ASSIGNED, id, NULL);
}

/* <id>.<extension>, of a preview that the caller sees. */
static int one(struct rq *rq, const char *name, const char *extension)
{
    const struct file_in *in = rq->args;
    struct preview        p  = { 0 };
    const char           *ending;
    struct uuid           id;
    TRY(name_read(rq, in->file, &id, &ending));
    if (ending[0] && strcmp(ending, extension) != 0)
        return absent(rq);
    TRY(sees(rq, id, &p));
    return send_named(rq, id, name, NULL);
}

static int thumbnail_get(struct rq *rq) { return one(rq, "thumbnail", "png"); }
static int square_get(struct rq *rq) { return one(rq, "thumbnail-square", "png"); }
static int preview_png_get(struct rq *rq) { return one(rq, "preview", "png"); }
static int movie_get(struct rq *rq) { return one(rq, "movie", "mp4"); }
static int low_get(struct rq *rq) { return one(rq, "lowdef", "mp4"); }
static int tiles_get(struct rq *rq) { return one(rq, "tiles", "png"); }
static int source_get(struct rq *rq)
{
    return one(rq, "source", "mp4");
}

/* The ending tells what is wanted: the picture, or the file of that kind. */
static int original_get(struct rq *rq)
{
    const struct file_in *in = rq->args;
    struct preview        p  = { 0 };
    const char           *ending;
    struct uuid           id;
    TRY(name_read(rq, in->file, &id, &ending));
    TRY(sees(rq, id, &p));
    if (strcmp(ending, "mp4") == 0 && p.extension && strcmp(p.extension, "mp4") == 0)
        return send_named(rq, id, "movie", NULL);
    if (ending[0] && strcmp(ending, "png") != 0 && (!p.extension || strcmp(p.extension, ending) != 0))
        return absent(rq);
    return send_named(rq, id, "original", NULL);
}

static int download(struct rq *rq, bool movie)
{
    const struct file_in *in = rq->args;
    struct preview        p  = { 0 };
    TRY(sees(rq, in->instance_id, &p));
    return send_named(rq, p.id, movie ? "movie" : "original", preview_save_name(rq, &p));
}

static int movie_download(struct rq *rq) { return download(rq, true); }

/* Of a movie its movie. */
static int original_download(struct rq *rq)
{
    const struct file_in *in = rq->args;
    struct preview        p  = { 0 };
    TRY(sees(rq, in->instance_id, &p));
    return download(rq, p.extension && strcmp(p.extension, "mp4") == 0);
}

static const enum reason errors[] = { E_FORBIDDEN, E_NOT_FOUND, E_NONE };
// clang-format off
#define FILES(path, what, mime, text) \
    { GET, path "/preview-files/:file", LOGGED_IN, .in = &file_shape, .run = what, .errors = errors, .gives = mime, .doc = text }
static const struct route routes[] = {
    FILES("/pictures/thumbnails", thumbnail_get, "image/png", "Thumbnail of a preview, 150 x 100."),
    FILES("/pictures/thumbnails-square", square_get, "image/png", "Thumbnail of a preview, 100 x 100."),
    FILES("/pictures/previews", preview_png_get, "image/png", "Picture of a preview, 1200 pixels wide."),
    FILES("/pictures/originals", original_get, "*/*", "Picture of a preview in its own size, or a file of another kind."),
    FILES("/movies/originals", movie_get, "video/mp4", "Movie of a preview."),
    FILES("/movies/low", low_get, "video/mp4", "Movie of a preview, smaller."),
    FILES("/movies/lowdef", low_get, "video/mp4", "Movie of a preview, smaller."),
    FILES("/movies/source", source_get, "*/*", "Movie of a preview as it was uploaded."),
    FILES("/movies/tiles", tiles_get, "image/png", "All frames of a movie on a sheet."),
    { GET, "/pictures/originals/preview-files/:instance_id/download", LOGGED_IN, .in = &id_shape,
      .run = original_download, .errors = errors, .gives = "*/*", .doc = "A preview's file, to be saved." },
    { GET, "/movies/originals/preview-files/:instance_id/download", LOGGED_IN, .in = &id_shape,
      .run = movie_download, .errors = errors, .gives = "video/mp4", .doc = "A preview's movie, to be saved." },
};
// clang-format on
const struct route_list track_picture_routes = ROUTES(tracker_family, routes);
