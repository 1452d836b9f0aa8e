/* tool_outbox.c - what waits in the outbox, and what was given up. */
#include <getopt.h>
#include <sysexits.h>
#include "fcgi/tool.h"
#include "model/base/arena.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/outbox/outbox.h"

enum { ROWS_MOST = 1000 };

static void line(const struct outbox *m)
{
    char id[UUID_TEXT], added[TIME_TEXT], due[TIME_TEXT];
    uuid_format(m->id, id);
    utc_format(m->created_at, true, added);
    utc_format(m->due_at, true, due);
    printf("%s  %-7s  %-7s  %5lld  %s  %s  %s%s%s", id, m->status, m->channel,
           (long long)m->attempts, added, strcmp(m->status, OUTBOX_WAITING) == 0 ? due : "-", m->topic,
           m->to ? " to " : "", m->to ? m->to : "");
    printf("%s%s\n", m->error ? ": " : "", m->error ? m->error : "");
}

static int list(struct tool *t, const struct command *c, int argc, char **argv)
{
    static const struct option options[] = { { "all", no_argument, NULL, 'a' },
                                             { "help", no_argument, NULL, 'h' },
                                             { NULL, 0, NULL, 0 } };
    struct outbox             *rows;
    bool                       all = false;
    size_t                     n;
    int                        o;
    while ((o = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        if (o == 'h')
            return tool_help(c);
        if (o != 'a')
            return tool_usage(c, "an option is wrong here");
        all = true;
    }
    if (optind < argc && strcmp(argv[optind], "list") == 0)
        optind++;
    if (optind < argc)
        return tool_usage(c, "it knows list, retry ID and drop ID");
    if (outbox_list(&t->cx, all, ROWS_MOST, &rows, &n) < 0)
        return tool_failed(t);
    if (n > 0)
        printf("%-36s  %-7s  %-7s  %5s  %-19s  %-19s  %s\n", "ID", "STATUS", "CHANNEL", "TRIES", "ADDED",
               "NEXT", "WHAT");
    for (size_t i = 0; i < n; i++)
        line(&rows[i]);
    return EX_OK;
}

static int one(struct tool *t, const struct command *c, int argc, char **argv,
               int (*fn)(struct cx *cx, struct uuid id))
{
    struct uuid id;
    if (argc != 2 || !uuid_parse(argv[1], strlen(argv[1]), &id))
        return tool_usage(c, "the id of a message is wanted");
    if (fn(&t->cx, id) < 0)
        return tool_failed(t);
    outbox_ring(&t->conf);
    return EX_OK;
}

static int retry(struct tool *t, const struct command *c, int argc, char **argv)
{
    return one(t, c, argc, argv, outbox_retry);
}

static int drop(struct tool *t, const struct command *c, int argc, char **argv)
{
    return one(t, c, argc, argv, outbox_drop);
}

// clang-format off
const struct command outbox_commands[] = {
    { "outbox retry", "ID", "send a message that waits or was given up, at once",
      "Its tries are counted anew.\n"
      "\n"
      "Exit status: 0, 65 when it was sent or has expired, 66 when there is none.\n",
      true, retry },
    { "outbox drop", "ID", "remove a message, sent or not",
      "Exit status: 0, 66 when there is none.\n",
      true, drop },
    { "outbox", "[list] [--all]", "list messages that wait or were given up",
      "One line each, the newest first: id, status, channel, tries so far, when it was\n"
      "added, when it is tried next (UTC), what it is about, and what went wrong. A message\n"
      "that is dead was given up, and is kept for three months.\n"
      "\n"
      "Options:\n"
      "  --all  those that were sent, too; they are kept for a month\n",
      true, list },
    { 0 },
};
// clang-format on
