/* designs.c - set designs: contract/set-designs. */
#include "handlers/design_images.h"
#include "handlers/design_view.h"
#include "handlers/family.h"
#include "handlers/needs.h"
#include "handlers/rows.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/design/element.h"

extern const struct route_list design_routes;

/* ---- what comes in ---- */

enum { LIST_MOST = 1000 };

struct design_in {
    struct row  row;
    struct uuid id;     /* of the path */
    struct uuid within; /* organization_id of the query */
    const char *name, *description;
    struct uuid background_preset_id, owner_id, organization_id;
    struct rows base_images, reference_images, subject_portraits;
};
struct image_in {
    struct row  row;
    struct uuid subject_id, shot_type_id;
    const char *label;
    struct one  image;
};
struct list_in {
    struct row  row;
    int64_t     skip, limit;
    struct uuid organization_id, owner_id;
};
struct one_in {
    struct row  row;
    struct uuid id, organization_id;
    struct uuid subject_id, shot_type_id;
};

// clang-format off
#define ROW struct image_in
#define SUBJECT_IN FIELD(subject_id, WRITE | NEED | LAX, .doc = "Who or what it shows.")
#define SHOT_IN FIELD(shot_type_id, WRITE | NEED | LAX, .doc = "How it shows it.")
#define IMAGE_IN FIELD(image, WRITE | NULLS | TEXTS | LAX, .of = &media_in_shape, .doc = "Address of the picture, or more about it.")
static const struct field base_in[]      = { SUBJECT_IN, SHOT_IN, IMAGE_IN };
static const struct field reference_in[] = {
    SHOT_IN, FIELD(label, WRITE | NULLS | LAX, .doc = "Label."), IMAGE_IN
};
static const struct field portrait_in[]  = { SUBJECT_IN, IMAGE_IN };
static const struct shape base_in_shape = SHAPE(ROW, base_in, .name = "SetBaseImageCreate"),
    reference_in_shape = SHAPE(ROW, reference_in, .name = "SetReferenceImageCreate"),
    portrait_in_shape  = SHAPE(ROW, portrait_in, .name = "SubjectPortraitCreate");
#undef ROW

#define ROW struct design_in
#define WITHIN_FIELD { .name = "organization_id", .type = T_UUID, .off = offsetof(ROW, within), .flags = QUERY | LAX | NULLS, .doc = "Narrows the request to this organization." }
#define IMAGES(null)                                                                            \
    FIELD(base_images, WRITE | LAX | (null), .max = LIST_MOST, .of = &base_in_shape, .doc = "One for a subject and a shot type; replaces the whole list."), \
    FIELD(reference_images, WRITE | LAX | (null), .max = LIST_MOST, .of = &reference_in_shape, .doc = "How a kind of shot is meant; replaces the whole list."), \
    FIELD(subject_portraits, WRITE | LAX | (null), .max = LIST_MOST, .of = &portrait_in_shape, .doc = "Who or what the subjects are; replaces the whole list.")
#define REFERENCES                                                                              \
    FIELD(background_preset_id, WRITE | LAX | NULLS, .doc = "What is behind the subjects."),    \
    FIELD(owner_id, WRITE | LAX | NULLS, .doc = "Whose it is; only an administrator may name another."), \
    FIELD(organization_id, WRITE | LAX | NULLS, .doc = "Organization that shares it.")
static const struct field create_fields[] = {
    WITHIN_FIELD,
    FIELD(name, WRITE | NEED | LAX, .max = 255, .doc = "Name."),
    FIELD(description, WRITE | LAX | NULLS, .max = 1024, .doc = "Description."),
    REFERENCES, IMAGES(0)
};
static const struct field update_fields[] = {
    FIELD(id, PATH | LAX, .doc = "The set design."), WITHIN_FIELD,
    FIELD(name, WRITE | LAX | NULLS, .max = 255, .doc = "Name; null: no change."),
    FIELD(description, WRITE | LAX | NULLS, .doc = "Description."),
    REFERENCES, IMAGES(NULLS)
};
#undef ROW
static const struct shape create_shape = SHAPE(struct design_in, create_fields, .name = "SetDesignCreate"),
                          update_shape = SHAPE(struct design_in, update_fields, .name = "SetDesignUpdate");

