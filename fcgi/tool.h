/* tool.h - what the commands of the program `dailies` share. */
#ifndef TOOL_H
#define TOOL_H
#include "model/base/base.h"
#include "model/base/conf.h"

struct tool {
    struct cx   cx;
    struct conf conf;
    const char *conf_path; /* that was read */
};

/* argv[0] is the command's name. The result is an exit status (sysexits.h). */
struct command {
    const char *name, *args, *does; /* one line of the list of commands */
    const char *help;               /* the rest of its --help           */
    bool        needs_conf;
    int (*run)(struct tool *t, const struct command *c, int argc, char **argv);
};
extern const struct command people_commands[], server_commands[],
    outbox_commands[], parse_command[], seed_command[]; /* name NULL ends */

int tool_help(const struct command *c);                                     /* prints, EX_OK    */
int tool_usage(const struct command *c, const char *fmt, ...) PRINTF(2, 3); /* EX_USAGE */
/* Says why on stderr; the exit status that fits. */
int tool_failed(struct tool *t);

/* tool_doctor.c */
int tool_doctor(struct tool *t, const struct command *c, int argc, char **argv);
#endif
