/* openapi_test.c - the API document against the tables that it is made of. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <json-c/json.h>
#include "fcgi/openapi.h"
#include "fcgi/schema.h"
#include "handlers/family.h"
#include "handlers/table.h"
#include "model/base/arena.h"
#include "model/base/json.h"
#include "t/unit/document.h"

static struct json_object *operation(const char *path, const char *verb)
{
    struct json_object *v = at(document, "paths", path, verb, NULL);
    assert_non_null(v);
    return v;
}

static void is_text(struct json_object *v, const char *text)
{
    assert_non_null(v);
    assert_string_equal(json_object_to_json_string_ext(v, JSON_C_TO_STRING_PLAIN |
                                                              JSON_C_TO_STRING_NOSLASHESCAPE), text);
}

static int bad_references(struct json_object *v)
{
    static const char prefix[] = "#/components/schemas/";
    int               bad      = 0;
    if (json_object_is_type(v, json_type_array))
        for (size_t i = 0; i < json_object_array_length(v); i++)
            bad += bad_references(json_object_array_get_idx(v, i));
    if (!json_object_is_type(v, json_type_object))
        return bad;
    json_object_object_foreach(v, name, member)
    {
        const char *to = json_object_get_string(member);
        if (strcmp(name, "$ref") != 0)
            bad += bad_references(member);
        else if (strncmp(to, prefix, strlen(prefix)) != 0 ||
                 !at(document, "components", "schemas", to + strlen(prefix), NULL)) {
            print_error("nothing at %s\n", to);
            bad++;
        }
    }
    return bad;
}

static void references_lead_somewhere(void **state)
{
    (void)state;
    assert_int_equal(bad_references(document), 0);
}

static void operations_have_names_of_their_own(void **state)
{
    struct json_object *seen = json_object_new_object();
    size_t              n    = 0, routes = 0;
    (void)state;
    json_object_object_foreach(at(document, "paths", NULL), path, verbs)
    {
        json_object_object_foreach(verbs, verb, op)
        {
            const char *id = json_object_get_string(at(op, "operationId", NULL));
            if (json_object_object_get_ex(seen, id, NULL))
                fail_msg("%s %s: %s is another one's", verb, path, id);
            json_object_object_add(seen, id, NULL);
            n++;
        }
    }
    for (const struct route_list *const *l = all_routes; *l; l++)
        for (size_t i = 0; i < (*l)->count; i++)
            routes += !((*l)->routes[i].flags & HIDDEN);
    assert_int_equal(n, routes);
    json_object_put(seen);
}

static void nobody_may_be_a_caller(void **state)
{
    (void)state;
    is_text(at(operation("/video/explore", "get"), "security", NULL), "[{},{\"bearer\":[]}]");
    is_text(at(operation("/video/my", "get"), "security", NULL), "[{\"bearer\":[]}]");
    is_text(at(operation("/video/upload/form", "post"), "security", NULL), "[]");
    is_text(at(operation("/projects", "get"), "security", NULL),
            "[{\"bearer\":[]},{\"token\":[]}]");
}

static void bodies_are_of_the_types_that_are_read(void **state)
{
    struct json_object *put = operation("/video/my/{hash_id}", "put");
    (void)state;
    assert_int_equal(json_object_object_length(at(put, "requestBody", "content", NULL)), 1);
    assert_non_null(at(put, "requestBody", "content", "application/json", NULL));
    assert_true(json_object_get_boolean(at(put, "requestBody", "required", NULL)));
    assert_null(at(put, "responses", "415", NULL));
    assert_non_null(at(operation("/projects", "post"), "requestBody", "content",
                       "application/x-www-form-urlencoded", NULL));
    assert_non_null(at(operation("/video/my/{hash_id}/captions/{lang}", "put"), "requestBody",
                       "content", "text/vtt", NULL));
    assert_non_null(at(operation("/video/upload/tus/{id}", "patch"), "requestBody", "content",
                       "application/offset+octet-stream", NULL));
}

static void errors_have_their_bodies(void **state)
{
    struct json_object *put = operation("/video/my/{hash_id}", "put");
    struct json_object *all = at(put, "responses", NULL);
    (void)state;
    is_text(at(all, "422", "content", "application/json", "schema", "$ref", NULL),
            "\"#/components/schemas/HTTPValidationError\"");
    is_text(at(all, "401", "content", "application/json", "schema", "$ref", NULL),
            "\"#/components/schemas/videoError\"");
    assert_non_null(at(all, "404", NULL));
    assert_null(at(all, "404", "content", NULL));
    assert_non_null(at(operation("/video/upload/tus/{id}", "patch"), "responses", "409", "content",
                       "text/plain", NULL));
    all = at(operation("/video/upload/tus/{id}", "head"), "responses", NULL);
    assert_non_null(at(all, "404", NULL));
    assert_null(at(all, "404", "content", NULL));
}

/* As the published document of the video library names them. */
static void schemas_have_the_published_names(void **state)
{
    static const char *const names[] = {
        "FileUploadSignedInstructions", "HTTPValidationError", "UnprocessedVideo", "UserVideosList",
        "ValidationError", "Video", "VideoUploadConfigRecord", "VideosPage", "WatchVideoRecord"
    };
    (void)state;
    for (size_t i = 0; i < COUNT(names); i++)
        if (!at(document, "components", "schemas", names[i], NULL))
            fail_msg("no %s", names[i]);
}

