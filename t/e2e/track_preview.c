/* track_preview.c - previews: made, given their files, worked on, looked at by those who may. */
#include "t/e2e/footage.h"
#include "t/e2e/track_set.h"
#include <string.h>
#include <time.h>


#define ADD "/actions/tasks/{task}/comments/{comment}/add-preview"

static void previews_are_made(void **state)
{
    (void)state;
    production_new();
    static const struct step steps[] = {
        { "by who works on the task", "user", "POST", ADD, "{}", 201,
          .has = { "type", "PreviewFile", "revision", "1", "position", "1", "status", "processing",
                   "person_id", "{user_id}" },
          .keep = { "id", "first" } },
        { "the comment has it", "admin", "GET", "/data/comments/{comment}", NULL, 200,
          .has = { "previews.#", "1" } },
        { "one more is of the same revision", "manager", "POST", ADD, NULL, 201,
          .has = { "revision", "1", "position", "2" }, .keep = { "id", "second" } },
        { "beside another", "client", "POST",
          "/actions/tasks/{task}/comments/{comment}/preview-files/{first}", NULL, 201,
          .has = { "revision", "1", "position", "3" }, .keep = { "id", "third" } },
        { "another revision", "user", "POST", ADD, "{\"revision\":7}", 201,
          .has = { "revision", "7", "position", "1" }, .keep = { "id", "seventh" } },
        { "a vendor without the task", "vendor", "POST", ADD, "{}", 403 },
        { "not of the team", "outsider", "POST", ADD, "{}", 403 },
        { "nobody", NULL, "POST", ADD, "{}", 401 },
        { "no such task", "admin", "POST", "/actions/tasks/" NOWHERE "/comments/{comment}/add-preview",
          "{}", 404 },
        { "no such comment", "admin", "POST", "/actions/tasks/{task}/comments/" NOWHERE "/add-preview",
          "{}", 404 },
        { "places change", "user", "PUT", "/actions/preview-files/{third}/update-position",
          "{\"position\":1}", 200,
          .has = { "#", "3", "0.id", "{third}", "1.id", "{first}", "2.id", "{second}", "2.position",
                   "3" } },
        { "a place that is none", "user", "PUT", "/actions/preview-files/{third}/update-position",
          "{\"position\":0}", 400 },
        { "those of the task", "client", "GET", "/data/tasks/{task}/previews", NULL, 200,
          .has = { "#", "4", "0.id", "{seventh}" } },
        { "taken away", "manager", "DELETE",
          "/actions/tasks/{task}/comments/{comment}/preview-files/{second}", NULL, 204 },
        { "is gone", "admin", "GET", "/data/preview-files/{second}", NULL, 404 },
        { "and cannot go twice", "manager", "DELETE",
          "/actions/tasks/{task}/comments/{comment}/preview-files/{second}", NULL, 404 },
        { "by the generic route as well", "manager", "DELETE", "/data/preview-files/{third}", NULL, 204 },
        { "events", "admin", "GET", "/data/events?name=preview-file:new&project_id={project}", NULL, 200,
          .has = { "#", "4" } },
        { "what is being worked on", "admin", "GET", "/data/playlists/preview-files/running?limit=1", NULL, 200,
          .has = { "#", "1", "0.id", "{seventh}", "0.project_id", "{project}", "0.task_type_id", "{task_type}",
                   "0.full_entity_name", "Prop / Lamp" } },
        { "before that", "admin", "GET", "/data/preview-files/running?cursor_preview_file_id={seventh}&limit=1", NULL, 200,
          .has = { "#", "1", "0.id", "{first}" } },
        { "before nothing", "admin", "GET", "/data/preview-files/running?cursor_preview_file_id=" NOWHERE, NULL, 400 },
        { "is for administrators", "manager", "GET", "/data/playlists/preview-files/running", NULL, 403 },
    };
    STORY(steps);
}

static const char *added(void)
{
    const struct answer *a = ASK("POST",
                                 text_format("/actions/tasks/%s/comments/%s/add-preview",
                                             story_get("task"), story_get("comment")),
                                 .token = story_get("user"), .json = "{\"revision\":1}");
    WANT_STATUS(a, 201);
    story_set("preview", http_text(a, "id"));
    return story_get("preview");
}

