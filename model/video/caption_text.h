/*
 * caption_text.h - what people send as captions becomes clean WebVTT.
 *
 * WebVTT and SubRip are read, in UTF-8 or, with a byte order mark, UTF-16. Kept are
 * the cues: identifiers, times, those settings that are right, texts with the tags of
 * WebVTT. Left out are comments, what stands in the header, style sheets and regions
 * (how captions look is the watcher's choice), cues without text, and tags that are not
 * known. Cues are put in the order of their beginnings.
 *
 * Stands on base.
 * Errors: E_INVALID, which names the line; E_TOO_LARGE.
 * Memory: the arena.
 */
#ifndef VIDEO_CAPTION_TEXT_H
#define VIDEO_CAPTION_TEXT_H
#include "model/base/base.h"

enum { CAPTION_BYTES = 2 << 20 /* most that is read */ };

enum caption_format { CAPTION_ANY, CAPTION_WEBVTT, CAPTION_SUBRIP };

/* *to: the WebVTT, NUL-terminated. */
int caption_clean(struct cx *cx, const char *bytes, size_t n, enum caption_format format,
                  const char **to, size_t *len) MUST_USE;
#endif
