/* timeline.c - clips of OpenTimelineIO's JSON. See timeline.h. */
#include <json-c/json.h>
#include "model/base/arena.h"
#include "model/base/json.h"
#include "model/track/timeline_parts.h"

#define VALUE_MOST 1e12
#define RATE_MOST  1e6
#define PLACE_MOST 1e15
#define NOTHING    { 0, 1 / RATE_MOST } /* takes the rate of whatever is added to it */

/* ---- times ---- */

static double at_rate(struct instant t, double rate)
{
    return t.rate == rate ? t.value : t.value * rate / t.rate;
}

struct instant instant_add(struct instant a, struct instant b)
{
    double rate = a.rate > b.rate ? a.rate : b.rate;
    return (struct instant){ at_rate(a, rate) + at_rate(b, rate), rate };
}

static bool is_before(struct instant a, struct instant b)
{
    double rate = a.rate > b.rate ? a.rate : b.rate;
    return at_rate(a, rate) < at_rate(b, rate);
}

/* Of the span only what is in the other one; false: nothing is. */
static bool span_trim(struct span *s, const struct span *in)
{
    struct instant end = instant_add(s->start, s->duration), last = instant_add(in->start, in->duration);
    if (is_before(s->start, in->start))
        s->start = in->start;
    if (is_before(last, end))
        end = last;
    if (!is_before(s->start, end))
        return false;
    s->duration = (struct instant){ end.value - at_rate(s->start, end.rate), end.rate };
    return true;
}

static int64_t whole(double v)
{
    int64_t n = (int64_t)v;
    return n - (v < (double)n);
}

/* The first frame, and the last one that begins in it; false: nobody counts so far. */
static bool frames_of(const struct span *s, struct timeline_clip *c)
{
    struct instant end   = instant_add(s->start, s->duration);
    double         first = at_rate(s->start, end.rate);
    if (!(first > -PLACE_MOST && end.value < PLACE_MOST))
        return false;
    c->has_range = true;
    c->frame_in = c->frame_out = whole(first);
    if (end.value - first > 1)
        c->frame_out = (double)whole(end.value) == end.value ? whole(end.value) - 1 : whole(end.value);
    return true;
}

/* ---- clips ---- */

const char *clip_stem(struct cx *cx, const char *name)
{
    const char *slash = strrchr(name, '/'), *dot;
    name              = slash ? slash + 1 : name;
    dot               = strrchr(name, '.');
    return dot && dot > name ? arena_copy(cx->arena, name, (size_t)(dot - name))
                             : arena_text(cx->arena, name);
}

void track_pass(struct timeline_track *t, const struct instant *duration)
{
    if (duration)
        t->at = instant_add(t->at, *duration);
    else
        t->is_lost = true;
}

int track_clip(struct timeline_track *t, const char *name, const struct span *own, bool is_cut)
{
    struct timeline      *to = t->to;
    struct timeline_clip *c;
    struct span           s;
    if (to->n == TIMELINE_CLIPS_MAX)
        return refuse(t->cx, E_INVALID, "An edit has at most %d clips", TIMELINE_CLIPS_MAX);
    if (to->n == t->room) {
        size_t                room = t->room ? t->room * 2 : 64;
        struct timeline_clip *more = arena_alloc_array(t->cx->arena, room, sizeof *more);
        if (to->n)
            memcpy(more, to->v, to->n * sizeof *more);
        to->v   = more;
        t->room = room;
    }
    c       = &to->v[to->n++];
    c->name = name;
    if (own) {
        c->has_frames = is_cut;
        c->nb_frames  = (int64_t)own->duration.value;
        s             = (struct span){ t->at, own->duration };
        if (t->is_lost || (t->has_trim && !span_trim(&s, &t->trim)))
            s = *own;
        if (!frames_of(&s, c))
            return refuse(t->cx, E_INVALID, "The clip %.100s is too far away", name);
    }
    track_pass(t, own ? &own->duration : NULL);
    return 0;
}

/* ---- the file ---- */

static struct json_object *member(struct json_object *o, const char *name)
{
    struct json_object *v = NULL;
    if (json_object_is_type(o, json_type_object))
        json_object_object_get_ex(o, name, &v);
    return v;
}

static const char *text_member(struct json_object *o, const char *name)
{
    struct json_object *v = member(o, name);
    return json_object_is_type(v, json_type_string) ? json_object_get_string(v) : "";
}

/* Schemas have their version behind a dot. */
static bool is_a(struct json_object *o, const char *schema)
{
    const char *is = text_member(o, "OTIO_SCHEMA");
    size_t      n  = strlen(schema);
    return strncmp(is, schema, n) == 0 && is[n] == '.';
}

