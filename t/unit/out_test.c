/* out_test.c - the JSON writer: commas, escapes, numbers; every kind of buffer gives the same text.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <float.h>
#include <math.h>
#include "model/base/arena.h"
#include "model/base/out.h"
#include "model/base/text.h"

enum { CAP = 1 << 22 };

struct thing {
    struct row  row;
    bool        flag;
    int64_t     whole;
    double      number;
    const char *text, *nothing, *secret;
    struct uuid id;
    struct utc  at;
    struct date day;
    struct json data;
    struct ids  list;
};
#define ROW struct thing
static const struct field thing_fields[] = {
    FIELD(flag, READ, .doc = "A flag."),
    FIELD(whole, READ, .doc = "A whole number."),
    FIELD(number, READ, .doc = "A number."),
    FIELD(text, READ, .doc = "A text."),
    FIELD(nothing, READ | NULLS, .doc = "Not set."),
    FIELD(secret, READ | SECRET, .doc = "Never shown."),
    FIELD(id, READ, .doc = "An identifier."),
    FIELD(at, READ, .doc = "A moment."),
    FIELD(day, READ, .doc = "A day."),
    FIELD(data, READ, .doc = "A value."),
    FIELD(list, READ, .doc = "Identifiers."),
};
#undef ROW
static const struct shape thing_shape = SHAPE(struct thing, thing_fields);

#define THING                                                                                      \
    "{\"flag\":true,\"whole\":-9223372036854775808,\"number\":0.1,\"text\":\"a\\\"\\\\\\n\\u0001"  \
    "\xc3\xa4\\u007f\",\"nothing\":null,\"id\":\"01010101-0101-0101-0101-010101010101\","          \
    "\"at\":\"1969-12-31T23:59:59.999Z\",\"day\":\"2024-02-29\",\"data\":{\"k\":[1]},"             \
    "\"list\":[\"01010101-0101-0101-0101-010101010101\","                                          \
    "\"01010101-0101-0101-0101-010101010101\"]}"

static void write_thing(struct out *o)
{
    static struct uuid v[2];
    struct thing       t = { .flag   = true,
                             .whole  = INT64_MIN,
                             .number = 0.1,
                             .text   = "a\"\\\n\x01\xc3\xa4\x7f",
                             .secret = "password",
                             .at     = { -1000 },
                             .day    = { days_from_civil(2024, 2, 29) },
                             .data   = { "{\"k\":[1]}" },
                             .list   = { v, 2 } };
    memset(v, 1, sizeof v);
    t.id = v[0];
    out_row(o, &thing_shape, &t);
}

static void everything(struct out *o)
{
    out_array(o);
    write_thing(o);
    out_array(o);
    out_array_end(o);
    out_object(o);
    out_object_end(o);
    out_object(o);
    OUT_STR(o, "a", NULL);
    out_key(o, "b\"");
    out_array(o);
    out_bool(o, false);
    out_null(o);
    out_i64(o, 0);
    out_array_end(o);
    OUT_I64(o, "c", 7);
    out_object_end(o);
    write_thing(o);
    out_array_end(o);
}
#define EVERYTHING "[" THING ",[],{},{\"a\":null,\"b\\\"\":[false,null,0],\"c\":7}," THING "]"

static void in_the_arena(void **state)
{
    struct arena *a = arena_new(CAP);
    struct out    o = out_in_arena(a, CAP / 4);
    (void)state;
    everything(&o);
    assert_string_equal(out_done(&o), EVERYTHING);
    assert_int_equal(o.len, strlen(EVERYTHING));
    arena_free(a);
}

static void on_the_heap_over_a_rewind(void **state)
{
    struct arena     *a    = arena_new(CAP);
    struct arena_mark mark = arena_mark(a);
    struct out        o    = out_on_heap(CAP);
    (void)state;
    (void)!arena_alloc(a, 100);
    everything(&o);
    arena_rewind(a, mark);
    memset(arena_alloc(a, 4096), 0xff, 4096);
    assert_string_equal(out_done(&o), EVERYTHING);
    free(o.buf);
    arena_free(a);
}

struct sink {
    char   text[8192];
    size_t len;
    int    calls, fail_at;
};
static int to_sink(void *u, const char *bytes, size_t n)
{
    struct sink *s = u;
    if (++s->calls == s->fail_at)
        return -1;
    assert_true(s->len + n < sizeof s->text);
    memcpy(s->text + s->len, bytes, n);
    s->len += n;
    return 0;
}

static void buffers_of_any_size_give_the_same(void **state)
{
    (void)state;
    for (size_t cap = 1; cap < 80; cap++) {
        struct sink s = { .fail_at = -1 };
        char        buf[80];
        struct out  o = out_to_sink(buf, cap, to_sink, &s);
        everything(&o);
        assert_false(o.failed);
        assert_int_equal(to_sink(&s, o.buf, o.len), 0);
        assert_string_equal(s.text, EVERYTHING);
    }
}

static void a_sink_that_fails_is_not_asked_again(void **state)
{
    struct sink s = { .fail_at = 3 };
    char        buf[16];
    struct out  o = out_to_sink(buf, sizeof buf, to_sink, &s);
    (void)state;
    everything(&o);
    assert_true(o.failed);
    assert_int_equal(s.calls, 3);
}

/* As lists are written: what a row needed is given back behind it. */
static void it_outlives_rewinds_behind_its_beginning(void **state)
{
    struct arena *a = arena_new(CAP);
    struct out    o = out_in_arena(a, CAP / 4);
    char         *expected = arena_alloc(a, CAP / 8), *end = expected;
    (void)state;
    out_array(&o);
    *end++ = '[';
    for (int i = 0; i < 5000; i++) {
        struct arena_mark mark = arena_mark(a);
        out_str(&o, arena_printf(a, "row %d", i));
        arena_rewind(a, mark);
        memset(arena_alloc(a, 4096), 'x', 4096); /* over what was given back */
        arena_rewind(a, mark);
        end += snprintf(end, 32, "%s\"row %d\"", i ? "," : "", i);
    }
    out_array_end(&o);
    *end++ = ']';
    assert_string_equal(out_done(&o), expected);
    arena_free(a);
}

