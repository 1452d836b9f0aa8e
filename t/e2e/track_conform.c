/* track_conform.c - timelines that become shots. */
#include "t/e2e/http.h"
#include "t/e2e/track.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct answer *send(const char *who, const char *path, const char *ending, const char *text,
                                 const char *convention)
{
    char                 name[40];
    int                  fd;
    const struct answer *a;
    snprintf(name, sizeof name, "/tmp/edit-XXXXXX%s", ending);
    fd = mkstemps(name, (int)strlen(ending));
    assert_true(fd >= 0);
    text = story_text(text);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    a = convention ? ASK("POST", story_text(path), .token = story_get(who), .field = "file", .file = name,
                         .form_name = "naming_convention", .form_value = convention)
                   : ASK("POST", story_text(path), .token = story_get(who), .field = "file", .file = name);
    unlink(name);
    return a;
}

#define P        "/import/otio/projects/{project}"
#define NAMING   "${sequence_name}-${shot_name}"
#define TIME(v)  "{\"OTIO_SCHEMA\":\"RationalTime.1\",\"rate\":24.0,\"value\":" v "}"
#define RANGE(s, d)                                                                                \
    "{\"OTIO_SCHEMA\":\"TimeRange.1\",\"start_time\":" TIME(s) ",\"duration\":" TIME(d) "}"
#define CLIP(name, range, media)                                                                   \
    "{\"OTIO_SCHEMA\":\"Clip.1\",\"name\":\"" name "\",\"source_range\":" range ",\"media_reference\":" media "}"
#define GAP(d) "{\"OTIO_SCHEMA\":\"Gap.1\",\"name\":\"\",\"source_range\":" RANGE("0", d) "}"
#define TRACK(kind, children)                                                                      \
    "{\"OTIO_SCHEMA\":\"Track.1\",\"kind\":\"" kind "\",\"source_range\":null,\"children\":[" children "]}"
#define TIMELINE(tracks)                                                                           \
    "{\"OTIO_SCHEMA\":\"Timeline.1\",\"name\":\"cut\",\"tracks\":{\"OTIO_SCHEMA\":\"Stack.1\",\"children\":[" \
    tracks "]}}"
#define MEDIA "{\"OTIO_SCHEMA\":\"ExternalReference.1\",\"target_url\":\"/m/sq1-sh3.v1.mov\",\"available_range\":" \
    RANGE("0", "48") "}"

static void film_new(void)
{
    production_new("");
    static const struct step steps[] = {
        { "work on shots", "admin", "GET", "/data/task-types?name=Animation&for_entity=Shot", NULL, 200,
          .keep = { "0.id", "animation" } },
        { "of the production", "manager", "POST", "/data/projects/{project}/settings/task-types",
          "{\"task_type_id\":\"{animation}\"}", 201 },
    };
    STORY(steps);
}

