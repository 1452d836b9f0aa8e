/* track_casting.c - castings: what is in an asset, a shot, an episode, and in many of them. */
#include "handlers/family.h"
#include "handlers/track_common.h"
#include "model/base/text.h"
#include "model/track/casting.h"
#include "model/track/entity.h"

extern const struct route_list track_casting_routes;

struct casting_in {
    struct row  row;
    struct uuid project_id, asset_id, entity_id, sequence_id, asset_type_id, entity_link_id;
    const char *episode_id;
    struct json links;
};
// clang-format off
#define ROW struct casting_in
#define PROJECT FIELD(project_id, PATH, .doc = "The production.")
#define LINKS(text) FIELD(links, WRITE | NEED, .doc = text)
static const struct field asset_fields[]    = { FIELD(asset_id, PATH, .doc = "The asset.") };
static const struct field asset_set[]       = { FIELD(asset_id, PATH, .doc = "The asset."), LINKS("Objects with asset_id, nb_occurences, label.") };
static const struct field entity_fields[]   = { PROJECT, FIELD(entity_id, PATH, .doc = "The shot, asset or episode.") };
static const struct field entity_set[]      = { PROJECT, FIELD(entity_id, PATH, .doc = "The shot, asset or episode."), LINKS("Objects with asset_id, nb_occurences, label.") };
static const struct field many_set[]        = { PROJECT, LINKS("Such arrays by the ids of the entities.") };
static const struct field sequence_fields[] = { PROJECT, FIELD(sequence_id, PATH, .doc = "The sequence.") };
static const struct field episode_fields[]  = { PROJECT, FIELD(episode_id, PATH, .doc = "The episode, or main for none.") };
static const struct field type_fields[]     = { PROJECT, FIELD(asset_type_id, PATH, .doc = "The type of assets.") };
static const struct field link_fields[]     = { PROJECT, FIELD(entity_link_id, PATH, .doc = "The link.") };
static const struct field project_fields[]  = { PROJECT };
#undef ROW
#define IN(name, fields) static const struct shape name = SHAPE(struct casting_in, fields)
IN(asset_shape, asset_fields);
IN(asset_set_shape, asset_set);
IN(entity_in_shape, entity_fields);
IN(entity_set_shape, entity_set);
IN(many_set_shape, many_set);
IN(sequence_shape, sequence_fields);
IN(episode_shape, episode_fields);
IN(type_shape, type_fields);
IN(link_shape, link_fields);
IN(project_shape, project_fields);
// clang-format on

/* ---- lists ---- */

struct grouping { /* rows as arrays, by what they are in */
    struct out *o;
    bool        open;
    struct uuid in_id;
};

static int write_grouped(void *u, const void *row)
{
    struct grouping   *g = u;
    const struct cast *c = row;
    char               id[UUID_TEXT];
    if (!g->open || !uuid_equal(g->in_id, c->in_id)) {
        if (g->open)
            out_array_end(g->o);
        uuid_format(c->in_id, id);
        out_key(g->o, id);
        out_array(g->o);
        g->open  = true;
        g->in_id = c->in_id;
    }
    out_row(g->o, &cast_shot_shape, row);
    return g->o->failed ? -1 : 0;
}

static int grouped(struct rq *rq, enum cast_of what, struct uuid project_id, struct uuid id)
{
    struct grouping g = { .o = reply(rq, 200) };
    out_object(g.o);
    TRY(cast_each(&rq->cx, what, project_id, id, write_grouped, &g));
    if (g.open)
        out_array_end(g.o);
    out_object_end(g.o);
    return 0;
}

static int listed(struct rq *rq, const struct thing *of)
{
    struct track_list l = { reply(rq, 200), &cast_asset_shape, NULL };
    out_array(l.o);
    TRY(cast_each(&rq->cx, CAST_OF_ENTITY, of->project_id, of->id, track_list_row, &l));
    out_array_end(l.o);
    return 0;
}

