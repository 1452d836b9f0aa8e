/* batch.c - see batch.h. */
#include "model/job/batch.h"
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include "model/base/arena.h"
#include "model/base/conf.h"

int batch_place_take(struct cx *cx)
{
    for (int64_t i = 0; i < cx->conf->job_batch_runners; i++) {
        const char *path = arena_printf(cx->arena, "%s/run/.batch-%lld", cx->conf->state_dir,
                                        (long long)i);
        int         fd   = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
        if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
            return fd;
        if (fd >= 0)
            close(fd);
    }
    return -1;
}