static void timelines_become_shots(void **state)
{
    static const char first[] =
        TIMELINE(TRACK("Video", CLIP("sq1-sh1.mov", RANGE("100", "24"), "null") "," GAP("12") ",{\"OTIO_SCHEMA\":"
                                "\"Transition.1\",\"in_offset\":" TIME("2") "}," CLIP("sq1-sh2", RANGE("0", "36"), "null")
                                "," CLIP("", "null", MEDIA)) ","
                 TRACK("Audio", CLIP("music", RANGE("0", "9"), "null")));
    const struct answer *a;
    (void)state;
    film_new();
    a = send("manager", P, ".otio", first, NAMING);
    WANT_STATUS(a, 201);
    WANT_TEXT(a, "updated_shots.#", "0");
    WANT_TEXT(a, "created_shots.#", "3");
    WANT_TEXT(a, "created_shots.0.name", "sh1");
    WANT_TEXT(a, "created_shots.0.type", "Shot");
    WANT_TEXT(a, "created_shots.0.nb_frames", "24");
    WANT_TEXT(a, "created_shots.0.data.frame_in", "0");
    WANT_TEXT(a, "created_shots.0.data.frame_out", "23");
    WANT_TEXT(a, "created_shots.1.data.frame_in", "36");
    WANT_TEXT(a, "created_shots.1.data.frame_out", "71");
    WANT_TEXT(a, "created_shots.2.name", "sh3");
    WANT_TEXT(a, "created_shots.2.nb_frames", "null");
    WANT_TEXT(a, "created_shots.2.data.frame_in", "72");
    WANT_TEXT(a, "created_shots.2.data.frame_out", "119");
    story_set("shot", http_text(a, "created_shots.0.id"));
    a = send("manager", P, ".otio",
             TIMELINE(TRACK("Video", CLIP("SQ1-SH1", RANGE("7", "10"), "null"))), NAMING);
    WANT_STATUS(a, 201);
    WANT_TEXT(a, "created_shots.#", "1");
    a = send("admin", P "?match_case=false", ".otio",
             TIMELINE(TRACK("Video", GAP("5") "," CLIP("Sq1-Sh2", RANGE("7", "10"), "null"))), NAMING);
    WANT_STATUS(a, 201);
    WANT_TEXT(a, "updated_shots.#", "1");
    WANT_TEXT(a, "updated_shots.0.name", "sh2");
    WANT_TEXT(a, "updated_shots.0.nb_frames", "10");
    WANT_TEXT(a, "updated_shots.0.data.frame_in", "5");
    WANT_TEXT(a, "updated_shots.0.data.frame_out", "14");
    static const struct step steps[] = {
        { "sequences", "user", "GET", "/data/projects/{project}/sequences", NULL, 200, .has = { "#", "2" } },
        { "work", "user", "GET", "/data/shots/{shot}/tasks", NULL, 200, .has = { "#", "1" } },
        { "told", "admin", "GET", "/data/events?name=shot:new&project_id={project}", NULL, 200, .has = { "#", "4" } },
        { "of the change", "admin", "GET", "/data/events?name=shot:update&project_id={project}", NULL, 200,
          .has = { "#", "1" } },
    };
    STORY(steps);
    a = send("manager", P, ".otio", TIMELINE(TRACK("Video", CLIP("my_film_a-b", RANGE("0", "1"), "null"))), NULL);
    WANT_STATUS(a, 201);
    WANT_TEXT(a, "created_shots.0.name", "b");
}

