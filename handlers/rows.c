/* rows.c - generic lists and new rows over the wire. */
#include "handlers/rows.h"
#include "fcgi/form.h"
#include "model/base/arena.h"
#include "model/base/text.h"

enum { PAIRS_MAX = 200 };

#define ROW struct rows_in
static const struct field rows_in_fields[] = {
    FIELD(relations, WRITE, .doc = "The word true adds the lists of linked ids."),
    FIELD(fields, WRITE,
          .doc = "Names of the members to keep, with commas; id and type are always there."),
    FIELD(page, WRITE, .min = INT32_MIN, .max = INT32_MAX, .def = "-1",
          .doc = "Page from 1, in an envelope with totals; below 0 for all rows as an array."),
    FIELD(limit, WRITE, .min = INT32_MIN, .max = INT32_MAX, .def = "0",
          .doc = "Rows of a page; 0 for 100. Without pages it means nothing."),
};
#undef ROW
const struct shape rows_in_shape = SHAPE(struct rows_in, rows_in_fields);

struct actor rows_actor(const struct rq *rq)
{
    return (struct actor){ rq->caller.id, rq->caller.role, rq->caller.is_admin };
}

int rq_id(struct rq *rq, const char *param, struct uuid *id)
{
    for (size_t i = 0; i < rq->captures; i++) {
        const struct capture *c = &rq->capture[i];
        if (strncmp(c->name, param, strlen(param)) != 0 || strcspn(c->name, "/") != strlen(param))
            continue;
        return uuid_parse(c->value, c->len, id)
                   ? 0
                   : refuse(&rq->cx, E_NOT_FOUND, "%s is no identifier", param);
    }
    return refuse(&rq->cx, E_INTERNAL, "The path has no %s", param);
}

/* The query once more: its names are those of columns. */
static int read_pairs(struct rq *rq, struct res_ask *ask)
{
    struct form      f = form_begin(FORM_QUERY, rq->query, strlen(rq->query), PAIRS_MAX);
    struct form_pair pair;
    struct res_pair *pairs = arena_alloc_array(rq->cx.arena, PAIRS_MAX, sizeof *pairs);
    int              rc;
    while ((rc = form_next(&rq->cx, &f, &pair)) > 0)
        if (field_index(&rows_in_shape, pair.name, pair.name_len) < 0)
            pairs[ask->npairs++] = (struct res_pair){ pair.name, pair.value, pair.value_len };
    ask->pairs = pairs;
    return rc;
}

int rows_filter_id(struct rq *rq, const char *name, struct uuid *id, bool *found)
{
    struct res_ask ask = { 0 };
    *found             = false;
    TRY(read_pairs(rq, &ask));
    for (size_t i = 0; i < ask.npairs && !*found; i++)
        if (strcmp(ask.pairs[i].name, name) == 0) {
            *found = true;
            if (!uuid_parse(ask.pairs[i].value, ask.pairs[i].value_len, id))
                return refuse_field(&rq->cx, E_INVALID, name, "%s: must be a UUID", name);
        }
    return 0;
}

int rows_list(struct rq *rq, const struct resource *r, bool relations)
{
    const struct rows_in *in  = rq->args;
    struct actor          who = rows_actor(rq);
    struct res_ask        ask = {
               .fields = in->fields, .paged = in->page >= 0, .page = in->page, .limit = in->limit
    };
    ask.relations = relations || (in->relations &&
                                  text_equal_fold(in->relations, strlen(in->relations), "true"));
    TRY(read_pairs(rq, &ask));
    return res_list(&rq->cx, r, &who, &ask, reply(rq, 200));
}

int rows_create_only(struct rq *rq, const struct resource *r, struct uuid *id)
{
    struct actor who = rows_actor(rq);
    /* A copy: the resource's rules change it, and the transaction may run again. */
    void *row = arena_alloc(rq->cx.arena, r->shape->bytes);
    memcpy(row, rq->args, r->shape->bytes);
    return res_create(&rq->cx, r, &who, row, id);
}

int rows_create(struct rq *rq, const struct resource *r)
{
    struct actor who = rows_actor(rq);
    struct uuid  id;
    TRY(rows_create_only(rq, r, &id));
    return res_written(&rq->cx, r, &who, id, true, reply(rq, 201));
}

/* ---- the routes of any resource ---- */

#define ROW struct rows_one
static const struct field rows_one_fields[] = {
    FIELD(relations, WRITE, .def = "true", .doc = "The word false leaves out the lists of linked ids."),
};
#undef ROW
const struct shape rows_one_shape = SHAPE(struct rows_one, rows_one_fields);
const enum reason  rows_errors[]  = { E_FORBIDDEN, E_NOT_FOUND, E_CONFLICT, E_NONE };

int rows_id(struct rq *rq, struct uuid *id)
{
    const struct capture *c = &rq->capture[rq->captures - 1];
    return uuid_parse(c->value, c->len, id)
               ? 0
               : refuse_field(&rq->cx, E_INVALID, "instance_id", "instance_id: must be a UUID");
}

int rows_first(struct rq *rq)
{
    const struct resource *r   = rq->route->resource;
    struct actor           who = rows_actor(rq);
    struct uuid            id;
    if (rq->method == POST || !rq->captures)
        return r->may(&rq->cx, r, &who, rq->method == POST ? RES_CREATE : RES_LIST, rq->args);
    TRY(rows_id(rq, &id));
    return res_may(&rq->cx, r, &who, id, RES_UPDATE);
}

int rows_each(struct rq *rq) { return rows_list(rq, rq->route->resource, false); }
int rows_post(struct rq *rq) { return rows_create(rq, rq->route->resource); }

int rows_get(struct rq *rq)
{
    const struct rows_one *in  = rq->args;
    struct actor           who = rows_actor(rq);
    bool all = text_equal_fold(in->relations, strlen(in->relations), "true");
    struct uuid id;
    TRY(rows_id(rq, &id));
    return res_get(&rq->cx, rq->route->resource, &who, id, all, reply(rq, 200));
}

int rows_change(struct rq *rq, const struct resource *r, struct uuid *id)
{
    struct actor who = rows_actor(rq);
    void        *row = arena_alloc(rq->cx.arena, r->shape->bytes);
    TRY(rows_id(rq, id));
    memcpy(row, rq->args, r->shape->bytes);
    return res_update(&rq->cx, r, &who, *id, row);
}

int rows_put(struct rq *rq)
{
    const struct resource *r   = rq->route->resource;
    struct actor           who = rows_actor(rq);
    struct uuid            id;
    TRY(rows_change(rq, r, &id));
    return res_written(&rq->cx, r, &who, id, false, reply(rq, 200));
}

int rows_delete(struct rq *rq)
{
    struct actor who = rows_actor(rq);
    struct uuid  id;
    TRY(rows_id(rq, &id));
    TRY(res_delete(&rq->cx, rq->route->resource, &who, id));
    reply_empty(rq, 204);
    return 0;
}
