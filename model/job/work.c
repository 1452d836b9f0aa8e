/* work.c - folders of attempts. */
#include "model/job/work.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/store/tree.h"

enum { FOLDER_MODE = 0750 };

static const char *name_of(struct cx *cx, const struct job *job)
{
    char id[UUID_TEXT];
    uuid_format(job->id, id);
    return arena_printf(cx->arena, "%s.%lld", id, (long long)job->attempts);
}

static int failed(struct cx *cx, const char *what)
{
    int code = errno;
    if (code == ENOSPC || code == EDQUOT)
        return refuse(cx, E_DISK_FULL, "The store has no room left");
    return refuse(cx, E_INTERNAL, "%s: %s", what, strerror(code));
}

int work_make(struct cx *cx, const struct job *job, const char **path, int *fd)
{
    const char *all  = arena_printf(cx->arena, "%s/work", cx->conf->state_dir);
    const char *name = name_of(cx, job);
    int         at, rc = 0;
    if (mkdir(all, FOLDER_MODE) < 0 && errno != EEXIST)
        return failed(cx, "Making the work folder");
    at = folder_open(AT_FDCWD, all);
    if (at < 0)
        return failed(cx, "Opening the work folder");
    tree_remove(at, name);
    if (mkdirat(at, name, FOLDER_MODE) < 0 || (*fd = folder_open(at, name)) < 0)
        rc = failed(cx, "Making a job's folder");
    close(at);
    *path = arena_printf(cx->arena, "%s/%s", all, name);
    return rc;
}

void work_remove(struct cx *cx, const struct job *job)
{
    int at = folder_open(AT_FDCWD, arena_printf(cx->arena, "%s/work", cx->conf->state_dir));
    if (at < 0)
        return;
    tree_remove(at, name_of(cx, job));
    close(at);
}

static int is_idle(struct cx *cx, const char *name, bool *idle)
{
    static const char sql[] =
        "SELECT id FROM job WHERE id = ? AND attempts = ? AND status = 'running'";
    struct uuid id;
    int64_t     attempt;
    bool        found = false;
    size_t      n     = strlen(name);
    if (n > UUID_TEXT && name[UUID_TEXT - 1] == '.' && uuid_parse(name, UUID_TEXT - 1, &id) &&
        i64_parse(name + UUID_TEXT, n - UUID_TEXT, &attempt))
        TRY(db_id(cx, sql, ARGS(ARG(id), ARG(attempt)), NULL, &found));
    *idle = !found;
    return 0;
}

int work_sweep(struct cx *cx, int64_t *n)
{
    int            at = folder_open(AT_FDCWD, arena_printf(cx->arena, "%s/work", cx->conf->state_dir));
    DIR           *dir = at >= 0 ? fdopendir(at) : NULL;
    struct dirent *entry;
    int            rc = 0;
    *n = 0;
    while (rc == 0 && dir && (entry = readdir(dir)) != NULL) {
        bool idle = false;
        if (entry->d_name[0] == '.')
            continue;
        rc = is_idle(cx, entry->d_name, &idle);
        if (rc == 0 && idle) {
            tree_remove(at, entry->d_name);
            ++*n;
        }
    }
    if (dir)
        closedir(dir);
    return rc;
}
