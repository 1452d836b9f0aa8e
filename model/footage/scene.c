/* scene.c - queries and rules of scenes. */
#include "model/footage/scene.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/footage/project.h"

enum { SIMILAR_MOST = 10, SIMILAR_BITS = 16 };

#define ROW struct scene
static const struct field scene_fields[] = {
    FIELD(id, KEY | READ, .doc = "Stable identifier."),
    FIELD(project_id, READ | NULLS, .doc = "Project it is in."),
    FIELD(owner_id, READ, .doc = "Whose it is."),
    FIELD(name, READ, .doc = "Shown name."),
    FIELD(created_at, READ, .doc = "When it was made."),
    FIELD(updated_at, READ, .doc = "Last change."),
    FIELD(position, READ | NULLS, .doc = "Place in the project."),
    FIELD(frame_num, READ, .doc = "First frame."),
    FIELD(frame_count, READ, .doc = "Number of frames."),
    FIELD(fps_num, READ | NULLS, .doc = "Rate, numerator."),
    FIELD(fps_den, READ | NULLS, .doc = "Rate, denominator."),
    FIELD(start_us, READ, .doc = "Start in microseconds."),
    FIELD(end_us, READ, .doc = "End in microseconds."),
    FIELD(width, READ | NULLS, .doc = "Width in pixels."),
    FIELD(height, READ | NULLS, .doc = "Height in pixels."),
    FIELD(transition, READ, .doc = "How it begins."),
    FIELD(confidence, READ, .doc = "How sure the cut is."),
    FIELD(status, READ, .doc = "Whether its pictures are up to date."),
    FIELD(pictures, READ, .doc = "Number of storyboard pictures."),
    FIELD(phash, READ | NULLS, .doc = "Perceptual hash of the key frame."),
    FIELD(has_clip, READ, .doc = "Whether there is a clip."),
    FIELD(analysis, READ | NULLS, .doc = "What was measured."),
    FIELD(shot_id, READ | NULLS, .doc = "The shot that it has become."),
    FIELD(source_id, READ, .doc = "The video it is from."),
    FIELD(file_name, READ, .doc = "The video's name."),
    FIELD(content_hash, READ, .doc = "The video's hash."),
    FIELD(frames, READ | NULLS, .doc = "Frames of the video."),
    FIELD(is_mine, READ, .doc = "Whether the caller may use it."),
};
#undef ROW
const struct shape scene_shape = SHAPE(struct scene, scene_fields);

#define ROW struct scene_key
static const struct field scene_key_fields[] = { FIELD(id, KEY | READ, .doc = "Identifier.") };
#undef ROW
const struct shape scene_key_shape = SHAPE(struct scene_key, scene_key_fields);

#define ROW struct scene_file
static const struct field scene_file_fields[] = {
    FIELD(name, READ, .doc = "Name in the folder."),
    FIELD(content_hash, 0, .doc = "Name in the store."),
    FIELD(type, READ, .doc = "MIME type."),
    FIELD(bytes, READ, .doc = "Size in bytes."),
    FIELD(is_mine, 0, .doc = "Whether the caller may read it."),
};
#undef ROW
const struct shape scene_file_shape = SHAPE(struct scene_file, scene_file_fields);

#define ROW struct similar
static const struct field similar_fields[] = {
    FIELD(id, READ, .doc = "The scene."),
    FIELD(distance, READ, .doc = "Differing bits of the perceptual hashes, of 64."),
};
#undef ROW
const struct shape similar_shape = SHAPE(struct similar, similar_fields);

/* SQL_CACHE: where the server keeps answers at all, it may keep these; it forgets them itself
 * when a table changes. */
