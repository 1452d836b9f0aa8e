/* video_page.c - see video_page.h. */
#include "handlers/video_page.h"
#include <json-c/json.h>
#include "model/base/arena.h"
#include "model/base/crypt.h"
#include "model/base/json.h"
#include "model/base/text.h"
#include "model/video/watch.h"

enum { PAGE_ROWS = 30, TOKEN_BYTES = 256 };

/* ---- one video ---- */

struct view { /* of a video, and its links */
    struct row  row;
    struct uuid hash_id, user_id;
    const char *file_name;
    struct utc  upload_time;
    const char *title, *description;
    int64_t     size_in_bytes, duration_seconds;
    const char *video_type, *thumbnail_url;
    bool        is_private;
    struct utc  listing_time;
    const char *poster_url, *blurhash;
    int64_t     width, height;
};
struct record {
    struct row  row;
    const char *watchable_url;
    struct json video;
    const char *hls_url, *sprites_url;
    struct json captions;
    struct utc  expires_at;
};
struct listing {
    struct row  row;
    struct json videos;
    const char *next;
};
struct my_videos {
    struct row  row;
    struct json unprocessed_videos, videos;
};
struct instructions {
    struct row  row;
    const char *url;
    struct json signatures;
};
struct config {
    struct row  row;
    int64_t     max_size_in_bytes;
    struct json valid_file_types;
    int64_t     max_bytes_per_user, used_bytes;
};

#define REF(name) "{\"$ref\":\"#/components/schemas/" name "\"}"
#define LIST_OF(name) "{\"type\":\"array\",\"items\":" REF(name) "}"
// clang-format off
#define ROW struct view
static const struct field view_fields[] = {
    FIELD(hash_id,          READ, .doc = "Identifier, unique for its user."),
    FIELD(user_id,          READ, .doc = "Whose it is."),
    FIELD(file_name,        READ, .doc = "Name of the file that was uploaded."),
    FIELD(upload_time,      READ, .doc = "When the upload was complete."),
    FIELD(title,            READ | NULLS, .doc = "Title."),
    FIELD(description,      READ | NULLS, .doc = "Description; absent for a draft."),
    FIELD(size_in_bytes,    READ, .doc = "Size of the upload in bytes."),
    FIELD(duration_seconds, READ | NULLS, .doc = "Duration in seconds."),
    FIELD(video_type,       READ, .doc = "MIME type as uploaded."),
    FIELD(thumbnail_url,    READ, .doc = "A small picture; the link expires."),
    FIELD(is_private,       READ, .doc = "Whether its user alone sees it."),
    FIELD(listing_time,     READ | NULLS, .doc = "When it was first listed; absent for a draft."),
    FIELD(poster_url,       READ, .doc = "A large picture; the link expires."),
    FIELD(blurhash,         READ | NULLS, .doc = "The picture in a few characters, to be shown until it is there."),
    FIELD(width,            READ | NULLS, .doc = "Width of the picture in pixels."),
    FIELD(height,           READ | NULLS, .doc = "Height of the picture in pixels."),
};
#undef ROW
static const struct shape view_shape = SHAPE(struct view, view_fields, .name = "Video", .sparse = true);

#define ROW struct record
static const struct field record_fields[] = {
    FIELD(watchable_url, READ, .doc = "An MP4 that can be played while it loads; the link expires."),
    FIELD(video,         READ, .schema = REF("Video"), .doc = "The video."),
    FIELD(hls_url,       READ | NULLS, .doc = "Master playlist of the renditions, once there are any."),
    FIELD(sprites_url,   READ | NULLS, .doc = "WebVTT that names the pictures of the seek bar."),
    FIELD(captions,      READ | NULLS, .schema = "{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"lang\",\"label\",\"url\"],"
          "\"properties\":{\"lang\":{\"type\":\"string\"},\"label\":{\"type\":\"string\"},\"url\":{\"type\":\"string\"}}}}", .doc = "Caption tracks as WebVTT."),
    FIELD(expires_at,    READ, .doc = "When the links end."),
};
#undef ROW
const struct shape watch_record_shape = SHAPE(struct record, record_fields, .name = "WatchVideoRecord", .sparse = true);

#define ROW struct listing
static const struct field listing_fields[] = {
    FIELD(videos, READ, .schema = LIST_OF("Video"), .doc = "The page."),
    FIELD(next,   READ | NULLS, .doc = "Where to go on; absent when there is no more."),
};
#undef ROW
const struct shape videos_page_shape = SHAPE(struct listing, listing_fields, .name = "VideosPage", .sparse = true);