#define ROW struct list_in
static const struct field list_fields[] = {
    SKIP_FIELDS,
    FIELD(organization_id, WRITE | LAX | NULLS, .doc = "Only those of this organization."),
    FIELD(owner_id,        WRITE | LAX | NULLS, .doc = "Only those of this person."),
};
#undef ROW
static const struct shape list_in_shape = SHAPE(struct list_in, list_fields);
#define ROW struct one_in
#define ONE FIELD(id, PATH | LAX, .doc = "The set design."), FIELD(organization_id, QUERY | LAX | NULLS, .doc = "Narrows the request to this organization.")
static const struct field one_fields[]  = { ONE };
static const struct field pair_fields[] = {
    ONE,
    FIELD(subject_id,   WRITE | NEED | LAX, .doc = "Subject to match."),
    FIELD(shot_type_id, WRITE | NEED | LAX, .doc = "Shot type to match."),
};
#undef ROW
static const struct shape one_shape = SHAPE(struct one_in, one_fields),
                          pair_shape = SHAPE(struct one_in, pair_fields);
// clang-format on

/* On whose behalf, and within which organization; NULL: any. */
static int ask_make(struct rq *rq, const struct uuid *within, struct design_ask *to)
{
    *to = (struct design_ask){ .who = rows_actor(rq), .organization_id = within };
    return within ? member_need(&rq->cx, &to->who, *within, "organization_id") : 0;
}

static const struct uuid *one_within(const struct rq *rq)
{
    const struct one_in *in = rq->args;
    return IS_SET(rq->route->in, in, organization_id) ? &in->organization_id : NULL;
}

/* ---- reading ---- */

static int list_get(struct rq *rq)
{
    const struct list_in *in    = rq->args;
    bool                  group = IS_SET(&list_in_shape, in, organization_id);
    struct design_writing w     = { .rq = rq };
    struct design_ask     ask;
    int64_t               n;
    TRY(ask_make(rq, group ? &in->organization_id : NULL, &ask));
    ask.owner_id = IS_SET(&list_in_shape, in, owner_id) ? &in->owner_id : NULL;
    ask.skip     = in->skip;
    ask.limit    = in->limit;
    TRY(design_count(&rq->cx, &ask, &n));
    w.o = reply(rq, 200);
    out_object(w.o);
    out_key(w.o, "data");
    out_array(w.o);
    TRY(design_each(&rq->cx, &ask, design_write_line, &w));
    design_write_end(&w);
    out_array_end(w.o);
    OUT_I64(w.o, "count", n);
    out_object_end(w.o);
    return 0;
}

static int design_answer(struct rq *rq, const struct design_ask *ask, struct uuid id)
{
    struct design_writing w = { .rq = rq, .o = reply(rq, 200) };
    TRY(design_read(&rq->cx, ask, id, design_write_line, &w));
    design_write_end(&w);
    return 0;
}

static int one_get(struct rq *rq)
{
    const struct one_in *in = rq->args;
    struct design_ask    ask;
    TRY(ask_make(rq, one_within(rq), &ask));
    return design_answer(rq, &ask, in->id);
}

static int base_image_get(struct rq *rq)
{
    const struct one_in *in = rq->args;
    struct design_ask    ask;
    struct design_line   line = { 0 };
    TRY(ask_make(rq, one_within(rq), &ask));
    TRY(design_base_image(&rq->cx, &ask, in->id, in->subject_id, in->shot_type_id, &line));
    base_image_write(rq, reply(rq, 200), &line);
    return 0;
}

/* ---- writing ---- */

static const struct {
    const char *name;
    size_t      off;
    bool        subject, shot;
} lists[IMAGE_KINDS] = {
    [IMAGE_BASE]      = { "base_images", offsetof(struct design_in, base_images), true, true },
    [IMAGE_REFERENCE] = { "reference_images", offsetof(struct design_in, reference_images), false, true },
    [IMAGE_PORTRAIT]  = { "subject_portraits", offsetof(struct design_in, subject_portraits), true, false },
};