static bool number(struct json_object *v, double most, double *to)
{
    if (!json_object_is_type(v, json_type_int) && !json_object_is_type(v, json_type_double))
        return false;
    *to = json_object_get_double(v);
    return *to >= -most && *to <= most;
}

static bool instant_read(struct json_object *v, struct instant *to)
{
    return number(member(v, "value"), VALUE_MOST, &to->value) &&
           number(member(v, "rate"), RATE_MOST, &to->rate) && to->rate >= 1 / RATE_MOST;
}

static bool span_read(struct json_object *v, struct span *to)
{
    return instant_read(member(v, "start_time"), &to->start) &&
           instant_read(member(v, "duration"), &to->duration) && to->duration.value >= 0;
}

static struct json_object *media_of(struct json_object *clip)
{
    const char *key = text_member(clip, "active_media_reference_key");
    struct json_object *all = member(clip, "media_references");
    return all ? member(all, *key ? key : "DEFAULT_MEDIA") : member(clip, "media_reference");
}

static bool length_of(struct json_object *item, struct instant *to);

/* One behind the other in a track, all at once in a stack. */
static bool length_within(struct json_object *item, struct instant *to)
{
    struct json_object *children = member(item, "children");
    bool                stacked  = is_a(item, "Stack");
    size_t n = json_object_is_type(children, json_type_array) ? json_object_array_length(children) : 0;
    *to      = (struct instant)NOTHING;
    for (size_t i = 0; i < n; i++) {
        struct json_object *child = json_object_array_get_idx(children, i);
        struct instant      one;
        if (is_a(child, "Transition"))
            continue;
        if (!length_of(child, &one))
            return false;
        if (!stacked)
            *to = instant_add(*to, one);
        else if (is_before(*to, one))
            *to = one;
    }
    return true;
}

static bool length_of(struct json_object *item, struct instant *to)
{
    struct span s;
    if (span_read(member(item, "source_range"), &s) ||
        span_read(member(media_of(item), "available_range"), &s)) {
        *to = s.duration;
        return true;
    }
    return (is_a(item, "Stack") || is_a(item, "Track")) && length_within(item, to);
}

static const char *name_of(struct cx *cx, struct json_object *clip)
{
    static const char *const members[] = { "name_prefix", "name", "target_url" };
    const char              *name      = text_member(clip, "name");
    for (size_t i = 0; !*name && i < COUNT(members); i++)
        name = text_member(media_of(clip), members[i]);
    return clip_stem(cx, name);
}

static int item_read(struct timeline_track *t, struct json_object *item)
{
    struct span    own;
    struct instant length;
    bool           is_cut;
    if (is_a(item, "Transition"))
        return 0;
    if (!is_a(item, "Clip")) {
        bool known = length_of(item, &length);
        track_pass(t, known ? &length : NULL);
        return 0;
    }
    is_cut = span_read(member(item, "source_range"), &own);
    if (!is_cut && !span_read(member(media_of(item), "available_range"), &own))
        return track_clip(t, name_of(t->cx, item), NULL, false);
    return track_clip(t, name_of(t->cx, item), &own, is_cut);
}

static int track_read(struct timeline_track *t, struct json_object *track)
{
    struct json_object *children = member(track, "children");
    size_t n = json_object_is_type(children, json_type_array) ? json_object_array_length(children) : 0;
    t->has_trim = span_read(member(track, "source_range"), &t->trim);
    t->is_lost  = false;
    t->at       = (struct instant)NOTHING;
    for (size_t i = 0; i < n; i++)
        TRY(item_read(t, json_object_array_get_idx(children, i)));
    return 0;
}

int timeline_read(struct cx *cx, const char *text, size_t len, struct timeline *to)
{
    struct timeline_track t = { .cx = cx, .to = to };
    struct json_object   *root, *tracks;
    *to = (struct timeline){ 0 };
    if (!json_read(cx->arena, text, len, &root) || !is_a(root, "Timeline"))
        return refuse(cx, E_INVALID, "The file is no timeline of OpenTimelineIO");
    tracks = member(member(root, "tracks"), "children");
    if (!json_object_is_type(tracks, json_type_array))
        return refuse(cx, E_INVALID, "The timeline has no tracks");
    for (size_t i = 0; i < json_object_array_length(tracks); i++) {
        struct json_object *track = json_object_array_get_idx(tracks, i);
        if (is_a(track, "Track") && strcmp(text_member(track, "kind"), "Video") == 0)
            TRY(track_read(&t, track));
    }
    return 0;
}
