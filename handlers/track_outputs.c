/* track_outputs.c - files that are handed on, and where files are to be kept. */
#include "handlers/family.h"
#include "handlers/track_common.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/preview/avatar.h"
#include "model/track/entity.h"
#include "model/track/output.h"
#include "model/track/production.h"
#include "model/track/task.h"
#include "model/track/tree.h"

extern const struct route_list track_output_routes;

enum { ROW_BYTES = 1 << 20 };

struct output_in {
    struct row  row;
    struct uuid entity_id, asset_instance_id, temporal_entity_id, project_id, task_id, file_id;
    struct uuid task_type_id, output_type_id, file_status_id, software_id, working_file_id, person_id;
    const char *name, *representation, *mode, *sep, *separator, *extension, *comment, *description;
    const char *tree_name, *file_path;
    int64_t     revision, nb_elements;
};

// clang-format off
#define ROW struct output_in
#define ENTITY FIELD(entity_id, PATH, .doc = "The entity.")
#define INSTANCE FIELD(asset_instance_id, PATH, .doc = "The copy of an asset.")
#define APPEARS FIELD(temporal_entity_id, PATH, .doc = "Where it appears.")
#define OUTPUT_TYPE FIELD(output_type_id, PATH, .doc = "The kind of output.")
#define FILTER                                                                                    \
    FIELD(task_type_id, WRITE | NULLS, .doc = "Of that kind of work."),                            \
    FIELD(output_type_id, WRITE | NULLS, .doc = "Of that kind of output."),                        \
    FIELD(name, WRITE | NULLS, .doc = "Of that name."),                                            \
    FIELD(representation, WRITE | NULLS, .doc = "Of that representation."),                        \
    FIELD(file_status_id, WRITE | NULLS, .doc = "In that state.")
#define OF_KIND                                                                                     \
    FIELD(output_type_id, WRITE | NEED, .doc = "The kind of output."),                             \
    FIELD(task_type_id, WRITE | NEED, .doc = "The kind of work.")
#define PLACE(usual)                                                                              \
    FIELD(mode, WRITE, .def = usual, .max = 80, .doc = "Which part of the tree."),                 \
    FIELD(name, WRITE, .def = "main", .min = 1, .max = 250, .doc = "Name."),                       \
    FIELD(revision, WRITE | LOOSE, .min = 0, .max = INT32_MAX, .def = "0", .doc = "Revision; 0 for the next one."), \
    FIELD(sep, WRITE | NULLS, .min = 1, .max = 8, .doc = "What stands between folders; / if nothing else is given."), \
    FIELD(separator, WRITE | NULLS, .min = 1, .max = 8, .doc = "The same.")
#define OUTPUT_PLACE PLACE("output"), OF_KIND,                                                        \
    FIELD(representation, WRITE, .def = "", .max = 20, .doc = "Representation, such as an ending."), \
    FIELD(extension, WRITE, .def = "", .max = 10, .doc = "Ending of the name, with its dot."),      \
    FIELD(nb_elements, WRITE | LOOSE, .min = 1, .max = INT32_MAX, .def = "1", .doc = "Files of a sequence.")
#define MADE OUTPUT_PLACE,                                                                         \
    FIELD(comment, WRITE | NULLS, .max = 65536, .doc = "What is said of it."),                      \
    FIELD(description, WRITE | NULLS, .max = 65536, .doc = "Description."),                         \
    FIELD(working_file_id, WRITE | NULLS, .doc = "What it was made of."),                           \
    FIELD(person_id, WRITE | NULLS, .doc = "Whose work it is; absent: the caller's."),              \
    FIELD(file_status_id, WRITE | NULLS, .doc = "State; absent: that of new files.")
#define NEXT OF_KIND, FIELD(name, WRITE, .def = "main", .min = 1, .max = 250, .doc = "Name.")

