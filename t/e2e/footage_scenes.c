/* footage_scenes.c - scenes: lists, changes, cuts, analysis, renditions. */
#include "t/e2e/footage.h"
#include <string.h>
#include <unistd.h>
#include "model/base/text.h"

static struct account ada, bob;
#define NOWHERE "00000000-0000-4000-8000-00000000dead"
#define SCENE(i) text_format("/scenes/%s", scene[i])

static int begin(void **state)
{
    (void)state;
    ada = account_new("user");
    bob = account_new("user");
    story_set("ada", ada.token);
    story_set("bob", bob.token);
    story_set("admin", admin_token());
    return 0;
}

/* Scenes of a fresh account, so that nothing is shared with other tests. */
static struct account fresh_scenes(const char *scene[CLIP_SCENES], const char *project_name,
                                   const char **project)
{
    struct account a = account_new("user");
    const char    *p = project_name ? project_made(a.token, project_name) : NULL;
    parse_clip(a.token, p, scene);
    if (project)
        *project = p;
    story_set("eve", a.token);
    for (int i = 0; i < CLIP_SCENES; i++)
        story_set(i == 0 ? "s0" : i == 1 ? "s1" : "s2", scene[i]);
    if (p)
        story_set("project", p);
    return a;
}

/* ---- reading ---- */

static void lists(void **state)
{
    const char          *scene[CLIP_SCENES], *project, *name = text_unique();
    struct account       eve = fresh_scenes(scene, name, &project);
    const struct answer *a;
    (void)state;
    story_set("name", name);
    WANT_STATUS(ASK("POST", "/parse?method=content", .token = eve.token, .field = "video",
                    .file = footage_file(CLIP)),
                200);
    // clang-format off
    static const struct step steps[] = {
        { "all of the caller", "eve", "GET", "/scenes/", NULL, 200, .has = { "#", "6", "0.id", "{s0}", "1.id", "{s1}", "2.id", "{s2}", "3.project_id", "null" } },
        { "without a slash", "eve", "GET", "/scenes", NULL, 200, .has = { "#", "6" } },
        { "by the project's name", "eve", "GET", "/scenes/?name={name}", NULL, 200, .has = { "#", "3", "0.id", "{s0}", "0.project_id", "{project}" } },
        { "by another name", "eve", "GET", "/scenes/?name={name}x", NULL, 200, .has = { "#", "0" } },
        { "by no name", "eve", "GET", "/scenes/?name=", NULL, 200, .has = { "#", "0" } },
        { "by the project", "eve", "GET", "/scenes/?project_id={project}", NULL, 200, .has = { "#", "3" } },
        { "by an unknown project", "eve", "GET", "/scenes/?project_id=" NOWHERE, NULL, 200, .has = { "#", "0" } },
        { "by both", "eve", "GET", "/scenes/?project_id={project}&name={name}", NULL, 200, .has = { "#", "3" } },
        { "by both that differ", "eve", "GET", "/scenes/?project_id={project}&name=x", NULL, 200, .has = { "#", "0" } },
        { "nobody else's", "bob", "GET", "/scenes/?project_id={project}", NULL, 200, .has = { "#", "0" } },
        { "one", "eve", "GET", "/scenes/{s1}", NULL, 200, .has = { "id", "{s1}", "frame_num", "50", "position", "1", "transition", "cut" } },
        { "one with a slash", "eve", "GET", "/scenes/{s1}/", NULL, 200, .has = { "id", "{s1}" } },
        { "one of the documented parameters is no filter of one", "eve", "GET", "/scenes/{s1}?name=x", NULL, 200 },
    };
    // clang-format on
    STORY(steps);
    a = ASK("GET", "/scenes/?limit=4", .token = eve.token);
    WANT_TEXT(a, "#", "4");
    {
        const char *link = http_header(a, "Link", 0);
        a                = ASK("GET", text_format("%.*s", (int)strcspn(link + 1, ">"), link + 1),
                               .token = eve.token);
        WANT_TEXT(a, "#", "2");
        WANT_TEXT(a, "header:Link", NULL);
    }
    a = ASK("GET", text_format("/projects/%s?limit=2", project), .token = eve.token);
    WANT_TEXT(a, "#", "2");
    {
        const char *link = http_header(a, "Link", 0);
        a                = ASK("GET", text_format("%.*s", (int)strcspn(link + 1, ">"), link + 1),
                               .token = eve.token);
        WANT_TEXT(a, "#", "1");
        WANT_TEXT(a, "0.id", scene[2]);
    }
}

