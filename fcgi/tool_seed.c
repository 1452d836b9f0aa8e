/* tool_seed.c - a made-up production, for trials and measurements. */
#include <getopt.h>
#include <sysexits.h>
#include "fcgi/tool.h"
#include "model/base/text.h"
#include "model/track/seed.h"

static bool number(const char *text, int64_t least, int64_t most, int64_t *to)
{
    return i64_parse(text, strlen(text), to) && *to >= least && *to <= most;
}

static int run(struct tool *t, const struct command *c, int argc, char **argv)
{
    static const struct option options[] = { { "shots", required_argument, NULL, 'n' },
                                             { "name", required_argument, NULL, 'm' },
                                             { "seed", required_argument, NULL, 's' },
                                             { "help", no_argument, NULL, 'h' },
                                             { NULL, 0, NULL, 0 } };
    struct seed                s         = { .name = "Seeded production", .shots = 1000, .seed = 1 };
    struct seed_made          *made;
    struct uuid                project_id;
    char                       id[UUID_TEXT];
    size_t                     n;
    int                        o;
    while ((o = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        if (o == 'h')
            return tool_help(c);
        if (o == 'n' && !number(optarg, 1, SEED_SHOTS_MOST, &s.shots))
            return tool_usage(c, "--shots is a number from 1 to %d", SEED_SHOTS_MOST);
        if (o == 's' && !number(optarg, 0, INT32_MAX, &s.seed))
            return tool_usage(c, "--seed is a number from 0 to %d", INT32_MAX);
        if (o == 'm')
            s.name = optarg;
        if (o == '?')
            return tool_usage(c, "an option is wrong here");
    }
    if (optind < argc)
        return tool_usage(c, "no argument is wanted");
    if (!*s.name || strlen(s.name) > 80)
        return tool_usage(c, "a name has 1 to 80 bytes");
    if (seed_make(&t->cx, &s, &project_id, &made, &n) < 0)
        return tool_failed(t);
    uuid_format(project_id, id);
    printf("project: %s\n", id);
    for (size_t i = 0; i < n; i++)
        printf("%s: %lld\n", made[i].what, (long long)made[i].n);
    return EX_OK;
}

// clang-format off
const struct command seed_command[] = {
    { "seed", "[OPTION]...", "make up two months of a production, for trials",
      "One production that began sixty days ago: sequences, shots, two assets for five shots,\n"
      "three tasks for each of them, a team of 60 persons that cannot log in, castings, hours,\n"
      "comments, previews without files, news, notifications, events and playlists. The id of\n"
      "the production is printed, and how many there are of each. All is made, or nothing.\n"
      "\n"
      "Options:\n"
      "  --shots NUMBER  1 to 100000 (default: 1000)\n"
      "  --name NAME     of the production (default: Seeded production)\n"
      "  --seed NUMBER   the same number makes the same rows under a name (default: 1)\n"
      "\n"
      "Exit status: 0, 65 when there is a production of that name.\n",
      true, run },
    { 0 },
};
// clang-format on
