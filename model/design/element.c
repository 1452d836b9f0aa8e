/* element.c - subjects, shot types, background presets, organizations: descriptors and rules. */
#include "model/design/element.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/design/media.h"

enum { NAME_MOST = 255, SLUG_MOST = 120 };

/* ---- fields ---- */

// clang-format off
#define ROW struct element
#define HEAD                                                                                    \
    FIELD(id, READ | KEY, .doc = "Stable identifier."),                                         \
    FIELD(created_at, READ, .doc = "When it was made."),                                        \
    FIELD(updated_at, READ, .doc = "When it was changed last.")
#define TEXTS_OF(how, need, null)                                                               \
    FIELD(name, (how) | (need) | (null), .min = 1, .max = NAME_MOST, .doc = "Name."),           \
    FIELD(description, (how) | NULLS, .doc = "Description.")
#define WHICH FIELD(id, PATH | LAX, .doc = "Which one.")
#define OWNER(how, null) FIELD(owner_id, (how) | (null), .doc = "Whose it is; only an administrator may name another.")
#define OWNER_ROW FIELD(owner_id, READ | FIND, .doc = "Whose it is.")
#define GROUP(how) FIELD(organization_id, (how) | NULLS, .doc = "Organization that shares it.")
#define SLUG(how) FIELD(slug, (how), .min = 1, .max = SLUG_MOST, .doc = "Unique name for files, such as front_full_body.")
#define PICTURE(how) FIELD(media_resource_id, (how) | NULLS, .doc = "Its picture.")

static const struct field subject_row[]  = { HEAD, TEXTS_OF(READ, 0, 0), OWNER_ROW, GROUP(READ | FIND) };
static const struct field subject_new[]  = { TEXTS_OF(WRITE | LAX, NEED, 0), OWNER(WRITE | LAX, NULLS), GROUP(WRITE | LAX) };
static const struct field subject_edit[] = { WHICH, TEXTS_OF(WRITE | LAX, 0, NULLS), OWNER(WRITE | LAX, NULLS), GROUP(WRITE | LAX) };

static const struct field shot_row[]  = { HEAD, TEXTS_OF(READ, 0, 0), SLUG(READ), OWNER_ROW };
static const struct field shot_new[]  = { TEXTS_OF(WRITE | LAX, NEED, 0), SLUG(WRITE | LAX | NULLS), OWNER(WRITE | LAX, NULLS) };
static const struct field shot_edit[] = { WHICH, TEXTS_OF(WRITE | LAX, 0, NULLS), SLUG(WRITE | LAX | NULLS), OWNER(WRITE | LAX, NULLS) };

static const struct field preset_row[]  = { HEAD, TEXTS_OF(READ, 0, 0), PICTURE(READ), OWNER_ROW, GROUP(READ | FIND) };
static const struct field preset_new[]  = { TEXTS_OF(WRITE | LAX, NEED, 0), PICTURE(WRITE | LAX), OWNER(WRITE | LAX, NULLS), GROUP(WRITE | LAX) };
static const struct field preset_edit[] = { WHICH, TEXTS_OF(WRITE | LAX, 0, NULLS), PICTURE(WRITE | LAX), OWNER(WRITE | LAX, NULLS), GROUP(WRITE | LAX) };

static const struct field group_row[]  = { HEAD, TEXTS_OF(READ, 0, 0), OWNER_ROW };
static const struct field group_new[]  = { TEXTS_OF(WRITE | LAX, NEED, 0), OWNER(WRITE | LAX, NULLS) };
static const struct field group_edit[] = { WHICH, TEXTS_OF(WRITE | LAX, 0, NULLS), OWNER(WRITE | LAX, NULLS) };

#define SHAPES(fields, prefix, title)                                                           \
    const struct shape prefix##_row_shape = SHAPE(ROW, fields##_row, .name = title "Public"),   \
        prefix##_new_shape = SHAPE(ROW, fields##_new, .name = title "Create"),                  \
        prefix##_edit_shape = SHAPE(ROW, fields##_edit, .name = title "Update");
