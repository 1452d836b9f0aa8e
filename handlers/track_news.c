/* track_news.c - what happened in a production, page by page. */
#include "handlers/family.h"
#include "handlers/track_common.h"
#include "model/base/text.h"
#include "model/track/entity.h"
#include "model/track/news.h"

extern const struct route_list track_news_routes;

struct news_in {
    struct row  row;
    struct uuid project_id, news_id, entity_id;
    bool        only_preview;
    struct uuid task_type_id, task_status_id, episode_id, person_id;
    int64_t     page, limit;
    struct utc  after, before;
};
// clang-format off
#define ROW struct news_in
#define PROJECT FIELD(project_id, PATH, .doc = "The production.")
#define FILTERS \
    FIELD(only_preview, WRITE, .def = "false", .doc = "Those with a preview alone."), \
    FIELD(task_type_id, WRITE, .doc = "Of that kind of work."), \
    FIELD(task_status_id, WRITE, .doc = "Of comments with that status."), \
    FIELD(episode_id, WRITE, .doc = "Of the shots of an episode."), \
    FIELD(person_id, WRITE, .doc = "By that person."), \
    FIELD(page, WRITE, .min = 1, .max = INT32_MAX, .def = "1", .doc = "Page from 1."), \
    FIELD(limit, WRITE, .min = 1, .max = INT32_MAX, .def = "50", .doc = "Rows of a page."), \
    FIELD(after, WRITE, .doc = "Behind that moment."), \
    FIELD(before, WRITE, .doc = "In front of that moment.")
static const struct field page_fields[] = { PROJECT, FILTERS };
static const struct field open_fields[] = { FIELD(project_id, WRITE, .doc = "Of that production alone."), FILTERS };
static const struct field one_fields[] = { PROJECT, FIELD(news_id, PATH, .doc = "The news.") };
static const struct field entity_fields[] = { FIELD(entity_id, PATH, .doc = "The entity.") };
#undef ROW
static const struct shape page_shape = SHAPE(struct news_in, page_fields);
static const struct shape open_shape = SHAPE(struct news_in, open_fields);
static const struct shape one_shape = SHAPE(struct news_in, one_fields);
static const struct shape news_entity_shape = SHAPE(struct news_in, entity_fields);
// clang-format on

static struct news_ask asked(const struct news_in *in)
{
    return (struct news_ask){ .project_id     = in->project_id,
                              .task_type_id   = in->task_type_id,
                              .task_status_id = in->task_status_id,
                              .episode_id     = in->episode_id,
                              .person_id      = in->person_id,
                              .only_preview   = in->only_preview,
                              .after          = in->after,
                              .before         = in->before,
                              .page           = in->page,
                              .limit          = in->limit };
}

static int page_run(struct rq *rq)
{
    const struct news_in *in  = rq->args;
    struct actor          who = rows_actor(rq);
    struct news_ask       ask = asked(in);
    TRY(track_project(rq, FOR_TEAM, in->project_id));
    return news_page(&rq->cx, &who, &ask, reply(rq, 200));
}

static int open_run(struct rq *rq)
{
    const struct news_in *in  = rq->args;
    struct actor          who = rows_actor(rq);
    struct news_ask       ask = asked(in);
    if (!uuid_is_nil(in->project_id))
        TRY(track_project(rq, FOR_TEAM, in->project_id));
    return news_page(&rq->cx, &who, &ask, reply(rq, 200));
}

static int one_run(struct rq *rq)
{
    const struct news_in *in  = rq->args;
    struct actor          who = rows_actor(rq);
    struct news_ask       ask = { .project_id = in->project_id, .id = in->news_id };
    TRY(track_project(rq, FOR_TEAM_BUT_VENDORS, in->project_id));
    return news_one(&rq->cx, &who, &ask, reply(rq, 200));
}

static int entity_run(struct rq *rq)
{
    const struct news_in *in  = rq->args;
    struct actor          who = rows_actor(rq);
    struct news_ask       ask = { .entity_id = in->entity_id };
    TRY(right_of_row(&rq->cx, &entity_res, &who, FOR_ASSIGNED, in->entity_id, &ask.project_id));
    return news_all(&rq->cx, &who, &ask, reply(rq, 200));
}

// clang-format off
static const struct route routes[] = {
    { GET, "/data/projects/:project_id/news", LOGGED_IN, .in = &page_shape, .run = page_run,
      .errors = track_errors, .doc = "News of a production, with counts by status." },
    { GET, "/data/projects/:project_id/news/:news_id", LOGGED_IN, .in = &one_shape, .run = one_run,
      .errors = track_errors, .doc = "One of them." },
    { GET, "/data/projects/news", LOGGED_IN, .in = &open_shape, .run = open_run,
      .errors = track_errors, .doc = "News of all open productions of the caller." },
    { GET, "/data/entities/:entity_id/news", LOGGED_IN, .in = &news_entity_shape, .run = entity_run,
      .errors = track_errors, .doc = "News of an entity." },
};
// clang-format on
const struct route_list track_news_routes = ROUTES(tracker_family, routes);