static void the_page_says_the_same(void **state)
{
    const struct site site = { .lists = all_routes };
    struct out        o    = out_in_arena(arena, DOCUMENT_BYTES);
    const char       *page;
    (void)state;
    docs_write(&o, &site);
    page = out_done(&o);
    assert_non_null(page);
    assert_non_null(strstr(page, "Body: <code>text/vtt</code>"));
    assert_non_null(strstr(page, "may be absent"));
    assert_non_null(strstr(page, "A token may be given."));
}

/* A client's code makes the right request of it. */
static void sign_in_is_by_a_form(void **state)
{
    struct json_object *post = operation("/api/v1/login/access-token", "post");
    (void)state;
    is_text(at(post, "requestBody", "content", NULL),
            "{\"application/x-www-form-urlencoded\":{\"schema\":{\"$ref\":"
            "\"#/components/schemas/Body_login_access_token\"}}}");
    is_text(at(document, "components", "schemas", "Body_login_access_token", "required", NULL),
            "[\"username\",\"password\"]");
    is_text(at(document, "components", "securitySchemes", "OAuth2PasswordBearer", NULL),
            "{\"type\":\"oauth2\",\"flows\":{\"password\":{\"scopes\":{},\"tokenUrl\":"
            "\"/api/v1/login/access-token\"}}}");
    is_text(at(post, "responses", "422", "content", "application/json", "schema", "$ref", NULL),
            "\"#/components/schemas/HTTPValidationError\"");
    assert_non_null(at(document, "components", "schemas", "ValidationError", "properties", "input", NULL));
}

/* ---- fields ---- */

static const char *const  words[] = { "a", "b", NULL };
static const struct field member  = { .name = "id", .type = T_UUID, .flags = WRITE | NEED };
static const struct shape item    = { .fields = &member, .count = 1, .name = "Item" };

