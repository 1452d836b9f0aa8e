/*
 * document.h - the API document of all families, read back as JSON.
 *
 * Memory: an arena of its own, from document_write to document_forget (set-up and tear-down of a
 * cmocka group).
 */
#ifndef T_UNIT_DOCUMENT_H
#define T_UNIT_DOCUMENT_H
#include <json-c/json.h>

enum { DOCUMENT_BYTES = 4 << 20 };
extern struct arena       *arena;
extern struct json_object *document;

int document_write(void **state);
int document_forget(void **state);
/* What stands behind members one after the other; NULL: one is not there. The last is NULL. */
struct json_object *at(struct json_object *v, ...);
#endif
