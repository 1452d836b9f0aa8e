/*
 * convention.h - how clips of an edit are called after what they show:
 * ${project_name}_${sequence_name}-${shot_name}.
 *
 * Stands on base.
 * Errors: E_INVALID, naming the field `naming_convention`.
 * Memory: of the arena.
 */
#ifndef TRACK_CONVENTION_H
#define TRACK_CONVENTION_H
#include "model/base/base.h"

enum part { PART_PROJECT, PART_EPISODE, PART_SEQUENCE, PART_SHOT, PARTS };
struct convention_piece {
    bool        is_part;
    enum part   part;
    const char *text; /* of those that are none */
};
struct convention {
    struct convention_piece *piece;
    size_t                   n;
};
/* Each part once at most, sequence and shot for certain; $name is as good as ${name}. */
int convention_read(struct cx *cx, const char *text, struct convention *to) MUST_USE;
/* A name of these. */
const char *convention_name(struct cx *cx, const struct convention *c, const char *const part[PARTS]);
/* What is in a name that begins so: letters, digits and `_`, each part as long as can be, the first
 * one first. part: texts, NULL for those that the convention has not. */
bool convention_match(struct cx *cx, const struct convention *c, const char *name,
                      const char *part[PARTS]);
#endif
