/* caption_test.c - WebVTT and SubRip as people send them, and what becomes of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/video/caption_text.h"

#define V "WEBVTT\n\n"
#define T1 "00:00:01.000 --> 00:00:02.000"
#define T3 "00:00:03.000 --> 00:00:04.000"
#define ONE V T1 "\n"
#define S1 "1\n00:00:01,000 --> 00:00:02,000\n"

static struct cx cx;

static int begin(void **state)
{
    (void)state;
    cx.arena = arena_new(256 << 20);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_reset(cx.arena);
    return 0;
}

// clang-format off
static struct good {
    const char *what, *text, *clean; /* clean NULL: the same */
} goods[] = {
    { "the least", ONE "Hi\n", NULL },
    { "two cues", ONE "Hi\n\n" T3 "\nThere,\nyou\n", NULL },
    { "no line end at the end", ONE "Hi", ONE "Hi\n" },
    { "line ends of others", "WEBVTT\r\n\r\n" T1 "\r\nHi\r\n", ONE "Hi\n" },
    { "line ends of the old Mac", "WEBVTT\r\r" T1 "\rHi\r", ONE "Hi\n" },
    { "a byte order mark", "\xef\xbb\xbf" ONE "Hi\n", ONE "Hi\n" },
    { "text behind the signature, and a header", "WEBVTT - Titles\nKind: captions\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000\n\n" T1 "\nHi\n", ONE "Hi\n" },
    { "no line between header and cue", "WEBVTT\n" T1 "\nHi\n", ONE "Hi\n" },
    { "times without hours", V "00:01.000 --> 00:02.000\nHi\n", ONE "Hi\n" },
    { "times with many hours", V "101:00:01.000 --> 1000:00:02.000\nHi\n", NULL },
    { "tight times", V "  00:01.000-->00:02.000  \nHi\n", ONE "Hi\n" },
    { "tabs are blanks", V "00:01.000\t-->\t00:02.000\talign:left\nHi\tthere\n", V T1 " align:left\nHi there\n" },
    { "identifiers", V "intro - 1\n" T1 "\nHi\n", NULL },
    { "identifiers that look like tags", V "<img src=x>\n" T1 "\nHi\n\na & b\n" T3 "\nb\n", ONE "Hi\n\n" T3 "\nb\n" },
    { "an identifier that looks like a block", V "NOTE\n" T1 "\nHi\n", NULL },
    { "comments", V "NOTE a word\n\nNOTE\nmore\nwords\n\n" T1 "\nHi\n\nNOTE end\n", ONE "Hi\n" },
    { "styles and regions", V "STYLE\n::cue { color: red }\n\nREGION\nid:fred\nwidth:40%\n\n" T1 " region:fred\nHi\n", ONE "Hi\n" },
    { "settings", V T1 " vertical:rl line:-1,end position:50%,line-left size:12.5% align:center\nHi\n", NULL },
    { "settings by percentage", V T1 " line:100%\nHi\n", NULL },
    { "settings that are wrong", V T1 " line:x line:1.5 size:101% position:5 align:middle vertical: blink:on position:1%,end size\nHi\n", ONE "Hi\n" },
    { "of settings the last counts", V T1 " size:10% align:left size:20%\nHi\n", V T1 " size:20% align:left\nHi\n" },
    { "the order of beginnings", V T3 "\nb\n\n" T1 "\na\n\n" T1 " size:5%\na2\n", V T1 "\na\n\n" T1 " size:5%\na2\n\n" T3 "\nb\n" },
    { "cues without text", V T1 "\n\n" T3 "\nb\n", V T3 "\nb\n" },
    { "tags", ONE "<b>a</b> <i.x.y-z>b</i> <u>c</u> <c.red_1>d</c> <ruby>e<rt>f</rt></ruby>\n", NULL },
    { "a voice", ONE "<v.loud Fred &amp; Co>Hi</v>\n", NULL },
    { "a voice on two lines", ONE "<v  Fred \n Smith >Hi\n", ONE "<v Fred Smith>Hi</v>\n" },
    { "a voice that ends as an arrow", ONE "<v a--\n>Hi\n", ONE "<v a>Hi</v>\n" },
    { "a class that ends as an arrow", ONE "<c.a--\n>Hi\n", ONE "<c>Hi</c>\n" },
    { "a language", ONE "<lang en-GB>Hi</lang>\n", NULL },
    { "no language", ONE "<lang \"x>Hi</lang>\n", ONE "Hi\n" },
    { "times in the text", ONE "a <00:01.500>b <00:00:01.700>c <1>d\n", ONE "a <00:00:01.500>b <00:00:01.700>c d\n" },
    { "tags that were not closed", ONE "<b><i>a\n", ONE "<b><i>a</i></b>\n" },
    { "tags closed in the wrong order", ONE "<b><i>a</b></i>\n", ONE "<b><i>a</i></b>\n" },
    { "the end of ruby ends its text", ONE "<ruby>a<rt>b</ruby>c\n", ONE "<ruby>a<rt>b</rt></ruby>c\n" },
    { "ruby's text outside of it", ONE "<rt>a</rt>\n", ONE "a\n" },
    { "tags of HTML", ONE "<script>alert(1)</script><img src=x onerror=alert(1)><B>a</B>\n", ONE "alert(1)a\n" },
    { "handlers in tags", ONE "<b onclick=alert(1)>a</b><v a onclick=\"x\">b\n", ONE "<b>a</b><v a onclick=\"x\">b</v>\n" },
    { "classes that are none", ONE "<c.a\"b.ok.>x</c>\n", ONE "<c.ok>x</c>\n" },
    { "a tag in a tag", ONE "<<b>x<b<i>y\n", ONE "xy\n" },
    { "a tag without end", ONE "1 < 2\n", ONE "1 &lt; 2\n" },
    { "an arrow's head", ONE "a > b\n", ONE "a &gt; b\n" },
    { "references", ONE "&amp; &lt; &gt; &lrm; &nbsp; &eacute;\n", NULL },
    { "references by number", ONE "&#233; &#xE9; &#60;b&#62; &#38;amp; &#x20ac; &#x1f600; &#160;\n", ONE "\xc3\xa9 \xc3\xa9 &lt;b&gt; &amp;amp; \xe2\x82\xac \xf0\x9f\x98\x80 \xc2\xa0\n" },
    { "references to what may not be", ONE "&#0; &#10; &#xd800; &#x110000; &#; &#x; &#99999999999;\n", ONE "&amp;#0; &amp;#10; &amp;#xd800; &amp;#x110000; &amp;#; &amp;#x; &amp;#99999999999;\n" },
    { "ampersands", ONE "a & b && c; &; &1; &a b;\n", ONE "a &amp; b &amp;&amp; c; &amp;; &amp;1; &amp;a b;\n" },
    { "lines that become empty", ONE "<x>\na\n<y> \n  \nb\n<z>\n", ONE "a\nb\n" },
    { "many languages", ONE "\xe4\xb8\xad\xe6\x96\x87 \xd8\xb9\xd8\xb1\xd8\xa8\xd9\x8a \xf0\x9f\x8e\xac\n", NULL },
    { "more than players nest", ONE "<b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b>x\n", ONE "<b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b>x</b></b></b></b></b></b></b></b></b></b></b></b></b></b></b></b>\n" },

    { "SubRip", S1 "Hi\n\n2\n00:00:03,000 --> 00:00:04,000\nThere\n", ONE "Hi\n\n" T3 "\nThere\n" },
    { "SubRip of Windows", "\xef\xbb\xbf" "1\r\n00:00:01,000 --> 00:00:02,000\r\nHi\r\n\r\n", ONE "Hi\n" },
    { "SubRip without counters", "00:00:01,000 --> 00:00:02,000\nHi\n\n7\n\n00:00:03,000 --> 00:00:04,000\nb\n", ONE "Hi\n7\n\n" T3 "\nb\n" },
    { "SubRip without empty lines", S1 "Hi\n2\n00:00:03,000 --> 00:00:04,000\nb\n", ONE "Hi\n\n" T3 "\nb\n" },
    { "SubRip with empty lines in texts", S1 "a\n\nb\n\n2\n00:00:03,000 --> 00:00:04,000\nc\n", ONE "a\nb\n\n" T3 "\nc\n" },
    { "SubRip with other times", "\n\n1\n0:00:01.0 --> 0:00:02,00 X1:0 X2:10\nHi\n", ONE "Hi\n" },
    { "SubRip's tags", S1 "<I>a</I> <b>b</b> <font color=\"red\">c</font> {\\an8}d{x}\n", ONE "<i>a</i> <b>b</b> c d{x}\n" },
    { "SubRip's text", S1 "I <3 you & 1 < 2 > 0 <c>x <v y>z\n", ONE "I &lt;3 you &amp; 1 &lt; 2 &gt; 0 x z\n" },
    { "SubRip by name", "1\n00:00:01,000 --> 00:00:02,000 \n<script src=//x>y", ONE "y\n" },
};

