/* tool_seed.c - a made-up production, to try things and to measure. */
#include <getopt.h>
#include <sysexits.h>
#include "fcgi/tool.h"
#include "model/base/text.h"
#include "model/context/seed.h"
#include "model/db/db.h"

struct seeding {
    const char *name;
    int64_t     shots;
    struct uuid project_id;
};

static int in_tx(struct cx *cx, void *u)
{
    struct seeding *s = u;
    return seed_production(cx, s->name, s->shots, &s->project_id);
}

static int seed(struct tool *t, const struct command *c, int argc, char **argv)
{
    static const struct option options[] = { { "shots", required_argument, NULL, 's' },
                                             { "name", required_argument, NULL, 'n' },
                                             { "help", no_argument, NULL, 'h' },
                                             { NULL, 0, NULL, 0 } };
    struct seeding             s = { .name = "Seeded", .shots = 1000 };
    char                       id[UUID_TEXT];
    int                        o;
    while ((o = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        if (o == 'h')
            return tool_help(c);
        if (o == 'n')
            s.name = optarg;
        else if (o != 's')
            return tool_usage(c, "an option is wrong here");
        else if (!i64_parse(optarg, strlen(optarg), &s.shots))
            return tool_usage(c, "--shots wants a number");
    }
    if (optind < argc)
        return tool_usage(c, "it takes no arguments");
    if (db_tx(&t->cx, TX_ONCE, in_tx, &s) < 0)
        return tool_failed(t);
    uuid_format(s.project_id, id);
    puts(id);
    return EX_OK;
}

// clang-format off
const struct command seed_command[] = {
    { "seed", "[--shots N] [--name NAME]", "make up a production, to try things and to measure",
      "Prints the production's id. It has sequences of twenty shots, two assets for five\n"
      "shots, three tasks for each, comments, previews without files, and a team of sixty\n"
      "who cannot sign in.\n"
      "\n"
      "Options:\n"
      "  --shots N    1 to 20000, default 1000\n"
      "  --name NAME  of the production, default Seeded\n"
      "\n"
      "Exit status: 0, 65 when there is a production of that name.\n",
      true, seed },
    { 0 },
};
// clang-format on
