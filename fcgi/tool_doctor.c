/* tool_doctor.c - dailies doctor: does this machine have what the server needs? */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>
#include "fcgi/tool.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/net/address.h"
#include "model/net/client.h"
#include "model/net/mail.h"
#include "model/net/webhook.h"
#include "model/outbox/deliver.h"
#include "model/video/watch.h"

enum { FREE_LEAST_BYTES = 1 << 30 };

static int problems;

static void say(bool good, const char *what, const char *fmt, ...) PRINTF(3, 4);
static void say(bool good, const char *what, const char *fmt, ...)
{
    va_list ap;
    problems += !good;
    printf("%-8s %-12s ", good ? "ok" : "problem", what);
    va_start(ap, fmt);
    vprintf(fmt, ap);
    va_end(ap);
    putchar('\n');
}

/* ---- settings and database ---- */

static void check_settings(struct tool *t)
{
    const struct conf *c = &t->conf;
    struct stat        st;
    say(true, "settings", "%s", t->conf_path);
    if (stat(t->conf_path, &st) == 0 && (st.st_mode & S_IROTH))
        say(false, "settings", "%s can be read by everybody, and holds secrets", t->conf_path);
    if (strncmp(c->public_url, "https://", 8) != 0)
        say(false, "settings", "public_url: %s is not https", c->public_url);
    if (c->job_lease_s * 1000 < c->job_poll_ms * 2)
        say(false, "settings", "job_lease_s is too short for job_poll_ms");
}

static void check_database(struct tool *t)
{
    int64_t version = 0;
    if (db_ping(&t->cx) < 0) {
        say(false, "database", "%s", t->cx.err.message);
        err_clear(&t->cx);
        return;
    }
    if (db_version(&t->cx, &version) < 0 || version == 0) {
        say(false, "database", "there is no schema: run `dailies migrate`");
        err_clear(&t->cx);
        return;
    }
    say(true, "database", "schema version %lld", (long long)version);
}

/* ---- folders ---- */

static bool can_write(const char *folder)
{
    char path[4200];
    int  fd;
    snprintf(path, sizeof path, "%s/.doctor.%d", folder, (int)getpid());
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return false;
    close(fd);
    return unlink(path) == 0;
}

static void check_folders(struct tool *t)
{
    static const char *const names[] = { "store/blob", "store/tmp", "store/part", "store/watch",
                                         "work",       "run" };
    dev_t                    device  = 0;
    struct statvfs           fs;
    for (size_t i = 0; i < COUNT(names); i++) {
        const char *path = arena_printf(t->cx.arena, "%s/%s", t->conf.state_dir, names[i]);
        struct stat st;
        bool        there = stat(path, &st) == 0 && S_ISDIR(st.st_mode);
        if (!there)
            say(false, "folder", "%s: %s", path, errno ? strerror(errno) : "is no folder");
        else if (!can_write(path))
            say(false, "folder", "%s: cannot be written to: %s", path, strerror(errno));
        else
            say(true, "folder", "%s", path);
        if (there && i == 0)
            device = st.st_dev;
        if (there && device && i < 4 && st.st_dev != device)
            say(false, "folder", "%s is not on the file system of the store", path);
    }
    if (statvfs(t->conf.state_dir, &fs) == 0) {
        uint64_t bytes = (uint64_t)fs.f_bavail * fs.f_frsize;
        say(bytes >= FREE_LEAST_BYTES, "space", "%.1f GiB free in %s",
            (double)bytes / (1024.0 * 1024 * 1024), t->conf.state_dir);
    }
}

/* ---- programs ---- */

/* Full path of a program: as given, or from PATH and the folders of services. */
static const char *program_path(struct cx *cx, const char *name)
{
    const char *path = getenv("PATH");
    const char *at   = arena_printf(cx->arena, "%s:/usr/sbin:/sbin", path ? path : "/usr/bin:/bin");
    if (strchr(name, '/'))
        return access(name, X_OK) == 0 ? name : NULL;
    while (*at) {
        size_t      n   = strcspn(at, ":");
        const char *try = arena_printf(cx->arena, "%.*s/%s", (int)n, at, name);
        if (access(try, X_OK) == 0)
            return try;
        at += n + (at[n] == ':');
    }
    return NULL;
}

