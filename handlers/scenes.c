/* scenes.c - scenes of the footage API, and their folders. */
#include "handlers/family.h"
#include "handlers/jobs.h"
#include "handlers/needs.h"
#include "handlers/page.h"
#include "handlers/rows.h"
#include "handlers/scene_view.h"
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/text.h"
#include "model/footage/kinds.h"
#include "model/footage/parse.h"
#include "model/shots/clip.h"
#include "model/store/store.h"

extern const struct route_list scene_routes;

struct list_in {
    struct row  row;
    const char *name;
    struct uuid project_id;
    PAGE_MEMBERS;
};
struct scene_edit {
    struct row  row;
    const char *name;
    struct uuid project_id;
    int64_t     position, frame_num, frame_count;
};
struct analysis_in {
    struct row     row;
    struct upload *photo;
};
struct file_in {
    struct row  row;
    const char *file;
};
struct analysed {
    struct row  row;
    struct uuid id;
    struct utc  created_at;
    struct json analysis;
};
struct rendered {
    struct row  row;
    struct uuid id;
    struct utc  created_at;
    struct json job;
};
struct folder {
    struct row  row;
    struct uuid id;
    struct json files;
};

static const char *const raw_photo[] = { "image/", NULL };

// clang-format off
#define ROW struct list_in
static const struct field list_in_fields[] = {
    FIELD(name,       WRITE, .max = 255, .doc = "Only scenes in projects of exactly this name."),
    FIELD(project_id, WRITE, .doc = "Only scenes of this project."),
    PAGE_FIELDS,
};
#undef ROW
static const struct shape list_in_shape = SHAPE(struct list_in, list_in_fields);

#define ROW struct scene_edit
static const struct field scene_edit_fields[] = {
    FIELD(name,        WRITE | NAME, .min = 1, .max = 255, .doc = "New name."),
    FIELD(project_id,  WRITE | NULLS, .doc = "Project to move it to; null takes it out of its project."),
    FIELD(position,    WRITE, .min = 0, .max = 1000000000, .doc = "New place in its project, from 0."),
    FIELD(frame_num,   WRITE, .min = 0, .max = 1000000000000, .doc = "New first frame; the scene before takes or gives the rest."),
    FIELD(frame_count, WRITE, .min = 1, .max = 1000000000000, .doc = "New number of frames; the scene behind takes or gives the rest."),
};
#undef ROW
static const struct shape scene_edit_shape = SHAPE(struct scene_edit, scene_edit_fields);

#define ROW struct analysis_in
static const struct field analysis_in_fields[] = {
    FIELD(photo, WRITE, .choices = raw_photo, .ref = "max_photo_bytes", .doc = "A photo to measure instead of the scene."),
};
#undef ROW
static const struct shape analysis_in_shape = SHAPE(struct analysis_in, analysis_in_fields);

#define ROW struct file_in
static const struct field file_in_fields[] = {
    FIELD(file, PATH | NEED, .min = 1, .max = 100, .doc = "Name in the folder."),
};
#undef ROW
static const struct shape file_in_shape = SHAPE(struct file_in, file_in_fields);

#define ROW struct analysed
static const struct field analysed_fields[] = {
    FIELD(id,         READ, .doc = "The scene."),
    FIELD(created_at, READ, .doc = "When the scene was made."),
    FIELD(analysis,   READ, .schema = "{\"type\":\"object\"}", .doc = "What was measured."),
};
#undef ROW
static const struct shape analysed_shape = SHAPE(struct analysed, analysed_fields, .name = "Analysed");

#define ROW struct rendered
static const struct field rendered_fields[] = {
    FIELD(id,         READ, .doc = "The scene."),
    FIELD(created_at, READ, .doc = "When the scene was made."),
    FIELD(job,        READ, .schema = "{\"$ref\":\"#/components/schemas/Job\"}", .doc = "The processing, with its files."),
};
#undef ROW
static const struct shape rendered_shape = SHAPE(struct rendered, rendered_fields, .name = "Rendered");

#define ROW struct folder
static const struct field folder_fields[] = {
    FIELD(id,    READ, .doc = "The scene."),
    FIELD(files, READ, .schema = "{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},\"url\":{\"type\":\"string\"},\"type\":{\"type\":\"string\"},\"bytes\":{\"type\":\"integer\"}}}}", .doc = "The files of its folder."),
};
#undef ROW
static const struct shape folder_shape = SHAPE(struct folder, folder_fields, .name = "SceneFolder");
// clang-format on

