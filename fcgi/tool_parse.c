/* tool_parse.c - dailies parse: upload a video, wait for its scenes, show them. */
#include <getopt.h>
#include <json-c/json.h>
#include <sysexits.h>
#include <unistd.h>
#include "fcgi/tool.h"
#include "model/base/arena.h"
#include "model/base/json.h"
#include "model/base/text.h"
#include "model/net/client.h"

enum { BAR_CELLS = 30, POLL_MS = 250, RETRY_MS = 1000, PATIENCE = 30 };

struct parse_options {
    const char       *file, *project;
    struct net_server server;
    bool              json;
};

/* ---- what the person at the terminal sees ---- */

static void bar(const char *what, double share)
{
    int full = (int)(share * BAR_CELLS);
    if (!isatty(STDERR_FILENO))
        return;
    fprintf(stderr, "\r%-18.18s [", what);
    for (int i = 0; i < BAR_CELLS; i++)
        fputc(i < full ? '#' : '.', stderr);
    fprintf(stderr, "] %3d%%", (int)(share * 100));
    fflush(stderr);
}

static void bar_end(void)
{
    if (isatty(STDERR_FILENO))
        fputs("\r\033[K", stderr);
}

static void uploading(void *u, int64_t sent, int64_t total)
{
    (void)u;
    bar("upload", (double)sent / (double)total);
}

/* ---- answers ---- */

static struct json_object *parsed(struct tool *t, const struct net_answer *a)
{
    struct json_object *v = NULL;
    (void)!json_read(t->cx.arena, a->body, a->bytes, &v);
    return v;
}

static const char *text_of(struct json_object *o, const char *name)
{
    struct json_object *v;
    if (!json_object_is_type(o, json_type_object) || !json_object_object_get_ex(o, name, &v) || !v)
        return "";
    return json_object_get_string(v);
}

/* The server said no: its own words, and a status that fits. */
static int refused(struct tool *t, const struct net_answer *a)
{
    const char *message = text_of(parsed(t, a), "message");
    fprintf(stderr, "dailies: the server answers %d%s%s\n", a->status, *message ? ": " : "",
            message);
    if (a->status == 401 || a->status == 403)
        return EX_NOPERM;
    return a->status >= 500 || a->status == 429 ? EX_UNAVAILABLE : EX_DATAERR;
}

static void print_scenes(struct json_object *scenes)
{
    size_t n = json_object_array_length(scenes);
    printf("%5s  %-36s  %9s  %7s  %-12s  %-8s  %s\n", "SCENE", "ID", "FRAME", "FRAMES", "DURATION",
           "BEGINS", "CONFIDENCE");
    for (size_t i = 0; i < n; i++) {
        struct json_object *s = json_object_array_get_idx(scenes, i);
        printf("%5zu  %-36s  %9s  %7s  %-12s  %-8s  %.4s\n", i + 1, text_of(s, "id"),
               text_of(s, "frame_num"), text_of(s, "frame_count"), text_of(s, "duration"),
               text_of(s, "transition"), text_of(s, "confidence"));
    }
}

static int show(const struct parse_options *o, struct json_object *scenes)
{
    if (o->json)
        puts(json_object_to_json_string_ext(scenes, JSON_C_TO_STRING_PRETTY |
                                                        JSON_C_TO_STRING_NOSLASHESCAPE));
    else if (json_object_is_type(scenes, json_type_array))
        print_scenes(scenes);
    return EX_OK;
}

/* ---- the way of a video ---- */

static void job_bar(struct json_object *job)
{
    const char *stage = text_of(job, "stage"), *status = text_of(job, "status");
    int64_t     percent = 0;
    char        what[64];
    (void)!i64_parse(text_of(job, "progress"), strlen(text_of(job, "progress")), &percent);
    if (strcmp(status, "queued") == 0)
        snprintf(what, sizeof what, "queued %s", text_of(job, "queue_position"));
    else
        snprintf(what, sizeof what, "%s", *stage ? stage : status);
    bar(what, (double)percent / 100);
}

static void print_warnings(struct json_object *job)
{
    struct json_object *list;
    if (!json_object_object_get_ex(job, "warnings", &list) ||
        !json_object_is_type(list, json_type_array))
        return;
    for (size_t i = 0; i < json_object_array_length(list); i++)
        fprintf(stderr, "warning: %s\n",
                json_object_get_string(json_object_array_get_idx(list, i)));
}

static void put(void *p) { json_object_put(p); }

static void nap(int64_t ms)
{
    struct timespec ts = { ms / 1000, ms % 1000 * 1000000 };
    nanosleep(&ts, NULL);
}

/* One look at the job: *ended, or EX_OK to look again, or an exit status. A server that is
 * being restarted is waited for. */
