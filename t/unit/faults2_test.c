/* faults2_test.c - how the set designs word what is wrong, and what they take: values through the
 * whole edge, against what pydantic 2.13 says of the same model. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "handlers/family.h"
#include "model/base/conf.h"
#include "t/unit/exchange.h"

/* What a row of a table does not say is empty. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

struct picture {
    struct row  row;
    const char *url;
    int64_t     width;
    struct ids  marks;
};
#define ROW struct picture
static const struct field picture_fields[] = {
    FIELD(url, WRITE | NULLS, .max = 8, .doc = "Where it is."),
    FIELD(width, WRITE | NULLS, .doc = "How wide."),
    FIELD(marks, WRITE, .doc = "What is on it."),
};
#undef ROW
static const struct shape picture_shape = SHAPE(struct picture, picture_fields, .name = "Picture");

struct item {
    struct row  row;
    struct uuid subject_id;
    struct one  image;
};
#define ROW struct item
static const struct field item_fields[] = {
    FIELD(subject_id, WRITE | NEED, .doc = "Of whom."),
    FIELD(image, WRITE | NULLS | TEXTS, .of = &picture_shape, .doc = "Address or object."),
};
#undef ROW
static const struct shape item_shape = SHAPE(struct item, item_fields, .name = "Item");

struct thing {
    struct row  row;
    struct uuid thing_id, mark, id;
    const char *name, *single, *word, *grant;
    int64_t     whole, skip, limit;
    double      part;
    bool        flag;
    struct utc  at;
    struct ids  ids;
    struct rows items;
    struct one  either;
};
#define ROW struct thing
static const char *const  words[]        = { "one", "two", "three", NULL };
static const char *const  grants[]       = { "password", NULL };
static const struct field thing_fields[] = {
    FIELD(thing_id, PATH | NEED, .doc = "Of the path."),
    FIELD(mark, QUERY | NULLS, .doc = "Of the query."),
    FIELD(limit, QUERY, .min = 1, .max = 1000, .def = "100", .doc = "Of the query."),
    FIELD(name, WRITE | NEED, .min = 2, .max = 5, .doc = "A name."),
    { .name = "one", .type = T_TEXT, .flags = WRITE | NULLS, .off = offsetof(struct thing, single),
      .max = 1, .doc = "A letter." },
    FIELD(whole, WRITE, .min = 1, .max = 1000, .doc = "A whole number."),
    FIELD(skip, WRITE, .max = INT64_MAX, .doc = "A whole number without an end."),
    FIELD(part, WRITE, .doc = "A number."),
    FIELD(flag, WRITE, .doc = "A flag."),
    FIELD(id, WRITE | NULLS, .doc = "An identifier."),
    FIELD(at, WRITE | NULLS, .doc = "A moment."),
    FIELD(word, WRITE | NULLS, .choices = words, .doc = "A word."),
    FIELD(grant, WRITE | NULLS, .choices = grants, .pattern = "^password$", .doc = "One word."),
    FIELD(ids, WRITE, .max = 2, .doc = "Identifiers."),
    FIELD(items, WRITE, .min = 1, .max = 3, .of = &item_shape, .doc = "Objects."),
    FIELD(either, WRITE | TEXTS, .of = &picture_shape, .doc = "A text or an object."),
};
#undef ROW
static const struct shape thing_shape = SHAPE(struct thing, thing_fields);

struct form {
    struct row  row;
    const char *grant, *name;
    int64_t     whole;
};
#define ROW struct form
static const struct field form_fields[] = {
    FIELD(grant, WRITE | NULLS, .choices = grants, .pattern = "^password$", .doc = "One word."),
    FIELD(name, WRITE | NEED, .max = 5, .doc = "A name."),
    FIELD(whole, WRITE, .min = 1, .max = 9, .doc = "A whole number."),
};
#undef ROW
static const struct shape form_shape = SHAPE(struct form, form_fields);

struct asking {
    struct row  row;
    struct uuid mark;
};
#define ROW struct asking
static const struct field asking_fields[] = { FIELD(mark, WRITE, .doc = "Of the query.") };
#undef ROW
static const struct shape asking_shape = SHAPE(struct asking, asking_fields);

static int fine(struct rq *rq)
{
    out_raw(reply(rq, 200), "fine");
    return 0;
}

/* What the table cannot know. */
static int finds(struct rq *rq)
{
    rq_fault(rq, IN_BODY, FAULT_VALUE, "items", WITHIN(ENTRY(1), MEMBER("image"), MEMBER("Picture"), MEMBER("url")), "not %s", "reached");
    rq_fault(rq, IN_BODY, FAULT_VALUE, "items", WITHIN(ENTRY(0), MEMBER("subject_id")), "Subject not found");
    rq_fault(rq, IN_QUERY, FAULT_VALUE, "mark", WHOLE, "Mark not found");
    rq_fault(rq, IN_PATH, FAULT_VALUE, "thing_id", WHOLE, "strange");
    rq_fault(rq, IN_BODY, FAULT_VALUE, "ids", WITHIN(ENTRY(7)), "beyond");
    rq_fault(rq, IN_BODY, FAULT_VALUE, "id", WHOLE, "not sent");
    rq_fault(rq, IN_BODY, FAULT_VALUE, NULL, WHOLE, "altogether");
    return rq_judge(rq);
}

/* Fails for the reason that the path names. */
static int fails(struct rq *rq)
{
    char word[40];
    snprintf(word, sizeof word, "%.*s", (int)rq->capture[0].len, rq->capture[0].value);
    return refuse_field(&rq->cx, reason_by_word(word), rq->query && *rq->query ? "mark" : NULL, "In our words");
}

