/* media.c - rows of media resources, and their links. */
#include "model/design/media.h"
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/crypt.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/design/element.h"
#include "model/net/fetch.h"
#include "model/store/store.h"

enum { REDIRECTS = 3, HOUR_S = 3600, SIGNATURE_BYTES = 18 };

#define ROW struct media
static const struct field media_fields[] = {
    FIELD(id, READ | KEY, .doc = "Stable identifier."),
    FIELD(created_at, READ, .doc = "When it was made."),
    FIELD(owner_id, READ, .doc = "Whose it is."),
    MEDIA_FIELDS(0),
};
#undef ROW
const struct shape media_shape = SHAPE(struct media, media_fields);

#define FROM_MEDIA " FROM media_resource m JOIN still s ON s.content_hash = m.content_hash"

int media_get(struct cx *cx, struct uuid id, struct media *to)
{
    bool found;
    TRY(db_one(cx, "SELECT " MEDIA_COLUMNS FROM_MEDIA " WHERE m.id = ?", ARGS(ARG(id)),
               &media_shape, to, &found));
    return found ? 0 : refuse(cx, E_NOT_FOUND, "Media resource not found");
}

int media_each(struct cx *cx, const struct actor *who, int64_t skip, int64_t limit,
               int (*fn)(void *u, const void *row), void *u)
{
#define PAGE " ORDER BY m.created_at DESC, m.id DESC LIMIT ? OFFSET ?"
    static const char all[]  = "SELECT STRAIGHT_JOIN " MEDIA_COLUMNS
                               " FROM media_resource m FORCE INDEX FOR ORDER BY (media_resource_created)"
                               " JOIN still s ON s.content_hash = m.content_hash" PAGE;
    static const char mine[] = "SELECT " MEDIA_COLUMNS FROM_MEDIA " WHERE m.owner_id = ?" PAGE;
    if (who->is_admin)
        return db_each(cx, all, ARGS(ARG(limit), ARG(skip)), &media_shape, fn, u);
    return db_each(cx, mine, ARGS(ARG(who->id), ARG(limit), ARG(skip)), &media_shape, fn, u);
}

int media_count(struct cx *cx, const struct actor *who, int64_t *n)
{
    if (who->is_admin)
        return db_number(cx, "SELECT COUNT(*) FROM media_resource", NO_ARGS, n, NULL);
    return db_number(cx, "SELECT COUNT(*) FROM media_resource WHERE owner_id = ?",
                     ARGS(ARG(who->id)), n, NULL);
}

int media_seen(struct cx *cx, const struct actor *who, const struct ids *ids, struct ids *seen)
{
    static const char sql[] =
        "SELECT m.id FROM JSON_TABLE(?, '$[*]' COLUMNS (v CHAR(36) PATH '$')) j"
        " JOIN media_resource m ON m.id = CAST(j.v AS UUID)"
        " WHERE ? OR m.owner_id = ?"
        " OR EXISTS (SELECT 1 FROM set_image i JOIN set_design t ON t.id = i.set_design_id"
        "    WHERE i.media_resource_id = m.id AND " ELEMENT_MINE ")"
        " OR EXISTS (SELECT 1 FROM background_preset t"
        "    WHERE t.media_resource_id = m.id AND " ELEMENT_MINE ")";
    struct known *rows;
    const char   *text;
    size_t        n;
    TRY(ids_text(cx, ids, &text));
    TRY(db_all(cx, sql,
               ARGS(ARG(text), ARG(who->is_admin), ARG(who->id), ARG(who->id), ARG(who->id),
                    ARG(who->id), ARG(who->id)),
               &known_shape, &rows, &n));
    *seen = known_ids(cx, rows, n);
    return 0;
}

int media_sees(struct cx *cx, const struct actor *who, struct uuid id, bool *sees)
{
    struct ids seen;
    TRY(media_seen(cx, who, &(struct ids){ &id, 1 }, &seen));
    *sees = seen.n > 0;
    return 0;
}

int media_create(struct cx *cx, struct uuid id, struct uuid owner_id, const char *content_hash,
                 const struct media_texts *texts)
{
    static const char sql[] =
        "INSERT INTO media_resource (id, created_at, updated_at, owner_id, content_hash, alt_text,"
        " caption, protected) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    return db_do(cx, sql,
                 ARGS(ARG(id), ARG(cx->now), ARG(cx->now), ARG(owner_id), ARG(content_hash),
                      ARG(texts->alt_text), ARG(texts->caption), ARG(texts->protected)),
                 NULL);
}