static const struct answer *uploaded(const char *who, const char *id, const char *file)
{
    return ASK("POST", text_format("/pictures/preview-files/%s", id), .token = story_get(who),
               .field = "file", .file = file);
}

/* path: with * for the identifier. */
static const struct answer *got(const char *who, const char *path, const char *id, int status)
{
    const char          *at = strchr(path, '*');
    const struct answer *a  = ASK("GET", text_format("%.*s%s%s", (int)(at - path), path, id, at + 1),
                                  .token = story_get(who));
    WANT_STATUS(a, status);
    return a;
}

/* The four bytes at `at`, the most significant first. */
static int64_t word(const struct answer *a, size_t at)
{
    const unsigned char *b = (const void *)a->body;
    return (int64_t)b[at] << 24 | b[at + 1] << 16 | b[at + 2] << 8 | b[at + 3];
}

static void want_png(const struct answer *a, int64_t width, int64_t height)
{
    if (a->bytes < 30 || memcmp(a->body + 1, "PNG", 3) != 0 || word(a, 16) != width ||
        word(a, 20) != height)
        http_fail(a, __FILE__, __LINE__, "no PNG of %d x %d", (int)width, (int)height);
    assert_string_equal(http_header(a, "Content-Type", 0), "image/png");
}

static void pictures_have_sizes(void **state)
{
    const struct answer *a;
    const char          *id;
    (void)state;
    production_new();
    id = added();
    got("user", "/pictures/thumbnails/preview-files/*.png", id, 404);
    WANT_STATUS(uploaded("vendor", id, footage_file("photo.jpg")), 403);
    a = uploaded("user", id, footage_file("photo.jpg"));
    WANT_STATUS(a, 201);
    WANT_TEXT(a, "status", "ready");
    WANT_TEXT(a, "extension", "png");
    WANT_TEXT(a, "original_name", "photo");
    WANT_TEXT(a, "width", "320");
    WANT_TEXT(a, "height", "180");
    WANT_TEXT(a, "message", NULL);
    a = got("client", "/pictures/thumbnails/preview-files/*.png", id, 200);
    want_png(a, 150, 100);
    assert_string_equal(http_header(a, "Cache-Control", 0), "max-age=604800, private");
    assert_non_null(http_header(a, "ETag", 0));
    assert_non_null(http_header(a, "Last-Modified", 0));
    want_png(got("user", "/pictures/thumbnails-square/preview-files/*.png", id, 200), 100, 100);
    want_png(got("user", "/pictures/previews/preview-files/*.png", id, 200), 1200, 675);
    want_png(got("user", "/api/pictures/originals/preview-files/*.png", id, 200), 320, 180);
    a = got("user", "/pictures/originals/preview-files/*/download", id, 200);
    assert_non_null(strstr(http_header(a, "Content-Disposition", 0), "photo.png"));
    got("vendor", "/pictures/thumbnails/preview-files/*.png", id, 403);
    got("outsider", "/pictures/thumbnails/preview-files/*.png", id, 403);
    got("user", "/pictures/thumbnails/preview-files/*.jpg", id, 404);
    got("user", "/movies/originals/preview-files/*.mp4", id, 404);
    got("user", "/pictures/thumbnails/preview-files/*.png", NOWHERE, 404);
    got("user", "/pictures/thumbnails/preview-files/*.png", "x", 404);
}

static void a_png_stays_what_it_is(void **state)
{
    const struct answer *a;
    const char          *id;
    size_t               n;
    char                *bytes = footage_read(footage_file("photo.png"), &n);
    (void)state;
    production_new();
    id = added();
    WANT_STATUS(uploaded("user", id, footage_file("photo.png")), 201);
    a = got("user", "/pictures/originals/preview-files/*.png", id, 200);
    assert_int_equal(a->bytes, n);
    assert_memory_equal(a->body, bytes, n);
    a = ASK("GET", text_format("/pictures/originals/preview-files/%s.png", id),
            .token = story_get("user"), .headers = { "Range: bytes=1-3" });
    WANT_STATUS(a, 206);
    assert_memory_equal(a->body, "PNG", 3);
    a = ASK("GET", text_format("/pictures/originals/preview-files/%s.png", id),
            .token = story_get("user"),
            .headers = { text_format("If-None-Match: %s", http_header(a, "ETag", 0)) });
    WANT_STATUS(a, 304);
}