static void refusals(void **state)
{
    const char *scene[CLIP_SCENES];
    (void)state;
    fresh_scenes(scene, text_unique(), NULL);
    // clang-format off
    static const struct single asked[] = {
        { "a stranger sees", "bob", "GET", "/scenes/{$s0}", NULL, 403, 1008 },
        { "a stranger changes", "bob", "PUT", "/scenes/{$s0}", "{\"name\":\"x\"}", 403, 1008 },
        { "a stranger deletes", "bob", "DELETE", "/scenes/{$s0}", NULL, 403, 1008 },
        { "a stranger measures", "bob", "POST", "/scenes/{$s0}/analysis", NULL, 403, 1008 },
        { "a stranger runs", "bob", "POST", "/scenes/{$s0}/run", NULL, 403, 1008 },
        { "a stranger measures before the body is read", "bob", "POST", "/scenes/{$s0}/analysis", "{}", 403, 1008 },
        { "the administrator sees", "admin", "GET", "/scenes/{$s0}", NULL, 200 },
        { "unknown", "eve", "GET", "/scenes/" NOWHERE, NULL, 404, 1009 },
        { "unknown to change", "eve", "PUT", "/scenes/" NOWHERE, "{}", 404, 1009 },
        { "unknown to delete", "eve", "DELETE", "/scenes/" NOWHERE, NULL, 404, 1009 },
        { "unknown to measure", "eve", "POST", "/scenes/" NOWHERE "/analysis", NULL, 404, 1009 },
        { "unknown to run", "eve", "POST", "/scenes/" NOWHERE "/run", NULL, 404, 1009 },
        { "no UUID", "eve", "GET", "/scenes/1", NULL, 422, 1001, "scene_id" },
        { "no UUID to change", "eve", "PUT", "/scenes/1", "{}", 422, 1001, "scene_id" },
        { "no UUID to delete", "eve", "DELETE", "/scenes/1", NULL, 422, 1001, "scene_id" },
        { "no UUID to measure", "eve", "POST", "/scenes/1/analysis", NULL, 422, 1001, "scene_id" },
        { "no UUID to run", "eve", "POST", "/scenes/1/run", NULL, 422, 1001, "scene_id" },
        { "an empty name", "eve", "PUT", "/scenes/{$s0}", "{\"name\":\" \"}", 422, 1001, "name" },
        { "no name", "eve", "PUT", "/scenes/{$s0}", "{\"name\":null}", 422, 1001, "name" },
        { "a bad project", "eve", "PUT", "/scenes/{$s0}", "{\"project_id\":\"x\"}", 422, 1001, "project_id" },
        { "an empty project", "eve", "PUT", "/scenes/{$s0}", "{\"project_id\":\"\"}", 422, 1001, "project_id" },
        { "an unknown project", "eve", "PUT", "/scenes/{$s0}", "{\"name\":\"x\",\"project_id\":\"" NOWHERE "\"}", 404, 1009, "Project" },
        { "a place before the first", "eve", "PUT", "/scenes/{$s0}", "{\"position\":-1}", 422, 1001, "position" },
        { "no place", "eve", "PUT", "/scenes/{$s0}", "{\"position\":null}", 422, 1001, "position" },
        { "half a place", "eve", "PUT", "/scenes/{$s0}", "{\"position\":1.5}", 422, 1001, "position" },
        { "a place beyond numbers", "eve", "PUT", "/scenes/{$s0}", "{\"position\":99999999999999999999}", 422, 1001, "position" },
        { "no frames", "eve", "PUT", "/scenes/{$s0}", "{\"frame_count\":0}", 422, 1001, "frame_count" },
        { "a frame before the first", "eve", "PUT", "/scenes/{$s0}", "{\"frame_num\":-1}", 422, 1001, "frame_num" },
        { "the first cut of the video", "eve", "PUT", "/scenes/{$s0}", "{\"frame_num\":1}", 409, 1011 },
        { "the end of the video", "eve", "PUT", "/scenes/{$s2}", "{\"frame_count\":49}", 409, 1011 },
        { "beyond the end of the video", "eve", "PUT", "/scenes/{$s2}", "{\"frame_count\":51}", 409, 1011 },
        { "over the cut before", "eve", "PUT", "/scenes/{$s1}", "{\"frame_num\":0}", 409, 1011 },
        { "over its own end", "eve", "PUT", "/scenes/{$s1}", "{\"frame_num\":100}", 409, 1011 },
        { "over the cut behind", "eve", "PUT", "/scenes/{$s1}", "{\"frame_count\":100}", 409, 1011 },
        { "over both", "eve", "PUT", "/scenes/{$s1}", "{\"frame_num\":0,\"frame_count\":150}", 409, 1011 },
        { "away from where it was", "eve", "PUT", "/scenes/{$s1}", "{\"frame_num\":120,\"frame_count\":5}", 409, 1011 },
        { "a number of frames beyond all", "eve", "PUT", "/scenes/{$s1}", "{\"frame_num\":1000000000000,\"frame_count\":1000000000000}", 409, 1011 },
        { "a list", "eve", "PUT", "/scenes/{$s0}", "[]", 422, 0 },
        { "a photo that is text", "eve", "POST", "/scenes/{$s0}/analysis", "photo=x", 200, 0 },
    };
    // clang-format on
    SINGLES(asked);
    for (int i = 0; i < CLIP_SCENES; i++) { /* all that was refused has changed nothing */
        const struct answer *a = ASK("GET", SCENE(i), .token = story_get("eve"));
        WANT_TEXT(a, "frame_num", text_format("%d", i * SHOT_FRAMES));
        WANT_TEXT(a, "frame_count", "50");
        WANT_TEXT(a, "position", text_format("%d", i));
        WANT_TEXT(a, "name", text_format("Scene %d", i + 1));
        WANT_TEXT(a, "status", "ready");
    }
}