static const struct field in_entity_fields[]        = { ENTITY, FILTER };
static const struct field instance_fields[]      = { INSTANCE, FIELD(temporal_entity_id, WRITE | NULLS, .doc = "Where it appears."), FILTER };
static const struct field project_fields[]       = { FIELD(project_id, PATH, .doc = "The production."), FILTER };
static const struct field appears_fields[]       = { INSTANCE, APPEARS, FILTER };
static const struct field in_entity_type_fields[]   = { ENTITY, OUTPUT_TYPE, FIELD(representation, WRITE | NULLS, .doc = "Of that representation.") };
static const struct field appears_type_fields[]  = { INSTANCE, APPEARS, OUTPUT_TYPE, FIELD(representation, WRITE | NULLS, .doc = "Of that representation.") };
static const struct field entity_only_fields[]   = { ENTITY };
static const struct field appears_only_fields[]  = { INSTANCE, APPEARS };
static const struct field entity_next_fields[]   = { ENTITY, NEXT };
static const struct field appears_next_fields[]  = { INSTANCE, APPEARS, NEXT };
static const struct field entity_new_fields[]    = { ENTITY, MADE };
static const struct field appears_new_fields[]   = { INSTANCE, APPEARS, MADE };
static const struct field entity_path_fields[]   = { ENTITY, OUTPUT_PLACE };
static const struct field appears_path_fields[]  = { INSTANCE, APPEARS, OUTPUT_PLACE };
static const struct field working_path_fields[]  = { FIELD(task_id, PATH, .doc = "The task."), PLACE("working"),
    FIELD(software_id, WRITE | NULLS, .doc = "With what it is made.") };
static const struct field tree_fields[]          = { FIELD(project_id, PATH, .doc = "The production."),
    FIELD(tree_name, WRITE | NEED, .max = 80, .doc = "simple, default.") };
static const struct field guess_fields[]         = { FIELD(project_id, WRITE | NEED, .doc = "The production."),
    FIELD(file_path, WRITE | NEED, .max = 4096, .doc = "The path."),
    FIELD(sep, WRITE, .min = 1, .max = 8, .def = "/", .doc = "What stands between its folders.") };
static const struct field file_fields[]          = { FIELD(file_id, PATH, .doc = "A working file, or an output file.") };
#undef ROW
#define IN(name) static const struct shape name##_shape = SHAPE(struct output_in, name##_fields)
IN(in_entity);
IN(instance);
IN(project);
IN(appears);
IN(in_entity_type);
IN(appears_type);
IN(entity_only);
IN(appears_only);
IN(entity_next);
IN(appears_next);
IN(entity_new);
IN(appears_new);
IN(entity_path);
IN(appears_path);
IN(working_path);
IN(tree);
IN(guess);
IN(file);
// clang-format on

/* ---- lists ---- */

static struct output_filter filter_of(const struct output_in *in, enum outputs_of what, struct uuid id, bool last)
{
    return (struct output_filter){ .what           = what,
                                   .id             = id,
                                   .temporal_id    = in->temporal_entity_id,
                                   .task_type_id   = in->task_type_id,
                                   .output_type_id = in->output_type_id,
                                   .file_status_id = in->file_status_id,
                                   .name           = in->name,
                                   .representation = in->representation && in->representation[0] ? in->representation : NULL,
                                   .last           = last };
}

static int of_entity(struct rq *rq, bool last)
{
    const struct output_in *in = rq->args;
    struct output_filter    f  = filter_of(in, OF_ENTITY, in->entity_id, last);
    struct thing            it;
    TRY(track_thing(rq, FOR_TEAM, NULL, in->entity_id, &it));
    return outputs_write(&rq->cx, &f, reply(rq, 200));
}

/* The copy, whose asset's production the caller works on. */
static int instance_seen(struct rq *rq, enum right_for right, struct asset_instance *to)
{
    const struct output_in *in = rq->args;
    struct thing            it;
    bool                    found;
    *to = (struct asset_instance){ .name = NULL };
    TRY(res_load(&rq->cx, &asset_instance_res, in->asset_instance_id, to, &found));
    if (!found)
        return res_absent(&rq->cx, &asset_instance_res);
    return track_thing(rq, right, NULL, to->asset_id, &it);
}

static int of_instance(struct rq *rq, bool last)
{
    const struct output_in *in = rq->args;
    struct output_filter    f  = filter_of(in, OF_INSTANCE, in->asset_instance_id, last);
    struct asset_instance   one;
    TRY(instance_seen(rq, FOR_TEAM, &one));
    return outputs_write(&rq->cx, &f, reply(rq, 200));
}

static int entity_get(struct rq *rq) { return of_entity(rq, false); }
static int entity_last_get(struct rq *rq) { return of_entity(rq, true); }
static int instance_get(struct rq *rq) { return of_instance(rq, false); }
static int appears_last_get(struct rq *rq) { return of_instance(rq, true); }

static int project_get(struct rq *rq)
{
    const struct output_in *in = rq->args;
    struct output_filter    f  = filter_of(in, OF_PROJECT, in->project_id, false);
    TRY(track_project(rq, FOR_MANAGER, in->project_id));
    return outputs_write(&rq->cx, &f, reply(rq, 200));
}

