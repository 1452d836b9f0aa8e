/*
 * track_avatars.c - pictures of persons, productions and the organisation, and surroundings for
 * previews in 3D.
 */
#include "handlers/family.h"
#include "handlers/needs.h"
#include "handlers/rows.h"
#include "handlers/track_upload.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/people/person.h"
#include "model/preview/avatar.h"
#include "model/track/event.h"
#include "model/track/file.h"
#include "model/track/right.h"

extern const struct route_list track_avatar_routes;

struct avatar_in {
    struct row     row;
    const char    *file;
    struct uuid    instance_id, person_id;
    struct upload *picture;
};
// clang-format off
#define ROW struct avatar_in
#define NAMED FIELD(file, PATH, .max = 60, .doc = "Identifier, with .png behind it or not.")
static const struct field get_fields[]  = { NAMED };
static const struct field clear_fields[] = { FIELD(person_id, PATH, .doc = "Whose picture.") };
static const struct field post_fields[] = { NAMED,
    { .name = "file", .type = T_FILE, .off = offsetof(struct avatar_in, picture), .flags = WRITE | NEED,
      .ref = "max_photo_bytes", .doc = "Any picture." } };
static const struct field background_fields[] = { FIELD(instance_id, PATH, .doc = "The surroundings."),
    { .name = "file", .type = T_FILE, .off = offsetof(struct avatar_in, picture), .flags = WRITE | NEED,
      .ref = "max_upload_bytes", .doc = "The surroundings' file." } };
#undef ROW
#define ROW struct avatar_answer
struct avatar_answer { struct row row; const char *thumbnail_path; };
static const struct field answer_fields[] = { FIELD(thumbnail_path, READ, .doc = "Where the picture is from now on.") };
#undef ROW
// clang-format on
static const struct shape get_shape        = SHAPE(struct avatar_in, get_fields),
                          post_shape       = SHAPE(struct avatar_in, post_fields),
                          clear_shape      = SHAPE(struct avatar_in, clear_fields),
                          background_shape = SHAPE(struct avatar_in, background_fields),
                          answer_shape     = SHAPE(struct avatar_answer, answer_fields);

static int absent(struct rq *rq) { return refuse(&rq->cx, E_NOT_FOUND, "There is no such picture"); }

static int picture_id(struct rq *rq, struct uuid *id, bool *has_ending)
{
    const struct avatar_in *in = rq->args;
    const char             *ending;
    TRY(name_read(rq, in->file, id, &ending));
    if (ending[0] && strcmp(ending, "png") != 0)
        return absent(rq);
    *has_ending = ending[0] != '\0';
    return 0;
}

static int picture_send(struct rq *rq, const char *owner, struct uuid id)
{
    struct stored f;
    bool          found;
    TRY(avatar_get(&rq->cx, owner, id, &f, &found));
    if (!found)
        return absent(rq);
    send_stored(rq, &f, CACHE_PRIVATE, NULL);
    return 0;
}

static int job_in_tx(struct cx *cx, void *u) { return preview_job_add(cx, u); }

/* kind: as paths name it. */
static int picture_take(struct rq *rq, const char *owner, const char *kind, struct uuid id)
{
    const struct avatar_in *in = rq->args;
    struct blob             blob;
    struct job              done;
    struct preview_job      job = { .id = rq_uuid(rq, 0), .kind = &preview_avatar, .owner_id = id,
                                    .person_id = rq->caller.id, .owner = owner, .hash = blob.hash };
    char                    text[UUID_TEXT];
    struct out             *o;
    TRY(store_keep(&rq->cx, in->picture->writer, &blob));
    TRY(db_tx(&rq->cx, TX_ONCE, job_in_tx, &job));
    TRY(upload_wait(rq, job.id, &done));
    uuid_format(id, text);
    o = reply(rq, 201);
    out_object(o);
    OUT_STR(o, "thumbnail_path",
            arena_printf(rq->cx.arena, "pictures/thumbnails/%s/%s.png", kind, text));
    out_object_end(o);
    return 0;
}

