/* footage.c - see footage.h. */
#include "t/e2e/footage.h"
#include <ftw.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/text.h"

extern char **environ;
static char   folder[64];
static pid_t  maker; /* of the folder: children leave it alone */

/* ---- programs ---- */

int program_run(const char *const *argv)
{
    posix_spawn_file_actions_t files;
    pid_t                      pid;
    int                        status = -1;
    union { /* posix_spawnp asks for texts that it promises not to change */
        const char *const *given;
        char *const       *taken;
    } v = { argv };
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", 0, 0);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", 1, 0);
    assert_int_equal(posix_spawnp(&pid, argv[0], &files, NULL, v.taken, environ), 0);
    posix_spawn_file_actions_destroy(&files);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* ---- footage ---- */

#define SHOT(n, source) "-f", "lavfi", "-t", "2", "-i", source "=size=320x180:rate=25"
#define SOUND "-f", "lavfi", "-t", "6", "-i", "sine=frequency=330"
#define THREE                                                                                      \
    SHOT(0, "testsrc2"), SHOT(1, "smptehdbars"), SHOT(2, "rgbtestsrc"), SOUND, "-filter_complex",  \
        "[0:v]format=yuv420p,setsar=1[a];[1:v]format=yuv420p,setsar=1[b];"                         \
        "[2:v]format=yuv420p,setsar=1[c];[a][b][c]concat=n=3:v=1:a=0[v]",                          \
        "-map", "[v]", "-map", "3:a", "-shortest"
// clang-format off
static const struct recipe {
    const char *name;
    const char *arguments[40];
} recipes[] = {
    { CLIP, { THREE, "-c:v", "libx264", "-preset", "veryfast", "-c:a", "aac", "-movflags", "+faststart" } },
    { "index-behind.mp4", { THREE, "-c:v", "libx264", "-preset", "veryfast", "-c:a", "aac" } },
    { "three.webm", { THREE, "-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus" } },
    { "stream.ts", { THREE, "-c:v", "mpeg2video", "-q:v", "4", "-c:a", "mp2" } },
    { "long.mp4", { "-f", "lavfi", "-t", "60", "-i", "testsrc2=size=1280x720:rate=30", "-c:v", "libx264", "-preset", "ultrafast" } },
    { "sound.m4a", { SOUND, "-c:a", "aac" } },
    { "photo.jpg", { "-f", "lavfi", "-i", "testsrc2=size=320x180", "-frames:v", "1" } },
    { "photo.png", { "-f", "lavfi", "-i", "smptehdbars=size=200x100", "-frames:v", "1" } },
    { "huge.avi", { "-f", "lavfi", "-i", "color=size=8320x8320", "-frames:v", "1", "-c:v", "mjpeg" } },
};
// clang-format on

static const char *path_of(const char *name)
{
    if (!*folder) {
        snprintf(folder, sizeof folder, "/tmp/dailies-footage.XXXXXX");
        assert_non_null(mkdtemp(folder));
        maker = getpid();
        atexit(footage_end);
    }
    return text_format("%s/%s", folder, name);
}

const char *footage_file(const char *name)
{
    const char *argv[64] = { "nice", "ffmpeg", "-nostdin", "-v", "error", "-y" },
               *path     = path_of(name);
    size_t n = 6, i = 0;
    if (access(path, R_OK) == 0)
        return path;
    while (i < COUNT_OF(recipes) && strcmp(recipes[i].name, name) != 0)
        i++;
    assert_true(i < COUNT_OF(recipes));
    for (const char *const *a = recipes[i].arguments; *a; a++)
        argv[n++] = *a;
    argv[n] = path;
    assert_int_equal(program_run(argv), 0);
    return path;
}

const char *footage_bytes(const char *name, const void *bytes, size_t n)
{
    const char *path = path_of(name);
    FILE       *f    = fopen(path, "we");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
    return path;
}

char *footage_read(const char *path, size_t *n)
{
    FILE       *f = fopen(path, "re");
    struct stat st;
    char       *bytes;
    assert_non_null(f);
    assert_int_equal(fstat(fileno(f), &st), 0);
    *n    = (size_t)st.st_size;
    bytes = malloc(*n);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *n, f), *n);
    fclose(f);
    return bytes;
}

static int gone(const char *path, UNUSED const struct stat *st, UNUSED int type,
                UNUSED struct FTW *at)
{
    return remove(path);
}

void footage_end(void)
{
    if (*folder && maker == getpid())
        nftw(folder, gone, 8, FTW_DEPTH | FTW_PHYS);
    *folder = 0;
}

/* ---- the database ---- */