#define SCENE_SELECT "SELECT SQL_CACHE " SCENE_COLUMNS
#define SCENE_COLUMNS                                                                              \
    "s.id, s.project_id, s.owner_id, s.name, s.created_at, s.updated_at, s.position,"              \
    " s.frame_num, s.frame_count, c.fps_num, c.fps_den, s.start_us, s.end_us, c.width, c.height,"  \
    " s.transition, s.confidence, s.status, s.pictures, s.phash, EXISTS(SELECT 1 FROM scene_file"  \
    " f WHERE f.scene_id = s.id AND f.name = 'clip.mp4'), s.analysis, (SELECT k.shot_id"           \
    " FROM scene_shot k WHERE k.scene_id = s.id), c.id, c.file_name,"                              \
    " c.content_hash, c.frames, "
#define SCENE_NULLS                                                                                \
    "NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,"    \
    " NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, "
/* The order and the indexes are told, since a guess of the planner that sorts costs much: texts
 * without a bound make it sort in a temporary file. */
#define SCENE_FROM(index)                                                                          \
    " FROM scene s FORCE INDEX (" index ")"                                                        \
    " STRAIGHT_JOIN source c FORCE INDEX (PRIMARY) ON c.id = s.source_id"
/* Takes the person twice. */
#define SCENE_IS_MINE                                                                              \
    "(s.owner_id = ? OR EXISTS(SELECT 1 FROM project_person_link l WHERE l.project_id ="           \
    " s.project_id AND l.person_id = ?))"

int scene_get(struct cx *cx, struct uuid id, struct uuid person_id, bool locked, struct scene *to,
              bool *found)
{
    if (locked) { /* the scene alone: its source is shared with its neighbours */
        struct scene_key key;
        TRY(db_one(cx, "SELECT id FROM scene WHERE id = ? FOR UPDATE", ARGS(ARG(id)),
                   &scene_key_shape, &key, found));
        if (!*found)
            return 0;
    }
    return db_one(cx, SCENE_SELECT SCENE_IS_MINE SCENE_FROM("PRIMARY") " WHERE s.id = ?",
                  ARGS(ARG(person_id), ARG(person_id), ARG(id)), &scene_shape, to, found);
}

int scene_each_of_source(struct cx *cx, struct uuid source_id,
                         int (*fn)(void *u, const void *row), void *u)
{
    return db_each(cx,
                   SCENE_SELECT "TRUE" SCENE_FROM("scene_source") " WHERE s.source_id = ?"
                                                                   " ORDER BY s.frame_num",
                   ARGS(ARG(source_id)), &scene_shape, fn, u);
}

struct of_project {
    struct cx *cx;
    bool       any_owner, found;
    int (*fn)(void *u, const void *row);
    void *u;
};

static int take_of_project(void *u, const void *row)
{
    struct of_project  *p = u;
    const struct scene *s = row;
    if (!uuid_is_nil(s->id))
        return p->fn(p->u, s);
    p->found = true;
    if (!s->is_mine && !p->any_owner)
        return refuse(p->cx, E_FORBIDDEN, "The project belongs to somebody else");
    return 0;
}

int scene_each_of_project(struct cx *cx, struct uuid project_id, struct uuid person_id,
                          bool any_owner, int64_t from, int64_t limit,
                          int (*fn)(void *u, const void *row), void *u)
{
    /* What clients ask most, so both questions travel together: the first row is the project. */
    static const char sql[] =
        "SELECT SQL_CACHE " SCENE_NULLS PROJECT_IS_MINE " FROM project p WHERE p.id = ?"
        " UNION ALL (SELECT " SCENE_COLUMNS "TRUE" SCENE_FROM("scene_project")
        " WHERE s.project_id = ? AND s.position >= ? ORDER BY s.position LIMIT ?)";
    struct of_project p = { .cx = cx, .any_owner = any_owner, .fn = fn, .u = u };
    TRY(db_each(cx, sql,
                ARGS(ARG(person_id), ARG(person_id), ARG(project_id), ARG(project_id), ARG(from),
                     ARG(limit)),
                &scene_shape, take_of_project, &p));
    return p.found ? 0 : refuse(cx, E_NOT_FOUND, "Project not found");
}

