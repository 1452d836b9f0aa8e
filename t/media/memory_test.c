/* memory_test.c - the program's memory is bounded by the picture, not by the clip's length. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include "t/media/run.h"

enum { MIB = 1024 /* in KiB */ };

static void stays_small_at_1080p(void **state)
{
    struct heard h;
    (void)state;
    make_clip("-f lavfi -i testsrc2=s=1920x1080:r=25:d=6 -c:v libx264 -preset veryfast -bf 3 -refs 4 -pix_fmt yuv420p @/hd.mp4");
    media(&h, "parse", "hd.mp4", "");
    assert_true(h.done);
    if (h.rss_kib > 200 * MIB)
        fail_msg("1080p: %ld KiB", h.rss_kib);
    heard_free(&h);
}

/* One minute and one hour of the same three shots, over and over. */
static void does_not_grow(void **state)
{
    static const struct {
        const char *loop, *name;
        int64_t     frames;
    } clips[] = {
        { "-stream_loop 7 -i @/loop.mp4 -c copy @/minute.mp4", "minute.mp4", 8 * 200 },
        { "-stream_loop 449 -i @/loop.mp4 -c copy @/hour.mp4", "hour.mp4", 450 * 200 },
    };
    long rss[2];
    (void)state;
    make_clip("-f lavfi -i testsrc2=s=96x54:r=25:d=3 -f lavfi -i mandelbrot=s=96x54:r=25 "
              "-f lavfi -i smptehdbars=s=96x54:r=25:d=2 -filter_complex "
              "[1]trim=end_frame=75[b];[0][b][2]concat=n=3 -c:v libx264 -preset veryfast -g 50 "
              "-pix_fmt yuv420p @/loop.mp4");
    for (int i = 0; i < 2; i++) {
        struct heard h;
        make_clip(clips[i].loop);
        media(&h, "parse", clips[i].name, "");
        assert_true(h.done);
        assert_int_equal(number(line(&h, "source"), "frames"), clips[i].frames);
        assert_int_equal(h.scenes_n, clips[i].frames / 200 * 3);
        rss[i] = h.rss_kib;
        heard_free(&h);
    }
    if (rss[1] > rss[0] + 16 * MIB)
        fail_msg("a minute: %ld KiB, an hour: %ld KiB", rss[0], rss[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stays_small_at_1080p),
        cmocka_unit_test(does_not_grow),
    };
    return cmocka_run_group_tests(tests, run_begin, run_end);
}
