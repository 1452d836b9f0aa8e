/* listing.c - see listing.h. */
#include "model/preview/listing.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/preview/listing_parts.h"

// clang-format off
#define ROW struct listed
static const struct field listed_fields[] = { LISTED_FIELDS };
#undef ROW
// clang-format on
static const struct shape listed_shape = SHAPE(struct listed, listed_fields);

void listed_whole(struct out *o, const char *key, const struct listed *l, const int64_t *member)
{
    out_key(o, key);
    if (field_is_set(&listed_shape, l, (size_t)((const char *)member - (const char *)l)))
        out_i64(o, *member);
    else
        out_null(o);
}
#define WHOLE_OF(o, l, member) listed_whole((o), #member, (l), &(l)->member)

void listed_head(struct out *o, const struct listed *l)
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

void listed_tail(struct out *o, const struct listed *l)
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

void listed_other(struct out *o, const struct listed *l)
{
    out_object(o);
    listed_head(o, l);
    WHOLE_OF(o, l, position);
    OUT_UUID(o, "task_type_id", l->task_type_id);
    listed_tail(o, l);
    out_object_end(o);
}

static void revision_end(struct listing *s)
{
    out_array_end(s->o);
    listed_tail(s->o, &s->first);
    out_object_end(s->o);
}

static void task_type_begin(struct listing *s, const struct listed *l)
{
    char key[UUID_TEXT];
    if (s->open)
        out_array_end(s->o);
    uuid_format(l->task_type_id, key);
    out_key(s->o, key);
    out_array(s->o);
}

void listing_begin(struct listing *s)
{
    s->open = false;
    out_object(s->o);
}

void listing_row(struct listing *s, const struct listed *l)
{
    bool same = s->open && uuid_equal(s->first.task_type_id, l->task_type_id);
    if (same && s->first.revision == l->revision) {
        listed_other(s->o, l);
        return;
    }
    if (s->open)
        revision_end(s);
    if (!same)
        task_type_begin(s, l);
    s->first = *l;
    s->open  = true;
    out_object(s->o);
    listed_head(s->o, l);
    out_key(s->o, "previews");
    out_array(s->o);
}

void listing_end(struct listing *s)
{
    if (s->open) {
        revision_end(s);
        out_array_end(s->o);
    }
    out_object_end(s->o);
}

static int on_row(void *u, const void *row)
{
    struct listing *s = u;
    listing_row(s, row);
    return s->o->failed ? -1 : 0;
}

int preview_list_of_entity(struct cx *cx, struct uuid entity_id, struct out *o)
{
    /* Of two tasks of one kind the newer one that has previews. */
    static const char sql[] =
        "SELECT " LISTED_COLUMNS
        " FROM task k JOIN task_type y ON y.id = k.task_type_id JOIN preview_file f ON f.task_id = k.id"
        " WHERE k.entity_id = ? AND NOT EXISTS (SELECT 1 FROM task n WHERE n.entity_id = k.entity_id"
        " AND n.task_type_id = k.task_type_id AND (n.created_at, n.id) > (k.created_at, k.id)"
        " AND EXISTS (SELECT 1 FROM preview_file g WHERE g.task_id = n.id))"
        " ORDER BY " LISTED_ORDER LIST_ENDS;
    struct listing s = { .o = o };
    listing_begin(&s);
    TRY(db_each(cx, sql, ARGS(ARG(entity_id)), &listed_shape, on_row, &s));
    listing_end(&s);
    return 0;
}
