/*
 * text.h - strict reading and writing of identifiers, moments, numbers, UTF-8.
 *
 * Readers take a length, accept the whole text or nothing, and return false
 * without touching the result otherwise.
 */
#ifndef TEXT_H
#define TEXT_H
#include "model/base/base.h"

enum { UUID_TEXT = 37, TIME_TEXT = 40 };

struct uuid uuid_new(void);                  /* random, version 4 (RFC 9562) */
bool        uuid_parse(const char *t, size_t n, struct uuid *v); /* 8-4-4-4-12, any case */
void        uuid_format(struct uuid v, char t[UUID_TEXT]);       /* lower case */
bool        uuid_equal(struct uuid a, struct uuid b);
bool        uuid_is_nil(struct uuid v);

/* The first and the last microsecond of the years 1000 to 9999, which the database keeps too. */
#define UTC_FIRST_US INT64_C(-30610224000000000)
#define UTC_LAST_US  INT64_C(253402300799999999)

struct utc  utc_now(void);
/* RFC 3339, or ISO 8601 without a zone (then UTC); seconds and fraction optional; a day alone
 * is its midnight. Years 1000 to 9999. */
bool utc_parse(const char *t, size_t n, struct utc *v);
void utc_format(struct utc v, bool naive, char t[TIME_TEXT]); /* .mmmZ; naive: no fraction, no zone */
void utc_format_offset(struct utc v, char t[TIME_TEXT]); /* .mmmmmm+00:00 */
bool date_parse(const char *t, size_t n, struct date *v);     /* 2026-11-20, or a moment's day */
void date_format(struct date v, char t[TIME_TEXT]);
int64_t days_from_civil(int64_t year, unsigned month, unsigned day);
void    civil_from_days(int64_t days, int64_t *year, unsigned *month, unsigned *day);

/* The last n decimal digits of v, with zeros in front and no NUL; returns the end. */
char *digits_write(char *t, uint64_t v, size_t n);
bool i64_parse(const char *t, size_t n, int64_t *v);  /* decimal, no blanks, no overflow */
bool f64_parse(const char *t, size_t n, double *v);   /* decimal, finite */
bool bool_parse(const char *t, size_t n, bool *v);    /* true/false 1/0 on/off yes/no y/n t/f */

/* Is it UTF-8 (RFC 3629) without NUL?  *points: code points; *control: has C0, DEL or C1. */
bool utf8_check(const char *t, size_t n, size_t *points, bool *control);
/* Bytes of a code point below U+110000, which is not looked at; how many. */
size_t utf8_put(uint32_t point, char to[4]);
/* After a cut to a buffer's size: take away a last character that is there in part. */
void utf8_close(char *t);
/* Move the edges past white space (White_Space of Unicode). */
void text_trim(const char **t, size_t *n);
bool text_equal_fold(const char *t, size_t n, const char *word); /* ASCII case folded */
/* Has it the form of a language tag (BCP 47) of at most 35 characters? "en", "pt-BR",
 * "zh-Hant-TW", "en-x-2"; whether its parts are registered is not looked at. */
bool lang_is_tag(const char *t, size_t n);
enum { LANG_TEXT = 36 };
/* Such a tag in the letters that BCP 47 recommends: EN-us is en-US. */
void lang_format(const char *tag, char to[LANG_TEXT]);
#endif
