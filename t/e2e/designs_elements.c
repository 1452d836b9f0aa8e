/* designs_elements.c - subjects, shot types, background presets, organizations and their members. */
#include "t/e2e/designs.h"

/* ---- every kind alike ---- */

static const struct kind {
    const char *plural, *noun, *more; /* more: of a body, behind the name */
    bool        shared;               /* has an organization */
} kinds[] = {
    { "subjects", "Subject", "", true },
    { "shot-types", "Shot type", ",\"slug\":\"{fresh}\"", false },
    { "background-presets", "Background preset", ",\"media_resource_id\":\"{red}\"", true },
    { "organizations", "Organization", "", false },
};

static void kinds_are_made_and_changed(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        const struct kind *k    = &kinds[i];
        const char        *list = text_format(API "/%s", k->plural), *one = text_format(API "/%s/{e}", k->plural);
        const char        *one_slash = text_format("%s/", one), *list_slash = text_format("%s/", list);
        story_set("fresh", text_format("f_%.8s", text_unique()));
        // clang-format off
        STORY(((const struct step[]){
            { "anonymous", NULL, "GET", list, NULL, 401, { "detail", "Not authenticated", "header:WWW-Authenticate", "Bearer" } },
            { "forged", "forged", "GET", list_slash, NULL, 403, { "detail", "Could not validate credentials" } },
            { "anonymous to make", NULL, "POST", list, "{}", 401 },
            { "no name", "ada", "POST", list, "{}", 422, { FAULT(0, "missing", "[\"body\",\"name\"]"), "detail.#", "1" } },
            { "an empty name", "ada", "POST", list, "{\"name\":\"\"}", 422, { FAULT(0, "string_too_short", "[\"body\",\"name\"]"), "detail.0.ctx.min_length", "1" } },
            { "another kind of name", "ada", "POST", list, "{\"name\":7,\"description\":[]}", 422, { FAULT(0, "string_type", "[\"body\",\"name\"]"), FAULT(1, "string_type", "[\"body\",\"description\"]") } },
            { "no JSON", "ada", "POST", list, "{", 422, { FAULT(0, "json_invalid", "[\"body\",1]") } },
            { "somebody else's", "ada", "POST", list, "{\"name\":\"x\",\"owner_id\":\"{otto_id}\"}", 403, { "detail", "Not enough permissions" } },
            { "of nobody", "boss", "POST", list, "{\"name\":\"x\",\"owner_id\":\"{nowhere}\"}", 422, { FAULT(0, "value_error", "[\"body\",\"owner_id\"]") } },
            { "made", "ada", "POST", list, text_format("{\"name\":\"E\"%s}", k->more), 200,
              { "name", "E", "description", "null", "owner_id", "{ada_id}", "created_at", "*", "updated_at", "*", k->shared ? "organization_id" : NULL, "null" }, { "id", "e" } },
            { "read", "ada", "GET", one, NULL, 200, { "id", "{e}", "name", "E" } },
            { "with a slash", "ada", "GET", one_slash, NULL, 200, { "id", "{e}" } },
            { "changed", "ada", "PUT", one, "{\"name\":\"F\",\"description\":\"d\"}", 200, { "name", "F", "description", "d" } },
            { "null changes no name", "ada", "PUT", one_slash, "{\"name\":null,\"owner_id\":null}", 200, { "name", "F", "description", "d", "owner_id", "{ada_id}" } },
            { "and takes a description away", "ada", "PUT", one, "{\"description\":null}", 200, { "description", "null" } },
            { "others do not change it", "otto", "PUT", one, "{}", 403 },
            { "nor remove it", "otto", "DELETE", one, NULL, 403 },
            { "anonymous", NULL, "DELETE", one, NULL, 401 },
            { "not given away", "ada", "PUT", one, "{\"owner_id\":\"{otto_id}\"}", 403 },
            { "but by an administrator", "boss", "PUT", one, "{\"owner_id\":\"{mia_id}\"}", 200, { "owner_id", "{mia_id}" } },
            { "and back", "boss", "PUT", one, "{\"owner_id\":\"{ada_id}\"}", 200, { "owner_id", "{ada_id}" } },
            { "no method", "ada", "PATCH", one, "{}", 405, { "detail", "Method Not Allowed" } },
            { "not there", "ada", "GET", text_format("%s/{nowhere}", list), NULL, 404, { "detail", text_format("%s not found", k->noun) } },
            { "not there to change", "ada", "PUT", text_format("%s/{nowhere}", list), "{}", 404 },
            { "not there to remove", "ada", "DELETE", text_format("%s/{nowhere}", list), NULL, 404 },
            { "no identifier", "ada", "GET", text_format("%s/x", list), NULL, 422, { FAULT(0, "uuid_parsing", "[\"path\",\"id\"]") } },
            { "a list", "ada", "GET", text_format("%s?limit=1", list), NULL, 200, { "data.#", "1", "data.0.id", "{e}", "count", "*" } },
            { "numbers of rows", "ada", "GET", text_format("%s?limit=0&skip=x", list), NULL, 422, { "detail.#", "2" } },
            { "removed", "ada", "DELETE", one, NULL, 200, { "message", text_format("%s deleted successfully", k->noun) } },
            { "gone", "ada", "GET", one, NULL, 404 },
        }));
        // clang-format on
    }
}

