/* files.c - many rows of scene_file in few statements. */
#include "model/footage/files.h"

/* Twelve rows of five values are what fits the arguments of a statement. */
enum { AT_ONCE = 12, COLUMNS = 5 };
#define INSERT "INSERT INTO scene_file (scene_id, name, content_hash, bytes, type) VALUES "
#define VALUES "(?, ?, ?, ?, ?)"
#define REPLACE                                                                                    \
    " ON DUPLICATE KEY UPDATE content_hash = VALUES(content_hash), bytes = VALUES(bytes),"         \
    " type = VALUES(type)"

static void file_args(const struct answer *a, const struct answer_file *f, const struct uuid *one,
                      struct arg *to)
{
    to[0] = ARG(one ? *one : a->scenes[f->scene].id);
    to[1] = ARG(f->name);
    to[2] = arg_text(f->blob.hash);
    to[3] = ARG(f->blob.bytes);
    to[4] = ARG(f->type);
}

int scene_files_put(struct cx *cx, const struct answer *answer, const struct uuid *one)
{
    static const char single[] = INSERT VALUES REPLACE;
    static const char twelve[] =
        INSERT VALUES ", " VALUES ", " VALUES ", " VALUES ", " VALUES ", " VALUES ", " VALUES
        ", " VALUES ", " VALUES ", " VALUES ", " VALUES ", " VALUES REPLACE;
    struct arg args[AT_ONCE * COLUMNS];
    size_t     i = 0;
    for (; i + AT_ONCE <= answer->files_n; i += AT_ONCE) {
        for (size_t k = 0; k < AT_ONCE; k++)
            file_args(answer, &answer->files[i + k], one, args + k * COLUMNS);
        TRY(db_do(cx, twelve, args, COUNT(args), NULL));
    }
    for (; i < answer->files_n; i++) {
        file_args(answer, &answer->files[i], one, args);
        TRY(db_do(cx, single, args, COLUMNS, NULL));
    }
    return 0;
}
