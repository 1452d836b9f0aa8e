/*
 * video.c - the video library's JSON routes: lists, publishing, watching, and the
 * instructions of an upload. Contract/video decides the details.
 */
#include "handlers/family.h"
#include "handlers/video_page.h"
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/text.h"
#include "model/studio/gc.h"
#include "model/video/accept.h"
#include "model/video/policy.h"
#include "model/video/video.h"

extern const struct route_list video_routes;

/* ---- what comes in ---- */

struct explore_in {
    struct row  row;
    const char *next;
    bool        include_my;
};
struct user_in {
    struct row  row;
    struct uuid user_id;
    const char *next;
};
struct watch_in {
    struct row  row;
    struct uuid user_id, hash_id;
};
struct upload_in {
    struct row  row;
    const char *file_content_type, *file_name;
};
struct my_in {
    struct row  row;
    struct uuid hash_id;
};
struct edit_in { /* what a client may send: all that a video shows */
    struct row  row;
    struct uuid path_hash_id;
    struct uuid hash_id, user_id;
    const char *file_name;
    struct utc  upload_time;
    const char *title, *description;
    int64_t     size_in_bytes, duration_seconds;
    const char *video_type, *thumbnail_url;
    bool        is_private;
    struct utc  listing_time;
};

// clang-format off
#define NEXT_FIELD FIELD(next, WRITE, .doc = "Where to go on: `next` of the page before.")

#define ROW struct explore_in
static const struct field explore_fields[] = {
    NEXT_FIELD,
    FIELD(include_my, WRITE | LAX, .def = "false", .doc = "The caller's own as well, private ones included."),
};
#undef ROW
static const struct shape explore_shape = SHAPE(struct explore_in, explore_fields);

#define ROW struct user_in
static const struct field user_fields[] = {
    FIELD(user_id, PATH | LAX, .doc = "The user."),
    NEXT_FIELD,
};
#undef ROW
static const struct shape user_shape = SHAPE(struct user_in, user_fields);

#define ROW struct watch_in
static const struct field watch_fields[] = {
    FIELD(user_id, WRITE | NEED | LAX, .doc = "Whose video."),
    FIELD(hash_id, WRITE | NEED | LAX, .doc = "Which of that user's."),
};
#undef ROW
static const struct shape watch_in_shape = SHAPE(struct watch_in, watch_fields);

#define ROW struct upload_in
static const struct field upload_fields[] = {
    FIELD(file_content_type, WRITE | NEED, .doc = "MIME type of the file."),
    FIELD(file_name,         WRITE | NEED, .doc = "Its name, without folders."),
};
#undef ROW
static const struct shape upload_shape = SHAPE(struct upload_in, upload_fields);

#define ROW struct my_in
static const struct field my_fields[] = { FIELD(hash_id, PATH | LAX, .doc = "The video.") };
#undef ROW
static const struct shape my_shape = SHAPE(struct my_in, my_fields);

#define ROW struct edit_in
static const struct field edit_fields[] = {
    { .name = "hash_id", .type = T_UUID, .off = offsetof(ROW, path_hash_id), .flags = PATH | LAX, .doc = "The video." },
    FIELD(hash_id,          WRITE | LAX, .doc = "Cannot be changed."),
    FIELD(user_id,          WRITE | LAX, .doc = "Cannot be changed."),
    FIELD(file_name,        WRITE | LAX, .doc = "Cannot be changed."),
    FIELD(upload_time,      WRITE | LAX, .doc = "Cannot be changed."),
    FIELD(title,            WRITE | LAX, .max = 128, .doc = "Title; needed to publish."),
    FIELD(description,      WRITE | LAX, .doc = "Description; needed to publish."),
    FIELD(size_in_bytes,    WRITE | LAX, .doc = "Cannot be changed."),
    FIELD(duration_seconds, WRITE | LAX, .doc = "Cannot be changed."),
    FIELD(video_type,       WRITE | LAX, .doc = "Cannot be changed."),
    FIELD(thumbnail_url,    WRITE | LAX | URL, .doc = "Cannot be changed."),
    FIELD(is_private,       WRITE | LAX, .doc = "Whether its user alone sees it."),
    FIELD(listing_time,     WRITE | LAX, .doc = "Taken for a draft, and replaced by the server's time."),
};
#undef ROW
static const struct shape edit_shape = SHAPE(struct edit_in, edit_fields);
// clang-format on

/* ---- lists ---- */

static int explore_get(struct rq *rq)
{
    const struct explore_in *in = rq->args;
    struct video_list        list;
    TRY(video_list_begin(&list, rq, in->next));
    TRY(video_explore(&rq->cx, &list.page, in->include_my, video_list_row, &list));
    return video_list_end(&list);
}