static void its_maximum_is_kept(void **state)
{
    struct arena *a = arena_new(CAP);
    (void)state;
    for (int heap = 0; heap < 2; heap++)
        for (size_t max = 1; max < 2000; max += max < 40 ? 1 : 97) {
            struct out o = heap ? out_on_heap(max) : out_in_arena(a, max);
            for (size_t i = 0; i + 1 < max; i++)
                out_raw(&o, "x");
            assert_non_null(out_done(&o)); /* all but the NUL */
            out_raw(&o, "y");
            assert_true(out_done(&o) == NULL);
            assert_true(o.failed);
            assert_true(o.cap <= max);
            out_raw(&o, "z"); /* stays failed */
            assert_true(out_done(&o) == NULL);
            if (heap)
                free(o.buf);
        }
    {
        struct out o = out_in_arena(a, 4096);
        out_format(&o, "%s", arena_printf(a, "%*d", 511, 1));
        assert_int_equal(strlen(out_done(&o)), 511);
        out_format(&o, "%s", arena_printf(a, "%*d", 512, 1)); /* is refused, not cut */
        assert_null(out_done(&o));
    }
    arena_free(a);
}

static const char *written(struct arena *a, double v)
{
    struct out o = out_in_arena(a, 100);
    out_f64(&o, v);
    return out_done(&o);
}

