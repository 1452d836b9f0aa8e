/*
 * multipart.h - multipart/form-data (RFC 7578), read as it arrives.
 *
 * The body is pushed in pieces of any size; the parser answers with events and
 * keeps nothing but the headers of the part it is in. A file passes through as
 * runs of the very bytes that were pushed, without a copy.
 *
 * What is accepted: preamble and epilogue; parameters quoted or not; in a quoted
 * text `\"` and `\\` (older clients) as well as %22, %0D and %0A (browsers), every
 * other backslash or percent sign stands for itself; `filename*` is ignored, as
 * RFC 7578 bars it. A part needs a Content-Disposition of form-data with a name.
 * What is refused: lines that end in LF alone (where a file ends must have one
 * reading), folded or repeated headers, parts that are multipart themselves or
 * base64 or quoted-printable, and a boundary line with anything after the boundary
 * but blanks.
 *
 * Errors: E_MEDIA_TYPE, E_BAD_BODY, E_TOO_LARGE (a limit below), or what a callback
 *         gave. After an error every further call gives the same one.
 * Memory: parser and parts live in cx->arena.
 */
#ifndef MULTIPART_H
#define MULTIPART_H
#include "model/base/base.h"

struct multipart;

struct multipart_limits {
    size_t max_header_bytes; /* all headers of one part        */
    size_t max_parts;
    size_t max_name_bytes; /* of a name, and of a file's name */
};

struct multipart_part {
    const char *name;         /* UTF-8 without control characters                     */
    const char *filename;     /* NULL: not a file. UTF-8 (other bytes become U+FFFD) as
                                 the client wrote it: may hold slashes and line ends  */
    const char *content_type; /* lower case, without parameters; NULL: not said       */
    const char *charset;      /* lower case; NULL: not said                           */
    int64_t     at;           /* bytes of the body in front of its content            */
};

/* A negative answer stops the parser and is what multipart_push gives. */
struct multipart_events {
    int (*part)(void *u, const struct multipart_part *p);
    int (*data)(void *u, const char *bytes, size_t n); /* n > 0; any number of times */
    int (*end)(void *u);                               /* the part is whole          */
};

/* content_type: the request's header; NULL is E_MEDIA_TYPE, a boundary that is missing,
 * repeated, over 70 characters or not printable is E_BAD_BODY. `events` is not copied. */
int multipart_begin(struct cx *cx, const char *content_type, const struct multipart_limits *limits,
                    const struct multipart_events *events, void *u, struct multipart **mp) MUST_USE;
int multipart_push(struct multipart *mp, const char *bytes, size_t n) MUST_USE;
/* E_BAD_BODY when the closing boundary was not seen: the body is cut off. */
int multipart_finish(struct multipart *mp) MUST_USE;
#endif
