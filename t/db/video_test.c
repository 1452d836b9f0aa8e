/* video_test.c - lists of the video library: who sees what, pages, and what a page costs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/job/job.h"
#include "model/video/accept.h"
#include "model/video/video.h"
#include "t/db/own.h"

enum { PAGE = 30 };
static struct cx   cx;
static struct uuid ada, bob;

/* kinds: a letter for each video of the user, the oldest first: l listed, p private, d draft. */
static void seed(struct uuid user, const char *kinds, int64_t first_second)
{
    static const char sql[] =
        "INSERT INTO video (id, user_id, hash_id, state, file_name, video_type, size_in_bytes,"
        " upload_time, job_id, title, is_private, watch_key, ready_at, listing_time)"
        " VALUES (?, ?, ?, 'ready', 'a.mp4', 'video/mp4', 10, NOW(6), ?, ?, ?, ?, NOW(6),"
        " IF(?, TIMESTAMP '2026-01-01 00:00:00' + INTERVAL ? SECOND, NULL))";
    for (int64_t i = 0; kinds[i]; i++)
        own_do(&cx, sql,
               ARGS(ARG(uuid_new()), ARG(user), ARG(uuid_new()), ARG(uuid_new()),
                    ARG((const char *)arena_printf(cx.arena, "%c%lld", kinds[i], (long long)i)),
                    ARG((bool)(kinds[i] == 'p')), ARG(uuid_new()), ARG((bool)(kinds[i] != 'd')),
                    ARG(first_second + i)));
}

struct seen {
    char                text[8192];
    int                 n;
    struct video_cursor last;
};

static int note(void *u, const void *row)
{
    struct seen        *s = u;
    const struct video *v = row;
    size_t              n = strlen(s->text);
    snprintf(s->text + n, sizeof s->text - n, "%s%s", n ? " " : "", v->title);
    s->last = (struct video_cursor){ v->listing_time, v->id };
    s->n++;
    return 0;
}

static struct video_page page_of(struct uuid viewer)
{
    return (struct video_page){ .viewer = viewer, .from = video_first, .limit = PAGE };
}

static const char *explored(struct uuid viewer, bool with_own)
{
    struct seen      *s = arena_alloc(cx.arena, sizeof *s);
    struct video_page p = page_of(viewer);
    assert_int_equal(video_explore(&cx, &p, with_own, note, s), 0);
    return s->text;
}

static const char *of_user(struct uuid viewer, struct uuid user)
{
    struct seen      *s = arena_alloc(cx.arena, sizeof *s);
    struct video_page p = page_of(viewer);
    assert_int_equal(video_of_user(&cx, &p, user, note, s), 0);
    return s->text;
}

static int fresh(void **state)
{
    (void)state;
    arena_reset(cx.arena);
    err_clear(&cx);
    own_do(&cx, "DELETE FROM video", NO_ARGS);
    own_do(&cx, "DELETE FROM job", NO_ARGS);
    return 0;
}

static void everybody_sees_what_they_should(void **state)
{
    struct uuid nobody = { { 0 } };
    (void)state;
    seed(ada, "ldp", 100); /* l0 d1 p2 */
    seed(bob, "plll", 200); /* p0 l1 l2 l3 */
    assert_string_equal(explored(nobody, false), "l3 l2 l1 l0");
    assert_string_equal(explored(nobody, true), "l3 l2 l1 l0");
    assert_string_equal(explored(ada, false), "l3 l2 l1");
    assert_string_equal(explored(ada, true), "l3 l2 l1 p2 l0");
    assert_string_equal(explored(bob, true), "l3 l2 l1 p0 l0");
    assert_string_equal(explored(bob, false), "l0");
    assert_string_equal(of_user(nobody, ada), "l0");
    assert_string_equal(of_user(bob, ada), "l0");
    assert_string_equal(of_user(ada, ada), "p2 l0");
}

static void an_unknown_user_is_told_apart(void **state)
{
    struct seen       s = { .n = 0 };
    struct video_page p = page_of(ada);
    (void)state;
    assert_int_equal(video_of_user(&cx, &p, uuid_new(), note, &s), -E_NOT_FOUND);
    err_clear(&cx);
    assert_int_equal(video_of_user(&cx, &p, bob, note, &s), 0);
    assert_int_equal(s.n, 0);
}

/* Many of the same moment: none is missed and none comes twice. */
static void pages_meet(void **state)
{
    struct video_page p     = page_of(bob);
    struct seen      *s     = arena_alloc(cx.arena, sizeof *s);
    int               total = 0;
    (void)state;
    for (int i = 0; i < 10; i++)
        seed(ada, "llllllllll", 500);
    do {
        *s = (struct seen){ .n = 0 };
        assert_int_equal(video_explore(&cx, &p, true, note, s), 0);
        p.from = s->last;
        total += s->n;
    } while (s->n == PAGE);
    assert_int_equal(total, 100);
}

/* Rows that this connection has read so far, by whatever way. */
static int64_t rows_read(void)
{
    return own_number(&cx, "SELECT CAST(SUM(VARIABLE_VALUE) AS SIGNED) FROM"
                           " information_schema.SESSION_STATUS WHERE VARIABLE_NAME LIKE 'HANDLER_READ%'");
}