static struct bad {
    const char *what, *text, *message;
} bads[] = {
    { "nothing", "", "line 1: the file ends" },
    { "a signature", "WEBVTT", "line 1: the file ends" },
    { "empty cues", V T1 "\n\n" T3 "\n<x>\n", "line 7: the file ends" },
    { "another text", "Dear reader,\nhello\n", "line 1: this is neither WebVTT nor" },
    { "HTML", "<!DOCTYPE html>\n", "line 1: this is neither" },
    { "half a signature", "WEBVTTX\n\n" T1 "\nHi\n", "line 1: this is neither" },
    { "a text between cues", ONE "Hi\n\nwhat?\n\n" T3 "\nb\n", "line 6: this is neither a cue nor" },
    { "no empty line", ONE "Hi\n" T3 "\nb\n", "line 5: there is no empty line" },
    { "an arrow in a comment", V "NOTE\na\n-->\n\n" T1 "\nHi\n", "line 5: there is no empty line" },
    { "the end before the beginning", V "00:02.000 --> 00:01.999\nHi\n", "line 3: a cue must end" },
    { "no length", V "00:02.000 --> 00:02.000\nHi\n", "line 3: a cue must end" },
    { "a comma", V "00:01,000 --> 00:02,000\nHi\n", "line 3: times are written as 00:01:02.5" },
    { "two places", V "00:01.00 --> 00:02.000\nHi\n", "line 3: times" },
    { "many minutes", V "60:01.000 --> 61:02.000\nHi\n", "line 3: times" },
    { "many seconds", V "00:60.000 --> 01:02.000\nHi\n", "line 3: times" },
    { "negative times", V "-00:01.000 --> 00:02.000\nHi\n", "line 3: times" },
    { "too many hours", V "99999:00:00.000 --> 99999:00:01.000\nHi\n", "line 3: times" },
    { "settings without a blank", V T1 "line:1\nHi\n", "line 3: times" },
    { "no end", V "00:01.000 -->\nHi\n", "line 3: times" },
    { "SubRip's times", "1\n00:01,000 --> 00:02,000\nHi\n", "line 2: times are written as 00:01:02,5" },
    { "SubRip, the end before the beginning", S1 "a\n\n2\n00:00:04,000 --> 00:00:03,000\nb\n", "line 6: a cue must end" },
    { "SubRip, an arrow in a text", S1 "a --> b\n", "line 3: times" },
    { "a text in front of SubRip", "Hello\n" S1 "a\n", "line 1: this is neither" },
    { "Latin 1", ONE "caf\xe9\n", "line 4: this is not UTF-8" },
    { "a cut character", ONE "a\n\n" T3 "\n\xf0\x9f\x8e", "line 7: this is not UTF-8" },
    { "a control character", ONE "a\x1b[31mb\n", "line 4: there is a control" },
    { "a control character of the upper half", ONE "a\xc2\x85" "b\n", "line 4: there is a control" },
};
// clang-format on

