/* design.c - set designs and their images. */
#include "model/design/design.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/design/media.h"
#include "model/design/element.h"

enum { IMAGES_BYTES = 4 << 20, PAGE_ARGS = 16 };

// clang-format off
#define DESIGN_FIELDS                                                                           \
    FIELD(id, READ | KEY, .doc = "Stable identifier."),                                         \
    FIELD(created_at, READ, .doc = "When it was made."),                                        \
    FIELD(updated_at, READ, .doc = "When it was changed last."),                                \
    FIELD(name, READ, .doc = "Name."),                                                          \
    FIELD(description, READ | NULLS, .doc = "Description."),                                    \
    FIELD(owner_id, READ, .doc = "Whose it is."),                                               \
    FIELD(organization_id, READ | NULLS, .doc = "Organization that shares it."),                \
    FIELD(background_preset_id, READ | NULLS, .doc = "What is behind the subjects.")
#define ROW struct design
static const struct field design_fields[] = { DESIGN_FIELDS };
#undef ROW
#define ROW struct design_line
static const struct field line_fields[] = {
    DESIGN_FIELDS,
    FIELD(is_member,        READ, .doc = "Is the actor in its organization."),
    FIELD(image_id,         READ | NULLS, .doc = "The image."),
    FIELD(image_created_at, READ | NULLS, .doc = "When the image was made."),
    FIELD(image_updated_at, READ | NULLS, .doc = "When the image was changed last."),
    FIELD(kind,             READ | NULLS, .doc = "Which list the image is in."),
    FIELD(subject_id,       READ | NULLS, .doc = "Who or what is pictured."),
    FIELD(shot_type_id,     READ | NULLS, .doc = "How."),
    FIELD(label,            READ | NULLS, .doc = "Label."),
    FIELD(media_id,         READ | NULLS, .doc = "The image's media resource."),
    FIELD(media_created_at, READ | NULLS, .doc = "When that was made."),
    FIELD(media_owner_id,   READ | NULLS, .doc = "Whose that is."),
    MEDIA_FIELDS(NULLS),
};
#undef ROW
// clang-format on
const struct shape design_shape      = SHAPE(struct design, design_fields);
const struct shape design_line_shape = SHAPE(struct design_line, line_fields);

#define DESIGN_COLUMNS                                                                             \
    "t.id, t.created_at, t.updated_at, t.name, t.description, t.owner_id, t.organization_id,"      \
    " t.background_preset_id"
#define IS_MEMBER                                                                                  \
    "EXISTS (SELECT 1 FROM design_organization_member m"                                           \
    " WHERE m.organization_id = t.organization_id AND m.person_id = ?)"
#define LINE_COLUMNS                                                                               \
    DESIGN_COLUMNS ", " IS_MEMBER                                                                  \
                   ", i.id, i.created_at, i.updated_at, i.kind, i.subject_id, i.shot_type_id,"     \
                   " i.label, " MEDIA_COLUMNS
#define LINE_JOINS                                                                                 \
    " LEFT JOIN set_image i ON i.set_design_id = t.id"                                             \
    " LEFT JOIN media_resource m ON m.id = i.media_resource_id"                                    \
    " LEFT JOIN still s ON s.content_hash = m.content_hash"
#define NEWEST "t.created_at DESC, t.id DESC"

static const char *const kinds[IMAGE_KINDS] = { "base", "reference", "portrait" };

enum image_kind design_line_kind(const struct design_line *line)
{
    size_t k = 0;
    while (k + 1 < IMAGE_KINDS && strcmp(kinds[k], line->kind) != 0)
        k++;
    return (enum image_kind)k;
}

/* ---- lists ---- */

/* Which designs: a text with its arguments. */
struct which {
    const char *sql;
    struct arg  args[PAGE_ARGS];
    size_t      n;
};

static void take(struct which *w, struct arg a) { w->args[w->n++] = a; }

