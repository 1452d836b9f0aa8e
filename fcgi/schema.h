/*
 * schema.h - JSON Schema from field tables, for the API document.
 */
#ifndef SCHEMA_H
#define SCHEMA_H
#include "model/base/out.h"

/* One value; doc: with its description, which parameters have beside their schema. */
void schema_field(struct out *o, const struct field *f, bool doc);
/* The named choices of a text. */
void schema_words(struct out *o, const struct field *f);
/* An object of the fields with a flag; those that also have NEED are required, and of an answer
 * (READ) all are but what a sparse one may leave out. files: with the files among them. */
void schema_object(struct out *o, const struct shape *s, unsigned flag, bool files);
/* A reference to the named schema; suffix: the end of its name. */
void schema_ref(struct out *o, const char *name, const char *suffix);
#endif