/* ---- persons ---- */

static int person_get(struct rq *rq)
{
    struct uuid id;
    bool        ending;
    TRY(picture_id(rq, &id, &ending));
    return picture_send(rq, "person", id);
}

static int person_post(struct rq *rq)
{
    struct uuid id;
    bool        ending, there;
    TRY(picture_id(rq, &id, &ending));
    TRY(avatar_owner(&rq->cx, "person", &id, &there));
    if (!there)
        return refuse(&rq->cx, E_NOT_FOUND, "There is no such person");
    if (!rq->caller.is_admin && !uuid_equal(id, rq->caller.id))
        return right_refuse(&rq->cx);
    return picture_take(rq, "person", "persons", id);
}

static int cleared(struct rq *rq, struct uuid id)
{
    struct actor who = rows_actor(rq);
    TRY(avatar_clear(&rq->cx, &who, id));
    reply_empty(rq, 204);
    return 0;
}

static int person_delete(struct rq *rq)
{
    return cleared(rq, ((const struct avatar_in *)rq->args)->person_id);
}

static int own_delete(struct rq *rq) { return cleared(rq, rq->caller.id); }

/* ---- productions ---- */

static int project_get_picture(struct rq *rq)
{
    struct actor who = rows_actor(rq);
    struct uuid  id;
    bool         ending;
    TRY(picture_id(rq, &id, &ending));
    TRY(right_of_project(&rq->cx, &who, right_is_role(&who, "manager") ? FOR_ALL : FOR_TEAM, id));
    return picture_send(rq, "project", id);
}

static int project_post(struct rq *rq)
{
    struct actor who = rows_actor(rq);
    struct uuid  id;
    bool         ending;
    TRY(picture_id(rq, &id, &ending));
    TRY(right_of_project(&rq->cx, &who, ending ? FOR_ADMINS : FOR_MANAGER, id));
    return picture_take(rq, "project", "projects", id);
}

/* ---- the organisation: whatever the identifier ---- */

static int organisation_get(struct rq *rq)
{
    struct uuid id;
    bool        ending, there;
    TRY(picture_id(rq, &id, &ending));
    TRY(avatar_owner(&rq->cx, "organisation", &id, &there));
    return there ? picture_send(rq, "organisation", id) : absent(rq);
}

static int organisation_post(struct rq *rq)
{
    struct uuid id;
    bool        ending, there;
    TRY(picture_id(rq, &id, &ending));
    TRY(avatar_owner(&rq->cx, "organisation", &id, &there));
    return there ? picture_take(rq, "organisation", "organisations", id) : absent(rq);
}

/* ---- surroundings ---- */

struct background {
    struct uuid        id, person_id;
    const char        *extension, *name;
    struct blob        blob;
    struct preview_job job;
};

static int background_in_tx(struct cx *cx, void *u)
{
    struct background *b = u;
    TRY(background_take(cx, b->person_id, b->id, b->name, b->extension, &b->blob));
    return preview_job_add(cx, &b->job);
}

/* Its thumbnail comes later, if it is a picture that can be read. */
static int background_post(struct rq *rq)
{
    const struct avatar_in *in = rq->args;
    struct background       b  = { .id = in->instance_id, .person_id = rq->caller.id };
    struct out              none = out_in_arena(rq->cx.arena, 16384);
    TRY(res_show(&rq->cx, &preview_background_file_res, b.id, false, &none));
    b.extension = upload_extension(rq, in->picture);
    b.name      = upload_stem(rq, in->picture);
    if (!b.extension[0])
        return refuse(&rq->cx, E_INVALID, "The file's name has no ending that tells its kind");
    TRY(store_keep(&rq->cx, in->picture->writer, &b.blob));
    b.job = (struct preview_job){ .id = rq_uuid(rq, 0), .kind = &preview_small, .owner_id = b.id,
                                  .person_id = rq->caller.id, .owner = "preview_background_file",
                                  .hash = b.blob.hash, .priority = JOB_BATCH };
    TRY(db_tx(&rq->cx, TX_ONCE, background_in_tx, &b));
    job_ring(rq->cx.conf);
    return res_show(&rq->cx, &preview_background_file_res, b.id, false, reply(rq, 201));
}

