/*
 * design_elements.c - the routes of what set designs are made of: subjects, shot types, background
 * presets, organizations and their members. A kind is a line of the table at the end.
 */
#include "handlers/design_view.h"
#include "handlers/family.h"
#include "handlers/needs.h"
#include "handlers/rows.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/design/element.h"

extern const struct route_list design_element_routes;

/* ---- what comes in and goes out ---- */

struct list_in {
    struct row  row;
    int64_t     skip, limit;
    struct uuid organization_id, owner_id;
};
struct one_in {
    struct row  row;
    struct uuid id;
};
struct member_in {
    struct row  row;
    struct uuid id, user_id;
    int64_t     skip, limit;
};

// clang-format off
#define ROW struct list_in
static const struct field list_fields[] = {
    SKIP_FIELDS,
    FIELD(organization_id, WRITE | LAX | NULLS, .doc = "Only what this organization shares."),
    FIELD(owner_id,        WRITE | LAX | NULLS, .doc = "Only what this person owns."),
};
static const struct field skip_fields[] = { SKIP_FIELDS };
#undef ROW
static const struct shape list_shape = SHAPE(struct list_in, list_fields),
                          skip_shape = SHAPE(struct list_in, skip_fields);
#define ROW struct one_in
static const struct field one_fields[] = { FIELD(id, PATH | LAX, .doc = "Which one.") };
#undef ROW
static const struct shape one_shape = SHAPE(struct one_in, one_fields);
#define ROW struct member_in
#define GROUP_ID FIELD(id, PATH | LAX, .doc = "The organization.")
static const struct field members_fields[] = { GROUP_ID, SKIP_FIELDS };
static const struct field member_new[]  = { GROUP_ID, FIELD(user_id, WRITE | NEED | LAX, .doc = "The person who becomes a member.") };
static const struct field member_gone[] = { GROUP_ID, FIELD(user_id, PATH | LAX, .doc = "The member.") };
#undef ROW
static const struct shape members_in_shape = SHAPE(struct member_in, members_fields),
                          member_new_shape = SHAPE(struct member_in, member_new, .name = "OrganizationMemberCreate"),
                          member_gone_shape = SHAPE(struct member_in, member_gone);
// clang-format on

/* ---- any kind ---- */

static void pair_add(struct rq *rq, struct res_ask *ask, struct res_pair *pairs, const char *name,
                     struct uuid id)
{
    char *text = arena_alloc(rq->cx.arena, UUID_TEXT);
    uuid_format(id, text);
    pairs[ask->npairs++] = (struct res_pair){ name, text, strlen(text) };
}

static int elements_get(struct rq *rq, const struct element_kind *kind)
{
    const struct list_in *in  = rq->args;
    struct actor          who = rows_actor(rq);
    struct res_pair       pairs[2];
    struct res_ask ask = { .pairs = pairs, .counted = true, .skip = in->skip, .limit = in->limit };
    if (rq->route->in == &list_shape && IS_SET(&list_shape, in, organization_id)) {
        TRY(member_need(&rq->cx, &who, in->organization_id, "organization_id"));
        pair_add(rq, &ask, pairs, "organization_id", in->organization_id);
    }
    if (rq->route->in == &list_shape && IS_SET(&list_shape, in, owner_id))
        pair_add(rq, &ask, pairs, "owner_id", in->owner_id);
    return res_list(&rq->cx, kind->res, &who, &ask, reply(rq, 200));
}

static int element_answer(struct rq *rq, const struct element_kind *kind, struct uuid id)
{
    struct actor who = rows_actor(rq);
    struct element  p   = { 0 };
    TRY(element_get(&rq->cx, kind, &who, id, &p));
    out_row(reply(rq, 200), kind->res->shape, &p);
    return 0;
}

static int element_post(struct rq *rq, const struct element_kind *kind)
{
    struct actor who = rows_actor(rq);
    TRY(element_create(&rq->cx, kind, &who, rq->args, rq_uuid(rq, 0)));
    return element_answer(rq, kind, rq_uuid(rq, 0));
}

static int element_put(struct rq *rq, const struct element_kind *kind)
{
    const struct element *in  = rq->args;
    struct actor       who = rows_actor(rq);
    TRY(element_change(&rq->cx, kind, &who, in->id, in));
    return element_answer(rq, kind, in->id);
}

static int element_delete(struct rq *rq, const struct element_kind *kind)
{
    const struct one_in *in  = rq->args;
    struct actor         who = rows_actor(rq);
    TRY(element_remove(&rq->cx, kind, &who, in->id));
    message_write(rq, arena_printf(rq->cx.arena, "%s deleted successfully", kind->res->noun));
    return 0;
}

/* ---- members ---- */

/* The organization, if the caller may: see it, or say who is in it. */
static int group_need(struct rq *rq, struct uuid id, enum verb verb)
{
    struct actor who = rows_actor(rq);
    struct element  p   = { 0 };
    TRY(element_get(&rq->cx, &organization_kind, &who, id, &p));
    return verb == RES_GET ? 0 : organization_kind.res->may(&rq->cx, organization_kind.res, &who, verb, &p);
}

static int write_member(void *u, const void *row)
{
    struct out *o = u;
    out_row(o, &member_shape, row);
    return o->failed ? -1 : 0;
}

static int members_get(struct rq *rq)
{
    const struct member_in *in = rq->args;
    struct out             *o;
    int64_t                 n;
    TRY(group_need(rq, in->id, RES_GET));
    TRY(member_count(&rq->cx, in->id, &n));
    o = reply(rq, 200);
    out_object(o);
    out_key(o, "data");
    out_array(o);
    TRY(member_each(&rq->cx, in->id, in->skip, in->limit, write_member, o));
    out_array_end(o);
    OUT_I64(o, "count", n);
    out_object_end(o);
    return 0;
}

