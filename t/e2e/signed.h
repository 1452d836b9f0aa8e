/*
 * signed.h - what the tests of uploads by a signed form share: forms, and what became of them.
 *
 * A form is made and signed as the stack's own instructions are, with the settings of the
 * stack, and can then be changed.
 *
 * Errors: whatever goes wrong fails the running test.
 */
#ifndef E2E_SIGNED_H
#define E2E_SIGNED_H
#include "t/e2e/footage.h"
#include "model/video/policy.h"

#define FORM "/video/upload/form/"
#define FORM_TYPE "multipart/form-data; boundary=--the--boundary--"

extern struct account ada;

struct form {
    const struct account *who;
    const char           *path, *hash_id;
    struct policy_field   field[16];
    size_t                n;
    const char           *file_name; /* as the form says it */
    const char           *name;      /* that the video will have */
    const void           *content;
    size_t                bytes;
    bool                  no_file;
    const char           *after_name, *after_value; /* a field behind the file; NULL: none */
};

int signed_begin(void **state);
/* Valid for a minute: film.mp4 with bytes that no form had before, of which no player can make
 * anything, so that their processing ends at once. */
struct form form_new(const struct account *who);
void        form_content_new(struct form *f);
const char *form_value(const struct form *f, const char *name);
void        form_set(struct form *f, const char *name, const char *value);
void        form_drop(struct form *f, const char *name);
/* Sign another policy: "=..." is the whole text; "2" is the usual one in signature version 2;
 * else conditions beside those that let pass any value of the usual fields. "-type": none for
 * the type; "1s": the usual ones, for less than a second. */
void form_policy(struct form *f, const char *text);
/* text with the values of fields for {name}, and the key up to its last slash for {folder}. */
const char *form_placed(const struct form *f, const char *text);
/* Values for {key}, {etag} and {location}: for an address, or for XML. */
const char *form_expected(const struct form *f, const char *text, const char *location,
                          bool for_address);
/* *n: its bytes; *file: where in it the content of the file begins. */
const char          *form_body(const struct form *f, size_t *n, size_t *file);
const struct answer *form_send(const struct form *f);

const char *form_sha256(const struct form *f);
const char *form_etag(const struct form *f); /* with its quotes */
/* As if its job had brought the video to that state; jobs that are under way have no effect. */
void form_hold(const struct form *f, const char *state);
/* One video with these bytes in the store, and so many jobs so far. */
void form_is_video(const struct form *f, int64_t jobs);
/* No video, and nothing in the store. */
void form_left_nothing(const struct form *f);

#define want_error(a, status, code) want_error_at((a), (status), (code), __FILE__, __LINE__)
void want_error_at(const struct answer *a, int status, const char *code, const char *file,
                   int line);
#define want_in(a, text) want_in_at((a), (text), __FILE__, __LINE__)
void want_in_at(const struct answer *a, const char *text, const char *file, int line);
#endif