static int entity_types_get(struct rq *rq)
{
    const struct output_in *in = rq->args;
    struct output_filter    f  = filter_of(in, OF_ENTITY, in->entity_id, false);
    struct thing            it;
    TRY(track_thing(rq, FOR_TEAM, NULL, in->entity_id, &it));
    return outputs_types_write(&rq->cx, &f, reply(rq, 200));
}

static int appears_types_get(struct rq *rq)
{
    const struct output_in *in = rq->args;
    struct output_filter    f  = filter_of(in, OF_INSTANCE, in->asset_instance_id, false);
    struct asset_instance   one;
    TRY(instance_seen(rq, FOR_TEAM, &one));
    return outputs_types_write(&rq->cx, &f, reply(rq, 200));
}

/* ---- new ones ---- */

/* What the row is of; the entity is locked until the end of the transaction. */
static int output_of(struct rq *rq, bool instance, struct output_file *row)
{
    const struct output_in *in  = rq->args;
    struct asset_instance   one = { .name = NULL };
    struct thing            it;
    *row = (struct output_file){ .name           = in->name,
                                 .entity_id      = in->entity_id,
                                 .output_type_id = in->output_type_id,
                                 .task_type_id   = in->task_type_id,
                                 .revision       = in->revision };
    if (instance) {
        TRY(instance_seen(rq, FOR_TEAM, &one));
        row->entity_id          = one.asset_id;
        row->asset_instance_id  = in->asset_instance_id;
        row->temporal_entity_id = in->temporal_entity_id;
        TRY(track_thing(rq, FOR_TEAM, NULL, in->temporal_entity_id, &it));
    }
    return track_thing_locked(rq, FOR_TEAM, NULL, row->entity_id, &it);
}

static int next(struct rq *rq, bool instance)
{
    struct output_file row;
    struct out        *o;
    int64_t            revision;
    TRY(output_of(rq, instance, &row));
    TRY(output_next(&rq->cx, &row, &revision));
    o = reply(rq, 200);
    out_object(o);
    OUT_I64(o, "next_revision", revision);
    out_object_end(o);
    return 0;
}

static int entity_next_post(struct rq *rq) { return next(rq, false); }
static int appears_next_post(struct rq *rq) { return next(rq, true); }

static struct tree_ask ask_of(const struct output_in *in, const struct output_file *row)
{
    bool of_copy = row && !uuid_is_nil(row->asset_instance_id);
    return (struct tree_ask){ .entity_id      = !row     ? in->entity_id
                                                : of_copy ? row->temporal_entity_id
                                                          : row->entity_id,
                              .instance_id    = in->asset_instance_id,
                              .task_id        = in->task_id,
                              .task_type_id   = in->task_type_id,
                              .output_type_id = in->output_type_id,
                              .software_id    = in->software_id,
                              .mode           = in->mode,
                              .name           = in->name,
                              .representation = in->representation,
                              .sep            = in->sep ? in->sep : in->separator ? in->separator : "/",
                              .revision       = row ? row->revision : in->revision,
                              .elements       = in->nb_elements };
}

static void path_members(struct out *o, const struct tree_path *path)
{
    OUT_STR(o, "folder_path", path->folder);
    OUT_STR(o, "file_name", path->name);
}

static int output_path(struct rq *rq, bool instance)
{
    const struct output_in *in = rq->args;
    struct output_file      row;
    struct tree_path        path;
    struct tree_ask         ask;
    struct out             *o;
    TRY(output_of(rq, instance, &row));
    if (in->revision == 0)
        TRY(output_next(&rq->cx, &row, &row.revision));
    ask = ask_of(in, &row);
    TRY(tree_path_need(&rq->cx, &ask, &path));
    o = reply(rq, 200);
    out_object(o);
    path_members(o, &path);
    out_object_end(o);
    return 0;
}

static int entity_path_post(struct rq *rq) { return output_path(rq, false); }
static int appears_path_post(struct rq *rq) { return output_path(rq, true); }

#define KEEP(in_shape, member, column)                                                             \
    if (IS_SET(&(in_shape), in, member)) {                                                         \
        row.column = in->member;                                                                   \
        SET(&output_file_shape, &row, column);                                                     \
    }

static int row_answer(struct rq *rq, struct uuid id, const struct tree_path *path)
{
    struct out  row = out_in_arena(rq->cx.arena, ROW_BYTES);
    struct out *o;
    row.time = TIME_NAIVE;
    TRY(res_show(&rq->cx, &output_file_res, id, false, &row));
    o = reply(rq, 201);
    out_object(o);
    out_json_members(o, out_done(&row));
    path_members(o, path);
    out_object_end(o);
    return 0;
}