static int look(struct tool *t, struct net_client *c, const char *path, int *patience,
                struct json_object **ended)
{
    struct net_answer   a   = { 0 };
    struct json_object *job = NULL;
    const char         *status;
    bool                away = net_get(&t->cx, c, path, &a) < 0;
    if ((away || a.status == 502 || a.status == 503) && (*patience)-- > 0) {
        err_clear(&t->cx);
        nap(RETRY_MS);
        return EX_OK;
    }
    if (away || a.status != 200) {
        bar_end();
        return away ? tool_failed(t) : refused(t, &a);
    }
    *patience = PATIENCE;
    job       = json_tokener_parse(a.body);
    status    = text_of(job, "status");
    job_bar(job);
    if (strcmp(status, "queued") != 0 && strcmp(status, "running") != 0)
        *ended = job;
    else
        json_object_put(job);
    return EX_OK;
}

static int follow(struct tool *t, const struct parse_options *o, struct net_client *c,
                  const char *path)
{
    struct json_object *job = NULL, *result, *error = NULL;
    int                 patience = PATIENCE;
    while (!job) {
        struct arena_mark mark = arena_mark(t->cx.arena);
        int               rc   = look(t, c, path, &patience, &job);
        if (rc != EX_OK)
            return rc;
        arena_rewind(t->cx.arena, mark);
        if (!job)
            nap(POLL_MS);
    }
    arena_on_reset(t->cx.arena, put, job);
    bar_end();
    print_warnings(job);
    if (strcmp(text_of(job, "status"), "succeeded") == 0 &&
        json_object_object_get_ex(job, "result", &result))
        return show(o, result);
    (void)!json_object_object_get_ex(job, "error", &error);
    fprintf(stderr, "dailies: the job %s%s%s\n", text_of(job, "status"), error ? ": " : "",
            text_of(error, "message"));
    return EX_DATAERR;
}

static int parse_file(struct tool *t, const struct parse_options *o)
{
    char               key[UUID_TEXT];
    const char        *headers[] = { "Prefer: respond-async", NULL, NULL };
    struct net_file    file      = { .path     = o->file,
                                     .field    = "video",
                                     .name     = "project_id",
                                     .value    = o->project,
                                     .progress = uploading };
    struct net_client *c         = net_open(&t->cx, &o->server);
    struct net_answer  a;
    uuid_format(uuid_new(), key);
    headers[1] = arena_printf(t->cx.arena, "Idempotency-Key: %s", key);
    if (net_post_file(&t->cx, c, "/parse", headers, &file, &a) < 0) {
        bar_end();
        return tool_failed(t);
    }
    bar_end();
    if (a.status == 202 && a.location && a.location[0] == '/')
        return follow(t, o, c, a.location);
    if (a.status != 200)
        return refused(t, &a);
    return show(o, parsed(t, &a));
}

static int parse(struct tool *t, const struct command *c, int argc, char **argv)
{
    static const struct option options[] = {
        { "url", required_argument, NULL, 'u' },    { "token", required_argument, NULL, 't' },
        { "cacert", required_argument, NULL, 'C' }, { "project", required_argument, NULL, 'p' },
        { "insecure", no_argument, NULL, 'k' },     { "json", no_argument, NULL, 'j' },
        { "help", no_argument, NULL, 'h' },         { NULL, 0, NULL, 0 }
    };
    struct parse_options o   = { .server = { .token = getenv("DAILIES_TOKEN") } };
    const char          *url = getenv("DAILIES_URL");
    size_t               n;
    int                  k;
    while ((k = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        switch (k) {
        case 'u':
            url = optarg;
            break;
        case 't':
            o.server.token = optarg;
            break;
        case 'C':
            o.server.ca_file = optarg;
            break;
        case 'p':
            o.project = optarg;
            break;
        case 'k':
            o.server.insecure = true;
            break;
        case 'j':
            o.json = true;
            break;
        case 'h':
            return tool_help(c);
        default:
            return tool_usage(c, "an option is wrong here");
        }
    }
    if (argc - optind != 1 || !url || !o.server.token)
        return tool_usage(c, "one FILE, --url and a token are wanted");
    o.file = argv[optind];
    for (n = strlen(url); n && url[n - 1] == '/'; n--) {
    }
    o.server.url = arena_copy(t->cx.arena, url, n);
    return parse_file(t, &o);
}

// clang-format off
const struct command parse_command[] = {
    { "parse", "FILE --url URL [OPTION]...", "upload a video and show its scenes",
      "Uploads the video to a server, shows how far it is (on a terminal), waits for the\n"
      "end and prints one line per scene: identifier, first frame, frames, duration, how\n"
      "it begins, and how sure that is.\n"
      "\n"
      "Options:\n"
      "  --url URL        address of the server, with or without /api (default: $DAILIES_URL)\n"
      "  --token TOKEN    personal access token; better given as $DAILIES_TOKEN, since others\n"
      "                   on the machine can read arguments\n"
      "  --project ID     append the scenes to this project\n"
      "  --json           print the scenes as JSON\n"
      "  --cacert FILE    trust these certificates (PEM) instead of the system's\n"
      "  --insecure       believe any certificate\n"
      "\n"
      "Exit status: 0, 65 when the video cannot be parsed, 69 when the server cannot be\n"
      "reached, 77 when it does not accept the token.\n"
      "\n"
      "Example:\n"
      "  DAILIES_TOKEN=... dailies parse reel.mov --url https://dailies.example.com\n",
      false, parse },
    { 0 },
};
// clang-format on