/* ---- names, projects, places ---- */

static void places(void **state)
{
    const char *scene[CLIP_SCENES];
    (void)state;
    fresh_scenes(scene, text_unique(), NULL);
    story_set("other", project_made(story_get("eve"), "Other"));
    story_set("bobs", project_made(bob.token, text_unique()));
    // clang-format off
    static const struct step steps[] = {
        { "rename", "eve", "PUT", "/scenes/{s0}", "{\"name\":\" Opening \"}", 200, .has = { "name", "Opening", "frame_num", "0" } },
        { "by a form", "eve", "PUT", "/scenes/{s0}", "name=Opening+2", 200, .has = { "name", "Opening 2" } },
        { "by the query", "eve", "PUT", "/scenes/{s0}?name=Opening+3", NULL, 200, .has = { "name", "Opening 3" } },
        { "nothing", "eve", "PUT", "/scenes/{s0}", "{}", 200, .has = { "name", "Opening 3" } },
        { "the first to the end", "eve", "PUT", "/scenes/{s0}", "{\"position\":99}", 200, .has = { "position", "2" } },
        { "all moved up", "eve", "GET", "/projects/{project}", NULL, 200, .has = { "0.id", "{s1}", "1.id", "{s2}", "2.id", "{s0}", "0.position", "0", "1.position", "1", "2.position", "2" } },
        { "the last to the front", "eve", "PUT", "/scenes/{s0}", "{\"position\":0}", 200, .has = { "position", "0" } },
        { "to the middle", "eve", "PUT", "/scenes/{s0}", "{\"position\":1}", 200, .has = { "position", "1" } },
        { "all in order", "eve", "GET", "/projects/{project}", NULL, 200, .has = { "0.id", "{s1}", "1.id", "{s0}", "2.id", "{s2}", "0.position", "0", "1.position", "1", "2.position", "2" } },
        { "to where it is", "eve", "PUT", "/scenes/{s0}", "{\"position\":1,\"project_id\":\"{project}\"}", 200, .has = { "position", "1" } },
        { "to another project", "eve", "PUT", "/scenes/{s0}", "{\"project_id\":\"{other}\"}", 200, .has = { "project_id", "{other}", "position", "0" } },
        { "no gap behind it", "eve", "GET", "/projects/{project}", NULL, 200, .has = { "#", "2", "0.position", "0", "1.position", "1" } },
        { "to another project at a place", "eve", "PUT", "/scenes/{s1}", "{\"project_id\":\"{other}\",\"position\":0}", 200, .has = { "project_id", "{other}", "position", "0" } },
        { "the other one moved", "eve", "GET", "/projects/{other}", NULL, 200, .has = { "#", "2", "0.id", "{s1}", "1.id", "{s0}", "1.position", "1" } },
        { "out of its project", "eve", "PUT", "/scenes/{s1}", "{\"project_id\":null}", 200, .has = { "project_id", "null", "position", "null" } },
        { "out of none", "eve", "PUT", "/scenes/{s1}", "{\"project_id\":null}", 200, .has = { "project_id", "null" } },
        { "a place in none", "eve", "PUT", "/scenes/{s1}", "{\"position\":0}", 422, .has = { "code", "1001" } },
        { "a stranger's project", "eve", "PUT", "/scenes/{s1}", "{\"project_id\":\"{bobs}\"}", 403, .has = { "code", "1008" } },
        { "still out", "eve", "GET", "/scenes/{s1}", NULL, 200, .has = { "project_id", "null" } },
        { "added by the project", "eve", "PUT", "/projects/{other}", "{\"scenes\":[\"{s2}\",\"{s0}\",\"{s1}\",\"{s2}\"]}", 200,
          .has = { "scenes.#", "3", "scenes.0", "{s0}", "scenes.1", "{s2}", "scenes.2", "{s1}" } },
        { "added by a form", "eve", "PUT", "/projects/{project}", "scenes={s0},{s1}", 200, .has = { "scenes.#", "2", "scenes.0", "{s0}", "scenes.1", "{s1}" } },
        { "one of two is unknown", "eve", "PUT", "/projects/{other}", "{\"scenes\":[\"{s0}\",\"" NOWHERE "\"]}", 404, .has = { "message", "Scene not found: " NOWHERE } },
        { "then none is added", "eve", "GET", "/projects/{other}", NULL, 200, .has = { "#", "1", "0.id", "{s2}" } },
        { "a stranger adds it to his own", "bob", "PUT", "/projects/{bobs}", "{\"scenes\":[\"{s0}\"]}", 403, .has = { "code", "1008" } },
        { "an empty list to filter", "eve", "GET", "/scenes/?project_id={project}&name=", NULL, 200, .has = { "#", "0" } },
        { "the project goes", "eve", "DELETE", "/projects/{project}", NULL, 200 },
        { "its scenes stay", "eve", "GET", "/scenes/{s0}", NULL, 200, .has = { "project_id", "null", "position", "null" } },
        { "all of them", "eve", "GET", "/scenes/", NULL, 200, .has = { "#", "3" } },
    };
    // clang-format on
    STORY(steps);
}

