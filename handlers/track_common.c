/* track_common.c - see track_common.h. */
#include "handlers/track_common.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/outbox/outbox.h"
#include "model/track/entity.h"

const enum reason track_errors[] = { E_FORBIDDEN, E_NOT_FOUND, E_NONE };

static int judge(struct rq *rq, enum right_for right, const struct thing *to)
{
    struct actor who = rows_actor(rq);
    return right_of_row(&rq->cx, &entity_res, &who, right, to->id, NULL);
}

int track_thing(struct rq *rq, enum right_for right, const char *kind, struct uuid id,
                struct thing *to)
{
    TRY(thing_get(&rq->cx, id, kind, to));
    return judge(rq, right, to);
}

int track_thing_locked(struct rq *rq, enum right_for right, const char *kind, struct uuid id,
                       struct thing *to)
{
    TRY(thing_lock(&rq->cx, id, kind, to));
    return judge(rq, right, to);
}

int track_thing_of(struct rq *rq, enum right_for right, const char *kind, struct uuid project_id,
                   struct uuid id, struct thing *to)
{
    TRY(thing_get(&rq->cx, id, kind, to));
    TRY(track_project(rq, right, project_id));
    return uuid_equal(to->project_id, project_id)
               ? 0
               : refuse(&rq->cx, E_FORBIDDEN, "That is not of this project");
}

int track_project(struct rq *rq, enum right_for right, struct uuid project_id)
{
    struct actor who = rows_actor(rq);
    return right_of_project(&rq->cx, &who, right, project_id);
}

int track_role(struct rq *rq, enum right_for right)
{
    struct actor    who = rows_actor(rq);
    struct standing is  = { 0 };
    return right_grants(right, &who, &is) ? 0 : right_refuse(&rq->cx);
}

int rows_where_id(struct rq *rq, const struct resource *r, const struct res_where *where,
                  struct uuid id)
{
    struct arg       arg = arg_uuid(id);
    struct res_where all = *where;
    all.args             = &arg;
    all.nargs            = 1;
    return res_where(&rq->cx, r, &all, reply(rq, 200));
}

int track_list_row(void *u, const void *row)
{
    struct track_list *l = u;
    out_object(l->o);
    out_members(l->o, l->shape, row);
    if (l->type)
        OUT_STR(l->o, "type", l->type);
    out_object_end(l->o);
    return l->o->failed ? -1 : 0;
}

void track_mailed(struct rq *rq) { outbox_ring(rq->cx.conf); }
