/* watch.c - see watch.h. */
#include "model/video/watch.h"
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/crypt.h"
#include "model/base/digest.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/store/view.h"

enum { HOUR_S = 3600, MD5_BYTES = 16, AT_ONCE = 200 };

/* ---- links ---- */

/* What nginx computes: secure_link_md5 "$expires/$key/SECRET". */
const char *watch_token(struct arena *a, const char *link_key, struct uuid watch_key,
                        int64_t expires_s)
{
    struct digest *md5 = digest_begin(a, "md5");
    char          *to  = arena_alloc(a, BASE64URL_SIZE(MD5_BYTES));
    char           key[UUID_TEXT];
    uint8_t        sum[DIGEST_MAX_BYTES];
    const char    *text;
    uuid_format(watch_key, key);
    text = arena_printf(a, "%lld/%s/%s", (long long)expires_s, key, link_key);
    digest_add(md5, text, strlen(text));
    digest_end(md5, sum);
    base64url_write(sum, MD5_BYTES, to);
    return to;
}

void watch_link_make(struct cx *cx, struct uuid watch_key, struct watch_link *to)
{
    int64_t ttl = cx->conf->watch_ttl_s, now = cx->now.us / 1000000, end = now + ttl;
    char    key[UUID_TEXT];
    if (ttl >= 2 * HOUR_S)
        end -= end % HOUR_S;
    uuid_format(watch_key, key);
    to->expires_at = (struct utc){ end * 1000000 };
    to->base = arena_printf(cx->arena, "%s/video/file/%s/%lld/%s", cx->conf->public_url,
                            watch_token(cx->arena, cx->conf->link_key, watch_key, end),
                            (long long)end, key);
}

/* ---- folders ---- */

#define ROW struct view_row
struct view_row {
    struct row  row;
    const char *name, *content_hash;
};
static const struct field file_fields[] = {
    FIELD(name, KEY, .doc = "Name below the folder."),
    FIELD(content_hash, READ, .doc = "The blob."),
};
#undef ROW
static const struct shape file_shape = SHAPE(struct view_row, file_fields);

int watch_folder_make(struct cx *cx, struct uuid watch_key, struct uuid video_id)
{
    static const char sql[] = "SELECT name, content_hash FROM video_file WHERE video_id = ?";
    struct view_row  *rows;
    struct view_file *files;
    size_t            n;
    TRY(db_all(cx, sql, ARGS(ARG(video_id)), &file_shape, &rows, &n));
    files = arena_alloc_array(cx->arena, n + 1, sizeof *files);
    for (size_t i = 0; i < n; i++)
        files[i] = (struct view_file){ rows[i].name, rows[i].content_hash };
    return view_make(cx, watch_key, files, n);
}

int watch_folder_remove(struct cx *cx, struct uuid watch_key) { return view_remove(cx, watch_key); }

int watch_ensure(struct cx *cx, struct uuid watch_key, struct uuid video_id)
{
    return view_exists(cx, watch_key) ? 0 : watch_folder_make(cx, watch_key, video_id);
}

/* ---- housekeeping ---- */

struct keyed {
    struct row  row;
    struct uuid id, watch_key;
};
#define ROW struct keyed
static const struct field keyed_fields[] = {
    FIELD(id, KEY, .doc = "The video."),
    FIELD(watch_key, READ, .doc = "Its folder."),
};
#undef ROW
static const struct shape keyed_shape = SHAPE(struct keyed, keyed_fields);

struct sweep {
    struct cx *cx;
    int64_t   *removed;
};

static int on_view(void *u, struct uuid key)
{
    static const char sql[] = "SELECT id, watch_key FROM video WHERE watch_key = ? AND state = 'ready'";
    struct sweep     *s     = u;
    struct arena_mark mark  = arena_mark(s->cx->arena);
    struct keyed      one;
    bool              found;
    TRY(db_one(s->cx, sql, ARGS(ARG(key)), &keyed_shape, &one, &found));
    if (!found) {
        TRY(view_remove(s->cx, key));
        ++*s->removed;
    }
    arena_rewind(s->cx->arena, mark);
    return 0;
}

/* In runs of some videos, for no other statement may be asked while rows come. */
static int make_missing(struct cx *cx, int64_t *made)
{
    static const char sql[] = "SELECT id, watch_key FROM video WHERE state = 'ready' AND id > ?"
                              " ORDER BY id LIMIT ?";
    struct uuid last = { { 0 } };
    size_t      n    = AT_ONCE;
    while (n == AT_ONCE) {
        struct arena_mark mark = arena_mark(cx->arena);
        struct keyed     *rows;
        TRY(db_all(cx, sql, ARGS(ARG(last), ARG((int64_t)AT_ONCE)), &keyed_shape, &rows, &n));
        for (size_t i = 0; i < n; i++) {
            if (!view_exists(cx, rows[i].watch_key)) {
                TRY(watch_folder_make(cx, rows[i].watch_key, rows[i].id));
                ++*made;
            }
            last = rows[i].id;
        }
        arena_rewind(cx->arena, mark);
    }
    return 0;
}

int watch_sweep(struct cx *cx, struct utc not_after, int64_t *removed, int64_t *made)
{
    struct sweep s = { cx, removed };
    *removed = *made = 0;
    TRY(view_each(cx, not_after, on_view, &s));
    return make_missing(cx, made);
}
