/* signin.c - see signin.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <json-c/json.h>
#include <sys/wait.h>
#include <unistd.h>
#include "t/db/signin.h"
#include "model/base/arena.h"
#include "model/base/json.h"
#include "model/base/text.h"
#include "model/factor/otp.h"
#include "model/people/person.h"
#include "t/db/own.h"

enum { AT_ONCE = 8 };
struct cx cx;

void good(int rc)
{
    if (rc < 0)
        fail_msg("%s", cx.err.message);
}

void refused(int rc, enum reason why)
{
    assert_int_equal(rc, -(int)why);
    assert_int_equal(cx.err.reason, why);
    err_clear(&cx);
}

const char *email_of(const char *name)
{
    return arena_printf(cx.arena, "%s@example.com", name);
}

struct uuid person(const char *name, const char *password)
{
    struct person p = { .first_name = "A", .last_name = "B", .email = email_of(name),
                        .password = password };
    struct uuid   id;
    SET(&person_shape, &p, first_name);
    SET(&person_shape, &p, last_name);
    SET(&person_shape, &p, email);
    if (password)
        SET(&person_shape, &p, password);
    good(res_create(&cx, &person_res, &actor_system, &p, &id));
    return id;
}

int64_t number_of(const char *sql, struct uuid id)
{
    char text[UUID_TEXT];
    uuid_format(id, text);
    return own_number(&cx, arena_printf(cx.arena, "%s '%s'", sql, text));
}

/* Does `fn` in so many processes at the same time; how many exit with 1. */
int at_once(int (*fn)(struct cx *own, const void *u), const void *u)
{
    pid_t child[AT_ONCE];
    int   yes = 0;
    for (int i = 0; i < AT_ONCE; i++) {
        child[i] = fork();
        if (child[i] == 0) {
            struct cx own = own_open();
            own.now       = cx.now;
            _exit(fn(&own, u));
        }
    }
    for (int i = 0; i < AT_ONCE; i++) {
        int status = 0;
        assert_int_equal(waitpid(child[i], &status, 0), child[i]);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) <= 1);
        yes += WEXITSTATUS(status) == 1;
    }
    return yes;
}

/* What the last mail to somebody says, by topic; the line that is its code or link. */
const char *mailed(const char *name, const char *topic)
{
    struct json_object *v, *text;
    const char *payload = own_text(&cx, arena_printf(cx.arena,
        "SELECT payload FROM outbox WHERE recipient = '%s' AND topic = '%s'"
        " ORDER BY created_at DESC LIMIT 1", email_of(name), topic));
    char *line, *rest;
    if (!payload)
        return NULL;
    assert_true(json_read(cx.arena, payload, strlen(payload), &v));
    assert_true(json_object_object_get_ex(v, "text", &text));
    rest = arena_text(cx.arena, json_object_get_string(text));
    while ((line = strsep(&rest, "\n")) != NULL)
        if (strncmp(line, "https://", 8) == 0 || strspn(line, "0123456789") == CODE_DIGITS)
            return line;
    return "";
}

enum login_outcome enter(const char *name, const char *password, struct factor_given g)
{
    struct login_try t = { email_of(name), password, "::1", "script", g };
    struct login     l;
    good(login_check(&cx, &t, &l));
    return l.outcome;
}
void signin_begin(const char *program)
{
    own_begin(program);
    own_conf.jwt_key       = "a-key-for-tests-a-key-for-tests-a-key";
    own_conf.public_url    = "https://" SIGNIN_RP;
    own_conf.password_cost = 1;
    own_conf.net.smtp_url  = "smtp://127.0.0.1:1";
    own_conf.net.mail_from = "post@example.com";
    cx = own_open();
}

void signin_end(void)
{
    own_close(&cx);
    own_end();
}