static int user_get(struct rq *rq)
{
    const struct user_in *in = rq->args;
    struct video_list     list;
    TRY(video_list_begin(&list, rq, in->next));
    TRY(video_of_user(&rq->cx, &list.page, in->user_id, video_list_row, &list));
    return video_list_end(&list);
}

struct writing {
    struct rq  *rq;
    struct out *o;
};

static int write_ready(void *u, const void *row)
{
    struct writing *w = u;
    video_write(w->rq, w->o, row);
    return 0;
}

static int write_unready(void *u, const void *row)
{
    struct writing *w = u;
    out_row(w->o, &video_unready_shape, row);
    return 0;
}

static int my_get(struct rq *rq)
{
    struct writing w = { rq, reply(rq, 200) };
    out_object(w.o);
    out_key(w.o, "unprocessed_videos");
    out_array(w.o);
    TRY(video_each_unready(&rq->cx, rq->caller.id, write_unready, &w));
    out_array_end(w.o);
    out_key(w.o, "videos");
    out_array(w.o);
    TRY(video_each_ready(&rq->cx, rq->caller.id, write_ready, &w));
    out_array_end(w.o);
    out_object_end(w.o);
    return 0;
}

/* ---- publishing ---- */

static const char *const of_draft[]  = { "title", "description", "is_private", "listing_time", NULL };
static const char *const of_listed[] = { "title", "description", "is_private", NULL };

static bool among(const char *const *names, const char *name)
{
    while (*names && strcmp(*names, name) != 0)
        names++;
    return *names != NULL;
}

/* {"errors": ["<what>: <field>", ...]} */
static void refuse_fields(struct rq *rq, const char *what, uint64_t which)
{
    struct out *o = reply(rq, 400);
    out_object(o);
    out_key(o, "errors");
    out_array(o);
    for (size_t i = 0; i < edit_shape.count; i++)
        if (which >> i & 1)
            out_str(o, arena_printf(rq->cx.arena, "%s: %s", what, edit_fields[i].name));
    out_array_end(o);
    out_object_end(o);
}

/* Fields that were sent and may not be. */
static uint64_t unsupported(const struct edit_in *in, bool listed)
{
    uint64_t which = 0;
    for (size_t i = 0; i < edit_shape.count; i++)
        if ((edit_fields[i].flags & WRITE) && (in->row.set >> i & 1) &&
            !among(listed ? of_listed : of_draft, edit_fields[i].name))
            which |= UINT64_C(1) << i;
    return which;
}

/* Fields that publishing needs. */
static uint64_t missing(const struct edit_in *in)
{
    uint64_t which = 0;
    for (size_t i = 0; i < edit_shape.count; i++)
        if ((strcmp(edit_fields[i].name, "title") == 0 ||
             strcmp(edit_fields[i].name, "description") == 0) &&
            !(in->row.set >> i & 1))
            which |= UINT64_C(1) << i;
    return which;
}

static int my_put(struct rq *rq)
{
    const struct edit_in *in   = rq->args;
    struct video_edit     edit = { in->title, in->description,
                                   IS_SET(&edit_shape, in, is_private) ? &in->is_private : NULL };
    struct video          v;
    uint64_t              wrong;
    bool                  listed;
    TRY(video_lock(&rq->cx, rq->caller.id, in->path_hash_id, &v));
    listed = video_is_listed(&v);
    wrong  = unsupported(in, listed);
    if (wrong) {
        refuse_fields(rq, "unsupported field", wrong);
        return 0;
    }
    wrong = listed ? 0 : missing(in);
    if (wrong) {
        refuse_fields(rq, "missing required field", wrong);
        return 0;
    }
    TRY(video_change(&rq->cx, &v, &edit));
    reply_empty(rq, 204);
    return 0;
}

static int my_delete(struct rq *rq)
{
    const struct my_in *in = rq->args;
    const char        **files;
    size_t              n;
    TRY(video_delete(&rq->cx, rq->caller.id, in->hash_id, &files, &n));
    /* It is deleted; files that are still there are the business of housekeeping. */
    if (gc_forget(&rq->cx, files, n) < 0)
        err_clear(&rq->cx);
    reply_empty(rq, 204);
    return 0;
}

/* ---- watching ---- */

static int watch_get(struct rq *rq)
{
    const struct watch_in *in = rq->args;
    struct video           v;
    struct video_watch     w;
    TRY(video_watch_get(&rq->cx, in->user_id, in->hash_id, &v, &w));
    if (v.is_private && !uuid_equal(v.user_id, rq->caller.id))
        return refuse(&rq->cx, E_FORBIDDEN, "The video is private");
    video_watch_write(rq, &v, &w);
    return 0;
}

/* ---- uploading ---- */

