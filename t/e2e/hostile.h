/*
 * hostile.h - uploads that are not what they say: a hundred files, each a row of a table.
 *
 * Errors: whatever goes wrong fails the running test.
 */
#ifndef E2E_HOSTILE_H
#define E2E_HOSTILE_H
#include <stdbool.h>
#include <stddef.h>

/* How a video may end. */
enum { READY = 1, NO_VIDEO = 2, CORRUPTED = 4, EITHER = READY | NO_VIDEO | CORRUPTED };

size_t      hostile_count(void);
const char *hostile_what(size_t i);
unsigned    hostile_ends(size_t i);
bool        hostile_is_noise(size_t i);
/* The file, made in a folder of its own. port: where a listener waits that nobody may call. */
const char *hostile_file(size_t i, int port);
/* A video that files point at, and that nobody but its maker may open. */
const char *hostile_canary(void);
void        hostile_end(void);
#endif