static int background_send(struct rq *rq, const char *name, bool is_thumbnail)
{
    const struct avatar_in *in = rq->args;
    const char             *ending;
    struct stored           f;
    struct uuid             id;
    bool                    found;
    TRY(name_read(rq, in->file, &id, &ending));
    TRY(stored_get(&rq->cx, id, name, &f, &found));
    if (!found || strcmp(is_thumbnail ? "image/png" : stored_type(ending), f.type) != 0)
        return absent(rq);
    send_stored(rq, &f, CACHE_PRIVATE, NULL);
    return 0;
}

static int background_get(struct rq *rq) { return background_send(rq, "source", false); }
static int background_small_get(struct rq *rq) { return background_send(rq, "thumbnail", true); }

static const enum reason get_errors[]  = { E_FORBIDDEN, E_NOT_FOUND, E_NONE };
static const enum reason post_errors[] = { E_FORBIDDEN, E_NOT_FOUND, E_TOO_LARGE, E_MEDIA_TYPE,
                                           E_DISK_FULL, E_RETRY, E_NONE };
// clang-format off
#define PICTURES(path, who, get, post, text)                                                      \
    { GET, path "/:file", LOGGED_IN, .in = &get_shape, .run = get, .errors = get_errors,         \
      .gives = "image/png", .doc = "Picture of " text ", 400 x 400." },                          \
    { POST, path "/:file", who, .in = &post_shape, .out = &answer_shape, .run = post, .status = 201, \
      .flags = BULK, .errors = post_errors, .doc = "Set the picture of " text "." }
#define CLEARS(path, who, shape, run_, text)                                                      \
    { DELETE, path, who, .in = shape, .run = run_, .status = 204, .flags = TX | BODYLESS, .errors = get_errors, \
      .doc = "Forget the picture of " text "." }
static const struct route routes[] = {
    PICTURES("/pictures/thumbnails/persons", LOGGED_IN, person_get, person_post, "a person"),
    CLEARS("/actions/persons/:person_id/clear-avatar", ADMIN, &clear_shape, person_delete, "a person"),
    CLEARS("/data/persons/:person_id/avatar", ADMIN, &clear_shape, person_delete, "a person"),
    CLEARS("/actions/user/clear-avatar", PERSON, NULL, own_delete, "the caller"),
    CLEARS("/data/user/avatar", PERSON, NULL, own_delete, "the caller"),
    PICTURES("/pictures/thumbnails/projects", LOGGED_IN, project_get_picture, project_post, "a production"),
    PICTURES("/pictures/thumbnails/organisations", ADMIN, organisation_get, organisation_post, "the organisation"),
    { POST, "/pictures/preview-background-files/:instance_id", ADMIN, .in = &background_shape,
      .out = &preview_background_file_shape, .run = background_post, .status = 201, .flags = BULK,
      .errors = post_errors, .doc = "Upload the file of surroundings." },
    { GET, "/pictures/preview-background-files/:file", LOGGED_IN, .in = &get_shape, .run = background_get,
      .errors = get_errors, .gives = "*/*", .doc = "The file of surroundings." },
    { GET, "/pictures/thumbnails/preview-background-files/:file", LOGGED_IN, .in = &get_shape,
      .run = background_small_get, .errors = get_errors, .gives = "image/png", .doc = "Thumbnail of surroundings." },
};
// clang-format on
const struct route_list track_avatar_routes = ROUTES(tracker_family, routes);