#define ROW struct my_videos
static const struct field my_videos_fields[] = {
    FIELD(unprocessed_videos, READ, .schema = LIST_OF("UnprocessedVideo"), .doc = "Under way or failed, the last upload first."),
    FIELD(videos,             READ, .schema = LIST_OF("Video"), .doc = "Ready, drafts and private ones included."),
};
#undef ROW
const struct shape my_videos_shape = SHAPE(struct my_videos, my_videos_fields, .name = "UserVideosList");

#define ROW struct instructions
static const struct field instructions_fields[] = {
    FIELD(url,        READ, .doc = "Where the form is sent."),
    FIELD(signatures, READ, .schema = "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\"}}", .doc = "Fields of the form, to be sent before the file."),
};
#undef ROW
const struct shape instructions_shape = SHAPE(struct instructions, instructions_fields, .name = "FileUploadSignedInstructions");

#define ROW struct config
static const struct field config_fields[] = {
    FIELD(max_size_in_bytes,  READ, .doc = "Largest file."),
    FIELD(valid_file_types,   READ, .schema = "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}", .doc = "MIME types that are taken."),
    FIELD(max_bytes_per_user, READ, .doc = "Room that the caller's videos may take."),
    FIELD(used_bytes,         READ, .doc = "Room that they take."),
};
#undef ROW
const struct shape upload_config_shape = SHAPE(struct config, config_fields, .name = "VideoUploadConfigRecord");
// clang-format on

const struct shape *const video_shapes[] = { &view_shape, &video_unready_shape, NULL };

static const char *link_to(struct rq *rq, const struct watch_link *link, const char *name)
{
    return arena_printf(rq->cx.arena, "%s/%s", link->base, name);
}

void video_write(struct rq *rq, struct out *o, const struct video *v)
{
    struct view       view = { .hash_id = v->hash_id, .user_id = v->user_id,
                               .file_name = v->file_name, .upload_time = v->upload_time,
                               .title = v->title, .description = v->description,
                               .size_in_bytes = v->size_in_bytes,
                               .duration_seconds = v->duration_seconds, .video_type = v->video_type,
                               .is_private = v->is_private, .listing_time = v->listing_time,
                               .blurhash = v->blurhash, .width = v->width, .height = v->height };
    struct watch_link link;
    watch_link_make(&rq->cx, v->watch_key, &link);
    view.thumbnail_url = link_to(rq, &link, "thumbnail.jpg");
    view.poster_url    = link_to(rq, &link, "poster.jpg");
    if (v->title)
        SET(&view_shape, &view, title);
    if (v->description)
        SET(&view_shape, &view, description);
    if (v->blurhash)
        SET(&view_shape, &view, blurhash);
    if (IS_SET(&video_shape, v, duration_seconds))
        SET(&view_shape, &view, duration_seconds);
    if (IS_SET(&video_shape, v, width))
        SET(&view_shape, &view, width);
    if (IS_SET(&video_shape, v, height))
        SET(&view_shape, &view, height);
    if (video_is_listed(v))
        SET(&view_shape, &view, listing_time);
    out_row(o, &view_shape, &view);
}

/* ---- a video to be watched ---- */

static void captions_write(struct rq *rq, struct out *o, const char *text,
                           const struct watch_link *link)
{
    struct json_object *list, *lang, *label;
    if (!text || !json_read(rq->cx.arena, text, strlen(text), &list))
        return;
    out_key(o, "captions");
    out_array(o);
    for (size_t i = 0; i < json_object_array_length(list); i++) {
        struct json_object *track = json_object_array_get_idx(list, i);
        if (!json_object_object_get_ex(track, "lang", &lang) ||
            !json_object_object_get_ex(track, "label", &label))
            continue;
        out_object(o);
        OUT_STR(o, "lang", json_object_get_string(lang));
        OUT_STR(o, "label", json_object_get_string(label));
        OUT_STR(o, "url", arena_printf(rq->cx.arena, "%s/captions/%s.vtt", link->base,
                                       json_object_get_string(lang)));
        out_object_end(o);
    }
    out_array_end(o);
}

void video_watch_write(struct rq *rq, const struct video *v, const struct video_watch *w)
{
    struct out       *o = reply(rq, 200);
    struct watch_link link;
    watch_link_make(&rq->cx, v->watch_key, &link);
    out_object(o);
    OUT_STR(o, "watchable_url", link_to(rq, &link, "video.mp4"));
    out_key(o, "video");
    video_write(rq, o, v);
    if (w->has_hls)
        OUT_STR(o, "hls_url", link_to(rq, &link, "hls/master.m3u8"));
    if (w->has_sprites)
        OUT_STR(o, "sprites_url", link_to(rq, &link, "sprites.vtt"));
    captions_write(rq, o, w->captions.text, &link);
    OUT_TIME(o, "expires_at", link.expires_at);
    out_object_end(o);
}

