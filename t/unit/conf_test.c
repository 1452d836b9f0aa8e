/* conf_test.c - the settings file and the environment. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <unistd.h>
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/log.h"

enum { CAP = 1 << 22 };
#define KEY32 "0123456789abcdef0123456789abcdef"
#define KEY_LINE "jwt_key = " KEY32 "\nlink_key = " KEY32 "\n"
#define X50 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define X500 X50 X50 X50 X50 X50 X50 X50 X50 X50 X50

static int load(struct cx *cx, const char *text, struct conf *to)
{
    char  path[] = "/tmp/dailies-conf-test.XXXXXX";
    int   fd     = mkstemp(path), rc;
    FILE *f      = fdopen(fd, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    rc = conf_load(cx, path, true, to);
    unlink(path);
    return rc;
}

// clang-format off
static struct good {
    const char *what, *text, *state_dir, *password;
} goods[] = {
    { "the least", KEY_LINE, "/var/lib/dailies", "" },
    { "blanks, empty lines and remarks", "\n# a remark\n; another\n   \n" KEY_LINE "\tstate_dir=/x  \r\n", "/x", "" },
    { "no blanks", "state_dir=/x\n" KEY_LINE, "/x", "" },
    { "no newline at the end", KEY_LINE "state_dir = /x", "/x", "" },
    { "the last of two wins", KEY_LINE "state_dir = /x\nstate_dir = /y\n", "/y", "" },
    { "values with all kinds of characters", KEY_LINE "db_password = a=b:c#d ;e \"f'\n", "/var/lib/dailies", "a=b:c#d ;e \"f'" },
    { "an empty value", KEY_LINE "db_password =\n", "/var/lib/dailies", "" },
    { "a long value", KEY_LINE "db_password = " X500 "\n", "/var/lib/dailies", X500 },
    { "a long remark", "# " X500 "\n" KEY_LINE, "/var/lib/dailies", "" },
    { "a byte order mark", "\xef\xbb\xbf" KEY_LINE, "/var/lib/dailies", "" },
};
// clang-format on

static void is_read(void **state)
{
    const struct good *c  = *state;
    struct cx          cx = { .arena = arena_new(CAP) };
    struct conf        conf;
    assert_int_equal(load(&cx, c->text, &conf), 0);
    assert_string_equal(conf.state_dir, c->state_dir);
    assert_string_equal(conf.db_password, c->password);
    assert_string_equal(conf.jwt_key, KEY32);
    arena_free(cx.arena);
}

// clang-format off
static struct bad {
    const char *what, *text, *named;
} bads[] = {
    { "an unknown key", KEY_LINE "state_folder = /x\n", "state_folder" },
    { "a key in capitals", KEY_LINE "STATE_DIR = /x\n", "STATE_DIR" },
    { "a section", "[dailies]\n" KEY_LINE, "" },
    { "a line that is no pair", KEY_LINE "state_dir /x\n", "line 3" },
    { "a key alone", KEY_LINE "state_dir\n", "line 3" },
    { "a value alone", KEY_LINE "= /x\n", "" },
    { "no key for tokens", "link_key = " KEY32 "\n", "jwt_key" },
    { "no key for links", "jwt_key = " KEY32 "\n", "link_key" },
    { "a short key for tokens", "jwt_key = 0123456789\n", "jwt_key" },
    { "a long key for tokens", "jwt_key = " X500 X50 "\n", "jwt_key" },
    { "no number", KEY_LINE "db_port = http\n", "db_port" },
    { "a number out of range", KEY_LINE "db_port = 65536\n", "db_port" },
    { "a number too small", KEY_LINE "job_lease_s = 1\n", "job_lease_s" },
    { "a unit", KEY_LINE "max_upload_bytes = 4 GiB\n", "max_upload_bytes" },
    { "an unknown level", KEY_LINE "log_level = loud\n", "log_level" },
    { "no UTF-8", KEY_LINE "db_password = caf\xe9\n", "db_password" },
    { "a line that goes on in the next", KEY_LINE "state_dir = /x\n    /y\n", "line 4" },
};
// clang-format on

static void is_refused(void **state)
{
    const struct bad *c  = *state;
    struct cx         cx = { .arena = arena_new(CAP) };
    struct conf       conf;
    assert_int_equal(load(&cx, c->text, &conf), -E_INVALID);
    assert_non_null(strstr(cx.err.message, c->named));
    assert_null(strstr(cx.err.message, X50)); /* the value is nobody's business */
    arena_free(cx.arena);
}

