/*
 * video_tus.c - tus 1.0.0 at /video/upload/tus: uploads in pieces that survive broken lines.
 *
 * What arrives is written as it arrives, and counts although the request broke off; with a
 * checksum it counts only when it was right. A whole upload becomes a video in the request that
 * brings its last byte, or in whichever request comes next.
 */
#include "handlers/family.h"
#include "handlers/tus.h"
#include "handlers/tus_piece.h"
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/text.h"
#include "model/video/accept.h"
#include "model/video/part.h"

#define TUS_VERSION "1.0.0"
#define PIECE_TYPE "application/offset+octet-stream"
enum {
    WRITER_MS    = 3000, /* longer than an idle writer may sleep, see tus_piece.c */
    READER_MS    = 300,
    METADATA_MAX = 4096,
};

extern const struct route_list tus_routes;

/* ---- the family ---- */

static int tus_status(enum reason why)
{
    return why == E_INVALID ? 400 : reason_status(why);
}

static void say(struct rq *rq, int status, const char *text)
{
    struct out *o = reply_typed(rq, status, "text/plain; charset=utf-8");
    reply_header(rq, "Tus-Resumable", TUS_VERSION);
    out_format(o, "%s\n", text);
}

static void tus_error(struct rq *rq)
{
    say(rq, tus_status(rq->cx.err.reason), rq->cx.err.message);
}

static void tus_options(struct rq *rq, const char *allow)
{
    reply_empty(rq, 204);
    reply_header(rq, "Allow", allow);
    reply_header(rq, "Tus-Resumable", TUS_VERSION);
    reply_header(rq, "Tus-Version", TUS_VERSION);
    reply_header(rq, "Tus-Extension",
                 "creation,creation-with-upload,creation-defer-length,expiration,termination,"
                 "checksum");
    reply_header(rq, "Tus-Checksum-Algorithm", DIGEST_NAMES);
    reply_header(rq, "Tus-Max-Size",
                 arena_printf(rq->cx.arena, "%lld", (long long)rq->cx.conf->max_video_bytes));
}

static const char *const tus_prefixes[] = { "/video/upload/tus", NULL };
const struct family tus_family = {
    .name            = "tus",
    .doc             = "Upload videos in pieces: the protocol tus 1.0.0.",
    .prefixes        = tus_prefixes,
    .error           = tus_error,
    .status          = tus_status,
    .error_schema    = "{\"type\":\"string\"}",
    .error_type      = "text/plain",
    .cors            = true,
    .head_apart      = true,
    .method_override = true,
    .options         = tus_options,
};

/* ---- what comes in ---- */

struct create_in {
    struct row  row;
    const char *version, *metadata, *checksum;
    int64_t     length, defer_length;
};
struct piece_in {
    struct row  row;
    const char *id, *version, *checksum;
    int64_t     offset, length;
};
struct plain_in {
    struct row  row;
    const char *id, *version;
};

// clang-format off
#define HEAD_FIELD(member, text, ...) \
    { .name = (text), .type = KIND(((ROW *)0)->member), .off = offsetof(ROW, member), __VA_ARGS__ }
#define VERSION_FIELD HEAD_FIELD(version, "Tus-Resumable", .flags = HEADER, .doc = "Version of the protocol: 1.0.0.")
#define CHECKSUM_FIELD HEAD_FIELD(checksum, "Upload-Checksum", .flags = HEADER, .max = 120, .doc = "Algorithm and digest of the body in base64; the body counts only if they fit.")
#define ID_FIELD FIELD(id, PATH, .doc = "Identifier of the upload; the video's hash_id in the end.")

#define ROW struct create_in
static const struct field create_in_fields[] = {
    VERSION_FIELD,
    HEAD_FIELD(length, "Upload-Length", .flags = HEADER, .max = INT64_MAX, .doc = "Length of the whole in bytes."),
    HEAD_FIELD(defer_length, "Upload-Defer-Length", .flags = HEADER, .min = 1, .max = 1, .doc = "The length is not known yet."),
    HEAD_FIELD(metadata, "Upload-Metadata", .flags = HEADER, .max = METADATA_MAX, .doc = "filename (or name) and filetype (or type), each with its value in base64."),
    CHECKSUM_FIELD,
};
#undef ROW
static const struct shape create_in_shape = SHAPE(struct create_in, create_in_fields);