static void doubles_read_back(void **state)
{
    static const double some[] = {
        0.1,     1.0 / 3, 1e21, 1e22, 123456789012345680.0, DBL_MAX,
        DBL_MIN, 5e-324,  -2.5, 1e-7, 0.30000000000000004,  9007199254740993.0,
        25.0
    };
    struct arena *a = arena_new(CAP);
    uint64_t      x = 88172645463325252u;
    (void)state;
    for (size_t i = 0; i < COUNT(some); i++) {
        const char *t = written(a, some[i]);
        double      v = strtod(t, NULL);
        assert_memory_equal(&v, &some[i], sizeof v);
        assert_non_null(strpbrk(t, ".e")); /* stays a number with a fraction for typed readers */
    }
    for (int i = 0; i < 20000; i++) {
        struct arena_mark mark = arena_mark(a);
        double            v, w;
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        memcpy(&v, &x, sizeof v);
        if (!isfinite(v))
            continue;
        w = strtod(written(a, v), NULL);
        assert_memory_equal(&v, &w, sizeof v);
        arena_rewind(a, mark);
    }
    assert_string_equal(written(a, 0.1), "0.1");
    assert_string_equal(written(a, 25), "25.0");
    assert_string_equal(written(a, (double)NAN), "null");
    assert_string_equal(written(a, (double)INFINITY), "null");
    assert_string_equal(written(a, (double)-INFINITY), "null");
    arena_free(a);
}

static void control_characters_are_escaped(void **state)
{
    struct arena *a = arena_new(CAP);
    (void)state;
    for (int c = 1; c < 0x20; c++) {
        struct out  o       = out_in_arena(a, 100);
        char        text[2] = { (char)c, 0 };
        const char *got;
        out_str(&o, text);
        got = out_done(&o);
        assert_int_equal(got[1], '\\');
        if (c != '\n' && c != '\r' && c != '\t')
            assert_string_equal(got, arena_printf(a, "\"\\u%04x\"", (unsigned)c));
    }
    {
        struct out o = out_in_arena(a, 100);
        out_strn(&o, "a\0b</script>", 12);
        assert_string_equal(out_done(&o), "\"a\\u0000b</script>\"");
    }
    arena_free(a);
}

static void both_styles_of_time(void **state)
{
    struct arena *a = arena_new(CAP);
    struct out    o = out_in_arena(a, 100), naive = out_in_arena(a, 100);
    (void)state;
    naive.time = TIME_NAIVE;
    out_time(&o, (struct utc){ 1999 });
    out_time(&naive, (struct utc){ 1999 });
    assert_string_equal(out_done(&o), "\"1970-01-01T00:00:00.001Z\"");
    assert_string_equal(out_done(&naive), "\"1970-01-01T00:00:00\"");
    arena_free(a);
}

static void nulls_by_their_bits(void **state)
{
    struct arena *a = arena_new(CAP);
    struct out    o = out_in_arena(a, CAP / 4);
    struct thing  t = { .nothing = "something" };
    const char   *text;
    (void)state;
    SET(&thing_shape, &t, nothing);
    SET_NULL(&thing_shape, &t, whole);
    out_row(&o, &thing_shape, &t);
    text = out_done(&o);
    assert_non_null(strstr(text, "\"nothing\":\"something\""));
    assert_non_null(strstr(text, "\"whole\":null"));
    assert_non_null(strstr(text, "\"data\":null"));
    assert_non_null(strstr(text, "\"text\":null"));
    assert_non_null(strstr(text, "\"list\":[]"));
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_the_arena),
        cmocka_unit_test(on_the_heap_over_a_rewind),
        cmocka_unit_test(buffers_of_any_size_give_the_same),
        cmocka_unit_test(a_sink_that_fails_is_not_asked_again),
        cmocka_unit_test(it_outlives_rewinds_behind_its_beginning),
        cmocka_unit_test(its_maximum_is_kept),
        cmocka_unit_test(doubles_read_back),
        cmocka_unit_test(control_characters_are_escaped),
        cmocka_unit_test(both_styles_of_time),
        cmocka_unit_test(nulls_by_their_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