static void members_of_a_team(void **state)
{
    const char    *scene[CLIP_SCENES], *project;
    struct account mia = account_new("user");
    (void)state;
    fresh_scenes(scene, text_unique(), &project);
    story_set("mia", mia.token);
    story_set("mias", project_made(mia.token, "Mine"));
    sql_do("INSERT INTO project_person_link (project_id, person_id) VALUES (?, ?)",
           ARGS(ARG(uuid_of(project)), ARG(uuid_of(mia.id))));
    // clang-format off
    static const struct step steps[] = {
        { "sees", "mia", "GET", "/scenes/{s0}", NULL, 200 },
        { "sees pictures", "mia", "GET", "/sv/{s0}/thumb.jpg", NULL, 200 },
        { "lists the project's", "mia", "GET", "/projects/{project}", NULL, 200, .has = { "#", "3" } },
        { "does not own them", "mia", "GET", "/scenes/", NULL, 200, .has = { "#", "0" } },
        { "renames", "mia", "PUT", "/scenes/{s0}", "{\"name\":\"Ours\"}", 200, .has = { "name", "Ours" } },
        { "moves it within", "mia", "PUT", "/scenes/{s0}", "{\"position\":1,\"project_id\":\"{project}\"}", 200, .has = { "position", "1" } },
        { "does not take it out", "mia", "PUT", "/scenes/{s0}", "{\"project_id\":null}", 403, .has = { "code", "1008" } },
        { "nor into a project of the member's", "mia", "PUT", "/scenes/{s0}", "{\"name\":\"Mine\",\"project_id\":\"{mias}\"}", 403, .has = { "code", "1008" } },
        { "nor there by the project", "mia", "PUT", "/projects/{mias}", "{\"scenes\":[\"{s0}\"]}", 403, .has = { "code", "1008" } },
        { "nothing has changed", "mia", "GET", "/scenes/{s0}", NULL, 200, .has = { "name", "Ours", "project_id", "{project}", "position", "1" } },
        { "the owner takes it out", "eve", "PUT", "/scenes/{s0}", "{\"project_id\":null}", 200 },
        { "and the member sees it no more", "mia", "GET", "/scenes/{s0}", NULL, 403 },
        { "the owner does", "eve", "GET", "/scenes/{s0}", NULL, 200 },
    };
    // clang-format on
    STORY(steps);
}

