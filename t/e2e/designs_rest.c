/* designs_rest.c - set designs: who may what, what bodies and queries may say, what changes. */
#include "t/e2e/designs.h"
#include <string.h>

/* ---- who may ---- */

enum { ROLES = 6 };
static const char *const roles[ROLES] = { "ada", "mia", "otto", "boss", NULL, "forged" };

#define ALL(owner, member, other, admin) { owner, member, other, admin, 401, 403 }
#define PAIR "subject_id={subject}&shot_type_id={shot}"
#define ONE DESIGNS "/{design}"
#define TASK ONE "/base-images/upload-task?subject_id={subject}"

// clang-format off
/* {design} is of ada and her organization; {lone} of ada alone. */
static const struct may {
    const char *method, *path, *body;
    int         status[ROLES];
} mays[] = {
    { "GET", ONE, NULL, ALL(200, 200, 403, 200) },
    { "GET", ONE "/", NULL, ALL(200, 200, 403, 200) },
    { "GET", ONE "?organization_id={group}", NULL, ALL(200, 200, 403, 200) },
    { "GET", ONE "?organization_id={others}", NULL, ALL(403, 403, 403, 404) },
    { "GET", ONE "?organization_id={nowhere}", NULL, ALL(403, 403, 403, 422) },
    { "GET", ONE "?organization_id=x", NULL, ALL(422, 422, 422, 422) },
    { "GET", DESIGNS "/{lone}", NULL, ALL(200, 403, 403, 200) },
    { "GET", DESIGNS "/{lone}?organization_id={group}", NULL, ALL(404, 403, 403, 404) },
    { "GET", DESIGNS "/{nowhere}", NULL, ALL(404, 404, 404, 404) },
    { "GET", DESIGNS "/x", NULL, ALL(422, 422, 422, 422) },
    { "GET", DESIGNS, NULL, ALL(200, 200, 200, 200) },
    { "GET", DESIGNS "/", NULL, ALL(200, 200, 200, 200) },
    { "GET", DESIGNS "?organization_id={group}", NULL, ALL(200, 200, 403, 200) },
    { "GET", DESIGNS "?organization_id={nowhere}", NULL, ALL(403, 403, 403, 422) },
    { "GET", DESIGNS "?owner_id={ada_id}", NULL, ALL(200, 200, 200, 200) },
    { "POST", DESIGNS, "{}", ALL(422, 422, 422, 422) },
    { "POST", DESIGNS, "{\"name\":\"x\",\"owner_id\":\"{otto_id}\"}", ALL(403, 403, 200, 200) },
    { "POST", DESIGNS "/", "{\"name\":\"x\",\"organization_id\":\"{others}\"}", ALL(403, 403, 200, 200) },
    { "POST", DESIGNS "?organization_id={others}", "{\"name\":\"x\"}", ALL(403, 403, 200, 200) },
    { "POST", DESIGNS "?organization_id={nowhere}", "{\"name\":\"x\"}", ALL(403, 403, 403, 422) },
    { "PUT", ONE, "{\"name\":\"changed\"}", ALL(200, 200, 403, 200) },
    { "PUT", ONE "/", "{}", ALL(200, 200, 403, 200) },
    { "PUT", ONE "?organization_id={others}", "{}", ALL(403, 403, 403, 404) },
    { "PUT", ONE, "{\"owner_id\":\"{mia_id}\"}", ALL(403, 403, 403, 200) },
    { "PUT", ONE, "{\"owner_id\":\"{ada_id}\"}", ALL(403, 403, 403, 200) },
    { "PUT", ONE, "{\"organization_id\":\"{others}\"}", ALL(403, 403, 403, 200) },
    { "PUT", ONE, "{\"organization_id\":\"{group}\"}", ALL(403, 403, 403, 200) },
    { "PUT", DESIGNS "/{lone}", "{}", ALL(200, 403, 403, 200) },
    { "PUT", DESIGNS "/{nowhere}", "{}", ALL(404, 404, 404, 404) },
    { "PUT", DESIGNS "/x", "{}", ALL(422, 422, 422, 422) },
    { "GET", ONE "/base-image?" PAIR, NULL, ALL(200, 200, 403, 200) },
    { "GET", ONE "/base-image/?" PAIR "&organization_id={group}", NULL, ALL(200, 200, 403, 200) },
    { "GET", ONE "/base-image?" PAIR "&organization_id={others}", NULL, ALL(403, 403, 403, 404) },
    { "GET", ONE "/base-image?subject_id={subject}&shot_type_id={shot2}", NULL, ALL(404, 404, 403, 404) },
    { "GET", ONE "/base-image?subject_id={nowhere}&shot_type_id={nowhere}", NULL, ALL(404, 404, 403, 404) },
    { "GET", ONE "/base-image", NULL, ALL(422, 422, 422, 422) },
    { "GET", DESIGNS "/{nowhere}/base-image?" PAIR, NULL, ALL(404, 404, 404, 404) },
    { "GET", TASK, NULL, ALL(404, 404, 403, 404) },
    { "GET", TASK "&organization_id={others}", NULL, ALL(403, 403, 403, 404) },
    { "GET", DESIGNS "/{nowhere}/base-images/upload-task?subject_id={subject}", NULL, ALL(404, 404, 404, 404) },
    { "GET", ONE "/base-images/upload-task", NULL, ALL(422, 422, 422, 422) },
    { "GET", DESIGNS "/upload-tasks/{nowhere}", NULL, ALL(404, 404, 404, 404) },
    { "GET", DESIGNS "/upload-tasks/x", NULL, ALL(422, 422, 422, 422) },
    { "POST", ONE "/base-images/upload?subject_id={subject}", "{}", ALL(415, 415, 415, 415) },
    { "POST", ONE "/request-completion", "{\"subject_ids\":[\"{subject}\"],\"shot_type_ids\":[\"{shot}\"]}", ALL(200, 422, 403, 200) },
    { "POST", ONE "/request-completion/", "{\"subject_ids\":[\"{subject2}\"],\"shot_type_ids\":[]}", ALL(200, 200, 403, 200) },
    { "POST", ONE "/request-completion?organization_id={others}", "{\"subject_ids\":[],\"shot_type_ids\":[\"{shot}\"]}", ALL(403, 403, 403, 404) },
    { "POST", DESIGNS "/{nowhere}/request-completion", "{\"subject_ids\":[],\"shot_type_ids\":[\"{shot}\"]}", ALL(404, 404, 404, 404) },
    { "GET", API "/completion-requests", NULL, ALL(403, 403, 403, 200) },
    { "DELETE", ONE, NULL, { 0, 403, 403, 0, 401, 403 } },
    { "DELETE", ONE "?organization_id={others}", NULL, ALL(403, 403, 403, 404) },
    { "DELETE", DESIGNS "/{nowhere}", NULL, ALL(404, 404, 404, 404) },
    { "DELETE", DESIGNS "/{other}/", NULL, ALL(403, 403, 200, 404) },
    { "PATCH", ONE, "{}", { 405, 405, 405, 405, 405, 405 } },
    { "PUT", DESIGNS, "{}", { 405, 405, 405, 405, 405, 405 } },
    { "GET", ONE "/request-completion", NULL, { 405, 405, 405, 405, 405, 405 } },
    { "GET", ONE "/nothing", NULL, { 404, 404, 404, 404, 404, 404 } },
};
// clang-format on