static void a_page_of_many_reads_few_rows(void **state)
{
    struct video_page p    = page_of(ada);
    struct seen      *s    = arena_alloc(cx.arena, sizeof *s);
    const char       *many = "llllllllllllllllllllllllllllllllllllllllllllllllll";
    int64_t           before, own_cost;
    (void)state;
    for (int i = 0; i < 20; i++)
        seed(bob, many, 1000 + 50 * i);
    for (int i = 0; i < 20; i++)
        seed(ada, "pd", 1000 + 50 * i);
    own_do(&cx, "ANALYZE TABLE video", NO_ARGS);
    before   = rows_read();
    own_cost = rows_read() - before; /* of looking */
    for (int k = 0; k < 3; k++) {
        *s     = (struct seen){ .n = 0 };
        before = rows_read();
        if (k < 2)
            assert_int_equal(video_explore(&cx, &p, k == 1, note, s), 0);
        else
            assert_int_equal(video_of_user(&cx, &p, bob, note, s), 0);
        assert_int_equal(s->n, PAGE);
        assert_true(rows_read() - before - own_cost < 6 * PAGE);
    }
}

/* ---- under way ---- */

static int in_tx(struct cx *c, void *u) { return video_accept(c, u); }

struct waiting {
    int64_t position[4], eta[4];
    double  progress[4];
    char    stage[4][41];
    bool    has_position[4], has_eta[4];
    int     n;
};

static int note_waiting(void *u, const void *row)
{
    struct waiting             *w = u;
    const struct video_unready *v = row;
    int                         i = w->n++;
    w->has_position[i] = IS_SET(&video_unready_shape, v, queue_position);
    w->has_eta[i]      = IS_SET(&video_unready_shape, v, eta_seconds);
    w->position[i]     = v->queue_position;
    w->eta[i]          = v->eta_seconds;
    w->progress[i]     = v->progress;
    snprintf(w->stage[i], sizeof w->stage[i], "%s", v->stage ? v->stage : "");
    return 0;
}

static struct uuid upload(void)
{
    struct video_new v = { .id = uuid_new(), .hash_id = uuid_new(), .job_id = uuid_new(), .user_id = ada,
                           .file_name = "a.mp4", .video_type = "video/mp4", .blob = { .bytes = 5 } };
    char             id[UUID_TEXT];
    uuid_format(v.id, id);
    snprintf(v.blob.hash, sizeof v.blob.hash, "%.32s%.32s", id, id);
    cx.now = utc_now();
    assert_int_equal(db_tx(&cx, TX_REPEATABLE, in_tx, &v), 0);
    return v.job_id;
}

static void the_queue_is_told(void **state)
{
    struct waiting w = { .n = 0 };
    struct uuid    first, second, third;
    (void)state;
    /* What came before took ten seconds. */
    own_do(&cx, "INSERT INTO job (id, kind, input, status, started_at, completed_at, created_at)"
                " VALUES (UUID(), 'video', '{}', 'succeeded', NOW(6) - INTERVAL 30 SECOND,"
                " NOW(6) - INTERVAL 20 SECOND, NOW(6) - INTERVAL 40 SECOND)", NO_ARGS);
    first = upload();
    second = upload();
    third = upload();
    own_do(&cx, "UPDATE job SET status = 'running', stage = 'encode', progress = 25,"
                " started_at = NOW(6) - INTERVAL 10 SECOND WHERE id = ?", ARGS(ARG(first)));
    own_do(&cx, "UPDATE job SET created_at = NOW(6) - INTERVAL 5 SECOND WHERE id = ?", ARGS(ARG(second)));
    own_do(&cx, "UPDATE job SET created_at = NOW(6) - INTERVAL 4 SECOND WHERE id = ?", ARGS(ARG(third)));
    assert_int_equal(video_each_unready(&cx, ada, note_waiting, &w), 0);
    assert_int_equal(w.n, 3); /* the last upload first */
    assert_string_equal(w.stage[0], "queued");
    assert_int_equal(w.position[0], 2);
    assert_in_range(w.eta[0], 20, 21);
    assert_int_equal(w.position[1], 1);
    assert_in_range(w.eta[1], 10, 11);
    assert_string_equal(w.stage[2], "encode");
    assert_true(w.progress[2] == 25);
    assert_false(w.has_position[2]);
    assert_in_range(w.eta[2], 29, 32);
}

static void a_failed_one_tells_no_queue(void **state)
{
    struct waiting w = { .n = 0 };
    (void)state;
    upload();
    own_do(&cx, "UPDATE video SET state = 'failed', failure_reason = 'Corrupted/Invalid file'", NO_ARGS);
    assert_int_equal(video_each_unready(&cx, ada, note_waiting, &w), 0);
    assert_int_equal(w.n, 1);
    assert_false(w.has_position[0] || w.has_eta[0]);
    assert_string_equal(w.stage[0], "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(everybody_sees_what_they_should, fresh),
        cmocka_unit_test_setup(an_unknown_user_is_told_apart, fresh),
        cmocka_unit_test_setup(pages_meet, fresh),
        cmocka_unit_test_setup(a_page_of_many_reads_few_rows, fresh),
        cmocka_unit_test_setup(the_queue_is_told, fresh),
        cmocka_unit_test_setup(a_failed_one_tells_no_queue, fresh),
    };
    int failed;
    own_begin("video");
    cx     = own_open();
    ada    = own_person(&cx);
    bob    = own_person(&cx);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    own_close(&cx);
    own_end();
    return failed;
}
