/*
 * faults.c - any body through the whole edge of the set designs' family: lists of objects, texts
 * in the place of objects, values as pydantic 2 reads them. What is refused is refused in JSON
 * that tells of each fault what it is, where, and why; of what the body holds nothing else.
 */
#include <json-c/json.h>
#include "handlers/family.h"
#include "model/base/conf.h"
#include "model/base/json.h"
#include "t/fuzz/fuzz.h"
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
    FIELD(width, WRITE | NULLS, .min = 1, .max = 9, .doc = "How wide."),
    FIELD(marks, WRITE, .max = 9, .doc = "What is on it."),
};
#undef ROW
static const struct shape picture_shape = SHAPE(struct picture, picture_fields, .name = "Picture");

struct item {
    struct row  row;
    struct uuid subject_id;
    struct one  image;
    struct rows more;
};
#define ROW struct item
static const struct field item_fields[] = {
    FIELD(subject_id, WRITE | NEED, .doc = "Of whom."),
    FIELD(image, WRITE | NULLS | TEXTS, .max = 9, .of = &picture_shape, .doc = "Address or object."),
    FIELD(more, WRITE | NULLS, .max = 9, .of = &picture_shape, .doc = "Objects."),
};
#undef ROW
static const struct shape item_shape = SHAPE(struct item, item_fields, .name = "Item");

struct thing {
    struct row  row;
    const char *name, *word, *grant;
    int64_t     whole;
    double      part;
    bool        flag;
    struct uuid id;
    struct utc  at;
    struct ids  ids;
    struct rows items;
    struct one  either;
    struct json data;
};
#define ROW struct thing
static const char *const  words[]        = { "one", "two", "three", NULL };
static const char *const  grants[]       = { "password", NULL };
static const struct field thing_fields[] = {
    FIELD(name, WRITE | NEED | NAME, .min = 2, .max = 5, .doc = "A name."),
    FIELD(whole, WRITE, .min = 1, .max = 1000, .doc = "A whole number."),
    FIELD(part, WRITE, .doc = "A number."),
    FIELD(flag, WRITE, .doc = "A flag."),
    FIELD(id, WRITE | NULLS, .doc = "An identifier."),
    FIELD(at, WRITE | NULLS, .doc = "A moment."),
    FIELD(word, WRITE | NULLS, .choices = words, .doc = "A word."),
    FIELD(grant, WRITE | NULLS, .choices = grants, .pattern = "^password$", .doc = "One word."),
    FIELD(ids, WRITE, .max = 2, .doc = "Identifiers."),
    FIELD(items, WRITE, .min = 1, .max = 9, .of = &item_shape, .doc = "Objects."),
    FIELD(either, WRITE | TEXTS | URL, .of = &picture_shape, .doc = "A text or an object."),
    FIELD(data, WRITE | NULLS, .max = 100, .doc = "Anything."),
};
#undef ROW
static const struct shape thing_shape = SHAPE(struct thing, thing_fields);

static int taken(struct rq *rq)
{
    const struct thing *t = rq->args;
    size_t              n = strlen(t->name);
    must(n >= 2 && (!IS_SET(&thing_shape, t, whole) || (t->whole >= 1 && t->whole <= 1000)));
    must(t->ids.n <= 2 && t->items.n <= 9);
    for (size_t i = 0; i < t->items.n; i++) {
        const struct item *item = (const struct item *)t->items.v + i;
        must(!item->image.row || !item->image.text);
        must(item->more.n <= 9);
    }
    out_raw(reply(rq, 200), "{}");
    return 0;
}

static const struct route routes[] = {
    { PUT, "/api/v1/things", LOGGED_IN, .in = &thing_shape, .run = taken, .doc = "Takes a body." },
};
static const struct route_list        list    = ROUTES(designs_family, routes);
static const struct route_list *const lists[] = { &list, NULL };
static const struct conf              conf    = { .max_body_bytes = 8000, .cors_origin = "" };

static void is_told(struct json_object *fault)
{
    struct json_object *type, *loc, *msg, *input;
    must(json_object_object_get_ex(fault, "type", &type) && json_object_get_string_len(type) > 0);
    must(json_object_object_get_ex(fault, "msg", &msg) && json_object_get_string_len(msg) > 0);
    must(json_object_object_get_ex(fault, "input", &input));
    must(json_object_object_get_ex(fault, "loc", &loc) && json_object_array_length(loc) > 0);
    must(strcmp(json_object_get_string(json_object_array_get_idx(loc, 0)), "body") == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static struct answered got;
    struct asked           ask = { .method = "PUT", .path = "/api/v1/things", .type = "application/json",
                                   .body = (const char *)bytes, .bytes = n,
                                   .header = { "HTTP_AUTHORIZATION=Bearer good" } };
    struct json_object    *v, *detail;
    if (n == 0 || n > 4000)
        return 0;
    exchange(lists, &conf, &ask, &got);
    must(got.status == 200 || got.status == 400 || got.status == 422);
    if (got.body_bytes == sizeof got.text - (size_t)(got.body - got.text) - 1)
        return 0; /* more than the room for it here */
    must(json_check(got.body, got.body_bytes));
    v = json_tokener_parse(got.body);
    must(v && (got.status == 200 || json_object_object_get_ex(v, "detail", &detail)));
    for (size_t i = 0; got.status == 422 && i < json_object_array_length(detail); i++)
        is_told(json_object_array_get_idx(detail, i));
    must(got.status != 422 || json_object_array_length(detail) > 0);
    json_object_put(v);
    return 0;
}