static int config_get(struct rq *rq)
{
    int64_t     used;
    struct out *o;
    TRY(video_used_bytes(&rq->cx, rq->caller.id, &used));
    o = reply(rq, 200);
    out_object(o);
    OUT_I64(o, "max_size_in_bytes", rq->cx.conf->max_video_bytes);
    out_key(o, "valid_file_types");
    out_array(o);
    for (const char *const *t = video_types; *t; t++)
        out_str(o, *t);
    out_array_end(o);
    OUT_I64(o, "max_bytes_per_user", rq->cx.conf->max_bytes_per_user);
    OUT_I64(o, "used_bytes", used);
    out_object_end(o);
    return 0;
}

static const char *object_key(struct rq *rq, const char *file_name)
{
    char user[UUID_TEXT], video[UUID_TEXT];
    uuid_format(rq->caller.id, user);
    uuid_format(uuid_new(), video);
    return arena_printf(rq->cx.arena, "uploaded-videos/%s/%s/%s", user, video, file_name);
}

static const char *form_address(struct rq *rq)
{
    const struct conf *c = rq->cx.conf;
    return *c->upload_url ? c->upload_url
                          : arena_printf(rq->cx.arena, "%s/video/upload/form/", c->public_url);
}

static int upload_get(struct rq *rq)
{
    const struct upload_in *in  = rq->args;
    const struct conf      *c   = rq->cx.conf;
    struct policy_key       key = policy_key_of(&rq->cx);
    struct policy_ask       ask = { .content_type = in->file_content_type, .min_bytes = 1,
                                    .ttl_s = c->upload_ttl_s };
    struct policy_field     fields[POLICY_FIELDS];
    int64_t                 left;
    struct out             *o;
    TRY(video_type_known(&rq->cx, in->file_content_type));
    TRY(video_name_ok(&rq->cx, in->file_name));
    TRY(video_room(&rq->cx, rq->caller.id, 1, &left));
    ask.key       = object_key(rq, in->file_name);
    ask.max_bytes = left < c->max_video_bytes ? left : c->max_video_bytes;
    policy_make(&rq->cx, &key, &ask, fields);
    o = reply(rq, 200);
    out_object(o);
    OUT_STR(o, "url", form_address(rq));
    out_key(o, "signatures");
    out_object(o);
    for (size_t i = 0; i < POLICY_FIELDS; i++)
        OUT_STR(o, fields[i].name, fields[i].value);
    out_object_end(o);
    out_object_end(o);
    return 0;
}

// clang-format off
static const enum reason page_errors[]   = { E_BAD_REQUEST, E_NONE };
static const enum reason user_errors[]   = { E_BAD_REQUEST, E_NOT_FOUND, E_NONE };
static const enum reason watch_errors[]  = { E_FORBIDDEN, E_NOT_FOUND, E_NONE };
static const enum reason put_errors[]    = { E_BAD_REQUEST, E_NOT_FOUND, E_NONE };
static const enum reason delete_errors[] = { E_NOT_FOUND, E_TOO_EARLY, E_NONE };
static const enum reason upload_errors[] = { E_BAD_REQUEST, E_DISK_FULL, E_NONE };
static const struct route routes[] = {
    { GET, "/video/explore", OPTIONAL, .in = &explore_shape, .out = &videos_page_shape, .run = explore_get,
      .errors = page_errors, .doc = "Explore listed videos, newest first." },
    { GET, "/video/upload", LOGGED_IN, .in = &upload_shape, .out = &instructions_shape, .run = upload_get,
      .errors = upload_errors, .doc = "Get signed instructions for an upload: where to send the form, and its fields." },
    { GET, "/video/upload/config", LOGGED_IN, .out = &upload_config_shape, .run = config_get,
      .doc = "Get what uploads have to keep to." },
    { GET, "/video/my", LOGGED_IN, .out = &my_videos_shape, .run = my_get,
      .doc = "Get the caller's own videos: those under way or failed, and those that are ready." },
    { PUT, "/video/my/:hash_id", LOGGED_IN, .in = &edit_shape, .run = my_put, .status = 204, .flags = TX,
      .errors = put_errors, .doc = "Publish a draft, or change a listed video." },
    { DELETE, "/video/my/:hash_id", LOGGED_IN, .in = &my_shape, .run = my_delete, .status = 204, .flags = BODYLESS,
      .errors = delete_errors, .doc = "Delete a video." },
    { GET, "/video/user/:user_id", OPTIONAL, .in = &user_shape, .out = &videos_page_shape, .run = user_get,
      .errors = user_errors, .doc = "Get the listed videos of a user, newest first." },
    { GET, "/video/watch", OPTIONAL, .in = &watch_in_shape, .out = &watch_record_shape, .run = watch_get,
      .errors = watch_errors, .doc = "Get a listed video and the links to watch it." },
};
// clang-format on
const struct route_list video_routes = ROUTES(video_family, routes);
