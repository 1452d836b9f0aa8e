/* track_gone.c - entities, productions and people are removed with all that they hold. */
#include "handlers/body.h"
#include "handlers/family.h"
#include "handlers/track_common.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/footage/project.h"
#include "model/people/person.h"
#include "model/track/entity.h"
#include "model/track/entity_make.h"
#include "model/track/event.h"
#include "model/track/gone.h"
#include "model/track/production.h"

extern const struct route_list track_gone_routes;

struct gone_in {
    struct row  row;
    struct uuid project_id;
    bool        force;
};
// clang-format off
#define ROW struct gone_in
#define FORCE(text) FIELD(force, QUERY | WRITE, .def = "false", .doc = text)
static const struct field row_fields[]  = { FORCE("With all that it holds, instead of refusing.") };
static const struct field many_fields[] = { FIELD(project_id, PATH, .doc = "The production."), FORCE("Also those that have tasks and are not canceled yet.") };
#undef ROW
// clang-format on
static const struct shape row_shape  = SHAPE(struct gone_in, row_fields),
                          many_shape = SHAPE(struct gone_in, many_fields);

static int entity_delete(struct rq *rq)
{
    const struct gone_in *in  = rq->args;
    struct actor          who = rows_actor(rq);
    struct thing          it  = { 0 };
    struct uuid           id;
    if (!in->force)
        return rows_delete(rq);
    TRY(rows_id(rq, &id));
    TRY(track_thing_locked(rq, FOR_MANAGER, NULL, id, &it));
    TRY(entity_remove(&rq->cx, &who, &it, true));
    reply_empty(rq, 204);
    return 0;
}

/* What one has made oneself is one's own to delete. */
static int entities_delete(struct rq *rq)
{
    const struct gone_in *in  = rq->args;
    struct actor          who = rows_actor(rq);
    struct id_set         all = { 0 }, done = { 0 };
    struct ids            ids;
    bool                  own;
    TRY(body_ids(rq, &ids));
    id_set_join(&rq->cx, &all, ids);
    TRY(track_project(rq, FOR_TEAM, in->project_id));
    TRY(entities_creator(&rq->cx, &who, in->project_id, &all, &own));
    if (!own)
        TRY(track_project(rq, FOR_MANAGER, in->project_id));
    TRY(entities_remove(&rq->cx, &who, in->project_id, &all, in->force, &done));
    out_json(reply(rq, 200), id_set_json(&rq->cx, &done));
    return 0;
}

/* ---- productions ---- */

struct leaving {
    struct rq   *rq;
    struct actor who;
    struct uuid  id;
    bool         left;
};

static int refuse_or_delete(UNUSED struct cx *cx, void *u) { return rows_delete(((struct leaving *)u)->rq); }

static int leave_piece(struct cx *cx, void *u)
{
    struct leaving *l = u;
    TRY(production_gone(cx, &l->who, l->id, &l->left));
    if (l->left)
        return 0;
    TRY(project_delete(cx, l->id)); /* its footage stays, in no production */
    return event_row(cx, &l->who, RES_DELETE, "project", l->id, (struct uuid){ { 0 } });
}

/* By force piece by piece, each a transaction; otherwise all that is refused is refused. */
static int remove_whole(struct rq *rq, int (*piece)(struct cx *cx, void *u), struct leaving *l)
{
    const struct gone_in *in = rq->args;
    if (!in->force)
        return db_tx(&rq->cx, TX_ONCE, refuse_or_delete, l);
    while (l->left)
        TRY(db_tx(&rq->cx, TX_ONCE, piece, l));
    reply_empty(rq, 204);
    return 0;
}

static int project_remove(struct rq *rq)
{
    struct leaving l = { .rq = rq, .who = rows_actor(rq), .left = true };
    TRY(rows_id(rq, &l.id));
    TRY(track_project(rq, FOR_ADMINS, l.id));
    return remove_whole(rq, leave_piece, &l);
}

static int person_piece(struct cx *cx, void *u)
{
    struct leaving *l = u;
    TRY(person_gone(cx, l->id, &l->left));
    return l->left ? 0 : res_delete(cx, &person_res, &l->who, l->id);
}

static int person_remove(struct rq *rq)
{
    struct leaving l = { .rq = rq, .who = rows_actor(rq), .left = true };
    TRY(rows_id(rq, &l.id));
    TRY(res_may(&rq->cx, &person_res, &l.who, l.id, RES_DELETE));
    return remove_whole(rq, person_piece, &l);
}

// clang-format off
static const struct route routes[] = {
    { DELETE, "/data/entities/:instance_id", LOGGED_IN, .in = &row_shape, .run = entity_delete, .resource = &entity_res,
      .status = 204, .flags = TX, .errors = rows_errors, .doc = "Delete an entity that nothing refers to; by force, with all that it holds." },
    { POST, "/actions/projects/:project_id/delete-entities", LOGGED_IN, .in = &many_shape, .run = entities_delete,
      .flags = TX | RAW, .raw = "application/json", .errors = track_errors,
      .doc = "Remove assets, shots, edits and concepts, named by a list of ids; those with tasks are canceled at first. The answer lists whom it was done to." },
    { DELETE, "/data/projects/:instance_id", LOGGED_IN, .in = &row_shape, .run = project_remove, .resource = &production_res,
      .status = 204, .errors = rows_errors, .doc = "Delete a production that nothing refers to; by force, with all that it holds." },
    { DELETE, "/data/persons/:instance_id", LOGGED_IN, .in = &row_shape, .run = person_remove, .resource = &person_res,
      .status = 204, .errors = rows_errors, .doc = "Delete a person whom nothing refers to; by force, with what was said, told and logged." },
};
// clang-format on
const struct route_list track_gone_routes = ROUTES(tracker_family, routes);
