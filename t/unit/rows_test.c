/* rows_test.c - objects in lists in objects: what is read, what is written, and where each thing
 * is that is wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <json-c/json.h>
#include "model/base/arena.h"
#include "model/base/json.h"
#include "model/base/out.h"

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
    FIELD(url, READ | WRITE | NEED, .max = 8, .doc = "Where it is."),
    FIELD(width, READ | WRITE | NULLS, .min = 1, .max = 9, .doc = "How wide."),
    FIELD(marks, READ | WRITE, .doc = "What is on it."),
};
#undef ROW
static const struct shape picture_shape = SHAPE(struct picture, picture_fields, .name = "Picture");

struct entry {
    struct row  row;
    const char *label;
    struct one  image, frame;
    bool        flag;
    const char *secret;
};
#define ROW struct entry
static const struct field entry_fields[] = {
    FIELD(label, READ | WRITE | NEED, .doc = "Label."),
    FIELD(image, READ | WRITE | NULLS | TEXTS, .max = 10, .of = &picture_shape, .doc = "Either."),
    FIELD(frame, READ | WRITE, .of = &picture_shape, .doc = "An object."),
    FIELD(flag, READ | WRITE, .def = "true", .doc = "A flag."),
    FIELD(secret, READ, .doc = "Not to be sent."),
};
#undef ROW
static const struct shape entry_shape = SHAPE(struct entry, entry_fields, .name = "Entry");

struct album {
    struct row  row;
    struct rows entries, more;
};
#define ROW struct album
static const struct field album_fields[] = {
    FIELD(entries, READ | WRITE, .min = 1, .max = 3, .of = &entry_shape, .doc = "Entries."),
    FIELD(more, READ | WRITE | NULLS, .max = 2000, .of = &entry_shape, .doc = "More of them."),
};
#undef ROW
static const struct shape album_shape = SHAPE(struct album, album_fields);

#define ID "0191d2c8-7f9e-4d1a-9b6e-0d7a3c5b2f10"

// clang-format off
static const struct want {
    const char *json, *album; /* the album written again; NULL: refused, with ... */
    const char *faults;       /* ... place, kind and input of each */
} wants[] = {
    { "{\"entries\":[{\"label\":\"a\"}]}",
      "{\"entries\":[{\"label\":\"a\",\"image\":null,\"frame\":null,\"flag\":true,\"secret\":null}],\"more\":null}" },
    { "{\"entries\":[{\"label\":\"a\",\"image\":null,\"secret\":\"x\",\"other\":1}],\"more\":[]}",
      "{\"entries\":[{\"label\":\"a\",\"image\":null,\"frame\":null,\"flag\":true,\"secret\":null}],\"more\":[]}" },
    { "{\"entries\":[{\"label\":\"a\",\"image\":\"b\",\"flag\":false},{\"label\":\"c\",\"image\":{\"url\":\"d\",\"width\":3}}],\"more\":null}",
      "{\"entries\":[{\"label\":\"a\",\"image\":\"b\",\"frame\":null,\"flag\":false,\"secret\":null},"
      "{\"label\":\"c\",\"image\":{\"url\":\"d\",\"width\":3,\"marks\":[]},\"frame\":null,\"flag\":true,\"secret\":null}],\"more\":null}" },
    { "{\"entries\":[{\"label\":\"a\",\"frame\":{\"url\":\"d\",\"marks\":[\"" ID "\"]}}]}",
      "{\"entries\":[{\"label\":\"a\",\"image\":null,\"frame\":{\"url\":\"d\",\"width\":null,\"marks\":[\"" ID "\"]},\"flag\":true,\"secret\":null}],\"more\":null}" },
    { "{\"entries\":5}", NULL, "entries LIST 5;" },
    { "{\"entries\":[]}", NULL, "entries SHORT [];" },
    { "{\"entries\":[1,2,3,4]}", NULL, "entries LONG [1,2,3,4];" },
    { "{\"entries\":null}", NULL, "entries NULL null;" },
    { "{\"entries\":[5,{\"label\":\"a\"},null]}", NULL, "entries.0 OBJECT 5;entries.2 OBJECT null;" },
    { "{\"entries\":[{\"flag\":7},{\"label\":\"a\"},{}]}", NULL,
      "entries.0.label MISSING {\"flag\":7};entries.0.flag BOOL 7;entries.2.label MISSING {};" },
    { "{\"entries\":[{\"flag\":7,\"label\":[]}]}", NULL, "entries.0.label TEXT [];entries.0.flag BOOL 7;" },
    { "{\"entries\":[{\"label\":\"a\",\"frame\":5}]}", NULL, "entries.0.frame OBJECT 5;" },
    { "{\"entries\":[{\"label\":\"a\",\"frame\":null}]}", NULL, "entries.0.frame NULL null;" },
    { "{\"entries\":[{\"label\":\"a\",\"frame\":{\"width\":10}}]}", NULL,
      "entries.0.frame.url MISSING {\"width\":10};entries.0.frame.width HIGH 10;" },
    { "{\"entries\":[{\"label\":\"a\",\"image\":5}]}", NULL, "entries.0.image.str TEXT 5;entries.0.image.Picture OBJECT 5;" },
    { "{\"entries\":[{\"label\":\"a\",\"image\":\"01234567890\"}]}", NULL, "entries.0.image LONG \"01234567890\";" },
    { "{\"entries\":[{\"label\":\"a\",\"image\":{\"marks\":[\"" ID "\",\"x\",5]}}]}", NULL,
      "entries.0.image.str TEXT {\"marks\":[\"" ID "\",\"x\",5]};entries.0.image.Picture.url MISSING {\"marks\":[\"" ID "\",\"x\",5]};"
      "entries.0.image.Picture.marks.1 UUID \"x\";entries.0.image.Picture.marks.2 UUID 5;" },
};
// clang-format on

