/* http.c - requests to the stack under test, and stories. */
#include "t/e2e/http.h"
#include <curl/curl.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TIMEOUT_S = 60, VARIABLES = 128, PRINT_BYTES = 2000 };

static void *made(void *p)
{
    if (!p) {
        fputs("out of memory\n", stderr);
        abort();
    }
    return p;
}

const char *env_need(const char *name)
{
    const char *v = getenv(name);
    if (!v || !*v) {
        fprintf(stderr, "%s is not set; run this by ./dev test\n", name);
        exit(2);
    }
    return v;
}

const char *text_format(const char *fmt, ...)
{
    va_list ap;
    char   *text = NULL;
    int     n;
    va_start(ap, fmt);
    n = vasprintf(&text, fmt, ap);
    va_end(ap);
    return made(n < 0 ? NULL : text);
}

const char *text_unique(void)
{
    unsigned char b[16];
    FILE         *f = made(fopen("/dev/urandom", "re"));
    size_t        n = fread(b, 1, sizeof b, f);
    fclose(f);
    made(n == sizeof b ? b : NULL);
    b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
    b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
    return text_format("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0],
                       b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12],
                       b[13], b[14], b[15]);
}

/* ---- requests ---- */

struct growing {
    char  *text;
    size_t len;
};

static void add(struct growing *g, const char *bytes, size_t n)
{
    g->text = made(realloc(g->text, g->len + n + 1));
    memcpy(g->text + g->len, bytes, n);
    g->len += n;
    g->text[g->len] = 0;
}

static size_t grow(char *bytes, size_t size, size_t n, void *u)
{
    add(u, bytes, n * size);
    return n * size;
}

/* Headers of an interim or redirected answer are forgotten when the next status line comes. */
static size_t grow_head(char *bytes, size_t size, size_t n, void *u)
{
    struct growing *g = u;
    if (n * size > 5 && strncmp(bytes, "HTTP/", 5) == 0)
        g->len = 0;
    return grow(bytes, size, n, u);
}

void http_fail(const struct answer *a, const char *file, int line, const char *fmt, ...)
{
    va_list ap;
    print_error("%s %s -> %d\n", a->call->method ? a->call->method : "GET", a->call->path,
                a->status);
    if (a->call->json)
        print_error("  sent: %.*s\n", PRINT_BYTES, a->call->json);
    print_error("  got:  %.*s\n  ", PRINT_BYTES, a->body ? a->body : "");
    va_start(ap, fmt);
    vprint_error(fmt, ap);
    va_end(ap);
    print_error("\n");
    _fail(file, line);
}

static curl_mime *form_of(CURL *h, const struct call *c)
{
    curl_mime     *form = curl_mime_init(h);
    curl_mimepart *part;
    if (c->form_name) {
        part = curl_mime_addpart(form);
        curl_mime_name(part, c->form_name);
        curl_mime_data(part, c->form_value, CURL_ZERO_TERMINATED);
    }
    part = curl_mime_addpart(form);
    curl_mime_name(part, c->field ? c->field : "video");
    curl_mime_filedata(part, c->file);
    curl_easy_setopt(h, CURLOPT_MIMEPOST, form);
    return form;
}

static void set_body(CURL *h, const struct call *c)
{
    const void *body  = c->json ? c->json : c->form ? c->form : c->body;
    size_t      bytes = c->json || c->form ? strlen(body) : c->bytes;
    if (!body)
        return;
    curl_easy_setopt(h, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)bytes);
}

static struct curl_slist *headers_of(const struct call *c)
{
    struct curl_slist *list = NULL;
    if (c->token)
        list = curl_slist_append(list, text_format("Authorization: Bearer %s", c->token));
    if (c->json)
        list = curl_slist_append(list, "Content-Type: application/json");
    else if (c->form)
        list = curl_slist_append(list, "Content-Type: application/x-www-form-urlencoded");
    else if (c->body)
        list = curl_slist_append(
            list, text_format("Content-Type: %s", c->type ? c->type : "application/octet-stream"));
    for (size_t i = 0; i < COUNT_OF(c->headers) && c->headers[i]; i++)
        list = curl_slist_append(list, c->headers[i]);
    return list;
}

