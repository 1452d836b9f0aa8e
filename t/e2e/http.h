/*
 * http.h - requests to the stack under test, and stories told as tables of steps.
 *
 * Stands on libcurl, json-c and cmocka. The stack is named by the environment (see
 * t/ci/test.sh); a missing variable ends the program.
 *
 * Errors: what cannot happen in a working stack (no connection, no JSON where JSON was
 *         said) fails the running test with the request and the answer.
 * Memory: of the program's end; tests are short.
 */
#ifndef E2E_HTTP_H
#define E2E_HTTP_H
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <json-c/json.h>

/* What a row of a table does not say is empty. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

struct call {
    const char *method, *path; /* path with its query; or a whole address               */
    const char *token;         /* Authorization: Bearer; NULL: none                     */
    const char *json;          /* body as application/json, or ...                      */
    const char *form;          /* ... as application/x-www-form-urlencoded, or ...      */
    const char *type;          /* ... `bytes` of `body` with this type, or ...          */
    const void *body;
    size_t      bytes;
    const char *field, *file;           /* ... a multipart form with this file in this field     */
    const char *form_name, *form_value; /* one field more in that form                  */
    const char *headers[8];             /* lines "Name: value", NULL-ended                       */
    long        timeout_s;              /* 0: 60                                                 */
};
struct answer {
    const struct call  *call;
    int                 status;
    const char         *body; /* NUL-terminated */
    size_t              bytes;
    struct json_object *json;    /* NULL unless the content type is JSON */
    const char         *headers; /* as they came, of the last answer */
    double              seconds;
};

/* ASK("GET", "/projects", .token = t) */
#define ASK(...) http_ask(&(struct call){ __VA_ARGS__ }, __FILE__, __LINE__)
const struct answer *http_ask(const struct call *call, const char *file, int line);

/* In a child after fork: do not touch the parent's connections. */
void http_forked(void);

/* Value of the header's nth line (from 0), or NULL. */
const char *http_header(const struct answer *a, const char *name, int nth);
/* Member by its path: "data.0.id"; "#" at the end is the length of a list. NULL when absent. */
struct json_object *http_at(const struct answer *a, const char *path);
/* The same as text: strings plainly, others as JSON, absent ones as NULL. */
const char *http_text(const struct answer *a, const char *path);
int64_t     http_int(const struct answer *a, const char *path);

#define WANT_STATUS(a, status) http_want_status((a), (status), __FILE__, __LINE__)
#define WANT_TEXT(a, path, expected) http_want_text((a), (path), (expected), __FILE__, __LINE__)
void http_want_status(const struct answer *a, int status, const char *file, int line);
/* expected: the text; "*" for any but null; NULL for absent. */
void http_want_text(const struct answer *a, const char *path, const char *expected,
                    const char *file, int line);
/* Print the request and its answer, fail the test. */
void http_fail(const struct answer *a, const char *file, int line, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

const char *env_need(const char *name);
const char *text_format(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* A fresh UUID, to make names that no other test has. */
const char *text_unique(void);

/* A personal access token of the administrator; made once. */
const char *admin_token(void);
/* A new account: its address is unique; token: a personal access token of it. */
struct account {
    const char *id, *email, *password, *token;
};
struct account account_new(const char *role);

/* Run `dailies -c CONF argument...` (NULL-ended); *out: what it wrote to stdout. Exit status. */
int tool_run(const char *input, const char *const *arguments, const char **out);

/* ---- stories ---- */

enum { STEP_PAIRS = 32 };
struct step {
    const char *what;
    const char *who;                  /* variable that holds the token; NULL: none */
    const char *method, *path, *body; /* body: JSON when it begins with { or [, else a form */
    int         status;
    /* path, expected, path, expected ...; see WANT_TEXT. A path "header:Name" is a header. Both may
     * hold {variables}. */
    const char *has[STEP_PAIRS];
    /* path, variable ...: remember for later steps, where {variable} stands for it. */
    const char *keep[STEP_PAIRS];
};
void        story_set(const char *variable, const char *value);
const char *story_get(const char *variable);
const char *story_text(const char *text); /* with the variables in it; NULL stays NULL */
void        story_run(const struct step *steps, size_t n);
#define STORY(steps) story_run((steps), COUNT_OF(steps))
#endif