/* One owner, one organization, or both: an index walk. */
static void which_narrow(struct which *w, const struct design_ask *ask)
{
    bool anybody = ask->who.is_admin || ask->organization_id;
    if (ask->organization_id)
        take(w, ARG(*ask->organization_id));
    if (ask->owner_id)
        take(w, ARG(*ask->owner_id));
    if (ask->organization_id) {
        w->sql = ask->owner_id ? "t.organization_id = ? AND t.owner_id = ?" : "t.organization_id = ?";
    } else if (anybody || uuid_equal(*ask->owner_id, ask->who.id)) {
        w->sql = "t.owner_id = ?";
    } else {
        take(w, ARG(ask->who.id));
        w->sql = "t.owner_id = ? AND t.organization_id IN (SELECT g.organization_id"
                 " FROM design_organization_member g WHERE g.person_id = ?)";
    }
}

/* The page's ids. Of one's own and what is shared with one: two index walks instead of an OR. */
static const char *page_sql(struct cx *cx, const struct design_ask *ask, struct which *w)
{
    static const char all[]  = "SELECT t.id FROM set_design t FORCE INDEX FOR ORDER BY (set_design_created) ORDER BY " NEWEST " LIMIT ? OFFSET ?";
    static const char mine[] =
        "(SELECT t.id, t.created_at FROM set_design t WHERE t.owner_id = ?"
        " ORDER BY " NEWEST " LIMIT ?)"
        " UNION (SELECT t.id, t.created_at FROM design_organization_member g"
        " JOIN set_design t ON t.organization_id = g.organization_id WHERE g.person_id = ?"
        " ORDER BY " NEWEST " LIMIT ?) ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?";
    int64_t reach = ask->skip + ask->limit;
    if (ask->organization_id || ask->owner_id) {
        which_narrow(w, ask);
        take(w, ARG(ask->limit));
        take(w, ARG(ask->skip));
        return arena_printf(cx->arena,
                            "SELECT t.id FROM set_design t WHERE %s ORDER BY " NEWEST
                            " LIMIT ? OFFSET ?", w->sql);
    }
    if (!ask->who.is_admin) {
        take(w, ARG(ask->who.id));
        take(w, ARG(reach));
        take(w, ARG(ask->who.id));
        take(w, ARG(reach));
    }
    take(w, ARG(ask->limit));
    take(w, ARG(ask->skip));
    return ask->who.is_admin ? all : mine;
}

int design_each(struct cx *cx, const struct design_ask *ask, int (*fn)(void *u, const void *line),
                void *u)
{
    struct which w = { 0 };
    const char  *sql;
    take(&w, ARG(ask->who.id)); /* of IS_MEMBER */
    sql = arena_printf(cx->arena,
                       "SELECT " LINE_COLUMNS " FROM (%s) page JOIN set_design t ON t.id = page.id"
                       LINE_JOINS " ORDER BY " NEWEST ", i.kind, i.position" LIST_ENDS,
                       page_sql(cx, ask, &w));
    return db_each(cx, sql, w.args, w.n, &design_line_shape, fn, u);
}

int design_count(struct cx *cx, const struct design_ask *ask, int64_t *n)
{
    struct which w = { .sql = "TRUE" };
    const char  *sql = "SELECT (SELECT COUNT(*) FROM set_design WHERE owner_id = ?)"
                       " + (SELECT COUNT(*) FROM design_organization_member g"
                       " JOIN set_design t ON t.organization_id = g.organization_id"
                       " WHERE g.person_id = ? AND t.owner_id <> g.person_id)";
    if (ask->organization_id || ask->owner_id)
        which_narrow(&w, ask);
    if (ask->organization_id || ask->owner_id || ask->who.is_admin) {
        sql = arena_printf(cx->arena, "SELECT COUNT(*) FROM set_design t WHERE %s", w.sql);
    } else {
        take(&w, ARG(ask->who.id));
        take(&w, ARG(ask->who.id));
    }
    return db_number(cx, sql, w.args, w.n, n, NULL);
}

/* ---- one ---- */

static int absent(struct cx *cx) { return refuse(cx, E_NOT_FOUND, "Set design not found"); }

