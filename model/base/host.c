/* host.c - see host.h. */
#include "model/base/host.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "model/base/arena.h"

enum { CORES_MAX = 1024, LINE_BYTES = 512 };

static void each_line(const char *path, void (*fn)(struct host *to, const char *line),
                      struct host *to)
{
    char  line[LINE_BYTES];
    FILE *f = fopen(path, "re");
    if (!f)
        return;
    while (fgets(line, sizeof line, f))
        fn(to, line);
    fclose(f);
}

/* "cpu0 user nice system idle iowait irq softirq steal ..." */
static void core_line(struct host *to, const char *line)
{
    double all = 0, idle = 0;
    char  *at;
    if (strncmp(line, "cpu", 3) != 0 || !isdigit((unsigned char)line[3]) || to->cores == CORES_MAX)
        return;
    strtoll(line + 3, &at, 10);
    for (int i = 0; i < 8; i++) {
        double v = (double)strtoll(at, &at, 10);
        all += v;
        if (i == 3 || i == 4)
            idle += v;
    }
    to->busy[to->cores++] = all > 0 ? 100 * (all - idle) / all : 0;
}

/* "MemTotal:       16384 kB" */
static void memory_line(struct host *to, const char *line)
{
    const char *at = strchr(line, ':');
    int64_t     bytes;
    if (!at)
        return;
    bytes = strtoll(at + 1, NULL, 10) * 1024;
    if (strncmp(line, "MemTotal:", 9) == 0)
        to->total = bytes;
    else if (strncmp(line, "MemAvailable:", 13) == 0)
        to->available = bytes;
}

void host_look(struct cx *cx, struct host *to)
{
    *to = (struct host){ .busy = arena_alloc_array(cx->arena, CORES_MAX, sizeof *to->busy) };
    if (getloadavg(to->load, 3) != 3)
        memset(to->load, 0, sizeof to->load);
    each_line("/proc/stat", core_line, to);
    each_line("/proc/meminfo", memory_line, to);
}