static void awaited(const char *id, const char *status)
{
    for (int i = 0; i < 300; i++) {
        const struct answer *a = got("user", "/data/preview-files/*", id, 200);
        if (strcmp(http_text(a, "status"), "processing") != 0) {
            WANT_TEXT(a, "status", status);
            return;
        }
        nanosleep(&(struct timespec){ 0, 200000000 }, NULL);
    }
    fail_msg("the preview is not ready");
}

static void movies_are_made(void **state)
{
    const struct answer *a;
    const char          *id;
    (void)state;
    production_new();
    id = added();
    a  = uploaded("user", id, footage_file(CLIP));
    WANT_STATUS(a, 201);
    WANT_TEXT(a, "extension", "mp4");
    awaited(id, "ready");
    a = got("user", "/data/preview-files/*", id, 200);
    WANT_TEXT(a, "width", "160");
    WANT_TEXT(a, "height", "90");
    WANT_TEXT(a, "duration", "6.0");
    WANT_TEXT(a, "data.original_width", "320");
    WANT_TEXT(a, "data.original_height", "180");
    WANT_TEXT(a, "data.original_duration", "6");
    assert_non_null(http_text(a, "data.original_file_size"));
    a = got("client", "/movies/originals/preview-files/*.mp4", id, 200);
    assert_string_equal(http_header(a, "Content-Type", 0), "video/mp4");
    assert_memory_equal(a->body + 4, "ftyp", 4);
    a = ASK("GET", text_format("/movies/low/preview-files/%s.mp4", id), .token = story_get("user"),
            .headers = { "Range: bytes=0-99" });
    WANT_STATUS(a, 206);
    assert_int_equal(a->bytes, 100);
    got("user", "/movies/lowdef/preview-files/*.mp4", id, 200);
    got("user", "/movies/source/preview-files/*.mp4", id, 200);
    a = got("user", "/movies/originals/preview-files/*/download", id, 200);
    assert_non_null(strstr(http_header(a, "Content-Disposition", 0), "three.mp4"));
    want_png(got("user", "/movies/tiles/preview-files/*.png", id, 200), 8 * 178, 18 * 100);
    want_png(got("user", "/actions/preview-files/*/extract-tile", id, 200), 8 * 178, 18 * 100);
    want_png(got("user", "/pictures/thumbnails/preview-files/*.png", id, 200), 150, 100);
    want_png(got("user", "/pictures/originals/preview-files/*.png", id, 200), 160, 90);
    want_png(got("manager", "/actions/preview-files/*/extract-frame?frame_number=100", id, 200), 160, 90);
    got("user", "/actions/preview-files/*/extract-frame?frame_number=100", id, 403);
    got("manager", "/actions/preview-files/*/extract-frame?frame_number=9999", id, 400);
    static const struct step steps[] = {
        { "the task shows it", "user", "GET", "/data/tasks/{task}", NULL, 200,
          .has = { "last_preview_file_id", "{preview}" } },
        { "the asset does not", "user", "GET", "/data/entities/{asset}", NULL, 200,
          .has = { "preview_file_id", "null" } },
        { "until it is told to", "user", "PUT", "/actions/preview-files/{preview}/set-main-preview",
          "{\"frame_number\":60}", 200,
          .has = { "type", "Entity", "id", "{asset}", "preview_file_id", "{preview}", "entities_out", NULL } },
        { "clients may not", "client", "PUT", "/actions/preview-files/{preview}/set-main-preview", NULL, 403 },
        { "vendors without the task may not", "vendor", "PUT",
          "/actions/preview-files/{preview}/set-main-preview", NULL, 403 },
        { "no number", "user", "PUT", "/actions/preview-files/{preview}/set-main-preview",
          "{\"frame_number\":\"x\"}", 400, .has = { "data.errors.0.field", "frame_number" } },
        { "no such preview", "user", "PUT", "/actions/preview-files/" NOWHERE "/set-main-preview", NULL, 404 },
        { "by the task", "user", "PUT", "/actions/tasks/{task}/set-main-preview", NULL, 200,
          .has = { "preview_file_id", "{preview}" } },
        { "by several", "user", "PUT", "/actions/tasks/set-main-preview",
          "{\"task_ids\":[\"{task}\"]}", 200, .has = { "#", "1", "0.id", "{asset}" } },
        { "events", "admin", "GET", "/data/events?name=preview-file:set-main&project_id={project}", NULL,
          200, .has = { "#", "3", "0.data.entity_id", "{asset}", "0.data.preview_file_id", "{preview}" } },
        { "of the asset", "admin", "GET", "/data/events?name=asset:update&project_id={project}", NULL, 200,
          .has = { "0.data.asset_id", "{asset}" } },
        { "of the file", "admin", "GET", "/data/events?name=preview-file:add-file&project_id={project}",
          NULL, 200, .has = { "#", "1" } },
    };
    STORY(steps);
}