/* ---- read ---- */

static int list_scene(void *u, const void *row)
{
    struct page        *pg = u;
    const struct scene *s  = row;
    if (page_takes(pg, (struct cursor_key){ s->created_at, s->frame_num, s->id }))
        scene_write(pg->rq, pg->o, s);
    return 0;
}

static int scene_list(struct rq *rq)
{
    const struct list_in *in = rq->args;
    struct page           pg;
    TRY(page_begin(&pg, rq, in->limit, in->cursor));
    TRY(scene_each_of_owner(&rq->cx, rq->caller.id, in->name,
                            IS_SET(&list_in_shape, in, project_id) ? &in->project_id : NULL,
                            &pg.from, page_ask(&pg), list_scene, &pg));
    return page_end(&pg);
}

static int scene_one(struct rq *rq)
{
    scene_write(rq, reply(rq, 200), rq->subject);
    return 0;
}

/* ---- change ---- */

/* The scene as it is now; the subject was read before the change. */
static int write_again(struct rq *rq, struct uuid id)
{
    TRY(need_scene(rq, id, SEES));
    return scene_one(rq);
}

/* As with scenes that are added to a project: whose they are decides where they are. */
static int move_scene(struct rq *rq, const struct scene *s, struct uuid project_id)
{
    if (uuid_equal(project_id, s->project_id))
        return 0;
    if (!uuid_equal(s->owner_id, rq->caller.id) && !rq->caller.is_admin)
        return refuse_field(&rq->cx, E_FORBIDDEN, "project_id",
                            "project_id: the scene belongs to somebody else");
    if (!uuid_is_nil(project_id))
        TRY(need_project(rq, project_id, CHANGES));
    return scene_move(&rq->cx, s, project_id);
}

static int change_project(struct rq *rq, const struct scene_edit *in, struct scene *s)
{
    if (IS_NULL(&scene_edit_shape, in, project_id))
        TRY(move_scene(rq, s, (struct uuid){ { 0 } }));
    if (IS_SET(&scene_edit_shape, in, project_id))
        TRY(move_scene(rq, s, in->project_id));
    TRY(need_scene(rq, s->id, CHANGES));
    *s = *(const struct scene *)rq->subject;
    if (!IS_SET(&scene_edit_shape, in, position))
        return 0;
    if (uuid_is_nil(s->project_id))
        return refuse_field(&rq->cx, E_INVALID, "position",
                            "position: the scene is in no project");
    return scene_place(&rq->cx, s, in->position);
}

/* The pictures of all that changed are made again; frames are counted from the first of the
 * scenes, whose start has not moved. */
static int change_cut(struct rq *rq, const struct scene_edit *in, const struct scene *s)
{
    bool         moved = IS_SET(&scene_edit_shape, in, frame_num);
    int64_t      first = moved ? in->frame_num : s->frame_num;
    int64_t      count = IS_SET(&scene_edit_shape, in, frame_count)
                             ? in->frame_count
                             : s->frame_num + s->frame_count - first;
    struct uuid  changed[3];
    struct scene anchor = *s;
    size_t       n;
    bool         found;
    if (!moved && !IS_SET(&scene_edit_shape, in, frame_count))
        return 0;
    TRY(scene_retime(&rq->cx, s, first, count, changed, &n));
    for (size_t i = 0; i + 1 < n; i++) {
        struct scene near;
        TRY(scene_get(&rq->cx, changed[i], rq->caller.id, false, &near, &found));
        if (found && near.frame_num < anchor.frame_num)
            anchor = near;
    }
    for (size_t i = 0; i < n; i++)
        TRY(storyboard_begin(&rq->cx, rq_uuid(rq, i), changed[i], s->owner_id, anchor.frame_num,
                             anchor.start_us));
    rq->has_job = n > 0;
    if (rq->has_job)
        rq->job = rq_uuid(rq, n - 1);
    return 0;
}

static int scene_put(struct rq *rq)
{
    const struct scene_edit *in = rq->args;
    struct scene             s  = *(const struct scene *)rq->subject;
    if (IS_SET(&scene_edit_shape, in, name))
        TRY(scene_rename(&rq->cx, s.id, in->name));
    TRY(change_project(rq, in, &s));
    TRY(change_cut(rq, in, &s));
    return rq->has_job ? 0 : write_again(rq, s.id);
}