static const char *detail_of(const char *who, int status)
{
    switch (status) {
    case 401: return "Not authenticated";
    case 403: return who && strcmp(who, "forged") == 0 ? "Could not validate credentials" : "Not enough permissions";
    case 405: return "Method Not Allowed";
    case 200: return NULL;
    default: return "*";
    }
}

static void everybody_may_what_is_theirs(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(mays); i++)
        for (size_t k = 0; k < ROLES; k++) {
            const struct may *m = &mays[i];
            struct step       s = { text_format("%s %s as %s", m->method, m->path, roles[k] ? roles[k] : "nobody"),
                                    roles[k], m->method, m->path, m->body, m->status[k],
                                    { "detail", detail_of(roles[k], m->status[k]),
                                      m->status[k] == 401 ? "header:WWW-Authenticate" : NULL, "Bearer" } };
            if (m->status[k])
                story_run(&s, 1);
        }
}

/* ---- what bodies and queries may say ---- */

#define IMAGES(entries) "{\"name\":\"x\",\"base_images\":[" entries "]}"
#define BASE(subject, shot, image) "{\"subject_id\":\"" subject "\",\"shot_type_id\":\"" shot "\"" image "}"
#define LOC(...) "[" __VA_ARGS__ "]"
#define IN(name) "[\"body\",\"" name "\"]"
#define AT(list, i, rest) "[\"body\",\"" list "\"," #i "," rest "]"
#define TOO_LONG_256 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

