/* track_conform.c - timelines that become shots. */
#include "handlers/family.h"
#include "handlers/track_common.h"
#include "handlers/track_upload.h"
#include "model/base/text.h"
#include "model/track/conform.h"

extern const struct route_list track_conform_routes;

struct conform_in {
    struct row     row;
    struct uuid    project_id, episode_id;
    struct upload *file;
    const char    *naming_convention;
    bool           match_case;
};

static int read_file(struct rq *rq, struct timeline *to)
{
    const struct conform_in *in = rq->args;
    const char              *text;
    size_t                   len;
    double                   fps;
    if (!in->file)
        return refuse_field(&rq->cx, E_INVALID, "file", "file: is required");
    TRY(upload_text(rq, in->file, &text, &len));
    if (strcmp(upload_extension(rq, in->file), "edl") != 0)
        return timeline_read(&rq->cx, text, len, to);
    TRY(conform_fps(&rq->cx, in->project_id, &fps));
    return timeline_read_edl(&rq->cx, text, len, fps, to);
}

static int conform_post(struct rq *rq)
{
    const struct conform_in *in  = rq->args;
    struct actor             who = rows_actor(rq);
    struct conform_ask       ask = { .project_id = in->project_id, .convention = in->naming_convention,
                                     .match_case = in->match_case };
    struct timeline          timeline;
    struct conformed         done;
    if (field_index(rq->route->in, "episode_id", strlen("episode_id")) >= 0)
        ask.episode_id = in->episode_id;
    TRY(track_project(rq, FOR_MANAGER, in->project_id));
    TRY(read_file(rq, &timeline));
    TRY(conform(&rq->cx, &who, &ask, &timeline, &done));
    return conform_write(&rq->cx, &done, reply(rq, 201));
}

// clang-format off
#define ROW struct conform_in
#define FILE_OF(convention)                                                                        \
    FIELD(project_id, PATH, .doc = "The production."),                                             \
    FIELD(file, WRITE, .ref = "max_timeline_bytes", .doc = "A timeline of OpenTimelineIO (.otio), or a list of CMX 3600 (.edl)."), \
    FIELD(naming_convention, WRITE, .min = 1, .max = 300, .def = convention, .doc = "What clips are called after."), \
    FIELD(match_case, WRITE, .def = "true", .doc = "Are capitals told apart in names of shots that are there.")
static const struct field project_fields[] = { FILE_OF("${project_name}_${sequence_name}-${shot_name}") };
static const struct field episode_fields[] = { FILE_OF("${project_name}_${episode_name}-${sequence_name}-${shot_name}"),
    FIELD(episode_id, PATH, .doc = "The episode.") };
#undef ROW
static const struct shape project_shape = SHAPE(struct conform_in, project_fields),
                          episode_shape = SHAPE(struct conform_in, episode_fields);
static const enum reason errors[] = { E_FORBIDDEN, E_NOT_FOUND, E_TOO_LARGE, E_NONE };
static const struct route routes[] = {
    { POST, "/import/otio/projects/:project_id", LOGGED_IN, .in = &project_shape, .run = conform_post, .status = 201, .flags = TX | BULK,
      .errors = errors, .doc = "Make sequences and shots of a timeline's clips, or change their frames: all of them, or none." },
    { POST, "/import/otio/projects/:project_id/episodes/:episode_id", LOGGED_IN, .in = &episode_shape, .run = conform_post, .status = 201,
      .flags = TX | BULK, .errors = errors, .doc = "The same for the shots of an episode." },
};
// clang-format on
const struct route_list track_conform_routes = ROUTES(tracker_family, routes);