/* ---- what is shared ---- */

static void organizations_share(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        const char *list = text_format(API "/%s", kinds[i].plural), *one = text_format("%s/{e}", list);
        if (!kinds[i].shared)
            continue;
        // clang-format off
        STORY(((const struct step[]){
            { "alone", "ada", "POST", list, "{\"name\":\"E\"}", 200, .keep = { "id", "e" } },
            { "not seen", "mia", "GET", one, NULL, 403, { "detail", "Not enough permissions" } },
            { "not to others", "ada", "PUT", one, "{\"organization_id\":\"{others}\"}", 403 },
            { "not to nothing", "boss", "PUT", one, "{\"organization_id\":\"{nowhere}\"}", 422, { FAULT(0, "value_error", "[\"body\",\"organization_id\"]") } },
            { "shared", "ada", "PUT", one, "{\"organization_id\":\"{group}\"}", 200, { "organization_id", "{group}" } },
            { "seen", "mia", "GET", one, NULL, 200 },
            { "changed by a member", "mia", "PUT", one, "{\"name\":\"M\"}", 200, { "name", "M" } },
            { "not removed by her", "mia", "DELETE", one, NULL, 403 },
            { "nor taken out", "mia", "PUT", one, "{\"organization_id\":null}", 403 },
            { "listed", "mia", "GET", text_format("%s?organization_id={group}&limit=1", list), NULL, 200, { "data.0.id", "{e}" } },
            { "in hers too", "mia", "GET", text_format("%s?limit=1", list), NULL, 200, { "data.0.id", "{e}" } },
            { "by its owner", "mia", "GET", text_format("%s?owner_id={ada_id}&limit=1", list), NULL, 200, { "data.0.id", "{e}" } },
            { "not of others", "otto", "GET", text_format("%s?owner_id={ada_id}", list), NULL, 200, { "count", "0" } },
            { "nor of their organization", "otto", "GET", text_format("%s?organization_id={group}", list), NULL, 403 },
            { "which is none", "otto", "GET", text_format("%s?organization_id=x", list), NULL, 422, { FAULT(0, "uuid_parsing", "[\"query\",\"organization_id\"]") } },
            { "not seen", "otto", "GET", one, NULL, 403 },
            { "seen by administrators", "boss", "GET", one, NULL, 200 },
            { "taken out", "ada", "PUT", one, "{\"organization_id\":null}", 200, { "organization_id", "null" } },
            { "not seen any more", "mia", "GET", one, NULL, 403 },
            { "made in it", "mia", "POST", list, "{\"name\":\"E\",\"organization_id\":\"{group}\"}", 200, { "owner_id", "{mia_id}" }, { "id", "e" } },
            { "of both", "ada", "GET", one, NULL, 200 },
            { "removed", "mia", "DELETE", one, NULL, 200 },
        }));
        // clang-format on
    }
}

/* ---- shot types ---- */