static const struct rows *list_of(const struct design_in *in, enum image_kind kind)
{
    return (const struct rows *)(const void *)((const char *)in + lists[kind].off);
}

/* A change of one design. */
struct change {
    struct rq              *rq;
    const struct shape     *shape; /* of `in` */
    const struct design_in *in;
    struct design_ask       ask;
    struct uuid             id;
    bool                    fresh;
    struct wanted          *wanted; /* images of all lists, one list behind the other */
    size_t                  n;
};

static bool is_given(const struct change *c, enum image_kind kind)
{
    return field_is_set(c->shape, c->in, lists[kind].off);
}

/* All that is named of a kind. */
static struct ids named(struct change *c, bool subjects)
{
    struct uuid *v = arena_alloc_array(c->rq->cx.arena, c->n + 1, sizeof *v);
    size_t       n = 0;
    for (enum image_kind k = 0; k < IMAGE_KINDS; k++) {
        const struct rows     *list = list_of(c->in, k);
        const struct image_in *in   = list->v;
        for (size_t i = 0; (subjects ? lists[k].subject : lists[k].shot) && i < list->n; i++)
            v[n++] = subjects ? in[i].subject_id : in[i].shot_type_id;
    }
    return (struct ids){ v, n };
}

/* What of them is not there. */
static int names_check(struct change *c, bool subjects)
{
    struct rq             *rq   = c->rq;
    const struct element_kind *kind = subjects ? &subject_kind : &shot_type_kind;
    const char            *field = subjects ? "subject_id" : "shot_type_id";
    struct ids             ids = named(c, subjects), seen;
    TRY(element_seen(&rq->cx, kind, &c->ask.who, &ids, &seen));
    for (enum image_kind k = 0; k < IMAGE_KINDS; k++) {
        const struct rows     *list = list_of(c->in, k);
        const struct image_in *in   = list->v;
        for (size_t i = 0; (subjects ? lists[k].subject : lists[k].shot) && i < list->n; i++)
            if (!ids_have(&seen, subjects ? in[i].subject_id : in[i].shot_type_id))
                rq_fault(rq, IN_BODY, FAULT_VALUE, lists[k].name, WITHIN(ENTRY(i), MEMBER(field)),
                         "there is no such %s", subjects ? "subject" : "shot type");
    }
    return 0;
}

static void pairs_check(struct change *c)
{
    const struct image_in *in = c->in->base_images.v;
    for (size_t i = 0; i < c->in->base_images.n; i++)
        for (size_t k = 0; k < i; k++)
            if (uuid_equal(in[i].subject_id, in[k].subject_id) &&
                uuid_equal(in[i].shot_type_id, in[k].shot_type_id)) {
                rq_fault(c->rq, IN_BODY, FAULT_VALUE, "base_images", WITHIN(ENTRY(i)),
                         "there is a base image for this subject and shot type already");
                break;
            }
}

static int preset_check(struct change *c)
{
    struct uuid id   = c->in->background_preset_id;
    struct ids  seen = { NULL, 0 };
    if (!IS_SET(c->shape, c->in, background_preset_id))
        return 0;
    TRY(element_seen(&c->rq->cx, &background_preset_kind, &c->ask.who, &(struct ids){ &id, 1 }, &seen));
    if (!seen.n)
        rq_fault(c->rq, IN_BODY, FAULT_VALUE, "background_preset_id", WHOLE,
                 "there is no such background preset");
    return 0;
}

static void wanted_gather(struct change *c)
{
    size_t n = 0;
    for (enum image_kind k = 0; k < IMAGE_KINDS; k++)
        c->n += list_of(c->in, k)->n;
    c->wanted = arena_alloc_array(c->rq->cx.arena, c->n + 1, sizeof *c->wanted);
    for (enum image_kind k = 0; k < IMAGE_KINDS; k++) {
        const struct rows     *list = list_of(c->in, k);
        const struct image_in *in   = list->v;
        for (size_t i = 0; i < list->n; i++)
            c->wanted[n++] = (struct wanted){ .list = lists[k].name, .at = i, .image = in[i].image };
    }
}