static void lists_become_shots(void **state)
{
    static const char list[] =
        "TITLE: Cut\r\nFCM: NON-DROP FRAME\r\n\r\n"
        "001  AX       V     C        00:00:01:00 00:00:02:00 01:00:00:00 01:00:01:00\r\n"
        "* FROM CLIP NAME: sq1-sh1.mov\r\n"
        "002  AX       A     C        00:00:01:00 00:00:02:00 01:00:00:00 01:00:01:00\r\n"
        "003  sq1-sh2  V     C        00:00:00:00 00:00:02:10 01:00:01:00 01:00:03:10\r\n";
    const struct answer *a;
    (void)state;
    film_new();
    a = send("manager", P, ".edl", list, NAMING);
    WANT_STATUS(a, 201);
    WANT_TEXT(a, "created_shots.#", "2");
    WANT_TEXT(a, "created_shots.0.name", "sh1");
    WANT_TEXT(a, "created_shots.0.nb_frames", "25");
    WANT_TEXT(a, "created_shots.0.data.frame_in", "25");
    WANT_TEXT(a, "created_shots.0.data.frame_out", "49");
    WANT_TEXT(a, "created_shots.1.name", "sh2");
    WANT_TEXT(a, "created_shots.1.nb_frames", "60");
    static const char *const bad[] = {
        "", "TITLE: x\n", "001 AX V C 00:00:00:00 00:00:00:30 00:00:00:00 00:00:01:00\n",
        "001 AX V C 00:00:02:00 00:00:01:00 00:00:00:00 00:00:01:00\n",
        "001 a-b V C 00:00:00:00 00:00:01:00 00:00:00:00 00:00:01:00\n"
        "002 a-c V C 00:00:00:00 00:00:01:00 00:00:00:00 00:00:01:00\n",
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        WANT_STATUS(send("manager", P, ".edl", bad[i], NAMING), 400);
}

static void what_is_none_does_nothing(void **state)
{
    static const char *const bad[] = {
        "", "{", "[]", "{\"OTIO_SCHEMA\":\"Clip.1\"}", "{\"OTIO_SCHEMA\":\"Timeline.1\",\"tracks\":null}",
        TIMELINE(TRACK("Video", CLIP("sq1-sh1", RANGE("0", "1"), "null") "," CLIP("odd", RANGE("0", "1"), "null"))),
        TIMELINE(TRACK("Video", CLIP("sq1-", RANGE("0", "1"), "null"))),
        TIMELINE(TRACK("Video", CLIP("sq1-sh1", RANGE("0", "1e11"), "null"))),
    };
    static const char good[] = TIMELINE(TRACK("Video", CLIP("sq1-sh1", RANGE("0", "1"), "null")));
    static const char *const conventions[] = { "${shot_name}", "${sequence_name}",
                                               "${sequence_name}${shot_name}${shot_name}", "" };
    static const char *const others[] = { "supervisor", "user", "client", "vendor", "outsider" };
    (void)state;
    film_new();
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        WANT_STATUS(send("manager", P, ".otio", bad[i], NAMING), 400);
    for (size_t i = 0; i < COUNT_OF(conventions); i++)
        WANT_STATUS(send("manager", P, ".otio", good, conventions[i]), 400);
    for (size_t i = 0; i < COUNT_OF(others); i++)
        WANT_STATUS(send(others[i], P, ".otio", good, NAMING), 403);
    static const struct step steps[] = {
        { "nothing is there", "user", "GET", "/data/projects/{project}/sequences", NULL, 200, .has = { "#", "0" } },
        { "no file", "manager", "POST", P, NULL, 400 },
        { "of nothing", "manager", "POST", "/import/otio/projects/" NOWHERE, NULL, 404 },
        { "nobody", NULL, "POST", P, NULL, 401 },
    };
    STORY(steps);
}

static void series_are_conformed_by_episode(void **state)
{
    static const char film[] = TIMELINE(TRACK("Video", CLIP("x_e1-sq1-sh1", RANGE("0", "1"), "null")));
    const struct answer *a;
    (void)state;
    production_new(",\"production_type\":\"tvshow\"");
    static const struct step steps[] = {
        { "its episode", "user", "GET", "/data/projects/{project}/episodes", NULL, 200, .keep = { "0.id", "episode" } },
    };
    STORY(steps);
    a = send("manager", P "/episodes/{episode}", ".otio", film, NULL);
    WANT_STATUS(a, 201);
    WANT_TEXT(a, "created_shots.0.name", "sh1");
    story_set("sequence", http_text(a, "created_shots.0.parent_id"));
    a = send("manager", P "/episodes/{episode}", ".otio", film, "x_e1-" NAMING);
    WANT_STATUS(a, 201);
    WANT_TEXT(a, "updated_shots.#", "1");
    static const struct step after[] = {
        { "is where it is", "user", "GET", "/data/sequences/{sequence}", NULL, 200, .has = { "parent_id", "{episode}" } },
    };
    STORY(after);
    WANT_STATUS(send("manager", P, ".otio", film, NULL), 400);
    WANT_STATUS(send("manager", P "/episodes/" NOWHERE, ".otio", film, NULL), 404);
    WANT_STATUS(send("user", P "/episodes/{episode}", ".otio", film, NULL), 403);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(timelines_become_shots),
        cmocka_unit_test(lists_become_shots),
        cmocka_unit_test(what_is_none_does_nothing),
        cmocka_unit_test(series_are_conformed_by_episode),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
