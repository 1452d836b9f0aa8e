/* zip_test.c - archives through dailies-stills: those that mean harm, and those of many pictures. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "t/media/archives.h"
#include "t/media/run.h"

#define SLUGS ",\"slugs\":[\"front\",\"side\",\"back\"]"

static uint8_t jpeg[1 << 20];

static int begin(void **state)
{
    int   rc = run_begin(state);
    FILE *f;
    make_clip("-f lavfi -i testsrc2=s=400x300:r=1:d=1 -frames:v 1 @/picture.jpg");
    f = fopen(in_folder("picture.jpg"), "rb");
    fresh_output();
    archives_begin(jpeg, fread(jpeg, 1, sizeof jpeg, f));
    fclose(f);
    run_program("dailies-stills");
    return rc;
}

static void unpack(struct heard *h, const struct archive *a, const char *members)
{
    make_file("archive.zip", a->bytes ? a->bytes : (const uint8_t *)"", a->n);
    media(h, "zip", "archive.zip", members);
}

static int count(const struct heard *h, const char *kind)
{
    int n = 0;
    for (int i = 0; i < h->lines_n; i++)
        n += strcmp(text(h->lines[i], "kind"), kind) == 0;
    return n;
}

/* The first of the archive that was refused. */
static const char *first_refusal(const struct heard *h)
{
    struct json_object *first = NULL;
    for (int i = 0; i < h->lines_n; i++)
        if (strcmp(text(h->lines[i], "kind"), "refused") == 0 &&
            (!first || number(h->lines[i], "index") < number(first, "index")))
            first = h->lines[i];
    return first ? text(first, "message") : "";
}

static void is_as_expected(const struct archive_case *c, const struct heard *h)
{
    if (c->refused) {
        struct json_object *failed = line(h, "failed");
        if (h->status != 1 || !failed || strcmp(h->reason, "bad_archive") != 0 ||
            !strstr(text(failed, "message"), c->refused))
            fail_msg("%s: status %d, %s: %s", c->what, h->status, h->reason,
                     failed ? text(failed, "message") : "taken");
        return;
    }
    if (!h->done || count(h, "still") != c->pictures || count(h, "refused") != c->skipped)
        fail_msg("%s: %d pictures, %d skipped, %s %s", c->what, count(h, "still"),
                 count(h, "refused"), h->reason,
                 line(h, "failed") ? text(line(h, "failed"), "message") : "");
    if (c->reason && !strstr(first_refusal(h), c->reason))
        fail_msg("%s: skipped, for %s", c->what, first_refusal(h));
    assert_int_equal(number(line(h, "items"), "total"), c->pictures + c->skipped);
    assert_int_equal(count(h, "entry"), c->pictures + c->skipped);
}

static void each_ends_as_it_should(void **state)
{
    (void)state;
    for (int i = 0; i < archive_cases_n; i++) {
        struct archive a = { .n = 0 };
        struct heard   h;
        archive_cases[i].make(&a);
        unpack(&h, &a, SLUGS);
        is_as_expected(&archive_cases[i], &h);
        heard_free(&h);
        archive_free(&a);
    }
}

/* The pictures are there by their index, under no name of the archive's. */
static void files_have_names_of_ours(void **state)
{
    struct archive a = { .n = 0 };
    struct heard   h;
    int            width, height;
    (void)state;
    archive_add(&a, &(struct archive_entry){ .name = "x/notes.txt", .bytes = "x", .n = 1 });
    archive_add(&a, &(struct archive_entry){ .name = "x/Front.png", .bytes = jpeg, .n = (size_t)file_bytes("../picture.jpg") });
    archive_end(&a, &(struct archive_end){ .disk = 0 });
    unpack(&h, &a, SLUGS);
    assert_true(h.done);
    assert_string_equal(text(line(&h, "still"), "extension"), "jpg");
    assert_int_equal(number(line(&h, "still"), "index"), 1);
    assert_int_equal(file_bytes("1.jpg"), file_bytes("../picture.jpg"));
    jpeg_size("1-160.jpg", &width, &height);
    assert_int_equal(width, 160);
    assert_int_equal(file_bytes("0.part"), -1);
    assert_int_equal(file_bytes("1.part"), -1);
    heard_free(&h);
    archive_free(&a);
}

/* Memory does not grow with what is in the archive. */
static void stays_flat(void **state)
{
    static const int sizes[] = { 10, 1000 };
    long             rss[2];
    (void)state;
    for (int k = 0; k < 2; k++) {
        struct archive a     = { .n = 0 };
        struct heard   h;
        static char    names[1000][24], slugs[20000];
        size_t         used = (size_t)snprintf(slugs, sizeof slugs, ",\"slugs\":[\"none\"");
        for (int i = 0; i < sizes[k]; i++) {
            snprintf(names[i], sizeof names[i], "s%d.jpg", i);
            used += (size_t)snprintf(slugs + used, sizeof slugs - used, ",\"s%d\"", i);
            archive_add(&a, &(struct archive_entry){ .name = names[i], .bytes = jpeg,
                                                     .n = (size_t)file_bytes("../picture.jpg") });
        }
        archive_end(&a, &(struct archive_end){ .disk = 0 });
        snprintf(slugs + used, sizeof slugs - used, "],\"threads\":2");
        make_file("archive.zip", a.bytes, a.n);
        archive_free(&a);
        static char job[30000];
        fresh_output();
        snprintf(job, sizeof job, "{\"op\":\"zip\",\"input\":\"%s\",\"output\":\"%s\"%s}",
                 in_folder("archive.zip"), in_folder("out"), slugs);
        media_raw(&h, job);
        assert_true(h.done);
        assert_int_equal(number(line(&h, "items"), "total"), sizes[k]);
        assert_int_equal(count(&h, "still"), sizes[k]);
        rss[k] = h.rss_kib;
        heard_free(&h);
    }
    printf("peak of 10 pictures %ld KiB, of 1000 %ld KiB\n", rss[0], rss[1]);
    assert_true(rss[1] < rss[0] + 24 * 1024);
}

/* Any bytes changed anywhere: pictures or a refusal, never a crash. */
static void survives_changed_bytes(void **state)
{
    uint32_t seed = 99;
    (void)state;
    for (int round = 0; round < 60; round++) {
        struct archive a = { .n = 0 };
        struct heard   h;
        for (int i = 0; i < 3; i++)
            archive_add(&a, &(struct archive_entry){ .name = i == 0 ? "front.jpg" : i == 1 ? "side.jpg" : "back.jpg",
                                                     .bytes = jpeg, .n = (size_t)file_bytes("../picture.jpg"),
                                                     .deflate = i == 1, .later = i == 2, .wide = i == 0 });
        archive_end(&a, &(struct archive_end){ .wide = round % 2 == 0 });
        for (int k = 0; k < 3; k++) {
            seed = seed * 1664525u + 1013904223u;
            /* Mostly the directory, and the first header. */
            size_t at = k == 0 ? (seed >> 8) % 60 : a.n - 1 - (seed >> 8) % 300;
            a.bytes[at] = (uint8_t)seed;
        }
        unpack(&h, &a, SLUGS ",\"wall_s\":20");
        if (h.status != 0 && h.status != 1)
            fail_msg("round %d ended with %d", round, h.status);
        heard_free(&h);
        archive_free(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stays_flat), /* first: what the test itself has taken would count */
        cmocka_unit_test(each_ends_as_it_should),
        cmocka_unit_test(files_have_names_of_ours),
        cmocka_unit_test(survives_changed_bytes),
    };
    return cmocka_run_group_tests(tests, begin, run_end);
}