/* Everything that can be judged before anything is fetched. */
static int change_check(struct change *c)
{
    wanted_gather(c);
    TRY(names_check(c, true));
    TRY(names_check(c, false));
    TRY(preset_check(c));
    pairs_check(c);
    TRY(images_check(c->rq, &c->ask.who, c->wanted, c->n));
    return rq_judge(c->rq);
}

/* What a rule refuses as invalid is one fault among others. */
static int as_fault(struct rq *rq, const char *field, int rc)
{
    const char *why;
    if (rc != -E_INVALID)
        return rc;
    why = arena_text(rq->cx.arena, rq->cx.err.message);
    err_clear(&rq->cx);
    rq_fault(rq, IN_BODY, FAULT_VALUE, field, WHOLE, "%s", why);
    return 0;
}

/* The row as it becomes: rights over owner and organization, and what is sent. */
static int design_fill(struct change *c, struct design *d)
{
    const struct design_in *in  = c->in;
    const struct shape     *s   = c->shape;
    struct cx              *cx  = &c->rq->cx;
    struct uuid             was = d->organization_id;
    if (IS_SET(s, in, owner_id)) {
        TRY(as_fault(c->rq, "owner_id",
                     element_owner_rule(cx, &c->ask.who, d->owner_id, in->owner_id)));
        d->owner_id = in->owner_id;
    }
    if (IS_SET(s, in, organization_id) || (IS_NULL(s, in, organization_id) && !c->fresh)) {
        TRY(as_fault(c->rq, "organization_id",
                     element_group_rule(cx, &c->ask.who, d->owner_id,
                                        c->fresh ? (struct uuid){ { 0 } } : was,
                                        in->organization_id)));
        d->organization_id = in->organization_id;
    }
    if (IS_SET(s, in, name))
        d->name = in->name;
    if (IS_SET(s, in, description) || IS_NULL(s, in, description))
        d->description = in->description;
    if (IS_SET(s, in, background_preset_id) || IS_NULL(s, in, background_preset_id))
        d->background_preset_id = in->background_preset_id;
    return 0;
}

static int images_store(struct change *c)
{
    size_t at = 0;
    for (enum image_kind k = 0; k < IMAGE_KINDS; k++) {
        const struct rows     *list = list_of(c->in, k);
        const struct image_in *in   = list->v;
        struct image_new *to = arena_alloc_array(c->rq->cx.arena, list->n + 1, sizeof *to);
        for (size_t i = 0; i < list->n; i++)
            to[i] = (struct image_new){ .id = uuid_new(), .subject_id = in[i].subject_id,
                                        .shot_type_id = in[i].shot_type_id, .label = in[i].label,
                                        .media_resource_id = c->wanted[at + i].media };
        if (is_given(c, k))
            TRY(design_images(&c->rq->cx, c->id, k, to, list->n));
        at += list->n;
    }
    return 0;
}

static int change_in_tx(struct cx *cx, void *u)
{
    struct change *c = u;
    struct design  d = { .id = c->id, .owner_id = c->ask.who.id };
    if (c->fresh && c->ask.organization_id)
        d.organization_id = *c->ask.organization_id;
    if (!c->fresh)
        TRY(design_get(cx, &c->ask, RES_UPDATE, c->id, &d));
    TRY(design_fill(c, &d));
    TRY(rq_judge(c->rq));
    TRY(images_take(c->rq, &c->ask.who, c->ask.who.id, c->wanted, c->n));
    TRY(c->fresh ? design_create(cx, &d) : design_change(cx, &d));
    return images_store(c);
}

/* A design that was moved out of the organization of the query is answered all the same. */
static int change_make(struct change *c)
{
    TRY(change_check(c));
    TRY(images_fetch(c->rq, c->wanted, c->n));
    TRY(db_tx(&c->rq->cx, TX_ONCE, change_in_tx, c));
    c->ask.organization_id = NULL;
    return design_answer(c->rq, &c->ask, c->id);
}