/* The neighbours' pictures were ordered first and may be in the hands of another runner. */
static int scene_put_done(struct rq *rq, const struct job *job)
{
    for (size_t i = 0; i < rq->fresh_ids; i++) {
        struct job other;
        if (!uuid_equal(rq->fresh_id[i], job->id))
            TRY(job_wait(&rq->cx, rq->fresh_id[i], rq->cx.conf->parse_wait_s * 1000, &other));
    }
    return write_again(rq, job->subject_id);
}

static int scene_del(struct rq *rq)
{
    const struct scene *s   = rq->subject;
    struct actor        who = rows_actor(rq);
    TRY(shots_forget(&rq->cx, &who, s->id));
    TRY(scene_delete(&rq->cx, s));
    return made_write(rq, s->id, s->created_at);
}

/* ---- analysis ---- */

static int analysis_post(struct rq *rq)
{
    const struct analysis_in *in = rq->args;
    rq->job                      = rq_uuid(rq, 0);
    rq->has_job                  = true;
    return analysis_begin(&rq->cx, rq->job, rq->subject, in->photo);
}

/* The measured object with what the database adds to it. */
static int with_similar(struct rq *rq, const struct scene *s, const char *measured,
                        struct json *to)
{
    size_t          n   = strlen(measured), k = 0;
    struct out      o   = out_in_arena(rq->cx.arena, 1 << 20);
    const char     *key = strstr(measured, "\"phash\":");
    uint64_t        phash;
    struct similar *rows = NULL;
    if (n < 2 || measured[n - 1] != '}')
        return refuse(&rq->cx, E_INTERNAL, "An analysis is no object");
    if (key && sscanf(key, "\"phash\":\"%16lx\"", &phash) == 1)
        TRY(scene_similar(&rq->cx, s->owner_id, s->id, (int64_t)phash, &rows, &k));
    out_bytes(&o, measured, n - 1);
    o.comma = n > 2;
    out_key(&o, "similar_scenes");
    out_array(&o);
    for (size_t i = 0; i < k; i++)
        out_row(&o, &similar_shape, &rows[i]);
    out_array_end(&o);
    out_object_end(&o);
    to->text = out_done(&o);
    return 0;
}

static int analysis_done(struct rq *rq, const struct job *job)
{
    const struct scene *s;
    struct analysed     a = { 0 };
    TRY(need_scene(rq, job->subject_id, SEES));
    s            = rq->subject;
    a.id         = s->id;
    a.created_at = s->created_at;
    TRY(with_similar(rq, s, job->result.text ? job->result.text : "{}", &a.analysis));
    out_row(reply(rq, 200), &analysed_shape, &a);
    return 0;
}

/* ---- run ---- */

static int run_post(struct rq *rq)
{
    rq->job     = rq_uuid(rq, 0);
    rq->has_job = true;
    return render_begin(&rq->cx, rq->job, rq->subject);
}

static int run_done(struct rq *rq, const struct job *job)
{
    const struct scene *s;
    struct out         *o;
    TRY(need_scene(rq, job->subject_id, SEES));
    s = rq->subject;
    o = reply(rq, 200);
    out_object(o);
    OUT_UUID(o, "id", s->id);
    OUT_TIME(o, "created_at", s->created_at);
    out_key(o, "job");
    TRY(job_write(rq, o, job, true));
    out_object_end(o);
    return 0;
}

/* ---- the folder ---- */

static int folder_list(struct rq *rq)
{
    const struct scene *s = rq->subject;
    struct scene_file  *f;
    struct out         *o;
    size_t              n;
    char                id[UUID_TEXT];
    TRY(scene_files(&rq->cx, s->id, &f, &n));
    uuid_format(s->id, id);
    o = reply(rq, 200);
    out_object(o);
    OUT_STR(o, "id", id);
    out_key(o, "files");
    out_array(o);
    for (size_t i = 0; i < n; i++) {
        out_object(o);
        out_members(o, &scene_file_shape, &f[i]);
        OUT_STR(o, "url", arena_printf(rq->cx.arena, "/sv/%s/%s", id, f[i].name));
        out_object_end(o);
    }
    out_array_end(o);
    out_object_end(o);
    return 0;
}