static const struct route routes[] = {
    { PUT, "/api/v1/things/:thing_id", LOGGED_IN, .in = &thing_shape, .run = fine, .doc = "Takes a body." },
    { POST, "/api/v1/finds/:thing_id", LOGGED_IN, .in = &thing_shape, .run = finds, .doc = "Finds faults." },
    { GET, "/api/v1/fails/:why", OPTIONAL, .in = &asking_shape, .run = fails, .doc = "Fails." },
    { POST, "/api/v1/form", PUBLIC, .in = &form_shape, .run = fine, .flags = FORM, .doc = "Takes a form." },
};
static const struct route_list        list    = ROUTES(designs_family, routes);
static const struct route_list *const lists[] = { &list, NULL };
static const struct conf              conf    = { .max_body_bytes = 2000, .cors_origin = "" };

#define ID "0191d2c8-7f9e-4d1a-9b6e-0d7a3c5b2f10"
#define ID_UPPER "0191D2C8-7F9E-4D1A-9B6E-0D7A3C5B2F10"
#define AT(type, loc, msg, input) "{\"type\":\"" type "\",\"loc\":[" loc "],\"msg\":\"" msg "\",\"input\":" input
#define FAULT(type, loc, msg, input) AT(type, "\"body\"" loc, msg, input) "}"
#define CTX(type, loc, msg, input, ctx) AT(type, "\"body\"" loc, msg, input) ",\"ctx\":{" ctx "}}"
#define WHY(type, loc, msg, why, input) CTX(type, loc, msg ", " why, input, "\"error\":\"" why "\"")
#define RULE(loc, msg, input) AT("value_error", loc, "Value error, " msg, input) ",\"ctx\":{\"error\":{}}}"
#define LIST(entries) "{\"detail\":[" entries "]}"
#define SAYS(text) "{\"detail\":\"" text "\"}"