static void slugs_are_unique(void **state)
{
    int status[4];
    int made = 0, taken = 0;
    (void)state;
    story_set("u", text_format("%.8s", text_unique()));
    // clang-format off
    STORY(((const struct step[]){
        { "by the name", "ada", "POST", API "/shot-types", "{\"name\":\"  Front, Full-Body {u}!\"}", 200, { "slug", "front_full_body_{u}" }, { "id", "t" } },
        { "everybody sees it", "otto", "GET", API "/shot-types/{t}", NULL, 200 },
        { "in the list", "otto", "GET", API "/shot-types?limit=1", NULL, 200, { "data.0.id", "{t}" } },
        { "not twice", "otto", "POST", API "/shot-types/", "{\"name\":\"front full body {u}\"}", 409, { "detail", "There is a shot type with this slug already" } },
        { "nor by another name", "otto", "POST", API "/shot-types", "{\"name\":\"x\",\"slug\":\"front_full_body_{u}\"}", 409 },
        { "capitals", "otto", "POST", API "/shot-types", "{\"name\":\"x\",\"slug\":\"Front\"}", 422, { FAULT(0, "value_error", "[\"body\",\"slug\"]"), "detail.0.input", "Front" } },
        { "hyphens", "otto", "POST", API "/shot-types", "{\"name\":\"x\",\"slug\":\"a-b\"}", 422 },
        { "empty", "otto", "POST", API "/shot-types", "{\"name\":\"x\",\"slug\":\"\"}", 422, { FAULT(0, "string_too_short", "[\"body\",\"slug\"]") } },
        { "a name of nothing to call files", "otto", "POST", API "/shot-types", "{\"name\":\"\xe2\x82\xac\"}", 422, { FAULT(0, "value_error", "[\"body\",\"slug\"]") } },
        { "null is the name's", "otto", "POST", API "/shot-types", "{\"name\":\"Side {u}\",\"slug\":null}", 200, { "slug", "side_{u}" }, { "id", "side" } },
        { "not to one that is taken", "otto", "PUT", API "/shot-types/{side}", "{\"slug\":\"front_full_body_{u}\"}", 409 },
        { "a new name keeps it", "otto", "PUT", API "/shot-types/{side}", "{\"name\":\"Aside\",\"slug\":null}", 200, { "slug", "side_{u}", "name", "Aside" } },
        { "another", "otto", "PUT", API "/shot-types/{side}", "{\"slug\":\"aside_{u}\"}", 200, { "slug", "aside_{u}" } },
    }));
    // clang-format on
    at_once(&(struct call){ .method = "POST", .path = API "/shot-types", .token = story_get("ada"),
                            .json = text_format("{\"name\":\"once %s\"}", story_get("u")) }, 4, status);
    for (int i = 0; i < 4; i++) {
        made += status[i] == 200;
        taken += status[i] == 409;
    }
    assert_int_equal(made, 1);
    assert_int_equal(taken, 3);
}

/* ---- in use ---- */

static void what_is_in_use_stays(void **state)
{
    (void)state;
    // clang-format off
    STORY(((const struct step[]){
        { "a group", "ada", "POST", API "/organizations", "{\"name\":\"G\"}", 200, .keep = { "id", "g" } },
        { "a subject", "ada", "POST", API "/subjects", "{\"name\":\"S\"}", 200, .keep = { "id", "s" } },
        { "a shot type", "ada", "POST", API "/shot-types", "{\"name\":\"use {u}\"}", 200, .keep = { "id", "t" } },
        { "a preset", "ada", "POST", API "/background-presets", "{\"name\":\"P\",\"media_resource_id\":\"{red}\",\"organization_id\":\"{g}\"}", 200, { "media_resource_id", "{red}" }, { "id", "p" } },
        { "a design", "ada", "POST", DESIGNS, "{\"name\":\"D\",\"organization_id\":\"{g}\",\"background_preset_id\":\"{p}\",\"base_images\":[{\"subject_id\":\"{s}\",\"shot_type_id\":\"{t}\"}]}", 200, .keep = { "id", "d" } },
        { "the group", "ada", "DELETE", API "/organizations/{g}", NULL, 409, { "detail", "Organization is in use" } },
        { "the subject", "ada", "DELETE", API "/subjects/{s}", NULL, 409, { "detail", "Subject is in use" } },
        { "the shot type", "ada", "DELETE", API "/shot-types/{t}", NULL, 409, { "detail", "Shot type is in use" } },
        { "the preset", "ada", "DELETE", API "/background-presets/{p}", NULL, 409, { "detail", "Background preset is in use" } },
        { "its picture", "ada", "DELETE", MEDIA "/{red}", NULL, 409, { "detail", "Media resource is in use" } },
        { "a picture of others", "ada", "PUT", API "/background-presets/{p}", "{\"media_resource_id\":\"{his}\"}", 422, { FAULT(0, "value_error", "[\"body\",\"media_resource_id\"]") } },
        { "the design goes", "ada", "DELETE", DESIGNS "/{d}", NULL, 200 },
        { "and the preset", "ada", "DELETE", API "/background-presets/{p}", NULL, 200 },
        { "the subject", "ada", "DELETE", API "/subjects/{s}", NULL, 200 },
        { "the shot type", "ada", "DELETE", API "/shot-types/{t}", NULL, 200 },
        { "the group", "ada", "DELETE", API "/organizations/{g}", NULL, 200 },
    }));
    // clang-format on
}