static int asset_get(struct rq *rq)
{
    const struct casting_in *in = rq->args;
    struct thing             of = { 0 };
    TRY(track_thing(rq, FOR_ASSIGNED, KIND_ASSET, in->asset_id, &of));
    return listed(rq, &of);
}

static int entity_get(struct rq *rq)
{
    const struct casting_in *in = rq->args;
    struct thing             of = { 0 };
    TRY(track_thing_of(rq, FOR_TEAM_BUT_VENDORS, NULL, in->project_id, in->entity_id, &of));
    return listed(rq, &of);
}

static int sequence_get(struct rq *rq)
{
    const struct casting_in *in = rq->args;
    struct thing             of = { 0 };
    TRY(track_thing_of(rq, FOR_TEAM_BUT_VENDORS, KIND_SEQUENCE, in->project_id, in->sequence_id,
                       &of));
    return grouped(rq, CAST_OF_SEQUENCE, in->project_id, in->sequence_id);
}

/* Of an episode that is none there is nothing. */
static int episode_get(struct rq *rq)
{
    const struct casting_in *in = rq->args;
    struct uuid              id = { { 0 } };
    TRY(track_project(rq, FOR_TEAM_BUT_VENDORS, in->project_id));
    if (strcmp(in->episode_id, "main") != 0 && !uuid_parse(in->episode_id, strlen(in->episode_id), &id))
        return refuse(&rq->cx, E_NOT_FOUND, "There is no such episode");
    return grouped(rq, CAST_OF_EPISODE, in->project_id, id);
}

static int whole_project(struct rq *rq, enum cast_of what)
{
    const struct casting_in *in = rq->args;
    TRY(track_project(rq, FOR_TEAM_BUT_VENDORS, in->project_id));
    return grouped(rq, what, in->project_id, what == CAST_OF_TYPE ? in->asset_type_id : in->project_id);
}

static int shots_get(struct rq *rq) { return whole_project(rq, CAST_OF_SHOTS); }
static int episodes_get(struct rq *rq) { return whole_project(rq, CAST_OF_EPISODES); }
static int type_get(struct rq *rq) { return whole_project(rq, CAST_OF_TYPE); }

static int cast_in_get(struct rq *rq)
{
    const struct casting_in *in = rq->args;
    struct thing             of = { 0 };
    struct track_list        l  = { .shape = &cast_in_shape };
    TRY(track_thing(rq, FOR_ASSIGNED, KIND_ASSET, in->asset_id, &of));
    l.o = reply(rq, 200);
    out_array(l.o);
    TRY(cast_in_each(&rq->cx, of.id, track_list_row, &l));
    out_array_end(l.o);
    return 0;
}

/* ---- changes: what came is the answer ---- */

static int echo(struct rq *rq, struct json links)
{
    out_json(reply(rq, 200), links.text);
    return 0;
}

static int replace(struct rq *rq, const char *kind, struct uuid id)
{
    const struct casting_in *in  = rq->args;
    struct actor             who = rows_actor(rq);
    struct thing             of  = { 0 };
    TRY(track_thing_locked(rq, FOR_MANAGER, kind, id, &of));
    TRY(cast_replace(&rq->cx, &who, &of, in->links));
    return echo(rq, in->links);
}

static int asset_put(struct rq *rq)
{
    return replace(rq, KIND_ASSET, ((const struct casting_in *)rq->args)->asset_id);
}

static int entity_put(struct rq *rq)
{
    const struct casting_in *in = rq->args;
    struct thing             of = { 0 };
    TRY(track_thing_of(rq, FOR_MANAGER, NULL, in->project_id, in->entity_id, &of));
    return replace(rq, NULL, in->entity_id);
}

static int many_put(struct rq *rq)
{
    const struct casting_in *in  = rq->args;
    struct actor             who = rows_actor(rq);
    TRY(track_project(rq, FOR_MANAGER, in->project_id));
    TRY(cast_replace_many(&rq->cx, &who, in->project_id, in->links));
    return echo(rq, in->links);
}

/* ---- links as rows ---- */

