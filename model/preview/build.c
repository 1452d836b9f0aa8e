/* build.c - see build.h. */
#include "model/preview/build.h"
#include <json-c/json.h>
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/out.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/outbox/outbox.h"
#include "model/preview/stored.h"
#include "model/preview/wish.h"
#include "model/track/event.h"

enum { INPUT_BYTES = 128 * 1024, MOVIES_MOST = 1000 };

struct fact {
    struct row  row;
    const char *text, *more;
    struct uuid id;
};
#define ROW struct fact
static const struct field text_fields[] = { FIELD(text, READ, .doc = "A name in the store.") };
static const struct field name_fields[] = {
    FIELD(text, READ | NULLS, .doc = "Of the production."),
    FIELD(more, READ, .doc = "Of the playlist."),
};
static const struct field id_fields[]    = { FIELD(id, READ, .doc = "The row.") };
static const struct field place_fields[] = { FIELD(id, READ | NULLS, .doc = "The production.") };
#undef ROW
static const struct shape text_shape = SHAPE(struct fact, text_fields),
                          name_shape = SHAPE(struct fact, name_fields),
                          id_shape   = SHAPE(struct fact, id_fields),
                          place_shape = SHAPE(struct fact, place_fields);

/* ---- events ---- */

static int event_tell(struct cx *cx, const char *name, struct uuid person_id,
                      struct uuid playlist_id, struct uuid id, const char *status)
{
    struct out  o     = out_in_arena(cx->arena, 512);
    struct fact place = { 0 };
    bool        found;
    TRY(db_one(cx, "SELECT project_id FROM playlist WHERE id = ?", ARGS(ARG(playlist_id)),
               &place_shape, &place, &found));
    out_object(&o);
    OUT_UUID(&o, "build_job_id", id);
    OUT_UUID(&o, "playlist_id", playlist_id);
    if (status)
        OUT_STR(&o, "status", status);
    if (!uuid_is_nil(place.id))
        OUT_UUID(&o, "project_id", place.id);
    out_object_end(&o);
    return event_add(cx, name, person_id, place.id, out_done(&o));
}

/* ---- asking for one ---- */

static int movies_write(struct cx *cx, struct uuid playlist_id, struct out *o, size_t *n)
{
    static const char sql[] = "SELECT sf.content_hash FROM " PLAYED_BY_PLAYLIST
                              " JOIN stored_file sf ON sf.owner_id = c.id AND sf.name = 'movie'"
                              " WHERE t.id = ? ORDER BY j.n" LIST_ENDS;
    struct fact      *movies;
    TRY(db_all(cx, sql, ARGS(ARG(playlist_id)), &text_shape, &movies, n));
    out_object(o);
    out_key(o, "hashes");
    out_array(o);
    for (size_t i = 0; i < *n; i++)
        out_str(o, movies[i].text);
    out_array_end(o);
    out_object_end(o);
    return 0;
}

static int alone(struct cx *cx, struct uuid playlist_id)
{
    static const char lock[] = "SELECT id FROM playlist WHERE id = ? FOR UPDATE";
    static const char open[] =
        "SELECT id FROM build_job WHERE playlist_id = ? AND status = 'running' LIMIT 1";
    struct fact one = { 0 };
    bool        found;
    TRY(db_one(cx, lock, ARGS(ARG(playlist_id)), &id_shape, &one, &found));
    if (!found)
        return res_absent(cx, &playlist_res);
    TRY(db_one(cx, open, ARGS(ARG(playlist_id)), &id_shape, &one, &found));
    return found ? refuse(cx, E_LOCKED, "The movie of this playlist is being made") : 0;
}

