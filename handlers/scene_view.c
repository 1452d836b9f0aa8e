/* scene_view.c - the long form of a scene. */
#include "handlers/scene_view.h"
#include "model/base/arena.h"
#include "model/base/text.h"

enum { JSON_MAX = 4096 };

struct scene_view {
    struct row  row;
    struct uuid id, project_id;
    const char *name;
    struct utc  created_at, updated_at;
    int64_t     position, frame_num, frame_count;
    const char *fps, *start_time, *end_time, *duration;
    int64_t     width, height;
    const char *transition;
    double      confidence;
    const char *status, *thumbnail_url, *storyboard_url;
    struct json storyboard;
    const char *clip_url;
    struct uuid shot_id;
    struct json analysis, source;
};

static const char *const transitions[] = { "start", "cut", "dissolve", "fade", NULL };
static const char *const statuses[]    = { "ready", "processing", NULL };

#define ROW struct scene_view
// clang-format off
static const struct field scene_view_fields[] = {
    FIELD(id,             READ, .doc = "Stable identifier."),
    FIELD(project_id,     READ | NULLS, .doc = "Project that it is in."),
    FIELD(name,           READ, .doc = "Shown name."),
    FIELD(created_at,     READ, .doc = "When it was made."),
    FIELD(updated_at,     READ, .doc = "Last change."),
    FIELD(position,       READ | NULLS, .doc = "Place in the project, from 0; null without a project."),
    FIELD(frame_num,      READ, .doc = "Its first frame in the source, from 0."),
    FIELD(frame_count,    READ, .doc = "Number of frames."),
    FIELD(fps,            READ | NULLS, .doc = "Frame rate of the source as a fraction, like 24000/1001."),
    FIELD(start_time,     READ, .doc = "Start in the source, HH:MM:SS.mmm."),
    FIELD(end_time,       READ, .doc = "End in the source, HH:MM:SS.mmm."),
    FIELD(duration,       READ, .doc = "Length, HH:MM:SS.mmm."),
    FIELD(width,          READ | NULLS, .doc = "Width as displayed, in pixels."),
    FIELD(height,         READ | NULLS, .doc = "Height as displayed, in pixels."),
    FIELD(transition,     READ, .choices = transitions, .doc = "How the scene begins."),
    FIELD(confidence,     READ, .doc = "How sure its first cut is, from 0 to 1."),
    FIELD(status,         READ, .choices = statuses, .doc = "Whether its pictures are being made again."),
    FIELD(thumbnail_url,  READ, .doc = "Small picture of the scene."),
    FIELD(storyboard_url, READ, .doc = "Listing of the scene's folder."),
    FIELD(storyboard,     READ, .schema = "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}", .doc = "Representative frames, in order."),
    FIELD(clip_url,       READ | NULLS, .doc = "The scene as a video, once it was run."),
    FIELD(shot_id,        READ | NULLS, .doc = "The shot of the production that it has become, see import-as-shots."),
    FIELD(analysis,       READ | NULLS, .schema = "{\"type\":\"object\"}", .doc = "What the last analysis measured."),
    FIELD(source,         READ, .schema = "{\"type\":\"object\",\"required\":[\"id\",\"file_name\",\"content_hash\"],\"properties\":{\"id\":{\"type\":\"string\",\"format\":\"uuid\"},\"file_name\":{\"type\":\"string\"},\"content_hash\":{\"type\":\"string\"}}}", .doc = "The video that it is from."),
};
// clang-format on
#undef ROW
const struct shape scene_view_shape =
    SHAPE(struct scene_view, scene_view_fields, .name = "Scene");

/* HH:MM:SS.mmm; hours grow beyond two digits when they must. */
static const char *clock_text(struct rq *rq, int64_t us)
{
    uint64_t ms = us < 0 ? 0 : (uint64_t)(us + 500) / 1000, hours = ms / 3600000;
    char     text[] = "00000000000:00:00.000", *end = text + 11;
    size_t   n = 2;
    for (uint64_t rest = hours; rest >= 100; rest /= 10)
        n++;
    digits_write(text, hours, 11);
    digits_write(end + 1, ms / 60000 % 60, 2);
    digits_write(end + 4, ms / 1000 % 60, 2);
    digits_write(end + 7, ms % 1000, 3);
    return arena_text(rq->cx.arena, end - n);
}

