/* service.c - see service.h. */
#include "fcgi/service.h"
#include <getopt.h>
#include <sysexits.h>
#include "model/base/arena.h"
#include "model/base/log.h"
#include "model/base/text.h"

enum { CONF_ARENA_BYTES = 1 << 20 };

static const struct option options[] = { { "conf", required_argument, NULL, 'c' },
                                         { "help", no_argument, NULL, 'h' },
                                         { "version", no_argument, NULL, 'V' },
                                         { "once", no_argument, NULL, 'o' },
                                         { NULL, 0, NULL, 0 } };

static bool ends(struct service_start *to, int status)
{
    arena_free(to->cx.arena);
    to->status = status;
    return false;
}

static bool is_misused(const struct service *s, struct service_start *to)
{
    fprintf(stderr, "Try: %s --help\n", s->name);
    return ends(to, EX_USAGE);
}

bool service_begin(const struct service *s, int argc, char **argv, struct service_start *to)
{
    const char *path  = getenv("DAILIES_CONF");
    bool        named = path != NULL;
    int         c;
    *to = (struct service_start){ .cx = { .arena = arena_new(CONF_ARENA_BYTES), .now = utc_now() } };
    while ((c = getopt_long(argc, argv, "c:hV", options, NULL)) != -1) {
        switch (c) {
        case 'c':
            path  = optarg;
            named = true;
            break;
        case 'h': fputs(s->usage, stdout); return ends(to, EX_OK);
        case 'V': printf("%s " DAILIES_VERSION "\n", s->name); return ends(to, EX_OK);
        case 'o':
            if (!s->can_once)
                return is_misused(s, to);
            to->once = true;
            break;
        default: return is_misused(s, to);
        }
    }
    if (optind < argc)
        return is_misused(s, to);
    if (conf_load(&to->cx, path ? path : DAILIES_CONF, named, &to->conf) < 0) {
        fprintf(stderr, "%s: %s\n", s->name, to->cx.err.message);
        return ends(to, EX_CONFIG);
    }
    log_open(s->name, (enum log_level)conf_log_level(&to->conf));
    return true;
}
