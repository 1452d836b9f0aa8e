/* track_context.c - what a web client opens with: the context, open productions, kept searches,
 * entities with their tasks. */
#include "handlers/family.h"
#include "handlers/rows.h"
#include "model/base/text.h"
#include "model/context/context.h"
#include "model/context/tasked.h"
#include "model/track/production.h"
#include "model/track/right.h"

extern const struct route_list track_context_routes;

static int user_context(struct rq *rq)
{
    struct actor who = rows_actor(rq);
    return context_write(&rq->cx, &who, reply(rq, 200));
}

static int user_filters(struct rq *rq)
{
    struct actor who = rows_actor(rq);
    return context_filters(&rq->cx, &who, reply(rq, 200));
}

static int user_filter_groups(struct rq *rq)
{
    struct actor who = rows_actor(rq);
    return context_filter_groups(&rq->cx, &who, reply(rq, 200));
}

/* ---- open productions ---- */

struct open_in {
    struct row  row;
    const char *name;
};
#define ROW struct open_in
static const struct field open_fields[] = {
    FIELD(name, WRITE, .max = 80, .doc = "Only those of this name, with % and _ as wildcards."),
};
#undef ROW
static const struct shape open_shape = SHAPE(struct open_in, open_fields);

static int projects_open(struct rq *rq)
{
    const struct open_in *in  = rq->args;
    struct actor          who = rows_actor(rq);
    return context_projects(&rq->cx, &who, in->name, reply(rq, 200));
}

static int user_projects_open(struct rq *rq)
{
    return projects_open(rq);
}

/* ---- entities with their tasks ---- */

struct tasked_in {
    struct row  row;
    struct uuid project_id, parent_id, sequence_id, entity_type_id, asset_type_id, id;
    const char *episode_id;
};
#define ROW struct tasked_in
static const struct field tasked_fields[] = {
    FIELD(project_id, WRITE, .doc = "Production; only administrators do without."),
    FIELD(parent_id, WRITE, .doc = "Only what belongs to it."),
    FIELD(sequence_id, WRITE, .doc = "Only what belongs to it."),
    FIELD(entity_type_id, WRITE, .doc = "Only of this type."),
    FIELD(asset_type_id, WRITE, .doc = "Only of this type."),
    FIELD(id, WRITE, .doc = "Only this one."),
    FIELD(episode_id, WRITE, .max = 36, .doc = "Only what belongs to it; the words all and main are no choice."),
};
#undef ROW
static const struct shape tasked_in_shape = SHAPE(struct tasked_in, tasked_fields);

static int ask_of(struct rq *rq, enum tasked_kind kind, struct tasked_ask *to)
{
    const struct tasked_in *in = rq->args;
    const struct shape     *s  = &tasked_in_shape;
    *to = (struct tasked_ask){ .kind           = kind,
                               .has_project    = IS_SET(s, in, project_id),
                               .project_id     = in->project_id,
                               .has_parent     = IS_SET(s, in, parent_id),
                               .parent_id      = in->parent_id,
                               .has_type       = IS_SET(s, in, entity_type_id),
                               .entity_type_id = in->entity_type_id,
                               .has_id         = IS_SET(s, in, id),
                               .id             = in->id };
    if (IS_SET(s, in, sequence_id)) {
        to->has_parent = true;
        to->parent_id  = in->sequence_id;
    }
    if (IS_SET(s, in, asset_type_id)) {
        to->has_type       = true;
        to->entity_type_id = in->asset_type_id;
    }
    if (!in->episode_id || strcmp(in->episode_id, "all") == 0 || strcmp(in->episode_id, "main") == 0)
        return 0;
    to->has_episode = true;
    return uuid_parse(in->episode_id, strlen(in->episode_id), &to->episode_id)
               ? 0
               : refuse_field(&rq->cx, E_INVALID, "episode_id", "episode_id: must be a UUID");
}

/* Vendors see their own work, and only where they see any. */
static int tasked(struct rq *rq, enum tasked_kind kind, enum right_for right)
{
    struct actor      who = rows_actor(rq);
    struct tasked_ask ask;
    struct standing   is = { 0 };
    TRY(ask_of(rq, kind, &ask));
    if (ask.has_project) {
        TRY(right_of_project(&rq->cx, &who, right, ask.project_id));
        if (!who.is_admin)
            TRY(right_standing(&rq->cx, &production_res, &who, ask.project_id, &is));
    } else if (!who.is_admin) {
        return refuse(&rq->cx, E_FORBIDDEN, "Only an administrator may do this without project_id");
    }
    ask.mine = !who.is_admin && right_acts_as(&who, &is, "vendor");
    return tasked_list(&rq->cx, &who, &ask, reply(rq, 200));
}

static int assets(struct rq *rq) { return tasked(rq, TASKED_ASSETS, FOR_TEAM); }
static int shots(struct rq *rq) { return tasked(rq, TASKED_SHOTS, FOR_TEAM); }
static int sequences(struct rq *rq) { return tasked(rq, TASKED_SEQUENCES, FOR_TEAM); }
static int episodes(struct rq *rq) { return tasked(rq, TASKED_EPISODES, FOR_TEAM); }
static int scenes(struct rq *rq) { return tasked(rq, TASKED_SCENES, FOR_TEAM_BUT_VENDORS); }
static int edits(struct rq *rq) { return tasked(rq, TASKED_EDITS, FOR_TEAM); }
static int concepts(struct rq *rq) { return tasked(rq, TASKED_CONCEPTS, FOR_TEAM_INSIDE); }

static const enum reason errors[] = { E_FORBIDDEN, E_NOT_FOUND, E_NONE };
#define TASKED(path, how, does)                                                                  \
    { GET, path, LOGGED_IN, .in = &tasked_in_shape, .out = &tasked_shape, .run = (how),          \
      .flags = LIST, .errors = errors, .doc = (does) }
// clang-format off
static const struct route routes[] = {
    { GET, "/data/user/context", PERSON, .run = user_context, .errors = errors, .doc = "All that a client needs when it starts." },
    { GET, "/data/user/filters", PERSON, .run = user_filters, .errors = errors, .doc = "Kept searches, by list and production." },
    { GET, "/data/user/filter-groups", PERSON, .run = user_filter_groups, .errors = errors, .doc = "Sections of kept searches, by list and production." },
    { GET, "/data/user/projects/open", PERSON, .in = &open_shape, .out = &production_shape, .run = user_projects_open, .flags = LIST,
      .errors = errors, .doc = "Open productions of one's own, with their settings." },
    { GET, "/data/projects/open", LOGGED_IN, .in = &open_shape, .out = &production_shape, .run = projects_open, .flags = LIST,
      .errors = errors, .doc = "Open productions of one's own, of all for administrators, with their settings." },
    TASKED("/data/assets/with-tasks", assets, "Assets with their tasks."),
    TASKED("/data/shots/with-tasks", shots, "Shots with their tasks."),
    TASKED("/data/sequences/with-tasks", sequences, "Sequences with their tasks."),
    TASKED("/data/episodes/with-tasks", episodes, "Episodes with their tasks."),
    TASKED("/data/scenes/with-tasks", scenes, "Scenes with their tasks."),
    TASKED("/data/edits/with-tasks", edits, "Edits with their tasks."),
    TASKED("/data/concepts/with-tasks", concepts, "Concepts with their tasks."),
};
// clang-format on
const struct route_list track_context_routes = ROUTES(tracker_family, routes);