static void movies_may_stay_what_they_are(void **state)
{
    const struct answer *a;
    const char          *id;
    size_t               n;
    char                *bytes = footage_read(footage_file(CLIP), &n);
    (void)state;
    production_new();
    id = added();
    a  = ASK("POST", text_format("/pictures/preview-files/%s?normalize=false", id),
             .token = story_get("user"), .field = "file", .file = footage_file(CLIP));
    WANT_STATUS(a, 201);
    awaited(id, "ready");
    a = got("user", "/data/preview-files/*", id, 200);
    WANT_TEXT(a, "width", "320");
    WANT_TEXT(a, "file_size", text_format("%zu", n));
    a = got("user", "/movies/originals/preview-files/*.mp4", id, 200);
    assert_int_equal(a->bytes, n);
    assert_memory_equal(a->body, bytes, n);
    want_png(got("manager", "/actions/preview-files/*/extract-frame?frame_number=100", id, 200), 320, 180);
}

static void other_files_stay_what_they_are(void **state)
{
    const struct answer *a;
    const char          *id;
    (void)state;
    production_new();
    id = added();
    WANT_STATUS(uploaded("user", id, footage_bytes("model.glb", "glTF", 4)), 201);
    a = got("user", "/pictures/originals/preview-files/*.glb", id, 200);
    assert_int_equal(a->bytes, 4);
    got("user", "/pictures/originals/preview-files/*.obj", id, 404);
    static const struct step steps[] = {
        { "ready at once", "user", "GET", "/data/preview-files/{preview}", NULL, 200,
          .has = { "status", "ready", "extension", "glb", "file_size", "4" } },
        { "has no frames", "user", "PUT", "/actions/preview-files/{preview}/set-main-preview",
          "{\"frame_number\":1}", 400 },
    };
    STORY(steps);
}

static void what_is_broken_is_told(void **state)
{
    const char *id;
    (void)state;
    production_new();
    id = added();
    WANT_STATUS(uploaded("user", id, footage_bytes("bad.png", "no picture", 10)), 400);
    awaited(id, "broken");
    WANT_STATUS(uploaded("user", id, footage_bytes("bad.mp4", "no movie", 8)), 201);
    awaited(id, "broken");
    WANT_STATUS(uploaded("user", id, footage_bytes("ending", "none", 4)), 400);
    WANT_STATUS(uploaded("user", NOWHERE, footage_file("photo.jpg")), 404);
    WANT_STATUS(ASK("POST", text_format("/pictures/preview-files/%s", id), .token = story_get("user"),
                    .field = "other", .file = footage_file("photo.jpg")), 400);
    WANT_STATUS(uploaded("user", id, footage_file("photo.jpg")), 201);
    awaited(id, "ready");
}

#define DRAW "/actions/preview-files/{preview}/update-annotations"
#define MOMENT(at, objects) "{\"time\":" at ",\"drawing\":{\"objects\":[" objects "]}}"