// clang-format off
#define WRONG(what, method, path, body, ...) { what, "ada", method, path, body, 422, { __VA_ARGS__ } }
static const struct step wrongs[] = {
    WRONG("no JSON", "POST", DESIGNS, "{", FAULT(0, "json_invalid", "[\"body\",1]"), "detail.#", "1", "detail.0.input", "{}"),
    WRONG("a list", "POST", DESIGNS, "[]", FAULT(0, "model_attributes_type", "[\"body\"]"), "detail.#", "1"),
    WRONG("nothing", "POST", DESIGNS, NULL, FAULT(0, "missing", "[\"body\"]"), "detail.#", "1", "detail.0.input", "null"),
    WRONG("no name", "POST", DESIGNS, "{}", FAULT(0, "missing", IN("name")), "detail.#", "1", "detail.0.input", "{}"),
    WRONG("a name of null", "POST", DESIGNS, "{\"name\":null}", FAULT(0, "string_type", IN("name")), "detail.#", "1"),
    WRONG("a name that is a number", "POST", DESIGNS, "{\"name\":7}", FAULT(0, "string_type", IN("name")), "detail.0.input", "7"),
    WRONG("a long name", "POST", DESIGNS, "{\"name\":\"" TOO_LONG_256 "\"}", FAULT(0, "string_too_long", IN("name")), "detail.0.ctx.max_length", "255"),
    WRONG("everything wrong", "POST", DESIGNS "?organization_id=x", "{\"name\":[],\"description\":1,\"background_preset_id\":\"x\",\"owner_id\":2,\"organization_id\":\"y\"}",
          "detail.#", "6", FAULT(0, "uuid_parsing", "[\"query\",\"organization_id\"]"), FAULT(1, "string_type", IN("name"))),
    WRONG("the rest of it", "POST", DESIGNS "?organization_id=x", "{\"name\":[],\"description\":1,\"background_preset_id\":\"x\",\"owner_id\":2,\"organization_id\":\"y\"}",
          FAULT(2, "string_type", IN("description")), FAULT(4, "uuid_type", IN("owner_id")), FAULT(5, "uuid_parsing", IN("organization_id"))),
    WRONG("lists of null", "POST", DESIGNS, "{\"name\":\"x\",\"base_images\":null,\"reference_images\":{},\"subject_portraits\":7}",
          "detail.#", "3", FAULT(0, "list_type", IN("base_images")), FAULT(1, "list_type", IN("reference_images"))),
    WRONG("empty entries", "POST", DESIGNS, "{\"name\":\"x\",\"base_images\":[{}],\"reference_images\":[{}],\"subject_portraits\":[{}]}",
          "detail.#", "4", FAULT(0, "missing", AT("base_images", 0, "\"subject_id\"")), FAULT(1, "missing", AT("base_images", 0, "\"shot_type_id\""))),
    WRONG("more of them", "POST", DESIGNS, "{\"name\":\"x\",\"base_images\":[{}],\"reference_images\":[{}],\"subject_portraits\":[{}]}",
          FAULT(2, "missing", AT("reference_images", 0, "\"shot_type_id\"")), FAULT(3, "missing", AT("subject_portraits", 0, "\"subject_id\""))),
    WRONG("entries that are none", "POST", DESIGNS, IMAGES("null,1,\"x\""), "detail.#", "3",
          FAULT(0, "model_attributes_type", "[\"body\",\"base_images\",0]"), FAULT(2, "model_attributes_type", "[\"body\",\"base_images\",2]")),
    WRONG("an image that is neither", "POST", DESIGNS, IMAGES(BASE("{subject}", "{shot}", ",\"image\":[1]")), "detail.#", "2",
          FAULT(0, "string_type", AT("base_images", 0, "\"image\",\"str\"")), FAULT(1, "model_attributes_type", AT("base_images", 0, "\"image\",\"MediaInput\""))),
    WRONG("an image of nothing", "POST", DESIGNS, IMAGES(BASE("{subject}", "{shot}", ",\"image\":{}")), "detail.#", "1",
          FAULT(0, "value_error", AT("base_images", 0, "\"image\""))),
    WRONG("an image of nulls", "POST", DESIGNS, IMAGES(BASE("{subject}", "{shot}", ",\"image\":{\"url\":null,\"media_resource_id\":null}")), "detail.#", "1",
          FAULT(0, "value_error", AT("base_images", 0, "\"image\""))),
    WRONG("what is not there", "POST", DESIGNS, IMAGES(BASE("{subject}", "{shot}", "") "," BASE("{nowhere}", "{nowhere}", ",\"image\":{\"media_resource_id\":\"{nowhere}\"}")),
          "detail.#", "3", FAULT(0, "value_error", AT("base_images", 1, "\"subject_id\"")), FAULT(1, "value_error", AT("base_images", 1, "\"shot_type_id\""))),
    WRONG("a media resource that is not there", "POST", DESIGNS, IMAGES(BASE("{subject}", "{shot}", ",\"image\":{\"media_resource_id\":\"{nowhere}\"}")),
          "detail.#", "1", FAULT(0, "value_error", AT("base_images", 0, "\"image\",\"media_resource_id\"")), "detail.0.input", "{nowhere}"),
    WRONG("somebody else's subject", "POST", DESIGNS, "{\"name\":\"x\",\"subject_portraits\":[{\"subject_id\":\"{theirs}\"}]}", "detail.#", "1",
          FAULT(0, "value_error", AT("subject_portraits", 0, "\"subject_id\"")), "detail.0.input", "{theirs}"),
    WRONG("a reference's shot type", "PUT", ONE, "{\"reference_images\":[{\"shot_type_id\":\"{shot}\"},{\"shot_type_id\":\"{subject}\"}]}", "detail.#", "1",
          FAULT(0, "value_error", AT("reference_images", 1, "\"shot_type_id\""))),
    WRONG("a preset that is not there", "POST", DESIGNS, "{\"name\":\"x\",\"background_preset_id\":\"{nowhere}\"}", FAULT(0, "value_error", IN("background_preset_id")), "detail.#", "1"),
    WRONG("a pair twice", "POST", DESIGNS, IMAGES(BASE("{subject}", "{shot}", "") "," BASE("{subject}", "{shot2}", "") "," BASE("{subject}", "{shot}", "")),
          "detail.#", "1", FAULT(0, "value_error", "[\"body\",\"base_images\",2]")),
    WRONG("two organizations", "POST", DESIGNS "?organization_id={group}", "{\"name\":\"x\",\"organization_id\":\"{second}\"}", FAULT(0, "value_error", IN("organization_id")), "detail.#", "1"),
    WRONG("a change's name", "PUT", ONE, "{\"name\":\"" TOO_LONG_256 "\",\"base_images\":7}", "detail.#", "2", FAULT(0, "string_too_long", IN("name")), FAULT(1, "list_type", IN("base_images"))),
    WRONG("numbers of rows", "GET", DESIGNS "?skip=-1&limit=0", NULL, "detail.#", "2", FAULT(0, "greater_than_equal", "[\"query\",\"skip\"]"), FAULT(1, "greater_than_equal", "[\"query\",\"limit\"]")),
    WRONG("too many rows", "GET", DESIGNS "?limit=1001", NULL, FAULT(0, "less_than_equal", "[\"query\",\"limit\"]"), "detail.0.ctx.le", "1000", "detail.0.input", "1001"),
    WRONG("no numbers", "GET", DESIGNS "?skip=a&limit=1.5", NULL, "detail.#", "2", FAULT(0, "int_parsing", "[\"query\",\"skip\"]"), FAULT(1, "int_parsing", "[\"query\",\"limit\"]")),
    WRONG("no pair", "GET", ONE "/base-image?subject_id=", NULL, "detail.#", "2", FAULT(0, "uuid_parsing", "[\"query\",\"subject_id\"]"), FAULT(1, "missing", "[\"query\",\"shot_type_id\"]"), "detail.1.input", "null"),
    WRONG("wishes for nothing", "POST", ONE "/request-completion", "{}", "detail.#", "2", FAULT(0, "missing", IN("subject_ids")), FAULT(1, "missing", IN("shot_type_ids"))),
    WRONG("wishes without an id", "POST", ONE "/request-completion", "{\"subject_ids\":[],\"shot_type_ids\":[]}", "detail.#", "1", FAULT(0, "value_error", "[\"body\"]")),
    WRONG("wishes that are none", "POST", ONE "/request-completion", "{\"subject_ids\":[\"x\",1],\"shot_type_ids\":null}", "detail.#", "3",
          FAULT(0, "uuid_parsing", "[\"body\",\"subject_ids\",0]"), FAULT(2, "list_type", IN("shot_type_ids"))),
    WRONG("wishes for what is not there", "POST", ONE "/request-completion", "{\"subject_ids\":[\"{subject}\",\"{nowhere}\"],\"shot_type_ids\":[\"{nowhere}\"]}", "detail.#", "2",
          FAULT(0, "value_error", "[\"body\",\"subject_ids\",1]"), FAULT(1, "value_error", "[\"body\",\"shot_type_ids\",0]")),
};
// clang-format on