static int send_file(struct rq *rq, const char *name)
{
    struct scene_file f = { 0 };
    struct uuid       id;
    bool              found;
    if (!uuid_parse(rq->capture[0].value, rq->capture[0].len, &id))
        return refuse_field(&rq->cx, E_INVALID, "scene_id", "scene_id: must be a UUID");
    TRY(scene_file_get(&rq->cx, id, name, rq->caller.id, &f, &found));
    if (!found)
        return refuse(&rq->cx, E_NOT_FOUND, "File not found");
    if (!f.is_mine && !rq->caller.is_admin)
        return refuse(&rq->cx, E_FORBIDDEN, "The scene belongs to somebody else");
    reply_file(rq, arena_printf(rq->cx.arena, "/_store/%s", store_name(&rq->cx, f.content_hash)),
               f.type);
    /* Names keep while contents change: ask again each time, ETag makes that cheap. */
    reply_header(rq, "Cache-Control", "private, no-cache");
    return 0;
}

static int folder_file(struct rq *rq)
{
    return send_file(rq, ((const struct file_in *)rq->args)->file);
}

static int folder_hls(struct rq *rq)
{
    return send_file(rq, arena_printf(rq->cx.arena, "hls/%s",
                                      ((const struct file_in *)rq->args)->file));
}

static const enum reason edit_errors[] = { E_CONFLICT, E_MEDIA_FAILED, E_NONE };
static const enum reason job_errors[]  = { E_CONFLICT,  E_NOT_MEDIA,   E_TRUNCATED, E_NO_FRAMES,
                                           E_TOO_LARGE, E_MEDIA_LIMIT, E_MEDIA_FAILED,
                                           E_DISK_FULL, E_NONE };
// clang-format off
static const struct route routes[] = {
    { GET, "/scenes", LOGGED_IN, .in = &list_in_shape, .out = &scene_view_shape, .run = scene_list,
      .flags = LIST, .doc = "List all scenes of the caller." },
    { GET, "/scenes/:scene_id", LOGGED_IN, .need = { "scene_id", need_scene, SEES },
      .out = &scene_view_shape, .run = scene_one, .doc = "Get a scene." },
    { PUT, "/scenes/:scene_id", LOGGED_IN, .need = { "scene_id", need_scene, CHANGES },
      .in = &scene_edit_shape, .out = &scene_view_shape, .run = scene_put, .finish = scene_put_done,
      .flags = TX | BULK, .errors = edit_errors, .doc = "Rename or move a scene, or move its cuts." },
    { DELETE, "/scenes/:scene_id", LOGGED_IN, .need = { "scene_id", need_scene, CHANGES },
      .out = &made_shape, .run = scene_del, .flags = TX, .doc = "Delete a scene with its folder." },
    { POST, "/scenes/:scene_id/analysis", LOGGED_IN, .need = { "scene_id", need_scene, CHANGES },
      .in = &analysis_in_shape, .out = &analysed_shape, .run = analysis_post, .finish = analysis_done,
      .flags = TX | BULK, .errors = job_errors, .doc = "Measure a scene, or a photo sent along." },
    { POST, "/scenes/:scene_id/run", LOGGED_IN, .need = { "scene_id", need_scene, CHANGES },
      .out = &rendered_shape, .run = run_post, .finish = run_done,
      .flags = TX | BULK, .errors = job_errors, .doc = "Make the scene's clip, HLS rendition, key frame and waveform." },
    { GET, "/sv/:scene_id", LOGGED_IN, .need = { "scene_id", need_scene, SEES },
      .out = &folder_shape, .run = folder_list, .doc = "List the folder of a scene." },
    { GET, "/sv/:scene_id/:file", LOGGED_IN, .in = &file_in_shape, .gives = "*/*", .run = folder_file,
      .errors = (const enum reason[]){ E_NOT_FOUND, E_NONE }, .doc = "Get a file of a scene's folder." },
    { GET, "/sv/:scene_id/hls/:file", LOGGED_IN, .in = &file_in_shape, .gives = "*/*", .run = folder_hls,
      .errors = (const enum reason[]){ E_NOT_FOUND, E_NONE }, .doc = "Get a file of a scene's HLS rendition." },
};
// clang-format on
const struct route_list scene_routes = ROUTES(footage_family, routes);