static void many_draw_on_one(void **state)
{
    (void)state;
    production_new();
    added();
    static const struct step steps[] = {
        { "something", "user", "PUT", DRAW,
          "{\"additions\":[" MOMENT("1.5", "{\"id\":\"a\",\"x\":1}") "," MOMENT("0", "{\"id\":\"b\"}") "]}", 200,
          .has = { "annotations.#", "2", "annotations.0.drawing.objects.0.x", "1" } },
        { "more at the same moment", "client", "PUT", DRAW,
          "{\"additions\":[" MOMENT("1.5", "{\"id\":\"c\"},{\"id\":\"a\",\"x\":2}") "]}", 200,
          .has = { "annotations.#", "2", "annotations.0.drawing.objects.#", "2",
                   "annotations.0.drawing.objects.0.x", "2" } },
        { "changed", "supervisor", "PUT", DRAW,
          "{\"updates\":[" MOMENT("0.0", "{\"id\":\"b\",\"x\":5},{\"id\":\"new\"}") "]}", 200,
          .has = { "annotations.1.drawing.objects.#", "1", "annotations.1.drawing.objects.0.x", "5" } },
        { "taken away", "user", "PUT", DRAW,
          "{\"deletions\":[{\"time\":1.5,\"objects\":[\"a\"]},{\"time\":0,\"objects\":[\"b\"]}]}", 200,
          .has = { "annotations.#", "1", "annotations.0.drawing.objects.#", "1",
                   "annotations.0.drawing.objects.0.id", "c" } },
        { "no list", "user", "PUT", DRAW, "{\"additions\":5}", 400 },
        { "others may not", "outsider", "PUT", DRAW, "{}", 403 },
        { "nor vendors without the task", "vendor", "PUT", DRAW, "{}", 403 },
        { "events", "admin", "GET", "/data/events?name=preview-file:annotation-update&project_id={project}",
          NULL, 200, .has = { "#", "4", "0.data.preview_file_id", "{preview}" } },
    };
    STORY(steps);
}

static void other_addresses_lead_there_too(void **state)
{
    (void)state;
    production_new();
    added();
    static const struct step steps[] = {
        { "on a comment", "user", "POST", "/data/comments/{comment}/preview-files", "{}", 201,
          .has = { "revision", "1", "position", "2" }, .keep = { "id", "other" } },
        { "its place", "user", "PUT", "/data/preview-files/{other}/position", "{\"position\":1}", 200,
          .has = { "#", "2", "0.id", "{other}" } },
        { "what is worked on", "admin", "GET", "/data/preview-files/running", NULL, 200 },
        { "of the production", "admin", "GET", "/data/projects/{project}/preview-files", NULL, 200,
          .has = { "#", "2" } },
        { "for administrators", "manager", "GET", "/data/projects/{project}/preview-files", NULL, 403 },
        { "an asset is no shot", "user", "GET", "/data/shots/{asset}/preview-files", NULL, 404 },
        { "no edit", "user", "GET", "/data/edits/{asset}/preview-files", NULL, 404 },
        { "no concept", "user", "GET", "/data/concepts/{asset}/preview-files", NULL, 404 },
        { "tiles", "user", "GET", "/pictures/preview-files/{other}/extract-tile", NULL, 400 },
        { "frames", "manager", "GET", "/pictures/preview-files/{other}/extract-frame/1", NULL, 400 },
        { "away", "user", "DELETE", "/data/comments/{comment}/preview-files/{other}", NULL, 204 },
        { "no such comment", "user", "DELETE", "/data/comments/" NOWHERE "/preview-files/{preview}", NULL, 404 },
    };
    STORY(steps);
}

/* ---- avatars ---- */

static const struct answer *avatar_sent(const char *who, const char *kind, const char *name,
                                        const char *file, int status)
{
    const struct answer *a = ASK("POST", text_format("/pictures/thumbnails/%s/%s", kind, name),
                                 .token = story_get(who), .field = "file", .file = file);
    WANT_STATUS(a, status);
    return a;
}

