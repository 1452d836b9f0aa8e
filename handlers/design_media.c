/* design_media.c - media resources of the set designs: pictures and short videos, and their files. */
#include "handlers/design_images.h"
#include "handlers/design_view.h"
#include "handlers/family.h"
#include "handlers/needs.h"
#include "handlers/rows.h"
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/design/element.h"
#include "model/still/still.h"
#include "model/store/store.h"

extern const struct route_list design_media_routes;

/* ---- what comes in ---- */

struct media_new {
    struct row     row;
    struct upload *file;
    const char    *alt_text, *caption;
    bool           protected;
};
struct media_edit {
    struct row  row;
    struct uuid id;
    const char *alt_text, *caption;
    bool        protected;
};
struct skip_in {
    struct row row;
    int64_t    skip, limit;
};
struct file_in {
    struct row  row;
    struct uuid id;
    const char *expires, *signature, *w;
};
static const char *const widths[] = { "160", "320", "640", "1280", NULL };

// clang-format off
#define TEXTS_IN(null)                                                                          \
    FIELD(alt_text, WRITE | NULLS | LAX, .doc = "What it shows, for those who do not see it."), \
    FIELD(caption, WRITE | NULLS | LAX, .doc = "Caption."),                                     \
    FIELD(protected, WRITE | LAX | (null), .doc = "Serve it by links that expire, and by no other.")
#define ROW struct media_new
static const struct field new_fields[] = {
    FIELD(file, WRITE | NEED, .ref = "max_image_bytes", .doc = "The picture, or a short video."), TEXTS_IN(0)
};
#undef ROW
#define ROW struct media_edit
static const struct field edit_fields[] = { FIELD(id, PATH | LAX, .doc = "The media resource."), TEXTS_IN(NULLS) };
static const struct field one_fields[]  = { FIELD(id, PATH | LAX, .doc = "The media resource.") };
#undef ROW
static const struct shape new_shape = SHAPE(struct media_new, new_fields, .name = "Body_create_media_resource"),
    edit_shape = SHAPE(struct media_edit, edit_fields, .name = "MediaResourceUpdate"),
    one_shape = SHAPE(struct media_edit, one_fields);
#define ROW struct skip_in
static const struct field skip_fields[] = { SKIP_FIELDS };
#undef ROW
static const struct shape skip_shape = SHAPE(struct skip_in, skip_fields);
#define ROW struct file_in
#define FILE_IN                                                                                 \
    FIELD(id, PATH | LAX, .doc = "The media resource."),                                        \
    FIELD(w, WRITE | LAX, .choices = widths, .doc = "Pixels of width of a smaller picture; one that is no larger is sent as it is.")
static const struct field file_fields[]   = { FILE_IN };
static const struct field signed_fields[] = {
    FILE_IN,
    FIELD(expires, PATH | LAX, .doc = "When the link ends, in seconds since 1970."),
    FIELD(signature, PATH | LAX, .doc = "That the link was made here."),
};
#undef ROW
static const struct shape file_shape = SHAPE(struct file_in, file_fields),
                          signed_shape = SHAPE(struct file_in, signed_fields);
// clang-format on

/* ---- rows ---- */

struct writing {
    struct rq  *rq;
    struct out *o;
};

static int write_one(void *u, const void *row)
{
    struct writing *w = u;
    media_write(w->rq, w->o, row);
    return w->o->failed ? -1 : 0;
}

static int list_get(struct rq *rq)
{
    const struct skip_in *in  = rq->args;
    struct actor          who = rows_actor(rq);
    struct writing        w   = { .rq = rq };
    int64_t               n;
    TRY(media_count(&rq->cx, &who, &n));
    w.o = reply(rq, 200);
    out_object(w.o);
    out_key(w.o, "data");
    out_array(w.o);
    TRY(media_each(&rq->cx, &who, in->skip, in->limit, write_one, &w));
    out_array_end(w.o);
    OUT_I64(w.o, "count", n);
    out_object_end(w.o);
    return 0;
}

static int media_answer(struct rq *rq, struct uuid id)
{
    struct media m = { 0 };
    TRY(media_get(&rq->cx, id, &m));
    media_write(rq, reply(rq, 200), &m);
    return 0;
}

static int one_get(struct rq *rq)
{
    const struct media_edit *in  = rq->args;
    struct actor             who = rows_actor(rq);
    struct media             m   = { 0 };
    bool                     sees;
    TRY(media_get(&rq->cx, in->id, &m));
    TRY(media_sees(&rq->cx, &who, in->id, &sees));
    if (!sees)
        return refuse(&rq->cx, E_FORBIDDEN, "Not enough permissions");
    media_write(rq, reply(rq, 200), &m);
    return 0;
}

struct making {
    struct rq              *rq;
    const struct media_new *in;
};

static int make_in_tx(struct cx *cx, void *u)
{
    struct making     *m     = u;
    struct media_texts texts = { m->in->alt_text, m->in->caption, m->in->protected };
    return media_create(cx, rq_uuid(m->rq, 0), m->rq->caller.id, m->in->file->blob.hash, &texts);
}

static int media_post(struct rq *rq)
{
    const struct media_new *in = rq->args;
    struct making           m  = { rq, in };
    struct blob             blob;
    TRY(store_keep(&rq->cx, in->file->writer, &blob));
    TRY(upload_measure(rq, "file", blob.hash));
    TRY(db_tx(&rq->cx, TX_ONCE, make_in_tx, &m));
    return media_answer(rq, rq_uuid(rq, 0));
}

