/* stored_test.c - files of the tracker's rows stay in the store as long as their rows are there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/preview/stored.h"
#include "model/studio/gc.h"
#include "t/db/own.h"

static struct cx cx;

static int begin(UNUSED void **state)
{
    cx = own_open();
    return 0;
}

static int end(UNUSED void **state)
{
    own_close(&cx);
    return 0;
}

static struct blob kept(const char *text)
{
    struct store_writer *w;
    struct blob          blob;
    assert_int_equal(store_create(&cx, &w), 0);
    assert_int_equal(store_write(&cx, w, text, strlen(text)), 0);
    assert_int_equal(store_keep(&cx, w, &blob), 0);
    return blob;
}

static bool is_stored(const struct blob *blob)
{
    return access(store_path(&cx, blob->hash), R_OK) == 0;
}

static void put(struct uuid id, const char *owner, const char *name, const struct blob *blob)
{
    const struct stored_new f = { .owner = owner, .owner_id = id, .name = name, .type = "image/png",
                                  .blob = blob };
    assert_int_equal(stored_put(&cx, &f), 0);
}

static void files_stay_with_their_rows(UNUSED void **state)
{
    struct uuid      id = uuid_new(), gone = uuid_new();
    struct blob      first = kept("first"), second = kept("second"), orphan = kept("orphan");
    struct stored    f;
    struct gc_report report;
    bool             found;
    own_do(&cx, "INSERT INTO preview_file (id) VALUES (?)", ARGS(ARG(id)));
    put(id, "preview_file", "source", &first);
    put(id, "preview_file", "original", &first);
    put(gone, "preview_file", "source", &orphan);
    put(uuid_new(), "build_job", "movie", &orphan);
    assert_int_equal(gc_run(&cx, 3600, &report), 0);
    assert_int_equal(report.stored, 0);
    assert_int_equal(gc_run(&cx, -60, &report), 0);
    assert_int_equal(report.stored, 2);
    assert_true(is_stored(&first));
    assert_false(is_stored(&orphan) || is_stored(&second));
    assert_int_equal(stored_get(&cx, id, "original", &f, &found), 0);
    assert_true(found);
    assert_string_equal(f.content_hash, first.hash);
    assert_int_equal(f.bytes, 5);
    assert_int_equal(stored_get(&cx, gone, "source", &f, &found), 0);
    assert_false(found);
}

static void a_name_is_given_once(UNUSED void **state)
{
    struct uuid   id    = uuid_new();
    struct blob   first = kept("one"), second = kept("another");
    struct stored f;
    bool          found;
    put(id, "person", "avatar", &first);
    put(id, "person", "avatar", &second);
    assert_int_equal(stored_get(&cx, id, "avatar", &f, &found), 0);
    assert_true(found);
    assert_string_equal(f.content_hash, second.hash);
    assert_int_equal(stored_drop(&cx, id), 0);
    assert_int_equal(stored_get(&cx, id, "avatar", &f, &found), 0);
    assert_false(found);
}

/* Names of endings, and nothing that a browser would run. */
static void types_are_known(UNUSED void **state)
{
    assert_string_equal(stored_type("png"), "image/png");
    assert_string_equal(stored_type("mp4"), "video/mp4");
    assert_string_equal(stored_type("html"), "application/octet-stream");
    assert_string_equal(stored_type("svg"), "application/octet-stream");
    assert_string_equal(stored_type(""), "application/octet-stream");
    assert_string_equal(stored_type(NULL), "application/octet-stream");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(files_stay_with_their_rows, begin, end),
        cmocka_unit_test_setup_teardown(a_name_is_given_once, begin, end),
        cmocka_unit_test(types_are_known),
    };
    int rc;
    own_begin("stored_test");
    rc = cmocka_run_group_tests(tests, NULL, NULL);
    own_end();
    return rc;
}
