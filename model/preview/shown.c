/* shown.c - see shown.h. */
#include "model/preview/shown.h"
#include "model/db/db.h"

struct shown {
    struct row  row;
    struct uuid id;
    const char *name, *original_name;
    int64_t     revision, position;
    const char *extension;
    int64_t     file_size;
    const char *status, *validation_status;
    struct json annotations;
    int64_t     width, height;
    double      duration;
    struct uuid task_id;
    struct utc  created_at, updated_at;
};
#define ROW struct shown
static const struct field shown_fields[] = {
    FIELD(id, READ, .doc = "Stable identifier."),
    FIELD(name, READ | NULLS, .doc = "Name."),
    FIELD(original_name, READ | NULLS, .doc = "As it was uploaded."),
    FIELD(revision, READ | NULLS, .doc = "From 1."),
    FIELD(position, READ | NULLS, .doc = "In the revision, from 1."),
    FIELD(extension, READ | NULLS, .doc = "Ending."),
    FIELD(file_size, READ | NULLS, .doc = "Bytes."),
    FIELD(status, READ, .doc = "State."),
    FIELD(validation_status, READ, .doc = "What was said of it."),
    FIELD(annotations, READ | NULLS, .doc = "What is drawn on it."),
    FIELD(width, READ | NULLS, .doc = "Pixels."),
    FIELD(height, READ | NULLS, .doc = "Pixels."),
    FIELD(duration, READ, .doc = "Seconds."),
    FIELD(task_id, READ, .doc = "Its task."),
    FIELD(created_at, READ, .doc = "When it was made."),
    FIELD(updated_at, READ, .doc = "When it was changed last."),
};
#undef ROW
const struct shape shown_shape = SHAPE(struct shown, shown_fields, .name = "SharedPreview");

int shown_write(struct cx *cx, struct uuid id, struct out *o)
{
    static const char sql[] =
        "SELECT id, name, original_name, revision, position, extension, file_size, status,"
        " validation_status, annotations, width, height, COALESCE(duration, 0), task_id, created_at,"
        " updated_at FROM preview_file WHERE id = ?";
    struct shown p = { .name = NULL };
    bool         found;
    TRY(db_one(cx, sql, ARGS(ARG(id)), &shown_shape, &p, &found));
    if (!found)
        return refuse(cx, E_NOT_FOUND, "There is no such preview");
    out_object(o);
    out_members(o, &shown_shape, &p);
    OUT_STR(o, "type", "PreviewFile");
    out_object_end(o);
    return 0;
}