static int new_post(struct rq *rq, bool instance, const struct shape *shape)
{
    const struct output_in *in  = rq->args;
    struct actor            who = rows_actor(rq);
    struct output_file      row;
    struct tree_path        path;
    struct tree_ask         ask;
    struct uuid             id;
    TRY(output_of(rq, instance, &row));
    if (in->revision == 0)
        TRY(output_next(&rq->cx, &row, &row.revision));
    ask = ask_of(in, &row);
    TRY(tree_path(&rq->cx, &ask, &path));
    row.person_id      = IS_SET(shape, in, person_id) ? in->person_id : who.id;
    row.representation = in->representation;
    row.extension      = in->extension;
    row.nb_elements    = in->nb_elements;
    KEEP(*shape, comment, comment);
    KEEP(*shape, description, description);
    KEEP(*shape, working_file_id, source_file_id);
    KEEP(*shape, file_status_id, file_status_id);
    if (path.folder) {
        row.path = arena_printf(rq->cx.arena, "%s%s%s%s", path.folder, ask.sep, path.name, in->extension);
        SET(&output_file_shape, &row, path);
    }
    SET(&output_file_shape, &row, name);
    SET(&output_file_shape, &row, entity_id);
    SET(&output_file_shape, &row, output_type_id);
    SET(&output_file_shape, &row, task_type_id);
    SET(&output_file_shape, &row, person_id);
    SET(&output_file_shape, &row, representation);
    SET(&output_file_shape, &row, extension);
    SET(&output_file_shape, &row, nb_elements);
    if (instance) {
        SET(&output_file_shape, &row, asset_instance_id);
        SET(&output_file_shape, &row, temporal_entity_id);
    }
    TRY(output_new(&rq->cx, &who, &row, &id));
    return row_answer(rq, id, &path);
}

static int entity_new_post(struct rq *rq) { return new_post(rq, false, &entity_new_shape); }
static int appears_new_post(struct rq *rq) { return new_post(rq, true, &appears_new_shape); }

/* ---- working files, and trees ---- */

static int working_path_post(struct rq *rq)
{
    const struct output_in *in   = rq->args;
    struct actor            who  = rows_actor(rq);
    struct task             task = { .name = NULL };
    struct tree_ask         ask  = ask_of(in, NULL);
    struct tree_path        path;
    struct out             *o;
    bool                    found;
    TRY(right_of_row(&rq->cx, &task_res, &who, FOR_ASSIGNED, in->task_id, NULL));
    TRY(res_load(&rq->cx, &task_res, in->task_id, &task, &found));
    if (!found)
        return res_absent(&rq->cx, &task_res);
    ask.entity_id = task.entity_id;
    if (in->revision == 0)
        TRY(working_file_next(&rq->cx, in->task_id, in->name, &ask.revision));
    TRY(tree_path_need(&rq->cx, &ask, &path));
    o = reply(rq, 200);
    out_object(o);
    OUT_STR(o, "path", path.folder);
    OUT_STR(o, "name", path.name);
    out_object_end(o);
    return 0;
}

static int tree_post(struct rq *rq)
{
    const struct output_in *in     = rq->args;
    struct actor            who    = rows_actor(rq);
    struct actor            server = { .id = who.id, .role = "admin", .is_admin = true };
    struct production       row    = { .name = NULL };
    TRY(track_project(rq, FOR_MANAGER, in->project_id));
    row.file_tree.text = tree_named(&rq->cx, in->tree_name);
    if (!row.file_tree.text)
        return refuse_field(&rq->cx, E_INVALID, "tree_name", "tree_name: there is no such tree");
    SET(&production_shape, &row, file_tree);
    TRY(res_update(&rq->cx, &production_res, &server, in->project_id, &row));
    return res_written(&rq->cx, &production_res, &who, in->project_id, false, reply(rq, 200));
}

static int guess_post(struct rq *rq)
{
    const struct output_in *in = rq->args;
    TRY(track_project(rq, FOR_TEAM, in->project_id));
    return tree_guess(&rq->cx, in->project_id, in->file_path, in->sep, reply(rq, 200));
}