static void set_all(CURL *h, const struct call *c, struct growing *body, struct growing *head)
{
    const char *method = c->method ? c->method : "GET";
    bool        whole  = strncmp(c->path, "http", 4) == 0;
    curl_easy_setopt(h, CURLOPT_URL,
                     whole ? c->path : text_format("%s%s", env_need("DAILIES_TEST_URL"), c->path));
    curl_easy_setopt(h, CURLOPT_CAINFO, env_need("DAILIES_TEST_CA"));
    curl_easy_setopt(h, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(h, CURLOPT_TIMEOUT, c->timeout_s ? c->timeout_s : (long)TIMEOUT_S);
    curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, grow);
    curl_easy_setopt(h, CURLOPT_WRITEDATA, body);
    curl_easy_setopt(h, CURLOPT_HEADERFUNCTION, grow_head);
    curl_easy_setopt(h, CURLOPT_HEADERDATA, head);
    set_body(h, c);
    if (strcmp(method, "HEAD") == 0)
        curl_easy_setopt(h, CURLOPT_NOBODY, 1L);
    else
        curl_easy_setopt(h, CURLOPT_CUSTOMREQUEST, method);
}

static void take(CURL *h, struct answer *a)
{
    char *type   = NULL;
    long  status = 0;
    curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(h, CURLINFO_CONTENT_TYPE, &type);
    curl_easy_getinfo(h, CURLINFO_TOTAL_TIME, &a->seconds);
    a->status = (int)status;
    if (type && strncmp(type, "application/json", 16) == 0)
        a->json = json_tokener_parse(a->body);
}

static CURL *handle;

void http_forked(void) { handle = NULL; }

const struct answer *http_ask(const struct call *call, const char *file, int line)
{
    CURL              *h    = handle ? handle : made(curl_easy_init());
    struct answer     *a    = made(calloc(1, sizeof *a));
    struct call       *kept = made(malloc(sizeof *kept));
    struct growing     body = { 0 }, head = { 0 };
    struct curl_slist *headers;
    curl_mime         *form;
    CURLcode           rc;
    *kept   = *call;
    a->call = kept;
    handle  = h;
    curl_easy_reset(h);
    form = call->file ? form_of(h, call) : NULL;
    set_all(h, call, &body, &head);
    headers = headers_of(call);
    curl_easy_setopt(h, CURLOPT_HTTPHEADER, headers);
    rc         = curl_easy_perform(h);
    a->body    = body.text ? body.text : "";
    a->bytes   = body.len;
    a->headers = head.text ? head.text : "";
    take(h, a);
    curl_slist_free_all(headers);
    curl_mime_free(form);
    if (rc != CURLE_OK)
        http_fail(a, file, line, "%s", curl_easy_strerror(rc));
    return a;
}

/* ---- looking at answers ---- */

const char *http_header(const struct answer *a, const char *name, int nth)
{
    size_t n = strlen(name);
    for (const char *at = a->headers; *at;) {
        size_t len = strcspn(at, "\r\n");
        if (len > n && at[n] == ':' && strncasecmp(at, name, n) == 0 && nth-- == 0) {
            const char *value = at + n + 1 + strspn(at + n + 1, " ");
            return text_format("%.*s", (int)(at + len - value), value);
        }
        at += len;
        at += strspn(at, "\r\n");
    }
    return NULL;
}

struct json_object *http_at(const struct answer *a, const char *path)
{
    struct json_object *v = a->json;
    char                key[128];
    while (v && *path) {
        size_t len = strcspn(path, ".");
        snprintf(key, sizeof key, "%.*s", (int)len, path);
        path += len + (path[len] == '.');
        if (json_object_is_type(v, json_type_array)) {
            if (strcmp(key, "#") == 0)
                return json_object_new_int64((int64_t)json_object_array_length(v));
            v = json_object_array_get_idx(v, strtoul(key, NULL, 10));
        } else if (!json_object_is_type(v, json_type_object) ||
                   !json_object_object_get_ex(v, key, &v)) {
            return NULL;
        }
    }
    return v;
}

