/* shared_files.c - a shared playlist: who may look, and its files. */
#include "fcgi/web.h"
#include "handlers/family.h"
#include "handlers/shared.h"
#include "handlers/signin.h"
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/crypt.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/preview/preview.h"
#include "model/preview/shown.h"

extern const struct route_list shared_file_routes;

enum { COOKIE_LIFE_S = 12 * 60 * 60, GUEST_LIFE_S = 180 * 24 * 60 * 60, MICRO = 1000000,
       HOUR_S = 60 * 60, GUESTS_OF_ADDRESS = 60, GUESTS_OF_LINK = 300 };

struct file_in {
    struct row  row;
    const char *token, *password, *file, *file_name;
    struct uuid preview_file_id, attachment_file_id;
};
// clang-format off
#define ROW struct file_in
#define PREVIEW FIELD(preview_file_id, PATH, .doc = "The preview.")
static const struct field preview_fields[] = { SHARED_BY, PREVIEW };
static const struct field file_fields[] = { SHARED_BY,
    FIELD(file, PATH, .max = 60, .doc = "Identifier and ending: <id>.png.") };
static const struct field attachment_fields[] = { SHARED_BY,
    FIELD(attachment_file_id, PATH, .doc = "The file."),
    FIELD(file_name, PATH, .max = 1000, .doc = "What it is to be called; not looked at.") };
#undef ROW
static const struct shape preview_in_shape = SHAPE(struct file_in, preview_fields),
    file_shape = SHAPE(struct file_in, file_fields), attachment_shape = SHAPE(struct file_in, attachment_fields);
// clang-format on

/* ---- what cookies prove ---- */

/* Of the link, for one purpose, until one moment. */
static const char *proof(struct rq *rq, const char *what, const struct share *s, const char *of)
{
    const char *key  = rq->cx.conf->jwt_key;
    const char *text = arena_printf(rq->cx.arena, "%s\n%s\n%s", what, s->token, of);
    char       *hex  = arena_alloc(rq->cx.arena, SHA256_HEX_SIZE);
    uint8_t     sum[SHA256_BYTES];
    hmac_sha256(key, strlen(key), text, strlen(text), sum);
    hex_write(sum, sizeof sum, hex);
    return hex;
}

static const char *cookie_name(struct rq *rq, const char *what, const struct share *s)
{
    char id[UUID_TEXT];
    uuid_format(s->id, id);
    return arena_printf(rq->cx.arena, "%s_%s", what, id);
}

/* Is there a cookie with `of` and its proof? of: NULL for what the cookie itself says. */
static bool proven(struct rq *rq, const char *what, const struct share *s, const char **of)
{
    const char *value = rq_cookie(rq, cookie_name(rq, what, s));
    const char *dot   = value ? strrchr(value, '.') : NULL;
    const char *want;
    if (!dot)
        return false;
    *of  = arena_copy(rq->cx.arena, value, (size_t)(dot - value));
    want = proof(rq, what, s, *of);
    return secret_equal(want, strlen(want), dot + 1, strlen(dot + 1));
}

static void prove(struct rq *rq, const char *what, const struct share *s, const char *of, int life_s)
{
    reply_header(rq, "Set-Cookie",
                 arena_printf(rq->cx.arena, "%s=%s.%s; Path=/; Max-Age=%d; Secure; HttpOnly; SameSite=Lax",
                              cookie_name(rq, what, s), of, proof(rq, what, s, of), life_s));
}

/* ---- the link and its password ---- */

static bool was_said(struct rq *rq, const struct share *s)
{
    const char *of;
    int64_t     until;
    return proven(rq, "share", s, &of) && i64_parse(of, strlen(of), &until) &&
           until > rq->cx.now.us / MICRO;
}

/* Guesses are counted as those of sign-in are. */
static int password_judge(struct rq *rq, const struct share *s, const char *password)
{
    const char *account = cookie_name(rq, "share", s);
    if (!password || !password[0])
        return refuse(&rq->cx, E_NOT_FOUND, "The link wants a password");
    TRY(signin_guess(rq, account));
    if (!password_verify(password, s->password, (int)rq->cx.conf->password_cost))
        return refuse(&rq->cx, E_NOT_FOUND, "The link wants another password");
    return signin_guessed_right(rq, account);
}

int shared_open(struct rq *rq, const char *token, const char *password, struct shared *to)
{
    *to = (struct shared){ .is_new = false };
    TRY(share_open(&rq->cx, token, &to->share));
    if (!to->share.password || was_said(rq, &to->share))
        return 0;
    TRY(password_judge(rq, &to->share, password));
    to->is_new = true;
    return 0;
}

void shared_remember(struct rq *rq, const struct shared *s)
{
    if (s->is_new)
        prove(rq, "share", &s->share,
              arena_printf(rq->cx.arena, "%lld", (long long)(rq->cx.now.us / MICRO + COOKIE_LIFE_S)),
              COOKIE_LIFE_S);
}

/* ---- guests ---- */

bool shared_is_guest(struct rq *rq, const struct shared *s, struct uuid id)
{
    const char *of;
    struct uuid is;
    return !uuid_is_nil(id) && proven(rq, "guest", &s->share, &of) && uuid_parse(of, strlen(of), &is) &&
           uuid_equal(is, id);
}

void shared_guest_remember(struct rq *rq, const struct shared *s, struct uuid id)
{
    char text[UUID_TEXT];
    uuid_format(id, text);
    prove(rq, "guest", &s->share, text, GUEST_LIFE_S);
}

