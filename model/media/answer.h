/*
 * answer.h - what dailies-media says: one JSON object per line on stdout.
 *
 * Stands on base/out. A line is built in memory and leaves by write(2) when it
 * is whole.
 *
 * Errors: a line that grew too long is left out and a warning said instead; a
 *         reader that went away ends the process by SIGPIPE.
 * Memory: one buffer in the arena, kept for all lines.
 */
#ifndef MEDIA_ANSWER_H
#define MEDIA_ANSWER_H
#include "model/base/out.h"

struct answer {
    int        fd;
    int        percent;  /* last one said, -1 before the first         */
    int        warnings; /* met so far; of many only the first are said */
    struct out out;      /* members are written here, between begin and end */
};

void answer_init(struct answer *a, struct arena *arena, int fd);

/* One line: {"kind":kind, members}. Members go to what begin returns. */
struct out *answer_begin(struct answer *a, const char *kind);
void        answer_end(struct answer *a);

/* A measured number, rounded to `decimals`, so that lines stay short; null if not finite. */
void answer_number(struct out *o, const char *name, double value, int decimals);

/* Whole lines. Progress is said when the percentage grows; the first warnings
 * are said and the rest counted, for a damaged file has thousands. */
void answer_progress(struct answer *a, double percent, const char *stage);
void answer_warning(struct answer *a, const char *fmt, ...) PRINTF(2, 3);
void answer_failed(struct answer *a, enum reason why, const char *message);
/* OUTPUT/name exists and is whole. */
void answer_file(struct answer *a, const char *name, const char *type, int64_t bytes);

/* For a signal handler: is a line on its way out just now? */
bool answer_is_writing(void);
#endif
