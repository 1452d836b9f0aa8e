/* tool.c - dailies: the administration tool. */
#include <getopt.h>
#include <stdarg.h>
#include <sysexits.h>
#include "fcgi/tool.h"
#include "model/base/arena.h"
#include "model/base/log.h"
#include "model/base/text.h"
#include "model/db/db.h"

enum { ARENA_CAP_BYTES = 256 << 20 };

static const struct command *const groups[] = { server_commands, people_commands, outbox_commands,
                                              parse_command, seed_command };

static const char head[] = "dailies - administer a Dailies server\n"
                           "\n"
                           "Usage: dailies [-c FILE] COMMAND [ARGUMENT]...\n"
                           "       dailies COMMAND --help\n"
                           "\n"
                           "Commands:\n";
static const char tail[] =
    "\n"
    "Options:\n"
    "  -c, --conf FILE  settings (default: $DAILIES_CONF, or\n"
    "                   " DAILIES_CONF ")\n"
    "  -h, --help       this text\n"
    "  -V, --version    the version\n"
    "\n"
    "Environment:\n"
    "  DAILIES_CONF     the settings file\n"
    "  DAILIES_<KEY>    any setting of the file, in capitals; wins over the file\n"
    "\n"
    "Exit status:\n"
    "   0  done\n"
    "  64  wrong usage                 65  wrong input, or it exists already\n"
    "  66  an input cannot be read     67  there is no such account\n"
    "  69  a service is unavailable    70  an internal fault\n"
    "  75  try again later             77  not permitted\n"
    "  78  wrong settings\n";

static int help(void)
{
    fputs(head, stdout);
    for (size_t g = 0; g < COUNT(groups); g++)
        for (const struct command *c = groups[g]; c->name; c++) {
            char left[64];
            snprintf(left, sizeof left, "%s %s", c->name, c->args);
            if (strlen(left) > 34)
                printf("  %s\n  %-34s  %s\n", left, "", c->does);
            else
                printf("  %-34s  %s\n", left, c->does);
        }
    fputs(tail, stdout);
    return EX_OK;
}

int tool_help(const struct command *c)
{
    printf("dailies %s - %s\n\nUsage: dailies [-c FILE] %s %s\n\n%s", c->name, c->does, c->name,
           c->args, c->help);
    return EX_OK;
}

int tool_usage(const struct command *c, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fprintf(stderr, "dailies %s: ", c->name);
    vfprintf(stderr, fmt, ap);
    fprintf(stderr, "\nTry: dailies %s --help\n", c->name);
    va_end(ap);
    return EX_USAGE;
}

int tool_failed(struct tool *t)
{
    fprintf(stderr, "dailies: %s\n", t->cx.err.message);
    switch (t->cx.err.reason) {
    case E_INVALID:
    case E_CONFLICT:
        return EX_DATAERR;
    case E_NOT_FOUND:
        return EX_NOINPUT;
    case E_RETRY:
    case E_UNCERTAIN:
        return EX_UNAVAILABLE;
    case E_FORBIDDEN:
        return EX_NOPERM;
    default:
        return EX_SOFTWARE;
    }
}

/* The command that the words at argv begin with; *words: how many it takes. */
static const struct command *command_find(int argc, char **argv, int *words)
{
    for (size_t g = 0; g < COUNT(groups); g++)
        for (const struct command *c = groups[g]; c->name; c++) {
            const char *space = strchr(c->name, ' ');
            size_t      n     = space ? (size_t)(space - c->name) : strlen(c->name);
            *words            = space ? 2 : 1;
            if (argc >= *words && strlen(argv[0]) == n && memcmp(argv[0], c->name, n) == 0 &&
                (!space || strcmp(argv[1], space + 1) == 0))
                return c;
        }
    return NULL;
}

static int run(struct tool *t, const char *path, int argc, char **argv)
{
    int                   words;
    const struct command *c      = command_find(argc, argv, &words);
    bool                  helped = argc > 1 && strcmp(argv[argc - 1], "--help") == 0;
    bool                  named  = path != NULL;
    if (!c) {
        fprintf(stderr, "dailies: there is no command `%s%s%s`\nTry: dailies --help\n", argv[0],
                argc > 1 && argv[1][0] != '-' ? " " : "",
                argc > 1 && argv[1][0] != '-' ? argv[1] : "");
        return EX_USAGE;
    }
    if (helped)
        return tool_help(c);
    t->conf_path = path ? path : DAILIES_CONF;
    if (c->needs_conf && conf_load(&t->cx, t->conf_path, named, &t->conf) < 0) {
        fprintf(stderr, "dailies: %s\n", t->cx.err.message);
        return EX_CONFIG;
    }
    log_open("dailies", c->needs_conf ? (enum log_level)conf_log_level(&t->conf) : LOG_INFO);
    if (c->needs_conf)
        t->cx.db = db_new(&t->conf);
    return c->run(t, c, argc - words + 1, argv + words - 1);
}

int main(int argc, char **argv)
{
    static const struct option options[] = { { "conf", required_argument, NULL, 'c' },
                                             { "help", no_argument, NULL, 'h' },
                                             { "version", no_argument, NULL, 'V' },
                                             { NULL, 0, NULL, 0 } };
    const char                *path      = getenv("DAILIES_CONF");
    struct tool t = { .cx = { .arena = arena_new(ARENA_CAP_BYTES), .now = utc_now() } };
    int         c, status;
    t.cx.conf = &t.conf;
    while ((c = getopt_long(argc, argv, "+c:hV", options, NULL)) != -1) {
        switch (c) {
        case 'c':
            path = optarg;
            break;
        case 'h':
            return help();
        case 'V':
            puts("dailies " DAILIES_VERSION);
            return EX_OK;
        default:
            fputs("Try: dailies --help\n", stderr);
            return EX_USAGE;
        }
    }
    if (optind == argc) {
        fputs("dailies: which command?\nTry: dailies --help\n", stderr);
        return EX_USAGE;
    }
    argc -= optind;
    argv += optind;
    optind = 0; /* the command reads its own options afresh */
    status = run(&t, path, argc, argv);
    if (t.cx.db)
        db_free(t.cx.db);
    arena_free(t.cx.arena);
    return status;
}
