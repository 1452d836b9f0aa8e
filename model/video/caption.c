/* caption.c - see caption.h. */
#include "model/video/caption.h"
#include "model/base/arena.h"
#include "model/db/db.h"
#include "model/video/playlist.h"
#include "model/video/watch.h"

// clang-format off
#define ROW struct caption_track
static const struct field track_fields[] = {
    FIELD(lang,       READ, .doc = "Language (BCP 47)."),
    FIELD(label,      READ, .doc = "What people are shown to choose it by."),
    FIELD(is_own,     READ, .doc = "Whether its user sent it; else it was in the upload."),
    FIELD(created_at, READ, .doc = "When it was first there."),
};
#undef ROW
const struct shape caption_track_shape = SHAPE(struct caption_track, track_fields);

// clang-format on

static int file_name_add(struct cx *cx, struct uuid video_id, const char *lang,
                         const struct blob *blob)
{
    static const char sql[]  = "INSERT INTO video_file (video_id, name, content_hash, bytes, type)"
                               " VALUES (?, ?, ?, ?, 'text/vtt')";
    const char       *hash   = blob->hash;
    return db_do(cx, sql,
                 ARGS(ARG(video_id), ARG(arena_printf(cx->arena, "captions/%s.vtt", lang)),
                      ARG(hash), ARG(blob->bytes)),
                 NULL);
}

static int file_names_remove(struct cx *cx, struct uuid video_id, const char *lang)
{
    static const char sql[] = "DELETE FROM video_file WHERE video_id = ? AND name IN (?, ?)";
    return db_do(cx, sql,
                 ARGS(ARG(video_id), ARG(arena_printf(cx->arena, "captions/%s.vtt", lang)),
                      ARG(arena_printf(cx->arena, "captions/%s.m3u8", lang))),
                 NULL);
}

/* Playlists and folder follow the rows. */
static int publish(struct cx *cx, const struct video *v)
{
    TRY(playlist_store(cx, v->id));
    return watch_folder_make(cx, v->watch_key, v->id);
}

/* The language is found whatever its letters' case; `to` says how it is written. */
static int track_find(struct cx *cx, struct uuid video_id, const char *lang,
                      struct caption_track *to, bool *found)
{
    static const char sql[] = "SELECT lang, label, is_own, created_at FROM video_caption"
                              " WHERE video_id = ? AND lang = ?";
    return db_one(cx, sql, ARGS(ARG(video_id), ARG(lang)), &caption_track_shape, to, found);
}

static int track_add(struct cx *cx, struct uuid video_id, const struct caption_new *c)
{
    static const char all[] = "SELECT COUNT(*) FROM video_caption WHERE video_id = ?";
    static const char sql[] =
        "INSERT INTO video_caption (video_id, lang, label, is_own, created_at)"
        " VALUES (?, ?, ?, TRUE, ?)";
    int64_t tracks;
    TRY(db_number(cx, all, ARGS(ARG(video_id)), &tracks, NULL));
    if (tracks >= CAPTION_TRACKS)
        return refuse(cx, E_BAD_REQUEST, "A video has %d caption tracks at most", CAPTION_TRACKS);
    return db_do(cx, sql,
                 ARGS(ARG(video_id), ARG(c->lang), ARG(c->label ? c->label : c->lang), ARG(cx->now)),
                 NULL);
}

static int track_replace(struct cx *cx, struct uuid video_id, const struct caption_new *c,
                         const char *old_lang)
{
    static const char sql[] =
        "UPDATE video_caption SET lang = ?, label = COALESCE(?, label), is_own = TRUE"
        " WHERE video_id = ? AND lang = ?";
    TRY(file_names_remove(cx, video_id, old_lang));
    return db_do(cx, sql, ARGS(ARG(c->lang), ARG(c->label), ARG(video_id), ARG(old_lang)), NULL);
}

int caption_put(struct cx *cx, struct caption_new *c)
{
    struct video         v;
    struct caption_track before;
    bool                 found;
    TRY(video_lock(cx, c->user_id, c->hash_id, &v));
    TRY(track_find(cx, v.id, c->lang, &before, &found));
    c->is_new = !found;
    TRY(found ? track_replace(cx, v.id, c, before.lang) : track_add(cx, v.id, c));
    TRY(file_name_add(cx, v.id, c->lang, &c->blob));
    return publish(cx, &v);
}

int caption_remove(struct cx *cx, struct uuid user_id, struct uuid hash_id, const char *lang)
{
    static const char    sql[] = "DELETE FROM video_caption WHERE video_id = ? AND lang = ?";
    struct video         v;
    struct caption_track before;
    bool                 found;
    TRY(video_lock(cx, user_id, hash_id, &v));
    TRY(track_find(cx, v.id, lang, &before, &found));
    if (!found)
        return refuse(cx, E_NOT_FOUND, "There are no captions in this language");
    TRY(file_names_remove(cx, v.id, before.lang));
    TRY(db_do(cx, sql, ARGS(ARG(v.id), ARG(before.lang)), NULL));
    return publish(cx, &v);
}

int caption_list(struct cx *cx, struct uuid user_id, struct uuid hash_id, struct video *video,
                 struct caption_track **rows, size_t *n)
{
    static const char sql[] = "SELECT lang, label, is_own, created_at FROM video_caption"
                              " WHERE video_id = ? ORDER BY lang LIMIT 1000";
    TRY(video_own(cx, user_id, hash_id, video));
    TRY(watch_ensure(cx, video->watch_key, video->id));
    return db_all(cx, sql, ARGS(ARG(video->id)), &caption_track_shape, rows, n);
}