/* ---- cuts ---- */

static void want_frames(const char *token, const char *scene[CLIP_SCENES],
                        const int first[CLIP_SCENES], const int count[CLIP_SCENES])
{
    for (int i = 0; i < CLIP_SCENES; i++) {
        const struct answer *a = ASK("GET", SCENE(i), .token = token), *f;
        int64_t              width, height, start = first[i] * 40, end = (first[i] + count[i]) * 40;
        WANT_TEXT(a, "frame_num", text_format("%d", first[i]));
        WANT_TEXT(a, "frame_count", text_format("%d", count[i]));
        WANT_TEXT(a, "start_time",
                  text_format("00:00:%02d.%03d", (int)(start / 1000), (int)(start % 1000)));
        WANT_TEXT(a, "end_time",
                  text_format("00:00:%02d.%03d", (int)(end / 1000), (int)(end % 1000)));
        WANT_TEXT(a, "status", "ready");
        for (int64_t k = 0; k < http_int(a, "storyboard.#"); k++) {
            f = ASK("GET", http_text(a, text_format("storyboard.%d", (int)k)), .token = token);
            WANT_STATUS(f, 200);
            assert_true(jpeg_size(f->body, f->bytes, &width, &height));
        }
    }
}

static void cuts(void **state)
{
    const char          *scene[CLIP_SCENES];
    struct account       eve    = fresh_scenes(scene, text_unique(), NULL);
    const struct answer *before = ASK("GET", text_format("/sv/%s/frame-0001.jpg", scene[1]),
                                      .token = eve.token),
                        *a;
    (void)state;
    a = ASK("PUT", SCENE(1), .token = eve.token, .json = "{\"frame_num\":40}");
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "frame_num", "40");
    WANT_TEXT(a, "frame_count", "60");
    want_frames(eve.token, scene, (int[]){ 0, 40, 100 }, (int[]){ 40, 60, 50 });
    a = ASK("GET", text_format("/sv/%s/frame-0001.jpg", scene[1]), .token = eve.token);
    assert_true(a->bytes != before->bytes ||
                memcmp(a->body, before->body, a->bytes) != 0); /* another first frame */
    a = ASK("PUT", SCENE(1), .token = eve.token, .json = "{\"frame_count\":80}");
    WANT_STATUS(a, 200);
    want_frames(eve.token, scene, (int[]){ 0, 40, 120 }, (int[]){ 40, 80, 30 });
    a = ASK("PUT", SCENE(1), .token = eve.token,
            .json = "{\"frame_num\":50,\"frame_count\":50,\"name\":\"Back\"}");
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "name", "Back");
    want_frames(eve.token, scene, (int[]){ 0, 50, 100 }, (int[]){ 50, 50, 50 });
    a = ASK("GET", text_format("/sv/%s/frame-0001.jpg", scene[1]), .token = eve.token);
    assert_int_equal(a->bytes, before->bytes);
    assert_memory_equal(a->body, before->body, a->bytes);
    a = ASK("PUT", SCENE(0), .token = eve.token, .json = "{\"frame_count\":1}");
    WANT_STATUS(a, 200);
    a = ASK("PUT", SCENE(1), .token = eve.token, .json = "{\"frame_num\":1,\"frame_count\":148}");
    WANT_STATUS(a, 200);
    want_frames(eve.token, scene, (int[]){ 0, 1, 149 }, (int[]){ 1, 148, 1 });
    a = ASK("PUT", SCENE(0), .token = eve.token, .json = "{\"frame_count\":149}");
    WANT_STATUS(a, 409); /* would leave nothing of the next one */
    a = ASK("PUT", SCENE(1), .token = eve.token, .json = "{\"frame_num\":1,\"frame_count\":148}");
    WANT_STATUS(a, 200); /* as it is */
    a = ASK("PUT", SCENE(0), .token = eve.token, .json = "{\"frame_count\":30}",
            .headers = { "Prefer: respond-async" });
    WANT_STATUS(a, 202);
    WANT_TEXT(job_awaited(eve.token, http_header(a, "Location", 0)), "status", "succeeded");
    WANT_TEXT(ASK("GET", SCENE(0), .token = eve.token), "frame_count", "30");
}

