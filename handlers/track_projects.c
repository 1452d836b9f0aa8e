/* track_projects.c - productions: new ones answer with their first episode if they are series. */
#include "handlers/family.h"
#include "handlers/rows.h"
#include "model/track/production.h"
#include "model/track/template.h"

extern const struct route_list track_project_routes;

enum { ROW_BYTES = 4 << 20 };

static int project_post(struct rq *rq)
{
    struct actor             who  = rows_actor(rq);
    const struct production *in   = rq->args;
    bool                     by_template = IS_SET(&production_new_shape, in, project_template_id);
    struct out               text = out_in_arena(rq->cx.arena, ROW_BYTES), *o;
    struct uuid              id, first;
    const char              *row;
    bool                     found = false;
    TRY(rows_create_only(rq, &production_res, &id));
    if (IS_SET(&production_new_shape, in, preview_background_file_id))
        return refuse_field(&rq->cx, E_INVALID, "preview_background_file_id", "preview_background_file_id: is no column");
    if (by_template)
        TRY(template_apply(&rq->cx, &who, id, in->project_template_id, in));
    text.time = TIME_NAIVE;
    TRY(res_written(&rq->cx, &production_res, &who, id, true, &text));
    row = out_done(&text);
    if (!row)
        return refuse(&rq->cx, E_TOO_LARGE, "The project is too large");
    if (IS_SET(&production_shape, in, production_type) ? strcmp(in->production_type, "tvshow") == 0
                                                       : by_template)
        TRY(production_episode(&rq->cx, id, &first, &found));
    o = reply(rq, 201);
    out_object(o);
    out_json_members(o, row);
    if (found)
        OUT_UUID(o, "first_episode_id", first);
    out_object_end(o);
    return 0;
}

// clang-format off
static const struct route routes[] = {
    { GET, "/data/projects", LOGGED_IN, .in = &rows_in_shape, .out = &production_shape, .run = rows_each, .first = rows_first, .resource = &production_res,
      .flags = LIST, .errors = rows_errors, .doc = "Productions; any column may be given as a filter." },
    { POST, "/data/projects", LOGGED_IN, .in = &production_new_shape, .out = &production_shape, .run = project_post, .first = rows_first,
      .resource = &production_res, .status = 201, .flags = STRICT | TX, .errors = rows_errors,
      .doc = "Make a production; of a series the answer names the `first_episode_id` too." },
    { GET, "/data/projects/:instance_id", LOGGED_IN, .in = &rows_one_shape, .out = &production_shape, .run = rows_get,
      .resource = &production_res, .errors = rows_errors, .doc = "Read a production." },
    { PUT, "/data/projects/:instance_id", LOGGED_IN, .in = &production_shape, .out = &production_shape, .run = rows_put, .first = rows_first,
      .resource = &production_res, .flags = STRICT | TX | PARTIAL, .errors = rows_errors, .doc = "Change a production." },
};
// clang-format on
const struct route_list track_project_routes = ROUTES(tracker_family, routes);
