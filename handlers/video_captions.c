/*
 * video_captions.c - caption tracks of the caller's videos: PUT, DELETE and a list.
 *
 * PUT answers 201 when there were no captions in that language, 204 when it took the place of
 * some. Captions that cannot be read are 422, with the line in `msg`.
 */
#include "fcgi/header.h"
#include "handlers/family.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/video/caption.h"
#include "model/video/caption_text.h"
#include "model/video/watch.h"

extern const struct route_list caption_routes;

struct captions_in {
    struct row  row;
    struct uuid hash_id;
};
struct caption_in {
    struct row  row;
    struct uuid hash_id;
    const char *lang, *label;
};
struct track_view {
    struct row  row;
    const char *lang, *label;
    bool        is_own;
    struct utc  created_at;
    const char *url;
};
struct tracks {
    struct row  row;
    struct json captions;
    struct utc  expires_at;
};

// clang-format off
#define ROW struct captions_in
static const struct field captions_fields[] = { FIELD(hash_id, PATH | LAX, .doc = "The video.") };
#undef ROW
static const struct shape captions_in_shape = SHAPE(struct captions_in, captions_fields);

#define ROW struct caption_in
static const struct field caption_fields[] = {
    FIELD(hash_id, PATH | LAX, .doc = "The video."),
    FIELD(lang,    PATH, .min = 2, .max = LANG_TEXT - 1, .doc = "Language (BCP 47), in letters of any case."),
    FIELD(label,   WRITE | QUERY | NAME, .min = 1, .max = CAPTION_LABEL, .doc = "What people are shown to choose it by; the language if there is none."),
};
#undef ROW
static const struct shape caption_in_shape = SHAPE(struct caption_in, caption_fields);

static const struct shape track_in_shape = { .fields = caption_fields, .count = 2, .bytes = sizeof(struct caption_in) };

#define ROW struct track_view
static const struct field track_fields[] = {
    FIELD(lang,       READ, .doc = "Language (BCP 47)."),
    FIELD(label,      READ, .doc = "What people are shown to choose it by."),
    FIELD(is_own,     READ, .doc = "Whether its user sent it; else it was in the upload."),
    FIELD(created_at, READ, .doc = "When it was first there."),
    FIELD(url,        READ, .doc = "The track as WebVTT; the link expires."),
};
#undef ROW
static const struct shape track_view_shape = SHAPE(struct track_view, track_fields, .name = "CaptionTrack");

#define ROW struct tracks
static const struct field tracks_fields[] = {
    FIELD(captions,   READ, .schema = "{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"lang\",\"label\",\"is_own\",\"created_at\",\"url\"],"
          "\"properties\":{\"lang\":{\"type\":\"string\"},\"label\":{\"type\":\"string\"},\"is_own\":{\"type\":\"boolean\"},"
          "\"created_at\":{\"type\":\"string\",\"format\":\"date-time\"},\"url\":{\"type\":\"string\"}}}}", .doc = "The tracks, by language."),
    FIELD(expires_at, READ, .doc = "When the links end."),
};
#undef ROW
static const struct shape tracks_shape = SHAPE(struct tracks, tracks_fields, .name = "CaptionTracks");

static const struct {
    const char         *type;
    enum caption_format format;
} types[] = {
    { "", CAPTION_ANY },
    { "text/vtt", CAPTION_WEBVTT },
    { "application/x-subrip", CAPTION_SUBRIP },
    { "text/plain", CAPTION_ANY },
    { "application/octet-stream", CAPTION_ANY },
};
// clang-format on

/* ---- what comes in ---- */

static int bad_lang(struct rq *rq)
{
    static const char why[] = "value is not a language tag of BCP 47";
    rq_fault(rq, IN_PATH, FAULT_VALUE, "lang", WHOLE, "%s", why);
    return rq_judge(rq);
}

static int lang_read(struct rq *rq, const char *lang, char to[LANG_TEXT])
{
    if (!lang_is_tag(lang, strlen(lang)))
        return bad_lang(rq);
    lang_format(lang, to);
    return 0;
}

static int format_read(struct rq *rq, enum caption_format *to)
{
    struct header_params ps;
    const char *type = header_word(rq->cx.arena, rq->content_type, strlen(rq->content_type), &ps);
    for (size_t i = 0; i < COUNT(types); i++)
        if (strcmp(type ? type : "", types[i].type) == 0) {
            *to = types[i].format;
            return 0;
        }
    return refuse(&rq->cx, E_MEDIA_TYPE,
                  "Captions are text/vtt, application/x-subrip, text/plain or"
                  " application/octet-stream, not %.60s", rq->content_type);
}

