/* still.c - rows of pictures and of their smaller ones. */
#include "model/still/still.h"
#include <fcntl.h>
#include <unistd.h>
#include "model/base/arena.h"
#include "model/base/out.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/job/job.h"
#include "model/store/store.h"

enum { HEAD_BYTES = 12, ASK_BYTES = 64 * 1024 };

static const char *const resource_types[] = { "image", "video", NULL };

// clang-format off
#define ROW struct still
static const struct field still_fields[] = {
    FIELD(content_hash,   KEY | READ, .doc = "SHA-256 of the bytes."),
    FIELD(bytes,          READ, .doc = "How many bytes it has."),
    FIELD(resource_type,  READ, .choices = resource_types, .doc = "What it is."),
    FIELD(extension,      READ, .doc = "By content, not by name."),
    FIELD(type,           READ, .doc = "MIME type by content."),
    FIELD(width,          READ, .doc = "Pixels, upright."),
    FIELD(height,         READ, .doc = "Pixels, upright."),
    FIELD(duration_us,    READ | NULLS, .doc = "Microseconds, of what moves."),
    FIELD(color_profile,  READ | NULLS, .doc = "Name of its colour profile."),
    FIELD(dominant_color, READ | NULLS, .doc = "#rrggbb."),
};
#undef ROW
#define ROW struct still_thumb
static const struct field thumb_fields[] = {
    FIELD(width,        READ, .doc = "Pixels."),
    FIELD(height,       READ, .doc = "Pixels."),
    FIELD(content_hash, READ, .doc = "SHA-256 of the bytes."),
    FIELD(bytes,        READ, .doc = "How many bytes it has."),
    FIELD(type,         READ, .doc = "MIME type."),
};
#undef ROW
// clang-format on
const struct shape still_shape       = SHAPE(struct still, still_fields);
const struct shape still_thumb_shape = SHAPE(struct still_thumb, thumb_fields);

const int64_t still_widths[] = { 160, 320, 640, 1280, 0 };

const char *still_orientation(int64_t width, int64_t height)
{
    return width > height ? "landscape" : width < height ? "portrait" : "square";
}

#define STILL_COLUMNS                                                                              \
    "content_hash, bytes, resource_type, extension, type, width, height, duration_us, "            \
    "color_profile, dominant_color"

int still_known(struct cx *cx, const char *hash, struct still *to, bool *found)
{
    static const char keep[] = "UPDATE still SET kept_at = NOW(6) WHERE content_hash = ?";
    static const char sql[]  = "SELECT " STILL_COLUMNS " FROM still WHERE content_hash = ?";
    TRY(db_do(cx, keep, ARGS(ARG(hash)), NULL));
    return db_one(cx, sql, ARGS(ARG(hash)), &still_shape, to, found);
}

int still_thumbs(struct cx *cx, const char *hash, struct still_thumb **to, size_t *n)
{
    static const char sql[] = "SELECT width, height, content_hash, bytes, type FROM still_thumb"
                              " WHERE still_hash = ? ORDER BY width";
    return db_all(cx, sql, ARGS(ARG(hash)), &still_thumb_shape, to, n);
}

int still_thumb_at(struct cx *cx, const char *hash, int64_t width, struct still_thumb *to,
                   bool *found)
{
    static const char sql[] = "SELECT width, height, content_hash, bytes, type FROM still_thumb"
                              " WHERE still_hash = ? AND width = ?";
    return db_one(cx, sql, ARGS(ARG(hash), ARG(width)), &still_thumb_shape, to, found);
}

/* ---- asking ---- */

/* Containers of films by their first bytes; pictures in the same container are told apart by
 * their brand. */
static int looks_like_video(struct cx *cx, const char *hash, bool *is)
{
    static const char *const pictures[] = { "avif", "avis", "heic", "heix", "heim", "heis",
                                            "mif1", "msf1" };
    unsigned char            head[HEAD_BYTES] = { 0 };
    ssize_t                  n;
    int                      fd;
    TRY(store_open(cx, hash, &fd, NULL));
    n = pread(fd, head, sizeof head, 0);
    close(fd);
    *is = n == HEAD_BYTES && (memcmp(head + 4, "ftyp", 4) == 0 ||
                              memcmp(head, "\x1a\x45\xdf\xa3", 4) == 0);
    for (size_t i = 0; i < COUNT(pictures); i++)
        if (memcmp(head + 4, "ftyp", 4) == 0 && memcmp(head + 8, pictures[i], 4) == 0)
            *is = false;
    return 0;
}

static bool is_among(const char *const *hashes, size_t n, const char *hash)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(hashes[i], hash) == 0)
            return true;
    return false;
}

/* Those that are not known, each once. */
static int unknown_find(struct cx *cx, const struct still_ask *ask, const char **to, size_t *n)
{
    *n = 0;
    for (size_t i = 0; i < ask->n; i++) {
        struct still one;
        bool         found;
        if (is_among(to, *n, ask->hashes[i]))
            continue;
        TRY(still_known(cx, ask->hashes[i], &one, &found));
        if (!found)
            to[(*n)++] = ask->hashes[i];
    }
    return 0;
}

static const char *input_text(struct cx *cx, const char *const *hashes, size_t n)
{
    struct out o = out_in_arena(cx->arena, ASK_BYTES);
    out_object(&o);
    out_key(&o, "hashes");
    out_array(&o);
    for (size_t i = 0; i < n; i++)
        out_str(&o, hashes[i]);
    out_array_end(&o);
    out_object_end(&o);
    return out_done(&o);
}

int still_ask(struct cx *cx, const struct still_ask *ask, bool *asked)
{
    const char **unknown = arena_alloc_array(cx->arena, ask->n + 1, sizeof *unknown);
    size_t       n;
    bool         is_video = false;
    if (ask->n > STILL_ASK_MOST || (ask->videos && ask->n != 1))
        return refuse(cx, E_INVALID, "At most %d pictures can be looked at together",
                      ask->videos ? 1 : STILL_ASK_MOST);
    TRY(unknown_find(cx, ask, unknown, &n));
    *asked = n > 0;
    if (n == 0)
        return 0;
    if (ask->videos)
        TRY(looks_like_video(cx, unknown[0], &is_video));
    return job_add(cx, &(struct job_new){ .id       = ask->job_id,
                                          .kind     = is_video ? "still_probe" : "still",
                                          .owner_id = ask->owner_id,
                                          .priority = JOB_INTERACTIVE,
                                          .input    = input_text(cx, unknown, n) });
}