static void cleans(void **state)
{
    const struct good *c = *state;
    const char        *to, *again;
    size_t             len, len2;
    assert_int_equal(caption_clean(&cx, c->text, strlen(c->text), CAPTION_ANY, &to, &len), 0);
    assert_string_equal(to, c->clean ? c->clean : c->text);
    assert_int_equal(len, strlen(to));
    assert_int_equal(caption_clean(&cx, to, len, CAPTION_WEBVTT, &again, &len2), 0);
    assert_string_equal(again, to);
}

static void refused(const char *text, size_t n, enum caption_format format, const char *message)
{
    const char *to = NULL;
    size_t      len;
    assert_int_equal(caption_clean(&cx, text, n, format, &to, &len), -E_INVALID);
    if (strncmp(cx.err.message, message, strlen(message)) != 0)
        fail_msg("\"%s\", not \"%s\"", cx.err.message, message);
    assert_null(to);
    err_clear(&cx);
}

static void refuses(void **state)
{
    const struct bad *c = *state;
    refused(c->text, strlen(c->text), CAPTION_ANY, c->message);
}

static void keeps_to_the_format(void **state)
{
    (void)state;
    refused(S1 "a\n", strlen(S1 "a\n"), CAPTION_WEBVTT, "line 1: WebVTT begins");
    refused(ONE "a\n", strlen(ONE "a\n"), CAPTION_SUBRIP, "line 1: this is neither");
    refused(ONE "a\0b\n", sizeof ONE + 3, CAPTION_ANY, "line 4: this is not UTF-8");
}

