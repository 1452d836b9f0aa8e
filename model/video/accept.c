/* accept.c - see accept.h; the rules of types and names are those of contract/video, section 3. */
#include "model/video/accept.h"
#include <sys/statvfs.h>
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/job/job.h"

enum { NAME_MOST = 255 };

const char *const video_types[] = { "video/mp4", "video/webm", "video/ogg", "video/mpeg", NULL };

static const char name_marks[] = "!@_.'()-";

int video_type_known(struct cx *cx, const char *type)
{
    for (const char *const *t = video_types; *t; t++)
        if (strcmp(*t, type) == 0)
            return 0;
    return refuse(cx, E_BAD_REQUEST,
                  "invalid file content type::%.80s, supported types: {'video/mp4', 'video/webm',"
                  " 'video/ogg', 'video/mpeg'}",
                  type);
}

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr(name_marks, c));
}

static bool is_device(const char *name)
{
    static const char *const plain[] = { "CON", "PRN", "AUX", "NUL" };
    for (size_t i = 0; i < COUNT(plain); i++)
        if (strcmp(plain[i], name) == 0)
            return true;
    return strlen(name) == 4 && (strncmp(name, "COM", 3) == 0 || strncmp(name, "LPT", 3) == 0) &&
           name[3] >= '1' && name[3] <= '9';
}

int video_name_ok(struct cx *cx, const char *name)
{
    size_t n    = strlen(name);
    bool   good = n > 0 && n <= NAME_MOST && name[0] != '.' && name[n - 1] != '.' && !is_device(name);
    for (size_t i = 0; good && i < n; i++)
        good = is_name_char(name[i]);
    if (good)
        return 0;
    return refuse(cx, E_BAD_REQUEST,
                  "invalid file name::%.255s, allowed characters: {A-Z a-z 0-9 ! @ _ . ' ( ) -}",
                  name);
}

int video_used_bytes(struct cx *cx, struct uuid user_id, int64_t *used)
{
    static const char sql[] =
        "SELECT (SELECT CAST(COALESCE(SUM(size_in_bytes), 0) AS SIGNED) FROM video"
        "        WHERE user_id = ? AND state <> 'failed')"
        "     + (SELECT CAST(COALESCE(SUM(bytes), 0) AS SIGNED) FROM video_part"
        "        WHERE user_id = ? AND expires_at > ?)";
    return db_number(cx, sql, ARGS(ARG(user_id), ARG(user_id), ARG(cx->now)), used, NULL);
}

/* Bytes of the disk that uploads may still take; INT64_MAX if that cannot be told. */
static int64_t disk_left(const struct conf *conf)
{
    struct statvfs fs;
    int64_t        free_bytes;
    if (statvfs(conf->state_dir, &fs) < 0)
        return INT64_MAX;
    free_bytes = (int64_t)(fs.f_bavail * fs.f_frsize);
    return free_bytes > conf->disk_reserve_bytes ? free_bytes - conf->disk_reserve_bytes : 0;
}

int video_disk_room(struct cx *cx, int64_t bytes)
{
    if (bytes > disk_left(cx->conf))
        return refuse(cx, E_DISK_FULL, "The server's disk is nearly full: no uploads for the moment");
    return 0;
}

/* The user's share alone. freed: bytes that give way to the new ones. */
static int share_room(struct cx *cx, struct uuid user_id, int64_t freed, int64_t bytes,
                      int64_t *left)
{
    int64_t used, most = cx->conf->max_bytes_per_user;
    TRY(video_used_bytes(cx, user_id, &used));
    used -= freed;
    *left = used < most ? most - used : 0;
    if (bytes > *left)
        return refuse(cx, E_DISK_FULL,
                      "Your videos take %lld of %lld bytes: there is no room for %lld more",
                      (long long)used, (long long)most, (long long)bytes);
    return 0;
}

static int room(struct cx *cx, struct uuid user_id, int64_t freed, int64_t bytes, int64_t *left)
{
    int64_t share, disk = disk_left(cx->conf);
    TRY(share_room(cx, user_id, freed, bytes, &share));
    TRY(video_disk_room(cx, bytes));
    if (left)
        *left = share < disk ? share : disk;
    return 0;
}

int video_room(struct cx *cx, struct uuid user_id, int64_t bytes, int64_t *left)
{
    return room(cx, user_id, 0, bytes, left);
}