/* ---- pages ---- */

static int bad_token(struct rq *rq) { return refuse(&rq->cx, E_BAD_REQUEST, "invalid next page"); }

/* Padding and all, as Python's reader of URL-safe base64 wants it. */
static bool token_text(const char *token, char *text, size_t *n)
{
    char   common[BASE64_SIZE(TOKEN_BYTES)];
    size_t len = strlen(token);
    if (len == 0 || len >= sizeof common)
        return false;
    for (size_t i = 0; i <= len; i++)
        common[i] = token[i] == '-' ? '+' : token[i] == '_' ? '/' : token[i];
    return len % 4 == 0 && base64_read(common, len, (uint8_t *)text, TOKEN_BYTES, n);
}

/* A number, or a text that is one. */
static bool index_read(struct json_object *v, int64_t *to)
{
    double      number;
    const char *text = json_object_get_string(v);
    if (json_object_is_type(v, json_type_int) || json_object_is_type(v, json_type_double))
        number = json_object_get_double(v);
    else if (!json_object_is_type(v, json_type_string) || !f64_parse(text, strlen(text), &number))
        return false;
    if (json_object_is_type(v, json_type_int))
        *to = json_object_get_int64(v);
    else if (json_object_is_type(v, json_type_string) && i64_parse(text, strlen(text), to))
        return true;
    else
        *to = number > 9e18 ? INT64_MAX : number < -9e18 ? INT64_MIN : (int64_t)number;
    return true;
}

/* {"minimum_pagination_index": microseconds, "id"}: where the page before ended. */
static int token_read(struct rq *rq, const char *token, struct video_cursor *to)
{
    char                text[TOKEN_BYTES];
    size_t              n;
    struct json_object *v, *index, *id;
    if (!token_text(token, text, &n) || !json_read(rq->cx.arena, text, n, &v) ||
        !json_object_is_type(v, json_type_object) ||
        !json_object_object_get_ex(v, "minimum_pagination_index", &index) ||
        !index_read(index, &to->listing_time.us))
        return bad_token(rq);
    if (to->listing_time.us > UTC_LAST_US)
        to->listing_time.us = UTC_LAST_US;
    if (to->listing_time.us < UTC_FIRST_US)
        to->listing_time.us = UTC_FIRST_US;
    to->id = (struct uuid){ { 0 } };
    if (json_object_object_get_ex(v, "id", &id) && json_object_is_type(id, json_type_string))
        (void)!uuid_parse(json_object_get_string(id), strlen(json_object_get_string(id)), &to->id);
    return 0;
}

static const char *token_write(struct rq *rq, const struct video_cursor *c)
{
    char  id[UUID_TEXT], text[TOKEN_BYTES];
    char *token = arena_alloc(rq->cx.arena, BASE64_SIZE(TOKEN_BYTES));
    int   n;
    uuid_format(c->id, id);
    n = snprintf(text, sizeof text, "{\"minimum_pagination_index\": %lld, \"id\": \"%s\"}",
                 (long long)c->listing_time.us, id);
    base64_write(text, (size_t)n, token);
    for (char *t = token; *t; t++)
        *t = (char)(*t == '+' ? '-' : *t == '/' ? '_' : *t);
    return token;
}

int video_list_begin(struct video_list *l, struct rq *rq, const char *next)
{
    *l = (struct video_list){ .rq = rq, .page = { .viewer = rq->caller.id, .from = video_first,
                                                  .limit = PAGE_ROWS } };
    if (next)
        TRY(token_read(rq, next, &l->page.from));
    l->o = reply(rq, 200);
    out_object(l->o);
    out_key(l->o, "videos");
    out_array(l->o);
    return 0;
}

int video_list_row(void *list, const void *video)
{
    struct video_list  *l = list;
    const struct video *v = video;
    video_write(l->rq, l->o, v);
    l->last = (struct video_cursor){ v->listing_time, v->id };
    l->rows++;
    return 0;
}

int video_list_end(struct video_list *l)
{
    out_array_end(l->o);
    if (l->rows == PAGE_ROWS)
        OUT_STR(l->o, "next", token_write(l->rq, &l->last));
    out_object_end(l->o);
    return 0;
}
