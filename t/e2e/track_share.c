/* track_share.c - playlists that are shared with people without an account, and told to clients. */
#include "t/e2e/footage.h"
#include "t/e2e/track_set.h"
#include <stdlib.h>
#include <string.h>

#define ONE "/data/playlists/{playlist}"
#define AT "/shared/playlists/{link}"

/* A production with a movie and a picture of one revision, another revision, a playlist of the
 * first, and one of another production. */
static int begin(void **state)
{
    (void)state;
    production_new();
    story_set("movie", preview_new(footage_file(CLIP)));
    story_set("beside", preview_new(footage_file("photo.jpg")));
    static const struct step steps[] = {
        { "the next revision", "user", "POST", "/actions/tasks/{task}/comments/{comment}/add-preview",
          "{\"revision\":2}", 201, .keep = { "id", "hidden" } },
        { "a status that clients may not set", "admin", "POST", "/data/task-status",
          "{\"name\":\"S {mark}\",\"short_name\":\"{short}\",\"color\":\"#000000\",\"is_client_allowed\":false}",
          201, .keep = { "id", "inner" } },
        { "a task that is not shown", "admin", "POST", "/data/tasks",
          "{\"name\":\"other\",\"project_id\":\"{project}\",\"entity_id\":\"{asset}\",\"task_type_id\":"
          "\"{task_type}\",\"task_status_id\":\"{status}\"}",
          201, .keep = { "id", "elsewhere" } },
        { "a playlist", "manager", "POST", "/data/playlists",
          "{\"name\":\"Review\",\"project_id\":\"{project}\",\"shots\":["
          "{\"entity_id\":\"{asset}\",\"preview_file_id\":\"{movie}\"}]}",
          201, .keep = { "id", "playlist" } },
        { "another", "manager", "POST", "/data/playlists", "{\"name\":\"Else\",\"project_id\":\"{project}\"}", 201,
          .keep = { "id", "other" } },
        { "what the staff says", "manager", "POST", "/actions/tasks/{task}/comment",
          "{\"task_status_id\":\"{status}\",\"comment\":\"inside\"}", 201 },
        { "what it says to clients", "manager", "POST", "/actions/tasks/{task}/comment",
          "{\"task_status_id\":\"{status}\",\"comment\":\"outside\",\"for_client\":true}", 201, .keep = { "id", "said" } },
    };
    story_set("short", text_format("%.8s", story_get("mark")));
    STORY(steps);
    return 0;
}

static void links_are_made_by_managers(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "not by supervisors", "supervisor", "POST", ONE "/share", "{}", 403 },
        { "nor artists", "user", "GET", ONE "/share", NULL, 403 },
        { "nor clients", "client", "POST", ONE "/share", "{}", 403 },
        { "nor vendors", "vendor", "GET", ONE "/share", NULL, 403 },
        { "nor managers of others", "outsider", "POST", ONE "/share", "{}", 403 },
        { "nor nobody", NULL, "GET", ONE "/share", NULL, 401 },
        { "no such playlist", "manager", "POST", "/data/playlists/" NOWHERE "/share", "{}", 404 },
        { "no date", "manager", "POST", ONE "/share", "{\"expiration_date\":\"soon\"}", 400, .has = { "message", "*" } },
        { "made", "manager", "POST", ONE "/share", "{}", 201,
          .has  = { "type", "PlaylistShareLink", "token", "*", "playlist_id", "{playlist}", "created_by", "{manager_id}",
                    "is_active", "true", "can_comment", "true", "expiration_date", "null", "has_password", "false",
                    "password", NULL },
          .keep = { "token", "link" } },
        { "with a password, until today", "manager", "POST", ONE "/share",
          "{\"password\":\"open sesame\",\"expiration_date\":\"2096-11-20\",\"can_comment\":false}", 201,
          .has  = { "has_password", "true", "password", NULL, "expiration_date", "2096-11-20T23:59:59", "can_comment", "false" },
          .keep = { "token", "closed" } },
        { "that is over", "admin", "POST", ONE "/share", "{\"expiration_date\":\"2020-01-01\"}", 201, .keep = { "token", "over" } },
        { "one more", "manager", "POST", ONE "/share", "{\"can_comment\":false}", 201, .keep = { "token", "mute" } },
        { "listed", "manager", "GET", ONE "/share", NULL, 200,
          .has = { "#", "4", "0.token", "{link}", "1.has_password", "true", "1.password", NULL } },
        { "by the other playlist", "manager", "DELETE", "/data/playlists/{other}/share/{over}", NULL, 404 },
        { "not by artists", "user", "DELETE", ONE "/share/{over}", NULL, 403 },
        { "revoked", "manager", "DELETE", ONE "/share/{over}", NULL, 200, .has = { "is_active", "false" } },
        { "listed no more", "manager", "GET", ONE "/share", NULL, 200, .has = { "#", "3" } },
        { "nor is it mailed", "manager", "POST", ONE "/share/{over}/invite", "{\"emails\":[\"a@example.com\"]}", 404 },
        { "mailed", "manager", "POST", ONE "/share/{link}/invite",
          "{\"emails\":[\"Ada@Example.com\",\"ada@example.com\"],\"person_ids\":[\"{client_id}\"],\"message\":\"By Friday\"}",
          200, .has = { "sent.#", "2" } },
        { "one is no address", "manager", "POST", ONE "/share/{link}/invite", "{\"emails\":[\"a@example.com\",\"b\"]}", 400,
          .has = { "message", "*" } },
        { "no list", "manager", "POST", ONE "/share/{link}/invite", "{\"emails\":\"a@example.com\"}", 400 },
        { "not by supervisors", "supervisor", "POST", ONE "/share/{link}/invite", "{}", 403 },
    };
    STORY(steps);
}