int scene_each_of_owner(struct cx *cx, struct uuid owner_id, const char *project_name,
                        const struct uuid *project_id, const struct cursor_key *after,
                        int64_t limit, int (*fn)(void *u, const void *row), void *u)
{
#define OWNED_BEHIND                                                                               \
    " WHERE s.owner_id = ? AND (s.created_at > ? OR (s.created_at = ? AND (s.frame_num > ? OR"     \
    " (s.frame_num = ? AND s.id > ?))))"
#define OWNED_ORDER " ORDER BY s.created_at, s.frame_num, s.id LIMIT ?"
#define OWNED_ARGS                                                                                 \
    ARG(owner_id), ARG(after->at), ARG(after->at), ARG(after->n), ARG(after->n), ARG(after->id)
    if (project_id || project_name)
        return db_each(cx,
                       SCENE_SELECT
                       "TRUE" SCENE_FROM("scene_owner")
                       " STRAIGHT_JOIN project p FORCE INDEX (PRIMARY) ON p.id = s.project_id" OWNED_BEHIND
                       " AND (? IS NULL OR p.name = ? COLLATE utf8mb4_bin) AND (? IS NULL OR p.id = ?)" OWNED_ORDER,
                       ARGS(OWNED_ARGS, ARG(project_name), ARG(project_name),
                            project_id ? ARG(*project_id) : ARG_NULL,
                            project_id ? ARG(*project_id) : ARG_NULL, ARG(limit)),
                       &scene_shape, fn, u);
    return db_each(cx, SCENE_SELECT "TRUE" SCENE_FROM("scene_owner") OWNED_BEHIND OWNED_ORDER,
                   ARGS(OWNED_ARGS, ARG(limit)), &scene_shape, fn, u);
}

int scene_rename(struct cx *cx, struct uuid id, const char *name)
{
    return db_do(cx, "UPDATE scene SET name = ? WHERE id = ?", ARGS(ARG(name), ARG(id)), NULL);
}

/* ---- places in a project ---- */

static int project_lock(struct cx *cx, struct uuid id)
{
    struct scene_key key;
    bool             found;
    return db_one(cx, "SELECT id FROM project WHERE id = ? FOR UPDATE", ARGS(ARG(id)),
                  &scene_key_shape, &key, &found);
}

static int close_gap(struct cx *cx, const struct scene *s)
{
    if (uuid_is_nil(s->project_id))
        return 0;
    return db_do(cx,
                 "UPDATE scene SET position = position - 1 WHERE project_id = ? AND position > ?",
                 ARGS(ARG(s->project_id), ARG(s->position)), NULL);
}

static int parse_incomplete(struct cx *cx, struct uuid source_id)
{
    return db_do(cx, "UPDATE source SET parse_key = NULL WHERE id = ?", ARGS(ARG(source_id)), NULL);
}

int scene_move(struct cx *cx, const struct scene *s, struct uuid project_id)
{
    int64_t end = 0;
    bool    in  = !uuid_is_nil(project_id);
    if (!uuid_is_nil(s->project_id))
        TRY(project_lock(cx, s->project_id));
    if (in) {
        TRY(project_lock(cx, project_id));
        TRY(db_number(cx, "SELECT COUNT(*) FROM scene WHERE project_id = ?", ARGS(ARG(project_id)), &end, NULL));
    }
    TRY(db_do(cx, "UPDATE scene SET project_id = ?, position = ? WHERE id = ?",
              ARGS(ARG_IF(in, project_id), ARG_IF(in, end), ARG(s->id)), NULL));
    TRY(close_gap(cx, s));
    return parse_incomplete(cx, s->source_id);
}

