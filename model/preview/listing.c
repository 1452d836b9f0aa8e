/* listing.c - see listing.h. */
#include "model/preview/listing.h"
#include "model/base/text.h"
#include "model/db/db.h"

struct listed {
    struct row  row;
    struct uuid task_type_id, id, task_id;
    int64_t     revision, position, width, height;
    const char *original_name, *extension, *status;
    double      duration;
    struct json annotations;
    struct utc  created_at;
    int64_t     original_width, original_height, original_file_size;
    double      original_duration;
};
// clang-format off
#define ROW struct listed
static const struct field listed_fields[] = {
    FIELD(task_type_id, READ, .doc = "Kind of work."),
    FIELD(id, READ, .doc = "The preview."),
    FIELD(task_id, READ, .doc = "Its task."),
    FIELD(revision, READ | NULLS, .doc = "From 1."),
    FIELD(position, READ | NULLS, .doc = "In the revision, from 1."),
    FIELD(width, READ | NULLS, .doc = "Pixels."),
    FIELD(height, READ | NULLS, .doc = "Pixels."),
    FIELD(original_name, READ | NULLS, .doc = "As it was uploaded."),
    FIELD(extension, READ | NULLS, .doc = "Ending."),
    FIELD(status, READ, .doc = "State."),
    FIELD(duration, READ | NULLS, .doc = "Seconds."),
    FIELD(annotations, READ | NULLS, .doc = "What was drawn on it."),
    FIELD(created_at, READ, .doc = "When it was made."),
    FIELD(original_width, READ | NULLS, .doc = "Pixels of the upload."),
    FIELD(original_height, READ | NULLS, .doc = "Pixels of the upload."),
    FIELD(original_file_size, READ | NULLS, .doc = "Bytes of the upload."),
    FIELD(original_duration, READ | NULLS, .doc = "Seconds of the upload."),
};
#undef ROW
// clang-format on
static const struct shape listed_shape = SHAPE(struct listed, listed_fields);

struct list {
    struct out   *o;
    struct listed first; /* of the revision that is being written; its texts are gone */
    bool          open;
};

static void whole(struct out *o, const char *key, const struct listed *l, size_t i, int64_t v)
{
    out_key(o, key);
    if (l->row.set >> i & 1 && !(l->row.null >> i & 1))
        out_i64(o, v);
    else
        out_null(o);
}
#define WHOLE_OF(o, l, member)                                                                     \
    whole((o), #member, (l), (size_t)field_index(&listed_shape, #member, sizeof #member - 1), (l)->member)

static void head_write(struct out *o, const struct listed *l)
{
    OUT_UUID(o, "id", l->id);
    WHOLE_OF(o, l, revision);
    OUT_STR(o, "original_name", l->original_name);
    OUT_STR(o, "extension", l->extension);
    WHOLE_OF(o, l, width);
    WHOLE_OF(o, l, height);
    out_key(o, "duration");
    out_f64(o, l->duration);
    OUT_STR(o, "status", l->status);
    out_key(o, "annotations");
    out_json(o, l->annotations.text);
}

static void tail_write(struct out *o, const struct listed *l)
{
    OUT_TIME(o, "created_at", l->created_at);
    OUT_UUID(o, "task_id", l->task_id);
    WHOLE_OF(o, l, original_width);
    WHOLE_OF(o, l, original_height);
    out_key(o, "original_duration");
    if (IS_SET(&listed_shape, l, original_duration))
        out_f64(o, l->original_duration);
    else
        out_null(o);
    WHOLE_OF(o, l, original_file_size);
}

static void revision_end(struct list *s)
{
    out_array_end(s->o);
    tail_write(s->o, &s->first);
    out_object_end(s->o);
}

static void other_write(struct out *o, const struct listed *l)
{
    out_object(o);
    head_write(o, l);
    WHOLE_OF(o, l, position);
    OUT_UUID(o, "task_type_id", l->task_type_id);
    tail_write(o, l);
    out_object_end(o);
}

static void task_type_begin(struct list *s, const struct listed *l)
{
    char key[UUID_TEXT];
    if (s->open)
        out_array_end(s->o);
    uuid_format(l->task_type_id, key);
    out_key(s->o, key);
    out_array(s->o);
}

static int on_row(void *u, const void *row)
{
    struct list         *s    = u;
    const struct listed *l    = row;
    bool                 same = s->open && uuid_equal(s->first.task_type_id, l->task_type_id);
    if (same && s->first.revision == l->revision) {
        other_write(s->o, l);
        return s->o->failed ? -1 : 0;
    }
    if (s->open)
        revision_end(s);
    if (!same)
        task_type_begin(s, l);
    s->first = *l;
    s->open  = true;
    out_object(s->o);
    head_write(s->o, l);
    out_key(s->o, "previews");
    out_array(s->o);
    return s->o->failed ? -1 : 0;
}

int preview_list_of_entity(struct cx *cx, struct uuid entity_id, struct out *o)
{
    /* Of two tasks of one kind the newer one that has previews. */
    static const char sql[] =
        "SELECT k.task_type_id, f.id, f.task_id, f.revision, f.position, f.width, f.height,"
        " f.original_name, f.extension, f.status, COALESCE(f.duration, 0), f.annotations,"
        " f.created_at, CAST(JSON_VALUE(f.data, '$.original_width') AS SIGNED),"
        " CAST(JSON_VALUE(f.data, '$.original_height') AS SIGNED),"
        " CAST(JSON_VALUE(f.data, '$.original_file_size') AS SIGNED),"
        " CAST(JSON_VALUE(f.data, '$.original_duration') AS DOUBLE)"
        " FROM task k JOIN task_type y ON y.id = k.task_type_id JOIN preview_file f ON f.task_id = k.id"
        " WHERE k.entity_id = ? AND NOT EXISTS (SELECT 1 FROM task n WHERE n.entity_id = k.entity_id"
        " AND n.task_type_id = k.task_type_id AND (n.created_at, n.id) > (k.created_at, k.id)"
        " AND EXISTS (SELECT 1 FROM preview_file g WHERE g.task_id = n.id))"
        " ORDER BY y.priority DESC, y.name, y.id, f.revision DESC, f.position, f.created_at, f.id";
    struct list s = { .o = o };
    out_object(o);
    TRY(db_each(cx, sql, ARGS(ARG(entity_id)), &listed_shape, on_row, &s));
    if (s.open) {
        revision_end(&s);
        out_array_end(o);
    }
    out_object_end(o);
    return 0;
}