// clang-format off
static const struct value { /* of a body, and the entries of the list; NULL: it is taken */
    const char *body, *faults;
} values[] = {
    { "{}",
      FAULT("missing", ",\"name\"", "Field required", "{}") },
    { "[]",
      FAULT("model_attributes_type", "", "Input should be a valid dictionary or object to extract fields from", "[]") },
    { "5",
      FAULT("model_attributes_type", "", "Input should be a valid dictionary or object to extract fields from", "5") },
    { "\"x\"",
      FAULT("model_attributes_type", "", "Input should be a valid dictionary or object to extract fields from", "\"x\"") },
    { "{\"name\":null}",
      FAULT("string_type", ",\"name\"", "Input should be a valid string", "null") },
    { "{\"name\":\"a\"}",
      CTX("string_too_short", ",\"name\"", "String should have at least 2 characters", "\"a\"", "\"min_length\":2") },
    { "{\"name\":\"abcdef\"}",
      CTX("string_too_long", ",\"name\"", "String should have at most 5 characters", "\"abcdef\"", "\"max_length\":5") },
    { "{\"name\":\"éä€🎬\"}", NULL },
    { "{\"name\":5}",
      FAULT("string_type", ",\"name\"", "Input should be a valid string", "5") },
    { "{\"name\":true}",
      FAULT("string_type", ",\"name\"", "Input should be a valid string", "true") },
    { "{\"name\":[1,{\"a\":\"\\\"/\\u0001\"}]}",
      FAULT("string_type", ",\"name\"", "Input should be a valid string", "[1,{\"a\":\"\\\"/\\u0001\"}]") },
    { "{\"name\":\"abc\",\"one\":\"ab\"}",
      CTX("string_too_long", ",\"one\"", "String should have at most 1 character", "\"ab\"", "\"max_length\":1") },
    { "{\"name\":\"abc\",\"one\":null}", NULL },
    { "{\"name\":\"abc\",\"whole\":\"5\"}", NULL },
    { "{\"name\":\"abc\",\"whole\":\" 5 \"}", NULL },
    { "{\"name\":\"abc\",\"whole\":\"+5\"}", NULL },
    { "{\"name\":\"abc\",\"whole\":\"5.0\"}", NULL },
    { "{\"name\":\"abc\",\"whole\":\"1_000\"}", NULL },
    { "{\"name\":\"abc\",\"whole\":\"00012\"}", NULL },
    { "{\"name\":\"abc\",\"whole\":5.0}", NULL },
    { "{\"name\":\"abc\",\"whole\":true}", NULL },
    { "{\"name\":\"abc\",\"whole\":\"5.5\"}",
      FAULT("int_parsing", ",\"whole\"", "Input should be a valid integer, unable to parse string as an integer", "\"5.5\"") },
    { "{\"name\":\"abc\",\"whole\":\"_1\"}",
      FAULT("int_parsing", ",\"whole\"", "Input should be a valid integer, unable to parse string as an integer", "\"_1\"") },
    { "{\"name\":\"abc\",\"whole\":\"1e3\"}",
      FAULT("int_parsing", ",\"whole\"", "Input should be a valid integer, unable to parse string as an integer", "\"1e3\"") },
    { "{\"name\":\"abc\",\"whole\":\"\"}",
      FAULT("int_parsing", ",\"whole\"", "Input should be a valid integer, unable to parse string as an integer", "\"\"") },
    { "{\"name\":\"abc\",\"whole\":\"x\"}",
      FAULT("int_parsing", ",\"whole\"", "Input should be a valid integer, unable to parse string as an integer", "\"x\"") },
    { "{\"name\":\"abc\",\"whole\":5.5}",
      FAULT("int_from_float", ",\"whole\"", "Input should be a valid integer, got a number with a fractional part", "5.5") },
    { "{\"name\":\"abc\",\"whole\":null}",
      FAULT("int_type", ",\"whole\"", "Input should be a valid integer", "null") },
    { "{\"name\":\"abc\",\"whole\":[]}",
      FAULT("int_type", ",\"whole\"", "Input should be a valid integer", "[]") },
    { "{\"name\":\"abc\",\"whole\":{}}",
      FAULT("int_type", ",\"whole\"", "Input should be a valid integer", "{}") },
    { "{\"name\":\"abc\",\"whole\":\"٣\"}",
      FAULT("int_parsing", ",\"whole\"", "Input should be a valid integer, unable to parse string as an integer", "\"٣\"") },
    { "{\"name\":\"abc\",\"whole\":\"5.\"}",
      FAULT("int_parsing", ",\"whole\"", "Input should be a valid integer, unable to parse string as an integer", "\"5.\"") },
    { "{\"name\":\"abc\",\"whole\":\"--5\"}",
      FAULT("int_parsing", ",\"whole\"", "Input should be a valid integer, unable to parse string as an integer", "\"--5\"") },
    { "{\"name\":\"abc\",\"whole\":\"1__0\"}",
      FAULT("int_parsing", ",\"whole\"", "Input should be a valid integer, unable to parse string as an integer", "\"1__0\"") },
    { "{\"name\":\"abc\",\"whole\":\"0\"}",
      CTX("greater_than_equal", ",\"whole\"", "Input should be greater than or equal to 1", "\"0\"", "\"ge\":1") },
    { "{\"name\":\"abc\",\"whole\":1001}",
      CTX("less_than_equal", ",\"whole\"", "Input should be less than or equal to 1000", "1001", "\"le\":1000") },
    { "{\"name\":\"abc\",\"whole\":\"1001\"}",
      CTX("less_than_equal", ",\"whole\"", "Input should be less than or equal to 1000", "\"1001\"", "\"le\":1000") },
    { "{\"name\":\"abc\",\"whole\":\"-1\"}",
      CTX("greater_than_equal", ",\"whole\"", "Input should be greater than or equal to 1", "\"-1\"", "\"ge\":1") },
    { "{\"name\":\"abc\",\"whole\":1e+30}",
      FAULT("int_parsing_size", ",\"whole\"", "Unable to parse input string as an integer, exceeded maximum size", "1e+30") },
    { "{\"name\":\"abc\",\"whole\":\"111111111111111111111111111111\"}",
      CTX("less_than_equal", ",\"whole\"", "Input should be less than or equal to 1000", "\"111111111111111111111111111111\"", "\"le\":1000") },
    { "{\"name\":\"abc\",\"skip\":-1}",
      CTX("greater_than_equal", ",\"skip\"", "Input should be greater than or equal to 0", "-1", "\"ge\":0") },
    { "{\"name\":\"abc\",\"skip\":9007199254740993}", NULL },
    { "{\"name\":\"abc\",\"skip\":\"-0\"}", NULL },
    { "{\"name\":\"abc\",\"skip\":-1.5}",
      FAULT("int_from_float", ",\"skip\"", "Input should be a valid integer, got a number with a fractional part", "-1.5") },
    { "{\"name\":\"abc\",\"part\":\"5\"}", NULL },
    { "{\"name\":\"abc\",\"part\":\" 5.5 \"}", NULL },
    { "{\"name\":\"abc\",\"part\":\"+5\"}", NULL },
    { "{\"name\":\"abc\",\"part\":\"1_0\"}", NULL },
    { "{\"name\":\"abc\",\"part\":true}", NULL },
    { "{\"name\":\"abc\",\"part\":\"x\"}",
      FAULT("float_parsing", ",\"part\"", "Input should be a valid number, unable to parse string as a number", "\"x\"") },
    { "{\"name\":\"abc\",\"part\":\"\"}",
      FAULT("float_parsing", ",\"part\"", "Input should be a valid number, unable to parse string as a number", "\"\"") },
    { "{\"name\":\"abc\",\"part\":null}",
      FAULT("float_type", ",\"part\"", "Input should be a valid number", "null") },
    { "{\"name\":\"abc\",\"part\":[]}",
      FAULT("float_type", ",\"part\"", "Input should be a valid number", "[]") },
    { "{\"name\":\"abc\",\"part\":1.5}", NULL },
    { "{\"name\":\"abc\",\"flag\":0}", NULL },
    { "{\"name\":\"abc\",\"flag\":1}", NULL },
    { "{\"name\":\"abc\",\"flag\":1.0}", NULL },
    { "{\"name\":\"abc\",\"flag\":\"TRUE\"}", NULL },
    { "{\"name\":\"abc\",\"flag\":\"off\"}", NULL },
    { "{\"name\":\"abc\",\"flag\":\"y\"}", NULL },
    { "{\"name\":\"abc\",\"flag\":2}",
      FAULT("bool_parsing", ",\"flag\"", "Input should be a valid boolean, unable to interpret input", "2") },
    { "{\"name\":\"abc\",\"flag\":1.5}",
      FAULT("bool_type", ",\"flag\"", "Input should be a valid boolean", "1.5") },
    { "{\"name\":\"abc\",\"flag\":2.0}",
      FAULT("bool_parsing", ",\"flag\"", "Input should be a valid boolean, unable to interpret input", "2.0") },
    { "{\"name\":\"abc\",\"flag\":\" true\"}",
      FAULT("bool_parsing", ",\"flag\"", "Input should be a valid boolean, unable to interpret input", "\" true\"") },
    { "{\"name\":\"abc\",\"flag\":\"\"}",
      FAULT("bool_parsing", ",\"flag\"", "Input should be a valid boolean, unable to interpret input", "\"\"") },
    { "{\"name\":\"abc\",\"flag\":\"x\"}",
      FAULT("bool_parsing", ",\"flag\"", "Input should be a valid boolean, unable to interpret input", "\"x\"") },
    { "{\"name\":\"abc\",\"flag\":null}",
      FAULT("bool_type", ",\"flag\"", "Input should be a valid boolean", "null") },
    { "{\"name\":\"abc\",\"flag\":[]}",
      FAULT("bool_type", ",\"flag\"", "Input should be a valid boolean", "[]") },
    { "{\"name\":\"abc\",\"id\":null}", NULL },
    { "{\"name\":\"abc\",\"id\":\"" ID "\"}", NULL },
    { "{\"name\":\"abc\",\"id\":\"" ID_UPPER "\"}", NULL },
    { "{\"name\":\"abc\",\"id\":\"0191d2c87f9e4d1a9b6e0d7a3c5b2f10\"}", NULL },
    { "{\"name\":\"abc\",\"id\":\"{" ID "}\"}", NULL },
    { "{\"name\":\"abc\",\"id\":\"urn:uuid:" ID "\"}", NULL },
    { "{\"name\":\"abc\",\"id\":\"\"}",
      WHY("uuid_parsing", ",\"id\"", "Input should be a valid UUID", "invalid length: expected length 32 for simple format, found 0", "\"\"") },
    { "{\"name\":\"abc\",\"id\":\"x\"}",
      WHY("uuid_parsing", ",\"id\"", "Input should be a valid UUID", "invalid character: found `x` at 1", "\"x\"") },
    { "{\"name\":\"abc\",\"id\":\"é\"}",
      WHY("uuid_parsing", ",\"id\"", "Input should be a valid UUID", "invalid character: found `é` at 1", "\"é\"") },
    { "{\"name\":\"abc\",\"id\":\"0191d2c8-7f9e-4d1a-9b6e-0d7a3c5b2f1\"}",
      WHY("uuid_parsing", ",\"id\"", "Input should be a valid UUID", "invalid group length in group 4: expected 12, found 11", "\"0191d2c8-7f9e-4d1a-9b6e-0d7a3c5b2f1\"") },
    { "{\"name\":\"abc\",\"id\":\"" ID "0\"}",
      WHY("uuid_parsing", ",\"id\"", "Input should be a valid UUID", "invalid group length in group 4: expected 12, found 13", "\"" ID "0\"") },
    { "{\"name\":\"abc\",\"id\":\"0191d2c87f9e4d1a9b6e0d7a3c5b2f1\"}",
      WHY("uuid_parsing", ",\"id\"", "Input should be a valid UUID", "invalid length: expected length 32 for simple format, found 31", "\"0191d2c87f9e4d1a9b6e0d7a3c5b2f1\"") },
    { "{\"name\":\"abc\",\"id\":\"{0191d2c87f9e4d1a9b6e0d7a3c5b2f10}\"}",
      WHY("uuid_parsing", ",\"id\"", "Input should be a valid UUID", "invalid group count: expected 5, found 1", "\"{0191d2c87f9e4d1a9b6e0d7a3c5b2f10}\"") },
    { "{\"name\":\"abc\",\"id\":\"URN:UUID:" ID "\"}",
      WHY("uuid_parsing", ",\"id\"", "Input should be a valid UUID", "invalid character: found `U` at 1", "\"URN:UUID:" ID "\"") },
    { "{\"name\":\"abc\",\"id\":\"urn:uuid:0191d2c87f9e4d1a9b6e0d7a3c5b2f10\"}",
      WHY("uuid_parsing", ",\"id\"", "Input should be a valid UUID", "invalid group count: expected 5, found 1", "\"urn:uuid:0191d2c87f9e4d1a9b6e0d7a3c5b2f10\"") },
    { "{\"name\":\"abc\",\"id\":\" " ID "\"}",
      WHY("uuid_parsing", ",\"id\"", "Input should be a valid UUID", "invalid character: found ` ` at 1", "\" " ID "\"") },
    { "{\"name\":\"abc\",\"id\":\"0191d2c8-7f9e-4d1a9b6e-0d7a3c5b2f10\"}",
      WHY("uuid_parsing", ",\"id\"", "Input should be a valid UUID", "invalid group count: expected 5, found 4", "\"0191d2c8-7f9e-4d1a9b6e-0d7a3c5b2f10\"") },
    { "{\"name\":\"abc\",\"id\":\"0191d2c8-7f9e4-d1a-9b6e-0d7a3c5b2f10\"}",
      WHY("uuid_parsing", ",\"id\"", "Input should be a valid UUID", "invalid group length in group 1: expected 4, found 5", "\"0191d2c8-7f9e4-d1a-9b6e-0d7a3c5b2f10\"") },
    { "{\"name\":\"abc\",\"id\":\"{" ID "\"}",
      WHY("uuid_parsing", ",\"id\"", "Input should be a valid UUID", "invalid character: found `{` at 1", "\"{" ID "\"") },
    { "{\"name\":\"abc\",\"id\":\"{0191d2c8-7f9e-4d1a-9b6e-0d7a3c5b2f1}\"}",
      WHY("uuid_parsing", ",\"id\"", "Input should be a valid UUID", "invalid group length in group 4: expected 12, found 13", "\"{0191d2c8-7f9e-4d1a-9b6e-0d7a3c5b2f1}\"") },
    { "{\"name\":\"abc\",\"id\":\"urn:uuid:" ID "0\"}",
      WHY("uuid_parsing", ",\"id\"", "Input should be a valid UUID", "invalid group length in group 4: expected 12, found 22", "\"urn:uuid:" ID "0\"") },
    { "{\"name\":\"abc\",\"id\":\"----\"}",
      WHY("uuid_parsing", ",\"id\"", "Input should be a valid UUID", "invalid group length in group 0: expected 8, found 0", "\"----\"") },
    { "{\"name\":\"abc\",\"id\":\"{\"}",
      WHY("uuid_parsing", ",\"id\"", "Input should be a valid UUID", "invalid character: found `{` at 1", "\"{\"") },
    { "{\"name\":\"abc\",\"id\":5}",
      FAULT("uuid_type", ",\"id\"", "UUID input should be a string, bytes or UUID object", "5") },
    { "{\"name\":\"abc\",\"id\":true}",
      FAULT("uuid_type", ",\"id\"", "UUID input should be a string, bytes or UUID object", "true") },
    { "{\"name\":\"abc\",\"id\":[]}",
      FAULT("uuid_type", ",\"id\"", "UUID input should be a string, bytes or UUID object", "[]") },
    { "{\"name\":\"abc\",\"id\":1.5}",
      FAULT("uuid_type", ",\"id\"", "UUID input should be a string, bytes or UUID object", "1.5") },
    { "{\"name\":\"abc\",\"id\":\"0191d2c8-7f9e-4d1a-9b6e-0d7a3c5b2fg0\"}",
      WHY("uuid_parsing", ",\"id\"", "Input should be a valid UUID", "invalid character: found `g` at 35", "\"0191d2c8-7f9e-4d1a-9b6e-0d7a3c5b2fg0\"") },
    { "{\"name\":\"abc\",\"at\":\"2022-01-01\"}", NULL },
    { "{\"name\":\"abc\",\"at\":\"2022-01-01T00:00:00Z\"}", NULL },
    { "{\"name\":\"abc\",\"at\":1669666717}", NULL },
    { "{\"name\":\"abc\",\"at\":null}", NULL },
    { "{\"name\":\"abc\",\"at\":\"1669666717\"}", NULL },
    { "{\"name\":\"abc\",\"at\":\"x\"}",
      WHY("datetime_from_date_parsing", ",\"at\"", "Input should be a valid datetime or date", "input is too short", "\"x\"") },
    { "{\"name\":\"abc\",\"at\":true}",
      FAULT("datetime_type", ",\"at\"", "Input should be a valid datetime", "true") },
    { "{\"name\":\"abc\",\"at\":[]}",
      FAULT("datetime_type", ",\"at\"", "Input should be a valid datetime", "[]") },
    { "{\"name\":\"abc\",\"word\":\"two\"}", NULL },
    { "{\"name\":\"abc\",\"word\":null}", NULL },
    { "{\"name\":\"abc\",\"word\":\"four\"}",
      CTX("enum", ",\"word\"", "Input should be 'one', 'two' or 'three'", "\"four\"", "\"expected\":\"'one', 'two' or 'three'\"") },
    { "{\"name\":\"abc\",\"word\":5}",
      CTX("enum", ",\"word\"", "Input should be 'one', 'two' or 'three'", "5", "\"expected\":\"'one', 'two' or 'three'\"") },
    { "{\"name\":\"abc\",\"grant\":\"password\"}", NULL },
    { "{\"name\":\"abc\",\"grant\":null}", NULL },
    { "{\"name\":\"abc\",\"grant\":\"x\"}",
      CTX("string_pattern_mismatch", ",\"grant\"", "String should match pattern '^password$'", "\"x\"", "\"pattern\":\"^password$\"") },
    { "{\"name\":\"abc\",\"grant\":5}",
      FAULT("string_type", ",\"grant\"", "Input should be a valid string", "5") },
    { "{\"name\":\"abc\",\"ids\":[]}", NULL },
    { "{\"name\":\"abc\",\"ids\":[\"" ID "\",\"" ID "\"]}", NULL },
    { "{\"name\":\"abc\",\"ids\":\"x\"}",
      FAULT("list_type", ",\"ids\"", "Input should be a valid list", "\"x\"") },
    { "{\"name\":\"abc\",\"ids\":null}",
      FAULT("list_type", ",\"ids\"", "Input should be a valid list", "null") },
    { "{\"name\":\"abc\",\"ids\":{}}",
      FAULT("list_type", ",\"ids\"", "Input should be a valid list", "{}") },
    { "{\"name\":\"abc\",\"ids\":[\"x\",\"" ID "\"]}",
      WHY("uuid_parsing", ",\"ids\",0", "Input should be a valid UUID", "invalid character: found `x` at 1", "\"x\"") },
    { "{\"name\":\"abc\",\"ids\":[5,\"y\"]}",
      FAULT("uuid_type", ",\"ids\",0", "UUID input should be a string, bytes or UUID object", "5") ","
      WHY("uuid_parsing", ",\"ids\",1", "Input should be a valid UUID", "invalid character: found `y` at 1", "\"y\"") },
    { "{\"name\":\"abc\",\"ids\":[\"" ID "\",\"" ID "\",\"" ID "\"]}",
      CTX("too_long", ",\"ids\"", "List should have at most 2 items after validation, not 3", "[\"" ID "\",\"" ID "\",\"" ID "\"]", "\"field_type\":\"List\",\"max_length\":2,\"actual_length\":3") },
    { "{\"name\":\"abc\",\"items\":[]}",
      CTX("too_short", ",\"items\"", "List should have at least 1 item after validation, not 0", "[]", "\"field_type\":\"List\",\"min_length\":1,\"actual_length\":0") },
    { "{\"name\":\"abc\",\"items\":[{\"subject_id\":\"" ID "\"},{\"subject_id\":\"" ID "\"},{\"subject_id\":\"" ID "\"}]}", NULL },
    { "{\"name\":\"abc\",\"items\":[1,2,3,4]}",
      CTX("too_long", ",\"items\"", "List should have at most 3 items after validation, not 4", "[1,2,3,4]", "\"field_type\":\"List\",\"max_length\":3,\"actual_length\":4") },
    { "{\"name\":\"abc\",\"items\":null}",
      FAULT("list_type", ",\"items\"", "Input should be a valid list", "null") },
    { "{\"name\":\"abc\",\"items\":[5,{\"subject_id\":\"" ID "\"},null]}",
      FAULT("model_attributes_type", ",\"items\",0", "Input should be a valid dictionary or object to extract fields from", "5") ","
      FAULT("model_attributes_type", ",\"items\",2", "Input should be a valid dictionary or object to extract fields from", "null") },
    { "{\"name\":\"abc\",\"items\":[{\"image\":5},{\"subject_id\":\"x\",\"image\":{\"url\":5,\"width\":\"x\",\"marks\":[\"" ID "\",\"x\"]}},{\"subject_id\":null,\"image\":[]}]}",
      FAULT("missing", ",\"items\",0,\"subject_id\"", "Field required", "{\"image\":5}") ","
      FAULT("string_type", ",\"items\",0,\"image\",\"str\"", "Input should be a valid string", "5") ","
      FAULT("model_attributes_type", ",\"items\",0,\"image\",\"Picture\"", "Input should be a valid dictionary or object to extract fields from", "5") ","
      WHY("uuid_parsing", ",\"items\",1,\"subject_id\"", "Input should be a valid UUID", "invalid character: found `x` at 1", "\"x\"") ","
      FAULT("string_type", ",\"items\",1,\"image\",\"str\"", "Input should be a valid string", "{\"url\":5,\"width\":\"x\",\"marks\":[\"" ID "\",\"x\"]}") ","
      FAULT("string_type", ",\"items\",1,\"image\",\"Picture\",\"url\"", "Input should be a valid string", "5") ","
      FAULT("int_parsing", ",\"items\",1,\"image\",\"Picture\",\"width\"", "Input should be a valid integer, unable to parse string as an integer", "\"x\"") ","
      WHY("uuid_parsing", ",\"items\",1,\"image\",\"Picture\",\"marks\",1", "Input should be a valid UUID", "invalid character: found `x` at 1", "\"x\"") ","
      FAULT("uuid_type", ",\"items\",2,\"subject_id\"", "UUID input should be a string, bytes or UUID object", "null") ","
      FAULT("string_type", ",\"items\",2,\"image\",\"str\"", "Input should be a valid string", "[]") ","
      FAULT("model_attributes_type", ",\"items\",2,\"image\",\"Picture\"", "Input should be a valid dictionary or object to extract fields from", "[]") },
    { "{\"name\":\"abc\",\"items\":[{\"subject_id\":\"" ID "\",\"image\":\"https://a\"},{\"subject_id\":\"" ID "\",\"image\":{\"url\":null}},{\"subject_id\":\"" ID "\",\"image\":null}]}", NULL },
    { "{\"name\":\"abc\",\"items\":[{\"subject_id\":\"" ID "\",\"image\":{\"url\":\"123456789\"}}]}",
      FAULT("string_type", ",\"items\",0,\"image\",\"str\"", "Input should be a valid string", "{\"url\":\"123456789\"}") ","
      CTX("string_too_long", ",\"items\",0,\"image\",\"Picture\",\"url\"", "String should have at most 8 characters", "\"123456789\"", "\"max_length\":8") },
    { "{\"name\":\"abc\",\"either\":\"x\"}", NULL },
    { "{\"name\":\"abc\",\"either\":{}}", NULL },
    { "{\"name\":\"abc\",\"either\":null}",
      FAULT("string_type", ",\"either\",\"str\"", "Input should be a valid string", "null") ","
      FAULT("model_attributes_type", ",\"either\",\"Picture\"", "Input should be a valid dictionary or object to extract fields from", "null") },
    { "{\"name\":\"abc\",\"either\":5}",
      FAULT("string_type", ",\"either\",\"str\"", "Input should be a valid string", "5") ","
      FAULT("model_attributes_type", ",\"either\",\"Picture\"", "Input should be a valid dictionary or object to extract fields from", "5") },
    { "{\"name\":\"abc\",\"either\":{\"width\":1.5}}",
      FAULT("string_type", ",\"either\",\"str\"", "Input should be a valid string", "{\"width\":1.5}") ","
      FAULT("int_from_float", ",\"either\",\"Picture\",\"width\"", "Input should be a valid integer, got a number with a fractional part", "1.5") },
    { "{\"name\":null,\"id\":5,\"items\":null,\"flag\":\"maybe\",\"zzz\":1}",
      FAULT("string_type", ",\"name\"", "Input should be a valid string", "null") ","
      FAULT("bool_parsing", ",\"flag\"", "Input should be a valid boolean, unable to interpret input", "\"maybe\"") ","
      FAULT("uuid_type", ",\"id\"", "UUID input should be a string, bytes or UUID object", "5") ","
      FAULT("list_type", ",\"items\"", "Input should be a valid list", "null") },
};