// clang-format off
static const struct described {
    const char  *schema;
    struct field field;
} described[] = {
    { "{\"type\":\"string\",\"maxLength\":9,\"description\":\"D.\"}", { .type = T_TEXT, .max = 9 } },
    { "{\"anyOf\":[{\"type\":\"string\",\"minLength\":1,\"maxLength\":9},{\"type\":\"null\"}],\"description\":\"D.\"}",
      { .type = T_TEXT, .min = 1, .max = 9, .flags = NULLS } },
    { "{\"anyOf\":[{\"type\":\"string\",\"format\":\"uuid\"},{\"type\":\"null\"}],\"description\":\"D.\"}", { .type = T_UUID, .flags = NULLS } },
    { "{\"type\":\"integer\",\"minimum\":1,\"maximum\":1000,\"default\":100,\"description\":\"D.\"}", { .type = T_I64, .min = 1, .max = 1000, .def = "100" } },
    { "{\"type\":\"integer\",\"minimum\":0,\"description\":\"D.\"}", { .type = T_I64, .max = INT64_MAX } },
    { "{\"type\":\"string\",\"enum\":[\"a\",\"b\"],\"description\":\"D.\"}", { .type = T_TEXT, .choices = words } },
    { "{\"anyOf\":[{\"type\":\"string\",\"enum\":[\"a\",\"b\"]},{\"type\":\"null\"}],\"description\":\"D.\"}", { .type = T_TEXT, .choices = words, .flags = NULLS } },
    { "{\"type\":\"string\",\"pattern\":\"^(a|b)$\",\"description\":\"D.\"}", { .type = T_TEXT, .choices = words, .pattern = "^(a|b)$" } },
    { "{\"$ref\":\"#/components/schemas/Word\",\"description\":\"D.\"}", { .type = T_TEXT, .choices = words, .schema = "Word" } },
    { "{\"type\":\"array\",\"items\":{\"type\":\"string\",\"format\":\"uuid\"},\"minItems\":1,\"maxItems\":5,\"description\":\"D.\"}", { .type = T_IDS, .min = 1, .max = 5 } },
    { "{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/Item\"},\"description\":\"D.\"}", { .type = T_ROWS, .of = &item } },
    { "{\"anyOf\":[{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/Item\"},\"maxItems\":5},{\"type\":\"null\"}],\"description\":\"D.\"}",
      { .type = T_ROWS, .of = &item, .max = 5, .flags = NULLS } },
    { "{\"$ref\":\"#/components/schemas/Item\",\"description\":\"D.\"}", { .type = T_ROW, .of = &item } },
    { "{\"anyOf\":[{\"type\":\"string\"},{\"$ref\":\"#/components/schemas/Item\"},{\"type\":\"null\"}],\"description\":\"D.\"}",
      { .type = T_ROW, .of = &item, .flags = NULLS | TEXTS } },
    { "{\"description\":\"D.\"}", { .type = T_JSON, .flags = NULLS } },
    { "{\"type\":\"object\",\"description\":\"D.\"}", { .type = T_JSON, .schema = "{\"type\":\"object\"}" } },
    { "{\"anyOf\":[{\"type\":\"object\"},{\"type\":\"null\"}],\"description\":\"D.\"}",
      { .type = T_JSON, .schema = "{\"type\":\"object\"}", .flags = NULLS } },
    { "{\"description\":\"D.\"}", { .type = T_JSON, .schema = "{}" } },
};
// clang-format on

static void fields_are_described(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(described); i++) {
        struct out   o = out_in_arena(arena, 2000);
        struct field f = described[i].field;
        f.name         = "f";
        f.doc          = "D.";
        schema_field(&o, &f, true);
        assert_string_equal(out_done(&o), described[i].schema);
    }
}

