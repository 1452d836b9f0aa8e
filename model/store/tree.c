/* tree.c - see tree.h. */
#include "model/store/tree.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { DEPTH_MOST = 8 };

int folder_open(int at, const char *name)
{
    return openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static void remove_below(int at, const char *name, int depth)
{
    int            fd  = folder_open(at, name);
    DIR           *dir = fd >= 0 ? fdopendir(fd) : NULL;
    struct dirent *entry;
    while (dir && depth < DEPTH_MOST && (entry = readdir(dir)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (unlinkat(dirfd(dir), entry->d_name, 0) < 0 && (errno == EISDIR || errno == EPERM))
            remove_below(dirfd(dir), entry->d_name, depth + 1);
    }
    if (dir)
        closedir(dir);
    else if (fd >= 0)
        close(fd);
    unlinkat(at, name, AT_REMOVEDIR);
}

void tree_remove(int at, const char *name) { remove_below(at, name, 0); }