static int links_get(struct rq *rq)
{
    const struct casting_in *in = rq->args;
    TRY(track_project(rq, FOR_MANAGER, in->project_id));
    return cast_links(&rq->cx, in->project_id, reply(rq, 200));
}

static int link_delete(struct rq *rq)
{
    const struct casting_in *in  = rq->args;
    struct actor             who = rows_actor(rq);
    TRY(track_project(rq, FOR_MANAGER, in->project_id));
    return cast_link_remove(&rq->cx, &who, in->project_id, in->entity_link_id, reply(rq, 200));
}

// clang-format off
#define READS(path, shape, fn, text) \
    { GET, path, LOGGED_IN, .in = &shape, .run = fn, .errors = track_errors, .doc = text }
static const struct route routes[] = {
    { GET, "/data/assets/:asset_id/casting", LOGGED_IN, .in = &asset_shape, .out = &cast_asset_shape, .run = asset_get,
      .flags = LIST, .errors = track_errors, .doc = "Assets in an asset." },
    { PUT, "/data/assets/:asset_id/casting", LOGGED_IN, .in = &asset_set_shape, .run = asset_put,
      .flags = STRICT | ALONE | TX, .errors = track_errors, .doc = "Replace what is in an asset." },
    { GET, "/data/assets/:asset_id/cast-in", LOGGED_IN, .in = &asset_shape, .out = &cast_in_shape, .run = cast_in_get,
      .flags = LIST, .errors = track_errors, .doc = "Shots and assets that an asset is in." },
    { GET, "/data/projects/:project_id/entities/:entity_id/casting", LOGGED_IN, .in = &entity_in_shape, .out = &cast_asset_shape,
      .run = entity_get, .flags = LIST, .errors = track_errors, .doc = "Assets in a shot, an asset or an episode." },
    { PUT, "/data/projects/:project_id/entities/:entity_id/casting", LOGGED_IN, .in = &entity_set_shape, .run = entity_put,
      .flags = STRICT | ALONE | TX, .errors = track_errors, .doc = "Replace what is in a shot, an asset or an episode." },
    { PUT, "/data/projects/:project_id/entities/casting", LOGGED_IN, .in = &many_set_shape, .run = many_put,
      .flags = STRICT | ALONE | TX, .errors = track_errors, .doc = "Replace what is in several; none is changed if one cannot be." },
    { GET, "/data/projects/:project_id/entity-links", LOGGED_IN, .in = &project_shape, .out = &entity_link_shape,
      .run = links_get, .flags = LIST, .errors = track_errors, .doc = "Links of a production." },
    { DELETE, "/data/projects/:project_id/entity-links/:entity_link_id", LOGGED_IN, .in = &link_shape, .out = &entity_link_shape,
      .run = link_delete, .flags = TX, .errors = track_errors, .doc = "Take a link away; the answer is what it was." },
    READS("/data/projects/:project_id/sequences/:sequence_id/casting", sequence_shape, sequence_get, "Castings of the shots of a sequence."),
    READS("/data/projects/:project_id/sequences/:sequence_id/shots/casting", sequence_shape, sequence_get, "Castings of the shots of a sequence."),
    READS("/data/projects/:project_id/episodes/:episode_id/sequences/all/casting", episode_shape, episode_get, "Castings of the shots of an episode."),
    READS("/data/projects/:project_id/episodes/:episode_id/shots/casting", episode_shape, episode_get, "Castings of the shots of an episode."),
    READS("/data/projects/:project_id/sequences/all/casting", project_shape, shots_get, "Castings of all shots."),
    READS("/data/projects/:project_id/shots/casting", project_shape, shots_get, "Castings of all shots."),
    READS("/data/projects/:project_id/episodes/casting", project_shape, episodes_get, "Castings of all episodes."),
    READS("/data/projects/:project_id/asset-types/:asset_type_id/casting", type_shape, type_get, "Castings of the assets of a type."),
};
// clang-format on
const struct route_list track_casting_routes = ROUTES(tracker_family, routes);
