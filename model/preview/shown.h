/*
 * shown.h - a preview as guests of a shared playlist see it.
 *
 * Stands on base, db. Errors: E_NOT_FOUND, those of db.h.
 */
#ifndef PREVIEW_SHOWN_H
#define PREVIEW_SHOWN_H
#include "model/base/out.h"

extern const struct shape shown_shape;
/* As an object. */
int shown_write(struct cx *cx, struct uuid id, struct out *o) MUST_USE;
#endif
