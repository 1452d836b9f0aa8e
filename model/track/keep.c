/* keep.c - see keep.h. */
#include "model/track/keep.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/track/production.h"
#include "model/track/right.h"

struct kept {
    struct row  row;
    struct uuid person_id, project_id, group_id;
    bool        is_shared;
};
#define ROW struct kept
static const struct field kept_fields[] = {
    FIELD(person_id, READ | NULLS, .doc = "Whose it is."),
    FIELD(project_id, READ | NULLS, .doc = "For which production."),
    FIELD(group_id, READ | NULLS, .doc = "In which section."),
    FIELD(is_shared, READ, .doc = "Do others have it."),
};
#undef ROW
static const struct shape kept_shape = SHAPE(struct kept, kept_fields);

static const char search_sql[] = "SELECT person_id, project_id, search_filter_group_id, is_shared"
                                 " FROM search_filter WHERE id = ? FOR UPDATE";
static const char section_sql[] = "SELECT person_id, project_id, NULL, is_shared"
                                  " FROM search_filter_group WHERE id = ? FOR UPDATE";

static struct actor server(const struct actor *who)
{
    return (struct actor){ .id = who->id, .role = "admin", .is_admin = true };
}

/* The actor's own, and anybody's for administrators. */
static int kept_find(struct cx *cx, const struct resource *r, const struct actor *who,
                     struct uuid id, struct kept *to)
{
    bool found;
    *to = (struct kept){ 0 };
    TRY(db_one(cx, r == &search_filter_res ? search_sql : section_sql, ARGS(ARG(id)), &kept_shape,
               to, &found));
    return found && (who->is_admin || uuid_equal(to->person_id, who->id)) ? 0 : res_absent(cx, r);
}

/* Who leads the production shares; without a production, administrators do. */
static int may_share(struct cx *cx, const struct actor *who, struct uuid project_id, bool *may)
{
    struct standing s;
    *may = who->is_admin;
    if (*may || uuid_is_nil(project_id))
        return 0;
    TRY(right_standing(cx, &production_res, who, project_id, &s));
    *may = right_grants(FOR_SUPERVISOR, who, &s);
    return 0;
}

/* A section that the actor may put a search into, shared as the search is. */
static int section_suits(struct cx *cx, const struct actor *who, struct uuid id, bool is_shared)
{
    struct kept g = { 0 };
    bool        found;
    if (uuid_is_nil(id))
        return 0;
    TRY(db_one(cx, section_sql, ARGS(ARG(id)), &kept_shape, &g, &found));
    if (!found || !(g.is_shared || who->is_admin || uuid_equal(g.person_id, who->id)))
        return res_absent(cx, &search_filter_group_res);
    if (g.is_shared != is_shared)
        return refuse_field(cx, E_INVALID, "is_shared", "is_shared: must be as that of its section");
    return 0;
}

int keep_search(struct cx *cx, const struct actor *who, struct search_filter *row, struct uuid *id)
{
    struct actor by = server(who);
    bool         may;
    TRY(may_share(cx, who, row->project_id, &may));
    row->is_shared = row->is_shared && may;
    row->person_id = who->id;
    SET(&search_filter_shape, row, is_shared);
    SET(&search_filter_shape, row, person_id);
    TRY(section_suits(cx, who, row->search_filter_group_id, row->is_shared));
    return res_create(cx, &search_filter_res, &by, row, id);
}

int keep_search_change(struct cx *cx, const struct actor *who, struct uuid id,
                       struct search_filter *row)
{
    struct actor by = server(who);
    struct kept  old;
    bool         may;
    TRY(kept_find(cx, &search_filter_res, who, id, &old));
    TRY(may_share(cx, who, old.project_id, &may));
    if (!IS_SET(&search_filter_shape, row, is_shared))
        row->is_shared = old.is_shared;
    else if (row->is_shared && !old.is_shared)
        row->is_shared = may;
    if (!IS_SET(&search_filter_shape, row, search_filter_group_id) &&
        !IS_NULL(&search_filter_shape, row, search_filter_group_id))
        row->search_filter_group_id = old.group_id;
    TRY(section_suits(cx, who, row->search_filter_group_id, row->is_shared));
    return res_update(cx, &search_filter_res, &by, id, row);
}

int keep_search_drop(struct cx *cx, const struct actor *who, struct uuid id)
{
    struct actor by = server(who);
    struct kept  old;
    TRY(kept_find(cx, &search_filter_res, who, id, &old));
    return res_delete(cx, &search_filter_res, &by, id);
}

int keep_section(struct cx *cx, const struct actor *who, struct search_filter_group *row,
                 struct uuid *id)
{
    struct actor by = server(who);
    bool         may;
    TRY(may_share(cx, who, row->project_id, &may));
    row->is_shared = row->is_shared && may;
    row->person_id = who->id;
    SET(&search_filter_group_shape, row, is_shared);
    SET(&search_filter_group_shape, row, person_id);
    return res_create(cx, &search_filter_group_res, &by, row, id);
}

int keep_section_change(struct cx *cx, const struct actor *who, struct uuid id,
                        struct search_filter_group *row)
{
    struct actor by = server(who);
    struct kept  old;
    bool         may;
    TRY(kept_find(cx, &search_filter_group_res, who, id, &old));
    TRY(may_share(cx, who, old.project_id, &may));
    if (!IS_SET(&search_filter_group_shape, row, is_shared))
        row->is_shared = old.is_shared;
    else if (row->is_shared && !old.is_shared)
        row->is_shared = may;
    TRY(res_update(cx, &search_filter_group_res, &by, id, row));
    return db_do(cx, "UPDATE search_filter SET is_shared = ? WHERE search_filter_group_id = ?",
                 ARGS(ARG(row->is_shared), ARG(id)), NULL);
}

int keep_section_drop(struct cx *cx, const struct actor *who, struct uuid id)
{
    struct actor by = server(who);
    TRY(keep_section_is(cx, who, id));
    TRY(db_do(cx, "DELETE FROM search_filter WHERE search_filter_group_id = ?", ARGS(ARG(id)), NULL));
    return res_delete(cx, &search_filter_group_res, &by, id);
}

int keep_section_is(struct cx *cx, const struct actor *who, struct uuid id)
{
    struct kept old;
    return kept_find(cx, &search_filter_group_res, who, id, &old);
}
