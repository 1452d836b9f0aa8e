/*
 * captions.h - the text tracks inside a file become WebVTT files.
 *
 * Memory: the arena.
 */
#ifndef MEDIA_CAPTIONS_H
#define MEDIA_CAPTIONS_H
#include "model/media/media.h"

enum { CAPTIONS_MOST = 32 };

/* Writes OUTPUT/captions/<lang>.vtt, and answers "caption" and "file" for each. Tracks of pictures,
 * of no text and those that cannot be read are left out, with a warning: a video is watchable
 * without them. */
int captions_make(struct media *m, double from_percent, double to_percent) MUST_USE;
#endif