static int may_see(struct cx *cx, const struct design_ask *ask, const struct design_line *d)
{
    if (!d->is_member && !ask->who.is_admin && !uuid_equal(d->owner_id, ask->who.id))
        return refuse(cx, E_FORBIDDEN, "Not enough permissions");
    if (ask->organization_id && !uuid_equal(*ask->organization_id, d->organization_id))
        return absent(cx);
    return 0;
}

struct reading {
    struct cx               *cx;
    const struct design_ask *ask;
    int (*fn)(void *u, const void *line);
    void  *u;
    size_t n;
};

static int read_line(void *u, const void *line)
{
    struct reading *r = u;
    if (r->n++ == 0)
        TRY(may_see(r->cx, r->ask, line));
    return r->fn(r->u, line);
}

int design_read(struct cx *cx, const struct design_ask *ask, struct uuid id,
                int (*fn)(void *u, const void *line), void *u)
{
    static const char sql[] = "SELECT " LINE_COLUMNS " FROM set_design t" LINE_JOINS
                              " WHERE t.id = ? ORDER BY i.kind, i.position" LIST_ENDS;
    struct reading    r     = { cx, ask, fn, u, 0 };
    TRY(db_each(cx, sql, ARGS(ARG(ask->who.id), ARG(id)), &design_line_shape, read_line, &r));
    return r.n ? 0 : absent(cx);
}

int design_base_image(struct cx *cx, const struct design_ask *ask, struct uuid id,
                      struct uuid subject_id, struct uuid shot_type_id, struct design_line *to)
{
    static const char sql[] =
        "SELECT " LINE_COLUMNS " FROM set_design t"
        " LEFT JOIN set_image i ON i.set_design_id = t.id AND i.kind = 'base'"
        "      AND i.subject_id = ? AND i.shot_type_id = ?"
        " LEFT JOIN media_resource m ON m.id = i.media_resource_id"
        " LEFT JOIN still s ON s.content_hash = m.content_hash WHERE t.id = ?";
    bool found;
    TRY(db_one(cx, sql, ARGS(ARG(ask->who.id), ARG(subject_id), ARG(shot_type_id), ARG(id)),
               &design_line_shape, to, &found));
    if (!found)
        return absent(cx);
    TRY(may_see(cx, ask, to));
    return uuid_is_nil(to->image_id) ? refuse(cx, E_NOT_FOUND, "Base image not found") : 0;
}

int design_get(struct cx *cx, const struct design_ask *ask, enum verb verb, struct uuid id,
               struct design *to)
{
#define ONE_DESIGN "SELECT " DESIGN_COLUMNS " FROM set_design t WHERE t.id = ?"
    bool found;
    TRY(db_one(cx, verb == RES_GET ? ONE_DESIGN : ONE_DESIGN " FOR UPDATE", ARGS(ARG(id)),
               &design_shape, to, &found));
    if (!found)
        return absent(cx);
    TRY(element_may(cx, &ask->who, verb, to->owner_id, to->organization_id));
    if (ask->organization_id && !uuid_equal(*ask->organization_id, to->organization_id))
        return absent(cx);
    return 0;
}

/* ---- changes ---- */

static struct arg or_null(struct uuid id) { return ARG_IF(!uuid_is_nil(id), id); }

int design_create(struct cx *cx, const struct design *d)
{
    static const char sql[] =
        "INSERT INTO set_design (id, created_at, updated_at, name, description, owner_id,"
        " organization_id, background_preset_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    return db_do(cx, sql,
                 ARGS(ARG(d->id), ARG(cx->now), ARG(cx->now), ARG(d->name), ARG(d->description),
                      ARG(d->owner_id), or_null(d->organization_id),
                      or_null(d->background_preset_id)),
                 NULL);
}

int design_change(struct cx *cx, const struct design *d)
{
    static const char sql[] =
        "UPDATE set_design SET updated_at = NOW(6), name = ?, description = ?, owner_id = ?,"
        " organization_id = ?, background_preset_id = ? WHERE id = ?";
    return db_do(cx, sql,
                 ARGS(ARG(d->name), ARG(d->description), ARG(d->owner_id),
                      or_null(d->organization_id), or_null(d->background_preset_id), ARG(d->id)),
                 NULL);
}