SHAPES(subject, subject, "Subject")
SHAPES(shot, shot_type, "ShotType")
SHAPES(preset, background_preset, "BackgroundPreset")
SHAPES(group, organization, "Organization")
#undef ROW
// clang-format on

/* ---- who may ---- */

static int forbidden(struct cx *cx) { return refuse(cx, E_FORBIDDEN, "Not enough permissions"); }

int element_may(struct cx *cx, const struct actor *who, enum verb verb, struct uuid owner_id,
             struct uuid organization_id)
{
    bool is = false;
    if (who->is_admin || uuid_equal(owner_id, who->id))
        return 0;
    if (verb != RES_DELETE && !uuid_is_nil(organization_id))
        TRY(member_is(cx, organization_id, who->id, &is));
    return is ? 0 : forbidden(cx);
}

static int shared_may(struct cx *cx, UNUSED const struct resource *r, const struct actor *who,
                      enum verb verb, const void *row)
{
    const struct element *p = row;
    return p && verb != RES_CREATE ? element_may(cx, who, verb, p->owner_id, p->organization_id)
                                   : 0;
}

/* Everybody sees them; to change them is the owner's. */
static int shot_may(struct cx *cx, UNUSED const struct resource *r, const struct actor *who,
                    enum verb verb, const void *row)
{
    const struct element *p = row;
    return !p || verb == RES_GET || verb == RES_CREATE
               ? 0
               : element_may(cx, who, RES_DELETE, p->owner_id, p->owner_id);
}

/* Its members see it, its owner changes it. */
static int group_may(struct cx *cx, UNUSED const struct resource *r, const struct actor *who,
                     enum verb verb, const void *row)
{
    const struct element *p = row;
    if (!p || verb == RES_CREATE)
        return 0;
    return element_may(cx, who, verb == RES_GET ? RES_GET : RES_DELETE, p->owner_id, p->id);
}

/* By indices: an OR over two tables would read every row. */
#define SCOPE_OF(own, shared)                                                                      \
    "t.id IN (SELECT x.id FROM (SELECT id FROM " own " UNION SELECT " shared                       \
    " WHERE m.person_id = ?) x)"
#define SHARED_SCOPE(table)                                                                        \
    static const char *table##_scope(const struct actor *who)                                      \
    {                                                                                              \
        return who->is_admin ? NULL                                                                \
                             : SCOPE_OF(#table " WHERE owner_id = ?",                              \
                                        "o.id FROM design_organization_member m JOIN " #table      \
                                        " o ON o.organization_id = m.organization_id");            \
    }
SHARED_SCOPE(subject)
SHARED_SCOPE(background_preset)

static const char *group_scope(const struct actor *who)
{
    return who->is_admin ? NULL
                         : SCOPE_OF("design_organization WHERE owner_id = ?",
                                    "m.organization_id FROM design_organization_member m");
}

/* ---- rules over what is written ---- */

static int person_there(struct cx *cx, struct uuid id)
{
    struct member m;
    bool          found;
    TRY(db_one(cx, "SELECT id, email, first_name, last_name, created_at FROM person WHERE id = ?",
               ARGS(ARG(id)), &member_shape, &m, &found));
    return found ? 0
                 : refuse_fault(cx, FAULT_VALUE, 0, "owner_id", "there is no such person");
}

int element_owner_rule(struct cx *cx, const struct actor *who, struct uuid is, struct uuid becomes)
{
    if (uuid_equal(is, becomes))
        return 0;
    return who->is_admin ? person_there(cx, becomes) : forbidden(cx);
}

int element_group_rule(struct cx *cx, const struct actor *who, struct uuid owner_id, struct uuid is,
                    struct uuid becomes)
{
    if (uuid_equal(is, becomes))
        return 0;
    if (!uuid_is_nil(becomes) && !uuid_is_nil(is)) /* from one to the other: by who is in both */
        TRY(member_need(cx, who, is, "organization_id"));
    if (!uuid_is_nil(becomes))
        return member_need(cx, who, becomes, "organization_id");
    /* Taken out, its members lose it: that is like removing it. */
    return element_may(cx, who, RES_DELETE, owner_id, is);
}