static void deleted(void **state)
{
    const char *scene[CLIP_SCENES];
    (void)state;
    fresh_scenes(scene, text_unique(), NULL);
    // clang-format off
    static const struct step steps[] = {
        { "the middle one", "eve", "DELETE", "/scenes/{s1}", NULL, 200, .has = { "id", "{s1}", "created_at", "*", "name", NULL } },
        { "again", "eve", "DELETE", "/scenes/{s1}", NULL, 404, .has = { "code", "1009" } },
        { "gone", "eve", "GET", "/scenes/{s1}", NULL, 404 },
        { "with its folder", "eve", "GET", "/sv/{s1}/", NULL, 404 },
        { "with its files", "eve", "GET", "/sv/{s1}/thumb.jpg", NULL, 404 },
        { "no gap in the project", "eve", "GET", "/projects/{project}", NULL, 200, .has = { "#", "2", "0.id", "{s0}", "1.id", "{s2}", "1.position", "1" } },
        { "the gap in the video has no cut to move", "eve", "PUT", "/scenes/{s0}", "{\"frame_count\":60}", 409 },
        { "nor on the other side", "eve", "PUT", "/scenes/{s2}", "{\"frame_num\":90}", 409 },
        { "the others", "eve", "DELETE", "/scenes/{s0}", NULL, 200 },
        { "the last one", "eve", "DELETE", "/scenes/{s2}", NULL, 200 },
        { "nothing is left", "eve", "GET", "/scenes/", NULL, 200, .has = { "#", "0" } },
    };
    // clang-format on
    STORY(steps);
}

/* ---- analysis ---- */

static void analysis(void **state)
{
    static const char *const numbers[] = { "width",
                                           "height",
                                           "mean_luma",
                                           "contrast",
                                           "saturation",
                                           "sharpness",
                                           "entropy",
                                           "noise",
                                           "colour_temperature_k",
                                           "letterbox.top",
                                           "letterbox.bottom",
                                           "letterbox.left",
                                           "letterbox.right",
                                           "dominant_colors.0.share" };
    const char              *scene[CLIP_SCENES];
    struct account           eve = fresh_scenes(scene, NULL, NULL);
    const struct answer     *a =
        ASK("POST", text_format("/scenes/%s/analysis", scene[1]), .token = eve.token);
    (void)state;
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "id", scene[1]);
    WANT_TEXT(a, "created_at", "*");
    WANT_TEXT(a, "analysis.width", "320");
    WANT_TEXT(a, "analysis.height", "180");
    WANT_TEXT(a, "analysis.dominant_colors.#", "5");
    assert_int_equal(http_text(a, "analysis.dominant_colors.0.hex")[0], '#');
    assert_int_equal(strlen(http_text(a, "analysis.phash")), 16);
    for (size_t i = 0; i < COUNT_OF(numbers); i++)
        WANT_TEXT(a, text_format("analysis.%s", numbers[i]), "*");
    WANT_TEXT(a, "analysis.motion.mean", "*");
    WANT_TEXT(a, "analysis.motion.peak", "*");
    WANT_TEXT(a, "analysis.flicker", "*");
    WANT_TEXT(a, "analysis.audio.integrated_lufs", "*");
    WANT_TEXT(a, "analysis.audio.true_peak_dbtp", "*");
    WANT_TEXT(a, "analysis.faces", NULL);
    assert_non_null(http_at(a, "analysis.similar_scenes"));
    WANT_TEXT(ASK("GET", SCENE(1), .token = eve.token), "analysis.width",
              "320"); /* and it stays with the scene */
    WANT_STATUS(ASK("PUT", SCENE(1), .token = eve.token, .json = "{\"frame_count\":40}"), 200);
    WANT_TEXT(ASK("GET", SCENE(1), .token = eve.token), "analysis",
              "null"); /* until the scene is another */
    a = ASK("POST", text_format("/scenes/%s/analysis/", scene[0]), .token = eve.token,
            .headers = { "Prefer: respond-async" });
    WANT_STATUS(a, 202);
    a = job_awaited(eve.token, http_header(a, "Location", 0));
    WANT_TEXT(a, "status", "succeeded");
    WANT_TEXT(a, "kind", "analyse");
}