int design_delete(struct cx *cx, struct uuid id)
{
    return db_do(cx, "DELETE FROM set_design WHERE id = ?", ARGS(ARG(id)), NULL);
}

static void out_id(struct out *o, const char *key, struct uuid id)
{
    if (!uuid_is_nil(id))
        OUT_UUID(o, key, id);
}

static const char *images_text(struct cx *cx, const struct image_new *images, size_t n)
{
    struct out o = out_in_arena(cx->arena, IMAGES_BYTES);
    out_array(&o);
    for (size_t i = 0; i < n; i++) {
        out_object(&o);
        OUT_I64(&o, "p", (int64_t)i);
        out_id(&o, "i", images[i].id);
        out_id(&o, "s", images[i].subject_id);
        out_id(&o, "t", images[i].shot_type_id);
        out_id(&o, "m", images[i].media_resource_id);
        if (images[i].label)
            OUT_STR(&o, "l", images[i].label);
        out_object_end(&o);
    }
    out_array_end(&o);
    return out_done(&o);
}

int design_images(struct cx *cx, struct uuid design_id, enum image_kind kind,
                  const struct image_new *images, size_t n)
{
    static const char sql[] =
        "INSERT INTO set_image (set_design_id, kind, created_at, updated_at, position, id,"
        " subject_id, shot_type_id, media_resource_id, label)"
        " SELECT ?, ?, ?, ?, j.p, CAST(j.i AS UUID), CAST(j.s AS UUID), CAST(j.t AS UUID),"
        " CAST(j.m AS UUID), j.l FROM JSON_TABLE(?, '$[*]' COLUMNS (p INT PATH '$.p',"
        " i CHAR(36) PATH '$.i', s CHAR(36) PATH '$.s', t CHAR(36) PATH '$.t',"
        " m CHAR(36) PATH '$.m', l LONGTEXT PATH '$.l')) j";
    const char *text = images_text(cx, images, n), *word = kinds[kind];
    if (!text)
        return refuse(cx, E_INVALID, "Too many images at once");
    TRY(db_do(cx, "DELETE FROM set_image WHERE set_design_id = ? AND kind = ?",
              ARGS(ARG(design_id), ARG(word)), NULL));
    return n ? db_do(cx, sql, ARGS(ARG(design_id), ARG(word), ARG(cx->now), ARG(cx->now), ARG(text)),
                     NULL)
             : 0;
}

int design_base_put(struct cx *cx, struct uuid design_id, struct uuid fresh, struct uuid subject_id,
                    struct uuid shot_type_id, struct uuid media_resource_id, struct uuid *id)
{
    static const char put[] =
        "INSERT INTO set_image (set_design_id, kind, created_at, updated_at, position, id,"
        " subject_id, shot_type_id, media_resource_id)"
        " SELECT ?, 'base', ?, ?, COALESCE(MAX(o.position), -1) + 1, ?, ?, ?, ?"
        " FROM set_image o WHERE o.set_design_id = ? AND o.kind = 'base'"
        " ON DUPLICATE KEY UPDATE media_resource_id = VALUES(media_resource_id), updated_at = VALUES(updated_at)";
    static const char which[] = "SELECT id FROM set_image WHERE set_design_id = ? AND kind = 'base'"
                                " AND subject_id = ? AND shot_type_id = ?";
    struct known      one;
    bool              found;
    TRY(db_do(cx, put,
              ARGS(ARG(design_id), ARG(cx->now), ARG(cx->now), ARG(fresh), ARG(subject_id),
                   ARG(shot_type_id), ARG(media_resource_id), ARG(design_id)),
              NULL));
    TRY(db_one(cx, which, ARGS(ARG(design_id), ARG(subject_id), ARG(shot_type_id)), &known_shape,
               &one, &found));
    if (!found)
        return refuse(cx, E_INTERNAL, "A base image is not there that was just stored");
    *id = one.id;
    return 0;
}
