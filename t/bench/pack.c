/*
 * pack.c - an archive for a measurement: pack ARCHIVE FILE..., each under its last name, deflated
 * as usual programs do it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "t/media/archive.h"

static void add(struct archive *a, const char *path)
{
    FILE       *f     = fopen(path, "rb");
    const char *slash = strrchr(path, '/');
    uint8_t    *bytes;
    long        n;
    if (!f || fseek(f, 0, SEEK_END) < 0 || (n = ftell(f)) < 0) {
        perror(path);
        exit(1);
    }
    rewind(f);
    bytes = malloc((size_t)n + 1);
    if (!bytes || fread(bytes, 1, (size_t)n, f) != (size_t)n)
        abort();
    fclose(f);
    archive_add(a, &(struct archive_entry){ .name = slash ? slash + 1 : path, .bytes = bytes,
                                            .n = (size_t)n, .deflate = true });
    free(bytes);
}

int main(int argc, char **argv)
{
    struct archive a = { .n = 0 };
    FILE          *f = argc > 2 ? fopen(argv[1], "wb") : NULL;
    if (!f) {
        fputs("Usage: pack ARCHIVE FILE...\n", stderr);
        return 64;
    }
    for (int i = 2; i < argc; i++)
        add(&a, argv[i]);
    archive_end(&a, &(struct archive_end){ .disk = 0 });
    if (fwrite(a.bytes, 1, a.n, f) != a.n || fclose(f) != 0)
        return 1;
    archive_free(&a);
    return 0;
}