static void whoever_has_the_link_looks(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "the playlist", NULL, "GET", AT, NULL, 200,
          .has = { "id", "{playlist}", "name", "Review", "project_name", "Previews {mark}", "project_fps", "24",
                   "can_comment", "true", "shots.#", "1", "shots.0.name", "Lamp", "shots.0.parent_name", "Prop",
                   "shots.0.preview_file_id", "{movie}", "shots.0.preview_file_task_id", "{task}",
                   "shots.0.preview_file_task_type.id", "{task_type}", "shots.0.preview_file_previews.0.id", "{beside}",
                   "shots.0.preview_files", "{}" } },
        { "what is needed besides", NULL, "GET", AT "/context", NULL, 200,
          .has = { "project.id", "{project}", "project.fps", "24", "project.team.#", "0", "task_types", "*",
                   "task_statuses", "*" } },
        { "comments for clients", NULL, "GET", AT "/comments", NULL, 200,
          .has = { "#", "1", "0.id", "{said}", "0.person", "null" } },
        { "the preview", NULL, "GET", AT "/preview-files/{movie}", NULL, 200,
          .has = { "id", "{movie}", "type", "PreviewFile", "path", NULL, "source", NULL } },
        { "its movie", NULL, "GET", AT "/movies/originals/preview-files/{movie}.mp4", NULL, 200,
          .has = { "header:Content-Type", "video/mp4" } },
        { "all of its frames", NULL, "GET", AT "/movies/tiles/preview-files/{movie}.png", NULL, 200 },
        { "its thumbnail", NULL, "GET", "/api" AT "/pictures/thumbnails/preview-files/{movie}.png", NULL, 200,
          .has = { "header:Content-Type", "image/png" } },
        { "its picture", NULL, "GET", AT "/pictures/originals/preview-files/{movie}.png", NULL, 200 },
        { "the picture beside", NULL, "GET", AT "/pictures/originals/preview-files/{beside}.png", NULL, 200 },
        { "as a movie", NULL, "GET", AT "/movies/originals/preview-files/{beside}.mp4", NULL, 404 },
        { "with another ending", NULL, "GET", AT "/pictures/originals/preview-files/{movie}.zip", NULL, 404 },
        { "to be saved", NULL, "GET", AT "/preview-files/{movie}/download", NULL, 200,
          .has = { "header:Content-Disposition", "attachment; filename=\"three.mp4\"" } },
        { "another revision", NULL, "GET", AT "/preview-files/{hidden}", NULL, 403 },
        { "its file", NULL, "GET", AT "/pictures/thumbnails/preview-files/{hidden}.png", NULL, 403 },
        { "no such preview", NULL, "GET", AT "/preview-files/" NOWHERE "/download", NULL, 403 },
        { "no such link", NULL, "GET", "/shared/playlists/x", NULL, 404, .has = { "error", "true" } },
        { "one that was revoked", NULL, "GET", "/shared/playlists/{over}", NULL, 404 },
        { "its movie", NULL, "GET", "/shared/playlists/{over}/movies/originals/preview-files/{movie}.mp4", NULL, 404 },
        { "no route", NULL, "GET", AT "/more", NULL, 404, .has = { "error", "true" } },
        { "with an account it is the same", "outsider", "GET", AT, NULL, 200, .has = { "id", "{playlist}" } },
    };
    STORY(steps);
}