static void similar_scenes(void **state)
{
    const char          *scene[CLIP_SCENES];
    struct account       eve = fresh_scenes(scene, NULL, NULL);
    const struct answer *a   = ASK("POST", "/parse?method=content", .token = eve.token,
                                   .field = "video", .file = footage_file(CLIP)),
                        *b;
    (void)state;
    WANT_STATUS(a, 200); /* the same pictures in other scenes */
    b = ASK("POST", text_format("/scenes/%s/analysis", scene[1]), .token = eve.token);
    WANT_STATUS(b, 200);
    WANT_TEXT(b, "analysis.similar_scenes.0.id", http_text(a, "1.id"));
    WANT_TEXT(b, "analysis.similar_scenes.0.distance", "0");
}

static void analysis_of_a_photo(void **state)
{
    const char          *scene[CLIP_SCENES];
    struct account       eve  = fresh_scenes(scene, NULL, NULL);
    const char          *path = text_format("/scenes/%s/analysis", scene[0]);
    const struct answer *a =
        ASK("POST", path, .token = eve.token, .field = "photo", .file = footage_file("photo.png"));
    (void)state;
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "id", scene[0]);
    WANT_TEXT(a, "analysis.width", "200");
    WANT_TEXT(a, "analysis.height", "100");
    WANT_TEXT(ASK("GET", SCENE(0), .token = eve.token), "analysis",
              "null"); /* the photo is not the scene */
    a = ASK("POST", path, .token = eve.token, .field = "photo", .file = footage_file("photo.jpg"));
    WANT_TEXT(a, "analysis.width", "320");
    {
        FILE  *f = fopen(footage_file("photo.jpg"), "re");
        char   bytes[100000];
        size_t n = fread(bytes, 1, sizeof bytes, f);
        fclose(f);
        a = ASK("POST", path, .token = eve.token, .type = "image/jpeg", .body = bytes, .bytes = n);
        WANT_STATUS(a, 200);
        WANT_TEXT(a, "analysis.width", "320");
    }
    a = ASK("POST", path, .token = eve.token, .field = "photo",
            .file = footage_bytes("photo.txt", "no photo", 8));
    WANT_STATUS(a, 422);
    WANT_TEXT(a, "code", "1201");
    a = ASK("POST", path, .token = eve.token, .field = "photo",
            .file = footage_bytes("empty.png", "", 0));
    WANT_STATUS(a, 422);
    a = ASK("POST", path, .token = eve.token, .field = "photo",
            .file = footage_bytes(
                "x.svg",
                "<svg xmlns=\"http://www.w3.org/2000/svg\"><image href=\"/etc/passwd\"/></svg>",
                73));
    WANT_STATUS(a, 422);
    a = ASK("POST", path, .token = eve.token, .type = "text/plain", .body = "x", .bytes = 1);
    WANT_STATUS(a, 415);
}

/* ---- renditions ---- */

static void run(void **state)
{
    const char          *scene[CLIP_SCENES], *path, *list;
    struct account       eve = fresh_scenes(scene, NULL, NULL);
    const struct answer *a;
    int64_t              width, height;
    (void)state;
    path = text_format("/scenes/%s/run", scene[1]);
    a    = ASK("POST", path, .token = eve.token, .timeout_s = 120);
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "id", scene[1]);
    WANT_TEXT(a, "created_at", "*");
    WANT_TEXT(a, "job.kind", "render");
    WANT_TEXT(a, "job.status", "succeeded");
    a = ASK("GET", SCENE(1), .token = eve.token);
    WANT_TEXT(a, "clip_url", text_format("/sv/%s/clip.mp4", scene[1]));
    a = ASK("GET", http_text(a, "clip_url"), .token = eve.token);
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "header:Content-Type", "video/mp4");
    assert_memory_equal(a->body + 4, "ftyp", 4);
    assert_true(memmem(a->body, 65536 < a->bytes ? 65536 : a->bytes, "moov", 4) !=
                NULL); /* may be played before its end is there */
    assert_int_equal(program_run((const char *const[]){
                         "ffmpeg", "-nostdin", "-v", "error", "-xerror", "-i",
                         footage_bytes("clip.mp4", a->body, a->bytes), "-f", "null", "-", NULL }),
                     0);
    { /* the clip is exactly the scene */
        const struct answer *parsed =
            parse_file(eve.token, footage_bytes("clip.mp4", a->body, a->bytes), NULL);
        int64_t frames = 0;
        WANT_STATUS(parsed, 200);
        for (int64_t i = 0; i < http_int(parsed, "#"); i++)
            frames += http_int(parsed, text_format("%d.frame_count", (int)i));
        assert_int_equal(frames, SHOT_FRAMES);
    }
    a = ASK("GET", text_format("/sv/%s/hls/index.m3u8", scene[1]), .token = eve.token);
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "header:Content-Type", "application/vnd.apple.mpegurl");
    list = a->body;
    assert_memory_equal(list, "#EXTM3U", 7);
    for (const char *line = list; *line; line += strcspn(line, "\n"), line += *line == '\n')
        if (*line != '#' && *line != '\n')
            WANT_STATUS(
                ASK("GET",
                    text_format("/sv/%s/hls/%.*s", scene[1], (int)strcspn(line, "\r\n"), line),
                    .token = eve.token),
                200);
    a = ASK("GET", text_format("/sv/%s/keyframe.jpg", scene[1]), .token = eve.token);
    assert_true(jpeg_size(a->body, a->bytes, &width, &height));
    assert_int_equal(width, 320);
    a = ASK("GET", text_format("/sv/%s/waveform.png", scene[1]), .token = eve.token);
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "header:Content-Type", "image/png");
    WANT_STATUS(ASK("GET", text_format("/sv/%s/clip.mp4", scene[1]), .token = bob.token), 403);
    WANT_STATUS(ASK("GET", text_format("/sv/%s/hls/index.m3u8", scene[1]), .token = bob.token),
                403);
}