static int picture_rule(struct cx *cx, const struct actor *who, struct uuid id)
{
    bool sees;
    TRY(media_sees(cx, who, id, &sees));
    return sees ? 0
                : refuse_fault(cx, FAULT_VALUE, 0, "media_resource_id",
                               "there is no such media resource");
}

/* Front Full-Body: front_full_body. */
static const char *slug_of(struct cx *cx, const char *name)
{
    char  *to = arena_alloc(cx->arena, SLUG_MOST + 1), *at = to;
    bool   gap = false;
    for (const char *c = name; *c && at - to < SLUG_MOST - 1; c++) {
        char small = *c >= 'A' && *c <= 'Z' ? (char)(*c + 'a' - 'A') : *c;
        if ((small >= 'a' && small <= 'z') || (small >= '0' && small <= '9')) {
            if (gap && at > to)
                *at++ = '_';
            *at++ = small;
            gap   = false;
        } else {
            gap = true;
        }
    }
    return to;
}

static int slug_rule(struct cx *cx, const char *slug)
{
    size_t n = strspn(slug, "abcdefghijklmnopqrstuvwxyz0123456789_");
    return n && !slug[n] ? 0
                         : refuse_fault(cx, FAULT_VALUE, 0, "slug",
                                        "must be of small letters, digits and underscores");
}

static int element_before(struct cx *cx, const struct resource *r, const struct actor *who,
                          enum verb verb, const void *before, void *after)
{
    const struct element *old  = before;
    struct element       *p    = after;
    const struct shape   *s    = r->shape;
    struct uuid           mine = old ? old->owner_id : who->id;
    if (verb == RES_DELETE)
        return 0;
    if (IS_SET(s, p, owner_id))
        TRY(element_owner_rule(cx, who, mine, p->owner_id));
    if (field_index(s, "organization_id", 15) >= 0 &&
        (IS_SET(s, p, organization_id) || IS_NULL(s, p, organization_id)))
        TRY(element_group_rule(cx, who, mine, old ? old->organization_id : (struct uuid){ { 0 } },
                            p->organization_id));
    if (field_index(s, "media_resource_id", 17) >= 0 && IS_SET(s, p, media_resource_id) &&
        !(old && uuid_equal(old->media_resource_id, p->media_resource_id)))
        TRY(picture_rule(cx, who, p->media_resource_id));
    if (field_index(s, "slug", 4) >= 0 && IS_SET(s, p, slug))
        TRY(slug_rule(cx, p->slug));
    return 0;
}

/* Whose an organization is is a member of it: its first one, and who gets it later. */
static int organization_after(struct cx *cx, UNUSED const struct resource *r,
                              UNUSED const struct actor *who, enum verb verb, const void *old,
                              const void *row)
{
    const struct element *p = row, *was = old;
    struct member         m;
    if (verb == RES_DELETE || !IS_SET(&organization_row_shape, p, owner_id))
        return 0;
    return member_add(cx, was ? was->id : p->id, p->owner_id, &m);
}

// clang-format off
#define NEWEST "t.created_at DESC, t.id DESC"
static const struct resource
    subject_res = { .name = "subject", .plural = "subjects", .table = "subject", .noun = "Subject",
        .shape = &subject_row_shape, .order = NEWEST, .by_order = "subject_created", .may = shared_may, .scope = subject_scope,
        .before = element_before, .doc = "Who or what is pictured." },
    shot_type_res = { .name = "shot_type", .plural = "shot-types", .table = "shot_type", .noun = "Shot type",
        .shape = &shot_type_row_shape, .order = NEWEST, .may = shot_may, .before = element_before,
        .doc = "Ways to picture a subject." },
    background_preset_res = { .name = "background_preset", .plural = "background-presets", .table = "background_preset",
        .noun = "Background preset", .shape = &background_preset_row_shape, .order = NEWEST,
        .by_order = "background_preset_created", .may = shared_may,
        .scope = background_preset_scope, .before = element_before, .doc = "What is behind the subjects." },
    organization_res = { .name = "organization", .plural = "organizations", .table = "design_organization",
        .noun = "Organization", .shape = &organization_row_shape, .order = NEWEST, .by_order = "design_organization_created", .may = group_may, .scope = group_scope,
        .before = element_before, .after = organization_after, .doc = "Groups of people who share set designs." };
