/* designs.c - see designs.h. */
#include "t/e2e/designs.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- people and what they own ---- */

static const char *made(const char *token, const char *path, const char *body)
{
    const struct answer *a = ASK("POST", text_format(API "%s", path), .token = token, .json = body);
    WANT_STATUS(a, 200);
    return text_format("%s", http_text(a, "id"));
}

static void person(const char *name, const char *role)
{
    struct account who = account_new(role);
    story_set(name, who.token);
    story_set(text_format("%s_id", name), who.id);
}

static void shot_type(const char *name, const char *slug)
{
    const char *text = text_format("s_%.8s", text_unique());
    story_set(slug, text);
    story_set(name, made(story_get("ada"), "/shot-types",
                         text_format("{\"name\":\"Shot\",\"slug\":\"%s\"}", text)));
}

void designs_begin(void)
{
    const char *ada, *otto;
    person("ada", "user");
    person("mia", "user");
    person("otto", "user");
    story_set("boss", admin_token());
    story_set("forged", "eyJhbGciOiJub25lIn0.e30.");
    story_set("nowhere", NOWHERE);
    ada  = story_get("ada");
    otto = story_get("otto");
    story_set("group", made(ada, "/organizations", "{\"name\":\"Hers\"}"));
    story_set("others", made(otto, "/organizations", "{\"name\":\"His\"}"));
    WANT_STATUS(ASK("POST", text_format(API "/organizations/%s/members", story_get("group")),
                    .token = ada, .json = text_format("{\"user_id\":\"%s\"}", story_get("mia_id"))),
                200);
    story_set("subject", made(ada, "/subjects", "{\"name\":\"One\"}"));
    story_set("subject2", made(ada, "/subjects",
                               text_format("{\"name\":\"Two\",\"organization_id\":\"%s\"}",
                                           story_get("group"))));
    story_set("theirs", made(otto, "/subjects", "{\"name\":\"His\"}"));
    shot_type("shot", "slug");
    shot_type("shot2", "slug2");
    story_set("preset", made(ada, "/background-presets", "{\"name\":\"White\"}"));
}

const char *design_made(const char *token, const char *body)
{
    return made(token, "/set-designs", body);
}

/* ---- pictures ---- */

const char *picture_file(const char *name)
{
    const char *path = footage_bytes(name, "", 0);
    char        colour[32], size[32];
    assert_int_equal(sscanf(name, "%31[a-z]-%31[0-9x].", colour, size), 2);
    assert_int_equal(program_run((const char *const[]){
                         "nice", "ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i",
                         text_format("color=%s:size=%s", colour, size), "-frames:v", "1", "-pix_fmt",
                         strstr(name, ".jpg") ? "yuvj420p" : strstr(name, ".gif") ? "pal8" : strstr(name, ".webp") ? "yuv420p" : "rgb24",
                         path, NULL }),
                     0);
    return path;
}

const char *picture_id(const char *token, const char *name)
{
    const struct answer *a = ASK("POST", MEDIA, .token = token, .field = "file",
                                 .file = picture_file(name));
    WANT_STATUS(a, 200);
    return text_format("%s", http_text(a, "id"));
}

/* ---- the web server ---- */

struct serve web;

/* A picture of more bytes than are taken, with or without saying so. */
static void flood(int fd, bool said)
{
    static const char zeros[1 << 16];
    serve_say(fd, said ? "HTTP/1.1 200 OK\r\nContent-Length: 62914560\r\n\r\n\xff\xd8\xff" : "HTTP/1.1 200 OK\r\n\r\n\xff\xd8\xff");
    for (int i = 0; i < 960 && serve_bytes(fd, zeros, sizeof zeros); i++)
        continue;
}

static void web_answer(int fd, int number, struct serve_log *log)
{
    const char *head = serve_read(fd, log, "\r\n\r\n");
    char        name[128];
    size_t      n;
    char       *bytes;
    (void)number;
    if (!head || sscanf(head, "GET /%127[a-z0-9.-]", name) != 1) {
        serve_say(fd, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        return;
    }
    if (strncmp(name, "to-", 3) == 0) { /* "to-" and a path: elsewhere */
        serve_say(fd, "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /");
        serve_say(fd, name + 3);
        serve_say(fd, "\r\n\r\n");
        return;
    }
    if (strcmp(name, "letter") == 0) {
        serve_say(fd, "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 6\r\n\r\nHello\n");
        return;
    }
    if (strncmp(name, "flood", 5) == 0) {
        flood(fd, strcmp(name, "flood-said") == 0);
        return;
    }
    bytes = footage_read(picture_file(name), &n);
    serve_say(fd, text_format("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %zu\r\n\r\n", n));
    serve_bytes(fd, bytes, n);
    free(bytes);
}

/* The folder of pictures is made before, for the server is a child. */
void web_begin(void)
{
    picture_file("red-64x48.jpg");
    web = serve_start(WEB, web_answer);
}

void web_end(void) { serve_stop(&web); }

const char *web_url(const char *path)
{
    return text_format("http://" WEB ":%d%s", web.port, path);
}

/* ---- several at once ---- */

void at_once(const struct call *call, size_t n, int *status)
{
    int   *shared = mmap(NULL, n * sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t  pid[16];
    int    go[2];
    char   byte;
    assert_true(shared != MAP_FAILED && n <= COUNT_OF(pid));
    assert_int_equal(pipe(go), 0);
    for (size_t i = 0; i < n; i++) {
        pid[i] = fork();
        assert_true(pid[i] >= 0);
        if (pid[i] == 0) {
            http_forked();
            close(go[1]);
            if (read(go[0], &byte, 1) == 0) /* all at the moment when it is closed */
                shared[i] = http_ask(call, __FILE__, __LINE__)->status;
            _exit(0);
        }
    }
    close(go[0]);
    close(go[1]);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(waitpid(pid[i], NULL, 0), pid[i]);
    memcpy(status, shared, n * sizeof *status);
    munmap(shared, n * sizeof *shared);
}
