/* footage.c - projects of the footage API, and parsing a video into scenes. */
#include "handlers/family.h"
#include "handlers/needs.h"
#include "handlers/page.h"
#include "handlers/scene_view.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/footage/parse.h"
#include "model/job/job.h"

extern const struct route_list footage_routes;

/* ---- what comes in ---- */

struct project_new {
    struct row  row;
    const char *name;
};
struct project_edit {
    struct row  row;
    const char *name;
    struct ids  scenes;
};
struct paging {
    struct row row;
    PAGE_MEMBERS;
};
struct parse_in {
    struct row     row;
    struct upload *video;
    struct uuid    project_id;
    double         threshold, min_scene_len;
    const char    *method;
};

static const char *const methods[]   = { "adaptive", "content", NULL };
static const char *const raw_video[] = { "video/", "application/octet-stream", NULL };

// clang-format off
#define ROW struct project_new
static const struct field project_new_fields[] = {
    FIELD(name, WRITE | NEED | NAME, .min = 1, .max = 255, .doc = "Name, unique among the caller's projects."),
};
#undef ROW
static const struct shape project_new_shape = SHAPE(struct project_new, project_new_fields);

#define ROW struct project_edit
static const struct field project_edit_fields[] = {
    FIELD(name,   WRITE | NAME, .min = 1, .max = 255, .doc = "New name."),
    FIELD(scenes, WRITE, .max = 10000, .doc = "Scenes to add at the end, in this order."),
};
#undef ROW
static const struct shape project_edit_shape = SHAPE(struct project_edit, project_edit_fields);

#define ROW struct paging
static const struct field paging_fields[] = { PAGE_FIELDS };
#undef ROW
static const struct shape paging_shape = SHAPE(struct paging, paging_fields);

#define ROW struct parse_in
static const struct field parse_in_fields[] = {
    FIELD(video,         WRITE | NEED, .choices = raw_video, .ref = "max_upload_bytes", .doc = "The video: a form's file, or the raw body."),
    FIELD(project_id,    WRITE, .doc = "Project that the scenes are appended to."),
    FIELD(threshold,     WRITE, .min = 0, .max = 100, .doc = "How much must change for a cut; lower finds more."),
    FIELD(min_scene_len, WRITE, .min = 0, .max = 3600, .doc = "Shortest scene in seconds."),
    FIELD(method,        WRITE, .choices = methods, .doc = "How cuts are found; adaptive unless said."),
};
#undef ROW
static const struct shape parse_in_shape = SHAPE(struct parse_in, parse_in_fields);
// clang-format on

/* ---- what goes out ---- */

struct project_view {
    struct row  row;
    struct uuid id;
    const char *name;
    struct utc  created_at;
};
struct project_full {
    struct row  row;
    struct uuid id;
    const char *name;
    struct utc  created_at;
    struct ids  scenes;
};
#define ROW struct project_view
static const struct field project_view_fields[] = {
    FIELD(id, READ, .doc = "Stable identifier."),
    FIELD(name, READ, .doc = "Name."),
    FIELD(created_at, READ, .doc = "When it was made."),
};
#undef ROW
static const struct shape project_view_shape =
    SHAPE(struct project_view, project_view_fields, .name = "FootageProject");
#define ROW struct project_full
static const struct field project_full_fields[] = {
    FIELD(id, READ, .doc = "Stable identifier."),
    FIELD(name, READ, .doc = "Name."),
    FIELD(created_at, READ, .doc = "When it was made."),
    FIELD(scenes, READ, .doc = "All its scenes, in order."),
};
#undef ROW
static const struct shape project_full_shape =
    SHAPE(struct project_full, project_full_fields, .name = "FootageProjectFull");

/* ---- projects ---- */

static int project_post(struct rq *rq)
{
    const struct project_new *in = rq->args;
    struct uuid               id = rq_uuid(rq, 0);
    TRY(project_create(&rq->cx, id, in->name, rq->caller.id));
    return made_write(rq, id, rq->cx.now);
}

static int list_project(void *u, const void *row)
{
    struct page          *pg = u;
    const struct project *p  = row;
    struct project_view   v  = { .id = p->id, .name = p->name, .created_at = p->created_at };
    if (page_takes(pg, (struct cursor_key){ p->created_at, 0, p->id }))
        out_row(pg->o, &project_view_shape, &v);
    return 0;
}

static int project_list(struct rq *rq)
{
    const struct paging *in = rq->args;
    struct page          pg;
    TRY(page_begin(&pg, rq, in->limit, in->cursor));
    TRY(project_each(&rq->cx, rq->caller.id, &pg.from, page_ask(&pg), list_project, &pg));
    return page_end(&pg);
}

static int list_scene(void *u, const void *row)
{
    struct page        *pg = u;
    const struct scene *s  = row;
    if (page_takes(pg, (struct cursor_key){ s->created_at, s->position, s->id }))
        scene_write(pg->rq, pg->o, s);
    return 0;
}