/* One program answers both, in any order: what a guest sees and what the team sees. */
static void both_ways_of_opening(void **state)
{
    const char *open = text_format("/data/projects/%s/playlists/%s", story_get("project"), story_get("playlist"));
    const char *link = text_format("/shared/playlists/%s", story_get("link"));
    (void)state;
    for (int i = 0; i < 12; i++) {
        const struct answer *a = ASK("GET", link);
        WANT_TEXT(a, "shots.0.preview_file_id", story_get("movie"));
        WANT_TEXT(a, "shots.0.preview_files", "{}");
        a = ASK("GET", open, .token = story_get("user"));
        WANT_TEXT(a, "shots.#", "1");
        WANT_TEXT(a, "shots.0.preview_file_id", story_get("movie"));
        WANT_TEXT(a, text_format("shots.0.preview_files.%s.#", story_get("task_type")), "2");
    }
}

/* Who reads the log does not look at playlists. */
static void the_log_has_no_links(void **state)
{
    size_t      n;
    const char *text = footage_read(text_format("%s/log/nginx-access.log", env_need("DAILIES_TEST_STATE")), &n);
    (void)state;
    assert_null(memmem(text, n, story_get("link"), strlen(story_get("link"))));
    assert_null(memmem(text, n, story_get("over"), strlen(story_get("over"))));
    assert_non_null(memmem(text, n, "/shared/playlists/-/context", 27));
}

static const struct answer *ask(const char *method, const char *path, const char *json, const char *cookie)
{
    return ASK(method, text_format("/shared/playlists/%s", path), .json = json,
               .headers = { cookie ? text_format("Cookie: %s", cookie) : NULL });
}

/* "name=value" of a cookie that the answer sets, whose name begins so. */
static const char *cookie_of(const struct answer *a, const char *name)
{
    const char *line;
    for (int i = 0; (line = http_header(a, "Set-Cookie", i)); i++)
        if (strncmp(line, name, strlen(name)) == 0)
            return text_format("%.*s", (int)strcspn(line, ";"), line);
    http_fail(a, __FILE__, __LINE__, "no cookie %s", name);
    return NULL;
}

static void a_password_is_wanted(void **state)
{
    const char          *closed = story_get("closed"), *said;
    const struct answer *a;
    (void)state;
    WANT_STATUS(ask("GET", closed, NULL, NULL), 404);
    WANT_STATUS(ask("GET", text_format("%s/context", closed), NULL, NULL), 404);
    WANT_STATUS(ask("GET", text_format("%s?password=wrong", closed), NULL, NULL), 404);
    WANT_STATUS(ask("GET", text_format("%s/comments?password=open%%20sesame", closed), NULL, NULL), 200);
    a = ask("GET", text_format("%s?password=open%%20sesame", closed), NULL, NULL);
    WANT_STATUS(a, 200);
    said = cookie_of(a, "share_");
    assert_non_null(strstr(http_header(a, "Set-Cookie", 0), "Secure; HttpOnly; SameSite=Lax"));
    WANT_STATUS(ask("GET", closed, NULL, said), 200);
    WANT_STATUS(ask("GET", text_format("%s/preview-files/%s", closed, story_get("movie")), NULL, said), 200);
    WANT_STATUS(ask("GET", text_format("%s/preview-files/%s", closed, story_get("movie")), NULL, NULL), 404);
    WANT_STATUS(ask("GET", closed, NULL, text_format("%sx", said)), 404);
    for (int i = 0; i < 40; i++) {
        a = ask("GET", text_format("%s?password=wrong", closed), NULL, NULL);
        if (a->status == 429)
            break;
        WANT_STATUS(a, 404);
    }
    WANT_STATUS(a, 429);
    assert_non_null(http_header(a, "Retry-After", 0));
    WANT_STATUS(ask("GET", text_format("%s?password=open%%20sesame", closed), NULL, NULL), 429);
    WANT_STATUS(ask("GET", closed, NULL, said), 200);
}