static int member_post(struct rq *rq)
{
    const struct member_in *in = rq->args;
    struct member           m;
    TRY(group_need(rq, in->id, RES_UPDATE));
    TRY(member_add(&rq->cx, in->id, in->user_id, &m));
    out_row(reply(rq, 200), &member_shape, &m);
    return 0;
}

/* Whoever is in one may leave it. */
static int member_del(struct rq *rq)
{
    const struct member_in *in = rq->args;
    TRY(group_need(rq, in->id, uuid_equal(in->user_id, rq->caller.id) ? RES_GET : RES_UPDATE));
    TRY(member_remove(&rq->cx, in->id, in->user_id));
    message_write(rq, "Member removed successfully");
    return 0;
}

/* ---- the table ---- */

struct list_view {
    struct row  row;
    struct rows data;
    int64_t     count;
};
#define ROW struct list_view
#define LIST_OF(prefix, item, title)                                                               \
    static const struct field prefix##_list_fields[] = {                                           \
        FIELD(data, READ, .of = item, .doc = "Newest first."),                                     \
        FIELD(count, READ, .doc = "How many match in all."),                                       \
    };                                                                                             \
    static const struct shape prefix##_list_shape =                                                \
        SHAPE(struct list_view, prefix##_list_fields, .name = title);
LIST_OF(subject, &subject_row_shape, "SubjectsPublic")
LIST_OF(shot_type, &shot_type_row_shape, "ShotTypesPublic")
LIST_OF(background_preset, &background_preset_row_shape, "BackgroundPresetsPublic")
LIST_OF(organization, &organization_row_shape, "OrganizationsPublic")
LIST_OF(member, &member_shape, "OrganizationMembersPublic")
#undef ROW

#define HANDLERS(prefix)                                                                           \
    static int prefix##_each(struct rq *rq) { return elements_get(rq, &prefix##_kind); }              \
    static int prefix##_one(struct rq *rq)                                                         \
    {                                                                                              \
        return element_answer(rq, &prefix##_kind, ((const struct one_in *)rq->args)->id);             \
    }                                                                                              \
    static int prefix##_post(struct rq *rq) { return element_post(rq, &prefix##_kind); }              \
    static int prefix##_put(struct rq *rq) { return element_put(rq, &prefix##_kind); }                \
    static int prefix##_delete(struct rq *rq) { return element_delete(rq, &prefix##_kind); }
HANDLERS(subject)
HANDLERS(shot_type)
HANDLERS(background_preset)
HANDLERS(organization)

static const enum reason list_errors[]   = { E_FORBIDDEN, E_NONE };
static const enum reason make_errors[]   = { E_FORBIDDEN, E_CONFLICT, E_NONE };
static const enum reason read_errors[]   = { E_FORBIDDEN, E_NOT_FOUND, E_NONE };
static const enum reason change_errors[] = { E_FORBIDDEN, E_NOT_FOUND, E_CONFLICT, E_NONE };
// clang-format off
#define ELEMENT(prefix, path, list, noun)                                                          \
    { GET, path, LOGGED_IN, .in = &list, .out = &prefix##_list_shape, .run = prefix##_each,      \
      .flags = SLASH, .errors = list_errors, .id = "read_" #prefix "s",                            \
      .doc = "Read the " noun "s that the caller sees." },                                         \
    { POST, path, LOGGED_IN, .in = &prefix##_new_shape, .out = &prefix##_row_shape,              \
      .run = prefix##_post, .flags = TX | SLASH, .errors = make_errors,                            \
      .id = "create_" #prefix, .doc = "Make a " noun "." },                                        \
    { GET, path "/:id", LOGGED_IN, .in = &one_shape, .out = &prefix##_row_shape,                 \
      .run = prefix##_one, .errors = read_errors, .id = "read_" #prefix,                           \
      .doc = "Read a " noun "." },                                                                 \
    { PUT, path "/:id", LOGGED_IN, .in = &prefix##_edit_shape, .out = &prefix##_row_shape,       \
      .run = prefix##_put, .flags = TX, .errors = change_errors, .id = "update_" #prefix,          \
      .doc = "Change a " noun "." },                                                               \
    { DELETE, path "/:id", LOGGED_IN, .in = &one_shape, .out = &message_shape,                   \
      .run = prefix##_delete, .flags = TX, .errors = change_errors, .id = "delete_" #prefix,       \
      .doc = "Delete a " noun " that is not in use." }

static const struct route routes[] = {
    ELEMENT(subject, "/api/v1/subjects", list_shape, "subject"),
    ELEMENT(shot_type, "/api/v1/shot-types", skip_shape, "shot type"),
    ELEMENT(background_preset, "/api/v1/background-presets", list_shape, "background preset"),
    ELEMENT(organization, "/api/v1/organizations", skip_shape, "group of people"),
    { GET, "/api/v1/organizations/:id/members", LOGGED_IN, .in = &members_in_shape, .out = &member_list_shape,
      .run = members_get, .errors = read_errors, .id = "read_organization_members", .doc = "Read who is in an organization." },
    { POST, "/api/v1/organizations/:id/members", LOGGED_IN, .in = &member_new_shape, .out = &member_shape,
      .run = member_post, .flags = TX, .errors = read_errors, .id = "add_organization_member",
      .doc = "Add a person to an organization." },
    { DELETE, "/api/v1/organizations/:id/members/:user_id", LOGGED_IN, .in = &member_gone_shape, .out = &message_shape,
      .run = member_del, .flags = TX, .errors = read_errors, .id = "remove_organization_member",
      .doc = "Take a person out of an organization." },
};
// clang-format on
const struct route_list design_element_routes = ROUTES(designs_family, routes);