/* A null member is there but has no object in json-c: its text is "null". */
static bool is_there(const struct answer *a, const char *path)
{
    const char         *dot = strrchr(path, '.');
    const char         *top = dot ? text_format("%.*s", (int)(dot - path), path) : "";
    struct json_object *v   = http_at(a, top);
    if (json_object_is_type(v, json_type_object))
        return json_object_object_get_ex(v, dot ? dot + 1 : path, NULL);
    return http_at(a, path) != NULL;
}

const char *http_text(const struct answer *a, const char *path)
{
    struct json_object *v = http_at(a, path);
    if (!v)
        return is_there(a, path) ? "null" : NULL;
    return json_object_is_type(v, json_type_string)
               ? json_object_get_string(v)
               : json_object_to_json_string_ext(v, JSON_C_TO_STRING_PLAIN);
}

int64_t http_int(const struct answer *a, const char *path)
{
    return json_object_get_int64(http_at(a, path));
}

void http_want_status(const struct answer *a, int status, const char *file, int line)
{
    if (a->status != status)
        http_fail(a, file, line, "expected status %d", status);
}

static void want(const struct answer *a, const char *path, const char *expected, const char *file,
                 int line)
{
    const char *got =
        strncmp(path, "header:", 7) == 0 ? http_header(a, path + 7, 0) : http_text(a, path);
    bool good = expected == NULL             ? got == NULL
                : strcmp(expected, "*") == 0 ? got && strcmp(got, "null") != 0
                                             : got && strcmp(got, expected) == 0;
    if (!good)
        http_fail(a, file, line, "%s: expected %s, got %s", path, expected ? expected : "(absent)",
                  got ? got : "(absent)");
}

void http_want_text(const struct answer *a, const char *path, const char *expected,
                    const char *file, int line)
{
    want(a, path, expected, file, line);
}

/* ---- accounts ---- */

const char *admin_token(void)
{
    static const char *token;
    const char        *body =
        text_format("{\"email\":\"%s\",\"password\":\"%s\"}", env_need("DAILIES_TEST_ADMIN_EMAIL"),
                    env_need("DAILIES_TEST_ADMIN_PASSWORD"));
    const struct answer *a;
    if (token)
        return token;
    a = ASK("POST", "/auth/login", .json = body);
    WANT_STATUS(a, 200);
    a = ASK("POST", "/auth/tokens", .token = http_text(a, "access_token"),
            .json = "{\"name\":\"tests\"}");
    WANT_STATUS(a, 200);
    token = http_text(a, "token");
    return token;
}

struct account account_new(const char *role)
{
    struct account       made_one = { .password = "for-tests-only" };
    const struct answer *a;
    made_one.email = text_format("%s@example.com", text_unique());
    a              = ASK("POST", "/data/persons", .token = admin_token(),
                         .json = text_format("{\"first_name\":\"Test\",\"last_name\":\"%s\",\"email\":\"%s\","
                                                          "\"role\":\"%s\",\"password\":\"%s\"}",
                                             role, made_one.email, role, made_one.password));
    WANT_STATUS(a, 201);
    made_one.id = http_text(a, "id");
    a           = ASK("POST", "/auth/login",
                      .json = text_format("{\"email\":\"%s\",\"password\":\"%s\"}", made_one.email,
                                          made_one.password));
    WANT_STATUS(a, 200);
    a = ASK("POST", "/auth/tokens", .token = http_text(a, "access_token"),
            .json = "{\"name\":\"tests\"}");
    WANT_STATUS(a, 200);
    made_one.token = http_text(a, "token");
    return made_one;
}

/* ---- the administration tool ---- */

static int scratch(const char *text)
{
    char path[] = "/tmp/dailies-e2e.XXXXXX";
    int  fd     = mkostemp(path, O_CLOEXEC);
    if (fd < 0 || unlink(path) != 0)
        abort();
    if (text && (write(fd, text, strlen(text)) < 0 || lseek(fd, 0, SEEK_SET) != 0))
        abort();
    return fd;
}