int scene_place(struct cx *cx, const struct scene *s, int64_t position)
{
    int64_t n;
    TRY(project_lock(cx, s->project_id));
    TRY(db_number(cx, "SELECT COUNT(*) FROM scene WHERE project_id = ?", ARGS(ARG(s->project_id)), &n, NULL));
    if (position > n - 1)
        position = n - 1;
    TRY(close_gap(cx, s));
    TRY(db_do(cx,
              "UPDATE scene SET position = position + 1"
              " WHERE project_id = ? AND position >= ? AND id <> ?",
              ARGS(ARG(s->project_id), ARG(position), ARG(s->id)), NULL));
    return db_do(cx, "UPDATE scene SET position = ? WHERE id = ?", ARGS(ARG(position), ARG(s->id)),
                 NULL);
}

/* ---- cuts ---- */

struct piece { /* a scene's frames, and the times of its edges */
    struct row  row;
    struct uuid id;
    int64_t     frame_num, frame_count, start_us, end_us;
};
#define ROW struct piece
static const struct field piece_fields[] = {
    FIELD(id, READ, .doc = "The scene."),
    FIELD(frame_num, READ, .doc = "First frame."),
    FIELD(frame_count, READ, .doc = "Number of frames."),
    FIELD(start_us, READ, .doc = "Start in microseconds."),
    FIELD(end_us, READ, .doc = "End in microseconds."),
};
#undef ROW
static const struct shape piece_shape = SHAPE(struct piece, piece_fields);

/* Until the pictures are made again and the file tells the exact moment: evenly spaced. */
static int64_t time_at(const struct piece *p, int64_t frame)
{
    return p->start_us + (p->end_us - p->start_us) * (frame - p->frame_num) / p->frame_count;
}

/* What was rendered shows other frames than it has now. */
static int write_piece(struct cx *cx, const struct piece *p)
{
    static const char clear[] =
        "DELETE FROM scene_file WHERE scene_id = ? AND (name LIKE 'hls/%'"
        " OR name IN ('clip.mp4', 'keyframe.jpg', 'waveform.png'))";
    TRY(db_do(cx, clear, ARGS(ARG(p->id)), NULL));
    return db_do(cx,
                 "UPDATE scene SET frame_num = ?, frame_count = ?, start_us = ?, end_us = ?,"
                 " status = 'processing', analysis = NULL WHERE id = ?",
                 ARGS(ARG(p->frame_num), ARG(p->frame_count), ARG(p->start_us), ARG(p->end_us),
                      ARG(p->id)),
                 NULL);
}

static struct piece *piece_of(struct piece *all, size_t n, struct uuid id)
{
    for (size_t i = 0; i < n; i++)
        if (uuid_equal(all[i].id, id))
            return &all[i];
    return NULL;
}

static int crossing(struct cx *cx)
{
    return refuse_field(cx, E_CONFLICT, "frame_num",
                        "frame_num, frame_count: would cross another cut or leave the video");
}

/* Move the edge between `left` and `right` (one of them NULL: end of the source, or a gap that a
 * deleted scene has left) to `frame`. */
static int move_edge(struct cx *cx, struct piece *left, struct piece *right, int64_t frame)
{
    struct piece l, r;
    if (!left || !right)
        return crossing(cx);
    l = *left;
    r = *right;
    if (frame <= l.frame_num || frame >= r.frame_num + r.frame_count)
        return crossing(cx);
    left->end_us = right->start_us = frame < r.frame_num ? time_at(&l, frame) : time_at(&r, frame);
    left->frame_count              = frame - l.frame_num;
    right->frame_num               = frame;
    right->frame_count             = r.frame_num + r.frame_count - frame;
    return 0;
}