static void the_environment_wins(void **state)
{
    struct cx   cx = { .arena = arena_new(CAP) };
    struct conf conf;
    (void)state;
    setenv("DAILIES_STATE_DIR", "/environment", 1);
    setenv("DAILIES_JOB_POLL_MS", "77", 1);
    setenv("DAILIES_NO_SUCH_SETTING", "1", 1); /* is somebody else's */
    assert_int_equal(load(&cx, KEY_LINE "state_dir = /file\n", &conf), 0);
    assert_string_equal(conf.state_dir, "/environment");
    assert_int_equal(conf.job_poll_ms, 77);
    setenv("DAILIES_JOB_POLL_MS", "often", 1);
    assert_int_equal(load(&cx, KEY_LINE, &conf), -E_INVALID);
    assert_non_null(strstr(cx.err.message, "job_poll_ms"));
    unsetenv("DAILIES_STATE_DIR");
    unsetenv("DAILIES_JOB_POLL_MS");
    unsetenv("DAILIES_NO_SUCH_SETTING");
    arena_free(cx.arena);
}

static void files_that_are_not_there(void **state)
{
    struct cx   cx = { .arena = arena_new(CAP) };
    struct conf conf;
    (void)state;
    assert_int_equal(conf_load(&cx, "/nonexistent/dailies.conf", true, &conf), -E_NOT_FOUND);
    err_clear(&cx);
    assert_int_equal(conf_load(&cx, "/", true, &conf), -E_NOT_FOUND);
    err_clear(&cx);
    setenv("DAILIES_JWT_KEY", KEY32, 1);
    setenv("DAILIES_LINK_KEY", KEY32, 1);
    assert_int_equal(conf_load(&cx, "/nonexistent/dailies.conf", false, &conf), 0);
    assert_int_equal(conf_load(&cx, NULL, false, &conf), 0);
    assert_int_equal(conf.db_port, 3306);
    assert_int_equal(conf_log_level(&conf), LOG_INFO);
    unsetenv("DAILIES_JWT_KEY");
    unsetenv("DAILIES_LINK_KEY");
    arena_free(cx.arena);
}

static void what_goes_out_is_set_too(void **state)
{
    struct cx   cx = { .arena = arena_new(CAP) };
    struct conf conf;
    (void)state;
    setenv("DAILIES_SMTP_USER", "ada", 1);
    assert_int_equal(load(&cx, KEY_LINE "smtp_url = smtp://mail\nsmtp_user = bob\n", &conf), 0);
    assert_string_equal(conf.net.smtp_url, "smtp://mail");
    assert_string_equal(conf.net.smtp_user, "ada");
    assert_string_equal(conf.net.webhook_url, "");
    assert_int_equal(conf.net.fetch_wait_s, 10);
    unsetenv("DAILIES_SMTP_USER");
    arena_free(cx.arena);
}

static void its_table_is_sane(void **state)
{
    (void)state;
    assert_null(shape_fault(&conf_shape));
    assert_null(shape_fault(&conf_net_shape));
    assert_null(shape_fault(&conf_signin_shape));
}

/* No setting of ours from outside. */
static void unset(const struct shape *shape)
{
    for (size_t i = 0; i < shape->count; i++) {
        char name[80];
        snprintf(name, sizeof name, "DAILIES_%s", shape->fields[i].name);
        for (char *c = name; *c; c++)
            *c = (char)(*c >= 'a' && *c <= 'z' ? *c - 32 : *c);
        unsetenv(name);
    }
}

int main(void)
{
    enum { FIXED = 4 };
    struct CMUnitTest tests[COUNT(goods) + COUNT(bads) + FIXED] = {
        cmocka_unit_test(the_environment_wins),
        cmocka_unit_test(files_that_are_not_there),
        cmocka_unit_test(what_goes_out_is_set_too),
        cmocka_unit_test(its_table_is_sane),
    };
    unset(&conf_shape);
    unset(&conf_net_shape);
    unset(&conf_signin_shape);
    for (size_t i = 0; i < COUNT(goods); i++)
        tests[FIXED + i] = (struct CMUnitTest){ goods[i].what, is_read, NULL, NULL, &goods[i] };
    for (size_t i = 0; i < COUNT(bads); i++)
        tests[FIXED + COUNT(goods) + i] =
            (struct CMUnitTest){ bads[i].what, is_refused, NULL, NULL, &bads[i] };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
