/* run.c - clips, the program, its answers. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <ftw.h>
#include <cmocka.h>
#include "t/media/run.h"

extern char **environ;
static char  folder[] = "/tmp/dailies-media.XXXXXX";

int run_begin(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st;
    (void)kind;
    (void)at;
    return remove(path);
}

int run_end(void **state)
{
    (void)state;
    return nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *in_folder(const char *name)
{
    static char paths[4][512];
    static int  next;
    char       *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static int wait_for(pid_t child, struct rusage *used)
{
    int status;
    while (wait4(child, &status, 0, used) < 0)
        assert_int_equal(errno, EINTR);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void make_clip(const char *arguments)
{
    char          buf[4096] = "ffmpeg -v error -nostdin -y ", *argv[128];
    size_t        n = 0, used = strlen(buf);
    pid_t         child;
    struct rusage ru;
    for (const char *c = arguments; *c; c++)
        used += (size_t)snprintf(buf + used, sizeof buf - used, *c == '@' ? "%s" : "%.1s",
                                 *c == '@' ? folder : c);
    for (char *rest, *word = strtok_r(buf, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
        argv[n++] = word;
    argv[n] = NULL;
    assert_int_equal(posix_spawnp(&child, "ffmpeg", NULL, NULL, argv, environ), 0);
    if (wait_for(child, &ru) != 0)
        fail_msg("ffmpeg failed: %s", arguments);
}

void make_file(const char *name, const void *bytes, size_t n)
{
    FILE *f = fopen(in_folder(name), "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

void make_part(const char *from, double share, const char *to)
{
    struct stat st;
    FILE       *f = fopen(in_folder(from), "rb");
    assert_non_null(f);
    assert_int_equal(fstat(fileno(f), &st), 0);
    size_t n     = (size_t)((double)st.st_size * share);
    void  *bytes = malloc(n + 1);
    assert_int_equal(fread(bytes, 1, n, f), n);
    fclose(f);
    make_file(to, bytes, n);
    free(bytes);
}

/* ---- the program ---- */

static void take_line(struct heard *h, const char *text_)
{
    struct json_object *v = json_tokener_parse(text_);
    assert_non_null(v);
    const char *kind = text(v, "kind");
    assert_false(h->done); /* nothing is said after "done" */
    h->done     = strcmp(kind, "done") == 0;
    bool failed = strcmp(kind, "failed") == 0;
    if (strcmp(kind, "scene") == 0 && h->scenes_n < SCENES)
        h->scenes[h->scenes_n++] = v;
    else if (strcmp(kind, "progress") != 0 && h->lines_n < LINES)
        h->lines[h->lines_n++] = v;
    else
        json_object_put(v);
    if (failed && h->lines_n > 0)
        h->reason = text(h->lines[h->lines_n - 1], "reason");
}

static const char *program_name = "dailies-media";

void run_program(const char *name) { program_name = name; }

/* Beside the one that DAILIES_MEDIA names. */
static const char *program_path(void)
{
    static char path[4096];
    const char *media_ = getenv("DAILIES_MEDIA"), *slash = media_ ? strrchr(media_, '/') : NULL;
    snprintf(path, sizeof path, "%.*s/%s", slash ? (int)(slash - media_) : 1, slash ? media_ : ".",
             program_name);
    return path;
}

static pid_t start(const char *job, int *from)
{
    static char  name[]    = "dailies";
    static char *nothing[] = { NULL }, *argv[] = { name, NULL };
    const char                *program   = program_path();
    int                        in[2], out[2];
    posix_spawn_file_actions_t acts;
    pid_t                      child;
    assert_int_equal(pipe2(in, O_CLOEXEC), 0);
    assert_int_equal(pipe2(out, O_CLOEXEC), 0);
    posix_spawn_file_actions_init(&acts);
    posix_spawn_file_actions_adddup2(&acts, in[0], 0);
    posix_spawn_file_actions_adddup2(&acts, out[1], 1);
    assert_int_equal(posix_spawn(&child, program, &acts, NULL, argv, nothing), 0);
    posix_spawn_file_actions_destroy(&acts);
    close(in[0]);
    close(out[1]);
    assert_int_equal(write(in[1], job, strlen(job)), (ssize_t)strlen(job));
    close(in[1]);
    *from = out[0];
    return child;
}