int video_room_for(struct cx *cx, struct uuid user_id, struct uuid hash_id, int64_t bytes,
                   int64_t *left)
{
    static const char is_there[] = "SELECT 1 FROM person WHERE id = ? AND active";
    static const char earlier[] = "SELECT size_in_bytes FROM video WHERE user_id = ? AND hash_id = ?"
                                  " AND state <> 'failed'";
    int64_t           before;
    bool              found;
    TRY(db_number(cx, is_there, ARGS(ARG(user_id)), NULL, &found));
    if (!found)
        return refuse(cx, E_FORBIDDEN, "There is no such user");
    TRY(db_number(cx, earlier, ARGS(ARG(user_id), ARG(hash_id)), &before, NULL));
    return room(cx, user_id, before, bytes, left);
}

/* The user under a lock, so that uploads that end at the same time are counted one after the
 * other. */
static int user_lock(struct cx *cx, struct uuid user_id)
{
    bool found;
    TRY(db_number(cx, "SELECT 1 FROM person WHERE id = ? AND active FOR UPDATE", ARGS(ARG(user_id)),
                  NULL, &found));
    return found ? 0 : refuse(cx, E_FORBIDDEN, "There is no such user");
}

struct known {
    struct row  row;
    struct uuid id;
    const char *state, *content_hash;
    int64_t     size_in_bytes;
};
#define ROW struct known
static const struct field known_fields[] = {
    FIELD(id, KEY, .doc = "The video."),
    FIELD(state, READ, .doc = "How far it is."),
    FIELD(content_hash, READ | NULLS, .doc = "What was uploaded before."),
    FIELD(size_in_bytes, READ, .doc = "Its size."),
};
#undef ROW
static const struct shape known_shape = SHAPE(struct known, known_fields);

static int add(struct cx *cx, const struct video_new *v)
{
    static const char sql[] =
        "INSERT INTO video (id, user_id, hash_id, file_name, video_type, content_hash,"
        " size_in_bytes, upload_time, job_id, watch_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    const char *hash = v->blob.hash;
    return db_do(cx, sql,
                 ARGS(ARG(v->id), ARG(v->user_id), ARG(v->hash_id), ARG(v->file_name),
                      ARG(v->video_type), ARG(hash), ARG(v->blob.bytes), ARG(cx->now),
                      ARG(v->job_id), ARG(uuid_new())),
                 NULL);
}

/* The job before finds that it is no longer the video's, and ends without effect. */
static int replace(struct cx *cx, const struct video_new *v, struct uuid id)
{
    static const char sql[] =
        "UPDATE video SET state = 'processing', failure_reason = NULL, file_name = ?,"
        " video_type = ?, content_hash = ?, size_in_bytes = ?, upload_time = ?, job_id = ?"
        " WHERE id = ?";
    const char *hash = v->blob.hash;
    return db_do(cx, sql,
                 ARGS(ARG(v->file_name), ARG(v->video_type), ARG(hash), ARG(v->blob.bytes),
                      ARG(cx->now), ARG(v->job_id), ARG(id)),
                 NULL);
}

int video_accept(struct cx *cx, const struct video_new *v)
{
    static const char sql[] =
        "SELECT id, state, content_hash, size_in_bytes FROM video"
        " WHERE user_id = ? AND hash_id = ? FOR UPDATE";
    struct known before;
    int64_t      left;
    bool         found, counts;
    TRY(user_lock(cx, v->user_id));
    TRY(db_one(cx, sql, ARGS(ARG(v->user_id), ARG(v->hash_id)), &known_shape, &before, &found));
    if (found && before.content_hash && strcmp(before.content_hash, v->blob.hash) == 0)
        return 0;
    if (found && strcmp(before.state, "ready") == 0)
        return refuse(cx, E_CONFLICT, "There is a video already at this address");
    /* The disk has the bytes already: only the share is left to be judged. */
    counts = found && strcmp(before.state, "failed") != 0;
    TRY(share_room(cx, v->user_id, counts ? before.size_in_bytes : 0, v->blob.bytes, &left));
    TRY(found ? replace(cx, v, before.id) : add(cx, v));
    return job_add(cx, &(struct job_new){ .id         = v->job_id,
                                          .kind       = "video",
                                          .owner_id   = v->user_id,
                                          .subject_id = found ? before.id : v->id,
                                          .priority   = JOB_INTERACTIVE });
}