/* Whichever of the two has that identifier. */
static int file_get(struct rq *rq)
{
    const struct output_in *in  = rq->args;
    struct actor            who = rows_actor(rq);
    struct working_file     row = { .name = NULL };
    const struct resource  *r;
    bool                    found;
    TRY(res_load(&rq->cx, &working_file_res, in->file_id, &row, &found));
    r = found ? &working_file_res : &output_file_res;
    TRY(right_of_row(&rq->cx, r, &who, FOR_TEAM, in->file_id, NULL));
    return res_show(&rq->cx, r, in->file_id, false, reply(rq, 200));
}

static const enum reason new_errors[] = { E_INVALID, E_CONFLICT, E_FORBIDDEN, E_NOT_FOUND, E_NONE };
static const enum reason path_errors[] = { E_INVALID, E_FORBIDDEN, E_NOT_FOUND, E_NONE };
// clang-format off
#define OF_ENTITIES "/data/entities/:entity_id/"
#define OF_COPIES "/data/asset-instances/:asset_instance_id/entities/:temporal_entity_id/"
#define LISTS(path, shape, gives, fn, text) \
    { GET, path, LOGGED_IN, .in = &shape, .out = &gives, .run = fn, .flags = LIST, .errors = track_errors, .doc = text }
#define ASKS(path, shape, fn, text) \
    { POST, path, LOGGED_IN, .in = &shape, .run = fn, .flags = TX, .errors = path_errors, .doc = text }
#define MAKES(path, shape, fn, text) \
    { POST, path, LOGGED_IN, .in = &shape, .out = &output_file_shape, .run = fn, .status = 201, .flags = TX, .errors = new_errors, .doc = text }
static const struct route routes[] = {
    LISTS(OF_ENTITIES "output-files", in_entity_shape, output_file_shape, entity_get, "Output files of an entity."),
    LISTS(OF_ENTITIES "output-files/last-revisions", in_entity_shape, output_file_shape, entity_last_get, "The newest of each kind."),
    LISTS(OF_ENTITIES "output-types", entity_only_shape, output_type_shape, entity_types_get, "Kinds of its output files."),
    LISTS(OF_ENTITIES "output-types/:output_type_id/output-files", in_entity_type_shape, output_file_shape, entity_get, "Output files of a kind."),
    ASKS(OF_ENTITIES "output-files/next-revision", entity_next_shape, entity_next_post, "Number of the next revision."),
    MAKES(OF_ENTITIES "output-files/new", entity_new_shape, entity_new_post, "Make an output file; its path is by the production's tree."),
    ASKS(OF_ENTITIES "output-file-path", entity_path_shape, entity_path_post, "Where an output file is to be kept."),
    LISTS("/data/asset-instances/:asset_instance_id/output-files", instance_shape, output_file_shape, instance_get, "Output files of a copy of an asset."),
    LISTS(OF_COPIES "output-files/last-revisions", appears_shape, output_file_shape, appears_last_get, "The newest of each kind."),
    LISTS(OF_COPIES "output-types", appears_only_shape, output_type_shape, appears_types_get, "Kinds of its output files."),
    LISTS(OF_COPIES "output-types/:output_type_id/output-files", appears_type_shape, output_file_shape, instance_get, "Output files of a kind."),
    ASKS(OF_COPIES "output-files/next-revision", appears_next_shape, appears_next_post, "Number of the next revision."),
    MAKES(OF_COPIES "output-files/new", appears_new_shape, appears_new_post, "Make an output file; its path is by the production's tree."),
    ASKS(OF_COPIES "output-file-path", appears_path_shape, appears_path_post, "Where an output file is to be kept."),
    LISTS("/data/projects/:project_id/output-files", project_shape, output_file_shape, project_get, "Output files of a production."),
    ASKS("/data/tasks/:task_id/working-file-path", working_path_shape, working_path_post, "Where a working file is to be kept."),
    { POST, "/actions/projects/:project_id/set-file-tree", LOGGED_IN, .in = &tree_shape, .out = &production_shape,
      .run = tree_post, .flags = TX, .errors = path_errors, .doc = "Give a production one of the known trees." },
    ASKS("/data/entities/guess-from-path", guess_shape, guess_post, "What a path may be of, by the production's tree."),
    { POST, "/data/entities/guess_from_path", LOGGED_IN, .id = "post_data_entities_guess_from_path_as_gazu", .in = &guess_shape,
      .run = guess_post, .flags = TX, .errors = path_errors, .doc = "What a path may be of, by the production's tree." },
    { GET, "/data/files/:file_id", LOGGED_IN, .in = &file_shape, .run = file_get, .errors = track_errors, .doc = "A working file, or an output file." },
};
// clang-format on
const struct route_list track_output_routes = ROUTES(tracker_family, routes);
