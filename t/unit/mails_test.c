/* mails_test.c - every template in every language: no place is left, nothing gets into the page. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model/base/arena.h"
#include "model/people/mails.h"

#define LINK "https://dailies.example/reset-change-password?email=a%40b&token=X"
static struct cx cx;

static struct mail_page page(enum account_mail which, const char *name, const char *locale,
                             int64_t life_s, const char *organisation)
{
    struct mail_to    to    = { "ada@example.com", name, locale };
    struct mail_words words = { LINK, "012345", life_s };
    struct mail_page  p;
    assert_int_equal(account_mail_write(&cx, which, &to, &words, organisation, &p), 0);
    return p;
}

static void all_are_whole(void **state)
{
    static const char *const locales[] = { "en_US", "fr_FR" };
    (void)state;
    for (size_t l = 0; l < COUNT(locales); l++)
        for (int which = 0; which < ACCOUNT_MAILS; which++) {
            struct mail_page p = page((enum account_mail)which, "Ada", locales[l], 7200, "Studio");
            assert_null(strpbrk(p.subject, "{}\n"));
            assert_null(strpbrk(p.text, "{}<>"));
            assert_null(strpbrk(p.html, "{}"));
            assert_non_null(strstr(p.subject, "Studio"));
            assert_non_null(strstr(p.text, "Ada"));
            assert_non_null(strstr(p.html, "Ada"));
            assert_non_null(strstr(p.html, l ? "lang=\"fr\"" : "lang=\"en\""));
            assert_true(*p.topic);
        }
}

static void links_and_codes_stand_in_both(void **state)
{
    struct mail_page p = page(MAIL_RESET, "Ada", NULL, 7200, "Studio");
    (void)state;
    assert_non_null(strstr(p.text, "\n\n" LINK "\n\n"));
    assert_non_null(strstr(p.html, "<a href=\"https://dailies.example/reset-change-password?email="
                                   "a%40b&amp;token=X\">"));
    assert_non_null(strstr(p.text, "2 hours"));
    p = page(MAIL_CODE, "Ada", "de_DE", 300, "Studio"); /* a language that there is not */
    assert_non_null(strstr(p.text, "\n\n012345\n\n"));
    assert_non_null(strstr(p.html, "<strong>012345</strong>"));
    assert_non_null(strstr(p.text, "5 minutes"));
    assert_non_null(strstr(page(MAIL_INVITE, "Ada", "en", 7 * 86400, "S").text, "7 days"));
    assert_non_null(strstr(page(MAIL_INVITE, "Ada", "fr_FR", 86400, "S").text, "1 jour."));
}

static void names_stay_names(void **state)
{
    struct mail_page p = page(MAIL_RESET, "<b>A & {link} \"B\"</b>", "en_US", 60, "Stu\r\ndio <i>");
    (void)state;
    assert_non_null(strstr(p.html, "&lt;b&gt;A &amp; {link} &quot;B&quot;&lt;/b&gt;"));
    assert_null(strstr(p.html, "<b>"));
    assert_null(strstr(p.html, "<i>"));
    assert_non_null(strstr(p.text, "<b>A & {link} \"B\"</b>,"));
    assert_string_equal(p.subject, "Stu  dio <i>: set a new password");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_are_whole),
        cmocka_unit_test(links_and_codes_stand_in_both),
        cmocka_unit_test(names_stay_names),
    };
    cx.arena = arena_new(64 << 20);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