/* Kinds of objects inside of bodies and answers are named, once and by what is asked or answered. */
static void kinds_inside_are_named(void **state)
{
    static const struct field outer_fields[] = {
        { .name = "items", .type = T_ROWS, .flags = WRITE | NEED, .of = &item, .max = 5, .doc = "D." },
        { .name = "word", .type = T_TEXT, .flags = WRITE, .choices = words, .schema = "Word", .doc = "D." },
    };
    static const struct shape  outer    = { .fields = outer_fields, .count = 2, .name = "Outer" };
    static const struct route  routes[] = { { POST, "/api/v1/x", LOGGED_IN, .in = &outer, .doc = "Takes." } };
    static const struct route_list        list    = ROUTES(designs_family, routes);
    static const struct route_list *const lists[] = { &list, NULL };
    struct site                           site    = { .lists = lists };
    struct out                            o       = out_in_arena(arena, DOCUMENT_BYTES);
    struct json_object                   *v, *schemas;
    const char                           *text;
    (void)state;
    openapi_write(&o, &site);
    text = out_done(&o);
    assert_true(json_read(arena, text, strlen(text), &v));
    schemas = at(v, "components", "schemas", NULL);
    is_text(at(v, "paths", "/api/v1/x", "post", "security", NULL), "[{\"OAuth2PasswordBearer\":[]}]");
    is_text(at(v, "paths", "/api/v1/x", "post", "requestBody", "content", "application/json", NULL),
            "{\"schema\":{\"$ref\":\"#/components/schemas/Outer\"}}");
    is_text(at(schemas, "Outer", "required", NULL), "[\"items\"]");
    is_text(at(schemas, "Item", "required", NULL), "[\"id\"]");
    is_text(at(schemas, "Word", NULL), "{\"type\":\"string\",\"enum\":[\"a\",\"b\"]}");
}

/* What may be null is always there, unless what is null is left out. */
static void answers_have_their_members(void **state)
{
    static const struct field fields[] = {
        { .name = "a", .type = T_TEXT, .flags = READ, .doc = "D." },
        { .name = "b", .type = T_TEXT, .flags = READ | NULLS, .doc = "D." },
    };
    struct shape s = { .fields = fields, .count = 2 };
    struct out   o = out_in_arena(arena, 2000);
    (void)state;
    schema_object(&o, &s, READ, false);
    assert_string_equal(out_done(&o), "{\"type\":\"object\",\"required\":[\"a\",\"b\"],\"properties\":{"
                                      "\"a\":{\"type\":\"string\",\"description\":\"D.\"},"
                                      "\"b\":{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"}],"
                                      "\"description\":\"D.\"}}}");
    s.sparse = true;
    o        = out_in_arena(arena, 2000);
    schema_object(&o, &s, READ, false);
    assert_string_equal(out_done(&o), "{\"type\":\"object\",\"required\":[\"a\"],\"properties\":{"
                                      "\"a\":{\"type\":\"string\",\"description\":\"D.\"},"
                                      "\"b\":{\"type\":\"string\",\"description\":\"D.\"}}}");
}

/* A route may have a name and a slash at its end, and bytes for an answer. */
static void operations_are_named_as_published(void **state)
{
    struct json_object *file = operation("/api/v1/media-resources/{id}/file", "get");
    (void)state;
    is_text(at(operation("/api/v1/subjects/", "post"), "operationId", NULL), "\"create_subject\"");
    is_text(at(operation("/api/v1/subjects/{id}", "get"), "tags", NULL), "[\"subjects\"]");
    is_text(at(operation("/video/my", "get"), "operationId", NULL), "\"get_video_my\"");
    is_text(at(operation("/video/my", "get"), "tags", NULL), "[\"video\"]");
    is_text(at(file, "responses", "200", "content", NULL),
            "{\"*/*\":{\"schema\":{\"type\":\"string\",\"contentMediaType\":\"application/octet-stream\"}}}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(references_lead_somewhere),
        cmocka_unit_test(operations_have_names_of_their_own),
        cmocka_unit_test(nobody_may_be_a_caller),
        cmocka_unit_test(bodies_are_of_the_types_that_are_read),
        cmocka_unit_test(errors_have_their_bodies),
        cmocka_unit_test(schemas_have_the_published_names),
        cmocka_unit_test(the_page_says_the_same),
        cmocka_unit_test(sign_in_is_by_a_form),
        cmocka_unit_test(fields_are_described),
        cmocka_unit_test(kinds_inside_are_named),
        cmocka_unit_test(answers_have_their_members),
        cmocka_unit_test(operations_are_named_as_published),
    };
    return cmocka_run_group_tests(tests, document_write, document_forget);
}