/* To change and to remove is for the owner and administrators. */
static int own(struct rq *rq, struct uuid id, struct media *m)
{
    struct actor who = rows_actor(rq);
    TRY(media_get(&rq->cx, id, m));
    return element_may(&rq->cx, &who, RES_DELETE, m->owner_id, m->owner_id);
}

static int media_put(struct rq *rq)
{
    const struct media_edit *in = rq->args;
    struct media             m  = { 0 };
    struct media_texts       t;
    TRY(own(rq, in->id, &m));
    t = (struct media_texts){ m.alt_text, m.caption, m.protected };
    if (IS_SET(&edit_shape, in, alt_text) || IS_NULL(&edit_shape, in, alt_text))
        t.alt_text = in->alt_text;
    if (IS_SET(&edit_shape, in, caption) || IS_NULL(&edit_shape, in, caption))
        t.caption = in->caption;
    if (IS_SET(&edit_shape, in, protected))
        t.protected = in->protected;
    TRY(media_change(&rq->cx, in->id, &t));
    return media_answer(rq, in->id);
}

static int media_del(struct rq *rq)
{
    const struct media_edit *in = rq->args;
    struct media             m  = { 0 };
    TRY(own(rq, in->id, &m));
    TRY(media_delete(&rq->cx, in->id));
    message_write(rq, "Media resource deleted successfully");
    return 0;
}

/* ---- files ---- */

static int file_answer(struct rq *rq, const struct file_in *in, const struct media *m,
                       const char *cache)
{
    const char        *hash = m->content_hash, *type = m->type, *name;
    struct still_thumb thumb = { 0 };
    int64_t            width;
    bool               found = false;
    if (in->w && i64_parse(in->w, strlen(in->w), &width))
        TRY(still_thumb_at(&rq->cx, hash, width, &thumb, &found));
    if (found) {
        hash = thumb.content_hash;
        type = thumb.type;
    }
    name = store_name(&rq->cx, hash);
    reply_file(rq, arena_printf(rq->cx.arena, "/_store/%s", name), type);
    reply_header(rq, "Cache-Control", cache);
    reply_header(rq, "Content-Disposition", "inline");
    return 0;
}

static int file_get(struct rq *rq)
{
    const struct file_in *in = rq->args;
    struct media          m  = { 0 };
    TRY(media_get(&rq->cx, in->id, &m));
    if (m.protected)
        return refuse(&rq->cx, E_FORBIDDEN, "Not enough permissions");
    return file_answer(rq, in, &m, "public, max-age=86400");
}

static int signed_get(struct rq *rq)
{
    const struct file_in *in = rq->args;
    struct media          m  = { 0 };
    int64_t               end;
    if (!media_link_ok(&rq->cx, in->id, in->expires, in->signature) ||
        !i64_parse(in->expires, strlen(in->expires), &end))
        return refuse(&rq->cx, E_FORBIDDEN, "Not enough permissions");
    TRY(media_get(&rq->cx, in->id, &m));
    return file_answer(rq, in, &m,
                       arena_printf(rq->cx.arena, "private, max-age=%lld",
                                    (long long)(end - rq->cx.now.us / 1000000)));
}

static const enum reason errors[]      = { E_FORBIDDEN, E_NOT_FOUND, E_NONE };
static const enum reason del_errors[]  = { E_FORBIDDEN, E_NOT_FOUND, E_CONFLICT, E_NONE };
static const enum reason post_errors[] = { E_TOO_LARGE, E_MEDIA_TYPE, E_DISK_FULL, E_RETRY, E_NONE };
// clang-format off
static const struct route routes[] = {
    { GET, "/api/v1/media-resources", LOGGED_IN, .in = &skip_shape, .out = &media_list_shape, .run = list_get,
      .flags = SLASH, .id = "read_media_resources", .doc = "Read the caller's media resources; all for administrators." },
    { POST, "/api/v1/media-resources", LOGGED_IN, .in = &new_shape, .out = &media_view_shape, .run = media_post,
      .flags = BULK | SLASH, .errors = post_errors, .id = "create_media_resource",
      .doc = "Upload a picture or a short video." },
    { GET, "/api/v1/media-resources/:id", LOGGED_IN, .in = &one_shape, .out = &media_view_shape, .run = one_get,
      .errors = errors, .id = "read_media_resource", .doc = "Read a media resource." },
    { PUT, "/api/v1/media-resources/:id", LOGGED_IN, .in = &edit_shape, .out = &media_view_shape, .run = media_put,
      .flags = TX, .errors = errors, .id = "update_media_resource", .doc = "Change what is said of a media resource." },
    { DELETE, "/api/v1/media-resources/:id", LOGGED_IN, .in = &one_shape, .out = &message_shape, .run = media_del,
      .flags = TX, .errors = del_errors, .id = "delete_media_resource",
      .doc = "Delete a media resource that is not in use." },
    { GET, "/api/v1/media-resources/:id/file", PUBLIC, .in = &file_shape, .run = file_get,
      .errors = errors, .gives = "*/*", .id = "read_media_resource_file",
      .doc = "The bytes of a media resource that is not protected." },
    { GET, "/api/v1/media-resources/:id/file/:expires/:signature", PUBLIC, .in = &signed_shape, .run = signed_get,
      .errors = errors, .gives = "*/*", .id = "read_protected_media_resource_file",
      .doc = "The bytes of a media resource, by a link that expires." },
};
// clang-format on
const struct route_list design_media_routes = ROUTES(designs_family, routes);