static const char *commented(const char *link, const char *guest, const char *cookie, const char *task,
                             const char *status, int expected)
{
    const struct answer *a =
        ask("POST", text_format("%s/comments", link),
            text_format("{\"guest_id\":\"%s\",\"task_id\":\"%s\",\"task_status_id\":\"%s\",\"text\":\"Nice #Layout\"}",
                        guest, story_get(task), story_get(status)),
            cookie);
    WANT_STATUS(a, expected);
    return expected == 201 ? http_text(a, "id") : NULL;
}

static void guests_write(void **state)
{
    const char          *link = story_get("link"), *mute = story_get("mute"), *grace, *cookie, *alan, *his, *id, *path;
    const struct answer *a;
    (void)state;
    a = ask("POST", text_format("%s/guest", link), "{\"first_name\":\"Grace\",\"last_name\":\"H\"}", NULL);
    WANT_STATUS(a, 201);
    WANT_TEXT(a, "full_name", "Grace H");
    WANT_TEXT(a, "is_guest", "true");
    WANT_TEXT(a, "role", "client");
    WANT_TEXT(a, "email", NULL);
    grace  = http_text(a, "id");
    cookie = cookie_of(a, "guest_");
    a      = ask("POST", text_format("%s/guest", link), text_format("{\"guest_id\":\"%s\"}", grace), cookie);
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "id", grace);
    a = ask("POST", text_format("%s/guest", link), text_format("{\"guest_id\":\"%s\"}", grace), NULL);
    WANT_STATUS(a, 201); /* whoever knows an identifier is nobody yet */
    WANT_TEXT(a, "first_name", "Guest");
    alan = http_text(a, "id");
    his  = cookie_of(a, "guest_");
    assert_string_not_equal(alan, grace);

    id = commented(link, grace, cookie, "task", "status", 201);
    commented(link, grace, NULL, "task", "status", 403);
    commented(link, grace, his, "task", "status", 403);
    commented(link, grace, cookie, "elsewhere", "status", 403);
    commented(link, grace, cookie, "task", "inner", 400);
    commented(mute, grace, cookie, "task", "status", 403);
    WANT_STATUS(ask("POST", text_format("%s/comments", link), "{}", cookie), 400);
    a = ask("GET", text_format("%s/comments", link), NULL, NULL);
    WANT_TEXT(a, "#", "2");
    WANT_TEXT(a, "0.text", "Nice #Layout");
    WANT_TEXT(a, "0.person.first_name", "Grace");
    a = ASK("GET", text_format("/data/tasks/%s/comments", story_get("task")), .token = story_get("client"));
    WANT_TEXT(a, "0.person_id", grace);
    WANT_TEXT(a, "0.for_client", "true");

    path = text_format("%s/comments/%s", link, id);
    WANT_STATUS(ask("PUT", path, text_format("{\"guest_id\":\"%s\",\"text\":\"x\"}", alan), his), 403);
    a = ask("PUT", path, text_format("{\"guest_id\":\"%s\",\"text\":\"Nicer\"}", grace), cookie);
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "text", "Nicer");
    WANT_TEXT(a, "editor_id", grace);
    WANT_STATUS(ask("PUT", text_format("%s/comments/%s", link, story_get("said")),
                    text_format("{\"guest_id\":\"%s\",\"text\":\"x\"}", grace), cookie), 403);
    a = ASK("POST", text_format("/shared/playlists/%s/attachments", path), .field = "file",
            .file = footage_bytes("note.txt", "see", 3), .form_name = "guest_id", .form_value = grace,
            .headers = { text_format("Cookie: %s", cookie) });
    WANT_STATUS(a, 201);
    WANT_TEXT(a, "attachment_files.0.name", "note.txt");
    story_set("file", http_text(a, "attachment_files.0.id"));
    a = ask("GET", text_format("%s/attachment-files/%s/file/note.txt", link, story_get("file")), NULL, NULL);
    WANT_STATUS(a, 200);
    assert_string_equal(http_header(a, "Content-Disposition", 0), "attachment; filename=\"note.txt\"");
    WANT_STATUS(ask("GET", text_format("%s/attachment-files/" NOWHERE "/file/x", link), NULL, NULL), 404);
    WANT_STATUS(ask("DELETE", text_format("%s/attachments/%s?guest_id=%s", path, story_get("file"), alan), NULL, his), 403);
    WANT_STATUS(ask("DELETE", text_format("%s/attachments/%s?guest_id=%s", path, story_get("file"), grace), NULL, cookie), 204);