/* The project and the page of its scenes in one query. */
static int need_project_scenes(struct rq *rq, struct uuid id, enum right right)
{
    const struct paging *in = rq->args;
    struct page         *pg = arena_alloc(rq->cx.arena, sizeof *pg);
    (void)right; /* this is a route that only reads */
    TRY(page_begin(pg, rq, in->limit, in->cursor));
    TRY(scene_each_of_project(&rq->cx, id, rq->caller.id, rq->caller.is_admin, pg->from.n + 1,
                              page_ask(pg), list_scene, pg));
    rq->subject = pg;
    return 0;
}

static int project_scenes(struct rq *rq) { return page_end(rq->subject); }

static int project_put(struct rq *rq)
{
    const struct project_edit *in   = rq->args;
    const struct project      *p    = rq->subject;
    struct project_full        full = { .id = p->id, .name = p->name, .created_at = p->created_at };
    if (IS_SET(&project_edit_shape, in, name)) {
        TRY(project_rename(&rq->cx, p->id, in->name));
        full.name = in->name;
    }
    if (IS_SET(&project_edit_shape, in, scenes))
        TRY(project_add_scenes(&rq->cx, p->id, &in->scenes, rq->caller.id, rq->caller.is_admin));
    TRY(project_scene_ids(&rq->cx, p->id, &full.scenes));
    out_row(reply(rq, 200), &project_full_shape, &full);
    return 0;
}

static int project_del(struct rq *rq)
{
    const struct project *p = rq->subject;
    TRY(project_delete(&rq->cx, p->id));
    return made_write(rq, p->id, p->created_at);
}

/* ---- parse ---- */

static int parse_post(struct rq *rq)
{
    const struct parse_in *in = rq->args;
    struct parse_options   options = {
          .project_id    = IS_SET(&parse_in_shape, in, project_id) ? &in->project_id : NULL,
          .threshold     = IS_SET(&parse_in_shape, in, threshold) ? &in->threshold : NULL,
          .min_scene_len = IS_SET(&parse_in_shape, in, min_scene_len) ? &in->min_scene_len : NULL,
          .method        = in->method,
    };
    if (options.project_id)
        TRY(need_project(rq, in->project_id, CHANGES));
    TRY(parse_begin(&rq->cx, rq_uuid(rq, 0), rq_uuid(rq, 1), rq->caller.id, in->video, &options,
                    &rq->job));
    rq->has_job = true;
    return 0;
}

struct scene_writing {
    struct rq  *rq;
    struct out *o;
};

static int write_scene(void *u, const void *row)
{
    struct scene_writing *w = u;
    scene_write(w->rq, w->o, row);
    return 0;
}

static int parse_done(struct rq *rq, const struct job *job)
{
    struct scene_writing w = { rq, reply(rq, 200) };
    out_array(w.o);
    TRY(scene_each_of_source(&rq->cx, job->subject_id, write_scene, &w));
    out_array_end(w.o);
    return 0;
}

static const enum reason name_errors[]  = { E_CONFLICT, E_NONE };
static const enum reason parse_errors[] = { E_FORBIDDEN,   E_NOT_FOUND,    E_CONFLICT,
                                            E_TOO_LARGE,   E_MEDIA_TYPE,   E_NOT_MEDIA,
                                            E_NO_VIDEO,    E_TRUNCATED,    E_NO_FRAMES,
                                            E_MEDIA_LIMIT, E_MEDIA_FAILED, E_CANCELED,
                                            E_DISK_FULL,   E_NONE };
// clang-format off
static const struct route routes[] = {
    { POST, "/projects", LOGGED_IN, .in = &project_new_shape, .out = &made_shape, .run = project_post,
      .flags = TX, .errors = name_errors, .doc = "Create a project." },
    { GET, "/projects", LOGGED_IN, .in = &paging_shape, .out = &project_view_shape, .run = project_list,
      .flags = LIST, .doc = "List the projects that the caller owns or works in, oldest first." },
    { GET, "/projects/:project_id", LOGGED_IN, .need = { "project_id", need_project_scenes, SEES },
      .in = &paging_shape, .out = &scene_view_shape, .run = project_scenes,
      .flags = LIST, .doc = "List the scenes of a project, in their order." },
    { PUT, "/projects/:project_id", LOGGED_IN, .need = { "project_id", need_project, CHANGES },
      .in = &project_edit_shape, .out = &project_full_shape, .run = project_put,
      .flags = TX, .errors = name_errors, .doc = "Rename a project or add scenes to it." },
    { DELETE, "/projects/:project_id", LOGGED_IN, .need = { "project_id", need_project, CHANGES },
      .out = &made_shape, .run = project_del, .flags = TX,
      .doc = "Delete a project; its scenes stay." },
    { POST, "/parse", LOGGED_IN, .in = &parse_in_shape, .out = &scene_view_shape, .run = parse_post,
      .finish = parse_done, .flags = TX | LIST | BULK, .errors = parse_errors,
      .doc = "Split a video into scenes, each with a storyboard." },
};
// clang-format on
const struct route_list footage_routes = ROUTES(footage_family, routes);
