/*
 * json.h - JSON that came from outside, by RFC 8259 to the letter.
 *
 * json-c reads more than JSON even when told to be strict (NaN, Infinity, single
 * quotes, what stands behind a NUL). What it took would be stored and sent to
 * others, who cannot read it; so the text is judged before json-c sees it.
 *
 * Memory: the value belongs to the arena, and is released at its next reset.
 */
#ifndef JSON_H
#define JSON_H
#include "model/base/base.h"

enum { JSON_DEPTH = 32 }; /* arrays and objects inside each other */

/* Is the text one JSON value in UTF-8, with blanks around it at most? */
bool json_check(const char *text, size_t n);

/* Why it is none, in the words and with the places that clients of Python servers know. */
struct json_fault {
    const char *what;
    size_t      at, line, column; /* in characters; at: from 0, the others from 1 */
};
struct json_fault json_explain(const char *text, size_t n);

struct json_object;
/* The same, read: *v is NULL for the value null. False: it is no JSON. */
bool json_read(struct arena *a, const char *text, size_t n, struct json_object **v) MUST_USE;
#endif
