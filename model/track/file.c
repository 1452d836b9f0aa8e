/* file.c - descriptors: files: previews, working and output files. */
#include "model/track/file.h"
#include "model/db/db.h"
#include "model/track/rows.h"

// clang-format off
#define ROW struct file_status
static const struct field file_status_fields[] = {
    FIELD(name, COLUMN | NEED, .max = 40, .doc = "Name."),
    FIELD(color, COLUMN | NEED, .max = 7, .doc = "Colour, #rrggbb."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape file_status_shape = SHAPE(struct file_status, file_status_fields, .name = "FileStatus", .typed = true);
const struct resource file_status_res = {
    .name = "file_status", .plural = "file-status", .table = "file_status", .type = "FileStatus", .shape = &file_status_shape, .order = "t.created_at, t.id",
    VOCABULARY,
    .doc = "States of output files.",
};

#define ROW struct output_type
static const struct field output_type_fields[] = {
    FIELD(name, COLUMN | NEED, .max = 40, .doc = "Name."),
    FIELD(short_name, COLUMN | NEED, .max = 20, .doc = "Short name."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape output_type_shape = SHAPE(struct output_type, output_type_fields, .name = "OutputType", .typed = true);
const struct resource output_type_res = {
    .name = "output_type", .plural = "output-types", .table = "output_type", .type = "OutputType", .shape = &output_type_shape, .order = "t.created_at, t.id",
    VOCABULARY,
    .doc = "Kinds of output files.",
};

static const char *const preview_file_status[] = { "processing", "ready", "broken", "missing", NULL };
static const char *const preview_file_validation_status[] = { "validated", "rejected", "neutral", NULL };
#define ROW struct preview_file
static const struct field preview_file_fields[] = {
    FIELD(name, COLUMN | NULLS, .max = 250, .doc = "Name."),
    FIELD(original_name, COLUMN | NULLS, .max = 250, .doc = "Original name."),
    FIELD(revision, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Revision, from 1."),
    FIELD(position, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Place among others."),
    FIELD(extension, COLUMN | NULLS, .max = 6, .doc = "Ending of the name."),
    FIELD(description, COLUMN | NULLS, .doc = "Description."),
    FIELD(path, COLUMN | NULLS, .max = 400, .doc = "Where it is."),
    FIELD(source, COLUMN | NULLS, .max = 40, .doc = "Where it comes from."),
    FIELD(file_size, COLUMN | NULLS, .doc = "Bytes."),
    FIELD(status, COLUMN, .choices = preview_file_status, .doc = "State."),
    FIELD(validation_status, COLUMN, .choices = preview_file_validation_status, .doc = "Validation status."),
    FIELD(annotations, COLUMN | NULLS, .doc = "Annotations."),
    FIELD(width, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Pixels."),
    FIELD(height, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Pixels."),
    FIELD(duration, COLUMN | NULLS, .doc = "Seconds."),
    FIELD(data, COLUMN | NULLS, .doc = "Free metadata."),
    FIELD(token_in, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Token in."),
    FIELD(token_out, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Token out."),
    FIELD(task_id, COLUMN | NULLS, .ref = "task", .doc = "The task."),
    FIELD(person_id, COLUMN | NULLS, .ref = "person", .doc = "The person."),
    FIELD(source_file_id, COLUMN | NULLS, .ref = "output_file", .doc = "The source file."),
    FIELD(shotgun_id, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Number in another tracker."),
    FIELD(is_movie, COLUMN | NULLS, .doc = "Is it movie."),
    FIELD(url, COLUMN | NULLS, .max = 600, .doc = "Address."),
    FIELD(uploaded_movie_url, COLUMN | NULLS, .max = 600, .doc = "Uploaded movie url."),
    FIELD(uploaded_movie_name, COLUMN | NULLS, .max = 150, .doc = "Uploaded movie name."),
    FIELD(comments, CHILDREN, .max = 10000, .doc = "Comments."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape preview_file_shape = SHAPE(struct preview_file, preview_file_fields, .name = "PreviewFile", .typed = true);
static const struct link preview_file_links[] = {
    { "comments", "comment_preview_link", "preview_file", "comment", "comment", true },
};
/* What refers to it lets go of it; the task shows the one before. */
static int preview_file_before(struct cx *cx, UNUSED const struct resource *r,
                               UNUSED const struct actor *who, enum verb verb, const void *old,
                               UNUSED void *row)
{
    static const char *const statements[] = {
        "DELETE FROM comment_preview_link WHERE preview_file = ?",
        "UPDATE news SET preview_file_id = NULL WHERE preview_file_id = ?",
        "UPDATE comment SET preview_file_id = NULL WHERE preview_file_id = ?",
        "UPDATE entity SET preview_file_id = NULL WHERE preview_file_id = ?",
        "DELETE FROM stored_file WHERE owner_id = ?",
    };
    static const char last[] =
        "UPDATE task SET last_preview_file_id = (SELECT f.id FROM preview_file f WHERE f.task_id = ?"
        " AND f.id <> ? ORDER BY f.revision DESC, f.position, f.id LIMIT 1)"
        " WHERE id = ? AND last_preview_file_id = ?";
    const struct preview_file *f = old;
    if (verb != RES_DELETE)
        return 0;
    for (size_t i = 0; i < COUNT(statements); i++)
        TRY(db_do(cx, statements[i], ARGS(ARG(f->id)), NULL));
    return db_do(cx, last, ARGS(ARG(f->task_id), ARG(f->id), ARG(f->task_id), ARG(f->id)), NULL);
}

const struct resource preview_file_res = {
    .name = "preview_file", .plural = "preview-files", .table = "preview_file", .type = "PreviewFile", .shape = &preview_file_shape, .order = "t.created_at, t.id", GROWS("preview_file"),
    .links = preview_file_links, .nlinks = COUNT(preview_file_links),
    RULES(.list = FOR_ALL, .get = FOR_ASSIGNED, .update = FOR_WORKER, .remove = FOR_MANAGER, .project = VIA_TASK, .task = "t.task_id", .entity = "(SELECT k.entity_id FROM task k WHERE k.id = t.task_id)"),
    .before = preview_file_before,
    .scope = scope_of_tasks,
    .doc = "Files to be reviewed.",
};

#define ROW struct preview_background_file
static const struct field preview_background_file_fields[] = {
    FIELD(name, COLUMN | NEED, .max = 40, .doc = "Name."),
    FIELD(archived, COLUMN | NULLS, .doc = "Is it out of use."),
    FIELD(is_default, COLUMN | NULLS, .doc = "Is it default."),
    FIELD(original_name, COLUMN | NULLS, .max = 250, .doc = "Original name."),
    FIELD(extension, COLUMN | NULLS, .max = 6, .doc = "Ending of the name."),
    FIELD(file_size, COLUMN | NULLS, .doc = "Bytes."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape preview_background_file_shape = SHAPE(struct preview_background_file, preview_background_file_fields, .name = "PreviewBackgroundFile", .typed = true);
const struct resource preview_background_file_res = {
    .name = "preview_background_file", .plural = "preview-background-files", .table = "preview_background_file", .type = "PreviewBackgroundFile", .shape = &preview_background_file_shape, .order = "t.created_at, t.id",
    VOCABULARY,
    .doc = "Surroundings for previews in 3D.",
};

#define ROW struct working_file
static const struct field working_file_fields[] = {
    FIELD(shotgun_id, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Number in another tracker."),
    FIELD(name, COLUMN | NULLS, .max = 250, .doc = "Name."),
    FIELD(description, COLUMN | NULLS, .doc = "Description."),
    FIELD(comment, COLUMN | NULLS, .doc = "Comment."),
    FIELD(revision, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Revision, from 1."),
    FIELD(size, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Bytes."),
    FIELD(checksum, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Checksum."),
    FIELD(path, COLUMN | NULLS, .max = 400, .doc = "Where it is."),
    FIELD(data, COLUMN | NULLS, .doc = "Free metadata."),
    FIELD(task_id, COLUMN | NULLS, .ref = "task", .doc = "The task."),
    FIELD(entity_id, COLUMN | NULLS, .ref = "entity", .doc = "The entity."),
    FIELD(person_id, COLUMN | NULLS, .ref = "person", .doc = "The person."),
    FIELD(software_id, COLUMN | NULLS, .ref = "software", .doc = "The software."),
    FIELD(outputs, CHILDREN, .max = 10000, .doc = "Outputs."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape working_file_shape = SHAPE(struct working_file, working_file_fields, .name = "WorkingFile", .typed = true);
static const struct link working_file_links[] = {
    { "outputs", "output_file", "source_file_id", "id", "output_file", true },
};
const struct resource working_file_res = {
    .name = "working_file", .plural = "working-files", .table = "working_file", .type = "WorkingFile", .shape = &working_file_shape, .order = "t.created_at, t.id", GROWS("working_file"),
    .links = working_file_links, .nlinks = COUNT(working_file_links),
    RULES(.list = FOR_ALL_BUT_VENDORS, .get = FOR_ASSIGNED, .update = FOR_ACTOR, .project = VIA_TASK, .tells_project = true, .task = "t.task_id", .entity = "t.entity_id"),
    .scope = scope_of_tasks,
    .doc = "Revisions of files that are worked on.",
};

#define ROW struct output_file
static const struct field output_file_fields[] = {
    FIELD(shotgun_id, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Number in another tracker."),
    FIELD(name, COLUMN | NEED, .max = 250, .doc = "Name."),
    FIELD(canceled, COLUMN, .doc = "Canceled."),
    FIELD(size, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Bytes."),
    FIELD(checksum, COLUMN | NULLS, .max = 32, .doc = "Checksum."),
    FIELD(description, COLUMN | NULLS, .doc = "Description."),
    FIELD(comment, COLUMN | NULLS, .doc = "Comment."),
    FIELD(extension, COLUMN | NULLS, .max = 10, .doc = "Ending of the name."),
    FIELD(revision, COLUMN | NEED, .min = INT32_MIN, .max = INT32_MAX, .doc = "Revision, from 1."),
    FIELD(representation, COLUMN | NULLS, .max = 20, .doc = "Representation."),
    FIELD(nb_elements, COLUMN | NULLS, .min = INT32_MIN, .max = INT32_MAX, .doc = "Number of elements."),
    FIELD(source, COLUMN | NULLS, .max = 40, .doc = "Where it comes from."),
    FIELD(path, COLUMN | NULLS, .max = 400, .doc = "Where it is."),
    FIELD(data, COLUMN | NULLS, .doc = "Free metadata."),
    FIELD(file_status_id, COLUMN | NEED, .ref = "file_status", .doc = "The file status."),
    FIELD(entity_id, COLUMN | NULLS, .ref = "entity", .doc = "The entity."),
    FIELD(asset_instance_id, COLUMN | NULLS, .ref = "asset_instance", .doc = "The asset instance."),
    FIELD(output_type_id, COLUMN | NULLS, .ref = "output_type", .doc = "The output type."),
    FIELD(task_type_id, COLUMN | NULLS, .ref = "task_type", .doc = "The kind of work."),
    FIELD(person_id, COLUMN | NULLS, .ref = "person", .doc = "The person."),
    FIELD(source_file_id, COLUMN | NULLS, .ref = "working_file", .doc = "The source file."),
    FIELD(source_file, READ | NULLS, .column =
        "(SELECT JSON_OBJECT('shotgun_id', o.shotgun_id, 'name', o.name, 'description', o.description"
        ", 'comment', o.comment, 'revision', o.revision, 'size', o.size, 'checksum', o.checksum"
        ", 'path', o.path, 'data', JSON_EXTRACT(COALESCE(o.data, 'null'), '$')"
        ", 'task_id', o.task_id, 'entity_id', o.entity_id, 'person_id', o.person_id"
        ", 'software_id', o.software_id, 'id', o.id"
        ", 'created_at', DATE_FORMAT(o.created_at, '%Y-%m-%dT%H:%i:%s')"
        ", 'updated_at', DATE_FORMAT(o.updated_at, '%Y-%m-%dT%H:%i:%s'), 'type', 'WorkingFile') FROM working_file o WHERE o.id = t.source_file_id)",
        .doc = "The source file itself."),
    FIELD(temporal_entity_id, COLUMN | NULLS, .ref = "entity", .doc = "The temporal entity."),
    FIELD(id, ROW_ID, .doc = "Stable identifier."),
    FIELD(created_at, ROW_AT, .doc = "When the row was made."),
    FIELD(updated_at, ROW_AT, .doc = "When it was changed last."),
};
#undef ROW
const struct shape output_file_shape = SHAPE(struct output_file, output_file_fields, .name = "OutputFile", .typed = true);
const struct resource output_file_res = {
    .name = "output_file", .plural = "output-files", .table = "output_file", .type = "OutputFile", .shape = &output_file_shape, .order = "t.created_at, t.id", GROWS("output_file"),
    RULES(.list = FOR_ALL_BUT_VENDORS, .get = FOR_ASSIGNED, .update = FOR_WORKER, .project = "(SELECT e.project_id FROM entity e WHERE e.id = t.entity_id)", .tells_project = true, .entity = "t.entity_id"),
    .scope = scope_output_files,
    .doc = "Files that are handed on.",
};

// clang-format on