static void avatars_are_fitted(void **state)
{
    const struct answer *a;
    const char          *photo, *png, *user, *project;
    (void)state;
    production_new();
    photo   = footage_file("photo.jpg");
    user    = story_get("user_id");
    project = story_get("project");
    png     = text_format("%s.png", project);
    got("admin", "/pictures/thumbnails/persons/*.png", user, 404);
    a = avatar_sent("user", "persons", user, photo, 201);
    WANT_TEXT(a, "thumbnail_path", text_format("pictures/thumbnails/persons/%s.png", user));
    WANT_TEXT(a, "message", NULL);
    a = got("vendor", "/pictures/thumbnails/persons/*.png", user, 200);
    want_png(a, 400, 400);
    assert_int_equal(a->body[25], 6); /* with transparency */
    assert_string_equal(http_header(a, "Cache-Control", 0), "max-age=604800, private");
    want_png(got("client", "/pictures/thumbnails/persons/*", user, 200), 400, 400);
    avatar_sent("admin", "persons", text_format("%s.png", user), footage_file("photo.png"), 201);
    avatar_sent("manager", "persons", user, photo, 403);
    avatar_sent("admin", "persons", NOWHERE, photo, 404);
    avatar_sent("user", "persons", user, footage_bytes("bad.jpg", "none", 4), 400);
    WANT_STATUS(ASK("POST", text_format("/pictures/thumbnails/persons/%s", user),
                    .token = story_get("user"), .field = "other", .file = photo), 400);
    got("outsider", "/pictures/thumbnails/projects/*.png", project, 404);
    avatar_sent("user", "projects", project, photo, 403);
    avatar_sent("manager", "projects", png, photo, 403);
    avatar_sent("manager", "projects", project, photo, 201);
    avatar_sent("admin", "projects", png, photo, 201);
    avatar_sent("admin", "projects", NOWHERE, photo, 404);
    want_png(got("vendor", "/pictures/thumbnails/projects/*.png", project, 200), 400, 400);
    want_png(got("outsider", "/pictures/thumbnails/projects/*", project, 200), 400, 400);
    got("stranger", "/pictures/thumbnails/projects/*.png", project, 403);
    avatar_sent("manager", "organisations", NOWHERE, photo, 403);
    avatar_sent("admin", "organisations", NOWHERE, photo, 201);
    want_png(got("vendor", "/pictures/thumbnails/organisations/*.png", NOWHERE, 200), 400, 400);
    static const struct step steps[] = {
        { "the person says so", "admin", "GET", "/data/persons/{user_id}", NULL, 200,
          .has = { "has_avatar", "true" } },
        { "the production too", "user", "GET", "/data/projects/{project}", NULL, 200,
          .has = { "has_avatar", "true" } },
        { "events", "admin", "GET", "/data/events?name=project:set-thumbnail&project_id={project}", NULL,
          200, .has = { "#", "2", "0.data.project_id", "{project}" } },
        { "nobody sees it", NULL, "GET", "/pictures/thumbnails/persons/{user_id}.png", NULL, 401 },
    };
    STORY(steps);
}

/* ---- working files, surroundings, lists ---- */

static void working_files_are_kept(void **state)
{
    const struct answer *a;
    const char          *path;
    (void)state;
    production_new();
    static const struct step made[] = {
        { "a working file", "admin", "POST", "/data/working-files",
          "{\"name\":\"main\",\"task_id\":\"{task}\",\"entity_id\":\"{asset}\",\"revision\":1}", 201,
          .keep = { "id", "file" } },
        { "has no content yet", "user", "GET", "/data/working-files/{file}/file", NULL, 404 },
    };
    STORY(made);
    path = text_format("/data/working-files/%s/file", story_get("file"));
    WANT_STATUS(ASK("POST", path, .token = story_get("vendor"), .field = "file",
                    .file = footage_file("photo.jpg")), 403);
    a = ASK("POST", path, .token = story_get("user"), .field = "file",
            .file = footage_bytes("scene.blend", "0123456789", 10));
    WANT_STATUS(a, 201);
    WANT_TEXT(a, "type", "WorkingFile");
    a = ASK("GET", path, .token = story_get("client"));
    WANT_STATUS(a, 200);
    assert_int_equal(a->bytes, 10);
    assert_string_equal(http_header(a, "Content-Type", 0), "application/octet-stream");
    assert_string_equal(http_header(a, "Cache-Control", 0), "public, max-age=604800");
    a = ASK("GET", path, .token = story_get("user"), .headers = { "Range: bytes=2-4" });
    WANT_STATUS(a, 206);
    assert_memory_equal(a->body, "234", 3);
    static const struct step steps[] = {
        { "not for strangers", "outsider", "GET", "/data/working-files/{file}/file", NULL, 403 },
        { "no such one", "user", "GET", "/data/working-files/" NOWHERE "/file", NULL, 404 },
        { "a word on it", "user", "PUT", "/actions/working-files/{file}/comment",
          "{\"comment\":\"finer\"}", 200, .has = { "comment", "finer" } },
        { "touched", "user", "PUT", "/actions/working-files/{file}/modified", "{}", 200,
          .has = { "id", "{file}" } },
        { "of the task", "user", "GET", "/data/tasks/{task}/working-files", NULL, 200,
          .has = { "#", "1", "0.id", "{file}" } },
        { "of the entity", "user", "GET", "/data/entities/{asset}/working-files", NULL, 200,
          .has = { "#", "1" } },
    };
    STORY(steps);
}