static void faults_are_all_told(void **state)
{
    (void)state;
    STORY(wrongs);
}

/* An administrator's faults of owner and organization are among the others. */
static void faults_of_ownership_are_told_too(void **state)
{
    static const struct step steps[] = {
        { "an administrator", "boss", "POST", DESIGNS,
          "{\"name\":\"x\",\"owner_id\":\"{nowhere}\",\"organization_id\":\"{nowhere}\",\"base_images\":[" BASE("{nowhere}", "{shot}", "") "]}",
          422, { "detail.#", "3", FAULT(0, "value_error", IN("owner_id")), FAULT(1, "value_error", IN("organization_id")) } },
        { "of a change", "boss", "PUT", ONE, "{\"owner_id\":\"{nowhere}\",\"background_preset_id\":\"{nowhere}\"}", 422,
          { "detail.#", "2", FAULT(0, "value_error", IN("background_preset_id")), FAULT(1, "value_error", IN("owner_id")) } },
    };
    (void)state;
    STORY(steps);
}

/* ---- what changes ---- */

#define NULLS_OF(v) "description", v, "organization_id", v, "background_preset_id", v

static void a_design_is_made_and_changed(void **state)
{
    // clang-format off
    static const struct step steps[] = {
        { "the least", "ada", "POST", DESIGNS, "{\"name\":\"Least\",\"color\":\"ignored\"}", 200,
          { "name", "Least", "owner_id", "{ada_id}", NULLS_OF("null") }, { "id", "d", "created_at", "made", "updated_at", "changed" } },
        { "has empty lists", "ada", "GET", DESIGNS "/{d}", NULL, 200, { "base_images.#", "0", "reference_images.#", "0", "subject_portraits.#", "0", "created_at", "{made}", "updated_at", "{changed}" } },
        { "all of it", "ada", "PUT", DESIGNS "/{d}",
          "{\"description\":\"Of it\",\"background_preset_id\":\"{preset}\",\"base_images\":[" BASE("{subject}", "{shot}", "") "," BASE("{subject2}", "{shot}", ",\"image\":{\"media_resource_id\":\"{red}\"}") "],"
          "\"reference_images\":[{\"shot_type_id\":\"{shot2}\",\"label\":\"L\",\"image\":null},{\"shot_type_id\":\"{shot2}\",\"image\":{\"media_resource_id\":\"{red}\"}}],"
          "\"subject_portraits\":[{\"subject_id\":\"{subject}\",\"image\":{\"media_resource_id\":\"{blue}\"}},{\"subject_id\":\"{subject}\"}]}", 200,
          { "name", "Least", "description", "Of it", "background_preset_id", "{preset}", "created_at", "{made}", "base_images.#", "2", "reference_images.#", "2" },
          { "base_images.0.id", "first", "updated_at", "later" } },
        { "as it is read", "ada", "GET", DESIGNS "/{d}", NULL, 200,
          { "base_images.0.subject_id", "{subject}", "base_images.0.image_url", "null", "base_images.0.image_media", "null",
            "base_images.1.subject_id", "{subject2}", "base_images.1.image_media.id", "{red}", "updated_at", "{later}" },
          { "base_images.1.image_media.url", "url" } },
        { "its pictures", "ada", "GET", DESIGNS "/{d}", NULL, 200,
          { "base_images.1.image_url", "{url}", "reference_images.0.label", "L", "reference_images.0.image_url", "null",
            "reference_images.1.label", "null", "reference_images.1.image_media.id", "{red}", "reference_images.1.image_url", "{url}" } },
        { "its portraits", "ada", "GET", DESIGNS "/{d}", NULL, 200,
          { "subject_portraits.#", "2", "subject_portraits.0.image_media.id", "{blue}", "subject_portraits.1.image_media", "null",
            "subject_portraits.1.image_url", NULL, "subject_portraits.0.shot_type_id", NULL, "base_images.0.label", NULL } },
        { "times are those of the web", "ada", "GET", DESIGNS "/{d}", NULL, 200, { "base_images.0.created_at", "*", "base_images.0.updated_at", "*" } },
        { "null changes no list", "ada", "PUT", DESIGNS "/{d}", "{\"name\":null,\"base_images\":null,\"reference_images\":null,\"subject_portraits\":null}", 200,
          { "name", "Least", "base_images.#", "2", "reference_images.#", "2", "subject_portraits.#", "2", "base_images.0.id", "{first}", "description", "Of it" } },
        { "nor does nothing", "ada", "PUT", DESIGNS "/{d}", "{}", 200,
          { "base_images.0.id", "{first}", "description", "Of it", "background_preset_id", "{preset}" } },
        { "one list leaves the others", "ada", "PUT", DESIGNS "/{d}", "{\"base_images\":[" BASE("{subject}", "{shot2}", "") "]}", 200,
          { "base_images.#", "1", "base_images.0.shot_type_id", "{shot2}", "reference_images.#", "2", "subject_portraits.#", "2" } },
        { "which is gone", "ada", "GET", DESIGNS "/{d}/base-image?" PAIR, NULL, 404, { "detail", "Base image not found" } },
        { "and this is there", "ada", "GET", DESIGNS "/{d}/base-image?subject_id={subject}&shot_type_id={shot2}", NULL, 200,
          { "subject_id", "{subject}", "shot_type_id", "{shot2}", "image_url", "null", "image_media", "null", "id", "*", "created_at", "*" } },
        { "empty lists empty", "ada", "PUT", DESIGNS "/{d}", "{\"base_images\":[],\"reference_images\":[],\"subject_portraits\":[]}", 200,
          { "base_images.#", "0", "reference_images.#", "0", "subject_portraits.#", "0" } },
        { "null takes away", "ada", "PUT", DESIGNS "/{d}", "{\"description\":null,\"background_preset_id\":null}", 200, { NULLS_OF("null") } },
        { "somebody else's picture", "ada", "PUT", DESIGNS "/{d}", "{\"base_images\":[" BASE("{subject}", "{shot}", ",\"image\":{\"media_resource_id\":\"{his}\"}") "]}", 422,
          { FAULT(0, "value_error", AT("base_images", 0, "\"image\",\"media_resource_id\"")) } },
        { "nothing of it happened", "ada", "GET", DESIGNS "/{d}", NULL, 200, { "base_images.#", "0" } },
        { "away with it", "ada", "DELETE", DESIGNS "/{d}", NULL, 200, { "message", "Set design deleted successfully" } },
        { "it is", "ada", "GET", DESIGNS "/{d}", NULL, 404, { "detail", "Set design not found" } },
        { "for ever", "ada", "DELETE", DESIGNS "/{d}", NULL, 404, { "detail", "Set design not found" } },
        { "and not changed", "ada", "PUT", DESIGNS "/{d}", "{}", 404, { "detail", "Set design not found" } },
    };
    // clang-format on
    (void)state;
    story_set("red", picture_id(story_get("ada"), "red-64x48.jpg"));
    story_set("blue", picture_id(story_get("ada"), "blue-40x60.png"));
    story_set("his", picture_id(story_get("otto"), "green-50x50.jpg"));
    STORY(steps);
    assert_int_equal(strlen(story_get("made")), strlen("2026-11-20T21:40:01.123Z"));
    assert_true(strcmp(story_get("later"), story_get("changed")) > 0);
}

