/*
 * documented.h - the published endpoints of the tracker, with the statuses that each may answer with
 * (track_documented.tsv: method, path, statuses), which of them have been seen, and the production
 * that their stories are about.
 *
 * Errors: whatever goes wrong fails the running test.
 */
#ifndef E2E_DOCUMENTED_H
#define E2E_DOCUMENTED_H
#include "t/e2e/http.h"
#include "t/e2e/track.h"
#include <stdbool.h>

enum { ENDPOINTS_MAX = 64, STATUSES_MAX = 8 };
struct endpoint {
    char *method, *path;
    int   status[STATUSES_MAX];
    bool  seen[STATUSES_MAX];
};
extern struct endpoint endpoints[ENDPOINTS_MAX];
extern size_t          endpoints_count;

/* Reads the endpoints and makes the production: the variables of track.h; {episode} {sequence}
 * {shot} {edit} {hero} {lamp} {task} {comment} (the user's) {animation} {cutting} {todo} {wip}
 * {others} (a production) {department} {preview} {none} (nothing's identifier). */
int documented_new(void **state);
/* An answer was such. path: as in steps. */
void saw(const char *method, const char *path, int status);
/* Steps that are seen. */
void run(const struct step *steps, size_t n);
#define RUN(steps) run((steps), COUNT_OF(steps))
/* A form with a file; name NULL: without one. */
const struct answer *sent(const char *who, const char *method, const char *path, const char *name,
                          const void *bytes, size_t n, int status);
/* The path of an endpoint with something in its braces. */
const char *filled(const char *pattern);
#endif