static const char *const kinds[] = {
    [FAULT_MISSING] = "MISSING", [FAULT_NULL] = "NULL",     [FAULT_BOOL] = "BOOL",
    [FAULT_TEXT] = "TEXT",       [FAULT_UUID] = "UUID",     [FAULT_LIST] = "LIST",
    [FAULT_OBJECT] = "OBJECT",   [FAULT_SHORT] = "SHORT",   [FAULT_LONG] = "LONG",
    [FAULT_LOW] = "LOW",         [FAULT_HIGH] = "HIGH",
};

static void write_fault(struct out *o, const struct fault *f)
{
    for (size_t i = 0; i < f->steps; i++)
        if (f->step[i].name)
            out_format(o, "%s%s", i ? "." : "", f->step[i].name);
        else
            out_format(o, "%s%lld", i ? "." : "", (long long)f->step[i].index);
    out_format(o, " %s %s;", kinds[f->kind],
               json_object_to_json_string_ext(f->input, JSON_C_TO_STRING_PLAIN));
}

/* As the reader of a request does it. */
static void read_album(struct cx *cx, const char *text, struct album *to)
{
    struct json_object *v;
    assert_true(json_read(cx->arena, text, strlen(text), &v));
    json_object_object_foreach(v, name, x)
    {
        size_t from = cx->found.n;
        int    i    = field_index(&album_shape, name, strlen(name));
        assert_true(i >= 0);
        assert_int_equal(fault_keep(cx, field_from_json(cx, &album_shape, (size_t)i, x, to), from, x), 0);
    }
}

static void reads_and_writes(void **state)
{
    const struct want *w  = *state;
    struct cx          cx = { .arena = arena_new(1 << 20) };
    struct out         o  = out_in_arena(cx.arena, 4000);
    struct album       to = { 0 };
    read_album(&cx, w->json, &to);
    for (size_t i = 0; i < cx.found.n; i++)
        write_fault(&o, &cx.found.v[i]);
    if (!cx.found.n)
        out_row(&o, &album_shape, &to);
    assert_string_equal(out_done(&o), w->album ? w->album : w->faults);
    arena_free(cx.arena);
}

static void first_of_them_is_the_error(void **state)
{
    struct cx           cx = { .arena = arena_new(1 << 20) };
    struct album        to = { 0 };
    struct json_object *v;
    const char          text[] = "{\"entries\":[{\"label\":\"a\"},{\"label\":\"b\",\"flag\":7},{}]}";
    (void)state;
    assert_true(json_read(cx.arena, text, strlen(text), &v));
    assert_int_equal(row_from_json(&cx, &album_shape, v, WRITE, true, &to), -E_INVALID);
    assert_string_equal(cx.err.field, "entries");
    assert_string_equal(cx.err.message, "entries: flag: must be true or false");
    assert_int_equal(cx.err.fault, FAULT_BOOL);
    assert_int_equal(cx.err.steps, 2);
    assert_int_equal(cx.err.step[0].index, 1);
    assert_string_equal(cx.err.step[1].name, "flag");
    assert_null(to.entries.v);
    arena_free(cx.arena);
}

/* As a field of a form they are JSON. */
static void lists_come_as_texts(void **state)
{
    static const char *const texts[] = { "[{\"label\":\"a\"}]", "[{}]", "[", "", "x", "{}" };
    size_t i = (size_t)field_index(&album_shape, "entries", 7);
    (void)state;
    for (size_t k = 0; k < COUNT(texts); k++) {
        struct cx    cx = { .arena = arena_new(1 << 20) };
        struct album to = { 0 };
        int          rc = field_from_text(&cx, &album_shape, i, texts[k], strlen(texts[k]), &to);
        assert_int_equal(rc, k == 0 ? 0 : -E_INVALID);
        assert_int_equal(to.entries.n, k == 0);
        arena_free(cx.arena);
    }
}

