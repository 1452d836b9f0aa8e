/* tool_server.c - the database's schema and the routes. */
#include <getopt.h>
#include <sysexits.h>
#include "fcgi/tool.h"
#include "fcgi/web.h"
#include "handlers/table.h"
#include "model/base/arena.h"
#include "model/db/db.h"

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
    static const char *const auths[] = { "unset", "public", "logged-in", "admin", "refresh" };
    (void)t;
    (void)argv;
    if (argc > 1)
        return tool_usage(c, "no argument is wanted");
    for (const struct route_list *const *l = all_routes; *l; l++)
        for (size_t i = 0; i < (*l)->count; i++) {
            const struct route *r = &(*l)->routes[i];
            printf("%-6s  %-48s  %-9s  %-8s %s%s%s%s%s%s\n", method_name(r->method), r->path,
                   auths[r->auth], (*l)->family->name, r->flags & TX ? " tx" : "",
                   r->flags & LIST ? " list" : "", r->flags & STRICT ? " strict" : "",
                   r->flags & BODYLESS ? " bodyless" : "", r->flags & HIDDEN ? " hidden" : "",
                   r->flags & BULK ? " bulk" : "");
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
    { 0 },
};
// clang-format on