static struct cx *database(void)
{
    static struct cx   cx;
    static struct conf conf;
    if (!cx.arena) {
        cx.arena = arena_new(64 << 20);
        assert_int_equal(conf_load(&cx, env_need("DAILIES_TEST_CONF"), true, &conf), 0);
        cx.conf = &conf;
        cx.db   = db_new(&conf);
    }
    err_clear(&cx);
    return &cx;
}

void sql_do(const char *sql, const struct arg *args, size_t nargs)
{
    struct cx *cx = database();
    if (db_do(cx, sql, args, nargs, NULL) < 0)
        fail_msg("%s: %s", sql, cx->err.message);
}

struct number {
    struct row row;
    int64_t    n;
};
#define ROW struct number
static const struct field number_fields[] = { FIELD(n, READ, .doc = "A number.") };
#undef ROW
static const struct shape number_shape = SHAPE(struct number, number_fields);

int64_t sql_number(const char *sql, const struct arg *args, size_t nargs)
{
    struct cx    *cx = database();
    struct number v  = { .n = 0 };
    bool          found;
    if (db_one(cx, sql, args, nargs, &number_shape, &v, &found) < 0)
        fail_msg("%s: %s", sql, cx->err.message);
    return found ? v.n : -1;
}

struct uuid uuid_of(const char *text)
{
    struct uuid v;
    assert_true(uuid_parse(text, strlen(text), &v));
    return v;
}

/* ---- requests that many tests need ---- */

const struct answer *parse_file(const char *token, const char *path, const char *project_id)
{
    return ASK("POST", "/parse", .token = token, .field = "video", .file = path,
               .form_name = project_id ? "project_id" : NULL, .form_value = project_id,
               .timeout_s = 120);
}

const struct answer *parse_clip(const char *token, const char *project_id,
                                const char *scene[CLIP_SCENES])
{
    const struct answer *a = parse_file(token, footage_file(CLIP), project_id);
    WANT_STATUS(a, 200);
    WANT_TEXT(a, "#", "3");
    for (int i = 0; i < CLIP_SCENES; i++)
        scene[i] = http_text(a, text_format("%d.id", i));
    return a;
}

const char *project_made(const char *token, const char *name)
{
    const struct answer *a =
        ASK("POST", "/projects", .token = token, .json = text_format("{\"name\":\"%s\"}", name));
    WANT_STATUS(a, 200);
    return http_text(a, "id");
}

const struct answer *job_awaited(const char *token, const char *path)
{
    for (int i = 0; i < 600; i++) {
        const struct answer *a      = ASK("GET", path, .token = token);
        const char          *status = http_text(a, "status");
        WANT_STATUS(a, 200);
        if (strcmp(status, "queued") != 0 && strcmp(status, "running") != 0)
            return a;
        usleep(100000);
    }
    fail_msg("%s does not end", path);
    return NULL;
}

bool jpeg_size(const void *bytes, size_t n, int64_t *width, int64_t *height)
{
    const unsigned char *b = bytes;
    if (n < 4 || b[0] != 0xff || b[1] != 0xd8 || b[n - 2] != 0xff || b[n - 1] != 0xd9)
        return false;
    for (size_t at = 2; at + 9 < n && b[at] == 0xff;) {
        if (b[at + 1] >= 0xc0 && b[at + 1] <= 0xc2) { /* start of frame */
            *height = b[at + 5] << 8 | b[at + 6];
            *width  = b[at + 7] << 8 | b[at + 8];
            return true;
        }
        at += 2u + ((size_t)b[at + 2] << 8 | b[at + 3]);
    }
    return false;
}

/* ---- single requests ---- */

static const char *filled(const char *text)
{
    const char *from, *to, *value;
    if (!text || !(from = strstr(text, "{$")))
        return text;
    to    = strchr(from, '}');
    value = story_get(text_format("%.*s", (int)(to - from - 2), from + 2));
    return filled(text_format("%.*s%s%s", (int)(from - text), text, value, to + 1));
}

void single_run(const struct single *s, int number)
{
    const char          *body = filled(s->body);
    bool                 json = body && (*body == '{' || *body == '[');
    struct call          call = { .method = s->method,
                                  .path   = filled(s->path),
                                  .token  = s->who ? story_get(s->who) : NULL,
                                  .json   = json ? body : NULL,
                                  .form   = json ? NULL : body };
    const struct answer *a;
    for (size_t i = 0; i < COUNT_OF(s->headers); i++)
        call.headers[i] = filled(s->headers[i]);
    a = http_ask(&call, s->what, number);
    http_want_status(a, s->status, s->what, number);
    if (s->code) {
        http_want_text(a, "code", text_format("%d", s->code), s->what, number);
        http_want_text(a, "message", "*", s->what, number);
    }
    if (s->says && (!a->body || !strstr(a->body, s->says)))
        http_fail(a, s->what, number, "does not say \"%s\"", s->says);
}