/* Does it start and end well when asked for its version? Its output is not wanted. */
static bool program_starts(const char *path, const char *option)
{
    char                      *nothing[] = { NULL };
    posix_spawn_file_actions_t files;
    pid_t                      pid;
    int                        status = -1;
    char                       name[4200], arg[32];
    char                      *argv[] = { name, arg, NULL };
    snprintf(name, sizeof name, "%s", path);
    snprintf(arg, sizeof arg, "%s", option);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    if (posix_spawn(&pid, path, &files, NULL, argv, nothing) != 0)
        pid = -1;
    posix_spawn_file_actions_destroy(&files);
    if (pid < 0 || waitpid(pid, &status, 0) != pid)
        return false;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void check_programs(struct tool *t)
{
    const struct {
        const char *name, *option, *package;
    } programs[] = {
        { t->conf.media_program, "--version", "part of Dailies" },
        { t->conf.stills_program, "--version", "part of Dailies" },
        { t->conf.ffmpeg_program, "-version", "ffmpeg" },
        { "nginx", "-v", "nginx" },
        { "spawn-fcgi", "-v", "spawn-fcgi" },
        { "multiwatch", NULL, "multiwatch" },
    };
    for (size_t i = 0; i < COUNT(programs); i++) {
        const char *path = program_path(&t->cx, programs[i].name);
        if (!path)
            say(false, "program", "%s is missing (Debian package: %s)", programs[i].name,
                programs[i].package);
        else if (programs[i].option && !program_starts(path, programs[i].option))
            say(false, "program", "%s does not start", path);
        else
            say(true, "program", "%s", path);
    }
}

/* ---- links ---- */

/* A good link to nothing: nginx says 404 when it has the same link_key, and 403 when not. */
static void check_links(struct tool *t)
{
    struct net_server  server = { .url = t->conf.public_url, .insecure = true };
    struct net_client *client = net_open(&t->cx, &server);
    struct net_answer  answer;
    struct watch_link  link;
    t->cx.now = utc_now();
    watch_link_make(&t->cx, uuid_new(), &link);
    if (net_get(&t->cx, client,
                arena_printf(t->cx.arena, "%s/video.mp4", link.base + strlen(t->conf.public_url)),
                &answer) < 0) {
        say(false, "links", "%s does not answer: %s", t->conf.public_url, t->cx.err.message);
        err_clear(&t->cx);
    } else {
        say(answer.status == 404, "links", "%s",
            answer.status == 404   ? "nginx checks them with link_key"
            : answer.status == 403 ? "nginx has another link_key than the settings"
                                   : "nginx does not serve the links of videos");
    }
}

/* ---- what goes out ---- */

static void check_mail(struct tool *t)
{
    const struct conf_net *net = &t->conf.net;
    struct mail_server     server;
    struct send_end        end;
    if (!outbox_can(&t->conf, OUTBOX_MAIL)) {
        say(!net->smtp_url[0] && !net->operators_mail[0], "mail", "%s",
            net->smtp_url[0]         ? "smtp_url is set, mail_from is not"
            : net->operators_mail[0] ? "operators_mail is set, smtp_url is not"
                                     : "none is sent: smtp_url is not set");
        return;
    }
    if (!outbox_address(net->mail_from))
        say(false, "mail", "mail_from: %s is no address", net->mail_from);
    for (const char *list = net->operators_mail; *list; list += *list == ',') {
        size_t      n  = strcspn(list, ",");
        const char *to = arena_copy(t->cx.arena, list, n);
        list += n;
        if (!outbox_address(to))
            say(false, "mail", "operators_mail: %s is no address", to);
    }
    server = outbox_mail_server(&t->cx, (struct send_stop){ 0 });
    mail_probe(&t->cx, &server, &end);
    say(end.fate == SEND_DONE, "mail", "%s%s%s", net->smtp_url, end.why[0] ? ": " : "", end.why);
}

static void check_outbox(struct tool *t)
{
    const struct conf_net *net    = &t->conf.net;
    struct outbox_counts   counts = { 0 };
    if (!address_list_check(net->fetch_allow))
        say(false, "settings", "fetch_allow is no list of networks");
    if (net->webhook_url[0])
        say(webhook_url_check(net->webhook_url), "webhook", "%s",
            webhook_url_check(net->webhook_url) ? "operators are told by one"
                                                : "webhook_url is no address");
    check_mail(t);
    if (outbox_count(&t->cx, &counts) < 0) {
        err_clear(&t->cx);
        return;
    }
    say(!counts.late && !counts.dead, "outbox", "%lld wait, %lld were given up%s",
        (long long)counts.waiting, (long long)counts.dead,
        counts.late   ? "; some were due minutes ago: does dailies-post run?"
        : counts.dead ? ": see `dailies outbox`"
                      : "");
}

int tool_doctor(struct tool *t, const struct command *c, int argc, char **argv)
{
    (void)argv;
    if (argc > 1)
        return tool_usage(c, "no argument is wanted");
    check_settings(t);
    check_database(t);
    check_folders(t);
    check_programs(t);
    check_links(t);
    check_outbox(t);
    return problems ? EX_UNAVAILABLE : EX_OK;
}