static struct json storyboard_json(struct rq *rq, const char *folder, int64_t pictures)
{
    struct out o      = out_in_arena(rq->cx.arena, JSON_MAX);
    char      *url    = arena_printf(rq->cx.arena, "%sframe-0000.jpg", folder);
    char      *number = url + strlen(url) - strlen("0000.jpg");
    out_array(&o);
    for (int64_t i = 1; i <= pictures; i++) {
        digits_write(number, (uint64_t)i, 4);
        out_str(&o, url);
    }
    out_array_end(&o);
    return (struct json){ out_done(&o) };
}

static struct json source_json(struct rq *rq, const struct scene *s)
{
    struct out o = out_in_arena(rq->cx.arena, JSON_MAX);
    out_object(&o);
    OUT_UUID(&o, "id", s->source_id);
    OUT_STR(&o, "file_name", s->file_name);
    OUT_STR(&o, "content_hash", s->content_hash);
    out_object_end(&o);
    return (struct json){ out_done(&o) };
}

void scene_write(struct rq *rq, struct out *o, const struct scene *s)
{
    struct arena     *a = rq->cx.arena;
    struct scene_view v = { .id = s->id, .name = s->name, .created_at = s->created_at,
                            .updated_at = s->updated_at, .frame_num = s->frame_num,
                            .frame_count = s->frame_count, .transition = s->transition,
                            .confidence = s->confidence, .status = s->status };
    char              id[UUID_TEXT];
    const char       *folder;
    uuid_format(s->id, id);
    folder           = arena_printf(a, "/sv/%s/", id);
    v.start_time     = clock_text(rq, s->start_us);
    v.end_time       = clock_text(rq, s->end_us);
    v.duration       = clock_text(rq, s->end_us - s->start_us);
    v.thumbnail_url  = arena_printf(a, "%sthumb.jpg", folder);
    v.storyboard_url = folder;
    v.storyboard     = storyboard_json(rq, folder, s->pictures);
    v.source         = source_json(rq, s);
    if (!uuid_is_nil(s->project_id)) {
        v.project_id = s->project_id;
        v.position   = s->position;
        SET(&scene_view_shape, &v, project_id);
        SET(&scene_view_shape, &v, position);
    }
    if (s->fps_den > 0) {
        v.fps = arena_printf(a, "%lld/%lld", (long long)s->fps_num, (long long)s->fps_den);
        SET(&scene_view_shape, &v, fps);
    }
    if (s->width > 0) {
        v.width  = s->width;
        v.height = s->height;
        SET(&scene_view_shape, &v, width);
        SET(&scene_view_shape, &v, height);
    }
    if (s->has_clip) {
        v.clip_url = arena_printf(a, "%sclip.mp4", folder);
        SET(&scene_view_shape, &v, clip_url);
    }
    if (!uuid_is_nil(s->shot_id)) {
        v.shot_id = s->shot_id;
        SET(&scene_view_shape, &v, shot_id);
    }
    if (s->analysis.text) {
        v.analysis = s->analysis;
        SET(&scene_view_shape, &v, analysis);
    }
    out_row(o, &scene_view_shape, &v);
}

struct made {
    struct row  row;
    struct uuid id;
    struct utc  created_at;
};
#define ROW struct made
static const struct field made_fields[] = {
    FIELD(id, READ, .doc = "Stable identifier."),
    FIELD(created_at, READ, .doc = "When it was made."),
};
#undef ROW
const struct shape made_shape = SHAPE(struct made, made_fields, .name = "Made");

int made_write(struct rq *rq, struct uuid id, struct utc created_at)
{
    struct made m = { .id = id, .created_at = created_at };
    out_row(reply(rq, 200), &made_shape, &m);
    return 0;
}