extern char **environ;

int tool_run(const char *input, const char *const *arguments, const char **out)
{
    const char *argv[32] = { text_format("%s/dailies", env_need("DAILIES_TEST_BIN")), "-c",
                             env_need("DAILIES_TEST_CONF") };
    int         in = scratch(input), to = scratch(NULL), status = -1;
    size_t      n = 3;
    pid_t       pid;
    off_t       size;
    char       *text;
    union { /* posix_spawn asks for texts that it promises not to change */
        const char **given;
        char       **taken;
    } v = { argv };
    posix_spawn_file_actions_t files;
    while (*arguments && n < COUNT_OF(argv) - 1)
        argv[n++] = *arguments++;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, to, STDOUT_FILENO);
    assert_int_equal(posix_spawn(&pid, argv[0], &files, NULL, v.taken, environ), 0);
    posix_spawn_file_actions_destroy(&files);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    size = lseek(to, 0, SEEK_END);
    text = made(calloc(1, (size_t)size + 1));
    assert_int_equal(pread(to, text, (size_t)size, 0), size);
    close(in);
    close(to);
    if (out)
        *out = text;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* ---- stories ---- */

static struct {
    const char *name, *value;
} variable[VARIABLES];

void story_set(const char *name, const char *value)
{
    size_t i = 0;
    while (i < VARIABLES && variable[i].name && strcmp(variable[i].name, name) != 0)
        i++;
    assert_true(i < VARIABLES);
    variable[i].name  = name;
    variable[i].value = made(strdup(value));
}

static const char *find(const char *name, size_t len)
{
    for (size_t i = 0; i < VARIABLES && variable[i].name; i++)
        if (strlen(variable[i].name) == len && memcmp(variable[i].name, name, len) == 0)
            return variable[i].value;
    return NULL;
}

const char *story_get(const char *name)
{
    const char *value = find(name, strlen(name));
    if (!value)
        fail_msg("no step has set the variable %s", name);
    return value;
}

/* {name} becomes the variable's value where there is such a variable; JSON keeps its braces. */
const char *story_text(const char *text)
{
    struct growing g = { 0 };
    if (!text)
        return NULL;
    add(&g, "", 0);
    while (*text) {
        size_t      len   = *text == '{' ? strcspn(text + 1, "{}\" :,") : 0;
        const char *value = len && text[len + 1] == '}' ? find(text + 1, len) : NULL;
        if (value) {
            add(&g, value, strlen(value));
            text += len + 2;
        } else {
            add(&g, text++, 1);
        }
    }
    return g.text;
}

static void step_run(const struct step *s, int number)
{
    const char          *body = story_text(s->body);
    bool                 json = body && (*body == '{' || *body == '[');
    struct call          call = { .method = s->method,
                                  .path   = story_text(s->path),
                                  .token  = s->who ? story_get(s->who) : NULL,
                                  .json   = json ? body : NULL,
                                  .form   = json ? NULL : body };
    const struct answer *a    = http_ask(&call, s->what, number);
    http_want_status(a, s->status, s->what, number);
    for (size_t i = 0; i + 1 < STEP_PAIRS && s->has[i]; i += 2)
        want(a, story_text(s->has[i]), story_text(s->has[i + 1]), s->what, number);
    for (size_t i = 0; i + 1 < STEP_PAIRS && s->keep[i]; i += 2) {
        const char *got = strncmp(s->keep[i], "header:", 7) == 0 ? http_header(a, s->keep[i] + 7, 0)
                                                                 : http_text(a, s->keep[i]);
        if (!got)
            http_fail(a, s->what, number, "%s: is absent", s->keep[i]);
        story_set(s->keep[i + 1], got);
    }
}

void story_run(const struct step *steps, size_t n)
{
    for (size_t i = 0; i < n; i++)
        step_run(&steps[i], (int)i + 1);
}