#define ROW struct piece_in
static const struct field piece_in_fields[] = {
    ID_FIELD,
    VERSION_FIELD,
    HEAD_FIELD(offset, "Upload-Offset", .flags = HEADER | NEED, .max = INT64_MAX, .doc = "Where the piece begins: what has come so far."),
    HEAD_FIELD(length, "Upload-Length", .flags = HEADER, .max = INT64_MAX, .doc = "Length of the whole in bytes, if it was not known before."),
    CHECKSUM_FIELD,
};
#undef ROW
static const struct shape piece_in_shape = SHAPE(struct piece_in, piece_in_fields);

#define ROW struct plain_in
static const struct field plain_in_fields[] = { ID_FIELD, VERSION_FIELD };
#undef ROW
static const struct shape plain_in_shape = SHAPE(struct plain_in, plain_in_fields);
// clang-format on

/* ---- what all share ---- */

static bool speaks(struct rq *rq, const char *version)
{
    if (version && strcmp(version, TUS_VERSION) == 0)
        return true;
    say(rq, 412, "Tus-Resumable: must be " TUS_VERSION);
    reply_header(rq, "Tus-Version", TUS_VERSION);
    return false;
}

static const char *number(struct rq *rq, int64_t n)
{
    return arena_printf(rq->cx.arena, "%lld", (long long)n);
}

static void begin(struct rq *rq, int status, const struct part *p, int64_t offset)
{
    reply_empty(rq, status);
    reply_header(rq, "Tus-Resumable", TUS_VERSION);
    reply_header(rq, "Upload-Offset", number(rq, offset));
    if (!p->is_video)
        reply_header(rq, "Upload-Expires", tus_date(&rq->cx, p->expires_at));
}

static int find(struct rq *rq, const char *id, struct part *to)
{
    struct uuid at;
    if (!uuid_parse(id, strlen(id), &at))
        return refuse(&rq->cx, E_NOT_FOUND, "There is no such upload");
    return part_get(&rq->cx, at, rq->caller.id, to);
}

static bool is_over(struct rq *rq, const struct part *p)
{
    if (p->is_video || p->expires_at.us > rq->cx.now.us)
        return false;
    say(rq, 410, "The upload has expired");
    return true;
}

/* The lock, and the row as it is under the lock; without a file when it became a video. */
static int lock(struct rq *rq, struct part *p, int64_t wait_ms, struct store_part **file)
{
    int rc = p->is_video ? 0 : store_part_open(&rq->cx, p->id, wait_ms, file);
    if (p->is_video || rc == -E_LOCKED)
        return rc;
    if (rc == -E_NOT_FOUND)
        err_clear(&rq->cx);
    else
        TRY(rc);
    TRY(part_get(&rq->cx, p->id, p->user_id, p));
    return rc < 0 && !p->is_video ? refuse(&rq->cx, E_NOT_FOUND, "There is no such upload") : 0;
}

static int finish_if_whole(struct rq *rq, struct part *p, struct store_part *file)
{
    return store_part_bytes(file) == p->bytes ? part_finish(&rq->cx, p, file) : 0;
}

/* ---- pieces ---- */

static int wrong_checksum(struct rq *rq)
{
    say(rq, 460, "Upload-Checksum: the body that came has another one; nothing of it was kept");
    return 0;
}

static bool is_piece(const struct rq *rq) { return strcmp(rq->content_type, PIECE_TYPE) == 0; }

/* ---- creation ---- */

static int length_of(struct rq *rq, const struct create_in *in, int64_t *bytes)
{
    bool known = IS_SET(&create_in_shape, in, length);
    if (known == IS_SET(&create_in_shape, in, defer_length))
        return refuse(&rq->cx, E_INVALID, "Either Upload-Length or Upload-Defer-Length is wanted");
    if (rq_header(rq, "upload-concat"))
        return refuse(&rq->cx, E_INVALID, "Upload-Concat: is not offered here");
    *bytes = known ? in->length : -1;
    return known ? tus_fits(rq, *bytes) : 0;
}

static int describe(struct rq *rq, const struct create_in *in, struct part *p)
{
    struct tus_metadata meta;
    TRY(tus_metadata_read(&rq->cx, in->metadata, &meta));
    if (!meta.type || !meta.name)
        return refuse_field(&rq->cx, E_INVALID, "Upload-Metadata",
                            "Upload-Metadata: filename and filetype are required");
    TRY(video_type_known(&rq->cx, meta.type));
    TRY(video_name_ok(&rq->cx, meta.name));
    p->file_name  = meta.name;
    p->video_type = meta.type;
    p->metadata   = in->metadata;
    return 0;
}

