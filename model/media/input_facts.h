/*
 * input_facts.h - fills the facts of input.h; for input.c alone.
 */
#ifndef MEDIA_INPUT_FACTS_H
#define MEDIA_INPUT_FACTS_H
#include "model/media/input.h"

/* video: index of the stream that is the picture. */
void input_facts_read(struct input_facts *f, struct AVFormatContext *format, int video);
#endif
