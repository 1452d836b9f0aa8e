/*
 * replay.c - gives a fuzz target all files of its corpus, without libFuzzer.
 *
 *   X_replay             the files in t/fuzz/corpus/X and t/fuzz/regress/X of $srcdir
 *   X_replay PATH ...    these files, and the files in these folders
 *
 * Exit status: 0; 1 when there was no file to read. A target that breaks ends the process;
 * the last name on stderr is the file.
 */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <sys/stat.h>
#include "model/base/base.h"
#include "t/fuzz/fuzz.h"

static size_t files;

static void replay_file(const char *path)
{
    FILE       *f = fopen(path, "rbe");
    struct stat st;
    uint8_t    *bytes;
    size_t      n;
    if (!f || fstat(fileno(f), &st) < 0) {
        perror(path);
        exit(1);
    }
    bytes = malloc(st.st_size ? (size_t)st.st_size : 1);
    must(bytes);
    n = fread(bytes, 1, (size_t)st.st_size, f);
    (void)fclose(f);
    fprintf(stderr, "%s\n", path);
    LLVMFuzzerTestOneInput(bytes, n);
    free(bytes);
    files++;
}

static void replay(const char *path)
{
    DIR           *dir = opendir(path);
    struct dirent *entry;
    char           inner[PATH_MAX];
    if (!dir && errno == ENOTDIR)
        replay_file(path);
    if (!dir)
        return;
    while ((entry = readdir(dir)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        must(snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name) < (int)sizeof inner);
        replay(inner);
    }
    closedir(dir);
}

static void replay_own(const char *program)
{
    static const char *const kinds[] = { "corpus", "regress" };
    const char              *srcdir = getenv("srcdir"), *name = strrchr(program, '/');
    char                     path[PATH_MAX];
    name = name ? name + 1 : program;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        must(snprintf(path, sizeof path, "%s/t/fuzz/%s/%.*s", srcdir ? srcdir : ".", kinds[i],
                      (int)(strlen(name) - strlen("_replay")), name) < (int)sizeof path);
        replay(path);
    }
}

int main(int argc, char **argv)
{
    if (argc < 2 && strlen(argv[0]) > strlen("_replay"))
        replay_own(argv[0]);
    for (int i = 1; i < argc; i++)
        replay(argv[i]);
    printf("%zu files\n", files);
    return files ? 0 : 1;
}