int media_take(struct cx *cx, struct uuid id, struct uuid owner_id, const char *content_hash,
               const struct media_texts *texts, struct uuid *is)
{
    static const char sql[] =
        "SELECT id FROM media_resource WHERE owner_id = ? AND content_hash = ?"
        " AND BINARY alt_text <=> ? AND BINARY caption <=> ? AND protected = ?"
        " ORDER BY created_at, id LIMIT 1";
    struct known one;
    bool         found;
    TRY(db_one(cx, sql,
               ARGS(ARG(owner_id), ARG(content_hash), ARG(texts->alt_text), ARG(texts->caption),
                    ARG(texts->protected)),
               &known_shape, &one, &found));
    *is = found ? one.id : id;
    return found ? 0 : media_create(cx, id, owner_id, content_hash, texts);
}

int media_change(struct cx *cx, struct uuid id, const struct media_texts *texts)
{
    static const char sql[] =
        "UPDATE media_resource SET alt_text = ?, caption = ?, protected = ? WHERE id = ?";
    return db_do(cx, sql,
                 ARGS(ARG(texts->alt_text), ARG(texts->caption), ARG(texts->protected), ARG(id)),
                 NULL);
}

int media_delete(struct cx *cx, struct uuid id)
{
    int rc = db_do(cx, "DELETE FROM media_resource WHERE id = ?", ARGS(ARG(id)), NULL);
    if (rc != -E_CONFLICT)
        return rc;
    err_clear(cx);
    return refuse(cx, E_CONFLICT, "Media resource is in use");
}

/* ---- fetching ---- */

struct fetching {
    struct cx           *cx;
    struct store_writer *writer;
};

static int fetched(void *u, const void *bytes, size_t n)
{
    struct fetching *f = u;
    return store_write(f->cx, f->writer, bytes, n);
}

int media_fetch(struct cx *cx, const char *url, int64_t wait_ms, const char **hash)
{
    struct fetch_limits limits = { .bytes = cx->conf->max_image_bytes, .wait_ms = wait_ms,
                                   .redirects = REDIRECTS, .allow = cx->conf->net.fetch_allow };
    struct fetching     f      = { .cx = cx };
    struct blob         blob;
    int                 rc;
    TRY(store_create(cx, &f.writer));
    rc = fetch_url(cx, url, &limits, fetched, &f);
    if (rc < 0) {
        store_drop(f.writer);
        return rc;
    }
    TRY(store_keep(cx, f.writer, &blob));
    *hash = arena_text(cx->arena, blob.hash);
    return 0;
}

/* ---- links ---- */

static const char *signature_of(struct cx *cx, const char *id, const char *expires)
{
    const char *key  = cx->conf->link_key;
    char       *text = arena_printf(cx->arena, "media-resource/%s/%s", id, expires);
    char       *to   = arena_alloc(cx->arena, BASE64URL_SIZE(SIGNATURE_BYTES));
    uint8_t     sum[SHA256_BYTES];
    hmac_sha256(key, strlen(key), text, strlen(text), sum);
    base64url_write(sum, SIGNATURE_BYTES, to);
    return to;
}

const char *media_url(struct cx *cx, struct uuid id, bool protected)
{
    char    text[UUID_TEXT];
    int64_t now = cx->now.us / 1000000, end = now + cx->conf->watch_ttl_s;
    char   *expires;
    uuid_format(id, text);
    if (!protected)
        return arena_printf(cx->arena, "%s/api/v1/media-resources/%s/file", cx->conf->public_url,
                            text);
    if (cx->conf->watch_ttl_s >= 2 * HOUR_S) /* the same for an hour, so that browsers keep it */
        end -= end % HOUR_S;
    expires = arena_printf(cx->arena, "%lld", (long long)end);
    return arena_printf(cx->arena, "%s/api/v1/media-resources/%s/file/%s/%s", cx->conf->public_url,
                        text, expires, signature_of(cx, text, expires));
}

bool media_link_ok(struct cx *cx, struct uuid id, const char *expires, const char *signature)
{
    char        text[UUID_TEXT];
    int64_t     end;
    const char *right;
    uuid_format(id, text);
    right = signature_of(cx, text, expires);
    return i64_parse(expires, strlen(expires), &end) && end > cx->now.us / 1000000 &&
           secret_equal(right, strlen(right), signature, strlen(signature));
}