int build_start(struct cx *cx, const struct build_new *b)
{
    static const char sql[] = "INSERT INTO build_job (id, playlist_id) VALUES (?, ?)";
    struct out        o     = out_in_arena(cx->arena, INPUT_BYTES);
    size_t            n;
    TRY(alone(cx, b->playlist_id));
    TRY(movies_write(cx, b->playlist_id, &o, &n));
    if (n == 0)
        return refuse(cx, E_INVALID, "The playlist plays no movie that is ready");
    if (n > MOVIES_MOST)
        return refuse(cx, E_INVALID, "The playlist plays more than %d movies", MOVIES_MOST);
    TRY(db_do(cx, sql, ARGS(ARG(b->id), ARG(b->playlist_id)), NULL));
    TRY(event_tell(cx, "build-job:new", b->person_id, b->playlist_id, b->id, NULL));
    return job_add(cx, &(struct job_new){ .id         = b->job_id,
                                          .kind       = preview_playlist.name,
                                          .owner_id   = b->person_id,
                                          .subject_id = b->id,
                                          .priority   = JOB_BATCH,
                                          .input      = out_done(&o) });
}

int build_get(struct cx *cx, struct uuid playlist_id, struct uuid id, struct build_job *to)
{
    bool found;
    TRY(res_load(cx, &build_job_res, id, to, &found));
    if (!found || (!uuid_is_nil(playlist_id) && !uuid_equal(playlist_id, to->playlist_id)))
        return res_absent(cx, &build_job_res);
    return 0;
}

int build_remove(struct cx *cx, struct uuid person_id, const struct build_job *b)
{
    static const struct job_kind *const kinds[] = { &preview_playlist, NULL };
    struct job                          job;
    bool                                found;
    TRY(job_find_open(cx, preview_playlist.name, b->id, &job, &found));
    TRY(db_do(cx, "DELETE FROM build_job WHERE id = ?", ARGS(ARG(b->id)), NULL));
    TRY(stored_drop(cx, b->id));
    if (found)
        TRY(job_cancel(cx, kinds, job.id, &job));
    return event_tell(cx, "build-job:delete", person_id, b->playlist_id, b->id, NULL);
}

/* ---- the job ---- */

/* In order, each as often as it is played. */
static int inputs_read(struct cx *cx, const struct job *job, struct order *to)
{
    struct json_object *v = json_tokener_parse(job->input.text), *list = NULL;
    const char        **paths;
    bool                good;
    json_object_object_get_ex(v, "hashes", &list);
    to->inputs_n = json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0;
    paths        = arena_alloc_array(cx->arena, to->inputs_n + 1, sizeof *paths);
    good         = to->inputs_n > 0;
    for (size_t i = 0; i < to->inputs_n && good; i++) {
        const char *hash = json_object_get_string(json_object_array_get_idx(list, i));
        good             = hash && store_is_hash(hash);
        paths[i]         = good ? store_path(cx, arena_text(cx->arena, hash)) : NULL;
    }
    to->inputs = paths;
    json_object_put(v);
    return good ? 0 : refuse(cx, E_INTERNAL, "The job names no movies");
}

static int join_prepare(struct cx *cx, const struct job *job, struct order *to)
{
    *to = (struct order){ .op = "join" };
    TRY(inputs_read(cx, job, to));
    return wish_read(cx, "SELECT " WISH_COLUMNS " FROM build_job b JOIN playlist l ON l.id = b.playlist_id"
                         " JOIN project p ON p.id = l.project_id WHERE b.id = ?",
                     job->subject_id, to);
}

static int build_end(struct cx *cx, const struct job *job, const char *status, bool *ended)
{
    static const char sql[] = "UPDATE build_job SET status = ?, ended_at = NOW(6)"
                              " WHERE id = ? AND status = 'running'";
    struct build_job  b     = { .status = NULL };
    int64_t           n;
    TRY(db_do(cx, sql, ARGS(ARG(status), ARG(job->subject_id)), &n));
    *ended = n > 0;
    if (n == 0)
        return 0; /* it was removed */
    TRY(build_get(cx, (struct uuid){ { 0 } }, job->subject_id, &b));
    return event_tell(cx, "build-job:update", job->owner_id, b.playlist_id, b.id, status);
}