/* One identifier is a list of it, where clients are known to write so. */
static void one_stands_for_a_list(void **state)
{
    static const struct field loose[] = { { .name = "ids", .type = T_IDS, .flags = WRITE | LOOSE, .off = offsetof(struct picture, marks), .doc = "A." } };
    static const struct shape shape   = SHAPE(struct picture, loose);
    struct cx                 cx      = { .arena = arena_new(1 << 20) };
    struct picture            to      = { 0 };
    struct json_object       *v;
    (void)state;
    assert_true(json_read(cx.arena, "\"" ID "\"", strlen(ID) + 2, &v));
    assert_int_equal(field_from_json(&cx, &shape, 0, v, &to), 0);
    assert_int_equal(to.marks.n, 1);
    assert_true(json_read(cx.arena, "\"x\"", 3, &v));
    assert_int_equal(field_from_json(&cx, &shape, 0, v, &to), -E_INVALID);
    assert_true(json_read(cx.arena, "\"" ID "\"", strlen(ID) + 2, &v));
    assert_int_equal(field_from_json(&cx, &picture_shape, 2, v, &to), -E_INVALID);
    arena_free(cx.arena);
}

/* As many are told as there is room for, and what is beyond is wrong all the same. */
static void there_is_an_end_to_faults(void **state)
{
    struct cx    cx = { .arena = arena_new(8 << 20) };
    struct album to = { 0 };
    struct out   o  = out_in_arena(cx.arena, 1 << 20);
    (void)state;
    out_raw(&o, "{\"more\":[");
    for (int i = 0; i < 2000; i++)
        out_raw(&o, i ? ",{\"label\":\"a\",\"image\":5}" : "{}");
    out_raw(&o, "]}");
    read_album(&cx, out_done(&o), &to);
    assert_int_equal(cx.found.n, FAULTS_MOST);
    assert_int_equal(cx.found.v[FAULTS_MOST - 1].step[1].index, 500);
    assert_null(to.more.v);
    arena_free(cx.arena);
}

// clang-format off
static const struct faulty {
    const char  *what;
    struct field f;
    bool         fault;
} faulties[] = {
    { "objects", { .name = "a", .type = T_ROWS, .off = 16, .flags = WRITE, .max = 9, .of = &entry_shape, .doc = "A." }, false },
    { "objects of no kind", { .name = "a", .type = T_ROWS, .off = 16, .doc = "A." }, true },
    { "a number of a kind", { .name = "a", .type = T_I64, .off = 16, .of = &entry_shape, .doc = "A." }, true },
    { "a kind without a name", { .name = "a", .type = T_ROW, .off = 16, .of = &album_shape, .doc = "A." }, true },
    { "a list as long as a client wants", { .name = "a", .type = T_ROWS, .off = 16, .flags = WRITE, .of = &entry_shape, .doc = "A." }, true },
    { "a list as long as we want", { .name = "a", .type = T_ROWS, .off = 16, .flags = READ, .of = &entry_shape, .doc = "A." }, false },
    { "a text for a list", { .name = "a", .type = T_ROWS, .off = 16, .flags = TEXTS, .of = &entry_shape, .doc = "A." }, true },
    { "many files", { .name = "a", .type = T_FILE, .off = 16, .flags = MANY, .doc = "A." }, false },
    { "many lists", { .name = "a", .type = T_ROWS, .off = 16, .flags = MANY, .of = &entry_shape, .doc = "A." }, true },
    { "half outside", { .name = "a", .type = T_ROWS, .off = 24, .of = &entry_shape, .doc = "A." }, true },
};
// clang-format on

static void table_is_judged(void **state)
{
    const struct faulty *c = *state;
    struct shape         s = { .fields = &c->f, .count = 1, .bytes = 32 };
    assert_int_equal(shape_fault(&s) != NULL, c->fault);
}

int main(void)
{
    enum { FIXED = 4 };
    struct CMUnitTest tests[FIXED + COUNT(wants) + COUNT(faulties)] = {
        cmocka_unit_test(first_of_them_is_the_error),
        cmocka_unit_test(there_is_an_end_to_faults),
        cmocka_unit_test(lists_come_as_texts),
        cmocka_unit_test(one_stands_for_a_list),
    };
    size_t n = FIXED;
    assert_null(shape_fault(&album_shape));
    for (size_t i = 0; i < COUNT(wants); i++)
        tests[n++] = (struct CMUnitTest){ wants[i].json, reads_and_writes, NULL, NULL, (void *)(uintptr_t)&wants[i] };
    for (size_t i = 0; i < COUNT(faulties); i++)
        tests[n++] = (struct CMUnitTest){ faulties[i].what, table_is_judged, NULL, NULL, (void *)(uintptr_t)&faulties[i] };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
