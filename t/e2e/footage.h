/*
 * footage.h - what the tests of the footage family share: clips made on the spot,
 * the database behind the stack, waiting for jobs.
 *
 * Errors: whatever goes wrong fails the running test.
 */
#ifndef E2E_FOOTAGE_H
#define E2E_FOOTAGE_H
#include "t/e2e/http.h"
#include "model/db/db.h"

/* Three shots of 320x180, 25 frames a second, 50 frames each, with sound. */
#define CLIP "three.mp4"
enum { CLIP_SCENES = 3, CLIP_FRAMES = 150, SHOT_FRAMES = 50 };

/* Path of a file in this run's folder of test footage; made with ffmpeg when it is not there.
 * See footage.c for the names. */
const char *footage_file(const char *name);
/* A file of that content. */
const char *footage_bytes(const char *name, const void *bytes, size_t n);
/* The bytes of a file, for the caller to change and to keep. */
char *footage_read(const char *path, size_t *n);
/* Removes the folder; done at the program's end at the latest. */
void footage_end(void);

/* Run a program found by PATH, output thrown away; its exit status. argv is NULL-ended. */
int program_run(const char *const *argv);

/* A statement on the stack's database, without rows. */
void sql_do(const char *sql, const struct arg *args, size_t nargs);
/* One number; -1 when there is no row. */
int64_t     sql_number(const char *sql, const struct arg *args, size_t nargs);
struct uuid uuid_of(const char *text);

/* POST /parse as a form; the answer as it came. project_id: NULL for none. */
const struct answer *parse_file(const char *token, const char *path, const char *project_id);
/* The same for CLIP, which has to work; ids of its scenes go to scene[]. */
const struct answer *parse_clip(const char *token, const char *project_id,
                                const char *scene[CLIP_SCENES]);
/* A project's id. */
const char *project_made(const char *token, const char *name);
/* Ask for the job until it has ended. */
const struct answer *job_awaited(const char *token, const char *path);
/* Width and height of a JPEG picture; false when it is none. */
bool jpeg_size(const void *bytes, size_t n, int64_t *width, int64_t *height);

/* ---- single requests as tables ---- */

struct single {
    const char *what;
    const char *who; /* variable with the token; NULL: none */
    const char *method, *path;
    const char *body; /* JSON when it begins with { or [, else a form */
    int         status, code; /* code: member of the footage family's errors; 0: not looked at */
    const char *says;         /* in the message; may be NULL */
    const char *headers[4];
};
void single_run(const struct single *s, int number);
#define SINGLES(table)                                                                             \
    for (size_t i_ = 0; i_ < COUNT_OF(table); i_++)                                                \
    single_run(&(table)[i_], (int)i_ + 1)
#endif