static void surroundings_have_files(void **state)
{
    const struct answer *a;
    (void)state;
    production_new();
    static const struct step made[] = {
        { "surroundings", "admin", "POST", "/data/preview-background-files",
          "{\"name\":\"Dusk\"}", 201, .keep = { "id", "background" } },
    };
    STORY(made);
    const char *id = story_get("background"), *path = text_format("/pictures/preview-background-files/%s", id);
    WANT_STATUS(ASK("POST", path, .token = story_get("manager"), .field = "file",
                    .file = footage_file("photo.jpg")), 403);
    a = ASK("POST", path, .token = story_get("admin"), .field = "file",
            .file = footage_bytes("dusk.hdr", "#?RADIANCE", 10));
    WANT_STATUS(a, 201);
    WANT_TEXT(a, "extension", "hdr");
    WANT_TEXT(a, "original_name", "dusk");
    WANT_TEXT(a, "file_size", "10");
    assert_int_equal(got("vendor", "/pictures/preview-background-files/*.hdr", id, 200)->bytes, 10);
    got("vendor", "/pictures/preview-background-files/*.png", id, 404);
    got("vendor", "/pictures/thumbnails/preview-background-files/*.png", id, 404);
}

static void entities_list_their_previews(void **state)
{
    (void)state;
    production_new();
    static const struct step none[] = {
        { "none yet", "user", "GET", "/data/playlists/entities/{asset}/preview-files", NULL, 200,
          .has = { "{task_type}", NULL } },
        { "one", "user", "POST", ADD, "{}", 201, .keep = { "id", "one" } },
        { "beside it", "user", "POST", ADD, "{}", 201, .keep = { "id", "beside" } },
        { "the next", "user", "POST", ADD, "{\"revision\":2}", 201, .keep = { "id", "two" } },
    };
    STORY(none);
    const struct answer *a = got("client", "/data/playlists/entities/*/preview-files", story_get("asset"), 200);
    const char          *type = story_get("task_type");
    WANT_TEXT(a, text_format("%s.#", type), "2");
    WANT_TEXT(a, text_format("%s.0.id", type), story_get("two"));
    WANT_TEXT(a, text_format("%s.0.previews.#", type), "0");
    WANT_TEXT(a, text_format("%s.0.duration", type), "0.0");
    WANT_TEXT(a, text_format("%s.0.original_width", type), "null");
    WANT_TEXT(a, text_format("%s.1.id", type), story_get("one"));
    WANT_TEXT(a, text_format("%s.1.previews.0.id", type), story_get("beside"));
    WANT_TEXT(a, text_format("%s.1.previews.0.position", type), "2");
    WANT_TEXT(a, text_format("%s.1.previews.0.task_type_id", type), type);
    WANT_TEXT(a, text_format("%s.1.task_id", type), story_get("task"));
    got("vendor", "/data/playlists/entities/*/preview-files", story_get("asset"), 403);
    got("outsider", "/data/playlists/entities/*/preview-files", story_get("asset"), 403);
    got("user", "/data/playlists/entities/*/preview-files", NOWHERE, 404);
    got("user", "/data/playlists/entities/*/preview-files", "x", 404);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(previews_are_made),
        cmocka_unit_test(pictures_have_sizes),
        cmocka_unit_test(a_png_stays_what_it_is),
        cmocka_unit_test(movies_are_made),
        cmocka_unit_test(movies_may_stay_what_they_are),
        cmocka_unit_test(other_files_stay_what_they_are),
        cmocka_unit_test(what_is_broken_is_told),
        cmocka_unit_test(many_draw_on_one),
        cmocka_unit_test(other_addresses_lead_there_too),
        cmocka_unit_test(avatars_are_fitted),
        cmocka_unit_test(working_files_are_kept),
        cmocka_unit_test(surroundings_have_files),
        cmocka_unit_test(entities_list_their_previews),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
