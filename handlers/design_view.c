/* design_view.c - see design_view.h. */
#include "handlers/design_view.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/still/still.h"

/* ---- media resources ---- */

struct media_view {
    struct row  row;
    struct uuid id;
    struct utc  created_at;
    const char *url, *resource_type, *content_hash, *extension;
    int64_t     file_size, width, height;
    double      aspect_ratio;
    const char *orientation;
    double      duration;
    const char *color_profile, *dominant_color, *alt_text, *caption;
    bool        protected;
};
static const char *const types[]        = { "image", "video", NULL };
static const char *const orientations[] = { "landscape", "portrait", "square", NULL };

// clang-format off
#define ROW struct media_view
static const struct field media_view_fields[] = {
    FIELD(id,             READ, .doc = "Stable identifier."),
    FIELD(created_at,     READ, .doc = "When it was made."),
    FIELD(url,            READ, .doc = "Where the bytes are; with ?w= as a smaller picture. Signed and expiring if protected."),
    FIELD(resource_type,  READ, .choices = types, .schema = "MediaResourceType", .doc = "What it is."),
    FIELD(content_hash,   READ, .doc = "SHA-256 of the bytes, hexadecimal."),
    FIELD(extension,      READ, .doc = "By content, not by name."),
    FIELD(file_size,      READ, .doc = "Bytes."),
    FIELD(width,          READ | NULLS, .doc = "Pixels of the upright picture."),
    FIELD(height,         READ | NULLS, .doc = "Pixels of the upright picture."),
    FIELD(aspect_ratio,   READ | NULLS, .doc = "Width by height."),
    FIELD(orientation,    READ | NULLS, .choices = orientations, .doc = "Of the upright picture."),
    FIELD(duration,       READ | NULLS, .doc = "Seconds, of what moves."),
    FIELD(color_profile,  READ | NULLS, .doc = "What its colour profile calls itself, or sRGB."),
    FIELD(dominant_color, READ | NULLS, .doc = "Its main colour, #rrggbb."),
    FIELD(alt_text,       READ | NULLS, .doc = "What it shows, for those who do not see it."),
    FIELD(caption,        READ | NULLS, .doc = "Caption."),
    FIELD(protected,      READ, .doc = "Whether its url is signed and expires."),
};
#undef ROW
// clang-format on
const struct shape media_view_shape =
    SHAPE(struct media_view, media_view_fields, .name = "MediaResourcePublic");