#define DRAWING "\"additions\":[{\"time\":1,\"drawing\":{\"objects\":[{\"id\":\"a\"}]}}]"
    a = ask("PUT", text_format("%s/annotations", link),
            text_format("{\"guest_id\":\"%s\",\"preview_file_id\":\"%s\"," DRAWING "}", grace, story_get("movie")), cookie);
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "annotations.0.drawing.objects.0.id", "a");
    WANT_STATUS(ask("PUT", text_format("%s/annotations", link),
                    text_format("{\"guest_id\":\"%s\",\"preview_file_id\":\"%s\"," DRAWING "}", grace, story_get("hidden")),
                    cookie), 403);
    WANT_STATUS(ask("PUT", text_format("%s/annotations", link),
                    text_format("{\"guest_id\":\"%s\",\"preview_file_id\":\"%s\"," DRAWING "}", grace, story_get("movie")),
                    NULL), 403);
    WANT_STATUS(ask("DELETE", path, text_format("{\"guest_id\":\"%s\"}", alan), his), 403);
    WANT_STATUS(ask("DELETE", path, text_format("{\"guest_id\":\"%s\"}", grace), cookie), 204);
    WANT_STATUS(ask("DELETE", path, text_format("{\"guest_id\":\"%s\"}", grace), cookie), 404);
}

static void clients_are_told(void **state)
{
    (void)state;
    static const struct step steps[] = {
        { "not by supervisors", "supervisor", "POST", ONE "/notify-clients", "{}", 403 },
        { "nor clients", "client", "POST", ONE "/notify-clients", "{}", 403 },
        { "nor others", "outsider", "POST", ONE "/notify-clients", "{}", 403 },
        { "no such playlist", "manager", "POST", "/data/playlists/" NOWHERE "/notify-clients", "{}", 404 },
        { "told", "manager", "POST", ONE "/notify-clients", "{}", 200, .has = { "status", "success" } },
        { "the client knows", "admin", "GET", "/data/notifications?person_id={client_id}", NULL, 200,
          .has = { "#", "1", "0.notification_type", "playlist-ready", "0.playlist_id", "{playlist}",
                   "0.author_id", "{manager_id}" } },
        { "the supervisor does not", "admin", "GET", "/data/notifications?person_id={supervisor_id}", NULL, 200,
          .has = { "#", "0" } },
        { "of a studio that has none", "manager", "POST", ONE "/notify-clients", "{\"studio_id\":\"" NOWHERE "\"}", 200 },
        { "nobody more", "admin", "GET", "/data/notifications?person_id={client_id}", NULL, 200, .has = { "#", "1" } },
        { "all of it goes with the playlist", "manager", "DELETE", ONE, NULL, 204 },
        { "the link too", NULL, "GET", AT, NULL, 404 },
        { "and what was told", "admin", "GET", "/data/notifications?person_id={client_id}", NULL, 200, .has = { "#", "0" } },
    };
    STORY(steps);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_are_made_by_managers),
        cmocka_unit_test(whoever_has_the_link_looks),
        cmocka_unit_test(both_ways_of_opening),
        cmocka_unit_test(the_log_has_no_links),
        cmocka_unit_test(a_password_is_wanted),
        cmocka_unit_test(guests_write),
        cmocka_unit_test(clients_are_told),
    };
    return cmocka_run_group_tests(tests, begin, NULL);
}