/* From the address that was asked, so that no prefix of a proxy matters. */
static const char *location(struct rq *rq, const struct part *p)
{
    char   id[UUID_TEXT];
    size_t n = strlen(rq->path);
    uuid_format(p->id, id);
    return arena_printf(rq->cx.arena, "%s%s", n && rq->path[n - 1] == '/' ? "" : "tus/", id);
}

/* The body is its first piece. A client that is told of a failure has no address to go on at. */
static int first_take(struct rq *rq, struct part *p, struct tus_piece *piece, bool *right)
{
    if (is_piece(rq)) {
        TRY(tus_piece_room(piece, p));
        TRY(tus_piece_take(piece, right));
    }
    return *right ? finish_if_whole(rq, p, piece->file) : 0;
}

static int first_piece(struct rq *rq, struct part *p, struct tus_piece *piece, bool *right)
{
    struct err why;
    int        rc;
    TRY(store_part_open(&rq->cx, p->id, 0, &piece->file));
    rc  = first_take(rq, p, piece, right);
    why = rq->cx.err;
    if (rc >= 0 && *right)
        return 0;
    err_clear(&rq->cx);
    TRY(part_remove(&rq->cx, p, piece->file));
    rq->cx.err = why;
    return rc;
}

static int tus_post(struct rq *rq)
{
    const struct create_in *in    = rq->args;
    struct tus_piece        piece = { .rq = rq };
    struct part             p     = { .id = uuid_new(), .user_id = rq->caller.id };
    bool                    right = true;
    int64_t                 left;
    if (!speaks(rq, in->version))
        return 0;
    TRY(length_of(rq, in, &p.bytes));
    TRY(describe(rq, in, &p));
    TRY(tus_piece_check(&piece, in->checksum));
    if (rq->content_length > 0 && !is_piece(rq))
        return refuse(&rq->cx, E_MEDIA_TYPE, "The body must be " PIECE_TYPE);
    if (p.bytes >= 0 && rq->content_length > p.bytes)
        return refuse(&rq->cx, E_TOO_LARGE, "The body is longer than Upload-Length");
    TRY(video_room(&rq->cx, p.user_id, p.bytes > 0 ? p.bytes : 0, &left));
    TRY(part_create(&rq->cx, &p));
    TRY(first_piece(rq, &p, &piece, &right));
    if (!right)
        return wrong_checksum(rq);
    begin(rq, 201, &p, store_part_bytes(piece.file));
    reply_header(rq, "Location", location(rq, &p));
    return 0;
}

/* ---- a further piece ---- */

static int length_set(struct rq *rq, const struct piece_in *in, struct part *p, int64_t offset)
{
    int64_t left;
    if (!IS_SET(&piece_in_shape, in, length) || in->length == p->bytes)
        return 0;
    if (p->bytes >= 0 || in->length < offset)
        return refuse(&rq->cx, E_INVALID, "Upload-Length: %s",
                      p->bytes >= 0 ? "is known, and another" : "more has come already");
    TRY(tus_fits(rq, in->length));
    TRY(video_room(&rq->cx, p->user_id, in->length, &left));
    return part_set_bytes(&rq->cx, p, in->length);
}

static int at_offset(struct rq *rq, int64_t asked, int64_t is)
{
    if (asked == is)
        return 0;
    return refuse(&rq->cx, E_CONFLICT, "Upload-Offset: the upload is at %lld", (long long)is);
}

/* The answer to its last piece was lost: asked for again at its end, that is said again. */
static int patch_again(struct rq *rq, const struct part *p, int64_t offset)
{
    TRY(at_offset(rq, offset, p->bytes));
    if (rq->content_length > 0)
        return refuse(&rq->cx, E_TOO_LARGE, "The upload is whole");
    begin(rq, 204, p, p->bytes);
    return 0;
}

static int tus_patch(struct rq *rq)
{
    const struct piece_in *in    = rq->args;
    struct tus_piece       piece = { .rq = rq };
    bool                   right = true;
    int64_t                offset;
    struct part            p;
    if (!speaks(rq, in->version))
        return 0;
    if (!is_piece(rq))
        return refuse(&rq->cx, E_MEDIA_TYPE, "The body must be " PIECE_TYPE);
    TRY(find(rq, in->id, &p));
    if (is_over(rq, &p))
        return 0;
    TRY(tus_piece_check(&piece, in->checksum));
    TRY(lock(rq, &p, WRITER_MS, &piece.file));
    if (p.is_video)
        return patch_again(rq, &p, in->offset);
    offset = store_part_bytes(piece.file);
    TRY(at_offset(rq, in->offset, offset));
    TRY(length_set(rq, in, &p, offset));
    TRY(tus_piece_room(&piece, &p));
    TRY(part_extend(&rq->cx, &p));
    TRY(tus_piece_take(&piece, &right));
    if (!right)
        return wrong_checksum(rq);
    TRY(part_extend(&rq->cx, &p));
    TRY(finish_if_whole(rq, &p, piece.file));
    begin(rq, 204, &p, store_part_bytes(piece.file));
    return 0;
}