// clang-format on
const struct element_kind subject_kind = { &subject_res, &subject_new_shape, &subject_edit_shape },
                       shot_type_kind = { &shot_type_res, &shot_type_new_shape, &shot_type_edit_shape },
                       background_preset_kind = { &background_preset_res, &background_preset_new_shape,
                                                  &background_preset_edit_shape },
                       organization_kind = { &organization_res, &organization_new_shape,
                                             &organization_edit_shape };

/* ---- changes ---- */

/* What was read by one table, as another marks it: the struct is the same. */
static void marks_move(const struct shape *from, const struct shape *to, const void *row, void *copy)
{
    const struct row *head = row;
    for (size_t i = 0; i < from->count; i++) {
        const struct field *f  = &from->fields[i];
        int                 at = field_index(to, f->name, strlen(f->name));
        bool                null = head->null >> i & 1;
        if (!(head->set >> i & 1) || at < 0 || (null && !(to->fields[at].flags & NULLS)))
            continue;
        field_mark(to, copy, f->off, null);
    }
}

static struct element copy_of(const struct element *in, const struct shape *from, const struct shape *to)
{
    struct element p = *in;
    p.row         = (struct row){ 0 };
    marks_move(from, to, in, &p);
    return p;
}

/* The unique key is that of the slug: identifiers are random. */
static int slug_taken(struct cx *cx, int rc)
{
    if (rc != -E_CONFLICT)
        return rc;
    err_clear(cx);
    return refuse_field(cx, E_CONFLICT, "slug", "There is a shot type with this slug already");
}

int element_create(struct cx *cx, const struct element_kind *kind, const struct actor *who,
                const struct element *in, struct uuid id)
{
    const struct shape *s = kind->res->shape;
    struct element         p = copy_of(in, kind->fresh, s);
    struct uuid         made;
    p.id         = id;
    p.created_at = p.updated_at = cx->now;
    SET(s, &p, id);
    SET(s, &p, created_at);
    SET(s, &p, updated_at);
    if (!IS_SET(s, &p, owner_id)) {
        p.owner_id = who->id;
        SET(s, &p, owner_id);
    }
    if (kind == &shot_type_kind && !IS_SET(s, &p, slug)) {
        p.slug = slug_of(cx, p.name);
        SET(s, &p, slug);
    }
    return slug_taken(cx, res_create(cx, kind->res, who, &p, &made));
}

int element_change(struct cx *cx, const struct element_kind *kind, const struct actor *who,
                struct uuid id, const struct element *in)
{
    struct element p = copy_of(in, kind->edit, kind->res->shape);
    return slug_taken(cx, res_update(cx, kind->res, who, id, &p));
}

int element_get(struct cx *cx, const struct element_kind *kind, const struct actor *who, struct uuid id,
             struct element *to)
{
    bool found;
    TRY(res_load(cx, kind->res, id, to, &found));
    return found ? kind->res->may(cx, kind->res, who, RES_GET, to) : res_absent(cx, kind->res);
}

int element_remove(struct cx *cx, const struct element_kind *kind, const struct actor *who,
                struct uuid id)
{
    int rc = res_delete(cx, kind->res, who, id);
    if (rc != -E_CONFLICT)
        return rc;
    err_clear(cx);
    return refuse(cx, E_CONFLICT, "%s is in use", kind->res->noun);
}