static void a_design_changes_hands(void **state)
{
    // clang-format off
    static const struct step steps[] = {
        { "alone", "ada", "POST", DESIGNS, "{\"name\":\"Hands\",\"organization_id\":null}", 200, { "organization_id", "null" }, { "id", "h" } },
        { "not to where she is not", "ada", "PUT", DESIGNS "/{h}", "{\"organization_id\":\"{others}\"}", 403 },
        { "to her organization", "ada", "PUT", DESIGNS "/{h}", "{\"organization_id\":\"{group}\"}", 200, { "organization_id", "{group}", "owner_id", "{ada_id}" } },
        { "a member sees it", "mia", "GET", DESIGNS "/{h}", NULL, 200 },
        { "and may not take it out", "mia", "PUT", DESIGNS "/{h}", "{\"organization_id\":null}", 403 },
        { "nor to where she is not", "mia", "PUT", DESIGNS "/{h}", "{\"organization_id\":\"{second}\"}", 403 },
        { "she is asked in", "ada", "POST", API "/organizations/{second}/members", "{\"user_id\":\"{mia_id}\"}", 200 },
        { "and then may, being in both", "mia", "PUT", DESIGNS "/{h}?organization_id={group}", "{\"organization_id\":\"{second}\"}", 200, { "organization_id", "{second}" } },
        { "it is not of the first any more", "ada", "GET", DESIGNS "/{h}?organization_id={group}", NULL, 404 },
        { "she leaves", "mia", "DELETE", API "/organizations/{second}/members/{mia_id}", NULL, 200, { "message", "Member removed successfully" } },
        { "and sees it no more", "mia", "GET", DESIGNS "/{h}", NULL, 403 },
        { "the owner leaves too", "ada", "DELETE", API "/organizations/{second}/members/{ada_id}", NULL, 200 },
        { "and sees it", "ada", "GET", DESIGNS "/{h}", NULL, 200 },
        { "but is not in both", "ada", "PUT", DESIGNS "/{h}", "{\"organization_id\":\"{group}\"}", 403 },
        { "she takes it out", "ada", "PUT", DESIGNS "/{h}", "{\"organization_id\":null}", 200, { "organization_id", "null" } },
        { "an administrator gives it away", "boss", "PUT", DESIGNS "/{h}", "{\"owner_id\":\"{otto_id}\"}", 200, { "owner_id", "{otto_id}" } },
        { "the new owner", "otto", "GET", DESIGNS "/{h}", NULL, 200 },
        { "the old one", "ada", "GET", DESIGNS "/{h}", NULL, 403 },
        { "null is no owner", "otto", "PUT", DESIGNS "/{h}", "{\"owner_id\":null}", 200, { "owner_id", "{otto_id}" } },
        { "the same is no change", "otto", "PUT", DESIGNS "/{h}", "{\"owner_id\":\"{otto_id}\"}", 200 },
        { "made for another", "boss", "POST", DESIGNS, "{\"name\":\"For her\",\"owner_id\":\"{ada_id}\",\"organization_id\":\"{group}\"}", 200, { "owner_id", "{ada_id}" }, { "id", "f" } },
        { "the owner removes it", "ada", "DELETE", DESIGNS "/{f}", NULL, 200 },
        { "the administrator the other", "boss", "DELETE", DESIGNS "/{h}", NULL, 200 },
        { "within an organization", "mia", "POST", DESIGNS "?organization_id={group}", "{\"name\":\"Hers\"}", 200, { "organization_id", "{group}", "owner_id", "{mia_id}" }, { "id", "m" } },
        { "of another member", "ada", "PUT", DESIGNS "/{m}", "{\"name\":\"Ours\"}", 200, { "name", "Ours" } },
        { "who may not remove it", "ada", "DELETE", DESIGNS "/{m}", NULL, 403 },
        { "its owner may", "mia", "DELETE", DESIGNS "/{m}?organization_id={group}", NULL, 200 },
    };
    // clang-format on
    (void)state;
    STORY(steps);
}