struct list_view {
    struct row  row;
    struct rows data;
    int64_t     count;
};
#define ROW struct list_view
#define LIST_OF(prefix, title)                                                                     \
    static const struct field prefix##_list_fields[] = {                                           \
        FIELD(data, READ, .of = &prefix##_view_shape, .doc = "Newest first."),                     \
        FIELD(count, READ, .doc = "How many match in all."),                                       \
    };                                                                                             \
    const struct shape prefix##_list_shape =                                                       \
        SHAPE(struct list_view, prefix##_list_fields, .name = title);
LIST_OF(media, "MediaResourcesPublic")
#undef ROW

/* A member that may be null is written only when it is marked. */
#define NULL_IF(s, row, member, null)                                                              \
    field_mark((s), (row), offsetof(__typeof__(*(row)), member), (null))

static struct media_view media_view(struct rq *rq, const struct media *m)
{
    struct media_view v = {
        .id = m->id, .created_at = m->created_at, .url = media_url(&rq->cx, m->id, m->protected),
        .resource_type = m->resource_type, .content_hash = m->content_hash,
        .extension = m->extension, .file_size = m->bytes, .width = m->width, .height = m->height,
        .orientation = still_orientation(m->width, m->height),
        .duration = (double)m->duration_us / 1e6, .color_profile = m->color_profile,
        .dominant_color = m->dominant_color, .alt_text = m->alt_text, .caption = m->caption,
        .protected = m->protected,
    };
    /* Four digits tell 16:9 from 1.78 and are the same for all sizes of a picture. */
    v.aspect_ratio = (double)(int64_t)((double)m->width / (double)m->height * 1e4 + 0.5) / 1e4;
    SET(&media_view_shape, &v, width);
    SET(&media_view_shape, &v, height);
    SET(&media_view_shape, &v, aspect_ratio);
    SET(&media_view_shape, &v, orientation);
    NULL_IF(&media_view_shape, &v, duration, m->duration_us == 0);
    NULL_IF(&media_view_shape, &v, color_profile, !m->color_profile);
    NULL_IF(&media_view_shape, &v, dominant_color, !m->dominant_color);
    NULL_IF(&media_view_shape, &v, alt_text, !m->alt_text);
    NULL_IF(&media_view_shape, &v, caption, !m->caption);
    return v;
}

void media_write(struct rq *rq, struct out *o, const struct media *m)
{
    struct media_view v = media_view(rq, m);
    out_row(o, &media_view_shape, &v);
}

/* ---- images ---- */

struct image_view {
    struct row  row;
    struct uuid id;
    struct utc  created_at, updated_at;
    struct uuid subject_id, shot_type_id;
    const char *label, *image_url;
    struct one  image_media;
};
// clang-format off
#define ROW struct image_view
#define IMAGE_HEAD                                                                              \
    FIELD(id, READ, .doc = "Stable identifier."),                                               \
    FIELD(created_at, READ, .doc = "When it was made."),                                        \
    FIELD(updated_at, READ, .doc = "When it was changed last.")
#define IMAGE_SUBJECT FIELD(subject_id, READ, .doc = "Who or what it shows.")
#define IMAGE_SHOT FIELD(shot_type_id, READ, .doc = "How it shows it.")
#define IMAGE_URL FIELD(image_url, READ | NULLS, .doc = "Where the picture is: the url of image_media.")
#define IMAGE_MEDIA FIELD(image_media, READ | NULLS, .of = &media_view_shape, .doc = "The picture.")
static const struct field base_fields[]      = { IMAGE_HEAD, IMAGE_SUBJECT, IMAGE_SHOT, IMAGE_URL, IMAGE_MEDIA };
static const struct field reference_fields[] = {
    IMAGE_HEAD, IMAGE_SHOT, FIELD(label, READ | NULLS, .doc = "Label."), IMAGE_URL, IMAGE_MEDIA
};
static const struct field portrait_fields[]  = { IMAGE_HEAD, IMAGE_SUBJECT, IMAGE_MEDIA };
const struct shape base_image_view_shape = SHAPE(ROW, base_fields, .name = "SetBaseImagePublic");
static const struct shape
    reference_view_shape = SHAPE(ROW, reference_fields, .name = "SetReferenceImagePublic"),
    portrait_view_shape  = SHAPE(ROW, portrait_fields, .name = "SubjectPortraitPublic");
#undef ROW
// clang-format on

/* The media resource among the line's members. */
static struct media media_of(const struct design_line *l)
{
    return (struct media){
        .id = l->media_id, .created_at = l->media_created_at, .owner_id = l->media_owner_id,
        .content_hash = l->content_hash, .alt_text = l->alt_text, .caption = l->caption,
        .protected = l->protected, .bytes = l->bytes, .resource_type = l->resource_type,
        .extension = l->extension, .type = l->type, .width = l->width, .height = l->height,
        .duration_us = l->duration_us, .color_profile = l->color_profile,
        .dominant_color = l->dominant_color,
    };
}

static void image_write(struct rq *rq, struct out *o, const struct shape *s,
                        const struct design_line *l)
{
    struct image_view v = { .id = l->image_id, .created_at = l->image_created_at,
                            .updated_at = l->image_updated_at, .subject_id = l->subject_id,
                            .shot_type_id = l->shot_type_id, .label = l->label };
    struct media      m = media_of(l);
    struct media_view media;
    bool              has = !uuid_is_nil(l->media_id);
    if (has) {
        media         = media_view(rq, &m);
        v.image_media = (struct one){ .row = &media };
        v.image_url   = media.url;
    }
    if (s == &reference_view_shape)
        NULL_IF(s, &v, label, !l->label);
    if (s != &portrait_view_shape)
        NULL_IF(s, &v, image_url, !has);
    NULL_IF(s, &v, image_media, !has);
    out_row(o, s, &v);
}

void base_image_write(struct rq *rq, struct out *o, const struct design_line *line)
{
    image_write(rq, o, &base_image_view_shape, line);
}

/* ---- designs ---- */

struct design_view { /* as documented; lines are written without it */
    struct row  row;
    struct uuid id;
    struct utc  created_at, updated_at;
    const char *name, *description;
    struct uuid owner_id, organization_id, background_preset_id;
    struct rows base_images, reference_images, subject_portraits;
};
// clang-format off
#define ROW struct design_view
static const struct field design_view_fields[] = {
    FIELD(id,                   READ, .doc = "Stable identifier."),
    FIELD(created_at,           READ, .doc = "When it was made."),
    FIELD(updated_at,           READ, .doc = "When it was changed last."),
    FIELD(name,                 READ, .doc = "Name."),
    FIELD(description,          READ | NULLS, .doc = "Description."),
    FIELD(owner_id,             READ, .doc = "Whose it is."),
    FIELD(organization_id,      READ | NULLS, .doc = "Organization that shares it."),
    FIELD(background_preset_id, READ | NULLS, .doc = "What is behind the subjects."),
    FIELD(base_images,          READ, .def = "[]", .of = &base_image_view_shape, .doc = "One for a subject and a shot type."),
    FIELD(reference_images,     READ, .def = "[]", .of = &reference_view_shape, .doc = "How a kind of shot is meant."),
    FIELD(subject_portraits,    READ, .def = "[]", .of = &portrait_view_shape, .doc = "Who or what the subjects are."),
};
#undef ROW
// clang-format on
const struct shape design_view_shape =
    SHAPE(struct design_view, design_view_fields, .name = "SetDesignPublic");
#define ROW struct list_view
LIST_OF(design, "SetDesignsPublic")
#undef ROW

static const struct {
    const char         *name;
    const struct shape *shape;
} lists[IMAGE_KINDS] = {
    [IMAGE_BASE]      = { "base_images", &base_image_view_shape },
    [IMAGE_REFERENCE] = { "reference_images", &reference_view_shape },
    [IMAGE_PORTRAIT]  = { "subject_portraits", &portrait_view_shape },
};

static void list_open(struct design_writing *w, enum image_kind kind)
{
    w->list = kind;
    out_key(w->o, lists[kind].name);
    out_array(w->o);
}

/* Lists without images stay empty. */
static void lists_to(struct design_writing *w, enum image_kind kind)
{
    while (w->list < kind) {
        out_array_end(w->o);
        list_open(w, (enum image_kind)(w->list + 1));
    }
}

void design_write_end(struct design_writing *w)
{
    if (uuid_is_nil(w->open))
        return;
    lists_to(w, IMAGE_KINDS - 1);
    out_array_end(w->o);
    out_object_end(w->o);
    w->open = (struct uuid){ { 0 } };
}

static void design_begin(struct design_writing *w, const struct design_line *l)
{
    struct design d = { .id = l->id, .created_at = l->created_at, .updated_at = l->updated_at,
                        .name = l->name, .description = l->description, .owner_id = l->owner_id,
                        .organization_id      = l->organization_id,
                        .background_preset_id = l->background_preset_id };
    NULL_IF(&design_shape, &d, description, !l->description);
    NULL_IF(&design_shape, &d, organization_id, uuid_is_nil(l->organization_id));
    NULL_IF(&design_shape, &d, background_preset_id, uuid_is_nil(l->background_preset_id));
    design_write_end(w);
    w->open = l->id;
    out_object(w->o);
    out_members(w->o, &design_shape, &d);
    list_open(w, IMAGE_BASE);
}

int design_write_line(void *u, const void *row)
{
    struct design_writing    *w = u;
    const struct design_line *l = row;
    if (!uuid_equal(w->open, l->id))
        design_begin(w, l);
    if (!uuid_is_nil(l->image_id)) {
        lists_to(w, design_line_kind(l));
        image_write(w->rq, w->o, lists[w->list].shape, l);
    }
    return w->o->failed ? -1 : 0;
}

/* ---- messages ---- */

#define ROW struct message
static const struct field message_fields[] = { FIELD(message, READ, .doc = "What was done.") };
#undef ROW
const struct shape message_shape = SHAPE(struct message, message_fields, .name = "Message");

void message_write(struct rq *rq, const char *text)
{
    struct message m = { .message = text };
    out_row(reply(rq, 200), &message_shape, &m);
}