/* "WEBVTT", a cue with U+1F3AC. */
static size_t in_utf16(bool big, char *to)
{
    static const char text[] = "WEBVTT\n\n00:01.000 --> 00:02.000\nh";
    size_t            n      = 0;
    const char       *pair   = big ? "\xd8\x3c\xdf\xac" : "\x3c\xd8\xac\xdf";
    memcpy(to, big ? "\xfe\xff" : "\xff\xfe", 2);
    for (n = 2; n < 2 * sizeof text; n += 2) {
        to[n + big]  = text[n / 2 - 1];
        to[n + !big] = 0;
    }
    memcpy(to + n, pair, 4);
    return n + 4;
}

static void reads_utf16(void **state)
{
    (void)state;
    for (int big = 0; big < 2; big++) {
        char        text[256];
        const char *to;
        size_t      n = in_utf16(big, text), len;
        assert_int_equal(caption_clean(&cx, text, n, CAPTION_ANY, &to, &len), 0);
        assert_string_equal(to, ONE "h\xf0\x9f\x8e\xac\n");
        refused(text, n - 1, CAPTION_ANY, "line 4: this is not UTF-8");
        refused(text, n - 2, CAPTION_ANY, "line 4: this is not UTF-8");
    }
}

/* As large as it may be, and as bad: it ends in good time. */
static void bears_a_lot(void **state)
{
    static const char *const units[] = { "<", "<b>", "&", "\n", "<b", "{\\", "-", "<v a>", "\n\n" };
    char                    *text    = arena_alloc(cx.arena, CAPTION_BYTES + 1);
    const char              *to;
    size_t                   len;
    (void)state;
    for (size_t i = 0; i < COUNT(units); i++) {
        size_t            n    = (size_t)snprintf(text, 100, "%s", ONE);
        struct arena_mark mark = arena_mark(cx.arena);
        int               rc;
        for (; n + strlen(units[i]) <= CAPTION_BYTES; n += strlen(units[i]))
            memcpy(text + n, units[i], strlen(units[i]));
        rc = caption_clean(&cx, text, n, CAPTION_ANY, &to, &len);
        assert_true(rc == 0 || rc == -E_TOO_LARGE || rc == -E_INVALID);
        err_clear(&cx);
        arena_rewind(cx.arena, mark);
    }
    assert_int_equal(caption_clean(&cx, text, CAPTION_BYTES + 1, CAPTION_ANY, &to, &len),
                     -E_TOO_LARGE);
    err_clear(&cx);
}

int main(void)
{
    struct CMUnitTest tests[COUNT(goods) + COUNT(bads) + 3] = {
        cmocka_unit_test_teardown(keeps_to_the_format, end),
        cmocka_unit_test_teardown(reads_utf16, end),
        cmocka_unit_test_teardown(bears_a_lot, end),
    };
    struct CMUnitTest *t = tests + 3;
    for (size_t i = 0; i < COUNT(goods); i++)
        *t++ = (struct CMUnitTest){ goods[i].what, cleans, NULL, end, &goods[i] };
    for (size_t i = 0; i < COUNT(bads); i++)
        *t++ = (struct CMUnitTest){ bads[i].what, refuses, NULL, end, &bads[i] };
    return cmocka_run_group_tests(tests, begin, NULL);
}
