/* tool_server.c - the database's schema, housekeeping, the routes and their document. */
#include <getopt.h>
#include <sysexits.h>
#include "fcgi/openapi.h"
#include "fcgi/tool.h"
#include "handlers/table.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/studio/gc.h"

static int migrate(struct tool *t, const struct command *c, int argc, char **argv)
{
    static const struct option options[] = { { "sql", required_argument, NULL, 's' },
                                             { "help", no_argument, NULL, 'h' },
                                             { NULL, 0, NULL, 0 } };
    const char                *folder    = getenv("DAILIES_SQL");
    int64_t                    version   = 0;
    int                        o, applied = 0;
    if (!folder)
        folder = DAILIES_SQL;
    while ((o = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        if (o == 'h')
            return tool_help(c);
        if (o != 's')
            return tool_usage(c, "an option is wrong here");
        folder = optarg;
    }
    if (optind < argc)
        return tool_usage(c, "no argument is wanted");
    if (db_migrate(&t->cx, folder, &applied) < 0 || db_version(&t->cx, &version) < 0)
        return tool_failed(t);
    printf("schema version %lld, %d new\n", (long long)version, applied);
    return EX_OK;
}

static int routes(struct tool *t, const struct command *c, int argc, char **argv)
{
    static const char *const auths[] = { [AUTH_UNSET] = "unset",    [PUBLIC] = "public",
                                         [OPTIONAL] = "optional",   [LOGGED_IN] = "logged-in", [PERSON] = "person",
                                         [ADMIN] = "admin",         [REFRESH] = "refresh" };
    (void)t;
    (void)argv;
    if (argc > 1)
        return tool_usage(c, "no argument is wanted");
    for (const struct route_list *const *l = all_routes; *l; l++)
        for (size_t i = 0; i < (*l)->count; i++) {
            const struct route *r = &(*l)->routes[i];
            printf("%-6s  %-48s  %-9s  %-8s %s%s%s%s%s%s%s\n", method_name(r->method), r->path,
                   auths[r->auth], (*l)->family->name, r->flags & TX ? " tx" : "",
                   r->flags & LIST ? " list" : "", r->flags & STRICT ? " strict" : "",
                   r->flags & BODYLESS ? " bodyless" : "", r->flags & HIDDEN ? " hidden" : "",
                   r->flags & BULK ? " bulk" : "", r->flags & RAW ? " raw" : "");
        }
    return EX_OK;
}

static int to_stdout(void *u, const char *bytes, size_t n)
{
    (void)u;
    return fwrite(bytes, 1, n, stdout) == n ? 0 : -1;
}

static int openapi(struct tool *t, const struct command *c, int argc, char **argv)
{
    static char buffer[32 * 1024];
    struct out  o    = out_to_sink(buffer, sizeof buffer, to_stdout, NULL);
    struct site site = { .lists = all_routes, .hooks = &all_hooks, .conf = &t->conf };
    (void)argv;
    if (argc > 1)
        return tool_usage(c, "no argument is wanted");
    openapi_write(&o, &site);
    if (!o.failed)
        o.failed = to_stdout(NULL, o.buf, o.len) < 0;
    if (o.failed || fflush(stdout) != 0) {
        fputs("dailies: the document could not be written\n", stderr);
        return EX_IOERR;
    }
    return EX_OK;
}

static int gc(struct tool *t, const struct command *c, int argc, char **argv)
{
    static const struct option options[]  = { { "older-than", required_argument, NULL, 'o' },
                                              { "help", no_argument, NULL, 'h' },
                                              { NULL, 0, NULL, 0 } };
    int64_t                    older_than = GC_GRACE_S;
    struct gc_report           report     = { 0 };
    int                        o;
    while ((o = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        if (o == 'h')
            return tool_help(c);
        if (o != 'o' || !i64_parse(optarg, strlen(optarg), &older_than) || older_than < 0)
            return tool_usage(c, "--older-than wants seconds");
    }
    if (optind < argc)
        return tool_usage(c, "no argument is wanted");
    if (gc_run(&t->cx, older_than, &report) < 0)
        return tool_failed(t);
    for (size_t i = 0; i < gc_report_shape.count; i++) {
        const struct field *f = &gc_report_shape.fields[i];
        const int64_t      *v = (const void *)((const char *)&report + f->off);
        printf("%-14s %lld\n", f->name, (long long)*v);
    }
    return EX_OK;
}

// clang-format off
const struct command server_commands[] = {
    { "migrate", "[--sql FOLDER]", "bring the database's schema up to date",
      "Applies the files NNNN_*.sql of a folder in order, each once. Several machines may\n"
      "do this at the same time: one works, the others wait and find nothing to do.\n"
      "\n"
      "Options:\n"
      "  --sql FOLDER  where the files are (default: $DAILIES_SQL, or\n"
      "                " DAILIES_SQL ")\n"
      "\n"
      "Exit status: 0, 66 when the folder cannot be read, 69 when the database is away.\n",
      true, migrate },
    { "routes", "", "list what the web server answers to",
      "One line per route: method, path, who may (public, logged-in, admin, or a refresh\n"
      "token), the interface it belongs to, flags.\n",
      false, routes },
    { "openapi", "", "print the API document",
      "OpenAPI 3.1 as JSON, made from the tables that the server works by; the same as\n"
      "GET /openapi.json.\n",
      true, openapi },
    { "doctor", "", "check what the server needs on this machine",
      "One line for each thing looked at, beginning with ok or problem: settings, database\n"
      "and schema, the folders of the store and their file system, programs, free space,\n"
      "links, the mail server, what waits in the outbox.\n"
      "\n"
      "Exit status: 0 when all is well, 69 when there is a problem.\n",
      true, tool_doctor },
    { "gc", "[--older-than SECONDS]", "remove what nothing refers to any more",
      "Removes stored files that no row names, temporary files, work folders of ended jobs,\n"
      "and rows whose time is over. Safe while the server runs. Prints how many of each.\n"
      "\n"
      "Options:\n"
      "  --older-than SECONDS  leave alone what was touched since (default: 3600); 0 only\n"
      "                        while nothing else runs\n",
      true, gc },
    { 0 },
};
// clang-format on