/* ---- who is in ---- */

#define MEMBERS API "/organizations/{g}/members"

static void members_come_and_go(void **state)
{
    (void)state;
    // clang-format off
    STORY(((const struct step[]){
        { "a group", "ada", "POST", API "/organizations", "{\"name\":\"G\"}", 200, .keep = { "id", "g" } },
        { "who makes it is in", "ada", "GET", MEMBERS, NULL, 200, { "count", "1", "data.0.user_id", "{ada_id}", "data.0.email", "*", "data.0.first_name", "Test", "data.0.created_at", "*" } },
        { "others do not see it", "mia", "GET", API "/organizations/{g}", NULL, 403 },
        { "nor who is in", "mia", "GET", MEMBERS, NULL, 403 },
        { "nor join", "mia", "POST", MEMBERS, "{\"user_id\":\"{mia_id}\"}", 403 },
        { "nor leave", "mia", "DELETE", MEMBERS "/{mia_id}", NULL, 403 },
        { "anonymous", NULL, "GET", MEMBERS, NULL, 401 },
        { "forged", "forged", "POST", MEMBERS, "{}", 403 },
        { "nobody", "ada", "POST", MEMBERS, "{}", 422, { FAULT(0, "missing", "[\"body\",\"user_id\"]") } },
        { "somebody who is not there", "ada", "POST", MEMBERS, "{\"user_id\":\"{nowhere}\"}", 404, { "detail", "User not found" } },
        { "one who is", "ada", "POST", MEMBERS "/", "{\"user_id\":\"{mia_id}\"}", 200, { "user_id", "{mia_id}" }, { "created_at", "since" } },
        { "again", "ada", "POST", MEMBERS, "{\"user_id\":\"{mia_id}\"}", 200, { "created_at", "{since}" } },
        { "a member sees them", "mia", "GET", MEMBERS "/?limit=1", NULL, 200, { "count", "2", "data.#", "1", "data.0.user_id", "{mia_id}" } },
        { "and the group", "mia", "GET", API "/organizations?limit=1", NULL, 200, { "data.0.id", "{g}" } },
        { "but asks nobody in", "mia", "POST", MEMBERS, "{\"user_id\":\"{otto_id}\"}", 403 },
        { "nor puts anybody out", "mia", "DELETE", MEMBERS "/{ada_id}", NULL, 403 },
        { "nor changes it", "mia", "PUT", API "/organizations/{g}", "{\"name\":\"M\"}", 403 },
        { "an administrator may", "boss", "POST", MEMBERS, "{\"user_id\":\"{otto_id}\"}", 200 },
        { "both", "boss", "DELETE", MEMBERS "/{otto_id}/", NULL, 200, { "message", "Member removed successfully" } },
        { "once", "boss", "DELETE", MEMBERS "/{otto_id}", NULL, 404, { "detail", "Member not found" } },
        { "one leaves by herself", "mia", "DELETE", MEMBERS "/{mia_id}", NULL, 200 },
        { "and is out", "mia", "GET", MEMBERS, NULL, 403 },
        { "a group that is not there", "ada", "GET", API "/organizations/{nowhere}/members", NULL, 404, { "detail", "Organization not found" } },
        { "no group", "ada", "DELETE", API "/organizations/x/members/y", NULL, 422, { "detail.#", "2", FAULT(0, "uuid_parsing", "[\"path\",\"id\"]"), FAULT(1, "uuid_parsing", "[\"path\",\"user_id\"]") } },
        { "a new owner is in", "boss", "PUT", API "/organizations/{g}", "{\"owner_id\":\"{otto_id}\"}", 200, { "owner_id", "{otto_id}" } },
        { "and may use it", "otto", "POST", DESIGNS, "{\"name\":\"D\",\"organization_id\":\"{g}\"}", 200 },
    }));
    // clang-format on
}

static int begin(void **state)
{
    (void)state;
    designs_begin();
    story_set("red", picture_id(story_get("ada"), "red-64x48.jpg"));
    story_set("his", picture_id(story_get("otto"), "blue-64x48.jpg"));
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_are_made_and_changed), cmocka_unit_test(organizations_share),
        cmocka_unit_test(slugs_are_unique),           cmocka_unit_test(what_is_in_use_stays),
        cmocka_unit_test(members_come_and_go),
    };
    return cmocka_run_group_tests(tests, begin, NULL);
}
