/*
 * cue.h - the parts of a cue of WebVTT: its times, its settings, its text.
 *
 * What is written is valid and harmless whatever was read: only the tags of WebVTT stay, and
 * only those that stand where they mean something; everything else is text.
 *
 * Stands on base.
 * Units: milliseconds.
 */
#ifndef VIDEO_CUE_H
#define VIDEO_CUE_H
#include "model/base/out.h"

enum cue_format { CUE_WEBVTT, CUE_SUBRIP };

enum { CUE_TIME_TEXT = 16, CUE_SETTINGS_TEXT = 160 };

/* A line "start --> end", for WebVTT with the settings behind it. NULL, or what is wrong. */
const char *cue_timing_read(const char *line, size_t n, enum cue_format format, int64_t *start_ms,
                            int64_t *end_ms, char settings[CUE_SETTINGS_TEXT]);
/* 00:00:01.500 */
void cue_time_write(int64_t ms, char to[CUE_TIME_TEXT]);
/* The lines of a cue's text, clean; lines with nothing in them are left out. */
void cue_text_write(struct out *o, const char *text, size_t n, enum cue_format format);
#endif