int scene_retime(struct cx *cx, const struct scene *s, int64_t first, int64_t count,
                 struct uuid changed[3], size_t *n)
{
    struct piece    *all, *me, *left, *right;
    size_t           k;
    struct scene_key lock;
    bool             found;
    int64_t          end = first + count;
    TRY(db_one(cx, "SELECT id FROM source WHERE id = ? FOR UPDATE", ARGS(ARG(s->source_id)),
               &scene_key_shape, &lock, &found));
    TRY(db_all(cx,
               "SELECT id, frame_num, frame_count, start_us, end_us FROM scene"
               " WHERE source_id = ? ORDER BY frame_num FOR UPDATE",
               ARGS(ARG(s->source_id)), &piece_shape, &all, &k));
    me = piece_of(all, k, s->id);
    if (!me)
        return refuse(cx, E_NOT_FOUND, "Scene not found");
    left  = me > all && me[-1].frame_num + me[-1].frame_count == me->frame_num ? me - 1 : NULL;
    right = me + 1 < all + k && me->frame_num + me->frame_count == me[1].frame_num ? me + 1 : NULL;
    *n    = 0;
    if (end != me->frame_num + me->frame_count && first != me->frame_num &&
        (first >= me->frame_num + me->frame_count || end <= me->frame_num))
        return crossing(cx);
    if (first != me->frame_num) {
        TRY(move_edge(cx, left, me, first));
        changed[(*n)++] = left->id;
    }
    if (end != me->frame_num + me->frame_count) {
        TRY(move_edge(cx, me, right, end));
        changed[(*n)++] = right->id;
    }
    if (*n)
        changed[(*n)++] = me->id;
    /* Away from the middle first, so that no two begin at the same frame on the way. */
    for (size_t i = 0; i < *n; i++)
        TRY(write_piece(cx, piece_of(all, k, changed[i])));
    return 0;
}

int scene_delete(struct cx *cx, const struct scene *s)
{
    int64_t left;
    if (!uuid_is_nil(s->project_id))
        TRY(project_lock(cx, s->project_id));
    TRY(db_do(cx, "DELETE FROM scene WHERE id = ?", ARGS(ARG(s->id)), NULL));
    TRY(close_gap(cx, s));
    TRY(db_number(cx, "SELECT COUNT(*) FROM scene WHERE source_id = ?", ARGS(ARG(s->source_id)), &left, NULL));
    if (left)
        return parse_incomplete(cx, s->source_id);
    return db_do(cx, "DELETE FROM source WHERE id = ?", ARGS(ARG(s->source_id)), NULL);
}

/* ---- the folder ---- */

int scene_files(struct cx *cx, struct uuid id, struct scene_file **rows, size_t *n)
{
    return db_all(cx,
                  "SELECT name, content_hash, type, bytes, TRUE FROM scene_file"
                  " WHERE scene_id = ? ORDER BY name",
                  ARGS(ARG(id)), &scene_file_shape, rows, n);
}

int scene_file_get(struct cx *cx, struct uuid id, const char *name, struct uuid person_id,
                   struct scene_file *to, bool *found)
{
    return db_one(cx,
                  "SELECT f.name, f.content_hash, f.type, f.bytes, " SCENE_IS_MINE
                  " FROM scene_file f JOIN scene s ON s.id = f.scene_id"
                  " WHERE f.scene_id = ? AND f.name = ?",
                  ARGS(ARG(person_id), ARG(person_id), ARG(id), ARG(name)), &scene_file_shape, to,
                  found);
}

int scene_similar(struct cx *cx, struct uuid owner_id, struct uuid but_id, int64_t phash,
                  struct similar **rows, size_t *n)
{
    return db_all(cx,
                  "SELECT id, CAST(BIT_COUNT(phash ^ ?) AS SIGNED) AS distance FROM scene"
                  " WHERE owner_id = ? AND id <> ? AND phash IS NOT NULL"
                  " HAVING distance <= ? ORDER BY distance, id LIMIT ?",
                  ARGS(ARG(phash), ARG(owner_id), ARG(but_id), ARG((int64_t)SIMILAR_BITS),
                       ARG((int64_t)SIMILAR_MOST)),
                  &similar_shape, rows, n);
}