static void running_twice(void **state)
{
    struct account       eve  = account_new("user");
    const struct answer *made = parse_file(eve.token, footage_file("long.mp4"), NULL), *a;
    const char          *path, *job;
    (void)state;
    WANT_STATUS(made, 200);
    path = text_format("/scenes/%s/run", http_text(made, "0.id"));
    a    = ASK("POST", path, .token = eve.token, .headers = { "Prefer: respond-async" });
    job  = http_header(a, "Location", 0);
    WANT_STATUS(a, 202);
    WANT_TEXT(a, "header:Preference-Applied", "respond-async");
    a = ASK("POST", path, .token = eve.token, .headers = { "Prefer: respond-async" });
    WANT_STATUS(a, 409);
    WANT_TEXT(a, "code", "1011");
    WANT_STATUS(ASK("DELETE", job, .token = eve.token), 200);
    WANT_TEXT(job_awaited(eve.token, job), "status", "canceled");
    WANT_TEXT(ASK("GET", text_format("/scenes/%s", http_text(made, "0.id")), .token = eve.token),
              "clip_url", "null");
    a = ASK("POST", path, .token = eve.token, .headers = { "Prefer: respond-async" });
    WANT_STATUS(a, 202); /* may be asked for again */
    WANT_STATUS(ASK("DELETE", http_header(a, "Location", 0), .token = eve.token), 200);
    job_awaited(eve.token, http_header(a, "Location", 0));
}

static void deleted_while_it_runs(void **state)
{
    struct account       eve  = account_new("user");
    const struct answer *made = parse_file(eve.token, footage_file("long.mp4"), NULL), *a;
    const char          *job;
    (void)state;
    a   = ASK("POST", text_format("/scenes/%s/run", http_text(made, "0.id")), .token = eve.token,
              .headers = { "Prefer: respond-async" });
    job = http_header(a, "Location", 0);
    WANT_STATUS(a, 202);
    WANT_STATUS(
        ASK("DELETE", text_format("/scenes/%s", http_text(made, "0.id")), .token = eve.token), 200);
    ASK("DELETE", job, .token = eve.token);
    a = job_awaited(eve.token, job);
    assert_string_not_equal(http_text(a, "status"), "succeeded");
    assert_int_equal(sql_number("SELECT COUNT(*) FROM scene_file WHERE scene_id = ?",
                                ARGS(ARG(uuid_of(http_text(made, "0.id"))))),
                     0);
}

static int end(void **state)
{
    (void)state;
    footage_end();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists),
        cmocka_unit_test(refusals),
        cmocka_unit_test(places),
        cmocka_unit_test(members_of_a_team),
        cmocka_unit_test(cuts),
        cmocka_unit_test(deleted),
        cmocka_unit_test(analysis),
        cmocka_unit_test(similar_scenes),
        cmocka_unit_test(analysis_of_a_photo),
        cmocka_unit_test(run),
        cmocka_unit_test(running_twice),
        cmocka_unit_test(deleted_while_it_runs),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
