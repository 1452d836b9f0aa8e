/* field_parts.h - what the readers of fields share: field.c, field_lax.c, field_rows.c, shape.c. */
#ifndef FIELD_PARTS_H
#define FIELD_PARTS_H
#include "model/base/field.h"

/* The bit of the field at that offset; 0: there is none. */
uint64_t field_bit(const struct shape *s, size_t off);
/* E_INVALID: what is there is of another kind. */
int field_wrong(struct cx *cx, const struct field *f);
/* E_INVALID when a list of so many is too long or too short. */
int field_entries(struct cx *cx, const struct field *f, size_t n) MUST_USE;
/* A text by the rules of its field, into *(const char **)at. */
int field_text(struct cx *cx, const struct field *f, const char *text, size_t len,
               void *at) MUST_USE;
/* E_INVALID of the field when something in it was found wrong since there were `start`. */
int field_found(struct cx *cx, const struct field *f, size_t start) MUST_USE;
/* A value of a field that has no way of its own with it. */
int field_from_value(struct cx *cx, const struct shape *s, size_t i, struct json_object *v,
                     void *row) MUST_USE;
int field_from_lax(struct cx *cx, const struct shape *s, size_t i, struct json_object *v,
                   void *row) MUST_USE;
int field_from_lax2(struct cx *cx, const struct shape *s, size_t i, struct json_object *v,
                    void *row) MUST_USE;
bool uuid_parse_lax(const char *t, size_t n, struct uuid *v);
bool uuid_parse_lax2(const char *t, size_t n, struct uuid *v);
bool utc_parse_lax(const char *t, size_t n, struct utc *v);
/* What is too large becomes the nearest that there is. */
bool i64_parse_lax2(const char *t, size_t n, int64_t *v);
bool f64_parse_lax2(const char *t, size_t n, double *v);

int field_rows(struct cx *cx, const struct field *f, struct json_object *v,
               struct rows *to) MUST_USE;
int field_one(struct cx *cx, const struct field *f, struct json_object *v,
              struct one *to) MUST_USE;
#endif