/* ---- lists ---- */

static void lists_are_of_what_one_sees(void **state)
{
    static const char *const names[] = { "one", "two", "three", "four", "five" };
    struct account           eve = account_new("user"), joe = account_new("user");
    const struct answer     *a;
    (void)state;
    story_set("eve", eve.token);
    story_set("eve_id", eve.id);
    story_set("joe", joe.token);
    story_set("joe_id", joe.id);
    STORY(((const struct step[]){
        { "a group", "eve", "POST", API "/organizations", "{\"name\":\"G\"}", 200, .keep = { "id", "g" } },
        { "of two", "eve", "POST", API "/organizations/{g}/members", "{\"user_id\":\"{joe_id}\"}", 200 },
    }));
    for (size_t i = 0; i < COUNT_OF(names); i++)
        story_set(names[i], design_made(i == 2 ? joe.token : eve.token,
                                        text_format("{\"name\":\"%s\"%s}", names[i],
                                                    i % 2 ? "" : text_format(",\"organization_id\":\"%s\"", story_get("g")))));
    // clang-format off
    STORY(((const struct step[]){ /* one, three (joe) and five are the group's; two and four eve's own */
        { "newest first", "eve", "GET", DESIGNS, NULL, 200, { "count", "5", "data.#", "5", "data.0.name", "five", "data.2.name", "three", "data.4.name", "one" } },
        { "the member's", "joe", "GET", DESIGNS, NULL, 200, { "count", "3", "data.#", "3", "data.0.name", "five", "data.1.name", "three", "data.2.name", "one" } },
        { "the outsider's", "otto", "GET", DESIGNS "?owner_id={eve_id}", NULL, 200, { "count", "0", "data.#", "0" } },
        { "a page", "eve", "GET", DESIGNS "?skip=1&limit=2", NULL, 200, { "count", "5", "data.#", "2", "data.0.name", "four", "data.1.name", "three" } },
        { "behind the end", "eve", "GET", DESIGNS "?skip=5", NULL, 200, { "count", "5", "data.#", "0" } },
        { "the last", "eve", "GET", DESIGNS "/?skip=4&limit=1000", NULL, 200, { "count", "5", "data.#", "1", "data.0.name", "one" } },
        { "far behind", "eve", "GET", DESIGNS "?skip=1099511627776", NULL, 200, { "count", "5", "data.#", "0" } },
        { "of the group", "eve", "GET", DESIGNS "?organization_id={g}", NULL, 200, { "count", "3", "data.0.name", "five" } },
        { "of it and one owner", "joe", "GET", DESIGNS "?organization_id={g}&owner_id={eve_id}", NULL, 200, { "count", "2", "data.0.name", "five", "data.1.name", "one" } },
        { "of one owner", "joe", "GET", DESIGNS "?owner_id={eve_id}", NULL, 200, { "count", "2", "data.0.name", "five", "data.1.name", "one" } },
        { "of oneself", "joe", "GET", DESIGNS "?owner_id={joe_id}", NULL, 200, { "count", "1", "data.0.name", "three" } },
        { "for the administrator", "boss", "GET", DESIGNS "?owner_id={eve_id}", NULL, 200, { "count", "4", "data.0.name", "five", "data.3.name", "one" } },
        { "of the group for her", "boss", "GET", DESIGNS "?organization_id={g}&limit=1", NULL, 200, { "count", "3", "data.#", "1" } },
        { "of nobody", "eve", "GET", DESIGNS "?owner_id={nowhere}", NULL, 200, { "count", "0" } },
    }));
    // clang-format on
    a = ASK("GET", DESIGNS "?limit=1", .token = story_get("boss"));
    assert_true(http_int(a, "count") >= 5);
}