static const struct uuid *within_of(const struct shape *s, const struct design_in *in)
{
    return IS_SET(s, in, within) ? &in->within : NULL;
}

static int design_post(struct rq *rq)
{
    struct change c = { .rq = rq, .shape = &create_shape, .in = rq->args, .id = rq_uuid(rq, 0),
                        .fresh = true };
    struct design d = { .owner_id = rq->caller.id };
    TRY(ask_make(rq, within_of(c.shape, c.in), &c.ask));
    TRY(design_fill(&c, &d)); /* who may not, need not wait for pictures */
    if (c.ask.organization_id && !uuid_is_nil(d.organization_id) &&
        !uuid_equal(d.organization_id, *c.ask.organization_id))
        rq_fault(rq, IN_BODY, FAULT_VALUE, "organization_id", WHOLE,
                 "is not the organization that the address names");
    return change_make(&c);
}

static int design_put(struct rq *rq)
{
    const struct design_in *in = rq->args;
    struct change c = { .rq = rq, .shape = &update_shape, .in = in, .id = in->id };
    struct design d = { 0 };
    TRY(ask_make(rq, within_of(c.shape, in), &c.ask));
    TRY(design_get(&rq->cx, &c.ask, RES_GET, in->id, &d));
    TRY(design_fill(&c, &d));
    return change_make(&c);
}

static int design_del(struct rq *rq)
{
    const struct one_in *in = rq->args;
    struct design_ask    ask;
    struct design        d = { 0 };
    TRY(ask_make(rq, one_within(rq), &ask));
    TRY(design_get(&rq->cx, &ask, RES_DELETE, in->id, &d));
    TRY(design_delete(&rq->cx, in->id));
    message_write(rq, "Set design deleted successfully");
    return 0;
}

static const enum reason list_errors[]   = { E_FORBIDDEN, E_NONE };
static const enum reason errors[]        = { E_FORBIDDEN, E_NOT_FOUND, E_NONE };
static const enum reason create_errors[] = { E_FORBIDDEN, E_DISK_FULL, E_NONE };
static const enum reason change_errors[] = { E_FORBIDDEN, E_NOT_FOUND, E_DISK_FULL, E_NONE };
// clang-format off
static const struct route routes[] = {
    { POST, "/api/v1/set-designs", LOGGED_IN, .in = &create_shape, .out = &design_view_shape, .run = design_post,
      .flags = BULK | SLASH, .errors = create_errors, .id = "create_set_design",
      .doc = "Create a set design with base images and reference images." },
    { GET, "/api/v1/set-designs", LOGGED_IN, .in = &list_in_shape, .out = &design_list_shape, .run = list_get,
      .flags = SLASH, .errors = list_errors, .id = "read_set_designs", .doc = "Retrieve set designs." },
    { GET, "/api/v1/set-designs/:id", LOGGED_IN, .in = &one_shape, .out = &design_view_shape, .run = one_get,
      .errors = errors, .id = "read_set_design", .doc = "Get a set design." },
    { PUT, "/api/v1/set-designs/:id", LOGGED_IN, .in = &update_shape, .out = &design_view_shape, .run = design_put,
      .flags = BULK, .errors = change_errors, .id = "update_set_design", .doc = "Update a set design." },
    { DELETE, "/api/v1/set-designs/:id", LOGGED_IN, .in = &one_shape, .out = &message_shape, .run = design_del,
      .flags = TX, .errors = errors, .id = "delete_set_design", .doc = "Delete a set design." },
    { GET, "/api/v1/set-designs/:id/base-image", LOGGED_IN, .in = &pair_shape, .out = &base_image_view_shape,
      .run = base_image_get, .errors = errors, .id = "find_set_base_image",
      .doc = "Find a base image by subject and shot type within a set design." },
};
// clang-format on
const struct route_list design_routes = ROUTES(designs_family, routes);