int shared_come(struct rq *rq, const struct shared *s)
{
    const struct rate link    = { "guest link", cookie_name(rq, "guest", &s->share), GUESTS_OF_LINK, HOUR_S };
    const struct rate address = { "guest address", rq_remote(rq), GUESTS_OF_ADDRESS, HOUR_S };
    TRY(signin_rate(rq, &address));
    return signin_rate(rq, &link);
}

/* ---- files ---- */

static int absent(struct rq *rq) { return refuse(&rq->cx, E_NOT_FOUND, "There is no such file"); }

static int sees(struct rq *rq, struct uuid id, struct preview *p)
{
    const struct file_in *in = rq->args;
    struct shared         s;
    TRY(shared_open(rq, in->token, in->password, &s));
    TRY(share_preview(&rq->cx, &s.share, id));
    return preview_get(&rq->cx, id, p);
}

/* <id>.<extension> */
static int one(struct rq *rq, const char *name, const char *extension)
{
    const struct file_in *in = rq->args;
    struct preview        p  = { 0 };
    const char           *ending;
    struct uuid           id;
    TRY(name_read(rq, in->file, &id, &ending));
    TRY(sees(rq, id, &p));
    if (strcmp(ending, extension) != 0)
        return absent(rq);
    return send_named(rq, id, name, NULL);
}

static int movie_get(struct rq *rq) { return one(rq, "movie", "mp4"); }
static int tiles_get(struct rq *rq) { return one(rq, "tiles", "png"); }
static int thumbnail_get(struct rq *rq) { return one(rq, "thumbnail", "png"); }

/* The picture, or a file of another kind by its ending. */
static int original_get(struct rq *rq)
{
    const struct file_in *in = rq->args;
    struct preview        p  = { 0 };
    const char           *ending;
    struct uuid           id;
    TRY(name_read(rq, in->file, &id, &ending));
    TRY(sees(rq, id, &p));
    if (strcmp(ending, "png") != 0 && (!p.extension || strcmp(p.extension, ending) != 0))
        return absent(rq);
    return send_named(rq, id, strcmp(ending, "mp4") == 0 ? "movie" : "original", NULL);
}

static int download_get(struct rq *rq)
{
    const struct file_in *in = rq->args;
    struct preview        p  = { 0 };
    bool                  movie;
    TRY(sees(rq, in->preview_file_id, &p));
    movie = p.extension && strcmp(p.extension, "mp4") == 0;
    return send_named(rq, p.id, movie ? "movie" : "original", preview_save_name(rq, &p));
}

static int attachment_get(struct rq *rq)
{
    const struct file_in *in = rq->args;
    struct shared         s;
    struct stored         f;
    bool                  found;
    TRY(shared_open(rq, in->token, in->password, &s));
    TRY(share_attachment(&rq->cx, &s.share, in->attachment_file_id));
    TRY(stored_get(&rq->cx, in->attachment_file_id, "source", &f, &found));
    if (!found)
        return absent(rq);
    /* Strangers write here: what is no picture is not opened in place. */
    send_stored(rq, &f, CACHE_PRIVATE, strncmp(f.type, "image/", 6) == 0 ? NULL : save_name(rq, in->file_name));
    return 0;
}

int shared_preview_write(struct rq *rq, struct uuid id)
{
    return shown_write(&rq->cx, id, reply(rq, 200));
}

static int preview_one_get(struct rq *rq)
{
    const struct file_in *in = rq->args;
    struct preview        p  = { 0 };
    TRY(sees(rq, in->preview_file_id, &p));
    return shared_preview_write(rq, p.id);
}

static const enum reason errors[] = { E_INVALID, E_FORBIDDEN, E_NOT_FOUND, E_TOO_MANY, E_NONE };
// clang-format off
#define AT "/shared/playlists/:token"
#define FILES(path, what, mime, text) \
    { GET, AT path "/preview-files/:file", PUBLIC, .in = &file_shape, .run = what, .errors = errors, .gives = mime, .doc = text }
static const struct route routes[] = {
    { GET, AT "/preview-files/:preview_file_id", PUBLIC, .in = &preview_in_shape, .out = &shown_shape,
      .run = preview_one_get, .errors = errors, .doc = "A preview of a shared playlist." },
    { GET, AT "/preview-files/:preview_file_id/download", PUBLIC, .in = &preview_in_shape, .run = download_get,
      .errors = errors, .gives = "*/*", .doc = "The file of a preview of a shared playlist, to be saved." },
    FILES("/movies/originals", movie_get, "video/mp4", "Movie of a preview of a shared playlist."),
    FILES("/movies/tiles", tiles_get, "image/png", "All frames of a movie of a shared playlist on a sheet."),
    FILES("/pictures/thumbnails", thumbnail_get, "image/png", "Thumbnail of a preview of a shared playlist, 150 x 100."),
    FILES("/pictures/originals", original_get, "*/*", "Picture of a preview of a shared playlist, or a file of another kind."),
    { GET, AT "/attachment-files/:attachment_file_id/file/:file_name", PUBLIC, .in = &attachment_shape,
      .run = attachment_get, .errors = errors, .gives = "*/*", .doc = "A file of a comment that is shown." },
};
// clang-format on
const struct route_list shared_file_routes = ROUTES(tracker_family, routes);