static int body_read(struct rq *rq, const char **text, size_t *len)
{
    size_t n = 1;
    char  *to;
    if (rq->content_length > CAPTION_BYTES)
        return refuse(&rq->cx, E_TOO_LARGE, "Captions may have %d bytes", CAPTION_BYTES);
    to = arena_alloc(rq->cx.arena, CAPTION_BYTES + 1);
    for (*len = 0; n && *len <= CAPTION_BYTES; *len += n)
        TRY(rq_read(rq, to + *len, CAPTION_BYTES + 1 - *len, &n));
    *text = to;
    return 0;
}

static int clean(struct rq *rq, struct blob *blob)
{
    struct cx           *cx = &rq->cx;
    enum caption_format  format;
    struct store_writer *w;
    const char          *text, *vtt;
    size_t               len;
    TRY(format_read(rq, &format));
    TRY(body_read(rq, &text, &len));
    TRY(caption_clean(cx, text, len, format, &vtt, &len));
    TRY(store_create(cx, &w));
    TRY(store_write(cx, w, vtt, len));
    return store_keep(cx, w, blob);
}

/* ---- routes ---- */

static int in_tx(struct cx *cx, void *u) { return caption_put(cx, u); }

static int caption_put_run(struct rq *rq)
{
    const struct caption_in *in = rq->args;
    char                     lang[LANG_TEXT];
    struct caption_new       c = { .user_id = rq->caller.id, .hash_id = in->hash_id, .lang = lang,
                                   .label = in->label };
    TRY(lang_read(rq, in->lang, lang));
    TRY(clean(rq, &c.blob));
    TRY(db_tx(&rq->cx, TX_REPEATABLE, in_tx, &c));
    reply_empty(rq, c.is_new ? 201 : 204);
    return 0;
}

static int caption_delete_run(struct rq *rq)
{
    const struct caption_in *in = rq->args;
    char                     lang[LANG_TEXT];
    TRY(lang_read(rq, in->lang, lang));
    TRY(caption_remove(&rq->cx, rq->caller.id, in->hash_id, lang));
    reply_empty(rq, 204);
    return 0;
}

static int captions_get(struct rq *rq)
{
    const struct captions_in *in = rq->args;
    struct video              v;
    struct caption_track     *rows;
    struct watch_link         link;
    struct out               *o;
    size_t                    n;
    TRY(caption_list(&rq->cx, rq->caller.id, in->hash_id, &v, &rows, &n));
    watch_link_make(&rq->cx, v.watch_key, &link);
    o = reply(rq, 200);
    out_object(o);
    out_key(o, "captions");
    out_array(o);
    for (size_t i = 0; i < n; i++) {
        const struct caption_track *t = &rows[i];
        out_row(o, &track_view_shape,
                &(struct track_view){ .lang = t->lang, .label = t->label, .is_own = t->is_own,
                                      .created_at = t->created_at,
                                      .url = arena_printf(rq->cx.arena, "%s/captions/%s.vtt",
                                                          link.base, t->lang) });
    }
    out_array_end(o);
    OUT_TIME(o, "expires_at", link.expires_at);
    out_object_end(o);
    return 0;
}

// clang-format off
static const enum reason get_errors[]    = { E_NOT_FOUND, E_NONE };
static const enum reason put_errors[]    = { E_BAD_REQUEST, E_NOT_FOUND, E_TOO_LARGE, E_MEDIA_TYPE, E_DISK_FULL, E_NONE };
static const struct route routes[] = {
    { GET, "/video/my/:hash_id/captions", LOGGED_IN, .in = &captions_in_shape, .out = &tracks_shape,
      .run = captions_get, .errors = get_errors, .doc = "Get the caption tracks of a video of the caller's." },
    { PUT, "/video/my/:hash_id/captions/:lang", LOGGED_IN, .in = &caption_in_shape, .run = caption_put_run,
      .status = 201, .flags = RAW, .errors = put_errors, .raw = "text/vtt",
      .doc = "Add captions as WebVTT or SubRip, or replace those of that language, which is answered by 204." },
    { DELETE, "/video/my/:hash_id/captions/:lang", LOGGED_IN, .in = &track_in_shape, .run = caption_delete_run,
      .status = 204, .flags = TX | BODYLESS, .errors = get_errors, .doc = "Take the captions of a language away." },
};
// clang-format on
const struct route_list caption_routes = ROUTES(video_family, routes);