#define JSON "application/json"
#define FORM_TYPE "application/x-www-form-urlencoded"
#define THING "/api/v1/things/" ID
#define FINDS "/api/v1/finds/" ID
#define BROKEN(at, why) LIST(AT("json_invalid", "\"body\"," at, "JSON decode error", "{}") ",\"ctx\":{\"error\":\"" why "\"}}")
#define NO_NAME LIST(FAULT("missing", ",\"name\"", "Field required", "null"))
#define NAMED "{\"name\":\"abc\"}"

static const struct want {
    const char *method, *path, *query, *type, *body, *token;
    int         status;
    const char *answer;
} wants[] = {
    /* what is there and what is not */
    { "GET", "/api/v1/nothing", .status = 404, .answer = SAYS("Not Found") },
    { "GET", THING, .status = 405, .answer = SAYS("Method Not Allowed") },
    { "HEAD", "/api/v1/fails/conflict", .status = 405, .answer = "" },
    /* credentials */
    { "PUT", THING, "", JSON, NAMED, NULL, 401, SAYS("Not authenticated") },
    { "PUT", THING, "", JSON, NAMED, "", 401, SAYS("Not authenticated") },
    { "PUT", THING, "", JSON, NAMED, "old", 403, SAYS("Could not validate credentials") },
    { "PUT", THING, "", JSON, NAMED, "bad", 403, SAYS("Could not validate credentials") },
    { "PUT", THING, "", JSON, NAMED, "good", 200, "fine" },
    { "PUT", THING "/", "", JSON, NAMED, "good", 200, "fine" },
    /* a body is read before credentials are, what it says is not */
    { "PUT", "/api/v1/things/x", "", JSON, "{}", NULL, 401, SAYS("Not authenticated") },
    { "PUT", "/api/v1/things/x", "", JSON, "[", NULL, 422, BROKEN("1", "Expecting value") },
    { "PUT", THING, "", JSON, "{\"name\":\"é\" \"}", "good", 422, BROKEN("12", "Expecting ',' delimiter") },
    { "PUT", THING, "", JSON, "{'a':1}", "good", 422, BROKEN("1", "Expecting property name enclosed in double quotes") },
    { "PUT", THING, "", JSON, "{\"name\":\"\xff\"}", "good", 400, SAYS("There was an error parsing the body") },
    /* bodies that are none */
    { "PUT", THING, "", JSON, "", "good", 422, LIST(FAULT("missing", "", "Field required", "null")) },
    { "PUT", THING, "", JSON, "null", "good", 422, LIST(FAULT("missing", "", "Field required", "null")) },
    { "PUT", THING, "", "text/plain", NAMED, "good", 422,
      LIST(FAULT("model_attributes_type", "", "Input should be a valid dictionary or object to extract fields from", "\"{\\\"name\\\":\\\"abc\\\"}\"")) },
    { "PUT", THING, "", "text/plain", "\xff", "good", 422,
      LIST(FAULT("model_attributes_type", "", "Input should be a valid dictionary or object to extract fields from", "null")) },
    /* all at once, by place and by table */
    { "PUT", "/api/v1/things/x", "limit=0&mark=5", JSON, "{\"flag\":\"maybe\",\"whole\":0}", "good", 422,
      LIST(AT("uuid_parsing", "\"path\",\"thing_id\"", "Input should be a valid UUID, invalid character: found `x` at 1", "\"x\"")
           ",\"ctx\":{\"error\":\"invalid character: found `x` at 1\"}},"
           AT("uuid_parsing", "\"query\",\"mark\"", "Input should be a valid UUID, invalid length: expected length 32 for simple format, found 1", "\"5\"")
           ",\"ctx\":{\"error\":\"invalid length: expected length 32 for simple format, found 1\"}},"
           AT("greater_than_equal", "\"query\",\"limit\"", "Input should be greater than or equal to 1", "\"0\"") ",\"ctx\":{\"ge\":1}},"
           FAULT("missing", ",\"name\"", "Field required", "{\"flag\":\"maybe\",\"whole\":0}") ","
           CTX("greater_than_equal", ",\"whole\"", "Input should be greater than or equal to 1", "0", "\"ge\":1") ","
           FAULT("bool_parsing", ",\"flag\"", "Input should be a valid boolean, unable to interpret input", "\"maybe\"")) },
    { "PUT", THING, "limit=1001", JSON, NAMED, "good", 422,
      LIST(AT("less_than_equal", "\"query\",\"limit\"", "Input should be less than or equal to 1000", "\"1001\"") ",\"ctx\":{\"le\":1000}}") },
    { "PUT", THING, "limit=+5&limit=1_0.0", JSON, NAMED, "good", 200, "fine" },
    { "PUT", THING, "mark={" ID "}", JSON, NAMED, "good", 200, "fine" },
    { "PUT", THING, "mark=", JSON, NAMED, "good", 422,
      LIST(AT("uuid_parsing", "\"query\",\"mark\"", "Input should be a valid UUID, invalid length: expected length 32 for simple format, found 0", "\"\"")
           ",\"ctx\":{\"error\":\"invalid length: expected length 32 for simple format, found 0\"}}") },
    { "PUT", THING, "name=abc", JSON, "{}", "good", 422, LIST(FAULT("missing", ",\"name\"", "Field required", "{}")) },
    /* what handlers find */
    { "POST", FINDS, "mark=" ID_UPPER "&limit=5", JSON,
      "{\"name\":\"abc\",\"ids\":[],\"items\":[{\"subject_id\":\"" ID "\"},{\"subject_id\":\"" ID "\",\"image\":{\"url\":\"x\"}}]}", "good", 422,
      LIST(RULE("\"path\",\"thing_id\"", "strange", "\"" ID "\"") ","
           RULE("\"query\",\"mark\"", "Mark not found", "\"" ID_UPPER "\"") ","
           RULE("\"body\"", "altogether", "{\"name\":\"abc\",\"ids\":[],\"items\":[{\"subject_id\":\"" ID "\"},{\"subject_id\":\"" ID "\",\"image\":{\"url\":\"x\"}}]}") ","
           RULE("\"body\",\"id\"", "not sent", "null") ","
           RULE("\"body\",\"ids\",7", "beyond", "null") ","
           RULE("\"body\",\"items\",0,\"subject_id\"", "Subject not found", "\"" ID "\"") ","
           RULE("\"body\",\"items\",1,\"image\",\"Picture\",\"url\"", "not reached", "\"x\"")) },
    /* forms */
    { "POST", "/api/v1/form", "", FORM_TYPE, "name=abc&whole=5&grant=password&more=x", NULL, 200, "fine" },
    { "POST", "/api/v1/form", "", FORM_TYPE, "name=abc&whole=&grant=", NULL, 200, "fine" },
    { "POST", "/api/v1/form", "", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nabc\r\n--b--\r\n", NULL, 200, "fine" },
    { "POST", "/api/v1/form", "", FORM_TYPE, "name=abcdef&name=abc", NULL, 200, "fine" },
    { "POST", "/api/v1/form", "", FORM_TYPE, "name=abc&name=", NULL, 422, NO_NAME },
    { "POST", "/api/v1/form", "", FORM_TYPE, "", NULL, 422, NO_NAME },
    { "POST", "/api/v1/form", "name=abc", FORM_TYPE, "whole=5", NULL, 422, NO_NAME },
    { "POST", "/api/v1/form", "", JSON, "{\"name\":\"abc\"}", NULL, 422, NO_NAME },
    { "POST", "/api/v1/form", "", JSON, "[", NULL, 422, NO_NAME },
    { "POST", "/api/v1/form", "", NULL, "name=abc", NULL, 422, NO_NAME },
    { "POST", "/api/v1/form", "", FORM_TYPE, "name=abcdef&whole=x&grant=implicit", NULL, 422,
      LIST(CTX("string_pattern_mismatch", ",\"grant\"", "String should match pattern '^password$'", "\"implicit\"", "\"pattern\":\"^password$\"") ","
           CTX("string_too_long", ",\"name\"", "String should have at most 5 characters", "\"abcdef\"", "\"max_length\":5") ","
           FAULT("int_parsing", ",\"whole\"", "Input should be a valid integer, unable to parse string as an integer", "\"x\"")) },
    /* rules */
    { "GET", "/api/v1/fails/forbidden", .status = 403, .answer = SAYS("Not enough permissions") },
    { "GET", "/api/v1/fails/not_found", .status = 404, .answer = SAYS("In our words") },
    { "GET", "/api/v1/fails/conflict", .status = 409, .answer = SAYS("In our words") },
    { "GET", "/api/v1/fails/bad_request", .status = 400, .answer = SAYS("In our words") },
    { "GET", "/api/v1/fails/media_type", .status = 415, .answer = SAYS("In our words") },
    { "GET", "/api/v1/fails/too_large", .status = 413, .answer = SAYS("In our words") },
    { "GET", "/api/v1/fails/too_many", .status = 429, .answer = SAYS("In our words") },
    { "GET", "/api/v1/fails/retry", .status = 503, .answer = SAYS("In our words") },
    { "GET", "/api/v1/fails/disk_full", .status = 507, .answer = SAYS("In our words") },
    { "GET", "/api/v1/fails/internal", .status = 500, .answer = SAYS("Internal Server Error") },
    { "GET", "/api/v1/fails/inactive", .status = 400, .answer = SAYS("Inactive user") },
    { "GET", "/api/v1/fails/token_kind", .status = 403, .answer = SAYS("Could not validate credentials") },
    { "GET", "/api/v1/fails/invalid", .status = 422, .answer = LIST(RULE("\"body\"", "In our words", "null")) },
    { "GET", "/api/v1/fails/not_media", .status = 422, .answer = LIST(RULE("\"body\"", "In our words", "null")) },
    { "GET", "/api/v1/fails/invalid", "mark=" ID, .status = 422, .answer = LIST(RULE("\"query\",\"mark\"", "In our words", "\"" ID "\"")) },
};
// clang-format on

static struct answered got;

static void ask(const struct want *w)
{
    char         authorization[80];
    struct asked a = { .method = w->method, .path = w->path, .query = w->query, .type = w->type,
                       .body = w->body };
    if (w->token) {
        snprintf(authorization, sizeof authorization, "HTTP_AUTHORIZATION=%s%s",
                 *w->token ? "Bearer " : "", w->token);
        a.header[0] = authorization;
    }
    exchange(lists, &conf, &a, &got);
}

static void is_worded(void **state)
{
    const struct want *w = *state;
    ask(w);
    assert_string_equal(got.body, w->answer);
    assert_int_equal(got.status, w->status);
    assert_true((exchange_header(&got, "WWW-Authenticate") != NULL) == (w->status == 401));
    assert_true((exchange_header(&got, "Allow") != NULL) == (w->status == 405));
    assert_string_equal(exchange_header(&got, "Content-Type"), "application/json");
}

static void is_judged(void **state)
{
    const struct value *v = *state;
    char                answer[8000] = "fine";
    if (v->faults)
        snprintf(answer, sizeof answer, LIST("%s"), v->faults);
    ask(&(struct want){ "PUT", THING, "", JSON, v->body, "good" });
    assert_string_equal(got.body, answer);
    assert_int_equal(got.status, v->faults ? 422 : 200);
}

int main(void)
{
    static struct CMUnitTest tests[COUNT(wants) + COUNT(values)];
    static char              what[COUNT(wants)][120];
    size_t                   n = 0;
    for (size_t i = 0; i < COUNT(wants); i++) {
        snprintf(what[i], sizeof what[i], "%s %s?%s %.60s", wants[i].method, wants[i].path,
                 wants[i].query ? wants[i].query : "", wants[i].body ? wants[i].body : "");
        tests[n++] = (struct CMUnitTest){ what[i], is_worded, NULL, NULL, (void *)(uintptr_t)&wants[i] };
    }
    for (size_t i = 0; i < COUNT(values); i++)
        tests[n++] = (struct CMUnitTest){ values[i].body, is_judged, NULL, NULL, (void *)(uintptr_t)&values[i] };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