struct asker {
    struct row  row;
    const char *email, *playlist;
    struct uuid playlist_id;
};
#define ROW struct asker
static const struct field asker_fields[] = {
    FIELD(email, READ, .doc = "Of who asked for it."),
    FIELD(playlist, READ, .doc = "Name of the playlist."),
    FIELD(playlist_id, READ, .doc = "The playlist."),
};
#undef ROW
static const struct shape asker_shape = SHAPE(struct asker, asker_fields);

/* Who asked for it need not wait before the page. */
static int asker_tell(struct cx *cx, const struct job *job)
{
    static const char sql[] = "SELECT p.email, l.name, l.id FROM build_job b"
                              " JOIN playlist l ON l.id = b.playlist_id JOIN person p ON p.id = ?"
                              " WHERE b.id = ? AND p.active AND NOT p.is_bot AND p.email IS NOT NULL";
    struct asker a = { .email = NULL };
    char         playlist[UUID_TEXT], build[UUID_TEXT];
    bool         found;
    TRY(db_one(cx, sql, ARGS(ARG(job->owner_id), ARG(job->subject_id)), &asker_shape, &a, &found));
    if (!found || !outbox_can(cx->conf, OUTBOX_MAIL) || !outbox_address(a.email))
        return 0;
    uuid_format(a.playlist_id, playlist);
    uuid_format(job->subject_id, build);
    return outbox_add(cx,
                      &(struct outbox_new){
                          .channel = OUTBOX_MAIL,
                          .topic   = "playlist_movie",
                          .to      = a.email,
                          .subject = "The movie of a playlist is ready",
                          .text = arena_printf(cx->arena,
                                               "The movie of the playlist %s is ready:\n\n"
                                               "%s/api/data/playlists/%s/jobs/%s/build/mp4\n",
                                               a.playlist, cx->conf->public_url, playlist, build) },
                      NULL);
}

static int join_commit(struct cx *cx, const struct job *job, UNUSED const struct order *order,
                       const struct answer *a, UNUSED const char **result)
{
    bool ended;
    TRY(build_end(cx, job, "succeeded", &ended));
    if (ended)
        TRY(asker_tell(cx, job));
    return ended ? stored_put(cx, &(struct stored_new){ .owner    = "build_job",
                                                        .owner_id = job->subject_id,
                                                        .name     = BUILD_MOVIE,
                                                        .type     = "video/mp4",
                                                        .blob     = &a->files[0].blob })
                 : 0;
}

static int join_abandon(struct cx *cx, const struct job *job, UNUSED enum reason why,
                        UNUSED const char *message)
{
    bool ended;
    return build_end(cx, job, "failed", &ended);
}

/* Of the kinds that begin with "preview", whose input keeps its files from gc. */
const struct job_kind preview_playlist = { .name    = "preview_playlist",
                                           .prepare = join_prepare,
                                           .commit  = join_commit,
                                           .abandon = join_abandon };

/* ---- names ---- */

static char slug_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (char)(c - 'A' + 'a');
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '_';
}

const char *build_slug(struct cx *cx, const char *text)
{
    char  *slug = arena_text(cx->arena, text);
    size_t n    = 0;
    for (const char *c = text; *c; c++)
        if (slug_of(*c) != '_' || (n > 0 && slug[n - 1] != '_'))
            slug[n++] = slug_of(*c);
    if (n > 0 && slug[n - 1] == '_')
        n--;
    slug[n] = 0;
    return slug;
}

int build_name(struct cx *cx, struct uuid playlist_id, const char **name)
{
    static const char sql[] = "SELECT p.name, t.name FROM playlist t"
                              " LEFT JOIN project p ON p.id = t.project_id WHERE t.id = ?";
    struct fact       names = { 0 };
    bool              found;
    TRY(db_one(cx, sql, ARGS(ARG(playlist_id)), &name_shape, &names, &found));
    if (!found)
        return res_absent(cx, &playlist_res);
    *name = build_slug(cx, arena_printf(cx->arena, "%s %s", names.text ? names.text : "", names.more));
    return 0;
}