void media_raw(struct heard *h, const char *job)
{
    struct timespec begin, end;
    struct rusage   used;
    char           *line_ = NULL;
    size_t          cap   = 0;
    int             from;
    memset(h, 0, sizeof *h);
    h->reason = "";
    clock_gettime(CLOCK_MONOTONIC, &begin);
    pid_t child = start(job, &from);
    FILE *f     = fdopen(from, "r");
    while (getline(&line_, &cap, f) > 0)
        take_line(h, line_);
    free(line_);
    fclose(f);
    h->status = wait_for(child, &used);
    clock_gettime(CLOCK_MONOTONIC, &end);
    h->rss_kib = used.ru_maxrss;
    h->wall_s  = (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
}

void fresh_output(void)
{
    nftw(in_folder("out"), remove_one, 16, FTW_DEPTH | FTW_PHYS);
    assert_int_equal(mkdir(in_folder("out"), 0755), 0);
}

void media(struct heard *h, const char *op, const char *name, const char *members)
{
    char job[2048];
    fresh_output();
    snprintf(job, sizeof job, "{\"op\":\"%s\",\"input\":\"%s\",\"output\":\"%s\"%s}", op,
             in_folder(name), in_folder("out"), members);
    media_raw(h, job);
}

void heard_free(struct heard *h)
{
    for (int i = 0; i < h->lines_n; i++)
        json_object_put(h->lines[i]);
    for (int i = 0; i < h->scenes_n; i++)
        json_object_put(h->scenes[i]);
}

struct json_object *line(const struct heard *h, const char *kind)
{
    for (int i = 0; i < h->lines_n; i++)
        if (strcmp(text(h->lines[i], "kind"), kind) == 0)
            return h->lines[i];
    return NULL;
}

struct json_object *part(struct json_object *o, const char *member)
{
    struct json_object *v = NULL;
    if (!json_object_object_get_ex(o, member, &v))
        fail_msg("no member %s in %s", member, json_object_to_json_string(o));
    return v;
}

int64_t number(struct json_object *o, const char *member)
{
    return json_object_get_int64(part(o, member));
}

double real(struct json_object *o, const char *member)
{
    struct json_object *v = part(o, member);
    return v ? json_object_get_double(v) : (double)NAN;
}

const char *text(struct json_object *o, const char *member)
{
    return json_object_get_string(part(o, member));
}

/* ---- files ---- */

int64_t file_bytes(const char *name)
{
    char        path[256];
    struct stat st;
    snprintf(path, sizeof path, "out/%s", name);
    return stat(in_folder(path), &st) == 0 ? st.st_size : -1;
}

void jpeg_size(const char *name, int *width, int *height)
{
    static unsigned char b[4 << 20];
    char                 path[256];
    size_t               n = 0;
    FILE                *f;
    snprintf(path, sizeof path, "out/%s", name);
    *width = *height = 0;
    if ((f = fopen(in_folder(path), "rb"))) {
        n = fread(b, 1, sizeof b, f);
        fclose(f);
    }
    if (n < 4 || b[0] != 0xff || b[1] != 0xd8 || b[n - 2] != 0xff || b[n - 1] != 0xd9)
        return;
    for (size_t i = 2; i + 9 < n && b[i] == 0xff; i += 2 + (size_t)(b[i + 2] << 8 | b[i + 3]))
        if (b[i + 1] == 0xc0) {
            *height = b[i + 5] << 8 | b[i + 6];
            *width  = b[i + 7] << 8 | b[i + 8];
            return;
        }
}
