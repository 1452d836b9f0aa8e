/*
 * log.h - one line of JSON on stderr per event; journald or ./dev keeps them.
 *
 * Layers below the handlers log nothing above debug.
 */
#ifndef LOG_H
#define LOG_H
#include "model/base/out.h"

enum log_level { LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_DEBUG };

void log_open(const char *program, enum log_level most);
/* Members of one line are written between begin and end. NULL when the level is not wanted. */
struct out *log_begin(enum log_level level, const char *event);
void        log_end(struct out *o);
void        log_text(enum log_level level, const char *event, const char *fmt, ...) PRINTF(3, 4);
#endif