/* ---- how far it is, and its end ---- */

/* While somebody writes, how far that has come: a client that lost its line goes on from there,
 * or is told the right offset by the request that it makes next. */
static int offset_of(struct rq *rq, struct part *p, int64_t *offset)
{
    struct store_part *file;
    int                rc = lock(rq, p, READER_MS, &file);
    if (rc == -E_LOCKED) {
        err_clear(&rq->cx);
        return store_part_size(&rq->cx, p->id, offset);
    }
    TRY(rc);
    *offset = p->is_video ? p->bytes : store_part_bytes(file);
    return p->is_video ? 0 : finish_if_whole(rq, p, file);
}

static int tus_head(struct rq *rq)
{
    const struct plain_in *in = rq->args;
    struct part            p;
    int64_t                offset;
    if (!speaks(rq, in->version))
        return 0;
    TRY(find(rq, in->id, &p));
    if (is_over(rq, &p))
        return 0;
    TRY(offset_of(rq, &p, &offset));
    begin(rq, 200, &p, offset);
    reply_header(rq, "Cache-Control", "no-store");
    if (p.bytes >= 0)
        reply_header(rq, "Upload-Length", number(rq, p.bytes));
    else
        reply_header(rq, "Upload-Defer-Length", "1");
    if (*p.metadata)
        reply_header(rq, "Upload-Metadata", p.metadata);
    return 0;
}

static int tus_delete(struct rq *rq)
{
    const struct plain_in *in = rq->args;
    struct store_part     *file;
    struct part            p;
    if (!speaks(rq, in->version))
        return 0;
    TRY(find(rq, in->id, &p));
    if (is_over(rq, &p))
        return 0;
    TRY(lock(rq, &p, WRITER_MS, &file));
    if (p.is_video)
        return refuse(&rq->cx, E_FORBIDDEN, "The upload is whole; delete the video instead");
    TRY(part_remove(&rq->cx, &p, file));
    reply_empty(rq, 204);
    reply_header(rq, "Tus-Resumable", TUS_VERSION);
    return 0;
}

static const enum reason create_errors[] = { E_TOO_LARGE, E_MEDIA_TYPE, E_TOO_MANY, E_DISK_FULL,
                                             E_NONE };
static const enum reason piece_errors[]  = { E_NOT_FOUND,  E_CONFLICT, E_LOCKED, E_TOO_LARGE,
                                             E_MEDIA_TYPE, E_DISK_FULL, E_NONE };
static const enum reason head_errors[]   = { E_NOT_FOUND, E_DISK_FULL, E_NONE };
static const enum reason delete_errors[] = { E_NOT_FOUND, E_FORBIDDEN, E_LOCKED, E_NONE };
// clang-format off
static const struct route routes[] = {
    { POST, "/video/upload/tus", LOGGED_IN, .in = &create_in_shape, .run = tus_post, .status = 201,
      .flags = RAW | BULK, .errors = create_errors, .raw = PIECE_TYPE,
      .doc = "Begin an upload, with its first piece if there is a body. Location is relative." },
    { PATCH, "/video/upload/tus/:id", LOGGED_IN, .in = &piece_in_shape, .run = tus_patch, .status = 204,
      .flags = RAW | BULK, .errors = piece_errors, .raw = PIECE_TYPE, .doc = "Send the next piece; the last one makes it a video." },
    { HEAD, "/video/upload/tus/:id", LOGGED_IN, .in = &plain_in_shape, .run = tus_head,
      .flags = BODYLESS, .errors = head_errors, .doc = "Ask how far it is." },
    { DELETE, "/video/upload/tus/:id", LOGGED_IN, .in = &plain_in_shape, .run = tus_delete, .status = 204,
      .flags = BODYLESS, .errors = delete_errors, .doc = "Give it up." },
};
// clang-format on
const struct route_list tus_routes = ROUTES(tus_family, routes);
