/* lang_test.c - what files call languages, and what pages do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "model/media/lang.h"

// clang-format off
static struct said {
    const char *said, *tag, *name;
} cases[] = {
    { "eng", "en", "English" },      { "ger", "de", "German" },   { "deu", "de", "German" },
    { "ENG", "en", "English" },      { "fr", "fr", "French" },    { "fre", "fr", "French" },
    { "pt-BR", "pt-BR", "Portuguese" }, { "pt_BR", "pt-BR", "Portuguese" },
    { "zho-Hant", "zh-Hant", "Chinese" },
    { "fil", "fil", NULL },          { "und", "und", NULL },      { "", "und", NULL },
    { "mul", "und", NULL },          { "zxx", "und", NULL },      { "qaa", "und", NULL },
    { "que", "que", NULL },          { "e", "und", NULL },        { "english", "und", NULL },
    { "../", "und", NULL },          { "a/b", "und", NULL },      { "en-", "en", "English" },
    { "en-/../../x", "en", "English" }, { "\xc3\xa9", "und", NULL },
    { "en-aaaaaaaa-bbbbbbbb-cccccccc-dddddddd-eeeeeeee", "en", "English" },
};
// clang-format on

static void is_named(void **state)
{
    const struct said *c = *state;
    struct lang        l = lang_of(c->said);
    assert_string_equal(l.tag, c->tag);
    assert_int_equal(!l.name, !c->name);
    if (c->name)
        assert_string_equal(l.name, c->name);
}

static void nothing_said(void **state)
{
    (void)state;
    assert_string_equal(lang_of(NULL).tag, "und");
}

int main(void)
{
    struct CMUnitTest tests[COUNT(cases) + 1] = { cmocka_unit_test(nothing_said) };
    for (size_t i = 0; i < COUNT(cases); i++)
        tests[i + 1] = (struct CMUnitTest){ cases[i].said, is_named, NULL, NULL, &cases[i] };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
