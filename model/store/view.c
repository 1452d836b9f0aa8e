/* view.c - see view.h. */
#include "model/store/view.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include "model/base/arena.h"
#include "model/base/conf.h"
#include "model/base/text.h"
#include "model/store/backend.h"
#include "model/store/tree.h"

enum { VIEW_MODE = 0750 };
static const char unfinished[] = ".new-"; /* in front of names that nobody may see yet, or no more */

static int views_open(struct cx *cx, int *fd)
{
    const char *path = arena_printf(cx->arena, "%s/store/watch", cx->conf->state_dir);
    TRY(store_make_folders(cx));
    *fd = folder_open(AT_FDCWD, path);
    return *fd < 0 ? store_failed(cx, "Opening the folder of views") : 0;
}

static const char *hidden_name(struct cx *cx)
{
    char id[UUID_TEXT];
    uuid_format(uuid_new(), id);
    return arena_printf(cx->arena, "%s%s", unfinished, id);
}

static int link_file(struct cx *cx, int folder, const struct view_file *f)
{
    const char *slash  = strchr(f->name, '/');
    const char *target = arena_printf(cx->arena, "%s../../blob/%.2s/%s", slash ? "../" : "", f->hash,
                                      f->hash);
    if (slash) {
        const char *sub = arena_copy(cx->arena, f->name, (size_t)(slash - f->name));
        if (mkdirat(folder, sub, VIEW_MODE) < 0 && errno != EEXIST)
            return store_failed(cx, "Making a view's folder");
    }
    return symlinkat(target, folder, f->name) < 0 ? store_failed(cx, "Making a view's link") : 0;
}

static int fill(struct cx *cx, int views, const char *name, const struct view_file *files, size_t n)
{
    int fd, rc = 0;
    if (mkdirat(views, name, VIEW_MODE) < 0 || (fd = folder_open(views, name)) < 0)
        return store_failed(cx, "Making a view");
    for (size_t i = 0; i < n && rc == 0; i++)
        rc = link_file(cx, fd, &files[i]);
    close(fd);
    return rc;
}

/* Under its name at last; what was there takes the hidden one. */
static int show(struct cx *cx, int views, const char *hidden, const char *name)
{
    if (renameat2(views, hidden, views, name, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno == EEXIST && renameat2(views, hidden, views, name, RENAME_EXCHANGE) == 0) {
        tree_remove(views, hidden);
        return 0;
    }
    return store_failed(cx, "Showing a view");
}

int view_make(struct cx *cx, struct uuid key, const struct view_file *files, size_t n)
{
    const char *hidden = hidden_name(cx);
    char        name[UUID_TEXT];
    int         views, rc;
    uuid_format(key, name);
    TRY(views_open(cx, &views));
    rc = fill(cx, views, hidden, files, n);
    if (rc == 0)
        rc = show(cx, views, hidden, name);
    if (rc < 0)
        tree_remove(views, hidden);
    close(views);
    return rc;
}

bool view_exists(struct cx *cx, struct uuid key)
{
    char        name[UUID_TEXT];
    struct stat st;
    uuid_format(key, name);
    return stat(arena_printf(cx->arena, "%s/store/watch/%s", cx->conf->state_dir, name), &st) == 0;
}

int view_remove(struct cx *cx, struct uuid key)
{
    const char *hidden = hidden_name(cx);
    char        name[UUID_TEXT];
    int         views, rc = 0;
    uuid_format(key, name);
    TRY(views_open(cx, &views));
    if (renameat(views, name, views, hidden) == 0)
        tree_remove(views, hidden);
    else if (errno != ENOENT)
        rc = store_failed(cx, "Removing a view");
    close(views);
    return rc;
}

static int entry_visit(int views, const char *name, struct utc not_after,
                       int (*fn)(void *u, struct uuid key), void *u)
{
    struct stat st;
    struct uuid key;
    if (fstatat(views, name, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
        !store_is_before(&st.st_mtim, not_after))
        return 0;
    if (strncmp(name, unfinished, strlen(unfinished)) == 0)
        tree_remove(views, name);
    else if (uuid_parse(name, strlen(name), &key))
        return fn(u, key);
    return 0;
}

int view_each(struct cx *cx, struct utc not_after, int (*fn)(void *u, struct uuid key), void *u)
{
    int            views, rc = 0;
    DIR           *dir;
    struct dirent *entry;
    TRY(views_open(cx, &views));
    dir = fdopendir(views);
    while (dir && rc >= 0 && (entry = readdir(dir)) != NULL)
        rc = entry_visit(dirfd(dir), entry->d_name, not_after, fn, u);
    if (dir)
        closedir(dir);
    else
        close(views);
    return rc < 0 ? rc : 0;
}