/* Every design has its own images, in their order. */
static void lists_hold_whole_designs(void **state)
{
    struct account who = account_new("user");
    (void)state;
    story_set("who", who.token);
    STORY(((const struct step[]){
        { "a subject", "who", "POST", API "/subjects", "{\"name\":\"S\"}", 200, .keep = { "id", "s" } },
        { "with one", "who", "POST", DESIGNS, "{\"name\":\"A\",\"reference_images\":[{\"shot_type_id\":\"{shot}\",\"label\":\"a\"}]}", 200 },
        { "with none", "who", "POST", DESIGNS, "{\"name\":\"B\"}", 200 },
        { "with all", "who", "POST", DESIGNS,
          "{\"name\":\"C\",\"subject_portraits\":[{\"subject_id\":\"{s}\"}],\"base_images\":[{\"subject_id\":\"{s}\",\"shot_type_id\":\"{shot2}\"},"
          "{\"subject_id\":\"{s}\",\"shot_type_id\":\"{shot}\"}]}", 200 },
        { "are listed so", "who", "GET", DESIGNS, NULL, 200,
          { "data.0.base_images.#", "2", "data.0.base_images.0.shot_type_id", "{shot2}", "data.0.reference_images.#", "0",
            "data.0.subject_portraits.#", "1", "data.1.base_images.#", "0", "data.2.reference_images.0.label", "a" } },
        { "and so", "who", "GET", DESIGNS, NULL, 200, { "data.1.subject_portraits.#", "0", "data.2.base_images.#", "0", "data.2.subject_portraits.#", "0" } },
    }));
}

