/* media.c - files of the output folder. */
#include <errno.h>
#include <sys/stat.h>
#include "model/base/arena.h"
#include "model/media/media.h"

const char *media_path(const struct media *m, const char *name)
{
    return arena_printf(m->cx->arena, "%s/%s", m->job->output, name);
}

int media_folder(const struct media *m, const char *name)
{
    if (mkdir(media_path(m, name), 0755) < 0 && errno != EEXIST)
        return refuse(m->cx, E_MEDIA_FAILED, "A folder cannot be made: %s", strerror(errno));
    return 0;
}

int media_file_done(const struct media *m, const char *name, const char *type)
{
    struct stat st;
    if (stat(media_path(m, name), &st) < 0 || st.st_size == 0)
        return refuse(m->cx, E_MEDIA_FAILED, "%s was not made", name);
    answer_file(m->answer, name, type, st.st_size);
    return 0;
}
