/* tree_parts.h - what the files of trees share. */
#ifndef TRACK_TREE_PARTS_H
#define TRACK_TREE_PARTS_H
#include "model/base/base.h"

struct json_object;
/* The object or text `key` of an object; NULL where there is none. */
struct json_object *tree_at(struct json_object *v, const char *key);
/* Its text; NULL where it is none. */
const char *tree_text(struct json_object *v, const char *key);
/* Mount point and root of a mode, which ends in sep; NULL when the mode does not say them. */
const char *tree_root(struct arena *a, struct json_object *mode, const char *sep);
/* The next <word> from `at` on; *end: behind it. NULL: there is none. *field: behind its dot. */
const char *tree_word(struct arena *a, const char *at, const char **begin, const char **end,
                      const char **field);
#endif
