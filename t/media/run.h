/*
 * run.h - for tests of dailies-media: clips made on the spot by ffmpeg, the
 * program run as the job runner runs it, its lines as JSON.
 *
 * Everything lies in one temporary folder, removed by run_end.
 * A failure of the harness itself fails the test.
 */
#ifndef T_MEDIA_RUN_H
#define T_MEDIA_RUN_H
#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

enum { LINES = 4096, SCENES = 3000 };

struct heard {
    struct json_object *lines[LINES]; /* all but scenes and progress */
    struct json_object *scenes[SCENES];
    int                 lines_n, scenes_n;
    int                 status; /* exit status; -1: ended by a signal */
    long                rss_kib;
    double              wall_s;
    bool                done;
    const char         *reason; /* of "failed", or "" */
};

int run_begin(void **state);
int run_end(void **state);
/* Path below the temporary folder; of the four last calls. */
const char *in_folder(const char *name);
/* ffmpeg with these arguments, split at blanks; "@" stands for the folder. */
void make_clip(const char *arguments);
void make_file(const char *name, const void *bytes, size_t n);
/* The first `share` (0 to 1) of a file, under another name. */
void make_part(const char *from, double share, const char *to);

/* Another program than dailies-media, of the same folder. */
void run_program(const char *name);
/* The output folder, empty. */
void fresh_output(void);
/* Runs op on a file of the folder; members: more of the job, as JSON beginning with a comma. */
void media(struct heard *h, const char *op, const char *name, const char *members);
void media_raw(struct heard *h, const char *job);
void heard_free(struct heard *h);

struct json_object *line(const struct heard *h, const char *kind); /* NULL if there is none */
int64_t     number(struct json_object *o, const char *member);
double      real(struct json_object *o, const char *member); /* NaN for null */
const char *text(struct json_object *o, const char *member);
struct json_object *part(struct json_object *o, const char *member);

/* Of an output file; 0 x 0 if it is no JPEG that is whole. */
void    jpeg_size(const char *name, int *width, int *height);
int64_t file_bytes(const char *name); /* in the output folder; -1 if there is none */
#endif