/* ---- two at once ---- */

static void changes_at_once_do_not_mix(void **state)
{
    enum { TIMES = 8 };
    const char *design = design_made(story_get("ada"), "{\"name\":\"Busy\"}");
    const char *body   = text_format(
        "{\"base_images\":[{\"subject_id\":\"%s\",\"shot_type_id\":\"%s\"},{\"subject_id\":\"%s\",\"shot_type_id\":\"%s\"}],"
        "\"reference_images\":[{\"shot_type_id\":\"%s\"},{\"shot_type_id\":\"%s\"}]}",
        story_get("subject"), story_get("shot"), story_get("subject"), story_get("shot2"), story_get("shot"), story_get("shot"));
    int status[TIMES];
    (void)state;
    at_once(&(struct call){ .method = "PUT", .path = text_format(DESIGNS "/%s", design), .token = story_get("ada"), .json = body },
            TIMES, status);
    for (int i = 0; i < TIMES; i++)
        assert_int_equal(status[i], 200);
    story_set("busy", design);
    STORY(((const struct step[]){
        { "lists are whole", "ada", "GET", DESIGNS "/{busy}", NULL, 200, { "base_images.#", "2", "reference_images.#", "2" } },
    }));
    at_once(&(struct call){ .method = "POST", .path = DESIGNS, .token = story_get("ada"),
                            .json = text_format("{\"name\":\"x\",%s", body + 1) }, TIMES, status);
    for (int i = 0; i < TIMES; i++)
        assert_int_equal(status[i], 200);
}

static void the_inactive_are_told(void **state)
{
    struct account       gone = account_new("user");
    const struct answer *a    = ASK("POST", API "/login/access-token",
                                    .form = text_format("username=%s&password=%s", gone.email, gone.password));
    (void)state;
    WANT_STATUS(a, 200);
    story_set("gone", http_text(a, "access_token"));
    sql_do("UPDATE person SET active = FALSE WHERE id = ?", ARGS(ARG(uuid_of(gone.id))));
    STORY(((const struct step[]){
        { "inactive", "gone", "GET", DESIGNS, NULL, 400, { "detail", "Inactive user" } },
        { "whatever it is", "gone", "POST", DESIGNS, "{}", 400, { "detail", "Inactive user" } },
    }));
}

static void large_bodies_are_refused(void **state)
{
    static char          body[2 << 20];
    const struct answer *a;
    (void)state;
    memset(body, ' ', sizeof body);
    memcpy(body, "{\"name\":\"x\"", 11);
    body[sizeof body - 2] = '}';
    body[sizeof body - 1] = 0;
    a = ASK("POST", DESIGNS, .token = story_get("ada"), .json = body);
    WANT_STATUS(a, 413);
    WANT_TEXT(a, "detail", "*");
}

static int begin(void **state)
{
    (void)state;
    designs_begin();
    STORY(((const struct step[]){
        { "a second organization", "ada", "POST", API "/organizations", "{\"name\":\"Second\"}", 200, .keep = { "id", "second" } },
        { "a design", "ada", "POST", DESIGNS, "{\"name\":\"Shared\",\"organization_id\":\"{group}\",\"base_images\":[" BASE("{subject}", "{shot}", "") "]}", 200, .keep = { "id", "design" } },
        { "another", "ada", "POST", DESIGNS "/", "{\"name\":\"Alone\"}", 200, .keep = { "id", "lone" } },
        { "his", "otto", "POST", DESIGNS "/", "{\"name\":\"His\"}", 200, .keep = { "id", "other" } },
    }));
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everybody_may_what_is_theirs),
        cmocka_unit_test(faults_are_all_told),
        cmocka_unit_test(faults_of_ownership_are_told_too),
        cmocka_unit_test(a_design_is_made_and_changed),
        cmocka_unit_test(a_design_changes_hands),
        cmocka_unit_test(lists_are_of_what_one_sees),
        cmocka_unit_test(lists_hold_whole_designs),
        cmocka_unit_test(changes_at_once_do_not_mix),
        cmocka_unit_test(the_inactive_are_told),
        cmocka_unit_test(large_bodies_are_refused),
    };
    return cmocka_run_group_tests(tests, begin, NULL);
}
